/* Measures beyond bans, quotas and plain licences, from the words of a case to what leaves the supplier on each day:
 * paths, validity, spillover, software, technology, de minimis, ownership, suspension, dated procurement.
 *
 * The case is a maker in AAA that sends 10 a day to users in BBB, seven days away, who hold 90 days; day 0 is 2025-01-01.
 * Users order at least what they use, so that a measure that lets less than 10 pass lets exactly its share pass. */
#include <string.h>

#include "base/diag.h"
#include "engine/engine.h"
#include "lode_test.h"
#include "lower/build.h"

enum { DAYS = 200, FILES = 12 };

/* The files of the case: text[i] is that of name[i]; a test adds to them. */
static const char *const NAME[FILES] = {"case.yaml",    "demand.csv",  "flows.csv",   "paths.csv", "products.csv", "projects.csv",
                                        "recipes.csv", "routes.csv", "sites.csv", "sources.csv", "stocks.csv",   NULL};
static char text[FILES][4096];

static char *file(const char *name)
{
    int i = 0;
    while (strcmp(NAME[i], name) != 0) i++;
    return text[i];
}

static void add(const char *name, const char *more)
{
    strcat(file(name), more);
}

static void begin(void)
{
    memset(text, 0, sizeof text);
    add("case.yaml", "title: pencil\nperiod: {start: 2025-01-01, end: 2025-12-31}\nas_of: 2025-12-31\nbase_year: 2024\n"
                     "actors: {AAA: {name: A}, BBB: {name: B}, CCC: {name: C}}\n"
                     "parameters: {psi: 0, output_cover_days: 0, source: s, grade: B}\n");
    add("products.csv", "product,name,unit,stage,value_usd_per_unit,source,grade\ngood,Good,t,end,100,s,B\n");
    add("recipes.csv", "recipe,direction,product,alternative,per_unit,source,grade\nmake,output,good,,1,s,B\n");
    add("sites.csv", "site,actor,owner,recipe,end_use,activity_per_year,capacity_per_year,source,grade\n"
                     "good@AAA,AAA,,make,,3650,36500,s,B\n");
    add("demand.csv", "actor,product,end_use,per_year,source,grade\nBBB,good,civil,3650,s,B\n");
    add("stocks.csv", "actor,product,end_use,cover_days,source,grade\nBBB,good,,90,s,B\n");
    add("routes.csv", "from,to,product,transit_days,source,grade\n,,,7,s,B\n");
    add("sources.csv", "source,title,publisher,date,address\ns,Invented,nobody,2025,\n");
}

/* A measure of AAA on `good`, with more keys; and the scenario `run` that has it. */
static void measure(const char *kind, const char *effective, const char *keys)
{
    char line[1024];
    snprintf(line, sizeof line,
             "measures:\n  act: {title: act, actor: AAA, kind: %s, products: [good], announced: 2025-01-01, effective: %s, "
             "source: s, grade: B%s%s}\nscenarios:\n  run: {measures: [act]}\n  status-quo: {measures: []}\n",
             kind, effective, *keys ? ", " : "", keys);
    add("case.yaml", line);
}

static double shipped[4][DAYS]; /* by actor of the supplier, unit/day */
static double made[4][DAYS];    /* by actor of the maker of `good`    */

