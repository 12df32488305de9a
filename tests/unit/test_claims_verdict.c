/* From draws to verdicts, and the findings beside them. */
#include "analyze/statistics.h"
#include "claims/consistency.h"
#include "claims/over.h"
#include "test_claims_sample.h"

enum { MOST_DRAWS = 2000 };

/* `yes` true draws, then `undecided` ones, then false ones */
static void fill(lode_eval_value *v, int n, int yes, int undecided)
{
    for (int i = 0; i < n; i++) {
        lode_truth truth = i < yes ? LODE_TRUE : i < yes + undecided ? LODE_UNDECIDED : LODE_FALSE;
        v[i] = (lode_eval_value){truth == LODE_TRUE ? 1 : -1, truth == LODE_FALSE ? -1 : 1, truth};
    }
}

static lode_claim_result judge(lode_t *t, const char *text, const lode_eval_value *value,
                               const lode_eval_value *given, int n, int32_t replicates)
{
    lode_diags d = {0};
    lode_claim_result r;
    lode_note(t, "%s", text);
    lode_formula *f = sample_formula(text, &d);
    CHECK(t, f != NULL);
    const lode_eval_value *values[] = {value, value}, *givens[] = {given, given};
    lode_over_values v = {values, givens, n};
    lode_judging how = lode_judging_default();
    how.n_replicate = replicates;
    CHECK(t, lode_claim_judge(f, &v, &how, &r));
    lode_formula_free(f);
    lode_diags_free(&d);
    return r;
}

/* A condition that holds in no draw supports nothing; one that holds in a single draw does. */
static void a_claim_whose_premise_never_holds_says_nothing(lode_t *t)
{
    static lode_eval_value v[100], premise[100];
    static const char *const text[] = {"stock > 5 implies stock > 0", "always (stock > 5 implies stock > 0)"};
    fill(v, 100, 100, 0);
    for (int i = 0; i < 2; i++) {
        fill(premise, 100, 0, 0);
        lode_claim_result r = judge(t, text[i], v, premise, 100, 0);
        CHECK_INT(t, r.judgement.verdict, LODE_UNDETERMINED);
        CHECK_INT(t, r.judgement.reason, LODE_REASON_VACUOUS);
        fill(premise, 100, 1, 0);
        CHECK_INT(t, judge(t, text[i], v, premise, 100, 0).judgement.verdict, LODE_SUPPORTED);
        fill(premise, 100, 0, 1); /* it might hold */
        CHECK_INT(t, judge(t, text[i], v, premise, 100, 0).judgement.verdict, LODE_SUPPORTED);
    }
    fill(premise, 100, 0, 0);
    fill(v, 100, 0, 0);
    CHECK_INT(t, judge(t, text[0], v, premise, 100, 0).judgement.verdict, LODE_REFUTED);
}

static void a_plain_claim_is_judged_by_its_share_of_draws(lode_t *t)
{
    static lode_eval_value v[1000];
    static const struct {
        int yes, undecided;
        lode_verdict verdict;
        lode_reason reason;
    } row[] = {
        {960, 0, LODE_SUPPORTED, LODE_REASON_NONE},
        {905, 0, LODE_UNDETERMINED, LODE_REASON_DRAWS},
        {30, 0, LODE_REFUTED, LODE_REASON_NONE},
        {500, 0, LODE_UNDETERMINED, LODE_REASON_OPEN},
        {850, 100, LODE_UNDETERMINED, LODE_REASON_PERIOD},
        {930, 60, LODE_SUPPORTED, LODE_REASON_NONE},
        {500, 100, LODE_UNDETERMINED, LODE_REASON_OPEN},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        fill(v, 1000, row[i].yes, row[i].undecided);
        lode_claim_result r = judge(t, "stock > 0", v, NULL, 1000, 0);
        lode_note(t, "%d true, %d undecided", row[i].yes, row[i].undecided);
        CHECK_INT(t, r.judgement.verdict, row[i].verdict);
        CHECK_INT(t, r.judgement.reason, row[i].reason);
        /* exactly one reason, and only where it is undetermined */
        CHECK(t, (r.judgement.reason != LODE_REASON_NONE) ==
                     (r.judgement.verdict == LODE_UNDETERMINED));
    }
}

