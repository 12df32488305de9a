/* The three things a run is made of: model (structure), values (one batch of calibrated draws), state (what changes).
 *
 * lode_model     who supplies whom with what. Built once by src/model, then read-only for every thread.
 * lode_values    the numbers on that structure, one per draw and lane: calibrated from the inputs by lode_calibrate().
 * lode_scenario  which measures, projects and damages are in force. Read-only.
 * lode_state     every number that changes while a run advances. One per worker.
 *
 * Words and symbols are those of docs/model.md. Units: product units, days, USD of the base year; day 0 is the first
 * day of the period. "slot" means an index into the vector x of inputs (lode_lane x[n_x]), the numbers that a draw
 * varies; -1 where there is none. CSR row pointers end in _ptr and have one element more than rows. */
#ifndef LODE_ENGINE_MODEL_H
#define LODE_ENGINE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/lane.h"

enum { LODE_MAX_RECIPES = 4 };  /* a base recipe and up to three alternatives                                       */
enum { LODE_SWEEPS = 2000 };    /* most balancing sweeps for a product with fixed or forbidden cells                */

typedef enum lode_site_kind { LODE_SITE, LODE_DEMAND } lode_site_kind;
typedef enum lode_end_use { LODE_CIVIL, LODE_DEFENCE } lode_end_use;
typedef enum lode_measure_kind {
    LODE_BAN, LODE_QUOTA, LODE_LICENCE, LODE_TARIFF, /* of links                                                     */
    LODE_SOFTWARE,   /* licences run out: caps the activity of those who use them                                    */
    LODE_TECHNOLOGY  /* delays projects that start after it                                                          */
} lode_measure_kind;

/* What a class does in a step, in any lane: where nothing does, its links are as free as those of class 0. */
enum {
    LODE_RULED = 1,      /* something governs it, or did in the step before                                          */
    LODE_RULED_NEXT = 2, /* something governs it on the first day of the next step                                   */
    LODE_FRONTED = 4,    /* something is announced that makes customers front-load                                   */
    LODE_TAXED = 8,      /* there is a tariff                                                                        */
    LODE_RULED_NOW = 16  /* something governs it in this step                                                        */
};

typedef enum lode_series_kind {
    LODE_SERIES_MADE,         /* unit/day  outputs: made                                                             */
    LODE_SERIES_OUTPUT_STOCK, /* unit      outputs: stock after shipping                                             */
    LODE_SERIES_STOCK,        /* unit      groups: input stock after use                                             */
    LODE_SERIES_TRANSIT,      /* unit      groups: on the road                                                       */
    LODE_SERIES_CONSUMED,     /* unit/day  demand sites: consumption                                                 */
    LODE_SERIES_BACKLOG,      /* unit      demand sites: unmet demand that waits                                     */
    LODE_SERIES_VALUE_ADDED,  /* USD/day   sites: value added earned                                                 */
    LODE_SERIES_GROSS,        /* USD/day   sites: value of output made                                               */
    LODE_SERIES_EXPORTS,      /* USD/day   links that leave the actor: value shipped                                 */
    LODE_SERIES_TARIFFS,      /* USD/day   links that enter the actor: tariff on what is shipped                     */
    LODE_SERIES_RESERVE,      /* unit      reserves: strategic stock                                                 */
    LODE_N_SERIES_KIND
} lode_series_kind;

