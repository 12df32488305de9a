/* Designs: strata, balance, streams, dependence, and that a draw is the same however it is asked for. */
#include "lode_test.h"

#include "analyze/dependence.h"
#include "draws/copula.h"
#include "draws/draws.h"
#include "draws/family.h"
#include "engine/dist.h"

enum { MOST = 16 };

static const char *const NAMES[MOST] = {"a", "b", "c", "d", "e", "f", "g", "h",
                                        "i", "j", "k", "l", "m", "n", "o", "p"};

/* A design over `n_input` uniform inputs on 0 .. 1 with names from `first_name` on. */
typedef struct made {
    lode_draw_input input[MOST];
    lode_design_spec spec;
    lode_design d;
    void *memory;
    lode_design_fault fault;
} made;

static void make(made *m, lode_design_kind kind, int64_t n_point, int32_t n_input,
                 int32_t first_name)
{
    for (int32_t j = 0; j < n_input; j++)
        m->input[j] = (lode_draw_input){NAMES[first_name + j], LODE_DIST_UNIFORM, 0.0, 0.5, 1.0};
    m->spec.kind = kind;
    m->spec.n_point = n_point;
    m->spec.n_input = n_input;
    m->spec.input = m->input;
    m->memory = malloc(lode_design_bytes(&m->spec));
    m->fault = lode_design_place(&m->spec, m->memory, &m->d);
}

static lode_lane *lanes(int32_t n)
{
    return aligned_alloc(64, (size_t)n * sizeof(lode_lane));
}

/* --- balance ------------------------------------------------------------------------------- */

static void a_latin_hypercube_has_one_point_per_stratum(lode_t *t)
{
    for (int64_t n = 1; n <= 1000; n = 3 * n + 1) {
        made m = {0};
        make(&m, LODE_DESIGN_LHS, n, 3, 0);
        for (int32_t j = 0; j < 3; j++) {
            unsigned char *seen = calloc((size_t)n, 1);
            for (int64_t i = 0; i < n; i++)
                seen[(int64_t)(lode_draws_unit(&m.d, i, j) * (double)n)]++;
            for (int64_t i = 0; i < n; i++) CHECK_INT(t, seen[i], 1);
            free(seen);
        }
        free(m.memory);
    }
}

static void each_replicate_of_a_hypercube_is_one(lode_t *t)
{
    made m = {.spec.n_replicate = 4};
    make(&m, LODE_DESIGN_LHS, 99, 1, 0);
    CHECK_INT(t, m.d.n_row, 100);
    for (int r = 0; r < 4; r++) {
        unsigned seen = 0;
        for (int64_t i = 0; i < 25; i++)
            seen |= 1u << (unsigned)(lode_draws_unit(&m.d, r * 25 + i, 0) * 25.0);
        CHECK_INT(t, seen, (1u << 25) - 1);
    }
    free(m.memory);
}

static void every_sobol_coordinate_fills_its_intervals(lode_t *t)
{
    made m = {.spec.n_replicate = 2, .spec.seed = 7};
    make(&m, LODE_DESIGN_SOBOL, 512, MOST, 0);
    CHECK_INT(t, m.d.per_replicate, 256);
    for (int32_t j = 0; j < MOST; j++)
        for (int r = 0; r < 2; r++) {
            unsigned char seen[256] = {0};
            for (int64_t i = 0; i < 256; i++)
                seen[(int)(lode_draws_unit(&m.d, r * 256 + i, j) * 256.0)]++;
            for (int i = 0; i < 256; i++) CHECK_INT(t, seen[i], 1);
        }
    free(m.memory);
}

static void the_first_two_sobol_coordinates_fill_elementary_boxes(lode_t *t)
{
    made m = {.spec.n_replicate = 1, .spec.seed = 3};
    make(&m, LODE_DESIGN_SOBOL, 256, 2, 0);
    for (int split = 0; split <= 8; split++) {
        unsigned char seen[256] = {0};
        int wide = 1 << split, high = 256 >> split;
        for (int64_t i = 0; i < 256; i++) {
            int x = (int)(lode_draws_unit(&m.d, i, 0) * wide),
                y = (int)(lode_draws_unit(&m.d, i, 1) * high);
            seen[x * high + y]++;
        }
        for (int i = 0; i < 256; i++) CHECK_INT(t, seen[i], 1);
    }
    free(m.memory);
}

