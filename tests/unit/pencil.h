/* What the pencil chains have in common: run a plain network and keep every day of it.
 *
 * All of them have flows of round numbers a day, so that one can follow them on paper; r means r(30) = 1 - exp(-1/30),
 * the part of a gap that is closed in a day. */
#ifndef PENCIL_H
#define PENCIL_H

#include "lode_test.h"
#include "property/net.h"

enum { PENCIL_STEPS = 4000, PENCIL_ITEMS = 12, FOREVER = NET_NEVER };

/* What happened in each step; levels are those at its end. */
typedef struct pencil {
    double capacity[PENCIL_ITEMS][PENCIL_STEPS], planned[PENCIL_ITEMS][PENCIL_STEPS], made[PENCIL_ITEMS][PENCIL_STEPS];
    double z[PENCIL_ITEMS][PENCIL_STEPS], disposed[PENCIL_ITEMS][PENCIL_STEPS];
    double stock[PENCIL_ITEMS][PENCIL_STEPS], transit[PENCIL_ITEMS][PENCIL_STEPS], arrived[PENCIL_ITEMS][PENCIL_STEPS],
        need[PENCIL_ITEMS][PENCIL_STEPS];
    double ship[PENCIL_ITEMS][PENCIL_STEPS], share[PENCIL_ITEMS][PENCIL_STEPS], queue[PENCIL_ITEMS][PENCIL_STEPS],
        allowance[PENCIL_ITEMS][PENCIL_STEPS];
    double reserve[PENCIL_STEPS];
} pencil;

static pencil p; /* of the run of the present test */
static net n;

LODE_UNUSED static void run(lode_t *t, int h, int steps)
{
    net_run r;
    CHECK(t, net_start_one(&r, &n, h));
    for (int d = 0; d < steps; d++) {
        net_step(&r);
        for (int i = 0; i < n.n_site; i++) {
            p.capacity[i][d] = r.s.site_capacity[i].v[0];
            p.planned[i][d] = r.s.site_planned[i].v[0];
            p.made[i][d] = r.s.site_made[i].v[0];
        }
        for (int o = 0; o < n.n_output; o++) {
            p.z[o][d] = r.s.output_stock[r.layout.output[o]].v[0];
            p.disposed[o][d] = r.s.output_disposed[r.layout.output[o]].v[0];
        }
        for (int g = 0; g < n.n_group; g++) {
            int32_t k = r.layout.group[g];
            p.stock[g][d] = r.s.group_stock[k].v[0];
            p.transit[g][d] = r.s.group_transit[k].v[0];
            p.arrived[g][d] = r.s.group_arrived[k].v[0];
            p.need[g][d] = r.s.group_need[k].v[0];
        }
        for (int l = 0; l < n.n_link; l++) {
            int32_t k = r.layout.link[l];
            p.ship[l][d] = r.s.link_shipped[k].v[0];
            p.share[l][d] = r.s.link_share[k].v[0];
            p.queue[l][d] = r.s.link_queue[k].v[0];
            p.allowance[l][d] = r.s.link_allowance[k].v[0];
        }
        if (n.n_reserve > 0) p.reserve[d] = r.s.reserve_stock[0].v[0];
    }
    CHECK_NEAR(t, r.s.residual.v[0], 0, 1e-12);
    net_end(&r);
}

/* values[first .. last] are all `want` */
LODE_UNUSED static void check_days(lode_t *t, const double *values, int first, int last, double want)
{
    for (int d = first; d <= last; d++) {
        lode_note(t, "day %d", d);
        CHECK_NEAR(t, values[d], want, 1e-9);
    }
    t->note[0] = 0;
}

/* A mine that sells 10 a day to a demand, `transit` days away, with `cover` days in stock. Input 0, link 0. */
LODE_UNUSED static void mine_and_user(double capacity, double output_cover, double cover, double psi, double transit)
{
    net_clear(&n);
    int mine = net_maker(&n, 10, capacity, output_cover), user = net_demand(&n, 10);
    net_link_add(&n, mine, net_input(&n, user, 1, cover, psi), 10, transit);
}

/* A measure on one link. */
LODE_UNUSED static net_measure *measure(lode_measure_kind kind, int effective, int until, int link)
{
    const int links[] = {link, -1};
    return &n.measure[net_measure_add(&n, kind, effective, until, links)];
}

#endif
