/* Synthetic networks of firms: a stated number of firms and links, numbers of clients with a heavy tail and a cap on
 * the hubs. For tests and timings, not for results. */
#ifndef LODE_PROPAGATE_NET_MAKE_H
#define LODE_PROPAGATE_NET_MAKE_H

#include "base/diag.h"
#include "base/files.h"
#include "propagate/network.h"

typedef struct lode_net_recipe {
    int32_t firms, links, sectors;
    double exponent; /* 1  of the power law of the number of clients: P(k) ~ k^-exponent; above 1  */
    double hub_cap;  /* 1  most clients of one firm, as a share of all firms                       */
    double final;    /* 1  final consumption on average, against the average sales to firms        */
    double damaged;  /* 1  share of firms that the shock file hits                                 */
    uint64_t seed;
} lode_net_recipe;

/* 1,000 firms, 5,000 links, 50 sectors, exponent 2.3, hub cap 0.01. */
lode_net_recipe lode_net_recipe_default(void);

/* Change a recipe by "firms=1000,links=5000,...". Complains and returns false where that cannot be. */
LODE_NODISCARD bool lode_net_recipe_read(lode_net_recipe *r, const char *text, lode_diags *d);

/* Make the network; the same recipe gives the same network everywhere. Returns false when there is no memory.
 * O(links), about 0.2 microseconds a link. */
LODE_NODISCARD bool lode_net_make(const lode_net_recipe *r, lode_net *net);

/* Make it and write it as the files of the preset inoue-todo into a new folder; `said` gets a sentence about it. */
LODE_NODISCARD bool lode_net_make_folder(const lode_net_recipe *r, const char *path, lode_stop *stop, lode_text *said,
                                         lode_text *why);

#endif
