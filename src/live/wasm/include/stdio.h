/* What the sources of the module take from the C library's stdio.h; see print.c. There are no files. */
#ifndef LODE_WASM_STDIO_H
#define LODE_WASM_STDIO_H

#include <stdarg.h>
#include <stddef.h>

typedef struct lode_no_file FILE;
int snprintf(char *restrict to, size_t size, const char *restrict format, ...) __attribute__((format(printf, 3, 4)));
int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list args) __attribute__((format(printf, 3, 0)));

#endif
