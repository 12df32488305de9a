/* What an equilibrium means for each country: exact welfare, its first-order approximation, revenue, trade, and the
 * decomposition along the path. docs/trade.md 3. */
#ifndef LODE_TRADE_MEASURE_H
#define LODE_TRADE_MEASURE_H

#include "trade/solve.h"

/* LODE_TRADE_WAGE, LODE_TRADE_CPI ... in the order of measures.def */
typedef enum lode_trade_measure_id {
#define LODE_MEASURE(id, column, meaning) LODE_TRADE_##id,
#include "trade/measures.def"
#undef LODE_MEASURE
    LODE_TRADE_N_MEASURE
} lode_trade_measure_id;

/* Name and meaning of a measure. */
const char *lode_trade_measure_name(lode_trade_measure_id id);
const char *lode_trade_measure_meaning(lode_trade_measure_id id);

/* Flows and costs of one equilibrium, in the shapes of the table. */
typedef struct lode_trade_point {
    lode_arena arena;
    double *flow;    /* (J, N, N)  M  net of tariffs, table's money */
    double *cost;    /* (J, N)     ln c                             */
    double *output;  /* (J, N)     Y                                */
    double *income;  /* (N)        I                                */
    double *revenue; /* (N)        R                                */
} lode_trade_point;

/* NULL arrays: no memory. */
LODE_NODISCARD bool lode_trade_point_make(const lode_trade_table *t, lode_trade_point *x);
void lode_trade_point_free(lode_trade_point *x);

/* The base year: M = s X / (1 + t). */
void lode_trade_point_base(const lode_trade_table *t, lode_trade_point *x);

/* A solution of `p`. */
void lode_trade_point_fill(const lode_trade_problem *p, const lode_trade_solution *s,
                           lode_trade_point *x);

/* Results of one counterfactual. */
typedef struct lode_trade_result {
    lode_arena arena;
    double *of
        [LODE_TRADE_N_MEASURE]; /* (N) each                                                         */
    double *transfer; /* (N)     100 times log change of welfare by changes of deficits   */
    double *price;    /* (J, N)  p                                                        */
    double *spending; /* (J, N)  X', table's money                                        */
    lode_trade_point base, now;
    double residual;  /* of all conditions at the solution                                */
    double world_gap; /* as in lode_trade_solution                                        */
    double path_gap;  /* largest difference of the path's sum and exact welfare, logpct   */
    int32_t passes, newton_steps, path_steps;
} lode_trade_result;

/* Solve, measure and decompose.
 *
 * path_steps  steps of the path, 0: no decomposition (its columns are NaN)
 *
 * Returns false when there is no equilibrium or no memory (*change tells: how much a pass still changes, 0 for no memory).
 * Free the result in both cases. O(path_steps) warm solves. */
LODE_NODISCARD bool lode_trade_run(const lode_trade_table *t, const lode_trade_shock *s,
                                   int32_t path_steps, lode_trade_result *r, double *change);
void lode_trade_result_free(lode_trade_result *r);

/* ln of welfare of every country at a solution: ln I' - ln I - sum of a ln p, out (N). docs/trade.md 3. */
void lode_trade_welfare(const lode_trade_problem *p, const lode_trade_solution *s, double *out);

/* Integrate the decomposition along the path into r (path.c); r->base and r->now are filled. Returns false when a solve
 * fails or there is no memory. */
LODE_NODISCARD bool lode_trade_path(const lode_trade_base *b, const lode_trade_shock *s,
                                    lode_trade_solver *solver, lode_trade_result *r);

#endif
