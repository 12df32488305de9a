/* The answers of the API: docs/api.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/json.h"
#include "serve/inner.h"
#include "serve/page.h"

/* --- answers -------------------------------------------------------------------------------------- */

void lode_api_headers(struct MHD_Response *r, const char *type)
{
    static const char *const header[][2] = {
        {"Cache-Control", "no-store"},
        {"Connection", "close"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Referrer-Policy", "no-referrer"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
    };
    MHD_add_response_header(r, "Content-Type", type);
    for (size_t i = 0; i < sizeof header / sizeof header[0]; i++) MHD_add_response_header(r, header[i][0], header[i][1]);
}

/* Queue a response and let it go; one more header, unless NULL. */
static enum MHD_Result queue(struct MHD_Connection *c, unsigned status, struct MHD_Response *r, const char *type,
                             const char *header, const char *value)
{
    if (!r) return MHD_NO;
    lode_api_headers(r, type);
    if (header) MHD_add_response_header(r, header, value);
    enum MHD_Result ok = MHD_queue_response(c, status, r);
    MHD_destroy_response(r);
    return ok;
}

/* Queue a text, which is freed. */
static enum MHD_Result send_text(struct MHD_Connection *c, unsigned status, lode_text *t, const char *type, const char *header,
                                 const char *value)
{
    struct MHD_Response *r = NULL;
    if (!t->failed) r = MHD_create_response_from_buffer(t->length, t->data ? t->data : (void *)(uintptr_t)"", MHD_RESPMEM_MUST_COPY);
    lode_text_free(t);
    return queue(c, status, r, type, header, value);
}

static enum MHD_Result send_json(struct MHD_Connection *c, unsigned status, lode_text *t, const char *header, const char *value)
{
    return send_text(c, status, t, "application/json", header, value);
}

enum MHD_Result lode_api_refuse(struct MHD_Connection *c, unsigned status, const char *why, const char *problems,
                                const char *header, const char *value)
{
    lode_text t = {0}, line = {0};
    lode_json j = {.out = &t};
    lode_json_open(&j, NULL, '{');
    lode_json_text(&j, "error", why);
    if (problems) lode_json_open(&j, "problems", '[');
    for (const char *at = problems; at && *at;) {
        size_t n = strcspn(at, "\n");
        lode_text_clear(&line);
        lode_text_add(&line, at, n);
        lode_json_text(&j, NULL, lode_text_str(&line));
        at += n + (at[n] == '\n');
    }
    if (problems) lode_json_close(&j);
    lode_json_close(&j);
    lode_text_free(&line);
    return send_json(c, status, &t, header, value);
}

static enum MHD_Result nothing(struct MHD_Connection *c, const char *what)
{
    return lode_api_refuse(c, MHD_HTTP_NOT_FOUND, what, NULL, NULL, NULL);
}

/* --- cases ---------------------------------------------------------------------------------------- */

static void put_case(lode_json *j, const lode_shelf_case *k)
{
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "id", k->id);
    lode_json_text(j, "title", k->title);
    lode_json_text(j, "sha256", *k->sha256 ? k->sha256 : NULL);
    if (k->n_error == 0) {
        lode_json_date(j, "as_of", k->as_of);
        lode_json_date(j, "start", k->start);
        lode_json_date(j, "end", k->end);
        lode_json_integer(j, "step_days", k->step_days);
    }
    lode_json_integer(j, "readings", k->n_reading);
    lode_json_integer(j, "errors", k->n_error);
    lode_json_integer(j, "warnings", k->n_warning);
    lode_json_text(j, "problems", k->problems);
    lode_json_open(j, "scenarios", '[');
    for (int32_t i = 0; i < k->n_scenario; i++) {
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "id", k->scenario[i]);
        lode_json_text(j, "title", k->scenario_title[i]);
        lode_json_close(j);
    }
    lode_json_close(j);
    lode_json_close(j);
}

