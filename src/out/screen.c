/* Lines of text for a terminal: clipped, padded, coloured if wanted. */
#include "out/screen.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* --- columns of characters ---------------------------------------------------------------- */

typedef struct range {
    uint32_t first, last;
} range;

static bool is_among(uint32_t c, const range *ranges, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= ranges[i].first && c <= ranges[i].last) return true;
    return false;
}

/* Columns of one character. (Unicode 15: East Asian Width W and F in whole blocks; combining marks,
 * joiners and variation selectors of common use.) */
static int columns_of(uint32_t c)
{
    static const range none[] = {{0x300, 0x36F},   {0x200B, 0x200D}, {0x20D0, 0x20FF},
                                 {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF}};
    static const range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},
                                 {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
                                 {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
                                 {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    if (is_among(c, none, sizeof none / sizeof none[0])) return 0;
    return is_among(c, wide, sizeof wide / sizeof wide[0]) ? 2 : 1;
}

/* Whether a character may not reach a terminal: controls, and those that turn the direction. */
static bool is_unsafe(uint32_t c)
{
    static const range unsafe[] = {
        {0, 0x1F}, {0x7F, 0x9F}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}};
    return is_among(c, unsafe, sizeof unsafe / sizeof unsafe[0]);
}

/* The character that `s` (n > 0 bytes) begins with; *step is its length. Bad bytes are U+FFFD. */
static uint32_t character(const char *s, size_t n, size_t *step)
{
    const unsigned char *b = (const unsigned char *)s;
    *step = lode_utf8_step(s, n);
    switch (*step) {
    case 1:
        return b[0];
    case 2:
        return (b[0] & 0x1Fu) << 6 | (b[1] & 0x3Fu);
    case 3:
        return (b[0] & 0x0Fu) << 12 | (b[1] & 0x3Fu) << 6 | (b[2] & 0x3Fu);
    case 4:
        return (b[0] & 0x07u) << 18 | (b[1] & 0x3Fu) << 12 | (b[2] & 0x3Fu) << 6 | (b[3] & 0x3Fu);
    }
    *step = 1;
    return 0xFFFD;
}

/* How many bytes of `text` fit into `room` columns; *used is the columns they take. */
static size_t fitting(const char *text, int room, int *used)
{
    size_t length = strlen(text), at = 0, step = 0;
    *used = 0;
    while (at < length) {
        int columns = columns_of(character(text + at, length - at, &step));
        if (*used + columns > room) break;
        *used += columns;
        at += step;
    }
    return at;
}

int lode_screen_columns(const char *text)
{
    int used = 0;
    fitting(text, INT32_MAX / 2, &used);
    return used;
}

/* --- writing ------------------------------------------------------------------------------ */

static void put_safe(lode_text *out, const char *text, size_t length)
{
    size_t step = 0;
    for (size_t at = 0; at < length; at += step) {
        uint32_t c = character(text + at, length - at, &step);
        if (is_unsafe(c)) lode_text_putc(out, '?');
        else if (c == 0xFFFD) lode_text_puts(out, "\xEF\xBF\xBD");
        else lode_text_add(out, text + at, step);
    }
}

/* Write the first `length` bytes, which take `columns`. */
static void put_part(lode_screen *s, lode_ink ink, const char *text, size_t length, int columns)
{
    static const char *const begin[] = {"", "\033[1m", "\033[1;31m", "\033[2m"};
    if (length == 0) return;
    for (; s->waiting > 0; s->waiting--, s->column++) lode_text_putc(s->out, ' ');
    bool inked = s->colour && ink != LODE_INK_PLAIN;
    if (inked) lode_text_puts(s->out, begin[ink]);
    put_safe(s->out, text, length);
    if (inked) lode_text_puts(s->out, "\033[0m");
    s->column += columns;
}

void lode_screen_put(lode_screen *s, lode_ink ink, int end, const char *text)
{
    int room = (end > 0 ? end : s->width) - s->column - s->waiting, used = 0;
    if (room <= 0) return;
    size_t length = fitting(text, room, &used);
    if (text[length] == '\0') {
        put_part(s, ink, text, length, used);
        return;
    }
    /* too long: three columns less, and dots in them */
    char cut[512];
    int dots = room < 3 ? room : 3;
    length = fitting(text, room - dots, &used);
    if (length > sizeof cut - 4) length = 0, used = 0;
    memcpy(cut, text, length);
    memcpy(cut + length, "...", (size_t)dots);
    cut[length + (size_t)dots] = '\0';
    put_part(s, ink, cut, length + (size_t)dots, used + dots);
}

void lode_screen_printf(lode_screen *s, lode_ink ink, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    lode_screen_put(s, ink, 0, text);
}

void lode_screen_right(lode_screen *s, lode_ink ink, int end, const char *text)
{
    int columns = lode_screen_columns(text);
    if (columns < end) lode_screen_to(s, end - columns);
    lode_screen_put(s, ink, end, text);
}

void lode_screen_to(lode_screen *s, int column)
{
    int now = s->column + s->waiting;
    if (column > now) s->waiting += column - now;
}

void lode_screen_end(lode_screen *s)
{
    lode_text_putc(s->out, '\n');
    s->column = s->waiting = 0;
    s->n_line++;
}
