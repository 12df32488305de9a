/* Flip values: where along one input a claim changes from holding to failing. */
#include "analyze/flips.h"

#include <math.h>

static int sign_of(double x)
{
    return (x > 0.0) - (x < 0.0);
}

/* A bracket of one change of sign. */
typedef struct bracket {
    double a, fa, b, fb;
} bracket;

/* Brent's method: inverse interpolation where that helps, else halves. Ends with the best value in b, the other side in
 * a, no further apart than the tolerance. */
static bracket narrow(lode_margin *margin, void *user, bracket z, double tolerance)
{
    double c = z.a, fc = z.fa, step = z.b - z.a, before = step;
    for (int i = 0; i < 200; i++) {
        if (sign_of(fc) == sign_of(z.fb)) c = z.a, fc = z.fa, step = before = z.b - z.a;
        if (fabs(fc) < fabs(z.fb)) {
            bracket old = z;
            z.a = old.b, z.fa = old.fb, z.b = c, z.fb = fc;
            c = z.a, fc = z.fa;
        }
        double near = 2.0 * 0x1p-52 * fabs(z.b) + 0.5 * tolerance, half = 0.5 * (c - z.b);
        if (fabs(half) <= near || sign_of(z.fb) == 0) break;
        if (fabs(before) < near || fabs(z.fa) <= fabs(z.fb)) {
            step = before = half;
        } else {
            double s = z.fb / z.fa, p, q;
            if (sign_of(z.a - c) == 0) {
                p = 2.0 * half * s;
                q = 1.0 - s;
            } else {
                double t = z.fa / fc, r = z.fb / fc;
                p = s * (2.0 * half * t * (t - r) - (z.b - z.a) * (r - 1.0));
                q = (t - 1.0) * (r - 1.0) * (s - 1.0);
            }
            if (p > 0.0) q = -q;
            else p = -p;
            double last = before;
            before = step;
            if (2.0 * p < 3.0 * half * q - fabs(near * q) && p < fabs(0.5 * last * q)) step = p / q;
            else step = before = half;
        }
        z.a = z.b, z.fa = z.fb;
        z.b += fabs(step) > near ? step : (half > 0.0 ? near : -near);
        z.fb = margin(user, z.b);
    }
    return (bracket){.a = c, .fa = fc, .b = z.b, .fb = z.fb};
}

/* Whole numbers: halves, to neighbours. */
static bracket narrow_whole(lode_margin *margin, void *user, bracket z)
{
    z.a = floor(z.a), z.b = ceil(z.b);
    while (z.b - z.a > 1.0) {
        double middle = floor(0.5 * (z.a + z.b)), f = margin(user, middle);
        if ((f >= 0.0) == (z.fa >= 0.0)) z.a = middle, z.fa = f;
        else z.b = middle, z.fb = f;
    }
    return z;
}

static double refine(lode_margin *margin, void *user, bracket z, double tolerance, bool whole)
{
    if (whole) return narrow_whole(margin, user, z).b;
    bracket n = narrow(margin, user, z, tolerance);
    if (sign_of(n.fb) == 0) return n.b;
    return fmax(n.a, n.b); /* a step: the far side */
}

/* What is beyond a margin of 0 at an end: the sign there, or the opposite of this side's where it is not known. */
static int beyond(lode_margin *margin, void *user, double x, double away, int this_side)
{
    int s = sign_of(margin(user, x + away));
    return s ? s : -this_side;
}

int32_t lode_flips_find(lode_margin *margin, void *user, const double *grid, int32_t n_grid,
                        double tolerance, bool whole, lode_flip *flip, int32_t most)
{
    int32_t n = 0, last = -1; /* last point whose margin is not 0 */
    double f_last = 0.0, range = grid[n_grid - 1] - grid[0], away = whole ? 1.0 : 1e-6 * range;
    double zero = grid[0];
    bool touching = false; /* a zero since `last` */
    for (int32_t i = 0; i <= n_grid; i++) {
        double f = i < n_grid ? margin(user, grid[i]) : 0.0;
        int side = sign_of(f);
        if (i == n_grid && touching && last >= 0)
            side = beyond(margin, user, grid[n_grid - 1], away, sign_of(f_last));
        if (i < n_grid && side == 0) {
            if (!isnan(f) && !touching) zero = grid[i], touching = true;
            continue;
        }
        if (side == 0) break;
        int before = sign_of(f_last);
        if (last < 0 && touching) before = beyond(margin, user, grid[0], -away, side);
        if (before == -side) {
            double value = zero;
            if (!touching)
                value = refine(margin, user, (bracket){grid[last], f_last, grid[i], f}, tolerance,
                               whole);
            if (n < most) flip[n] = (lode_flip){value, before > 0};
            n++;
        }
        if (i < n_grid) last = i, f_last = f;
        touching = false;
    }
    return n;
}
