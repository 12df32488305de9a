/* Findings on claims that need no run, on small claims and on those of the founding text. */
#include "claims_run.h"

#include "study/findings.h"

/* The small case with claims before its readings. */
typedef struct found {
    lode_diags d;
    lode_case *c;
    lode_arena arena;
    lode_claim_findings f;
} found;

#define CLAIM(id, more) \
    "  " id ":\n    text: x\n    speaker: x\n    reported: 2025-06-02\n    source: example\n    grade: C\n" more

static void begin(lode_t *t, found *x, const char *claims, const char *readings)
{
    lode_text text = {0};
    *x = (found){0};
    lode_text_puts(&text, claims);
    lode_text_puts(&text, "\nreadings:\n");
    lode_text_puts(&text, readings);
    /* `readings:` comes from here, so its own key is taken out by a remark */
    lode_text_puts(&text, "# ");
    x->c = template_with("readings:", lode_text_str(&text), "", &x->d);
    lode_text_free(&text);
    CHECK(t, x->c != NULL);
    CHECK(t, lode_claim_findings_of(x->c, &x->arena, &x->f, &x->d));
}

static void end(found *x)
{
    lode_arena_free(&x->arena);
    lode_case_free(x->c);
    lode_diags_free(&x->d);
}

/* The only finding of a claim. */
static const lode_claim_finding *finding_of(lode_t *t, const found *x, const char *claim, lode_finding kind)
{
    const lode_claim_finding *one = NULL;
    lode_note(t, "%s, %s", claim, lode_finding_name(kind));
    for (int32_t i = 0; i < x->f.n; i++)
        if (x->f.item[i].kind == kind && strcmp(lode_case_key(x->c, LODE_T_CLAIMS, x->f.item[i].claim), claim) == 0) {
            CHECK(t, !one);
            one = &x->f.item[i];
        }
    CHECK(t, one != NULL);
    return one;
}

static void dates_of_a_claim_are_held_against_each_other(lode_t *t)
{
    found x;
    begin(t, &x,
          CLAIM("late", "    tense: future\n    window_from: 2025-01-01\n    window_to: 2025-05-31\n")
          CLAIM("early", "    tense: past\n    window_from: 2025-07-01\n")
          CLAIM("old", "    valid_until: 2025-06-15\n")
          CLAIM("sum", "    announced: 2025-06-01\n    lead_days: 30\n    effective: 2025-07-08\n")
          CLAIM("right", "    announced: 2025-06-01\n    lead_days: 30\n    effective: 2025-07-01\n    tense: future\n"
                         "    window_from: 2025-07-01\n    valid_until: 2025-07-01\n"),
          "");
    CHECK_HAS(t, finding_of(t, &x, "late", LODE_FINDING_TENSE)->why, "as future, but was reported on 2025-06-02");
    CHECK_HAS(t, finding_of(t, &x, "early", LODE_FINDING_TENSE)->why, "2025-07-01..2025-07-01 as past");
    CHECK_HAS(t, finding_of(t, &x, "old", LODE_FINDING_STALE)->why, "was valid until 2025-06-15");
    CHECK_HAS(t, finding_of(t, &x, "sum", LODE_FINDING_DATE_ARITHMETIC)->why, "2025-06-01 + 30 d = 2025-07-01, not 2025-07-08");
    CHECK_INT(t, x.f.n, 4);
    lode_claim_findings_report(x.c, &x.f, &x.d);
    CHECK_INT(t, x.d.n_warning, 3);
    CHECK_INT(t, x.d.n_note, 1);
    CHECK_INT(t, x.d.item[0].code, LODE_DIAG_FINDING_TENSE);
    end(&x);
}

static void a_window_must_not_end_before_it_starts(lode_t *t)
{
    found x;
    begin(t, &x, CLAIM("turned", "    window_from: 2025-07-01\n    window_to: 2025-06-30\n"), "");
    CHECK_INT(t, x.d.n_error, 1);
    CHECK_INT(t, x.d.item[0].code, LODE_DIAG_CLAIM_WINDOW);
    CHECK_INT(t, x.d.item[0].column, 16);
    end(&x);
}

