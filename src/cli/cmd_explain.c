/* lodestone explain: why an actor's output of a product is short, back to measures and to rows of the case. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/problems.h"
#include "lower/build.h"
#include "out/explain.h"
#include "study/explain.h"

/* One explanation and all it owns. */
typedef struct work {
    const lode_cli *cli;
    lode_diags diags;
    lode_case *c;
    lode_built *built;
    lode_result *result;
    lode_explanation *explanation;
} work;

static int fail(work *w)
{
    lode_problems_show(&w->diags, stderr, true, lode_cli_colour(w->cli, stderr));
    if (w->diags.n_error == 0) fputs("lodestone: out of memory\n", stderr);
    return 1;
}

/* --- the question --------------------------------------------------------------------------- */

/* The row of a table that an option names; -1 after saying what there is. */
static int32_t find_row(const work *w, lode_table_id table, const char *option, const char *name)
{
    enum { MOST = 256 };
    const char *key[MOST] = {NULL};
    int32_t row = lode_case_find(w->c, table, name), n = w->c->table[table].n_row;
    if (row >= 0) return row;
    if (n > MOST) n = MOST;
    for (int32_t i = 0; i < n; i++) key[i] = lode_case_key(w->c, table, i);
    int32_t near = lode_nearest(name, key, n);
    fprintf(stderr, "lodestone: the case has no %s '%s'", option, name);
    if (near >= 0) fprintf(stderr, "; did you mean '%s'?", key[near]);
    fputs("\nit has:", stderr);
    for (int32_t i = 0; i < n; i++) fprintf(stderr, " %s", key[i]);
    fputc('\n', stderr);
    return -1;
}

/* Read the options; what is wrong with them is said, and 2 returned. */
static int read_question(work *w, lode_question *q)
{
    const lode_cli *cli = w->cli;
    int32_t start = lode_case_int(w->c, 0, LODE_CASE_START, 0), end = lode_case_int(w->c, 0, LODE_CASE_END, 0);
    *q = (lode_question){.scenario = -1, .date = cli->date_given ? cli->date : LODE_NEVER};
    if (cli->date_given && (cli->date < start || cli->date > end)) {
        char a[LODE_DATE_SIZE], b[LODE_DATE_SIZE];
        fprintf(stderr, "lodestone: --date must be within the period, %s to %s\n", lode_date_format(start, a),
                lode_date_format(end, b));
        return 2;
    }
    q->product = find_row(w, LODE_T_PRODUCTS, "product", cli->product);
    q->actor = q->product < 0 ? -1 : find_row(w, LODE_T_ACTORS, "actor", cli->actor);
    if (q->actor >= 0 && cli->scenario) {
        q->scenario = find_row(w, LODE_T_SCENARIOS, "scenario", cli->scenario);
        if (q->scenario < 0) return 2;
    }
    return q->actor < 0 ? 2 : 0;
}

/* The actor makes none of it: say who does. */
static int say_not_made(const work *w, const lode_question *q)
{
    const lode_model *m = w->built->model;
    fprintf(stderr, "lodestone: no %s is made in %s; it is made in:", w->cli->product, w->cli->actor);
    for (int32_t a = 0; a < m->n_actor; a++) {
        bool makes = false;
        for (int32_t j = m->product_output_ptr[q->product]; j < m->product_output_ptr[q->product + 1]; j++)
            makes |= m->site_actor[m->output_site[m->product_output[j]]] == a;
        if (makes) fprintf(stderr, " %s", lode_case_key(w->c, LODE_T_ACTORS, a));
    }
    fputc('\n', stderr);
    return 2;
}

/* --- the work ------------------------------------------------------------------------------- */

static int say(const work *w)
{
    lode_text text = {0};
    if (w->cli->json) lode_explain_json(w->explanation, &text);
    else lode_explain_put(w->explanation, lode_cli_colour(w->cli, stdout), &text);
    bool ok = !text.failed;
    if (!ok) fputs("lodestone: out of memory\n", stderr);
    ok = ok && lode_print(lode_text_str(&text), text.length);
    lode_text_free(&text);
    return ok ? 0 : 1;
}

static int explain(work *w)
{
    const lode_cli *cli = w->cli;
    lode_question q;
    if (!cli->product || !cli->actor) {
        fprintf(stderr, "lodestone: explain needs --%s\n", cli->product ? "actor" : "product");
        return 2;
    }
    w->c = lode_cli_case(cli, &w->diags);
    if (!w->c) return fail(w);
    for (int i = 0; i < cli->n_set; i++) lode_case_set(w->c, cli->set[i], &w->diags);
    if (w->diags.n_error > 0) return fail(w), 2;
    int wrong = read_question(w, &q);
    if (wrong) return wrong;
    w->built = lode_build(w->c, &w->diags);
    if (!w->built) return fail(w);

    lode_study_options o = lode_study_default();
    o.scenario = cli->scenario;
    o.step_days = cli->step_days;
    o.threads = cli->threads;
    o.set = cli->set;
    o.n_set = cli->n_set;
    w->result = lode_study_run(w->built, &o, &w->diags);
    if (!w->result) return fail(w);
    w->explanation = lode_explain(w->result, &q, &w->diags);
    if (!w->explanation) return fail(w);
    return w->explanation->scenario < 0 ? say_not_made(w, &q) : say(w);
}

int lode_cmd_explain(const lode_cli *cli)
{
    work w = {.cli = cli};
    int status = explain(&w);
    lode_explanation_free(w.explanation);
    lode_result_free(w.result);
    lode_built_free(w.built);
    lode_case_free(w.c);
    lode_diags_free(&w.diags);
    return status;
}
