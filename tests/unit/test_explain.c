/* Why an output is short: the chain from the output to the measure, and the rows behind it. */
#include "lode_test.h"

#include <string.h>

#include "base/date.h"
#include "case/template.h"
#include "out/explain.h"
#include "out/out.h"
#include "study/explain.h"

/* The case that `lodestone new` writes, built and run. */
typedef struct bench {
    lode_diags d;
    lode_case *c;
    lode_built *b;
    lode_result *r;
} bench;

/* With `from` replaced by `to` in case.yaml. */
static void begin_with(lode_t *t, bench *x, const char *from, const char *to)
{
    lode_text text[LODE_N_TEMPLATE] = {{0}}, changed = {0};
    lode_case_bytes file[LODE_N_TEMPLATE];
    int n = 0;
    *x = (bench){0};
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        lode_template_text(&lode_template[i], &text[i]);
        const char *bytes = lode_text_str(&text[i]);
        const char *at = from && strcmp(lode_template[i].name, "case.yaml") == 0 ? strstr(bytes, from) : NULL;
        if (at) {
            lode_text_add(&changed, bytes, (size_t)(at - bytes));
            lode_text_puts(&changed, to);
            lode_text_puts(&changed, at + strlen(from));
            bytes = lode_text_str(&changed);
        }
        if (strcmp(lode_template[i].name, "README.md") == 0) continue;
        file[n++] = (lode_case_bytes){lode_template[i].name, bytes, strlen(bytes)};
    }
    CHECK(t, !from || changed.length > 0);
    x->c = lode_case_read_files(file, n, &x->d);
    for (int i = 0; i < LODE_N_TEMPLATE; i++) lode_text_free(&text[i]);
    lode_text_free(&changed);
    CHECK(t, x->c != NULL);
    x->b = lode_build(x->c, &x->d);
    CHECK(t, x->b != NULL);
    lode_study_options o = lode_study_default();
    x->r = lode_study_run(x->b, &o, &x->d);
    CHECK(t, x->r != NULL);
}

static void begin(lode_t *t, bench *x)
{
    begin_with(t, x, NULL, NULL);
}

static void end(bench *x)
{
    lode_result_free(x->r);
    lode_built_free(x->b);
    lode_case_free(x->c);
    lode_diags_free(&x->d);
}

static lode_question question(const bench *x, const char *product, const char *actor, const char *scenario)
{
    return (lode_question){.product = lode_case_find(x->c, LODE_T_PRODUCTS, product),
                           .actor = lode_case_find(x->c, LODE_T_ACTORS, actor),
                           .scenario = scenario ? lode_case_find(x->c, LODE_T_SCENARIOS, scenario) : -1,
                           .date = LODE_NEVER};
}

static lode_explanation *explain(lode_t *t, bench *x, const char *product, const char *actor, const char *scenario)
{
    lode_question q = question(x, product, actor, scenario);
    lode_explanation *e = lode_explain(x->r, &q, &x->d);
    CHECK(t, e != NULL);
    return e;
}

static const char *product_of(const bench *x, int32_t row)
{
    return row < 0 ? "" : lode_case_key(x->c, LODE_T_PRODUCTS, row);
}

static void follows_a_shortage_upstream_to_the_ban(lode_t *t)
{
    /* no ban, no shortage: metal from XAA is banned, motors lack metal, pumps lack motors */
    bench x;
    begin(t, &x);
    lode_explanation *e = explain(t, &x, "pump", "XCC", NULL);
    CHECK_STR(t, lode_case_key(x.c, LODE_T_SCENARIOS, e->scenario), "ban");
    CHECK(t, e->run_out != NULL);
    CHECK_INT(t, e->n_stage, 2);
    const lode_explain_stage *pump = &e->stage[0], *motor = &e->stage[1];
    CHECK_STR(t, product_of(&x, pump->input), "motor");
    CHECK_INT(t, pump->chain, LODE_CHAIN_GOES_ON);
    CHECK_STR(t, product_of(&x, motor->product), "motor");
    CHECK_STR(t, product_of(&x, motor->input), "metal");
    CHECK_INT(t, motor->chain, LODE_CHAIN_MEASURE);
    CHECK_STR(t, lode_built_measure(x.b, motor->measure), "aa-ban");
    CHECK_NEAR(t, motor->passes, 0, 0);
    CHECK_STR(t, lode_case_key(x.c, LODE_T_ACTORS, motor->supplier[0].actor), "XAA");
    CHECK_STR(t, lode_case_key(x.c, LODE_T_ACTORS, pump->supplier[0].actor), "XCC");
    lode_explanation_free(e);
    end(&x);
}

static void looks_at_suppliers_when_they_sent(lode_t *t)
{
    /* XAA to XCC takes 35 days */
    bench x;
    begin(t, &x);
    lode_explanation *e = explain(t, &x, "motor", "XCC", "ban");
    const lode_explain_stage *s = &e->stage[0];
    CHECK_INT(t, s->date - s->supplier[0].date, 35);
    CHECK(t, s->supplier[0].ruled <= s->supplier[0].date);
    CHECK_INT(t, s->days, 60); /* the cover of stocks.csv */
    CHECK_NEAR(t, s->target_days, 60, 1e-9);
    CHECK(t, s->cover_days < s->quo_cover_days);
    lode_explanation_free(e);
    end(&x);
}

