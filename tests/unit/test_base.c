/* src/base: memory, text, dates, hash, random numbers, clock. */
#include "lode_test.h"

#include <jansson.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/rng.h"
#include "base/sha256.h"
#include "base/strings.h"

/* --- arena -------------------------------------------------------------------------------- */

static void arena_memory_is_aligned_and_zero(lode_t *t)
{
    lode_arena a = {0};
    for (size_t n = 0; n < 3000; n += 7) {
        unsigned char *p = LODE_TAKE(&a, n, unsigned char);
        lode_note(t, "n %zu", n);
        CHECK(t, p && (uintptr_t)p % 64 == 0);
        for (size_t i = 0; i < n; i++) CHECK(t, p[i] == 0);
        memset(p, 0xAB, n);
    }
    lode_arena_free(&a);
    CHECK(t, a.first == NULL && a.held == 0);
}

static void arena_pieces_do_not_overlap(lode_t *t)
{
    enum { N = 500 };
    lode_arena a = {0};
    int32_t *piece[N];
    for (int32_t i = 0; i < N; i++) {
        piece[i] = LODE_TAKE(&a, 1 + i, int32_t);
        for (int32_t j = 0; j <= i; j++) piece[i][j] = i;
    }
    for (int32_t i = 0; i < N; i++)
        for (int32_t j = 0; j <= i; j++) CHECK_INT(t, piece[i][j], i);
    lode_arena_free(&a);
}

static void arena_refuses_sizes_that_overflow(lode_t *t)
{
    lode_arena a = {0};
    CHECK(t, lode_arena_take(&a, SIZE_MAX, 1) == NULL);
    CHECK(t, lode_arena_take(&a, SIZE_MAX / 2, 4) == NULL);
    CHECK(t, lode_arena_take(&a, 3, SIZE_MAX / 3 + 1) == NULL);
    CHECK(t, !lode_arena_reserve(&a, SIZE_MAX));
    CHECK(t, lode_arena_take(&a, 1, 1) != NULL);
    lode_arena_free(&a);
}

static void arena_rewound_memory_is_zero_again_and_needs_no_system(lode_t *t)
{
    lode_arena a = {0};
    double *kept = LODE_TAKE(&a, 10, double);
    kept[9] = 7.0;
    lode_arena_mark mark = lode_arena_now(&a);
    for (int round = 0; round < 5; round++) {
        lode_alloc_fail_at(round > 0 ? 1 : 0); /* after the first round every allocation fails */
        for (size_t n = 1; n < 200000; n *= 3) {
            double *p = LODE_TAKE(&a, n, double);
            CHECK(t, p && p[0] == 0.0 && p[n - 1] == 0.0);
            p[0] = p[n - 1] = 1.0;
        }
        lode_arena_rewind(&a, mark);
    }
    lode_alloc_fail_at(0);
    CHECK_NEAR(t, kept[9], 7.0, 0.0);
    lode_arena_rewind(&a, (lode_arena_mark){0});
    CHECK(t, LODE_TAKE(&a, 10, double) == kept && kept[9] == 0.0);
    lode_arena_free(&a);
}

static void arena_keeps_to_its_limit(lode_t *t)
{
    lode_arena a = {.limit = 1000};
    CHECK(t, lode_arena_take(&a, 1, 512) != NULL);
    CHECK(t, lode_arena_take(&a, 1, 640) == NULL);
    CHECK(t, lode_arena_take(&a, 1, 448) != NULL);
    CHECK(t, lode_arena_take(&a, 1, 1) == NULL);
    CHECK(t, a.held <= 1000);
    lode_arena_free(&a);
}

static void arena_reserved_memory_is_there(lode_t *t)
{
    lode_arena a = {0};
    CHECK(t, LODE_TAKE(&a, 100, char) != NULL);
    CHECK(t, lode_arena_reserve(&a, 1000000));
    lode_alloc_fail_at(1);
    for (int i = 0; i < 1000; i++) CHECK(t, LODE_TAKE(&a, 960, char) != NULL);
    lode_alloc_fail_at(0);
    lode_arena_free(&a);
}

static void arena_survives_failing_memory(lode_t *t)
{
    lode_arena a = {0};
    lode_alloc_fail_at(1);
    CHECK(t, LODE_TAKE(&a, 10, char) == NULL);
    CHECK(t, LODE_TAKE(&a, 10, char) != NULL);
    lode_arena_free(&a);
}

