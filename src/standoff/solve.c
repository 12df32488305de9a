/* Solving: find the initial mass for which both sides are through together, keep the path, certify. */
#include "standoff/inner.h"

#include <math.h>
#include <string.h>

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

static void describe(lode_standoff_work *w, so_bracket *b, lode_standoff_equilibrium *e)
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
    e->q[0] = b->s > 0 ? -lode_expm1(-b->s) : 0;
    e->q[1] = b->s < 0 ? -lode_expm1(b->s) : 0;
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
static void add_continuum(lode_standoff_work *w, lode_standoff_result *r, so_bracket *b)
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
            if (start - piece->level > lode_exp(-line->r * piece->t0) * lowest) return true;
        }
    }
    return false;
}

static bool prepare(lode_standoff_work *w, const lode_standoff_game *g, double least, lode_standoff_result *r)
{
    w->kept = *g;
    w->game = &w->kept;
    w->horizon = g->deadline - g->start;
    w->n_step = w->n_entry = w->n_shot = 0;
    for (int i = 0; i < 2; i++) {
        const lode_standoff_side *s = &g->side[i];
        so_line_make(s, g->start, w->horizon, &w->line[i]);
        so_pauses_find(&w->line[i], w->horizon, s->at_deadline, g->zero_is_flow, &w->pauses[i]);
        so_types_make(&s->value, s->committed > 0 ? s->committed : least, &w->types[i]);
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

static void conclude(lode_standoff_work *w, lode_standoff_result *r, so_bracket *b)
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

/* Solve, with `least` in the place of a commitment of 0. */
static void solve_near(const lode_standoff_game *g, double least, lode_standoff_work *w, lode_standoff_result *r)
{
    clear(r);
    r->bad = so_check_game(g, &r->bad_side);
    lode_standoff_size size = lode_standoff_size_of(g);
    if (r->bad) {
        r->status = LODE_STANDOFF_BAD_GAME;
        return;
    }
    if (size.n_knot > w->size.n_knot || size.n_node > w->size.n_node || !prepare(w, g, least, r)) {
        r->status = LODE_STANDOFF_TOO_LARGE;
        return;
    }
    r->limit = (g->side[0].committed == 0) != (g->side[1].committed == 0);
    if (undetermined(w, g)) {
        r->status = LODE_STANDOFF_UNDETERMINED;
        return;
    }
    so_bracket b;
    memset(&b, 0, sizeof b);
    so_find_root(w, &b);
    conclude(w, r, &b);
    r->n_shot = w->n_shot;
}

void lode_standoff_solve(const lode_standoff_game *g, lode_standoff_work *w,
                         lode_standoff_result *r)
{
    /* the limit of ever less commitment (MODEL 3): the smaller the nearer, but roots lie ever closer to an end */
    static const double LEAST[] = {1e-20, 1e-12};
    bool limit = g->side[0].committed == 0 || g->side[1].committed == 0;
    solve_near(g, LEAST[0], w, r);
    if (limit && (r->status == LODE_STANDOFF_NO_CANDIDATE || r->status == LODE_STANDOFF_UNCERTIFIED)) solve_near(g, LEAST[1], w, r);
}

double lode_standoff_epsilon(const lode_standoff_result *r)
{
    double worst = 0;
    for (int32_t n = 0; n < r->n; n++)
        worst = fmax(worst, fmax(r->equilibrium[n].epsilon[0], r->equilibrium[n].epsilon[1]));
    return worst;
}
