/* Newton steps whose linear systems are solved by restarted GMRES with the analytic derivative of the pass
 * [kelley2003; saad1986]. The fallback of the solver; its linear solver also serves derivatives. Not for use outside src/trade. */
#ifndef LODE_TRADE_NEWTON_H
#define LODE_TRADE_NEWTON_H

#include "trade/solve.h"

typedef struct lode_trade_newton lode_trade_newton;

/* NULL: no memory. */
lode_trade_newton *lode_trade_newton_new(const lode_trade_base *b);
void lode_trade_newton_free(lode_trade_newton *w);

/* Improve a->z until a pass changes it by no more than the tolerance; steps are shortened where they do not help. `image`
 * (n_z) is left as the image of a->z, a->flows as its flows. Returns whether it got there. */
bool lode_trade_newton_run(lode_trade_newton *w, const lode_trade_problem *p,
                           const lode_trade_options *o, lode_trade_solution *a, double *image);

/* Solve (I - G') x = right, or (I - G'^T) x = right, at the point that left the flows `f`, until the residual is below
 * `tolerance` times that of x = 0. x (n_z) holds the first guess. Returns whether it got there. */
bool lode_trade_newton_linear(lode_trade_newton *w, const lode_trade_problem *p,
                              const lode_trade_flows *f, bool transposed, double tolerance,
                              const double *right, double *x);

/* The arrays that the last product with the derivative left; see lode_trade_pass_backward. */
lode_trade_flows *lode_trade_newton_work(lode_trade_newton *w);

#endif
