/* Run the scenarios of a study, eight side by side, and keep what the reduction needs. */
#include "study/study.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "engine/engine.h"
#include "study/tariffs.h"
#include "study/workshop.h"

#ifdef _OPENMP
#include <omp.h>
#endif

lode_study_options lode_study_default(void)
{
    return (lode_study_options){.draws = 1, .isa = -1};
}

/* Scenarios to run: status quo, no measures, then the chosen one or all in the order of their names. */
static bool choose(const lode_case *c, const char *chosen, lode_study *s, lode_diags *diags)
{
    int32_t n = c->table[LODE_T_SCENARIOS].n_row;
    int32_t quo = lode_case_find(c, LODE_T_SCENARIOS, "status-quo");
    int32_t none = lode_case_find(c, LODE_T_SCENARIOS, "no-measures");
    int32_t only = chosen ? lode_case_find(c, LODE_T_SCENARIOS, chosen) : -1;
    if (chosen && only < 0) {
        lode_place nowhere = {0};
        lode_diag_add(diags, LODE_DIAG_UNKNOWN_SCENARIO, nowhere, NULL, chosen);
        for (int32_t r = 0; r < n; r++) lode_diag_hint(diags, "known: %s", lode_case_key(c, LODE_T_SCENARIOS, r));
        return false;
    }
    s->run[s->n_run++].scenario = quo;
    s->run[s->n_run++].scenario = none;
    for (int32_t r = 0; r < n; r++)
        if (r != quo && r != none && (only < 0 || r == only)) s->run[s->n_run++].scenario = r;
    return true;
}

/* ---- the central draw ---------------------------------------------------------------------------------------------- */

/* Memory of everything that runs write, taken before the threads start. */
static bool make_room(lode_study *s, lode_arena *a)
{
    s->n_track = (s->n_run + LODE_LANES - 1) / LODE_LANES;
    s->track = LODE_TAKE(a, s->n_track, lode_track);
    for (int32_t i = 0; i < s->n_track; i++) {
        if (!s->track || !lode_track_make(&s->plan, a, &s->track[i])) return false;
        if (s->plan.bare) continue;
        s->track[i].link_sent = LODE_TAKE(a, s->b->model->n_link, lode_lane);
        if (!s->track[i].link_sent) return false;
    }
    for (int32_t r = 0; r < s->n_run; r++) {
        lode_study_run_record *run = &s->run[r];
        run->track = &s->track[r / LODE_LANES];
        run->lane = r % LODE_LANES;
        run->view = lode_track_view(&s->plan, run->track, run->lane);
        run->score = LODE_TAKE(a, s->scalars.n, double);
        if (!run->score) return false;
    }
    return true;
}

/* Up to eight scenarios side by side: lane k switches on what scenario k does; spare lanes repeat the first. */
static bool run_track(lode_study *s, const lode_engine *e, int32_t track)
{
    int32_t scenario[LODE_LANES], first = track * LODE_LANES;
    lode_desk desk = {0};
    for (int32_t k = 0; k < LODE_LANES; k++) scenario[k] = s->run[first + k < s->n_run ? first + k : first].scenario;
    bool room = lode_desk_make(s->b, &desk);
    if (room) {
        lode_scenario c = lode_study_switch(s->b, scenario, s->b->x, desk.on);
        room = lode_simulate(&s->plan, e, &s->values, &c, &desk, &s->ticker, &s->track[track]) &&
               lode_tariffs_fill(&s->plan, &s->values, s->b->x, &c, &s->track[track]);
    }
    lode_desk_free(&desk);
    return room;
}

static bool run_central(lode_study *s, const lode_engine *e, lode_arena *a)
{
    bool room = true;
    double *scratch = LODE_TAKE(a, s->plan.n_step, double);
    s->ticker.total = (int64_t)s->plan.n_step * s->n_track;
    e->calibrate(s->b->model, s->b->x, s->plan.step_days, &s->values);
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->options.threads) reduction(&& : room)
    for (int32_t i = 0; i < s->n_track; i++) room = run_track(s, e, i) && room;
    for (int32_t r = 0; r < s->n_run && room && scratch && s->scalars.n > 0; r++)
        lode_scalars_score(&s->scalars, &s->run[r].view, &s->run[lode_study_against(r)].view, s->b->x, 0, scratch,
                           s->run[r].score);
    return room && scratch;
}

