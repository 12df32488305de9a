/* Calibrate the central draw once, and say what does not close and who the culprits are. */
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "engine/engine.h"
#include "lower/builder.h"

static const double PER_YEAR = 365.0;

/* One supplier or user of a product, for naming the largest. */
typedef struct culprit {
    int32_t site;
    double amount; /* unit/year */
} culprit;

static int by_amount(const void *a, const void *b)
{
    double x = ((const culprit *)a)->amount, y = ((const culprit *)b)->amount;
    return (x < y) - (x > y);
}

static const char *name_of(const lode_builder *w, int32_t site)
{
    return lode_case_key(w->c, w->site[site].table, w->site[site].row);
}

static void hint_largest(lode_builder *w, const char *what, culprit *list, int32_t n)
{
    char text[512] = "";
    size_t used = 0;
    qsort(list, (size_t)n, sizeof *list, by_amount);
    for (int32_t i = 0; i < n && i < 4 && list[i].amount > 0 && used < sizeof text - 120; i++) {
        lode_column_id key = w->site[list[i].site].table == LODE_T_SITES ? LODE_SITES_SITE : LODE_DEMAND_ACTOR;
        lode_place at = lode_case_place(w->c, w->site[list[i].site].row, key);
        int wrote = snprintf(text + used, sizeof text - used, "%s%.60s %.6g (line %d)", i ? ", " : "",
                             name_of(w, list[i].site), list[i].amount, at.line);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
    if (used) lode_diag_hint(w->diags, "largest %s: %s", what, text);
}

/* Name the largest users and suppliers of a product. */
static void name_culprits(lode_builder *w, const lode_values *v, int32_t product)
{
    const lode_model *m = w->b->model;
    culprit *list = calloc((size_t)(m->n_group + m->n_output + 1), sizeof *list);
    if (!list) return;
    int32_t n = 0;
    for (int32_t j = m->product_group_ptr[product]; j < m->product_group_ptr[product + 1]; j++) {
        int32_t g = m->product_group[j], i = m->group_site[g];
        if (w->site[i].cohort == 0 && !(m->site_kind[i] == LODE_DEMAND && m->site_activity[i] < 0))
            list[n++] = (culprit){i, v->group_per_unit[g].v[0] * v->site_base[i].v[0] * PER_YEAR / m->site_part[i]};
    }
    hint_largest(w, "uses", list, n);
    n = 0;
    for (int32_t j = m->product_output_ptr[product]; j < m->product_output_ptr[product + 1]; j++) {
        int32_t o = m->product_output[j], i = m->output_site[o];
        if (w->site[i].cohort == 0)
            list[n++] = (culprit){i, v->output_per_unit[o].v[0] * v->site_base[i].v[0] * PER_YEAR / m->site_part[i]};
    }
    hint_largest(w, "supplies", list, n);
    free(list);
}

static void report_misfit(lode_builder *w, const lode_values *v)
{
    const lode_case *c = w->c;
    int32_t p = v->misfit_product[0];
    lode_place place = lode_case_place(c, p, LODE_PRODUCTS_PRODUCT);
    const char *product = lode_case_key(c, LODE_T_PRODUCTS, p), *unit = lode_case_text(c, p, LODE_PRODUCTS_UNIT);
    double supply = v->product_supply[p].v[0] * PER_YEAR, use = v->product_use[p].v[0] * PER_YEAR;
    switch ((lode_misfit)v->misfit[0]) {
    case LODE_SUPPLY_SHORT:
        lode_diag_add(w->diags, LODE_DIAG_SUPPLY_SHORT, place, "lower a use, raise a supply, or give a maker a supply_share",
                      product, use, unit, supply);
        break;
    case LODE_SUPPLY_UNUSED:
        lode_diag_add(w->diags, LODE_DIAG_SUPPLY_UNUSED, place,
                      "add a row with end_use other-uses to demand.csv that takes the rest", supply, unit, product, use);
        break;
    case LODE_BYPRODUCT_SHORT:
        lode_diag_add(w->diags, LODE_DIAG_BYPRODUCT_SHORT, place, "lower a use or raise the yield", product, use, unit,
                      supply);
        break;
    case LODE_FLOWS_INCONSISTENT:
        lode_diag_add(w->diags, LODE_DIAG_FLOWS_INCONSISTENT, place,
                      "observed flows and procurement rules leave no way to meet every supply and use", product,
                      v->worst_fit.v[0]);
        break;
    case LODE_BALANCED: return;
    }
    name_culprits(w, v, p);
}

/* Input groups that nobody may supply. */
static void check_suppliers(lode_builder *w)
{
    const lode_model *m = w->b->model;
    for (int32_t g = 0; g < m->n_group; g++) {
        int32_t i = m->group_site[g];
        if (m->group_link_ptr[g] != m->group_link_ptr[g + 1] || w->site[i].cohort > 0) continue;
        lode_column_id key = w->site[i].table == LODE_T_SITES ? LODE_SITES_SITE : LODE_DEMAND_ACTOR;
        lode_diag_add(w->diags, LODE_DIAG_NO_SUPPLIER, lode_case_place(w->c, w->site[i].row, key),
                      "add a maker to sites.csv, or look at procurement rules and at the product's market",
                      lode_case_key(w->c, LODE_T_PRODUCTS, m->group_product[g]), name_of(w, i));
    }
}

static void check_flows(lode_builder *w, const lode_values *v)
{
    const lode_model *m = w->b->model;
    for (int32_t b = 0; b < m->n_block; b++) {
        int32_t row = w->b->block_row[b];
        double observed = w->c->input[m->block_flow[b]].central, fitted = v->block_fitted[b].v[0] * PER_YEAR;
        double gap = observed > fitted ? observed - fitted : fitted - observed;
        if (gap > 0.01 * observed)
            lode_diag_add(w->diags, LODE_DIAG_FLOW_NOT_KEPT, lode_case_place(w->c, row, LODE_FLOWS_PER_YEAR),
                          "other flows, supplies and uses leave no room for it", fitted, observed);
    }
}

static void check_capacity(lode_builder *w, const lode_values *v)
{
    const lode_model *m = w->b->model;
    for (int32_t i = 0; i < m->n_site; i++) {
        if (m->site_kind[i] != LODE_SITE || w->site[i].cohort > 0) continue;
        double base = v->site_base[i].v[0] * PER_YEAR / m->site_part[i];
        double capacity = v->site_capacity[i].v[0] * PER_YEAR / m->site_part[i];
        if (capacity < base * (1 - 1e-9))
            lode_diag_add(w->diags, LODE_DIAG_CAPACITY_BELOW_BASE,
                          lode_case_place(w->c, w->site[i].row, LODE_SITES_CAPACITY), "it will fall short from the first day",
                          name_of(w, i), capacity, base);
    }
}

static void check_measures(lode_builder *w)
{
    const lode_model *m = w->b->model;
    for (int32_t a = 0; a < m->n_measure; a++) {
        bool acts = m->measure_kind[a] == LODE_TECHNOLOGY;
        if (w->measure_part[a] == LODE_PART_PROCUREMENT) continue;
        for (int32_t j = 0; j < m->class_measure_ptr[m->n_class]; j++) acts |= m->class_measure[j] == a;
        if (!acts)
            lode_diag_add(w->diags, LODE_DIAG_MEASURE_ON_NOTHING,
                          lode_case_place(w->c, w->b->measure_row[a], LODE_MEASURES_MEASURE),
                          "look at its products, from, to and end_use",
                          lode_case_key(w->c, LODE_T_MEASURES, w->b->measure_row[a]));
    }
}

void lode_build_check(lode_builder *w)
{
    const lode_engine *e = lode_engine_best();
    const lode_model *m = w->b->model;
    lode_values v = {0};
    lode_arena scratch = {0};
    void *memory = lode_arena_take(&scratch, 1, e->values_bytes(m));
    check_suppliers(w);
    if (!memory) w->failed = true;
    else {
        e->values_place(m, memory, &v);
        e->calibrate(m, w->b->x, lode_case_int(w->c, 0, LODE_CASE_STEP, 1), &v);
        report_misfit(w, &v);
        if (v.misfit[0] == LODE_BALANCED) {
            check_flows(w, &v);
            check_capacity(w, &v);
            lode_build_check_links(w, &v);
        }
        check_measures(w);
    }
    lode_arena_free(&scratch);
}
