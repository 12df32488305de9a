/* The plan of a network for the index, and the state of eight scenarios; not for use outside it. */
#ifndef LODE_PROPAGATE_ESRI_INNER_H
#define LODE_PROPAGATE_ESRI_INNER_H

#include <stdalign.h>

#include "base/arena.h"
#include "propagate/esri.h"

/* One quantity in eight scenarios. */
typedef struct lode_esri_lane {
    alignas(64) double v[LODE_ESRI_LANES];
} lode_esri_lane;

/* Who depends on whom, in slots: firms by falling number of customers. Nobody writes to it. */
typedef struct lode_esri_plan {
    int32_t n, n_market;
    int32_t *slot, *firm_of; /* (n)                                                               */
    /* downstream, by customer: essential links by sector, then linear ones                       */
    int32_t *in_ptr;     /* (n+1)                                                                 */
    int32_t *linear;     /* (n)     first linear link of each                                     */
    int32_t *group_ptr;  /* (n+1)   groups of essential links                                     */
    int32_t *group_end;  /* (groups) end of each                                                  */
    int32_t *from;       /* (links) supplier                                                      */
    double *share;       /* (links)                                                               */
    /* upstream, by supplier                                                                      */
    int32_t *out_ptr;    /* (n+1)                                                                 */
    int32_t *to;         /* (links) customer                                                      */
    double *up_share;    /* (links)                                                               */
    /* who must be looked at when a firm changed                                                  */
    int32_t *down_ptr, *down_to; /* (n+1), (links)  customers, where the loss has an effect       */
    int32_t *up_ptr, *up_to;     /* (n+1), (links)  suppliers                                     */
    double *out;                 /* (n)                                                           */
    int32_t *market;             /* (n)  NULL: none                                               */
    double *weight;              /* (n_weight, n)  adds up to 1                                   */
} lode_esri_plan;

/* Eight scenarios as they advance. */
typedef struct lode_esri_state {
    lode_esri_lane *down, *up;     /* (n)  levels                                                 */
    lode_esri_lane *lost, *missed; /* (n)  what customers feel of a supplier, suppliers of a customer */
    lode_esri_lane *market;        /* (n_market)  what is still sold                              */
    lode_esri_lane *most, *most_up; /* (n_shocked)  levels that shocks allow                       */
    int32_t *shocked;              /* (n)  place among the shocked, -1: not                       */
    unsigned char *look_down, *look_up; /* (n)  whether to look at it                             */
    lode_esri_lane running;        /* 1: goes on, 0: has stopped                                  */
    int32_t scenario[LODE_ESRI_LANES], updates[LODE_ESRI_LANES];
    int32_t shut[LODE_ESRI_LANES]; /* slot of the firm that is shut, -1: none                     */
} lode_esri_state;

LODE_NODISCARD bool lode_esri_plan_make(const lode_esri_input *in, lode_arena *a, lode_esri_plan *p);

/* One update of all running scenarios; change gets the largest fall (rule 1) or change (rule 3) of a level. */
void lode_esri_update(const lode_esri_plan *p, const lode_esri_input *in, lode_esri_state *s, lode_esri_lane *change);

/* sum of weight (1 - min(down, up)). */
void lode_esri_loss(const lode_esri_plan *p, const lode_esri_state *s, const double *weight, lode_esri_lane *loss);

#endif
