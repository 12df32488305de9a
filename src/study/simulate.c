/* Eight runs from the first day to the last, and what is kept of each step. */
#include "study/simulate.h"

#include <stdlib.h>
#include <string.h>

#include "engine/real.h"

bool lode_track_make(const lode_plan *p, lode_arena *a, lode_track *track)
{
    const lode_model *m = p->b->model;
    *track = (lode_track){0};
    track->trace = LODE_TAKE(a, (int64_t)p->n_step * p->n_column + 1, lode_lane);
    track->report = LODE_TAKE(a, p->bare ? 1 : (int64_t)p->n_date * m->n_series, lode_lane);
    track->group_short = LODE_TAKE(a, m->n_group, lode_lane);
    return track->trace && track->report && track->group_short;
}

bool lode_desk_make(const lode_built *b, lode_desk *d)
{
    const lode_model *m = b->model;
    d->on = LODE_TAKE(&d->arena, 2 * m->n_measure + m->n_project + m->n_damage, lode_lane);
    d->row = LODE_TAKE(&d->arena, m->n_series, lode_lane);
    return d->on && d->row;
}

void lode_desk_free(lode_desk *d)
{
    lode_arena_free(&d->arena);
    free(d->state);
    *d = (lode_desk){0};
}

/* Day on which a scenario's suspension takes effect. */
static double suspension(const lode_built *b, int32_t scenario, const lode_lane *x, int lane)
{
    int32_t date = lode_case_int(b->c, scenario, LODE_SCENARIOS_SUSPENDED_FROM, INT32_MAX);
    int32_t delay = lode_case_qty(b->c, scenario, LODE_SCENARIOS_SUSPENDED_DELAY);
    if (date == INT32_MAX) return 1e9;
    return date - b->start + lode_floor((delay >= 0 ? x[delay].v[lane] : 0) + 0.5);
}

lode_scenario lode_study_switch(const lode_built *b, const int32_t scenario[LODE_LANES], const lode_lane *x, lode_lane *on)
{
    const lode_model *m = b->model;
    lode_lane *measure = on, *ends = measure + m->n_measure, *project = ends + m->n_measure;
    lode_lane *damage = project + m->n_project;
    for (int k = 0; k < LODE_LANES; k++) {
        const lode_switches *of = &b->scenario[scenario[k]];
        for (int32_t i = 0; i < m->n_measure; i++) {
            measure[i].v[k] = of->measure_on[i];
            ends[i].v[k] = of->ends[i] >= 0 ? suspension(b, of->ends[i], x, k) : 1e9;
        }
        for (int32_t i = 0; i < m->n_project; i++) project[i].v[k] = of->project_on[i];
        for (int32_t i = 0; i < m->n_damage; i++) damage[i].v[k] = of->damage_on[i];
    }
    return (lode_scenario){measure, project, damage, ends};
}

bool lode_series_is_rate(lode_series_kind kind)
{
    return kind == LODE_SERIES_MADE || kind == LODE_SERIES_CONSUMED ||
           (kind >= LODE_SERIES_VALUE_ADDED && kind <= LODE_SERIES_TARIFFS);
}

/* Keep of the series of step t what is needed of them later. */
static void keep(const lode_plan *p, const lode_lane *row, int32_t t, lode_track *track)
{
    const lode_model *m = p->b->model;
    lode_lane *trace = track->trace + (int64_t)t * p->n_column;
    for (int32_t r = 0; r < m->n_series; r++)
        if (p->column[r] >= 0) trace[p->column[r]] = row[r];
    if (p->bare) return;
    lode_lane *report = track->report + (int64_t)(t / p->every) * m->n_series;
    int32_t first = t / p->every * p->every, n = p->n_step - first < p->every ? p->n_step - first : p->every;
    for (int32_t r = 0; r < m->n_series; r++) {
        bool rate = lode_series_is_rate((lode_series_kind)m->series_kind[r]);
        if (!rate || t == first) report[r] = lode_lane_all(0);
        for (int k = 0; k < LODE_LANES; k++) report[r].v[k] += rate ? row[r].v[k] / n : row[r].v[k];
    }
}

static void tell(lode_ticker *ticker, int64_t steps)
{
    if (!ticker->progress) return;
#pragma omp critical(lode_progress)
    {
        ticker->done += steps;
        ticker->progress(ticker->user, (double)ticker->done / (double)ticker->total);
    }
}

/* How far transit reaches depends on the draws, and with it the memory of a state. */
static bool make_state(const lode_engine *e, const lode_model *m, const lode_values *v, lode_desk *d)
{
    size_t bytes = (e->state_bytes(m, v) + 63) / 64 * 64;
    if (bytes <= d->state_bytes) return true;
    free(d->state);
    d->state = aligned_alloc(64, bytes);
    d->state_bytes = d->state ? bytes : 0;
    return d->state != NULL;
}

static void add_shipped(const lode_model *m, const lode_state *s, lode_lane *sent)
{
    for (int32_t l = 0; l < m->n_link; l++) lode_lane_add(&sent[l], &s->link_shipped[l]);
}

bool lode_simulate(const lode_plan *p, const lode_engine *e, const lode_values *v, const lode_scenario *c, lode_desk *d,
                   lode_ticker *ticker, lode_track *track)
{
    enum { EVERY = 32 };
    const lode_model *m = p->b->model;
    lode_state state = {0};
    if (!make_state(e, m, v, d)) return false;
    e->state_place(m, v, d->state, &state);
    e->state_start(m, v, c, &state);
    track->done = false;
    if (track->link_sent) memset(track->link_sent, 0, (size_t)m->n_link * sizeof(lode_lane));
    for (int32_t t = 0; t < p->n_step; t++) {
        if (ticker->stop && *ticker->stop) return true;
        e->step(m, v, c, &state);
        if (track->link_sent) add_shipped(m, &state, track->link_sent);
        e->record(m, v, &state, p->bare ? p->column : NULL, d->row);
        keep(p, d->row, t, track);
        if ((t + 1) % EVERY == 0) tell(ticker, EVERY);
    }
    tell(ticker, p->n_step % EVERY);
    track->residual = state.residual;
    memcpy(track->group_short, state.group_short, (size_t)m->n_group * sizeof(lode_lane));
    track->done = true;
    return true;
}
