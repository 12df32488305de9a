/* A case in memory and a result made by hand, as large as asked for, for the tests of src/out. */
#ifndef TEST_OUT_SAMPLE_H
#define TEST_OUT_SAMPLE_H

#include "lode_test.h"

#include "base/date.h"
#include "base/strings.h"
#include "out/out.h"

/* How large the sample is, and what is peculiar about it. */
typedef struct shape {
    int n_actor, n_product,
        n_scenario; /* scenarios besides status-quo and no-measures               */
    int n_run_out;  /* per scenario; at most n_actor x n_product                  */
    int n_date;
    const char
        *prefix; /* of all ids but those of actors                                             */
    const char
        *title; /* of the case and of scenarios, as in YAML between quotes                    */
} shape;

typedef struct sample {
    shape shape;
    lode_case *c;
    lode_result r;
    lode_arena arena;
} sample;

/* --- the case ----------------------------------------------------------------------------- */

static void put_yaml(const shape *s, lode_text *t)
{
    lode_text_printf(t,
                     "title: \"%s\"\nperiod: {start: 2025-01-01, end: 2026-12-31}\n"
                     "as_of: 2025-06-30\nbase_year: 2024\nactors:\n",
                     s->title);
    for (int i = 0; i < s->n_actor; i++) lode_text_printf(t, "  A%02d: {name: Land %d}\n", i, i);
    lode_text_printf(t,
                     "measures:\n  %sban:\n    title: Ban\n    actor: A00\n    kind: ban\n"
                     "    products: [%sp00]\n    announced: 2025-06-01\n"
                     "    effective: 2025-09-01\n    source: book\n    grade: A\nscenarios:\n",
                     s->prefix, s->prefix);
    for (int i = 0; i < s->n_scenario; i++)
        lode_text_printf(t,
                         "  %ss%02d:\n    title: \"%s\"\n    measures: [%sban]\n"
                         "    hypothetical: %s\n",
                         s->prefix, i, s->title, s->prefix, i % 2 ? "yes" : "no");
}

/* Every product is made in the first actor and used in the second: 1000 a year. */
static void put_csv(const shape *s, lode_text t[5])
{
    lode_text_puts(&t[0], "actor,product,end_use,per_year,source,grade\n");
    lode_text_puts(&t[1], "product,name,unit,stage,end_product,value_usd_per_unit,source,grade\n");
    lode_text_puts(&t[2], "recipe,direction,product,per_unit,source,grade\n");
    lode_text_puts(&t[3], "site,actor,recipe,activity_per_year,source,grade\n");
    lode_text_puts(&t[4], "source,title,publisher\nbook,\"A \"\"book\"\", printed\",House\n"
                          "unused,Never named,House\n");
    for (int i = 0; i < s->n_product; i++) {
        lode_text_printf(&t[0], "A01,%sp%02d,civil,1000,book,B\n", s->prefix, i);
        lode_text_printf(&t[1], "%sp%02d,Product %d,t,made,%s,2.5,book,C\n", s->prefix, i, i,
                         i % 2 ? "no" : "yes");
        lode_text_printf(&t[2], "%sr%02d,output,%sp%02d,1,book,B\n", s->prefix, i, s->prefix, i);
        lode_text_printf(&t[3], "%sp%02d@A00,A00,%sr%02d,1000,book,B\n", s->prefix, i, s->prefix,
                         i);
    }
}

static lode_case *make_case(lode_t *t, const shape *s)
{
    static const char *const name[] = {"case.yaml",   "demand.csv", "products.csv",
                                       "recipes.csv", "sites.csv",  "sources.csv"};
    lode_text text[6] = {{0}};
    lode_case_bytes file[6];
    lode_diags d = {0};
    put_yaml(s, &text[0]);
    put_csv(s, text + 1);
    for (int i = 0; i < 6; i++) file[i] = (lode_case_bytes){name[i], text[i].data, text[i].length};
    lode_case *c = lode_case_read_files(file, 6, &d);
    if (!c) {
        char *problems = lode_diags_text(&d, NULL, false);
        lode_print_string("problems", problems);
        free(problems);
    }
    CHECK(t, c != NULL);
    for (int i = 0; i < 6; i++) lode_text_free(&text[i]);
    lode_diags_free(&d);
    return c;
}

/* --- the result --------------------------------------------------------------------------- */

static lode_quantity around(double x)
{
    return (lode_quantity){x, x, x, x, x, x};
}

static lode_when on(int32_t date)
{
    return (lode_when){date, date, date, date, date, date == LODE_NEVER ? 1.0 : 0.0};
}

static int32_t product_row(const sample *s, int i)
{
    char id[128];
    snprintf(id, sizeof id, "%sp%02d", s->shape.prefix, i);
    return lode_case_find(s->c, LODE_T_PRODUCTS, id);
}

