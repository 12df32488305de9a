/* Memory of a batch of calibrated draws, and what follows from base flows and inputs alone. */
#include "engine/model.h"
#include "engine/place.h"
#include "engine/real.h"

/* The one list of the arrays of lode_values. */
static void carve(const lode_model *m, lode_cursor *c, lode_values *v)
{
    v->site_base = lode_place_lanes(c, m->n_site);
    v->site_capacity = lode_place_lanes(c, m->n_site);
    v->site_growth = lode_place_lanes(c, m->n_site);
    v->site_overtime = lode_place_lanes(c, m->n_site);
    v->site_elasticity = lode_place_lanes(c, m->n_site);
    v->site_value_added = lode_place_lanes(c, m->n_site);
    v->site_gross = lode_place_lanes(c, m->n_site);
    v->site_defence = lode_place_lanes(c, m->n_site);
    v->output_per_unit = lode_place_lanes(c, m->n_output);
    v->output_cover = lode_place_lanes(c, m->n_output);
    v->output_cap = lode_place_lanes(c, m->n_output);
    v->output_used = lode_place_lanes(c, m->n_output);
    v->output_disposed = lode_place_lanes(c, m->n_output);
    v->output_value = lode_place_lanes(c, m->n_output);
    v->group_per_unit = lode_place_lanes(c, m->n_group);
    v->group_cover = lode_place_lanes(c, m->n_group);
    v->group_initial = lode_place_lanes(c, m->n_group);
    v->group_psi = lode_place_lanes(c, m->n_group);
    v->group_weight = lode_place_lanes(c, m->n_group);
    v->group_sigma = lode_place_lanes(c, m->n_group);
    v->group_from_stock = lode_place_lanes(c, m->n_group);
    v->group_from_new = lode_place_lanes(c, m->n_group);
    v->link_flow = lode_place_lanes(c, m->n_link);
    v->link_share = lode_place_lanes(c, m->n_link);
    v->link_days = lode_place_lanes(c, m->n_link);
    v->link_steps = lode_place_lanes(c, m->n_link);
    v->link_declared = lode_place_lanes(c, m->n_link);
    v->measure_share = lode_place_lanes(c, m->n_measure);
    v->measure_processing = lode_place_lanes(c, m->n_measure);
    v->measure_period = lode_place_lanes(c, m->n_measure);
    v->measure_leak = lode_place_lanes(c, m->n_measure);
    v->measure_leak_delay = lode_place_lanes(c, m->n_measure);
    v->measure_front = lode_place_lanes(c, m->n_measure);
    v->measure_rate = lode_place_lanes(c, m->n_measure);
    v->measure_fade = lode_place_lanes(c, m->n_measure);
    v->measure_validity = lode_place_lanes(c, m->n_measure);
    v->measure_term = lode_place_lanes(c, m->n_measure);
    v->measure_delay = lode_place_lanes(c, m->n_measure);
    v->measure_minimis = lode_place_lanes(c, m->n_measure);
    v->path_share = lode_place_lanes(c, m->measure_path_ptr[m->n_measure]);
    v->output_content = lode_place_lanes(c, (int64_t)m->n_origin * m->n_output);
    v->project_start = lode_place_lanes(c, m->n_project);
    v->project_ramp = lode_place_lanes(c, m->n_project);
    v->project_capacity = lode_place_lanes(c, m->n_project);
    v->damage_fraction = lode_place_lanes(c, m->n_damage);
    v->reserve_stock = lode_place_lanes(c, m->n_reserve);
    v->reserve_rate = lode_place_lanes(c, m->n_reserve);
    v->reserve_trigger = lode_place_lanes(c, m->n_reserve);
    v->class_qualification = lode_place_lanes(c, m->n_class);
    v->ring_ptr = lode_place_ints(c, (int64_t)m->n_group + 1);
    v->product_supply = lode_place_lanes(c, m->n_product);
    v->product_use = lode_place_lanes(c, m->n_product);
    v->block_fitted = lode_place_lanes(c, m->n_block);
}

