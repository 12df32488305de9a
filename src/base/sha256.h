/* SHA-256 (FIPS 180-4): the content hash that every output carries. */
#ifndef LODE_BASE_SHA256_H
#define LODE_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { LODE_SHA256_BYTES = 32, LODE_SHA256_HEX = 65 /* 64 digits and the NUL */ };

typedef struct lode_sha256 {
    uint32_t hash[8];
    uint64_t n_byte;         /* hashed so far                     */
    unsigned char block[64]; /* n_byte % 64 of them wait for more */
} lode_sha256;

/* Begin a new hash. */
void lode_sha256_begin(lode_sha256 *s);

/* Hash `length` more bytes. The cut into pieces does not matter. */
void lode_sha256_add(lode_sha256 *s, const void *bytes, size_t length);

/* Finish and write the digest. Begin again before the next use. */
void lode_sha256_end(lode_sha256 *s, unsigned char digest[LODE_SHA256_BYTES]);

/* Finish and write the digest as 64 lower-case hexadecimal digits and a NUL. */
void lode_sha256_end_hex(lode_sha256 *s, char hex[LODE_SHA256_HEX]);

/* Hash of one piece, as hexadecimal digits. */
void lode_sha256_hex(const void *bytes, size_t length, char hex[LODE_SHA256_HEX]);

#endif
