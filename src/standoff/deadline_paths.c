/* Deadlines: equilibria in which both concede for a while and then nobody does until the last day (forms 3 and 4 of
 * deadline.c).
 *
 * Two numbers are unknown, the initial mass s and where concession halts; two conditions hold there, one for each side: what
 * it answers the other's last mass with is what repays the other. A path from a given s is played once; along it, the halts
 * that meet one side's condition are its roots. Over s they form curves, and where the other side's condition changes its sign
 * along a curve there is a candidate. Both sides take the part of the first in turn, since with point values a condition may
 * hold by a jump. */
#include "standoff/inner.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { ROOTS = 12, SAMPLES = 12, COLUMNS = 24, DEEP = 7 };

/* Halts that meet the condition of side i on the path from s. */
typedef struct column {
    double s;
    so_halt root[ROOTS];
    bool both[ROOTS]; /* the other's condition holds there too, by a jump on the same day */
    int32_t n;
} column;

static void add_root(const lode_standoff_work *w, int32_t i, const so_stretch *z, double x, column *c)
{
    if (c->n == ROOTS) return;
    const double off = 1e-9, clear = 1e-6;
    so_halt before, after;
    so_halt_at(w, z, x, &c->root[c->n]);
    so_halt_at(w, z, fmax(0, x - off), &before);
    so_halt_at(w, z, fmin(1, x + off), &after);
    double g0 = before.gap[1 - i], g1 = after.gap[1 - i];
    c->both[c->n++] = (g0 > 0) != (g1 > 0) && fabs(g0) > clear && fabs(g1) > clear;
}

static void roots_within(const lode_standoff_work *w, int32_t i, const so_stretch *z, column *c)
{
    so_halt halt;
    so_halt_at(w, z, 0, &halt);
    double before = halt.gap[i];
    for (int n = 1; n <= SAMPLES; n++) {
        double low = (double)(n - 1) / SAMPLES, high = (double)n / SAMPLES;
        so_halt_at(w, z, high, &halt);
        double now = halt.gap[i];
        if ((before > 0) != (now > 0)) {
            for (int k = 0; k < 60 && high - low > DBL_EPSILON * high; k++) {
                double middle = 0.5 * (low + high);
                so_halt_at(w, z, middle, &halt);
                if ((halt.gap[i] > 0) == (before > 0)) low = middle;
                else high = middle;
            }
            add_root(w, i, z, low, c);
        }
        before = now;
    }
}

static void find_column(lode_standoff_work *w, int32_t i, double s, column *c)
{
    so_shot walk = {0};
    so_stretches at = {0};
    so_stretch z;
    c->s = s;
    c->n = 0;
    so_walk(w, s, &walk);
    while (so_next_stretch(w, &walk, s, &at, &z)) roots_within(w, i, &z, c);
}

/* The root nearest to a place. */
static int32_t nearest(const column *c, double place)
{
    int32_t best = -1;
    for (int32_t k = 0; k < c->n; k++)
        if (best < 0 || fabs(c->root[k].place - place) < fabs(c->root[best].place - place)) best = k;
    return best;
}

/* Between two columns root a of one becomes root b of the other, and the other side's condition changes its sign. */
static void refine(lode_standoff_work *w, lode_standoff_result *r, int32_t i, const column *c0, int32_t a,
                   const column *c1, int32_t b)
{
    double low = c0->s, high = c1->s;
    so_halt at_low = c0->root[a], at_high = c1->root[b];
    bool sign = at_low.gap[1 - i] > 0;
    for (int n = 0; n < 80 && fabs(high - low) > DBL_EPSILON * (fabs(low) + fabs(high)); n++) {
        column c;
        find_column(w, i, 0.5 * (low + high), &c);
        int32_t k = nearest(&c, 0.5 * (at_low.place + at_high.place));
        if (k < 0) break;
        if ((c.root[k].gap[1 - i] > 0) == sign) {
            low = c.s;
            at_low = c.root[k];
        } else {
            high = c.s;
            at_high = c.root[k];
        }
    }
    so_candidate c = {.s = low, .halt = at_low};
    if (so_try(w, r, &c)) return;
    c = (so_candidate){.s = high, .halt = at_high};
    (void)so_try(w, r, &c);
}

static bool changes(const column *c0, int32_t a, const column *c1, int32_t b, int32_t i)
{
    return (c0->root[a].gap[1 - i] > 0) != (c1->root[b].gap[1 - i] > 0) && !(c0->both[a] && c1->both[b]);
}

