/* Derivatives of welfare by the adjoint method. ln W = ln I'(z, tariffs) - sum of a ln p, where z = G(z, tariffs); with
 * l = (I - dG/dz)^T^-1 dlnW/dz, the derivative is that of l.G + ln I' at fixed z [griewank2008, chapter 15]. */
#include "trade/gradient.h"

#include <string.h>

static bool take(const lode_trade_base *b, lode_trade_gradient *g)
{
    size_t n = (size_t)b->n, m = (size_t)b->m;
    *g = (lode_trade_gradient){0};
    g->tariff = LODE_TAKE(&g->arena, m * n * n, double);
    g->iceberg = LODE_TAKE(&g->arena, m * n * n, double);
    g->productivity = LODE_TAKE(&g->arena, m * n, double);
    g->deficit = LODE_TAKE(&g->arena, n, double);
    return g->tariff && g->iceberg && g->productivity && g->deficit;
}

/* One sector: weight falls by h, net by h + 1 times what 1 + t' rises, both by h times what d rises. */
static void fill_sector(const lode_trade_problem *p, const lode_trade_flows *f,
                        const lode_trade_flows *d, int32_t j, lode_trade_gradient *g)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride;
    const bool taxed = p->net_of[j] != p->weight_of[j];
    const double h = p->shock->elasticity[j];
    for (int32_t i = 0; i < b->n; i++)
        for (int32_t n = 0; n < b->n; n++) {
            const int64_t at = lode_trade_at(b->table, j, i, n), cell = (int64_t)i * w + n;
            const int32_t buyer = j * w + n, seller = j * w + i;
            double gain = d->level[buyer] - (taxed ? 0.0 : d->paid[buyer]);
            double by_weight = p->weight_of[j][cell] * f->pull[seller] * gain;
            double by_net = p->net_of[j][cell] * f->pull[seller] *
                            (d->output[seller] * f->bought[buyer] + d->paid[buyer]);
            g->tariff[at] = -(h * by_weight + (h + 1.0) * by_net) / (1.0 + p->shock->tariff[at]);
            g->iceberg[at] = -h * (by_weight + by_net);
        }
}

/* dlnW/dz at fixed tariffs: through income, and through the prices of z itself. */
static void welfare_slope(const lode_trade_problem *p, const lode_trade_flows *f, int32_t country,
                          const double *d_income, const double *zero, lode_trade_flows *work,
                          double *out)
{
    const lode_trade_base *b = p->base;
    lode_trade_pass_backward(p, f, zero, d_income, work, out);
    for (int32_t j = 0; j < b->m; j++)
        out[(j + 1) * b->stride + country] -= b->final_share[j * b->stride + country];
}

static bool find(const lode_trade_problem *p, const lode_trade_solution *s, int32_t country,
                 lode_trade_newton *linear, lode_arena *scratch, lode_trade_gradient *g)
{
    const lode_trade_base *b = p->base;
    const int64_t n = lode_trade_n_z(b);
    double *zero = LODE_TAKE(scratch, n, double), *slope = LODE_TAKE(scratch, n, double),
           *l = LODE_TAKE(scratch, n, double), *income = LODE_TAKE(scratch, b->stride, double);
    if (!zero || !slope || !l || !income) return false;
    lode_trade_flows *d = lode_trade_newton_work(linear);
    income[country] = 1.0 / s->flows.income[country];
    welfare_slope(p, &s->flows, country, income, zero, d, slope);
    if (!lode_trade_newton_linear(linear, p, &s->flows, true, 1e-11, slope, l)) return false;
    lode_trade_pass_backward(p, &s->flows, l, income, d, slope);
    for (int32_t j = 0; j < b->m; j++) {
        fill_sector(p, &s->flows, d, j, g);
        /* ln A lowers ln c by as much */
        for (int32_t i = 0; i < b->n; i++)
            g->productivity[j * b->n + i] = -d->cost[j * b->stride + i];
    }
    memcpy(g->deficit, d->income, (size_t)b->n * sizeof *g->deficit);
    return true;
}

bool lode_trade_gradient_find(const lode_trade_problem *p, const lode_trade_solution *s,
                              int32_t country, lode_trade_gradient *g)
{
    lode_arena scratch = {0};
    lode_trade_newton *linear = lode_trade_newton_new(p->base);
    bool ok = take(p->base, g) && linear && find(p, s, country, linear, &scratch, g);
    lode_trade_newton_free(linear);
    lode_arena_free(&scratch);
    return ok;
}

void lode_trade_gradient_free(lode_trade_gradient *g)
{
    lode_arena_free(&g->arena);
    *g = (lode_trade_gradient){0};
}
