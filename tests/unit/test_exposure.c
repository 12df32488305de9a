/* Content followed from makers to users: chains that one can follow on paper. */
#include "lode_test.h"

#include <stdlib.h>

#include "exposure/inner.h"

/* --- a chain by hand ----------------------------------------------------------------------- */

enum { A, B, C, N_ACTOR = 3, MOST = 32 };

/* Products are numbered from makers to users; sites and their outputs as they come. */
static struct {
    lode_chain c;
    int32_t actor[MOST], plant[MOST], output_ptr[MOST + 1], group_first[MOST], group_end[MOST];
    double base[MOST], capacity[MOST];
    int32_t output_site[MOST], output_product[MOST], link_ptr[MOST + 1];
    double made[MOST], value[MOST];
    int32_t group_site[MOST], group_product[MOST], group_link_ptr[MOST + 1], group_link[MOST];
    uint8_t essential[MOST];
    int32_t link_output[MOST], link_group[MOST];
    double flow[MOST];
    int32_t stage[MOST], unit[MOST], order[MOST], product_ptr[MOST + 1], product_output[MOST];
    uint64_t reach[MOST];
} w;

static void begin(int n_product, const int32_t *stage)
{
    memset(&w, 0, sizeof w);
    w.c.n_actor = N_ACTOR;
    w.c.n_product = n_product;
    for (int p = 0; p < n_product; p++) {
        w.stage[p] = stage[p];
        w.order[p] = n_product - 1 - p;
        if (stage[p] >= w.c.n_stage) w.c.n_stage = stage[p] + 1;
    }
}

/* A site; its outputs and inputs follow. */
static int site(int actor, double base, double capacity)
{
    int i = w.c.n_site++;
    w.actor[i] = actor;
    w.plant[i] = w.c.n_plant++;
    w.base[i] = base;
    w.capacity[i] = capacity;
    w.output_ptr[i + 1] = w.c.n_output;
    w.group_first[i] = w.group_end[i] = w.c.n_group;
    return i;
}

static int makes(int product, double amount)
{
    int o = w.c.n_output++;
    w.output_site[o] = w.c.n_site - 1;
    w.output_product[o] = product;
    w.made[o] = amount;
    w.value[o] = 1;
    w.output_ptr[w.c.n_site] = w.c.n_output;
    return o;
}

/* An input of the present site. */
static int needs(int product)
{
    int g = w.c.n_group++;
    w.group_site[g] = w.c.n_site - 1;
    w.group_product[g] = product;
    w.essential[g] = 1;
    w.group_end[w.c.n_site - 1] = w.c.n_group;
    return g;
}

/* A flow from an output; add them output by output. */
static void sends(int output, int group, double amount)
{
    int l = w.c.n_link++;
    w.link_output[l] = output;
    w.link_group[l] = group;
    w.flow[l] = amount;
}

static void index_links(void)
{
    for (int o = 0, l = 0; o < w.c.n_output; o++) {
        w.link_ptr[o] = l;
        while (l < w.c.n_link && w.link_output[l] == o) l++;
        w.link_ptr[o + 1] = l;
    }
    for (int g = 0, n = 0; g < w.c.n_group; g++) {
        for (int l = 0; l < w.c.n_link; l++)
            if (w.link_group[l] == g) w.group_link[n++] = l;
        w.group_link_ptr[g + 1] = n;
    }
    for (int p = 0, n = 0; p < w.c.n_product; p++) {
        for (int o = 0; o < w.c.n_output; o++)
            if (w.output_product[o] == p) w.product_output[n++] = o;
        w.product_ptr[p + 1] = n;
    }
}

static const lode_chain *end(lode_t *t)
{
    lode_chain *c = &w.c;
    index_links();
    c->site_actor = w.actor, c->site_plant = w.plant, c->site_base = w.base, c->site_capacity = w.capacity;
    c->output_ptr = w.output_ptr, c->group_first = w.group_first, c->group_end = w.group_end;
    c->output_site = w.output_site, c->output_product = w.output_product, c->output_made = w.made;
    c->output_value = w.value, c->group_site = w.group_site, c->group_product = w.group_product;
    c->group_essential = w.essential, c->group_link_ptr = w.group_link_ptr, c->group_link = w.group_link;
    c->link_ptr = w.link_ptr, c->link_output = w.link_output, c->link_group = w.link_group, c->link_flow = w.flow;
    c->product_stage = w.stage, c->product_unit = w.unit, c->product_order = w.order, c->product_reach = w.reach;
    c->product_output_ptr = w.product_ptr, c->product_output = w.product_output;
    CHECK(t, w.link_ptr[c->n_output] == c->n_link);
    lode_chain_find_reach(c, w.reach);
    return c;
}

