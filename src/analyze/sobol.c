/* Variance-based sensitivity: Sobol' indices from a design of pairs of points.
 *
 * Every estimator is made of moments: of A and B (shared), and of AB_j with both. So a bootstrap resample is a count
 * per base point and takes weighted sums of products that are computed once. */
#include "analyze/sobol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

enum {
    BATCH = 8, /* resamples that are summed side by side */
    SHARED = 6,
    OWN = 4
};

/* Mean products of a set of points, values less their overall mean. */
typedef union moments {
    struct {
        double a, b, aa, bb, ab, unused; /* of A and B: as many as SHARED */
        double x, xx, ax, bx;            /* with X = AB_j   */
    };
    double all[SHARED + OWN];
} moments;

lode_sobol_options lode_sobol_options_default(void)
{
    return (lode_sobol_options){.first = LODE_JANON,
                                .total = LODE_JANSEN,
                                .level = 0.95,
                                .n_bootstrap = 1000};
}

int64_t lode_sobol_points_for(int64_t n_point, double width, double wanted)
{
    double ratio = width / wanted;
    return (int64_t)ceil((double)n_point * ratio * ratio);
}

/* --- estimators ---------------------------------------------------------------------------- */

static double variance_of(const moments *m)
{
    double mean = 0.5 * (m->a + m->b);
    return 0.5 * (m->aa + m->bb) - mean * mean;
}

static double correlation(double xy, double x, double y, double xx, double yy)
{
    return (xy - x * y) / sqrt((xx - x * x) * (yy - y * y));
}

static double first_order(const moments *m, const lode_sobol_options *o)
{
    double v = variance_of(m), mean = o->keep_origin ? 0.0 : 0.5 * (m->a + m->b);
    switch (o->first) {
    case LODE_SALTELLI:
        return ((m->bx - m->ab) - mean * (m->x - m->a)) / v;
    case LODE_JANSEN:
        return 1.0 - (m->bb - 2.0 * m->bx + m->xx) / (2.0 * v);
    case LODE_MARTINEZ:
        return correlation(m->bx, m->b, m->x, m->bb, m->xx);
    default: {
        double pooled = 0.5 * (m->b + m->x);
        return (m->bx - pooled * pooled) / (0.5 * (m->bb + m->xx) - pooled * pooled);
    }
    }
}

static double total_order(const moments *m, const lode_sobol_options *o)
{
    if (o->total == LODE_MARTINEZ) return 1.0 - correlation(m->ax, m->a, m->x, m->aa, m->xx);
    return (m->aa - 2.0 * m->ax + m->xx) / (2.0 * variance_of(m));
}

/* --- moments ------------------------------------------------------------------------------- */

/* Moments of points from .. to-1 with the values of AB_j (NULL: only those of A and B), less `origin`. */
static moments moments_of(const lode_saltelli *s, const double *x, int64_t from, int64_t to,
                          double origin)
{
    moments m = {.all = {0}};
    for (int64_t i = from; i < to; i++) {
        double a = s->a[i] - origin, b = s->b[i] - origin;
        m.a += a;
        m.b += b;
        m.aa += a * a;
        m.bb += b * b;
        m.ab += a * b;
        if (!x) continue;
        double c = x[i] - origin;
        m.x += c;
        m.xx += c * c;
        m.ax += a * c;
        m.bx += b * c;
    }
    for (int i = 0; i < SHARED + OWN; i++) m.all[i] /= (double)(to - from);
    return m;
}

static double mean_of(const lode_saltelli *s)
{
    double sum = 0.0;
    for (int64_t i = 0; i < s->n_point; i++) sum += s->a[i] + s->b[i];
    return sum / (2.0 * (double)s->n_point);
}

/* Whether all results that the indices look at are the same number. */
static bool is_constant(const lode_saltelli *s)
{
    double first = s->a[0];
    for (int64_t i = 0; i < s->n_point; i++)
        if (s->a[i] < first || s->a[i] > first || s->b[i] < first || s->b[i] > first) return false;
    return true;
}

/* --- replicates ---------------------------------------------------------------------------- */

static double spread(int32_t n, const double *x)
{
    double mean = 0.0, square = 0.0;
    for (int32_t i = 0; i < n; i++) mean += x[i] / (double)n;
    for (int32_t i = 0; i < n; i++) square += (x[i] - mean) * (x[i] - mean);
    return sqrt(square / (double)(n - 1));
}