/* Run a scenario of the case and keep what the makers of `good` made and sent abroad. */
static void run(lode_t *t, const char *scenario)
{
    lode_case_bytes files[FILES];
    int32_t n = 0;
    for (int i = 0; NAME[i]; i++)
        if (*text[i]) files[n++] = (lode_case_bytes){NAME[i], text[i], strlen(text[i])};
    lode_diags d = {0};
    lode_case *c = lode_case_read_files(files, n, &d);
    lode_built *b = c ? lode_build(c, &d) : NULL;
    char *why = lode_diags_text(&d, NULL, false);
    if (!b) lode_print_string("why", why);
    free(why);
    CHECK(t, b != NULL);

    const lode_engine *e = lode_engine_best();
    const lode_model *m = b->model;
    lode_arena a = {0};
    lode_values v = {0};
    lode_state s = {0};
    e->values_place(m, lode_arena_take(&a, 1, e->values_bytes(m)), &v);
    e->calibrate(m, b->x, 1, &v);
    e->state_place(m, &v, lode_arena_take(&a, 1, e->state_bytes(m, &v)), &s);
    lode_lane *on = LODE_TAKE(&a, m->n_measure + 1, lode_lane), *ends = LODE_TAKE(&a, m->n_measure + 1, lode_lane);
    lode_lane *projects = LODE_TAKE(&a, m->n_project + 1, lode_lane);
    int32_t row = lode_case_find(c, LODE_T_SCENARIOS, scenario), good = lode_case_find(c, LODE_T_PRODUCTS, "good");
    const lode_switches *w = &b->scenario[row];
    for (int32_t i = 0; i < m->n_measure; i++) {
        on[i] = lode_lane_all(w->measure_on[i]);
        ends[i] = lode_lane_all(w->ends[i] < 0 ? 1e9 : lode_case_int(c, w->ends[i], LODE_SCENARIOS_SUSPENDED_FROM, 0) - b->start);
    }
    for (int32_t i = 0; i < m->n_project; i++) projects[i] = lode_lane_all(w->project_on[i]);
    lode_scenario all = {.measure_on = on, .project_on = projects, .damage_on = projects, .measure_ends = ends};
    e->state_start(m, &v, &all, &s);
    memset(shipped, 0, sizeof shipped);
    memset(made, 0, sizeof made);
    for (int day = 0; day < DAYS; day++) {
        e->step(m, &v, &all, &s);
        for (int32_t o = 0; o < m->n_output; o++)
            if (m->output_product[o] == good) made[m->site_actor[m->output_site[o]]][day] += s.site_made[m->output_site[o]].v[0];
        for (int32_t l = 0; l < m->n_link; l++)
            if (m->output_product[m->link_output[l]] == good)
                shipped[m->site_actor[m->output_site[m->link_output[l]]]][day] += s.link_shipped[l].v[0];
    }
    CHECK(t, s.residual.v[0] < 1e-12);
    lode_arena_free(&a);
    lode_built_free(b);
    lode_case_free(c);
    lode_diags_free(&d);
}

enum { AAA, BBB, CCC }; /* rows of actors, which are sorted */

/* In force from day 31 on (1 February). The path rises from 0 to 1 in ten days, so 10 x t/10 leave on its t-th day. */
static void the_approved_share_follows_its_path(lode_t *t)
{
    begin();
    measure("licence", "2025-02-01", "period_days: 1");
    add("paths.csv", "measure,day,share,source,grade\nact,0,0,s,B\nact,10,1,s,B\nact,100,0.5,s,B\n");
    run(t, "run");
    for (int day = 0; day < 31; day++) CHECK_NEAR(t, shipped[AAA][day], 10, 1e-9);
    for (int k = 0; k <= 10; k++) CHECK_NEAR(t, shipped[AAA][31 + k], k, 1e-9);
    /* from 1 to 0.5 in ninety days, where it stays */
    CHECK_NEAR(t, shipped[AAA][31 + 55], 10 * 0.75, 1e-9);
    for (int k = 100; k < 160; k++) CHECK_NEAR(t, shipped[AAA][31 + k], 5, 1e-9);
}

/* Five days of processing, ten of validity, five of processing again, and so on; each day of validity lets 10 pass. */
static void an_approval_lapses_and_is_asked_for_anew(lode_t *t)
{
    begin();
    measure("licence", "2025-02-01", "share: 1, period_days: 1, processing_days: 5, validity_days: 10");
    run(t, "run");
    for (int k = 0; k < 90; k++) {
        lode_note(t, "day %d of the licence", k);
        CHECK_NEAR(t, shipped[AAA][31 + k], k % 15 < 5 ? 0 : 10, 1e-9);
    }
}

