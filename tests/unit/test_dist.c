/* Distributions: closed forms, reference values, round trips, and what must hold for every u. */
#include "lode_test.h"

#include <float.h>
#include <jansson.h>

#include "base/rng.h"
#include "engine/dist.h"

static const int32_t KINDS[] = {LODE_DIST_FIXED,    LODE_DIST_UNIFORM,    LODE_DIST_TRIANGULAR,
                                LODE_DIST_PERT,     LODE_DIST_LOGUNIFORM, LODE_DIST_LOGTRIANGULAR,
                                LODE_DIST_LOGNORMAL};
enum { N_KIND = sizeof KINDS / sizeof *KINDS, N_RANDOM = 20000 };

static const uint64_t HASH = 0x15dced4d4d566e2f; /* with every compiler and instruction set */

static double random_unit(uint32_t n, uint32_t stream)
{
    uint32_t w[4];
    lode_random(20250404, n, stream, 0, LODE_RNG_SAMPLING, w);
    return lode_unit52(w[0], w[1]);
}

/* Half of them uniform, the others down to 1e-16 from 0 or from 1. */
static double random_probability(uint32_t n)
{
    double u = random_unit(n, 0);
    if (n % 4 == 0) return pow(10.0, -16.0 * u);
    if (n % 4 == 1) return 1.0 - pow(10.0, -15.9 * u);
    return u;
}

static double relative(double got, double want)
{
    return fabs(got - want) / fabs(want);
}

/* --- closed forms -------------------------------------------------------------------------- */

static void uniform_and_loguniform_are_straight_lines(lode_t *t)
{
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_UNIFORM, 2.0, 3.0, 6.0, 0.25), 3.0, 0.0);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_LOGUNIFORM, 1.0, 5.0, 10000.0, 0.25), 10.0, 1e-14);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_LOGUNIFORM, 0.1, 1.0, 1000.0, 0.75), 100.0, 1e-13);
}

static void triangular_is_two_parabolas(lode_t *t)
{
    /* 0, 1, 4: left of the mode F = x^2 / 4; right of it 1 - F = (4 - x)^2 / 12 */
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_TRIANGULAR, 0.0, 1.0, 4.0, 0.0625), 0.5, 1e-15);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_TRIANGULAR, 0.0, 1.0, 4.0, 0.25), 1.0, 1e-15);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_TRIANGULAR, 0.0, 1.0, 4.0, 1.0 - 1.0 / 12.0), 3.0,
               1e-14);

    /* mode at an end */
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_TRIANGULAR, 0.0, 0.0, 1.0, 0.75), 0.5, 1e-15);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_TRIANGULAR, 0.0, 1.0, 1.0, 0.25), 0.5, 1e-15);
}

static void logtriangular_is_the_triangular_of_the_logs(lode_t *t)
{
    /* exp of the triangular 0, 1, 4 */
    double e = exp(1.0), high = exp(4.0);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_LOGTRIANGULAR, 1.0, e, high, 0.0625), sqrt(e),
               1e-14);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_LOGTRIANGULAR, 1.0, e, high, 1.0 - 1.0 / 12.0),
               exp(3.0), 1e-12);
}

static void lognormal_meets_its_5_and_95_percent_points(lode_t *t)
{
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_LOGNORMAL, 50.0, 140.0, 400.0, 0.05), 50.0, 1e-12);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_LOGNORMAL, 50.0, 140.0, 400.0, 0.95), 400.0, 1e-11);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_LOGNORMAL, 1.0, 2.0, 16.0, 0.5), 4.0, 1e-14);
}