static void a_permutation_hits_everything_once(lode_t *t)
{
    for (uint32_t n = 1; n < 3000; n = n * 2 + 1) {
        unsigned char *seen = calloc(n, 1);
        for (uint32_t i = 0; i < n; i++) seen[lode_permute(5, 99, 1, n, i)]++;
        for (uint32_t i = 0; i < n; i++) CHECK_INT(t, seen[i], 1);
        free(seen);
    }
}

static void sobol_draws_round_up_to_replicates_of_a_power_of_two(lode_t *t)
{
    CHECK_INT(t, lode_design_round(LODE_DESIGN_SOBOL, 10000, 0), 16384);
    CHECK_INT(t, lode_design_round(LODE_DESIGN_SOBOL, 16384, 0), 16384);
    CHECK_INT(t, lode_design_round(LODE_DESIGN_SOBOL, 1, 0), 16);
    CHECK_INT(t, lode_design_round(LODE_DESIGN_SOBOL, 10000, 1), 16384);
    CHECK_INT(t, lode_design_round(LODE_DESIGN_PHILOX, 10000, 0), 10000);
    CHECK_INT(t, lode_design_round(LODE_DESIGN_LHS, 10000, 3), 10002);
}

/* --- the same draw ------------------------------------------------------------------------- */

static void a_draw_does_not_depend_on_which_others_are_made(lode_t *t)
{
    for (int kind = 0; kind < 3; kind++) {
        made m = {.spec.seed = 11};
        make(&m, (lode_design_kind)kind, 1000, 5, 0);
        lode_lane *x = lanes(5), *y = lanes(5);
        for (int64_t first = 0; first < 64; first += 8) {
            lode_draws_fill(&m.d, first, x);
            for (int64_t shift = 0; shift < 8; shift++) {
                lode_draws_fill(&m.d, first + shift, y);
                for (int32_t j = 0; j < 5; j++)
                    CHECK(t, memcmp(&y[j].v[0], &x[j].v[shift], sizeof(double)) == 0);
            }
        }
        free(x);
        free(y);
        free(m.memory);
    }
}

static void another_input_leaves_the_streams_of_the_others(lode_t *t)
{
    for (int kind = LODE_DESIGN_PHILOX; kind <= LODE_DESIGN_LHS; kind += 2) {
        made few = {0}, more = {0};
        make(&few, (lode_design_kind)kind, 100, 3, 1);
        make(&more, (lode_design_kind)kind, 100, 4, 0); /* "a" comes before them */
        for (int64_t n = 0; n < 100; n++)
            for (int32_t j = 0; j < 3; j++)
                CHECK(t, fabs(lode_draws_unit(&few.d, n, j) - lode_draws_unit(&more.d, n, j + 1)) <=
                             0.0);
        free(few.memory);
        free(more.memory);
    }
}

static void seeds_and_replicates_differ(lode_t *t)
{
    made a = {.spec.seed = 1}, b = {.spec.seed = 2};
    make(&a, LODE_DESIGN_SOBOL, 64, 1, 0);
    make(&b, LODE_DESIGN_SOBOL, 64, 1, 0);
    CHECK(t, fabs(lode_draws_unit(&a.d, 0, 0) - lode_draws_unit(&b.d, 0, 0)) > 0.0);
    CHECK(t, fabs(lode_draws_unit(&a.d, 0, 0) - lode_draws_unit(&a.d, 4, 0)) > 0.0);
    free(a.memory);
    free(b.memory);
}

/* --- pairs of points ----------------------------------------------------------------------- */

static void rows_of_a_pair_exchange_one_input_each(lode_t *t)
{
    for (int kind = 0; kind < 3; kind++) {
        made m = {.spec.rows = LODE_ROWS_SECOND_ORDER};
        make(&m, (lode_design_kind)kind, 16, 3, 0);
        CHECK_INT(t, m.d.n_row, 16 * 8);
        for (int64_t base = 0; base < m.d.n_row; base += 8)
            for (int32_t j = 0; j < 3; j++) {
                double a = lode_draws_unit(&m.d, base, j), b = lode_draws_unit(&m.d, base + 7, j);
                CHECK(t, fabs(a - b) > 0.0);
                for (int row = 1; row < 7; row++) {
                    bool second = row <= 3 ? row - 1 == j : row - 4 != j;
                    CHECK_NEAR(t, lode_draws_unit(&m.d, base + row, j), second ? b : a, 0.0);
                }
            }
        free(m.memory);
    }
}

