/* Reader and checker of cases on any bytes.
 *
 * The input is a case in one piece: a line "== NAME" begins the file of that name. Files that are not
 * there are taken from the case that `lodestone new` writes, unless there is a line "== -"; lines of
 * the file "set" are given to lode_case_set. Text before the first such line is case.yaml. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "case/case.h"
#include "case/schema.h"
#include "case/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_FILES = 24 };

/* A case cut into files. */
typedef struct cut_case {
    char *text; /* with NULs behind names */
    lode_case_bytes file[MOST_FILES];
    int32_t n;
    const char *set;
    size_t set_length;
    bool alone; /* nothing from the example */
} cut_case;

static void add_file(cut_case *c, const char *name, const char *bytes, size_t length)
{
    if (strcmp(name, "-") == 0) c->alone = true;
    else if (strcmp(name, "set") == 0) {
        c->set = bytes;
        c->set_length = length;
    } else if (c->n < MOST_FILES) c->file[c->n++] = (lode_case_bytes){name, bytes, length};
}

/* The next line "== ..." from `at` on, or the end. */
static char *next_head(char *at, char *end)
{
    while (end - at >= 3 && memcmp(at, "== ", 3) != 0) {
        char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline) return end;
        at = newline + 1;
    }
    return end - at >= 3 ? at : end;
}

static void cut(cut_case *c, size_t size)
{
    static const char first[] = "case.yaml";
    char *end = c->text + size, *at = next_head(c->text, end);
    if (at > c->text) add_file(c, first, c->text, (size_t)(at - c->text));
    while (at < end) {
        char *name = at + 3, *newline = memchr(name, '\n', (size_t)(end - name));
        if (!newline) return;
        *newline = '\0';
        at = next_head(newline + 1, end);
        add_file(c, name, newline + 1, (size_t)(at - newline - 1));
    }
}

static bool has_file(const cut_case *c, const char *name)
{
    for (int32_t i = 0; i < c->n; i++)
        if (strcmp(c->file[i].name, name) == 0) return true;
    return false;
}

/* What must hold of every case that was read without errors. */
static void check_invariants(const lode_case *c)
{
    for (int32_t i = 0; i < c->n_input; i++) {
        const lode_input *in = &c->input[i];
        if (!(in->low <= in->central && in->central <= in->high)) abort();
        if (lode_case_find_input(c, in->name) != i) abort();
        if (in->row < 0 || in->row >= c->table[in->table].n_row) abort();
        if (lode_case_qty(c, in->row, in->column) != i) abort();
        if (in->source >= c->table[LODE_T_SOURCES].n_row) abort();
    }
    for (int32_t column = 0; column < LODE_N_COLUMN; column++) {
        const lode_column_spec *spec = lode_schema_column(column);
        int32_t to = lode_schema_find_table(spec->argument);
        for (int32_t row = 0; row < c->table[spec->table].n_row; row++) {
            const lode_cell *cell = lode_case_cell(c, row, column);
            bool needed = spec->need == LODE_REQUIRED;
            if (needed && !cell->set) abort();
            if (!cell->set) continue;
            if (spec->type == LODE_REF && (cell->i < 0 || cell->i >= c->table[to].n_row)) abort();
            if (spec->type != LODE_REFS) continue;
            for (int32_t i = cell->first; i < cell->first + cell->n; i++)
                if (c->list[i] < 0 || c->list[i] >= c->table[to].n_row) abort();
        }
    }
    for (int32_t t = 0; t < LODE_N_TABLE; t++)
        for (int32_t row = 0; row < c->table[t].n_row; row++)
            if (lode_schema_n_key(t) == 1 && lode_case_find(c, t, lode_case_key(c, t, row)) != row)
                abort();
}

/* The first lines of the file "set": looking for near names takes long under sanitizers. */
static void set_all(lode_case *c, const cut_case *cut_up, lode_diags *d)
{
    const char *end = cut_up->set ? cut_up->set + cut_up->set_length : NULL;
    const char *at = cut_up->set;
    for (int n = 0; n < 3 && at < end; n++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((newline ? newline : end) - at);
        lode_text line = {0};
        lode_text_add(&line, at, length);
        lode_case_set(c, lode_text_str(&line), d);
        lode_text_free(&line);
        at += length + 1;
    }
}

/* Whatever the input: a case, or errors that can be shown. */
static void read_case(const cut_case *c)
{
    lode_diags d = {0};
    lode_case *read = lode_case_read_files(c->file, c->n, &d);
    if ((read != NULL) != (d.n_error == 0)) abort();
    if (read) {
        check_invariants(read);
        set_all(read, c, &d);
        check_invariants(read);
    }
    lode_diags_sort(&d);
    char *text = lode_diags_text(&d, NULL, false);
    if (text && lode_utf8_bad(text, strlen(text)) != strlen(text)) abort();
    free(text);
    lode_case_free(read);
    lode_diags_free(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cut_case c = {.text = malloc(size + 1)};
    if (!c.text) return 0;
    if (size > 0) memcpy(c.text, data, size);
    c.text[size] = '\0';
    cut(&c, size);

    lode_text example[LODE_N_TEMPLATE] = {{0}};
    for (int i = 0; i < LODE_N_TEMPLATE && !c.alone; i++) {
        if (has_file(&c, lode_template[i].name)) continue;
        lode_template_text(&lode_template[i], &example[i]);
        add_file(&c, lode_template[i].name, example[i].data, example[i].length);
    }
    read_case(&c);
    for (int i = 0; i < LODE_N_TEMPLATE; i++) lode_text_free(&example[i]);
    free(c.text);
    return 0;
}
