/* The files of a case folder. Used inside src/case only. */
#ifndef LODE_CASE_FOLDER_H
#define LODE_CASE_FOLDER_H

#include "base/files.h"
#include "case/reader.h"

/* Files that belong to the case, or look as if they were meant to, sorted by name. */
typedef struct lode_folder {
    char **name;     /* (n)                                       */
    lode_file *file; /* (n) empty where not read                  */
    bool *ok;        /* (n) was read                              */
    int32_t n, capacity;
} lode_folder;

/* Table of a file name: LODE_T_CASE for case.yaml; -1 for a file that a case does not have. */
int32_t lode_folder_table(const char *name);

/* Report a file that looks as if it were meant to be part of the case but is not. */
void lode_folder_unknown(lode_reader *r, const char *path, const char *name);

/* The path of a file, in the case's memory, or NULL. */
const char *lode_folder_path(lode_reader *r, const char *dir, const char *name);

/* List a folder and read its files; those that cannot be read are reported. False when the folder
 * itself cannot be read, which is reported too. Free the folder in any case. */
bool lode_folder_read(lode_reader *r, lode_folder *f, const char *dir);

void lode_folder_free(lode_folder *f);

/* Content hash: SHA-256 over name, NUL, length as 8 bytes, lowest first, and bytes of each file that
 * belongs to the case. */
void lode_folder_hash(const lode_case_bytes *file, int32_t n, char hex[65]);

#endif
