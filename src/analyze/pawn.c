/* What a result looks like in slices of one input. */
#include "analyze/pawn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

static bool same(double a, double b)
{
    return !(a < b) && !(a > b);
}

bool lode_pawn_prepare(int64_t n, const double *y, lode_pawn_result *r)
{
    size_t size = (size_t)(n > 0 ? n : 1);
    *r = (lode_pawn_result){.n = n, .y = y, .truth = true};
    r->order = malloc(size * sizeof *r->order);
    r->below = malloc(size * sizeof *r->below);
    r->at_most = malloc(size * sizeof *r->at_most);
    if (!r->order || !r->below || !r->at_most || !lode_sort_rows(n, y, r->order)) return false;

    /* results that are equal share their ranks */
    for (int64_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && same(y[r->order[end]], y[r->order[i]]);) end++;
        for (int64_t k = i; k < end; k++) {
            r->below[r->order[k]] = (double)i / (double)n;
            r->at_most[r->order[k]] = (double)end / (double)n;
        }
        double value = y[r->order[i]];
        if (!same(value, 0.0) && !same(value, 1.0)) r->truth = false;
        if (!same(value, 0.0)) r->share += (double)(end - i) / (double)n;
    }
    for (int64_t i = 0; i < n; i++) r->mean += y[i] / (double)n;
    r->constant = n == 0 || same(y[r->order[0]], y[r->order[n - 1]]);
    return true;
}

void lode_pawn_free(lode_pawn_result *r)
{
    free(r->order);
    free(r->below);
    free(r->at_most);
    *r = (lode_pawn_result){0};
}

/* --- slices -------------------------------------------------------------------------------- */

/* First places of the slices in the sorted input, and n after the last; returns how many slices. */
static int32_t cut(int64_t n, const double *x, const int32_t *order, int32_t n_slice,
                   int64_t edge[LODE_SLICES_MOST + 1])
{
    /* one a value, where there are few */
    int32_t n_value = 0;
    for (int64_t i = 0; i < n && n_value <= n_slice; i++)
        if (i == 0 || !same(x[order[i]], x[order[i - 1]])) {
            if (n_value < n_slice) edge[n_value] = i;
            n_value++;
        }
    if (n_value <= n_slice) {
        edge[n_value] = n;
        return n_value;
    }
    for (int32_t s = 0; s <= n_slice; s++)
        edge[s] = (int64_t)floor((double)s * (double)n / (double)n_slice + 0.5);
    return n_slice;
}

/* The largest distances, in one pass over the results in their order. A distance is largest just before or at a point
 * of the slice. slice_of: (n) */
static void distances(const lode_pawn_result *r, const uint8_t *slice_of, lode_pawn *p)
{
    int64_t count[LODE_SLICES_MOST] = {0};
    for (int64_t i = 0, end; i < r->n; i = end) {
        double value = r->y[r->order[i]];
        for (end = i; end < r->n && same(r->y[r->order[end]], value); end++) {
            lode_slice *s = &p->slice[slice_of[r->order[end]]];
            double here = (double)count[slice_of[r->order[end]]] / (double)s->n;
            s->ks = fmax(s->ks, fabs(here - r->below[r->order[end]]));
        }
        for (int64_t k = i; k < end; k++) count[slice_of[r->order[k]]]++;
        for (int64_t k = i; k < end; k++) {
            lode_slice *s = &p->slice[slice_of[r->order[k]]];
            double here = (double)count[slice_of[r->order[k]]] / (double)s->n;
            s->ks = fmax(s->ks, fabs(here - r->at_most[r->order[k]]));
        }
    }
}

static lode_slice describe(const lode_pawn_result *r, const double *x, const int32_t *order,
                           int64_t from, int64_t to)
{
    lode_slice s = {.n = to - from, .low = x[order[from]], .high = x[order[to - 1]]};
    int64_t middle = from + (s.n - 1) / 2, yes = 0;
    s.middle = s.n % 2 ? x[order[middle]] : 0.5 * (x[order[middle]] + x[order[middle + 1]]);
    for (int64_t i = from; i < to; i++) {
        s.mean += r->y[order[i]] / (double)s.n;
        yes += !same(r->y[order[i]], 0.0);
    }
    s.share = lode_wilson(yes, s.n, 0.95);
    return s;
}

