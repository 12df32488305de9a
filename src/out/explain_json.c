/* Why an output is short, as JSON. */
#include "out/explain.h"

#include <math.h>

#include "out/inner.h"
#include "out/json.h"

static void put_date(lode_json *j, const char *key, int32_t date)
{
    if (date == LODE_NEVER) lode_json_text(j, key, NULL);
    else lode_json_date(j, key, date);
}

static void put_measure(lode_json *j, const char *key, const lode_result *r, int32_t a)
{
    const lode_built *b = r->built;
    static const char *const kind[] = {"ban", "quota", "licence", "tariff", "software", "technology"};
    static const char *const use[] = {"any", "civil", "defence"};
    if (a < 0) {
        lode_json_text(j, key, NULL);
        return;
    }
    int32_t row = b->measure_row[a];
    bool rule = b->measure_part[a] == LODE_PART_PROCUREMENT;
    lode_json_open(j, key, '{');
    lode_json_text(j, "id", lode_built_measure(b, a));
    lode_json_text(j, "title", lode_case_text(b->c, row, rule ? LODE_PROCUREMENT_TITLE : LODE_MEASURES_TITLE));
    lode_json_text(j, "kind", rule ? "procurement" : kind[b->model->measure_kind[a]]);
    lode_json_bool(j, "spillover", b->measure_part[a] == LODE_PART_SPILLOVER);
    lode_json_date(j, "effective", b->start + b->model->measure_effective[a]);
    lode_json_text(j, "end_use",
                   use[lode_case_int(b->c, row, rule ? LODE_PROCUREMENT_END_USE : LODE_MEASURES_END_USE, 0)]);
    lode_json_close(j);
}

static void put_supplier(lode_json *j, const lode_result *r, const lode_explain_supplier *x)
{
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "actor", lode_out_actor(r, x->actor));
    lode_json_date(j, "date", x->date);
    lode_json_number(j, "base_per_day", x->base);
    lode_json_number(j, "sent_per_day", x->sent);
    lode_json_number(j, "reference_per_day", x->quo_sent);
    lode_json_bool(j, "qualified", x->measure != -2);
    lode_json_text(j, "measure", x->measure >= 0 ? lode_built_measure(r->built, x->measure) : NULL);
    lode_json_date(j, "ruled", x->ruled);
    lode_json_number(j, "may_pass", x->passes);
    lode_json_number(j, "reference_may_pass", x->quo_passes);
    lode_json_close(j);
}

static void put_source(lode_json *j, const lode_case *c, int32_t row)
{
    if (row < 0) {
        lode_json_text(j, "source", NULL);
        return;
    }
    lode_json_open(j, "source", '{');
    lode_json_text(j, "id", lode_case_key(c, LODE_T_SOURCES, row));
    lode_json_text(j, "title", lode_case_text(c, row, LODE_SOURCES_TITLE));
    lode_json_text(j, "publisher", lode_case_text(c, row, LODE_SOURCES_PUBLISHER));
    lode_json_text(j, "date", lode_case_text(c, row, LODE_SOURCES_DATE));
    lode_json_close(j);
}

static void put_ref(lode_json *j, const lode_result *r, const lode_explain_ref *ref)
{
    const lode_case *c = r->c;
    const lode_input *x = ref->input >= 0 ? &c->input[ref->input] : NULL;
    lode_text place = {0};
    lode_explain_place(r, ref, &place);
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "role", ref->role);
    lode_json_text(j, "place", lode_text_str(&place));
    lode_json_text(j, "name", x ? x->name : NULL);
    if (x) lode_json_number(j, "central", x->central);
    else lode_json_text(j, "central", NULL);
    lode_json_text(j, "unit", x ? x->unit : NULL);
    lode_json_text(j, "grade", ref->grade >= 0 ? lode_out_grade(ref->grade) : NULL);
    put_source(j, c, ref->source);
    lode_json_close(j);
    j->out->failed |= place.failed;
    lode_text_free(&place);
}

