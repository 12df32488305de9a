/* The cases of a folder: which there are, what each says of itself, the bytes of their files.
 *
 *     lode_shelf *s = lode_shelf_open(dir, &why);
 *     n = lode_shelf_list(s, &arena, &id);         all cases, in order of id
 *     lode_case *c = lode_shelf_read(s, id, &diags);
 *     lode_shelf_close(s);
 *
 * Only plain folders that lie in the folder itself and have a case.yaml are cases, and only plain files in them are read.
 * Every file is opened step by step from the folder, and no link is followed: nothing outside of it can be reached, whatever
 * it is called. Any number of threads may list and read. */
#ifndef LODE_SERVE_SHELF_H
#define LODE_SERVE_SHELF_H

#include "base/strings.h"
#include "case/case.h"

typedef struct lode_shelf lode_shelf;

/* What a case says of itself. */
typedef struct lode_shelf_case {
    const char *id, *title;      /* title: "" after an error                          */
    const char *sha256;          /* content hash, "" after an error                   */
    int32_t as_of, start, end;   /* days since 1970-01-01; 0 after an error           */
    int32_t step_days;
    const char **scenario, **scenario_title; /* (n_scenario)                          */
    int32_t n_scenario, n_reading;
    int32_t n_error, n_warning;
    const char *problems;        /* the errors as text, without excerpts; "" if none  */
} lode_shelf_case;

enum { LODE_SHELF_CASES = 500 /* most cases of a folder that are shown */ };

/* Returns NULL, and says why, when the folder cannot be opened or is itself a case. */
lode_shelf *lode_shelf_open(const char *dir, lode_text *why);
void lode_shelf_close(lode_shelf *s);

/* The ids of the cases, sorted. `a` owns the list. Returns their number, -1 without memory. */
int32_t lode_shelf_list(lode_shelf *s, lode_arena *a, const char ***id);

/* What the case `id` says of itself; it is read when its files have changed since the last time. NULL when there is no
 * such case or no memory. Valid until the next call; only one thread may call it. */
const lode_shelf_case *lode_shelf_describe(lode_shelf *s, const char *id);

/* Read a case as lode_case_read does: `dir` of its problems is its id. NULL after a problem; also when there is none. */
lode_case *lode_shelf_read(lode_shelf *s, const char *id, lode_diags *diags);

#endif
