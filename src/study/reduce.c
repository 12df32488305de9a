/* From traces to results: run-outs, losses, reported series, balance. */
#include "study/reduce.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/strings.h"
#include "study/balance.h"
#include "study/cause.h"
#include "study/tariffs.h"

typedef struct reduction {
    const lode_study *s;
    const lode_built *b;
    lode_arena *a;
    lode_result *r;
    double *column; /* (draws) scratch */
    bool failed;
} reduction;

#define TAKE(w, n, type) ((type *)take((w), (int64_t)(n), sizeof(type)))

static void *take(reduction *w, int64_t n, size_t size)
{
    void *p = w->failed ? NULL : lode_arena_take(w->a, (size_t)(n > 0 ? n : 1), size);
    if (!p) w->failed = true;
    return p;
}

/* One draw: all quantiles are its value. */
static lode_quantity certain(double value)
{
    return (lode_quantity){value, value, value, value, value, value};
}

/* A scalar of run i over the draws, or of the central run alone. */
static lode_quantity quantity(const reduction *w, int32_t i, int32_t scalar)
{
    if (w->s->ensemble) return lode_ensemble_quantity(w->s->ensemble, i, scalar, w->column);
    return certain(w->s->run[i].score[scalar]);
}

static lode_when when(const reduction *w, int32_t i, int32_t scalar)
{
    if (w->s->ensemble) return lode_ensemble_when(w->s->ensemble, i, scalar, w->column);
    double date = w->s->run[i].score[scalar];
    int32_t day = isfinite(date) ? (int32_t)date : LODE_NEVER;
    return (lode_when){day, day, day, day, day, day == LODE_NEVER ? 1 : 0};
}

/* ---- run-outs ------------------------------------------------------------------------------------------------------ */

/* Cause of a shortage: what the run adds to the blame of status quo. */
static const char *cause(reduction *w, const lode_study_run_record *run, const lode_study_run_record *quo, int32_t actor,
                         int32_t product)
{
    const lode_model *m = w->b->model;
    double *shorts = TAKE(w, m->n_group, double), *missing = TAKE(w, m->n_link, double);
    if (w->failed) return "";
    for (int32_t g = 0; g < m->n_group; g++) shorts[g] = run->track->group_short[g].v[run->lane] - quo->track->group_short[g].v[quo->lane];
    for (int32_t l = 0; l < m->n_link; l++) missing[l] = quo->track->link_sent[l].v[quo->lane] - run->track->link_sent[l].v[run->lane];
    lode_blame blame = {shorts, missing};
    lode_text text = {0};
    lode_cause(w->b, run->scenario, quo->scenario, &blame, actor, product, &text);
    char *copy = TAKE(w, text.length + 1, char);
    if (copy && text.length) memcpy(copy, lode_text_str(&text), text.length);
    w->failed |= text.failed;
    lode_text_free(&text);
    return copy ? copy : "";
}

static bool is_end_product(const lode_case *c, int32_t product)
{
    return lode_case_int(c, product, LODE_PRODUCTS_END_PRODUCT, 0) == 1;
}

/* Is a to be told before b? End products first, then by halt, by shortfall, by trough. */
static bool before(const lode_case *c, const lode_run_out *a, const lode_run_out *b)
{
    bool x = is_end_product(c, a->product), y = is_end_product(c, b->product);
    if (x != y) return x;
    if (a->halt.p50 != b->halt.p50) return a->halt.p50 < b->halt.p50;
    if (a->first_shortfall.p50 != b->first_shortfall.p50) return a->first_shortfall.p50 < b->first_shortfall.p50;
    if (a->trough.p50 != b->trough.p50) return a->trough.p50 < b->trough.p50;
    return a->product != b->product ? a->product < b->product : a->actor < b->actor;
}

