/* Reading what the preset esri wants to know, in the form of the R package: links.csv, firms.csv, essential.csv,
 * options.txt, and psi.csv, psi_up.csv where shocks are given. */
#include "propagate/esri_read.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "propagate/settings.h"

enum { WEIGHTS = 16 };

/* Options as they are read. */
typedef struct values {
    double eps;
    int32_t rule, weights, levels;
    bool market, revenue, costs, sector_losses, psi;
} values;

/* Columns of firms.csv beside firm and sector. */
typedef struct columns {
    double *revenue, *cost, *sector_down, *sector_up, *weight[WEIGHTS]; /* (n_firm) NULL: none */
    int32_t *market;                                                    /* (n_firm) NULL: none */
    int32_t n_market, n_weight;
    bool *supply, *demand; /* sectors that the table of essentials has, by row and by column */
} columns;

static void read_options(values *v, const char *folder, const char *const *set, int n_set, lode_arena *a, lode_diags *d)
{
    const lode_setting known[] = {
        {"eps", LODE_SETTING_NUMBER, 0, 1, &v->eps, ""},
        {"conv_type", LODE_SETTING_WHOLE, 1, 2, &v->rule, ""},
        {"market", LODE_SETTING_YES_NO, 0, 0, &v->market, ""},
        {"revenue", LODE_SETTING_YES_NO, 0, 0, &v->revenue, ""},
        {"costs", LODE_SETTING_YES_NO, 0, 0, &v->costs, ""},
        {"psi", LODE_SETTING_YES_NO, 0, 0, &v->psi, ""},
        {"weights", LODE_SETTING_WHOLE, 0, WEIGHTS, &v->weights, ""},
        {"levels", LODE_SETTING_WHOLE, 0, 1000000, &v->levels, ""},
        {"sector_losses", LODE_SETTING_YES_NO, 0, 0, &v->sector_losses, ""},
    };
    const int32_t n = sizeof known / sizeof known[0];
    char path[4096];
    if (lode_net_has(folder, "options.txt", path)) lode_settings_read(known, n, path, a, d);
    for (int k = 0; k < n_set; k++)
        lode_setting_take(known, n, set[k], strlen(set[k]), (lode_place){.file = "--set"}, a, d);
}

/* --- firms.csv ------------------------------------------------------------------------------------- */

/* Room for a column that is there and wanted. */
static double *room(lode_esri_source *s, bool wanted, lode_diags *d)
{
    double *x = wanted ? LODE_TAKE(&s->memory, s->net.n_firm, double) : NULL;
    if (wanted && !x) lode_diag_no_memory(d);
    return x;
}

/* The number in a cell, at least 0. */
static void take(const lode_plain *r, int32_t column, double *x, int32_t firm, lode_diags *d)
{
    double v;
    if (!x || !lode_plain_number(r, column, &v, d)) return;
    if (v < 0) lode_diag_add(d, LODE_DIAG_NET_NEGATIVE, lode_plain_place(r, column), NULL, v);
    x[firm] = v;
}

