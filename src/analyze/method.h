/* The analyses of `lodestone analyze`: from two tables to a report. */
#ifndef LODE_ANALYZE_METHOD_H
#define LODE_ANALYZE_METHOD_H

#include "analyze/report.h"
#include "analyze/table.h"
#include "base/compat.h"

/* What an analysis reads. */
typedef struct lode_study_tables {
    const char *inputs_path, *outputs_path; /* for messages */
    lode_table inputs, outputs;
    const char *output;  /* only this result; NULL: all       */
    uint64_t seed;       /* of resamples                      */
    int32_t n_replicate; /* 0: not given                      */
} lode_study_tables;

/* Whether an output is asked for. */
bool lode_method_wants(const lode_study_tables *t, const lode_table_column *output);

/* Each returns false after an error, of which `d` then knows. */
LODE_NODISCARD bool lode_method_sobol(const lode_study_tables *t, lode_report *r, lode_diags *d);
LODE_NODISCARD bool lode_method_morris(const lode_study_tables *t, lode_report *r, lode_diags *d);
LODE_NODISCARD bool lode_method_pawn(const lode_study_tables *t, lode_report *r, lode_diags *d);
LODE_NODISCARD bool lode_method_prim(const lode_study_tables *t, lode_report *r, lode_diags *d);

/* Columns of inputs that vary: numbers of them; returns how many. varies: (n_column) out */
int32_t lode_method_varying(const lode_table *t, int32_t *varies);

#endif
