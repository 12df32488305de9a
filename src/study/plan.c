/* Steps, reporting dates, and the columns of a trace. */
#include "study/plan.h"

static bool is_kept(lode_series_kind kind)
{
    return kind == LODE_SERIES_MADE || (kind >= LODE_SERIES_VALUE_ADDED && kind <= LODE_SERIES_TARIFFS);
}

bool lode_plan_make(const lode_built *b, int32_t step_days, int32_t report_days, lode_arena *a, lode_plan *p)
{
    *p = (lode_plan){.b = b, .step_days = step_days > 0 ? step_days : lode_case_int(b->c, 0, LODE_CASE_STEP, 1)};
    p->n_step = b->n_day / p->step_days > 0 ? b->n_day / p->step_days : 1;
    p->every = ((report_days > 0 ? report_days : 14) + p->step_days - 1) / p->step_days;
    p->n_date = (p->n_step + p->every - 1) / p->every;
    p->column = LODE_TAKE(a, b->model->n_series, int32_t);
    for (int32_t r = 0; p->column && r < b->model->n_series; r++)
        p->column[r] = is_kept((lode_series_kind)b->model->series_kind[r]) ? p->n_column++ : -1;
    return p->column != NULL;
}

bool lode_plan_bare(const lode_plan *like, lode_arena *a, lode_plan *p)
{
    *p = *like;
    p->bare = true;
    p->n_column = 0;
    p->column = LODE_TAKE(a, like->b->model->n_series, int32_t);
    for (int32_t r = 0; p->column && r < like->b->model->n_series; r++) p->column[r] = -1;
    return p->column != NULL;
}

void lode_plan_keep(lode_plan *p, int32_t series)
{
    if (p->column[series] < 0) p->column[series] = p->n_column++;
}
