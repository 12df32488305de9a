/* Chains that pencil and paper solve: bans, quotas, licences, leaks, tariffs, qualification. Stocks and capacity:
 * test_engine_pencil.c. */
#include "pencil.h"

/* r(30), the part of a gap closed in a day */
static double r30(void)
{
    return 1 - exp(-1.0 / 30);
}

/* Two suppliers of one user, 5 a day each, with capacity to spare; links 0 and 1. */
static void two_mines_and_user(double first, double second, double capacity)
{
    net_clear(&n);
    int a = net_maker(&n, first, capacity, 0), b = net_maker(&n, second, capacity, 0);
    int g = net_input(&n, net_demand(&n, first + second), 1, 60, 0);
    net_link_add(&n, a, g, first, 7);
    net_link_add(&n, b, g, second, 7);
}

/* Licence on day 20, 30 days of processing, then 30 % of the flow in batches for 30 days: 0.3 x 10 x 30 = 90 on day 50.
 * Nothing leaves on days 20 to 49, so 300 are missing; the user orders 10 and r of the gap. The gap is 300 exp(-k/30)
 * after k days of shipping, so that 10 k + 300 (1 - exp(-k/30)) have left: 77.4 after four days, all 90 on the fifth. */
static void a_licence_gives_nothing_and_then_batches(lode_t *t)
{
    mine_and_user(100, 0, 90, 0, 7);
    net_measure *a = measure(LODE_LICENCE, 20, FOREVER, 0);
    a->share = 0.3;
    a->processing = 30;
    a->period = 30;
    run(t, 1, 110);
    check_days(t, p.ship[0], 0, 19, 10);
    check_days(t, p.ship[0], 20, 49, 0);
    for (int k = 0; k < 4; k++) CHECK_NEAR(t, p.ship[0][50 + k], 10 + 300 * r30() * exp(-k / 30.0), 1e-9);
    CHECK_NEAR(t, p.ship[0][54], 90 - 40 - 300 * (1 - exp(-4 / 30.0)), 1e-9);
    check_days(t, p.ship[0], 55, 79, 0);
    for (int batch = 50; batch <= 80; batch += 30) {
        double sum = 0;
        for (int d = batch; d < batch + 30; d++) sum += p.ship[0][d];
        CHECK_NEAR(t, sum, 90, 1e-9);
    }
}

/* A batch of 300 is granted on day 21, and the licence ends on day 28: what was not used is gone, and not a hair of what
 * is shipped afterwards goes out under it. Steps of a week. */
static void no_allowance_is_left_when_a_licence_ends(lode_t *t)
{
    mine_and_user(12, 0, 90, 0, 7);
    net_measure *a = measure(LODE_LICENCE, 21, 28, 0);
    a->share = 1;
    a->period = 30;
    run(t, 7, 20);
    CHECK_NEAR(t, p.allowance[0][3], 230, 1e-9);
    for (int step = 4; step < 20; step++) CHECK(t, p.allowance[0][step] == 0);
    check_days(t, p.ship[0], 0, 19, 70);
}

/* What is left of one measure's allowance is not carried into another's: 300 granted on day 10, 10 a day used; the ban
 * of day 15 leaves nothing of it, though the licence is in force until day 40. */
static void an_allowance_ends_with_the_rule_of_its_measure(lode_t *t)
{
    mine_and_user(12, 0, 90, 0, 7);
    net_measure *a = measure(LODE_LICENCE, 10, 40, 0);
    a->share = 1;
    a->period = 30;
    measure(LODE_BAN, 15, 20, 0);
    run(t, 1, 60);
    check_days(t, p.ship[0], 0, 14, 10);
    CHECK_NEAR(t, p.allowance[0][14], 250, 1e-9);
    /* from day 20 the licence governs again, but its next batch is that of day 40, when it has ended */
    check_days(t, p.ship[0], 15, 39, 0);
    check_days(t, p.allowance[0], 15, 59, 0);
    CHECK(t, p.ship[0][40] > 10);
}

/* Five days of processing, ten of validity, and a batch for thirty days: of 300, some 100 to 150 go out before the
 * approval lapses. The rest is not used while the next one is processed. */
static void what_is_left_lapses_with_its_approval(lode_t *t)
{
    mine_and_user(30, 0, 90, 0, 7);
    net_measure *a = measure(LODE_LICENCE, 10, FOREVER, 0);
    a->share = 1;
    a->period = 30;
    a->processing = 5;
    a->lapses = true;
    a->validity = 10;
    run(t, 1, 100);
    for (int d = 10; d < 100; d++) {
        lode_note(t, "day %d", d);
        CHECK(t, (d - 10) % 15 < 5 ? p.ship[0][d] == 0 : p.ship[0][d] >= 10);
    }
}

