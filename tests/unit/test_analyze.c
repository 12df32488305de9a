/* Analyses of tables: closed forms, edge cases, and that the same rows give the same bits. */
#include "scratch.h"

#include "analyze/flips.h"
#include "analyze/morris.h"
#include "analyze/pawn.h"
#include "analyze/prim.h"
#include "analyze/sobol.h"
#include "analyze/table.h"
#include "base/rng.h"
#include "draws/draws.h"
#include "engine/dist.h"

static double random_unit(uint32_t i, uint32_t stream)
{
    uint32_t w[4];
    lode_random(20250404, i, stream, 0, LODE_RNG_SAMPLING, w);
    return lode_unit52(w[0], w[1]);
}

/* --- statistics ---------------------------------------------------------------------------- */

static void student_and_wilson_and_binomial_are_those_of_the_tables(lode_t *t)
{
    CHECK_NEAR(t, lode_student(15, 0.95), 2.131449545559323, 1e-9);
    CHECK_NEAR(t, lode_student(1, 0.95), 12.706204736174698, 1e-8);
    lode_estimate w = lode_wilson(8, 10, 0.95);
    CHECK_NEAR(t, w.low, 0.4901624715, 1e-9);
    CHECK_NEAR(t, w.high, 0.9433178485, 1e-9);
    CHECK_NEAR(t, lode_wilson(0, 10, 0.95).low, 0.0, 0.0);
    CHECK_NEAR(t, lode_wilson(10, 10, 0.95).high, 1.0, 0.0);
    CHECK_NEAR(t, lode_binomial_at_least(3, 4, 0.5), 5.0 / 16.0, 1e-15);
    CHECK_NEAR(t, lode_binomial_at_least(0, 4, 0.5), 1.0, 0.0);
    CHECK_NEAR(t, lode_binomial_at_least(4, 4, 1e-5), 1e-20, 1e-33);
    CHECK_NEAR(t, lode_binomial_at_least(2, 1000, 0.5), 1.0, 1e-14);
}

/* --- Sobol' -------------------------------------------------------------------------------- */

enum { N = 4096, D = 3 };

/* f = 2 x1 + x2 + 0 x3 of independent uniforms: S = T = 4/5, 1/5, 0. y: (D + 2, N) */
static void linear(double *y, int32_t *replicates)
{
    lode_draw_input input[D] = {{"x1", LODE_DIST_UNIFORM, 0, 0.5, 1},
                                {"x2", LODE_DIST_UNIFORM, 0, 0.5, 1},
                                {"x3", LODE_DIST_UNIFORM, 0, 0.5, 1}};
    lode_design_spec spec = {.kind = LODE_DESIGN_SOBOL,
                             .rows = LODE_ROWS_SALTELLI,
                             .n_point = N,
                             .n_input = D,
                             .input = input};
    void *memory = malloc(lode_design_bytes(&spec));
    lode_design d;
    if (lode_design_place(&spec, memory, &d) != LODE_DESIGN_FINE) return;
    for (int64_t row = 0; row < d.n_row; row++)
        y[row % (D + 2) * N + row / (D + 2)] =
            2.0 * lode_draws_unit(&d, row, 0) + lode_draws_unit(&d, row, 1);
    *replicates = d.n_replicate;
    free(memory);
}

static void indices_of_a_sum_are_shares_of_its_variance(lode_t *t)
{
    double *y = malloc((D + 2) * N * sizeof *y);
    static const double want[D] = {0.8, 0.2, 0.0};
    int32_t r = 0;
    linear(y, &r);
    for (int way = 0; way < 2; way++) {
        lode_saltelli s = {.n_point = N,
                           .n_input = D,
                           .n_replicate = way ? r : 0,
                           .a = y,
                           .b = y + (D + 1) * N,
                           .ab = y + N};
        lode_sobol_options o = lode_sobol_options_default();
        o.n_bootstrap = 200;
        lode_sobol all;
        lode_sobol_index index[D];
        CHECK(t, lode_sobol_indices(&s, &o, &all, index, NULL));
        CHECK_NEAR(t, all.mean, 1.5, 1e-3);
        CHECK_NEAR(t, all.variance, 5.0 / 12.0, 1e-3);
        for (int j = 0; j < D; j++) {
            CHECK_NEAR(t, index[j].first.value, want[j], 0.01);
            CHECK_NEAR(t, index[j].total.value, want[j], 0.01);
            CHECK(t, index[j].first.low <= index[j].first.value &&
                         index[j].first.value <= index[j].first.high);
            CHECK(t, index[j].total.high - index[j].total.low < 0.1);
        }
        CHECK_NEAR(t, index[2].total.value, 0.0, 1e-15);
    }
    free(y);
}

