/* What the sources of the module take from the C library's stdlib.h; see heap.c, order.c, number.c. */
#ifndef LODE_WASM_STDLIB_H
#define LODE_WASM_STDLIB_H

#include <stddef.h>

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);
void *aligned_alloc(size_t alignment, size_t size);
void free(void *memory);
void qsort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *));
double strtod(const char *text, char **end);
long strtol(const char *text, char **end, int base);

#endif
