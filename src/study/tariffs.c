/* The tariff regimes of a study and what each costs whom. */
#include "study/tariffs.h"

#include <math.h>

#include "base/diag.h"
#include "trade/measure.h"

static const double DAYS_PER_YEAR = 365.0;
enum { SHORT, LONG, N_HORIZON };

/* The economies of one lane and the tariffs on them. */
typedef struct tariffs {
    lode_arena arena;
    const lode_built *b;
    const lode_values *v;
    const lode_lane *x;
    int32_t lane;
    lode_trade_table *table;
    int32_t n;        /* economies                                */
    int32_t *economy; /* (n_actor) number of the actor's economy, -1: none */
    int32_t *actor;   /* (n)                                      */
    double *income;   /* (n) USD/year in the base                 */
    int32_t n_listed, listed[LODE_TARIFFS_MOST]; /* measures of the model */
    double *added[LODE_TARIFFS_MOST];            /* (n, n) [i * n + n] points on all trade */
} tariffs;

static double input(const tariffs *t, int32_t row, lode_column_id column)
{
    int32_t i = lode_case_qty(t->b->c, row, column);
    return i >= 0 ? t->x[i].v[t->lane] : 0.0;
}

/* --- the economies as a trade table ----------------------------------------------------------- */

static bool find_economies(tariffs *t)
{
    const lode_case *c = t->b->c;
    const int32_t n_actor = c->table[LODE_T_ACTORS].n_row;
    t->n = c->table[LODE_T_ECONOMIES].n_row;
    t->economy = LODE_TAKE(&t->arena, n_actor, int32_t);
    t->actor = LODE_TAKE(&t->arena, t->n, int32_t);
    t->income = LODE_TAKE(&t->arena, t->n, double);
    t->table = lode_trade_table_new(t->n, 1);
    if (!t->economy || !t->actor || !t->income || !t->table) return false;
    for (int32_t a = 0; a < n_actor; a++) t->economy[a] = -1;
    for (int32_t e = 0; e < t->n; e++) {
        t->actor[e] = lode_case_int(c, e, LODE_ECONOMIES_ACTOR, 0);
        t->economy[t->actor[e]] = e;
    }
    return true;
}

/* Flows net of tariff into `share`, tariffs, and deficits: imports less exports. */
static void add_flows(tariffs *t)
{
    lode_trade_table *w = t->table;
    for (int32_t f = 0; f < t->b->c->table[LODE_T_TRADE_FLOWS].n_row; f++) {
        int32_t n = t->economy[lode_case_int(t->b->c, f, LODE_TRADE_FLOWS_IMPORTER, 0)],
                i = t->economy[lode_case_int(t->b->c, f, LODE_TRADE_FLOWS_EXPORTER, 0)];
        double usd = input(t, f, LODE_TRADE_FLOWS_FLOW);
        w->share[lode_trade_at(w, 0, i, n)] = usd;
        w->tariff[lode_trade_at(w, 0, i, n)] = input(t, f, LODE_TRADE_FLOWS_TARIFF);
        w->deficit[n] += usd;
        w->deficit[i] -= usd;
    }
}

/* What an economy exports. */
static double exports_of(const tariffs *t, int32_t e)
{
    double sum = 0.0;
    for (int32_t n = 0; n < t->n; n++) sum += t->table->share[lode_trade_at(t->table, 0, e, n)];
    return sum;
}

/* One sector: output is value added over its share, what is not exported is sold at home, spending is what is bought with
 * tariffs. So all conditions of equilibrium hold by construction. */
