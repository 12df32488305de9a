/* lodestone run, claims and report: read a case, build its model, run the scenarios, say and write what comes out. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/keep.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/problems.h"
#include "exposure/exposure.h"
#include "lower/build.h"
#include "out/claims.h"
#include "out/out.h"
#include "page/page.h"
#include "study/readings.h"
#include "study/study.h"

/* One run and all it owns. */
typedef struct run {
    const lode_cli *cli;
    bool claims; /* only what the claims need */
    bool report; /* the page alone            */
    lode_stop *stop;
    lode_diags diags;  /* of the case, which `check` finds too */
    lode_diags in_run; /* of this run                          */
    lode_outdir folder;
    lode_outfile file;
    lode_text html; /* of report.html */
    lode_case *c;
    lode_built *built;
    lode_result *result;
    lode_exposure *exposure;
    lode_cli_keep keep;
    bool wrong_usage;
} run;

/* --- messages ----------------------------------------------------------------------------- */

/* Show the errors of `d`. */
static bool fail(const run *r, lode_diags *d)
{
    lode_problems_show(d, stderr, true, lode_cli_colour(r->cli, stderr));
    if (d->n_error == 0) fputs("lodestone: out of memory\n", stderr);
    return false;
}

static bool fail_writing(lode_text *why)
{
    fprintf(stderr, "lodestone: %s\n", why->length > 0 ? lode_text_str(why) : "out of memory");
    lode_text_free(why);
    return false;
}

/* One line for all warnings: `check` shows them. */
static void say_warnings(const run *r)
{
    int32_t n = r->diags.n_warning;
    if (n == 0 || r->cli->quiet || r->cli->json) return;
    fprintf(stderr, "%d %s: lodestone check %s\n", n, n == 1 ? "warning" : "warnings",
            r->cli->operand[0]);
}

/* --- progress ----------------------------------------------------------------------------- */

/* What was shown last. */
typedef struct progress {
    double start, shown; /* s */
} progress;

enum { PATIENCE = 2 /* s  before anything is shown */ };

static void show_progress(void *user, double share)
{
    progress *p = user;
    double now = lode_clock_seconds();
    if (now - p->start < PATIENCE || now - p->shown < 0.1 || !(share > 0.0)) return;
    p->shown = now;
    fprintf(stderr, "\r%3.0f %%, %.0f s left \033[K", share * 100.0,
            (now - p->start) * (1.0 - share) / share);
    fflush(stderr);
}

static void end_progress(const progress *p)
{
    if (p->shown > 0.0) fputs("\r\033[K", stderr);
}

/* What a few seconds allow with steps of a day. Six blocks; all of 48 draws alike have an interval of 93 to 100 %. */
enum { DRAWS_FOR_CLAIMS = 48, DRAWS_TO_DECIDE = 4096 };

/* --- the work ----------------------------------------------------------------------------- */

static bool read_case(run *r)
{
    r->c = lode_cli_case(r->cli, &r->diags);
    return r->c || fail(r, &r->diags);
}

/* Say that the case has no scenario of the name asked for. */
static void unknown_scenario(const run *r)
{
    enum { MOST = 256 };
    const char *name[MOST] = {NULL};
    int32_t n = r->c->table[LODE_T_SCENARIOS].n_row;
    if (n > MOST) n = MOST;
    for (int32_t i = 0; i < n; i++) name[i] = lode_case_key(r->c, LODE_T_SCENARIOS, i);
    int32_t near = lode_nearest(r->cli->scenario, name, n);
    fprintf(stderr, "lodestone: the case has no scenario '%s'", r->cli->scenario);
    if (near >= 0) fprintf(stderr, "; did you mean '%s'?", name[near]);
    fputs("\nit has:", stderr);
    for (int32_t i = 0; i < n; i++) fprintf(stderr, " %s", name[i]);
    fputc('\n', stderr);
}

/* What the command line says about the case: mistakes in it are wrong usage. */
static bool apply_options(run *r)
{
    const char *scenario = r->cli->scenario;
    if (scenario && lode_case_find(r->c, LODE_T_SCENARIOS, scenario) < 0) {
        unknown_scenario(r);
        r->wrong_usage = true;
    }
    for (int i = 0; i < r->cli->n_set; i++) lode_case_set(r->c, r->cli->set[i], &r->diags);
    if (r->diags.n_error > 0) {
        fail(r, &r->diags);
        r->wrong_usage = true;
    }
    return !r->wrong_usage;
}