/* --- text --------------------------------------------------------------------------------- */

static void text_grows_and_stays_terminated(lode_t *t)
{
    lode_text text = {0};
    CHECK_STR(t, lode_text_str(&text), "");
    for (int i = 0; i < 1000; i++) lode_text_printf(&text, "%03d,", i);
    lode_text_puts(&text, "end");
    lode_text_putc(&text, '.');
    lode_text_add(&text, "xyz", 2);
    CHECK_INT(t, text.length, 4006);
    CHECK_INT(t, strlen(text.data), 4006);
    CHECK_HAS(t, text.data, "998,999,end.xy");
    lode_text_clear(&text);
    CHECK_STR(t, lode_text_str(&text), "");
    lode_text_free(&text);
    CHECK(t, text.data == NULL);
}

static void text_failure_stays(lode_t *t)
{
    lode_text text = {0};
    lode_text_puts(&text, "kept");
    lode_alloc_fail_at(1);
    lode_text_printf(&text, "%0200d", 1);
    lode_alloc_fail_at(0);
    CHECK(t, text.failed);
    lode_text_puts(&text, "!");
    CHECK_STR(t, lode_text_str(&text), "kept");
    lode_text_free(&text);
    lode_text_add(&text, "", SIZE_MAX);
    CHECK(t, text.failed);
    lode_text_free(&text);
}

static void pool_numbers_words_in_order_of_arrival(lode_t *t)
{
    lode_pool p = {0};
    CHECK_INT(t, lode_pool_find(&p, "a", 1), -1);
    CHECK_INT(t, lode_pool_intern(&p, "ndpr-oxide", 10), 0);
    CHECK_INT(t, lode_pool_intern(&p, "dy-oxide", 8), 1);
    CHECK_INT(t, lode_pool_intern(&p, "ndpr-oxide!", 10), 0);
    CHECK_INT(t, lode_pool_intern(&p, "ndpr", 4), 2);
    CHECK_INT(t, lode_pool_intern(&p, "", 0), 3);
    CHECK_INT(t, lode_pool_find(&p, "dy-oxide", 8), 1);
    CHECK_INT(t, lode_pool_find(&p, "dy-oxid", 7), -1);
    CHECK_STR(t, lode_pool_word(&p, 0), "ndpr-oxide");
    CHECK_STR(t, lode_pool_word(&p, 3), "");
    lode_pool_free(&p);
    CHECK_INT(t, p.n_word, 0);
}

static void pool_holds_many_words_and_keeps_their_addresses(lode_t *t)
{
    enum { N = 20000 };
    lode_pool p = {0};
    char word[32];
    lode_pool_intern(&p, "first", 5);
    const char *first = lode_pool_word(&p, 0);
    for (int i = 1; i < N; i++) {
        int length = snprintf(word, sizeof word, "site-%d", i * 7919);
        CHECK_INT(t, lode_pool_intern(&p, word, (size_t)length), i);
    }
    for (int i = 1; i < N; i++) {
        int length = snprintf(word, sizeof word, "site-%d", i * 7919);
        CHECK_INT(t, lode_pool_find(&p, word, (size_t)length), i);
        CHECK_STR(t, lode_pool_word(&p, i), word);
    }
    CHECK(t, first == lode_pool_word(&p, 0));
    lode_pool_free(&p);
}

static void pool_survives_each_failing_allocation(lode_t *t)
{
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_pool p = {0};
        lode_alloc_fail_at(n);
        int32_t failures = 0;
        for (int i = 0; i < 200; i++) {
            char word[16];
            int length = snprintf(word, sizeof word, "w%d", i);
            int32_t id = lode_pool_intern(&p, word, (size_t)length);
            if (id < 0) failures++;
            else CHECK_STR(t, lode_pool_word(&p, id), word);
        }
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK_INT(t, failures, reached ? 1 : 0);
        CHECK_INT(t, p.n_word, 200 - failures);
        lode_pool_free(&p);
    }
}

