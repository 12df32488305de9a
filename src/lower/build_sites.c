/* Sites, their outputs and input groups; demand rows are sites that only consume. */
#include <stdlib.h>
#include <string.h>

#include "engine/dist.h"
#include "lower/builder.h"

/* Where the cover of an input group comes from: inputs of the case. */
typedef struct cover {
    int32_t target, initial; /* input, -1: none */
} cover;

/* Row of stocks for an actor's users of a product: of their end use, else of any. */
static int32_t stock_row(const lode_case *c, int32_t actor, int32_t product, bool mixed, lode_end_use end_use)
{
    int32_t any = LODE_NONE, own = LODE_NONE;
    for (int32_t r = 0; r < lode_rows_of(c, LODE_T_STOCKS); r++) {
        if (lode_case_int(c, r, LODE_STOCKS_ACTOR, -1) != actor) continue;
        if (lode_case_int(c, r, LODE_STOCKS_PRODUCT, -1) != product) continue;
        if (lode_case_qty(c, r, LODE_STOCKS_COVER) < 0 && lode_case_qty(c, r, LODE_STOCKS_INITIAL) < 0) continue;
        int32_t word = lode_case_int(c, r, LODE_STOCKS_END_USE, 0); /* any, civil, defence */
        if (word == 0) any = r;
        if (word > 0 && (mixed ? word == 1 : word - 1 == (int32_t)end_use)) own = r;
    }
    return own >= 0 && !(mixed && any >= 0) ? own : any;
}

static cover find_cover(const lode_case *c, int32_t actor, int32_t product, bool mixed, lode_end_use end_use,
                        int32_t own_target, int32_t own_initial)
{
    int32_t r = stock_row(c, actor, product, mixed, end_use);
    cover found = {own_target, own_initial};
    if (r >= 0) {
        int32_t target = lode_case_qty(c, r, LODE_STOCKS_COVER), initial = lode_case_qty(c, r, LODE_STOCKS_INITIAL);
        if (target >= 0) found = (cover){target, initial};
        else found.initial = initial;
    }
    if (found.target < 0) found.target = lode_case_qty(c, 0, LODE_PARAMETERS_COVER);
    return found;
}

/* Slot of a number that follows an input. */
static int32_t derive(lode_builder *w, lode_derived d)
{
    if (w->n_derived == w->derived_room) {
        int32_t room = w->derived_room > 0 ? 2 * w->derived_room : 64;
        lode_derived *bigger = realloc(w->derived, (size_t)room * sizeof *bigger);
        if (!bigger) {
            w->failed = true;
            return LODE_NONE;
        }
        w->derived = bigger;
        w->derived_room = room;
    }
    d.slot = lode_draft_slot(&w->d);
    w->failed |= d.slot < 0;
    w->derived[w->n_derived++] = d;
    return d.slot;
}

/* Slot of a cover for cohort j of n: the (j - 1/2)/n quantile of its declared spread (SUPPLY_RULE.md 10), moved in
 * proportion with what a draw takes for it, within the declared range. */
static int32_t cohort_slot(lode_builder *w, int32_t input, int32_t j, int32_t n)
{
    if (n == 1 || input < 0) return input;
    const lode_input *in = &w->c->input[input];
    double days = lode_dist_quantile((int32_t)in->dist, in->low, in->central, in->high, (j + 0.5) / n);
    if (!(in->central > 0)) return lode_draft_constant(&w->d, days);
    bool fixed = in->dist == LODE_DIST_FIXED;
    return derive(w, (lode_derived){.input = input, .factor = days / in->central, .low = fixed ? days : in->low,
                                    .high = fixed ? days : in->high});
}

static int32_t either(int32_t input, int32_t otherwise)
{
    return input >= 0 ? input : otherwise;
}

static int32_t add_site(lode_builder *w, lode_draft_site s, lode_table_id table, int32_t row, int32_t cohort)
{
    int32_t i = lode_draft_add_site(&w->d, s);
    if (i >= 0) w->site[i] = (lode_site_origin){table, row, cohort, s.actor};
    w->failed |= i < 0;
    return i;
}

static void add_group(lode_builder *w, lode_draft_group g, int32_t row)
{
    int32_t i = lode_draft_add_group(&w->d, g);
    if (i >= 0) w->group_row[i] = row;
    w->failed |= i < 0;
}

static bool is_of(const lode_case *c, int32_t r, const char *recipe, int32_t direction)
{
    return strcmp(lode_case_text(c, r, LODE_RECIPES_RECIPE), recipe) == 0 &&
           lode_case_int(c, r, LODE_RECIPES_DIRECTION, 0) == direction;
}

