/* What the server makes of bytes before it does anything: requests for runs, paths, who may ask. */
#include "lode_test.h"

#include "serve/guard.h"
#include "serve/request.h"
#include "serve/route.h"

/* --- requests --------------------------------------------------------------------------------------- */

static bool reads(lode_run_request *r, const char *body, lode_text *why)
{
    lode_text_clear(why);
    return lode_run_request_read(r, body, strlen(body), why);
}

static void a_request_is_read_with_its_defaults(lode_t *t)
{
    lode_run_request r;
    lode_text why = {0};
    CHECK(t, reads(&r, "{\"case\": \"pumps\"}", &why));
    CHECK_STR(t, r.case_id, "pumps");
    CHECK_STR(t, r.scenario, NULL);
    CHECK_INT(t, r.draws, 1);
    CHECK_INT(t, r.seed, 0);
    CHECK_INT(t, r.step_days, 0);
    CHECK_INT(t, r.n_set, 0);
    lode_run_request_free(&r);
    CHECK(t, reads(&r, "{\"case\":\"p\",\"scenario\":\"ban\",\"draws\":10000,\"seed\":9007199254740991,\"step\":7,"
                       "\"design\":\"lhs\",\"set\":{\"b\":0.1,\"a[x,y].c\":3,\"c\":\"1..2..3\"}}", &why));
    CHECK_STR(t, r.scenario, "ban");
    CHECK_INT(t, r.draws, 10000);
    CHECK_INT(t, r.seed, 9007199254740991);
    CHECK_INT(t, r.step_days, 7);
    CHECK_INT(t, r.design, LODE_DESIGN_LHS);
    CHECK_INT(t, r.n_set, 3);
    CHECK_STR(t, r.set[0], "a[x,y].c=3");
    CHECK_STR(t, r.set[1], "b=0.1");
    CHECK_STR(t, r.set[2], "c=1..2..3");
    lode_run_request_free(&r);
    lode_text_free(&why);
}

static void every_problem_of_a_request_is_said(lode_t *t)
{
    static const char *const wrong[][2] = {
        {"", "not JSON"},
        {"[]", "must be an object"},
        {"{}", "'case' is missing"},
        {"{\"case\": \"a\"", "line 1, column"},
        {"{\"case\": \"a\", \"case\": \"b\"}", "duplicate"},
        {"{\"case\": 1}", "'case' must be a string"},
        {"{\"case\": \"\"}", "'case' must have 1 to"},
        {"{\"case\": \"a\\nb\"}", "control character"},
        {"{\"case\": \"a\\u0000b\"}", "\\u0000 is not allowed"},
        {"{\"case\": \"a\", \"draw\": 3}", "did you mean 'draws'?"},
        {"{\"case\": \"a\", \"draws\": 0}", "'draws' must be a whole number from 1 to"},
        {"{\"case\": \"a\", \"draws\": 10001}", "'draws'"},
        {"{\"case\": \"a\", \"draws\": 1e3}", "'draws'"},
        {"{\"case\": \"a\", \"draws\": 99999999999999999999}", "too big"},
        {"{\"case\": \"a\", \"seed\": -1}", "'seed'"},
        {"{\"case\": \"a\", \"step\": 400}", "'step'"},
        {"{\"case\": \"a\", \"design\": \"lhs \"}", "'design'"},
        {"{\"case\": \"a\", \"set\": []}", "'set' must be an object"},
        {"{\"case\": \"a\", \"set\": {\"x\": true}}", "'x' must be a number or a string"},
        {"{\"case\": \"a\", \"set\": {\"x=y\": 1}}", "not the name of an input"},
        {"{\"case\": \"a\"} x", "end of file expected"},
    };
    lode_text why = {0};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        lode_run_request r;
        lode_note(t, "%s", wrong[i][0]);
        CHECK(t, !reads(&r, wrong[i][0], &why));
        CHECK_HAS(t, lode_text_str(&why), wrong[i][1]);
        lode_run_request_free(&r);
    }
    /* several at once, one a line */
    lode_run_request r;
    CHECK(t, !reads(&r, "{\"draws\": \"x\", \"seed\": 0.5}", &why));
    CHECK_STR(t, lode_text_str(&why),
              "'draws' must be a whole number from 1 to 10000\n'seed' must be a whole number from 0 to 9007199254740991\n"
              "'case' is missing");
    lode_run_request_free(&r);
    lode_text_free(&why);
}

