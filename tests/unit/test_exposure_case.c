/* Exposure of a case in memory: ore from AAA, separated in AAA (700) and BBB (300) into light and heavy, magnets only in
 * BBB, cars only in CCC. Nothing but the light oxide reaches the cars. */
#include "lode_test.h"

#include "exposure/exposure.h"
#include "out/exposure.h"

static const char *const NAME[] = {"case.yaml", "demand.csv", "products.csv", "recipes.csv", "sites.csv", "sources.csv"};
static const char *const TEXT[] = {
    "title: Chain\nperiod: {start: 2025-01-01, end: 2025-12-31}\nas_of: 2025-06-30\nbase_year: 2024\n"
    "actors:\n  AAA: {name: Land A}\n  BBB: {name: Land B}\n  CCC: {name: Land C}\n",
    "actor,product,end_use,per_year,source,grade\nCCC,car,civil,,book,B\n",
    "product,name,unit,stage,end_product,value_usd_per_unit,source,grade\n"
    "ore,Ore,t,mining,no,1,book,B\nlight,Light oxide,t,separation,no,10,book,B\nheavy,Heavy oxide,t,separation,no,50,book,B\n"
    "magnet,Magnet,t,magnet,no,60,book,B\ncar,Car,car,end product,yes,30000,book,B\n",
    "recipe,direction,product,role,per_unit,essential,source,grade\n"
    "mine,output,ore,driver,1,,book,B\n"
    "sep,input,ore,,1,yes,book,B\nsep,output,light,driver,0.6,,book,B\nsep,output,heavy,by-product,0.1,,book,B\n"
    "magnet,input,light,,1,yes,book,B\nmagnet,output,magnet,driver,1,,book,B\n"
    "car,input,magnet,,0.1,yes,book,B\ncar,output,car,driver,1,,book,B\n",
    "site,actor,recipe,activity_per_year,capacity_per_year,source,grade\n"
    "mine@AAA,AAA,mine,1000,1250,book,B\nsep@AAA,AAA,sep,700,875,book,B\nsep@BBB,BBB,sep,300,375,book,B\n"
    "magnet@BBB,BBB,magnet,600,750,book,B\ncar@CCC,CCC,car,6000,7500,book,B\n",
    "source,title,publisher\nbook,Book,House\n"};

typedef struct world {
    lode_diags d;
    lode_case *c;
    lode_built *b;
    lode_exposure *e;
} world;

static void world_begin(lode_t *t, world *w, lode_exposure_options o)
{
    lode_case_bytes file[6];
    *w = (world){0};
    for (int i = 0; i < 6; i++) file[i] = (lode_case_bytes){NAME[i], TEXT[i], strlen(TEXT[i])};
    w->c = lode_case_read_files(file, 6, &w->d);
    w->b = w->c ? lode_build(w->c, &w->d) : NULL;
    w->e = w->b ? lode_exposure_find(w->b, &o, &w->d) : NULL;
    if (!w->e) {
        char *problems = lode_diags_text(&w->d, NULL, false);
        lode_print_string("problems", problems);
        free(problems);
    }
    CHECK(t, w->e != NULL);
}

static void world_end(world *w)
{
    lode_exposure_free(w->e);
    lode_built_free(w->b);
    lode_case_free(w->c);
    lode_diags_free(&w->d);
}

static int32_t row(const world *w, lode_table_id table, const char *key)
{
    return key ? lode_case_find(w->c, table, key) : -1;
}

/* Share of a listed row; 0 where there is none. NULL: all end products, the world, any stage. */
static double share(const world *w, const char *product, const char *actor, const char *stage, const char *through)
{
    const lode_exposure *e = w->e;
    for (int32_t i = 0; i < e->n_row; i++) {
        const lode_exposed *x = &e->exposed[e->row[i].exposed];
        const char *at = e->row[i].stage < 0 ? NULL : lode_chain_stage(w->b, &e->chain, e->row[i].stage);
        if (x->product == row(w, LODE_T_PRODUCTS, product) && x->actor == row(w, LODE_T_ACTORS, actor) && !x->used &&
            e->row[i].through == row(w, LODE_T_ACTORS, through) && (stage && at ? strcmp(stage, at) == 0 : stage == at))
            return e->row[i].share;
    }
    return 0;
}

static void the_first_joint_product_that_is_held_is_the_root(lode_t *t)
{
    world w;
    world_begin(t, &w, lode_exposure_default());
    CHECK_INT(t, w.e->n_root, 1);
    CHECK_INT(t, w.e->root[0], row(&w, LODE_T_PRODUCTS, "light"));
    world_end(&w);
}

static void shares_follow_the_chain_stage_by_stage(lode_t *t)
{
    world w;
    world_begin(t, &w, lode_exposure_default());
    CHECK_NEAR(t, share(&w, "car", "CCC", "mining", "AAA"), 1.0, 1e-9);
    CHECK_NEAR(t, share(&w, "car", "CCC", "separation", "AAA"), 0.7, 1e-9);
    CHECK_NEAR(t, share(&w, "car", "CCC", "separation", "BBB"), 0.3, 1e-9);
    CHECK_NEAR(t, share(&w, "car", "CCC", "magnet", "BBB"), 1.0, 1e-9);
    CHECK_NEAR(t, share(&w, "car", "CCC", NULL, "AAA"), 0.7, 1e-9); /* mining is before the root */
    CHECK_NEAR(t, share(&w, "car", "CCC", NULL, "BBB"), 1.0, 1e-9);
    CHECK_NEAR(t, share(&w, "car", "CCC", "end product", "CCC"), 0, 0); /* its own stage says nothing */
    CHECK_NEAR(t, share(&w, NULL, NULL, "separation", "AAA"), 0.7, 1e-9);
    CHECK_NEAR(t, share(&w, "magnet", "BBB", "separation", "AAA"), 0.7, 1e-9);
    world_end(&w);
}

