/* What reading, writing a file and writing a folder share; not for use outside base. */
#ifndef LODE_BASE_FILES_INNER_H
#define LODE_BASE_FILES_INNER_H

#include "base/files.h"

/* Append "cannot <verb> '<path>': <error text>" and return false. */
bool lode_fail(lode_text *why, const char *verb, const char *path, int error);

/* As lode_fail, with a reason of our own. */
bool lode_refuse(lode_text *why, const char *verb, const char *path, const char *reason);

/* Append "stopped; '<path>' was not written" and return false. */
bool lode_fail_stopped(lode_text *why, const char *path);

/* "<path><middle><process>-<n>" for free(), or NULL. */
char *lode_sibling(const char *path, const char *middle, int n);

/* A copy of the first `length` bytes for free(), or NULL. */
char *lode_copy(const char *s, size_t length);

enum { LODE_SIBLING_TRIES = 100 };

/* Force the entries of a folder to disk. Best effort: some file systems cannot. */
void lode_sync_folder(const char *path);

#endif
