/* Every input of the case as a row: its range, its place, and which actor's making of which products it is about. */
#include <math.h>
#include <string.h>

#include "out/inner.h"
#include "page/inner.h"

/* Rows of products that a recipe makes. */
static void put_made(lode_json *j, const lode_case *c, const char *recipe)
{
    for (int32_t i = 0; i < c->table[LODE_T_RECIPES].n_row; i++)
        if (lode_case_int(c, i, LODE_RECIPES_DIRECTION, 0) == 1 && strcmp(lode_case_text(c, i, LODE_RECIPES_RECIPE), recipe) == 0)
            lode_json_integer(j, NULL, lode_case_int(c, i, LODE_RECIPES_PRODUCT, 0));
}

/* Rows of `what` that cells of the input's row name, as one list. */
static void put_named(lode_json *j, const lode_case *c, const lode_input *in, const char *what)
{
    const lode_table_spec *table = lode_schema_table((lode_table_id)in->table);
    for (int32_t k = table->first_column; k < table->first_column + table->n_column; k++) {
        const lode_column_spec *column = lode_schema_column((lode_column_id)k);
        const lode_cell *cell = lode_case_cell(c, in->row, (lode_column_id)k);
        if (!cell->set || !column->argument || strcmp(column->argument, what) != 0) continue;
        if (column->type == LODE_REF) lode_json_integer(j, NULL, cell->i);
        for (int32_t i = 0; column->type == LODE_REFS && i < cell->n; i++) lode_json_integer(j, NULL, c->list[cell->first + i]);
    }
}

static void put_products(lode_json *j, const lode_case *c, const lode_input *in)
{
    lode_json_open(j, NULL, '[');
    if (in->table == LODE_T_SITES) put_made(j, c, lode_case_text(c, in->row, LODE_SITES_RECIPE));
    if (in->table == LODE_T_RECIPES) put_made(j, c, lode_case_text(c, in->row, LODE_RECIPES_RECIPE));
    put_named(j, c, in, "products");
    lode_json_close(j);
}

/* Least and greatest value that the schema allows, by table.column; null: no bound. */
static void put_bounds(lode_json *j)
{
    lode_json_open(j, "bounds", '{');
    for (int32_t k = 0; k < LODE_N_COLUMN; k++) {
        const lode_column_spec *column = lode_schema_column((lode_column_id)k);
        char key[128];
        if (column->type != LODE_QTY) continue;
        snprintf(key, sizeof key, "%s.%s", lode_schema_table(column->table)->name, column->name);
        lode_json_open(j, key, '[');
        lode_json_number(j, NULL, column->low);
        lode_json_number(j, NULL, column->high);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_input(lode_json *j, const lode_case *c, const lode_input *in)
{
    lode_json_open(j, NULL, '[');
    lode_json_text(j, NULL, in->name);
    lode_json_text(j, NULL, in->unit);
    lode_json_number(j, NULL, in->low);
    lode_json_number(j, NULL, in->central);
    lode_json_number(j, NULL, in->high);
    lode_json_text(j, NULL, lode_out_dist(in->dist));
    lode_json_text(j, NULL, in->given ? lode_out_grade(in->grade) : "");
    lode_json_text(j, NULL, in->source >= 0 ? lode_case_key(c, LODE_T_SOURCES, in->source) : "");
    lode_json_text(j, NULL, lode_out_case_file(in->table));
    lode_json_integer(j, NULL, lode_case_cell(c, in->row, (lode_column_id)in->column)->line);
    lode_json_text(j, NULL, lode_schema_column((lode_column_id)in->column)->what);
    lode_json_open(j, NULL, '[');
    put_named(j, c, in, "actors");
    lode_json_close(j);
    put_products(j, c, in);
    lode_json_close(j);
}

void lode_page_inputs(lode_json *j, const lode_result *r)
{
    put_bounds(j);
    /* name, unit, low, central, high, dist, grade ("": a default), source, file, line, meaning, actors, products */
    lode_json_open(j, "inputs", '[');
    for (int32_t i = 0; i < r->c->n_input; i++) put_input(j, r->c, &r->c->input[i]);
    lode_json_close(j);
}
