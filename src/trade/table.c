/* Making and freeing a trade table. */
#include "trade/table.h"

#include <stdlib.h>
#include <string.h>

lode_trade_table *lode_trade_table_new(int32_t n_country, int32_t n_sector)
{
    lode_trade_table *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    lode_arena *a = &t->arena;
    size_t n = (size_t)n_country, m = (size_t)n_sector;
    t->n_country = n_country;
    t->n_sector = n_sector;
    t->country = LODE_TAKE(a, n, char *);
    t->sector = LODE_TAKE(a, m, char *);
    t->goods = LODE_TAKE(a, m, bool);
    t->share = LODE_TAKE(a, m * n * n, double);
    t->tariff = LODE_TAKE(a, m * n * n, double);
    t->value_share = LODE_TAKE(a, m * n, double);
    t->input = LODE_TAKE(a, m * m * n, double);
    t->final_share = LODE_TAKE(a, m * n, double);
    t->spending = LODE_TAKE(a, m * n, double);
    t->elasticity = LODE_TAKE(a, m, double);
    t->value_added = LODE_TAKE(a, n, double);
    t->deficit = LODE_TAKE(a, n, double);
    bool ok = t->country && t->sector && t->goods && t->share && t->tariff && t->value_share &&
              t->input && t->final_share && t->spending && t->elasticity && t->value_added &&
              t->deficit;
    if (ok) return t;
    lode_trade_table_free(t);
    return NULL;
}

void lode_trade_table_free(lode_trade_table *t)
{
    if (!t) return;
    lode_arena_free(&t->arena);
    free(t);
}

static int32_t find(char *const *names, int32_t n, const char *name)
{
    for (int32_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0) return i;
    return -1;
}

int32_t lode_trade_country(const lode_trade_table *t, const char *name)
{
    return find(t->country, t->n_country, name);
}

int32_t lode_trade_sector(const lode_trade_table *t, const char *name)
{
    return find(t->sector, t->n_sector, name);
}
