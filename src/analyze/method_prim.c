/* lodestone analyze prim: boxes of inputs in which a result is true. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/method.h"
#include "analyze/prim.h"
#include "base/diag.h"

enum { BOXES_MOST = 3, HALVES = 10, LEAST_ROWS = 20 };

static const lode_report_column LIMIT[] = {{"output", true, true},      {"box", false, true},
                                           {"input", true, true},       {"low", false, true},
                                           {"high", false, true},       {"words", true, true},
                                           {"low_p", false, true},      {"high_p", false, true},
                                           {"times_of_10", false, true}};
static const lode_report_column STEP[] = {{"output", true, true},    {"box", false, true},
                                          {"step", false, true},     {"chosen", false, true},
                                          {"rows", false, true},     {"true_rows", false, true},
                                          {"coverage", false, true}, {"density", false, true},
                                          {"mass", false, true},     {"restricted", false, true}};

typedef struct work {
    const lode_study_tables *t;
    lode_report *r;
    lode_prim_kind *kind; /* (n_input) */
    uint8_t *y, *left;    /* (n_row)   */
    int32_t *times;       /* (n_input) */
} work;

/* The words of a column that a box keeps. */
static const char *words_of(lode_report *r, const lode_table_column *c, uint64_t member)
{
    static const char *const truth[] = {"false", "true"};
    lode_text text = {0};
    int32_t n = c->kind == LODE_COLUMN_TRUTH ? 2 : c->n_word;
    for (int32_t i = 0; i < n; i++) {
        if (!(member >> i & 1u)) continue;
        lode_text_printf(&text, "%s%s", text.length ? " " : "",
                         c->kind == LODE_COLUMN_TRUTH ? truth[i] : c->word[i]);
    }
    const char *kept = lode_report_text(r, "%s", lode_text_str(&text));
    lode_text_free(&text);
    return kept;
}

static void put_box(work *w, const char *output, int32_t number, const lode_prim_box *box,
                    int32_t chosen)
{
    const lode_table *x = &w->t->inputs;
    lode_text chance = {0};
    for (int32_t i = 0; i < box->n_step; i++) {
        const lode_prim_step *s = &box->step[i];
        const lode_report_cell cell[] = {{.text = output}, {number},       {i},
                                         {i == chosen},    {(double)s->n}, {(double)s->k},
                                         {s->coverage},    {s->density},   {s->mass},
                                         {s->restricted}};
        lode_report_row(w->r, 1, cell);
    }
    const lode_prim_step *s = &box->step[chosen];
    for (int32_t j = 0; j < box->n_input; j++) {
        const lode_prim_limit *l = &s->limit[j];
        bool words = w->kind[j] == LODE_PRIM_CATEGORY;
        if (!l->low_set && !l->high_set) continue;
        const lode_report_cell cell[] = {{.text = output},
                                         {number},
                                         {.text = x->column[j].name},
                                         {l->low_set && !words ? l->low : (double)NAN},
                                         {l->high_set && !words ? l->high : (double)NAN},
                                         {.text = words ? words_of(w->r, &x->column[j], l->member)
                                                        : NULL},
                                         {l->low_set ? l->low_p : (double)NAN},
                                         {l->high_set ? l->high_p : (double)NAN},
                                         {number == 1 ? w->times[j] : (double)NAN}};
        lode_report_row(w->r, 0, cell);
        if ((l->low_set && l->low_p > 0.05) || (l->high_set && l->high_p > 0.05))
            lode_text_printf(&chance, "%s%s", chance.length ? ", " : "", x->column[j].name);
    }
    if (chance.length)
        lode_report_note(w->r, "%s, box %d: may be chance (quasi-p above 0.05): %s.", output,
                         number, lode_text_str(&chance));
    lode_text_free(&chance);
}

