/* Correlation matrices: whether they can be, their Cholesky factor, and the nearest that can. */
#ifndef LODE_DRAWS_COPULA_H
#define LODE_DRAWS_COPULA_H

#include <stdbool.h>
#include <stdint.h>

/* Pearson's correlation of two normals whose rank correlation is rho: 2 sin(pi rho / 6) (K. Pearson 1907). */
double lode_pearson_of_spearman(double rho);

/* The matrix of the normals for a matrix as given; `to` may be `from`. (n, n) each; ones stay ones. */
void lode_correlation_of_normals(int32_t n, const double *from, bool spearman, double *to);

/* The lower factor L with L L' = a, zeros above its diagonal; false where `a` is not positive definite.
 *
 * a       (n, n)  symmetric
 * lower   (n, n)  out; not `a` */
bool lode_cholesky(int32_t n, const double *a, double *lower);

/* Eigenvalues and vectors of a symmetric matrix, by Jacobi rotations.
 *
 * a        (n, n)  in; destroyed: its diagonal then has the eigenvalues
 * vectors  (n, n)  out; column k belongs to eigenvalue k
 *
 * O(n^3) a sweep, six to ten sweeps. */
void lode_eigen(int32_t n, double *a, double *vectors);

/* The smallest eigenvalue of a symmetric matrix. work: (2, n, n) */
double lode_smallest_eigenvalue(int32_t n, const double *a, double *work);

/* The correlation matrix nearest to a symmetric one in the sum of squares, with no eigenvalue below `least` (1e-8, say,
 * so that it can be factored).
 *
 * nearest  (n, n)  out; not `a`
 * work     (4, n, n)
 *
 * N. J. Higham, "Computing the nearest correlation matrix - a problem from finance", IMA J. Numer. Anal. 22 (2002)
 * 329-343: projections in turn, with Dykstra's correction. Returns the rounds it took, at most 1,000. */
int32_t lode_nearest_correlation(int32_t n, const double *a, double least, double *nearest,
                                 double *work);

#endif
