/* Random networks at rest. Flows are drawn first and everything else follows from them, so that any graph, loops
 * included, is balanced: a site makes what leaves it, and uses per unit what arrives. */
#include "property/net.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"

static double unit(net_random *r)
{
    uint32_t word[4];
    lode_random(r->seed, r->at++, 0, 0, LODE_RNG_SAMPLING, word);
    return lode_unit52(word[0], word[1]);
}

double net_uniform(net_random *r, double low, double high)
{
    return low + (high - low) * unit(r);
}

int net_whole(net_random *r, int low, int high)
{
    return low + (int)((high - low + 1) * unit(r));
}

bool net_chance(net_random *r, double probability)
{
    return unit(r) < probability;
}

/* A base in which more than about 0.6 of an increase in orders comes back at each turn of a loop does not stay at rest:
 * rounding grows. docs/model.md 6 has the measurements. */
static const double MOST_CIRCULATION = 0.4;

/* ---- numbers ---------------------------------------------------------------------------------- */

/* Covers, transit and rationing of inputs; some with nothing in stock. */
static void draw_input(net_group *g, net_random *r)
{
    g->cover = net_chance(r, 0.1) ? 0 : (double)net_whole(r, 1, 90);
    g->psi = net_chance(r, 0.2) ? 0 : net_uniform(r, 0, 0.8);
}

/* What follows from flows: base outputs, contents, capacities. */
static void balance(net *n, net_random *r)
{
    double out[NET_OUTPUTS] = {0}, in[NET_GROUPS] = {0};
    for (int l = 0; l < n->n_link; l++) {
        out[n->link[l].output] += n->link[l].flow;
        in[n->link[l].group] += n->link[l].flow;
    }
    for (int i = 0; i < n->n_site; i++) {
        net_site *s = &n->site[i];
        if (s->demand) continue;
        bool first = true;
        s->base = 0;
        /* the first driver binds; the others and the by-products have something over */
        for (int o = 0; o < n->n_output; o++) {
            net_output *k = &n->output[o];
            if (k->site != i) continue;
            if (first) s->base = out[o] / k->alpha;
            else if (s->base > 0) k->alpha = out[o] / s->base * (net_chance(r, 0.3) ? 1 : net_uniform(r, 1, 2));
            first = false;
        }
        s->capacity = s->base * net_uniform(r, 1.02, 1.8);
    }
    for (int g = 0; g < n->n_group; g++) {
        net_site *s = &n->site[n->group[g].site];
        if (s->demand) s->base = in[g];
        else if (in[g] > 0) n->group[g].q = in[g] / s->base;
    }
}

/* ---- structure -------------------------------------------------------------------------------- */

static int draw_maker(net *n, net_random *r)
{
    int i = net_maker(n, 0, 0, net_chance(r, 0.2) ? 0 : (double)net_whole(r, 1, 20));
    n->output[n->n_output - 1].product = n->n_product++;
    return i;
}

static int draw_group(net *n, int site, net_random *r)
{
    int g = net_input(n, site, 1, 0, 0);
    draw_input(&n->group[g], r);
    return g;
}

/* A link with a given flow, and with a drawn one. C does not say in which order the arguments of a call are evaluated,
 * so one expression draws one number: a seed gives the same network with every compiler. */
static void draw_link(net *n, int output, int group, double flow, net_random *r)
{
    net_link_add(n, output, group, flow, net_chance(r, 0.1) ? 0 : (double)net_whole(r, 1, 40));
}

static void draw_sale(net *n, int output, int group, net_random *r)
{
    double flow = net_uniform(r, 1, 100);
    draw_link(n, output, group, flow, r);
}

/* A demand for an output. */
static void draw_user(net *n, int output, net_random *r)
{
    int g = draw_group(n, net_demand(n, 0), r);
    draw_sale(n, output, g, r);
}

