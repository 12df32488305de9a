/* Solving: check the game, find the initial mass for which both sides are through together, keep the path. */
#include "standoff/inner.h"

#include <float.h>
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

static void *carve(char **at, int64_t count, size_t size)
{
    char *here = *at;
    *at += ((size_t)count * size + 63) / 64 * 64;
    return here;
}

/* Lay out from `memory`; the address after it tells the size. */
static char *lay_out(const lode_standoff_size *size, char *memory, lode_standoff_work *w)
{
    room r = room_for(size);
    char *at = memory;
    (void)carve(&at, 1, sizeof *w);
    w->size = *size;
    w->most_segment = (int32_t)r.segment;
    w->most_step = (int32_t)r.step;
    w->most_entry = (int32_t)r.entry;
    for (int i = 0; i < 2; i++) {
        w->line[i].piece = carve(&at, r.piece, sizeof(so_piece));
        w->types[i].cell = carve(&at, r.cell, sizeof(so_cell));
        w->slope[i] = carve(&at, r.entry, sizeof(double));
        w->base[i] = carve(&at, r.entry, sizeof(double));
    }
    w->segment = carve(&at, r.segment, sizeof(so_segment));
    w->step = carve(&at, r.step, sizeof(so_step));
    w->entry = carve(&at, r.entry, sizeof(so_entry));
    return at;
}

