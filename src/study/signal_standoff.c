/* What formulas may say of a case's stand-off: it is solved in every draw, with the draw's own losses as costs of waiting and
 * the draw's values of what the case declares. All of it is conditional on these declarations. */
#include <math.h>
#include <string.h>

#include "engine/real.h"
#include "study/signal_inner.h"
#include "study/standoff.h"

enum { EVERY = LODE_STANDOFF_EVERY, ALIGN = 64 };

/* What is asked; lode_signal.through. */
enum { FIRST, SEVERAL, DELAY, COST, PERCEIVED };

/* Durations that may be asked for, in days. */
static const struct {
    const char *text;
    double days;
} DURATION[] = {{"7d", 7}, {"14d", 14}, {"30d", 30}, {"60d", 60}, {"90d", 90}, {"180d", 180}, {"365d", 365}};
enum { N_DURATION = sizeof DURATION / sizeof DURATION[0] };

/* --- the list ------------------------------------------------------------------------------- */

/* Series of value added of both sides' actors: those of A, `split`, those of B. Returns how many are A's. */
static int32_t add_losses(lode_signal_writer *w)
{
    const lode_built *b = w->s->b;
    int32_t first = w->s->n_item, split = 0;
    for (int32_t side = 0; side < 2; side++) {
        for (int32_t r = 0; r < b->model->n_series && !w->failed; r++)
            if (b->series_site[r] < 0 && b->model->series_kind[r] == LODE_SERIES_VALUE_ADDED &&
                lode_standoff_bears(b->c, side, b->series_actor[r]))
                lode_signal_item(w, r);
        if (side == 0) split = w->s->n_item - first;
    }
    return split;
}

static void add(lode_signal_writer *w, int32_t what, const char *name, const char *unit, int32_t side, int32_t duration)
{
    const char *arguments[3] = {NULL, NULL, NULL};
    lode_signal of = {.kind = LODE_SIGNAL_STANDOFF, .actor = side, .product = -1, .through = what, .first = w->s->n_item};
    if (side >= 0) arguments[0] = lode_case_key(w->s->b->c, LODE_T_STANDOFF_SIDES, side);
    if (duration >= 0) {
        arguments[1] = DURATION[duration].text;
        of.fixed = DURATION[duration].days;
    }
    of.stage = add_losses(w);
    lode_signal_add(w, of, name, unit, arguments);
}

void lode_signal_standoff(lode_signal_writer *w)
{
    const lode_built *b = w->s->b;
    if (w->failed || b->c->table[LODE_T_STANDOFF_SIDES].n_row != 2) return;
    lode_standoff_declared *d = LODE_TAKE(w->a, 1, lode_standoff_declared);
    if (!d || !lode_standoff_declare(b->c, b->start, w->a, d)) {
        w->failed = true;
        return;
    }
    w->s->standoff = d;
    const lode_standoff_size size = {b->n_day / EVERY + 2, 2};
    w->s->standoff_bytes = ALIGN + sizeof(lode_standoff_result) + 4 * (size_t)size.n_knot * sizeof(double) +
                           ALIGN + lode_standoff_bytes(&size);
    add(w, SEVERAL, "standoff_several", "", -1, -1);
    for (int32_t side = 0; side < 2; side++) {
        add(w, FIRST, "standoff_first", "", side, -1);
        for (int32_t k = 0; k < N_DURATION; k++) {
            add(w, DELAY, "standoff_delay", "USD", side, k);
            add(w, COST, "standoff_cost", "1/d", side, k);
            add(w, PERCEIVED, "standoff_perceived", "", side, k);
        }
    }
}

/* --- the game of a draw --------------------------------------------------------------------- */

/* A draw's game and what it is solved with, in the run's scratch memory. */
typedef struct table {
    lode_standoff_result *result;
    lode_standoff_work *work;
    lode_standoff_game game;
    lode_standoff_learning learning;
    lode_standoff_nodes nodes;
} table;

static char *align(char *p)
{
    return p + (ALIGN - (uintptr_t)p % ALIGN) % ALIGN;
}

