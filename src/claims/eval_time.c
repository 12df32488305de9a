/* Time: always and eventually, forward and back, until and since. A truth is four arrays - robustness from and to,
 * surely, perhaps - and each rule is the same minimum or maximum on all four. */
#include "claims/eval_inner.h"

lode_plane lode_plane_kind(int32_t plane, bool closed)
{
    bool robust = plane < 2, lower = plane % 2 == 0;
    lode_plane p = {robust ? -LODE_INF : 0, robust ? LODE_INF : 1, 0};
    p.unknown = lower || closed ? p.bottom : p.top;
    return p;
}

void lode_register_unknown(const lode_register *r)
{
    for (int32_t t = 0; t < r->n; t++) {
        r->lo[t] = -LODE_INF;
        r->hi[t] = LODE_INF;
        if (r->sure) r->sure[t] = 0;
        if (r->maybe) r->maybe[t] = 1;
    }
}

/* --- windows of dates ---------------------------------------------------------------------- */

/* The first whole day not before x, the last one not after it; far away stays far away. */
static int32_t day_from(double x)
{
    if (!(x > -1e9)) return -1000000000;
    if (!(x < 1e9)) return 1000000000;
    int32_t d = (int32_t)x;
    return d < x ? d + 1 : d;
}

void lode_window_dates(const lode_eval_frame *f, const lode_instruction *i, lode_range *wide,
                       lode_range *narrow)
{
    if (i->window != LODE_WINDOW_BETWEEN) {
        *wide = *narrow = (lode_range){0, f->n_day - 1};
        return;
    }
    const lode_register *from = &f->reg[i->from], *to = &f->reg[i->to];
    *wide = (lode_range){day_from(from->lo[0]), -day_from(-to->hi[0])};
    *narrow = (lode_range){day_from(from->hi[0]), -day_from(-to->lo[0])};
}

/* The fold of x over the days of a range; those outside the array are unknown. */
static double fold_range(lode_fold fold, const double *x, int32_t n, lode_range r, double unknown,
                         bool closed, double empty)
{
    double v = empty;
    if (r.first > r.last) return v;
    if (!closed && (r.first < 0 || r.last >= n)) v = lode_fold_two(fold, v, unknown, v);
    int32_t first = r.first < 0 ? 0 : r.first, last = r.last < n ? r.last : n - 1;
    for (int32_t t = first; t <= last; t++) v = lode_fold_two(fold, v, x[t], v);
    return v;
}

/* --- always, eventually -------------------------------------------------------------------- */

static double clamp(lode_plane k, double v)
{
    return v < k.bottom ? k.bottom : v > k.top ? k.top : v;
}

static void fold_plane(const lode_eval_frame *f, const lode_instruction *i, int32_t plane,
                       lode_fold fold, const lode_register *out)
{
    const double *x = lode_plane_of(&f->reg[i->a], plane);
    double *y = lode_plane_of(out, plane);
    lode_plane k = lode_plane_kind(plane, f->closed);
    double empty = fold == LODE_FOLD_MIN ? k.top : k.bottom;
    if (i->window == LODE_WINDOW_BETWEEN) {
        /* more days can only lower a minimum and raise a maximum */
        lode_range wide, narrow;
        lode_window_dates(f, i, &wide, &narrow);
        bool use_wide = (fold == LODE_FOLD_MIN) == (plane % 2 == 0);
        y[0] = fold_range(fold, x, f->n, use_wide ? wide : narrow, k.unknown, f->closed, empty);
        return;
    }
    if (i->window == LODE_WINDOW_AHEAD)
        lode_window_slide(fold, x, f->n, i->from, i->to, 0, y, f->scratch);
    else if (i->op == LODE_OP_ALWAYS || i->op == LODE_OP_EVENTUALLY)
        lode_window_rest(fold, x, f->n, f->n_day - 1, y);
    else lode_window_past(fold, x, f->n, y);
    for (int32_t t = 0; t < f->n; t++) {
        y[t] = clamp(k, y[t]);
        bool after = i->window == LODE_WINDOW_AHEAD ? i->to > f->n - 1 - t
                                                    : t >= f->n_day && i->op <= LODE_OP_EVENTUALLY;
        if (!after || f->closed) continue;
        /* an unwindowed operator after the run has no days at all: nothing is known */
        y[t] = i->window == LODE_WINDOW_AHEAD ? lode_fold_two(fold, y[t], k.unknown, 0) : k.unknown;
    }
}

/* --- until, since -------------------------------------------------------------------------- */

static double least(double a, double b)
{
    return a < b ? a : b;
}

static double most(double a, double b)
{
    return a > b ? a : b;
}

