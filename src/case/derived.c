/* What follows from other cells: the evidence date, first publication of measures, and what the
 * scenarios contain that nobody has to write. */
#include <string.h>

#include "case/reader.h"

static lode_cell *cell_of(lode_reader *r, int32_t row, lode_column_id c)
{
    const lode_table_spec *table = lode_schema_table(lode_schema_column(c)->table);
    lode_rows *rows = &r->store->c.table[lode_schema_column(c)->table];
    return &rows->cell[(size_t)row * (size_t)rows->n_column +
                       (size_t)((int32_t)c - table->first_column)];
}

/* Give a cell the value of another one where nothing was written. */
static void fill(lode_cell *cell, const lode_cell *from)
{
    if (cell->set || cell->given || !from->set) return;
    cell->set = true;
    cell->i = from->i;
}

/* Measures that are in force at as_of, or were before, make the status quo. */
static bool fill_status_quo(lode_reader *r, int32_t row)
{
    lode_case *c = &r->store->c;
    lode_cell *cell = cell_of(r, row, LODE_SCENARIOS_MEASURES);
    if (cell->given) return true;
    cell->set = true;
    cell->first = r->n_list;
    for (int32_t m = 0; m < c->table[LODE_T_MEASURES].n_row; m++) {
        if (!lode_measure_in_force(c, m)) continue;
        int32_t *grown = lode_grown(r->list, &r->list_capacity, r->n_list, sizeof *grown);
        if (!grown) return lode_reader_no_memory(r);
        r->list = grown;
        r->list[r->n_list++] = m;
    }
    cell->n = r->n_list - cell->first;
    return true;
}

bool lode_read_derived(lode_reader *r)
{
    lode_cell *evidence = cell_of(r, 0, LODE_CASE_EVIDENCE);
    fill(evidence, cell_of(r, 0, LODE_CASE_AS_OF));
    if (r->options.evidence_given) {
        evidence->set = true;
        evidence->i = r->options.evidence_until;
        r->store->c.evidence_given = true;
    }
    for (int32_t m = 0; m < r->store->c.table[LODE_T_MEASURES].n_row; m++)
        fill(cell_of(r, m, LODE_MEASURES_KNOWN), cell_of(r, m, LODE_MEASURES_ANNOUNCED));

    int32_t n = r->store->c.table[LODE_T_SCENARIOS].n_row;
    int32_t status_quo = lode_record_find(r, LODE_T_SCENARIOS, "status-quo");
    int32_t no_measures = lode_record_find(r, LODE_T_SCENARIOS, "no-measures");
    for (int32_t s = 0; s < n && status_quo >= 0; s++) {
        if (s == status_quo || s == no_measures) continue;
        lode_cell start = {.set = true, .i = status_quo};
        fill(cell_of(r, s, LODE_SCENARIOS_EXTENDS), &start);
    }
    for (int32_t i = 0; i < r->store->c.table[LODE_T_READINGS].n_row && status_quo >= 0; i++) {
        lode_cell start = {.set = true, .i = status_quo};
        fill(cell_of(r, i, LODE_READINGS_SCENARIO), &start);
    }
    return status_quo < 0 || fill_status_quo(r, status_quo);
}
