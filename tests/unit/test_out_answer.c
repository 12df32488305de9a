/* The one-screen answer: what it says, and that it stays on one screen. */
#include "test_out_sample.h"

#include "out/screen.h"

/* The answer about a sample; free it. */
static char *answer(const sample *s, bool colour, const char *folder)
{
    lode_text text = {0};
    lode_answer_style style = {colour, folder};
    lode_answer_put(&s->r, &style, &text);
    return text.failed ? NULL : text.data;
}

/* Take the colours out. */
static void bleach(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from == '\033') {
            from = strchr(from, 'm');
            continue;
        }
        *to++ = *from;
    }
    *to = '\0';
}

/* At most 40 lines of at most 80 columns, none of which ends with a blank. */
static void check_screen(lode_t *t, char *text)
{
    int lines = 0;
    CHECK(t, text != NULL && text[strlen(text) - 1] == '\n');
    for (char *line = text, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        lines++;
        if (lode_screen_columns(line) > 80) lode_print_string("too long", line);
        CHECK(t, lode_screen_columns(line) <= 80);
        CHECK(t, end == line || end[-1] != ' ');
        *end = '\n';
    }
    CHECK(t, lines <= 40);
}

static const char LONG_WORD[] = "an-id-as-long-as-anybody-might-ever-want-to-write-one-for-a-case-";
static const char WIDE[] =
    "稀土供應鏈從礦山到磁體再到其最終產品的一個很長的標題以及更多文字直到螢幕之外";

static void everything_fits_on_one_screen(lode_t *t)
{
    static const shape large[] = {
        {12, 40, 8, 480, 3, "", "Eight scenarios, forty products, twelve actors"},
        {12, 40, 8, 480, 3, LONG_WORD, WIDE},
        {12, 40, 30, 480, 3, "product-of-thirty-", "Thirty scenarios"},
        {2, 2, 8, 0, 3, "", "Nothing happens"},
        {2, 2, 8, 1, 3, "", "One stop each"},
        {12, 40, 1, 480, 3, LONG_WORD, WIDE},
        {2, 2, 0, 0, 3, "", "No scenario of its own"},
    };
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
        sample s;
        sample_begin(t, &s, &large[i]);
        for (int colour = 0; colour < 2; colour++)
            for (int changed = 0; changed < 2; changed++) {
                const char *set[] = {"parameters.psi=0.3", "sites[p00@A00].activity_per_year=1",
                                     "measures.ban.leak=0.123456789012345678901234567890"};
                s.r.options.set = set;
                s.r.options.n_set = 3 * changed;
                lode_note(t, "sample %d, colour %d, changed %d", (int)i, colour, changed);
                char *text = answer(&s, colour, changed ? LONG_WORD : NULL);
                if (colour) bleach(text);
                check_screen(t, text);
                free(text);
            }
        sample_end(&s);
    }
}

static void one_scenario_is_shown_in_full(lode_t *t)
{
    sample s;
    sample_begin(t, &s, &(shape){3, 2, 2, 3, 2, "", "Small"});
    s.r.options.scenario = "s01";
    char *text = answer(&s, false, "out/dir");
    const char want[] =
        "Small\n"
        "As of 2025-06-30; 2025-01-01 to 2026-12-31 in steps of 1 day, central values.\n"
        "\n"
        "WHAT FALLS SHORT OR STOPS FIRST       halt        shortfall   lowest  recovered\n"
        "s01 (hypothetical): Small\n"
        "  p00 A00                             2025-09-11  2025-09-01     0 %  2025-11-30\n"
        "    for want of metal from A00: ban\n"
        "  p00 A01                             2025-09-12  2025-09-02     4 %  not by end\n"
        "  p00 A02                             -           2025-09-03     8 %  2025-12-02\n"
        "Output for 7 days or more: halt below 10 %, shortfall below 95 % of status-quo.\n"
        "\n"
        "LOSS PER DAY, USD     mean   highest  on            in all  at makers of\n"
        "  A00               1.2 bn    2.5 bn  2026-02-03    617 bn  p00, p01\n"
        "  A01                985 M    2.0 bn  2026-02-03    492 bn  p00, p01\n"
        "  A02                735 M    1.5 bn  2026-02-03    367 bn  p00, p01\n"
        "Mean from 2025-06-30, the rest from 2025-01-01, to 2026-12-31; minus: it gains.\n"
        "\n"
        "4 of 10 inputs are of grade D (judgement); 5 more are left to defaults.\n"
        "Goods balance to 3.1e-13 (largest relative residual).\n";
    if (strncmp(text, want, strlen(want)) != 0) CHECK_STR(t, text, want);
    CHECK_HAS(t, text, ", seed 0, case ");
    CHECK_HAS(t, text, "Tables: out/dir (README.md there says what is what)\n");
    check_screen(t, text);
    free(text);
    sample_end(&s);
}