/* Does the output fall short in any draw of run i, or in its central run? */
static bool falls_short(const reduction *w, int32_t i, int32_t pair)
{
    int32_t scalar = lode_pair_scalar_at(pair, LODE_FIRST_SHORTFALL);
    const lode_ensemble *e = w->s->ensemble;
    const double *column = e ? lode_ensemble_column(e, i, scalar) : NULL;
    for (int64_t n = 0; e && n < e->n_draw; n++)
        if (!e->left_out[n] && isfinite(column[n])) return true;
    return isfinite(w->s->run[i].score[scalar]);
}

static void reduce_run_outs(reduction *w, int32_t i, lode_scenario_result *out)
{
    const lode_scalars *s = &w->s->scalars;
    out->run_out = TAKE(w, s->n_pair, lode_run_out);
    for (int32_t pair = 0; pair < s->n_pair && !w->failed; pair++) {
        if (!falls_short(w, i, pair)) continue;
        int32_t actor = w->b->series_actor[s->pair[pair]], product = w->b->series_product[s->pair[pair]];
        int32_t at = lode_pair_scalar_at(pair, (lode_pair_scalar)0);
        lode_run_out found = {
            .actor = actor,
            .product = product,
            .first_shortfall = when(w, i, at + LODE_FIRST_SHORTFALL),
            .halt = when(w, i, at + LODE_HALT),
            .trough_date = when(w, i, at + LODE_TROUGH_DATE),
            .recovered = when(w, i, at + LODE_RECOVERED),
            .trough = quantity(w, i, at + LODE_TROUGH),
            .lost_units = quantity(w, i, at + LODE_LOST),
            .delayed_units = quantity(w, i, at + LODE_DELAYED),
            .lost_value_usd = quantity(w, i, at + LODE_LOST_VALUE),
            .cohorts_halted = quantity(w, i, at + LODE_COHORTS_HALTED),
            .cause = cause(w, &w->s->run[i], &w->s->run[lode_study_against(i)], actor, product),
        };
        int32_t j = out->n_run_out++;
        for (; j > 0 && before(w->b->c, &found, &out->run_out[j - 1]); j--) out->run_out[j] = out->run_out[j - 1];
        out->run_out[j] = found;
    }
}

/* ---- losses -------------------------------------------------------------------------------------------------------- */

/* Parts of an actor's loss by product, largest first. */
static void list_parts(reduction *w, int32_t i, lode_loss *out)
{
    const lode_scalars *s = &w->s->scalars;
    out->part = TAKE(w, s->n_part, lode_loss_part);
    for (int32_t p = 0; p < s->n_part && !w->failed; p++) {
        if (w->b->series_actor[s->part[p]] != out->actor) continue;
        lode_quantity total = quantity(w, i, lode_part_scalar_at(s, p));
        if (total.mean == 0 && total.p05 == 0 && total.p95 == 0) continue;
        int32_t j = out->n_part++;
        for (; j > 0 && out->part[j - 1].total_usd.p50 < total.p50; j--) out->part[j] = out->part[j - 1];
        out->part[j] = (lode_loss_part){w->b->series_product[s->part[p]], total};
    }
}

/* What the tariffs of the last day of run i cost an actor in the long run, against run `against`, central draw. */
static double long_run(reduction *w, int32_t i, int32_t against, int32_t actor)
{
    const lode_study *s = w->s;
    const lode_model *m = w->b->model;
    lode_lane *on = TAKE(w, 2 * m->n_measure + m->n_project + m->n_damage, lode_lane);
    double gain[2] = {0, 0};
    for (int k = 0; on && k < 2; k++) {
        int32_t scenario[LODE_LANES];
        for (int l = 0; l < LODE_LANES; l++) scenario[l] = s->run[k ? against : i].scenario;
        lode_scenario c = lode_study_switch(w->b, scenario, w->b->x, on);
        gain[k] = lode_tariffs_long_run(&s->plan, &s->values, w->b->x, &c, 0, actor);
    }
    return gain[1] - gain[0];
}

