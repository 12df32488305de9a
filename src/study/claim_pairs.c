/* Pairs of readings that imply or exclude each other. */
#include "study/verdicts.h"

/* Truths of a reading in the draws that count; returns whether it is true in some of them and false in others. */
static bool truths_of(const lode_claim_study *s, const lode_ensemble *e, int32_t reading, lode_truth *truth)
{
    const double *column = lode_claim_truths(s, e, reading);
    bool yes = false, no = false;
    for (int64_t d = 0, i = 0; column && d < e->n_draw; d++) {
        if (e->left_out[d]) continue;
        truth[i] = (lode_truth)(int)column[d];
        yes = yes || truth[i] == LODE_TRUE;
        no = no || truth[i] == LODE_FALSE;
        i++;
    }
    return yes && no;
}

bool lode_claim_pairs(const lode_claim_study *s, const lode_ensemble *e, lode_arena *a, lode_claim_pair **pair, int32_t *n)
{
    int32_t n_reading = s->readings->n, n_open = 0;
    int64_t counted = 0;
    lode_arena scratch = {0};
    lode_truth *truth = LODE_TAKE(&scratch, (int64_t)n_reading * e->n_draw + 1, lode_truth);
    int32_t *open = LODE_TAKE(&scratch, n_reading + 1, int32_t);
    bool ok = truth && open;
    for (int64_t d = 0; d < e->n_draw; d++) counted += !e->left_out[d];
    for (int32_t j = 0; ok && j < n_reading; j++)
        if (truths_of(s, e, j, truth + (int64_t)n_open * e->n_draw)) open[n_open++] = j;
    *n = 0;
    *pair = ok ? LODE_TAKE(a, (int64_t)n_open * n_open + 1, lode_claim_pair) : NULL;
    ok = ok && *pair;
    for (int32_t x = 0; ok && x < n_open; x++)
        for (int32_t y = x + 1; y < n_open; y++) {
            const lode_truth *p = truth + (int64_t)x * e->n_draw, *q = truth + (int64_t)y * e->n_draw;
            lode_relation r = lode_claims_relation(p, q, counted);
            bool turned = r.b_implies_a && !r.a_implies_b;
            if (turned) r = lode_claims_relation(q, p, counted);
            if (!r.a_implies_b && !r.contrary) continue;
            lode_claim_pair found = {.a = open[turned ? y : x], .b = open[turned ? x : y], .relation = r};
            lode_finding_joint(counted, r.both + r.only_a, r.both + r.only_b, r.both, &found.upper);
            (*pair)[(*n)++] = found;
        }
    lode_arena_free(&scratch);
    return ok;
}
