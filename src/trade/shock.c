/* What a counterfactual changes. */
#include "trade/shock.h"

#include <stdlib.h>
#include <string.h>

#include "engine/real.h"

lode_trade_shock *lode_trade_shock_new(const lode_trade_table *t)
{
    lode_trade_shock *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    size_t n = (size_t)t->n_country, m = (size_t)t->n_sector;
    s->tariff = LODE_TAKE(&s->arena, m * n * n, double);
    s->iceberg = LODE_TAKE(&s->arena, m * n * n, double);
    s->productivity = LODE_TAKE(&s->arena, m * n, double);
    s->deficit = LODE_TAKE(&s->arena, n, double);
    s->elasticity = LODE_TAKE(&s->arena, m, double);
    if (!s->tariff || !s->iceberg || !s->productivity || !s->deficit || !s->elasticity) {
        lode_trade_shock_free(s);
        return NULL;
    }
    memcpy(s->tariff, t->tariff, m * n * n * sizeof(double));
    memcpy(s->deficit, t->deficit, n * sizeof(double));
    memcpy(s->elasticity, t->elasticity, m * sizeof(double));
    for (size_t c = 0; c < m * n * n; c++) s->iceberg[c] = 1.0;
    for (size_t c = 0; c < m * n; c++) s->productivity[c] = 1.0;
    return s;
}

lode_trade_shock *lode_trade_shock_copy(const lode_trade_table *t, const lode_trade_shock *s)
{
    lode_trade_shock *copy = lode_trade_shock_new(t);
    if (copy) lode_trade_shock_between(t, s, 1.0, copy);
    return copy;
}

void lode_trade_shock_free(lode_trade_shock *s)
{
    if (!s) return;
    lode_arena_free(&s->arena);
    free(s);
}

void lode_trade_shock_between(const lode_trade_table *t, const lode_trade_shock *s, double x,
                              lode_trade_shock *out)
{
    int64_t n = t->n_country, m = t->n_sector;
    for (int64_t c = 0; c < m * n * n; c++) {
        double from = t->tariff[c], to = s->tariff[c];
        bool same = from == to || x == 1.0;
        out->tariff[c] = same ? to : lode_pow(1.0 + from, 1.0 - x) * lode_pow(1.0 + to, x) - 1.0;
        out->iceberg[c] = lode_pow(s->iceberg[c], x);
    }
    for (int64_t c = 0; c < m * n; c++) out->productivity[c] = lode_pow(s->productivity[c], x);
    for (int64_t c = 0; c < n; c++)
        out->deficit[c] = x == 1.0 ? s->deficit[c] : (1.0 - x) * t->deficit[c] + x * s->deficit[c];
    for (int64_t c = 0; c < m; c++) out->elasticity[c] = s->elasticity[c];
}
