/* A server of this process over a folder of cases, and a client that sends bytes as they are and waits for a limited time. */
#ifndef TESTS_SERVE_SITE_H
#define TESTS_SERVE_SITE_H

#include "lode_test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "case/template.h"
#include "scratch.h"
#include "serve/serve.h"

typedef struct site {
    char dir[400], cases[420]; /* the folder served is `cases` */
    lode_server *s;
    int port;
    pthread_t ticker;
    atomic_bool over;
} site;

LODE_UNUSED static void nap(int ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

LODE_UNUSED static void *tick(void *user)
{
    site *w = user;
    while (!atomic_load(&w->over)) {
        lode_serve_tick(w->s);
        nap(20);
    }
    return NULL;
}

/* Write the small case into cases/ID; `end`: last day of its period, NULL: the template's. */
LODE_UNUSED static void put_case(lode_t *t, const site *w, const char *id, const char *end)
{
    char where[500], command[520];
    snprintf(where, sizeof where, "%s/%s", w->cases, id);
    snprintf(command, sizeof command, "mkdir '%s'", where);
    CHECK_INT(t, system(command), 0);
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        lode_text text = {0};
        lode_template_text(&lode_template[i], &text);
        char *at = strstr(text.data, "end: 2026-12-31");
        if (at && end) memcpy(at + 5, end, 10);
        scratch_put(t, where, lode_template[i].name, lode_text_str(&text));
        lode_text_free(&text);
    }
}

/* A folder with the case `pumps` and `long`, whose run takes minutes. */
LODE_UNUSED static site *site_new(lode_t *t)
{
    site *w = calloc(1, sizeof *w);
    CHECK(t, w != NULL);
    scratch_begin(t, w->dir, sizeof w->dir);
    snprintf(w->cases, sizeof w->cases, "%s/cases", w->dir);
    char command[700];
    snprintf(command, sizeof command, "mkdir '%s'", w->cases);
    CHECK_INT(t, system(command), 0);
    put_case(t, w, "pumps", NULL);
    put_case(t, w, "long", "2200-12-31");
    return w;
}

LODE_UNUSED static lode_serve_options site_options(const site *w)
{
    lode_serve_options o = lode_serve_default();
    o.dir = w->cases;
    o.port = 0;
    o.jobs.threads = 1;
    return o;
}

LODE_UNUSED static void site_start(lode_t *t, site *w, const lode_serve_options *o)
{
    lode_text why = {0};
    w->s = lode_serve_begin(o, &why);
    lode_note(t, "%s", lode_text_str(&why));
    CHECK(t, w->s != NULL);
    lode_text_free(&why);
    w->port = lode_serve_port(w->s);
    CHECK_INT(t, pthread_create(&w->ticker, NULL, tick, w), 0);
}

/* End the server; the runs it had to cancel. */
LODE_UNUSED static int32_t site_stop(site *w)
{
    atomic_store(&w->over, true);
    pthread_join(w->ticker, NULL);
    return lode_serve_end(w->s);
}

LODE_UNUSED static void site_free(site *w)
{
    scratch_end(w->dir);
    free(w);
}

/* With the defaults. */
LODE_UNUSED static site *site_begin(lode_t *t)
{
    site *w = site_new(t);
    lode_serve_options o = site_options(w);
    site_start(t, w, &o);
    return w;
}

LODE_UNUSED static void site_end(site *w)
{
    site_stop(w);
    site_free(w);
}

/* --- client ----------------------------------------------------------------------------------------- */

enum { CLIENT_PATIENCE = 20 /* s  for anything */ };

LODE_UNUSED static int dial(lode_t *t, int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = CLIENT_PATIENCE};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(t, fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    CHECK_INT(t, connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

/* As much as the server takes. */
LODE_UNUSED static void put_bytes(int fd, const char *bytes, size_t length)
{
    for (ssize_t n = 1; length > 0 && n > 0; bytes += n > 0 ? n : 0, length -= n > 0 ? (size_t)n : 0)
        n = send(fd, bytes, length, MSG_NOSIGNAL);
}

/* All that comes until the connection is closed; the patience must not run out. */
LODE_UNUSED static char *take_all(lode_t *t, int fd)
{
    lode_text all = {0};
    char piece[4096];
    ssize_t n;
    while ((n = recv(fd, piece, sizeof piece, 0)) > 0) lode_text_add(&all, piece, (size_t)n);
    bool patient = n == 0 || errno != EAGAIN;
    close(fd);
    CHECK(t, patient);
    lode_text_puts(&all, "");
    return all.data ? all.data : calloc(1, 1);
}

/* Send bytes as they are; the whole answer, for free(). */
LODE_UNUSED static char *send_raw(lode_t *t, const site *w, const char *bytes, size_t length)
{
    int fd = dial(t, w->port);
    put_bytes(fd, bytes, length);
    return take_all(t, fd);
}

/* A request with more header lines ("A: b\r\n" or ""), and a body or NULL. */
LODE_UNUSED static char *ask(lode_t *t, const site *w, const char *method, const char *target, const char *headers, const char *body)
{
    lode_text r = {0};
    lode_text_printf(&r, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s", method, target, w->port, headers);
    if (body) lode_text_printf(&r, "Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen(body));
    lode_text_printf(&r, "\r\n%s", body ? body : "");
    char *answer = send_raw(t, w, r.data, r.length);
    lode_text_free(&r);
    return answer;
}

LODE_UNUSED static int status_of(const char *answer)
{
    return strncmp(answer, "HTTP/1.1 ", 9) == 0 ? atoi(answer + 9) : 0;
}

LODE_UNUSED static int ask_status(lode_t *t, const site *w, const char *method, const char *target, const char *headers,
                                  const char *body)
{
    char *answer = ask(t, w, method, target, headers, body);
    int status = status_of(answer);
    free(answer);
    return status;
}

LODE_UNUSED static const char *body_of(const char *answer)
{
    const char *at = strstr(answer, "\r\n\r\n");
    return at ? at + 4 : "";
}

/* Start a run; its number, -1: refused. */
LODE_UNUSED static int start_run(lode_t *t, const site *w, const char *body)
{
    char *answer = ask(t, w, "POST", "/api/v1/runs", "", body);
    const char *at = strstr(answer, "{\"run\": ");
    int run = at ? atoi(at + 8) : -1;
    lode_note(t, "%s", answer);
    CHECK(t, run < 0 || status_of(answer) == 202 || status_of(answer) == 200);
    free(answer);
    return run;
}

/* Whether a run has a status, now. */
LODE_UNUSED static bool run_is(lode_t *t, const site *w, int run, const char *status)
{
    char target[64], member[64];
    snprintf(target, sizeof target, "/api/v1/runs/%d", run);
    snprintf(member, sizeof member, "\"status\": \"%s\"", status);
    char *answer = ask(t, w, "GET", target, "", NULL);
    bool is = strstr(answer, member) != NULL;
    free(answer);
    return is;
}

/* Wait for a status; the seconds that took, or the test fails after `most`. */
LODE_UNUSED static double await(lode_t *t, const site *w, int run, const char *status, double most)
{
    double start = lode_clock_seconds();
    while (!run_is(t, w, run, status)) {
        lode_note(t, "run %d is not %s after %g s", run, status, most);
        CHECK(t, lode_clock_seconds() - start < most);
        nap(20);
    }
    return lode_clock_seconds() - start;
}

#endif
