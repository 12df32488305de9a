/* Tables of draws in CSV: a header of names, then one row of numbers a draw. A column called `draw` numbers the rows and
 * is left out. Columns of true and false, and of up to 64 different words, may be allowed. */
#ifndef LODE_ANALYZE_TABLE_H
#define LODE_ANALYZE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compat.h"
#include "base/files.h"
#include "lodestone/diag.h"

typedef enum lode_column_kind {
    LODE_COLUMN_REAL,
    LODE_COLUMN_WHOLE, /* every number is written without point and exponent  */
    LODE_COLUMN_TRUTH, /* false 0, true 1                                      */
    LODE_COLUMN_WORDS  /* numbers of words, in the order they first come       */
} lode_column_kind;

enum { LODE_WORDS_MOST = 64 };

typedef struct lode_table_column {
    char *name;
    int32_t at; /* cell of the row, from 0 */
    lode_column_kind kind;
    double *value; /* (n_row) */
    int32_t n_word;
    char *word[LODE_WORDS_MOST]; /* (n_word) */
} lode_table_column;

/* A table. A zeroed struct is valid and empty. */
typedef struct lode_table {
    int64_t n_row;
    int32_t n_column;
    lode_table_column *column; /* (n_column)                              */
    double *value;             /* (n_column, n_row)  all of them together */
    int32_t *line;             /* (n_row)  of the file, for messages      */
} lode_table;

/* Read a table of finite numbers; complaints go to `d`.
 *
 * words  whether columns of words are allowed; truth always is
 *
 * Returns false when there are any; free the table in both cases. */
LODE_NODISCARD bool lode_table_read(const char *path, bool words, lode_table *t, lode_diags *d);
void lode_table_free(lode_table *t);

/* The column called `name`, or NULL. */
const lode_table_column *lode_table_find(const lode_table *t, const char *name);

#endif
