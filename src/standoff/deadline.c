/* A deadline that is bad for both (MODEL 4). Both have one last chance on the last day T; who concedes then together with the
 * other gets a share of its value. There are often several equilibria: this file looks for all candidates of four forms and
 * keeps those that their certificate allows.
 *
 *   1  nothing before T
 *   2  a mass of one side on the first day, then nothing before T
 *   3  concession up to some day a, then nothing before T
 *   4  side i gains by waiting from a to T: the other is gone by a, or concedes up to a
 *
 * D_i(a) is what waiting from a to T costs, seen from T; m_j what j concedes with on the last day, given that it has not yet. */
#include "standoff/inner.h"

#include <math.h>
#include <string.h>

enum { GRID_MASS = 256, GRID_DAY = 48, GRID_START = 12, HALVINGS = 200 };

/* D_i(a). */
static double waiting(const lode_standoff_work *w, int32_t i, double a)
{
    double best = so_best(&w->line[i], &w->pauses[i], a), last = so_level(&w->line[i], w->horizon);
    return fmax(0, best - last) * exp(w->line[i].r * w->horizon);
}

/* The least m with max(m share x, m x + (1 - m) g) = d. */
double so_needed(const lode_standoff_work *w, int32_t i, double d, double x)
{
    double g = w->game->side[i].at_deadline, share = w->game->both_share;
    double by_conceding = share > 0 ? d / (share * x) : INFINITY, by_holding = (d - g) / (x - g);
    return fmin(by_conceding, by_holding);
}

/* What side i with S_i left concedes with on the last day where the other does with m_j: all types v with
 * m_j <= -g / ((1 - share) v - g). */
static double answer(const lode_standoff_work *w, int32_t i, double s, double m_j)
{
    const so_types *types = &w->types[i];
    double g = w->game->side[i].at_deadline, rest = 1 - w->game->both_share;
    double cut = m_j * rest > 0 ? -g * (1 - m_j) / (rest * m_j) : INFINITY;
    double above = fmax(types->z, so_share_above(types, cut));
    return s > above ? 1 - above / s : 0;
}

/* A candidate: initial mass s, concession up to day a, masses on the last day. */
typedef struct candidate {
    double s, a;
    double m[2];
    double day; /* on which the initial mass is delivered: the end of a first pause (MODEL 3.4) */
} candidate;

static void hold_until(lode_standoff_work *w, lode_standoff_equilibrium *e, double t0,
                       const double s[2])
{
    if (!(w->horizon > t0) || w->n_step + e->n_step >= w->most_step) return;
    w->step[w->n_step + e->n_step++] =
        (so_step){.t0 = t0, .t1 = w->horizon, .s = {s[0], s[1]}, .still = true};
}

static bool same(const lode_standoff_equilibrium *a, const lode_standoff_equilibrium *b)
{
    double apart = 0;
    for (int i = 0; i < 2; i++) {
        apart = fmax(apart, fabs(a->q[i] - b->q[i]));
        apart = fmax(apart, fabs(a->at_deadline[i] - b->at_deadline[i]));
        apart = fmax(apart, fabs(a->survival_end[i] - b->survival_end[i]));
    }
    return apart < 1e-7;
}

