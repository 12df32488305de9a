/* The case that the command line names. */
#include "cli/options.h"

lode_case *lode_cli_case(const lode_cli *cli, lode_diags *diags)
{
    lode_case_options o = {.evidence_given = cli->evidence_text != NULL, .evidence_until = cli->evidence_until};
    return lode_case_read_with(cli->operand[0], &o, diags);
}
