/* What a deeper, longer or wider ban and more stock do to the final demand downstream of it: which signs hold on which
 * kinds of network, and small networks in which the sign is the other way round for good reasons.
 *
 * The rows that hold are measured, not proved; they are for chains, trees of users (one supplier per input, one input per
 * site) and assembly trees (one customer per supplier, one supplier per input). Eight lanes are eight variants of one
 * network, the k-th with less for the target than the one before. */
#include <string.h>

#include "lode_test.h"
#include "property/net.h"

enum { CASES = 150, DAYS = 900, NEVER = 1 << 30 };

static net n, lane[LODE_LANES];
static const net *lanes[LODE_LANES];

typedef enum change { DEEPER, LONGER, WIDER, WIDER_UPSTREAM, LESS_COVER } change;

/* Demands that get anything, by whatever way, through a link; and links by which it gets there. */
static void mark_downstream(int link, bool target[NET_SITES])
{
    memset(target, 0, NET_SITES * sizeof *target);
    target[n.group[n.link[link].group].site] = true;
    for (int round = 0; round < n.n_site; round++)
        for (int l = 0; l < n.n_link; l++)
            if (target[n.output[n.link[l].output].site]) target[n.group[n.link[l].group].site] = true;
}

static void mark_upstream(int link, bool above[NET_LINKS])
{
    bool site[NET_SITES] = {false};
    memset(above, 0, NET_LINKS * sizeof *above);
    site[n.output[n.link[link].output].site] = true;
    for (int round = 0; round < n.n_site; round++)
        for (int l = 0; l < n.n_link; l++)
            if (site[n.group[n.link[l].group].site]) {
                site[n.output[n.link[l].output].site] = true;
                above[l] = true;
            }
}

static void ban(int link, int from, int until)
{
    const int links[] = {link, -1};
    net_measure_add(&n, LODE_BAN, from, until, links);
}

/* Eight variants of a ban on `link`. */
static void draw_variants(change what, int link, net_random *r)
{
    static const double share[LODE_LANES] = {1, 0.9, 0.75, 0.6, 0.5, 0.25, 0.1, 0};
    int from = net_whole(r, 0, 60), until = from + net_whole(r, 30, 300);
    bool above[NET_LINKS];
    mark_upstream(link, above);
    for (int k = 0; k < (what == LONGER ? LODE_LANES : 1); k++) ban(link, from, until + 20 * k);
    for (int k = 1; k < LODE_LANES && (what == WIDER || what == WIDER_UPSTREAM); k++) {
        int other = net_whole(r, 0, n.n_link - 1);
        ban(what == WIDER || above[other] ? other : link, from, until);
    }
    for (int k = 0; k < LODE_LANES; k++) {
        lane[k] = n;
        lanes[k] = &lane[k];
        for (int j = 0; j < n.n_measure; j++)
            lane[k].measure[j].on = what == LONGER ? j == k : j == 0 || j == k;
        if (what == DEEPER) {
            lane[k].measure[0].kind = LODE_QUOTA;
            lane[k].measure[0].share = share[k];
        }
        if (what == LESS_COVER) lane[k].group[n.link[link].group].cover += 5 * (LODE_LANES - 1 - k);
    }
}

/* Run the variants: in none has the target more than in the one before (of wider bans: than in the first), at no date of
 * deeper and longer bans, at the end of the others; and with less cover nothing comes later. */
static void check_variants(lode_t *t, change what, int h, const bool target[NET_SITES])
{
    double sum[LODE_LANES] = {0}, base = 0;
    int first[LODE_LANES], halt[LODE_LANES];
    net_run r;
    for (int i = 0; i < n.n_site; i++) base += n.site[i].demand && target[i] ? n.site[i].base * h : 0;
    for (int k = 0; k < LODE_LANES; k++) first[k] = halt[k] = NEVER;
    CHECK(t, net_start(&r, lode_engine_best(), lanes, h));
    for (int step = 0; step < DAYS / h; step++) {
        net_step(&r);
        for (int k = 0; k < LODE_LANES; k++) {
            double made = 0;
            for (int i = 0; i < n.n_site; i++) made += n.site[i].demand && target[i] ? r.s.site_made[i].v[k] : 0;
            sum[k] += made;
            if (first[k] == NEVER && made < 0.95 * base * (1 - 1e-9)) first[k] = step;
            if (halt[k] == NEVER && made < 0.1 * base * (1 - 1e-9)) halt[k] = step;
        }
        if (what != DEEPER && what != LONGER && step < DAYS / h - 1) continue;
        for (int k = 1; k < LODE_LANES; k++) {
            int than = what == WIDER || what == WIDER_UPSTREAM ? 0 : k - 1;
            CHECK(t, sum[k] <= sum[than] + 1e-9 * base * DAYS / h);
        }
    }
    for (int k = 1; k < LODE_LANES && what == LESS_COVER; k++) CHECK(t, first[k] <= first[k - 1] && halt[k] <= halt[k - 1]);
    net_end(&r);
}

