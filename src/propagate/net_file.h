/* Networks as binary files (.lnet) that are mapped instead of read: little-endian, with a version and a check of every
 * section. docs/propagate.md 6 has the layout. */
#ifndef LODE_PROPAGATE_NET_FILE_H
#define LODE_PROPAGATE_NET_FILE_H

#include "base/diag.h"
#include "base/files.h"
#include "propagate/network.h"

/* Whether the file begins as such a network does. */
bool lode_net_is_file(const char *path);

/* Map a network. Every index in it is checked, so that a damaged file is an error and nothing worse. */
LODE_NODISCARD bool lode_net_open(lode_net *net, const char *path, lode_diags *d);

/* The same from memory, which is copied; for tests. */
LODE_NODISCARD bool lode_net_parse(lode_net *net, const char *bytes, size_t size, const char *path, lode_diags *d);

/* Write a network. Appends to `why` where that fails. */
LODE_NODISCARD bool lode_net_save(const lode_net *net, const char *path, lode_stop *stop, lode_text *why);

#endif
