/* Problems that a user can cause: where they are, what is wrong, what to do.
 *
 *     lode_diags d = {0};
 *     ... calls that take &d ...
 *     lode_diags_sort(&d);
 *     char *text = lode_diags_text(&d, NULL, false);      then fputs(text, stderr), free(text)
 *     lode_diags_free(&d);
 *
 * Work has failed exactly when d.n_error > 0. The library itself never prints. */
#ifndef LODESTONE_DIAG_H
#define LODESTONE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum lode_severity { LODE_ERROR, LODE_WARNING, LODE_NOTE } lode_severity;

enum { LODE_DIAGS_KEPT = 2000 }; /* problems of one severity that are kept; more are only counted */

/* One problem. Strings belong to the lode_diags. */
typedef struct lode_diag {
    int32_t code; /* number in the catalogue; a shipped code never changes its meaning */
    lode_severity severity;
    const char *file; /* path as the user wrote it, or NULL: no place                  */
    int32_t line;     /* 1 is the first line; 0: the file as a whole                   */
    int32_t column;   /* offset in bytes from the start of the line, plus 1; 0: unknown */
    int32_t length;   /* byte  what is marked, 0: unknown, drawn as one caret          */
    const char *message;
    const char *hint; /* what to do, or NULL */
    int32_t serial;   /* 0, 1, 2 ... in the order found; sorting keeps it among equals */
} lode_diag;

/* All problems of one piece of work. A zeroed struct is valid and empty. */
typedef struct lode_diags {
    lode_diag *item; /* (n_item) */
    int32_t n_item, capacity;
    int32_t n_error, n_warning, n_note; /* found, whether kept or not                            */
    bool out_of_memory; /* some were lost to it; counts as an error                 */
} lode_diags;

/* Give the memory back; the struct is empty and may be used again. */
void lode_diags_free(lode_diags *d);

/* Sort by file, line and column; what has no place comes last; equals keep their order.
 * O(n log n). */
void lode_diags_sort(lode_diags *d);

/* Where excerpts come from: the contents of `file` and their length in bytes, valid until the next
 * call, or NULL when there are none. */
typedef struct lode_sources {
    const char *(*contents)(void *user, const char *file, size_t *length);
    void *user;
} lode_sources;

/* All problems as text, in the order they stand, each as
 *
 *     flows.csv:41:9: error E203: unknown supplier 'lynas-mt'
 *        41 | aus-ree,lynas-mt,8100
 *           |         ^^^^^^^^
 *           = did you mean 'lynas-mw' (sites.csv:17)?
 *
 * sources  where excerpts come from; NULL: no excerpts
 * colour   with ANSI colours
 *
 * The column printed is that of lode_diag; carets are placed by code points, so that they stand
 * under the text in a terminal that gives each of them one cell. Control characters and bytes that
 * are not UTF-8 are shown as U+FFFD, tabs as one space; long lines are cut around the mark.
 *
 * Returns a string for free(), or NULL when there is no memory. */
char *lode_diags_text(const lode_diags *d, const lode_sources *sources, bool colour);

/* The name of a severity: "error", "warning", "note". */
const char *lode_severity_name(lode_severity s);

/* One line of the catalogue. */
typedef struct lode_diag_kind {
    int32_t code;
    lode_severity severity;
    const char *name;   /* UNKNOWN_SUPPLIER            */
    const char *format; /* "unknown supplier '%s'"     */
} lode_diag_kind;

/* The catalogue, sorted by code: returns its first line and sets *n to their number. */
const lode_diag_kind *lode_diag_catalogue(int32_t *n);

#ifdef __cplusplus
}
#endif

#endif