/* One site after the other, a demand at the end. */
static void draw_chain(net *n, net_random *r)
{
    int stages = net_whole(r, 2, 6);
    double flow = net_uniform(r, 1, 100);
    draw_maker(n, r);
    for (int i = 1; i <= stages; i++) {
        int site = i == stages ? net_demand(n, 0) : draw_maker(n, r), g = draw_group(n, site, r);
        draw_link(n, i - 1, g, flow, r);
        flow *= i == stages ? 1 : net_uniform(r, 0.2, 4);
    }
    balance(n, r);
}

/* A tree from one source down to its users; leaves are demands. Flows may be anything, balance() sees to the rest. */
static void draw_users(net *n, net_random *r)
{
    int makers = net_whole(r, 3, 8);
    bool sells[NET_SITES] = {false};
    draw_maker(n, r);
    for (int i = 1; i < makers; i++) {
        int supplier = net_whole(r, 0, i - 1), site = draw_maker(n, r), g = draw_group(n, site, r);
        sells[supplier] = true;
        draw_sale(n, supplier, g, r);
    }
    for (int i = 0; i < makers; i++)
        if (!sells[i] || net_chance(r, 0.3)) draw_user(n, i, r);
    balance(n, r);
}

/* A tree that comes together in one demand. */
static void draw_assembly(net *n, net_random *r)
{
    int makers = net_whole(r, 3, 9);
    draw_maker(n, r);
    for (int i = 1; i < makers; i++) {
        int customer = net_whole(r, 0, i - 1), g = draw_group(n, customer, r);
        draw_maker(n, r);
        draw_sale(n, i, g, r);
    }
    draw_user(n, 0, r);
    balance(n, r);
}

/* More outputs for some sites, before anything is linked. */
static void draw_joint(net *n, int makers, net_random *r)
{
    for (int i = 0; i < makers; i++)
        while (net_chance(r, 0.25)) {
            bool driver = net_chance(r, 0.4);
            double cover = (double)net_whole(r, 0, 20);
            int o = net_output_add(n, i, n->n_product++, driver, 1, cover);
            n->output[o].cap = cover + (double)net_whole(r, 10, 345); /* what is over must not reach into the target */
        }
}

/* An output of product p from another site than `site`, -1 if there is none. */
static int draw_supplier(const net *n, int site, int p, net_random *r)
{
    int start = net_whole(r, 0, n->n_output - 1);
    for (int k = 0; k < n->n_output; k++) {
        int o = (start + k) % n->n_output;
        if (n->output[o].product == p && n->output[o].site != site) return o;
    }
    return -1;
}

/* An input with one to three suppliers of one product, mostly from further up. */
static void draw_purchase(net *n, int site, int makers, net_random *r)
{
    int g = draw_group(n, site, r), suppliers = net_whole(r, 1, 3);
    int o = net_whole(r, 0, n->n_output - 1);
    if (n->output[o].site == site || (n->output[o].site > site && net_chance(r, 0.8)))
        o = net_whole(r, 0, site > makers ? makers - 1 : site - 1);
    for (int k = 0; k < suppliers; k++) {
        draw_sale(n, o, g, r);
        o = draw_supplier(n, site, n->output[o].product, r);
    }
}

double net_circulation(const net *n)
{
    enum { ROUNDS = 200 };
    double x[NET_SITES], out[NET_OUTPUTS] = {0}, growth = 0;
    for (int i = 0; i < n->n_site; i++) x[i] = 1;
    for (int l = 0; l < n->n_link; l++) out[n->link[l].output] += n->link[l].flow;
    for (int round = 0; round < ROUNDS; round++) {
        double asked[NET_OUTPUTS] = {0}, y[NET_SITES] = {0}, largest = 0;
        for (int l = 0; l < n->n_link; l++) {
            int o = n->link[l].output;
            if (out[o] > 0) asked[o] += n->link[l].flow / out[o] * x[n->group[n->link[l].group].site];
        }
        /* of joint outputs the one that rises most */
        for (int o = 0; o < n->n_output; o++) y[n->output[o].site] = fmax(y[n->output[o].site], asked[o]);
        for (int i = 0; i < n->n_site; i++) largest = fmax(largest, y[i]);
        if (largest == 0) return 0;
        for (int i = 0; i < n->n_site; i++) x[i] = y[i] / largest;
        growth += round < ROUNDS / 2 ? 0 : log(largest) / (ROUNDS / 2);
    }
    return exp(growth);
}

