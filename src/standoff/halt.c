/* Where concession may halt until a last day that is bad for both, and which masses that day then needs (MODEL 4). */
#include "standoff/inner.h"

#include <math.h>

double so_waiting(const lode_standoff_work *w, int32_t i, double a)
{
    double best = so_best(&w->line[i], &w->pauses[i], a), last = so_level(&w->line[i], w->horizon);
    return fmax(0, best - last) * lode_exp(w->line[i].r * w->horizon);
}

/* The least m with max(m share x, m x + (1 - m) g) = d. */
double so_needed(const lode_standoff_work *w, int32_t i, double d, double x)
{
    double g = w->game->side[i].at_deadline, share = w->game->both_share;
    double by_conceding = share > 0 ? d / (share * x) : INFINITY, by_holding = (d - g) / (x - g);
    return fmin(by_conceding, by_holding);
}

double so_answer(const lode_standoff_work *w, int32_t i, double s, double m_j)
{
    const so_types *types = &w->types[i];
    double g = w->game->side[i].at_deadline, rest = 1 - w->game->both_share;
    double cut = m_j * rest > 0 ? -g * (1 - m_j) / (rest * m_j) : INFINITY;
    double above = fmax(types->z, so_share_above(types, fmax(0, cut)));
    return s > above ? 1 - above / s : 0;
}

/* What the marginal type of j, to which i owes for its pause and concedes mu at its end, still waits for on the last day. */
static double unpaid(const lode_standoff_work *w, const so_stretch *z, double mu, double x)
{
    int32_t j = 1 - z->side;
    const so_line *line = &w->line[j];
    double at_start = so_best(line, &w->pauses[j], z->pause->a), there = so_level(line, z->pause->b);
    double paid = mu * (z->pause->kept * x + there);
    return fmax(0, (at_start - paid) / (1 - mu) - so_level(line, w->horizon)) * lode_exp(line->r * w->horizon);
}

void so_halt_at(const lode_standoff_work *w, const so_stretch *z, double x, so_halt *out)
{
    double d[2];
    *out = (so_halt){.side = z->side, .step = z->step, .left = {z->s[0], z->s[1]}};
    if (z->side < 0) {
        double u = x * z->length;
        out->day = z->start + u;
        out->place = 2 * z->segment + (out->day - z->t0) / (z->t1 - z->t0);
        for (int32_t i = 0; i < 2; i++) {
            out->left[i] = fmax(so_series_at(&z->y, i, u), w->types[i].z);
            d[i] = so_waiting(w, i, out->day);
        }
    } else {
        int32_t i = z->side, j = 1 - i;
        out->day = z->pause->b;
        out->place = 2 * z->segment + 1 + x;
        out->left[i] = z->s[i] * lode_pow(z->after / z->s[i], x);
        out->mass = 1 - out->left[i] / z->s[i];
        d[i] = so_waiting(w, i, out->day);
        d[j] = unpaid(w, z, out->mass, so_marginal(&w->types[j], z->s[j]));
    }
    for (int32_t i = 0; i < 2; i++)
        out->m[1 - i] = so_needed(w, i, d[i], so_marginal(&w->types[i], out->left[i]));
    for (int32_t i = 0; i < 2; i++) out->gap[i] = so_answer(w, i, out->left[i], out->m[1 - i]) - out->m[i];
}

/* --- along a path --------------------------------------------------------------------------- */

/* Whether a first mass still waits for the end of a first pause beyond day t. */
static bool waits(const lode_standoff_work *w, double s, int32_t i, double t)
{
    const so_pause *p = so_pause_at(&w->pauses[i], 0);
    return (i == 0 ? s > 0 : s < 0) && p && !p->terminal && p->b > t;
}

/* The mass that side i may concede at the end of the segment before it halts. False: none. */
static bool mass_stretch(const lode_standoff_work *w, double s, so_stretches *at, int32_t i, so_stretch *z)
{
    const so_segment *seg = &w->segment[at->segment];
    const so_pause *p = seg->ends[i] >= 0 ? &w->pauses[i].pause[seg->ends[i]] : NULL;
    if (!p || p->terminal || p->b >= w->horizon) return false;
    /* its first mass is free of debts: form 2 of deadline.c */
    if ((i == 0 ? s > 0 : s < 0) && p->a == 0) return false;
    if (waits(w, s, 1 - i, p->b)) return false;
    if (at->s[0] <= w->types[0].z || at->s[1] <= w->types[1].z) return false;
    double m = so_owed(w, i, p, at->s[1 - i]), after = fmax(w->types[i].z, at->s[i] * (1 - fmin(m, 1)));
    if (!(m > 0) || !(at->s[i] > after)) return false;
    *z = (so_stretch){.segment = at->segment,
                      .step = at->step - 1,
                      .t0 = seg->t0,
                      .t1 = seg->t1,
                      .side = i,
                      .pause = p,
                      .s = {at->s[0], at->s[1]},
                      .after = after};
    return true;
}

bool so_next_stretch(const lode_standoff_work *w, const so_shot *walk, double s, so_stretches *at, so_stretch *z)
{
    for (;;) {
        /* masses at the end of the segment that the last step reached */
        bool reached = at->step > 0 && w->step[w->n_step + at->step - 1].t1 >= w->segment[at->segment].t1;
        while (reached && at->turn < 2)
            if (mass_stretch(w, s, at, at->turn++, z)) {
                z->step += w->n_step;
                return true;
            }
        if (at->step >= walk->n_step) return false;
        const so_step *step = &w->step[w->n_step + at->step];
        while (at->segment + 1 < w->n_segment && step->t0 >= w->segment[at->segment].t1) at->segment++;
        const so_segment *seg = &w->segment[at->segment];
        at->step++;
        at->turn = 0;
        if (step->s[1] <= w->types[1].z || step->s[0] <= w->types[0].z) return false;
        at->s[0] = step->s[0];
        at->s[1] = step->s[1];
        if (step->still) continue;
        double h = step->t1 - step->t0;
        *z = (so_stretch){.segment = at->segment, .step = w->n_step + at->step - 1, .t0 = seg->t0, .t1 = seg->t1, .start = step->t0, .side = -1, .s = {step->s[0], step->s[1]}};
        z->length = h;
        so_expand(w->types, step, &h, &z->y);
        if (z->y.n < 0) {
            z->y.c[0][0] = step->s[0];
            z->y.c[1][0] = step->s[1];
        }
        for (int32_t i = 0; i < 2; i++) at->s[i] = so_series_at(&z->y, i, z->length);
        if (at->s[1] <= w->types[1].z) {
            /* B is through within the step: halts lie before that */
            double u = so_series_reach(&z->y, 1, w->types[1].z, z->length);
            if (u < z->length) z->length = u;
            at->s[1] = w->types[1].z;
        }
        return true;
    }
}
