/* The server over sockets: what it answers, what it refuses, and that it outlives whatever it is sent. */
#include "serve_site.h"

#include <signal.h>
#include <sys/resource.h>

#include "lower/build.h"
#include "exposure/exposure.h"
#include "out/out.h"

#define RUNS "/api/v1/runs"

/* --- answers ---------------------------------------------------------------------------------------- */

static void pages_and_lists_are_there_with_their_policies(lode_t *t)
{
    site *w = site_begin(t);
    char *index = ask(t, w, "GET", "/", "", NULL), *page = ask(t, w, "GET", "/cases/pumps", "", NULL);
    CHECK_INT(t, status_of(index), 200);
    CHECK_HAS(t, index, "Content-Security-Policy: default-src 'none'; script-src 'sha256-");
    CHECK_HAS(t, index, "X-Content-Type-Options: nosniff");
    CHECK(t, !strstr(index, "Access-Control"));
    CHECK_STR(t, body_of(page), body_of(index));
    char *cases = ask(t, w, "GET", "/api/v1/cases", "", NULL);
    CHECK_HAS(t, cases, "\"id\": \"pumps\"");
    CHECK_HAS(t, cases, "{\"id\": \"ban\", \"title\": \"The announced ban comes into force\"}");
    CHECK_INT(t, ask_status(t, w, "GET", "/api/v1/cases/pumps", "", NULL), 200);
    CHECK_INT(t, ask_status(t, w, "GET", "/api/v1/cases/none", "", NULL), 404);
    CHECK_INT(t, ask_status(t, w, "GET", RUNS, "", NULL), 200);
    CHECK_INT(t, ask_status(t, w, "GET", RUNS "/1", "", NULL), 404);
    CHECK_INT(t, ask_status(t, w, "PUT", RUNS "/1", "", NULL), 405);
    CHECK_INT(t, ask_status(t, w, "GET", "/nothing", "", NULL), 404);
    free(index);
    free(page);
    free(cases);
    site_end(w);
}

/* The summary that the library gives, without a server. */
static void put_summary(lode_t *t, const site *w, int32_t draws, uint64_t seed, lode_text *out)
{
    char dir[700];
    lode_diags d = {0};
    lode_study_options o = lode_study_default();
    lode_exposure_options e = lode_exposure_default();
    o.draws = draws;
    o.seed = seed;
    o.threads = 1;
    snprintf(dir, sizeof dir, "%s/pumps", w->cases);
    lode_case *c = lode_case_read(dir, &d);
    lode_built *b = lode_build(c, &d);
    lode_result *r = lode_study_run(b, &o, &d);
    CHECK(t, r != NULL);
    lode_exposure *x = lode_exposure_find(b, &e, &d);
    CHECK(t, lode_exposure_compare(x, r, lode_exposure_scenario(c)));
    r->exposure = x;
    lode_summary_put(r, out);
    lode_result_free(r);
    lode_exposure_free(x);
    lode_built_free(b);
    lode_case_free(c);
    lode_diags_free(&d);
}

static void runs_side_by_side_give_the_bytes_of_runs_alone(lode_t *t)
{
    site *w = site_new(t);
    lode_serve_options o = site_options(w);
    o.jobs.workers = 3;
    o.jobs.threads = 2;
    site_start(t, w, &o);
    int run[6];
    for (int i = 0; i < 6; i++) {
        char body[100];
        snprintf(body, sizeof body, "{\"case\": \"pumps\", \"draws\": 24, \"seed\": %d}", i);
        run[i] = start_run(t, w, body);
    }
    for (int i = 0; i < 6; i++) {
        char target[64];
        lode_text alone = {0};
        await(t, w, run[i], "done", 60);
        snprintf(target, sizeof target, RUNS "/%d/summary.json", run[i]);
        char *answer = ask(t, w, "GET", target, "", NULL);
        put_summary(t, w, 24, (uint64_t)i, &alone);
        CHECK(t, strcmp(body_of(answer), lode_text_str(&alone)) == 0);
        free(answer);
        lode_text_free(&alone);
    }
    /* the same again is the same run */
    CHECK_INT(t, start_run(t, w, "{\"seed\": 2, \"case\": \"pumps\", \"draws\": 24}"), run[2]);
    char *report = ask(t, w, "GET", RUNS "/1/report.html", "", NULL);
    CHECK_HAS(t, report, "<!doctype html>");
    free(report);
    site_end(w);
}

