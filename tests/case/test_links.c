/* What check says of a case once its base flows are known. */
#include "case/spoiled.h"
#include "lower/build.h"

/* Problems of a code, and the place and message of the last of them. */
typedef struct said {
    int32_t n, line, n_error;
    char message[300];
} said;

static said check_of(const folder *f, int32_t code)
{
    said s = {0};
    lode_diags d = {0};
    lode_case *c = lode_case_read(f->path, &d);
    lode_built_free(c ? lode_build(c, &d) : NULL);
    for (int32_t i = 0; i < d.n_item; i++) {
        if (d.item[i].severity == LODE_ERROR) printf("# %d %s\n", (int)d.item[i].code, d.item[i].message);
        if (d.item[i].code != code) continue;
        s.n++;
        s.line = d.item[i].line;
        snprintf(s.message, sizeof s.message, "%s", d.item[i].message);
    }
    s.n_error = d.n_error;
    lode_case_free(c);
    lode_diags_free(&d);
    return s;
}

/* 7 of 8 motors go into the making of motors: 8 million a year for the one that pumps need. */
static void a_loop_that_returns_most_of_its_orders_is_warned_of(lode_t *t)
{
    folder f;
    make_case(t, &f);
    CHECK_INT(t, check_of(&f, LODE_DIAG_LOOP_STRONG).n, 0);
    replace_in(t, &f, "recipes.csv", "build-motor,output", "build-motor,input,motor,0.875,,,,,,example,C,\nbuild-motor,output");
    replace_in(t, &f, "sites.csv", "motor@XAA,XAA,build-motor,,,,0.4,0.3,0.5", "motor@XAA,XAA,build-motor,3200000,,,,,");
    replace_in(t, &f, "sites.csv", "motor@XBB,XBB,build-motor,,,,0.3,0.2,0.4", "motor@XBB,XBB,build-motor,2400000,,,,,");
    replace_in(t, &f, "sites.csv", "motor@XCC,XCC,build-motor,,,,0.3,0.2,0.4", "motor@XCC,XCC,build-motor,2400000,,,,,");
    said s = check_of(&f, LODE_DIAG_LOOP_STRONG);
    CHECK_INT(t, s.n_error, 0);
    CHECK_INT(t, s.n, 1);
    CHECK_HAS(t, s.message, "orders for 'motor@X");
    CHECK_HAS(t, s.message, "at 0.88 of their size");
    remove_folder(&f);
}

/* The same with 5 of 8: nothing grew in such loops, unless stocks are refilled within days. */
static void a_loop_that_lets_most_orders_out_is_not(lode_t *t)
{
    folder f;
    make_case(t, &f);
    replace_in(t, &f, "recipes.csv", "build-motor,output", "build-motor,input,motor,0.625,,,,,,example,C,\nbuild-motor,output");
    replace_in(t, &f, "sites.csv", "motor@XAA,XAA,build-motor,,,,0.4,0.3,0.5", "motor@XAA,XAA,build-motor,1000000,,,,,");
    replace_in(t, &f, "sites.csv", "motor@XBB,XBB,build-motor,,,,0.3,0.2,0.4", "motor@XBB,XBB,build-motor,1000000,,,,,");
    replace_in(t, &f, "sites.csv", "motor@XCC,XCC,build-motor,,,,0.3,0.2,0.4", "motor@XCC,XCC,build-motor,666666.6666666667,,,,,");
    said s = check_of(&f, LODE_DIAG_LOOP_STRONG);
    CHECK_INT(t, s.n_error, 0);
    CHECK_INT(t, s.n, 0);
    replace_in(t, &f, "case.yaml", "  psi: {low", "  refill_days: {low: 10, central: 15, high: 20}\n  psi: {low");
    CHECK_INT(t, check_of(&f, LODE_DIAG_LOOP_STRONG).n, 1);
    remove_folder(&f);
}

/* A plant without base output may buy nothing under a licence that counts in base flows. */
static void a_licence_on_links_without_base_flow_is_warned_of(lode_t *t)
{
    folder f;
    make_case(t, &f);
    CHECK_INT(t, check_of(&f, LODE_DIAG_SHARE_OF_NOTHING).n, 0);
    replace_in(t, &f, "sites.csv", "pump@XCC,XCC,build-pump",
               "late@XCC,XCC,build-motor,0,,,,,,0.8,0.7,0.9,example,C\npump@XCC,XCC,build-pump");
    replace_in(t, &f, "projects.csv", "metal@XCC,", "late@XCC,");
    said s = check_of(&f, LODE_DIAG_SHARE_OF_NOTHING);
    CHECK_INT(t, s.n_error, 0);
    CHECK_INT(t, s.n, 1);
    CHECK_HAS(t, s.message, "'aa-licence' lets a share of the base flow pass: nothing on ");
    remove_folder(&f);
}

static const lode_test TESTS[] = {
    TEST(a_loop_that_returns_most_of_its_orders_is_warned_of),
    TEST(a_loop_that_lets_most_orders_out_is_not),
    TEST(a_licence_on_links_without_base_flow_is_warned_of),
};

LODE_TEST_MAIN(TESTS)