/* What tariffs outside the simulation make of an actor's loss, central draw: of the mean, and in the long run. */
static void add_tariffs(reduction *w, int32_t i, lode_loss *out)
{
    const lode_study *s = w->s;
    const int32_t against = lode_study_against(i);
    double after = 0, days = 0;
    for (int32_t j = 0; j < s->scalars.n_part; j++) {
        int32_t r = s->scalars.part[j];
        if (w->b->series_actor[r] != out->actor || w->b->series_product[r] >= 0) continue;
        const lode_view *run = &s->run[i].view, *quo = &s->run[against].view;
        const double *x = lode_view_series(&s->plan, run, r), *y = lode_view_series(&s->plan, quo, r);
        for (int64_t t = 0; t < s->plan.n_step; t++) {
            if (t * s->plan.step_days < w->b->as_of) continue;
            after += y[t * quo->stride] - x[t * run->stride];
            days += 1;
        }
    }
    out->tariff_mean_usd_per_day = certain(days > 0 ? after / days : 0);
    out->tariff_long_run_usd_per_year = certain(w->r->has_tariffs ? long_run(w, i, against, out->actor) : 0);
}

static lode_loss loss_of(reduction *w, int32_t i, int32_t actor, double *loss)
{
    const lode_study *s = w->s;
    int32_t at = lode_loss_scalar_at(&s->scalars, actor, (lode_loss_scalar)0), every = s->plan.every;
    lode_loss out = {
        .actor = actor,
        .peak_usd_per_day = quantity(w, i, at + LODE_LOSS_PEAK),
        .peak_date = when(w, i, at + LODE_LOSS_PEAK_DATE),
        .mean_usd_per_day = quantity(w, i, at + LODE_LOSS_MEAN),
        .total_usd = quantity(w, i, at + LODE_LOSS_TOTAL),
        .gross_output_not_made_usd = quantity(w, i, at + LODE_LOSS_GROSS),
        .export_revenue_forgone_usd = quantity(w, i, at + LODE_LOSS_EXPORTS),
        .tariffs_paid_usd = quantity(w, i, at + LODE_LOSS_TARIFFS),
    };
    list_parts(w, i, &out);
    add_tariffs(w, i, &out);
    out.usd_per_day = TAKE(w, w->r->n_date, double);
    if (w->failed) return out;
    lode_scalars_loss(&s->scalars, &s->run[i].view, &s->run[lode_study_against(i)].view, actor, loss);
    for (int32_t d = 0; d < w->r->n_date; d++)
        for (int32_t t = d * every; t < (d + 1) * every && t < s->plan.n_step; t++) out.usd_per_day[d] += loss[t] / every;
    return out;
}

static void reduce_losses(reduction *w, int32_t i, lode_scenario_result *out)
{
    int32_t n = w->b->model->n_actor;
    double *scratch = TAKE(w, w->s->plan.n_step, double);
    out->loss = TAKE(w, n, lode_loss);
    for (int32_t actor = 0; actor < n && !w->failed; actor++) {
        lode_loss found = loss_of(w, i, actor, scratch);
        int32_t j = out->n_loss++;
        for (; j > 0 && out->loss[j - 1].mean_usd_per_day.p50 < found.mean_usd_per_day.p50; j--) out->loss[j] = out->loss[j - 1];
        out->loss[j] = found;
    }
}

/* ---- reported series ----------------------------------------------------------------------------------------------- */

typedef struct variable {
    const char *name, *unit; /* unit "": the product's, a day where it is a rate */
} variable;

/* Of each kind; behind them the loss of an actor. */
static const variable VARIABLE[LODE_N_SERIES_KIND + 1] = {
    [LODE_SERIES_MADE] = {"output", ""},          [LODE_SERIES_OUTPUT_STOCK] = {"output_stock", ""},
    [LODE_SERIES_STOCK] = {"input_stock", ""},   [LODE_SERIES_TRANSIT] = {"in_transit", ""},
    [LODE_SERIES_CONSUMED] = {"consumption", ""}, [LODE_SERIES_BACKLOG] = {"backlog", ""},
    [LODE_SERIES_VALUE_ADDED] = {"value_added", "USD/day"},
    [LODE_SERIES_GROSS] = {"gross_output", "USD/day"},
    [LODE_SERIES_EXPORTS] = {"exports", "USD/day"},
    [LODE_SERIES_TARIFFS] = {"tariffs", "USD/day"},
    [LODE_SERIES_RESERVE] = {"strategic_stock", ""},
    [LODE_N_SERIES_KIND] = {"loss", "USD/day"},
};