static void put_stage(lode_json *j, const lode_result *r, const lode_explain_stage *s)
{
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "actor", lode_out_actor(r, s->actor));
    lode_json_text(j, "product", lode_out_product(r, s->product));
    lode_json_text(j, "unit", lode_out_unit(r, s->product));
    lode_json_date(j, "date", s->date);
    lode_json_number(j, "base_per_day", s->base);
    lode_json_number(j, "made_per_day", s->made);
    lode_json_number(j, "reference_per_day", s->quo_made);
    lode_json_text(j, "input", s->input >= 0 ? lode_out_product(r, s->input) : NULL);
    lode_json_text(j, "input_unit", s->input >= 0 ? lode_out_unit(r, s->input) : NULL);
    lode_json_number(j, "lacked_per_day", s->lacked);
    lode_json_number(j, "cover_days", s->cover_days);
    lode_json_number(j, "reference_cover_days", s->quo_cover_days);
    lode_json_number(j, "target_cover_days", s->target_days);
    lode_json_number(j, "need_per_day", s->need);
    lode_json_number(j, "arrived_per_day", s->arrived);
    lode_json_number(j, "reference_arrived_per_day", s->quo_arrived);
    lode_json_integer(j, "supplier_days", s->days);
    lode_json_open(j, "suppliers", '[');
    for (int32_t i = 0; i < s->n_supplier; i++) put_supplier(j, r, &s->supplier[i]);
    lode_json_close(j);
    lode_json_text(j, "chain", lode_explain_chain(s->chain));
    put_measure(j, "measure", r, s->measure);
    lode_json_number(j, "may_pass", s->measure >= 0 ? s->passes : NAN);
    lode_json_text(j, "customer", s->customer >= 0 ? lode_out_actor(r, s->customer) : NULL);
    lode_json_text(j, "damage", s->damage >= 0 ? lode_case_key(r->c, LODE_T_DAMAGES, s->damage) : NULL);
    lode_json_text(j, "customer_product", lode_out_product(r, s->customer >= 0 ? s->customer_product : -1));
    lode_json_open(j, "rows", '[');
    for (int32_t i = 0; i < s->n_ref; i++) put_ref(j, r, &s->ref[i]);
    lode_json_close(j);
    lode_json_close(j);
}

static void put_short(lode_json *j, const lode_explanation *e)
{
    const lode_run_out *o = e->run_out;
    lode_json_bool(j, "short", o != NULL);
    put_date(j, "first_shortfall", o ? o->first_shortfall.p50 : LODE_NEVER);
    put_date(j, "halt", o ? o->halt.p50 : LODE_NEVER);
    put_date(j, "trough_date", o ? o->trough_date.p50 : LODE_NEVER);
    put_date(j, "recovered", o ? o->recovered.p50 : LODE_NEVER);
    if (e->nearest_input < 0) {
        lode_json_text(j, "nearest", NULL);
        return;
    }
    lode_json_open(j, "nearest", '{');
    lode_json_text(j, "input", lode_out_product(e->r, e->nearest_input));
    lode_json_number(j, "cover_days", e->nearest_cover);
    lode_json_number(j, "target_cover_days", e->nearest_target);
    put_date(j, "date", e->nearest_date);
    lode_json_close(j);
}

void lode_explain_json(const lode_explanation *e, lode_text *out)
{
    const lode_result *r = e->r;
    lode_json j = {.out = out};
    char hash[LODE_SHA256_HEX];
    lode_out_input_hash(r, hash);
    lode_json_open(&j, NULL, '{');
    lode_json_integer(&j, "schema_version", 1);
    lode_json_text(&j, "version", LODE_VERSION);
    lode_json_text(&j, "case", r->c->id);
    lode_json_text(&j, "input_hash", hash);
    lode_json_integer(&j, "seed", (int64_t)r->options.seed);
    lode_json_integer(&j, "step_days", r->step_days);
    lode_json_date(&j, "evidence_until", lode_out_evidence(r));
    lode_json_open(&j, "set", '[');
    for (int32_t i = 0; i < r->options.n_set; i++) lode_json_text(&j, NULL, r->options.set[i]);
    lode_json_close(&j);
    lode_json_text(&j, "product", lode_out_product(r, e->asked.product));
    lode_json_text(&j, "actor", lode_out_actor(r, e->asked.actor));
    lode_json_text(&j, "scenario", lode_case_key(r->c, LODE_T_SCENARIOS, e->scenario));
    lode_json_text(&j, "against", lode_case_key(r->c, LODE_T_SCENARIOS, e->against));
    lode_json_date(&j, "date", e->date);
    lode_json_number(&j, "ratio", e->ratio);
    put_short(&j, e);
    lode_json_open(&j, "stages", '[');
    for (int32_t i = 0; i < e->n_stage; i++) put_stage(&j, r, &e->stage[i]);
    lode_json_close(&j);
    lode_json_open(&j, "stages_before", '[');
    for (int32_t i = 0; i < e->n_quo_stage; i++) put_stage(&j, r, &e->quo_stage[i]);
    lode_json_close(&j);
    lode_json_close(&j);
}
