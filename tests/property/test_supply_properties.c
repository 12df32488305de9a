/* What holds in every run, on random networks: bounds, balance, scaling, order of rows, a base at rest. The seed of a
 * case that fails is printed. What only holds on some kinds of network: test_supply_signs.c. */
#include <string.h>

#include "lode_test.h"
#include "property/net.h"

enum { DAYS = 420, TEN_YEARS = 3650 };

static net lane[LODE_LANES];
static const net *lanes[LODE_LANES];

/* Eight networks of one structure with numbers of their own. */
static void draw_lanes(lode_t *t, net_shape shape, int with, uint64_t seed, int h)
{
    net_random random = {.seed = seed};
    lode_note(t, "shape %d, with %d, seed %llu, h %d", (int)shape, with, (unsigned long long)seed, h);
    net_draw(&lane[0], shape, with, &random);
    for (int k = 0; k < LODE_LANES; k++) {
        lanes[k] = &lane[k];
        if (k == 0) continue;
        lane[k] = lane[0];
        net_vary(&lane[k], &random);
    }
}

/* The same network in every lane. */
static void repeat_lane(void)
{
    for (int k = 1; k < LODE_LANES; k++) lane[k] = lane[0];
}

/* ---- bounds ------------------------------------------------------------------------------------- */

static lode_lane ordered[NET_LINKS], held[NET_OUTPUTS]; /* of the step before: O + B, Z */

static void remember(const net_run *r)
{
    for (int32_t l = 0; l < r->model->n_link; l++) {
        ordered[l] = r->s.link_order[l];
        lode_lane_add(&ordered[l], &r->s.link_queue[l]);
    }
    for (int32_t o = 0; o < r->model->n_output; o++) held[o] = r->s.output_stock[o];
}

/* 0 <= Y <= Y* <= K h, or in overtime as much more as its factor says; capacity is what the sites have. */
static void check_sites(lode_t *t, const net_run *r, double h)
{
    for (int32_t i = 0; i < r->model->n_site; i++)
        for (int k = 0; k < LODE_LANES; k++) {
            double most = r->s.site_capacity[i].v[k] * h * r->v.site_overtime[i].v[k];
            double want = r->s.site_want[i].v[k], made = r->s.site_made[i].v[k];
            CHECK(t, made >= 0 && made <= want * (1 + 1e-15));
            CHECK(t, r->model->site_kind[i] == LODE_DEMAND || want <= most * (1 + 1e-15));
        }
}

/* 0 <= X <= a <= O + B, and what leaves an output is what it had, made and did not dispose of. */
static void check_links(lode_t *t, const net_run *r)
{
    const lode_model *m = r->model;
    for (int32_t o = 0; o < m->n_output; o++)
        for (int k = 0; k < LODE_LANES; k++) {
            double had = held[o].v[k] + r->v.output_per_unit[o].v[k] * r->s.site_made[m->output_site[o]].v[k];
            double left = had - r->s.output_disposed[o].v[k], sent = 0;
            for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) {
                double shipped = r->s.link_shipped[l].v[k], admissible = r->s.link_admissible[l].v[k];
                CHECK(t, shipped >= 0 && shipped <= admissible && admissible <= ordered[l].v[k]);
                sent += shipped;
            }
            CHECK(t, r->s.output_stock[o].v[k] >= 0);
            CHECK_NEAR(t, r->s.output_stock[o].v[k], left - sent, 1e-12 * (had + 1));
        }
}

/* Shares sum to 1, but for remainders of 1e-12 that count as none; stocks and transit are not negative. */
static void check_groups(lode_t *t, const net_run *r)
{
    const lode_model *m = r->model;
    for (int32_t g = 0; g < m->n_group; g++)
        for (int k = 0; k < LODE_LANES; k++) {
            double shares = 0, use = r->v.group_per_unit[g].v[k] * r->s.site_planned[m->group_site[g]].v[k];
            for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++)
                shares += r->s.link_share[m->group_link[j]].v[k];
            CHECK_NEAR(t, shares, 1, 2e-12);
            CHECK(t, r->s.group_stock[g].v[k] >= -1e-11 * (use + 1));
            CHECK(t, r->s.group_transit[g].v[k] >= -1e-11 * (use + 1));
        }
}

