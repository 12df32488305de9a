/* The trade equilibrium: properties that every implementation must have (docs/trade.md 7), and a naive twin. */
#include "lode_test.h"

#include "trade/measure.h"
#include "unit/trade_world.h"

enum { STEPS = 64 };

/* What a shock does to a world; measured as the program does. */
static void run(lode_t *t, const lode_trade_table *w, const lode_trade_shock *s, int32_t steps,
                lode_trade_result *r)
{
    double change;
    CHECK(t, lode_trade_run(w, s, steps, r, &change));
    CHECK(t, r->residual < 1e-9);
}

/* A world, and country 0 raising its tariffs on goods of country 1 by 30 points. */
static lode_trade_table *trade_war(lode_t *t, uint64_t seed, int32_t n, int32_t m, double deficits,
                                   lode_trade_shock **s)
{
    lode_trade_table *w = world_make(seed, n, m, deficits);
    CHECK(t, w != NULL);
    *s = lode_trade_shock_new(w);
    CHECK(t, *s != NULL);
    world_tariff(w, *s, 0, 1, 0.3);
    return w;
}

static void drop(lode_trade_table *w, lode_trade_shock *s, lode_trade_result *r)
{
    lode_trade_result_free(r);
    lode_trade_shock_free(s);
    lode_trade_table_free(w);
}

/* --- nothing changes --------------------------------------------------------------------------- */

static void no_shock_changes_nothing(lode_t *t)
{
    lode_trade_table *w = world_make(1, 5, 4, 0.2);
    lode_trade_shock *s = lode_trade_shock_new(w);
    lode_trade_result r;
    run(t, w, s, STEPS, &r);
    for (int32_t n = 0; n < w->n_country; n++) {
        CHECK_NEAR(t, r.of[LODE_TRADE_WAGE][n], 1.0, 1e-11);
        CHECK_NEAR(t, r.of[LODE_TRADE_WELFARE][n], 0.0, 1e-9);
        CHECK_NEAR(t, r.of[LODE_TRADE_IMPORTS][n], 1.0, 1e-11);
    }
    drop(w, s, &r);
}

static void doubling_all_money_changes_no_hat(lode_t *t)
{
    lode_trade_shock *s, *s2;
    lode_trade_table *w = trade_war(t, 2, 5, 4, 0.2, &s), *w2 = trade_war(t, 2, 5, 4, 0.2, &s2);
    lode_trade_result r, r2;
    for (int32_t n = 0; n < 5; n++) {
        w2->value_added[n] *= 2.0;
        w2->deficit[n] *= 2.0;
        s2->deficit[n] *= 2.0;
    }
    for (int32_t c = 0; c < 20; c++) w2->spending[c] *= 2.0;
    run(t, w, s, 0, &r);
    run(t, w2, s2, 0, &r2);
    for (int32_t n = 0; n < 5; n++) {
        CHECK_NEAR(t, r2.of[LODE_TRADE_WAGE][n], r.of[LODE_TRADE_WAGE][n], 1e-11);
        CHECK_NEAR(t, r2.of[LODE_TRADE_WELFARE][n], r.of[LODE_TRADE_WELFARE][n], 1e-9);
    }
    drop(w, s, &r);
    drop(w2, s2, &r2);
}

/* --- renaming and splitting -------------------------------------------------------------------- */