static void close_table(tariffs *t)
{
    lode_trade_table *w = t->table;
    const double value_share = input(t, 0, LODE_TRADE_VALUE_ADDED);
    for (int32_t e = 0; e < t->n; e++) {
        double exports = exports_of(t, e), value_added = input(t, e, LODE_ECONOMIES_VALUE_ADDED);
        /* where a draw exports more than it makes, it makes that much and a little more */
        w->value_share[e] = fmin(value_share, value_added / (1.01 * exports));
        w->share[lode_trade_at(w, 0, e, e)] = value_added / w->value_share[e] - exports;
        w->value_added[e] = value_added;
        w->input[e] = 1.0 - w->value_share[e];
        w->final_share[e] = 1.0;
    }
    for (int32_t n = 0; n < t->n; n++) {
        double paid = 0.0;
        for (int32_t i = 0; i < t->n; i++) {
            int64_t at = lode_trade_at(w, 0, i, n);
            double with_tariff = w->share[at] * (1.0 + w->tariff[at]);
            paid += with_tariff - w->share[at];
            w->share[at] = with_tariff;
            w->spending[n] += with_tariff;
        }
        for (int32_t i = 0; i < t->n; i++) w->share[lode_trade_at(w, 0, i, n)] /= w->spending[n];
        t->income[n] = w->value_added[n] + paid + w->deficit[n];
    }
}

/* --- what each tariff adds -------------------------------------------------------------------- */

static bool is_listed(const lode_case *c, int32_t row, lode_column_id column, int32_t actor)
{
    const lode_cell *cell = lode_case_cell(c, row, column);
    for (int32_t i = cell->first; i < cell->first + cell->n; i++)
        if (c->list[i] == actor) return true;
    return false;
}

/* Whether a tariff is levied by `importer` on goods of `exporter`; defaults as in the daily simulation. */
static bool is_between(const lode_case *c, int32_t row, int32_t importer, int32_t exporter)
{
    int32_t issuer = lode_case_int(c, row, LODE_MEASURES_ACTOR, -1);
    bool to = lode_case_cell(c, row, LODE_MEASURES_TO)->set
                  ? is_listed(c, row, LODE_MEASURES_TO, importer)
                  : importer == issuer;
    bool from = lode_case_cell(c, row, LODE_MEASURES_FROM)->set
                    ? is_listed(c, row, LODE_MEASURES_FROM, exporter)
                    : exporter != issuer;
    return to && from && importer != exporter;
}

static bool acts_on(const lode_model *m, int32_t measure, int32_t link)
{
    int32_t class = m->link_class[link];
    for (int32_t j = m->class_measure_ptr[class]; j < m->class_measure_ptr[class + 1]; j++)
        if (m->class_measure[j] == measure) return true;
    return false;
}

/* USD/year of what `importer` buys of `exporter` that is simulated under a tariff, at base flows and values. */
static double simulated(const tariffs *t, int32_t measure, int32_t importer, int32_t exporter)
{
    const lode_model *m = t->b->model;
    double usd_per_day = 0.0;
    for (int32_t o = 0; o < m->n_output; o++) {
        if (m->site_actor[m->output_site[o]] != exporter) continue;
        for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++)
            if (m->site_actor[m->group_site[m->link_group[l]]] == importer &&
                acts_on(m, measure, l))
                usd_per_day += t->v->link_flow[l].v[t->lane] * t->v->output_value[o].v[t->lane];
    }
    return usd_per_day * DAYS_PER_YEAR;
}

/* Points that a tariff adds to the average rate on all trade of a pair: its rate on the goods it covers, less those that
 * are simulated. */
static double points(const tariffs *t, int32_t measure, int32_t n, int32_t i)
{
    const int32_t row = t->b->measure_row[measure];
    const lode_trade_table *w = t->table;
    const int64_t at = lode_trade_at(w, 0, i, n);
    double trade = w->share[at] * w->spending[n] / (1.0 + w->tariff[at]);
    if (!is_between(t->b->c, row, t->actor[n], t->actor[i]) || !(trade > 0.0)) return 0.0;
    double here = simulated(t, measure, t->actor[n], t->actor[i]) / trade;
    return fmax(0.0, input(t, row, LODE_MEASURES_GOODS_SHARE) - here) *
           t->v->measure_rate[measure].v[t->lane];
}

/* Whether a measure of the model is a tariff on all goods. */
static bool is_tariff(const lode_built *b, int32_t a)
{
    return b->measure_part[a] == LODE_PART_LISTED && b->model->measure_kind[a] == LODE_TARIFF &&
           lode_case_qty(b->c, b->measure_row[a], LODE_MEASURES_GOODS_SHARE) >= 0;
}

