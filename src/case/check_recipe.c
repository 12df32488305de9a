/* Recipes and sites: inputs, outputs, weights, activity, capacity. */
#include "case/check.h"

#include <string.h>

enum { INPUT, OUTPUT };      /* recipes.direction */
enum { DRIVER, BY_PRODUCT }; /* recipes.role      */

/* --- one row of recipes.csv --------------------------------------------------------------- */

/* Columns that only one direction has. */
static const struct {
    lode_column_id column;
    int32_t direction;
} only[] = {
    {LODE_RECIPES_ALTERNATIVE, INPUT},   {LODE_RECIPES_ESSENTIAL, INPUT},
    {LODE_RECIPES_WEIGHT, INPUT},        {LODE_RECIPES_COVER, INPUT},
    {LODE_RECIPES_INITIAL, INPUT},       {LODE_RECIPES_PSI, INPUT},
    {LODE_RECIPES_UNMET, INPUT},         {LODE_RECIPES_BUILD, INPUT},
    {LODE_RECIPES_QUALIFICATION, INPUT}, {LODE_RECIPES_ROLE, OUTPUT},
    {LODE_RECIPES_CAP, OUTPUT},
};

static void check_direction(lode_check *k, int32_t row)
{
    int32_t direction = lode_case_int(k->c, row, LODE_RECIPES_DIRECTION, INPUT);
    for (size_t i = 0; i < sizeof only / sizeof only[0]; i++) {
        if (only[i].direction == direction || !lode_check_given(k, row, only[i].column)) continue;
        if (lode_check_shows(k, LODE_DIAG_WRONG_DIRECTION))
            lode_diag_add(k->diags, LODE_DIAG_WRONG_DIRECTION,
                          lode_check_place(k, row, only[i].column), "leave it blank",
                          lode_schema_column(only[i].column)->name,
                          direction == INPUT ? "input" : "output");
    }
}

/* Non-essential inputs need a weight, essential ones have none. */
static void check_weight(lode_check *k, int32_t row)
{
    if (lode_case_int(k->c, row, LODE_RECIPES_DIRECTION, OUTPUT) != INPUT) return;
    const lode_cell *essential = lode_check_cell(k, row, LODE_RECIPES_ESSENTIAL);
    bool weight = lode_check_given(k, row, LODE_RECIPES_WEIGHT);
    if (!essential->set || (essential->i != 0) != weight) return;
    lode_place place = lode_check_place(k, row, LODE_RECIPES_WEIGHT);
    if (weight)
        lode_diag_add(k->diags, LODE_DIAG_WEIGHT_ESSENTIAL, place,
                      "leave it blank, or write essential = no",
                      lode_check_key(k, LODE_T_RECIPES, row));
    else
        lode_diag_add(k->diags, LODE_DIAG_WEIGHT_MISSING, place,
                      "'weight' is the share of output lost when the input is missing",
                      lode_check_key(k, LODE_T_RECIPES, row));
}

/* An output of nothing is none. */
static void check_per_unit(lode_check *k, int32_t row)
{
    const lode_input *per_unit = lode_check_input(k, row, LODE_RECIPES_PER_UNIT);
    if (!per_unit || per_unit->low > 0.0) return;
    if (lode_case_int(k->c, row, LODE_RECIPES_DIRECTION, INPUT) == OUTPUT)
        lode_diag_add(k->diags, LODE_DIAG_OUTPUT_ZERO,
                      lode_check_place(k, row, LODE_RECIPES_PER_UNIT),
                      "the whole range must be above 0", lode_check_key(k, LODE_T_RECIPES, row));
}

/* --- one recipe: rows [first, end) -------------------------------------------------------- */

int32_t lode_check_recipe_end(const lode_check *k, int32_t first)
{
    const char *name = lode_case_text(k->c, first, LODE_RECIPES_RECIPE);
    int32_t end = first + 1, n = lode_check_rows(k, LODE_T_RECIPES);
    while (end < n && strcmp(lode_case_text(k->c, end, LODE_RECIPES_RECIPE), name) == 0) end++;
    return end;
}

static void check_outputs(lode_check *k, int32_t first, int32_t end)
{
    int32_t n_output = 0, n_driver = 0;
    for (int32_t i = first; i < end; i++) {
        if (lode_case_int(k->c, i, LODE_RECIPES_DIRECTION, INPUT) != OUTPUT) continue;
        n_output++;
        n_driver += lode_case_int(k->c, i, LODE_RECIPES_ROLE, DRIVER) == DRIVER;
    }
    lode_place place = lode_check_place(k, first, LODE_RECIPES_RECIPE);
    const char *name = lode_case_text(k->c, first, LODE_RECIPES_RECIPE);
    if (n_output == 0)
        lode_diag_add(k->diags, LODE_DIAG_NO_OUTPUT, place, "add a row with direction = output",
                      name);
    else if (n_driver == 0)
        lode_diag_add(k->diags, LODE_DIAG_NO_DRIVER, place,
                      "write role = driver for the output that sets the rate", name);
}

/* The weights of all inputs that may be missing at once. */
static void check_weights(lode_check *k, int32_t first, int32_t end)
{
    enum { ALTERNATIVES = 4 };
    double sum[ALTERNATIVES] = {0.0};
    int32_t last[ALTERNATIVES] = {0};
    for (int32_t i = first; i < end; i++) {
        const lode_input *weight = lode_check_input(k, i, LODE_RECIPES_WEIGHT);
        int32_t a = lode_case_int(k->c, i, LODE_RECIPES_ALTERNATIVE, 0);
        if (!weight || a < 0 || a >= ALTERNATIVES) continue;
        sum[a] += weight->central;
        last[a] = i;
    }
    for (int32_t a = 0; a < ALTERNATIVES; a++)
        if (sum[a] > 1.0 + 1e-9)
            lode_diag_add(k->diags, LODE_DIAG_WEIGHTS_ABOVE_ONE,
                          lode_check_place(k, last[a], LODE_RECIPES_WEIGHT), NULL,
                          lode_case_text(k->c, first, LODE_RECIPES_RECIPE), sum[a]);
}

