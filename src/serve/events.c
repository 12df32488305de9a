/* Runs followed as server-sent events: a stream sleeps until its run has news, and costs nothing then. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "serve/inner.h"

static const double BEAT = 15; /* s  after which a comment shows that the server is there, and finds out who has gone */

/* What is to be sent next; false: nothing now. Under the lock. */
static bool compose(lode_watch *w)
{
    lode_job_state state = LODE_JOB_QUEUED;
    lode_text json = {0};
    lode_text_clear(&w->out);
    w->at = 0;
    if (lode_jobs_version(w->s->jobs, w->run) != w->version) {
        if (lode_jobs_put(w->s->jobs, w->run, &json, &state, &w->version)) {
            w->ended = state >= LODE_JOB_DONE;
            lode_text_printf(&w->out, "event: %s\ndata: %s\n\n", w->ended ? "end" : "progress", lode_text_str(&json));
        } else w->ended = true; /* it was forgotten */
        w->out.failed |= json.failed;
    } else if (lode_clock_seconds() - w->beat > BEAT) lode_text_puts(&w->out, ": still here\n\n");
    lode_text_free(&json);
    return w->out.length > 0;
}

/* The next bytes of a stream. */
static ssize_t more(void *user, uint64_t position, char *room, size_t size)
{
    lode_watch *w = user;
    lode_server *s = w->s;
    ssize_t n = 0;
    (void)position;
    pthread_mutex_lock(&s->lock);
    bool some = w->at < w->out.length || (!w->ended && compose(w));
    if (w->out.failed) n = MHD_CONTENT_READER_END_WITH_ERROR;
    else if (some) {
        size_t left = w->out.length - w->at;
        n = (ssize_t)(left < size ? left : size);
        memcpy(room, w->out.data + w->at, (size_t)n);
        w->at += (size_t)n;
        w->beat = lode_clock_seconds();
    } else if (w->ended || s->closing) n = MHD_CONTENT_READER_END_OF_STREAM;
    else {
        w->asleep = true;
        MHD_suspend_connection(w->connection);
    }
    pthread_mutex_unlock(&s->lock);
    return n;
}

static void end(void *user)
{
    lode_watch *w = user;
    lode_server *s = w->s;
    pthread_mutex_lock(&s->lock);
    if (w->before) w->before->next = w->next;
    else s->watch = w->next;
    if (w->next) w->next->before = w->before;
    s->n_watch--;
    pthread_mutex_unlock(&s->lock);
    lode_text_free(&w->out);
    free(w);
}

/* A place in the list of streams; NULL: there are too many, or no memory. */
static lode_watch *enter(lode_server *s, struct MHD_Connection *c, int64_t run)
{
    lode_watch *w = calloc(1, sizeof *w);
    pthread_mutex_lock(&s->lock);
    if (w && s->n_watch < s->options.watchers) {
        *w = (lode_watch){.s = s, .connection = c, .run = run, .beat = lode_clock_seconds(), .next = s->watch};
        if (s->watch) s->watch->before = w;
        s->watch = w;
        s->n_watch++;
    } else {
        free(w);
        w = NULL;
    }
    pthread_mutex_unlock(&s->lock);
    return w;
}

enum MHD_Result lode_events_begin(lode_server *s, struct MHD_Connection *c, int64_t run)
{
    enum { PIECE = 1024 };
    lode_watch *w = enter(s, c, run);
    if (!w) return lode_api_refuse(c, MHD_HTTP_SERVICE_UNAVAILABLE, "too many streams of events", NULL, "Retry-After", "10");
    struct MHD_Response *r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE, more, w, end);
    if (!r) {
        end(w);
        return MHD_NO;
    }
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    lode_caller *caller = info ? info->socket_context : NULL;
    pthread_mutex_lock(&s->lock);
    if (caller) caller->watches = true;
    pthread_mutex_unlock(&s->lock);
    lode_api_headers(r, "text/event-stream");
    enum MHD_Result ok = MHD_queue_response(c, MHD_HTTP_OK, r);
    MHD_destroy_response(r);
    return ok;
}

void lode_events_tick(lode_server *s)
{
    double now = lode_clock_seconds();
    pthread_mutex_lock(&s->lock);
    for (lode_watch *w = s->watch; w; w = w->next) {
        if (!w->asleep) continue;
        if (!s->closing && now - w->beat <= BEAT && lode_jobs_version(s->jobs, w->run) == w->version) continue;
        w->asleep = false;
        MHD_resume_connection(w->connection);
    }
    pthread_mutex_unlock(&s->lock);
}