static void the_draws_needed_are_enough_and_no_more(lode_t *t)
{
    int64_t n = lode_draws_needed(0.92, 0.90, true, 0.95);
    lode_chance enough = lode_chance_of(100 * n, 92 * n, 0, 0.95);
    CHECK(t, n > 100 && n < 1000 && enough.interval.lo > 0.90);
    CHECK_INT(t, lode_draws_needed(0.90, 0.90, true, 0.95), 0);
    CHECK_INT(t, lode_draws_needed(0.5, 0.90, true, 0.95), 0);
    /* none of n is refuted from 35 draws on: z^2 / (n + z^2) <= 0.1 */
    CHECK_INT(t, lode_draws_needed(0, 0.10, false, 0.95), 35);
}

static void an_explicit_probability_is_compared_with_the_interval(lode_t *t)
{
    static lode_eval_value v[1000];
    fill(v, 1000, 700, 0);
    CHECK_INT(t, judge(t, "P(stock > 0) >= 66%", v, NULL, 1000, 0).judgement.verdict,
              LODE_SUPPORTED);
    CHECK_INT(t, judge(t, "P(stock > 0) >= 75%", v, NULL, 1000, 0).judgement.verdict, LODE_REFUTED);
    CHECK_INT(t, judge(t, "P(stock > 0) >= 70%", v, NULL, 1000, 0).judgement.reason,
              LODE_REASON_DRAWS);
    CHECK_INT(t, judge(t, "likely(stock > 0)", v, NULL, 1000, 0).judgement.verdict, LODE_SUPPORTED);
    CHECK_INT(t, judge(t, "very_likely(stock > 0)", v, NULL, 1000, 0).judgement.verdict,
              LODE_REFUTED);
    CHECK_INT(t, judge(t, "unlikely(stock > 0)", v, NULL, 1000, 0).judgement.verdict, LODE_REFUTED);
    CHECK_INT(t, judge(t, "about_as_likely_as_not(stock > 0)", v, NULL, 1000, 0).judgement.verdict,
              LODE_REFUTED);
    fill(v, 1000, 500, 300);
    CHECK_INT(t, judge(t, "P(stock > 0) >= 66%", v, NULL, 1000, 0).judgement.reason,
              LODE_REASON_PERIOD);
}

static void a_condition_counts_its_own_draws_only(lode_t *t)
{
    static lode_eval_value v[1000], g[1000];
    fill(v, 1000, 100, 0);
    fill(g, 1000, 20, 0);
    lode_claim_result r = judge(t, "P(stock > 0 given call_held) >= 50%", v, g, 1000, 0);
    CHECK_INT(t, r.over[0].n_draw, 20);
    CHECK(t, r.over[0].few);
    CHECK_NEAR(t, r.over[0].chance.lo, 1, 0);
    fill(g, 1000, 400, 0);
    r = judge(t, "P(stock > 0 given call_held) >= 50%", v, g, 1000, 0);
    CHECK(t, !r.over[0].few);
    CHECK_NEAR(t, r.over[0].chance.lo, 0.25, 1e-15);
    CHECK_INT(t, r.judgement.verdict, LODE_REFUTED);
}

static void means_and_quantiles_have_intervals(lode_t *t)
{
    static lode_eval_value v[1000];
    for (int i = 0; i < 1000; i++) v[i] = (lode_eval_value){i, i, LODE_UNDECIDED};
    lode_claim_result r = judge(t, "E(x) > 450", v, NULL, 1000, 0);
    CHECK_NEAR(t, r.over[0].chance.lo, 499.5, 1e-9);
    CHECK(t, r.over[0].chance.interval.lo < 482 && r.over[0].chance.interval.lo > 481);
    CHECK_INT(t, r.judgement.verdict, LODE_SUPPORTED);
    CHECK_INT(t, judge(t, "E(x) > 500", v, NULL, 1000, 0).judgement.reason, LODE_REASON_DRAWS);
    r = judge(t, "quantile(x, 50%) < 600", v, NULL, 1000, 0);
    CHECK_NEAR(t, r.over[0].chance.lo, 499, 0);
    CHECK(t, r.over[0].chance.interval.lo > 460 && r.over[0].chance.interval.hi < 540);
    CHECK_INT(t, r.judgement.verdict, LODE_SUPPORTED);
}

