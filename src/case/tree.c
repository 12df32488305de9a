/* The tree of case.yaml as records: the top level is one, every entry of a mapping is one. */
#include <string.h>

#include "case/yaml.h"

static lode_place place_of(const lode_reader *r, const lode_node *n)
{
    return (lode_place){r->store->path[LODE_T_CASE], n->line, n->column, n->length};
}

static const char *kind_name(const lode_node *n)
{
    return n->kind == LODE_NODE_SCALAR ? "a single value"
           : n->kind == LODE_NODE_LIST ? "a list"
                                       : "a mapping";
}

static void expected(lode_reader *r, const lode_node *n, const char *key, const char *what)
{
    lode_diag_add(r->diags, LODE_DIAG_YAML_EXPECTED, place_of(r, n), NULL, key, what, kind_name(n));
    r->incomplete = true;
}

/* Report a key that nobody knows. Returns the index of the nearest of `known`, or -1. */
static int32_t unknown_key(lode_reader *r, const lode_node *key, const char *const *known,
                           int32_t n)
{
    int32_t near = lode_reader_nearest(r, key->text, known, n);
    lode_diag_add(r->diags, LODE_DIAG_UNKNOWN_KEY, place_of(r, key), NULL, key->text);
    if (near >= 0) {
        lode_diag_hint(r->diags, "did you mean '%s'?", known[near]);
        return near;
    }
    lode_text all = {0};
    for (int32_t i = 0; i < n; i++) lode_text_printf(&all, "%s%s", i > 0 ? ", " : "", known[i]);
    if (all.failed) lode_reader_no_memory(r);
    else lode_diag_hint(r->diags, "known here: %s", lode_text_str(&all));
    lode_text_free(&all);
    return -1;
}

static bool has_key(const lode_node *mapping, const char *key)
{
    for (const lode_node *k = mapping->child; k; k = k->next)
        if (strcmp(k->text, key) == 0) return true;
    return false;
}

/* --- values ------------------------------------------------------------------------------- */

static bool add_text(lode_reader *r, lode_record *record, int32_t slot, const lode_node *n)
{
    lode_written w = {.text = n->text,
                      .slot = slot,
                      .line = n->line,
                      .column = n->column,
                      .length = n->length,
                      .quoted = !n->plain};
    return lode_written_add(r, record, &w);
}

/* Note that a value was written, but cannot be read. */
static bool add_wrong(lode_reader *r, lode_record *record, int32_t slot, const lode_node *n)
{
    lode_written w = {.text = "",
                      .slot = slot,
                      .line = n->line,
                      .column = n->column,
                      .length = n->length,
                      .wrong = true};
    return lode_written_add(r, record, &w);
}

/* A list of sources of one quantity, as CSV writes it. */
static bool add_joined(lode_reader *r, lode_record *record, int32_t slot, const lode_node *list)
{
    if (!list->child) return true;
    lode_text all = {0};
    for (const lode_node *n = list->child; n; n = n->next) {
        if (n->kind == LODE_NODE_SCALAR) lode_text_printf(&all, "%s;", n->text);
        else expected(r, n, "source", "a list of identifiers");
    }
    lode_node joined = *list->child;
    joined.text = all.failed ? NULL : lode_scratch_copy(r, lode_text_str(&all), all.length);
    lode_text_free(&all);
    if (!joined.text) return lode_reader_no_memory(r);
    return add_text(r, record, slot, &joined);
}

/* {low: 2, central: 3, high: 5, ...} */
static bool add_quantity(lode_reader *r, lode_record *record, int32_t slot,
                         const lode_node *mapping)
{
    for (const lode_node *k = mapping->child; k; k = k->next) {
        int32_t part = 0;
        while (part < LODE_N_PART && strcmp(k->text, lode_part_names[part]) != 0) part++;
        if (part == LODE_N_PART) unknown_key(r, k, lode_part_names, LODE_N_PART);
        else if (lode_node_is_null(k->value)) continue;
        else if (k->value->kind == LODE_NODE_SCALAR) {
            if (!add_text(r, record, slot + part, k->value)) return false;
        } else if (part == LODE_PART_SOURCE && k->value->kind == LODE_NODE_LIST) {
            if (!add_joined(r, record, slot + part, k->value)) return false;
        } else expected(r, k->value, k->text, "a single value");
    }
    return true;
}

