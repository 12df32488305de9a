/* All that the preset esri reads of a folder: the form of the R package, or the edge list of the Julia program. */
#ifndef LODE_PROPAGATE_ESRI_READ_H
#define LODE_PROPAGATE_ESRI_READ_H

#include "propagate/esri.h"
#include "propagate/net_read.h"

typedef struct lode_esri_source {
    lode_arena memory;
    lode_net net;        /* firms by their order in the input                        */
    lode_esri_input ask;
    int32_t n_level, *level; /* scenarios of which levels are written                */
    char list[256];      /* variant V: name of the output file; "" for variant G     */
} lode_esri_source;

/* Read it; as lode_it_read. */
LODE_NODISCARD bool lode_esri_read(lode_esri_source *s, const char *path, const lode_net_how *how, const char *const *set,
                                   int n_set, lode_diags *d);
void lode_esri_source_free(lode_esri_source *s);

/* Fill s from an edge list in CSV: supplier,customer,supplierNACE,customerNACE,weight,type. */
LODE_NODISCARD bool lode_esri_read_list(lode_esri_source *s, const char *path, const lode_net_how *how, lode_diags *d);

/* Whether the file's first line is that of an edge list. */
bool lode_esri_is_list(const char *path);

#endif
