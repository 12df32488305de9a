/* Calibration: the base year of small tables, made consistent. Numbers are per day; the engine is told per year. */
#include "lode_test.h"

#include "base/rng.h"
#include "engine/engine.h"
#include "model/draft.h"

enum { MAKERS_MOST = 64, NOTHING = -1 };

/* One network, from the draft to its calibrated values. */
typedef struct table {
    lode_draft draft;
    lode_arena arena;
    lode_layout layout;
    lode_model *model;
    lode_lane *x;
    lode_values v;
    lode_state s;
    int32_t link_of[MAKERS_MOST][MAKERS_MOST]; /* by output and group; civil */
    int32_t defence_of[MAKERS_MOST][MAKERS_MOST];
    uint8_t home[8];
} table;

static table b;

static int32_t number(double x)
{
    return lode_draft_constant(&b.draft, x);
}

static void begin(int32_t products)
{
    lode_draft_free(&b.draft);
    lode_arena_free(&b.arena);
    b = (table){0};
    b.draft.n_product = products;
    b.draft.n_actor = 2;
    number(0); /* value of every product */
    b.draft.refill = b.draft.output_refill = b.draft.expectation = b.draft.shares = number(30);
    for (int i = 0; i < MAKERS_MOST; i++)
        for (int j = 0; j < MAKERS_MOST; j++) b.link_of[i][j] = b.defence_of[i][j] = NOTHING;
}

/* A site or demand row with a given activity, or below 0 with a share of what is left. */
static int32_t site(lode_site_kind kind, double per_day, double share)
{
    return lode_draft_add_site(&b.draft, (lode_draft_site){
        .kind = kind,
        .part = 1,
        .activity = per_day >= 0 ? number(per_day * 365) : LODE_NONE,
        .share = per_day >= 0 ? LODE_NONE : number(share),
        .capacity = LODE_NONE,
        .utilisation = number(0.8),
        .growth = number(0),
        .overtime = number(1),
        .elasticity = number(0),
        .unit_value = LODE_NONE,
        .value_added = LODE_NONE,
    });
}

static int32_t output(int32_t of, int32_t product, bool driver, double per_unit)
{
    return lode_draft_add_output(&b.draft, (lode_draft_output){
        .site = of, .product = product, .driver = driver, .per_unit = number(per_unit), .cover = number(5),
        .cap = number(365)});
}

static int32_t input(int32_t of, int32_t product, double per_unit)
{
    return lode_draft_add_group(&b.draft, (lode_draft_group){
        .site = of, .product = product, .essential = true, .per_unit = number(per_unit), .cover = number(20),
        .initial = LODE_NONE, .psi = number(0.25), .weight = number(0), .sigma = number(0)});
}

/* A plain supplier or user of one product; the number of its output or input. */
static int32_t supplier(int32_t product, double per_day)
{
    return output(site(LODE_SITE, per_day, 0), product, true, 1);
}

static int32_t user(int32_t product, double per_day)
{
    return input(site(LODE_DEMAND, per_day, 0), product, 1);
}

static int32_t connect(int32_t o, int32_t g, bool closed, int32_t block)
{
    bool split = b.draft.site.item[b.draft.group.item[g].site].mixed;
    for (int use = 0; use <= split; use++) {
        int32_t l = lode_draft_add_link(&b.draft, (lode_draft_link){
            .output = o, .group = g, .end_use = use ? LODE_DEFENCE : LODE_CIVIL, .split = split, .closed = closed,
            .transit = number(10), .build = LODE_NONE, .block = block, .qualification = LODE_NONE}, NULL, 0);
        if (use) b.defence_of[o][g] = l;
        else b.link_of[o][g] = l;
    }
    return b.link_of[o][g];
}

/* Links between all outputs and inputs of one product that have none yet. */
static void connect_all(void)
{
    for (int32_t o = 0; o < b.draft.output.n; o++)
        for (int32_t g = 0; g < b.draft.group.n; g++)
            if (b.draft.output.item[o].product == b.draft.group.item[g].product && b.link_of[o][g] == NOTHING)
                connect(o, g, false, LODE_NONE);
}

