/* lodestone tariff: the trade equilibrium of a table after a shock, by itself. */
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/problems.h"
#include "out/tariff.h"
#include "trade/aggregate.h"
#include "trade/read.h"

enum { PATH_STEPS = 64 };

/* One question and all it owns. */
typedef struct work {
    const lode_cli *cli;
    lode_stop *stop;
    lode_diags diags;
    lode_outdir folder;
    lode_trade_table *table;
    lode_trade_shock *shock;
    lode_trade_balance_report balance;
    lode_trade_result result;
    lode_trade_sides_result sides;
    lode_trade_gradient gradient;
    lode_tariff_answer answer;
    char name[3][256]; /* of table, shock, tariffs */
} work;

static int fail(work *w)
{
    if (w->diags.n_error == 0) lode_diag_no_memory(&w->diags);
    lode_problems_show(&w->diags, stderr, w->cli->quiet, lode_cli_colour(w->cli, stderr));
    return 1;
}

static int fail_writing(lode_text *why)
{
    fprintf(stderr, "lodestone: %s\n", why->length > 0 ? lode_text_str(why) : "out of memory");
    lode_text_free(why);
    return 1;
}

/* --- the question ---------------------------------------------------------------------------- */

static bool check_usage(const lode_cli *cli)
{
    if (cli->shock || cli->sides || cli->gradient) return true;
    fputs("lodestone tariff: what changes? --shock FILE.csv says it (columns "
          "kind,importer,exporter,sector,value);\n"
          "or ask for --sides A,B or --gradient COUNTRY without a shock\n",
          stderr);
    return false;
}

/* The country that an option names; says which there are. */
static bool find_country(const work *w, const char *option, const char *name, int32_t *found)
{
    const lode_trade_table *t = w->table;
    const char *names[LODE_TRADE_COUNTRIES];
    *found = lode_trade_country(t, name);
    if (*found >= 0) return true;
    for (int32_t n = 0; n < t->n_country; n++) names[n] = t->country[n];
    int32_t near = lode_nearest(name, names, t->n_country);
    fprintf(stderr, "lodestone: --%s: the table has no country '%s'", option, name);
    if (near >= 0) fprintf(stderr, "; did you mean '%s'?", names[near]);
    fputs("\nit has:", stderr);
    for (int32_t n = 0; n < t->n_country; n++) fprintf(stderr, " %s", names[n]);
    fputc('\n', stderr);
    return false;
}

static bool find_sides(work *w)
{
    char name[2][64];
    const char *comma = strchr(w->cli->sides, ',');
    if (!comma || comma == w->cli->sides || !comma[1] || strchr(comma + 1, ',')) {
        fprintf(stderr, "lodestone: --sides takes two countries as A,B, not '%s'\n", w->cli->sides);
        return false;
    }
    snprintf(name[0], sizeof name[0], "%.*s", (int)(comma - w->cli->sides), w->cli->sides);
    snprintf(name[1], sizeof name[1], "%s", comma + 1);
    int32_t *side = w->answer.side;
    if (!find_country(w, "sides", name[0], &side[0]) ||
        !find_country(w, "sides", name[1], &side[1]))
        return false;
    if (side[0] != side[1]) return true;
    fputs("lodestone: --sides takes two different countries\n", stderr);
    return false;
}

static bool find_names(work *w)
{
    if (w->cli->sides && !find_sides(w)) return false;
    return !w->cli->gradient ||
           find_country(w, "gradient", w->cli->gradient, &w->answer.gradient_country);
}

/* --- the table ------------------------------------------------------------------------------- */

/* Put the table into regions and groups, where maps are given. */
static bool aggregate(work *w)
{
    const lode_cli *cli = w->cli;
    lode_trade_map regions = {0}, groups = {0};
    if (!cli->regions && !cli->groups) return true;
    bool ok =
        !cli->regions || lode_trade_map_read(cli->regions, w->table, false, &regions, &w->diags);
    ok = (!cli->groups || lode_trade_map_read(cli->groups, w->table, true, &groups, &w->diags)) &&
         ok;
    if (ok) {
        lode_trade_table *small = lode_trade_aggregate(w->table, &regions, &groups);
        lode_trade_table_free(w->table);
        w->table = small;
        if (!small) lode_diag_no_memory(&w->diags);
    }
    lode_trade_map_free(&regions);
    lode_trade_map_free(&groups);
    return ok && w->table;
}

/* Read, balance and aggregate the table, and read the shock on what that gives. */
static bool read_input(work *w)
{
    const lode_cli *cli = w->cli;
    const lode_trade_read_options o = {.variant = cli->variant, .base_tariffs = cli->base_tariffs};
    const char *folder = cli->operand[0];
    w->table = lode_trade_read(folder, &o, &w->diags);
    if (!w->table || !lode_trade_balance(w->table, folder, &w->balance, &w->diags) || !aggregate(w))
        return false;
    w->shock = lode_trade_shock_new(w->table);
    if (!w->shock) return false;
    return !cli->shock || lode_trade_shock_read(cli->shock, w->table, w->shock, &w->diags);
}

