/* Static indices on numbers that one can check by hand; published ones are in the golden run of metrics. */
#include "lode_test.h"

#include "exposure/metrics.h"
#include "exposure/network.h"
#include "exposure/rank.h"

/* --- concentration ------------------------------------------------------------------------- */

static void concentration_of_70_20_10(lode_t *t)
{
    const double amount[] = {20, 70, 10};
    lode_concentration c = lode_concentration_of(amount, 3);
    CHECK_NEAR(t, c.hhi, 0.49 + 0.04 + 0.01, 1e-15);
    CHECK_NEAR(t, c.effective, 1 / 0.54, 1e-12);
    CHECK_NEAR(t, c.cr1, 0.7, 1e-15);
    CHECK_NEAR(t, c.cr3, 1.0, 1e-15);
    CHECK_INT(t, c.largest, 1);
    CHECK_INT(t, lode_concentration_of(amount, 0).largest, -1);
    CHECK_NEAR(t, lode_concentration_of((const double[]){0, 0}, 2).hhi, 0, 0);
}

static void governance_weights_run_from_10_to_0(lode_t *t)
{
    CHECK_NEAR(t, lode_wgi_weight(-2.5), 10, 1e-15);
    CHECK_NEAR(t, lode_wgi_weight(2.5), 0, 1e-15);
    const lode_supplier s[] = {{0.5, 4, 1}, {0.5, 2, 1.1}};
    CHECK_NEAR(t, lode_hhi_weighted(s, 2), 0.25 * 4 + 0.25 * 2.2, 1e-15);
    CHECK_NEAR(t, lode_bgs_index(s, 2), (4.0 + 1.0) / 10, 1e-15);
}

/* --- the EU, the USA, GeoPolRisk ----------------------------------------------------------- */

static void supply_risk_mixes_world_and_sourcing_by_import_reliance(lode_t *t)
{
    CHECK_NEAR(t, lode_eu_import_reliance(300, 100, 700), 200.0 / 900, 1e-15);
    lode_eu_supply s = {.hhi_global = 4, .hhi_sourcing = 2, .import_reliance = 1.2, .recycled = 0.5, .substitution = 0.9};
    CHECK_NEAR(t, lode_eu_supply_risk(&s), 3 * 0.5 * 0.9, 1e-15);
    s.import_reliance = -1; /* a net exporter: sourcing only */
    CHECK_NEAR(t, lode_eu_supply_risk(&s), 2 * 0.5 * 0.9, 1e-15);
    CHECK_NEAR(t, lode_eu_economic_importance((const double[]){0.4, 0.6}, (const double[]){100, 50}, 2, 200, 0.9), 3.15, 1e-12);
    CHECK(t, lode_eu_is_critical(1.0, 2.8) && !lode_eu_is_critical(0.99, 5));
}

static void stocks_that_are_built_are_not_used(lode_t *t)
{
    lode_net_import n = lode_net_import_reliance(&(lode_supply_year){.production = 400, .secondary = 100, .imports = 1000, .exports = 200});
    CHECK_NEAR(t, n.consumption, 1300, 1e-12);
    CHECK_NEAR(t, n.reliance, 800.0 / 1300, 1e-15);
    n = lode_net_import_reliance(&(lode_supply_year){.imports = 9000, .exports = 500, .stock_increase = 300});
    CHECK_NEAR(t, n.consumption, 8200, 1e-12);
    n = lode_net_import_reliance(&(lode_supply_year){.production = 43000, .imports = 11900, .exports = 41200});
    CHECK(t, n.exporter && n.reliance < 0);
    CHECK_NEAR(t, lode_usgs_supply_risk(0.5, 0.25, 1), 0.5, 1e-12);
}

static void geopolrisk_counts_domestic_supply_as_safe(lode_t *t)
{
    const lode_partner p[] = {{30, 300, 0.6}, {10, 100, 0.2}};
    lode_geopolrisk g = lode_geopolrisk_of(0.5, 60, p, 2);
    CHECK_NEAR(t, g.import_risk, 0.2, 1e-15);
    CHECK_NEAR(t, g.score, 0.1, 1e-15);
    CHECK_NEAR(t, g.price, 10, 1e-12);
    CHECK_NEAR(t, g.factor, 1 / 0.409412948, 1e-12);
}

/* --- networks ------------------------------------------------------------------------------ */

/* Two mines feed one smelter; its metal feeds two makers, of whom the second also needs boron. */
enum { ORE, METAL, BORON, MAGNET };
static const int32_t MADE[] = {ORE, ORE, METAL, BORON, MAGNET, MAGNET};
static const int32_t NEED_PTR[] = {0, 0, 0, 1, 1, 2, 4};
static const int32_t NEED[] = {ORE, METAL, METAL, BORON};
static const lode_network NETWORK = {6, 4, MADE, NEED_PTR, NEED};

static void cut_sets_are_minimal_and_sorted_by_size(lode_t *t)
{
    uint64_t set[8];
    CHECK_INT(t, lode_network_cuts(&NETWORK, MAGNET, 3, set, 8), 4);
    CHECK_INT(t, set[0], 1 << 2);            /* the smelter          */
    CHECK_INT(t, set[1], 1 << 0 | 1 << 1);   /* both mines           */
    CHECK_INT(t, set[2], 1 << 3 | 1 << 4);   /* boron and maker 1    */
    CHECK_INT(t, set[3], 1 << 4 | 1 << 5);   /* both makers          */
}

