/* What conceding at each date pays, from the path alone (MODEL 6): integrals over an independent grid that holds every event
 * and both sides of every mass. Nothing here uses the conditions by which the path was found. */
#include "standoff/inner.h"

#include <math.h>

enum { NODES = 4 };

/* Gauss-Legendre on -1 .. 1 (Abramowitz & Stegun, table 25.4). */
static const double NODE[NODES] = {-0.861136311594052575, -0.339981043584856265,
                                   0.339981043584856265, 0.861136311594052575};
static const double WEIGHT[NODES] = {0.347854845137453857, 0.652145154862546143,
                                     0.652145154862546143, 0.347854845137453857};

/* a and b of conceding just then. */
static void set_lines(const lode_standoff_work *w, so_entry *e)
{
    for (int i = 0; i < 2; i++) {
        double r = w->line[i].r, kept = r == 0 ? 1 : lode_exp(-r * e->t);
        e->a[i] = kept * (1 - e->s[1 - i]) + r * e->lost[i];
        e->b[i] = e->cost[i];
    }
}

/* A new entry that goes on from the last one; NULL: full. */
static so_entry *go_on(lode_standoff_work *w)
{
    if (w->n_entry == w->most_entry) return NULL;
    w->entry[w->n_entry] = w->entry[w->n_entry - 1];
    return &w->entry[w->n_entry++];
}

/* Integrals over u0 .. u1 of a step of concession, onto `e`. */
static void add_flow(const lode_standoff_work *w, const so_step *step, const so_series *y,
                     double u0, double u1, so_entry *e)
{
    double half = 0.5 * (u1 - u0), middle = 0.5 * (u0 + u1);
    for (int n = 0; n < NODES; n++) {
        double u = middle + half * NODE[n], weight = half * WEIGHT[n], s[2], hazard[2], k[2];
        for (int i = 0; i < 2; i++) {
            s[i] = so_series_at(y, i, u);
            k[i] = step->k[i] + step->slope[i] * u;
        }
        for (int i = 0; i < 2; i++)
            hazard[i] = k[1 - i] / so_value(&w->types[1 - i], step->cell[1 - i], s[1 - i]);
        for (int i = 0; i < 2; i++) {
            double r = w->line[i].r, now = r == 0 ? weight : weight * lode_exp(-r * (step->t0 + u));
            e->cost[i] += now * k[i] * s[1 - i];
            e->lost[i] += now * (1 - s[1 - i]);
            e->spent[i] += now * k[i] * s[0] * s[1];
            e->first[i] += weight * hazard[i] * s[0] * s[1];
        }
    }
}

/* Parts of a step in which neither S nor the discount falls by much. */
static int parts(const lode_standoff_work *w, const so_series *y, double h)
{
    double fall = fmax(w->line[0].r, w->line[1].r) * h;
    for (int i = 0; i < 2; i++) fall = fmax(fall, lode_log(y->c[i][0] / so_series_at(y, i, h)));
    double n = ceil(fall / 0.4);
    return n < 2 ? 2 : n > 48 ? 48 : (int)n;
}

/* Series of a kept step over its own length. */
static void series_of(const lode_standoff_work *w, const so_step *step, so_series *y)
{
    double h = step->t1 - step->t0;
    so_expand(w->types, step, &h, y);
}

static bool flow_entries(lode_standoff_work *w, int32_t number)
{
    const so_step *step = &w->step[number];
    double h = step->t1 - step->t0;
    so_series y;
    series_of(w, step, &y);
    int n = parts(w, &y, h);
    for (int p = 0; p < n; p++) {
        so_entry *e = go_on(w);
        if (!e) return false;
        e[-1].step = number;
        add_flow(w, step, &y, h * p / n, h * (p + 1) / n, e);
        e->t = p + 1 == n ? step->t1 : step->t0 + h * (p + 1) / n;
        for (int i = 0; i < 2; i++)
            e->s[i] = fmax(so_series_at(&y, i, h * (p + 1) / n), w->types[i].z);
        set_lines(w, e);
    }
    return true;
}

/* Integrals from t0 to t1 while nobody concedes and the cost of side i is k + slope (t - t0). */
static void add_still(const lode_standoff_work *w, int i, double t0, double t1, double k,
                      double slope, bool counts, so_entry *e)
{
    double r = w->line[i].r, kept = lode_exp(-r * t0), s = e->s[1 - i], cost, time;
    if (isinf(t1)) {
        cost = k == 0 ? 0 : r > 0 ? kept * k / r : k > 0 ? INFINITY : -INFINITY;
        time = r > 0 ? kept / r : 0;
    } else {
        cost = kept * so_discounted(r, k, slope, t1 - t0);
        time = kept * so_discounted(r, 1, 0, t1 - t0);
    }
    e->cost[i] += s > 0 && cost != 0 ? cost * s : 0;
    e->lost[i] += time * (1 - s);
    if (counts && !isinf(t1)) e->spent[i] += cost * e->s[0] * e->s[1];
}

