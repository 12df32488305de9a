/* Writing JSON: one member a line, keys in the order they are written. */
#include "out/json.h"

#include <string.h>

#include "base/date.h"
#include "out/decimal.h"

/* Append a string with quotes and escapes. */
static void put_quoted(lode_text *t, const char *s)
{
    size_t left = strlen(s);
    lode_text_putc(t, '"');
    while (left > 0) {
        unsigned char c = (unsigned char)*s;
        size_t step = lode_utf8_step(s, left);
        if (step == 0) lode_text_puts(t, "\xEF\xBF\xBD"), step = 1;
        else if (c == '\n') lode_text_puts(t, "\\n");
        else if (c == '\t') lode_text_puts(t, "\\t");
        else if (c < 0x20) lode_text_printf(t, "\\u%04x", c);
        else {
            if (c == '"' || c == '\\') lode_text_putc(t, '\\');
            lode_text_add(t, s, step);
        }
        s += step;
        left -= step;
    }
    lode_text_putc(t, '"');
}

/* The comma, the new line and the key before a value. */
static void begin_member(lode_json *j, const char *key)
{
    if (j->depth > 0) {
        bool *some = &j->some[j->depth - 1];
        if (*some) lode_text_putc(j->out, ',');
        if (j->line_depth == 0) {
            lode_text_putc(j->out, '\n');
            for (int i = 0; i < j->depth; i++) lode_text_puts(j->out, "  ");
        } else if (*some) {
            lode_text_putc(j->out, ' ');
        }
        *some = true;
    }
    if (key) {
        put_quoted(j->out, key);
        lode_text_puts(j->out, ": ");
    }
}

void lode_json_open(lode_json *j, const char *key, char bracket)
{
    LODE_ASSERT(j->depth < LODE_JSON_DEPTH && (bracket == '{' || bracket == '['));
    begin_member(j, key);
    lode_text_putc(j->out, bracket);
    j->end[j->depth] = bracket == '{' ? '}' : ']';
    j->some[j->depth] = false;
    j->depth++;
}

void lode_json_open_line(lode_json *j, const char *key, char bracket)
{
    lode_json_open(j, key, bracket);
    if (j->line_depth == 0) j->line_depth = j->depth;
}

void lode_json_close(lode_json *j)
{
    LODE_ASSERT(j->depth > 0);
    bool several_lines = j->line_depth == 0 && j->some[j->depth - 1];
    if (j->line_depth == j->depth) j->line_depth = 0;
    j->depth--;
    if (several_lines) {
        lode_text_putc(j->out, '\n');
        for (int i = 0; i < j->depth; i++) lode_text_puts(j->out, "  ");
    }
    lode_text_putc(j->out, j->end[j->depth]);
    if (j->depth == 0) lode_text_putc(j->out, '\n');
}

void lode_json_text(lode_json *j, const char *key, const char *value)
{
    begin_member(j, key);
    if (value) put_quoted(j->out, value);
    else lode_text_puts(j->out, "null");
}

void lode_json_integer(lode_json *j, const char *key, int64_t value)
{
    begin_member(j, key);
    lode_text_printf(j->out, "%lld", (long long)value);
}

void lode_json_number(lode_json *j, const char *key, double value)
{
    char text[LODE_DECIMAL_SIZE];
    begin_member(j, key);
    lode_text_puts(j->out, lode_decimal(value, text) > 0 ? text : "null");
}

void lode_json_bool(lode_json *j, const char *key, bool value)
{
    begin_member(j, key);
    lode_text_puts(j->out, value ? "true" : "false");
}

void lode_json_ready(lode_json *j, const char *key, const lode_text *value)
{
    begin_member(j, key);
    lode_text_add(j->out, lode_text_str(value), value->length);
    j->out->failed |= value->failed;
}

void lode_json_date(lode_json *j, const char *key, int32_t date)
{
    char text[LODE_DATE_SIZE];
    lode_json_text(j, key, lode_date_format(date, text));
}
