/* Chains that pencil and paper solve: stocks, dates, capacity, joint outputs. Measures: test_engine_measures.c. */
#include "pencil.h"

/* Shipped until day 19, arriving until day 26; the 300 in stock last from day 27 to day 56. Halt on day 57 = effective
 * 20 + transit 7 + cover 30, from one day to the next, since nothing is rationed. */
static void a_total_ban_stops_its_user_after_transit_and_cover(lode_t *t)
{
    mine_and_user(12, 0, 30, 0, 7);
    measure(LODE_BAN, 20, FOREVER, 0);
    run(t, 1, 80);
    check_days(t, p.made[1], 0, 56, 10);
    check_days(t, p.made[1], 57, 79, 0);
    check_days(t, p.stock[0], 0, 26, 300);
    CHECK_NEAR(t, p.stock[0][27], 290, 1e-9);
    CHECK_NEAR(t, p.stock[0][56], 0, 1e-9);
    /* what a measure forbids is not an order: nobody makes for it */
    check_days(t, p.made[0], 20, 79, 0);
}

/* The same one stage further up. The smelter stops on day 20 + 7 + 20 = 47 and sells its 50 in stock until day 51;
 * that arrives until day 61, and the user's 10 days last until day 71. */
static void a_ban_at_the_mine_reaches_the_user_through_every_stock(lode_t *t)
{
    net_clear(&n);
    int mine = net_maker(&n, 10, 12, 0), smelter = net_maker(&n, 10, 12, 5), user = net_demand(&n, 10);
    int ore = net_link_add(&n, mine, net_input(&n, smelter, 1, 20, 0), 10, 7);
    net_link_add(&n, smelter, net_input(&n, user, 1, 10, 0), 10, 10);
    measure(LODE_BAN, 20, FOREVER, ore);
    run(t, 1, 90);
    check_days(t, p.made[smelter], 0, 46, 10);
    check_days(t, p.made[smelter], 47, 89, 0);
    check_days(t, p.ship[1], 0, 51, 10);
    check_days(t, p.ship[1], 52, 89, 0);
    check_days(t, p.made[user], 0, 71, 10);
    check_days(t, p.made[user], 72, 89, 0);
}

/* psi n = 10 days: at most u = 1 - exp(-1/10) of the stock is used in a day. Nothing arrives from day 11 on (transit 1,
 * ban on day 10). On day 11 + k the stock is 400 - 10 k; u times it is less than 10 first for k = 30 = n (1 - psi),
 * stock 100. From there use = u 100 exp(-j/10), below 1 first for j = 23: k = 53 = n (1 - psi + 2.3 psi). */
static void rationing_stretches_a_stock(lode_t *t)
{
    mine_and_user(12, 0, 40, 0.25, 1);
    measure(LODE_BAN, 10, FOREVER, 0);
    run(t, 1, 90);
    double u = 1 - exp(-0.1);
    check_days(t, p.made[1], 0, 11 + 29, 10);
    for (int j = 0; j < 40; j++) CHECK_NEAR(t, p.made[1][11 + 30 + j], u * 100 * exp(-0.1 * j), 1e-9);
    CHECK(t, p.made[1][11 + 52] > 1 && p.made[1][11 + 53] < 1);
}

/* A week at a time, psi n = 10 and nothing arriving: a step uses S (1 - exp(-7/10)), what seven single days would. */
static void weekly_rationing_is_the_exact_solution_of_the_daily_one(lode_t *t)
{
    mine_and_user(12, 0, 40, 0.25, 7);
    measure(LODE_BAN, 7, FOREVER, 0);
    run(t, 7, 12);
    /* arrivals until step 1; stock 400 before step 2; four steps of 70 leave 120 */
    check_days(t, p.made[1], 0, 5, 70);
    CHECK_NEAR(t, p.stock[0][5], 120, 1e-9);
    CHECK_NEAR(t, p.made[1][6], 120 * (1 - exp(-0.7)), 1e-9);
    CHECK_NEAR(t, p.made[1][7], 120 * exp(-0.7) * (1 - exp(-0.7)), 1e-9);
}

/* 30 days wanted, 10 there. The base order of 10 is shipped on day 0; then each day's order is the use of 10 and r of
 * the gap of 200, which closes as exp(-t/30), goods on the road counting in full. */
