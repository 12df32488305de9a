/* Draws of the uncertain parameters and shocks of the preset inoue-todo: what ranges.csv says. */
#ifndef LODE_PROPAGATE_IT_DRAWS_H
#define LODE_PROPAGATE_IT_DRAWS_H

#include "draws/draws.h"
#include "propagate/it_read.h"
#include "propagate/propagate.h"

/* What became of a run, in shares and days of output before the shock. */
typedef struct lode_it_outcome {
    double lowest;           /* 1    lowest output                                   */
    int32_t lowest_step;     /* -    -1: never below                                 */
    double lost_days;        /* day  sum of 1 - output                               */
    double lost_value_added; /* money                                                */
    double end;              /* 1    output in the last step                         */
} lode_it_outcome;

lode_it_outcome lode_it_outcome_of(const lode_it_result *r);

enum { LODE_IT_INPUTS = 8 };

/* Draw k depends on the seed and k only. Zero is valid: none. */
typedef struct lode_it_draws {
    int32_t n, n_input;
    lode_draw_input input[LODE_IT_INPUTS];
    int32_t what[LODE_IT_INPUTS]; /* which parameter each input is        */
    bool shuffle;                 /* shocks hit firms at random           */
    uint64_t seed;
    lode_design design;
    void *memory;
    double *value;                /* (n, n_input)                         */
    lode_it_outcome *outcome;     /* (n)                                  */
} lode_it_draws;

/* Read ranges.csv of the folder: input,low,central,high[,dist]. Inputs: tau, inventory, recovery_days, shock (a factor on
 * every loss), and shuffle (1: the losses of delta.txt hit other firms in each draw). */
LODE_NODISCARD bool lode_it_draws_read(lode_it_draws *x, const lode_propagate_ask *ask, const lode_it_input *in, lode_diags *d);

LODE_NODISCARD bool lode_it_draws_run(lode_it_draws *x, const lode_propagate_ask *ask, const lode_it_model *m,
                                      const lode_it_input *in);

/* draws.csv: inputs and outcome of every draw. */
LODE_NODISCARD bool lode_it_draws_write(const lode_it_draws *x, lode_outdir *folder, lode_text *why);
void lode_it_draws_put(const lode_it_draws *x, lode_text *out);
void lode_it_draws_json(const lode_it_draws *x, lode_text *out);
void lode_it_draws_free(lode_it_draws *x);

#endif
