/* Reader of images on images that were tampered with.
 *
 * The input is a list of edits of the image of the case that `lodestone new` writes, four bytes each: where, as three bytes,
 * little-endian, modulo its length, and the byte that is put there. Size and check are then made to fit again, so that
 * nothing but the reader's own checks stands between the edits and the case. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "live/image.h"
#include "live_case.h"
#include "live_tamper.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lode_text image = example(), why = {0}, again = {0};
    for (size_t i = 0; i + 4 <= size; i += 4) {
        size_t at = (size_t)data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16;
        if (at % image.length >= LODE_IMAGE_HEAD) image.data[at % image.length] = (char)data[i + 3];
    }
    live_mend(&image);
    lode_image *read = lode_image_read(image.data, image.length, &why);
    if (read) {
        if (!live_case_is_whole(read->c) || !lode_image_write(read->c, &read->run, &again)) abort();
    } else if (why.length == 0) abort();
    lode_image_free(read);
    lode_text_free(&image);
    lode_text_free(&why);
    lode_text_free(&again);
    return 0;
}
