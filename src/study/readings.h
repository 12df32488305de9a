/* The readings of a case's claims: compiled once, then evaluated in every draw.
 *
 *     lode_readings *r = lode_readings_new(b, &diags);
 *     lode_readings_keep(r, &plan);                                   before the first run
 *     void *memory = ... lode_reading_bytes(r, i, &plan) ...          one per thread
 *     lode_reading_eval(r, i, &run, memory, value, given, without);   in each draw of its scenario
 *     lode_readings_free(r);
 *
 * A formula with a value per day is read on the day of as_of. */
#ifndef LODE_STUDY_READINGS_H
#define LODE_STUDY_READINGS_H

#include "base/strings.h"
#include "study/signals.h"

typedef enum lode_reading_status {
    LODE_READING_OK,
    LODE_READING_NEEDS,        /* waits for an analysis or evidence: verdict not-computed                 */
    LODE_READING_UNTESTABLE,   /* the claim says why no formula can be given                              */
    LODE_READING_OUT_OF_SCOPE, /* names something that the case does not contain                         */
    LODE_READING_ILL_FORMED    /* its formula has a mistake, which was reported                           */
} lode_reading_status;

typedef struct lode_reading {
    lode_reading_status status;
    int32_t claim;          /* row of claims                                                              */
    int32_t row;            /* row of readings; -1: a claim that is untestable and has none               */
    int32_t scenario;       /* row of scenarios in which it is read                                       */
    int32_t against;        /* the run without the measure: status-quo, of that itself no-measures        */
    const char *reason;     /* NEEDS: the word; UNTESTABLE: the claim's text; OUT_OF_SCOPE: what is missing; else NULL */
    lode_formula *formula;  /* with LODE_READING_OK, else NULL                                            */
    int32_t n_value;        /* values per draw: n_over of the formula, or 1                               */
    int32_t *used;          /* (n_used) signals that it names                                             */
    int32_t n_used;
    bool uses_base;         /* it names base(...)                                                         */
} lode_reading;

typedef struct lode_readings {
    const lode_built *b;    /* borrowed                                                                   */
    lode_arena arena;
    lode_signals signals;
    lode_reading *item;     /* (n) by row of readings, then the untestable claims                         */
    int32_t n;
} lode_readings;

/* Compile all readings.
 *
 * b      borrowed
 * diags  receives mistakes of formulas, placed in case.yaml, as errors; what is out of scope as warnings
 *
 * Returns the readings, owned by the caller, also when some have mistakes; NULL without memory. */
lode_readings *lode_readings_new(const lode_built *b, lode_diags *diags);

/* NULL is allowed. */
void lode_readings_free(lode_readings *r);

/* Keep all series that readings need. */
void lode_readings_keep(const lode_readings *r, lode_plan *plan);

/* Memory that one evaluation needs, of a reading that can be evaluated; SIZE_MAX when it cannot be counted. */
size_t lode_reading_bytes(const lode_readings *r, int32_t reading, const lode_plan *plan);

/* Evaluate a reading in one draw.
 *
 * run      scratch, scenario and against need not be set
 * memory   lode_reading_bytes() bytes, aligned to 64, not shared between threads
 * value    (n_value) out
 * given    (n_value) out, the condition of P(f given g), where there is one; or NULL
 * without  (n_value) out, value with all signals taken from the run without the measure; or NULL
 *
 * Returns false when the reading has no formula. Allocates nothing; any number of threads may call it. */
bool lode_reading_eval(const lode_readings *r, int32_t reading, const lode_signal_run *run, void *memory,
                       lode_eval_value *value, lode_eval_value *given, lode_eval_value *without);

/* Append why: "false because output("USA","f-35") >= ... on 2026-02-11: 0.1 aircraft/d against 0.4 aircraft/d". Of a
 * formula over draws, its first value in this draw. Parameters as above. */
void lode_reading_why(const lode_readings *r, int32_t reading, const lode_signal_run *run, void *memory, lode_text *out);

/* --- used by lode_reading_why ------------------------------------------------------------- */

/* Fill in the signals of a reading; what lode_eval takes. `rest` is set to the memory behind them. */
lode_eval_run lode_reading_signals(const lode_readings *r, int32_t reading, const lode_signal_run *run, bool base,
                                   void *memory, void **rest);

/* Day on which formulas with a value per day are read. */
int32_t lode_reading_day(const lode_readings *r, const lode_plan *plan);

#endif
