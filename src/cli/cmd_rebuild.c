/* lodestone rebuild: what it takes to get around a chokepoint. */
#include <stdio.h>

#include "base/diag.h"
#include "base/files.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/problems.h"
#include "lower/build.h"
#include "out/rebuild.h"
#include "study/rebuild.h"

typedef struct work {
    const lode_cli *cli;
    lode_diags diags;
    lode_case *c;
    lode_built *b;
    lode_rebuild_answer *answer;
    lode_outdir folder;
} work;

static int fail(work *w)
{
    lode_problems_show(&w->diags, stderr, true, lode_cli_colour(w->cli, stderr));
    if (w->diags.n_error == 0) fputs("lodestone: out of memory\n", stderr);
    return 1;
}

static int fail_writing(lode_text *why)
{
    fprintf(stderr, "lodestone: %s\n", lode_text_str(why));
    lode_text_free(why);
    return 1;
}

static bool plan(work *w)
{
    const lode_cli *cli = w->cli;
    lode_rebuild_study_options o = lode_rebuild_study_default();
    o.for_actors = cli->for_actors;
    o.with_actors = cli->with_actors;
    o.need = cli->need;
    if (cli->by_given) o.by = cli->by;
    if (cli->budget > 0) o.budget_usd = cli->budget;
    o.quantiles = cli->quantiles;
    o.loss = cli->loss;
    o.threads = cli->threads;
    w->b = lode_build(w->c, &w->diags);
    w->answer = w->b ? lode_rebuild_study(w->b, &o, &w->diags) : NULL;
    return w->answer != NULL;
}

static int say(const work *w)
{
    lode_rebuild_view v = {.answer = w->answer};
    lode_answer_style style = {lode_cli_colour(w->cli, stdout), w->cli->out};
    lode_text text = {0};
    if (w->cli->json) lode_rebuild_json(&v, &text);
    else lode_rebuild_put(&v, &style, &text);
    bool ok = !text.failed;
    if (!ok) fputs("lodestone: out of memory\n", stderr);
    ok = ok && lode_print(lode_text_str(&text), text.length);
    lode_text_free(&text);
    return ok ? 0 : 1;
}

static int answer(work *w)
{
    lode_text why = {0};
    if (w->cli->with_actors && !w->cli->for_actors) {
        fputs("lodestone: --with names partners of those in --for: give --for ACTOR\n", stderr);
        return 2;
    }
    w->c = lode_cli_case(w->cli, &w->diags);
    if (!w->c) return fail(w);
    for (int i = 0; i < w->cli->n_set; i++) lode_case_set(w->c, w->cli->set[i], &w->diags);
    if (w->diags.n_error > 0) return fail(w), 2;
    if (w->cli->out && !lode_outdir_begin(&w->folder, w->cli->out, lode_stop_begin(), &why)) return fail_writing(&why);
    if (!plan(w)) return fail(w);
    lode_rebuild_view v = {.answer = w->answer};
    if (w->cli->out && (!lode_rebuild_write(&v, &w->folder, &why) || !lode_outdir_commit(&w->folder, &why))) return fail_writing(&why);
    lode_text_free(&why);
    return say(w);
}

int lode_cmd_rebuild(const lode_cli *cli)
{
    work w = {.cli = cli};
    int status = answer(&w);
    lode_outdir_abort(&w.folder);
    lode_rebuild_answer_free(w.answer);
    lode_built_free(w.b);
    lode_case_free(w.c);
    lode_diags_free(&w.diags);
    return status;
}
