/* Golden runners: each knows one form of golden file, recognises it by content and compares a run with it. */
#ifndef LODE_TESTS_RUNNER_H
#define LODE_TESTS_RUNNER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum golden_status { GOLDEN_PASS, GOLDEN_FAIL, GOLDEN_UNSUPPORTED, GOLDEN_SIDECAR } golden_status;

typedef struct golden_result {
    golden_status status;
    int64_t n_value;   /* values compared                                             */
    double worst;      /* largest error, in units of the tolerance's scale             */
    double tolerance;
    int32_t n_disputed; /* values beyond the tolerance that the reference has wrong, as the runner explains */
    char why[256];     /* where it failed, or why it is not supported                 */
} golden_result;

/* Supply rule: input NAME.json, expected NAME.csv and NAME.check.json beside it. */
bool golden_is_supply(const json_t *document);
golden_result golden_run_supply(const char *path, const json_t *document);

/* Random numbers, designs, distributions, sensitivity indices, PRIM, flip values: runner_uncertainty*.c. */
bool golden_is_uncertainty(const json_t *document);
golden_result golden_run_uncertainty(const char *path, const json_t *document);

/* Claim language: formulas on every day of short signals; expressions on one run. */
bool golden_is_stl(const json_t *document);
golden_result golden_run_stl(const json_t *document);
bool golden_is_claims(const json_t *document);
golden_result golden_run_claims(const json_t *document);
bool golden_is_verdicts(const json_t *document);
golden_result golden_run_verdicts(const json_t *document);
bool golden_is_consistency(const json_t *document);
golden_result golden_run_consistency(const json_t *document);

/* Criticality metrics, with tables in ../data. */
bool golden_is_metrics(const json_t *document);
golden_result golden_run_metrics(const char *path, const json_t *document);

/* Trade equilibrium: case.json, with the table in a folder beside or above it. */
bool golden_is_tariff(const json_t *document);
golden_result golden_run_tariff(const char *path, const json_t *document);

/* Stand-off: games and their equilibria, postponing, one input changed; discretised games with files beside them. */
bool golden_is_standoff(const json_t *document);
golden_result golden_run_standoff(const char *path, const json_t *document);

/* Networks of firms: a folder of plain files. The preset that runs it, NULL: it is no such folder. */
const char *golden_firm_preset(const char *folder);
golden_result golden_run_firm(const char *folder);

/* Tables of regions x sectors: a folder with Z.csv, Y.csv, x.csv and case.json, its series beside them. */
bool golden_is_ario(const char *folder);
golden_result golden_run_ario(const char *folder);

#endif
