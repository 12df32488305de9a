/* Units: products of powers of base units, with a factor. 1 kg = 0.001 t, 1 w = 7 d. */
#ifndef LODE_CLAIMS_UNITS_H
#define LODE_CLAIMS_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strings.h"

enum { LODE_UNIT_PARTS = 4 };

/* What remains of a unit without its factor; zeroed: a plain number. Parts are sorted by base. */
typedef struct lode_unit {
    int32_t n;
    int32_t base[LODE_UNIT_PARTS];
    int32_t power[LODE_UNIT_PARTS]; /* never 0 */
} lode_unit;

/* The base units that a case knows. A zeroed struct is empty; lode_units_free gives it back. */
typedef struct lode_units {
    lode_pool base;
} lode_units;

/* Days, tonnes and US dollars are there from the start. Returns false when there is no memory. */
bool lode_units_begin(lode_units *u);
void lode_units_free(lode_units *u);

/* Read a unit such as "t", "kg/day", "USD/(t)" without brackets: names joined by * and /, each with an optional ^n.
 * Names that are new become base units where `declare`.
 *
 * unit, factor  out; one of the unit is `factor` of the base units
 *
 * Returns false for any other form, an unknown name, or more than LODE_UNIT_PARTS parts. */
bool lode_unit_parse(lode_units *u, const char *text, size_t length, bool declare, lode_unit *unit,
                     double *factor);

/* The known unit nearest to a word, or NULL. */
const char *lode_unit_nearest(const lode_units *u, const char *word);

/* a * b^sign; false when there are too many parts. */
bool lode_unit_times(const lode_unit *a, const lode_unit *b, int sign, lode_unit *out);

bool lode_unit_equal(const lode_unit *a, const lode_unit *b);

/* The unit of durations. */
lode_unit lode_unit_day(void);

/* Append "t/d"; "1" for a plain number. */
void lode_unit_text(const lode_units *u, const lode_unit *unit, lode_text *out);

#endif
