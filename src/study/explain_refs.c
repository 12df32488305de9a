/* The rows of the case that the numbers of an explanation rest on. */
#include <string.h>

#include "study/explain_inner.h"

static void add(lode_explain_stage *s, const lode_explain_ref *ref)
{
    for (int32_t i = 0; i < s->n_ref; i++) {
        const lode_explain_ref *old = &s->ref[i];
        if (strcmp(old->role, ref->role) == 0 && old->table == ref->table && old->row == ref->row &&
            old->column == ref->column)
            return;
    }
    if (s->n_ref < LODE_EXPLAIN_REFS) s->ref[s->n_ref++] = *ref;
}

/* Note the input behind a slot of the model; constants have none. */
static void add_slot(const lode_explainer *w, const char *role, int32_t slot, lode_explain_stage *s)
{
    if (slot < 0 || slot >= w->b->c->n_input) return;
    const lode_input *x = &w->b->c->input[slot];
    add(s, &(lode_explain_ref){.role = role,
                               .input = slot,
                               .table = x->table,
                               .row = x->row,
                               .column = x->column,
                               .source = x->given ? x->source : -1,
                               .grade = x->given ? x->grade : -1});
}

/* Note a row as a whole, with the source that it names. */
static void add_row(const lode_explainer *w, const char *role, int32_t row, lode_column_id key, lode_column_id source,
                    lode_column_id grade, lode_explain_stage *s)
{
    const lode_cell *cell = lode_case_cell(w->b->c, row, source);
    add(s, &(lode_explain_ref){.role = role,
                               .input = -1,
                               .table = lode_schema_column(key)->table,
                               .row = row,
                               .column = key,
                               .source = cell->set && cell->n > 0 ? w->b->c->list[cell->first] : -1,
                               .grade = lode_case_int(w->b->c, row, grade, -1)});
}

void lode_explain_group(const lode_explainer *w, int32_t g, lode_explain_stage *s)
{
    const lode_model *m = w->b->model;
    add_slot(w, "per_unit", m->group_per_unit[g], s);
    add_slot(w, "cover", m->group_cover[g], s);
}

/* The point of a measure's path that was passed last; its share, where it has no path. */
static int32_t share_slot(const lode_model *m, int32_t a, int32_t day)
{
    int32_t first = m->measure_path_ptr[a], end = m->measure_path_ptr[a + 1], t = day - m->measure_effective[a];
    if (first == end) return m->measure_share[a];
    while (first + 1 < end && m->measure_path_day[first + 1] <= t) first++;
    return m->measure_path_share[first];
}

static void add_measure(const lode_explainer *w, int32_t a, int32_t date, lode_explain_stage *s)
{
    const lode_model *m = w->b->model;
    if (w->b->measure_part[a] == LODE_PART_PROCUREMENT)
        add_row(w, "act", w->b->measure_row[a], LODE_PROCUREMENT_RULE, LODE_PROCUREMENT_SOURCE, LODE_PROCUREMENT_GRADE,
                s);
    else add_row(w, "act", w->b->measure_row[a], LODE_MEASURES_MEASURE, LODE_MEASURES_SOURCE, LODE_MEASURES_GRADE, s);
    if (m->measure_kind[a] == LODE_SOFTWARE) add_slot(w, "term", m->measure_term[a], s);
    else add_slot(w, "share", share_slot(m, a, date - w->b->start), s);
    if (m->measure_kind[a] == LODE_LICENCE && date - w->b->start < m->measure_effective[a] + 366)
        add_slot(w, "processing", m->measure_processing[a], s);
    if (w->b->x[m->measure_leak[a]].v[0] > 0) add_slot(w, "leak", m->measure_leak[a], s);
}

void lode_explain_refs(const lode_explainer *w, lode_explain_stage *s)
{
    const lode_model *m = w->b->model;
    if (s->n_supplier > 0) {
        int32_t l = s->supplier[0].link, i = m->output_site[m->link_output[l]], block = m->link_block[l];
        if (block >= 0) add_slot(w, "flow", m->block_flow[block], s);
        else add_slot(w, "supply", m->site_activity[i] >= 0 ? m->site_activity[i] : m->site_share[i], s);
        add_slot(w, "transit", m->link_transit[l], s);
    }
    if (s->measure >= 0) add_measure(w, s->measure, s->passes_date, s);
    if (s->damage >= 0) add_slot(w, "damage", lode_case_qty(w->b->c, s->damage, LODE_DAMAGES_FRACTION), s);
}
