/* A stand-off as JSON. Days count from the start of the game; dates stand beside them where they are known. */
#include <math.h>
#include <stdio.h>

#include "out/json.h"
#include "out/standoff.h"

static const char *const QUANTILE[LODE_STANDOFF_QUANTILES] = {"p05", "p25", "p50", "p75", "p95"};

static void put_pair(lode_json *j, const lode_standoff_view *v, const char *key, double a, double b)
{
    lode_json_open_line(j, key, '{');
    lode_json_number(j, v->name[0], a);
    lode_json_number(j, v->name[1], b);
    lode_json_close(j);
}

/* Where equilibria agree a number, else both ends. */
static void put_range(lode_json *j, const char *key, lode_standoff_range r)
{
    lode_json_open_line(j, key, '{');
    lode_json_number(j, "low", r.low);
    lode_json_number(j, "high", r.high);
    lode_json_close(j);
}

static void put_day(lode_json *j, const lode_standoff_view *v, const char *key, double day)
{
    if (!(fabs(day) < 1e6)) lode_json_text(j, key, NULL);
    else if (v->dated) lode_json_date(j, key, v->start + (int32_t)floor(day + 0.5));
    else lode_json_number(j, key, day);
}

static void put_certificate(lode_json *j, const lode_standoff_answer *a)
{
    lode_json_open(j, "certificate", '{');
    lode_json_number(j, "largest_gain", a->worst_epsilon);
    lode_json_number(j, "allowed", LODE_STANDOFF_EPSILON);
    lode_json_integer(j, "games", a->n_draw);
    lode_json_integer(j, "above", a->n_above);
    lode_json_integer(j, "without_equilibrium", a->n_draw - a->n_solved);
    lode_json_close(j);
}

static void put_shares(lode_json *j, const lode_standoff_view *v, const char *key,
                       const double *share)
{
    char weak[2][128];
    for (int i = 0; i < 2; i++) snprintf(weak[i], sizeof weak[i], "%s_weak", v->name[i]);
    lode_json_open(j, key, '{');
    lode_json_integer(j, "draws", v->model->n_draw);
    lode_json_bool(j, "draws_simulated", v->simulated);
    lode_json_integer(j, "draws_left_out", v->answer->n_left_out);
    lode_json_number(j, weak[0], share[LODE_STANDOFF_A_WEAK]);
    lode_json_number(j, weak[1], share[LODE_STANDOFF_B_WEAK]);
    lode_json_number(j, "neither_weak", share[LODE_STANDOFF_BALANCED]);
    lode_json_number(j, "nobody_gives_in", share[LODE_STANDOFF_NOBODY]);
    lode_json_number(j, "several_equilibria", share[LODE_STANDOFF_SEVERAL]);
    lode_json_number(j, "not_solved", share[LODE_STANDOFF_UNSOLVED]);
    lode_json_close(j);
}

static void put_first(lode_json *j, const lode_standoff_view *v, const char *key,
                      const lode_standoff_range first[2], lode_standoff_range never)
{
    lode_json_open(j, key, '{');
    for (int i = 0; i < 2; i++) put_range(j, v->name[i], first[i]);
    put_range(j, "never", never);
    lode_json_close(j);
}

/* Regimes, and where days without cost are read in another way those too. */
static void put_regimes(lode_json *j, const lode_standoff_view *v)
{
    const lode_standoff_answer *a = v->answer;
    put_shares(j, v, "regimes", a->share);
    put_first(j, v, "first", a->first, a->never);
    if (!a->has_other) return;
    bool flow = v->model->game.zero_is_flow;
    put_shares(j, v, flow ? "regimes_as_pause" : "regimes_as_flow", a->other_share);
    put_first(j, v, flow ? "first_as_pause" : "first_as_flow", a->other_first, a->other_never);
}

