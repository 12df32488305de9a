/* CSV by RFC 4180, with the place of every cell.
 *
 * Not libcsv: in strict mode it stops for good at the first malformed row, while all problems of a
 * file are to be reported at once, and it trims and unquotes cells without saying where they began.
 * Beyond the RFC: LF as well as CRLF ends a row, and blanks around an unquoted cell are not part of
 * it. */
#include "case/csv.h"
#include "case/reader.h"

#include <string.h>

void lode_csv_begin(lode_csv *s, const char *bytes, size_t length)
{
    s->at = s->line_start = bytes;
    s->end = bytes + length;
    s->line = 1;
    s->n_cell = 0;
    s->fault = LODE_CSV_FINE;
}

static int32_t column_of(const lode_csv *s, const char *at)
{
    return (int32_t)(at - s->line_start) + 1;
}

static void fault(lode_csv *s, lode_csv_fault what, int32_t line, int32_t column)
{
    if (s->fault != LODE_CSV_FINE) return;
    s->fault = what;
    s->fault_line = line;
    s->fault_column = column;
}

static void fault_here(lode_csv *s, lode_csv_fault what)
{
    fault(s, what, s->line, column_of(s, s->at));
}

static bool is_row_end(const lode_csv *s)
{
    return s->at == s->end || *s->at == '\n' || *s->at == '\r';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The cell after an opening quote, up to the comma or row end behind it. */
static void quoted_cell(lode_csv *s, lode_csv_cell *cell)
{
    const char *start = s->at++;
    *cell = (lode_csv_cell){.text = s->at,
                            .line = s->line,
                            .column = column_of(s, start),
                            .quoted = true};
    for (;; s->at++) {
        if (s->at == s->end) {
            fault(s, LODE_CSV_OPEN_QUOTE, cell->line, cell->column);
            break;
        }
        if (*s->at == '"') {
            if (s->at + 1 == s->end || s->at[1] != '"') break;
            cell->doubled = true;
            s->at++;
        } else if (*s->at == '\n') {
            s->line++;
            s->line_start = s->at + 1;
        }
    }
    cell->size = (size_t)(s->at - cell->text);
    if (s->at < s->end) s->at++;
    cell->length = lode_first_line(start, (size_t)(s->at - start));

    while (!is_row_end(s) && is_blank(*s->at)) s->at++;
    if (!is_row_end(s) && *s->at != ',') fault_here(s, LODE_CSV_AFTER_QUOTE);
    while (!is_row_end(s) && *s->at != ',') s->at++;
}

static void plain_cell(lode_csv *s, lode_csv_cell *cell)
{
    const char *start = s->at;
    for (; !is_row_end(s) && *s->at != ','; s->at++)
        if (*s->at == '"') fault_here(s, LODE_CSV_INNER_QUOTE);
    const char *end = s->at;
    while (start < end && is_blank(*start)) start++;
    while (start < end && is_blank(end[-1])) end--;
    *cell = (lode_csv_cell){.text = start,
                            .size = (size_t)(end - start),
                            .line = s->line,
                            .column = column_of(s, start),
                            .length = (int32_t)(end - start)};
}

bool lode_csv_next(lode_csv *s)
{
    s->n_cell = 0;
    s->fault = LODE_CSV_FINE;
    if (s->at == s->end) return false;
    for (;;) {
        lode_csv_cell cell;
        if (s->at < s->end && *s->at == '"') quoted_cell(s, &cell);
        else plain_cell(s, &cell);
        if (s->n_cell < LODE_CSV_CELLS) s->cell[s->n_cell] = cell;
        s->n_cell++;
        if (s->at == s->end || *s->at != ',') break;
        s->at++;
    }

    /* the row end: LF, CRLF, or the end of the file */
    if (s->at < s->end && *s->at == '\r') {
        if (s->at + 1 == s->end || s->at[1] != '\n') fault_here(s, LODE_CSV_CR);
        s->at++;
    }
    if (s->at < s->end && *s->at == '\n') {
        s->at++;
        s->line++;
        s->line_start = s->at;
    }
    return true;
}
