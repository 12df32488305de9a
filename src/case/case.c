/* Looking at a case that was read: cells, keys, inputs, places; freeing it. */
#include <stdlib.h>
#include <string.h>

#include "case/reader.h"

static const lode_store *store_of(const lode_case *c)
{
    return c->store;
}

void lode_case_free(lode_case *c)
{
    if (!c) return;
    lode_store *s = c->store;
    lode_arena_free(&s->arena);
    free(s);
}

const lode_cell *lode_case_cell(const lode_case *c, int32_t row, lode_column_id column)
{
    const lode_column_spec *spec = lode_schema_column(column);
    const lode_rows *rows = &c->table[spec->table];
    LODE_ASSERT(row >= 0 && row < rows->n_row);
    int32_t k = (int32_t)column - lode_schema_table(spec->table)->first_column;
    return &rows->cell[(size_t)row * (size_t)rows->n_column + (size_t)k];
}

const char *lode_case_text(const lode_case *c, int32_t row, lode_column_id column)
{
    lode_type type = lode_schema_column(column)->type;
    LODE_ASSERT(type == LODE_KEY || type == LODE_TEXT);
    (void)type;
    const lode_cell *cell = lode_case_cell(c, row, column);
    return cell->set ? store_of(c)->text[cell->i] : "";
}

const char *lode_case_name(const lode_case *c, int32_t row, lode_column_id column, int32_t i)
{
    const lode_cell *cell = lode_case_cell(c, row, column);
    LODE_ASSERT(lode_schema_column(column)->type == LODE_NAMES && i >= 0 && i < cell->n);
    return store_of(c)->text[c->list[cell->first + i]];
}

int32_t lode_case_int(const lode_case *c, int32_t row, lode_column_id column, int32_t otherwise)
{
    const lode_cell *cell = lode_case_cell(c, row, column);
    return cell->set ? cell->i : otherwise;
}

double lode_case_number(const lode_case *c, int32_t row, lode_column_id column, double otherwise)
{
    LODE_ASSERT(lode_schema_column(column)->type == LODE_NUM);
    const lode_cell *cell = lode_case_cell(c, row, column);
    return cell->set ? cell->number : otherwise;
}

int32_t lode_case_qty(const lode_case *c, int32_t row, lode_column_id column)
{
    LODE_ASSERT(lode_schema_column(column)->type == LODE_QTY);
    const lode_cell *cell = lode_case_cell(c, row, column);
    return cell->set ? cell->i : -1;
}

const char *lode_case_key(const lode_case *c, lode_table_id table, int32_t row)
{
    LODE_ASSERT(row >= 0 && row < c->table[table].n_row);
    return store_of(c)->key[table][row];
}

int32_t lode_case_find(const lode_case *c, lode_table_id table, const char *key)
{
    int32_t low = 0, high = c->table[table].n_row;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        int order = strcmp(lode_case_key(c, table, middle), key);
        if (order == 0) return middle;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return -1;
}

int32_t lode_case_find_input(const lode_case *c, const char *name)
{
    const int32_t *by_name = store_of(c)->by_name;
    int32_t low = 0, high = c->n_input;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        int order = strcmp(c->input[by_name[middle]].name, name);
        if (order == 0) return by_name[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return -1;
}

lode_place lode_case_place(const lode_case *c, int32_t row, lode_column_id column)
{
    const lode_cell *cell = lode_case_cell(c, row, column);
    const char *path = store_of(c)->path[lode_schema_column(column)->table];
    return (lode_place){path, cell->line, cell->column, cell->length};
}

bool lode_measure_in_force(const lode_case *c, int32_t measure)
{
    const lode_cell *as_of = lode_case_cell(c, 0, LODE_CASE_AS_OF);
    const lode_cell *announced = lode_case_cell(c, measure, LODE_MEASURES_ANNOUNCED);
    const lode_cell *effective = lode_case_cell(c, measure, LODE_MEASURES_EFFECTIVE);
    return as_of->set && announced->set && effective->set && announced->i <= as_of->i &&
           effective->i <= as_of->i;
}

static bool lists(const lode_case *c, int32_t row, lode_column_id column, int32_t x)
{
    const lode_cell *cell = lode_case_cell(c, row, column);
    for (int32_t i = cell->first; cell->set && i < cell->first + cell->n; i++)
        if (c->list[i] == x) return true;
    return false;
}

bool lode_case_in_status_quo(const lode_case *c, int32_t measure_row)
{
    int32_t row = lode_case_find(c, LODE_T_SCENARIOS, "status-quo");
    return row >= 0 && lists(c, row, LODE_SCENARIOS_MEASURES, measure_row) &&
           !lists(c, row, LODE_SCENARIOS_WITHOUT, measure_row);
}
