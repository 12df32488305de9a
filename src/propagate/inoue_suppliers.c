/* Suppliers of the model of Inoue and Todo: what they make, and how it is shared out. */
#include <math.h>
#include <omp.h>

#include "propagate/inoue_inner.h"

/* What firm i makes (docs/propagate.md 2.6). */
static inline double made_by(lode_it_state *s, int32_t i, double demand)
{
    double most = s->capacity[i];
    if (s->event_loss && s->event_loss[i] > 0) {
        double other = (1 - s->event_loss[i]) * s->m->output[i];
        most = other < most ? other : most;
    }
    most = s->possible[i] < most ? s->possible[i] : most;
    double made = most < demand ? most : demand, output = s->m->output[i];
    s->production[i] = made;
    s->old_ratio[i] = s->ratio[i];
    s->ratio[i] = output > 0 ? made / output : 0;
    if (s->demand) s->demand[i] = demand;
    return made;
}

/* Rule 0: everyone gets the same share. Rule 1: final consumers get what is left. */
static inline void share_out(lode_it_state *s, int32_t i, bool final_last)
{
    int32_t slot = s->m->net->slot[i];
    lode_it_hub *hub = &s->hub[slot];
    double wanted = s->wanted[i], demand = hub->asked + wanted, made = made_by(s, i, demand);
    hub->asked = 0;
    if (!final_last) {
        hub->share = demand != 0 ? made / demand : 0;
        s->consumed[i] = hub->share * wanted;
        return;
    }
    double missing = demand - made > 0 ? demand - made : 0;
    bool enough = wanted >= missing;
    s->consumed[i] = enough ? wanted - missing : 0;
    hub->share = enough ? 1 : demand - wanted != 0 ? made / (demand - wanted) : 0;
}

/* Rules 2 and 3. */
static void fill_up(lode_it_state *s, int32_t i, double *q, double *a)
{
    int32_t slot = s->m->net->slot[i];
    lode_it_hub *hub = &s->hub[slot];
    double asked = hub->asked, wanted = s->wanted[i], made = made_by(s, i, asked + wanted);
    hub->asked = 0;
    if (s->o->rationing == LODE_IT_SMOOTH_FINAL_LAST) {
        double left = made - asked > 0 ? made - asked : 0;
        bool enough = made >= asked + wanted; /* then to the last bit */
        s->consumed[i] = enough || left > wanted ? wanted : left;
        lode_it_fill(s, slot, enough ? asked : made - s->consumed[i], 0, 0, q, a);
        return;
    }
    double base = s->m->net->final[i], phi = 1;
    if (s->has_rebuild && base == 0) base = wanted;
    else if (s->has_daily || s->has_rebuild) phi = base == 0 && wanted == 0 ? 0 : wanted / base;
    s->consumed[i] = lode_it_fill(s, slot, made, base, phi, q, a);
}

enum { PREFETCH = 24, BLOCK = 1024 };

/* Firms from..to-1; with rules 2 and 3 slots, so that links are read in a row. */
static void suppliers(lode_it_state *s, int32_t from, int32_t to, double *q, double *a)
{
    const int32_t *slot = s->m->net->slot, *firm_of = s->m->net->firm_of;
    const int rule = s->o->rationing;
    for (int32_t k = from; s->leveled && k < to; k++) fill_up(s, firm_of[k], q, a);
    for (int32_t i = from; !s->leveled && i < to; i++) {
        __builtin_prefetch(&s->hub[slot[i + PREFETCH < to ? i + PREFETCH : i]], 1);
        share_out(s, i, rule == LODE_IT_FINAL_LAST);
    }
}

void lode_it_suppliers(lode_it_state *s)
{
    int32_t n = s->m->net->n_firm;
    if (s->threads <= 1) {
        suppliers(s, 0, n, s->fill_q, s->fill_a);
        return;
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->threads)
    for (int32_t k = 0; k < (n + BLOCK - 1) / BLOCK; k++) {
        size_t room = (size_t)omp_get_thread_num() * (size_t)s->fill_room;
        suppliers(s, k * BLOCK, n - k * BLOCK < BLOCK ? n : (k + 1) * BLOCK, s->fill_q + room, s->fill_a + room);
    }
}
