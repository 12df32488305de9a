/* From the method and the target of a request to what is meant by it. Pure functions of the bytes. */
#ifndef LODE_SERVE_ROUTE_H
#define LODE_SERVE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum lode_route_kind {
    LODE_ROUTE_NONE,    /* there is nothing                                   */
    LODE_ROUTE_BAD,     /* the path cannot be read: 400                       */
    LODE_ROUTE_METHOD,  /* there is something, but not for this method: 405   */
    LODE_ROUTE_INDEX,   /* GET /                                              */
    LODE_ROUTE_PAGE,    /* GET /cases/ID: starts a run and shows its report   */
    LODE_ROUTE_CASES,   /* GET /api/v1/cases                                  */
    LODE_ROUTE_CASE,    /* GET /api/v1/cases/ID                               */
    LODE_ROUTE_RUNS,    /* GET /api/v1/runs                                   */
    LODE_ROUTE_START,   /* POST /api/v1/runs                                  */
    LODE_ROUTE_RUN,     /* GET /api/v1/runs/N                                 */
    LODE_ROUTE_CANCEL,  /* DELETE /api/v1/runs/N                              */
    LODE_ROUTE_EVENTS,  /* GET /api/v1/runs/N/events                          */
    LODE_ROUTE_SUMMARY, /* GET /api/v1/runs/N/summary.json                    */
    LODE_ROUTE_REPORT   /* GET /api/v1/runs/N/report.html                     */
} lode_route_kind;

enum { LODE_ROUTE_ID = 256 /* byte  of an id and its NUL */ };

typedef struct lode_route {
    lode_route_kind kind;
    const char *allow;      /* with LODE_ROUTE_METHOD: the methods there are */
    char id[LODE_ROUTE_ID]; /* of a case                                     */
    int64_t run;
} lode_route;

#define LODE_SERVE_API "/api/v1"

/* What is asked for. `path` is the raw path of the request without its query: percent signs are decoded here, once.
 * An id never holds a slash, a NUL, a control character or ill-formed UTF-8, and never begins with a dot. */
lode_route lode_route_of(const char *method, const char *path);

/* Whether a name may be the id of a case: the rules above. */
bool lode_route_is_id(const char *name);

/* Decode percent signs of `from` into `to` (size). Returns false where an escape is no escape, stands for NUL, or the
 * result is too long. */
bool lode_route_decode(const char *from, size_t length, char *to, size_t size);

#endif