static void try_candidate(lode_standoff_work *w, lode_standoff_result *r, const candidate *c)
{
    lode_standoff_equilibrium e;
    memset(&e, 0, sizeof e);
    int32_t step_before = w->n_step, entry_before = w->n_entry, n_before = r->n;
    if (w->n_step + 2 >= w->most_step) return;
    e.ending = LODE_STANDOFF_AT_DEADLINE;
    e.holder = -1;
    e.t_star = e.loser_out = w->horizon;
    e.first_step = w->n_step;
    e.q[0] = c->s > 0 ? -expm1(-c->s) : 0;
    e.q[1] = c->s < 0 ? -expm1(c->s) : 0;
    double left[2] = {1 - e.q[0], 1 - e.q[1]};
    if (c->a == 0 && c->day > 0) {
        e.q_day[c->s > 0 ? 0 : 1] = c->day;
        w->step[w->n_step + e.n_step++] =
            (so_step){.t0 = 0, .t1 = c->day, .s = {1, 1}, .still = true};
    }
    if (c->a > 0) (void)so_shoot_until(w, c->s, c->a, &e, left);
    for (int i = 0; i < 2; i++) {
        left[i] = fmax(left[i], w->types[i].z);
        e.at_deadline[i] = fmin(fmax(c->m[i], 0), 1 - w->types[i].z / left[i]);
    }
    hold_until(w, &e, fmax(c->a, c->day), left);
    for (int i = 0; i < 2; i++) e.survival_end[i] = left[i] * (1 - e.at_deadline[i]);
    w->n_step += e.n_step;
    bool known = false;
    for (int32_t n = 0; n < r->n; n++) known |= same(&r->equilibrium[n], &e);
    if (!known) so_add(w, r, &e, true);
    if (r->n == n_before) {
        w->n_step = step_before;
        w->n_entry = entry_before;
    }
}

/* --- form 1: nothing before T ---------------------------------------------------------------- */

/* m_A with which B would answer m_B, among those that A may answer m_B with: [low, high]. */
static double match(const lode_standoff_work *w, double m_b, double low, double high)
{
    for (int n = 0; n < HALVINGS && high - low > 1e-16; n++) {
        double middle = 0.5 * (low + high);
        if (answer(w, 1, 1, middle) > m_b) low = middle;
        else high = middle;
    }
    return 0.5 * (low + high);
}

/* How far B's answer to A's answer lies above m_B. */
static double round_trip(const lode_standoff_work *w, double m_b)
{
    return answer(w, 1, 1, answer(w, 0, 1, m_b)) - m_b;
}

static void nothing_before(lode_standoff_work *w, lode_standoff_result *r)
{
    double before = round_trip(w, 0), x0 = 0;
    for (int n = 1; n <= GRID_MASS; n++) {
        double x1 = (double)n / GRID_MASS, now = round_trip(w, x1);
        if ((before > 0) != (now > 0)) {
            double low = x0, high = x1;
            for (int k = 0; k < HALVINGS && high - low > 1e-16; k++) {
                double middle = 0.5 * (low + high);
                if ((round_trip(w, middle) > 0) == (before > 0)) low = middle;
                else high = middle;
            }
            /* where A's answer jumps, any mass between is an answer too */
            double m_b = 0.5 * (low + high);
            candidate c = {.m = {match(w, m_b, answer(w, 0, 1, high), answer(w, 0, 1, low)), m_b}};
            try_candidate(w, r, &c);
        }
        before = now;
        x0 = x1;
    }
}

/* --- form 2: a mass of one side on the first day --------------------------------------------- */

/* Day on which an initial mass of i is delivered: the end of a pause that starts with the game, if it is before T. */
static double first_day(const lode_standoff_work *w, int32_t i)
{
    const so_pause *p = so_pause_at(&w->pauses[i], 0);
    return p && !p->terminal && p->b < w->horizon ? p->b : 0;
}

/* What follows from i having S_i left after its mass. */
static double first_mass(const lode_standoff_work *w, int32_t i, double s, double m[2])
{
    int32_t j = 1 - i;
    m[j] = so_needed(w, i, waiting(w, i, first_day(w, i)), so_marginal(&w->types[i], s));
    m[i] = m[j] <= 1 ? answer(w, i, s, m[j]) : 0;
    return answer(w, j, 1, m[i]) - m[j];
}

static void mass_first(lode_standoff_work *w, lode_standoff_result *r, int32_t i)
{
    double total = so_total(w, i), m[2], h0 = 0;
    if (!(total > 0)) return;
    double before = first_mass(w, i, 1, m);
    for (int n = 1; n <= GRID_MASS; n++) {
        double h1 = total * n / GRID_MASS, now = first_mass(w, i, exp(-h1), m);
        if ((before > 0) != (now > 0)) {
            double low = h0, high = h1;
            for (int k = 0; k < HALVINGS && high - low > 1e-16 * total; k++) {
                double middle = 0.5 * (low + high);
                if ((first_mass(w, i, exp(-middle), m) > 0) == (before > 0)) low = middle;
                else high = middle;
            }
            double h = 0.5 * (low + high);
            (void)first_mass(w, i, exp(-h), m);
            candidate c = {.s = i == 0 ? h : -h, .m = {m[0], m[1]}, .day = first_day(w, i)};
            try_candidate(w, r, &c);
        }
        before = now;
        h0 = h1;
    }
    /* everybody who can: the other then leaves on the last day at the latest */
    candidate c = {.s = i == 0 ? total : -total, .day = first_day(w, i)};
    c.m[1 - i] = 1 - w->types[1 - i].z;
    try_candidate(w, r, &c);
}

