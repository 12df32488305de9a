/* Memory of a state, and day 0: the calibrated base at rest, or with the declared initial stocks. */
#include "engine/model.h"
#include "engine/place.h"
#include "engine/real.h"

/* The one list of the arrays of lode_state. */
static void carve(const lode_model *m, const lode_values *v, lode_cursor *c, lode_state *s)
{
    s->site_capacity = lode_place_lanes(c, m->n_site);
    s->site_planned = lode_place_lanes(c, m->n_site);
    s->site_growing = lode_place_lanes(c, m->n_site);
    s->site_growth_step = lode_place_lanes(c, m->n_site);
    s->site_day = lode_place_lanes(c, m->n_site);
    s->site_want = lode_place_lanes(c, m->n_site);
    s->site_made = lode_place_lanes(c, m->n_site);
    s->site_backlog = lode_place_lanes(c, m->n_site);
    s->line_made = lode_place_lanes(c, m->n_line);
    s->line_expected = lode_place_lanes(c, m->n_line);
    s->class_open = lode_place_lanes(c, m->n_class);
    s->class_batch = lode_place_lanes(c, m->n_class);
    s->class_lapse = lode_place_lanes(c, m->n_class);
    s->class_leak = lode_place_lanes(c, m->n_class);
    s->class_leak_delay = lode_place_lanes(c, m->n_class);
    s->measure_today = lode_place_lanes(c, m->n_measure);
    s->class_usable = lode_place_lanes(c, m->n_class);
    s->project_begins = lode_place_lanes(c, m->n_project);
    s->class_front = lode_place_lanes(c, m->n_class);
    s->class_rate = lode_place_lanes(c, m->n_class);
    s->class_free_next = lode_place_lanes(c, m->n_class);
    s->class_cap_next = lode_place_lanes(c, m->n_class);
    s->class_rate_next = lode_place_lanes(c, m->n_class);
    s->class_governing = lode_place_lanes(c, m->n_class);
    s->class_opens = lode_place_lanes(c, m->n_class);
    s->class_acts = lode_place_ints(c, m->n_class);
    s->output_stock = lode_place_lanes(c, m->n_output);
    s->output_disposed = lode_place_lanes(c, m->n_output);
    s->output_asked = lode_place_lanes(c, m->n_output);
    s->output_spare = lode_place_lanes(c, m->n_output);
    s->group_stock = lode_place_lanes(c, m->n_group);
    s->group_arrived = lode_place_lanes(c, m->n_group);
    s->group_transit = lode_place_lanes(c, m->n_group);
    s->group_used = lode_place_lanes(c, m->n_group);
    s->group_need = lode_place_lanes(c, m->n_group);
    s->group_short = lode_place_lanes(c, m->n_group);
    s->group_usable = lode_place_lanes(c, m->n_group);
    s->ring = lode_place_lanes(c, v->ring_ptr[m->n_group]);
    s->ring_now = lode_place_ints(c, m->n_group);
    s->link_order = lode_place_lanes(c, m->n_link);
    s->link_queue = lode_place_lanes(c, m->n_link);
    s->link_allowance = lode_place_lanes(c, m->n_link);
    s->link_admissible = lode_place_lanes(c, m->n_link);
    s->link_shipped = lode_place_lanes(c, m->n_link);
    s->link_share = lode_place_lanes(c, m->n_link);
    s->link_tilted = lode_place_lanes(c, m->n_link);
    s->link_could = lode_place_lanes(c, m->n_link);
    s->reserve_stock = lode_place_lanes(c, m->n_reserve);
    s->product_start = lode_place_lanes(c, m->n_product);
    s->product_made = lode_place_lanes(c, m->n_product);
    s->product_used = lode_place_lanes(c, m->n_product);
    s->product_gone = lode_place_lanes(c, m->n_product);
    s->product_held = lode_place_lanes(c, m->n_product);
}

size_t lode_state_bytes(const lode_model *m, const lode_values *v)
{
    lode_cursor c = {NULL, 0};
    lode_state unused;
    carve(m, v, &c, &unused);
    return c.used;
}

