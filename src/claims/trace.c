/* Reading a run from a table. */
#include "claims/trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "case/csv.h"
#include "case/reader.h"
#include "claims/names.h"

enum { MOST_ARGUMENTS = 8 };

/* A trace while it is read. */
typedef struct reading {
    lode_trace *t;
    lode_diags *diags;
    const char *path;
    lode_csv csv;
    int32_t n_column;
    double **column; /* (n_column) where values go; NULL: the first column, or one with a mistake */
    int32_t rows;    /* with one day each, at most                                                */
    int32_t before;  /* day or date of the last row                                               */
    bool failed;
} reading;

static lode_place place_of(const reading *r, const lode_csv_cell *c)
{
    return (lode_place){r->path, c->line, c->column, c->length};
}

static lode_place at(const reading *r, int32_t line, int32_t column)
{
    return (lode_place){r->path, line, column, 1};
}

/* The text of a cell, with "" as ", in memory of the trace. */
static const char *text_of(reading *r, const lode_csv_cell *c)
{
    char *s = LODE_TAKE(&r->t->arena, c->size + 1, char);
    if (!s) {
        lode_diag_no_memory(r->diags);
        r->failed = true;
        return "";
    }
    size_t n = 0;
    for (size_t i = 0; i < c->size; i++) {
        s[n++] = c->text[i];
        if (c->quoted && c->text[i] == '"' && i + 1 < c->size) i++;
    }
    return s;
}

/* --- header -------------------------------------------------------------------------------- */

static bool is_name(const char *s, size_t n)
{
    bool ok = n > 0 && !(s[0] >= '0' && s[0] <= '9');
    for (size_t i = 0; i < n; i++)
        ok = ok && (s[i] == '_' || (s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'z') ||
                    (s[i] >= 'A' && s[i] <= 'Z'));
    return ok;
}

/* name, name("a","b") or name(a,b); cuts s to pieces. False for anything else. */
static bool split_name(reading *r, char *s, lode_claim_signal *out)
{
    char *open = strchr(s, '(');
    size_t n = open ? (size_t)(open - s) : strlen(s), length = strlen(s);
    if (!is_name(s, n)) return false;
    out->name = s;
    if (!open) return true;
    if (s[length - 1] != ')') return false;
    const char **argument = LODE_TAKE(&r->t->arena, MOST_ARGUMENTS, const char *);
    if (!argument) return false;
    s[length - 1] = '\0';
    *open = '\0';
    for (char *at = open + 1;;) {
        while (*at == ' ') at++;
        bool quoted = *at == '"';
        char *end = quoted ? strchr(at + 1, '"') : strchr(at, ',');
        if (quoted && !end) return false;
        if (out->n_argument == MOST_ARGUMENTS) return false;
        argument[out->n_argument++] = at + quoted;
        if (!end) return true;
        char *next = quoted ? end + 1 : end;
        char stop = *next;
        *end = '\0';
        out->argument = argument;
        if (stop == '\0') return true;
        if (stop != ',') return false;
        at = next + 1;
    }
}

static bool same_signal(const lode_claim_signal *a, const lode_claim_signal *b)
{
    bool same = strcmp(a->name, b->name) == 0 && a->n_argument == b->n_argument;
    for (int32_t i = 0; same && i < a->n_argument; i++)
        same = strcmp(a->argument[i], b->argument[i]) == 0;
    return same;
}

/* Split "base(stock) [t]" into its parts. */
static bool read_heading(reading *r, char *s, lode_claim_signal *signal, bool *base)
{
    size_t n = strlen(s);
    char *unit = strstr(s, " [");
    signal->unit = "";
    if (unit && n > 0 && s[n - 1] == ']') {
        s[n - 1] = '\0';
        *unit = '\0';
        signal->unit = unit + 2;
    }
    signal->truth = strcmp(signal->unit, "truth") == 0;
    n = strlen(s);
    *base = strncmp(s, "base(", 5) == 0 && n > 6 && s[n - 1] == ')';
    if (*base) {
        s[n - 1] = '\0';
        s += 5;
    }
    bool ok = split_name(r, s, signal);
    if (ok && signal->n_argument > 0 && !signal->argument) return false;
    return ok;
}