/* A slice of n is part of all N: its distance is (1 - n/N) times that of two samples of n and N - n (M. A. Stephens,
 * JRSS B 32 (1970) 115: 1.358 is the 95 % point). */
static double chance(int64_t n, int64_t all)
{
    double size = (double)n, rest = (double)(all - n);
    if (!(rest > 0.0)) return 0.0;
    double root = sqrt(size * rest / (double)all);
    return fmin(1.0, 1.358 / (root + 0.12 + 0.11 / root)) * (rest / (double)all);
}

static void summarise(lode_pawn *p, int64_t n)
{
    double ks[LODE_SLICES_MOST];
    int64_t smallest = n;
    for (int32_t s = 0; s < p->n_slice; s++) {
        ks[s] = p->slice[s].ks;
        p->mean += ks[s] / (double)p->n_slice;
        if (p->slice[s].n < smallest) smallest = p->slice[s].n;
    }
    lode_sort(p->n_slice, ks);
    p->minimum = ks[0];
    p->median = lode_sorted_quantile(p->n_slice, ks, 0.5);
    p->maximum = ks[p->n_slice - 1];
    p->chance = chance(smallest, n);
}

bool lode_pawn_input(const lode_pawn_result *r, const double *x, int32_t n_slice, lode_pawn *out)
{
    memset(out, 0, sizeof *out);
    if (r->n == 0) return true;
    int64_t edge[LODE_SLICES_MOST + 1];
    int32_t *order = malloc((size_t)r->n * sizeof *order);
    uint8_t *slice_of = malloc((size_t)r->n);
    bool ok = order && slice_of && lode_sort_rows(r->n, x, order);
    if (ok) {
        out->n_slice = cut(r->n, x, order, n_slice < r->n ? n_slice : (int32_t)r->n, edge);
        for (int32_t s = 0; s < out->n_slice; s++) {
            out->slice[s] = describe(r, x, order, edge[s], edge[s + 1]);
            for (int64_t i = edge[s]; i < edge[s + 1]; i++) slice_of[order[i]] = (uint8_t)s;
        }
        distances(r, slice_of, out);
        summarise(out, r->n);
    }
    free(order);
    free(slice_of);
    return ok;
}

bool lode_pawn_dummy(const lode_pawn_result *r, uint64_t seed, int32_t n_slice, lode_pawn *out)
{
    double *x = malloc((size_t)(r->n > 0 ? r->n : 1) * sizeof *x);
    if (!x) return false;
    for (int64_t i = 0; i < r->n; i++) {
        uint32_t w[4];
        lode_random(seed, (uint32_t)i, 0, UINT32_MAX, LODE_RNG_BOOTSTRAP, w);
        x[i] = lode_unit52(w[0], w[1]);
    }
    bool ok = lode_pawn_input(r, x, n_slice, out);
    free(x);
    return ok;
}

/* --- claims -------------------------------------------------------------------------------- */

int32_t lode_pawn_flips(const lode_pawn *p, double threshold, double flip[LODE_SLICES_MOST])
{
    int32_t n = 0;
    for (int32_t s = 1; s < p->n_slice; s++) {
        const lode_slice *left = &p->slice[s - 1], *right = &p->slice[s];
        double before = left->share.value - threshold, after = right->share.value - threshold;
        if ((before >= 0.0) == (after >= 0.0)) continue;
        flip[n++] = left->middle + (right->middle - left->middle) * (before / (before - after));
    }
    return n;
}

double lode_pawn_value_of_knowing(const lode_pawn_result *r, const lode_pawn *p)
{
    double doubt = fmin(r->share, 1.0 - r->share), left = 0.0;
    if (!(doubt > 1e-12)) return 0.0;
    for (int32_t s = 0; s < p->n_slice; s++) {
        double share = p->slice[s].share.value;
        left += (double)p->slice[s].n / (double)r->n * fmin(share, 1.0 - share);
    }
    return left >= doubt ? 0.0 : 1.0 - left / doubt; /* not a rounding error below 0 */
}
