/* Variant V of the systemic risk index: one edge list, whose rows say themselves how essential they are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "propagate/esri_read.h"

enum { SUPPLIER, CUSTOMER, SUPPLIER_SECTOR, CUSTOMER_SECTOR, WEIGHT, TYPE, N_COLUMN };
static const char *const NAMES[] = {"supplier", "customer", "supplierNACE", "customerNACE", "weight", "type", NULL};

bool lode_esri_is_list(const char *path)
{
    char line[1024] = "";
    FILE *f = fopen(path, "rb");
    bool is = f && fgets(line, sizeof line, f) && strstr(line, "supplierNACE") && strstr(line, "customerNACE") &&
              strstr(line, "weight") && strstr(line, "type");
    if (f) fclose(f);
    return is;
}

/* Firms and their sectors, which the first row that mentions a firm decides. */
typedef struct list {
    lode_net *net;
    int32_t capacity;
} list;

static int32_t firm(list *x, const lode_plain_cell *name, const lode_plain_cell *sector)
{
    lode_net *net = x->net;
    int32_t n = net->ids.n, i = lode_ids_add(&net->ids, name->text, name->size);
    if (i < n) return i;
    if (i == x->capacity) {
        int32_t more = x->capacity < 512 ? 1024 : 2 * x->capacity, *v = realloc(net->sector, (size_t)more * sizeof *v);
        if (!v) return -1;
        net->sector = v;
        x->capacity = more;
    }
    net->sector[i] = lode_ids_add(&net->sectors, sector->text, sector->size);
    return net->sector[i] < 0 ? -1 : i;
}

/* One row. False: no memory. */
static bool row(list *x, const lode_plain *r, const int32_t *column, lode_esri_edge *e, bool *good, lode_diags *d)
{
    int64_t type;
    double weight;
    *good = false;
    for (int k = 0; k < N_COLUMN; k++)
        if (column[k] >= r->n_cell) {
            lode_diag_add(d, LODE_DIAG_NET_CELLS, lode_plain_place(r, -1), NULL, (int)r->n_cell, N_COLUMN);
            return true;
        }
    if (!lode_plain_number(r, column[WEIGHT], &weight, d) || !lode_plain_integer(r, column[TYPE], &type, d)) return true;
    if (type < 0 || type > 2)
        lode_diag_add(d, LODE_DIAG_NET_RANGE, lode_plain_place(r, column[TYPE]), NULL, "a type", (double)type, "0, 1 or 2");
    else if (weight < 0) lode_diag_add(d, LODE_DIAG_NET_NEGATIVE, lode_plain_place(r, column[WEIGHT]), NULL, weight);
    else *good = true;
    int32_t s = firm(x, &r->cell[column[SUPPLIER]], &r->cell[column[SUPPLIER_SECTOR]]);
    int32_t c = firm(x, &r->cell[column[CUSTOMER]], &r->cell[column[CUSTOMER_SECTOR]]);
    if (s < 0 || c < 0) return false;
    *e = (lode_esri_edge){s, c, x->net->sector[s], (int32_t)type, weight};
    return true;
}

/* A row while rows are sorted by customer, sector, supplier. */
typedef struct sorted_row {
    int32_t customer, sector, supplier, row;
} sorted_row;

static int compare(const void *a, const void *b)
{
    const sorted_row *x = a, *y = b;
    if (x->customer != y->customer) return (x->customer > y->customer) - (x->customer < y->customer);
    if (x->sector != y->sector) return (x->sector > y->sector) - (x->sector < y->sector);
    return (x->row > y->row) - (x->row < y->row);
}

static int compare_pairs(const void *a, const void *b)
{
    const sorted_row *x = a, *y = b;
    if (x->customer != y->customer) return (x->customer > y->customer) - (x->customer < y->customer);
    if (x->supplier != y->supplier) return (x->supplier > y->supplier) - (x->supplier < y->supplier);
    return (x->row > y->row) - (x->row < y->row);
}

/* Coefficients (docs/propagate.md 3.5): by the type of the first row of the customer's group, with the weight of the last
 * row of the pair. */
