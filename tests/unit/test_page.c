/* src/page: bytes as text, and numbers as the page gets them. */
#include "lode_test.h"

#include <stdlib.h>
#include <string.h>

#include "page/inner.h"

static void bytes_become_base64(lode_t *t)
{
    /* RFC 4648, section 10 */
    static const char *const pair[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof pair / sizeof pair[0]; i++) {
        lode_text out = {0};
        lode_base64((const unsigned char *)pair[i][0], strlen(pair[i][0]), &out);
        CHECK_STR(t, lode_text_str(&out), pair[i][1]);
        lode_text_free(&out);
    }
}

static void packing_is_the_same_every_time_and_smaller(lode_t *t)
{
    unsigned char bytes[4096];
    lode_text a = {0}, b = {0};
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(i % 50);
    lode_pack(bytes, sizeof bytes, &a);
    lode_pack(bytes, sizeof bytes, &b);
    CHECK(t, a.length > 0 && a.length < 400);
    CHECK_STR(t, lode_text_str(&a), lode_text_str(&b));
    lode_text_free(&a);
    lode_text_free(&b);
}

static void numbers_have_the_digits_asked_for(lode_t *t)
{
    lode_text out = {0};
    lode_json j = {.out = &out};
    lode_json_open_line(&j, NULL, '[');
    lode_page_number(&j, NULL, 1234567.0, 4);
    lode_page_number(&j, NULL, 0.000123456, 3);
    lode_json_close(&j);
    CHECK_STR(t, lode_text_str(&out), "[1235000, 0.000123]\n");
    lode_text_free(&out);
}

static const lode_test TESTS[] = {
    TEST(bytes_become_base64),
    TEST(packing_is_the_same_every_time_and_smaller),
    TEST(numbers_have_the_digits_asked_for),
};

LODE_TEST_MAIN(TESTS)