/* Several inputs, several suppliers each, some of them further down the chain: loops. Every output sells something. */
static void draw_general(net *n, int with, net_random *r)
{
    int makers = net_whole(r, 4, 12), demands = net_whole(r, 1, 4);
    for (int i = 0; i < makers; i++) draw_maker(n, r);
    for (int i = 0; i < demands; i++) net_demand(n, 0);
    if (with & NET_JOINT) draw_joint(n, makers, r);
    int products = net_whole(r, 1, n->n_product);
    for (int o = 0; o < n->n_output; o++) n->output[o].product %= products;
    n->n_product = products;
    for (int i = 1; i < n->n_site; i++) {
        int groups = n->site[i].demand ? 1 : net_whole(r, 1, 3);
        for (int j = 0; j < groups; j++) draw_purchase(n, i, makers, r);
    }
    bool sells[NET_OUTPUTS] = {false};
    for (int l = 0; l < n->n_link; l++) sells[n->link[l].output] = true;
    for (int o = 0; o < n->n_output; o++)
        if (!sells[o]) draw_user(n, o, r);
    balance(n, r);
}

/* ---- what else there may be ------------------------------------------------------------------- */

/* A supplier without base flow for an input: an old site or a new one. */
static void draw_newcomer(net *n, int group, net_random *r)
{
    int o = draw_supplier(n, n->group[group].site, n->group[group].product, r);
    if (o < 0 || net_chance(r, 0.3)) {
        int i = draw_maker(n, r), from = net_whole(r, 0, o < 0 ? 0 : o);
        o = n->n_output - 1;
        n->output[o].product = n->group[group].product;
        n->n_product--;
        n->site[i].first_day = net_chance(r, 0.5) ? net_whole(r, 1, 200) : 0;
        int g = draw_group(n, i, r);
        n->group[g].q = net_uniform(r, 0.2, 3);
        draw_link(n, from, g, 0, r);
        n->link[n->n_link - 1].share = 1;
    }
    draw_link(n, o, group, 0, r);
    n->link[n->n_link - 1].qualification = net_chance(r, 0.7) ? (double)net_whole(r, 0, 120) : -1;
}

/* Another recipe of a site, with one input. */
static void draw_alternative(net *n, int site, net_random *r)
{
    int o = net_whole(r, 0, n->n_output - 1);
    bool uses = false;
    for (int k = 0; k < n->n_group; k++) uses |= n->group[k].site == site;
    if (!uses || n->site[site].demand || n->output[o].site == site) return;
    int g = draw_group(n, site, r);
    n->group[g].recipe = net_whole(r, 1, 3);
    n->group[g].q = net_uniform(r, 0.2, 3);
    draw_link(n, o, g, 0, r);
    n->link[n->n_link - 1].share = net_chance(r, 0.5) ? net_uniform(r, 0, 1) : 0;
}

