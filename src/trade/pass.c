/* The map whose fixed point is the equilibrium: one pass over all conditions. Equations: docs/trade.md 2, numbered as
 * there [caliendo2015]. */
#include "trade/pass.h"

#include <string.h>

#include "trade/kernel.h"

bool lode_trade_flows_take(const lode_trade_base *b, lode_arena *a, lode_trade_flows *f)
{
    size_t w = (size_t)b->stride, cells = (size_t)b->m * w;
    double **const matrix[] = {&f->cost,   &f->pull,   &f->level, &f->paid,
                               &f->bought, &f->output, &f->bill};
    double **const vector[] = {&f->revenue, &f->income, &f->wage, &f->earned};
    for (size_t k = 0; k < sizeof matrix / sizeof *matrix; k++)
        if (!(*matrix[k] = LODE_TAKE(a, cells, double))) return false;
    for (size_t k = 0; k < sizeof vector / sizeof *vector; k++)
        if (!(*vector[k] = LODE_TAKE(a, w, double))) return false;
    return true;
}

void lode_trade_start(const lode_trade_base *b, double *z)
{
    int64_t cells = (int64_t)b->m * b->stride;
    memset(z, 0, (size_t)(b->stride + cells) * sizeof *z);
    for (int64_t c = 0; c < cells; c++) z[b->stride + cells + c] = 1.0;
}

/* (1) ln c[j] = b[j] ln w + sum over k of g[j,k] ln p[k] - ln A[j] */
static void unit_costs(const lode_trade_problem *p, const double *ln_w, const double *ln_p,
                       lode_trade_flows *f)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride;
    for (int32_t j = 0; j < b->m; j++) {
        double *cost = f->cost + j * w;
        const double *value_share = b->value_share + j * w, *gain = p->log_productivity + j * w;
        for (int32_t n = 0; n < w; n++) cost[n] = value_share[n] * ln_w[n] - gain[n];
        lode_trade_gather(b->m, w, b->input + (int64_t)j * b->m * w, ln_p, cost);
        if (p->frozen) memset(cost, 0, (size_t)w * sizeof *cost);
    }
}

/* (2) p[j,n] = (sum over i of s (K c)^-h)^(-1/h), and q = c^-h */
static void price_indices(const lode_trade_problem *p, int32_t j, lode_trade_flows *f, double *ln_p)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride;
    const double h = p->shock->elasticity[j];
    double *level = f->level + j * w;
    lode_trade_exp(w, -h, f->cost + j * w, f->pull + j * w);
    lode_trade_combine(b->n, w, p->weight_of[j], f->pull + j * w, level);
    for (int32_t n = 0; n < w; n++) level[n] += b->dead[j * w + n];
    lode_trade_log(w, -1.0 / h, level, ln_p + j * w);
    if (p->frozen) memset(ln_p + j * w, 0, (size_t)w * sizeof *ln_p);
}

/* (3, 4) flows net of tariffs are M' = q net v with v = X'/P: output Y by exporter, tariff revenue R by importer */
static void flows(const lode_trade_problem *p, int32_t j, const double *x, lode_trade_flows *f)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride;
    const double *pull = f->pull + j * w, *level = f->level + j * w;
    double *bought = f->bought + j * w, *output = f->output + j * w, *paid = f->paid + j * w;
    for (int32_t n = 0; n < w; n++) bought[n] = x[j * w + n] * b->spending[j * w + n] / level[n];
    lode_trade_project(b->n, w, p->net_of[j], bought, output);
    for (int32_t n = 0; n < w; n++) output[n] *= pull[n];
    if (p->net_of[j] == p->weight_of[j]) return;
    lode_trade_combine(b->n, w, p->net_of[j], pull, paid);
    for (int32_t n = 0; n < w; n++)
        f->revenue[n] += bought[n] * (level[n] - b->dead[j * w + n] - paid[n]);
}

/* (5) X'[k] = sum over j of g[j,k] Y[j] + a[k] I', I' = w V + R + D' */
static void spending(const lode_trade_problem *p, lode_trade_flows *f, double *x)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride;
    for (int32_t n = 0; n < w; n++)
        f->income[n] = f->wage[n] * b->value_added[n] + f->revenue[n] + p->deficit[n];
    memset(f->bill, 0, (size_t)(b->m * w) * sizeof *f->bill);
    lode_trade_scatter(b->m, w, b->final_share, f->income, f->bill);
    for (int32_t j = 0; j < b->m; j++)
        lode_trade_scatter(b->m, w, b->input + (int64_t)j * b->m * w, f->output + j * w, f->bill);
    for (int32_t c = 0; c < b->m * w; c++) x[c] = f->bill[c] * b->per_spending[c] + b->idle[c];
}

/* (6) w V = sum over j of b[j] Y[j], and (7) the world's value added does not change */
static void wages(const lode_trade_problem *p, lode_trade_flows *f, double *ln_w)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride;
    memset(f->earned, 0, (size_t)w * sizeof *f->earned);
    lode_trade_gather(b->m, w, b->value_share, f->output, f->earned);
    f->total = 0.0;
    for (int32_t n = 0; n < b->n; n++) f->total += f->earned[n];
    double scale = b->world / f->total;
    for (int32_t n = 0; n < w; n++) {
        f->earned[n] *= b->per_value_added[n];
        ln_w[n] = n < b->n ? f->earned[n] * scale : 1.0;
    }
    lode_trade_log(w, 1.0, ln_w, f->wage);
    memcpy(ln_w, f->wage, (size_t)w * sizeof *ln_w);
}

void lode_trade_pass(const lode_trade_problem *p, const double *restrict z, lode_trade_flows *f,
                     double *restrict out)
{
    const lode_trade_base *b = p->base;
    const int64_t cells = (int64_t)b->m * b->stride;
    const double *ln_w = z, *ln_p = z + b->stride, *x = ln_p + cells;
    memset(f->revenue, 0, (size_t)b->stride * sizeof *f->revenue);
    unit_costs(p, ln_w, ln_p, f);
    for (int32_t j = 0; j < b->m; j++) {
        price_indices(p, j, f, out + b->stride);
        flows(p, j, x, f);
    }
    lode_trade_exp(b->stride, 1.0, ln_w, f->wage);
    spending(p, f, out + b->stride + cells);
    wages(p, f, out);
    lode_trade_exp(b->stride, 1.0, ln_w, f->wage);
}
