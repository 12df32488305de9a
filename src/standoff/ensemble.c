/* Draws of a stand-off's inputs and what comes of them. */
#include "standoff/ensemble.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/pawn.h"
#include "draws/draws.h"
#include "engine/dist.h"

static const double QUANTILE[LODE_STANDOFF_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

enum {
    DELAY_DRAWS = 128
}; /* draws in which postponements are valued: each takes several solves a row */

/* What an answer is made with. */
typedef struct making {
    const lode_standoff_model *m;
    lode_arena *arena;
    lode_standoff_answer *out;
    lode_standoff_work *work;
    lode_standoff_result *result;
    lode_design design;
    lode_lane *x;     /* (n_input) eight draws              */
    double *drawn;    /* (n_input x n_draw)                 */
    double *score;    /* (n_draw) P(A first), NAN: unsolved */
    double *total[2]; /* (n_delay x DELAY_DRAWS)            */
    lode_standoff_nodes node;
    double gone[2][LODE_STANDOFF_MONTHS + 1]; /* conceded first by then, single equilibria */
    double open[LODE_STANDOFF_MONTHS + 1];
    int32_t n_single, n_other;
} making;

/* --- one draw as a game --------------------------------------------------------------------- */

/* Draw n, or with n < 0 the central values. False: the draw does not count. */
static bool game_of(making *k, int64_t n, lode_standoff_game *g, lode_standoff_learning *l)
{
    const lode_standoff_model *m = k->m;
    double p[2][LODE_STANDOFF_N_PARAMETER];
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < LODE_STANDOFF_N_PARAMETER; j++) p[i][j] = NAN;
    for (int32_t j = 0; j < m->n_input; j++) {
        const lode_standoff_input *in = &m->input[j];
        p[in->side][in->what] = n < 0 ? in->central : k->drawn[(int64_t)j * m->n_draw + n];
    }
    *g = m->game;
    *l = m->learning;
    lode_standoff_set((const double(*)[LODE_STANDOFF_N_PARAMETER])p, &k->node, g, l);
    if (n < 0 || !m->drawn) return true;
    lode_standoff_curve curve[2];
    if (!m->drawn->curves(m->drawn->user, n, curve)) return false;
    for (int i = 0; i < 2; i++) g->side[i].cost = curve[i];
    return true;
}

static bool make_draws(making *k)
{
    const lode_standoff_model *m = k->m;
    lode_draw_input *input = LODE_TAKE(k->arena, m->n_input + 1, lode_draw_input);
    k->x = LODE_TAKE(k->arena, m->n_input + 1, lode_lane);
    k->drawn = LODE_TAKE(k->arena, (int64_t)(m->n_input + 1) * (m->n_draw + 1), double);
    if (!input || !k->x || !k->drawn) return false;
    if (m->n_draw == 0 || m->n_input == 0) return true;
    if (m->drawn && m->drawn->input) {
        memcpy(k->drawn, m->drawn->input, (size_t)m->n_input * (size_t)m->n_draw * sizeof(double));
        return true;
    }
    for (int32_t j = 0; j < m->n_input; j++) {
        const lode_standoff_input *in = &m->input[j];
        input[j] = (lode_draw_input){in->name, in->dist, in->low, in->central, in->high};
    }
    lode_design_spec spec = {.kind = LODE_DESIGN_LHS,
                             .seed = m->seed,
                             .n_point = m->n_draw,
                             .n_input = m->n_input,
                             .input = input};
    void *memory = lode_arena_take(k->arena, 1, lode_design_bytes(&spec));
    if (!memory || lode_design_place(&spec, memory, &k->design) != LODE_DESIGN_FINE) return false;
    for (int64_t n = 0; n < m->n_draw; n += LODE_LANES) {
        lode_draws_fill(&k->design, n, k->x);
        for (int32_t j = 0; j < m->n_input; j++)
            for (int64_t i = n; i < m->n_draw && i < n + LODE_LANES; i++)
                k->drawn[(int64_t)j * m->n_draw + i] = k->x[j].v[i - n];
    }
    return true;
}

/* --- gathering ------------------------------------------------------------------------------ */

static lode_standoff_regime regime_of(const lode_standoff_result *r)
{
    const lode_standoff_equilibrium *e = &r->equilibrium[0];
    if (r->status != LODE_STANDOFF_SOLVED || r->n == 0) return LODE_STANDOFF_UNSOLVED;
    if (r->n > 1 || r->continuum) return LODE_STANDOFF_SEVERAL;
    if (e->first[0] + e->first[1] < 1e-9) return LODE_STANDOFF_NOBODY;
    /* a mass of rounding errors is none */
    const double least = 1e-9;
    if (e->q[0] > least) return LODE_STANDOFF_A_WEAK;
    return e->q[1] > least ? LODE_STANDOFF_B_WEAK : LODE_STANDOFF_BALANCED;
}

