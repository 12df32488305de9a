/* From a simulation to a game. */
#include "study/standoff.h"

#include <math.h>
#include <string.h>

#include "base/diag.h"

const double lode_standoff_delays[4] = {7, 14, 30, 60};

bool lode_standoff_options(const lode_case *c, lode_study_options *o, lode_diags *diags)
{
    int32_t scenario = lode_case_int(c, 0, LODE_STANDOFF_SCENARIO, -1);
    if (c->table[LODE_T_STANDOFF_SIDES].n_row != 2 || scenario < 0) {
        lode_diag_add(
            diags, LODE_DIAG_NO_STANDOFF, (lode_place){0},
            "declare it under 'standoff' and 'standoff_sides' in case.yaml (docs/standoff.md)");
        return false;
    }
    if (!o->scenario) o->scenario = lode_case_key(c, LODE_T_SCENARIOS, scenario);
    o->report_days = LODE_STANDOFF_EVERY;
    return true;
}

/* --- costs ---------------------------------------------------------------------------------- */

bool lode_standoff_bears(const lode_case *c, int32_t side, int32_t actor)
{
    const lode_cell *list = lode_case_cell(c, side, LODE_STANDOFF_SIDES_ACTORS);
    if (!list->given)
        return actor ==
               lode_case_find(c, LODE_T_ACTORS, lode_case_key(c, LODE_T_STANDOFF_SIDES, side));
    for (int32_t i = list->first; i < list->first + list->n; i++)
        if (c->list[i] == actor) return true;
    return false;
}

/* The knot farthest from the straight line between two; -1: none is farther than `off`. */
static int32_t farthest(const double *day, const double *rate, int32_t i, int32_t j, double off)
{
    int32_t at = -1;
    for (int32_t n = i + 1; n < j; n++) {
        double line = rate[i] + (rate[j] - rate[i]) * (day[n] - day[i]) / (day[j] - day[i]);
        if (fabs(rate[n] - line) > off) {
            off = fabs(rate[n] - line);
            at = n;
        }
    }
    return at;
}

/* Leave out knots that lie within `off` of the line through those that stay (Ramer 1972, Comput. Graph. Image Process.
 * 1:244-256). Returns how many stay. */
static int32_t thin(double *day, double *rate, int32_t n, double off)
{
    enum { DEEP = 64 };
    int32_t end[DEEP], depth = 0, kept = 0, i = 0;
    if (n == 0) return 0;
    end[depth++] = n - 1;
    while (depth > 0) {
        int32_t j = end[depth - 1], at = farthest(day, rate, i, j, off);
        if (at >= 0 && depth < DEEP) {
            end[depth++] = at;
            continue;
        }
        day[kept] = day[i];
        rate[kept++] = rate[i];
        i = j;
        depth--;
    }
    if (i > 0 || n == 1) {
        day[kept] = day[i];
        rate[kept++] = rate[i];
    }
    return kept;
}

double lode_standoff_loss(const lode_plan *p, const lode_view *run, const lode_view *quo, const int32_t *series,
                          int32_t n, int32_t d0)
{
    double sum = 0;
    for (int32_t k = 0; k < n; k++) {
        const double *x = lode_view_series(p, run, series[k]), *q = lode_view_series(p, quo, series[k]);
        for (int32_t d = d0; d < d0 + LODE_STANDOFF_EVERY; d++) {
            int64_t t = d / p->step_days;
            sum += q[t * quo->stride] - x[t * run->stride];
        }
    }
    return sum / LODE_STANDOFF_EVERY;
}

int32_t lode_standoff_knots(double *day, double *rate, int32_t n)
{
    double top = 0;
    for (int32_t k = 0; k < n; k++) top = fmax(top, fabs(rate[k]));
    /* what the thinned curve does not resolve is no cost and no gain: zero_cost says what such days are taken for */
    double resolved = 0.01 * top;
    for (int32_t k = 0; k < n; k++)
        if (fabs(rate[k]) <= resolved) rate[k] = 0;
    return thin(day, rate, n, resolved);
}

/* Mean losses of the reporting intervals, in their middles, from the one before the start on. */
static bool cost_curve(const lode_result *r, const lode_scenario_result *s, int32_t side,
                       lode_standoff_case *out)
{
    int32_t every = r->n_date > 1 ? r->date[1] - r->date[0] : 1, n = 0,
            whole = (r->end - r->start + 1) / every;
    double *day = LODE_TAKE(&out->memory, r->n_date + 1, double),
           *rate = LODE_TAKE(&out->memory, r->n_date + 1, double);
    if (!day || !rate) return false;
    for (int32_t d = 0; d < r->n_date && d < whole; d++) {
        double middle = r->date[d] - 0.5 * (every - 1) - out->start, sum = 0;
        if (middle + every < 0) continue;
        for (int32_t i = 0; i < s->n_loss; i++)
            if (lode_standoff_bears(r->c, side, s->loss[i].actor)) sum += s->loss[i].usd_per_day[d];
        day[n] = middle;
        rate[n++] = sum;
    }
    if (n == 0) n = 1; /* the period ends before the start: no loss at all */
    out->n_knot_all[side] = n;
    int32_t kept = lode_standoff_knots(day, rate, n);
    out->model.game.side[side].cost = (lode_standoff_curve){kept, day, rate};
    return true;
}

