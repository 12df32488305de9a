/* Verdicts on the claims of a case, for machines: JSON, ClaimReview, CSV. */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "out/claims.h"
#include "out/claims_inner.h"
#include "out/decimal.h"
#include "out/inner.h"
#include "out/tables.h"
#include "study/verdicts.h"

static void put_text_of(lode_json *j, const char *key, lode_text *text)
{
    lode_json_text(j, key, lode_text_str(text));
    if (text->failed) j->out->failed = true;
    lode_text_free(text);
}

static void put_interval(lode_json *j, const char *key, lode_interval x)
{
    lode_json_open_line(j, key, '[');
    lode_json_number(j, NULL, x.lo);
    lode_json_number(j, NULL, x.hi);
    lode_json_close(j);
}

/* The middle of a range that is known; NaN where an end is not. */
static double middle(lode_interval x)
{
    return x.lo == x.hi ? x.lo : NAN;
}

static void put_margin(lode_json *j, const lode_claim_verdict *v)
{
    lode_json_open(j, "margin", '{');
    lode_json_text(j, "unit", v->margin_unit);
    lode_json_number(j, "p05", v->has_margin ? middle(v->margin[0]) : NAN);
    lode_json_number(j, "p50", v->has_margin ? middle(v->margin[1]) : NAN);
    lode_json_number(j, "p95", v->has_margin ? middle(v->margin[2]) : NAN);
    lode_json_close(j);
}

static void put_flips(lode_json *j, const lode_result *r, const lode_claim_verdict *v)
{
    lode_json_open(j, "flips", '[');
    for (int32_t i = 0; i < v->n_flip; i++) {
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "input", r->c->input[v->flip[i].input].name);
        lode_json_number(j, "value", v->flip[i].value);
        lode_json_text(j, "of", v->flip[i].of_margin ? "margin" : "share");
        lode_json_number(j, "share", v->flip[i].of_margin ? NAN : v->flip[i].threshold);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_rests_on(lode_json *j, const lode_result *r, const lode_claim_verdict *v)
{
    lode_json_open(j, "rests_on", '[');
    for (int32_t i = 0; i < v->n_rests_on; i++) {
        const lode_rests_on *on = &v->rests_on[i];
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "input", r->c->input[on->input].name);
        lode_json_text(j, "grade", lode_out_grade(r->c->input[on->input].grade));
        lode_json_number(j, "ks", on->ks);
        lode_json_number(j, "share_low", on->p_low);
        lode_json_number(j, "share_high", on->p_high);
        lode_json_number(j, "worth_knowing", on->worth_knowing);
        lode_json_close(j);
    }
    lode_json_close(j);
}

/* Limits and what they hold; nothing where there is no box. */
static void put_failing_box(lode_json *j, const lode_result *r, const lode_claim_verdict *v)
{
    const lode_failing_box *box = &v->fails_in;
    lode_json_open(j, "fails_in", '{');
    lode_json_open(j, "limits", '[');
    for (int32_t i = 0; i < v->n_rests_on && box->found; i++) {
        if (!isfinite(box->low[i]) && !isfinite(box->high[i])) continue;
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "input", r->c->input[v->rests_on[i].input].name);
        lode_json_number(j, "low", isfinite(box->low[i]) ? box->low[i] : NAN);
        lode_json_number(j, "high", isfinite(box->high[i]) ? box->high[i] : NAN);
        lode_json_close(j);
    }
    lode_json_close(j);
    lode_json_number(j, "coverage", box->found ? box->coverage : NAN);
    lode_json_number(j, "density", box->found ? box->density : NAN);
    lode_json_number(j, "mass", box->found ? box->mass : NAN);
    lode_json_close(j);
}

static const char *guess(const lode_result *r, const lode_claim_verdict *v)
{
    return v->guess < 0 ? NULL : r->c->input[v->rests_on[v->guess].input].name;
}

