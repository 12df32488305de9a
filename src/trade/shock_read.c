/* Reading a shock. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "trade/read.h"
#include "trade/rows.h"

enum { KIND, IMPORTER, EXPORTER, SECTOR, VALUE };
static const char *const COLUMNS[] = {"kind", "importer", "exporter", "sector", "value", NULL};

/* A kind of row: which of its cells it needs, 0: it takes none; and what its value must be. */
typedef struct kind {
    const char *name;
    bool importer, exporter, sector;
    double least; /* the value must be above it */
    const char *must;
} kind;

enum { SET, ADD, ICEBERG, ELASTICITY, PRODUCTIVITY, DEFICIT_SET, DEFICIT_FACTOR, N_KIND };
static const kind KINDS[N_KIND] = {
    [SET] = {"tariff_set", true, true, true, -1.0, "above -1 (a rate: 0.1 is 10 %)"},
    [ADD] = {"tariff_add", true, true, true, -INFINITY, "a number"},
    [ICEBERG] = {"iceberg", true, true, true, 0.0, "above 0 (1 is no change)"},
    [ELASTICITY] = {"elasticity_factor", false, false, true, 0.0, "above 0"},
    [PRODUCTIVITY] = {"productivity", false, true, true, 0.0, "above 0 (1 is no change)"},
    [DEFICIT_SET] = {"deficit_set", true, false, false, -INFINITY, "a number"},
    [DEFICIT_FACTOR] = {"deficit_factor", true, false, false, -INFINITY, "a number"},
};

/* One row: its kind and the ranges of cells it names. */
typedef struct change {
    int kind;
    int32_t importer, exporter, sector; /* -1: all */
    bool goods;                         /* of them only goods */
    double value;
} change;

typedef struct reading {
    lode_trade_rows rows;
    const lode_trade_table *table;
    lode_trade_shock *shock;
    lode_pool countries, sectors;
    int32_t deficit_line;
} reading;

/* --- what a row names ------------------------------------------------------------------------ */

static bool find_kind(reading *r, int *found)
{
    char word[LODE_TRADE_WORD];
    const char *names[N_KIND];
    lode_trade_rows_text(&r->rows, KIND, word);
    for (int k = 0; k < N_KIND; k++) {
        names[k] = KINDS[k].name;
        *found = k;
        if (strcmp(word, KINDS[k].name) == 0) return true;
    }
    int32_t near = lode_nearest(word, names, N_KIND);
    lode_diag_add(r->rows.diags, LODE_DIAG_TRADE_UNKNOWN, lode_trade_rows_place(&r->rows, KIND),
                  NULL, "kind", word);
    if (near >= 0) lode_diag_hint(r->rows.diags, "did you mean '%s'?", names[near]);
    else
        lode_diag_hint(r->rows.diags,
                       "it is tariff_set, tariff_add, iceberg, elasticity_factor, productivity, "
                       "deficit_set or deficit_factor");
    return false;
}

/* A country or sector; *id is -1 for `*`. Complains where the kind needs one that is not there, or takes none. */
static bool find_name(reading *r, int column, bool needed, const kind *k, int32_t *id)
{
    char word[LODE_TRADE_WORD];
    lode_trade_rows_text(&r->rows, column, word);
    lode_place at = lode_trade_rows_place(&r->rows, column);
    bool all = strcmp(word, "*") == 0, none = *word == '\0';
    *id = -1;
    if (needed && none)
        lode_diag_add(r->rows.diags, LODE_DIAG_TRADE_SHOCK_NEEDS, at, NULL, k->name,
                      COLUMNS[column]);
    else if (!needed && !none && !all)
        lode_diag_add(r->rows.diags, LODE_DIAG_TRADE_SHOCK_TAKES, at, NULL, k->name,
                      COLUMNS[column]);
    if (!needed) return none || all;
    if (all || none) return all;
    const lode_pool *pool = column == SECTOR ? &r->sectors : &r->countries;
    *id = lode_trade_rows_find(&r->rows, column, pool, column == SECTOR ? "sector" : "country");
    return *id >= 0;
}

/* The sector, which may be `goods`. */
static bool find_sector(reading *r, const kind *k, change *c)
{
    char word[LODE_TRADE_WORD];
    lode_trade_rows_text(&r->rows, SECTOR, word);
    c->goods = k->sector && strcmp(word, "goods") == 0;
    c->sector = -1;
    if (!c->goods) return find_name(r, SECTOR, k->sector, k, &c->sector);
    if (r->table->has_goods) return true;
    lode_diag_add(r->rows.diags, LODE_DIAG_TRADE_NO_GOODS, lode_trade_rows_place(&r->rows, SECTOR),
                  NULL);
    return false;
}

static bool find_change(reading *r, change *c)
{
    if (!find_kind(r, &c->kind)) return false;
    const kind *k = &KINDS[c->kind];
    bool ok = find_name(r, IMPORTER, k->importer, k, &c->importer);
    ok = find_name(r, EXPORTER, k->exporter, k, &c->exporter) && ok;
    ok = find_sector(r, k, c) && ok;
    if (!lode_trade_rows_number(&r->rows, VALUE, &c->value)) return false;
    if (!(c->value > k->least)) lode_trade_rows_range(&r->rows, VALUE, c->value, k->must);
    return ok && c->value > k->least;
}

