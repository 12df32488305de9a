/* Golden runs of sensitivity indices and PRIM. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/morris.h"
#include "analyze/pawn.h"
#include "analyze/prim.h"
#include "analyze/sobol.h"
#include "draws/draws.h"
#include "engine/dist.h"
#include "runner_uncertainty.h"

/* --- Sobol' indices with known values ------------------------------------------------------ */

enum { MOST_INPUTS = 64, BASE_POINTS = 1 << 15 };

/* A test function by what it says of itself. u: one number in (0,1) an input. */
typedef struct test_function {
    int kind;
    int32_t n_input;
    double p[MOST_INPUTS], q[MOST_INPUTS];
} test_function;

static double evaluate(const test_function *f, const double *u)
{
    const double pi = 3.14159265358979323846;
    double sum = 0.0, product = 1.0;
    if (f->kind == 0) {
        double x1 = pi * (2.0 * u[0] - 1.0), x2 = pi * (2.0 * u[1] - 1.0),
               x3 = pi * (2.0 * u[2] - 1.0);
        return sin(x1) + f->p[0] * sin(x2) * sin(x2) + f->q[0] * x3 * x3 * x3 * x3 * sin(x1);
    }
    for (int32_t j = 0; j < f->n_input; j++) {
        double z = f->kind == 2 || f->kind == 3 ? lode_normal_quantile(u[j]) : 0.0;
        if (f->kind == 1) product *= (fabs(4.0 * u[j] - 2.0) + f->p[j]) / (1.0 + f->p[j]);
        if (f->kind == 2) sum += f->p[j] * f->q[j] * z;
        if (f->kind == 3) product *= f->p[j] + f->q[j] * z;
        if (f->kind == 4) product *= u[j] < f->p[j] ? 1.0 : 0.0;
    }
    return f->kind == 2 ? sum : product;
}

static bool read_function(const json_t *c, test_function *f)
{
    static const char *const first[] = {"sin(x1)", "prod_i (|4", "sum_i c_i", "prod_i x_i",
                                        "1 if u_i"};
    static const char *const p[] = {"a", "a", "c", "m", "p"}, *const q[] = {"b", NULL, "s", "s",
                                                                            NULL};
    const char *text = json_string_value(json_object_get(c, "function"));
    *f = (test_function){.n_input = (int32_t)json_array_size(json_object_get(c, "S1"))};
    while (f->kind < 5 && (!text || strncmp(text, first[f->kind], strlen(first[f->kind])) != 0))
        f->kind++;
    if (f->kind == 5 || f->n_input > MOST_INPUTS || f->n_input < 1) return false;
    for (int32_t j = 0; j < f->n_input; j++) {
        const json_t *a = json_object_get(c, p[f->kind]),
                     *b = q[f->kind] ? json_object_get(c, q[f->kind]) : NULL;
        f->p[j] = json_is_number(a) ? json_number_value(a) : golden_at(a, (size_t)j);
        f->q[j] = json_is_number(b) ? json_number_value(b) : golden_at(b, (size_t)j);
    }
    return f->kind != 0 || f->n_input == 3;
}

/* Results in the order of a second-order design, as columns. y: (2 D + 2, n) */
static void run_design(const test_function *f, const lode_design *d, double *y)
{
    lode_lane x[MOST_INPUTS];
    int64_t per_point = 2 * f->n_input + 2;
    for (int64_t row = 0; row < d->n_row; row += LODE_LANES) {
        lode_draws_fill(d, row, x);
        for (int64_t k = 0; k < LODE_LANES && row + k < d->n_row; k++) {
            double u[MOST_INPUTS];
            for (int32_t j = 0; j < f->n_input; j++) u[j] = x[j].v[k];
            y[(row + k) % per_point * d->n_point + (row + k) / per_point] = evaluate(f, u);
        }
    }
}

