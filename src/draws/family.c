/* Families of distributions: value at a given probability. */
#include "draws/family.h"

#include "engine/dist.h"
#include "engine/lane.h"
#include "engine/real.h"

/* --- names and parameters ------------------------------------------------------------------ */

static const struct {
    const char *name;
    int32_t least, most; /* parameters */
} FAMILY[LODE_FAMILY_COUNT] = {
    [LODE_FAMILY_FIXED] = {"fixed", 1, 1},
    [LODE_FAMILY_UNIFORM] = {"uniform", 2, 2},
    [LODE_FAMILY_TRIANGULAR] = {"triangular", 3, 3},
    [LODE_FAMILY_PERT] = {"pert", 3, 4},
    [LODE_FAMILY_NORMAL] = {"normal", 2, 2},
    [LODE_FAMILY_TRUNCATED_NORMAL] = {"truncated_normal", 4, 4},
    [LODE_FAMILY_LOGNORMAL] = {"lognormal", 2, 2},
    [LODE_FAMILY_LOGNORMAL_P5_P95] = {"lognormal_p5_p95", 2, 2},
    [LODE_FAMILY_LOGUNIFORM] = {"loguniform", 2, 2},
    [LODE_FAMILY_LOGTRIANGULAR] = {"logtriangular", 3, 3},
    [LODE_FAMILY_BETA] = {"beta", 2, 2},
    [LODE_FAMILY_GAMMA] = {"gamma", 2, 2},
    [LODE_FAMILY_WEIBULL] = {"weibull", 2, 2},
    [LODE_FAMILY_DISCRETE] = {"discrete", 1, INT32_MAX},
    [LODE_FAMILY_QUANTILES] = {"quantiles", 2, INT32_MAX},
};

