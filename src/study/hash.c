/* The hash of an ensemble. */
#include "study/hash.h"

#include <string.h>

#include "study/ensemble.h"

bool lode_result_has_hash(const lode_result *r)
{
    return r->options.draws > 1 && r->draws && r->draws->with_bands;
}

static void add_u64(lode_sha256 *sha, uint64_t x)
{
    unsigned char b[8];
    for (int i = 0; i < 8; i++) b[i] = (unsigned char)(x >> 8 * i & 255);
    lode_sha256_add(sha, b, sizeof b);
}

static void add_number(lode_sha256 *sha, double x)
{
    uint64_t bits = UINT64_C(0x7ff8000000000000);
    if (x == x) memcpy(&bits, &x, sizeof bits);
    add_u64(sha, bits);
}

static void add_draw(lode_sha256 *sha, const lode_ensemble *e, int64_t draw)
{
    unsigned char left_out = e->left_out[draw] != 0;
    lode_sha256_add(sha, &left_out, 1);
    for (int32_t i = 0; i < e->n_scenario && !left_out; i++)
        for (int32_t s = 0; s < e->scalars->n; s++) add_number(sha, lode_ensemble_column(e, i, s)[draw]);
}

static void add_quantity(lode_sha256 *sha, const lode_quantity *q)
{
    add_number(sha, q->p05);
    add_number(sha, q->p25);
    add_number(sha, q->p50);
    add_number(sha, q->p75);
    add_number(sha, q->p95);
    add_number(sha, q->mean);
}

void lode_result_hash(const lode_result *r, char hex[LODE_SHA256_HEX])
{
    const lode_ensemble *e = r->draws;
    lode_sha256 sha;
    lode_sha256_begin(&sha);
    add_u64(&sha, (uint64_t)e->n_draw);
    add_u64(&sha, (uint64_t)e->n_scenario);
    add_u64(&sha, (uint64_t)e->scalars->n);
    for (int64_t n = 0; n < e->n_draw; n++) add_draw(&sha, e, n);
    for (int32_t i = 0; i < r->n_scenario; i++)
        for (int32_t k = 0; k < r->scenario[i].n_series; k++)
            for (int32_t d = 0; d < r->n_date; d++) add_quantity(&sha, &r->scenario[i].series[k].value[d]);
    lode_sha256_end_hex(&sha, hex);
}