static void beta_quantile_inverts_polynomial_distributions(lode_t *t)
{
    for (uint32_t i = 0; i < N_RANDOM; i++) {
        double u = random_probability(i);
        lode_note(t, "u = %.17g", u);

        /* F = x^3;  F = 1 - (1 - x)^5 */
        CHECK(t, relative(lode_beta_quantile(3.0, 1.0, u), cbrt(u)) < 1e-14);
        CHECK(t, relative(lode_beta_quantile(1.0, 5.0, u), -expm1(log1p(-u) / 5.0)) < 1e-14);

        /* F = x^2 (3 - 2 x);  arcsine law: F = 2/pi asin(sqrt x) */
        double x = lode_beta_quantile(2.0, 2.0, u);
        CHECK(t,
              fabs(x * x * (3.0 - 2.0 * x) - u) <= 1e-14 * u + 4.0 * DBL_EPSILON * x * (1.0 - x));
        double s = sin(acos(-1.0) / 2.0 * u);
        CHECK_NEAR(t, lode_beta_quantile(0.5, 0.5, u), s * s, 2e-14 * s * s);
    }
}

static void pert_is_the_beta_with_lambda_4(lode_t *t)
{
    /* 0, 3, 6: beta(3, 3), whose F is x^3 (10 - 15 x + 6 x^2); F(1/4) = 53/512 */
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_PERT, 0.0, 3.0, 6.0, 0.5), 3.0, 1e-14);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_PERT, 0.0, 3.0, 6.0, 53.0 / 512.0), 1.5, 1e-14);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_PERT, 0.0, 3.0, 6.0, 459.0 / 512.0), 4.5, 1e-14);

    /* mode at an end: beta(1, 5), F = 1 - (1 - x)^5 */
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_PERT, 0.0, 0.0, 1.0, 1.0 - 1.0 / 32.0), 0.5, 1e-14);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_PERT, 0.0, 1.0, 1.0, 1.0 / 32.0), 0.5, 1e-14);
}

/* --- normal -------------------------------------------------------------------------------- */

static void normal_cdf_is_that_of_erfc(lode_t *t)
{
    for (double x = -37.0; x < 9.0; x += 0.0013) {
        lode_note(t, "x = %.17g", x);
        CHECK(t, relative(lode_normal_cdf(x),
                          (double)(0.5L * erfcl((long double)-x * sqrtl(0.5L)))) < 1e-15);
    }
    CHECK(t, lode_normal_cdf(0.0) == 0.5);
    CHECK(t, lode_normal_cdf(-INFINITY) == 0.0);
    CHECK(t, lode_normal_cdf(INFINITY) == 1.0);
    CHECK(t, isnan(lode_normal_cdf(NAN)));
}

static void normal_quantile_gives_the_published_values(lode_t *t)
{
    /* the three of AS 241's test, and the 95 % point */
    CHECK_NEAR(t, lode_normal_quantile(0.25), -0.6744897501960817, 1e-16);
    CHECK_NEAR(t, lode_normal_quantile(0.001), -3.090232306167814, 1e-15);
    CHECK_NEAR(t, lode_normal_quantile(1e-20), -9.262340089798408, 4e-15);
    CHECK_NEAR(t, lode_normal_quantile(0.95), 1.6448536269514723, 1e-15);
    CHECK(t, lode_normal_quantile(0.5) == 0.0);
    CHECK(t, lode_normal_quantile(0.0) == -INFINITY);
    CHECK(t, lode_normal_quantile(1.0) == INFINITY);
}

static void normal_quantile_and_cdf_undo_each_other(lode_t *t)
{
    for (uint32_t i = 0; i < N_RANDOM; i++) {
        /* in the lower half, where u says where it is; an error dz makes a relative one of |z| dz */
        double u = 0.5 * pow(10.0, -300.0 * random_unit(i, 1) * random_unit(i, 2));
        double z = lode_normal_quantile(u);
        lode_note(t, "u = %.17g", u);
        CHECK(t, relative(lode_normal_cdf(z), u) < 1e-15 * (2.0 + z * z));
    }
}

/* --- reference ----------------------------------------------------------------------------- */

static double number_at(const json_t *array, size_t i)
{
    return json_number_value(json_array_get(array, i));
}

