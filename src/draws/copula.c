/* Correlation matrices: whether they can be, their Cholesky factor, and the nearest that can. */
#include "draws/copula.h"

static double size_of(double x)
{
    return x < 0.0 ? -x : x;
}

/* sin x for |x| <= pi/6: Taylor's series, rest below 1e-18 */
static double small_sine(double x)
{
    double sum = 0.0, square = x * x;
    for (int32_t k = 17; k >= 3; k -= 2) sum = (sum + 1.0) * -square / (double)(k * (k - 1));
    return x + x * sum;
}

double lode_pearson_of_spearman(double rho)
{
    if (rho >= 1.0) return 1.0;
    if (rho <= -1.0) return -1.0;
    return 2.0 * small_sine(3.14159265358979323846 * rho / 6.0);
}

void lode_correlation_of_normals(int32_t n, const double *from, bool spearman, double *to)
{
    for (int32_t i = 0; i < n * n; i++)
        to[i] = spearman ? lode_pearson_of_spearman(from[i]) : from[i];
}

bool lode_cholesky(int32_t n, const double *a, double *lower)
{
    for (int32_t i = 0; i < n; i++) {
        for (int32_t j = 0; j <= i; j++) {
            double rest = a[i * n + j];
            for (int32_t k = 0; k < j; k++) rest -= lower[i * n + k] * lower[j * n + k];
            if (i != j) lower[i * n + j] = rest / lower[j * n + j];
            else if (rest > 1e-12) lower[i * n + i] = __builtin_sqrt(rest);
            else return false; /* also for NaN */
        }
        for (int32_t j = i + 1; j < n; j++) lower[i * n + j] = 0.0;
    }
    return true;
}

/* --- eigenvalues --------------------------------------------------------------------------- */

/* Make a[p][q] zero by turning axes p and q (G. H. Golub, C. F. Van Loan, Matrix Computations, section 8.5). */
static void rotate(int32_t n, double *a, double *vectors, int32_t p, int32_t q)
{
    double apq = a[p * n + q];
    if (apq >= 0.0 && apq <= 0.0) return;
    double theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
    double t = 1.0 / (size_of(theta) + __builtin_sqrt(theta * theta + 1.0));
    if (theta < 0.0) t = -t;
    double c = 1.0 / __builtin_sqrt(t * t + 1.0), s = t * c;
    for (int32_t k = 0; k < n; k++) {
        double kp = a[k * n + p], kq = a[k * n + q];
        a[k * n + p] = c * kp - s * kq;
        a[k * n + q] = s * kp + c * kq;
    }
    for (int32_t k = 0; k < n; k++) {
        double pk = a[p * n + k], qk = a[q * n + k];
        a[p * n + k] = c * pk - s * qk;
        a[q * n + k] = s * pk + c * qk;
    }
    for (int32_t k = 0; k < n; k++) {
        double kp = vectors[k * n + p], kq = vectors[k * n + q];
        vectors[k * n + p] = c * kp - s * kq;
        vectors[k * n + q] = s * kp + c * kq;
    }
}

void lode_eigen(int32_t n, double *a, double *vectors)
{
    for (int32_t i = 0; i < n * n; i++) vectors[i] = i % (n + 1) == 0 ? 1.0 : 0.0;
    for (int32_t sweep = 0; sweep < 50; sweep++) {
        double off = 0.0, all = 0.0;
        for (int32_t p = 0; p < n; p++)
            for (int32_t q = 0; q < n; q++) {
                double square = a[p * n + q] * a[p * n + q];
                all += square;
                off += p == q ? 0.0 : square;
            }
        if (off <= 1e-32 * all) return;
        for (int32_t p = 0; p < n; p++)
            for (int32_t q = p + 1; q < n; q++) rotate(n, a, vectors, p, q);
    }
}

double lode_smallest_eigenvalue(int32_t n, const double *a, double *work)
{
    for (int32_t i = 0; i < n * n; i++) work[i] = a[i];
    lode_eigen(n, work, work + n * n);
    double least = work[0];
    for (int32_t i = 1; i < n; i++)
        if (work[i * n + i] < least) least = work[i * n + i];
    return least;
}

/* --- nearest correlation matrix ------------------------------------------------------------ */

/* The nearest matrix with no eigenvalue below `least`. `a` is destroyed. */
static void project_definite(int32_t n, double *a, double least, double *out, double *vectors)
{
    lode_eigen(n, a, vectors);
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++) {
            double sum = 0.0;
            for (int32_t k = 0; k < n; k++) {
                double value = a[k * n + k];
                sum += vectors[i * n + k] * vectors[j * n + k] * (value > least ? value : least);
            }
            out[i * n + j] = sum;
        }
}

/* Ones on the diagonal by scaling, so that the matrix stays definite. */
static void scale_to_ones(int32_t n, double *a)
{
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++)
            if (i != j) a[i * n + j] /= __builtin_sqrt(a[i * n + i] * a[j * n + j]);
    for (int32_t i = 0; i < n; i++) a[i * n + i] = 1.0;
}

int32_t lode_nearest_correlation(int32_t n, const double *a, double least, double *nearest,
                                 double *work)
{
    double *y = work, *correction = work + n * n, *rest = work + 2 * n * n,
           *vectors = work + 3 * n * n;
    for (int32_t i = 0; i < n * n; i++) {
        y[i] = a[i];
        correction[i] = 0.0;
    }
    int32_t round = 0;
    for (double moved = 1.0; moved > 1e-10 && round < 1000; round++) {
        /* `correction` is free until it is worked out anew: a copy of `rest` for project_definite to destroy */
        for (int32_t i = 0; i < n * n; i++) correction[i] = rest[i] = y[i] - correction[i];
        project_definite(n, correction, least, nearest, vectors);
        moved = 0.0;
        for (int32_t i = 0; i < n * n; i++) {
            correction[i] = nearest[i] - rest[i];
            double next = i % (n + 1) == 0 ? 1.0 : nearest[i];
            moved = size_of(next - y[i]) > moved ? size_of(next - y[i]) : moved;
            y[i] = next;
        }
    }
    scale_to_ones(n, nearest);
    return round;
}
