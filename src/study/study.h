/* A study: scenarios of a case run on draws, each beside the status quo of the same draw, reduced to what is reported.
 *
 *     lode_built *b = lode_build(c, &diags);                       case -> model
 *     lode_study_options o = lode_study_default();
 *     lode_result *r = lode_study_run(b, &o, &diags);              model -> results
 *     ... src/out prints and writes r ...
 *     lode_result_free(r); lode_built_free(b);
 *
 * src/out only reads these structs; it computes nothing. */
#ifndef LODE_STUDY_STUDY_H
#define LODE_STUDY_STUDY_H

#include <stdbool.h>
#include <stdint.h>

#include "case/case.h"
#include "draws/draws.h"
#include "lodestone/diag.h"
#include "lower/build.h"
#include "study/block_keep.h"

#define LODE_NEVER INT32_MAX /* a date that does not come within the period; sorts last */

/* A quantity over draws: quantiles (inverse of the empirical distribution) and mean. One draw: all equal. */
typedef struct lode_quantity {
    double p05, p25, p50, p75, p95, mean;
} lode_quantity;

/* A date over draws, days since 1970-01-01; LODE_NEVER counts as last, so there is no mean. */
typedef struct lode_when {
    int32_t p05, p25, p50, p75, p95;
    double p_never; /* share of draws in which it does not come */
} lode_when;

/* What became of one actor's output of one product under one scenario, against status quo, same draw.
 * Shortfall: below 95 % of status quo for 7 days or more; halt: below 10 % for 7 days or more; recovered: 95 % or more
 * for 30 days after a shortfall. */
typedef struct lode_run_out {
    int32_t actor, product;        /* rows of actors, products                                             */
    lode_when first_shortfall, halt, trough_date, recovered;
    lode_quantity trough;          /* lowest output / status quo, on a 7-day mean                          */
    lode_quantity lost_units;      /* unit      not made up by the end of the period                       */
    lode_quantity delayed_units;   /* unit      made up later                                              */
    lode_quantity lost_value_usd;  /* USD       lost_units x value                                         */
    lode_quantity cohorts_halted;  /* -         largest share of the sites' cohorts halted at one time     */
    const char *cause;             /* central draw: scarcest input back to a measure, e.g.
                                      "ndfeb-magnet-heavy from CHN: cn-2025-18"; "" without shortfall      */
} lode_run_out;

enum { LODE_PART_TARIFFS = -1 }; /* in the place of a product: welfare lost by tariffs on goods outside the simulation */

/* Part of an actor's loss: value added not earned at its makers of one product, or LODE_PART_TARIFFS. */
typedef struct lode_loss_part {
    int32_t product;
    lode_quantity total_usd;
} lode_loss_part;

/* What one actor loses under one scenario, against status quo, same draw. Negative: it gains. */
typedef struct lode_loss {
    int32_t actor;
    lode_quantity peak_usd_per_day, mean_usd_per_day, total_usd; /* mean: over the days from as_of to the end */
    lode_when peak_date;
    lode_loss_part *part;  /* (n_part), largest first; products without any loss left out */
    int32_t n_part;
    lode_quantity tariff_mean_usd_per_day; /* of the mean, what tariffs outside the simulation cost; central draw */
    /* memo, never added in */
    lode_quantity tariff_long_run_usd_per_year; /* what the tariffs of the last day cost once all has adjusted; central */
    lode_quantity gross_output_not_made_usd, tariffs_paid_usd, export_revenue_forgone_usd;
    double *usd_per_day;   /* (n_date) central draw: mean of each reporting interval */
} lode_loss;

/* One reported series under one scenario: bands by reporting date. */
typedef struct lode_series {
    int32_t actor, product;   /* rows; product -1: the actor as a whole                                     */
    const char *variable;     /* output, consumption, input_stock, output_stock, in_transit, backlog,
                                 strategic_stock, value_added, tariff_income, loss, gross_output, exports, tariffs */
    const char *unit;         /* "t/day", "t", "USD/day"                                                    */
    lode_quantity *value;     /* (n_date) rates: mean of the interval that ends there; levels: at its end   */
} lode_series;

