/* All that a study works with. Used inside src/study only. */
#ifndef LODE_STUDY_WORKSHOP_H
#define LODE_STUDY_WORKSHOP_H

#include "study/reduce.h"
#include "study/verdicts.h"

typedef struct lode_workshop {
    lode_arena *arena; /* it lies there itself: its lanes are aligned */
    lode_study s;
    lode_ensemble draws;
    lode_claim_study claims;
    lode_plan bare;           /* of draws for claims alone */
    lode_scalars no_scalars;
} lode_workshop;

/* Compute the draws that the options ask for, after the central run; with until_decided, as many as the verdicts need.
 * s.options.draws becomes their number. Returns false after a problem. */
bool lode_workshop_draw(lode_workshop *w, const lode_engine *e, lode_diags *diags);

#endif
