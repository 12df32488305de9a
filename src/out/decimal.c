/* Numbers as text, the same in every locale: exact for machines, short for people. */
#include "out/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* x = mantissa x 10^(exponent - digits + 1), the mantissa having that many digits. */
typedef struct decimal {
    uint64_t mantissa;
    int exponent;
} decimal;

/* --- digits ------------------------------------------------------------------------------- */

/* Powers of ten that are exact in a double. */
static const double exact_power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* x 10^k, rounded once; -22 <= k <= 22. */
static double scaled(double x, int k)
{
    return k >= 0 ? x * exact_power[k] : x / exact_power[-k];
}

/* Ten digits of x > 0 in one rounded product. False where x is too large, too small, or so near
 * the middle between two results that the product's own rounding might decide. */
static bool ten_digits(double x, decimal *d)
{
    if (!(x >= 1e-11 && x < 1e21)) return false;
    int binary = 0;
    (void)frexp(x, &binary);
    int e = ((binary - 1) * 1233) >> 12; /* about log10 x, off by one at most */
    double y = scaled(x, 9 - e);
    if (y >= 1e10) y = scaled(x, 9 - ++e);
    else if (y < 1e9) y = scaled(x, 9 - --e);

    /* y is right to 2e-6 */
    double whole = floor(y), rest = y - whole;
    if (fabs(rest - 0.5) < 1e-5) return false;
    d->mantissa = (uint64_t)whole + (rest > 0.5);
    d->exponent = e;
    if (d->mantissa == 10000000000u) {
        d->mantissa = 1000000000u;
        d->exponent++;
    }
    return true;
}

/* n digits (2 to 17) of x > 0 by way of printf, whose decimal point depends on the locale. */
static decimal any_digits(double x, int n)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", n - 1, x);
    decimal d = {0};
    const char *c = text;
    for (; *c && *c != 'e'; c++)
        if (*c >= '0' && *c <= '9') d.mantissa = d.mantissa * 10 + (uint64_t)(*c - '0');
    if (*c == 'e') {
        bool minus = c[1] == '-';
        for (c += 2; *c >= '0' && *c <= '9'; c++) d.exponent = d.exponent * 10 + (*c - '0');
        if (minus) d.exponent = -d.exponent;
    }
    return d;
}

/* --- layout ------------------------------------------------------------------------------- */

/* Write an exponent as printf does: sign and at least two digits. */
static char *put_exponent(char *c, int e)
{
    *c++ = 'e';
    *c++ = e < 0 ? '-' : '+';
    if (e < 0) e = -e;
    if (e >= 100) *c++ = (char)('0' + e / 100);
    *c++ = (char)('0' + e / 10 % 10);
    *c++ = (char)('0' + e % 10);
    return c;
}

/* Write the digits the way %g does: without trailing zeros, as a plain number where the exponent is
 * -4 to n - 1. Returns the end. */
static char *put_digits(char *c, decimal d, int n)
{
    char digit[20];
    for (int i = n - 1; i >= 0; i--) {
        digit[i] = (char)('0' + d.mantissa % 10);
        d.mantissa /= 10;
    }
    int used = n, e = d.exponent;
    while (used > 1 && digit[used - 1] == '0') used--;

    if (e < -4 || e >= n) {
        *c++ = digit[0];
        if (used > 1) *c++ = '.';
        for (int i = 1; i < used; i++) *c++ = digit[i];
        return put_exponent(c, e);
    }
    if (e < 0) {
        *c++ = '0';
        *c++ = '.';
        for (int i = -1; i > e; i--) *c++ = '0';
    }
    for (int i = 0; i < used || i <= e; i++) {
        if (i == e + 1 && e >= 0) *c++ = '.';
        *c++ = i < used ? digit[i] : '0';
    }
    return c;
}

size_t lode_decimal(double x, char out[LODE_DECIMAL_SIZE])
{
    char *c = out;
    if (x == 0.0) {
        *c++ = '0';
    } else if (isfinite(x)) {
        decimal d;
        if (x < 0.0) *c++ = '-';
        if (!ten_digits(fabs(x), &d)) d = any_digits(fabs(x), 10);
        c = put_digits(c, d, 10);
    }
    *c = '\0';
    return (size_t)(c - out);
}

/* --- for people --------------------------------------------------------------------------- */

/* Write `size` with two digits and an exponent. */
static const char *put_short(const char *sign, double size, char out[LODE_DECIMAL_SIZE])
{
    decimal d = any_digits(size, 2);
    snprintf(out, LODE_DECIMAL_SIZE, "%s%d.%de%d", sign, (int)(d.mantissa / 10),
             (int)(d.mantissa % 10), d.exponent);
    return out;
}

const char *lode_humane(double x, char out[LODE_DECIMAL_SIZE])
{
    static const char *const unit[] = {"", " k", " M", " bn", " tn"};
    if (!isfinite(x)) return strcpy(out, "?");
    double size = fabs(x);
    if (size < 0.5) return strcpy(out, "0");
    const char *sign = x < 0.0 ? "-" : "";
    if (size >= 999.5e12) return put_short(sign, size, out);

    int k = 0;
    for (; size >= 999.5; k++) size /= 1e3;
    int tenths = (int)floor(size * 10.0 + 0.5);
    if (k > 0 && tenths < 100)
        snprintf(out, LODE_DECIMAL_SIZE, "%s%d.%d%s", sign, tenths / 10, tenths % 10, unit[k]);
    else snprintf(out, LODE_DECIMAL_SIZE, "%s%d%s", sign, (int)floor(size + 0.5), unit[k]);
    return out;
}

const char *lode_humane_share(double share, char out[LODE_DECIMAL_SIZE])
{
    if (!isfinite(share)) return strcpy(out, "?");
    double percent = share * 100.0;
    if (fabs(percent) >= 1e6) return put_short(percent < 0.0 ? "-" : "", fabs(percent), out);
    int whole = (int)floor(fabs(percent) + 0.5);
    if (percent > 0.0 && whole == 0) return strcpy(out, "<1 %");
    snprintf(out, LODE_DECIMAL_SIZE, "%s%d %%", percent < 0.0 && whole ? "-" : "", whole);
    return out;
}

const char *lode_humane_small(double x, char out[LODE_DECIMAL_SIZE])
{
    if (!isfinite(x)) return strcpy(out, "?");
    if (x == 0.0) return strcpy(out, "0");
    return put_short(x < 0.0 ? "-" : "", fabs(x), out);
}
