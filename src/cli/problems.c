/* Showing the problems of a case: as text with excerpts from its files, or as JSON. */
#include "cli/problems.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "case/schema_text.h"

bool lode_wants_colour(FILE *stream)
{
    const char *no_color = getenv("NO_COLOR");
    return isatty(fileno(stream)) == 1 && !(no_color && no_color[0]);
}

/* --- excerpts ----------------------------------------------------------------------------- */

/* The file looked at last: problems come sorted by file. */
typedef struct last_file {
    char *path;
    lode_file file;
} last_file;

static void forget(last_file *last)
{
    free(last->path);
    lode_file_free(&last->file);
    last->path = NULL;
}

static const char *contents(void *user, const char *path, size_t *length)
{
    enum { LARGEST = 8 * 1024 * 1024 }; /* byte; of larger files no excerpts are shown */
    last_file *last = user;
    if (!last->path || strcmp(last->path, path) != 0) {
        lode_text why = {0};
        size_t n = strlen(path) + 1;
        forget(last);
        last->path = malloc(n);
        if (!last->path) return NULL;
        memcpy(last->path, path, n);
        if (!lode_file_read(&last->file, path, LARGEST, &why)) last->file = (lode_file){0};
        lode_text_free(&why);
    }
    if (!last->file.data) return NULL;

    /* columns are counted without a byte order mark */
    size_t mark = last->file.length >= 3 && memcmp(last->file.data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    *length = last->file.length - mark;
    return last->file.data + mark;
}

/* The errors of d, borrowed. */
static bool errors_of(const lode_diags *d, lode_diags *errors)
{
    *errors = *d;
    errors->n_item = 0;
    errors->item = calloc((size_t)d->n_item + 1, sizeof *errors->item);
    if (!errors->item) return false;
    for (int32_t i = 0; i < d->n_item; i++)
        if (d->item[i].severity == LODE_ERROR) errors->item[errors->n_item++] = d->item[i];
    errors->n_warning = errors->n_note = 0;
    return true;
}

bool lode_problems_show(lode_diags *d, FILE *stream, bool quiet, bool colour)
{
    last_file last = {0};
    const lode_sources sources = {contents, &last};
    lode_diags errors = {0};
    lode_diags_sort(d);
    bool ok = !quiet || errors_of(d, &errors);
    char *text = ok ? lode_diags_text(quiet ? &errors : d, &sources, colour) : NULL;
    ok = text && fputs(text, stream) >= 0;
    free(text);
    free(errors.item);
    forget(&last);
    return ok;
}

/* --- counting ----------------------------------------------------------------------------- */

static void count(lode_text *out, int32_t n, const char *word)
{
    if (n == 0) return;
    lode_text_printf(out, "%s%d %s%s", out->length > 0 ? ", " : "", (int)n, word, n > 1 ? "s" : "");
}

void lode_problems_count(const lode_diags *d, lode_text *out)
{
    lode_text all = {0};
    count(&all, d->n_error, "error");
    count(&all, d->n_warning, "warning");
    count(&all, d->n_note, "note");
    lode_text_puts(out, all.length > 0 ? all.data : "no problems");
    out->failed |= all.failed;
    lode_text_free(&all);
}

/* --- JSON --------------------------------------------------------------------------------- */

static void json_problem(lode_text *out, const lode_diag *d)
{
    lode_text_puts(out, "{\"file\": ");
    if (d->file) lode_json_string(out, d->file);
    else lode_text_puts(out, "null");
    lode_text_printf(out, ", \"line\": %d, \"column\": %d, \"length\": %d, \"code\": %d, ",
                     (int)d->line, (int)d->column, (int)d->length, (int)d->code);
    lode_text_printf(out, "\"severity\": \"%s\", \"message\": ", lode_severity_name(d->severity));
    lode_json_string(out, d->message);
    lode_text_puts(out, ", \"hint\": ");
    if (d->hint) lode_json_string(out, d->hint);
    else lode_text_puts(out, "null");
    lode_text_putc(out, '}');
}

void lode_problems_json(lode_diags *d, lode_text *out)
{
    lode_diags_sort(d);
    lode_text_putc(out, '[');
    for (int32_t i = 0; i < d->n_item; i++) {
        lode_text_puts(out, i > 0 ? ",\n  " : "\n  ");
        json_problem(out, &d->item[i]);
    }
    lode_text_puts(out, d->n_item > 0 ? "\n]" : "]");
}