typedef struct lode_model {
    int32_t n_x;          /* inputs and constants                                                                    */
    int32_t n_product, n_actor;
    int32_t n_site, n_line, n_output, n_group, n_link, n_class, n_measure, n_project, n_damage, n_reserve, n_series;
    int32_t n_block;      /* observed flows                                                                          */

    /* sites, demand included                unit       shape        meaning                                         */
    const uint8_t *site_kind;             /* -          (n_site)     lode_site_kind                                  */
    const int32_t *site_actor;            /* -          (n_site)                                                     */
    const uint8_t *site_mixed;            /* -          (n_site)     end use follows the downstream share            */
    const uint8_t *site_end_use;          /* -          (n_site)     lode_end_use where not mixed                    */
    const uint8_t *site_defence_first;    /* -          (n_site)     serves defence orders first                     */
    const uint8_t *site_queue;            /* -          (n_site)     demand: unmet demand waits                      */
    const double *site_part;              /* -          (n_site)     1 / cohorts                                     */
    const int32_t *site_activity;         /* slot       (n_site)     unit/year, -1: by share or residual             */
    const int32_t *site_share;            /* slot       (n_site)     supply or residual share, -1: activity given    */
    const int32_t *site_capacity;         /* slot       (n_site)     unit/year, -1: by utilisation                   */
    const int32_t *site_utilisation;      /* slot       (n_site)     -                                               */
    const int32_t *site_growth;           /* slot       (n_site)     1/year                                          */
    const int32_t *site_overtime;         /* slot       (n_site)     capacity factor while orders wait               */
    const int32_t *site_elasticity;       /* slot       (n_site)     demand: price elasticity eps                    */
    const int32_t *site_unit_value;       /* slot       (n_site)     USD/unit of the first output, -1: product's     */
    const int32_t *site_value_added;      /* slot       (n_site)     share of output value, -1: outputs - inputs     */

    /* production lines: the recipes of a site in order of preference; its groups and line are contiguous            */
    const int32_t *line_ptr;              /* -          (n_site+1)   lines of site s                                 */
    const int32_t *line_site;             /* -          (n_line)                                                     */
    const int32_t *group_ptr;             /* -          (n_line+1)   groups of line                                  */

    /* outputs, grouped by site                                                                                      */
    const int32_t *output_ptr;            /* -          (n_site+1)                                                   */
    const int32_t *output_site;           /* -          (n_output)                                                   */
    const int32_t *output_product;        /* -          (n_output)                                                   */
    const uint8_t *output_driver;         /* -          (n_output)   sets the rate; else by-product                  */
    const uint8_t *output_joint;          /* -          (n_output)   its site has other outputs too                  */
    const int32_t *output_per_unit;       /* slot       (n_output)   alpha                                           */
    const int32_t *output_cover;          /* slot       (n_output)   day                                             */
    const int32_t *output_cap;            /* slot       (n_output)   day: joint output, stock above it is disposed   */

    /* input groups, grouped by line                                                                                 */
    const int32_t *group_site;            /* -          (n_group)                                                    */
    const int32_t *group_line;            /* -          (n_group)                                                    */
    const int32_t *group_product;         /* -          (n_group)                                                    */
    const uint8_t *group_essential;       /* -          (n_group)                                                    */
    const uint8_t *group_queue;           /* -          (n_group)    unmet orders wait                               */
    const uint8_t *group_elapses;         /* -          (n_group)    what is held elapses whether used or not        */
    const uint8_t *group_licensed;        /* -          (n_group)    a software measure may cap its users            */
    const int32_t *group_per_unit;        /* slot       (n_group)    q                                               */
    const int32_t *group_cover;           /* slot       (n_group)    day: n                                          */
    const int32_t *group_initial;         /* slot       (n_group)    day at the start, -1: cover                     */
    const int32_t *group_psi;             /* slot       (n_group)    -                                               */
    const int32_t *group_weight;          /* slot       (n_group)    - : non-essential                               */
    const int32_t *group_sigma;           /* slot       (n_group)    - : response of shares to tariffs               */
    const int32_t *group_link_ptr;        /* -          (n_group+1)  links of group g                                */
    const int32_t *group_link;            /* -          (n_link)     link numbers, by group, those of one way together */

    /* links, grouped by output: those of output o are link_ptr[o] .. link_ptr[o+1]-1                                */
    const int32_t *link_ptr;              /* -          (n_output+1)                                                 */
    const int32_t *link_output;           /* -          (n_link)                                                     */
    const int32_t *link_group;            /* -          (n_link)                                                     */
    const uint8_t *link_end_use;          /* -          (n_link)     lode_end_use                                    */
    const uint8_t *link_split;            /* -          (n_link)     customer is mixed: carries its share of end use */
    const uint8_t *link_closed;           /* -          (n_link)     no base flow: procurement rule, alternative     */
    const int32_t *link_transit;          /* slot       (n_link)     day                                             */
    const int32_t *link_build;            /* slot       (n_link)     day added to transit, -1: none                  */
    const int32_t *link_block;            /* -          (n_link)     observed flow it is part of, -1: none           */
    const int32_t *link_class;            /* -          (n_link)     0: nothing ever governs it                      */

    /* classes: links governed by the same measures and qualification                                                */
    const int32_t *class_measure_ptr;     /* -          (n_class+1)  measures of class c                             */
    const int32_t *class_measure;         /* -          (..)         ascending by effective date                     */
    const int32_t *class_qualification;   /* slot       (n_class)    day to qualify, -1: base supplier               */
    const int32_t *class_product;         /* -          (n_class)    product, for qualification                      */
    const int32_t *class_site;            /* -          (n_class)    supplier site, for qualification                */
    const int32_t *class_output;          /* -          (n_class)    supplier output, for de minimis; -1: none       */

    /* measures; days may be before 0                                                                                */
    const uint8_t *measure_kind;          /* -          (n_measure)  lode_measure_kind                               */
    const int32_t *measure_announced;     /* day        (n_measure)                                                  */
    const int32_t *measure_effective;     /* day        (n_measure)                                                  */
    const int32_t *measure_until;         /* day        (n_measure)  INT32_MAX: stays in force                       */
    const int32_t *measure_share;         /* slot       (n_measure)                                                  */
    const int32_t *measure_processing;    /* slot       (n_measure)  day, civil or working                           */
    const int32_t *measure_workday_ptr;   /* -          (n_measure+1) working-day calendar, empty: civil days        */
    const int32_t *measure_workday;       /* day        (..)         civil days from effective to the n-th workday   */
    const int32_t *measure_period;        /* slot       (n_measure)  day                                             */
    const int32_t *measure_path_ptr;      /* -          (n_measure+1) points of the path of its share, by day        */
    const int32_t *measure_path_day;      /* day        (..)         since the effective date                        */
    const int32_t *measure_path_share;    /* slot       (..)                                                         */
    const int32_t *measure_fade;          /* slot       (n_measure)  day: share is 1 - share0 exp(-t/fade); -1: none */
    const int32_t *measure_validity;      /* slot       (n_measure)  day, -1: approvals never lapse                  */
    const int32_t *measure_term;          /* slot       (n_measure)  day: software                                   */
    const int32_t *measure_delay;         /* slot       (n_measure)  day: technology, delay of projects              */
    const int32_t *measure_minimis;       /* slot       (n_measure)  share of value, -1: no de minimis               */
    const int32_t *measure_origin;        /* -          (n_measure)  row of output_content, -1: no de minimis        */
    int32_t n_origin;                     /* actors whose content is followed                                        */
    const int32_t *origin_actor;          /* -          (n_origin)                                                   */
    const int32_t *measure_leak;          /* slot       (n_measure)                                                  */
    const int32_t *measure_leak_delay;    /* slot       (n_measure)  day                                             */
    const int32_t *measure_front;         /* slot       (n_measure)  day                                             */
    const int32_t *measure_rate;          /* slot       (n_measure)                                                  */
    const uint8_t *measure_made_from;     /* -          (n_measure x n_product) covers it or what it is made from    */

    /* projects, damages, strategic stocks                                                                           */
    const int32_t *project_site;          /* -          (n_project)                                                  */
    const uint8_t *project_slowed;        /* -          (n_project x n_measure) a technology measure reaches it      */
    const int32_t *project_start;         /* day        (n_project)  planned                                         */
    const int32_t *project_slippage;      /* slot       (n_project)  day                                             */
    const int32_t *project_ramp;          /* slot       (n_project)  day                                             */
    const int32_t *project_capacity;      /* slot       (n_project)  unit/year                                       */
    const int32_t *site_first_day;        /* day        (n_site)     0 unless a new site                             */
    const int32_t *damage_site;           /* -          (n_damage)                                                   */
    const int32_t *damage_from;           /* day        (n_damage)                                                   */
    const int32_t *damage_until;          /* day        (n_damage)                                                   */
    const int32_t *damage_fraction;       /* slot       (n_damage)                                                   */
    const int32_t *reserve_product;       /* -          (n_reserve)                                                  */
    const int32_t *reserve_stock;         /* slot       (n_reserve)  unit                                            */
    const int32_t *reserve_rate;          /* slot       (n_reserve)  unit/day                                        */
    const int32_t *reserve_trigger;       /* slot       (n_reserve)  theta                                           */
    const int32_t *reserve_from;          /* day        (n_reserve)                                                  */
    const int32_t *reserve_until;         /* day        (n_reserve)                                                  */
    const int32_t *reserve_group_ptr;     /* -          (n_reserve+1)                                                */
    const int32_t *reserve_group;         /* -          (..)         groups it may serve                             */

    /* calibration                                                                                                   */
    const int32_t *product_order;         /* -          (n_product)  users' products before what they are made from  */
    const int32_t *product_value;         /* slot       (n_product)  USD/unit                                        */
    const uint8_t *product_home;          /* -          (n_product)  sold inside the making actor only               */
    const uint8_t *product_fitted;        /* -          (n_product)  has fixed or forbidden cells: needs sweeps      */
    const int32_t *product_output_ptr;    /* -          (n_product+1)                                                */
    const int32_t *product_output;        /* -          (n_output)   outputs of product p                            */
    const int32_t *product_group_ptr;     /* -          (n_product+1)                                                */
    const int32_t *product_group;         /* -          (n_group)    groups of product p                             */
    const int32_t *product_block_ptr;     /* -          (n_product+1) blocks, grouped by product                     */
    const int32_t *block_flow;            /* slot       (n_block)    unit/year                                       */

    /* parameters                                                                                                    */
    int32_t refill, output_refill, expectation, shares;  /* slots, day: T_S, T_Z, T_E, T_w                           */

    /* what is recorded                                                                                              */
    const uint8_t *series_kind;           /* -          (n_series)   lode_series_kind                                */
    const int32_t *series_ptr;            /* -          (n_series+1)                                                 */
    const int32_t *series_item;           /* -          (..)         outputs, groups, sites, links or reserves       */
} lode_model;

