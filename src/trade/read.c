/* Reading a trade table. */
#include "trade/read.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "trade/read_inner.h"

static const double SUM_TOLERANCE = 1e-5;

/* --- files ---------------------------------------------------------------------------------- */

static bool is_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* folder/stem.csv or folder/stem.csv.gz, whichever is there. */
static bool find_file(const char *folder, const char *stem, char path[4096])
{
    snprintf(path, 4096, "%s/%s.csv", folder, stem);
    if (is_file(path)) return true;
    snprintf(path, 4096, "%s/%s.csv.gz", folder, stem);
    return is_file(path);
}

static const char *variant_of(const reading *r)
{
    const char *v = r->options->variant;
    return v && *v && strcmp(v, "main") != 0 ? v : NULL;
}

/* The file of a part of the table: that of the variant, else the plain one. */
static bool find_part(reading *r, const char *stem, char path[4096])
{
    char with[256];
    const char *variant = variant_of(r);
    if (variant) {
        snprintf(with, sizeof with, "%s_%s", stem, variant);
        if (find_file(r->folder, with, path)) return r->varied = true;
    }
    return find_file(r->folder, stem, path);
}

static bool open_part(reading *r, const char *stem, const char *const *columns,
                      lode_trade_rows *rows)
{
    char path[4096];
    if (find_part(r, stem, path)) return lode_trade_rows_open(rows, path, columns, r->diags);
    *rows = (lode_trade_rows){0};
    lode_diag_add(r->diags, LODE_DIAG_TRADE_FILE_MISSING, (lode_place){.file = r->folder}, NULL,
                  stem, stem);
    return false;
}

/* --- names ---------------------------------------------------------------------------------- */

/* Add a name; complains where it is there already, empty, or one too many. */
static bool add_name(reading *r, lode_trade_rows *rows, lode_pool *pool, const char *what,
                     int32_t most)
{
    char word[LODE_TRADE_WORD];
    int32_t n = pool->n_word;
    lode_trade_rows_text(rows, 0, word);
    lode_place at = lode_trade_rows_place(rows, 0);
    if (*word == '\0' || strcmp(word, "*") == 0 || strcmp(word, "goods") == 0)
        lode_diag_add(r->diags, LODE_DIAG_TRADE_UNKNOWN, at, NULL, what, word);
    else if (lode_pool_intern(pool, word, strlen(word)) != n)
        lode_diag_add(r->diags, LODE_DIAG_TRADE_TWICE, at, NULL);
    else if (n >= most) lode_diag_add(r->diags, LODE_DIAG_TRADE_LARGE, at, NULL, (int)most, what);
    else return true;
    return false;
}

static void read_sector(reading *r, lode_trade_rows *rows, int32_t j)
{
    char word[LODE_TRADE_WORD];
    double theta;
    if (lode_trade_rows_number(rows, 1, &theta) && !(theta > 0.0))
        lode_trade_rows_range(rows, 1, theta, "above 0");
    r->elasticity[j] = theta;
    for (int32_t c = 2; c < 4; c++) {
        if (rows->column[c] < 0) continue;
        lode_trade_rows_text(rows, c, word);
        r->has_goods = true;
        r->goods[j] =
            strcmp(word, "1") == 0 || strcmp(word, "true") == 0 || strcmp(word, "yes") == 0;
    }
}

static bool read_sectors(reading *r)
{
    static const char *const columns[] = {"code", "theta", "?goods", "?tradable", NULL};
    lode_trade_rows rows;
    int32_t before = r->diags->n_error;
    if (open_part(r, "sectors", columns, &rows))
        while (lode_trade_rows_next(&rows))
            if (add_name(r, &rows, &r->sectors, "sectors", LODE_TRADE_SECTORS))
                read_sector(r, &rows, r->sectors.n_word - 1);
    if (r->diags->n_error == before && r->sectors.n_word == 0)
        lode_diag_add(r->diags, LODE_DIAG_TRADE_EMPTY, (lode_place){.file = rows.path}, NULL);
    lode_trade_rows_close(&rows);
    return r->diags->n_error == before;
}

