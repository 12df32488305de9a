/* A network of firms as flat arrays: built from links in any order, checked, turned round. */
#include "propagate/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* --- links as they are read ------------------------------------------------------------------ */

bool lode_triples_add(lode_triples *t, int32_t supplier, int32_t client, double amount)
{
    if (t->n == t->capacity) {
        if (t->n == INT32_MAX) return false;
        size_t n = t->n < 512 ? 1024 : t->n > INT32_MAX / 2 ? INT32_MAX : 2 * (size_t)t->n;
        int32_t *s = realloc(t->supplier, n * sizeof *s);
        if (s) t->supplier = s;
        int32_t *c = realloc(t->client, n * sizeof *c);
        if (c) t->client = c;
        double *a = realloc(t->amount, n * sizeof *a);
        if (a) t->amount = a;
        if (!s || !c || !a) return false;
        t->capacity = (int32_t)n;
    }
    t->supplier[t->n] = supplier;
    t->client[t->n] = client;
    t->amount[t->n++] = amount;
    return true;
}

void lode_triples_free(lode_triples *t)
{
    free(t->supplier);
    free(t->client);
    free(t->amount);
    *t = (lode_triples){0};
}

/* --- building -------------------------------------------------------------------------------- */

/* Number of n + 1 zeroed things; never NULL for n = 0. */
static void *array(int64_t n, size_t size)
{
    return calloc((size_t)n + 1, size);
}

/* Slots: firms by falling number of clients, equals by firm. A counting sort. */
static bool make_slots(lode_net *net, const lode_triples *t)
{
    int32_t n = net->n_firm, most = 0;
    int32_t *degree = array(n, sizeof *degree);
    if (!degree) return false;
    for (int32_t k = 0; k < t->n; k++) degree[t->supplier[k]]++;
    for (int32_t i = 0; i < n; i++) most = degree[i] > most ? degree[i] : most;
    int32_t *at = array((int64_t)most + 1, sizeof *at);
    if (at) {
        for (int32_t i = 0; i < n; i++) at[most - degree[i] + 1]++;
        for (int32_t d = 0; d < most; d++) at[d + 1] += at[d];
        for (int32_t i = 0; i < n; i++) {
            net->slot[i] = at[most - degree[i]]++;
            net->firm_of[net->slot[i]] = i;
        }
    }
    free(at);
    free(degree);
    return at != NULL;
}

/* A link of one client while it is sorted: key is sector, then firm; equals keep their order. */
typedef struct sorted_link {
    uint64_t key;
    int32_t serial;
    double amount;
} sorted_link;

static int compare_links(const void *a, const void *b)
{
    const sorted_link *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return x->serial < y->serial ? -1 : x->serial > y->serial;
}

static void sort_links(sorted_link *x, int32_t n)
{
    enum { FEW = 24 };
    if (n > FEW) {
        qsort(x, (size_t)n, sizeof *x, compare_links);
        return;
    }
    for (int32_t i = 1; i < n; i++) {
        sorted_link v = x[i];
        int32_t k = i;
        for (; k > 0 && compare_links(&x[k - 1], &v) > 0; k--) x[k] = x[k - 1];
        x[k] = v;
    }
}

/* The links of each client one after the other; `in_ptr` counts them. */
static sorted_link *by_client(lode_net *net, const lode_triples *t, int32_t *most)
{
    sorted_link *link = array(t->n, sizeof *link);
    int32_t *at = array(net->n_firm, sizeof *at);
    if (link && at) {
        for (int32_t k = 0; k < t->n; k++) net->in_ptr[t->client[k] + 1]++;
        for (int32_t i = 0; i < net->n_firm; i++) {
            *most = net->in_ptr[i + 1] > *most ? net->in_ptr[i + 1] : *most;
            net->in_ptr[i + 1] += net->in_ptr[i];
            at[i] = net->in_ptr[i];
        }
        for (int32_t k = 0; k < t->n; k++) {
            int32_t s = t->supplier[k];
            link[at[t->client[k]]++] =
                (sorted_link){(uint64_t)(uint32_t)net->sector[s] << 32 | (uint32_t)s, k, t->amount[k]};
        }
    } else {
        free(link);
        link = NULL;
    }
    free(at);
    return link;
}