/* --- form 3: concession up to day a ---------------------------------------------------------- */

/* Both conditions at the end of concession: what i concedes with on the last day less what the other needs of it. */
static bool gaps(lode_standoff_work *w, double s, double a, double gap[2], double m[2])
{
    double left[2];
    if (!so_shoot_until(w, s, a, NULL, left)) return false;
    for (int32_t i = 0; i < 2; i++)
        m[1 - i] = so_needed(w, i, waiting(w, i, a), so_marginal(&w->types[i], left[i]));
    if (!(m[0] <= 1 && m[1] <= 1)) return false;
    for (int32_t i = 0; i < 2; i++) gap[i] = answer(w, i, left[i], m[1 - i]) - m[i];
    return true;
}

/* The initial masses with which neither is through by day a: [low, high]. False: none was found. */
static bool feasible(lode_standoff_work *w, double a, double *low, double *high)
{
    double gap[2], m[2], ends[2] = {-so_total(w, 1), so_total(w, 0)}, inside = NAN;
    for (int n = 1; n < GRID_START && isnan(inside); n++) {
        double s = ends[0] + (ends[1] - ends[0]) * n / GRID_START;
        if (gaps(w, s, a, gap, m)) inside = s;
    }
    if (isnan(inside)) return false;
    for (int side = 0; side < 2; side++) {
        double good = inside, bad = ends[side];
        for (int k = 0; k < 48 && fabs(good - bad) > 1e-14; k++) {
            double middle = 0.5 * (good + bad);
            if (gaps(w, middle, a, gap, m)) good = middle;
            else bad = middle;
        }
        ends[side] = good;
    }
    *low = ends[0];
    *high = ends[1];
    return true;
}

/* The initial mass for which side i's condition holds at day a. False: none. */
static bool balance(lode_standoff_work *w, int32_t i, double a, double *s, double gap[2],
                    double m[2])
{
    double from, to, s0, before = 0;
    if (!feasible(w, a, &from, &to)) return false;
    s0 = from;
    for (int n = 0; n <= GRID_START; n++) {
        double s1 = n == GRID_START ? to : from + (to - from) * n / GRID_START;
        if (!gaps(w, s1, a, gap, m)) continue;
        double now = gap[i];
        if (n > 0 && (before > 0) != (now > 0)) {
            double low = s0, high = s1;
            for (int k = 0; k < 60 && high - low > 1e-15; k++) {
                double middle = 0.5 * (low + high);
                if (gaps(w, middle, a, gap, m) && (gap[i] > 0) == (before > 0)) low = middle;
                else high = middle;
            }
            *s = low;
            return gaps(w, low, a, gap, m);
        }
        before = now;
        s0 = s1;
    }
    return false;
}

/* Along the days a: side i's condition sets the initial mass, the other's decides which a it is. */
static void up_to_a_day(lode_standoff_work *w, lode_standoff_result *r, int32_t i)
{
    double a0 = 0, before = 0, gap[2], m[2], s;
    bool have = false;
    for (int n = 1; n < GRID_DAY; n++) {
        double left = 1 - (double)n / GRID_DAY,
               a1 = w->horizon * (1 - left * left); /* denser near the end */
        bool free = !so_pause_at(&w->pauses[0], a1) && !so_pause_at(&w->pauses[1], a1);
        bool ok = free && balance(w, i, a1, &s, gap, m);
        double now = ok ? gap[1 - i] : 0;
        if (ok && have && (before > 0) != (now > 0)) {
            double low = a0, high = a1;
            for (int k = 0; k < 60; k++) {
                double middle = 0.5 * (low + high);
                if (balance(w, i, middle, &s, gap, m) && (gap[1 - i] > 0) == (before > 0))
                    low = middle;
                else high = middle;
            }
            double a = 0.5 * (low + high);
            if (balance(w, i, low, &s, gap, m)) {
                candidate c = {.s = s, .a = a, .m = {m[0], m[1]}};
                try_candidate(w, r, &c);
            }
        }
        have = ok;
        before = now;
        a0 = a1;
    }
}

