/* Sobol' points with direct access to any of them, and Owen's scramble. */
#include "draws/sobol.h"

enum { LANES = 8 };

/* --- direction numbers --------------------------------------------------------------------- */

/* The next `n` bits of lode_sobol_initial. */
static uint32_t take_bits(uint32_t *at, int32_t n)
{
    uint32_t x = 0;
    for (int32_t i = 0; i < n; i++, (*at)++)
        x = x << 1 | (lode_sobol_initial[*at / 32] >> (31 - *at % 32) & 1u);
    return x;
}

/* V_k = V_(k-s) ^ (V_(k-s) >> s) ^ the V_(k-j) for which the polynomial has a term. */
static void continue_directions(uint32_t polynomial, int32_t degree, uint32_t v[LODE_SOBOL_BITS])
{
    for (int32_t k = degree; k < LODE_SOBOL_BITS; k++) {
        v[k] = v[k - degree] ^ (v[k - degree] >> degree);
        for (int32_t j = 1; j < degree; j++)
            if (polynomial >> (degree - j) & 1u) v[k] ^= v[k - j];
    }
}

void lode_sobol_directions(int32_t n_dimension, uint32_t (*direction)[LODE_SOBOL_BITS])
{
    uint32_t at = 0;
    for (int32_t d = 0; d < n_dimension; d++) {
        uint32_t *v = direction[d], polynomial = lode_sobol_polynomial[d];
        if (d == 0) {
            for (int32_t k = 0; k < LODE_SOBOL_BITS; k++) v[k] = UINT32_C(1) << (31 - k);
            continue;
        }
        int32_t degree = 0;
        while (polynomial >> (degree + 1)) degree++;
        for (int32_t k = 0; k < degree; k++) v[k] = (take_bits(&at, k) << 1 | 1u) << (31 - k);
        continue_directions(polynomial, degree, v);
    }
}

uint32_t lode_sobol_point(const uint32_t direction[LODE_SOBOL_BITS], uint32_t index)
{
    uint32_t x = 0, gray = index ^ (index >> 1);
    for (int32_t k = 0; gray; k++, gray >>= 1)
        if (gray & 1u) x ^= direction[k];
    return x;
}

/* --- scramble ------------------------------------------------------------------------------ */

/* The first word of Philox4x32-10 for eight counters that differ in words 0 and 3 only: lode_philox, side by side. */
static void philox8(const uint32_t word0[LANES], uint32_t word1, uint32_t word2,
                    const uint32_t word3[LANES], uint64_t seed, uint32_t out[LANES])
{
    uint32_t c0[LANES], c1[LANES], c2[LANES], c3[LANES];
    for (int k = 0; k < LANES; k++) {
        c0[k] = word0[k];
        c1[k] = word1;
        c2[k] = word2;
        c3[k] = word3[k];
    }
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        for (int k = 0; k < LANES; k++) {
            uint64_t p = UINT64_C(0xD2511F53) * c0[k], q = UINT64_C(0xCD9E8D57) * c2[k];
            c0[k] = (uint32_t)(q >> 32) ^ c1[k] ^ k0;
            c1[k] = (uint32_t)q;
            c2[k] = (uint32_t)(p >> 32) ^ c3[k] ^ k1;
            c3[k] = (uint32_t)p;
        }
        k0 += UINT32_C(0x9E3779B9);
        k1 += UINT32_C(0xBB67AE85);
    }
    for (int k = 0; k < LANES; k++) out[k] = c0[k];
}

void lode_owen_scramble(uint64_t seed, uint32_t dimension, const uint32_t replicate[8],
                        uint32_t x[8])
{
    uint32_t flips[LANES] = {0};
    for (uint32_t digit = 0; digit < LODE_SOBOL_BITS; digit++) {
        uint32_t before[LANES], random[LANES];
        for (int k = 0; k < LANES; k++) before[k] = digit ? x[k] >> (32 - digit) : 0u;
        philox8(before, digit, dimension, replicate, seed, random);
        for (int k = 0; k < LANES; k++) flips[k] |= (random[k] & 1u) << (31 - digit);
    }
    for (int k = 0; k < LANES; k++) x[k] ^= flips[k];
}
