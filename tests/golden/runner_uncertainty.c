/* Golden runs of random numbers, designs and analyses: which form a file has, and what the runners share. */
#include "runner_uncertainty.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- comparing ----------------------------------------------------------------------------- */

static void put_why(golden_result *r, const char *format, va_list args)
{
    if (r->status == GOLDEN_PASS) vsnprintf(r->why, sizeof r->why, format, args);
    r->status = GOLDEN_FAIL;
}

void golden_fault(golden_result *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put_why(r, format, args);
    va_end(args);
}

void golden_compare(golden_result *r, double got, double want, double scale, double tolerance,
                    const char *format, ...)
{
    double error = fabs(got - want) / fmax(fabs(want), scale);
    if (!(fabs(got - want) > 0.0)) error = 0.0;
    r->n_value++;
    /* in the strictest tolerance of the file */
    double counted = tolerance > 0.0 ? error * (r->tolerance / tolerance) : error;
    if (counted > r->worst) r->worst = counted;
    if (error <= tolerance && !isnan(got) && !isnan(want)) return;
    char what[128];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    golden_fault(r, "%s: %.17g, not %.17g", what, got, want);
}

/* --- reading ------------------------------------------------------------------------------- */

double golden_at(const json_t *list, size_t i)
{
    const json_t *v = json_array_get(list, i);
    if (json_is_true(v)) return 1.0;
    if (json_is_false(v)) return 0.0;
    if (json_is_string(v) && strcmp(json_string_value(v), "inf") == 0) return INFINITY;
    if (json_is_string(v) && strcmp(json_string_value(v), "-inf") == 0) return -INFINITY;
    return json_is_number(v) ? json_number_value(v) : NAN;
}

double golden_at2(const json_t *list, size_t i, size_t j)
{
    return golden_at(json_array_get(list, i), j);
}

double *golden_columns(const json_t *rows, size_t *n_row, size_t *n_column)
{
    *n_row = json_array_size(rows);
    *n_column = json_array_size(json_array_get(rows, 0));
    double *x = malloc((*n_row * *n_column + 1) * sizeof *x);
    for (size_t i = 0; x && i < *n_row; i++)
        for (size_t j = 0; j < *n_column; j++) x[j * *n_row + i] = golden_at2(rows, i, j);
    return x;
}

double *golden_list(const json_t *list, size_t *n)
{
    *n = json_array_size(list);
    double *x = malloc((*n + 1) * sizeof *x);
    for (size_t i = 0; x && i < *n; i++) x[i] = golden_at(list, i);
    return x;
}

/* --- which form ---------------------------------------------------------------------------- */

static const json_t *first_of(const json_t *cases)
{
    if (json_is_array(cases)) return json_array_get(cases, 0);
    return json_object_iter_value(json_object_iter((json_t *)(uintptr_t)cases));
}

typedef enum form {
    NONE,
    PHILOX,
    SEQUENCE,
    DISTRIBUTIONS,
    COPULA,
    FLIPS,
    ANALYTIC,
    SAMPLE,
    PAWN,
    MORRIS,
    PRIM
} form;

static form form_of(const json_t *d)
{
    const json_t *one = first_of(json_object_get(d, "cases")),
                 *run = first_of(json_object_get(d, "runs"));
    const json_t *known = first_of(json_object_get(d, "published"));
    bool table = json_is_array(json_object_get(d, "X")) && json_is_array(json_object_get(d, "Y"));
    if (!known) known = first_of(json_object_get(d, "own"));
    if (json_object_get(known, "ctr") && json_object_get(known, "key")) return PHILOX;
    if (json_object_get(d, "index") && json_object_get(d, "points")) return SEQUENCE;
    if (json_object_get(d, "u") && json_object_get(one, "distribution")) return DISTRIBUTIONS;
    if (json_object_get(json_object_get(d, "case"), "u_in")) return COPULA;
    if (json_object_get(one, "margin") && json_object_get(one, "flips")) return FLIPS;
    if (json_object_get(one, "function") && json_object_get(one, "S1")) return ANALYTIC;
    if (table && json_object_get(d, "estimators")) return SAMPLE;
    if (table && json_object_get(d, "pawn")) return PAWN;
    if (table && json_object_get(d, "mu_star")) return MORRIS;
    if (json_object_get(first_of(json_object_get(run, "boxes")), "trajectory")) return PRIM;
    return NONE;
}

bool golden_is_uncertainty(const json_t *document)
{
    return json_is_object(document) && form_of(document) != NONE;
}

golden_result golden_run_uncertainty(const char *path, const json_t *document)
{
    golden_result r = {.status = GOLDEN_PASS, .tolerance = 1e-9};
    switch (form_of(document)) {
    case PHILOX:
        golden_run_philox(document, &r);
        break;
    case SEQUENCE:
        golden_run_sobol_sequence(document, &r);
        break;
    case DISTRIBUTIONS:
        golden_run_distributions(document, &r);
        break;
    case COPULA:
        golden_run_copula(document, &r);
        break;
    case FLIPS:
        golden_run_flips(document, &r);
        break;
    case ANALYTIC:
        golden_run_sobol_analytic(document, &r);
        break;
    case SAMPLE:
        golden_run_sobol_sample(document, &r);
        break;
    case PAWN:
        golden_run_pawn(document, &r);
        break;
    case MORRIS:
        golden_run_morris(document, &r);
        break;
    case PRIM:
        golden_run_prim(path, document, &r);
        break;
    default:
        break;
    }
    if (r.n_value == 0) golden_fault(&r, "nothing in it to compare");
    return r;
}