static void edit_distance_counts_what_a_typist_does(lode_t *t)
{
    CHECK_INT(t, lode_edit_distance("", ""), 0);
    CHECK_INT(t, lode_edit_distance("", "abc"), 3);
    CHECK_INT(t, lode_edit_distance("kitten", "sitting"), 3);
    CHECK_INT(t, lode_edit_distance("kimd", "kind"), 1);
    CHECK_INT(t, lode_edit_distance("knid", "kind"), 1); /* two letters swapped */
    CHECK_INT(t, lode_edit_distance("ca", "abc"), 3);    /* 2 if a swap could be edited again */
    CHECK_INT(t, lode_edit_distance("USA", "usa"), 0);
    char longest[64], too_long[65];
    memset(longest, 'x', sizeof longest);
    memset(too_long, 'x', sizeof too_long);
    longest[63] = too_long[64] = '\0';
    CHECK_INT(t, lode_edit_distance(longest, ""), 63);
    CHECK_INT(t, lode_edit_distance(too_long, ""), INT32_MAX);
}

static void nearest_word_is_what_was_meant(lode_t *t)
{
    const char *const words[] = {"supplier", "customer", NULL,      "kind",
                                 "USA",      "lynas-mw", "lynas-my"};
    CHECK_INT(t, lode_nearest("suplier", words, 7), 0);
    CHECK_INT(t, lode_nearest("custmoer", words, 7), 1);
    CHECK_INT(t, lode_nearest("kimd", words, 7), 3);
    CHECK_INT(t, lode_nearest("usa", words, 7), 4);
    CHECK_INT(t, lode_nearest("lynas-mt", words, 7), 5); /* the first of two equally near */
    CHECK_INT(t, lode_nearest("lynas-my", words, 7), 6);
    CHECK_INT(t, lode_nearest("neodymium", words, 7), -1);
    CHECK_INT(t, lode_nearest("", words, 7), -1);
    CHECK_INT(t, lode_nearest("us", words, 7), -1);
    CHECK_INT(t, lode_nearest("kind", words, 0), -1);
}

