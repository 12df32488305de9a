/* What blocks are draws of, as text: "key=value" strings, each with its NUL at the end, so that values may hold anything
 * that a command line can.
 *
 * First comes `configuration`, the SHA-256 of all keys that decide the numbers of a block: equal hashes, equal blocks. The
 * others follow: the folder of the case as it was given, the number of draws where it decides nothing, what
 * else is asked of the result, the shard. */
#ifndef LODE_STUDY_BLOCK_CONFIG_H
#define LODE_STUDY_BLOCK_CONFIG_H

#include "base/strings.h"
#include "study/block_file.h"
#include "study/block_keep.h"

/* Append the configuration of the ensemble of a study.
 *
 * b      the case and its model, --set applied
 * o      as resolved: step_days and draws are what is computed
 * shape  lengths of the arrays of a block
 * keep   folder of the case and shard, for those who merge
 * out    out; `failed` when memory ran out */
void lode_block_config_put(const lode_built *b, const lode_study_options *o, const lode_block_shape *shape,
                           const lode_block_keep *keep, lode_text *out);

/* The first value of a key, "" where the text does not have it. */
const char *lode_block_config_get(const lode_text *config, const char *key);

/* Value number `i` of a key that may stand several times; NULL after the last. */
const char *lode_block_config_nth(const lode_text *config, const char *key, int32_t i);

/* Whether two texts describe the same draws. */
bool lode_block_config_same(const lode_text *a, const lode_text *b);

/* Append in words what differs between what is asked for and what a file holds: "--seed is 1 there, 2 here". */
void lode_block_config_differ(const lode_text *here, const lode_text *there, lode_text *out);

#endif
