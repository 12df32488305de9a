/* Reading a case while memory runs out: it fails cleanly at every allocation, or succeeds. */
#include "case/spoiled.h"

enum { AT_MOST = 1000000 };

/* Read the files with allocation n failing; whether n was reached. */
static bool read_failing(lode_t *t, const lode_case_bytes *file, int32_t n_file, long long n)
{
    lode_diags d = {0};
    lode_alloc_fail_at(n);
    lode_case *c = lode_case_read_files(file, n_file, &d);
    bool reached = lode_alloc_failed();
    lode_alloc_fail_at(0);
    lode_note(t, "allocation %lld", n);
    CHECK(t, (c != NULL) == (d.n_error == 0));
    CHECK(t, reached || !d.out_of_memory);
    lode_case_free(c);
    lode_diags_free(&d);
    return reached;
}

static void fail_everywhere(lode_t *t, const lode_case_bytes *file, int32_t n_file)
{
    long long n = 1;
    while (n < AT_MOST && read_failing(t, file, n_file, n)) n++;
    printf("# %lld allocations\n", n - 1);
    CHECK(t, n < AT_MOST);
}

static void a_good_case_survives_every_failing_allocation(lode_t *t)
{
    lode_text text[LODE_N_TEMPLATE] = {{0}};
    lode_case_bytes file[LODE_N_TEMPLATE];
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        lode_template_text(&lode_template[i], &text[i]);
        file[i] = (lode_case_bytes){lode_template[i].name, text[i].data, text[i].length};
    }
    fail_everywhere(t, file, LODE_N_TEMPLATE);
    for (int i = 0; i < LODE_N_TEMPLATE; i++) lode_text_free(&text[i]);
}

static void a_bad_case_survives_every_failing_allocation(lode_t *t)
{
    static const char yaml[] = "title: x\nperiod: {start: 2025-01-01, end: 2025-02-30}\n"
                               "as_of: 2025-01-01\nbase_year: 2024\nactors: {AAA: {nmae: x}}\n"
                               "measures: {m: {kind: bann, products: [x, y]}}\nstuff: 3\n";
    static const char products[] = "product,name,unit,stage,value_usd_per_unit,source,grade,notes\n"
                                   "a,A,t,x,\"1,000\",srce,D,\n\"b\"\"b\",B,t,x,1,src,E,\nc,C\n";
    static const char sources[] = "source,title,publisher\nsrc,S,P\nsrc,S,P\n";
    static const char sites[] = "site,actor,recipe,source,grade\ns,AAB,r,src,A\n";
    static const lode_case_bytes file[] = {
        {"case.yaml", yaml, sizeof yaml - 1},
        {"product.csv", products, sizeof products - 1},
        {"products.csv", products, sizeof products - 1},
        {"sites.csv", sites, sizeof sites - 1},
        {"sources.csv", sources, sizeof sources - 1},
    };
    fail_everywhere(t, file, 5);
}

static void a_folder_survives_every_failing_allocation(lode_t *t)
{
    folder f;
    make_case(t, &f);
    bool reached = true;
    for (long long n = 1; reached && n < AT_MOST; n++) {
        lode_diags d = {0};
        lode_alloc_fail_at(n);
        lode_case *c = lode_case_read(f.path, &d);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        lode_note(t, "allocation %lld", n);
        CHECK(t, (c != NULL) == (d.n_error == 0));
        lode_case_free(c);
        lode_diags_free(&d);
    }
    remove_folder(&f);
}

static void setting_survives_every_failing_allocation(lode_t *t)
{
    folder f;
    make_case(t, &f);
    lode_diags ignored = {0};
    lode_case *c = lode_case_read(f.path, &ignored);
    CHECK(t, c != NULL);
    bool reached = true;
    for (long long n = 1; reached && n < AT_MOST; n++) {
        lode_diags d = {0};
        lode_alloc_fail_at(n);
        bool ok = lode_case_set(c, "parameters.psy=0.1", &d);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, !ok && d.n_error > 0);
        lode_diags_free(&d);
    }
    lode_case_free(c);
    lode_diags_free(&ignored);
    remove_folder(&f);
}

static const lode_test TESTS[] = {
    TEST(a_good_case_survives_every_failing_allocation),
    TEST(a_bad_case_survives_every_failing_allocation),
    TEST(a_folder_survives_every_failing_allocation),
    TEST(setting_survives_every_failing_allocation),
};

LODE_TEST_MAIN(TESTS)