static bool same_word(const char *a, const char *b)
{
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

lode_family_kind lode_family_find(const char *name)
{
    int32_t k = 0;
    while (k < LODE_FAMILY_COUNT && !same_word(name, FAMILY[k].name)) k++;
    return (lode_family_kind)k;
}

static bool all_finite(int32_t n, const double *x)
{
    for (int32_t i = 0; i < n; i++)
        if (!(x[i] - x[i] >= 0.0)) return false;
    return true;
}

/* x_0 <= x_1 <= ... <= x_(n-1) */
static bool rises(int32_t n, const double *x)
{
    for (int32_t i = 1; i < n; i++)
        if (x[i] < x[i - 1]) return false;
    return true;
}

static bool valid_points(const lode_family *f)
{
    if (!f->b || !all_finite(f->n, f->b)) return false;
    if (f->kind == LODE_FAMILY_QUANTILES)
        return rises(f->n, f->a) && rises(f->n, f->b) && f->a[0] >= 0.0 && f->a[0] <= 0.0 &&
               f->a[f->n - 1] >= 1.0 && f->a[f->n - 1] <= 1.0;
    double sum = 0.0;
    for (int32_t i = 0; i < f->n; i++) {
        if (f->b[i] < 0.0) return false;
        sum += f->b[i];
    }
    return sum > 0.0;
}

bool lode_family_valid(const lode_family *f)
{
    if (f->kind >= LODE_FAMILY_COUNT || f->n < FAMILY[f->kind].least || f->n > FAMILY[f->kind].most)
        return false;
    const double *a = f->a;
    /* the bounds of a normal may be infinite */
    if (!all_finite(f->kind == LODE_FAMILY_TRUNCATED_NORMAL ? 2 : f->n, a)) return false;
    switch (f->kind) {
    case LODE_FAMILY_UNIFORM:
        return a[0] < a[1];
    case LODE_FAMILY_LOGUNIFORM:
    case LODE_FAMILY_LOGNORMAL_P5_P95:
        return 0.0 < a[0] && a[0] < a[1];
    case LODE_FAMILY_TRIANGULAR:
    case LODE_FAMILY_LOGTRIANGULAR:
        return rises(3, a) && a[0] < a[2] && (f->kind == LODE_FAMILY_TRIANGULAR || a[0] > 0.0);
    case LODE_FAMILY_PERT:
        return rises(3, a) && a[0] < a[2] && (f->n == 3 || a[3] >= 0.0);
    case LODE_FAMILY_NORMAL:
    case LODE_FAMILY_LOGNORMAL:
        return a[1] > 0.0;
    case LODE_FAMILY_TRUNCATED_NORMAL:
        return a[1] > 0.0 && a[2] < a[3];
    case LODE_FAMILY_BETA:
    case LODE_FAMILY_GAMMA:
    case LODE_FAMILY_WEIBULL:
        return a[0] > 0.0 && a[1] > 0.0;
    case LODE_FAMILY_DISCRETE:
    case LODE_FAMILY_QUANTILES:
        return valid_points(f);
    default:
        return true;
    }
}

lode_family lode_family_of_dist(int32_t dist, double low, double central, double high, double p[4])
{
    static const lode_family_kind kind[] = {
        [LODE_DIST_FIXED] = LODE_FAMILY_FIXED,
        [LODE_DIST_UNIFORM] = LODE_FAMILY_UNIFORM,
        [LODE_DIST_TRIANGULAR] = LODE_FAMILY_TRIANGULAR,
        [LODE_DIST_PERT] = LODE_FAMILY_PERT,
        [LODE_DIST_LOGUNIFORM] = LODE_FAMILY_LOGUNIFORM,
        [LODE_DIST_LOGTRIANGULAR] = LODE_FAMILY_LOGTRIANGULAR,
        [LODE_DIST_LOGNORMAL] = LODE_FAMILY_LOGNORMAL_P5_P95,
    };
    bool known = dist >= 0 && dist <= (int32_t)(sizeof kind / sizeof kind[0]) - 1;
    lode_family f = {.kind = known && low < high ? kind[dist] : LODE_FAMILY_FIXED, .a = p};
    f.n = FAMILY[f.kind].least;
    p[0] = f.n == 1 ? central : low;
    p[1] = f.n == 2 ? high : central;
    p[2] = high;
    p[3] = 4.0;
    return f;
}

/* --- gamma --------------------------------------------------------------------------------- */

double lode_log_gamma(double x)
{
    double below = 1.0;
    for (; x < 10.0; x += 1.0) below *= x;
    /* Stirling's series [dlmf 5.11.1] */
    static const double c[] = {1.0 / 12.0,   -1.0 / 360.0,      1.0 / 1260.0, -1.0 / 1680.0,
                               1.0 / 1188.0, -691.0 / 360360.0, 1.0 / 156.0};
    double y = 1.0 / (x * x), rest = 0.0;
    for (int i = 6; i >= 0; i--) rest = rest * y + c[i];
    return (x - 0.5) * lode_log(x) - x + 0.91893853320467274178 + rest / x - lode_log(below);
}

/* ln P(a, x), x < a + 1: series [dlmf 8.11.4]. `scale` is x^a e^-x / Gamma(a), as its log. */
static double log_gamma_lower(double a, double x, double scale)
{
    double term = 1.0 / a, sum = term;
    for (double n = a + 1.0; term > 0x1p-55 * sum; n += 1.0) {
        term *= x / n;
        sum += term;
    }
    return scale + lode_log(sum);
}

/* ln Q(a, x), x > a + 1: continued fraction [dlmf 8.9.2], by the modified method of Lentz. */
static double log_gamma_upper(double a, double x, double scale)
{
    double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, product = d;
    for (int i = 1; i < 100000; i++) {
        double an = -(double)i * ((double)i - a);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        product *= c * d;
        if (c * d - 1.0 < 0x1p-52 && 1.0 - c * d < 0x1p-52) break;
    }
    return scale + lode_log(product);
}

/* ln of the probability below e^t, or above it. */
static double log_gamma_tail(double a, double t, double log_gamma_a, bool upper, double *scale)
{
    double x = lode_exp(t);
    *scale = a * t - x - log_gamma_a;
    if (x < a + 1.0) {
        double lower = log_gamma_lower(a, x, *scale);
        return upper ? lode_log(1.0 - lode_exp(lower)) : lower;
    }
    double above = log_gamma_upper(a, x, *scale);
    return upper ? above : lode_log(1.0 - lode_exp(above));
}

/* Newton's iteration for ln(tail) in t = ln x, kept inside a shrinking interval. */
static double gamma_quantile(double a, double u)
{
    double log_gamma_a = lode_log_gamma(a), scale = 0.0;
    double middle = log_gamma_tail(a, lode_log(a), log_gamma_a, false, &scale);
    bool upper = lode_log(u) > middle;
    double target = upper ? lode_log(1.0 - u) : lode_log(u);
    double low = upper ? lode_log(a) : -750.0 / lode_min(a, 1.0),
           high = upper ? lode_log(a + 800.0 + 40.0 * a) : lode_log(a);
    double t = upper ? low : lode_min((target + log_gamma_a + lode_log(a)) / a, high);
    for (int i = 0; i < 200; i++) {
        double gap = log_gamma_tail(a, t, log_gamma_a, upper, &scale) - target;
        bool above = upper ? gap < 0.0 : gap > 0.0;
        if (above) high = t;
        else low = t;
        double slope = lode_exp(scale - (gap + target)) * (upper ? -1.0 : 1.0);
        double next = t - gap / slope;
        if (gap < 1e-15 && gap > -1e-15) break;
        if (!(next > low && next < high)) next = low + 0.5 * (high - low);
        double moved = next - t;
        t = next;
        if (moved < 1e-16 && moved > -1e-16) break;
    }
    return lode_exp(t);
}

/* --- the others ---------------------------------------------------------------------------- */

/* From whichever side of the normal loses no digits. */
static double truncated_normal(const double p[4], double u)
{
    double a = (p[2] - p[0]) / p[1], b = (p[3] - p[0]) / p[1];
    double below = lode_normal_cdf(a) * (1.0 - u) + lode_normal_cdf(b) * u;
    double above = lode_normal_cdf(-a) * (1.0 - u) + lode_normal_cdf(-b) * u;
    double z = below <= above ? lode_normal_quantile(below) : -lode_normal_quantile(above);
    return lode_clamp(p[0] + p[1] * z, p[2], p[3]);
}

static double pert(const lode_family *f, double u)
{
    double low = f->a[0], range = f->a[2] - low, lambda = f->n > 3 ? f->a[3] : 4.0;
    double x = lode_beta_quantile(1.0 + lambda * ((f->a[1] - low) / range),
                                  1.0 + lambda * ((f->a[2] - f->a[1]) / range), u);
    return lode_clamp(low + range * x, low, f->a[2]);
}

/* -ln(1 - u), good for small u too */
static double minus_log_one_minus(double u)
{
    double y = 1.0 - u;
    return ((y - 1.0) + u) / y - lode_log(y);
}

static double discrete(const lode_family *f, double u)
{
    double all = 0.0, so_far = 0.0;
    for (int32_t i = 0; i < f->n; i++) all += f->b[i];
    int32_t last = 0;
    for (int32_t i = 0; i < f->n; i++) {
        if (!(f->b[i] > 0.0)) continue;
        last = i;
        so_far += f->b[i];
        if (u < so_far / all) break;
    }
    return f->a[last];
}

static double between(const lode_family *f, double u)
{
    int32_t i = 1;
    while (i < f->n - 1 && u > f->a[i]) i++;
    double width = f->a[i] - f->a[i - 1];
    return width > 0.0 ? f->b[i - 1] + (f->b[i] - f->b[i - 1]) * ((u - f->a[i - 1]) / width)
                       : f->b[i];
}

double lode_family_quantile(const lode_family *f, double u)
{
    const double *a = f->a;
    switch (f->kind) {
    case LODE_FAMILY_UNIFORM:
        return lode_dist_quantile(LODE_DIST_UNIFORM, a[0], a[0], a[1], u);
    case LODE_FAMILY_TRIANGULAR:
        return lode_dist_quantile(LODE_DIST_TRIANGULAR, a[0], a[1], a[2], u);
    case LODE_FAMILY_PERT:
        return pert(f, u);
    case LODE_FAMILY_NORMAL:
        return a[0] + a[1] * lode_normal_quantile(u);
    case LODE_FAMILY_TRUNCATED_NORMAL:
        return truncated_normal(a, u);
    case LODE_FAMILY_LOGNORMAL:
        return lode_exp(a[0] + a[1] * lode_normal_quantile(u));
    case LODE_FAMILY_LOGNORMAL_P5_P95:
        return lode_dist_quantile(LODE_DIST_LOGNORMAL, a[0], a[0], a[1], u);
    case LODE_FAMILY_LOGUNIFORM:
        return lode_dist_quantile(LODE_DIST_LOGUNIFORM, a[0], a[0], a[1], u);
    case LODE_FAMILY_LOGTRIANGULAR:
        return lode_dist_quantile(LODE_DIST_LOGTRIANGULAR, a[0], a[1], a[2], u);
    case LODE_FAMILY_BETA:
        return lode_beta_quantile(a[0], a[1], u);
    case LODE_FAMILY_GAMMA:
        return a[1] * gamma_quantile(a[0], u);
    case LODE_FAMILY_WEIBULL:
        return a[1] * lode_pow(minus_log_one_minus(u), 1.0 / a[0]);
    case LODE_FAMILY_DISCRETE:
        return discrete(f, u);
    case LODE_FAMILY_QUANTILES:
        return between(f, u);
    default:
        return a[0];
    }
}
