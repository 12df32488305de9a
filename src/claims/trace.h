/* One run as a table: TRACE.csv of `lodestone eval`.
 *
 *     date,stock [t],"output(""USA"",""f-35"") [aircraft/d]",base(stock) [t],call_held [truth]
 *     2025-11-01,100,10,100,0
 *
 * The first column is `date` (YYYY-MM-DD) or `day` (a whole number); rows are one day apart. Every other column is a
 * signal: its name, names in brackets as in formulas, and behind a space its unit in square brackets: none is a plain
 * number, [truth] a truth that holds where the cell is not 0. base(...) is the same signal of the run without the
 * measure. An empty cell is a day on which it is unknown. */
#ifndef LODE_CLAIMS_TRACE_H
#define LODE_CLAIMS_TRACE_H

#include "claims/formula.h"

enum { LODE_TRACE_SIGNALS = 500, LODE_TRACE_DAYS = 100000 };

typedef struct lode_trace {
    lode_arena arena;
    lode_claim_signal *signal; /* (n_signal)                                             */
    int32_t n_signal, n_day;
    double **value, **base; /* (n_signal)(n_day); base NULL where there is none          */
    int32_t start;          /* day  of the first row, since 1970-01-01; 0 if not known   */
    bool no_dates;          /* counted in days                                           */
} lode_trace;

/* Read a table from memory. `path` is for messages. Returns false after reporting every problem; the caller frees the
 * trace in both cases. */
bool lode_trace_read(lode_trace *t, const char *bytes, size_t length, const char *path,
                     lode_diags *diags);
void lode_trace_free(lode_trace *t);

#endif