static void a_run_is_followed_to_its_end(lode_t *t)
{
    site *w = site_begin(t);
    char target[64];
    int run = start_run(t, w, "{\"case\": \"pumps\", \"draws\": 64}");
    snprintf(target, sizeof target, RUNS "/%d/events", run);
    char *events = ask(t, w, "GET", target, "", NULL), *end = strstr(events, "event: end\ndata: {");
    CHECK_HAS(t, events, "Content-Type: text/event-stream");
    CHECK(t, end != NULL);
    CHECK_HAS(t, end, "\"status\": \"done\"");
    free(events);
    /* of one that is over, the end alone */
    events = ask(t, w, "GET", target, "", NULL);
    CHECK(t, strstr(events, "event: end") && !strstr(events, "event: progress"));
    free(events);
    CHECK_INT(t, ask_status(t, w, "GET", RUNS "/99/events", "", NULL), 404);
    site_end(w);
}

static void what_cannot_run_is_said(lode_t *t)
{
    site *w = site_begin(t);
    char *answer = ask(t, w, "POST", RUNS, "", "{\"case\": \"pumps\", \"draws\": 0, \"sed\": 1}");
    CHECK_INT(t, status_of(answer), 400);
    CHECK_HAS(t, answer, "did you mean 'seed'?");
    CHECK_HAS(t, answer, "'draws' must be");
    free(answer);
    CHECK_INT(t, ask_status(t, w, "POST", RUNS, "", "{\"case\": \"nowhere\"}"), 404);
    CHECK_INT(t, ask_status(t, w, "POST", RUNS, "", "{\"case\": \"pumps\", \"scenario\": \"x\"}"), 422);
    int run = start_run(t, w, "{\"case\": \"pumps\", \"set\": {\"parameters.psy\": 0.5}}");
    await(t, w, run, "failed", 20);
    answer = ask(t, w, "GET", RUNS "/1", "", NULL);
    CHECK_HAS(t, answer, "parameters.psi");
    CHECK_INT(t, ask_status(t, w, "GET", RUNS "/1/summary.json", "", NULL), 409);
    free(answer);
    site_end(w);
}

static void a_case_that_changes_is_read_again(lode_t *t)
{
    site *w = site_begin(t);
    char path[700], command[1600];
    int first = start_run(t, w, "{\"case\": \"pumps\"}");
    await(t, w, first, "done", 20);
    snprintf(path, sizeof path, "%s/pumps/case.yaml", w->cases);
    snprintf(command, sizeof command, "sed -i 's/^title: .*/title: Other pumps/' '%s'", path);
    CHECK_INT(t, system(command), 0);
    char *answer = ask(t, w, "GET", "/api/v1/cases/pumps", "", NULL);
    CHECK_HAS(t, answer, "Other pumps");
    CHECK(t, start_run(t, w, "{\"case\": \"pumps\"}") != first);
    free(answer);
    site_end(w);
}

/* --- who may ask ------------------------------------------------------------------------------------ */

