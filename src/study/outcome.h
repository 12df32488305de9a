/* What one run did to one series, beside the same series under status quo: dates, trough, losses. DESIGN's definitions:
 * shortfall below 95 % of status quo for 7 days or more, halt below 10 % for 7 days or more, recovered at 95 % or more
 * for 30 days. Plain loops over doubles. */
#ifndef LODE_STUDY_OUTCOME_H
#define LODE_STUDY_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

typedef struct lode_outcome {
    int32_t first_shortfall, halt, recovered, trough_step; /* step, -1: never           */
    double trough;        /* lowest ratio on a mean of about 7 days, 1 without a loss  */
    double lost, delayed; /* unit: not made up by the end; made up later               */
} lode_outcome;

/* run, quo   (n_step) rates per day, `stride` doubles apart
 * step_days  days per step */
lode_outcome lode_outcome_of(const double *run, const double *quo, int32_t n_step, int64_t stride, int32_t step_days);

/* First step of the first stretch of at least `days` days in which run is below (or, if `above`, at or above) `share` of
 * quo, looking from step `from`; -1 if there is none. Where quo is 0 nothing can be short. */
int32_t lode_first_stretch(const double *run, const double *quo, int32_t n_step, int64_t stride, int32_t step_days,
                           int32_t from, double share, int32_t days, bool above);

#endif
