/* Names of firms numbered 0, 1, 2 ... in the order they came first: as lode_pool, laid out for millions of short names.
 *
 * A slot of the table holds a name of up to eight bytes itself, so that looking one up costs one cache line. */
#ifndef LODE_PROPAGATE_IDS_H
#define LODE_PROPAGATE_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compat.h"

typedef struct lode_id_slot {
    uint64_t key; /* the bytes of a short name, the hash of a long one */
    int32_t id;   /* -1: empty                                         */
    int32_t size; /* byte  length of the name                          */
} lode_id_slot;

/* A zeroed struct is valid and empty. */
typedef struct lode_ids {
    char *letters;      /* (n_letter)    names one after the other, each with a NUL */
    uint64_t *start;    /* (capacity)    where the name of each begins              */
    lode_id_slot *slot; /* (n_slot)      n_slot is a power of two or 0              */
    size_t n_letter, letter_capacity, n_slot;
    int32_t n, capacity;
} lode_ids;

/* Make room for n names of together `letters` bytes. Returns false when there is no memory. */
LODE_NODISCARD bool lode_ids_reserve(lode_ids *t, int32_t n, size_t letters);

/* The number of a name, which is added if it is new; -1: no memory. O(size) on average. */
int32_t lode_ids_add(lode_ids *t, const char *name, size_t size);

/* The number of a name, or -1. Any number of threads may look at once. */
int32_t lode_ids_find(const lode_ids *t, const char *name, size_t size);

/* Fetch the slot of a name that will be looked up soon. */
void lode_ids_fetch(const lode_ids *t, const char *name, size_t size);

/* The name with number id, NUL-terminated. */
static inline const char *lode_ids_name(const lode_ids *t, int32_t id)
{
    return t->letters + t->start[id];
}

/* Make the table of slots for names that came without one. Returns false when there is no memory or two are equal. */
LODE_NODISCARD bool lode_ids_index(lode_ids *t);

void lode_ids_free(lode_ids *t);

#endif