static void requests_are_the_same_whatever_the_order_of_their_members(lode_t *t)
{
    lode_run_request a, b, c;
    lode_text why = {0};
    CHECK(t, reads(&a, "{\"case\":\"p\",\"set\":{\"x\":1,\"y\":2}}", &why));
    CHECK(t, reads(&b, "{\"set\":{\"y\":2,\"x\":1},\"draws\":1,\"case\":\"p\"}", &why));
    CHECK(t, reads(&c, "{\"set\":{\"y\":2,\"x\":1.5},\"case\":\"p\"}", &why));
    CHECK(t, lode_run_request_same(&a, &b));
    CHECK(t, !lode_run_request_same(&a, &c));
    lode_run_request_free(&a);
    lode_run_request_free(&b);
    lode_run_request_free(&c);
    lode_text_free(&why);
}

static void a_request_fails_cleanly_without_memory(lode_t *t)
{
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_run_request r;
        lode_text why = {0};
        lode_alloc_fail_at(n);
        bool ok = reads(&r, "{\"case\":\"p\",\"scenario\":\"s\",\"set\":{\"x\":1,\"y\":\"2\"}}", &why);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, ok || reached);
        lode_run_request_free(&r);
        lode_text_free(&why);
    }
}

/* --- paths ------------------------------------------------------------------------------------------ */

static void paths_lead_where_the_documentation_says(lode_t *t)
{
    CHECK_INT(t, lode_route_of("GET", "/").kind, LODE_ROUTE_INDEX);
    CHECK_INT(t, lode_route_of("HEAD", "/").kind, LODE_ROUTE_INDEX);
    CHECK_INT(t, lode_route_of("POST", "/").kind, LODE_ROUTE_METHOD);
    CHECK_INT(t, lode_route_of("GET", "/api/v1/cases").kind, LODE_ROUTE_CASES);
    CHECK_INT(t, lode_route_of("GET", "/api/v1/runs").kind, LODE_ROUTE_RUNS);
    CHECK_INT(t, lode_route_of("POST", "/api/v1/runs").kind, LODE_ROUTE_START);
    CHECK_INT(t, lode_route_of("DELETE", "/api/v1/runs/12").kind, LODE_ROUTE_CANCEL);
    CHECK_INT(t, lode_route_of("GET", "/api/v1/runs/12").run, 12);
    CHECK_INT(t, lode_route_of("GET", "/api/v1/runs/12/events").kind, LODE_ROUTE_EVENTS);
    CHECK_INT(t, lode_route_of("GET", "/api/v1/runs/12/summary.json").kind, LODE_ROUTE_SUMMARY);
    CHECK_INT(t, lode_route_of("GET", "/api/v1/runs/12/report.html").kind, LODE_ROUTE_REPORT);
    CHECK_INT(t, lode_route_of("GET", "/cases/my%20case").kind, LODE_ROUTE_PAGE);
    CHECK_STR(t, lode_route_of("GET", "/cases/my%20case").id, "my case");
    CHECK_STR(t, lode_route_of("PUT", "/api/v1/runs/1").allow, "GET, HEAD, DELETE");
}

static void no_path_is_decoded_twice_or_leaves_its_place(lode_t *t)
{
    static const char *const none[] = {"", "cases", "//", "/..", "/cases/", "/cases/..", "/cases/.hidden", "/cases/a/b", "/cases/%2e%2e",
                                       "/cases/..%2f..", "/cases/a%2Fb", "/cases/a%5Cb", "/cases/a%0Ab", "/cases/a%FFb",
                                       "/api/v1/casesx", "/api/v1/runs/", "/api/v1/runs/x", "/api/v1/runs/1x", "/api/v1/runs/-1",
                                       "/api/v1/runs/1/events/", "/api/v1/runs/1234567890123456"};
    static const char *const bad[] = {"/cases/a%00b", "/cases/a%", "/cases/a%2", "/cases/a%zz"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        lode_note(t, "%s", none[i]);
        CHECK_INT(t, lode_route_of("GET", none[i]).kind, LODE_ROUTE_NONE);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        lode_note(t, "%s", bad[i]);
        CHECK_INT(t, lode_route_of("GET", bad[i]).kind, LODE_ROUTE_BAD);
    }
    /* decoded once: the folder would be called so */
    CHECK_STR(t, lode_route_of("GET", "/cases/a%252e%252e").id, "a%2e%2e");
    char room[8];
    CHECK(t, !lode_route_decode("12345678", 8, room, sizeof room));
    CHECK(t, lode_route_decode("1234567", 7, room, sizeof room));
}

/* --- who may ask ------------------------------------------------------------------------------------ */

static int checks(const lode_guard *g, lode_guard_request r)
{
    const char *why;
    int status = lode_guard_check(g, &r, &why);
    return (status == 0) == (why == NULL) ? status : -1;
}

#define ASK(...) ((lode_guard_request){__VA_ARGS__})