static void a_fixed_input_takes_no_dimension(lode_t *t)
{
    made with = {0}, without = {0};
    make(&without, LODE_DESIGN_SOBOL, 16, 1, 1);
    with.spec.n_point = 16;
    for (int32_t j = 0; j < 2; j++)
        with.input[j] =
            (lode_draw_input){NAMES[j], j ? LODE_DIST_UNIFORM : LODE_DIST_FIXED, 0.0, 0.5, 1.0};
    with.spec.kind = LODE_DESIGN_SOBOL;
    with.spec.n_input = 2;
    with.spec.input = with.input;
    with.memory = malloc(lode_design_bytes(&with.spec));
    CHECK_INT(t, lode_design_place(&with.spec, with.memory, &with.d), LODE_DESIGN_FINE);
    CHECK_INT(t, with.d.n_uncertain, 1);
    for (int64_t n = 0; n < 16; n++)
        CHECK_NEAR(t, lode_draws_unit(&with.d, n, 1), lode_draws_unit(&without.d, n, 0), 0.0);
    free(with.memory);
    free(without.memory);
}

/* --- dependence ---------------------------------------------------------------------------- */

static void a_copula_gives_the_rank_correlation_asked_for(lode_t *t)
{
    static const int32_t member[] = {2, 0};
    static const double matrix[] = {1.0, -0.7, -0.7, 1.0};
    const lode_copula copula = {.n = 2, .input = member, .correlation = matrix, .spearman = true};
    made m = {.spec.n_copula = 1, .spec.copula = &copula};
    make(&m, LODE_DESIGN_SOBOL, 16384, 3, 0);
    CHECK_INT(t, m.fault, LODE_DESIGN_FINE);
    lode_lane *x = lanes(3);
    double product[2] = {0};
    for (int64_t n = 0; n < m.d.n_row; n += 8) {
        lode_draws_fill(&m.d, n, x);
        for (int k = 0; k < 8; k++) {
            product[0] += (x[0].v[k] - 0.5) * (x[2].v[k] - 0.5);
            product[1] += (x[0].v[k] - 0.5) * (x[1].v[k] - 0.5);
        }
    }
    /* of uniforms Pearson's correlation is Spearman's */
    CHECK_NEAR(t, product[0] / (double)m.d.n_row * 12.0, -0.7, 0.005);
    CHECK_NEAR(t, product[1] / (double)m.d.n_row * 12.0, 0.0, 0.005);
    free(x);
    free(m.memory);
}

static void correlations_that_cannot_be_are_refused(lode_t *t)
{
    static const int32_t member[] = {0, 1, 2};
    static const double matrix[] = {1.0, 0.9, -0.9, 0.9, 1.0, 0.9, -0.9, 0.9, 1.0};
    const lode_copula copula = {.n = 3, .input = member, .correlation = matrix};
    made m = {.spec.n_copula = 1, .spec.copula = &copula};
    make(&m, LODE_DESIGN_PHILOX, 10, 3, 0);
    CHECK_INT(t, m.fault, LODE_DESIGN_NOT_A_CORRELATION);
    CHECK_INT(t, m.d.at, 0);
    double work[36], nearest[9], lower[9];
    CHECK_NEAR(t, lode_smallest_eigenvalue(3, matrix, work), -0.8, 1e-12);
    lode_nearest_correlation(3, matrix, 1e-8, nearest, work);
    CHECK(t, lode_cholesky(3, nearest, lower));
    CHECK_NEAR(t, nearest[1], 0.5,
               1e-6); /* by symmetry all three sizes are the same, and at most 1/2 */
    CHECK_NEAR(t, nearest[2], -0.5, 1e-6);
    CHECK_NEAR(t, nearest[0], 1.0, 0.0);

    lode_diags d = {0};
    lode_dependence_complain(&copula, m.input, (lode_place){"case.yaml", 3, 0, 0}, &d);
    CHECK_INT(t, d.n_error, 1);
    CHECK_HAS(t, d.item[0].message, "the smallest eigenvalue is -0.8");
    CHECK_HAS(t, d.item[0].hint, "a and b 0.500, a and c -0.500, b and c 0.500");
    lode_diags_free(&d);
    free(m.memory);
}

