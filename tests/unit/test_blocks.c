/* Files of blocks: what is written is read again, and whatever a crash or a stranger left is told apart. */
#include "lode_test.h"

#include <stdio.h>

#include "base/rng.h"
#include "study/block_config.h"
#include "study/block_file.h"

enum { BLOCKS = 5, SCORES = 24, BINS = 40, CLAIMS = 16 };
static const lode_block_shape SHAPE = {SCORES, BINS, CLAIMS};

typedef struct room {
    double score[SCORES], claim[CLAIMS];
    uint16_t bin[BINS];
    lode_block block;
} room;

static lode_block *empty(room *r)
{
    memset(r, 0, sizeof *r);
    r->block.score = r->score;
    r->block.bin = r->bin;
    r->block.claim = r->claim;
    return &r->block;
}

/* Block `number`, with numbers that tell it from others. */
static lode_block *sample(room *r, int64_t number)
{
    lode_block *b = empty(r);
    b->number = number;
    for (int k = 0; k < LODE_LANES; k++) b->residual[k] = 1e-12 * (double)(number + k);
    b->misfit[2] = 1;
    b->misfit_product[2] = 7;
    for (int i = 0; i < SCORES; i++) r->score[i] = (double)number + 0.1 * i;
    for (int i = 0; i < BINS; i++) r->bin[i] = (uint16_t)((number * 31 + i * 51) % LODE_BAND_BINS);
    for (int i = 0; i < CLAIMS; i++) r->claim[i] = i == 3 ? INFINITY : -(double)number - i;
    return b;
}

static lode_text text_of(const char *s)
{
    lode_text text = {0};
    lode_text_add(&text, s, strlen(s) + 1);
    return text;
}

/* A file of BLOCKS blocks; its bytes for free(). */
static char *sample_file(lode_t *t, size_t *length)
{
    char *bytes = NULL;
    FILE *f = open_memstream(&bytes, length);
    lode_text text = text_of("configuration=abc");
    CHECK(t, f != NULL);
    CHECK(t, lode_block_header_write(f, &text));
    for (int i = 0; i < BLOCKS; i++) {
        room r;
        CHECK(t, lode_block_write(f, &SHAPE, sample(&r, 10 * i), i == BLOCKS - 1 ? 3 : LODE_LANES));
    }
    CHECK_INT(t, fclose(f), 0);
    lode_text_free(&text);
    return bytes;
}

/* How reading ends, and how many records came before. */
static lode_block_found read_through(lode_t *t, char *bytes, size_t length, int *n)
{
    FILE *f = length > 0 ? fmemopen(bytes, length, "rb") : fopen("/dev/null", "rb");
    lode_text text = {0};
    lode_block_mark mark;
    room r, wanted;
    *n = 0;
    CHECK(t, f != NULL);
    lode_block_found found = lode_block_header_read(f, &text);
    while (found == LODE_FOUND_ONE) {
        found = lode_block_read(f, &SHAPE, empty(&r), &mark);
        if (found != LODE_FOUND_ONE) break;
        sample(&wanted, r.block.number);
        CHECK(t, r.block.number % 10 == 0 && r.block.number < 10 * BLOCKS);
        CHECK(t, memcmp(r.score, wanted.score, sizeof r.score) == 0);
        CHECK(t, memcmp(r.bin, wanted.bin, sizeof r.bin) == 0);
        CHECK(t, memcmp(r.claim, wanted.claim, sizeof r.claim) == 0);
        CHECK(t, memcmp(r.block.residual, wanted.block.residual, sizeof r.block.residual) == 0);
        CHECK_INT(t, r.block.misfit[2], 1);
        CHECK_INT(t, r.block.misfit_product[2], 7);
        CHECK_INT(t, mark.n_draw, r.block.number == 10 * (BLOCKS - 1) ? 3 : LODE_LANES);
        (*n)++;
    }
    fclose(f);
    lode_text_free(&text);
    return found;
}

static void what_is_written_is_read(lode_t *t)
{
    size_t length;
    int n;
    char *bytes = sample_file(t, &length);
    CHECK_INT(t, read_through(t, bytes, length, &n), LODE_FOUND_END);
    CHECK_INT(t, n, BLOCKS);
    CHECK_INT(t, (int64_t)length - BLOCKS * lode_block_record_bytes(&SHAPE), 48 + 18); /* header and its text */
    free(bytes);
}

static void a_cut_file_loses_its_last_block_only(lode_t *t)
{
    size_t whole, record = (size_t)lode_block_record_bytes(&SHAPE);
    int n;
    char *bytes = sample_file(t, &whole);
    for (size_t length = 0; length < whole; length++) {
        size_t of_records = BLOCKS * record, header = whole - of_records;
        bool between = length == 0 || (length >= header && (length - header) % record == 0);
        CHECK_INT(t, read_through(t, bytes, length, &n), between ? LODE_FOUND_END : LODE_FOUND_CUT);
        CHECK_INT(t, n, length < header ? 0 : (length - header) / record);
    }
    free(bytes);
}

