/* What the runs gave, for the page: shortfalls and losses of each scenario, and bands of what the page draws. */
#include <math.h>
#include <string.h>

#include "out/inner.h"
#include "page/inner.h"

enum { DIGITS = 6, STEPS = 1000 };

/* p05, p25, p50, p75, p95, mean; one number where all are equal. */
static void put_quantity(lode_json *j, const char *key, const lode_quantity *q)
{
    const double x[] = {q->p05, q->p25, q->p50, q->p75, q->p95, q->mean};
    bool same = true;
    for (int i = 1; i < 6; i++) same = same && x[i] == x[0];
    if (same) {
        lode_page_number(j, key, x[0], DIGITS);
        return;
    }
    lode_json_open(j, key, '[');
    for (int i = 0; i < 6; i++) lode_page_number(j, NULL, x[i], DIGITS);
    lode_json_close(j);
}

/* Five days counted from the start, null for never, and the share of draws in which it never comes. */
static void put_when(lode_json *j, const char *key, const lode_when *w, int32_t start)
{
    const int32_t day[] = {w->p05, w->p25, w->p50, w->p75, w->p95};
    if (w->p_never >= 1) {
        lode_json_integer(j, key, 0);
        return;
    }
    lode_json_open(j, key, '[');
    for (int i = 0; i < 5; i++) {
        if (day[i] == LODE_NEVER) lode_json_text(j, NULL, NULL);
        else lode_json_integer(j, NULL, day[i] - start);
    }
    lode_page_number(j, NULL, w->p_never, DIGITS);
    lode_json_close(j);
}

static void put_lost(lode_json *j, const lode_run_out *o)
{
    put_quantity(j, "lost_units", &o->lost_units);
    put_quantity(j, "delayed_units", &o->delayed_units);
    put_quantity(j, "lost_value_usd", &o->lost_value_usd);
}

static void put_run_out(lode_json *j, const lode_result *r, const lode_run_out *o)
{
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "actor", lode_out_actor(r, o->actor));
    lode_json_text(j, "product", lode_out_product(r, o->product));
    put_when(j, "first_shortfall", &o->first_shortfall, r->start);
    put_when(j, "halt", &o->halt, r->start);
    put_quantity(j, "trough", &o->trough);
    put_when(j, "trough_date", &o->trough_date, r->start);
    put_when(j, "recovered", &o->recovered, r->start);
    lode_json_text(j, "cause", o->cause ? o->cause : "");
    if (lode_out_is_end_product(r, o->product)) put_lost(j, o);
    lode_json_close(j);
}

static void put_loss(lode_json *j, const lode_result *r, const lode_loss *l)
{
    lode_json_open(j, lode_out_actor(r, l->actor), '{');
    put_quantity(j, "peak_usd_per_day", &l->peak_usd_per_day);
    put_when(j, "peak_date", &l->peak_date, r->start);
    put_quantity(j, "mean_usd_per_day", &l->mean_usd_per_day);
    put_quantity(j, "total_usd", &l->total_usd);
    lode_json_open(j, "parts", '{');
    for (int32_t i = 0; i < l->n_part; i++) put_quantity(j, lode_out_part(r, l->part[i].product), &l->part[i].total_usd);
    lode_json_close(j);
    put_quantity(j, "tariffs_mean_usd_per_day", &l->tariff_mean_usd_per_day);
    put_quantity(j, "tariffs_long_run_usd_per_year", &l->tariff_long_run_usd_per_year);
    lode_json_close(j);
}

static void put_scenario(lode_json *j, const lode_result *r, const lode_scenario_result *s)
{
    lode_json_open(j, lode_out_scenario(r, s), '{');
    lode_json_text(j, "title", lode_case_text(r->c, s->scenario, LODE_SCENARIOS_TITLE));
    lode_json_text(j, "against", lode_out_against(r, s));
    lode_json_bool(j, "hypothetical", lode_case_int(r->c, s->scenario, LODE_SCENARIOS_HYPOTHETICAL, 0) != 0);
    lode_json_text(j, "note", lode_case_text(r->c, s->scenario, LODE_SCENARIOS_NOTE));
    lode_json_integer(j, "line", lode_case_cell(r->c, s->scenario, LODE_SCENARIOS_SCENARIO)->line);
    lode_json_open(j, "measures", '[');
    for (int32_t i = 0; i < s->n_measure; i++) lode_json_text(j, NULL, lode_case_key(r->c, LODE_T_MEASURES, s->measure[i]));
    lode_json_close(j);
    lode_json_open(j, "run_out", '[');
    for (int32_t i = 0; i < s->n_run_out; i++) put_run_out(j, r, &s->run_out[i]);
    lode_json_close(j);
    lode_json_open(j, "loss", '{');
    for (int32_t i = 0; i < s->n_loss; i++) put_loss(j, r, &s->loss[i]);
    lode_json_close(j);
    lode_json_close(j);
}