static void shares_of_one_whole_must_not_exceed_it(lode_t *t)
{
    found x;
    begin(t, &x,
          CLAIM("a", "    quantity: 70\n    unit: \"%\"\n    share_of: metal\n    share_holder: XAA\n")
          CLAIM("b", "    quantity: 0.4\n    share_of: metal\n    share_holder: XBB\n")
          CLAIM("c", "    quantity: 0.3\n    share_of: ore\n    share_holder: XBB\n"),
          "");
    const lode_claim_finding *conflict = finding_of(t, &x, "a", LODE_FINDING_CONFLICT);
    CHECK_STR(t, lode_case_key(x.c, LODE_T_CLAIMS, conflict->other), "b");
    CHECK_HAS(t, conflict->why, "add up to 1.1 of metal");
    CHECK_HAS(t, finding_of(t, &x, "b", LODE_FINDING_BASE_MISMATCH)->why, "metal, ore");
    CHECK_INT(t, x.f.n, 3);
    end(&x);
}

static void readings_of_different_claims_may_contradict_each_other(lode_t *t)
{
    found x;
    begin(t, &x, CLAIM("a", "") CLAIM("b", ""),
          "  a-1:\n    claim: a\n    formula: max(output(\"XCC\",\"pump\")) > 5\n"
          "  a-2:\n    claim: a\n    formula: max(output(\"XCC\",\"pump\")) <= 4\n"
          "  b-1:\n    claim: b\n    formula: 10 >= 2 * max( output(\"XCC\", \"pump\") )\n"
          "  b-2:\n    claim: b\n    scenario: ban\n    formula: max(output(\"XCC\",\"pump\")) < 5\n");
    CHECK_INT(t, x.f.n, 1);
    const lode_claim_finding *f = finding_of(t, &x, "a", LODE_FINDING_CONFLICT);
    CHECK_STR(t, lode_case_key(x.c, LODE_T_READINGS, f->reading), "a-1");
    CHECK_STR(t, lode_case_key(x.c, LODE_T_READINGS, f->contra), "b-1");
    end(&x);
}

/* --- the founding text --------------------------------------------------------------------- */

static void begin_rare_earths(lode_t *t, found *x, int32_t evidence_until)
{
    *x = (found){0};
    lode_case_options o = {.evidence_given = evidence_until > 0, .evidence_until = evidence_until};
    x->c = lode_case_read_with("cases/rare-earths-2025", &o, &x->d);
    CHECK(t, x->c != NULL);
    CHECK(t, lode_claim_findings_of(x->c, &x->arena, &x->f, &x->d));
}

static void the_founding_text_speaks_of_its_past_as_to_come(lode_t *t)
{
    found x;
    begin_rare_earths(t, &x, 0);
    CHECK_HAS(t, finding_of(t, &x, "dated", LODE_FINDING_TENSE)->why, "but was reported on 2025-11-13");
    finding_of(t, &x, "heavy-share", LODE_FINDING_BASE_MISMATCH);
    /* 92 and 85 were known by then; the decimal came later */
    CHECK_NEAR(t, finding_of(t, &x, "sep-share", LODE_FINDING_RANGE)->excess, 0.3, 1e-9);
    CHECK_NEAR(t, finding_of(t, &x, "hundreds-bn", LODE_FINDING_RANGE)->excess, 170, 1e-9);
    end(&x);
}

