/* Flip values of margins: central runs with one input moved, eight values side by side. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "analyze/flips.h"
#include "study/verdicts.h"

enum { GRID = 65, FLIPS_MOST = 4 };

/* Memory in which runs with a moved input are made. */
typedef struct mover {
    const lode_claim_study *s;
    const lode_engine *e;
    const volatile int *stop;
    lode_arena arena;
    lode_values values;
    lode_lane *x;           /* (n_x) raw central inputs, then constants   */
    lode_lane *moved;       /* (n_x)                                      */
    lode_track quo, run;
    lode_desk desk;
    void *scratch;
    int32_t reading, input; /* that are looked at                         */
    bool failed;
    double grid[GRID], margin[GRID]; /* what is known already             */
} mover;

static bool make(mover *w)
{
    const lode_built *b = w->s->plan->b;
    const lode_model *m = b->model;
    void *values = lode_arena_take(&w->arena, 1, w->e->values_bytes(m));
    w->x = LODE_TAKE(&w->arena, m->n_x, lode_lane);
    w->moved = LODE_TAKE(&w->arena, m->n_x, lode_lane);
    w->scratch = lode_arena_take(&w->arena, 1, w->s->hook.scratch_bytes + 64);
    if (!values || !w->x || !w->moved || !w->scratch || !lode_desk_make(b, &w->desk) ||
        !lode_track_make(w->s->plan, &w->arena, &w->quo) || !lode_track_make(w->s->plan, &w->arena, &w->run))
        return false;
    w->e->values_place(m, values, &w->values);
    memcpy(w->x, b->x, (size_t)m->n_x * sizeof *w->x);
    for (int32_t i = 0; i < b->c->n_input; i++) w->x[i] = lode_lane_all(b->c->input[i].central);
    return true;
}

/* Run a scenario for all eight values. */
static bool simulate(mover *w, int32_t scenario, lode_track *track)
{
    int32_t rows[LODE_LANES];
    lode_ticker ticker = {.stop = w->stop};
    for (int k = 0; k < LODE_LANES; k++) rows[k] = scenario;
    lode_scenario c = lode_study_switch(w->s->plan->b, rows, w->moved, w->desk.on);
    if (!lode_simulate(w->s->plan, w->e, &w->values, &c, &w->desk, &ticker, track)) w->failed = true;
    return track->done;
}

/* The margin of the reading at eight values of the input; NaN where it is not known. */
static void look(mover *w, const double value[LODE_LANES], double margin[LODE_LANES])
{
    const lode_reading *r = &w->s->readings->item[w->reading];
    const lode_plan *p = w->s->plan;
    memcpy(w->moved, w->x, (size_t)p->b->model->n_x * sizeof *w->x);
    memcpy(w->moved[w->input].v, value, sizeof w->moved[w->input].v);
    lode_built_derive(p->b, w->moved);
    w->e->calibrate(p->b->model, w->moved, p->step_days, &w->values);
    bool simulated = lode_reading_simulated(w->s->readings, w->reading);
    bool there = !simulated || (simulate(w, r->against, &w->quo) && simulate(w, r->scenario, &w->run));
    for (int k = 0; k < LODE_LANES; k++) {
        lode_view run = lode_track_view(p, &w->run, k), quo = lode_track_view(p, &w->quo, k);
        lode_signal_run with = {.plan = p, .run = &run, .quo = &quo, .values = &w->values, .x = w->moved, .lane = k};
        lode_eval_value v;
        margin[k] = NAN;
        if (!there || w->values.misfit[k] || !lode_reading_eval(w->s->readings, w->reading, &with, w->scratch, &v, NULL, NULL))
            continue;
        /* a margin of 0 says nothing, and steps have them over whole ranges: the truth does */
        margin[k] = (v.lo + v.hi) / 2;
        if (margin[k] == 0 && v.truth != LODE_UNDECIDED) margin[k] = v.truth == LODE_TRUE ? DBL_MIN : -DBL_MIN;
    }
}

/* For lode_flips_find: grid points are known, others are run. */
static double margin_at(void *user, double x)
{
    mover *w = user;
    double value[LODE_LANES], margin[LODE_LANES];
    for (int i = 0; i < GRID; i++)
        if (w->grid[i] == x) return w->margin[i];
    if (w->failed || (w->stop && *w->stop)) return NAN;
    for (int k = 0; k < LODE_LANES; k++) value[k] = x;
    look(w, value, margin);
    return margin[0];
}

/* Quantiles of the input from end to end of its range, and its margin at each. */
static void fill_grid(mover *w)
{
    const lode_input *in = &w->s->plan->b->c->input[w->input];
    for (int i = 0; i < GRID; i++) {
        double u = (double)i / (GRID - 1);
        w->grid[i] = i == 0 ? in->low : i == GRID - 1 ? in->high : lode_dist_quantile((int32_t)in->dist, in->low, in->central, in->high, u);
    }
    for (int i = 0; i < GRID; i += LODE_LANES) {
        double value[LODE_LANES], margin[LODE_LANES];
        for (int k = 0; k < LODE_LANES; k++) value[k] = w->grid[i + k < GRID ? i + k : GRID - 1];
        look(w, value, margin);
        for (int k = 0; k < LODE_LANES && i + k < GRID; k++) w->margin[i + k] = margin[k];
    }
}

/* Put the flips of the margin before those of the share. */
static void find(mover *w, lode_claim_verdict *v)
{
    lode_flip found[FLIPS_MOST];
    fill_grid(w);
    double range = w->grid[GRID - 1] - w->grid[0];
    int32_t n = lode_flips_find(margin_at, w, w->grid, GRID, 1e-6 * range, false, found, FLIPS_MOST);
    if (w->failed || (w->stop && *w->stop)) return;
    n = n < FLIPS_MOST ? n : FLIPS_MOST;
    int32_t kept = v->n_flip + n <= LODE_CLAIM_FLIPS_MOST ? v->n_flip : LODE_CLAIM_FLIPS_MOST - n;
    memmove(v->flip + n, v->flip, (size_t)kept * sizeof *v->flip);
    for (int32_t i = 0; i < n; i++) v->flip[i] = (lode_claim_flip){w->input, true, found[i].value, 0};
    v->n_flip = n + kept;
}

bool lode_margin_flips(const lode_claim_study *s, const lode_engine *e, bool simulated, const volatile int *stop,
                       lode_claim_verdict *verdict)
{
    mover w = {.s = s, .e = e, .stop = stop};
    w.failed = !make(&w);
    for (int32_t j = 0; j < s->readings->n && !w.failed; j++) {
        lode_claim_verdict *v = &verdict[j];
        bool wanted = v->n_draw > 0 && v->n_rests_on > 0 && s->readings->item[j].formula->n_over == 0;
        if (!wanted || (v->simulated && !simulated)) continue;
        w.reading = j;
        w.input = v->rests_on[0].input;
        v->flips_sought = true;
        find(&w, v);
    }
    lode_desk_free(&w.desk);
    lode_arena_free(&w.arena);
    return !w.failed;
}
