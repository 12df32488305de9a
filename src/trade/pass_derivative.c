/* The derivative of the pass and its transpose, line by line as in pass.c. */
#include <string.h>

#include "trade/kernel.h"
#include "trade/pass.h"

/* --- forward ------------------------------------------------------------------------------- */

/* d ln c; (1) of pass.c */
static void cost_forward(const lode_trade_problem *p, const double *d_ln_w, const double *d_ln_p,
                         lode_trade_flows *d)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride;
    for (int32_t j = 0; j < b->m; j++) {
        double *cost = d->cost + j * w;
        for (int32_t n = 0; n < w; n++) cost[n] = b->value_share[j * w + n] * d_ln_w[n];
        lode_trade_gather(b->m, w, b->input + (int64_t)j * b->m * w, d_ln_p, cost);
        if (p->frozen) memset(cost, 0, (size_t)w * sizeof *cost);
    }
}

/* d ln p, dY and dR of one sector; (2) to (4) */
static void sector_forward(const lode_trade_problem *p, const lode_trade_flows *f, int32_t j,
                           const double *dx, lode_trade_flows *d, double *d_ln_p)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride, at = j * w;
    const double h = p->shock->elasticity[j];
    double *pull = d->pull + at, *level = d->level + at, *bought = d->bought + at,
           *output = d->output + at;
    for (int32_t n = 0; n < w; n++) pull[n] = f->pull[at + n] * -h * d->cost[at + n];
    lode_trade_combine(b->n, w, p->weight_of[j], pull, level);
    for (int32_t n = 0; n < w; n++) {
        d_ln_p[at + n] = p->frozen ? 0.0 : -level[n] / (h * f->level[at + n]);
        bought[n] =
            (dx[at + n] * b->spending[at + n] - f->bought[at + n] * level[n]) / f->level[at + n];
    }
    lode_trade_project(b->n, w, p->net_of[j], bought, output);
    for (int32_t n = 0; n < w; n++)
        output[n] = f->pull[at + n] * output[n] - f->output[at + n] * h * d->cost[at + n];
    if (p->net_of[j] == p->weight_of[j]) return;
    lode_trade_combine(b->n, w, p->net_of[j], pull, d->paid + at);
    for (int32_t n = 0; n < w; n++)
        d->revenue[n] += bought[n] * (f->level[at + n] - b->dead[at + n] - f->paid[at + n]) +
                         f->bought[at + n] * (level[n] - d->paid[at + n]);
}

/* d ln w; (6) and (7) */
static void wage_forward(const lode_trade_base *b, const lode_trade_flows *f, lode_trade_flows *d,
                         double *d_ln_w)
{
    const int32_t w = b->stride;
    memset(d->earned, 0, (size_t)w * sizeof *d->earned);
    lode_trade_gather(b->m, w, b->value_share, d->output, d->earned);
    double total = 0.0;
    for (int32_t n = 0; n < b->n; n++) total += d->earned[n];
    memset(d_ln_w, 0, (size_t)w * sizeof *d_ln_w);
    for (int32_t n = 0; n < b->n; n++)
        d_ln_w[n] = d->earned[n] * b->per_value_added[n] / f->earned[n] - total / f->total;
}

void lode_trade_pass_forward(const lode_trade_problem *p, const lode_trade_flows *f,
                             const double *restrict dz, lode_trade_flows *d, double *restrict out)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride;
    const int64_t cells = (int64_t)b->m * w;
    memset(d->revenue, 0, (size_t)w * sizeof *d->revenue);
    cost_forward(p, dz, dz + w, d);
    for (int32_t j = 0; j < b->m; j++) sector_forward(p, f, j, dz + w + cells, d, out + w);
    for (int32_t n = 0; n < w; n++)
        d->income[n] = f->wage[n] * b->value_added[n] * dz[n] + d->revenue[n];
    memset(d->bill, 0, (size_t)cells * sizeof *d->bill);
    lode_trade_scatter(b->m, w, b->final_share, d->income, d->bill);
    for (int32_t j = 0; j < b->m; j++)
        lode_trade_scatter(b->m, w, b->input + (int64_t)j * b->m * w, d->output + j * w, d->bill);
    for (int64_t c = 0; c < cells; c++) out[w + cells + c] = d->bill[c] * b->per_spending[c];
    wage_forward(b, f, d, out);
}

