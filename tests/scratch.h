/* A new folder for one test (scratch_name.h), and files in it. */
#ifndef LODE_SCRATCH_H
#define LODE_SCRATCH_H

#include <stdio.h>
#include <stdlib.h>

#include "lode_test.h"
#include "scratch_name.h"

/* `where` gets the folder's path. */
LODE_UNUSED static void scratch_begin(lode_t *t, char *where, size_t size)
{
    CHECK(t, scratch_make(where, size));
}

/* Remove it with all that is in it. */
LODE_UNUSED static void scratch_end(const char *where)
{
    char command[1100];
    snprintf(command, sizeof command, "chmod -R u+w '%s' && rm -rf '%s'", where, where);
    if (system(command) != 0) printf("# could not remove %s\n", where);
}

/* Write a text file `name` into the folder. */
LODE_UNUSED static void scratch_put(lode_t *t, const char *where, const char *name, const char *contents)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", where, name);
    FILE *f = fopen(path, "wb");
    CHECK(t, f != NULL);
    fputs(contents, f);
    CHECK_INT(t, fclose(f), 0);
}

#endif