static bool list_tariffs(tariffs *t)
{
    for (int32_t a = 0; a < t->b->model->n_measure; a++) {
        if (!is_tariff(t->b, a) || t->n_listed == LODE_TARIFFS_MOST) continue;
        double *added = LODE_TAKE(&t->arena, t->n * t->n, double);
        if (!added) return false;
        for (int32_t i = 0; i < t->n; i++)
            for (int32_t n = 0; n < t->n; n++) added[i * t->n + n] = points(t, a, n, i);
        t->added[t->n_listed] = added;
        t->listed[t->n_listed++] = a;
    }
    return true;
}

/* --- regimes ---------------------------------------------------------------------------------- */

/* The tariffs in force on a day, as bits. */
static uint64_t mask_on(const tariffs *t, const lode_scenario *c, int32_t day)
{
    const lode_model *m = t->b->model;
    uint64_t mask = 0;
    for (int32_t k = 0; k < t->n_listed; k++) {
        int32_t a = t->listed[k];
        bool on = c->measure_on[a].v[t->lane] > 0 && day < c->measure_ends[a].v[t->lane];
        if (on && day >= m->measure_effective[a] && day < m->measure_until[a])
            mask |= UINT64_C(1) << k;
    }
    return mask;
}

/* What a regime adds to the income of each economy, USD/year: base income times the change of exact welfare; NaN without
 * an equilibrium. gain (n) out. Returns false when memory ran out. */
static bool solve(const tariffs *t, uint64_t mask, int horizon, double *gain)
{
    lode_trade_result result = {0};
    double change = 0.0;
    lode_trade_shock *shock = lode_trade_shock_new(t->table);
    if (!shock) return false;
    for (int32_t k = 0; k < t->n_listed; k++)
        for (int32_t c = 0; c < t->n * t->n; c++)
            if (mask >> k & 1) shock->tariff[c] += t->added[k][c];
    shock->elasticity[0] = input(t, 0, horizon == SHORT ? LODE_TRADE_SHORT : LODE_TRADE_LONG);
    bool ok = lode_trade_run(t->table, shock, 0, &result, &change);
    for (int32_t e = 0; e < t->n; e++)
        gain[e] = ok ? t->income[e] * 0.01 * result.of[LODE_TRADE_WELFARE][e] : NAN;
    lode_trade_result_free(&result);
    lode_trade_shock_free(shock);
    return ok || change != 0.0;
}

/* --- one lane --------------------------------------------------------------------------------- */

static bool begin(tariffs *t, const lode_built *b, const lode_values *v, const lode_lane *x,
                  int32_t lane)
{
    *t = (tariffs){.b = b, .v = v, .x = x, .lane = lane};
    if (!find_economies(t)) return false;
    add_flows(t);
    close_table(t);
    return !v || list_tariffs(t);
}

static void end(tariffs *t)
{
    lode_trade_table_free(t->table);
    lode_arena_free(&t->arena);
}

/* Put one step of an economy into the track. */
static void put(const lode_plan *p, const tariffs *t, int32_t step, const double *gain,
                lode_track *track)
{
    const lode_model *m = p->b->model;
    const int32_t first = step / p->every * p->every,
                  n = p->n_step - first < p->every ? p->n_step - first : p->every;
    for (int32_t r = 0; r < m->n_series; r++) {
        if (m->series_kind[r] != LODE_SERIES_VALUE_ADDED || p->b->series_product[r] >= 0) continue;
        double usd_per_day = gain[t->economy[p->b->series_actor[r]]] / DAYS_PER_YEAR;
        if (p->column[r] >= 0) track->trace[(int64_t)step * p->n_column + p->column[r]].v[t->lane] = usd_per_day;
        if (p->bare) continue;
        double *report = &track->report[(int64_t)(step / p->every) * m->n_series + r].v[t->lane];
        *report = (step == first ? 0.0 : *report) + usd_per_day / n;
    }
}

