/* Scenarios: what they extend, what they list, what nobody uses. */
#include "case/check.h"

#include <string.h>

/* Report scenarios that come back to themselves along `extends`, once for each cycle. */
static void check_extends(lode_check *k)
{
    int32_t n = lode_check_rows(k, LODE_T_SCENARIOS);
    int32_t *walk = LODE_TAKE(&k->scratch, n, int32_t); /* which walk was here first, from 1 */
    if (!walk) {
        lode_check_no_memory(k);
        return;
    }
    for (int32_t s = 0; s < n; s++) {
        int32_t at = s;
        while (at >= 0 && walk[at] == 0) {
            walk[at] = s + 1;
            at = lode_case_int(k->c, at, LODE_SCENARIOS_EXTENDS, -1);
        }
        if (at >= 0 && walk[at] == s + 1) {
            lode_diag_add(k->diags, LODE_DIAG_EXTENDS_CYCLE,
                          lode_check_place(k, at, LODE_SCENARIOS_EXTENDS), NULL,
                          lode_check_key(k, LODE_T_SCENARIOS, at));
            k->extends_cycle = true;
        }
    }
}

/* Whether scenario s has a measure, by itself or by what it extends. */
static bool has_measure(lode_check *k, int32_t s, int32_t measure)
{
    while (s >= 0 && lode_check_spend(k, 1)) {
        if (lode_check_lists(k, s, LODE_SCENARIOS_MEASURES, measure)) return true;
        if (lode_check_lists(k, s, LODE_SCENARIOS_WITHOUT, measure)) return false;
        s = lode_case_int(k->c, s, LODE_SCENARIOS_EXTENDS, -1);
    }
    return false;
}

/* A scenario that takes away a measure that it did not have. */
static void check_without(lode_check *k, int32_t s)
{
    const lode_cell *cell = lode_check_cell(k, s, LODE_SCENARIOS_WITHOUT);
    int32_t base = lode_case_int(k->c, s, LODE_SCENARIOS_EXTENDS, -1);
    for (int32_t i = cell->first; cell->set && i < cell->first + cell->n; i++) {
        int32_t m = k->c->list[i];
        if (k->extends_cycle) return;
        bool had = base >= 0 ? has_measure(k, base, m) : lode_measure_in_force(k->c, m);
        if (!had && lode_check_shows(k, LODE_DIAG_WITHOUT_ABSENT))
            lode_diag_add(k->diags, LODE_DIAG_WITHOUT_ABSENT,
                          lode_check_place(k, s, LODE_SCENARIOS_WITHOUT), NULL,
                          lode_check_key(k, LODE_T_MEASURES, m));
    }
}

/* Committed projects are in every scenario without being listed. */
static void check_projects(lode_check *k, int32_t s)
{
    const lode_cell *cell = lode_check_cell(k, s, LODE_SCENARIOS_PROJECTS);
    for (int32_t i = cell->first; cell->set && i < cell->first + cell->n; i++)
        if (lode_case_int(k->c, k->c->list[i], LODE_PROJECTS_STATUS, 1) == 0 &&
            lode_check_shows(k, LODE_DIAG_PROJECT_COMMITTED))
            lode_diag_add(k->diags, LODE_DIAG_PROJECT_COMMITTED,
                          lode_check_place(k, s, LODE_SCENARIOS_PROJECTS), NULL,
                          lode_check_key(k, LODE_T_PROJECTS, k->c->list[i]));
}

/* --- the two that are always there -------------------------------------------------------- */

static void check_root(lode_check *k, int32_t s)
{
    if (!lode_check_given(k, s, LODE_SCENARIOS_EXTENDS)) return;
    lode_diag_add(k->diags, LODE_DIAG_ROOT_EXTENDS, lode_check_place(k, s, LODE_SCENARIOS_EXTENDS),
                  "remove 'extends'", lode_check_key(k, LODE_T_SCENARIOS, s));
}

static void check_no_measures(lode_check *k, int32_t s)
{
    const lode_cell *cell = lode_check_cell(k, s, LODE_SCENARIOS_MEASURES);
    check_root(k, s);
    if (cell->given && cell->n > 0)
        lode_diag_add(k->diags, LODE_DIAG_NO_MEASURES_HAS,
                      lode_check_place(k, s, LODE_SCENARIOS_MEASURES),
                      "give the scenario another name");
}

/* A status quo that lists its measures must list those that are in force, and no others. */
static void check_status_quo(lode_check *k, int32_t s)
{
    check_root(k, s);
    lode_place place = lode_check_place(k, s, LODE_SCENARIOS_MEASURES);
    int32_t n = lode_check_rows(k, LODE_T_MEASURES);
    for (int32_t m = 0; m < n && lode_check_spend(k, n); m++) {
        bool in_force = lode_measure_in_force(k->c, m), in = lode_case_in_status_quo(k->c, m);
        const char *key = lode_check_key(k, LODE_T_MEASURES, m);
        if (in_force && !in && lode_check_shows(k, LODE_DIAG_STATUS_QUO_WITHOUT))
            lode_diag_add(k->diags, LODE_DIAG_STATUS_QUO_WITHOUT, place,
                          "losses are counted against the status quo", key);
        if (!in_force && in && lode_check_shows(k, LODE_DIAG_STATUS_QUO_FUTURE))
            lode_diag_add(k->diags, LODE_DIAG_STATUS_QUO_FUTURE, place,
                          "put it into a scenario of its own", key);
    }
}

