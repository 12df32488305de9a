/* What tariffs on all other goods cost each actor, per day: the trade equilibrium of the economies of the case under the
 * tariffs of each day of a run. docs/trade.md 11. Used inside src/study only.
 *
 * No flow is valued twice. What the daily simulation carries of a tariff - the links it acts on - is left out of the trade
 * to which the equilibrium applies the rate: the simulation values that part, the equilibrium the rest. */
#ifndef LODE_STUDY_TARIFFS_H
#define LODE_STUDY_TARIFFS_H

#include "lodestone/diag.h"
#include "study/simulate.h"

enum { LODE_TARIFFS_MOST = 64 }; /* measures with a goods_share */

/* Whether the economies of a case can be in equilibrium at central values; complains where not. True without economies. */
bool lode_tariffs_check(const lode_built *b, lode_diags *diags);

/* Write into a track what tariffs add to the income of every actor that has an economy, step by step and lane by lane, in
 * USD/day: base income times the change of exact welfare against the base year, at the short-run elasticity, over 365. It
 * goes into the series of value added without a product (lower/build_series.c), so that losses hold it.
 *
 * v, x, c   values, inputs and switches of the runs, as in lode_simulate
 *
 * NaN where no equilibrium is found. Does nothing without economies. Returns false when memory ran out. */
LODE_NODISCARD bool lode_tariffs_fill(const lode_plan *p, const lode_values *v, const lode_lane *x,
                                      const lode_scenario *c, lode_track *track);

/* USD/year that the tariffs of the last step of lane `lane` add to the income of `actor` once all has adjusted, at the
 * long-run elasticity. 0 for who has no economy; NaN without memory or equilibrium. */
double lode_tariffs_long_run(const lode_plan *p, const lode_values *v, const lode_lane *x,
                             const lode_scenario *c, int32_t lane, int32_t actor);

#endif
