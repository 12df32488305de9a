/* A game on a grid of dates, written for Gambit, so that anyone can check the equilibria found here with other people's
 * program (Savani & Turocy, Gambit: the package for computation in game theory). */
#ifndef LODE_STANDOFF_EXPORT_H
#define LODE_STANDOFF_EXPORT_H

#include "base/strings.h"
#include "standoff/standoff.h"

/* Dates at which each side may concede. Without a deadline A and B alternate, A first; with one they may at the same dates,
 * 0 to the deadline, and those who concede on one day share. "Never" comes after all dates. */
typedef struct lode_standoff_grid {
    int32_t steps;
    double horizon; /* day  end of the game: the deadline, or where costs stop counting */
    bool simultaneous;
} lode_standoff_grid;

/* A grid of `steps` steps up to `horizon` (not looked at where the game has a deadline). */
lode_standoff_grid lode_standoff_grid_of(const lode_standoff_game *g, int32_t steps,
                                         double horizon);

/* Strategies of a side: its dates and never. */
int32_t lode_standoff_strategies(const lode_standoff_grid *grid, int32_t side);

/* The date of strategy n; INFINITY: never. */
double lode_standoff_strategy_day(const lode_standoff_grid *grid, int32_t side, int32_t n);

/* What both get where A concedes on day a and B on day b (INFINITY: never), both flexible, with these values. */
void lode_standoff_outcome(const lode_standoff_game *g, const lode_standoff_grid *grid, double a,
                           double b, const double value[2], double out[2]);

/* Payoffs of the flexible types in strategic form: of the other side's strategy and, with its probability, of its being
 * committed. Point values only. */
void lode_standoff_pair(const lode_standoff_game *g, const lode_standoff_grid *grid, int32_t a,
                        int32_t b, double out[2]);

/* Gambit's strategic form (.nfg). Point values only. */
void lode_standoff_nfg(const lode_standoff_game *g, const lode_standoff_grid *grid,
                       const char *title, lode_text *out);

/* Gambit's extensive form (.efg): chance draws commitment and type, `n_type` equally likely types where values are no point.
 * Payoffs of a side count where it is flexible, divided by the probability of that, so that the strategic form of the tree
 * is that of the .nfg file. */
void lode_standoff_efg(const lode_standoff_game *g, const lode_standoff_grid *grid, int32_t n_type,
                       const char *title, lode_text *out);

#endif
