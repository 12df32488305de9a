/* Clients of the model of Inoue and Todo: inventories, orders, and what orders and stocks let them make.
 *
 * One pass over the links does all three. An order depends on the stock and on last production only, so where orders are
 * not kept they are worked out again, to the same bits, from the stock before it changes: a link is then read at 20 bytes
 * and written at 8. */
#include <math.h>

#include "propagate/inoue_inner.h"

static const double NOTHING = 1e-20; /* stocks and order ratios at or below it are none */

/* What a client orders on one link (docs/propagate.md 2.4).
 *
 * amount  /day  base flow;  p  1  last production against output;  stock  unit */
static inline double order_of(int rule, double amount, double p, double stock, double days, double per_day)
{
    double z = amount * p, goal = days * (rule == 1 ? amount : z), gap = goal - stock;
    double order = z + per_day * gap;
    if (rule == 2 && gap <= 0) order = z;
    return order > 0 ? order : 0;
}

/* How a client's use of one sector's goods is shared among its suppliers: in proportion to stocks,
 *
 *     used = stock p bought / held,    or with gap = stock - days amount and the sum of gaps
 *     used = p (amount + (bought gap - amount gaps) / held)
 *
 * The two are equal. The first is exact where stocks are small; the second where they are near their target, so that a
 * network at rest stays at rest to the last bit, which matters since order rule 0 blows up what rounding begins. */
typedef struct use_rule {
    bool near;     /* to the target                                          */
    double factor; /* 1  of the first form                                   */
    double bought, gaps, per_held;
} use_rule;

static inline use_rule use_of(double p, double bought, double held, double days)
{
    use_rule u = {held > 0.5 * days * bought, 0, bought, 0, 0};
    if (LODE_LIKELY(u.near)) u.per_held = 1 / held;
    else if (held > NOTHING) u.factor = p * (bought / held);
    return u;
}

static inline double used_of(const use_rule *u, double p, double amount, double stock, double days)
{
    double gap = stock - days * amount;
    return u->near ? p * (amount + (u->bought * gap - amount * u->gaps) * u->per_held) : stock * u->factor;
}

/* The same where a sector has one supplier. */
static inline double used_alone(double p, double amount, double stock, double days)
{
    if (LODE_LIKELY(stock > 0.5 * days * amount)) return p * amount;
    return stock > NOTHING ? stock * (p * (amount / stock)) : 0;
}

/* What the supplier delivers of an order. */
static inline double delivery_of(const lode_it_state *s, bool leveled, int32_t slot, double amount, double order)
{
    if (!leveled) return s->hub[slot].share * order;
    const lode_it_level *v = &s->level[slot];
    if (order > v->reached * amount) return v->level * amount;
    return order > NOTHING * amount ? order : v->bonus * amount;
}

double lode_it_delivered(const lode_it_state *s, int32_t l, double order)
{
    return delivery_of(s, s->leveled, s->m->net->supplier[l], s->m->net->amount[l], order);
}

/* One client with output 0: it goes on ordering, its stock never changes. */
static inline void idle_client(lode_it_state *s, int32_t i, bool stored, bool scatter)
{
    const lode_net *net = s->m->net;
    for (int32_t l = net->in_ptr[i]; l < net->in_ptr[i + 1]; l++) {
        double order = net->amount[l] * (s->open ? s->open[l] : 1);
        if (stored) s->order[l] = order;
        if (scatter) s->hub[net->supplier[l]].asked += order;
    }
    s->possible[i] = net->in_ptr[i] < net->in_ptr[i + 1] ? 0 : INFINITY;
}

enum { AHEAD = 40 }; /* links that a supplier is fetched ahead */

/* What the loop over the links of clients needs. The flags are constants where it is called, so that each combination is
 * a loop of its own. */
typedef struct client_loop {
    lode_it_state *s;
    const int32_t *supplier;
    const double *amount;
    double *stock, *order;
    lode_it_hub *hub;
    double days, per_day;
    int32_t last; /* link */
    int rule;
    bool leveled, stored, scatter, barred;
} client_loop;

/* One link: the stock takes in what came and gives what is used, and the client orders. Returns the new stock. */
static inline __attribute__((always_inline)) double renew(const client_loop *c, int32_t l, double p, double p_old, double used)
{
    const int32_t slot = c->supplier[l];
    const double amount = c->amount[l], before = c->stock[l];
    __builtin_prefetch(&c->hub[c->supplier[l + AHEAD < c->last ? l + AHEAD : c->last]], 1);
    double old = c->stored ? c->order[l] : order_of(c->rule, amount, p_old, before, c->days, c->per_day);
    double now = before + (delivery_of(c->s, c->leveled, slot, amount, old) - used);
    now = now <= NOTHING ? 0 : now;
    c->stock[l] = now;
    double order = order_of(c->rule, amount, p, now, c->days, c->per_day);
    if (c->barred) order *= c->s->open[l];
    if (c->stored) c->order[l] = order;
    if (c->scatter) c->hub[slot].asked += order;
    return now;
}

