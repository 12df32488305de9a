/* The decomposition of exact welfare along the path of a shock: trapezoid steps, each with the mean of the weights of its
 * two ends. The sum converges to the exact figure with the square of the number of steps. docs/trade.md 3. */
#include <math.h>
#include <string.h>

#include "engine/real.h"
#include "trade/measure.h"

/* One end of a step. */
typedef struct end {
    lode_trade_shock *shock;
    lode_trade_point at;
} end;

/* What the work needs. */
typedef struct path {
    const lode_trade_base *base;
    const lode_trade_shock *shock;
    lode_trade_solver *solver;
    lode_trade_problem problem;
    lode_arena arena;
    double *guess, *before; /* (n_z)  where the next solve begins; the solution before */
    end from, to;
    lode_trade_result *result;
} path;

static bool make(path *x)
{
    const lode_trade_table *t = x->base->table;
    const int64_t n = lode_trade_n_z(x->base);
    x->from.shock = lode_trade_shock_new(t);
    x->to.shock = lode_trade_shock_new(t);
    x->guess = LODE_TAKE(&x->arena, n, double);
    x->before = LODE_TAKE(&x->arena, n, double);
    return x->from.shock && x->to.shock && x->guess && x->before &&
           lode_trade_point_make(t, &x->from.at) && lode_trade_point_make(t, &x->to.at);
}

static void done(path *x)
{
    lode_trade_shock_free(x->from.shock);
    lode_trade_shock_free(x->to.shock);
    lode_trade_point_free(&x->from.at);
    lode_trade_point_free(&x->to.at);
    lode_trade_problem_free(&x->problem);
    lode_arena_free(&x->arena);
}

/* The equilibrium at `position` of the path, from a guess on the straight line through the last two. */
static bool solve_end(path *x, double position)
{
    const lode_trade_options o = lode_trade_default();
    lode_trade_shock_between(x->base->table, x->shock, position, x->to.shock);
    if (!lode_trade_problem_make(x->base, x->to.shock, &x->problem)) return false;
    const lode_trade_solution *s = lode_trade_solve(x->solver, &x->problem, x->guess, &o);
    if (!s->converged) return false;
    for (int64_t c = 0; c < lode_trade_n_z(x->base); c++) {
        double next = 2.0 * s->z[c] - x->before[c];
        x->before[c] = s->z[c];
        /* spending must stay above 0 */
        x->guess[c] = c < x->base->stride * (1 + x->base->m) || next > 0.0 ? next : s->z[c];
    }
    lode_trade_point_fill(&x->problem, s, &x->to.at);
    return true;
}

/* dToT = sum of M out / I dln c - sum of M in / I dln c;  dVoT = sum of t M / I (dln M - dln c - dln d);
 * dTech = - sum of M / I dln d + sum of Y / I dln A;  transfers dD / I. Weights are means of both ends. */
static void add_cell(path *x, int32_t j, int32_t i, int32_t n)
{
    const lode_trade_table *t = x->base->table;
    const end *a = &x->from, *b = &x->to;
    const int64_t at = lode_trade_at(t, j, i, n);
    const double d_cost = b->at.cost[j * t->n_country + i] - a->at.cost[j * t->n_country + i];
    const double m0 = a->at.flow[at], m1 = b->at.flow[at], t0 = a->shock->tariff[at],
                 t1 = b->shock->tariff[at];
    if (m0 <= 0.0 && m1 <= 0.0) return;
    const double bought = 0.5 * (m0 / a->at.income[n] + m1 / b->at.income[n]),
                 sold = 0.5 * (m0 / a->at.income[i] + m1 / b->at.income[i]);
    const double d0 = a->shock->iceberg[at], d1 = b->shock->iceberg[at],
                 d_iceberg = d0 == d1 ? 0.0 : lode_log(d1 / d0);
    lode_trade_result *r = x->result;
    r->of[LODE_TRADE_TOT_PATH][i] += 100.0 * sold * d_cost;
    r->of[LODE_TRADE_TOT_PATH][n] -= 100.0 * bought * d_cost;
    r->of[LODE_TRADE_TECH_PATH][n] -= 100.0 * bought * d_iceberg;
    if ((t0 == 0.0 && t1 == 0.0) || m0 <= 0.0 || m1 <= 0.0) return;
    const double taxed = 0.5 * (t0 * m0 / a->at.income[n] + t1 * m1 / b->at.income[n]);
    r->of[LODE_TRADE_VOT_PATH][n] += 100.0 * taxed * (lode_log(m1 / m0) - d_cost - d_iceberg);
}

/* What does not hang on a pair of countries: productivity and deficits. */
static void add_country(path *x, int32_t n)
{
    const lode_trade_table *t = x->base->table;
    const end *a = &x->from, *b = &x->to;
    for (int32_t j = 0; j < t->n_sector; j++) {
        int32_t at = j * t->n_country + n;
        double weight =
            0.5 * (a->at.output[at] / a->at.income[n] + b->at.output[at] / b->at.income[n]);
        double a0 = a->shock->productivity[at], a1 = b->shock->productivity[at];
        if (a0 != a1) x->result->of[LODE_TRADE_TECH_PATH][n] += 100.0 * weight * lode_log(a1 / a0);
    }
    double per_income = 0.5 * (1.0 / a->at.income[n] + 1.0 / b->at.income[n]);
    x->result->transfer[n] += 100.0 * per_income * (b->shock->deficit[n] - a->shock->deficit[n]);
}

static void add_step(path *x)
{
    const lode_trade_table *t = x->base->table;
    for (int32_t j = 0; j < t->n_sector; j++)
        for (int32_t i = 0; i < t->n_country; i++)
            for (int32_t n = 0; n < t->n_country; n++) add_cell(x, j, i, n);
    for (int32_t n = 0; n < t->n_country; n++) add_country(x, n);
    end swap = x->from;
    x->from = x->to;
    x->to = swap;
}

static void find_gap(const lode_trade_table *t, lode_trade_result *r)
{
    for (int32_t n = 0; n < t->n_country; n++) {
        double sum = r->of[LODE_TRADE_TOT_PATH][n] + r->of[LODE_TRADE_VOT_PATH][n] +
                     r->of[LODE_TRADE_TECH_PATH][n] + r->transfer[n];
        r->path_gap = fmax(r->path_gap, fabs(sum - r->of[LODE_TRADE_WELFARE_LOG][n]));
    }
}

bool lode_trade_path(const lode_trade_base *b, const lode_trade_shock *s, lode_trade_solver *solver,
                     lode_trade_result *r)
{
    const lode_trade_table *t = b->table;
    path x = {.base = b, .shock = s, .solver = solver, .result = r};
    if (r->path_steps == 0) {
        for (int32_t n = 0; n < t->n_country; n++)
            r->of[LODE_TRADE_TOT_PATH][n] = r->of[LODE_TRADE_VOT_PATH][n] =
                r->of[LODE_TRADE_TECH_PATH][n] = NAN;
        return true;
    }
    bool ok = make(&x);
    if (ok) {
        lode_trade_point_base(t, &x.from.at);
        lode_trade_shock_between(t, s, 0.0, x.from.shock);
        lode_trade_start(b, x.guess);
        lode_trade_start(b, x.before);
    }
    for (int32_t k = 1; ok && k <= r->path_steps; k++) {
        ok = solve_end(&x, (double)k / r->path_steps);
        if (ok) add_step(&x);
    }
    done(&x);
    if (ok) find_gap(t, r);
    return ok;
}
