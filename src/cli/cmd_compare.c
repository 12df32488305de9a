/* lodestone compare: two cases, scenarios or result folders side by side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/options.h"
#include "cli/output.h"
#include "cli/problems.h"
#include "compare/compare.h"

/* An operand: FOLDER or FOLDER:SCENARIO. */
typedef struct operand {
    const char *text;
    char *folder, *scenario; /* scenario NULL: all */
} operand;

typedef struct work {
    const lode_cli *cli;
    lode_stop *stop;
    operand of[2];
    lode_side side[2];
    lode_comparison c;
    lode_outdir folder;
    lode_diags diags;
} work;

static int fail(lode_text *why)
{
    fprintf(stderr, "lodestone: %s\n", why->length > 0 ? lode_text_str(why) : "out of memory");
    lode_text_free(why);
    return 1;
}

static bool is_there(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

static char *copy_of(const char *text, size_t n)
{
    char *copy = malloc(n + 1);
    if (copy) {
        memcpy(copy, text, n);
        copy[n] = '\0';
    }
    return copy;
}

/* A folder whose name holds a colon is that folder; else the last colon comes before the scenario. */
static bool split(operand *o, const char *text)
{
    const char *colon = strrchr(text, ':');
    bool plain = !colon || colon[1] == '\0' || is_there(text);
    o->text = text;
    o->folder = copy_of(text, plain ? strlen(text) : (size_t)(colon - text));
    if (!plain) o->scenario = copy_of(colon + 1, strlen(colon + 1));
    return o->folder && (plain || o->scenario);
}

/* Who names one scenario means it for both sides. */
static bool share_scenario(work *w)
{
    for (int k = 0; k < 2; k++) {
        const char *other = w->of[1 - k].scenario;
        if (w->of[k].scenario || !other) continue;
        w->of[k].scenario = copy_of(other, strlen(other));
        return w->of[k].scenario != NULL;
    }
    return true;
}

/* Run a case for one side. */
static int run_side(work *w, int k)
{
    const lode_cli *cli = w->cli;
    lode_run_options o = lode_run_default();
    static const char *const design[] = {"philox", "sobol", "lhs"};
    lode_text why = {0};
    o.scenario = w->of[k].scenario;
    o.draws = cli->draws > 0 ? cli->draws : 1;
    o.seed = cli->seed;
    o.design = design[cli->design];
    o.step_days = cli->step_days;
    o.threads = cli->threads;
    o.set = cli->set;
    o.n_set = cli->n_set;
    o.stop = w->stop;
    lode_run *run = lode_run_case(w->of[k].folder, &o, &w->diags);
    if (!run && lode_stop_signal()) return 128 + lode_stop_signal();
    if (!run) {
        lode_problems_show(&w->diags, stderr, true, lode_cli_colour(cli, stderr));
        if (w->diags.n_error == 0) fputs("lodestone: out of memory\n", stderr);
        return 1;
    }
    bool ok = lode_side_of_run(&w->side[k], w->of[k].text, w->of[k].scenario, run, &why);
    lode_run_free(run);
    return ok ? 0 : fail(&why);
}

static int read_side(work *w, int k)
{
    lode_text why = {0};
    if (!lode_side_is_result(w->of[k].folder)) return run_side(w, k);
    if (lode_side_of_folder(&w->side[k], w->of[k].text, w->of[k].scenario, w->of[k].folder, &why)) return 0;
    return fail(&why);
}

/* Options about runs say nothing to results that are there. */
static bool options_fit(const work *w)
{
    const lode_cli *cli = w->cli;
    bool runs = !lode_side_is_result(w->of[0].folder) || !lode_side_is_result(w->of[1].folder);
    if (runs || (cli->draws == 0 && cli->seed == 0 && cli->step_days == 0 && cli->n_set == 0)) return true;
    fputs("lodestone: --draws, --seed, --step and --set are for cases; these are results already\n", stderr);
    return false;
}

static int say(work *w)
{
    lode_text text = {0};
    if (w->cli->json) lode_compare_json(&w->c, &text);
    else lode_compare_put(&w->c, lode_cli_colour(w->cli, stdout), &text);
    bool ok = !text.failed;
    if (!ok) fputs("lodestone: out of memory\n", stderr);
    ok = ok && lode_print(lode_text_str(&text), text.length);
    lode_text_free(&text);
    return ok ? 0 : 1;
}

static int write_folder(work *w)
{
    lode_text why = {0};
    if (!w->cli->out) return 0;
    if (!lode_compare_write(&w->c, &w->folder, &why) || !lode_outdir_commit(&w->folder, &why))
        return lode_stop_signal() ? 128 + lode_stop_signal() : fail(&why);
    if (why.length > 0) fprintf(stderr, "lodestone: %s\n", lode_text_str(&why));
    lode_text_free(&why);
    return 0;
}

static int compare(work *w)
{
    lode_text why = {0};
    for (int k = 0; k < 2; k++)
        if (!split(&w->of[k], w->cli->operand[k])) return fail(&why);
    if (!share_scenario(w)) return fail(&why);
    if (!options_fit(w)) return 2;
    if (w->cli->out && !lode_outdir_begin(&w->folder, w->cli->out, w->stop, &why)) return fail(&why);
    for (int k = 0; k < 2; k++) {
        int status = read_side(w, k);
        if (status != 0) return status;
    }
    if (!lode_compare(&w->c, &w->side[0], &w->side[1])) return fail(&why);
    int status = write_folder(w);
    return status ? status : say(w);
}

int lode_cmd_compare(const lode_cli *cli)
{
    work w = {.cli = cli, .stop = lode_stop_begin()};
    int status = compare(&w);
    lode_outdir_abort(&w.folder);
    lode_comparison_free(&w.c);
    for (int k = 0; k < 2; k++) {
        lode_side_free(&w.side[k]);
        free(w.of[k].folder);
        free(w.of[k].scenario);
    }
    lode_diags_free(&w.diags);
    return status;
}