/* Clients from..to-1. */
static inline __attribute__((always_inline)) void clients(lode_it_state *s, int32_t from, int32_t to, int rule, bool leveled,
                                                          bool stored, bool scatter, bool barred)
{
    const lode_net *net = s->m->net;
    const int32_t *restrict group_ptr = net->group_ptr, *restrict group_link = net->group_link;
    const double *amount = net->amount, *restrict group_amount = s->m->group_amount, *restrict output = s->m->output;
    const client_loop c = {s,       net->supplier,   amount,           s->stock, s->order, s->hub, s->o->inventory, 1.0 / s->o->tau,
                           net->n_link - 1, rule, leveled, stored, scatter, barred};
    const double days = c.days;
    const double *stock = s->stock;
    const bool exact = s->exact;
    for (int32_t i = from; i < to; i++) {
        if (LODE_UNLIKELY(!(output[i] > 0))) {
            idle_client(s, i, stored, scatter);
            continue;
        }
        const double p = s->ratio[i], p_old = s->old_ratio[i];
        double scarcest = INFINITY;
        for (int32_t g = group_ptr[i]; g < group_ptr[i + 1]; g++) {
            const int32_t first = group_link[g], end = group_link[g + 1];
            const double bought = group_amount[g];
            double left;
            if (LODE_LIKELY(end - first == 1)) {
                const double used = used_alone(p, bought, stock[first], days);
                left = renew(&c, first, p, p_old, used);
            } else {
                double held = 0;
                for (int32_t l = first; l < end; l++) held += stock[l];
                use_rule u = use_of(p, bought, held, days);
                for (int32_t l = first; l < end; l++) u.gaps += stock[l] - days * amount[l];
                left = 0;
                for (int32_t l = first; l < end; l++)
                    left += renew(&c, l, p, p_old, used_of(&u, p, amount[l], stock[l], days));
            }
            /* more than output needs is no limit: no division */
            if (LODE_UNLIKELY(left < bought) || exact) {
                double ratio = left / bought;
                scarcest = ratio < scarcest ? ratio : scarcest;
            }
        }
        s->possible[i] = scarcest * output[i];
    }
}

/* --- every combination a loop of its own ------------------------------------------------------- */

static inline __attribute__((always_inline)) void clients_by_rule(lode_it_state *s, int32_t from, int32_t to, bool leveled,
                                                                  bool stored, bool scatter, bool barred)
{
    if (s->o->order == 0) clients(s, from, to, 0, leveled, stored, scatter, barred);
    else if (s->o->order == 1) clients(s, from, to, 1, leveled, stored, scatter, barred);
    else clients(s, from, to, 2, leveled, stored, scatter, barred);
}

LODE_CLONES static void clients_fused(lode_it_state *s)
{
    clients_by_rule(s, 0, s->m->net->n_firm, false, false, true, false);
}

LODE_CLONES static void clients_one(lode_it_state *s)
{
    int32_t n = s->m->net->n_firm;
    if (s->open) clients_by_rule(s, 0, n, s->leveled, true, true, true);
    else if (s->leveled) clients_by_rule(s, 0, n, true, true, true, false);
    else clients_by_rule(s, 0, n, false, true, true, false);
}

LODE_CLONES static void clients_part(lode_it_state *s, int32_t from, int32_t to)
{
    if (s->open) clients_by_rule(s, from, to, s->leveled, true, false, true);
    else if (s->leveled) clients_by_rule(s, from, to, true, true, false, false);
    else clients_by_rule(s, from, to, false, true, false, false);
}

/* Add up, for each supplier, what is asked of it: by rising client, so that the sum is that of one thread. */
static void add_up(lode_it_state *s, int32_t from, int32_t to)
{
    const lode_net *net = s->m->net;
    for (int32_t slot = from; slot < to; slot++) {
        double asked = 0;
        for (int32_t k = net->out_ptr[slot]; k < net->out_ptr[slot + 1]; k++) asked += s->order[net->out_link[k]];
        s->hub[slot].asked = asked;
    }
}

void lode_it_clients(lode_it_state *s)
{
    const lode_net *net = s->m->net;
    if (!s->stored) {
        clients_fused(s);
        return;
    }
    if (s->threads <= 1) {
        clients_one(s);
        return;
    }
    enum { PART = 2048, SLOTS = 1024 };
    int32_t n = net->n_firm;
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->threads)
    for (int32_t k = 0; k < (n + PART - 1) / PART; k++) {
        int32_t end = n - k * PART < PART ? n : (k + 1) * PART;
        clients_part(s, k * PART, end);
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->threads)
    for (int32_t k = 0; k < (n + SLOTS - 1) / SLOTS; k++) {
        int32_t end = n - k * SLOTS < SLOTS ? n : (k + 1) * SLOTS;
        add_up(s, k * SLOTS, end);
    }
}