/* What went wrong in the runs themselves. */
static bool check(const lode_study *s, lode_diags *diags)
{
    lode_place nowhere = {0};
    for (int32_t r = 0; r < s->n_run; r++) {
        const lode_study_run_record *run = &s->run[r];
        const char *id = lode_case_key(s->b->c, LODE_T_SCENARIOS, run->scenario);
        if (!run->track->done) {
            lode_diag_add(diags, LODE_DIAG_STOPPED, nowhere, NULL);
            return false;
        }
        if (!(run->track->residual.v[run->lane] <= 1e-9))
            lode_diag_add(diags, LODE_DIAG_NOT_CONSERVED, nowhere, "this is a fault of the program: please report it",
                          run->track->residual.v[run->lane], id);
    }
    return diags->n_error == 0;
}

/* ---- the central run, for those who read draws ------------------------------------------------------------------------ */

/* The central run of a scenario, for the witnesses of claims. */
static bool central_run(void *user, int32_t scenario, lode_signal_run *out)
{
    const lode_study *s = user;
    for (int32_t r = 0; r < s->n_run; r++) {
        if (s->run[r].scenario != scenario) continue;
        out->plan = &s->plan;
        out->run = &s->run[r].view;
        out->quo = &s->run[lode_study_against(r)].view;
        out->values = &s->values;
        out->x = s->b->x;
        out->lane = 0;
        out->scenario = scenario;
        return true;
    }
    return false;
}

/* The central run as an ensemble of one draw, for those who read draws. */
static bool list_central(const lode_study *s, lode_arena *a, lode_ensemble *draws)
{
    int32_t *scenario = LODE_TAKE(a, s->n_run, int32_t);
    *draws = (lode_ensemble){.plan = &s->plan, .scalars = &s->scalars, .scenario = scenario, .n_scenario = s->n_run, .n_draw = 1};
    draws->left_out = LODE_TAKE(&draws->arena, 1, uint8_t);
    draws->culprit = LODE_TAKE(&draws->arena, 1, int32_t);
    draws->value = calloc((size_t)s->n_run * (size_t)s->scalars.n + 1, sizeof *draws->value);
    if (!scenario || !draws->left_out || !draws->culprit || !draws->value) return false;
    for (int32_t r = 0; r < s->n_run; r++) {
        scenario[r] = s->run[r].scenario;
        memcpy(draws->value + (int64_t)r * s->scalars.n, s->run[r].score, (size_t)s->scalars.n * sizeof(double));
    }
    return true;
}

/* ---- all of it ----------------------------------------------------------------------------------------------------- */

static int32_t threads_of(const lode_study_options *o)
{
    int threads = o->threads;
#ifdef _OPENMP
    if (threads <= 0) threads = omp_get_num_procs();
#endif
    return threads > 0 ? threads : 1;
}

static lode_workshop *open_workshop(void)
{
    lode_arena *arena = calloc(1, sizeof *arena);
    lode_workshop *w = arena ? LODE_TAKE(arena, 1, lode_workshop) : NULL;
    if (w) w->arena = arena;
    else free(arena);
    return w;
}

void lode_workshop_close(lode_workshop *w)
{
    if (!w) return;
    lode_arena *arena = w->arena;
    lode_ensemble_end(&w->draws);
    lode_readings_free(w->s.readings);
    lode_arena_free(arena);
    free(arena);
}

/* Keep what losses are made of. */
static void keep_losses(lode_plan *p)
{
    const lode_model *m = p->b->model;
    for (int32_t r = 0; r < m->n_series; r++)
        if (m->series_kind[r] >= LODE_SERIES_VALUE_ADDED && m->series_kind[r] <= LODE_SERIES_TARIFFS) lode_plan_keep(p, r);
}

/* What is kept of runs: of those for claims alone what readings will ask for, of those for losses what makes them. */
static bool make_plan(lode_workshop *w, const lode_study_options *o)
{
    lode_study *s = &w->s;
    lode_plan whole;
    if (!lode_plan_make(s->b, o->step_days, o->report_days, w->arena, &whole)) return false;
    s->plan = whole;
    s->scalars.plan = &s->plan;
    if ((o->claims_only || o->losses_only) && !lode_plan_bare(&whole, w->arena, &s->plan)) return false;
    if (o->losses_only) keep_losses(&s->plan);
    return o->claims_only || lode_scalars_list(&s->plan, w->arena, &s->scalars);
}

