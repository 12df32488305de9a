/* From a case to rebuild problems: lines, projects and needs of a coalition. docs/rebuild.md 2.
 *
 *     lode_rebuild_base base;
 *     lode_rebuild_base_make(b, &base);                             calibrates once
 *     lode_rebuild_problem_of(&base, &frame, need, &arena, &x);      one problem for each need
 *
 * Used by src/study/rebuild.c; memory of a problem comes from the arena given. */
#ifndef LODE_STUDY_REBUILD_CASE_H
#define LODE_STUDY_REBUILD_CASE_H

#include "lower/build.h"
#include "rebuild/frontier.h"

/* The calibrated base year, central draw. */
typedef struct lode_rebuild_base {
    const lode_built *b; /* borrowed */
    lode_arena arena;
    lode_values *values; /* in the arena, aligned */
} lode_rebuild_base;

/* For whom, with whom, under what. */
typedef struct lode_rebuild_frame {
    const uint8_t *is_for;    /* (actors) whose need is to be covered                       */
    const uint8_t *is_member; /* (actors) whose plants may cover it: these, and partners    */
    double quantile;          /* where in their ranges the inputs stand; NaN: as the case says */
    int32_t counter;          /* row of rebuild_counters, -1: none                          */
    double budget_usd;        /* INFINITY: none                                            */
    double lead_factor, capex_factor, need_factor; /* on top of the case's; 1: as it is     */
} lode_rebuild_frame;

/* What a line stands for: a site or a plant of rebuild_plants.csv, or feed. */
typedef struct lode_rebuild_line_of {
    int32_t site, plant, supply; /* rows; -1: not that */
    int32_t actor;
} lode_rebuild_line_of;

/* What a project stands for: a row of projects.csv, or a copy of a plant. */
typedef struct lode_rebuild_project_of {
    int32_t row, plant, copy;
    int32_t actor;
} lode_rebuild_project_of;

typedef struct lode_rebuild_case {
    lode_rebuild_problem p;
    const lode_rebuild_line_of *line_of;       /* (n_line)    */
    const lode_rebuild_project_of *project_of; /* (n_project) */
    const int32_t *product_row;                /* (n_product) */
    double committed_usd; /* capital of committed projects on its lines, wherever known   */
    int32_t n_committed, n_committed_without_cost;
    bool nothing;         /* nothing is needed                                            */
} lode_rebuild_case;

/* Calibrate the central draw. Returns false without memory; free in any case. */
LODE_NODISCARD bool lode_rebuild_base_make(const lode_built *b, lode_rebuild_base *base);
void lode_rebuild_base_free(lode_rebuild_base *base);

/* Day of the decision, days since 1970-01-01, and the quarters that plans look ahead. */
int32_t lode_rebuild_start(const lode_case *c);
int32_t lode_rebuild_quarters(const lode_case *c);

/* Use of every product that a need counts, unit/year of the base year, of all actors of is_for together.
 *
 * use   (products) out
 * lost  (products) out  value added of the end products made there, per unit: USD/unit; 0: no end product waits for it */
bool lode_rebuild_use_of(const lode_rebuild_base *base, const uint8_t *is_for, int32_t need, double *use, double *lost);

/* The problem of a need (row of rebuild_needs). Returns false without memory. */
LODE_NODISCARD bool lode_rebuild_problem_of(const lode_rebuild_base *base, const lode_rebuild_frame *f, int32_t need, lode_arena *a,
                                            lode_rebuild_case *out);

#endif
