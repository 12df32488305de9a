/* Newton steps with GMRES. */
#include "trade/newton.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trade/kernel.h"

enum { BASIS = 60, RESTARTS = 8, STEPS = 60, HALVINGS = 12 };

struct lode_trade_newton {
    lode_arena arena;
    const lode_trade_base *base;
    int64_t n;
    lode_trade_flows work;
    double *v;                    /* (BASIS + 1, n)  orthonormal vectors            */
    double *right, *step, *trial; /* (n)                                            */
    double h[BASIS + 1][BASIS];   /* Hessenberg matrix, triangular after rotations  */
    double cosine[BASIS], sine[BASIS], g[BASIS + 1];
    int32_t products;
};

lode_trade_newton *lode_trade_newton_new(const lode_trade_base *b)
{
    lode_trade_newton *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    w->base = b;
    w->n = lode_trade_n_z(b);
    w->v = LODE_TAKE(&w->arena, (BASIS + 1) * w->n, double);
    w->right = LODE_TAKE(&w->arena, w->n, double);
    w->step = LODE_TAKE(&w->arena, w->n, double);
    w->trial = LODE_TAKE(&w->arena, w->n, double);
    if (w->v && w->right && w->step && w->trial && lode_trade_flows_take(b, &w->arena, &w->work))
        return w;
    lode_trade_newton_free(w);
    return NULL;
}

void lode_trade_newton_free(lode_trade_newton *w)
{
    if (!w) return;
    lode_arena_free(&w->arena);
    free(w);
}

lode_trade_flows *lode_trade_newton_work(lode_trade_newton *w)
{
    return &w->work;
}

/* --- the linear system ---------------------------------------------------------------------- */

/* The matrix of the system and the point at which it is taken. */
typedef struct linear {
    const lode_trade_problem *p;
    const lode_trade_flows *f;
    bool transposed;
} linear;

/* out = (I - G') x or (I - G'^T) x */
static void apply(lode_trade_newton *w, const linear *a, const double *x, double *out)
{
    if (a->transposed) lode_trade_pass_backward(a->p, a->f, x, NULL, &w->work, out);
    else lode_trade_pass_forward(a->p, a->f, x, &w->work, out);
    for (int64_t i = 0; i < w->n; i++) out[i] = x[i] - out[i];
    w->products++;
}

static double norm(int64_t n, const double *x)
{
    double d[2];
    lode_trade_two_dots(n, x, x, x, d);
    return sqrt(d[0]);
}

/* Make the next vector of the basis orthogonal to the others, and keep its coefficients in column k. */
static void orthogonalise(lode_trade_newton *w, int32_t k)
{
    double *next = w->v + (k + 1) * w->n, d[2];
    for (int32_t r = 0; r <= k; r++) {
        const double *v = w->v + r * w->n;
        lode_trade_two_dots(w->n, v, next, next, d);
        w->h[r][k] = d[0];
        for (int64_t i = 0; i < w->n; i++) next[i] -= d[0] * v[i];
    }
    w->h[k + 1][k] = norm(w->n, next);
    double scale = w->h[k + 1][k] > 0.0 ? 1.0 / w->h[k + 1][k] : 0.0;
    for (int64_t i = 0; i < w->n; i++) next[i] *= scale;
}

/* Rotate column k to triangular form; the size of what remains is |g[k + 1]|. */
static void rotate(lode_trade_newton *w, int32_t k)
{
    for (int32_t r = 0; r < k; r++) {
        double a = w->h[r][k], b = w->h[r + 1][k];
        w->h[r][k] = w->cosine[r] * a + w->sine[r] * b;
        w->h[r + 1][k] = w->cosine[r] * b - w->sine[r] * a;
    }
    double a = w->h[k][k], b = w->h[k + 1][k], size = sqrt(a * a + b * b);
    w->cosine[k] = size > 0.0 ? a / size : 1.0;
    w->sine[k] = size > 0.0 ? b / size : 0.0;
    w->h[k][k] = size > 0.0 ? size : 1.0;
    w->g[k + 1] = -w->sine[k] * w->g[k];
    w->g[k] *= w->cosine[k];
}