static void by_replicates(const lode_saltelli *s, const lode_sobol_options *o, double origin,
                          int32_t j, lode_sobol_index *index)
{
    int64_t each = s->n_point / s->n_replicate;
    double first = 0.0, first_square = 0.0, total = 0.0, total_square = 0.0,
           r = (double)s->n_replicate;
    for (int32_t i = 0; i < s->n_replicate; i++) {
        moments m = moments_of(s, s->ab + j * s->n_point, i * each, (i + 1) * each, origin);
        /* differences from the pooled estimate keep the digits */
        double f = first_order(&m, o) - index->first.value,
               t = total_order(&m, o) - index->total.value;
        first += f;
        first_square += f * f;
        total += t;
        total_square += t * t;
    }
    index->first_sd = sqrt(fmax(first_square - first * first / r, 0.0) / (r - 1.0));
    index->total_sd = sqrt(fmax(total_square - total * total / r, 0.0) / (r - 1.0));
    double t = lode_student(r - 1.0, o->level) / sqrt(r);
    index->first.low = index->first.value - t * index->first_sd;
    index->first.high = index->first.value + t * index->first_sd;
    index->total.low = index->total.value - t * index->total_sd;
    index->total.high = index->total.value + t * index->total_sd;
}

static lode_estimate mean_interval(const lode_saltelli *s, const lode_sobol_options *o,
                                   const lode_sobol *sobol)
{
    int32_t r = s->n_replicate;
    double half = lode_student(2.0 * (double)s->n_point, o->level) *
                  sqrt(sobol->variance / (2.0 * (double)s->n_point));
    double *mean = r > 1 ? malloc((size_t)r * sizeof *mean) : NULL;
    if (mean) {
        int64_t each = s->n_point / r;
        for (int32_t i = 0; i < r; i++) {
            moments m = moments_of(s, NULL, i * each, (i + 1) * each, sobol->mean);
            mean[i] = 0.5 * (m.a + m.b);
        }
        half = lode_student((double)(r - 1), o->level) * spread(r, mean) / sqrt((double)r);
        free(mean);
    }
    return (lode_estimate){sobol->mean, sobol->mean - half, sobol->mean + half};
}

/* --- bootstrap ----------------------------------------------------------------------------- */

/* How often each base point is in resamples first .. first + BATCH - 1. count: (N, BATCH) */
static void resample(uint64_t seed, int64_t n, int32_t first, double *count)
{
    memset(count, 0, (size_t)n * BATCH * sizeof *count);
    for (int k = 0; k < BATCH; k++)
        for (int64_t i = 0; i < n; i += 4) {
            uint32_t w[4];
            lode_random(seed, (uint32_t)(i / 4), (uint32_t)(first + k), 0, LODE_RNG_BOOTSTRAP, w);
            for (int64_t q = 0; q < 4 && i + q < n; q++)
                count[(((uint64_t)w[q] * (uint64_t)n) >> 32) * BATCH + (uint64_t)k] += 1.0;
        }
}

/* Weighted sums of two products, which stay in registers: sum[k] grows by count[i][k] times product i * stride, next[k] by
 * that of the one after it. */
static void weigh_two(int64_t n, int stride, const double *restrict product,
                      const double *restrict count, double *restrict sum, double *restrict next)
{
    double first[BATCH], second[BATCH];
    for (int k = 0; k < BATCH; k++) first[k] = sum[k], second[k] = next[k];
    for (int64_t i = 0; i < n; i++) {
        double x = product[i * stride], y = product[i * stride + 1];
        for (int k = 0; k < BATCH; k++) {
            first[k] += x * count[i * BATCH + k];
            second[k] += y * count[i * BATCH + k];
        }
    }
    for (int k = 0; k < BATCH; k++) sum[k] = first[k], next[k] = second[k];
}

/* sum[q][k] = sum over points of count[i][k] * product[i][q], for an even number of products; by blocks of points that
 * stay in the cache. */
static void weigh(int64_t n, int n_product, const double *product, const double *count,
                  double (*sum)[BATCH])
{
    enum { BLOCK = 256 };
    for (int q = 0; q < n_product; q++)
        for (int k = 0; k < BATCH; k++) sum[q][k] = 0.0;
    for (int64_t i = 0; i < n; i += BLOCK)
        for (int q = 0; q < n_product; q += 2)
            weigh_two(i + BLOCK < n ? BLOCK : n - i, n_product, product + i * n_product + q,
                      count + i * BATCH, sum[q], sum[q + 1]);
}

/* Products of every point: shared (N, SHARED), own (D, N, OWN). */
static void multiply(const lode_saltelli *s, double origin, double *shared, double *own)
{
    for (int64_t i = 0; i < s->n_point; i++) {
        double a = s->a[i] - origin, b = s->b[i] - origin;
        double *p = shared + i * SHARED;
        p[0] = a, p[1] = b, p[2] = a * a, p[3] = b * b, p[4] = a * b, p[5] = 0.0;
        for (int32_t j = 0; j < s->n_input; j++) {
            double x = s->ab[j * s->n_point + i] - origin, *q = own + (j * s->n_point + i) * OWN;
            q[0] = x, q[1] = x * x, q[2] = a * x, q[3] = b * x;
        }
    }
}

