/* lodestone exposure: who depends on whom through which stage, beside what one scenario makes of it. */
#include <stdio.h>
#include <string.h>

#include "cli/options.h"
#include "cli/output.h"
#include "cli/problems.h"
#include "exposure/exposure.h"
#include "lower/build.h"
#include "out/exposure.h"
#include "out/out.h"
#include "study/study.h"

/* One exposure and all it owns. */
typedef struct work {
    const lode_cli *cli;
    lode_stop *stop;
    lode_diags diags;
    lode_outdir folder;
    lode_case *c;
    lode_built *built;
    lode_result *result;
    lode_exposure *exposure;
    int32_t scenario;
} work;

static int fail(work *w)
{
    lode_problems_show(&w->diags, stderr, true, lode_cli_colour(w->cli, stderr));
    if (w->diags.n_error == 0) fputs("lodestone: out of memory\n", stderr);
    return 1;
}

static int fail_writing(lode_text *why)
{
    fprintf(stderr, "lodestone: %s\n", why->length > 0 ? lode_text_str(why) : "out of memory");
    lode_text_free(why);
    return 1;
}

/* --- the question --------------------------------------------------------------------------- */

/* The row of a table that an option names, `otherwise` where it names none. Returns false after saying what there is. */
static bool find_row(const work *w, lode_table_id table, const char *option, const char *name, int32_t *row)
{
    enum { MOST = 256 };
    const char *key[MOST] = {NULL};
    int32_t n = w->c->table[table].n_row;
    if (!name) return true;
    *row = lode_case_find(w->c, table, name);
    if (*row >= 0) return true;
    if (n > MOST) n = MOST;
    for (int32_t i = 0; i < n; i++) key[i] = lode_case_key(w->c, table, i);
    int32_t near = lode_nearest(name, key, n);
    fprintf(stderr, "lodestone: the case has no %s '%s'", option, name);
    if (near >= 0) fprintf(stderr, "; did you mean '%s'?", key[near]);
    fputs("\nit has:", stderr);
    for (int32_t i = 0; i < n; i++) fprintf(stderr, " %s", key[i]);
    fputc('\n', stderr);
    return false;
}

static bool read_question(work *w, lode_exposure_options *o)
{
    const lode_cli *cli = w->cli;
    *o = lode_exposure_default();
    w->scenario = lode_exposure_scenario(w->c);
    return find_row(w, LODE_T_PRODUCTS, "product", cli->product, &o->product) &&
           find_row(w, LODE_T_ACTORS, "actor", cli->actor, &o->actor) &&
           find_row(w, LODE_T_PRODUCTS, "product", cli->root, &o->root) &&
           find_row(w, LODE_T_SCENARIOS, "scenario", cli->scenario, &w->scenario);
}

/* Nothing of the kind is made or used: wrong usage, since the case is right. */
static int say_nothing(const work *w)
{
    const lode_cli *cli = w->cli;
    fputs("lodestone: the case has no ", stderr);
    if (cli->root && w->exposure->n_exposed > 0) fprintf(stderr, "%s in ", cli->root);
    fprintf(stderr, "%s", cli->product ? cli->product : "end product");
    if (cli->actor) fprintf(stderr, " made in %s", cli->actor);
    fputc('\n', stderr);
    return 2;
}

/* --- the work ------------------------------------------------------------------------------- */

static int simulate(work *w)
{
    lode_study_options o = lode_study_default();
    o.scenario = lode_case_key(w->c, LODE_T_SCENARIOS, w->scenario);
    o.step_days = w->cli->step_days;
    o.threads = w->cli->threads;
    o.set = w->cli->set;
    o.n_set = w->cli->n_set;
    o.stop = w->stop;
    w->result = lode_study_run(w->built, &o, &w->diags);
    if (!w->result) return lode_stop_signal() ? 128 + lode_stop_signal() : fail(w);
    w->result->exposure = w->exposure;
    return lode_exposure_compare(w->exposure, w->result, w->scenario) ? 0 : fail(w);
}

static int write_folder(work *w)
{
    lode_text why = {0};
    if (!w->cli->out) return 0;
    if (!lode_tables_write(w->result, &w->folder, &why) || !lode_outdir_commit(&w->folder, &why)) return fail_writing(&why);
    /* an old result that could not be removed */
    if (why.length > 0) fprintf(stderr, "lodestone: %s\n", lode_text_str(&why));
    lode_text_free(&why);
    return 0;
}

static int say(const work *w)
{
    lode_text text = {0};
    lode_answer_style style = {lode_cli_colour(w->cli, stdout), w->cli->out};
    if (w->cli->json) lode_exposure_json(w->result, &text);
    else lode_exposure_put(w->result, &style, &text);
    bool ok = !text.failed;
    if (!ok) fputs("lodestone: out of memory\n", stderr);
    ok = ok && lode_print(lode_text_str(&text), text.length);
    lode_text_free(&text);
    return ok ? 0 : 1;
}

static int expose(work *w)
{
    lode_exposure_options o;
    lode_text why = {0};
    w->c = lode_cli_case(w->cli, &w->diags);
    if (!w->c) return fail(w);
    if (!read_question(w, &o)) return 2;
    for (int i = 0; i < w->cli->n_set; i++) lode_case_set(w->c, w->cli->set[i], &w->diags);
    if (w->diags.n_error > 0) return fail(w), 2;
    if (w->cli->out && !lode_outdir_begin(&w->folder, w->cli->out, w->stop, &why)) return fail_writing(&why);
    w->built = lode_build(w->c, &w->diags);
    if (!w->built) return fail(w);
    w->exposure = lode_exposure_find(w->built, &o, &w->diags);
    if (!w->exposure) return fail(w);
    if (w->exposure->n_row == 0) return say_nothing(w);
    int status = simulate(w);
    if (status == 0) status = write_folder(w);
    return status ? status : say(w);
}

int lode_cmd_exposure(const lode_cli *cli)
{
    work w = {.cli = cli, .stop = lode_stop_begin()};
    int status = expose(&w);
    lode_outdir_abort(&w.folder);
    lode_result_free(w.result);
    lode_exposure_free(w.exposure);
    lode_built_free(w.built);
    lode_case_free(w.c);
    lode_diags_free(&w.diags);
    return status;
}