static bool read_countries(reading *r)
{
    static const char *const columns[] = {"country", "value_added", "deficit", NULL};
    lode_trade_rows rows;
    int32_t before = r->diags->n_error;
    double sum = 0.0, world = 0.0;
    if (open_part(r, "country", columns, &rows))
        while (lode_trade_rows_next(&rows)) {
            if (!add_name(r, &rows, &r->countries, "countries", LODE_TRADE_COUNTRIES)) continue;
            int32_t n = r->countries.n_word - 1;
            if (lode_trade_rows_number(&rows, 1, &r->value_added[n]) && !(r->value_added[n] > 0.0))
                lode_trade_rows_range(&rows, 1, r->value_added[n], "above 0");
            lode_trade_rows_number(&rows, 2, &r->deficit[n]);
            world += r->value_added[n];
            sum += r->deficit[n];
        }
    lode_place at = {.file = rows.path};
    if (r->diags->n_error == before && r->countries.n_word == 0)
        lode_diag_add(r->diags, LODE_DIAG_TRADE_EMPTY, at, NULL);
    if (r->diags->n_error == before && fabs(sum) > 1e-6 * world)
        lode_diag_add(r->diags, LODE_DIAG_TRADE_DEFICITS, at, NULL, sum);
    lode_trade_rows_close(&rows);
    for (int32_t n = 0; n < r->countries.n_word; n++)
        r->deficit[n] -= sum * r->value_added[n] / world;
    return r->diags->n_error == before;
}

/* The table with its names, numbers of sectors and countries. */
static bool make_table(reading *r)
{
    int32_t n = r->countries.n_word, m = r->sectors.n_word;
    lode_trade_table *t = r->table = lode_trade_table_new(n, m);
    for (int32_t k = 0; t && k < n + m; k++) {
        const char *name =
            k < n ? lode_pool_word(&r->countries, k) : lode_pool_word(&r->sectors, k - n);
        char *copy = LODE_TAKE(&t->arena, strlen(name) + 1, char);
        if (!copy) return false;
        strcpy(copy, name);
        if (k < n) t->country[k] = copy;
        else t->sector[k - n] = copy;
    }
    if (!t) return false;
    memcpy(t->value_added, r->value_added, (size_t)n * sizeof(double));
    memcpy(t->deficit, r->deficit, (size_t)n * sizeof(double));
    memcpy(t->elasticity, r->elasticity, (size_t)m * sizeof(double));
    memcpy(t->goods, r->goods, (size_t)m * sizeof(bool));
    t->has_goods = r->has_goods;
    size_t cells = (size_t)(m > n ? m : n) * (size_t)(m > n ? m : n) * (size_t)(m > n ? m : n);
    r->seen = calloc(cells, 1);
    r->line = calloc((size_t)m * (size_t)n, sizeof *r->line);
    return r->seen && r->line;
}

/* --- numbers -------------------------------------------------------------------------------- */

/* Whether the row of a cell is the first; complains otherwise. */
static bool is_first(reading *r, lode_trade_rows *rows, int64_t at)
{
    if (r->seen[at])
        lode_diag_add(r->diags, LODE_DIAG_TRADE_TWICE, lode_trade_rows_place(rows, -1), NULL);
    return !r->seen[at]++;
}

static void forget_rows(reading *r)
{
    const int64_t n = r->table->n_country, m = r->table->n_sector, most = m > n ? m : n;
    memset(r->seen, 0, (size_t)(most * most * most));
    memset(r->line, 0, (size_t)(m * n) * sizeof *r->line);
}

static void read_country_sectors(reading *r)
{
    static const char *const columns[] = {"country",           "sector",      "value_added_share",
                                          "consumption_share", "expenditure", NULL};
    lode_trade_table *t = r->table;
    lode_trade_rows rows;
    forget_rows(r);
    bool open = open_part(r, "country_sector", columns, &rows);
    while (open && lode_trade_rows_next(&rows)) {
        double b, a, x;
        int32_t n = lode_trade_rows_find(&rows, 0, &r->countries, "country"),
                j = lode_trade_rows_find(&rows, 1, &r->sectors, "sector");
        bool numbers = lode_trade_rows_number(&rows, 2, &b);
        numbers = lode_trade_rows_number(&rows, 3, &a) && numbers;
        numbers = lode_trade_rows_number(&rows, 4, &x) && numbers;
        if (n < 0 || j < 0 || !numbers || !is_first(r, &rows, (int64_t)j * t->n_country + n))
            continue;
        if (!(b > 0.0 && b <= 1.0)) lode_trade_rows_range(&rows, 2, b, "above 0 and at most 1");
        if (a < 0.0) lode_trade_rows_range(&rows, 3, a, "0 or more");
        if (x < 0.0) lode_trade_rows_range(&rows, 4, x, "0 or more");
        int32_t at = j * t->n_country + n;
        t->value_share[at] = b;
        t->final_share[at] = a;
        t->spending[at] = x;
        if (r->line[n] == 0) r->line[n] = rows.csv.cell[0].line;
    }
    if (open) lode_trade_check_final(r, rows.path);
    lode_trade_rows_close(&rows);
}

