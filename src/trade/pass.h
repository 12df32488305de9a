/* The map whose fixed point is the equilibrium, its derivative and the transposed derivative. Not for use outside
 * src/trade.
 *
 * A point z has n_z numbers: ln w (stride), ln p (J, stride), x = X'/X (J, stride). */
#ifndef LODE_TRADE_PASS_H
#define LODE_TRADE_PASS_H

#include "trade/problem.h"

/* All that one pass computes on the way; arrays (J, stride) unless said. */
typedef struct lode_trade_flows {
    double *cost;    /* ln c                                                         */
    double *pull;    /* q = c^-h, by exporter                                        */
    double *level;   /* P = sum over i of weight q = p^-h; 1 where nothing is bought */
    double *paid;    /* sum over i of net q: P less what tariffs take of it          */
    double *bought;  /* v = X' / P                                                   */
    double *output;  /* Y, by exporter                                               */
    double *bill;    /* X' of equation 5                                             */
    double *revenue; /* (stride) R                                                   */
    double *income;  /* (stride) I'                                                  */
    double *wage;    /* (stride) w, and w' of equation 6 before it is normalised     */
    double *earned;  /* (stride)                                                     */
    double total;    /* sum of `earned` times V                                      */
} lode_trade_flows;

/* How many numbers a point has. */
static inline int64_t lode_trade_n_z(const lode_trade_base *b)
{
    return (int64_t)b->stride * (1 + 2 * (int64_t)b->m);
}

/* Take the arrays from an arena. */
LODE_NODISCARD bool lode_trade_flows_take(const lode_trade_base *b, lode_arena *a,
                                          lode_trade_flows *f);

/* The base: w = p = x = 1. z (n_z) out. */
void lode_trade_start(const lode_trade_base *b, double *z);

/* One pass: out = G(z), every block updated once (spec 4). `f` keeps what was computed from z. */
void lode_trade_pass(const lode_trade_problem *p, const double *restrict z, lode_trade_flows *f,
                     double *restrict out);

/* out = G'(z) dz, where `f` is what a pass at z left. `work` is another set of arrays. */
void lode_trade_pass_forward(const lode_trade_problem *p, const lode_trade_flows *f,
                             const double *restrict dz, lode_trade_flows *work,
                             double *restrict out);

/* out = derivative with respect to z of dg.G(z) + sum over n of d_income[n] I'[n].
 *
 * d_income  (stride) NULL: none
 * work      afterwards the derivatives with respect to what its fields name: `level` P by weight, `paid` by net,
 *           `output` Y, `revenue` R, `cost` ln c; the gradient needs them
 *
 * Where sector j has no tariff, `level` and `paid` leave out what revenue would gain: it cancels there. */
void lode_trade_pass_backward(const lode_trade_problem *p, const lode_trade_flows *f,
                              const double *restrict dg, const double *d_income,
                              lode_trade_flows *work, double *restrict out);

#endif