/* Boxes one after the other, each among the rows that those before do not have. */
static bool find_boxes(work *w, const char *output, const lode_prim_data *data)
{
    lode_prim_options o = lode_prim_options_default();
    size_t n = (size_t)data->n;
    double base = 0.0; /* share of true rows in all */
    for (size_t i = 0; i < n; i++) base += data->y[i] / (double)n;
    bool ok = lode_prim_stability(data, &o, w->t->seed, HALVES, w->times);
    memset(w->left, 1, n);
    for (int32_t b = 1; ok && b <= BOXES_MOST; b++) {
        uint8_t *left = malloc(n);
        lode_prim_box box = {0};
        if (left) memcpy(left, w->left, n);
        ok = left && lode_prim_find(data, &o, left, &box);
        free(left);
        int32_t chosen = ok ? lode_prim_choose(&box) : 0;
        bool some = ok && box.step[chosen].density > base;
        if (some) {
            const lode_prim_step *s = &box.step[chosen];
            lode_report_note(w->r,
                             "%s, box %d: true in %.1f %% of its rows; it has %.1f %% of all true "
                             "rows, %.1f %% of all rows.",
                             output, b, 100.0 * s->density, 100.0 * s->coverage, 100.0 * s->mass);
            put_box(w, output, b, &box, chosen);
            for (int64_t i = 0; i < data->n; i++)
                if (lode_prim_inside(data, s->limit, i)) w->left[i] = 0;
        } else if (ok && b == 1)
            lode_report_note(w->r, "%s: no box of inputs has more of it than the rest.", output);
        lode_prim_free(&box);
        if (!some) break;
    }
    return ok;
}

/* What is of interest, as bytes; false where the column is not of 0 and 1, or is all the same. */
static bool read_truth(work *w, const lode_table_column *c, lode_diags *d)
{
    int64_t n_true = 0, n = w->t->outputs.n_row;
    lode_place place = {.file = w->t->outputs_path, .line = 1};
    for (int64_t i = 0; i < n; i++) {
        double x = c->value[i];
        w->y[i] = x > 0.5;
        n_true += w->y[i];
        if (fabs(x - (double)w->y[i]) <= 0.0) continue;
        place.line = w->t->outputs.line[i];
        lode_diag_add(d, LODE_DIAG_PRIM_NOT_TRUTH, place,
                      "1 (true) says that the row is of interest", c->name);
        return false;
    }
    if (n_true > 0 && n_true < n) return true;
    lode_diag_add(d, LODE_DIAG_PRIM_ALL_ALIKE, place, NULL, c->name);
    return false;
}

static bool run(work *w, lode_diags *d)
{
    static const lode_prim_kind kinds[] = {LODE_PRIM_REAL, LODE_PRIM_WHOLE, LODE_PRIM_CATEGORY,
                                           LODE_PRIM_CATEGORY};
    const lode_study_tables *t = w->t;
    for (int32_t j = 0; j < t->inputs.n_column; j++) w->kind[j] = kinds[t->inputs.column[j].kind];
    lode_prim_data data = {.n = t->inputs.n_row,
                           .n_input = t->inputs.n_column,
                           .x = t->inputs.value,
                           .kind = w->kind,
                           .y = w->y};
    lode_report_sheet_add(w->r, "limits", sizeof LIMIT / sizeof *LIMIT, LIMIT, true);
    lode_report_sheet_add(w->r, "steps", sizeof STEP / sizeof *STEP, STEP, false);
    lode_report_note(w->r,
                     "PRIM: in which part of the inputs the result is true; %lld rows, %d inputs.",
                     (long long)data.n, data.n_input);
    for (int32_t c = 0; c < t->outputs.n_column; c++) {
        if (!lode_method_wants(t, &t->outputs.column[c])) continue;
        if (!read_truth(w, &t->outputs.column[c], d)) return false;
        if (!find_boxes(w, t->outputs.column[c].name, &data)) {
            lode_diag_no_memory(d);
            return false;
        }
    }
    return true;
}

bool lode_method_prim(const lode_study_tables *t, lode_report *r, lode_diags *d)
{
    if (t->inputs.n_row < LEAST_ROWS) {
        lode_diag_add(d, LODE_DIAG_TABLE_FEW_ROWS, (lode_place){.file = t->inputs_path}, NULL,
                      (long long)t->inputs.n_row, (int)LEAST_ROWS);
        return false;
    }
    size_t n = (size_t)t->inputs.n_row, m = (size_t)t->inputs.n_column;
    work w = {.t = t,
              .r = r,
              .kind = malloc(m * sizeof *w.kind),
              .y = malloc(n),
              .left = malloc(n),
              .times = malloc(m * sizeof *w.times)};
    bool ok = w.kind && w.y && w.left && w.times;
    if (ok) ok = run(&w, d);
    else lode_diag_no_memory(d);
    free(w.kind);
    free(w.y);
    free(w.left);
    free(w.times);
    return ok;
}
