/* Blocks of draws in a file: a header that says what they are draws of, then a record per block, appended one by one.
 *
 *     header   magic and order of bytes, length of the text, SHA-256 of the text, the text
 *     record   number of the block, draws that count, what did not close, residuals, SHA-256 of the record; then scores,
 *              bins and claims
 *
 * All records of a file are equally long. Numbers are stored as they lie in memory; a machine with another order of bytes
 * sees that from the header. Whatever is in a file, reading it ends with one of lode_block_found. */
#ifndef LODE_STUDY_BLOCK_FILE_H
#define LODE_STUDY_BLOCK_FILE_H

#include <stdio.h>

#include "base/sha256.h"
#include "base/strings.h"
#include "study/ensemble.h"

/* Lengths of the arrays of a block. */
typedef struct lode_block_shape {
    int64_t n_score, n_bin, n_claim;
} lode_block_shape;

typedef enum lode_block_found {
    LODE_FOUND_ONE,       /* what was asked for                                                          */
    LODE_FOUND_END,       /* nothing more                                                                */
    LODE_FOUND_CUT,       /* the file ends within it, or it is the last one and damaged: as if not there */
    LODE_FOUND_DAMAGED,   /* it is damaged, and more follows                                             */
    LODE_FOUND_FOREIGN,   /* not such a file, or from a machine with another order of bytes              */
    LODE_FOUND_NO_MEMORY,
    LODE_FOUND_UNREADABLE /* errno says why                                                              */
} lode_block_found;

/* What tells a record from others of its number. */
typedef struct lode_block_mark {
    int32_t n_draw;       /* 1 .. LODE_LANES: draws that count, the first ones                           */
    unsigned char sum[LODE_SHA256_BYTES];
} lode_block_mark;

/* Bytes of one record. */
int64_t lode_block_record_bytes(const lode_block_shape *shape);

/* Write the header at the start of the file; the text may hold NULs. Returns false after a failed write. */
bool lode_block_header_write(FILE *f, const lode_text *text);

/* Read the header from the start of the file, and append its text to `text`. An empty file: LODE_FOUND_END. */
lode_block_found lode_block_header_read(FILE *f, lode_text *text);

/* Append a record. Returns false after a failed write. */
bool lode_block_write(FILE *f, const lode_block_shape *shape, const lode_block *block, int32_t n_draw);

/* Read the record that comes next into the arrays of `block`, which have room for `shape`; its bins are valid bins.
 * After anything but LODE_FOUND_ONE the contents of `block` mean nothing. */
lode_block_found lode_block_read(FILE *f, const lode_block_shape *shape, lode_block *block, lode_block_mark *mark);

#endif
