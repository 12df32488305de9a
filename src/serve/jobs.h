/* The runs of a server: a queue, threads that work on it, and what has come of each run. Every run that was accepted ends as
 * done, failed or cancelled, also when the server stops. */
#ifndef LODE_SERVE_JOBS_H
#define LODE_SERVE_JOBS_H

#include "base/strings.h"
#include "serve/request.h"
#include "serve/shelf.h"

typedef struct lode_jobs lode_jobs;

typedef enum lode_job_state { LODE_JOB_QUEUED, LODE_JOB_RUNNING, LODE_JOB_DONE, LODE_JOB_FAILED, LODE_JOB_CANCELLED } lode_job_state;

typedef struct lode_jobs_limits {
    int32_t workers;     /* runs at a time                                                */
    int32_t queue;       /* runs that wait                                                */
    int32_t kept;        /* runs remembered, results and all                              */
    size_t kept_bytes;   /* byte  of results remembered                                   */
    double seconds;      /* s  that a run may take                                        */
    int32_t threads;     /* of one run; 0: as many as there are cores                     */
} lode_jobs_limits;

lode_jobs_limits lode_jobs_default(void);

/* Bytes that several may hold: the last to let go frees them. */
typedef struct lode_blob lode_blob;
const char *lode_blob_bytes(const lode_blob *b, size_t *length);
void lode_blob_drop(void *blob);

/* Start the threads. NULL when that is impossible. `shelf` is borrowed. */
lode_jobs *lode_jobs_begin(lode_shelf *shelf, const lode_jobs_limits *limits);

typedef enum lode_jobs_answer { LODE_JOBS_TAKEN, LODE_JOBS_KNOWN, LODE_JOBS_FULL, LODE_JOBS_CLOSED, LODE_JOBS_NO_MEMORY } lode_jobs_answer;

/* Accept a run; KNOWN: the same run of the same files (sha256) is there already and has not failed.
 *
 * r    taken over when it is accepted: then empty
 * run  out: its number, with TAKEN and KNOWN */
lode_jobs_answer lode_jobs_start(lode_jobs *j, lode_run_request *r, const char *sha256, int64_t *run);

/* Ask for the end of a run. False when there is no such run. */
bool lode_jobs_cancel(lode_jobs *j, int64_t run);

/* Append what is known of a run as one line of JSON, without line feed. False when there is no such run.
 *
 * state    out, or NULL
 * version  out, or NULL: rises whenever something has changed */
bool lode_jobs_put(lode_jobs *j, int64_t run, lode_text *out, lode_job_state *state, uint64_t *version);

/* Append all runs, newest first, as members of a JSON list. */
void lode_jobs_put_all(lode_jobs *j, lode_text *out);

/* Version of a run as above; 0: there is no such run. */
uint64_t lode_jobs_version(lode_jobs *j, int64_t run);

/* The summary or report of a run that is done, to be dropped by the caller; NULL when it has none (any more). */
lode_blob *lode_jobs_result(lode_jobs *j, int64_t run, bool report);

/* Now and then: ends runs that take too long. */
void lode_jobs_tick(lode_jobs *j);

/* Take no more runs, cancel all that are not finished, wait for the threads. Returns how many were cancelled by that. */
int32_t lode_jobs_stop(lode_jobs *j);

/* After lode_jobs_stop(). */
void lode_jobs_free(lode_jobs *j);

#endif
