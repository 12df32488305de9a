/* Damage in the model of Inoue and Todo: how it sets in and how it is repaired (docs/propagate.md 2.2, 2.9), and events
 * of every kind beside it (4). */
#include <math.h>

#include "propagate/inoue_inner.h"

static void set_damage(lode_it_state *s, int32_t i, double damage)
{
    s->damage[i] = damage;
    s->capacity[i] = (1 - damage) * s->m->output[i];
}

/* --- shock files of the original program ------------------------------------------------------- */

/* The intervals of one firm, first..end-1: the last that holds today counts; what has ended is struck off. */
static void table_of_firm(lode_it_state *s, int32_t first, int32_t end)
{
    const lode_interval *v = s->shocks->interval;
    bool some = false;
    for (int32_t k = first; k < end; k++) {
        if (s->over[k]) continue;
        some = true;
        if (v[k].first <= s->step && s->step <= v[k].last) set_damage(s, v[k].firm, v[k].delta);
        s->over[k] = s->step >= v[k].last;
    }
    if (!some) set_damage(s, v[first].firm, 0);
}

static void table(lode_it_state *s)
{
    const lode_interval *v = s->shocks->interval;
    int32_t n = s->shocks->n_interval;
    for (int32_t k = 0, end; k < n; k = end) {
        for (end = k + 1; end < n && v[end].firm == v[k].firm;) end++;
        table_of_firm(s, k, end);
    }
}

static void pending(lode_it_state *s)
{
    for (int32_t k = 0; k < s->shocks->n_pending; k++) {
        const lode_pending *p = &s->shocks->pending[k];
        if (p->day == s->step && p->delta >= 0) set_damage(s, p->firm, p->delta);
    }
}

/* --- events ------------------------------------------------------------------------------------ */

/* The loss that event number k causes today. */
static double loss_of(const lode_it_state *s, int32_t k)
{
    const lode_event *e = &s->shocks->event[k];
    if (s->step < e->first) return 0;
    if (s->step <= e->last) return e->delta;
    if (e->kind == LODE_EVENT_REBUILD) return e->amount > 0 ? e->delta * (s->rebuild_left[k] / e->amount) : 0;
    double past = (double)(s->step - e->last);
    return past < e->recovery_days ? e->delta * (1 - past / e->recovery_days) : 0;
}

static void event_losses(lode_it_state *s)
{
    int32_t n = s->shocks->n_event;
    const lode_event *e = s->shocks->event;
    for (int32_t k = 0; k < n; k++)
        for (int32_t f = 0; f < e[k].n_firm; f++) s->event_loss[e[k].firm[f]] = s->event_sum[e[k].firm[f]] = 0;
    for (int32_t k = 0; k < n; k++) {
        double loss = e[k].n_firm > 0 ? loss_of(s, k) : 0;
        if (loss <= 0) continue;
        for (int32_t f = 0; f < e[k].n_firm; f++) {
            double *sum = &s->event_sum[e[k].firm[f]], *most = &s->event_loss[e[k].firm[f]];
            if (e[k].kind == LODE_EVENT_CAPACITY) *most = loss > *most ? loss : *most;
            else *sum = *sum + loss < 1 ? *sum + loss : 1;
        }
    }
    for (int32_t k = 0; k < n; k++)
        for (int32_t f = 0; f < e[k].n_firm; f++) {
            double *sum = &s->event_sum[e[k].firm[f]], *most = &s->event_loss[e[k].firm[f]];
            *most = *sum > *most ? *sum : *most;
        }
}

static void bars(lode_it_state *s)
{
    int32_t n = s->shocks->n_event;
    const lode_event *e = s->shocks->event;
    for (int32_t k = 0; k < n; k++)
        for (int32_t i = 0; i < e[k].n_link; i++) s->open[e[k].link[i]] = 1;
    for (int32_t k = 0; k < n; k++) {
        double open = e[k].n_link > 0 ? 1 - loss_of(s, k) : 1;
        for (int32_t i = 0; open < 1 && i < e[k].n_link; i++) {
            double *link = &s->open[e[k].link[i]];
            *link = open < *link ? open : *link;
        }
    }
}

