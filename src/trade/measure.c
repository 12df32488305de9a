/* Measures of an equilibrium. */
#include "trade/measure.h"

#include <math.h>
#include <string.h>

#include "engine/real.h"

static const struct {
    const char *name, *meaning;
} MEASURES[] = {
#define LODE_MEASURE(id, column, meaning) {column, meaning},
#include "trade/measures.def"
#undef LODE_MEASURE
};

const char *lode_trade_measure_name(lode_trade_measure_id id)
{
    return MEASURES[id].name;
}

const char *lode_trade_measure_meaning(lode_trade_measure_id id)
{
    return MEASURES[id].meaning;
}

/* --- flows at a point ------------------------------------------------------------------------ */

bool lode_trade_point_make(const lode_trade_table *t, lode_trade_point *x)
{
    size_t n = (size_t)t->n_country, m = (size_t)t->n_sector;
    *x = (lode_trade_point){0};
    x->flow = LODE_TAKE(&x->arena, m * n * n, double);
    x->cost = LODE_TAKE(&x->arena, m * n, double);
    x->output = LODE_TAKE(&x->arena, m * n, double);
    x->income = LODE_TAKE(&x->arena, n, double);
    x->revenue = LODE_TAKE(&x->arena, n, double);
    return x->flow && x->cost && x->output && x->income && x->revenue;
}

void lode_trade_point_free(lode_trade_point *x)
{
    lode_arena_free(&x->arena);
    *x = (lode_trade_point){0};
}

void lode_trade_point_base(const lode_trade_table *t, lode_trade_point *x)
{
    const int32_t nn = t->n_country;
    for (int32_t n = 0; n < nn; n++) x->revenue[n] = 0.0;
    for (int32_t j = 0; j < t->n_sector; j++)
        for (int32_t i = 0; i < nn; i++) {
            double sold = 0.0;
            for (int32_t n = 0; n < nn; n++) {
                int64_t at = lode_trade_at(t, j, i, n);
                double flow = t->share[at] * t->spending[j * nn + n] / (1.0 + t->tariff[at]);
                x->flow[at] = flow;
                x->revenue[n] += t->tariff[at] * flow;
                sold += flow;
            }
            x->output[j * nn + i] = sold;
            x->cost[j * nn + i] = 0.0;
        }
    for (int32_t n = 0; n < nn; n++)
        x->income[n] = t->value_added[n] + x->revenue[n] + t->deficit[n];
}

void lode_trade_point_fill(const lode_trade_problem *p, const lode_trade_solution *s,
                           lode_trade_point *x)
{
    const lode_trade_base *b = p->base;
    const int32_t nn = b->n, w = b->stride;
    for (int32_t j = 0; j < b->m; j++)
        for (int32_t i = 0; i < nn; i++) {
            const double *net = p->net_of[j] + (int64_t)i * w, *bought = s->flows.bought + j * w;
            double pull = s->flows.pull[j * w + i], *flow = x->flow + ((int64_t)j * nn + i) * nn;
            for (int32_t n = 0; n < nn; n++) flow[n] = net[n] * pull * bought[n];
            x->output[j * nn + i] = s->flows.output[j * w + i];
            x->cost[j * nn + i] = s->flows.cost[j * w + i];
        }
    memcpy(x->income, s->flows.income, (size_t)nn * sizeof *x->income);
    memcpy(x->revenue, s->flows.revenue, (size_t)nn * sizeof *x->revenue);
}

/* --- welfare --------------------------------------------------------------------------------- */

/* ln P[n] = sum over j of a[j] ln p[j] */
static double log_price_index(const lode_trade_base *b, const double *z, int32_t n)
{
    double sum = 0.0;
    for (int32_t j = 0; j < b->m; j++)
        sum += b->final_share[j * b->stride + n] * z[(j + 1) * b->stride + n];
    return sum;
}

