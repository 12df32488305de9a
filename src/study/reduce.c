/* From traces to results: run-outs, losses, reported series, balance. */
#include "study/reduce.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/strings.h"
#include "study/cause.h"
#include "study/outcome.h"

static const double PER_YEAR = 365.0;

typedef struct reduction {
    const lode_study *s;
    const lode_built *b;
    lode_arena *a;
    lode_result *r;
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

static lode_when on_step(const reduction *w, int32_t step)
{
    int32_t day = step < 0 ? LODE_NEVER : w->b->start + step * w->s->step_days;
    return (lode_when){day, day, day, day, day, step < 0 ? 1 : 0};
}

/* The days of a series in a run, n_daily doubles apart. */
static const double *trace_of(const reduction *w, const lode_study_run_record *run, int32_t series)
{
    return run->trace + w->s->daily[series];
}

/* ---- run-outs ------------------------------------------------------------------------------------------------------ */

/* Largest share of the cohorts of an actor's makers of a product that stand still at one time; makers without cohorts
 * count with the halt of the sum. */
static double cohorts_halted(reduction *w, const lode_study_run_record *run, const lode_study_run_record *quo,
                             int32_t actor, int32_t product, bool halted)
{
    const lode_model *m = w->b->model;
    double *still = TAKE(w, w->s->n_step, double), parts = 0, most = 0;
    if (!still) return 0;
    for (int32_t r = 0; r < m->n_series; r++) {
        int32_t site = w->b->series_site[r];
        if (site < 0 || w->b->series_actor[r] != actor || w->b->series_product[r] != product) continue;
        parts += m->site_part[site];
        for (int32_t t = 0; t < w->s->n_step; t++) {
            double y = trace_of(w, run, r)[(int64_t)t * w->s->n_daily], base = trace_of(w, quo, r)[(int64_t)t * w->s->n_daily];
            still[t] += base > 0 && y < 0.10 * base ? m->site_part[site] : 0;
        }
    }
    if (parts == 0) return halted ? 1 : 0;
    for (int32_t t = 0; t < w->s->n_step; t++) most = still[t] > most ? still[t] : most;
    return most / parts;
}

/* Cause of a shortage: what the run adds to the blame of status quo. */
static const char *cause(reduction *w, const lode_study_run_record *run, const lode_study_run_record *quo, int32_t actor,
                         int32_t product)
{
    const lode_model *m = w->b->model;
    double *shorts = TAKE(w, m->n_group, double), *missing = TAKE(w, m->n_link, double);
    if (w->failed) return "";
    for (int32_t g = 0; g < m->n_group; g++) shorts[g] = run->group_short[g] - quo->group_short[g];
    for (int32_t l = 0; l < m->n_link; l++) missing[l] = quo->link_sent[l] - run->link_sent[l];
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

static void reduce_run_outs(reduction *w, const lode_study_run_record *run, const lode_study_run_record *quo,
                            lode_scenario_result *out)
{
    const lode_model *m = w->b->model;
    out->run_out = TAKE(w, m->n_series, lode_run_out);
    for (int32_t r = 0; r < m->n_series && !w->failed; r++) {
        if (m->series_kind[r] != LODE_SERIES_MADE || w->b->series_site[r] >= 0) continue;
        lode_outcome o = lode_outcome_of(trace_of(w, run, r), trace_of(w, quo, r), w->s->n_step, w->s->n_daily, w->s->step_days);
        if (o.first_shortfall < 0) continue;
        int32_t actor = w->b->series_actor[r], product = w->b->series_product[r];
        double value = w->b->x[m->product_value[product]].v[0];
        lode_run_out found = {
            .actor = actor,
            .product = product,
            .first_shortfall = on_step(w, o.first_shortfall),
            .halt = on_step(w, o.halt),
            .trough_date = on_step(w, o.trough_step),
            .recovered = on_step(w, o.recovered),
            .trough = certain(o.trough),
            .lost_units = certain(o.lost),
            .delayed_units = certain(o.delayed),
            .lost_value_usd = certain(o.lost * value),
            .cohorts_halted = certain(cohorts_halted(w, run, quo, actor, product, o.halt >= 0)),
            .cause = cause(w, run, quo, actor, product),
        };
        int32_t j = out->n_run_out++;
        for (; j > 0 && before(w->b->c, &found, &out->run_out[j - 1]); j--) out->run_out[j] = out->run_out[j - 1];
        out->run_out[j] = found;
    }
}

/* ---- losses -------------------------------------------------------------------------------------------------------- */

/* Total over the period of quo - run of a series, in USD. */
static double forgone(const reduction *w, const lode_study_run_record *run, const lode_study_run_record *quo, int32_t r)
{
    double sum = 0;
    const double *x = trace_of(w, run, r), *y = trace_of(w, quo, r);
    for (int64_t t = 0; t < w->s->n_step; t++) sum += y[t * w->s->n_daily] - x[t * w->s->n_daily];
    return sum * w->s->step_days;
}

/* Loss per day of an actor into loss[n_step], and its parts by product. */
static void add_parts(reduction *w, const lode_study_run_record *run, const lode_study_run_record *quo, int32_t actor,
                      double *loss, lode_loss *out)
{
    const lode_model *m = w->b->model;
    out->part = TAKE(w, m->n_product, lode_loss_part);
    for (int32_t r = 0; r < m->n_series && !w->failed; r++) {
        if (m->series_kind[r] != LODE_SERIES_VALUE_ADDED || w->b->series_actor[r] != actor) continue;
        const double *x = trace_of(w, run, r), *y = trace_of(w, quo, r);
        for (int64_t t = 0; t < w->s->n_step; t++) loss[t] += y[t * w->s->n_daily] - x[t * w->s->n_daily];
        double total = forgone(w, run, quo, r);
        if (total == 0) continue;
        int32_t j = out->n_part++;
        for (; j > 0 && out->part[j - 1].total_usd.p50 < total; j--) out->part[j] = out->part[j - 1];
        out->part[j] = (lode_loss_part){w->b->series_product[r], certain(total)};
    }
}

static lode_loss loss_of(reduction *w, const lode_study_run_record *run, const lode_study_run_record *quo, int32_t actor)
{
    const lode_model *m = w->b->model;
    const lode_study *s = w->s;
    lode_loss out = {.actor = actor};
    double *loss = TAKE(w, s->n_step, double), total = 0, after = 0, days = 0;
    out.usd_per_day = TAKE(w, w->r->n_date, double);
    if (w->failed) return out;
    add_parts(w, run, quo, actor, loss, &out);
    int32_t peak = 0;
    for (int32_t t = 0; t < s->n_step; t++) {
        total += loss[t] * s->step_days;
        if (t * s->step_days >= w->b->as_of) {
            after += loss[t] * s->step_days;
            days += s->step_days;
        }
        if (loss[t] > loss[peak]) peak = t;
    }
    out.peak_usd_per_day = certain(loss[peak]);
    out.peak_date = on_step(w, loss[peak] > 0 ? peak : -1);
    out.mean_usd_per_day = certain(days > 0 ? after / days : 0);
    out.total_usd = certain(total);
    int32_t every = s->every;
    for (int32_t d = 0; d < w->r->n_date; d++)
        for (int32_t t = d * every; t < (d + 1) * every && t < s->n_step; t++) out.usd_per_day[d] += loss[t] / every;
    for (int32_t r = 0; r < m->n_series; r++) {
        if (w->b->series_actor[r] != actor) continue;
        double gone = m->series_kind[r] >= LODE_SERIES_GROSS && m->series_kind[r] <= LODE_SERIES_TARIFFS ? forgone(w, run, quo, r) : 0;
        if (m->series_kind[r] == LODE_SERIES_GROSS) out.gross_output_not_made_usd = certain(gone);
        if (m->series_kind[r] == LODE_SERIES_EXPORTS) out.export_revenue_forgone_usd = certain(gone);
        if (m->series_kind[r] == LODE_SERIES_TARIFFS) out.tariffs_paid_usd = certain(gone == 0 ? 0 : -gone);
    }
    return out;
}

static void reduce_losses(reduction *w, const lode_study_run_record *run, const lode_study_run_record *quo,
                          lode_scenario_result *out)
{
    int32_t n = w->b->model->n_actor;
    out->loss = TAKE(w, n, lode_loss);
    for (int32_t actor = 0; actor < n && !w->failed; actor++) {
        lode_loss found = loss_of(w, run, quo, actor);
        int32_t j = out->n_loss++;
        for (; j > 0 && out->loss[j - 1].mean_usd_per_day.p50 < found.mean_usd_per_day.p50; j--) out->loss[j] = out->loss[j - 1];
        out->loss[j] = found;
    }
}

/* ---- reported series ----------------------------------------------------------------------------------------------- */

typedef struct variable {
    const char *name, *unit; /* unit "": the product's */
    bool rate;               /* a mean over the interval; else the level at its end */
} variable;

static const variable VARIABLE[LODE_N_SERIES_KIND] = {
    [LODE_SERIES_MADE] = {"output", "", true},          [LODE_SERIES_OUTPUT_STOCK] = {"output_stock", "", false},
    [LODE_SERIES_STOCK] = {"input_stock", "", false},   [LODE_SERIES_TRANSIT] = {"in_transit", "", false},
    [LODE_SERIES_CONSUMED] = {"consumption", "", true}, [LODE_SERIES_BACKLOG] = {"backlog", "", false},
    [LODE_SERIES_VALUE_ADDED] = {"value_added", "USD/day", true},
    [LODE_SERIES_GROSS] = {"gross_output", "USD/day", true},
    [LODE_SERIES_EXPORTS] = {"exports", "USD/day", true},
    [LODE_SERIES_TARIFFS] = {"tariffs", "USD/day", true},
    [LODE_SERIES_RESERVE] = {"strategic_stock", "", false},
};

bool lode_series_is_rate(lode_series_kind kind)
{
    return VARIABLE[kind].rate;
}

static const char *unit_of(reduction *w, const variable *v, int32_t product)
{
    if (*v->unit || product < 0) return v->unit;
    const char *unit = lode_case_text(w->b->c, product, LODE_PRODUCTS_UNIT);
    if (!v->rate) return unit;
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

/* Series that are nothing in every scenario tell nothing. */
static bool is_nothing(const lode_study *s, int32_t r)
{
    for (int32_t i = 0; i < s->n_run; i++)
        for (int64_t d = 0; d < s->n_date; d++)
            if (s->run[i].report[d * s->b->model->n_series + r] != 0) return false;
    return true;
}

static void reduce_series(reduction *w, const lode_study_run_record *run, lode_scenario_result *out)
{
    const lode_model *m = w->b->model;
    out->series = TAKE(w, m->n_series, lode_series);
    for (int32_t r = 0; r < m->n_series && !w->failed; r++) {
        if (w->b->series_site[r] >= 0 || is_nothing(w->s, r)) continue;
        const variable *v = &VARIABLE[m->series_kind[r]];
        lode_series *series = place_for(w->b->series_actor[r], w->b->series_product[r], v->name, out);
        series->variable = v->name;
        series->unit = unit_of(w, v, series->product);
        series->value = TAKE(w, w->r->n_date, lode_quantity);
        for (int64_t d = 0; series->value && d < w->r->n_date; d++)
            series->value[d] = certain(run->report[d * m->n_series + r]);
    }
}

/* ---- balance, provenance ------------------------------------------------------------------------------------------- */

static void reduce_balance(reduction *w)
{
    const lode_model *m = w->b->model;
    const lode_values *v = &w->s->values;
    w->r->balance = TAKE(w, m->n_product, lode_balance);
    for (int32_t p = 0; p < m->n_product && !w->failed; p++) {
        lode_balance *row = &w->r->balance[w->r->n_balance++];
        double flow = 0, observed = 0;
        row->product = p;
        for (int32_t j = m->product_output_ptr[p]; j < m->product_output_ptr[p + 1]; j++) {
            int32_t o = m->product_output[j];
            row->supply += v->output_per_unit[o].v[0] * v->site_base[m->output_site[o]].v[0] * PER_YEAR;
            row->disposed += v->output_disposed[o].v[0] * PER_YEAR;
            for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) {
                flow += v->link_flow[l].v[0];
                if (m->link_block[l] >= 0) observed += v->link_flow[l].v[0];
            }
        }
        for (int32_t j = m->product_group_ptr[p]; j < m->product_group_ptr[p + 1]; j++) {
            int32_t g = m->product_group[j], i = m->group_site[g];
            bool residual = m->site_kind[i] == LODE_DEMAND && m->site_activity[i] < 0;
            bool base = g < m->group_ptr[m->line_ptr[i] + 1];
            double use = base ? v->group_per_unit[g].v[0] * v->site_base[i].v[0] * PER_YEAR : 0;
            row->named_use += residual ? 0 : use;
            row->other_uses += residual ? use : 0;
        }
        row->observed_share = flow > 0 ? observed / flow : 0;
        row->worst_fit = v->worst_fit.v[0];
    }
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
    int32_t every = w->s->every;
    r->options.report_days = every * w->s->step_days;
    r->n_date = w->s->n_date;
    r->date = TAKE(w, r->n_date, int32_t);
    for (int32_t d = 0; r->date && d < r->n_date; d++) {
        int32_t end = (d + 1) * every < w->s->n_step ? (d + 1) * every : w->s->n_step;
        r->date[d] = w->b->start + end * w->s->step_days - 1;
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
    const lode_study_run_record *run = &w->s->run[i], *quo = &w->s->run[i == 0 ? 1 : 0];
    lode_scenario_result *out = &w->r->scenario[i];
    out->scenario = run->scenario;
    out->against = quo->scenario;
    out->max_relative_residual = run->residual;
    if (run->residual > w->r->max_relative_residual) w->r->max_relative_residual = run->residual;
    list_measures(w, run->scenario, out);
    reduce_run_outs(w, run, quo, out);
    if (!w->failed) reduce_losses(w, run, quo, out);
    if (!w->failed) reduce_series(w, run, out);
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
        r->step_days = s->step_days;
        r->start = s->b->start;
        r->end = s->b->start + s->n_step * s->step_days - 1;
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
