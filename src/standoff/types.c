/* Types of a side: cells in which the marginal value is straight in S, the probability of not having conceded. */
#include "standoff/inner.h"

#include <math.h>

/* Share of the types between two values of which there are none: with so few between, the marginal value has no jumps, and an
 * equilibrium whose marginal value lies in the gap is found like any other. */
static const double GAP = 1e-8;

void so_types_make(const lode_standoff_values *v, double committed, so_types *t)
{
    double z = committed, flexible = 1 - z, reached = 1;
    t->z = z;
    t->n = 0;
    if (v->n == 1) {
        t->cell[t->n++] = (so_cell){1, z, v->value[0], 0};
        return;
    }
    for (int32_t i = 0; i + 1 < v->n; i++) {
        double from = reached, to = 1 - flexible * v->share[i + 1];
        bool gap = v->share[i] == v->share[i + 1] && v->share[i] > 0 && v->share[i] < 1;
        if (gap && v->value[i + 1] > v->value[i]) to = from - GAP * flexible;
        if (v->share[i + 1] == 1) to = z;
        if (!(from > to)) continue;
        double slope = (v->value[i + 1] - v->value[i]) / (from - to);
        t->cell[t->n++] = (so_cell){from, to, v->value[i], slope};
        reached = to;
    }
    /* nobody is flexible: one empty cell */
    if (t->n == 0) t->cell[t->n++] = (so_cell){1, z, v->value[0], 0};
}

int32_t so_cell_at(const so_types *t, double s, int32_t from)
{
    int32_t c = from;
    while (c + 1 < t->n && s <= t->cell[c].to) c++;
    return c;
}

double so_marginal(const so_types *t, double s)
{
    return so_value(t, so_cell_at(t, s, 0), s);
}

double so_share_above(const so_types *t, double v)
{
    double s = 1;
    for (int32_t c = 0; c < t->n; c++) {
        const so_cell *cell = &t->cell[c];
        double high = so_value(t, c, cell->to);
        if (v <= cell->value) return s;
        if (v < high) return cell->from - (v - cell->value) / cell->slope;
        s = cell->to;
    }
    return s;
}
