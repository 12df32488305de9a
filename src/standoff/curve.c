/* Costs of waiting: straight pieces that keep their sign, their discounted integrals, and L(t). */
#include "standoff/inner.h"

#include <math.h>

/* (1 - (1+x) e^-x) / x^2: the series where the difference would cancel. */
static double second(double x)
{
    if (x < 0.02)
        return 0.5 - x * (1.0 / 3 - x * (1.0 / 8 - x * (1.0 / 30 - x * (1.0 / 144 - x / 840))));
    return (1 - (1 + x) * lode_exp(-x)) / (x * x);
}

double so_discounted(double r, double k, double slope, double h)
{
    if (r == 0) return h * (k + 0.5 * slope * h);
    double x = r * h;
    double sum = k == 0 ? 0 : k * (-lode_expm1(-x) / r);
    return slope == 0 ? sum : sum + slope * h * h * second(x);
}

static int32_t sign_of(double x)
{
    return (x > 0) - (x < 0);
}

static void append(so_line *line, double t0, double t1, double k, double slope)
{
    so_piece *p = &line->piece[line->n++];
    double middle = isinf(t1) ? k : k + 0.5 * slope * (t1 - t0);
    *p = (so_piece){t0, t1, k, slope, 0, sign_of(middle)};
}

/* Add a straight stretch, in two pieces where the cost changes sign inside. */
static void add(so_line *line, double t0, double t1, double k0, double k1)
{
    if (!(t1 > t0)) return;
    double slope = isinf(t1) ? 0 : (k1 - k0) / (t1 - t0);
    if ((k0 < 0 && k1 > 0) || (k0 > 0 && k1 < 0)) {
        double zero = t0 + (t1 - t0) * (k0 / (k0 - k1));
        if (zero > t0 && zero < t1) {
            append(line, t0, zero, k0, slope);
            append(line, zero, t1, 0, slope);
            return;
        }
    }
    append(line, t0, t1, k0, slope);
}

/* L at the start of every piece (MODEL 1). */
static void add_up(so_line *line)
{
    double level = 0;
    for (int32_t i = 0; i < line->n; i++) {
        so_piece *p = &line->piece[i];
        p->level = level;
        if (isinf(p->t1)) return;
        level -= lode_exp(-line->r * p->t0) * so_discounted(line->r, p->k, p->slope, p->t1 - p->t0);
    }
}

void so_line_make(const lode_standoff_side *side, double start, double horizon, so_line *line)
{
    const lode_standoff_curve *c = &side->cost;
    line->n = 0;
    line->r = side->discount;
    double t = 0, k = c->rate[0] * side->cost_scale + side->cost_added;
    for (int32_t i = 0; i < c->n && t < horizon; i++) {
        double day = c->day[i] - start, rate = c->rate[i] * side->cost_scale + side->cost_added;
        if (day <= 0) {
            /* value at the start: on the way to the next knot */
            k = rate;
            if (i + 1 < c->n && c->day[i + 1] - start > 0 && day < 0) {
                double next = c->rate[i + 1] * side->cost_scale + side->cost_added,
                       gap = c->day[i + 1] - c->day[i];
                k = rate + (next - rate) * (-day / gap);
            }
            continue;
        }
        double end = day, at_end = rate;
        if (day > horizon) {
            end = horizon;
            at_end = k + (rate - k) * ((horizon - t) / (day - t));
        }
        if (day > t) add(line, t, end, k, at_end);
        t = end;
        k = rate;
    }
    if (t < horizon) add(line, t, horizon, k, k);
    add_up(line);
}

/* The piece that holds t. */
static const so_piece *piece_at(const so_line *line, double t)
{
    int32_t low = 0, high = line->n - 1;
    while (low < high) {
        int32_t middle = (low + high + 1) / 2;
        if (line->piece[middle].t0 <= t) low = middle;
        else high = middle - 1;
    }
    return &line->piece[low];
}

double so_level(const so_line *line, double t)
{
    const so_piece *p = piece_at(line, t);
    if (isinf(t)) {
        if (p->k == 0) return p->level;
        if (line->r == 0) return p->k > 0 ? -INFINITY : INFINITY;
        return p->level - lode_exp(-line->r * p->t0) * p->k / line->r;
    }
    return p->level - lode_exp(-line->r * p->t0) * so_discounted(line->r, p->k, p->slope, t - p->t0);
}

/* The rate at a day of the curve's own clock, from the right. */
static double rate_at(const lode_standoff_curve *c, double day, int32_t *next)
{
    int32_t n = 0;
    while (n < c->n && c->day[n] <= day) n++;
    *next = n;
    if (n == 0) return c->rate[0];
    if (n == c->n) return c->rate[n - 1];
    double share = (day - c->day[n - 1]) / (c->day[n] - c->day[n - 1]);
    return c->rate[n - 1] + share * (c->rate[n] - c->rate[n - 1]);
}

double lode_standoff_waiting_cost(const lode_standoff_game *g, int32_t side, double from, double to)
{
    const lode_standoff_side *s = &g->side[side];
    const lode_standoff_curve *c = &s->cost;
    double t = from, sum = 0;
    while (t < to) {
        int32_t next;
        double k = rate_at(c, g->start + t, &next);
        double end = next < c->n ? fmin(to, c->day[next] - g->start) : to;
        double gap = next < c->n ? c->day[next] - g->start - t : 0;
        double slope = next > 0 && next < c->n && gap > 0 ? (c->rate[next] - k) / gap : 0;
        k = k * s->cost_scale + s->cost_added;
        slope *= s->cost_scale;
        sum += lode_exp(-s->discount * t) * so_discounted(s->discount, k, slope, end - t);
        t = end;
    }
    return sum;
}