/* --- what it changes ------------------------------------------------------------------------- */

static bool covers(int32_t named, int32_t k)
{
    return named < 0 || named == k;
}

/* Put the value into one cell; whether anything is traded there. */
static bool put_cell(reading *r, const change *c, int64_t at)
{
    double rate = r->table->tariff[at] + c->value;
    if (c->kind == ICEBERG) r->shock->iceberg[at] = c->value;
    else if (c->kind == SET) r->shock->tariff[at] = c->value;
    else if (rate > -1.0) r->shock->tariff[at] = rate;
    else lode_trade_rows_range(&r->rows, VALUE, c->value, "such that the new rate is above -1");
    return r->table->share[at] > 0.0;
}

/* All cells of a row. A wildcard means trade between countries, so it leaves out what one buys from itself. */
static void put_cells(reading *r, const change *c)
{
    const lode_trade_table *t = r->table;
    const bool wild = c->importer < 0 || c->exporter < 0;
    bool traded = false;
    int32_t errors = r->rows.diags->n_error;
    for (int32_t j = 0; j < t->n_sector; j++)
        for (int32_t i = 0; i < t->n_country; i++)
            for (int32_t n = 0; n < t->n_country; n++) {
                if (!covers(c->sector, j) || (c->goods && !t->goods[j])) continue;
                if (!covers(c->importer, n) || !covers(c->exporter, i) || (wild && i == n))
                    continue;
                traded |= put_cell(r, c, lode_trade_at(t, j, i, n));
                if (r->rows.diags->n_error > errors) return;
            }
    if (!traded)
        lode_diag_add(r->rows.diags, LODE_DIAG_TRADE_SHOCK_NOTHING,
                      lode_trade_rows_place(&r->rows, -1), NULL);
}

static void put_sectors(reading *r, const change *c)
{
    const lode_trade_table *t = r->table;
    for (int32_t j = 0; j < t->n_sector; j++) {
        if (!covers(c->sector, j) || (c->goods && !t->goods[j])) continue;
        if (c->kind == ELASTICITY) r->shock->elasticity[j] = t->elasticity[j] * c->value;
        for (int32_t n = 0; c->kind == PRODUCTIVITY && n < t->n_country; n++)
            if (covers(c->exporter, n)) r->shock->productivity[j * t->n_country + n] = c->value;
    }
}

static void put_deficits(reading *r, const change *c)
{
    for (int32_t n = 0; n < r->table->n_country; n++)
        if (covers(c->importer, n))
            r->shock->deficit[n] =
                c->kind == DEFICIT_SET ? c->value : r->table->deficit[n] * c->value;
    r->deficit_line = r->rows.csv.cell[0].line;
}

static void put(reading *r, const change *c)
{
    if (c->kind == SET || c->kind == ADD || c->kind == ICEBERG) put_cells(r, c);
    else if (c->kind == ELASTICITY || c->kind == PRODUCTIVITY) put_sectors(r, c);
    else put_deficits(r, c);
}

/* --- the file -------------------------------------------------------------------------------- */

static bool learn_names(reading *r)
{
    const lode_trade_table *t = r->table;
    bool ok = true;
    for (int32_t n = 0; n < t->n_country; n++)
        ok = ok && lode_pool_intern(&r->countries, t->country[n], strlen(t->country[n])) >= 0;
    for (int32_t j = 0; j < t->n_sector; j++)
        ok = ok && lode_pool_intern(&r->sectors, t->sector[j], strlen(t->sector[j])) >= 0;
    return ok;
}

static void check_deficits(reading *r)
{
    double sum = 0.0, world = 0.0;
    for (int32_t n = 0; n < r->table->n_country; n++) {
        sum += r->shock->deficit[n];
        world += r->table->value_added[n];
    }
    lode_place at = {r->rows.path, r->deficit_line, 0, 0};
    if (fabs(sum) > 1e-9 * world)
        lode_diag_add(r->rows.diags, LODE_DIAG_TRADE_DEFICITS, at, NULL, sum);
}

bool lode_trade_shock_read(const char *path, const lode_trade_table *t, lode_trade_shock *s,
                           lode_diags *d)
{
    reading r = {.table = t, .shock = s};
    int32_t before = d->n_error;
    if (!learn_names(&r)) lode_diag_no_memory(d);
    else if (lode_trade_rows_open(&r.rows, path, COLUMNS, d)) {
        change c;
        bool some = false;
        for (; lode_trade_rows_next(&r.rows); some = true)
            if (find_change(&r, &c)) put(&r, &c);
        if (!some) lode_diag_add(d, LODE_DIAG_TRADE_EMPTY, (lode_place){.file = path}, NULL);
        if (r.deficit_line > 0) check_deficits(&r);
    }
    lode_trade_rows_close(&r.rows);
    lode_pool_free(&r.countries);
    lode_pool_free(&r.sectors);
    return d->n_error == before;
}
