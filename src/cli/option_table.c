/* The table of options, and what each does with its value. */
#include "cli/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

/* --- values ------------------------------------------------------------------------------- */

/* A whole number in low..high, digits only. */
static bool whole(const char *option, const char *text, uint64_t low, uint64_t high, uint64_t *out)
{
    char *end = NULL;
    errno = 0;
    unsigned long long x = strtoull(text, &end, 10);
    bool ok =
        text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && x >= low && x <= high;
    if (ok) *out = x;
    else
        fprintf(stderr, "lodestone: --%s takes a whole number from %llu to %llu, not '%s'\n",
                option, (unsigned long long)low, (unsigned long long)high, text);
    return ok;
}

static bool whole32(const char *option, const char *text, int32_t low, int32_t high, int32_t *out)
{
    uint64_t x = 0;
    if (!whole(option, text, (uint64_t)low, (uint64_t)high, &x)) return false;
    *out = (int32_t)x;
    return true;
}

static bool take_out(lode_cli *cli, const char *value)
{
    cli->out = value;
    if (*value) return true;
    fputs("lodestone: -o needs the name of a folder\n", stderr);
    return false;
}

static bool take_scenario(lode_cli *cli, const char *value)
{
    cli->scenario = value;
    return true;
}

static bool take_product(lode_cli *cli, const char *value)
{
    cli->product = value;
    return true;
}

static bool take_actor(lode_cli *cli, const char *value)
{
    cli->actor = value;
    return true;
}

static bool take_root(lode_cli *cli, const char *value)
{
    cli->root = value;
    return true;
}

/* A date as YYYY-MM-DD. */
static bool calendar_day(const char *option, const char *text, int32_t *out)
{
    if (lode_date_parse(text, strlen(text), out)) return true;
    fprintf(stderr, "lodestone: --%s takes a date as YYYY-MM-DD, not '%s'\n", option, text);
    return false;
}

static bool take_date(lode_cli *cli, const char *value)
{
    cli->date_given = calendar_day("date", value, &cli->date);
    return cli->date_given;
}

static bool take_evidence(lode_cli *cli, const char *value)
{
    cli->evidence_text = value;
    return calendar_day("evidence-until", value, &cli->evidence_until);
}

static bool take_until(lode_cli *cli, const char *value)
{
    cli->evidence_text = value;
    return calendar_day("until", value, &cli->evidence_until);
}

static bool take_set(lode_cli *cli, const char *value)
{
    cli->set[cli->n_set++] = value;
    return true;
}