static void check_analytic(golden_result *r, const char *name, const json_t *c,
                           const test_function *f)
{
    lode_draw_input input[MOST_INPUTS];
    char names[MOST_INPUTS][16];
    for (int32_t j = 0; j < f->n_input; j++) {
        snprintf(names[j], sizeof names[j], "x%d", j + 1);
        input[j] = (lode_draw_input){names[j], LODE_DIST_UNIFORM, 0.0, 0.5, 1.0};
    }
    lode_design_spec spec = {.kind = LODE_DESIGN_SOBOL,
                             .rows = LODE_ROWS_SECOND_ORDER,
                             .seed = 1,
                             .n_point = BASE_POINTS,
                             .n_input = f->n_input,
                             .input = input};
    void *memory = malloc(lode_design_bytes(&spec));
    lode_design d;
    if (!memory || lode_design_place(&spec, memory, &d) != LODE_DESIGN_FINE)
        golden_fault(r, "no design");
    size_t n = (size_t)d.n_point, m = (size_t)f->n_input;
    double *y = malloc((2 * m + 2) * n * sizeof *y), *second = calloc(m * m, sizeof *second);
    run_design(f, &d, y);
    lode_saltelli s = {.n_point = d.n_point,
                       .n_input = f->n_input,
                       .n_replicate = d.n_replicate,
                       .a = y,
                       .b = y + (2 * m + 1) * n,
                       .ab = y + n,
                       .ba = y + (m + 1) * n};
    lode_sobol_options o = lode_sobol_options_default();
    lode_sobol all;
    lode_sobol_index index[MOST_INPUTS];
    if (!lode_sobol_indices(&s, &o, &all, index, second)) golden_fault(r, "no memory");
    golden_compare(r, all.mean, json_number_value(json_object_get(c, "mean")), 1, 0.01,
                   "mean of %s", name);
    golden_compare(r, all.variance, json_number_value(json_object_get(c, "variance")), 0.1, 0.01,
                   "variance of %s", name);
    for (size_t j = 0; j < m; j++) {
        golden_compare(r, index[j].first.value, golden_at(json_object_get(c, "S1"), j), 1, 0.01,
                       "S%zu of %s", j + 1, name);
        golden_compare(r, index[j].total.value, golden_at(json_object_get(c, "ST"), j), 1, 0.01,
                       "T%zu of %s", j + 1, name);
    }
    const char *key;
    const json_t *v;
    json_object_foreach((json_t *)(uintptr_t)json_object_get(c, "S2"), key, v)
    {
        unsigned i = 0, k = 0;
        if (sscanf(key, "%u,%u", &i, &k) == 2 && i >= 1 && k > i && k <= m)
            golden_compare(r, second[(i - 1) * m + k - 1], json_number_value(v), 1, 0.01,
                           "S%s of %s", key, name);
    }
    free(memory);
    free(y);
    free(second);
}

void golden_run_sobol_analytic(const json_t *document, golden_result *r)
{
    r->tolerance = 0.01; /* absolute, of indices estimated from 32,768 base points */
    const char *name;
    const json_t *c;
    json_object_foreach((json_t *)(uintptr_t)json_object_get(document, "cases"), name, c)
    {
        test_function f;
        if (read_function(c, &f)) check_analytic(r, name, c, &f);
        else golden_fault(r, "case %s: an unknown function", name);
    }
}

/* --- Sobol' indices of the same rows ------------------------------------------------------- */

/* Split rows A, AB_1 .. AB_D, (BA_1 .. BA_D,) B into columns, less `origin`. */
static double *split_rows(const json_t *document, double origin, lode_saltelli *s)
{
    size_t n_y, d = (size_t)json_integer_value(json_object_get(document, "D"));
    double *y = golden_list(json_object_get(document, "Y"), &n_y);
    bool second = json_is_true(json_object_get(document, "second_order"));
    size_t per_point = (second ? 2 * d : d) + 2, n = n_y / per_point;
    double *column = malloc((n_y + 1) * sizeof *column);
    for (size_t i = 0; i < n * per_point; i++)
        column[i % per_point * n + i / per_point] = y[i] - origin;
    *s = (lode_saltelli){.n_point = (int64_t)n,
                         .n_input = (int32_t)d,
                         .a = column,
                         .b = column + (per_point - 1) * n,
                         .ab = column + n,
                         .ba = second ? column + (d + 1) * n : NULL};
    free(y);
    return column;
}

static double mean_of_all(const json_t *list)
{
    double sum = 0.0;
    for (size_t i = 0; i < json_array_size(list); i++) sum += golden_at(list, i);
    return sum / (double)json_array_size(list);
}

static void check_estimators(golden_result *r, const json_t *e, const lode_saltelli *s,
                             lode_sobol_index *index)
{
    static const struct {
        const char *name;
        lode_estimator estimator;
        bool total;
    } known[] = {{"saltelli2010_S1", LODE_SALTELLI, false}, {"jansen_S1", LODE_JANSEN, false},
                 {"jansen_ST", LODE_JANSEN, true},          {"martinez_S1", LODE_MARTINEZ, false},
                 {"martinez_ST", LODE_MARTINEZ, true},      {"janon_S1", LODE_JANON, false}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const json_t *want = json_object_get(e, known[i].name);
        lode_sobol_options o = lode_sobol_options_default();
        lode_sobol all;
        o.n_bootstrap = 0;
        if (known[i].total) o.total = known[i].estimator;
        else o.first = known[i].estimator;
        if (!lode_sobol_indices(s, &o, &all, index, NULL)) golden_fault(r, "no memory");
        for (size_t j = 0; j < json_array_size(want); j++)
            golden_compare(r, known[i].total ? index[j].total.value : index[j].first.value,
                           golden_at(want, j), 1, 1e-12, "%s of input %zu", known[i].name, j + 1);
    }
}

