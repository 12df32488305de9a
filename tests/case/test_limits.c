/* Cases that are too large or made to keep a reader busy: said, and soon. */
#include "case/spoiled.h"

/* The example, with one file replaced. */
typedef struct changed {
    lode_text text[LODE_N_TEMPLATE];
    lode_case_bytes file[LODE_N_TEMPLATE];
    lode_diags d;
} changed;

static void begin(changed *x)
{
    *x = (changed){.d = {0}};
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        lode_template_text(&lode_template[i], &x->text[i]);
        x->file[i].name = lode_template[i].name;
    }
}

static lode_text *text_of(lode_t *t, changed *x, const char *name)
{
    for (int i = 0; i < LODE_N_TEMPLATE; i++)
        if (strcmp(x->file[i].name, name) == 0) return &x->text[i];
    lode_note(t, "a file of the example");
    CHECK(t, false);
    return NULL;
}

/* Read it; the number of problems with that code. */
static int32_t problems_with(changed *x, int32_t code)
{
    int32_t n = 0;
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        x->file[i].bytes = x->text[i].data;
        x->file[i].length = x->text[i].length;
    }
    lode_case_free(lode_case_read_files(x->file, LODE_N_TEMPLATE, &x->d));
    for (int32_t i = 0; i < x->d.n_item; i++) n += x->d.item[i].code == code;
    return n;
}

static void end(changed *x)
{
    for (int i = 0; i < LODE_N_TEMPLATE; i++) lode_text_free(&x->text[i]);
    lode_diags_free(&x->d);
}

static void a_table_has_at_most_200000_rows(lode_t *t)
{
    changed x;
    begin(&x);
    lode_text *sources = text_of(t, &x, "sources.csv");
    for (int i = 0; i < 200000; i++) lode_text_printf(sources, "s%d,T,P,,,\n", i);
    CHECK_INT(t, problems_with(&x, LODE_DIAG_TOO_MANY_RECORDS), 1);
    end(&x);
}

static void a_file_has_at_most_64_megabytes(lode_t *t)
{
    changed x;
    begin(&x);
    lode_text *sources = text_of(t, &x, "sources.csv");
    for (int i = 0; i < 64 * 1024; i++) {
        char line[1024];
        memset(line, '\n', sizeof line);
        lode_text_add(sources, line, sizeof line);
    }
    CHECK_INT(t, problems_with(&x, LODE_DIAG_FILE_TOO_LARGE), 1);
    CHECK_INT(t, x.d.n_error, 1);
    end(&x);
}

static void case_yaml_has_at_most_500000_values(lode_t *t)
{
    changed x;
    begin(&x);
    lode_text *yaml = text_of(t, &x, "case.yaml");
    lode_text_puts(yaml, "holidays2: [");
    for (int i = 0; i < 500000; i++) lode_text_puts(yaml, "1,");
    lode_text_puts(yaml, "]\n");
    CHECK_INT(t, problems_with(&x, LODE_DIAG_YAML_TOO_MANY), 1);
    end(&x);
}

static void sites_that_share_a_long_recipe_are_counted_first(lode_t *t)
{
    changed x;
    begin(&x);
    lode_text *products = text_of(t, &x, "products.csv");
    lode_text *recipes = text_of(t, &x, "recipes.csv"), *sites = text_of(t, &x, "sites.csv");
    for (int i = 0; i < 3000; i++) {
        lode_text_printf(products, "p%d,P,t,x,no,1,0.5,2,example,D\n", i);
        lode_text_printf(recipes, "mine,input,p%d,1,,,,,,example,C,\n", i);
        lode_text_printf(sites, "s%d,XAA,mine,1,0.5,2,,,,0.8,0.7,0.9,example,D\n", i);
    }
    CHECK_INT(t, problems_with(&x, LODE_DIAG_CASE_LARGE), 1);
    end(&x);
}

