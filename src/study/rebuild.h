/* What it takes to get around a chokepoint, from a case: for coalitions and needs, least time, years against money, what
 * holds it back, what other quantiles and counter-moves of the other side make of it, and the stock that bridges the time.
 * docs/rebuild.md.
 *
 *     lode_rebuild_study_options o = lode_rebuild_study_default();
 *     lode_rebuild_answer *r = lode_rebuild_study(b, &o, &diags);      ... src/out/rebuild.h prints it ...
 *     lode_rebuild_answer_free(r); */
#ifndef LODE_STUDY_REBUILD_H
#define LODE_STUDY_REBUILD_H

#include "lodestone/diag.h"
#include "study/rebuild_case.h"

enum { LODE_REBUILD_QUANTILES = 5, LODE_REBUILD_POINTS = 6, LODE_REBUILD_MONTHS = 4 };

extern const double lode_rebuild_quantiles[LODE_REBUILD_QUANTILES]; /* 0.05, 0.25, 0.5, 0.75, 0.95 */
extern const int32_t lode_rebuild_months[LODE_REBUILD_MONTHS];      /* 6, 12, 24, 0: until it is covered */

/* A plan in two numbers. */
typedef struct lode_rebuild_point {
    lode_rebuild_status status;
    double years;     /* from the decision until the need is covered; INFINITY: not within the horizon */
    double capex_usd; /* of what is decided and what is committed                                      */
    double running_usd_per_year;
    double gap;
} lode_rebuild_point;

/* A need and a coalition. */
typedef struct lode_rebuild_need_answer {
    int32_t coalition;            /* of the answer                                                     */
    int32_t need;                 /* row of rebuild_needs                                              */
    lode_rebuild_status status;   /* of the plan of least time, or by --by                             */
    lode_rebuild_case problem;    /* at the median, or the case's quantile                             */
    lode_rebuild_plan plan[LODE_REBUILD_POINTS]; /* frontier; the first is the plan of least time      */
    lode_rebuild_point point[LODE_REBUILD_POINTS];
    int32_t n_point;
    const char *bottleneck, *bottleneck_stage; /* what held it back last; "": nothing                   */
    double *share;                /* (n_quarter) covered under the first plan                          */
    int32_t *held_by;             /* (n_quarter) line, or n_line + purchase; -1: nothing               */
    lode_rebuild_point quantile[LODE_REBUILD_QUANTILES]; /* with options.quantiles                     */
    lode_rebuild_point *counter;  /* (rows of rebuild_counters)                                        */
    double stock_usd[LODE_REBUILD_MONTHS]; /* value of the stock that covers so many months, base prices */
    lode_rebuild_plan loss;       /* with options.loss: least cost and loss                             */
} lode_rebuild_need_answer;

typedef struct lode_rebuild_coalition {
    const char *id, *title;       /* "usa"; by --for: "USA+JPN"                                        */
    uint8_t *is_for, *is_member;  /* (actors)                                                          */
} lode_rebuild_coalition;

typedef struct lode_rebuild_study_options {
    const char *for_actors, *with_actors; /* "USA,JPN"; NULL: the coalitions of the case               */
    const char *need;             /* NULL: all                                                         */
    int32_t by;                   /* day by which it is to be covered; INT32_MIN: as soon as can be    */
    double budget_usd;            /* INFINITY: none                                                    */
    bool quantiles, loss, counters, frontier;
    int32_t threads;
    lode_solve_options solve;
} lode_rebuild_study_options;

typedef struct lode_rebuild_answer {
    const lode_built *b;          /* borrowed                                                          */
    lode_rebuild_study_options options;
    int32_t start, n_quarter;
    lode_rebuild_coalition *coalition; /* (n_coalition)                                                */
    int32_t n_coalition;
    lode_rebuild_need_answer *item; /* (n) by coalition, then need                                     */
    int32_t n;
    void *store;                  /* owner of the memory                                               */
} lode_rebuild_answer;

lode_rebuild_study_options lode_rebuild_study_default(void);

/* Plan. Problems (no needs, unknown names, no solver) go to diags; returns NULL when n_error > 0. That a need cannot be
 * covered is an answer, not a problem. Borrows `b`. */
lode_rebuild_answer *lode_rebuild_study(const lode_built *b, const lode_rebuild_study_options *o, lode_diags *diags);

void lode_rebuild_answer_free(lode_rebuild_answer *r);

/* Name of a bottleneck, and its stage; "" for -1. */
const char *lode_rebuild_held_by(const lode_rebuild_need_answer *x, int32_t at);
const char *lode_rebuild_held_stage(const lode_rebuild_need_answer *x, int32_t at);

/* --- for claims --------------------------------------------------------------------------- */

/* Years and capital of the plans of least time of all coalitions and needs of a case, at the quantiles. */
typedef struct lode_rebuild_table {
    int32_t n_coalition, n_need;
    double *years, *capex_usd;    /* (n_coalition x n_need x LODE_REBUILD_QUANTILES) */
} lode_rebuild_table;

/* Fill a table for lode_built.plans; memory from `a`. Returns NULL after a problem. */
const lode_rebuild_table *lode_rebuild_table_make(const lode_built *b, int32_t threads, lode_arena *a, lode_diags *diags);

/* Years (or capital) at a quantile, straight between those of the table, beyond them the last. */
double lode_rebuild_table_at(const lode_rebuild_table *t, const double *values, int32_t coalition, int32_t need, double quantile);

#endif
