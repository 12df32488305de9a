/* The same bits everywhere: one network with eight different lanes, in every build of the engine and with every compiler.
 *
 * The hash is FNV-1a over the bits of every quantity of the rule after 400 steps. A change of the engine that changes no
 * result keeps it; one that does brings its new value, and says so. */
#include <string.h>

#include "lode_test.h"
#include "property/net.h"

enum { STEPS = 400, SEED = 2115 };

static const uint64_t DAILY = 0x6df51b26e1eba8b2, WEEKLY = 0x6616b00e9502d738;

static net lane[LODE_LANES];
static const net *lanes[LODE_LANES];

static void draw(void)
{
    net_random random = {.seed = SEED};
    net_draw(&lane[0], NET_GENERAL, NET_EVERYTHING, &random);
    for (int k = 0; k < LODE_LANES; k++) {
        lanes[k] = &lane[k];
        if (k == 0) continue;
        lane[k] = lane[0];
        net_vary(&lane[k], &random);
    }
}

typedef struct part {
    const lode_lane *value;
    int32_t n;
} part;

enum { PARTS = 20 };

static void list_parts(const net_run *r, part p[PARTS])
{
    const lode_model *m = r->model;
    const lode_state *s = &r->s;
    const part all[PARTS] = {
        {s->site_capacity, m->n_site},   {s->site_planned, m->n_site},     {s->site_want, m->n_site},
        {s->site_made, m->n_site},       {s->site_backlog, m->n_site},     {s->line_expected, m->n_line},
        {s->output_stock, m->n_output},  {s->output_disposed, m->n_output}, {s->group_stock, m->n_group},
        {s->group_arrived, m->n_group},  {s->group_transit, m->n_group},   {s->group_used, m->n_group},
        {s->group_need, m->n_group},     {s->link_order, m->n_link},       {s->link_queue, m->n_link},
        {s->link_allowance, m->n_link},  {s->link_admissible, m->n_link},  {s->link_shipped, m->n_link},
        {s->link_share, m->n_link},      {s->reserve_stock, m->n_reserve},
    };
    memcpy(p, all, sizeof all);
}

static uint64_t fnv(uint64_t hash, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    for (int i = 0; i < 64; i += 8) hash = (hash ^ ((bits >> i) & 0xff)) * 0x100000001b3;
    return hash;
}

/* Hash of one lane of a run, or of all. */
static uint64_t hash_lanes(const net_run *r, int first, int last)
{
    part p[PARTS];
    uint64_t hash = 0xcbf29ce484222325;
    list_parts(r, p);
    for (int j = 0; j < PARTS; j++)
        for (int32_t i = 0; i < p[j].n; i++)
            for (int k = first; k <= last; k++) hash = fnv(hash, p[j].value[i].v[k]);
    return hash;
}

static void run(lode_t *t, net_run *r, const lode_engine *e, int h)
{
    CHECK(t, net_start(r, e, lanes, h));
    for (int step = 0; step < STEPS; step++) net_step(r);
}

/* A bare machine, or one without AVX, has fewer builds; those it has agree. */
static void every_build_and_compiler_gives_the_same_bits(lode_t *t)
{
    int builds = 0;
    draw();
    for (int i = 0; i < 3; i++) {
        const lode_engine *e = lode_engine_nth(i);
        if (!e) continue;
        net_run r;
        run(t, &r, e, 1);
        uint64_t daily = hash_lanes(&r, 0, LODE_LANES - 1);
        net_end(&r);
        run(t, &r, e, 7);
        uint64_t weekly = hash_lanes(&r, 0, LODE_LANES - 1);
        net_end(&r);
        printf("# %s: 0x%016llx daily, 0x%016llx weekly\n", e->name, (unsigned long long)daily,
               (unsigned long long)weekly);
        CHECK(t, daily == DAILY && weekly == WEEKLY);
        builds++;
    }
    printf("# %d of 3 builds run on this processor\n", builds);
    CHECK(t, builds > 0);
}

/* Everything about lane 3 is changed; the other lanes do not notice. */
static void a_lane_does_not_depend_on_its_neighbours(lode_t *t)
{
    for (int h = 1; h <= 7; h += 6) {
        net_run a, b;
        net_random random = {.seed = 99};
        draw();
        run(t, &a, lode_engine_best(), h);
        net_vary(&lane[3], &random);
        for (int j = 0; j < lane[3].n_measure; j++) lane[3].measure[j].on = !lane[3].measure[j].on;
        run(t, &b, lode_engine_best(), h);
        for (int k = 0; k < LODE_LANES; k++) {
            lode_note(t, "h %d, lane %d", h, k);
            CHECK(t, (hash_lanes(&a, k, k) == hash_lanes(&b, k, k)) == (k != 3));
        }
        net_end(&a);
        net_end(&b);
    }
}

/* Lanes in another order give the same results in that order; so does a lane that stands alone, eight times. */
static void the_order_of_lanes_does_not_matter(lode_t *t)
{
    net_run a, b;
    draw();
    run(t, &a, lode_engine_best(), 1);
    for (int k = 0; k < LODE_LANES; k++) lanes[k] = &lane[(3 * k + 5) % LODE_LANES];
    run(t, &b, lode_engine_best(), 1);
    for (int k = 0; k < LODE_LANES; k++)
        CHECK(t, hash_lanes(&b, k, k) == hash_lanes(&a, (3 * k + 5) % LODE_LANES, (3 * k + 5) % LODE_LANES));
    net_end(&b);
    for (int k = 0; k < LODE_LANES; k++) lanes[k] = &lane[6];
    run(t, &b, lode_engine_best(), 1);
    for (int k = 0; k < LODE_LANES; k++) CHECK(t, hash_lanes(&b, k, k) == hash_lanes(&a, 6, 6));
    net_end(&b);
    net_end(&a);
}

static const lode_test TESTS[] = {
    TEST(every_build_and_compiler_gives_the_same_bits),
    TEST(a_lane_does_not_depend_on_its_neighbours),
    TEST(the_order_of_lanes_does_not_matter),
};

LODE_TEST_MAIN(TESTS)
