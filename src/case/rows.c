/* CSV rows as records: the header says which column is which, every later row is one record. */
#include <stdio.h>
#include <string.h>

#include "case/csv.h"
#include "case/reader.h"

/* What the header of a file says. */
typedef struct header {
    int32_t slot[LODE_CSV_CELLS]; /* (n) -1: a column that is unknown, and reported */
    int32_t n;
    bool has[LODE_N_COLUMN]; /* whether a column's value stands in the file */
} header;

static lode_place place_of(const lode_reader *r, lode_table_id t, const lode_csv_cell *cell)
{
    return (lode_place){r->store->path[t], cell->line, cell->column, cell->length};
}

/* The text of a cell in scratch, with "" as ", or NULL when there is no memory. */
static const char *text_of(lode_reader *r, const lode_csv_cell *cell)
{
    if (!cell->doubled) return lode_scratch_copy(r, cell->text, cell->size);
    char plain[LODE_MAX_CELL];
    size_t n = 0;
    for (size_t i = 0; i < cell->size && n < sizeof plain; i++) {
        plain[n++] = cell->text[i];
        if (cell->text[i] == '"') i++;
    }
    return lode_scratch_copy(r, plain, n);
}

/* Whether a cell is not too long to be kept; reports it. */
static bool is_short(lode_reader *r, lode_table_id t, const lode_csv_cell *cell)
{
    if (cell->size <= LODE_MAX_CELL) return true;
    lode_diag_add(r->diags, LODE_DIAG_CELL_TOO_LONG, place_of(r, t, cell),
                  "is a quote missing somewhere before?", cell->size, (int)LODE_MAX_CELL);
    return false;
}

/* --- the header --------------------------------------------------------------------------- */

/* The slot that a column name stands for, or -1. */
static int32_t slot_of(lode_table_id t, const char *name)
{
    const lode_table_spec *table = lode_schema_table(t);
    int32_t c = lode_schema_find_column(t, name);
    if (c >= 0) return (c - table->first_column) * LODE_N_PART;
    for (int32_t k = 0; k < table->n_column; k++) {
        const lode_column_spec *column = lode_schema_column(table->first_column + k);
        size_t n = strlen(column->name);
        if (column->type != LODE_QTY || strncmp(name, column->name, n) != 0) continue;
        for (int32_t part = 1; part < LODE_N_PART; part++)
            if (lode_part_suffixes[part] && strcmp(name + n, lode_part_suffixes[part]) == 0)
                return k * LODE_N_PART + part;
    }
    return -1;
}

enum { COLUMN_NAME = 64 };

/* All names that columns of a table may have. Returns their number. */
static int32_t column_names(lode_table_id t, char names[][COLUMN_NAME], const char **known)
{
    const lode_table_spec *table = lode_schema_table(t);
    int32_t n = 0;
    for (int32_t part = 0; part < LODE_N_PART; part++)
        for (int32_t k = 0; k < table->n_column; k++) {
            const lode_column_spec *column = lode_schema_column(table->first_column + k);
            bool has_part = part == 0 || (column->type == LODE_QTY && lode_part_suffixes[part]);
            if (!has_part) continue;
            snprintf(names[n], COLUMN_NAME, "%s%s", column->name,
                     part > 0 ? lode_part_suffixes[part] : "");
            known[n] = names[n];
            n++;
        }
    return n;
}

/* Report a column that nobody knows. Returns the slot of the nearest one, or -1. */
static int32_t unknown_column(lode_reader *r, lode_table_id t, const char *name, lode_place place)
{
    const lode_table_spec *table = lode_schema_table(t);
    char names[LODE_N_COLUMN * LODE_N_PART][COLUMN_NAME];
    const char *known[LODE_N_COLUMN * LODE_N_PART];
    int32_t n = column_names(t, names, known);
    int32_t near = lode_reader_nearest(r, name, known, n);

    lode_diag_add(r->diags, LODE_DIAG_UNKNOWN_COLUMN, place, NULL, name);
    if (near >= 0) lode_diag_hint(r->diags, "did you mean '%s'?", known[near]);
    else if (strpbrk(name, ";\t")) lode_diag_hint(r->diags, "columns are separated by commas");
    else
        lode_diag_hint(r->diags, "'lodestone schema --dictionary' lists the columns of %s.csv",
                       table->name);
    return near >= 0 ? slot_of(t, known[near]) : -1;
}

/* Take misspelt columns for what they are nearest to, so that their values are not called missing
 * as well. */
static void assume_columns(lode_table_id t, header *h, const int32_t *near, bool *seen)
{
    for (int32_t i = 0; i < h->n && i < LODE_CSV_CELLS; i++) {
        if (h->slot[i] >= 0 || near[i] < 0 || seen[near[i]]) continue;
        h->slot[i] = near[i];
        seen[near[i]] = true;
        if (near[i] % LODE_N_PART == 0)
            h->has[lode_schema_table(t)->first_column + near[i] / LODE_N_PART] = true;
    }
}

