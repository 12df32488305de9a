/* Games and workspaces: sizes, memory, what is no game, and phrases for it. */
#include "standoff/inner.h"

#include <math.h>
#include <string.h>

/* --- the workspace -------------------------------------------------------------------------- */

lode_standoff_game lode_standoff_game_default(void)
{
    lode_standoff_game g = {.deadline = INFINITY, .both_share = 0.5};
    g.side[0].cost_scale = g.side[1].cost_scale = 1;
    return g;
}

lode_standoff_size lode_standoff_size_of(const lode_standoff_game *g)
{
    lode_standoff_size size = {0};
    for (int i = 0; i < 2; i++) {
        const lode_standoff_side *s = &g->side[i];
        if (s->cost.n > size.n_knot) size.n_knot = s->cost.n;
        if (s->value.n > size.n_node) size.n_node = s->value.n;
    }
    return size;
}

/* What a size comes to. */
typedef struct room {
    int64_t piece, cell, segment, step, entry;
} room;

static room room_for(const lode_standoff_size *size)
{
    room r;
    r.piece = 2 * (int64_t)size->n_knot + 2;
    r.cell = size->n_node > 1 ? size->n_node : 1;
    r.segment = 2 * r.piece + 4 * LODE_STANDOFF_MOST_PAUSES + 4;
    r.step = 4 * r.segment + 8 * r.cell + 512;
    r.entry = 8 * r.step;
    return r;
}

/* The next array in `memory`, or with NULL only its size. */
static void *carve(char *memory, size_t *at, int64_t count, size_t size)
{
    char *here = memory ? memory + *at : NULL;
    *at += ((size_t)count * size + 63) / 64 * 64;
    return here;
}

/* Lay out a workspace; returns its bytes. */
static size_t lay_out(const lode_standoff_size *size, char *memory, lode_standoff_work *w)
{
    room r = room_for(size);
    size_t at = 0;
    (void)carve(memory, &at, 1, sizeof *w);
    w->size = *size;
    w->most_segment = (int32_t)r.segment;
    w->most_step = (int32_t)r.step;
    w->most_entry = (int32_t)r.entry;
    for (int i = 0; i < 2; i++) {
        w->line[i].piece = carve(memory, &at, r.piece, sizeof(so_piece));
        w->types[i].cell = carve(memory, &at, r.cell, sizeof(so_cell));
        w->slope[i] = carve(memory, &at, r.entry, sizeof(double));
        w->base[i] = carve(memory, &at, r.entry, sizeof(double));
    }
    w->segment = carve(memory, &at, r.segment, sizeof(so_segment));
    w->step = carve(memory, &at, r.step, sizeof(so_step));
    w->entry = carve(memory, &at, r.entry, sizeof(so_entry));
    return at;
}

size_t lode_standoff_bytes(const lode_standoff_size *size)
{
    enum { MOST = 1 << 20 };
    if (size->n_knot < 0 || size->n_node < 0 || size->n_knot > MOST || size->n_node > MOST)
        return 0;
    lode_standoff_work w;
    return lay_out(size, NULL, &w);
}

lode_standoff_work *lode_standoff_place(const lode_standoff_size *size, void *memory)
{
    lode_standoff_work *w = memory;
    memset(w, 0, sizeof *w);
    (void)lay_out(size, memory, w);
    return w;
}

/* --- is it a game? -------------------------------------------------------------------------- */

static lode_standoff_bad check_knots(const lode_standoff_curve *c)
{
    if (c->n < 1) return LODE_STANDOFF_BAD_KNOTS;
    for (int32_t i = 0; i < c->n; i++) {
        if (!isfinite(c->day[i]) || !isfinite(c->rate[i])) return LODE_STANDOFF_BAD_KNOTS;
        if (i > 0 && c->day[i] < c->day[i - 1]) return LODE_STANDOFF_BAD_KNOTS;
        if (i > 1 && c->day[i] == c->day[i - 2]) return LODE_STANDOFF_BAD_KNOTS;
    }
    return LODE_STANDOFF_FINE;
}

static lode_standoff_bad check_values(const lode_standoff_values *v)
{
    if (v->n < 1) return LODE_STANDOFF_BAD_VALUES;
    for (int32_t i = 0; i < v->n; i++) {
        if (!(v->value[i] > 0) || !isfinite(v->value[i])) return LODE_STANDOFF_BAD_VALUES;
        if (i == 0 || v->n == 1) continue;
        if (!(v->value[i] >= v->value[i - 1] && v->share[i] >= v->share[i - 1]))
            return LODE_STANDOFF_BAD_VALUES;
    }
    if (v->n > 1 && !(v->share[0] == 0 && v->share[v->n - 1] == 1)) return LODE_STANDOFF_BAD_VALUES;
    if (v->value[0] < 1e-3 * v->value[v->n - 1]) return LODE_STANDOFF_BAD_LOW;
    return LODE_STANDOFF_FINE;
}

lode_standoff_bad lode_standoff_side_check(const lode_standoff_side *s)
{
    lode_standoff_bad bad = check_knots(&s->cost);
    if (!bad) bad = check_values(&s->value);
    if (!bad && !(s->committed >= 0 && s->committed <= 1)) bad = LODE_STANDOFF_BAD_COMMITTED;
    if (!bad && !(s->discount >= 0 && isfinite(s->discount))) bad = LODE_STANDOFF_BAD_DISCOUNT;
    if (!bad && !(s->cost_scale >= 0 && isfinite(s->cost_scale) && isfinite(s->cost_added)))
        bad = LODE_STANDOFF_BAD_SCALE;
    return bad;
}

lode_standoff_bad so_check_game(const lode_standoff_game *g, int32_t *side)
{
    for (*side = 0; *side < 2; ++*side) {
        const lode_standoff_side *s = &g->side[*side];
        lode_standoff_bad bad = lode_standoff_side_check(s);
        if (!bad && !isinf(g->deadline) && !isfinite(s->at_deadline))
            bad = LODE_STANDOFF_BAD_DEADLINE;
        if (bad) return bad;
    }
    *side = -1;
    bool deadline = g->deadline > g->start && g->both_share >= 0 && g->both_share <= 1;
    return deadline && isfinite(g->start) ? LODE_STANDOFF_FINE : LODE_STANDOFF_BAD_DEADLINE;
}

const char *lode_standoff_status_text(lode_standoff_status s)
{
    static const char *const text[] = {
        "solved",
        "not certified: some type would gain by deviating",
        "not a game",
        "undetermined: no side is ever committed, so any first mass is an equilibrium",
        "without end: both wait at zero cost for ever, taken as a flow",
        "no candidate equilibrium of the deadline was found",
        "too large for the memory set aside",
    };
    return text[s];
}

const char *lode_standoff_bad_text(lode_standoff_bad b)
{
    static const char *const text[] = {
        "fine",
        "knots of cost: at least one, days not falling, at most two on a day, all finite",
        "values: above 0, not falling, shares from 0 to 1",
        "the lowest value is below 1/1000 of the highest: hazards would have no bound",
        "the probability of being committed is not within 0 to 1",
        "the discount rate is negative or not finite",
        "the deadline is not after the start, its payoff is not finite, or its share is no share",
        "the scale of costs is negative or not finite",
    };
    return text[b];
}
