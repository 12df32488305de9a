/* Solving: Anderson mixing over the joint map, Newton-Krylov steps where that stalls. */
#include "trade/solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trade/kernel.h"
#include "trade/mix.h"
#include "trade/newton.h"

enum { PATIENCE = 60 }; /* passes without a new best before Newton's turn */

struct lode_trade_solver {
    lode_arena arena;
    const lode_trade_base *base;
    lode_trade_solution solution;
    lode_trade_mix mix;
    lode_trade_newton *newton; /* made when first needed */
    double *image, *best;      /* (n_z)                  */
};

lode_trade_options lode_trade_default(void)
{
    return (lode_trade_options){.tolerance = 1e-12, .memory = 10, .passes = 1000};
}

lode_trade_solver *lode_trade_solver_new(const lode_trade_base *b)
{
    lode_trade_solver *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    const int64_t n = lode_trade_n_z(b);
    s->base = b;
    s->solution.z = LODE_TAKE(&s->arena, n, double);
    s->image = LODE_TAKE(&s->arena, n, double);
    s->best = LODE_TAKE(&s->arena, n, double);
    bool ok = s->solution.z && s->image && s->best &&
              lode_trade_flows_take(b, &s->arena, &s->solution.flows) &&
              lode_trade_mix_take(&s->arena, n, LODE_TRADE_MEMORY, &s->mix);
    if (ok) return s;
    lode_trade_solver_free(s);
    return NULL;
}

void lode_trade_solver_free(lode_trade_solver *s)
{
    if (!s) return;
    lode_trade_newton_free(s->newton);
    lode_arena_free(&s->arena);
    free(s);
}

/* --- residuals ----------------------------------------------------------------------------- */

LODE_CLONES
static double largest_step(int64_t n, const double *restrict z, const double *restrict image)
{
    double most[LODE_TRADE_LANES] = {0};
    for (int64_t i = 0; i < n; i += LODE_TRADE_LANES)
        for (int l = 0; l < LODE_TRADE_LANES; l++) {
            double d = fabs(image[i + l] - z[i + l]);
            most[l] = d <= most[l] ? most[l] : d; /* NaN stays */
        }
    double all = 0.0;
    for (int l = 0; l < LODE_TRADE_LANES; l++) all = most[l] <= all ? all : most[l];
    return all;
}

/* The larger of two; NaN wins, so that it cannot hide. */
static double larger(double a, double b)
{
    return b <= a ? a : b;
}

/* Imports net of tariffs less exports, own trade on both sides, against the deficit: the trade balance that follows from
 * (5) and (6), where input shares sum to 1 and supply is demand in the world. */
static double balance_residual(const lode_trade_problem *p, const lode_trade_flows *f,
                               const double *x, int32_t n)
{
    const lode_trade_base *b = p->base;
    double balance = -p->deficit[n] - f->revenue[n];
    for (int32_t j = 0; j < b->m; j++) {
        int32_t at = j * b->stride + n;
        double spent = b->dead[at] > 0.0 ? 0.0 : x[at] * b->spending[at];
        balance += spent - (1.0 + b->open[at]) * f->output[at];
    }
    return balance * b->per_value_added[n] - (b->world / f->total - 1.0) * f->earned[n];
}

double lode_trade_residual(const lode_trade_problem *p, const double *z, const double *image,
                           const lode_trade_flows *f)
{
    const lode_trade_base *b = p->base;
    const int64_t cells = (int64_t)b->m * b->stride;
    const double *ln_p = z + b->stride, *x = ln_p + cells;
    const double scale = b->world / f->total;
    double most = largest_step(cells, ln_p, image + b->stride), world = 0.0;
    for (int64_t c = 0; c < cells; c++) {
        double spent = x[c] * b->spending[c];
        if (spent > 0.0) most = larger(most, fabs(f->bill[c] - spent) / spent);
    }
    for (int32_t n = 0; n < b->n; n++) {
        world += f->wage[n] * b->value_added[n];
        most = larger(most, fabs(f->earned[n] * scale - f->wage[n]) / f->wage[n]);
        if (!p->frozen) most = larger(most, fabs(balance_residual(p, f, x, n)));
    }
    return larger(most, fabs(world / b->world - 1.0));
}

/* --- solving ------------------------------------------------------------------------------- */

/* Spending below 0 or a number that is none: the mixing went astray. */
static bool is_sound(const lode_trade_base *b, const double *z)
{
    const int64_t cells = (int64_t)b->m * b->stride, n = lode_trade_n_z(b);
    const double *x = z + b->stride + cells;
    double least = 1.0, size = 0.0;
    for (int64_t c = 0; c < cells; c++) least = x[c] < least ? x[c] : least;
    for (int64_t c = 0; c < n; c++) size += fabs(z[c]);
    return least > 0.0 && size < 1e300;
}

/* Anderson mixing until the tolerance, or until PATIENCE passes brought no better point, which then is in s->best. */
static bool mix(lode_trade_solver *s, const lode_trade_problem *p, const lode_trade_options *o)
{
    lode_trade_solution *a = &s->solution;
    const int64_t n = lode_trade_n_z(s->base);
    double best = INFINITY;
    int32_t since = 0;
    lode_trade_mix_restart(&s->mix);
    s->mix.memory = o->memory < LODE_TRADE_MEMORY ? o->memory : LODE_TRADE_MEMORY;
    for (; a->passes < o->passes && since < PATIENCE; since++) {
        lode_trade_pass(p, a->z, &a->flows, s->image);
        a->passes++;
        a->change = largest_step(n, a->z, s->image);
        if (a->change <= o->tolerance) return true;
        if (a->change < best) {
            best = a->change;
            since = 0;
            memcpy(s->best, a->z, (size_t)n * sizeof *s->best);
        }
        lode_trade_mix_next(&s->mix, s->image, a->z);
        if (is_sound(s->base, a->z)) continue;
        /* from the best point, with small steps first */
        lode_trade_mix_restart(&s->mix);
        memcpy(a->z, s->best, (size_t)n * sizeof *a->z);
        lode_trade_pass(p, a->z, &a->flows, s->image);
        for (int64_t i = 0; i < n; i++) a->z[i] += 0.25 * (s->image[i] - a->z[i]);
    }
    return false;
}

/* Newton steps from the best point. */
static bool newton(lode_trade_solver *s, const lode_trade_problem *p, const lode_trade_options *o)
{
    lode_trade_solution *a = &s->solution;
    if (!s->newton) s->newton = lode_trade_newton_new(s->base);
    if (!s->newton) return false;
    return lode_trade_newton_run(s->newton, p, o, a, s->image);
}

const lode_trade_solution *lode_trade_solve(lode_trade_solver *s, const lode_trade_problem *p,
                                            const double *start, const lode_trade_options *o)
{
    lode_trade_solution *a = &s->solution;
    const size_t bytes = (size_t)lode_trade_n_z(s->base) * sizeof *a->z;
    a->passes = a->newton_steps = 0;
    if (start) memcpy(a->z, start, bytes);
    else lode_trade_start(s->base, a->z);
    memcpy(s->best, a->z, bytes);
    a->converged = !o->newton_only && mix(s, p, o);
    if (!a->converged) {
        memcpy(a->z, s->best, bytes);
        a->converged = newton(s, p, o);
    }
    a->residual = lode_trade_residual(p, a->z, s->image, &a->flows);
    a->world_gap = fabs(s->base->world / a->flows.total - 1.0);
    return a;
}
