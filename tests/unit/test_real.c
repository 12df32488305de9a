/* exp, log, pow and floor against the C library's long double versions, and at the ends of their ranges. */
#include "lode_test.h"

#include <float.h>

#include "base/rng.h"
#include "engine/real.h"

enum { N_RANDOM = 200000 };
static const uint64_t HASH = 0x6c637381f6e2010e; /* with every compiler and instruction set */

/* Uniform in (low, high), the same in every run. */
static double random_between(double low, double high, uint32_t n, uint32_t stream)
{
    uint32_t w[4];
    lode_random(20250404, n, stream, 0, LODE_RNG_SAMPLING, w);
    return low + (high - low) * lode_unit52(w[0], w[1]);
}

/* |got - want| in units of want's last place (of the smallest normal number's, below it). */
static double ulps(double got, long double want)
{
    int exponent;
    frexpl(want, &exponent);
    if (exponent < DBL_MIN_EXP) exponent = DBL_MIN_EXP;
    return (double)(fabsl((long double)got - want) / ldexpl(1.0L, exponent - DBL_MANT_DIG));
}

static double worst_exp(double low, double high)
{
    double worst = 0.0;
    for (uint32_t i = 0; i < N_RANDOM; i++) {
        double x = random_between(low, high, i, 0);
        worst = fmax(worst, ulps(lode_exp(x), expl((long double)x)));
    }
    return worst;
}

static void exp_is_within_one_ulp(lode_t *t)
{
    CHECK(t, worst_exp(-1.0, 1.0) < 0.7);
    CHECK(t, worst_exp(-708.0, 709.7) < 0.7);
    CHECK(t, worst_exp(-745.1, -708.0) < 1.0); /* subnormal results */
}

static void log_is_within_one_ulp(lode_t *t)
{
    double worst = 0.0;
    for (uint32_t i = 0; i < N_RANDOM; i++) {
        double wide = exp(random_between(-744.0, 709.0, i, 1));
        double near = 1.0 + random_between(-0.5, 1.0, i, 2) * exp(random_between(-36.0, 0.0, i, 3));
        worst = fmax(worst, ulps(lode_log(wide), logl((long double)wide)));
        worst = fmax(worst, ulps(lode_log(near), logl((long double)near)));
    }
    CHECK(t, worst < 0.6);
}

static void pow_is_as_exact_as_it_says(lode_t *t)
{
    double sane = 0.0, wide = 0.0;
    for (uint32_t i = 0; i < N_RANDOM; i++) {
        double base =
            i % 2 ? random_between(0.5, 2.0, i, 4) : exp(random_between(-20.0, 20.0, i, 4));
        double size = log(base);
        if (size == 0.0) continue;
        double y = random_between(-18.0, 18.0, i, 5) / size;
        double far = random_between(-700.0, 700.0, i, 6) / size;
        sane = fmax(sane, ulps(lode_pow(base, y), powl((long double)base, (long double)y)));
        wide = fmax(wide, ulps(lode_pow(base, far), powl((long double)base, (long double)far)));
    }
    CHECK(t, sane < 1.5);
    CHECK(t, wide < 40.0);
}

static void pow_gives_small_whole_powers_exactly(lode_t *t)
{
    for (int base = 2; base < 30; base++) {
        double want = 1.0;
        for (int n = 0; n < 10; n++) {
            CHECK(t, lode_pow(base, n) == want);
            want *= base;
        }
    }
    CHECK(t, lode_pow(4.0, 0.5) == 2.0);
    CHECK(t, lode_pow(4.0, -0.5) == 0.5);
}

static void exp_of_zero_is_one_and_log_of_one_is_zero(lode_t *t)
{
    CHECK(t, lode_exp(0.0) == 1.0);
    CHECK(t, lode_exp(-0.0) == 1.0);
    CHECK(t, lode_log(1.0) == 0.0);
    CHECK(t, lode_exp(1e-320) == 1.0);
}

static void exp_overflows_and_underflows_where_it_must(lode_t *t)
{
    CHECK(t, lode_exp(709.782712893384) == exp(709.782712893384));
    CHECK(t, lode_exp(709.7827128933841) == INFINITY);
    CHECK(t, lode_exp(1e300) == INFINITY);
    CHECK(t, lode_exp(INFINITY) == INFINITY);
    CHECK(t, lode_exp(-745.13) == 0x1p-1074);
    CHECK(t, lode_exp(-745.14) == 0.0);
    CHECK(t, lode_exp(-INFINITY) == 0.0);
    CHECK(t, isnan(lode_exp(NAN)));
}

