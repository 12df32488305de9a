/* Draws of a case's stand-off: every one is simulated, so that costs of waiting and values of prevailing come from the same draw
 * of all inputs. */
#include <math.h>

#include "base/diag.h"
#include "study/ensemble.h"
#include "study/standoff.h"

/* What is kept of a draw: mean losses of A, those of B, then the declared inputs. Lives in the arena of the case. */
typedef struct draws {
    lode_standoff_declared declared;
    lode_plan plan;
    lode_scalars none;
    int32_t *series[2], n_series[2]; /* of value added                        */
    int32_t n_knot;
    double *middle;           /* (n_knot) day of each, from the start         */
    lode_ensemble ensemble;
    double *day[2], *rate[2]; /* (n_knot) of the draw that was asked for last */
    double *input;            /* (n_input x n_draw)                           */
    lode_standoff_drawn drawn;
} draws;

static void keep(const void *user, int32_t i, const lode_view *run, const lode_view *quo, const lode_values *v,
                 const lode_lane *x, int32_t lane, void *scratch, double *out)
{
    const draws *d = user;
    int32_t n = 0;
    (void)v;
    (void)scratch;
    if (i != 1) return;
    for (int side = 0; side < 2; side++)
        for (int32_t k = 0; k < d->n_knot; k++)
            out[(int64_t)n++ * LODE_LANES + lane] =
                lode_standoff_loss(&d->plan, run, quo, d->series[side], d->n_series[side], k * LODE_STANDOFF_EVERY);
    for (int32_t k = 0; k < d->declared.n_input; k++)
        out[(int64_t)n++ * LODE_LANES + lane] = d->declared.factor[k] * x[d->declared.row[k]].v[lane];
}

static bool curves(const void *user, int64_t draw, lode_standoff_curve curve[2])
{
    const draws *d = user;
    const lode_ensemble *e = &d->ensemble;
    if (e->left_out[draw]) return false;
    for (int side = 0; side < 2; side++) {
        int32_t n = 0;
        for (int32_t k = 0; k < d->n_knot; k++) {
            if (d->middle[k] + LODE_STANDOFF_EVERY < 0) continue;
            d->day[side][n] = d->middle[k];
            d->rate[side][n++] = e->claim[((int64_t)side * d->n_knot + k) * e->n_draw + draw];
        }
        if (n == 0) d->day[side][n] = d->rate[side][n] = 0;
        curve[side] = (lode_standoff_curve){lode_standoff_knots(d->day[side], d->rate[side], n > 0 ? n : 1), d->day[side],
                                            d->rate[side]};
    }
    return true;
}

static bool list_series(const lode_built *b, lode_arena *a, draws *d)
{
    for (int32_t side = 0; side < 2; side++) {
        d->series[side] = LODE_TAKE(a, b->model->n_series + 1, int32_t);
        if (!d->series[side]) return false;
        for (int32_t r = 0; r < b->model->n_series; r++)
            if (b->series_site[r] < 0 && b->model->series_kind[r] == LODE_SERIES_VALUE_ADDED &&
                lode_standoff_bears(b->c, side, b->series_actor[r])) {
                lode_plan_keep(&d->plan, r);
                d->series[side][d->n_series[side]++] = r;
            }
    }
    return true;
}

/* Nothing is kept but what the losses of the sides are made of; list_series() asks for it. */
static bool make_plan(const lode_built *b, const lode_study_options *o, lode_arena *a, lode_plan *p)
{
    lode_plan whole;
    return lode_plan_make(b, o->step_days, LODE_STANDOFF_EVERY, a, &whole) && lode_plan_bare(&whole, a, p);
}

static bool make_room(const lode_built *b, lode_arena *a, draws *d)
{
    int32_t n_day = d->plan.n_step * d->plan.step_days < b->n_day ? d->plan.n_step * d->plan.step_days : b->n_day;
    d->n_knot = n_day / LODE_STANDOFF_EVERY;
    d->middle = LODE_TAKE(a, d->n_knot + 1, double);
    for (int side = 0; side < 2; side++) {
        d->day[side] = LODE_TAKE(a, d->n_knot + 1, double);
        d->rate[side] = LODE_TAKE(a, d->n_knot + 1, double);
        if (!d->day[side] || !d->rate[side]) return false;
    }
    for (int32_t k = 0; d->middle && k < d->n_knot; k++)
        d->middle[k] = k * LODE_STANDOFF_EVERY + 0.5 * (LODE_STANDOFF_EVERY - 1) + b->start - d->declared.start;
    return d->middle && list_series(b, a, d);
}

/* Simulate. Returns false after a problem. */
static bool simulate(const lode_built *b, const lode_study_options *o, int32_t n_draw, draws *d, lode_diags *diags)
{
    const lode_engine *engine = o->isa >= 0 ? lode_engine_nth(o->isa) : lode_engine_best();
    const int32_t scenario[2] = {lode_case_find(b->c, LODE_T_SCENARIOS, "status-quo"),
                                 lode_case_find(b->c, LODE_T_SCENARIOS, o->scenario)};
    const lode_ensemble_claims hook = {.n = 2 * d->n_knot + d->declared.n_input, .score = keep, .user = d};
    const lode_ensemble_spec spec = {.design = o->design, .seed = o->seed, .draws = n_draw};
    d->none.plan = &d->plan;
    d->ensemble = (lode_ensemble){.plan = &d->plan, .scalars = &d->none, .engine = engine, .scenario = scenario,
                                  .n_scenario = 2, .none = -1, .claims = &hook, .threads = o->threads};
    bool ok = lode_ensemble_begin(&d->ensemble, &spec, diags) && lode_ensemble_compute(&d->ensemble, diags) &&
              lode_ensemble_check(&d->ensemble, diags);
    d->ensemble.claims = NULL;
    d->ensemble.scenario = NULL;
    return ok;
}

bool lode_standoff_simulate(const lode_built *b, const lode_study_options *o, int32_t n_draw, lode_standoff_case *s,
                            lode_diags *diags)
{
    lode_arena *a = &s->memory;
    draws *d = LODE_TAKE(a, 1, draws);
    bool room = d && lode_standoff_declare(b->c, b->start, a, &d->declared) &&
                make_plan(b, o, a, &d->plan) && make_room(b, a, d);
    if (room) d->input = LODE_TAKE(a, (int64_t)d->declared.n_input * n_draw + 1, double);
    if (!room || !d->input) {
        lode_diag_no_memory(diags);
        return false;
    }
    s->draws = d;
    if (!simulate(b, o, n_draw, d, diags)) return false;
    const lode_ensemble *e = &d->ensemble;
    for (int64_t k = 0; k < (int64_t)d->declared.n_input * n_draw; k++)
        d->input[k] = e->claim[2 * (int64_t)d->n_knot * e->n_draw + k];
    d->drawn = (lode_standoff_drawn){.curves = curves, .user = d, .input = d->input, .size = {d->n_knot + 1, 2}};
    s->model.drawn = &d->drawn;
    s->model.n_draw = n_draw;
    s->n_simulated = n_draw;
    return true;
}

void lode_standoff_case_free(lode_standoff_case *s)
{
    draws *d = s->draws;
    if (d) lode_ensemble_end(&d->ensemble);
    lode_arena_free(&s->memory);
    *s = (lode_standoff_case){0};
}
