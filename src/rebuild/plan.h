/* A rebuild problem and a plan for it: who could build what, when, at what cost, to cover which need. Pure data: it knows
 * neither cases nor solvers. Equations: docs/rebuild.md.
 *
 *     lode_rebuild_problem p = {...};                         arrays are borrowed
 *     if (!lode_rebuild_valid(&p)) ...                        what the arrays must obey
 *     lode_rebuild_least_time(&p, &options, &arena, &plan);   frontier.h
 *
 * Time runs in quarters of a year, 0 .. n_quarter-1, from the day of the decision on. Rates are per year. */
#ifndef LODE_REBUILD_PLAN_H
#define LODE_REBUILD_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

enum { LODE_REBUILD_QUARTERS_MOST = 200, LODE_REBUILD_PER_YEAR = 4 };

/* What a unit of activity takes or gives of a product. */
typedef struct lode_rebuild_flow {
    int32_t product;
    double per_unit; /* unit of the product per unit of activity, > 0 */
} lode_rebuild_flow;

/* One way to run a line; a line may have several, which share its capacity (alternative recipes). */
typedef struct lode_rebuild_recipe {
    int32_t first_input, n_input;   /* flow[first_input ..]  */
    int32_t first_output, n_output; /* flow[first_output ..] */
    int32_t from;                   /* quarter  before it, it is not yet qualified */
} lode_rebuild_recipe;

/* An activity in a place: what stands there, and how it is run. */
typedef struct lode_rebuild_line {
    const char *name, *stage;
    int32_t first_recipe, n_recipe;
    const double *capacity;      /* (n_quarter) unit/year  stands, or is built in any case              */
    double support_usd_per_unit; /* by which a unit costs more than it earns; >= 0                      */
    bool idle;                   /* nobody pays the support: it does not run (no price or offtake floor) */
} lode_rebuild_line;

/* A piece of a cost curve: capacities low .. high cost fixed_usd + usd_per_unit x capacity. One listed plant is one piece
 * with low = high. */
typedef struct lode_rebuild_piece {
    double low, high; /* unit/year of activity */
    double fixed_usd, usd_per_unit;
} lode_rebuild_piece;

/* A line to which a project adds: `ratio` units of its activity per unit of the project's capacity. */
typedef struct lode_rebuild_add {
    int32_t line;
    double ratio;
} lode_rebuild_add;

/* What building takes of a shared limit: `amount` in each quarter from start + from to start + until - 1. */
typedef struct lode_rebuild_use {
    int32_t limit;
    double amount;
    int32_t from, until;
} lode_rebuild_use;

typedef struct lode_rebuild_project {
    const char *name;
    int32_t first_add, n_add;
    int32_t first_piece, n_piece; /* which one is chosen                                               */
    int32_t earliest, latest;     /* quarter   in which it may be begun                                 */
    int32_t permit, build;        /* quarters  before work begins, from then to the first output        */
    int32_t ramp;                 /* quarters  from first output to full capacity, linear; 0: at once   */
    int32_t qualification;        /* quarters  after first output in which customers take none of it    */
    int32_t after;                /* project that must have been begun, -1: none (copies of one plant)  */
    int32_t first_use, n_use;
    double standing_usd_per_year; /* once it makes something, whether it runs or not                    */
} lode_rebuild_project;

/* Skilled crews, orders of equipment, permits at a time: what projects share. */
typedef struct lode_rebuild_limit {
    const char *name;
    const double *per_quarter; /* (n_quarter) */
} lode_rebuild_limit;

/* What can be bought from outside: feed. */
typedef struct lode_rebuild_purchase {
    const char *name;
    int32_t product;
    const double *per_year; /* (n_quarter) unit/year, at most */
    double usd_per_unit;
} lode_rebuild_purchase;

/* What is to be covered of a product. */
typedef struct lode_rebuild_need {
    int32_t product;
    const double *per_year;   /* (n_quarter) unit/year                       */
    double loss_usd_per_unit; /* lost where a unit is missing (least loss)    */
} lode_rebuild_need;

