/* What a method and a path ask for. */
#include "serve/route.h"

#include <string.h>

#include "base/strings.h"

/* --- text ----------------------------------------------------------------------------------- */

static int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool lode_route_decode(const char *from, size_t length, char *to, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        int c = (unsigned char)from[i];
        if (c == '%') {
            int high = i + 2 < length ? digit(from[i + 1]) : -1, low = i + 2 < length ? digit(from[i + 2]) : -1;
            if (high < 0 || low < 0) return false;
            c = high * 16 + low;
            i += 2;
        }
        if (c == 0 || n + 1 >= size) return false;
        to[n++] = (char)c;
    }
    to[n] = '\0';
    return true;
}

bool lode_route_is_id(const char *name)
{
    size_t n = strlen(name);
    if (n == 0 || n >= LODE_ROUTE_ID || name[0] == '.' || lode_utf8_bad(name, n) != n) return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f || name[i] == '/' || name[i] == '\\') return false;
    return true;
}

/* --- paths ---------------------------------------------------------------------------------- */

/* If `path` goes on with `word` and then ends or has a slash: the rest, else NULL. */
static const char *after(const char *path, const char *word)
{
    size_t n = strlen(word);
    return strncmp(path, word, n) == 0 && (path[n] == '\0' || path[n] == '/') ? path + n : NULL;
}

/* Which of two kinds, by method; "" for no second method. */
static lode_route by_method(const char *method, lode_route_kind get, const char *other, lode_route_kind kind, const char *allow)
{
    lode_route r = {.kind = LODE_ROUTE_METHOD, .allow = allow};
    if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) r.kind = get;
    else if (*other && strcmp(method, other) == 0) r.kind = kind;
    return r;
}

static lode_route read_only(const char *method, lode_route_kind kind)
{
    return by_method(method, kind, "", LODE_ROUTE_NONE, "GET, HEAD");
}

/* "/ID" of a case. */
static lode_route of_case(const char *method, const char *rest, lode_route_kind kind)
{
    lode_route r = read_only(method, kind);
    if (strchr(rest + 1, '/')) r.kind = LODE_ROUTE_NONE;
    else if (!lode_route_decode(rest + 1, strlen(rest + 1), r.id, sizeof r.id)) r.kind = LODE_ROUTE_BAD;
    else if (!lode_route_is_id(r.id)) r.kind = LODE_ROUTE_NONE;
    return r;
}

/* "/N", "/N/events" ... of a run. */
static lode_route of_run(const char *method, const char *rest)
{
    lode_route none = {.kind = LODE_ROUTE_NONE}, r;
    int64_t number = 0;
    int n = 0;
    for (rest++; digit(*rest) >= 0 && digit(*rest) <= 9 && n < 15; rest++, n++) number = number * 10 + digit(*rest);
    if (n == 0) return none;
    if (*rest == '\0')
        r = by_method(method, LODE_ROUTE_RUN, "DELETE", LODE_ROUTE_CANCEL, "GET, HEAD, DELETE");
    else if (strcmp(rest, "/events") == 0) r = read_only(method, LODE_ROUTE_EVENTS);
    else if (strcmp(rest, "/summary.json") == 0) r = read_only(method, LODE_ROUTE_SUMMARY);
    else if (strcmp(rest, "/report.html") == 0) r = read_only(method, LODE_ROUTE_REPORT);
    else return none;
    r.run = number;
    return r;
}

lode_route lode_route_of(const char *method, const char *path)
{
    lode_route none = {.kind = LODE_ROUTE_NONE};
    const char *rest;
    if (strcmp(path, "/") == 0) return read_only(method, LODE_ROUTE_INDEX);
    if ((rest = after(path, "/cases")) && *rest) return of_case(method, rest, LODE_ROUTE_PAGE);
    if ((rest = after(path, LODE_SERVE_API "/cases")))
        return *rest ? of_case(method, rest, LODE_ROUTE_CASE) : read_only(method, LODE_ROUTE_CASES);
    if ((rest = after(path, LODE_SERVE_API "/runs")))
        return *rest ? of_run(method, rest) : by_method(method, LODE_ROUTE_RUNS, "POST", LODE_ROUTE_START, "GET, HEAD, POST");
    return none;
}
