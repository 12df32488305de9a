/* Sub-step 5, ship: what a joint output holds above its cap is disposed of, the rest is shared out among the orders,
 * defence first where the supplier's actor says so. docs/model.md 2.5. */
#include "engine/model.h"

static void dispose(const lode_model *m, const lode_values *v, lode_state *s)
{
    for (int32_t o = 0; o < m->n_output; o++) {
        if (!m->output_joint[o]) continue;
        for (int k = 0; k < LODE_LANES; k++) {
            double cap = v->output_cap[o].v[k] * v->output_per_unit[o].v[k] * s->site_planned[m->output_site[o]].v[k];
            double above = lode_max(0, s->output_stock[o].v[k] - cap);
            s->output_disposed[o].v[k] = above;
            s->output_stock[o].v[k] -= above;
        }
    }
}

/* Goods that take s = d / h = k + f steps: (1 - f) X arrives in step t + k, f X in step t + k + 1. */
static void send(const lode_values *v, lode_state *s, int32_t g, const lode_lane *quantity, const lode_lane *steps)
{
    int32_t length = v->ring_ptr[g + 1] - v->ring_ptr[g];
    for (int k = 0; k < LODE_LANES; k++) {
        if (quantity->v[k] == 0) continue;
        double *ring = lode_ring_of(v, s, g, k);
        int32_t whole = (int32_t)steps->v[k], early = s->ring_now[g] + whole;
        early -= early >= length ? length : 0;
        double late = (steps->v[k] - whole) * quantity->v[k];
        ring[early] += quantity->v[k] - late;
        ring[early + 1 < length ? early + 1 : 0] += late;
    }
    lode_lane_add(&s->group_transit[g], quantity);
}

/* Of X first the free part open (O + B), then up to L, which falls by it; the rest is leakage and travels longer. */
static void depart(const lode_model *m, const lode_values *v, lode_state *s, int32_t l)
{
    int32_t i = m->link_class[l], g = m->link_group[l];
    if (i == 0) {
        send(v, s, g, &s->link_shipped[l], &v->link_steps[l]);
        return;
    }
    lode_lane direct, leaked, detour;
    bool leaks = false;
    for (int k = 0; k < LODE_LANES; k++) {
        double asked = s->link_order[l].v[k] + s->link_queue[l].v[k], shipped = s->link_shipped[l].v[k];
        double free_part = lode_min(shipped, s->class_open[i].v[k] * asked);
        double licensed = lode_min(shipped - free_part, s->link_allowance[l].v[k]);
        s->link_allowance[l].v[k] -= licensed;
        direct.v[k] = free_part + licensed;
        leaked.v[k] = shipped - direct.v[k];
        leaks |= leaked.v[k] != 0;
    }
    send(v, s, g, &direct, &v->link_steps[l]);
    if (!leaks) return;
    for (int k = 0; k < LODE_LANES; k++)
        detour.v[k] = v->link_steps[l].v[k] + s->class_leak_delay[i].v[k] / v->step_days;
    send(v, s, g, &leaked, &detour);
}

/* Everyone in the class gets the same fraction: fill = asked > have ? have / asked : 1. */
static void serve(const lode_model *m, lode_state *s, int32_t o, bool both, bool first, lode_lane *have)
{
    lode_lane asked = {{0}};
    for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++)
        if (both || (m->link_end_use[l] == LODE_DEFENCE) == first) lode_lane_add(&asked, &s->link_admissible[l]);
    lode_lane fill;
    for (int k = 0; k < LODE_LANES; k++) {
        double share = have->v[k] / asked.v[k];
        fill.v[k] = asked.v[k] > have->v[k] ? share : 1.0;
        have->v[k] -= lode_min(have->v[k], asked.v[k]);
    }
    for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++)
        if (both || (m->link_end_use[l] == LODE_DEFENCE) == first)
            for (int k = 0; k < LODE_LANES; k++)
                s->link_shipped[l].v[k] = fill.v[k] * s->link_admissible[l].v[k];
}

/* B = a - X if the input queues, else it lapses. The inadmissible part lapses always. */
static void queue(const lode_model *m, lode_state *s, int32_t l)
{
    if (!m->group_queue[m->link_group[l]]) return;
    for (int k = 0; k < LODE_LANES; k++) s->link_queue[l].v[k] = s->link_admissible[l].v[k] - s->link_shipped[l].v[k];
}

void lode_ship(const lode_model *m, const lode_values *v, lode_state *s)
{
    dispose(m, v, s);
    for (int32_t o = 0; o < m->n_output; o++) {
        bool defence_first = m->site_defence_first[m->output_site[o]];
        lode_lane have = s->output_stock[o];
        serve(m, s, o, !defence_first, true, &have);
        if (defence_first) serve(m, s, o, false, false, &have);

        for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) {
            for (int k = 0; k < LODE_LANES; k++) s->output_stock[o].v[k] -= s->link_shipped[l].v[k];
            depart(m, v, s, l);
            queue(m, s, l);
            lode_lane_add(&s->link_sent[l], &s->link_shipped[l]);
        }
        /* the last digit of a stock shipped to the end may fall below zero */
        for (int k = 0; k < LODE_LANES; k++) s->output_stock[o].v[k] = lode_max(0, s->output_stock[o].v[k]);
    }
}
