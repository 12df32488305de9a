/* What a study keeps of every run: steps, reporting dates, and which series are kept by the step. */
#ifndef LODE_STUDY_PLAN_H
#define LODE_STUDY_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "lower/build.h"

typedef struct lode_plan {
    const lode_built *b;     /* borrowed                                                              */
    int32_t step_days, n_step;
    int32_t every, n_date;   /* steps of a reporting interval; intervals                              */
    bool bare;               /* nothing is reported, and only series with a column are recorded       */
    int32_t *column;         /* (n_series) column of the trace, -1: none                              */
    int32_t n_column;
} lode_plan;

/* One run: the kept series of one lane, step by step. Step t of column c is trace[t * stride + c * width]. */
typedef struct lode_view {
    const double *trace;
    int64_t stride;
    int32_t width;
} lode_view;

/* Plan the steps of a run that reports every series and keeps what outcomes look at by the step: what is made, value
 * added, and what an actor makes, exports and pays in tariffs.
 *
 * step_days    0: the case's
 * report_days  0: 14
 * a            owner of the plan's memory
 *
 * Returns false when memory ran out. */
bool lode_plan_make(const lode_built *b, int32_t step_days, int32_t report_days, lode_arena *a, lode_plan *p);

/* Plan the same steps for runs that report nothing and keep only what lode_plan_keep() asks for. Returns false when memory
 * ran out. */
bool lode_plan_bare(const lode_plan *like, lode_arena *a, lode_plan *p);

/* Keep a series by the step, too; before the first run. */
void lode_plan_keep(lode_plan *p, int32_t series);

/* Series r of a run, which must be kept: its steps are `view.stride` doubles apart. */
static inline const double *lode_view_series(const lode_plan *p, const lode_view *view, int32_t series)
{
    return view->trace + (int64_t)p->column[series] * view->width;
}

#endif
