/* Why a product is short: from the scarcest input of its makers back to a measure or to a starved supplier. */
#ifndef LODE_STUDY_CAUSE_H
#define LODE_STUDY_CAUSE_H

#include "base/strings.h"
#include "lower/build.h"

/* What a run adds up for its causes, central draw, less the same of the status quo. */
typedef struct lode_blame {
    const double *group_short;  /* (n_group) unit: output not made because this input was the scarcest */
    const double *link_missing; /* (n_link)  unit: not shipped                                         */
} lode_blame;

/* Append the cause of the shortage of `product` in `actor` to `out`: the input that its makers lacked, where that was
 * not sent from, and the measure behind it, e.g. "ndfeb-magnet-heavy from CHN: cn-2025-18". Nothing where the makers
 * lacked nothing: then their customers ordered less.
 *
 * run, quo  rows of scenarios: the one that is explained, and status quo */
void lode_cause(const lode_built *b, int32_t run, int32_t quo, const lode_blame *blame, int32_t actor, int32_t product,
                lode_text *out);

#endif
