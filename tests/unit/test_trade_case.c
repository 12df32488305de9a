/* Tariffs in a case: what the daily simulation values and what the trade equilibrium values, never the same flow twice. */
#include "lode_test.h"

#include "case/template.h"
#include "exposure/chain.h"
#include "study/study.h"
#include "trade/measure.h"

enum { FILES_MOST = LODE_N_TEMPLATE + 2, XAA = 0, XCC = 2 };
static const double RATE = 0.5, GOODS_SHARE = 0.8;

/* The case that `lodestone new` writes, with a tariff of XCC on metal and all goods of XAA; with or without economies. */
typedef struct setting {
    const char *flow; /* what XCC buys of XAA, USD a year; NULL: no economies */
    const char *section;
} setting;

static const char MEASURE[] =
    "  cc-tariff:\n    title: Tariff\n    actor: XCC\n    kind: tariff\n    products: [metal]\n"
    "    from: [XAA]\n    announced: 2025-06-01\n    effective: 2025-10-01\n    until: 2026-07-01\n"
    "    rate: 0.5\n%s    source: example\n    grade: C\n  aa-ban:";
static const char SCENARIO[] = "scenarios:\n  tariff:\n    measures: [cc-tariff]";
static const char SECTION[] =
    "trade:\n  year: 2024\n  elasticity_short: {low: 0.5, central: 1, high: 2}\n"
    "  elasticity_long: {low: 2, central: 4, high: 8}\n  value_added_share: {low: 0.4, central: "
    "0.5, high: 0.6}\n  source: "
    "example\n\n";

typedef struct run {
    lode_diags d;
    lode_case *c;
    lode_built *b;
    lode_result *r;
    lode_text text[FILES_MOST];
} run;

/* case.yaml with the measure, the scenario and the section put in. */
static void put_yaml(lode_t *t, const setting *s, const char *plain, lode_text *out)
{
    const char *measure = strstr(plain, "  aa-ban:"), *scenario = strstr(plain, "scenarios:\n");
    CHECK(t, measure && scenario);
    lode_text_add(out, plain, (size_t)(measure - plain));
    lode_text_printf(out, MEASURE,
                     s->flow ? "    goods_share: {low: 0.6, central: 0.8, high: 1}\n" : "");
    measure += strlen("  aa-ban:");
    lode_text_add(out, measure, (size_t)(scenario - measure));
    if (s->flow) lode_text_puts(out, s->section ? s->section : SECTION);
    lode_text_puts(out, SCENARIO);
    lode_text_puts(out, scenario + strlen("scenarios:"));
}

static void read_case(lode_t *t, const setting *s, run *x)
{
    lode_case_bytes file[FILES_MOST];
    int n = 0;
    *x = (run){0};
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        const char *name = lode_template[i].name;
        if (strcmp(name, "README.md") == 0) continue;
        if (s->flow && n > 0 && strcmp(file[n - 1].name, "demand.csv") == 0) {
            lode_text_puts(&x->text[n], "actor,value_added_usd_per_year,source,grade\nXAA,100e9,"
                                        "example,C\nXBB,200e9,example,C\n"
                                        "XCC,300e9,example,C\n");
            file[n] =
                (lode_case_bytes){"economies.csv", lode_text_str(&x->text[n]), x->text[n].length};
            n++;
        }
        if (strcmp(name, "case.yaml") == 0) {
            lode_text plain = {0};
            lode_template_text(&lode_template[i], &plain);
            put_yaml(t, s, lode_text_str(&plain), &x->text[n]);
            lode_text_free(&plain);
        } else lode_template_text(&lode_template[i], &x->text[n]);
        file[n] = (lode_case_bytes){name, lode_text_str(&x->text[n]), x->text[n].length};
        n++;
    }
    if (s->flow) {
        lode_text_printf(
            &x->text[n],
            "importer,exporter,usd_per_year,base_tariff,source,grade\nXAA,XBB,9e9,0.03,example,C\n"
            "XAA,XCC,5e9,0.02,example,C\nXBB,XAA,8e9,0,example,C\nXBB,XCC,12e9,0.1,example,C\n"
            "XCC,XAA,%s,0.04,example,C\nXCC,XBB,15e9,0.01,example,C\n",
            s->flow);
        file[n] =
            (lode_case_bytes){"trade_flows.csv", lode_text_str(&x->text[n]), x->text[n].length};
        n++;
    }
    x->c = lode_case_read_files(file, n, &x->d);
}

