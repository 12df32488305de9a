/* Inside the trade equilibrium: kernels, mixing, Newton steps, derivatives, ensembles, sides, aggregation. */
#include "lode_test.h"

#include <omp.h>

#include "trade/aggregate.h"
#include "trade/ensemble.h"
#include "trade/gradient.h"
#include "trade/kernel.h"
#include "trade/measure.h"
#include "trade/sides.h"
#include "unit/trade_world.h"

/* A world laid out for the solver, with country 0 raising tariffs on country 1 by 30 points. */
typedef struct stage {
    lode_trade_table *w;
    lode_trade_shock *s;
    lode_trade_base b;
    lode_trade_problem p;
    lode_trade_solver *solver;
} stage;

static void set_up(lode_t *t, uint64_t seed, int32_t n, int32_t m, stage *g)
{
    *g = (stage){.w = world_make(seed, n, m, 0.2)};
    CHECK(t, g->w != NULL);
    g->s = lode_trade_shock_new(g->w);
    world_tariff(g->w, g->s, 0, 1, 0.3);
    CHECK(t, lode_trade_base_make(g->w, &g->b) && lode_trade_problem_make(&g->b, g->s, &g->p));
    g->solver = lode_trade_solver_new(&g->b);
    CHECK(t, g->solver != NULL);
}

static void tear_down(stage *g)
{
    lode_trade_solver_free(g->solver);
    lode_trade_problem_free(&g->p);
    lode_trade_base_free(&g->b);
    lode_trade_shock_free(g->s);
    lode_trade_table_free(g->w);
}

static const lode_trade_solution *solve(lode_t *t, stage *g, double tolerance)
{
    lode_trade_options o = lode_trade_default();
    o.tolerance = tolerance;
    const lode_trade_solution *x = lode_trade_solve(g->solver, &g->p, NULL, &o);
    CHECK(t, x->converged);
    return x;
}

/* --- kernels ------------------------------------------------------------------------------------ */

static void exp_and_log_are_those_of_the_library(lode_t *t)
{
    enum { N = 4096 };
    static double x[N], y[N];
    for (int i = 0; i < N; i++) x[i] = (i - N / 2) * 0.33;
    lode_trade_exp(N, 1.0, x, y);
    for (int i = 0; i < N; i++)
        if (fabs(x[i]) < 700.0) CHECK_NEAR(t, y[i] / exp(x[i]), 1.0, 5e-16);
    for (int i = 0; i < N; i++) x[i] = exp((i - N / 2) * 0.33);
    for (int i = 0; i < N; i++) x[i] = fmin(fmax(x[i], 1e-300), 1e300) * 1.1;
    lode_trade_log(N, 1.0, x, y);
    for (int i = 0; i < N; i++) CHECK_NEAR(t, y[i], log(x[i]), 4e-16 * fmax(1.0, fabs(y[i])));
    x[0] = 1.0;
    lode_trade_log(8, -3.0, x, y);
    CHECK_NEAR(t, y[0], 0.0, 0.0);
}

static void kernels_are_their_naive_twins(lode_t *t)
{
    enum { R = 11, C = 16 };
    double m[R * C], x[R * C], v[C], rows[R], got[R * C], want;
    for (int k = 0; k < R * C; k++)
        m[k] = world_unit(1, 1, (uint32_t)k), x[k] = world_unit(1, 2, (uint32_t)k);
    for (int c = 0; c < C; c++) v[c] = world_unit(1, 3, (uint32_t)c);
    for (int r = 0; r < R; r++) rows[r] = world_unit(1, 4, (uint32_t)r);
    lode_trade_combine(R, C, m, rows, got);
    for (int c = 0; c < C; c++) {
        want = 0.0;
        for (int r = 0; r < R; r++) want += m[r * C + c] * rows[r];
        CHECK_NEAR(t, got[c], want, 1e-14);
    }
    lode_trade_project(R, C, m, v, got);
    for (int r = 0; r < R; r++) {
        want = 0.0;
        for (int c = 0; c < C; c++) want += m[r * C + c] * v[c];
        CHECK_NEAR(t, got[r], want, 1e-14);
    }
    memset(got, 0, sizeof got);
    lode_trade_gather(R, C, m, x, got);
    for (int c = 0; c < C; c++) {
        want = 0.0;
        for (int r = 0; r < R; r++) want += m[r * C + c] * x[r * C + c];
        CHECK_NEAR(t, got[c], want, 1e-14);
    }
}