static void replicates_give_students_interval_but_not_where_all_agree(lode_t *t)
{
    static lode_eval_value v[800];
    for (int i = 0; i < 800; i++) {
        int in = i % 100, part = i / 100, yes = 90 + part % 3;
        v[i] = (lode_eval_value){1, 1, in < yes ? LODE_TRUE : LODE_FALSE};
    }
    lode_claim_result r = judge(t, "stock > 0", v, NULL, 800, 8);
    double part[] = {0.90, 0.91, 0.92, 0.90, 0.91, 0.92, 0.90, 0.91};
    lode_chance want = lode_chance_mean(part, 8, 0.95);
    CHECK_NEAR(t, r.over[0].chance.interval.lo, want.interval.lo, 1e-12);
    CHECK_NEAR(t, r.over[0].chance.interval.hi, want.interval.hi, 1e-12);
    fill(v, 800, 800, 0);
    r = judge(t, "stock > 0", v, NULL, 800, 8);
    CHECK_NEAR(t, r.over[0].chance.interval.lo, lode_chance_of(800, 800, 0, 0.95).interval.lo, 0);
}

static void quantiles_of_distributions_are_the_published_ones(lode_t *t)
{
    CHECK_NEAR(t, lode_normal(0.95), 1.959963984540054, 1e-14);
    CHECK_NEAR(t, lode_normal(0.99), 2.5758293035489004, 1e-14);
    /* tables of Student's t: 12.7062 (1), 2.36462 (7), 2.04227 (30) */
    CHECK_NEAR(t, lode_student(1, 0.95), tan(0.475 * acos(-1.0)), 1e-11);
    CHECK_NEAR(t, lode_student(7, 0.95), 2.3646242515927847, 1e-13);
    CHECK_NEAR(t, lode_student(30, 0.95), 2.0422724563012373, 1e-13);
}

static void the_same_term_in_disjoint_ranges_is_a_conflict(lode_t *t)
{
    static const struct {
        const char *a, *b;
        bool conflict;
    } row[] = {
        {"max(x) < 5", "max(x) >= 5", true},
        {"max(x) <= 5", "5 <= max( x )", false},
        {"not (max(x) >= 5)", "max(x) > 6", true},
        {"-max(x) > -5", "2 * max(x) >= 10", true},
        {"sum(x) > 1000 kg", "sum(x) < 0.5 t", true},
        {"sum(x) > 1000 aircraft", "sum(x) < 5 aircraft", true},
        {"sum(x + y) > 3", "sum(y + x) < 2", true},
        {"sum(x - y) > 3", "sum(y - x) < 2", false},
        {"first_date(x > 1) < 2025-12-01 and sum(x) > 1", "first_date(1 < x) > 2025-12-01 + 2w",
         true},
        {"first_date(x > 1, [0d,5d]) < 2025-12-01", "first_date(x > 1, [0d,6d]) > 2025-12-15",
         false},
        {"not (a > 1 or b > 1)", "b > 2", true},
        {"a > 1 or b > 1", "b < 0", false},
        {"x == 5 within 1", "x > 6", true},
        {"x == 100 within 5%", "x < 95", true},
        {"x == 100 within 5%", "x <= 95", false},
        {"x >", "x < 1", false},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        lode_text why = {0};
        lode_note(t, "%s | %s", row[i].a, row[i].b);
        CHECK_INT(t, lode_finding_logic(row[i].a, row[i].b, &why) == LODE_FINDING_CONFLICT,
                  row[i].conflict);
        CHECK_INT(t, lode_finding_logic(row[i].b, row[i].a, &why) == LODE_FINDING_CONFLICT,
                  row[i].conflict);
        lode_text_free(&why);
    }
}

