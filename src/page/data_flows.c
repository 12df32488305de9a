/* Who sends what to whom: in the calibrated base year, and period by period in the central run of every scenario. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "out/inner.h"
#include "page/inner.h"
#include "study/simulate.h"

enum { PERIOD_DAYS = 182, FLOW_DIGITS = 5, STEPS = 1000 };

/* All links from the makers of a product in one actor to those in another who make one thing of it. */
typedef struct edge {
    int32_t from, product, to, makes; /* rows; makes -1: final use                        */
    double base;                      /* unit/day                                         */
    double value;                     /* USD/unit                                         */
} edge;

typedef struct flows {
    const lode_result *r;
    const lode_model *m;
    lode_arena arena;
    lode_values values;
    edge *edge;      /* (n_edge)                                                          */
    int32_t *of;     /* (n_link) edge of a link                                           */
    int32_t n_edge, n_period, period_steps;
    double *flow;    /* (n_scenario x n_period x n_edge) unit/day                         */
} flows;

/* --- edges ---------------------------------------------------------------------------------- */

static edge edge_of(const flows *w, int32_t link)
{
    const lode_model *m = w->m;
    int32_t output = m->link_output[link], user = m->group_site[m->link_group[link]];
    bool final = m->site_kind[user] == LODE_DEMAND || m->output_ptr[user] == m->output_ptr[user + 1];
    return (edge){.from = m->site_actor[m->output_site[output]],
                  .product = m->output_product[output],
                  .to = m->site_actor[user],
                  .makes = final ? -1 : m->output_product[m->output_ptr[user]],
                  .value = w->values.output_value[output].v[0]};
}

static int compare(const void *a, const void *b)
{
    const edge *x = a, *y = b;
    const int32_t p[] = {x->product, x->from, x->to, x->makes}, q[] = {y->product, y->from, y->to, y->makes};
    for (int i = 0; i < 4; i++)
        if (p[i] != q[i]) return p[i] < q[i] ? -1 : 1;
    return 0;
}

static bool find_edges(flows *w)
{
    int32_t n = w->m->n_link;
    w->edge = LODE_TAKE(&w->arena, n + 1, edge);
    w->of = LODE_TAKE(&w->arena, n + 1, int32_t);
    if (!w->edge || !w->of) return false;
    for (int32_t l = 0; l < n; l++) w->edge[l] = edge_of(w, l);
    qsort(w->edge, (size_t)n, sizeof *w->edge, compare);
    for (int32_t i = 0; i < n; i++)
        if (w->n_edge == 0 || compare(&w->edge[i], &w->edge[w->n_edge - 1]) != 0) w->edge[w->n_edge++] = w->edge[i];
    for (int32_t l = 0; l < n; l++) {
        edge e = edge_of(w, l);
        edge *found = bsearch(&e, w->edge, (size_t)w->n_edge, sizeof e, compare);
        w->of[l] = (int32_t)(found - w->edge);
        found->base += w->values.link_flow[l].v[0];
    }
    return true;
}

/* --- runs ----------------------------------------------------------------------------------- */

/* Add what was shipped in a step to the period's flows, as a mean over its `days`. */
static void keep(flows *w, const lode_state *s, int32_t first, int32_t n, int32_t period, int32_t days)
{
    for (int k = 0; k < n; k++) {
        double *out = w->flow + ((int64_t)(first + k) * w->n_period + period) * w->n_edge;
        for (int32_t l = 0; l < w->m->n_link; l++) out[w->of[l]] += s->link_shipped[l].v[k] / days;
    }
}

/* Up to eight scenarios from number `first` on, side by side. */
static bool run(flows *w, const lode_engine *e, int32_t first)
{
    const lode_result *r = w->r;
    const lode_built *b = r->built;
    int32_t scenario[LODE_LANES], n = r->n_scenario - first < LODE_LANES ? r->n_scenario - first : LODE_LANES;
    int32_t n_step = (r->end - r->start + 1) / r->step_days;
    for (int k = 0; k < LODE_LANES; k++) scenario[k] = r->scenario[first + (k < n ? k : 0)].scenario;
    lode_lane *on = LODE_TAKE(&w->arena, 2 * w->m->n_measure + w->m->n_project + w->m->n_damage, lode_lane);
    void *state = lode_arena_take(&w->arena, 1, e->state_bytes(w->m, &w->values));
    if (!on || !state) return false;
    lode_state s = {0};
    lode_scenario c = lode_study_switch(b, scenario, b->x, on);
    e->state_place(w->m, &w->values, state, &s);
    e->state_start(w->m, &w->values, &c, &s);
    for (int32_t t = 0; t < n_step; t++) {
        int32_t period = t / w->period_steps, left = n_step - period * w->period_steps;
        e->step(w->m, &w->values, &c, &s);
        keep(w, &s, first, n, period, (left < w->period_steps ? left : w->period_steps) * r->step_days);
    }
    return true;
}