static void without_the_token_nothing_is_told(lode_t *t)
{
    static const char *const target[] = {"/", "/cases/pumps", "/api/v1/cases", "/api/v1/cases/pumps", RUNS, RUNS "/1", RUNS "/1/events",
                                         RUNS "/1/summary.json", RUNS "/1/report.html", "/nothing"};
    site *w = site_new(t);
    lode_serve_options o = site_options(w);
    o.token = "right+one";
    site_start(t, w, &o);
    for (size_t i = 0; i < sizeof target / sizeof target[0]; i++) {
        lode_note(t, "%s", target[i]);
        CHECK_INT(t, ask_status(t, w, "GET", target[i], "", NULL), 401);
        CHECK_INT(t, ask_status(t, w, "GET", target[i], "Authorization: Bearer wrong\r\n", NULL), 401);
    }
    const char *right = "Authorization: Bearer right+one\r\n", *run = "{\"case\": \"pumps\"}";
    CHECK_INT(t, ask_status(t, w, "POST", RUNS, "Authorization: Bearer right+on\r\n", run), 401);
    CHECK_INT(t, ask_status(t, w, "POST", RUNS "?token=right%2Bone", "", run), 401);
    CHECK_INT(t, ask_status(t, w, "POST", RUNS, right, run), 202);
    CHECK_INT(t, ask_status(t, w, "GET", "/?token=right%2Bone", "", NULL), 200);
    CHECK_INT(t, ask_status(t, w, "GET", "/?token=right%2Bon", "", NULL), 401);
    CHECK_INT(t, ask_status(t, w, "GET", "/?token=", "", NULL), 401);
    CHECK_INT(t, ask_status(t, w, "GET", "/api/v1/cases", right, NULL), 200);
    site_end(w);
}

static void a_page_of_another_host_is_refused(lode_t *t)
{
    site *w = site_begin(t);
    char bytes[300];
    int n = snprintf(bytes, sizeof bytes, "GET / HTTP/1.1\r\nHost: evil.example:%d\r\n\r\n", w->port);
    char *answer = send_raw(t, w, bytes, (size_t)n);
    CHECK_INT(t, status_of(answer), 403);
    free(answer);
    CHECK_INT(t, ask_status(t, w, "GET", "/api/v1/cases", "Origin: http://evil.example\r\n", NULL), 403);
    CHECK_INT(t, ask_status(t, w, "POST", RUNS, "Origin: null\r\n", "{\"case\": \"pumps\"}"), 403);
    /* what a form of another page could send */
    n = snprintf(bytes, sizeof bytes, "POST " RUNS " HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: text/plain\r\n"
                                      "Content-Length: 17\r\n\r\n{\"case\": \"pumps\"}", w->port);
    answer = send_raw(t, w, bytes, (size_t)n);
    CHECK_INT(t, status_of(answer), 415);
    free(answer);
    CHECK_INT(t, ask_status(t, w, "OPTIONS", RUNS, "Origin: http://evil.example\r\n", NULL), 403);
    site_end(w);
}

static void another_address_wants_a_token(lode_t *t)
{
    site *w = site_new(t);
    lode_text why = {0};
    lode_serve_options o = site_options(w);
    o.bind = "0.0.0.0";
    CHECK(t, lode_serve_begin(&o, &why) == NULL);
    CHECK_HAS(t, lode_text_str(&why), "needs a token");
    lode_text_clear(&why);
    o.token = "";
    CHECK(t, lode_serve_begin(&o, &why) == NULL);
    lode_text_clear(&why);
    o.bind = "example.org";
    CHECK(t, lode_serve_begin(&o, &why) == NULL);
    CHECK_HAS(t, lode_text_str(&why), "no address in numbers");
    lode_text_clear(&why);
    o = site_options(w);
    char case_itself[700];
    snprintf(case_itself, sizeof case_itself, "%s/pumps", w->cases);
    o.dir = case_itself;
    CHECK(t, lode_serve_begin(&o, &why) == NULL);
    CHECK_HAS(t, lode_text_str(&why), "is a case; name the folder");
    lode_text_free(&why);
    site_free(w);
}

/* --- nothing outside the folder ----------------------------------------------------------------------- */