/* Entries at every event inside a stretch in which nobody concedes. */
static bool still_entries(lode_standoff_work *w, const so_step *step, double counts_until)
{
    for (int32_t n = 0; n < w->n_segment; n++) {
        const so_segment *seg = &w->segment[n];
        double t0 = fmax(seg->t0, step->t0), t1 = fmin(seg->t1, step->t1);
        if (!(t1 > t0)) continue;
        so_entry *e = go_on(w);
        if (!e) return false;
        for (int i = 0; i < 2; i++)
            add_still(w, i, t0, t1, seg->k[i] + seg->slope[i] * (t0 - seg->t0), seg->slope[i],
                      t1 <= counts_until, e);
        e->t = t1;
        set_lines(w, e);
    }
    return true;
}

/* A mass between two entries of one day. */
static bool mass_entry(lode_standoff_work *w, const double s[2])
{
    const so_entry *last = &w->entry[w->n_entry - 1];
    if (last->s[0] == s[0] && last->s[1] == s[1]) return true;
    so_entry *e = go_on(w);
    if (!e) return false;
    for (int i = 0; i < 2; i++) {
        e->first[i] += (e[-1].s[i] - s[i]) * 0.5 * (e[-1].s[1 - i] + s[1 - i]);
        e->s[i] = s[i];
    }
    set_lines(w, e);
    return true;
}

/* What the last day adds (MODEL 4): the last chance to concede, then expiry. Two entries: conceding, holding. */
static bool deadline_entries(lode_standoff_work *w, lode_standoff_equilibrium *q)
{
    so_entry *concede = go_on(w), *expire = concede ? go_on(w) : NULL;
    if (!expire) return false;
    const so_entry *before = concede - 1;
    for (int i = 0; i < 2; i++) {
        int j = 1 - i;
        const double m = q->at_deadline[j], s = before->s[j],
                     kept = lode_exp(-w->line[i].r * w->horizon);
        concede->a[i] = before->a[i] + kept * s * m * w->game->both_share;
        expire->a[i] = before->a[i] + kept * s * m;
        expire->b[i] = before->b[i] - kept * s * (1 - m) * w->game->side[i].at_deadline;
        expire->s[i] = before->s[i] * (1 - q->at_deadline[i]);
        /* all, as far as 1 less their share can say */
        if (fabs(expire->s[i] - w->types[i].z) <= 4e-16 * before->s[i]) expire->s[i] = w->types[i].z;
        double mine = q->at_deadline[i];
        expire->first[i] += before->s[0] * before->s[1] * mine * (1 - 0.5 * m);
        q->survival_end[i] = expire->s[i];
    }
    return true;
}

bool so_tabulate(lode_standoff_work *w, lode_standoff_equilibrium *e)
{
    if (w->n_entry == w->most_entry) return false;
    e->first_entry = w->n_entry;
    w->entry[w->n_entry++] = (so_entry){.s = {1, 1}, .step = -1};
    double counts_until = fmax(e->t_star, e->loser_out);
    if (e->ending == LODE_STANDOFF_OVERSHOOT) {
        const so_pause *p = so_pause_at(&w->pauses[e->holder], e->t_star);
        if (p) counts_until = fmax(counts_until, p->b);
    }
    for (int32_t n = e->first_step; n < e->first_step + e->n_step; n++) {
        const so_step *step = &w->step[n];
        if (!mass_entry(w, step->s)) return false;
        w->entry[w->n_entry - 1].step = -1;
        if (!(step->still ? still_entries(w, step, counts_until) : flow_entries(w, n)))
            return false;
    }
    if (isfinite(w->horizon) && !deadline_entries(w, e)) return false;
    e->n_entry = w->n_entry - e->first_entry;
    const so_entry *last = &w->entry[w->n_entry - 1];
    for (int i = 0; i < 2; i++) {
        e->first[i] = last->first[i];
        e->cost[i] = last->spent[i];
    }
    e->never = e->survival_end[0] * e->survival_end[1];
    return true;
}

/* --- looking things up ---------------------------------------------------------------------- */

double lode_standoff_survival(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                              int32_t side, double day)
{
    if (day >= w->horizon || e->n_step == 0) return e->survival_end[side];
    int32_t low = e->first_step, high = e->first_step + e->n_step - 1;
    while (low < high) {
        int32_t middle = (low + high + 1) / 2;
        if (w->step[middle].t0 <= day) low = middle;
        else high = middle - 1;
    }
    const so_step *step = &w->step[low];
    if (step->still) return step->s[side];
    so_series y;
    series_of(w, step, &y);
    return fmax(so_series_at(&y, side, fmin(day, step->t1) - step->t0), w->types[side].z);
}

