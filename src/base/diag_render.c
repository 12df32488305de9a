/* Problems as text for people: place, message, excerpt with carets, hint. */
#include "base/diag.h"

#include <string.h>

enum {
    NUMBER_WIDTH = 5, /* columns of the line number       */
    EXCERPT = 100,    /* code points shown of a long line */
    BEFORE_MARK = 60  /* of them at most before the mark  */
};

/* One line of a source, without its line end. */
typedef struct excerpt_line {
    const char *text;
    size_t length;
} excerpt_line;

/* Append n bytes as the terminal may see them: no control characters, well-formed UTF-8. */
static void put_clean(lode_text *out, const char *s, size_t n)
{
    for (size_t at = 0; at < n;) {
        size_t step = lode_utf8_step(s + at, n - at);
        unsigned char c = (unsigned char)s[at];
        bool control = c < 0x20 || c == 0x7F || /* C0, and C1 in UTF-8: C2 80 to C2 9F */
                       (step == 2 && c == 0xC2 && (unsigned char)s[at + 1] < 0xA0);
        if (c == '\t') lode_text_putc(out, ' ');
        else if (step == 0 || control) lode_text_puts(out, "\xEF\xBF\xBD");
        else lode_text_add(out, s + at, step);
        at += step > 0 ? step : 1;
    }
}

static void put_times(lode_text *out, char c, size_t n)
{
    for (size_t i = 0; i < n; i++) lode_text_putc(out, c);
}

/* Start a colour, if colours are wanted. */
static void put_colour(lode_text *out, bool colour, const char *sequence)
{
    if (colour) lode_text_puts(out, sequence);
}

static const char *colour_of(lode_severity s)
{
    return s == LODE_ERROR ? "\033[1;31m" : s == LODE_WARNING ? "\033[1;35m" : "\033[1;36m";
}

/* flows.csv:41:9: error E203: unknown supplier 'lynas-mt' */
static void put_head(lode_text *out, const lode_diag *d, bool colour)
{
    if (d->file) {
        put_colour(out, colour, "\033[1m");
        put_clean(out, d->file, strlen(d->file));
        if (d->line > 0) lode_text_printf(out, ":%d", (int)d->line);
        if (d->line > 0 && d->column > 0) lode_text_printf(out, ":%d", (int)d->column);
        lode_text_puts(out, ":");
        put_colour(out, colour, "\033[0m");
        lode_text_puts(out, " ");
    }
    char letter = d->severity == LODE_ERROR ? 'E' : d->severity == LODE_WARNING ? 'W' : 'N';
    put_colour(out, colour, colour_of(d->severity));
    lode_text_printf(out, "%s %c%03d:", lode_severity_name(d->severity), letter, (int)d->code);
    put_colour(out, colour, "\033[0m");
    lode_text_puts(out, " ");
    put_clean(out, d->message, strlen(d->message));
    lode_text_puts(out, "\n");
}

/* Line `number` (from 1) of a text, without its line end; false when the text has fewer. */
static bool find_line(const char *text, size_t length, int32_t number, excerpt_line *line)
{
    size_t start = 0;
    for (int32_t i = 1; i < number; i++) {
        const char *end = memchr(text + start, '\n', length - start);
        if (!end) return false;
        start = (size_t)(end - text) + 1;
    }
    if (start >= length) return false;
    const char *end = memchr(text + start, '\n', length - start);
    line->text = text + start;
    line->length = end ? (size_t)(end - line->text) : length - start;
    if (line->length > 0 && line->text[line->length - 1] == '\r') line->length--;
    return true;
}

/* Offset of the code point `n` places after offset `at`, not after the end. */
static size_t step_on(excerpt_line line, size_t at, size_t n)
{
    for (; n > 0 && at < line.length; n--) {
        size_t step = lode_utf8_step(line.text + at, line.length - at);
        at += step > 0 ? step : 1;
    }
    return at;
}

