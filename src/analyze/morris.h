/* Screening by elementary effects (M. D. Morris, Technometrics 33 (1991) 161-174; mu* of Campolongo et al. 2007,
 * Environ. Model. Softw. 22:1509). */
#ifndef LODE_ANALYZE_MORRIS_H
#define LODE_ANALYZE_MORRIS_H

#include <stdint.h>

#include "analyze/statistics.h"

typedef struct lode_effects {
    int32_t n; /* effects: one a trajectory                                                   */
    double mu; /* mean                                                                        */
    double
        mu_star;  /* mean size                                                                   */
    double sigma; /* standard deviation, divisor n - 1; 0 for n = 1                              */
    lode_estimate
        mu_star_interval; /* bootstrap over the trajectories, percentile, 95 %            */
} lode_effects;

/* Effects of every input from rows that change one input at a time.
 *
 * x        (D, n_row)  trajectories of D + 1 rows each
 * y        (n_row)
 * low, high (D)        what counts as 0 and as 1 of each input; effects are per that range
 * effects  (D)         out
 *
 * Returns -1, or the number of the first row that is not one step after the row before; -2 where memory ran out. */
int64_t lode_morris(int64_t n_row, int32_t n_input, const double *x, const double *y,
                    const double *low, const double *high, uint64_t seed, lode_effects *effects);

#endif
