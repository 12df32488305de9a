/* Searching over deadlines. */
#include "rebuild/frontier.h"

#include <math.h>

enum { STRIDE = 4 };

static bool found(const lode_rebuild_plan *plan)
{
    return plan->status == LODE_REBUILD_OPTIMAL || plan->status == LODE_REBUILD_LIMIT;
}

/* Last deadline whose holding time lies within the horizon. */
static int32_t last_deadline(const lode_rebuild_problem *p)
{
    int32_t last = p->n_quarter - p->hold;
    return last > 0 ? last : 0;
}

static bool feasible(const lode_rebuild_problem *p, int32_t deadline, const lode_solve_options *o, lode_arena *a,
                     lode_rebuild_plan *plan)
{
    lode_rebuild_solve(p, &(lode_rebuild_ask){LODE_REBUILD_ANY, deadline}, o, a, plan);
    return found(plan);
}

/* Say what would have to give. */
static void explain(const lode_rebuild_problem *p, int32_t deadline, const lode_solve_options *o, lode_arena *a,
                    lode_rebuild_plan *plan)
{
    lode_rebuild_plan eased;
    lode_rebuild_solve(p, &(lode_rebuild_ask){LODE_REBUILD_EASE, deadline}, o, a, &eased);
    plan->relief = eased.relief;
    plan->n_relief = eased.n_relief;
}

void lode_rebuild_least_cost(const lode_rebuild_problem *p, int32_t deadline, const lode_solve_options *o, lode_arena *a,
                             lode_rebuild_plan *plan)
{
    lode_rebuild_solve(p, &(lode_rebuild_ask){LODE_REBUILD_COST, deadline}, o, a, plan);
    if (plan->status == LODE_REBUILD_INFEASIBLE) explain(p, deadline, o, a, plan);
}

/* Strides of a year until a deadline can be met, then back by quarters. */
void lode_rebuild_least_time(const lode_rebuild_problem *p, const lode_solve_options *o, lode_arena *a, lode_rebuild_plan *plan)
{
    int32_t last = last_deadline(p), at = 0;
    while (!feasible(p, at, o, a, plan)) {
        if (plan->status != LODE_REBUILD_INFEASIBLE && plan->status != LODE_REBUILD_UNKNOWN) return;
        if (at == last) {
            explain(p, last, o, a, plan);
            return;
        }
        at = at + STRIDE < last ? at + STRIDE : last;
    }
    int32_t least = at - STRIDE + 1 > 0 ? at - STRIDE + 1 : 0;
    while (least < at && !feasible(p, least, o, a, plan)) least++;
    lode_rebuild_least_cost(p, least, o, a, plan);
}

int32_t lode_rebuild_frontier(const lode_rebuild_problem *p, const lode_solve_options *o, lode_arena *a, lode_rebuild_plan *plan,
                              int32_t n_point)
{
    lode_rebuild_least_time(p, o, a, &plan[0]);
    if (!found(&plan[0])) return 0;
    int32_t n = 1, last = last_deadline(p), at = plan[0].deadline, span = last - at;
    for (; n < n_point && at < last; n++) {
        /* steps of 1, 1, 2, 4, 8 ... quarters, and the last as late as can be */
        int32_t step = n < 2 ? 1 : 1 << (n - 2);
        at = n == n_point - 1 || at + step > last ? last : at + step;
        lode_rebuild_least_cost(p, at, o, a, &plan[n]);
        if (!found(&plan[n])) break;
        /* a later deadline allows every plan of an earlier one */
        if (plan[n].capex_usd > plan[n - 1].capex_usd && plan[n].objective >= plan[n - 1].objective * (1 - o->gap)) {
            int32_t deadline = plan[n].deadline;
            plan[n] = plan[n - 1];
            plan[n].deadline = deadline;
        }
    }
    (void)span;
    return n;
}

bool lode_rebuild_path(const lode_rebuild_problem *p, const lode_rebuild_plan *plan, int32_t last, lode_arena *a, double *share,
                       int32_t *bottleneck)
{
    lode_arena_mark mark = lode_arena_now(a);
    double *capacity = LODE_TAKE(a, p->n_line + 1, double);
    bool ok = capacity != NULL;
    for (int32_t t = 0; ok && t < p->n_quarter && t <= last; t++) {
        lode_rebuild_capacity(p, plan->built, plan->n_built, t, capacity);
        share[t] = lode_rebuild_coverage(p, capacity, t, &bottleneck[t]);
    }
    lode_arena_rewind(a, mark);
    return ok;
}

void lode_rebuild_least_loss(const lode_rebuild_problem *p, const lode_solve_options *o, lode_arena *a, lode_rebuild_plan *plan)
{
    lode_rebuild_solve(p, &(lode_rebuild_ask){LODE_REBUILD_LOSS, 0}, o, a, plan);
    if (!found(plan)) return;
    double *share = LODE_TAKE(a, p->n_quarter, double);
    int32_t *bottleneck = LODE_TAKE(a, p->n_quarter, int32_t);
    if (!share || !bottleneck || !lode_rebuild_path(p, plan, p->n_quarter - 1, a, share, bottleneck)) {
        plan->status = LODE_REBUILD_NO_MEMORY;
        return;
    }
    int32_t from = p->n_quarter;
    while (from > 0 && share[from - 1] >= p->target - 1e-9) from--;
    plan->deadline = from < p->n_quarter ? from : -1;
    plan->loss_usd = plan->objective;
    for (int32_t b = 0; b < plan->n_built; b++)
        plan->loss_usd -= plan->built[b].capex_usd * lode_rebuild_discount(p, plan->built[b].start);
}