static void shares_add_up_and_fixed_ones_stay(lode_t *t)
{
    static const int32_t member[] = {0, 1, 2};
    const lode_simplex simplex = {.n = 3, .input = member, .total = 1.0};
    made m = {.spec.n_simplex = 1, .spec.simplex = &simplex, .spec.n_point = 40, .spec.n_input = 3};
    m.spec.input = m.input;
    m.input[0] = (lode_draw_input){"a", LODE_DIST_FIXED, 0.25, 0.25, 0.25};
    m.input[1] = (lode_draw_input){"b", LODE_DIST_UNIFORM, 0.3, 0.4, 0.5};
    m.input[2] = (lode_draw_input){"c", LODE_DIST_UNIFORM, 0.2, 0.35, 0.5};
    m.memory = malloc(lode_design_bytes(&m.spec));
    CHECK_INT(t, lode_design_place(&m.spec, m.memory, &m.d), LODE_DESIGN_FINE);
    lode_lane *x = lanes(3);
    for (int64_t n = 0; n < 40; n += 8) {
        lode_draws_fill(&m.d, n, x);
        for (int k = 0; k < 8; k++) {
            CHECK_NEAR(t, x[0].v[k], 0.25, 0.0);
            CHECK_NEAR(t, x[0].v[k] + x[1].v[k] + x[2].v[k], 1.0, 1e-15);
        }
    }
    free(x);
    free(m.memory);
}

static void designs_that_cannot_be_say_why(lode_t *t)
{
    static const int32_t twice[] = {0, 0}, outside[] = {0, 7};
    static const double matrix[] = {1.0, 0.5, 0.5, 1.0};
    lode_copula copula = {.n = 2, .input = twice, .correlation = matrix};
    made same = {0}, none = {0}, two = {.spec.n_copula = 1, .spec.copula = &copula};
    make(&none, LODE_DESIGN_LHS, 0, 1, 0);
    CHECK_INT(t, none.fault, LODE_DESIGN_NO_POINTS);
    make(&two, LODE_DESIGN_PHILOX, 10, 2, 0);
    CHECK_INT(t, two.fault, LODE_DESIGN_TWO_GROUPS);
    copula.input = outside;
    CHECK_INT(t, lode_design_place(&two.spec, two.memory, &two.d), LODE_DESIGN_UNKNOWN_INPUT);
    two.spec.rows = LODE_ROWS_SALTELLI;
    CHECK_INT(t, lode_design_place(&two.spec, two.memory, &two.d), LODE_DESIGN_DEPENDENT);
    make(&same, LODE_DESIGN_PHILOX, 10, 2, 0);
    same.input[1].name = "a";
    CHECK_INT(t, lode_design_place(&same.spec, same.memory, &same.d), LODE_DESIGN_SAME_NAME);
    CHECK_INT(t, same.d.at, 1);
    free(none.memory);
    free(two.memory);
    free(same.memory);
}

/* --- families ------------------------------------------------------------------------------ */

/* Mean and variance by the quantiles in the middle of 20,000 strata. */
static void moments_agree_with_quantiles(lode_t *t)
{
    static const double normal[] = {3, 2}, tail[] = {0, 1, 4, 6}, logs[] = {0.5, 0.3},
                        points[] = {50, 90}, wide[] = {0.1, 100}, triangle[] = {1, 2, 5},
                        pert[] = {1, 2, 5, 6}, beta[] = {2, 5}, gamma[] = {3.5, 2},
                        weibull[] = {1.5, 10}, values[] = {0, 30, 60, 90}, weights[] = {1, 5, 3, 1},
                        p[] = {0, 0.05, 0.5, 0.95, 1}, v[] = {10, 20, 45, 90, 120};
    static const lode_family families[] = {{LODE_FAMILY_NORMAL, 2, normal, NULL},
                                           {LODE_FAMILY_TRUNCATED_NORMAL, 4, tail, NULL},
                                           {LODE_FAMILY_LOGNORMAL, 2, logs, NULL},
                                           {LODE_FAMILY_LOGNORMAL_P5_P95, 2, points, NULL},
                                           {LODE_FAMILY_LOGUNIFORM, 2, wide, NULL},
                                           {LODE_FAMILY_LOGTRIANGULAR, 3, triangle, NULL},
                                           {LODE_FAMILY_TRIANGULAR, 3, triangle, NULL},
                                           {LODE_FAMILY_PERT, 4, pert, NULL},
                                           {LODE_FAMILY_BETA, 2, beta, NULL},
                                           {LODE_FAMILY_GAMMA, 2, gamma, NULL},
                                           {LODE_FAMILY_WEIBULL, 2, weibull, NULL},
                                           {LODE_FAMILY_DISCRETE, 4, values, weights},
                                           {LODE_FAMILY_QUANTILES, 5, p, v},
                                           {LODE_FAMILY_UNIFORM, 2, wide, NULL}};
    enum { N = 20000 };
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        double mean, variance, sum = 0.0, square = 0.0, last = -INFINITY;
        lode_note(t, "family %zu", f);
        CHECK(t, lode_family_valid(&families[f]));
        lode_family_moments(&families[f], &mean, &variance);
        for (int i = 0; i < N; i++) {
            double x = lode_family_quantile(&families[f], (i + 0.5) / N);
            CHECK(t, x >= last);
            last = x;
            sum += x / N;
            square += (x - mean) * (x - mean) / N;
        }
        CHECK_NEAR(t, sum, mean, 2e-4 * mean);
        CHECK_NEAR(t, square, variance, 5e-3 * variance);
        CHECK(t, isfinite(lode_family_quantile(&families[f], 0x1p-53)));
        CHECK(t, isfinite(lode_family_quantile(&families[f], 1.0 - 0x1p-53)));
    }
}

