/* Random rebuild problems against a search through every plan there is. The chains have one maker for each product, so that
 * what a plan makes follows by division, without a solver. */
#include "base/rng.h"
#include "lode_test.h"
#include "rebuild_sketch.h"

enum { PROBLEMS = 50, QUARTERS = 8, PLANTS_MOST = 5 };

typedef struct dice {
    uint64_t seed;
    uint32_t at;
} dice;

/* A whole number from low to high. */
static int32_t roll(dice *d, int32_t low, int32_t high)
{
    uint64_t z = d->seed * 0x9e3779b97f4a7c15u + (uint64_t)++d->at * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 30)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return low + (int32_t)(z % (uint64_t)(high - low + 1));
}

/* Feed -> oxide -> metal -> magnet, some with a second input; one line each; plants of one size for some of them. */
static void make(sketch *s, dice *d)
{
    static const char *const NAME[] = {"feed", "oxide", "metal", "magnet"};
    sketch_begin(s, QUARTERS);
    int32_t depth = roll(d, 2, 4), crew = -1;
    for (int32_t k = 0; k < depth; k++) sketch_product(s, NAME[k]);
    for (int32_t k = 0; k < depth; k++) {
        int32_t l = sketch_line(s, NAME[k], k, k - 1, 0.1 * roll(d, 3, 12), roll(d, 0, 2) * 45.0);
        s->line[l].support_usd_per_unit = roll(d, 0, 3) * 1000.0;
    }
    sketch_need(s, depth - 1, 100, roll(d, 1, 40) * 1000.0);
    if (roll(d, 0, 1)) sketch_need(s, roll(d, 0, depth - 1), 40, roll(d, 1, 40) * 1000.0);
    if (roll(d, 0, 2) == 0) crew = sketch_limit(s, "crews", roll(d, 1, 2));
    int32_t plants = roll(d, 3, PLANTS_MOST);
    for (int32_t i = 0; i < plants; i++) {
        int32_t build = roll(d, 1, 3);
        lode_rebuild_project *j = sketch_plant(s, "plant", roll(d, 0, depth - 1), roll(d, 2, 30) * 20.0, roll(d, 1, 60) * 0.5e6, build);
        j->permit = roll(d, 0, 1);
        j->ramp = roll(d, 0, 3);
        j->qualification = roll(d, 0, 1);
        j->earliest = roll(d, 0, 1);
        if (i > 0 && roll(d, 0, 3) == 0) j->after = i - 1;
        if (crew >= 0) sketch_use(s, j, crew, 1, j->permit, j->permit + build);
    }
    s->p.target = roll(d, 0, 1) ? 1.0 : 0.8;
    s->p.hold = roll(d, 1, 2);
    s->p.discount_per_year = roll(d, 0, 1) * 0.08;
    if (roll(d, 0, 3) == 0) s->p.budget_usd = roll(d, 30, 120) * 1e6;
}

/* --- every plan ----------------------------------------------------------------------------- */

typedef struct search {
    const sketch *s;
    int32_t deadline;
    int32_t start[PLANTS_MOST]; /* -1: not built */
    double best;
} search;

/* Running costs of covering the need from the deadline on; INFINITY: these capacities cannot. */
static double run_cost(const search *x)
{
    const lode_rebuild_problem *p = &x->s->p;
    double sum = 0;
    for (int32_t t = x->deadline; t < x->deadline + p->hold && t < p->n_quarter; t++) {
        double made[4] = {0};
        for (int32_t n = 0; n < p->n_need; n++) made[p->need[n].product] += p->target * p->need[n].per_year[t];
        for (int32_t l = p->n_line - 1; l >= 0; l--) {
            const lode_rebuild_recipe *r = &p->recipe[p->line[l].first_recipe];
            for (int32_t i = r->first_input; i < r->first_input + r->n_input; i++)
                made[p->flow[i].product] += made[l] * p->flow[i].per_unit;
            double capacity = p->line[l].capacity[t];
            for (int32_t j = 0; j < p->n_project; j++)
                if (x->start[j] >= 0 && p->add[p->project[j].first_add].line == l)
                    capacity += p->piece[j].high * lode_rebuild_ramp(&p->project[j], t - x->start[j]);
            if (made[l] > capacity * (1 + 1e-9)) return INFINITY;
            sum += made[l] * p->line[l].support_usd_per_unit / 4 * pow(1 + p->discount_per_year, -t / 4.0);
        }
    }
    return sum;
}

