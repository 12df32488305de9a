/* Sub-step 7, account: mass made, used and disposed of per product, and the residual of the balance. docs/model.md 2.7. */
#include "engine/model.h"

static void add_scaled(lode_lane *restrict sum, const lode_lane *restrict a, const lode_lane *restrict factor)
{
    for (int k = 0; k < LODE_LANES; k++) sum->v[k] += a->v[k] * factor->v[k];
}

/* What stands in stocks, on the road and in reserve, per product, into `held`. */
static void hold(const lode_model *m, const lode_state *s, lode_lane *held)
{
    for (int32_t p = 0; p < m->n_product; p++) held[p] = lode_lane_all(0);
    for (int32_t o = 0; o < m->n_output; o++) lode_lane_add(&held[m->output_product[o]], &s->output_stock[o]);
    for (int32_t g = 0; g < m->n_group; g++)
        for (int k = 0; k < LODE_LANES; k++)
            held[m->group_product[g]].v[k] += s->group_stock[g].v[k] + s->group_transit[g].v[k];
    for (int32_t r = 0; r < m->n_reserve; r++) lode_lane_add(&held[m->reserve_product[r]], &s->reserve_stock[r]);
}

/* residual = |start + made - used - disposed - (Z + S + P + R)| / (start + made), the largest over products and steps. */
void lode_account(const lode_model *m, const lode_values *v, lode_state *s)
{
    for (int32_t o = 0; o < m->n_output; o++) {
        int32_t p = m->output_product[o];
        add_scaled(&s->product_made[p], &v->output_per_unit[o], &s->site_made[m->output_site[o]]);
        lode_lane_add(&s->product_gone[p], &s->output_disposed[o]);
    }
    for (int32_t g = 0; g < m->n_group; g++) lode_lane_add(&s->product_used[m->group_product[g]], &s->group_used[g]);

    hold(m, s, s->product_held);
    for (int32_t p = 0; p < m->n_product; p++)
        for (int k = 0; k < LODE_LANES; k++) {
            double in = s->product_start[p].v[k] + s->product_made[p].v[k];
            double out = s->product_used[p].v[k] + s->product_gone[p].v[k] + s->product_held[p].v[k];
            double gap = in > out ? in - out : out - in, relative = gap / in;
            s->residual.v[k] = lode_max(s->residual.v[k], in > 0 ? relative : gap);
        }
}
