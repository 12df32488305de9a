/* What the golden runners of random numbers, designs and analyses share. */
#ifndef LODE_TESTS_RUNNER_UNCERTAINTY_H
#define LODE_TESTS_RUNNER_UNCERTAINTY_H

#include "runner.h"

/* Compare one number: the error is relative where |want| > scale, else relative to scale. `r->worst` keeps the largest
 * error; where the file has several tolerances, `r->tolerance` is the strictest and the errors are counted in it. */
void golden_compare(golden_result *r, double got, double want, double scale, double tolerance,
                    const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Note a failure that is not about a number. */
void golden_fault(golden_result *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Number i of a list, NaN where there is none. */
double golden_at(const json_t *list, size_t i);

/* Element (i, j) of a list of lists. */
double golden_at2(const json_t *list, size_t i, size_t j);

/* A table of rows as columns: (n_column, n_row); free() it. */
double *golden_columns(const json_t *rows, size_t *n_row, size_t *n_column);

/* A list of numbers; free() it. */
double *golden_list(const json_t *list, size_t *n);

/* A formula of numbers, names, + - * / ( ), sin, cos, exp, log, sqrt, abs, min, max, and "A if B < C else D". `ok` turns false
 * where it cannot be read. */
typedef struct golden_name {
    const char *name;
    double value;
} golden_name;
double golden_formula(const char *text, const golden_name *names, size_t n_name, bool *ok);

/* The forms. */
void golden_run_philox(const json_t *document, golden_result *r);
void golden_run_sobol_sequence(const json_t *document, golden_result *r);
void golden_run_distributions(const json_t *document, golden_result *r);
void golden_run_copula(const json_t *document, golden_result *r);
void golden_run_flips(const json_t *document, golden_result *r);
void golden_run_sobol_analytic(const json_t *document, golden_result *r);
void golden_run_sobol_sample(const json_t *document, golden_result *r);
void golden_run_pawn(const json_t *document, golden_result *r);
void golden_run_morris(const json_t *document, golden_result *r);
void golden_run_prim(const char *path, const json_t *document, golden_result *r);

#endif