static void begin(lode_t *t, const char *flow, run *x)
{
    read_case(t, &(setting){.flow = flow}, x);
    CHECK(t, x->c != NULL);
    x->b = lode_build(x->c, &x->d);
    CHECK(t, x->b != NULL);
    lode_study_options o = lode_study_default();
    x->r = lode_study_run(x->b, &o, &x->d);
    CHECK(t, x->r != NULL);
}

static void end(run *x)
{
    lode_result_free(x->r);
    lode_built_free(x->b);
    lode_case_free(x->c);
    lode_diags_free(&x->d);
    for (int i = 0; i < FILES_MOST; i++) lode_text_free(&x->text[i]);
}

static const lode_loss *loss_of(lode_t *t, const run *x, const char *scenario, int32_t actor)
{
    for (int32_t i = 0; i < x->r->n_scenario; i++) {
        const lode_scenario_result *s = &x->r->scenario[i];
        if (strcmp(lode_case_key(x->c, LODE_T_SCENARIOS, s->scenario), scenario) != 0) continue;
        for (int32_t k = 0; k < s->n_loss; k++)
            if (s->loss[k].actor == actor) return &s->loss[k];
    }
    CHECK(t, false);
    return NULL;
}

/* Sum of the parts of a loss that are, or are not, by tariffs. */
static double parts(const lode_loss *l, bool tariffs)
{
    double sum = 0.0;
    for (int32_t i = 0; i < l->n_part; i++)
        if ((l->part[i].product == LODE_PART_TARIFFS) == tariffs) sum += l->part[i].total_usd.p50;
    return sum;
}

/* --- not twice ---------------------------------------------------------------------------------- */

static void the_simulation_values_what_it_did_without_economies(lode_t *t)
{
    run without, with;
    begin(t, NULL, &without);
    begin(t, "20e9", &with);
    CHECK(t, !without.r->has_tariffs && with.r->has_tariffs);
    for (int32_t actor = XAA; actor <= XCC; actor++) {
        const lode_loss *a = loss_of(t, &without, "tariff", actor),
                        *b = loss_of(t, &with, "tariff", actor);
        /* the equilibrium neither moves nor replaces what the simulation says; sums may run in another order */
        CHECK_NEAR(t, parts(b, false), a->total_usd.p50, 1e-9 * fabs(a->total_usd.p50));
        CHECK(t, a->n_part == 0 || parts(a, true) == 0.0);
        CHECK_NEAR(t, b->total_usd.p50, parts(b, false) + parts(b, true),
                   1e-6 * fabs(b->total_usd.p50));
    }
    CHECK(t, parts(loss_of(t, &with, "tariff", XAA), true) > 0.0);
    end(&without);
    end(&with);
}

static void trade_that_is_simulated_is_not_valued_again(lode_t *t)
{
    run without, with;
    begin(t, NULL, &without);
    begin(t, "1000",
          &with); /* less than the metal that is simulated: nothing is left for the equilibrium */
    for (int32_t actor = XAA; actor <= XCC; actor++) {
        const lode_loss *a = loss_of(t, &without, "tariff", actor),
                        *b = loss_of(t, &with, "tariff", actor);
        CHECK_NEAR(t, parts(b, true), 0.0, 0.0);
        CHECK_NEAR(t, b->tariff_mean_usd_per_day.p50, 0.0, 0.0);
        CHECK_NEAR(t, b->total_usd.p50, a->total_usd.p50, 1e-9 * fabs(a->total_usd.p50));
        CHECK_NEAR(t, b->mean_usd_per_day.p50, a->mean_usd_per_day.p50,
                   1e-9 * fabs(a->mean_usd_per_day.p50));
    }
    end(&without);
    end(&with);
}

/* Base flow of metal from XAA to XCC, USD a year. */
static double simulated(lode_t *t, const run *x)
{
    lode_arena a = {0};
    lode_chain c;
    double usd = 0.0;
    CHECK(t, lode_chain_build(x->b, &a, &c));
    for (int32_t l = 0; l < c.n_link; l++) {
        int32_t o = c.link_output[l], g = c.link_group[l];
        const char *product = lode_case_key(x->c, LODE_T_PRODUCTS, c.output_product[o]);
        if (strcmp(product, "metal") == 0 && c.site_actor[c.output_site[o]] == XAA &&
            c.site_actor[c.group_site[g]] == XCC)
            usd += c.link_flow[l] * c.output_value[o] * 365.0;
    }
    lode_arena_free(&a);
    return usd;
}

