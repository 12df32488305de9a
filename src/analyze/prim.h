/* PRIM: boxes of inputs in which a claim fails (or whatever else is of interest). J. H. Friedman & N. I. Fisher, Stat.
 * Comput. 9 (1999) 123-143, as used for scenario discovery (Bryant & Lempert 2010, Technol. Forecast. Soc. Change
 * 77:34-49; Kwakkel & Jaxa-Rozen 2016, Environ. Model. Softw. 79:311-321). */
#ifndef LODE_ANALYZE_PRIM_H
#define LODE_ANALYZE_PRIM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compat.h"

typedef enum lode_prim_kind {
    LODE_PRIM_REAL,
    LODE_PRIM_WHOLE,   /* whole numbers                                          */
    LODE_PRIM_CATEGORY /* numbers 0 .. 63 of categories; true and false are 0, 1 */
} lode_prim_kind;

/* Data: rows x, and y of interest or not. */
typedef struct lode_prim_data {
    int64_t n;
    int32_t n_input;
    const double *x;            /* (n_input, n)          */
    const lode_prim_kind *kind; /* (n_input)             */
    const uint8_t *y;           /* (n)  1: of interest   */
} lode_prim_data;

typedef enum lode_prim_objective {
    LODE_PRIM_LENIENT1, /* rise of the mean per row given up              */
    LODE_PRIM_LENIENT2, /* the same times the rows that stay              */
    LODE_PRIM_ORIGINAL  /* the mean                                       */
} lode_prim_objective;

typedef struct lode_prim_options {
    lode_prim_objective objective;
    double peel_alpha, paste_alpha; /* share of the rows of a box that a step takes or gives back */
    double mass_min; /* least share of all rows in a box                            */
} lode_prim_options;

/* lenient1, 0.05, 0.05, 0.05 */
lode_prim_options lode_prim_options_default(void);

/* What a box asks of one input. */
typedef struct lode_prim_limit {
    double low, high; /* numbers: both belong to the box                                     */
    uint64_t member;  /* categories: a bit each                                              */
    bool low_set,
        high_set; /* numbers: tighter than the data; categories: low_set when any is out */
    double low_p,
        high_p; /* quasi-p of each limit that is set: chance of so many by the rate without it */
} lode_prim_limit;

/* One step of the trajectory. */
typedef struct lode_prim_step {
    int64_t n, k;                   /* rows in the box, of interest among them */
    double coverage, density, mass; /* k / all k, k / n, n / all n             */
    int32_t restricted;             /* inputs                                  */
    lode_prim_limit *limit;         /* (n_input)                               */
} lode_prim_step;

/* A box and the way to it. */
typedef struct lode_prim_box {
    int32_t n_step, capacity, n_input;
    lode_prim_step *step; /* (n_step)  0: all rows that were left */
} lode_prim_box;

/* Find one box.
 *
 * left  (n)  in, out  rows that no earlier box has; those of this box's last step are taken off. All 1 at first.
 *
 * O(n n_input / peel_alpha). Returns false where memory ran out; the caller frees in both cases. */
LODE_NODISCARD bool lode_prim_find(const lode_prim_data *data, const lode_prim_options *o,
                                   uint8_t *left, lode_prim_box *box);
void lode_prim_free(lode_prim_box *box);

/* The step to show: of those that keep 0.8 of the coverage of the first the one with most density, the earliest among
 * equals. */
int32_t lode_prim_choose(const lode_prim_box *box);

/* Whether a row lies within limits. */
bool lode_prim_inside(const lode_prim_data *data, const lode_prim_limit *limit, int64_t row);

/* How often each input is restricted in the chosen first box of `n_half` random halves of the rows.
 *
 * times   (n_input)  out
 *
 * Returns false where memory ran out. */
LODE_NODISCARD bool lode_prim_stability(const lode_prim_data *data, const lode_prim_options *o,
                                        uint64_t seed, int32_t n_half, int32_t *times);

#endif
