/* Verdicts on the readings of a case's claims, from the draws of an ensemble: probability, margin, what it rests on, where
 * it flips, and whether it would hold without the measure too. DESIGN.md 8; claims_spec.md 4 to 6; uncertainty_spec.md 6,
 * 8, 9. */
#ifndef LODE_STUDY_VERDICTS_H
#define LODE_STUDY_VERDICTS_H

#include "claims/over.h"
#include "claims/consistency.h"
#include "study/ensemble.h"
#include "study/readings.h"

enum { LODE_RESTS_MOST = 5, LODE_CLAIM_FLIPS_MOST = 8 };

/* An input that the verdict rests on: the result looks different in its slices, beyond chance. */
typedef struct lode_rests_on {
    int32_t input;
    double ks;                 /* largest distance between the result in a slice and in all: PAWN               */
    double p_low, p_high;      /* lowest and highest share of draws over its slices in which the claim holds   */
    double worth_knowing;      /* part of the doubt that would go if the input were known                       */
} lode_rests_on;

/* Where a verdict flips along one input: the share of draws crosses its threshold or, in the central run, the margin
 * changes sign. */
typedef struct lode_claim_flip {
    int32_t input;
    bool of_margin;
    double value, threshold; /* threshold: of the share                                                         */
} lode_claim_flip;

/* A box of inputs in which an open claim fails: limits of what it rests on, those beyond chance; PRIM over the draws. */
typedef struct lode_failing_box {
    bool found;
    double low[LODE_RESTS_MOST], high[LODE_RESTS_MOST]; /* by rests_on; infinite: no limit                       */
    double coverage, density, mass; /* of the failing draws those inside; of those inside the failing; of all draws those inside */
} lode_failing_box;

typedef struct lode_claim_verdict {
    int32_t reading;           /* of lode_readings                                                              */
    lode_judgement judgement;  /* of those that can be evaluated                                                */
    lode_chance chance;        /* share of draws under the declared ranges                                      */
    int32_t n_draw, n_undecided; /* that count; of them                                                         */
    bool over;                 /* the formula has probabilities of its own: chance is that of the first         */
    lode_interval margin[3];   /* 5, 50, 95 % of the robustness, in margin_unit                                 */
    const char *margin_unit;   /* "" for a plain number or for margins in several units, which are scaled       */
    bool has_margin, mixed;
    lode_truth central;        /* in the central run                                                            */
    const char *why;           /* witness in the central run                                                    */
    lode_rests_on rests_on[LODE_RESTS_MOST];
    int32_t n_rests_on;        /* strongest first                                                               */
    lode_failing_box fails_in; /* of an open claim                                                              */
    double chance_ks;          /* distance that the inputs together would reach by chance, 95 %                 */
    lode_claim_flip flip[LODE_CLAIM_FLIPS_MOST]; /* of the margin first                                         */
    int32_t n_flip;
    bool flips_sought;         /* along the input it rests on most, for flips of the margin                     */
    int32_t guess;             /* index into rests_on of the grade-D input over whose slices the verdict changes; -1 */
    int32_t weakest;           /* lowest grade among what it rests on, 0..3; -1: it rests on nothing that stands out */
    bool simulated;            /* it looks at a run, not only at the base year and at dates                     */
    bool not_attributable;     /* true in nearly the same draws without the measure                             */
    double only_with;          /* share of draws in which it is true with the measure alone                     */
} lode_claim_verdict;

/* How two readings lie to each other over the draws: one implies the other, or they never hold together. */
typedef struct lode_claim_pair {
    int32_t a, b;              /* of lode_readings; where only one implies the other, it is a                   */
    lode_relation relation;
    double upper;              /* contraries: 95 % upper end of the share of draws in which both hold           */
} lode_claim_pair;

/* The claims of an ensemble: `hook` goes into lode_ensemble.claims. */
typedef struct lode_claim_study {
    const lode_readings *readings;
    const lode_plan *plan;
    const int32_t *scenario;   /* (n_scenario) rows, as in the ensemble                                         */
    int32_t n_scenario;
    int32_t *first;            /* (n readings) where its numbers begin; -1: it is not evaluated                 */
    lode_ensemble_claims hook;
    size_t eval_bytes, signal_bytes;
} lode_claim_study;

/* Does a reading look at a run, not only at the base year and at dates? */
bool lode_reading_simulated(const lode_readings *r, int32_t reading);

/* Whether claims need runs of the scenario in row `scenario`, with its status quo. */
bool lode_claims_need(const lode_readings *r, int32_t scenario);

/* Lay out what the draws are to keep; memory from `a`. Returns false when it ran out. */
bool lode_claim_study_make(const lode_readings *r, const lode_plan *plan, const int32_t *scenario, int32_t n_scenario,
                           lode_arena *a, lode_claim_study *s);

/* All pairs of readings, each true in some draws and not in others, of which one implies the other or that never hold
 * together: the argument map, computed (claims_spec.md 6). Memory from `a`. Returns false when it ran out. */
bool lode_claim_pairs(const lode_claim_study *s, const lode_ensemble *e, lode_arena *a, lode_claim_pair **pair, int32_t *n);

/* Find where the margin of each judged reading changes sign in the central run, along the input that it rests on most:
 * 65 quantiles of the input, then Brent's method to a millionth of its range (uncertainty_spec.md 8).
 *
 * simulated  readings that look at a run, too: about a hundred runs each; others need calibrations only
 *
 * Returns false when memory ran out; ends early, with what was found, when stopped. */
bool lode_margin_flips(const lode_claim_study *s, const lode_engine *e, bool simulated, const volatile int *stop,
                       lode_claim_verdict *verdict);

/* How many readings more draws might still decide: their estimate, or that they are open, is not yet beyond chance. -1:
 * no memory. */
int32_t lode_verdicts_open(const lode_claim_study *s, const lode_ensemble *e);

/* Find v->fails_in of an open claim from its values (n) and the inputs (n_input x n) in the draws that count, once what it
 * rests on is known. Returns false when memory ran out. */
bool lode_failing_box_find(const lode_eval_value *value, int64_t n, const double *x, lode_claim_verdict *v);

/* Truths (n_draw) of a reading without probabilities of its own, as doubles; NULL: it was not evaluated. */
const double *lode_claim_truths(const lode_claim_study *s, const lode_ensemble *e, int32_t reading);

/* The central run of a reading: how it is told (see lode_signal_run). */
typedef bool lode_central_run(void *user, int32_t scenario, lode_signal_run *out);

/* Judge all readings.
 *
 * e         the ensemble after its run
 * central   gives the central run of a scenario
 * a         owner of the result
 *
 * Returns (readings->n) verdicts, NULL without memory. */
lode_claim_verdict *lode_verdicts_find(const lode_claim_study *s, const lode_ensemble *e, lode_central_run *central, void *user,
                                       lode_arena *a);

#endif
