/* Scalar outcomes of a run: a list of them, and their values. */
#include "study/scalars.h"

#include <math.h>
#include <string.h>

#include "study/outcome.h"

/* ---- which there are ----------------------------------------------------------------------------------------------- */

static bool is_pair(const lode_built *b, int32_t r)
{
    return b->model->series_kind[r] == LODE_SERIES_MADE && b->series_site[r] < 0;
}

bool lode_scalars_list(const lode_plan *p, lode_arena *a, lode_scalars *s)
{
    const lode_built *b = p->b;
    int32_t n = b->model->n_series;
    *s = (lode_scalars){.plan = p, .n_actor = b->model->n_actor};
    s->pair = LODE_TAKE(a, n, int32_t);
    s->cohort_ptr = LODE_TAKE(a, n + 1, int32_t);
    s->cohort = LODE_TAKE(a, n, int32_t);
    s->part = LODE_TAKE(a, n, int32_t);
    if (!s->pair || !s->cohort_ptr || !s->cohort || !s->part) return false;
    int32_t filled = 0;
    for (int32_t r = 0; r < n; r++) {
        if (b->model->series_kind[r] == LODE_SERIES_VALUE_ADDED) s->part[s->n_part++] = r;
        if (!is_pair(b, r) || p->column[r] < 0) continue;
        for (int32_t q = 0; q < n; q++)
            if (b->series_site[q] >= 0 && b->series_actor[q] == b->series_actor[r] &&
                b->series_product[q] == b->series_product[r])
                s->cohort[filled++] = q;
        s->pair[s->n_pair++] = r;
        s->cohort_ptr[s->n_pair] = filled;
    }
    s->n = lode_part_scalar_at(s, s->n_part);
    return true;
}

static const struct {
    const char *name, *unit;
} PAIR[LODE_N_PAIR_SCALAR] =
    {
        [LODE_FIRST_SHORTFALL] = {"first_shortfall", "date"}, [LODE_HALT] = {"halt", "date"},
        [LODE_RECOVERED] = {"recovered", "date"},             [LODE_TROUGH_DATE] = {"trough_date", "date"},
        [LODE_TROUGH] = {"trough", ""},                       [LODE_LOST] = {"lost_units", "unit"},
        [LODE_DELAYED] = {"delayed_units", "unit"},           [LODE_LOST_VALUE] = {"lost_value_usd", "USD"},
        [LODE_COHORTS_HALTED] = {"cohorts_halted", ""},
},
  LOSS[LODE_N_LOSS_SCALAR] = {
      [LODE_LOSS_PEAK_DATE] = {"loss_peak_date", "date"},
      [LODE_LOSS_PEAK] = {"loss_peak", "USD/day"},
      [LODE_LOSS_MEAN] = {"loss_mean", "USD/day"},
      [LODE_LOSS_TOTAL] = {"loss_total", "USD"},
      [LODE_LOSS_GROSS] = {"gross_output_not_made", "USD"},
      [LODE_LOSS_EXPORTS] = {"export_revenue_forgone", "USD"},
      [LODE_LOSS_TARIFFS] = {"tariffs_paid", "USD"},
};

lode_scalar_about lode_scalar_of(const lode_scalars *s, int32_t i)
{
    const lode_built *b = s->plan->b;
    if (i < s->n_pair * LODE_N_PAIR_SCALAR) {
        int32_t r = s->pair[i / LODE_N_PAIR_SCALAR], k = i % LODE_N_PAIR_SCALAR;
        return (lode_scalar_about){b->series_actor[r], b->series_product[r], PAIR[k].name, PAIR[k].unit};
    }
    i -= s->n_pair * LODE_N_PAIR_SCALAR;
    if (i < s->n_actor * LODE_N_LOSS_SCALAR) {
        int32_t k = i % LODE_N_LOSS_SCALAR;
        return (lode_scalar_about){i / LODE_N_LOSS_SCALAR, -1, LOSS[k].name, LOSS[k].unit};
    }
    int32_t r = s->part[i - s->n_actor * LODE_N_LOSS_SCALAR];
    return (lode_scalar_about){b->series_actor[r], b->series_product[r], "loss_part", "USD"};
}

bool lode_scalar_is_date(const lode_scalars *s, int32_t i)
{
    return strcmp(lode_scalar_of(s, i).unit, "date") == 0;
}

/* ---- outputs ------------------------------------------------------------------------------------------------------- */

/* Day of a step; step -1: never. */
static double day_of(const lode_plan *p, int32_t step)
{
    return step < 0 ? INFINITY : (double)(p->b->start + step * p->step_days);
}

/* Largest share of the cohorts of a pair that stand still at one time; makers without cohorts count with the halt of the
 * sum. */
static double cohorts_halted(const lode_scalars *s, int32_t pair, const lode_view *run, const lode_view *quo, bool halted,
                             double *still)
{
    const lode_plan *p = s->plan;
    double parts = 0, most = 0;
    if (s->cohort_ptr[pair] == s->cohort_ptr[pair + 1]) return halted ? 1 : 0;
    memset(still, 0, (size_t)p->n_step * sizeof *still);
    for (int32_t j = s->cohort_ptr[pair]; j < s->cohort_ptr[pair + 1]; j++) {
        double part = p->b->model->site_part[p->b->series_site[s->cohort[j]]];
        const double *made = lode_view_series(p, run, s->cohort[j]), *base = lode_view_series(p, quo, s->cohort[j]);
        parts += part;
        for (int64_t t = 0; t < p->n_step; t++)
            still[t] += base[t * quo->stride] > 0 && made[t * run->stride] < 0.10 * base[t * quo->stride] ? part : 0;
    }
    for (int32_t t = 0; t < p->n_step; t++) most = still[t] > most ? still[t] : most;
    return most / parts;
}

