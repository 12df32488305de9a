/* Distributions of uncertain inputs: value at a given probability. One probability gives one value, so that an input
 * follows its own random stream whatever else is drawn. Equations: docs/model.md, distributions. */
#ifndef LODE_ENGINE_DIST_H
#define LODE_ENGINE_DIST_H

#include <stdint.h>

/* Distribution of an uncertain input; its parameters are low, central, high. */
typedef enum lode_dist {
    LODE_DIST_FIXED, /* central                                                                             */
    LODE_DIST_UNIFORM, /* low .. high                                                                         */
    LODE_DIST_TRIANGULAR, /* low, mode central, high                                                             */
    LODE_DIST_PERT, /* low, mode central, high, lambda 4                                                   */
    LODE_DIST_LOGUNIFORM, /* low .. high on the log scale                                                        */
    LODE_DIST_LOGTRIANGULAR, /* low, mode central, high on the log scale                                            */
    LODE_DIST_LOGNORMAL /* 5 and 95 % points low and high, mean of the logs (ln low + ln high) / 2              */
} lode_dist;

/* Value that an input stays below with probability u.
 *
 * dist                 a lode_dist; anything else is taken as LODE_DIST_FIXED
 * low, central, high   unit of the input; low <= central <= high, and low > 0 for the three log kinds
 * u                    in (0,1)
 *
 * Rises with u, up to rounding; lies in [low, high] except for LODE_DIST_LOGNORMAL, whose low and high are its 5 and
 * 95 % points; is exactly `central` where low = high. PERT costs about a microsecond, the others 0.1 at most. */
double lode_dist_quantile(int32_t dist, double low, double central, double high, double u);

/* Standard normal: value at probability u, to 1e-15 relative. -infinity for u <= 0, infinity for u >= 1. */
double lode_normal_quantile(double u);

/* Standard normal: probability of a value below x, to 1e-15 relative down to 1e-300. */
double lode_normal_cdf(double x);

/* Beta(a, b): value at probability u; a, b > 0. To 1e-14 relative for a and b in 0.5 .. 10, 2e-13 in 0.1 .. 1e4;
 * values within 2^-54 of 1 come out as 1. 0 for u <= 0, 1 for u >= 1. */
double lode_beta_quantile(double a, double b, double u);

#endif
