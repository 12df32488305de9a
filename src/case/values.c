/* Records become rows of typed cells; references become rows of other tables. */
#include <string.h>

#include "base/date.h"
#include "case/reader.h"

/* One table being converted, one row at a time. */
typedef struct table_reader {
    lode_reader *r;
    lode_table_id t;
    const lode_table_spec *table;
    const lode_record *record;
    int32_t row;
    lode_cell *cell;                 /* (n_column) of the row */
    lode_field field[LODE_N_COLUMN]; /* (n_column) of the row */
} table_reader;

static lode_place record_place(const table_reader *v)
{
    return (lode_place){v->r->store->path[v->t], v->record->line, v->record->column,
                        v->record->length};
}

/* --- growing lists ------------------------------------------------------------------------ */

static bool add_to_list(lode_reader *r, int32_t x)
{
    int32_t *grown = lode_grown(r->list, &r->list_capacity, r->n_list, sizeof *grown);
    if (!grown) return lode_reader_no_memory(r);
    r->list = grown;
    r->list[r->n_list++] = x;
    return true;
}

/* A new string id for a text, which is copied into the case; -1 without memory. */
static int32_t add_string(lode_reader *r, const char *text)
{
    const char **grown = lode_grown(r->text, &r->text_capacity, r->n_text, sizeof *grown);
    if (!grown) {
        lode_reader_no_memory(r);
        return -1;
    }
    r->text = grown;
    size_t n = strlen(text);
    char *copy = LODE_TAKE(&r->store->arena, n + 1, char);
    if (!copy) {
        lode_reader_no_memory(r);
        return -1;
    }
    memcpy(copy, text, n);
    r->text[r->n_text] = copy;
    return r->n_text++;
}

/* --- words and references ----------------------------------------------------------------- */

int32_t lode_read_word(lode_reader *r, const char *words, const char *text, lode_place place)
{
    enum { MOST = 16, LONGEST = 32 };
    int32_t i = lode_words_find(words, text);
    if (i >= 0) return i;
    char copy[MOST][LONGEST];
    const char *known[MOST];
    int32_t n = lode_words_count(words);
    LODE_ASSERT(n <= MOST);
    lode_diag_add(r->diags, LODE_DIAG_UNKNOWN_WORD, place, NULL, text);
    for (i = 0; i < n; i++) {
        size_t length;
        const char *word = lode_words_at(words, i, &length);
        LODE_ASSERT(length < LONGEST);
        memcpy(copy[i], word, length);
        copy[i][length] = '\0';
        known[i] = copy[i];
    }
    int32_t near = lode_reader_nearest(r, text, known, n);
    if (near >= 0) lode_diag_hint(r->diags, "did you mean '%s'?", known[near]);
    lode_text all = {0};
    for (i = 0; i < n; i++) lode_text_printf(&all, "%s%s", i > 0 ? ", " : "", known[i]);
    if (all.failed) lode_reader_no_memory(r);
    else lode_diag_hint(r->diags, "it is one of: %s", lode_text_str(&all));
    lode_text_free(&all);
    return -1;
}

/* Report a key that no row has, with the nearest one and its place. */
static void unknown_reference(lode_reader *r, lode_table_id to, const char *key, lode_place place)
{
    const lode_raw_table *raw = &r->raw[to];
    const char *table = lode_schema_table(to)->name, *file = r->store->file_name[to];
    lode_diag_add(r->diags, LODE_DIAG_UNKNOWN_REFERENCE, place, NULL, key, table);
    lode_arena_mark mark = lode_arena_now(&r->scratch);
    const char **known = LODE_TAKE(&r->scratch, raw->n, const char *);
    if (!known) {
        lode_reader_no_memory(r);
        return;
    }
    for (int32_t i = 0; i < raw->n; i++) known[i] = raw->record[i].key[0];
    int32_t near = lode_reader_nearest(r, key, known, raw->n);
    if (near >= 0 && raw->record[near].line > 0)
        lode_diag_hint(r->diags, "did you mean '%s' (%s:%d)?", known[near], file,
                       (int)raw->record[near].line);
    else if (near >= 0) lode_diag_hint(r->diags, "did you mean '%s'?", known[near]);
    else if (strchr(key, ';') || strchr(key, ','))
        lode_diag_hint(r->diags, "several of them: separated by ';' in CSV, [a, b] in case.yaml");
    else if (lode_schema_table(to)->place == LODE_CSV)
        lode_diag_hint(r->diags, "add a row for it to %s", file);
    else lode_diag_hint(r->diags, "add it under '%s:' in %s", table, file);
    lode_arena_rewind(&r->scratch, mark);
}

