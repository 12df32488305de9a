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
    int32_t length = v->ring_ptr[g + 1] - v->ring_ptr[g], now = s->ring_now[g], early[LODE_LANES];
    lode_lane *ring = lode_ring_of(v, s, g), late;
    for (int k = 0; k < LODE_LANES; k++) {
        int32_t whole = (int32_t)steps->v[k];
        early[k] = now + whole - (now + whole >= length ? length : 0);
        late.v[k] = (steps->v[k] - whole) * quantity->v[k];
    }
    for (int k = 0; k < LODE_LANES; k++) {
        ring[early[k]].v[k] += quantity->v[k] - late.v[k];
        ring[early[k] + 1 < length ? early[k] + 1 : 0].v[k] += late.v[k];
    }
    lode_lane_add(&s->group_transit[g], quantity);
}

/* Of X first the free part open (O + B) takes the direct way, then up to L, which falls by it; the rest is leakage and
 * travels longer. */
static void depart_ruled(const lode_model *m, const lode_values *v, lode_state *s, int32_t l, lode_lane *direct)
{
    int32_t i = m->link_class[l], g = m->link_group[l];
    const lode_lane order = s->link_order[l], queued = s->link_queue[l], shipped = s->link_shipped[l];
    const lode_lane open = s->class_open[i], steps = v->link_steps[l], delay = s->class_leak_delay[i];
    lode_lane allowance = s->link_allowance[l], sum = *direct, leaked, detour;
    double leaks = 0;
    for (int k = 0; k < LODE_LANES; k++) {
        double free_part = lode_min(shipped.v[k], open.v[k] * (order.v[k] + queued.v[k]));
        double licensed = lode_min(shipped.v[k] - free_part, allowance.v[k]);
        allowance.v[k] -= licensed;
        sum.v[k] += free_part + licensed;
        leaked.v[k] = shipped.v[k] - (free_part + licensed);
    }
    *direct = sum;
    s->link_allowance[l] = allowance;
    for (int k = 0; k < LODE_LANES; k++) leaks = lode_max(leaks, lode_max(leaked.v[k], -leaked.v[k]));
    if (leaks == 0) return;
    for (int k = 0; k < LODE_LANES; k++) detour.v[k] = steps.v[k] + delay.v[k] / v->step_days;
    send(v, s, g, &leaked, &detour);
}

/* What is shipped to a group sets out, all of one way together. */
static void depart(const lode_model *m, const lode_values *v, lode_state *s, int32_t g)
{
    for (int32_t j = m->group_link_ptr[g], end = m->group_link_ptr[g + 1]; j < end;) {
        int32_t first = m->group_link[j];
        lode_lane direct = {{0}};
        do {
            int32_t l = m->group_link[j];
            if (s->class_acts[m->link_class[l]] & LODE_RULED) depart_ruled(m, v, s, l, &direct);
            else lode_lane_add(&direct, &s->link_shipped[l]);
        } while (++j < end && lode_same_way(m, first, m->group_link[j]));
        send(v, s, g, &direct, &v->link_steps[first]);
    }
}

/* Everyone gets the same fraction of what is asked for: fill = asked > have ? have / asked : 1. */
static lode_lane share_out(const lode_lane *asked, lode_lane *have)
{
    lode_lane fill;
    for (int k = 0; k < LODE_LANES; k++) {
        double share = have->v[k] / asked->v[k];
        fill.v[k] = asked->v[k] > have->v[k] ? share : 1.0;
        have->v[k] -= lode_min(have->v[k], asked->v[k]);
    }
    return fill;
}

/* Where defence is served first, others get what is left. */
static void fill_orders(const lode_model *m, const lode_state *s, int32_t o, lode_lane *defence, lode_lane *others)
{
    lode_lane have = s->output_stock[o], asked = {{0}}, left = {{0}};
    if (!m->site_defence_first[m->output_site[o]]) {
        *defence = *others = share_out(&s->output_asked[o], &have);
        return;
    }
    for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++)
        lode_lane_add(m->link_end_use[l] == LODE_DEFENCE ? &asked : &left, &s->link_admissible[l]);
    *defence = share_out(&asked, &have);
    *others = share_out(&left, &have);
}

static void serve(const lode_model *m, lode_state *s, int32_t o)
{
    lode_lane defence, others, stock = s->output_stock[o];
    fill_orders(m, s, o, &defence, &others);
    for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) {
        const lode_lane *fill = m->link_end_use[l] == LODE_DEFENCE ? &defence : &others;
        for (int k = 0; k < LODE_LANES; k++) {
            double shipped = fill->v[k] * s->link_admissible[l].v[k];
            s->link_shipped[l].v[k] = shipped;
            stock.v[k] -= shipped;
        }
    }
    /* the last digit of a stock shipped to the end may fall below zero */
    for (int k = 0; k < LODE_LANES; k++) s->output_stock[o].v[k] = lode_max(0, stock.v[k]);
}

/* B = a - X if the input queues, else it lapses. The inadmissible part lapses always. */
static void queue(const lode_model *m, lode_state *s, int32_t g)
{
    if (!m->group_queue[g]) return;
    for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++) {
        int32_t l = m->group_link[j];
        for (int k = 0; k < LODE_LANES; k++) s->link_queue[l].v[k] = s->link_admissible[l].v[k] - s->link_shipped[l].v[k];
    }
}

void lode_ship(const lode_model *m, const lode_values *v, lode_state *s)
{
    dispose(m, v, s);
    for (int32_t o = 0; o < m->n_output; o++) serve(m, s, o);
    for (int32_t g = 0; g < m->n_group; g++) {
        depart(m, v, s, g);
        queue(m, s, g);
    }
}
