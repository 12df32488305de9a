/* Tables of draws in CSV (RFC 4180). */
#include "analyze/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/strings.h"

enum { CELL_MOST = 400, ROWS_MOST = 1 << 30, COLUMNS_MOST = 100000 };
static const size_t FILE_MOST = (size_t)1 << 36;

/* One cell as written, and its text. */
typedef struct cell {
    const char *text;
    size_t length;
    lode_place place;
} cell;

/* Where reading is. */
typedef struct reading {
    const char *path, *at, *end, *line_start;
    int32_t line;
    lode_diags *diags;
    lode_table *table;
    int32_t n_cell;     /* of the header                                        */
    int32_t *column_of; /* (n_cell)  column of each cell, -1: left out       */
    bool words, again;
    bool quiet; /* finding out which columns have words: no complaints yet */
    int64_t capacity;
} reading;

/* --- cells --------------------------------------------------------------------------------- */

static bool at_row_end(const reading *r)
{
    return r->at == r->end || *r->at == '\n' ||
           (*r->at == '\r' && (r->at + 1 == r->end || r->at[1] == '\n'));
}

static lode_place place_of(const reading *r, const char *from, const char *to)
{
    return (lode_place){r->path, r->line, (int32_t)(from - r->line_start) + 1,
                        (int32_t)(to - from)};
}

/* A quoted cell on one line; "" inside stays doubled, as no name needs it. */
static void quoted(reading *r, cell *c)
{
    const char *start = r->at++;
    c->text = r->at;
    while (r->at < r->end && *r->at != '\n') {
        if (*r->at == '"' && (r->at + 1 == r->end || r->at[1] != '"')) break;
        r->at += *r->at == '"' ? 2 : 1;
    }
    if (r->at > r->end) r->at = r->end;
    c->length = (size_t)(r->at - c->text);
    bool closed = r->at < r->end && *r->at == '"';
    if (closed) r->at++;
    const char *after = r->at;
    while (!at_row_end(r) && *r->at != ',') r->at++;
    c->place = place_of(r, start, r->at);
    if ((!closed || after != r->at) && !r->quiet)
        lode_diag_add(r->diags, LODE_DIAG_TABLE_QUOTE, c->place, NULL);
}

/* The next cell of the row; false after the last. `first`: it is the first. */
static bool next_cell(reading *r, bool first, cell *c)
{
    if (!first) {
        if (at_row_end(r)) return false;
        r->at++; /* the comma */
    }
    if (r->at < r->end && *r->at == '"') {
        quoted(r, c);
        return true;
    }
    const char *start = r->at;
    while (!at_row_end(r) && *r->at != ',') r->at++;
    const char *stop = r->at;
    while (start < stop && (*start == ' ' || *start == '\t')) start++;
    while (start < stop && (stop[-1] == ' ' || stop[-1] == '\t')) stop--;
    *c = (cell){start, (size_t)(stop - start), place_of(r, start, stop)};
    return true;
}

static void next_row(reading *r)
{
    while (r->at < r->end && *r->at != '\n') r->at++;
    if (r->at < r->end) r->at++;
    r->line++;
    r->line_start = r->at;
}

/* A blank row, or the end of the file. */
static bool is_blank(const reading *r)
{
    return at_row_end(r);
}

static const char *shown(const cell *c, char text[CELL_MOST + 1])
{
    size_t n = c->length < CELL_MOST ? c->length : CELL_MOST;
    memcpy(text, c->text, n);
    text[n] = '\0';
    return text;
}

/* --- values -------------------------------------------------------------------------------- */

/* The number a cell says; *whole turns false where it has a point or exponent. */
static bool number_of(const cell *c, double *x, bool *whole)
{
    char text[CELL_MOST + 1], *end;
    if (c->length == 0 || c->length > CELL_MOST) return false;
    for (size_t i = 0; i < c->length; i++) {
        char k = c->text[i];
        bool digit = (k >= '0' && k <= '9') || k == '-' || k == '+';
        if (!digit && k != '.' && k != 'e' && k != 'E') return false;
        if (!digit) *whole = false;
    }
    *x = strtod(shown(c, text), &end);
    return *end == '\0' && isfinite(*x);
}

