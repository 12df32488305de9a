/* What must not change a result of a case: the order of rows, names, the instruction set, threads; and what must change it
 * in proportion: the size of everything. On the case that `lodestone new` writes. */
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/strings.h"
#include "case/case.h"
#include "case/template.h"
#include "engine/engine.h"
#include "lode_test.h"
#include "study/study.h"

/* The files of a case in memory. */
typedef struct files {
    lode_text text[LODE_N_TEMPLATE];
    lode_case_bytes bytes[LODE_N_TEMPLATE];
    int32_t n;
} files;

static files template_files(void)
{
    files f = {.n = 0};
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        if (strcmp(lode_template[i].name, "README.md") == 0) continue;
        lode_template_text(&lode_template[i], &f.text[f.n]);
        f.bytes[f.n].name = lode_template[i].name;
        f.n++;
    }
    return f;
}

static void free_files(files *f)
{
    for (int32_t i = 0; i < f->n; i++) lode_text_free(&f->text[i]);
}

static lode_case *read_case(lode_t *t, files *f)
{
    for (int32_t i = 0; i < f->n; i++) {
        f->bytes[i].bytes = f->text[i].data;
        f->bytes[i].length = f->text[i].length;
    }
    lode_diags d = {0};
    lode_case *c = lode_case_read_files(f->bytes, f->n, &d);
    char *why = lode_diags_text(&d, NULL, false);
    if (!c) printf("# %s\n", why ? why : "");
    free(why);
    lode_diags_free(&d);
    CHECK(t, c != NULL);
    return c;
}

/* Every number of a result as lines "scenario actor product variable: values" in hexadecimal, sorted. */
typedef struct print {
    char **line;
    int32_t n;
} print;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *key(const lode_case *c, lode_table_id t, int32_t row)
{
    return row < 0 ? "-" : lode_case_key(c, t, row);
}

static void add_line(print *p, lode_text *text)
{
    p->line = realloc(p->line, (size_t)(p->n + 1) * sizeof *p->line);
    p->line[p->n++] = strdup(lode_text_str(text));
    lode_text_clear(text);
}

/* `scale` divides quantities, so that a case ten times as large can be compared. */
static print print_of(const lode_result *r)
{
    print p = {0};
    lode_text line = {0};
    for (int32_t i = 0; i < r->n_scenario; i++) {
        const lode_scenario_result *s = &r->scenario[i];
        const char *scenario = key(r->c, LODE_T_SCENARIOS, s->scenario);
        for (int32_t j = 0; j < s->n_series; j++) {
            const lode_series *x = &s->series[j];
            lode_text_printf(&line, "%s %s %s %s:", scenario, key(r->c, LODE_T_ACTORS, x->actor),
                             key(r->c, LODE_T_PRODUCTS, x->product), x->variable);
            for (int32_t d = 0; d < r->n_date; d++) lode_text_printf(&line, " %a", x->value[d].p50);
            add_line(&p, &line);
        }
        for (int32_t j = 0; j < s->n_run_out; j++) {
            const lode_run_out *x = &s->run_out[j];
            lode_text_printf(&line, "%s %s %s runs out: %d %d %d %a %a %a", scenario, key(r->c, LODE_T_ACTORS, x->actor),
                             key(r->c, LODE_T_PRODUCTS, x->product), x->first_shortfall.p50, x->halt.p50,
                             x->recovered.p50, x->trough.p50, x->lost_units.p50, x->delayed_units.p50);
            add_line(&p, &line);
        }
        for (int32_t j = 0; j < s->n_loss; j++) {
            const lode_loss *x = &s->loss[j];
            lode_text_printf(&line, "%s %s loses: %a %a %a %d", scenario, key(r->c, LODE_T_ACTORS, x->actor),
                             x->peak_usd_per_day.p50, x->mean_usd_per_day.p50, x->total_usd.p50, x->peak_date.p50);
            add_line(&p, &line);
        }
    }
    lode_text_free(&line);
    qsort(p.line, (size_t)p.n, sizeof *p.line, by_text);
    return p;
}

static void free_print(print *p)
{
    for (int32_t i = 0; i < p->n; i++) free(p->line[i]);
    free(p->line);
}