/* Sort each client's links, add up those of one pair, and write them where they belong. */
static void lay_out(lode_net *net, sorted_link *link, int32_t *n_double, int32_t first_double[2])
{
    int32_t n = 0, group = 0, from = 0;
    for (int32_t i = 0; i < net->n_firm; i++) {
        int32_t count = net->in_ptr[i + 1] - from;
        sorted_link *x = link + from;
        from = net->in_ptr[i + 1];
        net->in_ptr[i] = n;
        net->group_ptr[i] = group;
        sort_links(x, count);
        for (int32_t k = 0; k < count; k++) {
            if (k > 0 && x[k].key == x[k - 1].key) {
                if ((*n_double)++ == 0) {
                    first_double[0] = (int32_t)(uint32_t)x[k].key;
                    first_double[1] = i;
                }
                net->amount[n - 1] += x[k].amount;
                continue;
            }
            if (k == 0 || x[k].key >> 32 != x[k - 1].key >> 32) net->group_link[group++] = n;
            net->supplier[n] = net->slot[(uint32_t)x[k].key];
            net->amount[n++] = x[k].amount;
        }
    }
    net->in_ptr[net->n_firm] = n;
    net->group_ptr[net->n_firm] = group;
    net->group_link[group] = n;
    net->n_link = n;
    net->n_group = group;
}

bool lode_net_build(lode_net *net, const lode_triples *t, int32_t *n_double, int32_t first_double[2])
{
    int32_t most = 0;
    *n_double = 0;
    net->slot = array(net->n_firm, sizeof *net->slot);
    net->firm_of = array(net->n_firm, sizeof *net->firm_of);
    net->in_ptr = array((int64_t)net->n_firm + 1, sizeof *net->in_ptr);
    net->group_ptr = array((int64_t)net->n_firm + 1, sizeof *net->group_ptr);
    net->supplier = array(t->n, sizeof *net->supplier);
    net->amount = array(t->n, sizeof *net->amount);
    net->group_link = array((int64_t)t->n + 1, sizeof *net->group_link);
    if (!net->slot || !net->firm_of || !net->in_ptr || !net->group_ptr || !net->supplier || !net->amount ||
        !net->group_link || !make_slots(net, t))
        return false;
    sorted_link *link = by_client(net, t, &most);
    if (!link) return false;
    lay_out(net, link, n_double, first_double);
    free(link);
    int32_t *tight = realloc(net->group_link, ((size_t)net->n_group + 1) * sizeof *tight);
    if (tight) net->group_link = tight;
    return true;
}

bool lode_net_turn(lode_net *net)
{
    if (net->out_ptr) return true;
    int32_t n = net->n_firm;
    int32_t *ptr = array((int64_t)n + 1, sizeof *ptr), *link = array(net->n_link, sizeof *link);
    if (!ptr || !link) {
        free(ptr);
        free(link);
        return false;
    }
    for (int32_t l = 0; l < net->n_link; l++) ptr[net->supplier[l] + 1]++;
    for (int32_t s = 0; s < n; s++) ptr[s + 1] += ptr[s];
    /* fill, moving each start to its end, then move them back */
    for (int32_t l = 0; l < net->n_link; l++) link[ptr[net->supplier[l]]++] = l;
    for (int32_t s = n; s > 0; s--) ptr[s] = ptr[s - 1];
    ptr[0] = 0;
    net->out_ptr = ptr;
    net->out_link = link;
    return true;
}

/* --- checking -------------------------------------------------------------------------------- */

