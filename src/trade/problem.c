/* A table and a shock laid out for the solver. */
#include "trade/problem.h"

#include "engine/real.h"
#include "trade/kernel.h"

/* --- the base ------------------------------------------------------------------------------ */

/* Copy rows of n numbers into rows of `stride`. */
static void pad(int64_t rows, int32_t n, int32_t stride, const double *from, double *to)
{
    for (int64_t r = 0; r < rows; r++)
        for (int32_t c = 0; c < n; c++) to[r * stride + c] = from[r * n + c];
}

static bool take_base(lode_trade_base *b)
{
    size_t n = (size_t)b->n, m = (size_t)b->m, w = (size_t)b->stride;
    lode_arena *a = &b->arena;
    b->share = LODE_TAKE(a, m * n * w, double);
    b->value_share = LODE_TAKE(a, m * w, double);
    b->input = LODE_TAKE(a, m * m * w, double);
    b->final_share = LODE_TAKE(a, m * w, double);
    b->spending = LODE_TAKE(a, m * w, double);
    b->per_spending = LODE_TAKE(a, m * w, double);
    b->idle = LODE_TAKE(a, m * w, double);
    b->dead = LODE_TAKE(a, m * w, double);
    b->open = LODE_TAKE(a, m * w, double);
    b->value_added = LODE_TAKE(a, w, double);
    b->per_value_added = LODE_TAKE(a, w, double);
    return b->share && b->value_share && b->input && b->final_share && b->spending &&
           b->per_spending && b->idle && b->dead && b->open && b->value_added && b->per_value_added;
}

/* What can be divided by, and what stands for it elsewhere. */
static void mark_empty(lode_trade_base *b)
{
    for (int32_t c = 0; c < b->m * b->stride; c++) {
        bool live = b->spending[c] > 0.0;
        b->per_spending[c] = live ? 1.0 / b->spending[c] : 0.0;
        b->idle[c] = live ? 0.0 : 1.0;
    }
    for (int32_t j = 0; j < b->m; j++)
        for (int32_t n = 0; n < b->stride; n++) {
            double bought = 0.0;
            for (int32_t i = 0; i < b->n; i++)
                bought += b->share[((int64_t)j * b->n + i) * b->stride + n];
            b->dead[j * b->stride + n] = bought > 0.0 ? 0.0 : 1.0;
        }
    for (int32_t j = 0; j < b->m; j++)
        for (int32_t n = 0; n < b->n; n++) {
            double *open = &b->open[j * b->stride + n];
            *open = b->value_share[j * b->stride + n] - 1.0;
            for (int32_t k = 0; k < b->m; k++)
                *open += b->input[((int64_t)j * b->m + k) * b->stride + n];
        }
    for (int32_t n = 0; n < b->n; n++) {
        b->per_value_added[n] = 1.0 / b->value_added[n];
        b->world += b->value_added[n];
    }
}

bool lode_trade_base_make(const lode_trade_table *t, lode_trade_base *b)
{
    *b = (lode_trade_base){.table = t, .n = t->n_country, .m = t->n_sector};
    b->stride = lode_trade_padded(b->n);
    if (!take_base(b)) return false;
    int64_t n = b->n, m = b->m;
    pad(m * n, b->n, b->stride, t->share, b->share);
    pad(m, b->n, b->stride, t->value_share, b->value_share);
    pad(m * m, b->n, b->stride, t->input, b->input);
    pad(m, b->n, b->stride, t->final_share, b->final_share);
    pad(m, b->n, b->stride, t->spending, b->spending);
    pad(1, b->n, b->stride, t->value_added, b->value_added);
    mark_empty(b);
    return true;
}

void lode_trade_base_free(lode_trade_base *b)
{
    lode_arena_free(&b->arena);
    *b = (lode_trade_base){0};
}

/* --- a shock ------------------------------------------------------------------------------- */

/* K = d (1 + t') / (1 + t): how the cost of bringing j from i to n changes (spec 1). */
static double cost_change(const lode_trade_problem *p, int64_t at)
{
    double base = p->base->table->tariff[at], now = p->shock->tariff[at], d = p->shock->iceberg[at];
    return now == base ? d : d * (1.0 + now) / (1.0 + base);
}

/* s K^-h of one sector; the base's own matrix where no cost changes. */
static void weigh_sector(lode_trade_problem *p, int32_t j)
{
    const lode_trade_base *b = p->base;
    const int64_t cells = (int64_t)b->n * b->stride;
    const double *share = b->share + j * cells;
    double *weight = p->weight + j * cells;
    bool changed = false;
    for (int32_t i = 0; i < b->n; i++)
        for (int32_t n = 0; n < b->n; n++) {
            double k = cost_change(p, lode_trade_at(b->table, j, i, n)),
                   s = share[(int64_t)i * b->stride + n];
            bool other = k != 1.0 && s > 0.0;
            weight[(int64_t)i * b->stride + n] =
                other ? s * lode_pow(k, -p->shock->elasticity[j]) : s;
            changed |= other;
        }
    p->weight_of[j] = changed ? weight : share;
}

/* weight / (1 + t') of one sector. */
static void net_sector(lode_trade_problem *p, int32_t j)
{
    const lode_trade_base *b = p->base;
    const int64_t cells = (int64_t)b->n * b->stride;
    const double *weight = p->weight_of[j];
    double *net = p->net + j * cells;
    bool taxed = false;
    for (int32_t i = 0; i < b->n; i++)
        for (int32_t n = 0; n < b->n; n++) {
            double t = p->shock->tariff[lode_trade_at(b->table, j, i, n)],
                   w = weight[(int64_t)i * b->stride + n];
            net[(int64_t)i * b->stride + n] = w / (1.0 + t);
            taxed |= t != 0.0 && w > 0.0;
        }
    p->net_of[j] = taxed ? net : weight;
}

static bool take_problem(lode_trade_problem *p)
{
    size_t n = (size_t)p->base->n, m = (size_t)p->base->m, w = (size_t)p->base->stride;
    if (p->weight) return true;
    p->weight = LODE_TAKE(&p->arena, m * n * w, double);
    p->net = LODE_TAKE(&p->arena, m * n * w, double);
    p->weight_of = LODE_TAKE(&p->arena, m, const double *);
    p->net_of = LODE_TAKE(&p->arena, m, const double *);
    p->log_productivity = LODE_TAKE(&p->arena, m * w, double);
    p->deficit = LODE_TAKE(&p->arena, w, double);
    return p->weight && p->net && p->weight_of && p->net_of && p->log_productivity && p->deficit;
}

bool lode_trade_problem_make(const lode_trade_base *b, const lode_trade_shock *s,
                             lode_trade_problem *p)
{
    p->base = b;
    p->shock = s;
    if (!take_problem(p)) return false;
    for (int32_t j = 0; j < b->m; j++) {
        weigh_sector(p, j);
        net_sector(p, j);
        for (int32_t n = 0; n < b->n; n++)
            p->log_productivity[j * b->stride + n] = lode_log(s->productivity[j * b->n + n]);
    }
    for (int32_t n = 0; n < b->n; n++) p->deficit[n] = s->deficit[n];
    return true;
}

void lode_trade_problem_free(lode_trade_problem *p)
{
    lode_arena_free(&p->arena);
    *p = (lode_trade_problem){0};
}
