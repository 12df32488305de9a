/* A plain network for tests: one number per thing, as one would write it on paper.
 *
 *     net n = net_empty();
 *     int mine = net_maker(&n, 10, 12, 5);           base, capacity [unit/day], output cover [day]
 *     int user = net_demand(&n, 10);                 [unit/day]
 *     int ore = net_input(&n, user, 1, 30, 0.25);    per unit, cover [day], psi
 *     net_link_add(&n, mine, ore, 10, 7);            base flow [unit/day], transit [day]
 *
 * net_start() hands eight such networks of one structure, with numbers of their own, to the engine as eight lanes;
 * twin.h runs one of them in plain scalars. Base outputs and flows are given, so nothing is calibrated. */
#ifndef NET_H
#define NET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "engine/engine.h"
#include "model/draft.h"

enum { NET_SITES = 256, NET_OUTPUTS = 320, NET_GROUPS = 640, NET_LINKS = 1280 };
enum { NET_POINTS = 4, NET_MEASURES = 16, NET_EVENTS = 8, NET_PRODUCTS = 64, NET_NEVER = INT32_MAX };

typedef struct net_site {
    bool demand, defence_first, queue;
    double base, capacity;   /* unit/day; a demand's base is what it wants */
    double growth;           /* 1/year */
    double overtime, elasticity;
    int first_day;
} net_site;

typedef struct net_output {
    int site, product;
    bool driver;
    double alpha, cover, cap;
} net_output;

typedef struct net_group {
    int site, recipe, product;
    bool essential, queue, elapses;
    double q, cover, psi, weight, sigma;
    double initial; /* day, below 0: cover */
} net_group;

typedef struct net_link {
    int output, group;
    bool defence;
    double flow, transit, share;
    double qualification; /* day, below 0: a base supplier */
} net_link;

typedef struct net_measure {
    lode_measure_kind kind;
    bool on;
    int announced, effective, until;
    double share, processing, period, leak, leak_delay, front, rate;
    bool fades, lapses;
    double fade, validity;   /* day: of a hold-up that fades, of approvals that lapse */
    double term;             /* day: of software licences */
    int n_point;             /* of the path of the share, if it has one */
    int point_day[NET_POINTS];
    double point_share[NET_POINTS];
    bool covers[NET_LINKS];
    bool made_from[NET_PRODUCTS]; /* concerns the product or what it is made from */
} net_measure;

typedef struct net_project {
    int site, start;
    double ramp, capacity;
} net_project;

typedef struct net_damage {
    int site, from, until;
    double fraction;
} net_damage;

typedef struct net_reserve {
    int from, until, product;
    double stock, rate, trigger;
    int n_group, group[NET_GROUPS];
} net_reserve;

typedef struct net {
    int n_site, n_output, n_group, n_link, n_measure, n_project, n_damage, n_reserve, n_product;
    double refill, output_refill, expectation, shares; /* day: T_S, T_Z, T_E, T_w */
    net_site site[NET_SITES];
    net_output output[NET_OUTPUTS];
    net_group group[NET_GROUPS];
    net_link link[NET_LINKS];
    net_measure measure[NET_MEASURES];
    net_project project[NET_EVENTS];
    net_damage damage[NET_EVENTS];
    net_reserve reserve[NET_EVENTS];
} net;

/* ---- writing one down; each returns the number of what it added ------------------------------ */

/* Nothing, with the default time constants of 30 days. Every product is one product until told otherwise. */
void net_clear(net *n);

/* A site with one output of coefficient 1; the output has the number net.n_output - 1. */
int net_maker(net *n, double base, double capacity, double cover);

/* A site without outputs yet, whose activity has this base and capacity; and one output of it. */
int net_plant(net *n, double base, double capacity);
int net_output_add(net *n, int site, int product, bool driver, double alpha, double cover);

int net_demand(net *n, double per_day);
int net_input(net *n, int site, double q, double cover, double psi);
int net_link_add(net *n, int output, int group, double flow, double transit);

/* A measure on the links listed (ended by -1), announced on the day it takes effect. */
int net_measure_add(net *n, lode_measure_kind kind, int effective, int until, const int *links);

/* Multiply every quantity [unit, unit/day] by a factor. */
void net_scale(net *n, double factor);

/* ---- random ones (random_net.c) -------------------------------------------------------------- */

/* A stream of random numbers. */
typedef struct net_random {
    uint64_t seed;
    uint32_t at;
} net_random;

double net_uniform(net_random *r, double low, double high);
int net_whole(net_random *r, int low, int high); /* low .. high, both in */
bool net_chance(net_random *r, double probability);

typedef enum net_shape {
    NET_CHAIN,    /* each site one input, each output one customer                                     */
    NET_USERS,    /* tree of users: one supplier per input, one input per site                         */
    NET_ASSEMBLY, /* assembly tree: one customer per supplier, one supplier per input                  */
    NET_GENERAL   /* several of everything, loops included                                             */
} net_shape;

/* What a random network may contain besides sites, inputs and links. */
enum { NET_PLAIN = 0, NET_MEASURED = 1, NET_EVENTFUL = 2, NET_JOINT = 4, NET_EVERYTHING = 7 };

/* How much of an increase in orders comes back round the loops of a network: growth of the shares in which outputs are
 * sold, followed from customer to supplier. 0 without loops, 1 if nothing ever leaves. */
double net_circulation(const net *n);

/* A balanced network at rest; `with` says what else it has. */
void net_draw(net *n, net_shape shape, int with, net_random *r);

/* Other numbers on the same structure: quantities, covers, transit, shares. */
void net_vary(net *n, net_random *r);

/* ---- running one in the engine ---------------------------------------------------------------- */

typedef struct net_run {
    const lode_engine *engine;
    lode_arena arena;
    lode_draft draft;
    lode_layout layout; /* model numbers of outputs, groups, links */
    lode_model *model;
    lode_values v;
    lode_state s;
    lode_scenario scenario;
    lode_lane *on;      /* measures, then projects and damages */
} net_run;

/* Start a run of eight networks that differ in numbers and in which measures are on; NULL stands for lane[0]. All else,
 * dates too, is that of lane[0]. Returns false when memory ran out. */
bool net_start(net_run *r, const lode_engine *e, const net *const lane[LODE_LANES], int h);

/* The same network in every lane, on the best engine. */
bool net_start_one(net_run *r, const net *n, int h);

void net_step(net_run *r);
void net_end(net_run *r);

#endif