static enum MHD_Result list_cases(lode_server *s, struct MHD_Connection *c)
{
    lode_arena a = {0};
    lode_text t = {0};
    lode_json j = {.out = &t};
    const char **id = NULL;
    int32_t n = lode_shelf_list(s->shelf, &a, &id);
    lode_json_open(&j, NULL, '{');
    lode_json_text(&j, "lodestone", LODE_VERSION);
    lode_json_open(&j, "cases", '[');
    for (int32_t i = 0; i < n; i++) {
        const lode_shelf_case *k = lode_shelf_describe(s->shelf, id[i]);
        if (k) put_case(&j, k);
    }
    lode_json_close(&j);
    lode_json_close(&j);
    lode_arena_free(&a);
    return send_json(c, MHD_HTTP_OK, &t, NULL, NULL);
}

static enum MHD_Result show_case(lode_server *s, struct MHD_Connection *c, const char *id)
{
    lode_text t = {0};
    lode_json j = {.out = &t};
    const lode_shelf_case *k = lode_shelf_describe(s->shelf, id);
    if (!k) return nothing(c, "there is no such case");
    put_case(&j, k);
    return send_json(c, MHD_HTTP_OK, &t, NULL, NULL);
}

/* --- runs ----------------------------------------------------------------------------------------- */

static enum MHD_Result show_run(lode_server *s, struct MHD_Connection *c, int64_t run, unsigned status)
{
    lode_text t = {0};
    char where[64];
    if (!lode_jobs_put(s->jobs, run, &t, NULL, NULL)) return nothing(c, "there is no such run");
    lode_text_putc(&t, '\n');
    snprintf(where, sizeof where, LODE_SERVE_API "/runs/%lld", (long long)run);
    return send_json(c, status, &t, "Location", where);
}

static enum MHD_Result list_runs(lode_server *s, struct MHD_Connection *c)
{
    lode_text t = {0};
    lode_text_puts(&t, "{\"runs\": [");
    lode_jobs_put_all(s->jobs, &t);
    lode_text_puts(&t, "]}\n");
    return send_json(c, MHD_HTTP_OK, &t, NULL, NULL);
}

/* What is wrong with a request, seen beside the case; NULL: nothing. */
static const char *misfit(const lode_run_request *r, const lode_shelf_case *k, unsigned *status)
{
    *status = MHD_HTTP_NOT_FOUND;
    if (!k) return "there is no such case";
    *status = MHD_HTTP_UNPROCESSABLE_CONTENT;
    if (k->n_error > 0) return "the case has errors";
    if (!r->scenario) return NULL;
    for (int32_t i = 0; i < k->n_scenario; i++)
        if (strcmp(k->scenario[i], r->scenario) == 0) return NULL;
    return "the case has no such scenario";
}

static enum MHD_Result start(lode_server *s, struct MHD_Connection *c, const lode_asked *a)
{
    lode_run_request r;
    lode_text why = {0};
    unsigned status = 0;
    int64_t run = 0;
    enum MHD_Result result;
    if (!lode_run_request_read(&r, lode_text_str(&a->body), a->body.length, &why)) {
        result = lode_api_refuse(c, MHD_HTTP_BAD_REQUEST, "the request cannot be read", lode_text_str(&why), NULL, NULL);
        lode_text_free(&why);
        lode_run_request_free(&r);
        return result;
    }
    const lode_shelf_case *k = lode_shelf_describe(s->shelf, r.case_id);
    const char *wrong = misfit(&r, k, &status);
    if (wrong) result = lode_api_refuse(c, status, wrong, k ? k->problems : NULL, NULL, NULL);
    else switch (lode_jobs_start(s->jobs, &r, k->sha256, &run)) {
        case LODE_JOBS_TAKEN: result = show_run(s, c, run, MHD_HTTP_ACCEPTED); break;
        case LODE_JOBS_KNOWN: result = show_run(s, c, run, MHD_HTTP_OK); break;
        case LODE_JOBS_FULL:
            result = lode_api_refuse(c, MHD_HTTP_TOO_MANY_REQUESTS, "too many runs wait", NULL, "Retry-After", "10");
            break;
        case LODE_JOBS_CLOSED:
            result = lode_api_refuse(c, MHD_HTTP_SERVICE_UNAVAILABLE, "the server is stopping", NULL, NULL, NULL);
            break;
        default: result = lode_api_refuse(c, MHD_HTTP_SERVICE_UNAVAILABLE, "out of memory", NULL, NULL, NULL); break;
        }
    lode_run_request_free(&r);
    return result;
}