static void no_path_leads_out_of_the_folder(lode_t *t)
{
    static const char *const id[] = {"..", "%2e%2e", "%252e%252e", "..%2fsecret", "%2e%2e%2fsecret", "..%252fsecret", "../secret",
                                     "..%5csecret", "pumps%2f..%2f..%2fsecret", "pumps/../../secret", "secret%00", "%00", "link",
                                     "pumps%00/../../secret", "/secret", "//secret", "%c0%ae%c0%ae%2fsecret", "."};
    static const char *const form[] = {"/cases/%s", "/api/v1/cases/%s", "/%s", "%s", "/api/v1/runs/%s", "//%s", "/api/v1/runs/1/../%s"};
    site *w = site_new(t);
    char command[2400];
    /* a case beside the folder, reached by links; and a link in a case */
    put_case(t, w, "secret", NULL);
    put_case(t, w, "linked", NULL);
    snprintf(command, sizeof command,
             "cd '%s' && mv cases/secret secret && sed -i 's/^title: .*/title: TOPSECRET/' secret/case.yaml && ln -s ../secret cases/link && "
             "ln -s \"$PWD/secret\" cases/absolute && echo TOPSECRET > secret/file && rm cases/linked/sites.csv && "
             "ln -s ../../secret/file cases/linked/sites.csv && ln -s ../secret/case.yaml cases/case.yml", w->dir);
    CHECK_INT(t, system(command), 0);
    lode_serve_options o = site_options(w);
    site_start(t, w, &o);
    for (size_t i = 0; i < sizeof id / sizeof id[0]; i++)
        for (size_t k = 0; k < sizeof form / sizeof form[0]; k++) {
            char target[200];
            snprintf(target, sizeof target, form[k], id[i]); /* NOLINT: a constant */
            char *answer = ask(t, w, "GET", target, "", NULL);
            lode_note(t, "%s: %.200s", target, answer);
            CHECK(t, status_of(answer) >= 400 && status_of(answer) < 500 && !strstr(answer, "TOPSECRET"));
            free(answer);
        }
    static const char *const body[] = {"../secret", "/etc", "link", "absolute", "pumps/../../secret", ".", "..", "pumps\\\\..", "pumps/"};
    for (size_t i = 0; i < sizeof body / sizeof body[0]; i++) {
        char request[100];
        snprintf(request, sizeof request, "{\"case\": \"%s\"}", body[i]);
        lode_note(t, "%s", request);
        CHECK_INT(t, ask_status(t, w, "POST", RUNS, "", request), 404);
    }
    char *cases = ask(t, w, "GET", "/api/v1/cases", "", NULL);
    CHECK_HAS(t, cases, "links are not followed");
    CHECK(t, !strstr(cases, "TOPSECRET") && !strstr(cases, "\"id\": \"link\"") && !strstr(cases, "\"id\": \"absolute\""));
    free(cases);
    CHECK_INT(t, ask_status(t, w, "POST", RUNS, "", "{\"case\": \"linked\"}"), 422);
    site_end(w);
}

/* --- what clients may do ------------------------------------------------------------------------------ */

static void a_body_that_is_too_large_is_refused(lode_t *t)
{
    enum { SIZE = 100000 };
    site *w = site_begin(t);
    char *big = malloc(SIZE + 1);
    memset(big, ' ', SIZE);
    big[SIZE] = '\0';
    CHECK_INT(t, ask_status(t, w, "POST", RUNS, "Content-Type: application/json\r\nContent-Length: 1000000000000\r\n", NULL), 413);
    CHECK_INT(t, ask_status(t, w, "POST", RUNS, "", big), 413);
    /* without a length, in chunks */
    lode_text r = {0};
    lode_text_printf(&r, "POST " RUNS " HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n%x\r\n", w->port, SIZE);
    lode_text_add(&r, big, SIZE);
    lode_text_puts(&r, "\r\n0\r\n\r\n");
    char *answer = send_raw(t, w, r.data, r.length);
    CHECK_INT(t, status_of(answer), 413);
    free(answer);
    lode_text_free(&r);
    free(big);
    CHECK_INT(t, ask_status(t, w, "GET", "/", "", NULL), 200);
    site_end(w);
}

static void a_head_that_is_too_large_is_refused(lode_t *t)
{
    enum { SIZE = 60000 };
    site *w = site_begin(t);
    char *big = malloc(SIZE + 1);
    memset(big, 'a', SIZE);
    big[SIZE] = '\0';
    lode_text r = {0};
    lode_text_printf(&r, "GET /%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", big, w->port);
    char *answer = send_raw(t, w, r.data, r.length);
    CHECK(t, status_of(answer) >= 400 || status_of(answer) == 0);
    free(answer);
    lode_text_clear(&r);
    lode_text_printf(&r, "GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Long: %s\r\n\r\n", w->port, big);
    answer = send_raw(t, w, r.data, r.length);
    CHECK(t, status_of(answer) >= 400 || status_of(answer) == 0);
    free(answer);
    lode_text_free(&r);
    free(big);
    CHECK_INT(t, ask_status(t, w, "GET", "/", "", NULL), 200);
    site_end(w);
}

