/* A table and a shock laid out for the solver: padded to whole vectors, powers taken. Not for use outside src/trade.
 *
 * The base part is made once per table and shared by all shocks and threads; the problem once per shock. */
#ifndef LODE_TRADE_PROBLEM_H
#define LODE_TRADE_PROBLEM_H

#include "trade/shock.h"

/* The table, importers padded to `stride`; what lies in the padding is neutral: shares and money 0. */
typedef struct lode_trade_base {
    lode_arena arena;
    const lode_trade_table *table;
    int32_t n, m,
        stride;          /* N, J, N padded                                                        */
    double world;        /* sum of V                                                              */
    double *share;       /* (J, N, stride)  s                                                     */
    double *value_share; /* (J, stride)     b                                                     */
    double *input;       /* (J, J, stride)  g [j][k][n]: of output j for input k                  */
    double *final_share; /* (J, stride)     a                                                     */
    double *spending;    /* (J, stride)     X                                                     */
    double
        *per_spending; /* (J, stride)     1 / X, 0 where X = 0                                  */
    double *idle;      /* (J, stride)     1 where X = 0, so that X'/X is 1 there                */
    double *dead;      /* (J, stride)     1 where nothing is bought, so that p is 1 there       */
    double *open; /* (J, stride)     b + sum over k of g - 1: what the table's input shares miss  */
    double *value_added; /* (stride)        V                                                     */
    double *
        per_value_added; /* (stride)        1 / V, 0 in the padding                               */
} lode_trade_base;

/* What a shock makes of it. */
typedef struct lode_trade_problem {
    lode_arena arena;
    const lode_trade_base *base;
    const lode_trade_shock
        *shock;     /* borrowed                                                              */
    bool frozen;    /* prices stay at 1: only spending and incomes are made consistent       */
    double *weight; /* (J, N, stride)  s K^-h; that of the base where no cost changes        */
    double *net;    /* (J, N, stride)  weight / (1 + t'); the same array where no tariff is  */
    const double *
        *weight_of; /* (J)  the matrix of each sector                                        */
    const double *
        *net_of; /* (J)  equal to weight_of[j] where sector j has no tariff               */
    double *
        log_productivity; /* (J, stride)     ln A                                                  */
    double *deficit; /* (stride)        D'                                                    */
} lode_trade_problem;

/* Lay out a table. The table is borrowed and must stay as it is. false: no memory; free it in both cases. */
LODE_NODISCARD bool lode_trade_base_make(const lode_trade_table *t, lode_trade_base *b);
void lode_trade_base_free(lode_trade_base *b);

/* Lay out a shock; `b` and `s` are borrowed. false: no memory. May be called again on the same problem for another shock
 * of the same base, which then asks for no new memory. */
LODE_NODISCARD bool lode_trade_problem_make(const lode_trade_base *b, const lode_trade_shock *s,
                                            lode_trade_problem *p);
void lode_trade_problem_free(lode_trade_problem *p);

#endif
