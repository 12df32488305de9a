/* lodestone analyze pawn: what a result looks like in slices of each input. */
#include <math.h>
#include <stdlib.h>

#include "analyze/method.h"
#include "analyze/pawn.h"
#include "base/diag.h"

enum { SLICES = 10, LEAST_ROWS = 50 };

static const lode_report_column INPUT[] = {
    {"output", true, true},      {"input", true, true},
    {"median", false, true},     {"maximum", false, true},
    {"chance", false, true},     {"share_low", false, true},
    {"share_high", false, true}, {"value_of_knowing", false, true}};
static const lode_report_column SLICE[] = {{"output", true, true},     {"input", true, true},
                                           {"slice", false, true},     {"rows", false, true},
                                           {"low", false, true},       {"middle", false, true},
                                           {"high", false, true},      {"ks", false, true},
                                           {"mean", false, true},      {"share", false, true},
                                           {"share_low", false, true}, {"share_high", false, true}};
static const lode_report_column FLIP[] = {{"output", true, true},
                                          {"input", true, true},
                                          {"threshold", false, true},
                                          {"value", false, true}};

static void put_slices(const lode_pawn *p, const char *output, const char *input, bool truth,
                       lode_report *r)
{
    for (int32_t s = 0; s < p->n_slice; s++) {
        const lode_slice *l = &p->slice[s];
        const lode_report_cell cell[] = {{.text = output},
                                         {.text = input},
                                         {s + 1},
                                         {(double)l->n},
                                         {l->low},
                                         {l->middle},
                                         {l->high},
                                         {l->ks},
                                         {l->mean},
                                         {truth ? l->share.value : (double)NAN},
                                         {truth ? l->share.low : (double)NAN},
                                         {truth ? l->share.high : (double)NAN}};
        lode_report_row(r, 1, cell);
    }
}

/* Where the share of a 0/1 result crosses the levels at which a verdict changes. */
static void put_flips(const lode_pawn *p, const char *output, const char *input, lode_report *r)
{
    static const double level[] = {0.1, 0.5, 0.9};
    for (int i = 0; i < 3; i++) {
        double flip[LODE_SLICES_MOST];
        int32_t n = lode_pawn_flips(p, level[i], flip);
        for (int32_t k = 0; k < n; k++) {
            const lode_report_cell cell[] = {{.text = output},
                                             {.text = input},
                                             {level[i]},
                                             {flip[k]}};
            lode_report_row(r, 2, cell);
        }
    }
}

static void put_input(const lode_pawn_result *y, const lode_pawn *p, const char *output,
                      const char *input, lode_report *r)
{
    double low = 1.0, high = 0.0;
    for (int32_t s = 0; s < p->n_slice; s++) {
        low = fmin(low, p->slice[s].share.value);
        high = fmax(high, p->slice[s].share.value);
    }
    const lode_report_cell cell[] = {{.text = output},
                                     {.text = input},
                                     {p->median},
                                     {p->maximum},
                                     {p->chance},
                                     {y->truth ? low : (double)NAN},
                                     {y->truth ? high : (double)NAN},
                                     {y->truth ? lode_pawn_value_of_knowing(y, p) : (double)NAN}};
    lode_report_row(r, 0, cell);
}

typedef struct ranked {
    double median;
    int32_t column;
} ranked;

static int by_median(const void *a, const void *b)
{
    const ranked *p = a, *q = b;
    if (p->median > q->median) return -1;
    if (p->median < q->median) return 1;
    return (p->column > q->column) - (p->column < q->column);
}

/* All inputs for one result, the strongest first, and a dummy that does nothing. */
static bool one_output(const lode_study_tables *t, const lode_table_column *output,
                       const int32_t *input, int32_t n, lode_pawn *found, ranked *rank,
                       lode_report *r)
{
    lode_pawn_result y;
    bool ok = lode_pawn_prepare(t->outputs.n_row, output->value, &y);
    if (ok && y.constant)
        lode_report_note(r, "%s: the result does not vary, so no input matters.", output->name);
    for (int32_t i = 0; ok && !y.constant && i < n; i++) {
        ok = lode_pawn_input(&y, t->inputs.column[input[i]].value, SLICES, &found[i]);
        rank[i] = (ranked){found[i].median, i};
    }
    lode_pawn dummy;
    ok = ok && lode_pawn_dummy(&y, t->seed, SLICES, &dummy);
    if (ok && !y.constant) {
        if (n > 1) qsort(rank, (size_t)n, sizeof *rank, by_median);
        if (y.truth)
            lode_report_note(r, "%s: true in %.1f %% of the rows.", output->name, 100.0 * y.share);
        for (int32_t i = 0; i < n; i++) {
            const char *name = t->inputs.column[input[rank[i].column]].name;
            put_input(&y, &found[rank[i].column], output->name, name, r);
            put_slices(&found[rank[i].column], output->name, name, y.truth, r);
            if (y.truth) put_flips(&found[rank[i].column], output->name, name, r);
        }
        put_input(&y, &dummy, output->name, "(dummy)", r);
        lode_report_note(r, "%s: an input that does nothing has median %.3f, maximum %.3f here.",
                         output->name, dummy.median, dummy.maximum);
    }
    lode_pawn_free(&y);
    return ok;
}

bool lode_method_pawn(const lode_study_tables *t, lode_report *r, lode_diags *d)
{
    if (t->inputs.n_row < LEAST_ROWS) {
        lode_diag_add(d, LODE_DIAG_TABLE_FEW_ROWS, (lode_place){.file = t->inputs_path}, NULL,
                      (long long)t->inputs.n_row, (int)LEAST_ROWS);
        return false;
    }
    size_t size = (size_t)t->inputs.n_column;
    int32_t *input = malloc(size * sizeof *input);
    lode_pawn *found = malloc(size * sizeof *found);
    ranked *rank = malloc(size * sizeof *rank);
    bool ok = input && found && rank;
    if (ok) {
        int32_t n = lode_method_varying(&t->inputs, input);
        lode_report_sheet_add(r, "inputs", sizeof INPUT / sizeof *INPUT, INPUT, true);
        lode_report_sheet_add(r, "slices", sizeof SLICE / sizeof *SLICE, SLICE, false);
        lode_report_sheet_add(r, "flips", sizeof FLIP / sizeof *FLIP, FLIP, false);
        lode_report_note(r,
                         "PAWN: distance between the distribution of the result in slices of an "
                         "input and in all %lld rows.",
                         (long long)t->inputs.n_row);
        lode_report_note(r,
                         "median, maximum: over %d slices; chance: what 95 %% of slices stay below "
                         "if the input does nothing.",
                         (int)SLICES);
        for (int32_t c = 0; ok && c < t->outputs.n_column; c++)
            if (lode_method_wants(t, &t->outputs.column[c]))
                ok = one_output(t, &t->outputs.column[c], input, n, found, rank, r);
    }
    if (!ok) lode_diag_no_memory(d);
    free(input);
    free(found);
    free(rank);
    return ok;
}
