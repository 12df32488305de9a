/* case.json of a table: parameters and events, read with the place of everything that is wrong. JSON is read as the YAML that
 * it is, so case.json may also be YAML. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "case/yaml.h"
#include "propagate/ario_inner.h"
#include "propagate/rows.h"

enum { MOST_BYTES = 64 << 20, MOST_STEPS = 1000000, MOST_STOCK_CELLS = 4000000 };

/* What is being read. */
typedef struct reading {
    lode_reader r;
    lode_store store;
    lode_ario_input *in;
    lode_diags *d;
    const char *path;
    double *stock, *refill, *ratio; /* (n_sector) */
    double stock_all, refill_all;   /* for sectors that a list does not name */
} reading;

static lode_place place_of(const reading *g, const lode_node *n)
{
    return n->line > 0 ? (lode_place){g->path, n->line, n->column, n->length} : (lode_place){"--set", 0, 0, 0};
}

static void must_be(reading *g, const lode_node *n, const char *what, const char *must)
{
    lode_diag_add(g->d, LODE_DIAG_ARIO_VALUE, place_of(g, n), NULL, what, must);
}

static void *take(reading *g, size_t count, size_t size)
{
    void *p = lode_arena_take(&g->in->arena, count, size);
    if (!p) lode_diag_no_memory(g->d);
    return p;
}

static const lode_node *get(const lode_node *mapping, const char *key)
{
    for (const lode_node *k = mapping->child; k; k = k->next)
        if (strcmp(k->text, key) == 0) return lode_node_is_null(k->value) ? NULL : k->value;
    return NULL;
}

/* --- single values ----------------------------------------------------------------------------------- */

static bool is_word(const lode_node *n, const char *word)
{
    return n->kind == LODE_NODE_SCALAR && strcmp(n->text, word) == 0;
}

static bool is_infinite(const lode_node *n)
{
    return is_word(n, "inf") || is_word(n, "Infinity") || is_word(n, "infinity") || is_word(n, ".inf");
}

/* A number from `low` to `high`; INFINITY where `high` is. */
static bool number(reading *g, const lode_node *n, const char *what, double low, double high, double *out)
{
    double x = 0;
    char must[80];
    bool ok = n->kind == LODE_NODE_SCALAR;
    if (ok) {
        const lode_plain_cell c = {n->text, strlen(n->text)};
        ok = lode_cell_number(&c, &x);
        if (!ok && isinf(high) && is_infinite(n)) {
            x = INFINITY;
            ok = true;
        }
    }
    if (ok && x >= low && x <= high) {
        *out = x;
        return true;
    }
    snprintf(must, sizeof must, isinf(high) ? "a number of %g or more" : "a number from %g to %g", low, high);
    must_be(g, n, what, must);
    return false;
}

