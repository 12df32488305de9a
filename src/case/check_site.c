/* Sites beside their recipes: what calibration could not find, and stocks that are thrown away before they can be sold. */
#include "case/check.h"

enum { INPUT, OUTPUT }; /* recipes.direction */
enum { DRIVER };        /* recipes.role      */

static double central(const lode_check *k, int32_t row, lode_column_id c, double otherwise)
{
    const lode_input *in = lode_check_input(k, row, c);
    return in ? in->central : otherwise;
}

static bool is(const lode_check *k, int32_t row, lode_column_id c, int32_t word)
{
    return lode_case_int(k->c, row, c, 0) == word;
}

/* --- recipes ------------------------------------------------------------------------------ */

/* A substitute stands in for something: without a base recipe it would itself be taken for one. */
static void check_base(lode_check *k, int32_t first, int32_t end)
{
    int32_t substitute = -1;
    for (int32_t i = first; i < end; i++) {
        if (!is(k, i, LODE_RECIPES_DIRECTION, INPUT)) continue;
        if (is(k, i, LODE_RECIPES_ALTERNATIVE, 0)) return;
        if (substitute < 0) substitute = i;
    }
    if (substitute >= 0)
        lode_diag_add(k->diags, LODE_DIAG_NO_BASE_RECIPE, lode_check_place(k, substitute, LODE_RECIPES_ALTERNATIVE),
                      "write the inputs of the base recipe, with a blank alternative",
                      lode_case_text(k->c, first, LODE_RECIPES_RECIPE));
}

/* --- one site, whose recipe has the rows first .. end-1 ------------------------------------ */

/* A share of what one product leaves open says nothing about a second one. */
static void check_drivers(lode_check *k, int32_t s, int32_t first, int32_t end)
{
    int32_t n = 0;
    for (int32_t i = first; i < end; i++)
        n += is(k, i, LODE_RECIPES_DIRECTION, OUTPUT) && is(k, i, LODE_RECIPES_ROLE, DRIVER);
    if (n > 1)
        lode_diag_add(k->diags, LODE_DIAG_SHARE_OF_TWO, lode_check_place(k, s, LODE_SITES_SUPPLY_SHARE),
                      "give activity_per_year, or make all outputs but one by-products", lode_check_key(k, LODE_T_SITES, s),
                      (int)n);
}

/* What a site makes is found from the uses of its product: its own cannot be among them. `told` by row of recipes. */
static void check_own_product(lode_check *k, int32_t s, int32_t first, int32_t end, bool *told)
{
    for (int32_t i = first; i < end; i++)
        for (int32_t o = first; o < end && lode_check_spend(k, 1); o++) {
            if (!is(k, i, LODE_RECIPES_DIRECTION, INPUT) || !is(k, o, LODE_RECIPES_DIRECTION, OUTPUT)) continue;
            if (!is(k, i, LODE_RECIPES_ALTERNATIVE, 0) || !is(k, o, LODE_RECIPES_ROLE, DRIVER)) continue;
            int32_t product = lode_case_int(k->c, i, LODE_RECIPES_PRODUCT, -1);
            if (product != lode_case_int(k->c, o, LODE_RECIPES_PRODUCT, -2)) continue;
            if (!told[i])
                lode_diag_add(k->diags, LODE_DIAG_OWN_PRODUCT, lode_check_place(k, i, LODE_RECIPES_PRODUCT),
                              "give the site an activity_per_year, or leave this input out and write what the recipe makes net "
                              "of it",
                              lode_check_key(k, LODE_T_SITES, s), lode_check_key(k, LODE_T_PRODUCTS, product));
            told[i] = true;
        }
}

/* What a joint output has above its cap leaves before it is shipped: below the cover and a step that is sold goods. */
static void check_cap(lode_check *k, int32_t s, int32_t first, int32_t end)
{
    double step = (double)lode_case_int(k->c, 0, LODE_CASE_STEP, 1);
    double cover = central(k, s, LODE_SITES_OUTPUT_COVER, central(k, 0, LODE_PARAMETERS_OUTPUT_COVER, 0));
    int32_t outputs = 0;
    for (int32_t i = first; i < end; i++) outputs += is(k, i, LODE_RECIPES_DIRECTION, OUTPUT);
    for (int32_t i = first; i < end && outputs > 1; i++) {
        double cap = central(k, i, LODE_RECIPES_CAP, 1e300);
        if (is(k, i, LODE_RECIPES_DIRECTION, OUTPUT) && cap < cover + step && lode_check_shows(k, LODE_DIAG_CAP_SHORT))
            lode_diag_add(k->diags, LODE_DIAG_CAP_SHORT, lode_check_place(k, i, LODE_RECIPES_CAP),
                          "what is above it is disposed of before it can be shipped", cap, cover,
                          lode_check_key(k, LODE_T_SITES, s), step);
    }
}

void lode_check_site_recipe(lode_check *k)
{
    int32_t n = lode_check_rows(k, LODE_T_RECIPES);
    bool *told = LODE_TAKE(&k->scratch, n, bool);
    if (!told) {
        lode_check_no_memory(k);
        return;
    }
    for (int32_t i = 0; i < n; i = lode_check_recipe_end(k, i))
        check_base(k, i, lode_check_recipe_end(k, i));
    for (int32_t s = 0; s < lode_check_rows(k, LODE_T_SITES); s++) {
        int32_t first = k->recipe_first[s], end = k->recipe_end[s];
        check_cap(k, s, first, end);
        if (!lode_check_given(k, s, LODE_SITES_SUPPLY_SHARE)) continue;
        check_drivers(k, s, first, end);
        check_own_product(k, s, first, end, told);
    }
}
