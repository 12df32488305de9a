/* lodestone analyze sobol: from the rows of a design of pairs of points to Sobol' indices. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/method.h"
#include "analyze/sobol.h"
#include "base/diag.h"

static const lode_report_column INDEX[] = {{"output", true, true},      {"input", true, true},
                                           {"first", false, true},      {"first_low", false, true},
                                           {"first_high", false, true}, {"total", false, true},
                                           {"total_low", false, true},  {"total_high", false, true},
                                           {"interaction", false, true}};
static const lode_report_column SECOND[] = {{"output", true, true},
                                            {"input_1", true, true},
                                            {"input_2", true, true},
                                            {"second", false, true}};

bool lode_method_wants(const lode_study_tables *t, const lode_table_column *output)
{
    return !t->output || strcmp(t->output, output->name) == 0;
}

int32_t lode_method_varying(const lode_table *t, int32_t *varies)
{
    int32_t n = 0;
    for (int32_t c = 0; c < t->n_column; c++) {
        const double *x = t->column[c].value;
        int64_t i = 1;
        while (i < t->n_row && !(x[i] < x[0]) && !(x[i] > x[0])) i++;
        if (i < t->n_row) varies[n++] = c;
    }
    return n;
}

/* --- the design ---------------------------------------------------------------------------- */

/* Rows of one base point, and where they are: A, AB_1 .. AB_D, (BA_1 .. BA_D,) B. */
typedef struct layout {
    int32_t n_input, per_point;
    int32_t *input; /* (n_input) columns that vary */
    bool second;
} layout;

/* The column in which row `within` of the base point from row `base` is not as it must be, -1: none. */
static int32_t wrong_in(const lode_study_tables *t, const layout *l, int64_t base, int32_t within)
{
    bool from_b = within > l->n_input;
    int32_t exchanged = from_b ? within - 1 - l->n_input : within - 1;
    int64_t a = base, b = base + l->per_point - 1;
    for (int32_t j = 0; j < l->n_input; j++) {
        const double *x = t->inputs.column[l->input[j]].value;
        double want = x[(j == exchanged) != from_b ? b : a], got = x[base + within];
        if (got < want || got > want) return j;
    }
    return -1;
}

/* Whether the rows are as the layout says; else the first row that is not, and its exchanged input. */
static bool fits(const lode_study_tables *t, const layout *l, int64_t *row, int32_t *input)
{
    for (int64_t base = 0; base < t->inputs.n_row; base += l->per_point)
        for (int32_t within = 1; within < l->per_point - 1; within++)
            if (wrong_in(t, l, base, within) >= 0) {
                *row = base + within;
                *input = (within - 1) % l->n_input;
                return false;
            }
    return true;
}

static bool find_layout(const lode_study_tables *t, layout *l, lode_diags *d)
{
    int64_t n = t->inputs.n_row, row = -1;
    int32_t input = 0;
    for (int second = 0; second < 2 && l->n_input > 0; second++) {
        l->second = second;
        l->per_point = (second + 1) * l->n_input + 2;
        int64_t at;
        int32_t which;
        if (n % l->per_point != 0) continue;
        if (fits(t, l, &at, &which)) return true;
        if (at > row) row = at, input = which;
    }
    lode_place place = {.file = t->inputs_path};
    if (row < 0) {
        lode_diag_add(d, LODE_DIAG_SOBOL_ROWS, place, NULL, (long long)n, (int)l->n_input);
        lode_diag_hint(d, "a base point takes inputs + 2 rows, or 2 inputs + 2 with second order");
    } else {
        place.line = t->inputs.line[row];
        lode_diag_add(d, LODE_DIAG_SOBOL_ROW, place, NULL, t->inputs.column[l->input[input]].name);
    }
    lode_diag_hint(
        d, "rows of a base point: A, A with each input from B in turn, (B with each from A,) B");
    return false;
}

/* --- the report ---------------------------------------------------------------------------- */

static void say_about(const lode_study_tables *t, const layout *l, lode_report *r, int64_t n_point)
{
    lode_report_note(r, "Sobol' indices of %d inputs from %lld base points (%lld rows).",
                     l->n_input, (long long)n_point, (long long)t->inputs.n_row);
    if (t->n_replicate > 1)
        lode_report_note(r, "Intervals: 95 %%, Student's t over %d replicates.", t->n_replicate);
    else
        lode_report_note(r, "Intervals: 95 %%, percentiles of 1,000 bootstrap resamples; of Sobol' "
                            "points give --replicates.");
    lode_report_note(
        r, "first: share of the variance by the input alone; total: with its interactions too.");
}

static void say_of_errors(const layout *l, const lode_sobol_index *index, const char *name,
                          int64_t n_point, lode_report *r)
{
    double widest = 0.0;
    int32_t n_negative = 0;
    for (int32_t j = 0; j < l->n_input; j++) {
        widest = fmax(widest, index[j].total.high - index[j].total.low);
        n_negative += index[j].first.value < 0.0 || index[j].total.value < 0.0;
    }
    if (n_negative)
        lode_report_note(
            r,
            "%s: estimates below 0 (of %d inputs) are errors of estimation, printed as they are.",
            name, n_negative);
    if (widest > 0.1)
        lode_report_note(r,
                         "%s: intervals of total are up to %.2f wide; some %lld base points would "
                         "bring them to 0.05.",
                         name, widest, (long long)lode_sobol_points_for(n_point, widest, 0.05));
}