static void put_claim(lode_json *j, const lode_result *r, int32_t i)
{
    static const char *const TRUTH[] = {"false", "true", "undecided"};
    const lode_reading *reading = &r->readings->item[i];
    const lode_claim_verdict *v = &r->claim[i];
    bool judged = v->n_draw > 0;
    lode_text reason = {0};
    lode_claims_reason(r, i, &reason);
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "id", lode_claims_id(r, i));
    lode_json_text(j, "claim", lode_claims_claim(r, i));
    lode_json_text(j, "text", lode_case_text(r->c, reading->claim, LODE_CLAIMS_TEXT));
    lode_json_text(j, "scenario", lode_case_key(r->c, LODE_T_SCENARIOS, reading->scenario));
    lode_json_text(j, "formula", reading->row >= 0 ? lode_case_text(r->c, reading->row, LODE_READINGS_FORMULA) : "");
    lode_json_text(j, "verdict", lode_claims_word(r, i));
    put_text_of(j, "reason", &reason);
    lode_json_number(j, "probability", judged && v->chance.lo == v->chance.hi ? v->chance.lo : NAN);
    put_interval(j, "interval", judged ? v->chance.interval : (lode_interval){0, 1});
    lode_json_integer(j, "draws", v->n_draw);
    lode_json_integer(j, "undecided", v->n_undecided);
    put_margin(j, v);
    lode_json_text(j, "central", judged ? TRUTH[v->central] : "");
    lode_json_text(j, "why", v->why);
    put_flips(j, r, v);
    lode_json_bool(j, "margin_flips_sought", v->flips_sought);
    put_rests_on(j, r, v);
    put_failing_box(j, r, v);
    lode_json_text(j, "depends_on_a_guess", guess(r, v));
    lode_json_bool(j, "not_attributable", v->not_attributable);
    lode_json_number(j, "only_with_the_measure", judged && v->simulated ? v->only_with : NAN);
    lode_json_close(j);
}

static void put_pair(lode_json *j, const lode_result *r, const lode_claim_pair *pair)
{
    const lode_relation *x = &pair->relation;
    lode_json_open_line(j, NULL, '{');
    lode_json_text(j, "a", lode_claims_id(r, pair->a));
    lode_json_text(j, "b", lode_claims_id(r, pair->b));
    lode_json_text(j, "relation", x->contrary ? "contrary" : x->b_implies_a ? "equivalent" : "implies");
    lode_json_integer(j, "both", x->both);
    lode_json_integer(j, "only_a", x->only_a);
    lode_json_integer(j, "only_b", x->only_b);
    lode_json_integer(j, "neither", x->neither);
    lode_json_integer(j, "undecided", x->undecided);
    lode_json_number(j, "both_upper", x->contrary ? pair->upper : NAN);
    lode_json_close(j);
}

void lode_claims_put(lode_json *j, const lode_result *r)
{
    lode_json_open(j, "claims", '[');
    for (int32_t i = 0; r->claim && i < r->readings->n; i++) put_claim(j, r, i);
    lode_json_close(j);
    lode_json_open(j, "claim_relations", '[');
    for (int32_t i = 0; i < r->n_claim_pair; i++) put_pair(j, r, &r->claim_pair[i]);
    lode_json_close(j);
}

/* --- ClaimReview ------------------------------------------------------------------------------ */

static void put_reviewed(lode_json *j, const lode_result *r, const lode_reading *reading)
{
    const lode_cell *source = lode_case_cell(r->c, reading->claim, LODE_CLAIMS_SOURCE);
    int32_t row = source->set && source->n > 0 ? r->c->list[source->first] : -1;
    const char *address = row >= 0 ? lode_case_text(r->c, row, LODE_SOURCES_ADDRESS) : "";
    lode_json_open(j, "itemReviewed", '{');
    lode_json_text(j, "@type", "Claim");
    lode_json_open(j, "author", '{');
    lode_json_text(j, "@type", "Person");
    lode_json_text(j, "name", lode_case_text(r->c, reading->claim, LODE_CLAIMS_SPEAKER));
    lode_json_close(j);
    lode_json_date(j, "datePublished", lode_case_int(r->c, reading->claim, LODE_CLAIMS_REPORTED, 0));
    lode_json_open(j, "appearance", '{');
    lode_json_text(j, "@type", "CreativeWork");
    lode_json_text(j, "name", row >= 0 ? lode_case_text(r->c, row, LODE_SOURCES_TITLE) : "");
    if (strncmp(address, "http", 4) == 0) lode_json_text(j, "url", address);
    lode_json_close(j);
    lode_json_close(j);
}

