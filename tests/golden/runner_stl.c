/* Golden values of the claim language: formulas on every day of short signals, and expressions on one run. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "claims/formula.h"
#include "runner.h"

enum { MOST_SIGNALS = 64 };

/* Signals of a golden file. */
typedef struct trace {
    lode_claim_signal signal[MOST_SIGNALS];
    double *value[MOST_SIGNALS], *base[MOST_SIGNALS];
    int32_t n, n_day;
} trace;

static double *numbers(const json_t *list, int32_t n)
{
    double *x = malloc(sizeof *x * (size_t)(n + 1));
    for (int32_t i = 0; x && i < n; i++) {
        const json_t *v = json_array_get(list, (size_t)i);
        x[i] = json_is_number(v) ? json_number_value(v) : NAN;
    }
    return x;
}

static void read_trace(trace *t, const json_t *signals, const json_t *base)
{
    const char *name;
    json_t *list;
    *t = (trace){0};
    json_object_foreach((json_t *)signals, name, list)
    {
        if (t->n == MOST_SIGNALS) return;
        const json_t *paired = json_object_get(base, name);
        t->n_day = (int32_t)json_array_size(list);
        t->value[t->n] = numbers(list, t->n_day);
        t->base[t->n] = numbers(paired, t->n_day);
        t->signal[t->n++] = (lode_claim_signal){.name = name, .has_base = paired != NULL};
    }
}

static void free_trace(trace *t)
{
    for (int32_t i = 0; i < t->n; i++) {
        free(t->value[i]);
        free(t->base[i]);
    }
}

/* A number, or "inf", "-inf". */
static double extended(const json_t *v)
{
    if (json_is_string(v)) return json_string_value(v)[0] == '-' ? -INFINITY : INFINITY;
    return json_is_number(v) ? json_number_value(v) : NAN;
}

static void fail(golden_result *r, const char *formula, const char *what, int32_t day, double want,
                 double got)
{
    if (r->status != GOLDEN_PASS) return;
    r->status = GOLDEN_FAIL;
    snprintf(r->why, sizeof r->why, "%.120s: %s on day %d: expected %g, got %g", formula, what,
             (int)day, want, got);
}

static void compare(golden_result *r, const char *formula, const char *what, int32_t day,
                    const json_t *expected, double got)
{
    double want = extended(expected);
    double error = want == got ? 0 : fabs(want - got) / fmax(1, fabs(want));
    r->n_value++;
    if (isfinite(error) && error > r->worst) r->worst = error;
    if (!(error <= r->tolerance)) fail(r, formula, what, day, want, got);
}

/* true, false, null */
static void compare_truth(golden_result *r, const char *formula, const char *what, int32_t day,
                          const json_t *expected, lode_truth got)
{
    lode_truth want = json_is_true(expected)    ? LODE_TRUE
                      : json_is_false(expected) ? LODE_FALSE
                                                : LODE_UNDECIDED;
    r->n_value++;
    if (want != got) fail(r, formula, what, day, want, got);
}

/* Evaluate one formula; memory for free(), NULL with the reason in r on failure. */
static void *evaluate(golden_result *r, const lode_formula *f, const trace *t, bool closed,
                      lode_eval_frame *frame)
{
    void *memory = malloc(lode_eval_bytes(&f->main, t->n_day, closed));
    lode_eval_run run = {.signal = (const double *const *)t->value,
                         .base = (const double *const *)t->base,
                         .n_day = t->n_day,
                         .closed = closed};
    if (memory) lode_eval(&f->main, &run, memory, frame);
    else fail(r, "", "no memory", 0, 0, 0);
    return memory;
}

static lode_formula *read_formula(golden_result *r, const char *text, const trace *t, int32_t start)
{
    lode_diags d = {0};
    lode_claim_env env = {.signal = t->signal,
                          .n_signal = t->n,
                          .start = start,
                          .origin = {"formula", 1, 1, 0}};
    lode_formula *f = lode_formula_new(text, strlen(text), &env, &d);
    if (!f && r->status == GOLDEN_PASS) {
        r->status = GOLDEN_FAIL;
        snprintf(r->why, sizeof r->why, "%.120s: column %d: %.80s", text,
                 d.n_item > 0 ? d.item[0].column : 0,
                 d.n_item > 0 ? d.item[0].message : "no memory");
    }
    lode_diags_free(&d);
    return f;
}

