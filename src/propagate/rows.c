/* Rows of plain tables, fast. */
#include "propagate/rows.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- rows ------------------------------------------------------------------------------------ */

void lode_plain_begin(lode_plain *r, const char *path, const char *bytes, size_t length, char separator)
{
    size_t mark = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    *r = (lode_plain){.path = path, .at = bytes + mark, .end = bytes + length, .separator = separator};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void put_cell(lode_plain *r, const char *from, const char *to)
{
    if (r->n_cell < LODE_ROW_CELLS) r->cell[r->n_cell] = (lode_plain_cell){from, (size_t)(to - from)};
    r->n_cell++;
}

static void cut_blanks(lode_plain *r, const char *end)
{
    for (const char *s = r->at; s < end;) {
        while (s < end && is_blank(*s)) s++;
        const char *from = s;
        while (s < end && !is_blank(*s)) s++;
        if (s > from) put_cell(r, from, s);
    }
}

static void cut_commas(lode_plain *r, const char *end)
{
    const char *s = r->at;
    for (;;) {
        while (s < end && is_blank(*s)) s++;
        if (s < end && *s == '"') {
            const char *from = ++s;
            while (s < end && !(*s == '"' && !(s + 1 < end && s[1] == '"'))) s += *s == '"' ? 2 : 1;
            if (s > end) s = end;
            put_cell(r, from, s);
            while (s < end && *s != ',') s++;
        } else {
            const char *from = s;
            while (s < end && *s != ',') s++;
            const char *to = s;
            while (to > from && is_blank(to[-1])) to--;
            put_cell(r, from, to);
        }
        if (s >= end) return;
        s++;
    }
}

bool lode_plain_next(lode_plain *r)
{
    while (r->at < r->end) {
        const char *end = memchr(r->at, '\n', (size_t)(r->end - r->at));
        if (!end) end = r->end;
        r->line++;
        r->line_start = r->at;
        r->n_cell = 0;
        if (r->separator == ' ') cut_blanks(r, end);
        else cut_commas(r, end);
        r->at = end < r->end ? end + 1 : end;
        if (r->n_cell > 1 || (r->n_cell == 1 && r->cell[0].size > 0)) return true;
    }
    return false;
}

lode_place lode_plain_place(const lode_plain *r, int32_t c)
{
    if (c < 0 || c >= r->n_cell || c >= LODE_ROW_CELLS) return (lode_place){r->path, r->line, 0, 0};
    return (lode_place){r->path, r->line, (int32_t)(r->cell[c].text - r->line_start) + 1, (int32_t)r->cell[c].size};
}

/* --- numbers --------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* By the C library, which reads the locale's decimal sign. */
static bool slow_number(const lode_plain_cell *c, double *x)
{
    char word[512], *end;
    if (c->size >= sizeof word) return false;
    memcpy(word, c->text, c->size);
    word[c->size] = '\0';
    char *point = strchr(word, '.');
    if (point) *point = *localeconv()->decimal_point;
    *x = strtod(word, &end);
    return end == word + c->size && isfinite(*x);
}

bool lode_cell_number(const lode_plain_cell *c, double *x)
{
    static const double TEN[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *s = c->text, *end = s + c->size;
    bool minus = s < end && *s == '-';
    if (s < end && (*s == '-' || *s == '+')) s++;
    uint64_t digits = 0;
    int n = 0, exponent = 0;
    const char *first = s;
    for (; s < end && is_digit(*s); s++) {
        digits = digits * 10 + (uint64_t)(*s - '0');
        n += digits > 0;
    }
    bool some = s > first;
    if (s < end && *s == '.') {
        const char *point = ++s;
        for (; s < end && is_digit(*s); s++) {
            digits = digits * 10 + (uint64_t)(*s - '0');
            n += digits > 0;
        }
        exponent = -(int)(s - point);
        some |= s > point;
    }
    if (!some) return false;
    if (s < end && (*s == 'e' || *s == 'E')) {
        s++;
        bool below = s < end && *s == '-';
        if (s < end && (*s == '-' || *s == '+')) s++;
        if (s == end) return false;
        int power = 0;
        for (; s < end && is_digit(*s); s++) power = power < 10000 ? 10 * power + (*s - '0') : power;
        exponent += below ? -power : power;
    }
    if (s != end) return false;
    /* both factors exact: one rounding (Clinger 1990) */
    if (n > 19 || digits > (UINT64_C(1) << 53) || exponent < -22 || exponent > 22) return slow_number(c, x);
    double v = exponent < 0 ? (double)digits / TEN[-exponent] : (double)digits * TEN[exponent];
    *x = minus ? -v : v;
    return true;
}

bool lode_cell_integer(const lode_plain_cell *c, int64_t *x)
{
    size_t i = c->size > 0 && (c->text[0] == '-' || c->text[0] == '+');
    int64_t v = 0;
    if (i == c->size || c->size > 18) return false;
    for (size_t k = i; k < c->size; k++) {
        if (!is_digit(c->text[k])) return false;
        v = 10 * v + (c->text[k] - '0');
    }
    *x = c->text[0] == '-' ? -v : v;
    return true;
}

static int shown(const lode_plain_cell *c)
{
    return c->size < 60 ? (int)c->size : 60;
}

bool lode_plain_number(const lode_plain *r, int32_t c, double *x, lode_diags *d)
{
    static const lode_plain_cell none = {"", 0};
    const lode_plain_cell *cell = c >= 0 && c < r->n_cell && c < LODE_ROW_CELLS ? &r->cell[c] : &none;
    if (lode_cell_number(cell, x)) return true;
    lode_diag_add(d, LODE_DIAG_NET_NUMBER, lode_plain_place(r, c), "write it as 12.5 or 1.25e1", shown(cell), cell->text);
    return false;
}

bool lode_plain_integer(const lode_plain *r, int32_t c, int64_t *x, lode_diags *d)
{
    static const lode_plain_cell none = {"", 0};
    const lode_plain_cell *cell = c >= 0 && c < r->n_cell && c < LODE_ROW_CELLS ? &r->cell[c] : &none;
    if (lode_cell_integer(cell, x)) return true;
    lode_diag_add(d, LODE_DIAG_NET_INTEGER, lode_plain_place(r, c), NULL, shown(cell), cell->text);
    return false;
}

/* --- headers --------------------------------------------------------------------------------- */

/* Whether `cell` is one of the alternatives "a|b". */
static bool is_one_of(const lode_plain_cell *cell, const char *alternatives)
{
    for (const char *a = alternatives; a;) {
        const char *bar = strchr(a, '|');
        size_t size = bar ? (size_t)(bar - a) : strlen(a);
        if (size == cell->size && memcmp(a, cell->text, size) == 0) return true;
        a = bar ? bar + 1 : NULL;
    }
    return false;
}

bool lode_plain_header(const lode_plain *r, const char *const *names, int32_t *column, lode_diags *d)
{
    bool ok = true;
    int32_t n = r->n_cell < LODE_ROW_CELLS ? r->n_cell : LODE_ROW_CELLS;
    for (int32_t k = 0; names[k]; k++) {
        const char *name = names[k] + (*names[k] == '?');
        column[k] = -1;
        for (int32_t c = n; c-- > 0;)
            if (is_one_of(&r->cell[c], name)) column[k] = c;
        if (column[k] >= 0 || *names[k] == '?') continue;
        lode_diag_add(d, LODE_DIAG_NET_COLUMN, lode_plain_place(r, -1), NULL, name);
        ok = false;
    }
    return ok;
}