/* Whether ptr (n + 1) rises from 0 to `end`. */
static bool rises(const int32_t *ptr, int32_t n, int32_t end)
{
    if (ptr[0] != 0 || ptr[n] != end) return false;
    for (int32_t i = 0; i < n; i++)
        if (ptr[i + 1] < ptr[i]) return false;
    return true;
}

static bool in_range(const int32_t *x, int32_t n, int32_t below)
{
    for (int32_t i = 0; i < n; i++)
        if (x[i] < 0 || x[i] >= below) return false;
    return true;
}

static bool groups_fit(const lode_net *net)
{
    if (!rises(net->group_ptr, net->n_firm, net->n_group) || net->group_link[0] != 0 ||
        net->group_link[net->n_group] != net->n_link)
        return false;
    for (int32_t g = 0; g < net->n_group; g++)
        if (net->group_link[g + 1] <= net->group_link[g]) return false;
    for (int32_t i = 0; i < net->n_firm; i++)
        if (net->group_link[net->group_ptr[i]] != net->in_ptr[i]) return false;
    return true;
}

bool lode_net_valid(const lode_net *net, const char **why)
{
    *why = "the pointers of clients do not rise";
    if (!rises(net->in_ptr, net->n_firm, net->n_link)) return false;
    *why = "the groups of links do not fit the clients";
    if (!groups_fit(net)) return false;
    *why = "a firm, slot, sector or region is out of bounds";
    if (!in_range(net->supplier, net->n_link, net->n_firm) || !in_range(net->slot, net->n_firm, net->n_firm) ||
        !in_range(net->firm_of, net->n_firm, net->n_firm) || !in_range(net->sector, net->n_firm, net->sectors.n) ||
        (net->region && !in_range(net->region, net->n_firm, net->regions.n)))
        return false;
    *why = "slots and firms are not inverse";
    for (int32_t i = 0; i < net->n_firm; i++)
        if (net->firm_of[net->slot[i]] != i) return false;
    *why = "an amount is not above 0, or a final sale is below 0";
    for (int32_t l = 0; l < net->n_link; l++)
        if (!(net->amount[l] > 0 && isfinite(net->amount[l]))) return false;
    for (int32_t i = 0; i < net->n_firm; i++)
        if (!(net->final[i] >= 0 && isfinite(net->final[i]))) return false;
    return true;
}

int32_t lode_net_client(const lode_net *net, int32_t l)
{
    int32_t low = 0, high = net->n_firm - 1;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (net->in_ptr[middle + 1] <= l) low = middle + 1;
        else high = middle;
    }
    return low;
}

size_t lode_net_bytes(const lode_net *net)
{
    size_t firm = 6 * sizeof(int32_t) + sizeof(double) + (net->region ? sizeof(int32_t) : 0);
    size_t bytes = (size_t)net->n_firm * firm + (size_t)net->n_link * 12 + (size_t)net->n_group * 4;
    if (net->out_ptr) bytes += ((size_t)net->n_firm + (size_t)net->n_link) * 4;
    return bytes + net->ids.n_letter + (size_t)net->ids.n * 8 + net->ids.n_slot * sizeof(lode_id_slot);
}

void lode_net_free(lode_net *net)
{
    free(net->out_ptr);
    free(net->out_link);
    if (net->map) {
        free(net->ids.slot);
        free(net->sectors.slot);
        free(net->regions.slot);
        if (net->mapped) munmap(net->map, net->map_size);
        else free(net->map);
    } else {
        void *own[] = {net->sector, net->region,    net->final,      net->slot,     net->firm_of,
                       net->in_ptr, net->group_ptr, net->group_link, net->supplier, net->amount};
        for (size_t k = 0; k < sizeof own / sizeof own[0]; k++) free(own[k]);
        lode_ids_free(&net->ids);
        lode_ids_free(&net->sectors);
        lode_ids_free(&net->regions);
    }
    *net = (lode_net){0};
}
