/* An order of rows that depends on what they say, not on what they are called.
 *
 * Sums in the engine run in the order of sites; with that order taken from names, renaming an id would move the last
 * digit of a result. So every row gets a hash of its numbers, words of choice and dates, refined over a few rounds by
 * the hashes of the rows it refers to and is referred by (colour refinement, [weisfeiler1968]); rows that still tie are
 * alike, and their order changes nothing. */
#ifndef LODE_LOWER_CANONICAL_H
#define LODE_LOWER_CANONICAL_H

#include <stdbool.h>
#include <stdint.h>

#include "case/case.h"

typedef struct lode_canonical {
    uint64_t *hash[LODE_N_TABLE]; /* (rows of the table) */
} lode_canonical;

/* Hash all rows. Returns false when memory ran out. */
bool lode_canonical_hash(const lode_case *c, lode_canonical *h);

/* Rows of a table in canonical order into order[0 .. n_row-1]; ties keep the order of keys. */
void lode_canonical_order(const lode_case *c, const lode_canonical *h, lode_table_id t, int32_t *order);

void lode_canonical_free(lode_canonical *h);

#endif
