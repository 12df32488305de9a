/* The files of the preset inoue-todo, with the names and columns of the original program. */
#ifndef LODE_PROPAGATE_IT_WRITE_H
#define LODE_PROPAGATE_IT_WRITE_H

#include "propagate/it_read.h"

/* pact.txt, value_added.txt, final_consumption.txt, direct_loss.txt, stats.txt, selected_pact_NN.txt, selected_va_NN.txt.
 * Returns false after saying why. */
LODE_NODISCARD bool lode_it_write(const lode_it_input *in, const lode_it_result *r, lode_outdir *folder, lode_text *why);

/* snapshot_T_firms.txt (firm Y P D M d) and snapshot_T_links.txt (supplier client A delivered). */
LODE_NODISCARD bool lode_it_write_snapshot(const lode_it_input *in, const lode_it_view *v, lode_outdir *folder,
                                           lode_text *why);

#endif
