/* The table of commands. Each is in a file of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_check.h"
#include "cli/options.h"
#include "cli/output.h"
#include "out/out.h"

/* --- commands that take their arguments as main does --------------------------------------- */

/* main's arguments are not written to, but are not const either */
static char *plain(const char *s)
{
    return (char *)(uintptr_t)s;
}

/* Hand on what was read, in the simplest form. */
static int hand_on(const lode_cli *cli, int (*run)(int argc, char **argv), const char *option,
                   const char *value)
{
    char *argv[8] = {plain(cli->command->name)}, operand[4096];
    int argc = 1;
    bool checks = cli->command->bit == LODE_CHECK;
    if (cli->json) argv[argc++] = plain("--json");
    if (checks && cli->quiet) argv[argc++] = plain("--quiet");
    if (checks && cli->colour == LODE_COLOUR_ALWAYS) argv[argc++] = plain("--colour");
    if (checks && cli->evidence_text) {
        argv[argc++] = plain("--evidence-until");
        argv[argc++] = plain(cli->evidence_text);
    }
    if (option) argv[argc++] = plain(option);
    if (value) argv[argc++] = plain(value);
    if (cli->n_operand > 0) {
        /* a folder may be called like an option */
        bool dash = cli->operand[0][0] == '-';
        snprintf(operand, sizeof operand, "%s%s", dash ? "./" : "", cli->operand[0]);
        argv[argc++] = dash ? operand : plain(cli->operand[0]);
    }
    return run(argc, argv);
}

static int run_check(const lode_cli *cli)
{
    return hand_on(cli, lode_cmd_check, NULL, NULL);
}

static int run_new(const lode_cli *cli)
{
    return hand_on(cli, lode_cmd_new, NULL, NULL);
}

static int run_schema(const lode_cli *cli)
{
    if (cli->json_schema && strcmp(cli->json_schema, "summary") == 0) {
        lode_text text = {0};
        lode_summary_schema_put(&text);
        bool ok = !text.failed && lode_print(lode_text_str(&text), text.length);
        lode_text_free(&text);
        return ok ? 0 : 1;
    }
    if (cli->json_schema) return hand_on(cli, lode_cmd_schema, "--json-schema", cli->json_schema);
    return hand_on(cli, lode_cmd_schema, cli->markdown ? "--markdown" : "--dictionary", NULL);
}

/* clang-format off */
const lode_command lode_commands[] = {
    {"run", "CASE", LODE_RUN, lode_cmd_run, "run the scenarios of a case: what stops first, who loses how much"},
    {"claims", "CASE", LODE_CLAIMS_COMMAND, lode_cmd_claims, "judge the claims of a case: which hold, how surely, and what that rests on"},
    {"merge", "SHARD...", LODE_MERGE, lode_cmd_merge, "put the shards of a run together: files of draws, or folders of them"},
    {"explain", "CASE", LODE_EXPLAIN, lode_cmd_explain, "say why an output is short, back to measures, rows and sources"},
    {"exposure", "CASE", LODE_EXPOSURE, lode_cmd_exposure, "say who depends on whom, through which stage, and where familiar indices mislead"},
    {"evidence", "CASE", LODE_EVIDENCE, lode_cmd_evidence, "say which rows became known after as_of, and what they change"},
    {"analyze", "METHOD", LODE_ANALYZE, lode_cmd_analyze, "find which inputs decide a result, from tables of draws: sobol, morris, pawn, prim"},
    {"tariff", "TABLE", LODE_TRADE, lode_cmd_tariff, "trade equilibrium of a table after a shock: welfare, prices, trade; flip values of two sides"},
    {"check", "CASE", LODE_CHECK, run_check, "report every problem of a case, with its place, and supply and use of each product"},
    {"new", "DIR", LODE_NEW, run_new, "write a small case to start from"},
    {"schema", NULL, LODE_SCHEMA, run_schema, "print what a case may say"},
    {"compare", "A B", LODE_COMPARE, lode_cmd_compare, "set two cases, scenarios (CASE:SCENARIO) or result folders side by side"},
    {"standoff", "CASE|FILE", LODE_STANDOFF, lode_cmd_standoff, "say who can wait, what postponing is worth to whom, and what that rests on"},
    {"rebuild", "CASE", LODE_ANY, NULL, "the way around a chokepoint"},
    {"propagate", "DIR", LODE_PROPAGATE, lode_cmd_propagate, "run a published model of shock propagation on a plain network of firms"},
    {"eval", "FORMULA TRACE.csv", LODE_EVAL, lode_cmd_eval, "evaluate one formula of the claim language on one run"},
    {"backtest", "CASE OBSERVED", LODE_ANY, NULL, "a run against what happened"},
    {"report", "CASE", LODE_REPORT, lode_cmd_report, "write one HTML page that shows and re-runs a case, offline, in any browser"},
    {"serve", "DIR", LODE_SERVE, lode_cmd_serve, "show the cases of a folder in a browser, run them, and answer programs over HTTP"},
    {"import", "FORMAT PATH", LODE_ANY, NULL, "cases from other formats"},
};
/* clang-format on */
const int lode_n_command = sizeof lode_commands / sizeof lode_commands[0];
