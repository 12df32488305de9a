/* The case that `lodestone new` writes, in memory, for tests and fuzz targets of src/live. */
#ifndef LODE_LIVE_CASE_H
#define LODE_LIVE_CASE_H

#include <string.h>

#include "case/case.h"
#include "case/template.h"

/* The case, owned by the caller; NULL after an error. */
LODE_UNUSED static lode_case *live_case_read(lode_diags *diags)
{
    lode_text text[LODE_N_TEMPLATE] = {{0}};
    lode_case_bytes file[LODE_N_TEMPLATE];
    int32_t n = 0;
    for (int32_t i = 0; i < LODE_N_TEMPLATE; i++) {
        if (strcmp(lode_template[i].name, "README.md") == 0) continue;
        lode_template_text(&lode_template[i], &text[i]);
        file[n++] = (lode_case_bytes){lode_template[i].name, lode_text_str(&text[i]), text[i].length};
    }
    lode_case *c = lode_case_read_files(file, n, diags);
    for (int32_t i = 0; i < LODE_N_TEMPLATE; i++) lode_text_free(&text[i]);
    return c;
}

#endif
