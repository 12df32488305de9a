/* Rows of plain tables, fast: cells apart by blanks (the files of the original programs) or by commas (CSV).
 *
 * Quoted CSV cells are read when they hold no line feed; a doubled quote inside stays doubled. */
#ifndef LODE_PROPAGATE_ROWS_H
#define LODE_PROPAGATE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/files.h"

enum { LODE_ROW_CELLS = 64 }; /* cells of a row that are kept; more are only counted */

typedef struct lode_plain_cell {
    const char *text;
    size_t size; /* byte */
} lode_plain_cell;

/* A table being read. */
typedef struct lode_plain {
    const char *path; /* for complaints                                  */
    const char *at, *end;
    char separator; /* ' ': any blanks; ',': commas                    */
    int32_t line;   /* of the present row, 1 the first                 */
    const char *line_start;
    lode_plain_cell cell[LODE_ROW_CELLS];
    int32_t n_cell;
} lode_plain;

/* Begin at `bytes`; a byte order mark is passed over. */
void lode_plain_begin(lode_plain *r, const char *path, const char *bytes, size_t length, char separator);

/* Go to the next row that is not blank; false at the end. */
bool lode_plain_next(lode_plain *r);

/* Where cell c of the present row is; c < 0: the row. */
lode_place lode_plain_place(const lode_plain *r, int32_t c);

/* The number in a cell, wholly: digits, point, exponent. False for anything else, also for what is not finite. The
 * same bits as strtod in the C locale; about 10 ns. */
bool lode_cell_number(const lode_plain_cell *c, double *x);

/* A whole number. */
bool lode_cell_integer(const lode_plain_cell *c, int64_t *x);

/* As these two, complaining with the cell's place where it is none. */
bool lode_plain_number(const lode_plain *r, int32_t c, double *x, lode_diags *d);
bool lode_plain_integer(const lode_plain *r, int32_t c, int64_t *x, lode_diags *d);

/* Find columns by name in the header, which is the present row. Each of `names` (ended by NULL) may list alternatives
 * "client|customer"; "?x" may be absent. column[k] is its cell, or -1. Complains of those that must be there. */
bool lode_plain_header(const lode_plain *r, const char *const *names, int32_t *column, lode_diags *d);

#endif
