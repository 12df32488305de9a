/* What an analysis found, as sheets of rows. */
#include "analyze/report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int32_t lode_report_sheet_add(lode_report *r, const char *name, int32_t n_column,
                              const lode_report_column *column, bool screen)
{
    r->sheet[r->n_sheet] =
        (lode_report_sheet){.name = name, .column = column, .n_column = n_column, .screen = screen};
    return r->n_sheet++;
}

void lode_report_row(lode_report *r, int32_t sheet, const lode_report_cell *cell)
{
    lode_report_sheet *s = &r->sheet[sheet];
    size_t width = (size_t)s->n_column * sizeof *cell;
    if (s->n_row == s->capacity) {
        int32_t capacity = s->capacity ? 2 * s->capacity : 64;
        lode_report_cell *grown = realloc(s->cell, (size_t)capacity * width);
        if (!grown) {
            r->out_of_memory = true;
            return;
        }
        s->cell = grown;
        s->capacity = capacity;
    }
    memcpy(s->cell + (size_t)s->n_row++ * (size_t)s->n_column, cell, width);
}

static const char *format_text(lode_report *r, const char *format, va_list args)
{
    lode_text text = {0};
    lode_text_vprintf(&text, format, args);
    char *kept = lode_arena_take(&r->arena, text.length + 1, 1);
    if (kept) memcpy(kept, lode_text_str(&text), text.length + 1);
    if (!kept || text.failed) r->out_of_memory = true;
    lode_text_free(&text);
    return kept ? kept : "";
}

const char *lode_report_text(lode_report *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = format_text(r, format, args);
    va_end(args);
    return text;
}

void lode_report_note(lode_report *r, const char *format, ...)
{
    if (r->n_note == LODE_NOTES_MOST) return;
    va_list args;
    va_start(args, format);
    r->note[r->n_note++] = format_text(r, format, args);
    va_end(args);
}

void lode_report_free(lode_report *r)
{
    for (int32_t s = 0; s < r->n_sheet; s++) free(r->sheet[s].cell);
    lode_arena_free(&r->arena);
    *r = (lode_report){0};
}

/* --- screen -------------------------------------------------------------------------------- */

/* A cell as the screen shows it. */
static int put_cell(const lode_report_column *c, lode_report_cell cell, char text[64])
{
    if (c->text) return snprintf(text, 64, "%.40s", cell.text ? cell.text : "");
    double x = cell.number;
    if (isnan(x)) return snprintf(text, 64, "%s", "-");
    if (x >= -1e9 && x <= 1e9 && fabs(x - floor(x)) <= 0.0) return snprintf(text, 64, "%.0f", x);
    return snprintf(text, 64, fabs(x) >= 1e-3 && fabs(x) < 1e4 ? "%.3f" : "%.3g", x);
}

/* Rows of the same text in the first column are of one output; only the first `most` of each are shown. */
static bool is_shown(const lode_report_sheet *s, int32_t row, int32_t most, int32_t *of_output)
{
    const lode_report_cell *here = s->cell + (size_t)row * (size_t)s->n_column,
                           *before = here - s->n_column;
    bool same = row > 0 && s->column[0].text && strcmp(here[0].text, before[0].text) == 0;
    *of_output = same ? *of_output + 1 : 0;
    return *of_output < most;
}

static void put_sheet(const lode_report_sheet *s, int32_t most, lode_text *out)
{
    int width[LODE_SHEET_COLUMNS] = {0};
    int32_t of_output = 0, left_out = 0;
    char text[64];
    for (int32_t c = 0; c < s->n_column; c++) width[c] = (int)strlen(s->column[c].name);
    for (int32_t i = 0; i < s->n_row; i++) {
        if (!is_shown(s, i, most, &of_output)) continue;
        for (int32_t c = 0; c < s->n_column; c++) {
            int n = put_cell(&s->column[c], s->cell[i * s->n_column + c], text);
            if (n > width[c]) width[c] = n;
        }
    }
    for (int32_t i = -1; i < s->n_row; i++) {
        if (i >= 0 && !is_shown(s, i, most, &of_output)) {
            left_out++;
            continue;
        }
        size_t start = out->length;
        for (int32_t c = 0; c < s->n_column; c++) {
            if (!s->column[c].screen) continue;
            if (i < 0) snprintf(text, sizeof text, "%s", s->column[c].name);
            else put_cell(&s->column[c], s->cell[i * s->n_column + c], text);
            if (out->length > start) lode_text_puts(out, "  ");
            lode_text_printf(out, s->column[c].text ? "%-*s" : "%*s", width[c], text);
        }
        while (out->length > start && out->data[out->length - 1] == ' ')
            out->data[--out->length] = '\0';
        lode_text_putc(out, '\n');
    }
    if (left_out)
        lode_text_printf(out, "%d more rows are left out here; -o DIR and --json have all\n",
                         left_out);
}

void lode_report_screen(const lode_report *r, int32_t most, lode_text *out)
{
    for (int32_t i = 0; i < r->n_note; i++) lode_text_printf(out, "%s\n", r->note[i]);
    for (int32_t s = 0; s < r->n_sheet; s++) {
        if (!r->sheet[s].screen || r->sheet[s].n_row == 0) continue;
        lode_text_putc(out, '\n');
        put_sheet(&r->sheet[s], most, out);
    }
}

/* --- CSV ----------------------------------------------------------------------------------- */

static void put_quoted(const char *text, lode_text *out)
{
    if (!text) return;
    if (!strpbrk(text, ",\"\r\n")) {
        lode_text_puts(out, text);
        return;
    }
    lode_text_putc(out, '"');
    for (; *text; text++) {
        if (*text == '"') lode_text_putc(out, '"');
        lode_text_putc(out, *text);
    }
    lode_text_putc(out, '"');
}

void lode_report_csv(const lode_report *r, int32_t sheet, lode_text *out)
{
    const lode_report_sheet *s = &r->sheet[sheet];
    for (int32_t c = 0; c < s->n_column; c++)
        lode_text_printf(out, "%s%s", s->column[c].name, c + 1 < s->n_column ? "," : "\n");
    for (int32_t i = 0; i < s->n_row; i++)
        for (int32_t c = 0; c < s->n_column; c++) {
            lode_report_cell cell = s->cell[i * s->n_column + c];
            if (s->column[c].text) put_quoted(cell.text, out);
            else if (!isnan(cell.number)) lode_text_printf(out, "%.10g", cell.number);
            lode_text_putc(out, c + 1 < s->n_column ? ',' : '\n');
        }
}