static void a_stock_below_its_target_is_refilled_as_an_exponential(lode_t *t)
{
    mine_and_user(100, 0, 30, 0, 7);
    n.group[0].initial = 10;
    run(t, 1, 60);
    double r = 1 - exp(-1.0 / 30);
    for (int d = 0; d < 60; d++) CHECK_NEAR(t, p.need[0][d], 10 + 200 * r * exp(-d / 30.0), 1e-9);
    check_days(t, p.made[1], 0, 59, 10);
    CHECK_NEAR(t, p.stock[0][6], 100, 1e-9); /* what was ordered on day 0 leaves on day 1, arrives on day 8 */
    CHECK_NEAR(t, p.stock[0][8], 100 + 200 * r, 1e-9);
}

/* 10 days on the road at 10 a day are 100, from the first step on, also where a step is 7 days long: of the 70 shipped
 * in a step, 4/7 arrive in the next and 3/7 in the one after. Without any stock nothing is missing. */
static void transit_is_full_from_the_first_step_on(lode_t *t)
{
    for (int h = 1; h <= 7; h += 6) {
        mine_and_user(10, 0, 0, 0, 10);
        run(t, h, 50);
        check_days(t, p.made[1], 0, 49, 10 * h);
        check_days(t, p.transit[0], 0, 49, 100);
        check_days(t, p.arrived[0], 0, 49, 10 * h);
    }
}

/* Two halves of one buyer, with 20 and 40 days in stock: half stops on day 21 + 20, the rest on day 21 + 40. */
static void cohorts_stop_one_after_the_other(lode_t *t)
{
    net_clear(&n);
    int mine = net_maker(&n, 10, 10, 0);
    for (int c = 0; c < 2; c++) net_link_add(&n, mine, net_input(&n, net_demand(&n, 5), 1, 20 + 20 * c, 0), 5, 1);
    const int both[] = {0, 1, -1};
    net_measure_add(&n, LODE_BAN, 20, FOREVER, both);
    run(t, 1, 80);
    for (int d = 0; d < 80; d++) CHECK_NEAR(t, p.made[1][d] + p.made[2][d], d < 41 ? 10 : d < 61 ? 5 : 0, 1e-9);
}

/* Base 10 at capacity 10, so that what is built is planned to run in full. 5 a day more, built evenly from day 10 to
 * day 20: by the middle of day 10 a twentieth stands. Of days 7-13 four have begun: 0.25 + 0.75 + 1.25 + 1.75. */
static void a_project_ramps_up_by_the_middle_of_each_day(lode_t *t)
{
    mine_and_user(10, 0, 30, 0, 7);
    n.n_project = 1;
    n.project[0] = (net_project){.site = 0, .start = 10, .ramp = 10, .capacity = 5};
    run(t, 1, 40);
    check_days(t, p.capacity[0], 0, 9, 10);
    for (int d = 10; d < 20; d++) CHECK_NEAR(t, p.capacity[0][d], 10 + 5 * (d + 0.5 - 10) / 10, 1e-9);
    check_days(t, p.capacity[0], 20, 39, 15);
    for (int d = 0; d < 40; d++) CHECK_NEAR(t, p.planned[0][d], p.capacity[0][d], 1e-9);
    run(t, 7, 4);
    CHECK_NEAR(t, p.capacity[0][0], 10, 1e-9);
    CHECK_NEAR(t, p.capacity[0][1], 10 + 4.0 / 7, 1e-9);
    CHECK_NEAR(t, p.capacity[0][3], 15, 1e-9);
}

/* 40 % of the capacity is gone for ten days: 6 a day are made, and planned output stays. */
static void damage_cuts_capacity_and_not_the_plan(lode_t *t)
{
    mine_and_user(10, 0, 60, 0, 7);
    n.n_damage = 1;
    n.damage[0] = (net_damage){.site = 0, .from = 10, .until = 20, .fraction = 0.4};
    run(t, 1, 40);
    check_days(t, p.made[0], 0, 9, 10);
    check_days(t, p.made[0], 10, 19, 6);
    check_days(t, p.made[0], 20, 39, 10);
    check_days(t, p.planned[0], 0, 39, 10);
}

