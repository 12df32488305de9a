/* Bands over draws: bins, and quantiles out of them. */
#include "lode_test.h"

#include "base/rng.h"
#include "study/bands.h"

enum { DRAWS = 2000 };

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void a_bin_is_narrow(lode_t *t)
{
    static const double SCALE[] = {1e-6, 1, 3e9};
    for (int k = 0; k < 3; k++)
        for (int either = 0; either < 2; either++) {
            uint16_t last = lode_band_bin(either ? -1e6 * SCALE[k] : 0, SCALE[k], either);
            for (int i = either ? -4000 : 0; i <= 4000; i++) {
                uint16_t bin = lode_band_bin(SCALE[k] * i / 1000.0, SCALE[k], either);
                CHECK(t, bin >= last && bin < LODE_BAND_BINS);
                last = bin;
            }
            CHECK(t, lode_band_bin(1e300, SCALE[k], either) == LODE_BAND_BINS - 1);
        }
    CHECK_INT(t, lode_band_bin(0, 1, false), 0);
    CHECK_INT(t, lode_band_bin(0, 1, true), LODE_BAND_BINS / 2);
    CHECK(t, lode_band_bin(1e-300, 1, false) > 0);
    CHECK_INT(t, lode_band_bin(NAN, 1, false), 0);
}

/* Fill bands of one series with the same numbers, by whatever form. */
static void fill(lode_t *t, lode_bands *b, const double *value, bool backwards, int64_t most)
{
    CHECK(t, lode_bands_make(b, most));
    for (int i = 0; i < DRAWS; i++) {
        uint16_t bin = lode_band_bin(value[backwards ? DRAWS - 1 - i : i], b->scale[0], b->either[0]);
        lode_bands_add(b, 0, &bin);
    }
}

static void quantiles_are_those_of_the_draws(lode_t *t)
{
    static const double SCALE[] = {2.0};
    static const uint8_t EITHER[] = {1};
    static double value[DRAWS];
    double mean = 0;
    for (int i = 0; i < DRAWS; i++) {
        const uint32_t counter[4] = {(uint32_t)i, 0, 0, 0}, key[2] = {7, 0};
        uint32_t word[4];
        lode_philox(counter, key, word);
        value[i] = -1 + 6 * ((double)word[0] + 0.5) / 4294967296.0;
        mean += value[i] / DRAWS;
    }
    lode_quantity q[3];
    const int64_t MOST[] = {DRAWS, 40000, 100000}; /* listed, counted, counted in more bytes */
    for (int k = 0; k < 3; k++) {
        lode_bands b = {.n_series = 1, .n_date = 1, .n_scenario = 1, .scale = SCALE, .either = EITHER};
        fill(t, &b, value, k == 1, MOST[k]);
        CHECK_INT(t, b.form, k);
        q[k] = lode_bands_at(&b, 0, 0, 0);
        lode_bands_free(&b);
    }
    CHECK(t, memcmp(&q[0], &q[1], sizeof q[0]) == 0 && memcmp(&q[0], &q[2], sizeof q[0]) == 0);
    qsort(value, DRAWS, sizeof *value, ascending);
    const double got[] = {q[0].p05, q[0].p25, q[0].p50, q[0].p75, q[0].p95};
    const int at[] = {99, 499, 999, 1499, 1899};
    for (int i = 0; i < 5; i++) {
        double v = value[at[i]], width = (fabs(v) + SCALE[0]) * (fabs(v) + SCALE[0]) / SCALE[0] / 1023;
        CHECK_NEAR(t, got[i], v, width);
    }
    CHECK_NEAR(t, q[0].mean, mean, 0.01);
}

/* Two series on two dates in two scenarios: draws first .. last-1. */
static void count_draws(lode_bands *b, int first, int last)
{
    for (int i = first; i < last; i++)
        for (int32_t c = 0; c < 2; c++) {
            uint16_t bin[4];
            for (int j = 0; j < 4; j++) bin[j] = (uint16_t)((i * (j + 3) + c) % LODE_BAND_BINS);
            lode_bands_add(b, c, bin);
        }
}

static void joined_bands_are_those_of_all_draws(lode_t *t)
{
    static const double SCALE[] = {2.0, 3.0};
    static const uint8_t EITHER[] = {1, 0};
    const int64_t PART[] = {DRAWS / 2, DRAWS / 2, 40000, 2000}, WHOLE[] = {DRAWS, 40000, 100000, 100000};
    for (int k = 0; k < 4; k++) {
        lode_bands part = {.n_series = 2, .n_date = 2, .n_scenario = 2, .scale = SCALE, .either = EITHER}, joined = part, whole = part;
        CHECK(t, lode_bands_make(&part, PART[k]) && lode_bands_make(&joined, WHOLE[k]) && lode_bands_make(&whole, WHOLE[k]));
        count_draws(&part, 0, DRAWS / 2);
        count_draws(&whole, 0, DRAWS);
        lode_bands_join(&joined, &part);
        count_draws(&joined, DRAWS / 2, DRAWS);
        for (int i = 0; i < 8; i++) {
            lode_quantity a = lode_bands_at(&joined, i / 4, i / 2 % 2, i % 2), b = lode_bands_at(&whole, i / 4, i / 2 % 2, i % 2);
            CHECK(t, memcmp(&a, &b, sizeof a) == 0);
        }
        lode_bands_free(&part);
        lode_bands_free(&joined);
        lode_bands_free(&whole);
    }
}

static const lode_test TESTS[] = {TEST(a_bin_is_narrow), TEST(quantiles_are_those_of_the_draws),
                                  TEST(joined_bands_are_those_of_all_draws)};
LODE_TEST_MAIN(TESTS)
