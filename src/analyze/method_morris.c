/* lodestone analyze morris: elementary effects from trajectories. */
#include <math.h>
#include <stdlib.h>

#include "analyze/method.h"
#include "analyze/morris.h"
#include "base/diag.h"

static const lode_report_column EFFECT[] = {
    {"output", true, true},       {"input", true, true},         {"mu_star", false, true},
    {"mu_star_low", false, true}, {"mu_star_high", false, true}, {"mu", false, true},
    {"sigma", false, true}};

/* The inputs that vary, side by side. */
typedef struct design {
    int32_t n_input, *input; /* (n_input) columns               */
    double *x, *low, *high;  /* (n_input, n_row), (n_input) * 2 */
    lode_effects *effects;   /* (n_input)                       */
    int32_t *order;          /* (n_input)                       */
} design;

static void design_free(design *m)
{
    free(m->input);
    free(m->x);
    free(m->low);
    free(m->high);
    free(m->effects);
    free(m->order);
}

static bool design_begin(const lode_study_tables *t, design *m)
{
    size_t n = (size_t)t->inputs.n_row, d = (size_t)t->inputs.n_column;
    *m = (design){.input = malloc(d * sizeof *m->input),
                  .x = malloc(n * d * sizeof *m->x),
                  .low = malloc(d * sizeof *m->low),
                  .high = malloc(d * sizeof *m->high),
                  .effects = malloc(d * sizeof *m->effects),
                  .order = malloc(d * sizeof *m->order)};
    if (!m->input || !m->x || !m->low || !m->high || !m->effects || !m->order) return false;
    m->n_input = lode_method_varying(&t->inputs, m->input);
    for (int32_t j = 0; j < m->n_input; j++) {
        const double *from = t->inputs.column[m->input[j]].value;
        m->low[j] = m->high[j] = from[0];
        for (size_t i = 0; i < n; i++) {
            m->x[(size_t)j * n + i] = from[i];
            m->low[j] = fmin(m->low[j], from[i]);
            m->high[j] = fmax(m->high[j], from[i]);
        }
    }
    return true;
}

static void complain(const lode_study_tables *t, const design *m, int64_t row, lode_diags *d)
{
    lode_place place = {.file = t->inputs_path};
    if (row == -2) lode_diag_no_memory(d);
    else if (row == t->inputs.n_row / (m->n_input + 1) * (m->n_input + 1))
        lode_diag_add(d, LODE_DIAG_MORRIS_ROWS, place, NULL, (long long)t->inputs.n_row,
                      (int)m->n_input + 1);
    else {
        place.line = t->inputs.line[row];
        lode_diag_add(d, LODE_DIAG_MORRIS_ROW, place,
                      "a trajectory is one row and one more for each input that varies");
    }
}

static void put_effects(const lode_study_tables *t, const design *m, const char *output,
                        lode_report *r)
{
    for (int32_t i = 0; i < m->n_input; i++) {
        int32_t k = i;
        for (; k > 0 && m->effects[m->order[k - 1]].mu_star < m->effects[i].mu_star; k--)
            m->order[k] = m->order[k - 1];
        m->order[k] = i;
    }
    for (int32_t i = 0; i < m->n_input; i++) {
        const lode_effects *e = &m->effects[m->order[i]];
        const lode_report_cell cell[] = {{.text = output},
                                         {.text = t->inputs.column[m->input[m->order[i]]].name},
                                         {e->mu_star},
                                         {e->mu_star_interval.low},
                                         {e->mu_star_interval.high},
                                         {e->mu},
                                         {e->sigma}};
        lode_report_row(r, 0, cell);
    }
}

bool lode_method_morris(const lode_study_tables *t, lode_report *r, lode_diags *d)
{
    design m;
    bool ok = design_begin(t, &m);
    if (!ok) lode_diag_no_memory(d);
    if (ok) {
        lode_report_sheet_add(r, "effects", sizeof EFFECT / sizeof *EFFECT, EFFECT, true);
        lode_report_note(r, "Elementary effects of %d inputs from %lld trajectories.", m.n_input,
                         (long long)(t->inputs.n_row / (m.n_input + 1)));
        lode_report_note(r, "mu_star: mean size of the change of the result when the input crosses "
                            "its range in the table.");
        lode_report_note(r, "sigma: spread of the effect, by interaction or curvature. Intervals: "
                            "95 %%, bootstrap.");
    }
    for (int32_t c = 0; ok && c < t->outputs.n_column; c++) {
        const lode_table_column *y = &t->outputs.column[c];
        if (!lode_method_wants(t, y)) continue;
        int64_t wrong = lode_morris(t->inputs.n_row, m.n_input, m.x, y->value, m.low, m.high,
                                    t->seed, m.effects);
        ok = wrong == -1;
        if (ok) put_effects(t, &m, y->name, r);
        else complain(t, &m, wrong, d);
    }
    design_free(&m);
    return ok;
}