static void what_is_used_includes_the_stage_of_the_product_itself(lode_t *t)
{
    world w;
    world_begin(t, &w, lode_exposure_default());
    int32_t magnet = row(&w, LODE_T_PRODUCTS, "magnet"), buyer = row(&w, LODE_T_ACTORS, "CCC");
    world_end(&w);
    world_begin(t, &w, (lode_exposure_options){magnet, buyer, -1});
    double through_b = 0;
    for (int32_t i = 0; i < w.e->n_row; i++) {
        CHECK(t, w.e->exposed[w.e->row[i].exposed].used);
        const lode_exposure_row *r = &w.e->row[i];
        if (r->stage >= 0 && strcmp(lode_chain_stage(w.b, &w.e->chain, r->stage), "magnet") == 0) through_b = r->share;
    }
    CHECK_NEAR(t, through_b, 1.0, 1e-9);
    world_end(&w);
}

static void plants_and_sets_that_cut_cars_off_are_found(lode_t *t)
{
    world w;
    int32_t n_car = 0, n_single = 0, n_pair = 0;
    world_begin(t, &w, lode_exposure_default());
    int32_t car = row(&w, LODE_T_PRODUCTS, "car");
    /* without sep@AAA 0.3 x 1.25 is left; sep@BBB is no single point */
    for (int32_t i = 0; i < w.e->n_point; i++) {
        const lode_exposure_point *p = &w.e->point[i];
        if (p->product != car) continue;
        n_car++;
        CHECK(t, p->plant != row(&w, LODE_T_SITES, "sep@BBB"));
        if (p->plant == row(&w, LODE_T_SITES, "sep@AAA")) CHECK_NEAR(t, p->left, 0.375, 1e-6);
    }
    CHECK_INT(t, n_car, 3); /* mine@AAA, sep@AAA, magnet@BBB */
    for (int32_t i = 0; i < w.e->n_cut; i++) {
        if (w.e->cut[i].product != car) continue;
        n_single += w.e->cut[i].n == 1;
        n_pair += w.e->cut[i].n == 2;
    }
    CHECK_INT(t, n_single, 2); /* mining in AAA, magnets in BBB */
    CHECK_INT(t, n_pair, 1);   /* separation in both            */
    world_end(&w);
}

static void indices_know_imports_and_sole_suppliers(lode_t *t)
{
    world w;
    world_begin(t, &w, lode_exposure_default());
    for (int32_t i = 0; i < w.e->n_index; i++) {
        const lode_exposure_index *k = &w.e->index[i];
        if (k->product != row(&w, LODE_T_PRODUCTS, "car")) continue;
        CHECK_NEAR(t, k->value[LODE_INDEX_HHI], 1.0, 1e-9);
        CHECK_NEAR(t, k->value[LODE_INDEX_HHI_FIRST], 1.0, 1e-9);
        CHECK_NEAR(t, k->value[LODE_INDEX_THROUGH], 1.0, 1e-9);
        CHECK_NEAR(t, k->value[LODE_INDEX_IMPORTS], 1.0, 1e-9);
        CHECK_NEAR(t, k->value[LODE_INDEX_GEOPOLRISK], 0.5, 1e-9);
        CHECK_NEAR(t, k->value[LODE_INDEX_POINTS], 3, 0);
        CHECK_NEAR(t, k->value[LODE_INDEX_CUT], 1, 0);
    }
    world_end(&w);
}

static void the_screen_fits_and_json_is_json(lode_t *t)
{
    world w;
    lode_text screen = {0}, json = {0};
    world_begin(t, &w, lode_exposure_default());
    lode_study_options o = lode_study_default();
    lode_result *r = lode_study_run(w.b, &o, &w.d);
    CHECK(t, r != NULL);
    CHECK(t, lode_exposure_compare(w.e, r, lode_exposure_scenario(w.c)));
    r->exposure = w.e;
    lode_exposure_put(r, &(lode_answer_style){0}, &screen);
    lode_exposure_json(r, &json);
    CHECK_HAS(t, lode_text_str(&screen), "AAA 70 %");
    CHECK_HAS(t, lode_text_str(&json), "\"through\": \"AAA\"");
    int column = 0;
    for (const char *s = lode_text_str(&screen); *s; s++) {
        column = *s == '\n' ? 0 : column + 1;
        CHECK(t, column <= 100);
    }
    lode_text_free(&screen);
    lode_text_free(&json);
    lode_result_free(r);
    world_end(&w);
}

static void each_failing_allocation_is_survived(lode_t *t)
{
    world w;
    lode_exposure_options o = lode_exposure_default();
    world_begin(t, &w, o);
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_diags d = {0};
        lode_alloc_fail_at(n);
        lode_exposure *e = lode_exposure_find(w.b, &o, &d);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, (e == NULL) == reached);
        CHECK(t, reached == d.out_of_memory);
        lode_exposure_free(e);
        lode_diags_free(&d);
    }
    world_end(&w);
}

static const lode_test TESTS[] = {
    TEST(the_first_joint_product_that_is_held_is_the_root),
    TEST(shares_follow_the_chain_stage_by_stage),
    TEST(what_is_used_includes_the_stage_of_the_product_itself),
    TEST(plants_and_sets_that_cut_cars_off_are_found),
    TEST(indices_know_imports_and_sole_suppliers),
    TEST(the_screen_fits_and_json_is_json),
    TEST(each_failing_allocation_is_survived),
};
LODE_TEST_MAIN(TESTS)