static bool rests_on(const bench *x, const lode_explain_stage *s, const char *role, const char *name)
{
    for (int32_t i = 0; i < s->n_ref; i++) {
        const lode_explain_ref *ref = &s->ref[i];
        if (strcmp(ref->role, role) != 0) continue;
        const char *key = lode_case_key(x->c, (lode_table_id)ref->table, ref->row);
        if (strcmp(ref->input >= 0 ? x->c->input[ref->input].name : key, name) == 0) return true;
    }
    return false;
}

static void names_the_rows_behind_the_numbers(lode_t *t)
{
    bench x;
    begin(t, &x);
    lode_explanation *e = explain(t, &x, "motor", "XCC", "ban");
    const lode_explain_stage *s = &e->stage[0];
    CHECK(t, rests_on(&x, s, "per_unit", "recipes[build-motor,input,metal].per_unit"));
    CHECK(t, rests_on(&x, s, "cover", "stocks[XCC,metal].cover_days"));
    CHECK(t, rests_on(&x, s, "supply", "sites[metal@XAA].supply_share"));
    CHECK(t, rests_on(&x, s, "act", "aa-ban"));
    lode_text place = {0};
    lode_explain_place(x.r, &s->ref[0], &place);
    CHECK_STR(t, lode_text_str(&place), "recipes.csv:5");
    lode_text_free(&place);
    lode_explanation_free(e);
    end(&x);
}

static void names_the_share_of_a_licence(lode_t *t)
{
    bench x;
    begin(t, &x);
    lode_explanation *e = explain(t, &x, "motor", "XBB", "status-quo");
    const lode_explain_stage *s = &e->stage[e->n_stage - 1];
    CHECK_STR(t, lode_case_key(x.c, LODE_T_SCENARIOS, e->against), "no-measures");
    CHECK_INT(t, s->chain, LODE_CHAIN_MEASURE);
    CHECK_STR(t, lode_built_measure(x.b, s->measure), "aa-licence");
    CHECK(t, rests_on(&x, s, "share", "measures[aa-licence].share") || rests_on(&x, s, "share", "measures.aa-licence.share"));
    lode_explanation_free(e);
    end(&x);
}

/* Motors of Gammaland lack metal under the licence already; the ban takes more of it. */
static void goes_on_to_why_it_was_short_before(lode_t *t)
{
    bench x;
    begin_with(t, &x, "share: {low: 0.5, central: 0.7, high: 0.9}", "share: {low: 0.2, central: 0.3, high: 0.9}");
    lode_explanation *e = explain(t, &x, "motor", "XCC", "ban");
    CHECK(t, e->n_quo_stage > 0);
    CHECK_STR(t, lode_case_key(x.c, LODE_T_SCENARIOS, e->quo_against), "no-measures");
    const lode_explain_stage *first = &e->quo_stage[0], *last = &e->quo_stage[e->n_quo_stage - 1];
    CHECK(t, first->made < 0.95 * first->quo_made);
    CHECK_INT(t, last->chain, LODE_CHAIN_MEASURE);
    CHECK_STR(t, lode_built_measure(x.b, last->measure), "aa-licence");
    CHECK_STR(t, lode_built_measure(x.b, e->stage[e->n_stage - 1].measure), "aa-ban");
    lode_text text = {0};
    lode_explain_put(e, false, &text);
    CHECK_HAS(t, lode_text_str(&text), "ALREADY SHORT IN status-quo: ");
    CHECK_HAS(t, lode_text_str(&text), "aa-licence: Export licences for metal");
    lode_text_free(&text);
    lode_explanation_free(e);
    /* beside no-measures there is nothing before */
    e = explain(t, &x, "motor", "XBB", "status-quo");
    CHECK_INT(t, e->n_quo_stage, 0);
    lode_explanation_free(e);
    end(&x);
}

static void goes_downstream_where_less_is_ordered(lode_t *t)
{
    /* the mine lacks nothing: refineries order less, since their exports are licensed */
    bench x;
    begin(t, &x);
    lode_explanation *e = explain(t, &x, "ore", "XAA", "status-quo");
    const lode_explain_stage *last = &e->stage[e->n_stage - 1];
    CHECK_INT(t, e->stage[0].chain, LODE_CHAIN_DOWN);
    CHECK_INT(t, e->stage[0].input, -1);
    CHECK_STR(t, product_of(&x, e->stage[0].customer_product), "metal");
    CHECK_INT(t, last->chain, LODE_CHAIN_FEWER_ORDERS);
    CHECK_STR(t, lode_built_measure(x.b, last->measure), "aa-licence");
    lode_explanation_free(e);
    end(&x);
}

