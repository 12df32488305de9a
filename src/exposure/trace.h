/* Following the content of a root product from makers to users: how much of it is in each output, and what share of that
 * passed through marked outputs. docs/exposure.md 2. */
#ifndef LODE_EXPOSURE_TRACE_H
#define LODE_EXPOSURE_TRACE_H

#include "exposure/chain.h"

/* Content of root product `root` per unit of each output, losses included: what of it had to be made.
 *
 * content  (n_output) root unit/unit   out: 1 for outputs of the root itself, 0 for what does not hold it
 *
 * Every site mixes what it gets. The content of joint outputs is divided by quantity where their units agree, else by
 * value. Recycling loops are followed round by round until nothing changes by more than 1e-13, at most 1000 rounds. */
void lode_trace_content(const lode_chain *c, int32_t root, double *content);

/* Share of the content of each output that passed through a marked output at least once; before the root: of what its
 * makers were fed with.
 *
 * content  (n_output)  of the root, from lode_trace_content
 * mark     (n_output)  1: passing through this output counts
 * stages   bits        stages that are marked: before the root, only inputs that come from one of them are followed
 * through  (n_output)  0..1   out
 *
 * Before the root, where there is no content to follow yet, inputs count by quantity if their units agree, else equally. */
void lode_trace_through(const lode_chain *c, int32_t root, const double *content, const uint8_t *mark, uint64_t stages,
                        double *through);

#endif
