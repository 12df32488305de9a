/* The small case that `lodestone new` writes. */
#ifndef LODE_CASE_TEMPLATE_H
#define LODE_CASE_TEMPLATE_H

#include "base/strings.h"

enum { LODE_N_TEMPLATE = 10 };

typedef struct lode_template_file {
    const char *name;
    const char *const *line; /* without line ends; the last one is NULL */
} lode_template_file;

/* Sorted by name. */
extern const lode_template_file lode_template[LODE_N_TEMPLATE];

/* Append the contents of a file. */
void lode_template_text(const lode_template_file *file, lode_text *out);

#endif