/* --- the solver --------------------------------------------------------------------------------- */

static void newton_steps_find_the_same_equilibrium(lode_t *t)
{
    stage g;
    set_up(t, 1, 7, 5, &g);
    const int64_t n = lode_trade_n_z(&g.b);
    double *mixed = malloc((size_t)n * sizeof *mixed);
    memcpy(mixed, solve(t, &g, 1e-12)->z, (size_t)n * sizeof *mixed);
    lode_trade_options o = lode_trade_default();
    o.newton_only = true;
    const lode_trade_solution *x = lode_trade_solve(g.solver, &g.p, NULL, &o);
    CHECK(t, x->converged && x->newton_steps > 0);
    for (int64_t c = 0; c < n; c++) CHECK_NEAR(t, x->z[c], mixed[c], 1e-10);
    free(mixed);
    tear_down(&g);
}

static void newton_takes_over_where_passes_run_out(lode_t *t)
{
    stage g;
    set_up(t, 2, 7, 5, &g);
    lode_trade_options o = lode_trade_default();
    o.passes = 6;
    const lode_trade_solution *x = lode_trade_solve(g.solver, &g.p, NULL, &o);
    CHECK(t, x->converged && x->newton_steps > 0 && x->residual < 1e-9);
    tear_down(&g);
}

static void where_the_solver_starts_does_not_matter(lode_t *t)
{
    stage g;
    set_up(t, 3, 7, 5, &g);
    const int64_t n = lode_trade_n_z(&g.b);
    double *from = malloc((size_t)n * sizeof *from), *first = malloc((size_t)n * sizeof *first);
    memcpy(first, solve(t, &g, 1e-13)->z, (size_t)n * sizeof *first);
    lode_trade_start(&g.b, from);
    for (int64_t c = 0; c < n; c++)
        if (c % g.b.stride < g.b.n) from[c] += 0.2 * (world_unit(3, 9, (uint32_t)c) - 0.5);
    lode_trade_options o = lode_trade_default();
    o.tolerance = 1e-13;
    const lode_trade_solution *x = lode_trade_solve(g.solver, &g.p, from, &o);
    CHECK(t, x->converged);
    for (int64_t c = 0; c < n; c++) CHECK_NEAR(t, x->z[c], first[c], 1e-11);
    free(from);
    free(first);
    tear_down(&g);
}

/* --- derivatives -------------------------------------------------------------------------------- */

static void backward_is_the_transpose_of_forward(lode_t *t)
{
    stage g;
    lode_arena a = {0};
    lode_trade_flows f, work;
    set_up(t, 4, 6, 4, &g);
    const int64_t n = lode_trade_n_z(&g.b);
    double *x = LODE_TAKE(&a, n, double), *y = LODE_TAKE(&a, n, double),
           *jx = LODE_TAKE(&a, n, double), *jy = LODE_TAKE(&a, n, double),
           *image = LODE_TAKE(&a, n, double);
    CHECK(t,
          lode_trade_flows_take(&g.b, &a, &f) && lode_trade_flows_take(&g.b, &a, &work) && image);
    lode_trade_pass(&g.p, solve(t, &g, 1e-12)->z, &f, image);
    double left = 0.0, right = 0.0;
    for (int64_t c = 0; c < n; c++) {
        bool real = c % g.b.stride < g.b.n;
        x[c] = real ? world_unit(4, 1, (uint32_t)c) - 0.5 : 0.0;
        y[c] = real ? world_unit(4, 2, (uint32_t)c) - 0.5 : 0.0;
    }
    lode_trade_pass_forward(&g.p, &f, x, &work, jx);
    lode_trade_pass_backward(&g.p, &f, y, NULL, &work, jy);
    for (int64_t c = 0; c < n; c++) {
        left += y[c] * jx[c];
        right += jy[c] * x[c];
    }
    CHECK_NEAR(t, left, right, 1e-12 * fmax(1.0, fabs(left)));
    lode_arena_free(&a);
    tear_down(&g);
}

