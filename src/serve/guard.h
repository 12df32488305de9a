/* Who may ask: the address a request came to, the page it came from, and the token. Pure functions.
 *
 * Without a token only this machine can connect, but so can any web page in a browser on it: requests that name another
 * host (a name made to point here) or that come from another page are refused. Nothing is ever sent that would let another
 * page read an answer. */
#ifndef LODE_SERVE_GUARD_H
#define LODE_SERVE_GUARD_H

#include <stdbool.h>
#include <stddef.h>

typedef struct lode_guard {
    const char *token; /* NULL: none is asked for                                   */
    bool loopback;     /* bound to this machine only: the host must be one of its names */
    int port;
} lode_guard;

/* What a request says of itself; NULL: nothing. */
typedef struct lode_guard_request {
    const char *host, *origin, *authorization, *content_type, *fetch_site;
    const char *token; /* of the query, decoded                                     */
    bool writes;       /* starts or cancels something                               */
    bool has_body;     /* the body is to be read as JSON                            */
} lode_guard_request;

/* 0: welcome; else the HTTP status 400, 401, 403, 415, with *why a sentence. */
int lode_guard_check(const lode_guard *g, const lode_guard_request *r, const char **why);

/* Whether two strings are equal, in a time that depends on the length of `given` only. */
bool lode_guard_equal(const char *given, const char *secret);

/* Whether an address to bind to reaches this machine only: 127.0.0.0/8, ::1, localhost. */
bool lode_guard_is_loopback(const char *address);

#endif
