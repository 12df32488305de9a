/* The loops in which the trade equilibrium spends its time. Plain arrays, nothing allocated, nothing that can fail.
 *
 * A stride is a multiple of LODE_TRADE_LANES; rows of a matrix lie `stride` apart. Sums run in a fixed order, so every
 * instruction set gives the same bits. Arrays that are written must not overlap others. */
#ifndef LODE_TRADE_KERNEL_H
#define LODE_TRADE_KERNEL_H

#include <stdint.h>

enum { LODE_TRADE_LANES = 8 };

/* `n` rounded up to a whole number of lanes. */
static inline int32_t lode_trade_padded(int32_t n)
{
    return (n + LODE_TRADE_LANES - 1) / LODE_TRADE_LANES * LODE_TRADE_LANES;
}

/* y[c] = sum over rows r of m[r][c] x[r]
 *
 * m  (rows, stride)    x  (rows)    y  (stride) out */
void lode_trade_combine(int32_t rows, int32_t stride, const double *restrict m,
                        const double *restrict x, double *restrict y);

/* y[r] = sum over columns c of m[r][c] x[c]
 *
 * m  (rows, stride)    x  (stride)    y  (rows) out */
void lode_trade_project(int32_t rows, int32_t stride, const double *restrict m,
                        const double *restrict x, double *restrict y);

/* y[c] += sum over rows r of m[r][c] x[r][c]
 *
 * m, x  (rows, stride)    y  (stride) in and out */
void lode_trade_gather(int32_t rows, int32_t stride, const double *restrict m,
                       const double *restrict x, double *restrict y);

/* y[r][c] += m[r][c] x[c]
 *
 * m  (rows, stride)    x  (stride)    y  (rows, stride) in and out */
void lode_trade_scatter(int32_t rows, int32_t stride, const double *restrict m,
                        const double *restrict x, double *restrict y);

/* y[i] = exp(scale x[i]) for i < n, a whole number of lanes; error below 2 ulp where |scale x| < 700, clamped beyond. */
void lode_trade_exp(int32_t n, double scale, const double *restrict x, double *restrict y);

/* y[i] = scale ln x[i] for i < n, a whole number of lanes; x normal and above 0; error below 3 ulp of scale ln x. */
void lode_trade_log(int32_t n, double scale, const double *restrict x, double *restrict y);

/* sum of a[i] b[i] and of a[i] c[i] for i < n, a whole number of lanes. */
void lode_trade_two_dots(int64_t n, const double *restrict a, const double *restrict b,
                         const double *restrict c, double out[2]);

#endif
