/* Solving a linear or mixed-integer program with COIN-OR Clp and Cbc, through their C interfaces. Knows nothing of plans.
 *
 * The same program gives the same answer: one thread, fixed seed, and a limit on nodes; the limit on seconds is a last
 * resort, and an answer that met it says so. */
#ifndef LODE_REBUILD_SOLVE_H
#define LODE_REBUILD_SOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* minimise cost x, row_lower <= A x <= row_upper, lower <= x <= upper, x integer where `integer`. */
typedef struct lode_milp {
    int32_t n_column, n_row, n_entry;
    int32_t column_room, row_room, entry_room;
    double *cost, *lower, *upper; /* (n_column)                                 */
    uint8_t *integer;             /* (n_column)                                 */
    double *row_lower, *row_upper; /* (n_row)                                   */
    int32_t *entry_row, *entry_column; /* (n_entry) in any order, each pair once */
    double *entry;                /* (n_entry)                                  */
    lode_arena arena;             /* owner                                      */
    bool failed;                  /* no memory                                  */
} lode_milp;

typedef struct lode_solve_options {
    double gap;      /* relative, at which the search ends                       */
    double seconds;  /* last resort                                              */
    int32_t nodes;   /* at most                                                  */
    bool any;        /* the first solution will do                               */
} lode_solve_options;

typedef enum lode_solve_status {
    LODE_SOLVE_OPTIMAL, LODE_SOLVE_LIMIT, LODE_SOLVE_INFEASIBLE, LODE_SOLVE_UNKNOWN, LODE_SOLVE_NONE, LODE_SOLVE_NO_MEMORY,
    LODE_SOLVE_FAULT
} lode_solve_status;

typedef struct lode_solution {
    lode_solve_status status;
    double objective, bound;
    double *x;    /* (n_column) in the arena of the program; NULL: none                       */
    double *dual; /* (n_row) of linear programs: change of the objective per unit of the row  */
} lode_solution;

/* Append a column or a row; returns its number. Failure shows in m->failed. */
int32_t lode_milp_column(lode_milp *m, double cost, double lower, double upper, bool integer);
int32_t lode_milp_row(lode_milp *m, double lower, double upper);

/* Set A[row, column]; zeros are left out. */
void lode_milp_put(lode_milp *m, int32_t row, int32_t column, double value);

void lode_milp_free(lode_milp *m);

/* Gap 2 %, 20 seconds, 20,000 nodes. */
lode_solve_options lode_solve_default(void);

/* Whether there is a solver in this build. */
bool lode_solve_there(void);

/* "COIN-OR Cbc 2.10.8", "none". */
const char *lode_solve_name(void);

/* Solve. An answer is checked against bounds, rows and integrality before it is believed. */
lode_solution lode_solve(lode_milp *m, const lode_solve_options *o);

#endif
