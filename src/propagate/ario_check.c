/* What is odd about a table of regions x sectors as a whole: rows that do not add up, industries without output. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "propagate/ario_inner.h"

static const double TOLERANCE = 1e-6; /* of output, beyond which a row does not add up */

/* Sales of each industry, and what it buys. */
static void add_up(const lode_ario_table *t, double *sold, double *bought)
{
    for (int32_t i = 0; i < t->n_industry; i++) {
        for (int32_t j = 0; j < t->n_industry; j++) {
            double z = t->z[lode_ario_at(t, i, j)];
            sold[i] += z;
            bought[j] += z;
        }
        for (int32_t c = 0; c < t->n_column; c++) sold[i] += t->y[(size_t)i * (size_t)t->n_column + (size_t)c];
    }
}

static void check_row(lode_ario_table *t, int32_t i, double sold, lode_place at, const char *name, bool repair, lode_diags *d)
{
    char word[240];
    if (fabs(sold - t->x[i]) <= TOLERANCE * fmax(sold, t->x[i])) return;
    if (repair) {
        snprintf(word, sizeof word, "the output of '%s', %.9g, becomes its sales, %.9g", name, t->x[i], sold);
        lode_diag_add(d, LODE_DIAG_NET_REPAIRED, at, NULL, word);
        t->x[i] = sold;
    } else {
        lode_diag_add(d, LODE_DIAG_ARIO_UNBALANCED, at,
                      "without any event such a table is not at rest; --repair takes the sales", name, t->x[i], sold);
    }
}

void lode_ario_table_check(lode_ario_table *t, const char *path, const int32_t *line, bool repair, lode_diags *d)
{
    double *sold = calloc((size_t)t->n_industry, sizeof *sold), *bought = calloc((size_t)t->n_industry, sizeof *bought);
    int32_t n_empty = 0, first = -1;
    char name[160];
    if (sold && bought) {
        add_up(t, sold, bought);
        for (int32_t i = 0; i < t->n_industry; i++) {
            const lode_place at = {path, line[i], 0, 0};
            snprintf(name, sizeof name, "%.70s|%.70s", t->region[i / t->n_sector], t->sector[i % t->n_sector]);
            check_row(t, i, sold[i], at, name, repair, d);
            if (t->x[i] == 0 && bought[i] > 0) lode_diag_add(d, LODE_DIAG_ARIO_IDLE, at, NULL, name, bought[i]);
            if (t->x[i] == 0 && bought[i] == 0 && n_empty++ == 0) first = i;
        }
        if (n_empty > 0) {
            snprintf(name, sizeof name, "%.70s|%.70s", t->region[first / t->n_sector], t->sector[first % t->n_sector]);
            lode_diag_add(d, LODE_DIAG_ARIO_EMPTY, ((lode_place){path, line[first], 0, 0}), NULL, (int)n_empty, name);
        }
    } else {
        lode_diag_no_memory(d);
    }
    free(sold);
    free(bought);
}