static void a_result_that_does_not_vary_has_no_indices(lode_t *t)
{
    double y[5 * 16];
    for (int i = 0; i < 5 * 16; i++) y[i] = 0.1;
    lode_saltelli s = {.n_point = 16, .n_input = 3, .a = y, .b = y + 64, .ab = y + 16};
    lode_sobol_options o = lode_sobol_options_default();
    lode_sobol all;
    lode_sobol_index index[3];
    CHECK(t, lode_sobol_indices(&s, &o, &all, index, NULL));
    CHECK(t, all.constant);
    CHECK_NEAR(t, all.mean, 0.1, 1e-16);
    CHECK_NEAR(t, index[0].total.value, 0.0, 0.0);
}

static void resamples_do_not_depend_on_threads_or_on_luck_with_memory(lode_t *t)
{
    double y[5 * 64];
    for (int i = 0; i < 5 * 64; i++) y[i] = random_unit((uint32_t)i, 1);
    lode_saltelli s = {.n_point = 64, .n_input = 3, .a = y, .b = y + 256, .ab = y + 64};
    lode_sobol_options o = lode_sobol_options_default();
    o.n_bootstrap = 100;
    lode_sobol all;
    lode_sobol_index first[3], again[3];
    CHECK(t, lode_sobol_indices(&s, &o, &all, first, NULL));
    CHECK(t, lode_sobol_indices(&s, &o, &all, again, NULL));
    CHECK(t, memcmp(first, again, sizeof first) == 0);
    bool reached = true;
    for (int n = 1; reached && n < 100; n++) {
        lode_alloc_fail_at(n);
        bool ok = lode_sobol_indices(&s, &o, &all, again, NULL);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, ok || reached);
    }
}

/* --- Morris -------------------------------------------------------------------------------- */

static void effects_of_a_plane_are_its_slopes(lode_t *t)
{
    /* f = 3 x - 2 y over x in 0 .. 10, y in 0 .. 1; two trajectories */
    const double x[] = {0, 5, 5, 10, 5, 5, /* y */ 0, 0, 0.5, 1, 1, 0.5};
    const double low[] = {0, 0}, high[] = {10, 1};
    double f[6];
    for (int i = 0; i < 6; i++) f[i] = 3.0 * x[i] - 2.0 * x[6 + i];
    lode_effects e[2];
    CHECK_INT(t, lode_morris(6, 2, x, f, low, high, 1, e), -1);
    CHECK_NEAR(t, e[0].mu, 30.0, 1e-12);
    CHECK_NEAR(t, e[1].mu, -2.0, 1e-12);
    CHECK_NEAR(t, e[1].mu_star, 2.0, 1e-12);
    CHECK_NEAR(t, e[0].sigma, 0.0, 1e-12);
}

static void a_row_that_is_no_step_is_named(lode_t *t)
{
    const double x[] = {0, 5, 5, 10, 5, 0, /* y */ 0, 0, 0.5, 1, 1, 1}, f[6] = {0};
    const double low[] = {0, 0}, high[] = {10, 1};
    lode_effects e[2];
    CHECK_INT(t, lode_morris(6, 2, x, f, low, high, 1, e), 5); /* x for the second time */
    CHECK_INT(t, lode_morris(5, 2, x, f, low, high, 1, e), 3); /* rows left over */
}

/* --- PAWN ---------------------------------------------------------------------------------- */

