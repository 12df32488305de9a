/* What a result looks like in slices of one input: PAWN indices, probabilities by slice, where they flip, and what
 * knowing the input would be worth. Valid for inputs that depend on each other too. */
#ifndef LODE_ANALYZE_PAWN_H
#define LODE_ANALYZE_PAWN_H

#include <stdbool.h>
#include <stdint.h>

#include "analyze/statistics.h"
#include "base/compat.h"

enum { LODE_SLICES_MOST = 64 };

typedef struct lode_slice {
    int64_t n;
    double low, middle,
        high;    /* smallest, median and largest of the input                               */
    double ks;   /* largest distance between the distributions of the result, here and in all */
    double mean; /* of the result                                                           */
    lode_estimate
        share; /* of results that are not 0, with Wilson's interval                       */
} lode_slice;

typedef struct lode_pawn {
    int32_t n_slice;
    double minimum, mean, median,
        maximum;   /* of ks over the slices                                      */
    double chance; /* 95 % point of the ks of one slice if the input did nothing */
    lode_slice slice[LODE_SLICES_MOST];
} lode_pawn;

/* A result, sorted once for all inputs. */
typedef struct lode_pawn_result {
    int64_t n;
    const double *y;         /* (n)                                        */
    int32_t *order;          /* (n)  rows by result                        */
    double *below, *at_most; /* (n)  share of results below, not above     */
    double mean, share;      /* mean; share that is not 0                  */
    bool constant;
    bool truth; /* every result is 0 or 1                     */
} lode_pawn_result;

/* Prepare a result; `y` is borrowed. Returns false where memory ran out; free in both cases. */
LODE_NODISCARD bool lode_pawn_prepare(int64_t n, const double *y, lode_pawn_result *r);
void lode_pawn_free(lode_pawn_result *r);

/* Cut one input into slices and compare.
 *
 * x        (n)
 * n_slice  wanted, 2 .. LODE_SLICES_MOST; an input of at most that many values gets one slice a value
 *
 * Pianosi & Wagener 2018, Environ. Model. Softw. 108:197. O(n log n). Returns false where memory ran out. */
LODE_NODISCARD bool lode_pawn_input(const lode_pawn_result *r, const double *x, int32_t n_slice,
                                    lode_pawn *out);

/* The same for an input that does nothing: random numbers of `seed`. */
LODE_NODISCARD bool lode_pawn_dummy(const lode_pawn_result *r, uint64_t seed, int32_t n_slice,
                                    lode_pawn *out);

/* Values of the input at which the share of a 0/1 result crosses `threshold`, straight between the medians of
 * neighbouring slices; returns how many.
 *
 * flip   (LODE_SLICES_MOST)  out, rising */
int32_t lode_pawn_flips(const lode_pawn *p, double threshold, double flip[LODE_SLICES_MOST]);

/* How much of the doubt about a 0/1 result would go if the input were known: 1 - E min(p_s, 1-p_s) / min(p, 1-p);
 * 0 where there is no doubt. */
double lode_pawn_value_of_knowing(const lode_pawn_result *r, const lode_pawn *p);

#endif