/* What a scenario switches on: 1 or 0, per lane, so that lanes may be draws of one scenario or scenarios of one draw. */
typedef struct lode_scenario {
    const lode_lane *measure_on;  /* (n_measure) */
    const lode_lane *project_on;  /* (n_project) */
    const lode_lane *damage_on;   /* (n_damage)  */
    const lode_lane *measure_ends; /* (n_measure) day on which the scenario suspends it for good; NULL: none */
} lode_scenario;

/* Why a draw could not be balanced. */
typedef enum lode_misfit {
    LODE_BALANCED,
    LODE_SUPPLY_SHORT,      /* named uses exceed supply; detail: product                                             */
    LODE_SUPPLY_UNUSED,     /* a driver's output has no use; detail: product                                         */
    LODE_BYPRODUCT_SHORT,   /* use of a by-product exceeds its output; detail: product                               */
    LODE_FLOWS_INCONSISTENT /* observed or forbidden flows cannot meet supply and use; detail: product               */
} lode_misfit;

/* One batch of calibrated draws. All arrays (n x lanes) in the unit given. */
typedef struct lode_values {
    /* sites */
    lode_lane *site_base;        /* unit/day  Y0                                                                     */
    lode_lane *site_capacity;    /* unit/day  K0                                                                     */
    lode_lane *site_growth;      /* 1/year                                                                           */
    lode_lane *site_overtime;    /* -                                                                                */
    lode_lane *site_elasticity;  /* -                                                                                */
    lode_lane *site_value_added; /* USD per unit of activity                                                         */
    lode_lane *site_gross;       /* USD per unit of activity                                                         */
    lode_lane *site_defence;     /* -         share of output that ends in defence use                               */
    /* outputs */
    lode_lane *output_per_unit;  /* unit/unit alpha                                                                  */
    lode_lane *output_cover;     /* day       z                                                                      */
    lode_lane *output_cap;       /* day                                                                              */
    lode_lane *output_used;      /* -         part of the base output that is sold: 1 but for by-products            */
    lode_lane *output_disposed;  /* unit/day  of the base: alpha Y0 - sum F                                          */
    lode_lane *output_value;     /* USD/unit                                                                         */
    /* groups */
    lode_lane *group_per_unit;   /* unit/unit q                                                                      */
    lode_lane *group_cover;      /* day       n                                                                      */
    lode_lane *group_initial;    /* day                                                                              */
    lode_lane *group_psi;        /* -                                                                                */
    lode_lane *group_weight;     /* -                                                                                */
    lode_lane *group_sigma;      /* -                                                                                */
    lode_lane *group_from_stock; /* -         u of sub-step make                                                     */
    lode_lane *group_from_new;   /* -         v of sub-step make                                                     */
    /* links */
    lode_lane *link_flow;        /* unit/day  F                                                                      */
    lode_lane *link_share;       /* -         w0                                                                     */
    lode_lane *link_days;        /* day       d: effective transit                                                   */
    lode_lane *link_steps;       /* step      d / h                                                                  */
    lode_lane *link_declared;    /* -         share in a group without base flow                                     */
    /* measures */
    lode_lane *measure_share, *measure_processing, *measure_period, *measure_leak, *measure_leak_delay, *measure_front,
        *measure_rate, *measure_fade, *measure_validity, *measure_term, *measure_delay, *measure_minimis;
    lode_lane *path_share;       /* -         (points of all paths)                                                  */
    lode_lane *output_content;   /* -         (n_origin x n_output) share of value that passed through the actor     */
    /* projects, damages, reserves, classes */
    lode_lane *project_start;    /* day       planned start + slippage                                               */
    lode_lane *project_ramp;     /* day                                                                              */
    lode_lane *project_capacity; /* unit/day                                                                         */
    lode_lane *damage_fraction;
    lode_lane *reserve_stock, *reserve_rate, *reserve_trigger;
    lode_lane *class_qualification; /* day                                                                           */
    /* time constants of the step: r(T) = 1 - exp(-h / T)                                                            */
    lode_lane refill, output_refill, expectation, shares; /* day, as given                                           */
    lode_lane r_refill, r_output_refill, r_expectation, r_shares;
    int32_t step_days;           /* h                                                                                */
    int32_t *ring_ptr;           /* step      (n_group+1) the transit ring of a group: as long as its longest way    */
    /* outcome of the calibration, per draw                                                                          */
    int32_t misfit[LODE_LANES];  /* lode_misfit                                                                      */
    int32_t misfit_product[LODE_LANES];
    lode_lane worst_fit;         /* -         largest relative misfit of a use after the sweeps                      */
    lode_lane *product_supply, *product_use; /* unit/day: named uses only                                            */
    lode_lane *block_fitted;     /* unit/day  what the sweeps made of an observed flow                               */
} lode_values;

