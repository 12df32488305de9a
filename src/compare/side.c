/* Reading one side of a comparison. */
#include "compare/side.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "case/csv.h"
#include "out/decimal.h"
#include "out/inner.h"

enum { LIMIT = 512 * 1024 * 1024 /* byte  of a file */ };

static const char *keep(lode_arena *a, const char *text, size_t n)
{
    char *copy = LODE_TAKE(a, n + 1, char);
    if (copy && n > 0) memcpy(copy, text, n);
    return copy;
}

static const char *keep_text(lode_arena *a, const char *text)
{
    return keep(a, text, strlen(text));
}

/* --- inputs ----------------------------------------------------------------------------------------- */

/* A range and its distribution, or one number. */
static const char *value_text(lode_arena *a, const char *low, const char *central, const char *high, const char *dist)
{
    char text[200];
    if (strcmp(dist, "fixed") == 0 || (strcmp(low, central) == 0 && strcmp(central, high) == 0))
        snprintf(text, sizeof text, "%s", central);
    else snprintf(text, sizeof text, "%s..%s..%s %s", low, central, high, dist);
    return keep_text(a, text);
}

static bool is_complete(const lode_side_input *x)
{
    return x->name && x->unit && x->value && x->grade && x->source;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const lode_side_input *)a)->name, ((const lode_side_input *)b)->name);
}

/* The inputs of a case, as inputs.csv would have them. */
static bool take_inputs(lode_side *s, const lode_case *c)
{
    s->input = LODE_TAKE(&s->arena, c->n_input + 1, lode_side_input);
    if (!s->input) return false;
    for (int32_t i = 0; i < c->n_input; i++) {
        const lode_input *x = &c->input[i];
        char low[LODE_DECIMAL_SIZE], central[LODE_DECIMAL_SIZE], high[LODE_DECIMAL_SIZE];
        lode_decimal(x->low, low);
        lode_decimal(x->central, central);
        lode_decimal(x->high, high);
        lode_side_input *to = &s->input[s->n_input++];
        to->name = keep_text(&s->arena, x->name);
        to->unit = keep_text(&s->arena, x->unit);
        to->value = value_text(&s->arena, low, central, high, lode_out_dist(x->dist));
        to->grade = keep_text(&s->arena, x->given ? lode_out_grade(x->grade) : "");
        to->source = keep_text(&s->arena, x->source >= 0 ? lode_case_key(c, LODE_T_SOURCES, x->source) : "");
        if (!is_complete(to)) return false;
    }
    qsort(s->input, (size_t)s->n_input, sizeof *s->input, by_name);
    return true;
}

/* Text of a cell, doubled quotes undone. */
static const char *cell_text(lode_arena *a, const lode_csv *row, int32_t i)
{
    if (i < 0 || i >= row->n_cell) return "";
    const lode_csv_cell *cell = &row->cell[i];
    char *copy = LODE_TAKE(a, cell->size + 1, char);
    size_t n = 0;
    for (size_t k = 0; copy && k < cell->size; k++) {
        copy[n++] = cell->text[k];
        if (cell->doubled && cell->text[k] == '"' && k + 1 < cell->size && cell->text[k + 1] == '"') k++;
    }
    return copy;
}

static int32_t count_lines(const lode_file *f)
{
    int32_t n = 1;
    for (size_t i = 0; i < f->length; i++) n += f->data[i] == '\n';
    return n;
}

enum { NAME, UNIT, LOW, CENTRAL, HIGH, DIST, GRADE, SOURCE, N_COLUMN };

/* Which cells have the columns of inputs.csv. */
static bool find_columns(const lode_csv *head, int32_t at[N_COLUMN])
{
    static const char *const name[N_COLUMN] = {"name", "unit", "low", "central", "high", "dist", "grade", "source"};
    for (int k = 0; k < N_COLUMN; k++) {
        at[k] = -1;
        for (int32_t i = 0; i < head->n_cell && i < LODE_CSV_CELLS; i++)
            if (head->cell[i].size == strlen(name[k]) && memcmp(head->cell[i].text, name[k], head->cell[i].size) == 0) at[k] = i;
        if (at[k] < 0) return false;
    }
    return true;
}