/* Both wait their turn for half of 10: with defence first 4 of 4 and 1 of 6, without 2 and 3. */
static void defence_is_served_first_where_the_actor_says_so(lode_t *t)
{
    for (int first = 0; first < 2; first++) {
        net_clear(&n);
        int mine = net_maker(&n, 10, 10, 0);
        net_link_add(&n, mine, net_input(&n, net_demand(&n, 4), 1, 30, 0), 4, 1);
        net_link_add(&n, mine, net_input(&n, net_demand(&n, 6), 1, 30, 0), 6, 1);
        n.link[0].defence = true;
        n.site[mine].defence_first = first;
        n.n_damage = 1;
        n.damage[0] = (net_damage){.site = mine, .from = 5, .until = 50, .fraction = 0.5};
        run(t, 1, 10);
        CHECK_NEAR(t, p.ship[0][5], first ? 4 : 2, 1e-9);
        CHECK_NEAR(t, p.ship[1][5], first ? 1 : 3, 1e-9);
    }
}

/* Five days without output leave 50 waiting; the user eats from stock and orders no more than its 10 a day, since what
 * waits counts as on its way. At 20 % overtime the mine makes 12 from day 15 on, and 2 a day take 25 days. */
static void overtime_works_off_what_waits(lode_t *t)
{
    mine_and_user(10, 0, 60, 0, 1);
    n.group[0].queue = true;
    n.site[0].overtime = 1.2;
    n.n_damage = 1;
    n.damage[0] = (net_damage){.site = 0, .from = 10, .until = 15, .fraction = 1};
    run(t, 1, 60);
    CHECK_NEAR(t, p.queue[0][14], 50, 1e-9);
    check_days(t, p.made[0], 15, 39, 12);
    check_days(t, p.made[0], 40, 59, 10);
    check_days(t, p.queue[0], 39, 59, 0);
    check_days(t, p.need[0], 0, 59, 10);
    /* without overtime they wait for ever */
    n.site[0].overtime = 1;
    run(t, 1, 60);
    check_days(t, p.made[0], 15, 59, 10);
    check_days(t, p.queue[0], 14, 59, 50);
}

/* 11 a day are ordered, 10 can be made, 2 more in overtime. What waits is 1, so that 1 is made in overtime, every day,
 * and not 2 and 0 by turns. */
static void overtime_is_worked_for_what_waits_and_no_more(lode_t *t)
{
    mine_and_user(11, 0, 60, 0, 1);
    n.site[0].base = n.site[1].base = n.link[0].flow = 11;
    n.group[0].queue = true;
    n.site[0].overtime = 1.2;
    n.n_damage = 1;
    n.damage[0] = (net_damage){.site = 0, .from = 10, .until = FOREVER, .fraction = 1.0 / 11};
    run(t, 1, 60);
    CHECK_NEAR(t, p.made[0][10], 10, 1e-9);
    check_days(t, p.made[0], 11, 59, 11);
    check_days(t, p.queue[0], 10, 59, 1);
}

/* Nothing is made for five days, so nothing arrives on days 11 to 15. Where demand and its orders wait, the 50 are made
 * on the two days after, at 30 a day, and eaten a day later; where they lapse, they are lost. */
static void demand_that_waits_is_made_up(lode_t *t)
{
    for (int waits = 0; waits < 2; waits++) {
        mine_and_user(30, 0, 0, 0, 1);
        n.site[1].queue = n.group[0].queue = waits;
        n.n_damage = 1;
        n.damage[0] = (net_damage){.site = 0, .from = 10, .until = 15, .fraction = 1};
        run(t, 1, 200);
        double sum = 0;
        for (int d = 0; d < 200; d++) sum += p.made[1][d];
        check_days(t, p.made[1], 11, 15, 0);
        CHECK_NEAR(t, p.made[1][16], waits ? 30 : 10, 1e-9);
        CHECK_NEAR(t, sum, waits ? 2000 : 1950, 1e-9);
    }
}

/* Orders that a ban forbids do not wait anywhere, and there is no stock to eat from: the 50 that were missed are ordered
 * again, r of what is still missing each day, and all is made up in the end. */
static void demand_that_waits_orders_again_what_was_forbidden(lode_t *t)
{
    mine_and_user(30, 0, 0, 0, 1);
    n.site[1].queue = n.group[0].queue = true;
    measure(LODE_BAN, 10, 15, 0);
    run(t, 1, 1500);
    double sum = 0;
    for (int d = 0; d < 1500; d++) sum += p.made[1][d];
    check_days(t, p.made[1], 11, 15, 0);
    CHECK_NEAR(t, sum, 15000, 1e-9);
}