static void calibrate(lode_t *t)
{
    const lode_engine *e = lode_engine_best();
    connect_all();
    b.draft.product_home = b.home;
    b.model = lode_draft_assemble(&b.draft, &b.arena, &b.layout);
    CHECK(t, b.model && lode_model_is_valid(b.model));
    b.x = LODE_TAKE(&b.arena, b.model->n_x, lode_lane);
    void *memory = lode_arena_take(&b.arena, 1, e->values_bytes(b.model));
    CHECK(t, b.x && memory);
    lode_draft_constants(&b.draft, b.x);
    e->values_place(b.model, memory, &b.v);
    e->calibrate(b.model, b.x, 1, &b.v);
}

static double flow(int32_t o, int32_t g)
{
    return b.v.link_flow[b.layout.link[b.link_of[o][g]]].v[0];
}

static double defence_flow(int32_t o, int32_t g)
{
    return b.v.link_flow[b.layout.link[b.defence_of[o][g]]].v[0];
}

static double activity(int32_t s)
{
    return b.v.site_base[s].v[0];
}

static void check_misfit(lode_t *t, lode_misfit why, int32_t product)
{
    for (int k = 0; k < LODE_LANES; k++) {
        CHECK_INT(t, b.v.misfit[k], why);
        if (why != LODE_BALANCED) CHECK_INT(t, b.v.misfit_product[k], product);
    }
}

/* ---- flows -------------------------------------------------------------------------------------- */

/* 30 and 70 are sold, 60 and 40 are bought: nothing being observed, each buys 30 % from the first. */
static void everyone_buys_in_proportion_to_supply(lode_t *t)
{
    begin(1);
    int32_t a = supplier(0, 30), c = supplier(0, 70), x = user(0, 60), y = user(0, 40);
    calibrate(t);
    check_misfit(t, LODE_BALANCED, 0);
    CHECK_NEAR(t, flow(a, x), 18, 1e-12);
    CHECK_NEAR(t, flow(a, y), 12, 1e-12);
    CHECK_NEAR(t, flow(c, x), 42, 1e-12);
    CHECK_NEAR(t, flow(c, y), 28, 1e-12);
}

/* The same with 25 observed from the first to the first: 5, 35 and 35 are what is left to the others. */
static void an_observed_flow_is_kept(lode_t *t)
{
    begin(1);
    int32_t a = supplier(0, 30), c = supplier(0, 70), x = user(0, 60), y = user(0, 40);
    connect(a, x, false, lode_draft_add_block(&b.draft, 0, number(25 * 365)));
    calibrate(t);
    check_misfit(t, LODE_BALANCED, 0);
    CHECK_NEAR(t, flow(a, x), 25, 1e-9);
    CHECK_NEAR(t, flow(a, y), 5, 1e-9);
    CHECK_NEAR(t, flow(c, x), 35, 1e-9);
    CHECK_NEAR(t, flow(c, y), 35, 1e-9);
}

/* 45 are observed to have gone from two suppliers together to the first user: they share in it as they supply. */
static void an_observed_flow_of_several_suppliers_is_shared_in_proportion(lode_t *t)
{
    begin(1);
    int32_t a = supplier(0, 20), c = supplier(0, 40), e = supplier(0, 40), x = user(0, 50), y = user(0, 50);
    int32_t block = lode_draft_add_block(&b.draft, 0, number(45 * 365));
    connect(a, x, false, block);
    connect(c, x, false, block);
    calibrate(t);
    check_misfit(t, LODE_BALANCED, 0);
    CHECK_NEAR(t, flow(a, x), 15, 1e-9);
    CHECK_NEAR(t, flow(c, x), 30, 1e-9);
    CHECK_NEAR(t, flow(e, x), 5, 1e-9);
    CHECK_NEAR(t, flow(a, y), 5, 1e-9);
    CHECK_NEAR(t, flow(e, y), 35, 1e-9);
}

/* The first user may not buy from the first supplier: all its 40 come from the second. */
static void a_closed_cell_carries_nothing_and_the_others_fill_in(lode_t *t)
{
    begin(1);
    int32_t a = supplier(0, 30), c = supplier(0, 70), x = user(0, 40), y = user(0, 60);
    connect(a, x, true, LODE_NONE);
    calibrate(t);
    check_misfit(t, LODE_BALANCED, 0);
    CHECK(t, flow(a, x) == 0);
    CHECK_NEAR(t, flow(c, x), 40, 1e-9);
    CHECK_NEAR(t, flow(a, y), 30, 1e-9);
    CHECK_NEAR(t, flow(c, y), 30, 1e-9);
}

