/* A queue of runs, the threads that work on it, and the runs that are remembered. */
#include "serve/jobs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "out/json.h"
#include "serve/route.h"
#include "serve/work.h"

/* --- bytes that several hold ------------------------------------------------------------------ */

struct lode_blob {
    atomic_int holders;
    size_t length;
    char *bytes;
};

/* Takes the bytes over. */
static lode_blob *blob_of(lode_text *t)
{
    lode_blob *b = malloc(sizeof *b);
    if (!b) return NULL;
    atomic_init(&b->holders, 1);
    b->length = t->length;
    b->bytes = t->data;
    *t = (lode_text){0};
    return b;
}

const char *lode_blob_bytes(const lode_blob *b, size_t *length)
{
    *length = b->length;
    return b->bytes ? b->bytes : "";
}

void lode_blob_drop(void *blob)
{
    lode_blob *b = blob;
    if (!b || atomic_fetch_sub(&b->holders, 1) != 1) return;
    free(b->bytes);
    free(b);
}

/* --- runs ------------------------------------------------------------------------------------- */

typedef enum end_reason { END_NONE, END_ASKED, END_TIME, END_SHUTDOWN } end_reason;

/* A run. All but `request` and `stop` is guarded by the lock of the jobs. */
typedef struct job {
    int64_t number;
    lode_job_state state;
    lode_run_request request; /* does not change                               */
    char sha256[65];          /* of the case when it was asked for             */
    volatile int stop;        /* set once, read by the work                    */
    end_reason reason;
    double progress, started; /* share; s                                      */
    uint64_t version;
    lode_blob *summary, *report;
    lode_text problems;
    lode_jobs *owner;
    struct job *next;         /* newer                                         */
} job;

struct lode_jobs {
    pthread_mutex_t lock;
    pthread_cond_t more; /* work to do, or the end */
    lode_shelf *shelf;
    lode_jobs_limits limits;
    job *first, *last;   /* by number */
    int32_t n_job, n_queued;
    int64_t n_ever;
    uint64_t version;
    bool closing;
    pthread_t *thread;
    int32_t n_thread;
};

lode_jobs_limits lode_jobs_default(void)
{
    return (lode_jobs_limits){.workers = 2, .queue = 16, .kept = 64, .kept_bytes = (size_t)256 * 1024 * 1024, .seconds = 900};
}

static job *find(const lode_jobs *j, int64_t run)
{
    for (job *at = j->first; at; at = at->next)
        if (at->number == run) return at;
    return NULL;
}

static bool is_over(const job *x)
{
    return x->state >= LODE_JOB_DONE;
}

static void touch(lode_jobs *j, job *x)
{
    x->version = ++j->version;
}

static void free_job(job *x)
{
    lode_blob_drop(x->summary);
    lode_blob_drop(x->report);
    lode_text_free(&x->problems);
    lode_run_request_free(&x->request);
    free(x);
}

static size_t bytes_of(const job *x)
{
    return (x->summary ? x->summary->length : 0) + (x->report ? x->report->length : 0);
}

/* Forget the oldest runs that are over, until there is room for one more. */
static void forget(lode_jobs *j)
{
    size_t total = 0;
    for (job *x = j->first; x; x = x->next) total += bytes_of(x);
    job **at = &j->first, *before = NULL;
    while (*at && (j->n_job >= j->limits.kept || total > j->limits.kept_bytes)) {
        job *x = *at;
        /* the newest stays, however large */
        if (!is_over(x) || !x->next) {
            before = x;
            at = &x->next;
            continue;
        }
        total -= bytes_of(x);
        *at = x->next;
        if (j->last == x) j->last = before;
        j->n_job--;
        free_job(x);
    }
}

/* --- work --------------------------------------------------------------------------------------- */

static void note_progress(void *user, double share)
{
    job *x = user;
    pthread_mutex_lock(&x->owner->lock);
    /* a step of what a bar can show */
    if (share - x->progress >= 0.002) {
        x->progress = share < 1 ? share : 1;
        touch(x->owner, x);
    }
    pthread_mutex_unlock(&x->owner->lock);
}

/* What came of the work. */
static void settle(lode_jobs *j, job *x, lode_work *w, bool ok)
{
    lode_blob *summary = ok ? blob_of(&w->summary) : NULL, *report = ok ? blob_of(&w->report) : NULL;
    pthread_mutex_lock(&j->lock);
    if (ok && (!summary || !report)) {
        lode_blob_drop(summary);
        lode_blob_drop(report);
        summary = report = NULL;
        lode_text_puts(&x->problems, "out of memory");
        ok = false;
    }
    x->summary = summary;
    x->report = report;
    if (ok) x->progress = 1;
    if (!ok && x->problems.length == 0) {
        x->problems = w->problems;
        w->problems = (lode_text){0};
    }
    bool cancelled = !ok && (x->reason == END_ASKED || x->reason == END_SHUTDOWN);
    x->state = ok ? LODE_JOB_DONE : cancelled ? LODE_JOB_CANCELLED : LODE_JOB_FAILED;
    if (ok) x->reason = END_NONE;
    touch(j, x);
    forget(j);
    pthread_mutex_unlock(&j->lock);
}