static void nothing_is_made_or_sent_that_cannot_be(lode_t *t)
{
    double residual = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        int h = seed % 2 ? 1 : 7;
        net_run r;
        draw_lanes(t, NET_GENERAL, NET_EVERYTHING, seed, h);
        CHECK(t, net_start(&r, lode_engine_best(), lanes, h));
        for (int step = 0; step < DAYS / h; step++) {
            remember(&r);
            net_step(&r);
            check_sites(t, &r, h);
            check_links(t, &r);
            check_groups(t, &r);
        }
        for (int k = 0; k < LODE_LANES; k++) residual = fmax(residual, r.s.residual.v[k]);
        net_end(&r);
    }
    printf("# largest residual of the mass balance %.1e\n", residual);
    CHECK_NEAR(t, residual, 0, 1e-12);
}

/* ---- comparison of lanes ------------------------------------------------------------------------ */

typedef struct field {
    const char *name;
    const lode_lane *value;
    int32_t n;
    bool ratio; /* does not grow with the scale */
} field;

enum { FIELDS = 16 };

static void list_fields(const net_run *r, field f[FIELDS])
{
    const lode_model *m = r->model;
    const lode_state *s = &r->s;
    const field all[FIELDS] = {
        {"planned", s->site_planned, m->n_site, false},
        {"want", s->site_want, m->n_site, false},
        {"made", s->site_made, m->n_site, false},
        {"backlog", s->site_backlog, m->n_site, false},
        {"output stock", s->output_stock, m->n_output, false},
        {"disposed", s->output_disposed, m->n_output, false},
        {"stock", s->group_stock, m->n_group, false},
        {"transit", s->group_transit, m->n_group, false},
        {"used", s->group_used, m->n_group, false},
        {"need", s->group_need, m->n_group, false},
        {"order", s->link_order, m->n_link, false},
        {"queue", s->link_queue, m->n_link, false},
        {"allowance", s->link_allowance, m->n_link, false},
        {"shipped", s->link_shipped, m->n_link, false},
        {"share", s->link_share, m->n_link, true},
        {"reserve", s->reserve_stock, m->n_reserve, false},
    };
    memcpy(f, all, sizeof all);
}

/* Every number of lane b is `factor` times that of lane 0, to the bit. */
static void check_bits(lode_t *t, const net_run *r, int b, double factor)
{
    field f[FIELDS];
    list_fields(r, f);
    for (int j = 0; j < FIELDS; j++)
        for (int32_t i = 0; i < f[j].n; i++) {
            double want = f[j].value[i].v[0] * (f[j].ratio ? 1 : factor), got = f[j].value[i].v[b];
            bool same = got == want || fabs(want) < 1e-290; /* stocks of a halted site decay until digits are lost */
            if (!same) printf("# %s %d, step %d: %a, not %a\n", f[j].name, i, r->s.step - 1, got, want);
            CHECK(t, same);
        }
}

static void twice_as_much_of_everything_is_twice_the_result_to_the_bit(lode_t *t)
{
    const double factor[LODE_LANES] = {1, 2, 0.5, 1024, 0x1p-20, 4, 0x1p30, 8};
    for (uint64_t seed = 101; seed <= 130; seed++) {
        int h = seed % 2 ? 1 : 7;
        net_run r;
        draw_lanes(t, NET_GENERAL, NET_EVERYTHING, seed, h);
        repeat_lane();
        for (int k = 0; k < LODE_LANES; k++) net_scale(&lane[k], factor[k]);
        CHECK(t, net_start(&r, lode_engine_best(), lanes, h));
        for (int step = 0; step < DAYS / h; step++) {
            net_step(&r);
            for (int k = 1; k < LODE_LANES; k++) check_bits(t, &r, k, factor[k]);
        }
        net_end(&r);
    }
}

