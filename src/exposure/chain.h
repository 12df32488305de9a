/* The base network as plain arrays: who delivers how much to whom in the base year, central draw.
 *
 * It is what exposure, cut sets and static indices are computed on. Most arrays are borrowed from the model; the rest is
 * lane 0 of the calibrated values. Tests build it by hand. Products have a stage; stages are numbered from the beginning
 * of the chain to its end. */
#ifndef LODE_EXPOSURE_CHAIN_H
#define LODE_EXPOSURE_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "lower/build.h"

enum { LODE_STAGES = 62 }; /* most stages of a chain */

typedef struct lode_chain {
    int32_t n_product, n_actor, n_stage, n_site, n_plant, n_output, n_group, n_link;

    /* sites, demand included             unit       shape          meaning                                          */
    const int32_t *site_actor;         /* -          (n_site)                                                        */
    const int32_t *site_plant;         /* -          (n_site)       cohorts of one plant share its number; demand: -1 */
    const double *site_base;           /* unit/day   (n_site)       base activity                                    */
    const double *site_capacity;       /* unit/day   (n_site)                                                        */
    const int32_t *output_ptr;         /* -          (n_site+1)                                                      */
    const int32_t *group_first;        /* -          (n_site)       inputs of the base recipe: first ...             */
    const int32_t *group_end;          /* -          (n_site)       ... and one past the last                        */

    /* outputs, grouped by site */
    const int32_t *output_site;        /* -          (n_output)                                                      */
    const int32_t *output_product;     /* -          (n_output)                                                      */
    const double *output_made;         /* unit/day   (n_output)     base output, by-products in full                 */
    const double *output_value;        /* USD/unit   (n_output)                                                      */

    /* input groups */
    const int32_t *group_site;         /* -          (n_group)                                                       */
    const int32_t *group_product;      /* -          (n_group)                                                       */
    const uint8_t *group_essential;    /* -          (n_group)                                                       */
    const int32_t *group_link_ptr;     /* -          (n_group+1)                                                     */
    const int32_t *group_link;         /* -          (n_link)       links by group                                   */

    /* links */
    const int32_t *link_ptr;           /* -          (n_output+1)   links of output o                                */
    const int32_t *link_output;        /* -          (n_link)                                                        */
    const int32_t *link_group;         /* -          (n_link)                                                        */
    const double *link_flow;           /* unit/day   (n_link)       base flow                                        */

    /* products */
    const int32_t *product_stage;      /* -          (n_product)                                                     */
    const int32_t *product_unit;       /* -          (n_product)    equal numbers: equal units                       */
    const int32_t *product_order;      /* -          (n_product)    users' products before what they are made from   */
    const uint64_t *product_reach;     /* stages     (n_product)    bit s: it is of stage s or made from what is     */
    const int32_t *product_output_ptr; /* -          (n_product+1)                                                   */
    const int32_t *product_output;     /* -          (n_output)     outputs by product                               */
} lode_chain;

/* The chain of a built case. Memory comes from `a`; the chain also borrows from `b`. Returns false without memory.
 * O(links x sweeps) for calibrating the central draw. */
LODE_NODISCARD bool lode_chain_build(const lode_built *b, lode_arena *a, lode_chain *out);

/* Fill product_stage's companion: which stages each product can be traced back to. `reach` (n_product), zeroed. */
void lode_chain_find_reach(const lode_chain *c, uint64_t *reach);

/* Name of stage `s` of a built case. */
const char *lode_chain_stage(const lode_built *b, const lode_chain *c, int32_t stage);

#endif
