/* The engine against the twin: every number of every step of random networks, eight lanes with numbers of their own.
 *
 * Under measures some networks magnify rounding, doubling it at every step: a supplier at the edge of being starved
 * offers its spare capacity on one day and not on the next. There the twin is set to the engine's state every few steps,
 * so that what is compared is the rule and not the weather. */
#include "lode_test.h"
#include "property/twin.h"

enum { DAYS = 420, NEVER = 0, EACH_STEP = 1, SOMETIMES = 7 };

/* One series of one lane: how far the engine is from the twin, and how large it gets. */
typedef struct series {
    double worst, largest;
    int step;
} series;

enum { FIELDS = 20 };
static const char *const FIELD[FIELDS] = {
    "capacity", "planned", "want", "made", "backlog", "output stock", "disposed", "spare", "stock", "transit",
    "used", "need", "order", "queue", "allowance", "admissible", "shipped", "share", "could", "reserve"};

static void compare(series *s, double got, double want, int step)
{
    double error = fabs(got - want);
    if (!(error <= s->worst)) {
        s->worst = error;
        s->step = step;
    }
    s->largest = fmax(s->largest, fabs(want));
}

static void compare_step(const net_run *r, const twin *t, int k, series field[FIELDS][NET_LINKS])
{
    const net *n = t->n;
    const lode_state *s = &r->s;
    int step = t->step - 1;
    for (int i = 0; i < n->n_site; i++) {
        if (!n->site[i].demand) compare(&field[0][i], s->site_capacity[i].v[k], t->capacity[i], step);
        compare(&field[1][i], s->site_planned[i].v[k], t->planned[i], step);
        compare(&field[2][i], s->site_want[i].v[k], t->want[i], step);
        compare(&field[3][i], s->site_made[i].v[k], t->made[i], step);
        compare(&field[4][i], s->site_backlog[i].v[k], t->backlog[i], step);
    }
    for (int i = 0; i < n->n_output; i++) {
        int32_t o = r->layout.output[i];
        compare(&field[5][i], s->output_stock[o].v[k], t->z[i], step);
        compare(&field[6][i], s->output_disposed[o].v[k], t->disposed[i], step);
        compare(&field[7][i], s->output_spare[o].v[k], t->spare[i], step);
    }
    for (int i = 0; i < n->n_group; i++) {
        int32_t g = r->layout.group[i];
        compare(&field[8][i], s->group_stock[g].v[k], t->stock[i], step);
        compare(&field[9][i], s->group_transit[g].v[k], t->transit[i], step);
        compare(&field[10][i], s->group_used[g].v[k], t->used[i], step);
        compare(&field[11][i], s->group_need[g].v[k], t->need[i], step);
    }
    for (int i = 0; i < n->n_link; i++) {
        int32_t l = r->layout.link[i];
        compare(&field[12][i], s->link_order[l].v[k], t->order[i], step);
        compare(&field[13][i], s->link_queue[l].v[k], t->queue[i], step);
        compare(&field[14][i], s->link_allowance[l].v[k], t->allowance[i], step);
        compare(&field[15][i], s->link_admissible[l].v[k], t->admissible[i], step);
        compare(&field[16][i], s->link_shipped[l].v[k], t->shipped[i], step);
        /* where hardly anything is needed, shares of it are rounding */
        bool needed = t->need[n->link[i].group] > 1e-6 * field[11][n->link[i].group].largest;
        if (needed) compare(&field[17][i], s->link_share[l].v[k], t->share[i], step);
        compare(&field[18][i], s->link_could[l].v[k], t->could[i], step);
    }
    for (int i = 0; i < n->n_reserve; i++) compare(&field[19][i], s->reserve_stock[i].v[k], t->reserve[i], step);
}

/* Let the twin go on from the engine's state. */
static void follow(const net_run *r, twin *t, int k)
{
    const net *n = t->n;
    const lode_state *s = &r->s;
    for (int i = 0; i < n->n_site; i++) t->backlog[i] = s->site_backlog[i].v[k];
    for (int i = 0; i < n->n_output; i++) t->z[i] = s->output_stock[r->layout.output[i]].v[k];
    for (int i = 0; i < n->n_group; i++) {
        int32_t g = r->layout.group[i], line = r->model->line_ptr[n->group[i].site];
        while (g >= r->model->group_ptr[line + 1]) line++;
        t->stock[i] = s->group_stock[g].v[k];
        t->transit[i] = s->group_transit[g].v[k];
        t->expected[i] = s->line_expected[line].v[k];
        int32_t length = r->v.ring_ptr[g + 1] - r->v.ring_ptr[g];
        for (int32_t j = 0; j < length; j++) {
            int32_t row = (s->step + j) % length;
            t->due[(int64_t)(s->step + j) * n->n_group + i] = lode_ring_of(&r->v, s, g)[row].v[k];
        }
    }
    for (int i = 0; i < n->n_link; i++) {
        int32_t l = r->layout.link[i];
        t->order[i] = s->link_order[l].v[k];
        t->queue[i] = s->link_queue[l].v[k];
        t->allowance[i] = s->link_allowance[l].v[k];
        t->share[i] = s->link_share[l].v[k];
    }
    for (int i = 0; i < n->n_reserve; i++) t->reserve[i] = s->reserve_stock[i].v[k];
}

