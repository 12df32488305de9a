/* Signals of the small case that `lodestone new` writes, against numbers that one can work out by hand: a million pumps a
 * year, 4 kg of metal in each, 2.2 t of ore per tonne; everybody buys in proportion to supply. */
#include "claims_run.h"

static const double YEAR = 365;

static void begin(lode_t *t, claims_run *w, int32_t step_days)
{
    *w = (claims_run){0};
    w->c = template_with(NULL, "", "", &w->d);
    CHECK(t, w->c != NULL);
    claims_run_begin(t, w, step_days);
}

/* The number of a signal by how it is written, without quotes: output(XCC,pump). */
static int32_t find_signal(lode_t *t, const claims_run *w, const char *form)
{
    for (int32_t i = 0; i < w->r->signals.n; i++) {
        const lode_claim_signal *s = &w->r->signals.claim[i];
        lode_text text = {0};
        lode_text_puts(&text, s->name);
        for (int32_t k = 0; k < s->n_argument; k++) lode_text_printf(&text, "%c%s", k == 0 ? '(' : ',', s->argument[k]);
        if (s->n_argument > 0) lode_text_putc(&text, ')');
        bool found = strcmp(lode_text_str(&text), form) == 0;
        lode_text_free(&text);
        if (found) return i;
    }
    lode_note(t, "%s", form);
    CHECK(t, false);
    return -1;
}

/* A signal in scenario `ban` beside the status quo: on a day, or its one value. */
static double value_on(lode_t *t, const claims_run *w, const char *form, int32_t day)
{
    static double x[1000];
    int32_t ban = lode_case_find(w->c, LODE_T_SCENARIOS, "ban"), quo = lode_case_find(w->c, LODE_T_SCENARIOS, "status-quo");
    int32_t i = find_signal(t, w, form);
    lode_signal_run run = claims_run_of(w, ban, quo);
    lode_note(t, "%s", form);
    CHECK(t, lode_signal_n_day(&w->plan) <= 1000);
    lode_signal_days(&w->r->signals, i, &run, x);
    return x[w->r->signals.claim[i].constant ? 0 : day];
}

static double value(lode_t *t, const claims_run *w, const char *form)
{
    return value_on(t, w, form, 0);
}

static void the_base_year_is_that_of_the_case(lode_t *t)
{
    claims_run w;
    begin(t, &w, 1);
    CHECK_NEAR(t, value(t, &w, "base_output(XCC,pump)"), 300000 / YEAR, 1e-6);
    CHECK_NEAR(t, value(t, &w, "base_output(WLD,pump)"), 1e6 / YEAR, 1e-6);
    CHECK_NEAR(t, value(t, &w, "base_output(WLD,metal)"), 4000 / YEAR, 1e-6);
    CHECK_NEAR(t, value(t, &w, "base_output(WLD,ore)"), 8800 / YEAR, 1e-6);
    CHECK_NEAR(t, value(t, &w, "supply_share(XAA,metal)"), 0.85, 1e-9);
    CHECK_NEAR(t, value(t, &w, "stage_share(XAA,end product)"), 0.4, 1e-9);
    CHECK_NEAR(t, value(t, &w, "demand(XCC,motor)"), 300000 / YEAR, 1e-6);
    CHECK_NEAR(t, value(t, &w, "demand(XBB,pump)"), 0.3e6 / YEAR, 1e-6);
    CHECK_NEAR(t, value(t, &w, "input(sites[pump@XCC].activity_per_year)"), 300000, 0);
    claims_run_end(&w);
}

