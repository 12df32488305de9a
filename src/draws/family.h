/* Families of distributions beyond those of engine/dist.h, with their means and variances: for reports, for inputs
 * given in other ways, and for studies made elsewhere. No call of the C library. */
#ifndef LODE_DRAWS_FAMILY_H
#define LODE_DRAWS_FAMILY_H

#include <stdbool.h>
#include <stdint.h>

typedef enum lode_family_kind {
    LODE_FAMILY_FIXED,      /* value                                                           */
    LODE_FAMILY_UNIFORM,    /* low, high                                                       */
    LODE_FAMILY_TRIANGULAR, /* low, mode, high                                                 */
    LODE_FAMILY_PERT,       /* low, mode, high; 4th, where given: lambda, else 4               */
    LODE_FAMILY_NORMAL,     /* mean, standard deviation                                        */
    LODE_FAMILY_TRUNCATED_NORMAL, /* mean, standard deviation (of the whole normal), low, high; may be infinite */
    LODE_FAMILY_LOGNORMAL, /* mean, standard deviation of the logs                            */
    LODE_FAMILY_LOGNORMAL_P5_P95, /* 5 % point, 95 % point                                           */
    LODE_FAMILY_LOGUNIFORM,    /* low, high                                                       */
    LODE_FAMILY_LOGTRIANGULAR, /* low, mode, high on the log scale                                */
    LODE_FAMILY_BETA,          /* a, b                                                            */
    LODE_FAMILY_GAMMA,         /* shape, scale                                                    */
    LODE_FAMILY_WEIBULL,       /* shape, scale                                                    */
    LODE_FAMILY_DISCRETE,      /* values a, weights b (need not add up to 1)                      */
    LODE_FAMILY_QUANTILES,     /* probabilities a from 0 to 1, values b: straight between them    */
    LODE_FAMILY_COUNT
} lode_family_kind;

/* A distribution. Borrows its parameters. */
typedef struct lode_family {
    lode_family_kind kind;
    int32_t n;       /* parameters; points of the last two kinds */
    const double *a; /* (n)                                       */
    const double *b; /* (n)  the last two kinds only              */
} lode_family;

/* The family called `name` ("truncated_normal"), or LODE_FAMILY_COUNT. */
lode_family_kind lode_family_find(const char *name);

/* Whether the parameters make a distribution: enough of them, finite, in order, weights not all 0. */
bool lode_family_valid(const lode_family *f);

/* Value that is stayed below with probability u in (0,1); for discrete ones that whose share of weights holds u.
 * To 1e-13 relative or better, gamma to 1e-11 for shapes up to 1,000. The family must be valid. */
double lode_family_quantile(const lode_family *f, double u);

/* Mean and variance. The family must be valid. */
void lode_family_moments(const lode_family *f, double *mean, double *variance);

/* The family of a lode_dist with its three parameters; `p` (4) keeps them for it. */
lode_family lode_family_of_dist(int32_t dist, double low, double central, double high, double p[4]);

/* ln Gamma(x), x > 0; to 1e-15 absolute or relative. */
double lode_log_gamma(double x);

#endif
