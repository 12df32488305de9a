/* The name of a new folder for a test or a benchmark: in TMPDIR (tests/run.sh sets it) or else here. */
#ifndef LODE_SCRATCH_NAME_H
#define LODE_SCRATCH_NAME_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/compat.h"

/* Make it; `where` gets its path. */
LODE_UNUSED static bool scratch_make(char *where, size_t size)
{
    const char *base = getenv("TMPDIR");
    int n = snprintf(where, size, "%s/lodestone-XXXXXX", base && *base ? base : ".");
    return n > 0 && (size_t)n < size && mkdtemp(where) != NULL;
}

#endif
