/* Reading what the preset inoue-todo wants to know: options, shocks, lists of firms. */
#include "propagate/it_read.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "propagate/settings.h"

/* --- options ------------------------------------------------------------------------------------- */

/* Values of options as they are read. */
typedef struct values {
    lode_it_options o;
    const char *snapshots;
} values;

static void read_options(values *v, const char *folder, const char *const *set, int n_set, lode_arena *a, lode_diags *d)
{
    const lode_setting known[] = {
        {"steps", LODE_SETTING_WHOLE, 0, 1000000, &v->o.steps, "days"},
        {"rationing", LODE_SETTING_WHOLE, 0, 3, &v->o.rationing, "rule"},
        {"order", LODE_SETTING_WHOLE, 0, 2, &v->o.order, "rule"},
        {"recovery_type", LODE_SETTING_WHOLE, -1, 5, &v->o.recovery_type, "rule"},
        {"recovery_days", LODE_SETTING_NUMBER, 0, 1e9, &v->o.recovery_days, "days"},
        {"recovery_delay", LODE_SETTING_NUMBER, -1e9, 1e9, &v->o.recovery_delay, "days"},
        {"tau", LODE_SETTING_NUMBER, 1e-3, 1e9, &v->o.tau, "days"},
        {"inventory", LODE_SETTING_NUMBER, 0, 1e9, &v->o.inventory, "days"},
        {"snapshots", LODE_SETTING_TEXT, 0, 0, &v->snapshots, "steps, with blanks between them"},
    };
    const int32_t n = sizeof known / sizeof known[0];
    char path[4096];
    if (lode_net_has(folder, "options.txt", path)) lode_settings_read(known, n, path, a, d);
    for (int k = 0; k < n_set; k++)
        lode_setting_take(known, n, set[k], strlen(set[k]), (lode_place){.file = "--set"}, a, d);
    if (v->o.recovery_type != -1 && !(v->o.recovery_days > 0))
        lode_diag_add(d, LODE_DIAG_NET_OPTIONS_CLASH, (lode_place){0}, NULL,
                      "recovery_type needs recovery_days above 0");
}

static bool read_snapshots(lode_it_input *in, const char *text, lode_diags *d)
{
    const char *at = text ? text : "";
    char *end;
    in->snapshot = LODE_TAKE(&in->memory, strlen(at) + 1, int32_t);
    if (!in->snapshot) return false;
    for (; *at; at = end) {
        long t = strtol(at, &end, 10);
        if (end == at || t < 0 || t > 1000000) {
            lode_diag_add(d, LODE_DIAG_NET_OPTIONS_CLASH, (lode_place){0}, "write snapshots=0 5 10", "snapshots are steps");
            return true;
        }
        in->snapshot[in->n_snapshot++] = (int32_t)t;
        while (*end == ' ' || *end == ',') end++;
    }
    return true;
}

/* --- shock files --------------------------------------------------------------------------------- */

static bool cells(const lode_plain *r, int32_t n, lode_diags *d)
{
    if (r->n_cell >= n) return true;
    lode_diag_add(d, LODE_DIAG_NET_CELLS, lode_plain_place(r, -1), NULL, (int)r->n_cell, (int)n);
    return false;
}

/* Rows of a file, at most. */
static size_t count_lines(const lode_plain *r)
{
    size_t n = 1;
    for (const char *at = r->at; at < r->end; at++) n += *at == '\n';
    return n;
}

/* firm delta [day]: the last line of a firm wins; unknown firms are passed over, and what is below 0. */
static void read_pending(lode_it_input *in, const char *path, lode_diags *d)
{
    lode_plain r;
    lode_file file;
    bool ok = lode_table_open(&r, &file, path, ' ', d);
    double *delta = LODE_TAKE(&in->memory, in->net.n_firm, double);
    int32_t *day = LODE_TAKE(&in->memory, in->net.n_firm, int32_t), n = 0;
    for (int32_t i = 0; delta && i < in->net.n_firm; i++) delta[i] = -1;
    while (ok && delta && day && lode_plain_next(&r)) {
        double x = 0;
        int64_t t = 0;
        int32_t i = cells(&r, 2, d) ? lode_ids_find(&in->net.ids, r.cell[0].text, r.cell[0].size) : -1;
        bool good = r.n_cell >= 2 && lode_plain_number(&r, 1, &x, d) && (r.n_cell < 3 || lode_plain_integer(&r, 2, &t, d));
        if (!good || i < 0) continue;
        n += delta[i] < 0 && x >= 0;
        n -= delta[i] >= 0 && x < 0;
        delta[i] = x;
        day[i] = t > INT32_MAX ? INT32_MAX : t < INT32_MIN ? INT32_MIN : (int32_t)t;
    }
    lode_pending *p = LODE_TAKE(&in->memory, n, lode_pending);
    if (!delta || !day || !p) lode_diag_no_memory(d);
    else
        for (int32_t i = 0; i < in->net.n_firm; i++)
            if (delta[i] >= 0) p[in->shocks.n_pending++] = (lode_pending){i, day[i], delta[i]};
    in->shocks.pending = p;
    lode_file_free(&file);
}

