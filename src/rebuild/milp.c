/* The equations of docs/rebuild.md, section 3, as rows and columns. All quantities of a product or a line are divided by
 * what the whole need takes of it, all money by a million USD, so that the numbers the solver sees are near one. */
#include "rebuild/milp.h"

#include <math.h>
#include <string.h>

static const double MILLION = 1e6, FREE = 1e30;
static const double YEAR_SHARE = 1.0 / LODE_REBUILD_PER_YEAR;
static const double PULL = 1e-7; /* of money against coverage: of equal plans the one that runs less */

/* A choice: project j begun in quarter s as piece k; its capacity is a column of its own where the piece has a range. */
typedef struct choice {
    int32_t project, piece, start, begun, size; /* columns; size -1: piece.high x begun */
} choice;

typedef struct program {
    const lode_rebuild_problem *p;
    const lode_rebuild_ask *ask;
    lode_milp m;
    lode_arena *a;
    int32_t first, last;               /* quarters with flows: first .. last             */
    double *product_scale, *line_scale; /* (n_product), (n_line)                         */
    choice *choice;
    int32_t n_choice;
    int32_t *run, *bought, *given, *short_of; /* columns of the current quarter          */
    int32_t *relief_line, *relief_purchase, *relief_limit, relief_budget;                /* columns */
    int32_t *pulled, n_pulled;         /* columns whose cost has PULL in it              */
} program;

static bool eases(const program *g)
{
    return g->ask->aim == LODE_AIM_EASE;
}

static bool priced(const program *g)
{
    return g->ask->aim == LODE_AIM_COST || g->ask->aim == LODE_AIM_LOSS;
}

/* --- (1) choices ---------------------------------------------------------------------------- */

/* Whether beginning later can be better: it saves interest or standing costs, another one needs the crews first, or has to
 * be begun before. */
static bool may_wait(const program *g, const lode_rebuild_project *j)
{
    return g->p->discount_per_year > 0 || j->standing_usd_per_year > 0 || (j->n_use > 0 && !g->ask->no_limits) ||
           (j->after >= 0 && g->p->project[j->after].earliest > j->earliest);
}

/* Whether another project can only follow this one. */
static bool is_followed(const lode_rebuild_problem *p, int32_t project)
{
    for (int32_t j = 0; j < p->n_project; j++)
        if (p->project[j].after == project) return true;
    return false;
}

/* Undiscounted standing costs in the quarters with flows. */
static double standing(const program *g, const lode_rebuild_project *j, int32_t start)
{
    double sum = 0.0;
    for (int32_t t = g->first; t <= g->last; t++)
        if (lode_rebuild_ramp(j, t - start) > 0)
            sum += YEAR_SHARE * lode_rebuild_discount(g->p, t) * j->standing_usd_per_year;
    return sum;
}

/* (1) y[j,k,s] and the capacity q[j,k,s] that goes with it: low y <= q <= high y. */
static void add_choice(program *g, int32_t j, int32_t k, int32_t s)
{
    const lode_rebuild_project *x = &g->p->project[j];
    const lode_rebuild_piece *c = &g->p->piece[k];
    double now = priced(g) ? lode_rebuild_discount(g->p, s) / MILLION : 0.0, rest = priced(g) ? standing(g, x, s) / MILLION : 0.0;
    double scale = g->line_scale[g->p->add[x->first_add].line];
    bool range = c->high > c->low;
    choice *y = &g->choice[g->n_choice++];
    *y = (choice){j, k, s, -1, -1};
    y->begun = lode_milp_column(&g->m, now * (c->fixed_usd + (range ? 0.0 : c->usd_per_unit * c->high)) + rest, 0, 1, true);
    if (!range) return;
    y->size = lode_milp_column(&g->m, now * c->usd_per_unit * scale, 0, c->high / scale, false);
    int32_t most = lode_milp_row(&g->m, -FREE, 0), least = lode_milp_row(&g->m, 0, FREE);
    lode_milp_put(&g->m, most, y->size, 1.0);
    lode_milp_put(&g->m, most, y->begun, -c->high / scale);
    lode_milp_put(&g->m, least, y->size, 1.0);
    lode_milp_put(&g->m, least, y->begun, -c->low / scale);
}