/* Find out before the long work whether its results can be written. */
static bool begin_folder(run *r)
{
    lode_text why = {0};
    /* a shard writes no results; the first rank will */
    if (!r->cli->out || r->cli->n_shard > 0 || r->cli->rank > 0) return true;
    if (r->report) return lode_outfile_begin(&r->file, r->cli->out, &why) || fail_writing(&why);
    return lode_outdir_begin(&r->folder, r->cli->out, r->stop, &why) || fail_writing(&why);
}

static bool simulate(run *r)
{
    progress p = {.start = lode_clock_seconds()};
    lode_study_options o = lode_study_default();
    o.scenario = r->cli->scenario;
    o.seed = r->cli->seed;
    if (r->claims || r->report) o.draws = DRAWS_FOR_CLAIMS;
    if (r->cli->until_decided) o.draws = DRAWS_TO_DECIDE;
    if (r->cli->draws > 0) o.draws = r->cli->draws;
    o.claims_only = r->claims;
    o.flips = r->cli->flips;
    o.design = r->cli->design;
    o.step_days = r->cli->step_days;
    o.threads = r->cli->threads;
    o.set = r->cli->set;
    o.n_set = r->cli->n_set;
    o.stop = r->stop;
    o.until_decided = r->cli->until_decided;
    if (lode_keep_any(r->cli)) o.keep = &r->keep.blocks;
    if (!r->cli->quiet && isatty(STDERR_FILENO) == 1) {
        o.progress = show_progress;
        o.user = &p;
    }
    r->built = lode_build(r->c, &r->diags);
    if (!r->built) return fail(r, &r->diags);
    say_warnings(r);
    r->result = lode_study_run(r->built, &o, &r->in_run);
    end_progress(&p);
    if (!r->result && (!lode_keep_part(r->cli) || r->in_run.n_error > 0)) return lode_stop_signal() || fail(r, &r->in_run);
    if (!r->cli->quiet && !r->cli->json)
        lode_problems_show(&r->in_run, stderr, false, lode_cli_colour(r->cli, stderr));
    return true;
}

/* Who depends on whom in the base year, beside the dates of the scenario asked for. */
static bool expose(run *r)
{
    lode_exposure_options o = lode_exposure_default();
    const char *asked = r->cli->scenario;
    int32_t scenario = asked ? lode_case_find(r->c, LODE_T_SCENARIOS, asked) : lode_exposure_scenario(r->c);
    if (!r->result || lode_stop_signal() || r->claims || r->report || (!r->cli->out && !r->cli->json)) return true;
    r->exposure = lode_exposure_find(r->built, &o, &r->diags);
    if (!r->exposure || !lode_exposure_compare(r->exposure, r->result, scenario)) return fail(r, &r->diags);
    r->result->exposure = r->exposure;
    return true;
}

/* The report page as part of the result. A program that was built without one writes none. */
static bool make_page(run *r, lode_text *html)
{
    lode_page page = {.result = r->result};
    if (r->claims) return true;
    if (lode_page_write(&page, html)) r->result->page = lode_text_str(html);
    if (html->failed) fputs("lodestone: out of memory\n", stderr);
    return !html->failed;
}

static bool write_folder(run *r)
{
    lode_text why = {0};
    if (!r->cli->out || !r->result || r->report || lode_stop_signal()) return true;
    if (!make_page(r, &r->html)) return false;
    bool ok =
        lode_tables_write(r->result, &r->folder, &why) && lode_outdir_commit(&r->folder, &why);
    if (!ok && !lode_stop_signal()) return fail_writing(&why);
    /* an old result that could not be removed */
    if (ok && why.length > 0) fprintf(stderr, "lodestone: %s\n", lode_text_str(&why));
    lode_text_free(&why);
    if (ok) lode_keep_remove(&r->keep, r->cli);
    return true;
}

