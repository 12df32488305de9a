/* Cut sets, availability and betweenness of an AND/OR network. docs/exposure.md 6.5. */
#include "exposure/network.h"

/* --- the goal ------------------------------------------------------------------------------ */

static bool has_needs(const lode_network *n, int32_t site, const bool *made)
{
    for (int32_t j = n->need_ptr[site]; j < n->need_ptr[site + 1]; j++)
        if (!made[n->need[j]]) return false;
    return true;
}

bool lode_network_makes(const lode_network *n, uint64_t up, int32_t goal)
{
    bool made[LODE_NETWORK_SITES + 1] = {false}; /* no more products than sites can be made */
    if (n->n_site > LODE_NETWORK_SITES || n->n_product > LODE_NETWORK_SITES || goal < 0) return false;
    for (bool changed = true; changed;) {
        changed = false;
        for (int32_t s = 0; s < n->n_site; s++) {
            if (!(up >> s & 1) || made[n->site_product[s]] || !has_needs(n, s, made)) continue;
            made[n->site_product[s]] = changed = true;
        }
    }
    return made[goal];
}

/* --- cut sets ------------------------------------------------------------------------------ */

static uint64_t all_sites(const lode_network *n)
{
    return n->n_site == 64 ? ~UINT64_C(0) : (UINT64_C(1) << n->n_site) - 1;
}

typedef struct cutting {
    const lode_network *n;
    int32_t goal, room, found;
    uint64_t *set;
} cutting;

static bool holds_one_found(const cutting *c, uint64_t set)
{
    for (int32_t i = 0; i < c->found; i++)
        if ((c->set[i] & set) == c->set[i]) return true;
    return false;
}

/* All sets of `left` more sites from `from` on, added to `set`. */
static void cut_from(cutting *c, uint64_t set, int32_t from, int32_t left)
{
    if (left == 0) {
        if (c->found < c->room && !holds_one_found(c, set) &&
            !lode_network_makes(c->n, all_sites(c->n) & ~set, c->goal))
            c->set[c->found++] = set;
        return;
    }
    for (int32_t s = from; s + left <= c->n->n_site; s++) cut_from(c, set | UINT64_C(1) << s, s + 1, left - 1);
}

int32_t lode_network_cuts(const lode_network *n, int32_t goal, int32_t most, uint64_t *set, int32_t room)
{
    cutting c = {.n = n, .goal = goal, .room = room, .set = set};
    if (n->n_site > LODE_NETWORK_SITES) return -1;
    for (int32_t size = 1; size <= most && size <= n->n_site; size++) cut_from(&c, 0, 0, size);
    return c.found;
}

/* --- availability -------------------------------------------------------------------------- */

/* Probability given that the sites of `up` stand and those of `down` do not; the others are open. */
static double given(const lode_network *n, int32_t goal, const double *available, uint64_t up, uint64_t down, int32_t from)
{
    if (lode_network_makes(n, up, goal)) return 1;
    if (!lode_network_makes(n, all_sites(n) & ~down, goal)) return 0;
    while ((up | down) >> from & 1) from++;
    uint64_t bit = UINT64_C(1) << from;
    return available[from] * given(n, goal, available, up | bit, down, from + 1) +
           (1 - available[from]) * given(n, goal, available, up, down | bit, from + 1);
}

double lode_network_availability(const lode_network *n, int32_t goal, const double *available, double *birnbaum)
{
    if (n->n_site > LODE_NETWORK_SITES) return -1;
    for (int32_t s = 0; birnbaum && s < n->n_site; s++) {
        uint64_t bit = UINT64_C(1) << s;
        birnbaum[s] = given(n, goal, available, bit, 0, 0) - given(n, goal, available, 0, bit, 0);
    }
    return given(n, goal, available, 0, 0, 0);
}

/* --- betweenness --------------------------------------------------------------------------- */

/* Whether u uses what s makes. */
static bool supplies(const lode_network *n, int32_t s, int32_t u)
{
    for (int32_t j = n->need_ptr[u]; j < n->need_ptr[u + 1]; j++)
        if (n->need[j] == n->site_product[s]) return true;
    return false;
}

typedef struct search {
    int32_t *queue, *distance; /* (n_site) */
    double *paths, *credit;    /* (n_site) */
} search;

/* Shortest paths from one site, breadth first; then credit is handed back from the farthest to the nearest. */
static void search_from(const lode_network *n, int32_t source, search *w, double *score)
{
    int32_t head = 0, tail = 0;
    for (int32_t s = 0; s < n->n_site; s++) w->distance[s] = -1, w->paths[s] = w->credit[s] = 0;
    w->distance[source] = 0;
    w->paths[source] = 1;
    w->queue[tail++] = source;
    while (head < tail) {
        int32_t s = w->queue[head++];
        for (int32_t u = 0; u < n->n_site; u++) {
            if (!supplies(n, s, u)) continue;
            if (w->distance[u] < 0) {
                w->distance[u] = w->distance[s] + 1;
                w->queue[tail++] = u;
            }
            if (w->distance[u] == w->distance[s] + 1) w->paths[u] += w->paths[s];
        }
    }
    while (tail-- > 1) {
        int32_t u = w->queue[tail];
        for (int32_t s = 0; s < n->n_site; s++)
            if (w->distance[s] >= 0 && w->distance[u] == w->distance[s] + 1 && supplies(n, s, u))
                w->credit[s] += w->paths[s] / w->paths[u] * (1 + w->credit[u]);
        score[u] += w->credit[u];
    }
}

bool lode_network_betweenness(const lode_network *n, double *score)
{
    lode_arena a = {0};
    search w = {LODE_TAKE(&a, n->n_site, int32_t), LODE_TAKE(&a, n->n_site, int32_t), LODE_TAKE(&a, n->n_site, double),
                LODE_TAKE(&a, n->n_site, double)};
    bool ok = w.queue && w.distance && w.paths && w.credit;
    for (int32_t s = 0; s < n->n_site; s++) score[s] = 0;
    for (int32_t s = 0; ok && s < n->n_site; s++) search_from(n, s, &w, score);
    lode_arena_free(&a);
    return ok;
}
