/* Mistakes in formulas: one message each, at its place, before anything runs. */
#include "test_claims_sample.h"

static const struct {
    const char *text;
    int32_t code, column;
} WRONG[] = {
    {"", LODE_DIAG_CLAIM_ENDS, 1},
    {"stock >", LODE_DIAG_CLAIM_ENDS, 8},
    {"(x > 1", LODE_DIAG_CLAIM_ENDS, 7},
    {"x > 1)", LODE_DIAG_CLAIM_EXPECTED, 6},
    {"x > 1 < 2", LODE_DIAG_CLAIM_EXPECTED, 7},
    {"x > x untill x < 2", LODE_DIAG_CLAIM_EXPECTED, 7},
    {"always [0d 3d] x > 1", LODE_DIAG_CLAIM_EXPECTED, 12},
    {"always from 2025-11-01 x > 1", LODE_DIAG_CLAIM_EXPECTED, 24},
    {"x = 1", LODE_DIAG_CLAIM_CHARACTER, 3},
    {"x > 1 & x < 2", LODE_DIAG_CLAIM_CHARACTER, 7},
    {"stock(\"a", LODE_DIAG_CLAIM_STRING, 7},
    {"2025-02-30 > 2025-01-01", LODE_DIAG_CLAIM_DATE, 1},
    {"x > 1e999", LODE_DIAG_CLAIM_NUMBER, 5},
    {"stock > 3 tonns", LODE_DIAG_CLAIM_UNIT, 11},
    {"stok > 1", LODE_DIAG_CLAIM_NAME, 1},
    {"capacity(\"USA\",\"magnets\") > 1", LODE_DIAG_CLAIM_SIGNAL, 1},
    {"stock(\"USA\") > 1", LODE_DIAG_CLAIM_SIGNAL, 1},
    {"sum(x, x) > 1", LODE_DIAG_CLAIM_ARGUMENTS, 1},
    {"abs() > 1", LODE_DIAG_CLAIM_ARGUMENTS, 1},
    {"stock > output", LODE_DIAG_CLAIM_COMPARES, 7},
    {"stock > 3d", LODE_DIAG_CLAIM_COMPARES, 7},
    {"first_date(x > 1) > 3", LODE_DIAG_CLAIM_COMPARES, 19},
    {"stock + output > 1", LODE_DIAG_CLAIM_ADDS, 7},
    {"2025-11-08 + 2025-11-09 > 2025-11-08", LODE_DIAG_CLAIM_ADDS, 12},
    {"always stock", LODE_DIAG_CLAIM_TYPE, 1},
    {"not x", LODE_DIAG_CLAIM_TYPE, 1},
    {"x and x > 1", LODE_DIAG_CLAIM_TYPE, 3},
    {"days(x) > 1", LODE_DIAG_CLAIM_TYPE, 1},
    {"sum(x > 1) > 1", LODE_DIAG_CLAIM_TYPE, 1},
    {"max(3) > 1", LODE_DIAG_CLAIM_TYPE, 1},
    {"call_held > 1", LODE_DIAG_CLAIM_TYPE, 11},
    {"eventually [5d,1d] (x > 1)", LODE_DIAG_CLAIM_WINDOW_ORDER, 12},
    {"always from 2025-12-01 to 2025-11-01 (x > 1)", LODE_DIAG_CLAIM_WINDOW_ORDER, 8},
    {"eventually [0d,200y] (x > 1)", LODE_DIAG_CLAIM_WINDOW_BOUND, 16},
    {"eventually [0t,3d] (x > 1)", LODE_DIAG_CLAIM_WINDOW_BOUND, 13},
    {"eventually [0d,x] (x > 1)", LODE_DIAG_CLAIM_WINDOW_BOUND, 16},
    {"sum(x, from 3 to 2025-11-01) > 1", LODE_DIAG_CLAIM_WINDOW_BOUND, 13},
    {"roll_sum(x, 0d) > 1", LODE_DIAG_CLAIM_WINDOW_BOUND, 13},
    {"x == 3", LODE_DIAG_CLAIM_NO_WITHIN, 3},
    {"first_date(x > 1) != 2025-11-08", LODE_DIAG_CLAIM_NO_WITHIN, 19},
    {"P(x > 1) > 0.5 and x > 1", LODE_DIAG_CLAIM_MIXED_DRAWS, 16},
    {"always (P(x > 1) > 0.5)", LODE_DIAG_CLAIM_MIXED_DRAWS, 1},
    {"P(P(x > 1) > 0.5) > 0.5", LODE_DIAG_CLAIM_NESTED_DRAWS, 3},
    {"quantile(x, 2) > 1", LODE_DIAG_CLAIM_ARGUMENTS, 13},
    {"E(first_date(x > 1)) > 2025-11-01", LODE_DIAG_CLAIM_TYPE, 1},
    {"base(x) > 1", LODE_DIAG_CLAIM_NO_BASE, 6},
    {"always [0d,60y] (always [0d,60y] (x > 1))", LODE_DIAG_CLAIM_REACH, 1},
    {"stock*output/x*capacity(\"USA\",\"magnet\") > stock", LODE_DIAG_CLAIM_COMPARES, 41},
};

