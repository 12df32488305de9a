/* The library as a program uses it: include/lodestone/lodestone.h alone, but for what writes the case. */
#include "lode_test.h"

#include <sys/stat.h>

#include "case/template.h"
#include "lodestone/lodestone.h"
#include "scratch.h"

/* The small case in a new folder. */
static void put_case(lode_t *t, char *where, size_t size)
{
    scratch_begin(t, where, size);
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        lode_text text = {0};
        lode_template_text(&lode_template[i], &text);
        scratch_put(t, where, lode_template[i].name, lode_text_str(&text));
        lode_text_free(&text);
    }
}

static void a_case_is_run_and_says_what_came_out(lode_t *t)
{
    char where[400];
    put_case(t, where, sizeof where);
    lode_diags d = {0};
    lode_run_options o = lode_run_default();
    static const char *const set[] = {"parameters.psi=0.5"};
    o.scenario = "ban";
    o.draws = 16;
    o.seed = 3;
    o.set = set;
    o.n_set = 1;
    lode_run *r = lode_run_case(where, &o, &d);
    CHECK(t, r != NULL && d.n_error == 0);
    size_t length = 0;
    const char *summary = lode_run_summary(r, &length);
    CHECK_INT(t, length, strlen(summary));
    CHECK_HAS(t, summary, "\"draws\": 16");
    CHECK_HAS(t, summary, "parameters.psi=0.5");
    CHECK(t, lode_run_summary(r, NULL) == summary);
    CHECK_HAS(t, lode_run_answer(r, NULL), "WHAT FALLS SHORT OR STOPS FIRST");
    const char *report = lode_run_report(r, NULL);
    CHECK(t, !report || strncmp(report, "<!doctype html>", 15) == 0);
    lode_run_free(r);
    lode_diags_free(&d);
    scratch_end(where);
}

static void tables_are_written_whole_or_not_at_all(lode_t *t)
{
    char where[400], out[420], path[500];
    struct stat status;
    put_case(t, where, sizeof where);
    lode_diags d = {0};
    lode_run_options o = lode_run_default();
    lode_run *r = lode_run_case(where, &o, &d);
    CHECK(t, r != NULL);
    snprintf(out, sizeof out, "%s/out", where);
    CHECK(t, lode_run_write(r, out, &d));
    snprintf(path, sizeof path, "%s/summary.json", out);
    CHECK_INT(t, stat(path, &status), 0);
    /* a folder that is no result is not replaced */
    CHECK(t, !lode_run_write(r, where, &d));
    CHECK_INT(t, d.n_error, 1);
    CHECK_HAS(t, d.item[d.n_item - 1].message, "cannot replace");
    lode_run_free(r);
    lode_diags_free(&d);
    scratch_end(where);
}

static void what_is_wrong_is_said(lode_t *t)
{
    char where[400];
    put_case(t, where, sizeof where);
    lode_diags d = {0};
    lode_run_options o = lode_run_default();
    CHECK(t, lode_case_check(where, &d));
    CHECK(t, !lode_case_check("no/such/folder", &d));
    CHECK(t, lode_run_case("no/such/folder", &o, &d) == NULL);
    lode_diags_free(&d);
    o.design = "halton";
    CHECK(t, lode_run_case(where, &o, &d) == NULL);
    CHECK_HAS(t, d.item[d.n_item - 1].message, "halton");
    lode_diags_free(&d);
    o = lode_run_default();
    o.scenario = "bann";
    CHECK(t, lode_run_case(where, &o, &d) == NULL);
    CHECK_HAS(t, d.item[d.n_item - 1].message, "bann");
    lode_diags_free(&d);
    int stop = 1;
    o = lode_run_default();
    o.stop = &stop;
    CHECK(t, lode_run_case(where, &o, &d) == NULL);
    CHECK_INT(t, d.n_error, 1);
    lode_run_free(NULL);
    lode_diags_free(&d);
    scratch_end(where);
}

/* Every so many allocations, since there are thousands. */
static void a_run_fails_cleanly_without_memory(lode_t *t)
{
    char where[400];
    put_case(t, where, sizeof where);
    bool reached = true;
    for (int n = 1; reached; n += n / 4 + 1) {
        lode_diags d = {0};
        lode_run_options o = lode_run_default();
        o.threads = 1;
        o.step_days = 7;
        lode_alloc_fail_at(n);
        lode_run *r = lode_run_case(where, &o, &d);
        const char *summary = r ? lode_run_summary(r, NULL) : NULL;
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        lode_note(t, "allocation %d fails", n);
        CHECK(t, reached || summary);
        CHECK(t, r || d.n_error > 0);
        lode_run_free(r);
        lode_diags_free(&d);
    }
    scratch_end(where);
}

static const lode_test TESTS[] = {
    TEST(a_case_is_run_and_says_what_came_out),
    TEST(tables_are_written_whole_or_not_at_all),
    TEST(what_is_wrong_is_said),
    TEST(a_run_fails_cleanly_without_memory),
};
LODE_TEST_MAIN(TESTS)