static void widen(lode_standoff_range *r, bool start, double x)
{
    r->low = start ? x : fmin(r->low, x);
    r->high = start ? x : fmax(r->high, x);
}

static void add(lode_standoff_range *to, lode_standoff_range x)
{
    to->low += x.low;
    to->high += x.high;
}

/* The hazards of a game with one equilibrium. */
static void add_months(making *k, const lode_standoff_equilibrium *e)
{
    k->n_single++;
    for (int n = 0; n <= LODE_STANDOFF_MONTHS; n++) {
        double day = 30.0 * n;
        /* what happens at once belongs to the first month */
        for (int i = 0; i < 2; i++)
            k->gone[i][n] += n == 0 ? 0 : lode_standoff_first_by(k->work, e, i, day);
        k->open[n] += n == 0 ? 1
                             : lode_standoff_survival(k->work, e, 0, day) *
                                   lode_standoff_survival(k->work, e, 1, day);
    }
}

/* Who gives in first, and whether anybody does: from least to most over the equilibria of a game. */
static void add_first(const lode_standoff_result *r, lode_standoff_range total[2],
                      lode_standoff_range *total_never)
{
    lode_standoff_range first[2] = {{0, 0}, {0, 0}}, never = {0, 0};
    for (int32_t n = 0; n < r->n; n++) {
        for (int i = 0; i < 2; i++) widen(&first[i], n == 0, r->equilibrium[n].first[i]);
        widen(&never, n == 0, r->equilibrium[n].never);
    }
    for (int i = 0; i < 2; i++) add(&total[i], first[i]);
    add(total_never, never);
}

/* Take one solved game in. */
static void gather(making *k)
{
    enum { N = LODE_STANDOFF_WEEKS + 1 };
    const lode_standoff_result *r = k->result;
    lode_standoff_range ended[N];
    double on[N];
    add_first(r, k->out->first, &k->out->never);
    for (int32_t n = 0; n < r->n; n++) {
        lode_standoff_still_on(k->work, &r->equilibrium[n], 7, N, on);
        for (int week = 0; week < N; week++) widen(&ended[week], n == 0, 1 - on[week]);
    }
    for (int week = 0; week < N; week++) add(&k->out->ended[week], ended[week]);
    if (r->n == 1) add_months(k, &r->equilibrium[0]);
}

/* The same game with the other reading of days without cost. */
static void other_reading(making *k, const lode_standoff_game *g)
{
    lode_standoff_game h = *g;
    h.zero_is_flow = !h.zero_is_flow;
    lode_standoff_solve(&h, k->work, k->result);
    lode_standoff_regime regime = regime_of(k->result);
    k->out->other_share[regime] += 1;
    if (regime == LODE_STANDOFF_UNSOLVED) return;
    k->n_other++;
    add_first(k->result, k->out->other_first, &k->out->other_never);
}

/* Solve game `n` and take it in; n < 0: the central one, in place of draws. */
static void one_draw(making *k, int64_t n)
{
    lode_standoff_answer *out = k->out;
    lode_standoff_game g;
    lode_standoff_learning l;
    if (n >= 0) k->score[n] = NAN;
    if (!game_of(k, n, &g, &l)) {
        out->n_left_out++;
        return;
    }
    lode_standoff_solve(&g, k->work, k->result);
    lode_standoff_regime regime = regime_of(k->result);
    out->share[regime] += 1;
    out->n_draw++;
    double worst = lode_standoff_epsilon(k->result);
    if (worst > LODE_STANDOFF_EPSILON) out->n_above++;
    else out->worst_epsilon = fmax(out->worst_epsilon, worst);
    if (regime == LODE_STANDOFF_UNSOLVED) {
        if (out->has_other) other_reading(k, &g);
        return;
    }
    out->n_solved++;
    gather(k);
    if (n >= 0 && k->result->n == 1) k->score[n] = k->result->equilibrium[0].first[0];
    if (out->has_other) other_reading(k, &g);
}

/* --- quantiles of dates --------------------------------------------------------------------- */