static void what_is_not_http_does_no_harm(lode_t *t)
{
    static const char *const odd[] = {"\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nHost\r\n\r\n",
                                      "GET / HTTP/1.1\r\n: x\r\n\r\n", "\x16\x03\x01\x02\x00\x01\xfc", "GET / HTTP/1.1\nHost: a\n\n",
                                      "POST " RUNS " HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nx",
                                      "POST " RUNS " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                                      "POST " RUNS " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
                                      "GET http://[::1 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /%zz%%% HTTP/1.1\r\nHost: a\r\n\r\n",
                                      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET /?%zz=&&=&token HTTP/1.1\r\nHost: a\r\n\r\n"};
    site *w = site_new(t);
    lode_serve_options o = site_options(w);
    o.request_seconds = 1;
    site_start(t, w, &o);
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) free(send_raw(t, w, odd[i], strlen(odd[i])));
    /* random bytes, the same every time */
    uint32_t x = 1;
    for (int i = 0; i < 100; i++) {
        char noise[300];
        for (size_t k = 0; k < sizeof noise; k++) noise[k] = (char)((x = x * 1664525u + 1013904223u) >> 24);
        memcpy(noise + 296, "\r\n\r\n", 4);
        if (i % 2) memcpy(noise, "GET / HTTP/1.1\r\n", 16);
        int fd = dial(t, w->port);
        put_bytes(fd, noise, sizeof noise);
        close(fd);
    }
    CHECK_INT(t, ask_status(t, w, "GET", "/", "", NULL), 200);
    site_end(w);
}

/* Send a request byte by byte; the seconds until the server hangs up. */
static double drip(lode_t *t, const site *w, const char *bytes)
{
    double start = lode_clock_seconds();
    int fd = dial(t, w->port);
    char room[4096];
    bool open = true;
    for (size_t i = 0; open && lode_clock_seconds() - start < CLIENT_PATIENCE; i++) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (bytes[i] == '\0') i--;
        else open = send(fd, bytes + i, 1, MSG_NOSIGNAL) == 1;
        if (poll(&p, 1, 100) > 0) open = recv(fd, room, sizeof room, 0) > 0;
    }
    close(fd);
    return lode_clock_seconds() - start;
}

static void slow_clients_are_hung_up_on(lode_t *t)
{
    site *w = site_new(t);
    lode_serve_options o = site_options(w);
    o.request_seconds = 1;
    o.idle_seconds = 10;
    site_start(t, w, &o);
    /* half-open: nothing is ever sent; meanwhile others are answered */
    int idle[20];
    for (int i = 0; i < 20; i++) idle[i] = dial(t, w->port);
    double start = lode_clock_seconds();
    CHECK_INT(t, ask_status(t, w, "GET", "/", "", NULL), 200);
    for (int i = 0; i < 20; i++) free(take_all(t, idle[i]));
    CHECK(t, lode_clock_seconds() - start < 8);
    /* a byte now and then */
    CHECK(t, drip(t, w, "GET / HTTP/1.1\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") < 8);
    char head[300];
    snprintf(head, sizeof head, "POST " RUNS " HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
                                "Content-Length: 5000\r\n\r\n{   ", w->port);
    CHECK(t, drip(t, w, head) < 18);
    CHECK_INT(t, ask_status(t, w, "GET", "/", "", NULL), 200);
    site_end(w);
}

