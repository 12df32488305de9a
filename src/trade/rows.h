/* Rows of a CSV file, plain or gzip, by the names of their columns; complaints say file and row. Not for use outside
 * src/trade. */
#ifndef LODE_TRADE_ROWS_H
#define LODE_TRADE_ROWS_H

#include "base/diag.h"
#include "base/files.h"
#include "base/gunzip.h"
#include "case/csv.h"
#include "case/reader.h"

enum { LODE_TRADE_COLUMNS = 8, LODE_TRADE_WORD = 200 };

/* A file being read. A zeroed struct is valid and empty. */
typedef struct lode_trade_rows {
    char path[4096];
    lode_file file;
    lode_csv csv;
    lode_diags *diags;
    int32_t column[LODE_TRADE_COLUMNS]; /* cell of each column asked for, -1: absent */
    int32_t n_header;
    const char *const *name; /* of the columns asked for                  */
} lode_trade_rows;

/* Open a file and read its header.
 *
 * names  columns to be found, ended by NULL; "?theta" may be absent
 *
 * Returns false after complaining; close it in both cases. */
LODE_NODISCARD bool lode_trade_rows_open(lode_trade_rows *r, const char *path,
                                         const char *const *names, lode_diags *d);
void lode_trade_rows_close(lode_trade_rows *r);

/* Go to the next row that is not blank; false at the end. Rows that are not well formed are complained about and left
 * out. */
bool lode_trade_rows_next(lode_trade_rows *r);

/* Where the cell of column c is; c < 0: the row. */
lode_place lode_trade_rows_place(const lode_trade_rows *r, int32_t c);

/* The text of column c in `word`, "" where the column is absent; cut to LODE_TRADE_WORD - 1 bytes. Returns `word`. */
const char *lode_trade_rows_text(const lode_trade_rows *r, int32_t c, char word[LODE_TRADE_WORD]);

/* The finite number of column c; complains and returns false where it is none. */
bool lode_trade_rows_number(lode_trade_rows *r, int32_t c, double *x);

/* The number in `pool` of the name in column c; complains and returns -1 where there is none. what: "country". */
int32_t lode_trade_rows_find(lode_trade_rows *r, int32_t c, const lode_pool *pool,
                             const char *what);

/* Complain that the number x of column c is not `must` ("above -1"). */
void lode_trade_rows_range(lode_trade_rows *r, int32_t c, double x, const char *must);

#endif
