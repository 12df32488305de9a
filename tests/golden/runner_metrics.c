/* Golden run of criticality metrics: concentration from tables that lie in ../data, the EU's and the USA's indices,
 * GeoPolRisk, and an AND/OR network. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exposure/metrics.h"
#include "exposure/network.h"
#include "runner.h"
#include "runner_uncertainty.h"

enum { MOST = 256 };
static const double TOLERANCE = 1e-9;

static double number(const json_t *o, const char *key, double otherwise)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : otherwise;
}

static const char *word(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static void compare(golden_result *r, double got, const json_t *want, const char *key, double tolerance)
{
    golden_compare(r, got, number(want, key, NAN), 1e-9, tolerance, "%s", key);
}

/* --- concentration ------------------------------------------------------------------------- */

/* A table of comma-separated cells; NULL: it cannot be opened. */
static FILE *open_beside(const char *path, const char *name)
{
    char file[4096];
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash - path) + 1 : 0;
    snprintf(file, sizeof file, "%.*s../data/%s", folder, path, name);
    return fopen(file, "r");
}

/* Cell `column` of a line, from 0. */
static const char *cell(char *line, int column, char room[64])
{
    for (; column > 0 && line; column--) {
        line = strchr(line, ',');
        if (line) line++;
    }
    snprintf(room, 64, "%.*s", line ? (int)strcspn(line, ",\r\n") : 0, line ? line : "");
    return room;
}

typedef struct producers {
    int32_t n;
    char iso[MOST][8];
    double amount[MOST];
} producers;

static bool read_producers(const char *path, const char *material, const char *year, producers *p)
{
    char line[512], room[64];
    FILE *f = open_beside(path, "world_mining_data_2018_2022.csv");
    p->n = 0;
    while (f && p->n < MOST && fgets(line, sizeof line, f)) {
        if (strcmp(cell(line, 0, room), material) != 0 || strcmp(cell(line, 2, room), year) != 0) continue;
        snprintf(p->iso[p->n], sizeof p->iso[0], "%.7s", cell(line, 1, room));
        p->amount[p->n++] = strtod(cell(line, 3, room), NULL);
    }
    if (f) fclose(f);
    return p->n > 0;
}

/* Governance estimate of a country in 2022; NaN: none. */
static double governance(const char *path, const char *iso)
{
    char line[512], room[64];
    double found = NAN;
    FILE *f = open_beside(path, "wgi_political_stability_estimate.csv");
    while (f && fgets(line, sizeof line, f))
        if (strcmp(cell(line, 0, room), iso) == 0 && *cell(line, 5, room)) found = strtod(room, NULL);
    if (f) fclose(f);
    return found;
}

static bool is_listed(const json_t *list, const char *name)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), name) == 0) return true;
    return false;
}

static void run_concentration(const char *path, const json_t *want, golden_result *r)
{
    static producers p;
    char year[16];
    double weighted = 0;
    snprintf(year, sizeof year, "%.0f", number(want, "year", 0));
    if (!read_producers(path, word(want, "material"), year, &p)) {
        golden_fault(r, "no data of %s", word(want, "material"));
        return;
    }
    lode_concentration c = lode_concentration_of(p.amount, p.n);
    compare(r, c.hhi, want, "hhi", TOLERANCE);
    compare(r, c.cr1, want, "cr1", TOLERANCE);
    compare(r, c.cr3, want, "cr3", TOLERANCE);
    compare(r, c.effective, want, "effective_suppliers", TOLERANCE);
    if (strcmp(p.iso[c.largest], word(want, "largest")) != 0) golden_fault(r, "largest: %s", p.iso[c.largest]);
    for (int32_t i = 0; i < p.n; i++) {
        double estimate = p.amount[i] > 0 ? governance(path, p.iso[i]) : 0;
        lode_supplier s = {p.amount[i] / c.total, isnan(estimate) ? 0 : lode_wgi_weight(estimate), 1};
        weighted += lode_hhi_weighted(&s, 1);
        if (isnan(estimate) != is_listed(json_object_get(want, "wgi_missing"), p.iso[i]))
            golden_fault(r, "governance of %s", p.iso[i]);
    }
    if (json_object_get(want, "hhi_wgi_0_10")) compare(r, weighted, want, "hhi_wgi_0_10", TOLERANCE);
}

/* --- the EU and the USA -------------------------------------------------------------------- */

