/* PRIM: the ways to peel a box and to paste it. */
#include <math.h>
#include <string.h>

#include "analyze/prim_inner.h"

/* Numbers in rising order: x[row[0]], x[row[1]] ...; of an array that is sorted itself, row is NULL. */
typedef struct rising {
    int64_t n;
    const double *x;
    const int32_t *row;
} rising;

static double at(const rising *v, int64_t i)
{
    return v->x[v->row ? v->row[i] : i];
}

/* Value at share q, midway between neighbours that differ: docs/uncertainty.md 6, the rule of the reference. */
static double quantile(const rising *v, double q)
{
    double place = (double)(v->n - 1) * q;
    int64_t lower = (int64_t)floor(place), upper = (int64_t)ceil(place);
    if (q > 0.5) {
        while (!(at(v, lower) < at(v, upper)) && lower > 0) lower--;
    } else {
        while (!(at(v, lower) < at(v, upper)) && upper < v->n - 1) upper++;
    }
    return (at(v, lower) + at(v, upper)) / 2.0;
}

/* An input's values in the box. */
static rising in_box(const lode_prim_search *s, int32_t j)
{
    return (rising){s->n_in, s->data->x + j * s->data->n, s->kept + j * s->data->n};
}

/* --- peeling ------------------------------------------------------------------------------- */

/* Offer the box with the first `from` and the last `n - to` of its values cut off. */
static void offer_range(lode_prim_search *s, int32_t j, lode_prim_limit limit, const rising *v,
                        int64_t from, int64_t to)
{
    int64_t k = s->k_in;
    for (int64_t i = 0; i < from; i++) k -= s->data->y[v->row[i]];
    for (int64_t i = to; i < v->n; i++) k -= s->data->y[v->row[i]];
    lode_prim_offer(s, j, &limit, to - from, k);
}

static void peel_real(lode_prim_search *s, int32_t j)
{
    rising v = in_box(s, j);
    int64_t from = 0, to = v.n;
    lode_prim_limit upper = s->now[j], lower = s->now[j];
    upper.high = quantile(&v, 1.0 - s->options->peel_alpha);
    lower.low = quantile(&v, s->options->peel_alpha);
    while (to > 0 && at(&v, to - 1) > upper.high) to--;
    while (from < v.n && at(&v, from) < lower.low) from++;
    offer_range(s, j, upper, &v, 0, to);
    offer_range(s, j, lower, &v, from, v.n);
}

/* Whole values: at least the outermost one goes. */
static void peel_whole(lode_prim_search *s, int32_t j)
{
    rising v = in_box(s, j);
    int64_t from = 0, to = v.n;
    lode_prim_limit upper = s->now[j], lower = s->now[j];
    double above = trunc(quantile(&v, 1.0 - s->options->peel_alpha));
    double below = trunc(quantile(&v, s->options->peel_alpha));
    bool last = above >= upper.high, first = below <= lower.low;
    while (to > 0 && (last ? at(&v, to - 1) >= upper.high : at(&v, to - 1) > above)) to--;
    while (from < v.n && (first ? at(&v, from) <= lower.low : at(&v, from) < below)) from++;
    upper.high = at(&v, to > 0 ? to - 1 : v.n - 1);
    lower.low = at(&v, from < v.n ? from : 0);
    offer_range(s, j, upper, &v, 0, to);
    offer_range(s, j, lower, &v, from, v.n);
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
    rising v = {n, s->outside, NULL};
    if (high) limit.high = n ? quantile(&v, s->options->paste_alpha) : s->initial[j].high;
    else limit.low = n ? quantile(&v, 1.0 - s->options->paste_alpha) : s->initial[j].low;

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