/* Someone makes what nobody orders; it is banned in one lane and not in another. */
static void a_ban_on_what_nobody_orders_changes_no_bit(lode_t *t)
{
    for (uint64_t seed = 201; seed <= 230; seed++) {
        int h = seed % 2 ? 1 : 7;
        net_run r;
        draw_lanes(t, NET_GENERAL, NET_EVERYTHING, seed, h);
        net *n = &lane[0];
        net_maker(n, 0, 10, 0);
        n->output[n->n_output - 1].product = n->n_product++;
        int g = net_input(n, net_demand(n, 0), 1, 30, 0.25);
        const int links[] = {net_link_add(n, n->n_output - 1, g, 0, 7), -1};
        int ban = net_measure_add(n, LODE_BAN, 50, 200, links);
        memset(n->measure[ban].made_from, 0, sizeof n->measure[ban].made_from);
        n->measure[ban].made_from[n->n_product - 1] = true;
        repeat_lane();
        lane[0].measure[ban].on = false;
        CHECK(t, net_start(&r, lode_engine_best(), lanes, h));
        for (int step = 0; step < DAYS / h; step++) {
            net_step(&r);
            check_bits(t, &r, 1, 1);
        }
        net_end(&r);
    }
}

/* Largest difference between a lane and `factor` times lane 0, against the largest value of its kind, at least a day's
 * output. */
static double distance(const net_run *r, int b, double factor)
{
    field f[FIELDS];
    double worst = 0, output = 0;
    list_fields(r, f);
    for (int i = 0; i < lane[0].n_site; i++) output = fmax(output, lane[0].site[i].base);
    for (int j = 0; j < FIELDS; j++) {
        double largest = f[j].ratio ? 1 : factor * output, gap = 0;
        for (int32_t i = 0; i < f[j].n; i++) {
            double want = f[j].value[i].v[0] * (f[j].ratio ? 1 : factor);
            largest = fmax(largest, fabs(want));
            gap = fmax(gap, fabs(f[j].value[i].v[b] - want));
        }
        worst = fmax(worst, gap / largest);
    }
    return worst;
}

/* A network with a ban on one of its links, of the kinds that do not magnify rounding. */
static void draw_banned(lode_t *t, uint64_t seed, int h)
{
    const net_shape shapes[] = {NET_CHAIN, NET_USERS, NET_ASSEMBLY};
    net_random random = {.seed = seed};
    draw_lanes(t, shapes[seed % 3], NET_PLAIN, seed, h);
    const int links[] = {net_whole(&random, 0, lane[0].n_link - 1), -1};
    net_measure_add(&lane[0], LODE_BAN, 20, 200, links);
    repeat_lane();
}

static void ten_times_as_much_is_ten_times_the_result(lode_t *t)
{
    double worst = 0;
    for (uint64_t seed = 301; seed <= 360; seed++) {
        int h = seed % 2 ? 1 : 7;
        net_run r;
        draw_banned(t, seed, h);
        for (int k = 1; k < LODE_LANES; k++) net_scale(&lane[k], 10);
        CHECK(t, net_start(&r, lode_engine_best(), lanes, h));
        for (int step = 0; step < DAYS / h; step++) {
            net_step(&r);
            worst = fmax(worst, distance(&r, 1, 10));
        }
        net_end(&r);
    }
    printf("# largest relative difference %.1e\n", worst);
    CHECK_NEAR(t, worst, 0, 1e-11);
}

/* ---- order of rows ------------------------------------------------------------------------------ */

/* Turn every table round; index i becomes n - 1 - i. */
static void turn_round(net *to, const net *from)
{
    *to = *from;
    int s = from->n_site - 1, o = from->n_output - 1, g = from->n_group - 1, l = from->n_link - 1;
    for (int i = 0; i <= s; i++) to->site[s - i] = from->site[i];
    for (int i = 0; i <= o; i++) {
        to->output[o - i] = from->output[i];
        to->output[o - i].site = s - from->output[i].site;
    }
    for (int i = 0; i <= g; i++) {
        to->group[g - i] = from->group[i];
        to->group[g - i].site = s - from->group[i].site;
    }
    for (int i = 0; i <= l; i++) {
        to->link[l - i] = from->link[i];
        to->link[l - i].output = o - from->link[i].output;
        to->link[l - i].group = g - from->link[i].group;
        for (int j = 0; j < from->n_measure; j++) to->measure[j].covers[l - i] = from->measure[j].covers[i];
    }
}