/* Everything up to the draws: plan, scalars, readings, the central run. False: after a problem, or no memory. */
static bool prepare(lode_workshop *w, const lode_study_options *options, bool *room, lode_diags *diags)
{
    const lode_engine *e = w->engine = options->isa >= 0 ? lode_engine_nth(options->isa) : lode_engine_best();
    lode_study *s = &w->s;
    const lode_built *b = s->b;
    s->options = *options;
    s->options.threads = threads_of(options);
    s->ticker = (lode_ticker){.progress = options->draws > 1 ? NULL : options->progress, .user = options->user,
                              .stop = options->stop};
    s->run = LODE_TAKE(w->arena, b->c->table[LODE_T_SCENARIOS].n_row + 1, lode_study_run_record);
    void *memory = e ? lode_arena_take(w->arena, 1, e->values_bytes(b->model)) : NULL;
    *room = s->run && memory && make_plan(w, options);
    if (!*room || !choose(b->c, options->scenario, s, diags)) return false;
    if (options->draws > 1 && b->c->table[LODE_T_READINGS].n_row > 0) {
        s->readings = lode_readings_new(b, diags);
        *room = s->readings != NULL;
        if (!*room || diags->n_error > 0) return false;
        lode_readings_keep(s->readings, &s->plan);
    }
    if (!lode_tariffs_check(b, diags)) return false;
    e->values_place(b->model, memory, &s->values);
    *room = make_room(s, w->arena) && run_central(s, e, w->arena);
    return *room && check(s, diags);
}

/* From the runs to the result; `draws`: what the verdicts rest on. NULL: no memory. */
static lode_result *conclude(lode_workshop *w, const lode_ensemble *draws, bool *room, lode_diags *diags)
{
    lode_study *s = &w->s;
    lode_result *r = lode_reduce(s, diags);
    for (int64_t n = 0; r && n < draws->n_draw; n++) r->n_left_out += draws->left_out[n] != 0;
    if (r) r->draws = draws;
    if (!r || !s->readings || draws->n_draw < 2) return r;
    r->readings = s->readings;
    lode_claim_verdict *claim = lode_verdicts_find(&w->claims, draws, central_run, s, w->arena);
    lode_claim_pair *pair = NULL;
    *room = claim && lode_margin_flips(&w->claims, w->engine, s->options.flips, s->options.stop, claim) &&
            lode_claim_pairs(&w->claims, draws, w->arena, &pair, &r->n_claim_pair);
    r->claim = claim;
    r->claim_pair = pair;
    return r;
}

/* NULL: after a problem, or no memory. */
static lode_result *run(lode_workshop *w, const lode_study_options *options, bool *room, lode_diags *diags)
{
    if (!prepare(w, options, room, diags)) return NULL;
    if (options->draws > 1) {
        if (!lode_workshop_draw(w, w->engine, diags) || (options->keep && options->keep->part)) return NULL;
    } else {
        *room = list_central(&w->s, w->arena, &w->draws);
        if (!*room) return NULL;
    }
    return conclude(w, &w->draws, room, diags);
}

lode_result *lode_study_run(const lode_built *b, const lode_study_options *options, lode_diags *diags)
{
    lode_workshop *w = open_workshop();
    lode_result *result = NULL;
    int32_t errors = diags->n_error;
    bool room = w != NULL;
    if (w) {
        w->s.b = b;
        result = run(w, options, &room, diags);
    }
    if (!room) lode_diag_no_memory(diags);
    if (diags->n_error > errors) {
        lode_result_free(result);
        result = NULL;
    }
    if (result) result->workshop = w;
    else lode_workshop_close(w);
    return result;
}

/* ---- step by step, for those who compute the draws elsewhere ---------------------------------------------------------- */

lode_workshop *lode_workshop_open(const lode_built *b, const lode_study_options *options, lode_diags *diags)
{
    lode_workshop *w = open_workshop();
    bool room = w != NULL, ok = false;
    if (w) {
        w->s.b = b;
        ok = prepare(w, options, &room, diags);
    }
    if (!room) lode_diag_no_memory(diags);
    if (ok) return w;
    lode_workshop_close(w);
    return NULL;
}

lode_result *lode_workshop_conclude(lode_workshop *w, int64_t draws, lode_diags *diags)
{
    lode_study *s = &w->s;
    const lode_study_options asked = s->options;
    lode_ensemble central = {0}, *first = draws > 1 ? LODE_TAKE(w->arena, 1, lode_ensemble) : &central;
    bool room = first && (draws > 1 ? lode_ensemble_first(&w->draws, draws, w->arena, first) : list_central(s, w->arena, first));
    s->options.draws = (int32_t)draws;
    s->ensemble = draws > 1 ? first : NULL;
    lode_result *r = room ? conclude(w, first, &room, diags) : NULL;
    s->options = asked;
    s->ensemble = NULL;
    if (r && draws < 2) r->draws = NULL;
    lode_ensemble_end(&central);
    if (room) return r;
    lode_diag_no_memory(diags);
    lode_result_free(r);
    return NULL;
}

void lode_result_free(lode_result *r)
{
    if (!r) return;
    lode_workshop_close(r->workshop);
    lode_arena *store = r->store;
    lode_arena_free(store);
    free(store);
}
