/* What the parts of the evaluator share; not for use outside. */
#ifndef LODE_CLAIMS_EVAL_INNER_H
#define LODE_CLAIMS_EVAL_INNER_H

#include "claims/eval.h"
#include "claims/window.h"

/* One of the arrays of a register, and what is known about nothing on it. */
typedef struct lode_plane {
    double bottom, top; /* least and largest value: of a robustness -inf, inf; of a truth 0, 1 */
    double unknown;     /* what a day after the run counts as                                 */
} lode_plane;

enum { LODE_PLANES = 4 };

/* Arrays of a register by number: lo, hi, sure, maybe. */
static inline double *lode_plane_of(const lode_register *r, int32_t plane)
{
    return plane == 0 ? r->lo : plane == 1 ? r->hi : plane == 2 ? r->sure : r->maybe;
}

lode_plane lode_plane_kind(int32_t plane, bool closed);

/* Days first..last that a window of dates may cover and surely covers; empty: first > last. */
typedef struct lode_range {
    int32_t first, last;
} lode_range;

void lode_window_dates(const lode_eval_frame *f, const lode_instruction *i, lode_range *wide,
                       lode_range *narrow);

/* Fill with what nobody knows. */
void lode_register_unknown(const lode_register *r);

/* always, eventually, historically, once, until, since. */
void lode_eval_temporal(const lode_eval_frame *f, const lode_instruction *i,
                        const lode_register *out);

/* sum, mean, min, max, days, longest, first_date, last_date, at, lag. */
void lode_eval_reduce(const lode_eval_frame *f, const lode_instruction *i,
                      const lode_register *out);

#endif
