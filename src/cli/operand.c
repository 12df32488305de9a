/* What commands ask of the command line that was read: the case it names, colour. */
#include <stdlib.h>

#include "cli/options.h"
#include "cli/problems.h"

lode_case *lode_cli_case(const lode_cli *cli, lode_diags *diags)
{
    lode_case_options o = {.evidence_given = cli->evidence_text != NULL, .evidence_until = cli->evidence_until};
    return lode_case_read_with(cli->operand[0], &o, diags);
}

bool lode_cli_colour(const lode_cli *cli, FILE *stream)
{
    if (cli->colour == LODE_COLOUR_AUTO) return lode_wants_colour(stream);
    return cli->colour == LODE_COLOUR_ALWAYS;
}

void lode_cli_free(lode_cli *cli)
{
    free(cli->operand);
    free(cli->set);
    *cli = (lode_cli){0};
}