static void slices_hold_every_row_once_and_few_values_get_one_each(lode_t *t)
{
    enum { ROWS = 97 };
    double x[ROWS], y[ROWS], few[ROWS];
    for (int i = 0; i < ROWS; i++) {
        x[i] = random_unit((uint32_t)i, 2);
        y[i] = x[i] > 0.6 ? 1.0 : 0.0;
        few[i] = i % 3;
    }
    lode_pawn_result r;
    lode_pawn p;
    CHECK(t, lode_pawn_prepare(ROWS, y, &r));
    CHECK(t, r.truth && !r.constant);
    CHECK(t, lode_pawn_input(&r, x, 10, &p));
    int64_t n = 0;
    for (int s = 0; s < p.n_slice; s++) n += p.slice[s].n;
    CHECK_INT(t, n, ROWS);
    CHECK_INT(t, p.n_slice, 10);
    double flip[LODE_SLICES_MOST];
    CHECK_INT(t, lode_pawn_flips(&p, 0.5, flip), 1);
    CHECK_NEAR(t, flip[0], 0.6, 0.1);
    CHECK(t, lode_pawn_value_of_knowing(&r, &p) > 0.8);
    CHECK(t, lode_pawn_input(&r, few, 10, &p));
    CHECK_INT(t, p.n_slice, 3);
    CHECK_INT(t, p.slice[1].n, 32);
    CHECK(t, lode_pawn_dummy(&r, 1, 10, &p));
    CHECK(t, p.median < 0.4);
    lode_pawn_free(&r);
}

static void distance_is_that_of_the_definition(lode_t *t)
{
    /* a twin that looks at every value of the result */
    enum { ROWS = 60, S = 5 };
    double x[ROWS], y[ROWS];
    for (int i = 0; i < ROWS; i++) {
        x[i] = i;
        y[i] = floor(8.0 * random_unit((uint32_t)i, 3)); /* many ties */
    }
    lode_pawn_result r;
    lode_pawn p;
    CHECK(t, lode_pawn_prepare(ROWS, y, &r) && lode_pawn_input(&r, x, S, &p));
    for (int s = 0; s < S; s++) {
        double largest = 0.0;
        for (int v = 0; v < 8; v++) {
            int here = 0, all = 0;
            for (int i = 0; i < ROWS; i++) {
                all += y[i] <= v;
                here += y[i] <= v && i / (ROWS / S) == s;
            }
            largest = fmax(largest, fabs(here / (double)(ROWS / S) - all / (double)ROWS));
        }
        CHECK_NEAR(t, p.slice[s].ks, largest, 1e-15);
    }
    lode_pawn_free(&r);
}

/* --- PRIM ---------------------------------------------------------------------------------- */

static void a_planted_box_is_found_in_reals_whole_numbers_and_categories(lode_t *t)
{
    enum { ROWS = 2000, M = 4 };
    double *x = malloc(M * ROWS * sizeof *x);
    uint8_t *y = malloc(ROWS), *left = malloc(ROWS);
    static const lode_prim_kind kind[M] = {LODE_PRIM_REAL, LODE_PRIM_WHOLE, LODE_PRIM_CATEGORY,
                                           LODE_PRIM_REAL};
    for (uint32_t i = 0; i < ROWS; i++) {
        x[i] = random_unit(i, 10);
        x[ROWS + i] = floor(20.0 * random_unit(i, 11));
        x[2 * ROWS + i] = floor(4.0 * random_unit(i, 12));
        x[3 * ROWS + i] = random_unit(i, 13);
        y[i] = x[i] > 0.5 && x[ROWS + i] < 12 && x[2 * ROWS + i] > 0.5;
        left[i] = 1;
    }
    lode_prim_data data = {.n = ROWS, .n_input = M, .x = x, .kind = kind, .y = y};
    lode_prim_options o = lode_prim_options_default();
    lode_prim_box box;
    CHECK(t, lode_prim_find(&data, &o, left, &box));
    const lode_prim_step *s = &box.step[lode_prim_choose(&box)];
    CHECK(t, s->density > 0.97 && s->coverage >= 0.8);
    CHECK_NEAR(t, s->limit[0].low, 0.5, 0.05);
    CHECK_NEAR(t, s->limit[1].high, 11.0, 1.0);
    CHECK_INT(t, s->limit[2].member, 14); /* 1, 2, 3 */
    CHECK(t, !s->limit[3].low_set && !s->limit[3].high_set);
    CHECK(t, s->limit[0].low_p < 1e-6 && s->limit[2].low_p < 1e-6);
    int64_t n_in = 0;
    for (int64_t i = 0; i < ROWS; i++) n_in += lode_prim_inside(&data, s->limit, i);
    CHECK_INT(t, n_in, s->n);
    int32_t times[M];
    CHECK(t, lode_prim_stability(&data, &o, 1, 4, times));
    CHECK_INT(t, times[0], 4);
    CHECK_INT(t, times[2], 4);
    lode_prim_free(&box);
    free(x);
    free(y);
    free(left);
}

