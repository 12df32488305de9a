/* An ensemble: the scenarios of a study on many draws of all uncertain inputs, eight draws side by side.
 *
 *     lode_ensemble e = {.plan = &plan, ...};
 *     if (lode_ensemble_begin(&e, &spec, &diags) && lode_ensemble_compute(&e, &diags)) lode_ensemble_check(&e, &diags);
 *     ... lode_ensemble_column(&e, scenario, scalar) ...
 *     lode_ensemble_end(&e);
 *
 * Draws come in blocks of eight: a block depends on the case, the options and its number only, so it may be computed by
 * any thread or machine, or read back from disk, and everything is gathered by the number of the draw. */
#ifndef LODE_STUDY_ENSEMBLE_H
#define LODE_STUDY_ENSEMBLE_H

#include "draws/draws.h"
#include "base/strings.h"
#include "study/bands.h"
#include "study/block_keep.h"
#include "study/scalars.h"
#include "study/simulate.h"

/* What becomes of the draws of one block. */
typedef struct lode_block {
    int64_t number;          /* draws 8 number .. 8 number + 7                                                 */
    int32_t misfit[LODE_LANES], misfit_product[LODE_LANES]; /* lode_misfit of the calibration                  */
    double residual[LODE_LANES]; /* largest of the scenarios                                                   */
    double *score;           /* (n_scenario x n_scalar x LODE_LANES)                                           */
    uint16_t *bin;           /* (n_scenario x LODE_LANES x n_band x n_date)                                    */
    double *claim;           /* (n_claim x LODE_LANES) what the claims need of a draw                          */
} lode_block;

/* What claims want of every draw: `n` doubles, after the runs of the draw. NULL: nothing. */
typedef struct lode_ensemble_claims {
    int32_t n;
    size_t scratch_bytes;    /* of one thread                                                                  */
    /* scenario `i` of the ensemble was run beside its status quo; write what it says to claim (n x LODE_LANES) */
    void (*score)(const void *user, int32_t i, const lode_view *run, const lode_view *quo, const lode_values *v,
                  const lode_lane *x, int32_t lane, void *scratch, double *claim);
    const void *user;
} lode_ensemble_claims;

typedef struct lode_ensemble {
    /* given */
    const lode_plan *plan;
    const lode_scalars *scalars;
    const lode_engine *engine;
    const int32_t *scenario; /* (n_scenario) rows; the first is status-quo                                     */
    int32_t n_scenario;
    int32_t none;            /* number among them of no-measures, which status-quo is compared with; -1: none  */
    bool with_bands;
    const lode_ensemble_claims *claims;
    const lode_block_keep *keep; /* where blocks are kept; NULL: nowhere                                       */
    const lode_text *config; /* what they are draws of, lode_block_config_put(); with `keep`                   */
    int32_t threads;         /* > 0                                                                            */
    lode_ticker ticker;
    /* made */
    lode_arena arena;
    lode_design design;
    int64_t n_draw;
    uint8_t *left_out;       /* (n_draw) lode_misfit: why a draw does not count; 0: it counts                  */
    int32_t *culprit;        /* (n_draw) product that did not close                                            */
    double *value;           /* (n_scenario x n_scalar x n_draw)                                               */
    double *claim;           /* (n_claim x n_draw)                                                             */
    lode_bands bands;
    int32_t *band;           /* (n_band) series; -1 - actor: loss of the actor                                 */
    int32_t n_band;
    double residual;         /* largest of all draws                                                           */
    uint8_t *have;           /* (blocks) absorbed                                                              */
    int64_t n_done, n_due;   /* blocks absorbed; those that there will be in the end                           */
} lode_ensemble;

/* What is asked for. */
typedef struct lode_ensemble_spec {
    lode_design_kind design;
    uint64_t seed;
    int64_t draws;
    const double *scale;     /* (n_series) largest value of each series in the central runs                    */
    const double *loss_scale; /* (n_actor) the same of value added                                             */
} lode_ensemble_spec;

/* Make the design and take all memory. Returns false after a problem; free with lode_ensemble_end() in both cases. */
bool lode_ensemble_begin(lode_ensemble *e, const lode_ensemble_spec *spec, lode_diags *diags);

/* Take over the draws of another ensemble of the same study with fewer ones, all in whole blocks; before
 * lode_ensemble_compute(). Only for designs whose draws do not depend on their number. */
void lode_ensemble_adopt(lode_ensemble *e, const lode_ensemble *from);

/* The first `n` draws of an ensemble, all of them and no others absorbed, as one of its own that shares what it can; memory
 * from `a`, not to be ended. Only for designs whose draws do not depend on their number, or for all draws. Returns false
 * without memory. */
LODE_NODISCARD bool lode_ensemble_first(const lode_ensemble *e, int64_t n, lode_arena *a, lode_ensemble *out);

/* Compute the blocks that are neither adopted nor found where e->keep says, on e->threads threads, and keep them there.
 * Returns false after a problem: stopped, no memory, files that cannot be read or written. */
bool lode_ensemble_compute(lode_ensemble *e, lode_diags *diags);

/* What went wrong in the draws: returns false where mass is not conserved or more than 1 % of them do not close. */
bool lode_ensemble_check(const lode_ensemble *e, lode_diags *diags);

void lode_ensemble_end(lode_ensemble *e);

/* Blocks in all. */
int64_t lode_ensemble_blocks(const lode_ensemble *e);

/* Scalar of a scenario over draws: (n_draw); those left out count for nothing. */
static inline const double *lode_ensemble_column(const lode_ensemble *e, int32_t scenario, int32_t scalar)
{
    return e->value + ((int64_t)scenario * e->scalars->n + scalar) * e->n_draw;
}

/* Quantiles and mean of a scalar; `room` (n_draw) is scratch. */
lode_quantity lode_ensemble_quantity(const lode_ensemble *e, int32_t scenario, int32_t scalar, double *room);

/* The same of a date. */
lode_when lode_ensemble_when(const lode_ensemble *e, int32_t scenario, int32_t scalar, double *room);

/* --- one block, for those who compute elsewhere ------------------------------------------------------------ */

/* What a thread works with; zero is a valid start. */
typedef struct lode_ensemble_desk {
    lode_arena arena;
    lode_desk desk;
    lode_values values;
    lode_lane *x;
    lode_track quo, run;
    double *scratch;
    void *claim_scratch;
    lode_block block;
} lode_ensemble_desk;

bool lode_ensemble_desk_make(const lode_ensemble *e, lode_ensemble_desk *d);
void lode_ensemble_desk_free(lode_ensemble_desk *d);

typedef enum lode_block_end {
    LODE_BLOCK_DONE,
    LODE_BLOCK_STOPPED,
    LODE_BLOCK_NO_MEMORY,
    LODE_BLOCK_NOT_KEPT /* it could not be written */
} lode_block_end;

/* Compute block `number` into d->block. */
lode_block_end lode_block_compute(const lode_ensemble *e, int64_t number, lode_ensemble_desk *d);

/* Take a block into the ensemble, once each, in any order; one thread at a time. */
void lode_block_absorb(lode_ensemble *e, const lode_block *block);

/* Numbers in a block's arrays. */
int64_t lode_block_scores(const lode_ensemble *e);
int64_t lode_block_bins(const lode_ensemble *e);
int64_t lode_block_claims(const lode_ensemble *e);

#endif
