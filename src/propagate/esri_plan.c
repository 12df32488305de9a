/* The plan of a network for the systemic risk index: links laid out in the order in which the iteration reads them. */
#include <stdlib.h>
#include <string.h>

#include "propagate/esri_inner.h"

/* Slots by falling number of customers, equals by firm. */
static bool make_slots(const lode_esri_input *in, lode_arena *a, lode_esri_plan *p)
{
    int32_t n = in->n_firm, most = 0;
    int32_t *degree = LODE_TAKE(a, n, int32_t);
    if (!degree) return false;
    for (int32_t e = 0; e < in->n_edge; e++) degree[in->down[e].supplier]++;
    for (int32_t i = 0; i < n; i++) most = degree[i] > most ? degree[i] : most;
    int32_t *at = LODE_TAKE(a, (int64_t)most + 2, int32_t);
    if (!at) return false;
    for (int32_t i = 0; i < n; i++) at[most - degree[i] + 1]++;
    for (int32_t d = 0; d <= most; d++) at[d + 1] += at[d];
    for (int32_t i = 0; i < n; i++) {
        p->slot[i] = at[most - degree[i]]++;
        p->firm_of[p->slot[i]] = i;
    }
    return true;
}

/* An edge while it is sorted. */
typedef struct sorted_edge {
    uint64_t key; /* node, then place within it */
    int32_t edge;
} sorted_edge;

static int compare(const void *a, const void *b)
{
    const sorted_edge *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->edge > y->edge) - (x->edge < y->edge);
}

/* Downstream links by customer: essential ones by sector, then linear ones. */
static bool lay_down(const lode_esri_input *in, lode_arena *a, lode_esri_plan *p)
{
    sorted_edge *x = LODE_TAKE(a, in->n_edge, sorted_edge);
    int32_t m = 0, g = 0, at = 0;
    if (!x) return false;
    for (int32_t e = 0; e < in->n_edge; e++) {
        const lode_esri_edge *v = &in->down[e];
        if (v->kind == LODE_ESRI_NO_EFFECT || v->share == 0) continue;
        uint64_t place = v->kind == LODE_ESRI_ESSENTIAL ? (uint32_t)v->sector : UINT32_C(0xffffffff);
        x[m++] = (sorted_edge){(uint64_t)(uint32_t)p->slot[v->customer] << 32 | place, e};
    }
    qsort(x, (size_t)m, sizeof *x, compare);
    for (int32_t j = 0; j < p->n; j++) {
        p->in_ptr[j] = at;
        p->group_ptr[j] = g;
        for (; at < m && x[at].key >> 32 == (uint32_t)j && (uint32_t)x[at].key != UINT32_C(0xffffffff); at++) {
            if (at > p->in_ptr[j] && x[at].key == x[at - 1].key) p->group_end[g - 1] = at + 1;
            else p->group_end[g++] = at + 1;
        }
        p->linear[j] = at;
        while (at < m && x[at].key >> 32 == (uint32_t)j) at++;
    }
    p->in_ptr[p->n] = m;
    p->group_ptr[p->n] = g;
    for (int32_t k = 0; k < m; k++) {
        p->from[k] = p->slot[in->down[x[k].edge].supplier];
        p->share[k] = in->down[x[k].edge].share;
        p->down_ptr[p->from[k] + 1]++;
    }
    /* the other direction */
    for (int32_t i = 0; i < p->n; i++) p->down_ptr[i + 1] += p->down_ptr[i];
    for (int32_t j = 0; j < p->n; j++)
        for (int32_t k = p->in_ptr[j]; k < p->in_ptr[j + 1]; k++) p->down_to[p->down_ptr[p->from[k]]++] = j;
    for (int32_t i = p->n; i > 0; i--) p->down_ptr[i] = p->down_ptr[i - 1];
    p->down_ptr[0] = 0;
    return true;
}

/* Upstream links by supplier, and suppliers by customer. Counting sorts. */
static void lay_up(const lode_esri_input *in, lode_esri_plan *p)
{
    for (int32_t e = 0; e < in->n_edge; e++) {
        p->out_ptr[p->slot[in->up[e].supplier] + 1]++;
        p->up_ptr[p->slot[in->up[e].customer] + 1]++;
    }
    for (int32_t i = 0; i < p->n; i++) {
        p->out_ptr[i + 1] += p->out_ptr[i];
        p->up_ptr[i + 1] += p->up_ptr[i];
    }
    for (int32_t e = 0; e < in->n_edge; e++) {
        int32_t s = p->slot[in->up[e].supplier], c = p->slot[in->up[e].customer], k = p->out_ptr[s]++;
        p->to[k] = c;
        p->up_share[k] = in->up[e].share;
        p->up_to[p->up_ptr[c]++] = s;
    }
    for (int32_t i = p->n; i > 0; i--) {
        p->out_ptr[i] = p->out_ptr[i - 1];
        p->up_ptr[i] = p->up_ptr[i - 1];
    }
    p->out_ptr[0] = p->up_ptr[0] = 0;
}

bool lode_esri_plan_make(const lode_esri_input *in, lode_arena *a, lode_esri_plan *p)
{
    const int32_t n = in->n_firm, m = in->n_edge;
    const int64_t n1 = (int64_t)n + 1;
    bool ok = true;
    *p = (lode_esri_plan){.n = n, .n_market = in->market ? in->n_market : 0};
#define ROOM(field, count, type) ok = ok && (p->field = LODE_TAKE(a, count, type)) != NULL
    ROOM(slot, n, int32_t);
    ROOM(firm_of, n, int32_t);
    ROOM(in_ptr, n1, int32_t);
    ROOM(linear, n, int32_t);
    ROOM(group_ptr, n1, int32_t);
    ROOM(group_end, m, int32_t);
    ROOM(from, m, int32_t);
    ROOM(share, m, double);
    ROOM(out_ptr, n1, int32_t);
    ROOM(to, m, int32_t);
    ROOM(up_share, m, double);
    ROOM(down_ptr, n1, int32_t);
    ROOM(down_to, m, int32_t);
    ROOM(up_ptr, n1, int32_t);
    ROOM(up_to, m, int32_t);
    ROOM(out, n, double);
    ROOM(weight, (int64_t)n * in->n_weight, double);
    if (in->market) ROOM(market, n, int32_t);
#undef ROOM
    if (!ok || !make_slots(in, a, p) || !lay_down(in, a, p)) return false;
    lay_up(in, p);
    for (int32_t i = 0; i < n; i++) {
        p->out[p->slot[i]] = in->out[i];
        if (in->market) p->market[p->slot[i]] = in->market[i];
    }
    for (int32_t q = 0; q < in->n_weight; q++) {
        double sum = 0;
        for (int32_t i = 0; i < n; i++) sum += in->weight[(size_t)q * (size_t)n + (size_t)i];
        for (int32_t i = 0; i < n; i++)
            p->weight[(size_t)q * (size_t)n + (size_t)p->slot[i]] = in->weight[(size_t)q * (size_t)n + (size_t)i] / sum;
    }
    return true;
}
