/* The names of rows and inputs: stocks[USA,smco-magnet].cover_days, measures.cn-18.share. */
#include <stdlib.h>
#include <string.h>

#include "case/reader.h"

/* A copy of a text in the case, or NULL. */
static const char *keep(lode_reader *r, const char *text, size_t length)
{
    char *copy = LODE_TAKE(&r->store->arena, length + 1, char);
    if (copy && length > 0) memcpy(copy, text, length);
    if (!copy) lode_reader_no_memory(r);
    return copy;
}

/* Key parts joined by commas; parts at the end that only say the default are left out. */
static void write_key(lode_text *out, lode_table_id t, const lode_record *record)
{
    int32_t n = lode_schema_n_key(t), first = lode_schema_table(t)->first_column;
    while (n > 1 && strcmp(record->key[n - 1], lode_schema_column(first + n - 1)->fallback) == 0 &&
           lode_schema_key_may_be_blank(first + n - 1))
        n--;
    for (int32_t k = 0; k < n; k++) lode_text_printf(out, "%s%s", k > 0 ? "," : "", record->key[k]);
}

static bool name_rows(lode_reader *r, lode_table_id t, lode_text *text)
{
    int32_t n_row = r->store->c.table[t].n_row;
    const char **key = LODE_TAKE(&r->store->arena, n_row, const char *);
    if (!key) return lode_reader_no_memory(r);
    for (int32_t i = 0; i < n_row; i++) {
        lode_text_clear(text);
        write_key(text, t, &r->raw[t].record[i]);
        if (text->failed) return lode_reader_no_memory(r);
        key[i] = keep(r, lode_text_str(text), text->length);
        if (!key[i]) return false;
    }
    r->store->key[t] = key;
    return true;
}

static bool name_input(lode_reader *r, lode_input *in, lode_text *text)
{
    const lode_table_spec *table = lode_schema_table((lode_table_id)in->table);
    const char *column = lode_schema_column((lode_column_id)in->column)->name;
    const char *key = r->store->key[in->table][in->row];
    lode_text_clear(text);
    if (table->place == LODE_CSV) lode_text_printf(text, "%s[%s].%s", table->name, key, column);
    else if (table->place == LODE_YAML_MAP)
        lode_text_printf(text, "%s.%s.%s", table->name, key, column);
    else lode_text_printf(text, "%s.%s", table->name, column);
    if (text->failed) return lode_reader_no_memory(r);
    in->name = keep(r, lode_text_str(text), text->length);
    return in->name != NULL;
}

/* --- the index by name -------------------------------------------------------------------- */

typedef struct named {
    const char *name;
    int32_t i;
} named;

static int by_name(const void *left, const void *right)
{
    return strcmp(((const named *)left)->name, ((const named *)right)->name);
}

static bool index_names(lode_reader *r)
{
    const lode_case *c = &r->store->c;
    lode_arena_mark mark = lode_arena_now(&r->scratch);
    named *order = LODE_TAKE(&r->scratch, c->n_input, named);
    r->store->by_name = LODE_TAKE(&r->store->arena, c->n_input, int32_t);
    if (!order || !r->store->by_name) return lode_reader_no_memory(r);
    for (int32_t i = 0; i < c->n_input; i++) order[i] = (named){c->input[i].name, i};
    qsort(order, (size_t)c->n_input, sizeof *order, by_name);
    for (int32_t i = 0; i < c->n_input; i++) r->store->by_name[i] = order[i].i;
    lode_arena_rewind(&r->scratch, mark);
    return true;
}

/* What grew while reading moves into the case. */
static bool settle(lode_reader *r)
{
    lode_store *s = r->store;
    s->c.n_list = r->n_list;
    s->c.list = LODE_TAKE(&s->arena, r->n_list, int32_t);
    s->c.n_input = r->n_input;
    s->c.input = LODE_TAKE(&s->arena, r->n_input, lode_input);
    s->n_text = r->n_text;
    s->text = LODE_TAKE(&s->arena, r->n_text, const char *);
    if (!s->c.list || !s->c.input || !s->text) return lode_reader_no_memory(r);
    if (r->n_list > 0) memcpy(s->c.list, r->list, (size_t)r->n_list * sizeof *r->list);
    if (r->n_input > 0) memcpy(s->c.input, r->input, (size_t)r->n_input * sizeof *r->input);
    if (r->n_text > 0) memcpy(s->text, r->text, (size_t)r->n_text * sizeof *r->text);
    return true;
}

bool lode_read_names(lode_reader *r)
{
    if (!settle(r)) return false;
    lode_text text = {0};
    bool ok = true;
    for (int32_t t = 0; t < LODE_N_TABLE && ok; t++) ok = name_rows(r, t, &text);
    for (int32_t i = 0; i < r->n_input && ok; i++) ok = name_input(r, &r->store->c.input[i], &text);
    lode_text_free(&text);
    return ok && index_names(r);
}