static void contents_are_followed_through_the_network(lode_t *t)
{
    claims_run w;
    begin(t, &w, 1);
    CHECK_NEAR(t, value(t, &w, "use(WLD,metal)"), 4000 / YEAR, 1e-6);
    CHECK_NEAR(t, value(t, &w, "use(XCC,metal)"), 0.35 * 4000 / YEAR, 1e-6);
    CHECK_NEAR(t, value(t, &w, "origin_share(metal,mining,XAA)"), 0.7, 1e-9);
    /* two fifths of the motors, and of the rest what is made of its metal */
    CHECK_NEAR(t, value(t, &w, "through(pump,XCC,metal,XAA)"), 0.4 + 0.6 * 0.85, 1e-9);
    CHECK_NEAR(t, value(t, &w, "through(pump,WLD,component,XBB)"), 0.3, 1e-9);
    claims_run_end(&w);
}

static void results_are_those_of_the_run_day_by_day(lode_t *t)
{
    claims_run w;
    begin(t, &w, 1);
    double lost = 0;
    for (int32_t day = 0; day < 730; day += 73) {
        double out = value_on(t, &w, "output(XCC,pump)", day), end = value_on(t, &w, "end_output_value(XCC)", day);
        CHECK_NEAR(t, end, 1200 * out, 1e-6);
        double stock = value_on(t, &w, "input_stock(XCC,metal)", day) + value_on(t, &w, "output_stock(XCC,metal)", day) +
                       value_on(t, &w, "strategic_stock(XCC,metal)", day);
        CHECK_NEAR(t, value_on(t, &w, "stock(XCC,metal)", day), stock, 1e-9);
    }
    for (int32_t day = 0; day < 730; day++) lost += value_on(t, &w, "loss_per_day(XCC)", day);
    CHECK_NEAR(t, value_on(t, &w, "cumulative_loss(XCC)", 729), lost, 1e-6 * fabs(lost));
    CHECK(t, lost > 0);
    CHECK_NEAR(t, value_on(t, &w, "output(XCC,pump)", 0), 300000 / YEAR, 1e-6);
    CHECK_NEAR(t, value_on(t, &w, "shortfall(XCC,pump)", 200), 0, 1e-9); /* the ban comes on day 243 */
    CHECK(t, value_on(t, &w, "shortfall(XCC,pump)", 490) > 50);
    claims_run_end(&w);
}

static void without_the_measure_there_is_no_loss(lode_t *t)
{
    claims_run w;
    double x[1000];
    begin(t, &w, 1);
    int32_t ban = lode_case_find(w.c, LODE_T_SCENARIOS, "ban"), quo = lode_case_find(w.c, LODE_T_SCENARIOS, "status-quo");
    lode_signal_run run = claims_run_of(&w, ban, quo), without = lode_signal_without(&run);
    lode_signal_days(&w.r->signals, find_signal(t, &w, "cumulative_loss(XCC)"), &without, x);
    CHECK_NEAR(t, x[729], 0, 0);
    claims_run_end(&w);
}

static void capacity_grows_with_projects(lode_t *t)
{
    claims_run w;
    double x[1000], y[1000];
    begin(t, &w, 1);
    int32_t with = lode_case_find(w.c, LODE_T_SCENARIOS, "ban-refinery"), ban = lode_case_find(w.c, LODE_T_SCENARIOS, "ban");
    int32_t i = find_signal(t, &w, "capacity(XCC,metal)");
    lode_signal_run run = claims_run_of(&w, with, ban), without = lode_signal_without(&run);
    lode_signal_days(&w.r->signals, i, &run, x);
    lode_signal_days(&w.r->signals, i, &without, y);
    CHECK_NEAR(t, value_on(t, &w, "capacity(XCC,pump)", 400), 300000 / 0.8 / YEAR, 1e-6);
    CHECK_NEAR(t, x[0], 40 / 0.8 / YEAR, 1e-6);
    CHECK_NEAR(t, x[400], x[0], 1e-9); /* start 2026-01-01 and 90 days */
    CHECK_NEAR(t, y[729], y[0], 1e-9);
    double ramp = w.values.project_ramp[0].v[0], share = ramp > 0 ? (729 + 0.5 - 455) / ramp : 1;
    CHECK_NEAR(t, x[729] - x[0], (share < 1 ? share : 1) * 800 / YEAR, 1e-6);
    claims_run_end(&w);
}

