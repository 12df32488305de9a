/* exp, log, pow and floor made of + - * / only. See real.h.
 *
 * Both exp and log work on a number held as the sum of two doubles, high + low, where |low| is below half an ulp of
 * high: pow multiplies a logarithm's error by the exponent. */
#include "engine/real.h"

#include <stdbool.h>
#include <stdint.h>

/* ln 2 in two parts; the first ends in zeros, so that an exponent times it is exact */
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define LOG2_E 0x1.71547652b82fep+0

#define EXP_OVERFLOWS 0x1.62e42fefa39efp+9    /* 709.78...: above it exp is infinite    */
#define EXP_UNDERFLOWS (-0x1.74910d52d3051p9) /* -745.13...: below it exp rounds to 0   */

static const double infinity = __builtin_inf();

typedef union real_bits {
    double value;
    uint64_t bits;
} real_bits;

/* A number as the unevaluated sum of two doubles. */
typedef struct pair {
    double high, low;
} pair;

/* 2^k; k in -1022 .. 1023. */
static double power_of_two(int32_t k)
{
    real_bits r;
    r.bits = (uint64_t)(k + 1023) << 52;
    return r.value;
}

/* a b without error [dekker1971]; |a|, |b| below 2^996. */
static pair product(double a, double b)
{
    /* cut each factor into halves of 26 bits, whose products are exact */
    double ca = 0x1.0000002p27 * a, cb = 0x1.0000002p27 * b;
    double a1 = ca - (ca - a), b1 = cb - (cb - b);
    double a2 = a - a1, b2 = b - b1;

    pair r;
    r.high = a * b;
    r.low = a2 * b2 - (((r.high - a1 * b1) - a2 * b1) - a1 * b2);
    return r;
}

/* exp(x.high + x.low) for EXP_UNDERFLOWS <= x.high <= EXP_OVERFLOWS.
 *
 * x = k ln 2 + r, |r| <= 0.35; exp(r) = 1 + r + r^2 (1/2! + r/3! + ... + r^11/13!), rest below 5e-18. */
static double exp_of_pair(pair x)
{
    /* nearest integer: adding 1.5 2^52 pushes the fraction out of the number */
    double k = (x.high * LOG2_E + 0x1.8p52) - 0x1.8p52;
    double a = x.high - k * LN2_HIGH;
    double b = x.low - k * LN2_LOW;
    double r = a + b;
    double c = b - (r - a); /* what r lost */

    double p = 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;

    /* 1 + r, what that lost, and the small rest last */
    double s = 1.0 + r;
    double lost = r - (s - 1.0);
    double y = s + (r * r * p + (lost + c * s));

    /* times 2^k in two factors, so that only the last product can overflow or round */
    int32_t n = (int32_t)k;
    int32_t half = n / 2;
    return y * power_of_two(half) * power_of_two(n - half);
}

/* ln x for x > 0 and finite, to about 2^-57 of its size.
 *
 * x = 2^e m, sqrt(1/2) <= m < sqrt(2); with s = (m - 1)/(m + 1), |s| < 0.172,
 * ln m = 2 s + s^3 (2/3 + 2/5 s^2 + ... + 2/23 s^20), rest below 1e-18 of it. */
static pair log_as_pair(double x)
{
    /* exponent and mantissa; a subnormal number is scaled up first */
    real_bits u;
    int32_t e = -1023;
    u.value = x;
    if (u.bits >> 52 == 0) {
        u.value = x * 0x1p54;
        e -= 54;
    }
    e += (int32_t)(u.bits >> 52);
    u.bits = (u.bits & 0x000fffffffffffffu) | 0x3ff0000000000000u;
    if (u.value > 0x1.6a09e667f3bcdp0) {
        u.value *= 0.5;
        e++;
    }
    double m = u.value;

    /* s = (m - 1) / (m + 1) as a pair: the numerator is exact, the denominator a pair */
    double f = m - 1.0;
    double d = m + 1.0;
    double d_low = m - (d - 1.0);
    double s = f / d;
    pair sd = product(s, d);
    double s_low = (((f - sd.high) - sd.low) - s * d_low) / d;

    double z = s * s;
    double p = 2.0 / 23.0;
    p = p * z + 2.0 / 21.0;
    p = p * z + 2.0 / 19.0;
    p = p * z + 2.0 / 17.0;
    p = p * z + 2.0 / 15.0;
    p = p * z + 2.0 / 13.0;
    p = p * z + 2.0 / 11.0;
    p = p * z + 2.0 / 9.0;
    p = p * z + 2.0 / 7.0;
    p = p * z + 2.0 / 5.0;
    p = p * z + 2.0 / 3.0;

    /* e ln 2 + 2 s + the rest; where e is not 0, |e ln 2| > |2 s| */
    double n = (double)e;
    double big = n * LN2_HIGH;
    double sum = big + 2.0 * s;
    double lost = e == 0 ? 0.0 : 2.0 * s - (sum - big);
    double rest = lost + ((2.0 * s_low + s * z * p) + n * LN2_LOW);

    pair r;
    r.high = sum + rest;
    r.low = rest - (r.high - sum);
    return r;
}

double lode_exp(double x)
{
    if (x > EXP_OVERFLOWS) return infinity;
    if (x < EXP_UNDERFLOWS) return 0.0;
    if (x != x) return x;
    return exp_of_pair((pair){x, 0.0});
}

double lode_log(double x)
{
    if (x == 0.0) return -infinity;
    if (x < 0.0) return __builtin_nan("");
    if (!(x < infinity)) return x;
    return log_as_pair(x).high;
}

/* pow where the base is 0 or infinite, or the exponent infinite; neither is NaN, the base is not 1. */
static double pow_at_the_ends(double base, double exponent)
{
    bool grows = (base > 1.0) == (exponent > 0.0);
    return grows ? infinity : 0.0;
}

double lode_pow(double base, double exponent)
{
    if (exponent == 0.0 || base == 1.0) return 1.0;
    if (exponent == 1.0 && base >= 0.0) return base;
    if (base != base || exponent != exponent || base < 0.0) return __builtin_nan("");
    if (base == 0.0 || base == infinity || exponent - exponent != 0.0)
        return pow_at_the_ends(base, exponent);

    pair log_base = log_as_pair(base);
    double size = exponent * log_base.high;
    if (size > EXP_OVERFLOWS + 1.0) return infinity;
    if (size < EXP_UNDERFLOWS - 1.0) return 0.0;

    pair x = product(exponent, log_base.high);
    x.low += exponent * log_base.low;
    return exp_of_pair(x);
}

double lode_floor(double x)
{
    double size = x < 0.0 ? -x : x;
    if (!(size < 0x1p52)) return x;

    /* to the nearest integer, then down by one where that was upwards */
    double shift = x < 0.0 ? -0x1p52 : 0x1p52;
    double nearest = (x + shift) - shift;
    if (nearest == x) return x;
    return nearest > x ? nearest - 1.0 : nearest;
}