static double weighted_hhi(const json_t *list)
{
    double sum = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *o = json_array_get(list, i);
        lode_supplier s = {number(o, "share", 0), number(o, "wgi", 0), number(o, "t", 1)};
        sum += lode_hhi_weighted(&s, 1);
    }
    return sum;
}

static void run_eu(const json_t *entry, golden_result *r)
{
    const json_t *in = json_object_get(entry, "input"), *want = json_object_get(entry, "result");
    const json_t *uses = json_object_get(in, "uses");
    double share[MOST], value[MOST];
    int32_t n = (int32_t)json_array_size(uses);
    for (int32_t i = 0; i < n && i < MOST; i++) {
        share[i] = number(json_array_get(uses, (size_t)i), "share", 0);
        value[i] = number(json_array_get(uses, (size_t)i), "value_added", 0);
    }
    lode_eu_supply s = {weighted_hhi(json_object_get(in, "global")), weighted_hhi(json_object_get(in, "eu_sourcing")),
                        lode_eu_import_reliance(number(in, "import", 0), number(in, "export", 0), number(in, "production", 0)),
                        number(in, "eol_rir", 0), number(in, "si_sr", 1)};
    double risk = lode_eu_supply_risk(&s);
    double importance = lode_eu_economic_importance(share, value, n, number(in, "largest_sector_value_added", 0), number(in, "si_ei", 1));
    compare(r, s.hhi_global, want, "hhi_wgi_global", TOLERANCE);
    compare(r, s.hhi_sourcing, want, "hhi_wgi_eu", TOLERANCE);
    compare(r, s.import_reliance, want, "import_reliance", TOLERANCE);
    compare(r, risk, want, "supply_risk", TOLERANCE);
    compare(r, importance, want, "economic_importance", TOLERANCE);
    if (lode_eu_is_critical(risk, importance) != json_is_true(json_object_get(want, "critical"))) golden_fault(r, "critical");
}

static void run_net_import(const json_t *entry, golden_result *r)
{
    const json_t *in = json_object_get(entry, "input"), *want = json_object_get(entry, "result");
    lode_supply_year y = {number(in, "production", 0), number(in, "secondary", 0), number(in, "imports", 0),
                          number(in, "exports", 0), number(in, "stock_increase", 0)};
    lode_net_import n = lode_net_import_reliance(&y);
    compare(r, n.consumption, want, "apparent_consumption", TOLERANCE);
    compare(r, n.reliance, want, "net_import_reliance", TOLERANCE);
    if (n.exporter != json_is_true(json_object_get(want, "net_exporter"))) golden_fault(r, "net_exporter");
}

static void run_usgs(const json_t *entry, golden_result *r)
{
    double risk = lode_usgs_supply_risk(number(entry, "disruption_potential", 0), number(entry, "trade_exposure", 0),
                                        number(entry, "economic_vulnerability", 0));
    compare(r, risk, entry, "supply_risk", TOLERANCE);
}

/* --- GeoPolRisk ---------------------------------------------------------------------------- */

static void run_geopolrisk(const json_t *entry, golden_result *r)
{
    const json_t *in = json_object_get(entry, "input"), *want = json_object_get(entry, "result"), *trade = json_object_get(in, "trade");
    static double amount[MOST];
    static lode_partner partner[MOST];
    int32_t n = 0, n_partner = 0;
    const char *iso;
    json_t *v;
    json_object_foreach(json_object_get(in, "production"), iso, v) if (n < MOST) amount[n++] = json_number_value(v);
    for (size_t i = 0; i < json_array_size(trade) && n_partner < MOST; i++) {
        const json_t *o = json_array_get(trade, i);
        partner[n_partner++] = (lode_partner){number(o, "quantity", 0), number(o, "value", 0), number(o, "wgi", LODE_GEOPOLRISK_MISSING)};
    }
    lode_concentration c = lode_concentration_of(amount, n);
    lode_geopolrisk g = lode_geopolrisk_of(c.hhi, number(json_object_get(in, "production"), word(in, "importer"), 0), partner, n_partner);
    compare(r, c.hhi, want, "hhi", TOLERANCE);
    compare(r, g.weighted_imports, want, "weighted_imports", TOLERANCE);
    compare(r, g.imports, want, "imports", TOLERANCE);
    compare(r, g.import_risk, want, "import_risk", TOLERANCE);
    compare(r, g.score, want, "score", TOLERANCE);
    compare(r, g.price, want, "price", TOLERANCE);
    compare(r, g.midpoint, want, "midpoint", TOLERANCE);
    compare(r, g.factor, want, "cf", TOLERANCE);
}

/* --- the network --------------------------------------------------------------------------- */

