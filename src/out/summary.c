/* summary.json: the results of a run for machines. Its keys are those of summary.def. */
#include "out/exposure.h"
#include "out/inner.h"
#include "out/claims.h"
#include "out/claims_inner.h"
#include "out/json.h"
#include "out/summary_inner.h"
#include "study/hash.h"

/* --- what varies over draws ---------------------------------------------------------------- */

static void put_quantity(lode_json *j, const char *key, const lode_quantity *q)
{
    lode_json_open_line(j, key, '{');
    lode_json_number(j, "p05", q->p05);
    lode_json_number(j, "p25", q->p25);
    lode_json_number(j, "p50", q->p50);
    lode_json_number(j, "p75", q->p75);
    lode_json_number(j, "p95", q->p95);
    lode_json_number(j, "mean", q->mean);
    lode_json_close(j);
}

static void put_date(lode_json *j, const char *key, int32_t date)
{
    if (date == LODE_NEVER) lode_json_text(j, key, NULL);
    else lode_json_date(j, key, date);
}

static void put_when(lode_json *j, const char *key, const lode_when *w)
{
    lode_json_open_line(j, key, '{');
    put_date(j, "p05", w->p05);
    put_date(j, "p25", w->p25);
    put_date(j, "p50", w->p50);
    put_date(j, "p75", w->p75);
    put_date(j, "p95", w->p95);
    lode_json_number(j, "p_never", w->p_never);
    lode_json_close(j);
}

/* --- the run ------------------------------------------------------------------------------- */

static void put_case(lode_json *j, const lode_result *r)
{
    lode_json_open(j, "case", '{');
    lode_json_text(j, "id", r->c->id);
    lode_json_text(j, "title", lode_out_title(r));
    lode_json_text(j, "sha256", r->c->sha256);
    lode_json_date(j, "as_of", lode_out_as_of(r));
    lode_json_close(j);
}

static void put_configuration(lode_json *j, const lode_result *r)
{
    const lode_study_options *o = &r->options;
    lode_json_open(j, "configuration", '{');
    lode_json_text(j, "scenario", o->scenario);
    lode_json_integer(j, "step_days", r->step_days);
    lode_json_integer(j, "seed", (int64_t)o->seed);
    lode_json_integer(j, "draws", o->draws);
    lode_json_text(j, "design", lode_out_design(r));
    lode_json_date(j, "evidence_until", lode_out_evidence(r));
    lode_json_open(j, "set", '[');
    for (int32_t i = 0; i < o->n_set; i++) lode_json_text(j, NULL, o->set[i]);
    lode_json_close(j);
    lode_json_close(j);
}

static void put_balance(lode_json *j, const lode_result *r)
{
    lode_json_open(j, "balance", '{');
    lode_json_number(j, "max_relative_residual", r->max_relative_residual);
    lode_json_open(j, "by_scenario", '{');
    for (int32_t i = 0; i < r->n_scenario; i++)
        lode_json_number(j, lode_out_scenario(r, &r->scenario[i]),
                         r->scenario[i].max_relative_residual);
    lode_json_close(j);
    lode_json_close(j);
}

static void put_provenance(lode_json *j, const lode_result *r)
{
    lode_json_open(j, "provenance", '{');
    lode_json_integer(j, "inputs", r->n_input);
    lode_json_open_line(j, "by_grade", '{');
    for (int32_t g = 0; g < 4; g++) lode_json_integer(j, lode_out_grade(g), r->n_by_grade[g]);
    lode_json_close(j);
    lode_json_integer(j, "defaults", r->n_default);
    lode_json_close(j);
}

void lode_summary_run_put(lode_json *j, const lode_result *r)
{
    char hash[LODE_SHA256_HEX], ensemble[LODE_SHA256_HEX];
    lode_out_input_hash(r, hash);
    lode_json_integer(j, "schema_version", LODE_SUMMARY_VERSION);
    lode_json_text(j, "lodestone", LODE_VERSION);
    lode_json_text(j, "version", LODE_VERSION);
    put_case(j, r);
    lode_json_text(j, "input_hash", hash);
    put_configuration(j, r);
    lode_json_integer(j, "seed", (int64_t)r->options.seed);
    lode_json_integer(j, "draws", r->options.draws);
    lode_json_integer(j, "draws_left_out", r->n_left_out);
    if (lode_result_has_hash(r)) lode_result_hash(r, ensemble);
    lode_json_text(j, "ensemble_hash", lode_result_has_hash(r) ? ensemble : NULL);
    lode_json_integer(j, "step_days", r->step_days);
    lode_json_date(j, "start", r->start);
    lode_json_date(j, "end", r->end);
    put_balance(j, r);
    put_provenance(j, r);
}

