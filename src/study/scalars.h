/* The scalar outcomes of one run beside its status quo: what falls short and when, and what each actor loses. One list of
 * them serves the answer, the tables, the draws and the sensitivities. DESIGN.md sections 1 and 6 define them. */
#ifndef LODE_STUDY_SCALARS_H
#define LODE_STUDY_SCALARS_H

#include "engine/lane.h"
#include "study/plan.h"

/* Of an actor's output of a product. Dates are days since 1970-01-01, INFINITY: never. */
typedef enum lode_pair_scalar {
    LODE_FIRST_SHORTFALL, /* date  below 95 % of status quo for 7 days or more                        */
    LODE_HALT,            /* date  below 10 % for 7 days or more                                      */
    LODE_RECOVERED,       /* date  95 % or more for 30 days after a shortfall                         */
    LODE_TROUGH_DATE,     /* date                                                                     */
    LODE_TROUGH,          /* -     lowest output / status quo, on a 7-day mean                        */
    LODE_LOST,            /* unit  not made up by the end of the period                               */
    LODE_DELAYED,         /* unit  made up later                                                      */
    LODE_LOST_VALUE,      /* USD   lost units x value                                                 */
    LODE_COHORTS_HALTED,  /* -     largest share of the makers' cohorts that stand still at one time  */
    LODE_N_PAIR_SCALAR
} lode_pair_scalar;

/* Of an actor. */
typedef enum lode_loss_scalar {
    LODE_LOSS_PEAK_DATE, /* date                                                                     */
    LODE_LOSS_PEAK,      /* USD/day                                                                  */
    LODE_LOSS_MEAN,      /* USD/day  over the days from as_of to the end                             */
    LODE_LOSS_TOTAL,     /* USD      over the whole period                                           */
    LODE_LOSS_GROSS,     /* USD      memo: gross output not made                                     */
    LODE_LOSS_EXPORTS,   /* USD      memo: export revenue forgone                                    */
    LODE_LOSS_TARIFFS,   /* USD      memo: tariffs paid                                              */
    LODE_N_LOSS_SCALAR
} lode_loss_scalar;

/* Which there are. Scalar k of pair i has number i * LODE_N_PAIR_SCALAR + k; behind all pairs come those of the actors,
 * actor by actor, and behind them the parts of the losses by product. */
typedef struct lode_scalars {
    const lode_plan *plan;
    int32_t n_pair, n_part, n_actor;
    int32_t n;               /* scalars in all                                                        */
    int32_t *pair;           /* (n_pair)  series of what is made                                      */
    int32_t *cohort_ptr;     /* (n_pair+1) series of the cohorts of pair i                            */
    int32_t *cohort;         /* (..)                                                                  */
    int32_t *part;           /* (n_part)  series of value added                                       */
} lode_scalars;

/* List the scalars of a plan, of outputs those whose series it keeps; memory from `a`. Returns false when it ran out. */
bool lode_scalars_list(const lode_plan *p, lode_arena *a, lode_scalars *s);

static inline int32_t lode_pair_scalar_at(int32_t pair, lode_pair_scalar kind)
{
    return pair * LODE_N_PAIR_SCALAR + (int32_t)kind;
}

static inline int32_t lode_loss_scalar_at(const lode_scalars *s, int32_t actor, lode_loss_scalar kind)
{
    return s->n_pair * LODE_N_PAIR_SCALAR + actor * LODE_N_LOSS_SCALAR + (int32_t)kind;
}

static inline int32_t lode_part_scalar_at(const lode_scalars *s, int32_t part)
{
    return s->n_pair * LODE_N_PAIR_SCALAR + s->n_actor * LODE_N_LOSS_SCALAR + part;
}

/* Is scalar i a date? */
bool lode_scalar_is_date(const lode_scalars *s, int32_t i);

/* What scalar i is about: rows of actors and products (-1: none), and its name in tables: "halt", "loss_mean_usd_per_day".
 * The unit is that of the product where it is "unit". */
typedef struct lode_scalar_about {
    int32_t actor, product;
    const char *name, *unit;
} lode_scalar_about;

lode_scalar_about lode_scalar_of(const lode_scalars *s, int32_t i);

/* The scalars of one run; not for an empty list.
 *
 * run, quo   the run and its status quo, same draw
 * x, lane    inputs of the draw: (n_x) lanes, and which lane
 * scratch    (n_step)
 * out        (s->n) */
void lode_scalars_score(const lode_scalars *s, const lode_view *run, const lode_view *quo, const lode_lane *x, int32_t lane,
                        double *scratch, double *out);

/* Loss per day of an actor, step by step: value added of the status quo less that of the run.
 *
 * loss  (n_step) out  USD/day */
void lode_scalars_loss(const lode_scalars *s, const lode_view *run, const lode_view *quo, int32_t actor, double *loss);

#endif
