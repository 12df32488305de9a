/* Stable numbers of names, and keyed permutations in closed form. */
#include "base/rng.h"
#include "draws/draws.h"

uint64_t lode_name_hash(const char *name)
{
    uint64_t h =
        UINT64_C(0xcbf29ce484222325); /* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv */
    for (; *name; name++) h = (h ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
    /* finisher of splitmix64: neighbouring names get unlike numbers */
    h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
    return h ^ h >> 31;
}

/* One pass of the network over 2 x `half` bits. */
static uint32_t feistel(uint64_t seed, uint64_t stream, uint32_t round_of, uint32_t half,
                        uint32_t x)
{
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    uint32_t mask = (UINT32_C(1) << half) - 1, left = x >> half, right = x & mask;
    for (uint32_t round = 0; round < 6; round++) {
        uint32_t c[4] = {right | round << 24, (uint32_t)stream, (uint32_t)(stream >> 32),
                         (uint32_t)LODE_RNG_SCRAMBLE | round_of << 8};
        lode_philox(c, key, c);
        uint32_t mixed = left ^ (c[0] & mask);
        left = right;
        right = mixed;
    }
    return left << half | right;
}

uint32_t lode_permute(uint64_t seed, uint64_t stream, uint32_t round_of, uint32_t n, uint32_t i)
{
    if (n <= 1) return 0;
    uint32_t half = 1;
    while (half < 16 && n > UINT32_C(1) << 2 * half) half++;

    /* what falls outside is sent on; at most four passes on average */
    do i = feistel(seed, stream, round_of, half, i);
    while (i >= n);
    return i;
}