void lode_it_damage(lode_it_state *s)
{
    table(s);
    pending(s);
    if (s->event_loss) event_losses(s);
    if (s->open) bars(s);
}

/* --- final demand and rebuilding --------------------------------------------------------------- */

static void order_rebuilding(lode_it_state *s)
{
    for (int32_t k = 0; k < s->shocks->n_event; k++) {
        const lode_event *e = &s->shocks->event[k];
        s->rebuild_today[k] = 0;
        if (e->kind != LODE_EVENT_REBUILD || s->step <= e->last || s->rebuild_left[k] <= 0) continue;
        double most = e->amount / e->days, left = s->rebuild_left[k];
        s->rebuild_today[k] = left < most ? left : most;
        for (int32_t b = 0; b < e->n_builder; b++)
            s->daily_wanted[e->builder[b]] +=
                s->rebuild_today[k] * s->m->output[e->builder[b]] * s->rebuild_weight[k];
    }
}

void lode_it_want(lode_it_state *s)
{
    int32_t n = s->m->net->n_firm;
    if (!s->daily_wanted) return;
    for (int32_t i = 0; i < n; i++) s->daily_wanted[i] = s->m->net->final[i];
    for (int32_t k = 0; k < s->shocks->n_daily; k++) {
        const lode_daily *v = &s->shocks->daily[k];
        for (int32_t f = 0; v->day == s->step && f < v->n; f++) s->daily_wanted[v->firm[f]] = v->amount[f];
    }
    if (s->has_rebuild) order_rebuilding(s);
}

void lode_it_rebuild(lode_it_state *s)
{
    if (!s->has_rebuild) return;
    for (int32_t k = 0; k < s->shocks->n_event; k++) {
        const lode_event *e = &s->shocks->event[k];
        double came = 0;
        if (s->rebuild_today[k] <= 0) continue;
        for (int32_t b = 0; b < e->n_builder; b++) {
            int32_t i = e->builder[b];
            double share = s->wanted[i] > 0 ? s->consumed[i] / s->wanted[i] : 0;
            came += s->rebuild_today[k] * s->m->output[i] * s->rebuild_weight[k] * (share > 0 ? share : 0);
        }
        s->rebuild_left[k] -= came;
        if (s->rebuild_left[k] < 1e-12 * e->amount) s->rebuild_left[k] = 0;
    }
}

/* --- repair ------------------------------------------------------------------------------------ */

/* b = 5: the fewer neighbours are damaged, the faster. */
static double healthy_neighbours(const lode_it_state *s, int32_t i)
{
    const lode_net *net = s->m->net;
    int32_t slot = net->slot[i];
    int64_t n = (int64_t)net->in_ptr[i + 1] - net->in_ptr[i] + net->out_ptr[slot + 1] - net->out_ptr[slot];
    double sum = 0;
    for (int32_t l = net->in_ptr[i]; l < net->in_ptr[i + 1]; l++) sum += s->damage[net->firm_of[net->supplier[l]]];
    for (int32_t k = net->out_ptr[slot]; k < net->out_ptr[slot + 1]; k++)
        sum += s->damage[lode_net_client(net, net->out_link[k])];
    return n > 0 ? 1 - sum / (double)n : 1;
}

void lode_it_recover(lode_it_state *s)
{
    const int type = s->o->recovery_type;
    const double days = s->o->recovery_days;
    for (int32_t i = 0; i < s->m->net->n_firm; i++) {
        double d = s->damage[i];
        if (!(d > 0)) continue;
        bool given = s->given_delta && s->given_delta[i] >= 0;
        double delta = given ? s->given_delta[i] : 0, day = given ? s->given_day[i] : 0;
        if (!(s->step - day >= s->o->recovery_delay)) continue;
        if (type <= 0) d -= days > 0 ? delta / days : 0;
        else if (type == 1) d -= 1 / days;
        else if (type == 2) d = 0;
        else if (type == 3) d *= 1 - days / delta;
        else if (type == 4) d = delta * exp(-s->step / days);
        else {
            double h = healthy_neighbours(s, i);
            if (h != 0) d *= 1 - h / days;
        }
        set_damage(s, i, d > 0 ? d : 0);
    }
}