void lode_page_scenarios(lode_json *j, const lode_result *r)
{
    lode_json_open(j, "scenarios", '{');
    for (int32_t i = 0; i < r->n_scenario; i++) put_scenario(j, r, &r->scenario[i]);
    lode_json_close(j);
}

/* --- bands -------------------------------------------------------------------------------- */

static double quantile(const lode_quantity *q, int which)
{
    const double x[] = {q->p05, q->p25, q->p50, q->p75, q->p95};
    return x[which];
}

/* Where a value stands on the scale of its series. A bin of a band is hardly finer. */
static int64_t step_of(const lode_series *s, int32_t date, int which, double scale)
{
    return scale > 0 ? llround(quantile(&s->value[date], which) / scale * STEPS) : 0;
}

/* "m": largest absolute value; "q": p05 .. p95 by date in steps of m / STEPS, each less the one before it, which packs best.
 * A quantile that is the same as the one before it is 0. */
static void put_band(lode_json *j, const lode_result *r, const lode_series *s)
{
    double scale = 0;
    for (int which = 0; which < 5; which++)
        for (int32_t d = 0; d < r->n_date; d++) scale = fmax(scale, fabs(quantile(&s->value[d], which)));
    lode_page_number(j, "m", scale, DIGITS);
    lode_json_open(j, "q", '[');
    for (int which = 0; which < 5; which++) {
        bool same = which > 0;
        for (int32_t d = 0; same && d < r->n_date; d++) same = step_of(s, d, which, scale) == step_of(s, d, which - 1, scale);
        if (same) {
            lode_json_integer(j, NULL, 0);
            continue;
        }
        lode_json_open(j, NULL, '[');
        for (int32_t d = 0; d < r->n_date; d++)
            lode_json_integer(j, NULL, step_of(s, d, which, scale) - (d > 0 ? step_of(s, d - 1, which, scale) : 0));
        lode_json_close(j);
    }
    lode_json_close(j);
}

static bool same_band(const lode_result *r, const lode_series *a, const lode_series *b)
{
    return memcmp(a->value, b->value, (size_t)r->n_date * sizeof *a->value) == 0;
}

/* The same series in the first scenario; series of all scenarios are in one order, but for those of the loss. */
static const lode_series *in_first(const lode_result *r, const lode_series *s)
{
    const lode_scenario_result *first = &r->scenario[0];
    for (int32_t i = 0; i < first->n_series; i++) {
        const lode_series *x = &first->series[i];
        if (x->actor == s->actor && x->product == s->product && strcmp(x->variable, s->variable) == 0) return x;
    }
    return NULL;
}

static void put_series(lode_json *j, const lode_result *r, int32_t scenario, const lode_series *s)
{
    const lode_series *first = scenario > 0 ? in_first(r, s) : NULL;
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "s", lode_out_scenario(r, &r->scenario[scenario]));
    lode_json_text(j, "a", lode_out_actor(r, s->actor));
    lode_json_text(j, "p", lode_out_product(r, s->product));
    lode_json_text(j, "v", s->variable);
    lode_json_text(j, "u", s->unit);
    if (!first || !same_band(r, s, first)) put_band(j, r, s); /* none: as in the first scenario */
    lode_json_close(j);
}

void lode_page_series(lode_json *j, const lode_result *r)
{
    lode_json_open(j, "dates", '[');
    for (int32_t d = 0; d < r->n_date; d++) lode_json_date(j, NULL, r->date[d]);
    lode_json_close(j);
    lode_json_open(j, "series", '[');
    /* the runs of one series stand together: they are much alike, and pack well */
    int32_t most = 0;
    for (int32_t i = 0; i < r->n_scenario; i++) most = r->scenario[i].n_series > most ? r->scenario[i].n_series : most;
    for (int32_t k = 0; k < most; k++)
        for (int32_t i = 0; i < r->n_scenario; i++)
            if (k < r->scenario[i].n_series && lode_out_is_drawn(r, &r->scenario[i].series[k])) put_series(j, r, i, &r->scenario[i].series[k]);
    lode_json_close(j);
}
