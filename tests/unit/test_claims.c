/* The claim language: each sentence of its rules on a run that one can follow in the head. */
#include "test_claims_sample.h"

#include "claims/trace.h"

static void a_minus_belongs_to_its_factor(lode_t *t)
{
    check_truth(t, "x >= -3", LODE_TRUE);
    check_range(t, "x >= -3", 11, 11);
    check_truth(t, "x <= -3", LODE_FALSE);
    check_range(t, "-2 * -3", 6, 6);
    check_range(t, "5 - -3", 8, 8);
    check_range(t, "--3", 3, 3);
    check_truth(t, "-x < -7", LODE_TRUE);
}

static void operators_bind_as_in_the_grammar(lode_t *t)
{
    check_range(t, "1 + 2 * 3 - 4 / 2", 5, 5);
    check_range(t, "8 - 3 - 2", 3, 3);
    /* not before comparison, and before or, implies to the right */
    check_truth(t, "not x > 9", LODE_TRUE);
    check_truth(t, "x > 9 and x > 9 or x > 7", LODE_TRUE);
    check_truth(t, "x > 9 implies x > 9 implies x > 9", LODE_TRUE);
    check_truth(t, "(x > 9 implies x > 9) implies x > 9", LODE_FALSE);
    check_truth(t, "x > 7 iff x > 9 iff x > 9", LODE_TRUE);
    check_truth(t, "always x >= 0 and x > 7", LODE_TRUE);
}

static void units_are_converted(lode_t *t)
{
    check_truth(t, "stock >= 8000 kg", LODE_TRUE);
    check_range(t, "stock + 500 kg", 8.5, 8.5);
    check_range(t, "50%", 0.5, 0.5);
    check_range(t, "2w", 14, 14);
    check_range(t, "output * 2d", 8, 8);
    check_truth(t, "output > 3 t/d", LODE_TRUE);
    check_truth(t, "output > 28 t/w", LODE_FALSE);
    check_truth(t, "output >= 28 t/w", LODE_TRUE);
}

static void dates_take_calendar_years_and_days(lode_t *t)
{
    check_range(t, "2033-11-08 - (2025-11-08 + 8y)", 0, 0);
    check_range(t, "2024-02-28 - (2028-02-29 - 4y)", -1, -1);
    check_range(t, "(2028-02-29 + 1y) - 2029-02-28", 0, 0);
    check_range(t, "2025-12-01 - 2025-11-01", 30, 30);
    check_range(t, "2025-11-01 + 2w", 14, 14);
    check_range(t, "first_date(stock <= 0) + 1y - 2025-11-09", 365, 365);
}

static void truth_of_equal_sides_is_not_read_off_the_margin(lode_t *t)
{
    check_range(t, "x >= 8", 0, 0);
    check_truth(t, "x >= 8", LODE_TRUE);
    check_range(t, "x > 8", 0, 0);
    check_truth(t, "x > 8", LODE_FALSE);
    check_truth(t, "not (x > 8)", LODE_TRUE);
    check_truth(t, "x == 7 within 1", LODE_TRUE);
    check_truth(t, "x != 7 within 1", LODE_FALSE);
    check_range(t, "x == 10 within 5%", -1.5, -1.5);
}

static void windows_past_the_end_are_unknown_when_open_and_cut_when_closed(lode_t *t)
{
    check_truth(t, "always [0d,20d] (x >= 0)", LODE_UNDECIDED);
    check_truth(t, "always [0d,20d] (x > 0)", LODE_FALSE);
    check_truth(t, "eventually [0d,20d] (x > 9)", LODE_UNDECIDED);
    check_truth(t, "eventually [0d,20d] (x <= 0)", LODE_TRUE);
    CHECK_INT(t, sample_value(t, "always [0d,20d] (x >= 0)", true, NULL).truth, LODE_TRUE);
    CHECK_INT(t, sample_value(t, "eventually [0d,20d] (x > 9)", true, NULL).truth, LODE_FALSE);
    CHECK_INT(t, sample_value(t, "always from 2025-11-05 to 2026-01-01 (x >= 0)", true, NULL).truth,
              LODE_TRUE);
    check_truth(t, "always from 2025-11-05 to 2026-01-01 (x >= 0)", LODE_UNDECIDED);
    /* nor is anything known before the first day */
    check_truth(t, "always from 2025-10-05 to 2025-11-05 (x >= 0)", LODE_UNDECIDED);
    /* what no day could change is decided: |x| is never negative */
    check_truth(t, "always [0d,20d] (abs(x) >= 0)", LODE_TRUE);
    check_truth(t, "always from 2025-11-01 to 2026-11-01 (abs(x) >= 0)", LODE_TRUE);
    /* nothing becomes true because an unwindowed operator has no days left */
    check_truth(t, "eventually [20d,30d] (always (x > 5))", LODE_UNDECIDED);
}