void lode_standoff_still_on(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                            double step, int32_t n, double *out)
{
    int32_t at = e->first_step, last = e->first_step + e->n_step - 1, expanded = -1;
    so_series y;
    for (int32_t i = 0; i < n; i++) {
        double day = i * step;
        if (day >= w->horizon || e->n_step == 0) {
            out[i] = e->survival_end[0] * e->survival_end[1];
            continue;
        }
        while (at < last && w->step[at + 1].t0 <= day) at++;
        const so_step *now = &w->step[at];
        if (!now->still && expanded != at) {
            series_of(w, now, &y);
            expanded = at;
        }
        double u = fmin(day, now->t1) - now->t0, product = 1;
        for (int32_t k = 0; k < 2; k++)
            product *= now->still ? now->s[k] : fmax(so_series_at(&y, k, u), w->types[k].z);
        out[i] = product;
    }
}

/* Probability that nobody has conceded by `day`. */
static double both(const lode_standoff_work *w, const lode_standoff_equilibrium *e, double day)
{
    return lode_standoff_survival(w, e, 0, day) * lode_standoff_survival(w, e, 1, day);
}

double lode_standoff_end_quantile(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                                  double p)
{
    const so_entry *list = w->entry + e->first_entry;
    int32_t n = 0;
    while (n < e->n_entry && list[n].s[0] * list[n].s[1] > 1 - p) n++;
    if (n == e->n_entry) return INFINITY;
    if (n == 0 || list[n].t == list[n - 1].t || list[n - 1].step < 0) return list[n].t;
    double low = list[n - 1].t, high = list[n].t;
    for (int i = 0; i < 60 && high - low > 1e-12 * high; i++) {
        double middle = 0.5 * (low + high);
        if (both(w, e, middle) > 1 - p) low = middle;
        else high = middle;
    }
    return high;
}

double lode_standoff_first_by(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                              int32_t side, double day)
{
    const so_entry *list = w->entry + e->first_entry;
    if (day >= list[e->n_entry - 1].t) return e->first[side];
    int32_t low = 0, high = e->n_entry - 1;
    while (low < high) {
        int32_t middle = (low + high + 1) / 2;
        if (list[middle].t <= day) low = middle;
        else high = middle - 1;
    }
    so_entry there = list[low];
    if (there.step < 0 || day == there.t) return there.first[side];
    const so_step *step = &w->step[there.step];
    so_series y;
    series_of(w, step, &y);
    add_flow(w, step, &y, there.t - step->t0, day - step->t0, &there);
    return there.first[side];
}

/* Entries of an equilibrium at which types concede: without the two of the last day. */
static int32_t n_ordinary(const lode_standoff_work *w, const lode_standoff_equilibrium *e)
{
    return e->n_entry - (isfinite(w->horizon) ? 2 : 0);
}

double lode_standoff_payoff(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                            int32_t side, double v)
{
    const so_entry *list = w->entry + e->first_entry;
    double s = so_share_above(&w->types[side], v);
    int32_t n = 0, most = n_ordinary(w, e);
    for (; n + 1 < most; n++) {
        double now = list[n].s[side], next = list[n + 1].s[side];
        if (next < s || (next == s && now > s)) break;
    }
    const so_entry *at = &list[n];
    if (n + 1 >= most) {
        /* it is there on the last day, or holds for ever */
        at = &list[e->n_entry - 1];
        if (isfinite(w->horizon)) {
            const so_entry *last = &list[e->n_entry - 2];
            bool concedes = e->at_deadline[side] > 0 && s > at->s[side];
            if (concedes) at = last;
        }
        return at->a[side] * v - at->b[side];
    }
    if (at->s[side] <= s || at->step < 0) return at->a[side] * v - at->b[side];
    so_entry there = *at;
    const so_step *step = &w->step[at->step];
    so_series y;
    series_of(w, step, &y);
    double u = so_series_reach(&y, side, s, step->t1 - step->t0), u0 = at->t - step->t0;
    if (isinf(u)) u = step->t1 - step->t0;
    add_flow(w, step, &y, u0, u, &there);
    there.t = step->t0 + u;
    for (int i = 0; i < 2; i++) there.s[i] = so_series_at(&y, i, u);
    set_lines(w, &there);
    return there.a[side] * v - there.b[side];
}

double lode_standoff_value_at(const lode_standoff_values *v, double p)
{
    if (v->n == 1) return v->value[0];
    for (int32_t i = 0; i + 1 < v->n; i++) {
        double gap = v->share[i + 1] - v->share[i];
        if (p <= v->share[i + 1] && gap > 0)
            return v->value[i] +
                   (v->value[i + 1] - v->value[i]) * (fmax(p, v->share[i]) - v->share[i]) / gap;
    }
    return v->value[v->n - 1];
}
