/* CSV by RFC 4180, with the place of every cell. */
#ifndef LODE_CASE_CSV_H
#define LODE_CASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LODE_CSV_CELLS = 512 }; /* cells of a row that are kept; more are only counted */

typedef struct lode_csv_cell {
    const char *text; /* (size) inside quotes: between them, with "" still doubled; else trimmed */
    size_t size;
    int32_t line, column, length; /* as written, with quotes; up to the first line end           */
    bool quoted, doubled;         /* doubled: holds ""                                           */
} lode_csv_cell;

typedef enum lode_csv_fault {
    LODE_CSV_FINE,
    LODE_CSV_OPEN_QUOTE,  /* never closed: the rest of the file is gone   */
    LODE_CSV_AFTER_QUOTE, /* text between a closing quote and the comma   */
    LODE_CSV_INNER_QUOTE, /* a quote inside an unquoted cell              */
    LODE_CSV_CR           /* a carriage return without a newline          */
} lode_csv_fault;

typedef struct lode_csv {
    const char *at, *end, *line_start;
    int32_t line;
    lode_csv_cell cell[LODE_CSV_CELLS];
    int32_t n_cell;
    lode_csv_fault fault; /* first one of the row */
    int32_t fault_line, fault_column;
} lode_csv;

void lode_csv_begin(lode_csv *s, const char *bytes, size_t length);

/* Read the next row, also a blank one; false at the end. A row with a fault has its cells up to it
 * at least; reading goes on with the next row. */
bool lode_csv_next(lode_csv *s);

#endif
