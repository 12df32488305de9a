/* Flip values and Nash tariffs of two sides. */
#include "trade/sides.h"

#include <math.h>
#include <string.h>

#include "trade/gradient.h"
#include "trade/measure.h"

enum { GRID = 40, ROOT_STEPS = 60, ROUNDS = 60 };
static const double ROOT_TOLERANCE = 1e-9, NASH_TOLERANCE = 1e-7;

/* The game, and the last equilibrium, from which the next solve starts. */
typedef struct game {
    const lode_trade_table *table;
    const lode_trade_shock *given;
    lode_trade_base base;
    lode_trade_problem problem;
    lode_trade_shock *shock;
    lode_trade_solver *solver;
    const lode_trade_solution *now;
    lode_arena arena;
    double *z, *log_welfare;
    int32_t side[2];
    int32_t solves;
    bool failed;
} game;

/* --- one point of the game ------------------------------------------------------------------- */

static bool is_taxed(const game *g, int32_t j)
{
    return g->table->goods[j] || !g->table->has_goods;
}

/* The equilibrium where the sides add `points` to their tariffs. */
static void play(game *g, const double points[2])
{
    const lode_trade_table *t = g->table;
    for (int32_t j = 0; j < t->n_sector; j++)
        for (int s = 0; is_taxed(g, j) && s < 2; s++) {
            int64_t at = lode_trade_at(t, j, g->side[1 - s], g->side[s]);
            g->shock->tariff[at] = g->given->tariff[at] + points[s];
        }
    const lode_trade_options o = lode_trade_default();
    if (g->failed || !lode_trade_problem_make(&g->base, g->shock, &g->problem)) {
        g->failed = true;
        return;
    }
    g->now = lode_trade_solve(g->solver, &g->problem, g->z, &o);
    g->solves++;
    g->failed = !g->now->converged;
    lode_trade_welfare(&g->problem, g->now, g->log_welfare);
    memcpy(g->z, g->now->z, (size_t)lode_trade_n_z(&g->base) * sizeof *g->z);
}

static void note(game *g, lode_trade_flip *f, double tariff, const double points[2])
{
    play(g, points);
    f->found = !g->failed;
    f->tariff = tariff;
    for (int s = 0; s < 2; s++) f->welfare_pct[s] = 100.0 * expm1(g->log_welfare[g->side[s]]);
}

/* d ln W of side s with its own tariff, by the adjoint. */
static double slope(game *g, int s, const double points[2])
{
    lode_trade_gradient d;
    double sum = 0.0;
    play(g, points);
    if (g->failed) return 0.0;
    if (!lode_trade_gradient_find(&g->problem, g->now, g->side[s], &d)) g->failed = true;
    for (int32_t j = 0; !g->failed && j < g->table->n_sector; j++)
        if (is_taxed(g, j)) sum += d.tariff[lode_trade_at(g->table, j, g->side[1 - s], g->side[s])];
    lode_trade_gradient_free(&d);
    return sum;
}

/* --- roots ----------------------------------------------------------------------------------- */

/* A quantity along the tariff of one side: either ln W of `of` less `level`, or the slope of the mover's own ln W. */
typedef struct line {
    game *g;
    int mover, of;
    double other, level;
    bool slope;
} line;

static double value(const line *l, double tariff)
{
    double points[2];
    points[l->mover] = tariff;
    points[1 - l->mover] = l->other;
    if (l->slope) return slope(l->g, l->mover, points);
    play(l->g, points);
    return l->g->log_welfare[l->g->side[l->of]] - l->level;
}

/* The tariff in [low, high] where the value is 0; it has different signs at the ends. Regula falsi, Illinois variant
 * [dowell1971]. */
static double root(const line *l, double low, double high, double at_low, double at_high)
{
    double x = low;
    int last = 0;
    for (int k = 0; k < ROOT_STEPS && high - low > ROOT_TOLERANCE && !l->g->failed; k++) {
        x = (low * at_high - high * at_low) / (at_high - at_low);
        double y = value(l, x);
        if (y == 0.0) return x;
        bool left = (y > 0.0) == (at_low > 0.0);
        if (left) {
            if (last == 1) at_high *= 0.5;
            if (x - low < ROOT_TOLERANCE && last == 1 && k > 3) return x;
            low = x;
            at_low = y;
            last = 1;
        } else {
            if (last == -1) at_low *= 0.5;
            if (high - x < ROOT_TOLERANCE && last == -1 && k > 3) return x;
            high = x;
            at_high = y;
            last = -1;
        }
    }
    return x;
}

/* Tariffs that are tried, from 0 to LODE_TRADE_TARIFF_MOST: dense where tariffs are low. */
static double grid(int k)
{
    return expm1(log1p(LODE_TRADE_TARIFF_MOST) * k / GRID);
}

/* The first tariff above `from` where the value changes from the sign `sign` to the other; false: nowhere. */
static bool first_crossing(const line *l, double from, double sign, double *found)
{
    double low = from, at_low = value(l, from);
    for (int k = 0; k <= GRID && !l->g->failed; k++) {
        double x = grid(k);
        if (x <= from) continue;
        double y = value(l, x);
        bool crosses = at_low * sign > 0.0 && y * sign <= 0.0;
        if (crosses) {
            *found = root(l, low, x, at_low, y);
            return !l->g->failed;
        }
        low = x;
        at_low = y;
    }
    return false;
}

