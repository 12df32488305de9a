/* Why is an output short: the scenario and the day that the question means, and the answer to it. */
#include "study/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "study/explain_inner.h"

/* Shortfall of the output in question in one scenario, or NULL. */
static const lode_run_out *run_out_of(const lode_scenario_result *s, const lode_question *q)
{
    for (int32_t i = 0; i < s->n_run_out; i++)
        if (s->run_out[i].actor == q->actor && s->run_out[i].product == q->product) return &s->run_out[i];
    return NULL;
}

/* Lowest output / reference by reporting interval, and that interval's number. */
static double lowest(const lode_result *r, const lode_scenario_result *s, const lode_question *q, int32_t *at)
{
    double least = 1;
    const lode_scenario_result *other = NULL;
    for (int32_t i = 0; i < r->n_scenario; i++)
        if (r->scenario[i].scenario == s->against) other = &r->scenario[i];
    for (int32_t i = 0; other && i < s->n_series; i++) {
        const lode_series *a = &s->series[i], *b = &other->series[i];
        if (a->actor != q->actor || a->product != q->product || strcmp(a->variable, "output") != 0) continue;
        for (int32_t d = 0; d < r->n_date; d++) {
            double ratio = b->value[d].p50 > 0 ? a->value[d].p50 / b->value[d].p50 : 1;
            if (ratio >= least) continue;
            least = ratio;
            *at = d;
        }
    }
    return least;
}

/* The scenario in which the output falls short first or, where it never does, comes nearest to it. */
static const lode_scenario_result *choose(const lode_result *r, const lode_question *q, int32_t *date)
{
    const lode_scenario_result *best = NULL;
    const lode_run_out *first = NULL;
    double least = 2;
    int32_t none = lode_case_find(r->c, LODE_T_SCENARIOS, "no-measures"), at = 0;
    for (int32_t i = 0; i < r->n_scenario; i++) {
        const lode_scenario_result *s = &r->scenario[i];
        if (q->scenario >= 0 ? s->scenario != q->scenario : s->scenario == none) continue;
        const lode_run_out *o = run_out_of(s, q);
        double ratio = lowest(r, s, q, &at);
        bool sooner = o && (!first || o->first_shortfall.p50 < first->first_shortfall.p50);
        if (!sooner && (first || ratio >= least)) continue;
        best = s;
        first = o;
        least = ratio;
        *date = o ? o->trough_date.p50 : r->date[at] - 3;
    }
    return best;
}

static bool is_made(const lode_model *m, const lode_question *q)
{
    for (int32_t i = 0; i < m->n_site; i++)
        if (lode_explain_is_maker(m, i, q->actor, q->product)) return true;
    return false;
}

/* Where nothing is short: the input whose stock sinks lowest against its target. */
static void find_nearest(const lode_explainer *w, lode_explanation *e)
{
    const lode_model *m = w->b->model;
    double least = 1e300;
    for (int32_t i = 0; i < m->n_site; i++) {
        if (!lode_explain_is_maker(m, i, e->asked.actor, e->asked.product)) continue;
        if (m->line_ptr[i] == m->line_ptr[i + 1]) continue;
        for (int32_t g = m->group_ptr[m->line_ptr[i]]; g < m->group_ptr[m->line_ptr[i] + 1]; g++) {
            double need = w->h.values.group_per_unit[g].v[0] * w->h.values.site_base[i].v[0];
            double target = w->h.values.group_cover[g].v[0];
            for (int32_t t = 0; need > 0 && target > 0 && t < w->h.n_step; t++) {
                double cover = w->h.of[0].stock[(int64_t)t * m->n_group + g] / need;
                if (cover / target >= least) continue;
                least = cover / target;
                e->nearest_input = m->group_product[g];
                e->nearest_cover = cover;
                e->nearest_target = target;
                e->nearest_date = w->b->start + t * w->h.step_days;
            }
        }
    }
}

/* The rows behind all numbers of a chain. */
static void find_refs(lode_explainer *w, lode_explain_stage *stage, int32_t n)
{
    for (int32_t i = 0; i < n && !w->failed; i++) lode_explain_refs(w, &stage[i]);
}

