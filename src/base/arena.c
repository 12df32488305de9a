/* Memory that is taken piece by piece and given back all at once: a list of growing blocks. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 64, FIRST_BLOCK = 64 * 1024, LARGEST_STEP = 16 * 1024 * 1024 };

/* Head of a block; the memory begins ALIGN bytes after it. */
struct lode_block {
    lode_block *next;
    size_t size; /* byte  without the head, a multiple of ALIGN */
    size_t used; /* byte  a multiple of ALIGN                   */
    size_t soiled; /* byte  ever taken; what lies behind is still as calloc gave it: zero */
    void *start;   /* what calloc gave                            */
};

_Static_assert(sizeof(struct lode_block) <= ALIGN, "the head fits in front of the memory");

/* count * size rounded up to ALIGN, at least ALIGN; 0 when that does not fit into size_t */
static size_t rounded(size_t count, size_t size)
{
    if (size > 0 && count > (SIZE_MAX - ALIGN) / size) return 0;
    size_t bytes = count * size;
    if (bytes == 0) bytes = 1;
    return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

/* Put a new block of at least `bytes` behind the current one and make it current. */
static bool grow(lode_arena *a, size_t bytes)
{
    size_t size = a->current ? 2 * a->current->size : FIRST_BLOCK;
    if (size > LARGEST_STEP) size = LARGEST_STEP;
    if (size < bytes) size = bytes;

    if (a->limit > 0) {
        size_t left = a->limit > a->held ? a->limit - a->held : 0;
        if (bytes > left) return false;
        if (size > left) size = left / ALIGN * ALIGN;
    }
    if (size > SIZE_MAX - 2 * ALIGN) return false;

    /* calloc, since the system hands out zeroed pages that need not be touched before their use */
    void *start = calloc(1, 2 * ALIGN + size);
    if (!start) return false;
    lode_block *b = (lode_block *)(((uintptr_t)start + ALIGN - 1) / ALIGN * ALIGN);
    *b = (lode_block){.next = a->current ? a->current->next : a->first, .size = size, .start = start};
    if (a->current) a->current->next = b;
    else a->first = b;
    a->current = b;
    a->held += size;
    return true;
}

/* Make the current block one with room for `bytes`: the current one, a spare one, or a new one. */
static bool make_room(lode_arena *a, size_t bytes)
{
    if (a->current && a->current->size - a->current->used >= bytes) return true;
    lode_block *spare = a->current ? a->current->next : a->first;
    if (spare && spare->size >= bytes) {
        a->current = spare;
        spare->used = 0;
        return true;
    }
    return grow(a, bytes);
}

void *lode_arena_take(lode_arena *a, size_t count, size_t size)
{
    size_t bytes = rounded(count, size);
    if (bytes == 0 || !make_room(a, bytes)) return NULL;
    lode_block *b = a->current;
    char *memory = (char *)b + ALIGN + b->used;
    if (b->soiled > b->used) memset(memory, 0, b->soiled - b->used < bytes ? b->soiled - b->used : bytes);
    b->used += bytes;
    if (b->soiled < b->used) b->soiled = b->used;
    return memory;
}

bool lode_arena_reserve(lode_arena *a, size_t bytes)
{
    size_t all = rounded(bytes, 1);
    return all > 0 && make_room(a, all);
}

lode_arena_mark lode_arena_now(const lode_arena *a)
{
    lode_arena_mark mark = {.block = a->current, .used = a->current ? a->current->used : 0};
    return mark;
}

void lode_arena_rewind(lode_arena *a, lode_arena_mark mark)
{
    a->current = mark.block;
    if (a->current) {
        LODE_ASSERT(mark.used <= a->current->used);
        a->current->used = mark.used;
    }
}

void lode_arena_free(lode_arena *a)
{
    for (lode_block *b = a->first, *next; b; b = next) {
        next = b->next;
        free(b->start);
    }
    *a = (lode_arena){.limit = a->limit};
}
