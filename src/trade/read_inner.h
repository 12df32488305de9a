/* What reading a table shares among its files. Not for use outside src/trade/read*.c. */
#ifndef LODE_TRADE_READ_INNER_H
#define LODE_TRADE_READ_INNER_H

#include "trade/read.h"
#include "trade/rows.h"

typedef struct reading {
    const char *folder;
    const lode_trade_read_options *options;
    lode_diags *diags;
    lode_pool countries, sectors;
    double value_added[LODE_TRADE_COUNTRIES + 1], deficit[LODE_TRADE_COUNTRIES + 1],
        elasticity[LODE_TRADE_SECTORS + 1];
    bool goods[LODE_TRADE_SECTORS + 1], has_goods;
    bool varied; /* a file of the variant was found          */
    lode_trade_table *table;
    uint8_t *seen; /* cells that had a row, of the present file */
    int32_t *line; /* (J, N) first row of each sum              */
} reading;

/* How far from 1 a sum of shares may be. */
double lode_trade_sum_tolerance(void);

/* Sums that must be 1, each complained about at the first of its rows; and rows that must be there. */
void lode_trade_check_final(reading *r, const char *path);
void lode_trade_check_inputs(reading *r, const char *path);
void lode_trade_check_shares(reading *r, const char *path);

/* Multiply input shares by what value added leaves: G becomes g. */
void lode_trade_close_inputs(lode_trade_table *t);

#endif
