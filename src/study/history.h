/* Two scenarios of the central draw side by side, day by day: what sites made, what they lacked, what came, what was
 * sent, what measures let pass. Used inside src/study only. */
#ifndef LODE_STUDY_HISTORY_H
#define LODE_STUDY_HISTORY_H

#include "base/arena.h"
#include "engine/model.h"
#include "study/study.h"

/* What is kept of one scenario; (n_step x number of items), quantities per step. */
typedef struct lode_past {
    double *made;        /* unit   (n_site)   activity                                                 */
    double *lacked;      /* unit   (n_group)  output not made because this input was the scarcest      */
    double *arrived;     /* unit   (n_group)                                                           */
    double *stock;       /* unit   (n_group)  input stock after use                                    */
    double *sent;        /* unit   (n_link)                                                            */
    double *passes;      /* -      (n_class)  share of base flow that may pass; 1 where nothing governs */
    double *usable;      /* -      (n_class)  software: share of the licences that still run           */
    int32_t *governing;  /* -      (n_class)  measure, -1: none, -2: supplier not yet qualified        */
} lode_past;

typedef struct lode_history {
    const lode_built *b;
    lode_arena arena;
    lode_values values;
    int32_t step_days, n_step;
    lode_past of[2]; /* the scenario, and what it is compared with */
} lode_history;

/* Simulate the scenarios in rows `run` and `quo` of the case from the first day on, `n_step` steps.
 * Returns false when memory ran out. The caller frees with lode_history_free in both cases.
 * O(n_step x size of the model), also in memory. */
LODE_NODISCARD bool lode_history_make(const lode_built *b, int32_t run, int32_t quo, int32_t step_days, int32_t n_step,
                                      lode_history *h);

void lode_history_free(lode_history *h);

/* Mean per day of item `i` of `n` over the steps from .. to, as far as they are within the period. */
double lode_history_mean(const lode_history *h, const double *x, int32_t n, int32_t i, int32_t from, int32_t to);

#endif