/* Every number that changes while a run advances. */
typedef struct lode_state {
    int32_t step;                /* steps simulated so far                                                           */
    /* calendar */
    lode_lane *site_capacity;    /* unit/day  K of the step                                                          */
    lode_lane *site_planned;     /* unit/day  Yp of the step                                                         */
    lode_lane *site_growing;     /* -         growth factor at the middle of the day before                          */
    lode_lane *site_growth_step; /* -         factor of one day                                                      */
    lode_lane *site_day;         /* unit/day  scratch: capacity of one day                                           */
    lode_lane *class_open;       /* -         share of the step's days on which nothing governs                      */
    lode_lane *class_batch;      /* day       base flow days granted by the batches of the step                      */
    lode_lane *class_lapse;      /* 0, 1      what was left of the allowance lapses                                  */
    lode_lane *class_leak;       /* day       base flow days that leak                                               */
    lode_lane *class_leak_delay; /* day                                                                              */
    lode_lane *measure_today;    /* -         share of the day: path or fade followed, 1 - t/T of software           */
    lode_lane *class_usable;     /* -         software: share of the licences that still run, mean of the step       */
    lode_lane *project_begins;   /* day       start, with what technology measures delay it                          */
    lode_lane *class_front;      /* day       front-loading while announced and not yet effective                    */
    lode_lane *class_rate;       /* -         tariff, mean of the step                                               */
    lode_lane *class_free_next;  /* 0, 1      on the first day of the next step: nothing governs                     */
    lode_lane *class_cap_next;   /* -         ... else the share of base flow that may pass                          */
    lode_lane *class_rate_next;  /* -         ... tariff                                                             */
    lode_lane *class_governing;  /* -         measure that governed last, -1: none, -2: not yet qualified            */
    lode_lane *class_opens;      /* day       first day on which a new supplier is qualified                         */
    int32_t *class_acts;         /* -         (n_class) LODE_RULED ...: what is worth looking at                     */
    /* sites */
    lode_lane *site_want;        /* unit      Y*                                                                     */
    lode_lane *site_made;        /* unit      Y                                                                      */
    lode_lane *site_backlog;     /* unit      demand that waits                                                      */
    lode_lane *line_made;        /* unit      Y of the recipe                                                        */
    lode_lane *line_expected;    /* unit/day  E                                                                      */
    /* outputs */
    lode_lane *output_stock;     /* unit      Z                                                                      */
    lode_lane *output_disposed;  /* unit      of the step                                                            */
    lode_lane *output_asked;     /* unit      sum of a over its links                                                */
    /* groups */
    lode_lane *group_stock;      /* unit      S                                                                      */
    lode_lane *group_arrived;    /* unit      A                                                                      */
    lode_lane *group_transit;    /* unit      P                                                                      */
    lode_lane *group_used;       /* unit                                                                             */
    lode_lane *group_need;       /* unit                                                                             */
    lode_lane *ring;             /* unit      (ring_ptr[n_group]) arrivals due, by group and step                            */
    int32_t *ring_now;           /* -         (n_group) where the present step stands in the group's ring            */
    /* links */
    lode_lane *link_order;       /* unit      O                                                                      */
    lode_lane *link_queue;       /* unit      B                                                                      */
    lode_lane *link_allowance;   /* unit      L                                                                      */
    lode_lane *link_admissible;  /* unit      a                                                                      */
    lode_lane *link_shipped;     /* unit      X                                                                      */
    lode_lane *link_share;       /* -         w                                                                      */
    lode_lane *link_tilted;      /* -         wt: base share under today's tariffs                                   */
    lode_lane *link_could;       /* unit      scratch of sub-step order                                              */
    lode_lane *reserve_stock;    /* unit      R                                                                      */
    /* account */
    lode_lane *product_start, *product_made, *product_used, *product_gone; /* unit, since the start                  */
    lode_lane *product_held;     /* unit      scratch: in stocks, on the road, in reserve                            */
    lode_lane residual;          /* -         largest relative residual of mass so far                               */
    lode_lane *group_short;      /* unit      output no recipe made, for want of this input first, since the start   */
    /* scratch */
    lode_lane *group_usable;     /* unit                                                                             */
    lode_lane *output_spare;     /* unit                                                                             */
} lode_state;

