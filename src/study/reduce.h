/* From the traces of a study to its result. Used inside src/study only. */
#ifndef LODE_STUDY_REDUCE_H
#define LODE_STUDY_REDUCE_H

#include "engine/model.h"
#include "study/study.h"

/* One scenario's run: what is kept of it. */
typedef struct lode_study_run_record {
    int32_t scenario;       /* row of scenarios */
    double *trace;          /* (n_step x n_daily) series that outcomes need by the day */
    double *report;         /* (n_date x n_series) what is reported of each interval   */
    double *group_short, *link_sent;
    double residual;
    bool done;
} lode_study_run_record;

/* Scenarios that run side by side, one in each lane. */
typedef struct lode_study_batch {
    int32_t first, n;       /* runs */
    lode_lane *on;          /* (2 n_measure + n_project + n_damage) switches, ends */
    lode_lane *row;         /* (n_series) */
    void *memory;           /* of the state */
} lode_study_batch;

typedef struct lode_study {
    const lode_built *b;
    lode_study_options options;
    int32_t step_days, n_step;
    int32_t every, n_date;   /* steps of a reporting interval; intervals */
    int32_t *daily;          /* (n_series) column of the trace, -1: only reported */
    int32_t n_daily;
    lode_values values;
    lode_study_run_record *run; /* (n_run) status quo first, no measures second */
    int32_t n_run;
    lode_study_batch *batch; /* (n_batch) */
    int32_t n_batch;
    int64_t steps_done;
} lode_study;

/* What scenarios switch on: lane k does as the scenario in row scenario[k] of the case. `on` has room for
 * 2 n_measure + n_project + n_damage lanes, which the result borrows. */
lode_scenario lode_study_switch(const lode_built *b, const int32_t scenario[LODE_LANES], lode_lane *on);

/* Is a series reported as a rate, by its mean over the interval? Else as a level, at the end of the interval. */
bool lode_series_is_rate(lode_series_kind kind);

/* Reduce; NULL and a problem in diags when memory runs out. */
lode_result *lode_reduce(const lode_study *s, lode_diags *diags);

#endif
