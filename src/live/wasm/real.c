/* Taking doubles apart for the module; exact. */
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { BIAS = 1022, BITS = 52 };

double frexp(double x, int *exponent)
{
    uint64_t bits;
    *exponent = 0;
    if (x == 0 || !isfinite(x)) return x;
    memcpy(&bits, &x, sizeof bits);
    if ((bits >> BITS & 2047) == 0) {
        x = frexp(x * 0x1p64, exponent);
        *exponent -= 64;
        return x;
    }
    *exponent = (int)(bits >> BITS & 2047) - BIAS;
    bits = (bits & ~(UINT64_C(2047) << BITS)) | (uint64_t)BIAS << BITS;
    memcpy(&x, &bits, sizeof x);
    return x;
}

double ldexp(double x, int exponent)
{
    for (; exponent > 1000; exponent -= 1000) x *= 0x1p1000;
    for (; exponent < -1000; exponent += 1000) x *= 0x1p-1000;
    uint64_t bits = (uint64_t)(1023 + exponent) << BITS;
    double power;
    memcpy(&power, &bits, sizeof power);
    return x * power;
}

double nextafter(double x, double to)
{
    uint64_t bits;
    if (isnan(x) || isnan(to)) return x + to;
    if (x == to) return to;
    if (x == 0) return to > 0 ? 0x1p-1074 : -0x1p-1074;
    memcpy(&bits, &x, sizeof bits);
    bits += (x < to) == (x > 0) ? 1 : UINT64_MAX;
    memcpy(&x, &bits, sizeof x);
    return x;
}
