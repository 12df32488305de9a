/* The command line: its table of options, and reading it. */
#include "cli/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/strings.h"
#include "cli/problems.h"

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

static bool take_draws(lode_cli *cli, const char *value)
{
    if (!whole32("draws", value, 1, 1000000000, &cli->draws)) return false;
    if (cli->draws == 1) return true;
    fprintf(stderr,
            "lodestone: not in this version: --draws %s; ensembles are not there yet, only the "
            "run with central values (--draws 1)\n",
            value);
    return false;
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

static bool take_replicates(lode_cli *cli, const char *value)
{
    return whole32("replicates", value, 2, 100000, &cli->replicates);
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

static bool take_quiet(lode_cli *cli, const char *value)
{
    (void)value;
    cli->quiet = true;
    return true;
}

/* The lode_colour that `word` names, -1: none. */
static int find_colour(const char *word)
{
    static const char *const words[] = {"auto", "always", "never"};
    for (int i = 0; i < 3; i++)
        if (strcmp(word, words[i]) == 0) return i;
    return -1;
}

static bool take_colour(lode_cli *cli, const char *value)
{
    int colour = find_colour(value);
    if (colour >= 0) cli->colour = (lode_colour)colour;
    if (colour >= 0) return true;
    fprintf(stderr, "lodestone: --colour is auto, always or never, not '%s'\n", value);
    return false;
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
    {"out", 'o', "DIR", LODE_RUN | LODE_EXPOSURE | LODE_ANALYZE, take_out, "write all tables into the folder DIR"},
    {"product", 0, "ID", LODE_EXPLAIN | LODE_EXPOSURE, take_product, "the product to look at"},
    {"actor", 0, "ID", LODE_EXPLAIN | LODE_EXPOSURE, take_actor, "the actor in which it is made"},
    {"root", 0, "ID", LODE_EXPOSURE, take_root, "follow the content of this product; default: what joint recipes make first"},
    {"date", 0, "DATE", LODE_EXPLAIN, take_date, "the day to look at; default: the one on which output is lowest"},
    {"evidence-until", 0, "DATE", LODE_RUN | LODE_CHECK | LODE_EXPLAIN | LODE_EXPOSURE, take_evidence, "use no row that became known after this day; default: what the case says"},
    {"until", 0, "DATE", LODE_EVIDENCE, take_until, "last day of the later evidence; default: the case's evidence_until, or all there is"},
    {"scenario", 0, "ID", LODE_RUN | LODE_EXPLAIN | LODE_EVIDENCE | LODE_EXPOSURE, take_scenario, "only this scenario; default: all"},
    {"set", 0, "KEY=VALUE", LODE_RUN | LODE_EXPLAIN | LODE_EVIDENCE | LODE_EXPOSURE, take_set, "override an input, for instance sites[f-35@USA].activity_per_year=120; may be repeated"},
    {"step", 0, "DAYS", LODE_RUN | LODE_EXPLAIN | LODE_EVIDENCE | LODE_EXPOSURE, take_step, "days per step; default: the case's"},
    {"draws", 0, "N", LODE_RUN, take_draws, "samples of the uncertain inputs; 1 (central values) in this version"},
    {"seed", 0, "S", LODE_RUN | LODE_ANALYZE, take_seed, "seed of the random numbers; default 0"},
    {"threads", 0, "T", LODE_RUN | LODE_EXPLAIN | LODE_EVIDENCE | LODE_EXPOSURE | LODE_ANALYZE, take_threads, "threads to use; changes no result; default: all cores"},
    {"closed", 0, NULL, LODE_EVAL, take_closed, "let windows end with the run; default: days after it are unknown"},
    {"json", 0, NULL, LODE_RUN | LODE_CHECK | LODE_EXPLAIN | LODE_EVIDENCE | LODE_EXPOSURE | LODE_EVAL | LODE_ANALYZE, take_json, "print one JSON object instead of text"},
    {"inputs", 0, "FILE", LODE_ANALYZE, take_inputs, "table of inputs in CSV, a row a draw"},
    {"outputs", 0, "FILE", LODE_ANALYZE, take_outputs, "table of results of the same draws"},
    {"output", 0, "NAME", LODE_ANALYZE, take_output, "only this result; default: all columns"},
    {"replicates", 0, "R", LODE_ANALYZE, take_replicates, "the rows are R independent replicates, which give the intervals (sobol)"},
    {"dictionary", 0, NULL, LODE_SCHEMA, take_dictionary, "print the tables and columns of a case as text (default)"},
    {"markdown", 0, NULL, LODE_SCHEMA, take_markdown, "print them as Markdown"},
    {"json-schema", 0, "case|summary", LODE_SCHEMA, take_json_schema, "print the JSON Schema of case.yaml or summary.json"},
    {"quiet", 0, NULL, LODE_ANY, take_quiet, "no messages but errors"},
    {"colour", 0, "auto|always|never", LODE_ANY, take_colour, "auto: on a terminal, unless NO_COLOR is set"},
    {"help", 'h', NULL, LODE_ANY, take_help, "print this help"},
    {"version", 0, NULL, LODE_ANY, take_version, "print the version"},
    {"design", 0, "NAME", 0, NULL, ""},
    {"shard", 0, "I/N", 0, NULL, ""},
    {"resume", 0, NULL, 0, NULL, ""},
    {"fail-on", 0, "VERDICT", 0, NULL, ""},
    {"keep-traces", 0, "NAME", 0, NULL, ""},
    {"preset", 0, "NAME", 0, NULL, ""},
};
/* clang-format on */
const int lode_n_option = sizeof lode_options / sizeof lode_options[0];

/* --- reading ------------------------------------------------------------------------------ */

static int hint_help(void)
{
    fputs("try 'lodestone --help'\n", stderr);
    return 2;
}

/* Complain of an unknown option; `name` without dashes. */
static int unknown_option(const char *written, const char *name)
{
    const char *names[sizeof lode_options / sizeof lode_options[0]];
    for (int i = 0; i < lode_n_option; i++)
        names[i] = lode_options[i].commands ? lode_options[i].name : NULL;
    int32_t near = lode_nearest(name, names, lode_n_option);
    fprintf(stderr, "lodestone: unknown option '%s'", written);
    if (near >= 0) fprintf(stderr, "; did you mean '--%s'?", names[near]);
    fputc('\n', stderr);
    return hint_help();
}

static const lode_option *find_option(const char *name, size_t length)
{
    for (int i = 0; i < lode_n_option; i++)
        if (strlen(lode_options[i].name) == length &&
            memcmp(lode_options[i].name, name, length) == 0)
            return &lode_options[i];
    return NULL;
}

static const lode_option *find_letter(char letter)
{
    for (int i = 0; i < lode_n_option; i++)
        if (lode_options[i].letter == letter) return &lode_options[i];
    return NULL;
}

/* Reading as it goes. */
typedef struct reading {
    lode_cli *cli;
    char **next, **end; /* arguments still to come                   */
    uint64_t seen;      /* options given, by their place in the table */
} reading;

/* Take an option whose value, if any, is `value` or the next argument. */
static int take_option(reading *r, const lode_option *o, const char *value)
{
    if (o->commands == 0) {
        fprintf(stderr, "lodestone: not in this version: --%s\n", o->name);
        return 2;
    }
    if (!o->argument && value) {
        fprintf(stderr, "lodestone: --%s takes no value\n", o->name);
        return 2;
    }
    /* alone it means always */
    if (o->take == take_colour && !value && (r->next == r->end || find_colour(*r->next) < 0))
        value = "always";
    if (o->argument && !value) {
        if (r->next == r->end) {
            fprintf(stderr, "lodestone: --%s needs a value: --%s %s\n", o->name, o->name,
                    o->argument);
            return 2;
        }
        value = *r->next++;
    }
    r->seen |= UINT64_C(1) << (o - lode_options);
    return o->take(r->cli, value) ? 0 : 2;
}

/* -o DIR, -oDIR, -h */
static int read_letter(reading *r, const char *argument)
{
    const lode_option *o = find_letter(argument[1]);
    if (!o) return unknown_option(argument, argument + 1);
    if (!o->argument && argument[2] != '\0') return unknown_option(argument, argument + 1);
    return take_option(r, o, argument[2] != '\0' ? argument + 2 : NULL);
}

/* --name, --name=value, --name value */
static int read_long(reading *r, const char *argument)
{
    const char *name = argument + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const lode_option *o = find_option(name, length);
    if (o) return take_option(r, o, equals ? equals + 1 : NULL);
    char word[64];
    snprintf(word, sizeof word, "%.*s", length < 60 ? (int)length : 60, name);
    return unknown_option(argument, word);
}

/* The first operand names the command. */
static int take_command(lode_cli *cli, const char *name)
{
    for (int i = 0; i < lode_n_command; i++) {
        if (strcmp(lode_commands[i].name, name) != 0) continue;
        cli->command = &lode_commands[i];
        if (cli->command->run) return 0;
        fprintf(stderr, "lodestone: not in this version: %s (%s)\n", name, cli->command->what);
        return 2;
    }
    const char *names[64];
    int n = lode_n_command < 64 ? lode_n_command : 64;
    for (int i = 0; i < n; i++) names[i] = lode_commands[i].run ? lode_commands[i].name : NULL;
    int32_t near = lode_nearest(name, names, n);
    fprintf(stderr, "lodestone: unknown command '%s'", name);
    if (near >= 0) fprintf(stderr, "; did you mean '%s'?", names[near]);
    fputc('\n', stderr);
    return hint_help();
}

/* Operands that a command takes: the words of "FORMULA TRACE.csv". */
static int count_words(const char *words)
{
    int n = words && *words ? 1 : 0;
    for (const char *at = words; n > 0 && *at; at++) n += *at == ' ';
    return n;
}

/* Whether the command takes the options and as many operands as were given. */
static int check(const reading *r)
{
    const lode_cli *cli = r->cli;
    const lode_command *c = cli->command;
    if (cli->help || cli->version) return 0;
    if (!c) {
        lode_cli_help(stderr, NULL);
        return 2;
    }
    for (int i = 0; i < lode_n_option; i++) {
        if (!(r->seen & UINT64_C(1) << i) || (lode_options[i].commands & (int)c->bit)) continue;
        fprintf(stderr, "lodestone: %s takes no --%s\n", c->name, lode_options[i].name);
        return 2;
    }
    int wanted = count_words(c->operand);
    if (cli->n_operand == wanted) return 0;
    if (cli->n_operand < wanted) fprintf(stderr, "lodestone: %s needs a %s\n", c->name, c->operand);
    else
        fprintf(stderr, "lodestone: %s takes %s; what is '%s'?\n", c->name,
                wanted == 0   ? "no operand"
                : wanted == 1 ? "one operand"
                              : c->operand,
                cli->operand[wanted]);
    fprintf(stderr, "try 'lodestone %s --help'\n", c->name);
    return 2;
}

int lode_cli_read(lode_cli *cli, int argc, char **argv)
{
    *cli = (lode_cli){0};
    cli->operand = calloc((size_t)argc + 1, sizeof *cli->operand);
    cli->set = calloc((size_t)argc + 1, sizeof *cli->set);
    if (!cli->operand || !cli->set) {
        fputs("lodestone: out of memory\n", stderr);
        return 1;
    }
    reading r = {.cli = cli, .next = argv + (argc > 0), .end = argv + argc};
    int status = 0;
    for (bool only_operands = false; status == 0 && r.next < r.end;) {
        const char *argument = *r.next++;
        if (!only_operands && strcmp(argument, "--") == 0) only_operands = true;
        else if (!only_operands && strncmp(argument, "--", 2) == 0)
            status = read_long(&r, argument);
        else if (!only_operands && argument[0] == '-' && argument[1] != '\0')
            status = read_letter(&r, argument);
        else if (!cli->command) status = take_command(cli, argument);
        else cli->operand[cli->n_operand++] = argument;
    }
    return status ? status : check(&r);
}

void lode_cli_free(lode_cli *cli)
{
    free(cli->operand);
    free(cli->set);
    *cli = (lode_cli){0};
}

bool lode_cli_colour(const lode_cli *cli, FILE *stream)
{
    if (cli->colour == LODE_COLOUR_AUTO) return lode_wants_colour(stream);
    return cli->colour == LODE_COLOUR_ALWAYS;
}