/* The world with country n at place 4 - n. */
static void turn_round(const lode_trade_table *w, const lode_trade_shock *s, lode_trade_table *v,
                       lode_trade_shock *u)
{
    const int32_t nn = w->n_country;
    for (int32_t j = 0; j < w->n_sector; j++) {
        v->elasticity[j] = u->elasticity[j] = w->elasticity[j];
        for (int32_t n = 0; n < nn; n++) {
            const int32_t from = j * nn + n, to = j * nn + nn - 1 - n;
            v->value_share[to] = w->value_share[from];
            v->final_share[to] = w->final_share[from];
            v->spending[to] = w->spending[from];
            for (int32_t k = 0; k < w->n_sector; k++)
                v->input[(j * w->n_sector + k) * nn + nn - 1 - n] =
                    w->input[(j * w->n_sector + k) * nn + n];
            for (int32_t i = 0; i < nn; i++) {
                const int64_t cell = lode_trade_at(w, j, i, n),
                              other = lode_trade_at(w, j, nn - 1 - i, nn - 1 - n);
                v->share[other] = w->share[cell];
                v->tariff[other] = w->tariff[cell];
                u->tariff[other] = s->tariff[cell];
            }
        }
    }
    for (int32_t n = 0; n < nn; n++) {
        v->value_added[nn - 1 - n] = w->value_added[n];
        v->deficit[nn - 1 - n] = u->deficit[nn - 1 - n] = w->deficit[n];
    }
}

static void permuting_countries_permutes_results(lode_t *t)
{
    lode_trade_shock *s, *u;
    lode_trade_table *w = trade_war(t, 3, 5, 4, 0.2, &s), *v = trade_war(t, 3, 5, 4, 0.2, &u);
    lode_trade_result r, q;
    turn_round(w, s, v, u);
    run(t, w, s, STEPS, &r);
    run(t, v, u, STEPS, &q);
    for (int k = 0; k < LODE_TRADE_N_MEASURE; k++)
        for (int32_t n = 0; n < 5; n++) CHECK_NEAR(t, q.of[k][4 - n], r.of[k][n], 1e-9);
    drop(w, s, &r);
    drop(v, u, &q);
}

/* The world with its last sector as two halves. */
static void split_last(const lode_trade_table *w, const lode_trade_shock *s, lode_trade_table *v,
                       lode_trade_shock *u)
{
    const int32_t nn = w->n_country, m = w->n_sector;
    for (int32_t j = 0; j <= m; j++) {
        const int32_t from = j < m ? j : m - 1;
        const double part = from == m - 1 ? 0.5 : 1.0;
        v->elasticity[j] = u->elasticity[j] = w->elasticity[from];
        for (int32_t n = 0; n < nn; n++) {
            v->value_share[j * nn + n] = w->value_share[from * nn + n];
            v->final_share[j * nn + n] = part * w->final_share[from * nn + n];
            v->spending[j * nn + n] = part * w->spending[from * nn + n];
            for (int32_t k = 0; k <= m; k++) {
                const int32_t input = k < m ? k : m - 1;
                v->input[(j * (m + 1) + k) * nn + n] =
                    (input == m - 1 ? 0.5 : 1.0) * w->input[(from * m + input) * nn + n];
            }
            for (int32_t i = 0; i < nn; i++) {
                v->share[lode_trade_at(v, j, i, n)] = w->share[lode_trade_at(w, from, i, n)];
                v->tariff[lode_trade_at(v, j, i, n)] = w->tariff[lode_trade_at(w, from, i, n)];
                u->tariff[lode_trade_at(v, j, i, n)] = s->tariff[lode_trade_at(w, from, i, n)];
            }
        }
    }
    for (int32_t n = 0; n < nn; n++) {
        v->value_added[n] = w->value_added[n];
        v->deficit[n] = u->deficit[n] = w->deficit[n];
    }
}

static void a_sector_in_two_halves_changes_nothing(lode_t *t)
{
    lode_trade_shock *s, *u;
    lode_trade_table *w = trade_war(t, 4, 4, 3, 0.1, &s), *v = trade_war(t, 4, 4, 4, 0.1, &u);
    lode_trade_result r, q;
    split_last(w, s, v, u);
    run(t, w, s, STEPS, &r);
    run(t, v, u, STEPS, &q);
    for (int k = 0; k < LODE_TRADE_N_MEASURE; k++)
        for (int32_t n = 0; n < 4; n++) CHECK_NEAR(t, q.of[k][n], r.of[k][n], 1e-9);
    drop(w, s, &r);
    drop(v, u, &q);
}

/* --- paths ------------------------------------------------------------------------------------- */

