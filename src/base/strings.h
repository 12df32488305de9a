/* Text: a growing buffer, a pool that gives each word a number, near misses, and UTF-8. */
#ifndef LODE_BASE_STRINGS_H
#define LODE_BASE_STRINGS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compat.h"

/* Text that grows. A zeroed struct is a valid empty text. Once memory has run out `failed` is set
 * and stays set, and appending does nothing: append freely, look at `failed` once at the end. */
typedef struct lode_text {
    char *data;      /* NUL-terminated, or NULL while nothing was appended */
    size_t length;   /* byte  without the NUL                              */
    size_t capacity; /* byte                                               */
    bool failed;
} lode_text;

/* Append `length` bytes; they may hold NULs. */
void lode_text_add(lode_text *t, const char *bytes, size_t length);

/* Append a NUL-terminated string. */
void lode_text_puts(lode_text *t, const char *string);

/* Append one byte. */
void lode_text_putc(lode_text *t, char c);

/* Append as printf would. */
void lode_text_printf(lode_text *t, const char *format, ...) LODE_PRINTF_FORMAT(2, 3);

/* Append as vprintf would. */
void lode_text_vprintf(lode_text *t, const char *format, va_list args) LODE_PRINTF_FORMAT(2, 0);

/* The text so far, NUL-terminated; "" when nothing was appended. Valid until the next append. */
const char *lode_text_str(const lode_text *t);

/* Forget the text and keep the memory; clears `failed`. */
void lode_text_clear(lode_text *t);

/* Give the memory back; the text is empty and may be used again. */
void lode_text_free(lode_text *t);

/* Words numbered 0, 1, 2 ... in the order they came first. A zeroed struct is a valid empty pool. */
typedef struct lode_pool {
    lode_arena letters;
    struct lode_word *word; /* (n_word)                                                       */
    int32_t *slot;          /* (n_slot)  hash table: number of a word + 1, 0 where empty      */
    int32_t n_word, n_slot; /* n_slot is a power of two or 0                                  */
    int32_t word_capacity;
} lode_pool;

/* The number of the word of `length` bytes, which is added if it is new. The bytes are copied.
 * Returns -1 when there is no memory. O(length) on average. */
int32_t lode_pool_intern(lode_pool *p, const char *word, size_t length);

/* The number of the word, or -1 when the pool does not have it. */
int32_t lode_pool_find(const lode_pool *p, const char *word, size_t length);

/* The word with number `id` (0 <= id < n_word), NUL-terminated; valid until the pool is freed. */
const char *lode_pool_word(const lode_pool *p, int32_t id);

/* Give the memory back; the pool is empty and may be used again. */
void lode_pool_free(lode_pool *p);

/* Edit distance: how many insertions, deletions, replacements and swaps of neighbours turn `a`
 * into `b`, letters A-Z and a-z taken as equal (optimal string alignment distance: Boytsov 2011,
 * ACM J. Exp. Algorithmics 16:1.1, section 2). Returns INT32_MAX when either is longer than
 * 63 bytes. */
int32_t lode_edit_distance(const char *a, const char *b);

/* Which of `words` (n) the user may have meant by `word`: the first of the nearest within
 * 1 edit (3 to 5 bytes), 2 (6 to 9) or 3 (longer); shorter words must agree but for case.
 * NULL entries are passed over. Returns its index or -1. */
int32_t lode_nearest(const char *word, const char *const *words, int32_t n);

/* Length in bytes of the well-formed UTF-8 sequence that `s` (n > 0 bytes) begins with: 1 to 4,
 * or 0 when it begins with none. (Unicode 15, table 3-7: no overlong forms, no surrogates.) */
size_t lode_utf8_step(const char *s, size_t n);

/* Offset of the first byte of `s` (n bytes) that is not well-formed UTF-8, or n when all is well. */
size_t lode_utf8_bad(const char *s, size_t n);

/* Code points in `s` (n bytes); each ill-formed byte counts as one. */
size_t lode_utf8_count(const char *s, size_t n);

#endif
