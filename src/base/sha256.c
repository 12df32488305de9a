/* SHA-256 (FIPS 180-4, sections 4.1.2, 5 and 6.2; names of the functions and variables as there). */
#include "base/sha256.h"

#include <string.h>

/* 4.2.2: fractional parts of the cube roots of the first 64 primes */
static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotr(uint32_t x, int n)
{
    return (x >> n) | (x << (32 - n));
}

/* 6.2.2: one block of 64 bytes */
static void compress(uint32_t hash[8], const unsigned char *block)
{
    uint32_t W[64];
    for (int t = 0; t < 16; t++)
        W[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 |
               (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
    for (int t = 16; t < 64; t++) {
        uint32_t s0 = rotr(W[t - 15], 7) ^ rotr(W[t - 15], 18) ^ W[t - 15] >> 3;
        uint32_t s1 = rotr(W[t - 2], 17) ^ rotr(W[t - 2], 19) ^ W[t - 2] >> 10;
        W[t] = s1 + W[t - 7] + s0 + W[t - 16];
    }

    uint32_t a = hash[0], b = hash[1], c = hash[2], d = hash[3];
    uint32_t e = hash[4], f = hash[5], g = hash[6], h = hash[7];
    for (int t = 0; t < 64; t++) {
        uint32_t S1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
        uint32_t ch = (e & f) ^ (~e & g);
        uint32_t T1 = h + S1 + ch + K[t] + W[t];
        uint32_t S0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
        uint32_t maj = (a & b) ^ (a & c) ^ (b & c);
        uint32_t T2 = S0 + maj;
        h = g;
        g = f;
        f = e;
        e = d + T1;
        d = c;
        c = b;
        b = a;
        a = T1 + T2;
    }
    const uint32_t add[8] = {a, b, c, d, e, f, g, h};
    for (int i = 0; i < 8; i++) hash[i] += add[i];
}

void lode_sha256_begin(lode_sha256 *s)
{
    /* 5.3.3: fractional parts of the square roots of the first 8 primes */
    *s = (lode_sha256){.hash = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                                0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void lode_sha256_add(lode_sha256 *s, const void *bytes, size_t length)
{
    const unsigned char *p = bytes;
    while (length > 0) {
        size_t waiting = (size_t)(s->n_byte % 64);
        size_t n = 64 - waiting < length ? 64 - waiting : length;
        memcpy(s->block + waiting, p, n);
        s->n_byte += n;
        p += n;
        length -= n;
        if (s->n_byte % 64 == 0) compress(s->hash, s->block);
    }
}

void lode_sha256_end(lode_sha256 *s, unsigned char digest[LODE_SHA256_BYTES])
{
    /* 5.1.1: a one bit, zeros, and the length in bits as the last 8 bytes of a block */
    uint64_t n_bit = 8 * s->n_byte;
    unsigned char length[8];
    for (int i = 0; i < 8; i++) length[i] = (unsigned char)(n_bit >> (56 - 8 * i));
    lode_sha256_add(s, "\x80", 1);
    while (s->n_byte % 64 != 56) lode_sha256_add(s, "", 1);
    lode_sha256_add(s, length, 8);

    for (int i = 0; i < LODE_SHA256_BYTES; i++)
        digest[i] = (unsigned char)(s->hash[i / 4] >> (24 - 8 * (i % 4)));
}

void lode_sha256_end_hex(lode_sha256 *s, char hex[LODE_SHA256_HEX])
{
    static const char digit[] = "0123456789abcdef";
    unsigned char digest[LODE_SHA256_BYTES];
    lode_sha256_end(s, digest);
    for (int i = 0; i < LODE_SHA256_BYTES; i++) {
        hex[2 * i] = digit[digest[i] >> 4];
        hex[2 * i + 1] = digit[digest[i] & 15];
    }
    hex[2 * LODE_SHA256_BYTES] = '\0';
}

void lode_sha256_hex(const void *bytes, size_t length, char hex[LODE_SHA256_HEX])
{
    lode_sha256 s;
    lode_sha256_begin(&s);
    lode_sha256_add(&s, bytes, length);
    lode_sha256_end_hex(&s, hex);
}
