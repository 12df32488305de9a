/* Making a table consistent: spending and value added that satisfy the conditions of equilibrium at base prices. */
#ifndef LODE_TRADE_BALANCE_H
#define LODE_TRADE_BALANCE_H

#include "lodestone/diag.h"
#include "trade/table.h"

/* How far a table was from equilibrium, and what balancing did. */
typedef struct lode_trade_balance_report {
    double
        residual; /* largest relative residual of the table as read                               */
    double
        markets; /* of it: value added against what output pays                                  */
    double
        spending; /* of it: spending against demand, relative to the country's total spending     */
    int32_t
        country; /* where `markets` is largest                                                   */
    bool
        balanced; /* whether it had to be balanced (residual above 1e-6)                          */
    double after; /* residual after balancing                                                     */
    double moved; /* largest relative change of a country's value added                           */
    int32_t moved_country;
} lode_trade_balance_report;

/* Balance a table whose residual exceeds 1e-6: shares, tariffs, input and final shares and deficits stay, value added and
 * spending become those that satisfy equations 5 and 6 at base prices, world value added unchanged. Says so in a warning
 * at `place`. Returns false, with an error, where that fails. docs/trade.md 4. */
LODE_NODISCARD bool lode_trade_balance(lode_trade_table *t, const char *place,
                                       lode_trade_balance_report *r, lode_diags *d);

#endif
