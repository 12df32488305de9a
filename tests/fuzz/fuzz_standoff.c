/* Files of games on any bytes: no crash, no endless work, and what is solved is certified or says that it is not. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "standoff/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_KNOTS = 64, MOST_BYTES = 1 << 16 };

static void solve(const lode_standoff_game *g)
{
    lode_standoff_size of = lode_standoff_size_of(g);
    if (of.n_knot > MOST_KNOTS || of.n_node > MOST_KNOTS) return;
    void *memory = malloc(lode_standoff_bytes(&of));
    lode_standoff_result *r = malloc(sizeof *r);
    if (memory && r) {
        lode_standoff_work *w = lode_standoff_place(&of, memory);
        lode_standoff_solve(g, w, r);
        double worst = lode_standoff_epsilon(r);
        if (r->status == LODE_STANDOFF_SOLVED && !(worst <= LODE_STANDOFF_EPSILON)) abort();
        for (int32_t n = 0; n < r->n; n++) {
            const lode_standoff_equilibrium *e = &r->equilibrium[n];
            if (!(e->q[0] >= 0 && e->q[0] <= 1 && e->q[1] >= 0 && e->q[1] <= 1)) abort();
            if (isnan(lode_standoff_end_quantile(w, e, 0.5))) abort();
        }
    }
    free(memory);
    free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > MOST_BYTES) return 0;
    lode_diags diags = {0};
    lode_standoff_file f = {0};
    if (lode_standoff_parse(&f, (const char *)data, size, "game.json", &diags))
        for (int32_t n = 0; n < f.n && n < 8; n++) solve(&f.problem[n].game);
    lode_standoff_file_free(&f);
    lode_diags_free(&diags);
    return 0;
}
