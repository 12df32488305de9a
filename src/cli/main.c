/* lodestone: the program. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/options.h"
#include "cli/output.h"

int main(int argc, char **argv)
{
    if (!lode_streams_begin()) return 1;
    lode_cli cli;
    int status = lode_cli_read(&cli, argc, argv);
    if (status == 0) {
        /* commands that decide for themselves look at NO_COLOR */
        if (cli.colour == LODE_COLOUR_NEVER) setenv("NO_COLOR", "1", 1);
        if (cli.help) lode_cli_help(stdout, cli.command);
        else if (cli.version) puts("lodestone " LODE_VERSION);
        else if (cli.completion) lode_cli_completion(stdout, cli.completion);
        else if (cli.manual) lode_cli_manual(stdout, cli.manual);
        else status = cli.command->run(&cli);
        if (!lode_print_end() && status == 0) status = 1;
    }
    lode_cli_free(&cli);
    return status;
}