static const char *unit_of(reduction *w, lode_series_kind kind, int32_t product)
{
    if (*VARIABLE[kind].unit || product < 0) return VARIABLE[kind].unit;
    const char *unit = lode_case_text(w->b->c, product, LODE_PRODUCTS_UNIT);
    if (!lode_series_is_rate(kind)) return unit;
    size_t n = strlen(unit);
    char *text = TAKE(w, n + sizeof "/day", char);
    if (!text) return "";
    memcpy(text, unit, n);
    memcpy(text + n, "/day", sizeof "/day");
    return text;
}

/* A new place among the series, which are told by actor, product and variable; those of an actor as a whole come last. */
static lode_series *place_for(int32_t actor, int32_t product, const char *name, lode_scenario_result *out)
{
    int32_t j = out->n_series++;
    for (; j > 0; j--) {
        const lode_series *b = &out->series[j - 1];
        uint32_t x = (uint32_t)product, y = (uint32_t)b->product;
        if (b->actor < actor || (b->actor == actor && (y < x || (y == x && strcmp(b->variable, name) < 0)))) break;
        out->series[j] = *b;
    }
    out->series[j] = (lode_series){.actor = actor, .product = product};
    return &out->series[j];
}

/* Central value of a series on a reporting date. */
static double reported(const lode_study *s, int32_t i, int32_t r, int64_t date)
{
    return s->run[i].track->report[date * s->b->model->n_series + r].v[s->run[i].lane];
}

/* Series that are nothing in every scenario tell nothing. */
static bool is_nothing(const lode_study *s, int32_t r)
{
    for (int32_t i = 0; i < s->n_run; i++)
        for (int32_t d = 0; d < s->plan.n_date; d++)
            if (reported(s, i, r, d) != 0) return false;
    return true;
}

/* Series with bands over draws, where there are draws; else all of the central run. */
static void reduce_series(reduction *w, int32_t i, lode_scenario_result *out)
{
    const lode_model *m = w->b->model;
    const lode_ensemble *e = w->s->ensemble;
    int32_t n = e ? e->n_band : m->n_series;
    out->series = TAKE(w, n, lode_series);
    for (int32_t j = 0; j < n && !w->failed; j++) {
        int32_t r = e ? e->band[j] : j, actor = r < 0 ? -1 - r : w->b->series_actor[r];
        if (!e && (w->b->series_site[r] >= 0 || is_nothing(w->s, r))) continue;
        lode_series_kind kind = r < 0 ? LODE_N_SERIES_KIND : (lode_series_kind)m->series_kind[r];
        int32_t product = r < 0 ? -1 : w->b->series_product[r];
        const char *name = kind == LODE_SERIES_VALUE_ADDED && product < 0 ? "tariff_income" : VARIABLE[kind].name;
        lode_series *series = place_for(actor, product, name, out);
        series->variable = name;
        series->unit = unit_of(w, kind, product);
        series->value = TAKE(w, w->r->n_date, lode_quantity);
        for (int32_t d = 0; series->value && d < w->r->n_date; d++)
            series->value[d] = e ? lode_bands_at(&e->bands, i, j, d) : certain(reported(w->s, i, r, d));
    }
}

/* ---- balance, provenance ------------------------------------------------------------------------------------------- */

static void reduce_balance(reduction *w)
{
    const lode_model *m = w->b->model;
    w->r->balance = TAKE(w, m->n_product, lode_balance);
    for (int32_t p = 0; p < m->n_product && !w->failed; p++)
        w->r->balance[w->r->n_balance++] = lode_balance_of(w->b, &w->s->values, p);
}

