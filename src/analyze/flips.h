/* Flip values: where along one input a claim changes from holding to failing. */
#ifndef LODE_ANALYZE_FLIPS_H
#define LODE_ANALYZE_FLIPS_H

#include <stdbool.h>
#include <stdint.h>

/* The margin of a claim with the input at x: it holds where the margin is 0 or more. NaN: not known. */
typedef double lode_margin(void *user, double x);

typedef struct lode_flip {
    double
        value; /* where the margin changes sign; of whole numbers and steps the first one on the far side */
    bool
        holds_below; /* the claim holds below the value and fails above it, or the other way round              */
} lode_flip;

/* All values within the grid at which the sign of the margin changes, rising.
 *
 * grid       (n_grid)  rising, at least 2: where the margin is looked at; two flips between neighbours go unseen
 * tolerance  unit of the input: how closely a flip is found, by Brent's method (R. P. Brent 1973, chapter 4)
 * whole      the input takes whole numbers only, and so does the grid
 * flip       (most)    out
 *
 * To touch 0 and turn back is no flip; a margin of 0 at an end of the grid is one unless the sign beyond it, one part
 * in a million of the range away, is known to be that on this side. Returns how many flips there are, also those that
 * `most` left out. */
int32_t lode_flips_find(lode_margin *margin, void *user, const double *grid, int32_t n_grid,
                        double tolerance, bool whole, lode_flip *flip, int32_t most);

#endif
