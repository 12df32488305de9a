/* Reading a network of firms from text. */
#include "propagate/net_read.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "propagate/net_file.h"

static const size_t FILE_MOST = (size_t)1 << 36;

/* --- files ------------------------------------------------------------------------------------- */

bool lode_net_has(const char *folder, const char *name, char path[4096])
{
    struct stat st;
    int n = snprintf(path, 4096, "%s/%s", folder, name);
    return n > 0 && n < 4096 && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool lode_table_open(lode_plain *r, lode_file *f, const char *path, char separator, lode_diags *d)
{
    lode_text why = {0};
    *f = (lode_file){0};
    bool ok = lode_file_read(f, path, FILE_MOST, &why);
    if (!ok) lode_diag_add(d, LODE_DIAG_NET_UNREADABLE, (lode_place){0}, NULL, lode_text_str(&why));
    else lode_plain_begin(r, path, f->data, f->length, separator);
    lode_text_free(&why);
    return ok;
}

void lode_net_repaired(lode_diags *d, lode_place at, const char *what)
{
    lode_diag_add(d, LODE_DIAG_NET_REPAIRED, at, NULL, what);
}

/* A row of at least `n` cells? */
static bool has_cells(const lode_plain *r, int32_t n, lode_diags *d)
{
    if (r->n_cell >= n) return true;
    lode_diag_add(d, LODE_DIAG_NET_CELLS, lode_plain_place(r, -1), NULL, (int)r->n_cell, (int)n);
    return false;
}

static int shown(const lode_plain_cell *c)
{
    return c->size < 60 ? (int)c->size : 60;
}

int32_t lode_table_firm(const lode_plain *r, int32_t c, const lode_net *net, lode_diags *d)
{
    int32_t firm = lode_ids_find(&net->ids, r->cell[c].text, r->cell[c].size);
    if (firm < 0)
        lode_diag_add(d, LODE_DIAG_NET_UNKNOWN_FIRM, lode_plain_place(r, c), "it is not in the list of firms",
                      shown(&r->cell[c]), r->cell[c].text);
    return firm;
}

/* --- firms --------------------------------------------------------------------------------------- */

/* Firms while their number grows. */
typedef struct firm_list {
    lode_net *net;
    int32_t capacity;
    bool regions;
} firm_list;

static bool grow_firms(firm_list *f)
{
    lode_net *net = f->net;
    size_t n = f->capacity < 512 ? 1024 : 2 * (size_t)f->capacity;
    if (n > INT32_MAX) n = INT32_MAX;
    int32_t *sector = realloc(net->sector, n * sizeof *sector), *region = NULL;
    if (sector) net->sector = sector;
    double *final = realloc(net->final, n * sizeof *final);
    if (final) net->final = final;
    if (f->regions) region = realloc(net->region, n * sizeof *region);
    if (region) net->region = region;
    if (!sector || !final || (f->regions && !region)) return false;
    for (size_t i = (size_t)f->capacity; i < n; i++) {
        sector[i] = -1;
        final[i] = 0;
        if (region) region[i] = -1;
    }
    f->capacity = (int32_t)n;
    return true;
}

/* The firm of a name, new or not; -1: no memory. */
static int32_t firm_of(firm_list *f, const lode_plain_cell *c)
{
    int32_t i = lode_ids_add(&f->net->ids, c->text, c->size);
    if (i < 0 || (i >= f->capacity && !grow_firms(f))) return -1;
    return i;
}

/* A sector by its number: 7, 07 and +7 are the same. */
static int32_t sector_of_number(lode_net *net, int64_t x)
{
    char word[32];
    int n = snprintf(word, sizeof word, "%lld", (long long)x);
    return lode_ids_add(&net->sectors, word, (size_t)n);
}

static bool read_sectors(firm_list *f, const char *path, lode_diags *d)
{
    lode_plain r;
    lode_file file;
    int64_t number;
    bool ok = lode_table_open(&r, &file, path, ' ', d);
    while (ok && lode_plain_next(&r)) {
        if (!has_cells(&r, 2, d) || !lode_plain_integer(&r, 1, &number, d)) continue;
        int32_t i = firm_of(f, &r.cell[0]), sector = sector_of_number(f->net, number);
        ok = i >= 0 && sector >= 0;
        if (ok) f->net->sector[i] = sector;
        else lode_diag_no_memory(d);
    }
    lode_file_free(&file);
    f->net->n_firm = f->net->ids.n;
    return ok;
}

void lode_amounts_read(const lode_net *net, const char *path, const lode_net_how *how, double *amount, lode_diags *d)
{
    lode_plain r;
    lode_file file;
    bool ok = lode_table_open(&r, &file, path, ' ', d);
    while (ok && lode_plain_next(&r)) {
        double x = 0;
        if (!has_cells(&r, 2, d)) continue;
        int32_t i = lode_ids_find(&net->ids, r.cell[0].text, r.cell[0].size);
        if (i < 0 && how && how->repair) lode_net_repaired(d, lode_plain_place(&r, 0), "an unknown firm is left out");
        else if (i < 0) (void)lode_table_firm(&r, 0, net, d);
        if (!lode_plain_number(&r, 1, &x, d) || i < 0) continue;
        if (!how) {
            amount[i] = x;
            continue;
        }
        if (x < 0 && how->repair) lode_net_repaired(d, lode_plain_place(&r, 1), "an amount below 0 is set to 0");
        else if (x < 0) lode_diag_add(d, LODE_DIAG_NET_NEGATIVE, lode_plain_place(&r, 1), "--repair sets it to 0", x);
        amount[i] = x > 0 ? x : 0;
    }
    lode_file_free(&file);
}

enum { FIRM, SECTOR, FINAL, REGION };

static bool firm_row(firm_list *f, const lode_plain *r, const int32_t *column, const lode_net_how *how, lode_diags *d)
{
    lode_net *net = f->net;
    double x;
    int32_t before = net->ids.n, i = firm_of(f, &r->cell[column[FIRM]]);
    if (i < 0) return false;
    if (i < before)
        lode_diag_add(d, LODE_DIAG_NET_EVENT, lode_plain_place(r, column[FIRM]), NULL, "this firm stands twice");
    const lode_plain_cell *c = &r->cell[column[SECTOR]];
    net->sector[i] = lode_ids_add(&net->sectors, c->text, c->size);
    if (net->sector[i] < 0) return false;
    if (column[REGION] >= 0) {
        c = &r->cell[column[REGION]];
        net->region[i] = lode_ids_add(&net->regions, c->text, c->size);
        if (net->region[i] < 0) return false;
    }
    if (column[FINAL] < 0 || !lode_plain_number(r, column[FINAL], &x, d)) return true;
    lode_place at = lode_plain_place(r, column[FINAL]);
    if (x < 0 && how->repair) lode_net_repaired(d, at, "an amount below 0 is set to 0");
    else if (x < 0) lode_diag_add(d, LODE_DIAG_NET_NEGATIVE, at, "--repair sets it to 0", x);
    net->final[i] = x > 0 ? x : 0;
    return true;
}

static bool read_firms(firm_list *f, const char *path, const lode_net_how *how, lode_diags *d)
{
    static const char *const names[] = {"firm|id", "sector", "?final|final_consumption", "?region|country", NULL};
    int32_t column[4];
    lode_plain r;
    lode_file file;
    bool ok = lode_table_open(&r, &file, path, ',', d);
    ok = ok && (lode_plain_next(&r) ? lode_plain_header(&r, names, column, d)
                                   : (lode_diag_add(d, LODE_DIAG_NET_EMPTY, ((lode_place){.file = path}), NULL), false));
    if (ok) f->regions = column[REGION] >= 0;
    int32_t n = ok ? r.n_cell : 0;
    while (ok && lode_plain_next(&r))
        if (has_cells(&r, n < LODE_ROW_CELLS ? n : LODE_ROW_CELLS, d) && !firm_row(f, &r, column, how, d)) {
            lode_diag_no_memory(d);
            ok = false;
        }
    lode_file_free(&file);
    f->net->n_firm = f->net->ids.n;
    return ok;
}

/* --- links --------------------------------------------------------------------------------------- */

enum { SUPPLIER, CLIENT, AMOUNT, SUPPLIER_SECTOR, CLIENT_SECTOR, SUPPLIER_REGION, CLIENT_REGION, N_COLUMN };

/* Links being read: what is known before, and what has been found. */
typedef struct link_reading {
    firm_list *firms; /* grows where the links define the firms */
    bool defines;
    int32_t column[N_COLUMN], needed;
    const lode_net_how *how;
    lode_diags *d;
    lode_triples links;
    int32_t n_unknown;
    lode_place unknown;
} link_reading;

/* Set what the row says about a firm, where nothing was said before. */
static bool describe(link_reading *x, const lode_plain *r, int32_t firm, int sector, int region)
{
    lode_net *net = x->firms->net;
    int32_t c = x->column[sector];
    if (c >= 0 && net->sector[firm] < 0) {
        net->sector[firm] = lode_ids_add(&net->sectors, r->cell[c].text, r->cell[c].size);
        if (net->sector[firm] < 0) return false;
    }
    c = x->column[region];
    if (c >= 0 && net->region[firm] < 0) {
        net->region[firm] = lode_ids_add(&net->regions, r->cell[c].text, r->cell[c].size);
        if (net->region[firm] < 0) return false;
    }
    return true;
}

/* The amount is not above 0: complain, or leave the link out. */
static void bad_amount(link_reading *x, const lode_plain *r, double amount)
{
    lode_place at = lode_plain_place(r, x->column[AMOUNT]);
    if (x->how->repair) lode_net_repaired(x->d, at, amount < 0 ? "a link below 0 is left out" : "a link with the amount 0 is left out");
    else if (amount < 0) lode_diag_add(x->d, LODE_DIAG_NET_NEGATIVE, at, "--repair leaves the link out", amount);
    else if (!x->how->sum) lode_diag_add(x->d, LODE_DIAG_NET_ZERO, at, "--repair leaves it out");
}

/* One row. False: no memory. */
static bool link_row(link_reading *x, const lode_plain *r)
{
    const lode_plain_cell *s = &r->cell[x->column[SUPPLIER]], *c = &r->cell[x->column[CLIENT]];
    double amount;
    if (!has_cells(r, x->needed, x->d)) return true;
    if (!lode_plain_number(r, x->column[AMOUNT], &amount, x->d)) return true;
    int32_t supplier, client;
    if (x->defines) {
        supplier = firm_of(x->firms, s);
        client = firm_of(x->firms, c);
        if (supplier < 0 || client < 0) return false;
        if (!describe(x, r, supplier, SUPPLIER_SECTOR, SUPPLIER_REGION) ||
            !describe(x, r, client, CLIENT_SECTOR, CLIENT_REGION))
            return false;
    } else {
        supplier = lode_ids_find(&x->firms->net->ids, s->text, s->size);
        client = lode_ids_find(&x->firms->net->ids, c->text, c->size);
        if (supplier < 0 || client < 0) {
            if (x->n_unknown++ == 0) x->unknown = lode_plain_place(r, x->column[supplier < 0 ? SUPPLIER : CLIENT]);
            return true;
        }
    }
    if (!(amount > 0)) bad_amount(x, r, amount);
    else return lode_triples_add(&x->links, supplier, client, amount);
    return true;
}

static bool link_rows(link_reading *x, lode_plain *r)
{
    while (lode_plain_next(r))
        if (!link_row(x, r)) return false;
    return true;
}

/* A row whose firms are being fetched from memory. */
typedef struct waiting_row {
    lode_plain_cell supplier, client;
    double amount;
} waiting_row;

/* As link_rows where the firms are known: rows wait a while, so that their slots are there when they are looked up. False at
 * the first row that is not as it should be. */
static bool link_rows_known(link_reading *x, lode_plain *r)
{
    enum { WAIT = 16 };
    const lode_ids *ids = &x->firms->net->ids;
    waiting_row ring[WAIT];
    uint64_t in = 0, out = 0;
    for (bool more = true; more || out < in;) {
        if (more && (more = lode_plain_next(r))) {
            waiting_row *w = &ring[in++ % WAIT];
            if (r->n_cell < x->needed || !lode_cell_number(&r->cell[x->column[AMOUNT]], &w->amount) || !(w->amount > 0))
                return false;
            w->supplier = r->cell[x->column[SUPPLIER]];
            w->client = r->cell[x->column[CLIENT]];
            lode_ids_fetch(ids, w->supplier.text, w->supplier.size);
            lode_ids_fetch(ids, w->client.text, w->client.size);
        }
        if (out == in || (more && in - out < WAIT)) continue;
        const waiting_row *w = &ring[out++ % WAIT];
        int32_t s = lode_ids_find(ids, w->supplier.text, w->supplier.size), c = lode_ids_find(ids, w->client.text, w->client.size);
        if (s < 0 || c < 0 || !lode_triples_add(&x->links, s, c, w->amount)) return false;
    }
    return true;
}

enum { PARTS = 64 };
static const size_t PART_LEAST = (size_t)1 << 20;

/* Read the rest of `r` in parts at once. False: something is not as it should be; nothing was said. */
static bool link_parts(link_reading *x, const lode_plain *r)
{
    size_t size = (size_t)(r->end - r->at);
    int n = (int)(size / PART_LEAST < PARTS ? size / PART_LEAST : PARTS);
    int threads = x->how->threads > 0 ? x->how->threads : omp_get_max_threads();
    link_reading part[PARTS];
    bool fine = n > 1;
    const char *cut[PARTS + 1];
    if (!fine) return false;
    cut[0] = r->at;
    cut[n] = r->end;
    for (int k = 1; k < n; k++) {
        const char *at = r->at + size / (size_t)n * (size_t)k;
        const char *end = memchr(at, '\n', (size_t)(r->end - at));
        cut[k] = end ? end + 1 : r->end;
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) reduction(&& : fine)
    for (int k = 0; k < n; k++) {
        part[k] = *x;
        part[k].links = (lode_triples){0};
        lode_plain rows = {.path = r->path, .at = cut[k], .end = cut[k + 1], .separator = r->separator};
        fine = fine && link_rows_known(&part[k], &rows);
    }
    int64_t total = 0;
    for (int k = 0; k < n; k++) total += part[k].links.n;
    if (fine && total <= INT32_MAX) {
        size_t room = (size_t)total + 1;
        x->links = (lode_triples){malloc(room * 4), malloc(room * 4), malloc(room * 8), 0, (int32_t)total};
        fine = x->links.supplier && x->links.client && x->links.amount;
    }
    for (int k = 0; k < n; k++) {
        lode_triples *t = &part[k].links;
        if (fine && t->n > 0) {
            memcpy(x->links.supplier + x->links.n, t->supplier, (size_t)t->n * 4);
            memcpy(x->links.client + x->links.n, t->client, (size_t)t->n * 4);
            memcpy(x->links.amount + x->links.n, t->amount, (size_t)t->n * 8);
            x->links.n += t->n;
        }
        lode_triples_free(t);
    }
    if (!fine) lode_triples_free(&x->links);
    return fine;
}

static bool links_header(link_reading *x, lode_plain *r)
{
    static const char *const names[] = {"supplier", "customer|client", "amount|weight|value", "?supplier_sector|sector",
                                        "?customer_sector|client_sector", "?supplier_region|region",
                                        "?customer_region|client_region", NULL};
    if (!lode_plain_next(r)) return true;
    if (!lode_plain_header(r, names, x->column, x->d)) return false;
    x->needed = r->n_cell < LODE_ROW_CELLS ? r->n_cell : LODE_ROW_CELLS;
    x->firms->regions |= x->defines && (x->column[SUPPLIER_REGION] >= 0 || x->column[CLIENT_REGION] >= 0);
    return true;
}

static bool read_links(firm_list *f, const char *path, char separator, bool defines, const lode_net_how *how,
                       lode_triples *links, lode_diags *d)
{
    lode_plain r;
    lode_file file;
    link_reading x = {.firms = f, .defines = defines, .column = {0, 1, 2, -1, -1, -1, -1}, .needed = 3, .how = how, .d = d};
    bool ok = lode_table_open(&r, &file, path, separator, d) && (separator == ' ' || links_header(&x, &r));
    if (ok && (defines || !link_parts(&x, &r))) ok = link_rows(&x, &r);
    if (!ok && d->n_error == 0) lode_diag_no_memory(d);
    if (x.n_unknown > 0) lode_diag_add(d, LODE_DIAG_NET_SKIPPED, x.unknown, NULL, (int)x.n_unknown);
    lode_file_free(&file);
    *links = x.links;
    if (defines) f->net->n_firm = f->net->ids.n;
    return ok;
}

/* --- a network ----------------------------------------------------------------------------------- */

/* Firms of which nothing was said are of a sector and a region of their own name "-". */
static bool fill_gaps(lode_net *net)
{
    for (int32_t i = 0; i < net->n_firm; i++) {
        if (net->sector[i] < 0) net->sector[i] = lode_ids_add(&net->sectors, "-", 1);
        if (net->region && net->region[i] < 0) net->region[i] = lode_ids_add(&net->regions, "-", 1);
        if (net->sector[i] < 0 || (net->region && net->region[i] < 0)) return false;
    }
    return true;
}

static bool lay_out(lode_net *net, const lode_triples *links, const lode_net_how *how, lode_diags *d)
{
    int32_t n_double, first[2] = {0, 0};
    if (net->n_firm == 0) {
        lode_diag_add(d, LODE_DIAG_NET_EMPTY, (lode_place){0}, NULL);
        return false;
    }
    if (!fill_gaps(net) || !lode_net_build(net, links, &n_double, first)) {
        lode_diag_no_memory(d);
        return false;
    }
    if (n_double > 0 && how->repair)
        lode_net_repaired(d, (lode_place){0}, "links that stand twice are added up");
    else if (n_double > 0 && !how->sum)
        lode_diag_add(d, LODE_DIAG_NET_DOUBLE, (lode_place){0}, "--repair adds them up", (int)n_double,
                      lode_ids_name(&net->ids, first[0]), lode_ids_name(&net->ids, first[1]));
    return d->n_error == 0;
}

static bool read_folder(lode_net *net, const char *folder, const lode_net_how *how, lode_triples *links, lode_diags *d)
{
    char path[4096], firms[4096];
    firm_list f = {.net = net};
    if (lode_net_has(folder, "links.txt", path)) {
        if (!lode_net_has(folder, "sector.txt", firms)) {
            lode_diag_add(d, LODE_DIAG_NET_NO_FILES, (lode_place){.file = folder}, "one line is: firm sector 0",
                          "links.txt is there, but no sector.txt");
            return false;
        }
        if (!read_sectors(&f, firms, d)) return false;
        bool ok = read_links(&f, path, ' ', false, how, links, d);
        if (ok && lode_net_has(folder, "final.txt", path)) lode_amounts_read(net, path, how, net->final, d);
        return ok;
    }
    if (lode_net_has(folder, "links.csv", path)) {
        bool listed = lode_net_has(folder, "firms.csv", firms);
        if (listed && !read_firms(&f, firms, how, d)) return false;
        return read_links(&f, path, ',', !listed, how, links, d);
    }
    lode_diag_add(d, LODE_DIAG_NET_NO_FILES, (lode_place){.file = folder}, "docs/propagate.md 1 has the forms",
                  "there is neither links.txt nor links.csv nor network.lnet");
    return false;
}

bool lode_net_read(lode_net *net, const char *path, const lode_net_how *how, lode_diags *d)
{
    struct stat st;
    char inner[4096];
    lode_triples links = {0};
    *net = (lode_net){0};
    if (stat(path, &st) != 0) {
        lode_text why = {0};
        lode_text_printf(&why, "there is no '%s'", path);
        lode_diag_add(d, LODE_DIAG_NET_NO_FILES, (lode_place){0}, NULL, lode_text_str(&why));
        lode_text_free(&why);
        return false;
    }
    bool folder = S_ISDIR(st.st_mode);
    if (folder && lode_net_has(path, "network.lnet", inner)) return lode_net_open(net, inner, d);
    if (!folder && lode_net_is_file(path)) return lode_net_open(net, path, d);
    firm_list f = {.net = net};
    bool ok = folder ? read_folder(net, path, how, &links, d) : read_links(&f, path, ',', true, how, &links, d);
    ok = ok && lay_out(net, &links, how, d);
    lode_triples_free(&links);
    return ok;
}