size_t lode_standoff_bytes(const lode_standoff_size *size)
{
    enum { MOST = 1 << 20 };
    if (size->n_knot < 0 || size->n_node < 0 || size->n_knot > MOST || size->n_node > MOST)
        return 0;
    lode_standoff_work w;
    static char origin[1];
    return (size_t)((uintptr_t)lay_out(size, origin, &w) - (uintptr_t)origin);
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

static lode_standoff_bad check_game(const lode_standoff_game *g, int32_t *side)
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

/* --- the root ------------------------------------------------------------------------------- */

/* A bracket of the initial mass. */
typedef struct bracket {
    double low, high;
    so_shot at_low, at_high;
    int32_t clock;
    bool ended; /* a shot met no end condition at all: `why` */
    so_shot why;
    double s; /* the root so far */
} bracket;

static so_shot shot(lode_standoff_work *w, bracket *b, double s)
{
    so_shot out = {0};
    so_shoot(w, s, b->clock, false, &out);
    if (out.stop == SO_BOTH || out.stop == SO_DEADLINE || out.stop == SO_STUCK ||
        out.stop == SO_FULL) {
        b->ended = true;
        b->why = out;
        b->s = s;
    }
    return out;
}

/* Where one end was stopped by the clock side and the other by the other side, the residual may jump between them; seen
 * from the other clock it does not. */
static void turn_clock(lode_standoff_work *w, bracket *b)
{
    b->clock = 1 - b->clock;
    b->at_low = shot(w, b, b->low);
    if (!b->ended) b->at_high = shot(w, b, b->high);
}

static bool turns(const bracket *b)
{
    return (b->at_low.stop == SO_OTHER) != (b->at_high.stop == SO_OTHER);
}

/* The next trial: inverse quadratic where three points allow it, else the middle (Chandrupatla 1997, Adv. Eng. Softw.
 * 28:145-149). a: newest, b: other end of the bracket, c: the one before. */
static double next_share(double xa, double xb, double xc, double fa, double fb, double fc)
{
    double xi = (xa - xb) / (xc - xb), phi = (fa - fb) / (fc - fb);
    if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
    return fa / (fb - fa) * fc / (fb - fc) +
           (xc - xa) / (xb - xa) * fa / (fc - fa) * fb / (fc - fb);
}

/* Shrink a bracket whose ends have residuals of opposite sign to its root. */
static void refine(lode_standoff_work *w, bracket *b)
{
    enum { MOST_SHOTS = 120 };
    const double enough = 1e-13;
    double xa = b->high, fa = b->at_high.residual, xb = b->low, fb = b->at_low.residual;
    double xc = xb, fc = fb, share = fa / (fa - fb);
    for (int n = 0; n < MOST_SHOTS && !b->ended; n++) {
        double x = xa + share * (xb - xa);
        so_shot y = shot(w, b, x);
        if (b->ended) return;
        double f = y.residual;
        if ((f > 0) == (fa > 0)) {
            xc = xa;
            fc = fa;
        } else {
            xc = xb;
            fc = fb;
            xb = xa;
            fb = fa;
        }
        xa = x;
        fa = f;
        if (f > 0) {
            b->high = x;
            b->at_high = y;
        } else {
            b->low = x;
            b->at_low = y;
        }
        b->s = fabs(fa) < fabs(fb) ? xa : xb;
        double width = fabs(b->high - b->low), least = 2 * DBL_EPSILON * fabs(b->s) + 1e-300;
        if (f == 0 || width <= least || (fmin(fabs(fa), fabs(fb)) <= enough && y.stop != SO_OTHER))
            return;
        double edge = fmin(0.5, least / width);
        share = fmin(1 - edge, fmax(edge, next_share(xa, xb, xc, fa, fb, fc)));
        bool stuck = n == 12 && fmin(fabs(fa), fabs(fb)) > 1e-6;
        if ((n > 3 && n < 40 && turns(b)) || stuck) {
            turn_clock(w, b);
            if (b->ended || turns(b)) continue;
            xa = b->high;
            fa = b->at_high.residual;
            xb = xc = b->low;
            fb = fc = b->at_low.residual;
            share = (fa > 0) != (fb > 0) ? fa / (fa - fb) : 0.5;
            if (fa == 0 || fb == 0) {
                b->s = fa == 0 ? xa : xb;
                return;
            }
        }
    }
}

/* Find s, the initial mass (MODEL 3, uniqueness): bracket it by nobody's mass and everybody's of the weak side. */
static void find_root(lode_standoff_work *w, bracket *b)
{
    double total[2] = {so_total(w, 0), so_total(w, 1)};
    /* a side of committed types only is never waited for */
    b->clock = total[0] == 0 && total[1] > 0;
    if (w->pauses[1].terminal < w->pauses[0].terminal) b->clock = 1;
    b->s = 0;
    so_shot middle = shot(w, b, 0);
    if (b->ended || middle.residual == 0) return;
    if (middle.residual > 0) {
        b->high = 0;
        b->at_high = middle;
        b->low = -total[1];
        b->at_low = shot(w, b, b->low);
    } else {
        b->low = 0;
        b->at_low = middle;
        b->high = total[0];
        b->at_high = shot(w, b, b->high);
    }
    if (b->ended) return;
    if (turns(b)) turn_clock(w, b);
    if (b->ended) return;
    b->s = b->low;
    if (b->at_low.residual == 0) return;
    b->s = b->high;
    if (b->at_high.residual == 0) return;
    refine(w, b);
}

/* --- the equilibrium ------------------------------------------------------------------------ */

/* S at the end of what has been kept. */
static void end_of_path(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                        double s[2])
{
    for (int i = 0; i < 2; i++) s[i] = e->q_day[i] > 0 ? 1 : 1 - e->q[i];
    if (e->n_step == 0) return;
    const so_step *last = &w->step[e->first_step + e->n_step - 1];
    double h = last->t1 - last->t0;
    so_series y;
    if (!last->still) so_expand(w->types, last, &h, &y);
    for (int i = 0; i < 2; i++) s[i] = last->still ? last->s[i] : so_series_at(&y, i, h);
}

/* Add a still stretch to the kept path. */
static void hold(lode_standoff_work *w, lode_standoff_equilibrium *e, double t0, double t1,
                 const double s[2])
{
    if (!(t1 > t0) || w->n_step + e->n_step >= w->most_step) return;
    w->step[w->n_step + e->n_step++] =
        (so_step){.t0 = t0, .t1 = t1, .s = {s[0], s[1]}, .still = true};
}

/* What comes after the last concession: who holds, who leaves later (MODEL 3.5). */
static void finish(lode_standoff_work *w, lode_standoff_equilibrium *e, const so_shot *out,
                   int32_t clock)
{
    double s[2], t = e->n_step ? w->step[e->first_step + e->n_step - 1].t1 : 0;
    end_of_path(w, e, s);
    if (e->ending == LODE_STANDOFF_TERMINAL && out->out > t) {
        hold(w, e, t, out->out, s);
        t = out->out;
    }
    const so_pause *over =
        e->ending == LODE_STANDOFF_OVERSHOOT ? so_pause_at(&w->pauses[clock], e->t_star) : NULL;
    if (over && over->b > t) {
        hold(w, e, t, over->b, s);
        t = over->b;
    }
    /* the last of a side's flexible types go where the search says, not one rounding error later */
    if (e->ending != LODE_STANDOFF_BOTH_HOLD)
        for (int32_t n = e->first_step; n < e->first_step + e->n_step; n++)
            if (w->step[n].still && w->step[n].t0 >= out->out)
                w->step[n].s[1 - clock] = w->types[1 - clock].z;
    /* who leaves by the end of a pause that is the deadline is there until then */
    bool clock_leaves =
        e->ending == LODE_STANDOFF_EXHAUSTED || e->ending == LODE_STANDOFF_OVERSHOOT;
    const bool leaves[2] = {clock == 0 ? clock_leaves : e->ending != LODE_STANDOFF_BOTH_HOLD,
                            clock == 1 ? clock_leaves : e->ending != LODE_STANDOFF_BOTH_HOLD};
    for (int i = 0; i < 2; i++)
        if (leaves[i] && (t < w->horizon || (i != clock && out->out < w->horizon)))
            s[i] = w->types[i].z;
    hold(w, e, t, w->horizon, s);
    for (int i = 0; i < 2; i++) {
        if (leaves[i]) e->at_deadline[i] = 1 - w->types[i].z / s[i];
        e->survival_end[i] = leaves[i] ? w->types[i].z : s[i];
    }
}

/* Day on which an initial mass is delivered (MODEL 3.4). */
static double day_of_mass(const lode_standoff_work *w, int32_t i)
{
    const so_pause *p = so_pause_at(&w->pauses[i], 0);
    return p && !p->terminal ? p->b : 0;
}

static void describe(lode_standoff_work *w, bracket *b, lode_standoff_equilibrium *e)
{
    so_shot out = {0};
    for (int turn = 0; turn < 2; turn++) {
        memset(e, 0, sizeof *e);
        out = (so_shot){.atom = e->atom};
        e->first_step = w->n_step;
        so_shoot(w, b->s, b->clock, true, &out);
        /* it is the other side that holds */
        if (out.stop == SO_OTHER && turn == 0) b->clock = 1 - b->clock;
        else break;
    }
    static const lode_standoff_ending ending[] = {
        [SO_EXHAUSTED] = LODE_STANDOFF_EXHAUSTED, [SO_TERMINAL] = LODE_STANDOFF_TERMINAL,
        [SO_OVERSHOT] = LODE_STANDOFF_OVERSHOOT,  [SO_OTHER] = LODE_STANDOFF_EXHAUSTED,
        [SO_BOTH] = LODE_STANDOFF_BOTH_HOLD,      [SO_STUCK] = LODE_STANDOFF_BOTH_HOLD};
    e->ending = out.stop < SO_DEADLINE ? ending[out.stop] : LODE_STANDOFF_BOTH_HOLD;
    e->holder =
        e->ending == LODE_STANDOFF_TERMINAL || e->ending == LODE_STANDOFF_OVERSHOOT ? b->clock : -1;
    e->t_star = out.t_star;
    e->loser_out = out.out;
    e->q[0] = b->s > 0 ? -expm1(-b->s) : 0;
    e->q[1] = b->s < 0 ? -expm1(b->s) : 0;
    for (int i = 0; i < 2; i++) e->q_day[i] = day_of_mass(w, i);
    e->n_atom = out.n_atom;
    e->n_step = out.n_step;
    finish(w, e, &out, b->clock);
    w->n_step += e->n_step;
}

void so_add(lode_standoff_work *w, lode_standoff_result *r, const lode_standoff_equilibrium *e,
            bool refuse)
{
    if (r->n == LODE_STANDOFF_MOST) {
        r->status = LODE_STANDOFF_TOO_LARGE;
        return;
    }
    lode_standoff_equilibrium *kept = &r->equilibrium[r->n];
    *kept = *e;
    if (!so_tabulate(w, kept)) {
        r->status = LODE_STANDOFF_TOO_LARGE;
        return;
    }
    so_certify(w, kept);
    double worst = fmax(kept->epsilon[0], kept->epsilon[1]);
    bool passes = worst <= LODE_STANDOFF_EPSILON;
    if (!passes && refuse) {
        if (r->n_refused++ == 0 || worst < r->refused_epsilon) r->refused_epsilon = worst;
        return;
    }
    if (!passes) r->status = LODE_STANDOFF_UNCERTIFIED;
    r->n++;
}

/* Both hold from the same day on, whatever is left of them: every initial mass with which neither is through before is an
 * equilibrium. Its two ends are listed. */
static void add_continuum(lode_standoff_work *w, lode_standoff_result *r, bracket *b)
{
    double total[2] = {so_total(w, 0), so_total(w, 1)}, inside = b->s;
    lode_standoff_equilibrium e;
    if (w->pauses[0].terminal == 0 && w->pauses[1].terminal == 0) {
        describe(w, b, &e);
        so_add(w, r, &e, false);
        return;
    }
    r->continuum = true;
    for (int end = 0; end < 2; end++) {
        double good = inside, bad = end == 0 ? -total[1] : total[0];
        for (int n = 0; n < 200 && fabs(bad - good) > 1e-13 * (fabs(good) + 1); n++) {
            so_shot out = {0};
            double s = 0.5 * (good + bad);
            so_shoot(w, s, b->clock, false, &out);
            if (out.stop == SO_BOTH) good = s;
            else bad = s;
        }
        b->s = good;
        describe(w, b, &e);
        so_add(w, r, &e, false);
    }
}

/* --- all together --------------------------------------------------------------------------- */

/* Whether a type could lose by waiting through a pause although L comes back: if the other concedes on the way down, what it
 * has lost since the start of the pause may be more than its value. MODEL 2 takes for granted that it is not. */
static bool too_deep(const lode_standoff_work *w, int32_t i)
{
    const so_line *line = &w->line[i];
    double lowest = w->types[i].cell[0].value;
    for (int32_t n = 0; n < w->pauses[i].n; n++) {
        const so_pause *p = &w->pauses[i].pause[n];
        double start = so_level(line, p->a);
        for (int32_t k = 0; k < line->n; k++) {
            const so_piece *piece = &line->piece[k];
            if (piece->t0 <= p->a || piece->t0 >= p->b) continue;
            if (start - piece->level > exp(-line->r * piece->t0) * lowest) return true;
        }
    }
    return false;
}

static bool prepare(lode_standoff_work *w, const lode_standoff_game *g, lode_standoff_result *r)
{
    w->kept = *g;
    w->game = &w->kept;
    w->horizon = g->deadline - g->start;
    w->n_step = w->n_entry = w->n_shot = 0;
    for (int i = 0; i < 2; i++) {
        const lode_standoff_side *s = &g->side[i];
        so_line_make(s, g->start, w->horizon, &w->line[i]);
        so_pauses_find(&w->line[i], w->horizon, s->at_deadline, g->zero_is_flow, &w->pauses[i]);
        so_types_make(&s->value, s->committed, &w->types[i]);
        if (w->pauses[i].overflow) return false;
        r->deep_pause |= too_deep(w, i);
        for (int32_t n = 0; n < w->line[i].n; n++) r->zero_matters |= w->line[i].piece[n].sign == 0;
        r->n_pause[i] = w->pauses[i].n;
        for (int32_t n = 0; n < w->pauses[i].n; n++) {
            const so_pause *p = &w->pauses[i].pause[n];
            r->pause[i][n] = (lode_standoff_pause){p->a, p->b, p->terminal};
        }
    }
    for (int i = 0; i < 2; i++) so_debts(&w->pauses[i], &w->line[1 - i], &w->pauses[1 - i]);
    return so_plan(w);
}

/* Nobody is committed: a continuum, unless somebody holds from the first day (MODEL 3, corner cases). */
static bool undetermined(const lode_standoff_work *w, const lode_standoff_game *g)
{
    bool holds = w->pauses[0].terminal == 0 || w->pauses[1].terminal == 0;
    return g->side[0].committed == 0 && g->side[1].committed == 0 && !holds;
}

static void conclude(lode_standoff_work *w, lode_standoff_result *r, bracket *b)
{
    if (b->ended && b->why.stop == SO_FULL) r->status = LODE_STANDOFF_TOO_LARGE;
    else if (b->ended && b->why.stop == SO_STUCK) r->status = LODE_STANDOFF_NEVER_ENDS;
    else if (b->ended && b->why.stop == SO_DEADLINE) so_deadline(w, r);
    else if (b->ended) add_continuum(w, r, b);
    else {
        lode_standoff_equilibrium e;
        describe(w, b, &e);
        so_add(w, r, &e, false);
    }
}

/* Forget all but the arrays that a count says are empty. */
static void clear(lode_standoff_result *r)
{
    r->status = LODE_STANDOFF_SOLVED;
    r->bad = LODE_STANDOFF_FINE;
    r->bad_side = -1;
    r->n = r->n_refused = r->n_shot = 0;
    r->n_pause[0] = r->n_pause[1] = 0;
    r->continuum = r->limit = r->zero_matters = r->not_searched = r->deep_pause = false;
    r->refused_epsilon = 0;
}

void lode_standoff_solve(const lode_standoff_game *g, lode_standoff_work *w,
                         lode_standoff_result *r)
{
    clear(r);
    r->bad = check_game(g, &r->bad_side);
    lode_standoff_size size = lode_standoff_size_of(g);
    if (r->bad) {
        r->status = LODE_STANDOFF_BAD_GAME;
        return;
    }
    if (size.n_knot > w->size.n_knot || size.n_node > w->size.n_node || !prepare(w, g, r)) {
        r->status = LODE_STANDOFF_TOO_LARGE;
        return;
    }
    r->limit = (g->side[0].committed == 0) != (g->side[1].committed == 0);
    if (undetermined(w, g)) {
        r->status = LODE_STANDOFF_UNDETERMINED;
        return;
    }
    bracket b;
    memset(&b, 0, sizeof b);
    find_root(w, &b);
    conclude(w, r, &b);
    r->n_shot = w->n_shot;
}

double lode_standoff_epsilon(const lode_standoff_result *r)
{
    double worst = 0;
    for (int32_t n = 0; n < r->n; n++)
        worst = fmax(worst, fmax(r->equilibrium[n].epsilon[0], r->equilibrium[n].epsilon[1]));
    return worst;
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
        "the deadline is not after the start, its payoff is not finite, or the share is not within "
        "0 to 1",
        "the scale of costs is negative or not finite",
    };
    return text[b];
}
