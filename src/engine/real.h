/* exp, log, pow and floor made of + - * / only, so that every compiler and machine gives the same bits.
 *
 * The C library's own differ by one unit in the last place between systems; the engine calls none of them. Errors
 * quoted here are measured (tests/unit/test_real.c), in units in the last place (ulp) of the result. */
#ifndef LODE_ENGINE_REAL_H
#define LODE_ENGINE_REAL_H

/* e to the power x. Error below 1 ulp; exp(0) = 1; infinity above 709.78, 0 below -745.13; NaN gives NaN. */
double lode_exp(double x);

/* Natural logarithm. Error below 1 ulp; log(1) = 0, log(0) = -infinity; NaN for x < 0 and for NaN. */
double lode_log(double x);

/* base to the power exponent, for base >= 0; NaN for base < 0.
 *
 * Error below 1.5 ulp while the result is within 1e-8 .. 1e8, below 32 ulp (7e-15) at the ends of the range.
 * pow(x, 0) = pow(1, y) = 1 even for NaN, pow(x, 1) = x; 0 and infinity as in C17 F.10.4.4. */
double lode_pow(double base, double exponent);

/* e to the power x, less 1, and the logarithm of 1 + x, also where x is small: the error that exp and log make next to 1 is
 * taken out again. Error below 4 ulp. [Kahan, in HP-15C Advanced Functions Handbook, 1982, app. A] */
static inline double lode_expm1(double x)
{
    double e = lode_exp(x);
    if (x > 1 || x < -1 || e == 1) return e == 1 ? x : e - 1;
    return (e - 1) * x / lode_log(e);
}

static inline double lode_log1p(double x)
{
    double one = 1 + x;
    return one == 1 ? x : lode_log(one) * x / (one - 1);
}

/* The largest integer not above x; exact. Keeps -0, infinity and NaN. */
double lode_floor(double x);

#endif
