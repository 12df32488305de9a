/* Free waiting: the dates at which conceding is dominated (MODEL 2, "ironing"), found from the end backwards. */
#include "standoff/inner.h"

#include <math.h>

/* The date in a piece of positive cost at which L has fallen to `level`: Newton within a bracket. */
static double falls_to(const so_line *line, const so_piece *p, double level)
{
    double low = 0, high = p->t1 - p->t0, weight = lode_exp(-line->r * p->t0);
    double wanted = (p->level - level) / weight, u = 0.5 * high;
    for (int i = 0; i < 100; i++) {
        double miss = so_discounted(line->r, p->k, p->slope, u) - wanted;
        if (miss > 0) high = u;
        else low = u;
        double steep = lode_exp(-line->r * u) * (p->k + p->slope * u);
        double next = u - miss / steep;
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        if (fabs(next - u) <= 4e-16 * (p->t0 + u)) return p->t0 + next;
        u = next;
    }
    return p->t0 + u;
}

/* The pause that is being followed backwards. */
typedef struct open_pause {
    bool open, terminal;
    double b, level;
} open_pause;

static void close_at(so_pauses *out, open_pause *o, double a)
{
    o->open = false;
    if (o->terminal) out->terminal = a;
    if (!(o->b > a)) return;
    if (out->n == LODE_STANDOFF_MOST_PAUSES) {
        out->overflow = true;
        return;
    }
    out->pause[out->n++] =
        (so_pause){.a = a, .b = o->b, .level = o->level, .terminal = o->terminal};
}

/* What lies after the last date: a pause without end, one that reaches over the deadline, or neither. */
static open_pause at_the_end(const so_line *line, double horizon, double at_deadline,
                             bool zero_is_flow)
{
    const so_piece *last = &line->piece[line->n - 1];
    bool gains = last->sign < 0 || (last->sign == 0 && !zero_is_flow);
    if (isinf(horizon))
        return (open_pause){gains, gains, INFINITY, gains ? so_level(line, INFINITY) : 0};
    double level = so_level(line, horizon);
    if (at_deadline >= 0)
        return (open_pause){true, true, horizon, level + lode_exp(-line->r * horizon) * at_deadline};
    return (open_pause){gains, false, horizon, level};
}

void so_pauses_find(const so_line *line, double horizon, double at_deadline, bool zero_is_flow,
                    so_pauses *out)
{
    out->n = 0;
    out->terminal = INFINITY;
    out->overflow = false;
    open_pause o = at_the_end(line, horizon, at_deadline, zero_is_flow);
    for (int32_t i = line->n - 1; i >= 0; i--) {
        const so_piece *p = &line->piece[i];
        double end = i + 1 < line->n ? line->piece[i + 1].level : so_level(line, p->t1);
        bool waits = p->sign < 0 || (p->sign == 0 && !zero_is_flow);
        if (waits && !o.open) o = (open_pause){true, false, p->t1, end};
        if (waits || !o.open) continue;
        /* cost is not negative here: the pause ends, going backwards, where L is as high as it will be */
        if (end >= o.level) close_at(out, &o, p->t1);
        else if (p->level >= o.level)
            close_at(out, &o, p->level > o.level ? falls_to(line, p, o.level) : p->t0);
    }
    if (o.open) close_at(out, &o, 0);
    for (int32_t i = 0, j = out->n - 1; i < j; i++, j--) {
        so_pause swap = out->pause[i];
        out->pause[i] = out->pause[j];
        out->pause[j] = swap;
    }
}

const so_pause *so_pause_at(const so_pauses *p, double t)
{
    for (int32_t i = 0; i < p->n; i++) {
        const so_pause *pause = &p->pause[i];
        /* one that reaches over the deadline holds on that day too */
        if (pause->a <= t && (t < pause->b || (pause->terminal && t == pause->b))) return pause;
    }
    return NULL;
}

double so_best(const so_line *line, const so_pauses *p, double t)
{
    const so_pause *pause = so_pause_at(p, t);
    return pause ? pause->level : so_level(line, t);
}

void so_debts(so_pauses *p, const so_line *other, const so_pauses *other_pauses)
{
    for (int32_t n = 0; n < p->n; n++) {
        so_pause *pause = &p->pause[n];
        if (pause->terminal) continue;
        double then = so_best(other, other_pauses, pause->b);
        pause->cost = so_best(other, other_pauses, pause->a) - then;
        pause->later = then - so_level(other, pause->b);
        pause->kept = lode_exp(-other->r * pause->b);
    }
}