/* ---- the functions of one instruction-set build; see the sources for their contracts ------------------------------ */

/* Memory that the values of a model take, and their placing in `memory` (64-byte aligned, that many bytes). */
size_t lode_values_bytes(const lode_model *m);
void lode_values_place(const lode_model *m, void *memory, lode_values *v);

/* Calibrate one batch: x (n_x) -> v, for steps of step_days. Never fails; v->misfit tells the lanes that do not close. */
void lode_calibrate(const lode_model *m, const lode_lane *x, int32_t step_days, lode_values *v);

/* The steps of the calibration that need no balancing. A network whose base is given (golden runs, tests) is loaded,
 * gets site_base and link_flow (or link_declared) written, and is finished. */
void lode_values_load(const lode_model *m, const lode_lane *x, lode_values *v);
void lode_values_capacity(const lode_model *m, const lode_lane *x, lode_values *v);
void lode_values_worth(const lode_model *m, const lode_lane *x, lode_values *v);

/* What follows from base flows and inputs alone: capacity, worth, base shares, effective transit, r(T), u, v, ring. */
void lode_values_finish(const lode_model *m, const lode_lane *x, int32_t step_days, lode_values *v);

/* What is due to group g: (ring_ptr[g + 1] - ring_ptr[g]), by step. */
static inline lode_lane *lode_ring_of(const lode_values *v, const lode_state *s, int32_t g)
{
    return s->ring + v->ring_ptr[g];
}

