/* Readings of claims: compiled, mistakes with their places, values on central runs. */
#include "claims_run.h"

/* The small case with more readings of its claim, before its second one. */
static void begin_with(lode_t *t, claims_run *w, const char *readings)
{
    *w = (claims_run){0};
    w->c = template_with("  soon-weak:", readings, "", &w->d);
    CHECK(t, w->c != NULL);
}

static void readings_are_true_or_false_in_their_scenario(lode_t *t)
{
    claims_run w;
    lode_text plain = {0}, weak = {0};
    lode_eval_value without;
    begin_with(t, &w, "");
    claims_run_begin(t, &w, 1);
    CHECK_INT(t, w.d.n_item, 0);
    CHECK_INT(t, w.r->n, 2);
    CHECK_INT(t, claims_run_eval(t, &w, find_reading(t, &w, "soon-plain"), &plain, &without).truth, LODE_FALSE);
    CHECK_INT(t, without.truth, LODE_FALSE);
    CHECK_HAS(t, lode_text_str(&plain), "false because first_date(");
    CHECK_HAS(t, lode_text_str(&plain), "against 2026-08-31");
    CHECK_INT(t, claims_run_eval(t, &w, find_reading(t, &w, "soon-weak"), &weak, &without).truth, LODE_TRUE);
    CHECK_INT(t, without.truth, LODE_FALSE); /* not without the ban */
    CHECK_HAS(t, lode_text_str(&weak), "true because longest(");
    CHECK_HAS(t, lode_text_str(&weak), " d against 7 d");
    lode_text_free(&plain);
    lode_text_free(&weak);
    claims_run_end(&w);
}

static void a_formula_with_a_value_per_day_is_read_on_the_day_of_as_of(lode_t *t)
{
    claims_run w;
    begin_with(t, &w,
               "  daily:\n    claim: soon\n    scenario: ban\n    formula: strategic_stock(\"XCC\",\"metal\") >= 0 and "
               "once (output(\"XCC\",\"pump\") > 0)\n"
               "  late:\n    claim: soon\n    scenario: ban\n    formula: always (shortfall(\"XCC\",\"pump\") < 1)\n"
               "  early:\n    claim: soon\n    scenario: ban\n    formula: historically (abs(shortfall(\"XCC\",\"pump\")) < 1)\n");
    claims_run_begin(t, &w, 1);
    lode_text why = {0};
    CHECK_INT(t, lode_reading_day(w.r, &w.plan), 180);
    CHECK_INT(t, claims_run_eval(t, &w, find_reading(t, &w, "daily"), NULL, NULL).truth, LODE_TRUE);
    CHECK_INT(t, claims_run_eval(t, &w, find_reading(t, &w, "late"), &why, NULL).truth, LODE_FALSE);
    CHECK_HAS(t, lode_text_str(&why), "false because shortfall(\"XCC\",\"pump\") < 1 on 2026-0");
    CHECK_INT(t, claims_run_eval(t, &w, find_reading(t, &w, "early"), NULL, NULL).truth, LODE_TRUE);
    lode_text_free(&why);
    claims_run_end(&w);
}

static void values_over_draws_are_taken_from_each_draw(lode_t *t)
{
    claims_run w;
    begin_with(t, &w,
               "  over:\n    claim: soon\n    scenario: ban\n    formula: P(output(\"XCC\",\"pump\") > 0 given "
               "effective_date(\"aa-ban\") > as_of) >= 50% and E(at(cumulative_loss(\"XCC\"), 2026-12-30)) > 1 USD\n");
    claims_run_begin(t, &w, 1);
    int32_t i = find_reading(t, &w, "over");
    lode_eval_value value[2], given[2], without[2];
    lode_signal_run run = claims_run_of(&w, w.r->item[i].scenario, w.r->item[i].against);
    void *memory = aligned_alloc(64, lode_reading_bytes(w.r, i, &w.plan));
    CHECK_INT(t, w.r->item[i].n_value, 2);
    CHECK(t, memory && lode_reading_eval(w.r, i, &run, memory, value, given, without));
    CHECK_INT(t, value[0].truth, LODE_TRUE);
    CHECK_INT(t, given[0].truth, LODE_TRUE);
    CHECK(t, value[1].lo > 0 && value[1].lo == value[1].hi);
    CHECK_NEAR(t, without[1].lo, 0, 0);
    free(memory);
    claims_run_end(&w);
}

static void readings_without_a_formula_say_why(lode_t *t)
{
    claims_run w;
    begin_with(t, &w,
               "  waits:\n    claim: soon\n    needs: standoff\n"
               "  elsewhere:\n    claim: soon\n    formula: max(output(\"XDD\",\"pump\")) > 0\n");
    claims_run_begin(t, &w, 1);
    const lode_reading *waits = &w.r->item[find_reading(t, &w, "waits")];
    CHECK_INT(t, waits->status, LODE_READING_NEEDS);
    CHECK_STR(t, waits->reason, "standoff");
    CHECK_INT(t, lode_reading_bytes(w.r, find_reading(t, &w, "waits"), &w.plan), 0);
    CHECK(t, !lode_reading_eval(w.r, find_reading(t, &w, "waits"), NULL, NULL, NULL, NULL, NULL));
    const lode_reading *elsewhere = &w.r->item[find_reading(t, &w, "elsewhere")];
    CHECK_INT(t, elsewhere->status, LODE_READING_OUT_OF_SCOPE);
    CHECK_HAS(t, elsewhere->reason, "there is no output(\"XDD\",\"pump\")");
    CHECK_INT(t, w.d.n_error, 0);
    CHECK_INT(t, w.d.item[0].code, LODE_DIAG_READING_OUT_OF_SCOPE);
    claims_run_end(&w);
}

