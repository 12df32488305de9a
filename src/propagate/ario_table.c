/* Tables of regions x sectors from Z.csv, Y.csv and x.csv, read row by row so that the text never lies in memory whole.
 *
 * Rows and columns may stand in any order; in the table they stand in the order of their names' bytes. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "propagate/ario_inner.h"
#include "propagate/rows.h"

enum { MOST_INDUSTRIES = 40000, MOST_COLUMNS = 200000 };

/* --- rows of any width ----------------------------------------------------------------------------- */

/* A file being read. */
typedef struct wide {
    const char *path;
    FILE *file;
    char *text; /* the present row */
    size_t room;
    int32_t line;
    const char *at, *end; /* what is left of it; at is NULL once its last cell was taken */
    lode_plain_cell cell;
} wide;

static bool open_wide(wide *w, const char *path, lode_diags *d)
{
    struct stat st;
    *w = (wide){.path = path};
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) w->file = fopen(path, "rb");
    if (w->file) return true;
    lode_text why = {0};
    lode_text_printf(&why, "cannot read '%s': %s", path, errno ? strerror(errno) : "not a file");
    lode_diag_add(d, LODE_DIAG_NET_UNREADABLE, (lode_place){0}, NULL, lode_text_str(&why));
    lode_text_free(&why);
    return false;
}

static void close_wide(wide *w)
{
    if (w->file) fclose(w->file);
    free(w->text);
}

/* The next row that is not blank; false at the end. */
static bool next_row(wide *w)
{
    ssize_t n;
    while ((n = getline(&w->text, &w->room, w->file)) >= 0) {
        w->line++;
        const char *end = w->text + n;
        while (end > w->text && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' ')) end--;
        w->at = w->text;
        if (w->line == 1 && n >= 3 && memcmp(w->text, "\xEF\xBB\xBF", 3) == 0) w->at += 3;
        w->end = end;
        if (w->end > w->at) return true;
    }
    return false;
}

/* The next cell of the row, quotes taken off; false after the last. */
static bool next_cell(wide *w)
{
    if (!w->at) return false;
    const char *s = w->at, *end = w->end;
    if (s < end && *s == '"') {
        const char *from = ++s;
        while (s < end && !(*s == '"' && !(s + 1 < end && s[1] == '"'))) s += *s == '"' ? 2 : 1;
        w->cell = (lode_plain_cell){from, (size_t)((s < end ? s : end) - from)};
        while (s < end && *s != ',') s++;
    } else {
        const char *stop = s;
        while (stop < end && *stop != ',') stop++;
        while (s < stop && (*s == ' ' || *s == '\t')) s++;
        const char *to = stop;
        while (to > s && (to[-1] == ' ' || to[-1] == '\t')) to--;
        w->cell = (lode_plain_cell){s, (size_t)(to - s)};
        s = stop;
    }
    w->at = s < end ? s + 1 : NULL;
    return true;
}

static lode_place place(const wide *w)
{
    return (lode_place){w->path, w->line, (int32_t)(w->cell.text - w->text) + 1, (int32_t)w->cell.size};
}

static int shown(const wide *w)
{
    return w->cell.size < 60 ? (int)w->cell.size : 60;
}

/* --- names ------------------------------------------------------------------------------------------- */