/* The day by which it is over with probability p, on the weekly grid and straight between. */
static double day_of(const lode_standoff_answer *a, double p, bool high)
{
    double before = 0;
    for (int week = 0; week <= LODE_STANDOFF_WEEKS; week++) {
        double now = high ? a->ended[week].high : a->ended[week].low;
        if (now >= p) return week == 0 ? 0 : 7.0 * (week - 1 + (p - before) / (now - before));
        before = now;
    }
    return INFINITY;
}

static void divide(lode_standoff_range *r, double n)
{
    r->low /= n;
    r->high /= n;
}

static void finish_draws(making *k)
{
    lode_standoff_answer *out = k->out;
    double n = out->n_solved > 0 ? out->n_solved : 1, single = k->n_single > 0 ? k->n_single : 1;
    for (int r = 0; r < LODE_STANDOFF_N_REGIME; r++)
        out->share[r] /= out->n_draw > 0 ? out->n_draw : 1;
    for (int i = 0; i < 2; i++) divide(&out->first[i], n);
    divide(&out->never, n);
    double other = k->n_other > 0 ? k->n_other : 1;
    for (int r = 0; r < LODE_STANDOFF_N_REGIME; r++)
        out->other_share[r] /= out->n_draw > 0 ? out->n_draw : 1;
    for (int i = 0; i < 2; i++) divide(&out->other_first[i], other);
    divide(&out->other_never, other);
    for (int week = 0; week <= LODE_STANDOFF_WEEKS; week++) divide(&out->ended[week], n);
    for (int q = 0; q < LODE_STANDOFF_QUANTILES; q++)
        out->end[q] =
            (lode_standoff_range){day_of(out, QUANTILE[q], true), day_of(out, QUANTILE[q], false)};
    for (int month = 0; month < LODE_STANDOFF_MONTHS; month++) {
        out->alive[month] = k->open[month] / single;
        for (int i = 0; i < 2; i++) {
            double now = k->gone[i][month + 1] - k->gone[i][month];
            out->hazard[i][month] = k->n_single == 0         ? NAN
                                    : k->open[month] > 1e-12 ? now / k->open[month]
                                                             : 0;
        }
    }
}

/* Without draws the dates need no grid. */
static void end_alone(making *k)
{
    lode_standoff_answer *out = k->out;
    lode_standoff_game g;
    lode_standoff_learning l;
    (void)game_of(k, -1, &g, &l);
    lode_standoff_solve(&g, k->work, k->result);
    for (int q = 0; q < LODE_STANDOFF_QUANTILES; q++)
        for (int32_t n = 0; n < k->result->n; n++)
            widen(&out->end[q], n == 0,
                  lode_standoff_end_quantile(k->work, &k->result->equilibrium[n], QUANTILE[q]));
}

/* --- postponing ----------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Inverse of the empirical distribution. */
static double quantile(const double *sorted, int32_t n, double p)
{
    int32_t i = (int32_t)ceil(p * n) - 1;
    return n == 0 ? NAN : sorted[i < 0 ? 0 : i];
}

static void postpone(making *k, int32_t row)
{
    const lode_standoff_model *m = k->m;
    lode_standoff_delay_row *out = &k->out->delay[row];
    lode_standoff_game g;
    lode_standoff_learning l;
    (void)game_of(k, -1, &g, &l);
    lode_standoff_delay_value(&g, &l, m->delay[row], k->work, &out->central);
    for (int32_t i = 0; i < 2; i++)
        out->flip[i] = out->central.solved && m->delay[row] > 0
                           ? lode_standoff_flip_bias(&g, &l, 1 - i, m->delay[row], k->work)
                           : INFINITY;
    for (int64_t n = 0; n < m->n_draw && n < DELAY_DRAWS; n++) {
        lode_standoff_delay d;
        if (!game_of(k, n, &g, &l)) continue;
        lode_standoff_delay_value(&g, &l, m->delay[row], k->work, &d);
        if (!d.solved) continue;
        for (int i = 0; i < 2; i++) {
            k->total[i][out->n] = d.total[i];
            out->pays[i] += lode_standoff_pays(&g, i, d.total[i]);
        }
        out->n++;
    }
    for (int i = 0; i < 2; i++) {
        qsort(k->total[i], (size_t)out->n, sizeof(double), by_size);
        out->p05[i] = quantile(k->total[i], out->n, 0.05);
        out->p50[i] = quantile(k->total[i], out->n, 0.5);
        out->p95[i] = quantile(k->total[i], out->n, 0.95);
        out->pays[i] = out->n > 0 ? out->pays[i] / out->n : NAN;
    }
}

/* --- what it rests on ----------------------------------------------------------------------- */