static print run(lode_t *t, lode_case *c, int32_t isa, int32_t threads)
{
    lode_diags d = {0};
    lode_built *b = lode_build(c, &d);
    CHECK(t, b != NULL);
    lode_study_options o = lode_study_default();
    o.isa = isa;
    o.threads = threads;
    lode_result *r = lode_study_run(b, &o, &d);
    CHECK(t, r != NULL);
    print p = print_of(r);
    lode_result_free(r);
    lode_built_free(b);
    lode_diags_free(&d);
    return p;
}

static void check_same(lode_t *t, const print *a, const print *b)
{
    CHECK(t, a->n > 50);
    CHECK_INT(t, a->n, b->n);
    for (int32_t i = 0; i < a->n; i++) CHECK_STR(t, a->line[i], b->line[i]);
}

/* Reverse the lines after the first; no cell of the case holds a line end. */
static void reverse_rows(lode_text *text)
{
    char *start = strchr(text->data, '\n') + 1, *copy = strdup(start), *end = copy + strlen(copy);
    char *out = start;
    while (end > copy) {
        char *line = end - 1;
        while (line > copy && line[-1] != '\n') line--;
        memcpy(out, line, (size_t)(end - line));
        out += end - line;
        end = line;
    }
    free(copy);
}

static void order_of_rows_changes_nothing(lode_t *t)
{
    files f = template_files(), g = template_files();
    for (int32_t i = 0; i < g.n; i++)
        if (strstr(g.bytes[i].name, ".csv")) reverse_rows(&g.text[i]);
    lode_case *c = read_case(t, &f), *e = read_case(t, &g);
    print a = run(t, c, -1, 1), b = run(t, e, -1, 1);
    check_same(t, &a, &b);
    free_print(&a);
    free_print(&b);
    lode_case_free(c);
    lode_case_free(e);
    free_files(&f);
    free_files(&g);
}

/* names that reverse the order of what they stand for */
static const char *const RENAMED[][2] = {
    {"XAA", "XCC"}, {"XCC", "XAA"}, {"ore", "zz-ore"}, {"metal", "yy-metal"}, {"motor", "bb-motor"}, {"pump", "aa-pump"},
    {"mine", "z-mine"}, {"refine", "y-refine"}, {"build-motor", "b-motor"}, {"build-pump", "a-pump"},
    {"aa-ban", "zz-ban"}, {"aa-licence", "aa-licence2"},
    {"ore@XAA", "s1"}, {"ore@XBB", "s9"}, {"metal@XAA", "s8"}, {"metal@XBB", "s7"}, {"metal@XCC", "s2"},
    {"motor@XAA", "s3"}, {"motor@XBB", "s6"}, {"motor@XCC", "s5"}, {"pump@XAA", "s99"}, {"pump@XBB", "s0"}, {"pump@XCC", "s4"},
};

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '@' || c == '_';
}

/* Whole words replaced, in text that `in_name` splits. */
static void rename_all(const char *from, lode_text *to)
{
    while (*from) {
        size_t n = 0;
        while (in_name(from[n])) n++;
        const char *word = NULL;
        for (size_t i = 0; n > 0 && i < sizeof RENAMED / sizeof *RENAMED; i++)
            if (strlen(RENAMED[i][0]) == n && strncmp(RENAMED[i][0], from, n) == 0) word = RENAMED[i][1];
        if (word) lode_text_puts(to, word);
        else lode_text_add(to, from, n > 0 ? n : 1);
        from += n > 0 ? n : 1;
    }
}

static void names_change_nothing(lode_t *t)
{
    files f = template_files(), g = template_files();
    for (int32_t i = 0; i < g.n; i++) {
        lode_text renamed = {0};
        rename_all(g.text[i].data, &renamed);
        lode_text_free(&g.text[i]);
        g.text[i] = renamed;
    }
    lode_case *c = read_case(t, &f), *e = read_case(t, &g);
    print a = run(t, c, -1, 1), b = run(t, e, -1, 1);
    for (int32_t i = 0; i < a.n; i++) { /* the first result, with the names of the second */
        lode_text line = {0};
        rename_all(a.line[i], &line);
        free(a.line[i]);
        a.line[i] = strdup(lode_text_str(&line));
        lode_text_free(&line);
    }
    qsort(a.line, (size_t)a.n, sizeof *a.line, by_text);
    check_same(t, &a, &b);
    free_print(&a);
    free_print(&b);
    lode_case_free(c);
    lode_case_free(e);
    free_files(&f);
    free_files(&g);
}