typedef struct lode_scenario_result {
    int32_t scenario;         /* row of scenarios                                                           */
    int32_t against;          /* row of scenarios it is compared with: status-quo; status-quo itself is
                                 compared with no-measures                                                  */
    int32_t *measure;         /* (n_measure) rows of the measures in force, by effective date               */
    int32_t n_measure;
    lode_run_out *run_out;    /* (n_run_out) pairs with a shortfall in any draw; end products first, then by
                                 date of halt, date of shortfall, trough                                    */
    int32_t n_run_out;
    lode_loss *loss;          /* (n_loss) one per actor, largest mean loss first                            */
    int32_t n_loss;
    lode_series *series;      /* (n_series)                                                                 */
    int32_t n_series;
    double max_relative_residual; /* of the mass balance                                                    */
} lode_scenario_result;

/* Supply against use of one product in the calibrated base, central draw, per year. */
typedef struct lode_balance {
    int32_t product;
    double given_supply;      /* unit/year  before calibration: by makers whose activity the case gives     */
    double supply, named_use, other_uses, disposed; /* unit/year  after it; other uses: rows that say so    */
    double observed_share;    /* part of the flow that rests on observed flows                              */
    double worst_fit;         /* largest relative gap of a use after the sweeps (absorbed in requirements)   */
} lode_balance;

/* The resolved configuration: with it anyone gets the same bytes. */
typedef struct lode_study_options {
    const char *scenario;     /* NULL: all; else that one (status-quo and no-measures always run)           */
    uint64_t seed;
    int32_t draws;            /* up to 1: the central run                                                   */
    lode_design_kind design;
    bool flips;               /* margin flips of readings that look at a run, too                           */
    bool claims_only;         /* nothing but what the claims of the case need                                */
    bool losses_only;         /* of the central run: nothing but losses                                      */
    int32_t step_days;        /* 0: the case's                                                              */
    int32_t threads;          /* 0: as many as there are cores; never changes a result                      */
    int32_t isa;              /* -1: the best; else lode_engine_nth (tests)                                  */
    int32_t report_days;      /* reporting interval; 0: 14                                                 */
    const char *const *set;   /* (n_set) assignments already applied, for the record                        */
    int32_t n_set;
    const lode_block_keep *keep; /* where blocks of draws are kept; NULL: nowhere                           */
    bool until_decided;       /* philox, with readings: draws is the most, fewer if all verdicts are decided */
    void (*progress)(void *user, double share); /* or NULL; may be called from any thread, one at a time     */
    void *user;
    const volatile int *stop; /* or NULL: becomes non-zero when the work is to end                          */
} lode_study_options;

typedef struct lode_result {
    const lode_built *built;  /* borrowed: names, inputs, sources                                           */
    const lode_case *c;       /* borrowed                                                                   */
    lode_study_options options;
    int32_t start, end;       /* first and last day, days since 1970-01-01                                  */
    int32_t step_days;
    int32_t *date;            /* (n_date) reporting dates: last day of each interval                        */
    int32_t n_date;
    lode_scenario_result *scenario; /* (n_scenario)                                                         */
    int32_t n_scenario;
    lode_balance *balance;    /* (n_balance) one per product                                                */
    int32_t n_balance;
    int32_t n_left_out;       /* draws that could not be balanced                                           */
    int32_t n_input, n_by_grade[4], n_default; /* inputs given, by grade A..D; left to defaults             */
    bool has_tariffs;         /* losses hold those by tariffs on all goods: the case has economies          */
    double max_relative_residual;
    const struct lode_ensemble *draws; /* study/ensemble.h: every draw; of a central run, that one          */
    const struct lode_readings *readings;    /* study/readings.h: the claims' readings; NULL: none, or no draws */
    const struct lode_claim_pair *claim_pair; /* (n_claim_pair) how they lie to each other                   */
    int32_t n_claim_pair;
    const struct lode_claim_verdict *claim;  /* (readings->n) study/verdicts.h                            */
    const struct lode_exposure *exposure; /* src/exposure; borrowed; NULL: not computed                     */
    const char *page;         /* the report page in HTML; borrowed; NULL: none                              */
    void *store, *workshop;   /* owners of the memory                                                       */
} lode_result;

lode_study_options lode_study_default(void);

/* Run. Problems (unknown scenario, draws that do not close, stop) go to diags; returns NULL when n_error > 0, and always
 * with keep->part.
 * The result borrows `b` and its case. */
lode_result *lode_study_run(const lode_built *b, const lode_study_options *options, lode_diags *diags);

void lode_result_free(lode_result *r);

#endif
