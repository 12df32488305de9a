/* Anderson mixing: from the last points z and their images G(z), a better next point than G(z) itself
 * [anderson1965; walker2011]. Knows nothing of trade. Not for use outside src/trade. */
#ifndef LODE_TRADE_MIX_H
#define LODE_TRADE_MIX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compat.h"

enum { LODE_TRADE_MEMORY = 16 }; /* most differences that are kept */

typedef struct lode_trade_mix {
    int64_t n;       /* numbers of a point, a whole number of lanes                        */
    int32_t memory;  /* differences kept                                                   */
    int32_t count;   /* differences held                                                   */
    int32_t next;    /* where the next one goes                                            */
    bool begun;      /* `step` and `image` are those of the point before                   */
    double *step;    /* (n)  G(z) - z of the point before                                  */
    double *image;   /* (n)  G(z) of the point before                                      */
    double *d_step;  /* (memory, n)  differences of steps                                  */
    double *d_image; /* (memory, n)  differences of images                                 */
    double gram[LODE_TRADE_MEMORY][LODE_TRADE_MEMORY]; /* d_step . d_step                   */
} lode_trade_mix;

/* Take the arrays. memory 1 .. LODE_TRADE_MEMORY. false: no memory. */
LODE_NODISCARD bool lode_trade_mix_take(lode_arena *a, int64_t n, int32_t memory,
                                        lode_trade_mix *m);

/* Forget all points. */
void lode_trade_mix_restart(lode_trade_mix *m);

/* The next point, into z, from z and image = G(z): without earlier points half a step, else the combination of images
 * whose step is shortest. Forgets the points whose differences say no more than the others'. O(memory n). */
void lode_trade_mix_next(lode_trade_mix *m, const double *restrict image, double *restrict z);

#endif
