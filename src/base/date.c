/* Civil dates as whole days since 1970-01-01, in the proleptic Gregorian calendar. */
#include "base/date.h"

#include <stdio.h>

enum { DAYS_PER_ERA = 146097, YEARS_PER_ERA = 400, DAYS_TO_1970 = 719468 };

/* `a / b` rounded down, b > 0 */
static int32_t floor_div(int32_t a, int32_t b)
{
    return a >= 0 ? a / b : -((-(a + 1)) / b) - 1;
}

int32_t lode_date_of(int32_t year, int32_t month, int32_t day)
{
    /* years begin on 1 March, so that the leap day comes last */
    int32_t y = month <= 2 ? year - 1 : year;
    int32_t era = floor_div(y, YEARS_PER_ERA);
    int32_t year_of_era = y - era * YEARS_PER_ERA;
    int32_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

void lode_date_split(int32_t date, int32_t *year, int32_t *month, int32_t *day)
{
    int32_t z = date + DAYS_TO_1970;
    int32_t era = floor_div(z, DAYS_PER_ERA);
    int32_t day_of_era = z - era * DAYS_PER_ERA;
    int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t shifted = (5 * day_of_year + 2) / 153; /* month, 0 for March */
    *day = day_of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = year_of_era + era * YEARS_PER_ERA + (*month <= 2);
}

/* The number that `n` digits spell, or -1 */
static int32_t digits(const char *text, size_t n)
{
    int32_t value = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = 10 * value + (text[i] - '0');
    }
    return value;
}

bool lode_date_parse(const char *text, size_t length, int32_t *date)
{
    if (length != 10 || text[4] != '-' || text[7] != '-') return false;
    int32_t year = digits(text, 4), month = digits(text + 5, 2), day = digits(text + 8, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return false;

    /* 30 February and its like come back as another date */
    int32_t days = lode_date_of(year, month, day), y, m, d;
    lode_date_split(days, &y, &m, &d);
    if (m != month || d != day) return false;
    *date = days;
    return true;
}

const char *lode_date_format(int32_t date, char out[LODE_DATE_SIZE])
{
    int32_t year, month, day;
    lode_date_split(date, &year, &month, &day);
    snprintf(out, LODE_DATE_SIZE, "%04d-%02u-%02u", (int)year, (unsigned)month & 15u,
             (unsigned)day & 31u);
    return out;
}

int32_t lode_date_weekday(int32_t date)
{
    /* 1970-01-01 was a Thursday, the fourth day */
    int32_t after_monday = date - 7 * floor_div(date, 7) + 3;
    return after_monday % 7 + 1;
}
