/* Dates, trough and losses of one series against status quo. */
#include "study/outcome.h"

static const double SHORT = 0.95, HALTED = 0.10, ROUNDING = 1e-9;
enum { STRETCH_DAYS = 7, RECOVERY_DAYS = 30 };

int32_t lode_first_stretch(const double *run, const double *quo, int32_t n_step, int64_t stride, int32_t step_days,
                           int32_t from, double share, int32_t days, bool above)
{
    int32_t begun = -1;
    for (int32_t t = from; t < n_step; t++) {
        double limit = share * quo[t * stride];
        bool holds = above ? run[t * stride] >= limit : quo[t * stride] > 0 && run[t * stride] < limit;
        if (!holds) begun = -1;
        else if (begun < 0) begun = t;
        if (holds && (t - begun + 1) * step_days >= days) return begun;
    }
    return -1;
}

/* Run / quo over `width` steps that end with step t; 1 where nothing was planned. */
static double ratio(const double *run, const double *quo, int32_t t, int32_t width, int64_t stride)
{
    double made = 0, planned = 0;
    for (int32_t j = t - width + 1; j <= t; j++) {
        made += run[j * stride];
        planned += quo[j * stride];
    }
    return planned > 0 ? made / planned : 1;
}

/* Lowest run / quo over windows of about a week, and the first window as low but for rounding: it must not choose a day. */
static void find_trough(const double *run, const double *quo, int32_t n_step, int64_t stride, int32_t step_days,
                        lode_outcome *o)
{
    int32_t width = (STRETCH_DAYS + step_days - 1) / step_days;
    o->trough = 1;
    for (int32_t t = width - 1; t < n_step; t++) {
        double now = ratio(run, quo, t, width, stride);
        o->trough = now < o->trough ? now : o->trough;
    }
    for (int32_t t = width - 1; o->trough < 1 && o->trough_step < 0 && t < n_step; t++)
        if (ratio(run, quo, t, width, stride) <= o->trough + ROUNDING) o->trough_step = t - width + 1;
}

lode_outcome lode_outcome_of(const double *run, const double *quo, int32_t n_step, int64_t stride, int32_t step_days)
{
    lode_outcome o = {.first_shortfall = -1, .halt = -1, .recovered = -1, .trough_step = -1};
    o.first_shortfall = lode_first_stretch(run, quo, n_step, stride, step_days, 0, SHORT, STRETCH_DAYS, false);
    o.halt = lode_first_stretch(run, quo, n_step, stride, step_days, 0, HALTED, STRETCH_DAYS, false);
    if (o.first_shortfall >= 0)
        o.recovered = lode_first_stretch(run, quo, n_step, stride, step_days, o.first_shortfall, SHORT, RECOVERY_DAYS, true);
    find_trough(run, quo, n_step, stride, step_days, &o);

    double gap = 0, widest = 0;
    for (int32_t t = 0; t < n_step; t++) {
        gap += (quo[t * stride] - run[t * stride]) * step_days;
        widest = gap > widest ? gap : widest;
    }
    o.lost = gap > 0 ? gap : 0;
    o.delayed = widest - o.lost;
    return o;
}
