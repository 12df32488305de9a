/* The server: sockets, limits, and the way of a request from its first byte to its answer. */
#include "serve/serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "serve/inner.h"
#include "serve/page.h"

lode_serve_options lode_serve_default(void)
{
    return (lode_serve_options){.bind = "127.0.0.1", .port = 8017, .jobs = lode_jobs_default(), .connections = 2000,
                                .per_address = 100, .request_seconds = 10, .answer_seconds = 60, .idle_seconds = 10,
                                .watchers = 200};
}

/* --- connections ---------------------------------------------------------------------------------- */

/* One has come, or is about to be closed. */
static void notice(void *user, struct MHD_Connection *c, void **context, enum MHD_ConnectionNotificationCode code)
{
    lode_server *s = user;
    lode_caller *caller = *context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        caller = calloc(1, sizeof *caller);
        *context = caller;
        if (!caller || !info) return;
        *caller = (lode_caller){.fd = info->connect_fd, .since = lode_clock_seconds()};
        pthread_mutex_lock(&s->lock);
        caller->next = s->caller;
        if (s->caller) s->caller->before = caller;
        s->caller = caller;
        pthread_mutex_unlock(&s->lock);
    } else if (caller) {
        pthread_mutex_lock(&s->lock);
        if (caller->before) caller->before->next = caller->next;
        else if (s->caller == caller) s->caller = caller->next;
        if (caller->next) caller->next->before = caller->before;
        pthread_mutex_unlock(&s->lock);
        free(caller);
        *context = NULL;
    }
}

/* The request is complete: from now on its answer is waited for. */
static void note_answer(lode_server *s, struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    lode_caller *caller = info ? info->socket_context : NULL;
    pthread_mutex_lock(&s->lock);
    if (caller) {
        caller->answered = true;
        caller->since = lode_clock_seconds();
    }
    pthread_mutex_unlock(&s->lock);
}

/* End connections that take too long: a byte now and then does not keep them. */
static void end_slow(lode_server *s)
{
    double now = lode_clock_seconds();
    pthread_mutex_lock(&s->lock);
    for (lode_caller *k = s->caller; k; k = k->next) {
        double most = k->answered ? s->options.answer_seconds : s->options.request_seconds;
        if (!k->watches && now - k->since > most) shutdown(k->fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&s->lock);
}

/* --- requests ------------------------------------------------------------------------------------- */

static const char *header(struct MHD_Connection *c, const char *name)
{
    return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

/* Paths and queries stay as they came: lode_route_of() decodes, once. */
static size_t as_it_came(void *user, struct MHD_Connection *c, char *text)
{
    (void)user;
    (void)c;
    return strlen(text);
}

/* The length that the request claims for its body; too large a number counts as the largest. */
static unsigned long long claimed(struct MHD_Connection *c)
{
    const char *length = header(c, "Content-Length");
    return length ? strtoull(length, NULL, 10) : 0;
}

/* Refuse who may not ask, before a byte of the body is read; *refused says whether. */
static enum MHD_Result check(lode_server *s, struct MHD_Connection *c, const lode_route *r, bool *refused)
{
    char token[1024];
    const char *given = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "token"), *why;
    bool decoded = given && lode_route_decode(given, strlen(given), token, sizeof token);
    lode_guard_request q = {.host = header(c, "Host"), .origin = header(c, "Origin"), .authorization = header(c, "Authorization"),
                            .content_type = header(c, "Content-Type"), .fetch_site = header(c, "Sec-Fetch-Site"),
                            .token = decoded ? token : NULL};
    q.has_body = r->kind == LODE_ROUTE_START;
    q.writes = q.has_body || r->kind == LODE_ROUTE_CANCEL;
    int status = lode_guard_check(&s->guard, &q, &why);
    *refused = status != 0 || claimed(c) > LODE_SERVE_BODY;
    if (status == 401) return lode_api_refuse(c, MHD_HTTP_UNAUTHORIZED, why, NULL, "WWW-Authenticate", "Bearer");
    if (status != 0) return lode_api_refuse(c, (unsigned)status, why, NULL, NULL, NULL);
    if (*refused) return lode_api_refuse(c, MHD_HTTP_CONTENT_TOO_LARGE, "the body is too large", NULL, NULL, NULL);
    return MHD_YES;
}

static enum MHD_Result handle(void *user, struct MHD_Connection *c, const char *url, const char *method, const char *version,
                              const char *data, size_t *size, void **context)
{
    lode_server *s = user;
    lode_asked *a = *context;
    (void)version;
    if (!a) {
        bool refused;
        a = *context = calloc(1, sizeof *a);
        if (!a) return MHD_NO;
        a->route = lode_route_of(method, url);
        enum MHD_Result result = check(s, c, &a->route, &refused);
        if (refused) note_answer(s, c);
        return result;
    }
    if (*size > 0) {
        /* what is too much is read and forgotten: the answer comes at its end, or the time is up before */
        if (a->body.length + *size > LODE_SERVE_BODY) a->too_large = true;
        else lode_text_add(&a->body, data, *size);
        *size = 0;
        return MHD_YES;
    }
    note_answer(s, c);
    return a->body.failed ? MHD_NO : lode_api_answer(s, c, a);
}

static void forget(void *user, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode code)
{
    lode_asked *a = *context;
    (void)user;
    (void)c;
    (void)code;
    if (!a) return;
    lode_text_free(&a->body);
    free(a);
    *context = NULL;
}

/* --- begin ---------------------------------------------------------------------------------------- */

/* An address in numbers; its length, 0: it is none. */
static socklen_t address_of(const char *text, int32_t port, struct sockaddr_storage *out)
{
    struct sockaddr_in *four = (struct sockaddr_in *)out;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
    memset(out, 0, sizeof *out);
    if (strcasecmp(text, "localhost") == 0) text = "127.0.0.1";
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((uint16_t)port);
        return sizeof *four;
    }
    if (inet_pton(AF_INET6, text, &six->sin6_addr) != 1) return 0;
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((uint16_t)port);
    return sizeof *six;
}

