/* What later evidence changes: two results of one case, with evidence until as_of and until later, side by side. Only
 * compares; runs nothing. */
#ifndef LODE_STUDY_EVIDENCE_H
#define LODE_STUDY_EVIDENCE_H

#include "study/study.h"

/* A row that only the later evidence has. */
typedef struct lode_evidence_row {
    int32_t table, row, column; /* of the later case; its column known_since  */
    int32_t known;              /* days since 1970-01-01                      */
    int32_t source, grade;      /* row of sources, -1: none; 0..3 = A..D, -1  */
} lode_evidence_row;

/* An output whose shortfall differs. */
typedef struct lode_evidence_stop {
    const char *scenario, *actor, *product;
    const lode_run_out *strict, *later; /* NULL: it does not fall short */
    bool end_product;
} lode_evidence_stop;

/* An actor's mean loss per day that differs. */
typedef struct lode_evidence_loss {
    const char *scenario, *actor;
    double strict, later; /* USD/day */
} lode_evidence_loss;

typedef struct lode_evidence {
    const lode_result *strict, *later; /* borrowed                                       */
    lode_evidence_row *row;            /* (n_row) by day on which they became known      */
    int32_t n_row;
    lode_evidence_stop *stop;          /* (n_stop) end products first, then by how much  */
    int32_t n_stop;
    lode_evidence_loss *loss;          /* (n_loss) largest change first                  */
    int32_t n_loss;
    void *store;
} lode_evidence;

/* Compare; no-measures is left out, which is status-quo from the other side. Scenarios, actors and products are matched by their ids. Returns NULL and a problem in diags when memory ran
 * out. The results are borrowed. */
lode_evidence *lode_evidence_compare(const lode_result *strict, const lode_result *later, lode_diags *diags);

void lode_evidence_free(lode_evidence *e);

#endif