typedef struct lode_rebuild_problem {
    int32_t n_quarter;
    int32_t n_product, n_flow, n_recipe, n_line, n_piece, n_add, n_use, n_project, n_limit, n_purchase, n_need;
    const char *const *product; /* (n_product) names                                              */
    const lode_rebuild_flow *flow;
    const lode_rebuild_recipe *recipe;
    const lode_rebuild_line *line;
    const lode_rebuild_piece *piece;
    const lode_rebuild_add *add;
    const lode_rebuild_use *use;
    const lode_rebuild_project *project;
    const lode_rebuild_limit *limit;
    const lode_rebuild_purchase *purchase;
    const lode_rebuild_need *need;
    double target;            /* share of each need that counts as covered, in (0,1]              */
    int32_t hold;             /* quarters for which it must stay so, >= 1                         */
    double discount_per_year; /* of later expenses, >= 0                                          */
    double budget_usd;        /* of capital; INFINITY: none                                       */
} lode_rebuild_problem;

/* Something a plan builds. */
typedef struct lode_rebuild_built {
    int32_t project, piece, start;
    double capacity;  /* unit/year                     */
    double capex_usd; /* undiscounted                  */
} lode_rebuild_built;

typedef enum lode_rebuild_status {
    LODE_REBUILD_OPTIMAL,    /* within the gap                                         */
    LODE_REBUILD_LIMIT,      /* a plan, but time or nodes ran out before the gap        */
    LODE_REBUILD_INFEASIBLE, /* proven: there is none                                  */
    LODE_REBUILD_UNKNOWN,    /* time or nodes ran out before any plan was found         */
    LODE_REBUILD_NO_SOLVER,  /* built without Cbc                                      */
    LODE_REBUILD_NO_MEMORY,
    LODE_REBUILD_FAULT       /* the solver failed, or its answer does not obey the equations */
} lode_rebuild_status;

/* One constraint that would have to give way, and by how much: the least sum of relative reliefs. */
typedef struct lode_rebuild_relief {
    const char *what; /* "capacity", "purchase", "limit", "budget"   */
    const char *name; /* of the line, purchase or limit; "" (budget) */
    double by, relative; /* in its unit; by / what the need takes of it */
} lode_rebuild_relief;

typedef struct lode_rebuild_plan {
    lode_rebuild_status status;
    int32_t deadline;    /* quarter from which on the need is covered; -1: none                   */
    double objective;    /* USD  what was minimised: capital, support and purchases, discounted    */
    double capex_usd;    /* undiscounted                                                          */
    double running_usd_per_year; /* support, standing and purchases in the first year covered     */
    double loss_usd;     /* least loss only: of all quarters, discounted                          */
    double gap;          /* (objective - bound) / objective                                       */
    lode_rebuild_built *built; /* (n_built) by start, then project                                */
    int32_t n_built;
    lode_rebuild_relief *relief; /* (n_relief) infeasible: largest first                          */
    int32_t n_relief;
} lode_rebuild_plan;

/* Share of a project's capacity there is `age` quarters after it was begun: 0 until first output and qualification, then
 * the mean of the ramp over the quarter. docs/rebuild.md (2). */
double lode_rebuild_ramp(const lode_rebuild_project *p, int32_t age);

/* Capacity of every line in quarter t under a plan.
 *
 * capacity  (n_line) out  unit/year */
void lode_rebuild_capacity(const lode_rebuild_problem *p, const lode_rebuild_built *built, int32_t n_built, int32_t t,
                           double *capacity);

/* What the whole need of quarter t takes of every product and line, by the first recipe of the first line that makes it.
 * Scales of the equations, not a plan.
 *
 * product  (n_product) out  unit/year
 * line     (n_line) out     unit/year */
void lode_rebuild_required(const lode_rebuild_problem *p, int32_t t, double *product, double *line);

/* Cost of capacity q in a piece. */
static inline double lode_rebuild_cost(const lode_rebuild_piece *c, double q)
{
    return c->fixed_usd + c->usd_per_unit * q;
}

/* Value in the first quarter of 1 USD of quarter t. */
double lode_rebuild_discount(const lode_rebuild_problem *p, int32_t t);

/* What is wrong with a problem, NULL: nothing. A fault of the program that made it. */
const char *lode_rebuild_fault(const lode_rebuild_problem *p);

/* Text of a status: "optimal", "infeasible". */
const char *lode_rebuild_status_text(lode_rebuild_status s);

#endif
