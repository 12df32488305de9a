/* Bytes as text: deflated and in base64. */
#include <stdlib.h>
#include <zlib.h>

#include "page/inner.h"

void lode_base64(const unsigned char *bytes, size_t length, lode_text *out)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        size_t n = length - i < 3 ? length - i : 3;
        unsigned b = (unsigned)bytes[i] << 16 | (n > 1 ? (unsigned)bytes[i + 1] << 8 : 0u) | (n > 2 ? bytes[i + 2] : 0u);
        const char four[] = {digit[b >> 18], digit[b >> 12 & 63], n > 1 ? digit[b >> 6 & 63] : '=', n > 2 ? digit[b & 63] : '='};
        lode_text_add(out, four, sizeof four);
    }
}

void lode_pack(const unsigned char *bytes, size_t length, lode_text *out)
{
    uLongf n = compressBound((uLong)length);
    unsigned char *packed = malloc(n);
    if (packed && compress2(packed, &n, bytes, (uLong)length, Z_BEST_COMPRESSION) == Z_OK) lode_base64(packed, n, out);
    else out->failed = true;
    free(packed);
}
