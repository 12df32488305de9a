/* Standard output that says when it fails, and the wish to stop. */
#ifndef LODE_CLI_OUTPUT_H
#define LODE_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/files.h"

/* Write to standard output and make sure it got there. Says why not on stderr, except to a reader that has gone away.
 * Returns false then. */
bool lode_print(const char *bytes, size_t length);

/* Make sure that all printed so far got there; as lode_print. */
bool lode_print_end(void);

/* At the start of the program: opens those of the three standard streams that are closed, so that no result file takes
 * their place, and lets a broken pipe be an error of writing. Returns false when that is impossible. */
bool lode_streams_begin(void);

/* From now on SIGINT, SIGTERM and SIGHUP only set a flag, which is returned. Those that were ignored stay so. */
lode_stop *lode_stop_begin(void);

/* The signal that came, 0: none. */
int lode_stop_signal(void);

#endif
