/* Settings under which a run is doubtful: steps longer than what they resolve, refilling too fast
 * for the stocks, rationing that withholds most of a stock. (SUPPLY_RULE 9) */
#include "case/check.h"

#include <math.h>

/* Central value of a quantity, `otherwise` where it is blank. */
static double central(const lode_check *k, int32_t row, lode_column_id c, double otherwise)
{
    const lode_input *in = lode_check_input(k, row, c);
    return in ? in->central : otherwise;
}

static double parameter(const lode_check *k, lode_column_id c)
{
    return central(k, 0, c, 0.0);
}

static double step_days(const lode_check *k)
{
    return (double)lode_case_int(k->c, 0, LODE_CASE_STEP, 1);
}

/* --- steps -------------------------------------------------------------------------------- */

/* Time constants below the step act at once: allowed, but said. */
static void check_constants(lode_check *k)
{
    static const lode_column_id constant[] = {LODE_PARAMETERS_REFILL, LODE_PARAMETERS_OUTPUT_REFILL,
                                              LODE_PARAMETERS_EXPECTATION, LODE_PARAMETERS_SHARES};
    double step = step_days(k);
    for (size_t i = 0; i < sizeof constant / sizeof constant[0]; i++)
        if (parameter(k, constant[i]) < step)
            lode_diag_add(k->diags, LODE_DIAG_CONSTANT_SHORT, lode_check_place(k, 0, constant[i]),
                          NULL, lode_schema_column(constant[i])->name, parameter(k, constant[i]),
                          step);
}

/* Goods travel at least one step. */
static void check_transit(lode_check *k)
{
    double step = step_days(k);
    if (step <= 1.0) return;
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_ROUTES); i++) {
        double days = central(k, i, LODE_ROUTES_TRANSIT, step);
        if (days < step && lode_check_shows(k, LODE_DIAG_TRANSIT_SHORT))
            lode_diag_add(k->diags, LODE_DIAG_TRANSIT_SHORT,
                          lode_check_place(k, i, LODE_ROUTES_TRANSIT), NULL, days, step,
                          step - days);
    }
}

/* --- stocks ------------------------------------------------------------------------------- */

/* Target cover written for an input: that of a row of recipes.csv, stocks.csv or demand.csv. */
typedef struct cover {
    lode_column_id column;
    int32_t row;
    double days;
} cover;

/* T_S under 15 days, or under a third of a cover, makes refill orders above four times base. */
static void check_refill(lode_check *k, const cover *longest)
{
    double refill = parameter(k, LODE_PARAMETERS_REFILL);
    if (refill < 15.0 && refill >= step_days(k))
        lode_diag_add(k->diags, LODE_DIAG_REFILL_SHORT,
                      lode_check_place(k, 0, LODE_PARAMETERS_REFILL),
                      "orders swing more the further upstream they come; 30 days is usual", refill);
    if (longest->days > 3.0 * refill)
        lode_diag_add(k->diags, LODE_DIAG_REFILL_COVER,
                      lode_check_place(k, longest->row, longest->column),
                      "refill orders may exceed four times the base flow", refill, longest->days);
}

/* psi n < 1 day while the step is longer than the cover: the stock is below one step. */
static void check_thin(lode_check *k, const cover *c, double psi)
{
    double step = step_days(k);
    if (c->days <= 0.0 || psi * c->days >= 1.0 || step <= c->days) return;
    if (lode_check_shows(k, LODE_DIAG_COVER_THIN))
        lode_diag_add(k->diags, LODE_DIAG_COVER_THIN, lode_check_place(k, c->row, c->column), NULL,
                      c->days, step);
}

