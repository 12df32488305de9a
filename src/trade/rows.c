/* Rows of a CSV file by the names of their columns. */
#include "trade/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const size_t FILE_MOST = (size_t)1 << 30;

/* --- opening ------------------------------------------------------------------------------- */

static const char *plain_name(const char *name)
{
    return *name == '?' ? name + 1 : name;
}

/* The text of a cell, without doubled quotes. */
static const char *text_of(const lode_csv_cell *c, char word[LODE_TRADE_WORD])
{
    size_t n = 0;
    for (size_t i = 0; i < c->size && n + 1 < LODE_TRADE_WORD; i++) {
        word[n++] = c->text[i];
        if (c->doubled && c->text[i] == '"') i++;
    }
    word[n] = '\0';
    return word;
}

static void find_columns(lode_trade_rows *r)
{
    char word[LODE_TRADE_WORD];
    r->n_header = r->csv.n_cell;
    int32_t shown = r->n_header < LODE_CSV_CELLS ? r->n_header : LODE_CSV_CELLS;
    for (int32_t k = 0; r->name[k]; k++) {
        r->column[k] = -1;
        for (int32_t c = 0; c < shown; c++)
            if (strcmp(text_of(&r->csv.cell[c], word), plain_name(r->name[k])) == 0)
                r->column[k] = c;
        if (r->column[k] < 0 && *r->name[k] != '?')
            lode_diag_add(r->diags, LODE_DIAG_TRADE_COLUMN, ((lode_place){r->path, 1, 0, 0}), NULL,
                          r->name[k]);
    }
}

bool lode_trade_rows_open(lode_trade_rows *r, const char *path, const char *const *names,
                          lode_diags *d)
{
    int32_t before = d->n_error;
    lode_text why = {0};
    *r = (lode_trade_rows){.diags = d, .name = names};
    snprintf(r->path, sizeof r->path, "%s", path);
    if (!lode_file_read_plain(&r->file, path, FILE_MOST, &why)) {
        lode_diag_add(d, LODE_DIAG_TRADE_UNREADABLE, (lode_place){0}, NULL,
                      why.length > 0 ? lode_text_str(&why) : "out of memory");
    } else {
        size_t mark = r->file.length >= 3 && memcmp(r->file.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        lode_csv_begin(&r->csv, r->file.data + mark, r->file.length - mark);
        if (lode_csv_next(&r->csv)) find_columns(r);
        else lode_diag_add(d, LODE_DIAG_TRADE_EMPTY, (lode_place){.file = r->path}, NULL);
    }
    lode_text_free(&why);
    return d->n_error == before;
}

void lode_trade_rows_close(lode_trade_rows *r)
{
    lode_file_free(&r->file);
}

/* --- rows ---------------------------------------------------------------------------------- */

static bool is_blank(const lode_csv *s)
{
    return s->n_cell == 0 || (s->n_cell == 1 && s->cell[0].size == 0 && !s->cell[0].quoted);
}

bool lode_trade_rows_next(lode_trade_rows *r)
{
    while (lode_csv_next(&r->csv)) {
        if (r->csv.fault != LODE_CSV_FINE) {
            lode_place at = {r->path, r->csv.fault_line, r->csv.fault_column, 0};
            lode_diag_add(r->diags, LODE_DIAG_TRADE_QUOTE, at, NULL);
        } else if (is_blank(&r->csv)) continue;
        else if (r->csv.n_cell != r->n_header)
            lode_diag_add(r->diags, LODE_DIAG_TRADE_CELLS, lode_trade_rows_place(r, -1), NULL,
                          (int)r->csv.n_cell, (int)r->n_header);
        else return true;
    }
    return false;
}

lode_place lode_trade_rows_place(const lode_trade_rows *r, int32_t c)
{
    const lode_csv_cell *first = &r->csv.cell[0];
    if (c < 0 || r->column[c] < 0) return (lode_place){r->path, first->line, 0, 0};
    const lode_csv_cell *cell = &r->csv.cell[r->column[c]];
    return (lode_place){r->path, cell->line, cell->column, cell->length};
}

const char *lode_trade_rows_text(const lode_trade_rows *r, int32_t c, char word[LODE_TRADE_WORD])
{
    *word = '\0';
    return r->column[c] < 0 ? word : text_of(&r->csv.cell[r->column[c]], word);
}

bool lode_trade_rows_number(lode_trade_rows *r, int32_t c, double *x)
{
    char word[LODE_TRADE_WORD], *end;
    lode_trade_rows_text(r, c, word);
    bool plain = *word != '\0' && word[strspn(word, "0123456789+-.eE")] == '\0';
    *x = plain ? strtod(word, &end) : NAN;
    if (plain && *end == '\0' && isfinite(*x)) return true;
    lode_diag_add(r->diags, LODE_DIAG_TRADE_NUMBER, lode_trade_rows_place(r, c), NULL, word);
    return false;
}

int32_t lode_trade_rows_find(lode_trade_rows *r, int32_t c, const lode_pool *pool, const char *what)
{
    char word[LODE_TRADE_WORD];
    lode_trade_rows_text(r, c, word);
    int32_t id = lode_pool_find(pool, word, strlen(word));
    if (id >= 0) return id;
    const char *near[512];
    int32_t n = pool->n_word < 512 ? pool->n_word : 512;
    for (int32_t i = 0; i < n; i++) near[i] = lode_pool_word(pool, i);
    int32_t best = lode_nearest(word, near, n);
    lode_diag_add(r->diags, LODE_DIAG_TRADE_UNKNOWN, lode_trade_rows_place(r, c), NULL, what, word);
    if (best >= 0) lode_diag_hint(r->diags, "did you mean '%s'?", near[best]);
    return -1;
}

void lode_trade_rows_range(lode_trade_rows *r, int32_t c, double x, const char *must)
{
    lode_diag_add(r->diags, LODE_DIAG_TRADE_RANGE, lode_trade_rows_place(r, c), NULL,
                  plain_name(r->name[c]), x, must);
}