/* I = V + R + D of the base */
static void base_incomes(const lode_trade_table *t, double *income)
{
    const int32_t nn = t->n_country;
    for (int32_t n = 0; n < nn; n++) income[n] = t->value_added[n] + t->deficit[n];
    for (int32_t j = 0; j < t->n_sector; j++)
        for (int32_t i = 0; i < nn; i++)
            for (int32_t n = 0; n < nn; n++) {
                double rate = t->tariff[lode_trade_at(t, j, i, n)];
                income[n] += t->share[lode_trade_at(t, j, i, n)] * t->spending[j * nn + n] * rate /
                             (1.0 + rate);
            }
}

void lode_trade_welfare(const lode_trade_problem *p, const lode_trade_solution *s, double *out)
{
    const lode_trade_base *b = p->base;
    base_incomes(b->table, out);
    for (int32_t n = 0; n < b->n; n++)
        out[n] = lode_log(s->flows.income[n] / out[n]) - log_price_index(b, s->z, n);
}

/* W = (I'/I) / P, the real wage, and what goes with them */
static void measure_exact(const lode_trade_base *b, const lode_trade_solution *s,
                          lode_trade_result *r)
{
    for (int32_t n = 0; n < b->n; n++) {
        double wage = lode_exp(s->z[n]), ln_p = log_price_index(b, s->z, n),
               income = r->now.income[n] / r->base.income[n];
        double ln_w = lode_log(income) - ln_p;
        r->of[LODE_TRADE_WAGE][n] = wage;
        r->of[LODE_TRADE_CPI][n] = lode_exp(ln_p);
        r->of[LODE_TRADE_INCOME][n] = income;
        r->of[LODE_TRADE_REAL_WAGE][n] = 100.0 * lode_expm1(s->z[n] - ln_p);
        r->of[LODE_TRADE_WELFARE][n] = 100.0 * lode_expm1(ln_w);
        r->of[LODE_TRADE_WELFARE_LOG][n] = 100.0 * ln_w;
        r->of[LODE_TRADE_REVENUE_BASE][n] = 100.0 * r->base.revenue[n] / r->base.income[n];
        r->of[LODE_TRADE_REVENUE_NEW][n] = 100.0 * r->now.revenue[n] / r->now.income[n];
    }
}

/* The formulas of the 2015 article, all weights at the base: terms of trade, volume of trade, and technical efficiency
 * for iceberg costs (spec 3) [caliendo2015, equations 16 and 17]. */
static void measure_linear(const lode_trade_table *t, const lode_trade_shock *s,
                           lode_trade_result *r)
{
    const int32_t nn = t->n_country;
    double *tot = r->of[LODE_TRADE_TOT_LINEAR], *vot = r->of[LODE_TRADE_VOT_LINEAR],
           *sum = r->of[LODE_TRADE_WELFARE_LINEAR];
    for (int32_t j = 0; j < t->n_sector; j++)
        for (int32_t i = 0; i < nn; i++) {
            double rise = lode_expm1(r->now.cost[j * nn + i]);
            for (int32_t n = 0; n < nn; n++) {
                int64_t at = lode_trade_at(t, j, i, n);
                double flow = r->base.flow[at], rate = t->tariff[at];
                tot[i] += flow * rise;
                tot[n] -= flow * rise;
                vot[n] += rate * (r->now.flow[at] - flow * (1.0 + rise));
                sum[n] -= flow * (1.0 + rate) * (s->iceberg[at] - 1.0);
            }
            sum[i] += r->base.output[j * nn + i] * lode_log(s->productivity[j * nn + i]);
        }
    for (int32_t n = 0; n < nn; n++) {
        double scale = 100.0 / r->base.income[n];
        sum[n] = (sum[n] + tot[n] + vot[n] + s->deficit[n] - t->deficit[n]) * scale;
        tot[n] *= scale;
        vot[n] *= scale;
    }
}