static enum MHD_Result cancel(lode_server *s, struct MHD_Connection *c, int64_t run)
{
    lode_jobs_cancel(s->jobs, run);
    return show_run(s, c, run, MHD_HTTP_ACCEPTED);
}

static enum MHD_Result send_result(lode_server *s, struct MHD_Connection *c, int64_t run, bool report)
{
    lode_blob *b = lode_jobs_result(s->jobs, run, report);
    lode_text t = {0};
    if (!b) {
        bool there = lode_jobs_version(s->jobs, run) != 0;
        return there ? lode_api_refuse(c, MHD_HTTP_CONFLICT, "the run has no result", NULL, NULL, NULL)
                     : nothing(c, "there is no such run");
    }
    lode_text_free(&t);
    size_t length;
    const char *bytes = lode_blob_bytes(b, &length);
    struct MHD_Response *r = MHD_create_response_from_buffer_with_free_callback_cls(length, (void *)(uintptr_t)bytes, lode_blob_drop, b);
    if (!r) lode_blob_drop(b);
    /* the report says in its own head what it may load */
    return queue(c, MHD_HTTP_OK, r, report ? "text/html; charset=utf-8" : "application/json",
                 report ? "Content-Security-Policy" : NULL, "base-uri 'none'; frame-ancestors 'none'; form-action 'none'");
}

/* --- pages ---------------------------------------------------------------------------------------- */

static enum MHD_Result show_index(lode_server *s, struct MHD_Connection *c)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(s->index.length, s->index.data, MHD_RESPMEM_PERSISTENT);
    return queue(c, MHD_HTTP_OK, r, "text/html; charset=utf-8", "Content-Security-Policy", lode_text_str(&s->policy));
}

static enum MHD_Result show_page(lode_server *s, struct MHD_Connection *c, const char *id)
{
    return lode_shelf_describe(s->shelf, id) ? show_index(s, c) : nothing(c, "there is no such case");
}

/* --- which of them -------------------------------------------------------------------------------- */

enum MHD_Result lode_api_answer(lode_server *s, struct MHD_Connection *c, lode_asked *a)
{
    const lode_route *r = &a->route;
    if (a->too_large) return lode_api_refuse(c, MHD_HTTP_CONTENT_TOO_LARGE, "the body is too large", NULL, NULL, NULL);
    switch (r->kind) {
    case LODE_ROUTE_BAD: return lode_api_refuse(c, MHD_HTTP_BAD_REQUEST, "the path cannot be read", NULL, NULL, NULL);
    case LODE_ROUTE_METHOD:
        return lode_api_refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED, "not with this method", NULL, "Allow", r->allow);
    case LODE_ROUTE_INDEX: return show_index(s, c);
    case LODE_ROUTE_PAGE: return show_page(s, c, r->id);
    case LODE_ROUTE_CASES: return list_cases(s, c);
    case LODE_ROUTE_CASE: return show_case(s, c, r->id);
    case LODE_ROUTE_RUNS: return list_runs(s, c);
    case LODE_ROUTE_START: return start(s, c, a);
    case LODE_ROUTE_RUN: return show_run(s, c, r->run, MHD_HTTP_OK);
    case LODE_ROUTE_CANCEL: return cancel(s, c, r->run);
    case LODE_ROUTE_EVENTS:
        return lode_jobs_version(s->jobs, r->run) ? lode_events_begin(s, c, r->run) : nothing(c, "there is no such run");
    case LODE_ROUTE_SUMMARY: return send_result(s, c, r->run, false);
    case LODE_ROUTE_REPORT: return send_result(s, c, r->run, true);
    case LODE_ROUTE_NONE: break;
    }
    return nothing(c, "there is nothing here");
}
