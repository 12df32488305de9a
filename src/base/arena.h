/* Memory that is taken piece by piece and given back all at once.
 *
 *     lode_arena a = {0};
 *     double *stock = LODE_TAKE(&a, n_site, double);     zeroed, 64-byte aligned; NULL: no memory
 *     lode_arena_free(&a);
 *
 * A zeroed struct is a valid empty arena. An arena serves one thread at a time. */
#ifndef LODE_BASE_ARENA_H
#define LODE_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compat.h"

typedef struct lode_block lode_block;

typedef struct lode_arena {
    lode_block *first;   /* -     oldest block; blocks form a list                       */
    lode_block *current; /* -     the block that takes come from; later ones are spare   */
    size_t held;         /* byte  taken from the system                                  */
    size_t limit;        /* byte  most that may be held; 0: as much as there is          */
} lode_arena;

/* A point to rewind to. The zero mark is the empty arena. */
typedef struct lode_arena_mark {
    lode_block *block;
    size_t used; /* byte */
} lode_arena_mark;

/* Take `count` objects of `size` bytes: zeroed, aligned to 64 bytes. Pointers stay valid until
 * the arena is rewound past them or freed.
 *
 * Returns NULL when count * size overflows, when the limit is reached or when there is no memory;
 * never NULL otherwise, also for count 0. O(count * size). */
LODE_NODISCARD void *lode_arena_take(lode_arena *a, size_t count, size_t size);

/* Make sure that takes of together `bytes` bytes, each rounded up to a multiple of 64, will
 * succeed without asking the system. Returns false when there is no memory. */
LODE_NODISCARD bool lode_arena_reserve(lode_arena *a, size_t bytes);

/* The present point, for lode_arena_rewind. */
lode_arena_mark lode_arena_now(const lode_arena *a);

/* Give back all that was taken after `mark`. The memory stays with the arena for the next takes,
 * so a loop that takes and rewinds asks the system only in its first round. */
void lode_arena_rewind(lode_arena *a, lode_arena_mark mark);

/* Give everything back to the system; the arena is empty and may be used again. */
void lode_arena_free(lode_arena *a);

/* `count` zeroed objects of `type`, or NULL */
#define LODE_TAKE(arena, count, type) \
    ((type *)lode_arena_take((arena), (size_t)(count), sizeof(type)))

#endif