static void check_covers(lode_check *k)
{
    static const struct {
        lode_table_id table;
        lode_column_id column;
    } from[] = {{LODE_T_RECIPES, LODE_RECIPES_COVER},
                {LODE_T_STOCKS, LODE_STOCKS_COVER},
                {LODE_T_DEMAND, LODE_DEMAND_COVER}};
    cover longest = {.column = LODE_PARAMETERS_COVER, .days = parameter(k, LODE_PARAMETERS_COVER)};
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++)
        for (int32_t row = 0; row < lode_check_rows(k, from[i].table); row++) {
            cover c = {from[i].column, row, central(k, row, from[i].column, 0.0)};
            double psi = parameter(k, LODE_PARAMETERS_PSI);
            if (from[i].table == LODE_T_RECIPES) psi = central(k, row, LODE_RECIPES_PSI, psi);
            check_thin(k, &c, psi);
            if (c.days > longest.days) longest = c;
        }
    check_refill(k, &longest);
}

/* Above one half, more than half of a stock is never used at full rate. */
static void check_psi(lode_check *k)
{
    if (parameter(k, LODE_PARAMETERS_PSI) > 0.5)
        lode_diag_add(k->diags, LODE_DIAG_PSI_LARGE, lode_check_place(k, 0, LODE_PARAMETERS_PSI),
                      "verdicts may rest on rationing: compare runs with psi from 0 to 0.8",
                      parameter(k, LODE_PARAMETERS_PSI));
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_RECIPES); i++)
        if (central(k, i, LODE_RECIPES_PSI, 0.0) > 0.5 && lode_check_shows(k, LODE_DIAG_PSI_LARGE))
            lode_diag_add(k->diags, LODE_DIAG_PSI_LARGE, lode_check_place(k, i, LODE_RECIPES_PSI),
                          "verdicts may rest on rationing: compare runs with psi from 0 to 0.8",
                          central(k, i, LODE_RECIPES_PSI, 0.0));
}

/* A run whose stocks are not at their targets does not start at rest. */
static void check_start(lode_check *k)
{
    int32_t n = 0;
    lode_place place = {0};
    for (int32_t i = lode_check_rows(k, LODE_T_RECIPES) - 1; i >= 0; i--)
        if (lode_check_given(k, i, LODE_RECIPES_INITIAL)) {
            place = lode_check_place(k, i, LODE_RECIPES_INITIAL);
            n++;
        }
    for (int32_t i = lode_check_rows(k, LODE_T_STOCKS) - 1; i >= 0; i--)
        if (lode_check_given(k, i, LODE_STOCKS_INITIAL)) {
            place = lode_check_place(k, i, LODE_STOCKS_INITIAL);
            n++;
        }
    if (n > 0) lode_diag_add(k->diags, LODE_DIAG_NOT_AT_REST, place, NULL, (int)n);
}

/* --- covers of users ---------------------------------------------------------------------- */

/* The cover of an actor's users of a product: stocks.csv, most specific row first, else `own`. */
static const lode_input *cover_of(lode_check *k, int32_t actor, int32_t product, int32_t end_use,
                                  const lode_input *own)
{
    const lode_input *any = NULL;
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_STOCKS) && lode_check_spend(k, 1); i++) {
        if (lode_case_int(k->c, i, LODE_STOCKS_ACTOR, -1) != actor ||
            lode_case_int(k->c, i, LODE_STOCKS_PRODUCT, -1) != product)
            continue;
        int32_t use = lode_case_int(k->c, i, LODE_STOCKS_END_USE, 0); /* any, civil, defence */
        const lode_input *held = lode_check_input(k, i, LODE_STOCKS_COVER);
        if (held && use == 0) any = held;
        if (held && use != 0 && use == end_use) return held;
    }
    if (any) return any;
    return own ? own : lode_check_input(k, 0, LODE_PARAMETERS_COVER);
}

static bool is_fixed(const lode_input *in)
{
    return !in || in->dist == LODE_DIST_FIXED;
}

static void fixed_cohorts(lode_check *k, int32_t row, lode_column_id c)
{
    if (lode_check_shows(k, LODE_DIAG_COHORTS_FIXED))
        lode_diag_add(k->diags, LODE_DIAG_COHORTS_FIXED, lode_check_place(k, row, c),
                      "give the cover low and high: its quantiles tell the cohorts apart");
}

