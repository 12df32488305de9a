/* The files of a lode_block_keep: their blocks go into an ensemble, and new ones are appended. */
#ifndef LODE_STUDY_BLOCK_STORE_H
#define LODE_STUDY_BLOCK_STORE_H

#include "lodestone/diag.h"
#include "study/block_config.h"
#include "study/block_file.h"
#include "study/block_keep.h"
#include "study/ensemble.h"

/* Zero is valid and closed. */
typedef struct lode_block_store {
    lode_ensemble *e;
    lode_block_shape shape;
    lode_text config;          /* of the ensemble                                                   */
    lode_block room;           /* what is read                                                      */
    lode_block_mark *mark;     /* (n_block) of what was read; n_draw 0: nothing                     */
    lode_arena arena;
    FILE *file;                /* being appended to, or NULL                                        */
    const char *path;          /* of it; borrowed                                                   */
    int64_t device, node;      /* of it                                                             */
    int32_t n_shard;           /* of the files read: 0 none said, -1: several numbers               */
} lode_block_store;

/* Open the files of e->keep and take their blocks into the ensemble. A record at the end of a file that is not whole is as
 * if it was not there. Problems: files of other draws, damaged ones, two that disagree, one that somebody else is writing;
 * when merging also missing blocks.
 *
 * config  of the ensemble, lode_block_config_put(); copied
 *
 * Returns false after a problem; close in both cases. */
bool lode_block_store_open(lode_block_store *s, lode_ensemble *e, const lode_text *config, lode_diags *diags);

/* Append a block and force it to disk. One thread at a time. Returns false when it cannot be written; errno says why. */
bool lode_block_store_add(lode_block_store *s, const lode_block *block);

/* Harmless on a zeroed struct. */
void lode_block_store_close(lode_block_store *s);

/* Read the configuration of the first file among `path` (n; folders or files) that has one, for those who merge: appended
 * to `config`. Returns false after a problem. */
bool lode_block_store_peek(const char *const *path, int32_t n, lode_text *config, lode_diags *diags);

#endif
