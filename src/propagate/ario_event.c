/* Events of the ARIO model: capital destroyed that recovers or is rebuilt, capacity lost (docs/propagate-ario.md 5).
 *
 * Any number of events may overlap: damages add up, of losses the largest counts, and of the two the larger one. */
#include <math.h>
#include <string.h>

#include "propagate/ario_inner.h"

/* --- recovery (5.1) ------------------------------------------------------------------------------- */

double lode_ario_left(lode_ario_recovery how, double k, double days)
{
    switch (how) {
    case LODE_ARIO_LINEAR: return k < days ? 1 - k / days : 0;
    case LODE_ARIO_CONVEX: return pow(1 - 1 / days, 4 * k);
    case LODE_ARIO_CONVEX_NOSCALE: return pow(1 - 1 / days, k);
    case LODE_ARIO_CONCAVE: break;
    }
    double e = log(days / 1e-6) / log(days / 2);
    return days / (days + 1e-6 * pow(k, e));
}

/* To p decimals, ties to even on the scaled value: `scale` is 10^p. */
static double rounded(double x, double scale)
{
    return rint(x * scale) / scale;
}

/* 10^p for money: p = floor(log10(unit)) + 1. */
static double money_scale(const lode_ario_run *r)
{
    return pow(10, floor(log10(r->o.money)) + 1);
}

/* --- beginning -------------------------------------------------------------------------------------- */

/* Work to be done for column `at` (5.3): shares[k] x amount, where shares of one product sum to 1. */
static void lay_work(lode_ario_going *g, const lode_ario_run *r, int32_t at, double amount, bool household, int32_t column)
{
    const lode_ario_table *t = r->table;
    for (int32_t q = 0; q < g->n_row; q += t->n_region) {
        const int32_t s = g->row[q] % t->n_sector;
        double sum = 0;
        for (int32_t k = 0; k < t->n_region; k++) {
            int32_t i = k * t->n_sector + s;
            double *cell = &g->work[(size_t)(q + k) * (size_t)g->n_cell_column + (size_t)at];
            *cell = household ? t->y[(size_t)i * (size_t)t->n_column + (size_t)column] : t->z[lode_ario_at(t, i, column)];
            sum += *cell;
        }
        for (int32_t k = 0; k < t->n_region; k++) {
            double *cell = &g->work[(size_t)(q + k) * (size_t)g->n_cell_column + (size_t)at];
            *cell = sum != 0 ? g->e->share[s] * g->e->factor * amount * *cell / sum : 0;
        }
    }
}

static bool begin_work(lode_ario_run *r, lode_ario_going *g)
{
    const lode_ario_table *t = r->table;
    for (int32_t s = 0; s < t->n_sector; s++) g->n_row += g->e->share[s] != 0 ? t->n_region : 0;
    g->n_cell_column = g->e->n_hit + g->e->n_household;
    g->row = LODE_TAKE(&r->arena, g->n_row, int32_t);
    g->work = LODE_TAKE(&r->arena, (size_t)g->n_row * (size_t)g->n_cell_column, double);
    if (!g->row || !g->work) return false;
    for (int32_t s = 0, q = 0; s < t->n_sector; s++)
        for (int32_t k = 0; g->e->share[s] != 0 && k < t->n_region; k++) g->row[q++] = k * t->n_sector + s;
    for (int32_t k = 0; k < g->e->n_hit; k++) lay_work(g, r, k, g->e->hit[k].amount, false, g->e->hit[k].index);
    for (int32_t k = 0; k < g->e->n_household; k++)
        lay_work(g, r, g->e->n_hit + k, g->e->household[k].amount, true, g->e->household[k].index);
    return true;
}

bool lode_ario_events_begin(lode_ario_run *r, const lode_ario_event *event, int32_t n_event)
{
    r->n_event = n_event;
    r->going = LODE_TAKE(&r->arena, n_event, lode_ario_going);
    if (!r->going) return false;
    for (int32_t n = 0; n < n_event; n++) {
        lode_ario_going *g = &r->going[n];
        g->e = &event[n];
        g->left = LODE_TAKE(&r->arena, event[n].n_hit, double);
        if (!g->left) return false;
        for (int32_t k = 0; k < event[n].n_hit; k++) g->left[k] = event[n].hit[k].amount;
        if (event[n].kind == LODE_ARIO_REBUILD && !begin_work(r, g)) return false;
    }
    return true;
}

/* --- a step begins (4, E) --------------------------------------------------------------------------- */

static double days(const lode_ario_run *r)
{
    return r->step * r->o.step_days;
}

