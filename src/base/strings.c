/* Text: a growing buffer, a pool that gives each word a number, near misses, and UTF-8. */
#include "base/strings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- growing text ------------------------------------------------------------------------- */

/* Make room for `more` bytes and the NUL. */
static bool text_reserve(lode_text *t, size_t more)
{
    if (t->failed) return false;
    if (more > SIZE_MAX / 2 - t->length - 1) {
        t->failed = true;
        return false;
    }
    size_t need = t->length + more + 1;
    if (need <= t->capacity) return true;

    size_t capacity = t->capacity > 0 ? 2 * t->capacity : 64;
    if (capacity < need) capacity = need;
    char *data = realloc(t->data, capacity);
    if (!data) {
        t->failed = true;
        return false;
    }
    t->data = data;
    t->capacity = capacity;
    return true;
}

void lode_text_add(lode_text *t, const char *bytes, size_t length)
{
    if (!text_reserve(t, length)) return;
    if (length > 0) memcpy(t->data + t->length, bytes, length);
    t->length += length;
    t->data[t->length] = '\0';
}

void lode_text_puts(lode_text *t, const char *string)
{
    lode_text_add(t, string, strlen(string));
}

void lode_text_putc(lode_text *t, char c)
{
    lode_text_add(t, &c, 1);
}

void lode_text_printf(lode_text *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    lode_text_vprintf(t, format, args);
    va_end(args);
}

void lode_text_vprintf(lode_text *t, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length < 0) t->failed = true;
    else if (text_reserve(t, (size_t)length)) {
        vsnprintf(t->data + t->length, (size_t)length + 1, format, again);
        t->length += (size_t)length;
    }
    va_end(again);
}

const char *lode_text_str(const lode_text *t)
{
    return t->data ? t->data : "";
}

void lode_text_clear(lode_text *t)
{
    t->length = 0;
    t->failed = false;
    if (t->data) t->data[0] = '\0';
}

void lode_text_free(lode_text *t)
{
    free(t->data);
    *t = (lode_text){0};
}

/* --- word pool ---------------------------------------------------------------------------- */

struct lode_word {
    const char *letters; /* in the pool's arena, NUL-terminated */
    size_t length;       /* byte                                */
    uint64_t hash;
};

/* FNV-1a, 64 bits (Fowler, Noll, Vo; IETF draft-eastlake-fnv) */
static uint64_t hash_of(const char *bytes, size_t length)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return hash;
}

/* The slot that holds the word, or the empty one where it belongs. The table is never full. */
static int32_t find_slot(const lode_pool *p, const char *word, size_t length, uint64_t hash)
{
    uint64_t mask = (uint64_t)p->n_slot - 1;
    for (uint64_t i = hash & mask;; i = (i + 1) & mask) {
        int32_t id = p->slot[i] - 1;
        if (id < 0) return (int32_t)i;
        const struct lode_word *w = &p->word[id];
        if (w->hash == hash && w->length == length && memcmp(w->letters, word, length) == 0)
            return (int32_t)i;
    }
}

/* Twice the slots, every word in its new place. */
static bool grow_slots(lode_pool *p)
{
    if (p->n_slot > INT32_MAX / 4) return false;
    int32_t n_slot = p->n_slot > 0 ? 2 * p->n_slot : 64;
    int32_t *slot = calloc((size_t)n_slot, sizeof *slot);
    if (!slot) return false;
    free(p->slot);
    p->slot = slot;
    p->n_slot = n_slot;
    for (int32_t id = 0; id < p->n_word; id++) {
        const struct lode_word *w = &p->word[id];
        p->slot[find_slot(p, w->letters, w->length, w->hash)] = id + 1;
    }
    return true;
}

static bool grow_words(lode_pool *p)
{
    int32_t capacity = p->word_capacity > 0 ? 2 * p->word_capacity : 32;
    struct lode_word *word = realloc(p->word, (size_t)capacity * sizeof *word);
    if (!word) return false;
    p->word = word;
    p->word_capacity = capacity;
    return true;
}

