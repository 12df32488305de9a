/* Records sorted by their keys, so that the order of rows changes nothing; duplicates, and records
 * that became known too late. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "case/reader.h"

lode_record *lode_record_add(lode_reader *r, lode_table_id t, lode_place place)
{
    lode_raw_table *raw = &r->raw[t];
    lode_record *grown = lode_grown(raw->record, &raw->capacity, raw->n_all, sizeof *grown);
    if (!grown) {
        lode_reader_no_memory(r);
        return NULL;
    }
    raw->record = grown;
    lode_record *record = &raw->record[raw->n_all++];
    *record = (lode_record){.line = place.line,
                            .column = place.column,
                            .length = place.length};
    for (int32_t i = 0; i < LODE_MAX_KEY_PART; i++) record->key[i] = "";
    return record;
}

bool lode_record_spoil(lode_reader *r, lode_table_id t, lode_place place, const char *key)
{
    r->incomplete = true;
    if (lode_schema_n_key(t) != 1 || !key || key[0] == '\0' || strlen(key) > LODE_MAX_KEY) {
        r->raw[t].n_nameless++;
        return true;
    }
    lode_record *record = lode_record_add(r, t, place);
    if (!record) return false;
    record->state = LODE_RECORD_SPOILED;
    record->key[0] = key;
    return true;
}

bool lode_written_add(lode_reader *r, lode_record *record, const lode_written *w)
{
    lode_written *grown = lode_grown(r->written, &r->written_capacity, r->n_written, sizeof *grown);
    if (!grown) return lode_reader_no_memory(r);
    r->written = grown;
    if (record->n == 0) record->first = r->n_written;
    LODE_ASSERT(record->first + record->n == r->n_written);
    r->written[r->n_written++] = *w;
    record->n++;
    return true;
}

lode_place lode_written_place(const lode_reader *r, lode_table_id t, const lode_written *w)
{
    return (lode_place){r->store->path[t], w->line, w->column, w->length};
}

/* The first written value of a column's main part, or NULL. */
static const lode_written *find_written(const lode_reader *r, const lode_record *record, int32_t k)
{
    for (int32_t i = record->first; i < record->first + record->n; i++)
        if (r->written[i].slot == k * LODE_N_PART) return &r->written[i];
    return NULL;
}

/* --- keys --------------------------------------------------------------------------------- */

