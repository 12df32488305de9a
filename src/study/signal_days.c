/* The values of signals in one lane of one run. Called inside every draw: allocates nothing. */
#include "engine/real.h"
#include "study/signals.h"

int32_t lode_signal_n_day(const lode_plan *plan)
{
    int64_t n = (int64_t)plan->n_step * plan->step_days;
    return n < plan->b->n_day ? (int32_t)n : plan->b->n_day;
}

lode_signal_run lode_signal_without(const lode_signal_run *run)
{
    lode_signal_run quo = *run;
    quo.run = run->quo;
    quo.scenario = run->against;
    return quo;
}

/* --- series -------------------------------------------------------------------------------- */

/* Value of one product in the makers whose output a series adds up: mean over what they make in the base year. */
static double product_value(const lode_signals *s, int32_t series, const lode_signal_run *run)
{
    const lode_model *m = s->b->model;
    const lode_values *v = run->values;
    double made = 0, worth = 0, first = 0;
    for (int32_t j = m->series_ptr[series]; j < m->series_ptr[series + 1]; j++) {
        int32_t o = m->series_item[j];
        double base = v->output_per_unit[o].v[run->lane] * v->site_base[m->output_site[o]].v[run->lane];
        if (j == m->series_ptr[series]) first = v->output_value[o].v[run->lane];
        made += base;
        worth += base * v->output_value[o].v[run->lane];
    }
    return made > 0 ? worth / made : first;
}

/* Add `factor` times a series of a run to the days. */
static void add_series(const lode_plan *plan, const lode_view *view, int32_t series, double factor, double *day)
{
    const double *x = lode_view_series(plan, view, series);
    int32_t n_day = lode_signal_n_day(plan);
    for (int32_t d = 0; d < n_day; d++) day[d] += factor * x[(int64_t)(d / plan->step_days) * view->stride];
}

static void sum(const lode_signals *s, const lode_signal *of, const lode_signal_run *run, double *day)
{
    bool loss = of->kind == LODE_SIGNAL_LOSS || of->kind == LODE_SIGNAL_CUMULATIVE;
    for (int32_t k = of->first; k < of->first + of->n; k++) {
        int32_t series = s->item[k];
        double factor = of->kind == LODE_SIGNAL_VALUE ? product_value(s, series, run) : 1;
        add_series(run->plan, run->run, series, loss ? -factor : factor, day);
        if (loss) add_series(run->plan, run->quo, series, factor, day);
    }
}

/* --- capacity ------------------------------------------------------------------------------ */

/* First day of a project, with what technology measures of the scenario delay it: as the engine has it. */
static double project_begins(const lode_signals *s, int32_t p, const lode_signal_run *run)
{
    const lode_model *m = s->b->model;
    const uint8_t *on = s->b->scenario[run->scenario].measure_on;
    double start = run->values->project_start[p].v[run->lane], delay = 0;
    for (int32_t a = 0; a < m->n_measure; a++) {
        bool slows = m->project_slowed[(int64_t)p * m->n_measure + a] && on[a] && start > m->measure_effective[a];
        if (slows) delay = lode_max(delay, run->values->measure_delay[a].v[run->lane]);
    }
    return start + delay;
}

/* What remains of a site's capacity after damages of the scenario. */
static double undamaged(const lode_signals *s, int32_t site, int32_t d, const lode_signal_run *run)
{
    const lode_model *m = s->b->model;
    double left = 1;
    for (int32_t q = 0; q < m->n_damage; q++)
        if (m->damage_site[q] == site && d >= m->damage_from[q] && d < m->damage_until[q] &&
            s->b->scenario[run->scenario].damage_on[q])
            left *= 1 - run->values->damage_fraction[q].v[run->lane];
    return left;
}

/* Add what the projects of a site have built by the middle of each day, times alpha. */
static void add_projects(const lode_signals *s, int32_t site, double alpha, const lode_signal_run *run, double *day)
{
    const lode_model *m = s->b->model;
    int32_t n_day = lode_signal_n_day(run->plan);
    for (int32_t p = 0; p < m->n_project; p++) {
        if (m->project_site[p] != site || !s->b->scenario[run->scenario].project_on[p]) continue;
        double begins = project_begins(s, p, run), ramp = run->values->project_ramp[p].v[run->lane];
        double all = alpha * run->values->project_capacity[p].v[run->lane];
        for (int32_t d = 0; d < n_day; d++) {
            double ran = d + 0.5 - begins, built = ramp > 0 ? lode_clamp(ran / ramp, 0, 1) : (ran > 0 ? 1 : 0);
            day[d] += all * built * undamaged(s, site, d, run);
        }
    }
}

static void capacity(const lode_signals *s, const lode_signal *of, const lode_signal_run *run, double *day)
{
    const lode_model *m = s->b->model;
    const lode_values *v = run->values;
    int32_t n_day = lode_signal_n_day(run->plan);
    for (int32_t k = of->first; k < of->first + of->n; k++) {
        int32_t o = s->item[k], site = m->output_site[o];
        double alpha = v->output_per_unit[o].v[run->lane], growth = 1 + v->site_growth[site].v[run->lane];
        double now = alpha * v->site_capacity[site].v[run->lane] * lode_pow(growth, 0.5 / 365), step = lode_pow(growth, 1.0 / 365);
        for (int32_t d = 0; d < n_day; d++) {
            day[d] += now * undamaged(s, site, d, run);
            now *= step;
        }
        add_projects(s, site, alpha, run, day);
    }
}

/* --- any signal ---------------------------------------------------------------------------- */

void lode_signal_days(const lode_signals *s, int32_t i, const lode_signal_run *run, double *day)
{
    const lode_signal *of = &s->of[i];
    if (of->kind >= LODE_SIGNAL_BASE_OUTPUT) {
        day[0] = lode_signal_constant(s, of, run);
        return;
    }
    int32_t n_day = lode_signal_n_day(run->plan);
    for (int32_t d = 0; d < n_day; d++) day[d] = 0;
    if (of->kind == LODE_SIGNAL_CAPACITY) capacity(s, of, run, day);
    else sum(s, of, run, day);
    for (int32_t d = 1; d < n_day && of->kind == LODE_SIGNAL_CUMULATIVE; d++) day[d] += day[d - 1];
}