/* Value and width of the range of a reference case; false where the engine has no such family. */
static bool reference_quantile(const char *name, const json_t *p, double u, double *x,
                               double *width)
{
    double a = number_at(p, 0), b = number_at(p, 1), c = number_at(p, 2);
    *width = 0.0;
    if (strcmp(name, "triangular") == 0 || strcmp(name, "pert") == 0) {
        int32_t dist = name[0] == 't' ? LODE_DIST_TRIANGULAR : LODE_DIST_PERT;
        *x = lode_dist_quantile(dist, a, b, c, u);
        *width = c - a;
    } else if (strcmp(name, "uniform") == 0) {
        *x = lode_dist_quantile(LODE_DIST_UNIFORM, a, a, b, u);
    } else if (strcmp(name, "loguniform") == 0) {
        *x = lode_dist_quantile(LODE_DIST_LOGUNIFORM, a, a, b, u);
    } else if (strcmp(name, "lognormal_p5_p95") == 0) {
        *x = lode_dist_quantile(LODE_DIST_LOGNORMAL, a, a, b, u);
    } else if (strcmp(name, "lognormal") == 0) {
        *x = exp(a + b * lode_normal_quantile(u));
    } else if (strcmp(name, "normal") == 0) {
        *x = a + b * lode_normal_quantile(u);
    } else if (strcmp(name, "beta") == 0) {
        *x = lode_beta_quantile(a, b, u);
    } else {
        return false;
    }
    return true;
}

static void quantiles_agree_with_the_reference(lode_t *t)
{
    json_t *root =
        json_load_file("../shared/reference/uncertainty/golden/distributions.json", 0, NULL);
    if (!root) SKIP(t, "distributions.json is not there: 15 cases");

    const json_t *us = json_object_get(root, "u"), *cases = json_object_get(root, "cases");
    int n_checked = 0;
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *c = json_array_get(cases, i), *xs = json_object_get(c, "x");
        const char *name = json_string_value(json_object_get(c, "distribution"));
        for (size_t j = 0; j < json_array_size(us); j++) {
            double u = number_at(us, j), want = number_at(xs, j), got, width;
            if (!reference_quantile(name, json_object_get(c, "parameters"), u, &got, &width)) break;
            lode_note(t, "%s, case %zu, u = %.17g", name, i, u);

            /* as the file says; and a rounding of the range, which is all the digits it has */
            double tolerance = u < 1e-11 || u > 1.0 - 1e-11 ? 1e-7 : 1e-9;
            CHECK_NEAR(t, got, want, tolerance * fabs(want) + DBL_EPSILON * width);
            n_checked++;
        }
    }
    json_decref(root);
    CHECK_INT(t, n_checked, 10 * 12);
}

/* --- for every u --------------------------------------------------------------------------- */

static void quantiles_rise_with_u(lode_t *t)
{
    static const double mode[] = {1.0, 1.5, 2.0, 4.9, 5.0};
    for (int k = 0; k < N_KIND; k++) {
        for (int m = 0; m < 5; m++) {
            double last = 0.0;
            for (int i = 1; i < 65536; i++) {
                double x = lode_dist_quantile(KINDS[k], 1.0, mode[m], 5.0, i / 65536.0);
                lode_note(t, "kind %d, mode %g, u = %d / 65536", KINDS[k], mode[m], i);
                CHECK(t, x >= last);
                last = x;
            }
        }
    }
}

static void quantiles_stay_in_their_range(lode_t *t)
{
    for (uint32_t i = 0; i < N_RANDOM; i++) {
        double low = pow(10.0, 12.0 * random_unit(i, 3) - 6.0);
        double high = low * (1.0 + pow(10.0, 6.0 * random_unit(i, 4) - 3.0));
        double central = low + (high - low) * random_unit(i, 5);
        if (i % 8 == 0) central = low;
        if (i % 8 == 1) central = high;
        double u = i == 0 ? 0x1.0000000000001p-53 : i == 1 ? 1.0 - 0x1p-53 : random_probability(i);
        for (int k = 0; k < N_KIND; k++) {
            double x = lode_dist_quantile(KINDS[k], low, central, high, u);
            lode_note(t, "kind %d, %.17g .. %.17g .. %.17g, u = %.17g", KINDS[k], low, central,
                      high, u);
            CHECK(t, isfinite(x) && x > 0.0);
            if (KINDS[k] != LODE_DIST_LOGNORMAL) CHECK(t, low <= x && x <= high);
        }
    }
}

