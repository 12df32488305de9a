/* Checks of host, origin and token. */
#include "serve/guard.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/sha256.h"

bool lode_guard_equal(const char *given, const char *secret)
{
    /* hashes are equally long, and tell nothing of where two strings first differ */
    lode_sha256 s;
    unsigned char a[LODE_SHA256_BYTES], b[LODE_SHA256_BYTES], differ = 0;
    lode_sha256_begin(&s);
    lode_sha256_add(&s, given, strlen(given));
    lode_sha256_end(&s, a);
    lode_sha256_begin(&s);
    lode_sha256_add(&s, secret, strlen(secret));
    lode_sha256_end(&s, b);
    for (int i = 0; i < LODE_SHA256_BYTES; i++) differ = (unsigned char)(differ | (a[i] ^ b[i]));
    return differ == 0;
}

bool lode_guard_is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 || strcasecmp(address, "localhost") == 0;
}

/* Whether a Host header names this machine and this port. */
static bool is_here(const lode_guard *g, const char *host)
{
    static const char *const name[] = {"localhost", "127.0.0.1", "[::1]"};
    char port[16];
    snprintf(port, sizeof port, ":%d", g->port);
    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        size_t n = strlen(name[i]);
        if (strncasecmp(host, name[i], n) != 0) continue;
        if (strcmp(host + n, port) == 0 || (g->port == 80 && host[n] == '\0')) return true;
    }
    /* other addresses of 127.0.0.0/8 */
    size_t digits = strspn(host, "0123456789.");
    return strncmp(host, "127.", 4) == 0 && strcmp(host + digits, port) == 0;
}

/* Whether an Origin header names the host that the request went to. */
static bool is_own(const char *origin, const char *host)
{
    const char *scheme = strncmp(origin, "https://", 8) == 0 ? "https://" : "http://";
    size_t n = strlen(scheme);
    return strncmp(origin, scheme, n) == 0 && strcasecmp(origin + n, host) == 0;
}

static bool has_token(const lode_guard *g, const lode_guard_request *r)
{
    static const char bearer[] = "Bearer ";
    const size_t n = sizeof bearer - 1;
    bool header = r->authorization && strncasecmp(r->authorization, bearer, n) == 0 &&
                  lode_guard_equal(r->authorization + n, g->token);
    /* what a link carries may only read */
    bool query = !r->writes && r->token && lode_guard_equal(r->token, g->token);
    return header || query;
}

static bool is_json(const char *type)
{
    static const char json[] = "application/json";
    const size_t n = sizeof json - 1;
    return type && strncasecmp(type, json, n) == 0 && (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
}

int lode_guard_check(const lode_guard *g, const lode_guard_request *r, const char **why)
{
    *why = "a request names its host";
    if (!r->host || !*r->host) return 400;
    *why = "this server answers to localhost, 127.0.0.1 and [::1] with its port";
    if (g->loopback && !is_here(g, r->host)) return 403;
    *why = "other pages may not ask";
    if (r->origin && !is_own(r->origin, r->host)) return 403;
    if (r->writes && r->fetch_site && strcmp(r->fetch_site, "same-origin") != 0 && strcmp(r->fetch_site, "none") != 0)
        return 403;
    *why = r->writes ? "this needs the header 'Authorization: Bearer TOKEN'"
                     : "this needs the header 'Authorization: Bearer TOKEN' or '?token=TOKEN'";
    if (g->token && !has_token(g, r)) return 401;
    *why = "the body must be of type application/json";
    if (r->has_body && !is_json(r->content_type)) return 415;
    *why = NULL;
    return 0;
}
