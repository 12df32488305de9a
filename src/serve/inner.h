/* What the parts of the server share; not for use outside src/serve. */
#ifndef LODE_SERVE_INNER_H
#define LODE_SERVE_INNER_H

#include <microhttpd.h>
#include <pthread.h>

#include "serve/guard.h"
#include "serve/route.h"
#include "serve/serve.h"

/* One connection: what is to be ended when it takes too long. */
typedef struct lode_caller {
    int fd;
    double since;    /* s  it came, or its request was complete */
    bool answered;   /* the request is complete                 */
    bool watches;    /* ends with the run it follows            */
    struct lode_caller *before, *next;
} lode_caller;

/* One stream of events. */
typedef struct lode_watch {
    lode_server *s;
    struct MHD_Connection *connection;
    int64_t run;
    uint64_t version; /* told last                           */
    lode_text out;    /* to be sent                          */
    size_t at;        /* byte  of it sent                    */
    double beat;      /* s  when something was sent last     */
    bool asleep;      /* the connection is suspended         */
    bool ended;       /* the last event is in `out`          */
    struct lode_watch *before, *next;
} lode_watch;

struct lode_server {
    lode_serve_options options;
    lode_guard guard;
    char *token;
    lode_shelf *shelf;
    lode_jobs *jobs;
    struct MHD_Daemon *daemon;
    int listener;
    lode_text index, policy; /* the page that lists the cases */
    pthread_mutex_t lock;    /* of what follows; taken before that of the jobs */
    lode_caller *caller;
    lode_watch *watch;
    int32_t n_watch;
    bool closing;
};

/* --- api.c: answers ------------------------------------------------------------------------------- */

/* A request that is complete. */
typedef struct lode_asked {
    lode_route route;
    lode_text body;
    bool too_large;
} lode_asked;

/* Queue the answer to a complete request. */
enum MHD_Result lode_api_answer(lode_server *s, struct MHD_Connection *c, lode_asked *a);

/* Queue {"error": why, "problems": [lines of problems]}; problems may be NULL. */
enum MHD_Result lode_api_refuse(struct MHD_Connection *c, unsigned status, const char *why, const char *problems,
                                const char *header, const char *value);

/* --- events.c: streams of events ------------------------------------------------------------------- */

/* Queue a stream of the events of a run that is there. */
enum MHD_Result lode_events_begin(lode_server *s, struct MHD_Connection *c, int64_t run);

/* Wake the streams that have something to say. */
void lode_events_tick(lode_server *s);

/* --- api.c, events.c: what every answer says ------------------------------------------------------- */

void lode_api_headers(struct MHD_Response *r, const char *type);

#endif