/* A ban on another product holds up eight tenths of the goods on its first day, fading with a time constant of 20 days. */
static void goods_held_up_with_listed_ones_come_free_again(lode_t *t)
{
    begin();
    add("products.csv", "listed,Listed,t,end,100,s,B\n");
    add("recipes.csv", "make-listed,output,listed,,1,s,B\n");
    add("sites.csv", "listed@AAA,AAA,,make-listed,,3650,36500,s,B\n");
    add("demand.csv", "BBB,listed,civil,3650,s,B\n");
    add("case.yaml", "measures:\n  act: {title: act, actor: AAA, kind: ban, products: [listed], announced: 2025-01-01, "
                     "effective: 2025-02-01, spillover_products: [good], spillover: 0.8, spillover_fade_days: 20, "
                     "source: s, grade: B}\nscenarios:\n  run: {measures: [act]}\n  status-quo: {measures: []}\n");
    run(t, "run");
    for (int k = 0; k < 60; k++) CHECK_NEAR(t, shipped[AAA][31 + k], 10 * (1 - 0.8 * exp(-k / 20.0)), 1e-9);
}

/* Makers in BBB work with seats licensed from AAA for 100 days: on the k-th day 1 - k/100 of the seats still run, and as
 * much of the work gets done. A fifth of it goes on in any case. */
static void licences_that_run_out_are_a_slope(lode_t *t)
{
    begin();
    add("products.csv", "seat,Seat,seat,software,1,s,B\n");
    add("recipes.csv", "license,output,seat,,1,s,B\nwork,input,seat,,1,s,B\nwork,output,good,,1,s,B\n");
    memset(file("sites.csv"), 0, 1);
    add("sites.csv", "site,actor,owner,recipe,end_use,activity_per_year,capacity_per_year,source,grade\n"
                     "seat@AAA,AAA,,license,,3650,36500,s,B\ngood@BBB,BBB,,work,,3650,36500,s,B\n");
    add("case.yaml", "measures:\n  act: {title: act, actor: AAA, kind: software, products: [seat], announced: 2025-01-01, "
                     "effective: 2025-02-01, term_days: 100, leak: 0.2, source: s, grade: B}\n"
                     "scenarios:\n  run: {measures: [act]}\n  status-quo: {measures: []}\n");
    run(t, "run");
    for (int day = 0; day <= 31; day++) CHECK_NEAR(t, made[BBB][day], 10, 1e-9);
    for (int k = 1; k < 160; k++) {
        double running = fmax(0, 1 - k / 100.0);
        CHECK_NEAR(t, made[BBB][31 + k], 10 * (running * 0.8 + 0.2), 1e-9);
    }
}

/* A plant in CCC that was to begin on day 59 begins 60 days later: its technology was from AAA. A ban that ends after 28
 * days costs no more than these. */
static void a_technology_ban_delays_a_project(lode_t *t)
{
    for (int banned = 0; banned < 3; banned++) {
        begin();
        /* it begins by filling an output stock of five days */
        memset(file("sites.csv"), 0, 1);
        add("sites.csv", "site,actor,recipe,activity_per_year,capacity_per_year,output_cover_days,source,grade\n"
                         "good@AAA,AAA,make,3650,36500,0,s,B\ngood@CCC,CCC,make,0,0,5,s,B\n");
        add("projects.csv", "project,site,status,start,ramp_days,capacity_per_year,source,grade\n"
                            "plant,good@CCC,committed,2025-03-01,0,3650,s,B\n");
        measure("technology", "2025-02-01",
                banned < 2 ? "project_delay_days: 60" : "until: 2025-03-01, project_delay_days: 60");
        run(t, banned ? "run" : "no-measures");
        int first = 0;
        while (first < DAYS && made[CCC][first] == 0) first++;
        CHECK_INT(t, first, 59 + (banned == 0 ? 0 : banned == 1 ? 60 : 28));
    }
}

/* Makers in CCC put a part worth 10 from AAA into a good worth 100: a tenth of its value. A rule that counts from a
 * twentieth on reaches it, one that counts from a fifth on does not. Parts themselves stay free. */
