/* Golden values of what is said of claims: probability intervals and verdicts, findings of consistency. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "claims/consistency.h"
#include "claims/verdict.h"
#include "runner.h"

static double number(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : NAN;
}

static int64_t whole(const json_t *o, const char *key)
{
    double x = number(o, key);
    return isnan(x) ? 0 : (int64_t)x;
}

static void fail(golden_result *r, const char *what, size_t i, const char *want, const char *got)
{
    if (r->status != GOLDEN_PASS) return;
    r->status = GOLDEN_FAIL;
    snprintf(r->why, sizeof r->why, "%s, case %zu: expected %s, got %s", what, i, want, got);
}

static void compare_within(golden_result *r, const char *what, size_t i, double want, double got,
                           double tolerance)
{
    double error = want == got ? 0 : fabs(want - got) / fmax(fabs(want), 1e-3);
    char a[32], b[32];
    r->n_value++;
    if (error > r->worst) r->worst = error;
    if (error <= tolerance) return;
    snprintf(a, sizeof a, "%.12g", want);
    snprintf(b, sizeof b, "%.12g", got);
    fail(r, what, i, a, b);
}

static void compare(golden_result *r, const char *what, size_t i, double want, double got)
{
    compare_within(r, what, i, want, got, r->tolerance);
}

static void compare_text(golden_result *r, const char *what, size_t i, const json_t *want,
                         const char *got)
{
    const char *w = json_string_value(want);
    r->n_value++;
    if (w && got ? strcmp(w, got) != 0 : (w != NULL) != (got != NULL))
        fail(r, what, i, w ? w : "none", got ? got : "none");
}

/* --- verdicts ------------------------------------------------------------------------------ */

bool golden_is_verdicts(const json_t *document)
{
    const json_t *first = json_array_get(json_object_get(document, "cases"), 0);
    return json_is_array(json_object_get(first, "ci")) &&
           json_is_number(json_object_get(first, "draws"));
}

static void run_verdict(golden_result *r, size_t i, const json_t *c)
{
    lode_judging how = lode_judging_default();
    how.supported = number(c, "threshold_supported");
    how.refuted = number(c, "threshold_refuted");
    how.confidence = number(c, "confidence");
    lode_chance p =
        lode_chance_of(whole(c, "draws"), whole(c, "true"), whole(c, "undecided"), how.confidence);
    lode_judgement j = lode_judge(&p, &how);
    const json_t *ci = json_object_get(c, "ci");
    compare(r, "p_lo", i, number(c, "p_lo"), p.lo);
    compare(r, "p_hi", i, number(c, "p_hi"), p.hi);
    compare(r, "lower end", i, json_number_value(json_array_get(ci, 0)), p.interval.lo);
    compare(r, "upper end", i, json_number_value(json_array_get(ci, 1)), p.interval.hi);
    compare_text(r, "verdict", i, json_object_get(c, "verdict"), lode_verdict_name(j.verdict));
    compare_text(r, "reason", i, json_object_get(c, "reason"), lode_reason_name(j.reason));
}

golden_result golden_run_verdicts(const json_t *document)
{
    enum { MOST = 256 };
    golden_result r = {.status = GOLDEN_PASS, .tolerance = 1e-9};
    size_t i;
    json_t *c;
    json_array_foreach(json_object_get(document, "cases"), i, c) run_verdict(&r, i, c);
    json_array_foreach(json_object_get(document, "replicate_cases"), i, c)
    {
        const json_t *list = json_object_get(c, "replicates"), *ci = json_object_get(c, "ci");
        double value[MOST];
        int32_t n = 0;
        for (; n < MOST && n < (int32_t)json_array_size(list); n++)
            value[n] = json_number_value(json_array_get(list, (size_t)n));
        double confidence = number(c, "confidence");
        lode_chance p = lode_chance_mean(value, n, isnan(confidence) ? 0.95 : confidence);
        compare(&r, "mean", i, number(c, "mean"), p.lo);
        compare(&r, "half_width", i, number(c, "half_width"), (p.interval.hi - p.interval.lo) / 2);
        compare(&r, "lower end of t", i, json_number_value(json_array_get(ci, 0)), p.interval.lo);
        compare(&r, "upper end of t", i, json_number_value(json_array_get(ci, 1)), p.interval.hi);
    }
    return r;
}

/* --- consistency --------------------------------------------------------------------------- */

bool golden_is_consistency(const json_t *document)
{
    return json_is_array(json_object_get(document, "tense")) &&
           json_is_array(json_object_get(document, "conflict")) &&
           json_is_array(json_object_get(document, "range"));
}

static int32_t date(const json_t *v)
{
    int32_t d = 0;
    const char *s = json_string_value(v);
    if (s) (void)lode_date_parse(s, strlen(s), &d);
    return d;
}

/* Compare a finding, and its words where the file gives some that are only facts. */
static void compare_finding(golden_result *r, const char *what, size_t i, const json_t *c,
                            lode_finding got, lode_text *why, bool words)
{
    const json_t *text = json_object_get(c, "why");
    compare_text(r, what, i, json_object_get(c, "finding"), lode_finding_name(got));
    if (words && text) compare_text(r, what, i, text, lode_text_str(why));
    lode_text_free(why);
}