static job *next_queued(const lode_jobs *j)
{
    for (job *x = j->first; x; x = x->next)
        if (x->state == LODE_JOB_QUEUED) return x;
    return NULL;
}

static void *worker(void *user)
{
    lode_jobs *j = user;
    for (;;) {
        pthread_mutex_lock(&j->lock);
        job *x;
        while (!(x = next_queued(j)) && !j->closing) pthread_cond_wait(&j->more, &j->lock);
        if (!x) {
            pthread_mutex_unlock(&j->lock);
            return NULL;
        }
        x->state = LODE_JOB_RUNNING;
        x->started = lode_clock_seconds();
        j->n_queued--;
        touch(j, x);
        pthread_mutex_unlock(&j->lock);

        lode_work w = {.shelf = j->shelf, .request = &x->request, .threads = j->limits.threads, .stop = &x->stop,
                       .progress = note_progress, .user = x};
        bool ok = lode_work_do(&w);
        settle(j, x, &w, ok);
        lode_work_free(&w);
    }
}

/* --- for the server ----------------------------------------------------------------------------- */

lode_jobs *lode_jobs_begin(lode_shelf *shelf, const lode_jobs_limits *limits)
{
    lode_jobs *j = calloc(1, sizeof *j);
    if (!j) return NULL;
    j->shelf = shelf;
    j->limits = *limits;
    j->thread = calloc((size_t)limits->workers, sizeof *j->thread);
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->more, NULL);
    while (j->thread && j->n_thread < limits->workers && pthread_create(&j->thread[j->n_thread], NULL, worker, j) == 0)
        j->n_thread++;
    if (j->n_thread > 0) return j;
    lode_jobs_free(j);
    return NULL;
}

/* The run of the same files that was asked for already, and may still give a result. */
static const job *find_same(const lode_jobs *j, const lode_run_request *r, const char *sha256)
{
    const job *found = NULL;
    for (const job *x = j->first; x; x = x->next)
        if (x->state != LODE_JOB_FAILED && x->state != LODE_JOB_CANCELLED && !x->stop && strcmp(x->sha256, sha256) == 0 &&
            lode_run_request_same(&x->request, r))
            found = x;
    return found;
}

lode_jobs_answer lode_jobs_start(lode_jobs *j, lode_run_request *r, const char *sha256, int64_t *run)
{
    lode_jobs_answer answer = LODE_JOBS_TAKEN;
    job *x = calloc(1, sizeof *x);
    pthread_mutex_lock(&j->lock);
    const job *same = find_same(j, r, sha256);
    if (j->closing) answer = LODE_JOBS_CLOSED;
    else if (same) {
        answer = LODE_JOBS_KNOWN;
        *run = same->number;
    } else if (j->n_queued >= j->limits.queue) answer = LODE_JOBS_FULL;
    else if (!x) answer = LODE_JOBS_NO_MEMORY;
    else {
        forget(j);
        *run = x->number = ++j->n_ever;
        x->request = *r;
        *r = (lode_run_request){0};
        x->owner = j;
        memcpy(x->sha256, sha256, strlen(sha256) < sizeof x->sha256 ? strlen(sha256) + 1 : 0);
        if (j->last) j->last->next = x;
        else j->first = x;
        j->last = x;
        j->n_job++;
        j->n_queued++;
        touch(j, x);
        x = NULL;
        pthread_cond_signal(&j->more);
    }
    pthread_mutex_unlock(&j->lock);
    free(x);
    return answer;
}

/* Under the lock. */
static void end_job(lode_jobs *j, job *x, end_reason reason)
{
    if (is_over(x) || x->stop) return;
    x->reason = reason;
    x->stop = 1;
    if (x->state == LODE_JOB_QUEUED) {
        x->state = LODE_JOB_CANCELLED;
        j->n_queued--;
    }
    touch(j, x);
}

bool lode_jobs_cancel(lode_jobs *j, int64_t run)
{
    pthread_mutex_lock(&j->lock);
    job *x = find(j, run);
    if (x) end_job(j, x, END_ASKED);
    pthread_mutex_unlock(&j->lock);
    return x != NULL;
}

void lode_jobs_tick(lode_jobs *j)
{
    double now = lode_clock_seconds();
    pthread_mutex_lock(&j->lock);
    for (job *x = j->first; x; x = x->next)
        if (x->state == LODE_JOB_RUNNING && now - x->started > j->limits.seconds) end_job(j, x, END_TIME);
    pthread_mutex_unlock(&j->lock);
}

int32_t lode_jobs_stop(lode_jobs *j)
{
    int32_t n = 0;
    pthread_mutex_lock(&j->lock);
    j->closing = true;
    for (job *x = j->first; x; x = x->next) end_job(j, x, END_SHUTDOWN);
    pthread_cond_broadcast(&j->more);
    pthread_mutex_unlock(&j->lock);
    for (int32_t i = 0; i < j->n_thread; i++) pthread_join(j->thread[i], NULL);
    j->n_thread = 0;
    for (job *x = j->first; x; x = x->next) n += x->state == LODE_JOB_CANCELLED && x->reason == END_SHUTDOWN;
    return n;
}