/* One of the words "a|b|c"? Says so if not. */
static bool is_word(const char *option, const char *words, const char *value)
{
    size_t n = strlen(value);
    for (const char *at = words; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
        if (strncmp(at, value, n) == 0 && (at[n] == '|' || at[n] == '\0') && n > 0) return true;
    fprintf(stderr, "lodestone: --%s is one of %s, not '%s'\n", option, words, value);
    return false;
}

static bool take_draws(lode_cli *cli, const char *value)
{
    return whole32("draws", value, 1, 1073741824, &cli->draws);
}

static bool take_until_decided(lode_cli *cli, const char *value)
{
    (void)value;
    cli->until_decided = true;
    return true;
}

static bool take_resume(lode_cli *cli, const char *value)
{
    (void)value;
    cli->resume = true;
    return true;
}

/* I/N: two whole numbers, 1 <= I <= N. */
static bool take_shard(lode_cli *cli, const char *value)
{
    int32_t i = 0, n = 0;
    int end = 0;
    bool ok = value[0] >= '0' && value[0] <= '9' && sscanf(value, "%9d/%9d%n", &i, &n, &end) == 2 && value[end] == '\0' &&
              i >= 1 && i <= n;
    cli->shard = i - 1;
    cli->n_shard = n;
    if (!ok) fprintf(stderr, "lodestone: --shard takes I/N with I from 1 to N, such as 2/3, not '%s'\n", value);
    return ok;
}

static bool take_case(lode_cli *cli, const char *value)
{
    cli->case_folder = value;
    return true;
}

static bool take_design(lode_cli *cli, const char *value)
{
    static const char *const NAME[] = {"philox", "sobol", "lhs"};
    for (int i = 0; i < 3; i++)
        if (strcmp(value, NAME[i]) == 0) cli->design = (lode_design_kind)i;
    return is_word("design", "philox|sobol|lhs", value);
}

static bool take_seed(lode_cli *cli, const char *value)
{
    /* as many as every reader of JSON keeps exactly */
    return whole("seed", value, 0, 9007199254740991u, &cli->seed);
}

static bool take_inputs(lode_cli *cli, const char *value)
{
    cli->inputs = value;
    return true;
}

static bool take_outputs(lode_cli *cli, const char *value)
{
    cli->outputs = value;
    return true;
}

static bool take_output(lode_cli *cli, const char *value)
{
    cli->output = value;
    return true;
}

static bool take_shock(lode_cli *cli, const char *value)
{
    cli->shock = value;
    return true;
}

static bool take_base_tariffs(lode_cli *cli, const char *value)
{
    cli->base_tariffs = value;
    return true;
}

static bool take_variant(lode_cli *cli, const char *value)
{
    cli->variant = value;
    return true;
}

static bool take_regions(lode_cli *cli, const char *value)
{
    cli->regions = value;
    return true;
}

static bool take_groups(lode_cli *cli, const char *value)
{
    cli->groups = value;
    return true;
}

static bool take_sides(lode_cli *cli, const char *value)
{
    cli->sides = value;
    return true;
}

static bool take_gradient(lode_cli *cli, const char *value)
{
    cli->gradient = value;
    return true;
}

static bool take_replicates(lode_cli *cli, const char *value)
{
    return whole32("replicates", value, 2, 100000, &cli->replicates);
}

static bool take_export(lode_cli *cli, const char *value)
{
    cli->export_form = value;
    return is_word("export", "nfg|efg", value);
}

static bool take_game(lode_cli *cli, const char *value)
{
    cli->game = value;
    return true;
}

static bool take_steps(lode_cli *cli, const char *value)
{
    return whole32("steps", value, 1, 1000, &cli->steps);
}

static bool take_types(lode_cli *cli, const char *value)
{
    return whole32("types", value, 1, 50, &cli->types);
}

static bool take_for(lode_cli *cli, const char *value)
{
    cli->for_actors = value;
    return true;
}

static bool take_with(lode_cli *cli, const char *value)
{
    cli->with_actors = value;
    return true;
}

static bool take_need(lode_cli *cli, const char *value)
{
    cli->need = value;
    return true;
}

static bool take_by(lode_cli *cli, const char *value)
{
    cli->by_given = calendar_day("by", value, &cli->by);
    return cli->by_given;
}

static bool take_budget(lode_cli *cli, const char *value)
{
    char *end = NULL;
    cli->budget = strtod(value, &end);
    if (end != value && *end == '\0' && cli->budget > 0 && cli->budget < 1e18) return true;
    fprintf(stderr, "lodestone: --budget takes an amount in USD, as 5e9, not '%s'\n", value);
    return false;
}

static bool take_quantiles(lode_cli *cli, const char *value)
{
    (void)value;
    cli->quantiles = true;
    return true;
}

static bool take_rebuild(lode_cli *cli, const char *value)
{
    (void)value;
    cli->rebuild = true;
    return true;
}

static bool take_loss(lode_cli *cli, const char *value)
{
    (void)value;
    cli->loss = true;
    return true;
}

static bool take_port(lode_cli *cli, const char *value)
{
    return whole32("port", value, 0, 65535, &cli->port);
}

static bool take_bind(lode_cli *cli, const char *value)
{
    cli->bind = value;
    return true;
}

static bool take_token(lode_cli *cli, const char *value)
{
    cli->token = value;
    return true;
}

static bool take_threads(lode_cli *cli, const char *value)
{
    return whole32("threads", value, 1, 4096, &cli->threads);
}

static bool take_step(lode_cli *cli, const char *value)
{
    return whole32("step", value, 1, 366, &cli->step_days);
}

static bool take_json(lode_cli *cli, const char *value)
{
    (void)value;
    cli->json = true;
    return true;
}

static bool take_closed(lode_cli *cli, const char *value)
{
    (void)value;
    cli->closed = true;
    return true;
}

static bool take_flips(lode_cli *cli, const char *value)
{
    (void)value;
    cli->flips = true;
    return true;
}

static bool take_fail_on(lode_cli *cli, const char *value)
{
    cli->fail_on = value;
    return is_word("fail-on", "refuted|undetermined", value);
}

static bool take_quiet(lode_cli *cli, const char *value)
{
    (void)value;
    cli->quiet = true;
    return true;
}

int lode_cli_find_colour(const char *word)
{
    static const char *const words[] = {"auto", "always", "never"};
    for (int i = 0; i < 3; i++)
        if (strcmp(word, words[i]) == 0) return i;
    return -1;
}

static bool take_colour(lode_cli *cli, const char *value)
{
    int colour = lode_cli_find_colour(value);
    if (colour >= 0) cli->colour = (lode_colour)colour;
    if (colour >= 0) return true;
    fprintf(stderr, "lodestone: --colour is auto, always or never, not '%s'\n", value);
    return false;
}

static bool take_preset(lode_cli *cli, const char *value)
{
    cli->preset = value;
    return is_word("preset", "inoue-todo|ario-psi|esri", value);
}

static bool take_generate(lode_cli *cli, const char *value)
{
    cli->generate = value;
    return true;
}

static bool take_pack(lode_cli *cli, const char *value)
{
    cli->pack = value;
    return true;
}

static bool take_all_rules(lode_cli *cli, const char *value)
{
    (void)value;
    cli->all_rules = true;
    return true;
}

static bool take_repair(lode_cli *cli, const char *value)
{
    (void)value;
    cli->repair = true;
    return true;
}

static bool take_json_schema(lode_cli *cli, const char *value)
{
    cli->json_schema = value;
    if (strcmp(value, "case") == 0 || strcmp(value, "summary") == 0) return true;
    fprintf(stderr, "lodestone: --json-schema is case or summary, not '%s'\n", value);
    return false;
}

static bool take_dictionary(lode_cli *cli, const char *value)
{
    (void)value;
    cli->dictionary = true;
    return true;
}

static bool take_markdown(lode_cli *cli, const char *value)
{
    (void)value;
    cli->markdown = true;
    return true;
}

static bool take_completion(lode_cli *cli, const char *value)
{
    cli->completion = value;
    return is_word("completion", "bash|zsh|fish", value);
}

static bool take_manual(lode_cli *cli, const char *value)
{
    cli->manual = value;
    return is_word("manual", "man|markdown", value);
}

static bool take_help(lode_cli *cli, const char *value)
{
    (void)value;
    cli->help = true;
    return true;
}

static bool take_version(lode_cli *cli, const char *value)
{
    (void)value;
    cli->version = true;
    return true;
}

/* --- the table ---------------------------------------------------------------------------- */

/* clang-format off */
const lode_option lode_options[] = {
    {"out", 'o', "DIR", LODE_RUN | LODE_CLAIMS_COMMAND | LODE_MERGE | LODE_REPORT | LODE_EXPOSURE | LODE_ANALYZE | LODE_TRADE | LODE_COMPARE | LODE_PROPAGATE | LODE_REBUILD_COMMAND, take_out, "write all tables into the folder DIR; report: the page into the file DIR"},
    {"product", 0, "ID", LODE_EXPLAIN | LODE_EXPOSURE, take_product, "the product to look at"},
    {"actor", 0, "ID", LODE_EXPLAIN | LODE_EXPOSURE, take_actor, "the actor in which it is made"},
    {"root", 0, "ID", LODE_EXPOSURE, take_root, "follow the content of this product; default: what joint recipes make first"},
    {"date", 0, "DATE", LODE_EXPLAIN, take_date, "the day to look at; default: the one on which output is lowest"},
    {"evidence-until", 0, "DATE", LODE_RUN | LODE_CLAIMS_COMMAND | LODE_REPORT | LODE_CHECK | LODE_EXPLAIN | LODE_EXPOSURE | LODE_STANDOFF | LODE_REBUILD_COMMAND, take_evidence, "use no row that became known after this day; default: what the case says"},
    {"until", 0, "DATE", LODE_EVIDENCE, take_until, "last day of the later evidence; default: the case's evidence_until, or all there is"},
    {"scenario", 0, "ID", LODE_RUN | LODE_REPORT | LODE_EXPLAIN | LODE_EXPOSURE | LODE_EVIDENCE | LODE_STANDOFF, take_scenario, "only this scenario; default: all"},
    {"set", 0, "KEY=VALUE", LODE_RUN | LODE_CLAIMS_COMMAND | LODE_REPORT | LODE_EXPLAIN | LODE_EXPOSURE | LODE_EVIDENCE | LODE_STANDOFF | LODE_COMPARE | LODE_PROPAGATE | LODE_REBUILD_COMMAND, take_set, "override an input, for instance sites[f-35@USA].activity_per_year=120; may be repeated"},
    {"step", 0, "DAYS", LODE_RUN | LODE_CLAIMS_COMMAND | LODE_REPORT | LODE_EXPLAIN | LODE_EXPOSURE | LODE_EVIDENCE | LODE_STANDOFF | LODE_COMPARE, take_step, "days per step; default: the case's"},
    {"draws", 0, "N", LODE_RUN | LODE_CLAIMS_COMMAND | LODE_REPORT | LODE_STANDOFF | LODE_COMPARE | LODE_PROPAGATE, take_draws, "samples of all uncertain inputs; default: 1, the run with central values; claims and report: 48; standoff: 512 of its own inputs, with the central losses; given: N, each simulated; propagate: of what ranges.csv says"},
    {"design", 0, "philox|sobol|lhs", LODE_RUN | LODE_CLAIMS_COMMAND | LODE_REPORT | LODE_COMPARE, take_design, "how draws are made: random numbers, scrambled Sobol' points (16 x 2^m of them), a Latin hypercube; default: philox"},
    {"seed", 0, "S", LODE_RUN | LODE_CLAIMS_COMMAND | LODE_REPORT | LODE_ANALYZE | LODE_STANDOFF | LODE_COMPARE | LODE_PROPAGATE, take_seed, "seed of the random numbers; default 0"},
    {"until-decided", 0, NULL, LODE_RUN | LODE_CLAIMS_COMMAND | LODE_REPORT, take_until_decided, "make draws until more of them would hardly change a verdict, --draws at most; default then: 4096"},
    {"resume", 0, NULL, LODE_RUN | LODE_CLAIMS_COMMAND, take_resume, "keep draws in DIR.blocks until the folder -o DIR is complete, and go on from those that are there"},
    {"shard", 0, "I/N", LODE_RUN | LODE_CLAIMS_COMMAND, take_shard, "compute only part I of N of the draws, into the folder -o; merge gives the result"},
    {"case", 0, "CASE", LODE_MERGE, take_case, "where the case is now; default: as the shards say"},
    {"threads", 0, "T", LODE_RUN | LODE_CLAIMS_COMMAND | LODE_REPORT | LODE_MERGE | LODE_EXPLAIN | LODE_EXPOSURE | LODE_EVIDENCE | LODE_ANALYZE | LODE_TRADE | LODE_STANDOFF | LODE_SERVE | LODE_COMPARE | LODE_PROPAGATE | LODE_REBUILD_COMMAND, take_threads, "threads to use; changes no result; default: all cores"},
    {"closed", 0, NULL, LODE_EVAL, take_closed, "let windows end with the run; default: days after it are unknown"},
    {"json", 0, NULL, LODE_RUN | LODE_CLAIMS_COMMAND | LODE_MERGE | LODE_CHECK | LODE_EXPLAIN | LODE_EXPOSURE | LODE_EVIDENCE | LODE_ANALYZE | LODE_EVAL | LODE_TRADE | LODE_STANDOFF | LODE_COMPARE | LODE_PROPAGATE | LODE_REBUILD_COMMAND, take_json, "print one JSON object instead of text"},
    {"inputs", 0, "FILE", LODE_ANALYZE, take_inputs, "table of inputs in CSV, a row a draw"},
    {"outputs", 0, "FILE", LODE_ANALYZE, take_outputs, "table of results of the same draws"},
    {"output", 0, "NAME", LODE_ANALYZE, take_output, "only this result; default: all columns"},
    {"replicates", 0, "R", LODE_ANALYZE, take_replicates, "the rows are R independent replicates, which give the intervals (sobol)"},
    {"shock", 0, "FILE", LODE_TRADE, take_shock, "what changes, in CSV: kind,importer,exporter,sector,value"},
    {"base-tariffs", 0, "FILE", LODE_TRADE, take_base_tariffs, "tariffs of the base year: a file of the table, or any; default: tariff"},
    {"variant", 0, "NAME", LODE_TRADE, take_variant, "use the files of the table whose names end in _NAME, where they are"},
    {"regions", 0, "FILE", LODE_TRADE, take_regions, "put countries into regions first, by a map in CSV: country,region"},
    {"groups", 0, "FILE", LODE_TRADE, take_groups, "put sectors into groups first, by a map in CSV: sector,group"},
    {"sides", 0, "A,B", LODE_TRADE, take_sides, "flip values, best responses and Nash tariffs of two countries"},
    {"gradient", 0, "COUNTRY", LODE_TRADE, take_gradient, "derivatives of the country's welfare to every tariff"},
    {"dictionary", 0, NULL, LODE_SCHEMA, take_dictionary, "print the tables and columns of a case as text (default)"},
    {"markdown", 0, NULL, LODE_SCHEMA, take_markdown, "print them as Markdown"},
    {"json-schema", 0, "case|summary", LODE_SCHEMA, take_json_schema, "print the JSON Schema of case.yaml or summary.json"},
    {"flips", 0, NULL, LODE_CLAIMS_COMMAND, take_flips, "find by runs, too, where the central run flips along the input that a verdict rests on most; takes about a hundred runs a reading"},
    {"fail-on", 0, "refuted|undetermined", LODE_RUN | LODE_CLAIMS_COMMAND | LODE_REPORT | LODE_MERGE, take_fail_on, "end with status 3 where a reading has this verdict"},
    {"export", 0, "nfg|efg", LODE_STANDOFF, take_export, "write the game on a grid of dates for Gambit, in strategic or extensive form"},
    {"steps", 0, "N", LODE_STANDOFF, take_steps, "steps of that grid; default 16"},
    {"types", 0, "N", LODE_STANDOFF, take_types, "types of a side in that game, where its value is a distribution; default 5"},
    {"game", 0, "ID", LODE_STANDOFF, take_game, "only this game of a file"},
    {"preset", 0, "inoue-todo|ario-psi|esri", LODE_PROPAGATE, take_preset, "the model to run on the network"},
    {"all-rules", 0, NULL, LODE_PROPAGATE, take_all_rules, "run every combination of the model's rules for ordering and rationing, and show how far results spread"},
    {"repair", 0, NULL, LODE_PROPAGATE, take_repair, "leave out or set to 0 what is wrong in the tables, and list each"},
    {"pack", 0, "FILE", LODE_PROPAGATE, take_pack, "write the network to FILE in the binary form that loads at once"},
    {"generate", 0, "KEY=VALUE,...", LODE_PROPAGATE, take_generate, "write a synthetic network into DIR: firms, links, hub_cap, exponent, sectors, seed"},
    {"for", 0, "ACTOR,...", LODE_REBUILD_COMMAND, take_for, "whose needs are to be covered; default: the coalitions of the case"},
    {"with", 0, "ACTOR,...", LODE_REBUILD_COMMAND, take_with, "partners whose plants may cover them, too"},
    {"need", 0, "ID", LODE_REBUILD_COMMAND, take_need, "only this need; default: all"},
    {"by", 0, "DATE", LODE_REBUILD_COMMAND, take_by, "the cheapest plan by this day; default: the plan of least time, and years against money"},
    {"budget", 0, "USD", LODE_REBUILD_COMMAND, take_budget, "capital that may be decided on"},
    {"quantiles", 0, NULL, LODE_REBUILD_COMMAND, take_quantiles, "plan at the 5, 25, 50, 75 and 95 % points of all inputs, too"},
    {"loss", 0, NULL, LODE_REBUILD_COMMAND, take_loss, "find the plan of least cost and loss, too"},
    {"rebuild", 0, NULL, LODE_CLAIMS_COMMAND, take_rebuild, "make the rebuild plans that readings name, too; takes up to a few minutes"},
    {"port", 0, "N", LODE_SERVE, take_port, "port to listen at; 0: any that is free; default: 8017"},
    {"bind", 0, "ADDR", LODE_SERVE, take_bind, "address to listen at, in numbers; default: 127.0.0.1, this machine only; others need a token"},
    {"token", 0, "T", LODE_SERVE, take_token, "what those who ask must show; better in the environment, as LODESTONE_TOKEN"},
    {"quiet", 0, NULL, LODE_ANY, take_quiet, "no messages but errors"},
    {"colour", 0, "auto|always|never", LODE_ANY, take_colour, "auto: on a terminal, unless NO_COLOR is set"},
    {"help", 'h', NULL, LODE_ANY, take_help, "print this help"},
    {"version", 0, NULL, LODE_ANY, take_version, "print the version"},
    {"completion", 0, "bash|zsh|fish", LODE_ANY, take_completion, "print a script that completes commands and options"},
    {"manual", 0, "man|markdown", LODE_ANY, take_manual, "print the manual: every command and every option"},
    {"keep-traces", 0, "NAME", 0, NULL, ""},
};
/* clang-format on */
const int lode_n_option = sizeof lode_options / sizeof lode_options[0];