/* Ban on day 10, transit 1: the last 10 arrive on day 10, and 200 lie there. On day 10 + k the stock before use is
 * 200 - 10 (k - 1), under 5 days (a quarter of 20) first for k = 17, when 40 are left. From then on 5 a day come out
 * of the reserve of 100: the stock falls by 5 a day and is gone after k = 24; 60 are left in the reserve, 5 a day are
 * eaten until k = 36; on day 47 nothing. */
static void a_strategic_stock_lasts_as_long_as_its_rate_allows(lode_t *t)
{
    mine_and_user(12, 0, 20, 0, 1);
    measure(LODE_BAN, 10, FOREVER, 0);
    n.n_reserve = 1;
    n.reserve[0] = (net_reserve){.until = FOREVER, .stock = 100, .rate = 5, .trigger = 0.25, .n_group = 1};
    run(t, 1, 60);
    check_days(t, p.reserve, 0, 26, 100);
    for (int k = 17; k <= 36; k++) CHECK_NEAR(t, p.reserve[10 + k], 100 - 5 * (k - 16), 1e-9);
    check_days(t, p.made[1], 0, 34, 10);
    check_days(t, p.made[1], 35, 46, 5);
    check_days(t, p.made[1], 47, 59, 0);
    /* not before its date: from day 30 on it has 17 - 30 + 10 = 3 days less to give */
    n.reserve[0].from = 30;
    run(t, 1, 60);
    check_days(t, p.reserve, 0, 29, 100);
    CHECK_NEAR(t, p.reserve[30], 95, 1e-9);
}

/* Everything grows by 8 % a year for ten years and keeps up: nothing is lost, and every stock grows along. */
static void growth_of_demand_and_capacity_loses_nothing(lode_t *t)
{
    mine_and_user(12, 5, 30, 0.25, 20);
    n.site[0].growth = n.site[1].growth = 0.08;
    run(t, 1, 3650);
    double made = 0, planned = 0;
    for (int d = 0; d < 3650; d++) {
        made += p.made[1][d];
        planned += p.planned[1][d];
    }
    CHECK_NEAR(t, made / planned, 1, 1e-12);
    CHECK_NEAR(t, p.planned[1][3649], 10 * pow(1.08, 3649.5 / 365), 1e-9);
}

/* ---- joint outputs: 100 a day of feed with 24 % NdPr and 3.4 % Dy ------------------------------- */

enum { NDPR, DY };

/* Plant 0 makes both, sites 1 and 2 use all of NdPr and `dy` a day of Dy; links 0 and 1. */
static void separation(bool ndpr_drives, bool dy_drives, double dy)
{
    net_clear(&n);
    n.n_product = 2;
    int plant = net_plant(&n, 100, 120);
    net_output_add(&n, plant, NDPR, ndpr_drives, 0.24, 10);
    net_output_add(&n, plant, DY, dy_drives, 0.034, 10);
    net_link_add(&n, NDPR, net_input(&n, net_demand(&n, 24), 1, 30, 0), 24, 7);
    net_link_add(&n, DY, net_input(&n, net_demand(&n, dy), 1, 30, 0), dy, 7);
}

/* The rate is set by NdPr: it goes on, and Dy piles up by 3.4 a day from its 34, up to the cap of 30 days, 102. That is
 * full after 20 days of the ban; from the 21st on 3.4 a day are disposed of. */
static void a_ban_on_dy_does_not_cut_ndpr_where_ndpr_drives(lode_t *t)
{
    separation(true, false, 3.4);
    n.output[DY].cap = 30;
    measure(LODE_BAN, 20, FOREVER, 1);
    run(t, 1, 100);
    check_days(t, p.made[0], 0, 99, 100);
    check_days(t, p.made[1], 0, 99, 24);
    for (int d = 20; d < 40; d++) CHECK_NEAR(t, p.z[DY][d], 34 + 3.4 * (d - 19), 1e-9);
    check_days(t, p.disposed[DY], 0, 39, 0);
    check_days(t, p.disposed[DY], 40, 99, 3.4);
    check_days(t, p.z[DY], 40, 99, 102);
}

