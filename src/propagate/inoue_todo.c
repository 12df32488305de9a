/* The model of Inoue and Todo: what follows from a network, and a run of it. */
#include <math.h>
#include <stdlib.h>

#include "propagate/inoue_inner.h"

lode_it_options lode_it_default(void)
{
    return (lode_it_options){.steps = 10, .recovery_type = -1, .tau = 6, .inventory = 15};
}

const char *lode_it_collapse(const lode_it_options *o)
{
    /* all short by the same share x: a stock changes by a x ((n / tau)(1 - x) + x - 1) a day, so it comes back only
     * where tau < n (docs/propagate.md 2.8) */
    if (o->tau > o->inventory) return "tau is longer than the inventory target: after a shortage stocks cannot refill";
    return NULL;
}

/* --- the model --------------------------------------------------------------------------------- */

void lode_it_model_free(lode_it_model *m)
{
    if (!m) return;
    free(m->output);
    free(m->value_added);
    free(m->group_amount);
    free(m);
}

lode_it_model *lode_it_model_new(lode_net *net)
{
    lode_it_model *m = calloc(1, sizeof *m);
    size_t n = (size_t)net->n_firm;
    double *sold = calloc(n + 1, sizeof *sold);
    if (m) {
        m->net = net;
        m->output = calloc(n + 1, sizeof *m->output);
        m->value_added = calloc(n + 1, sizeof *m->value_added);
        m->group_amount = calloc((size_t)net->n_group + 1, sizeof *m->group_amount);
    }
    bool ok = m && sold && m->output && m->value_added && m->group_amount;
    if (ok) {
        for (int32_t l = 0; l < net->n_link; l++) sold[net->supplier[l]] += net->amount[l];
        for (int32_t i = 0; i < net->n_firm; i++) {
            double bought = 0, output = sold[net->slot[i]] + net->final[i];
            for (int32_t l = net->in_ptr[i]; l < net->in_ptr[i + 1]; l++) bought += net->amount[l];
            m->output[i] = output;
            m->value_added[i] = output > 0 ? (output - bought) / output : 0;
        }
        for (int32_t g = 0; g < net->n_group; g++)
            for (int32_t l = net->group_link[g]; l < net->group_link[g + 1]; l++)
                m->group_amount[g] += net->amount[l];
    }
    free(sold);
    if (ok) return m;
    lode_it_model_free(m);
    return NULL;
}

/* --- the state --------------------------------------------------------------------------------- */

static bool needs_orders(const lode_it_options *o, const lode_shocks *shocks, int threads)
{
    bool stored = threads > 1 || o->rationing >= LODE_IT_SMOOTH;
    for (int32_t k = 0; k < shocks->n_event; k++) stored |= shocks->event[k].n_link > 0;
    return stored;
}

/* The largest number of clients, and one. */
static int32_t most_clients(const lode_net *net)
{
    int32_t most = 0;
    for (int32_t s = 0; net->out_ptr && s < net->n_firm; s++) {
        int32_t n = net->out_ptr[s + 1] - net->out_ptr[s];
        most = n > most ? n : most;
    }
    return most + 1;
}

/* Take every array that the run needs. */
static bool take(lode_it_state *s, lode_arena *a, bool snapshots)
{
    const lode_net *net = s->m->net;
    const int32_t n = net->n_firm, n_event = s->shocks->n_event;
    bool links = false, firms = false;
    for (int32_t k = 0; k < n_event; k++) {
        links |= s->shocks->event[k].n_link > 0;
        firms |= s->shocks->event[k].n_firm > 0;
        s->has_rebuild |= s->shocks->event[k].kind == LODE_EVENT_REBUILD;
    }
    s->has_daily = s->shocks->n_daily > 0;
    bool ok = true;
#define ROOM(field, count, type) ok = ok && (s->field = LODE_TAKE(a, count, type)) != NULL
    ROOM(production, n, double);
    ROOM(ratio, n, double);
    ROOM(old_ratio, n, double);
    ROOM(possible, n, double);
    ROOM(capacity, n, double);
    ROOM(damage, n, double);
    ROOM(consumed, n, double);
    ROOM(hub, n, lode_it_hub);
    ROOM(stock, net->n_link, double);
    if (s->stored) ROOM(order, net->n_link, double);
    if (s->leveled) {
        s->fill_room = (most_clients(net) + 7) / 8 * 8;
        ROOM(level, n, lode_it_level);
        ROOM(fill_q, (size_t)s->threads * (size_t)s->fill_room, double);
        ROOM(fill_a, (size_t)s->threads * (size_t)s->fill_room, double);
    }
    if (snapshots) ROOM(demand, n, double);
    if (links) ROOM(open, net->n_link, double);
    if (s->has_daily || s->has_rebuild) ROOM(daily_wanted, n, double);
    if (firms) {
        ROOM(event_loss, n, double);
        ROOM(event_sum, n, double);
    }
    if (s->has_rebuild) {
        ROOM(rebuild_left, n_event, double);
        ROOM(rebuild_today, n_event, double);
        ROOM(rebuild_weight, n_event, double);
    }
    if (s->shocks->n_interval > 0) ROOM(over, s->shocks->n_interval, bool);
#undef ROOM
    return ok;
}

