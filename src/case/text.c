/* Text of a case: what may stand in a file, copies of pieces of it, near misses, growing arrays. */
#include <stdlib.h>
#include <string.h>

#include "case/reader.h"

bool lode_reader_no_memory(lode_reader *r)
{
    r->failed = true;
    lode_diag_no_memory(r->diags);
    return false;
}

void *lode_grown(void *array, int32_t *capacity, int32_t n, size_t size)
{
    if (n < *capacity) return array;
    if (*capacity > INT32_MAX / 2) return NULL;
    int32_t larger = *capacity > 0 ? 2 * *capacity : 64;
    void *grown = realloc(array, (size_t)larger * size);
    if (grown) *capacity = larger;
    return grown;
}

const char *lode_scratch_copy(lode_reader *r, const char *bytes, size_t length)
{
    enum { CHUNK = 32 * 1024 };
    if (length + 1 > r->letters_left) {
        size_t size = length + 1 > CHUNK ? length + 1 : CHUNK;
        r->letters = LODE_TAKE(&r->scratch, size, char);
        r->letters_left = r->letters ? size : 0;
        if (!r->letters) {
            lode_reader_no_memory(r);
            return NULL;
        }
    }
    char *copy = r->letters;
    if (length > 0) memcpy(copy, bytes, length);
    copy[length] = '\0';
    r->letters += length + 1;
    r->letters_left -= length + 1;
    return copy;
}

int32_t lode_reader_nearest(lode_reader *r, const char *word, const char *const *words, int32_t n)
{
    if (n > r->near_left) return -1;
    r->near_left -= n;
    return lode_nearest(word, words, n);
}

int32_t lode_first_line(const char *s, size_t n)
{
    size_t length = 0;
    while (length < n && s[length] != '\n' && s[length] != '\r' && length < INT32_MAX - 1) length++;
    return (int32_t)length;
}

/* The code point that the well-formed sequence s of `step` bytes spells. */
static uint32_t code_point(const char *s, size_t step)
{
    static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = (unsigned char)s[0] & mask[step];
    for (size_t i = 1; i < step; i++) c = c << 6 | ((unsigned char)s[i] & 0x3F);
    return c;
}

/* Neither a control character (but tab and line ends), nor a byte order mark, nor a non-character. */
static bool is_printable(uint32_t c)
{
    if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
    return !(c >= 0x7F && c < 0xA0) && c != 0xFEFF && (c & 0xFFFE) != 0xFFFE;
}

bool lode_check_text(lode_reader *r, const char *path, const char *bytes, size_t length)
{
    lode_place place = {path, 1, 1, 1};
    size_t line_start = 0;
    for (size_t at = 0; at < length;) {
        size_t step = lode_utf8_step(bytes + at, length - at);
        place.column = (int32_t)(at - line_start) + 1;
        if (step == 0) {
            lode_diag_add(r->diags, LODE_DIAG_NOT_UTF8, place, "save the file as UTF-8",
                          (unsigned)(unsigned char)bytes[at]);
            return false;
        }
        uint32_t c = code_point(bytes + at, step);
        if (!is_printable(c)) {
            place.length = (int32_t)step;
            lode_diag_add(r->diags, LODE_DIAG_CONTROL_CHARACTER, place, "remove it", (unsigned)c);
            return false;
        }
        at += step;
        if (c == '\n') {
            place.line++;
            line_start = at;
        }
    }
    return true;
}
