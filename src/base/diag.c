/* The list of problems that a user can cause: adding, sorting, and the catalogue. */
#include "base/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* The module of the page says what is wrong, but shows no catalogue. */
#if defined(__wasm32__)
#define SHOWN(text) ""
#else
#define SHOWN(text) text
#endif

static const lode_diag_kind catalogue[] = {
#define LODE_DIAG(code, name, severity, format) {code, LODE_##severity, SHOWN(#name), SHOWN(format)},
#include "base/diag_codes.def"
#undef LODE_DIAG
};

const lode_diag_kind *lode_diag_catalogue(int32_t *n)
{
    *n = (int32_t)(sizeof catalogue / sizeof catalogue[0]);
    return catalogue;
}

const char *lode_severity_name(lode_severity s)
{
    return s == LODE_ERROR ? "error" : s == LODE_WARNING ? "warning" : "note";
}

static lode_severity severity_of(lode_diag_code code)
{
    size_t n = sizeof catalogue / sizeof catalogue[0], i = 0;
    while (i < n && catalogue[i].code != (int32_t)code) i++;
    LODE_ASSERT(i < n);
    return catalogue[i].severity;
}

void lode_diag_no_memory(lode_diags *d)
{
    if (!d->out_of_memory) d->n_error++;
    d->out_of_memory = true;
}

/* A copy for free(), or NULL; NULL of NULL. */
static char *copy_of(const char *s)
{
    if (!s) return NULL;
    size_t size = strlen(s) + 1;
    char *copy = malloc(size);
    return copy ? memcpy(copy, s, size) : NULL;
}

/* Strings of a lode_diag are const for its readers; here they are owned. */
static void give_back(const char *s)
{
    free((void *)(uintptr_t)s);
}

static void free_item(lode_diag *item)
{
    give_back(item->file);
    give_back(item->message);
    give_back(item->hint);
}

/* Room for one more item. */
static bool grow(lode_diags *d)
{
    if (d->n_item < d->capacity) return true;
    int32_t capacity = d->capacity > 0 ? 2 * d->capacity : 16;
    lode_diag *item = realloc(d->item, (size_t)capacity * sizeof *item);
    if (!item) return false;
    d->item = item;
    d->capacity = capacity;
    return true;
}

/* Count a problem; its number among those of its severity. */
static int32_t count(lode_diags *d, lode_severity severity)
{
    int32_t *n = severity == LODE_ERROR     ? &d->n_error
                 : severity == LODE_WARNING ? &d->n_warning
                                            : &d->n_note;
    return *n < INT32_MAX ? ++*n : *n;
}

/* Every problem has a serial number, so that a hint finds the one it belongs to. */
static int32_t next_serial(const lode_diags *d)
{
    int64_t found = (int64_t)d->n_error + d->n_warning + d->n_note - 1;
    return found < INT32_MAX ? (int32_t)found : INT32_MAX;
}

void lode_diag_put(lode_diags *d, lode_diag_code code, lode_place place, const char *format,
                   const char *hint, ...)
{
    lode_severity severity = severity_of(code);
    if (count(d, severity) > LODE_DIAGS_KEPT) return;

    lode_text message = {0};
    va_list args;
    va_start(args, hint);
    lode_text_puts(&message, "");
    lode_text_vprintf(&message, format, args);
    va_end(args);

    lode_diag item = {.code = (int32_t)code,
                      .severity = severity,
                      .file = copy_of(place.file),
                      .line = place.line,
                      .column = place.column,
                      .length = place.length,
                      .message = message.data,
                      .hint = copy_of(hint),
                      .serial = next_serial(d)};
    bool copied = !message.failed && (item.file || !place.file) && (item.hint || !hint);
    if (copied && grow(d)) {
        d->item[d->n_item++] = item;
    } else {
        free_item(&item);
        lode_diag_no_memory(d);
    }
}

void lode_diag_hint(lode_diags *d, const char *format, ...)
{
    /* the problem added last may not have been kept */
    lode_diag *last = d->n_item > 0 ? &d->item[d->n_item - 1] : NULL;
    if (!last || last->serial != next_serial(d)) return;

    lode_text hint = {0};
    if (last->hint) {
        lode_text_puts(&hint, last->hint);
        lode_text_putc(&hint, '\n');
    }
    va_list args;
    va_start(args, format);
    lode_text_vprintf(&hint, format, args);
    va_end(args);

    if (hint.failed) {
        lode_text_free(&hint);
        lode_diag_no_memory(d);
        return;
    }
    give_back(last->hint);
    last->hint = hint.data;
}

void lode_diags_free(lode_diags *d)
{
    for (int32_t i = 0; i < d->n_item; i++) free_item(&d->item[i]);
    free(d->item);
    *d = (lode_diags){0};
}

static int compare_int(int32_t a, int32_t b)
{
    return (a > b) - (a < b);
}

/* By file (none last), line, column, order found. */
static int compare(const void *left, const void *right)
{
    const lode_diag *a = left, *b = right;
    int order = (a->file == NULL) - (b->file == NULL);
    if (order == 0 && a->file && b->file) order = strcmp(a->file, b->file);
    if (order == 0) order = compare_int(a->line, b->line);
    if (order == 0) order = compare_int(a->column, b->column);
    if (order == 0) order = compare_int(a->serial, b->serial);
    return order;
}

void lode_diags_sort(lode_diags *d)
{
    if (d->n_item > 1) qsort(d->item, (size_t)d->n_item, sizeof d->item[0], compare);
}