static void coefficients(lode_esri_edge *down, sorted_row *order, int32_t n, const double *in, double *last)
{
    for (int32_t k = 0; k < n; k++) order[k] = (sorted_row){down[k].customer, down[k].sector, down[k].supplier, k};
    qsort(order, (size_t)n, sizeof *order, compare_pairs);
    for (int32_t k = n; k-- > 0;) {
        bool same = k + 1 < n && order[k + 1].customer == order[k].customer && order[k + 1].supplier == order[k].supplier;
        last[order[k].row] = same ? last[order[k + 1].row] : down[order[k].row].share;
    }
    qsort(order, (size_t)n, sizeof *order, compare);
    for (int32_t k = 0, end; k < n; k = end) {
        double group = 0;
        for (end = k; end < n && order[end].customer == order[k].customer && order[end].sector == order[k].sector; end++)
            group += down[order[end].row].share;
        int32_t type = down[order[k].row].kind;
        for (int32_t m = k; m < end; m++) {
            double *last_of = &last[order[m].row];
            double of = type == LODE_ESRI_ESSENTIAL ? group : in[order[m].customer];
            *last_of = type == LODE_ESRI_NO_EFFECT || of == 0 ? 0 : *last_of / of;
        }
    }
    for (int32_t k = 0; k < n; k++) down[k].share = last[k];
}

/* The output is called like the input, with esri for list. */
static void name_output(const char *path, char name[256])
{
    const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
    size_t n = strlen(last);
    if (n > 4 && strcmp(last + n - 4, ".csv") == 0) n -= 4;
    if (n > 200) n = 200;
    if (n >= 5 && memcmp(last + n - 5, "_list", 5) == 0) n -= 5;
    snprintf(name, 256, "%.*s_esri.csv", (int)n, last);
}

bool lode_esri_read_list(lode_esri_source *s, const char *path, const lode_net_how *how, lode_diags *d)
{
    int32_t column[N_COLUMN], n = 0;
    lode_plain r;
    lode_file file;
    list x = {.net = &s->net};
    (void)how;
    if (!lode_table_open(&r, &file, path, ',', d)) return false;
    size_t lines = 1;
    for (size_t i = 0; i < file.length; i++) lines += file.data[i] == '\n';
    lode_esri_edge *down = LODE_TAKE(&s->memory, lines, lode_esri_edge), *up = LODE_TAKE(&s->memory, lines, lode_esri_edge);
    sorted_row *order = LODE_TAKE(&s->memory, lines, sorted_row);
    double *last = LODE_TAKE(&s->memory, lines, double);
    bool ok = down && up && order && last && lines < INT32_MAX, good;
    bool header = ok && lode_plain_next(&r) && lode_plain_header(&r, NAMES, column, d);
    while (ok && header && lode_plain_next(&r)) {
        ok = row(&x, &r, column, &down[n], &good, d);
        n += ok && good;
    }
    lode_file_free(&file);
    s->net.n_firm = s->net.ids.n;
    double *in = LODE_TAKE(&s->memory, s->net.n_firm, double), *out = LODE_TAKE(&s->memory, s->net.n_firm, double);
    if (!ok || !in || !out) {
        lode_diag_no_memory(d);
        return false;
    }
    if (s->net.n_firm == 0) lode_diag_add(d, LODE_DIAG_NET_EMPTY, (lode_place){.file = path}, NULL);
    if (d->n_error > 0) return false;
    for (int32_t k = 0; k < n; k++) {
        out[down[k].supplier] += down[k].share;
        in[down[k].customer] += down[k].share;
    }
    for (int32_t k = 0; k < n; k++) {
        up[k] = down[k];
        up[k].share = out[down[k].supplier] > 0 ? down[k].share / out[down[k].supplier] : 0;
    }
    coefficients(down, order, n, in, last);
    s->ask = (lode_esri_input){.n_firm = s->net.n_firm,
                               .n_edge = n,
                               .down = down,
                               .up = up,
                               .out = out,
                               .market = s->net.sector,
                               .n_market = s->net.sectors.n,
                               .n_weight = 1,
                               .weight = out,
                               .eps = 0.01,
                               .rule = LODE_ESRI_CHANGE,
                               .variant_v = true};
    name_output(path, s->list);
    return true;
}