static bool read_inputs(lode_side *s, const lode_file *f, const char *path, lode_text *why)
{
    int32_t at[N_COLUMN];
    lode_csv *row = LODE_TAKE(&s->arena, 1, lode_csv);
    s->input = LODE_TAKE(&s->arena, count_lines(f) + 1, lode_side_input);
    if (!row || !s->input) return false;
    lode_csv_begin(row, f->data, f->length);
    if (!lode_csv_next(row) || !find_columns(row, at)) {
        lode_text_printf(why, "'%s' is no table of inputs of a result", path);
        return false;
    }
    while (lode_csv_next(row)) {
        const char *text[N_COLUMN];
        if (row->n_cell <= at[NAME] || row->cell[at[NAME]].size == 0) continue;
        for (int k = 0; k < N_COLUMN; k++)
            if (!(text[k] = cell_text(&s->arena, row, at[k]))) return false;
        lode_side_input *to = &s->input[s->n_input++];
        to->name = text[NAME];
        to->unit = text[UNIT];
        to->value = value_text(&s->arena, text[LOW], text[CENTRAL], text[HIGH], text[DIST]);
        to->grade = text[GRADE];
        to->source = text[SOURCE];
        if (!is_complete(to)) return false;
    }
    qsort(s->input, (size_t)s->n_input, sizeof *s->input, by_name);
    return true;
}

/* --- summary ---------------------------------------------------------------------------------------- */

/* Whether the side has the scenario asked for. */
static bool has_scenario(const lode_side *s, lode_text *why)
{
    const json_t *all = json_object_get(s->summary, "scenarios");
    if (!json_is_object(all) || !json_is_object(json_object_get(s->summary, "case")))
        lode_text_printf(why, "'%s' has no summary of a run", s->label);
    else if (s->scenario && !json_object_get(all, s->scenario))
        lode_text_printf(why, "'%s' has no results of the scenario '%s'", s->label, s->scenario);
    else return true;
    return false;
}

static bool begin(lode_side *s, const char *label, const char *scenario)
{
    *s = (lode_side){0};
    s->label = keep_text(&s->arena, label);
    s->scenario = scenario ? keep_text(&s->arena, scenario) : NULL;
    return s->label && (s->scenario || !scenario);
}

static bool no_memory(lode_text *why)
{
    if (why->length == 0) lode_text_puts(why, "out of memory");
    return false;
}

bool lode_side_of_run(lode_side *s, const char *label, const char *scenario, lode_run *run, lode_text *why)
{
    size_t length = 0;
    const char *summary = lode_run_summary(run, &length);
    if (!begin(s, label, scenario) || !summary) return no_memory(why);
    s->summary = json_loadb(summary, length, 0, NULL);
    if (!s->summary || !take_inputs(s, lode_run_result(run)->c)) return no_memory(why);
    return has_scenario(s, why);
}

bool lode_side_is_result(const char *folder)
{
    lode_text path = {0};
    lode_text_printf(&path, "%s/summary.json", folder);
    bool is = !path.failed && access(lode_text_str(&path), F_OK) == 0;
    lode_text_free(&path);
    return is;
}

bool lode_side_of_folder(lode_side *s, const char *label, const char *scenario, const char *folder, lode_text *why)
{
    lode_text path = {0};
    lode_file f = {0};
    json_error_t error;
    if (!begin(s, label, scenario)) return no_memory(why);
    lode_text_printf(&path, "%s/summary.json", folder);
    bool ok = lode_file_read(&f, lode_text_str(&path), LIMIT, why);
    if (ok) s->summary = json_loadb(f.data, f.length, JSON_REJECT_DUPLICATES, &error);
    if (ok && !s->summary)
        lode_text_printf(why, "%s:%d:%d: not JSON: %s", lode_text_str(&path), error.line, error.column, error.text);
    ok = ok && s->summary && has_scenario(s, why);
    lode_file_free(&f);
    if (ok) {
        lode_text_clear(&path);
        lode_text_printf(&path, "%s/inputs.csv", folder);
        ok = access(lode_text_str(&path), F_OK) != 0 ||
             (lode_file_read(&f, lode_text_str(&path), LIMIT, why) && read_inputs(s, &f, lode_text_str(&path), why));
        lode_file_free(&f);
    }
    lode_text_free(&path);
    return ok || no_memory(why);
}

void lode_side_free(lode_side *s)
{
    json_decref(s->summary);
    lode_arena_free(&s->arena);
    *s = (lode_side){0};
}
