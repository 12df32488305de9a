/* Base: random words, the content hash, taking and rewinding memory. */
#include "bench.h"

#include "base/arena.h"
#include "base/rng.h"
#include "base/sha256.h"

enum { N_WORD = 4096, N_BYTE = 1 << 20, N_TAKE = 1000 };

/* results go here, so that the work is not left out */
static volatile uint32_t sink;

static void random_words(void *what)
{
    (void)what;
    uint32_t sum = 0, out[4];
    for (uint32_t draw = 0; draw < N_WORD / 4; draw++) {
        lode_random(7, draw, 1, 0, LODE_RNG_SAMPLING, out);
        sum ^= out[0] ^ out[1] ^ out[2] ^ out[3];
    }
    sink = sum;
}

static void hash(void *what)
{
    char hex[LODE_SHA256_HEX];
    lode_sha256_hex(what, N_BYTE, hex);
    sink = (uint32_t)hex[0];
}

static void take_and_rewind(void *what)
{
    lode_arena *a = what;
    lode_arena_mark mark = lode_arena_now(a);
    for (int i = 0; i < N_TAKE; i++) sink = LODE_TAKE(a, 8, double) != NULL;
    lode_arena_rewind(a, mark);
}

int main(void)
{
    static char bytes[N_BYTE];
    lode_arena a = {0};
    bench_run("philox word", "ns", 1e9 / N_WORD, random_words, NULL);
    bench_run("sha256", "ns/byte", 1e9 / N_BYTE, hash, bytes);
    bench_run("arena take of 64 bytes", "ns", 1e9 / N_TAKE, take_and_rewind, &a);
    lode_arena_free(&a);
    return 0;
}
