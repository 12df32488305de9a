/* The case as read: typed tables exactly as the analyst wrote them, sorted by key, every value with its place.
 *
 * The tables and columns are those of schema.def; `lode_case` holds one array of cells per table. Everything behind
 * the reader works on ids and numbers; only src/case sees text. */
#ifndef LODE_CASE_CASE_H
#define LODE_CASE_CASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "engine/dist.h"

/* Tables: LODE_T_PRODUCTS, LODE_T_SITES ... in the order of schema.def. */
typedef enum lode_table_id {
    LODE_NO_TABLE = -1,
#define LODE_TABLE(id, name, place, need, what) LODE_T_##id,
#define LODE_COLUMN(table, id, name, type, flags, arg, low, high, fallback, what)
#include "case/schema.def"
#undef LODE_TABLE
#undef LODE_COLUMN
    LODE_N_TABLE
} lode_table_id;

/* Columns: LODE_PRODUCTS_VALUE, LODE_SITES_ACTOR ... one running number over all tables. */
typedef enum lode_column_id {
    LODE_NO_COLUMN = -1,
#define LODE_TABLE(id, name, place, need, what)
#define LODE_COLUMN(table, id, name, type, flags, arg, low, high, fallback, what) LODE_##table##_##id,
#include "case/schema.def"
#undef LODE_TABLE
#undef LODE_COLUMN
    LODE_N_COLUMN
} lode_column_id;

/* Words of dependences.kind. */
typedef enum lode_dependence { LODE_CORRELATION, LODE_SIMPLEX, LODE_FACTOR } lode_dependence;

/* One value. `set` is false where the analyst left it blank and the schema has no default. */
typedef struct lode_cell {
    bool set;              /* has a value (given, or the schema's default)                                         */
    bool given;            /* written by the analyst                                                               */
    int32_t line, column;  /* place of the value in its file, from 1; of the record where it was not given         */
    int32_t length;        /* bytes of the value as written                                                        */
    int32_t i;             /* KEY, TEXT: string id; REF: row of the other table; ENUM: index of the word; BOOL: 0/1;
                              DATE: days since 1970-01-01; INT: the number; QTY: index into lode_case.input          */
    int32_t first, n;      /* REFS, DATES, NAMES: list[first .. first+n-1] of rows, days or string ids             */
    double number;         /* NUM                                                                                  */
} lode_cell;

typedef struct lode_rows {
    int32_t n_row;
    int32_t n_column;
    lode_cell *cell;       /* (n_row x n_column), rows sorted by key                                               */
} lode_rows;

/* One input: every quantity of the case, given or by default. */
typedef struct lode_input {
    const char *name;      /* sites[f-35@USA].activity_per_year, measures.cn-18.share, parameters.psi              */
    const char *unit;
    double central, low, high;
    lode_dist dist;
    bool given;            /* false: the schema's default                                                          */
    bool working_days;     /* '45 wd': counts working days of the issuer                                           */
    int32_t grade;         /* 0..3 = A..D                                                                          */
    int32_t source;        /* row of sources, -1 for a default                                                     */
    int32_t table, row, column; /* where it stands: lode_table_id, row, lode_column_id                             */
} lode_input;

typedef struct lode_case {
    const char *dir;          /* the folder as given                                                               */
    const char *id;           /* last part of the folder's name                                                    */
    char sha256[65];          /* content hash: of all files of the case, in order of name                          */
    lode_rows table[LODE_N_TABLE];
    int32_t *list;            /* elements of REFS and DATES cells                                                  */
    int32_t n_list;
    lode_input *input;        /* sorted by (table, row, column)                                                    */
    int32_t n_input;
    bool evidence_given;      /* evidence_until is that of lode_case_options, not the case's own                    */
    void *store;              /* owner of all memory                                                               */
} lode_case;

/* Read and check a case folder.
 *
 * dir     path of the folder (UTF-8)
 * diags   receives every problem found, with its place; must not be NULL
 *
 * Returns the case, owned by the caller (lode_case_free), or NULL when diags->n_error > 0. Never prints. Rows are
 * sorted by key, so that the order of rows in a file changes nothing. Records with known_since after evidence_until
 * are left out (with a note each). Adds the scenarios status-quo and no-measures where the case declares none. */
lode_case *lode_case_read(const char *dir, lode_diags *diags);

/* What may be said about a case from outside of it. Zero: nothing. */
typedef struct lode_case_options {
    bool evidence_given;    /* take evidence_until from here ...                                       */
    int32_t evidence_until; /* ... days since 1970-01-01                                               */
    const char *dir;        /* of files in memory: what their folder is called; NULL: nothing          */
} lode_case_options;

