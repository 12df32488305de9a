/* What a counterfactual changes: tariffs, iceberg costs, productivity, deficits, elasticities. */
#ifndef LODE_TRADE_SHOCK_H
#define LODE_TRADE_SHOCK_H

#include "trade/table.h"

/* The world after the change. Shapes and order of cells as in the table. */
typedef struct lode_trade_shock {
    lode_arena arena;
    double *
        tariff; /* (J, N, N) t'  above -1                                                           */
    double *
        iceberg; /* (J, N, N) d   factor on physical cost, above 0; 1: no change; yields no revenue  */
    double *
        productivity; /* (J, N)    A   factor on output per unit of input, above 0; 1: no change          */
    double *
        deficit; /* (N)       D'  sums to 0                                                          */
    double *
        elasticity; /* (J)       h   used throughout, also for the base, which it does not change       */
} lode_trade_shock;

/* No change at all. NULL: no memory. Free it with lode_trade_shock_free. */
lode_trade_shock *lode_trade_shock_new(const lode_trade_table *t);
lode_trade_shock *lode_trade_shock_copy(const lode_trade_table *t, const lode_trade_shock *s);
void lode_trade_shock_free(lode_trade_shock *s);

/* The point x (0: the base, 1: `s`) of the path from the base to `s`: 1 + t, d and A geometrically, D in a straight line;
 * elasticities are those of `s` throughout. `out` is one of the same table. Source: docs/trade.md 3. */
void lode_trade_shock_between(const lode_trade_table *t, const lode_trade_shock *s, double x,
                              lode_trade_shock *out);

#endif
