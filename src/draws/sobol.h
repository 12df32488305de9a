/* Sobol' points with direct access to any of them, and Owen's scramble. No call of the C library. */
#ifndef LODE_DRAWS_SOBOL_H
#define LODE_DRAWS_SOBOL_H

#include <stdint.h>

enum {
    LODE_SOBOL_DIMENSIONS = 2048, /* most that a design may have: A and B of a thousand inputs */
    LODE_SOBOL_BITS = 32          /* digits of a coordinate                                    */
};

/* sobol_table.c */
extern const uint16_t lode_sobol_polynomial[LODE_SOBOL_DIMENSIONS];
extern const uint32_t lode_sobol_initial[];

/* Direction numbers of dimensions 1 .. n_dimension.
 *
 * direction   (n_dimension, 32)  out; XOR of those named by the bits of the Gray code of i is point i
 *
 * n_dimension <= LODE_SOBOL_DIMENSIONS. */
void lode_sobol_directions(int32_t n_dimension, uint32_t (*direction)[LODE_SOBOL_BITS]);

/* Coordinate of point `index`, in units of 2^-32, from the direction numbers of its dimension. Points come in the order
 * of the Gray code. */
uint32_t lode_sobol_point(const uint32_t direction[LODE_SOBOL_BITS], uint32_t index);

enum { LODE_OWEN_POINTS = 8 };

/* Owen's nested uniform scramble of eight coordinates: digit k is flipped by a random bit that depends on the digits
 * before it, so that what the points fill evenly before they fill evenly after.
 *
 * x          (8)  in, out  units of 2^-32
 * dimension  from 1
 * replicate  (8)  which of the independent scrambles
 *
 * A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", LNS 106 (1995) 299-317. */
void lode_owen_scramble(uint64_t seed, uint32_t dimension, const uint32_t replicate[LODE_OWEN_POINTS],
                        uint32_t x[LODE_OWEN_POINTS]);

#endif
