/* From a checked case to a model: the structure, the vector of inputs, and what each number of the model is called. */
#ifndef LODE_LOWER_BUILD_H
#define LODE_LOWER_BUILD_H

#include "base/arena.h"
#include "case/case.h"
#include "engine/model.h"
#include "lodestone/diag.h"

/* What of a record a measure of the model stands for. */
typedef enum lode_measure_part {
    LODE_PART_LISTED,      /* a measure, as to its products                                                 */
    LODE_PART_SPILLOVER,   /* a measure, as to the unlisted products it holds up                            */
    LODE_PART_PROCUREMENT  /* a procurement rule from the day on which it comes into force                  */
} lode_measure_part;

/* What a scenario of the case switches on. */
typedef struct lode_switches {
    const uint8_t *measure_on; /* (n_measure) */
    const uint8_t *project_on; /* (n_project) */
    const uint8_t *damage_on;  /* (n_damage)  */
    const int32_t *ends;       /* (n_measure) scenario whose suspension ends it, -1: none */
} lode_switches;

/* A number of the model that follows an input: factor x input, within low .. high. Cohorts have covers of this kind: the
 * quantiles of the declared spread in the central draw, moved with the input in the others. */
typedef struct lode_derived {
    int32_t slot, input;
    double factor, low, high;
} lode_derived;

/* A case built. Products and actors have the numbers of their rows in the case. */
typedef struct lode_built {
    const lode_case *c;        /* borrowed                                                                  */
    lode_arena arena;
    lode_model *model;
    lode_lane *x;              /* (n_x) the central draw in every lane: inputs, then constants              */
    lode_derived *scaled;      /* (n_scaled) inputs (slot) that shared factors (input) multiply             */
    int32_t n_scaled;
    lode_derived *derived;     /* (n_derived)                                                               */
    int32_t n_derived;
    int32_t start;             /* day 0, days since 1970-01-01                                              */
    int32_t n_day;             /* length of the period                                                      */
    int32_t as_of;             /* day number                                                                */
    int32_t *site_table;       /* (n_site) LODE_T_SITES or LODE_T_DEMAND                                    */
    int32_t *site_row;         /* (n_site) row there                                                        */
    int32_t *site_cohort;      /* (n_site) 0 .. cohorts-1                                                   */
    int32_t *measure_row;      /* (n_measure) row of measures, or of procurement                            */
    uint8_t *measure_part;     /* (n_measure) lode_measure_part                                             */
    int32_t *block_row;        /* (n_block) row of flows                                                    */
    int32_t *series_actor;     /* (n_series) row of actors                                                  */
    int32_t *series_product;   /* (n_series) row of products, -1: all                                       */
    int32_t *series_site;      /* (n_series) one cohort's site, -1: the sum of all                          */
    int32_t *project_row;      /* (n_project) row of projects                                               */
    int32_t *group_row;        /* (n_group) row of recipes, or of demand                                     */
    lode_switches *scenario;   /* (rows of scenarios) what each switches on                                 */
    const struct lode_rebuild_table *plans; /* study/rebuild.h; borrowed; NULL: none were made              */
} lode_built;

/* Build the model of a case.
 *
 * c      a case that was read without errors; borrowed, must outlive the result
 * diags  receives every problem found: unbalanced products, contradicting flows, suppliers that are missing
 *
 * Returns NULL when diags->n_error > 0 or memory ran out (then diags->out_of_memory is set). The central draw has been
 * calibrated once to check it. Internal order does not depend on names or on the order of rows. */
/* Name of a measure of the model: the id of the measure or of the procurement rule. */
const char *lode_built_measure(const lode_built *b, int32_t measure);

lode_built *lode_build(const lode_case *c, lode_diags *diags);

/* What follows from inputs, shared factors first: call it once whenever the inputs of x (n_x) were written. */
void lode_built_derive(const lode_built *b, lode_lane *x);

void lode_built_free(lode_built *b);

#endif
