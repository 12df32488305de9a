/* The answer of `lodestone tariff`: on a screen, as JSON, as tables. */
#ifndef LODE_OUT_TARIFF_H
#define LODE_OUT_TARIFF_H

#include "base/files.h"
#include "base/sha256.h"
#include "out/out.h"
#include "trade/balance.h"
#include "trade/gradient.h"
#include "trade/measure.h"
#include "trade/sides.h"

/* All that is known when the work is done. Everything is borrowed; what was not asked for is NULL. */
typedef struct lode_tariff_answer {
    const char *table_name, *shock_name, *variant, *base_tariffs; /* as given                     */
    char input[LODE_SHA256_HEX];                                  /* hash of table and shock      */
    const lode_trade_table *table;
    const lode_trade_shock *shock;
    const lode_trade_balance_report *balance;
    const lode_trade_result *result;
    const lode_trade_sides_result *sides;
    int32_t side[2]; /* countries A and B */
    const lode_trade_gradient *gradient;
    int32_t gradient_country;
} lode_tariff_answer;

/* The hash of a table and a shock: names and numbers, in the order of the table. */
void lode_tariff_hash(const lode_trade_table *t, const lode_trade_shock *s,
                      char hex[LODE_SHA256_HEX]);

/* One screen of at most 80 columns. */
void lode_tariff_put(const lode_tariff_answer *a, const lode_answer_style *style, lode_text *out);

/* One object. */
void lode_tariff_json(const lode_tariff_answer *a, lode_text *out);

/* countries.csv, sectors.csv, output.csv, flows.csv; gradient.csv where there is one; tariff.json, datapackage.json,
 * README.md. Returns false after saying why. */
LODE_NODISCARD bool lode_tariff_write(const lode_tariff_answer *a, lode_outdir *folder,
                                      lode_text *why);

#endif
