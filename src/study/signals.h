/* What formulas of a case may name: results of a run by the day, and values that hold for a whole run.
 *
 *     lode_signals s;
 *     lode_signals_of(b, &arena, &s);                       names and units: s.claim, for lode_claim_env
 *     for each item k of signal i: lode_plan_keep(...)      lode_signal_series(), before the first run
 *     lode_signal_days(&s, i, &run, day);                   values of one draw
 *
 * The list with meanings and units is in docs/claims.md, "Claims of a case". An actor WLD stands for all of them. */
#ifndef LODE_STUDY_SIGNALS_H
#define LODE_STUDY_SIGNALS_H

#include "claims/formula.h"
#include "exposure/chain.h"
#include "study/plan.h"

typedef enum lode_signal_kind {
    /* one value per day */
    LODE_SIGNAL_SUM,        /* of series                                                             */
    LODE_SIGNAL_VALUE,      /* of series of output, each times the value of its product: USD/d       */
    LODE_SIGNAL_LOSS,       /* series of the run compared with, less those of the run                */
    LODE_SIGNAL_CUMULATIVE, /* the same added up from the first day on                               */
    LODE_SIGNAL_CAPACITY,   /* outputs: what their sites could make                                  */
    /* one value per run; those of the base year come from the calibration of the draw */
    LODE_SIGNAL_BASE_OUTPUT, /* outputs: made in the base year, unit/d                               */
    LODE_SIGNAL_SHARE,       /* outputs: their part of all outputs of the product, or of its stage   */
    LODE_SIGNAL_DEMAND,      /* groups: used in the base year, unit/d                                */
    LODE_SIGNAL_USE,         /* what is contained in final use, unit/d                               */
    LODE_SIGNAL_THROUGH,     /* share of a stage's products in a product that passed through an actor */
    LODE_SIGNAL_ORIGIN,      /* share of a product whose makers were fed from an actor at a stage    */
    LODE_SIGNAL_INPUT,       /* an input of the case                                                 */
    LODE_SIGNAL_FIXED,       /* a date or a count that is the same in all draws                      */
    LODE_SIGNAL_STANDOFF     /* of the stand-off that follows from the losses of the run: signal_standoff.c */
} lode_signal_kind;

/* One signal. Products, actors, stages are -1 where there is none, an actor also where it is all of them. */
typedef struct lode_signal {
    uint8_t kind;           /* lode_signal_kind                                                      */
    int32_t actor, product; /* rows                                                                  */
    int32_t stage, through; /* of the chain; row of actors                                           */
    int32_t first, n;       /* item[first .. first+n-1]: series, outputs or groups                   */
    int32_t input;          /* index of the input                                                    */
    double fixed;           /* value; dates: days after the first day; of a stand-off: days          */
} lode_signal;

/* What a case declares of its stand-off (study/standoff.h). */
struct lode_standoff_declared;

typedef struct lode_signals {
    const lode_built *b;       /* borrowed                                                           */
    lode_chain chain;          /* structure of the base network; its numbers are those of the central draw */
    lode_claim_signal *claim;  /* (n) name, unit, kind, as the claim language wants them             */
    lode_signal *of;           /* (n)                                                                */
    int32_t n, room;
    int32_t *item;             /* (n_item)                                                           */
    int32_t n_item, item_room;
    const struct lode_standoff_declared *standoff; /* NULL: the case has none                         */
    size_t standoff_bytes;                          /* of a game and its workspace                    */
} lode_signals;

/* One lane of one run, and of the run it is compared with. */
typedef struct lode_signal_run {
    const lode_plan *plan;
    const lode_view *run, *quo;
    const lode_values *values; /* calibrated                                                         */
    const lode_lane *x;        /* (n_x) inputs                                                       */
    int32_t lane;
    int32_t scenario, against; /* rows of scenarios of the two runs: what projects they build        */
    void *scratch;             /* lode_signals_scratch() bytes, aligned to 8, of this thread         */
} lode_signal_run;

/* Longest time between an act and the one that answers it, for leads(). */
enum { LODE_ANSWER_DAYS = 30 };

/* List all signals of a case. Memory comes from `a`, which must outlive the signals. Returns false without memory.
 * One calibration of the central draw. */
LODE_NODISCARD bool lode_signals_of(const lode_built *b, lode_arena *a, lode_signals *out);

/* The series that signal i is made of, which the plan must keep; 0: none. */
int32_t lode_signal_series(const lode_signals *s, int32_t i, const int32_t **series);

/* Days that signals have under a plan: the steps, not longer than the period. */
int32_t lode_signal_n_day(const lode_plan *plan);

/* Memory for lode_signal_run.scratch. */
size_t lode_signals_scratch(const lode_signals *s);

/* The values of signal i in one lane: `day` (lode_signal_n_day), steps longer than a day repeat; one value where
 * s->claim[i].constant. Unknown is NaN. Allocates nothing; any number of threads may call it, each with its scratch.
 *
 * O(days x items); THROUGH, ORIGIN and USE follow the whole network: O(links x rounds) for each product of the stage. */
void lode_signal_days(const lode_signals *s, int32_t i, const lode_signal_run *run, double *day);

/* The value of a constant signal; part of lode_signal_days. */
double lode_signal_constant(const lode_signals *s, const lode_signal *of, const lode_signal_run *run);

/* Whether signal i looks at a run, not only at the base year and at what is declared. */
bool lode_signal_of_run(const lode_signals *s, int32_t i);

/* The run without the measure, compared with itself. */
lode_signal_run lode_signal_without(const lode_signal_run *run);

#endif