/* Estimates of one batch of resamples. first, total: (D, n_bootstrap) */
static void bootstrap_batch(const lode_saltelli *s, const lode_sobol_options *o,
                            const double *shared, const double *own, int32_t batch, double *count,
                            double *first, double *total)
{
    double sum[SHARED + OWN][BATCH], n = (double)s->n_point;
    resample(o->seed, s->n_point, batch, count);
    weigh(s->n_point, SHARED, shared, count, sum);
    for (int32_t j = 0; j < s->n_input; j++) {
        weigh(s->n_point, OWN, own + (int64_t)j * s->n_point * OWN, count, sum + SHARED);
        for (int k = 0; k < BATCH && batch + k < o->n_bootstrap; k++) {
            moments m;
            for (int q = 0; q < SHARED + OWN; q++) m.all[q] = sum[q][k] / n;
            first[(int64_t)j * o->n_bootstrap + batch + k] = first_order(&m, o);
            total[(int64_t)j * o->n_bootstrap + batch + k] = total_order(&m, o);
        }
    }
}

static void percentile_interval(int32_t n, double *x, double level, lode_estimate *e, double *sd)
{
    *sd = spread(n, x);
    lode_sort(n, x);
    e->low = lode_sorted_quantile(n, x, 0.5 - 0.5 * level);
    e->high = lode_sorted_quantile(n, x, 0.5 + 0.5 * level);
}

static bool by_bootstrap(const lode_saltelli *s, const lode_sobol_options *o, double origin,
                         lode_sobol_index *index)
{
    size_t n = (size_t)s->n_point, d = (size_t)s->n_input, b = (size_t)o->n_bootstrap;
    double *shared = malloc(n * SHARED * sizeof *shared), *own = malloc(d * n * OWN * sizeof *own);
    double *first = malloc(d * b * sizeof *first), *total = malloc(d * b * sizeof *total);
    bool ok = shared && own && first && total, lost = false;
    if (ok) {
        multiply(s, origin, shared, own);
#pragma omp parallel
        {
            double *count = malloc(n * BATCH * sizeof *count);
            if (!count) {
#pragma omp atomic write
                lost = true;
            }
#pragma omp for schedule(dynamic)
            for (int32_t batch = 0; batch < o->n_bootstrap; batch += BATCH)
                if (count) bootstrap_batch(s, o, shared, own, batch, count, first, total);
            free(count);
        }
        ok = !lost;
    }
    for (size_t j = 0; ok && j < d; j++) {
        percentile_interval(o->n_bootstrap, first + j * b, o->level, &index[j].first,
                            &index[j].first_sd);
        percentile_interval(o->n_bootstrap, total + j * b, o->level, &index[j].total,
                            &index[j].total_sd);
    }
    free(shared);
    free(own);
    free(first);
    free(total);
    return ok;
}

/* --- all of it ----------------------------------------------------------------------------- */

/* Saltelli 2002, Comput. Phys. Commun. 145:280: what BA_j and AB_k have in common, less the first orders. */
static void second_order(const lode_saltelli *s, double origin, double variance,
                         const lode_sobol_index *index, double *second)
{
    int32_t d = s->n_input;
    for (int32_t j = 0; j < d; j++)
        for (int32_t k = j + 1; k < d; k++) {
            const double *ba = s->ba + j * s->n_point, *ab = s->ab + k * s->n_point;
            double sum = 0.0;
            for (int64_t i = 0; i < s->n_point; i++)
                sum +=
                    (ba[i] - origin) * (ab[i] - origin) - (s->a[i] - origin) * (s->b[i] - origin);
            second[j * d + k] =
                sum / ((double)s->n_point * variance) - index[j].first.value - index[k].first.value;
        }
}

bool lode_sobol_indices(const lode_saltelli *s, const lode_sobol_options *o, lode_sobol *out,
                        lode_sobol_index *index, double *second)
{
    *out = (lode_sobol){.mean = mean_of(s), .constant = is_constant(s)};
    double origin = o->keep_origin ? 0.0 : out->mean;
    moments all = moments_of(s, NULL, 0, s->n_point, out->mean);
    out->variance = out->constant ? 0.0 : variance_of(&all);
    out->mean_interval = mean_interval(s, o, out);
    for (int32_t j = 0; j < s->n_input; j++) index[j] = (lode_sobol_index){0};
    if (out->constant) return true;

    for (int32_t j = 0; j < s->n_input; j++) {
        moments m = moments_of(s, s->ab + j * s->n_point, 0, s->n_point, origin);
        double first = first_order(&m, o), total = total_order(&m, o);
        index[j].first = (lode_estimate){first, first, first};
        index[j].total = (lode_estimate){total, total, total};
    }
    if (second && s->ba) second_order(s, origin, out->variance, index, second);
    if (s->n_replicate > 1) {
        for (int32_t j = 0; j < s->n_input; j++) by_replicates(s, o, origin, j, &index[j]);
        return true;
    }
    return o->n_bootstrap < 2 || by_bootstrap(s, o, origin, index);
}