/* Share of output o's content of `root` that passed through an actor at the stages first..last. */
static double through(const lode_chain *c, int root, int o, int actor, int first, int last)
{
    double content[MOST], share[MOST];
    uint8_t mark[MOST] = {0};
    uint64_t stages = 0;
    for (int s = first; s <= last; s++) stages |= UINT64_C(1) << s;
    lode_trace_content(c, root, content);
    lode_mark(c, actor, stages, mark);
    lode_trace_through(c, root, content, mark, stages, share);
    return share[o];
}

static double content_of(const lode_chain *c, int root, int o)
{
    double content[MOST];
    lode_trace_content(c, root, content);
    return content[o];
}

/* --- shares -------------------------------------------------------------------------------- */

static void one_user_of_two_makers_depends_on_each_by_what_it_buys(lode_t *t)
{
    begin(2, (const int32_t[]){0, 1});
    site(A, 70, 70);
    int a = makes(0, 70);
    site(B, 30, 30);
    int b = makes(0, 30);
    site(C, 50, 50);
    int g = needs(0), user = makes(1, 50);
    sends(a, g, 70);
    sends(b, g, 30);
    const lode_chain *c = end(t);
    CHECK_NEAR(t, through(c, 0, user, A, 0, 0), 0.7, 1e-15);
    CHECK_NEAR(t, through(c, 0, user, B, 0, 0), 0.3, 1e-15);
    CHECK_NEAR(t, through(c, 0, user, C, 0, 0), 0.0, 1e-15);
    /* two units of the root go into one of the product */
    CHECK_NEAR(t, content_of(c, 0, user), 2.0, 1e-15);
}

/* Oxide: 60 from A, 40 from B. Both metal makers mix them 3:2. The user takes half from each: 0.6 of its content was
 * separated in A, 0.5 melted in A; separated in B and melted in A is 0.2, so that 0.8 was in A at least once. */
static void any_stage_counts_what_passed_twice_only_once(lode_t *t)
{
    begin(3, (const int32_t[]){0, 1, 2});
    site(A, 60, 60);
    int oxide_a = makes(0, 60);
    site(B, 40, 40);
    int oxide_b = makes(0, 40);
    site(A, 50, 50);
    int g_a = needs(0), metal_a = makes(1, 50);
    site(B, 50, 50);
    int g_b = needs(0), metal_b = makes(1, 50);
    site(C, 10, 10);
    int g = needs(1), user = makes(2, 10);
    sends(oxide_a, g_a, 30), sends(oxide_a, g_b, 30);
    sends(oxide_b, g_a, 20), sends(oxide_b, g_b, 20);
    sends(metal_a, g, 50), sends(metal_b, g, 50);
    const lode_chain *c = end(t);
    CHECK_NEAR(t, through(c, 0, user, A, 0, 0), 0.6, 1e-15);
    CHECK_NEAR(t, through(c, 0, user, A, 1, 1), 0.5, 1e-15);
    CHECK_NEAR(t, through(c, 0, user, A, 0, 1), 0.8, 1e-15);
    CHECK_NEAR(t, through(c, 0, user, B, 0, 1), 0.7, 1e-15);
    CHECK_NEAR(t, through(c, 0, user, C, 0, 2), 1.0, 1e-15);
}

/* Two plants, one fed from A's mine and one from B's: 9 light and 1 heavy, 1 light and 9 heavy. Each element has its own
 * origin; nothing is divided between them. */
static void joint_products_keep_the_origin_of_each(lode_t *t)
{
    enum { ORE, LIGHT, HEAVY };
    begin(3, (const int32_t[]){0, 1, 1});
    site(A, 10, 10);
    int ore_a = makes(ORE, 10);
    site(B, 10, 10);
    int ore_b = makes(ORE, 10);
    site(C, 10, 10);
    int g_a = needs(ORE);
    makes(LIGHT, 9), makes(HEAVY, 1);
    site(C, 10, 10);
    int g_b = needs(ORE);
    makes(LIGHT, 1), makes(HEAVY, 9);
    sends(ore_a, g_a, 10), sends(ore_b, g_b, 10);
    const lode_chain *c = end(t);
    double light = 9 * through(c, LIGHT, 2, A, 0, 0) + 1 * through(c, LIGHT, 4, A, 0, 0);
    double heavy = 1 * through(c, HEAVY, 3, A, 0, 0) + 9 * through(c, HEAVY, 5, A, 0, 0);
    CHECK_NEAR(t, light / 10, 0.9, 1e-15);
    CHECK_NEAR(t, heavy / 10, 0.1, 1e-15);
}

/* Of what leaves the magnet maker a fifth comes back through a recycler in C: the content stays one to one, all of it was
 * separated in A, and a fifth passed through C. */
