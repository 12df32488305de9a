/* What can only go wrong with time: demand that outgrows capacity, and suppliers that are never
 * qualified because no announcement starts it. (SUPPLY_RULE 9, items 10 and 15) */
#include "case/check.h"

#include <math.h>

enum { INPUT, OUTPUT }; /* recipes.direction */

static double central(const lode_check *k, int32_t row, lode_column_id c, double otherwise)
{
    const lode_input *in = lode_check_input(k, row, c);
    return in ? in->central : otherwise;
}

/* --- growth ------------------------------------------------------------------------------- */

/* One product at the end of the period, relative to the base year. */
typedef struct balance {
    double use, use_end;   /* weights of demand rows; the same grown           */
    double make, make_end; /* weights of sites; their capacity, grown          */
    bool project;          /* a project adds to a site that makes it           */
    int32_t row;           /* of demand, the one that grows most               */
    double growth;         /* of that row                                      */
} balance;

static double horizon_years(const lode_check *k)
{
    int32_t start = lode_case_int(k->c, 0, LODE_CASE_START, 0);
    return (double)(lode_case_int(k->c, 0, LODE_CASE_END, start) - start) / 365.25;
}

static void add_demand(lode_check *k, balance *b, double years)
{
    for (int32_t d = 0; d < lode_check_rows(k, LODE_T_DEMAND); d++) {
        balance *p = &b[lode_case_int(k->c, d, LODE_DEMAND_PRODUCT, 0)];
        double share = central(k, d, LODE_DEMAND_RESIDUAL_SHARE, 1.0);
        double weight = central(k, d, LODE_DEMAND_PER_YEAR, share);
        double growth = central(k, d, LODE_DEMAND_GROWTH, 0.0);
        p->use += weight;
        p->use_end += weight * pow(1.0 + growth, years);
        if (growth > p->growth) {
            p->growth = growth;
            p->row = d;
        }
    }
}

/* Capacity over activity of a site. */
static double headroom(const lode_check *k, int32_t s)
{
    double activity = central(k, s, LODE_SITES_ACTIVITY, 0.0);
    double capacity = central(k, s, LODE_SITES_CAPACITY, 0.0);
    if (activity > 0.0 && capacity > 0.0) return capacity / activity;
    double usual = central(k, 0, LODE_PARAMETERS_UTILISATION, 1.0);
    double utilisation = central(k, s, LODE_SITES_UTILISATION, usual);
    return utilisation > 0.0 ? 1.0 / utilisation : 1.0;
}

static void add_site(lode_check *k, balance *b, int32_t s, bool project, double years)
{
    double share = central(k, s, LODE_SITES_SUPPLY_SHARE, 0.0);
    double weight = central(k, s, LODE_SITES_ACTIVITY, share);
    double end = weight * headroom(k, s) * pow(1.0 + central(k, s, LODE_SITES_GROWTH, 0.0), years);
    for (int32_t i = k->recipe_first[s]; i < k->recipe_end[s]; i++) {
        if (lode_case_int(k->c, i, LODE_RECIPES_DIRECTION, INPUT) != OUTPUT) continue;
        balance *p = &b[lode_case_int(k->c, i, LODE_RECIPES_PRODUCT, 0)];
        double per_unit = central(k, i, LODE_RECIPES_PER_UNIT, 1.0);
        p->make += weight * per_unit;
        p->make_end += end * per_unit;
        p->project |= project;
    }
}

static void check_growth(lode_check *k)
{
    int32_t n_product = lode_check_rows(k, LODE_T_PRODUCTS);
    int32_t n_site = lode_check_rows(k, LODE_T_SITES);
    balance *b = LODE_TAKE(&k->scratch, n_product, balance);
    bool *project = LODE_TAKE(&k->scratch, n_site, bool);
    if (!b || !project) {
        lode_check_no_memory(k);
        return;
    }
    double years = horizon_years(k);
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_PROJECTS); i++)
        project[lode_case_int(k->c, i, LODE_PROJECTS_SITE, 0)] = true;
    add_demand(k, b, years);
    for (int32_t s = 0; s < n_site; s++) {
        if (!lode_check_spend(k, k->recipe_end[s] - k->recipe_first[s])) return;
        add_site(k, b, s, project[s], years);
    }
    for (int32_t p = 0; p < n_product; p++) {
        if (b[p].use <= 0.0 || b[p].make <= 0.0 || b[p].growth <= 0.0 || b[p].project) continue;
        double wanted = b[p].use_end / b[p].use, possible = b[p].make_end / b[p].make;
        if (wanted > possible && lode_check_shows(k, LODE_DIAG_GROWTH_PAST))
            lode_diag_add(k->diags, LODE_DIAG_GROWTH_PAST,
                          lode_check_place(k, b[p].row, LODE_DEMAND_GROWTH),
                          "let capacity grow too, or shorten the period",
                          lode_check_key(k, LODE_T_PRODUCTS, p), wanted, possible);
    }
}

/* --- qualification ------------------------------------------------------------------------ */

/* Mark what is made from a marked product, until nothing changes. */
static void spread(lode_check *k, bool *marked)
{
    int32_t n = lode_check_rows(k, LODE_T_RECIPES), end;
    bool changed = true;
    while (changed && lode_check_spend(k, n)) {
        changed = false;
        for (int32_t first = 0; first < n; first = end) {
            bool any = false;
            end = lode_check_recipe_end(k, first);
            for (int32_t i = first; i < end; i++) {
                int32_t p = lode_case_int(k->c, i, LODE_RECIPES_PRODUCT, 0);
                any |= marked[p] && lode_case_int(k->c, i, LODE_RECIPES_DIRECTION, OUTPUT) == INPUT;
            }
            for (int32_t i = first; i < end && any; i++) {
                int32_t p = lode_case_int(k->c, i, LODE_RECIPES_PRODUCT, 0);
                if (lode_case_int(k->c, i, LODE_RECIPES_DIRECTION, INPUT) != OUTPUT || marked[p])
                    continue;
                marked[p] = changed = true;
            }
        }
    }
}

/* Qualification begins with a measure on the product or on what it is made from. */
static void check_qualification(lode_check *k)
{
    bool *marked = LODE_TAKE(&k->scratch, lode_check_rows(k, LODE_T_PRODUCTS), bool);
    if (!marked) {
        lode_check_no_memory(k);
        return;
    }
    for (int32_t m = 0; m < lode_check_rows(k, LODE_T_MEASURES); m++) {
        const lode_cell *cell = lode_check_cell(k, m, LODE_MEASURES_PRODUCTS);
        for (int32_t i = cell->first; cell->set && i < cell->first + cell->n; i++)
            marked[k->c->list[i]] = true;
    }
    spread(k, marked);
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_RECIPES); i++) {
        int32_t p = lode_case_int(k->c, i, LODE_RECIPES_PRODUCT, 0);
        if (central(k, i, LODE_RECIPES_QUALIFICATION, 0.0) <= 0.0 || marked[p]) continue;
        if (lode_check_shows(k, LODE_DIAG_NEVER_QUALIFIED))
            lode_diag_add(k->diags, LODE_DIAG_NEVER_QUALIFIED,
                          lode_check_place(k, i, LODE_RECIPES_QUALIFICATION), NULL,
                          lode_check_key(k, LODE_T_PRODUCTS, p));
    }
}

void lode_check_horizon(lode_check *k)
{
    check_growth(k);
    check_qualification(k);
}