static void firm_columns(lode_esri_source *s, const char *path, const values *v, columns *c, lode_diags *d)
{
    static const char *const names[] = {"firm|id", "?market|mk|markets", "?revenue|rev|revenues", "?costs|cost",
                                        "?sector_weight_down|sector_weight|x", "?sector_weight_up|y", NULL};
    enum { FIRM, MARKET, REVENUE, COST, DOWN, UP, N_NAME };
    int32_t column[N_NAME], weight[WEIGHTS];
    lode_plain r;
    lode_file file;
    lode_ids markets = {0};
    if (!lode_table_open(&r, &file, path, ',', d)) return;
    bool ok = lode_plain_next(&r) && lode_plain_header(&r, names, column, d);
    for (int q = 0; ok && q < WEIGHTS && (v->weights < 0 || q < v->weights); q++) {
        char name[96];
        snprintf(name, sizeof name, q == 0 ? "?weight_1|w_1|weight1|w1|weight|w" : "?weight_%d|w_%d|weight%d|w%d", q + 1, q + 1,
                 q + 1, q + 1);
        const char *const one[] = {name, NULL};
        if (!lode_plain_header(&r, one, &weight[q], d) || weight[q] < 0) break;
        c->weight[c->n_weight++] = room(s, true, d);
    }
    if (ok && v->weights > c->n_weight)
        lode_diag_add(d, LODE_DIAG_NET_COLUMN, lode_plain_place(&r, -1), "weights=N in options.txt asks for it", "weight_N");
    if (ok && v->market && column[MARKET] < 0)
        lode_diag_add(d, LODE_DIAG_NET_COLUMN, lode_plain_place(&r, -1), "market=yes in options.txt asks for it", "market");
    if (ok && v->revenue && column[REVENUE] < 0)
        lode_diag_add(d, LODE_DIAG_NET_COLUMN, lode_plain_place(&r, -1), "revenue=yes in options.txt asks for it", "revenue");
    if (ok && v->costs && column[COST] < 0)
        lode_diag_add(d, LODE_DIAG_NET_COLUMN, lode_plain_place(&r, -1), "costs=yes in options.txt asks for it", "costs");
    ok = ok && d->n_error == 0;
    if (ok) {
        c->revenue = room(s, v->revenue, d);
        c->cost = room(s, v->costs, d);
        c->sector_down = room(s, v->sector_losses && column[DOWN] >= 0, d);
        c->sector_up = room(s, v->sector_losses && column[UP] >= 0, d);
        if (v->market) c->market = LODE_TAKE(&s->memory, s->net.n_firm, int32_t);
    }
    while (ok && lode_plain_next(&r)) {
        int32_t i = lode_table_firm(&r, column[FIRM], &s->net, d);
        if (i < 0) continue;
        take(&r, column[REVENUE], c->revenue, i, d);
        take(&r, column[COST], c->cost, i, d);
        take(&r, column[DOWN], c->sector_down, i, d);
        take(&r, column[UP], c->sector_up, i, d);
        for (int q = 0; q < c->n_weight; q++) take(&r, weight[q], c->weight[q], i, d);
        if (c->market) {
            const lode_plain_cell *cell = &r.cell[column[MARKET]];
            c->market[i] = column[MARKET] < r.n_cell ? lode_ids_add(&markets, cell->text, cell->size) : 0;
        }
    }
    c->n_market = markets.n;
    lode_ids_free(&markets);
    lode_file_free(&file);
}

/* --- essential.csv ----------------------------------------------------------------------------------- */

/* Row: the sector that supplies; column: the one that buys. */
static const signed char *read_essential(lode_esri_source *s, const char *path, columns *c, lode_diags *d)
{
    enum { MOST = 20000 };
    const int32_t n = s->net.sectors.n;
    lode_plain r;
    lode_file file;
    if (n > MOST || !lode_table_open(&r, &file, path, ',', d)) return NULL;
    signed char *e = LODE_TAKE(&s->memory, (size_t)n * (size_t)n, signed char);
    int32_t *buyer = LODE_TAKE(&s->memory, file.length + 1, int32_t), n_buyer = 0;
    c->supply = LODE_TAKE(&s->memory, n, bool);
    c->demand = LODE_TAKE(&s->memory, n, bool);
    bool ok = e && buyer && c->supply && c->demand;
    /* the header may be longer than the cells that a row keeps: it is cut by hand */
    const char *at = r.at, *end = ok ? memchr(at, '\n', (size_t)(r.end - at)) : NULL;
    if (ok && !end) end = r.end;
    for (int32_t column = 0; ok && at < end; column++) {
        const char *comma = memchr(at, ',', (size_t)(end - at)), *to = comma ? comma : end;
        const char *next = to < end ? to + 1 : end;
        while (at < to && (*at == ' ' || *at == '"')) at++;
        while (to > at && (to[-1] == ' ' || to[-1] == '"' || to[-1] == '\r')) to--;
        if (column > 0) buyer[n_buyer++] = lode_ids_find(&s->net.sectors, at, (size_t)(to - at));
        at = next;
    }
    const char *line = ok ? (end < r.end ? end + 1 : r.end) : r.end;
    for (int32_t number = 2; ok && line < r.end; number++) {
        end = memchr(line, '\n', (size_t)(r.end - line));
        if (!end) end = r.end;
        int32_t supplier = -1;
        at = line;
        for (int32_t column = 0; at < end; column++) {
            const char *comma = memchr(at, ',', (size_t)(end - at)), *to = comma ? comma : end;
            const char *next = to < end ? to + 1 : end;
            while (at < to && (*at == ' ' || *at == '"')) at++;
            while (to > at && (to[-1] == ' ' || to[-1] == '"' || to[-1] == '\r')) to--;
            lode_plain_cell cell = {at, (size_t)(to - at)};
            double x = 0;
            if (column == 0) {
                supplier = lode_ids_find(&s->net.sectors, at, cell.size);
                if (supplier >= 0) c->supply[supplier] = true;
            } else if (!lode_cell_number(&cell, &x) || (x != 0 && x != 1 && x != 2)) {
                lode_place place = {path, number, (int32_t)(at - line) + 1, (int32_t)cell.size};
                lode_diag_add(d, LODE_DIAG_NET_NUMBER, place, "it is 0, 1 or 2", (int)(cell.size < 40 ? cell.size : 40), at);
            } else if (column - 1 < n_buyer && supplier >= 0 && buyer[column - 1] >= 0) {
                e[(size_t)supplier * (size_t)n + (size_t)buyer[column - 1]] = (signed char)x;
                c->demand[buyer[column - 1]] = true;
            }
            at = next;
        }
        line = end < r.end ? end + 1 : end;
    }
    for (int32_t k = 0; ok && k < n; k++) {
        const char *name = lode_ids_name(&s->net.sectors, k);
        lode_place place = {.file = path};
        if (!c->supply[k]) lode_diag_add(d, LODE_DIAG_NET_SECTOR, place, NULL, (int)strlen(name), name, "row", "the table");
        if (!c->demand[k]) lode_diag_add(d, LODE_DIAG_NET_SECTOR, place, NULL, (int)strlen(name), name, "column", "the table");
    }
    if (!ok) lode_diag_no_memory(d);
    lode_file_free(&file);
    return e;
}