static void count_inputs(reduction *w)
{
    const lode_case *c = w->b->c;
    for (int32_t i = 0; i < c->n_input; i++)
        if (c->input[i].given) {
            w->r->n_input++;
            w->r->n_by_grade[c->input[i].grade & 3]++;
        } else {
            w->r->n_default++;
        }
}

static void set_dates(reduction *w)
{
    lode_result *r = w->r;
    int32_t every = w->s->plan.every;
    r->options.report_days = every * w->s->plan.step_days;
    r->n_date = w->s->plan.n_date;
    r->date = TAKE(w, r->n_date, int32_t);
    for (int32_t d = 0; r->date && d < r->n_date; d++) {
        int32_t end = (d + 1) * every < w->s->plan.n_step ? (d + 1) * every : w->s->plan.n_step;
        r->date[d] = w->b->start + end * w->s->plan.step_days - 1;
    }
}

/* The measures that a scenario switches on, by effective date. */
static void list_measures(reduction *w, int32_t scenario, lode_scenario_result *out)
{
    const lode_model *m = w->b->model;
    out->measure = TAKE(w, m->n_measure, int32_t);
    for (int32_t a = 0; out->measure && a < m->n_measure; a++) {
        if (!w->b->scenario[scenario].measure_on[a] || w->b->measure_part[a] != LODE_PART_LISTED) continue;
        int32_t j = out->n_measure++, row = w->b->measure_row[a];
        int32_t day = lode_case_int(w->b->c, row, LODE_MEASURES_EFFECTIVE, 0);
        for (; j > 0; j--) {
            int32_t other = out->measure[j - 1], its = lode_case_int(w->b->c, other, LODE_MEASURES_EFFECTIVE, 0);
            if (its < day || (its == day && other < row)) break;
            out->measure[j] = other;
        }
        out->measure[j] = row;
    }
}

static void reduce_scenario(reduction *w, int32_t i)
{
    const lode_study_run_record *run = &w->s->run[i];
    lode_scenario_result *out = &w->r->scenario[i];
    out->scenario = run->scenario;
    out->against = w->s->run[lode_study_against(i)].scenario;
    out->max_relative_residual = run->track->residual.v[run->lane];
    if (out->max_relative_residual > w->r->max_relative_residual) w->r->max_relative_residual = out->max_relative_residual;
    list_measures(w, run->scenario, out);
    if (w->s->options.claims_only) return;
    reduce_losses(w, i, out);
    if (w->s->options.losses_only) return;
    if (!w->failed) reduce_run_outs(w, i, out);
    if (!w->failed) reduce_series(w, i, out);
}

lode_result *lode_reduce(const lode_study *s, lode_diags *diags)
{
    lode_arena *a = calloc(1, sizeof *a);
    reduction w = {.s = s, .b = s->b, .a = a, .failed = !a};
    lode_result *r = w.r = a ? TAKE(&w, 1, lode_result) : NULL;
    if (r) {
        r->store = a;
        r->built = s->b;
        r->c = s->b->c;
        r->options = s->options;
        r->step_days = s->plan.step_days;
        r->start = s->b->start;
        r->end = s->b->start + s->plan.n_step * s->plan.step_days - 1;
        w.column = TAKE(&w, s->ensemble ? s->ensemble->n_draw : 1, double);
        if (s->ensemble) r->max_relative_residual = s->ensemble->residual;
        r->has_tariffs = s->b->c->table[LODE_T_ECONOMIES].n_row > 0;
        set_dates(&w);
        r->n_scenario = s->n_run;
        r->scenario = TAKE(&w, s->n_run, lode_scenario_result);
        for (int32_t i = 0; i < s->n_run && !w.failed; i++) reduce_scenario(&w, i);
        if (!w.failed) reduce_balance(&w);
        count_inputs(&w);
    }
    if (w.failed) {
        lode_diag_no_memory(diags);
        if (a) lode_arena_free(a);
        free(a);
        return NULL;
    }
    return r;
}