/* Letters, digits and _ . @ : + / - ; the first one a letter or digit. */
static bool is_identifier(const char *s)
{
    for (const char *c = s; *c; c++) {
        bool letter =
            (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9');
        if (!letter && (c == s || !strchr("_.@:+/-", *c))) return false;
    }
    return *s != '\0';
}

/* One part of a record's key. Returns the text, or NULL after a problem. */
static const char *key_part(lode_reader *r, lode_table_id t, const lode_record *record, int32_t k)
{
    lode_column_id c = lode_schema_table(t)->first_column + k;
    const lode_column_spec *column = lode_schema_column(c);
    const lode_written *w = find_written(r, record, k);
    lode_place place = {r->store->path[t], record->line, record->column, record->length};
    if (w) place = lode_written_place(r, t, w);
    if (!w || w->text[0] == '\0') {
        if (lode_schema_key_may_be_blank(c)) return column->fallback;
        lode_diag_add(r->diags, LODE_DIAG_MISSING_VALUE, place, NULL, column->name);
        lode_diag_hint(r->diags, "%s: %s", column->name, column->what);
        return NULL;
    }
    if (column->type == LODE_ENUM) {
        bool known = lode_read_word(r, column->argument, w->text, place) >= 0;
        return known ? w->text : NULL;
    }
    if (strlen(w->text) > LODE_MAX_KEY) {
        lode_diag_add(r->diags, LODE_DIAG_KEY_TOO_LONG, place, NULL, (int)LODE_MAX_KEY);
        return NULL;
    }
    /* what a reference may be, its table says */
    if (column->type == LODE_KEY && !is_identifier(w->text)) {
        lode_diag_add(r->diags, LODE_DIAG_BAD_IDENTIFIER, place,
                      "use letters, digits and _ . @ : + / -, beginning with a letter or digit",
                      w->text);
        return NULL;
    }
    return w->text;
}

static void find_keys(lode_reader *r, lode_table_id t)
{
    for (int32_t i = 0; i < r->raw[t].n_all; i++) {
        lode_record *record = &r->raw[t].record[i];
        if (record->state == LODE_RECORD_SPOILED) continue;
        for (int32_t k = 0; k < lode_schema_n_key(t); k++) {
            const char *part = key_part(r, t, record, k);
            if (part) record->key[k] = part;
            else record->state = LODE_RECORD_DROPPED;
        }
        if (record->state != LODE_RECORD_DROPPED) continue;
        r->incomplete = true;
        r->raw[t].n_nameless++;
    }
}

/* --- evidence ----------------------------------------------------------------------------- */

/* Mark the records that became known after evidence_until. */
static void find_left_out(lode_reader *r, lode_table_id t)
{
    enum { SHOWN = 5 };
    int32_t c = lode_schema_find_column(t, "known_since"), n = 0;
    if (c < 0 || !r->evidence_known) return;
    int32_t k = c - lode_schema_table(t)->first_column;
    char day[LODE_DATE_SIZE];
    for (int32_t i = 0; i < r->raw[t].n_all; i++) {
        lode_record *record = &r->raw[t].record[i];
        const lode_written *w = find_written(r, record, k);
        if (record->state != LODE_RECORD_KEPT) continue;
        if (!w || !lode_date_parse(w->text, strlen(w->text), &record->known)) continue;
        if (record->known <= r->evidence_until) continue;
        record->state = LODE_RECORD_LEFT_OUT;
        if (++n <= SHOWN)
            lode_diag_add(r->diags, LODE_DIAG_LEFT_OUT, lode_written_place(r, t, w), NULL,
                          lode_date_format(r->evidence_until, day));
    }
    if (n > SHOWN)
        lode_diag_add(r->diags, LODE_DIAG_LEFT_OUT_MORE, (lode_place){.file = r->store->path[t]},
                      NULL, (int)(n - SHOWN), lode_schema_table(t)->name,
                      lode_date_format(r->evidence_until, day));
}

/* --- order -------------------------------------------------------------------------------- */

static int compare_keys(const lode_record *a, const lode_record *b)
{
    int order = 0;
    for (int32_t k = 0; k < LODE_MAX_KEY_PART && order == 0; k++)
        order = strcmp(a->key[k], b->key[k]);
    return order;
}

/* By state, then by key; equal ones in the order of the file. */
static int compare(const void *left, const void *right)
{
    const lode_record *a = left, *b = right;
    if (a->state != b->state) return a->state < b->state ? -1 : 1;
    int order = compare_keys(a, b);
    if (order == 0) order = (a->line > b->line) - (a->line < b->line);
    return order != 0 ? order : (a->column > b->column) - (a->column < b->column);
}

/* Report kept records that have the key of another one; the first one stays. */
static void find_duplicates(lode_reader *r, lode_table_id t)
{
    lode_raw_table *raw = &r->raw[t];
    int32_t n_key = lode_schema_n_key(t), first = 0;
    for (int32_t i = 1; i < raw->n_all && n_key > 0; i++) {
        lode_record *record = &raw->record[i];
        if (record->state != LODE_RECORD_KEPT) break;
        if (compare_keys(&raw->record[first], record) != 0) {
            first = i;
            continue;
        }
        lode_text key = {0};
        for (int32_t k = 0; k < n_key; k++)
            lode_text_printf(&key, "%s%s", k > 0 ? "," : "", record->key[k]);
        lode_place place = {r->store->path[t], record->line, record->column, record->length};
        lode_diag_add(r->diags, LODE_DIAG_DUPLICATE_ROW, place, "keep one of them",
                      lode_text_str(&key), (int)raw->record[first].line);
        if (key.failed) lode_reader_no_memory(r);
        lode_text_free(&key);
        record->state = LODE_RECORD_DROPPED;
        r->incomplete = true;
    }
}

/* status-quo and no-measures are there even when nobody wrote them. */
static bool add_scenarios(lode_reader *r)
{
    static const char *const always[] = {"no-measures", "status-quo"};
    for (int i = 0; i < 2; i++) {
        bool there = false;
        for (int32_t k = 0; k < r->raw[LODE_T_SCENARIOS].n_all && !there; k++)
            there = strcmp(r->raw[LODE_T_SCENARIOS].record[k].key[0], always[i]) == 0;
        if (there) continue;
        lode_record *record = lode_record_add(r, LODE_T_SCENARIOS, (lode_place){0});
        if (!record) return false;
        record->key[0] = always[i];
    }
    return true;
}

static void sort(lode_raw_table *raw)
{
    if (raw->n_all > 1) qsort(raw->record, (size_t)raw->n_all, sizeof raw->record[0], compare);
}

bool lode_read_keys(lode_reader *r)
{
    for (int32_t t = 0; t < LODE_N_TABLE; t++) {
        lode_raw_table *raw = &r->raw[t];
        find_keys(r, t);
        if (t == LODE_T_SCENARIOS && !add_scenarios(r)) return false;
        find_left_out(r, t);
        sort(raw);
        find_duplicates(r, t);
        sort(raw);
        for (int32_t i = 0; i < raw->n_all; i++) {
            raw->n += raw->record[i].state == LODE_RECORD_KEPT;
            raw->n_left_out += raw->record[i].state == LODE_RECORD_LEFT_OUT;
            raw->n_spoiled += raw->record[i].state == LODE_RECORD_SPOILED;
        }
    }
    return !r->failed;
}

/* --- finding ------------------------------------------------------------------------------ */

static int32_t find_between(const lode_record *record, int32_t low, int32_t high, const char *key)
{
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        int order = strcmp(record[middle].key[0], key);
        if (order == 0) return middle;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return -1;
}

int32_t lode_record_find(const lode_reader *r, lode_table_id t, const char *key)
{
    return find_between(r->raw[t].record, 0, r->raw[t].n, key);
}

int32_t lode_record_find_other(const lode_reader *r, lode_table_id t, lode_record_state state,
                               const char *key)
{
    const lode_raw_table *raw = &r->raw[t];
    int32_t first = raw->n, end = raw->n + raw->n_left_out;
    if (state == LODE_RECORD_SPOILED) {
        first = end;
        end += raw->n_spoiled;
    }
    return find_between(raw->record, first, end, key);
}