/* --- form 4: a pause that reaches T ---------------------------------------------------------- */

/* Side i pauses from a on, the other side j is indifferent at a: what i concedes with on the last day less what j needs. */
static bool pause_gap(lode_standoff_work *w, int32_t i, double s, double a, double *gap,
                      double m[2])
{
    int32_t j = 1 - i;
    double left[2];
    if (!so_shoot_until(w, s, a, NULL, left)) return false;
    m[i] = so_needed(w, j, waiting(w, j, a), so_marginal(&w->types[j], left[j]));
    if (!(m[i] <= 1)) return false;
    m[j] = answer(w, j, left[j], m[i]);
    *gap = answer(w, i, left[i], m[j]) - m[i];
    return true;
}

/* The initial mass with which the other side is gone just by a. */
static void gone_by(lode_standoff_work *w, lode_standoff_result *r, int32_t i, double a)
{
    int32_t j = 1 - i;
    double total = so_total(w, j), low = 0, high = j == 0 ? total : -total, left[2];
    double other = j == 0 ? -so_total(w, 1) : so_total(w, 0);
    low = other;
    for (int k = 0; k < 100; k++) {
        double middle = 0.5 * (low + high);
        (void)so_shoot_until(w, middle, a, NULL, left);
        if (left[j] <= w->types[j].z) high = middle;
        else low = middle;
    }
    candidate c = {.s = low, .a = a};
    c.m[i] = 1;
    try_candidate(w, r, &c);
}

static void up_to_a_pause(lode_standoff_work *w, lode_standoff_result *r, int32_t i)
{
    enum { GRID = 64 };
    const so_pauses *p = &w->pauses[i];
    double a = p->n > 0 ? p->pause[p->n - 1].a : 0;
    if (p->n == 0 || p->pause[p->n - 1].b != w->horizon || p->pause[p->n - 1].terminal || a == 0)
        return;
    double from = -so_total(w, 1), to = so_total(w, 0), before = 0, s0 = 0, m[2], gap;
    bool have = false;
    for (int n = 0; n <= GRID; n++) {
        double s1 = from + (to - from) * n / GRID;
        bool ok = pause_gap(w, i, s1, a, &gap, m);
        if (ok && have && (before > 0) != (gap > 0)) {
            double low = s0, high = s1, now;
            for (int k = 0; k < 60; k++) {
                double middle = 0.5 * (low + high);
                if (pause_gap(w, i, middle, a, &now, m) && (now > 0) == (before > 0)) low = middle;
                else high = middle;
            }
            if (pause_gap(w, i, low, a, &now, m)) {
                candidate c = {.s = low, .a = a, .m = {m[0], m[1]}};
                try_candidate(w, r, &c);
            }
        }
        have = ok;
        before = ok ? gap : 0;
        s0 = s1;
    }
    gone_by(w, r, i, a);
}

/* --- all ------------------------------------------------------------------------------------ */

void so_deadline(lode_standoff_work *w, lode_standoff_result *r)
{
    for (int i = 0; i < 2; i++) r->not_searched |= w->pauses[i].n > 0;
    nothing_before(w, r);
    for (int32_t i = 0; i < 2; i++) mass_first(w, r, i);
    for (int32_t i = 0; i < 2; i++) up_to_a_day(w, r, i);
    for (int32_t i = 0; i < 2; i++) up_to_a_pause(w, r, i);
    if (r->n == 0 && r->status == LODE_STANDOFF_SOLVED) r->status = LODE_STANDOFF_NO_CANDIDATE;
}
