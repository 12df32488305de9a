/* Carve the arrays of a struct out of one block of memory given by the caller.
 *
 * The same list of lode_place_lanes() calls counts the bytes (memory NULL) and places the arrays, so that size and
 * layout cannot disagree. */
#ifndef LODE_ENGINE_PLACE_H
#define LODE_ENGINE_PLACE_H

#include <stddef.h>
#include <stdint.h>

#include "engine/lane.h"

typedef struct lode_cursor {
    unsigned char *memory; /* NULL: only count */
    size_t used;           /* bytes */
} lode_cursor;

static inline lode_lane *lode_place_lanes(lode_cursor *c, int64_t n)
{
    lode_lane *a = c->memory ? (lode_lane *)(void *)(c->memory + c->used) : NULL;
    c->used += (size_t)(n > 0 ? n : 1) * sizeof(lode_lane);
    return a;
}

static inline int32_t *lode_place_ints(lode_cursor *c, int64_t n)
{
    int64_t per_lane = (int64_t)(sizeof(lode_lane) / sizeof(int32_t));
    return (int32_t *)(void *)lode_place_lanes(c, (n + per_lane - 1) / per_lane);
}

#endif