static bool compute(flows *w)
{
    const lode_engine *e = lode_engine_best();
    const lode_result *r = w->r;
    int32_t n_step = (r->end - r->start + 1) / r->step_days;
    void *values = lode_arena_take(&w->arena, 1, e->values_bytes(w->m));
    if (!values) return false;
    e->values_place(w->m, values, &w->values);
    e->calibrate(w->m, r->built->x, r->step_days, &w->values);
    if (!find_edges(w)) return false;
    w->period_steps = PERIOD_DAYS > r->step_days ? PERIOD_DAYS / r->step_days : 1;
    w->n_period = (n_step + w->period_steps - 1) / w->period_steps;
    w->flow = LODE_TAKE(&w->arena, (int64_t)r->n_scenario * w->n_period * w->n_edge + 1, double);
    if (!w->flow) return false;
    for (int32_t first = 0; first < r->n_scenario; first += LODE_LANES)
        if (!run(w, e, first)) return false;
    return true;
}

/* --- as JSON -------------------------------------------------------------------------------- */

static double flow_at(const flows *w, int32_t scenario, int32_t period, int32_t i)
{
    return w->flow[((int64_t)scenario * w->n_period + period) * w->n_edge + i];
}

/* What flows are shown against: the base year or, where nothing flows then, the most that ever does. */
static double scale_of(const flows *w, int32_t i)
{
    double most = w->edge[i].base;
    for (int32_t s = 0; !(w->edge[i].base > 0) && s < w->r->n_scenario; s++)
        for (int32_t k = 0; k < w->n_period; k++) most = fmax(most, flow_at(w, s, k, i));
    return most;
}

/* Mean flow by period under one scenario in thousandths of the scale: a list, one number where they are all equal, or ""
 * where they are as in the first scenario. */
static void put_flow(lode_json *j, const flows *w, int32_t scenario, int32_t i, double scale)
{
    bool same = true, as_first = scenario > 0;
    long long first = llround(flow_at(w, scenario, 0, i) / scale * STEPS);
    for (int32_t k = 0; k < w->n_period; k++) {
        long long here = llround(flow_at(w, scenario, k, i) / scale * STEPS);
        same = same && here == first;
        as_first = as_first && here == llround(flow_at(w, 0, k, i) / scale * STEPS);
    }
    if (as_first) lode_json_text(j, NULL, "");
    else if (same) lode_json_integer(j, NULL, first);
    else {
        lode_json_open(j, NULL, '[');
        for (int32_t k = 0; k < w->n_period; k++) lode_json_integer(j, NULL, llround(flow_at(w, scenario, k, i) / scale * STEPS));
        lode_json_close(j);
    }
}

static void put_edges(lode_json *j, const flows *w)
{
    /* supplier, product, customer, what it makes (-1: final use), USD/unit, base and scale in unit/day, flows by scenario */
    lode_json_open(j, "edges", '[');
    for (int32_t i = 0; i < w->n_edge; i++) {
        const edge *e = &w->edge[i];
        double scale = scale_of(w, i);
        if (!(scale > 0)) continue;
        lode_json_open(j, NULL, '[');
        lode_json_integer(j, NULL, e->from);
        lode_json_integer(j, NULL, e->product);
        lode_json_integer(j, NULL, e->to);
        lode_json_integer(j, NULL, e->makes);
        lode_page_number(j, NULL, e->value, FLOW_DIGITS);
        lode_page_number(j, NULL, e->base, FLOW_DIGITS);
        lode_page_number(j, NULL, scale, FLOW_DIGITS);
        for (int32_t s = 0; s < w->r->n_scenario; s++) put_flow(j, w, s, i, scale);
        lode_json_close(j);
    }
    lode_json_close(j);
}

bool lode_page_flows(lode_json *j, const lode_result *r)
{
    flows w = {.r = r, .m = r->built->model};
    bool ok = compute(&w);
    lode_json_open(j, "network", '{');
    lode_json_open(j, "periods", '[');
    for (int32_t k = 0; ok && k < w.n_period; k++) lode_json_date(j, NULL, r->start + k * w.period_steps * r->step_days);
    lode_json_close(j);
    if (ok) put_edges(j, &w);
    lode_json_close(j);
    lode_arena_free(&w.arena);
    return ok;
}