static bool is_word(const cell *c, const char *word)
{
    for (size_t i = 0; i < c->length; i++) {
        char k = c->text[i];
        if (k >= 'A' && k <= 'Z') k = (char)(k - 'A' + 'a');
        if (k != word[i]) return false;
    }
    return word[c->length] == '\0';
}

static char *copy(const char *text, size_t length)
{
    char *s = malloc(length + 1);
    if (s) memcpy(s, text, length);
    if (s) s[length] = '\0';
    return s;
}

/* The number of a word of the column, which is added if it is new. */
static void put_word(reading *r, lode_table_column *column, const cell *c, double *x)
{
    int32_t i = 0;
    while (i < column->n_word && (strncmp(column->word[i], c->text, c->length) != 0 ||
                                  column->word[i][c->length] != '\0'))
        i++;
    *x = i;
    if (i < column->n_word) return;
    if (i == LODE_WORDS_MOST) {
        if (!r->quiet)
            lode_diag_add(r->diags, LODE_DIAG_TABLE_WORDS, c->place, NULL, column->name,
                          LODE_WORDS_MOST);
        *x = 0.0;
        return;
    }
    column->word[i] = copy(c->text, c->length);
    if (column->word[i]) column->n_word++;
    else lode_diag_no_memory(r->diags);
}

static void put_value(reading *r, lode_table_column *column, const cell *c, double *x)
{
    bool whole = true;
    char text[CELL_MOST + 1];
    if (column->kind == LODE_COLUMN_WORDS && c->length > 0) {
        put_word(r, column, c, x);
    } else if (is_word(c, "true") || is_word(c, "false")) {
        *x = is_word(c, "true") ? 1.0 : 0.0;
        if (r->table->n_row == 0) column->kind = LODE_COLUMN_TRUTH;
        if (column->kind != LODE_COLUMN_TRUTH && !r->quiet)
            lode_diag_add(r->diags, LODE_DIAG_TABLE_NOT_A_NUMBER, c->place, NULL, shown(c, text));
    } else if (number_of(c, x, &whole) && column->kind != LODE_COLUMN_TRUTH) {
        if (!whole) column->kind = LODE_COLUMN_REAL;
    } else if (r->words && c->length > 0) {
        /* from the start, with words */
        column->kind = LODE_COLUMN_WORDS;
        r->again = true;
    } else if (!r->quiet) {
        lode_diag_add(r->diags, LODE_DIAG_TABLE_NOT_A_NUMBER, c->place, NULL, shown(c, text));
    }
}

/* --- rows ---------------------------------------------------------------------------------- */

static bool read_row(reading *r)
{
    lode_table *t = r->table;
    const char *start = r->at;
    int32_t n = 0;
    cell c;
    for (; next_cell(r, n == 0, &c); n++) {
        int32_t column = n < r->n_cell ? r->column_of[n] : -1;
        if (column < 0) continue;
        put_value(r, &t->column[column], &c, &t->value[column * r->capacity + t->n_row]);
        if (r->again) return false;
    }
    if (n != r->n_cell && !r->quiet)
        lode_diag_add(r->diags, LODE_DIAG_TABLE_CELLS, place_of(r, start, r->at), NULL, (int)n,
                      (int)r->n_cell);
    t->line[t->n_row++] = r->line;
    return true;
}

/* All rows below the header. */
static void pass(reading *r)
{
    r->table->n_row = 0;
    while (r->at < r->end) {
        if (!is_blank(r) && !read_row(r)) break;
        next_row(r);
    }
}

/* Where words are allowed, find out first which columns have them. */
static void read_rows(reading *r)
{
    const reading top = *r;
    do {
        *r = top;
        r->quiet = r->words;
        if (r->quiet) pass(r);
    } while (r->again);
    *r = top;
    r->words = false;
    pass(r);
}

/* --- header -------------------------------------------------------------------------------- */

static bool add_column(reading *r, const cell *c)
{
    lode_table *t = r->table;
    lode_table_column *column = &t->column[t->n_column];
    *column = (lode_table_column){.at = r->n_cell,
                                  .kind = LODE_COLUMN_WHOLE,
                                  .name = copy(c->text, c->length)};
    if (!column->name) return false;
    if (lode_table_find(t, column->name))
        lode_diag_add(r->diags, LODE_DIAG_TABLE_SAME_NAME, c->place, NULL, column->name);
    r->column_of[r->n_cell] = t->n_column++;
    return true;
}