int32_t lode_resolve(lode_reader *r, lode_table_id to, const char *key, lode_place place)
{
    int32_t row = lode_record_find(r, to, key);
    if (row >= 0) {
        if (to == LODE_T_SOURCES) r->store->source_used[row] = true;
        return row;
    }
    r->incomplete = true; /* whatever the reason */
    int32_t left_out = lode_record_find_other(r, to, LODE_RECORD_LEFT_OUT, key);
    bool spoiled = lode_record_find_other(r, to, LODE_RECORD_SPOILED, key) >= 0;
    if (left_out >= 0) {
        const lode_record *record = &r->raw[to].record[left_out];
        char known[LODE_DATE_SIZE], until[LODE_DATE_SIZE];
        lode_diag_add(r->diags, LODE_DIAG_REFERENCE_LEFT_OUT, place, NULL, key,
                      lode_date_format(record->known, known),
                      lode_date_format(r->evidence_until, until));
        lode_diag_hint(r->diags, "it stands at %s:%d; leave out what refers to it too",
                       r->store->file_name[to], (int)record->line);
    } else if (!spoiled && !r->raw[to].broken && r->raw[to].n_nameless == 0)
        unknown_reference(r, to, key, place);
    return -1;
}

/* --- single values ------------------------------------------------------------------------ */

static bool read_date(lode_reader *r, const char *text, lode_place place, int32_t *day)
{
    if (lode_date_parse(text, strlen(text), day)) return true;
    lode_diag_add(r->diags, LODE_DIAG_NOT_A_DATE, place, "write it as YYYY-MM-DD", text);
    return false;
}

static bool read_bool(lode_reader *r, const char *text, lode_place place, int32_t *value)
{
    int32_t i = lode_words_find("no|yes|false|true", text);
    if (i >= 0) *value = i % 2;
    else lode_diag_add(r->diags, LODE_DIAG_NOT_YES_NO, place, "write yes or no", text);
    return i >= 0;
}

static bool read_int(lode_reader *r, const lode_column_spec *column, const char *text,
                     lode_place place, int32_t *value)
{
    double x;
    const char *hint = lode_number_read(text, &x);
    if (hint || strpbrk(text, ".eE")) {
        lode_diag_add(r->diags, LODE_DIAG_NOT_AN_INTEGER, place, hint, text);
        return false;
    }
    if (x < column->low || x > column->high) {
        lode_diag_add(r->diags, LODE_DIAG_OUT_OF_BOUNDS, place, NULL, column->name, text);
        lode_diag_hint(r->diags, "it must be between %g and %g", column->low, column->high);
        return false;
    }
    *value = (int32_t)x;
    return true;
}

/* A number that no draw varies. */
static bool read_number(lode_reader *r, const lode_column_spec *column, const char *text,
                        lode_place place, double *value)
{
    const char *hint = lode_number_read(text, value);
    if (hint) {
        lode_diag_add(r->diags, LODE_DIAG_NOT_A_NUMBER, place, hint, text);
        return false;
    }
    if (*value >= column->low && *value <= column->high) return true;
    lode_diag_add(r->diags, LODE_DIAG_OUT_OF_BOUNDS, place, NULL, column->name, text);
    lode_diag_hint(r->diags, "it must be between %g and %g", column->low, column->high);
    return false;
}