static void longer_steps_repeat_their_value(lode_t *t)
{
    claims_run w;
    begin(t, &w, 7);
    CHECK_INT(t, lode_signal_n_day(&w.plan), 728);
    CHECK_NEAR(t, value_on(t, &w, "output(XCC,pump)", 490), value_on(t, &w, "output(XCC,pump)", 496), 0);
    CHECK(t, value_on(t, &w, "output(XCC,pump)", 490) != value_on(t, &w, "output(XCC,pump)", 497));
    claims_run_end(&w);
}

static void dates_and_counts_are_those_of_the_case(lode_t *t)
{
    claims_run w;
    begin(t, &w, 1);
    CHECK_NEAR(t, value(t, &w, "announced_date(aa-ban)"), 151, 0);
    CHECK_NEAR(t, value(t, &w, "effective_date(aa-ban)"), 243, 0);
    CHECK_NEAR(t, value(t, &w, "until_date(aa-ban)"), 424, 0);
    CHECK(t, isinf(value(t, &w, "until_date(aa-licence)")));
    CHECK_NEAR(t, value(t, &w, "reported_date(soon)"), 152, 0);
    CHECK_NEAR(t, value(t, &w, "as_of"), 180, 0);
    CHECK_NEAR(t, value(t, &w, "leads(XAA,XBB)"), 0, 0);
    CHECK_NEAR(t, value(t, &w, "bans_in_force(XAA,civil)"), 0, 0);
    claims_run_end(&w);
}

static const char ANSWERS[] = "  second:\n    extends: ban\n    measures: [bb-1, bb-2, bb-3]\n"
                              "  idea:\n    hypothetical: yes\n    measures: [bb-4]\n";

/* aa announces on 1 March and 1 June; bb on 20 March, twice on 21 June, on 22 June only in an assumed scenario. */
static void acts_that_follow_within_thirty_days_are_answers(lode_t *t)
{
    static const struct {
        const char *announced, *effective;
    } act[] = {{"2025-03-20", "2025-03-20"}, {"2025-06-21", "2025-06-21"}, {"2025-06-21", "2025-06-25"}, {"2025-06-22", "2025-08-01"}};
    claims_run w = {0};
    lode_text acts = {0};
    for (int k = 0; k < 4; k++)
        lode_text_printf(&acts,
                         "  bb-%d:\n    title: x\n    actor: XBB\n    kind: ban\n    products: [ore]\n    to: [XCC]\n"
                         "    end_use: defence\n    announced: %s\n    effective: %s\n    source: example\n    grade: C\n",
                         k + 1, act[k].announced, act[k].effective);
    w.c = template_with("  aa-ban:", lode_text_str(&acts), ANSWERS, &w.d);
    lode_text_free(&acts);
    CHECK(t, w.c != NULL);
    claims_run_begin(t, &w, 1);
    CHECK_NEAR(t, value(t, &w, "leads(XAA,XBB)"), 2, 0);
    CHECK_NEAR(t, value(t, &w, "leads(XBB,XAA)"), 0, 0);
    CHECK_NEAR(t, value(t, &w, "bans_in_force(XBB,defence)"), 3, 0);
    CHECK_NEAR(t, value(t, &w, "bans_in_force(XBB,civil)"), 0, 0);
    claims_run_end(&w);
}

static const lode_test TESTS[] = {
    TEST(the_base_year_is_that_of_the_case),
    TEST(contents_are_followed_through_the_network),
    TEST(results_are_those_of_the_run_day_by_day),
    TEST(without_the_measure_there_is_no_loss),
    TEST(capacity_grows_with_projects),
    TEST(longer_steps_repeat_their_value),
    TEST(dates_and_counts_are_those_of_the_case),
    TEST(acts_that_follow_within_thirty_days_are_answers),
};
LODE_TEST_MAIN(TESTS)
