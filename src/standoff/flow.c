/* Concession between two events (MODEL 3.1): S_A' = -S_A k_B / X_B(S_B) and the same with A and B exchanged.
 *
 * Where both values are points the solution is closed. Else it is a power series in time, summed as far as it is needed: the
 * equations are products and quotients of S_A, S_B and straight lines, so that every coefficient follows from those before
 * it. The size of the last terms against the tolerance decides the order and, where the order is at its end, the step
 * (Jorba & Zou 2005, Exp. Math. 14:99-117, section 3). */
#include "standoff/inner.h"

#include <float.h>
#include <math.h>

/* Truncation allowed in a step, relative to S. */
static const double TOLERANCE = 1e-12;

/* Coefficient n + 1 of S from those before it. w = k / X of each side, by long division:
 *   w_n = (k_n + slope sum_{m=1..n} s_m w_{n-m}) / X,   s_{n+1} = - sum_{m=0..n} s_m w_{n-m} / (n + 1)
 * with s and w of one side in the first, of two sides in the second sum. All four in one loop, since each alone would wait for
 * its own additions. */
static void next_coefficients(so_series *y, double w[2][SO_ORDER], const double k[2][2],
                              const double over_x[2], const double slope[2])
{
    int32_t n = y->n;
    const double *a = y->c[0], *b = y->c[1];
    double own_a = 0, own_b = 0, cross_a = 0, cross_b = 0;
    for (int32_t m = 1; m <= n; m++) {
        double wa = w[0][n - m], wb = w[1][n - m];
        own_a += a[m] * wa;
        own_b += b[m] * wb;
        cross_a += a[m] * wb;
        cross_b += b[m] * wa;
    }
    w[0][n] = ((n < 2 ? k[0][n] : 0) + slope[0] * own_a) * over_x[0];
    w[1][n] = ((n < 2 ? k[1][n] : 0) + slope[1] * own_b) * over_x[1];
    y->c[0][n + 1] = -(cross_a + a[0] * w[1][n]) / (n + 1);
    y->c[1][n + 1] = -(cross_b + b[0] * w[0][n]) / (n + 1);
    y->n = n + 1;
}

/* A first guess for a step without end: until one side would be gone. */
static double guess(const so_step *step, const double x[2])
{
    double rate = fmax(step->k[0] / x[0], step->k[1] / x[1]);
    return rate > 0 ? 1 / rate : 1;
}

/* The longest step for which the last two terms are small. */
static double longest(const so_series *y)
{
    double h = INFINITY;
    for (int i = 0; i < 2; i++)
        for (int32_t n = y->n - 1; n <= y->n; n++) {
            double ratio = TOLERANCE * y->c[i][0] / fabs(y->c[i][n]);
            if (isfinite(ratio)) h = fmin(h, lode_pow(ratio, 1.0 / n));
        }
    return h;
}

/* Shorten a step in which a side falls so far that an error small beside its S at the start is large at the end. */
static void keep_relative(const so_series *y, double *h)
{
    const double most = 0.02;
    for (int i = 0; i < 2; i++)
        for (int n = 0; n < 40 && so_series_at(y, i, *h) < most * y->c[i][0]; n++) *h *= 0.5;
}

void so_expand(const so_types types[2], const so_step *step, double *h, so_series *y)
{
    double x[2], over_x[2], slope[2], w[2][SO_ORDER];
    for (int i = 0; i < 2; i++) {
        x[i] = so_value(&types[i], step->cell[i], step->s[i]);
        slope[i] = types[i].cell[step->cell[i]].slope;
        y->c[i][0] = step->s[i];
    }
    if (slope[0] == 0 && slope[1] == 0) {
        y->n = -1;
        for (int i = 0; i < 2; i++) {
            y->rate[i] = step->k[1 - i] / x[1 - i];
            y->bend[i] = step->slope[1 - i] / x[1 - i];
        }
        return;
    }
    if (isinf(*h)) *h = 8 * guess(step, x);
    const double k[2][2] = {{step->k[0], step->slope[0]}, {step->k[1], step->slope[1]}};
    const double least[2] = {TOLERANCE * y->c[0][0], TOLERANCE * y->c[1][0]};
    for (int i = 0; i < 2; i++) over_x[i] = 1 / x[i];
    double power = 1;
    bool small_before = false;
    y->n = 0;
    while (y->n < SO_ORDER) {
        next_coefficients(y, w, k, over_x, slope);
        power *= *h;
        bool small =
            fabs(y->c[0][y->n]) * power <= least[0] && fabs(y->c[1][y->n]) * power <= least[1];
        /* two in a row, since one coefficient may vanish by accident */
        if (y->n >= 3 && small && small_before) break;
        small_before = small;
    }
    if (y->n == SO_ORDER) *h = fmin(*h, longest(y));
    keep_relative(y, h);
}

double so_series_at(const so_series *y, int32_t side, double u)
{
    if (y->n < 0) return y->c[side][0] * lode_exp(-u * (y->rate[side] + 0.5 * y->bend[side] * u));
    double sum = y->c[side][y->n];
    for (int32_t n = y->n - 1; n >= 0; n--) sum = sum * u + y->c[side][n];
    return sum;
}

/* The derivative of the power series. */
static double slope_at(const so_series *y, int32_t side, double u)
{
    double sum = 0;
    for (int32_t n = y->n; n >= 1; n--) sum = sum * u + n * y->c[side][n];
    return sum;
}

/* Closed form: rate u + bend u^2 / 2 = lode_log(S(0) / level), by the root that does not cancel. */
static double reach_closed(const so_series *y, int32_t side, double level, double h)
{
    double wanted = lode_log(y->c[side][0] / level), rate = y->rate[side], bend = y->bend[side];
    if (wanted <= 0) return 0;
    double inside = rate * rate + 2 * bend * wanted;
    if (inside < 0) return INFINITY;
    double below = rate + sqrt(inside);
    double u = below > 0 ? 2 * wanted / below : INFINITY;
    return u <= h ? u : INFINITY;
}

double so_series_reach(const so_series *y, int32_t side, double level, double h)
{
    if (y->n < 0) return reach_closed(y, side, level, h);
    if (y->c[side][0] <= level) return 0;
    if (so_series_at(y, side, h) > level) return INFINITY;
    double low = 0, high = h, u = 0.5 * h;
    for (int i = 0; i < 100; i++) {
        double miss = so_series_at(y, side, u) - level;
        if (miss > 0) low = u;
        else high = u;
        double next = u - miss / slope_at(y, side, u);
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        if (fabs(next - u) <= 2 * DBL_EPSILON * high) return next;
        u = next;
    }
    return u;
}
