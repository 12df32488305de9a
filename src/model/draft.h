/* A network before it is a model: growing lists of sites, outputs, inputs and links in any order.
 *
 * Whoever knows a network - the builder of a case, a reader of golden runs, a test - adds records here and calls
 * lode_draft_assemble(), the only code that lays out a lode_model. Every number is a slot of the input vector: either an
 * input of the case, or a constant made by lode_draft_constant(). */
#ifndef LODE_MODEL_DRAFT_H
#define LODE_MODEL_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "engine/model.h"

enum { LODE_NONE = -1 };

typedef struct lode_draft_site {
    lode_site_kind kind;
    int32_t actor;
    bool mixed;              /* end use follows the downstream share */
    lode_end_use end_use;
    bool defence_first, queue;
    double part;             /* 1 / cohorts */
    int32_t activity, share, capacity, utilisation, growth, overtime, elasticity, unit_value, value_added; /* slots */
    int32_t first_day;
} lode_draft_site;

typedef struct lode_draft_output {
    int32_t site, product;
    bool driver;
    int32_t per_unit, cover, cap; /* slots */
} lode_draft_output;

typedef struct lode_draft_group {
    int32_t site, recipe, product; /* recipe: 0 base, 1 .. 3 alternatives */
    bool essential, queue, elapses;
    int32_t per_unit, cover, initial, psi, weight, sigma; /* slots */
} lode_draft_group;

typedef struct lode_draft_link {
    int32_t output, group;    /* numbers of the draft */
    lode_end_use end_use;
    bool split, closed;
    int32_t transit, build;   /* slots */
    int32_t block;
    int32_t qualification;    /* slot */
    int32_t first_measure, n_measure; /* in lode_draft.link_measure */
} lode_draft_link;

typedef struct lode_draft_measure {
    lode_measure_kind kind;
    int32_t announced, effective, until; /* day */
    int32_t share, processing, period, leak, leak_delay, front, rate; /* slots */
    bool fades, lapses, by_content;      /* fade, validity, minimis and origin hold                  */
    int32_t fade, validity, minimis;     /* slots                                                    */
    int32_t term, delay;                 /* slots: software, technology                              */
    int32_t origin;                      /* actor whose content a de minimis rule counts             */
    int32_t first_workday, n_workday;    /* in lode_draft.workday */
    int32_t first_point, n_point;        /* in lode_draft.path_day and path_share */
} lode_draft_measure;

typedef struct lode_draft_project {
    int32_t site, start;              /* day */
    int32_t slippage, ramp, capacity; /* slots */
} lode_draft_project;

typedef struct lode_draft_damage {
    int32_t site, from, until; /* day */
    int32_t fraction;          /* slot */
} lode_draft_damage;

typedef struct lode_draft_reserve {
    int32_t product, from, until;     /* day */
    int32_t stock, rate, trigger;     /* slots */
    int32_t first_group, n_group;     /* in lode_draft.reserve_group */
} lode_draft_reserve;

typedef struct lode_draft_series {
    lode_series_kind kind;
    int32_t first_item, n_item; /* in lode_draft.series_item: draft numbers */
} lode_draft_series;

/* A growing list. */
#define LODE_LIST(type) struct { type *item; int32_t n, room; }

typedef struct lode_draft {
    int32_t n_input;     /* slots 0 .. n_input-1 are the inputs of the case; constants follow */
    int32_t n_product, n_actor;
    LODE_LIST(double) constant;
    LODE_LIST(lode_draft_site) site;
    LODE_LIST(lode_draft_output) output;
    LODE_LIST(lode_draft_group) group;
    LODE_LIST(lode_draft_link) link;
    LODE_LIST(int32_t) link_measure;
    LODE_LIST(lode_draft_measure) measure;
    LODE_LIST(int32_t) workday;
    LODE_LIST(int32_t) path_day;
    LODE_LIST(int32_t) path_share;    /* slot */
    LODE_LIST(lode_draft_project) project;
    LODE_LIST(lode_draft_damage) damage;
    LODE_LIST(lode_draft_reserve) reserve;
    LODE_LIST(int32_t) reserve_group;
    LODE_LIST(lode_draft_series) series;
    LODE_LIST(int32_t) series_item;
    LODE_LIST(int32_t) block_flow;    /* slot per block, grouped by product */
    LODE_LIST(int32_t) block_product;
    const int32_t *product_value;     /* (n_product) slots */
    const uint8_t *product_home;      /* (n_product) sold inside the making actor only; or NULL */
    const uint8_t *product_fitted;    /* (n_product) cells are missing: needs sweeps; or NULL */
    const uint8_t *project_slowed;    /* (n_project x n_measure) a technology measure reaches it; or NULL: none */
    const uint8_t *measure_made_from; /* (n_measure x n_product), or NULL: every measure concerns every product */
    int32_t refill, output_refill, expectation, shares; /* slots */
    bool failed;                      /* memory ran out; adding goes on doing nothing */
} lode_draft;

/* Where the records of a draft went in the model: model number by draft number. */
typedef struct lode_layout {
    int32_t *output, *group, *link;
} lode_layout;

/* Slot of a constant. */
int32_t lode_draft_constant(lode_draft *d, double value);

/* A slot of its own, to be written by whoever fills x; not a number until then. */
int32_t lode_draft_slot(lode_draft *d);

/* Add a record; returns its number, -1 after a failure. */
int32_t lode_draft_add_site(lode_draft *d, lode_draft_site r);
int32_t lode_draft_add_output(lode_draft *d, lode_draft_output r);
int32_t lode_draft_add_group(lode_draft *d, lode_draft_group r);
int32_t lode_draft_add_measure(lode_draft *d, lode_draft_measure r);
int32_t lode_draft_add_project(lode_draft *d, lode_draft_project r);
int32_t lode_draft_add_damage(lode_draft *d, lode_draft_damage r);

/* Add a link with the measures (draft numbers) that may govern it. */
int32_t lode_draft_add_link(lode_draft *d, lode_draft_link r, const int32_t *measures, int32_t n);

/* Add a reserve that may serve groups. */
int32_t lode_draft_add_reserve(lode_draft *d, lode_draft_reserve r, const int32_t *groups, int32_t n);

/* Add an observed flow of a product; blocks of one product must be added one after another. */
int32_t lode_draft_add_block(lode_draft *d, int32_t product, int32_t flow_slot);

/* Begin a series; its items are added with lode_draft_add_item before the next series begins. */
int32_t lode_draft_add_series(lode_draft *d, lode_series_kind kind);
void lode_draft_add_item(lode_draft *d, int32_t item);

/* A working-day calendar: civil days from the effective date to the n-th working day after it, n = 0, 1, ... */
void lode_draft_add_workday(lode_draft *d, int32_t civil_days);

/* A point of the path of a measure's share; the points of a measure are added one after another, by day. */
void lode_draft_add_point(lode_draft *d, int32_t day, int32_t share_slot);

/* Lay out the model in `arena` (which owns it). `layout` may be NULL; its arrays live in `arena` too.
 * Product order: users' products before what they are made from, as far as cycles allow.
 * Returns NULL when memory ran out. O(n log n). */
lode_model *lode_draft_assemble(const lode_draft *d, lode_arena *arena, lode_layout *layout);

/* The constants of the draft after the inputs: fill x[n_input ..]. */
void lode_draft_constants(const lode_draft *d, lode_lane *x);

/* Free the lists. */
void lode_draft_free(lode_draft *d);

/* Is every index of the model inside its array, every row pointer ascending? Tests and assertions. */
bool lode_model_is_valid(const lode_model *m);

#endif
