/* printf into memory for the module: the conversions that its sources use, with the digits of the C library. Numbers are
 * printed from all their digits, which are found with whole numbers, so that rounding is exact. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* --- where it goes ------------------------------------------------------------------------ */

typedef struct sink {
    char *to;
    size_t size, length; /* length: as if there were room */
} sink;

static void put(sink *s, char c)
{
    if (s->length + 1 < s->size) s->to[s->length] = c;
    s->length++;
}

/* One conversion: flags, width, precision. */
typedef struct form {
    bool left, zero, plus, space, other;
    int width, precision; /* precision -1: not given */
} form;

/* `n` letters behind `sign`, filled up to the width. */
static void put_padded(sink *s, const form *f, const char *sign, const char *letters, int n)
{
    int fill = f->width - n - (int)strlen(sign);
    for (; !f->left && !f->zero && fill > 0; fill--) put(s, ' ');
    while (*sign) put(s, *sign++);
    for (; !f->left && f->zero && fill > 0; fill--) put(s, '0');
    for (int i = 0; i < n; i++) put(s, letters[i]);
    for (; f->left && fill > 0; fill--) put(s, ' ');
}

static const char *sign_of(const form *f, bool minus)
{
    return minus ? "-" : f->plus ? "+" : f->space ? " " : "";
}

/* --- whole numbers ------------------------------------------------------------------------ */

static void put_whole(sink *s, form *f, uint64_t x, bool minus, unsigned base)
{
    char digit[32];
    int n = 0, least = f->precision < 0 ? 1 : f->precision;
    if (least > 30) least = 30;
    for (; x > 0 || n < least; x /= base) digit[sizeof digit - 1 - (size_t)n++] = "0123456789abcdef"[x % base];
    if (f->precision >= 0) f->zero = false;
    put_padded(s, f, sign_of(f, minus), digit + sizeof digit - n, n);
}

/* --- doubles ------------------------------------------------------------------------------ */

enum { LIMBS = 128, BASE = 1000000000, DIGITS = 9, MOST = 1100 };

/* All digits of a double: letters, and the power of ten of the first. */
typedef struct digits {
    char letter[MOST];
    int n, exponent;
} digits;

/* x = m 2^e as a whole number times a power of ten: m 2^e, or m 5^-e 10^e. */
static void find_digits(double x, digits *d)
{
    uint32_t limb[LIMBS]; /* the lowest first */
    int binary = 0, n = 0, e;
    uint64_t m = (uint64_t)(frexp(x, &binary) * 0x1p53);
    e = binary - 53;
    for (; m > 0 && m % 2 == 0; m /= 2) e++;
    for (; m > 0; m /= BASE) limb[n++] = (uint32_t)(m % BASE);
    for (int i = 0; i < (e < 0 ? -e : e); i++) {
        uint64_t carry = 0;
        for (int k = 0; k < n; k++) {
            carry += (uint64_t)limb[k] * (e < 0 ? 5 : 2);
            limb[k] = (uint32_t)(carry % BASE);
            carry /= BASE;
        }
        if (carry) limb[n++] = (uint32_t)carry;
    }
    d->n = 0;
    for (int k = n - 1; k >= 0; k--)
        for (uint32_t power = BASE / 10; power > 0; power /= 10) {
            char c = (char)('0' + limb[k] / power % 10);
            if (d->n > 0 || c != '0') d->letter[d->n++] = c;
        }
    d->exponent = d->n - 1 + (e < 0 ? e : 0);
}

/* Keep n digits, rounded to the nearest, ties to even; n may be below 1. */
static void round_to(digits *d, int n)
{
    if (n >= d->n) return;
    bool up = n >= 0 && d->letter[n] >= '5';
    if (up && d->letter[n] == '5') {
        bool rest = false;
        for (int i = n + 1; i < d->n; i++) rest = rest || d->letter[i] != '0';
        up = rest || (n > 0 && (d->letter[n - 1] - '0') % 2 == 1);
    }
    d->n = n > 0 ? n : 0;
    int i = d->n - 1;
    for (; up && i >= 0 && d->letter[i] == '9'; i--) d->letter[i] = '0';
    if (up && i >= 0) d->letter[i]++;
    else if (up) {
        memmove(d->letter + 1, d->letter, (size_t)d->n);
        d->letter[0] = '1';
        if (d->n == 0) d->n = 1;
        d->exponent++;
    }
}

static char digit_at(const digits *d, int i)
{
    return i >= 0 && i < d->n ? d->letter[i] : '0';
}

/* With `after` digits behind the point. */
static int write_plain(const digits *d, int after, char *out)
{
    int n = 0;
    for (int k = d->exponent > 0 ? d->exponent : 0; k >= 0; k--) out[n++] = digit_at(d, d->exponent - k);
    if (after > 0) out[n++] = '.';
    for (int k = 1; k <= after; k++) out[n++] = digit_at(d, d->exponent + k);
    return n;
}