/* Largest relative error, having said where it is above the tolerance. */
static double judge(lode_t *t, series field[FIELDS][NET_LINKS], int lane)
{
    double worst = 0, made = 0;
    for (int i = 0; i < NET_SITES; i++) made = fmax(made, field[3][i].largest);
    for (int f = 0; f < FIELDS; f++) {
        double largest = f == 17 ? 1 : made;
        for (int i = 0; i < NET_LINKS; i++) largest = fmax(largest, field[f][i].largest);
        for (int i = 0; i < NET_LINKS; i++) {
            double error = field[f][i].worst / fmax(field[f][i].largest, 1e-3 * largest);
            if (!(error <= 1e-9)) {
                printf("# %s, %s %d, lane %d, step %d: %g off, largest %g\n", t->note, FIELD[f], i, lane,
                       field[f][i].step, field[f][i].worst, field[f][i].largest);
            }
            worst = fmax(worst, isnan(error) ? INFINITY : error);
        }
    }
    return worst;
}

static double run_one(lode_t *t, net_shape shape, int with, uint64_t seed, int h, int follow_every)
{
    static net lane[LODE_LANES];
    static twin twins[LODE_LANES];
    static series field[LODE_LANES][FIELDS][NET_LINKS];
    const net *lanes[LODE_LANES];
    net_random random = {.seed = seed};
    net_run run;
    lode_arena memory = {0};
    int steps = DAYS / h;
    memset(field, 0, sizeof field);
    net_draw(&lane[0], shape, with, &random);
    for (int k = 0; k < LODE_LANES; k++) {
        if (k > 0) {
            lane[k] = lane[0];
            net_vary(&lane[k], &random);
        }
        lanes[k] = &lane[k];
        CHECK(t, twin_start(&twins[k], &lane[k], h, steps + 64, &memory));
    }
    CHECK(t, net_start(&run, lode_engine_best(), lanes, h));
    for (int step = 0; step < steps; step++) {
        net_step(&run);
        for (int k = 0; k < LODE_LANES; k++) {
            twin_step(&twins[k]);
            compare_step(&run, &twins[k], k, field[k]);
            if (follow_every > 0 && step % follow_every == 0) follow(&run, &twins[k], k);
        }
    }
    double worst = 0;
    for (int k = 0; k < LODE_LANES; k++) worst = fmax(worst, judge(t, field[k], k));
    for (int k = 0; k < LODE_LANES; k++) CHECK_NEAR(t, run.s.residual.v[k], 0, 1e-9);
    net_end(&run);
    lode_arena_free(&memory);
    return worst;
}

static void run_many(lode_t *t, net_shape shape, int with, uint64_t first, int many, int follow_every)
{
    double worst = 0;
    for (uint64_t seed = first; seed < first + (uint64_t)many; seed++)
        for (int h = 1; h <= 7; h += 6) {
            lode_note(t, "shape %d, with %d, seed %llu, h %d", (int)shape, with, (unsigned long long)seed, h);
            double error = run_one(t, shape, with, seed, h, follow_every);
            CHECK_NEAR(t, error, 0, 1e-9);
            worst = fmax(worst, error);
        }
    printf("# largest relative difference %.1e\n", worst);
}

static void engine_and_twin_agree_on_chains(lode_t *t)
{
    run_many(t, NET_CHAIN, NET_EVERYTHING, 1000, 12, NEVER);
}

static void engine_and_twin_agree_on_trees_of_users(lode_t *t)
{
    run_many(t, NET_USERS, NET_EVERYTHING, 2000, 12, SOMETIMES);
}

static void engine_and_twin_agree_on_assembly_trees(lode_t *t)
{
    run_many(t, NET_ASSEMBLY, NET_EVERYTHING, 3000, 12, SOMETIMES);
}

static void engine_and_twin_agree_on_plain_networks(lode_t *t)
{
    run_many(t, NET_GENERAL, NET_PLAIN, 4000, 6, NEVER);
}

static void engine_and_twin_agree_on_measures(lode_t *t)
{
    run_many(t, NET_GENERAL, NET_MEASURED, 5000, 20, SOMETIMES);
}

static void engine_and_twin_agree_on_joint_outputs(lode_t *t)
{
    run_many(t, NET_GENERAL, NET_JOINT, 6000, 10, SOMETIMES);
}

static void engine_and_twin_agree_on_everything(lode_t *t)
{
    run_many(t, NET_GENERAL, NET_EVERYTHING, 7000, 30, EACH_STEP);
}

static const lode_test TESTS[] = {
    TEST(engine_and_twin_agree_on_chains),
    TEST(engine_and_twin_agree_on_trees_of_users),
    TEST(engine_and_twin_agree_on_assembly_trees),
    TEST(engine_and_twin_agree_on_plain_networks),
    TEST(engine_and_twin_agree_on_measures),
    TEST(engine_and_twin_agree_on_joint_outputs),
    TEST(engine_and_twin_agree_on_everything),
};

LODE_TEST_MAIN(TESTS)
