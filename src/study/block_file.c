/* Blocks of draws in a file: header and records. */
#include "study/block_file.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "study/bands.h"

static const char MAGIC[8] = {'L', 'O', 'D', 'E', 'B', 'L', 'K', '1'};
enum { ORDER = 0x01020304, TEXT_MOST = 16 * 1024 * 1024 /* byte */ };

typedef struct header {
    char magic[8];
    uint32_t order, length; /* of the text */
    unsigned char sum[LODE_SHA256_BYTES];
} header;

/* The fixed part of a record; no padding. */
typedef struct record {
    int64_t number, n_draw;
    int32_t misfit[LODE_LANES], misfit_product[LODE_LANES];
    double residual[LODE_LANES];
    unsigned char sum[LODE_SHA256_BYTES]; /* of what is before it and of the arrays */
} record;

_Static_assert(sizeof(record) == 16 + 8 * LODE_LANES + 8 * LODE_LANES + LODE_SHA256_BYTES, "padding would be hashed");

int64_t lode_block_record_bytes(const lode_block_shape *s)
{
    return (int64_t)sizeof(record) + (s->n_score + s->n_claim) * (int64_t)sizeof(double) +
           s->n_bin * (int64_t)sizeof(uint16_t);
}

/* ---- pieces -------------------------------------------------------------------------------------------------------- */

static bool put(FILE *f, const void *bytes, size_t length)
{
    return length == 0 || fwrite(bytes, length, 1, f) == 1;
}

/* What a read came to: all, nothing, the end in the middle, or an error. */
static lode_block_found get(FILE *f, void *bytes, size_t length)
{
    errno = 0;
    size_t n = length > 0 ? fread(bytes, 1, length, f) : 0;
    if (n == length) return LODE_FOUND_ONE;
    if (ferror(f)) return LODE_FOUND_UNREADABLE;
    return n == 0 ? LODE_FOUND_END : LODE_FOUND_CUT;
}

/* ---- header -------------------------------------------------------------------------------------------------------- */

static void hash_text(const char *text, size_t length, unsigned char sum[LODE_SHA256_BYTES])
{
    lode_sha256 s;
    lode_sha256_begin(&s);
    lode_sha256_add(&s, text, length);
    lode_sha256_end(&s, sum);
}

bool lode_block_header_write(FILE *f, const lode_text *text)
{
    header h = {.order = ORDER, .length = (uint32_t)text->length};
    if (text->failed || text->length > TEXT_MOST) return false;
    memcpy(h.magic, MAGIC, sizeof h.magic);
    hash_text(lode_text_str(text), text->length, h.sum);
    return put(f, &h, sizeof h) && put(f, lode_text_str(text), text->length);
}

/* Append `length` bytes of the file to the text. */
static lode_block_found get_text(FILE *f, size_t length, lode_text *text)
{
    char piece[4096];
    while (length > 0) {
        size_t n = length < sizeof piece ? length : sizeof piece;
        lode_block_found found = get(f, piece, n);
        if (found == LODE_FOUND_END) return LODE_FOUND_CUT;
        if (found != LODE_FOUND_ONE) return found;
        lode_text_add(text, piece, n);
        length -= n;
    }
    return text->failed ? LODE_FOUND_NO_MEMORY : LODE_FOUND_ONE;
}

lode_block_found lode_block_header_read(FILE *f, lode_text *text)
{
    header h = {0};
    unsigned char sum[LODE_SHA256_BYTES];
    size_t before = text->length;
    lode_block_found found = get(f, &h, sizeof h);
    if (found == LODE_FOUND_END || found == LODE_FOUND_UNREADABLE) return found;
    /* of a header that a crash cut, what there is must fit */
    size_t magic = strnlen(h.magic, sizeof h.magic);
    bool whole = found == LODE_FOUND_ONE;
    if (memcmp(h.magic, MAGIC, magic) != 0 || (whole && magic < sizeof MAGIC)) return LODE_FOUND_FOREIGN;
    if (!whole) return found;
    if (h.order != ORDER || h.length > TEXT_MOST) return LODE_FOUND_FOREIGN;
    found = get_text(f, h.length, text);
    if (found != LODE_FOUND_ONE) return found;
    hash_text(text->data ? text->data + before : "", h.length, sum);
    return memcmp(sum, h.sum, sizeof sum) == 0 ? LODE_FOUND_ONE : LODE_FOUND_DAMAGED;
}