static void prim_survives_memory_that_runs_out(lode_t *t)
{
    enum { ROWS = 50 };
    double x[ROWS];
    uint8_t y[ROWS], left[ROWS];
    const lode_prim_kind kind = LODE_PRIM_REAL;
    bool reached = true;
    for (int n = 1; reached && n < 500; n++) {
        for (int i = 0; i < ROWS; i++) {
            x[i] = i;
            y[i] = i > 30;
            left[i] = 1;
        }
        lode_prim_data data = {.n = ROWS, .n_input = 1, .x = x, .kind = &kind, .y = y};
        lode_prim_options o = lode_prim_options_default();
        lode_prim_box box;
        lode_alloc_fail_at(n);
        bool ok = lode_prim_find(&data, &o, left, &box);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, ok || reached);
        lode_prim_free(&box);
    }
}

/* --- flips --------------------------------------------------------------------------------- */

static double touches(void *user, double x)
{
    (void)user;
    return (x - 2.0) * (x - 2.0);
}

static double crosses(void *user, double x)
{
    (void)user;
    return 0.5 - x;
}

static double last_day(void *user, double day)
{
    int *calls = user;
    ++*calls;
    return day <= 182.0 ? 1.0 : -1.0;
}

static void to_touch_zero_is_no_flip(lode_t *t)
{
    const double grid[] = {0, 1, 2, 3, 4}, end[] = {2, 3, 4};
    lode_flip flip[4];
    CHECK_INT(t, lode_flips_find(touches, NULL, grid, 5, 1e-9, false, flip, 4), 0);
    CHECK_INT(t, lode_flips_find(touches, NULL, end, 3, 1e-9, false, flip, 4), 0);
}

static void a_zero_at_an_end_is_a_flip_if_the_sign_changes_there(lode_t *t)
{
    const double from[] = {0.5, 1.0}, to[] = {0.0, 0.5}, across[] = {0.0, 0.3, 1.0};
    lode_flip flip[4];
    CHECK_INT(t, lode_flips_find(crosses, NULL, from, 2, 1e-9, false, flip, 4), 1);
    CHECK_NEAR(t, flip[0].value, 0.5, 0.0);
    CHECK(t, flip[0].holds_below);
    CHECK_INT(t, lode_flips_find(crosses, NULL, to, 2, 1e-9, false, flip, 4), 1);
    CHECK_INT(t, lode_flips_find(crosses, NULL, across, 3, 1e-12, false, flip, 4), 1);
    CHECK_NEAR(t, flip[0].value, 0.5, 1e-12);
}

static void whole_numbers_flip_at_the_first_that_fails(lode_t *t)
{
    const double grid[] = {0, 365};
    int calls = 0;
    lode_flip flip[1];
    CHECK_INT(t, lode_flips_find(last_day, &calls, grid, 2, 1.0, true, flip, 1), 1);
    CHECK_NEAR(t, flip[0].value, 183.0, 0.0);
    CHECK(t, calls <= 2 + 9);
}

/* --- tables -------------------------------------------------------------------------------- */

static bool read_text(lode_t *t, const char *text, bool words, lode_table *table, lode_diags *d)
{
    char where[400], path[500];
    scratch_begin(t, where, sizeof where);
    scratch_put(t, where, "table.csv", text);
    snprintf(path, sizeof path, "%s/table.csv", where);
    bool ok = lode_table_read(path, words, table, d);
    scratch_end(where);
    return ok;
}

