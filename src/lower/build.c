/* Building the model of a case: the parts in their order. */
#include "lower/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "lower/builder.h"

int32_t lode_builder_day(const lode_builder *w, int32_t row, lode_column_id column, int32_t otherwise)
{
    const lode_cell *cell = lode_case_cell(w->c, row, column);
    return cell->set ? cell->i - w->b->start : otherwise;
}

/* The parts that may see a record's number: as many as the case can make. */
static bool make_room(lode_builder *w)
{
    const lode_case *c = w->c;
    lode_arena *a = &w->b->arena;
    int64_t sites = 0;
    for (int32_t r = 0; r < lode_rows_of(c, LODE_T_SITES); r++) sites += lode_case_int(c, r, LODE_SITES_COHORTS, 1);
    for (int32_t r = 0; r < lode_rows_of(c, LODE_T_DEMAND); r++) sites += lode_case_int(c, r, LODE_DEMAND_COHORTS, 1);
    int64_t groups = sites * (lode_rows_of(c, LODE_T_RECIPES) + 1);
    int64_t cohorts = 20;
    w->site = LODE_TAKE(a, sites, lode_site_origin);
    w->group_row = LODE_TAKE(a, groups, int32_t);
    int32_t measures = 2 * lode_rows_of(c, LODE_T_MEASURES) + lode_rows_of(c, LODE_T_PROCUREMENT);
    w->measure_row = LODE_TAKE(a, measures, int32_t);
    w->measure_part = LODE_TAKE(a, measures, uint8_t);
    w->project_row = LODE_TAKE(a, lode_rows_of(c, LODE_T_PROJECTS) * cohorts, int32_t);
    w->damage_row = LODE_TAKE(a, lode_rows_of(c, LODE_T_DAMAGES) * cohorts, int32_t);
    w->product_defence = LODE_TAKE(a, lode_rows_of(c, LODE_T_PRODUCTS), uint8_t);
    w->product_fitted = LODE_TAKE(a, lode_rows_of(c, LODE_T_PRODUCTS), uint8_t);
    return w->site && w->group_row && w->measure_row && w->measure_part && w->project_row && w->damage_row && w->product_defence &&
           w->product_fitted && lode_canonical_hash(c, &w->canonical);
}

/* Parameters and product values that every case has. */
static void begin(lode_builder *w)
{
    const lode_case *c = w->c;
    int32_t n = lode_rows_of(c, LODE_T_PRODUCTS), *value = LODE_TAKE(&w->b->arena, n, int32_t);
    uint8_t *home = LODE_TAKE(&w->b->arena, n, uint8_t);
    if (!value || !home) {
        w->failed = true;
        return;
    }
    for (int32_t p = 0; p < n; p++) value[p] = lode_case_qty(c, p, LODE_PRODUCTS_VALUE);
    for (int32_t p = 0; p < n; p++) home[p] = lode_case_int(c, p, LODE_PRODUCTS_MARKET, 0) == 1;
    w->d.n_input = c->n_input;
    w->d.n_product = n;
    w->d.n_actor = lode_rows_of(c, LODE_T_ACTORS);
    w->d.product_value = value;
    w->d.product_home = home;
    w->d.product_fitted = w->product_fitted;
    w->d.refill = lode_case_qty(c, 0, LODE_PARAMETERS_REFILL);
    w->d.output_refill = lode_case_qty(c, 0, LODE_PARAMETERS_OUTPUT_REFILL);
    w->d.expectation = lode_case_qty(c, 0, LODE_PARAMETERS_EXPECTATION);
    w->d.shares = lode_case_qty(c, 0, LODE_PARAMETERS_SHARES);
}

/* The inputs that shared factors multiply, within the bounds of their columns. */
static void list_scaled(lode_builder *w)
{
    const lode_case *c = w->c;
    lode_built *b = w->b;
    int32_t most = 0;
    for (int32_t r = 0; r < lode_rows_of(c, LODE_T_DEPENDENCES); r++)
        most += lode_case_cell(c, r, LODE_DEPENDENCES_INPUTS)->n;
    b->scaled = LODE_TAKE(&b->arena, most + 1, lode_derived);
    w->failed |= !b->scaled;
    for (int32_t r = 0; r < lode_rows_of(c, LODE_T_DEPENDENCES) && b->scaled; r++) {
        if (lode_case_int(c, r, LODE_DEPENDENCES_KIND, -1) != LODE_FACTOR) continue;
        for (int32_t i = 0; i < lode_case_cell(c, r, LODE_DEPENDENCES_INPUTS)->n; i++) {
            int32_t slot = lode_case_find_input(c, lode_case_name(c, r, LODE_DEPENDENCES_INPUTS, i));
            const lode_column_spec *column = lode_schema_column((lode_column_id)c->input[slot].column);
            b->scaled[b->n_scaled++] = (lode_derived){.slot = slot, .input = lode_case_qty(c, r, LODE_DEPENDENCES_FACTOR),
                                                      .low = column->low, .high = column->high};
        }
    }
}