/* Why a maker was short without the scenario, too: the chain of the scenario compared with beside the world without
 * measures. Nothing, where it is not short beside that. */
static void look_behind(lode_explainer *w, lode_explanation *e, lode_explain_maker asked, int32_t n_step)
{
    const lode_case *c = w->b->c;
    lode_explain_maker from = w->starved;
    e->quo_against = lode_case_find(c, LODE_T_SCENARIOS, "no-measures");
    if (from.actor < 0 || e->against == e->quo_against || w->failed) return;
    lode_history_free(&w->h);
    w->run = e->against;
    w->quo = e->quo_against;
    if (!lode_history_make(w->b, w->run, w->quo, e->r->step_days, n_step, &w->h)) {
        w->failed = true;
        return;
    }
    int32_t n = lode_explain_follow(w, from, e->quo_stage);
    /* a supplier that is asked for less lacks nothing: then what those lack who were asked about */
    bool asked_short = e->stage[0].quo_made < 0.95 * e->stage[0].base;
    if (n > 0 && e->quo_stage[0].input < 0 && asked_short) n = lode_explain_follow(w, asked, e->quo_stage);
    const lode_explain_stage *first = e->quo_stage;
    if (n > 0 && first->chain != LODE_CHAIN_FEWER_ORDERS && first->made < 0.95 * first->quo_made) e->n_quo_stage = n;
    find_refs(w, e->quo_stage, e->n_quo_stage);
}

static void answer(lode_explainer *w, lode_explanation *e)
{
    const lode_result *r = e->r;
    const lode_scenario_result *s = choose(r, &e->asked, &e->date);
    int32_t n_step = (r->end - r->start + 1) / r->step_days;
    if (!s) return;
    if (e->asked.date != LODE_NEVER) e->date = e->asked.date;
    w->run = e->scenario = s->scenario;
    w->quo = e->against = s->against;
    e->run_out = run_out_of(s, &e->asked);
    if (!lode_history_make(w->b, w->run, w->quo, r->step_days, n_step, &w->h)) {
        w->failed = true;
        return;
    }
    int32_t t = (e->date - r->start) / r->step_days;
    lode_explain_maker asked = {e->asked.actor, e->asked.product, t < n_step ? t : n_step - 1};
    w->starved.actor = -1;
    e->n_stage = lode_explain_follow(w, asked, e->stage);
    if (!w->failed) e->ratio = e->stage[0].quo_made > 0 ? e->stage[0].made / e->stage[0].quo_made : 1;
    find_refs(w, e->stage, e->n_stage);
    if (!e->run_out) find_nearest(w, e);
    else look_behind(w, e, asked, n_step);
}

lode_explanation *lode_explain(const lode_result *r, const lode_question *q, lode_diags *diags)
{
    lode_arena *a = calloc(1, sizeof *a);
    lode_explanation *e = a ? LODE_TAKE(a, 1, lode_explanation) : NULL;
    lode_explainer w = {.b = r->built, .arena = a, .failed = !e};
    if (e) {
        *e = (lode_explanation){.r = r, .asked = *q, .scenario = -1, .against = -1, .nearest_input = -1, .store = a};
        e->stage = LODE_TAKE(a, LODE_EXPLAIN_STAGES, lode_explain_stage);
        e->quo_stage = LODE_TAKE(a, LODE_EXPLAIN_STAGES, lode_explain_stage);
        w.lacked = LODE_TAKE(a, w.b->model->n_product, double);
        w.worst = LODE_TAKE(a, w.b->model->n_actor, double);
        w.failed = !e->stage || !e->quo_stage || !w.lacked || !w.worst;
        if (!w.failed && is_made(w.b->model, q)) answer(&w, e);
    }
    lode_history_free(&w.h);
    if (!w.failed) return e;
    lode_diag_no_memory(diags);
    if (a) lode_arena_free(a);
    free(a);
    return NULL;
}

void lode_explanation_free(lode_explanation *e)
{
    if (!e) return;
    lode_arena *store = e->store;
    lode_arena_free(store);
    free(store);
}
