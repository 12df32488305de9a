/* The central runs of all scenarios of a case, and its readings on them. */
#ifndef TESTS_CLAIMS_RUN_H
#define TESTS_CLAIMS_RUN_H

#include "lode_test.h"

#include "case/template.h"
#include "study/readings.h"
#include "study/simulate.h"

typedef struct claims_run {
    lode_diags d;
    lode_case *c;
    lode_built *b;
    lode_readings *r;
    lode_arena arena;
    lode_plan plan;
    lode_values values;
    lode_track track; /* lane k is scenario k of the case */
    lode_view view[LODE_LANES];
    void *scratch;
} claims_run;

/* The case that `lodestone new` writes, with lines put before a place of case.yaml (NULL: none) and at its end. Returns NULL
 * when it has errors. */
LODE_UNUSED static lode_case *template_with(const char *place, const char *before, const char *more, lode_diags *d)
{
    lode_text text[LODE_N_TEMPLATE] = {{0}}, yaml = {0};
    lode_case_bytes file[LODE_N_TEMPLATE];
    int n = 0;
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        lode_template_text(&lode_template[i], &text[i]);
        const char *bytes = lode_text_str(&text[i]), *at = bytes;
        if (strcmp(lode_template[i].name, "README.md") == 0) continue;
        if (strcmp(lode_template[i].name, "case.yaml") == 0) {
            if (place) at = strstr(bytes, place);
            lode_text_add(&yaml, bytes, (size_t)(at - bytes));
            lode_text_puts(&yaml, before);
            lode_text_puts(&yaml, at);
            lode_text_puts(&yaml, more);
            bytes = lode_text_str(&yaml);
        }
        file[n++] = (lode_case_bytes){lode_template[i].name, bytes, strlen(bytes)};
    }
    lode_case *c = lode_case_read_files(file, n, d);
    for (int i = 0; i < LODE_N_TEMPLATE; i++) lode_text_free(&text[i]);
    lode_text_free(&yaml);
    for (int32_t i = 0; i < d->n_item && !c; i++) printf("# %s\n", d->item[i].message);
    return c;
}

/* Build a case that was read, compile its readings, and run every scenario; w->c and w->d must be set. */
LODE_UNUSED static void claims_run_begin(lode_t *t, claims_run *w, int32_t step_days)
{
    const lode_engine *e = lode_engine_best();
    int32_t scenario[LODE_LANES], n = w->c->table[LODE_T_SCENARIOS].n_row;
    lode_desk desk = {0};
    lode_ticker ticker = {0};
    CHECK(t, n <= LODE_LANES);
    w->b = lode_build(w->c, &w->d);
    CHECK(t, w->b != NULL);
    w->r = lode_readings_new(w->b, &w->d);
    CHECK(t, w->r != NULL);
    CHECK(t, lode_plan_make(w->b, step_days, 0, &w->arena, &w->plan));
    for (int32_t i = 0; i < w->r->signals.n; i++) { /* tests look at any of them */
        const int32_t *series = NULL;
        int32_t k = lode_signal_series(&w->r->signals, i, &series);
        while (k > 0) lode_plan_keep(&w->plan, series[--k]);
    }
    lode_readings_keep(w->r, &w->plan);
    void *memory = lode_arena_take(&w->arena, 1, e->values_bytes(w->b->model));
    CHECK(t, memory && lode_track_make(&w->plan, &w->arena, &w->track) && lode_desk_make(w->b, &desk));
    e->values_place(w->b->model, memory, &w->values);
    e->calibrate(w->b->model, w->b->x, w->plan.step_days, &w->values);
    for (int32_t k = 0; k < LODE_LANES; k++) scenario[k] = k < n ? k : 0;
    lode_scenario on = lode_study_switch(w->b, scenario, w->b->x, desk.on);
    CHECK(t, lode_simulate(&w->plan, e, &w->values, &on, &desk, &ticker, &w->track));
    for (int32_t k = 0; k < LODE_LANES; k++) w->view[k] = lode_track_view(&w->plan, &w->track, k);
    w->scratch = lode_arena_take(&w->arena, 1, lode_signals_scratch(&w->r->signals));
    CHECK(t, w->scratch != NULL);
    lode_desk_free(&desk);
}

LODE_UNUSED static void claims_run_end(claims_run *w)
{
    lode_readings_free(w->r);
    lode_arena_free(&w->arena);
    lode_built_free(w->b);
    lode_case_free(w->c);
    lode_diags_free(&w->d);
}

/* One scenario beside another, as signals want it. */
LODE_UNUSED static lode_signal_run claims_run_of(const claims_run *w, int32_t scenario, int32_t against)
{
    return (lode_signal_run){.plan = &w->plan, .run = &w->view[scenario], .quo = &w->view[against], .values = &w->values,
                             .x = w->b->x, .lane = 0, .scenario = scenario, .against = against, .scratch = w->scratch};
}

LODE_UNUSED static int32_t find_reading(lode_t *t, const claims_run *w, const char *id)
{
    for (int32_t i = 0; i < w->r->n; i++)
        if (w->r->item[i].row >= 0 && strcmp(lode_case_key(w->c, LODE_T_READINGS, w->r->item[i].row), id) == 0) return i;
    lode_note(t, "%s", id);
    CHECK(t, false);
    return -1;
}

/* Evaluate a reading in the central draw; why and without may be NULL. */
LODE_UNUSED static lode_eval_value claims_run_eval(lode_t *t, const claims_run *w, int32_t reading, lode_text *why,
                                                   lode_eval_value *without)
{
    const lode_reading *x = &w->r->item[reading];
    lode_eval_value value[LODE_LANES], other[LODE_LANES];
    lode_signal_run run = claims_run_of(w, x->scenario, x->against);
    run.scratch = NULL;
    size_t bytes = lode_reading_bytes(w->r, reading, &w->plan);
    void *memory = aligned_alloc(64, bytes);
    CHECK(t, memory && x->n_value <= LODE_LANES);
    CHECK(t, lode_reading_eval(w->r, reading, &run, memory, value, NULL, other));
    if (why) lode_reading_why(w->r, reading, &run, memory, why);
    if (without) *without = other[0];
    free(memory);
    return value[0];
}

#endif
