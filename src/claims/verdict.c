/* Probability intervals and verdicts. */
#include "claims/verdict.h"

#include <math.h>
#include <stddef.h>

const char *lode_verdict_name(lode_verdict v)
{
    static const char *const name[] = {"supported",  "refuted",    "undetermined",
                                       "untestable", "ill-formed", "out of scope"};
    return name[v];
}

const char *lode_reason_name(lode_reason r)
{
    static const char *const name[] = {NULL, "period too short", "too few draws",
                                       "open: holds in some draws and not in others"};
    return name[r];
}

lode_judging lode_judging_default(void)
{
    return (lode_judging){.confidence = 0.95, .supported = 0.90, .refuted = 0.10};
}

/* --- distributions ------------------------------------------------------------------------- */

double lode_two_sided_normal(double level)
{
    /* erfc(x / sqrt 2) = 1 - level, by Newton from the left, where it is convex */
    double x = 0, out = 1 - level;
    for (int i = 0; i < 200; i++) {
        double f = erfc(x / sqrt(2.0)) - out, slope = sqrt(2.0 / acos(-1.0)) * exp(-x * x / 2);
        double next = x + f / slope;
        if (!(fabs(next - x) > 1e-15 * (1 + x))) return next;
        x = next;
    }
    return x;
}

/* Regularised incomplete beta function by its continued fraction (Lentz), for x < (a+1)/(a+b+2). */
static double beta_fraction(double a, double b, double x)
{
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a;
    double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), f = d;
    for (int m = 1; m < 10000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / (1 + even * d);
        c = 1 + even / c;
        f *= c * d;
        d = 1 / (1 + odd * d);
        c = 1 + odd / c;
        double change = c * d;
        f *= change;
        if (fabs(change - 1) < 1e-16) break;
    }
    return front * f;
}

/* P(|T| < t) */
static double student_within(double t, double df)
{
    double x = df / (df + t * t), a = df / 2, b = 0.5;
    if (x >= 1) return 0;
    if (x < (a + 1) / (a + b + 2)) return 1 - beta_fraction(a, b, x);
    return beta_fraction(b, a, t * t / (df + t * t));
}

double lode_two_sided_student(double level, double df)
{
    double low = 0, high = 1;
    while (student_within(high, df) < level && high < 1e12) high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
        double middle = (low + high) / 2;
        if (student_within(middle, df) < level) low = middle;
        else high = middle;
    }
    return (low + high) / 2;
}

/* --- intervals ----------------------------------------------------------------------------- */

static lode_interval wilson(double p, double n, double z)
{
    double weight = 1 + z * z / n, middle = (p + z * z / (2 * n)) / weight;
    double half = z / weight * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return (lode_interval){p <= 0 ? 0 : fmax(0, middle - half),
                           p >= 1 ? 1 : fmin(1, middle + half)};
}

lode_chance lode_chance_of(int64_t n, int64_t yes, int64_t undecided, double confidence)
{
    if (n <= 0) return (lode_chance){0, 1, {0, 1}};
    double z = lode_two_sided_normal(confidence), draws = (double)n;
    lode_chance c = {(double)yes / draws, (double)(yes + undecided) / draws, {0, 1}};
    c.interval.lo = wilson(c.lo, draws, z).lo;
    c.interval.hi = wilson(c.hi, draws, z).hi;
    return c;
}

lode_chance lode_chance_mean(const double *value, int32_t n, double confidence)
{
    double mean = 0, square = 0;
    for (int32_t i = 0; i < n; i++) mean += value[i];
    mean /= n;
    if (!isfinite(mean)) return (lode_chance){mean, mean, {-INFINITY, INFINITY}};
    for (int32_t i = 0; i < n; i++) square += (value[i] - mean) * (value[i] - mean);
    if (n < 2) return (lode_chance){mean, mean, {-INFINITY, INFINITY}};
    double half = lode_two_sided_student(confidence, n - 1) * sqrt(square / (n - 1) / n);
    return (lode_chance){mean, mean, {mean - half, mean + half}};
}

double lode_chance_never(int64_t n, double confidence)
{
    return n <= 0 ? 1 : wilson(0, (double)n, lode_two_sided_normal(confidence)).hi;
}

int64_t lode_draws_needed(double p, double threshold, bool above, double confidence)
{
    if (above ? !(p > threshold) : !(p < threshold)) return 0;
    double z = lode_two_sided_normal(confidence), low = 0, high = 1;
    for (; high < 1e15; high *= 2) {
        lode_interval i = wilson(p, high, z);
        if (above ? i.lo >= threshold : i.hi <= threshold) break;
        low = high;
    }
    while (high - low > 1) {
        double middle = floor((low + high) / 2);
        lode_interval i = wilson(p, middle, z);
        if (above ? i.lo >= threshold : i.hi <= threshold) high = middle;
        else low = middle;
    }
    return (int64_t)high;
}

/* --- verdict ------------------------------------------------------------------------------- */

lode_judgement lode_judge(const lode_chance *p, const lode_judging *how)
{
    lode_judgement j = {LODE_UNDETERMINED, LODE_REASON_OPEN, 0};
    if (p->interval.lo >= how->supported)
        return (lode_judgement){LODE_SUPPORTED, LODE_REASON_NONE, 0};
    if (p->interval.hi <= how->refuted) return (lode_judgement){LODE_REFUTED, LODE_REASON_NONE, 0};
    bool across = (p->lo < how->supported && p->hi >= how->supported) ||
                  (p->lo <= how->refuted && p->hi > how->refuted);
    bool above = p->lo >= how->supported, below = p->hi <= how->refuted;
    if (p->hi > p->lo && across) j.reason = LODE_REASON_PERIOD;
    else if (above || below) {
        j.reason = LODE_REASON_DRAWS;
        j.draws_needed =
            lode_draws_needed(above ? p->lo : p->hi, above ? how->supported : how->refuted, above,
                              how->confidence);
    }
    return j;
}
