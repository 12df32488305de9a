/* What the checks between rows share. Used inside src/case only.
 *
 *   check.c            their order            check_recipe.c     recipes, sites, quantities
 *   check_calendar.c   dates                  check_network.c    who supplies whom
 *   check_measure.c    measures               check_cycle.c      cycles that cannot restart
 *   check_scenario.c   scenarios              check_stability.c  stocks, steps, refilling
 *   check_stock.c      strategic stocks       check_horizon.c    growth, qualification
 *   check_site.c       sites beside recipes   check_dependence.c dependences
 *   check_trade.c      economies and trade    check_standoff.c   the stand-off
 *   check_rebuild.c    plans                                                         */
#ifndef LODE_CASE_CHECK_H
#define LODE_CASE_CHECK_H

#include "case/reader.h"

enum { LODE_SHOWN = 10 }; /* warnings of one kind that are shown; more are counted */

typedef struct lode_check {
    const lode_case *c;
    lode_diags *diags;
    lode_arena scratch;
    lode_reader near;            /* for "did you mean" only */
    int32_t seen[LODE_DIAG_END]; /* by code                 */
    bool whole;                  /* no row or reference is missing */

    /* recipes of sites, filled in by check_recipe.c */
    int32_t *recipe_first; /* (sites) first row of the site's recipe in recipes.csv, -1: none */
    int32_t *recipe_end;   /* (sites) one after the last                                    */
    bool period_wrong;     /* it ends before it starts: reported                            */
    bool extends_cycle;    /* scenarios extend each other in a circle                       */
    bool failed;           /* no memory                                                     */
    int64_t budget;        /* steps that checks may still take, so that no case takes for ever */
} lode_check;

/* Whether one more warning of this kind is to be shown. The rest is summed up at the end. */
bool lode_check_shows(lode_check *k, lode_diag_code code);

/* Take `n` steps of the budget; false once it is spent: the check then ends early. Real cases need
 * a small part of it. */
bool lode_check_spend(lode_check *k, int64_t n);

/* Record that memory ran out; returns false. */
bool lode_check_no_memory(lode_check *k);

/* --- looking at cells --------------------------------------------------------------------- */

int32_t lode_check_rows(const lode_check *k, lode_table_id t);
const lode_cell *lode_check_cell(const lode_check *k, int32_t row, lode_column_id c);

/* Place of a cell; of the row's first cell where it was not written. */
lode_place lode_check_place(const lode_check *k, int32_t row, lode_column_id c);

/* The input of a quantity, NULL where it is blank and has no default. */
const lode_input *lode_check_input(const lode_check *k, int32_t row, lode_column_id c);

/* Whether the analyst wrote a value, right or wrong. */
bool lode_check_given(const lode_check *k, int32_t row, lode_column_id c);

/* The text of an enum cell's word in `out`; "" where not set. */
const char *lode_check_word(const lode_check *k, int32_t row, lode_column_id c, char out[32]);

/* Whether the list of a cell has x. */
bool lode_check_lists(const lode_check *k, int32_t row, lode_column_id c, int32_t x);

const char *lode_check_key(const lode_check *k, lode_table_id t, int32_t row);

/* One after the last row of the recipe whose first row is `first`: rows are sorted by recipe. */
int32_t lode_check_recipe_end(const lode_check *k, int32_t first);

/* --- groups of checks: these look at one row at a time ------------------------------------ */

void lode_check_calendar(lode_check *k);
void lode_check_measures(lode_check *k);
void lode_check_recipes(lode_check *k);
void lode_check_sites(lode_check *k);
void lode_check_stocks(lode_check *k);
void lode_check_dependences(lode_check *k);

/* --- these need every row and reference to be there --------------------------------------- */

bool lode_check_site_recipes(lode_check *k);
void lode_check_site_recipe(lode_check *k);
void lode_check_scenarios(lode_check *k);
void lode_check_measure_links(lode_check *k);
bool lode_check_network(lode_check *k); /* false: the case is too large for the next ones */
void lode_check_cycles(lode_check *k);
void lode_check_stability(lode_check *k);
void lode_check_horizon(lode_check *k);
void lode_check_trade(lode_check *k);
void lode_check_unused(lode_check *k);
void lode_check_standoff(lode_check *k);
void lode_check_rebuild(lode_check *k);

#endif
