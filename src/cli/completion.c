/* Completion scripts for bash, zsh and fish, from the tables of commands and options. */
#include <string.h>

#include "cli/options.h"

/* Whether an option belongs to this version and to a command; NULL: to all. */
static bool belongs(const lode_option *o, const lode_command *c)
{
    if (o->commands == 0) return false;
    return c ? (o->commands & (int)c->bit) != 0 : o->commands == LODE_ANY;
}

/* Whether the value is one of a few words, whether it is a folder. */
static bool is_choice(const lode_option *o)
{
    return o->argument && strchr(o->argument, '|');
}

static bool is_folder(const lode_option *o)
{
    return o->argument && strcmp(o->argument, "DIR") == 0;
}

/* "a|b|c" with another separator. */
static void put_words(FILE *f, const char *words, char separator)
{
    for (; *words; words++) fputc(*words == '|' ? separator : *words, f);
}

/* Text between single quotes of a shell; fish takes a backslash where the others leave the quotes. */
static void put_quoted(FILE *f, const char *text, bool fish)
{
    fputc('\'', f);
    for (; *text; text++) {
        if (*text == '\'') fputs(fish ? "\\'" : "'\\''", f);
        else if (*text == '\\' && fish) fputs("\\\\", f);
        else fputc(*text, f);
    }
    fputc('\'', f);
}

static void put_commands(FILE *f)
{
    for (int i = 0, n = 0; i < lode_n_command; i++)
        if (lode_commands[i].run) fprintf(f, "%s%s", n++ ? " " : "", lode_commands[i].name);
}

/* --- bash ----------------------------------------------------------------------------------- */

static void put_bash_options(FILE *f, const lode_command *c)
{
    for (int i = 0, n = 0; i < lode_n_option; i++) {
        const lode_option *o = &lode_options[i];
        if (!belongs(o, c)) continue;
        fprintf(f, "%s--%s", n++ ? " " : "", o->name);
        if (o->letter) fprintf(f, " -%c", o->letter);
    }
}

/* What may follow an option that takes a value. */
static void put_bash_values(FILE *f)
{
    fputs("    case $prev in\n", f);
    for (int i = 0; i < lode_n_option; i++) {
        const lode_option *o = &lode_options[i];
        if (o->commands == 0 || !o->argument) continue;
        fprintf(f, "    --%s", o->name);
        if (o->letter) fprintf(f, "|-%c", o->letter);
        fputs(") ", f);
        if (is_choice(o)) {
            fputs("COMPREPLY=($(compgen -W '", f);
            put_words(f, o->argument, ' ');
            fputs("' -- \"$cur\"))", f);
        } else if (is_folder(o)) {
            fputs("COMPREPLY=($(compgen -d -- \"$cur\"))", f);
        } else {
            fputs("COMPREPLY=()", f);
        }
        fputs("; return ;;\n", f);
    }
    fputs("    esac\n", f);
}

static void put_bash(FILE *f)
{
    fputs("# bash completion for lodestone; made by: lodestone --completion bash\n"
          "_lodestone() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} word command=\n"
          "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
          "        case $word in\n        ",
          f);
    for (int i = 0, n = 0; i < lode_n_command; i++)
        if (lode_commands[i].run) fprintf(f, "%s%s", n++ ? "|" : "", lode_commands[i].name);
    fputs(") command=$word; break ;;\n        esac\n    done\n", f);
    put_bash_values(f);
    fputs("    local options=\n    case $command in\n", f);
    for (int i = 0; i < lode_n_command; i++) {
        if (!lode_commands[i].run) continue;
        fprintf(f, "    %s) options='", lode_commands[i].name);
        put_bash_options(f, &lode_commands[i]);
        fputs("' ;;\n", f);
    }
    fputs("    *) options='", f);
    put_bash_options(f, NULL);
    fputs("' ;;\n    esac\n"
          "    if [[ $cur == -* ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
          "    elif [[ -z $command ]]; then\n"
          "        COMPREPLY=($(compgen -W '",
          f);
    put_commands(f);
    fputs("' -- \"$cur\"))\n"
          "    else\n"
          "        COMPREPLY=($(compgen -d -- \"$cur\"))\n"
          "    fi\n"
          "}\n"
          "complete -o filenames -F _lodestone lodestone\n",
          f);
}

/* --- zsh ------------------------------------------------------------------------------------ */

/* Text inside [ ] of _arguments: brackets and backslashes are quoted. */
static void put_zsh_what(FILE *f, const char *text)
{
    for (; *text; text++) {
        if (strchr("[]\\:", *text)) fputc('\\', f);
        if (*text == '\'') fputs("'\\''", f);
        else fputc(*text, f);
    }
}

