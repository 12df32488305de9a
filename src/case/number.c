/* Numbers as people may write them in a case: strictly, and the same in every locale. */
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "case/reader.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *s)
{
    while (is_digit(*s)) s++;
    return s;
}

/* The end of the number that s begins with: -?digits(.digits)?([eE][+-]?digits)?, or NULL. */
static const char *number_end(const char *s)
{
    if (*s == '-') s++;
    const char *end = skip_digits(s);
    if (end == s) return NULL;
    if (*end == '.' && is_digit(end[1])) end = skip_digits(end + 1);
    if (*end == 'e' || *end == 'E') {
        const char *digits = end + 1;
        if (*digits == '-' || *digits == '+') digits++;
        if (is_digit(*digits)) end = skip_digits(digits);
    }
    return end;
}

/* Whether s is digits in groups of three after the first comma, as in 1,234,567 */
static bool has_groups(const char *s)
{
    if (*s == '-') s++;
    const char *end = skip_digits(s);
    if (end == s || end - s > 3) return false;
    while (*end == ',') {
        if (skip_digits(end + 1) != end + 4) return false;
        end += 4;
    }
    return *end == '\0' || *end == '.';
}

/* What to do about text that is no number. */
static const char *advice(const char *s, const char *rest)
{
    if (*rest == '%') return "write a share of one: 0.25 for 25 %";
    if (strchr(s, ',') && has_groups(s)) return "write it without thousands separators";
    if (*rest == ',') return "the decimal sign is a point";
    if ((*rest == '\'' || *rest == '_' || *rest == ' ') && is_digit(rest[1]))
        return "write it without thousands separators";
    /* no-break and thin spaces: C2 A0, E2 80 89, E2 80 AF */
    if (strncmp(rest, "\xC2\xA0", 2) == 0 || strncmp(rest, "\xE2\x80", 2) == 0)
        return "write it without thousands separators";
    if (s[0] == '.' && is_digit(s[1])) return "write a digit before the point";
    if (*rest == '.' && rest[1] == '\0') return "write a digit after the point";
    if (s[0] == '+') return "leave out the plus sign";
    if (strcmp(s, "-") == 0 || strcmp(s, "n/a") == 0 || strcmp(s, "NA") == 0 || s[0] == '#')
        return "leave it blank where there is no value";
    return "write a plain number such as 1200, 0.25 or 1.5e6";
}

const char *lode_number_read(const char *text, double *value)
{
    enum { LONGEST = 63 };
    const char *end = number_end(text);
    if (!end || *end != '\0') return advice(text, end ? end : text);

    /* strtod rounds correctly, but wants the decimal sign of the locale */
    char copy[2 * LONGEST];
    size_t n = 0;
    if (end - text > LONGEST) return "write fewer digits";
    const char *sign = localeconv()->decimal_point;
    for (const char *c = text; c < end; c++) {
        if (*c != '.') copy[n++] = *c;
        else
            for (const char *d = sign; *d && n + 1 < sizeof copy - LONGEST; d++) copy[n++] = *d;
    }
    copy[n] = '\0';
    *value = strtod(copy, NULL);
    if (!isfinite(*value)) return "write a smaller number";
    if (*value == 0.0) *value = 0.0; /* no negative zero */
    return NULL;
}