static void a_range_of_no_width_gives_its_value_exactly(lode_t *t)
{
    for (int k = 0; k < N_KIND; k++)
        for (uint32_t i = 0; i < 100; i++) {
            double x = random_unit(i, 6);
            CHECK(t, lode_dist_quantile(KINDS[k], x, x, x, random_probability(i)) == x);
        }
    CHECK(t, lode_dist_quantile(LODE_DIST_FIXED, 1.0, 2.0, 3.0, 0.9) == 2.0);
}

static void ranges_across_zero_are_allowed_where_no_log_is_taken(lode_t *t)
{
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_UNIFORM, -1.0, 0.0, 1.0, 0.25), -0.5, 0.0);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_TRIANGULAR, -1.0, 0.0, 1.0, 0.125), -0.5, 1e-15);
    CHECK_NEAR(t, lode_dist_quantile(LODE_DIST_PERT, -3.0, 0.0, 3.0, 53.0 / 512.0), -1.5, 1e-14);
}

static void beta_quantile_takes_shapes_from_a_tenth_to_ten_thousand(lode_t *t)
{
    for (uint32_t i = 0; i < N_RANDOM; i++) {
        double a = pow(10.0, 5.0 * random_unit(i, 7) - 1.0),
               b = pow(10.0, 5.0 * random_unit(i, 8) - 1.0);
        double u = random_unit(i, 9), x = lode_beta_quantile(a, b, u);
        lode_note(t, "a = %.17g, b = %.17g, u = %.17g", a, b, u);
        CHECK(t, 0.0 <= x && x <= 1.0);

        /* from the other end it is the same number */
        CHECK_NEAR(t, 1.0 - lode_beta_quantile(b, a, 1.0 - u), x, 1e-12);
        CHECK(t, lode_beta_quantile(a, b, u * 0.999) <= x);
    }
    CHECK(t, lode_beta_quantile(2.0, 3.0, 0.0) == 0.0);
    CHECK(t, lode_beta_quantile(2.0, 3.0, 1.0) == 1.0);
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
    for (uint32_t i = 0; i < 5000; i++) {
        double u = random_unit(i, 10), mode = 1.0 + 4.0 * random_unit(i, 11);
        for (int k = 0; k < N_KIND; k++)
            hash = hash_of(hash, lode_dist_quantile(KINDS[k], 1.0, mode, 5.0, u));
        hash = hash_of(hash, lode_normal_cdf(10.0 * u - 5.0));
    }
    if (hash != HASH) printf("# hash %#jx\n", (uintmax_t)hash);
    CHECK(t, hash == HASH);
}

static const lode_test TESTS[] = {
    TEST(uniform_and_loguniform_are_straight_lines),
    TEST(triangular_is_two_parabolas),
    TEST(logtriangular_is_the_triangular_of_the_logs),
    TEST(lognormal_meets_its_5_and_95_percent_points),
    TEST(beta_quantile_inverts_polynomial_distributions),
    TEST(pert_is_the_beta_with_lambda_4),
    TEST(normal_cdf_is_that_of_erfc),
    TEST(normal_quantile_gives_the_published_values),
    TEST(normal_quantile_and_cdf_undo_each_other),
    TEST(quantiles_agree_with_the_reference),
    TEST(quantiles_rise_with_u),
    TEST(quantiles_stay_in_their_range),
    TEST(a_range_of_no_width_gives_its_value_exactly),
    TEST(ranges_across_zero_are_allowed_where_no_log_is_taken),
    TEST(beta_quantile_takes_shapes_from_a_tenth_to_ten_thousand),
    TEST(the_bits_are_the_same_everywhere),
};

LODE_TEST_MAIN(TESTS)
