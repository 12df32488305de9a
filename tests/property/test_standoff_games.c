/* Random stand-offs: costs of either sign, point, uniform and tabulated values, both readings of free waiting, deadlines. Each
 * is solved with a certificate, or the result says why not. LODE_GAMES=3000 in the environment plays more of them. */
#include "lode_test.h"

#include "standoff/standoff.h"

enum { MOST_KNOTS = 8, MOST_NODES = 5 };

typedef struct lottery {
    uint64_t state;
} lottery;

/* Uniform on 0 .. 1: splitmix64 (Steele, Lea & Flood 2014). */
static double uniform(lottery *l)
{
    uint64_t z = l->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

typedef struct random_game {
    lode_standoff_game g;
    double day[2][MOST_KNOTS], rate[2][MOST_KNOTS], value[2][MOST_NODES], share[2][MOST_NODES];
} random_game;

static void draw_values(lottery *l, random_game *x, int i)
{
    int kind = (int)(uniform(l) * 3), n = kind == 0 ? 1 : kind == 1 ? 2 : MOST_NODES;
    double low = 20 + 100 * uniform(l);
    for (int k = 0; k < n; k++) {
        x->value[i][k] = low;
        x->share[i][k] = n > 1 ? (double)k / (n - 1) : 0;
        low += 60 * uniform(l);
    }
    x->g.side[i].value = (lode_standoff_values){n, x->value[i], x->share[i]};
}

/* Costs from -1 to 2 a day, more often positive; sometimes 0. */
static void draw_costs(lottery *l, random_game *x, int i)
{
    int n = 1 + (int)(uniform(l) * (MOST_KNOTS - 1));
    double t = 0;
    for (int k = 0; k < n; k++) {
        double u = uniform(l);
        x->day[i][k] = t;
        x->rate[i][k] = u < 0.1 ? 0 : u < 0.3 ? -uniform(l) : 2 * uniform(l);
        t += 1 + 60 * uniform(l);
    }
    x->g.side[i].cost = (lode_standoff_curve){n, x->day[i], x->rate[i]};
}

static void draw(uint64_t seed, random_game *x)
{
    lottery l = {seed * 7919 + 1};
    x->g = lode_standoff_game_default();
    for (int i = 0; i < 2; i++) {
        draw_values(&l, x, i);
        draw_costs(&l, x, i);
        x->g.side[i].committed = 0.02 + 0.5 * uniform(&l);
        x->g.side[i].discount = uniform(&l) < 0.5 ? 0 : 0.005 * uniform(&l);
    }
    x->g.zero_is_flow = uniform(&l) < 0.3;
    double u = uniform(&l);
    if (u > 0.6) {
        x->g.deadline = 20 + 150 * uniform(&l);
        for (int i = 0; i < 2; i++)
            x->g.side[i].at_deadline = u > 0.8 ? -200 * uniform(&l) : 60 * (uniform(&l) - 0.5);
    }
}

/* The same with what is rare: steps of cost, values with gaps and masses, sides that are never or always committed, any share
 * for two who concede on the last day, deadlines at which nothing is lost. */
static void draw_rare(uint64_t seed, random_game *x)
{
    lottery l = {seed * 104729 + 7};
    draw(seed + 1000000, x);
    for (int i = 0; i < 2; i++) {
        lode_standoff_side *s = &x->g.side[i];
        double u = uniform(&l);
        if (u < 0.05) s->committed = 0;
        else if (u < 0.1) s->committed = 1;
        else if (u < 0.2) s->committed = 1e-6;
        for (int k = 2; k < s->cost.n; k += 2)
            if (uniform(&l) < 0.4) x->day[i][k] = x->day[i][k - 1];
        for (int k = 2; k + 1 < s->value.n; k += 2)
            if (uniform(&l) < 0.5) x->share[i][k] = x->share[i][k - 1];
            else x->value[i][k] = x->value[i][k - 1];
        if (uniform(&l) < 0.1) s->at_deadline = 0;
    }
    if (uniform(&l) < 0.5) x->g.both_share = uniform(&l) < 0.2 ? 0 : uniform(&l);
}

/* Probabilities are probabilities, and add up. */
static void check_equilibrium(lode_t *t, const lode_standoff_equilibrium *e)
{
    CHECK(t, e->q[0] >= 0 && e->q[0] <= 1 && e->q[1] >= 0 && e->q[1] <= 1);
    CHECK(t, e->q[0] == 0 || e->q[1] == 0);
    CHECK_NEAR(t, e->first[0] + e->first[1] + e->never, 1, 1e-7);
    CHECK(t, e->epsilon[0] >= 0 && e->epsilon[1] >= 0);
}

/* Solved; or what the result says is no solution is none. */
static bool says_why(const lode_standoff_game *g, const lode_standoff_result *r)
{
    switch (r->status) {
    case LODE_STANDOFF_SOLVED: return true;
    case LODE_STANDOFF_NEVER_ENDS: return g->zero_is_flow && r->zero_matters;
    case LODE_STANDOFF_UNDETERMINED: return g->side[0].committed == 0 && g->side[1].committed == 0;
    /* a certificate fails only where the result says that its premises do */
    case LODE_STANDOFF_UNCERTIFIED: return r->deep_pause;
    case LODE_STANDOFF_NO_CANDIDATE: return r->not_searched;
    default: return false;
    }
}

static void play(lode_t *t, void (*deal)(uint64_t seed, random_game *x))
{
    const char *wish = getenv("LODE_GAMES");
    int n_game = wish ? atoi(wish) : 300, solved = 0, several = 0, refused = 0;
    lode_standoff_size size = {MOST_KNOTS, MOST_NODES};
    void *memory = malloc(lode_standoff_bytes(&size));
    lode_standoff_result *r = malloc(sizeof *r);
    CHECK(t, memory && r);
    lode_standoff_work *w = lode_standoff_place(&size, memory);
    double worst = 0;
    for (int n = 0; n < n_game; n++) {
        random_game x;
        deal((uint64_t)n, &x);
        snprintf(t->note, sizeof t->note, "game %d", n);
        lode_standoff_solve(&x.g, w, r);
        solved += r->status == LODE_STANDOFF_SOLVED;
        several += r->n > 1;
        refused += r->status == LODE_STANDOFF_NO_CANDIDATE || r->status == LODE_STANDOFF_NEVER_ENDS;
        if (getenv("LODE_VERBOSE") && r->status != LODE_STANDOFF_SOLVED)
            printf("%d: %s; deep pause %d, certificate %g; %d refused, best %g\n", n,
                   lode_standoff_status_text(r->status), r->deep_pause, lode_standoff_epsilon(r),
                   r->n_refused, r->refused_epsilon);
        CHECK(t, says_why(&x.g, r));
        CHECK(t, r->status != LODE_STANDOFF_SOLVED || r->n > 0);
        for (int32_t k = 0; k < r->n; k++) check_equilibrium(t, &r->equilibrium[k]);
        if (r->status == LODE_STANDOFF_SOLVED) worst = fmax(worst, lode_standoff_epsilon(r));
    }
    printf("%d games: %d solved, %d with several equilibria, %d refused; worst certificate %.1e\n",
           n_game, solved, several, refused, worst);
    CHECK(t, worst <= LODE_STANDOFF_EPSILON);
    free(memory);
    free(r);
}

static void games_are_certified_or_say_why(lode_t *t)
{
    play(t, draw);
}

static void rare_games_are_certified_or_say_why(lode_t *t)
{
    play(t, draw_rare);
}

static const lode_test TESTS[] = {TEST(games_are_certified_or_say_why), TEST(rare_games_are_certified_or_say_why)};
LODE_TEST_MAIN(TESTS)
