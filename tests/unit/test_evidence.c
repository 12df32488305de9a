/* What later evidence changes: rows that come in, and results that differ. */
#include "lode_test.h"

#include <string.h>

#include "base/date.h"
#include "case/template.h"
#include "out/evidence.h"
#include "out/out.h"
#include "study/evidence.h"

/* The case that `lodestone new` writes, with a quota that became known after as_of, and evidence until then or later. */
typedef struct side {
    lode_diags d;
    lode_case *c;
    lode_built *b;
    lode_result *r;
} side;

static const char QUOTA[] = "  aa-quota:\n    title: Quota\n    actor: XAA\n    kind: quota\n    products: [metal]\n"
                            "    to: [XBB]\n    announced: 2025-06-10\n    effective: 2025-06-20\n    share: 0.3\n"
                            "    source: example\n    grade: B\n    known_since: 2025-09-15\n  aa-ban:";

static void begin(lode_t *t, side *x, const char *evidence)
{
    lode_text text[LODE_N_TEMPLATE] = {{0}}, yaml = {0};
    lode_case_bytes file[LODE_N_TEMPLATE];
    int n = 0;
    *x = (side){0};
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        lode_template_text(&lode_template[i], &text[i]);
        const char *bytes = lode_text_str(&text[i]);
        if (strcmp(lode_template[i].name, "README.md") == 0) continue;
        if (strcmp(lode_template[i].name, "case.yaml") == 0) {
            const char *at = strstr(bytes, "  aa-ban:");
            CHECK(t, at != NULL);
            lode_text_puts(&yaml, evidence);
            lode_text_add(&yaml, bytes, (size_t)(at - bytes));
            lode_text_puts(&yaml, QUOTA);
            lode_text_puts(&yaml, at + strlen("  aa-ban:"));
            bytes = lode_text_str(&yaml);
        }
        file[n++] = (lode_case_bytes){lode_template[i].name, bytes, strlen(bytes)};
    }
    x->c = lode_case_read_files(file, n, &x->d);
    for (int i = 0; i < LODE_N_TEMPLATE; i++) lode_text_free(&text[i]);
    lode_text_free(&yaml);
    CHECK(t, x->c != NULL);
    x->b = lode_build(x->c, &x->d);
    CHECK(t, x->b != NULL);
    lode_study_options o = lode_study_default();
    x->r = lode_study_run(x->b, &o, &x->d);
    CHECK(t, x->r != NULL);
}

static void end(side *x)
{
    lode_result_free(x->r);
    lode_built_free(x->b);
    lode_case_free(x->c);
    lode_diags_free(&x->d);
}

static const char LATER[] = "evidence_until: 2025-12-31\nevidence_note: a test\n";

static void a_row_known_later_comes_in(lode_t *t)
{
    side strict, later;
    begin(t, &strict, "");
    begin(t, &later, LATER);
    lode_evidence *e = lode_evidence_compare(strict.r, later.r, &later.d);
    CHECK(t, e != NULL);
    CHECK_INT(t, e->n_row, 1);
    CHECK_STR(t, lode_case_key(later.c, LODE_T_MEASURES, e->row[0].row), "aa-quota");
    CHECK_INT(t, e->row[0].known, lode_date_of(2025, 9, 15));
    CHECK_INT(t, e->row[0].grade, 1);
    CHECK_STR(t, lode_case_key(later.c, LODE_T_SOURCES, e->row[0].source), "example");
    lode_evidence_free(e);
    end(&strict);
    end(&later);
}

static void what_differs_is_told_end_products_first(lode_t *t)
{
    side strict, later;
    begin(t, &strict, "");
    begin(t, &later, LATER);
    lode_evidence *e = lode_evidence_compare(strict.r, later.r, &later.d);
    CHECK(t, e != NULL && e->n_stop > 0 && e->n_loss > 0);
    CHECK(t, e->stop[0].end_product);
    bool never = false, no_measures = false;
    for (int32_t i = 0; i < e->n_stop; i++) {
        never |= e->stop[i].strict == NULL && e->stop[i].later != NULL;
        no_measures |= strcmp(e->stop[i].scenario, "no-measures") == 0;
    }
    CHECK(t, never); /* pumps of XBB are short in status quo only with the quota */
    CHECK(t, !no_measures);
    for (int32_t i = 0; i < e->n_loss; i++) CHECK(t, e->loss[i].strict != e->loss[i].later);
    lode_evidence_free(e);
    end(&strict);
    end(&later);
}

static void the_same_evidence_changes_nothing(lode_t *t)
{
    side x;
    lode_text text = {0};
    begin(t, &x, LATER);
    lode_evidence *e = lode_evidence_compare(x.r, x.r, &x.d);
    CHECK(t, e != NULL);
    CHECK_INT(t, e->n_row + e->n_stop + e->n_loss, 0);
    lode_evidence_put(e, false, &text);
    CHECK_HAS(t, lode_text_str(&text), "both runs are the same");
    lode_text_free(&text);
    lode_evidence_free(e);
    end(&x);
}

static void an_answer_fits_on_a_screen(lode_t *t)
{
    side strict, later;
    lode_text text = {0};
    begin(t, &strict, "");
    begin(t, &later, LATER);
    lode_evidence *e = lode_evidence_compare(strict.r, later.r, &later.d);
    lode_evidence_put(e, false, &text);
    int lines = 0, column = 0, widest = 0;
    for (const char *s = lode_text_str(&text); *s; s++) {
        column = *s == '\n' ? 0 : column + 1;
        widest = column > widest ? column : widest;
        lines += *s == '\n';
    }
    CHECK(t, lines > 0 && lines <= LODE_ANSWER_LINES);
    CHECK(t, widest <= LODE_ANSWER_COLUMNS);
    lode_text_free(&text);
    lode_evidence_free(e);
    end(&strict);
    end(&later);
}

static void memory_that_runs_out_is_said(lode_t *t)
{
    side x;
    begin(t, &x, LATER);
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_diags d = {0};
        lode_alloc_fail_at(n);
        lode_evidence *e = lode_evidence_compare(x.r, x.r, &d);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, (e == NULL) == reached);
        CHECK(t, d.out_of_memory == reached);
        lode_evidence_free(e);
        lode_diags_free(&d);
    }
    end(&x);
}

static const lode_test TESTS[] = {
    TEST(a_row_known_later_comes_in),        TEST(what_differs_is_told_end_products_first),
    TEST(the_same_evidence_changes_nothing), TEST(an_answer_fits_on_a_screen),
    TEST(memory_that_runs_out_is_said),
};

LODE_TEST_MAIN(TESTS)