size_t lode_values_bytes(const lode_model *m)
{
    lode_cursor c = {NULL, 0};
    lode_values unused;
    carve(m, &c, &unused);
    return c.used;
}

void lode_values_place(const lode_model *m, void *memory, lode_values *v)
{
    lode_cursor c = {memory, 0};
    carve(m, &c, v);
}

/* r(T) = 1 - exp(-h / T), the part of a gap closed in one step of h days; 1 for T = 0. docs/model.md 1. */
static lode_lane closing(const lode_lane *days, double step_days)
{
    lode_lane r;
    for (int k = 0; k < LODE_LANES; k++)
        r.v[k] = days->v[k] > 0 ? 1.0 - lode_exp(-step_days / days->v[k]) : 1.0;
    return r;
}

/* Base shares w0 = F / sum F over the group; without base flow the declared shares, else equal ones. */
static void base_shares(const lode_model *m, lode_values *v)
{
    for (int32_t g = 0; g < m->n_group; g++) {
        int32_t first = m->group_link_ptr[g], end = m->group_link_ptr[g + 1];
        lode_lane flow = {{0}}, declared = {{0}};
        for (int32_t i = first; i < end; i++) {
            lode_lane_add(&flow, &v->link_flow[m->group_link[i]]);
            lode_lane_add(&declared, &v->link_declared[m->group_link[i]]);
        }
        for (int32_t i = first; i < end; i++) {
            int32_t l = m->group_link[i];
            for (int k = 0; k < LODE_LANES; k++) {
                double equal = 1.0 / (end - first);
                double told = declared.v[k] > 0 ? v->link_declared[l].v[k] / declared.v[k] : equal;
                v->link_share[l].v[k] = flow.v[k] > 0 ? v->link_flow[l].v[k] / flow.v[k] : told;
            }
        }
    }
}

/* usable = u S + v A: "use at most S / (psi n) a day" with even arrivals, solved exactly. docs/model.md 2.4. */
static void rationing(const lode_model *m, lode_values *v, double step_days)
{
    for (int32_t g = 0; g < m->n_group; g++) {
        lode_lane days;
        for (int k = 0; k < LODE_LANES; k++) days.v[k] = v->group_psi[g].v[k] * v->group_cover[g].v[k];
        v->group_from_stock[g] = closing(&days, step_days);
        for (int k = 0; k < LODE_LANES; k++)
            v->group_from_new[g].v[k] =
                days.v[k] > 0 ? 1.0 - days.v[k] / step_days * v->group_from_stock[g].v[k] : 1.0;
    }
}

/* Goods travel at least one step. The ring of a group holds what arrives within its longest way, detours included. */
static void travel(const lode_model *m, lode_values *v, double h)
{
    double detour = 0;
    for (int32_t a = 0; a < m->n_measure; a++)
        for (int k = 0; k < LODE_LANES; k++) detour = lode_max(detour, v->measure_leak_delay[a].v[k]);
    v->ring_ptr[0] = 0;
    for (int32_t g = 0; g < m->n_group; g++) {
        double longest = h, extra = 0;
        for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++) {
            int32_t l = m->group_link[j];
            extra = m->link_class[l] > 0 ? detour : extra;
            for (int k = 0; k < LODE_LANES; k++) {
                v->link_days[l].v[k] = lode_max(v->link_days[l].v[k], h);
                v->link_steps[l].v[k] = v->link_days[l].v[k] / h;
                longest = lode_max(longest, v->link_days[l].v[k]);
            }
        }
        v->ring_ptr[g + 1] = v->ring_ptr[g] + (int32_t)((longest + extra) / h) + 3;
    }
}

void lode_values_finish(const lode_model *m, const lode_lane *x, int32_t step_days, lode_values *v)
{
    double h = step_days;
    v->step_days = step_days;
    v->r_refill = closing(&v->refill, h);
    v->r_output_refill = closing(&v->output_refill, h);
    v->r_expectation = closing(&v->expectation, h);
    v->r_shares = closing(&v->shares, h);

    travel(m, v, h);

    lode_values_capacity(m, x, v);
    lode_values_worth(m, x, v);
    base_shares(m, v);
    rationing(m, v, h);
}
