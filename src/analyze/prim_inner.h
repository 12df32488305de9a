/* What prim.c and prim_steps.c share: the box while it is being found. */
#ifndef LODE_ANALYZE_PRIM_INNER_H
#define LODE_ANALYZE_PRIM_INNER_H

#include "analyze/prim.h"

enum { LODE_PRIM_SET_MOST = 4096 };

/* The best candidate so far. */
typedef struct lode_prim_best {
    bool some;
    double gain;
    int32_t restricted;
    int64_t n, k;
    lode_prim_limit *limit; /* (n_input) */
} lode_prim_best;

typedef struct lode_prim_search {
    const lode_prim_data *data;
    const lode_prim_options *options;
    const uint8_t *left; /* (n)           rows that no earlier box has              */
    int32_t *sorted;     /* (n_input, n)  rows in the order of each input           */
    int32_t *kept;       /* (n_input, n)  the same, while peeling only those inside: n_in of each */
    uint8_t *inside;     /* (n)           rows in the box                           */
    double *outside;     /* (n)           values just outside a side, rising        */
    lode_prim_limit *initial; /* (n_input)     range of the data                         */
    lode_prim_limit *now;     /* (n_input)                                               */
    lode_prim_limit *trial;   /* (n_input)                                               */
    int64_t n_in, k_in, all_k;
    int32_t n_now; /* inputs that are restricted                              */
    int32_t n_set, set[LODE_PRIM_SET_MOST]; /* which                                     */
    lode_prim_best best;
} lode_prim_search;

/* Whether a limit is tighter than the data on one side. */
bool lode_prim_side_set(const lode_prim_search *s, int32_t j, const lode_prim_limit *limit,
                        bool high);

/* Whether a row that is left is in a box. */
bool lode_prim_in_box(const lode_prim_search *s, const lode_prim_limit *limit, int64_t row);

/* Rows, and those of interest, that are left in a box that restricts no input but those of s->set. */
void lode_prim_count(const lode_prim_search *s, const lode_prim_limit *limit, int64_t *n,
                     int64_t *k);

/* A candidate: the present box with another limit for input j, holding n rows, k of interest. */
void lode_prim_offer(lode_prim_search *s, int32_t j, const lode_prim_limit *limit, int64_t n,
                     int64_t k);

/* Offer all ways to peel, or to paste, the present box. */
void lode_prim_peels(lode_prim_search *s);
void lode_prim_pastes(lode_prim_search *s);

#endif