static void the_order_of_rows_does_not_matter(lode_t *t)
{
    double worst = 0;
    for (uint64_t seed = 401; seed <= 460; seed++) {
        int h = seed % 2 ? 1 : 7;
        net_run a, b;
        draw_banned(t, seed, h);
        turn_round(&lane[1], &lane[0]);
        CHECK(t, net_start_one(&a, &lane[0], h));
        CHECK(t, net_start_one(&b, &lane[1], h));
        for (int step = 0; step < DAYS / h; step++) {
            net_step(&a);
            net_step(&b);
            for (int i = 0; i < lane[0].n_site; i++) {
                double x = a.s.site_made[i].v[0], y = b.s.site_made[lane[0].n_site - 1 - i].v[0];
                worst = fmax(worst, fabs(x - y) / (lane[0].site[i].base * h));
            }
        }
        net_end(&a);
        net_end(&b);
    }
    printf("# largest relative difference %.1e\n", worst);
    CHECK_NEAR(t, worst, 0, 1e-11);
}

/* ---- at rest; drift is against the value itself, at least a day's output ---------------------------- */

static lode_lane first[FIELDS][NET_LINKS]; /* after the first step */

static void a_base_without_measures_stands_still_for_ten_years(lode_t *t)
{
    double worst = 0;
    for (uint64_t seed = 501; seed <= 530; seed++)
        for (int h = 1; h <= 7; h += 6) {
            net_run r;
            field f[FIELDS];
            draw_lanes(t, NET_GENERAL, NET_JOINT, seed, h);
            CHECK(t, net_start(&r, lode_engine_best(), lanes, h));
            net_step(&r);
            list_fields(&r, f);
            for (int j = 0; j < FIELDS; j++) memcpy(first[j], f[j].value, (size_t)f[j].n * sizeof(lode_lane));
            for (int step = 1; step < TEN_YEARS / h; step++) net_step(&r);
            double output[LODE_LANES] = {0};
            for (int k = 0; k < LODE_LANES; k++)
                for (int i = 0; i < lane[k].n_site; i++) output[k] = fmax(output[k], lane[k].site[i].base);
            for (int j = 0; j < FIELDS; j++)
                for (int32_t i = 0; i < f[j].n; i++)
                    for (int k = 0; k < LODE_LANES; k++) {
                        double was = first[j][i].v[k], gap = fabs(f[j].value[i].v[k] - was);
                        double drift = gap / fmax(was, f[j].ratio ? 1 : output[k]);
                        if (!(drift < 1e-9)) printf("# %s %d lane %d: %g from %g\n", f[j].name, i, k, gap, was);
                        CHECK(t, drift < 1e-9);
                        worst = fmax(worst, drift);
                    }
            net_end(&r);
        }
    printf("# largest drift %.1e\n", worst);
}

/* And everyone makes what the base says, from the first step on. */
static void a_base_makes_what_it_says(lode_t *t)
{
    for (uint64_t seed = 601; seed <= 630; seed++)
        for (int h = 1; h <= 7; h += 6) {
            net_run r;
            draw_lanes(t, (net_shape)(seed % 4), NET_JOINT, seed, h);
            CHECK(t, net_start(&r, lode_engine_best(), lanes, h));
            for (int step = 0; step < 100; step++) {
                net_step(&r);
                for (int i = 0; i < lane[0].n_site; i++)
                    for (int k = 0; k < LODE_LANES; k++)
                        CHECK_NEAR(t, r.s.site_made[i].v[k] / (lane[k].site[i].base * h), 1, 1e-11);
            }
            net_end(&r);
        }
}

static const lode_test TESTS[] = {
    TEST(nothing_is_made_or_sent_that_cannot_be),
    TEST(twice_as_much_of_everything_is_twice_the_result_to_the_bit),
    TEST(a_ban_on_what_nobody_orders_changes_no_bit),
    TEST(ten_times_as_much_is_ten_times_the_result),
    TEST(the_order_of_rows_does_not_matter),
    TEST(a_base_without_measures_stands_still_for_ten_years),
    TEST(a_base_makes_what_it_says),
};

LODE_TEST_MAIN(TESTS)
