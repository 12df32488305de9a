/* Inflate: canonical Huffman codes, decoded bit by bit and checked at every turn. Simple rather than fast: reading the
 * numbers of the text takes longer. */
#include "base/gunzip.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTHS_MOST = 15, SYMBOLS_MOST = 288, DISTANCES_MOST = 30 };

/* Where reading is, and what came out. `bad` stays set: reading on then gives zeros. */
typedef struct inflating {
    const unsigned char *at, *end;
    uint32_t bits; /* read ahead, the next one lowest */
    int n_bit;
    bool bad, large, no_memory;
    unsigned char *out;
    size_t length, capacity, limit, member; /* member: where the present one began */
} inflating;

/* A Huffman code: how many codes of each length, and the symbols in the order of their codes. */
typedef struct code {
    uint16_t count[LENGTHS_MOST + 1], symbol[SYMBOLS_MOST];
} code;

/* --- bits ---------------------------------------------------------------------------------- */

static uint32_t take_bits(inflating *s, int n)
{
    while (s->n_bit < n) {
        if (s->at == s->end) {
            s->bad = true;
            return 0;
        }
        s->bits |= (uint32_t)*s->at++ << s->n_bit;
        s->n_bit += 8;
    }
    uint32_t value = s->bits & ((1u << n) - 1u);
    s->bits >>= n;
    s->n_bit -= n;
    return value;
}

/* The next symbol. Codes of one length are consecutive numbers, first those of the shortest. */
static int take_symbol(inflating *s, const code *c)
{
    int value = 0, first = 0, index = 0;
    for (int length = 1; length <= LENGTHS_MOST; length++) {
        value |= (int)take_bits(s, 1);
        if (s->bad) return 0;
        int count = c->count[length];
        if (value - first < count) return c->symbol[index + (value - first)];
        index += count;
        first = (first + count) << 1;
        value <<= 1;
    }
    s->bad = true;
    return 0;
}

/* Make a code from the lengths of its symbols, 0: absent. Fails where they are more than fit; a code that leaves room is
 * good only with at most one symbol. */
static bool make_code(code *c, const uint8_t *length, int n)
{
    uint16_t offset[LENGTHS_MOST + 2] = {0};
    memset(c->count, 0, sizeof c->count);
    for (int i = 0; i < n; i++) c->count[length[i]]++;
    int left = 1, used = n - c->count[0];
    c->count[0] = 0;
    for (int k = 1; k <= LENGTHS_MOST; k++) {
        left = 2 * left - c->count[k];
        if (left < 0) return false;
        offset[k + 1] = (uint16_t)(offset[k] + c->count[k]);
    }
    for (int i = 0; i < n; i++)
        if (length[i] > 0) c->symbol[offset[length[i]]++] = (uint16_t)i;
    return left == 0 || used <= 1;
}

/* --- what comes out ------------------------------------------------------------------------ */

static bool make_room(inflating *s, size_t more)
{
    if (more > s->limit - s->length) {
        s->bad = s->large = true;
        return false;
    }
    if (s->length + more <= s->capacity) return true;
    size_t capacity = s->capacity < 32768 ? 65536 : 2 * s->capacity;
    if (capacity < s->length + more) capacity = s->length + more;
    unsigned char *grown = realloc(s->out, capacity + 1);
    if (!grown) {
        s->bad = s->no_memory = true;
        return false;
    }
    s->out = grown;
    s->capacity = capacity;
    return true;
}

static void put_stored(inflating *s)
{
    s->bits = 0;
    s->n_bit = 0;
    if (s->end - s->at < 4) {
        s->bad = true;
        return;
    }
    size_t n = s->at[0] | (size_t)s->at[1] << 8, check = s->at[2] | (size_t)s->at[3] << 8;
    s->at += 4;
    if ((n ^ check) != 0xffff || (size_t)(s->end - s->at) < n) s->bad = true;
    else if (n > 0 && make_room(s, n)) {
        memcpy(s->out + s->length, s->at, n);
        s->at += n;
        s->length += n;
    }
}

