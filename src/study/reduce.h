/* From the runs of a study to its result. Used inside src/study only. */
#ifndef LODE_STUDY_REDUCE_H
#define LODE_STUDY_REDUCE_H

#include "study/ensemble.h"
#include "study/readings.h"
#include "study/scalars.h"
#include "study/simulate.h"
#include "study/study.h"

/* One scenario: its central run, one lane of a track. */
typedef struct lode_study_run_record {
    int32_t scenario;        /* row of scenarios                             */
    const lode_track *track;
    int32_t lane;
    lode_view view;
    double *score;           /* (n_scalar) beside what it is compared with   */
} lode_study_run_record;

typedef struct lode_study {
    const lode_built *b;
    lode_study_options options;
    lode_plan plan;
    lode_scalars scalars;
    lode_values values;      /* central draw                                 */
    lode_track *track;       /* (n_track)                                    */
    int32_t n_track;
    lode_study_run_record *run; /* (n_run) status quo first, no measures second */
    int32_t n_run;
    const lode_ensemble *ensemble; /* NULL: the central run only             */
    lode_ticker ticker;
    lode_readings *readings; /* of the claims; NULL: none                    */
} lode_study;

/* Run number of what run i is compared with. */
static inline int32_t lode_study_against(int32_t i)
{
    return i == 0 ? 1 : 0;
}

/* Reduce; NULL and a problem in diags when memory runs out. */
lode_result *lode_reduce(const lode_study *s, lode_diags *diags);

#endif