/* --- formulas on every day ----------------------------------------------------------------- */

static void run_reading(golden_result *r, const lode_formula *f, const char *text, const trace *t,
                        const json_t *c, bool closed)
{
    lode_eval_frame frame;
    void *memory = evaluate(r, f, t, closed, &frame);
    const json_t *lo = json_object_get(c, closed ? "closed_robustness" : "robustness_lo");
    const json_t *hi = json_object_get(c, closed ? "closed_robustness" : "robustness_hi");
    const json_t *truth = json_object_get(c, closed ? "closed_truth" : "truth");
    for (int32_t day = 0; memory && day < t->n_day; day++) {
        lode_eval_value v = lode_eval_at(&f->main, &frame, day);
        if (lo)
            compare(r, text, closed ? "closed lower end" : "lower end", day,
                    json_array_get(lo, (size_t)day), v.lo);
        if (hi)
            compare(r, text, closed ? "closed upper end" : "upper end", day,
                    json_array_get(hi, (size_t)day), v.hi);
        if (truth)
            compare_truth(r, text, closed ? "closed truth" : "truth", day,
                          json_array_get(truth, (size_t)day), v.truth);
    }
    free(memory);
}

bool golden_is_stl(const json_t *document)
{
    const json_t *first = json_array_get(json_object_get(document, "cases"), 0);
    return json_is_string(json_object_get(first, "formula")) &&
           json_is_object(json_object_get(first, "signals"));
}

golden_result golden_run_stl(const json_t *document)
{
    golden_result r = {.status = GOLDEN_PASS, .tolerance = 1e-9};
    size_t i;
    json_t *c;
    json_array_foreach(json_object_get(document, "cases"), i, c)
    {
        const char *text = json_string_value(json_object_get(c, "formula"));
        trace t;
        read_trace(&t, json_object_get(c, "signals"), NULL);
        lode_formula *f = text && t.n_day > 0 ? read_formula(&r, text, &t, 0) : NULL;
        if (f) {
            run_reading(&r, f, text, &t, c, false);
            run_reading(&r, f, text, &t, c, true);
        }
        lode_formula_free(f);
        free_trace(&t);
    }
    return r;
}

/* --- expressions on one run ---------------------------------------------------------------- */

bool golden_is_claims(const json_t *document)
{
    const json_t *first = json_array_get(json_object_get(document, "cases"), 0);
    return json_is_string(json_object_get(first, "expression")) &&
           json_is_object(json_object_get(document, "signals")) &&
           json_is_string(json_object_get(document, "start"));
}

golden_result golden_run_claims(const json_t *document)
{
    golden_result r = {.status = GOLDEN_PASS, .tolerance = 1e-9};
    const char *start = json_string_value(json_object_get(document, "start"));
    int32_t first = 0;
    trace t;
    read_trace(&t, json_object_get(document, "signals"), json_object_get(document, "base"));
    if (!lode_date_parse(start, strlen(start), &first)) fail(&r, start, "start", 0, 0, 0);
    size_t i;
    json_t *c;
    json_array_foreach(json_object_get(document, "cases"), i, c)
    {
        const char *text = json_string_value(json_object_get(c, "expression"));
        lode_eval_frame frame;
        lode_formula *f = text ? read_formula(&r, text, &t, first) : NULL;
        void *memory = f ? evaluate(&r, f, &t, false, &frame) : NULL;
        if (memory) {
            lode_eval_value v = lode_eval_at(&f->main, &frame, 0);
            compare(&r, text, "lower end", 0, json_object_get(c, "lo"), v.lo);
            compare(&r, text, "upper end", 0, json_object_get(c, "hi"), v.hi);
            compare_truth(&r, text, "truth", 0, json_object_get(c, "truth"), v.truth);
        }
        free(memory);
        lode_formula_free(f);
    }
    free_trace(&t);
    return r;
}