/* Make the equilibrium of `r` the base of `v`: spending, shares, tariffs, value added. */
static void rebase(const lode_trade_table *w, const lode_trade_shock *s, const lode_trade_result *r,
                   lode_trade_table *v)
{
    const int32_t nn = w->n_country;
    for (int32_t n = 0; n < nn; n++)
        v->value_added[n] = w->value_added[n] * r->of[LODE_TRADE_WAGE][n];
    for (int32_t j = 0; j < w->n_sector; j++)
        for (int32_t n = 0; n < nn; n++) {
            v->spending[j * nn + n] = r->spending[j * nn + n];
            for (int32_t i = 0; i < nn; i++) {
                int64_t at = lode_trade_at(w, j, i, n);
                v->tariff[at] = s->tariff[at];
                v->share[at] = r->now.flow[at] * (1.0 + s->tariff[at]) / r->spending[j * nn + n];
            }
        }
}

static void two_steps_are_one_step(lode_t *t)
{
    lode_trade_shock *s, *u;
    lode_trade_table *w = trade_war(t, 5, 5, 4, 0.2, &s), *v = trade_war(t, 5, 5, 4, 0.2, &u);
    lode_trade_result half, rest, whole;
    run(t, w, s, 0, &half);
    rebase(w, s, &half, v);
    /* the second step: country 2 answers */
    world_tariff(w, s, 2, 0, 0.5);
    memcpy(u->tariff, s->tariff, (size_t)(4 * 5 * 5) * sizeof(double));
    run(t, v, u, 0, &rest);
    run(t, w, s, 0, &whole);
    for (int32_t n = 0; n < 5; n++) {
        double two = half.of[LODE_TRADE_WELFARE_LOG][n] + rest.of[LODE_TRADE_WELFARE_LOG][n];
        CHECK_NEAR(t, two, whole.of[LODE_TRADE_WELFARE_LOG][n], 1e-8);
    }
    lode_trade_result_free(&half);
    drop(w, s, &whole);
    drop(v, u, &rest);
}

static void parts_along_the_path_add_up_to_exact_welfare(lode_t *t)
{
    lode_trade_shock *s;
    lode_trade_table *w = trade_war(t, 6, 5, 4, 0.2, &s);
    lode_trade_result coarse, fine;
    /* everything at once: tariffs, iceberg costs, productivity, a transfer */
    s->iceberg[lode_trade_at(w, 1, 2, 3)] = 1.4;
    s->productivity[1 * 5 + 2] = 0.9;
    s->deficit[0] += 0.1;
    s->deficit[3] -= 0.1;
    run(t, w, s, 16, &coarse);
    run(t, w, s, 64, &fine);
    CHECK(t, fine.path_gap < 1e-3);
    /* second order: a quarter of the step leaves a sixteenth of the gap */
    CHECK_NEAR(t, coarse.path_gap / fine.path_gap, 16.0, 1.0);
    lode_trade_result_free(&coarse);
    drop(w, s, &fine);
}

static void a_tiny_shock_has_first_order_welfare_right(lode_t *t)
{
    lode_trade_table *w = world_make(7, 5, 4, 0.2);
    lode_trade_shock *s = lode_trade_shock_new(w);
    lode_trade_result r;
    world_tariff(w, s, 0, 1, 1e-4);
    s->iceberg[lode_trade_at(w, 1, 2, 3)] = 1.0001;
    s->productivity[1 * 5 + 2] = 0.9999;
    run(t, w, s, 0, &r);
    for (int32_t n = 0; n < 5; n++)
        CHECK_NEAR(t, r.of[LODE_TRADE_WELFARE_LINEAR][n], r.of[LODE_TRADE_WELFARE][n], 1e-6);
    drop(w, s, &r);
}

/* --- closed forms ------------------------------------------------------------------------------ */

