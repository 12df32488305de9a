/* src/base: problems that a user can cause, and how they are shown. */
#include "lode_test.h"

#include "base/diag.h"

static const char FLOWS[] = "supplier,customer,per_year\n"
                            "aus-ree,lynas-mt,8100\r\n"
                            "\n"
                            "\xC3\xA9\xC3\xA9,b\xC3\xA4r\tx,\x1B[31m\xFF\n"
                            "last";

static const char *flows_contents(void *user, const char *file, size_t *length)
{
    (void)user;
    *length = sizeof FLOWS - 1;
    return strcmp(file, "flows.csv") == 0 ? FLOWS : NULL;
}

static const lode_sources FLOWS_ONLY = {flows_contents, NULL};

static void check_text(lode_t *t, const lode_diags *d, bool colour, const char *want)
{
    char *text = lode_diags_text(d, &FLOWS_ONLY, colour);
    CHECK_STR(t, text, want);
    free(text);
}

static void a_problem_shows_place_text_mark_and_remedy(lode_t *t)
{
    lode_diags d = {0};
    lode_place place = {"flows.csv", 2, 9, 8};
    lode_diag_add(&d, LODE_DIAG_UNKNOWN_SUPPLIER, place, NULL, "lynas-mt");
    lode_diag_hint(&d, "did you mean '%s' (sites.csv:%d)?", "lynas-mw", 17);
    CHECK_INT(t, d.n_error, 1);
    CHECK_INT(t, d.item[0].code, 203);
    check_text(t, &d, false,
               "flows.csv:2:9: error E203: unknown supplier 'lynas-mt'\n"
               "    2 | aus-ree,lynas-mt,8100\n"
               "      |         ^^^^^^^^\n"
               "      = did you mean 'lynas-mw' (sites.csv:17)?\n");
    check_text(t, &d, true,
               "\033[1mflows.csv:2:9:\033[0m \033[1;31merror E203:\033[0m unknown supplier "
               "'lynas-mt'\n"
               "    2 | aus-ree,lynas-mt,8100\n"
               "      |         \033[1;31m^^^^^^^^\033[0m\n"
               "      = did you mean 'lynas-mw' (sites.csv:17)?\n");
    lode_diags_free(&d);
    CHECK(t, d.item == NULL && d.n_error == 0);
}

static void problems_without_a_full_place_are_shown_without_it(lode_t *t)
{
    lode_diags d = {0};
    lode_diag_add(&d, LODE_DIAG_OUT_OF_MEMORY, (lode_place){0}, "close something\nor buy memory");
    lode_diag_add(&d, LODE_DIAG_CANNOT_READ, (lode_place){.file = "sites.csv"}, NULL, "gone");
    lode_diag_add(&d, LODE_DIAG_SHARES_NOT_ONE, ((lode_place){"flows.csv", 5, 0, 0}), NULL, "dy",
                  0.98);
    lode_diag_add(&d, LODE_DIAG_SHARES_NOT_ONE, ((lode_place){"flows.csv", 99, 1, 1}), NULL, "tb",
                  1.5);
    CHECK_INT(t, d.n_error, 2);
    CHECK_INT(t, d.n_warning, 2);
    check_text(t, &d, false,
               "error E001: out of memory\n"
               "      = close something\n"
               "      = or buy memory\n"
               "sites.csv: error E003: cannot read: gone\n"
               "flows.csv:5: warning W231: shares of product 'dy' sum to 0.98, not 1\n"
               "    5 | last\n"
               "flows.csv:99:1: warning W231: shares of product 'tb' sum to 1.5, not 1\n");
    lode_diags_free(&d);
}