void lode_state_place(const lode_model *m, const lode_values *v, void *memory, lode_state *s)
{
    lode_cursor c = {memory, 0};
    carve(m, v, &c, s);
}

/* Days on which a measure is in force: to its own end or to that of a suspension. */
static double days_in_force(const lode_model *m, const lode_scenario *c, int32_t a, int k)
{
    double end = c->measure_ends ? lode_min(m->measure_until[a], c->measure_ends[a].v[k]) : m->measure_until[a];
    return lode_max(0, end - m->measure_effective[a]);
}

/* Start of projects. A technology measure delays those that would start after it, by no more days than it is in force:
 * then what was barred can be bought again. Of several the longest delay counts. */
static void set_projects(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s)
{
    for (int32_t p = 0; p < m->n_project; p++) {
        lode_lane delay = {{0}};
        for (int32_t a = 0; a < m->n_measure; a++) {
            if (!m->project_slowed[(int64_t)p * m->n_measure + a]) continue;
            for (int k = 0; k < LODE_LANES; k++) {
                bool acts = c->measure_on[a].v[k] > 0 && v->project_start[p].v[k] > m->measure_effective[a];
                double days = lode_min(v->measure_delay[a].v[k], days_in_force(m, c, a, k));
                delay.v[k] = lode_max(delay.v[k], acts ? days : 0);
            }
        }
        for (int k = 0; k < LODE_LANES; k++) s->project_begins[p].v[k] = v->project_start[p].v[k] + delay.v[k];
    }
}

/* First day of a supplier: its own, and for a plant that made nothing in the base year that of its first project. */
static lode_lane first_day(const lode_model *m, const lode_values *v, const lode_scenario *c, const lode_state *s,
                           int32_t site)
{
    int32_t declared = m->site_first_day[site];
    lode_lane first = lode_lane_all(declared > 0 ? declared : -1e9), built = lode_lane_all(1e9);
    for (int32_t p = 0; p < m->n_project; p++)
        if (m->project_site[p] == site)
            for (int k = 0; k < LODE_LANES; k++) {
                double start = c->project_on[p].v[k] > 0 ? s->project_begins[p].v[k] : 1e9;
                built.v[k] = lode_min(built.v[k], start);
            }
    for (int k = 0; k < LODE_LANES; k++)
        if (v->site_base[site].v[k] == 0 && built.v[k] < 1e9) first.v[k] = lode_max(first.v[k], built.v[k]);
    return first;
}

/* First day on which a supplier without base flow is qualified: max(first announcement of a measure on the product or
 * on anything it is made from, first day of the supplier) + qualification time; never without an announcement. */
static void qualify(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s)
{
    for (int32_t i = 0; i < m->n_class; i++) {
        s->class_opens[i] = lode_lane_all(-1e9);
        if (m->class_qualification[i] < 0) continue;
        lode_lane announced = lode_lane_all(1e9);
        for (int32_t j = 0; j < m->n_measure; j++)
            if (m->measure_made_from[(int64_t)j * m->n_product + m->class_product[i]])
                for (int k = 0; k < LODE_LANES; k++) {
                    double day = c->measure_on[j].v[k] > 0 ? m->measure_announced[j] : 1e9;
                    announced.v[k] = lode_min(announced.v[k], day);
                }
        lode_lane first = first_day(m, v, c, s, m->class_site[i]);
        for (int k = 0; k < LODE_LANES; k++)
            s->class_opens[i].v[k] = lode_max(announced.v[k], first.v[k]) + v->class_qualification[i].v[k];
    }
}

/* Transit filled as if F h had been shipped in every step before: due at step k - 1 and earlier in full, at step k the
 * fraction f that arrives a step later (s = d / h = k + f). */