static void forward_is_the_difference_of_two_passes(lode_t *t)
{
    stage g;
    lode_arena a = {0};
    lode_trade_flows f, work;
    set_up(t, 5, 6, 4, &g);
    const int64_t n = lode_trade_n_z(&g.b);
    double *z = LODE_TAKE(&a, n, double), *dz = LODE_TAKE(&a, n, double),
           *up = LODE_TAKE(&a, n, double), *down = LODE_TAKE(&a, n, double),
           *d = LODE_TAKE(&a, n, double);
    const double e = 1e-6;
    CHECK(t, lode_trade_flows_take(&g.b, &a, &f) && lode_trade_flows_take(&g.b, &a, &work) && d);
    memcpy(z, solve(t, &g, 1e-12)->z, (size_t)n * sizeof *z);
    for (int64_t c = 0; c < n; c++)
        dz[c] = c % g.b.stride < g.b.n ? world_unit(5, 1, (uint32_t)c) - 0.5 : 0.0;
    for (int64_t c = 0; c < n; c++) z[c] += e * dz[c];
    lode_trade_pass(&g.p, z, &f, up);
    for (int64_t c = 0; c < n; c++) z[c] -= 2.0 * e * dz[c];
    lode_trade_pass(&g.p, z, &f, down);
    for (int64_t c = 0; c < n; c++) z[c] += e * dz[c];
    lode_trade_pass(&g.p, z, &f, d);
    lode_trade_pass_forward(&g.p, &f, dz, &work, d);
    for (int64_t c = 0; c < n; c++) CHECK_NEAR(t, d[c], (up[c] - down[c]) / (2.0 * e), 1e-8);
    lode_arena_free(&a);
    tear_down(&g);
}

/* Central difference of ln welfare of country 2 with *x, which is left as it was. */
static double difference(lode_t *t, stage *g, double *x, double e, bool factor)
{
    double keep = *x, w[2][8];
    for (int k = 0; k < 2; k++) {
        double by = k ? e : -e;
        *x = factor ? keep * exp(by) : keep + by;
        CHECK(t, lode_trade_problem_make(&g->b, g->s, &g->p));
        lode_trade_welfare(&g->p, solve(t, g, 1e-14), w[k]);
    }
    *x = keep;
    return (w[1][2] - w[0][2]) / (2.0 * e);
}

static void the_gradient_is_the_difference_of_two_equilibria(lode_t *t)
{
    /* taxed and untaxed sectors; own tariffs and others'; the country itself */
    static const int32_t cells[][3] = {{0, 1, 0}, {0, 0, 2}, {1, 2, 1},
                                       {3, 1, 2}, {3, 2, 0}, {1, 2, 2}};
    stage g;
    lode_trade_gradient d;
    set_up(t, 6, 6, 4, &g);
    CHECK(t, lode_trade_gradient_find(&g.p, solve(t, &g, 1e-14), 2, &d));
    for (int k = 0; k < 6; k++) {
        const int64_t at = lode_trade_at(g.w, cells[k][0], cells[k][1], cells[k][2]);
        const int64_t made = cells[k][0] * 6 + cells[k][1];
        lode_note(t, "cell %d", k);
        CHECK_NEAR(t, d.tariff[at], difference(t, &g, &g.s->tariff[at], 1e-4, false), 2e-8);
        CHECK_NEAR(t, d.iceberg[at], difference(t, &g, &g.s->iceberg[at], 1e-4, true), 2e-8);
        CHECK_NEAR(t, d.productivity[made], difference(t, &g, &g.s->productivity[made], 1e-4, true),
                   2e-8);
    }
    lode_trade_gradient_free(&d);
    tear_down(&g);
}

/* --- ensembles ---------------------------------------------------------------------------------- */