/* One of the words; each may list other spellings "a|b". */
static int word(reading *g, const lode_node *n, const char *what, const char *const *words, int n_word)
{
    char must[200] = "one of";
    for (int k = 0; n->kind == LODE_NODE_SCALAR && k < n_word; k++) {
        size_t size = strlen(n->text);
        for (const char *at = words[k]; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
            if (size > 0 && strncmp(at, n->text, size) == 0 && (at[size] == '|' || at[size] == '\0')) return k;
    }
    for (int k = 0; k < n_word; k++) {
        size_t used = strlen(must);
        snprintf(must + used, sizeof must - used, "%s %.*s", k > 0 ? "," : "", (int)strcspn(words[k], "|"), words[k]);
    }
    must_be(g, n, what, must);
    return -1;
}

static void unknown(reading *g, const lode_node *n, const char *what, const char *const *name, int32_t count)
{
    lode_diag_add(g->d, LODE_DIAG_ARIO_UNKNOWN, place_of(g, n), NULL, what, n->text);
    int32_t near = lode_nearest(n->text, name, count);
    if (near >= 0) lode_diag_hint(g->d, "did you mean '%s'?", name[near]);
}

/* The number of region|name, -1 after complaining. */
static int32_t label(reading *g, const lode_node *key, const char *what, const char *const *name, int32_t n_name)
{
    const lode_ario_table *t = &g->in->table;
    const char *bar = strchr(key->text, '|');
    if (!bar) {
        lode_diag_add(g->d, LODE_DIAG_ARIO_LABEL, place_of(g, key), NULL, 60, key->text, what);
        return -1;
    }
    int32_t region = lode_ario_find(t->region, t->n_region, key->text, (size_t)(bar - key->text));
    int32_t which = lode_ario_find(name, n_name, bar + 1, strlen(bar + 1));
    lode_node part = *key;
    if (region < 0) {
        char head[160];
        snprintf(head, sizeof head, "%.*s", (int)(bar - key->text < 150 ? bar - key->text : 150), key->text);
        part.text = head;
        unknown(g, &part, "region", t->region, t->n_region);
    }
    if (which < 0) {
        part.text = bar + 1;
        unknown(g, &part, what, name, n_name);
    }
    return region < 0 || which < 0 ? -1 : region * n_name + which;
}

/* --- parameters ---------------------------------------------------------------------------------------- */

/* One number for all sectors, or a mapping of them. */
static void by_sector(reading *g, const lode_node *n, const char *what, double low, double *all, double *out)
{
    const lode_ario_table *t = &g->in->table;
    if (n->kind != LODE_NODE_MAPPING) {
        if (number(g, n, what, low, INFINITY, all))
            for (int32_t s = 0; s < t->n_sector; s++) out[s] = *all;
        return;
    }
    for (const lode_node *k = n->child; k; k = k->next) {
        int32_t s = lode_ario_find(t->sector, t->n_sector, k->text, strlen(k->text));
        if (s < 0) unknown(g, k, "sector", t->sector, t->n_sector);
        else (void)number(g, k->value, what, low, INFINITY, &out[s]);
    }
}

static void infinite_sectors(reading *g, const lode_node *n)
{
    const lode_ario_table *t = &g->in->table;
    if (n->kind != LODE_NODE_LIST) must_be(g, n, "infinite_inventories_sect", "a list of sectors");
    for (const lode_node *c = n->child; n->kind == LODE_NODE_LIST && c; c = c->next) {
        int32_t s = c->kind == LODE_NODE_SCALAR ? lode_ario_find(t->sector, t->n_sector, c->text, strlen(c->text)) : -1;
        if (s >= 0) g->stock[s] = INFINITY;
        else unknown(g, c, "sector", t->sector, t->n_sector);
    }
}

static void capital_itself(reading *g, const lode_node *n)
{
    const lode_ario_table *t = &g->in->table;
    double *capital = take(g, (size_t)t->n_industry, sizeof *capital);
    if (!capital) return;
    if (n->kind != LODE_NODE_MAPPING) {
        must_be(g, n, "productive_capital_vector", "a mapping of region|sector");
        return;
    }
    for (const lode_node *k = n->child; k; k = k->next) {
        int32_t i = label(g, k, "sector", t->sector, t->n_sector);
        if (i >= 0) (void)number(g, k->value, "capital", 0, 1e300, &capital[i]);
    }
    g->in->options.capital = capital;
}

static bool yes_no(reading *g, const lode_node *n, const char *what, bool now)
{
    static const char *const WORDS[] = {"yes|true|1", "no|false|0"};
    int k = word(g, n, what, WORDS, 2);
    return k < 0 ? now : k == 0;
}

/* A parameter; false: there is none of this name. */
static bool parameter(reading *g, const char *key, const lode_node *n)
{
    static const char *const MODELS[] = {"psi|ario-psi|ARIOPsiModel", "base|ario|plain|ARIOBaseModel"};
    static const char *const ORDERS[] = {"alt", "noalt"};
    lode_ario_options *o = &g->in->options;
    int k;
    if (strcmp(key, "model") == 0) {
        if ((k = word(g, n, key, MODELS, 2)) >= 0) o->psi_model = k == 0;
    } else if (strcmp(key, "order_type") == 0) {
        if ((k = word(g, n, key, ORDERS, 2)) >= 0) o->alt = k == 0;
    } else if (strcmp(key, "alpha_base") == 0) (void)number(g, n, key, 0, 1e9, &o->alpha_base);
    else if (strcmp(key, "alpha_max") == 0) (void)number(g, n, key, 0, 1e9, &o->alpha_max);
    else if (strcmp(key, "alpha_tau") == 0) (void)number(g, n, key, 1e-9, 1e9, &o->alpha_days);
    else if (strcmp(key, "rebuild_tau") == 0) (void)number(g, n, key, 1e-9, 1e9, &o->rebuild_days);
    else if (strcmp(key, "monetary_factor") == 0) (void)number(g, n, key, 1e-6, 1e18, &o->money);
    else if (strcmp(key, "psi") == 0 || strcmp(key, "psi_param") == 0) (void)number(g, n, key, 1e-9, 1, &o->psi);
    else if (strcmp(key, "main_inv_dur") == 0) by_sector(g, n, key, 0, &g->stock_all, g->stock);
    else if (strcmp(key, "inventory_dict") == 0) by_sector(g, n, key, 0, &g->stock_all, g->stock);
    else if (strcmp(key, "infinite_inventories_sect") == 0) infinite_sectors(g, n);
    else if (strcmp(key, "inventory_restoration_tau") == 0) by_sector(g, n, key, 1e-9, &g->refill_all, g->refill);
    else if (strcmp(key, "productive_capital_to_VA_dict") == 0 || strcmp(key, "kapital_to_VA_dict") == 0 ||
             strcmp(key, "capital_to_VA") == 0) {
        double all;
        by_sector(g, n, key, 0, &all, g->ratio);
    } else if (strcmp(key, "productive_capital_vector") == 0) capital_itself(g, n);
    else if (strcmp(key, "capacity_loss_late") == 0) o->late = yes_no(g, n, key, o->late);
    else return false;
    return true;
}

static void unknown_key(reading *g, const lode_node *key, const char *where)
{
    static const char *const KNOWN[] = {"model", "order_type", "alpha_base", "alpha_max", "alpha_tau", "rebuild_tau",
                                        "monetary_factor", "psi", "main_inv_dur", "inventory_dict",
                                        "infinite_inventories_sect", "inventory_restoration_tau",
                                        "productive_capital_to_VA_dict", "productive_capital_vector", "capacity_loss_late"};
    lode_diag_add(g->d, LODE_DIAG_ARIO_KEY, place_of(g, key), NULL, key->text, where);
    int32_t near = lode_nearest(key->text, KNOWN, sizeof KNOWN / sizeof *KNOWN);
    if (near >= 0) lode_diag_hint(g->d, "did you mean '%s'?", KNOWN[near]);
}

static void read_parameters(reading *g, const lode_node *n)
{
    if (n->kind != LODE_NODE_MAPPING) {
        must_be(g, n, "parameters", "a mapping");
        return;
    }
    /* what holds for all sectors comes before what some of them say */
    const lode_node *all = get(n, "main_inv_dur");
    if (all) (void)parameter(g, "main_inv_dur", all);
    for (const lode_node *k = n->child; k; k = k->next)
        if (strcmp(k->text, "main_inv_dur") != 0 && !lode_node_is_null(k->value) && !parameter(g, k->text, k->value))
            unknown_key(g, k, "parameters");
}

static void read_set(reading *g, const char *text)
{
    char key[100], steps[] = "steps";
    const char *equals = strchr(text, '=');
    size_t size = equals ? (size_t)(equals - text) : strlen(text);
    snprintf(key, sizeof key, "%.*s", (int)(size < 99 ? size : 99), text);
    const lode_node name = {.text = key}, value = {.plain = true, .text = equals ? equals + 1 : ""};
    double x;
    if (strcmp(key, steps) == 0) {
        if (number(g, &value, steps, 1, MOST_STEPS, &x)) g->in->options.steps = (int32_t)x;
    } else if (!parameter(g, key, &value)) {
        unknown_key(g, &name, "--set");
    }
}

/* --- events ------------------------------------------------------------------------------------------ */

static const lode_node *needed(reading *g, const lode_node *event, const char *key)
{
    const lode_node *n = get(event, key);
    if (!n) lode_diag_add(g->d, LODE_DIAG_ARIO_NEEDS, place_of(g, event), NULL, "the event", key);
    return n;
}

/* A mapping region|name: amount. */
static const lode_ario_hit *hits(reading *g, const lode_node *n, bool household, double unit, double most, int32_t *count)
{
    const lode_ario_table *t = &g->in->table;
    *count = 0;
    if (n->kind != LODE_NODE_MAPPING) {
        must_be(g, n, "an impact", household ? "a mapping of region|category" : "a mapping of region|sector");
        return NULL;
    }
    int32_t room = 0;
    for (const lode_node *k = n->child; k; k = k->next) room++;
    lode_ario_hit *hit = take(g, (size_t)room, sizeof *hit);
    for (const lode_node *k = n->child; hit && k; k = k->next) {
        int32_t i = household ? label(g, k, "category", t->category, t->n_category) : label(g, k, "sector", t->sector, t->n_sector);
        double x = 0;
        if (!number(g, k->value, household ? "a damage" : most <= 1 ? "a loss of capacity" : "a damage", 0, most, &x) || i < 0)
            continue;
        if (x != 0) hit[(*count)++] = (lode_ario_hit){i, x * unit};
    }
    return hit;
}

static void read_shares(reading *g, const lode_node *n, lode_ario_event *e)
{
    const lode_ario_table *t = &g->in->table;
    double *share = take(g, (size_t)t->n_sector, sizeof *share), sum = 0;
    if (!share) return;
    e->share = share;
    if (n->kind != LODE_NODE_MAPPING) {
        must_be(g, n, "rebuilding_sectors", "a mapping of sectors to shares");
        return;
    }
    for (const lode_node *k = n->child; k; k = k->next) {
        int32_t s = lode_ario_find(t->sector, t->n_sector, k->text, strlen(k->text));
        if (s < 0) unknown(g, k, "sector", t->sector, t->n_sector);
        else (void)number(g, k->value, "a share", 0, 1, &share[s]);
    }
    for (int32_t s = 0; s < t->n_sector; s++) sum += share[s];
    if (fabs(sum - 1) > 1e-6) lode_diag_add(g->d, LODE_DIAG_ARIO_SHARES, place_of(g, n), NULL, sum);
}

static void check_keys(reading *g, const lode_node *event)
{
    static const char *const KNOWN[] = {"type", "impact", "households_impact", "occurrence", "duration", "recovery_tau",
                                        "recovery_function", "rebuild_tau", "rebuilding_sectors", "rebuilding_factor",
                                        "monetary_factor", "event_monetary_factor", "name", "description", "source"};
    const int32_t n = sizeof KNOWN / sizeof *KNOWN;
    for (const lode_node *k = event->child; k; k = k->next) {
        bool known = false;
        for (int32_t q = 0; q < n; q++) known |= strcmp(KNOWN[q], k->text) == 0;
        if (known) continue;
        lode_diag_add(g->d, LODE_DIAG_ARIO_KEY, place_of(g, k), NULL, k->text, "an event");
        int32_t near = lode_nearest(k->text, KNOWN, n);
        if (near >= 0) lode_diag_hint(g->d, "did you mean '%s'?", KNOWN[near]);
    }
}

/* What an event's money is worth in the table's. */
static double unit_of(reading *g, const lode_node *event)
{
    const lode_node *n = get(event, "monetary_factor");
    double factor = g->in->options.money;
    if (!n) n = get(event, "event_monetary_factor");
    if (n) (void)number(g, n, "monetary_factor", 1e-6, 1e18, &factor);
    return factor == g->in->options.money ? 1 : factor / g->in->options.money;
}

static void read_event(reading *g, const lode_node *n, lode_ario_event *e)
{
    static const char *const TYPES[] = {"recovery|recover", "arbitrary|capacity", "rebuild|rebuilding"};
    static const char *const RECOVERIES[] = {"linear", "convexe|convex", "convexe noscale|convex noscale|convexe_noscale",
                                             "concave"};
    if (n->kind != LODE_NODE_MAPPING) {
        must_be(g, n, "an event", "a mapping");
        return;
    }
    check_keys(g, n);
    const lode_node *type = needed(g, n, "type"), *impact = get(n, "impact"), *v;
    int kind = type ? word(g, type, "type", TYPES, 3) : -1, how;
    if (kind < 0) return;
    e->kind = (lode_ario_kind)kind;
    const double unit = kind == LODE_ARIO_LOSS ? 1 : unit_of(g, n);
    e->start = 1;
    e->duration = 1;
    e->factor = 1;
    e->days = g->in->options.rebuild_days;
    if ((v = get(n, "occurrence"))) (void)number(g, v, "occurrence", 1, 1e9, &e->start);
    if ((v = get(n, "duration"))) (void)number(g, v, "duration", 1, 1e9, &e->duration);
    const lode_node *households = get(n, "households_impact");
    if (impact) e->hit = hits(g, impact, false, unit, kind == LODE_ARIO_LOSS ? 1 : 1e300, &e->n_hit);
    else if (kind != LODE_ARIO_REBUILD || !households) (void)needed(g, n, "impact");
    if (kind == LODE_ARIO_REBUILD) {
        if (households) e->household = hits(g, households, true, unit, 1e300, &e->n_household);
        if ((v = get(n, "rebuild_tau"))) (void)number(g, v, "rebuild_tau", 1e-9, 1e9, &e->days);
        if ((v = get(n, "rebuilding_factor"))) (void)number(g, v, "rebuilding_factor", 1e-9, 1e9, &e->factor);
        if ((v = needed(g, n, "rebuilding_sectors"))) read_shares(g, v, e);
    } else {
        if ((v = needed(g, n, "recovery_tau"))) (void)number(g, v, "recovery_tau", 1e-9, 1e9, &e->days);
        if ((v = get(n, "recovery_function")) && (how = word(g, v, "recovery_function", RECOVERIES, 4)) >= 0)
            e->recovery = (lode_ario_recovery)how;
    }
}

static void read_events(reading *g, const lode_node *n)
{
    int32_t count = 0;
    if (n->kind != LODE_NODE_LIST) {
        must_be(g, n, "events", "a list");
        return;
    }
    for (const lode_node *c = n->child; c; c = c->next) count++;
    g->in->event = take(g, (size_t)count, sizeof *g->in->event);
    for (const lode_node *c = n->child; g->in->event && c; c = c->next) read_event(g, c, &g->in->event[g->in->n_event++]);
}

/* --- the file ------------------------------------------------------------------------------------------ */

/* "all", every k-th, or a list. */
static void read_steps(reading *g, const lode_node *n, const char *what, bool *is)
{
    const int32_t steps = g->in->options.steps;
    double x = 1;
    if (n->kind == LODE_NODE_LIST) {
        for (const lode_node *c = n->child; c; c = c->next)
            if (number(g, c, what, 0, MOST_STEPS, &x) && x < steps) is[(int32_t)x] = true;
        return;
    }
    if (is_word(n, "none") || (!is_word(n, "all") && !number(g, n, what, 1, MOST_STEPS, &x))) return;
    for (int32_t k = 0; k < steps; k += (int32_t)x) is[k] = true;
}

static void read_recorded(reading *g, const lode_node *root)
{
    static const lode_node ALL = {.text = "all", .plain = true};
    lode_ario_input *in = g->in;
    const lode_node *series = get(root, "recorded_steps"), *stocks = get(root, "inventory_steps");
    in->recorded = take(g, (size_t)in->options.steps, sizeof(bool));
    in->recorded_stock = take(g, (size_t)in->options.steps, sizeof(bool));
    if (!in->recorded || !in->recorded_stock) return;
    read_steps(g, series ? series : &ALL, "recorded_steps", in->recorded);
    if (stocks) {
        read_steps(g, stocks, "inventory_steps", in->recorded_stock);
        return;
    }
    double cells = 0;
    for (int32_t k = 0; k < in->options.steps; k++) cells += in->recorded[k] ? in->table.n_sector * (double)in->table.n_industry : 0;
    for (int32_t k = 0; cells <= MOST_STOCK_CELLS && k < in->options.steps; k++) in->recorded_stock[k] = in->recorded[k];
}

/* A list of names that the table has to have. */
static void compare_names(reading *g, const lode_node *root, const char *key, const char *what, const char *const *name, int32_t n)
{
    const lode_node *list = get(root, key);
    for (const lode_node *c = list && list->kind == LODE_NODE_LIST ? list->child : NULL; c; c = c->next)
        if (c->kind != LODE_NODE_SCALAR || lode_ario_find(name, n, c->text, strlen(c->text)) < 0) unknown(g, c, what, name, n);
}

static void warn_unknown(reading *g, const lode_node *root)
{
    static const char *const KNOWN[] = {"name", "regions", "sectors", "final_demand_categories", "steps", "recorded_steps",
                                        "inventory_steps", "step_days", "year_days", "parameters", "events", "summary",
                                        "agreement_of_independent_implementation", "rounding_sensitivity", "source",
                                        "description"};
    for (const lode_node *k = root->child; k; k = k->next) {
        bool known = false;
        for (size_t q = 0; q < sizeof KNOWN / sizeof *KNOWN; q++) known |= strcmp(KNOWN[q], k->text) == 0;
        if (!known) lode_diag_add(g->d, LODE_DIAG_ARIO_IGNORED, place_of(g, k), NULL, k->text, "case.json");
    }
}

static void read_root(reading *g, const lode_node *root, const char *const *set, int n_set)
{
    lode_ario_input *in = g->in;
    const lode_ario_table *t = &in->table;
    const lode_node *n;
    double x;
    if (root->kind != LODE_NODE_MAPPING) {
        must_be(g, root, "case.json", "a mapping");
        return;
    }
    warn_unknown(g, root);
    compare_names(g, root, "regions", "region", t->region, t->n_region);
    compare_names(g, root, "sectors", "sector", t->sector, t->n_sector);
    compare_names(g, root, "final_demand_categories", "category", t->category, t->n_category);
    if ((n = get(root, "steps")) && number(g, n, "steps", 1, MOST_STEPS, &x)) in->options.steps = (int32_t)x;
    if ((n = get(root, "step_days"))) (void)number(g, n, "step_days", 1e-6, 1e6, &in->options.step_days);
    if ((n = get(root, "year_days"))) (void)number(g, n, "year_days", 1e-6, 1e6, &in->options.year_days);
    if ((n = get(root, "parameters"))) read_parameters(g, n);
    for (int k = 0; k < n_set; k++) read_set(g, set[k]);
    if ((n = get(root, "events"))) read_events(g, n);
    read_recorded(g, root);
}

bool lode_ario_case_read(lode_ario_input *in, const char *path, const char *const *set, int n_set, lode_diags *d)
{
    const int32_t n = in->table.n_sector;
    lode_file file = {0};
    lode_text why = {0};
    reading *g = calloc(1, sizeof *g);
    bool ok = g && lode_file_read(&file, path, MOST_BYTES, &why);
    if (!g) lode_diag_no_memory(d);
    if (why.length > 0) lode_diag_add(d, LODE_DIAG_NET_UNREADABLE, (lode_place){0}, NULL, lode_text_str(&why));
    if (ok) {
        *g = (reading){.in = in, .d = d, .path = path, .stock_all = 90, .refill_all = 60};
        g->r.diags = d;
        g->r.store = &g->store;
        g->store.path[LODE_T_CASE] = path;
        g->store.file_name[LODE_T_CASE] = path;
        g->stock = take(g, (size_t)n, sizeof(double));
        g->refill = take(g, (size_t)n, sizeof(double));
        g->ratio = take(g, (size_t)n, sizeof(double));
        ok = g->stock && g->refill && g->ratio;
    }
    if (ok) {
        for (int32_t s = 0; s < n; s++) {
            g->stock[s] = 90;
            g->refill[s] = 60;
            g->ratio[s] = 4;
        }
        in->options.stock_days = g->stock;
        in->options.refill_days = g->refill;
        in->options.capital_ratio = g->ratio;
        if (lode_check_text(&g->r, path, file.data, file.length)) {
            const lode_node *root = lode_yaml_tree(&g->r, file.data, file.length);
            if (root) read_root(g, root, set, n_set);
        }
        lode_arena_free(&g->r.scratch);
    }
    free(g);
    lode_text_free(&why);
    lode_file_free(&file);
    return d->n_error == 0 && !d->out_of_memory;
}
