/* Making a table smaller: countries into regions, sectors into groups. */
#ifndef LODE_TRADE_AGGREGATE_H
#define LODE_TRADE_AGGREGATE_H

#include "lodestone/diag.h"
#include "trade/table.h"

/* Which region each country belongs to, or which group each sector. A zeroed struct maps everything to itself. */
typedef struct lode_trade_map {
    lode_arena arena;
    int32_t n;   /* regions or groups                                      */
    char **name; /* (n)  in the order in which they come first in the file */
    int32_t *of; /* (N) or (J)  number of the region or group              */
} lode_trade_map;

/* Read a map in CSV: columns country, region, or sector, group. Every country (sector) of the table must have exactly one
 * row. Returns false after complaining; free it in both cases. */
LODE_NODISCARD bool lode_trade_map_read(const char *path, const lode_trade_table *t, bool sectors,
                                        lode_trade_map *m, lode_diags *d);
void lode_trade_map_free(lode_trade_map *m);

/* The table in regions and groups (NULL: as they are). Money is added up; shares follow from added money; a tariff is what
 * is paid over what it is paid on; value added shares and inputs are weighted by output, elasticities by trade between
 * countries. A group is goods where all its sectors are. What was in equilibrium stays so. NULL: no memory. docs/trade.md 4. */
lode_trade_table *lode_trade_aggregate(const lode_trade_table *t, const lode_trade_map *regions,
                                       const lode_trade_map *groups);

#endif