/* Columns that must be there: required ones, and keys that may not be blank. */
static void missing_columns(lode_reader *r, lode_table_id t, const header *h, lode_place place)
{
    const lode_table_spec *table = lode_schema_table(t);
    for (int32_t c = table->first_column; c < table->first_column + table->n_column; c++) {
        const lode_column_spec *column = lode_schema_column(c);
        bool needed = column->need == LODE_REQUIRED ||
                      (column->need == LODE_IS_KEY && !lode_schema_key_may_be_blank(c));
        if (!needed || h->has[c]) continue;
        lode_diag_add(r->diags, LODE_DIAG_MISSING_COLUMN, place, NULL, column->name);
        lode_diag_hint(r->diags, "%s: %s", column->name, column->what);
        r->raw[t].broken = true;
    }
}

/* Whether the header is one cell with semicolons or tabs in it. */
static bool is_other_separator(const lode_csv *s)
{
    const lode_csv_cell *cell = &s->cell[0];
    return s->n_cell == 1 &&
           (memchr(cell->text, ';', cell->size) || memchr(cell->text, '\t', cell->size));
}

static bool read_header(lode_reader *r, lode_table_id t, const lode_csv *s, header *h)
{
    memset(h, 0, sizeof *h);
    h->n = s->n_cell;
    bool seen[LODE_N_COLUMN * LODE_N_PART] = {false};
    int32_t near[LODE_CSV_CELLS];
    for (int32_t i = 0; i < h->n && i < LODE_CSV_CELLS; i++) {
        const lode_csv_cell *cell = &s->cell[i];
        lode_place place = place_of(r, t, cell);
        h->slot[i] = near[i] = -1;
        if (cell->size == 0) {
            lode_diag_add(r->diags, LODE_DIAG_COLUMN_NO_NAME, place, NULL, (int)i + 1);
            continue;
        }
        if (!is_short(r, t, cell)) continue;
        const char *name = text_of(r, cell);
        if (!name) return false;
        h->slot[i] = slot_of(t, name);
        if (h->slot[i] < 0) {
            near[i] = unknown_column(r, t, name, place);
        } else if (seen[h->slot[i]]) {
            lode_diag_add(r->diags, LODE_DIAG_DUPLICATE_COLUMN, place, "keep one of them", name);
            h->slot[i] = -1;
        } else {
            seen[h->slot[i]] = true;
            if (h->slot[i] % LODE_N_PART == 0)
                h->has[lode_schema_table(t)->first_column + h->slot[i] / LODE_N_PART] = true;
        }
    }
    assume_columns(t, h, near, seen);
    if (is_other_separator(s)) { /* which says it all */
        r->raw[t].broken = true;
        return true;
    }
    lode_place place = place_of(r, t, &s->cell[0]);
    r->raw[t].line = place.line;
    missing_columns(r, t, h, place);
    return true;
}

/* --- rows --------------------------------------------------------------------------------- */

static bool is_blank_row(const lode_csv *s)
{
    for (int32_t i = 0; i < s->n_cell && i < LODE_CSV_CELLS; i++)
        if (s->cell[i].size > 0 || s->cell[i].quoted) return false;
    return true;
}

/* Report a syntax fault; returns false when the rest of the file cannot be read sensibly. */
static bool report_fault(lode_reader *r, lode_table_id t, const lode_csv *s)
{
    lode_place place = {r->store->path[t], s->fault_line, s->fault_column, 1};
    switch (s->fault) {
    case LODE_CSV_FINE:
        return true;
    case LODE_CSV_OPEN_QUOTE:
        lode_diag_add(r->diags, LODE_DIAG_QUOTE_OPEN, place,
                      "add the closing quote; a quote inside a quoted cell is written twice");
        return false;
    case LODE_CSV_AFTER_QUOTE:
        lode_diag_add(r->diags, LODE_DIAG_QUOTE_AFTER, place,
                      "a quote inside a quoted cell is written twice");
        return true;
    case LODE_CSV_INNER_QUOTE:
        lode_diag_add(r->diags, LODE_DIAG_QUOTE_INSIDE, place,
                      "put the whole cell in quotes and write the quote inside twice");
        return true;
    case LODE_CSV_CR:
        lode_diag_add(r->diags, LODE_DIAG_LONE_CR, place,
                      "save the file with LF or CRLF line ends");
        return false;
    }
    return true;
}

