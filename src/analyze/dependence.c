/* What to say about correlations that no inputs can have. */
#include "analyze/dependence.h"

#include <math.h>
#include <stdlib.h>

#include "draws/copula.h"

enum { PAIRS_MOST = 20 };

/* Back from the correlation of two normals to the terms of the copula. */
static double as_given(const lode_copula *c, double pearson)
{
    const double pi = 3.14159265358979323846;
    return c->spearman ? 6.0 / pi * asin(0.5 * pearson) : pearson;
}

/* The pairs that the nearest matrix changes, the first PAIRS_MOST of them. */
static void offer(const lode_copula *c, const lode_draw_input *input, const double *nearest,
                  lode_diags *d)
{
    lode_text text = {0};
    int32_t n = 0;
    for (int32_t i = 0; i < c->n; i++)
        for (int32_t j = 0; j < i; j++) {
            double near = as_given(c, nearest[i * c->n + j]);
            if (fabs(near - c->correlation[i * c->n + j]) < 5e-4 || n++ >= PAIRS_MOST) continue;
            lode_text_printf(&text, "%s%s and %s %.3f", n > 1 ? ", " : "", input[c->input[j]].name,
                             input[c->input[i]].name, near);
        }
    if (n > PAIRS_MOST) lode_text_printf(&text, " and %d more", (int)(n - PAIRS_MOST));
    lode_diag_hint(d, "the nearest that can: %s", lode_text_str(&text));
    lode_text_free(&text);
}

void lode_dependence_complain(const lode_copula *c, const lode_draw_input *input, lode_place place,
                              lode_diags *d)
{
    size_t size = (size_t)c->n * (size_t)c->n;
    double *normals = malloc(size * sizeof *normals), *nearest = malloc(size * sizeof *nearest);
    double *work = malloc(4 * size * sizeof *work);
    if (normals && nearest && work) {
        lode_correlation_of_normals(c->n, c->correlation, c->spearman, normals);
        lode_diag_add(d, LODE_DIAG_NOT_A_CORRELATION, place, NULL,
                      lode_smallest_eigenvalue(c->n, normals, work));
        lode_nearest_correlation(c->n, normals, 1e-6, nearest, work);
        offer(c, input, nearest, d);
    } else {
        lode_diag_no_memory(d);
    }
    free(normals);
    free(nearest);
    free(work);
}