/* --- answers --------------------------------------------------------------------------------- */

/* The best tariff of side s while the other adds `other`: the best of the grid, then the root of the slope beside it. */
static double best_response(game *g, int s, double other)
{
    line l = {.g = g, .mover = s, .of = s, .other = other};
    int best = 0;
    double most = -INFINITY;
    for (int k = 0; k <= GRID && !g->failed; k++) {
        double y = value(&l, grid(k));
        if (y > most) {
            most = y;
            best = k;
        }
    }
    double low = grid(best > 0 ? best - 1 : 0), high = grid(best < GRID ? best + 1 : GRID);
    l.slope = true;
    double at_low = value(&l, low), at_high = value(&l, high);
    if (at_low <= 0.0) return low;
    return at_high >= 0.0 ? high : root(&l, low, high, at_low, at_high);
}

/* A better response near the last one, without the grid. */
static double next_response(game *g, int s, double other, double last)
{
    line l = {.g = g, .mover = s, .of = s, .other = other, .slope = true};
    double low = fmax(0.0, last * 0.8 - 0.02), high = last * 1.25 + 0.02;
    double at_low = value(&l, low), at_high = value(&l, high);
    bool bracketed = at_low > 0.0 && at_high < 0.0;
    if (low == 0.0 && at_low <= 0.0) return 0.0;
    return bracketed ? root(&l, low, high, at_low, at_high) : best_response(g, s, other);
}

static void find_best_and_turn(game *g, lode_trade_sides_result *r, int s)
{
    double points[2] = {0, 0}, best = best_response(g, s, 0.0);
    points[s] = best;
    note(g, &r->best[s], best, points);
    line l = {.g = g, .mover = s, .of = s, .level = log1p(r->free.welfare_pct[s] / 100.0)};
    double turn;
    if (best <= 0.0 || !first_crossing(&l, best, 1.0, &turn)) return;
    points[s] = turn;
    note(g, &r->turn[s], turn, points);
}

/* The lowest tariff of B at which ln W of side `of` is that of the base. */
static void find_even(game *g, lode_trade_sides_result *r, int of, lode_trade_flip *f)
{
    line l = {.g = g, .mover = LODE_TRADE_B, .of = of, .other = r->measure};
    double now = value(&l, 0.0), tariff, points[2] = {r->measure, 0.0};
    if (fabs(now) < 1e-12 || !first_crossing(&l, 0.0, now > 0.0 ? 1.0 : -1.0, &tariff)) return;
    points[LODE_TRADE_B] = tariff;
    note(g, f, tariff, points);
}

static void find_nash(game *g, lode_trade_sides_result *r)
{
    double points[2] = {r->best[0].tariff, r->best[1].tariff};
    for (int k = 0; k < ROUNDS && !g->failed && !r->nash_found; k++) {
        double moved = 0.0;
        for (int s = 0; s < 2; s++) {
            double to = next_response(g, s, points[1 - s], points[s]);
            moved = fmax(moved, fabs(to - points[s]));
            points[s] = to;
        }
        r->nash_found = moved < NASH_TOLERANCE;
    }
    lode_trade_flip there;
    note(g, &there, 0.0, points);
    for (int s = 0; s < 2; s++) {
        r->nash[s] = points[s];
        r->nash_welfare_pct[s] = there.welfare_pct[s];
    }
}

static void find_all(game *g, bool shocked, lode_trade_sides_result *r)
{
    const double none[2] = {0, 0};
    note(g, &r->free, 0.0, none);
    for (int s = 0; s < 2; s++) find_best_and_turn(g, r, s);
    r->measure = shocked ? 0.0 : r->best[LODE_TRADE_A].tariff;
    find_even(g, r, LODE_TRADE_B, &r->retaliation);
    find_even(g, r, LODE_TRADE_A, &r->spoil);
    find_nash(g, r);
    r->solves = g->solves;
}

static bool begin(game *g)
{
    if (!lode_trade_base_make(g->table, &g->base)) return false;
    g->shock = lode_trade_shock_copy(g->table, g->given);
    g->solver = lode_trade_solver_new(&g->base);
    g->z = LODE_TAKE(&g->arena, lode_trade_n_z(&g->base), double);
    g->log_welfare = LODE_TAKE(&g->arena, g->base.n, double);
    if (g->z) lode_trade_start(&g->base, g->z);
    return g->shock && g->solver && g->z && g->log_welfare;
}

bool lode_trade_sides(const lode_trade_table *t, const lode_trade_shock *s, int32_t a, int32_t b,
                      bool shocked, lode_trade_sides_result *r)
{
    game g = {.table = t, .given = s, .side = {a, b}};
    *r = (lode_trade_sides_result){0};
    bool ok = begin(&g);
    if (ok) find_all(&g, shocked, r);
    ok = ok && !g.failed;
    lode_trade_solver_free(g.solver);
    lode_trade_problem_free(&g.problem);
    lode_trade_base_free(&g.base);
    lode_trade_shock_free(g.shock);
    lode_arena_free(&g.arena);
    return ok;
}