/* The last quarter in which it still helps to begin a project: by output in a quarter with flows, or by letting others follow. */
static int32_t last_start(const program *g, int32_t project)
{
    const lode_rebuild_project *x = &g->p->project[project];
    int32_t last = is_followed(g->p, project) ? g->last : g->last - x->permit - x->build - x->qualification;
    last = last < x->latest ? last : x->latest;
    return may_wait(g, x) || last < x->earliest ? last : x->earliest;
}

/* (2) at most one y[j,.,.] */
static bool add_choices(program *g)
{
    const lode_rebuild_problem *p = g->p;
    int64_t most = 0;
    for (int32_t j = 0; j < p->n_project; j++) most += (int64_t)p->project[j].n_piece * p->n_quarter;
    g->choice = LODE_TAKE(&g->m.arena, most + 1, choice);
    if (!g->choice) return false;
    for (int32_t j = 0; j < p->n_project; j++) {
        const lode_rebuild_project *x = &p->project[j];
        int32_t from = g->n_choice, last = last_start(g, j);
        for (int32_t k = x->first_piece; k < x->first_piece + x->n_piece; k++)
            for (int32_t s = x->earliest; s <= last; s++) add_choice(g, j, k, s);
        if (g->n_choice - from < 2) continue;
        int32_t once = lode_milp_row(&g->m, 0, 1);
        for (int32_t i = from; i < g->n_choice; i++) lode_milp_put(&g->m, once, g->choice[i].begun, 1.0);
    }
    return true;
}

/* (8) a copy is begun no sooner than the copy before it: sum over s' <= s of y[j] <= the same of y[after]. */
static void add_order(program *g)
{
    for (int32_t j = 0; j < g->p->n_project; j++) {
        int32_t before = g->p->project[j].after;
        if (before < 0) continue;
        int32_t first = INT32_MAX, last = -1;
        for (int32_t i = 0; i < g->n_choice; i++)
            if (g->choice[i].project == j) {
                first = g->choice[i].start < first ? g->choice[i].start : first;
                last = g->choice[i].start > last ? g->choice[i].start : last;
            }
        for (int32_t s = first; s <= last; s++) {
            int32_t row = lode_milp_row(&g->m, -FREE, 0);
            for (int32_t i = 0; i < g->n_choice; i++) {
                const choice *y = &g->choice[i];
                if (y->start > s) continue;
                if (y->project == j) lode_milp_put(&g->m, row, y->begun, 1.0);
                if (y->project == before) lode_milp_put(&g->m, row, y->begun, -1.0);
            }
        }
    }
}

/* --- (3) to (6): flows of a quarter --------------------------------------------------------- */

/* A column for what runs or is bought. */
static int32_t add_flow(program *g, double cost, double upper)
{
    int32_t column = lode_milp_column(&g->m, cost + PULL, 0, upper, false);
    g->pulled[g->n_pulled++] = column;
    return column;
}

/* Activities of the recipes, unit/year over the scale of the line. */
static void add_runs(program *g, int32_t t, double weight)
{
    for (int32_t l = 0; l < g->p->n_line; l++) {
        const lode_rebuild_line *x = &g->p->line[l];
        double support = x->support_usd_per_unit * weight * g->line_scale[l];
        for (int32_t r = x->first_recipe; r < x->first_recipe + x->n_recipe; r++)
            g->run[r] = add_flow(g, support, (x->idle && x->support_usd_per_unit > 0) || t < g->p->recipe[r].from ? 0 : FREE);
    }
}