static void says_what_is_nearest_where_nothing_is_short(lode_t *t)
{
    bench x;
    begin(t, &x);
    lode_explanation *e = explain(t, &x, "pump", "XAA", "status-quo");
    CHECK(t, e->run_out == NULL);
    CHECK(t, e->ratio > 0.95);
    CHECK_STR(t, product_of(&x, e->nearest_input), "motor");
    CHECK(t, e->nearest_cover <= e->nearest_target);
    lode_text text = {0};
    lode_explain_put(e, false, &text);
    CHECK_HAS(t, lode_text_str(&text), "Nothing is short");
    CHECK_HAS(t, lode_text_str(&text), "the stock of motor falls to");
    lode_text_free(&text);
    lode_explanation_free(e);
    end(&x);
}

static void knows_who_makes_a_product(lode_t *t)
{
    bench x;
    begin(t, &x);
    lode_explanation *e = explain(t, &x, "ore", "XCC", NULL);
    CHECK_INT(t, e->scenario, -1);
    CHECK_INT(t, e->n_stage, 0);
    lode_explanation_free(e);
    end(&x);
}

static void names_a_damage(lode_t *t)
{
    bench x;
    begin_with(t, &x, "scenarios:\n  ban:\n",
               "damages:\n  fire:\n    site: ore@XAA\n    from: 2025-10-01\n    until: 2026-02-01\n    fraction: 1\n"
               "    source: example\n    grade: C\nscenarios:\n  burnt:\n    damages: [fire]\n  ban:\n");
    lode_explanation *e = explain(t, &x, "ore", "XAA", "burnt");
    CHECK_INT(t, e->n_stage, 1);
    CHECK_INT(t, e->stage[0].chain, LODE_CHAIN_DAMAGE);
    CHECK_STR(t, lode_case_key(x.c, LODE_T_DAMAGES, e->stage[0].damage), "fire");
    lode_explanation_free(e);
    e = explain(t, &x, "metal", "XAA", "burnt");
    CHECK_INT(t, e->stage[e->n_stage - 1].chain, LODE_CHAIN_DAMAGE);
    CHECK_INT(t, e->n_stage, 2);
    lode_explanation_free(e);
    end(&x);
}

static void looks_at_the_day_asked_for(lode_t *t)
{
    bench x;
    begin(t, &x);
    lode_question q = question(&x, "motor", "XCC", "ban");
    q.date = lode_date_of(2026, 2, 1);
    lode_explanation *e = lode_explain(x.r, &q, &x.d);
    CHECK(t, e != NULL);
    CHECK_INT(t, e->date, q.date);
    CHECK_INT(t, e->stage[0].date, q.date);
    lode_explanation_free(e);
    end(&x);
}

static void fits_on_a_screen(lode_t *t)
{
    bench x;
    begin(t, &x);
    for (int32_t p = 0; p < x.c->table[LODE_T_PRODUCTS].n_row; p++)
        for (int32_t a = 0; a < x.c->table[LODE_T_ACTORS].n_row; a++) {
            lode_question q = {.product = p, .actor = a, .scenario = -1, .date = LODE_NEVER};
            lode_explanation *e = lode_explain(x.r, &q, &x.d);
            lode_text text = {0};
            CHECK(t, e != NULL);
            if (e->scenario >= 0) lode_explain_put(e, false, &text);
            int lines = 0, column = 0, widest = 0;
            for (const char *s = lode_text_str(&text); *s; s++) {
                column = *s == '\n' ? 0 : column + 1;
                widest = column > widest ? column : widest;
                lines += *s == '\n';
            }
            CHECK(t, lines <= LODE_ANSWER_LINES);
            CHECK(t, widest <= LODE_ANSWER_COLUMNS);
            lode_text_free(&text);
            lode_explanation_free(e);
        }
    end(&x);
}

static void says_when_memory_runs_out(lode_t *t)
{
    bench x;
    begin(t, &x);
    lode_question q = question(&x, "pump", "XCC", "ban");
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_diags d = {0};
        lode_alloc_fail_at(n);
        lode_explanation *e = lode_explain(x.r, &q, &d);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, (e == NULL) == reached);
        CHECK(t, d.out_of_memory == reached);
        lode_explanation_free(e);
        lode_diags_free(&d);
    }
    end(&x);
}

static const lode_test TESTS[] = {
    TEST(follows_a_shortage_upstream_to_the_ban),
    TEST(looks_at_suppliers_when_they_sent),
    TEST(names_the_rows_behind_the_numbers),
    TEST(names_the_share_of_a_licence),
    TEST(goes_on_to_why_it_was_short_before),
    TEST(goes_downstream_where_less_is_ordered),
    TEST(says_what_is_nearest_where_nothing_is_short),
    TEST(knows_who_makes_a_product),
    TEST(names_a_damage),
    TEST(looks_at_the_day_asked_for),
    TEST(fits_on_a_screen),
    TEST(says_when_memory_runs_out),
};

LODE_TEST_MAIN(TESTS)