/* Donze, Ferrere, Maler 2013: f until[a,b] g  =  f on the first a days, and g within a..b, and a days on: f until g */
static void until_ahead(const lode_eval_frame *f, const lode_instruction *i, lode_plane k,
                        const double *x, const double *g, double *y)
{
    double *rest = f->scratch + 6 * (size_t)f->n, *some = rest + f->n;
    double after = k.unknown;
    for (int32_t t = f->n - 1; t >= 0; t--) rest[t] = after = most(g[t], least(x[t], after));
    lode_window_slide(LODE_FOLD_MAX, g, f->n, i->from, i->to, 0, some, f->scratch);
    if (i->from > 0) lode_window_slide(LODE_FOLD_MIN, x, f->n, 0, i->from - 1, 0, y, f->scratch);
    for (int32_t t = 0; t < f->n; t++) {
        int32_t left = f->n - 1 - t;
        double first = i->from > 0 ? y[t] : k.top;
        double within = i->to > left ? most(some[t], k.unknown) : some[t];
        double then = i->from > left ? k.unknown : rest[t + i->from];
        y[t] = clamp(k, least(first, least(within, then)));
    }
}

static void since_ahead(const lode_eval_frame *f, const lode_instruction *i, lode_plane k,
                        const double *x, const double *g, double *y)
{
    double *past = f->scratch + 6 * (size_t)f->n, *some = past + f->n;
    double before = k.bottom;
    for (int32_t t = 0; t < f->n; t++) past[t] = before = most(g[t], least(x[t], before));
    lode_window_slide(LODE_FOLD_MAX, g, f->n, -i->to, -i->from, 0, some, f->scratch);
    if (i->from > 0) lode_window_slide(LODE_FOLD_MIN, x, f->n, 1 - i->from, 0, 0, y, f->scratch);
    for (int32_t t = 0; t < f->n; t++) {
        double last = i->from > 0 ? y[t] : k.top;
        y[t] = t < i->from ? k.bottom : clamp(k, least(last, least(some[t], past[t - i->from])));
    }
}

/* g on a day of the range, f from today to the day before */
static void until_range(const lode_eval_frame *f, lode_range r, lode_plane k, const double *x,
                        const double *g, double *y)
{
    double after = r.last >= f->n ? k.unknown : k.bottom;
    for (int32_t t = f->n - 1; t >= 0; t--) {
        if (t > r.last) after = k.bottom;
        else after = most(t >= r.first ? g[t] : k.bottom, least(x[t], after));
        y[t] = after;
    }
}

static void since_range(const lode_eval_frame *f, lode_range r, lode_plane k, const double *x,
                        const double *g, double *y)
{
    double before = r.first < 0 ? k.unknown : k.bottom;
    for (int32_t t = 0; t < f->n; t++) {
        if (t < r.first) before = k.bottom;
        else before = most(t <= r.last ? g[t] : k.bottom, least(x[t], before));
        y[t] = before;
    }
}

static void until_plane(const lode_eval_frame *f, const lode_instruction *i, int32_t plane,
                        const lode_register *out)
{
    const double *x = lode_plane_of(&f->reg[i->a], plane), *g = lode_plane_of(&f->reg[i->b], plane);
    double *y = lode_plane_of(out, plane);
    lode_plane k = lode_plane_kind(plane, f->closed);
    bool until = i->op == LODE_OP_UNTIL;
    if (i->window == LODE_WINDOW_AHEAD) {
        if (until) until_ahead(f, i, k, x, g, y);
        else since_ahead(f, i, k, x, g, y);
        return;
    }
    /* to the last day of the run; back to its first */
    lode_range range = {0, until ? f->n_day - 1 : f->n - 1}, narrow;
    if (i->window == LODE_WINDOW_BETWEEN) lode_window_dates(f, i, &range, &narrow);
    if (until) until_range(f, range, k, x, g, y);
    else since_range(f, range, k, x, g, y);
    if (!until || i->window != LODE_WINDOW_NONE) return;
    for (int32_t t = f->n_day; t < f->n; t++) y[t] = k.unknown;
}

void lode_eval_temporal(const lode_eval_frame *f, const lode_instruction *i,
                        const lode_register *out)
{
    if (i->op == LODE_OP_UNTIL || i->op == LODE_OP_SINCE) {
        lode_range wide, narrow;
        lode_window_dates(f, i, &wide, &narrow);
        bool exact = wide.first == narrow.first && wide.last == narrow.last;
        if (i->window == LODE_WINDOW_BETWEEN && !exact) lode_register_unknown(out);
        else
            for (int32_t p = 0; p < LODE_PLANES; p++) until_plane(f, i, p, out);
        return;
    }
    bool minimum = i->op == LODE_OP_ALWAYS || i->op == LODE_OP_HISTORICALLY;
    for (int32_t p = 0; p < LODE_PLANES; p++)
        fold_plane(f, i, p, minimum ? LODE_FOLD_MIN : LODE_FOLD_MAX, out);
}
