/* The files of cases/rare-earths-2025 in memory, for tests that spoil them. Programs run in the root of the repository. */
#ifndef TESTS_CASE_RARE_H
#define TESTS_CASE_RARE_H

#include "base/files.h"
#include "case/case.h"
#include "lode_test.h"

enum { RARE_FILES = 12 };

static const char *const RARE_NAME[RARE_FILES] = {"case.yaml",    "claim_evidence.csv", "demand.csv",  "flows.csv",
                                                  "paths.csv",    "products.csv",       "projects.csv", "recipes.csv",
                                                  "routes.csv",   "sites.csv",          "sources.csv", "stocks.csv"};

/* The case as text; every file may be replaced. */
typedef struct rare {
    lode_text text[RARE_FILES];
} rare;

LODE_UNUSED static void rare_begin(lode_t *t, rare *r)
{
    *r = (rare){0};
    for (int i = 0; i < RARE_FILES; i++) {
        char path[100];
        lode_file file = {0};
        lode_text why = {0};
        snprintf(path, sizeof path, "cases/rare-earths-2025/%s", RARE_NAME[i]);
        CHECK(t, lode_file_read(&file, path, 64 * 1024 * 1024, &why));
        lode_text_add(&r->text[i], file.data, file.length);
        lode_file_free(&file);
        lode_text_free(&why);
    }
}

LODE_UNUSED static void rare_end(rare *r)
{
    for (int i = 0; i < RARE_FILES; i++) lode_text_free(&r->text[i]);
}

LODE_UNUSED static int rare_find(lode_t *t, const char *name)
{
    for (int i = 0; i < RARE_FILES; i++)
        if (strcmp(RARE_NAME[i], name) == 0) return i;
    CHECK(t, false);
    return 0;
}

/* Put `length` bytes in place of a file's text. */
LODE_UNUSED static void rare_put(rare *r, int file, const char *bytes, size_t length)
{
    lode_text_clear(&r->text[file]);
    lode_text_add(&r->text[file], bytes, length);
}

/* Read it; files whose text is empty are not there. `extra` is the name of one more file, NULL: none. */
LODE_UNUSED static lode_case *rare_read(const rare *r, const char *extra, lode_diags *d)
{
    lode_case_bytes file[RARE_FILES + 1];
    int32_t n = 0;
    for (int i = 0; i < RARE_FILES; i++)
        if (r->text[i].length > 0) file[n++] = (lode_case_bytes){RARE_NAME[i], r->text[i].data, r->text[i].length};
    if (extra) file[n++] = (lode_case_bytes){extra, "", 0};
    return lode_case_read_files(file, n, d);
}

#endif
