/* Making a table smaller. */
#include "trade/aggregate.h"

#include <stdlib.h>
#include <string.h>

#include "trade/measure.h"
#include "trade/rows.h"

/* --- maps ------------------------------------------------------------------------------------ */

/* Number of the name of a region in the map, added if new; -1: no memory. */
static int32_t name_number(lode_trade_map *m, lode_pool *names, const char *word)
{
    int32_t n = names->n_word, id = lode_pool_intern(names, word, strlen(word));
    if (id < 0 || id < n) return id;
    m->name[id] = LODE_TAKE(&m->arena, strlen(word) + 1, char);
    if (!m->name[id]) return -1;
    strcpy(m->name[id], word);
    m->n = id + 1;
    return id;
}

static void read_row(lode_trade_rows *r, const lode_pool *from, lode_pool *names, lode_trade_map *m,
                     const char *what)
{
    char word[LODE_TRADE_WORD];
    int32_t k = lode_trade_rows_find(r, 0, from, what);
    lode_trade_rows_text(r, 1, word);
    if (k < 0) return;
    if (*word == '\0' || strcmp(word, "*") == 0 || strcmp(word, "goods") == 0)
        lode_diag_add(r->diags, LODE_DIAG_TRADE_UNKNOWN, lode_trade_rows_place(r, 1), NULL,
                      r->name[1], word);
    else if (m->of[k] >= 0)
        lode_diag_add(r->diags, LODE_DIAG_TRADE_TWICE, lode_trade_rows_place(r, -1), NULL);
    else if ((m->of[k] = name_number(m, names, word)) < 0) lode_diag_no_memory(r->diags);
}

bool lode_trade_map_read(const char *path, const lode_trade_table *t, bool sectors,
                         lode_trade_map *m, lode_diags *d)
{
    static const char *const of_countries[] = {"country", "region", NULL}, *const of_sectors[] = {
                                                                               "sector", "group",
                                                                               NULL};
    const int32_t n = sectors ? t->n_sector : t->n_country;
    char *const *from = sectors ? t->sector : t->country;
    lode_pool pool = {0}, names = {0};
    lode_trade_rows r = {0};
    int32_t before = d->n_error;
    *m = (lode_trade_map){0};
    m->name = LODE_TAKE(&m->arena, n, char *);
    m->of = LODE_TAKE(&m->arena, n, int32_t);
    bool ok = m->name && m->of;
    for (int32_t k = 0; ok && k < n; k++) {
        m->of[k] = -1;
        ok = lode_pool_intern(&pool, from[k], strlen(from[k])) >= 0;
    }
    if (!ok) lode_diag_no_memory(d);
    else if (lode_trade_rows_open(&r, path, sectors ? of_sectors : of_countries, d)) {
        while (lode_trade_rows_next(&r))
            read_row(&r, &pool, &names, m, sectors ? "sector" : "country");
        for (int32_t k = 0; k < n; k++)
            if (m->of[k] < 0)
                lode_diag_add(d, LODE_DIAG_TRADE_UNMAPPED, (lode_place){.file = path}, NULL,
                              from[k]);
    }
    lode_trade_rows_close(&r);
    lode_pool_free(&pool);
    lode_pool_free(&names);
    return d->n_error == before;
}

void lode_trade_map_free(lode_trade_map *m)
{
    lode_arena_free(&m->arena);
    *m = (lode_trade_map){0};
}

/* --- adding up -------------------------------------------------------------------------------- */

/* The work: from, to, and where each country and sector goes. */
typedef struct adding {
    const lode_trade_table *from;
    lode_trade_table *to;
    const lode_trade_map *regions, *groups;
    lode_trade_point at; /* base flows, output and incomes of `from` */
    lode_arena arena;
    double *net;    /* (S, R, R)  flows net of tariffs                */
    double *output; /* (S, R)                                         */
    double *income; /* (R)                                            */
    double *weight; /* (S)        trade between countries, or spending */
} adding;

static int32_t region(const adding *a, int32_t n)
{
    return a->regions && a->regions->of ? a->regions->of[n] : n;
}

static int32_t group(const adding *a, int32_t j)
{
    return a->groups && a->groups->of ? a->groups->of[j] : j;
}

/* Flows with and without tariffs; `share` holds the flows with tariffs until divide(). */
static void add_flows(adding *a)
{
    const lode_trade_table *f = a->from;
    for (int32_t j = 0; j < f->n_sector; j++)
        for (int32_t i = 0; i < f->n_country; i++)
            for (int32_t n = 0; n < f->n_country; n++) {
                int64_t at = lode_trade_at(f, j, i, n),
                        to = lode_trade_at(a->to, group(a, j), region(a, i), region(a, n));
                a->net[to] += a->at.flow[at];
                a->to->share[to] += a->at.flow[at] * (1.0 + f->tariff[at]);
            }
}