static int compare_intervals(const void *a, const void *b)
{
    const lode_interval *x = *(const lode_interval *const *)a, *y = *(const lode_interval *const *)b;
    return x->firm != y->firm ? (x->firm > y->firm) - (x->firm < y->firm) : (x > y) - (x < y);
}

/* firm delta first last */
static void read_table(lode_it_input *in, const char *path, lode_diags *d)
{
    lode_plain r;
    lode_file file;
    if (!lode_table_open(&r, &file, path, ' ', d)) return;
    size_t most = count_lines(&r);
    lode_interval *v = LODE_TAKE(&in->memory, most, lode_interval), *sorted = LODE_TAKE(&in->memory, most, lode_interval);
    const lode_interval **by_firm = LODE_TAKE(&in->memory, most, const lode_interval *);
    int32_t n = 0;
    while (v && sorted && by_firm && lode_plain_next(&r)) {
        lode_interval x = {0};
        if (!cells(&r, 4, d)) continue;
        x.firm = lode_ids_find(&in->net.ids, r.cell[0].text, r.cell[0].size);
        bool good = lode_plain_number(&r, 1, &x.delta, d);
        good = lode_plain_integer(&r, 2, &x.first, d) && good;
        good = lode_plain_integer(&r, 3, &x.last, d) && good;
        if (good && x.firm >= 0) v[n++] = x;
    }
    if (v && sorted && by_firm) {
        for (int32_t k = 0; k < n; k++) by_firm[k] = &v[k];
        qsort(by_firm, (size_t)n, sizeof *by_firm, compare_intervals);
        for (int32_t k = 0; k < n; k++) sorted[k] = *by_firm[k];
    } else lode_diag_no_memory(d);
    in->shocks.interval = sorted;
    in->shocks.n_interval = n;
    lode_file_free(&file);
}

/* --- lists of firms and daily final demand ------------------------------------------------------- */

static bool read_list(lode_it_input *in, const char *path, lode_it_list *list, const lode_net_how *how, lode_diags *d)
{
    lode_plain r;
    lode_file file;
    if (!lode_table_open(&r, &file, path, ' ', d)) return false;
    int32_t *firm = LODE_TAKE(&in->memory, count_lines(&r), int32_t);
    while (firm && lode_plain_next(&r)) {
        int32_t i = lode_ids_find(&in->net.ids, r.cell[0].text, r.cell[0].size);
        if (i >= 0) firm[list->firms.n++] = i;
        else if (how->repair) lode_net_repaired(d, lode_plain_place(&r, 0), "an unknown firm is left out");
        else (void)lode_table_firm(&r, 0, &in->net, d);
    }
    list->firms.firm = firm;
    lode_file_free(&file);
    return firm != NULL;
}

static bool read_daily(lode_it_input *in, const char *path, int32_t day, lode_daily *out, const lode_net_how *how,
                       lode_diags *d)
{
    int32_t n = in->net.n_firm;
    double *amount = LODE_TAKE(&in->memory, n, double), *kept = LODE_TAKE(&in->memory, n, double);
    int32_t *firm = LODE_TAKE(&in->memory, n, int32_t);
    if (!amount || !kept || !firm) return false;
    for (int32_t i = 0; i < n; i++) amount[i] = -1;
    lode_amounts_read(&in->net, path, how, amount, d);
    *out = (lode_daily){.day = day, .firm = firm, .amount = kept};
    for (int32_t i = 0; i < n; i++)
        if (amount[i] >= 0) {
            firm[out->n] = i;
            kept[out->n++] = amount[i];
        }
    return true;
}

