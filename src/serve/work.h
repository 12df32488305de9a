/* One run: from a request to the bytes of its results, with a wish to stop. */
#ifndef LODE_SERVE_WORK_H
#define LODE_SERVE_WORK_H

#include "base/files.h"
#include "serve/request.h"
#include "serve/shelf.h"

typedef struct lode_work {
    lode_shelf *shelf;                 /* borrowed                                       */
    const lode_run_request *request;   /* borrowed                                       */
    int32_t threads;                   /* 0: as many as there are cores                  */
    const volatile int *stop;
    void (*progress)(void *user, double share); /* called from any thread, one at a time */
    void *user;
    lode_text summary, report; /* out: bytes of summary.json and report.html             */
    lode_text problems;        /* out: what was wrong, one problem a line                */
} lode_work;

/* Do it. Returns true when summary and report are there; else `problems` says why, unless *stop. The caller frees the texts
 * in both cases. Any number of threads may do so at once. */
bool lode_work_do(lode_work *w);

void lode_work_free(lode_work *w);

#endif
