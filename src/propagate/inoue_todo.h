/* The model of Inoue and Todo (2017) on a network of firms: orders, inventories, rationing, day by day.
 *
 *     lode_it_options o = lode_it_default();
 *     lode_it_model *m = lode_it_model_new(&net, &o);          what the network says, once
 *     lode_it_run(m, &o, &shocks, threads, &result);           any number of runs, each by one caller
 *     lode_it_result_free(&result);
 *     lode_it_model_free(m);
 *
 * Equations: docs/propagate.md 2, with their sources. */
#ifndef LODE_PROPAGATE_INOUE_TODO_H
#define LODE_PROPAGATE_INOUE_TODO_H

#include "base/files.h"
#include "propagate/shocks.h"

/* Rationing rules. */
enum { LODE_IT_PROPORTIONAL, LODE_IT_FINAL_LAST, LODE_IT_SMOOTH, LODE_IT_SMOOTH_FINAL_LAST };

typedef struct lode_it_options {
    int32_t steps;         /* day                                                          */
    int32_t rationing;     /* 0 .. 3                                                       */
    int32_t order;         /* 0 .. 2                                                       */
    int32_t recovery_type; /* -1 .. 5                                                      */
    double recovery_days;  /* day  0: none                                                 */
    double recovery_delay; /* day                                                          */
    double tau;            /* day  in which a gap of inventory is refilled                 */
    double inventory;      /* day  target                                                  */
} lode_it_options;

/* What the original program takes when nothing is said. */
lode_it_options lode_it_default(void);

/* What follows from a network and does not change. */
typedef struct lode_it_model {
    const lode_net *net;
    double *output;       /* /day  (n_firm)   before any shock                                  */
    double *value_added;  /* 1     (n_firm)   share of output; may be negative                  */
    double *group_amount; /* /day  (n_group)  what a client buys from a sector                  */
} lode_it_model;

/* Returns NULL when there is no memory. The network stays borrowed; its other direction is made where the options or the
 * threads need it. */
lode_it_model *lode_it_model_new(lode_net *net);
void lode_it_model_free(lode_it_model *m);

/* A list of firms whose sums are wanted. */
typedef struct lode_it_selection {
    int32_t n;
    const int32_t *firm; /* (n) */
} lode_it_selection;

/* A state asked for at the end of a step, for a snapshot. */
typedef struct lode_it_view {
    int32_t step;
    const double *output, *production, *demand, *possible, *damage; /* (n_firm) */
    const double *delivered;                                        /* (n_link) */
} lode_it_view;

/* What a run is asked for besides totals. */
typedef struct lode_it_request {
    int32_t n_selection, n_snapshot;
    const lode_it_selection *selection; /* (n_selection)                                        */
    const int32_t *snapshot;            /* (n_snapshot) steps                                   */
    const double *given_output;         /* (n_firm)     of the output file; NULL: none          */
    bool (*show)(void *user, const lode_it_view *view); /* false: stop; NULL: no snapshots     */
    void *user;
    lode_stop *stop; /* asked for once a step */
} lode_it_request;

/* Series over the steps; entry 0 is before the shock, entry t + 1 is step t. */
typedef struct lode_it_result {
    int32_t n;                                    /* steps + 1                                  */
    double *production, *value_added, *consumed;  /* (n)                                        */
    double *loss, *loss_value_added;              /* (n) capacity lost; entry 0 is unused       */
    double *selected, *selected_value_added;      /* (n_selection, n)                           */
} lode_it_result;

/* Run. Results have the same bits for any number of threads. Returns false when there is no memory or an end was asked
 * for. Memory: 8 bytes a link; 20 more with rules 2 and 3, link events or more than one thread. */
LODE_NODISCARD bool lode_it_run(const lode_it_model *m, const lode_it_options *o, const lode_shocks *shocks, int threads,
                                const lode_it_request *request, lode_it_result *result);
void lode_it_result_free(lode_it_result *r);

/* The reason why a run with these options is bound to collapse after a shock, or NULL: docs/propagate.md 2.8. */
const char *lode_it_collapse(const lode_it_options *o);

/* Bytes of a run's own arrays. */
size_t lode_it_bytes(const lode_it_model *m, const lode_it_options *o, const lode_shocks *shocks, int threads);

#endif