static void run_cases(lode_t *t, net_shape shape, change what)
{
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        net_random random = {.seed = 10000 * (uint64_t)(shape * 10 + what) + seed};
        int h = seed % 2 ? 1 : 7;
        bool target[NET_SITES];
        lode_note(t, "shape %d, change %d, seed %llu, h %d", (int)shape, (int)what, (unsigned long long)seed, h);
        net_draw(&n, shape, NET_PLAIN, &random);
        /* wider bans: one ban more than the first, at the default time constants and rationing */
        if (what == WIDER || what == WIDER_UPSTREAM) {
            n.refill = n.output_refill = n.expectation = n.shares = 30;
            for (int g = 0; g < n.n_group; g++) n.group[g].psi = 0.25;
            for (int o = 0; o < n.n_output; o++) n.output[o].cover = 7;
        }
        int link = net_whole(&random, 0, n.n_link - 1);
        mark_downstream(link, target);
        draw_variants(what, link, &random);
        check_variants(t, what, h, target);
    }
}

static void a_deeper_ban_never_helps_in_a_chain(lode_t *t) { run_cases(t, NET_CHAIN, DEEPER); }
static void a_longer_ban_never_helps_in_a_chain(lode_t *t) { run_cases(t, NET_CHAIN, LONGER); }
static void a_wider_ban_never_helps_in_a_chain(lode_t *t) { run_cases(t, NET_CHAIN, WIDER); }
static void more_cover_never_hurts_in_a_chain(lode_t *t) { run_cases(t, NET_CHAIN, LESS_COVER); }
static void a_deeper_ban_never_helps_in_a_tree_of_users(lode_t *t) { run_cases(t, NET_USERS, DEEPER); }
static void a_longer_ban_never_helps_in_a_tree_of_users(lode_t *t) { run_cases(t, NET_USERS, LONGER); }
static void more_cover_never_hurts_in_a_tree_of_users(lode_t *t) { run_cases(t, NET_USERS, LESS_COVER); }
static void a_deeper_ban_never_helps_in_an_assembly_tree(lode_t *t) { run_cases(t, NET_ASSEMBLY, DEEPER); }
static void a_longer_ban_never_helps_in_an_assembly_tree(lode_t *t) { run_cases(t, NET_ASSEMBLY, LONGER); }
static void a_ban_further_up_never_helps_in_an_assembly_tree(lode_t *t) { run_cases(t, NET_ASSEMBLY, WIDER_UPSTREAM); }
static void more_cover_never_hurts_in_an_assembly_tree(lode_t *t) { run_cases(t, NET_ASSEMBLY, LESS_COVER); }

/* ---- where the sign turns; it is reported as it is ------------------------------------------------ */

/* Units that demand `site` gets in 600 days, in lanes 0 and 1. */
static void consume(lode_t *t, int site, double got[2])
{
    net_run r;
    CHECK(t, net_start(&r, lode_engine_best(), lanes, 1));
    got[0] = got[1] = 0;
    for (int day = 0; day < 600; day++) {
        net_step(&r);
        for (int k = 0; k < 2; k++) got[k] += r.s.site_made[site].v[k];
    }
    net_end(&r);
}

static void copy_lanes(void)
{
    for (int k = 0; k < LODE_LANES; k++) {
        lane[k] = n;
        lanes[k] = &lane[k];
    }
}

/* A refinery holds 15 days of ore, 300; it serves one user with 30 days in stock and one with 5. The ore is banned on days
 * 20 to 49. The refinery makes 20 a day until day 35; the second user eats 5 days more and gets nothing on days 42 to 51:
 * 100 lost. Ban the first user too, and it lives off its own 30 days, while the refinery's ore lasts 30 days for the
 * second: nobody loses anything. */
static void widening_a_ban_can_help_where_it_stops_a_competitor(lode_t *t)
{
    double got[2], other[2];
    net_clear(&n);
    int mine = net_maker(&n, 20, 24, 0), refinery = net_maker(&n, 20, 30, 0);
    int stocked = net_demand(&n, 10), needy = net_demand(&n, 10);
    int ore = net_link_add(&n, mine, net_input(&n, refinery, 1, 15, 0), 20, 1);
    int metal = net_link_add(&n, refinery, net_input(&n, stocked, 1, 30, 0), 10, 1);
    net_link_add(&n, refinery, net_input(&n, needy, 1, 5, 0), 10, 1);
    ban(ore, 20, 50);
    ban(metal, 20, 50);
    copy_lanes();
    lane[0].measure[1].on = false;
    consume(t, needy, got);
    consume(t, stocked, other);
    CHECK_NEAR(t, got[0], 5900, 1e-9);
    CHECK_NEAR(t, got[1], 6000, 1e-9);
    CHECK_NEAR(t, other[0], 6000, 1e-9);
    CHECK_NEAR(t, other[1], 6000, 1e-9);
}