/* --- the work -------------------------------------------------------------------------------- */

static void no_solution(work *w, double change, int32_t passes)
{
    lode_place at = {.file = w->cli->shock ? w->cli->shock : w->cli->operand[0]};
    if (change == 0.0) lode_diag_no_memory(&w->diags);
    else lode_diag_add(&w->diags, LODE_DIAG_TRADE_NO_SOLUTION, at, NULL, change, (int)passes);
}

static bool find_gradient(work *w)
{
    lode_trade_base b = {0};
    lode_trade_problem p = {0};
    const lode_trade_options o = lode_trade_default();
    bool ok = lode_trade_base_make(w->table, &b) && lode_trade_problem_make(&b, w->shock, &p);
    lode_trade_solver *solver = ok ? lode_trade_solver_new(&b) : NULL;
    ok = solver && lode_trade_gradient_find(&p, lode_trade_solve(solver, &p, NULL, &o),
                                            w->answer.gradient_country, &w->gradient);
    lode_trade_solver_free(solver);
    lode_trade_problem_free(&p);
    lode_trade_base_free(&b);
    return ok;
}

static bool solve(work *w)
{
    double change = 0.0;
    if (!lode_trade_run(w->table, w->shock, PATH_STEPS, &w->result, &change)) {
        no_solution(w, change, w->result.passes);
        return false;
    }
    const int32_t *side = w->answer.side;
    if (w->cli->sides &&
        !lode_trade_sides(w->table, w->shock, side[0], side[1], w->cli->shock != NULL, &w->sides)) {
        no_solution(w, 1.0, w->sides.solves);
        return false;
    }
    return !w->cli->gradient || find_gradient(w);
}

/* The last part of a path: where a table lies is no part of the answer. */
static const char *base_name(const char *path, char name[256])
{
    if (!path) return NULL;
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/') end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') start--;
    snprintf(name, 256, "%.*s", (int)(end - start), path + start);
    return name;
}

static void fill_answer(work *w)
{
    lode_tariff_answer *a = &w->answer;
    a->table_name = base_name(w->cli->operand[0], w->name[0]);
    a->shock_name = base_name(w->cli->shock, w->name[1]);
    a->base_tariffs = base_name(w->cli->base_tariffs, w->name[2]);
    a->variant = w->cli->variant;
    a->table = w->table;
    a->shock = w->shock;
    a->balance = &w->balance;
    a->result = &w->result;
    a->sides = w->cli->sides ? &w->sides : NULL;
    a->gradient = w->cli->gradient ? &w->gradient : NULL;
    lode_tariff_hash(w->table, w->shock, a->input);
}

static int write_folder(work *w)
{
    lode_text why = {0};
    if (!w->cli->out) return 0;
    if (!lode_tariff_write(&w->answer, &w->folder, &why) || !lode_outdir_commit(&w->folder, &why))
        return fail_writing(&why);
    if (why.length > 0) fprintf(stderr, "lodestone: %s\n", lode_text_str(&why));
    lode_text_free(&why);
    return 0;
}

static int say(const work *w)
{
    lode_text text = {0};
    lode_answer_style style = {lode_cli_colour(w->cli, stdout), w->cli->out};
    if (w->cli->json) lode_tariff_json(&w->answer, &text);
    else lode_tariff_put(&w->answer, &style, &text);
    bool ok = !text.failed;
    if (!ok) fputs("lodestone: out of memory\n", stderr);
    ok = ok && lode_print(lode_text_str(&text), text.length);
    lode_text_free(&text);
    return ok ? 0 : 1;
}

static int answer(work *w)
{
    lode_text why = {0};
    if (!check_usage(w->cli)) return 2;
    if (w->cli->threads > 0) omp_set_num_threads(w->cli->threads);
    if (!read_input(w)) return fail(w);
    if (!find_names(w)) return 2;
    if (w->cli->out) {
        w->stop = lode_stop_begin();
        if (!lode_outdir_begin(&w->folder, w->cli->out, w->stop, &why)) return fail_writing(&why);
    }
    if (!solve(w)) return fail(w);
    /* what was done to the table, and rows that change nothing, are worth knowing before the answer */
    lode_problems_show(&w->diags, stderr, w->cli->quiet, lode_cli_colour(w->cli, stderr));
    fill_answer(w);
    int status = write_folder(w);
    return status ? status : say(w);
}

int lode_cmd_tariff(const lode_cli *cli)
{
    work w = {.cli = cli};
    int status = answer(&w);
    lode_outdir_abort(&w.folder);
    lode_trade_gradient_free(&w.gradient);
    lode_trade_result_free(&w.result);
    lode_trade_shock_free(w.shock);
    lode_trade_table_free(w.table);
    lode_diags_free(&w.diags);
    return status;
}
