/* What the parts of the case builder share. Used inside src/lower only. */
#ifndef LODE_LOWER_BUILDER_H
#define LODE_LOWER_BUILDER_H

#include "lower/build.h"
#include "lower/canonical.h"
#include "model/draft.h"

/* What a draft's site stands for. */
typedef struct lode_site_origin {
    lode_table_id table; /* sites or demand */
    int32_t row, cohort;
    int32_t actor;
} lode_site_origin;

typedef struct lode_builder {
    const lode_case *c;
    lode_built *b;
    lode_draft d;
    lode_canonical canonical;
    lode_diags *diags;
    lode_site_origin *site;    /* (draft sites) */
    int32_t *recipe_order;     /* (rows of recipes) in canonical order */
    int32_t *group_row;        /* (draft groups) row of recipes, or of demand */
    int32_t *measure_row;      /* (draft measures) */
    uint8_t *measure_part;     /* (draft measures) lode_measure_part */
    int32_t *project_row;      /* (draft projects) */
    int32_t *damage_row;       /* (draft damages) */
    uint8_t *product_defence;  /* (products) some of it may end in defence use */
    uint8_t *product_fitted;   /* (products) cells of its flow table are missing */
    lode_derived *derived;     /* (n_derived) growing; freed when the model is finished */
    int32_t n_derived, derived_room;
    bool failed;               /* memory ran out */
} lode_builder;

static inline int32_t lode_rows_of(const lode_case *c, lode_table_id t)
{
    return c->table[t].n_row;
}

/* The column that names the products of a part of a record. */
static inline lode_column_id lode_products_of(uint8_t part)
{
    return part == LODE_PART_LISTED      ? LODE_MEASURES_PRODUCTS
           : part == LODE_PART_SPILLOVER ? LODE_MEASURES_SPILLOVER_PRODUCTS
                                         : LODE_PROCUREMENT_PRODUCTS;
}

/* Day number of a date cell, `otherwise` where it is blank. */
int32_t lode_builder_day(const lode_builder *w, int32_t row, lode_column_id column, int32_t otherwise);

/* The parts, in the order in which they run. */
void lode_build_sites(lode_builder *w);
void lode_build_measures(lode_builder *w);
void lode_build_links(lode_builder *w);
void lode_build_events(lode_builder *w);
void lode_build_series(lode_builder *w);
void lode_build_scenarios(lode_builder *w);

/* Calibrate the central draw and say what does not close. */
void lode_build_check(lode_builder *w);

/* What balanced base flows tell: measures that let a share of nothing pass, loops that orders grow in. */
void lode_build_check_links(lode_builder *w, const lode_values *v);

#endif