/* Convert one text by the type of its column; lists, numbers and quantities excepted. */
static bool read_single(lode_reader *r, const lode_column_spec *column, const char *text,
                        lode_place place, int32_t *value)
{
    switch (column->type) {
    case LODE_KEY:
    case LODE_TEXT:
    case LODE_NAMES:
        *value = add_string(r, text);
        return *value >= 0;
    case LODE_ENUM:
        *value = lode_read_word(r, column->argument, text, place);
        return *value >= 0;
    case LODE_REF:
    case LODE_REFS:
        *value = lode_resolve(r, lode_schema_find_table(column->argument), text, place);
        return *value >= 0;
    case LODE_BOOL:
        return read_bool(r, text, place, value);
    case LODE_DATE:
    case LODE_DATES:
        return read_date(r, text, place, value);
    case LODE_INT:
        return read_int(r, column, text, place, value);
    case LODE_NUM:
    case LODE_QTY:
        break;
    }
    return false;
}

/* --- lists -------------------------------------------------------------------------------- */

static bool is_listed(const lode_reader *r, int32_t first, int32_t x)
{
    for (int32_t i = first; i < r->n_list; i++)
        if (r->list[i] == x) return true;
    return false;
}

/* One element of a list of references or dates. */
static bool add_element(lode_reader *r, const lode_column_spec *column, lode_cell *cell,
                        const char *text, lode_place place)
{
    enum { LONGEST_SEARCH = 1000 };
    int32_t x;
    if (!read_single(r, column, text, place, &x)) {
        cell->set = false;
        return !r->failed;
    }
    if (r->n_list - cell->first < LONGEST_SEARCH && is_listed(r, cell->first, x)) {
        lode_diag_add(r->diags, LODE_DIAG_LISTED_TWICE, place, "once is enough", text);
        return true;
    }
    return add_to_list(r, x);
}

/* The pieces of "a; b;c", each with its place. */
static bool add_elements(lode_reader *r, const lode_column_spec *column, lode_cell *cell,
                         const lode_written *w)
{
    lode_place whole = lode_written_place(r, column->table, w);
    for (const char *s = w->text;; s++) {
        size_t n = strcspn(s, ";"), skip = strspn(s, " \t"), end = n;
        if (skip > n) skip = n;
        while (end > skip && (s[end - 1] == ' ' || s[end - 1] == '\t')) end--;
        lode_place place = whole;
        place.column += (int32_t)(s - w->text) + (int32_t)skip + w->quoted;
        place.length = (int32_t)(end - skip);
        if (end > skip) {
            const char *piece = lode_scratch_copy(r, s + skip, end - skip);
            if (!piece || !add_element(r, column, cell, piece, place)) return false;
        } else lode_diag_add(r->diags, LODE_DIAG_EMPTY_ELEMENT, place, "remove the ';'");
        s += n;
        if (*s == '\0') return true;
    }
}

static bool read_list(table_reader *v, const lode_column_spec *column, const lode_field *f,
                      lode_cell *cell)
{
    lode_reader *r = v->r;
    cell->first = r->n_list;
    cell->set = true;
    for (int32_t i = 0; i < f->n_item; i++) {
        const lode_written *w = &f->part[0][i];
        if (v->table->place == LODE_CSV) {
            if (!add_elements(r, column, cell, w)) return false;
        } else if (!add_element(r, column, cell, w->text, lode_written_place(r, v->t, w)))
            return false;
    }
    cell->n = r->n_list - cell->first;
    return true;
}

/* --- rows --------------------------------------------------------------------------------- */