static void each_mistake_brings_one_message_at_its_place(lode_t *t)
{
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        lode_diags d = {0};
        lode_note(t, "%s", WRONG[i].text);
        lode_formula *f = sample_formula(WRONG[i].text, &d);
        if (d.n_item > 0)
            lode_note(t, "%s: E%d %s", WRONG[i].text, d.item[0].code, d.item[0].message);
        CHECK(t, f == NULL);
        CHECK_INT(t, d.n_item, 1);
        CHECK_INT(t, d.item[0].code, WRONG[i].code);
        CHECK_INT(t, d.item[0].column, WRONG[i].column);
        lode_diags_free(&d);
    }
}

static void independent_mistakes_are_all_reported(lode_t *t)
{
    lode_diags d = {0};
    CHECK(t, !sample_formula("stok > 1 and\n  stock > 3d", &d));
    CHECK_INT(t, d.n_item, 2);
    CHECK_HAS(t, d.item[0].hint, "did you mean 'stock'?");
    CHECK_INT(t, d.item[1].line, 2);
    CHECK_INT(t, d.item[1].column, 9);
    lode_diags_free(&d);
}

static void names_near_a_known_one_are_suggested(lode_t *t)
{
    static const char *const pairs[][2] = {{"frist_date(x > 1) > 2025-11-01", "'first_date'"},
                                           {"alwys (x > 1)", "'always'"},
                                           {"x > 1 untill x < 1", "'until'"},
                                           {"capacity(\"USA\",\"magnets\") > 1", "\"magnet\""},
                                           {"x > 3 dys", "'days'"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        lode_diags d = {0};
        lode_note(t, "%s", pairs[i][0]);
        CHECK(t, !sample_formula(pairs[i][0], &d));
        CHECK_HAS(t, d.item[0].hint, pairs[i][1]);
        lode_diags_free(&d);
    }
}

/* n copies of a piece, then an end */
static char *repeated(const char *piece, int n, const char *end)
{
    lode_text s = {0};
    for (int i = 0; i < n; i++) lode_text_puts(&s, piece);
    lode_text_puts(&s, end);
    return s.data;
}

static void bombs_are_refused(lode_t *t)
{
    static const char *const pieces[] = {"(", "-", "not ", "always ", "x > 1 implies ", "abs("};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        lode_diags d = {0};
        char *text = repeated(pieces[i], 1000, "x > 1");
        lode_note(t, "%s", pieces[i]);
        CHECK(t, !sample_formula(text, &d));
        CHECK_INT(t, d.item[0].code, LODE_DIAG_CLAIM_DEEP);
        free(text);
        lode_diags_free(&d);
    }
    lode_diags d = {0};
    char *text = repeated("x+", 3000, "x > 1");
    CHECK(t, !sample_formula(text, &d));
    CHECK_INT(t, d.item[0].code, LODE_DIAG_CLAIM_PARTS);
    free(text);
    text = repeated("          ", 3000, "x > 1");
    CHECK(t, !sample_formula(text, &d));
    CHECK_INT(t, d.item[1].code, LODE_DIAG_CLAIM_LONG);
    free(text);
    lode_diags_free(&d);
}

static void a_failed_allocation_gives_no_formula_and_no_leak(lode_t *t)
{
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_diags d = {0};
        lode_note(t, "allocation %d", n);
        lode_alloc_fail_at(n);
        lode_formula *f = sample_formula("P(always [0d,3d] (stock > 500 kg)) >= 90%", &d);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, (f != NULL) == (d.n_error == 0));
        lode_formula_free(f);
        lode_diags_free(&d);
    }
}

static const lode_test TESTS[] = {
    TEST(each_mistake_brings_one_message_at_its_place),
    TEST(independent_mistakes_are_all_reported),
    TEST(names_near_a_known_one_are_suggested),
    TEST(bombs_are_refused),
    TEST(a_failed_allocation_gives_no_formula_and_no_leak),
};
LODE_TEST_MAIN(TESTS)