/* Do two links of one group take the same time? Such links are neighbours in group_link. */
static inline bool lode_same_way(const lode_model *m, int32_t l, int32_t k)
{
    return m->link_transit[l] == m->link_transit[k] && m->link_build[l] == m->link_build[k];
}

/* Memory of a state. Depends on v->ring_ptr, so v must be finished. */
size_t lode_state_bytes(const lode_model *m, const lode_values *v);
void lode_state_place(const lode_model *m, const lode_values *v, void *memory, lode_state *s);

/* Day 0: the calibrated base at rest (or with the declared initial stocks). */
void lode_state_start(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s);

/* One step: SUPPLY_RULE section 2, sub-steps 1 to 7. */
void lode_step(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s);

void lode_calendar(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s);
void lode_arrive(const lode_model *m, const lode_values *v, lode_state *s);
void lode_want(const lode_model *m, const lode_values *v, lode_state *s);
void lode_make(const lode_model *m, const lode_values *v, lode_state *s);
void lode_ship(const lode_model *m, const lode_values *v, lode_state *s);
void lode_order(const lode_model *m, const lode_values *v, lode_state *s);
void lode_account(const lode_model *m, const lode_values *v, lode_state *s);

/* The series of the model after a step: row (n_series). Where `column` (n_series) is below 0 it is left as it was; NULL:
 * all are set. */
void lode_record(const lode_model *m, const lode_values *v, const lode_state *s, const int32_t *column, lode_lane *row);

#endif
