/* All that must hold between the rows of a case and can be told without a model. */
#include "case/check.h"

#include <string.h>

bool lode_check_shows(lode_check *k, lode_diag_code code)
{
    return ++k->seen[code] <= LODE_SHOWN;
}

bool lode_check_spend(lode_check *k, int64_t n)
{
    k->budget -= n > 0 ? n : 1;
    return k->budget > 0;
}

bool lode_check_no_memory(lode_check *k)
{
    k->failed = true;
    lode_diag_no_memory(k->diags);
    return false;
}

int32_t lode_check_rows(const lode_check *k, lode_table_id t)
{
    return k->c->table[t].n_row;
}

const lode_cell *lode_check_cell(const lode_check *k, int32_t row, lode_column_id c)
{
    return lode_case_cell(k->c, row, c);
}

lode_place lode_check_place(const lode_check *k, int32_t row, lode_column_id c)
{
    return lode_case_place(k->c, row, c);
}

const lode_input *lode_check_input(const lode_check *k, int32_t row, lode_column_id c)
{
    int32_t i = lode_case_qty(k->c, row, c);
    return i >= 0 ? &k->c->input[i] : NULL;
}

bool lode_check_given(const lode_check *k, int32_t row, lode_column_id c)
{
    return lode_case_cell(k->c, row, c)->given;
}

const char *lode_check_word(const lode_check *k, int32_t row, lode_column_id c, char out[32])
{
    const lode_cell *cell = lode_case_cell(k->c, row, c);
    size_t n = 0;
    const char *word = cell->set ? lode_words_at(lode_schema_column(c)->argument, cell->i, &n) : "";
    if (n > 31) n = 31;
    memcpy(out, word, n);
    out[n] = '\0';
    return out;
}

bool lode_check_lists(const lode_check *k, int32_t row, lode_column_id c, int32_t x)
{
    const lode_cell *cell = lode_case_cell(k->c, row, c);
    for (int32_t i = cell->first; cell->set && i < cell->first + cell->n; i++)
        if (k->c->list[i] == x) return true;
    return false;
}

const char *lode_check_key(const lode_check *k, lode_table_id t, int32_t row)
{
    return lode_case_key(k->c, t, row);
}

/* How many warnings of each kind were not shown. */
static void sum_up(lode_check *k)
{
    for (int32_t code = 0; code < LODE_DIAG_END; code++)
        if (k->seen[code] > LODE_SHOWN)
            lode_diag_add(k->diags, LODE_DIAG_MORE_OF_KIND, (lode_place){0}, NULL,
                          (int)(k->seen[code] - LODE_SHOWN), (int)code);
}

void lode_check_case(const lode_case *c, bool whole, lode_diags *diags)
{
    lode_check k = {.c = c, .diags = diags, .whole = whole};
    k.budget = 100 * 1000 * 1000;
    k.near.near_left = LODE_MAX_NEAR;
    lode_check_calendar(&k);
    lode_check_measures(&k);
    lode_check_recipes(&k);
    lode_check_sites(&k);
    lode_check_stocks(&k);
    if (whole) lode_check_dependences(&k);
    if (whole) lode_check_scenarios(&k);
    if (whole) lode_check_trade(&k);
    if (whole) lode_check_standoff(&k);
    if (whole) lode_check_rebuild(&k);
    if (whole && lode_check_site_recipes(&k) && lode_check_network(&k)) {
        lode_check_site_recipe(&k);
        lode_check_measure_links(&k);
        lode_check_cycles(&k);
        lode_check_stability(&k);
        lode_check_horizon(&k);
        lode_check_unused(&k);
    }
    sum_up(&k);
    lode_arena_free(&k.scratch);
}