/* expenditure_VARIANT, where there is one. */
static void read_other_spending(reading *r)
{
    static const char *const columns[] = {"country", "sector", "expenditure", NULL};
    char stem[256], path[4096];
    lode_trade_rows rows;
    if (!variant_of(r)) return;
    snprintf(stem, sizeof stem, "expenditure_%s", variant_of(r));
    if (!find_file(r->folder, stem, path)) return;
    r->varied = true;
    forget_rows(r);
    bool open = lode_trade_rows_open(&rows, path, columns, r->diags);
    while (open && lode_trade_rows_next(&rows)) {
        double x;
        int32_t n = lode_trade_rows_find(&rows, 0, &r->countries, "country"),
                j = lode_trade_rows_find(&rows, 1, &r->sectors, "sector");
        if (!lode_trade_rows_number(&rows, 2, &x) || n < 0 || j < 0) continue;
        if (x < 0.0) lode_trade_rows_range(&rows, 2, x, "0 or more");
        if (is_first(r, &rows, (int64_t)j * r->table->n_country + n))
            r->table->spending[j * r->table->n_country + n] = x;
    }
    lode_trade_rows_close(&rows);
}

static void read_inputs(reading *r)
{
    static const char *const columns[] = {"country", "input_sector", "output_sector",
                                          "share_of_intermediates", NULL};
    lode_trade_table *t = r->table;
    lode_trade_rows rows;
    forget_rows(r);
    int32_t negative = 0;
    lode_place first = {0};
    bool open = open_part(r, "io_share", columns, &rows);
    while (open && lode_trade_rows_next(&rows)) {
        double g;
        int32_t n = lode_trade_rows_find(&rows, 0, &r->countries, "country"),
                k = lode_trade_rows_find(&rows, 1, &r->sectors, "sector"),
                j = lode_trade_rows_find(&rows, 2, &r->sectors, "sector");
        if (!lode_trade_rows_number(&rows, 3, &g) || n < 0 || k < 0 || j < 0) continue;
        if (g < 0.0 && negative++ == 0) first = lode_trade_rows_place(&rows, 3);
        int64_t at = ((int64_t)j * t->n_sector + k) * t->n_country + n;
        if (!is_first(r, &rows, at)) continue;
        t->input[at] = g;
        if (r->line[j * t->n_country + n] == 0)
            r->line[j * t->n_country + n] = rows.csv.cell[0].line;
    }
    /* published tables have some, from subsidies or from balancing; the model can live with them */
    if (negative > 0)
        lode_diag_add(r->diags, LODE_DIAG_TRADE_NEGATIVE_INPUT, first, NULL, (int)negative);
    if (open) lode_trade_check_inputs(r, rows.path);
    lode_trade_rows_close(&rows);
}

/* Cells (sector, importer, exporter) of trade_share or of tariffs. */
static void read_cells(reading *r, lode_trade_rows *rows, double least, const char *must,
                       double *cells)
{
    lode_trade_table *t = r->table;
    while (lode_trade_rows_next(rows)) {
        double x;
        int32_t j = lode_trade_rows_find(rows, 0, &r->sectors, "sector"),
                n = lode_trade_rows_find(rows, 1, &r->countries, "importer"),
                i = lode_trade_rows_find(rows, 2, &r->countries, "exporter");
        if (!lode_trade_rows_number(rows, 3, &x) || n < 0 || j < 0 || i < 0) continue;
        if (least == 0.0 ? x < 0.0 : x <= least) lode_trade_rows_range(rows, 3, x, must);
        int64_t at = lode_trade_at(t, j, i, n);
        if (!is_first(r, rows, at)) continue;
        cells[at] = x;
        if (r->line[j * t->n_country + n] == 0)
            r->line[j * t->n_country + n] = rows->csv.cell[0].line;
    }
}