static void gamma_with_whole_shape_is_a_sum_of_exponentials(lode_t *t)
{
    /* shape 1: exponential; shape 2: 1 - (1 + x) e^-x */
    static const double one[] = {1, 3}, two[] = {2, 1};
    const lode_family exponential = {LODE_FAMILY_GAMMA, 2, one, NULL},
                      erlang = {LODE_FAMILY_GAMMA, 2, two, NULL};
    for (double u = 1e-12; u < 1.0; u = u < 0.1 ? u * 10.0 : u + 0.1) {
        CHECK_NEAR(t, lode_family_quantile(&exponential, u), -3.0 * log1p(-u),
                   1e-11 * -3.0 * log1p(-u));
        double x = lode_family_quantile(&erlang, u);
        CHECK_NEAR(t, -expm1(-x) - x * exp(-x), u, fmax(1e-11 * u, 1e-16));
    }
}

static void families_that_are_none_are_refused(lode_t *t)
{
    static const double down[] = {2, 1}, negative[] = {1, -1}, zero[] = {0, 0}, values[] = {1, 2},
                        p[] = {0.1, 1};
    const lode_family bad[] = {
        {LODE_FAMILY_UNIFORM, 2, down, NULL},    {LODE_FAMILY_NORMAL, 2, negative, NULL},
        {LODE_FAMILY_DISCRETE, 2, values, zero}, {LODE_FAMILY_DISCRETE, 2, values, negative},
        {LODE_FAMILY_QUANTILES, 2, p, values},   {LODE_FAMILY_TRIANGULAR, 2, values, NULL},
        {LODE_FAMILY_LOGUNIFORM, 2, zero, NULL}, {LODE_FAMILY_COUNT, 2, values, NULL}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) CHECK(t, !lode_family_valid(&bad[i]));
    CHECK_INT(t, lode_family_find("truncated_normal"), LODE_FAMILY_TRUNCATED_NORMAL);
    CHECK_INT(t, lode_family_find("cauchy"), LODE_FAMILY_COUNT);
}

static const lode_test TESTS[] = {
    TEST(a_latin_hypercube_has_one_point_per_stratum),
    TEST(each_replicate_of_a_hypercube_is_one),
    TEST(every_sobol_coordinate_fills_its_intervals),
    TEST(the_first_two_sobol_coordinates_fill_elementary_boxes),
    TEST(a_permutation_hits_everything_once),
    TEST(sobol_draws_round_up_to_replicates_of_a_power_of_two),
    TEST(a_draw_does_not_depend_on_which_others_are_made),
    TEST(another_input_leaves_the_streams_of_the_others),
    TEST(seeds_and_replicates_differ),
    TEST(rows_of_a_pair_exchange_one_input_each),
    TEST(a_fixed_input_takes_no_dimension),
    TEST(a_copula_gives_the_rank_correlation_asked_for),
    TEST(correlations_that_cannot_be_are_refused),
    TEST(shares_add_up_and_fixed_ones_stay),
    TEST(designs_that_cannot_be_say_why),
    TEST(moments_agree_with_quantiles),
    TEST(gamma_with_whole_shape_is_a_sum_of_exponentials),
    TEST(families_that_are_none_are_refused),
};
LODE_TEST_MAIN(TESTS)