/* (3) sum of activities <= what stands + sum of ratio x q x ramp(t - s) */
static void add_capacity(program *g, int32_t t)
{
    const lode_rebuild_problem *p = g->p;
    int32_t first_row = g->m.n_row;
    for (int32_t l = 0; l < p->n_line; l++) {
        int32_t row = lode_milp_row(&g->m, -FREE, p->line[l].capacity[t] / g->line_scale[l]);
        for (int32_t r = p->line[l].first_recipe; r < p->line[l].first_recipe + p->line[l].n_recipe; r++)
            lode_milp_put(&g->m, row, g->run[r], 1.0);
        if (eases(g)) lode_milp_put(&g->m, row, g->relief_line[l], -1.0);
    }
    for (int32_t i = 0; i < g->n_choice; i++) {
        const choice *y = &g->choice[i];
        const lode_rebuild_project *x = &p->project[y->project];
        double share = lode_rebuild_ramp(x, t - y->start), scale = g->line_scale[p->add[x->first_add].line];
        for (int32_t k = x->first_add; k < x->first_add + x->n_add && share > 0; k++) {
            double unit = p->add[k].ratio * share / g->line_scale[p->add[k].line];
            if (y->size >= 0) lode_milp_put(&g->m, first_row + p->add[k].line, y->size, -unit * scale);
            else lode_milp_put(&g->m, first_row + p->add[k].line, y->begun, -unit * p->piece[y->piece].high);
        }
    }
}

/* (5) purchases up to their limit */
static void add_purchases(program *g, int32_t t, double weight)
{
    for (int32_t i = 0; i < g->p->n_purchase; i++) {
        const lode_rebuild_purchase *x = &g->p->purchase[i];
        double scale = g->product_scale[x->product], cost = x->usd_per_unit * weight * scale;
        if (!eases(g)) {
            g->bought[i] = add_flow(g, cost, x->per_year[t] / scale);
            continue;
        }
        g->bought[i] = add_flow(g, 0, FREE);
        int32_t row = lode_milp_row(&g->m, -FREE, x->per_year[t] / scale);
        lode_milp_put(&g->m, row, g->bought[i], 1.0);
        lode_milp_put(&g->m, row, g->relief_purchase[i], -1.0);
    }
}

/* (6) target x need <= given <= need; or given + short = need, each missing unit at its loss */
static void add_needs(program *g, int32_t t, double weight)
{
    for (int32_t n = 0; n < g->p->n_need; n++) {
        const lode_rebuild_need *x = &g->p->need[n];
        double scale = g->product_scale[x->product], need = x->per_year[t] / scale;
        bool loss = g->ask->aim == LODE_AIM_LOSS;
        g->given[n] = lode_milp_column(&g->m, 0, loss ? 0 : g->p->target * need, need, false);
        if (!loss) continue;
        g->short_of[n] = lode_milp_column(&g->m, x->loss_usd_per_unit * weight * scale, 0, need, false);
        int32_t row = lode_milp_row(&g->m, need, need);
        lode_milp_put(&g->m, row, g->given[n], 1.0);
        lode_milp_put(&g->m, row, g->short_of[n], 1.0);
    }
}

/* (4) made + bought - used - given - disposed of = 0, product by product */
static void add_balance(program *g)
{
    const lode_rebuild_problem *p = g->p;
    int32_t first_row = g->m.n_row;
    for (int32_t k = 0; k < p->n_product; k++) lode_milp_row(&g->m, 0, FREE); /* what is over is disposed of */
    for (int32_t l = 0; l < p->n_line; l++)
        for (int32_t r = p->line[l].first_recipe; r < p->line[l].first_recipe + p->line[l].n_recipe; r++) {
            const lode_rebuild_recipe *x = &p->recipe[r];
            for (int32_t o = x->first_output; o < x->first_output + x->n_output; o++)
                lode_milp_put(&g->m, first_row + p->flow[o].product, g->run[r],
                              p->flow[o].per_unit * g->line_scale[l] / g->product_scale[p->flow[o].product]);
            for (int32_t i = x->first_input; i < x->first_input + x->n_input; i++)
                lode_milp_put(&g->m, first_row + p->flow[i].product, g->run[r],
                              -p->flow[i].per_unit * g->line_scale[l] / g->product_scale[p->flow[i].product]);
        }
    for (int32_t i = 0; i < p->n_purchase; i++) lode_milp_put(&g->m, first_row + p->purchase[i].product, g->bought[i], 1.0);
    for (int32_t n = 0; n < p->n_need; n++) lode_milp_put(&g->m, first_row + p->need[n].product, g->given[n], -1.0);
}