static void availability_is_that_of_the_structure(lode_t *t)
{
    const double half[] = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
    double birnbaum[6];
    /* (1 - 1/4) x 1/2 x (1 - 1/2 x 3/4) */
    CHECK_NEAR(t, lode_network_availability(&NETWORK, MAGNET, half, birnbaum), 0.75 * 0.5 * 0.625, 1e-15);
    CHECK_NEAR(t, birnbaum[2], 0.75 * 0.625, 1e-15);
    CHECK_NEAR(t, birnbaum[3], 0.375 * 0.25, 1e-15); /* matters when maker 1 is down and maker 2 stands */
}

static void betweenness_counts_shortest_paths(lode_t *t)
{
    double score[6];
    CHECK(t, lode_network_betweenness(&NETWORK, score));
    CHECK_NEAR(t, score[2], 4, 1e-15); /* two mines x two makers */
    CHECK_NEAR(t, score[0] + score[1] + score[3] + score[4] + score[5], 0, 1e-15);
    lode_alloc_fail_at(1);
    CHECK(t, !lode_network_betweenness(&NETWORK, score));
    lode_alloc_fail_at(0);
}

/* --- ranks --------------------------------------------------------------------------------- */

static void equal_values_share_their_rank(lode_t *t)
{
    double rank[4];
    lode_rank((const double[]){5, 7, 5, 1}, 4, rank);
    CHECK_NEAR(t, rank[0], 2.5, 0);
    CHECK_NEAR(t, rank[1], 1, 0);
    CHECK_NEAR(t, rank[2], 2.5, 0);
    CHECK_NEAR(t, rank[3], 4, 0);
}

static void agreement_runs_from_one_to_minus_one(lode_t *t)
{
    const double up[] = {1, 2, 3, 4}, down[] = {9, 8, 7, 6}, flat[] = {1, 1, 1, 1}, one_swap[] = {1, 3, 2, 4};
    double scratch[8];
    CHECK_NEAR(t, lode_spearman(up, up, 4, scratch), 1, 1e-15);
    CHECK_NEAR(t, lode_spearman(up, down, 4, scratch), -1, 1e-15);
    CHECK_NEAR(t, lode_spearman(up, one_swap, 4, scratch), 0.8, 1e-15);
    CHECK_NEAR(t, lode_kendall(up, one_swap, 4), 4.0 / 6, 1e-15);
    CHECK_NEAR(t, lode_kendall(up, down, 4), -1, 1e-15);
    CHECK(t, isnan(lode_kendall(up, flat, 4)) && isnan(lode_spearman(up, flat, 4, scratch)));
}

/* Ties in both: of 10 pairs 9 differ in x and 9 in y; 7 agree and 1 does not. */
static void kendall_takes_ties_out_of_both_sides(lode_t *t)
{
    const double x[] = {1, 1, 2, 3, 4}, y[] = {1, 2, 2, 4, 3};
    double want = 0, pairs_x = 0, pairs_y = 0;
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < i; j++) {
            want += ((x[i] > x[j]) - (x[i] < x[j])) * ((y[i] > y[j]) - (y[i] < y[j]));
            pairs_x += x[i] != x[j], pairs_y += y[i] != y[j];
        }
    CHECK_NEAR(t, pairs_x, 9, 0);
    CHECK_NEAR(t, pairs_y, 9, 0);
    CHECK_NEAR(t, want, 6, 0);
    CHECK_NEAR(t, lode_kendall(x, y, 5), 6.0 / 9, 1e-15);
}

static void the_pairs_furthest_apart_come_first(lode_t *t)
{
    const double x[] = {4, 3, 2, 1}, y[] = {1, 3, 2, 4};
    double scratch[8];
    lode_disagreement d[2];
    CHECK_INT(t, lode_disagreements(x, y, 4, scratch, d, 2), 2);
    CHECK_INT(t, d[0].a, 0); /* first by x, last by y */
    CHECK_INT(t, d[0].b, 3);
    CHECK_NEAR(t, d[0].gap, 3, 0);
    CHECK(t, d[1].gap <= 2);
}

static const lode_test TESTS[] = {
    TEST(concentration_of_70_20_10),
    TEST(governance_weights_run_from_10_to_0),
    TEST(supply_risk_mixes_world_and_sourcing_by_import_reliance),
    TEST(stocks_that_are_built_are_not_used),
    TEST(geopolrisk_counts_domestic_supply_as_safe),
    TEST(cut_sets_are_minimal_and_sorted_by_size),
    TEST(availability_is_that_of_the_structure),
    TEST(betweenness_counts_shortest_paths),
    TEST(equal_values_share_their_rank),
    TEST(agreement_runs_from_one_to_minus_one),
    TEST(kendall_takes_ties_out_of_both_sides),
    TEST(the_pairs_furthest_apart_come_first),
};
LODE_TEST_MAIN(TESTS)