/* One sector, no tariffs, no deficits; iceberg costs that end trade. */
static void check_autarky(lode_t *t, double value_share)
{
    lode_trade_table *w = world_make(8, 4, 1, 0.0);
    lode_diags d = {0};
    lode_trade_balance_report b;
    for (int32_t c = 0; c < 16; c++) w->tariff[c] = 0.0;
    for (int32_t n = 0; n < 4; n++) {
        w->value_share[n] = value_share;
        w->input[n] = 1.0 - value_share;
    }
    CHECK(t, lode_trade_balance(w, "world", &b, &d));
    lode_trade_shock *s = lode_trade_shock_new(w);
    lode_trade_result r;
    for (int32_t i = 0; i < 4; i++)
        for (int32_t n = 0; n < 4; n++)
            if (i != n) s->iceberg[lode_trade_at(w, 0, i, n)] = 1e12;
    run(t, w, s, 0, &r);
    for (int32_t n = 0; n < 4; n++) {
        double own = w->share[lode_trade_at(w, 0, n, n)];
        CHECK_NEAR(t, r.of[LODE_TRADE_WELFARE_LOG][n],
                   100.0 * log(own) / (w->elasticity[0] * value_share), 1e-8);
    }
    drop(w, s, &r);
    lode_diags_free(&d);
}

static void autarky_costs_the_own_share_to_the_power_of_one_over_the_elasticity(lode_t *t)
{
    check_autarky(t, 1.0);
}

static void with_inputs_autarky_costs_more(lode_t *t)
{
    check_autarky(t, 0.4);
}

/* Two countries alike in all. */
static lode_trade_table *twins(void)
{
    lode_trade_table *w = world_make(9, 2, 1, 0.0);
    for (int32_t n = 0; n < 2; n++) {
        w->value_share[n] = 1.0;
        w->input[n] = 0.0;
        w->value_added[n] = w->spending[n] = 1.0;
        w->deficit[n] = 0.0;
        for (int32_t i = 0; i < 2; i++) {
            w->tariff[lode_trade_at(w, 0, i, n)] = 0.0;
            w->share[lode_trade_at(w, 0, i, n)] = i == n ? 0.7 : 0.3;
        }
    }
    return w;
}

static void a_small_symmetric_tariff_costs_second_order(lode_t *t)
{
    double cost[2];
    for (int k = 0; k < 2; k++) {
        lode_trade_table *w = twins();
        lode_trade_shock *s = lode_trade_shock_new(w);
        lode_trade_result r;
        world_tariff(w, s, 0, 1, k ? 0.02 : 0.01);
        world_tariff(w, s, 1, 0, k ? 0.02 : 0.01);
        run(t, w, s, 0, &r);
        cost[k] = -r.of[LODE_TRADE_WELFARE_LOG][0];
        CHECK_NEAR(t, r.of[LODE_TRADE_WAGE][0], 1.0, 1e-11);
        drop(w, s, &r);
    }
    CHECK(t, cost[0] > 0.0);
    CHECK_NEAR(t, cost[1] / cost[0], 4.0, 0.1);
}

static void an_iceberg_cost_is_a_tariff_whose_revenue_is_lost(lode_t *t)
{
    lode_trade_result r[2];
    for (int k = 0; k < 2; k++) {
        lode_trade_table *w = twins();
        lode_trade_shock *s = lode_trade_shock_new(w);
        for (int32_t n = 0; n < 2; n++) {
            int64_t at = lode_trade_at(w, 0, 1 - n, n);
            if (k) s->iceberg[at] = 1.2;
            else s->tariff[at] = 0.2;
        }
        run(t, w, s, 0, &r[k]);
        lode_trade_shock_free(s);
        lode_trade_table_free(w);
    }
    /* by symmetry wages stay, so prices are alike; income is not */
    CHECK_NEAR(t, r[0].of[LODE_TRADE_CPI][0], r[1].of[LODE_TRADE_CPI][0], 1e-11);
    CHECK(t, r[0].of[LODE_TRADE_INCOME][0] > r[1].of[LODE_TRADE_INCOME][0] + 0.01);
    CHECK_NEAR(t, r[1].of[LODE_TRADE_REVENUE_NEW][0], 0.0, 1e-12);
    for (int k = 0; k < 2; k++) lode_trade_result_free(&r[k]);
}