/* The place for the values of a column; NULL after a complaint. */
static double *add_column(reading *r, const lode_csv_cell *cell)
{
    lode_trace *t = r->t;
    const char *written = text_of(r, cell);
    char *s = (char *)(uintptr_t)text_of(r, cell);
    lode_claim_signal signal = {0};
    bool base = false;
    double factor = 1;
    lode_unit unit;
    lode_units units = {0};
    bool good = !r->failed && read_heading(r, s, &signal, &base);
    if (good && !signal.truth)
        good = lode_units_begin(&units) &&
               lode_unit_parse(&units, signal.unit, strlen(signal.unit), true, &unit, &factor);
    lode_units_free(&units);
    if (!good) {
        lode_diag_add(
            r->diags, LODE_DIAG_TRACE_COLUMN, place_of(r, cell),
            "write name, name(\"a\",\"b\") or base(name), and behind a space [unit] or [truth]",
            written);
        return NULL;
    }
    int32_t i = 0;
    while (i < t->n_signal && !same_signal(&t->signal[i], &signal)) i++;
    double *values = LODE_TAKE(&t->arena, r->rows, double);
    if (!values) lode_diag_no_memory(r->diags);
    if (i == t->n_signal) t->signal[t->n_signal++] = signal;
    double **place = base ? &t->base[i] : &t->value[i];
    if (*place) {
        lode_diag_add(r->diags, LODE_DIAG_TRACE_TWICE, place_of(r, cell), NULL, written);
        return NULL;
    }
    t->signal[i].has_base = t->signal[i].has_base || base;
    return *place = values;
}

/* A run without the measure alone is no run; and its unit must be the same. */
static void check_pairs(reading *r, const lode_csv_cell *cell)
{
    for (int32_t i = 0; i < r->t->n_signal; i++) {
        if (r->t->value[i]) continue;
        lode_text name = {0};
        lode_signal_text(&r->t->signal[i], &name);
        lode_diag_add(r->diags, LODE_DIAG_TRACE_ALONE, at(r, cell->line, 0), NULL,
                      lode_text_str(&name));
        lode_text_free(&name);
    }
}

static bool read_header(reading *r)
{
    lode_trace *t = r->t;
    bool some = lode_csv_next(&r->csv);
    const char *first = some && r->csv.n_cell > 0 ? text_of(r, &r->csv.cell[0]) : "";
    t->no_dates = strcmp(first, "day") == 0;
    if (!t->no_dates && strcmp(first, "date") != 0) {
        lode_diag_add(r->diags, LODE_DIAG_TRACE_FIRST, at(r, 1, 1), NULL, first);
        return false;
    }
    r->n_column = r->csv.n_cell;
    if (r->n_column > LODE_TRACE_SIGNALS) {
        lode_diag_add(r->diags, LODE_DIAG_TRACE_LARGE, at(r, 1, 1), NULL, LODE_TRACE_SIGNALS,
                      "columns");
        return false;
    }
    r->column = LODE_TAKE(&t->arena, r->n_column, double *);
    t->signal = LODE_TAKE(&t->arena, r->n_column, lode_claim_signal);
    t->value = LODE_TAKE(&t->arena, r->n_column, double *);
    t->base = LODE_TAKE(&t->arena, r->n_column, double *);
    if (!r->column || !t->signal || !t->value || !t->base) {
        lode_diag_no_memory(r->diags);
        return false;
    }
    for (int32_t c = 1; c < r->n_column; c++) r->column[c] = add_column(r, &r->csv.cell[c]);
    if (r->diags->n_error == 0) check_pairs(r, &r->csv.cell[0]);
    return true;
}

/* --- rows ---------------------------------------------------------------------------------- */