/* The main output of a recipe: the driver worth most per unit of activity, in the central draw. */
static int32_t main_output(const lode_builder *w, const char *recipe)
{
    const lode_case *c = w->c;
    int32_t best = LODE_NONE;
    double best_worth = -1;
    for (int32_t j = 0; j < lode_rows_of(c, LODE_T_RECIPES); j++) {
        int32_t r = w->recipe_order[j], product = lode_case_int(c, r, LODE_RECIPES_PRODUCT, 0);
        if (!is_of(c, r, recipe, 1) || lode_case_int(c, r, LODE_RECIPES_ROLE, 0) != 0) continue;
        double worth = c->input[lode_case_qty(c, r, LODE_RECIPES_PER_UNIT)].central *
                       c->input[lode_case_qty(c, product, LODE_PRODUCTS_VALUE)].central;
        if (worth > best_worth) {
            best = r;
            best_worth = worth;
        }
    }
    return best;
}

static void add_output(lode_builder *w, int32_t i, int32_t row, int32_t r)
{
    const lode_case *c = w->c;
    int32_t z = either(lode_case_qty(c, row, LODE_SITES_OUTPUT_COVER), lode_case_qty(c, 0, LODE_PARAMETERS_OUTPUT_COVER));
    lode_draft_output o = {
        .site = i,
        .product = lode_case_int(c, r, LODE_RECIPES_PRODUCT, 0),
        .driver = lode_case_int(c, r, LODE_RECIPES_ROLE, 0) == 0,
        .per_unit = lode_case_qty(c, r, LODE_RECIPES_PER_UNIT),
        .cover = z,
        .cap = lode_case_qty(c, r, LODE_RECIPES_CAP),
    };
    w->failed |= lode_draft_add_output(&w->d, o) < 0;
}

static void add_input(lode_builder *w, int32_t i, int32_t r, int32_t cohort, int32_t cohorts)
{
    const lode_case *c = w->c;
    const lode_draft_site s = w->d.site.item[i];
    int32_t product = lode_case_int(c, r, LODE_RECIPES_PRODUCT, 0);
    cover v = find_cover(c, s.actor, product, s.mixed, s.end_use, lode_case_qty(c, r, LODE_RECIPES_COVER),
                         lode_case_qty(c, r, LODE_RECIPES_INITIAL));
    lode_draft_group g = {
        .site = i,
        .recipe = lode_case_int(c, r, LODE_RECIPES_ALTERNATIVE, 0),
        .product = product,
        .essential = lode_case_int(c, r, LODE_RECIPES_ESSENTIAL, 1) == 1,
        .queue = lode_case_int(c, r, LODE_RECIPES_UNMET, 0) == 1,
        .per_unit = lode_case_qty(c, r, LODE_RECIPES_PER_UNIT),
        .cover = cohort_slot(w, v.target, cohort, cohorts),
        .initial = cohort_slot(w, v.initial, cohort, cohorts),
        .psi = either(lode_case_qty(c, r, LODE_RECIPES_PSI), lode_case_qty(c, 0, LODE_PARAMETERS_PSI)),
        .weight = either(lode_case_qty(c, r, LODE_RECIPES_WEIGHT), lode_draft_constant(&w->d, 0)),
        .sigma = lode_case_qty(c, product, LODE_PRODUCTS_ELASTICITY),
    };
    add_group(w, g, r);
}

/* The outputs, main one first, and the inputs that a recipe gives to site i. */
static void add_recipe(lode_builder *w, int32_t i, int32_t row, int32_t cohort, int32_t cohorts)
{
    const lode_case *c = w->c;
    const char *recipe = lode_case_text(c, row, LODE_SITES_RECIPE);
    int32_t first = main_output(w, recipe);
    if (first >= 0) add_output(w, i, row, first);
    for (int32_t j = 0; j < lode_rows_of(c, LODE_T_RECIPES); j++) {
        int32_t r = w->recipe_order[j];
        if (is_of(c, r, recipe, 1) && r != first) add_output(w, i, row, r);
        if (is_of(c, r, recipe, 0)) add_input(w, i, r, cohort, cohorts);
    }
}