static void threads_change_no_bit_of_an_ensemble(lode_t *t)
{
    enum { DRAWS = 37 };
    stage g;
    int32_t failed;
    int most = omp_get_max_threads();
    set_up(t, 7, 6, 4, &g);
    double h[DRAWS * 4], w[3][DRAWS * 6];
    for (int k = 0; k < DRAWS * 4; k++)
        h[k] = g.w->elasticity[k % 4] * (0.5 + 1.5 * world_unit(7, 1, (uint32_t)k));
    for (int threads = 1; threads <= 3; threads++) {
        omp_set_num_threads(threads);
        CHECK(t, lode_trade_ensemble(&g.b, g.s, DRAWS, h, w[threads - 1], &failed));
        CHECK_INT(t, failed, 0);
        CHECK(t, memcmp(w[0], w[threads - 1], sizeof w[0]) == 0);
    }
    omp_set_num_threads(most);
    /* a draw is what a solve of its own gives */
    double alone[6];
    memcpy(g.s->elasticity, h + 5 * 4, 4 * sizeof *h);
    CHECK(t, lode_trade_problem_make(&g.b, g.s, &g.p));
    lode_trade_welfare(&g.p, solve(t, &g, 1e-13), alone);
    for (int n = 0; n < 6; n++) CHECK_NEAR(t, w[0][5 * 6 + n], alone[n], 1e-9);
    tear_down(&g);
}

/* --- two sides ---------------------------------------------------------------------------------- */

/* ln welfare of country `of` where 0 adds a and 1 adds b. */
static double welfare(lode_t *t, const lode_trade_table *w, double a, double b, int32_t of)
{
    lode_trade_shock *s = lode_trade_shock_new(w);
    lode_trade_result r;
    double change;
    world_tariff(w, s, 0, 1, a);
    world_tariff(w, s, 1, 0, b);
    CHECK(t, lode_trade_run(w, s, 0, &r, &change));
    double x = r.of[LODE_TRADE_WELFARE][of];
    lode_trade_result_free(&r);
    lode_trade_shock_free(s);
    return x;
}

static void flip_values_are_where_signs_change(lode_t *t)
{
    lode_trade_table *w = world_make(8, 3, 3, 0.0);
    lode_trade_sides_result r;
    for (int32_t c = 0; c < 27; c++) w->tariff[c] = 0.0;
    lode_diags d = {0};
    lode_trade_balance_report b;
    CHECK(t, lode_trade_balance(w, "world", &b, &d));
    lode_trade_shock *s = lode_trade_shock_new(w);
    CHECK(t, lode_trade_sides(w, s, 0, 1, false, &r));
    /* from free trade, a small tariff gains and the best one is a maximum */
    CHECK(t, r.best[0].found && r.best[0].tariff > 0.01 && r.best[0].welfare_pct[0] > 0.0);
    CHECK(t, welfare(t, w, r.best[0].tariff + 0.01, 0, 0) < r.best[0].welfare_pct[0]);
    CHECK(t, welfare(t, w, r.best[0].tariff - 0.01, 0, 0) < r.best[0].welfare_pct[0]);
    /* and too much of it turns the gain into a loss */
    CHECK(t, r.turn[0].found && r.turn[0].tariff > r.best[0].tariff);
    CHECK(t, welfare(t, w, r.turn[0].tariff - 1e-3, 0, 0) > 0.0 &&
                 welfare(t, w, r.turn[0].tariff + 1e-3, 0, 0) < 0.0);
    CHECK_NEAR(t, r.turn[0].welfare_pct[0], 0.0, 1e-8);
    if (r.spoil.found) {
        CHECK_NEAR(t, r.measure, r.best[0].tariff, 0.0);
        CHECK_NEAR(t, r.spoil.welfare_pct[0], 0.0, 1e-8);
    }
    lode_trade_shock_free(s);
    lode_trade_table_free(w);
    lode_diags_free(&d);
}