static void who_does_not_take_an_answer_is_hung_up_on(lode_t *t)
{
    site *w = site_new(t);
    lode_serve_options o = site_options(w);
    o.answer_seconds = 1;
    site_start(t, w, &o);
    await(t, w, start_run(t, w, "{\"case\": \"pumps\", \"draws\": 16}"), "done", 60);
    char request[200], room[1024];
    int n = snprintf(request, sizeof request, "GET " RUNS "/1/report.html HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", w->port);
    int fd = dial(t, w->port);
    put_bytes(fd, request, (size_t)n);
    nap(2000);
    /* whatever was on its way comes, then the end */
    ssize_t got;
    while ((got = recv(fd, room, sizeof room, 0)) > 0) continue;
    CHECK(t, got == 0 || errno == ECONNRESET);
    close(fd);
    site_end(w);
}

static void a_thousand_connections_are_answered(lode_t *t)
{
    enum { N = 1000 };
    struct rlimit files;
    CHECK_INT(t, getrlimit(RLIMIT_NOFILE, &files), 0);
    if (files.rlim_max < 4096) SKIP(t, "too few files may be open");
    files.rlim_cur = 4096;
    CHECK_INT(t, setrlimit(RLIMIT_NOFILE, &files), 0);
    site *w = site_begin(t);
    static int fd[N];
    char request[200];
    int n = snprintf(request, sizeof request, "GET /api/v1/cases/pumps HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", w->port), answered = 0;
    /* all are open before the first is complete */
    for (int i = 0; i < N; i++) {
        fd[i] = dial(t, w->port);
        put_bytes(fd[i], request, 20);
    }
    for (int i = 0; i < N; i++) put_bytes(fd[i], request + 20, (size_t)n - 20);
    for (int i = 0; i < N; i++) {
        char *answer = take_all(t, fd[i]);
        answered += status_of(answer) == 200 && strstr(answer, "Pumps that need metal");
        free(answer);
    }
    CHECK_INT(t, answered, N);
    site_end(w);
}

/* --- runs that do not come to their end ---------------------------------------------------------------- */

static void a_run_is_cancelled_within_a_second(lode_t *t)
{
    site *w = site_begin(t);
    int run = start_run(t, w, "{\"case\": \"long\", \"draws\": 1000}");
    await(t, w, run, "running", 20);
    nap(500);
    CHECK_INT(t, ask_status(t, w, "DELETE", RUNS "/1", "", NULL), 202);
    /* a second for the work; the rest for a machine that does other things, and for sanitizers */
    CHECK(t, await(t, w, run, "cancelled", 5) < 3);
    CHECK_INT(t, ask_status(t, w, "DELETE", RUNS "/1", "", NULL), 202);
    CHECK(t, run_is(t, w, run, "cancelled"));
    CHECK_INT(t, ask_status(t, w, "GET", RUNS "/1/summary.json", "", NULL), 409);
    CHECK_INT(t, ask_status(t, w, "DELETE", RUNS "/99", "", NULL), 404);
    site_end(w);
}

static void the_queue_has_an_end_and_those_in_it_can_be_cancelled(lode_t *t)
{
    site *w = site_new(t);
    lode_serve_options o = site_options(w);
    o.jobs.workers = 1;
    o.jobs.queue = 2;
    site_start(t, w, &o);
    int run[4];
    for (int i = 0; i < 4; i++) {
        char body[100];
        snprintf(body, sizeof body, "{\"case\": \"long\", \"draws\": 1000, \"seed\": %d}", i);
        if (i == 3) {
            char *answer = ask(t, w, "POST", RUNS, "", body);
            CHECK_INT(t, status_of(answer), 429);
            CHECK_HAS(t, answer, "Retry-After");
            free(answer);
        } else run[i] = start_run(t, w, body);
        if (i == 0) await(t, w, run[0], "running", 20);
    }
    CHECK(t, run_is(t, w, run[2], "queued"));
    CHECK_INT(t, ask_status(t, w, "DELETE", RUNS "/3", "", NULL), 202);
    CHECK(t, run_is(t, w, run[2], "cancelled"));
    CHECK(t, run_is(t, w, run[0], "running"));
    CHECK_INT(t, site_stop(w), 2);
    site_free(w);
}