static void add_making(lode_builder *w, int32_t row)
{
    const lode_case *c = w->c;
    int32_t actor = lode_case_int(c, row, LODE_SITES_ACTOR, 0), cohorts = lode_case_int(c, row, LODE_SITES_COHORTS, 1);
    int32_t word = lode_case_int(c, row, LODE_SITES_END_USE, 0); /* mixed, civil, defence */
    for (int32_t j = 0; j < cohorts && !w->failed; j++) {
        int32_t i = add_site(w, (lode_draft_site){
                         .kind = LODE_SITE,
                         .actor = actor,
                         .mixed = word == 0,
                         .end_use = word == 2 ? LODE_DEFENCE : LODE_CIVIL,
                         .defence_first = lode_case_int(c, actor, LODE_ACTORS_DEFENCE_FIRST, 0) == 1,
                         .part = 1.0 / cohorts,
                         .activity = lode_case_qty(c, row, LODE_SITES_ACTIVITY),
                         .share = lode_case_qty(c, row, LODE_SITES_SUPPLY_SHARE),
                         .capacity = lode_case_qty(c, row, LODE_SITES_CAPACITY),
                         .utilisation = either(lode_case_qty(c, row, LODE_SITES_UTILISATION),
                                               lode_case_qty(c, 0, LODE_PARAMETERS_UTILISATION)),
                         .growth = lode_case_qty(c, row, LODE_SITES_GROWTH),
                         .overtime = lode_case_qty(c, row, LODE_SITES_OVERTIME),
                         .elasticity = lode_draft_constant(&w->d, 0),
                         .unit_value = lode_case_qty(c, row, LODE_SITES_UNIT_VALUE),
                         .value_added = lode_case_qty(c, row, LODE_SITES_VALUE_ADDED_SHARE),
                         .first_day = (int32_t)lode_max(0, lode_builder_day(w, row, LODE_SITES_FIRST_DATE, 0)),
                     }, LODE_T_SITES, row, j);
        if (i >= 0) add_recipe(w, i, row, j, cohorts);
    }
}

static void add_using(lode_builder *w, int32_t row)
{
    const lode_case *c = w->c;
    int32_t actor = lode_case_int(c, row, LODE_DEMAND_ACTOR, 0), product = lode_case_int(c, row, LODE_DEMAND_PRODUCT, 0);
    int32_t cohorts = lode_case_int(c, row, LODE_DEMAND_COHORTS, 1);
    lode_end_use end_use = lode_case_int(c, row, LODE_DEMAND_END_USE, 0) == 1 ? LODE_DEFENCE : LODE_CIVIL;
    bool queue = lode_case_int(c, row, LODE_DEMAND_UNMET, 0) == 1;
    int32_t none = lode_draft_constant(&w->d, 0), one = lode_draft_constant(&w->d, 1);
    cover v = find_cover(c, actor, product, false, end_use, lode_case_qty(c, row, LODE_DEMAND_COVER), LODE_NONE);
    for (int32_t j = 0; j < cohorts && !w->failed; j++) {
        int32_t i = add_site(w, (lode_draft_site){
                         .kind = LODE_DEMAND,
                         .actor = actor,
                         .end_use = end_use,
                         .queue = queue,
                         .part = 1.0 / cohorts,
                         .activity = lode_case_qty(c, row, LODE_DEMAND_PER_YEAR),
                         .share = lode_case_qty(c, row, LODE_DEMAND_RESIDUAL_SHARE),
                         .capacity = LODE_NONE,
                         .utilisation = LODE_NONE,
                         .growth = lode_case_qty(c, row, LODE_DEMAND_GROWTH),
                         .overtime = one,
                         .elasticity = lode_case_qty(c, row, LODE_DEMAND_ELASTICITY),
                         .unit_value = LODE_NONE,
                         .value_added = LODE_NONE,
                     }, LODE_T_DEMAND, row, j);
        if (i < 0) return;
        add_group(w, (lode_draft_group){
                         .site = i,
                         .product = product,
                         .essential = true,
                         .queue = queue,
                         .per_unit = one,
                         .cover = cohort_slot(w, v.target, j, cohorts),
                         .initial = cohort_slot(w, v.initial, j, cohorts),
                         .psi = lode_case_qty(c, 0, LODE_PARAMETERS_PSI),
                         .weight = none,
                         .sigma = lode_case_qty(c, product, LODE_PRODUCTS_ELASTICITY),
                     }, row);
    }
}

void lode_build_sites(lode_builder *w)
{
    const lode_case *c = w->c;
    int32_t n_site = lode_rows_of(c, LODE_T_SITES), n_demand = lode_rows_of(c, LODE_T_DEMAND);
    int32_t *order = LODE_TAKE(&w->b->arena, n_site + n_demand, int32_t);
    w->recipe_order = LODE_TAKE(&w->b->arena, lode_rows_of(c, LODE_T_RECIPES), int32_t);
    if (!order || !w->recipe_order) {
        w->failed = true;
        return;
    }
    lode_canonical_order(c, &w->canonical, LODE_T_RECIPES, w->recipe_order);
    lode_canonical_order(c, &w->canonical, LODE_T_SITES, order);
    for (int32_t j = 0; j < n_site && !w->failed; j++) add_making(w, order[j]);
    lode_canonical_order(c, &w->canonical, LODE_T_DEMAND, order);
    for (int32_t j = 0; j < n_demand && !w->failed; j++) add_using(w, order[j]);
}