static void add_quarter(program *g, int32_t t)
{
    double weight = priced(g) ? YEAR_SHARE * lode_rebuild_discount(g->p, t) / MILLION : 0.0;
    add_runs(g, t, weight);
    add_capacity(g, t);
    add_purchases(g, t, weight);
    add_needs(g, t, weight);
    add_balance(g);
}

/* --- (7), (9): what projects share ---------------------------------------------------------- */

/* (7) in every quarter, what building takes of a limit is within it */
static void add_limits(program *g)
{
    const lode_rebuild_problem *p = g->p;
    for (int32_t i = 0; i < p->n_limit && !g->ask->no_limits; i++)
        for (int32_t t = 0; t < p->n_quarter; t++) {
            int32_t row = -1;
            for (int32_t c = 0; c < g->n_choice; c++) {
                const choice *y = &g->choice[c];
                const lode_rebuild_project *x = &p->project[y->project];
                double taken = 0.0;
                for (int32_t u = x->first_use; u < x->first_use + x->n_use; u++)
                    if (p->use[u].limit == i && t - y->start >= p->use[u].from && t - y->start < p->use[u].until)
                        taken += p->use[u].amount;
                if (taken <= 0) continue;
                if (row < 0) {
                    row = lode_milp_row(&g->m, -FREE, p->limit[i].per_quarter[t]);
                    if (eases(g)) lode_milp_put(&g->m, row, g->relief_limit[i], -1.0);
                }
                lode_milp_put(&g->m, row, y->begun, taken);
            }
        }
}

static double capex_of(const program *g, const choice *y, double q)
{
    return lode_rebuild_cost(&g->p->piece[y->piece], q);
}

/* (9) undiscounted capital within the budget */
static void add_budget(program *g)
{
    if (!isfinite(g->p->budget_usd)) return;
    int32_t row = lode_milp_row(&g->m, -FREE, g->p->budget_usd / MILLION);
    for (int32_t i = 0; i < g->n_choice; i++) {
        const choice *y = &g->choice[i];
        const lode_rebuild_piece *c = &g->p->piece[y->piece];
        double scale = g->line_scale[g->p->add[g->p->project[y->project].first_add].line];
        if (y->size >= 0) lode_milp_put(&g->m, row, y->size, c->usd_per_unit * scale / MILLION);
        lode_milp_put(&g->m, row, y->begun, (y->size >= 0 ? c->fixed_usd : capex_of(g, y, c->high)) / MILLION);
    }
    if (eases(g)) lode_milp_put(&g->m, row, g->relief_budget, -1.0);
}

