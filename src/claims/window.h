/* Minima, maxima and sums of daily values over windows. One value per day and window; days outside the array count as
 * nothing: +inf for a minimum, -inf for a maximum, 0 for a sum. Needs nothing from the C library. */
#ifndef LODE_CLAIMS_WINDOW_H
#define LODE_CLAIMS_WINDOW_H

#include <stdint.h>

#define LODE_INF ((double)__builtin_inff())

typedef enum lode_fold { LODE_FOLD_MIN, LODE_FOLD_MAX, LODE_FOLD_SUM } lode_fold;

/* Put two values together; lower: where a sum of opposite infinities is -inf, else +inf. */
double lode_fold_two(lode_fold f, double a, double b, double unknown);

/* out[t] = x[t+from] ... x[t+to], for each t. Blocks as long as the window (van Herk 1992; Gil and Werman 1993), so
 * that no sum is taken back.
 *
 * x, out   (n)   must not overlap
 * scratch  (6*n)
 *
 * O(n) for any window. */
void lode_window_slide(lode_fold f, const double *x, int32_t n, int32_t from, int32_t to,
                       double unknown, double *out, double *scratch);

/* out[t] = x[t] ... x[last] for t <= last, nothing after it. */
void lode_window_rest(lode_fold f, const double *x, int32_t n, int32_t last, double *out);

/* out[t] = x[0] ... x[t]. */
void lode_window_past(lode_fold f, const double *x, int32_t n, double *out);

/* Most of x[left[t]] ... x[t+to] cut at the end, where left never falls; queue of indices (n). The monotone queue of
 * Lemire (2006). */
void lode_window_most(const double *x, int32_t n, const int32_t *left, int32_t to, double *out,
                      int32_t *queue);

#endif