static void fill_transit(const lode_model *m, const lode_values *v, lode_state *s)
{
    double h = v->step_days;
    for (int32_t l = 0; l < m->n_link; l++) {
        int32_t g = m->link_group[l];
        for (int k = 0; k < LODE_LANES; k++) {
            double steps = v->link_steps[l].v[k], flow = v->link_flow[l].v[k] * h;
            int32_t whole = (int32_t)steps;
            lode_lane *due = lode_ring_of(v, s, g);
            for (int32_t t = 0; t < whole; t++) due[t].v[k] += flow;
            due[whole].v[k] += flow * (steps - whole);
        }
    }
    for (int32_t g = 0; g < m->n_group; g++) {
        s->group_transit[g] = lode_lane_all(0);
        const lode_lane *due = lode_ring_of(v, s, g);
        for (int32_t t = 0; t < v->ring_ptr[g + 1] - v->ring_ptr[g]; t++) lode_lane_add(&s->group_transit[g], &due[t]);
    }
}

/* Stocks of day 0, after shipping. A joint output with a surplus has been disposed of for as long as the base: before
 * shipping it stood at its cap. */
static void fill_stocks(const lode_model *m, const lode_values *v, lode_state *s)
{
    for (int32_t o = 0; o < m->n_output; o++)
        for (int k = 0; k < LODE_LANES; k++) {
            double made = v->output_per_unit[o].v[k] * v->site_base[m->output_site[o]].v[k];
            double sold = (made - v->output_disposed[o].v[k]) * v->step_days;
            double full = lode_max(0, v->output_cap[o].v[k] * made - sold);
            bool surplus = m->output_joint[o] && v->output_disposed[o].v[k] > 0;
            s->output_stock[o].v[k] = surplus ? full : v->output_cover[o].v[k] * made;
        }
    for (int32_t n = 0; n < m->n_line; n++) {
        int32_t site = m->line_site[n];
        bool base = n == m->line_ptr[site];
        for (int k = 0; k < LODE_LANES; k++) s->line_expected[n].v[k] = base ? v->site_base[site].v[k] : 0;
        for (int32_t g = m->group_ptr[n]; g < m->group_ptr[n + 1]; g++)
            for (int k = 0; k < LODE_LANES; k++)
                s->group_stock[g].v[k] =
                    v->group_initial[g].v[k] * v->group_per_unit[g].v[k] * s->line_expected[n].v[k];
    }
}

/* What each product's mass balance starts from. */
static void open_books(const lode_model *m, lode_state *s)
{
    for (int32_t o = 0; o < m->n_output; o++) lode_lane_add(&s->product_start[m->output_product[o]], &s->output_stock[o]);
    for (int32_t g = 0; g < m->n_group; g++) {
        lode_lane_add(&s->product_start[m->group_product[g]], &s->group_stock[g]);
        lode_lane_add(&s->product_start[m->group_product[g]], &s->group_transit[g]);
    }
    for (int32_t r = 0; r < m->n_reserve; r++)
        lode_lane_add(&s->product_start[m->reserve_product[r]], &s->reserve_stock[r]);
}

void lode_state_start(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s)
{
    /* everything that is not set below starts at zero; the first array stands at the start of the block */
    lode_lane *all = s->site_capacity;
    for (size_t i = 0, n = lode_state_bytes(m, v) / sizeof *all; i < n; i++) all[i] = lode_lane_all(0);
    s->step = 0;
    s->residual = lode_lane_all(0);

    for (int32_t i = 0; i < m->n_site; i++)
        for (int k = 0; k < LODE_LANES; k++) {
            double log_growth = lode_log(1.0 + v->site_growth[i].v[k]);
            s->site_growing[i].v[k] = lode_exp(-0.5 / 365.0 * log_growth);
            s->site_growth_step[i].v[k] = lode_exp(log_growth / 365.0);
        }
    for (int32_t l = 0; l < m->n_link; l++)
        for (int k = 0; k < LODE_LANES; k++) {
            s->link_order[l].v[k] = v->link_flow[l].v[k] * v->step_days;
            s->link_share[l].v[k] = v->link_share[l].v[k];
            s->link_tilted[l].v[k] = v->link_share[l].v[k];
        }
    for (int32_t r = 0; r < m->n_reserve; r++) s->reserve_stock[r] = v->reserve_stock[r];
    for (int32_t i = 0; i < m->n_class; i++) s->class_governing[i] = lode_lane_all(-1);

    set_projects(m, v, c, s);
    fill_stocks(m, v, s);
    fill_transit(m, v, s);
    qualify(m, v, c, s);
    open_books(m, s);
}