/* (10) what may give, relative to what the need takes of it */
static bool add_reliefs(program *g)
{
    const lode_rebuild_problem *p = g->p;
    g->relief_line = LODE_TAKE(&g->m.arena, p->n_line + 1, int32_t);
    g->relief_purchase = LODE_TAKE(&g->m.arena, p->n_purchase + 1, int32_t);
    g->relief_limit = LODE_TAKE(&g->m.arena, p->n_limit + 1, int32_t);
    if (!g->relief_line || !g->relief_purchase || !g->relief_limit) return false;
    for (int32_t l = 0; l < p->n_line; l++) g->relief_line[l] = lode_milp_column(&g->m, 1, 0, FREE, false);
    for (int32_t i = 0; i < p->n_purchase; i++) g->relief_purchase[i] = lode_milp_column(&g->m, 1, 0, FREE, false);
    for (int32_t i = 0; i < p->n_limit; i++) {
        double most = 1e-9;
        for (int32_t t = 0; t < p->n_quarter; t++) most = fmax(most, p->limit[i].per_quarter[t]);
        g->relief_limit[i] = lode_milp_column(&g->m, 1 / most, 0, FREE, false);
    }
    double budget = isfinite(p->budget_usd) ? fmax(p->budget_usd / MILLION, 1.0) : 1.0;
    g->relief_budget = lode_milp_column(&g->m, 1 / budget, 0, FREE, false);
    return true;
}

/* --- the program ---------------------------------------------------------------------------- */

static bool set_scales(program *g, int32_t t)
{
    const lode_rebuild_problem *p = g->p;
    g->product_scale = LODE_TAKE(&g->m.arena, p->n_product + 1, double);
    g->line_scale = LODE_TAKE(&g->m.arena, p->n_line + 1, double);
    g->run = LODE_TAKE(&g->m.arena, p->n_recipe + 1, int32_t);
    g->bought = LODE_TAKE(&g->m.arena, p->n_purchase + 1, int32_t);
    g->given = LODE_TAKE(&g->m.arena, p->n_need + 1, int32_t);
    g->short_of = LODE_TAKE(&g->m.arena, p->n_need + 1, int32_t);
    g->pulled = LODE_TAKE(&g->m.arena, (int64_t)(g->last - g->first + 1) * (p->n_recipe + p->n_purchase) + 1, int32_t);
    if (!g->product_scale || !g->line_scale || !g->run || !g->bought || !g->given || !g->short_of || !g->pulled) return false;
    lode_rebuild_required(p, t, g->product_scale, g->line_scale);
    /* lines that the first recipes leave aside take the scale of what they make */
    for (int32_t l = 0; l < p->n_line; l++) {
        const lode_rebuild_recipe *r = &p->recipe[p->line[l].first_recipe];
        for (int32_t o = r->first_output; o < r->first_output + r->n_output && g->line_scale[l] <= 0; o++)
            g->line_scale[l] = g->product_scale[p->flow[o].product] / p->flow[o].per_unit;
        if (g->line_scale[l] <= 0) g->line_scale[l] = 1.0;
    }
    for (int32_t k = 0; k < p->n_product; k++)
        if (g->product_scale[k] <= 0) g->product_scale[k] = 1.0;
    return true;
}

static bool build(program *g)
{
    const lode_rebuild_problem *p = g->p;
    bool loss = g->ask->aim == LODE_AIM_LOSS;
    g->first = loss ? 0 : g->ask->deadline;
    g->last = loss ? p->n_quarter - 1 : g->ask->deadline + p->hold - 1;
    if (g->last >= p->n_quarter) g->last = p->n_quarter - 1;
    if (!set_scales(g, g->last) || (eases(g) && !add_reliefs(g)) || !add_choices(g)) return false;
    add_order(g);
    for (int32_t t = g->first; t <= g->last; t++) add_quarter(g, t);
    add_limits(g);
    add_budget(g);
    return !g->m.failed;
}

/* --- the plan ------------------------------------------------------------------------------- */

static void add_relief(lode_rebuild_plan *plan, const char *what, const char *name, double by, double relative)
{
    if (relative <= 1e-6) return;
    int32_t at = plan->n_relief++;
    for (; at > 0 && plan->relief[at - 1].relative < relative; at--) plan->relief[at] = plan->relief[at - 1];
    plan->relief[at] = (lode_rebuild_relief){what, name, by, relative};
}

