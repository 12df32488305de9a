/* The loops in which the trade equilibrium spends its time. See kernel.h. */
#include "trade/kernel.h"

#include "base/compat.h"

enum { LANES = LODE_TRADE_LANES };

/* --- matrices ------------------------------------------------------------------------------ */

LODE_CLONES
void lode_trade_combine(int32_t rows, int32_t stride, const double *restrict m,
                        const double *restrict x, double *restrict y)
{
    for (int32_t c = 0; c < stride; c++) y[c] = 0.0;
    int32_t r = 0;
    /* four rows at once, so that y is read and written a quarter as often */
    for (; r + 4 <= rows; r += 4) {
        const double *m0 = m + (int64_t)r * stride, *m1 = m0 + stride, *m2 = m1 + stride,
                     *m3 = m2 + stride;
        double x0 = x[r], x1 = x[r + 1], x2 = x[r + 2], x3 = x[r + 3];
        for (int32_t c = 0; c < stride; c++)
            y[c] += (m0[c] * x0 + m1[c] * x1) + (m2[c] * x2 + m3[c] * x3);
    }
    for (; r < rows; r++) {
        const double *m0 = m + (int64_t)r * stride;
        for (int32_t c = 0; c < stride; c++) y[c] += m0[c] * x[r];
    }
}

/* The sum of eight lanes, in a fixed order. */
static inline double sum_of(const double a[LANES])
{
    return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]));
}

LODE_CLONES
void lode_trade_project(int32_t rows, int32_t stride, const double *restrict m,
                        const double *restrict x, double *restrict y)
{
    for (int32_t r = 0; r < rows; r++) {
        const double *m0 = m + (int64_t)r * stride;
        double a[LANES] = {0};
        for (int32_t c = 0; c < stride; c += LANES)
            for (int l = 0; l < LANES; l++) a[l] += m0[c + l] * x[c + l];
        y[r] = sum_of(a);
    }
}

LODE_CLONES
void lode_trade_gather(int32_t rows, int32_t stride, const double *restrict m,
                       const double *restrict x, double *restrict y)
{
    int32_t r = 0;
    for (; r + 4 <= rows; r += 4) {
        const double *m0 = m + (int64_t)r * stride, *m1 = m0 + stride, *m2 = m1 + stride,
                     *m3 = m2 + stride;
        const double *x0 = x + (int64_t)r * stride, *x1 = x0 + stride, *x2 = x1 + stride,
                     *x3 = x2 + stride;
        for (int32_t c = 0; c < stride; c++)
            y[c] += (m0[c] * x0[c] + m1[c] * x1[c]) + (m2[c] * x2[c] + m3[c] * x3[c]);
    }
    for (; r < rows; r++) {
        const double *m0 = m + (int64_t)r * stride, *x0 = x + (int64_t)r * stride;
        for (int32_t c = 0; c < stride; c++) y[c] += m0[c] * x0[c];
    }
}

LODE_CLONES
void lode_trade_scatter(int32_t rows, int32_t stride, const double *restrict m,
                        const double *restrict x, double *restrict y)
{
    for (int32_t r = 0; r < rows; r++) {
        const double *m0 = m + (int64_t)r * stride;
        double *y0 = y + (int64_t)r * stride;
        for (int32_t c = 0; c < stride; c++) y0[c] += m0[c] * x[c];
    }
}

LODE_CLONES
void lode_trade_two_dots(int64_t n, const double *restrict a, const double *restrict b,
                         const double *restrict c, double out[2])
{
    double p[LANES] = {0}, q[LANES] = {0};
    for (int64_t i = 0; i < n; i += LANES)
        for (int l = 0; l < LANES; l++) {
            p[l] += a[i + l] * b[i + l];
            q[l] += a[i + l] * c[i + l];
        }
    out[0] = sum_of(p);
    out[1] = sum_of(q);
}

/* --- exp and log, as lode_exp and lode_log but in loops without branches ----------------------- */

/* ln 2 in two parts; the first ends in zeros, so that an exponent times it is exact */
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define LOG2_E 0x1.71547652b82fep+0
#define SHIFT \
    0x1.8p52 /* adding it pushes the fraction out of a number, and leaves an integer in its last bits */

typedef union real_bits {
    double value;
    uint64_t bits;
} real_bits;

/* x = k ln 2 + r, |r| <= 0.35; exp(r) = 1 + r + ... + r^13/13!, rest below 5e-18. */
static inline double exp_of(double x)
{
    x = x > 700.0 ? 700.0 : x;
    x = x < -700.0 ? -700.0 : x;
    real_bits k = {.value = x * LOG2_E + SHIFT};
    double whole = k.value - SHIFT;
    double r = (x - whole * LN2_HIGH) - whole * LN2_LOW;

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
    double y = 1.0 + (r + r * r * p);

    /* the last bits of k are the exponent; 2^k lies within the normal numbers */
    real_bits scale = {.bits = (k.bits + 1023u) << 52};
    return y * scale.value;
}

/* x = 2^e m, sqrt(1/2) <= m < sqrt(2); with s = (m - 1)/(m + 1), ln m = 2 s + s^3 (2/3 + ... + 2/23 s^20). */
static inline double log_of(double x)
{
    real_bits u = {.value = x}, m = {.bits = (u.bits & 0x000fffffffffffffu) | 0x3ff0000000000000u};
    /* an exponent as a double without a conversion, which AVX2 has not: 2^52 + e */
    real_bits e = {.bits = (u.bits >> 52) | 0x4330000000000000u};
    double exponent = e.value - (0x1p52 + 1023.0);
    double large = m.value > 0x1.6a09e667f3bcdp0 ? 1.0 : 0.0;
    double mantissa = m.value * (1.0 - 0.5 * large);
    exponent += large;

    double s = (mantissa - 1.0) / (mantissa + 1.0), z = s * s;
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
    return exponent * LN2_HIGH + (2.0 * s + (s * z * p + exponent * LN2_LOW));
}

LODE_CLONES
void lode_trade_exp(int32_t n, double scale, const double *restrict x, double *restrict y)
{
    for (int32_t i = 0; i < n; i++) y[i] = exp_of(scale * x[i]);
}

LODE_CLONES
void lode_trade_log(int32_t n, double scale, const double *restrict x, double *restrict y)
{
    for (int32_t i = 0; i < n; i++) y[i] = scale * log_of(x[i]);
}
