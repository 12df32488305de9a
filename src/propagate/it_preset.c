/* The preset inoue-todo: one run, every rule beside it, draws. */
#include <stdio.h>

#include "propagate/it_write.h"
#include "propagate/propagate.h"

/* A snapshot goes straight into the folder. */
typedef struct snapshots {
    const lode_it_input *in;
    lode_outdir *folder;
    lode_text *why;
} snapshots;

static bool show_snapshot(void *user, const lode_it_view *v)
{
    snapshots *x = user;
    return !x->folder || lode_it_write_snapshot(x->in, v, x->folder, x->why);
}

bool lode_it_preset(const lode_propagate_ask *ask, lode_outdir *folder, bool json, lode_text *say, lode_diags *d,
                    lode_text *why)
{
    lode_it_input in;
    lode_it_result r = {0};
    lode_it_model *m = NULL;
    bool ok = lode_it_read(&in, ask->path, &ask->how, ask->set, ask->n_set, d);
    ok = ok && (!lode_it_turns(&in.options, ask->threads) || lode_net_turn(&in.net)) && (m = lode_it_model_new(&in.net));
    if (ok) {
        snapshots x = {&in, folder, why};
        lode_it_request q = {.n_selection = in.n_list,
                             .selection = in.selection,
                             .n_snapshot = in.n_snapshot,
                             .snapshot = in.snapshot,
                             .given_output = in.given_output,
                             .show = show_snapshot,
                             .user = &x,
                             .stop = ask->stop};
        ok = lode_it_run(m, &in.options, &in.shocks, ask->threads, &q, &r);
    }
    if (ok && folder) ok = lode_it_write(&in, &r, folder, why);
    (void)json;
    (void)say;
    lode_it_result_free(&r);
    lode_it_model_free(m);
    lode_it_input_free(&in);
    return ok;
}
