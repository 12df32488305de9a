/* Events of both sides - knots, changes of sign, pauses, the deadline - in one list of segments. */
#include "standoff/inner.h"

#include <math.h>

/* The next date after t at which something changes. */
static double next_event(const lode_standoff_work *w, double t, int32_t at[2])
{
    double next = w->horizon;
    for (int32_t i = 0; i < 2; i++) {
        const so_line *line = &w->line[i];
        while (line->piece[at[i]].t1 <= t && at[i] + 1 < line->n) at[i]++;
        if (line->piece[at[i]].t1 < next) next = line->piece[at[i]].t1;
        for (int32_t p = 0; p < w->pauses[i].n; p++) {
            const so_pause *pause = &w->pauses[i].pause[p];
            if (pause->a > t && pause->a < next) next = pause->a;
            if (pause->b > t && pause->b < next) next = pause->b;
        }
    }
    return next;
}

bool so_plan(lode_standoff_work *w)
{
    int32_t at[2] = {0, 0};
    double t = 0;
    w->n_segment = 0;
    while (t < w->horizon) {
        if (w->n_segment == w->most_segment) return false;
        double next = next_event(w, t, at);
        so_segment *s = &w->segment[w->n_segment++];
        *s = (so_segment){.t0 = t, .t1 = next, .ends = {-1, -1}};
        for (int32_t i = 0; i < 2; i++) {
            const so_piece *p = &w->line[i].piece[at[i]];
            s->slope[i] = p->slope;
            s->k[i] = p->k + p->slope * (t - p->t0);
            s->paused |= so_pause_at(&w->pauses[i], t) != NULL;
            for (int32_t n = 0; n < w->pauses[i].n; n++)
                if (w->pauses[i].pause[n].b == next) s->ends[i] = n;
        }
        t = next;
    }
    return true;
}