/* Inputs that are not essential, elapse or queue; alternative recipes; new suppliers; sites that serve defence first. */
static void draw_kinds(net *n, net_random *r)
{
    int groups = n->n_group, links = n->n_link;
    for (int g = 0; g < groups; g++) {
        net_group *x = &n->group[g];
        x->queue = net_chance(r, 0.15);
        x->elapses = net_chance(r, 0.05);
        x->sigma = net_chance(r, 0.5) ? net_uniform(r, 0, 6) : 0;
        if (net_chance(r, 0.15)) x->initial = x->cover * net_uniform(r, 0.2, 1.5);
        if (n->site[x->site].demand || !net_chance(r, 0.2)) continue;
        x->essential = false;
        x->weight = net_uniform(r, 0, 0.33);
    }
    for (int l = 0; l < links; l++) {
        n->link[l].defence = net_chance(r, 0.2);
        if (net_chance(r, 0.1)) draw_newcomer(n, n->link[l].group, r);
        if (net_chance(r, 0.1)) draw_alternative(n, n->group[n->link[l].group].site, r);
    }
    for (int i = 0; i < n->n_site; i++) {
        net_site *s = &n->site[i];
        s->defence_first = net_chance(r, 0.3);
        s->growth = net_chance(r, 0.2) ? net_uniform(r, -0.05, 0.1) : 0;
        s->overtime = net_chance(r, 0.3) ? net_uniform(r, 1, 1.4) : 1;
        if (!s->demand) continue;
        s->queue = net_chance(r, 0.3);
        s->elasticity = net_chance(r, 0.4) ? net_uniform(r, 0, 2) : 0;
    }
}

/* A share that changes in time: along a path, or as a hold-up that fades; and approvals that lapse. */
static void draw_share(net_measure *a, net_random *r)
{
    if (a->kind == LODE_LICENCE && net_chance(r, 0.3)) {
        a->lapses = true;
        a->validity = (double)net_whole(r, 1, 90);
    }
    if (net_chance(r, 0.2)) {
        a->fades = true;
        a->fade = net_uniform(r, 5, 100);
        a->share = net_uniform(r, 0, 1); /* what is held up at first */
    } else if (net_chance(r, 0.3)) {
        a->n_point = net_whole(r, 1, NET_POINTS);
        for (int i = 0; i < a->n_point; i++) {
            a->point_day[i] = i == 0 ? net_whole(r, 0, 20) : a->point_day[i - 1] + net_whole(r, 1, 80);
            a->point_share[i] = net_uniform(r, 0, 1);
        }
    }
}

/* Measures of all kinds, on overlapping sets of links, at overlapping times. */
static void draw_measures(net *n, net_random *r)
{
    int many = net_whole(r, 1, 6);
    for (int j = 0; j < many; j++) {
        const int nothing = -1;
        int effective = net_whole(r, -60, 250);
        lode_measure_kind kind = (lode_measure_kind)net_whole(r, LODE_BAN, LODE_SOFTWARE);
        int until = net_chance(r, 0.3) ? NET_NEVER : effective + net_whole(r, 5, 300);
        net_measure *a = &n->measure[net_measure_add(n, kind, effective, until, &nothing)];
        a->announced = effective - (net_chance(r, 0.5) ? net_whole(r, 0, 60) : 0);
        a->front = net_chance(r, 0.5) ? (double)net_whole(r, 0, 60) : 0;
        a->share = kind == LODE_BAN ? 0 : net_chance(r, 0.3) ? 0.5 : net_uniform(r, 0, 1.1);
        a->leak = net_chance(r, 0.3) ? net_uniform(r, 0, 0.3) : 0;
        a->leak_delay = net_chance(r, 0.5) ? (double)net_whole(r, 0, 60) : 0;
        a->rate = kind == LODE_TARIFF ? net_uniform(r, 0, 1.5) : 0;
        a->processing = kind == LODE_LICENCE ? (double)net_whole(r, 0, 90) : 0;
        if (kind == LODE_LICENCE) a->period = (double)net_whole(r, 1, 60);
        if (kind == LODE_QUOTA && net_chance(r, 0.3)) a->period = (double)net_whole(r, 2, 60);
        if (kind == LODE_QUOTA || kind == LODE_LICENCE) draw_share(a, r);
        a->term = kind == LODE_SOFTWARE ? net_uniform(r, 50, 600) : 0;
        a->on = net_chance(r, 0.9);
        for (int l = 0; l < n->n_link; l++) a->covers[l] = net_chance(r, 0.3);
        for (int p = 0; p < n->n_product; p++) a->made_from[p] = net_chance(r, 0.5);
    }
}