static void replace(lode_text *text, const char *from, const char *to)
{
    char *at = strstr(text->data, from);
    lode_text out = {0};
    lode_text_add(&out, text->data, (size_t)(at - text->data));
    lode_text_puts(&out, to);
    lode_text_puts(&out, at + strlen(from));
    lode_text_free(text);
    *text = out;
}

static void add_second_licence(files *f, const char *id)
{
    static const char *const text = ":\n    title: A second licence\n    actor: XAA\n    kind: licence\n    products: [metal]\n"
                                    "    announced: 2025-03-01\n    effective: 2025-04-01\n"
                                    "    share: {low: 0.5, central: 0.7, high: 0.9}\n    processing_days: 100\n"
                                    "    period_days: 7\n    leak: 0.2\n    source: example\n    grade: C\n";
    for (int32_t i = 0; i < f->n; i++) {
        if (strcmp(f->bytes[i].name, "case.yaml") != 0) continue;
        lode_text both = {0};
        lode_text_printf(&both, "  %s%s  aa-ban:", id, text);
        replace(&f->text[i], "  aa-ban:", lode_text_str(&both));
        lode_text_free(&both);
    }
}

/* Which of two licences with the same share and date governs follows from what they say. */
static void of_two_equal_shares_names_do_not_choose(lode_t *t)
{
    files f = template_files(), g = template_files();
    add_second_licence(&f, "a0-first-by-name");
    add_second_licence(&g, "zz-last-by-name");
    lode_case *c = read_case(t, &f), *e = read_case(t, &g);
    print a = run(t, c, -1, 1), b = run(t, e, -1, 1);
    check_same(t, &a, &b);
    lode_note(t, "reversed rows");
    lode_case_free(e);
    for (int32_t i = 0; i < g.n; i++)
        if (strstr(g.bytes[i].name, ".csv")) reverse_rows(&g.text[i]);
    e = read_case(t, &g);
    print again = run(t, e, -1, 1);
    check_same(t, &a, &again);
    free_print(&a);
    free_print(&b);
    free_print(&again);
    lode_case_free(c);
    lode_case_free(e);
    free_files(&f);
    free_files(&g);
}

/* quantities of goods: their unit begins with "unit" and is not a ratio of units */
static bool is_amount(const lode_input *in)
{
    return strcmp(in->unit, "unit") == 0 || strcmp(in->unit, "unit/year") == 0 || strcmp(in->unit, "unit/day") == 0;
}

static void a_case_ten_times_as_large_has_ten_times_the_results(lode_t *t)
{
    files f = template_files();
    lode_case *c = read_case(t, &f), *e = read_case(t, &f);
    int32_t amounts = 0;
    for (int32_t i = 0; i < e->n_input; i++)
        if (is_amount(&e->input[i])) {
            e->input[i].central *= 10;
            e->input[i].low *= 10;
            e->input[i].high *= 10;
            amounts++;
        }
    CHECK(t, amounts >= 4);
    lode_diags d = {0};
    lode_built *b = lode_build(c, &d), *g = lode_build(e, &d);
    lode_study_options o = lode_study_default();
    lode_result *r = lode_study_run(b, &o, &d), *q = lode_study_run(g, &o, &d);
    CHECK(t, r && q);
    int64_t n = 0;
    for (int32_t i = 0; i < r->n_scenario; i++)
        for (int32_t j = 0; j < r->scenario[i].n_series; j++) {
            double most = 0;
            for (int32_t k = 0; k < r->n_date; k++) most = fmax(most, fabs(r->scenario[i].series[j].value[k].p50));
            for (int32_t k = 0; k < r->n_date; k++, n++)
                CHECK_NEAR(t, q->scenario[i].series[j].value[k].p50, 10 * r->scenario[i].series[j].value[k].p50, 1e-9 * most);
        }
    CHECK(t, n > 500);
    lode_result_free(r);
    lode_result_free(q);
    lode_built_free(b);
    lode_built_free(g);
    lode_diags_free(&d);
    lode_case_free(c);
    lode_case_free(e);
    free_files(&f);
}

