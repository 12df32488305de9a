/* lodestone standoff: who can wait, from a case or from a file of games. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/problems.h"
#include "lower/build.h"
#include "out/standoff.h"
#include "standoff/export.h"
#include "standoff/read.h"
#include "study/standoff.h"

enum { DRAWS = 512, STEPS = 16, TYPES = 5 };

static int fail(const lode_cli *cli, lode_diags *diags)
{
    lode_problems_show(diags, stderr, true, lode_cli_colour(cli, stderr));
    if (diags->n_error == 0) fputs("lodestone: out of memory\n", stderr);
    return 1;
}

/* --- what goes wrong in results ------------------------------------------------------------- */

/* An answer that is no equilibrium is an error, and is printed as one beside the answer. */
static void judge(const lode_standoff_view *v, lode_diags *diags)
{
    const lode_standoff_answer *a = v->answer;
    const lode_standoff_result *r = &a->central;
    lode_place nowhere = {0};
    if (r->status == LODE_STANDOFF_UNCERTIFIED)
        lode_diag_add(diags, LODE_DIAG_STANDOFF_UNCERTIFIED, nowhere,
                      r->deep_pause ? "a pause costs more on its way than prevailing is worth: "
                                      "outside the model (docs/standoff.md)"
                                    : "this is a fault of the program: please report it",
                      v->title, lode_standoff_epsilon(r), LODE_STANDOFF_EPSILON);
    else if (r->status != LODE_STANDOFF_SOLVED)
        lode_diag_add(diags, LODE_DIAG_STANDOFF_UNSOLVED, nowhere,
                      r->bad ? lode_standoff_bad_text(r->bad) : NULL, v->title,
                      lode_standoff_status_text(r->status));
}

/* --- writing a game for Gambit -------------------------------------------------------------- */

/* The day on which costs stop counting in a game without a deadline: a quarter after its last concession. */
static double horizon_of(const lode_standoff_game *g, const lode_standoff_result *r)
{
    double end = 0;
    for (int32_t n = 0; n < r->n; n++)
        end = fmax(end, fmax(r->equilibrium[n].t_star, r->equilibrium[n].loser_out));
    for (int i = 0; end == 0 && i < 2; i++)
        end = fmax(end, g->side[i].cost.day[g->side[i].cost.n - 1] - g->start);
    return end > 0 ? 1.25 * end : 1;
}

static bool export_game(const lode_cli *cli, const lode_standoff_game *g,
                        const lode_standoff_result *r, const char *title, lode_text *out,
                        lode_diags *diags)
{
    bool points = g->side[0].value.n == 1 && g->side[1].value.n == 1,
         nfg = strcmp(cli->export_form, "nfg") == 0;
    if (nfg && !points) {
        lode_diag_add(diags, LODE_DIAG_STANDOFF_EXPORT, (lode_place){0}, "use --export efg",
                      "a strategic form needs point values: with types it would have a strategy "
                      "for every plan of every type");
        return false;
    }
    lode_standoff_grid grid =
        lode_standoff_grid_of(g, cli->steps > 0 ? cli->steps : STEPS, horizon_of(g, r));
    if (nfg) lode_standoff_nfg(g, &grid, title, out);
    else lode_standoff_efg(g, &grid, cli->types > 0 ? cli->types : TYPES, title, out);
    return true;
}

/* --- a case --------------------------------------------------------------------------------- */

static bool say(const lode_cli *cli, const lode_standoff_view *v, int32_t n, lode_diags *diags)
{
    lode_text out = {0};
    bool ok = true;
    if (cli->export_form) {
        lode_standoff_nodes nodes;
        lode_standoff_game game;
        lode_standoff_learning none;
        lode_standoff_central(v->model, &nodes, &game, &none);
        ok = export_game(cli, &game, &v->answer->central, v->title, &out, diags);
    } else if (cli->json && n > 1) lode_standoff_json_list(v, n, &out);
    else if (cli->json) lode_standoff_json(v, &out);
    else
        for (int32_t i = 0; i < n; i++) {
            if (i > 0) lode_text_putc(&out, '\n');
            lode_standoff_put(&v[i], lode_cli_colour(cli, stdout), &out);
        }
    if (out.failed) lode_diag_no_memory(diags);
    ok = ok && !out.failed && lode_print(lode_text_str(&out), out.length);
    lode_text_free(&out);
    return ok;
}

/* A case and what is made of it. */
typedef struct run {
    lode_diags diags;
    lode_case *c;
    lode_built *built;
    lode_result *result;
    lode_standoff_case standoff;
    lode_arena memory;
    lode_standoff_answer *answer;
} run;

static int play_case(const lode_cli *cli, run *x)
{
    x->c = lode_cli_case(cli, &x->diags);
    if (!x->c) return fail(cli, &x->diags);
    for (int i = 0; i < cli->n_set; i++) lode_case_set(x->c, cli->set[i], &x->diags);
    if (x->diags.n_error > 0) return fail(cli, &x->diags), 2;
    lode_study_options o = lode_study_default();
    o.scenario = cli->scenario;
    o.losses_only = true;
    o.threads = cli->threads;
    o.step_days = cli->step_days;
    o.set = cli->set;
    o.n_set = cli->n_set;
    if (!lode_standoff_options(x->c, &o, &x->diags)) return fail(cli, &x->diags);
    x->built = lode_build(x->c, &x->diags);
    x->result = x->built ? lode_study_run(x->built, &o, &x->diags) : NULL;
    if (!x->result) return fail(cli, &x->diags);
    int32_t draws = cli->draws > 0 ? cli->draws : DRAWS;
    bool ok = lode_standoff_of_result(x->result, draws == 1 ? 0 : draws, cli->seed, &x->standoff,
                                      &x->diags);
    o.seed = cli->seed;
    /* as asked for: simulated; the default takes the central losses, within a second */
    ok = ok && (cli->draws < 2 || lode_standoff_simulate(x->built, &o, cli->draws, &x->standoff, &x->diags));
    if (x->diags.n_error > 0) return fail(cli, &x->diags);
    x->answer = ok ? LODE_TAKE(&x->memory, 1, lode_standoff_answer) : NULL;
    if (!x->answer || !lode_standoff_answer_make(&x->standoff.model, &x->memory, x->answer))
        return fail(cli, &x->diags);
    return 0;
}

