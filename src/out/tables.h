/* The tables of a result folder as data, and the writer of their rows; not for use outside src/out. */
#ifndef LODE_OUT_TABLES_H
#define LODE_OUT_TABLES_H

#include "out/inner.h"

/* Tables: LODE_SHEET_SERIES, LODE_SHEET_HALTS ... in the order of tables.def. */
typedef enum lode_sheet_id {
#define LODE_SHEET(id, name, what) LODE_SHEET_##id,
#define LODE_FIELD(file, column, type, meaning)
#include "out/tables.def"
#undef LODE_SHEET
#undef LODE_FIELD
    LODE_N_SHEET
} lode_sheet_id;

typedef struct lode_sheet_spec {
    const char *name; /* without .csv */
    const char *what;
} lode_sheet_spec;

typedef struct lode_field_spec {
    lode_sheet_id file;
    const char *name;
    const char *type; /* of Frictionless Table Schema */
    const char *meaning;
} lode_field_spec;

extern const lode_sheet_spec lode_sheet_specs[LODE_N_SHEET];
extern const lode_field_spec lode_field_specs[];
extern const int32_t lode_n_field_spec;

/* --- rows (RFC 4180, with LF) --------------------------------------------------------------- */

enum { LODE_SHEET_BUFFER = 1 << 16 };

/* A table being written. Failed writes leave their mark on the stream. */
typedef struct lode_sheet {
    FILE *stream;
    size_t used; /* byte  of the buffer        */
    bool begun;  /* the row has a cell already */
    bool no_memory;
    char buffer[LODE_SHEET_BUFFER];
} lode_sheet;

/* Begin a table: writes the names of its columns. */
void lode_sheet_begin(lode_sheet *c, FILE *stream, lode_sheet_id file);

/* Add a cell to the row. */
void lode_sheet_text(lode_sheet *c, const char *text);
void lode_sheet_number(lode_sheet *c, double x); /* blank where it is not finite */
void lode_sheet_integer(lode_sheet *c, int64_t x);
void lode_sheet_bool(lode_sheet *c, bool x);
void lode_sheet_date(lode_sheet *c, int32_t date);               /* blank for LODE_NEVER         */
void lode_sheet_quantity(lode_sheet *c, const lode_quantity *q); /* p05 to p95: five cells */

/* Add cells that are written already, commas between them included. */
void lode_sheet_ready(lode_sheet *c, const char *cells, size_t length);

void lode_sheet_end_row(lode_sheet *c);

/* Hand the rest to the stream, which stays open. */
void lode_sheet_end(lode_sheet *c);

/* --- files ---------------------------------------------------------------------------------- */

/* Rows of one table. */
void lode_out_series(const lode_result *r, lode_sheet *c);
void lode_out_halts(const lode_result *r, lode_sheet *c);
void lode_out_losses(const lode_result *r, lode_sheet *c);
void lode_out_balance(const lode_result *r, lode_sheet *c);
void lode_out_inputs(const lode_result *r, lode_sheet *c);
void lode_out_verdicts(const lode_result *r, lode_sheet *c);
void lode_out_sources(const lode_result *r, lode_sheet *c);

/* datapackage.json (Frictionless Data Package) and README.md of the folder. */
void lode_out_package(const lode_result *r, lode_text *out);
void lode_out_readme(const lode_result *r, lode_text *out);

#endif