/* --- scenarios ----------------------------------------------------------------------------- */

static void put_run_out(lode_json *j, const lode_result *r, const lode_run_out *o)
{
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "actor", lode_out_actor(r, o->actor));
    lode_json_text(j, "product", lode_out_product(r, o->product));
    lode_json_text(j, "unit", lode_out_unit(r, o->product));
    lode_json_bool(j, "end_product", lode_out_is_end_product(r, o->product));
    put_when(j, "first_shortfall", &o->first_shortfall);
    put_when(j, "halt", &o->halt);
    put_quantity(j, "trough", &o->trough);
    put_when(j, "trough_date", &o->trough_date);
    put_when(j, "recovered", &o->recovered);
    lode_json_text(j, "cause", o->cause ? o->cause : "");
    put_quantity(j, "lost_units", &o->lost_units);
    put_quantity(j, "delayed_units", &o->delayed_units);
    put_quantity(j, "lost_value_usd", &o->lost_value_usd);
    put_quantity(j, "cohorts_halted", &o->cohorts_halted);
    lode_json_close(j);
}

static void put_loss(lode_json *j, const lode_result *r, const lode_loss *l)
{
    lode_json_open(j, lode_out_actor(r, l->actor), '{');
    put_quantity(j, "peak_usd_per_day", &l->peak_usd_per_day);
    put_when(j, "peak_date", &l->peak_date);
    put_quantity(j, "mean_usd_per_day", &l->mean_usd_per_day);
    put_quantity(j, "total_usd", &l->total_usd);
    lode_json_open(j, "parts", '{');
    for (int32_t i = 0; i < l->n_part; i++)
        put_quantity(j, lode_out_part(r, l->part[i].product), &l->part[i].total_usd);
    lode_json_close(j);
    put_quantity(j, "tariffs_mean_usd_per_day", &l->tariff_mean_usd_per_day);
    lode_json_open(j, "memo", '{');
    put_quantity(j, "tariffs_long_run_usd_per_year", &l->tariff_long_run_usd_per_year);
    put_quantity(j, "gross_output_not_made_usd", &l->gross_output_not_made_usd);
    put_quantity(j, "tariffs_paid_usd", &l->tariffs_paid_usd);
    put_quantity(j, "export_revenue_forgone_usd", &l->export_revenue_forgone_usd);
    lode_json_close(j);
    lode_json_close(j);
}

static void put_scenario(lode_json *j, const lode_result *r, const lode_scenario_result *s)
{
    lode_json_open(j, lode_out_scenario(r, s), '{');
    lode_json_text(j, "title", lode_case_text(r->c, s->scenario, LODE_SCENARIOS_TITLE));
    lode_json_text(j, "against", lode_out_against(r, s));
    lode_json_bool(j, "hypothetical",
                   lode_case_int(r->c, s->scenario, LODE_SCENARIOS_HYPOTHETICAL, 0) != 0);
    lode_json_open(j, "measures", '[');
    for (int32_t i = 0; i < s->n_measure; i++)
        lode_json_text(j, NULL, lode_case_key(r->c, LODE_T_MEASURES, s->measure[i]));
    lode_json_close(j);
    lode_json_open(j, "run_out", '[');
    for (int32_t i = 0; i < s->n_run_out; i++) put_run_out(j, r, &s->run_out[i]);
    lode_json_close(j);
    lode_json_open(j, "loss", '{');
    for (int32_t i = 0; i < s->n_loss; i++) put_loss(j, r, &s->loss[i]);
    lode_json_close(j);
    lode_json_close(j);
}

void lode_summary_scenarios_put(lode_json *j, const lode_result *r)
{
    lode_json_open(j, "scenarios", '{');
    for (int32_t i = 0; i < r->n_scenario; i++) put_scenario(j, r, &r->scenario[i]);
    lode_json_close(j);
}

void lode_summary_put(const lode_result *r, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_summary_run_put(&j, r);
    lode_exposure_member(r, &j);
    lode_summary_scenarios_put(&j, r);
    lode_claims_put(&j, r);
    lode_json_close(&j);
}

void lode_claims_json_put(const lode_result *r, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_summary_run_put(&j, r);
    lode_claims_put(&j, r);
    lode_json_close(&j);
}
