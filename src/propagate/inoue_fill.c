/* Water filling: rationing rules 2 and 3 of the model of Inoue and Todo (docs/propagate.md 2.7).
 *
 * The original rule raises everyone's share of the base flow in rounds until what is available runs out. Who ordered no
 * more than the level of the last full round gets the order, all others end at one level, so these two levels are all that
 * is looked for: order ratios are parted around a
 * pivot, as for a median, and only the side that the level lies on is looked at again. */
#include <math.h>

#include "propagate/inoue_inner.h"

static const double NOTHING = 1e-20, TIE = 1 + 1e-12;
static const double ROUND = 1 + 4e-16; /* an order ratio times its base amount may be this much above the order */

/* What is known while the level is looked for. */
typedef struct search {
    double available;
    double served; /* orders of those below the part that is still looked at, and what came on top */
    double above;  /* base flow of those above it                                                   */
    double base;   /* of final consumption                                                          */
    double level;  /* the highest level that was reached in full                                    */
} search;

/* Needed to bring everyone to `level`: `orders` are those at or below it, `rest` the base flow above it. */
static double need(const search *f, double orders, double rest, double level)
{
    return f->served + orders + level * (rest + f->above + f->base);
}

static void swap(double *q, double *a, int32_t i, int32_t k)
{
    double x = q[i], y = a[i];
    q[i] = q[k];
    a[i] = a[k];
    q[k] = x;
    a[k] = y;
}

static double median(double x, double y, double z)
{
    return x < y ? (y < z ? y : x < z ? z : x) : (x < z ? x : y < z ? z : y);
}

/* Part q, a (n) into those below, at and above a pivot; *at and *over begin the latter two. */
static double part(double *q, double *a, int32_t n, int32_t *at, int32_t *over)
{
    double pivot = median(q[0], q[n / 2], q[n - 1]);
    int32_t low = 0, high = n, i = 0;
    while (i < high) {
        if (q[i] < pivot) swap(q, a, i++, low++);
        else if (q[i] > pivot) swap(q, a, i, --high);
        else i++;
    }
    *at = low;
    *over = high;
    return pivot;
}

/* The highest ratio that everyone can be brought to, among few. All are tried: without a branch that would be guessed. */
static inline void climb(search *f, const double *q, const double *a, int32_t n)
{
    double orders = 0, rest = 0;
    for (int32_t k = 0; k < n; k++) {
        double sum = 0, level = q[k];
        for (int32_t j = 0; j < n; j++) sum += (q[j] < level ? q[j] : level) * a[j];
        bool reached = f->available > f->served + sum + level * (f->above + f->base);
        f->level = reached && level > f->level ? level : f->level;
    }
    for (int32_t j = 0; j < n; j++) {
        orders += q[j] <= f->level ? q[j] * a[j] : 0;
        rest += q[j] <= f->level ? 0 : a[j];
    }
    f->served += orders;
    f->above += rest;
}

/* Find the highest level that is reached in full; afterwards `served` and `above` are for it. */
static inline void find_level(search *f, double *q, double *a, int32_t n)
{
    enum { FEW = 12 };
    while (n > FEW) {
        int32_t at, over;
        double pivot = part(q, a, n, &at, &over), orders = 0, same = 0, rest = 0;
        for (int32_t i = 0; i < at; i++) orders += q[i] * a[i];
        for (int32_t i = at; i < over; i++) same += a[i];
        for (int32_t i = over; i < n; i++) rest += a[i];
        if (f->available > need(f, orders + same * pivot, rest, pivot)) {
            f->served += orders + same * pivot;
            f->level = pivot;
            q += over;
            a += over;
            n -= over;
        } else {
            f->above += same + rest;
            n = at;
        }
    }
    climb(f, q, a, n);
}

LODE_CLONES double lode_it_fill(lode_it_state *s, int32_t slot, double available, double base, double phi, double *q, double *a)
{
    const lode_net *net = s->m->net;
    lode_it_level *out = &s->level[slot];
    enum { AHEAD = 24 };
    const int32_t first = net->out_ptr[slot], end = net->out_ptr[slot + 1];
    double all = 0, active = 0, idle = 0, least = INFINITY, most = 0, orders = 0;
    int32_t n = 0;
    for (int32_t k = first; k < end; k++) {
        int32_t l = net->out_link[k], ahead = net->out_link[k + AHEAD < net->n_link ? k + AHEAD : k];
        __builtin_prefetch(&s->order[ahead]);
        __builtin_prefetch(&net->amount[ahead]);
        double amount = net->amount[l], ratio = s->order[l] / amount;
        all += amount;
        if (!(ratio > NOTHING)) {
            idle += amount;
            continue;
        }
        q[n] = ratio;
        a[n++] = amount;
        active += amount;
        orders += s->order[l];
        least = ratio < least ? ratio : least;
        most = ratio > most ? ratio : most;
    }
    bool final = phi > NOTHING;
    *out = (lode_it_level){0, 0, 0};
    if (n == 0 && !final) return 0;

    /* the first round, in which clients without an order are counted too */
    double m = final && phi < least ? phi : least, needed = m * all + m * base;
    if (!(available > needed * TIE)) {
        double v = active + (phi > 0 ? base : 0);
        out->level = v > 0 ? available / v : 0;
        return phi > 0 ? out->level * base : 0;
    }
    out->bonus = m;

    /* everyone gets all? */
    search f = {available, m * idle, 0, base, m};
    double top = final && phi > most ? phi : most;
    if (isfinite(top) && available > f.served + orders + top * base) {
        out->reached = INFINITY;
        return base > 0 ? phi * base : 0;
    }
    if (final && isfinite(phi)) {
        q[n] = phi;
        a[n++] = 0;
    }
    find_level(&f, q, a, n);
    double left = available - need(&f, 0, 0, f.level), v = f.above + (phi > f.level ? base : 0);
    double rise = left > NOTHING && v > 0 ? left / v : 0;
    out->reached = f.level * ROUND;
    out->level = f.level + rise;
    return (phi > f.level ? out->level : phi) * base;
}
