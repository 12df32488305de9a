/* The initial mass: a bracketed root of the distance from exhaustion (MODEL 6). */
#include "standoff/inner.h"

#include <float.h>
#include <math.h>

static so_shot shot(lode_standoff_work *w, so_bracket *b, double s)
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
static void turn_clock(lode_standoff_work *w, so_bracket *b)
{
    b->clock = 1 - b->clock;
    b->at_low = shot(w, b, b->low);
    if (!b->ended) b->at_high = shot(w, b, b->high);
}

static bool turns(const so_bracket *b)
{
    return (b->at_low.stop == SO_OTHER) != (b->at_high.stop == SO_OTHER);
}

/* A jump from one sign to the other is no root, but it may be one as the other clock sees it: look at both ends of what is
 * left of the bracket. */
static void settle(lode_standoff_work *w, so_bracket *b)
{
    const double enough = 1e-9;
    double low = fabs(b->at_low.residual), high = fabs(b->at_high.residual);
    if (b->ended || fmin(low, high) <= enough) return;
    int32_t clock = b->clock;
    turn_clock(w, b);
    double low_seen = fabs(b->at_low.residual), high_seen = fabs(b->at_high.residual);
    if (b->ended) return;
    if (fmin(low_seen, high_seen) < fmin(low, high)) b->s = low_seen < high_seen ? b->low : b->high;
    else b->clock = clock;
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
static void refine(lode_standoff_work *w, so_bracket *b)
{
    enum { MOST_SHOTS = 120 };
    const double enough = 1e-12;
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

void so_find_root(lode_standoff_work *w, so_bracket *b)
{
    double total[2] = {so_total(w, 0), so_total(w, 1)};
    /* a side of committed types only is never waited for */
    b->clock = total[0] == 0 && total[1] > 0;
    if (w->pauses[1].terminal < w->pauses[0].terminal) b->clock = 1;
    b->s = 0;
    /* against a side that is never flexible all who can leave do so at once */
    for (int32_t i = 0; i < 2; i++) {
        const so_pause *p = so_pause_at(&w->pauses[i], 0);
        if (total[1 - i] > 0 || total[i] == 0 || w->pauses[i].terminal == 0 || (p && p->b == w->horizon)) continue;
        b->clock = i;
        b->s = i == 0 ? total[0] : -total[1];
        return;
    }
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
    settle(w, b);
}
