/* The manual, as a man page and as Markdown, from the tables of commands and options. */
#include <string.h>

#include "cli/options.h"

typedef struct exit_code {
    int code;
    const char *what;
} exit_code;

static const exit_code EXITS[] = {
    {0, "done"},
    {1, "the case has errors, or the work failed"},
    {2, "wrong usage"},
    {128, "plus the number of a signal: stopped by it; no half-written results are left"},
};

static const char ABOUT[] = "Lodestone simulates how a shortage runs through supply chains: what stops first and when, what each "
                            "side loses per day, and why, with every number traced to a row of the case and to its source. A "
                            "case is a folder of text files; 'lodestone new DIR' writes a small one.";

static const char CONVENTIONS[] = "Options may stand anywhere; '--' ends them. Results go to standard output, messages to "
                                  "standard error. Nothing is written without -o, and no network is used.";

static const char *first_operand(const lode_command *c)
{
    return c->operand ? c->operand : "";
}

/* Options of a command: those of all commands, or its own. */
static bool is_listed(const lode_option *o, const lode_command *c, bool common)
{
    if (o->commands == 0) return false;
    if (common) return o->commands == LODE_ANY;
    return o->commands != LODE_ANY && (o->commands & (int)c->bit) != 0;
}

/* --- man page ------------------------------------------------------------------------------- */

/* Text of roff: no dash becomes a hyphen, no line begins a request. */
static void put_roff(FILE *f, const char *text)
{
    if (*text == '.' || *text == '\'') fputs("\\&", f);
    for (; *text; text++) {
        if (*text == '\\') fputs("\\e", f);
        else if (*text == '-') fputs("\\-", f);
        else fputc(*text, f);
    }
}

static void put_roff_option(FILE *f, const lode_option *o)
{
    fputs(".TP\n\\fB", f);
    if (o->letter) fprintf(f, "\\-%c\\fR, \\fB", o->letter);
    fputs("\\-\\-", f);
    put_roff(f, o->name);
    fputs("\\fR", f);
    if (o->argument) {
        fputs(" \\fI", f);
        put_roff(f, o->argument);
        fputs("\\fR", f);
    }
    fputc('\n', f);
    put_roff(f, o->what);
    fputs(".\n", f);
}

static void put_man(FILE *f)
{
    fputs(".TH LODESTONE 1 \"\" \"Lodestone " LODE_VERSION "\" \"User Commands\"\n.SH NAME\nlodestone \\- who can hurt "
          "whom, how soon and how much, through supply chains\n.SH SYNOPSIS\n.B lodestone\n.I COMMAND\n[options]\n"
          ".SH DESCRIPTION\n",
          f);
    put_roff(f, ABOUT);
    fputs("\n.PP\n", f);
    put_roff(f, CONVENTIONS);
    fputs("\n.SH COMMANDS\n", f);
    for (int i = 0; i < lode_n_command; i++) {
        const lode_command *c = &lode_commands[i];
        if (!c->run) continue;
        fprintf(f, ".SS \"lodestone %s%s%s\"\nTo ", c->name, c->operand ? " " : "", first_operand(c));
        put_roff(f, c->what);
        fputs(".\n", f);
        for (int k = 0; k < lode_n_option; k++)
            if (is_listed(&lode_options[k], c, false)) put_roff_option(f, &lode_options[k]);
    }
    fputs(".SH OPTIONS OF ALL COMMANDS\n", f);
    for (int k = 0; k < lode_n_option; k++)
        if (is_listed(&lode_options[k], NULL, true)) put_roff_option(f, &lode_options[k]);
    fputs(".SH EXIT STATUS\n", f);
    for (size_t i = 0; i < sizeof EXITS / sizeof EXITS[0]; i++) {
        fprintf(f, ".TP\n%d\n", EXITS[i].code);
        put_roff(f, EXITS[i].what);
        fputs(".\n", f);
    }
    fputs(".SH ENVIRONMENT\n.TP\nNO_COLOR\nno colours, unless \\fB\\-\\-colour\\fR \\fIalways\\fR is given.\n", f);
}

/* --- Markdown ------------------------------------------------------------------------------- */

/* Text of a table cell. */
static void put_cell(FILE *f, const char *text)
{
    for (; *text; text++) {
        if (*text == '|') fputc('\\', f);
        fputc(*text, f);
    }
}

static void put_markdown_options(FILE *f, const lode_command *c, bool common)
{
    bool any = false;
    for (int k = 0; k < lode_n_option; k++) {
        const lode_option *o = &lode_options[k];
        if (!is_listed(o, c, common)) continue;
        if (!any) fputs("\n| option | |\n|---|---|\n", f);
        any = true;
        fputs("| `", f);
        if (o->letter) fprintf(f, "-%c`, `", o->letter);
        fprintf(f, "--%s", o->name);
        if (o->argument) {
            fputc(' ', f);
            put_cell(f, o->argument);
        }
        fputs("` | ", f);
        put_cell(f, o->what);
        fputs(" |\n", f);
    }
}

static void put_markdown(FILE *f)
{
    fprintf(f, "%s\n", CONVENTIONS);
    for (int i = 0; i < lode_n_command; i++) {
        const lode_command *c = &lode_commands[i];
        if (!c->run) continue;
        fprintf(f, "\n### lodestone %s%s%s\n\nTo %s.\n", c->name, c->operand ? " " : "", first_operand(c), c->what);
        put_markdown_options(f, c, false);
    }
    fputs("\n### Options of all commands\n", f);
    put_markdown_options(f, NULL, true);
    fputs("\n### Exit status\n\n| status | |\n|---|---|\n", f);
    for (size_t i = 0; i < sizeof EXITS / sizeof EXITS[0]; i++)
        fprintf(f, "| %d | %s |\n", EXITS[i].code, EXITS[i].what);
}

void lode_cli_manual(FILE *stream, const char *form)
{
    if (strcmp(form, "man") == 0) put_man(stream);
    else put_markdown(stream);
}
