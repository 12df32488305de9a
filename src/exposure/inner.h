/* The parts of exposure; not for use outside src/exposure. */
#ifndef LODE_EXPOSURE_INNER_H
#define LODE_EXPOSURE_INNER_H

#include "exposure/exposure.h"
#include "exposure/trace.h"

/* Whether an output counts towards an exposed product and actor. */
bool lode_exposed_has(const lode_exposure *e, const lode_exposed *x, int32_t product, int32_t actor);

/* Mark the outputs of an actor's makers at the stages of `stages` (bits). mark (n_output), added to. */
void lode_mark(const lode_chain *c, int32_t actor, uint64_t stages, uint8_t *mark);

/* What following capacities takes. */
typedef struct lode_points_room {
    double *ratio; /* (n_site)  activity that is possible / base activity, above 1 where capacity is spare */
    double *need;  /* (n_group) unit/day in the base                                                       */
    double *got;   /* (n_group) unit/day                                                                   */
    double *sent;  /* (n_link)  unit/day                                                                   */
    bool loops;    /* products are made from each other: more than one round                               */
} lode_points_room;

/* What each site can still do when a plant is gone (row of sites; -1: none). docs/exposure.md 3. */
void lode_points_propagate(const lode_chain *c, int32_t plant, lode_points_room *w);

/* Fill in one part of the result. Return false without memory. */
LODE_NODISCARD bool lode_points_find(lode_exposure *e);
LODE_NODISCARD bool lode_cuts_find(lode_exposure *e);
LODE_NODISCARD bool lode_indices_find(lode_exposure *e);

#endif