static void put_review(lode_json *j, const lode_result *r, int32_t i)
{
    const lode_reading *reading = &r->readings->item[i];
    const lode_claim_verdict *v = &r->claim[i];
    bool rated = v->n_draw > 0 && v->chance.lo == v->chance.hi;
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "@context", "https://schema.org");
    lode_json_text(j, "@type", "ClaimReview");
    lode_json_text(j, "identifier", lode_claims_id(r, i));
    lode_json_text(j, "claimReviewed", lode_case_text(r->c, reading->claim, LODE_CLAIMS_TEXT));
    lode_json_date(j, "datePublished", lode_out_as_of(r));
    lode_json_open(j, "author", '{');
    lode_json_text(j, "@type", "SoftwareApplication");
    lode_json_text(j, "name", "Lodestone " LODE_VERSION);
    lode_json_close(j);
    put_reviewed(j, r, reading);
    lode_json_open(j, "reviewRating", '{');
    lode_json_text(j, "@type", "Rating");
    lode_json_text(j, "alternateName", lode_claims_word(r, i));
    if (rated) {
        lode_json_number(j, "ratingValue", v->chance.lo * 100);
        lode_json_number(j, "worstRating", 0);
        lode_json_number(j, "bestRating", 100);
    }
    lode_json_close(j);
    lode_json_close(j);
}

void lode_claims_review_put(const lode_result *r, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '[');
    for (int32_t i = 0; r->claim && i < r->readings->n; i++) put_review(&j, r, i);
    lode_json_close(&j);
}

/* --- CSV -------------------------------------------------------------------------------------- */

void lode_out_verdicts(const lode_result *r, lode_sheet *c)
{
    for (int32_t i = 0; r->claim && i < r->readings->n; i++) {
        const lode_reading *reading = &r->readings->item[i];
        const lode_claim_verdict *v = &r->claim[i];
        const lode_cell *source = lode_case_cell(r->c, reading->claim, LODE_CLAIMS_SOURCE);
        const lode_input *on = v->n_rests_on > 0 ? &r->c->input[v->rests_on[0].input] : NULL;
        bool judged = v->n_draw > 0;
        lode_text reason = {0};
        lode_claims_reason(r, i, &reason);
        lode_sheet_text(c, lode_claims_id(r, i));
        lode_sheet_text(c, lode_claims_claim(r, i));
        lode_sheet_text(c, lode_case_text(r->c, reading->claim, LODE_CLAIMS_TEXT));
        lode_sheet_text(c, lode_case_key(r->c, LODE_T_SCENARIOS, reading->scenario));
        lode_sheet_text(c, lode_claims_word(r, i));
        lode_sheet_text(c, lode_text_str(&reason));
        lode_sheet_number(c, judged && v->chance.lo == v->chance.hi ? v->chance.lo : NAN);
        lode_sheet_number(c, judged ? v->chance.interval.lo : NAN);
        lode_sheet_number(c, judged ? v->chance.interval.hi : NAN);
        lode_sheet_integer(c, v->n_draw);
        lode_sheet_integer(c, v->n_undecided);
        lode_sheet_text(c, v->margin_unit);
        lode_sheet_number(c, judged && v->has_margin ? middle(v->margin[1]) : NAN);
        lode_sheet_text(c, on ? on->name : "");
        lode_sheet_text(c, on ? lode_out_grade(on->grade) : "");
        lode_sheet_text(c, v->guess >= 0 ? guess(r, v) : "");
        lode_sheet_bool(c, v->not_attributable);
        lode_sheet_text(c, source->set && source->n > 0 ? lode_case_key(r->c, LODE_T_SOURCES, r->c->list[source->first]) : "");
        lode_sheet_text(c, reading->row >= 0 ? lode_case_text(r->c, reading->row, LODE_READINGS_FORMULA) : "");
        lode_sheet_end_row(c);
        c->no_memory |= reason.failed;
        lode_text_free(&reason);
    }
}