/* SALib takes the mean of all rows off, and no other. */
static void check_salib(golden_result *r, const json_t *document, lode_sobol_index *index)
{
    const json_t *salib = json_object_get(document, "salib"), *v;
    lode_saltelli s;
    double *column = split_rows(document, mean_of_all(json_object_get(document, "Y")), &s);
    lode_sobol_options o = lode_sobol_options_default();
    o.first = LODE_SALTELLI;
    o.keep_origin = true;
    lode_sobol all;
    size_t d = (size_t)s.n_input;
    double *second = calloc(d * d + 1, sizeof *second);
    if (!lode_sobol_indices(&s, &o, &all, index, second)) golden_fault(r, "no memory");
    for (size_t j = 0; j < d; j++) {
        golden_compare(r, index[j].first.value, golden_at(json_object_get(salib, "S1"), j), 1,
                       1e-12, "S%zu of SALib", j + 1);
        golden_compare(r, index[j].total.value, golden_at(json_object_get(salib, "ST"), j), 1,
                       1e-12, "T%zu of SALib", j + 1);
        golden_compare(r, 1.96 * index[j].first_sd, golden_at(json_object_get(salib, "S1_conf"), j),
                       0, 0.15, "half-width of S%zu", j + 1);
        golden_compare(r, 1.96 * index[j].total_sd, golden_at(json_object_get(salib, "ST_conf"), j),
                       0, 0.15, "half-width of T%zu", j + 1);
    }
    const char *key;
    json_object_foreach((json_t *)(uintptr_t)json_object_get(salib, "S2"), key, v)
    {
        unsigned i = 0, k = 0;
        if (sscanf(key, "%u,%u", &i, &k) == 2 && i >= 1 && k > i && k <= d)
            golden_compare(r, second[(i - 1) * d + k - 1], json_number_value(v), 1, 1e-12,
                           "S%s of SALib", key);
    }
    free(second);
    free(column);
}

void golden_run_sobol_sample(const json_t *document, golden_result *r)
{
    r->tolerance = 1e-12;
    lode_saltelli s;
    double *column = split_rows(document, 0.0, &s);
    lode_sobol_index *index = calloc((size_t)s.n_input + 1, sizeof *index);
    if (s.n_point < 2 || !index) golden_fault(r, "too few rows");
    else {
        check_estimators(r, json_object_get(document, "estimators"), &s, index);
        if (json_object_get(document, "salib") && s.ba) check_salib(r, document, index);
    }
    free(index);
    free(column);
}

/* --- PAWN, Morris -------------------------------------------------------------------------- */

void golden_run_pawn(const json_t *document, golden_result *r)
{
    size_t n, d, n_y;
    double *x = golden_columns(json_object_get(document, "X"), &n, &d),
           *y = golden_list(json_object_get(document, "Y"), &n_y);
    int32_t n_slice = (int32_t)json_integer_value(json_object_get(document, "slices"));
    lode_pawn_result result;
    if (!lode_pawn_prepare((int64_t)n, y, &result)) golden_fault(r, "no memory");
    for (size_t j = 0; j < d && n == n_y; j++) {
        const json_t *want = json_array_get(json_object_get(document, "pawn"), j);
        lode_pawn p;
        if (!lode_pawn_input(&result, x + j * n, n_slice, &p)) golden_fault(r, "no memory");
        golden_compare(r, p.minimum, json_number_value(json_object_get(want, "minimum")), 1, 1e-9,
                       "minimum %zu", j);
        golden_compare(r, p.mean, json_number_value(json_object_get(want, "mean")), 1, 1e-9,
                       "mean %zu", j);
        golden_compare(r, p.median, json_number_value(json_object_get(want, "median")), 1, 1e-9,
                       "median %zu", j);
        golden_compare(r, p.maximum, json_number_value(json_object_get(want, "maximum")), 1, 1e-9,
                       "maximum %zu", j);
    }
    lode_pawn_free(&result);
    free(x);
    free(y);
}

void golden_run_morris(const json_t *document, golden_result *r)
{
    size_t n, d, n_y;
    double *x = golden_columns(json_object_get(document, "X"), &n, &d),
           *y = golden_list(json_object_get(document, "Y"), &n_y);
    double *low = calloc(d + 1, sizeof *low), *high = calloc(d + 1, sizeof *high);
    lode_effects *e = calloc(d + 1, sizeof *e);
    for (size_t j = 0; j < d; j++) high[j] = 1.0;
    int64_t wrong = n == n_y ? lode_morris((int64_t)n, (int32_t)d, x, y, low, high, 1, e) : 0;
    if (wrong != -1) golden_fault(r, "row %lld is not one step further", (long long)wrong);
    for (size_t j = 0; j < d && wrong == -1; j++) {
        golden_compare(r, e[j].mu, golden_at(json_object_get(document, "mu"), j), 1, 1e-9, "mu %zu",
                       j);
        golden_compare(r, e[j].mu_star, golden_at(json_object_get(document, "mu_star"), j), 1, 1e-9,
                       "mu* %zu", j);
        golden_compare(r, e[j].sigma, golden_at(json_object_get(document, "sigma"), j), 1, 1e-9,
                       "sigma %zu", j);
    }
    free(x);
    free(y);
    free(low);
    free(high);
    free(e);
}