static void utf8_faults_are_found_where_they_begin(lode_t *t)
{
    static const struct {
        const char *text;
        size_t bad; /* offset, or the length */
    } rows[] = {
        {"", 0},
        {"plain", 5},
        {"\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E", 9}, /* e acute, euro, clef */
        {"a\x80", 1},                                /* continuation alone */
        {"ab\xC0\xAF", 2},                           /* overlong slash */
        {"\xC1\xBF", 0},                             /* overlong */
        {"\xE0\x9F\xBF", 0},                         /* overlong */
        {"\xE0\xA0\x80", 3},                         /* U+0800 */
        {"x\xED\xA0\x80", 1},                        /* surrogate */
        {"\xED\x9F\xBF", 3},                         /* U+D7FF */
        {"\xF0\x8F\xBF\xBF", 0},                     /* overlong */
        {"\xF0\x90\x80\x80", 4},                     /* U+10000 */
        {"\xF4\x8F\xBF\xBF", 4},                     /* U+10FFFF */
        {"\xF4\x90\x80\x80", 0},                     /* above */
        {"\xF5\x80\x80\x80", 0},                     /* above */
        {"ab\xE2\x82", 2},                           /* cut short */
        {"\xE2\x28\xA1", 0},                         /* second byte is not one */
        {"\xFF", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        lode_note(t, "row %zu", i);
        CHECK_INT(t, lode_utf8_bad(rows[i].text, strlen(rows[i].text)), rows[i].bad);
    }
    CHECK_INT(t, lode_utf8_bad("a\0b", 3), 3);
    CHECK_INT(t, lode_utf8_count("\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E", 9), 3);
    CHECK_INT(t, lode_utf8_count("a\xFF\x80z", 4), 4);
}

/* --- dates -------------------------------------------------------------------------------- */

static bool is_leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t days_in(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

static void dates_agree_with_counting_day_by_day(lode_t *t)
{
    /* 1900-01-01 was a Monday, 25,567 days before 1970-01-01 */
    int32_t date = -25567, weekday = 1;
    for (int32_t year = 1900; year <= 2100; year++)
        for (int32_t month = 1; month <= 12; month++)
            for (int32_t day = 1; day <= days_in(year, month); day++) {
                char text[32], again[LODE_DATE_SIZE];
                int32_t y, m, d, parsed = 0;
                snprintf(text, sizeof text, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
                lode_note(t, "%s", text);
                CHECK_INT(t, lode_date_of(year, month, day), date);
                lode_date_split(date, &y, &m, &d);
                CHECK(t, y == year && m == month && d == day);
                CHECK(t, lode_date_parse(text, 10, &parsed) && parsed == date);
                CHECK_STR(t, lode_date_format(date, again), text);
                CHECK_INT(t, lode_date_weekday(date), weekday);
                date++;
                weekday = weekday % 7 + 1;
            }
}

static void dates_far_away_are_right_too(lode_t *t)
{
    char text[LODE_DATE_SIZE];
    CHECK_INT(t, lode_date_of(1970, 1, 1), 0);
    CHECK_INT(t, lode_date_of(2000, 3, 1), 11017);
    CHECK_INT(t, lode_date_of(1, 1, 1), -719162);
    CHECK_INT(t, lode_date_of(9999, 12, 31), 2932896);
    CHECK_STR(t, lode_date_format(-719162, text), "0001-01-01");
    CHECK_STR(t, lode_date_format(2932896, text), "9999-12-31");
    CHECK_INT(t, lode_date_weekday(lode_date_of(1815, 6, 18)), 7);
}

static void only_iso_dates_of_the_calendar_are_read(lode_t *t)
{
    static const char *const bad[] = {
        "",           "2025",        "2025-1-01",   "2025-01-1",  "2025/01/01", "2025-13-01",
        "2025-00-10", "2025-01-00",  "2025-01-32",  "2025-02-29", "1900-02-29", "2025-04-31",
        "0000-01-01", " 2025-01-01", "2025-01-01 ", "+025-01-01", "2025-01-0x", "20250101",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int32_t date = 12345;
        lode_note(t, "'%s'", bad[i]);
        CHECK(t, !lode_date_parse(bad[i], strlen(bad[i]), &date));
        CHECK_INT(t, date, 12345);
    }
    int32_t date;
    CHECK(t, lode_date_parse("2024-02-29", 10, &date));
    CHECK(t, lode_date_parse("2000-02-29", 10, &date));
    CHECK(t, lode_date_parse("2025-10-09T00:00", 10, &date)); /* only the bytes given */
}

/* --- hash --------------------------------------------------------------------------------- */

static void sha256_gives_the_published_digests(lode_t *t)
{
    /* NIST, examples for FIPS 180-4 (SHA-256), and the one of a million letters of FIPS 180-2 B.3 */
    char hex[LODE_SHA256_HEX];
    lode_sha256_hex("abc", 3, hex);
    CHECK_STR(t, hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    lode_sha256_hex("", 0, hex);
    CHECK_STR(t, hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const char *two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    lode_sha256_hex(two_blocks, strlen(two_blocks), hex);
    CHECK_STR(t, hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");

    lode_sha256 s;
    lode_sha256_begin(&s);
    for (int i = 0; i < 1000000; i++) lode_sha256_add(&s, "a", 1);
    lode_sha256_end_hex(&s, hex);
    CHECK_STR(t, hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void sha256_does_not_depend_on_the_pieces(lode_t *t)
{
    char data[300], whole[LODE_SHA256_HEX], pieces[LODE_SHA256_HEX];
    for (size_t i = 0; i < sizeof data; i++) data[i] = (char)(i * 37);
    for (size_t length = 0; length <= sizeof data; length++)
        for (size_t cut = 0; cut <= length; cut += 13) {
            lode_sha256 s;
            lode_sha256_hex(data, length, whole);
            lode_sha256_begin(&s);
            lode_sha256_add(&s, data, cut);
            lode_sha256_add(&s, data + cut, length - cut);
            lode_sha256_end_hex(&s, pieces);
            CHECK_STR(t, pieces, whole);
        }
}

/* --- random numbers ----------------------------------------------------------------------- */

static void philox_gives_the_published_words(lode_t *t)
{
    /* philox4x32 10 in the known-answer vectors of Random123, Copyright 2010-2021 D. E. Shaw Research,
     * BSD-3-Clause */
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } rows[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t out[4];
        lode_philox(rows[i].counter, rows[i].key, out);
        for (int w = 0; w < 4; w++) CHECK_INT(t, out[w], rows[i].out[w]);
    }
}

static void random_words_are_those_of_counter_and_seed(lode_t *t)
{
    uint32_t out[4], same[4];
    const uint32_t counter[4] = {7, 3, 1, 2}, key[2] = {1, 2};
    lode_random((uint64_t)2 << 32 | 1, 7, 3, 1, LODE_RNG_BOOTSTRAP, out);
    lode_philox(counter, key, same);
    for (int w = 0; w < 4; w++) CHECK_INT(t, out[w], same[w]);
    CHECK_INT(t, out[0], 0x55d82c68);
}

static void unit_numbers_lie_strictly_between_0_and_1(lode_t *t)
{
    CHECK_NEAR(t, lode_unit32(0), 0x1p-33, 0.0);
    CHECK_NEAR(t, lode_unit32(0x80000000), 0.5 + 0x1p-33, 0.0);
    CHECK(t, lode_unit32(0xffffffff) < 1.0);
    CHECK_NEAR(t, lode_unit52(0, 0), 0x1p-53, 0.0);
    CHECK_NEAR(t, lode_unit52(0, 0xfff), 0x1p-53, 0.0); /* the lowest 12 bits are not used */
    CHECK_NEAR(t, lode_unit52(0xffffffff, 0xffffffff), 1.0 - 0x1p-53, 0.0);
    CHECK(t, lode_unit52(0xffffffff, 0xffffffff) < 1.0);
}

static void read_words(const json_t *list, uint32_t *words)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) words[i] =
        (uint32_t)strtoul(json_string_value(item), NULL, 16);
}

static void philox_agrees_with_the_reference_file(lode_t *t)
{
    json_t *root = json_load_file("../shared/reference/uncertainty/golden/philox.json", 0, NULL);
    if (!root) SKIP(t, "no reference files beside the repository");
    size_t i, n = 0;
    json_t *row;
    json_array_foreach(json_object_get(root, "own"), i, row)
    {
        uint32_t counter[4], key[2], want[4], got[4];
        read_words(json_object_get(row, "ctr"), counter);
        read_words(json_object_get(row, "key"), key);
        read_words(json_object_get(row, "out"), want);
        lode_philox(counter, key, got);
        const json_t *u32 = json_object_get(row, "u32"), *u52 = json_object_get(row, "u52");
        for (size_t w = 0; w < 4; w++) {
            CHECK_INT(t, got[w], want[w]);
            CHECK_NEAR(t, lode_unit32(got[w]), json_real_value(json_array_get(u32, w)), 0.0);
        }
        for (size_t w = 0; w < 2; w++)
            CHECK_NEAR(t, lode_unit52(got[2 * w], got[2 * w + 1]),
                       json_real_value(json_array_get(u52, w)), 0.0);
        n++;
    }
    CHECK(t, n >= 5);
    json_decref(root);
}

static void the_clock_does_not_go_back(lode_t *t)
{
    double before = lode_clock_seconds();
    for (int i = 0; i < 1000; i++) {
        double now = lode_clock_seconds();
        CHECK(t, now >= before);
        before = now;
    }
}

static const lode_test TESTS[] = {
    TEST(arena_memory_is_aligned_and_zero),
    TEST(arena_pieces_do_not_overlap),
    TEST(arena_refuses_sizes_that_overflow),
    TEST(arena_rewound_memory_is_zero_again_and_needs_no_system),
    TEST(arena_keeps_to_its_limit),
    TEST(arena_reserved_memory_is_there),
    TEST(arena_survives_failing_memory),
    TEST(text_grows_and_stays_terminated),
    TEST(text_failure_stays),
    TEST(pool_numbers_words_in_order_of_arrival),
    TEST(pool_holds_many_words_and_keeps_their_addresses),
    TEST(pool_survives_each_failing_allocation),
    TEST(edit_distance_counts_what_a_typist_does),
    TEST(nearest_word_is_what_was_meant),
    TEST(utf8_faults_are_found_where_they_begin),
    TEST(dates_agree_with_counting_day_by_day),
    TEST(dates_far_away_are_right_too),
    TEST(only_iso_dates_of_the_calendar_are_read),
    TEST(sha256_gives_the_published_digests),
    TEST(sha256_does_not_depend_on_the_pieces),
    TEST(philox_gives_the_published_words),
    TEST(random_words_are_those_of_counter_and_seed),
    TEST(unit_numbers_lie_strictly_between_0_and_1),
    TEST(philox_agrees_with_the_reference_file),
    TEST(the_clock_does_not_go_back),
};

LODE_TEST_MAIN(TESTS)
