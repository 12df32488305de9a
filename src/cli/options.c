/* Reading the command line by its table of options. */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/strings.h"

/* --- reading ------------------------------------------------------------------------------ */

static int hint_help(void)
{
    fputs("try 'lodestone --help'\n", stderr);
    return 2;
}

/* Complain of an unknown option; `name` without dashes. */
static int unknown_option(const char *written, const char *name)
{
    const char *names[LODE_CLI_OPTIONS];
    int n = lode_n_option;
    for (int i = 0; i < n; i++)
        names[i] = lode_options[i].commands ? lode_options[i].name : NULL;
    int32_t near = lode_nearest(name, names, n);
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
    bool seen[LODE_CLI_OPTIONS]; /* options given, by their place in the table */
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
    if (strcmp(o->name, "colour") == 0 && !value && (r->next == r->end || lode_cli_find_colour(*r->next) < 0))
        value = "always";
    if (o->argument && !value) {
        if (r->next == r->end) {
            fprintf(stderr, "lodestone: --%s needs a value: --%s %s\n", o->name, o->name,
                    o->argument);
            return 2;
        }
        value = *r->next++;
    }
    r->seen[o - lode_options] = true;
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

/* The first operand names the command. `help` alone or before a command is --help. */
static int take_command(lode_cli *cli, const char *name)
{
    if (strcmp(name, "help") == 0 && !cli->help) {
        cli->help = true;
        return 0;
    }
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
    if (cli->help || cli->version || cli->completion || cli->manual) return 0;
    if (!c) {
        lode_cli_help(stderr, NULL);
        return 2;
    }
    for (int i = 0; i < lode_n_option; i++) {
        if (!r->seen[i] || (lode_options[i].commands & (int)c->bit)) continue;
        fprintf(stderr, "lodestone: %s takes no --%s\n", c->name, lode_options[i].name);
        return 2;
    }
    int wanted = count_words(c->operand);
    bool more = c->operand && strstr(c->operand, "...");
    if (cli->n_operand == wanted || (more && cli->n_operand > wanted)) return 0;
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
    LODE_ASSERT(lode_n_option <= LODE_CLI_OPTIONS);
    *cli = (lode_cli){.port = -1};
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