int32_t lode_ario_find(const char *const *name, int32_t n, const char *text, size_t size)
{
    int32_t low = 0, high = n;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        int order = strncmp(name[middle], text, size);
        if (order == 0) order = name[middle][size] != '\0';
        if (order == 0) return middle;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return -1;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sort the names and drop what is there again; copies into the arena. */
static bool keep_names(lode_arena *arena, const lode_pool *pool, const char ***name, int32_t *n)
{
    *n = pool->n_word;
    *name = LODE_TAKE(arena, *n, const char *);
    if (!*name) return false;
    for (int32_t k = 0; k < *n; k++) {
        const char *word = lode_pool_word(pool, k);
        char *copy = LODE_TAKE(arena, strlen(word) + 1, char);
        if (!copy) return false;
        strcpy(copy, word);
        (*name)[k] = copy;
    }
    qsort(*name, (size_t)*n, sizeof **name, by_bytes);
    return true;
}

/* The bar of region|name, or NULL. */
static const char *bar_of(const lode_plain_cell *c)
{
    const char *bar = memchr(c->text, '|', c->size);
    return bar && bar > c->text && bar + 1 < c->text + c->size ? bar : NULL;
}

/* First look at a header: its regions and names go into the pools. */
static bool gather(const char *path, const char *what, lode_pool *regions, lode_pool *names, lode_diags *d)
{
    wide w;
    bool ok = open_wide(&w, path, d);
    if (ok && !next_row(&w)) {
        lode_diag_add(d, LODE_DIAG_TABLE_EMPTY, ((lode_place){path, 0, 0, 0}), NULL);
        ok = false;
    }
    if (ok) next_cell(&w);
    while (ok && next_cell(&w)) {
        const char *bar = bar_of(&w.cell);
        if (!bar) {
            lode_diag_add(d, LODE_DIAG_ARIO_LABEL, place(&w), NULL, shown(&w), w.cell.text, what);
            continue;
        }
        size_t head = (size_t)(bar - w.cell.text);
        if (lode_pool_intern(regions, w.cell.text, head) < 0 ||
            lode_pool_intern(names, bar + 1, w.cell.size - head - 1) < 0) {
            lode_diag_no_memory(d);
            ok = false;
        }
    }
    close_wide(&w);
    return ok && d->n_error == 0;
}

/* --- labels ------------------------------------------------------------------------------------------ */

/* region|name as text, for messages. */
static const char *label(char word[160], const char *region, const char *name)
{
    snprintf(word, 160, "%.70s|%.70s", region, name);
    return word;
}

static void unknown(const wide *w, const char *what, const char *const *name, int32_t n, const char *text, size_t size,
                    lode_diags *d)
{
    char word[160];
    snprintf(word, sizeof word, "%.*s", (int)(size < 150 ? size : 150), text);
    lode_diag_add(d, LODE_DIAG_ARIO_UNKNOWN, place(w), NULL, what, word);
    int32_t near = lode_nearest(word, name, n);
    if (near >= 0) lode_diag_hint(d, "did you mean '%s'?", name[near]);
}

/* The number of the label in the cell, -1 after complaining. */
static int32_t number_of(const wide *w, const lode_ario_table *t, const char *what, const char *const *name, int32_t n,
                         lode_diags *d)
{
    const char *bar = bar_of(&w->cell);
    if (!bar) {
        lode_diag_add(d, LODE_DIAG_ARIO_LABEL, place(w), NULL, shown(w), w->cell.text, what);
        return -1;
    }
    size_t head = (size_t)(bar - w->cell.text), tail = w->cell.size - head - 1;
    int32_t region = lode_ario_find(t->region, t->n_region, w->cell.text, head);
    int32_t which = lode_ario_find(name, n, bar + 1, tail);
    if (region < 0) unknown(w, "region", t->region, t->n_region, w->cell.text, head, d);
    if (which < 0) unknown(w, what, name, n, bar + 1, tail, d);
    return region < 0 || which < 0 ? -1 : region * n + which;
}

/* Say which of `n` labels was not seen. */
static void complain_missing(const lode_ario_table *t, const char *path, const char *what, const int32_t *seen, int32_t n,
                             const char *const *name, int32_t n_name, lode_diags *d)
{
    char word[160];
    for (int32_t k = 0; k < n; k++)
        if (seen[k] == 0)
            lode_diag_add(d, LODE_DIAG_ARIO_MISSING, ((lode_place){path, 0, 0, 0}), NULL, what,
                          label(word, t->region[k / n_name], name[k % n_name]));
}

/* Where each column of a header goes. */
static bool read_header(wide *w, const lode_ario_table *t, const char *what, const char *const *name, int32_t n_name,
                        int32_t *column, int32_t n, lode_diags *d)
{
    int32_t *seen = calloc((size_t)n + 1, sizeof *seen), at = 0;
    char word[160];
    if (!seen) lode_diag_no_memory(d);
    bool ok = seen && next_row(w) && next_cell(w);
    for (; ok && next_cell(w); at++) {
        int32_t k = number_of(w, t, what, name, n_name, d);
        if (at >= n || k < 0 || seen[k]++) {
            if (k >= 0)
                lode_diag_add(d, LODE_DIAG_ARIO_TWICE, place(w), NULL, label(word, t->region[k / n_name], name[k % n_name]));
            continue;
        }
        column[at] = k;
    }
    if (ok) complain_missing(t, w->path, "column", seen, n, name, n_name, d);
    free(seen);
    return ok && d->n_error == 0;
}

/* --- numbers ----------------------------------------------------------------------------------------- */

/* A number at least 0. */
static double amount(const wide *w, const char *what, bool repair, lode_diags *d)
{
    double x = 0;
    if (!lode_cell_number(&w->cell, &x)) {
        lode_diag_add(d, LODE_DIAG_NET_NUMBER, place(w), "write it as 12.5 or 1.25e1", shown(w), w->cell.text);
        return 0;
    }
    if (x >= 0) return x;
    if (repair) {
        char word[80];
        snprintf(word, sizeof word, "%.6g becomes 0", x);
        lode_diag_add(d, LODE_DIAG_NET_REPAIRED, place(w), NULL, word);
    } else {
        lode_diag_add(d, LODE_DIAG_ARIO_NEGATIVE, place(w), "--repair sets it to 0 and adds the row up again", x, what);
    }
    return 0;
}

/* Rows of a file whose first cell names an industry; `put` takes each number with its column. */
static bool read_rows(wide *w, lode_ario_table *t, int32_t n_column, const char *what, bool repair,
                      void (*put)(lode_ario_table *t, int32_t i, int32_t column, double x), const int32_t *column,
                      int32_t *seen, lode_diags *d)
{
    char word[160];
    while (next_row(w) && next_cell(w)) {
        int32_t i = number_of(w, t, "sector", t->sector, t->n_sector, d), at = 0;
        if (i < 0) continue;
        if (seen[i])
            lode_diag_add(d, LODE_DIAG_ARIO_TWICE, place(w), NULL,
                          label(word, t->region[i / t->n_sector], t->sector[i % t->n_sector]));
        seen[i] = w->line;
        for (; next_cell(w); at++)
            if (at < n_column) put(t, i, column ? column[at] : 0, amount(w, what, repair, d));
        if (at != n_column)
            lode_diag_add(d, LODE_DIAG_NET_CELLS, ((lode_place){w->path, w->line, 0, 0}), NULL, at + 1, (int)n_column + 1);
    }
    complain_missing(t, w->path, "row", seen, t->n_industry, t->sector, t->n_sector, d);
    return d->n_error == 0;
}

static void put_z(lode_ario_table *t, int32_t i, int32_t column, double x)
{
    t->z[lode_ario_at(t, i, column)] = x;
}

static void put_y(lode_ario_table *t, int32_t i, int32_t column, double x)
{
    t->y[(size_t)i * (size_t)t->n_column + (size_t)column] = x;
}

static void put_x(lode_ario_table *t, int32_t i, int32_t column, double x)
{
    (void)column;
    t->x[i] = x;
}

/* One of the three files. */
static bool read_file(lode_ario_table *t, const char *path, char which, bool repair, int32_t *seen, lode_diags *d)
{
    wide w;
    const int32_t n = which == 'Z' ? t->n_industry : which == 'Y' ? t->n_column : 1;
    const char *what = which == 'Z' ? "bought" : which == 'Y' ? "consumed" : "made";
    int32_t *column = calloc((size_t)n + 1, sizeof *column);
    if (!column) lode_diag_no_memory(d);
    bool ok = open_wide(&w, path, d) && column;
    memset(seen, 0, (size_t)t->n_industry * sizeof *seen);
    if (ok && which == 'x') {
        ok = next_row(&w);
        if (!ok) lode_diag_add(d, LODE_DIAG_TABLE_EMPTY, ((lode_place){path, 0, 0, 0}), NULL);
    } else if (ok)
        ok = read_header(&w, t, which == 'Z' ? "sector" : "category", which == 'Z' ? t->sector : t->category,
                         which == 'Z' ? t->n_sector : t->n_category, column, n, d);
    ok = ok && read_rows(&w, t, n, what, repair, which == 'Z' ? put_z : which == 'Y' ? put_y : put_x, column, seen, d);
    close_wide(&w);
    free(column);
    return ok;
}

/* Sizes and names, from the two headers. */
static bool read_names(lode_ario_table *t, const char *z, const char *y, lode_diags *d)
{
    lode_pool regions = {0}, sectors = {0}, buyers = {0}, categories = {0};
    lode_ario_table names = {0};
    bool ok = gather(z, "sector", &regions, &sectors, d) && gather(y, "category", &buyers, &categories, d);
    if (ok && (int64_t)regions.n_word * sectors.n_word > MOST_INDUSTRIES) {
        lode_diag_add(d, LODE_DIAG_TABLE_LARGE, ((lode_place){z, 1, 0, 0}), NULL, "industries", MOST_INDUSTRIES);
        ok = false;
    }
    if (ok && (int64_t)regions.n_word * categories.n_word > MOST_COLUMNS) {
        lode_diag_add(d, LODE_DIAG_TABLE_LARGE, ((lode_place){y, 1, 0, 0}), NULL, "columns of final demand", MOST_COLUMNS);
        ok = false;
    }
    if (ok && (regions.n_word == 0 || categories.n_word == 0)) {
        lode_diag_add(d, LODE_DIAG_TABLE_EMPTY, ((lode_place){regions.n_word == 0 ? z : y, 1, 0, 0}), NULL);
        ok = false;
    }
    if (ok) {
        ok = lode_ario_table_make(&names, regions.n_word, sectors.n_word, categories.n_word) &&
             keep_names(&names.arena, &regions, &names.region, &names.n_region) &&
             keep_names(&names.arena, &sectors, &names.sector, &names.n_sector) &&
             keep_names(&names.arena, &categories, &names.category, &names.n_category);
        if (!ok) lode_diag_no_memory(d);
    }
    *t = names;
    lode_pool_free(&regions);
    lode_pool_free(&sectors);
    lode_pool_free(&buyers);
    lode_pool_free(&categories);
    return ok;
}

bool lode_ario_table_read(lode_ario_table *t, const char *folder, bool repair, lode_diags *d)
{
    static const char NAME[] = "ZYx";
    char path[3][4096];
    for (int k = 0; k < 3; k++) snprintf(path[k], sizeof path[k], "%s/%c.csv", folder, NAME[k]);
    if (!read_names(t, path[0], path[1], d)) return false;
    int32_t *seen = calloc((size_t)t->n_industry, sizeof *seen);
    if (!seen) lode_diag_no_memory(d);
    bool ok = seen != NULL;
    for (int k = 0; seen && k < 3; k++) ok &= read_file(t, path[k], NAME[k], repair, seen, d);
    if (ok) lode_ario_table_check(t, path[2], seen, repair, d);
    free(seen);
    return ok && d->n_error == 0;
}