typedef struct named {
    lode_network n;
    const char *product[LODE_NETWORK_SITES], *site[LODE_NETWORK_SITES];
    int32_t made[LODE_NETWORK_SITES], need_ptr[LODE_NETWORK_SITES + 1], need[MOST];
} named;

static int32_t find(const char *const *names, int32_t n, const char *name)
{
    for (int32_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0) return i;
    return -1;
}

static void read_network(const json_t *o, named *w)
{
    const char *product;
    json_t *sites;
    int32_t n_need = 0;
    memset(w, 0, sizeof *w);
    json_object_foreach(json_object_get(o, "network"), product, sites) w->product[w->n.n_product++] = product;
    for (int32_t p = 0; p < w->n.n_product; p++) {
        sites = json_object_get(json_object_get(o, "network"), w->product[p]);
        for (size_t i = 0; i < json_array_size(sites) && w->n.n_site < LODE_NETWORK_SITES; i++) {
            const json_t *needs = json_object_get(json_array_get(sites, i), "needs");
            int32_t s = w->n.n_site++;
            w->site[s] = word(json_array_get(sites, i), "site");
            w->made[s] = p;
            for (size_t k = 0; k < json_array_size(needs) && n_need < MOST; k++)
                w->need[n_need++] = find(w->product, w->n.n_product, json_string_value(json_array_get(needs, k)));
            w->need_ptr[s + 1] = n_need;
        }
    }
    w->n.site_product = w->made;
    w->n.need_ptr = w->need_ptr;
    w->n.need = w->need;
}

static uint64_t set_of(const named *w, const json_t *list)
{
    uint64_t set = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        set |= UINT64_C(1) << find(w->site, w->n.n_site, json_string_value(json_array_get(list, i)));
    return set;
}

static void run_network(const json_t *o, golden_result *r)
{
    static named w;
    uint64_t set[MOST];
    double available[LODE_NETWORK_SITES], birnbaum[LODE_NETWORK_SITES], between[LODE_NETWORK_SITES];
    const json_t *cuts = json_object_get(o, "minimal_cut_sets");
    read_network(o, &w);
    int32_t goal = find(w.product, w.n.n_product, word(o, "goal")), n = lode_network_cuts(&w.n, goal, 4, set, MOST);
    golden_compare(r, n, (double)json_array_size(cuts), 1, TOLERANCE, "cut sets");
    for (size_t i = 0; i < json_array_size(cuts); i++) {
        bool found = false;
        for (int32_t k = 0; k < n; k++) found |= set[k] == set_of(&w, json_array_get(cuts, i));
        if (!found) golden_fault(r, "minimal cut set %d is missing", (int)i + 1);
    }
    for (int32_t s = 0; s < w.n.n_site; s++) available[s] = number(o, "site_availability", 1);
    compare(r, lode_network_availability(&w.n, goal, available, birnbaum), o, "goal_availability", TOLERANCE);
    if (!lode_network_betweenness(&w.n, between)) golden_fault(r, "out of memory");
    for (int32_t s = 0; s < w.n.n_site; s++) {
        compare(r, birnbaum[s], json_object_get(o, "birnbaum"), w.site[s], TOLERANCE);
        compare(r, between[s], json_object_get(o, "betweenness"), w.site[s], TOLERANCE);
    }
}

/* --- the file ------------------------------------------------------------------------------ */

bool golden_is_metrics(const json_t *document)
{
    return json_is_array(json_object_get(document, "concentration")) && json_is_array(json_object_get(document, "geopolrisk")) &&
           json_is_array(json_object_get(document, "network"));
}

static void run_each(const json_t *document, const char *key, golden_result *r, void (*run)(const json_t *entry, golden_result *r))
{
    const json_t *list = json_object_get(document, key);
    for (size_t i = 0; i < json_array_size(list); i++) run(json_array_get(list, i), r);
}

golden_result golden_run_metrics(const char *path, const json_t *document)
{
    golden_result r = {.status = GOLDEN_PASS, .tolerance = TOLERANCE};
    const json_t *list = json_object_get(document, "concentration");
    for (size_t i = 0; i < json_array_size(list); i++) run_concentration(path, json_array_get(list, i), &r);
    run_each(document, "eu", &r, run_eu);
    run_each(document, "net_import_reliance", &r, run_net_import);
    run_each(document, "usgs_2020", &r, run_usgs);
    run_each(document, "geopolrisk", &r, run_geopolrisk);
    run_each(document, "network", &r, run_network);
    return r;
}