static void later_evidence_changes_findings(lode_t *t)
{
    found x;
    begin_rare_earths(t, &x, 20700); /* 2026-09-04 */
    for (int32_t i = 0; i < x.f.n; i++) CHECK(t, x.f.item[i].kind != LODE_FINDING_RANGE);
    const lode_claim_finding *f = finding_of(t, &x, "hundreds-bn", LODE_FINDING_SAME_ORIGIN);
    CHECK_STR(t, lode_case_key(x.c, LODE_T_CLAIM_EVIDENCE, f->evidence), "hundreds-bn,cn-press-300bn");
    CHECK_STR(t, lode_case_key(x.c, LODE_T_CLAIM_EVIDENCE, f->twin), "hundreds-bn,cn-press-923");
    end(&x);
}

static void readings_of_the_founding_text_compile(lode_t *t)
{
    claims_run w = {0};
    int32_t n_formula = 0;
    w.c = lode_case_read("cases/rare-earths-2025", &w.d);
    CHECK(t, w.c != NULL);
    claims_run_begin(t, &w, 1);
    CHECK_INT(t, w.d.n_error, 0);
    for (int32_t i = 0; i < w.d.n_item; i++) CHECK(t, w.d.item[i].code < 650 || w.d.item[i].code > 699);
    for (int32_t i = 0; i < w.r->n; i++) {
        const lode_reading *x = &w.r->item[i];
        lode_note(t, "%s", lode_case_key(w.c, LODE_T_READINGS, x->row));
        CHECK(t, x->status != LODE_READING_ILL_FORMED && x->status != LODE_READING_OUT_OF_SCOPE);
        CHECK(t, x->formula || x->reason);
        if (!x->formula) continue;
        lode_text why = {0};
        lode_eval_value v = claims_run_eval(t, &w, i, &why, NULL);
        /* of a misperception nothing is stated */
        bool unknown = strcmp(lode_case_key(w.c, LODE_T_READINGS, x->row), "postpone-reveals") == 0;
        CHECK(t, unknown == (v.truth == LODE_UNDECIDED));
        CHECK_HAS(t, lode_text_str(&why), unknown ? "undecided because " : v.truth == LODE_TRUE ? "true because " : "false because ");
        lode_text_free(&why);
        n_formula++;
    }
    CHECK_INT(t, w.r->n, 42);
    lode_note(t, "%d of %d", n_formula, w.r->n);
    CHECK_INT(t, n_formula, 30);
    claims_run_end(&w);
}

/* Readings that no draw changes. */
static void dates_of_the_founding_text_are_partly_right(lode_t *t)
{
    static const struct {
        const char *reading;
        lode_truth truth;
    } want[] = {{"nov-8-dates", LODE_FALSE},     {"nov-8-dates-55", LODE_TRUE}, {"nov-8-dates-61", LODE_FALSE},
                {"nov-8-dates-62", LODE_FALSE},  {"nov-1-threat", LODE_TRUE},   {"hundred-pct-points", LODE_TRUE},
                {"buffer-date", LODE_TRUE},      {"order-dates", LODE_TRUE},    {"dated-tense", LODE_FALSE},
                {"military-ban-law", LODE_TRUE}, {"call-fact-us", LODE_TRUE}};
    claims_run w = {0};
    w.c = lode_case_read("cases/rare-earths-2025", &w.d);
    CHECK(t, w.c != NULL);
    claims_run_begin(t, &w, 7);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        lode_note(t, "%s", want[i].reading);
        CHECK_INT(t, claims_run_eval(t, &w, find_reading(t, &w, want[i].reading), NULL, NULL).truth, want[i].truth);
    }
    claims_run_end(&w);
}

static const lode_test TESTS[] = {
    TEST(dates_of_a_claim_are_held_against_each_other),
    TEST(a_window_must_not_end_before_it_starts),
    TEST(shares_of_one_whole_must_not_exceed_it),
    TEST(readings_of_different_claims_may_contradict_each_other),
    TEST(the_founding_text_speaks_of_its_past_as_to_come),
    TEST(later_evidence_changes_findings),
    TEST(readings_of_the_founding_text_compile),
    TEST(dates_of_the_founding_text_are_partly_right),
};
LODE_TEST_MAIN(TESTS)
