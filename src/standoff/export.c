/* Games on a grid of dates, as text for Gambit. */
#include "standoff/export.h"

#include <math.h>

lode_standoff_grid lode_standoff_grid_of(const lode_standoff_game *g, int32_t steps, double horizon)
{
    bool deadline = isfinite(g->deadline);
    return (lode_standoff_grid){steps, deadline ? g->deadline - g->start : horizon, deadline};
}

int32_t lode_standoff_strategies(const lode_standoff_grid *grid, int32_t side)
{
    if (grid->simultaneous) return grid->steps + 2;
    return (grid->steps + (side == 0 ? 1 : 0)) / 2 + 1;
}

double lode_standoff_strategy_day(const lode_standoff_grid *grid, int32_t side, int32_t n)
{
    if (n + 1 == lode_standoff_strategies(grid, side)) return INFINITY;
    int32_t step = grid->simultaneous ? n : 2 * n + side;
    return grid->horizon * step / grid->steps;
}

void lode_standoff_outcome(const lode_standoff_game *g, const lode_standoff_grid *grid, double a,
                           double b, const double value[2], double out[2])
{
    const double own[2] = {a, b};
    double end = fmin(fmin(a, b), grid->horizon);
    for (int32_t i = 0; i < 2; i++) {
        double kept = exp(-g->side[i].discount * end), prize = 0;
        if (own[1 - i] < own[i]) prize = value[i];
        else if (a == b && isfinite(a)) prize = g->both_share * value[i];
        else if (isinf(a) && isinf(b) && isfinite(g->deadline)) prize = g->side[i].at_deadline;
        out[i] = kept * prize - lode_standoff_waiting_cost(g, i, 0, end);
    }
}

void lode_standoff_pair(const lode_standoff_game *g, const lode_standoff_grid *grid, int32_t a,
                        int32_t b, double out[2])
{
    double day_a = lode_standoff_strategy_day(grid, 0, a),
           day_b = lode_standoff_strategy_day(grid, 1, b);
    const double value[2] = {g->side[0].value.value[0], g->side[1].value.value[0]};
    double flexible[2], held_b[2], held_a[2];
    lode_standoff_outcome(g, grid, day_a, day_b, value, flexible);
    lode_standoff_outcome(g, grid, day_a, INFINITY, value, held_b);
    lode_standoff_outcome(g, grid, INFINITY, day_b, value, held_a);
    double z_a = g->side[0].committed, z_b = g->side[1].committed;
    out[0] = (1 - z_b) * flexible[0] + z_b * held_b[0];
    out[1] = (1 - z_a) * flexible[1] + z_a * held_a[1];
}

/* A title between quotes. */
static void put_title(const char *title, lode_text *out)
{
    for (const char *c = title; *c; c++)
        if (*c != '"' && *c != '\\' && *c >= ' ') lode_text_putc(out, *c);
}

void lode_standoff_nfg(const lode_standoff_game *g, const lode_standoff_grid *grid,
                       const char *title, lode_text *out)
{
    int32_t n_a = lode_standoff_strategies(grid, 0), n_b = lode_standoff_strategies(grid, 1);
    lode_text_puts(out, "NFG 1 R \"");
    put_title(title, out);
    lode_text_printf(out, "\" { \"A\" \"B\" } { %d %d }\n\n", (int)n_a, (int)n_b);
    for (int32_t b = 0; b < n_b; b++) {
        for (int32_t a = 0; a < n_a; a++) {
            double pay[2];
            lode_standoff_pair(g, grid, a, b, pay);
            lode_text_printf(out, "%.12f %.12f ", pay[0], pay[1]);
        }
        lode_text_putc(out, '\n');
    }
}

/* --- the tree ------------------------------------------------------------------------------- */

typedef struct tree {
    const lode_standoff_game *g;
    const lode_standoff_grid *grid;
    lode_text *out;
    int32_t n_type[2];
    int32_t n_outcome, n_chance;
    int32_t type[2]; /* of this branch; -1: committed */
} tree;

static double value_of(const tree *t, int32_t side)
{
    double share = t->type[side] < 0 ? 0.5 : (t->type[side] + 0.5) / t->n_type[side];
    return lode_standoff_value_at(&t->g->side[side].value, share);
}