/* The shock file by firm, which repair asks for. */
static bool take_given(lode_it_state *s, lode_arena *a)
{
    int32_t n = s->m->net->n_firm;
    if (s->shocks->n_pending == 0) return true;
    double *delta = LODE_TAKE(a, n, double);
    int32_t *day = LODE_TAKE(a, n, int32_t);
    if (!delta || !day) return false;
    for (int32_t i = 0; i < n; i++) delta[i] = -1;
    for (int32_t k = 0; k < s->shocks->n_pending; k++) {
        delta[s->shocks->pending[k].firm] = s->shocks->pending[k].delta;
        day[s->shocks->pending[k].firm] = s->shocks->pending[k].day;
    }
    s->given_delta = delta;
    s->given_day = day;
    return true;
}

/* The state before any shock (docs/propagate.md 2.1). */
static void begin(lode_it_state *s)
{
    const lode_net *net = s->m->net;
    s->wanted = s->daily_wanted ? s->daily_wanted : net->final;
    for (int32_t i = 0; i < net->n_firm; i++) {
        s->production[i] = s->capacity[i] = s->m->output[i];
        s->ratio[i] = s->old_ratio[i] = 1;
        s->possible[i] = INFINITY;
        s->consumed[i] = net->final[i];
        s->hub[i] = (lode_it_hub){1, 0};
        if (s->level) s->level[i] = (lode_it_level){INFINITY, 0, 0};
    }
    for (int32_t l = 0; l < net->n_link; l++) {
        s->stock[l] = s->o->inventory * net->amount[l];
        if (s->stored) s->order[l] = net->amount[l];
        if (s->open) s->open[l] = 1;
    }
    for (int32_t k = 0; s->has_rebuild && k < s->shocks->n_event; k++) {
        const lode_event *e = &s->shocks->event[k];
        double sum = 0;
        for (int32_t b = 0; b < e->n_builder; b++) sum += s->m->output[e->builder[b]];
        s->rebuild_left[k] = e->kind == LODE_EVENT_REBUILD ? e->amount : 0;
        s->rebuild_weight[k] = sum > 0 ? 1 / sum : 0;
    }
}

/* --- results ----------------------------------------------------------------------------------- */

void lode_it_result_free(lode_it_result *r)
{
    free(r->production);
    *r = (lode_it_result){0};
}

static bool make_result(lode_it_result *r, int32_t steps, int32_t n_selection)
{
    size_t n = (size_t)steps + 1;
    double *block = calloc(n * (5 + 2 * (size_t)n_selection), sizeof *block);
    *r = (lode_it_result){.n = steps + 1, .production = block};
    if (!block) return false;
    r->value_added = block + n;
    r->consumed = block + 2 * n;
    r->loss = block + 3 * n;
    r->loss_value_added = block + 4 * n;
    r->selected = block + 5 * n;
    r->selected_value_added = r->selected + n * (size_t)n_selection;
    return true;
}

/* Totals of the present state, in the order of firms. */
static void record(const lode_it_state *s, const lode_it_request *q, lode_it_result *r, int32_t at)
{
    const double *v = s->m->value_added, *y = s->m->output;
    double made = 0, added = 0, consumed = 0, loss = 0, loss_added = 0;
    for (int32_t i = 0; i < s->m->net->n_firm; i++) {
        made += s->production[i];
        added += v[i] * s->production[i];
        consumed += s->consumed[i];
    }
    if (s->shocks->n_pending + s->shocks->n_interval + s->shocks->n_event > 0)
        for (int32_t i = 0; i < s->m->net->n_firm; i++) {
            double d = lode_it_loss(s, i);
            loss += d * y[i];
            loss_added += d * y[i] * v[i];
        }
    r->production[at] = made;
    r->value_added[at] = added;
    r->consumed[at] = consumed;
    r->loss[at] = loss;
    r->loss_value_added[at] = loss_added;
    for (int32_t k = 0; k < q->n_selection; k++) {
        double *sum = &r->selected[(size_t)k * (size_t)r->n + (size_t)at];
        double *sum_added = &r->selected_value_added[(size_t)k * (size_t)r->n + (size_t)at];
        for (int32_t f = 0; f < q->selection[k].n; f++) {
            int32_t i = q->selection[k].firm[f];
            *sum += s->production[i];
            *sum_added += v[i] * s->production[i];
        }
    }
}