static void put_copy(inflating *s, size_t length, size_t distance)
{
    if (distance > s->length - s->member) s->bad = true;
    else if (make_room(s, length)) /* byte by byte: what is copied may overlap where it goes */
        for (; length > 0; length--, s->length++) s->out[s->length] = s->out[s->length - distance];
}

static void put_block(inflating *s, const code *literals, const code *distances)
{
    static const uint16_t base[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                    31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    static const uint8_t extra[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                    2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    static const uint16_t far[] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                   33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                   1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    for (;;) {
        int symbol = take_symbol(s, literals);
        if (s->bad || symbol == 256) return;
        if (symbol < 256) {
            if (make_room(s, 1)) s->out[s->length++] = (unsigned char)symbol;
            continue;
        }
        symbol -= 257;
        if (symbol >= 29) {
            s->bad = true;
            return;
        }
        size_t length = base[symbol] + take_bits(s, extra[symbol]);
        int d = take_symbol(s, distances);
        if (s->bad || d >= DISTANCES_MOST) {
            s->bad = true;
            return;
        }
        size_t distance = far[d] + take_bits(s, d < 2 ? 0 : d / 2 - 1);
        if (!s->bad) put_copy(s, length, distance);
    }
}

/* --- blocks -------------------------------------------------------------------------------- */

static void put_fixed(inflating *s)
{
    uint8_t length[SYMBOLS_MOST];
    code literals, distances;
    for (int i = 0; i < SYMBOLS_MOST; i++) length[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    bool ok = make_code(&literals, length, SYMBOLS_MOST);
    memset(length, 5, 32);
    ok = make_code(&distances, length, 32) && ok;
    if (ok) put_block(s, &literals, &distances);
    s->bad |= !ok;
}

/* Lengths of `total` symbols, themselves compressed with a code of lengths. */
static void take_lengths(inflating *s, const code *lengths, int total, uint8_t *length)
{
    for (int i = 0; i < total && !s->bad;) {
        int symbol = take_symbol(s, lengths), repeat = 1;
        uint8_t value = symbol < 16 ? (uint8_t)symbol : 0;
        if (symbol == 16) {
            if (i == 0) s->bad = true;
            else value = length[i - 1];
            repeat = 3 + (int)take_bits(s, 2);
        } else if (symbol == 17) repeat = 3 + (int)take_bits(s, 3);
        else if (symbol == 18) repeat = 11 + (int)take_bits(s, 7);
        if (i + repeat > total) s->bad = true;
        for (; repeat > 0 && !s->bad; repeat--) length[i++] = value;
    }
}

static void put_dynamic(inflating *s)
{
    static const uint8_t order[19] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                      11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint8_t length[320] = {0};
    code lengths, literals, distances;
    int n_literal = (int)take_bits(s, 5) + 257, n_distance = (int)take_bits(s, 5) + 1,
        n_order = (int)take_bits(s, 4) + 4;
    if (n_literal > 286 || n_distance > DISTANCES_MOST) s->bad = true;
    for (int i = 0; i < n_order; i++) length[order[i]] = (uint8_t)take_bits(s, 3);
    if (s->bad || !make_code(&lengths, length, 19)) {
        s->bad = true;
        return;
    }
    memset(length, 0, sizeof length);
    take_lengths(s, &lengths, n_literal + n_distance, length);
    bool ok = !s->bad && length[256] > 0 && make_code(&literals, length, n_literal) &&
              make_code(&distances, length + n_literal, n_distance);
    if (ok) put_block(s, &literals, &distances);
    s->bad |= !ok;
}

static void inflate(inflating *s)
{
    bool last = false;
    s->bits = 0;
    s->n_bit = 0;
    while (!last && !s->bad) {
        last = take_bits(s, 1) == 1;
        uint32_t kind = take_bits(s, 2);
        if (s->bad) return;
        if (kind == 0) put_stored(s);
        else if (kind == 1) put_fixed(s);
        else if (kind == 2) put_dynamic(s);
        else s->bad = true;
    }
}

/* --- the wrapping -------------------------------------------------------------------------- */

/* Pass over bytes up to and with the next NUL. */
static void skip_string(inflating *s)
{
    while (s->at < s->end && *s->at) s->at++;
    if (s->at == s->end) s->bad = true;
    else s->at++;
}

static void skip_bytes(inflating *s, size_t n)
{
    if ((size_t)(s->end - s->at) < n) s->bad = true;
    else s->at += n;
}

static void skip_header(inflating *s)
{
    if (s->end - s->at < 18 || s->at[0] != 0x1f || s->at[1] != 0x8b || s->at[2] != 8 ||
        (s->at[3] & 0xe0)) {
        s->bad = true;
        return;
    }
    unsigned flags = s->at[3];
    s->at += 10;
    if (flags & 4) {
        size_t n = s->end - s->at < 2 ? (size_t)-1 : (s->at[0] | (size_t)s->at[1] << 8) + 2;
        skip_bytes(s, n);
    }
    if (flags & 8 && !s->bad) skip_string(s);
    if (flags & 16 && !s->bad) skip_string(s);
    if (flags & 2 && !s->bad) skip_bytes(s, 2);
}

static uint32_t checksum(const unsigned char *p, size_t n)
{
    uint32_t table[256], sum = 0xffffffffu;
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
        table[i] = c;
    }
    for (size_t i = 0; i < n; i++) sum = table[(sum ^ p[i]) & 0xff] ^ (sum >> 8);
    return ~sum;
}

static uint32_t word_at(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void check_trailer(inflating *s)
{
    size_t n = s->length - s->member;
    if (s->bad || s->end - s->at < 8) s->bad = true;
    else if (word_at(s->at) != checksum(s->out + s->member, n) || word_at(s->at + 4) != (uint32_t)n)
        s->bad = true;
    else s->at += 8;
}

bool lode_is_gzip(const char *bytes, size_t length)
{
    return length >= 2 && (unsigned char)bytes[0] == 0x1f && (unsigned char)bytes[1] == 0x8b;
}

bool lode_gunzip(const char *bytes, size_t length, size_t limit, lode_file *out, lode_text *why)
{
    const unsigned char *start = (const unsigned char *)bytes;
    inflating s = {.at = start, .end = start + length, .limit = limit};
    *out = (lode_file){0};
    s.bad = !make_room(&s, 0) || length == 0;
    if (!s.out) s.out = calloc(1, 1);
    while (s.at < s.end && !s.bad) {
        s.member = s.length;
        skip_header(&s);
        if (!s.bad) inflate(&s);
        check_trailer(&s);
    }
    if (s.bad || !s.out) {
        if (s.large) lode_text_printf(why, "more than %zu bytes when decompressed", limit);
        else
            lode_text_puts(why, s.no_memory || !s.out ? "out of memory"
                                                      : "the compressed data are damaged");
        free(s.out);
        return false;
    }
    s.out[s.length] = '\0';
    *out = (lode_file){(char *)s.out, s.length};
    return true;
}

bool lode_file_read_plain(lode_file *f, const char *path, size_t limit, lode_text *why)
{
    lode_file packed = {0};
    lode_text reason = {0};
    if (!lode_file_read(&packed, path, limit, why)) return false;
    if (!lode_is_gzip(packed.data, packed.length)) {
        *f = packed;
        return true;
    }
    bool ok = lode_gunzip(packed.data, packed.length, limit, f, &reason);
    if (!ok) lode_text_printf(why, "cannot read '%s': %s", path, lode_text_str(&reason));
    lode_text_free(&reason);
    lode_file_free(&packed);
    return ok;
}
