/* Synthetic networks of firms. */
#include "propagate/net_make.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "propagate/rows.h"

/* --- the recipe ----------------------------------------------------------------------------------- */

lode_net_recipe lode_net_recipe_default(void)
{
    return (lode_net_recipe){.firms = 1000,
                             .links = 5000,
                             .sectors = 50,
                             .exponent = 2.3,
                             .hub_cap = 0.01,
                             .final = 0.5,
                             .damaged = 0.01,
                             .seed = 1};
}

static bool refuse(lode_diags *d, const char *what)
{
    lode_diag_add(d, LODE_DIAG_NET_GENERATE, (lode_place){.file = "--generate"},
                  "for instance firms=100000,links=500000,sectors=100,exponent=2.3,hub_cap=0.01,seed=1", what);
    return false;
}

static bool take(lode_net_recipe *r, const char *key, size_t n, double x)
{
    struct {
        const char *key;
        double low, high, *number;
        int32_t *whole;
    } known[] = {{"firms", 1, 2e9, NULL, &r->firms},          {"links", 0, 2e9, NULL, &r->links},
                 {"sectors", 1, 1e9, NULL, &r->sectors},      {"exponent", 1.01, 100, &r->exponent, NULL},
                 {"hub_cap", 0, 1, &r->hub_cap, NULL},        {"final", 0, 1e9, &r->final, NULL},
                 {"damaged", 0, 1, &r->damaged, NULL}};
    if (n == 4 && memcmp(key, "seed", 4) == 0 && x >= 0 && x <= 9007199254740991.0) {
        r->seed = (uint64_t)x;
        return true;
    }
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        if (strlen(known[k].key) != n || memcmp(known[k].key, key, n) != 0) continue;
        if (!(x >= known[k].low && x <= known[k].high)) return false;
        if (known[k].whole) *known[k].whole = (int32_t)x;
        else *known[k].number = x;
        return true;
    }
    return false;
}

bool lode_net_recipe_read(lode_net_recipe *r, const char *text, lode_diags *d)
{
    for (const char *at = text; *at;) {
        size_t size = strcspn(at, ",");
        const char *equals = memchr(at, '=', size);
        double x;
        lode_plain_cell value = {equals ? equals + 1 : at, equals ? size - (size_t)(equals + 1 - at) : 0};
        if (!equals || !lode_cell_number(&value, &x) || !take(r, at, (size_t)(equals - at), x))
            return refuse(d, "a recipe is firms, links, sectors, exponent, hub_cap, final, damaged, seed, each =NUMBER in its bounds");
        at += size + (at[size] == ',');
    }
    double most = floor(r->hub_cap * r->firms);
    if (r->links > 0 && (most < 1 || (double)r->links > 0.5 * most * r->firms))
        return refuse(d, "so many links do not fit under the hub cap: more firms, a higher cap or fewer links");
    return true;
}

/* --- making --------------------------------------------------------------------------------------- */

/* Streams of random numbers. */
enum { DEGREE = 1, CLIENT, AMOUNT, SECTOR, FINAL, DAMAGE };

static double unit(uint64_t seed, uint32_t stream, uint64_t k)
{
    uint32_t w[4];
    lode_random(seed, (uint32_t)k, stream, (uint32_t)(k >> 32), LODE_RNG_SAMPLING, w);
    return lode_unit52(w[0], w[1]);
}

/* The number of clients of each firm: a power law, scaled to the sum of links, cut at the cap. */
static void degrees(const lode_net_recipe *r, int32_t *degree)
{
    int32_t n = r->firms, most = (int32_t)floor(r->hub_cap * n);
    if (most > n - 1) most = n > 1 ? n - 1 : 1;
    double low = 0, high = 1e12;
    /* the scale by bisection: the sum of what is cut rises with it */
    for (int round = 0; round < 60; round++) {
        double scale = round == 0 ? (double)r->links / n : 0.5 * (low + high), sum = 0;
        for (int32_t i = 0; i < n; i++) {
            double k = scale * pow(unit(r->seed, DEGREE, (uint64_t)i), -1 / (r->exponent - 1));
            sum += k < most ? floor(k) : most;
        }
        if (sum > r->links) high = scale;
        else low = scale;
    }
    int64_t left = r->links;
    for (int32_t i = 0; i < n; i++) {
        double k = low * pow(unit(r->seed, DEGREE, (uint64_t)i), -1 / (r->exponent - 1));
        degree[i] = k < most ? (int32_t)k : most;
        left -= degree[i];
    }
    for (int32_t i = 0; left > 0; i = (i + 1) % n)
        if (degree[i] < most) degree[i]++, left--;
}

/* Clients of a supplier, each once: every client is i + 1 + a random step away; steps rise, so none comes twice. */
static bool add_links(const lode_net_recipe *r, const int32_t *degree, lode_triples *t)
{
    uint64_t serial = 0;
    for (int32_t i = 0; i < r->firms; i++) {
        int32_t n = degree[i], room = r->firms - 1;
        /* one in each of n strata of the other firms */
        for (int32_t k = 0; k < n; k++, serial++) {
            int64_t from = (int64_t)room * k / n, to = (int64_t)room * (k + 1) / n;
            double u = unit(r->seed, CLIENT, serial);
            int64_t step = from + (int64_t)(u * (double)(to - from));
            int32_t client = (int32_t)((i + 1 + step) % r->firms);
            double amount = 0.1 + 5 * pow(unit(r->seed, AMOUNT, serial), 3);
            if (!lode_triples_add(t, i, client, floor(amount * 1e4) / 1e4)) return false;
        }
    }
    return true;
}