/* Imports and exports net of tariffs, without what a country buys from itself. */
static void measure_trade(const lode_trade_table *t, lode_trade_result *r)
{
    const int32_t nn = t->n_country;
    double *imports = r->of[LODE_TRADE_IMPORTS], *exports = r->of[LODE_TRADE_EXPORTS];
    for (int32_t c = 0; c < nn; c++) {
        double in[2] = {0, 0}, out[2] = {0, 0};
        for (int32_t j = 0; j < t->n_sector; j++)
            for (int32_t o = 0; o < nn; o++) {
                if (o == c) continue;
                int64_t from = lode_trade_at(t, j, o, c), to = lode_trade_at(t, j, c, o);
                in[0] += r->base.flow[from];
                in[1] += r->now.flow[from];
                out[0] += r->base.flow[to];
                out[1] += r->now.flow[to];
            }
        /* no trade before, none after */
        imports[c] = in[0] > 0.0 ? in[1] / in[0] : 1.0;
        exports[c] = out[0] > 0.0 ? out[1] / out[0] : 1.0;
    }
}

/* Prices and spending in the shapes of the table. */
static void copy_out(const lode_trade_base *b, const lode_trade_solution *s, lode_trade_result *r)
{
    const int32_t w = b->stride;
    const double *ln_p = s->z + w, *x = ln_p + b->m * w;
    for (int32_t j = 0; j < b->m; j++)
        for (int32_t n = 0; n < b->n; n++) {
            r->price[j * b->n + n] = lode_exp(ln_p[j * w + n]);
            r->spending[j * b->n + n] = x[j * w + n] * b->spending[j * w + n];
        }
}

/* --- all of it ------------------------------------------------------------------------------- */

static bool take_result(const lode_trade_table *t, lode_trade_result *r)
{
    size_t n = (size_t)t->n_country, m = (size_t)t->n_sector;
    bool ok = lode_trade_point_make(t, &r->base) && lode_trade_point_make(t, &r->now);
    for (int k = 0; ok && k < LODE_TRADE_N_MEASURE; k++)
        ok = (r->of[k] = LODE_TAKE(&r->arena, n, double)) != NULL;
    r->transfer = LODE_TAKE(&r->arena, n, double);
    r->price = LODE_TAKE(&r->arena, m * n, double);
    r->spending = LODE_TAKE(&r->arena, m * n, double);
    return ok && r->transfer && r->price && r->spending;
}

static bool measure(const lode_trade_base *b, const lode_trade_shock *s, lode_trade_solver *solver,
                    const lode_trade_problem *p, lode_trade_result *r, double *change)
{
    const lode_trade_options o = lode_trade_default();
    const lode_trade_solution *x = lode_trade_solve(solver, p, NULL, &o);
    if (!x->converged) {
        *change = x->change;
        r->passes = x->passes;
        return false;
    }
    r->residual = x->residual;
    r->world_gap = x->world_gap;
    r->passes = x->passes;
    r->newton_steps = x->newton_steps;
    lode_trade_point_base(b->table, &r->base);
    lode_trade_point_fill(p, x, &r->now);
    measure_exact(b, x, r);
    measure_linear(b->table, s, r);
    measure_trade(b->table, r);
    copy_out(b, x, r);
    return lode_trade_path(b, s, solver, r);
}

bool lode_trade_run(const lode_trade_table *t, const lode_trade_shock *s, int32_t path_steps,
                    lode_trade_result *r, double *change)
{
    lode_trade_base b = {0};
    lode_trade_problem p = {0};
    *r = (lode_trade_result){.path_steps = path_steps};
    *change = 0.0;
    bool ok =
        take_result(t, r) && lode_trade_base_make(t, &b) && lode_trade_problem_make(&b, s, &p);
    lode_trade_solver *solver = ok ? lode_trade_solver_new(&b) : NULL;
    ok = solver && measure(&b, s, solver, &p, r, change);
    lode_trade_solver_free(solver);
    lode_trade_problem_free(&p);
    lode_trade_base_free(&b);
    return ok;
}

void lode_trade_result_free(lode_trade_result *r)
{
    lode_trade_point_free(&r->base);
    lode_trade_point_free(&r->now);
    lode_arena_free(&r->arena);
    *r = (lode_trade_result){0};
}
