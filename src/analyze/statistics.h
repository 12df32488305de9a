/* Intervals and tests that the analyses share. */
#ifndef LODE_ANALYZE_STATISTICS_H
#define LODE_ANALYZE_STATISTICS_H

#include <stdint.h>

/* An estimate with its interval. */
typedef struct lode_estimate {
    double value, low, high;
} lode_estimate;

/* The normal distribution: value that |x| stays below with probability `level`. */
double lode_normal(double level);

/* Student's t: value that |t| stays below with probability `level`; df > 0 degrees of freedom. */
double lode_student(double df, double level);

/* Share k / n with Wilson's interval (E. B. Wilson, JASA 22 (1927) 209-212); n = 0 gives 0 in 0 .. 1. */
lode_estimate lode_wilson(int64_t k, int64_t n, double level);

/* The same around a share p of n draws, which need not be whole numbers; n > 0. */
lode_estimate lode_wilson_share(double p, double n, double level);

/* Probability of at least k successes in n independent tries of probability p. O(n) at most. */
double lode_binomial_at_least(int64_t k, int64_t n, double p);

/* Quantile of sorted numbers, straight between them (type 7 of Hyndman & Fan 1996); n > 0. */
double lode_sorted_quantile(int64_t n, const double *sorted, double p);

/* Sort in place, smallest first; NaN last. */
void lode_sort(int64_t n, double *x);

/* Row numbers 0 .. n-1 in the order of (x, row number). Returns 0 where memory ran out.
 *
 * order   (n)  out */
int lode_sort_rows(int64_t n, const double *x, int32_t *order);

#endif