static void without_a_window_all_days_count(lode_t *t)
{
    check_truth(t, "always (x >= 0)", LODE_TRUE);
    check_truth(t, "eventually (x <= 0)", LODE_TRUE);
    check_truth(t, "(x > 0) until (output < 3)", LODE_TRUE);
    check_truth(t, "(x > 1) until (output < 3)", LODE_FALSE);
    check_truth(t, "eventually (call_held since (x == 3 within 0.5))", LODE_TRUE);
}

static void past_windows_are_cut_at_the_first_day(lode_t *t)
{
    check_truth(t, "historically [3d,5d] (x > 100)", LODE_TRUE);
    check_truth(t, "once [3d,5d] (x > -100)", LODE_FALSE);
    check_truth(t, "at(once [3d,5d] (x >= 8), 2025-11-04)", LODE_TRUE);
    check_truth(t, "at(once [3d,5d] (x >= 8), 2025-11-07)", LODE_FALSE);
    check_range(t, "lag(x, 3d)", 8, 8);
    check_range(t, "at(lag(x, 3d), 2025-11-06)", 6, 6);
    check_range(t, "roll_sum(output, 3d)", 4, 4);
    check_range(t, "max(roll_sum(output, 3d))", 12, 12);
}

static void rise_and_fall_are_changes_since_yesterday(lode_t *t)
{
    check_range(t, "first_date(rise (x < 5))", 4, 4);
    check_range(t, "first_date(fall (x > 0))", 8, 8);
    check_truth(t, "rise (x > 7)", LODE_TRUE);
    check_range(t, "days(rise call_held)", 1, 1);
}

static void reductions_count_add_and_find(lode_t *t)
{
    check_range(t, "sum(output)", 36, 36);
    check_range(t, "mean(x)", 3.6, 3.6);
    check_range(t, "min(x, [2d,4d])", 4, 4);
    check_range(t, "max(x, from 2025-11-03 to 2025-11-05)", 6, 6);
    check_range(t, "min(x, 5)", 5, 5);
    check_range(t, "days(x < 3)", 4, 4);
    check_range(t, "longest(x > 5)", 3, 3);
    check_range(t, "longest(x > 0, from 2025-11-06 to 2025-11-20)", 3, 10);
    check_range(t, "days(x > 0, from 2025-11-06 to 2025-11-20)", 3, 13);
    check_range(t, "sum(x, from 2025-11-06 to 2025-11-20)", -INFINITY, INFINITY);
    check_range(t, "last_date(x > 5)", 2, 2);
    check_range(t, "at(x, first_date(call_held))", 3, 3);
    check_range(t, "at(x, 2026-01-01)", -INFINITY, INFINITY);
    check_range(t, "max(longest(x > 2, [0d,3d]))", 4, 4);
}

static void a_date_never_seen_is_after_the_run(lode_t *t)
{
    check_range(t, "first_date(x > 100)", 10, INFINITY);
    check_truth(t, "first_date(x > 100) <= 2025-11-10", LODE_FALSE);
    check_truth(t, "first_date(x > 100) >= 2025-11-11", LODE_TRUE);
    check_truth(t, "first_date(x > 100) >= 2025-11-01 + 8y", LODE_UNDECIDED);
    /* never within a window that the run covers is never */
    check_range(t, "first_date(x > 100, from 2025-11-01 to 2025-11-05)", INFINITY, INFINITY);
    check_truth(t, "first_date(x > 100, [0d,4d]) >= 2099-01-01", LODE_TRUE);
}