/* Sold at home only: 30 and 20 made in actor 0, used there; 50 made and used in actor 1. The row that takes what is left
 * does so in its own actor. */
static void a_product_sold_at_home_is_balanced_there(lode_t *t)
{
    begin(1);
    b.home[0] = 1;
    int32_t a = supplier(0, 30), c = supplier(0, 20), e = supplier(0, 50), x = user(0, 35), y = user(0, 40);
    int32_t rest = site(LODE_DEMAND, -1, 1), z = input(rest, 0, 1), far = site(LODE_DEMAND, -1, 1), w = input(far, 0, 1);
    const int32_t abroad[] = {b.draft.output.item[e].site, b.draft.group.item[y].site, far};
    for (int i = 0; i < 3; i++) b.draft.site.item[abroad[i]].actor = 1;
    const int32_t o[] = {a, c, e}, g[] = {x, z, y, w};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++) connect(o[i], g[j], (i == 2) != (j >= 2), LODE_NONE);
    calibrate(t);
    check_misfit(t, LODE_BALANCED, 0);
    CHECK_NEAR(t, activity(rest), 15, 1e-9);
    CHECK_NEAR(t, activity(far), 10, 1e-9);
    CHECK_NEAR(t, flow(a, x), 21, 1e-9);
    CHECK_NEAR(t, flow(e, y), 40, 1e-9);
    CHECK(t, flow(e, x) == 0 && flow(a, y) == 0);
}

/* ---- activities --------------------------------------------------------------------------------- */

/* 100 are used, 40 are made by one whose output is known; the others divide 60 as 2 to 1. One of them makes half a unit
 * per unit of its activity, so that it runs at 40 to make 20. */
static void suppliers_with_a_share_divide_what_is_open(lode_t *t)
{
    begin(1);
    int32_t a = supplier(0, 40), first = site(LODE_SITE, -1, 2), second = site(LODE_SITE, -1, 1);
    int32_t c = output(first, 0, true, 1), e = output(second, 0, true, 0.5), x = user(0, 100);
    calibrate(t);
    check_misfit(t, LODE_BALANCED, 0);
    CHECK_NEAR(t, activity(first), 40, 1e-12);
    CHECK_NEAR(t, activity(second), 40, 1e-12);
    CHECK_NEAR(t, flow(a, x), 40, 1e-12);
    CHECK_NEAR(t, flow(c, x), 40, 1e-12);
    CHECK_NEAR(t, flow(e, x), 20, 1e-12);
}

/* Derived activities go up the chain: 10 cars a day need 20 magnets, which need 60 of metal. */
static void uses_are_followed_up_the_chain(lode_t *t)
{
    enum { METAL, MAGNET, CAR };
    begin(3);
    int32_t cars = site(LODE_SITE, -1, 1), magnets = site(LODE_SITE, -1, 1), metal = site(LODE_SITE, -1, 1);
    output(metal, METAL, true, 1);
    output(magnets, MAGNET, true, 1);
    output(cars, CAR, true, 1);
    input(cars, MAGNET, 2);
    input(magnets, METAL, 3);
    user(CAR, 10);
    calibrate(t);
    check_misfit(t, LODE_BALANCED, 0);
    CHECK_NEAR(t, activity(cars), 10, 1e-12);
    CHECK_NEAR(t, activity(magnets), 20, 1e-12);
    CHECK_NEAR(t, activity(metal), 60, 1e-12);
    CHECK_NEAR(t, b.v.site_capacity[metal].v[0], 75, 1e-12);
}

/* 100 are made and 70 used by name; two rows without a number take the other 30 as 2 to 1. */
static void rows_without_a_number_take_the_residual(lode_t *t)
{
    begin(1);
    supplier(0, 100);
    user(0, 70);
    int32_t first = site(LODE_DEMAND, -1, 2), second = site(LODE_DEMAND, -1, 1);
    input(first, 0, 1);
    input(second, 0, 1);
    calibrate(t);
    check_misfit(t, LODE_BALANCED, 0);
    CHECK_NEAR(t, activity(first), 20, 1e-12);
    CHECK_NEAR(t, activity(second), 10, 1e-12);
}

