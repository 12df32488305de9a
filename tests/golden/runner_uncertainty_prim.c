/* Golden runs of PRIM: trajectories, limits and quasi-p values of boxes in a table beside the file. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/prim.h"
#include "analyze/table.h"
#include "runner_uncertainty.h"

/* Read the table that `about` names after "Data: ": beside the file, or in ../data. */
static bool read_data(const char *path, const json_t *document, lode_table *t)
{
    const char *about = json_string_value(json_object_get(document, "about"));
    const char *at = about ? strstr(about, "Data: ") : NULL;
    if (!at) return false;
    char name[256], full[4096];
    if (sscanf(at + 6, "%255s", name) != 1) return false;
    size_t length = strlen(name);
    while (length > 0 && strchr(".,;)", name[length - 1])) name[--length] = '\0';
    const char *slash = strrchr(path, '/'), *last = strrchr(name, '/');
    int folder = slash ? (int)(slash - path) + 1 : 0;
    for (int where = 0; where < 3; where++) {
        lode_diags d = {0};
        snprintf(full, sizeof full, "%.*s%s%s", folder, path, where == 2 ? "../data/" : "",
                 where > 0 && last ? last + 1 : name);
        bool ok = lode_table_read(full, true, t, &d);
        lode_diags_free(&d);
        if (ok) return true;
        lode_table_free(t);
    }
    return false;
}

/* The box's column number of an input, -1: none. */
static int32_t input_of(const lode_table *t, const char *name)
{
    const lode_table_column *c = lode_table_find(t, name);
    return c ? (int32_t)(c - t->column) : -1;
}

/* The words of a category that a box keeps, given as a list, or as two equal lists. */
static void check_words(golden_result *r, const lode_table_column *c, uint64_t member,
                        const json_t *v, int i)
{
    const json_t *words = json_is_array(json_array_get(v, 0)) ? json_array_get(v, 0) : v, *word;
    uint64_t want = 0;
    size_t k;
    json_array_foreach(words, k, word)
    {
        const char *text = json_string_value(word);
        int32_t at = json_is_true(word) ? 1 : 0;
        while (text && at < c->n_word && strcmp(c->word[at], text) != 0) at++;
        want |= UINT64_C(1) << (unsigned)at % 64;
    }
    golden_compare(r, (double)member, (double)want, 1, 0.0, "words of %s, step %d", c->name, i);
}

static void check_limits(golden_result *r, const lode_table *t, const lode_prim_step *s,
                         const json_t *want, int i)
{
    const char *name;
    const json_t *v;
    json_object_foreach((json_t *)(uintptr_t)json_object_get(want, "limits"), name, v)
    {
        int32_t j = input_of(t, name);
        if (j < 0) {
            golden_fault(r, "limits of '%s', which is no column", name);
            continue;
        }
        if (t->column[j].kind > LODE_COLUMN_WHOLE) {
            check_words(r, &t->column[j], s->limit[j].member, v, i);
            continue;
        }
        golden_compare(r, s->limit[j].low, golden_at(v, 0), 1e-12, 1e-9,
                       "lower limit of %s, step %d", name, i);
        golden_compare(r, s->limit[j].high, golden_at(v, 1), 1e-12, 1e-9,
                       "upper limit of %s, step %d", name, i);
    }
    json_object_foreach((json_t *)(uintptr_t)json_object_get(want, "quasi_p"), name, v)
    {
        int32_t j = input_of(t, name);
        if (j < 0) continue;
        const lode_prim_limit *l = &s->limit[j];
        golden_compare(r, l->low_set ? l->low_p : -1.0, golden_at(v, 0), 1e-300, 1e-9,
                       "quasi-p below %s, step %d", name, i);
        golden_compare(r, l->high_set ? l->high_p : -1.0, golden_at(v, 1), 1e-300, 1e-9,
                       "quasi-p above %s, step %d", name, i);
    }
}

static double value_of(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : NAN;
}

