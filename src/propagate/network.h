/* A network of firms as flat arrays: who supplies whom with how much a day.
 *
 * Links stand by client; those of a client by sector of the supplier, then by supplier. What a kernel looks up by
 * supplier lies in *slots*: firms in the order of their number of clients, so that the hubs, which most links lead to,
 * share a few cache lines. The other direction (out_ptr, out_link) is made where a model needs it. */
#ifndef LODE_PROPAGATE_NETWORK_H
#define LODE_PROPAGATE_NETWORK_H

#include "propagate/ids.h"

/* Nobody writes to a network once it is built. All arrays are owned; a zeroed struct is valid and empty. */
typedef struct lode_net {
    int32_t n_firm, n_link, n_group;
    lode_ids ids;     /*              names of the firms                                        */
    lode_ids sectors; /*              names of the sectors                                      */
    lode_ids regions; /*              names of the regions; none: no region is known            */
    void *map;        /*              where arrays and names lie in one piece; NULL: each alone */
    bool mapped;      /*              whether that is a file                                    */
    size_t map_size;

    /* firms */
    int32_t *sector;  /* -      (n_firm)      sector of each                                    */
    int32_t *region;  /* -      (n_firm)      region of each; NULL: none is known               */
    double *final;    /* /day   (n_firm)      sales to final consumers                          */
    int32_t *slot;    /* -      (n_firm)      place among the slots                             */
    int32_t *firm_of; /* -      (n_firm)      firm of each slot                                 */

    /* links, grouped by client: those of firm i are in_ptr[i] .. in_ptr[i+1]-1                 */
    int32_t *in_ptr;      /* -      (n_firm+1)                                                  */
    int32_t *supplier;    /* -      (n_link)  slot of the supplier                              */
    double *amount;       /* /day   (n_link)  above 0                                           */

    /* groups of links: one client, one sector of supply; those of firm i: group_ptr[i] ..      */
    int32_t *group_ptr;   /* -      (n_firm+1)                                                  */
    int32_t *group_link;  /* -      (n_group+1) first link of each                              */

    /* links by supplier: those of slot s are out_link[out_ptr[s] ..], by client                */
    int32_t *out_ptr;     /* -      (n_firm+1) NULL until lode_net_turn                         */
    int32_t *out_link;    /* -      (n_link)   numbers of links                                 */
} lode_net;

/* Links as they are read. */
typedef struct lode_triples {
    int32_t *supplier, *client; /* (n) firms */
    double *amount;             /* (n)       */
    int32_t n, capacity;
} lode_triples;

/* Add one; false when there is no memory or there are 2^31 - 1 already. */
LODE_NODISCARD bool lode_triples_add(lode_triples *t, int32_t supplier, int32_t client, double amount);
void lode_triples_free(lode_triples *t);

/* Lay out the links of a network whose n_firm, sector and final are there. Links of one pair become one, with the sum of
 * their amounts; n_double gets how many were so, and the first of them. O(links x log of the largest client's links).
 * Returns false when there is no memory. */
LODE_NODISCARD bool lode_net_build(lode_net *net, const lode_triples *t, int32_t *n_double, int32_t first_double[2]);

/* Make out_ptr and out_link, unless they are there. Returns false when there is no memory. */
LODE_NODISCARD bool lode_net_turn(lode_net *net);

/* Whether every index is in its bounds, every amount above 0 and finite, every final sale finite and at least 0: what
 * the kernels rely on. `why` gets a clause otherwise. O(firms + links). */
LODE_NODISCARD bool lode_net_valid(const lode_net *net, const char **why);

/* Firm of the client of link `l`. O(log firms). */
int32_t lode_net_client(const lode_net *net, int32_t l);

/* Bytes that the network holds. */
size_t lode_net_bytes(const lode_net *net);

void lode_net_free(lode_net *net);

#endif