/* The middle of "select_00.txt" where it begins with `head` and ends with .txt. */
static bool middle(const char *name, const char *head, char id[64])
{
    size_t n = strlen(name), k = strlen(head);
    if (n <= k + 4 || n - k - 4 >= 64 || strncmp(name, head, k) != 0 || strcmp(name + n - 4, ".txt") != 0) return false;
    memcpy(id, name + k, n - k - 4);
    id[n - k - 4] = '\0';
    return true;
}

static bool read_lists(lode_it_input *in, const char *folder, const lode_net_how *how, lode_diags *d)
{
    struct dirent **entry;
    char path[4096], id[64], *end;
    int n = scandir(folder, &entry, NULL, alphasort);
    if (n < 0) return true; /* a file alone */
    in->list = LODE_TAKE(&in->memory, n, lode_it_list);
    in->selection = LODE_TAKE(&in->memory, n, lode_it_selection);
    lode_daily *daily = LODE_TAKE(&in->memory, n, lode_daily);
    bool ok = in->list && in->selection && daily;
    for (int k = 0; k < n; k++) {
        const char *name = entry[k]->d_name;
        if (ok && middle(name, "select_", id) && lode_net_has(folder, name, path)) {
            lode_it_list *list = &in->list[in->n_list++];
            memcpy(list->id, id, sizeof id);
            ok = read_list(in, path, list, how, d);
        } else if (ok && (middle(name, "final_", id) || middle(name, "daily_", id)) && lode_net_has(folder, name, path)) {
            long day = strtol(id, &end, 10);
            if (*end == '\0' && day >= 0 && day < 1000000)
                ok = read_daily(in, path, (int32_t)day, &daily[in->shocks.n_daily++], how, d);
        }
        free(entry[k]);
    }
    free(entry);
    for (int32_t k = 0; ok && k < in->n_list; k++) in->selection[k] = in->list[k].firms;
    in->shocks.daily = daily;
    return ok || d->n_error > 0;
}

/* --- all of it ----------------------------------------------------------------------------------- */

bool lode_it_turns(const lode_it_options *o, int threads)
{
    return threads > 1 || o->rationing >= LODE_IT_SMOOTH || o->recovery_type == 5;
}

static void read_shocks(lode_it_input *in, const char *folder, lode_diags *d)
{
    char delta[4096], table[4096], path[4096];
    bool has_delta = lode_net_has(folder, "delta.txt", delta), has_table = lode_net_has(folder, "table.txt", table);
    if (has_delta && has_table)
        lode_diag_add(d, LODE_DIAG_NET_OPTIONS_CLASH, (lode_place){.file = folder}, "events.csv can hold both",
                      "delta.txt and table.txt exclude each other");
    if (has_table && in->options.recovery_type != -1)
        lode_diag_add(d, LODE_DIAG_NET_OPTIONS_CLASH, (lode_place){.file = folder}, "events.csv has recovery_days",
                      "table.txt and recovery_type exclude each other");
    if (has_delta) read_pending(in, delta, d);
    if (has_table) read_table(in, table, d);
    if (lode_net_has(folder, "events.csv", path)) lode_events_read(path, &in->net, &in->memory, &in->shocks, d);
}

bool lode_it_read(lode_it_input *in, const char *path, const lode_net_how *how, const char *const *set, int n_set,
                  lode_diags *d)
{
    values v = {.o = lode_it_default()};
    char file[4096];
    *in = (lode_it_input){0};
    read_options(&v, path, set, n_set, &in->memory, d);
    in->options = v.o;
    if (!lode_net_read(&in->net, path, how, d)) return false;
    if (lode_net_has(path, "output.txt", file)) {
        in->given_output = LODE_TAKE(&in->memory, in->net.n_firm, double);
        if (in->given_output) lode_amounts_read(&in->net, file, NULL, in->given_output, d);
    }
    read_shocks(in, path, d);
    if (!read_lists(in, path, how, d) || !read_snapshots(in, v.snapshots, d)) lode_diag_no_memory(d);
    const char *collapse = lode_it_collapse(&in->options);
    if (collapse)
        lode_diag_add(d, LODE_DIAG_NET_COLLAPSE, (lode_place){0},
                      "take tau below inventory, or read the result as a collapse by construction", collapse);
    return d->n_error == 0 && !d->out_of_memory;
}

void lode_it_input_free(lode_it_input *in)
{
    lode_net_free(&in->net);
    lode_arena_free(&in->memory);
    *in = (lode_it_input){0};
}
