/* Invented worlds for tests and benchmarks of the trade equilibrium: random, but the same for a seed, and balanced. */
#ifndef LODE_TESTS_TRADE_WORLD_H
#define LODE_TESTS_TRADE_WORLD_H

#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "trade/balance.h"
#include "trade/shock.h"

/* Number `k` of a world, in (0, 1). */
LODE_UNUSED static double world_unit(uint64_t seed, uint32_t what, uint32_t k)
{
    uint32_t r[4];
    lode_random(seed, k, what, 0, LODE_RNG_SAMPLING, r);
    return lode_unit32(r[0]);
}

LODE_UNUSED static char *world_name(lode_trade_table *t, const char *form, int32_t k)
{
    char *name = LODE_TAKE(&t->arena, 16, char);
    if (name) snprintf(name, 16, form, (int)k);
    return name;
}

/* Divide n numbers, `step` apart, by their sum. */
LODE_UNUSED static void world_close(double *x, int32_t n, int64_t step)
{
    double sum = 0.0;
    for (int32_t k = 0; k < n; k++) sum += x[k * step];
    for (int32_t k = 0; k < n; k++) x[k * step] /= sum;
}

/* Shares, tariffs on the first half of the sectors, inputs and final demand of one country. */
LODE_UNUSED static void world_country(lode_trade_table *t, uint64_t seed, int32_t n)
{
    const int32_t nn = t->n_country, m = t->n_sector;
    for (int32_t j = 0; j < m; j++) {
        const uint32_t at = (uint32_t)(j * nn + n);
        for (int32_t i = 0; i < nn; i++) {
            const uint32_t cell = (uint32_t)((j * nn + i) * nn + n);
            double u = world_unit(seed, 1, cell);
            t->share[lode_trade_at(t, j, i, n)] = i == n ? 0.5 * nn : u * u;
            if (i != n && t->goods[j])
                t->tariff[lode_trade_at(t, j, i, n)] = 0.2 * world_unit(seed, 2, cell);
        }
        world_close(&t->share[lode_trade_at(t, j, 0, n)], nn, nn);
        t->value_share[at] = 0.3 + 0.5 * world_unit(seed, 3, at);
        t->final_share[at] = world_unit(seed, 4, at);
        t->spending[at] = t->value_added[n] / m;
        double *input = &t->input[((int64_t)j * m) * nn + n];
        for (int32_t k = 0; k < m; k++)
            input[k * nn] = world_unit(seed, 5, (uint32_t)((j * m + k) * nn + n));
        world_close(input, m, nn);
        for (int32_t k = 0; k < m; k++) input[k * nn] *= 1.0 - t->value_share[at];
    }
    world_close(&t->final_share[n], m, nn);
}

/* A world of n countries and m sectors. deficits: share of value added, about. NULL: no memory. */
LODE_UNUSED static lode_trade_table *world_make(uint64_t seed, int32_t n, int32_t m,
                                                double deficits)
{
    lode_trade_table *t = lode_trade_table_new(n, m);
    lode_diags d = {0};
    lode_trade_balance_report r;
    double sum = 0.0;
    if (!t) return NULL;
    t->has_goods = true;
    for (int32_t j = 0; j < m; j++) {
        t->sector[j] = world_name(t, "S%02d", j);
        t->goods[j] = j < (m + 1) / 2;
        t->elasticity[j] = 2.0 + 6.0 * world_unit(seed, 6, (uint32_t)j);
    }
    for (int32_t c = 0; c < n; c++) {
        t->country[c] = world_name(t, "C%02d", c);
        t->value_added[c] = 1.0 + 9.0 * world_unit(seed, 7, (uint32_t)c);
        t->deficit[c] = deficits * (world_unit(seed, 8, (uint32_t)c) - 0.5);
        sum += t->deficit[c];
    }
    for (int32_t c = 0; c < n; c++) t->deficit[c] -= sum / n;
    for (int32_t c = 0; c < n; c++) world_country(t, seed, c);
    bool ok = lode_trade_balance(t, "world", &r, &d);
    lode_diags_free(&d);
    if (ok) return t;
    lode_trade_table_free(t);
    return NULL;
}

/* Country `n` adds `points` to its tariffs on goods of `i`. */
LODE_UNUSED static void world_tariff(const lode_trade_table *t, lode_trade_shock *s, int32_t n,
                                     int32_t i, double points)
{
    for (int32_t j = 0; j < t->n_sector; j++)
        if (t->goods[j]) s->tariff[lode_trade_at(t, j, i, n)] += points;
}

#endif