/* The rate is set by Dy alone: with its orders gone and its stock full, nothing is made, and NdPr is what is left. */
static void a_ban_on_dy_cuts_ndpr_where_only_dy_drives(lode_t *t)
{
    separation(false, true, 3.4);
    measure(LODE_BAN, 20, FOREVER, 1);
    run(t, 1, 100);
    check_days(t, p.made[0], 0, 19, 100);
    check_days(t, p.made[0], 20, 99, 0);
    /* 240 in stock are sold in ten days, arrive until day 36; 30 days of cover end on day 66 */
    check_days(t, p.ship[NDPR], 0, 29, 24);
    check_days(t, p.ship[NDPR], 30, 99, 0);
    check_days(t, p.made[1], 0, 66, 24);
    check_days(t, p.made[1], 67, 99, 0);
}

/* Of 3.4 a day 2.4 are sold: 1.0 is disposed of from the first day on, and the base stands still. */
static void what_a_by_product_has_over_is_disposed_of_evenly(lode_t *t)
{
    for (int h = 1; h <= 7; h += 6) {
        separation(true, false, 2.4);
        run(t, h, 500);
        check_days(t, p.disposed[DY], 0, 499, 1.0 * h);
        check_days(t, p.z[DY], 0, 499, 365 * 3.4 - 2.4 * h);
        check_days(t, p.made[0], 0, 499, 100 * h);
    }
}

/* A second recipe helps out with 4 a day of the 10 that a ban takes away: 6 a day are missing, put down to the input of
 * the first recipe and to nothing else. */
static void what_no_recipe_made_is_put_down_once(lode_t *t)
{
    net_clear(&n);
    int mine = net_maker(&n, 10, 12, 0), other = net_maker(&n, 0, 4, 0);
    int factory = net_maker(&n, 10, 12, 0), user = net_demand(&n, 10);
    int first = net_input(&n, factory, 1, 10, 0), second = net_input(&n, factory, 1, 10, 0);
    n.group[second].recipe = 1;
    int link = net_link_add(&n, mine, first, 10, 1);
    n.link[net_link_add(&n, other, second, 0, 1)].share = 1;
    net_link_add(&n, factory, net_input(&n, user, 1, 10, 0), 10, 1);
    measure(LODE_BAN, 20, FOREVER, link);
    net_run r;
    CHECK(t, net_start_one(&r, &n, 1));
    double missing = 0;
    for (int d = 0; d < 200; d++) {
        net_step(&r);
        missing += r.s.site_want[factory].v[0] - r.s.site_made[factory].v[0];
    }
    CHECK_NEAR(t, r.s.site_made[factory].v[0], 4, 1e-3);
    CHECK(t, missing > 5 * 140);
    CHECK_NEAR(t, r.s.group_short[r.layout.group[first]].v[0], missing, 1e-9);
    CHECK_NEAR(t, r.s.group_short[r.layout.group[second]].v[0], 0, 0);
    net_end(&r);
}

static const lode_test TESTS[] = {
    TEST(a_total_ban_stops_its_user_after_transit_and_cover),
    TEST(a_ban_at_the_mine_reaches_the_user_through_every_stock),
    TEST(rationing_stretches_a_stock),
    TEST(weekly_rationing_is_the_exact_solution_of_the_daily_one),
    TEST(a_stock_below_its_target_is_refilled_as_an_exponential),
    TEST(transit_is_full_from_the_first_step_on),
    TEST(cohorts_stop_one_after_the_other),
    TEST(a_project_ramps_up_by_the_middle_of_each_day),
    TEST(damage_cuts_capacity_and_not_the_plan),
    TEST(defence_is_served_first_where_the_actor_says_so),
    TEST(overtime_works_off_what_waits),
    TEST(overtime_is_worked_for_what_waits_and_no_more),
    TEST(demand_that_waits_is_made_up),
    TEST(demand_that_waits_orders_again_what_was_forbidden),
    TEST(a_strategic_stock_lasts_as_long_as_its_rate_allows),
    TEST(growth_of_demand_and_capacity_loses_nothing),
    TEST(a_ban_on_dy_does_not_cut_ndpr_where_ndpr_drives),
    TEST(a_ban_on_dy_cuts_ndpr_where_only_dy_drives),
    TEST(what_a_by_product_has_over_is_disposed_of_evenly),
    TEST(what_no_recipe_made_is_put_down_once),
};

LODE_TEST_MAIN(TESTS)