/* --- shocks ------------------------------------------------------------------------------------------ */

static void set_psi(lode_esri_source *s, double *psi, int64_t scenario, int32_t firm, const lode_plain *r, int32_t column,
                    lode_diags *d)
{
    double x;
    if (!lode_plain_number(r, column, &x, d)) return;
    if (!(x >= 0 && x <= 1))
        lode_diag_add(d, LODE_DIAG_NET_RANGE, lode_plain_place(r, column), NULL, "a loss", x, "from 0 to 1");
    else psi[(size_t)scenario * (size_t)s->net.n_firm + (size_t)firm] = x;
}

/* firm and one column a scenario; or scenario,firm,psi with scenarios 1, 2 .... Firms that are not named lose nothing. */
static double *read_psi(lode_esri_source *s, const char *path, int32_t *n_scenario, lode_diags *d)
{
    static const char *const names[] = {"firm|id", "?scenario", "?psi|loss|shock", NULL};
    int32_t column[3], i;
    int64_t most = 0, k;
    double *psi = NULL;
    lode_plain r;
    lode_file file;
    bool ok = lode_table_open(&r, &file, path, ',', d) && lode_plain_next(&r) && lode_plain_header(&r, names, column, d);
    bool list = ok && column[1] >= 0 && column[2] >= 0;
    lode_plain head = r;
    if (ok && !list) most = r.n_cell - 1;
    while (ok && list && lode_plain_next(&r))
        if (lode_plain_integer(&r, column[1], &k, d)) {
            if (k < 1 || k > 1000000)
                lode_diag_add(d, LODE_DIAG_NET_RANGE, lode_plain_place(&r, column[1]), NULL, "a scenario", (double)k, "1, 2 ...");
            else most = k > most ? k : most;
        }
    if (ok && most > LODE_ROW_CELLS - 1 && !list) {
        lode_diag_add(d, LODE_DIAG_NET_EVENT, lode_plain_place(&head, -1), "write rows scenario,firm,psi",
                      "too many columns of scenarios");
        ok = false;
    }
    ok = ok && d->n_error == 0 && most > 0;
    if (ok) psi = LODE_TAKE(&s->memory, (size_t)most * (size_t)s->net.n_firm, double);
    if (ok && !psi) lode_diag_no_memory(d);
    for (r = head; ok && psi && lode_plain_next(&r);) {
        if (column[0] >= r.n_cell || (i = lode_table_firm(&r, column[0], &s->net, d)) < 0) continue;
        if (list && lode_plain_integer(&r, column[1], &k, d)) set_psi(s, psi, k - 1, i, &r, column[2], d);
        for (int32_t c = 0, scenario = 0; !list && c <= most; c++)
            if (c != column[0]) set_psi(s, psi, scenario++, i, &r, c, d);
    }
    lode_file_free(&file);
    *n_scenario = (int32_t)most;
    return psi;
}

