/* Reductions: from the days of a window to one number or date. */
#include "claims/eval_inner.h"

static lode_interval nobody_knows(void)
{
    return (lode_interval){-LODE_INF, LODE_INF};
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* The days of a range that are in the array. */
static lode_range inside(const lode_eval_frame *f, lode_range r)
{
    return (lode_range){larger(r.first, 0), smaller(r.last, f->n - 1)};
}

/* Days of a range, also outside the array; closed: only inside. */
static double width(const lode_eval_frame *f, lode_range r)
{
    if (f->closed) r = inside(f, r);
    return r.first > r.last ? 0 : (double)r.last - r.first + 1;
}

/* Days of a range that are outside the array, where those count. */
static double outside(const lode_eval_frame *f, lode_range r)
{
    lode_range in = inside(f, r);
    return width(f, r) - (in.first > in.last ? 0 : (double)in.last - in.first + 1);
}

/* --- over all days or between dates -------------------------------------------------------- */

static double fold(lode_fold how, const double *x, lode_range in, double unknown)
{
    double v = how == LODE_FOLD_MIN ? LODE_INF : how == LODE_FOLD_MAX ? -LODE_INF : 0;
    for (int32_t t = in.first; t <= in.last; t++) v = lode_fold_two(how, v, x[t], unknown);
    return v;
}

/* min or max: more days can only lower a minimum and raise a maximum */
static lode_interval extreme(const lode_eval_frame *f, const lode_register *a, lode_fold how,
                             lode_range wide, lode_range narrow)
{
    bool minimum = how == LODE_FOLD_MIN;
    lode_interval v = {fold(how, a->lo, inside(f, minimum ? wide : narrow), 0),
                       fold(how, a->hi, inside(f, minimum ? narrow : wide), 0)};
    if (outside(f, wide) > 0) {
        if (minimum) v.lo = -LODE_INF;
        else v.hi = LODE_INF;
    }
    return v;
}

static lode_interval total(const lode_eval_frame *f, const lode_register *a, bool mean,
                           lode_range wide, lode_range narrow)
{
    bool exact = wide.first == narrow.first && wide.last == narrow.last;
    lode_range in = inside(f, wide);
    double days = width(f, wide);
    if (!exact || outside(f, wide) > 0 || (mean && days == 0)) return nobody_knows();
    lode_interval v = {fold(LODE_FOLD_SUM, a->lo, in, -LODE_INF),
                       fold(LODE_FOLD_SUM, a->hi, in, LODE_INF)};
    return mean ? (lode_interval){v.lo / days, v.hi / days} : v;
}

/* First day of a range with x = 1; inf: none. */
static double first_in(const double *x, lode_range in)
{
    for (int32_t t = in.first; t <= in.last; t++)
        if (x[t] > 0) return t;
    return LODE_INF;
}

static double last_in(const double *x, lode_range in)
{
    for (int32_t t = in.last; t >= in.first; t--)
        if (x[t] > 0) return t;
    return -LODE_INF;
}

/* Most days in a row with x = 1, those outside the array counted as such where `all`. */
static double longest_in(const lode_eval_frame *f, const double *x, lode_range r, bool all)
{
    lode_range in = inside(f, r);
    bool open = all && !f->closed && r.first <= r.last;
    double row = 0, best = 0;
    if (open && in.first > in.last) return width(f, r);
    if (open) row = in.first - (double)r.first;
    for (int32_t t = in.first; t <= in.last; t++) {
        row = x[t] > 0 ? row + 1 : 0;
        best = row > best ? row : best;
    }
    if (open) row += r.last - (double)in.last;
    return row > best ? row : best;
}

static lode_interval first_date(const lode_eval_frame *f, const lode_instruction *i,
                                const lode_register *a, lode_range wide, lode_range narrow)
{
    lode_interval v = {first_in(a->maybe, inside(f, wide)), first_in(a->sure, inside(f, narrow))};
    if (f->closed) return v;
    /* never in the run: any day after it; before the run: already then */
    if (i->window == LODE_WINDOW_NONE) {
        if (v.lo == LODE_INF) v.lo = f->n_day;
    } else if (wide.first <= wide.last) {
        if (wide.last >= f->n && v.lo == LODE_INF) v.lo = larger(f->n, wide.first);
        if (wide.first < 0) v.lo = wide.first;
    }
    return v;
}

static lode_interval last_date(const lode_eval_frame *f, const lode_instruction *i,
                               const lode_register *a, lode_range wide, lode_range narrow)
{
    lode_interval v = {last_in(a->sure, inside(f, narrow)), last_in(a->maybe, inside(f, wide))};
    if (f->closed || i->window == LODE_WINDOW_NONE || wide.first > wide.last) return v;
    if (wide.first < 0 && v.hi == -LODE_INF) v.hi = smaller(-1, wide.last);
    if (wide.last >= f->n) v.hi = wide.last;
    return v;
}

static lode_interval reduce(const lode_eval_frame *f, const lode_instruction *i, lode_range wide,
                            lode_range narrow)
{
    const lode_register *a = &f->reg[i->a];
    switch ((lode_opcode)i->op) {
    case LODE_OP_MIN:
        return extreme(f, a, LODE_FOLD_MIN, wide, narrow);
    case LODE_OP_MAX:
        return extreme(f, a, LODE_FOLD_MAX, wide, narrow);
    case LODE_OP_SUM:
        return total(f, a, false, wide, narrow);
    case LODE_OP_MEAN:
        return total(f, a, true, wide, narrow);
    case LODE_OP_DAYS:
        return (lode_interval){fold(LODE_FOLD_SUM, a->sure, inside(f, narrow), 0),
                               fold(LODE_FOLD_SUM, a->maybe, inside(f, wide), 0) +
                                   outside(f, wide)};
    case LODE_OP_LONGEST:
        return (lode_interval){longest_in(f, a->sure, narrow, false),
                               longest_in(f, a->maybe, wide, true)};
    case LODE_OP_FIRST:
        return first_date(f, i, a, wide, narrow);
    default:
        return last_date(f, i, a, wide, narrow);
    }
}

/* --- over a window that moves with the day ------------------------------------------------- */

static void slide_numbers(const lode_eval_frame *f, const lode_instruction *i,
                          const lode_register *out)
{
    const lode_register *a = &f->reg[i->a];
    lode_fold how = i->op == LODE_OP_MIN   ? LODE_FOLD_MIN
                    : i->op == LODE_OP_MAX ? LODE_FOLD_MAX
                                           : LODE_FOLD_SUM;
    bool count = i->op == LODE_OP_DAYS, mean = i->op == LODE_OP_MEAN;
    lode_window_slide(how, count ? a->sure : a->lo, f->n, i->from, i->to, -LODE_INF, out->lo,
                      f->scratch);
    lode_window_slide(how, count ? a->maybe : a->hi, f->n, i->from, i->to, LODE_INF, out->hi,
                      f->scratch);
    for (int32_t t = 0; t < f->n; t++) {
        /* the past is cut at the first day, the future is unknown */
        lode_range r = {larger(t + i->from, 0), t + i->to};
        double days = width(f, r), unknown = outside(f, r);
        if (mean) {
            out->lo[t] = days > 0 ? out->lo[t] / days : -LODE_INF;
            out->hi[t] = days > 0 ? out->hi[t] / days : LODE_INF;
        }
        if (unknown <= 0) continue;
        if (count) out->hi[t] += unknown;
        else {
            if (how != LODE_FOLD_MAX) out->lo[t] = -LODE_INF;
            if (how != LODE_FOLD_MIN) out->hi[t] = LODE_INF;
        }
    }
}

/* For each day the next one, itself included, with x = 1; n where there is none. Backwards: the one before, -1. */
static void next_days(const double *x, int32_t n, bool backwards, double *next)
{
    double seen = backwards ? -1 : n;
    for (int32_t k = 0; k < n; k++) {
        int32_t t = backwards ? k : n - 1 - k;
        if (x[t] > 0) seen = t;
        next[t] = seen;
    }
}

static void slide_first(const lode_eval_frame *f, const lode_instruction *i,
                        const lode_register *out)
{
    double *maybe = f->scratch, *sure = f->scratch + f->n;
    next_days(f->reg[i->a].maybe, f->n, false, maybe);
    next_days(f->reg[i->a].sure, f->n, false, sure);
    for (int32_t t = 0; t < f->n; t++) {
        lode_range r = {larger(t + i->from, 0), t + i->to}, in = inside(f, r);
        bool some = in.first <= in.last;
        out->lo[t] = some && maybe[in.first] <= in.last ? maybe[in.first] : LODE_INF;
        out->hi[t] = some && sure[in.first] <= in.last ? sure[in.first] : LODE_INF;
        if (out->lo[t] == LODE_INF && outside(f, r) > 0) out->lo[t] = larger(f->n, r.first);
    }
}

static void slide_last(const lode_eval_frame *f, const lode_instruction *i,
                       const lode_register *out)
{
    double *maybe = f->scratch, *sure = f->scratch + f->n;
    next_days(f->reg[i->a].maybe, f->n, true, maybe);
    next_days(f->reg[i->a].sure, f->n, true, sure);
    for (int32_t t = 0; t < f->n; t++) {
        lode_range r = {larger(t + i->from, 0), t + i->to}, in = inside(f, r);
        bool some = in.first <= in.last;
        out->lo[t] = some && sure[in.last] >= in.first ? sure[in.last] : -LODE_INF;
        out->hi[t] = some && maybe[in.last] >= in.first ? maybe[in.last] : -LODE_INF;
        if (outside(f, r) > 0) out->hi[t] = r.last;
    }
}

/* One end of longest over a moving window: what is left of the row that the window begins in, then the rows after it,
 * each counted from its own beginning. */
static void slide_row(const lode_eval_frame *f, const lode_instruction *i, const double *x,
                      bool all, double *out)
{
    double *row = f->scratch, *end = row + f->n;
    int32_t *left = (int32_t *)(void *)(end + f->n), *queue = left + f->n;
    double last = -1;
    for (int32_t t = 0; t < f->n; t++) row[t] = x[t] > 0 ? (t > 0 ? row[t - 1] : 0) + 1 : 0;
    for (int32_t t = f->n - 1; t >= 0; t--) {
        if (x[t] > 0 && (t == f->n - 1 || !(x[t + 1] > 0))) last = t;
        end[t] = x[t] > 0 ? last : t - 1;
    }
    for (int32_t t = 0; t < f->n; t++) {
        int32_t first = larger(t + i->from, 0);
        left[t] = first < f->n ? (int32_t)end[first] + 1 : f->n;
    }
    lode_window_most(row, f->n, left, i->to, out, queue);
    for (int32_t t = 0; t < f->n; t++) {
        lode_range r = {larger(t + i->from, 0), t + i->to}, in = inside(f, r);
        double best = out[t] > 0 ? out[t] : 0, after = all ? outside(f, r) : 0, tail = after;
        if (in.first <= in.last) {
            double here = (end[in.first] < in.last ? end[in.first] : in.last) - in.first + 1;
            double at_end =
                row[in.last] < in.last - in.first + 1 ? row[in.last] : in.last - in.first + 1;
            best = here > best ? here : best;
            if (after > 0) tail += at_end;
        }
        out[t] = tail > best ? tail : best;
    }
}

static void slide(const lode_eval_frame *f, const lode_instruction *i, const lode_register *out)
{
    if (i->op == LODE_OP_FIRST) slide_first(f, i, out);
    else if (i->op == LODE_OP_LAST) slide_last(f, i, out);
    else if (i->op == LODE_OP_LONGEST) {
        slide_row(f, i, f->reg[i->a].sure, false, out->lo);
        slide_row(f, i, f->reg[i->a].maybe, true, out->hi);
    } else slide_numbers(f, i, out);
}

/* --- one day ------------------------------------------------------------------------------- */

/* What holds on a date: on any of the days that it may be. */
static void at_date(const lode_eval_frame *f, const lode_instruction *i, const lode_register *out)
{
    const lode_register *a = &f->reg[i->a], *date = &f->reg[i->b];
    double first = date->lo[0], last = date->hi[0];
    if (!(first >= 0) || !(last < f->n)) {
        lode_register_unknown(out);
        return;
    }
    for (int32_t p = 0; p < (i->truth ? LODE_PLANES : 2); p++) {
        lode_range in = {(int32_t)first, (int32_t)last};
        lode_plane_of(out, p)[0] =
            fold(p % 2 == 0 ? LODE_FOLD_MIN : LODE_FOLD_MAX, lode_plane_of(a, p), in, 0);
    }
}

void lode_eval_reduce(const lode_eval_frame *f, const lode_instruction *i, const lode_register *out)
{
    if (i->op == LODE_OP_AT) {
        at_date(f, i, out);
    } else if (i->op == LODE_OP_LAG) {
        for (int32_t t = 0; t < f->n; t++) {
            int32_t before = larger(t - i->from, 0);
            out->lo[t] = f->reg[i->a].lo[before];
            out->hi[t] = f->reg[i->a].hi[before];
        }
    } else if (i->window == LODE_WINDOW_AHEAD) {
        slide(f, i, out);
    } else {
        lode_range wide, narrow;
        lode_window_dates(f, i, &wide, &narrow);
        lode_interval v = reduce(f, i, wide, narrow);
        out->lo[0] = v.lo;
        out->hi[0] = v.hi;
    }
}
