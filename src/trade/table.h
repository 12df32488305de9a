/* A table of the world economy in one base year, as the trade equilibrium needs it: who buys what from whom, tariffs,
 * input-output links, final demand, value added and deficits. docs/trade.md 1 has the symbols.
 *
 *     lode_trade_table *t = lode_trade_read(folder, &o, &diags);       reads and checks
 *     lode_trade_balance(t, &report);                                  where it is out of equilibrium
 *     lode_trade_shock *s = lode_trade_shock_new(t);                   the base unchanged; then change it
 *     lode_trade_solution *x = lode_trade_solve(t, s, NULL, &o);
 *     lode_trade_measure(t, s, x, result);
 *
 * Index letters everywhere in src/trade: n buys, i sells (countries); j, k sectors. The importer comes last, since all
 * loops run along it: share[(j * N + i) * N + n]. */
#ifndef LODE_TRADE_TABLE_H
#define LODE_TRADE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compat.h"

enum { LODE_TRADE_COUNTRIES = 400, LODE_TRADE_SECTORS = 400 }; /* most that are read */

/* The base year. Nobody writes to it once it is read, balanced or aggregated. */
typedef struct lode_trade_table {
    lode_arena arena;
    int32_t n_country,
        n_sector; /* N, J                                                                     */
    char **country,
        **sector;   /* names, in the order of their files                                       */
    bool *goods;    /* (J)      goods or tradable, else services                                */
    bool has_goods; /*          whether the table says which sectors are goods                  */

    /*                              shape     symbol, meaning                                                */
    double *share;  /* (J, N, N) s   of n's spending on j that goes to i; sums to 1 over i, or 0 */
    double *tariff; /* (J, N, N) t   ad valorem, 0.1 is 10 %; above -1                          */
    double
        *value_share; /* (J, N)    b   value added per unit of output, 0 < b <= 1                 */
    double *input;    /* (J, J, N) g   [j][k][n] of output j that pays for input k: G (1 - b)     */
    double
        *final_share; /* (J, N)    a   of final demand; sums to 1 over j                          */
    double *spending; /* (J, N)    X   base spending, tariffs included, in the table's money      */
    double
        *elasticity; /* (J)       h   trade elasticity, above 0                                  */
    double
        *value_added; /* (N)       V   in the table's money                                       */
    double *deficit;  /* (N)       D   imports less exports; sums to 0                            */
} lode_trade_table;

/* A table of the given size: names NULL, all numbers 0. NULL: no memory. Free it with lode_trade_table_free. */
lode_trade_table *lode_trade_table_new(int32_t n_country, int32_t n_sector);
void lode_trade_table_free(lode_trade_table *t);

/* The number of a country or sector, -1: there is none of that name. */
int32_t lode_trade_country(const lode_trade_table *t, const char *name);
int32_t lode_trade_sector(const lode_trade_table *t, const char *name);

/* Where cell (j, i, n) of share, tariff and iceberg is. */
static inline int64_t lode_trade_at(const lode_trade_table *t, int32_t j, int32_t i, int32_t n)
{
    return ((int64_t)j * t->n_country + i) * t->n_country + n;
}

#endif