static void between(lode_standoff_work *w, lode_standoff_result *r, int32_t i, const column *c0, const column *c1,
                    int depth)
{
    const double near = 0.25;
    bool alike = c0->n == c1->n;
    for (int32_t k = 0; alike && k < c0->n; k++) alike = fabs(c0->root[k].place - c1->root[k].place) < near;
    if (!alike && depth < DEEP) {
        column c;
        find_column(w, i, 0.5 * (c0->s + c1->s), &c);
        between(w, r, i, c0, &c, depth + 1);
        between(w, r, i, &c, c1, depth + 1);
        return;
    }
    for (int32_t a = 0; a < c0->n; a++) {
        int32_t b = alike ? a : nearest(c1, c0->root[a].place);
        if (b >= 0 && changes(c0, a, c1, b, i)) refine(w, r, i, c0, a, c1, b);
    }
    /* two roots that met between the columns: the other's condition may change its sign at the meeting */
    for (int32_t a = 0; !alike && a + 1 < c0->n; a++)
        if (c0->n > c1->n && changes(c0, a, c0, a + 1, i)) {
            so_candidate c = {.s = c0->s, .halt = c0->root[a]};
            (void)so_try(w, r, &c);
        }
}

/* --- a continuum ---------------------------------------------------------------------------- */

static int32_t first_both(const column *c)
{
    for (int32_t k = 0; k < c->n; k++)
        if (c->both[k]) return k;
    return -1;
}

/* Both conditions hold by a jump on the same day for a range of initial masses: its ends. c0 has such a root, c1 has not. */
static void edge(lode_standoff_work *w, lode_standoff_result *r, int32_t i, const column *c0, const column *c1)
{
    column good = *c0, c;
    double bad = c1->s;
    for (int n = 0; n < 60 && fabs(bad - good.s) > DBL_EPSILON * fabs(good.s + bad); n++) {
        find_column(w, i, 0.5 * (good.s + bad), &c);
        if (first_both(&c) >= 0) good = c;
        else bad = c.s;
    }
    so_candidate e = {.s = good.s, .halt = good.root[first_both(&good)], .edge = true};
    (void)so_try(w, r, &e);
}

/* --- all initial masses --------------------------------------------------------------------- */

/* Who is through before the last day: -1 A, 1 B, 0 nobody. */
static int through(lode_standoff_work *w, double s)
{
    so_shot walk = {0};
    so_walk(w, s, &walk);
    if (walk.s[1] <= w->types[1].z || walk.stop == SO_OTHER) return 1;
    return walk.stop == SO_DEADLINE ? 0 : -1;
}