static void base_is_the_run_without_the_measure(lode_t *t)
{
    check_range(t, "first_date(output < 90% * base(output))", 8, 8);
    check_range(t, "base(at(stock, 2025-11-10))", 8, 8);
    check_truth(t, "always (stock <= base(stock))", LODE_TRUE);
}

static void a_value_of_the_whole_run_and_a_date_are_signals_too(lode_t *t)
{
    check_range(t, "share", 0.4, 0.4);
    check_truth(t, "share == 40% within 0", LODE_TRUE);
    check_range(t, "base(share) * max(stock)", 3.2, 3.2);
    check_truth(t, "always (stock > share * 1t)", LODE_FALSE);
    check_truth(t, "allowed and eventually call_held", LODE_TRUE);
    check_truth(t, "call_planned == 2025-11-04 within 0d", LODE_TRUE);
    check_truth(t, "call_planned + 1y == 2026-11-04 within 0d", LODE_TRUE);
    check_range(t, "at(stock, call_planned)", 5, 5);
    check_range(t, "min(stock, from 2025-11-01 to call_planned)", 5, 5);
    check_truth(t, "first_date(call_held) - call_planned <= 2d", LODE_TRUE);
    check_truth(t, "never_planned <= 2099-01-01", LODE_FALSE);
    check_truth(t, "never_planned > never_planned", LODE_FALSE);
    check_range(t, "min(stock, from 2025-11-01 to min(never_planned, 2025-11-10))", 0, 0);

    lode_diags d = {0};
    CHECK(t, !sample_formula("max(share) > 5%", &d));
    CHECK_INT(t, d.item[0].code, LODE_DIAG_CLAIM_TYPE);
    CHECK(t, !sample_formula("call_planned > 5t", &d));
    CHECK_INT(t, d.item[1].code, LODE_DIAG_CLAIM_COMPARES);
    lode_diags_free(&d);
}

static void the_witness_is_the_comparison_and_day_that_decided(lode_t *t)
{
    lode_witness w;
    sample_value(t, "always (stock > 0)", false, &w);
    CHECK_INT(t, w.day, 8);
    CHECK_NEAR(t, w.hi, 0, 0);
    sample_value(t, "always from 2025-11-01 to 2025-11-04 (stock > 0)", false, &w);
    CHECK_INT(t, w.day, 3);
    CHECK_NEAR(t, w.lo, 5, 0);
    sample_value(t, "eventually (x < 1 and output > 3)", false, &w);
    CHECK_INT(t, w.day, 7);
    CHECK_NEAR(t, w.hi, 0, 0);
    sample_value(t, "(x > 0) until (output < 4)", false, &w);
    CHECK_INT(t, w.day, 7);
    CHECK_NEAR(t, w.lo, 1, 0);
}

static void programs_over_draws_are_compiled_apart(lode_t *t)
{
    lode_diags d = {0};
    lode_formula *f =
        sample_formula("P(always (stock > 0) given call_held) >= 90% and E(sum(output)) > 3 t", &d);
    CHECK(t, f != NULL);
    CHECK_INT(t, f->n_over, 2);
    CHECK(t, f->over[0].has_given);
    CHECK_INT(t, f->over[1].kind, LODE_OVER_E);
    CHECK(t, f->type.over_draws);
    lode_formula_free(f);
    f = sample_formula("likely(stock > 0) and quantile(first_date(stock <= 0), 50%) <= 2025-12-01",
                       &d);
    CHECK(t, f != NULL);
    lode_formula_free(f);
    lode_diags_free(&d);
}

static void margins_in_mixed_units_are_also_given_by_scale(lode_t *t)
{
    lode_diags d = {0};
    lode_formula *f = sample_formula("stock >= 4 t and first_date(call_held) <= 2025-11-07", &d);
    CHECK(t, f != NULL && f->mixed);
    lode_eval_run run = {.signal = SAMPLE_VALUES,
                         .base = SAMPLE_BASES,
                         .n_day = SAMPLE_DAYS,
                         .scaled = true};
    lode_eval_frame frame;
    void *memory = malloc(lode_eval_bytes(&f->main, SAMPLE_DAYS, false));
    lode_eval(&f->main, &run, memory, &frame);
    /* 4 t of 4 t, and 1 d of 30 d */
    CHECK_NEAR(t, lode_eval_at(&f->main, &frame, 0).lo, 1.0 / 30, 1e-15);
    run.scaled = false;
    lode_eval(&f->main, &run, memory, &frame);
    CHECK_NEAR(t, lode_eval_at(&f->main, &frame, 0).lo, 1, 0);
    free(memory);
    lode_formula_free(f);
    lode_diags_free(&d);
}

