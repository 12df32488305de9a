/* Evaluating a reading in one draw. Called inside every draw: allocates nothing. */
#include "study/readings.h"

enum { ALIGN = 64 };

/* Pieces of memory one after the other. With memory NULL it only counts. */
typedef struct carver {
    char *memory;
    size_t used;
} carver;

static void *carve(carver *c, size_t bytes)
{
    void *p = c->memory ? c->memory + c->used : NULL;
    c->used += (bytes + ALIGN - 1) / ALIGN * ALIGN;
    return p;
}

/* Where the parts of an evaluation lie. */
typedef struct layout {
    const double **signal, **base; /* (signals) pointers, of which those in use are set */
    double *day, *base_day;        /* (n_used)(n_day)                                   */
    void *scratch, *rest;
} layout;

static layout lay_out(const lode_readings *r, const lode_reading *x, int32_t n_day, carver *c)
{
    layout l = {0};
    l.signal = carve(c, (size_t)r->signals.n * sizeof *l.signal);
    l.base = carve(c, (size_t)r->signals.n * sizeof *l.base);
    l.day = carve(c, (size_t)x->n_used * (size_t)n_day * sizeof(double));
    l.base_day = carve(c, (size_t)x->n_used * (size_t)n_day * sizeof(double));
    l.scratch = carve(c, lode_signals_scratch(&r->signals));
    l.rest = carve(c, 0);
    return l;
}

int32_t lode_reading_day(const lode_readings *r, const lode_plan *plan)
{
    int32_t last = lode_signal_n_day(plan) - 1;
    return r->b->as_of < 0 ? 0 : r->b->as_of < last ? r->b->as_of : last;
}

static size_t more(size_t a, size_t b)
{
    return a > b ? a : b;
}

size_t lode_reading_bytes(const lode_readings *r, int32_t reading, const lode_plan *plan)
{
    const lode_reading *x = &r->item[reading];
    const lode_formula *f = x->formula;
    int32_t n_day = lode_signal_n_day(plan);
    carver c = {0};
    size_t most = 0;
    if (!f) return 0;
    lay_out(r, x, n_day, &c);
    if (f->n_over == 0) most = lode_eval_bytes(&f->main, n_day, false);
    if (f->has_premise) most = more(most, lode_eval_bytes(&f->premise, n_day, false));
    for (int32_t o = 0; o < f->n_over; o++) {
        most = more(most, lode_eval_bytes(&f->over[o].value, n_day, false));
        if (f->over[o].has_given) most = more(most, lode_eval_bytes(&f->over[o].given, n_day, false));
    }
    return most > SIZE_MAX - c.used - ALIGN ? SIZE_MAX : c.used + (most + ALIGN - 1) / ALIGN * ALIGN;
}

lode_eval_run lode_reading_signals(const lode_readings *r, int32_t reading, const lode_signal_run *run, bool base,
                                   void *memory, void **rest)
{
    const lode_reading *x = &r->item[reading];
    int32_t n_day = lode_signal_n_day(run->plan);
    carver c = {.memory = memory};
    layout l = lay_out(r, x, n_day, &c);
    lode_signal_run with = *run;
    with.scratch = l.scratch;
    with.scenario = x->scenario;
    with.against = x->against;
    lode_signal_run without = lode_signal_without(&with);
    for (int32_t u = 0; u < x->n_used; u++) {
        int32_t i = x->used[u];
        double *day = l.day + (size_t)u * (size_t)n_day, *base_day = l.base_day + (size_t)u * (size_t)n_day;
        lode_signal_days(&r->signals, i, &with, day);
        l.signal[i] = l.base[i] = day;
        if (!base || r->signals.claim[i].constant) continue;
        lode_signal_days(&r->signals, i, &without, base_day);
        l.base[i] = base_day;
    }
    *rest = l.rest;
    return (lode_eval_run){.signal = l.signal, .base = l.base, .n_day = n_day};
}

static lode_eval_value value_of(const lode_program *p, const lode_eval_run *run, void *memory, int32_t day)
{
    lode_eval_frame frame;
    lode_eval(p, run, memory, &frame);
    return lode_eval_at(p, &frame, day);
}

/* The values of a formula on the signals of one run. */
static void values_of(const lode_reading *x, const lode_eval_run *run, void *memory, int32_t day, lode_eval_value *value)
{
    const lode_formula *f = x->formula;
    if (f->n_over == 0) value[0] = value_of(&f->main, run, memory, day);
    for (int32_t o = 0; o < f->n_over; o++) value[o] = value_of(&f->over[o].value, run, memory, day);
}

bool lode_reading_eval(const lode_readings *r, int32_t reading, const lode_signal_run *run, void *memory,
                       lode_eval_value *value, lode_eval_value *given, lode_eval_value *without)
{
    const lode_reading *x = &r->item[reading];
    void *rest = NULL;
    if (!x->formula) return false;
    lode_eval_run e = lode_reading_signals(r, reading, run, x->uses_base || without, memory, &rest);
    int32_t day = lode_reading_day(r, run->plan);
    values_of(x, &e, rest, day, value);
    for (int32_t o = 0; o < x->formula->n_over && given; o++)
        if (x->formula->over[o].has_given) given[o] = value_of(&x->formula->over[o].given, &e, rest, day);
    if (x->formula->has_premise && given) given[0] = value_of(&x->formula->premise, &e, rest, day);
    e.signal = e.base;
    if (without) values_of(x, &e, rest, day, without);
    return true;
}