static void a_chain_of_scenarios_takes_no_time(lode_t *t)
{
    changed x;
    begin(&x);
    lode_text *yaml = text_of(t, &x, "case.yaml");
    for (int i = 0; i < 20000; i++)
        lode_text_printf(yaml, "  s%d: {extends: s%d, without: [aa-ban]}\n", i, i + 1);
    lode_text_puts(yaml, "  s20000: {}\n");
    CHECK_INT(t, problems_with(&x, LODE_DIAG_WITHOUT_ABSENT), 10);
    CHECK_INT(t, x.d.n_error, 0);
    end(&x);
}

static void a_ring_of_recipes_is_one_cycle(lode_t *t)
{
    enum { LENGTH = 5000 };
    changed x;
    begin(&x);
    lode_text *products = text_of(t, &x, "products.csv");
    lode_text *recipes = text_of(t, &x, "recipes.csv"), *sites = text_of(t, &x, "sites.csv");
    for (int i = 0; i < LENGTH; i++) {
        lode_text_printf(products, "p%d,P,t,x,no,1,0.5,2,example,D\n", i);
        lode_text_printf(recipes, "r%d,output,p%d,1,,,,,,example,C,\n", i, i);
        lode_text_printf(recipes, "r%d,input,p%d,1,,,,,,example,C,\n", i, (i + 1) % LENGTH);
        lode_text_printf(sites, "s%d,XAA,r%d,1,0.5,2,,,,0.8,0.7,0.9,example,D\n", i, i);
    }
    CHECK_INT(t, problems_with(&x, LODE_DIAG_CYCLE_NO_SOURCE), 1);
    end(&x);
}

static void warnings_of_one_kind_are_summed_up(lode_t *t)
{
    changed x;
    begin(&x);
    lode_text *sources = text_of(t, &x, "sources.csv");
    for (int i = 0; i < 100; i++) lode_text_printf(sources, "s%d,T,P,,,\n", i);
    CHECK_INT(t, problems_with(&x, LODE_DIAG_UNUSED_SOURCE), 10);
    CHECK_INT(t, x.d.n_note, 1);
    CHECK_HAS(t, x.d.item[x.d.n_item - 1].message, "90 more");
    end(&x);
}

static void rows_left_out_are_summed_up(lode_t *t)
{
    changed x;
    begin(&x);
    lode_text *routes = text_of(t, &x, "routes.csv");
    lode_text_clear(routes);
    lode_text_puts(routes, "from,to,product,transit_days,source,grade,known_since\n");
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 4; k++)
            lode_text_printf(routes, "XAA,X%c%c,%s,30,example,C,2026-01-01\n", 'A' + i, 'A' + i,
                             k == 0   ? "ore"
                             : k == 1 ? "metal"
                             : k == 2 ? "motor"
                                      : "pump");
    CHECK_INT(t, problems_with(&x, LODE_DIAG_LEFT_OUT), 5);
    CHECK_INT(t, x.d.n_note, 6);
    CHECK_INT(t, x.d.n_error, 0);
    end(&x);
}

static void thousands_of_unknown_words_do_not_hold_up_the_rest(lode_t *t)
{
    changed x;
    begin(&x);
    lode_text *sources = text_of(t, &x, "sources.csv"), *routes = text_of(t, &x, "routes.csv");
    for (int i = 0; i < 20000; i++) {
        lode_text_printf(sources, "a-source-with-a-long-name-%d,T,P,,,\n", i);
        lode_text_printf(routes, "XAA,XBB,ore,1,2,3,a-surce-with-a-long-nome-%d,C\n", i);
    }
    CHECK(t, problems_with(&x, LODE_DIAG_DUPLICATE_ROW) > 0);
    CHECK(t, x.d.n_error >= 19999);
    end(&x);
}

static const lode_test TESTS[] = {
    TEST(a_table_has_at_most_200000_rows),
    TEST(a_file_has_at_most_64_megabytes),
    TEST(case_yaml_has_at_most_500000_values),
    TEST(sites_that_share_a_long_recipe_are_counted_first),
    TEST(a_chain_of_scenarios_takes_no_time),
    TEST(a_ring_of_recipes_is_one_cycle),
    TEST(warnings_of_one_kind_are_summed_up),
    TEST(rows_left_out_are_summed_up),
    TEST(thousands_of_unknown_words_do_not_hold_up_the_rest),
};

LODE_TEST_MAIN(TESTS)