/* --- a naive twin ------------------------------------------------------------------------------ */

/* Conditions 1 to 6 written down once more, with pow and plain loops, at what the program returned. */
static double naive_residual(const lode_trade_table *w, const lode_trade_shock *s,
                             const lode_trade_result *r)
{
    enum { MOST = 64 };
    const int32_t nn = w->n_country, m = w->n_sector;
    double worst = 0.0, c[MOST], y[MOST] = {0}, revenue[8] = {0};
    for (int32_t n = 0; n < nn; n++)
        for (int32_t j = 0; j < m; j++) {
            c[j * nn + n] = pow(r->of[LODE_TRADE_WAGE][n], w->value_share[j * nn + n]) /
                            s->productivity[j * nn + n];
            for (int32_t k = 0; k < m; k++)
                c[j * nn + n] *= pow(r->price[k * nn + n], w->input[(j * m + k) * nn + n]);
        }
    for (int32_t j = 0; j < m; j++)
        for (int32_t n = 0; n < nn; n++) {
            double sum = 0.0, h = s->elasticity[j];
            for (int32_t i = 0; i < nn; i++) {
                int64_t at = lode_trade_at(w, j, i, n);
                double k = s->iceberg[at] * (1.0 + s->tariff[at]) / (1.0 + w->tariff[at]);
                double term = w->share[at] * pow(k * c[j * nn + i], -h);
                double flow = term * pow(r->price[j * nn + n], h) * r->spending[j * nn + n] /
                              (1.0 + s->tariff[at]);
                y[j * nn + i] += flow;
                revenue[n] += s->tariff[at] * flow;
                sum += term;
            }
            worst = fmax(worst, fabs(pow(sum, -1.0 / h) / r->price[j * nn + n] - 1.0));
        }
    for (int32_t n = 0; n < nn; n++) {
        double income = r->of[LODE_TRADE_WAGE][n] * w->value_added[n] + revenue[n] + s->deficit[n],
               earned = 0.0;
        for (int32_t k = 0; k < m; k++) {
            double want = w->final_share[k * nn + n] * income;
            for (int32_t j = 0; j < m; j++) want += w->input[(j * m + k) * nn + n] * y[j * nn + n];
            worst = fmax(worst, fabs(want / r->spending[k * nn + n] - 1.0));
            earned += w->value_share[k * nn + n] * y[k * nn + n];
        }
        worst = fmax(worst, fabs(earned / (r->of[LODE_TRADE_WAGE][n] * w->value_added[n]) - 1.0));
    }
    return worst;
}

static void all_conditions_hold_at_what_is_returned(lode_t *t)
{
    for (uint64_t seed = 10; seed < 16; seed++) {
        lode_trade_shock *s;
        lode_trade_table *w = trade_war(t, seed, 6, 5, 0.3, &s);
        lode_trade_result r;
        lode_note(t, "seed %d", (int)seed);
        s->iceberg[lode_trade_at(w, 1, 2, 3)] = 1.4;
        s->productivity[2 * 6 + 1] = 1.2;
        for (int32_t j = 0; j < 5; j++) s->elasticity[j] *= seed % 2 ? 0.5 : 2.0;
        run(t, w, s, 0, &r);
        CHECK(t, naive_residual(w, s, &r) < 1e-10);
        /* the world's trade is balanced */
        double balance = 0.0;
        for (int32_t n = 0; n < 6; n++) balance += s->deficit[n];
        CHECK_NEAR(t, balance, 0.0, 1e-12);
        drop(w, s, &r);
    }
}

