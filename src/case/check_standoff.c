/* The stand-off: two sides of different actors, a deadline that both know the worth of. */
#include "case/check.h"

/* A side's actor that the other has too, or -1. `own`: no actors are given, and the side is called like one. */
static bool has_actor(const lode_check *k, int32_t side, int32_t actor)
{
    if (lode_check_given(k, side, LODE_STANDOFF_SIDES_ACTORS))
        return lode_check_lists(k, side, LODE_STANDOFF_SIDES_ACTORS, actor);
    return lode_case_find(k->c, LODE_T_ACTORS, lode_check_key(k, LODE_T_STANDOFF_SIDES, side)) ==
           actor;
}

static void check_actors(lode_check *k)
{
    for (int32_t i = 0; i < 2; i++) {
        const char *key = lode_check_key(k, LODE_T_STANDOFF_SIDES, i);
        if (!lode_check_given(k, i, LODE_STANDOFF_SIDES_ACTORS) &&
            lode_case_find(k->c, LODE_T_ACTORS, key) < 0)
            lode_diag_add(k->diags, LODE_DIAG_SIDE_NO_ACTORS,
                          lode_check_place(k, i, LODE_STANDOFF_SIDES_SIDE), "give 'actors'", key);
    }
    for (int32_t a = 0; a < lode_check_rows(k, LODE_T_ACTORS); a++)
        if (has_actor(k, 0, a) && has_actor(k, 1, a))
            lode_diag_add(k->diags, LODE_DIAG_SIDE_BOTH,
                          lode_check_place(k, 1, LODE_STANDOFF_SIDES_ACTORS), NULL,
                          lode_check_key(k, LODE_T_ACTORS, a));
}

static void check_values(lode_check *k)
{
    bool deadline = lode_check_given(k, 0, LODE_STANDOFF_DEADLINE);
    for (int32_t i = 0; i < 2; i++) {
        const char *key = lode_check_key(k, LODE_T_STANDOFF_SIDES, i);
        const lode_input *value = lode_check_input(k, i, LODE_STANDOFF_SIDES_VALUE);
        if (value && !(value->low > 0))
            lode_diag_add(k->diags, LODE_DIAG_SIDE_WORTHLESS,
                          lode_check_place(k, i, LODE_STANDOFF_SIDES_VALUE), NULL, key);
        if (deadline && !lode_check_given(k, i, LODE_STANDOFF_SIDES_EXPIRY))
            lode_diag_add(k->diags, LODE_DIAG_SIDE_NO_EXPIRY,
                          lode_check_place(k, i, LODE_STANDOFF_SIDES_SIDE),
                          "give at_deadline_usd: what it gets where the deadline passes", key);
    }
    const lode_cell *start = lode_check_cell(k, 0, LODE_STANDOFF_START),
                    *end = lode_check_cell(k, 0, LODE_STANDOFF_DEADLINE);
    const lode_cell *as_of = lode_check_cell(k, 0, LODE_CASE_AS_OF);
    int32_t first = start->set ? start->i : as_of->set ? as_of->i : INT32_MIN;
    if (end->set && end->i <= first)
        lode_diag_add(k->diags, LODE_DIAG_STANDOFF_DEADLINE,
                      lode_check_place(k, 0, LODE_STANDOFF_DEADLINE), NULL);
}

void lode_check_standoff(lode_check *k)
{
    int32_t n = lode_check_rows(k, LODE_T_STANDOFF_SIDES);
    bool given = lode_check_given(k, 0, LODE_STANDOFF_SCENARIO);
    if (n == 0 && !given) return;
    if (n != 2) {
        lode_diag_add(k->diags, LODE_DIAG_STANDOFF_SIDES,
                      lode_check_place(k, 0, LODE_STANDOFF_SCENARIO),
                      "declare two under standoff_sides", (int)n);
        return;
    }
    if (!given)
        lode_diag_add(k->diags, LODE_DIAG_STANDOFF_SCENARIO,
                      lode_check_place(k, 0, LODE_STANDOFF_SIDES_SIDE),
                      "give 'scenario' under 'standoff': its losses are the costs of waiting");
    check_actors(k);
    check_values(k);
}