static void check_box(golden_result *r, const lode_table *t, const lode_prim_box *box,
                      const json_t *want)
{
    const json_t *steps = json_object_get(want, "trajectory");
    r->n_value++;
    if ((size_t)box->n_step != json_array_size(steps))
        golden_fault(r, "%d steps, not %zu", box->n_step, json_array_size(steps));
    for (int32_t i = 0; i < box->n_step && (size_t)i < json_array_size(steps); i++) {
        const json_t *w = json_array_get(steps, (size_t)i);
        const lode_prim_step *s = &box->step[i];
        golden_compare(r, (double)s->n, value_of(w, "n"), 1, 1e-9, "rows, step %d", i);
        golden_compare(r, (double)s->k, value_of(w, "k"), 1, 1e-9, "of interest, step %d", i);
        golden_compare(r, s->coverage, value_of(w, "coverage"), 1, 1e-9, "coverage, step %d", i);
        golden_compare(r, s->density, value_of(w, "density"), 1, 1e-9, "density, step %d", i);
        golden_compare(r, s->mass, value_of(w, "mass"), 1, 1e-9, "mass, step %d", i);
        golden_compare(r, s->restricted, value_of(w, "restricted"), 1, 1e-9,
                       "restricted inputs, step %d", i);
        golden_compare(r, s->restricted, (double)json_object_size(json_object_get(w, "limits")), 1,
                       1e-9, "limits, step %d", i);
        check_limits(r, t, s, w, i);
    }
}

static lode_prim_options options_of(const json_t *p)
{
    lode_prim_options o = lode_prim_options_default();
    const char *objective = json_string_value(json_object_get(p, "obj_function"));
    if (objective && strcmp(objective, "original") == 0) o.objective = LODE_PRIM_ORIGINAL;
    if (objective && strcmp(objective, "lenient2") == 0) o.objective = LODE_PRIM_LENIENT2;
    if (json_object_get(p, "peel_alpha")) o.peel_alpha = value_of(p, "peel_alpha");
    if (json_object_get(p, "paste_alpha")) o.paste_alpha = value_of(p, "paste_alpha");
    if (json_object_get(p, "mass_min")) o.mass_min = value_of(p, "mass_min");
    return o;
}

static void check_run(golden_result *r, const lode_table *t, const lode_prim_data *data,
                      const json_t *run)
{
    lode_prim_options o = options_of(json_object_get(run, "parameters"));
    uint8_t *left = malloc((size_t)data->n + 1);
    memset(left, 1, (size_t)data->n);
    size_t i;
    const json_t *want;
    json_array_foreach(json_object_get(run, "boxes"), i, want)
    {
        lode_prim_box box;
        if (!lode_prim_find(data, &o, left, &box)) golden_fault(r, "no memory");
        else check_box(r, t, &box, want);
        lode_prim_free(&box);
    }
    free(left);
}

void golden_run_prim(const char *path, const json_t *document, golden_result *r)
{
    static const lode_prim_kind kinds[] = {LODE_PRIM_REAL, LODE_PRIM_WHOLE, LODE_PRIM_CATEGORY,
                                           LODE_PRIM_CATEGORY};
    lode_table t = {0};
    lode_prim_kind *kind = NULL;
    uint8_t *y = NULL;
    if (!read_data(path, document, &t) || t.n_column < 2) {
        golden_fault(r, "its table cannot be read");
    } else {
        kind = malloc((size_t)t.n_column * sizeof *kind);
        y = malloc((size_t)t.n_row);
        for (int32_t j = 0; j < t.n_column; j++) kind[j] = kinds[t.column[j].kind];
        /* the last column says what is of interest */
        for (int64_t i = 0; i < t.n_row; i++) y[i] = t.column[t.n_column - 1].value[i] > 0.5;
        lode_prim_data data = {
            .n = t.n_row, .n_input = t.n_column - 1, .x = t.value, .kind = kind, .y = y};
        size_t i;
        const json_t *run;
        json_array_foreach(json_object_get(document, "runs"), i, run) check_run(r, &t, &data, run);
    }
    free(kind);
    free(y);
    lode_table_free(&t);
}