/* The initial masses for which nobody is: range[0] .. range[1]. */
static void find_range(lode_standoff_work *w, double range[2])
{
    const double ends[2] = {-so_total(w, 1), so_total(w, 0)};
    for (int e = 0; e < 2; e++) {
        double low = ends[0], high = ends[1];
        for (int n = 0; n < 60 && high - low > 1e-15 * (fabs(low) + fabs(high)); n++) {
            double middle = 0.5 * (low + high);
            int who = through(w, middle);
            if (e == 0 ? who > 0 : who >= 0) low = middle;
            else high = middle;
        }
        range[e] = e == 0 ? high : low;
    }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Initial masses to look at: even in H and in S, on all sides of 0 and of the range. Returns how many. */
static int32_t grid(lode_standoff_work *w, const double range[2], double out[8 * COLUMNS + 8])
{
    const double ends[4] = {-so_total(w, 1), range[0], range[1], so_total(w, 0)};
    int32_t n = 0, kept = 0;
    for (int part = 0; part < 3; part++)
        for (int k = 0; k <= COLUMNS; k++) out[n++] = ends[part] + (ends[part + 1] - ends[part]) * k / COLUMNS;
    for (int side = 0; side < 2; side++)
        for (int k = 0; k < COLUMNS; k++) {
            double q = (1 - w->types[side].z) * k / COLUMNS;
            out[n++] = side == 0 ? -lode_log1p(-q) : lode_log1p(-q);
        }
    qsort(out, (size_t)n, sizeof *out, by_size);
    for (int32_t k = 0; k < n; k++)
        if (kept == 0 || out[k] - out[kept - 1] > 1e-12) out[kept++] = out[k];
    return kept;
}

/* Candidates between neighbouring initial masses. Returns whether there is a continuum. */
static bool all_masses(lode_standoff_work *w, lode_standoff_result *r, int32_t i, const double *s, int32_t n)
{
    column c[2];
    find_column(w, i, s[0], &c[0]);
    bool any = first_both(&c[0]) >= 0;
    for (int32_t k = 1; k < n; k++) {
        find_column(w, i, s[k], &c[k % 2]);
        between(w, r, i, &c[(k - 1) % 2], &c[k % 2], 0);
        any = any || first_both(&c[k % 2]) >= 0;
    }
    return any;
}

static void all_edges(lode_standoff_work *w, lode_standoff_result *r, int32_t i, const double *s, int32_t n)
{
    column c[2];
    find_column(w, i, s[0], &c[0]);
    for (int32_t k = 1; k < n; k++) {
        const column *c0 = &c[(k - 1) % 2];
        column *c1 = &c[k % 2];
        find_column(w, i, s[k], c1);
        bool was = first_both(c0) >= 0, is = first_both(c1) >= 0;
        if (was && (!is || k == 1)) edge(w, r, i, c0, is ? c0 : c1);
        if (is && (!was || k + 1 == n)) edge(w, r, i, c1, was ? c1 : c0);
    }
}

/* Side j is just gone by the time from which waiting costs i nothing (flow reading of days without cost): i goes on conceding
 * for a while, as costs just above nothing would have it. */
static void just_gone(lode_standoff_work *w, lode_standoff_result *r, int32_t j, double s)
{
    column c;
    find_column(w, 1 - j, s, &c);
    for (int32_t k = 0; k < c.n; k++) {
        so_candidate e = {.s = s, .halt = c.root[k]};
        if (e.halt.left[j] > w->types[j].z * (1 + 1e-6)) continue;
        e.halt.m[j] = 0;
        e.halt.left[j] = w->types[j].z;
        (void)so_try(w, r, &e);
    }
}

/* --- form 4: a pause that reaches T ---------------------------------------------------------- */

/* Side i pauses from a until T. What it concedes with on the last day less what the other needs to have waited since a. */
static bool pause_gap(lode_standoff_work *w, int32_t i, double s, double a, so_halt *out)
{
    int32_t j = 1 - i;
    so_shot walk = {0};
    so_walk(w, s, &walk);
    *out = (so_halt){.day = w->horizon, .side = -1, .step = w->n_step + walk.n_step - 1, .left = {walk.s[0], walk.s[1]}};
    if (walk.stop != SO_DEADLINE || walk.s[1] <= w->types[1].z) return false;
    out->m[i] = so_needed(w, j, so_waiting(w, j, a), so_marginal(&w->types[j], walk.s[j]));
    out->m[j] = so_answer(w, j, walk.s[j], out->m[i]);
    out->gap[i] = so_answer(w, i, walk.s[i], out->m[j]) - out->m[i];
    return true;
}

static void up_to_a_pause(lode_standoff_work *w, lode_standoff_result *r, int32_t i, const double *s, int32_t n)
{
    const so_pauses *p = &w->pauses[i];
    const so_pause *last = p->n > 0 ? &p->pause[p->n - 1] : NULL;
    if (!last || last->b != w->horizon || last->terminal) return;
    so_halt halt, before = {0};
    bool have = false;
    for (int32_t k = 0; k < n; k++) {
        bool ok = pause_gap(w, i, s[k], last->a, &halt);
        if (ok && have && (before.gap[i] > 0) != (halt.gap[i] > 0)) {
            double low = s[k - 1], high = s[k];
            so_halt now;
            for (int m = 0; m < 60; m++) {
                double middle = 0.5 * (low + high);
                if (pause_gap(w, i, middle, last->a, &now) && (now.gap[i] > 0) == (before.gap[i] > 0)) low = middle;
                else high = middle;
            }
            so_candidate c = {.s = low};
            if (pause_gap(w, i, low, last->a, &c.halt)) (void)so_try(w, r, &c);
        }
        have = ok;
        before = halt;
    }
}

/* The other side is gone just by the time at which i starts to wait for T; i then concedes on the last day. */
static void gone_by(lode_standoff_work *w, lode_standoff_result *r, int32_t i, const double range[2])
{
    int32_t j = 1 - i;
    so_candidate c = {.s = range[j == 0]};
    so_shot walk = {0};
    so_walk(w, c.s, &walk);
    c.halt = (so_halt){.day = w->horizon, .side = -1, .step = w->n_step + walk.n_step - 1, .left = {walk.s[0], walk.s[1]}};
    c.halt.left[j] = w->types[j].z;
    c.halt.m[i] = 1;
    if (walk.n_step > 0) (void)so_try(w, r, &c);
}

void so_halts(lode_standoff_work *w, lode_standoff_result *r)
{
    double range[2], s[8 * COLUMNS + 8];
    find_range(w, range);
    int32_t n = grid(w, range, s);
    bool continuum = false;
    for (int32_t i = 0; i < 2; i++) continuum = all_masses(w, r, i, s, n) || continuum;
    for (int32_t i = 0; i < 2 && continuum; i++) all_edges(w, r, i, s, n);
    if (w->game->zero_is_flow)
        for (int32_t j = 0; j < 2; j++) just_gone(w, r, j, range[1 - j]);
    for (int32_t i = 0; i < 2; i++) up_to_a_pause(w, r, i, s, n);
    for (int32_t i = 0; i < 2; i++) gone_by(w, r, i, range);
}
