/* Units: products of powers of base units, with a factor. */
#include "claims/units.h"

#include <string.h>

enum { DAY, TONNE, DOLLAR, PLAIN };

/* Units with a fixed relation to a base unit. y and mo: claims of years mean 365.25 d. */
static const struct known {
    const char *name;
    int32_t base;
    double factor;
} KNOWN[] = {
    {"%", PLAIN, 0.01},       {"d", DAY, 1},         {"day", DAY, 1},
    {"days", DAY, 1},         {"w", DAY, 7},         {"week", DAY, 7},
    {"weeks", DAY, 7},        {"mo", DAY, 30.4375},  {"month", DAY, 30.4375},
    {"months", DAY, 30.4375}, {"y", DAY, 365.25},    {"year", DAY, 365.25},
    {"years", DAY, 365.25},   {"t", TONNE, 1},       {"kg", TONNE, 1e-3},
    {"g", TONNE, 1e-6},       {"kt", TONNE, 1e3},    {"Mt", TONNE, 1e6},
    {"USD", DOLLAR, 1},       {"kUSD", DOLLAR, 1e3}, {"MUSD", DOLLAR, 1e6},
    {"GUSD", DOLLAR, 1e9},
};
enum { N_KNOWN = sizeof KNOWN / sizeof KNOWN[0] };

bool lode_units_begin(lode_units *u)
{
    return lode_pool_intern(&u->base, "d", 1) == DAY &&
           lode_pool_intern(&u->base, "t", 1) == TONNE &&
           lode_pool_intern(&u->base, "USD", 3) == DOLLAR;
}

void lode_units_free(lode_units *u)
{
    lode_pool_free(&u->base);
}

/* Multiply by base^power, keeping parts sorted and without zeros. */
static bool times_base(lode_unit *x, int32_t base, int32_t power)
{
    int32_t i = 0;
    while (i < x->n && x->base[i] < base) i++;
    if (i < x->n && x->base[i] == base) {
        x->power[i] += power;
        if (x->power[i] > 99 || x->power[i] < -99) return false;
        if (x->power[i] != 0) return true;
        for (x->n--; i < x->n; i++) {
            x->base[i] = x->base[i + 1];
            x->power[i] = x->power[i + 1];
        }
        return true;
    }
    if (x->n == LODE_UNIT_PARTS) return false;
    for (int32_t k = x->n++; k > i; k--) {
        x->base[k] = x->base[k - 1];
        x->power[k] = x->power[k - 1];
    }
    x->base[i] = base;
    x->power[i] = power;
    return true;
}

bool lode_unit_times(const lode_unit *a, const lode_unit *b, int sign, lode_unit *out)
{
    lode_unit x = *a;
    bool ok = true;
    for (int32_t i = 0; i < b->n; i++) ok = times_base(&x, b->base[i], sign * b->power[i]) && ok;
    *out = x;
    return ok;
}

bool lode_unit_equal(const lode_unit *a, const lode_unit *b)
{
    bool equal = a->n == b->n;
    for (int32_t i = 0; equal && i < a->n; i++)
        equal = a->base[i] == b->base[i] && a->power[i] == b->power[i];
    return equal;
}

lode_unit lode_unit_day(void)
{
    return (lode_unit){.n = 1, .base = {DAY}, .power = {1}};
}

/* One name with its power. */
static bool take_part(lode_units *u, const char *name, size_t length, bool declare, int32_t power,
                      lode_unit *unit, double *factor)
{
    if (length == 1 && name[0] == '1') return true;
    for (int32_t i = 0; i < N_KNOWN; i++) {
        if (strlen(KNOWN[i].name) != length || memcmp(KNOWN[i].name, name, length) != 0) continue;
        for (int32_t k = 0; k < power; k++) *factor *= KNOWN[i].factor;
        for (int32_t k = 0; k > power; k--) *factor /= KNOWN[i].factor;
        return KNOWN[i].base == PLAIN || times_base(unit, KNOWN[i].base, power);
    }
    int32_t base =
        declare ? lode_pool_intern(&u->base, name, length) : lode_pool_find(&u->base, name, length);
    return base >= 0 && times_base(unit, base, power);
}

bool lode_unit_parse(lode_units *u, const char *text, size_t length, bool declare, lode_unit *unit,
                     double *factor)
{
    *unit = (lode_unit){0};
    *factor = 1;
    if (length == 0) return true;
    int32_t sign = 1;
    for (size_t at = 0;;) {
        size_t begin = at;
        while (at < length && !strchr("*/^[]()\" ", text[at])) at++;
        size_t n = at - begin;
        int32_t power = 1;
        if (at + 1 < length && text[at] == '^' && text[at + 1] >= '1' && text[at + 1] <= '9') {
            power = text[at + 1] - '0';
            at += 2;
        }
        if (n == 0 || !take_part(u, text + begin, n, declare, sign * power, unit, factor))
            return false;
        if (at == length) return true;
        if (text[at] != '*' && text[at] != '/') return false;
        sign = text[at++] == '*' ? 1 : -1;
    }
}

const char *lode_unit_nearest(const lode_units *u, const char *word)
{
    const char *names[N_KNOWN];
    for (int32_t i = 0; i < N_KNOWN; i++) names[i] = KNOWN[i].name;
    int32_t near = lode_nearest(word, names, N_KNOWN);
    if (near >= 0) return names[near];
    for (int32_t i = 0; i < u->base.n_word; i++) {
        const char *base = lode_pool_word(&u->base, i);
        if (lode_nearest(word, &base, 1) == 0) return base;
    }
    return NULL;
}

void lode_unit_text(const lode_units *u, const lode_unit *unit, lode_text *out)
{
    bool above = false;
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t i = 0; i < unit->n; i++) {
            int32_t power = unit->power[i];
            if ((power > 0) != (pass == 0)) continue;
            if (pass == 1) lode_text_puts(out, above ? "/" : "1/");
            else if (above) lode_text_putc(out, '*');
            above = true;
            lode_text_puts(out, lode_pool_word(&u->base, unit->base[i]));
            if (power > 1 || power < -1)
                lode_text_printf(out, "^%d", (int)(power < 0 ? -power : power));
        }
    }
    if (!above) lode_text_putc(out, '1');
}