/* Numbers of inputs with the largest total first. */
static void sort_by_total(int32_t n, const lode_sobol_index *index, int32_t *order)
{
    for (int32_t i = 0; i < n; i++) {
        int32_t k = i;
        for (; k > 0 && index[order[k - 1]].total.value < index[i].total.value; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
}

static void put_indices(const lode_study_tables *t, const layout *l, const lode_sobol_index *index,
                        const char *output, const int32_t *order, const double *second,
                        lode_report *r)
{
    for (int32_t i = 0; i < l->n_input; i++) {
        const lode_sobol_index *x = &index[order[i]];
        const lode_report_cell cell[] = {{.text = output},
                                         {.text = t->inputs.column[l->input[order[i]]].name},
                                         {x->first.value},
                                         {x->first.low},
                                         {x->first.high},
                                         {x->total.value},
                                         {x->total.low},
                                         {x->total.high},
                                         {x->total.value - x->first.value}};
        lode_report_row(r, 0, cell);
    }
    for (int32_t j = 0; l->second && j < l->n_input; j++)
        for (int32_t k = j + 1; k < l->n_input; k++) {
            const lode_report_cell cell[] = {{.text = output},
                                             {.text = t->inputs.column[l->input[j]].name},
                                             {.text = t->inputs.column[l->input[k]].name},
                                             {second[j * l->n_input + k]}};
            lode_report_row(r, 1, cell);
        }
}

/* Room for one output. */
typedef struct room {
    double *y, *second;
    lode_sobol_index *index;
    int32_t *order;
} room;

static bool one_output(const lode_study_tables *t, const layout *l, const lode_table_column *output,
                       room *m, lode_report *r)
{
    int64_t n = t->inputs.n_row / l->per_point;
    for (int64_t i = 0; i < t->inputs.n_row; i++)
        m->y[i % l->per_point * n + i / l->per_point] = output->value[i];
    lode_saltelli s = {.n_point = n,
                       .n_input = l->n_input,
                       .n_replicate = t->n_replicate,
                       .a = m->y,
                       .b = m->y + (l->per_point - 1) * n,
                       .ab = m->y + n,
                       .ba = l->second ? m->y + (l->n_input + 1) * n : NULL};
    lode_sobol_options o = lode_sobol_options_default();
    lode_sobol all;
    o.seed = t->seed;
    if (!lode_sobol_indices(&s, &o, &all, m->index, l->second ? m->second : NULL)) return false;
    if (all.constant) {
        lode_report_note(r, "%s: the result does not vary, so there are no indices.", output->name);
        return true;
    }
    lode_report_note(r, "%s: mean %.4g (%.4g to %.4g), standard deviation %.4g.", output->name,
                     all.mean, all.mean_interval.low, all.mean_interval.high, sqrt(all.variance));
    say_of_errors(l, m->index, output->name, n, r);
    sort_by_total(l->n_input, m->index, m->order);
    put_indices(t, l, m->index, output->name, m->order, m->second, r);
    return true;
}

static bool all_outputs(const lode_study_tables *t, const layout *l, lode_report *r)
{
    size_t d = (size_t)l->n_input, n = (size_t)t->inputs.n_row;
    room m = {.y = malloc(n * sizeof *m.y),
              .second = malloc(d * d * sizeof *m.second),
              .index = malloc(d * sizeof *m.index),
              .order = malloc(d * sizeof *m.order)};
    bool ok = m.y && m.second && m.index && m.order;
    for (int32_t c = 0; ok && c < t->outputs.n_column; c++)
        if (lode_method_wants(t, &t->outputs.column[c]))
            ok = one_output(t, l, &t->outputs.column[c], &m, r);
    free(m.y);
    free(m.second);
    free(m.index);
    free(m.order);
    return ok;
}

bool lode_method_sobol(const lode_study_tables *t, lode_report *r, lode_diags *d)
{
    layout l = {.input = malloc((size_t)t->inputs.n_column * sizeof *l.input)};
    bool ok = l.input != NULL;
    if (!ok) lode_diag_no_memory(d);
    if (ok) {
        l.n_input = lode_method_varying(&t->inputs, l.input);
        ok = find_layout(t, &l, d);
    }
    int64_t n = ok ? t->inputs.n_row / l.per_point : 0;
    if (ok && t->n_replicate > 1 && (n % t->n_replicate != 0 || n / t->n_replicate < 2)) {
        lode_diag_add(d, LODE_DIAG_SOBOL_REPLICATES, (lode_place){.file = t->inputs_path}, NULL,
                      (long long)n, (int)t->n_replicate);
        ok = false;
    }
    if (ok && n < 8) {
        lode_diag_add(d, LODE_DIAG_TABLE_FEW_ROWS, (lode_place){.file = t->inputs_path}, NULL,
                      (long long)t->inputs.n_row, 8 * (int)l.per_point);
        ok = false;
    }
    if (ok) {
        lode_report_sheet_add(r, "indices", sizeof INDEX / sizeof *INDEX, INDEX, true);
        lode_report_sheet_add(r, "second_order", sizeof SECOND / sizeof *SECOND, SECOND, false);
        say_about(t, &l, r, n);
        ok = all_outputs(t, &l, r);
        if (!ok) lode_diag_no_memory(d);
    }
    free(l.input);
    return ok;
}