static int standoff_case(const lode_cli *cli)
{
    run x = {0};
    int status = play_case(cli, &x);
    if (status == 0) {
        lode_diags found = {0};
        lode_standoff_view v = {.title = x.c->id,
                                .scenario = x.standoff.scenario,
                                .sha256 = x.c->sha256,
                                .currency = "USD",
                                .name = {x.standoff.name[0], x.standoff.name[1]},
                                .dated = true,
                                .simulated = x.standoff.n_simulated > 0,
                                .start = x.standoff.start,
                                .model = &x.standoff.model,
                                .answer = x.answer};
        judge(&v, &found);
        bool ok = say(cli, &v, 1, &found);
        if (found.n_error > 0) status = fail(cli, &found);
        if (!ok) status = 1;
        lode_diags_free(&found);
    }
    lode_arena_free(&x.memory);
    lode_standoff_case_free(&x.standoff);
    lode_result_free(x.result);
    lode_built_free(x.built);
    lode_case_free(x.c);
    lode_diags_free(&x.diags);
    return status;
}

/* --- a file of games ------------------------------------------------------------------------ */

/* Models and answers of the games of a file. */
typedef struct games {
    lode_standoff_file file;
    lode_diags diags;
    lode_arena memory;
    lode_standoff_view *view;
    int32_t n;
} games;

static bool play_game(games *x, const lode_standoff_problem *p)
{
    lode_standoff_model *m = LODE_TAKE(&x->memory, 1, lode_standoff_model);
    lode_standoff_answer *a = LODE_TAKE(&x->memory, 1, lode_standoff_answer);
    if (!m || !a) return false;
    m->game = p->game;
    m->delay = lode_standoff_delays;
    m->n_delay = 4;
    for (int i = 0; i < 2; i++) {
        m->learning.bias[i] = p->bias[i];
        m->learning.days[i] = p->learning_days[i];
    }
    if (p->assumed_payoff)
        lode_diag_add(&x->diags, LODE_DIAG_GAME_DEADLINE, (lode_place){0}, NULL, p->id);
    if (!lode_standoff_answer_make(m, &x->memory, a)) return false;
    lode_standoff_view *v = &x->view[x->n++];
    *v = (lode_standoff_view){.title = *p->id ? p->id : "game",
                              .name = {"A", "B"},
                              .currency = "",
                              .model = m,
                              .answer = a};
    judge(v, &x->diags);
    return true;
}

static bool play_games(const lode_cli *cli, games *x)
{
    x->view = LODE_TAKE(&x->memory, x->file.n + 1, lode_standoff_view);
    bool ok = x->view != NULL;
    for (int32_t i = 0; ok && i < x->file.n; i++)
        if (!cli->game || strcmp(cli->game, x->file.problem[i].id) == 0)
            ok = play_game(x, &x->file.problem[i]);
    if (!ok) lode_diag_no_memory(&x->diags);
    if (ok && x->n == 0)
        lode_diag_add(&x->diags, LODE_DIAG_STANDOFF_EXPORT, (lode_place){0}, NULL,
                      "no game of the file has that id");
    if (ok && cli->export_form && x->n > 1)
        lode_diag_add(&x->diags, LODE_DIAG_STANDOFF_EXPORT, (lode_place){0},
                      "choose one with --game ID",
                      "the file holds several games; one can be exported at a time");
    return ok && x->n > 0 && !(cli->export_form && x->n > 1);
}

/* Excerpts come from the file of games. */
static const char *contents(void *user, const char *file, size_t *length)
{
    const games *x = user;
    (void)file;
    *length = x->file.file.length;
    return x->file.file.data;
}

static int standoff_file(const lode_cli *cli)
{
    games x = {0};
    bool ok = lode_standoff_read(&x.file, cli->operand[0], &x.diags) && play_games(cli, &x) &&
              say(cli, x.view, x.n, &x.diags);
    if (x.diags.n_error > 0 || x.diags.out_of_memory || (!cli->quiet && x.diags.n_item > 0)) {
        const lode_sources sources = {contents, &x};
        lode_diags_sort(&x.diags);
        char *text = lode_diags_text(&x.diags, &sources, lode_cli_colour(cli, stderr));
        fputs(text ? text : "lodestone: out of memory\n", stderr);
        free(text);
    }
    int status = ok && x.diags.n_error == 0 ? 0 : 1;
    lode_arena_free(&x.memory);
    lode_diags_free(&x.diags);
    lode_standoff_file_free(&x.file);
    return status;
}

int lode_cmd_standoff(const lode_cli *cli)
{
    struct stat st;
    bool folder = stat(cli->operand[0], &st) == 0 && S_ISDIR(st.st_mode);
    bool looks_like_file = strchr(cli->operand[0], '.') != NULL;
    return folder || !looks_like_file ? standoff_case(cli) : standoff_file(cli);
}
