/* A folder of cases over HTTP: pages, and the API of docs/api.md.
 *
 *     lode_serve_options o = lode_serve_default();
 *     o.dir = "cases";
 *     lode_server *s = lode_serve_begin(&o, &why);
 *     while (!asked to end) { wait a little; lode_serve_tick(s); }
 *     cancelled = lode_serve_end(s);
 *
 * Never prints. */
#ifndef LODE_SERVE_SERVE_H
#define LODE_SERVE_SERVE_H

#include "base/strings.h"
#include "serve/jobs.h"

typedef struct lode_serve_options {
    const char *dir;
    const char *bind;        /* address in numbers, or localhost                              */
    const char *token;       /* NULL: none; needed where `bind` reaches other machines        */
    int32_t port;            /* 0: any                                                        */
    lode_jobs_limits jobs;
    int32_t connections;     /* at a time                                                     */
    int32_t per_address;     /* of one address, where other machines can connect              */
    double request_seconds;  /* s  from the connection until the request is there             */
    double answer_seconds;   /* s  from then until the answer has been taken                  */
    int32_t idle_seconds;    /* s  without a byte in either direction                         */
    int32_t watchers;        /* streams of events at a time                                   */
} lode_serve_options;

lode_serve_options lode_serve_default(void);

typedef struct lode_server lode_server;

/* Open the folder, bind, start. Returns NULL and appends to `why`: no such folder, no token, address taken. */
lode_server *lode_serve_begin(const lode_serve_options *options, lode_text *why);

/* The port it listens on. */
int32_t lode_serve_port(const lode_server *s);

enum { LODE_SERVE_TICK = 50 /* ms  how often lode_serve_tick() is to be called */ };

/* Pass on news to those who follow runs, and end what takes too long. */
void lode_serve_tick(lode_server *s);

/* Take no more connections and runs, cancel all runs, tell those who follow them, free all. Returns how many runs were
 * cancelled by that. */
int32_t lode_serve_end(lode_server *s);

#endif
