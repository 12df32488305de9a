/* Writing CSV rows: RFC 4180 with line feeds, UTF-8, through one buffer. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "out/decimal.h"
#include "out/tables.h"

static void flush(lode_sheet *c)
{
    /* a short write leaves its mark on the stream, which closing looks at */
    fwrite(c->buffer, 1, c->used, c->stream);
    c->used = 0;
}

static void add(lode_sheet *c, const char *bytes, size_t length)
{
    if (length > LODE_SHEET_BUFFER - c->used) flush(c);
    if (length > LODE_SHEET_BUFFER) {
        fwrite(bytes, 1, length, c->stream);
        return;
    }
    memcpy(c->buffer + c->used, bytes, length);
    c->used += length;
}

static void begin_cell(lode_sheet *c)
{
    if (c->begun) add(c, ",", 1);
    c->begun = true;
}

void lode_sheet_begin(lode_sheet *c, FILE *stream, lode_sheet_id file)
{
    c->stream = stream;
    c->used = 0;
    c->begun = c->no_memory = false;
    for (int32_t i = 0; i < lode_n_field_spec; i++)
        if (lode_field_specs[i].file == file) lode_sheet_text(c, lode_field_specs[i].name);
    lode_sheet_end_row(c);
}

void lode_sheet_text(lode_sheet *c, const char *text)
{
    begin_cell(c);
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        add(c, text, strlen(text));
        return;
    }
    add(c, "\"", 1);
    while (*text) {
        size_t plain = strcspn(text, "\"");
        add(c, text, plain);
        text += plain;
        if (*text) add(c, "\"\"", 2), text++;
    }
    add(c, "\"", 1);
}

void lode_sheet_number(lode_sheet *c, double x)
{
    char text[LODE_DECIMAL_SIZE];
    size_t length = lode_decimal(x, text);
    lode_sheet_ready(c, text, length);
}

void lode_sheet_integer(lode_sheet *c, int64_t x)
{
    char text[24];
    int length = snprintf(text, sizeof text, "%lld", (long long)x);
    lode_sheet_ready(c, text, (size_t)length);
}

void lode_sheet_bool(lode_sheet *c, bool x)
{
    lode_sheet_text(c, x ? "true" : "false");
}

void lode_sheet_date(lode_sheet *c, int32_t date)
{
    char text[LODE_DATE_SIZE];
    lode_sheet_text(c, date == LODE_NEVER ? "" : lode_date_format(date, text));
}

void lode_sheet_quantity(lode_sheet *c, const lode_quantity *q)
{
    /* equal neighbours, as in a central run, are written once and copied */
    const double x[] = {q->p05, q->p25, q->p50, q->p75, q->p95};
    char text[LODE_DECIMAL_SIZE] = "";
    size_t length = 0;
    for (int i = 0; i < 5; i++) {
        if (i == 0 || memcmp(&x[i], &x[i - 1], sizeof x[i]) != 0) length = lode_decimal(x[i], text);
        lode_sheet_ready(c, text, length);
    }
}

void lode_sheet_ready(lode_sheet *c, const char *cells, size_t length)
{
    begin_cell(c);
    add(c, cells, length);
}

void lode_sheet_end_row(lode_sheet *c)
{
    add(c, "\n", 1);
    c->begun = false;
}

void lode_sheet_end(lode_sheet *c)
{
    flush(c);
}