/* Weekly steps and a ban from day 24: three days of step 3 are free, so 3/7 of the order leave. */
static void a_ban_within_a_step_counts_by_the_day(lode_t *t)
{
    mine_and_user(12, 0, 90, 0, 7);
    measure(LODE_BAN, 24, FOREVER, 0);
    run(t, 7, 6);
    check_days(t, p.ship[0], 0, 2, 70);
    CHECK_NEAR(t, p.ship[0][3], 30, 1e-9);
    check_days(t, p.ship[0], 4, 5, 0);
}

/* 40 % of 5 a day may pass: 2 of 10. The share of the link comes to rest at exactly that, the other supplies 8. */
static void shares_settle_at_what_a_quota_carries(lode_t *t)
{
    two_mines_and_user(5, 5, 20);
    measure(LODE_QUOTA, 20, FOREVER, 0)->share = 0.4;
    run(t, 1, 1500);
    check_days(t, p.ship[0], 20, 100, 2);
    CHECK_NEAR(t, p.share[0][1499], 0.2, 1e-9);
    CHECK_NEAR(t, p.ship[0][1499], 2, 1e-9);
    CHECK_NEAR(t, p.ship[1][1499], 8, 1e-9);
}

/* Banned from day 20, one of two suppliers loses its share as exp(-k/30), the other gains it while it has room; the
 * same way back after day 60. Shares move at the end of the day before, when the ban is known for the next. */
static void shares_go_and_come_back_as_exponentials(lode_t *t)
{
    two_mines_and_user(5, 5, 50);
    measure(LODE_BAN, 20, 60, 0);
    run(t, 1, 200);
    for (int k = 1; k <= 40; k++) CHECK_NEAR(t, p.share[0][18 + k], 0.5 * exp(-k / 30.0), 1e-9);
    double lowest = 0.5 * exp(-40 / 30.0);
    for (int k = 1; k <= 100; k++) CHECK_NEAR(t, p.share[0][58 + k], 0.5 - (0.5 - lowest) * exp(-k / 30.0), 1e-9);
    for (int d = 0; d < 200; d++) CHECK_NEAR(t, p.share[0][d] + p.share[1][d], 1, 1e-15);
}

/* 10 % of the flow leaks and takes 20 days more: banned on day 10, 1 a day still leaves and arrives from day
 * 10 + 7 + 20 = 37 on. The last ones shipped openly arrive on day 16. */
static void what_leaks_travels_longer(lode_t *t)
{
    mine_and_user(12, 0, 90, 0, 7);
    net_measure *a = measure(LODE_BAN, 10, FOREVER, 0);
    a->leak = 0.1;
    a->leak_delay = 20;
    run(t, 1, 80);
    check_days(t, p.ship[0], 10, 79, 1);
    check_days(t, p.arrived[0], 0, 16, 10);
    check_days(t, p.arrived[0], 17, 36, 0);
    check_days(t, p.arrived[0], 37, 79, 1);
}

/* 25 % on one of two suppliers with 6 and 4 a day, sigma = 2: 6 / 1.25^2 = 3.84 against 4, so 3.84 / 7.84 of the
 * orders; the share goes there as exp(-k/30). */
static void a_tariff_tilts_shares_by_its_elasticity(lode_t *t)
{
    two_mines_and_user(6, 4, 50);
    n.group[0].sigma = 2;
    measure(LODE_TARIFF, 20, FOREVER, 0)->rate = 0.25;
    run(t, 1, 300);
    double goal = 3.84 / 7.84;
    for (int k = 1; k <= 200; k++) CHECK_NEAR(t, p.share[0][18 + k], goal + (0.6 - goal) * exp(-k / 30.0), 1e-9);
    check_days(t, p.need[0], 0, 299, 10);
}

/* With 60 % of purchases 25 % dearer the price is 1.15; at an elasticity of 0.5, 10 / 1.075 are bought. A tariff in
 * force on 3 of 7 days counts 3/7 in a weekly step. */
static void dearer_goods_are_wanted_less(lode_t *t)
{
    for (int h = 1; h <= 7; h += 6) {
        two_mines_and_user(6, 4, 50);
        n.site[2].elasticity = 0.5;
        measure(LODE_TARIFF, h == 1 ? 0 : 4, FOREVER, 0)->rate = 0.25;
        run(t, h, 1);
        double days = h == 1 ? 1 : 3.0 / 7;
        CHECK_NEAR(t, p.made[2][0], 10 * h / (1 + 0.5 * 0.6 * 0.25 * days), 1e-9);
    }
}