/* Listen; false after errno was set. */
static bool listen_at(lode_server *s, const struct sockaddr_storage *address, socklen_t length)
{
    int one = 1;
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    s->listener = socket(address->ss_family, SOCK_STREAM, 0);
    if (s->listener < 0) return false;
    fcntl(s->listener, F_SETFD, FD_CLOEXEC);
    fcntl(s->listener, F_SETFL, O_NONBLOCK);
    setsockopt(s->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(s->listener, (const struct sockaddr *)address, length) != 0 || listen(s->listener, 1024) != 0 ||
        getsockname(s->listener, (struct sockaddr *)&bound, &size) != 0)
        return false;
    s->guard.port = ntohs(bound.ss_family == AF_INET ? ((struct sockaddr_in *)&bound)->sin_port
                                                     : ((struct sockaddr_in6 *)&bound)->sin6_port);
    return true;
}

/* Connections that the limit of open files allows, after raising it as far as may be. */
static int32_t connections_of(int32_t wanted)
{
    enum { SPARE = 200 /* for files of cases and what the threads use */ };
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return 256;
    if (files.rlim_cur < (rlim_t)wanted + SPARE) {
        files.rlim_cur = files.rlim_max < (rlim_t)wanted + SPARE ? files.rlim_max : (rlim_t)wanted + SPARE;
        if (setrlimit(RLIMIT_NOFILE, &files) != 0 || getrlimit(RLIMIT_NOFILE, &files) != 0) return 256;
    }
    int64_t left = (int64_t)files.rlim_cur - SPARE;
    return left >= wanted ? wanted : left > 16 ? (int32_t)left : 16;
}