/* The period ends on 2026-12-31: what stands highest or lowest there may go on. */
static void what_stands_at_the_end_is_marked(lode_t *t)
{
    sample s;
    sample_begin(t, &s, &(shape){3, 2, 2, 3, 2, "", "Small"});
    s.r.options.scenario = "s01";
    for (int32_t i = 0; i < s.r.n_scenario; i++) {
        lode_scenario_result *x = &s.r.scenario[i];
        for (int32_t k = 0; k < x->n_run_out; k++) {
            x->run_out[k].recovered.p50 = LODE_NEVER;
            x->run_out[k].trough_date.p50 = lode_date_of(2026, 12, k == 0 ? 25 : 24);
        }
        for (int32_t k = 0; k < x->n_loss; k++) x->loss[k].peak_date.p50 = lode_date_of(2026, 12, k == 0 ? 31 : 30);
    }
    char *text = answer(&s, false, NULL);
    CHECK_HAS(t, text, "0 %  at its low\n");
    CHECK_HAS(t, text, "4 %  not by end\n");
    CHECK_HAS(t, text, "2.5 bn  at the end ");
    CHECK_HAS(t, text, "2.0 bn  2026-12-30");
    check_screen(t, text);
    free(text);
    sample_end(&s);
}

static void several_scenarios_stand_side_by_side(lode_t *t)
{
    sample s;
    sample_begin(t, &s, &(shape){7, 2, 2, 3, 2, "", "Small"});
    char *text = answer(&s, false, NULL);
    CHECK_HAS(t, text, "\ns00: Small\n  p00 A00   ");
    CHECK_HAS(t, text, "\ns01 (hypothetical): Small\n  p00 A00   ");
    CHECK_HAS(t, text, "\nstatus-quo against no-measures");
    CHECK_HAS(t, text,
              "LOSS PER DAY, USD               A00            A01            A02            A03\n"
              "s00                   1.2 bn/2.5 bn 985 M / 2.0 bn 735 M / 1.5 bn  485 M / 969 M\n");
    CHECK(t, strstr(text, "\nno-measures") == NULL);
    check_screen(t, text);
    free(text);
    sample_end(&s);
}

static void where_there_are_many_hypothetical_ones_make_room(lode_t *t)
{
    sample s;
    sample_begin(t, &s, &(shape){3, 2, 8, 3, 2, "", "Small"});
    char *text = answer(&s, false, NULL);
    CHECK_HAS(t, text, "\ns00: Small\n  p00 A00   ");
    CHECK(t, strstr(text, "hypothetical") == NULL);
    CHECK_HAS(t, text, "\nNot shown: s01, s03, 2 more\n");
    check_screen(t, text);
    free(text);
    sample_end(&s);
}

static void gains_are_negative_losses(lode_t *t)
{
    sample s;
    sample_begin(t, &s, &(shape){7, 2, 1, 3, 2, "", "Small"});
    s.r.options.scenario = "s00";
    char *text = answer(&s, false, NULL);
    CHECK_HAS(t, text, "  A06               -266 M    -531 M               -133 bn  p00, p01\n");
    CHECK_HAS(t, text, "minus: it gains");
    free(text);
    sample_end(&s);
}

static void sparing_end_products_is_said(lode_t *t)
{
    sample s;
    sample_begin(t, &s, &(shape){2, 2, 1, 3, 2, "", "Small"});
    for (int32_t i = 0; i < 3; i++) s.r.scenario[2].run_out[i].product = product_row(&s, 1);
    char *text = answer(&s, false, NULL);
    CHECK_HAS(t, text, "\n  No end product falls short; 3 other outputs do:\n");
    free(text);
    s.r.scenario[2].n_run_out = 0;
    text = answer(&s, false, NULL);
    CHECK_HAS(t, text,
              "s00: Small                                                   nothing falls short\n");
    free(text);
    sample_end(&s);
}

static void what_a_title_holds_cannot_upset_a_terminal(lode_t *t)
{
    lode_text text = {0};
    lode_screen s = {.out = &text, .width = 20};
    lode_screen_put(&s, LODE_INK_PLAIN, 0,
                    "a\033[31mb\xE2\x80\xAE"
                    "c\x80\xC2\x9B");
    lode_screen_end(&s);
    CHECK_STR(t, text.data, "a?[31mb?c\xEF\xBF\xBD?\n");
    lode_text_free(&text);
}

static void long_text_is_cut_by_columns_not_bytes(lode_t *t)
{
    lode_text text = {0};
    lode_screen s = {.out = &text, .width = 10};
    lode_screen_put(&s, LODE_INK_PLAIN, 0, "稀土供應鏈從"); /* 12 columns */
    lode_screen_end(&s);
    CHECK_STR(t, text.data, "稀土供...\n");
    CHECK_INT(t, lode_screen_columns("e\xCC\x81t\xC3\xA9"), 3);
    lode_text_free(&text);
}

static void an_answer_survives_each_failing_allocation(lode_t *t)
{
    sample s;
    sample_begin(t, &s, &SMALL);
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_text text = {0};
        lode_alloc_fail_at(n);
        lode_answer_put(&s.r, &(lode_answer_style){0}, &text);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, text.failed == reached);
        lode_text_free(&text);
    }
    sample_end(&s);
}

static const lode_test TESTS[] = {
    TEST(everything_fits_on_one_screen),         TEST(one_scenario_is_shown_in_full),
    TEST(what_stands_at_the_end_is_marked),
    TEST(several_scenarios_stand_side_by_side), TEST(where_there_are_many_hypothetical_ones_make_room),  TEST(gains_are_negative_losses),
    TEST(sparing_end_products_is_said),          TEST(what_a_title_holds_cannot_upset_a_terminal),
    TEST(long_text_is_cut_by_columns_not_bytes), TEST(an_answer_survives_each_failing_allocation),
};

LODE_TEST_MAIN(TESTS)
