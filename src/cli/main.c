/* lodestone: the program; each command is in a file of its own. */
#include <stdio.h>
#include <string.h>

#include "cli/cmd_check.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} command[] = {{"check", lode_cmd_check}, {"new", lode_cmd_new}, {"schema", lode_cmd_schema}};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof command / sizeof command[0]; i++)
        if (strcmp(argv[1], command[i].name) == 0) return command[i].run(argc - 1, argv + 1);
    fputs("usage: lodestone check CASE | new DIR | schema\n", stderr);
    return 2;
}