static void at_nash_tariffs_neither_gains_by_moving(lode_t *t)
{
    lode_trade_table *w = world_make(9, 3, 3, 0.0);
    lode_trade_shock *s = lode_trade_shock_new(w);
    lode_trade_sides_result r;
    CHECK(t, lode_trade_sides(w, s, 0, 1, false, &r));
    CHECK(t, r.nash_found);
    for (int k = -1; k <= 1; k += 2) {
        CHECK(t, welfare(t, w, fmax(0.0, r.nash[0] + 0.01 * k), r.nash[1], 0) <=
                     r.nash_welfare_pct[0] + 1e-9);
        CHECK(t, welfare(t, w, r.nash[0], fmax(0.0, r.nash[1] + 0.01 * k), 1) <=
                     r.nash_welfare_pct[1] + 1e-9);
    }
    lode_trade_shock_free(s);
    lode_trade_table_free(w);
}

/* --- smaller tables ----------------------------------------------------------------------------- */

static void an_aggregate_of_an_equilibrium_is_one(lode_t *t)
{
    lode_trade_table *w = world_make(10, 6, 5, 0.2);
    int32_t region[] = {0, 1, 1, 2, 2, 2}, group[] = {0, 0, 1, 1, 1};
    char *regions[] = {"A", "B", "C"}, *groups[] = {"x", "y"};
    lode_trade_map r = {.n = 3, .name = regions, .of = region},
                   g = {.n = 2, .name = groups, .of = group};
    lode_trade_table *v = lode_trade_aggregate(w, &r, &g);
    lode_trade_balance_report b;
    lode_diags d = {0};
    CHECK(t, v != NULL);
    CHECK(t, lode_trade_balance(v, "aggregate", &b, &d) && !b.balanced);
    CHECK(t, b.residual < 1e-11);
    double before = 0.0, after = 0.0;
    for (int32_t n = 0; n < 6; n++) before += w->value_added[n];
    for (int32_t n = 0; n < 3; n++) after += v->value_added[n];
    CHECK_NEAR(t, after, before, 1e-12 * before);
    /* tariffs weigh by what they are paid on: revenue stays */
    lode_trade_point from, to;
    CHECK(t, lode_trade_point_make(w, &from) && lode_trade_point_make(v, &to));
    lode_trade_point_base(w, &from);
    lode_trade_point_base(v, &to);
    CHECK_NEAR(t, to.revenue[1], from.revenue[1] + from.revenue[2], 1e-12);
    CHECK(t, v->goods[0] && !v->goods[1]);
    lode_trade_point_free(&from);
    lode_trade_point_free(&to);
    lode_trade_table_free(v);
    lode_trade_table_free(w);
    lode_diags_free(&d);
}

static void an_aggregate_by_itself_changes_nothing(lode_t *t)
{
    lode_trade_table *w = world_make(11, 4, 3, 0.2), *v = lode_trade_aggregate(w, NULL, NULL);
    CHECK(t, v != NULL);
    for (int32_t c = 0; c < 48; c++) {
        CHECK_NEAR(t, v->share[c], w->share[c], 1e-14);
        CHECK_NEAR(t, v->tariff[c], w->tariff[c], 1e-14);
    }
    for (int32_t c = 0; c < 36; c++) CHECK_NEAR(t, v->input[c], w->input[c], 1e-14);
    for (int32_t j = 0; j < 3; j++) CHECK_NEAR(t, v->elasticity[j], w->elasticity[j], 1e-13);
    lode_trade_table_free(v);
    lode_trade_table_free(w);
}

static const lode_test TESTS[] = {
    TEST(exp_and_log_are_those_of_the_library),
    TEST(kernels_are_their_naive_twins),
    TEST(newton_steps_find_the_same_equilibrium),
    TEST(newton_takes_over_where_passes_run_out),
    TEST(where_the_solver_starts_does_not_matter),
    TEST(backward_is_the_transpose_of_forward),
    TEST(forward_is_the_difference_of_two_passes),
    TEST(the_gradient_is_the_difference_of_two_equilibria),
    TEST(threads_change_no_bit_of_an_ensemble),
    TEST(flip_values_are_where_signs_change),
    TEST(at_nash_tariffs_neither_gains_by_moving),
    TEST(an_aggregate_of_an_equilibrium_is_one),
    TEST(an_aggregate_by_itself_changes_nothing),
};
LODE_TEST_MAIN(TESTS)
