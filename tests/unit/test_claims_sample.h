/* Formulas on small runs, for the tests of the claim language. */
#ifndef LODE_TEST_CLAIMS_SAMPLE_H
#define LODE_TEST_CLAIMS_SAMPLE_H

#include "base/date.h"
#include "claims/formula.h"
#include "lode_test.h"

enum { SAMPLE_DAYS = 10 };

/* From 2025-11-01 on: a stock that runs down to 0 on day 8, an output that halves that day, a call on day 5. */
static const double SAMPLE_STOCK[SAMPLE_DAYS] = {8, 7, 6, 5, 4, 3, 2, 1, 0, 0};
static const double SAMPLE_OUTPUT[SAMPLE_DAYS] = {4, 4, 4, 4, 4, 4, 4, 4, 2, 2};
static const double SAMPLE_CALL[SAMPLE_DAYS] = {0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
static const double SAMPLE_BASE[SAMPLE_DAYS] = {8, 8, 8, 8, 8, 8, 8, 8, 8, 8};
static const double SAMPLE_FOUR[SAMPLE_DAYS] = {4, 4, 4, 4, 4, 4, 4, 4, 4, 4};

static const char *const SAMPLE_MAGNET[] = {"USA", "magnet"};
static const lode_claim_signal SAMPLE_SIGNALS[] = {
    {.name = "stock", .unit = "t", .has_base = true},
    {.name = "output", .unit = "t/d", .has_base = true},
    {.name = "call_held", .truth = true},
    {.name = "x"},
    {.name = "capacity", .argument = SAMPLE_MAGNET, .n_argument = 2, .unit = "t/d"},
    {.name = "share", .unit = "%", .constant = true, .has_base = true},
    {.name = "call_planned", .constant = true, .date = true, .has_base = true},
    {.name = "never_planned", .constant = true, .date = true},
    {.name = "allowed", .constant = true, .truth = true},
};
static const double SAMPLE_SHARE[] = {40}, SAMPLE_PLANNED[] = {3}, SAMPLE_NEVER[] = {INFINITY},
                    SAMPLE_ALLOWED[] = {1};
static const double *const SAMPLE_VALUES[] = {SAMPLE_STOCK, SAMPLE_OUTPUT, SAMPLE_CALL,
                                              SAMPLE_STOCK, SAMPLE_OUTPUT, SAMPLE_SHARE,
                                              SAMPLE_PLANNED, SAMPLE_NEVER, SAMPLE_ALLOWED};
static const double *const SAMPLE_BASES[] = {SAMPLE_BASE, SAMPLE_FOUR, NULL, NULL, NULL,
                                             SAMPLE_SHARE, SAMPLE_PLANNED, NULL, NULL};

LODE_UNUSED static lode_formula *sample_formula(const char *text, lode_diags *d)
{
    lode_claim_env env = {.signal = SAMPLE_SIGNALS,
                          .n_signal = sizeof SAMPLE_SIGNALS / sizeof SAMPLE_SIGNALS[0],
                          .start = lode_date_of(2025, 11, 1)};
    env.origin = (lode_place){"formula", 1, 1, 0};
    return lode_formula_new(text, strlen(text), &env, d);
}

/* Evaluate on the sample run; the text is the note. */
LODE_UNUSED static lode_eval_value sample_value(lode_t *t, const char *text, bool closed,
                                                lode_witness *why)
{
    lode_diags d = {0};
    lode_note(t, "%s", text);
    lode_formula *f = sample_formula(text, &d);
    if (d.n_item > 0) printf("# %d: %s\n", d.item[0].column, d.item[0].message);
    CHECK(t, f != NULL);
    lode_eval_run run = {.signal = SAMPLE_VALUES,
                         .base = SAMPLE_BASES,
                         .n_day = SAMPLE_DAYS,
                         .closed = closed};
    lode_eval_frame frame;
    void *memory = malloc(lode_eval_bytes(&f->main, SAMPLE_DAYS, closed));
    CHECK(t, memory != NULL);
    lode_eval(&f->main, &run, memory, &frame);
    lode_eval_value v = lode_eval_at(&f->main, &frame, 0);
    if (why) *why = lode_eval_witness(&f->main, &frame, 0);
    free(memory);
    lode_formula_free(f);
    lode_diags_free(&d);
    return v;
}

LODE_UNUSED static void check_range(lode_t *t, const char *text, double lo, double hi)
{
    lode_eval_value v = sample_value(t, text, false, NULL);
    CHECK(t, v.lo == lo || fabs(v.lo - lo) < 1e-12);
    CHECK(t, v.hi == hi || fabs(v.hi - hi) < 1e-12);
}

LODE_UNUSED static void check_truth(lode_t *t, const char *text, lode_truth want)
{
    CHECK_INT(t, sample_value(t, text, false, NULL).truth, want);
}

#endif
