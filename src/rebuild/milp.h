/* The equations of a rebuild problem as a mixed-integer program: docs/rebuild.md, (1) to (10), one function each. */
#ifndef LODE_REBUILD_MILP_H
#define LODE_REBUILD_MILP_H

#include "rebuild/plan.h"
#include "rebuild/solve.h"

typedef enum lode_rebuild_aim {
    LODE_AIM_COST, /* least cost of a plan that covers the need from `deadline` on            */
    LODE_AIM_ANY,  /* any such plan                                                           */
    LODE_AIM_LOSS, /* least cost and loss of all quarters                                     */
    LODE_AIM_EASE  /* as COST, but what stands in the way may give: least sum of reliefs      */
} lode_rebuild_aim;

/* What is asked of a problem. */
typedef struct lode_rebuild_ask {
    lode_rebuild_aim aim;
    int32_t deadline; /* quarter; not for LOSS                              */
    bool no_limits;   /* leave shared limits out: a bound, and quick         */
} lode_rebuild_ask;

/* Build the program of `ask`, solve it, and read the plan off. Arrays of the plan come from `a`. */
void lode_rebuild_solve(const lode_rebuild_problem *p, const lode_rebuild_ask *ask, const lode_solve_options *o, lode_arena *a,
                        lode_rebuild_plan *plan);

/* The largest share of all needs of quarter t that given capacities cover, and what holds it back.
 *
 * capacity    (n_line) unit/year
 * bottleneck  out  line with the largest shadow price, or n_line + purchase; -1: nothing, all is covered
 *
 * NaN where the solver fails. docs/rebuild.md (11). */
double lode_rebuild_coverage(const lode_rebuild_problem *p, const double *capacity, int32_t t, int32_t *bottleneck);

#endif