static void read_shocks(lode_esri_source *s, const char *folder, lode_diags *d)
{
    static const char *const DOWN[] = {"psi.csv", "psi_down.csv", "shocks.csv"}, *const UP[] = {"psi_up.csv", "psi_u.csv"};
    char path[4096];
    int32_t n_up = 0;
    for (int k = 0; k < 3 && !s->ask.psi; k++)
        if (lode_net_has(folder, DOWN[k], path)) s->ask.psi = read_psi(s, path, &s->ask.n_scenario, d);
    s->ask.psi_up = s->ask.psi;
    for (int k = 0; k < 2 && s->ask.psi && s->ask.psi_up == s->ask.psi; k++)
        if (lode_net_has(folder, UP[k], path)) {
            s->ask.psi_up = read_psi(s, path, &n_up, d);
            if (s->ask.psi_up && n_up != s->ask.n_scenario)
                lode_diag_add(d, LODE_DIAG_NET_OPTIONS_CLASH, (lode_place){.file = path}, NULL,
                              "downstream and upstream shocks have different numbers of scenarios");
        }
}

/* --- coefficients -------------------------------------------------------------------------------------- */

static double or_one(double x)
{
    return x != 0 ? x : 1;
}

/* docs/propagate.md 3.2 */
static bool make_edges(lode_esri_source *s, const signed char *essential, const columns *c)
{
    const lode_net *net = &s->net;
    lode_esri_edge *down = LODE_TAKE(&s->memory, net->n_link, lode_esri_edge);
    lode_esri_edge *up = LODE_TAKE(&s->memory, net->n_link, lode_esri_edge);
    double *out = LODE_TAKE(&s->memory, net->n_firm, double);
    if (!down || !up || !out) return false;
    for (int32_t l = 0; l < net->n_link; l++) out[net->firm_of[net->supplier[l]]] += net->amount[l];
    for (int32_t j = 0; j < net->n_firm; j++) {
        double in = 0;
        for (int32_t l = net->in_ptr[j]; l < net->in_ptr[j + 1]; l++) in += net->amount[l];
        double factor = c->cost ? or_one(in) / or_one(c->cost[j]) : 1;
        for (int32_t g = net->group_ptr[j]; g < net->group_ptr[j + 1]; g++) {
            double group = 0;
            for (int32_t l = net->group_link[g]; l < net->group_link[g + 1]; l++) group += net->amount[l];
            for (int32_t l = net->group_link[g]; l < net->group_link[g + 1]; l++) {
                int32_t i = net->firm_of[net->supplier[l]], sector = net->sector[i];
                int kind = essential[(size_t)sector * (size_t)net->sectors.n + (size_t)net->sector[j]];
                double share = kind == LODE_ESRI_ESSENTIAL ? net->amount[l] / group : kind == LODE_ESRI_LINEAR ? net->amount[l] / in : 0;
                if (c->cost) share *= factor;
                down[l] = (lode_esri_edge){i, j, sector, kind, share};
                up[l] = (lode_esri_edge){i, j, 0, 0, net->amount[l] / or_one(c->revenue ? c->revenue[i] : out[i])};
            }
        }
    }
    s->ask.n_firm = net->n_firm;
    s->ask.n_edge = net->n_link;
    s->ask.down = down;
    s->ask.up = up;
    s->ask.out = out;
    return true;
}