/* --- running ----------------------------------------------------------------------------------- */

/* One day. The order of the calls is the order of docs/propagate.md 2. */
static void step(lode_it_state *s)
{
    lode_it_damage(s);    /* 2.2  damage sets in, links are barred                  */
    lode_it_want(s);      /* 2.3  final demand of the day                           */
    lode_it_clients(s);   /* 2.4, 2.5  inventories, orders, demand                  */
    lode_it_suppliers(s); /* 2.6, 2.7  production, rationing                        */
    lode_it_rebuild(s);   /* 4    what rebuilding got                               */
}

/* Hand over the state of the step that has ended. */
static bool show(const lode_it_state *s, const lode_it_request *q, lode_arena *a)
{
    const lode_net *net = s->m->net;
    lode_arena_mark mark = lode_arena_now(a);
    double *delivered = LODE_TAKE(a, net->n_link, double), *possible = LODE_TAKE(a, net->n_firm, double);
    bool ok = delivered && possible;
    for (int32_t l = 0; ok && l < net->n_link; l++) delivered[l] = lode_it_delivered(s, l, s->order[l]);
    for (int32_t i = 0; ok && i < net->n_firm; i++) {
        bool none = net->in_ptr[i] == net->in_ptr[i + 1];
        possible[i] = none ? s->o->inventory * (q->given_output ? q->given_output[i] : s->m->output[i]) : s->possible[i];
    }
    lode_it_view v = {s->step, s->m->output, s->production, s->demand, possible, s->damage, delivered};
    ok = ok && q->show(q->user, &v);
    lode_arena_rewind(a, mark);
    return ok;
}

static bool wanted_now(const lode_it_request *q, int32_t step_now)
{
    for (int32_t k = 0; k < q->n_snapshot; k++)
        if (q->snapshot[k] == step_now) return true;
    return false;
}

bool lode_it_run(const lode_it_model *m, const lode_it_options *o, const lode_shocks *shocks, int threads,
                 const lode_it_request *request, lode_it_result *result)
{
    static const lode_it_request nothing = {0};
    const lode_it_request *q = request ? request : &nothing;
    lode_arena memory = {0};
    bool snapshots = q->n_snapshot > 0 && q->show;
    lode_it_state s = {.m = m, .o = o, .shocks = shocks, .threads = threads > 1 ? threads : 1};
    s.leveled = o->rationing >= LODE_IT_SMOOTH;
    s.stored = needs_orders(o, shocks, s.threads) || snapshots;
    bool ok = make_result(result, o->steps, q->n_selection) && take(&s, &memory, snapshots) && take_given(&s, &memory);
    s.exact = snapshots;
    for (int32_t k = 0; k < shocks->n_interval; k++) s.exact |= shocks->interval[k].delta < 0; /* capacity above output */
    if (ok) begin(&s);
    if (ok) record(&s, q, result, 0);
    for (; ok && s.step < o->steps; s.step++) {
        ok = !lode_stopped(q->stop);
        step(&s);
        record(&s, q, result, s.step + 1);
        lode_it_recover(&s);
        if (ok && snapshots && wanted_now(q, s.step)) ok = show(&s, q, &memory);
    }
    lode_arena_free(&memory);
    if (!ok) lode_it_result_free(result);
    return ok;
}

size_t lode_it_bytes(const lode_it_model *m, const lode_it_options *o, const lode_shocks *shocks, int threads)
{
    size_t n = (size_t)m->net->n_firm, link = 8 + (needs_orders(o, shocks, threads) ? 8 : 0);
    size_t firm = 7 * 8 + sizeof(lode_it_hub) + (o->rationing >= LODE_IT_SMOOTH ? sizeof(lode_it_level) : 0);
    return n * (firm + 16) + (size_t)m->net->n_link * link + (size_t)m->net->n_group * 8;
}
