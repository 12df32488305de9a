/* Whether two orderings of the same things agree: Spearman's rho, Kendall's tau-b, and the pairs they disagree on most.
 * docs/exposure.md 7. */
#ifndef LODE_EXPOSURE_RANK_H
#define LODE_EXPOSURE_RANK_H

#include <stdint.h>

/* Ranks of x (n), the largest first: 1 .. n, equal values share the mean of their ranks. O(n^2). */
void lode_rank(const double *x, int32_t n, double *rank);

/* Spearman's rho of two samples with ties: Pearson's correlation of their ranks. NaN where either is constant. rank: 2 n
 * numbers of scratch. */
double lode_spearman(const double *x, const double *y, int32_t n, double *rank);

/* Kendall's tau-b: (concordant - discordant) / sqrt((pairs - ties in x)(pairs - ties in y)). NaN where either is constant. */
double lode_kendall(const double *x, const double *y, int32_t n);

/* Two things that x and y order in opposite ways. */
typedef struct lode_disagreement {
    int32_t a, b;  /* x puts a before b, y puts b before a                                */
    double gap;    /* rank  how far apart: smaller of the two differences of ranks         */
} lode_disagreement;

/* The pairs that disagree most, largest gap first, then by a and b; at most `room`. Returns how many. rank: 2 n of scratch. */
int32_t lode_disagreements(const double *x, const double *y, int32_t n, double *rank, lode_disagreement *out, int32_t room);

#endif