static void leaf(tree *t, double a, double b)
{
    const double value[2] = {value_of(t, 0), value_of(t, 1)};
    double pay[2];
    lode_standoff_outcome(t->g, t->grid, a, b, value, pay);
    for (int i = 0; i < 2; i++) {
        double flexible = 1 - t->g->side[i].committed;
        pay[i] = t->type[i] < 0 || flexible == 0 ? 0 : pay[i] / flexible;
    }
    t->n_outcome++;
    lode_text_printf(t->out, "t \"\" %d \"\" { %.12f, %.12f }\n", (int)t->n_outcome, pay[0],
                     pay[1]);
}

/* A decision of one side at one of its dates. */
static void decision(tree *t, int32_t side, int32_t n)
{
    int32_t per_type = lode_standoff_strategies(t->grid, side) - 1;
    int32_t set = t->type[side] * per_type + n + 1;
    lode_text_printf(t->out, "p \"\" %d %d \"%s%d day %.6g\" { \"concede\" \"wait\" } 0\n",
                     (int)side + 1, (int)set, side == 0 ? "A" : "B", (int)t->type[side] + 1,
                     lode_standoff_strategy_day(t->grid, side, n));
}

/* Both may concede on the same dates: B does not see what A does that day. */
static void simultaneous(tree *t, int32_t n)
{
    bool a = t->type[0] >= 0, b = t->type[1] >= 0;
    if (n == t->grid->steps + 1 || (!a && !b)) {
        leaf(t, INFINITY, INFINITY);
        return;
    }
    double day = lode_standoff_strategy_day(t->grid, 0, n);
    if (a) {
        decision(t, 0, n);
        if (b) {
            decision(t, 1, n);
            leaf(t, day, day);
        }
        leaf(t, day, INFINITY);
    }
    if (b) {
        decision(t, 1, n);
        leaf(t, INFINITY, day);
    }
    simultaneous(t, n + 1);
}

/* The sides take turns. */
static void alternating(tree *t, int32_t step)
{
    bool any = t->type[0] >= 0 || t->type[1] >= 0;
    if (step == t->grid->steps || !any) {
        leaf(t, INFINITY, INFINITY);
        return;
    }
    int32_t side = step % 2, n = step / 2;
    if (t->type[side] >= 0) {
        double day = lode_standoff_strategy_day(t->grid, side, n);
        decision(t, side, n);
        if (side == 0) leaf(t, day, INFINITY);
        else leaf(t, INFINITY, day);
    }
    alternating(t, step + 1);
}

/* Chance draws one side's commitment and type, in fractions that add up to one exactly; what nobody can draw is left out. */
static void chance(tree *t, int32_t side)
{
    if (side == 2) {
        if (t->grid->simultaneous) simultaneous(t, 0);
        else alternating(t, 0);
        return;
    }
    const long long whole = 1000000000000;
    long long held = llround(t->g->side[side].committed * (double)whole), k = t->n_type[side];
    lode_text_printf(t->out, "c \"\" %d \"%s\" {", (int)++t->n_chance, side == 0 ? "A" : "B");
    if (held > 0) lode_text_printf(t->out, " \"committed\" %lld/%lld", held, whole);
    for (long long n = 0; n < k && held < whole; n++)
        lode_text_printf(t->out, " \"type %lld\" %lld/%lld", n + 1, whole - held, whole * k);
    lode_text_puts(t->out, " } 0\n");
    for (int32_t n = held > 0 ? -1 : 0; n < (held < whole ? k : 0); n++) {
        t->type[side] = n;
        chance(t, side + 1);
    }
}

void lode_standoff_efg(const lode_standoff_game *g, const lode_standoff_grid *grid, int32_t n_type,
                       const char *title, lode_text *out)
{
    tree t = {.g = g, .grid = grid, .out = out};
    for (int i = 0; i < 2; i++) t.n_type[i] = g->side[i].value.n > 1 ? n_type : 1;
    lode_text_puts(out, "EFG 2 R \"");
    put_title(title, out);
    lode_text_puts(out, "\" { \"A\" \"B\" }\n");
    chance(&t, 0);
}
