/* What the parts of the ARIO model share: the run's arrays. Used inside src/propagate/ario*.c only.
 *
 *   ario.c        constants, start, the step      ario_pass.c     the pass over the table
 *   ario_event.c  events                          ario_table.c    Z.csv, Y.csv, x.csv
 *   ario_case.c   case.json                       ario_check.c    rows that do not add up
 *   ario_preset.c the preset's files */
#ifndef LODE_PROPAGATE_ARIO_INNER_H
#define LODE_PROPAGATE_ARIO_INNER_H

#include "propagate/ario.h"

/* An event while a run goes on. */
typedef struct lode_ario_going {
    const lode_ario_event *e;
    bool over;
    double *left; /* (n_hit)  damage or loss still there */

    /* rebuilding: the stock of work still to be delivered */
    int32_t n_row, n_cell_column; /* n_hit + n_household columns                     */
    int32_t *row;                 /* (n_row)  industries that do the work             */
    double *work;                 /* money  (n_row, n_cell_column)                    */
} lode_ario_going;

struct lode_ario_run {
    const lode_ario_table *table;
    lode_ario_options o;
    lode_arena arena;
    int threads;
    int32_t step; /* the next one */
    int32_t fault;
    double flow; /* steps' share of a year: h / year */

    /* constants                    unit         shape                                            */
    double *base;          /* money/step   (n_industry)  x0                                  */
    double *capital;       /* money        (n_industry)                                      */
    double *final;         /* money/step   (n_industry)  final demand on each producer       */
    double *recipe;        /* -            (n_sector, n_buyer)  a                            */
    bool *used;            /* -            (n_sector, n_buyer)                               */
    double *target;        /* step         (n_sector)  n                                     */
    double *refill;        /* 1/step       (n_sector)  rho                                   */

    /* state */
    double *production, *overproduction, *capacity, *orders, *demand, *fill, *goal_output;
    double *capital_lost, *loss, *loss_before, *rebuild, *rebuilt, *undelivered; /* (n_industry)      */
    double *unmet;                     /* (n_column)                                               */
    double *stock, *stock_next;        /* money  (n_sector, n_buyer)                                */
    double *unit_order, *unit_order_next; /* orders per unit of weighted purchases: O = z weight unit_order */
    double *weight, *weight_next;      /* -      (n_sector, n_region)                               */
    double *column;                    /* (n_sector, 2, n_region)  scratch of the pass                */
    bool balanced, close;              /* the two gates of the last step, the guess for this one    */
    int64_t limiting;
    bool rebuilding; /* some event is being rebuilt in this step */

    lode_ario_going *going; /* (n_event) */
    int32_t n_event;
};

/* Events: take memory; begin a step (losses, demand for rebuilding); end it (recovery, deliveries). */
LODE_NODISCARD bool lode_ario_events_begin(lode_ario_run *r, const lode_ario_event *event, int32_t n_event);
bool lode_ario_events_open(lode_ario_run *r);
void lode_ario_events_close(lode_ario_run *r);

/* Deliveries, inventories and the next orders, given that `balanced` and `close` hold: fills stock_next, unit_order_next and
 * `orders`, and tells whether they do hold. Orders are summed into `next`. */
void lode_ario_pass(lode_ario_run *r, bool balanced, bool close, double *next, bool *is_balanced, bool *is_close);

/* --- reading ------------------------------------------------------------------------------------- */

/* Z.csv, Y.csv and x.csv, row by row; reports every problem; with `repair` negative cells become 0, each listed. */
LODE_NODISCARD bool lode_ario_table_read(lode_ario_table *t, const char *folder, bool repair, lode_diags *d);

/* Rows that do not add up, industries without output. With `repair` output becomes the sum of the row. */
void lode_ario_table_check(lode_ario_table *t, const char *path, const int32_t *line, bool repair, lode_diags *d);

LODE_NODISCARD bool lode_ario_case_read(lode_ario_input *in, const char *path, const char *const *set, int n_set,
                                        lode_diags *d);

/* The number of the name among n sorted ones, or -1. */
int32_t lode_ario_find(const char *const *name, int32_t n, const char *text, size_t size);

#endif
