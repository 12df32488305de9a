/* Two sides that can raise tariffs on each other's goods: flip values, best responses, Nash tariffs, all by exact solves.
 *
 * A's tariff is a number of points (0.1 is ten) that A adds to its rates on all goods from B, on top of a given shock; and
 * B's likewise. Welfare is the exact measure, against the base year. */
#ifndef LODE_TRADE_SIDES_H
#define LODE_TRADE_SIDES_H

#include "trade/solve.h"

enum { LODE_TRADE_A, LODE_TRADE_B };

/* What is not there: no such tariff up to LODE_TRADE_TARIFF_MOST. */
#define LODE_TRADE_TARIFF_MOST 10.0

typedef struct lode_trade_flip {
    bool found;
    double tariff;         /* points, as a fraction                     */
    double welfare_pct[2]; /* of A and B there                         */
} lode_trade_flip;

typedef struct lode_trade_sides_result {
    lode_trade_flip
        free; /* both add nothing: the shock alone                                     */
    lode_trade_flip
        best[2]; /* the side's best tariff while the other adds nothing                   */
    lode_trade_flip
        turn[2]; /* above its best tariff, where the side's gain over adding nothing ends */
    lode_trade_flip
        retaliation; /* lowest tariff of B that makes B even with the base, A at `measure`    */
    lode_trade_flip
        spoil;      /* lowest tariff of B that makes A even with the base, A at `measure`    */
    double measure; /* what A adds while B retaliates: 0 where there is a shock, else best   */
    double nash[2]; /* tariffs from which neither gains by moving                            */
    double nash_welfare_pct[2];
    bool nash_found;
    int32_t solves;
} lode_trade_sides_result;

/* Find all of it between countries a and b.
 *
 * shocked  whether `s` changes anything: then it is A's measure that B answers
 *
 * Returns false where there is no memory or an equilibrium is not found. Some hundreds of solves. docs/trade.md 6. */
LODE_NODISCARD bool lode_trade_sides(const lode_trade_table *t, const lode_trade_shock *s,
                                     int32_t a, int32_t b, bool shocked,
                                     lode_trade_sides_result *r);

#endif