/* A feed of 100 a day gives 24 of NdPr, all used, and 3.4 of Dy, of which 2.4 are: 1.0 is disposed of. A second plant
 * drives its own Dy and sells it in full, so the first sells 1.4 and disposes of 2.0. */
static void by_products_fill_what_drivers_leave(lode_t *t)
{
    enum { NDPR, DY };
    for (int plants = 1; plants <= 2; plants++) {
        begin(2);
        int32_t plant = site(LODE_SITE, 100, 0), ndpr = output(plant, NDPR, true, 0.24), dy = output(plant, DY, false, 0.034);
        int32_t x = user(NDPR, 24), y = user(DY, 2.4);
        int32_t own = plants == 2 ? supplier(DY, 1) : NOTHING;
        calibrate(t);
        check_misfit(t, LODE_BALANCED, 0);
        CHECK_NEAR(t, flow(ndpr, x), 24, 1e-12);
        CHECK_NEAR(t, flow(dy, y), plants == 2 ? 1.4 : 2.4, 1e-12);
        if (plants == 2) CHECK_NEAR(t, flow(own, y), 1, 1e-12);
        CHECK_NEAR(t, b.v.output_disposed[b.layout.output[dy]].v[0], plants == 2 ? 2 : 1, 1e-12);
        CHECK(t, b.v.output_disposed[b.layout.output[ndpr]].v[0] == 0);
    }
}

/* The feed follows from the driver's uses, whichever of the two products comes first in the list. */
static void a_derived_activity_brings_its_by_products(lode_t *t)
{
    for (int first = 0; first < 2; first++) {
        const int32_t ndpr = first, dy = 1 - first;
        begin(2);
        int32_t plant = site(LODE_SITE, -1, 1);
        output(plant, ndpr, true, 0.24);
        int32_t o = output(plant, dy, false, 0.034), y = user(dy, 2.4);
        user(ndpr, 24);
        lode_note(t, "the driver is product %d", ndpr);
        calibrate(t);
        check_misfit(t, LODE_BALANCED, 0);
        CHECK_NEAR(t, activity(plant), 100, 1e-12);
        CHECK_NEAR(t, flow(o, y), 2.4, 1e-12);
        CHECK_NEAR(t, b.v.output_disposed[b.layout.output[o]].v[0], 1, 1e-12);
    }
}

/* Five plants of a fifth each, instead of one: the same in sum. */
static void cohorts_are_parts_of_equal_size(lode_t *t)
{
    begin(1);
    supplier(0, 100);
    double sum = 0;
    for (int j = 0; j < 5; j++) {
        int32_t s = site(LODE_DEMAND, 100, 0);
        b.draft.site.item[s].part = 0.2;
        input(s, 0, 1);
    }
    calibrate(t);
    check_misfit(t, LODE_BALANCED, 0);
    for (int32_t j = 1; j <= 5; j++) {
        CHECK_NEAR(t, activity(j), 20, 1e-12);
        sum += activity(j);
    }
    CHECK_NEAR(t, sum, 100, 1e-12);
}

/* 4 of 10 motors end in defence, so 4 of 10 magnets do, and 40 % of the metal is bought for it, two stages up. */
static void mixed_sites_follow_the_share_of_their_customers(lode_t *t)
{
    enum { METAL, MAGNET, MOTOR };
    begin(3);
    int32_t metal = supplier(METAL, 60), magnets = site(LODE_SITE, -1, 1), motors = site(LODE_SITE, -1, 1);
    b.draft.site.item[magnets].mixed = b.draft.site.item[motors].mixed = true;
    int32_t m = output(magnets, MAGNET, true, 1), k = output(motors, MOTOR, true, 1);
    int32_t needs_metal = input(magnets, METAL, 3), needs_magnets = input(motors, MAGNET, 2);
    int32_t civil = user(MOTOR, 6), defence = user(MOTOR, 4);
    b.draft.site.item[b.draft.group.item[defence].site].end_use = LODE_DEFENCE;
    connect_all();
    b.draft.link.item[b.link_of[k][defence]].end_use = LODE_DEFENCE;
    calibrate(t);
    check_misfit(t, LODE_BALANCED, 0);
    CHECK_NEAR(t, flow(k, civil), 6, 1e-12);
    CHECK_NEAR(t, b.v.site_defence[motors].v[0], 0.4, 1e-12);
    CHECK_NEAR(t, b.v.site_defence[magnets].v[0], 0.4, 1e-12);
    CHECK_NEAR(t, flow(m, needs_magnets), 12, 1e-12);
    CHECK_NEAR(t, defence_flow(m, needs_magnets), 8, 1e-12);
    CHECK_NEAR(t, flow(metal, needs_metal), 36, 1e-12);
    CHECK_NEAR(t, defence_flow(metal, needs_metal), 24, 1e-12);
}