static void marks_stand_under_the_text_they_mean(lode_t *t)
{
    /* columns are bytes, carets are code points; terminals are sent no control characters */
    lode_diags d = {0};
    lode_diag_add(&d, LODE_DIAG_UNKNOWN_SUPPLIER, ((lode_place){"flows.csv", 4, 6, 4}), NULL,
                  "b\xC3\xA4r\x1B[0m\n");
    lode_diag_add(&d, LODE_DIAG_UNKNOWN_SUPPLIER, ((lode_place){"flows.csv", 5, 3, 99}), NULL, "-");
    lode_diag_add(&d, LODE_DIAG_UNKNOWN_SUPPLIER, ((lode_place){"flows.csv", 5, 99, 2}), NULL, "-");
    lode_diag_add(&d, LODE_DIAG_UNKNOWN_SUPPLIER, ((lode_place){"flows.csv", 3, 1, 0}), NULL, "-");
    check_text(
        t, &d, false,
        "flows.csv:4:6: error E203: unknown supplier 'b\xC3\xA4r\xEF\xBF\xBD[0m\xEF\xBF\xBD'\n"
        "    4 | \xC3\xA9\xC3\xA9,b\xC3\xA4r x,\xEF\xBF\xBD[31m\xEF\xBF\xBD\n"
        "      |    ^^^\n"
        "flows.csv:5:3: error E203: unknown supplier '-'\n"
        "    5 | last\n"
        "      |   ^^\n"
        "flows.csv:5:99: error E203: unknown supplier '-'\n"
        "    5 | last\n"
        "      |     ^\n"
        "flows.csv:3:1: error E203: unknown supplier '-'\n"
        "    3 | \n"
        "      | ^\n");
    lode_diags_free(&d);
}

static char long_line[1000];

static const char *long_contents(void *user, const char *file, size_t *length)
{
    (void)user, (void)file;
    *length = sizeof long_line;
    return long_line;
}

static void long_lines_are_cut_around_the_mark(lode_t *t)
{
    for (size_t i = 0; i < sizeof long_line; i++) long_line[i] = (char)('0' + i % 10);
    memcpy(long_line + 500, "HERE", 4);
    const lode_sources sources = {long_contents, NULL};
    lode_diags d = {0};
    lode_diag_add(&d, LODE_DIAG_UNKNOWN_SUPPLIER, ((lode_place){"x.csv", 1, 501, 4}), NULL, "HERE");
    char *text = lode_diags_text(&d, &sources, false);
    CHECK_STR(t, text,
              "x.csv:1:501: error E203: unknown supplier 'HERE'\n"
              "    1 | ...012345678901234567890123456789012345678901234567890123456789HERE"
              "456789012345678901234567890123456789...\n"
              "      |                                                                ^^^^\n");
    free(text);
    lode_diags_free(&d);
}

static void long_lines_of_broken_text_are_cut_around_the_mark_too(lode_t *t)
{
    memset(long_line, '\x80', sizeof long_line);
    const lode_sources sources = {long_contents, NULL};
    lode_diags d = {0};
    lode_diag_add(&d, LODE_DIAG_UNKNOWN_SUPPLIER, ((lode_place){"x.csv", 1, 501, 4}), NULL, "-");
    char *text = lode_diags_text(&d, &sources, false);
    const char *last = strstr(text, "\n      | ");
    CHECK(t, last != NULL);
    CHECK_INT(t, strspn(last + 9, " "), 3 + 60);
    CHECK_STR(t, last + 9 + 63, "^^^^\n");
    free(text);
    lode_diags_free(&d);
}

static void problems_are_sorted_by_place_and_else_stay_in_order(lode_t *t)
{
    static const lode_place places[] = {
        {NULL, 0, 0, 0},    {"b.csv", 1, 1, 1}, {"a.csv", 10, 2, 1}, {"a.csv", 9, 5, 1},
        {"a.csv", 9, 5, 9}, {"a.csv", 9, 1, 1}, {"a.csv", 0, 0, 0},
    };
    static const char *const order[] = {"6", "5", "3", "4", "2", "1", "0"};
    lode_diags d = {0};
    for (int i = 0; i < 7; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        lode_diag_add(&d, LODE_DIAG_UNKNOWN_SUPPLIER, places[i], NULL, name);
    }
    lode_diags_sort(&d);
    for (int i = 0; i < 7; i++) CHECK_HAS(t, d.item[i].message, order[i]);
    lode_diags_free(&d);
    lode_diags_sort(&d);
}

