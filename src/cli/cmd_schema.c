/* lodestone schema: what a case may say, for people and for editors. */
#include <stdio.h>
#include <string.h>

#include "case/schema_text.h"
#include "cli/cmd_check.h"

static int usage(void)
{
    fputs("usage: lodestone schema [--dictionary | --markdown | --json-schema case]\n", stderr);
    return 2;
}

int lode_cmd_schema(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "--dictionary";
    bool json = strcmp(what, "--json-schema") == 0;
    if (argc > 2 + json || (json && argc == 3 && strcmp(argv[2], "case") != 0)) return usage();
    lode_text out = {0};
    if (json) lode_schema_json(&out);
    else if (strcmp(what, "--dictionary") == 0) lode_schema_dictionary(&out);
    else if (strcmp(what, "--markdown") == 0) lode_schema_markdown(&out);
    else return usage();
    bool ok = !out.failed && fputs(lode_text_str(&out), stdout) >= 0 && fflush(stdout) == 0;
    lode_text_free(&out);
    if (!ok) fputs("lodestone schema: cannot write\n", stderr);
    return ok ? 0 : 1;
}