static bool read_reliefs(const program *g, const double *x, lode_arena *a, lode_rebuild_plan *plan)
{
    const lode_rebuild_problem *p = g->p;
    plan->relief = LODE_TAKE(a, p->n_line + p->n_purchase + p->n_limit + 2, lode_rebuild_relief);
    if (!plan->relief) return false;
    for (int32_t l = 0; l < p->n_line; l++)
        add_relief(plan, "capacity", p->line[l].name, x[g->relief_line[l]] * g->line_scale[l], x[g->relief_line[l]]);
    for (int32_t i = 0; i < p->n_purchase; i++)
        add_relief(plan, "purchase", p->purchase[i].name, x[g->relief_purchase[i]] * g->product_scale[p->purchase[i].product],
                   x[g->relief_purchase[i]]);
    for (int32_t i = 0; i < p->n_limit; i++)
        add_relief(plan, "limit", p->limit[i].name, x[g->relief_limit[i]], x[g->relief_limit[i]] * g->m.cost[g->relief_limit[i]]);
    add_relief(plan, "budget", "", x[g->relief_budget] * MILLION, x[g->relief_budget] * g->m.cost[g->relief_budget]);
    return true;
}

static bool read_built(const program *g, const double *x, lode_arena *a, lode_rebuild_plan *plan)
{
    plan->built = LODE_TAKE(a, g->n_choice + 1, lode_rebuild_built);
    if (!plan->built) return false;
    for (int32_t i = 0; i < g->n_choice; i++) {
        const choice *y = &g->choice[i];
        const lode_rebuild_piece *c = &g->p->piece[y->piece];
        if (x[y->begun] < 0.5) continue;
        double scale = g->line_scale[g->p->add[g->p->project[y->project].first_add].line];
        double q = y->size >= 0 ? fmin(fmax(x[y->size] * scale, c->low), c->high) : c->high;
        int32_t at = plan->n_built++;
        for (; at > 0 && plan->built[at - 1].start > y->start; at--) plan->built[at] = plan->built[at - 1];
        plan->built[at] = (lode_rebuild_built){y->project, y->piece, y->start, q, capex_of(g, y, q)};
        plan->capex_usd += capex_of(g, y, q);
    }
    return true;
}

/* What all costs, without what only orders plans that cost the same; million USD. */
static double cost_of(const program *g, const double *x)
{
    double sum = 0.0;
    for (int32_t i = 0; i < g->m.n_column; i++) sum += g->m.cost[i] * x[i];
    for (int32_t i = 0; i < g->n_pulled; i++) sum -= PULL * x[g->pulled[i]];
    return sum;
}

/* Of it, what recurs: USD per year of the quarters with flows. */
static double recurring(const program *g, const double *x)
{
    double sum = cost_of(g, x);
    for (int32_t i = 0; i < g->n_choice; i++) {
        const choice *y = &g->choice[i];
        sum -= g->m.cost[y->begun] * x[y->begun];
        sum += standing(g, &g->p->project[y->project], y->start) * x[y->begun] / MILLION;
        if (y->size >= 0) sum -= g->m.cost[y->size] * x[y->size];
    }
    return sum * MILLION * LODE_REBUILD_PER_YEAR / (g->last - g->first + 1);
}

static lode_rebuild_status status_of(lode_solve_status s)
{
    static const lode_rebuild_status map[] = {
        [LODE_SOLVE_OPTIMAL] = LODE_REBUILD_OPTIMAL,     [LODE_SOLVE_LIMIT] = LODE_REBUILD_LIMIT,
        [LODE_SOLVE_INFEASIBLE] = LODE_REBUILD_INFEASIBLE, [LODE_SOLVE_UNKNOWN] = LODE_REBUILD_UNKNOWN,
        [LODE_SOLVE_NONE] = LODE_REBUILD_NO_SOLVER,      [LODE_SOLVE_NO_MEMORY] = LODE_REBUILD_NO_MEMORY,
        [LODE_SOLVE_FAULT] = LODE_REBUILD_FAULT};
    return map[s];
}

