/* One quantity, one value per draw: the unit in which the engine computes.
 *
 * Eight draws advance side by side, so that every sub-step is a plain loop over doubles that the compiler turns into
 * vector instructions. A draw's numbers never depend on its neighbours. */
#ifndef LODE_ENGINE_LANE_H
#define LODE_ENGINE_LANE_H

#include <stdalign.h>

#ifndef LODE_LANE_COUNT /* bench: one, to see what lanes are worth */
#define LODE_LANE_COUNT 8
#endif
enum { LODE_LANES = LODE_LANE_COUNT }; /* 8 doubles are one cache line */

/* A struct, so that const passes through pointers. */
typedef struct lode_lane {
    alignas(8 * LODE_LANE_COUNT) double v[LODE_LANES];
} lode_lane;

/* The same value in every lane. */
static inline lode_lane lode_lane_all(double value)
{
    lode_lane a;
    for (int k = 0; k < LODE_LANES; k++) a.v[k] = value;
    return a;
}

static inline double lode_min(double a, double b) { return a < b ? a : b; }
static inline double lode_max(double a, double b) { return a > b ? a : b; }
static inline double lode_clamp(double x, double low, double high)
{
    return lode_min(lode_max(x, low), high);
}

/* Add, in every lane. */
static inline void lode_lane_add(lode_lane *restrict sum, const lode_lane *restrict term)
{
    for (int k = 0; k < LODE_LANES; k++) sum->v[k] += term->v[k];
}

#endif
