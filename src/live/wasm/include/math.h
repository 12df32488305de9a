/* What the sources of the module take from the C library's math.h. What is one instruction of wasm32 is that; the rest is
 * exact by its nature (fmin, fmax, frexp) or the engine's own (src/engine/real.h), so that all bits are those of the
 * program. log, exp and their like are not here on purpose: what the draws rest on may not call them. */
#ifndef LODE_WASM_MATH_H
#define LODE_WASM_MATH_H

#define INFINITY __builtin_inf()
#define NAN __builtin_nan("")
#define HUGE_VAL __builtin_inf()
#define isnan(x) __builtin_isnan(x)
#define isinf(x) __builtin_isinf(x)
#define isfinite(x) __builtin_isfinite(x)
#define signbit(x) __builtin_signbit(x)

static inline double fabs(double x) { return __builtin_fabs(x); }
static inline double sqrt(double x) { return __builtin_sqrt(x); }
static inline double floor(double x) { return __builtin_floor(x); }
static inline double ceil(double x) { return __builtin_ceil(x); }
static inline double trunc(double x) { return __builtin_trunc(x); }

/* The other one where one is not a number, as in C17 F.10.9.2. */
static inline double fmin(double a, double b)
{
    return isnan(a) ? b : isnan(b) ? a : b < a ? b : a;
}

static inline double fmax(double a, double b)
{
    return isnan(a) ? b : isnan(b) ? a : b > a ? b : a;
}

double frexp(double x, int *exponent);
double ldexp(double x, int exponent);
double nextafter(double x, double to);

#endif