static void read_shares(reading *r)
{
    static const char *const columns[] = {"sector", "importer", "exporter", "share", NULL};
    lode_trade_rows rows;
    forget_rows(r);
    if (open_part(r, "trade_share", columns, &rows)) {
        read_cells(r, &rows, 0.0, "0 or more", r->table->share);
        lode_trade_check_shares(r, rows.path);
    }
    lode_trade_rows_close(&rows);
}

/* --- tariffs -------------------------------------------------------------------------------- */

/* The only file tariff*.csv or tariff*.csv.gz; complains where there are several. */
static bool find_only_tariffs(reading *r, char path[4096])
{
    lode_text names = {0};
    int32_t count = 0;
    struct dirent **entry = NULL;
    int n = scandir(r->folder, &entry, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        const char *name = entry[i]->d_name, *end = strstr(name, ".csv");
        if (strncmp(name, "tariff", 6) == 0 && end &&
            (strcmp(end, ".csv") == 0 || strcmp(end, ".csv.gz") == 0)) {
            snprintf(path, 4096, "%s/%s", r->folder, name);
            lode_text_printf(&names, "%s%s", count++ ? ", " : "", name);
        }
        free(entry[i]);
    }
    free(entry);
    if (count > 1) {
        lode_diag_add(r->diags, LODE_DIAG_TRADE_WHICH_TARIFFS, (lode_place){.file = r->folder},
                      NULL);
        lode_diag_hint(r->diags, "name one with --base-tariffs: %s", lode_text_str(&names));
    }
    if (count == 0)
        lode_diag_add(r->diags, LODE_DIAG_TRADE_NO_TARIFFS, (lode_place){.file = r->folder}, NULL);
    lode_text_free(&names);
    return count == 1;
}

static bool find_tariffs(reading *r, char path[4096])
{
    const char *given = r->options->base_tariffs;
    if (!given) return find_part(r, "tariff", path) || find_only_tariffs(r, path);
    snprintf(path, 4096, "%s/%s", r->folder, given);
    if (!is_file(path)) snprintf(path, 4096, "%s", given);
    return true;
}

static void read_tariffs(reading *r)
{
    static const char *const columns[] = {"sector", "importer", "exporter", "rate", NULL};
    char path[4096];
    lode_trade_rows rows;
    if (!find_tariffs(r, path)) return;
    forget_rows(r);
    if (lode_trade_rows_open(&rows, path, columns, r->diags))
        read_cells(r, &rows, -1.0, "above -1", r->table->tariff);
    lode_trade_rows_close(&rows);
}

/* --- the table ------------------------------------------------------------------------------ */

/* All parts; false when memory ran out. */
static bool read_all(reading *r)
{
    bool names = read_countries(r);
    names = read_sectors(r) && names;
    if (!names) return true;
    if (!make_table(r)) return false;
    read_country_sectors(r);
    read_other_spending(r);
    read_inputs(r);
    read_shares(r);
    read_tariffs(r);
    if (variant_of(r) && !r->varied)
        lode_diag_add(r->diags, LODE_DIAG_TRADE_VARIANT, (lode_place){.file = r->folder}, NULL,
                      variant_of(r));
    return true;
}

lode_trade_table *lode_trade_read(const char *folder, const lode_trade_read_options *o,
                                  lode_diags *d)
{
    reading *r = calloc(1, sizeof *r);
    int32_t before = d->n_error;
    if (!r) {
        lode_diag_no_memory(d);
        return NULL;
    }
    r->folder = folder;
    r->options = o;
    r->diags = d;
    if (!read_all(r)) lode_diag_no_memory(d);
    lode_trade_table *t = r->table;
    if (t && d->n_error == before) lode_trade_close_inputs(t);
    else {
        lode_trade_table_free(t);
        t = NULL;
    }
    lode_pool_free(&r->countries);
    lode_pool_free(&r->sectors);
    free(r->seen);
    free(r->line);
    free(r);
    return t;
}

double lode_trade_sum_tolerance(void)
{
    return SUM_TOLERANCE;
}
