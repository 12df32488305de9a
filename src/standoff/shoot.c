/* A shot: from an initial mass forward until one side is through (MODEL 3 and 6). */
#include "standoff/inner.h"

#include <math.h>

/* Where a shot stands. */
typedef struct flight {
    lode_standoff_work *w;
    so_shot *out;
    int32_t clock; /* the side whose end stops it                       */
    bool keep;
    double t;
    double s[2];
    int32_t cell[2];
    double pending[2]; /* initial mass that waits for the end of a first pause: H */
} flight;

double so_owed(const lode_standoff_work *w, int32_t i, const so_pause *p, double s_j)
{
    int32_t j = 1 - i;
    if (!(p->cost > 0)) return 0;
    double x = so_marginal(&w->types[j], s_j);
    /* on the last day j has no time left to concede after it has seen i not do so */
    if (p->b == w->horizon && w->game->side[j].at_deadline < 0)
        return so_needed(w, j, p->cost / p->kept, x);
    double prize = p->kept * x - p->later;
    return prize > 0 ? p->cost / prize : INFINITY;
}

/* H of the side that is missing before all its flexible types are gone; negative when they are. */
static double missing(const flight *f, int32_t i)
{
    return lode_log(f->s[i] / f->w->types[i].z);
}

/* Residuals rise with s: A's clock counts what B misses, B's clock what A has too much. */
static double stopped_by(const flight *f, int32_t stopper)
{
    double m = missing(f, 1 - stopper);
    return stopper == 0 ? m : -m;
}

static void stop(flight *f, so_stop why, double residual, double t_star)
{
    f->out->stop = why;
    f->out->residual = residual;
    f->out->t_star = t_star;
    f->out->out = t_star;
}

static void set_s(flight *f, int32_t i, double s)
{
    f->s[i] = s;
    f->cell[i] = so_cell_at(&f->w->types[i], s, f->cell[i]);
}

static bool record(flight *f, const so_step *step, double t1)
{
    if (!f->keep) return true;
    lode_standoff_work *w = f->w;
    int32_t n = w->n_step + f->out->n_step;
    if (n >= w->most_step) {
        stop(f, SO_FULL, 0, t1);
        return false;
    }
    w->step[n] = *step;
    w->step[n].t1 = t1;
    f->out->n_step++;
    return true;
}

static void add_atom(flight *f, int32_t i, double conditional, double t)
{
    if (!f->out->atom || !(conditional > 0)) return;
    int32_t n = f->out->n_atom;
    if (n < 2 * LODE_STANDOFF_MOST_PAUSES)
        f->out->atom[f->out->n_atom++] = (lode_standoff_atom){t, i, conditional};
}

/* The end of a pause of side i (MODEL 3.3, 3.4). Returns false where no mass would suffice. */
static bool deliver(flight *f, int32_t i, const so_pause *p)
{
    double m = so_owed(f->w, i, p, f->s[1 - i]);
    if (m >= 1) return false;
    double s = f->s[i] * (1 - m) * lode_exp(-f->pending[i]);
    if (f->pending[i] == so_total(f->w, i)) s = fmin(s, f->w->types[i].z);
    f->pending[i] = 0;
    set_s(f, i, s);
    if (i != f->clock || s > f->w->types[i].z) add_atom(f, i, m, p->b);
    return true;
}

/* The clock side i cannot repay the other for its pause p: the other should be gone by its start, or where it is in a pause of
 * its own then, leaves at the end of that. */
static void overshoot(flight *f, int32_t i, const so_pause *p)
{
    const so_pause *own = so_pause_at(&f->w->pauses[1 - i], p->a);
    stop(f, SO_OVERSHOT, stopped_by(f, i), p->a);
    if (own && !own->terminal && (own->a < p->a || p->a == 0)) f->out->out = own->b;
}

/* Side i stops for good at t. The other may sit in a pause of its own, and leaves at its end; where more would leave than
 * repays i, or none could repay it, it is the other that overshoots (MODEL 3.5). */
