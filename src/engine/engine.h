/* The engine as the rest of the program sees it: one table of functions per instruction set, chosen at start. */
#ifndef LODE_ENGINE_ENGINE_H
#define LODE_ENGINE_ENGINE_H

#include "engine/model.h"

typedef struct lode_engine {
    const char *name; /* "v1", "v3", "v4" */
    size_t (*values_bytes)(const lode_model *m);
    void (*values_place)(const lode_model *m, void *memory, lode_values *v);
    void (*values_load)(const lode_model *m, const lode_lane *x, lode_values *v);
    void (*values_finish)(const lode_model *m, const lode_lane *x, int32_t step_days, lode_values *v);
    void (*calibrate)(const lode_model *m, const lode_lane *x, int32_t step_days, lode_values *v);
    size_t (*state_bytes)(const lode_model *m, const lode_values *v);
    void (*state_place)(const lode_model *m, const lode_values *v, void *memory, lode_state *s);
    void (*state_start)(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s);
    void (*step)(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s);
    void (*record)(const lode_model *m, const lode_values *v, const lode_state *s, const int32_t *column, lode_lane *row);
} lode_engine;

/* The fastest build that this processor runs. */
const lode_engine *lode_engine_best(void);

/* Build number i (0, 1, 2), or NULL if there is none or this processor does not run it. */
const lode_engine *lode_engine_nth(int i);

#endif