static void beyond_the_limit_problems_are_counted_and_errors_still_kept(lode_t *t)
{
    lode_diags d = {0};
    for (int i = 0; i < 3000; i++)
        lode_diag_add(&d, LODE_DIAG_SHARES_NOT_ONE, (lode_place){0}, NULL, "dy", 0.5);
    lode_diag_hint(&d, "belongs to none");
    lode_diag_add(&d, LODE_DIAG_CANNOT_READ, (lode_place){.file = "sites.csv"}, NULL, "gone");
    CHECK_INT(t, d.n_warning, 3000);
    CHECK_INT(t, d.n_error, 1);
    CHECK_INT(t, d.n_item, LODE_DIAGS_KEPT + 1);
    CHECK(t, d.item[LODE_DIAGS_KEPT - 1].hint == NULL);
    lode_diags_sort(&d);
    CHECK_INT(t, d.item[0].code, 3);
    char *text = lode_diags_text(&d, NULL, false);
    CHECK_HAS(t, text, "\nnote N002: too many problems: 1000 more are not shown\n");
    free(text);
    lode_diags_free(&d);
}

static void a_problem_that_finds_no_memory_is_still_an_error(lode_t *t)
{
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_diags d = {0};
        lode_note(t, "allocation %d", n);
        lode_alloc_fail_at(n);
        lode_diag_add(&d, LODE_DIAG_SHARES_NOT_ONE, ((lode_place){"a.csv", 1, 1, 1}), "a hint",
                      "dy", 0.5);
        lode_diag_hint(&d, "another hint, %s", "which is longer than what a first block may hold");
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK_INT(t, d.out_of_memory, reached);
        CHECK_INT(t, d.n_error, reached ? 1 : 0);
        CHECK_INT(t, d.n_warning, 1);
        char *text = lode_diags_text(&d, NULL, false);
        if (reached) CHECK_HAS(t, text, "error E001: out of memory\n");
        free(text);
        lode_diags_free(&d);
    }
}

static void the_catalogue_is_sorted_and_safe_to_print(lode_t *t)
{
    int32_t n;
    const lode_diag_kind *kind = lode_diag_catalogue(&n);
    CHECK(t, n >= 6);
    for (int32_t i = 0; i < n; i++) {
        lode_note(t, "code %d %s", (int)kind[i].code, kind[i].name);
        CHECK(t, kind[i].code > (i > 0 ? kind[i - 1].code : 0) && kind[i].code < 1000);
        CHECK(t, strchr(kind[i].format, '\n') == NULL);
        CHECK(t, kind[i].format[0] && kind[i].format[strlen(kind[i].format) - 1] != '.');

        /* conversions: flags, digits, l, z or j, and one of these letters; * as the length of a text only, no %n */
        for (const char *p = strchr(kind[i].format, '%'); p; p = strchr(p + 1, '%')) {
            if (strncmp(p, "%.*s", 4) == 0) p += 2;
            p += 1 + strspn(p + 1, "-+ #0123456789.lzj");
            CHECK(t, *p && strchr("%sdiuxXgfec", *p));
        }
    }
}

static const lode_test TESTS[] = {
    TEST(a_problem_shows_place_text_mark_and_remedy),
    TEST(problems_without_a_full_place_are_shown_without_it),
    TEST(marks_stand_under_the_text_they_mean),
    TEST(long_lines_are_cut_around_the_mark),
    TEST(long_lines_of_broken_text_are_cut_around_the_mark_too),
    TEST(problems_are_sorted_by_place_and_else_stay_in_order),
    TEST(beyond_the_limit_problems_are_counted_and_errors_still_kept),
    TEST(a_problem_that_finds_no_memory_is_still_an_error),
    TEST(the_catalogue_is_sorted_and_safe_to_print),
};

LODE_TEST_MAIN(TESTS)