static void enter_terminal(flight *f, int32_t i, double t)
{
    int32_t j = 1 - i;
    const so_pause *own = so_pause_at(&f->w->pauses[j], t);
    double out = t;
    bool fits = true;
    if (own && !own->terminal && (own->a < t || t == 0)) out = own->b;
    if (out > t) fits = deliver(f, j, own);
    bool late = !fits || (out > t && f->s[j] < f->w->types[j].z);
    if (i == f->clock) stop(f, fits ? SO_TERMINAL : SO_OTHER, stopped_by(f, fits ? i : j), t);
    else if (late) overshoot(f, j, own);
    else stop(f, SO_OTHER, stopped_by(f, i), t);
    if (i == f->clock) f->out->out = out;
}

/* The other side was through before the clock side: the sign of the distance is known, its size is not. */
static void beyond(flight *f, double t)
{
    double off = fmax(1e-3, fabs(missing(f, 1 - f->clock)));
    stop(f, SO_OTHER, f->clock == 0 ? -off : off, t);
}

/* Whether somebody stops for good at t. */
static bool terminals(flight *f, double t)
{
    const so_pauses *p = f->w->pauses;
    /* of a side that is never flexible nobody stops */
    bool a = p[0].terminal <= t && f->w->types[0].z < 1, b = p[1].terminal <= t && f->w->types[1].z < 1;
    int32_t other = 1 - f->clock;
    if (a && b && f->s[other] < f->w->types[other].z) beyond(f, t);
    else if (a && b) stop(f, SO_BOTH, 0, t);
    else if (a || b) enter_terminal(f, a ? 0 : 1, t);
    return a || b;
}

/* The end of one pause. Returns false where the shot stops. */
static bool pause_ends(flight *f, int32_t i, const so_pause *p)
{
    double z = f->w->types[i].z;
    bool gone = f->s[i] <= z, owes = so_owed(f->w, i, p, f->s[1 - i]) > 0;
    bool fits = deliver(f, i, p);
    if (fits && f->s[i] > z) return true;
    /* a side that owes nothing may leave as a whole, by its first mass */
    if (!owes && i != f->clock) return true;
    if (!owes) {
        stop(f, SO_EXHAUSTED, stopped_by(f, i), p->b);
        return false;
    }
    if (i == f->clock) {
        overshoot(f, i, p);
        return false;
    }
    if (gone && fits) return true;
    /* or the other overshoots: all flexible types of the clock side should be gone by p->a */
    if (gone) beyond(f, p->a);
    else stop(f, SO_OTHER, stopped_by(f, i), p->a);
    return false;
}

/* Pauses that end with this segment. Returns false where the shot stops. */
static bool all_pauses_end(flight *f, const so_segment *seg)
{
    for (int32_t i = 0; i < 2; i++) {
        const so_pause *p = seg->ends[i] >= 0 ? &f->w->pauses[i].pause[seg->ends[i]] : NULL;
        if (p && !p->terminal && !pause_ends(f, i, p)) return false;
    }
    return true;
}

/* The level at which something happens to side i: its cell ends, or it is through. 0: nothing. */
static double next_level(const flight *f, int32_t i)
{
    const so_types *t = &f->w->types[i];
    bool last = f->cell[i] + 1 == t->n;
    if (!last) return t->cell[f->cell[i]].to;
    return i == f->clock ? t->z : 0;
}

