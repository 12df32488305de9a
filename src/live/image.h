/* A case and how it was run as one little-endian image, from which the same draws can be computed elsewhere.
 *
 *     lode_text bytes = {0};
 *     lode_image_write(c, &run, &bytes);                              in the program that ran the case
 *     lode_image *i = lode_image_read(bytes.data, bytes.length, &why); in the page, or anywhere
 *     lode_built *b = lode_build(i->c, &diags);                       ... as after lode_case_read
 *     lode_image_free(i);
 *
 * What is kept is the case as it was read and changed by --set, not the model: the model is built from it by the same
 * code everywhere. Remarks and what sources are called are left out. Layout: docs/live.md. */
#ifndef LODE_LIVE_IMAGE_H
#define LODE_LIVE_IMAGE_H

#include "base/strings.h"
#include "case/case.h"

enum { LODE_IMAGE_VERSION = 1, LODE_IMAGE_HEAD = 112 /* byte */ };

/* How the case was run; as in lode_study_options. */
typedef struct lode_image_run {
    const char *scenario;   /* NULL: all                                        */
    uint64_t seed;
    int32_t draws, design;  /* lode_design_kind                                 */
    int32_t step_days, report_days;
    const char *const *set; /* (n_set) assignments that the case has taken over */
    int32_t n_set;
} lode_image_run;

typedef struct lode_image {
    lode_case *c;           /* as lode_case_read gives it, without places in files */
    lode_image_run run;
} lode_image;

/* Append the image of a case and of how it was run. The same case and run give the same bytes. Returns false when memory
 * ran out; out->failed is then set. */
LODE_NODISCARD bool lode_image_write(const lode_case *c, const lode_image_run *run, lode_text *out);

/* Read an image of `length` bytes; nothing of it is borrowed. Everything is checked before it is used: lengths against
 * what is left, numbers of rows, words and inputs against how many there are, values against the bounds of the schema.
 *
 * why  gets a sentence where NULL is returned: no image, another version, damaged, no memory
 *
 * Returns the case and its run, owned by the caller. O(length). */
lode_image *lode_image_read(const void *bytes, size_t length, lode_text *why);

/* NULL is allowed. */
void lode_image_free(lode_image *image);

#endif