/* A maker's ore is banned on days 40 to 99. With 25 days of ore instead of 5 it lasts longer, but when the ban is over it
 * has five times as much to lay in again, from a mine that sells all it can make: that comes out of what the mine sells to
 * the same user directly, and the user loses more than the longer stock saved. */
static void more_stock_can_hurt_where_it_must_be_laid_in_again(lode_t *t)
{
    double got[2];
    net_clear(&n);
    int mine = net_maker(&n, 30, 30, 0), maker = net_maker(&n, 10, 15, 0);
    int user = net_demand(&n, 20), other = net_demand(&n, 10);
    int ore = net_input(&n, maker, 1, 5, 0), direct = net_input(&n, user, 1, 0, 0);
    int banned = net_link_add(&n, mine, ore, 10, 1);
    net_link_add(&n, maker, direct, 10, 10);
    net_link_add(&n, mine, direct, 10, 1);
    net_link_add(&n, mine, net_input(&n, other, 1, 25, 0), 10, 10);
    ban(banned, 40, 100);
    copy_lanes();
    lane[1].group[ore].cover = 25;
    consume(t, user, got);
    printf("# days of consumption lost: %.2f with 5 days of ore, %.2f with 25\n", 600 - got[0] / 20, 600 - got[1] / 20);
    CHECK(t, got[1] < got[0] - 100);
}

/* A stock that is larger than wanted - at the start, not as a target - makes its owner order less until it is worked off.
 * Nobody in the chain has capacity to spare; the maker's expected output and what is on the road to it shrink, and when a
 * ban of ten days is over, the chain behind the user fills up again only as fast as 10 a day. */
static void a_surplus_at_the_start_can_hurt_since_orders_run_down(lode_t *t)
{
    double got[2];
    net_clear(&n);
    int mine = net_maker(&n, 10, 10, 0), maker = net_maker(&n, 10, 10, 5), user = net_demand(&n, 10);
    net_link_add(&n, mine, net_input(&n, maker, 1, 0, 0), 10, 10);
    int metal = net_input(&n, user, 1, 5, 0), link = net_link_add(&n, maker, metal, 10, 10);
    ban(link, 40, 50);
    n.group[metal].initial = 5;
    copy_lanes();
    lane[1].group[metal].initial = 30;
    consume(t, user, got);
    printf("# days of consumption lost: %.2f with 5 days at the start, %.2f with 30\n", 600 - got[0] / 10, 600 - got[1] / 10);
    CHECK(t, got[1] < got[0] - 10);
}

/* A ban on one of two customers leaves all to the other: the loss of a third party may be negative. */
static void a_ban_on_one_customer_can_serve_another(lode_t *t)
{
    double got[2];
    net_clear(&n);
    int mine = net_maker(&n, 20, 20, 0), banned = net_demand(&n, 10), other = net_demand(&n, 10);
    int link = net_link_add(&n, mine, net_input(&n, banned, 1, 0, 0), 10, 1);
    net_link_add(&n, mine, net_input(&n, other, 1, 0, 0), 10, 1);
    /* half of the mine is gone on days 10 to 29: both get half, unless one is banned */
    n.n_damage = 1;
    n.damage[0] = (net_damage){.site = mine, .from = 10, .until = 30, .fraction = 0.5};
    ban(link, 10, 30);
    copy_lanes();
    lane[0].measure[0].on = false;
    consume(t, other, got);
    CHECK(t, got[1] >= got[0] + 99);
}

static const lode_test TESTS[] = {
    TEST(a_deeper_ban_never_helps_in_a_chain),
    TEST(a_longer_ban_never_helps_in_a_chain),
    TEST(a_wider_ban_never_helps_in_a_chain),
    TEST(more_cover_never_hurts_in_a_chain),
    TEST(a_deeper_ban_never_helps_in_a_tree_of_users),
    TEST(a_longer_ban_never_helps_in_a_tree_of_users),
    TEST(more_cover_never_hurts_in_a_tree_of_users),
    TEST(a_deeper_ban_never_helps_in_an_assembly_tree),
    TEST(a_longer_ban_never_helps_in_an_assembly_tree),
    TEST(a_ban_further_up_never_helps_in_an_assembly_tree),
    TEST(more_cover_never_hurts_in_an_assembly_tree),
    TEST(widening_a_ban_can_help_where_it_stops_a_competitor),
    TEST(more_stock_can_hurt_where_it_must_be_laid_in_again),
    TEST(a_surplus_at_the_start_can_hurt_since_orders_run_down),
    TEST(a_ban_on_one_customer_can_serve_another),
};

LODE_TEST_MAIN(TESTS)