/* End products first, as a study sorts them; halts early, late and never. */
static void fill_run_outs(sample *s, lode_scenario_result *to)
{
    int32_t first = lode_date_of(2025, 9, 1);
    to->run_out = LODE_TAKE(&s->arena, s->shape.n_run_out, lode_run_out);
    for (int odd = 0; odd < 2; odd++)
        for (int i = odd; i < s->shape.n_product; i += 2)
            for (int actor = 0; actor < s->shape.n_actor; actor++) {
                if (to->n_run_out == s->shape.n_run_out) return;
                int32_t k = to->n_run_out++;
                to->run_out[k] = (lode_run_out){
                    .actor = actor,
                    .product = product_row(s, i),
                    .first_shortfall = on(first + k),
                    .halt = on(k % 3 == 2 ? LODE_NEVER : first + 10 + k),
                    .trough_date = on(first + 20 + k),
                    .recovered = on(k % 2 ? LODE_NEVER : first + 90 + k),
                    .trough = around(0.042 * (k % 20)),
                    .lost_units = around(12.5 * k),
                    .delayed_units = around(1.0 / 3.0),
                    .lost_value_usd = around(1e9 / 7.0 * k),
                    .cohorts_halted = around(0.2),
                    .cause = k % 4 == 3 ? "" : "metal from A00: ban",
                };
            }
}

static void fill_losses(sample *s, lode_scenario_result *to)
{
    to->n_loss = s->shape.n_actor;
    to->loss = LODE_TAKE(&s->arena, to->n_loss, lode_loss);
    for (int32_t i = 0; i < to->n_loss; i++) {
        lode_loss *l = &to->loss[i];
        double mean = 1.2345e9 - 2.5e8 * i;
        *l = (lode_loss){.actor = i,
                         .peak_usd_per_day = around(2.0 * mean),
                         .mean_usd_per_day = around(mean),
                         .total_usd = around(500.0 * mean),
                         .peak_date = on(lode_date_of(2026, 2, 3)),
                         .n_part = s->shape.n_product < 5 ? s->shape.n_product : 5,
                         .gross_output_not_made_usd = around(3e12),
                         .tariffs_paid_usd = around(0.1),
                         .export_revenue_forgone_usd = around(-7.0)};
        l->part = LODE_TAKE(&s->arena, l->n_part, lode_loss_part);
        for (int32_t k = 0; k < l->n_part; k++)
            l->part[k] = (lode_loss_part){product_row(s, k), around(mean / (k + 1))};
    }
}

static void fill_series(sample *s, lode_scenario_result *to)
{
    to->n_series = s->shape.n_actor;
    to->series = LODE_TAKE(&s->arena, to->n_series, lode_series);
    for (int32_t i = 0; i < to->n_series; i++) {
        lode_series *one = &to->series[i];
        *one = (lode_series){.actor = i,
                             .product = i % 2 ? -1 : product_row(s, 0),
                             .variable = i % 2 ? "loss" : "output",
                             .unit = i % 2 ? "USD/day" : "t/day",
                             .value = LODE_TAKE(&s->arena, s->r.n_date, lode_quantity)};
        for (int32_t k = 0; k < s->r.n_date; k++) {
            one->value[k] = around(k / 3.0);
            one->value[k].p95 = k + 1000.0;
        }
    }
}

static void fill_scenarios(sample *s)
{
    lode_result *r = &s->r;
    int32_t quo = lode_case_find(s->c, LODE_T_SCENARIOS, "status-quo");
    int32_t none = lode_case_find(s->c, LODE_T_SCENARIOS, "no-measures");
    r->n_scenario = s->c->table[LODE_T_SCENARIOS].n_row;
    r->scenario = LODE_TAKE(&s->arena, r->n_scenario, lode_scenario_result);
    int32_t n = 0;
    for (int32_t row = -1; row < r->n_scenario; row++) {
        if (row == quo) continue; /* comes first */
        lode_scenario_result *to = &r->scenario[n++];
        to->scenario = row < 0 ? quo : row;
        to->against = row < 0 ? none : quo;
        to->max_relative_residual = 1e-13 * n;
        if (row >= 0 && row != none) {
            to->measure = LODE_TAKE(&s->arena, 1, int32_t);
            to->n_measure = 1;
            fill_run_outs(s, to);
        }
        fill_losses(s, to);
        fill_series(s, to);
    }
}

static void sample_begin(lode_t *t, sample *s, const shape *of)
{
    *s = (sample){.shape = *of};
    s->c = make_case(t, of);
    lode_result *r = &s->r;
    r->c = s->c;
    r->options = lode_study_default();
    r->options.draws = 1;
    r->start = lode_date_of(2025, 1, 1);
    r->end = lode_date_of(2026, 12, 31);
    r->step_days = 1;
    r->n_date = of->n_date;
    r->date = LODE_TAKE(&s->arena, r->n_date, int32_t);
    for (int32_t k = 0; k < r->n_date; k++) r->date[k] = r->start + 7 * k + 6;
    r->n_balance = of->n_product;
    r->balance = LODE_TAKE(&s->arena, r->n_balance, lode_balance);
    for (int32_t i = 0; i < r->n_balance; i++)
        r->balance[i] = (lode_balance){product_row(s, i), 800.0, 1000.0, 900.0, 100.0, 0.0, 0.5, 1e-12};
    r->n_input = 10;
    r->n_by_grade[0] = 1;
    r->n_by_grade[1] = 2;
    r->n_by_grade[2] = 3;
    r->n_by_grade[3] = 4;
    r->n_default = 5;
    r->max_relative_residual = 3.14159e-13;
    fill_scenarios(s);
}

static void sample_end(sample *s)
{
    lode_case_free(s->c);
    lode_arena_free(&s->arena);
}

/* Two actors, two products, one scenario; what the tests of exact text use. */
static const shape SMALL = {2, 2, 1, 2, 2, "", "Small, \\\"quoted\\\""};

#endif
