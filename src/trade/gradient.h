/* How a country's welfare hangs on every tariff and every iceberg cost at once: one transposed linear solve. */
#ifndef LODE_TRADE_GRADIENT_H
#define LODE_TRADE_GRADIENT_H

#include "trade/newton.h"

typedef struct lode_trade_gradient {
    lode_arena arena;
    double *
        tariff; /* (J, N, N)  d ln W / d t'     per unit of rate: 0.01 of it per percentage point */
    double *
        iceberg; /* (J, N, N)  d ln W / d ln d                                                     */
    double *
        productivity; /* (J, N)     d ln W / d ln A                                                     */
    double *
        deficit; /* (N)        d ln W / d D'     per unit of the table's money                     */
} lode_trade_gradient;

/* The gradient of ln welfare of country `country` at a solution of `p`, exact to about 1e-9 of its size. Deficits are
 * moved one by one, so only differences between two of them are a change that can happen.
 *
 * Returns false when there is no memory or the linear solve fails; free it in both cases. docs/trade.md 5. */
LODE_NODISCARD bool lode_trade_gradient_find(const lode_trade_problem *p,
                                             const lode_trade_solution *s, int32_t country,
                                             lode_trade_gradient *g);
void lode_trade_gradient_free(lode_trade_gradient *g);

#endif