static void run_dates(golden_result *r, const json_t *document)
{
    size_t i;
    json_t *c;
    lode_text why = {0};
    json_array_foreach(json_object_get(document, "tense"), i, c)
    {
        const char *tense = json_string_value(json_object_get(c, "tense"));
        const json_t *window = json_object_get(c, "window");
        lode_tense t = tense && strcmp(tense, "future") == 0 ? LODE_TENSE_FUTURE
                       : tense && strcmp(tense, "past") == 0 ? LODE_TENSE_PAST
                                                             : LODE_TENSE_NONE;
        lode_finding f = lode_finding_tense(t, date(json_object_get(c, "reported")),
                                            date(json_array_get(window, 0)),
                                            date(json_array_get(window, 1)), &why);
        const char *words = json_string_value(json_object_get(c, "why"));
        compare_finding(r, "tense", i, c, f, &why,
                        words && strstr(words, "speaks of") && strstr(words, ".."));
    }
    json_array_foreach(json_object_get(document, "stale"), i, c)
    {
        lode_finding f = lode_finding_stale(date(json_object_get(c, "as_of")),
                                            date(json_object_get(c, "valid_until")), &why);
        compare_finding(r, "stale", i, c, f, &why, false);
    }
    json_array_foreach(json_object_get(document, "date_arithmetic"), i, c)
    {
        lode_finding f = lode_finding_dates(date(json_object_get(c, "announced")),
                                            (int32_t)whole(c, "lead_days"),
                                            date(json_object_get(c, "effective")), &why);
        compare_finding(r, "date_arithmetic", i, c, f, &why, true);
    }
}

static void run_quantities(golden_result *r, const json_t *document)
{
    enum { MOST = 64 };
    size_t i;
    json_t *c;
    lode_text why = {0};
    json_array_foreach(json_object_get(document, "range"), i, c)
    {
        lode_interval source[MOST];
        int32_t n = 0;
        double excess = 0;
        const json_t *list = json_object_get(c, "sources");
        for (; n < MOST && n < (int32_t)json_array_size(list); n++) {
            const json_t *s = json_array_get(list, (size_t)n);
            source[n] = (lode_interval){json_number_value(json_array_get(s, 0)),
                                        json_number_value(json_array_get(s, 1))};
        }
        lode_finding f = lode_finding_range(number(c, "quantity"), source, n, &excess, &why);
        compare_finding(r, "range", i, c, f, &why, true);
        if (json_object_get(c, "excess")) compare(r, "excess", i, number(c, "excess"), excess);
    }
    json_array_foreach(json_object_get(document, "base_mismatch"), i, c)
    {
        lode_share side[2];
        for (int k = 0; k < 2; k++) {
            const json_t *s = json_object_get(c, k ? "b" : "a");
            side[k] = (lode_share){number(s, "share"), json_string_value(json_object_get(s, "of")),
                                   json_string_value(json_object_get(s, "where")),
                                   json_string_value(json_object_get(s, "holder"))};
        }
        lode_finding f = lode_finding_shares(&side[0], &side[1], 0.01, &why);
        compare_finding(r, "base_mismatch", i, c, f, &why, false);
    }
}

static void run_draws(golden_result *r, const json_t *document)
{
    size_t i;
    json_t *c;
    lode_text why = {0};
    json_array_foreach(json_object_get(document, "conflict"), i, c)
    {
        const char *a = json_string_value(json_object_get(c, "a")),
                   *b = json_string_value(json_object_get(c, "b"));
        compare_finding(r, "conflict", i, c, lode_finding_logic(a ? a : "", b ? b : "", &why), &why,
                        false);
    }
    json_array_foreach(json_object_get(document, "joint_draws"), i, c)
    {
        double upper = 0;
        lode_finding f = lode_finding_joint(whole(c, "draws"), whole(c, "a"), whole(c, "b"),
                                            whole(c, "both"), &upper);
        compare_finding(r, "joint_draws", i, c, f, &why, false);
        /* written by hand, from a normal quantile of eight digits */
        if (json_object_get(c, "upper_95"))
            compare_within(r, "upper_95", i, number(c, "upper_95"), upper, 2e-7);
    }
    json_array_foreach(json_object_get(document, "vacuous"), i, c)
        compare_finding(r, "vacuous", i, c,
                        lode_finding_vacuous(whole(c, "draws"), whole(c, "condition_true")), &why,
                        false);
    json_array_foreach(json_object_get(document, "not_attributable"), i, c)
    {
        double only = 0;
        lode_finding f = lode_finding_attribution(whole(c, "draws"), whole(c, "true_with_measure"),
                                                  whole(c, "true_in_both"), 0.05, &only);
        compare_finding(r, "not_attributable", i, c, f, &why, false);
    }
}

golden_result golden_run_consistency(const json_t *document)
{
    golden_result r = {.status = GOLDEN_PASS, .tolerance = 1e-9};
    run_dates(&r, document);
    run_quantities(&r, document);
    run_draws(&r, document);
    return r;
}