static void recycling_is_followed_until_it_settles(lode_t *t)
{
    enum { OXIDE, ALLOY, MAGNET, CAR, SCRAP };
    begin(5, (const int32_t[]){0, 1, 2, 4, 3});
    site(A, 80, 80);
    int oxide = makes(OXIDE, 80);
    site(C, 20, 20);
    int g_scrap = needs(SCRAP), alloy = makes(ALLOY, 20);
    site(B, 100, 100);
    int g_oxide = needs(OXIDE), g_alloy = needs(ALLOY), magnet = makes(MAGNET, 100);
    site(B, 80, 80);
    int g_magnet = needs(MAGNET), car = makes(CAR, 80), scrap = makes(SCRAP, 20);
    sends(oxide, g_oxide, 80), sends(alloy, g_alloy, 20), sends(magnet, g_magnet, 100), sends(scrap, g_scrap, 20);
    const lode_chain *c = end(t);
    CHECK_NEAR(t, content_of(c, OXIDE, car), 1.0, 1e-9);
    CHECK_NEAR(t, through(c, OXIDE, car, A, 0, 0), 1.0, 1e-9);
    CHECK_NEAR(t, through(c, OXIDE, car, C, 1, 1), 0.2, 1e-9);
}

/* Acid from B does not dilute where the ore came from. */
static void before_the_root_only_inputs_of_the_stage_count(lode_t *t)
{
    enum { ORE, ACID, OXIDE };
    begin(3, (const int32_t[]){0, 1, 2});
    site(A, 75, 75);
    int ore_a = makes(ORE, 75);
    site(B, 25, 25);
    int ore_b = makes(ORE, 25);
    site(B, 300, 300);
    int acid = makes(ACID, 300);
    site(C, 10, 10);
    int g_ore = needs(ORE), g_acid = needs(ACID), oxide = makes(OXIDE, 10);
    sends(ore_a, g_ore, 75), sends(ore_b, g_ore, 25), sends(acid, g_acid, 300);
    const lode_chain *c = end(t);
    CHECK_NEAR(t, through(c, OXIDE, oxide, A, 0, 0), 0.75, 1e-15);
    CHECK_NEAR(t, through(c, OXIDE, oxide, B, 0, 0), 0.25, 1e-15);
}

/* --- single points ------------------------------------------------------------------------- */

/* A makes 70 of 80 it could, B 30 of 40; the user, who could make a tenth more, is left 40 without A and 80 without B. */
static void what_is_left_follows_the_capacity_of_the_others(lode_t *t)
{
    begin(2, (const int32_t[]){0, 1});
    site(A, 70, 80);
    int a = makes(0, 70);
    site(B, 30, 40);
    int b = makes(0, 30);
    site(C, 100, 110);
    int g = needs(0);
    makes(1, 100);
    sends(a, g, 70), sends(b, g, 30);
    const lode_chain *c = end(t);
    double ratio[MOST], need[MOST], got[MOST], sent[MOST];
    lode_points_room room = {ratio, need, got, sent, false};
    lode_points_propagate(c, -1, &room);
    CHECK_NEAR(t, ratio[2], 1.1, 1e-6);
    lode_points_propagate(c, 0, &room);
    CHECK_NEAR(t, ratio[2], 0.4, 1e-6);
    lode_points_propagate(c, 1, &room);
    CHECK_NEAR(t, ratio[2], 0.8, 1e-6);
}

/* Two users, one of whom may buy from A only: when B is gone the other takes no more than its part. */
static void users_are_filled_alike_as_far_as_relations_allow(lode_t *t)
{
    begin(2, (const int32_t[]){0, 1});
    site(A, 60, 60);
    int a = makes(0, 60);
    site(B, 40, 40);
    int b = makes(0, 40);
    site(C, 50, 50);
    int g_bound = needs(0);
    makes(1, 50);
    site(C, 50, 50);
    int g_free = needs(0);
    makes(1, 50);
    sends(a, g_bound, 50), sends(a, g_free, 10), sends(b, g_free, 40);
    const lode_chain *c = end(t);
    double ratio[MOST], need[MOST], got[MOST], sent[MOST];
    lode_points_room room = {ratio, need, got, sent, false};
    lode_points_propagate(c, 1, &room);
    CHECK_NEAR(t, ratio[2], 0.6, 1e-6);
    CHECK_NEAR(t, ratio[3], 0.6, 1e-6);
    lode_points_propagate(c, 0, &room);
    CHECK_NEAR(t, ratio[2], 0.0, 1e-6);
    CHECK_NEAR(t, ratio[3], 0.8, 1e-6);
}

static const lode_test TESTS[] = {
    TEST(one_user_of_two_makers_depends_on_each_by_what_it_buys),
    TEST(any_stage_counts_what_passed_twice_only_once),
    TEST(joint_products_keep_the_origin_of_each),
    TEST(recycling_is_followed_until_it_settles),
    TEST(before_the_root_only_inputs_of_the_stage_count),
    TEST(what_is_left_follows_the_capacity_of_the_others),
    TEST(users_are_filled_alike_as_far_as_relations_allow),
};
LODE_TEST_MAIN(TESTS)
