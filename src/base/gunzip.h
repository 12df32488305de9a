/* Reading what gzip has compressed (RFC 1951, 1952). */
#ifndef LODE_BASE_GUNZIP_H
#define LODE_BASE_GUNZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compat.h"
#include "base/files.h"

/* Whether the bytes begin as a gzip file does. */
bool lode_is_gzip(const char *bytes, size_t length);

/* Decompress all members of a gzip file into `out` (owned, for lode_file_free), at most `limit` bytes. Lengths and
 * checksums must be right. Returns false and appends a clause to `why` ("the compressed data are damaged") otherwise;
 * `out` is then empty. O(length of what comes out). */
LODE_NODISCARD bool lode_gunzip(const char *bytes, size_t length, size_t limit, lode_file *out,
                                lode_text *why);

/* Read a whole file of at most `limit` bytes as lode_file_read, and decompress it where it is gzip. */
LODE_NODISCARD bool lode_file_read_plain(lode_file *f, const char *path, size_t limit,
                                         lode_text *why);

#endif