int32_t lode_pool_intern(lode_pool *p, const char *word, size_t length)
{
    int32_t known = lode_pool_find(p, word, length);
    if (known >= 0) return known;

    /* at most half of the slots are used, so that a search ends soon */
    if (p->n_word >= p->n_slot / 2 && !grow_slots(p)) return -1;
    if (p->n_word == p->word_capacity && !grow_words(p)) return -1;
    if (length == SIZE_MAX) return -1;
    char *letters = lode_arena_take(&p->letters, length + 1, 1);
    if (!letters) return -1;
    if (length > 0) memcpy(letters, word, length);

    int32_t id = p->n_word++;
    uint64_t hash = hash_of(word, length);
    p->word[id] = (struct lode_word){.letters = letters, .length = length, .hash = hash};
    p->slot[find_slot(p, word, length, hash)] = id + 1;
    return id;
}

int32_t lode_pool_find(const lode_pool *p, const char *word, size_t length)
{
    if (p->n_slot == 0) return -1;
    return p->slot[find_slot(p, word, length, hash_of(word, length))] - 1;
}

const char *lode_pool_word(const lode_pool *p, int32_t id)
{
    LODE_ASSERT(id >= 0 && id < p->n_word);
    return p->word[id].letters;
}

void lode_pool_free(lode_pool *p)
{
    lode_arena_free(&p->letters);
    free(p->word);
    free(p->slot);
    *p = (lode_pool){0};
}

/* --- near misses -------------------------------------------------------------------------- */

enum { LONGEST = 63 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

int32_t lode_edit_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    if (n > LONGEST || m > LONGEST) return INT32_MAX;

    /* row[i][j]: distance of the first i letters of a from the first j of b; three rows suffice */
    int32_t row[3][LONGEST + 1];
    for (size_t j = 0; j <= m; j++) row[0][j] = (int32_t)j;
    for (size_t i = 1; i <= n; i++) {
        int32_t *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
        now[0] = (int32_t)i;
        for (size_t j = 1; j <= m; j++) {
            char x = lower(a[i - 1]), y = lower(b[j - 1]);
            int32_t best = smaller(before[j], now[j - 1]) + 1;
            best = smaller(best, before[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower(b[j - 2]) && y == lower(a[i - 2]))
                best = smaller(best, earlier[j - 2] + 1);
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

int32_t lode_nearest(const char *word, const char *const *words, int32_t n)
{
    size_t length = strlen(word);
    int32_t nearest = length < 3 ? 1 : length < 6 ? 2 : length < 10 ? 3 : 4; /* must be below */
    int32_t found = -1;
    for (int32_t i = 0; i < n; i++) {
        if (!words[i]) continue;
        int32_t distance = lode_edit_distance(word, words[i]);
        if (distance < nearest) {
            nearest = distance;
            found = i;
        }
    }
    return found;
}

/* --- UTF-8 -------------------------------------------------------------------------------- */

static bool within(char c, unsigned low, unsigned high)
{
    return (unsigned char)c >= low && (unsigned char)c <= high;
}

size_t lode_utf8_step(const char *s, size_t n)
{
    unsigned char lead = (unsigned char)s[0];
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;

    /* the second byte is restricted after four lead bytes, the others never */
    unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (n < length || !within(s[1], low, high)) return 0;
    for (size_t i = 2; i < length; i++)
        if (!within(s[i], 0x80, 0xBF)) return 0;
    return length;
}

size_t lode_utf8_bad(const char *s, size_t n)
{
    size_t at = 0;
    while (at < n) {
        size_t step = lode_utf8_step(s + at, n - at);
        if (step == 0) break;
        at += step;
    }
    return at;
}

size_t lode_utf8_count(const char *s, size_t n)
{
    size_t count = 0;
    for (size_t at = 0; at < n; count++) {
        size_t step = lode_utf8_step(s + at, n - at);
        at += step > 0 ? step : 1;
    }
    return count;
}
