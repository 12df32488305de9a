/* Draws of elasticities, warm-started from the central equilibrium. */
#include "trade/ensemble.h"

#include <math.h>
#include <string.h>

#include "trade/measure.h"

static const double TOLERANCE = 1e-10; /* change of a pass; draws differ by more than 1e-6 */

/* What a thread needs. */
typedef struct worker {
    lode_trade_shock *shock;
    lode_trade_problem problem;
    lode_trade_solver *solver;
} worker;

static bool begin(worker *w, const lode_trade_base *b, const lode_trade_shock *s)
{
    *w = (worker){.shock = lode_trade_shock_copy(b->table, s), .solver = lode_trade_solver_new(b)};
    return w->shock && w->solver;
}

static void end(worker *w)
{
    lode_trade_problem_free(&w->problem);
    lode_trade_solver_free(w->solver);
    lode_trade_shock_free(w->shock);
}

/* One draw from `start` (NULL: the base). False: no memory. */
static bool solve(worker *w, const lode_trade_base *b, const double *elasticity,
                  const double *start, double *log_welfare, bool *found, const double **z)
{
    lode_trade_options o = lode_trade_default();
    o.tolerance = TOLERANCE;
    memcpy(w->shock->elasticity, elasticity, (size_t)b->m * sizeof *elasticity);
    if (!lode_trade_problem_make(b, w->shock, &w->problem)) return false;
    const lode_trade_solution *x = lode_trade_solve(w->solver, &w->problem, start, &o);
    if (log_welfare) lode_trade_welfare(&w->problem, x, log_welfare);
    for (int32_t n = 0; log_welfare && n < b->n; n++)
        if (!x->converged) log_welfare[n] = NAN;
    *found = x->converged;
    *z = x->z;
    return true;
}

/* The equilibrium at the shock's own elasticities; NULL where none was found: draws then start at the base. */
static bool central(const lode_trade_base *b, const lode_trade_shock *s, double *start, bool *found)
{
    worker w;
    const double *z;
    bool ok = begin(&w, b, s) && solve(&w, b, s->elasticity, NULL, NULL, found, &z);
    if (ok && *found) memcpy(start, z, (size_t)lode_trade_n_z(b) * sizeof *start);
    end(&w);
    return ok;
}

bool lode_trade_ensemble(const lode_trade_base *b, const lode_trade_shock *s, int32_t n_draw,
                         const double *elasticity, double *log_welfare, int32_t *n_failed)
{
    lode_arena arena = {0};
    double *start = LODE_TAKE(&arena, lode_trade_n_z(b), double);
    bool found = false;
    bool ok = start && central(b, s, start, &found);
    int32_t failed = 0;
    if (ok) {
#pragma omp parallel reduction(+ : failed) reduction(&& : ok)
        {
            worker w;
            ok = begin(&w, b, s);
#pragma omp for schedule(dynamic, 4)
            for (int32_t k = 0; k < n_draw; k++) {
                bool good = false;
                const double *z;
                ok = ok && solve(&w, b, elasticity + (int64_t)k * b->m, found ? start : NULL,
                                 log_welfare + (int64_t)k * b->n, &good, &z);
                failed += !good;
            }
            end(&w);
        }
    }
    *n_failed = failed;
    lode_arena_free(&arena);
    return ok;
}
