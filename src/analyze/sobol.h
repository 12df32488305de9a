/* Variance-based sensitivity: Sobol' indices of first and second order and total, from a design of pairs of points.
 * Equations: docs/uncertainty.md. */
#ifndef LODE_ANALYZE_SOBOL_H
#define LODE_ANALYZE_SOBOL_H

#include <stdbool.h>
#include <stdint.h>

#include "analyze/statistics.h"
#include "base/compat.h"

/* Results of one quantity in the rows of a design (LODE_ROWS_SALTELLI, LODE_ROWS_SECOND_ORDER). */
typedef struct lode_saltelli {
    int64_t n_point;     /* base points N                                                       */
    int32_t n_input;     /* D                                                                   */
    int32_t n_replicate; /* independent scrambles, each of N / n_replicate points; below 2: none */
    const double *a, *b; /* (N)                                                                 */
    const double *ab;    /* (D, N)  A with input j from B                                       */
    const double *ba;    /* (D, N)  B with input j from A; NULL: none                           */
} lode_saltelli;

typedef enum lode_estimator {
    LODE_JANON, /* Janon et al. 2014, ESAIM Prob. Stat. 18:342: best for large indices (first order only) */
    LODE_SALTELLI, /* Saltelli et al. 2010, Comput. Phys. Commun. 181:259 (first order only)                  */
    LODE_JANSEN, /* Jansen 1999, Comput. Phys. Commun. 117:35                                              */
    LODE_MARTINEZ /* Martinez 2011: a correlation                                                           */
} lode_estimator;

typedef struct lode_sobol_options {
    lode_estimator first, total;
    double level; /* of the intervals                                                            */
    int32_t
        n_bootstrap; /* resamples where there are no replicates; 0: no intervals                    */
    uint64_t seed; /* of the resamples                                                            */
    bool
        keep_origin; /* do not take the mean off first: for comparison with programs that do not    */
} lode_sobol_options;

/* Janon, Jansen, 0.95, 1,000. */
lode_sobol_options lode_sobol_options_default(void);

/* Indices of one input. */
typedef struct lode_sobol_index {
    lode_estimate first, total;
    double first_sd, total_sd; /* of the replicates or resamples */
} lode_sobol_index;

typedef struct lode_sobol {
    bool constant; /* the result does not vary: there are no indices                      */
    double mean;
    double variance; /* of A and B together, divisor 2 N                                    */
    lode_estimate mean_interval; /* by replicates; without them by the spread of all points    */
} lode_sobol;

/* Estimate the indices of every input.
 *
 * index    (D)     out
 * second   (D, D)  out, upper half: second order; NULL: not wanted, or no BA rows
 *
 * Returns false where memory ran out. O(N D) and O(N D n_bootstrap) for the resamples, on all threads; the same bits on
 * any number of them. */
LODE_NODISCARD bool lode_sobol_indices(const lode_saltelli *s, const lode_sobol_options *o,
                                       lode_sobol *out, lode_sobol_index *index, double *second);

/* Base points that would bring an interval of width `width` to `wanted`, if errors go with N^-1/2. */
int64_t lode_sobol_points_for(int64_t n_point, double width, double wanted);

#endif