/* One step of concession within a segment. Returns false where the shot stops. */
static bool flow(flight *f, const so_segment *seg)
{
    so_step step = {.t0 = f->t};
    for (int i = 0; i < 2; i++) {
        step.s[i] = f->s[i];
        step.cell[i] = f->cell[i];
        step.k[i] = fmax(0, seg->k[i] + seg->slope[i] * (f->t - seg->t0));
        step.slope[i] = seg->slope[i];
    }
    if (isinf(seg->t1) && step.k[1 - f->clock] == 0) {
        stop(f, step.k[f->clock] == 0 ? SO_STUCK : SO_OTHER,
             f->clock == 0 ? -missing(f, 0) : missing(f, 1), f->t);
        return false;
    }
    so_series y;
    double end = fmin(seg->t1, f->w->until), h = end - f->t, reach = INFINITY;
    so_expand(f->w->types, &step, &h, &y);
    int32_t who = -1;
    for (int32_t i = 0; i < 2; i++) {
        double level = next_level(f, i);
        double u = level > 0 ? so_series_reach(&y, i, level, h) : INFINITY;
        if (u < reach) {
            reach = u;
            who = i;
        }
    }
    double u = who >= 0 ? reach : h, to = who < 0 && h == end - f->t ? end : f->t + u;
    if (!record(f, &step, to)) return false;
    f->t = to;
    for (int32_t i = 0; i < 2; i++) {
        f->s[i] = i == who ? next_level(f, i) : so_series_at(&y, i, u);
        f->cell[i] = so_cell_at(&f->w->types[i], f->s[i], f->cell[i]);
    }
    /* far beyond the other's last flexible type nothing more is learnt, and numbers get too small */
    const double far = 4e-18; /* e^-40 */
    const so_types *types = f->w->types;
    if (f->s[f->clock] > types[f->clock].z && f->s[1 - f->clock] > far * types[1 - f->clock].z)
        return true;
    stop(f, SO_EXHAUSTED, stopped_by(f, f->clock), to);
    return false;
}

/* Play one segment. Returns false where the shot stops. */
static bool segment(flight *f, const so_segment *seg)
{
    if (terminals(f, seg->t0)) return false;
    double end = fmin(seg->t1, f->w->until);
    if (seg->paused) {
        so_step step = {.t0 = f->t, .s = {f->s[0], f->s[1]}, .still = true};
        if (!record(f, &step, end)) return false;
        f->t = end;
    }
    enum { MOST_STEPS = 4096 };
    for (int n = 0; f->t < end; n++) {
        if (n == MOST_STEPS) {
            stop(f, SO_FULL, 0, f->t);
            return false;
        }
        if (!flow(f, seg)) return false;
    }
    if (end < seg->t1) {
        stop(f, SO_DEADLINE, 0, end);
        return false;
    }
    return all_pauses_end(f, seg);
}

/* The masses at the start; those of a side in a pause wait for its end (MODEL 3.4). */
static void begin(flight *f, double s)
{
    const double mass[2] = {s > 0 ? s : 0, s < 0 ? -s : 0};
    for (int32_t i = 0; i < 2; i++) {
        const so_pause *p = so_pause_at(&f->w->pauses[i], 0);
        f->s[i] = 1;
        if (p && !p->terminal) f->pending[i] = mass[i];
        else f->s[i] = mass[i] == so_total(f->w, i) ? f->w->types[i].z : lode_exp(-mass[i]);
        f->cell[i] = so_cell_at(&f->w->types[i], f->s[i], 0);
    }
}

/* All of a shot; `f` holds what it is. */
static void fly(flight *f, double s)
{
    lode_standoff_work *w = f->w;
    so_shot *out = f->out;
    int32_t clock = f->clock;
    out->n_step = 0;
    out->n_atom = 0;
    w->n_shot++;
    begin(f, s);
    bool going = true;
    if (f->s[clock] <= w->types[clock].z) {
        stop(f, SO_EXHAUSTED, stopped_by(f, clock), 0);
        going = false;
    }
    for (int32_t n = 0; going && n < w->n_segment; n++) going = segment(f, &w->segment[n]);
    if (!going || terminals(f, w->horizon)) return;
    int32_t other = 1 - clock;
    if (isfinite(w->horizon) && f->s[other] <= w->types[other].z) {
        beyond(f, w->horizon);
        return;
    }
    stop(f, isinf(w->horizon) ? SO_STUCK : SO_DEADLINE, 0, w->horizon);
}

void so_shoot(lode_standoff_work *w, double s, int32_t clock, bool keep, so_shot *out)
{
    flight f = {.w = w, .out = out, .clock = clock, .keep = keep};
    w->until = INFINITY;
    fly(&f, s);
}

void so_walk(lode_standoff_work *w, double s, so_shot *out)
{
    flight f = {.w = w, .out = out, .keep = true};
    w->until = nextafter(w->horizon, 0);
    fly(&f, s);
    w->until = INFINITY;
    out->s[0] = f.s[0];
    out->s[1] = f.s[1];
}