static bool add_firms(const lode_net_recipe *r, lode_net *net)
{
    char word[32];
    double mean = r->links > 0 ? 1.35 * r->links / r->firms : 1;
    for (int32_t s = 0; s < r->sectors; s++)
        if (lode_ids_add(&net->sectors, word, (size_t)snprintf(word, sizeof word, "%d", (int)s)) < 0) return false;
    for (int32_t i = 0; i < r->firms; i++) {
        if (lode_ids_add(&net->ids, word, (size_t)snprintf(word, sizeof word, "%d", (int)i + 1)) < 0) return false;
        double u = unit(r->seed, SECTOR, (uint64_t)i), v = unit(r->seed, FINAL, (uint64_t)i);
        net->sector[i] = (int32_t)(u * r->sectors);
        net->final[i] = floor(2e4 * r->final * mean * v) / 1e4;
    }
    return true;
}

bool lode_net_make(const lode_net_recipe *r, lode_net *net)
{
    size_t n = (size_t)r->firms;
    lode_triples t = {0};
    int32_t n_double, first[2], *degree = calloc(n, sizeof *degree);
    *net = (lode_net){.n_firm = r->firms};
    net->sector = calloc(n, sizeof *net->sector);
    net->final = calloc(n, sizeof *net->final);
    bool ok = degree && net->sector && net->final && lode_ids_reserve(&net->ids, r->firms, 8 * n) && add_firms(r, net);
    if (ok) degrees(r, degree);
    ok = ok && add_links(r, degree, &t) && lode_net_build(net, &t, &n_double, first);
    lode_triples_free(&t);
    free(degree);
    return ok;
}

/* --- writing -------------------------------------------------------------------------------------- */

static bool close_file(lode_outdir *folder, FILE *f, const char *name, lode_text *why)
{
    return lode_outdir_close(folder, f, name, why);
}

static bool write_firms(const lode_net_recipe *r, const lode_net *net, lode_outdir *folder, lode_text *why)
{
    static const char *const NAME[] = {"sector.txt", "final.txt", "delta.txt"};
    bool ok = true;
    for (int k = 0; ok && k < 3; k++) {
        FILE *f = lode_outdir_open(folder, NAME[k], why);
        for (int32_t i = 0; f && i < net->n_firm; i++) {
            double u = unit(r->seed, DAMAGE, (uint64_t)i);
            const char *id = lode_ids_name(&net->ids, i);
            if (k == 0) fprintf(f, "%s %s 0\n", id, lode_ids_name(&net->sectors, net->sector[i]));
            else if (k == 1) fprintf(f, "%s %.4f\n", id, net->final[i]);
            else if (u < r->damaged) fprintf(f, "%s %.4f\n", id, u / r->damaged);
        }
        ok = f && close_file(folder, f, NAME[k], why);
    }
    return ok;
}

static bool write_links(const lode_net *net, lode_outdir *folder, lode_text *why)
{
    FILE *f = lode_outdir_open(folder, "links.txt", why);
    for (int32_t i = 0; f && i < net->n_firm; i++)
        for (int32_t l = net->in_ptr[i]; l < net->in_ptr[i + 1]; l++)
            fprintf(f, "%s %s %.4f\n", lode_ids_name(&net->ids, net->firm_of[net->supplier[l]]),
                    lode_ids_name(&net->ids, i), net->amount[l]);
    return f && close_file(folder, f, "links.txt", why);
}

bool lode_net_make_folder(const lode_net_recipe *r, const char *path, lode_stop *stop, lode_text *said, lode_text *why)
{
    static const char OPTIONS[] = "steps=100\nrationing=0\norder=1\n";
    lode_net net;
    lode_outdir folder = {0};
    lode_text mark = {0};
    if (!lode_outdir_begin(&folder, path, stop, why)) return false;
    bool ok = lode_net_make(r, &net);
    lode_text_printf(&mark,
                     "{\n  \"name\": \"synthetic-network\",\n  \"lodestone\": \"" LODE_VERSION
                     "\",\n  \"firms\": %d, \"links\": %d, \"sectors\": %d, \"exponent\": %g, \"hub_cap\": %g, \"final\": %g, "
                     "\"damaged\": %g, \"seed\": %llu\n}\n",
                     (int)r->firms, (int)r->links, (int)r->sectors, r->exponent, r->hub_cap, r->final, r->damaged,
                     (unsigned long long)r->seed);
    ok = ok && write_firms(r, &net, &folder, why) && write_links(&net, &folder, why) &&
         lode_outdir_write(&folder, "options.txt", OPTIONS, sizeof OPTIONS - 1, why) &&
         lode_outdir_write(&folder, "datapackage.json", lode_text_str(&mark), mark.length, why) &&
         lode_outdir_commit(&folder, why);
    if (ok)
        lode_text_printf(said, "%d firms, %d links, %d sectors in %s; now: lodestone propagate %s --preset inoue-todo\n",
                         (int)net.n_firm, (int)net.n_link, (int)r->sectors, path, path);
    lode_outdir_abort(&folder);
    lode_text_free(&mark);
    lode_net_free(&net);
    return ok;
}
