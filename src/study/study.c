/* Run the scenarios of a study, eight side by side, and keep what the reduction needs. */
#include "study/study.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "engine/engine.h"
#include "engine/real.h"
#include "study/reduce.h"

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

/* Memory of everything that runs write, taken before the threads start. */
static bool make_room(lode_study *s, const lode_engine *e, lode_arena *a)
{
    const lode_model *m = s->b->model;
    for (int32_t r = 0; r < s->n_run; r++) {
        lode_study_run_record *run = &s->run[r];
        run->trace = LODE_TAKE(a, (int64_t)s->n_step * s->n_daily, double);
        run->report = LODE_TAKE(a, (int64_t)s->n_date * m->n_series, double);
        run->group_short = LODE_TAKE(a, m->n_group, double);
        run->link_sent = LODE_TAKE(a, m->n_link, double);
        if (!run->trace || !run->report || !run->group_short || !run->link_sent) return false;
    }
    s->n_batch = (s->n_run + LODE_LANES - 1) / LODE_LANES;
    s->batch = LODE_TAKE(a, s->n_batch, lode_study_batch);
    for (int32_t i = 0; s->batch && i < s->n_batch; i++) {
        lode_study_batch *batch = &s->batch[i];
        batch->first = i * LODE_LANES;
        batch->n = s->n_run - batch->first < LODE_LANES ? s->n_run - batch->first : LODE_LANES;
        batch->on = LODE_TAKE(a, 2 * m->n_measure + m->n_project + m->n_damage, lode_lane);
        batch->row = LODE_TAKE(a, m->n_series, lode_lane);
        batch->memory = lode_arena_take(a, 1, e->state_bytes(m, &s->values));
        if (!batch->on || !batch->row || !batch->memory) return false;
    }
    return s->batch != NULL;
}

/* Day on which a scenario's suspension takes effect. */
static double suspension(const lode_built *b, int32_t scenario, int lane)
{
    int32_t date = lode_case_int(b->c, scenario, LODE_SCENARIOS_SUSPENDED_FROM, INT32_MAX);
    int32_t delay = lode_case_qty(b->c, scenario, LODE_SCENARIOS_SUSPENDED_DELAY);
    if (date == INT32_MAX) return 1e9;
    return date - b->start + lode_floor((delay >= 0 ? b->x[delay].v[lane] : 0) + 0.5);
}

lode_scenario lode_study_switch(const lode_built *b, const int32_t scenario[LODE_LANES], lode_lane *on)
{
    const lode_model *m = b->model;
    lode_lane *measure = on, *ends = measure + m->n_measure, *project = ends + m->n_measure;
    lode_lane *damage = project + m->n_project;
    for (int k = 0; k < LODE_LANES; k++) {
        const lode_switches *of = &b->scenario[scenario[k]];
        for (int32_t i = 0; i < m->n_measure; i++) {
            measure[i].v[k] = of->measure_on[i];
            ends[i].v[k] = of->ends[i] >= 0 ? suspension(b, of->ends[i], k) : 1e9;
        }
        for (int32_t i = 0; i < m->n_project; i++) project[i].v[k] = of->project_on[i];
        for (int32_t i = 0; i < m->n_damage; i++) damage[i].v[k] = of->damage_on[i];
    }
    return (lode_scenario){measure, project, damage, ends};
}

/* The scenarios of a batch side by side: lane k switches on what scenario k does; spare lanes repeat the first. */
static lode_scenario side_by_side(const lode_study *s, const lode_study_batch *batch)
{
    int32_t scenario[LODE_LANES];
    for (int k = 0; k < LODE_LANES; k++) scenario[k] = s->run[batch->first + (k < batch->n ? k : 0)].scenario;
    return lode_study_switch(s->b, scenario, batch->on);
}

/* Keep of the series of one step what is needed of it later. */
static void keep(const lode_study *s, const lode_study_run_record *run, const lode_lane *row, int32_t t, int32_t lane)
{
    const lode_model *m = s->b->model;
    double *trace = run->trace + (int64_t)t * s->n_daily, *report = run->report + (int64_t)(t / s->every) * m->n_series;
    int32_t first = t / s->every * s->every, n = s->n_step - first < s->every ? s->n_step - first : s->every;
    for (int32_t r = 0; r < m->n_series; r++) {
        double value = row[r].v[lane];
        if (s->daily[r] >= 0) trace[s->daily[r]] = value;
        report[r] = lode_series_is_rate((lode_series_kind)m->series_kind[r]) ? report[r] + value / n : value;
    }
}