static int by_median(const void *a, const void *b)
{
    const lode_standoff_rests *x = a, *y = b;
    if (x->median != y->median) return x->median < y->median ? 1 : -1;
    return x->input - y->input;
}

static bool rest(making *k)
{
    const lode_standoff_model *m = k->m;
    lode_standoff_answer *out = k->out;
    double *y = LODE_TAKE(k->arena, m->n_draw + 1, double),
           *x = LODE_TAKE(k->arena, m->n_draw + 1, double);
    out->rests = LODE_TAKE(k->arena, m->n_input + 1, lode_standoff_rests);
    if (!y || !x || !out->rests) return false;
    int64_t n = 0;
    for (int64_t i = 0; i < m->n_draw; i++)
        if (!isnan(k->score[i])) y[n++] = k->score[i];
    if (n < 40) return true;
    lode_pawn_result r = {0};
    bool ok = lode_pawn_prepare(n, y, &r);
    for (int32_t j = 0; ok && !r.constant && j < m->n_input; j++) {
        if (m->input[j].dist == LODE_DIST_FIXED || m->input[j].low == m->input[j].high) continue;
        n = 0;
        for (int64_t i = 0; i < m->n_draw; i++)
            if (!isnan(k->score[i])) x[n++] = k->drawn[(int64_t)j * m->n_draw + i];
        lode_pawn p;
        ok = lode_pawn_input(&r, x, 10, &p);
        out->rests[out->n_rests++] = (lode_standoff_rests){j, p.median, p.maximum, p.chance};
    }
    lode_pawn_free(&r);
    qsort(out->rests, (size_t)out->n_rests, sizeof *out->rests, by_median);
    return ok;
}

/* --- all ------------------------------------------------------------------------------------ */

/* The earliest median over all equilibria. */
static double median_of(const making *k, const lode_standoff_result *r)
{
    double day = INFINITY;
    for (int32_t n = 0; n < r->n; n++)
        day = fmin(day, lode_standoff_end_quantile(k->work, &r->equilibrium[n], 0.5));
    return day;
}

/* The game at central values, and with the other reading of free waiting where there is any. */
static void central(making *k)
{
    lode_standoff_answer *out = k->out;
    lode_standoff_game g;
    lode_standoff_learning l;
    (void)game_of(k, -1, &g, &l);
    lode_standoff_solve(&g, k->work, &out->central);
    out->central_median = median_of(k, &out->central);
    out->worst_epsilon = lode_standoff_epsilon(&out->central);
    out->has_other = out->central.zero_matters;
    if (!out->has_other) return;
    g.zero_is_flow = !g.zero_is_flow;
    lode_standoff_solve(&g, k->work, &out->other);
    out->other_median = median_of(k, &out->other);
}

static bool make_room(making *k)
{
    const lode_standoff_model *m = k->m;
    lode_standoff_size size = lode_standoff_size_of(&m->game);
    if (m->drawn && m->drawn->size.n_knot > size.n_knot) size.n_knot = m->drawn->size.n_knot;
    if (size.n_node < 2) size.n_node = 2;
    size_t bytes = lode_standoff_bytes(&size);
    void *memory = bytes ? lode_arena_take(k->arena, 1, bytes) : NULL;
    k->result = LODE_TAKE(k->arena, 1, lode_standoff_result);
    k->score = LODE_TAKE(k->arena, m->n_draw + 1, double);
    k->total[0] = LODE_TAKE(k->arena, DELAY_DRAWS, double);
    k->total[1] = LODE_TAKE(k->arena, DELAY_DRAWS, double);
    if (!memory || !k->result || !k->score || !k->total[0] || !k->total[1]) return false;
    k->work = lode_standoff_place(&size, memory);
    return true;
}

bool lode_standoff_answer_make(const lode_standoff_model *m, lode_arena *a,
                               lode_standoff_answer *out)
{
    making *k = LODE_TAKE(a, 1, making);
    if (!k) return false;
    memset(out, 0, sizeof *out);
    k->m = m;
    k->arena = a;
    k->out = out;
    if (!make_room(k) || !make_draws(k)) return false;
    central(k);
    for (int64_t n = 0; n < m->n_draw; n++) one_draw(k, n);
    if (m->n_draw == 0) one_draw(k, -1);
    finish_draws(k);
    if (m->n_draw == 0) end_alone(k);
    out->n_delay = m->n_delay < LODE_STANDOFF_DELAYS ? m->n_delay : LODE_STANDOFF_DELAYS;
    for (int32_t row = 0; row < out->n_delay; row++) postpone(k, row);
    return rest(k);
}