/* The line and, below it, carets under what is meant. */
static void put_excerpt(lode_text *out, const lode_diag *d, excerpt_line line, bool colour)
{
    /* the mark, in bytes, kept inside the line */
    size_t mark = d->column > 0 ? (size_t)d->column - 1 : 0;
    if (mark > line.length) mark = line.length;
    size_t marked = d->length > 0 ? (size_t)d->length : 1;
    if (marked > line.length - mark) marked = line.length - mark;

    /* the part that is shown; dots stand for the rest */
    size_t first = 0, end = line.length;
    if (lode_utf8_count(line.text, line.length) > EXCERPT) {
        size_t before = lode_utf8_count(line.text, mark);
        first = step_on(line, 0, before > BEFORE_MARK ? before - BEFORE_MARK : 0);
        end = step_on(line, first, EXCERPT);
    }
    if (marked > end - mark) marked = end - mark;
    const char *left = first > 0 ? "..." : "", *right = end < line.length ? "..." : "";

    lode_text_printf(out, "%*d | %s", NUMBER_WIDTH, (int)d->line, left);
    put_clean(out, line.text + first, end - first);
    lode_text_printf(out, "%s\n", right);
    if (d->column <= 0) return;

    size_t carets = lode_utf8_count(line.text + mark, marked);
    lode_text_printf(out, "%*s | ", NUMBER_WIDTH, "");
    put_times(out, ' ', strlen(left) + lode_utf8_count(line.text + first, mark - first));
    put_colour(out, colour, colour_of(d->severity));
    put_times(out, '^', carets > 0 ? carets : 1);
    put_colour(out, colour, "\033[0m");
    lode_text_puts(out, "\n");
}

/* Each line of the hint behind an equals sign. */
static void put_hint(lode_text *out, const char *hint)
{
    while (*hint) {
        size_t length = strcspn(hint, "\n");
        lode_text_printf(out, "%*s = ", NUMBER_WIDTH, "");
        put_clean(out, hint, length);
        lode_text_puts(out, "\n");
        hint += length + (hint[length] == '\n');
    }
}

static void put_diag(lode_text *out, const lode_diag *d, const lode_sources *sources, bool colour)
{
    put_head(out, d, colour);
    if (sources && d->file && d->line > 0) {
        size_t length = 0;
        excerpt_line line;
        const char *contents = sources->contents(sources->user, d->file, &length);
        if (contents && find_line(contents, length, d->line, &line))
            put_excerpt(out, d, line, colour);
    }
    if (d->hint) put_hint(out, d->hint);
}

void lode_diags_render(const lode_diags *d, lode_text *out, const lode_sources *sources,
                       bool colour)
{
    for (int32_t i = 0; i < d->n_item; i++) put_diag(out, &d->item[i], sources, colour);

    /* what could not be kept */
    if (d->out_of_memory) {
        lode_diag memory = {.code = LODE_DIAG_OUT_OF_MEMORY,
                            .severity = LODE_ERROR,
                            .message = LODE_DIAG_OUT_OF_MEMORY_format};
        put_diag(out, &memory, NULL, colour);
    }
    int64_t found = (int64_t)d->n_error + d->n_warning + d->n_note;
    int64_t left_out = found - d->n_item;
    if (left_out > 0 && !d->out_of_memory) {
        lode_text message = {0};
        lode_text_printf(&message, LODE_DIAG_TOO_MANY_format, (int)left_out);
        lode_diag more = {.code = LODE_DIAG_TOO_MANY,
                          .severity = LODE_NOTE,
                          .message = lode_text_str(&message)};
        put_diag(out, &more, NULL, colour);
        lode_text_free(&message);
    }
}

char *lode_diags_text(const lode_diags *d, const lode_sources *sources, bool colour)
{
    lode_text out = {0};
    lode_text_puts(&out, "");
    lode_diags_render(d, &out, sources, colour);
    if (out.failed) lode_text_free(&out);
    return out.data;
}
