/* Sub-step 3, want: the orders that measures admit, and what each site would make. docs/model.md 2.3. */
#include "engine/model.h"

/* Admissible order a = min(O + B, open (O + B) + L + leak). What a measure forbids is not an order: nobody makes it. */
static void admit(const lode_model *m, const lode_values *v, lode_state *s, int32_t l, const lode_lane *queued)
{
    int32_t i = m->link_class[l];
    lode_lane asked = s->link_order[l];
    if (queued) lode_lane_add(&asked, queued);
    for (int k = 0; k < LODE_LANES && s->class_acts[i] & LODE_RULED; k++) {
        double leak = s->class_leak[i].v[k] * v->link_flow[l].v[k];
        double most = s->class_open[i].v[k] * asked.v[k] + s->link_allowance[l].v[k] + leak;
        asked.v[k] = lode_min(asked.v[k], most);
    }
    s->link_admissible[l] = asked;
}

/* What the links of an output ask for, and what of it has been waiting. */
static void ask(const lode_model *m, const lode_values *v, lode_state *s, int32_t o, lode_lane *waiting)
{
    lode_lane asked = {{0}};
    *waiting = lode_lane_all(0);
    for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) {
        bool queues = m->group_queue[m->link_group[l]];
        admit(m, v, s, l, queues ? &s->link_queue[l] : NULL);
        lode_lane_add(&asked, &s->link_admissible[l]);
        if (queues) lode_lane_add(waiting, &s->link_queue[l]);
    }
    s->output_asked[o] = asked;
}

/* Y* = max(0, min(K h, max over drivers k of (sum a over links of k + (z alpha Yp - Z) r(T_Z)) / alpha)). By-products
 * never drive. Orders that wait are worked off in overtime: as much of it as they need, at most the overtime factor. */
static void want_of_site(const lode_model *m, const lode_values *v, lode_state *s, int32_t i)
{
    lode_lane most = lode_lane_all(-1e300), backlog = {{0}}, waiting;
    for (int32_t o = m->output_ptr[i]; o < m->output_ptr[i + 1]; o++) {
        ask(m, v, s, o, &waiting);
        if (!m->output_driver[o]) continue;
        for (int k = 0; k < LODE_LANES; k++) {
            double alpha = v->output_per_unit[o].v[k];
            double target = v->output_cover[o].v[k] * alpha * s->site_planned[i].v[k];
            double refill = (target - s->output_stock[o].v[k]) * v->r_output_refill.v[k];
            most.v[k] = lode_max(most.v[k], (s->output_asked[o].v[k] + refill) / alpha);
            backlog.v[k] = lode_max(backlog.v[k], waiting.v[k] / alpha);
        }
    }
    for (int k = 0; k < LODE_LANES; k++) {
        double capacity = s->site_capacity[i].v[k] * v->step_days;
        double overtime = lode_min(capacity * (v->site_overtime[i].v[k] - 1), backlog.v[k]);
        s->site_want[i].v[k] = lode_max(0, lode_min(capacity + overtime, most.v[k]));
    }
}

/* Y* = Yp h / (1 + eps (price - 1)) + backlog; price = sum of w (1 + tariff) over the links of its base line. */
static void want_of_demand(const lode_model *m, const lode_values *v, lode_state *s, int32_t i)
{
    int32_t line = m->line_ptr[i];
    lode_lane extra = {{0}};
    for (int32_t g = m->group_ptr[line]; g < m->group_ptr[line + 1]; g++)
        for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++) {
            int32_t l = m->group_link[j], i_class = m->link_class[l];
            if (!(s->class_acts[i_class] & LODE_TAXED)) continue;
            for (int k = 0; k < LODE_LANES; k++) extra.v[k] += s->link_share[l].v[k] * s->class_rate[i_class].v[k];
        }
    for (int k = 0; k < LODE_LANES; k++) {
        double damped = 1.0 + v->site_elasticity[i].v[k] * extra.v[k];
        s->site_want[i].v[k] = s->site_planned[i].v[k] * v->step_days / damped + s->site_backlog[i].v[k];
    }
}

void lode_want(const lode_model *m, const lode_values *v, lode_state *s)
{
    for (int32_t i = 0; i < m->n_site; i++)
        if (m->site_kind[i] == LODE_DEMAND)
            want_of_demand(m, v, s, i);
        else
            want_of_site(m, v, s, i);
}
