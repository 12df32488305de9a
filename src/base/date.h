/* Civil dates as whole days since 1970-01-01, in the proleptic Gregorian calendar. */
#ifndef LODE_BASE_DATE_H
#define LODE_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LODE_DATE_SIZE = 16 }; /* byte  enough for lode_date_format */

/* Days since 1970-01-01 of a calendar date; month 1-12, day 1-31.
 * (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil) */
int32_t lode_date_of(int32_t year, int32_t month, int32_t day);

/* The calendar date `date` days after 1970-01-01. (Hinnant, civil_from_days) */
void lode_date_split(int32_t date, int32_t *year, int32_t *month, int32_t *day);

/* Read exactly YYYY-MM-DD, years 0001 to 9999, from `length` bytes.
 * Returns false, and leaves *date alone, for any other form and for dates that no calendar has. */
bool lode_date_parse(const char *text, size_t length, int32_t *date);

/* Write YYYY-MM-DD and return `out`. Years outside 0000-9999 come with sign and digits as needed. */
const char *lode_date_format(int32_t date, char out[LODE_DATE_SIZE]);

/* ISO 8601 weekday: 1 Monday to 7 Sunday. */
int32_t lode_date_weekday(int32_t date);

#endif