static void sources_that_lead_to_one_document_count_once(lode_t *t)
{
    /* 1 and 3 repeat 0, 2 stands alone, 4 and 5 repeat each other */
    const int32_t cites[] = {-1, 0, -1, 1, 5, 4};
    CHECK_INT(t, lode_finding_origin(cites, 6, 1, 3), LODE_FINDING_SAME_ORIGIN);
    CHECK_INT(t, lode_finding_origin(cites, 6, 0, 3), LODE_FINDING_SAME_ORIGIN);
    CHECK_INT(t, lode_finding_origin(cites, 6, 2, 3), LODE_FINDING_NONE);
    CHECK_INT(t, lode_finding_origin(cites, 6, 4, 5), LODE_FINDING_SAME_ORIGIN);
    CHECK_INT(t, lode_finding_origin(cites, 6, 4, 0), LODE_FINDING_NONE);
}

static void implication_and_contrariety_need_a_claim_that_holds_somewhere(lode_t *t)
{
    const lode_truth a[] = {LODE_TRUE, LODE_TRUE, LODE_FALSE, LODE_UNDECIDED};
    const lode_truth b[] = {LODE_TRUE, LODE_FALSE, LODE_FALSE, LODE_TRUE};
    const lode_truth never[] = {LODE_FALSE, LODE_FALSE, LODE_FALSE, LODE_FALSE};
    lode_relation r = lode_claims_relation(a, b, 4);
    CHECK(t, r.b_implies_a && !r.a_implies_b && !r.contrary);
    CHECK_INT(t, r.undecided, 1);
    r = lode_claims_relation(a, never, 4);
    CHECK(t, !r.b_implies_a && !r.contrary);
}

static bool is_decided(lode_t *t, const char *text, const lode_eval_value *value, int n)
{
    lode_diags d = {0};
    lode_claim_result r = judge(t, text, value, NULL, n, 0);
    lode_judging how = lode_judging_default();
    lode_formula *f = sample_formula(text, &d);
    bool decided = lode_claim_decided(f, &r, &how);
    lode_formula_free(f);
    lode_diags_free(&d);
    return decided;
}

static void more_draws_are_made_only_where_they_may_decide(lode_t *t)
{
    static lode_eval_value v[1000];
    static const struct {
        int n, yes, undecided;
        bool decided;
    } row[] = {
        {64, 64, 0, true},      /* supported                                              */
        {64, 0, 0, true},       /* refuted                                                */
        {64, 32, 0, true},      /* open, and far from both thresholds                     */
        {64, 60, 0, false},     /* above a threshold, but not its interval: too few draws */
        {64, 55, 0, false},     /* open, but the threshold is within the interval         */
        {1000, 855, 0, true},   /* open, by enough draws                                  */
        {1000, 700, 290, true}, /* the period is too short, and more draws do not help    */
        {1000, 700, 210, false}, /* its upper end may come to lie below the threshold     */
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        fill(v, row[i].n, row[i].yes, row[i].undecided);
        lode_note(t, "%d true, %d undecided of %d", row[i].yes, row[i].undecided, row[i].n);
        CHECK_INT(t, is_decided(t, "stock > 0", v, row[i].n), row[i].decided);
    }
    fill(v, 100, 55, 0);
    CHECK(t, !is_decided(t, "P(stock > 0) >= 50%", v, 100));
    fill(v, 100, 75, 0);
    CHECK(t, is_decided(t, "P(stock > 0) >= 50%", v, 100));
}

static const lode_test TESTS[] = {
    TEST(more_draws_are_made_only_where_they_may_decide),
    TEST(a_claim_whose_premise_never_holds_says_nothing),
    TEST(a_plain_claim_is_judged_by_its_share_of_draws),
    TEST(the_draws_needed_are_enough_and_no_more),
    TEST(an_explicit_probability_is_compared_with_the_interval),
    TEST(a_condition_counts_its_own_draws_only),
    TEST(means_and_quantiles_have_intervals),
    TEST(replicates_give_students_interval_but_not_where_all_agree),
    TEST(quantiles_of_distributions_are_the_published_ones),
    TEST(the_same_term_in_disjoint_ranges_is_a_conflict),
    TEST(sources_that_lead_to_one_document_count_once),
    TEST(implication_and_contrariety_need_a_claim_that_holds_somewhere),
};
LODE_TEST_MAIN(TESTS)
