/* Criticality in a plain network where a site needs all of its input products and a product may come from any of its
 * sites: an AND/OR graph. Cut sets, availability, Birnbaum importance, betweenness. docs/exposure.md 6.5. */
#ifndef LODE_EXPOSURE_NETWORK_H
#define LODE_EXPOSURE_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

enum { LODE_NETWORK_SITES = 64 }; /* most sites: a set of sites is a word of bits */

/* Sites make one product each. Needs of site s: need[need_ptr[s] .. need_ptr[s+1]-1]. */
typedef struct lode_network {
    int32_t n_site, n_product;
    const int32_t *site_product; /* (n_site)   */
    const int32_t *need_ptr;     /* (n_site+1) */
    const int32_t *need;         /* products   */
} lode_network;

/* Whether product `goal` can be made while only the sites of `up` stand. Sites that need each other stand only if one of
 * them can start without the other. O(needs x sites). */
bool lode_network_makes(const lode_network *n, uint64_t up, int32_t goal);

/* Sets of sites whose loss stops `goal`, minimal, of at most `most` sites, smallest first, then by their bits.
 *
 * set   (room)  out
 * Returns how many there are, at most room; -1 when there are more than 64 sites. O(n_site^most). */
int32_t lode_network_cuts(const lode_network *n, int32_t goal, int32_t most, uint64_t *set, int32_t room);

/* Probability that `goal` can be made when site s stands with probability available[s], independently: exact, by
 * conditioning on one site after the other; cases decided early are not split further.
 *
 * birnbaum  (n_site)  P(goal | s stands) - P(goal | s does not)   out, may be NULL
 * Returns the probability, or -1 when there are more than 64 sites. At worst O(2^n_site). */
double lode_network_availability(const lode_network *n, int32_t goal, const double *available, double *birnbaum);

/* Betweenness of each site on the directed graph supplier -> user: shortest paths between others that pass through it, end
 * points not counted, not normalised [brandes2001]. It counts paths, not necessity.
 *
 * score  (n_site)  out
 * Returns false without memory. O(sites x edges). */
LODE_NODISCARD bool lode_network_betweenness(const lode_network *n, double *score);

#endif
