/* Text to numbers for the module: the nearest double, ties to even, by whole numbers of any length. Texts come from the
 * claim language, so they are short; `end` is not filled in. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { LIMBS = 256, MOST_DIGITS = 400, MOST_EXPONENT = 700 };

/* A whole number; bit 32 i is the lowest of limb i. */
typedef struct whole {
    uint32_t limb[LIMBS];
    int n;
    bool rest; /* a division left something over */
} whole;

/* x = x factor + more */
static void multiply(whole *x, uint32_t factor, uint32_t more)
{
    uint64_t carry = more;
    for (int i = 0; i < x->n; i++) {
        carry += (uint64_t)x->limb[i] * factor;
        x->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry && x->n < LIMBS) x->limb[x->n++] = (uint32_t)carry;
}

static void divide_by_ten(whole *x)
{
    uint64_t left = 0;
    for (int i = x->n - 1; i >= 0; i--) {
        left = left << 32 | x->limb[i];
        x->limb[i] = (uint32_t)(left / 10);
        left %= 10;
    }
    while (x->n > 0 && x->limb[x->n - 1] == 0) x->n--;
    x->rest = x->rest || left != 0;
}

/* x 2^exponent, rounded once. */
static double rounded(const whole *x, int exponent)
{
    if (x->n == 0) return 0;
    int bits = 32 * x->n - __builtin_clz(x->limb[x->n - 1]), drop = bits - 53;
    uint64_t m = 0;
    bool half = false, rest = x->rest;
    for (int i = bits - 1; i >= 0 && i >= drop; i--) m = m << 1 | (x->limb[i / 32] >> i % 32 & 1);
    for (int i = drop - 1; i >= 0; i--) {
        bool bit = x->limb[i / 32] >> i % 32 & 1;
        if (i == drop - 1) half = bit;
        else rest = rest || bit;
    }
    if (drop < 0) drop = 0;
    if (half && (rest || m % 2 == 1)) m++;
    return ldexp((double)m, drop + exponent);
}

double strtod(const char *text, char **end)
{
    (void)end;
    whole x = {.n = 0};
    int ten = 0, exponent = 0, digits = 0;
    bool minus = *text == '-', point = false, below = false;
    for (text += minus; (*text >= '0' && *text <= '9') || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = true;
            continue;
        }
        bool kept = digits < MOST_DIGITS;
        if (kept) multiply(&x, 10, (uint32_t)(*text - '0'));
        digits += x.n > 0;
        ten += !kept - point;
    }
    if (*text == 'e' || *text == 'E') {
        text++;
        below = *text == '-';
        text += *text == '-' || *text == '+';
        for (; *text >= '0' && *text <= '9'; text++) exponent = exponent < 10000 ? exponent * 10 + (*text - '0') : exponent;
    }
    ten += below ? -exponent : exponent;
    if (ten > MOST_EXPONENT) return x.n == 0 ? 0 : minus ? -INFINITY : INFINITY;
    if (ten < -MOST_EXPONENT) return 0;
    int shift = 0;
    for (; ten > 0; ten--) multiply(&x, 10, 0);
    /* so many more bits that 64 are left of the quotient */
    for (int k = ten; k < 0; k += 8, shift += 32) multiply(&x, UINT32_C(0x80000000), 0), multiply(&x, 2, 0);
    for (int k = 0; k < 2; k++, shift += 32) multiply(&x, UINT32_C(0x80000000), 0), multiply(&x, 2, 0);
    for (; ten < 0; ten++) divide_by_ten(&x);
    double value = rounded(&x, -shift);
    return minus ? -value : value;
}

long strtol(const char *text, char **end, int base)
{
    (void)end;
    (void)base;
    bool minus = *text == '-';
    int64_t x = 0;
    for (text += minus; *text >= '0' && *text <= '9' && x < INT32_MAX; text++) x = x * 10 + (*text - '0');
    if (x > INT32_MAX) x = INT32_MAX;
    return (long)(minus ? -x : x);
}
