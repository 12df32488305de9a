/* Names in formulas: functions, words of likelihood, signals. */
#ifndef LODE_CLAIMS_NAMES_H
#define LODE_CLAIMS_NAMES_H

#include "claims/formula.h"

/* The lode_function of a name, LODE_FN_NONE: it is none. */
int32_t lode_function_find(const char *name, lode_hedges hedges);

/* "stock(...)", how a function is written. */
const char *lode_function_form(int32_t function);

/* The signal that a name with its arguments is, or -1 after saying why not. */
int32_t lode_signal_find(lode_tree *t, const lode_claim_env *env, const lode_term *n);

/* Append "stock("USA","dy-oxide")". */
void lode_signal_text(const lode_claim_signal *s, lode_text *out);

#endif