/* Money of countries and sectors; shares hold money until divide(). */
static void add_countries(adding *a)
{
    const lode_trade_table *f = a->from;
    lode_trade_table *t = a->to;
    for (int32_t n = 0; n < f->n_country; n++) {
        int32_t r = region(a, n);
        t->value_added[r] += f->value_added[n];
        t->deficit[r] += f->deficit[n];
        a->income[r] += a->at.income[n];
        for (int32_t j = 0; j < f->n_sector; j++) {
            const int32_t from = j * f->n_country + n, s = group(a, j), to = s * t->n_country + r;
            const double output = a->at.output[from];
            a->output[to] += output;
            t->value_share[to] += f->value_share[from] * output;
            t->final_share[to] += f->final_share[from] * a->at.income[n];
            t->spending[to] += f->spending[from];
            for (int32_t k = 0; k < f->n_sector; k++)
                t->input[((int64_t)s * t->n_sector + group(a, k)) * t->n_country + r] +=
                    f->input[((int64_t)j * f->n_sector + k) * f->n_country + n] * output;
        }
    }
}

/* Elasticities by trade between countries; by spending where there is none. */
static void add_elasticities(adding *a)
{
    const lode_trade_table *f = a->from;
    for (int32_t s = 0; s < a->to->n_sector; s++) a->to->goods[s] = true;
    for (int pass = 0; pass < 2; pass++)
        for (int32_t j = 0; j < f->n_sector; j++) {
            double traded = 0.0, spent = 0.0;
            for (int32_t n = 0; n < f->n_country; n++) spent += f->spending[j * f->n_country + n];
            for (int32_t i = 0; i < f->n_country; i++)
                for (int32_t n = 0; n < f->n_country; n++)
                    if (i != n) traded += a->at.flow[lode_trade_at(f, j, i, n)];
            int32_t s = group(a, j);
            a->to->goods[s] &= f->goods[j];
            /* a weight in spending is small enough to matter only where nothing is traded */
            double weight = traded + 1e-12 * spent + 1e-300;
            if (pass == 0) a->weight[s] += weight;
            else a->to->elasticity[s] += f->elasticity[j] * weight / a->weight[s];
        }
    a->to->has_goods = f->has_goods;
}

/* From money to shares. */
static void divide(adding *a)
{
    lode_trade_table *t = a->to;
    const int32_t nn = t->n_country;
    for (int32_t j = 0; j < t->n_sector; j++)
        for (int32_t n = 0; n < nn; n++) {
            const int32_t at = j * nn + n;
            double spent = 0.0, output = a->output[at];
            for (int32_t i = 0; i < nn; i++) spent += t->share[lode_trade_at(t, j, i, n)];
            for (int32_t i = 0; i < nn; i++) {
                int64_t cell = lode_trade_at(t, j, i, n);
                t->tariff[cell] = a->net[cell] > 0.0 ? t->share[cell] / a->net[cell] - 1.0 : 0.0;
                t->share[cell] = spent > 0.0 ? t->share[cell] / spent : 0.0;
            }
            t->value_share[at] = output > 0.0 ? t->value_share[at] / output : 1.0;
            t->final_share[at] /= a->income[n];
            for (int32_t k = 0; k < t->n_sector; k++)
                t->input[((int64_t)j * t->n_sector + k) * nn + n] *=
                    output > 0.0 ? 1.0 / output : 0.0;
        }
}

static bool copy_names(lode_trade_table *t, char **to, int32_t n, char *const *from)
{
    for (int32_t k = 0; k < n; k++) {
        to[k] = LODE_TAKE(&t->arena, strlen(from[k]) + 1, char);
        if (!to[k]) return false;
        strcpy(to[k], from[k]);
    }
    return true;
}

static bool make(adding *a)
{
    const lode_trade_table *f = a->from;
    int32_t r = a->regions && a->regions->of ? a->regions->n : f->n_country;
    int32_t s = a->groups && a->groups->of ? a->groups->n : f->n_sector;
    a->to = lode_trade_table_new(r, s);
    a->net = LODE_TAKE(&a->arena, (int64_t)s * r * r, double);
    a->output = LODE_TAKE(&a->arena, s * r, double);
    a->income = LODE_TAKE(&a->arena, r, double);
    a->weight = LODE_TAKE(&a->arena, s, double);
    return a->to && a->net && a->output && a->income && a->weight &&
           lode_trade_point_make(f, &a->at) &&
           copy_names(a->to, a->to->country, r,
                      a->regions && a->regions->of ? a->regions->name : f->country) &&
           copy_names(a->to, a->to->sector, s,
                      a->groups && a->groups->of ? a->groups->name : f->sector);
}

lode_trade_table *lode_trade_aggregate(const lode_trade_table *t, const lode_trade_map *regions,
                                       const lode_trade_map *groups)
{
    adding a = {.from = t, .regions = regions, .groups = groups};
    bool ok = make(&a);
    if (ok) {
        lode_trade_point_base(t, &a.at);
        add_flows(&a);
        add_countries(&a);
        add_elasticities(&a);
        divide(&a);
    } else {
        lode_trade_table_free(a.to);
        a.to = NULL;
    }
    lode_trade_point_free(&a.at);
    lode_arena_free(&a.arena);
    return a.to;
}