static void draw_events(net *n, net_random *r)
{
    for (int i = 0; i < n->n_site && n->n_project < NET_EVENTS; i++) {
        const net_site *s = &n->site[i];
        bool newcomer = s->capacity == 0;
        if (s->demand || !net_chance(r, newcomer ? 0.9 : 0.2)) continue;
        net_project *p = &n->project[n->n_project++];
        p->site = i;
        p->start = s->first_day > 0 ? s->first_day : net_whole(r, -30, 300);
        p->ramp = net_chance(r, 0.2) ? 0 : (double)net_whole(r, 1, 120);
        p->capacity = newcomer ? net_uniform(r, 1, 100) : s->capacity * net_uniform(r, 0.1, 0.6);
    }
    n->n_damage = net_whole(r, 0, 2);
    for (int q = 0; q < n->n_damage; q++) {
        net_damage *d = &n->damage[q];
        d->site = n->output[net_whole(r, 0, n->n_output - 1)].site;
        d->from = net_whole(r, -10, 300);
        d->until = d->from + net_whole(r, 1, 200);
        d->fraction = net_uniform(r, 0, 1);
    }
    n->n_reserve = net_whole(r, 0, 2);
    for (int i = 0; i < n->n_reserve; i++) {
        net_reserve *x = &n->reserve[i];
        int g = net_whole(r, 0, n->n_group - 1);
        double use = n->group[g].q * n->site[n->group[g].site].base;
        x->product = n->group[g].product;
        x->from = net_whole(r, -10, 100);
        x->until = NET_NEVER;
        x->stock = use * net_uniform(r, 5, 200);
        x->rate = use * net_uniform(r, 0.2, 3);
        x->trigger = net_chance(r, 0.5) ? 0.25 : net_uniform(r, 0, 1);
        for (int k = 0; k < n->n_group; k++)
            if (n->group[k].product == x->product) x->group[x->n_group++] = k;
    }
}

static void draw_times(net *n, net_random *r)
{
    double *const all[] = {&n->output_refill, &n->expectation, &n->shares};
    for (int i = 0; i < 3; i++)
        *all[i] = net_chance(r, 0.5) ? 30 : net_chance(r, 0.1) ? 0 : net_uniform(r, 1, 90);
    n->refill = net_chance(r, 0.5) ? 30 : net_uniform(r, 15, 90);
}

void net_draw(net *n, net_shape shape, int with, net_random *r)
{
    do {
        net_clear(n);
        n->n_product = 0;
        switch (shape) {
        case NET_CHAIN: draw_chain(n, r); break;
        case NET_USERS: draw_users(n, r); break;
        case NET_ASSEMBLY: draw_assembly(n, r); break;
        case NET_GENERAL: draw_general(n, with, r); break;
        }
    } while (net_circulation(n) > MOST_CIRCULATION);
    draw_times(n, r);
    if (with & NET_MEASURED) {
        draw_kinds(n, r);
        draw_measures(n, r);
    }
    if (with & NET_EVENTFUL) draw_events(n, r);
}

void net_vary(net *n, net_random *r)
{
    double factor = net_uniform(r, 0.1, 10), flow[NET_LINKS];
    net_scale(n, factor);
    for (int l = 0; l < n->n_link; l++) flow[l] = n->link[l].flow;
    do
        for (int l = 0; l < n->n_link; l++) n->link[l].flow = flow[l] * net_uniform(r, 0.8, 1.25);
    while (net_circulation(n) > MOST_CIRCULATION);
    balance(n, r);
    for (int g = 0; g < n->n_group; g++) draw_input(&n->group[g], r);
    for (int l = 0; l < n->n_link; l++) n->link[l].transit = (double)net_whole(r, 0, 40);
    for (int j = 0; j < n->n_measure; j++) {
        net_measure *a = &n->measure[j];
        if (a->kind == LODE_QUOTA || a->kind == LODE_LICENCE) a->share = net_uniform(r, 0, a->fades ? 1 : 1.1);
        if (a->kind == LODE_LICENCE) a->processing = (double)net_whole(r, 0, 90);
    }
    draw_times(n, r);
}
