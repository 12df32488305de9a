/* The answer of `lodestone rebuild`: on a screen, as JSON, as tables. */
#ifndef LODE_OUT_REBUILD_H
#define LODE_OUT_REBUILD_H

#include "base/files.h"
#include "out/out.h"
#include "study/rebuild.h"

struct lode_rebuild_trial; /* study/rebuild_trial.h */

/* What is printed: the plans and, where they were run through the simulation, how they fared. */
typedef struct lode_rebuild_view {
    const lode_rebuild_answer *answer;
    const struct lode_rebuild_trial *trial; /* (answer->n), or NULL */
} lode_rebuild_view;

/* One screen of at most 80 columns. */
void lode_rebuild_put(const lode_rebuild_view *v, const lode_answer_style *style, lode_text *out);

/* One object. */
void lode_rebuild_json(const lode_rebuild_view *v, lode_text *out);

/* plans.csv, frontier.csv, coverage.csv; rebuild.json, datapackage.json, README.md. Returns false after saying why. */
LODE_NODISCARD bool lode_rebuild_write(const lode_rebuild_view *v, lode_outdir *folder, lode_text *why);

#endif