/* ---- what does not close ------------------------------------------------------------------------ */

static void uses_above_supply_name_their_product(lode_t *t)
{
    begin(2);
    supplier(0, 10);
    user(0, 10);
    supplier(1, 10);
    user(1, 10.001);
    calibrate(t);
    check_misfit(t, LODE_SUPPLY_SHORT, 1);
}

static void supply_without_a_use_names_its_product(lode_t *t)
{
    begin(2);
    supplier(0, 10);
    user(0, 9.999);
    supplier(1, 10);
    user(1, 10);
    calibrate(t);
    check_misfit(t, LODE_SUPPLY_UNUSED, 0);
}

static void a_by_product_that_does_not_suffice_names_its_product(lode_t *t)
{
    begin(2);
    int32_t plant = site(LODE_SITE, 100, 0);
    output(plant, 0, true, 0.24);
    output(plant, 1, false, 0.034);
    user(0, 24);
    user(1, 3.5);
    calibrate(t);
    check_misfit(t, LODE_BYPRODUCT_SHORT, 1);
}

/* 40 observed from a supplier of 30; and a user that may buy from nobody. */
static void flows_that_contradict_supply_and_use_name_their_product(lode_t *t)
{
    begin(2);
    supplier(0, 10);
    user(0, 10);
    int32_t a = supplier(1, 30), c = supplier(1, 70), x = user(1, 60), y = user(1, 40);
    connect(a, x, false, lode_draft_add_block(&b.draft, 1, number(40 * 365)));
    calibrate(t);
    check_misfit(t, LODE_FLOWS_INCONSISTENT, 1);

    begin(1);
    a = supplier(0, 30), c = supplier(0, 70), x = user(0, 60), y = user(0, 40);
    connect(a, y, true, LODE_NONE);
    connect(c, y, true, LODE_NONE);
    calibrate(t);
    check_misfit(t, LODE_FLOWS_INCONSISTENT, 0);
    CHECK(t, b.v.worst_fit.v[0] > 0.1);
    (void)x;
}

/* ---- random tables ------------------------------------------------------------------------------ */

static double drawn(uint64_t seed, uint32_t what, double low, double high)
{
    uint32_t word[4];
    lode_random(seed, what, 0, 0, LODE_RNG_SAMPLING, word);
    return low + (high - low) * lode_unit52(word[0], word[1]);
}

/* Suppliers and users of one product, drawn so that observed and closed cells leave a solution: a table of flows is
 * drawn, its sums are what is supplied and used, and some of its cells are told. Quantities times `scale`. */
static void draw_table(uint64_t seed, double scale, int *suppliers, int *users, int32_t o[8], int32_t g[8])
{
    double cell[8][8], row[8] = {0}, column[8] = {0};
    begin(1);
    *suppliers = (int)drawn(seed, 1, 2, 6.99);
    *users = (int)drawn(seed, 2, 2, 6.99);
    for (int i = 0; i < *suppliers; i++)
        for (int j = 0; j < *users; j++) {
            bool closed = drawn(seed, (uint32_t)(100 + 8 * i + j), 0, 1) < 0.15 && i > 0 && j > 0;
            cell[i][j] = closed ? 0 : drawn(seed, (uint32_t)(200 + 8 * i + j), 1, 100) * scale;
            row[i] += cell[i][j];
            column[j] += cell[i][j];
        }
    for (int i = 0; i < *suppliers; i++) o[i] = supplier(0, row[i]);
    for (int j = 0; j < *users; j++) g[j] = user(0, column[j]);
    for (int i = 0; i < *suppliers; i++)
        for (int j = 0; j < *users; j++) {
            bool told = drawn(seed, (uint32_t)(300 + 8 * i + j), 0, 1) < 0.2 && cell[i][j] > 0;
            int32_t block = told ? lode_draft_add_block(&b.draft, 0, number(cell[i][j] * 365)) : LODE_NONE;
            connect(o[i], g[j], cell[i][j] == 0, block);
        }
}

