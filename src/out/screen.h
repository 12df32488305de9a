/* Lines of text for a terminal: clipped to its width, padded by columns, coloured if wanted. Not for use outside src/out. */
#ifndef LODE_OUT_SCREEN_H
#define LODE_OUT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compat.h"
#include "base/strings.h"

typedef enum lode_ink { LODE_INK_PLAIN, LODE_INK_STRONG, LODE_INK_ALARM, LODE_INK_FAINT } lode_ink;

typedef struct lode_screen {
    lode_text *out;
    int width;   /* column  of a line                        */
    int column;  /* column  written of the present line      */
    int waiting; /* column  of blanks before what comes next */
    int n_line;  /*         lines ended                      */
    bool colour;
} lode_screen;

/* Columns that `text` takes in a terminal: 2 for wide characters, 0 for combining ones. */
int lode_screen_columns(const char *text);

/* Write text at the present column; what passes `end` (0: the width of the line) is cut, and "..." says so. Control
 * characters become '?'. */
void lode_screen_put(lode_screen *s, lode_ink ink, int end, const char *text);

/* The same to the end of the line, as printf; cut after 400 bytes. */
void lode_screen_printf(lode_screen *s, lode_ink ink, const char *format, ...)
    LODE_PRINTF_FORMAT(3, 4);

/* Write text so that it ends before column `end`. */
void lode_screen_right(lode_screen *s, lode_ink ink, int end, const char *text);

/* Go to a column further right. */
void lode_screen_to(lode_screen *s, int column);

/* End the line; blanks at its end are not written. */
void lode_screen_end(lode_screen *s);

#endif