static void damage_at_the_end_is_a_cut_and_elsewhere_an_error(lode_t *t)
{
    size_t whole, record = (size_t)lode_block_record_bytes(&SHAPE);
    int n;
    char *bytes = sample_file(t, &whole);
    size_t last = whole - record;
    for (size_t at = 0; at < whole; at++) {
        bytes[at] = (char)(bytes[at] ^ 0x10);
        lode_block_found found = read_through(t, bytes, whole, &n);
        if (at >= last) CHECK_INT(t, found, LODE_FOUND_CUT);
        else CHECK(t, found == LODE_FOUND_DAMAGED || (at < 16 && (found == LODE_FOUND_FOREIGN || found == LODE_FOUND_CUT)));
        CHECK_INT(t, n, at < 66 ? 0 : (at - 66) / record);
        bytes[at] = (char)(bytes[at] ^ 0x10);
    }
    free(bytes);
}

/* Any bytes end in one of the ways to end; nothing but whole blocks is believed, which read_through checks. */
static void garbage_is_no_block(lode_t *t)
{
    size_t whole;
    int n;
    char *bytes = sample_file(t, &whole), *work = malloc(whole);
    CHECK(t, work != NULL);
    for (uint32_t i = 0; i < 3000; i++) {
        const uint32_t counter[4] = {i, 0, 0, 0}, key[2] = {11, 0};
        uint32_t word[4];
        lode_philox(counter, key, word);
        memcpy(work, bytes, whole);
        size_t from = word[0] % whole, to = word[1] % whole, length = word[2] % (whole - (from > to ? from : to) + 1);
        memmove(work + to, work + from, length);
        if (i % 3 == 0) work[word[3] % whole] = (char)word[2];
        lode_block_found found = read_through(t, work, i % 2 ? whole - word[3] % whole : whole, &n);
        CHECK(t, found != LODE_FOUND_ONE && n <= BLOCKS);
    }
    char text[] = "activity,actor\nmine,USA\n";
    CHECK_INT(t, read_through(t, text, sizeof text, &n), LODE_FOUND_FOREIGN);
    free(work);
    free(bytes);
}

static void a_bin_that_does_not_exist_is_damage(lode_t *t)
{
    size_t length = 0;
    char *bytes = NULL;
    FILE *f = open_memstream(&bytes, &length);
    room r, other;
    lode_block_mark mark;
    lode_block *b = sample(&r, 0);
    b->bin[5] = LODE_BAND_BINS;
    CHECK(t, lode_block_write(f, &SHAPE, b, LODE_LANES) && lode_block_write(f, &SHAPE, sample(&other, 1), LODE_LANES));
    fclose(f);
    f = fmemopen(bytes, length, "rb");
    CHECK_INT(t, lode_block_read(f, &SHAPE, empty(&r), &mark), LODE_FOUND_DAMAGED);
    fclose(f);
    free(bytes);
}

/* ---- configurations ------------------------------------------------------------------------- */

static lode_text strings(const char *const *s, int n)
{
    lode_text text = {0};
    for (int i = 0; i < n; i++) lode_text_add(&text, s[i], strlen(s[i]) + 1);
    return text;
}

static void check_difference(lode_t *t, const char *here, const char *there, const char *words)
{
    const char *const a[] = {"configuration=1", "program=0.1", here, "scores=7"};
    const char *const b[] = {"configuration=2", "program=0.1", there, "scores=7"};
    lode_text mine = strings(a, 4), theirs = strings(b, 4), out = {0};
    CHECK(t, !lode_block_config_same(&mine, &theirs));
    lode_block_config_differ(&mine, &theirs, &out);
    CHECK_STR(t, lode_text_str(&out), words);
    lode_text_free(&mine);
    lode_text_free(&theirs);
    lode_text_free(&out);
}

static void a_difference_is_named(lode_t *t)
{
    check_difference(t, "seed=2", "seed=1", "--seed is 1 there, 2 here");
    check_difference(t, "scenario=", "scenario=ban", "--scenario is ban there, not given here");
    check_difference(t, "input=00", "input=01", "the files of the case are not the same");
    check_difference(t, "set=a=1", "set=a=2", "the values given with --set differ");
    check_difference(t, "set=a=1", "scores=7", "the values given with --set differ");
    check_difference(t, "claims=1", "claims=0", "one is of `run`, the other of `claims`");
    check_difference(t, "bins=3", "bins=4", "another build of the program made it");
}

static void values_are_found_by_key(lode_t *t)
{
    const char *const s[] = {"configuration=1", "set=a=1", "settle=9", "set=b=\n2"};
    lode_text text = strings(s, 4);
    CHECK_STR(t, lode_block_config_get(&text, "settle"), "9");
    CHECK_STR(t, lode_block_config_get(&text, "seed"), "");
    CHECK_STR(t, lode_block_config_nth(&text, "set", 0), "a=1");
    CHECK_STR(t, lode_block_config_nth(&text, "set", 1), "b=\n2");
    CHECK(t, lode_block_config_nth(&text, "set", 2) == NULL);
    text.length--; /* the last NUL is missing */
    CHECK(t, lode_block_config_nth(&text, "set", 1) == NULL);
    lode_text none = {0};
    CHECK(t, !lode_block_config_same(&none, &none));
    lode_text_free(&text);
}

static const lode_test TESTS[] = {
    TEST(what_is_written_is_read),
    TEST(a_cut_file_loses_its_last_block_only),
    TEST(damage_at_the_end_is_a_cut_and_elsewhere_an_error),
    TEST(garbage_is_no_block),
    TEST(a_bin_that_does_not_exist_is_damage),
    TEST(a_difference_is_named),
    TEST(values_are_found_by_key),
};
LODE_TEST_MAIN(TESTS)