/* Sort the pieces of the record by column and part. */
static void find_fields(table_reader *v)
{
    memset(v->field, 0, (size_t)v->table->n_column * sizeof v->field[0]);
    for (int32_t i = v->record->first; i < v->record->first + v->record->n; i++) {
        const lode_written *w = &v->r->written[i];
        lode_field *f = &v->field[w->slot / LODE_N_PART];
        int32_t part = w->slot % LODE_N_PART;
        if (w->wrong) f->wrong = true;
        else if (w->text[0] == '\0') {
            if (part == LODE_PART_VALUE) f->blank = w;
        } else {
            if (!f->part[part]) f->part[part] = w;
            if (part == LODE_PART_VALUE) f->n_item++;
        }
    }
}

/* Where a value stands, or would stand: its cell, else the record. */
static lode_place value_place(const table_reader *v, int32_t k)
{
    const lode_field *f = &v->field[k];
    for (int32_t part = 0; part < LODE_N_PART; part++)
        if (f->part[part]) return lode_written_place(v->r, v->t, f->part[part]);
    return f->blank ? lode_written_place(v->r, v->t, f->blank) : record_place(v);
}

static void missing(table_reader *v, int32_t k, const lode_column_spec *column)
{
    if (v->r->raw[v->t].broken) return;
    lode_diag_add(v->r->diags, LODE_DIAG_MISSING_VALUE, value_place(v, k), NULL, column->name);
    lode_diag_hint(v->r->diags, "%s: %s", column->name, column->what);
    v->r->incomplete = true;
}

/* A value that is not a quantity. */
static bool read_cell(table_reader *v, int32_t k)
{
    lode_reader *r = v->r;
    const lode_column_spec *column = lode_schema_column(v->table->first_column + k);
    const lode_field *f = &v->field[k];
    lode_cell *cell = &v->cell[k];
    const char *text = f->part[0] ? f->part[0]->text : NULL;
    if (column->need == LODE_IS_KEY) text = v->record->key[k];
    lode_place place = value_place(v, k);
    cell->given = f->part[0] || f->wrong;
    if (f->wrong) return true;
    if (!text || text[0] == '\0') {
        if (column->need == LODE_REQUIRED) missing(v, k, column);
        if (column->fallback[0] == '\0') return true;
        text = column->fallback;
    }
    if (cell->given && (column->type == LODE_REFS || column->type == LODE_DATES || column->type == LODE_NAMES))
        return read_list(v, column, f, cell);
    if (f->n_item > 1)
        lode_diag_add(r->diags, LODE_DIAG_YAML_EXPECTED, place, NULL, column->name,
                      "a single value", "a list");
    if (column->type == LODE_NUM) cell->set = read_number(r, column, text, place, &cell->number);
    else cell->set = read_single(r, column, text, place, &cell->i);
    bool structural = column->type == LODE_ENUM || column->type == LODE_BOOL;
    if (!cell->set && structural) r->incomplete = true;
    return !r->failed;
}

/* What the row says about where its quantities come from. */
static lode_row_source row_source(const table_reader *v)
{
    lode_row_source from = {.source = -1, .grade = 3};
    int32_t source = lode_schema_find_column(v->t, "source");
    int32_t grade = lode_schema_find_column(v->t, "grade");
    if (source >= 0) {
        const lode_cell *cell = &v->cell[source - v->table->first_column];
        if (cell->given) from.source = -2;
        else if (lode_schema_column(source)->need == LODE_REQUIRED) from.source = -2;
        if (cell->set && cell->n > 0) from.source = v->r->list[cell->first];
    }
    if (grade >= 0) {
        const lode_cell *cell = &v->cell[grade - v->table->first_column];
        if (cell->set) from.grade = cell->i;
    }
    return from;
}

/* A guess without a range is worth a warning, but not hundreds of them. */
static void warn_of_guess(table_reader *v)
{
    enum { SHOWN = 10 };
    if (++v->r->guesses <= SHOWN)
        lode_diag_add(v->r->diags, LODE_DIAG_GUESS_NO_RANGE, record_place(v),
                      "give low and high, or the distribution 'fixed' if it is meant so");
}

