/* Files: reading one whole, and writing so that the old result stays until the new one is complete.
 *
 * Functions that can fail return false and append a sentence without full stop to `why`, such as
 * "cannot write 'out/a/series.csv': No space left on device". */
#ifndef LODE_BASE_FILES_H
#define LODE_BASE_FILES_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/compat.h"
#include "base/strings.h"

/* A flag that a signal handler sets to ask for an end; NULL: never asked. */
typedef const volatile sig_atomic_t lode_stop;

/* Whether an end was asked for. */
static inline bool lode_stopped(lode_stop *stop)
{
    return stop && *stop;
}

/* --- reading ------------------------------------------------------------------------------ */

/* A file in memory. A zeroed struct is valid and empty. */
typedef struct lode_file {
    char *data;    /* (length + 1)  contents and a NUL */
    size_t length; /* byte                             */
} lode_file;

/* Read a whole regular file of at most `limit` bytes. Fails for folders, pipes and devices, so
 * that it never waits. */
LODE_NODISCARD bool lode_file_read(lode_file *f, const char *path, size_t limit, lode_text *why);

/* Give the memory back. */
void lode_file_free(lode_file *f);

/* --- writing one file --------------------------------------------------------------------- */

/* A file being written beside its final place. Between begin and commit write to `stream`. */
typedef struct lode_outfile {
    FILE *stream;
    char *path, *temporary;
} lode_outfile;

/* Begin to write `path`: opens a new file beside it, in the same folder. Fails when `path` is there
 * already and is not a regular file. */
LODE_NODISCARD bool lode_outfile_begin(lode_outfile *f, const char *path, lode_text *why);

/* Finish: everything written reaches the disk, then takes the place of the old file in one step.
 * When that fails, or an end was asked for, the old file is as it was and the new one is gone. */
LODE_NODISCARD bool lode_outfile_commit(lode_outfile *f, lode_stop *stop, lode_text *why);

/* Give up: the old file is as it was. Harmless after commit and on a zeroed struct. */
void lode_outfile_abort(lode_outfile *f);

/* Flush, force to disk and close. True only if every write since opening succeeded; `path` is for
 * the message. */
LODE_NODISCARD bool lode_stream_close(FILE *stream, const char *path, lode_text *why);

/* Force the entry of `path` in its folder to disk. Best effort: some file systems cannot. */
void lode_sync_parent(const char *path);

/* Make the folder `path` and those above it, unless they are there. */
LODE_NODISCARD bool lode_folder_make(const char *path, lode_text *why);

/* --- writing a folder --------------------------------------------------------------------- */

/* A result folder being written beside its final place. */
typedef struct lode_outdir {
    char *path, *temporary;
    lode_stop *stop;
} lode_outdir;

/* Begin to write the folder `path`: makes a new folder beside it, and the folders above it. Fails
 * when `path` is there already, unless it is an empty folder or a result of Lodestone, which is one
 * with a file datapackage.json that speaks of "lodestone". Call it before the long work. */
LODE_NODISCARD bool lode_outdir_begin(lode_outdir *d, const char *path, lode_stop *stop,
                                      lode_text *why);

/* Open the new file `name`, which may lie in folders ("traces/a.csv"); NULL on failure. Close it
 * with lode_outdir_close. */
LODE_NODISCARD FILE *lode_outdir_open(lode_outdir *d, const char *name, lode_text *why);

/* Close a file of lode_outdir_open; fails when any write to it did or an end was asked for. */
LODE_NODISCARD bool lode_outdir_close(lode_outdir *d, FILE *stream, const char *name,
                                      lode_text *why);

/* Write the file `name` from memory. */
LODE_NODISCARD bool lode_outdir_write(lode_outdir *d, const char *name, const char *bytes,
                                      size_t length, lode_text *why);

/* Append to `out` where the file `name` is for now, for libraries that open files themselves. */
void lode_outdir_where(const lode_outdir *d, const char *name, lode_text *out);

/* Finish: the new folder takes the place of the old one, which is removed. When that fails, or an
 * end was asked for, the old folder is as it was and the new one is gone. */
LODE_NODISCARD bool lode_outdir_commit(lode_outdir *d, lode_text *why);

/* Give up: the old folder is as it was. Harmless after commit and on a zeroed struct. */
void lode_outdir_abort(lode_outdir *d);

#endif
