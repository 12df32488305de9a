/* The daily step on a network of 200 sites and 900 links: each build of the engine, eight draws side by side, against the
 * same sources built for one draw at a time, and the rule in plain scalars (tests/property/twin.c). A scene is a run of 400 days from the start. */
#include "bench.h"

#include "property/net.c"
#include "property/random_net.c"
#include "property/twin.c"

enum { TIERS = 6, PER_TIER = 25, USERS = 50, DAYS = 400, BANNED_FROM = 50, BANNED_UNTIL = 300 };

/* Six tiers of makers, five products each; every maker buys two products of the tier before from three makers each, and
 * users buy from the last. */
static void lay_out(net *n)
{
    net_random r = {.seed = 1};
    double out[NET_OUTPUTS] = {0}, in[NET_GROUPS] = {0};
    net_clear(n);
    n->n_product = TIERS * 5;
    for (int i = 0; i < TIERS * PER_TIER; i++) {
        net_maker(n, 0, 0, 7);
        n->output[i].product = i / PER_TIER * 5 + i % 5;
    }
    for (int i = 0; i < USERS; i++) net_demand(n, 0);
    for (int i = PER_TIER; i < n->n_site; i++) {
        int tier = i < TIERS * PER_TIER ? i / PER_TIER - 1 : TIERS - 1;
        for (int input = 0; input < (n->site[i].demand ? 1 : 2); input++) {
            int product = (i + 2 * input) % 5, g = net_input(n, i, 1, net_whole(&r, 10, 60), 0.25);
            for (int k = 0; k < 3; k++) {
                int supplier = tier * PER_TIER + product + 5 * ((i / 5 + k) % 5);
                double transit = (double)net_whole(&r, 1, 45), flow = net_uniform(&r, 5, 15);
                net_link_add(n, supplier, g, flow, transit);
            }
        }
    }
    for (int l = 0; l < n->n_link; l++) {
        out[n->link[l].output] += n->link[l].flow;
        in[n->link[l].group] += n->link[l].flow;
    }
    for (int i = 0; i < TIERS * PER_TIER; i++) {
        n->site[i].base = out[i];
        n->site[i].capacity = out[i] * 1.25;
    }
    for (int g = 0; g < n->n_group; g++) {
        net_site *s = &n->site[n->group[g].site];
        if (s->demand) s->base = in[g];
        else n->group[g].q = in[g] / s->base;
    }
}

/* A ban on one supplier of each product of the third tier, a licence on another. */
static void add_measures(net *n)
{
    const int none = -1;
    int ban = net_measure_add(n, LODE_BAN, BANNED_FROM, BANNED_UNTIL, &none);
    int licence = net_measure_add(n, LODE_LICENCE, BANNED_FROM, BANNED_UNTIL, &none);
    n->measure[licence].share = 0.5;
    n->measure[licence].processing = 45;
    n->measure[licence].period = 7;
    for (int l = 0; l < n->n_link; l++) {
        n->measure[ban].covers[l] = n->link[l].output / 5 == 2 * PER_TIER / 5;
        n->measure[licence].covers[l] = n->link[l].output / 5 == 2 * PER_TIER / 5 + 1;
    }
}

static void run_engine(void *what)
{
    net_run *r = what;
    r->engine->state_start(r->model, &r->v, &r->scenario, &r->s);
    for (int day = 0; day < DAYS; day++) net_step(r);
}

typedef struct scalar_run {
    const net *n;
    twin *t;
} scalar_run;

static void run_twin(void *what)
{
    scalar_run *r = what;
    lode_arena memory = {0};
    if (twin_start(r->t, r->n, 1, DAYS, &memory))
        for (int day = 0; day < DAYS; day++) twin_step(r->t);
    lode_arena_free(&memory);
}

static void time_network(const net *n, const char *what)
{
    char name[96];
    const net *const lane[LODE_LANES] = {n};
    const double per_link = 1e9 / ((double)n->n_link * DAYS);
    static twin t;
    scalar_run one = {n, &t};
    for (int i = 0; i < 3; i++) {
        net_run r;
        const lode_engine *e = lode_engine_nth(i);
        if (!e || !net_start(&r, e, lane, 1)) continue;
        snprintf(name, sizeof name, "step %d sites %d links %s %s lanes %d", n->n_site, n->n_link, what, e->name, LODE_LANES);
        bench_run(name, "ns/link/draw", per_link / LODE_LANES, run_engine, &r);
        net_end(&r);
    }
    if (LODE_LANES == 1) return;
    snprintf(name, sizeof name, "step %d sites %d links %s scalar twin", n->n_site, n->n_link, what);
    bench_run(name, "ns/link/draw", per_link, run_twin, &one);
}

int main(void)
{
    static net n;
    lay_out(&n);
    time_network(&n, "at rest");
    add_measures(&n);
    time_network(&n, "with measures");
    return 0;
}