/* The page, to the file asked for or to standard output. */
static bool say_page(run *r)
{
    lode_text html = {0}, why = {0};
    lode_page page = {.result = r->result};
    bool ok = lode_page_write(&page, &html);
    if (!ok) fputs(html.failed ? "lodestone: out of memory\n" : "lodestone: this program was built without its page\n", stderr);
    else if (!r->file.stream) ok = lode_print(lode_text_str(&html), html.length);
    else {
        fwrite(lode_text_str(&html), 1, html.length, r->file.stream);
        ok = lode_outfile_commit(&r->file, r->stop, &why) || fail_writing(&why);
        if (ok && !r->cli->quiet) fprintf(stderr, "%s: %zu kB\n", r->cli->out, (html.length + 500) / 1000);
    }
    lode_text_free(&html);
    return ok;
}

static bool say_result(run *r)
{
    lode_text text = {0};
    if (r->report) return say_page(r);
    if (!r->result) return lode_keep_tell(&r->keep, r->cli);
    lode_answer_style style = {lode_cli_colour(r->cli, stdout), r->cli->out};
    if (r->claims && r->cli->json) lode_claims_json_put(r->result, &text);
    else if (r->claims) lode_claims_answer_put(r->result, style.colour, &text);
    else if (r->cli->json) lode_summary_put(r->result, &text);
    else lode_answer_put(r->result, &style, &text);
    bool ok = !text.failed;
    if (!ok) fputs("lodestone: out of memory\n", stderr);
    ok = ok && lode_print(lode_text_str(&text), text.length);
    lode_text_free(&text);
    return ok;
}

/* The exit status of a run that was stopped. */
static int say_stopped(const run *r)
{
    const char *file = lode_text_str(&r->keep.file);
    if (*file) fprintf(stderr, "lodestone: stopped; draws made so far are in '%s': the same command goes on from there\n", file);
    else if (r->cli->out) fprintf(stderr, "lodestone: stopped; '%s' was not written\n", r->cli->out);
    else fputs("lodestone: stopped\n", stderr);
    return 128 + lode_stop_signal();
}

/* Claims can be asked for only where there are some, and only over draws. */
static bool has_claims(run *r)
{
    if (!r->claims && !r->cli->until_decided) return true;
    if (r->c->table[LODE_T_READINGS].n_row == 0)
        fprintf(stderr, "lodestone: %s has no readings of claims; docs/claims.md says how to write them\n", r->cli->operand[0]);
    else if (r->cli->draws == 1) fputs("lodestone: claims need more than one draw\n", stderr);
    else return true;
    r->wrong_usage = r->cli->draws == 1;
    return false;
}

/* Is there a verdict with which the command is to fail? */
static bool has_verdict(const run *r)
{
    const lode_result *x = r->result;
    for (int32_t i = 0; x && r->cli->fail_on && x->claim && i < x->readings->n; i++)
        if (strcmp(lode_claims_word(x, i), r->cli->fail_on) == 0) return true;
    return false;
}

/* Find a place for the draws, where they are kept. */
static bool begin_keeping(run *r)
{
    return !lode_keep_any(r->cli) || lode_keep_begin(&r->keep, r->cli);
}

static int work(const lode_cli *cli, bool claims, bool report)
{
    run r = {.cli = cli, .claims = claims, .report = report, .stop = lode_stop_begin()};
    if (!lode_keep_allowed(cli, claims)) return 2;
    bool ok = read_case(&r) && apply_options(&r) && has_claims(&r) && begin_folder(&r) && begin_keeping(&r) && simulate(&r) &&
              expose(&r) && write_folder(&r);
    bool stopped = ok && lode_stop_signal() && (!r.result || r.folder.path || r.file.path);
    lode_outdir_abort(&r.folder);
    int status = stopped ? say_stopped(&r) : ok && say_result(&r) ? 0 : r.wrong_usage ? 2 : 1;
    lode_outfile_abort(&r.file);
    if (status == 0 && has_verdict(&r)) status = 3;
    lode_result_free(r.result);
    lode_exposure_free(r.exposure);
    lode_built_free(r.built);
    lode_case_free(r.c);
    lode_keep_end(&r.keep);
    lode_text_free(&r.html);
    lode_diags_free(&r.diags);
    lode_diags_free(&r.in_run);
    return status;
}

int lode_cmd_run(const lode_cli *cli) { return work(cli, false, false); }

int lode_cmd_claims(const lode_cli *cli) { return work(cli, true, false); }

int lode_cmd_report(const lode_cli *cli)
{
    if (cli->out || isatty(STDOUT_FILENO) != 1) return work(cli, false, true);
    fputs("lodestone: a page is not for a terminal: give it a file with -o FILE\n", stderr);
    return 2;
}
