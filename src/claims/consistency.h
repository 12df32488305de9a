/* Findings on claims beside their verdicts: what a claim says against its own dates, against sources, against another
 * claim. docs/claims.md lists them. Shares are between 0 and 1, dates are days since 1970-01-01. */
#ifndef LODE_CLAIMS_CONSISTENCY_H
#define LODE_CLAIMS_CONSISTENCY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strings.h"
#include "claims/eval.h"

typedef enum lode_finding {
    LODE_FINDING_NONE,
    LODE_FINDING_TENSE,
    LODE_FINDING_STALE,
    LODE_FINDING_DATE_ARITHMETIC,
    LODE_FINDING_RANGE,
    LODE_FINDING_CONFLICT,
    LODE_FINDING_BASE_MISMATCH,
    LODE_FINDING_VACUOUS,
    LODE_FINDING_NOT_ATTRIBUTABLE,
    LODE_FINDING_SAME_ORIGIN
} lode_finding;

/* "tense", "stale" ...; NULL for none. */
const char *lode_finding_name(lode_finding f);

/* --- one claim ----------------------------------------------------------------------------- */

typedef enum lode_tense { LODE_TENSE_NONE, LODE_TENSE_PAST, LODE_TENSE_FUTURE } lode_tense;

/* Speaks of from..to as future although it was over when reported, or as past although it was not. Appends why. */
lode_finding lode_finding_tense(lode_tense tense, int32_t reported, int32_t from, int32_t to,
                                lode_text *why);

/* Evaluated after the claim's last day of validity. */
lode_finding lode_finding_stale(int32_t as_of, int32_t valid_until, lode_text *why);

/* announced + lead is not the effective date. */
lode_finding lode_finding_dates(int32_t announced, int32_t lead_days, int32_t effective,
                                lode_text *why);

/* The quantity is outside the hull of all sourced ranges (n); none: no finding, it is unsourced. *excess is the distance
 * to the nearest end. */
lode_finding lode_finding_range(double quantity, const lode_interval *source, int32_t n,
                                double *excess, lode_text *why);

/* `a implies b` where a holds in none of the draws. */
lode_finding lode_finding_vacuous(int64_t draws, int64_t condition_true);

/* True in nearly the same draws without the measure. *only is the share of draws in which it is true with the measure
 * alone. Nearly: at most `tolerance` of the draws in which it is true with the measure (0.05). */
lode_finding lode_finding_attribution(int64_t draws, int64_t with, int64_t both, double tolerance,
                                      double *only);

/* --- two claims ---------------------------------------------------------------------------- */

/* Two formulas that compare the same term, and cannot both hold: x < 5, x >= 5. Formulas of other forms, or with
 * mistakes, give no finding. Terms are the same up to spaces, the order of sums and products, sides, and fixed factors
 * and summands. */
lode_finding lode_finding_logic(const char *a, const char *b, lode_text *why);

/* Each holds in some draws, no draw has both. *upper is the upper end of the 95 % interval for both. */
lode_finding lode_finding_joint(int64_t draws, int64_t a, int64_t b, int64_t both, double *upper);

/* A share of a whole held by somebody. Strings are borrowed; NULL is "". */
typedef struct lode_share {
    double share;
    const char *of, *where, *holder;
} lode_share;

/* Shares of one whole by different holders that add up to more than 1 + tolerance: a conflict. Different wholes: a
 * base mismatch. */
lode_finding lode_finding_shares(const lode_share *a, const lode_share *b, double tolerance,
                                 lode_text *why);

/* How the draws of two claims lie to each other. */
typedef struct lode_relation {
    int64_t both, only_a, only_b, neither, undecided;
    bool a_implies_b, b_implies_a,
        contrary; /* over the decided draws; never of a claim that holds in none */
} lode_relation;

lode_relation lode_claims_relation(const lode_truth *a, const lode_truth *b, int64_t n);

/* Two sources that lead back to one document count once. `cites` (n): the source that each repeats, -1: none. */
lode_finding lode_finding_origin(const int32_t *cites, int32_t n, int32_t a, int32_t b);

#endif
