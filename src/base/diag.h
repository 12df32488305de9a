/* Reporting problems that a user can cause; lodestone/diag.h has the type and how to read it.
 *
 *     lode_place place = {"flows.csv", 41, 9, 8};
 *     lode_diag_add(diags, LODE_DIAG_UNKNOWN_SUPPLIER, place, NULL, name);
 *     lode_diag_hint(diags, "did you mean '%s'?", near);
 *
 * Every identifier NAME of diag_codes.def is a constant LODE_DIAG_NAME. */
#ifndef LODE_BASE_DIAG_H
#define LODE_BASE_DIAG_H

#include "base/compat.h"
#include "base/strings.h"
#include "lodestone/diag.h"

/* LODE_DIAG_NAME = code */
typedef enum lode_diag_code {
#define LODE_DIAG(code, name, severity, format) LODE_DIAG_##name = code,
#include "base/diag_codes.def"
#undef LODE_DIAG
    LODE_DIAG_END
} lode_diag_code;

/* The formats as constants, so that the compiler can check arguments against them. */
#define LODE_DIAG(code, name, severity, format) \
    LODE_UNUSED static const char LODE_DIAG_##name##_format[] = format;
#include "base/diag_codes.def"
#undef LODE_DIAG

/* Where a problem is: fields as in lode_diag. {0} is no place, {"sites.csv"} a whole file. */
typedef struct lode_place {
    const char *file;
    int32_t line, column, length;
} lode_place;

/* Add a problem. A macro, so that -Wformat checks the arguments against the catalogue:
 *
 *     lode_diag_add(lode_diags *, LODE_DIAG_NAME, lode_place, const char *hint, arguments ...)
 *
 * The code must be written as its constant; hint may be NULL; strings are copied. */
#define lode_diag_add(diags, code, place, ...) \
    lode_diag_put(diags, code, place, code##_format, __VA_ARGS__)

/* What lode_diag_add calls. */
void lode_diag_put(lode_diags *d, lode_diag_code code, lode_place place, const char *format,
                   const char *hint, ...) LODE_PRINTF_FORMAT(4, 6);

/* Add to the hint of the problem that was added last; a second hint goes on a line of its own.
 * Nothing happens when that problem was not kept. */
void lode_diag_hint(lode_diags *d, const char *format, ...) LODE_PRINTF_FORMAT(2, 3);

/* Record that memory ran out: an error of its own, which needs no memory. */
void lode_diag_no_memory(lode_diags *d);

/* Append all problems to `out` in the form of lode_diags_text. */
void lode_diags_render(const lode_diags *d, lode_text *out, const lode_sources *sources,
                       bool colour);

#endif