static void score_pair(const lode_scalars *s, int32_t pair, const lode_view *run, const lode_view *quo, const lode_lane *x,
                       int32_t lane, double *scratch, double *out)
{
    const lode_plan *p = s->plan;
    int32_t r = s->pair[pair];
    lode_outcome o = lode_outcome_of(lode_view_series(p, run, r), lode_view_series(p, quo, r), p->n_step, run->stride,
                                     p->step_days);
    out[LODE_FIRST_SHORTFALL] = day_of(p, o.first_shortfall);
    out[LODE_HALT] = day_of(p, o.halt);
    out[LODE_RECOVERED] = day_of(p, o.recovered);
    out[LODE_TROUGH_DATE] = day_of(p, o.trough_step);
    out[LODE_TROUGH] = o.trough;
    out[LODE_LOST] = o.lost;
    out[LODE_DELAYED] = o.delayed;
    out[LODE_LOST_VALUE] = o.lost * x[p->b->model->product_value[p->b->series_product[r]]].v[lane];
    out[LODE_COHORTS_HALTED] = cohorts_halted(s, pair, run, quo, o.halt >= 0, scratch);
}

/* ---- losses -------------------------------------------------------------------------------------------------------- */

/* Total over the period of quo - run of a series. */
static double forgone(const lode_plan *p, const lode_view *run, const lode_view *quo, int32_t r)
{
    double sum = 0;
    const double *x = lode_view_series(p, run, r), *y = lode_view_series(p, quo, r);
    for (int64_t t = 0; t < p->n_step; t++) sum += y[t * quo->stride] - x[t * run->stride];
    return sum * p->step_days;
}

void lode_scalars_loss(const lode_scalars *s, const lode_view *run, const lode_view *quo, int32_t actor, double *loss)
{
    const lode_plan *p = s->plan;
    memset(loss, 0, (size_t)p->n_step * sizeof *loss);
    for (int32_t j = 0; j < s->n_part; j++) {
        if (p->b->series_actor[s->part[j]] != actor) continue;
        const double *x = lode_view_series(p, run, s->part[j]), *y = lode_view_series(p, quo, s->part[j]);
        for (int64_t t = 0; t < p->n_step; t++) loss[t] += y[t * quo->stride] - x[t * run->stride];
    }
}

static void score_actor(const lode_scalars *s, int32_t actor, const lode_view *run, const lode_view *quo, double *loss,
                        double *out)
{
    const lode_plan *p = s->plan;
    double total = 0, after = 0, days = 0;
    int32_t peak = 0;
    lode_scalars_loss(s, run, quo, actor, loss);
    for (int32_t t = 0; t < p->n_step; t++) {
        total += loss[t] * p->step_days;
        if (t * p->step_days >= p->b->as_of) {
            after += loss[t] * p->step_days;
            days += p->step_days;
        }
        if (loss[t] > loss[peak]) peak = t;
    }
    /* the first day as high but for rounding */
    double high = loss[peak] > 0 ? loss[peak] * (1 - 1e-9) : loss[peak];
    for (peak = 0; loss[peak] < high;) peak++;
    out[LODE_LOSS_PEAK_DATE] = day_of(p, loss[peak] > 0 ? peak : -1);
    out[LODE_LOSS_PEAK] = loss[peak];
    out[LODE_LOSS_MEAN] = days > 0 ? after / days : 0;
    out[LODE_LOSS_TOTAL] = total;
}

/* What an actor as a whole did not make and export, and paid more. */
static void score_memo(const lode_scalars *s, const lode_view *run, const lode_view *quo, double *out)
{
    const lode_built *b = s->plan->b;
    for (int32_t r = 0; r < b->model->n_series; r++) {
        int32_t kind = b->model->series_kind[r];
        if (kind < LODE_SERIES_GROSS || kind > LODE_SERIES_TARIFFS) continue;
        double gone = forgone(s->plan, run, quo, r);
        lode_loss_scalar as = kind == LODE_SERIES_GROSS     ? LODE_LOSS_GROSS
                              : kind == LODE_SERIES_EXPORTS ? LODE_LOSS_EXPORTS
                                                            : LODE_LOSS_TARIFFS;
        out[lode_loss_scalar_at(s, b->series_actor[r], as)] = as == LODE_LOSS_TARIFFS && gone != 0 ? -gone : gone;
    }
}

void lode_scalars_score(const lode_scalars *s, const lode_view *run, const lode_view *quo, const lode_lane *x, int32_t lane,
                        double *scratch, double *out)
{
    for (int32_t i = 0; i < s->n_pair; i++)
        score_pair(s, i, run, quo, x, lane, scratch, out + (int64_t)i * LODE_N_PAIR_SCALAR);
    for (int32_t a = 0; a < s->n_actor; a++)
        score_actor(s, a, run, quo, scratch, out + lode_loss_scalar_at(s, a, (lode_loss_scalar)0));
    score_memo(s, run, quo, out);
    for (int32_t j = 0; j < s->n_part; j++) out[lode_part_scalar_at(s, j)] = forgone(s->plan, run, quo, s->part[j]);
}