static bool start_daemon(lode_server *s, sa_family_t family)
{
    enum { HEADERS = 16 * 1024 /* byte  of the head of a request, and what is sent at once */ };
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME | (family == AF_INET6 ? MHD_USE_IPv6 : 0);
    unsigned per_address = s->guard.loopback ? 0 : (unsigned)s->options.per_address;
    s->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, handle, s, MHD_OPTION_LISTEN_SOCKET, s->listener, MHD_OPTION_NOTIFY_COMPLETED, forget, s,
        MHD_OPTION_NOTIFY_CONNECTION, notice, s, MHD_OPTION_UNESCAPE_CALLBACK, as_it_came, NULL,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)connections_of(s->options.connections), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        per_address, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)s->options.idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HEADERS, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    return s->daemon != NULL;
}

static void free_server(lode_server *s)
{
    lode_jobs_free(s->jobs);
    lode_shelf_close(s->shelf);
    lode_text_free(&s->index);
    lode_text_free(&s->policy);
    free(s->token);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static char *copy_of(const char *text)
{
    size_t n = strlen(text) + 1;
    char *copy = malloc(n);
    return copy ? memcpy(copy, text, n) : NULL;
}

lode_server *lode_serve_begin(const lode_serve_options *o, lode_text *why)
{
    struct sockaddr_storage address;
    socklen_t length = address_of(o->bind, o->port, &address);
    bool loopback = lode_guard_is_loopback(o->bind);
    if (length == 0) lode_text_printf(why, "'%s' is no address in numbers, such as 127.0.0.1 or ::1", o->bind);
    else if (!loopback && !o->token)
        lode_text_printf(why, "other machines can reach %s: this needs a token (--token, or LODESTONE_TOKEN)", o->bind);
    else if (o->token && !*o->token) lode_text_puts(why, "the token is empty");
    if (why->length > 0) return NULL;

    lode_server *s = calloc(1, sizeof *s);
    if (!s) {
        lode_text_puts(why, "out of memory");
        return NULL;
    }
    pthread_mutex_init(&s->lock, NULL);
    s->options = *o;
    s->listener = -1;
    s->token = o->token ? copy_of(o->token) : NULL;
    s->guard = (lode_guard){.token = s->token, .loopback = loopback};
    lode_serve_index(&s->index);
    lode_serve_index_policy(&s->policy);
    s->shelf = lode_shelf_open(o->dir, why);
    if (s->shelf && listen_at(s, &address, length)) {
        s->jobs = lode_jobs_begin(s->shelf, &o->jobs);
        bool ok = s->jobs && !s->index.failed && !s->policy.failed && (s->token || !o->token) && start_daemon(s, address.ss_family);
        if (ok) return s;
        lode_text_puts(why, "cannot start the server: no memory, or no threads");
        if (s->jobs) lode_jobs_stop(s->jobs);
    } else if (s->shelf) {
        char room[128];
        if (strerror_r(errno, room, sizeof room) != 0) memcpy(room, "unknown error", 14);
        lode_text_printf(why, "cannot listen at %s, port %d: %s", o->bind, (int)o->port, room);
    }
    if (s->listener >= 0) close(s->listener);
    free_server(s);
    return NULL;
}

int32_t lode_serve_port(const lode_server *s)
{
    return s->guard.port;
}

/* --- run and end ---------------------------------------------------------------------------------- */

void lode_serve_tick(lode_server *s)
{
    lode_jobs_tick(s->jobs);
    lode_events_tick(s);
    end_slow(s);
}

static bool is_watched(lode_server *s)
{
    pthread_mutex_lock(&s->lock);
    bool some = s->n_watch > 0;
    pthread_mutex_unlock(&s->lock);
    return some;
}

int32_t lode_serve_end(lode_server *s)
{
    enum { GRACE = 2 /* s  for those who follow runs to hear how they ended */ };
    int32_t cancelled = lode_jobs_stop(s->jobs);
    MHD_socket listener = MHD_quiesce_daemon(s->daemon);
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    pthread_mutex_unlock(&s->lock);
    double start = lode_clock_seconds();
    do {
        lode_events_tick(s);
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    } while (is_watched(s) && lode_clock_seconds() - start < GRACE);
    MHD_stop_daemon(s->daemon);
    if (listener != MHD_INVALID_SOCKET) close(listener);
    free_server(s);
    return cancelled;
}
