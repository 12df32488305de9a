/* What clients send, on any bytes: the body of a request for a run; the same bytes as a method and a path. No crash, and what
 * is accepted keeps its promises. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "serve/request.h"
#include "serve/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A text of 1 to 256 bytes without control characters. */
static void check_text(const char *s)
{
    size_t n = strlen(s);
    if (n == 0 || lode_utf8_bad(s, n) != n) abort();
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20) abort();
}

static void read_body(const char *bytes, size_t size)
{
    lode_run_request r;
    lode_text why = {0};
    if (lode_run_request_read(&r, bytes, size, &why)) {
        if (why.length > 0 || !r.case_id || r.draws < 1 || r.draws > LODE_SERVE_DRAWS || r.step_days < 0 || r.step_days > 366 ||
            r.n_set > LODE_SERVE_SET || !lode_run_request_same(&r, &r))
            abort();
        check_text(r.case_id);
        if (r.scenario) check_text(r.scenario);
        for (int32_t i = 0; i < r.n_set; i++) {
            check_text(r.set[i]);
            if (!strchr(r.set[i], '=') || (i > 0 && strcmp(r.set[i - 1], r.set[i]) > 0)) abort();
        }
    } else if (why.length == 0) abort();
    lode_run_request_free(&r);
    lode_text_free(&why);
}

/* The first line as a method, the rest as a path. */
static void read_path(char *text)
{
    char *end = strchr(text, ' ');
    if (end) *end = '\0';
    lode_route r = lode_route_of(text, end ? end + 1 : text);
    if ((r.kind == LODE_ROUTE_PAGE || r.kind == LODE_ROUTE_CASE) && (!lode_route_is_id(r.id) || strchr(r.id, '/'))) abort();
    if (r.kind == LODE_ROUTE_METHOD && !r.allow) abort();
    if (r.run < 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text) return 0;
    if (size > 0) memcpy(text, data, size);
    text[size] = '\0';
    read_body(text, size);
    read_path(text);
    free(text);
    return 0;
}
