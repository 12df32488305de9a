/* Intervals and tests that the analyses share. */
#include "analyze/statistics.h"

#include <math.h>
#include <stdlib.h>

#include "draws/family.h"
#include "engine/dist.h"
#include "engine/real.h"

double lode_normal(double level) { return lode_normal_quantile(0.5 + 0.5 * level); }

double lode_student(double df, double level)
{
    /* df / (df + t^2) follows Beta(df/2, 1/2) [dlmf 8.17] */
    double x = lode_beta_quantile(0.5 * df, 0.5, 1.0 - level);
    return sqrt(df * (1.0 - x) / x);
}

lode_estimate lode_wilson(int64_t k, int64_t n, double level)
{
    if (n <= 0) return (lode_estimate){0.0, 0.0, 1.0};
    return lode_wilson_share((double)k / (double)n, (double)n, level);
}

lode_estimate lode_wilson_share(double p, double n, double level)
{
    double z = lode_normal(level), weight = 1.0 + z * z / n, middle = (p + z * z / (2.0 * n)) / weight;
    double half = z * sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / weight;
    return (lode_estimate){p, p <= 0.0 ? 0.0 : middle - half, p >= 1.0 ? 1.0 : middle + half};
}

double lode_binomial_at_least(int64_t k, int64_t n, double p)
{
    if (k <= 0) return 1.0;
    if (k > n || !(p > 0.0)) return 0.0;
    if (p >= 1.0) return 1.0;
    /* from the likeliest count that belongs, both ways */
    double size = (double)n, ratio = p / (1.0 - p);
    int64_t mode = (int64_t)((size + 1.0) * p), from = mode > k ? mode : k;
    if (from > n) from = n;
    double f = (double)from;
    double log_term = lode_log_gamma(size + 1.0) - lode_log_gamma(f + 1.0) -
                      lode_log_gamma(size - f + 1.0) + f * lode_log(p) + (size - f) * lode_log1p(-p);
    double sum = 0.0, term = 1.0;
    for (int64_t i = from; i <= n && term > 1e-20 * sum; i++) {
        sum += term;
        term *= (double)(n - i) / (double)(i + 1) * ratio;
    }
    term = 1.0;
    for (int64_t i = from; i > k && term > 1e-20 * sum; i--) {
        term *= (double)i / (double)(n - i + 1) / ratio;
        sum += term;
    }
    return fmin(lode_exp(log_term) * sum, 1.0);
}

double lode_sorted_quantile(int64_t n, const double *sorted, double p)
{
    double at = p * (double)(n - 1);
    int64_t i = (int64_t)at;
    if (i >= n - 1) return sorted[n - 1];
    return sorted[i] + (at - (double)i) * (sorted[i + 1] - sorted[i]);
}

/* --- sorting ------------------------------------------------------------------------------- */

static int compare(double a, double b)
{
    if (a < b) return -1;
    if (a > b) return 1;
    return isnan(a) - isnan(b);
}

static int by_value(const void *a, const void *b)
{
    return compare(*(const double *)a, *(const double *)b);
}

void lode_sort(int64_t n, double *x)
{
    if (n > 1) qsort(x, (size_t)n, sizeof *x, by_value);
}

typedef struct pair {
    double x;
    int32_t row;
} pair;

static int by_value_and_row(const void *a, const void *b)
{
    const pair *p = a, *q = b;
    int order = compare(p->x, q->x);
    return order ? order : (p->row > q->row) - (p->row < q->row);
}

int lode_sort_rows(int64_t n, const double *x, int32_t *order)
{
    pair *p = malloc((size_t)(n > 0 ? n : 1) * sizeof *p);
    if (!p) return 0;
    for (int64_t i = 0; i < n; i++) p[i] = (pair){x[i], (int32_t)i};
    if (n > 1) qsort(p, (size_t)n, sizeof *p, by_value_and_row);
    for (int64_t i = 0; i < n; i++) order[i] = p[i].row;
    free(p);
    return 1;
}
