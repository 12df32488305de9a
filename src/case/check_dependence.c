/* Inputs that do not vary on their own: correlations, shares of one whole, shared factors. */
#include <math.h>

#include "case/check.h"

static lode_place place(const lode_check *k, int32_t row) { return lode_check_place(k, row, LODE_DEPENDENCES_INPUTS); }

static void unknown(lode_check *k, int32_t row, const char *name)
{
    lode_diag_add(k->diags, LODE_DIAG_DEPENDENCE_INPUT, place(k, row), NULL, name);
    const char **known = LODE_TAKE(&k->scratch, k->c->n_input + 1, const char *);
    if (!known || !lode_check_spend(k, k->c->n_input)) return;
    for (int32_t i = 0; i < k->c->n_input; i++) known[i] = k->c->input[i].name;
    int32_t near = lode_nearest(name, known, k->c->n_input);
    if (near >= 0) lode_diag_hint(k->diags, "did you mean '%s'?", known[near]);
}

/* Each input is there, and in one correlation or whole only. `taken` (n_input): row of the one it is in, plus 1. */
static double check_inputs(lode_check *k, int32_t row, int32_t *taken)
{
    const lode_cell *cell = lode_check_cell(k, row, LODE_DEPENDENCES_INPUTS);
    bool factor = lode_case_int(k->c, row, LODE_DEPENDENCES_KIND, 0) == LODE_FACTOR;
    double sum = 0;
    for (int32_t i = 0; i < cell->n; i++) {
        const char *name = lode_case_name(k->c, row, LODE_DEPENDENCES_INPUTS, i);
        int32_t input = lode_case_find_input(k->c, name);
        if (input < 0) {
            unknown(k, row, name);
            sum = NAN;
            continue;
        }
        sum += k->c->input[input].central;
        if (factor) continue;
        if (taken[input] > 0) {
            lode_diag_add(k->diags, LODE_DIAG_DEPENDENCE_TWICE, place(k, row), NULL, name,
                          lode_check_key(k, LODE_T_DEPENDENCES, taken[input] - 1));
            sum = NAN;
        }
        taken[input] = row + 1;
    }
    return sum;
}

static void needs(lode_check *k, int32_t row, const char *what)
{
    lode_diag_add(k->diags, LODE_DIAG_DEPENDENCE_NEEDS, lode_check_place(k, row, LODE_DEPENDENCES_KIND), NULL,
                  lode_check_key(k, LODE_T_DEPENDENCES, row), what);
}

static void check_row(lode_check *k, int32_t row, int32_t *taken)
{
    const lode_cell *cell = lode_check_cell(k, row, LODE_DEPENDENCES_INPUTS);
    int32_t kind = lode_case_int(k->c, row, LODE_DEPENDENCES_KIND, -1), least = kind == LODE_FACTOR ? 1 : 2;
    const char *key = lode_check_key(k, LODE_T_DEPENDENCES, row);
    if (!cell->set || kind < 0) return;
    double sum = check_inputs(k, row, taken);
    if (cell->n < least)
        lode_diag_add(k->diags, LODE_DIAG_DEPENDENCE_FEW, place(k, row), NULL, key, (int)cell->n, (int)least);
    if (kind == LODE_FACTOR && !lode_check_input(k, row, LODE_DEPENDENCES_FACTOR)) needs(k, row, "a factor: {low, central, high}");
    if (kind == LODE_CORRELATION && !lode_check_given(k, row, LODE_DEPENDENCES_RANK)) needs(k, row, "a rank, as 0.5");
    double rank = lode_case_number(k->c, row, LODE_DEPENDENCES_RANK, 0), total = lode_case_number(k->c, row, LODE_DEPENDENCES_TOTAL, 1);
    if (kind == LODE_SIMPLEX && isfinite(sum) && fabs(sum - total) > 1e-6 * total)
        lode_diag_add(k->diags, LODE_DIAG_DEPENDENCE_TOTAL, place(k, row), "central values must add up too", key, sum, total);
    /* normals with that correlation r exist where 1 + (n - 1) r > 0 */
    double r = 2 * sin(acos(-1.0) * rank / 6);
    if (kind == LODE_CORRELATION && cell->n > 1 && !(1 + (cell->n - 1) * r > 1e-9 && r < 1 - 1e-9))
        lode_diag_add(k->diags, LODE_DIAG_DEPENDENCE_RANK, lode_check_place(k, row, LODE_DEPENDENCES_RANK),
                      "inputs that move as one are a factor", (int)cell->n, rank);
}

void lode_check_dependences(lode_check *k)
{
    int32_t *taken = LODE_TAKE(&k->scratch, k->c->n_input + 1, int32_t);
    if (!taken) {
        lode_check_no_memory(k);
        return;
    }
    for (int32_t row = 0; row < lode_check_rows(k, LODE_T_DEPENDENCES); row++) check_row(k, row, taken);
}