static void claims_without_a_reading_are_untestable_or_forgotten(lode_t *t)
{
    claims_run w = {0};
    w.c = template_with("readings:",
                        "  motive:\n    text: They want to.\n    speaker: x\n    reported: 2025-06-02\n"
                        "    untestable: nobody wrote it down\n    source: example\n    grade: C\n"
                        "  lost:\n    text: It is so.\n    speaker: x\n    reported: 2025-06-02\n"
                        "    source: example\n    grade: C\n\n",
                        "", &w.d);
    CHECK(t, w.c != NULL);
    claims_run_begin(t, &w, 1);
    CHECK_INT(t, w.r->n, 3);
    CHECK_INT(t, w.r->item[2].status, LODE_READING_UNTESTABLE);
    CHECK_INT(t, w.r->item[2].row, -1);
    CHECK_STR(t, w.r->item[2].reason, "nobody wrote it down");
    CHECK_INT(t, w.d.n_item, 1);
    CHECK_INT(t, w.d.item[0].code, LODE_DIAG_CLAIM_NO_READING);
    CHECK_HAS(t, w.d.item[0].message, "'lost'");
    claims_run_end(&w);
}

/* Line after that of the reading's key, and column. */
static void mistakes_stand_where_they_are_written(lode_t *t)
{
    static const struct {
        const char *reading;
        int32_t code, line, column;
    } bad[] = {
        {"formula: first_date(outputt(\"XCC\",\"pump\") > 0) <= as_of", LODE_DIAG_CLAIM_NAME, 2, 25},
        {"formula: 'first_date(outputt(\"XCC\",\"pump\") > 0) <= as_of'", LODE_DIAG_CLAIM_NAME, 2, 26},
        {"formula: max(output(\"XCC\",\"pump\")) > 5 t", LODE_DIAG_CLAIM_COMPARES, 2, 40},
        {"formula: max(output(\"XCC\",\"pumpe\")) > 5", LODE_DIAG_READING_OUT_OF_SCOPE, 2, 18},
        {"formula: max(output(\"XCC\",\"pump\"))", LODE_DIAG_READING_NO_TRUTH, 2, 14},
        {"formula: max(output(\"XCC\",\"pump\")) >", LODE_DIAG_CLAIM_ENDS, 2, 41},
        {"formula: |\n      max(output(\"XCC\",\"pump\"))\n      > 5 t", LODE_DIAG_CLAIM_COMPARES, 2, 14},
        {"needs: rebuild\n    formula: as_of > 2025-01-01", LODE_DIAG_READING_BOTH, 2, 12},
        {"note: nothing", LODE_DIAG_READING_EMPTY, 0, 3},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        claims_run w;
        lode_text reading = {0};
        lode_text_printf(&reading, "  more:\n    claim: soon\n    %s\n", bad[i].reading);
        begin_with(t, &w, lode_text_str(&reading));
        lode_text_free(&reading);
        w.b = lode_build(w.c, &w.d);
        CHECK(t, w.b != NULL);
        w.r = lode_readings_new(w.b, &w.d);
        lode_note(t, "%s", bad[i].reading);
        CHECK(t, w.r != NULL);
        CHECK_INT(t, w.d.n_item, 1);
        CHECK_INT(t, w.d.item[0].code, bad[i].code);
        int32_t row = lode_case_find(w.c, LODE_T_READINGS, "more");
        CHECK_INT(t, w.d.item[0].line, lode_case_place(w.c, row, LODE_READINGS_READING).line + bad[i].line);
        CHECK_INT(t, w.d.item[0].column, bad[i].column);
        claims_run_end(&w);
    }
}

static void every_allocation_may_fail(lode_t *t)
{
    claims_run w;
    begin_with(t, &w, "  over:\n    claim: soon\n    formula: P(output(\"XCC\",\"pump\") > 0) >= 50%\n");
    w.b = lode_build(w.c, &w.d);
    CHECK(t, w.b != NULL);
    bool reached = true;
    int n = 1;
    for (; reached; n++) {
        lode_diags d = {0};
        lode_alloc_fail_at(n);
        lode_readings *r = lode_readings_new(w.b, &d);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        lode_note(t, "allocation %d", n);
        /* a message that could not be made is the most that is lost */
        CHECK(t, r || d.n_error > 0 || d.out_of_memory);
        lode_readings_free(r);
        lode_diags_free(&d);
    }
    CHECK(t, n > 20);
    claims_run_end(&w);
}

static const lode_test TESTS[] = {
    TEST(readings_are_true_or_false_in_their_scenario),
    TEST(a_formula_with_a_value_per_day_is_read_on_the_day_of_as_of),
    TEST(values_over_draws_are_taken_from_each_draw),
    TEST(readings_without_a_formula_say_why),
    TEST(claims_without_a_reading_are_untestable_or_forgotten),
    TEST(mistakes_stand_where_they_are_written),
    TEST(every_allocation_may_fail),
};
LODE_TEST_MAIN(TESTS)
