/* Designs: which values the uncertain inputs take in each draw.
 *
 *     lode_design_spec spec = {.kind = LODE_DESIGN_SOBOL, .seed = 1, .n_point = 10000, ...};
 *     void *memory = malloc(lode_design_bytes(&spec));
 *     lode_design d;
 *     if (lode_design_place(&spec, memory, &d) == LODE_DESIGN_FINE)      d.n_row says how many draws there are
 *         for (int64_t n = 0; n < d.n_row; n += LODE_LANES) lode_draws_fill(&d, n, x);
 *
 * Draw n depends on the seed, on n and on the inputs only, never on which other draws are made, by whom, or in what
 * order. Nothing here calls the C library, so that it can be compiled for wasm32. docs/uncertainty.md explains. */
#ifndef LODE_DRAWS_DRAWS_H
#define LODE_DRAWS_DRAWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draws/sobol.h"
#include "engine/lane.h"

typedef enum lode_design_kind {
    LODE_DESIGN_PHILOX, /* independent random numbers                                                  */
    LODE_DESIGN_SOBOL, /* replicates of 2^m Sobol' points, each with a scramble of its own             */
    LODE_DESIGN_LHS /* Latin hypercube: one draw in each of as many strata of every input as draws */
} lode_design_kind;

/* What the rows of a design are for. A base point of the last two is a pair (A, B) of independent points. */
typedef enum lode_design_rows {
    LODE_ROWS_PLAIN, /* a row is a point                                                        */
    LODE_ROWS_SALTELLI, /* A, AB_1 .. AB_D, B: A with input j from B; D + 2 rows a base point       */
    LODE_ROWS_SECOND_ORDER /* A, AB_1 .. AB_D, BA_1 .. BA_D, B                                         */
} lode_design_rows;

/* One input. */
typedef struct lode_draw_input {
    const char *name;          /* gives the input its random stream         */
    int32_t dist;              /* lode_dist                                 */
    double low, central, high; /* as lode_dist_quantile takes them          */
} lode_draw_input;

/* Inputs that depend on each other, by a Gaussian copula. */
typedef struct lode_copula {
    int32_t n;
    const int32_t *input;      /* (n)     numbers of the inputs                           */
    const double *correlation; /* (n, n)  symmetric, ones on the diagonal                 */
    bool spearman;             /* rank correlations, as people give them; else Pearson's  */
} lode_copula;

/* Shares that add up to `total`: each is drawn, then all that are not fixed are scaled alike. */
typedef struct lode_simplex {
    int32_t n;
    const int32_t *input; /* (n) */
    double total;
} lode_simplex;

/* What is asked for. */
typedef struct lode_design_spec {
    lode_design_kind kind;
    lode_design_rows rows;
    uint64_t seed;
    int64_t n_point; /* draws; of the other kinds of rows: base points                            */
    int32_t
        n_replicate; /* independent repetitions; 0: 16 for Sobol', else 1                         */
    int32_t n_input, n_copula, n_simplex;
    const lode_draw_input
        *input;                /* (n_input)    borrowed by the design                             */
    const lode_copula *copula; /* (n_copula)   read once                                          */
    const lode_simplex
        *simplex; /* (n_simplex)  borrowed, with what they point to                  */
} lode_design_spec;

typedef enum lode_design_fault {
    LODE_DESIGN_FINE,
    LODE_DESIGN_NO_POINTS,        /* n_point below 1 or n_replicate below 0                  */
    LODE_DESIGN_TOO_MANY_POINTS,  /* above 2^30                                              */
    LODE_DESIGN_TOO_MANY_INPUTS,  /* above LODE_SOBOL_DIMENSIONS                             */
    LODE_DESIGN_SAME_NAME,        /* input `at` is called like one before it                 */
    LODE_DESIGN_UNKNOWN_INPUT,    /* group `at` names an input that is not there             */
    LODE_DESIGN_TWO_GROUPS,       /* an input of group `at` is in a group before, or twice   */
    LODE_DESIGN_DEPENDENT,        /* indices of inputs that depend on each other mean nothing */
    LODE_DESIGN_NOT_A_CORRELATION /* copula `at`: analyze/dependence.h explains              */
} lode_design_fault;

/* A design. Nobody writes to it once it is placed, so any number of threads may read it. */
typedef struct lode_design {
    lode_design_kind kind;
    lode_design_rows rows;
    uint64_t seed;
    int64_t n_point; /* base points: n_replicate times as many as a replicate has     */
    int64_t n_row;   /* draws in all                                                  */
    int32_t n_replicate, n_input;
    int64_t per_replicate; /* points; a power of two for Sobol'                      */
    int32_t n_uncertain;   /* inputs that are not fixed: D                           */
    int32_t n_copula, n_simplex;
    int32_t at; /* what a fault is about                                  */

    const lode_draw_input *input;           /* (n_input)                                          */
    int32_t *place;                         /* (n_input)   number among the uncertain, -1: fixed  */
    uint64_t *stream;                       /* (n_input)   hash of the name                       */
    uint32_t (*direction)[LODE_SOBOL_BITS]; /* (D, or 2 D)  Sobol' only                */
    const lode_simplex *simplex;            /* (n_simplex)                                        */

    /* copulas */
    int32_t *copula_ptr;   /* (n_copula + 1)  members of copula g: copula_ptr[g] ..   */
    int32_t *copula_input; /* (members)       their inputs                             */
    double **factor;       /* (n_copula)      lower Cholesky factor (n, n)             */
} lode_design;

/* How many draws a design makes of `n_point`: Sobol' designs round up to n_replicate times a power of two, Latin
 * hypercubes to a multiple of n_replicate. */
int64_t lode_design_round(lode_design_kind kind, int64_t n_point, int32_t n_replicate);

/* Bytes that lode_design_place needs. */
size_t lode_design_bytes(const lode_design_spec *spec);

/* Make the design, in `memory` of lode_design_bytes(), aligned as malloc does. On a fault d->at says where. */
lode_design_fault lode_design_place(const lode_design_spec *spec, void *memory, lode_design *d);

/* The number in (0,1) of input j in row n, before dependence. */
double lode_draws_unit(const lode_design *d, int64_t n, int32_t j);

/* Values of all inputs in rows first .. first + 7. Rows from n_row on repeat the last one.
 *
 * x   (n_input)  out; unit of each input
 *
 * About 0.3 microseconds an input and row for Sobol', 0.1 for the others, and what lode_dist_quantile takes. */
void lode_draws_fill(const lode_design *d, int64_t first, lode_lane *x);

/* Stable 64-bit number of a name: FNV-1a, mixed. */
uint64_t lode_name_hash(const char *name);

/* A permutation of 0 .. n-1 in closed form, keyed: a Feistel network walked until it is below n.
 *
 * i   below n; n at most 2^30 */
uint32_t lode_permute(uint64_t seed, uint64_t stream, uint32_t round_of, uint32_t n, uint32_t i);

#endif
