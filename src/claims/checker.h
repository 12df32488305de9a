/* What the parts of the type checker share. Used inside src/claims only. */
#ifndef LODE_CLAIMS_CHECKER_H
#define LODE_CLAIMS_CHECKER_H

#include "claims/formula.h"

/* A tree under check. */
typedef struct lode_checker {
    lode_tree *t;
    const lode_claim_env *env;
    bool failed;
    int32_t over_draws; /* > 0: inside P, E, quantile or a hedge */
} lode_checker;

/* Give node i and all below it their types. */
void lode_check_node(lode_checker *c, int32_t i);

/* The same for a call of n->function. */
void lode_check_function(lode_checker *c, lode_term *n);

/* "a number in t/d", "a date", in memory of the tree. */
const char *lode_check_describe(const lode_checker *c, const lode_claim_type *type);

/* Where a node stands, where its operator or name stands, and that text. */
lode_place lode_check_whole(const lode_checker *c, const lode_term *n);
lode_place lode_check_operator(const lode_checker *c, const lode_term *n);
const char *lode_check_operator_text(const lode_checker *c, const lode_term *n);

/* n has a mistake, which has been said. */
void lode_check_fail(lode_checker *c, lode_term *n);

/* Say that the operator of n cannot take this operand. */
void lode_check_wrong_type(lode_checker *c, lode_term *n, const lode_term *operand, const char *needs,
                           const char *hint);

/* Operand k of n. */
lode_term *lode_check_kid(const lode_checker *c, const lode_term *n, int32_t k);

/* Give n this kind, depending on all that a and b depend on. */
void lode_check_combine(lode_checker *c, lode_term *n, lode_claim_kind kind, const lode_claim_type *a,
                        const lode_claim_type *b);

/* The unit of two numbers that must agree; a number without unit takes that of the other. */
bool lode_check_agree(const lode_claim_type *a, const lode_claim_type *b, lode_claim_type *out);

/* A length of time that is known and in bounds; one date, which may depend on the run; the window of an operator, which
 * adds to n's type what it depends on. Each says what is wrong and returns false. */
bool lode_check_duration(lode_checker *c, int32_t node, double least);
bool lode_check_date(lode_checker *c, int32_t node);
bool lode_check_window(lode_checker *c, lode_term *n);

#endif