void lode_check_recipes(lode_check *k)
{
    int32_t n = lode_check_rows(k, LODE_T_RECIPES);
    for (int32_t i = 0; i < n; i++) {
        check_direction(k, i);
        check_weight(k, i);
        check_per_unit(k, i);
    }
    for (int32_t i = 0; i < n; i = lode_check_recipe_end(k, i))
        check_weights(k, i, lode_check_recipe_end(k, i));
}

/* --- one row of sites.csv ----------------------------------------------------------------- */

static void check_activity(lode_check *k, int32_t s)
{
    bool activity = lode_check_given(k, s, LODE_SITES_ACTIVITY);
    bool share = lode_check_given(k, s, LODE_SITES_SUPPLY_SHARE);
    if (activity != share) return;
    lode_place place = lode_check_place(k, s, activity ? LODE_SITES_SUPPLY_SHARE : LODE_SITES_SITE);
    if (activity)
        lode_diag_add(k->diags, LODE_DIAG_ACTIVITY_TWICE, place, "leave one of them blank",
                      lode_check_key(k, LODE_T_SITES, s));
    else
        lode_diag_add(k->diags, LODE_DIAG_ACTIVITY_MISSING, place,
                      "give activity_per_year (0 for a site that does not run yet) or supply_share",
                      lode_check_key(k, LODE_T_SITES, s));
}

static void check_capacity(lode_check *k, int32_t s)
{
    const lode_input *capacity = lode_check_input(k, s, LODE_SITES_CAPACITY);
    const lode_input *activity = lode_check_input(k, s, LODE_SITES_ACTIVITY);
    if (lode_check_given(k, s, LODE_SITES_CAPACITY) &&
        lode_check_given(k, s, LODE_SITES_UTILISATION))
        lode_diag_add(k->diags, LODE_DIAG_CAPACITY_TWICE,
                      lode_check_place(k, s, LODE_SITES_UTILISATION), "leave one of them blank",
                      lode_check_key(k, LODE_T_SITES, s));
    if (capacity && activity && capacity->central < activity->central &&
        lode_check_shows(k, LODE_DIAG_CAPACITY_SMALL))
        lode_diag_add(k->diags, LODE_DIAG_CAPACITY_SMALL,
                      lode_check_place(k, s, LODE_SITES_CAPACITY), NULL, capacity->central,
                      activity->central);
}

void lode_check_sites(lode_check *k)
{
    for (int32_t s = 0; s < lode_check_rows(k, LODE_T_SITES); s++) {
        check_activity(k, s);
        check_capacity(k, s);
    }
}

/* --- sites and their recipes -------------------------------------------------------------- */

/* First row of a recipe, or -1. */
static int32_t find_recipe(const lode_check *k, const char *name)
{
    int32_t low = 0, high = lode_check_rows(k, LODE_T_RECIPES), n = high;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (strcmp(lode_case_text(k->c, middle, LODE_RECIPES_RECIPE), name) < 0) low = middle + 1;
        else high = middle;
    }
    return low < n && strcmp(lode_case_text(k->c, low, LODE_RECIPES_RECIPE), name) == 0 ? low : -1;
}

static void unknown_recipe(lode_check *k, int32_t s, const char *const *recipes, int32_t n)
{
    const char *name = lode_case_text(k->c, s, LODE_SITES_RECIPE);
    lode_diag_add(k->diags, LODE_DIAG_UNKNOWN_RECIPE, lode_check_place(k, s, LODE_SITES_RECIPE),
                  NULL, name);
    int32_t near = lode_reader_nearest(&k->near, name, recipes, n);
    if (near >= 0)
        lode_diag_hint(k->diags, "did you mean '%s' (recipes.csv:%d)?", recipes[near],
                       (int)lode_check_cell(k, near, LODE_RECIPES_RECIPE)->line);
    else lode_diag_hint(k->diags, "add its inputs and outputs to recipes.csv");
}

bool lode_check_site_recipes(lode_check *k)
{
    int32_t n_site = lode_check_rows(k, LODE_T_SITES), n = lode_check_rows(k, LODE_T_RECIPES);
    k->recipe_first = LODE_TAKE(&k->scratch, n_site, int32_t);
    k->recipe_end = LODE_TAKE(&k->scratch, n_site, int32_t);
    int32_t *end = LODE_TAKE(&k->scratch, n, int32_t); /* by first row of a recipe */
    const char **recipes = LODE_TAKE(&k->scratch, n, const char *);
    if (!k->recipe_first || !k->recipe_end || !end || !recipes) return lode_check_no_memory(k);

    /* names are given once each to the search for a near one; the others are NULL */
    for (int32_t i = 0; i < n; i = end[i]) {
        end[i] = lode_check_recipe_end(k, i);
        recipes[i] = lode_case_text(k->c, i, LODE_RECIPES_RECIPE);
        check_outputs(k, i, end[i]);
    }
    bool all = true;
    for (int32_t s = 0; s < n_site; s++) {
        int32_t first = find_recipe(k, lode_case_text(k->c, s, LODE_SITES_RECIPE));
        k->recipe_first[s] = first;
        k->recipe_end[s] = first >= 0 ? end[first] : -1;
        if (first >= 0) continue;
        unknown_recipe(k, s, recipes, n);
        all = false;
    }
    return all;
}
