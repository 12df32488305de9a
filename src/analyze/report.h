/* What an analysis found, as sheets of rows that the program prints, and writes as JSON and CSV. */
#ifndef LODE_ANALYZE_REPORT_H
#define LODE_ANALYZE_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/strings.h"

enum { LODE_SHEETS_MOST = 4, LODE_SHEET_COLUMNS = 14, LODE_NOTES_MOST = 64 };

/* A column: text where `text`, else numbers; `screen`: shown on the screen too. */
typedef struct lode_report_column {
    const char *name;
    bool text, screen;
} lode_report_column;

typedef union lode_report_cell {
    double number;    /* NaN: none */
    const char *text; /* NULL: none */
} lode_report_cell;

typedef struct lode_report_sheet {
    const char *name; /* of the JSON member and of the CSV */
    const lode_report_column *column;
    int32_t n_column, n_row, capacity;
    lode_report_cell *cell; /* (n_row, n_column) */
    bool screen;            /* shown on the screen */
} lode_report_sheet;

typedef struct lode_report {
    const char *method;
    int64_t n_row; /* of the tables */
    lode_arena arena;
    int32_t n_sheet, n_note;
    lode_report_sheet sheet[LODE_SHEETS_MOST];
    const char *note[LODE_NOTES_MOST]; /* (n_note) sentences */
    bool out_of_memory;
} lode_report;

/* Add a sheet with these columns, which must outlive the report; returns its number. */
int32_t lode_report_sheet_add(lode_report *r, const char *name, int32_t n_column,
                              const lode_report_column *column, bool screen);

/* Add a row; its cells are copied, their texts borrowed. */
void lode_report_row(lode_report *r, int32_t sheet, const lode_report_cell *cell);

/* Add a sentence; beyond LODE_NOTES_MOST they are dropped. */
void lode_report_note(lode_report *r, const char *format, ...) LODE_PRINTF_FORMAT(2, 3);

/* A text that lives as long as the report. */
const char *lode_report_text(lode_report *r, const char *format, ...) LODE_PRINTF_FORMAT(2, 3);

void lode_report_free(lode_report *r);

/* As it is printed: notes, then sheets in aligned columns, at most `most` rows of each output. */
void lode_report_screen(const lode_report *r, int32_t most, lode_text *out);

/* A sheet as CSV. */
void lode_report_csv(const lode_report *r, int32_t sheet, lode_text *out);

#endif