static void random_tables_meet_supply_and_use(lode_t *t)
{
    double worst = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        int suppliers, users;
        int32_t o[8], g[8];
        draw_table(seed, 1, &suppliers, &users, o, g);
        lode_note(t, "seed %llu", (unsigned long long)seed);
        calibrate(t);
        check_misfit(t, LODE_BALANCED, 0);
        for (int i = 0; i < suppliers; i++) {
            double sold = 0, made = activity(b.draft.output.item[o[i]].site);
            for (int j = 0; j < users; j++) sold += flow(o[i], g[j]);
            worst = fmax(worst, fabs(sold / made - 1));
        }
        for (int j = 0; j < users; j++) {
            double bought = 0, used = activity(b.draft.group.item[g[j]].site);
            for (int i = 0; i < suppliers; i++) bought += flow(o[i], g[j]);
            CHECK_NEAR(t, bought / used, 1, 1e-9);
        }
        CHECK(t, b.v.worst_fit.v[0] <= 1e-6);
    }
    printf("# largest relative gap of a supply %.1e\n", worst);
    CHECK_NEAR(t, worst, 0, 1e-9);
}

static void ten_times_the_quantities_are_ten_times_the_flows(lode_t *t)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        int suppliers, users;
        int32_t o[8], g[8];
        double once[8][8];
        draw_table(seed, 1, &suppliers, &users, o, g);
        calibrate(t);
        for (int i = 0; i < suppliers; i++)
            for (int j = 0; j < users; j++) once[i][j] = flow(o[i], g[j]);
        draw_table(seed, 10, &suppliers, &users, o, g);
        calibrate(t);
        for (int i = 0; i < suppliers; i++)
            for (int j = 0; j < users; j++) CHECK_NEAR(t, flow(o[i], g[j]), 10 * once[i][j], 1e-9 * once[i][j]);
    }
}

/* Every build of the engine that this processor runs. */
static void every_build_calibrates_to_the_same_bits(lode_t *t)
{
    int builds = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        int suppliers, users;
        int32_t o[8], g[8];
        static lode_lane first[64];
        draw_table(seed, 1, &suppliers, &users, o, g);
        lode_note(t, "seed %llu", (unsigned long long)seed);
        calibrate(t);
        for (int32_t l = 0; l < b.model->n_link; l++) first[l] = b.v.link_flow[l];
        for (int i = 0; i < 3; i++) {
            const lode_engine *e = lode_engine_nth(i);
            if (!e) continue;
            e->calibrate(b.model, b.x, 1, &b.v);
            for (int32_t l = 0; l < b.model->n_link; l++)
                CHECK(t, memcmp(&first[l], &b.v.link_flow[l], sizeof first[l]) == 0);
            builds += seed == 1;
        }
    }
    printf("# %d of 3 builds run on this processor\n", builds);
}

/* An observed flow is 1 % larger in one lane: its flows change, those of the others to the bit not. */
static void a_draw_does_not_depend_on_its_neighbours(lode_t *t)
{
    const lode_engine *e = lode_engine_best();
    for (uint64_t seed = 1; seed <= 40; seed++) {
        int suppliers, users;
        int32_t o[8], g[8], changed = 0;
        static lode_lane before[64];
        draw_table(seed, 1, &suppliers, &users, o, g);
        if (b.draft.block_flow.n == 0) continue;
        lode_note(t, "seed %llu", (unsigned long long)seed);
        calibrate(t);
        for (int32_t l = 0; l < b.model->n_link; l++) before[l] = b.v.link_flow[l];
        b.x[b.draft.block_flow.item[0]].v[3] *= 1.01;
        e->calibrate(b.model, b.x, 1, &b.v);
        for (int32_t l = 0; l < b.model->n_link; l++)
            for (int k = 0; k < LODE_LANES; k++) {
                changed += b.v.link_flow[l].v[k] != before[l].v[k];
                CHECK(t, k == 3 || b.v.link_flow[l].v[k] == before[l].v[k]);
            }
        CHECK(t, changed > 0);
    }
}

