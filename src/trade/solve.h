/* The equilibrium after a shock, in changes against the base. */
#ifndef LODE_TRADE_SOLVE_H
#define LODE_TRADE_SOLVE_H

#include "trade/pass.h"

typedef struct lode_trade_options {
    double
        tolerance; /* largest change of a pass at which it stops                                   */
    int32_t
        memory; /* points that Anderson mixing looks back                                       */
    int32_t
        passes; /* most passes                                                                  */
    bool
        newton_only; /* Newton steps from the start; for tests and comparisons                       */
} lode_trade_options;

/* tolerance 1e-12, memory 10, 1,000 passes. */
lode_trade_options lode_trade_default(void);

/* An equilibrium. Arrays padded as in lode_trade_base. */
typedef struct lode_trade_solution {
    double *z; /* (n_z)  ln w, ln p, X'/X                                               */
    lode_trade_flows
        flows;       /*        costs, flows and incomes at z                                  */
    double change;   /*        largest change that another pass would make                    */
    double residual; /*        largest relative residual of all conditions of equilibrium     */
    double
        world_gap; /*        |world supply / demand - 1|: the redundant equation, which holds to rounding
                                      but for what input shares of the table miss of 1                      */
    int32_t passes; /*        passes made, those inside Newton steps included                */
    int32_t
        newton_steps; /*        0: Anderson mixing alone                                       */
    bool converged;
} lode_trade_solution;

/* What one thread needs to solve; made once per base, used for any number of shocks. */
typedef struct lode_trade_solver lode_trade_solver;

/* NULL: no memory. `b` is borrowed. */
lode_trade_solver *lode_trade_solver_new(const lode_trade_base *b);
void lode_trade_solver_free(lode_trade_solver *s);

/* Solve. `start` (n_z) is where to begin, NULL: the base; the result depends on it only within the tolerance. The
 * solution belongs to the solver and lasts until its next run; `converged` says whether to use it. */
const lode_trade_solution *lode_trade_solve(lode_trade_solver *s, const lode_trade_problem *p,
                                            const double *start, const lode_trade_options *o);

/* The largest relative residual of conditions 1 to 7 and of every country's trade balance at z, where `f` is what a pass
 * at z left and `image` its result. Of (6) one equation is redundant: it is measured apart, as world_gap. docs/trade.md 2. */
double lode_trade_residual(const lode_trade_problem *p, const double *z, const double *image,
                           const lode_trade_flows *f);

#endif
