/* Supplies and uses per product, as `check` shows them. */
#ifndef LODE_OUT_BALANCE_H
#define LODE_OUT_BALANCE_H

#include "base/strings.h"
#include "study/balance.h"

/* Append a table for people, a product a line of at most 80 columns, and what its columns mean.
 *
 * row    (n) as from lode_balances; unit/year */
void lode_balance_put(const lode_case *c, const lode_balance *row, int32_t n, bool colour, lode_text *out);

/* Append the same as a JSON list and a line feed. */
void lode_balance_json(const lode_case *c, const lode_balance *row, int32_t n, lode_text *out);

#endif