static void a_loopback_server_answers_to_its_own_names_only(lode_t *t)
{
    const lode_guard g = {.loopback = true, .port = 8017};
    CHECK_INT(t, checks(&g, ASK(.host = "localhost:8017")), 0);
    CHECK_INT(t, checks(&g, ASK(.host = "127.0.0.1:8017")), 0);
    CHECK_INT(t, checks(&g, ASK(.host = "[::1]:8017")), 0);
    CHECK_INT(t, checks(&g, ASK(.host = "127.0.0.5:8017")), 0);
    CHECK_INT(t, checks(&g, ASK(.host = "localhost")), 403);
    CHECK_INT(t, checks(&g, ASK(.host = "localhost:80")), 403);
    CHECK_INT(t, checks(&g, ASK(.host = "127.0.0.1.evil.example:8017")), 403);
    CHECK_INT(t, checks(&g, ASK(.host = "evil.example:8017")), 403);
    CHECK_INT(t, checks(&g, ASK(.host = NULL)), 400);
}

static void other_pages_may_not_ask(lode_t *t)
{
    const lode_guard g = {.loopback = true, .port = 8017};
    const char *host = "127.0.0.1:8017";
    CHECK_INT(t, checks(&g, ASK(.host = host, .origin = "http://127.0.0.1:8017")), 0);
    CHECK_INT(t, checks(&g, ASK(.host = host, .origin = "https://127.0.0.1:8017")), 0);
    CHECK_INT(t, checks(&g, ASK(.host = host, .origin = "http://127.0.0.1:8018")), 403);
    CHECK_INT(t, checks(&g, ASK(.host = host, .origin = "http://evil.example")), 403);
    CHECK_INT(t, checks(&g, ASK(.host = host, .origin = "null")), 403);
    CHECK_INT(t, checks(&g, ASK(.host = host, .fetch_site = "cross-site", .writes = true)), 403);
    CHECK_INT(t, checks(&g, ASK(.host = host, .fetch_site = "same-origin", .writes = true)), 0);
    CHECK_INT(t, checks(&g, ASK(.host = host, .has_body = true, .content_type = "text/plain")), 415);
    CHECK_INT(t, checks(&g, ASK(.host = host, .has_body = true)), 415);
    CHECK_INT(t, checks(&g, ASK(.host = host, .has_body = true, .content_type = "application/json; charset=utf-8")), 0);
}

static void a_token_must_be_right_and_a_link_may_only_read(lode_t *t)
{
    const lode_guard g = {.token = "s3cret", .port = 8017};
    const char *host = "server.example:8017";
    CHECK_INT(t, checks(&g, ASK(.host = host)), 401);
    CHECK_INT(t, checks(&g, ASK(.host = host, .authorization = "Bearer s3cret")), 0);
    CHECK_INT(t, checks(&g, ASK(.host = host, .authorization = "bearer s3cret", .writes = true)), 0);
    CHECK_INT(t, checks(&g, ASK(.host = host, .authorization = "Bearer s3cre")), 401);
    CHECK_INT(t, checks(&g, ASK(.host = host, .authorization = "Bearer s3crets")), 401);
    CHECK_INT(t, checks(&g, ASK(.host = host, .authorization = "Bearer ")), 401);
    CHECK_INT(t, checks(&g, ASK(.host = host, .authorization = "Basic s3cret")), 401);
    CHECK_INT(t, checks(&g, ASK(.host = host, .token = "s3cret")), 0);
    CHECK_INT(t, checks(&g, ASK(.host = host, .token = "S3cret")), 401);
    CHECK_INT(t, checks(&g, ASK(.host = host, .token = "s3cret", .writes = true)), 401);
    CHECK_INT(t, checks(&g, ASK(.host = host, .authorization = "Bearer no", .token = "s3cret")), 0);
}

static void addresses_of_this_machine_are_known(lode_t *t)
{
    CHECK(t, lode_guard_is_loopback("127.0.0.1") && lode_guard_is_loopback("127.1.2.3") && lode_guard_is_loopback("::1") &&
                 lode_guard_is_loopback("localhost"));
    CHECK(t, !lode_guard_is_loopback("0.0.0.0") && !lode_guard_is_loopback("::") && !lode_guard_is_loopback("192.168.1.1") &&
                 !lode_guard_is_loopback("1.127.0.0"));
}

static const lode_test TESTS[] = {
    TEST(a_request_is_read_with_its_defaults),
    TEST(every_problem_of_a_request_is_said),
    TEST(requests_are_the_same_whatever_the_order_of_their_members),
    TEST(a_request_fails_cleanly_without_memory),
    TEST(paths_lead_where_the_documentation_says),
    TEST(no_path_is_decoded_twice_or_leaves_its_place),
    TEST(a_loopback_server_answers_to_its_own_names_only),
    TEST(other_pages_may_not_ask),
    TEST(a_token_must_be_right_and_a_link_may_only_read),
    TEST(addresses_of_this_machine_are_known),
};
LODE_TEST_MAIN(TESTS)
