/* Numbers as text: exact for machines, short for people. */
#include "lode_test.h"

#include <float.h>
#include <inttypes.h>
#include <locale.h>

#include "base/rng.h"
#include "out/decimal.h"

static void check_as_printf(lode_t *t, double x)
{
    char got[LODE_DECIMAL_SIZE], want[64];
    size_t length = lode_decimal(x, got);
    snprintf(want, sizeof want, "%.10g", x);
    if (strcmp(got, want) != 0) lode_note(t, "%a", x);
    CHECK_STR(t, got, want);
    CHECK_INT(t, length, strlen(want));
}

static void numbers_are_written_as_printf_does(lode_t *t)
{
    static const double x[] = {1.0,     -1.0,         0.1,           1.0 / 3.0,     2.0 / 3.0,
                               1e-5,    9.9999e-5,    1e-4,          123456.789,    9999999999.0,
                               1e10,    12345678905., 1e21,          1e22,          1e-11,
                               DBL_MAX, DBL_MIN,      DBL_EPSILON,   0x1p-1074,     0.99999999995,
                               99999.5, 9999999999.5, 1.00000000005, 1.23456789050, 1e300};
    for (size_t i = 0; i < sizeof x / sizeof x[0]; i++) {
        check_as_printf(t, x[i]);
        check_as_printf(t, -x[i]);
    }
}

/* bits, quarters, ties in the eleventh digit, and numbers of daily life */
static void random_numbers_are_written_as_printf_does(lode_t *t)
{
    for (uint32_t i = 0; i < 200000; i++) {
        uint32_t w[4];
        lode_random(7, i, 0, 0, LODE_RNG_SAMPLING, w);
        uint64_t bits = (uint64_t)w[0] << 32 | w[1];
        double any;
        memcpy(&any, &bits, sizeof any);
        if (isfinite(any) && any != 0.0) check_as_printf(t, any);
        double scale = pow(10.0, (int)(w[2] % 30) - 12);
        check_as_printf(t, (w[3] + 1.0) / 4.0);
        check_as_printf(t, (w[3] + 1.0) * scale);
        check_as_printf(t, ((double)(w[3] % 1000000000u) + 1000000000.5) * scale);
    }
}

static void zero_has_no_sign_and_what_is_not_finite_is_blank(lode_t *t)
{
    char got[LODE_DECIMAL_SIZE];
    lode_decimal(-0.0, got);
    CHECK_STR(t, got, "0");
    CHECK_INT(t, lode_decimal(NAN, got), 0);
    CHECK_STR(t, got, "");
    CHECK_INT(t, lode_decimal(-INFINITY, got), 0);
    CHECK_STR(t, got, "");
}

static void the_locale_changes_nothing(lode_t *t)
{
    static const char *const with_comma[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR"};
    bool found = false;
    for (size_t i = 0; i < 4 && !found; i++) found = setlocale(LC_NUMERIC, with_comma[i]) != NULL;
    char tie[LODE_DECIMAL_SIZE], small[LODE_DECIMAL_SIZE], big[LODE_DECIMAL_SIZE];
    lode_decimal(1.00000000250, tie); /* not by the fast way */
    lode_decimal(1.5e-30, small);
    lode_humane(1.25e6, big);
    setlocale(LC_NUMERIC, "C");
    CHECK_STR(t, small, "1.5e-30");
    CHECK_STR(t, big, "1.3 M");
    CHECK_STR(t, tie, "1.000000002");
    if (!found) SKIP(t, "no locale with a decimal comma on this machine");
}

static void people_get_two_or_three_digits(lode_t *t)
{
    static const struct {
        double x;
        const char *want;
    } cases[] = {{0, "0"},
                 {0.4, "0"},
                 {-0.4, "0"},
                 {0.6, "1"},
                 {38.4, "38"},
                 {-38.4, "-38"},
                 {999.4, "999"},
                 {999.6, "1.0 k"},
                 {1234, "1.2 k"},
                 {9951, "10 k"},
                 {45e6, "45 M"},
                 {99.96e6, "100 M"},
                 {120e6, "120 M"},
                 {999.6e6, "1.0 bn"},
                 {1.2345e9, "1.2 bn"},
                 {-2.5e12, "-2.5 tn"},
                 {999.4e12, "999 tn"},
                 {1e16, "1.0e16"},
                 {NAN, "?"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char got[LODE_DECIMAL_SIZE];
        CHECK_STR(t, lode_humane(cases[i].x, got), cases[i].want);
    }
}

static void shares_are_whole_percents(lode_t *t)
{
    char got[LODE_DECIMAL_SIZE];
    CHECK_STR(t, lode_humane_share(0.043, got), "4 %");
    CHECK_STR(t, lode_humane_share(0.0, got), "0 %");
    CHECK_STR(t, lode_humane_share(0.003, got), "<1 %");
    CHECK_STR(t, lode_humane_share(1.0, got), "100 %");
    CHECK_STR(t, lode_humane_share(NAN, got), "?");
    CHECK_STR(t, lode_humane_small(3.14159e-13, got), "3.1e-13");
    CHECK_STR(t, lode_humane_small(0.0, got), "0");
}

static const lode_test TESTS[] = {
    TEST(numbers_are_written_as_printf_does),
    TEST(random_numbers_are_written_as_printf_does),
    TEST(zero_has_no_sign_and_what_is_not_finite_is_blank),
    TEST(the_locale_changes_nothing),
    TEST(people_get_two_or_three_digits),
    TEST(shares_are_whole_percents),
};

LODE_TEST_MAIN(TESTS)