/* The same economies as a table, and what `points` more on XCC's purchases from XAA cost each, USD a day. */
static void stand_alone(lode_t *t, double flow, double points, double elasticity, double loss[3])
{
    const double v[3] = {100e9, 200e9, 300e9};
    const double m[3][3] = {{0, 9e9, 5e9}, {8e9, 0, 12e9}, {flow, 15e9, 0}},
                 rate[3][3] = {{0, 0.03, 0.02}, {0, 0, 0.1}, {0.04, 0.01, 0}};
    lode_trade_table *w = lode_trade_table_new(3, 1);
    CHECK(t, w != NULL);
    double income[3];
    w->elasticity[0] = elasticity;
    for (int n = 0; n < 3; n++) {
        w->value_added[n] = v[n];
        w->value_share[n] = w->input[n] = 0.5;
        w->final_share[n] = 1.0;
        double own = 2.0 * v[n], paid = 0.0;
        for (int k = 0; k < 3; k++) {
            own -= m[k][n];
            w->deficit[n] += m[n][k] - m[k][n];
            paid += m[n][k] * rate[n][k];
            w->spending[n] += m[n][k] * (1.0 + rate[n][k]);
        }
        w->spending[n] += own;
        for (int i = 0; i < 3; i++) {
            w->tariff[i * 3 + n] = rate[n][i];
            w->share[i * 3 + n] = (i == n ? own : m[n][i] * (1.0 + rate[n][i])) / w->spending[n];
        }
        income[n] = v[n] + paid + w->deficit[n];
    }
    lode_trade_shock *s = lode_trade_shock_new(w);
    lode_trade_result r;
    double change;
    s->tariff[XAA * 3 + XCC] += points;
    CHECK(t, lode_trade_run(w, s, 0, &r, &change));
    for (int n = 0; n < 3; n++) loss[n] = -income[n] * r.of[LODE_TRADE_WELFARE][n] / 100.0 / 365.0;
    lode_trade_result_free(&r);
    lode_trade_shock_free(s);
    lode_trade_table_free(w);
}

static void only_the_rest_of_trade_bears_the_rate(lode_t *t)
{
    const double flow = 1e9;
    run x;
    double want[3];
    begin(t, "1e9", &x);
    double metal = simulated(t, &x);
    CHECK(t, metal > 0.01 * flow && metal < 0.5 * flow);
    stand_alone(t, flow, RATE * (GOODS_SHARE - metal / flow), 1.0, want);
    for (int32_t actor = XAA; actor <= XCC; actor++) {
        /* 273 days of the tariff */
        double got = parts(loss_of(t, &x, "tariff", actor), true);
        CHECK_NEAR(t, got, 273.0 * want[actor], 1e-6 * fabs(got));
        /* it has ended by the last day, so that nothing is left of it in the long run */
        CHECK_NEAR(t, loss_of(t, &x, "tariff", actor)->tariff_long_run_usd_per_year.p50, 0.0, 0.0);
    }
    end(&x);
}

static void scenarios_without_the_tariff_lose_nothing_by_it(lode_t *t)
{
    run x;
    begin(t, "20e9", &x);
    for (int32_t actor = XAA; actor <= XCC; actor++)
        CHECK_NEAR(t, parts(loss_of(t, &x, "ban", actor), true), 0.0, 0.0);
    end(&x);
}

/* --- what the checker says ---------------------------------------------------------------------- */

static void economies_need_elasticities(lode_t *t)
{
    run x;
    read_case(
        t,
        &(setting){
            "1e9",
            "trade:\n  elasticity_short: {low: 0.5, central: 1, high: 2}\n  source: example\n\n"},
        &x);
    CHECK(t, x.c == NULL);
    CHECK_INT(t, x.d.n_error, 2);
    lode_diags_sort(&x.d);
    for (int32_t i = 0; i < x.d.n_item; i++)
        CHECK(t, x.d.item[i].severity != LODE_ERROR || x.d.item[i].code == 876);
    end(&x);
}

static void exports_above_output_are_refused(lode_t *t)
{
    run x;
    read_case(t, &(setting){.flow = "400e9"}, &x);
    CHECK(t, x.c != NULL);
    x.b = lode_build(x.c, &x.d);
    lode_study_options o = lode_study_default();
    x.r = lode_study_run(x.b, &o, &x.d);
    CHECK(t, x.r == NULL && x.d.n_error == 1);
    end(&x);
}

static const lode_test TESTS[] = {
    TEST(the_simulation_values_what_it_did_without_economies),
    TEST(trade_that_is_simulated_is_not_valued_again),
    TEST(only_the_rest_of_trade_bears_the_rate),
    TEST(scenarios_without_the_tariff_lose_nothing_by_it),
    TEST(economies_need_elasticities),
    TEST(exports_above_output_are_refused),
};
LODE_TEST_MAIN(TESTS)
