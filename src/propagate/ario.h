/* The adaptive regional input-output model, ARIO and ARIO-psi: tables of regions x sectors hit by events.
 *
 *     lode_ario_input in;
 *     if (lode_ario_read(&in, folder, repair, set, n_set, &d)) {
 *         lode_ario_run *r = lode_ario_begin(&in.table, &in.options, in.event, in.n_event, threads);
 *         while (lode_ario_step(r)) ... lode_ario_now(r) ...
 *         lode_ario_end(r);
 *     }
 *     lode_ario_input_free(&in);
 *
 * Equations: docs/propagate-ario.md [hallegatte2013, guan2020]; sections cited in the sources are those of that page. Money
 * is in the unit of the table. Industry i = region x n_sector + sector; regions, sectors and categories stand in the order
 * of their names' bytes. */
#ifndef LODE_PROPAGATE_ARIO_H
#define LODE_PROPAGATE_ARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"

enum { LODE_ARIO_BLOCK = 64 }; /* buyers of a block: 512 bytes of every row of the table */

/* A table. Purchases between industries lie in tiles, as the step reads them: for each product and each block of buyers, the
 * rows of its suppliers, one a region. Buyers beyond n_industry are 0. */
typedef struct lode_ario_table {
    int32_t n_region, n_sector, n_category;
    int32_t n_industry, n_column; /* n_region x n_sector, n_region x n_category                          */
    int32_t n_block, n_buyer;     /* n_buyer = n_block x LODE_ARIO_BLOCK                                  */
    const char **region, **sector, **category;
    double *z; /* money/year  (n_sector, n_block, n_region, LODE_ARIO_BLOCK)  purchases                  */
    double *y; /* money/year  (n_industry, n_column)  final demand; column = region x n_category + category */
    double *x; /* money/year  (n_industry)  output                                                       */
    lode_arena arena;
} lode_ario_table;

/* Where the purchase of industry j from industry i stands in z. */
static inline size_t lode_ario_at(const lode_ario_table *t, int32_t i, int32_t j)
{
    size_t tile = (size_t)(i % t->n_sector) * (size_t)t->n_block + (size_t)(j / LODE_ARIO_BLOCK);
    return (tile * (size_t)t->n_region + (size_t)(i / t->n_sector)) * LODE_ARIO_BLOCK + (size_t)(j % LODE_ARIO_BLOCK);
}

/* Lay out an empty table of these sizes; names may be NULL. Returns false when there is no memory. */
LODE_NODISCARD bool lode_ario_table_make(lode_ario_table *t, int32_t n_region, int32_t n_sector, int32_t n_category);

void lode_ario_table_free(lode_ario_table *t);

typedef struct lode_ario_options {
    bool psi_model; /* false: plain ARIO: stocks are refilled at once and psi is 1                       */
    bool alt;       /* orders follow what suppliers can make; false: the table's shares                  */
    bool late;      /* a loss of capacity acts one step late, as in the original program                 */
    int32_t steps;
    double step_days, year_days;
    double alpha_base, alpha_max, alpha_days; /* overproduction: base, most, days to reach it            */
    double psi;
    double money;        /* what one unit of the table is worth; sets how damages are rounded            */
    double rebuild_days; /* of events that do not say                                                    */
    const double *stock_days;   /* day  (n_sector)  inventory target; may be infinite                     */
    const double *refill_days;  /* day  (n_sector)                                                        */
    const double *capital_ratio; /* -   (n_sector)  capital per value added; capital itself: see below    */
    const double *capital;       /* money  (n_industry)  in place of the ratio, or NULL                   */
} lode_ario_options;

typedef enum lode_ario_kind { LODE_ARIO_RECOVER, LODE_ARIO_LOSS, LODE_ARIO_REBUILD } lode_ario_kind;

typedef enum lode_ario_recovery {
    LODE_ARIO_LINEAR,
    LODE_ARIO_CONVEX,
    LODE_ARIO_CONVEX_NOSCALE,
    LODE_ARIO_CONCAVE
} lode_ario_recovery;

/* What an event does to an industry, or to a column of final demand. */
typedef struct lode_ario_hit {
    int32_t index;
    double amount; /* money destroyed, or share of capacity lost */
} lode_ario_hit;

/* An event: on from `start`, recovering or being rebuilt from start + duration (docs/propagate-ario.md 5). */
typedef struct lode_ario_event {
    lode_ario_kind kind;
    double start, duration; /* day */
    const lode_ario_hit *hit; /* (n_hit) industries */
    int32_t n_hit;
    lode_ario_recovery recovery;
    double days; /* of recovery, or of rebuilding */

    /* rebuilding alone */
    const lode_ario_hit *household; /* (n_household) columns of final demand */
    int32_t n_household;
    const double *share; /* (n_sector)  of the work that each sector does; sums to 1 */
    double factor;
} lode_ario_event;

/* What a folder says. */
typedef struct lode_ario_input {
    lode_ario_table table;
    lode_ario_options options;
    lode_ario_event *event;
    int32_t n_event;
    bool *recorded;       /* (steps)  written to the series                          */
    bool *recorded_stock; /* (steps)  written to inventories.csv                     */
    lode_arena arena;
} lode_ario_input;

/* The defaults of the original program; the arrays are NULL. */
lode_ario_options lode_ario_default(void);

/* Read Z.csv, Y.csv, x.csv and case.json of a folder, with options key=value (n_set) over those of the file; report every
 * problem; with `repair` mend what can be mended and list it. Free `in` in any case. */
LODE_NODISCARD bool lode_ario_read(lode_ario_input *in, const char *folder, bool repair, const char *const *set, int n_set,
                                   lode_diags *d);

void lode_ario_input_free(lode_ario_input *in);

/* A run under way. */
typedef struct lode_ario_run lode_ario_run;

/* Numbers of the step that was just made (docs/propagate-ario.md 6). Arrays by industry unless said otherwise. */
typedef struct lode_ario_view {
    int32_t step;
    const double *production, *capacity, *overproduction, *orders, *capital_lost, *rebuild_demand, *rebuilt; /* per step */
    const double *undelivered; /* money/step  (n_industry)  final demand that its producer did not deliver */
    const double *unmet;       /* money/step  (n_column)    final demand not met, by buyer                  */
    const double *stock;       /* money  (n_sector, n_buyer)  before the step                              */
    int64_t limiting;          /* inputs that limit a production                                          */
} lode_ario_view;

/* The state before any event. The table and the options must stay as they are. NULL: no memory. */
lode_ario_run *lode_ario_begin(const lode_ario_table *t, const lode_ario_options *o, const lode_ario_event *event,
                               int32_t n_event, int threads);

/* Make a step. False: all are made, or damage exceeds an industry's capital (lode_ario_fault). */
bool lode_ario_step(lode_ario_run *r);

lode_ario_view lode_ario_now(const lode_ario_run *r);

/* The industry whose damage exceeds its capital, -1: none; *damage and *capital in money. */
int32_t lode_ario_fault(const lode_ario_run *r, double *damage, double *capital);

void lode_ario_end(lode_ario_run *r);

/* The share of an initial damage that is left k days after recovery began (docs/propagate-ario.md 5.1). */
double lode_ario_left(lode_ario_recovery how, double k, double days);

#endif