static void a_run_that_takes_too_long_fails(lode_t *t)
{
    site *w = site_new(t);
    lode_serve_options o = site_options(w);
    o.jobs.seconds = 0.3;
    site_start(t, w, &o);
    int run = start_run(t, w, "{\"case\": \"long\", \"draws\": 1000}");
    await(t, w, run, "failed", 20);
    char *answer = ask(t, w, "GET", RUNS "/1", "", NULL);
    CHECK_HAS(t, answer, "it took longer than");
    free(answer);
    site_end(w);
}

static void old_results_are_forgotten(lode_t *t)
{
    site *w = site_new(t);
    lode_serve_options o = site_options(w);
    o.jobs.kept = 3;
    site_start(t, w, &o);
    for (int i = 0; i < 6; i++) {
        char body[100];
        snprintf(body, sizeof body, "{\"case\": \"pumps\", \"seed\": %d}", i);
        await(t, w, start_run(t, w, body), "done", 20);
    }
    CHECK_INT(t, ask_status(t, w, "GET", RUNS "/1", "", NULL), 404);
    CHECK_INT(t, ask_status(t, w, "GET", RUNS "/6/summary.json", "", NULL), 200);
    site_end(w);
}

/* Follow a run until the connection ends. */
typedef struct follower {
    int fd;
    lode_text heard;
} follower;

static void *follow(void *user)
{
    follower *f = user;
    char piece[1024];
    ssize_t n;
    while ((n = recv(f->fd, piece, sizeof piece, 0)) > 0) lode_text_add(&f->heard, piece, (size_t)n);
    return NULL;
}

static void a_server_that_stops_cancels_its_runs_and_says_so(lode_t *t)
{
    site *w = site_begin(t);
    char request[200];
    pthread_t thread;
    follower f = {0};
    int run = start_run(t, w, "{\"case\": \"long\", \"draws\": 1000}");
    await(t, w, run, "running", 20);
    int n = snprintf(request, sizeof request, "GET " RUNS "/1/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", w->port);
    f.fd = dial(t, w->port);
    put_bytes(f.fd, request, (size_t)n);
    CHECK_INT(t, pthread_create(&thread, NULL, follow, &f), 0);
    nap(300);
    double start = lode_clock_seconds();
    CHECK_INT(t, site_stop(w), 1);
    CHECK(t, lode_clock_seconds() - start < 5);
    pthread_join(thread, NULL);
    close(f.fd);
    char *end = strstr(f.heard.data, "event: end\ndata: {");
    CHECK(t, end != NULL);
    CHECK_HAS(t, end, "\"status\": \"cancelled\"");
    CHECK_HAS(t, end, "\"reason\": \"the server stopped\"");
    lode_text_free(&f.heard);
    site_free(w);
}

static const lode_test TESTS[] = {
    TEST(pages_and_lists_are_there_with_their_policies),
    TEST(runs_side_by_side_give_the_bytes_of_runs_alone),
    TEST(a_run_is_followed_to_its_end),
    TEST(what_cannot_run_is_said),
    TEST(a_case_that_changes_is_read_again),
    TEST(without_the_token_nothing_is_told),
    TEST(a_page_of_another_host_is_refused),
    TEST(another_address_wants_a_token),
    TEST(no_path_leads_out_of_the_folder),
    TEST(a_body_that_is_too_large_is_refused),
    TEST(a_head_that_is_too_large_is_refused),
    TEST(what_is_not_http_does_no_harm),
    TEST(slow_clients_are_hung_up_on),
    TEST(who_does_not_take_an_answer_is_hung_up_on),
    TEST(a_thousand_connections_are_answered),
    TEST(a_run_is_cancelled_within_a_second),
    TEST(the_queue_has_an_end_and_those_in_it_can_be_cancelled),
    TEST(a_run_that_takes_too_long_fails),
    TEST(old_results_are_forgotten),
    TEST(a_server_that_stops_cancels_its_runs_and_says_so),
};

int main(int argc, char **argv)
{
    alarm(300); /* whatever happens */
    signal(SIGPIPE, SIG_IGN);
    return lode_run_tests(TESTS, sizeof TESTS / sizeof TESTS[0], argc, argv);
}
