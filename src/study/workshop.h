/* All that a study works with. Used by src/study, and by src/live, which computes the draws piece by piece:
 *
 *     lode_workshop *w = lode_workshop_open(b, &options, &diags);          the central run
 *     lode_workshop_begin(w, &diags);                                      design and memory of the draws: w->draws
 *     ... lode_block_compute, lode_block_absorb ...                        in any order
 *     lode_result *r = lode_workshop_conclude(w, n, &diags);               of the first n draws
 *     lode_result_free(r); lode_workshop_close(w); */
#ifndef LODE_STUDY_WORKSHOP_H
#define LODE_STUDY_WORKSHOP_H

#include "study/reduce.h"
#include "study/verdicts.h"

typedef struct lode_workshop {
    lode_arena *arena; /* it lies there itself: its lanes are aligned */
    const lode_engine *engine;
    lode_study s;
    lode_ensemble draws;
    lode_claim_study claims;
} lode_workshop;

/* Compute the draws that the options ask for, after the central run; with until_decided, as many as the verdicts need.
 * s.options.draws becomes their number. Returns false after a problem. */
bool lode_workshop_draw(lode_workshop *w, const lode_engine *e, lode_diags *diags);

/* A study after its central run; options as lode_study_run takes them, draws being the most that there will be. Closed by
 * the caller. NULL after a problem. */
lode_workshop *lode_workshop_open(const lode_built *b, const lode_study_options *options, lode_diags *diags);

/* Make design and memory for the draws that the options ask for, once. Returns false after a problem. */
bool lode_workshop_begin(lode_workshop *w, lode_diags *diags);

/* The result of the first `draws` draws, whole blocks that have been absorbed and no others, or of the central run where
 * that is below 2. Free it before the workshop. NULL after a problem. */
lode_result *lode_workshop_conclude(lode_workshop *w, int64_t draws, lode_diags *diags);

/* NULL is allowed. */
void lode_workshop_close(lode_workshop *w);

#endif