/* Whether a row has as many cells as the header and is no comment; reports it. */
static bool is_well_formed(lode_reader *r, lode_table_id t, const lode_csv *s, const header *h)
{
    if (s->cell[0].size > 0 && !s->cell[0].quoted && s->cell[0].text[0] == '#') {
        lode_diag_add(r->diags, LODE_DIAG_CSV_COMMENT, place_of(r, t, &s->cell[0]),
                      "CSV has no comments; use the column 'note' or README.md");
        return false;
    }
    if (s->n_cell == h->n) return true;
    int32_t i = s->n_cell > h->n ? h->n : s->n_cell - 1;
    if (i >= LODE_CSV_CELLS) i = LODE_CSV_CELLS - 1;
    lode_diag_add(r->diags, LODE_DIAG_RAGGED_ROW, place_of(r, t, &s->cell[i]),
                  s->n_cell > h->n ? "a cell that holds a comma must be quoted"
                                   : "write a comma for every blank cell",
                  (int)s->n_cell, (int)h->n);
    return false;
}

/* Keep what the row says. Blank cells are kept only where a value is needed, for their place. */
static bool add_row(lode_reader *r, lode_table_id t, const lode_csv *s, const header *h)
{
    const lode_table_spec *table = lode_schema_table(t);
    lode_record *record = lode_record_add(r, t, place_of(r, t, &s->cell[0]));
    if (!record) return false;
    for (int32_t i = 0; i < s->n_cell && i < LODE_CSV_CELLS; i++) {
        const lode_csv_cell *cell = &s->cell[i];
        if (h->slot[i] < 0) continue;
        int32_t c = table->first_column + h->slot[i] / LODE_N_PART;
        if (cell->size == 0 && lode_schema_column(c)->need == LODE_OPTIONAL) continue;
        const char *text = text_of(r, cell);
        if (!text) return false;
        lode_written w = {.text = text,
                          .slot = h->slot[i],
                          .line = cell->line,
                          .column = cell->column,
                          .length = cell->length,
                          .quoted = cell->quoted};
        if (!lode_written_add(r, record, &w)) return false;
    }
    return true;
}

static bool all_short(lode_reader *r, lode_table_id t, const lode_csv *s)
{
    bool ok = true;
    for (int32_t i = 0; i < s->n_cell && i < LODE_CSV_CELLS; i++) ok &= is_short(r, t, &s->cell[i]);
    return ok;
}

/* Of a row that is no record keep the key, if it has been read before anything went wrong. */
static bool spoil_row(lode_reader *r, lode_table_id t, const lode_csv *s, const header *h)
{
    const char *key = NULL;
    for (int32_t i = 0; i < s->n_cell && i < h->n && i < LODE_CSV_CELLS; i++) {
        if (h->slot[i] != 0 || s->cell[i].size > LODE_MAX_KEY) continue;
        key = text_of(r, &s->cell[i]);
        if (!key) return false;
    }
    return lode_record_spoil(r, t, place_of(r, t, &s->cell[0]), key);
}

static bool read_rows(lode_reader *r, lode_table_id t, lode_csv *s, const header *h)
{
    while (lode_csv_next(s)) {
        if (s->fault == LODE_CSV_FINE && is_blank_row(s)) continue;
        if (!report_fault(r, t, s)) {
            r->raw[t].broken = true;
            break;
        }
        if (s->fault != LODE_CSV_FINE || !is_well_formed(r, t, s, h) || !all_short(r, t, s)) {
            if (!spoil_row(r, t, s, h)) return false;
            continue;
        }
        if (r->raw[t].n_all == LODE_MAX_RECORD) {
            lode_diag_add(r->diags, LODE_DIAG_TOO_MANY_RECORDS, place_of(r, t, &s->cell[0]), NULL,
                          (int)LODE_MAX_RECORD);
            r->raw[t].broken = true;
            break;
        }
        if (!add_row(r, t, s, h)) return false;
    }
    return true;
}

bool lode_read_csv(lode_reader *r, lode_table_id t, const char *bytes, size_t length)
{
    lode_csv s;
    header h;
    lode_csv_begin(&s, bytes, length);
    r->raw[t].present = true;

    bool any;
    do any = lode_csv_next(&s);
    while (any && s.fault == LODE_CSV_FINE && is_blank_row(&s));
    if (!any) {
        lode_diag_add(r->diags, LODE_DIAG_EMPTY_FILE, (lode_place){.file = r->store->path[t]},
                      "the first row must name the columns");
        r->raw[t].broken = true;
        return true;
    }
    if (s.fault != LODE_CSV_FINE) {
        report_fault(r, t, &s);
        r->raw[t].broken = true;
        return true;
    }
    if (!read_header(r, t, &s, &h)) return false;
    if (s.n_cell > LODE_CSV_CELLS) r->raw[t].broken = true; /* at least one of them was unknown */
    if (r->raw[t].broken) return true;
    if (!read_rows(r, t, &s, &h)) return false;

    bool any_row = r->raw[t].n_all + r->raw[t].n_nameless > 0;
    if (!any_row && !r->raw[t].broken && lode_schema_table(t)->need == LODE_REQUIRED) {
        r->incomplete = true;
        lode_diag_add(r->diags, LODE_DIAG_NO_ROWS,
                      ((lode_place){.file = r->store->path[t], .line = r->raw[t].line}), NULL,
                      lode_schema_table(t)->what);
    }
    return true;
}