static void put_zsh_option(FILE *f, const lode_option *o)
{
    bool many = strcmp(o->name, "set") == 0;
    if (o->letter) fprintf(f, "        '(-%c --%s)'{-%c,--%s}", o->letter, o->name, o->letter, o->name);
    else fprintf(f, "        %s--%s", many ? "'*'" : "", o->name);
    fputs("'[", f);
    put_zsh_what(f, o->what);
    fputc(']', f);
    if (o->argument) {
        fputs(":value:", f);
        if (is_choice(o)) {
            fputc('(', f);
            put_words(f, o->argument, ' ');
            fputc(')', f);
        } else if (is_folder(o)) {
            fputs("_files -/", f);
        } else {
            fputc(' ', f);
        }
    }
    fputs("' \\\n", f);
}

static void put_zsh_arguments(FILE *f, const lode_command *c)
{
    fputs("_arguments -s \\\n", f);
    for (int i = 0; i < lode_n_option; i++)
        if (belongs(&lode_options[i], c)) put_zsh_option(f, &lode_options[i]);
}

static void put_zsh(FILE *f)
{
    fputs("#compdef lodestone\n# zsh completion for lodestone; made by: lodestone --completion zsh\n"
          "_lodestone() {\n    local -a commands\n    commands=(\n",
          f);
    for (int i = 0; i < lode_n_command; i++) {
        if (!lode_commands[i].run) continue;
        fprintf(f, "        '%s:", lode_commands[i].name);
        put_zsh_what(f, lode_commands[i].what);
        fputs("'\n", f);
    }
    fputs("    )\n    local word command=\n    for word in ${words[2,CURRENT-1]}; do\n"
          "        if (( ${commands[(I)$word:*]} )); then command=$word; break; fi\n    done\n"
          "    case $command in\n",
          f);
    for (int i = 0; i < lode_n_command; i++) {
        if (!lode_commands[i].run) continue;
        fprintf(f, "    %s) ", lode_commands[i].name);
        put_zsh_arguments(f, &lode_commands[i]);
        fputs("        '*:folder:_files -/' ;;\n", f);
    }
    fputs("    *) ", f);
    put_zsh_arguments(f, NULL);
    fputs("        '*:: :{_describe command commands}' ;;\n    esac\n}\n_lodestone \"$@\"\n", f);
}

/* --- fish ----------------------------------------------------------------------------------- */

static void put_fish_option(FILE *f, const lode_option *o)
{
    fputs("complete -c lodestone", f);
    if (o->commands != LODE_ANY) {
        fputs(" -n '__fish_seen_subcommand_from", f);
        for (int i = 0; i < lode_n_command; i++)
            if (lode_commands[i].run && belongs(o, &lode_commands[i])) fprintf(f, " %s", lode_commands[i].name);
        fputc('\'', f);
    }
    fprintf(f, " -l %s", o->name);
    if (o->letter) fprintf(f, " -s %c", o->letter);
    if (is_choice(o)) {
        fputs(" -x -a '", f);
        put_words(f, o->argument, ' ');
        fputc('\'', f);
    } else if (is_folder(o)) {
        fputs(" -x -a '(__fish_complete_directories)'", f);
    } else if (o->argument) {
        fputs(" -x", f);
    }
    fputs(" -d ", f);
    put_quoted(f, o->what, true);
    fputc('\n', f);
}

static void put_fish(FILE *f)
{
    fputs("# fish completion for lodestone; made by: lodestone --completion fish\ncomplete -c lodestone -f\n", f);
    fputs("set -l commands ", f);
    put_commands(f);
    fputc('\n', f);
    for (int i = 0; i < lode_n_command; i++) {
        if (!lode_commands[i].run) continue;
        fprintf(f, "complete -c lodestone -n \"not __fish_seen_subcommand_from $commands\" -a %s -d ",
                lode_commands[i].name);
        put_quoted(f, lode_commands[i].what, true);
        fputc('\n', f);
    }
    fputs("complete -c lodestone -n \"__fish_seen_subcommand_from $commands\" -a '(__fish_complete_directories)'\n", f);
    for (int i = 0; i < lode_n_option; i++)
        if (lode_options[i].commands) put_fish_option(f, &lode_options[i]);
}

void lode_cli_completion(FILE *stream, const char *shell)
{
    if (strcmp(shell, "bash") == 0) put_bash(stream);
    else if (strcmp(shell, "zsh") == 0) put_zsh(stream);
    else put_fish(stream);
}
