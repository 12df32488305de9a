/* Random numbers without state: Philox4x32-10 turns a counter and a key into 128 random bits.
 * (J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC'11.) Needs nothing from the C library. */
#ifndef LODE_BASE_RNG_H
#define LODE_BASE_RNG_H

#include <stdint.h>

/* What a random number is for: word 3 of the counter, so that uses never share numbers. */
typedef enum lode_rng_purpose {
    LODE_RNG_SAMPLING = 0,
    LODE_RNG_SCRAMBLE = 1,
    LODE_RNG_BOOTSTRAP = 2,
    LODE_RNG_IN_RUN = 3
} lode_rng_purpose;

/* The bare function: ten rounds on `counter` under `key`. `out` may be `counter`. */
void lode_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* Four random words for (seed, draw, input, event, purpose); event is a day or event number. The
 * key is the seed, low word first; the counter is (draw, input, event, purpose). */
void lode_random(uint64_t seed, uint32_t draw, uint32_t input, uint32_t event,
                 lode_rng_purpose purpose, uint32_t out[4]);

/* A word as a number in (0,1), never 0 or 1: (w + 1/2) / 2^32. */
static inline double lode_unit32(uint32_t w)
{
    return ((double)w + 0.5) * 0x1p-32;
}

/* Two words as a number in (0,1), never 0 or 1: 52 bits and a half. (With 53 bits the largest
 * value would round to 1.) */
static inline double lode_unit52(uint32_t high, uint32_t low)
{
    uint64_t bits = ((uint64_t)high << 20) | (low >> 12);
    return ((double)bits + 0.5) * 0x1p-52;
}

#endif
