/* Reader of images on images that were tampered with.
 *
 * The input is a list of edits of the image of the case that `lodestone new` writes, four bytes each: where, as three bytes,
 * little-endian, modulo its length, and the byte that is put there. Size and check are then made to fit again, so that
 * nothing but the reader's own checks stands between the edits and the case. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "live/image.h"
#include "live/image_inner.h"
#include "live_case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The image of the example. */
static lode_text example(void)
{
    lode_diags d = {0};
    lode_text out = {0};
    lode_case *c = live_case_read(&d);
    lode_image_run run = {.seed = 1, .draws = 8, .step_days = 7};
    if (!c || !lode_image_write(c, &run, &out)) abort();
    lode_case_free(c);
    lode_diags_free(&d);
    return out;
}

static void mend(lode_text *image)
{
    unsigned char digest[LODE_SHA256_BYTES];
    lode_sha256 sha;
    lode_sha256_begin(&sha);
    lode_sha256_add(&sha, image->data + LODE_IMAGE_HEAD, image->length - LODE_IMAGE_HEAD);
    lode_sha256_end(&sha, digest);
    memcpy(image->data + LODE_AT_CHECK, digest, sizeof digest);
}

/* What must hold of every case that is read: all that it refers to is there. */
static void check_case(const lode_case *c)
{
    for (int32_t i = 0; i < c->n_input; i++)
        if (lode_case_find_input(c, c->input[i].name) != i || !(c->input[i].low <= c->input[i].high)) abort();
    for (int32_t column = 0; column < LODE_N_COLUMN; column++) {
        const lode_column_spec *spec = lode_schema_column(column);
        for (int32_t row = 0; row < c->table[spec->table].n_row; row++) {
            const lode_cell *cell = lode_case_cell(c, row, column);
            if (spec->type == LODE_QTY && cell->set && (cell->i < 0 || cell->i >= c->n_input)) abort();
            if (spec->type == LODE_TEXT && strlen(lode_case_text(c, row, column)) > INT32_MAX) abort();
            for (int32_t i = 0; spec->type == LODE_NAMES && i < cell->n; i++)
                if (!lode_case_name(c, row, column, i)) abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lode_text image = example(), why = {0}, again = {0};
    for (size_t i = 0; i + 4 <= size; i += 4) {
        size_t at = (size_t)data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16;
        if (at % image.length >= LODE_IMAGE_HEAD) image.data[at % image.length] = (char)data[i + 3];
    }
    mend(&image);
    lode_image *read = lode_image_read(image.data, image.length, &why);
    if (read) {
        check_case(read->c);
        if (!lode_image_write(read->c, &read->run, &again)) abort();
    } else if (why.length == 0) abort();
    lode_image_free(read);
    lode_text_free(&image);
    lode_text_free(&why);
    lode_text_free(&again);
    return 0;
}
