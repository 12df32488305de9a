/* Sub-step 2, arrive: goods shipped earlier come in; strategic stocks fill the worst gaps. docs/model.md 2.2. */
#include "engine/model.h"

/* What an input group lacks of the level below which strategic stock is released: theta of its target cover, at least
 * one step's use. */
static double gap(const lode_model *m, const lode_values *v, const lode_state *s, int32_t g, double theta, int k)
{
    double days = lode_max(theta * v->group_cover[g].v[k], v->step_days);
    double level = days * v->group_per_unit[g].v[k] * s->site_planned[m->group_site[g]].v[k];
    return lode_max(0, level - s->group_stock[g].v[k] - s->group_arrived[g].v[k]);
}

/* released = min(R, rate x days in force, sum of gaps), split in proportion to the gaps. */
static void release(const lode_model *m, const lode_values *v, lode_state *s, int32_t r)
{
    int32_t first = s->step * v->step_days, days = 0;
    for (int32_t d = first; d < first + v->step_days; d++) days += d >= m->reserve_from[r] && d < m->reserve_until[r];
    lode_lane wanted = {{0}}, released;
    for (int32_t j = m->reserve_group_ptr[r]; j < m->reserve_group_ptr[r + 1]; j++)
        for (int k = 0; k < LODE_LANES; k++)
            wanted.v[k] += gap(m, v, s, m->reserve_group[j], v->reserve_trigger[r].v[k], k);
    for (int k = 0; k < LODE_LANES; k++) {
        double most = lode_min(s->reserve_stock[r].v[k], v->reserve_rate[r].v[k] * days);
        released.v[k] = lode_min(most, wanted.v[k]);
        s->reserve_stock[r].v[k] -= released.v[k];
    }
    for (int32_t j = m->reserve_group_ptr[r]; j < m->reserve_group_ptr[r + 1]; j++) {
        int32_t g = m->reserve_group[j];
        for (int k = 0; k < LODE_LANES; k++) {
            double part = gap(m, v, s, g, v->reserve_trigger[r].v[k], k) / wanted.v[k];
            s->group_arrived[g].v[k] += wanted.v[k] > 0 ? released.v[k] * part : 0;
        }
    }
}

void lode_arrive(const lode_model *m, const lode_values *v, lode_state *s)
{
    for (int32_t g = 0; g < m->n_group; g++) {
        int32_t length = v->ring_ptr[g + 1] - v->ring_ptr[g];
        s->ring_now[g] = s->step % length;
        lode_lane *due = lode_ring_of(v, s, g) + s->ring_now[g];
        s->group_arrived[g] = *due;
        for (int k = 0; k < LODE_LANES; k++) s->group_transit[g].v[k] -= due->v[k];
        *due = lode_lane_all(0);
    }
    for (int32_t r = 0; r < m->n_reserve; r++) release(m, v, s, r);
}