static bool is_on(const lode_ario_run *r, const lode_ario_going *g)
{
    return !g->over && days(r) >= g->e->start;
}

static bool is_mending(const lode_ario_run *r, const lode_ario_going *g)
{
    return !g->over && days(r) >= g->e->start + g->e->duration;
}

/* 5.3 The demand of the step: (h / tau) x what is still to be delivered, by producer. */
static void ask_work(lode_ario_run *r, const lode_ario_going *g)
{
    const double rate = r->o.step_days / g->e->days;
    for (int32_t q = 0; q < g->n_row; q++) {
        const double *work = g->work + (size_t)q * (size_t)g->n_cell_column;
        double sum = 0;
        for (int32_t c = 0; c < g->n_cell_column; c++) sum += rate * work[c];
        r->rebuild[g->row[q]] += sum;
    }
}

bool lode_ario_events_open(lode_ario_run *r)
{
    const size_t size = (size_t)r->table->n_industry * sizeof(double);
    double *keep = r->loss_before;
    r->loss_before = r->loss;
    r->loss = keep;
    memset(r->loss, 0, size);
    memset(r->capital_lost, 0, size);
    r->rebuilding = false;
    for (int32_t n = 0; n < r->n_event; n++)
        r->rebuilding |= r->going[n].e->kind == LODE_ARIO_REBUILD && is_mending(r, &r->going[n]);
    if (r->rebuilding) memset(r->rebuild, 0, size);
    for (int32_t n = 0; n < r->n_event; n++) {
        lode_ario_going *g = &r->going[n];
        if (!is_on(r, g)) continue;
        for (int32_t k = 0; k < g->e->n_hit; k++) {
            int32_t i = g->e->hit[k].index;
            if (g->e->kind == LODE_ARIO_LOSS) r->loss[i] = fmax(r->loss[i], g->left[k]);
            else r->capital_lost[i] += g->left[k];
        }
        if (g->e->kind == LODE_ARIO_REBUILD && is_mending(r, g)) ask_work(r, g);
    }
    /* a share of all capital, written with 17 digits, may come back a little larger */
    for (int32_t i = 0; i < r->table->n_industry && r->fault < 0; i++)
        if (r->capital[i] != 0 && r->capital_lost[i] > r->capital[i] * (1 + 1e-9)) r->fault = i;
    return r->fault < 0;
}

/* --- a step ends (4.3) ------------------------------------------------------------------------------ */

/* 5.1, 5.2 What is left after recovery so far; the event is over once nothing is. */
static void recover(lode_ario_run *r, lode_ario_going *g)
{
    const double k = days(r) - (g->e->start + g->e->duration), f = lode_ario_left(g->e->recovery, k, g->e->days);
    const double scale = g->e->kind == LODE_ARIO_LOSS ? 1e6 : money_scale(r);
    bool some = false;
    for (int32_t h = 0; h < g->e->n_hit; h++) {
        g->left[h] = rounded(f * g->e->hit[h].amount, scale);
        some |= g->left[h] != 0;
    }
    g->over = !some;
}

/* 5.3 Work falls by what was delivered; damage is what the work still to be done stands for. */
LODE_CLONES static void rebuild(lode_ario_run *r, lode_ario_going *g)
{
    const double rate = r->o.step_days / g->e->days, scale = money_scale(r);
    bool some = false;
    memset(g->left, 0, (size_t)g->e->n_hit * sizeof(double));
    for (int32_t q = 0; q < g->n_row; q++) {
        double *work = g->work + (size_t)q * (size_t)g->n_cell_column, *left = g->left, sum = 0;
        const double fill = r->fill[g->row[q]];
        for (int32_t c = 0; c < g->n_cell_column; c++) {
            double w = rounded(work[c] - fill * (rate * work[c]), scale);
            work[c] = w > 0 ? w : 0;
        }
        for (int32_t c = 0; c < g->e->n_hit; c++) left[c] += work[c];
        for (int32_t c = 0; c < g->n_cell_column; c++) sum += work[c];
        some |= sum > 0;
    }
    for (int32_t c = 0; c < g->e->n_hit; c++) g->left[c] /= g->e->factor;
    g->over = !some;
}

void lode_ario_events_close(lode_ario_run *r)
{
    for (int32_t n = 0; n < r->n_event; n++) {
        lode_ario_going *g = &r->going[n];
        if (!is_mending(r, g)) continue;
        if (g->e->kind == LODE_ARIO_REBUILD) rebuild(r, g);
        else recover(r, g);
    }
}
