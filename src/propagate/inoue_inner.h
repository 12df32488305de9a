/* The state of a run and its sub-steps; not for use outside the model. */
#ifndef LODE_PROPAGATE_INOUE_INNER_H
#define LODE_PROPAGATE_INOUE_INNER_H

#include "propagate/inoue_todo.h"

/* What a client looks up about a supplier, side by side in one cache line. */
typedef struct lode_it_hub {
    double share; /* 1     of an order that was delivered: rules 0 and 1                        */
    double asked; /* /day  sum of the orders of clients                                          */
} lode_it_hub;

/* What the water-filling rules say about a supplier's deliveries: who ordered no more than `reached` times the base amount
 * gets it; who ordered more gets `level` times it, which may be more than the order; who ordered nothing `bonus` times it. */
typedef struct lode_it_level {
    double reached, level, bonus; /* 1 */
} lode_it_level;

/* Every number that changes while a run advances. */
typedef struct lode_it_state {
    const lode_it_model *m;
    const lode_it_options *o;
    const lode_shocks *shocks;
    int threads;
    int32_t step;
    bool stored;   /* orders are kept; else they are worked out again from stocks              */
    bool leveled;  /* rationing rules 2, 3                                                     */
    bool exact;    /* what inventories allow is wanted, or counts, above output too            */
    bool has_daily, has_rebuild;

    /* firms */
    double *production;        /* /day  (n_firm)  of the step before while orders are made     */
    double *ratio, *old_ratio; /* 1     (n_firm)  production against output: step before, and one more */
    double *possible;          /* /day  (n_firm)  what inventories allow                       */
    double *capacity;          /* /day  (n_firm)                                               */
    double *damage;            /* 1     (n_firm)                                               */
    double *consumed;          /* /day  (n_firm)                                               */
    double *demand;            /* /day  (n_firm)  NULL unless snapshots are wanted             */
    const double *wanted;      /* /day  (n_firm)  final demand of the day                      */
    double *daily_wanted;      /* /day  (n_firm)  room for it; NULL: never changes             */
    lode_it_hub *hub;          /*       (n_firm)  by slot                                      */
    lode_it_level *level;      /*       (n_firm)  by slot; NULL unless leveled                 */
    double *fill_q, *fill_a;   /*       (threads, fill_room)  scratch of lode_it_fill          */
    int32_t fill_room;

    /* links */
    double *stock; /* unit  (n_link)                                                           */
    double *order; /* /day  (n_link)  NULL unless stored                                       */
    double *open;  /* 1     (n_link)  share that may be shipped; NULL without link events      */

    /* shocks */
    const int32_t *interval_end; /* -   (n_interval)  end of the firm's intervals              */
    bool *over;                  /* -   (n_interval)  whether it was removed                   */
    double *event_loss;          /* 1   (n_firm)      by events; NULL: none                    */
    double *event_sum;           /* 1   (n_firm)      capital lost, added up                   */
    double *rebuild_left;        /* unit (n_event)    still to be delivered                    */
    double *rebuild_today;       /* /day (n_event)    ordered today, of all builders           */
    double *rebuild_weight;      /* day (n_event)     1 / output of all builders               */
    const double *given_delta;   /* 1   (n_firm)      of the shock file, -1: none; NULL: none  */
    const int32_t *given_day;    /* day (n_firm)                                               */
} lode_it_state;

/* 3.1, 3.2: damage that sets in today; the same for events. */
void lode_it_damage(lode_it_state *s);

/* 3.3: final demand of the day, with what is ordered for rebuilding. */
void lode_it_want(lode_it_state *s);

/* 3.4 - 3.6: inventories take in what was delivered, clients order, suppliers add up what is asked of them. */
void lode_it_clients(lode_it_state *s);

/* 3.7, 3.8: what is made, and how it is shared out. */
void lode_it_suppliers(lode_it_state *s);

/* 3.8 rules 2 and 3 for the supplier in one slot: sets its level, returns what final consumers get.
 *
 * available  /day  what is to be shared out
 * base       /day  undisturbed final consumption, 0 where final consumers come last
 * phi        1     final demand against it, 0: none
 * q, a       room for as many numbers as it has clients, and one more */
double lode_it_fill(lode_it_state *s, int32_t slot, double available, double base, double phi, double *q, double *a);

/* What rebuilding got of what it ordered. */
void lode_it_rebuild(lode_it_state *s);

/* 3.10: damage that is repaired. */
void lode_it_recover(lode_it_state *s);

/* What client link l gets of its order. */
double lode_it_delivered(const lode_it_state *s, int32_t l, double order);

/* The loss of capacity of firm i, of whatever origin. */
static inline double lode_it_loss(const lode_it_state *s, int32_t i)
{
    return s->event_loss && s->event_loss[i] > s->damage[i] ? s->event_loss[i] : s->damage[i];
}

#endif
