/* Why a product is short: from the scarcest input of its makers back to a measure or to a starved supplier. */
#ifndef LODE_STUDY_CAUSE_H
#define LODE_STUDY_CAUSE_H

#include "base/strings.h"
#include "model/build.h"

/* What a run adds up for its causes, central draw; the same of the status quo is taken off. */
typedef struct lode_blame {
    const double *group_short;   /* (n_group) output not made because this input was the scarcest */
    const double *link_denied;   /* (n_link)  orders a measure made inadmissible                  */
    const double *link_unfilled; /* (n_link)  admissible orders the supplier could not fill       */
} lode_blame;

/* Append the cause of the shortage of `product` in `actor` to `out`, e.g. "ndfeb-magnet-heavy from CHN: cn-2025-18". */
void lode_cause(const lode_built *b, const lode_switches *scenario, const lode_blame *blame, int32_t actor,
                int32_t product, lode_text *out);

#endif
