/* The certificate (MODEL 6): what any type of either side could gain by conceding at another date, or never. It is taken from
 * the tabulated payoffs, in which conceding at date n yields a_n v - b_n to a type with value v. */
#include "standoff/inner.h"

#include <math.h>

/* Lines of one side, for the inner loop. */
typedef struct lines {
    const double *a, *b;
    int32_t n;
} lines;

/* The best that a type with value v can do. */
static double best(const lines *l, double v)
{
    double most = -INFINITY;
    for (int32_t n = 0; n < l->n; n++) {
        double x = l->a[n] * v - l->b[n];
        most = x > most ? x : most;
    }
    return most;
}

/* What a type with value v that does as in entry n would gain, as a share of v. */
static double gain(const lines *l, int32_t n, double v)
{
    double now = l->a[n] * v - l->b[n], most = best(l, v);
    return most == now ? 0 : (most - now) / v;
}

/* Types that leave between two neighbouring entries do so at the date of the first, or of the second, or between. */
static double along_path(const lode_standoff_work *w, const so_entry *e, const lines *l,
                         int32_t side, int32_t most)
{
    double worst = 0;
    for (int32_t n = 0; n + 1 < most; n++) {
        if (!(e[n + 1].s[side] < e[n].s[side])) continue;
        bool mass = e[n + 1].t == e[n].t;
        double low = so_marginal(&w->types[side], e[n].s[side]);
        double high = so_marginal(&w->types[side], e[n + 1].s[side]);
        worst = fmax(worst, gain(l, n, low));
        worst = fmax(worst, gain(l, mass ? n : n + 1, high));
    }
    return worst;
}

/* Types that are left when all else is over: those who concede on the last day, and those who hold. */
static double at_the_end(const lode_standoff_work *w, const lode_standoff_equilibrium *q,
                         const so_entry *e, const lines *l, int32_t side)
{
    const so_types *types = &w->types[side];
    int32_t hold = q->n_entry - 1, concede = q->n_entry - 2;
    double left = e[hold].s[side], before = isfinite(w->horizon) ? e[concede].s[side] : left,
           worst = 0;
    double cut = so_marginal(types, fmax(left, types->z)), top = so_marginal(types, types->z);
    if (before > left) {
        worst = fmax(worst, gain(l, concede, so_marginal(types, before)));
        worst = fmax(worst, gain(l, concede, cut));
    }
    if (left > types->z * (1 + 1e-9)) {
        worst = fmax(worst, gain(l, hold, cut));
        worst = fmax(worst, gain(l, hold, top));
    }
    return worst;
}

void so_certify(lode_standoff_work *w, lode_standoff_equilibrium *q)
{
    const so_entry *e = w->entry + q->first_entry;
    int32_t most = q->n_entry - (isfinite(w->horizon) ? 2 : 0);
    for (int32_t i = 0; i < 2; i++) {
        for (int32_t n = 0; n < q->n_entry; n++) {
            w->slope[i][n] = e[n].a[i];
            w->base[i][n] = e[n].b[i];
        }
        lines l = {w->slope[i], w->base[i], q->n_entry};
        q->epsilon[i] = fmax(along_path(w, e, &l, i, most), at_the_end(w, q, e, &l, i));
        /* a payoff without bound leaves nothing to compare */
        if (isnan(q->epsilon[i])) q->epsilon[i] = INFINITY;
    }
}