/* Whether crews, order and budget allow what was begun. */
static bool allowed(const search *x)
{
    const lode_rebuild_problem *p = &x->s->p;
    double capital = 0;
    for (int32_t j = 0; j < p->n_project; j++) {
        int32_t before = p->project[j].after;
        if (x->start[j] < 0) continue;
        capital += p->piece[j].fixed_usd;
        if (before >= 0 && (x->start[before] < 0 || x->start[before] > x->start[j])) return false;
    }
    for (int32_t t = 0; p->n_limit > 0 && t < p->n_quarter; t++) {
        double taken = 0;
        for (int32_t j = 0; j < p->n_project; j++) {
            const lode_rebuild_use *u = &p->use[p->project[j].first_use];
            int32_t age = t - x->start[j];
            taken += x->start[j] >= 0 && age >= u->from && age < u->until;
        }
        if (taken > p->limit[0].per_quarter[t]) return false;
    }
    return capital <= p->budget_usd;
}

static void try_all(search *x, int32_t j, double capital)
{
    const lode_rebuild_problem *p = &x->s->p;
    if (capital >= x->best) return;
    if (j == p->n_project || j == PLANTS_MOST) {
        if (allowed(x)) x->best = fmin(x->best, capital + run_cost(x));
        return;
    }
    x->start[j] = -1;
    try_all(x, j + 1, capital);
    for (x->start[j] = p->project[j].earliest; x->start[j] < p->n_quarter; x->start[j]++)
        try_all(x, j + 1, capital + p->piece[j].fixed_usd * pow(1 + p->discount_per_year, -x->start[j] / 4.0));
    x->start[j] = -1;
}

/* Plans of all deadlines: the solver finds what the search finds, and says infeasible where the search finds nothing. */
static void plans_are_as_good_as_the_best_of_all(lode_t *t)
{
    static sketch s;
    int32_t solved = 0, impossible = 0;
    if (!lode_solve_there()) SKIP(t, "built without Cbc");
    for (uint64_t seed = 1; seed <= PROBLEMS; seed++) {
        dice d = {seed, 0};
        make(&s, &d);
        lode_note(t, "problem %d", (int)seed);
        CHECK(t, !lode_rebuild_fault(&s.p));
        int32_t least = -1;
        for (int32_t deadline = 2; deadline < QUARTERS; deadline++) {
            search x = {.s = &s, .deadline = deadline, .best = INFINITY};
            try_all(&x, 0, 0);
            lode_solve_options o = sketch_exact();
            lode_rebuild_plan plan;
            lode_rebuild_least_cost(&s.p, deadline, &o, &s.arena, &plan);
            lode_note(t, "problem %d, deadline %d, best %.9g", (int)seed, (int)deadline, x.best);
            if (isinf(x.best)) {
                CHECK_INT(t, plan.status, LODE_REBUILD_INFEASIBLE);
                impossible++;
                continue;
            }
            least = least < 0 ? deadline : least;
            CHECK_INT(t, plan.status, LODE_REBUILD_OPTIMAL);
            CHECK_NEAR(t, plan.objective, x.best, 1e-6 * x.best + 1e-3);
            solved++;
        }
        lode_arena_free(&s.arena);
    }
    printf("# %d plans, %d impossible\n", (int)solved, (int)impossible);
    CHECK(t, solved >= 80 && impossible >= 20);
}

static const lode_test TESTS[] = {TEST(plans_are_as_good_as_the_best_of_all)};
LODE_TEST_MAIN(TESTS)
