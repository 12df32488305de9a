/* What --help prints, from the tables of commands and options. */
#include <string.h>

#include "cli/options.h"

enum { AT_WHAT = 26, WIDTH = 80 };

/* Print `text` from column AT_WHAT on, in lines of WIDTH columns; the cursor is at `column`. */
static void put_what(FILE *stream, int column, const char *text)
{
    if (column >= AT_WHAT - 1) {
        fputc('\n', stream);
        column = 0;
    }
    fprintf(stream, "%*s", AT_WHAT - column, "");
    while (*text) {
        size_t room = WIDTH - AT_WHAT, length = strlen(text);
        if (length > room) {
            length = room;
            while (length > 0 && text[length] != ' ') length--;
            if (length == 0) length = room;
        }
        fprintf(stream, "%.*s\n", (int)length, text);
        text += length;
        while (*text == ' ') text++;
        if (*text) fprintf(stream, "%*s", AT_WHAT, "");
    }
}

static void put_option(FILE *stream, const lode_option *o)
{
    char left[64];
    int n = 0;
    if (o->letter) n = snprintf(left, sizeof left, "  -%c, --%s", o->letter, o->name);
    else n = snprintf(left, sizeof left, "  --%s", o->name);
    if (o->argument && n > 0 && n < (int)sizeof left)
        n += snprintf(left + n, sizeof left - (size_t)n, " %s", o->argument);
    fputs(left, stream);
    put_what(stream, n, o->what);
}

static void put_command(FILE *stream, const lode_command *c)
{
    int n =
        fprintf(stream, "  %s%s%s", c->name, c->operand ? " " : "", c->operand ? c->operand : "");
    put_what(stream, n, c->what);
}

void lode_cli_help(FILE *stream, const lode_command *command)
{
    int bits = command ? (int)command->bit : 0;
    if (command) {
        fprintf(stream, "usage: lodestone %s%s%s [options]\n\nTo %s.\n", command->name,
                command->operand ? " " : "", command->operand ? command->operand : "",
                command->what);
    } else {
        fputs("usage: lodestone COMMAND [options]\n\n"
              "Supply-chain leverage: what stops, when, and what each side loses.\n\nCommands:\n",
              stream);
        for (int i = 0; i < lode_n_command; i++)
            if (lode_commands[i].run) put_command(stream, &lode_commands[i]);
    }
    fputs("\nOptions, which may stand anywhere:\n", stream);
    for (int i = 0; i < lode_n_option; i++) {
        int here = lode_options[i].commands;
        if (command ? here & bits : here == LODE_ANY) put_option(stream, &lode_options[i]);
    }
    if (!command) fputs("\nlodestone COMMAND --help lists the options of a command.\n", stream);
    fputs("\nResults go to stdout, messages to stderr. Exit status: 0 done, 1 the case has\n"
          "errors or the work failed, 2 wrong usage.\n",
          stream);
}
