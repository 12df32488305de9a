/* Why a formula is true or false: follow the least or greatest margin down to one comparison on one day. */
#include "claims/eval_inner.h"

/* A place in the evaluation, and which end of its margin is asked about. */
typedef struct spot {
    int32_t code, day;
    bool upper;
} spot;

/* Values of a spot: its margin, then its truth, which decides between equal margins. */
static void values(const lode_eval_frame *f, spot s, double *margin, double *truth)
{
    const lode_register *r = &f->reg[s.code];
    int32_t t = r->n == 1 ? 0 : s.day;
    *margin = s.upper ? r->hi[t] : r->lo[t];
    *truth = s.upper ? r->maybe[t] : r->sure[t];
}

/* Whether b decides rather than a: smaller where a minimum is asked for, else greater. */
static bool decides(const lode_eval_frame *f, bool minimum, spot a, spot b)
{
    double ma = 0, ta = 0, mb = 0, tb = 0;
    values(f, a, &ma, &ta);
    values(f, b, &mb, &tb);
    if (ma != mb) return (mb < ma) == minimum;
    return tb != ta && (tb < ta) == minimum;
}

/* Days of the run that the window of i covers on `day`. */
static lode_range days_of(const lode_eval_frame *f, const lode_instruction *i, int32_t day,
                          bool minimum, bool upper)
{
    lode_range r = {0, f->n_day - 1}, wide, narrow;
    bool back = i->op == LODE_OP_HISTORICALLY || i->op == LODE_OP_ONCE || i->op == LODE_OP_SINCE;
    if (i->window == LODE_WINDOW_BETWEEN) {
        lode_window_dates(f, i, &wide, &narrow);
        r = minimum != upper ? wide : narrow;
    } else if (i->window == LODE_WINDOW_AHEAD) {
        r.first = i->op == LODE_OP_SINCE ? day - i->to : day + i->from;
        r.last = i->op == LODE_OP_SINCE ? day - i->from : day + i->to;
    } else if (back) r.last = day;
    else r.first = day;
    if (r.first < 0) r.first = 0;
    if (r.last > f->n - 1) r.last = f->n - 1;
    return r;
}

/* The deciding day of always or eventually; day -1: the window is empty. */
static spot over_days(const lode_eval_frame *f, const lode_instruction *i, spot s)
{
    bool minimum = i->op == LODE_OP_ALWAYS || i->op == LODE_OP_HISTORICALLY;
    lode_range r = days_of(f, i, s.day, minimum, s.upper);
    spot best = {i->a, -1, s.upper};
    for (int32_t t = r.first; t <= r.last; t++) {
        spot here = {i->a, t, s.upper};
        if (best.day < 0 || decides(f, minimum, best, here)) best = here;
    }
    return best;
}

/* The deciding day of until or since: the best day for g, and what is worst up to there. */
static spot over_until(const lode_eval_frame *f, const lode_instruction *i, spot s)
{
    lode_range r = days_of(f, i, s.day, true, s.upper);
    int32_t step = i->op == LODE_OP_UNTIL ? 1 : -1, n = f->n;
    spot worst = {i->a, -1, s.upper}, best = {i->b, -1, s.upper};
    for (int32_t t = s.day; t >= 0 && t < n; t += step) {
        spot g = {i->b, t, s.upper};
        spot here = worst.day >= 0 && decides(f, true, g, worst) ? worst : g;
        bool in = t >= r.first && t <= r.last;
        if (in && (best.day < 0 || decides(f, false, best, here))) best = here;
        spot held = {i->a, t, s.upper};
        if (worst.day < 0 || decides(f, true, worst, held)) worst = held;
    }
    return best;
}

static spot step_down(const lode_eval_frame *f, const lode_instruction *i, spot s)
{
    spot a = {i->a, s.day, s.upper}, b = {i->b, s.day, s.upper};
    switch ((lode_opcode)i->op) {
    case LODE_OP_NOT:
        a.upper = !s.upper;
        return a;
    case LODE_OP_AND:
        return decides(f, true, a, b) ? b : a;
    case LODE_OP_OR:
        return decides(f, false, a, b) ? b : a;
    case LODE_OP_RISE: {
        /* not yesterday: compare with the margin turned round */
        double now = 0, before = 0, unused = 0;
        spot y = {i->a, s.day - 1, !s.upper};
        if (s.day == 0) return a;
        values(f, a, &now, &unused);
        values(f, y, &before, &unused);
        return -before < now ? y : a;
    }
    case LODE_OP_UNTIL:
    case LODE_OP_SINCE:
        return over_until(f, i, s);
    default:
        return over_days(f, i, s);
    }
}

lode_witness lode_eval_witness(const lode_program *p, const lode_eval_frame *f, int32_t day)
{
    lode_witness none = {.code = -1, .day = -1};
    lode_eval_value v = lode_eval_at(p, f, day);
    if (!p->code[p->n_code - 1].truth) return none;
    bool known_below = v.lo > -LODE_INF;
    spot s = {p->n_code - 1, day, v.truth == LODE_UNDECIDED ? !known_below : v.truth == LODE_FALSE};
    for (;;) {
        const lode_instruction *i = &p->code[s.code];
        if (i->op == LODE_OP_TRUTH || (i->op >= LODE_OP_GREATER && i->op <= LODE_OP_NEAR)) break;
        /* on its way up a value that is the same every day was only repeated */
        s = i->op == LODE_OP_SPREAD || i->op == LODE_OP_AT
                ? (spot){i->a, i->op == LODE_OP_AT ? (int32_t)f->reg[i->b].lo[0] : s.day, s.upper}
                : step_down(f, i, s);
        if (s.day < 0) return none;
        if (s.day >= f->n) return none;
    }
    const lode_register *r = &f->reg[s.code];
    int32_t t = r->n == 1 ? 0 : s.day;
    return (lode_witness){s.code, s.day, r->lo[t], r->hi[t]};
}
