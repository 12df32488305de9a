/* Which files of blocks a list of files and folders names. */
#ifndef LODE_STUDY_BLOCK_LIST_H
#define LODE_STUDY_BLOCK_LIST_H

#include "base/arena.h"
#include "lodestone/diag.h"

typedef struct lode_block_list {
    const char **path; /* (n) in the order of the list, those of a folder by name */
    int32_t n;
} lode_block_list;

/* List the files: those named, and all *.blocks in the folders named. A name that is not there is a problem.
 *
 * a  owner of the list
 *
 * Returns false after a problem. */
bool lode_block_list_make(const char *const *name, int32_t n, lode_arena *a, lode_block_list *list, lode_diags *diags);

#endif