/* The costs of a side: as lodestone standoff has them. */
static lode_standoff_curve curve(const lode_signals *s, const lode_signal *of, const lode_signal_run *run, int32_t side,
                                 double *day, double *rate)
{
    int32_t n = 0, n_day = lode_signal_n_day(run->plan), split = of->stage;
    const int32_t *series = s->item + of->first + (side == 0 ? 0 : split);
    int32_t n_series = side == 0 ? split : of->n - split;
    for (int32_t d = 0; d + EVERY <= n_day; d += EVERY) {
        double middle = d + 0.5 * (EVERY - 1) + s->b->start - s->standoff->start;
        if (middle + EVERY < 0) continue;
        day[n] = middle;
        rate[n++] = lode_standoff_loss(run->plan, run->run, run->quo, series, n_series, d);
    }
    if (n == 0) {
        day[n] = rate[n] = 0;
        n = 1;
    }
    return (lode_standoff_curve){lode_standoff_knots(day, rate, n), day, rate};
}

static void lay_table(const lode_signals *s, const lode_signal *of, const lode_signal_run *run, table *t)
{
    const lode_standoff_declared *d = s->standoff;
    const lode_standoff_size size = {s->b->n_day / EVERY + 2, 2};
    char *memory = align(run->scratch);
    t->result = (lode_standoff_result *)memory;
    double *knots = (double *)(memory + sizeof(lode_standoff_result));
    t->work = lode_standoff_place(&size, align((char *)(knots + 4 * (size_t)size.n_knot)));
    double p[2][LODE_STANDOFF_N_PARAMETER];
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < LODE_STANDOFF_N_PARAMETER; j++) p[i][j] = NAN;
    for (int32_t k = 0; k < d->n_input; k++)
        p[d->input[k].side][d->input[k].what] = d->factor[k] * run->x[d->row[k]].v[run->lane];
    t->game = d->game;
    t->learning = d->learning;
    lode_standoff_set((const double(*)[LODE_STANDOFF_N_PARAMETER])p, &t->nodes, &t->game, &t->learning);
    for (int32_t side = 0; side < 2; side++, knots += 2 * size.n_knot)
        t->game.side[side].cost = curve(s, of, run, side, knots, knots + size.n_knot);
}

/* --- values --------------------------------------------------------------------------------- */

/* Mean cost over the first days as a share of the value of prevailing, its middle. */
static double cost_share(const table *t, int32_t side, double days)
{
    lode_standoff_game g = t->game;
    g.side[side].discount = 0;
    return lode_standoff_waiting_cost(&g, side, 0, days) / days / lode_standoff_value_at(&g.side[side].value, 0.5);
}

/* By what share of its true cost the cost that a side perceives rises within some days; unknown where the case declares
 * nothing of perceptions. */
static double perceived_rise(const lode_signals *s, const table *t, int32_t side, double days)
{
    bool declared = false;
    for (int32_t k = 0; k < s->standoff->n_input; k++)
        declared = declared || (s->standoff->input[k].side == side && s->standoff->input[k].what == LODE_STANDOFF_BIAS &&
                                s->standoff->input[k].grade >= 0);
    return declared ? t->learning.bias[side] * -lode_expm1(-days / t->learning.days[side]) : NAN;
}

double lode_signal_standoff_value(const lode_signals *s, const lode_signal *of, const lode_signal_run *run)
{
    table t;
    if (!run->run || !run->quo) return NAN;
    lay_table(s, of, run, &t);
    if (of->through == COST) return cost_share(&t, of->actor, of->fixed);
    if (of->through == PERCEIVED) return perceived_rise(s, &t, of->actor, of->fixed);
    if (of->through == DELAY) {
        lode_standoff_delay d;
        lode_standoff_delay_value(&t.game, &t.learning, of->fixed, t.work, &d);
        if (!d.solved) return NAN;
        return lode_standoff_pays(&t.game, of->actor, fabs(d.total[of->actor])) ? d.total[of->actor] : 0;
    }
    lode_standoff_solve(&t.game, t.work, t.result);
    bool solved = t.result->status == LODE_STANDOFF_SOLVED && t.result->n > 0, several = t.result->n > 1;
    if (of->through == SEVERAL) return solved ? several : NAN;
    return solved && !several ? t.result->equilibrium[0].first[of->actor] : NAN;
}