static void log_takes_zero_subnormal_infinite_and_negative(lode_t *t)
{
    CHECK(t, lode_log(0.0) == -INFINITY);
    CHECK(t, lode_log(-0.0) == -INFINITY);
    CHECK(t, lode_log(INFINITY) == INFINITY);
    CHECK(t, isnan(lode_log(-1.0)));
    CHECK(t, isnan(lode_log(-INFINITY)));
    CHECK(t, isnan(lode_log(NAN)));
    CHECK_NEAR(t, lode_log(0x1p-1074), -744.4400719213812, 2e-13);
    CHECK_NEAR(t, lode_log(DBL_MAX), 709.782712893384, 2e-13);
}

static void pow_follows_the_standard_at_the_ends(lode_t *t)
{
    static const double base[] = {0.0, 0x1p-1074, 0.5, 1.0, 2.0, DBL_MAX, INFINITY};
    static const double exponent[] = {-INFINITY, -DBL_MAX, -1e300, -2.0, -0.5,  -0.0,    0.0,
                                      1e-300,    0.5,      1.0,    3.0,  1e300, DBL_MAX, INFINITY};
    for (size_t i = 0; i < sizeof base / sizeof *base; i++) {
        for (size_t j = 0; j < sizeof exponent / sizeof *exponent; j++) {
            double want = pow(base[i], exponent[j]), got = lode_pow(base[i], exponent[j]);
            lode_note(t, "%g to the %g", base[i], exponent[j]);
            CHECK(t, got == want || fabs(got - want) <= 1e-14 * fabs(want));
        }
        CHECK(t, lode_pow(base[i], 1.0) == base[i]);
        CHECK(t, lode_pow(base[i], 0.0) == 1.0);
    }
    CHECK(t, lode_pow(NAN, 0.0) == 1.0);
    CHECK(t, lode_pow(1.0, NAN) == 1.0);
    CHECK(t, isnan(lode_pow(NAN, 1.0)));
    CHECK(t, isnan(lode_pow(2.0, NAN)));
    CHECK(t, isnan(lode_pow(-2.0, 2.0)));
}

static void floor_is_that_of_the_c_library(lode_t *t)
{
    static const double at[] = {0.0,      -0.0,      0.5,          -0.5,
                                1.0,      -1.0,      0x1p51 + 0.5, -0x1p51 - 0.5,
                                0x1p52,   -0x1p52,   1e300,        -INFINITY,
                                INFINITY, 0x1p-1074, -0x1p-1074,   2.9999999999999996};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        lode_note(t, "%.17g", at[i]);
        CHECK(t, lode_floor(at[i]) == floor(at[i]));
    }
    CHECK(t, isnan(lode_floor(NAN)));
    CHECK(t, signbit(lode_floor(-0.0)));
    for (uint32_t i = 0; i < N_RANDOM; i++) {
        double x = random_between(-1.0, 1.0, i, 7) * ldexp(1.0, (int)(i % 54));
        CHECK(t, lode_floor(x) == floor(x));
    }
}

/* FNV-1a over the bits of a number. */
static uint64_t hash_of(uint64_t hash, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    for (int i = 0; i < 8; i++) hash = (hash ^ (bits >> 8 * i & 0xff)) * 0x100000001b3u;
    return hash;
}

static void the_bits_are_the_same_everywhere(lode_t *t)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (uint32_t i = 0; i < 10000; i++) {
        double x = random_between(-700.0, 700.0, i, 8), y = random_between(0.0, 5.0, i, 9);
        hash = hash_of(hash, lode_exp(x));
        hash = hash_of(hash, lode_log(y));
        hash = hash_of(hash, lode_pow(y, x / 100.0));
    }
    if (hash != HASH) printf("# hash %#jx\n", (uintmax_t)hash);
    CHECK(t, hash == HASH);
}

static const lode_test TESTS[] = {
    TEST(exp_is_within_one_ulp),
    TEST(log_is_within_one_ulp),
    TEST(pow_is_as_exact_as_it_says),
    TEST(pow_gives_small_whole_powers_exactly),
    TEST(exp_of_zero_is_one_and_log_of_one_is_zero),
    TEST(exp_overflows_and_underflows_where_it_must),
    TEST(log_takes_zero_subnormal_infinite_and_negative),
    TEST(pow_follows_the_standard_at_the_ends),
    TEST(floor_is_that_of_the_c_library),
    TEST(the_bits_are_the_same_everywhere),
};

LODE_TEST_MAIN(TESTS)