/* The same under options; NULL: none. With evidence_given, the case need not say why later publications are admitted. */
lode_case *lode_case_read_with(const char *dir, const lode_case_options *options, lode_diags *diags);

/* A file of a case in memory. */
typedef struct lode_case_bytes {
    const char *name;  /* case.yaml, products.csv ...              */
    const char *bytes; /* (length) as in the file, need not be text */
    size_t length;
} lode_case_bytes;

/* Read and check a case whose files (n, sorted by name) are in memory; otherwise as lode_case_read. */
lode_case *lode_case_read_files(const lode_case_bytes *file, int32_t n, lode_diags *diags);

/* The same under options; NULL: none. */
lode_case *lode_case_read_files_with(const lode_case_bytes *file, int32_t n, const lode_case_options *options,
                                     lode_diags *diags);

/* Whether a case has a file of this name. */
bool lode_case_has_file(const char *name);

/* Free a case. NULL is allowed. */
void lode_case_free(lode_case *c);

/* The cell of a table's row; row must be valid, column must belong to the table. */
const lode_cell *lode_case_cell(const lode_case *c, int32_t row, lode_column_id column);

/* Text of a KEY or TEXT cell, "" where not set. Owned by the case. */
const char *lode_case_text(const lode_case *c, int32_t row, lode_column_id column);

/* Element i of the list of a NAMES cell. Owned by the case. */
const char *lode_case_name(const lode_case *c, int32_t row, lode_column_id column, int32_t i);

/* Row of a REF cell, index of an ENUM, value of BOOL, INT or DATE; `otherwise` where not set. */
int32_t lode_case_int(const lode_case *c, int32_t row, lode_column_id column, int32_t otherwise);

/* Value of a NUM cell; `otherwise` where not set. */
double lode_case_number(const lode_case *c, int32_t row, lode_column_id column, double otherwise);

/* Index of the input of a QTY cell, -1 where not set. */
int32_t lode_case_qty(const lode_case *c, int32_t row, lode_column_id column);

/* The key of a row as people write it: `USA,smco-magnet`, `cn-18`. Owned by the case. */
const char *lode_case_key(const lode_case *c, lode_table_id table, int32_t row);

/* Row whose key is `key` (a table with one key column), -1 if there is none. */
int32_t lode_case_find(const lode_case *c, lode_table_id table, const char *key);

/* Index of the input called `name`, -1 if there is none. O(log n_input). */
int32_t lode_case_find_input(const lode_case *c, const char *name);

/* Whether a measure is part of the scenario status-quo. Where the case does not list its measures itself, these are
 * all that were announced and effective by as_of; one that has ended acts on its own dates. */
bool lode_case_in_status_quo(const lode_case *c, int32_t measure_row);

/* Override an input as `--set KEY=VALUE` does: VALUE is a number (the input becomes fixed) or `low..central..high`.
 * Problems (unknown name with the nearest one, value out of bounds) go to diags; returns false then. */
bool lode_case_set(lode_case *c, const char *assignment, lode_diags *diags);

/* The same with a name and a number: the input becomes fixed. */
bool lode_case_set_number(lode_case *c, const char *name, double value, lode_diags *diags);

/* Place of a cell for a diagnostic: file, line, column, length. */
lode_place lode_case_place(const lode_case *c, int32_t row, lode_column_id column);

/* ---- the schema as data ---------------------------------------------------------------------------------------- */

typedef enum lode_place_kind { LODE_YAML_ROOT, LODE_YAML_MAP, LODE_YAML_ONE, LODE_CSV } lode_place_kind;
typedef enum lode_type {
    LODE_KEY, LODE_REF, LODE_REFS, LODE_TEXT, LODE_ENUM, LODE_BOOL, LODE_DATE, LODE_DATES, LODE_NAMES, LODE_INT, LODE_NUM,
    LODE_QTY
} lode_type;
typedef enum lode_need { LODE_OPTIONAL, LODE_REQUIRED, LODE_IS_KEY } lode_need;

typedef struct lode_table_spec {
    const char *name;
    lode_place_kind place;
    lode_need need;
    const char *what;
    int32_t first_column, n_column;
} lode_table_spec;

typedef struct lode_column_spec {
    lode_table_id table;
    const char *name;
    lode_type type;
    lode_need need;
    const char *argument;
    double low, high;
    const char *fallback;
    const char *what;
} lode_column_spec;

const lode_table_spec *lode_schema_table(lode_table_id t);
const lode_column_spec *lode_schema_column(lode_column_id c);

#endif
