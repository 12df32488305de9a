/* Names numbered in the order they came first. */
#include "propagate/ids.h"

#include <stdlib.h>
#include <string.h>

enum { SHORT = 8, LEAST_SLOTS = 64 };

/* --- keys ------------------------------------------------------------------------------------ */

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static uint64_t key_of(const char *name, size_t size)
{
    uint64_t key = 0;
    if (size <= SHORT) {
        for (size_t i = 0; i < size; i++) key |= (uint64_t)(unsigned char)name[i] << (8 * i);
        return key;
    }
    for (size_t i = 0; i < size; i++) key = (key ^ (unsigned char)name[i]) * UINT64_C(0x100000001b3) + (key >> 47);
    return mix(key);
}

/* The slot that holds a name, or the empty one where it would go. */
static lode_id_slot *slot_of(const lode_ids *t, uint64_t key, const char *name, size_t size)
{
    for (size_t at = mix(key) & (t->n_slot - 1);; at = (at + 1) & (t->n_slot - 1)) {
        lode_id_slot *s = &t->slot[at];
        if (s->id < 0) return s;
        if (s->key == key && (size_t)s->size == size &&
            (size <= SHORT || memcmp(t->letters + t->start[s->id], name, size) == 0))
            return s;
    }
}

/* --- room ------------------------------------------------------------------------------------ */

static bool grow_slots(lode_ids *t, size_t n_slot)
{
    lode_id_slot *old = t->slot;
    size_t n_old = t->n_slot;
    lode_id_slot *slot = malloc(n_slot * sizeof *slot);
    if (!slot) return false;
    for (size_t i = 0; i < n_slot; i++) slot[i].id = -1;
    t->slot = slot;
    t->n_slot = n_slot;
    for (size_t i = 0; i < n_old; i++)
        if (old[i].id >= 0) *slot_of(t, old[i].key, t->letters + t->start[old[i].id], (size_t)old[i].size) = old[i];
    free(old);
    return true;
}

static bool grow_names(lode_ids *t, int32_t capacity)
{
    uint64_t *start = realloc(t->start, (size_t)capacity * sizeof *start);
    if (start) t->start = start;
    if (start) t->capacity = capacity;
    return start != NULL;
}

static bool grow_letters(lode_ids *t, size_t capacity)
{
    char *letters = realloc(t->letters, capacity);
    if (letters) t->letters = letters;
    if (letters) t->letter_capacity = capacity;
    return letters != NULL;
}

bool lode_ids_reserve(lode_ids *t, int32_t n, size_t letters)
{
    size_t n_slot = LEAST_SLOTS;
    while (n_slot < 2 * (size_t)n) n_slot *= 2;
    if (n_slot > t->n_slot && !grow_slots(t, n_slot)) return false;
    if (n > t->capacity && !grow_names(t, n)) return false;
    return letters + (size_t)n <= t->letter_capacity || grow_letters(t, letters + (size_t)n);
}

/* --- adding and finding ---------------------------------------------------------------------- */

int32_t lode_ids_add(lode_ids *t, const char *name, size_t size)
{
    if (size > INT32_MAX / 2 || t->n == INT32_MAX) return -1;
    if (2 * ((size_t)t->n + 1) > t->n_slot && !grow_slots(t, t->n_slot ? 2 * t->n_slot : LEAST_SLOTS)) return -1;
    uint64_t key = key_of(name, size);
    lode_id_slot *s = slot_of(t, key, name, size);
    if (s->id >= 0) return s->id;
    if (t->n == t->capacity && !grow_names(t, t->n < 32 ? 64 : t->n > INT32_MAX / 2 ? INT32_MAX : 2 * t->n)) return -1;
    if (t->n_letter + size + 1 > t->letter_capacity && !grow_letters(t, 2 * (t->n_letter + size + 1))) return -1;
    memcpy(t->letters + t->n_letter, name, size);
    t->letters[t->n_letter + size] = '\0';
    t->start[t->n] = t->n_letter;
    t->n_letter += size + 1;
    *s = (lode_id_slot){key, t->n, (int32_t)size};
    return t->n++;
}

int32_t lode_ids_find(const lode_ids *t, const char *name, size_t size)
{
    return t->n_slot == 0 ? -1 : slot_of(t, key_of(name, size), name, size)->id;
}

void lode_ids_fetch(const lode_ids *t, const char *name, size_t size)
{
    if (t->n_slot > 0) __builtin_prefetch(&t->slot[mix(key_of(name, size)) & (t->n_slot - 1)]);
}

bool lode_ids_index(lode_ids *t)
{
    size_t n_slot = LEAST_SLOTS;
    while (n_slot < 2 * (size_t)t->n) n_slot *= 2;
    free(t->slot);
    t->slot = NULL;
    t->n_slot = 0;
    if (!grow_slots(t, n_slot)) return false;
    for (int32_t i = 0; i < t->n; i++) {
        const char *name = lode_ids_name(t, i);
        size_t size = strlen(name);
        uint64_t key = key_of(name, size);
        lode_id_slot *s = slot_of(t, key, name, size);
        if (s->id >= 0) return false;
        *s = (lode_id_slot){key, i, (int32_t)size};
    }
    return true;
}

void lode_ids_free(lode_ids *t)
{
    free(t->letters);
    free(t->start);
    free(t->slot);
    *t = (lode_ids){0};
}