static void instruction_sets_and_threads_change_nothing(lode_t *t)
{
    files f = template_files();
    lode_case *c = read_case(t, &f);
    print a = run(t, c, 0, 1);
    for (int32_t isa = 0; isa < 3; isa++) {
        if (!lode_engine_nth(isa)) {
            printf("# build %d does not run on this processor\n", isa);
            continue;
        }
        for (int32_t threads = 1; threads <= 2; threads++) {
            print b = run(t, c, isa, threads);
            check_same(t, &a, &b);
            free_print(&b);
        }
    }
    free_print(&a);
    lode_case_free(c);
    free_files(&f);
}

static void a_base_without_measures_stands_still_for_ten_years(lode_t *t)
{
    files f = template_files();
    for (int32_t i = 0; i < f.n; i++)
        if (strcmp(f.bytes[i].name, "case.yaml") == 0) replace(&f.text[i], "end: 2026-12-31", "end: 2034-12-31");
    lode_case *c = read_case(t, &f);
    lode_diags d = {0};
    lode_built *b = lode_build(c, &d);
    lode_study_options o = lode_study_default();
    o.scenario = "no-measures";
    lode_result *r = lode_study_run(b, &o, &d);
    CHECK(t, r != NULL);
    const lode_scenario_result *still = &r->scenario[1];
    CHECK_STR(t, key(c, LODE_T_SCENARIOS, still->scenario), "no-measures");
    CHECK(t, r->n_date > 250);
    for (int32_t j = 0; j < still->n_series; j++) {
        double first = still->series[j].value[0].p50;
        lode_note(t, "%s of %s", still->series[j].variable, key(c, LODE_T_PRODUCTS, still->series[j].product));
        for (int32_t k = 0; k < r->n_date; k++)
            CHECK_NEAR(t, still->series[j].value[k].p50, first, 1e-9 * fmax(fabs(first), 1e-3));
    }
    lode_result_free(r);
    lode_built_free(b);
    lode_diags_free(&d);
    lode_case_free(c);
    free_files(&f);
}

/* Read, build, run; whatever allocation fails, the work ends with a clear problem or in full, and nothing is left over
 * (the address sanitizer build looks for leaks). */
static void any_allocation_may_fail(lode_t *t)
{
    files f = template_files();
    for (int32_t i = 0; i < f.n; i++) {
        if (strcmp(f.bytes[i].name, "case.yaml") == 0) replace(&f.text[i], "end: 2026-12-31", "end: 2025-07-15");
        f.bytes[i].bytes = f.text[i].data;
        f.bytes[i].length = f.text[i].length;
    }
    bool reached = true;
    int n = 0, failures = 0;
    while (reached) {
        lode_diags d = {0};
        lode_alloc_fail_at(++n);
        lode_case *c = lode_case_read_files(f.bytes, f.n, &d);
        lode_built *b = c ? lode_build(c, &d) : NULL;
        lode_study_options o = lode_study_default();
        lode_result *r = b ? lode_study_run(b, &o, &d) : NULL;
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        lode_note(t, "allocation %d", n);
        if (reached && !r) CHECK(t, d.n_error > 0 || d.out_of_memory);
        if (!reached) CHECK(t, r != NULL);
        failures += reached && !r;
        lode_result_free(r);
        lode_built_free(b);
        lode_case_free(c);
        lode_diags_free(&d);
    }
    printf("# %d allocations, %d of them ended the work\n", n - 1, failures);
    CHECK(t, failures > 20);
    free_files(&f);
}

static const lode_test TESTS[] = {
    TEST(order_of_rows_changes_nothing),
    TEST(names_change_nothing),
    TEST(of_two_equal_shares_names_do_not_choose),
    TEST(a_case_ten_times_as_large_has_ten_times_the_results),
    TEST(instruction_sets_and_threads_change_nothing),
    TEST(a_base_without_measures_stands_still_for_ten_years),
    TEST(any_allocation_may_fail),
};
LODE_TEST_MAIN(TESTS)