static void a_trace_has_dates_units_truths_and_pairs(lode_t *t)
{
    static const char csv[] =
        "date,stock [t],base(stock) [t],\"out(\"\"USA\"\",\"\"f-35\"\") [t/d]\",held [truth]\n"
        "2025-11-01,5,6,1,0\n2025-11-02,,6,2,1\n\n";
    lode_diags d = {0};
    lode_trace trace;
    CHECK(t, lode_trace_read(&trace, csv, sizeof csv - 1, "t.csv", &d));
    CHECK_INT(t, trace.n_signal, 3);
    CHECK_INT(t, trace.n_day, 2);
    CHECK_INT(t, trace.start, lode_date_of(2025, 11, 1));
    CHECK(t, trace.signal[0].has_base && trace.signal[2].truth);
    CHECK_STR(t, trace.signal[1].argument[1], "f-35");
    CHECK_NEAR(t, trace.base[0][1], 6, 0);
    CHECK(t, isnan(trace.value[0][1]));
    lode_trace_free(&trace);
    lode_diags_free(&d);
}

static void a_bad_trace_says_where(lode_t *t)
{
    static const struct {
        const char *csv;
        int32_t code, line, column;
    } bad[] = {
        {"time,x\n0,1\n", LODE_DIAG_TRACE_FIRST, 1, 1},
        {"day,x y\n0,1\n", LODE_DIAG_TRACE_COLUMN, 1, 5},
        {"day,x,x\n0,1,1\n", LODE_DIAG_TRACE_TWICE, 1, 7},
        {"day,x\n0,1\n2,1\n", LODE_DIAG_TRACE_DAY, 3, 1},
        {"day,x\n0,nan\n", LODE_DIAG_TRACE_NUMBER, 2, 3},
        {"day,x\n0,1,2\n", LODE_DIAG_TRACE_CELLS, 2, 0},
        {"day,x\n", LODE_DIAG_TRACE_EMPTY, 0, 0},
        {"day,base(x)\n0,1\n", LODE_DIAG_TRACE_ALONE, 1, 0},
        {"", LODE_DIAG_TRACE_FIRST, 1, 1},
        {"day,x\n0,\"1\n", LODE_DIAG_TRACE_QUOTES, 2, 3},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        lode_diags d = {0};
        lode_trace trace;
        lode_note(t, "%s", bad[i].csv);
        CHECK(t, !lode_trace_read(&trace, bad[i].csv, strlen(bad[i].csv), "t.csv", &d));
        CHECK_INT(t, d.item[0].code, bad[i].code);
        CHECK_INT(t, d.item[0].line, bad[i].line);
        CHECK_INT(t, d.item[0].column, bad[i].column);
        lode_trace_free(&trace);
        lode_diags_free(&d);
    }
}

static const lode_test TESTS[] = {
    TEST(a_minus_belongs_to_its_factor),
    TEST(operators_bind_as_in_the_grammar),
    TEST(units_are_converted),
    TEST(dates_take_calendar_years_and_days),
    TEST(truth_of_equal_sides_is_not_read_off_the_margin),
    TEST(windows_past_the_end_are_unknown_when_open_and_cut_when_closed),
    TEST(without_a_window_all_days_count),
    TEST(past_windows_are_cut_at_the_first_day),
    TEST(rise_and_fall_are_changes_since_yesterday),
    TEST(reductions_count_add_and_find),
    TEST(a_date_never_seen_is_after_the_run),
    TEST(base_is_the_run_without_the_measure),
    TEST(a_value_of_the_whole_run_and_a_date_are_signals_too),
    TEST(the_witness_is_the_comparison_and_day_that_decided),
    TEST(programs_over_draws_are_compiled_apart),
    TEST(margins_in_mixed_units_are_also_given_by_scale),
    TEST(a_trace_has_dates_units_truths_and_pairs),
    TEST(a_bad_trace_says_where),
};
LODE_TEST_MAIN(TESTS)