/* Measures are suspended from a day on. */
static void check_suspends(lode_check *k, int32_t s)
{
    bool suspends = lode_check_given(k, s, LODE_SCENARIOS_SUSPENDS);
    if (suspends && !lode_check_given(k, s, LODE_SCENARIOS_SUSPENDED_FROM))
        lode_diag_add(k->diags, LODE_DIAG_SUSPENDED_WHEN,
                      lode_check_place(k, s, LODE_SCENARIOS_SUSPENDS),
                      "add suspended_from: YYYY-MM-DD");
}

void lode_check_scenarios(lode_check *k)
{
    check_extends(k);
    for (int32_t s = 0; s < lode_check_rows(k, LODE_T_SCENARIOS); s++) {
        const char *key = lode_check_key(k, LODE_T_SCENARIOS, s);
        if (strcmp(key, "no-measures") == 0) check_no_measures(k, s);
        if (strcmp(key, "status-quo") == 0) check_status_quo(k, s);
        check_without(k, s);
        check_projects(k, s);
        check_suspends(k, s);
    }
}

/* --- what nobody uses --------------------------------------------------------------------- */

/* Which rows of a table stand in the lists of column c of any scenario, or NULL. */
static const bool *listed(lode_check *k, lode_column_id c, lode_table_id t)
{
    bool *in = LODE_TAKE(&k->scratch, lode_check_rows(k, t), bool);
    if (!in) lode_check_no_memory(k);
    for (int32_t s = 0; in && s < lode_check_rows(k, LODE_T_SCENARIOS); s++) {
        const lode_cell *cell = lode_check_cell(k, s, c);
        for (int32_t i = cell->first; cell->set && i < cell->first + cell->n; i++)
            in[k->c->list[i]] = true;
    }
    return in;
}

/* Whether it can be told when a measure is in force. */
static bool has_dates(const lode_check *k, int32_t m)
{
    return lode_check_cell(k, m, LODE_MEASURES_ANNOUNCED)->set &&
           lode_check_cell(k, m, LODE_MEASURES_EFFECTIVE)->set;
}

static void unused_measures(lode_check *k)
{
    /* without as_of nobody can tell what is in the status quo */
    if (!lode_check_cell(k, 0, LODE_CASE_AS_OF)->set) return;
    const bool *used = listed(k, LODE_SCENARIOS_MEASURES, LODE_T_MEASURES);
    for (int32_t m = 0; used && m < lode_check_rows(k, LODE_T_MEASURES); m++)
        if (!used[m] && has_dates(k, m) && lode_check_shows(k, LODE_DIAG_UNUSED_MEASURE))
            lode_diag_add(k->diags, LODE_DIAG_UNUSED_MEASURE,
                          lode_check_place(k, m, LODE_MEASURES_MEASURE), NULL,
                          lode_check_key(k, LODE_T_MEASURES, m));
}

static void unused_damages(lode_check *k)
{
    const bool *used = listed(k, LODE_SCENARIOS_DAMAGES, LODE_T_DAMAGES);
    for (int32_t d = 0; used && d < lode_check_rows(k, LODE_T_DAMAGES); d++)
        if (!used[d] && lode_check_shows(k, LODE_DIAG_UNUSED_DAMAGE))
            lode_diag_add(k->diags, LODE_DIAG_UNUSED_DAMAGE,
                          lode_check_place(k, d, LODE_DAMAGES_DAMAGE), NULL,
                          lode_check_key(k, LODE_T_DAMAGES, d));
}

static void unused_sources(lode_check *k)
{
    const bool *used = ((const lode_store *)k->c->store)->source_used;
    for (int32_t s = 0; s < lode_check_rows(k, LODE_T_SOURCES); s++)
        if (!used[s] && lode_check_shows(k, LODE_DIAG_UNUSED_SOURCE))
            lode_diag_add(k->diags, LODE_DIAG_UNUSED_SOURCE,
                          lode_check_place(k, s, LODE_SOURCES_SOURCE), NULL,
                          lode_check_key(k, LODE_T_SOURCES, s));
}

/* Recipes that no site runs: one warning at the first row of each. */
static void unused_recipes(lode_check *k)
{
    int32_t n = lode_check_rows(k, LODE_T_RECIPES);
    bool *used = LODE_TAKE(&k->scratch, n, bool);
    if (!used) {
        lode_check_no_memory(k);
        return;
    }
    for (int32_t s = 0; s < lode_check_rows(k, LODE_T_SITES); s++)
        if (k->recipe_first[s] >= 0) used[k->recipe_first[s]] = true;
    for (int32_t i = 0; i < n; i++) {
        const char *name = lode_case_text(k->c, i, LODE_RECIPES_RECIPE);
        bool first = i == 0 || strcmp(name, lode_case_text(k->c, i - 1, LODE_RECIPES_RECIPE)) != 0;
        if (first && !used[i] && lode_check_shows(k, LODE_DIAG_UNUSED_RECIPE))
            lode_diag_add(k->diags, LODE_DIAG_UNUSED_RECIPE,
                          lode_check_place(k, i, LODE_RECIPES_RECIPE), NULL, name);
    }
}

void lode_check_unused(lode_check *k)
{
    unused_measures(k);
    unused_damages(k);
    unused_sources(k);
    unused_recipes(k);
}