/* Announced on day 10 with 30 days of front-loading, effective on day 40: the target rises by 300, of which 30 days of
 * ordering close 1 - exp(-1) of it. When the ban comes, so much more lies there or is on the road. */
static void front_loading_raises_the_target_between_announcement_and_effect(lode_t *t)
{
    mine_and_user(100, 0, 30, 0, 7);
    net_measure *a = measure(LODE_BAN, 40, FOREVER, 0);
    a->announced = 10;
    a->front = 30;
    run(t, 1, 100);
    for (int k = 0; k < 30; k++) CHECK_NEAR(t, p.need[0][10 + k], 10 + 300 * r30() * exp(-k / 30.0), 1e-9);
    /* ordered on days 10 to 38 and so shipped on days 11 to 39, before the ban */
    double extra = 300 * (1 - exp(-29 / 30.0));
    CHECK_NEAR(t, p.stock[0][46], 300 + extra, 1e-9);
}

/* A supplier without base flow, announced on day 5, qualified in 30: open from day 35 on. It has made other things all
 * along; that it will be enlarged on day 200 does not make it wait. */
static void a_new_supplier_opens_when_it_is_qualified(lode_t *t)
{
    for (int enlarged = 0; enlarged < 2; enlarged++) {
        mine_and_user(12, 0, 60, 0, 7);
        int other = net_maker(&n, 10, 20, 0);
        net_link_add(&n, other - 1, net_input(&n, net_demand(&n, 10), 1, 30, 0), 10, 7);
        net_link_add(&n, other - 1, 0, 0, 7);
        n.link[2].qualification = 30;
        net_measure *a = measure(LODE_BAN, 8, FOREVER, 0);
        a->announced = 5;
        n.n_project = enlarged;
        n.project[0] = (net_project){.site = other, .start = 200, .capacity = 5};
        run(t, 1, 60);
        check_days(t, p.ship[2], 0, 34, 0);
        CHECK(t, p.ship[2][35] > 0);
    }
}

/* The same for a plant that a project builds: ready on day 60 and qualified 30 days later. */
static void a_new_plant_is_qualified_after_it_opens(lode_t *t)
{
    mine_and_user(12, 0, 120, 0, 7);
    int plant = net_maker(&n, 0, 0, 0);
    net_link_add(&n, plant - 1, 0, 0, 7);
    n.link[1].qualification = 30;
    measure(LODE_BAN, 8, FOREVER, 0);
    n.n_project = 1;
    n.project[0] = (net_project){.site = plant, .start = 60, .capacity = 20};
    run(t, 1, 120);
    check_days(t, p.ship[1], 0, 89, 0);
    CHECK(t, p.ship[1][90] > 0);
}

/* Two measures: the smaller share governs, 30 % and not 60; of two equal ones the later, here a licence that grants
 * nothing before its processing is over. */
static void the_smallest_share_governs_and_of_equals_the_latest(lode_t *t)
{
    mine_and_user(12, 0, 90, 0, 7);
    measure(LODE_QUOTA, 10, 60, 0)->share = 0.3;
    measure(LODE_QUOTA, 10, 60, 0)->share = 0.6;
    net_measure *a = measure(LODE_LICENCE, 30, 60, 0);
    a->share = 0.3;
    a->processing = 15;
    a->period = 5;
    run(t, 1, 60);
    check_days(t, p.ship[0], 10, 29, 3);
    check_days(t, p.ship[0], 30, 44, 0);
    double sum = 0;
    for (int d = 45; d < 60; d++) sum += p.ship[0][d];
    CHECK_NEAR(t, sum, 3 * 5 * 3.0, 1e-9);
}

static const lode_test TESTS[] = {
    TEST(a_licence_gives_nothing_and_then_batches),
    TEST(no_allowance_is_left_when_a_licence_ends),
    TEST(an_allowance_ends_with_the_rule_of_its_measure),
    TEST(what_is_left_lapses_with_its_approval),
    TEST(a_ban_within_a_step_counts_by_the_day),
    TEST(shares_settle_at_what_a_quota_carries),
    TEST(shares_go_and_come_back_as_exponentials),
    TEST(what_leaks_travels_longer),
    TEST(a_tariff_tilts_shares_by_its_elasticity),
    TEST(dearer_goods_are_wanted_less),
    TEST(front_loading_raises_the_target_between_announcement_and_effect),
    TEST(a_new_supplier_opens_when_it_is_qualified),
    TEST(a_new_plant_is_qualified_after_it_opens),
    TEST(the_smallest_share_governs_and_of_equals_the_latest),
};

LODE_TEST_MAIN(TESTS)
