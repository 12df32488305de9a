/* A deadline that is bad for both (MODEL 4). Both have one last chance on the last day T; who concedes then together with the
 * other gets a share of its value. There are often several equilibria: this file looks for all candidates of four forms and
 * keeps those that their certificate allows.
 *
 *   1  nothing before T
 *   2  a mass of one side on the first day, or at the end of its first pause, then nothing before T
 *   3  concession up to some day, or up to a part of the mass at the end of some pause, then nothing before T: halt.c
 *   4  a side gains by waiting from a to T: the other is gone by then, or repaid on the last day
 *
 * Here: candidates, forms 1 and 2. deadline_paths.c: forms 3 and 4. */
#include "standoff/inner.h"

#include <math.h>
#include <string.h>

enum { GRID_MASS = 256, HALVINGS = 200 };

static bool same(const lode_standoff_equilibrium *a, const lode_standoff_equilibrium *b)
{
    double apart = 0;
    for (int i = 0; i < 2; i++) {
        apart = fmax(apart, fabs(a->q[i] - b->q[i]));
        apart = fmax(apart, fabs(a->at_deadline[i] - b->at_deadline[i]));
        apart = fmax(apart, fabs(a->survival_end[i] - b->survival_end[i]));
    }
    return apart < 1e-5;
}

/* Day on which an initial mass of i is delivered: the end of a pause that starts with the game, if it is before T. */
static double first_day(const lode_standoff_work *w, int32_t i)
{
    const so_pause *p = so_pause_at(&w->pauses[i], 0);
    return p && !p->terminal && p->b < w->horizon ? p->b : 0;
}

/* The path of a candidate, up to where it halts; what is left then. */
static void lay_path(lode_standoff_work *w, const so_candidate *c, lode_standoff_equilibrium *e, double left[2])
{
    const double start[2] = {1 - e->q[0], 1 - e->q[1]};
    left[0] = start[0];
    left[1] = start[1];
    if (c->halt.step < 0) {
        double day = c->s > 0 ? e->q_day[0] : e->q_day[1];
        if (day > 0) w->step[w->n_step + e->n_step++] = (so_step){.t1 = day, .s = {1, 1}, .still = true};
        return;
    }
    so_shot walk = {.atom = e->atom};
    so_walk(w, c->s, &walk);
    while (e->n_step < walk.n_step && w->n_step + e->n_step <= c->halt.step) e->n_step++;
    if (e->n_step > 0) w->step[w->n_step + e->n_step - 1].t1 = c->halt.day;
    for (int32_t n = 0; n < walk.n_atom; n++)
        if (e->atom[n].day < c->halt.day) e->n_atom++;
    if (c->halt.side >= 0) e->atom[e->n_atom++] = (lode_standoff_atom){c->halt.day, c->halt.side, c->halt.mass};
    /* what is left stays as it is to the last digit, or a rounding error would count as types that concede */
    for (int i = 0; i < 2; i++) {
        left[i] = c->halt.left[i];
        for (int32_t n = w->n_step + e->n_step - 1; n >= w->n_step && w->step[n].still; n--)
            if (fabs(w->step[n].s[i] - left[i]) < 1e-12) w->step[n].s[i] = left[i];
    }
}

bool so_try(lode_standoff_work *w, lode_standoff_result *r, const so_candidate *c)
{
    lode_standoff_equilibrium e;
    memset(&e, 0, sizeof e);
    int32_t step_before = w->n_step, entry_before = w->n_entry, n_before = r->n;
    e.ending = LODE_STANDOFF_AT_DEADLINE;
    e.holder = -1;
    e.edge = c->edge;
    e.t_star = e.loser_out = w->horizon;
    e.first_step = w->n_step;
    e.q[0] = c->s > 0 ? -lode_expm1(-c->s) : 0;
    e.q[1] = c->s < 0 ? -lode_expm1(c->s) : 0;
    for (int32_t i = 0; i < 2; i++) e.q_day[i] = first_day(w, i);
    double left[2];
    if (w->n_step + 2 >= w->most_step) return false;
    lay_path(w, c, &e, left);
    double from = e.n_step > 0 ? w->step[w->n_step + e.n_step - 1].t1 : 0;
    for (int i = 0; i < 2; i++) {
        left[i] = fmax(left[i], w->types[i].z);
        double all = 1 - w->types[i].z / left[i], m = fmax(c->halt.m[i], 0);
        e.at_deadline[i] = m < all - 1e-15 ? m : all;
        e.survival_end[i] = left[i] * (1 - e.at_deadline[i]);
    }
    if (w->horizon > from && w->n_step + e.n_step < w->most_step)
        w->step[w->n_step + e.n_step++] =
            (so_step){.t0 = from, .t1 = w->horizon, .s = {left[0], left[1]}, .still = true};
    w->n_step += e.n_step;
    bool known = false;
    for (int32_t n = 0; n < r->n; n++) {
        if (!same(&r->equilibrium[n], &e)) continue;
        known = true;
        r->equilibrium[n].edge |= c->edge;
    }
    if (!known) so_add(w, r, &e, true);
    bool added = r->n > n_before;
    if (!added) {
        w->n_step = step_before;
        w->n_entry = entry_before;
    }
    return added || known;
}

