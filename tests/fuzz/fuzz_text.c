/* Dates, UTF-8 and the rendering of problems on any bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct bytes {
    const char *data;
    size_t size;
} bytes;

static const char *contents(void *user, const char *file, size_t *length)
{
    const bytes *b = user;
    (void)file;
    *length = b->size;
    return b->data;
}

/* The first three bytes are line, column and length of a mark; the rest is the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3) return 0;
    bytes text = {(const char *)data + 3, size - 3};
    lode_place place = {"input", data[0], data[1], data[2]};

    int32_t date;
    char again[LODE_DATE_SIZE];
    if (lode_date_parse(text.data, text.size, &date) &&
        memcmp(lode_date_format(date, again), text.data, 10) != 0)
        abort();

    /* whatever the input, what is shown is valid UTF-8 */
    lode_diags d = {0};
    lode_text word = {0};
    lode_text_add(&word, text.data, text.size);
    lode_diag_add(&d, LODE_DIAG_UNKNOWN_SUPPLIER, place, NULL, lode_text_str(&word));
    lode_diag_hint(&d, "%s", lode_text_str(&word));
    const lode_sources sources = {contents, &text};
    char *shown = lode_diags_text(&d, &sources, data[0] % 2 == 0);
    if (shown && lode_utf8_bad(shown, strlen(shown)) != strlen(shown)) abort();
    free(shown);
    lode_text_free(&word);
    lode_diags_free(&d);
    return 0;
}
