/* What happens to a network of firms: the shock files of the original program, and events of every kind, overlapping. */
#ifndef LODE_PROPAGATE_SHOCKS_H
#define LODE_PROPAGATE_SHOCKS_H

#include "base/arena.h"
#include "base/diag.h"
#include "propagate/network.h"

/* One firm loses a share of its capacity on one day. */
typedef struct lode_pending {
    int32_t firm, day;
    double delta; /* 1  share lost, at least 0 */
} lode_pending;

/* A firm's capacity is lower from one day to another, both included. */
typedef struct lode_interval {
    int32_t firm;
    int64_t first, last; /* day */
    double delta;        /* 1   */
} lode_interval;

/* Final consumption on one day. */
typedef struct lode_daily {
    int32_t day, n;
    const int32_t *firm;  /* (n) */
    const double *amount; /* (n) */
} lode_daily;

typedef enum lode_event_kind {
    LODE_EVENT_CAPACITY, /* capacity is lower; of several on one firm the largest loss counts            */
    LODE_EVENT_CAPITAL,  /* capital is lost; losses of several on one firm add up                        */
    LODE_EVENT_LINK,     /* a share of what suppliers may ship to clients is barred; the largest counts  */
    LODE_EVENT_REBUILD   /* capital is lost and comes back as what is ordered to rebuild it is delivered */
} lode_event_kind;

/* One event. docs/propagate.md has the equations. */
typedef struct lode_event {
    lode_event_kind kind;
    double delta;          /* 1    share lost                                                      */
    int64_t first, last;   /* day  both included                                                   */
    double recovery_days;  /* day  after `last`, the loss falls to 0 in a straight line            */
    double amount, days;   /* what rebuilding orders in all, and in how many days at the soonest   */
    int32_t n_firm;        /* firms hit                                                            */
    const int32_t *firm;   /* (n_firm)                                                             */
    int32_t n_link;        /* links barred                                                         */
    const int32_t *link;   /* (n_link)                                                             */
    int32_t n_builder;     /* firms that deliver what rebuilding orders                            */
    const int32_t *builder;/* (n_builder)                                                          */
} lode_event;

/* All that happens. Zero is valid: nothing. Borrowed from an arena. */
typedef struct lode_shocks {
    int32_t n_pending, n_interval, n_daily, n_event;
    const lode_pending *pending;   /* (n_pending)   one per firm, by firm                     */
    const lode_interval *interval; /* (n_interval)  those of a firm together, in file order   */
    const lode_daily *daily;       /* (n_daily)                                               */
    const lode_event *event;       /* (n_event)                                               */
} lode_shocks;

/* Read events.csv: kind, who, to, delta, first, last, recovery_days, amount, days. Who and to choose firms: an id,
 * firm:ID, sector:S, region:R, several with / between them (all must hold), or *. Complains of all problems at once. */
void lode_events_read(const char *path, lode_net *net, lode_arena *arena, lode_shocks *shocks, lode_diags *d);

#endif
