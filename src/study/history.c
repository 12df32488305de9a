/* Two scenarios of the central draw side by side, with a memory of every step. */
#include "study/history.h"

#include "engine/engine.h"
#include "study/simulate.h"

static bool make_room(lode_history *h)
{
    const lode_model *m = h->b->model;
    int64_t n = h->n_step;
    for (int k = 0; k < 2; k++) {
        lode_past *p = &h->of[k];
        p->made = LODE_TAKE(&h->arena, n * m->n_site, double);
        p->lacked = LODE_TAKE(&h->arena, n * m->n_group, double);
        p->arrived = LODE_TAKE(&h->arena, n * m->n_group, double);
        p->stock = LODE_TAKE(&h->arena, n * m->n_group, double);
        p->sent = LODE_TAKE(&h->arena, n * m->n_link, double);
        p->passes = LODE_TAKE(&h->arena, n * m->n_class, double);
        p->usable = LODE_TAKE(&h->arena, n * m->n_class, double);
        p->governing = LODE_TAKE(&h->arena, n * m->n_class, int32_t);
        if (!p->made || !p->lacked || !p->arrived || !p->stock || !p->sent || !p->passes || !p->usable ||
            !p->governing)
            return false;
    }
    return true;
}

/* What measures will let pass on the first day of the step that comes. */
static void look_ahead(const lode_history *h, const lode_state *s, int32_t t)
{
    int32_t n = h->b->model->n_class;
    for (int k = 0; k < 2; k++)
        for (int32_t i = 0; i < n; i++)
            h->of[k].passes[(int64_t)t * n + i] = s->class_free_next[i].v[k] > 0 ? 1 : s->class_cap_next[i].v[k];
}

/* The step that was made. Blame adds up in the state: `before` (2 n_group) is what it was. */
static void keep(const lode_history *h, const lode_state *s, int32_t t, double *before)
{
    const lode_model *m = h->b->model;
    for (int k = 0; k < 2; k++) {
        const lode_past *p = &h->of[k];
        double *old = before + (int64_t)k * m->n_group;
        int64_t site = (int64_t)t * m->n_site, group = (int64_t)t * m->n_group, link = (int64_t)t * m->n_link;
        int64_t class = (int64_t)t * m->n_class;
        for (int32_t i = 0; i < m->n_site; i++) p->made[site + i] = s->site_made[i].v[k];
        for (int32_t g = 0; g < m->n_group; g++) {
            p->lacked[group + g] = s->group_short[g].v[k] - old[g];
            p->arrived[group + g] = s->group_arrived[g].v[k];
            p->stock[group + g] = s->group_stock[g].v[k];
            old[g] = s->group_short[g].v[k];
        }
        for (int32_t l = 0; l < m->n_link; l++) p->sent[link + l] = s->link_shipped[l].v[k];
        for (int32_t i = 0; i < m->n_class; i++) {
            p->usable[class + i] = s->class_usable[i].v[k];
            p->governing[class + i] = (int32_t)s->class_governing[i].v[k];
            if (p->governing[class + i] == -1) p->passes[class + i] = 1;
            else if (t == 0) p->passes[class + i] = s->class_cap_next[i].v[k]; /* nothing looked ahead to it */
        }
    }
}

bool lode_history_make(const lode_built *b, int32_t run, int32_t quo, int32_t step_days, int32_t n_step,
                       lode_history *h)
{
    const lode_engine *e = lode_engine_best();
    const lode_model *m = b->model;
    int32_t scenario[LODE_LANES];
    lode_state s = {0};
    *h = (lode_history){.b = b, .step_days = step_days, .n_step = n_step};
    for (int k = 0; k < LODE_LANES; k++) scenario[k] = k == 0 ? run : quo;

    void *values = lode_arena_take(&h->arena, 1, e->values_bytes(m));
    lode_lane *on = LODE_TAKE(&h->arena, 2 * m->n_measure + m->n_project + m->n_damage, lode_lane);
    double *before = LODE_TAKE(&h->arena, 2 * m->n_group, double);
    if (!values || !on || !before || !make_room(h)) return false;
    e->values_place(m, values, &h->values);
    e->calibrate(m, b->x, step_days, &h->values);
    void *state = lode_arena_take(&h->arena, 1, e->state_bytes(m, &h->values));
    if (!state) return false;
    lode_scenario c = lode_study_switch(b, scenario, b->x, on);
    e->state_place(m, &h->values, state, &s);
    e->state_start(m, &h->values, &c, &s);
    for (int32_t t = 0; t < n_step; t++) {
        look_ahead(h, &s, t);
        e->step(m, &h->values, &c, &s);
        keep(h, &s, t, before);
    }
    return true;
}

void lode_history_free(lode_history *h)
{
    lode_arena_free(&h->arena);
    *h = (lode_history){0};
}

double lode_history_mean(const lode_history *h, const double *x, int32_t n, int32_t i, int32_t from, int32_t to)
{
    double sum = 0;
    if (from < 0) from = 0;
    if (to >= h->n_step) to = h->n_step - 1;
    if (to < from) return 0;
    for (int32_t t = from; t <= to; t++) sum += x[(int64_t)t * n + i];
    return sum / ((double)(to - from + 1) * h->step_days);
}