/* A candidate without concession but for a first mass. */
static void try_still(lode_standoff_work *w, lode_standoff_result *r, double s, double m_a, double m_b)
{
    so_candidate c = {.s = s, .halt = {.step = -1, .side = -1, .m = {m_a, m_b}}};
    (void)so_try(w, r, &c);
}

/* --- form 1: nothing before T ---------------------------------------------------------------- */

/* m_A with which B would answer m_B, among those that A may answer m_B with: [low, high]. */
static double match(const lode_standoff_work *w, double m_b, double low, double high)
{
    for (int n = 0; n < HALVINGS && high - low > 1e-16; n++) {
        double middle = 0.5 * (low + high);
        if (so_answer(w, 1, 1, middle) > m_b) low = middle;
        else high = middle;
    }
    return 0.5 * (low + high);
}

/* How far B's answer to A's answer lies above m_B. */
static double round_trip(const lode_standoff_work *w, double m_b)
{
    return so_answer(w, 1, 1, so_answer(w, 0, 1, m_b)) - m_b;
}

static void nothing_before(lode_standoff_work *w, lode_standoff_result *r)
{
    double before = round_trip(w, 0), x0 = 0;
    /* corners, whose neighbourhoods may be too narrow for the grid: one holds, or all of one who can concede do so */
    for (int32_t i = 0; i < 2; i++)
        for (int all = 0; all < 2; all++) {
            double m[2];
            m[i] = all ? 1 - w->types[i].z : 0;
            m[1 - i] = so_answer(w, 1 - i, 1, m[i]);
            if (fabs(so_answer(w, i, 1, m[1 - i]) - m[i]) < 1e-15) try_still(w, r, 0, m[0], m[1]);
        }
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
            double m_a = match(w, m_b, so_answer(w, 0, 1, high), so_answer(w, 0, 1, low));
            try_still(w, r, 0, m_a, m_b);
        }
        before = now;
        x0 = x1;
    }
}

/* --- form 2: a mass of one side on the first day --------------------------------------------- */

/* What follows from i having S_i left after its mass. */
static double first_mass(const lode_standoff_work *w, int32_t i, double s, double m[2])
{
    int32_t j = 1 - i;
    m[j] = so_needed(w, i, so_waiting(w, i, first_day(w, i)), so_marginal(&w->types[i], s));
    m[i] = m[j] <= 1 ? so_answer(w, i, s, m[j]) : 0;
    return so_answer(w, j, 1, m[i]) - m[j];
}

static void mass_first(lode_standoff_work *w, lode_standoff_result *r, int32_t i)
{
    double total = so_total(w, i), m[2], h0 = 0;
    if (!(total > 0)) return;
    double before = first_mass(w, i, 1, m);
    for (int n = 1; n <= GRID_MASS; n++) {
        double h1 = total * n / GRID_MASS, now = first_mass(w, i, lode_exp(-h1), m);
        if ((before > 0) != (now > 0)) {
            double low = h0, high = h1;
            for (int k = 0; k < HALVINGS && high - low > 1e-16 * total; k++) {
                double middle = 0.5 * (low + high);
                if ((first_mass(w, i, lode_exp(-middle), m) > 0) == (before > 0)) low = middle;
                else high = middle;
            }
            double h = 0.5 * (low + high);
            (void)first_mass(w, i, lode_exp(-h), m);
            try_still(w, r, i == 0 ? h : -h, m[0], m[1]);
        }
        before = now;
        h0 = h1;
    }
    /* everybody who can: the other then leaves on the last day at the latest */
    const double all = 1 - w->types[1 - i].z;
    try_still(w, r, i == 0 ? total : -total, i == 0 ? 0 : all, i == 0 ? all : 0);
}

/* --- all ------------------------------------------------------------------------------------ */

void so_deadline(lode_standoff_work *w, lode_standoff_result *r)
{
    /* where nothing is shared, concession may go on until the last moment in a continuum of ways */
    r->not_searched = w->game->both_share == 0;
    nothing_before(w, r);
    for (int32_t i = 0; i < 2; i++) mass_first(w, r, i);
    so_halts(w, r);
    if (r->n == 0 && r->status == LODE_STANDOFF_SOLVED) r->status = LODE_STANDOFF_NO_CANDIDATE;
}
