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

/* --- limits only where they bind ------------------------------------------------------------- */

/* The last quarter in which a built project can be begun without making less in the quarters that count. */
static int32_t latest_start(const lode_rebuild_problem *p, const lode_rebuild_built *b, int32_t deadline)
{
    const lode_rebuild_project *j = &p->project[b->project];
    int32_t s = b->start, last = deadline + p->hold - 1 < p->n_quarter ? deadline + p->hold - 1 : p->n_quarter - 1;
    for (bool same = true; same && s < j->latest;) {
        for (int32_t t = deadline; t <= last; t++) same = same && lode_rebuild_ramp(j, t - s - 1) >= lode_rebuild_ramp(j, t - b->start);
        s += same;
    }
    return s;
}

/* Whether a project begun in quarter s stays within what the others leave of the limits; takes it if so. */
static bool fits(const lode_rebuild_problem *p, const lode_rebuild_project *j, int32_t s, double *taken)
{
    for (int pass = 0; pass < 2; pass++)
        for (int32_t u = j->first_use; u < j->first_use + j->n_use; u++)
            for (int32_t t = s + p->use[u].from; t < s + p->use[u].until && t < p->n_quarter; t++) {
                double *x = &taken[(int64_t)p->use[u].limit * p->n_quarter + t];
                if (pass == 1) *x += p->use[u].amount;
                else if (*x + p->use[u].amount > p->limit[p->use[u].limit].per_quarter[t] + 1e-9) return false;
            }
    return true;
}

/* Spread what a plan builds over time so that the limits hold: the most urgent first. Returns whether that works out. */
static bool spread(const lode_rebuild_problem *p, lode_rebuild_plan *plan, lode_arena *a)
{
    lode_arena_mark mark = lode_arena_now(a);
    double *taken = LODE_TAKE(a, (int64_t)p->n_limit * p->n_quarter + 1, double);
    int32_t *start = LODE_TAKE(a, plan->n_built + 1, int32_t);
    bool ok = taken && start;
    for (int32_t i = 0; ok && i < plan->n_built; i++) start[i] = -1;
    for (int32_t n = 0; ok && n < plan->n_built; n++) {
        int32_t next = -1, until = INT32_MAX, from = 0;
        for (int32_t i = 0; i < plan->n_built; i++) {
            int32_t latest = start[i] < 0 ? latest_start(p, &plan->built[i], plan->deadline) : INT32_MAX;
            bool waits = false;
            for (int32_t k = 0; k < plan->n_built; k++) waits = waits || (start[k] < 0 && plan->built[k].project == p->project[plan->built[i].project].after);
            if (start[i] >= 0 || waits || latest >= until) continue;
            next = i;
            until = latest;
        }
        ok = next >= 0;
        if (!ok) break;
        const lode_rebuild_project *j = &p->project[plan->built[next].project];
        for (int32_t k = 0; k < plan->n_built; k++)
            if (plan->built[k].project == j->after && start[k] > from) from = start[k];
        from = from > j->earliest ? from : j->earliest;
        while (from <= until && !fits(p, j, from, taken)) from++;
        ok = from <= until;
        start[next] = from;
    }
    for (int32_t i = 0; ok && i < plan->n_built; i++) plan->built[i].start = start[i];
    lode_arena_rewind(a, mark);
    return ok;
}

/* A plan: first without the shared limits, which is quick. Impossible so, it is impossible; and where what it builds can be
 * spread so that the limits hold, they cost nothing. Else with them. */
static void solve(const lode_rebuild_problem *p, lode_rebuild_aim aim, int32_t deadline, const lode_solve_options *o, lode_arena *a,
                  lode_rebuild_plan *plan)
{
    if (p->n_limit > 0) {
        lode_rebuild_solve(p, &(lode_rebuild_ask){aim, deadline, true}, o, a, plan);
        bool cost_by_start = p->discount_per_year > 0;
        for (int32_t j = 0; j < p->n_project; j++) cost_by_start = cost_by_start || p->project[j].standing_usd_per_year > 0;
        if (plan->status == LODE_REBUILD_INFEASIBLE || (found(plan) && (!cost_by_start || aim == LODE_AIM_ANY) && spread(p, plan, a))) return;
    }
    lode_rebuild_solve(p, &(lode_rebuild_ask){aim, deadline, false}, o, a, plan);
}

static bool feasible(const lode_rebuild_problem *p, int32_t deadline, const lode_solve_options *o, lode_arena *a,
                     lode_rebuild_plan *plan)
{
    solve(p, LODE_AIM_ANY, deadline, o, a, plan);
    return found(plan);
}

/* --- questions ------------------------------------------------------------------------------- */

/* Where there is a plan without the budget: by how much that one exceeds it. */
static bool explain_budget(const lode_rebuild_problem *p, int32_t deadline, const lode_solve_options *o, lode_arena *a,
                           lode_rebuild_plan *plan)
{
    lode_rebuild_problem rich = *p;
    lode_rebuild_plan free_plan;
    if (!isfinite(p->budget_usd)) return false;
    rich.budget_usd = INFINITY;
    solve(&rich, LODE_AIM_COST, deadline, o, a, &free_plan);
    plan->relief = found(&free_plan) ? LODE_TAKE(a, 1, lode_rebuild_relief) : NULL;
    if (!plan->relief) return false;
    double by = free_plan.capex_usd - p->budget_usd;
    plan->relief[plan->n_relief++] = (lode_rebuild_relief){"budget", "", by, by / free_plan.capex_usd};
    return true;
}

/* Say what would have to give. */
static void explain(const lode_rebuild_problem *p, int32_t deadline, const lode_solve_options *o, lode_arena *a,
                    lode_rebuild_plan *plan)
{
    lode_rebuild_plan eased;
    if (explain_budget(p, deadline, o, a, plan)) return;
    lode_rebuild_solve(p, &(lode_rebuild_ask){LODE_AIM_EASE, deadline, false}, o, a, &eased);
    plan->relief = eased.relief;
    plan->n_relief = eased.n_relief;
}

void lode_rebuild_least_cost(const lode_rebuild_problem *p, int32_t deadline, const lode_solve_options *o, lode_arena *a,
                             lode_rebuild_plan *plan)
{
    solve(p, LODE_AIM_COST, deadline, o, a, plan);
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
    lode_rebuild_solve(p, &(lode_rebuild_ask){LODE_AIM_LOSS, 0, false}, o, a, plan);
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