static void large_shocks_are_solved(lode_t *t)
{
    static const double rates[] = {-0.3, -0.5, 10.0, 1000.0};
    for (int k = 0; k < 4; k++) {
        lode_trade_table *w = world_make(20, 6, 5, 0.1);
        lode_trade_shock *s = lode_trade_shock_new(w);
        lode_trade_result r;
        lode_note(t, "rate %g", rates[k]);
        for (int32_t j = 0; j < 5; j++) s->tariff[lode_trade_at(w, j, 1, 0)] = rates[k];
        run(t, w, s, 0, &r);
        CHECK(t, naive_residual(w, s, &r) < 1e-9);
        drop(w, s, &r);
    }
}

static void a_subsidy_that_nobody_can_pay_has_no_equilibrium(lode_t *t)
{
    lode_trade_table *w = world_make(20, 6, 5, 0.1);
    lode_trade_shock *s = lode_trade_shock_new(w);
    lode_trade_result r;
    double change;
    for (int32_t j = 0; j < 5; j++) s->tariff[lode_trade_at(w, j, 1, 0)] = -0.99;
    CHECK(t, !lode_trade_run(w, s, 0, &r, &change));
    CHECK(t, change != 0.0);
    drop(w, s, &r);
}

static void a_sector_that_nobody_buys_stays_dead(lode_t *t)
{
    lode_trade_table *w = world_make(21, 4, 3, 0.0);
    lode_diags d = {0};
    lode_trade_balance_report b;
    /* country 2 neither buys nor uses sector 1 */
    for (int32_t i = 0; i < 4; i++) w->share[lode_trade_at(w, 1, i, 2)] = 0.0;
    w->spending[1 * 4 + 2] = w->final_share[1 * 4 + 2] = 0.0;
    world_close(&w->final_share[2], 3, 4);
    for (int32_t j = 0; j < 3; j++) {
        w->input[(j * 3 + 0) * 4 + 2] += w->input[(j * 3 + 1) * 4 + 2];
        w->input[(j * 3 + 1) * 4 + 2] = 0.0;
    }
    CHECK(t, lode_trade_balance(w, "world", &b, &d));
    lode_trade_shock *s = lode_trade_shock_new(w);
    lode_trade_result r;
    world_tariff(w, s, 0, 1, 0.3);
    run(t, w, s, 0, &r);
    CHECK_NEAR(t, r.price[1 * 4 + 2], 1.0, 0.0);
    CHECK_NEAR(t, r.spending[1 * 4 + 2], 0.0, 0.0);
    drop(w, s, &r);
    lode_diags_free(&d);
}

static void memory_that_runs_out_fails_cleanly(lode_t *t)
{
    lode_trade_shock *s;
    lode_trade_table *w = trade_war(t, 22, 3, 2, 0.1, &s);
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_trade_result r;
        double change;
        lode_alloc_fail_at(n);
        bool ok = lode_trade_run(w, s, 2, &r, &change);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, ok || (reached && change == 0.0));
        lode_trade_result_free(&r);
    }
    lode_trade_shock_free(s);
    lode_trade_table_free(w);
}

static const lode_test TESTS[] = {
    TEST(no_shock_changes_nothing),
    TEST(doubling_all_money_changes_no_hat),
    TEST(permuting_countries_permutes_results),
    TEST(a_sector_in_two_halves_changes_nothing),
    TEST(two_steps_are_one_step),
    TEST(parts_along_the_path_add_up_to_exact_welfare),
    TEST(a_tiny_shock_has_first_order_welfare_right),
    TEST(autarky_costs_the_own_share_to_the_power_of_one_over_the_elasticity),
    TEST(with_inputs_autarky_costs_more),
    TEST(a_small_symmetric_tariff_costs_second_order),
    TEST(an_iceberg_cost_is_a_tariff_whose_revenue_is_lost),
    TEST(all_conditions_hold_at_what_is_returned),
    TEST(large_shocks_are_solved),
    TEST(a_subsidy_that_nobody_can_pay_has_no_equilibrium),
    TEST(a_sector_that_nobody_buys_stays_dead),
    TEST(memory_that_runs_out_fails_cleanly),
};
LODE_TEST_MAIN(TESTS)
