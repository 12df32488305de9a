/* One side of a comparison: what its summary.json holds, and its inputs - from a run, or from a result folder. */
#ifndef LODE_COMPARE_SIDE_H
#define LODE_COMPARE_SIDE_H

#include <jansson.h>

#include "api/run.h"
#include "base/arena.h"
#include "base/strings.h"

/* An input as inputs.csv has it; texts, so that both origins give the same. */
typedef struct lode_side_input {
    const char *name, *unit;
    const char *value;         /* "0.5" or "0.3..0.5..0.8 pert" */
    const char *grade, *source;
} lode_side_input;

typedef struct lode_side {
    const char *label;         /* as the user wrote it            */
    const char *scenario;      /* the one asked for; NULL: all    */
    json_t *summary;
    lode_side_input *input;    /* (n_input) sorted by name        */
    int32_t n_input;
    lode_arena arena;          /* owner of all text               */
} lode_side;

/* Whether a folder is a result: it has a summary.json. */
bool lode_side_is_result(const char *folder);

/* Take a side from a run, which may be freed then. Returns false and says why; free the side in both cases. */
bool lode_side_of_run(lode_side *s, const char *label, const char *scenario, lode_run *run, lode_text *why);

/* The same from a result folder: summary.json and, where it is there, inputs.csv. */
bool lode_side_of_folder(lode_side *s, const char *label, const char *scenario, const char *folder, lode_text *why);

void lode_side_free(lode_side *s);

#endif