/* A chain of three products with random makers, some sharing what is open, by-products with a surplus, observed flows:
 * whatever is calibrated stays what it is for ten years. */
static void draw_chain(uint64_t seed)
{
    enum { ORE, METAL, MAGNET };
    begin(3);
    double magnets = 0;
    for (uint32_t j = 0; j < 3; j++) {
        double used = drawn(seed, 10 + j, 5, 50);
        user(MAGNET, used);
        magnets += used;
    }
    for (uint32_t i = 0; i < 3; i++) {
        bool known = i == 0;
        int32_t s = site(LODE_SITE, known ? magnets * drawn(seed, 20, 0.2, 0.7) : -1, drawn(seed, 20 + i, 1, 5));
        output(s, MAGNET, true, 1);
        input(s, METAL, drawn(seed, 30 + i, 0.5, 3));
    }
    for (uint32_t i = 0; i < 2; i++) {
        int32_t s = site(LODE_SITE, -1, drawn(seed, 40 + i, 1, 5));
        output(s, METAL, true, drawn(seed, 50 + i, 0.2, 1));
        input(s, ORE, 1);
    }
    for (uint32_t i = 0; i < 2; i++) output(site(LODE_SITE, -1, drawn(seed, 60 + i, 1, 5)), ORE, true, 1);
}

static void a_calibrated_base_stands_still_for_ten_years(lode_t *t)
{
    const lode_engine *e = lode_engine_best();
    double worst = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        draw_chain(seed);
        lode_note(t, "seed %llu", (unsigned long long)seed);
        calibrate(t);
        check_misfit(t, LODE_BALANCED, 0);
        void *memory = lode_arena_take(&b.arena, 1, e->state_bytes(b.model, &b.v));
        CHECK(t, memory != NULL);
        e->state_place(b.model, &b.v, memory, &b.s);
        const lode_scenario nothing = {NULL, NULL, NULL, NULL};
        e->state_start(b.model, &b.v, &nothing, &b.s);
        for (int day = 0; day < 3650; day++) {
            e->step(b.model, &b.v, &nothing, &b.s);
            for (int32_t i = 0; i < b.model->n_site; i++)
                worst = fmax(worst, fabs(b.s.site_made[i].v[0] / activity(i) - 1));
        }
        CHECK_NEAR(t, b.s.residual.v[0], 0, 1e-12);
    }
    printf("# largest drift %.1e\n", worst);
    CHECK_NEAR(t, worst, 0, 1e-9);
}

static const lode_test TESTS[] = {
    TEST(everyone_buys_in_proportion_to_supply),
    TEST(an_observed_flow_is_kept),
    TEST(an_observed_flow_of_several_suppliers_is_shared_in_proportion),
    TEST(a_closed_cell_carries_nothing_and_the_others_fill_in),
    TEST(a_product_sold_at_home_is_balanced_there),
    TEST(suppliers_with_a_share_divide_what_is_open),
    TEST(uses_are_followed_up_the_chain),
    TEST(rows_without_a_number_take_the_residual),
    TEST(by_products_fill_what_drivers_leave),
    TEST(a_derived_activity_brings_its_by_products),
    TEST(cohorts_are_parts_of_equal_size),
    TEST(mixed_sites_follow_the_share_of_their_customers),
    TEST(uses_above_supply_name_their_product),
    TEST(supply_without_a_use_names_its_product),
    TEST(a_by_product_that_does_not_suffice_names_its_product),
    TEST(flows_that_contradict_supply_and_use_name_their_product),
    TEST(random_tables_meet_supply_and_use),
    TEST(ten_times_the_quantities_are_ten_times_the_flows),
    TEST(every_build_calibrates_to_the_same_bits),
    TEST(a_draw_does_not_depend_on_its_neighbours),
    TEST(a_calibrated_base_stands_still_for_ten_years),
};

LODE_TEST_MAIN(TESTS)
