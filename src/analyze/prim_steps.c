/* PRIM: the ways to peel a box and to paste it. */
#include <math.h>
#include <string.h>

#include "analyze/prim_inner.h"

/* Sorted values at share q, midway between neighbours that differ: the rule of the reference (spec: Quantile). */
static double quantile(int64_t n, const double *sorted, double q)
{
    double at = (double)(n - 1) * q;
    int64_t lower = (int64_t)floor(at), upper = (int64_t)ceil(at);
    if (q > 0.5) {
        while (!(sorted[lower] < sorted[upper]) && lower > 0) lower--;
    } else {
        while (!(sorted[lower] < sorted[upper]) && upper < n - 1) upper++;
    }
    return (sorted[lower] + sorted[upper]) / 2.0;
}

/* An input's values in the box, rising, with what is of interest beside them; returns how many. */
static int64_t gather(lode_prim_search *s, int32_t j)
{
    int64_t n = 0, all = s->data->n;
    const int32_t *order = s->sorted + j * all;
    const double *x = s->data->x + j * all;
    for (int64_t i = 0; i < all; i++)
        if (s->inside[order[i]]) {
            s->value[n] = x[order[i]];
            s->of_interest[n++] = s->data->y[order[i]];
        }
    return n;
}

/* --- peeling ------------------------------------------------------------------------------- */

/* Offer the box with the first `from` and the last `n - to` of its values cut off. */
static void offer_range(lode_prim_search *s, int32_t j, lode_prim_limit limit, int64_t n,
                        int64_t from, int64_t to)
{
    int64_t k = s->k_in;
    for (int64_t i = 0; i < from; i++) k -= s->of_interest[i];
    for (int64_t i = to; i < n; i++) k -= s->of_interest[i];
    lode_prim_offer(s, j, &limit, to - from, k);
}

static void peel_real(lode_prim_search *s, int32_t j)
{
    int64_t n = gather(s, j), from = 0, to = n;
    lode_prim_limit upper = s->now[j], lower = s->now[j];
    upper.high = quantile(n, s->value, 1.0 - s->options->peel_alpha);
    lower.low = quantile(n, s->value, s->options->peel_alpha);
    while (to > 0 && s->value[to - 1] > upper.high) to--;
    while (from < n && s->value[from] < lower.low) from++;
    offer_range(s, j, upper, n, 0, to);
    offer_range(s, j, lower, n, from, n);
}

/* Whole values: at least the outermost one goes. */
static void peel_whole(lode_prim_search *s, int32_t j)
{
    int64_t n = gather(s, j), from = 0, to = n;
    lode_prim_limit upper = s->now[j], lower = s->now[j];
    double above = trunc(quantile(n, s->value, 1.0 - s->options->peel_alpha));
    double below = trunc(quantile(n, s->value, s->options->peel_alpha));
    bool last = above >= upper.high, first = below <= lower.low;
    while (to > 0 && (last ? s->value[to - 1] >= upper.high : s->value[to - 1] > above)) to--;
    while (from < n && (first ? s->value[from] <= lower.low : s->value[from] < below)) from++;
    upper.high = to > 0 ? s->value[to - 1] : s->value[n - 1];
    lower.low = from < n ? s->value[from] : s->value[0];
    offer_range(s, j, upper, n, 0, to);
    offer_range(s, j, lower, n, from, n);
}

static void peel_category(lode_prim_search *s, int32_t j)
{
    uint64_t member = s->now[j].member;
    if ((member & (member - 1)) == 0) return; /* the last one stays */
    int64_t n[64] = {0}, k[64] = {0};
    for (int64_t i = 0; i < s->data->n; i++) {
        if (!s->inside[i]) continue;
        unsigned c = (unsigned)s->data->x[j * s->data->n + i];
        n[c]++;
        k[c] += s->data->y[i];
    }
    for (unsigned c = 0; c < 64; c++) {
        if (!(member >> c & 1u)) continue;
        lode_prim_limit limit = s->now[j];
        limit.member = member & ~(UINT64_C(1) << c);
        lode_prim_offer(s, j, &limit, s->n_in - n[c], s->k_in - k[c]);
    }
}

void lode_prim_peels(lode_prim_search *s)
{
    static void (*const peel[])(lode_prim_search *, int32_t) = {peel_real, peel_whole,
                                                                peel_category};
    for (int kind = LODE_PRIM_REAL; kind <= LODE_PRIM_CATEGORY && s->n_in > 0; kind++)
        for (int32_t j = 0; j < s->data->n_input; j++)
            if ((int)s->data->kind[j] == kind) peel[kind](s, j);
}

/* --- pasting ------------------------------------------------------------------------------- */

/* Values of input j, rising, of rows in the box `limit`; returns how many. */
static int64_t gather_outside(lode_prim_search *s, int32_t j, const lode_prim_limit *limit)
{
    int64_t n = 0, all = s->data->n;
    const int32_t *order = s->sorted + j * all;
    for (int64_t i = 0; i < all; i++)
        if (lode_prim_in_box(s, limit, order[i])) s->outside[n++] = s->data->x[j * all + order[i]];
    return n;
}

/* Move one side out by the share paste_alpha of the rows beyond it. */
static void paste_side(lode_prim_search *s, int32_t j, bool high)
{
    memcpy(s->trial, s->now, (size_t)s->data->n_input * sizeof *s->trial);
    if (high) s->trial[j] = (lode_prim_limit){.low = s->now[j].high, .high = s->initial[j].high};
    else s->trial[j] = (lode_prim_limit){.low = s->initial[j].low, .high = s->now[j].low};
    int64_t n = gather_outside(s, j, s->trial), k = 0;
    lode_prim_limit limit = s->now[j];
    if (high)
        limit.high = n ? quantile(n, s->outside, s->options->paste_alpha) : s->initial[j].high;
    else limit.low = n ? quantile(n, s->outside, 1.0 - s->options->paste_alpha) : s->initial[j].low;

    memcpy(s->trial, s->now, (size_t)s->data->n_input * sizeof *s->trial);
    s->trial[j] = limit;
    lode_prim_count(s, s->trial, &n, &k);
    lode_prim_offer(s, j, &limit, n, k);
}

static void paste_category(lode_prim_search *s, int32_t j)
{
    for (unsigned c = 0; c < 64; c++) {
        uint64_t bit = UINT64_C(1) << c;
        if (!(s->initial[j].member & bit) || s->now[j].member & bit) continue;
        int64_t n, k;
        memcpy(s->trial, s->now, (size_t)s->data->n_input * sizeof *s->trial);
        s->trial[j].member |= bit;
        lode_prim_limit limit = s->trial[j];
        lode_prim_count(s, s->trial, &n, &k);
        lode_prim_offer(s, j, &limit, n, k);
    }
}

void lode_prim_pastes(lode_prim_search *s)
{
    for (int kind = LODE_PRIM_REAL; kind <= LODE_PRIM_CATEGORY; kind++)
        for (int32_t r = 0; r < s->n_set; r++) {
            int32_t j = s->set[r];
            if ((int)s->data->kind[j] != kind) continue;
            if (kind == LODE_PRIM_CATEGORY) {
                paste_category(s, j);
                continue;
            }
            paste_side(s, j, false);
            paste_side(s, j, true);
        }
}