/* Up to eight scenarios of the central draw, one in each lane, from the first day to the last. */
static void simulate(lode_study *s, const lode_engine *e, const lode_study_batch *batch)
{
    const lode_model *m = s->b->model;
    lode_scenario c = side_by_side(s, batch);
    lode_state state = {0};
    e->state_place(m, &s->values, batch->memory, &state);
    e->state_start(m, &s->values, &c, &state);
    for (int32_t t = 0; t < s->n_step; t++) {
        if (s->options.stop && *s->options.stop) return;
        e->step(m, &s->values, &c, &state);
        e->record(m, &s->values, &state, batch->row);
        for (int32_t k = 0; k < batch->n; k++) keep(s, &s->run[batch->first + k], batch->row, t, k);
        if (s->options.progress && (t + 1) % 32 == 0) {
#pragma omp critical(lode_progress)
            {
                s->steps_done += 32;
                s->options.progress(s->options.user, (double)s->steps_done / ((double)s->n_step * s->n_batch));
            }
        }
    }
    for (int32_t k = 0; k < batch->n; k++) {
        lode_study_run_record *run = &s->run[batch->first + k];
        run->residual = state.residual.v[k];
        for (int32_t g = 0; g < m->n_group; g++) run->group_short[g] = state.group_short[g].v[k];
        for (int32_t l = 0; l < m->n_link; l++) run->link_sent[l] = state.link_sent[l].v[k];
        run->done = true;
    }
}

static void simulate_all(lode_study *s, const lode_engine *e)
{
    int threads = s->options.threads;
#ifdef _OPENMP
    if (threads <= 0) threads = omp_get_num_procs();
#endif
    if (threads <= 0) threads = 1;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (int32_t i = 0; i < s->n_batch; i++) simulate(s, e, &s->batch[i]);
}

/* What went wrong in the runs themselves. */
static bool check(const lode_study *s, lode_diags *diags)
{
    lode_place nowhere = {0};
    for (int32_t r = 0; r < s->n_run; r++) {
        const lode_study_run_record *run = &s->run[r];
        const char *id = lode_case_key(s->b->c, LODE_T_SCENARIOS, run->scenario);
        if (!run->done) {
            lode_diag_add(diags, LODE_DIAG_STOPPED, nowhere, NULL);
            return false;
        }
        if (!(run->residual <= 1e-9))
            lode_diag_add(diags, LODE_DIAG_NOT_CONSERVED, nowhere, "this is a fault of the program: please report it",
                          run->residual, id);
    }
    return diags->n_error == 0;
}

/* Series that outcomes look at day by day: what is made, value, exports and tariffs. */
static bool choose_daily(lode_study *s, lode_arena *a)
{
    const lode_model *m = s->b->model;
    s->daily = LODE_TAKE(a, m->n_series, int32_t);
    for (int32_t r = 0; s->daily && r < m->n_series; r++) {
        lode_series_kind kind = (lode_series_kind)m->series_kind[r];
        bool needed = kind == LODE_SERIES_MADE || (kind >= LODE_SERIES_VALUE_ADDED && kind <= LODE_SERIES_TARIFFS);
        s->daily[r] = needed ? s->n_daily++ : -1;
    }
    return s->daily != NULL;
}

lode_result *lode_study_run(const lode_built *b, const lode_study_options *options, lode_diags *diags)
{
    const lode_engine *e = options->isa >= 0 ? lode_engine_nth(options->isa) : lode_engine_best();
    lode_arena scratch = {0};
    lode_study s = {.b = b, .options = *options};
    lode_result *result = NULL;
    int32_t errors = diags->n_error;

    s.step_days = options->step_days > 0 ? options->step_days : lode_case_int(b->c, 0, LODE_CASE_STEP, 1);
    s.n_step = b->n_day / s.step_days > 0 ? b->n_day / s.step_days : 1;
    s.every = ((options->report_days > 0 ? options->report_days : 14) + s.step_days - 1) / s.step_days;
    s.n_date = (s.n_step + s.every - 1) / s.every;
    s.run = LODE_TAKE(&scratch, b->c->table[LODE_T_SCENARIOS].n_row + 1, lode_study_run_record);
    void *memory = e ? lode_arena_take(&scratch, 1, e->values_bytes(b->model)) : NULL;
    bool room = s.run && memory && choose_daily(&s, &scratch);
    if (room && choose(b->c, options->scenario, &s, diags)) {
        e->values_place(b->model, memory, &s.values);
        e->calibrate(b->model, b->x, s.step_days, &s.values);
        room = make_room(&s, e, &scratch);
        if (room) {
            simulate_all(&s, e);
            if (check(&s, diags)) result = lode_reduce(&s, diags);
        }
    }
    if (!room) lode_diag_no_memory(diags);
    lode_arena_free(&scratch);
    if (diags->n_error > errors) {
        lode_result_free(result);
        return NULL;
    }
    return result;
}

void lode_result_free(lode_result *r)
{
    if (!r) return;
    lode_arena *store = r->store;
    lode_arena_free(store);
    free(store);
}
