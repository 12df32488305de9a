/* Showing the problems of a case: as text with excerpts from its files, or as JSON. */
#ifndef LODE_CLI_PROBLEMS_H
#define LODE_CLI_PROBLEMS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/strings.h"
#include "lodestone/diag.h"

/* Whether to write to `stream` in colour: on a terminal, unless NO_COLOR is set. */
bool lode_wants_colour(FILE *stream);

/* Sort the problems and write them to `stream` with excerpts from the files they name.
 *
 * quiet   errors only
 * colour  with ANSI colours
 *
 * Returns false when memory ran out or nothing could be written. */
bool lode_problems_show(lode_diags *d, FILE *stream, bool quiet, bool colour);

/* "2 errors, 1 warning, 3 notes" */
void lode_problems_count(const lode_diags *d, lode_text *out);

/* Sort the problems and append them as a JSON array. */
void lode_problems_json(lode_diags *d, lode_text *out);

#endif