static bool add_list(lode_reader *r, lode_record *record, int32_t slot, const char *key,
                     const lode_node *list)
{
    for (const lode_node *n = list->child; n; n = n->next) {
        if (n->kind != LODE_NODE_SCALAR) expected(r, n, key, "a list of single values");
        else if (n->text[0] == '\0') {
            lode_diag_add(r->diags, LODE_DIAG_EMPTY_ELEMENT, place_of(r, n), "remove it");
            r->incomplete = true;
        } else if (!add_text(r, record, slot, n)) return false;
    }
    return true;
}

/* The value of column c. */
static bool add_value(lode_reader *r, lode_record *record, lode_column_id c, const lode_node *key)
{
    const lode_column_spec *column = lode_schema_column(c);
    const lode_node *value = key->value;
    int32_t slot = ((int32_t)c - lode_schema_table(column->table)->first_column) * LODE_N_PART;
    bool is_list = column->type == LODE_REFS || column->type == LODE_DATES || column->type == LODE_NAMES;
    if (lode_node_is_null(value)) {
        lode_node blank = *key;
        blank.text = "";
        blank.plain = true;
        return add_text(r, record, slot, &blank);
    }
    if (value->kind == LODE_NODE_SCALAR) return add_text(r, record, slot, value);
    if (value->kind == LODE_NODE_LIST && is_list)
        return add_list(r, record, slot, key->text, value);
    if (value->kind == LODE_NODE_MAPPING && column->type == LODE_QTY)
        return add_quantity(r, record, slot, value);
    expected(r, value, key->text,
             is_list                    ? "a list"
             : column->type == LODE_QTY ? "a number, or a mapping with low, central and high"
                                        : "a single value");
    return add_wrong(r, record, slot, value);
}

/* --- records ------------------------------------------------------------------------------ */

/* The keys of one record of a table. */
static bool add_values(lode_reader *r, lode_record *record, lode_table_id t,
                       const lode_node *mapping)
{
    const lode_table_spec *table = lode_schema_table(t);
    for (const lode_node *k = mapping->child; k; k = k->next) {
        int32_t c = lode_schema_find_column(t, k->text);
        if (c >= 0 && lode_schema_column(c)->need != LODE_IS_KEY) {
            if (!add_value(r, record, c, k)) return false;
            continue;
        }
        const char *known[LODE_N_COLUMN];
        int32_t n = 0;
        for (int32_t i = 0; i < table->n_column; i++) {
            const lode_column_spec *column = lode_schema_column(table->first_column + i);
            if (column->need != LODE_IS_KEY) known[n++] = column->name;
        }
        /* the nearest key is taken for it, so that its value is not called missing as well */
        int32_t near = unknown_key(r, k, known, n);
        if (near < 0 || has_key(mapping, known[near])) continue;
        c = lode_schema_find_column(t, known[near]);
        if (!add_value(r, record, c, k)) return false;
    }
    return true;
}

/* measures: {cn-18: {...}, ...} */
static bool add_map(lode_reader *r, lode_table_id t, const lode_node *mapping)
{
    int32_t limit = LODE_MAX_RECORD;
    for (const lode_node *k = mapping->child; k; k = k->next) {
        if (k->value->kind != LODE_NODE_MAPPING && !lode_node_is_null(k->value)) {
            expected(r, k->value, k->text, "a mapping");
            if (!lode_record_spoil(r, t, place_of(r, k), k->text)) return false;
            continue;
        }
        if (r->raw[t].n_all == limit) {
            lode_diag_add(r->diags, LODE_DIAG_TOO_MANY_RECORDS, place_of(r, k), NULL, (int)limit);
            r->raw[t].broken = true;
            return true;
        }
        lode_record *record = lode_record_add(r, t, place_of(r, k));
        if (!record || !add_text(r, record, 0, k)) return false;
        if (k->value->kind == LODE_NODE_MAPPING && !add_values(r, record, t, k->value))
            return false;
    }
    return true;
}

/* A table of case.yaml: a mapping of records, or a single record. */
static bool add_table(lode_reader *r, lode_table_id t, const lode_node *key)
{
    lode_raw_table *raw = &r->raw[t];
    raw->present = true;
    if (lode_node_is_null(key->value)) return true;
    if (key->value->kind != LODE_NODE_MAPPING) {
        expected(r, key->value, key->text, "a mapping");
        raw->broken = true;
        return true;
    }
    if (lode_schema_table(t)->place == LODE_YAML_MAP) return add_map(r, t, key->value);
    raw->record[0].line = key->line;
    raw->record[0].column = key->column;
    raw->record[0].length = key->length;
    return add_values(r, &raw->record[0], t, key->value);
}

/* --- the top level ------------------------------------------------------------------------ */

