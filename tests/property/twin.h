/* The supply rule a second time: one draw, plain doubles, written from the rule and not from the engine.
 *
 * Slow and simple on purpose. What it shares with the engine is the network it runs; tests compare the two. Where the
 * rule leaves something open, the choice is named in twin.c. */
#ifndef TWIN_H
#define TWIN_H

#include "property/net.h"

typedef struct twin {
    const net *n;
    int h, step, n_step;
    double capacity[NET_SITES], planned[NET_SITES], want[NET_SITES], made[NET_SITES], backlog[NET_SITES];
    double z[NET_OUTPUTS], disposed[NET_OUTPUTS], spare[NET_OUTPUTS];
    double stock[NET_GROUPS], arrived[NET_GROUPS], transit[NET_GROUPS], used[NET_GROUPS], need[NET_GROUPS];
    double expected[NET_GROUPS];    /* E of the group's recipe */
    double line_made[NET_GROUPS];   /* Y of the group's recipe */
    double usable[NET_GROUPS];
    double base_share[NET_LINKS];   /* w0 */
    double share[NET_LINKS], order[NET_LINKS], queue[NET_LINKS], allowance[NET_LINKS], admissible[NET_LINKS],
        shipped[NET_LINKS], could[NET_LINKS], tilted[NET_LINKS];
    double open[NET_LINKS], leak[NET_LINKS], detour[NET_LINKS], tariff[NET_LINKS], runs[NET_LINKS];
    int governed_by[NET_LINKS];     /* on the last day of the step before */
    double qualified[NET_LINKS];    /* first day */
    double reserve[NET_EVENTS];
    double *due;                    /* (n_step + more) x n_group: arrivals by step */
} twin;

/* Day 0 of a run of n_step steps; `memory` gives what the struct does not hold. False when that ran out. */
bool twin_start(twin *t, const net *n, int h, int n_step, lode_arena *memory);

void twin_step(twin *t);

#endif
