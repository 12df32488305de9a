/* What a client asks of a run: a JSON object read into a request, with every problem said. A pure function of the bytes.
 *
 *     lode_run_request r = {0};
 *     if (!lode_run_request_read(&r, body, length, &why)) ... one problem a line in `why` ...
 *     lode_run_request_free(&r); */
#ifndef LODE_SERVE_REQUEST_H
#define LODE_SERVE_REQUEST_H

#include "base/strings.h"
#include "draws/draws.h"

enum {
    LODE_SERVE_BODY = 64 * 1024, /* byte  of the body of a request     */
    LODE_SERVE_DRAWS = 10000,    /* most draws of one run              */
    LODE_SERVE_SET = 200         /* most assignments                   */
};

typedef struct lode_run_request {
    const char *case_id;
    const char *scenario; /* NULL: all                                               */
    int32_t draws;        /* 1: the central run                                      */
    uint64_t seed;
    int32_t step_days;    /* 0: the case's                                           */
    lode_design_kind design;
    const char **set;     /* (n_set) KEY=VALUE as --set takes, sorted by key         */
    int32_t n_set;
    lode_arena arena;     /* owner of all text                                       */
} lode_run_request;

/* The names of the designs, by lode_design_kind. */
extern const char *const lode_design_names[3];

/* Read a request.
 *
 *     {"case": ID, "scenario": ID or null, "draws": N, "seed": S, "step": DAYS, "design": "philox", "set": {KEY: VALUE}}
 *
 * All but `case` may be missing; VALUE is a number or a string as --set takes ("2..3..5"). Unknown and doubled keys, other
 * types, numbers out of range and control characters are problems.
 *
 * body  (length) any bytes
 * why   receives one problem a line
 *
 * Returns false after a problem; free the request in both cases. */
bool lode_run_request_read(lode_run_request *r, const char *body, size_t length, lode_text *why);

/* Whether two requests ask for the same. */
bool lode_run_request_same(const lode_run_request *a, const lode_run_request *b);

void lode_run_request_free(lode_run_request *r);

#endif