/* Whether `name` is the first part of a column of the top level, such as period of period.start. */
static bool is_group(const char *name)
{
    const lode_table_spec *root = lode_schema_table(LODE_T_CASE);
    size_t n = strlen(name);
    for (int32_t i = 0; i < root->n_column; i++) {
        const char *column = lode_schema_column(root->first_column + i)->name;
        if (strncmp(column, name, n) == 0 && column[n] == '.') return true;
    }
    return false;
}

/* period: {start: ..., end: ...} */
static bool add_group(lode_reader *r, lode_record *record, const lode_node *key)
{
    const lode_table_spec *root = lode_schema_table(LODE_T_CASE);
    size_t n = strlen(key->text);
    if (key->value->kind != LODE_NODE_MAPPING) {
        expected(r, key->value, key->text, "a mapping");
        for (int32_t i = 0; i < root->n_column; i++) {
            const char *column = lode_schema_column(root->first_column + i)->name;
            if (strncmp(column, key->text, n) == 0 && column[n] == '.' &&
                !add_wrong(r, record, i * LODE_N_PART, key->value))
                return false;
        }
        return true;
    }
    for (const lode_node *k = key->value->child; k; k = k->next) {
        const char *known[LODE_N_COLUMN];
        int32_t n_known = 0, found = -1;
        for (int32_t i = 0; i < root->n_column; i++) {
            const char *column = lode_schema_column(root->first_column + i)->name;
            if (strncmp(column, key->text, n) != 0 || column[n] != '.') continue;
            known[n_known++] = column + n + 1;
            if (strcmp(column + n + 1, k->text) == 0) found = root->first_column + i;
        }
        if (found < 0) unknown_key(r, k, known, n_known);
        else if (!add_value(r, record, found, k)) return false;
    }
    return true;
}

static bool is_yaml_table(int32_t t)
{
    if (t < 0) return false;
    lode_place_kind place = lode_schema_table(t)->place;
    return place == LODE_YAML_MAP || place == LODE_YAML_ONE;
}

/* A key of the top level that is none. */
static void unknown_top(lode_reader *r, const lode_node *key)
{
    int32_t table = lode_schema_find_table(key->text);
    if (table >= 0 && lode_schema_table(table)->place == LODE_CSV) {
        lode_diag_add(r->diags, LODE_DIAG_UNKNOWN_KEY, place_of(r, key), NULL, key->text);
        lode_diag_hint(r->diags, "it is a file of its own, %s.csv", key->text);
        return;
    }
    const char *known[LODE_N_TABLE + LODE_N_COLUMN];
    const lode_table_spec *root = lode_schema_table(LODE_T_CASE);
    int32_t n = 0;
    for (int32_t i = 0; i < root->n_column; i++) {
        const char *name = lode_schema_column(root->first_column + i)->name;
        if (!strchr(name, '.')) known[n++] = name;
    }
    known[n++] = "period";
    for (int32_t t = 0; t < LODE_N_TABLE; t++)
        if (is_yaml_table(t)) known[n++] = lode_schema_table(t)->name;
    unknown_key(r, key, known, n);
}

/* The values of the top level come first, so that they stand together; then the tables. */
static bool add_top(lode_reader *r, lode_record *record, const lode_node *root)
{
    for (const lode_node *k = root->child; k; k = k->next) {
        int32_t c = lode_schema_find_column(LODE_T_CASE, k->text);
        bool ok = true;
        if (is_yaml_table(lode_schema_find_table(k->text))) continue;
        if (c >= 0 && !strchr(k->text, '.')) ok = add_value(r, record, c, k);
        else if (is_group(k->text)) ok = add_group(r, record, k);
        else unknown_top(r, k);
        if (!ok) return false;
    }
    for (const lode_node *k = root->child; k; k = k->next) {
        int32_t t = lode_schema_find_table(k->text);
        if (is_yaml_table(t) && !add_table(r, t, k)) return false;
    }
    return true;
}

/* Nothing of case.yaml can be used. */
static bool give_up(lode_reader *r)
{
    for (int32_t t = 0; t < LODE_N_TABLE; t++)
        if (lode_schema_table(t)->place != LODE_CSV) r->raw[t].broken = true;
    return !r->failed;
}

bool lode_read_yaml(lode_reader *r, const char *bytes, size_t length)
{
    const lode_node *root = lode_yaml_tree(r, bytes, length);
    if (!root) return give_up(r);
    if (root->kind != LODE_NODE_MAPPING) {
        lode_diag_add(r->diags, LODE_DIAG_YAML_ROOT, place_of(r, root),
                      "it begins with lines such as 'title: ...'", kind_name(root));
        return give_up(r);
    }
    return add_top(r, &r->raw[LODE_T_CASE].record[0], root);
}