/* --- inputs --------------------------------------------------------------------------------- */

/* Which column sets which parameter, and what turns its unit into the game's. */
static const struct mapping {
    lode_column_id column;
    lode_standoff_parameter what;
    double factor;
} MAPPING[] = {
    {LODE_STANDOFF_SIDES_VALUE, LODE_STANDOFF_VALUE, 1},
    {LODE_STANDOFF_SIDES_SPREAD, LODE_STANDOFF_SPREAD, 1},
    {LODE_STANDOFF_SIDES_COMMITTED, LODE_STANDOFF_COMMITTED, 1},
    {LODE_STANDOFF_SIDES_DISCOUNT, LODE_STANDOFF_DISCOUNT, 1 / 365.0},
    {LODE_STANDOFF_SIDES_SCALE, LODE_STANDOFF_SCALE, 1},
    {LODE_STANDOFF_SIDES_ADDED, LODE_STANDOFF_ADDED, 1},
    {LODE_STANDOFF_SIDES_EXPIRY, LODE_STANDOFF_EXPIRY, 1},
    {LODE_STANDOFF_SIDES_BIAS, LODE_STANDOFF_BIAS, 1},
    {LODE_STANDOFF_SIDES_LEARNING, LODE_STANDOFF_LEARNING, 1},
};
enum { N_MAPPING = sizeof MAPPING / sizeof MAPPING[0] };

static bool read_inputs(const lode_case *c, lode_arena *a, lode_standoff_declared *out)
{
    lode_standoff_input *list = LODE_TAKE(a, 2 * N_MAPPING, lode_standoff_input);
    int32_t *row = LODE_TAKE(a, 2 * N_MAPPING, int32_t);
    double *factor = LODE_TAKE(a, 2 * N_MAPPING, double);
    if (!list || !row || !factor) return false;
    int32_t n = 0;
    for (int32_t side = 0; side < 2; side++)
        for (int k = 0; k < N_MAPPING; k++) {
            int32_t i = lode_case_qty(c, side, MAPPING[k].column);
            if (i < 0) continue;
            const lode_input *in = &c->input[i];
            double f = MAPPING[k].factor;
            row[n] = i;
            factor[n] = f;
            list[n++] = (lode_standoff_input){.name = in->name,
                                              .side = side,
                                              .what = MAPPING[k].what,
                                              .dist = (int32_t)in->dist,
                                              .low = in->low * f,
                                              .central = in->central * f,
                                              .high = in->high * f,
                                              .grade = in->given ? in->grade : -1};
        }
    out->input = list;
    out->row = row;
    out->factor = factor;
    out->n_input = n;
    return true;
}

bool lode_standoff_declare(const lode_case *c, int32_t first_day, lode_arena *a, lode_standoff_declared *out)
{
    *out = (lode_standoff_declared){.game = lode_standoff_game_default()};
    out->start = lode_case_int(c, 0, LODE_STANDOFF_START, lode_case_int(c, 0, LODE_CASE_AS_OF, first_day));
    lode_standoff_game *g = &out->game;
    int32_t deadline = lode_case_int(c, 0, LODE_STANDOFF_DEADLINE, INT32_MIN);
    if (deadline != INT32_MIN) g->deadline = deadline - out->start;
    g->zero_is_flow = lode_case_int(c, 0, LODE_STANDOFF_ZERO, 0) == 1;
    g->both_share = lode_case_number(c, 0, LODE_STANDOFF_BOTH, 0.5);
    for (int i = 0; i < 2; i++) out->learning.days[i] = INFINITY;
    return read_inputs(c, a, out);
}

bool lode_standoff_of_result(const lode_result *r, int32_t n_draw, uint64_t seed,
                             lode_standoff_case *out, lode_diags *diags)
{
    const lode_case *c = r->c;
    const lode_scenario_result *s = NULL;
    memset(out, 0, sizeof *out);
    out->scenario = r->options.scenario;
    for (int32_t i = 0; i < r->n_scenario; i++)
        if (strcmp(lode_case_key(c, LODE_T_SCENARIOS, r->scenario[i].scenario), out->scenario) == 0)
            s = &r->scenario[i];
    LODE_ASSERT(s);
    lode_standoff_declared declared;
    bool ok = lode_standoff_declare(c, r->start, &out->memory, &declared);
    out->start = declared.start;
    out->model.game = declared.game;
    out->model.learning = declared.learning;
    out->model.input = declared.input;
    out->model.n_input = declared.n_input;
    out->model.seed = seed;
    out->model.n_draw = n_draw;
    out->model.delay = lode_standoff_delays;
    out->model.n_delay = (int32_t)(sizeof lode_standoff_delays / sizeof lode_standoff_delays[0]);
    for (int32_t i = 0; i < 2; i++) out->name[i] = lode_case_key(c, LODE_T_STANDOFF_SIDES, i);
    for (int32_t i = 0; ok && i < 2; i++) ok = cost_curve(r, s, i, out);
    if (!ok) lode_diag_no_memory(diags);
    return ok;
}
