/* The questions asked of a rebuild problem: least time, least cost, least loss, and years against money. */
#ifndef LODE_REBUILD_FRONTIER_H
#define LODE_REBUILD_FRONTIER_H

#include "rebuild/milp.h"

enum { LODE_REBUILD_POINTS_MOST = 16 };

/* The earliest quarter from which on the need can be covered, and the cheapest plan for it. Where there is none within the
 * horizon: INFEASIBLE, with what would have to give for the last deadline.
 *
 * The time is exact as long as what can be covered once can be covered four quarters later, too. */
void lode_rebuild_least_time(const lode_rebuild_problem *p, const lode_solve_options *o, lode_arena *a, lode_rebuild_plan *plan);

/* The cheapest plan that covers the need from a deadline on; infeasible: with what would have to give. */
void lode_rebuild_least_cost(const lode_rebuild_problem *p, int32_t deadline, const lode_solve_options *o, lode_arena *a,
                             lode_rebuild_plan *plan);

/* The plan with the least sum of cost and loss over the horizon; deadline: when the need is first covered, -1: never. */
void lode_rebuild_least_loss(const lode_rebuild_problem *p, const lode_solve_options *o, lode_arena *a, lode_rebuild_plan *plan);

/* Cheapest plans for later and later deadlines, the first that of least time: each costs no more than the one before.
 *
 * plan  (n_point) out; n_point at least 2
 *
 * Returns how many there are: 0 where the first is infeasible, then plan[0] says why. */
int32_t lode_rebuild_frontier(const lode_rebuild_problem *p, const lode_solve_options *o, lode_arena *a, lode_rebuild_plan *plan,
                              int32_t n_point);

/* Coverage of each quarter under a plan and its bottleneck, as lode_rebuild_coverage.
 *
 * share, bottleneck  (n_quarter) out; quarters beyond `last` are left alone */
bool lode_rebuild_path(const lode_rebuild_problem *p, const lode_rebuild_plan *plan, int32_t last, lode_arena *a, double *share,
                       int32_t *bottleneck);

#endif