void lode_jobs_free(lode_jobs *j)
{
    if (!j) return;
    while (j->first) {
        job *x = j->first;
        j->first = x->next;
        free_job(x);
    }
    pthread_mutex_destroy(&j->lock);
    pthread_cond_destroy(&j->more);
    free(j->thread);
    free(j);
}

uint64_t lode_jobs_version(lode_jobs *j, int64_t run)
{
    pthread_mutex_lock(&j->lock);
    const job *x = find(j, run);
    uint64_t version = x ? x->version : 0;
    pthread_mutex_unlock(&j->lock);
    return version;
}

lode_blob *lode_jobs_result(lode_jobs *j, int64_t run, bool report)
{
    pthread_mutex_lock(&j->lock);
    const job *x = find(j, run);
    lode_blob *b = !x ? NULL : report ? x->report : x->summary;
    if (b) atomic_fetch_add(&b->holders, 1);
    pthread_mutex_unlock(&j->lock);
    return b;
}

/* --- as JSON -------------------------------------------------------------------------------------- */

static void put_link(lode_json *j, const char *key, const job *x, const char *end)
{
    char link[64];
    snprintf(link, sizeof link, LODE_SERVE_API "/runs/%lld%s", (long long)x->number, end);
    lode_json_text(j, key, link);
}

/* A list of the lines of a text. */
static void put_lines(lode_json *j, const char *key, const char *text)
{
    char line[2048];
    lode_json_open(j, key, '[');
    while (*text) {
        size_t n = strcspn(text, "\n"), cut = n < sizeof line - 1 ? n : sizeof line - 1;
        memcpy(line, text, cut);
        line[cut] = '\0';
        lode_json_text(j, NULL, line);
        text += n + (text[n] == '\n');
    }
    lode_json_close(j);
}

static void put_job(lode_json *j, const job *x, double seconds)
{
    static const char *const state[] = {"queued", "running", "done", "failed", "cancelled"};
    static const char *const reason[] = {NULL, "asked for", NULL, "the server stopped"};
    char too_long[64];
    snprintf(too_long, sizeof too_long, "it took longer than %.0f s", seconds);
    const lode_run_request *r = &x->request;
    lode_json_open_line(j, NULL, '{');
    lode_json_integer(j, "run", x->number);
    lode_json_text(j, "status", state[x->state]);
    lode_json_number(j, "progress", x->progress);
    lode_json_text(j, "reason", x->reason == END_TIME ? too_long : reason[x->reason]);
    put_lines(j, "problems", lode_text_str(&x->problems));
    lode_json_text(j, "case", r->case_id);
    lode_json_text(j, "sha256", x->sha256);
    lode_json_text(j, "scenario", r->scenario);
    lode_json_integer(j, "draws", r->draws);
    lode_json_integer(j, "seed", (int64_t)r->seed);
    if (r->step_days > 0) lode_json_integer(j, "step", r->step_days);
    else lode_json_text(j, "step", NULL);
    lode_json_text(j, "design", lode_design_names[r->design]);
    lode_json_open(j, "set", '[');
    for (int32_t i = 0; i < r->n_set; i++) lode_json_text(j, NULL, r->set[i]);
    lode_json_close(j);
    lode_json_open(j, "links", '{');
    put_link(j, "self", x, "");
    put_link(j, "events", x, "/events");
    if (x->summary) put_link(j, "summary", x, "/summary.json");
    if (x->report) put_link(j, "report", x, "/report.html");
    lode_json_close(j);
    lode_json_close(j);
}

/* The writer ends the outermost object with a line feed. */
static void trim(lode_text *out)
{
    if (out->length > 0 && out->data[out->length - 1] == '\n') out->data[--out->length] = '\0';
}

bool lode_jobs_put(lode_jobs *j, int64_t run, lode_text *out, lode_job_state *state, uint64_t *version)
{
    pthread_mutex_lock(&j->lock);
    const job *x = find(j, run);
    if (x) {
        lode_json w = {.out = out};
        put_job(&w, x, j->limits.seconds);
        trim(out);
        if (state) *state = x->state;
        if (version) *version = x->version;
    }
    pthread_mutex_unlock(&j->lock);
    return x != NULL;
}

void lode_jobs_put_all(lode_jobs *j, lode_text *out)
{
    pthread_mutex_lock(&j->lock);
    bool some = false;
    for (int64_t n = j->n_ever; n > 0; n--) {
        const job *x = find(j, n);
        if (!x) continue;
        if (some) lode_text_puts(out, ",\n");
        lode_json w = {.out = out};
        put_job(&w, x, j->limits.seconds);
        trim(out);
        some = true;
        if (x == j->first) break;
    }
    pthread_mutex_unlock(&j->lock);
}
