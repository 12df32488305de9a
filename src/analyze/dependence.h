/* What to say about correlations that no inputs can have. */
#ifndef LODE_ANALYZE_DEPENDENCE_H
#define LODE_ANALYZE_DEPENDENCE_H

#include "base/diag.h"
#include "draws/draws.h"

/* Report a copula that lode_design_place refused (LODE_DESIGN_NOT_A_CORRELATION): the smallest eigenvalue, and as a hint
 * the correlations of the nearest matrix that can be, for the pairs that it changes. In the terms of the copula, rank
 * correlations for rank correlations.
 *
 * input   (n_input)  all inputs, for their names
 * place   where the correlations are written */
void lode_dependence_complain(const lode_copula *c, const lode_draw_input *input, lode_place place, lode_diags *d);

#endif
