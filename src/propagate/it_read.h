/* All that the preset inoue-todo reads of a folder. */
#ifndef LODE_PROPAGATE_IT_READ_H
#define LODE_PROPAGATE_IT_READ_H

#include "propagate/inoue_todo.h"
#include "propagate/net_read.h"

/* A list of firms with the number in its file's name. */
typedef struct lode_it_list {
    char id[64]; /* "00" of select_00.txt */
    lode_it_selection firms;
} lode_it_list;

typedef struct lode_it_input {
    lode_arena memory;
    lode_net net;
    lode_it_options options;
    lode_shocks shocks;
    int32_t n_list, n_snapshot;
    lode_it_list *list;             /* (n_list)     by name                        */
    lode_it_selection *selection;   /* (n_list)     the same, for the run          */
    int32_t *snapshot;              /* (n_snapshot) steps                          */
    double *given_output;           /* (n_firm)     NULL: no output file           */
} lode_it_input;

/* Read network, options, shocks and lists. set (n_set): "key=value" in place of what options.txt says. Complains of all
 * problems; false if one is an error. Free in both cases. */
LODE_NODISCARD bool lode_it_read(lode_it_input *in, const char *path, const lode_net_how *how, const char *const *set,
                                 int n_set, lode_diags *d);
void lode_it_input_free(lode_it_input *in);

/* Whether a run needs the other direction of the links (lode_net_turn). */
bool lode_it_turns(const lode_it_options *o, int threads);

#endif
