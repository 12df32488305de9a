/* Supply against use of each product in the calibrated base year, before and after calibration. */
#include "study/balance.h"

#include "engine/engine.h"

static const double PER_YEAR = 365.0;

/* What makers supply, and how much of its flow was observed. */
static void add_supply(const lode_built *b, const lode_values *v, int32_t o, lode_balance *row, double *flow)
{
    const lode_model *m = b->model;
    int32_t i = m->output_site[o];
    double made = v->output_per_unit[o].v[0] * v->site_base[i].v[0] * PER_YEAR;
    row->supply += made;
    row->given_supply += m->site_activity[i] >= 0 ? made : 0;
    row->disposed += v->output_disposed[o].v[0] * PER_YEAR;
    for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) {
        *flow += v->link_flow[l].v[0];
        if (m->link_block[l] >= 0) row->observed_share += v->link_flow[l].v[0];
    }
}

/* Only what a row of demand calls other uses is a residual: an end product whose blank demand takes what is built has none. */
static bool is_other_use(const lode_built *b, int32_t site)
{
    enum { OTHER_USES = 2 }; /* civil|defence|other-uses */
    return b->site_table[site] == LODE_T_DEMAND &&
           lode_case_int(b->c, b->site_row[site], LODE_DEMAND_END_USE, 0) == OTHER_USES;
}

/* Only base recipes run in the base year. */
static void add_use(const lode_built *b, const lode_values *v, int32_t g, lode_balance *row)
{
    const lode_model *m = b->model;
    int32_t i = m->group_site[g];
    if (g >= m->group_ptr[m->line_ptr[i] + 1]) return;
    double use = v->group_per_unit[g].v[0] * v->site_base[i].v[0] * PER_YEAR;
    *(is_other_use(b, i) ? &row->other_uses : &row->named_use) += use;
}

lode_balance lode_balance_of(const lode_built *b, const lode_values *v, int32_t product)
{
    const lode_model *m = b->model;
    lode_balance row = {.product = product, .worst_fit = v->worst_fit.v[0]};
    double flow = 0;
    for (int32_t j = m->product_output_ptr[product]; j < m->product_output_ptr[product + 1]; j++)
        add_supply(b, v, m->product_output[j], &row, &flow);
    for (int32_t j = m->product_group_ptr[product]; j < m->product_group_ptr[product + 1]; j++)
        add_use(b, v, m->product_group[j], &row);
    row.observed_share = flow > 0 ? row.observed_share / flow : 0;
    return row;
}

lode_balance *lode_balances(const lode_built *b, lode_arena *a)
{
    const lode_engine *e = lode_engine_best();
    const lode_model *m = b->model;
    lode_arena scratch = {0};
    lode_values v = {0};
    void *memory = lode_arena_take(&scratch, 1, e->values_bytes(m));
    lode_balance *row = memory ? LODE_TAKE(a, m->n_product, lode_balance) : NULL;
    if (row) {
        e->values_place(m, memory, &v);
        e->calibrate(m, b->x, lode_case_int(b->c, 0, LODE_CASE_STEP, 1), &v);
        for (int32_t p = 0; p < m->n_product; p++) row[p] = lode_balance_of(b, &v, p);
    }
    lode_arena_free(&scratch);
    return row;
}

double lode_balance_residual(const lode_balance *row)
{
    return row->supply > 0 ? (row->other_uses + row->disposed) / row->supply : 0;
}