/* A finite number, the whole cell. */
static bool read_number(const char *s, double *x)
{
    char *end = NULL;
    if (!strchr("+-.0123456789", s[0])) return false;
    *x = strtod(s, &end);
    return end != s && *end == '\0' && isfinite(*x) && !strpbrk(s, "xXnNiI");
}

static bool read_day(reading *r, const lode_csv_cell *cell)
{
    const char *s = text_of(r, cell);
    int32_t day = 0;
    double x = 0;
    bool ok = false;
    if (!r->t->no_dates) ok = lode_date_parse(s, strlen(s), &day);
    else if (read_number(s, &x) && x == floor(x) && fabs(x) < 1e9) {
        day = (int32_t)x;
        ok = true;
    }
    bool first = r->t->n_day == 0;
    if (!ok || (!first && day != r->before + 1)) {
        lode_diag_add(r->diags, LODE_DIAG_TRACE_DAY, place_of(r, cell), "one row per day, in order",
                      s);
        if (!ok) return false;
    }
    if (first && !r->t->no_dates) r->t->start = day;
    r->before = day;
    return true;
}

static bool is_blank_row(const lode_csv *csv)
{
    return csv->n_cell == 1 && csv->cell[0].size == 0;
}

static void read_row(reading *r)
{
    const lode_csv *csv = &r->csv;
    if (csv->n_cell != r->n_column) {
        lode_diag_add(r->diags, LODE_DIAG_TRACE_CELLS, at(r, csv->cell[0].line, 0), NULL,
                      csv->n_cell, r->n_column);
        return;
    }
    lode_arena_mark mark = lode_arena_now(&r->t->arena);
    if (!read_day(r, &csv->cell[0])) return;
    for (int32_t c = 1; c < r->n_column; c++) {
        const lode_csv_cell *cell = &csv->cell[c];
        double x = NAN;
        const char *s = text_of(r, cell);
        if (cell->size > 0 && !read_number(s, &x))
            lode_diag_add(r->diags, LODE_DIAG_TRACE_NUMBER, place_of(r, cell),
                          "leave it empty where nothing is known", s);
        if (r->column[c]) r->column[c][r->t->n_day] = x;
    }
    r->t->n_day++;
    lode_arena_rewind(&r->t->arena, mark);
}

static void read_rows(reading *r)
{
    while (lode_csv_next(&r->csv) && !r->failed) {
        if (is_blank_row(&r->csv)) continue;
        if (r->csv.fault != LODE_CSV_FINE) {
            lode_diag_add(r->diags, LODE_DIAG_TRACE_QUOTES,
                          at(r, r->csv.fault_line, r->csv.fault_column), NULL);
            return;
        }
        if (r->t->n_day == r->rows) {
            lode_diag_add(r->diags, LODE_DIAG_TRACE_LARGE, at(r, r->csv.cell[0].line, 0), NULL,
                          LODE_TRACE_DAYS, "days");
            return;
        }
        read_row(r);
    }
}

bool lode_trace_read(lode_trace *t, const char *bytes, size_t length, const char *path,
                     lode_diags *diags)
{
    int32_t before = diags->n_error, lines = 1;
    *t = (lode_trace){0};
    reading *r = calloc(1, sizeof *r);
    if (!r) {
        lode_diag_no_memory(diags);
        return false;
    }
    size_t mark = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    for (size_t i = mark; i < length && lines < LODE_TRACE_DAYS; i++) lines += bytes[i] == '\n';
    *r = (reading){.t = t, .diags = diags, .path = path, .rows = lines};
    lode_csv_begin(&r->csv, bytes + mark, length - mark);
    if (read_header(r)) {
        read_rows(r);
        if (t->n_day == 0 && diags->n_error == before)
            lode_diag_add(diags, LODE_DIAG_TRACE_EMPTY, at(r, 0, 0), NULL);
    }
    free(r);
    return diags->n_error == before;
}

void lode_trace_free(lode_trace *t)
{
    lode_arena_free(&t->arena);
    *t = (lode_trace){0};
}