static int write_scientific(const digits *d, int after, char *out)
{
    int n = 0, e = d->exponent;
    out[n++] = digit_at(d, 0);
    if (after > 0) out[n++] = '.';
    for (int k = 1; k <= after; k++) out[n++] = digit_at(d, k);
    out[n++] = 'e';
    out[n++] = e < 0 ? '-' : '+';
    if (e < 0) e = -e;
    if (e >= 100) out[n++] = (char)('0' + e / 100);
    out[n++] = (char)('0' + e / 10 % 10);
    out[n++] = (char)('0' + e % 10);
    return n;
}

/* Digits behind the point without zeros at the end. */
static int without_zeros(const digits *d, int after, int first)
{
    while (after > 0 && digit_at(d, first + after) == '0') after--;
    return after;
}

static void put_double(sink *s, form *f, double x, char kind)
{
    char out[MOST + 400];
    digits d = {.n = 0};
    int n = 0, precision = f->precision < 0 ? 6 : f->precision > 300 ? 300 : f->precision;
    bool minus = __builtin_signbit(x) != 0;
    if (!isfinite(x)) {
        f->zero = false;
        put_padded(s, f, isnan(x) ? "" : sign_of(f, minus), isnan(x) ? "nan" : "inf", 3);
        return;
    }
    if (x != 0) find_digits(fabs(x), &d);
    if (kind == 'f') {
        round_to(&d, d.exponent + 1 + precision);
        n = write_plain(&d, precision, out);
    } else if (kind == 'e') {
        round_to(&d, precision + 1);
        n = write_scientific(&d, precision, out);
    } else {
        int all = precision > 0 ? precision : 1;
        round_to(&d, all);
        if (d.exponent < -4 || d.exponent >= all) n = write_scientific(&d, without_zeros(&d, all - 1, 0), out);
        else n = write_plain(&d, without_zeros(&d, all - 1 - d.exponent, d.exponent), out);
    }
    put_padded(s, f, sign_of(f, minus), out, n);
}

/* --- the format --------------------------------------------------------------------------- */

static const char *read_number(const char *at, int *n)
{
    for (*n = 0; *at >= '0' && *at <= '9'; at++) *n = *n * 10 + (*at - '0');
    return at;
}

int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list args)
{
    sink s = {to, size, 0};
    for (const char *at = format; *at; at++) {
        if (*at != '%') {
            put(&s, *at);
            continue;
        }
        form f = {.precision = -1};
        int wide = 0;
        for (at++;; at++) {
            if (*at == '-') f.left = true;
            else if (*at == '0') f.zero = true;
            else if (*at == '+') f.plus = true;
            else if (*at == ' ') f.space = true;
            else if (*at == '#') f.other = true;
            else break;
        }
        if (*at == '*') f.width = va_arg(args, int), at++;
        else at = read_number(at, &f.width);
        if (f.width < 0) f.left = true, f.width = -f.width;
        if (*at == '.') {
            if (at[1] == '*') f.precision = va_arg(args, int), at += 2;
            else at = read_number(at + 1, &f.precision);
        }
        for (; *at == 'l' || *at == 'z' || *at == 'j' || *at == 't'; at++) wide += *at == 'j' ? 2 : *at == 'l';
        switch (*at) {
        case 'd':
        case 'i': {
            int64_t x = wide > 1 ? va_arg(args, long long) : va_arg(args, int);
            put_whole(&s, &f, x < 0 ? 0 - (uint64_t)x : (uint64_t)x, x < 0, 10);
            break;
        }
        case 'u': put_whole(&s, &f, wide > 1 ? va_arg(args, unsigned long long) : va_arg(args, unsigned), false, 10); break;
        case 'x': put_whole(&s, &f, wide > 1 ? va_arg(args, unsigned long long) : va_arg(args, unsigned), false, 16); break;
        case 'c': {
            char c = (char)va_arg(args, int);
            put_padded(&s, &f, "", &c, 1);
            break;
        }
        case 's': {
            const char *text = va_arg(args, const char *);
            int n = 0;
            while ((f.precision < 0 || n < f.precision) && text[n]) n++;
            f.zero = false;
            put_padded(&s, &f, "", text, n);
            break;
        }
        case 'e':
        case 'f':
        case 'g': put_double(&s, &f, va_arg(args, double), *at); break;
        case '%': put(&s, '%'); break;
        default: __builtin_trap();
        }
    }
    if (size > 0) s.to[s.length < size ? s.length : size - 1] = '\0';
    return (int)s.length;
}

int snprintf(char *restrict to, size_t size, const char *restrict format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(to, size, format, args);
    va_end(args);
    return n;
}
