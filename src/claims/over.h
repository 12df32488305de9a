/* A claim over draws: what a formula gives in each draw, put together to a verdict. */
#ifndef LODE_CLAIMS_OVER_H
#define LODE_CLAIMS_OVER_H

#include "claims/formula.h"
#include "claims/verdict.h"

enum { LODE_FEW_GIVEN = 30 }; /* draws below which a conditional probability says so */

/* What the programs of a formula gave in the draws. A formula without P, E or quantile is P(formula): `value` then holds
 * the results of its main program. */
typedef struct lode_over_values {
    const lode_eval_value *const *value; /* (n_over or 1)(n_draw)                     */
    const lode_eval_value *const *given; /* (n_over or 1)(n_draw); used where has_given or has_premise */
    int32_t n_draw;
} lode_over_values;

/* A value over draws. */
typedef struct lode_over_result {
    lode_chance chance;
    int32_t n_draw;    /* that count: of P(f given g) those with g                    */
    int32_t undecided; /* among them                                                  */
    bool few;          /* a condition that fewer than LODE_FEW_GIVEN draws meet       */
} lode_over_result;

enum { LODE_OVER_MOST = 32 }; /* values over draws in one formula that are kept for the report */

/* A claim judged. */
typedef struct lode_claim_result {
    lode_judgement judgement;
    lode_over_result over[LODE_OVER_MOST]; /* (n_over or 1)                           */
    lode_interval margin[3]; /* 5, 50, 95 % of the robustness; of a formula without P only */
} lode_claim_result;

/* Judge a claim. Returns false when there is no memory, or when the formula is no truth or has more than LODE_OVER_MOST
 * values over draws. O(n_draw log n_draw). */
bool lode_claim_judge(const lode_formula *f, const lode_over_values *v, const lode_judging *how,
                      lode_claim_result *out);

/* Whether more draws would hardly change the verdict: it is reached, or the estimate is surely beyond no threshold. Where
 * draws stay undecided, that is so of both ends of the estimate; more draws do not decide them. */
bool lode_claim_decided(const lode_formula *f, const lode_claim_result *r, const lode_judging *how);

#endif
