/* Where an open claim fails: a box of the inputs that it rests on (claims_spec.md 5; uncertainty_spec.md 9). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/prim.h"
#include "study/verdicts.h"

static const double CHANCE = 0.05; /* quasi-p above which a limit may be chance and is not shown */
enum { FEWEST_FAILURES = 20 };     /* draws; of fewer a box says nothing                         */

/* The limits of a step that are beyond chance, and what the box that they make holds. */
static void keep_limits(const lode_prim_data *data, const lode_prim_step *step, lode_claim_verdict *v)
{
    lode_failing_box *box = &v->fails_in;
    lode_prim_limit limit[LODE_RESTS_MOST];
    for (int32_t r = 0; r < v->n_rests_on; r++) {
        limit[r] = step->limit[r];
        limit[r].low_set = limit[r].low_set && limit[r].low_p <= CHANCE;
        limit[r].high_set = limit[r].high_set && limit[r].high_p <= CHANCE;
        box->low[r] = limit[r].low_set ? limit[r].low : -INFINITY;
        box->high[r] = limit[r].high_set ? limit[r].high : INFINITY;
        box->found = box->found || limit[r].low_set || limit[r].high_set;
    }
    int64_t inside = 0, failing = 0, all = 0;
    for (int64_t i = 0; i < data->n; i++) {
        bool in = true;
        for (int32_t r = 0; r < v->n_rests_on; r++) {
            double x = data->x[r * data->n + i];
            in = in && x >= box->low[r] && x <= box->high[r];
        }
        inside += in;
        failing += in && data->y[i];
        all += data->y[i];
    }
    box->coverage = (double)failing / (double)all;
    box->density = inside > 0 ? (double)failing / (double)inside : 0;
    box->mass = (double)inside / (double)data->n;
}

bool lode_failing_box_find(const lode_eval_value *value, int64_t n, const double *x, lode_claim_verdict *v)
{
    if (v->judgement.reason != LODE_REASON_OPEN || v->n_rests_on == 0) return true;
    lode_prim_kind kind[LODE_RESTS_MOST] = {LODE_PRIM_REAL};
    double *column = malloc((size_t)v->n_rests_on * (size_t)n * sizeof *column);
    uint8_t *fails = malloc((size_t)n), *left = malloc((size_t)n);
    lode_prim_box box = {0};
    bool ok = column && fails && left;
    int64_t failing = 0;
    for (int64_t i = 0; ok && i < n; i++) {
        fails[i] = value[i].truth == LODE_FALSE;
        left[i] = 1;
        failing += fails[i];
    }
    for (int32_t r = 0; ok && r < v->n_rests_on; r++)
        memcpy(column + r * n, x + (int64_t)v->rests_on[r].input * n, (size_t)n * sizeof *column);
    if (ok && failing >= FEWEST_FAILURES) {
        lode_prim_data data = {n, v->n_rests_on, column, kind, fails};
        lode_prim_options o = lode_prim_options_default();
        ok = lode_prim_find(&data, &o, left, &box);
        if (ok) keep_limits(&data, &box.step[lode_prim_choose(&box)], v);
        lode_prim_free(&box);
    }
    free(left);
    free(fails);
    free(column);
    return ok;
}