/* Add the combination of the basis that makes the remainder least. */
static void add_solution(lode_trade_newton *w, int32_t count, double *x)
{
    double y[BASIS];
    for (int32_t r = count - 1; r >= 0; r--) {
        y[r] = w->g[r];
        for (int32_t k = r + 1; k < count; k++) y[r] -= w->h[r][k] * y[k];
        y[r] /= w->h[r][r];
    }
    for (int32_t r = 0; r < count; r++)
        for (int64_t i = 0; i < w->n; i++) x[i] += y[r] * w->v[r * w->n + i];
}

bool lode_trade_newton_linear(lode_trade_newton *w, const lode_trade_problem *p,
                              const lode_trade_flows *f, bool transposed, double tolerance,
                              const double *right, double *x)
{
    const linear a = {p, f, transposed};
    const double goal = tolerance * norm(w->n, right);
    for (int32_t round = 0; round < RESTARTS; round++) {
        double *first = w->v;
        apply(w, &a, x, first);
        for (int64_t i = 0; i < w->n; i++) first[i] = right[i] - first[i];
        double size = norm(w->n, first);
        if (size <= goal) return true;
        for (int64_t i = 0; i < w->n; i++) first[i] /= size;
        w->g[0] = size;
        int32_t k = 0;
        while (k < BASIS && fabs(w->g[k]) > goal) {
            apply(w, &a, w->v + k * w->n, w->v + (k + 1) * w->n);
            orthogonalise(w, k);
            rotate(w, k);
            k++;
        }
        add_solution(w, k, x);
        if (fabs(w->g[k]) <= goal) return true;
    }
    return false;
}

/* --- Newton steps ---------------------------------------------------------------------------- */

static double largest(int64_t n, const double *x)
{
    double most = 0.0;
    for (int64_t i = 0; i < n; i++) most = fabs(x[i]) <= most ? most : fabs(x[i]);
    return most;
}

/* right = G(z) - z; returns its norm, and its largest number in *change. */
static double evaluate(lode_trade_newton *w, const lode_trade_problem *p, lode_trade_solution *a,
                       double *image)
{
    lode_trade_pass(p, a->z, &a->flows, image);
    a->passes++;
    for (int64_t i = 0; i < w->n; i++) w->right[i] = image[i] - a->z[i];
    a->change = largest(w->n, w->right);
    return norm(w->n, w->right);
}

/* The longest part of the step that keeps spending above a tenth of what it is. */
static double safe_length(const lode_trade_newton *w, const double *z)
{
    const int64_t cells = (int64_t)w->base->m * w->base->stride, from = w->base->stride + cells;
    double length = 1.0;
    for (int64_t c = from; c < from + cells; c++)
        if (w->step[c] < -0.9 * z[c]) length = fmin(length, -0.9 * z[c] / w->step[c]);
    /* nor may costs change by more than a factor of e at once */
    double most = largest(from, w->step);
    return most > 1.0 ? fmin(length, 1.0 / most) : length;
}

bool lode_trade_newton_run(lode_trade_newton *w, const lode_trade_problem *p,
                           const lode_trade_options *o, lode_trade_solution *a, double *image)
{
    double size = evaluate(w, p, a, image);
    for (int32_t step = 0; step < STEPS && a->change > o->tolerance && isfinite(size); step++) {
        memset(w->step, 0, (size_t)w->n * sizeof *w->step);
        /* loose while far, tight when near [eisenstat1996] */
        double tight = fmax(fmin(0.1, size), 1e-6);
        lode_trade_newton_linear(w, p, &a->flows, false, tight, w->right, w->step);
        a->passes += w->products;
        w->products = 0;
        double length = safe_length(w, a->z), now = INFINITY;
        memcpy(w->trial, a->z, (size_t)w->n * sizeof *w->trial);
        for (int32_t half = 0; half < HALVINGS; half++, length *= 0.5) {
            for (int64_t i = 0; i < w->n; i++) a->z[i] = w->trial[i] + length * w->step[i];
            now = evaluate(w, p, a, image);
            if (now < size || a->change <= o->tolerance) break;
        }
        a->newton_steps++;
        if (!(now < size)) break;
        size = now;
    }
    return a->change <= o->tolerance;
}