static bool make_weights(lode_esri_source *s, const values *v, const columns *c, lode_diags *d)
{
    const int32_t n = s->net.n_firm;
    s->ask.n_weight = c->n_weight > 0 ? c->n_weight : 1;
    double *weight = LODE_TAKE(&s->memory, (size_t)n * (size_t)s->ask.n_weight, double);
    if (!weight) return false;
    for (int32_t q = 0; q < s->ask.n_weight; q++)
        memcpy(weight + (size_t)q * (size_t)n, c->n_weight > 0 ? c->weight[q] : s->ask.out, (size_t)n * sizeof *weight);
    for (int32_t q = 0; q < s->ask.n_weight; q++) {
        double sum = 0;
        for (int32_t i = 0; i < n; i++) sum += weight[(size_t)q * (size_t)n + (size_t)i];
        if (!(sum > 0))
            lode_diag_add(d, LODE_DIAG_NET_EVENT, (lode_place){0}, NULL, "the weights of all firms are 0: nothing can be lost");
    }
    s->ask.weight = weight;
    s->ask.market = c->market;
    s->ask.n_market = c->n_market;
    if (v->sector_losses) {
        s->ask.n_sector = s->net.sectors.n;
        s->ask.sector = s->net.sector;
        s->ask.sector_down = c->sector_down ? c->sector_down : s->ask.out;
        s->ask.sector_up = c->sector_up ? c->sector_up : s->ask.sector_down;
    }
    return true;
}

/* Scenarios that stand evenly among all, first and last included. */
static bool choose_levels(lode_esri_source *s, int32_t wanted)
{
    int32_t n = s->ask.n_scenario > 0 ? s->ask.n_scenario : s->ask.n_firm;
    if (wanted > n) wanted = n;
    s->level = LODE_TAKE(&s->memory, wanted, int32_t);
    if (!s->level) return false;
    for (int32_t k = 0; k < wanted; k++) {
        double at = wanted == 1 ? 0 : nearbyint(1 + (double)k * (n - 1) / (wanted - 1)) - 1;
        if (s->n_level == 0 || (int32_t)at > s->level[s->n_level - 1]) s->level[s->n_level++] = (int32_t)at;
    }
    return true;
}

/* --- all of it ----------------------------------------------------------------------------------------- */

/* A list of edges in the folder: a CSV file with that header. */
static bool find_list(const char *path, char found[4096])
{
    struct stat st;
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
        snprintf(found, 4096, "%s", path);
        return lode_esri_is_list(path);
    }
    struct dirent **entry;
    int n = scandir(path, &entry, NULL, alphasort);
    bool is = false;
    for (int k = 0; k < n; k++) {
        const char *name = entry[k]->d_name;
        size_t size = strlen(name);
        if (!is && size > 4 && strcmp(name + size - 4, ".csv") == 0 && lode_net_has(path, name, found)) is = lode_esri_is_list(found);
        free(entry[k]);
    }
    if (n >= 0) free(entry);
    return is;
}

bool lode_esri_read(lode_esri_source *s, const char *path, const lode_net_how *how, const char *const *set, int n_set,
                    lode_diags *d)
{
    values v = {.eps = 0.01, .rule = 1, .weights = -1, .levels = 8};
    columns c = {0};
    char file[4096];
    *s = (lode_esri_source){0};
    if (find_list(path, file)) {
        read_options(&v, path, set, n_set, &s->memory, d);
        return lode_esri_read_list(s, file, how, d) && d->n_error == 0;
    }
    lode_net_how sum = *how;
    sum.sum = true;
    read_options(&v, path, set, n_set, &s->memory, d);
    if (!lode_net_read(&s->net, path, &sum, d)) return false;
    if (lode_net_has(path, "firms.csv", file)) firm_columns(s, file, &v, &c, d);
    if (!lode_net_has(path, "essential.csv", file)) {
        lode_diag_add(d, LODE_DIAG_NET_NO_FILES, (lode_place){.file = path},
                      "its rows are supplying sectors, its columns buying ones, its cells 0, 1 or 2", "there is no essential.csv");
        return false;
    }
    const signed char *essential = read_essential(s, file, &c, d);
    if (d->n_error > 0 || !essential) return false;
    s->ask.eps = v.eps;
    s->ask.rule = v.rule;
    if (make_edges(s, essential, &c) && make_weights(s, &v, &c, d)) {
        read_shocks(s, path, d);
        if (choose_levels(s, v.levels)) return d->n_error == 0 && !d->out_of_memory;
    }
    lode_diag_no_memory(d);
    return false;
}

void lode_esri_source_free(lode_esri_source *s)
{
    lode_net_free(&s->net);
    lode_arena_free(&s->memory);
    *s = (lode_esri_source){0};
}