/* All steps of a lane; each regime is solved when it is met first, and where it is met again. */
static bool fill_lane(const lode_plan *p, tariffs *t, const lode_scenario *c, lode_track *track)
{
    enum { KEPT = 16 };
    uint64_t mask[KEPT];
    double *gain[KEPT];
    int32_t kept = 0;
    for (int32_t step = 0; step < p->n_step; step++) {
        uint64_t now = mask_on(t, c, step * p->step_days);
        int32_t at = 0;
        while (at < kept && mask[at] != now) at++;
        if (at == kept) {
            /* sixteen sets of tariffs are kept; a run that passes through more solves the last ones anew */
            if (kept == KEPT) at = KEPT - 1;
            else gain[kept++] = LODE_TAKE(&t->arena, t->n, double);
            mask[at] = now;
            if (!gain[at] || !solve(t, now, SHORT, gain[at])) return false;
        }
        put(p, t, step, gain[at], track);
    }
    return true;
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool has_economies(const lode_built *b)
{
    return b->c->table[LODE_T_ECONOMIES].n_row > 0;
}

bool lode_tariffs_check(const lode_built *b, lode_diags *diags)
{
    tariffs t;
    int32_t before = diags->n_error, listed = 0;
    if (!has_economies(b)) return true;
    for (int32_t a = 0; a < b->model->n_measure; a++) listed += is_tariff(b, a);
    if (listed > LODE_TARIFFS_MOST)
        lode_diag_add(diags, LODE_DIAG_TRADE_MANY_TARIFFS, (lode_place){.file = "case.yaml"}, NULL,
                      (int)LODE_TARIFFS_MOST);
    if (!begin(&t, b, NULL, b->x, 0)) lode_diag_no_memory(diags);
    else
        for (int32_t e = 0; e < t.n; e++) {
            double output = t.table->value_added[e] / input(&t, 0, LODE_TRADE_VALUE_ADDED),
                   exports = 0.0;
            for (int32_t n = 0; n < t.n; n++) {
                int64_t at = lode_trade_at(t.table, 0, e, n);
                if (n != e)
                    exports +=
                        t.table->share[at] * t.table->spending[n] / (1.0 + t.table->tariff[at]);
            }
            if (exports >= output)
                lode_diag_add(diags, LODE_DIAG_TRADE_EXPORTS,
                              lode_case_place(b->c, e, LODE_ECONOMIES_VALUE_ADDED), NULL,
                              lode_case_key(b->c, LODE_T_ACTORS, t.actor[e]), exports, output);
        }
    end(&t);
    return diags->n_error == before;
}

/* Does anybody look at what tariffs earn? */
static bool is_looked_at(const lode_plan *p)
{
    const lode_model *m = p->b->model;
    for (int32_t r = 0; r < m->n_series; r++)
        if (m->series_kind[r] == LODE_SERIES_VALUE_ADDED && p->b->series_product[r] < 0 && p->column[r] >= 0) return true;
    return !p->bare;
}

bool lode_tariffs_fill(const lode_plan *p, const lode_values *v, const lode_lane *x,
                       const lode_scenario *c, lode_track *track)
{
    bool ok = true, look = has_economies(p->b) && is_looked_at(p);
    for (int32_t k = 0; ok && look && k < LODE_LANES; k++) {
        tariffs t;
        ok = begin(&t, p->b, v, x, k) && fill_lane(p, &t, c, track);
        end(&t);
    }
    return ok;
}

double lode_tariffs_long_run(const lode_plan *p, const lode_values *v, const lode_lane *x,
                             const lode_scenario *c, int32_t lane, int32_t actor)
{
    tariffs t;
    double out = 0.0;
    if (!has_economies(p->b)) return 0.0;
    bool ok = begin(&t, p->b, v, x, lane);
    double *gain = ok ? LODE_TAKE(&t.arena, t.n, double) : NULL;
    ok = gain && solve(&t, mask_on(&t, c, (p->n_step - 1) * p->step_days), LONG, gain);
    if (!ok) out = NAN;
    else if (t.economy[actor] >= 0) out = gain[t.economy[actor]];
    end(&t);
    return out;
}
