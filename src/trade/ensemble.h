/* Many draws of uncertain elasticities under one shock, on all threads. */
#ifndef LODE_TRADE_ENSEMBLE_H
#define LODE_TRADE_ENSEMBLE_H

#include "trade/solve.h"

/* Solve every draw and keep its welfare. Each starts from the equilibrium at the shock's own elasticities, never from
 * another draw, so that the bits do not hang on the number of threads.
 *
 * elasticity  (n_draw, J)  used in the place of the shock's
 * log_welfare (n_draw, N)  out; NaN where no equilibrium was found
 * n_failed    out; how many
 *
 * Returns false when there is no memory. Uses OpenMP's number of threads. O(n_draw) warm solves. */
LODE_NODISCARD bool lode_trade_ensemble(const lode_trade_base *b, const lode_trade_shock *s,
                                        int32_t n_draw, const double *elasticity,
                                        double *log_welfare, int32_t *n_failed);

#endif