static bool read_row(table_reader *v)
{
    lode_reader *r = v->r;
    find_fields(v);
    for (int32_t k = 0; k < v->table->n_column; k++) {
        lode_place place = value_place(v, k);
        v->cell[k].line = place.line;
        v->cell[k].column = place.column;
        v->cell[k].length = place.length;
        bool quantity = lode_schema_column(v->table->first_column + k)->type == LODE_QTY;
        if (!quantity && !read_cell(v, k)) return false;
    }
    lode_row_source from = row_source(v);
    bool guess = false;
    for (int32_t k = 0; k < v->table->n_column; k++) {
        lode_column_id c = v->table->first_column + k;
        const lode_column_spec *column = lode_schema_column(c);
        if (column->type != LODE_QTY) continue;
        if (!lode_read_quantity(r, c, v->row, &v->field[k], &from, value_place(v, k), &v->cell[k],
                                &guess))
            return false;
        if (column->need == LODE_REQUIRED && !v->cell[k].given) missing(v, k, column);
    }
    if (guess) warn_of_guess(v);
    return true;
}

static bool read_table(lode_reader *r, lode_table_id t)
{
    table_reader v = {.r = r, .t = t, .table = lode_schema_table(t)};
    lode_rows *rows = &r->store->c.table[t];
    int32_t n_row = r->raw[t].n, n_column = v.table->n_column;
    rows->cell = LODE_TAKE(&r->store->arena, (size_t)n_row * (size_t)n_column, lode_cell);
    if (!rows->cell) return lode_reader_no_memory(r);
    rows->n_row = n_row;
    rows->n_column = n_column;
    for (v.row = 0; v.row < n_row; v.row++) {
        v.record = &r->raw[t].record[v.row];
        v.cell = &rows->cell[(size_t)v.row * (size_t)n_column];
        if (!read_row(&v)) return false;
    }
    return true;
}

/* Mark the sources of "a; b;c" as used. */
static void use_sources(lode_reader *r, const char *list)
{
    for (const char *s = list; *s;) {
        size_t n = strcspn(s, ";"), skip = strspn(s, " \t");
        const char *key = skip < n ? lode_scratch_copy(r, s + skip, n - skip) : NULL;
        int32_t row = key ? lode_record_find(r, LODE_T_SOURCES, key) : -1;
        if (row >= 0) r->store->source_used[row] = true;
        s += n + (s[n] == ';');
    }
}

/* A source that only rows left out name is not forgotten: with later evidence they count. */
static void note_left_out(lode_reader *r, lode_table_id t)
{
    int32_t first = lode_schema_table(t)->first_column;
    for (int32_t i = r->raw[t].n; i < r->raw[t].n + r->raw[t].n_left_out; i++) {
        const lode_record *record = &r->raw[t].record[i];
        for (int32_t k = record->first; k < record->first + record->n; k++) {
            const lode_column_spec *column = lode_schema_column(first + r->written[k].slot / LODE_N_PART);
            bool named = column->type == LODE_REF || column->type == LODE_REFS;
            if (named && strcmp(column->argument, "sources") == 0) use_sources(r, r->written[k].text);
        }
    }
}

bool lode_read_values(lode_reader *r)
{
    enum { SHOWN = 10 };
    r->store->source_used = LODE_TAKE(&r->store->arena, r->raw[LODE_T_SOURCES].n, bool);
    if (!r->store->source_used) return lode_reader_no_memory(r);
    for (int32_t t = 0; t < LODE_N_TABLE; t++)
        if (!read_table(r, t)) return false;
    for (int32_t t = 0; t < LODE_N_TABLE; t++) note_left_out(r, t);
    if (r->guesses > SHOWN)
        lode_diag_add(r->diags, LODE_DIAG_GUESS_MORE, (lode_place){0}, NULL,
                      (int)(r->guesses - SHOWN));
    return true;
}
