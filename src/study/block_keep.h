/* Where the draws of a study are kept, and which of them are computed by whom. */
#ifndef LODE_STUDY_BLOCK_KEEP_H
#define LODE_STUDY_BLOCK_KEEP_H

#include <stdbool.h>
#include <stdint.h>

/* How it went; out. */
typedef struct lode_block_tally {
    int64_t n_draw, n_block; /* in all                                                                     */
    int64_t n_mine;          /* blocks of this shard                                                       */
    int64_t n_found, n_made; /* of those: read, computed                                                   */
} lode_block_tally;

typedef struct lode_block_keep {
    const char *const *read; /* (n_read) files, or folders whose files *.blocks are read: what they hold is
                                not computed again                                                         */
    int32_t n_read;
    const char *write;       /* file to which blocks are appended, made when missing, in a folder that is
                                there; what it holds is read first; NULL: none                             */
    int32_t shard, n_shard;  /* only blocks with number % n_shard == shard are computed; n_shard 0: all    */
    bool merge;              /* compute nothing; missing blocks are an error                               */
    bool part;               /* compute and keep; there is no result                                       */
    const char *case_folder; /* as given, for those who merge                                              */
    lode_block_tally *tally; /* or NULL                                                                    */
} lode_block_keep;

#endif