static void put_end_date(lode_json *j, const lode_standoff_view *v)
{
    lode_json_open(j, "end_date", '{');
    for (int q = 0; q < LODE_STANDOFF_QUANTILES; q++) {
        const lode_standoff_range *r = &v->answer->end[q];
        lode_json_open_line(j, QUANTILE[q], '{');
        put_day(j, v, "earliest", r->low);
        put_day(j, v, "latest", r->high);
        lode_json_close(j);
    }
    lode_json_open(j, "over_by_week", '[');
    for (int week = 0; week <= LODE_STANDOFF_WEEKS; week += 4) {
        lode_json_open_line(j, NULL, '{');
        put_day(j, v, v->dated ? "date" : "day", 7.0 * week);
        lode_json_number(j, "low", v->answer->ended[week].low);
        lode_json_number(j, "high", v->answer->ended[week].high);
        lode_json_close(j);
    }
    lode_json_close(j);
    lode_json_close(j);
}

static void put_hazard(lode_json *j, const lode_standoff_view *v)
{
    lode_json_open(j, "hazard", '[');
    for (int month = 0; month < LODE_STANDOFF_MONTHS; month++) {
        lode_json_open_line(j, NULL, '{');
        put_day(j, v, "from", 30.0 * month);
        put_day(j, v, "until", 30.0 * month + 30);
        lode_json_number(j, "not_over_before", v->answer->alive[month]);
        for (int i = 0; i < 2; i++) lode_json_number(j, v->name[i], v->answer->hazard[i][month]);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_delay(lode_json *j, const lode_standoff_view *v)
{
    lode_json_open(j, "value_of_delay", '[');
    for (int32_t n = 0; n < v->answer->n_delay; n++) {
        const lode_standoff_delay_row *d = &v->answer->delay[n];
        lode_json_open(j, NULL, '{');
        lode_json_number(j, "days", d->central.days);
        lode_json_bool(j, "solved", d->central.solved);
        for (int i = 0; i < 2; i++) {
            lode_json_open(j, v->name[i], '{');
            lode_json_number(j, "total", d->central.solved ? d->central.total[i] : NAN);
            lode_json_number(j, "waiting", d->central.solved ? d->central.waiting[i] : NAN);
            lode_json_number(j, "strength", d->central.solved ? d->central.strength[i] : NAN);
            lode_json_number(j, "misperception",
                             d->central.solved ? d->central.misperception[i] : NAN);
            lode_json_number(j, "p05", d->p05[i]);
            lode_json_number(j, "p50", d->p50[i]);
            lode_json_number(j, "p95", d->p95[i]);
            lode_json_number(j, "pays", d->pays[i]);
            lode_json_number(j, "flip_bias_of_other", d->flip[i]);
            lode_json_close(j);
        }
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_rests(lode_json *j, const lode_standoff_view *v)
{
    lode_json_open(j, "rests_on", '[');
    for (int32_t n = 0; n < v->answer->n_rests; n++) {
        const lode_standoff_rests *r = &v->answer->rests[n];
        const lode_standoff_input *in = &v->model->input[r->input];
        static const char *const grade[] = {"A", "B", "C", "D"};
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "input", in->name);
        lode_json_text(j, "grade", in->grade >= 0 ? grade[in->grade] : NULL);
        lode_json_number(j, "pawn_median", r->median);
        lode_json_number(j, "pawn_max", r->maximum);
        lode_json_number(j, "by_chance", r->chance);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_costs(lode_json *j, const lode_standoff_view *v)
{
    lode_json_open(j, "costs", '{');
    for (int i = 0; i < 2; i++) {
        const lode_standoff_curve *c = &v->model->game.side[i].cost;
        lode_json_open(j, v->name[i], '[');
        for (int32_t n = 0; n < c->n; n++) {
            lode_json_open_line(j, NULL, '{');
            lode_json_number(j, "day", c->day[n]);
            lode_json_number(j, "per_day", c->rate[n]);
            lode_json_close(j);
        }
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_masses(lode_json *j, const lode_standoff_view *v,
                       const lode_standoff_equilibrium *e)
{
    lode_json_open(j, "masses", '[');
    for (int32_t n = 0; n < e->n_atom; n++) {
        lode_json_open_line(j, NULL, '{');
        lode_json_number(j, "day", e->atom[n].day);
        lode_json_text(j, "side", v->name[e->atom[n].side]);
        lode_json_number(j, "conditional", e->atom[n].conditional);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_central(lode_json *j, const lode_standoff_view *v, const char *key,
                        const lode_standoff_result *r)
{
    static const char *const ending[] = {"exhausted", "terminal", "overshoot", "both hold",
                                         "at the deadline"};
    lode_json_open(j, key, '{');
    lode_json_text(j, "status", lode_standoff_status_text(r->status));
    lode_json_bool(j, "continuum", r->continuum);
    lode_json_bool(j, "limit", r->limit);
    lode_json_bool(j, "outside_the_model", r->deep_pause);
    lode_json_bool(j, "not_all_searched", r->not_searched);
    lode_json_integer(j, "candidates_refused", r->n_refused);
    lode_json_open(j, "pauses", '[');
    for (int i = 0; i < 2; i++)
        for (int32_t n = 0; n < r->n_pause[i]; n++) {
            lode_json_open_line(j, NULL, '{');
            lode_json_text(j, "side", v->name[i]);
            lode_json_number(j, "start", r->pause[i][n].start);
            lode_json_number(j, "end", r->pause[i][n].end);
            lode_json_bool(j, "terminal", r->pause[i][n].terminal);
            lode_json_close(j);
        }
    lode_json_close(j);
    lode_json_open(j, "equilibria", '[');
    for (int32_t n = 0; n < r->n; n++) {
        const lode_standoff_equilibrium *e = &r->equilibrium[n];
        lode_json_open(j, NULL, '{');
        lode_json_text(j, "ending", ending[e->ending]);
        lode_json_number(j, "t_star", e->t_star);
        lode_json_number(j, "last_exit", e->loser_out);
        put_pair(j, v, "q", e->q[0], e->q[1]);
        put_pair(j, v, "q_day", e->q_day[0], e->q_day[1]);
        put_pair(j, v, "at_deadline", e->at_deadline[0], e->at_deadline[1]);
        lode_json_bool(j, "end_of_a_continuum", e->edge);
        put_pair(j, v, "first", e->first[0], e->first[1]);
        lode_json_number(j, "never", e->never);
        put_pair(j, v, "cost", e->cost[0], e->cost[1]);
        put_pair(j, v, "certificate", e->epsilon[0], e->epsilon[1]);
        put_masses(j, v, e);
        lode_json_close(j);
    }
    lode_json_close(j);
    lode_json_close(j);
}

static void put_object(lode_json *j, const lode_standoff_view *v)
{
    lode_json_open(j, NULL, '{');
    lode_json_integer(j, "schema_version", 1);
    lode_json_text(j, "lodestone", LODE_VERSION);
    lode_json_text(j, "id", v->title);
    if (v->sha256) lode_json_text(j, "sha256", v->sha256);
    if (v->scenario) lode_json_text(j, "scenario", v->scenario);
    lode_json_integer(j, "seed", (int64_t)v->model->seed);
    lode_json_open_line(j, "sides", '[');
    for (int i = 0; i < 2; i++) lode_json_text(j, NULL, v->name[i]);
    lode_json_close(j);
    if (v->dated) lode_json_date(j, "start", v->start);
    lode_json_text(
        j, "conditional_on",
        "declared values of prevailing, commitment, discounting and costs; not a forecast");
    lode_json_text(j, "zero_cost", v->model->game.zero_is_flow ? "flow" : "pause");
    put_certificate(j, v->answer);
    put_regimes(j, v);
    put_end_date(j, v);
    put_hazard(j, v);
    put_delay(j, v);
    put_rests(j, v);
    put_costs(j, v);
    put_central(j, v, "central", &v->answer->central);
    if (v->answer->has_other)
        put_central(j, v, v->model->game.zero_is_flow ? "central_as_pause" : "central_as_flow",
                    &v->answer->other);
    lode_json_close(j);
}

void lode_standoff_json(const lode_standoff_view *v, lode_text *out)
{
    lode_json j = {.out = out};
    put_object(&j, v);
}

void lode_standoff_json_list(const lode_standoff_view *v, int32_t n, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_json_open(&j, "games", '[');
    for (int32_t i = 0; i < n; i++) put_object(&j, &v[i]);
    lode_json_close(&j);
    lode_json_close(&j);
}