/* Names and the central draw of the finished model. */
static void finish(lode_builder *w, const lode_layout *layout)
{
    lode_built *b = w->b;
    const lode_model *m = b->model;
    b->x = LODE_TAKE(&b->arena, m->n_x, lode_lane);
    b->site_table = LODE_TAKE(&b->arena, m->n_site, int32_t);
    b->site_row = LODE_TAKE(&b->arena, m->n_site, int32_t);
    b->site_cohort = LODE_TAKE(&b->arena, m->n_site, int32_t);
    b->group_row = LODE_TAKE(&b->arena, m->n_group, int32_t);
    if (!b->x || !b->site_table || !b->site_row || !b->site_cohort || !b->group_row) {
        w->failed = true;
        return;
    }
    for (int32_t i = 0; i < w->c->n_input; i++) b->x[i] = lode_lane_all(w->c->input[i].central);
    lode_draft_constants(&w->d, b->x);
    b->derived = LODE_TAKE(&b->arena, w->n_derived + 1, lode_derived);
    if (!b->derived) {
        w->failed = true;
        return;
    }
    list_scaled(w);
    if (w->failed) return;
    b->n_derived = w->n_derived;
    if (b->n_derived > 0) memcpy(b->derived, w->derived, (size_t)b->n_derived * sizeof *b->derived);
    lode_built_derive(b, b->x);
    for (int32_t i = 0; i < m->n_site; i++) {
        b->site_table[i] = (int32_t)w->site[i].table;
        b->site_row[i] = w->site[i].row;
        b->site_cohort[i] = w->site[i].cohort;
    }
    for (int32_t g = 0; g < m->n_group; g++) b->group_row[layout->group[g]] = w->group_row[g];
    b->measure_row = w->measure_row;
    b->measure_part = w->measure_part;
    b->project_row = w->project_row;
}

void lode_built_derive(const lode_built *b, lode_lane *x)
{
    for (int32_t i = 0; i < b->n_scaled; i++) {
        const lode_derived *d = &b->scaled[i];
        for (int k = 0; k < LODE_LANES; k++)
            x[d->slot].v[k] = lode_clamp(x[d->slot].v[k] * x[d->input].v[k], d->low, d->high);
    }
    for (int32_t i = 0; i < b->n_derived; i++) {
        const lode_derived *d = &b->derived[i];
        for (int k = 0; k < LODE_LANES; k++)
            x[d->slot].v[k] = lode_clamp(d->factor * x[d->input].v[k], d->low, d->high);
    }
}

const char *lode_built_measure(const lode_built *b, int32_t measure)
{
    bool rule = b->measure_part[measure] == LODE_PART_PROCUREMENT;
    return lode_case_key(b->c, rule ? LODE_T_PROCUREMENT : LODE_T_MEASURES, b->measure_row[measure]);
}

lode_built *lode_build(const lode_case *c, lode_diags *diags)
{
    lode_built *b = calloc(1, sizeof *b);
    if (!b) {
        lode_diag_no_memory(diags);
        return NULL;
    }
    lode_builder w = {.c = c, .b = b, .diags = diags};
    lode_layout layout = {0};
    int32_t errors = diags->n_error;
    b->c = c;
    b->start = lode_case_int(c, 0, LODE_CASE_START, 0);
    b->n_day = lode_case_int(c, 0, LODE_CASE_END, 0) - b->start + 1;
    b->as_of = lode_case_int(c, 0, LODE_CASE_AS_OF, b->start) - b->start;

    w.failed = !make_room(&w);
    if (!w.failed) begin(&w);
    if (!w.failed) lode_build_sites(&w);
    if (!w.failed) lode_build_measures(&w);
    if (!w.failed) lode_build_links(&w);
    if (!w.failed) lode_build_events(&w);
    if (!w.failed) lode_build_series(&w);
    if (!w.failed) b->model = lode_draft_assemble(&w.d, &b->arena, &layout);
    if (!b->model) w.failed = true;
    if (!w.failed) finish(&w, &layout);
    if (!w.failed) lode_build_scenarios(&w);
    if (!w.failed) lode_build_check(&w);

    if (w.failed) lode_diag_no_memory(diags);
    lode_draft_free(&w.d);
    free(w.derived);
    lode_canonical_free(&w.canonical);
    if (diags->n_error > errors) {
        lode_built_free(b);
        return NULL;
    }
    return b;
}

void lode_built_free(lode_built *b)
{
    if (!b) return;
    lode_arena_free(&b->arena);
    free(b);
}