void lode_rebuild_solve(const lode_rebuild_problem *p, const lode_rebuild_ask *ask, const lode_solve_options *o, lode_arena *a,
                        lode_rebuild_plan *plan)
{
    program g = {.p = p, .ask = ask};
    lode_solve_options with = *o;
    with.any = ask->aim == LODE_AIM_ANY;
    memset(plan, 0, sizeof *plan);
    plan->deadline = ask->aim == LODE_AIM_LOSS ? -1 : ask->deadline;
    lode_solution s = {.status = LODE_SOLVE_NO_MEMORY};
    if (build(&g)) s = lode_solve(&g.m, &with);
    plan->status = status_of(s.status);
    if (s.x && (plan->status == LODE_REBUILD_OPTIMAL || plan->status == LODE_REBUILD_LIMIT)) {
        bool ok = read_built(&g, s.x, a, plan) && (!eases(&g) || read_reliefs(&g, s.x, a, plan));
        if (!ok) plan->status = LODE_REBUILD_NO_MEMORY;
        plan->objective = cost_of(&g, s.x) * MILLION;
        plan->gap = fmax(0.0, (s.objective - s.bound) / fmax(1e-9, fabs(s.objective)));
        plan->running_usd_per_year = priced(&g) && ask->aim != LODE_AIM_LOSS ? recurring(&g, s.x) : 0.0;
    }
    lode_milp_free(&g.m);
}

/* --- (11) coverage -------------------------------------------------------------------------- */

double lode_rebuild_coverage(const lode_rebuild_problem *p, const double *capacity, int32_t t, int32_t *bottleneck)
{
    const lode_rebuild_ask ask = {LODE_AIM_ANY, t, true};
    program g = {.p = p, .ask = &ask, .first = t, .last = t};
    lode_solve_options o = lode_solve_default();
    double covered = NAN;
    *bottleneck = -1;
    if (!set_scales(&g, t)) goto done;
    add_runs(&g, t, 0.0);
    int32_t share = lode_milp_column(&g.m, -1.0, 0, 1, false), capacity_row = g.m.n_row;
    for (int32_t l = 0; l < p->n_line; l++) {
        int32_t row = lode_milp_row(&g.m, -FREE, capacity[l] / g.line_scale[l]);
        for (int32_t r = p->line[l].first_recipe; r < p->line[l].first_recipe + p->line[l].n_recipe; r++)
            lode_milp_put(&g.m, row, g.run[r], 1.0);
    }
    int32_t purchase_row = g.m.n_row;
    for (int32_t i = 0; i < p->n_purchase; i++) {
        double most = p->purchase[i].per_year[t] / g.product_scale[p->purchase[i].product];
        g.bought[i] = add_flow(&g, 0, FREE);
        lode_milp_put(&g.m, lode_milp_row(&g.m, -FREE, most), g.bought[i], 1.0);
    }
    for (int32_t n = 0; n < p->n_need; n++) {
        g.given[n] = lode_milp_column(&g.m, 0, 0, FREE, false);
        int32_t row = lode_milp_row(&g.m, 0, 0);
        lode_milp_put(&g.m, row, g.given[n], 1.0);
        lode_milp_put(&g.m, row, share, -p->need[n].per_year[t] / g.product_scale[p->need[n].product]);
    }
    add_balance(&g);
    lode_solution s = g.m.failed ? (lode_solution){0} : lode_solve(&g.m, &o);
    if (s.status == LODE_SOLVE_OPTIMAL && s.x) {
        double worst = 10 * PULL;
        covered = s.x[share];
        for (int32_t i = 0; i < p->n_line + p->n_purchase && covered < 1 - 1e-9; i++) {
            int32_t row = i < p->n_line ? capacity_row + i : purchase_row + i - p->n_line;
            if (-s.dual[row] <= worst) continue;
            worst = -s.dual[row];
            *bottleneck = i;
        }
    }
done:
    lode_milp_free(&g.m);
    return covered;
}