/* Cohorts differ by the spread of their cover: a fixed cover makes them all equal. */
static void check_cohorts(lode_check *k)
{
    for (int32_t s = 0; s < lode_check_rows(k, LODE_T_SITES); s++) {
        if (lode_case_int(k->c, s, LODE_SITES_COHORTS, 1) < 2) continue;
        bool fixed = true;
        for (int32_t i = k->recipe_first[s]; i < k->recipe_end[s] && fixed; i++)
            if (lode_case_int(k->c, i, LODE_RECIPES_DIRECTION, 1) == 0)
                fixed = is_fixed(cover_of(k, lode_case_int(k->c, s, LODE_SITES_ACTOR, -1),
                                          lode_case_int(k->c, i, LODE_RECIPES_PRODUCT, -1),
                                          lode_case_int(k->c, s, LODE_SITES_END_USE, 0),
                                          lode_check_input(k, i, LODE_RECIPES_COVER)));
        if (fixed) fixed_cohorts(k, s, LODE_SITES_COHORTS);
    }
    for (int32_t d = 0; d < lode_check_rows(k, LODE_T_DEMAND); d++) {
        if (lode_case_int(k->c, d, LODE_DEMAND_COHORTS, 1) < 2) continue;
        int32_t end_use = lode_case_int(k->c, d, LODE_DEMAND_END_USE, 2);
        if (is_fixed(cover_of(k, lode_case_int(k->c, d, LODE_DEMAND_ACTOR, -1),
                              lode_case_int(k->c, d, LODE_DEMAND_PRODUCT, -1),
                              end_use == 2 ? 0 : end_use + 1,
                              lode_check_input(k, d, LODE_DEMAND_COVER))))
            fixed_cohorts(k, d, LODE_DEMAND_COHORTS);
    }
}

/* A strategic stock is released below a share of the users' cover: with no cover, hardly ever. */
static void check_strategic(lode_check *k)
{
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_STOCKS); i++) {
        if (!lode_check_given(k, i, LODE_STOCKS_STRATEGIC)) continue;
        int32_t actor = lode_case_int(k->c, i, LODE_STOCKS_ACTOR, -1);
        int32_t product = lode_case_int(k->c, i, LODE_STOCKS_PRODUCT, -1);
        bool any_user = false, any_cover = false;
        for (int32_t s = 0; s < lode_check_rows(k, LODE_T_SITES) && !any_cover; s++) {
            if (lode_case_int(k->c, s, LODE_SITES_ACTOR, -1) != actor) continue;
            for (int32_t j = k->recipe_first[s]; j < k->recipe_end[s]; j++) {
                if (!lode_check_spend(k, 1)) return;
                if (lode_case_int(k->c, j, LODE_RECIPES_DIRECTION, 1) != 0 ||
                    lode_case_int(k->c, j, LODE_RECIPES_PRODUCT, -1) != product)
                    continue;
                any_user = true;
                const lode_input *held =
                    cover_of(k, actor, product, lode_case_int(k->c, s, LODE_SITES_END_USE, 0),
                             lode_check_input(k, j, LODE_RECIPES_COVER));
                any_cover |= held && held->high > 0.0;
            }
        }
        if (any_user && !any_cover && lode_check_shows(k, LODE_DIAG_STRATEGIC_NO_COVER))
            lode_diag_add(k->diags, LODE_DIAG_STRATEGIC_NO_COVER,
                          lode_check_place(k, i, LODE_STOCKS_STRATEGIC), NULL,
                          lode_check_key(k, LODE_T_STOCKS, i));
    }
}

void lode_check_stability(lode_check *k)
{
    check_constants(k);
    check_transit(k);
    check_covers(k);
    check_psi(k);
    check_start(k);
    check_cohorts(k);
    check_strategic(k);
}