/* --- backward ------------------------------------------------------------------------------ */

/* From (6), (7) and (5): what the result gains by output, by income and so by revenue. */
static void income_backward(const lode_trade_problem *p, const lode_trade_flows *f,
                            const double *dg, const double *d_income, lode_trade_flows *d,
                            double *ln_w)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride;
    const int64_t cells = (int64_t)b->m * w;
    const double *dx = dg + w + cells;
    double total = 0.0;
    for (int32_t n = 0; n < b->n; n++) total += dg[n];
    memset(d->earned, 0, (size_t)w * sizeof *d->earned);
    for (int32_t n = 0; n < b->n; n++)
        d->earned[n] = dg[n] * b->per_value_added[n] / f->earned[n] - total / f->total;
    for (int64_t c = 0; c < cells; c++) d->bill[c] = dx[c] * b->per_spending[c];
    memset(d->income, 0, (size_t)w * sizeof *d->income);
    lode_trade_gather(b->m, w, b->final_share, d->bill, d->income);
    for (int32_t n = 0; n < w; n++) {
        if (d_income) d->income[n] += d_income[n];
        d->revenue[n] = d->income[n];
        ln_w[n] = f->wage[n] * b->value_added[n] * d->income[n];
    }
    for (int32_t j = 0; j < b->m; j++) {
        double *output = d->output + j * w;
        for (int32_t n = 0; n < w; n++) output[n] = b->value_share[j * w + n] * d->earned[n];
        lode_trade_gather(b->m, w, b->input + (int64_t)j * b->m * w, d->bill, output);
    }
}

/* From (2) to (4) of one sector: what it gains by unit costs and by spending. */
static void sector_backward(const lode_trade_problem *p, const lode_trade_flows *f, int32_t j,
                            const double *d_ln_p, lode_trade_flows *d, double *dx)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride, at = j * w;
    const double h = p->shock->elasticity[j];
    const bool taxed = p->net_of[j] != p->weight_of[j];
    double *pull = d->pull + at, *level = d->level + at, *bought = d->bought + at,
           *paid = d->paid + at, *cost = d->cost + at;
    for (int32_t i = 0; i < w; i++) pull[i] = f->pull[at + i] * d->output[at + i];
    lode_trade_combine(b->n, w, p->net_of[j], pull, bought);
    for (int32_t n = 0; n < w; n++) {
        double v = f->bought[at + n], l = f->level[at + n],
               kept = l - b->dead[at + n] - f->paid[at + n];
        if (taxed) bought[n] += d->revenue[n] * kept;
        paid[n] = -d->revenue[n] * v;
        level[n] = (taxed ? -paid[n] : 0.0) - bought[n] * v / l -
                   (p->frozen ? 0.0 : d_ln_p[at + n] / (h * l));
        dx[at + n] = bought[n] * b->spending[at + n] / l;
    }
    lode_trade_project(b->n, w, p->weight_of[j], level, cost);
    if (taxed) {
        lode_trade_project(b->n, w, p->net_of[j], paid, pull);
        for (int32_t i = 0; i < b->n; i++) cost[i] += pull[i];
    }
    for (int32_t i = 0; i < w; i++) {
        double gain =
            i < b->n ? f->pull[at + i] * cost[i] + f->output[at + i] * d->output[at + i] : 0.0;
        cost[i] = p->frozen ? 0.0 : -h * gain;
    }
}

void lode_trade_pass_backward(const lode_trade_problem *p, const lode_trade_flows *f,
                              const double *restrict dg, const double *d_income,
                              lode_trade_flows *d, double *restrict out)
{
    const lode_trade_base *b = p->base;
    const int32_t w = b->stride;
    const int64_t cells = (int64_t)b->m * w;
    income_backward(p, f, dg, d_income, d, out);
    for (int32_t j = 0; j < b->m; j++) sector_backward(p, f, j, dg + w, d, out + w + cells);
    /* (1): costs come from wages and prices */
    lode_trade_gather(b->m, w, b->value_share, d->cost, out);
    memset(out + w, 0, (size_t)cells * sizeof *out);
    for (int32_t j = 0; j < b->m; j++)
        lode_trade_scatter(b->m, w, b->input + (int64_t)j * b->m * w, d->cost + j * w, out + w);
}
