/* Eight runs side by side, from the first day to the last: lanes are scenarios of one draw, or draws of one scenario. */
#ifndef LODE_STUDY_SIMULATE_H
#define LODE_STUDY_SIMULATE_H

#include "engine/engine.h"
#include "study/plan.h"

/* What is kept of eight runs. */
typedef struct lode_track {
    lode_lane *trace;       /* (n_step x n_column) kept series, step by step                                */
    lode_lane *report;      /* (n_date x n_series) rates: mean of the interval; levels: at its end          */
    lode_lane *group_short; /* (n_group) unit: output not made because this input was the scarcest          */
    lode_lane *link_sent;   /* (n_link)  unit: shipped over the period; NULL, as made: not kept              */
    lode_lane residual;     /* -  largest relative residual of the mass balance                             */
    bool done;
} lode_track;

/* Memory of a track. Returns false when it ran out. */
bool lode_track_make(const lode_plan *p, lode_arena *a, lode_track *track);

/* The run of one lane. */
static inline lode_view lode_track_view(const lode_plan *p, const lode_track *track, int32_t lane)
{
    return (lode_view){track->trace->v + lane, (int64_t)p->n_column * LODE_LANES, LODE_LANES};
}

/* What one thread works with. Zero is a valid start; lode_desk_free() at the end. */
typedef struct lode_desk {
    lode_arena arena;
    lode_lane *on;          /* (2 n_measure + n_project + n_damage) switches                                */
    lode_lane *row;         /* (n_series)                                                                   */
    void *state;            /* (state_bytes)                                                                */
    size_t state_bytes;
} lode_desk;

bool lode_desk_make(const lode_built *b, lode_desk *d);
void lode_desk_free(lode_desk *d);

/* Who is told how far the work is, and who may end it. */
typedef struct lode_ticker {
    void (*progress)(void *user, double share); /* or NULL; from any thread, one at a time                  */
    void *user;
    const volatile int *stop;                   /* or NULL; not 0: end early                                */
    int64_t done, total;                        /* steps                                                    */
} lode_ticker;

/* What scenarios switch on: lane k does as the scenario in row scenario[k] of the case, with the inputs x. The result
 * borrows `on`, which has room for 2 n_measure + n_project + n_damage. */
lode_scenario lode_study_switch(const lode_built *b, const int32_t scenario[LODE_LANES], const lode_lane *x, lode_lane *on);

/* Run. `v` is calibrated for the plan's steps. Returns false when memory ran out; track->done is false when it was stopped. */
bool lode_simulate(const lode_plan *p, const lode_engine *e, const lode_values *v, const lode_scenario *c, lode_desk *d,
                   lode_ticker *ticker, lode_track *track);

/* Is a series reported as a rate, by its mean over the interval? Else as a level, at the end of the interval. */
bool lode_series_is_rate(lode_series_kind kind);

#endif