static void a_table_has_columns_of_four_kinds(lode_t *t)
{
    lode_table table;
    lode_diags d = {0};
    CHECK(t,
          read_text(t, 
              "\xef\xbb\xbf"
              "draw, a ,\"b, c\",d,e\r\n0,1,2.5,true,x\r\n\r\n1,-2,1e3,FALSE,\"y\"\r\n2,3,0,true,x",
              true, &table, &d));
    CHECK_INT(t, table.n_row, 3);
    CHECK_INT(t, table.n_column, 4);
    CHECK_STR(t, table.column[1].name, "b, c");
    CHECK_INT(t, table.column[0].kind, LODE_COLUMN_WHOLE);
    CHECK_INT(t, table.column[1].kind, LODE_COLUMN_REAL);
    CHECK_INT(t, table.column[2].kind, LODE_COLUMN_TRUTH);
    CHECK_INT(t, table.column[3].kind, LODE_COLUMN_WORDS);
    CHECK_NEAR(t, table.column[1].value[1], 1000.0, 0.0);
    CHECK_NEAR(t, table.column[2].value[1], 0.0, 0.0);
    CHECK_NEAR(t, table.column[3].value[2], 0.0, 0.0);
    CHECK_STR(t, table.column[3].word[1], "y");
    CHECK_INT(t, table.line[1], 4);
    CHECK_INT(t, d.n_error, 0);
    lode_table_free(&table);
    lode_diags_free(&d);
}

static void a_broken_table_says_where_once(lode_t *t)
{
    static const struct {
        const char *text;
        int32_t code, line, column;
    } broken[] = {{"a,b\n1,x\n", 703, 2, 3}, {"a,b\n1,2,3\n", 702, 2, 1},
                  {"a,a\n1,2\n", 704, 1, 3}, {"a,\n1,2\n", 705, 1, 3},
                  {"a\n\"1\n", 706, 2, 1},   {"a\n", 701, 0, 0},
                  {"", 701, 0, 0},           {"a\n1\n0x1\n", 703, 3, 1},
                  {"a\nnan\n", 703, 2, 1},   {"a\n1e999\n", 703, 2, 1},
                  {"a,b\n1,\n", 703, 2, 3},  {"a\n1\ntrue\n", 703, 3, 1}};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        lode_table table;
        lode_diags d = {0};
        lode_note(t, "%s", broken[i].text);
        CHECK(t, !read_text(t, broken[i].text, false, &table, &d));
        CHECK(t, d.n_error >= 1);
        CHECK_INT(t, d.item[0].code, broken[i].code);
        CHECK_INT(t, d.item[0].line, broken[i].line);
        CHECK_INT(t, d.item[0].column, broken[i].column);
        lode_table_free(&table);
        lode_diags_free(&d);
    }
    lode_table table;
    lode_diags d = {0};
    CHECK(t, !read_text(t, "a,b\n1,x\n1,2,3\n", true, &table, &d));
    CHECK_INT(t, d.n_error, 1); /* though it is read again for its words */
    lode_table_free(&table);
    lode_diags_free(&d);
}

static const lode_test TESTS[] = {
    TEST(student_and_wilson_and_binomial_are_those_of_the_tables),
    TEST(indices_of_a_sum_are_shares_of_its_variance),
    TEST(a_result_that_does_not_vary_has_no_indices),
    TEST(resamples_do_not_depend_on_threads_or_on_luck_with_memory),
    TEST(effects_of_a_plane_are_its_slopes),
    TEST(a_row_that_is_no_step_is_named),
    TEST(slices_hold_every_row_once_and_few_values_get_one_each),
    TEST(distance_is_that_of_the_definition),
    TEST(a_planted_box_is_found_in_reals_whole_numbers_and_categories),
    TEST(prim_survives_memory_that_runs_out),
    TEST(to_touch_zero_is_no_flip),
    TEST(a_zero_at_an_end_is_a_flip_if_the_sign_changes_there),
    TEST(whole_numbers_flip_at_the_first_that_fails),
    TEST(a_table_has_columns_of_four_kinds),
    TEST(a_broken_table_says_where_once),
};
LODE_TEST_MAIN(TESTS)