static void a_rule_on_content_reaches_third_countries(lode_t *t)
{
    for (int threshold = 5; threshold <= 20; threshold += 15) {
        char keys[64];
        begin();
        snprintf(keys, sizeof keys, "de_minimis: %.2f", threshold / 100.0);
        add("products.csv", "part,Part,t,parts,10,s,B\n");
        add("recipes.csv", "make-part,output,part,,1,s,B\nbuild,input,part,,1,s,B\nbuild,output,good,,1,s,B\n");
        memset(file("sites.csv"), 0, 1);
        add("sites.csv", "site,actor,owner,recipe,end_use,activity_per_year,capacity_per_year,source,grade\n"
                         "part@AAA,AAA,,make-part,,3650,36500,s,B\ngood@CCC,CCC,,build,,3650,36500,s,B\n");
        measure("ban", "2025-02-01", keys);
        run(t, "run");
        lode_note(t, "from %d %% of value", threshold);
        CHECK_NEAR(t, shipped[CCC][30], 10, 1e-9);
        CHECK_NEAR(t, shipped[CCC][31], threshold < 10 ? 0 : 10, 1e-9);
    }
}

/* A plant in CCC that belongs to firms of AAA falls under AAA's ban only if ownership counts. */
static void a_ban_may_reach_plants_abroad_through_their_owners(lode_t *t)
{
    for (int counts = 0; counts < 2; counts++) {
        begin();
        memset(file("sites.csv"), 0, 1);
        add("sites.csv", "site,actor,owner,recipe,end_use,activity_per_year,capacity_per_year,source,grade\n"
                         "good@CCC,CCC,AAA,make,,3650,36500,s,B\n");
        measure("ban", "2025-02-01", counts ? "ownership: suppliers" : "");
        run(t, "run");
        CHECK_NEAR(t, shipped[CCC][30], 10, 1e-9);
        CHECK_NEAR(t, shipped[CCC][31], counts ? 0 : 10, 1e-9);
    }
}

/* The ban of 1 February is suspended on 1 March: goods move again on that day, and more than usual, to refill. */
static void a_scenario_may_suspend_a_measure(lode_t *t)
{
    begin();
    measure("ban", "2025-02-01", "");
    add("case.yaml", "  truce: {extends: run, suspends: [act], suspended_from: 2025-03-01, hypothetical: yes}\n");
    run(t, "truce");
    for (int day = 31; day < 59; day++) CHECK_NEAR(t, shipped[AAA][day], 0, 1e-12);
    CHECK(t, shipped[AAA][59] > 10);
}

/* Defence users in BBB must not buy from AAA from 1 February on, whatever the scenario; civil users still may. */
static void a_procurement_rule_may_come_into_force_later(lode_t *t)
{
    begin();
    memset(file("demand.csv"), 0, 1);
    add("demand.csv", "actor,product,end_use,per_year,source,grade\nBBB,good,civil,1825,s,B\nBBB,good,defence,1825,s,B\n");
    add("case.yaml", "procurement:\n  rule: {title: rule, buyer: [BBB], end_use: defence, products: [good], not_from: [AAA], "
                     "since: 2025-02-01, source: s, grade: B}\n");
    run(t, "no-measures");
    CHECK_NEAR(t, shipped[AAA][30], 10, 1e-9);
    CHECK_NEAR(t, shipped[AAA][31], 5, 1e-9);
}

static const lode_test TESTS[] = {
    TEST(the_approved_share_follows_its_path),
    TEST(an_approval_lapses_and_is_asked_for_anew),
    TEST(goods_held_up_with_listed_ones_come_free_again),
    TEST(licences_that_run_out_are_a_slope),
    TEST(a_technology_ban_delays_a_project),
    TEST(a_rule_on_content_reaches_third_countries),
    TEST(a_ban_may_reach_plants_abroad_through_their_owners),
    TEST(a_scenario_may_suspend_a_measure),
    TEST(a_procurement_rule_may_come_into_force_later),
};
LODE_TEST_MAIN(TESTS)
