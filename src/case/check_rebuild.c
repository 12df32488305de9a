/* What plans need: recipes that are there, needs that count something, counter-moves that do something. */
#include <string.h>

#include "case/check.h"

/* A plant's recipe is one of recipes.csv. */
static void check_recipe(lode_check *k, int32_t row)
{
    const char *recipe = lode_case_text(k->c, row, LODE_REBUILD_PLANTS_RECIPE);
    int32_t n = lode_check_rows(k, LODE_T_RECIPES);
    const char **known = LODE_TAKE(&k->scratch, n + 1, const char *);
    if (!known) {
        lode_check_no_memory(k);
        return;
    }
    for (int32_t r = 0; r < n; r++) {
        known[r] = lode_case_text(k->c, r, LODE_RECIPES_RECIPE);
        if (strcmp(known[r], recipe) == 0) return;
    }
    int32_t near = lode_reader_nearest(&k->near, recipe, known, n);
    lode_diag_add(k->diags, LODE_DIAG_REBUILD_RECIPE, lode_check_place(k, row, LODE_REBUILD_PLANTS_RECIPE),
                  near >= 0 ? NULL : "a plant runs a recipe of recipes.csv", recipe);
    if (near >= 0) lode_diag_hint(k->diags, "did you mean '%s'?", known[near]);
}

static void check_need(lode_check *k, int32_t row)
{
    if (lode_check_given(k, row, LODE_REBUILD_NEEDS_FOR) && lode_case_int(k->c, row, LODE_REBUILD_NEEDS_COUNT, 0) == 0)
        lode_diag_add(k->diags, LODE_DIAG_REBUILD_COUNT, lode_check_place(k, row, LODE_REBUILD_NEEDS_FOR),
                      "write count: contents, or leave for_products out");
}

static void check_counter(lode_check *k, int32_t row)
{
    const lode_cell *measures = lode_check_cell(k, row, LODE_REBUILD_COUNTERS_MEASURES);
    const int32_t technology = lode_words_find(lode_schema_column(LODE_MEASURES_KIND)->argument, "technology");
    for (int32_t i = measures->first; i < measures->first + measures->n; i++)
        if (lode_case_int(k->c, k->c->list[i], LODE_MEASURES_KIND, -1) != technology)
            lode_diag_add(k->diags, LODE_DIAG_REBUILD_COUNTER_MEASURE,
                          lode_check_place(k, row, LODE_REBUILD_COUNTERS_MEASURES), "name measures of kind technology",
                          lode_check_key(k, LODE_T_MEASURES, k->c->list[i]));
    bool products = lode_check_given(k, row, LODE_REBUILD_COUNTERS_PRODUCTS),
         drop = lode_check_given(k, row, LODE_REBUILD_COUNTERS_DROP);
    if (products != drop)
        lode_diag_add(k->diags, LODE_DIAG_REBUILD_COUNTER_PRICE,
                      lode_check_place(k, row, products ? LODE_REBUILD_COUNTERS_PRODUCTS : LODE_REBUILD_COUNTERS_DROP),
                      products ? "give price_drop" : "give products");
    if (measures->n == 0 && !products && !drop)
        lode_diag_add(k->diags, LODE_DIAG_REBUILD_COUNTER_NOTHING, lode_check_place(k, row, LODE_REBUILD_COUNTERS_COUNTER),
                      "give measures, or products and price_drop", lode_check_key(k, LODE_T_REBUILD_COUNTERS, row));
}

void lode_check_rebuild(lode_check *k)
{
    for (int32_t r = 0; r < lode_check_rows(k, LODE_T_REBUILD_PLANTS); r++) check_recipe(k, r);
    for (int32_t r = 0; r < lode_check_rows(k, LODE_T_REBUILD_NEEDS); r++) check_need(k, r);
    for (int32_t r = 0; r < lode_check_rows(k, LODE_T_REBUILD_COUNTERS); r++) check_counter(k, r);
}