static bool read_header(reading *r)
{
    size_t most = 1;
    for (const char *p = r->at; p < r->end && *p != '\n'; p++) most += *p == ',';
    if (most > COLUMNS_MOST) {
        lode_diag_add(r->diags, LODE_DIAG_TABLE_LARGE, (lode_place){.file = r->path}, NULL,
                      "columns", (int)COLUMNS_MOST);
        return false;
    }
    r->table->column = calloc(most, sizeof *r->table->column);
    r->column_of = malloc(most * sizeof *r->column_of);
    if (!r->table->column || !r->column_of) {
        lode_diag_no_memory(r->diags);
        return false;
    }
    cell c;
    for (; next_cell(r, r->n_cell == 0, &c); r->n_cell++) {
        r->column_of[r->n_cell] = -1;
        if (is_word(&c, "draw")) continue;
        if (c.length == 0)
            lode_diag_add(r->diags, LODE_DIAG_TABLE_NO_NAME, c.place, NULL, (int)r->n_cell + 1);
        else if (!add_column(r, &c)) {
            lode_diag_no_memory(r->diags);
            return false;
        }
    }
    next_row(r);
    return true;
}

/* --- the table ----------------------------------------------------------------------------- */

/* Room for as many rows as there are lines. */
static bool make_room(reading *r)
{
    lode_table *t = r->table;
    r->capacity = 1;
    for (const char *p = r->at; p < r->end; p++) r->capacity += *p == '\n';
    if (r->capacity > ROWS_MOST) {
        lode_diag_add(r->diags, LODE_DIAG_TABLE_LARGE, (lode_place){.file = r->path}, NULL, "rows",
                      (int)ROWS_MOST);
        return false;
    }
    t->value = malloc((size_t)r->capacity * (size_t)(t->n_column > 0 ? t->n_column : 1) *
                      sizeof *t->value);
    t->line = malloc((size_t)r->capacity * sizeof *t->line);
    if (!t->value || !t->line) lode_diag_no_memory(r->diags);
    return t->value && t->line;
}

/* Close the gaps that blank lines left. */
static void close_up(reading *r)
{
    lode_table *t = r->table;
    for (int32_t c = 0; c < t->n_column; c++) {
        double *to = t->value + c * t->n_row;
        memmove(to, t->value + c * r->capacity, (size_t)t->n_row * sizeof *to);
        t->column[c].value = to;
    }
}

bool lode_table_read(const char *path, bool words, lode_table *t, lode_diags *d)
{
    *t = (lode_table){0};
    int32_t before = d->n_error;
    lode_file file = {0};
    lode_text why = {0};
    lode_place place = {.file = path};
    if (!lode_file_read(&file, path, FILE_MOST, &why)) {
        lode_diag_add(d, LODE_DIAG_TABLE_UNREADABLE, (lode_place){0}, NULL, lode_text_str(&why));
    } else {
        reading r = {.path = path,
                     .at = file.data,
                     .end = file.data + file.length,
                     .line = 1,
                     .diags = d,
                     .table = t,
                     .words = words};
        if (file.length >= 3 && memcmp(file.data, "\xef\xbb\xbf", 3) == 0)
            r.at += 3; /* byte order mark */
        r.line_start = r.at;
        bool some = r.at < r.end, ok = some && read_header(&r) && make_room(&r);
        if (!some) lode_diag_add(d, LODE_DIAG_TABLE_EMPTY, place, NULL);
        if (ok) {
            read_rows(&r);
            close_up(&r);
            if (t->n_row == 0 || t->n_column == 0)
                lode_diag_add(d, LODE_DIAG_TABLE_EMPTY, place, NULL);
        }
        free(r.column_of);
    }
    lode_text_free(&why);
    lode_file_free(&file);
    return d->n_error == before;
}

void lode_table_free(lode_table *t)
{
    for (int32_t c = 0; c < t->n_column; c++) {
        free(t->column[c].name);
        for (int32_t i = 0; i < t->column[c].n_word; i++) free(t->column[c].word[i]);
    }
    free(t->column);
    free(t->value);
    free(t->line);
    *t = (lode_table){0};
}

const lode_table_column *lode_table_find(const lode_table *t, const char *name)
{
    for (int32_t c = 0; c < t->n_column; c++)
        if (strcmp(t->column[c].name, name) == 0) return &t->column[c];
    return NULL;
}