/* ---- records ------------------------------------------------------------------------------------------------------- */

static void hash_record(const record *r, const lode_block_shape *s, const lode_block *b, unsigned char sum[LODE_SHA256_BYTES])
{
    lode_sha256 h;
    lode_sha256_begin(&h);
    lode_sha256_add(&h, r, offsetof(record, sum));
    lode_sha256_add(&h, b->score, (size_t)s->n_score * sizeof *b->score);
    lode_sha256_add(&h, b->bin, (size_t)s->n_bin * sizeof *b->bin);
    lode_sha256_add(&h, b->claim, (size_t)s->n_claim * sizeof *b->claim);
    lode_sha256_end(&h, sum);
}

bool lode_block_write(FILE *f, const lode_block_shape *s, const lode_block *b, int32_t n_draw)
{
    record r = {.number = b->number, .n_draw = n_draw};
    memcpy(r.misfit, b->misfit, sizeof r.misfit);
    memcpy(r.misfit_product, b->misfit_product, sizeof r.misfit_product);
    memcpy(r.residual, b->residual, sizeof r.residual);
    hash_record(&r, s, b, r.sum);
    return put(f, &r, sizeof r) && put(f, b->score, (size_t)s->n_score * sizeof *b->score) &&
           put(f, b->bin, (size_t)s->n_bin * sizeof *b->bin) && put(f, b->claim, (size_t)s->n_claim * sizeof *b->claim);
}

static bool is_plausible(const record *r, const lode_block_shape *s, const lode_block *b)
{
    if (r->number < 0 || r->n_draw < 1 || r->n_draw > LODE_LANES) return false;
    for (int64_t i = 0; i < s->n_bin; i++)
        if (b->bin[i] >= LODE_BAND_BINS) return false;
    return true;
}

/* A record that is no good: the last one of the file, which a crash may have left, or another. */
static lode_block_found last_or_not(FILE *f)
{
    int next = getc(f);
    if (next != EOF) ungetc(next, f);
    return next == EOF && !ferror(f) ? LODE_FOUND_CUT : LODE_FOUND_DAMAGED;
}

lode_block_found lode_block_read(FILE *f, const lode_block_shape *s, lode_block *b, lode_block_mark *mark)
{
    record r;
    unsigned char sum[LODE_SHA256_BYTES];
    lode_block_found found = get(f, &r, sizeof r);
    if (found != LODE_FOUND_ONE) return found;
    found = get(f, b->score, (size_t)s->n_score * sizeof *b->score);
    if (found == LODE_FOUND_ONE) found = get(f, b->bin, (size_t)s->n_bin * sizeof *b->bin);
    if (found == LODE_FOUND_ONE) found = get(f, b->claim, (size_t)s->n_claim * sizeof *b->claim);
    if (found == LODE_FOUND_END) return LODE_FOUND_CUT;
    if (found != LODE_FOUND_ONE) return found;
    hash_record(&r, s, b, sum);
    if (memcmp(sum, r.sum, sizeof sum) != 0 || !is_plausible(&r, s, b)) return last_or_not(f);
    b->number = r.number;
    memcpy(b->misfit, r.misfit, sizeof b->misfit);
    memcpy(b->misfit_product, r.misfit_product, sizeof b->misfit_product);
    memcpy(b->residual, r.residual, sizeof b->residual);
    mark->n_draw = (int32_t)r.n_draw;
    memcpy(mark->sum, sum, sizeof mark->sum);
    return LODE_FOUND_ONE;
}
