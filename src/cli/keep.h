/* Where a run keeps its draws: what --resume, --shard, merge and ranks come to. */
#ifndef LODE_CLI_KEEP_H
#define LODE_CLI_KEEP_H

#include "base/strings.h"
#include "cli/options.h"
#include "study/block_keep.h"

/* Zero is valid: nothing is kept. */
typedef struct lode_cli_keep {
    lode_block_keep blocks;
    lode_block_tally tally;
    lode_text folder, file; /* of the blocks */
    const char *read[1];
} lode_cli_keep;

/* Whether draws are kept or read at all. */
bool lode_keep_any(const lode_cli *cli);

/* Whether the command line computes a part of the draws only, without a result. */
bool lode_keep_part(const lode_cli *cli);

/* Whether the options about draws go together; `claims`: of that command. Says why not on stderr. */
bool lode_keep_allowed(const lode_cli *cli, bool claims);

/* Say where blocks go and make their folder; points into `cli` and `k`. Says on stderr what went wrong. Free with
 * lode_keep_end() in both cases. */
bool lode_keep_begin(lode_cli_keep *k, const lode_cli *cli);

/* The result is in place: remove the blocks of --resume. What cannot be removed is said. */
void lode_keep_remove(const lode_cli_keep *k, const lode_cli *cli);

/* What a shard did, on standard output. Returns false when that fails. */
bool lode_keep_tell(const lode_cli_keep *k, const lode_cli *cli);

void lode_keep_end(lode_cli_keep *k);

#endif
