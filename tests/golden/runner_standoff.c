/* Golden values of the stand-off: equilibria, postponing, learning, changes of one input. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "runner_standoff.h"
#include "standoff/delay.h"

/* A file of games beside the document that holds what is expected of them. */
typedef struct gold {
    golden_result r;
    lode_standoff_file file;
    lode_standoff_work *w;
    lode_standoff_result *result;
    void *memory;
} gold;

static const char *const SIDE[] = {"A", "B"};

static double num(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : NAN;
}

/* Compare; scale: the size below which the error is absolute. */
static void near(gold *g, const char *what, const char *id, double got, double want, double scale,
                 double tolerance)
{
    golden_compare(&g->r, got, want, scale, tolerance, "%s of %s", what, id);
}

static const json_t *side_of(const json_t *o, const char *key, int i)
{
    return json_object_get(json_object_get(o, key), SIDE[i]);
}

/* --- one equilibrium ------------------------------------------------------------------------ */

static bool near_mass(const lode_standoff_result *s, double day)
{
    const lode_standoff_equilibrium *e = &s->equilibrium[0];
    for (int32_t n = 0; n < e->n_atom; n++)
        if (fabs(e->atom[n].day - day) <= 1e-9 * (1 + day)) return true;
    for (int i = 0; i < 2; i++)
        if (e->q_day[i] > 0 && fabs(e->q_day[i] - day) <= 1e-9 * (1 + day)) return true;
    return false;
}

static void compare_survival(gold *g, const char *id, const json_t *expected, double tolerance)
{
    const json_t *survival = json_object_get(expected, "survival");
    const json_t *days = json_object_get(survival, "t");
    for (size_t n = 0; n < json_array_size(days); n++) {
        double day = golden_at(days, n);
        if (near_mass(g->result, day)) continue;
        for (int i = 0; i < 2; i++) {
            double got = lode_standoff_survival(g->w, &g->result->equilibrium[0], i, day);
            near(g, "survival", id, got, golden_at(json_object_get(survival, SIDE[i]), n), 1e-3,
                 tolerance);
        }
    }
}

static int32_t count_pauses(const lode_standoff_result *s)
{
    return s->n_pause[0] + s->n_pause[1];
}

static void compare_pauses(gold *g, const char *id, const json_t *pauses, double tolerance)
{
    size_t n;
    json_t *p;
    int32_t seen[2] = {0, 0};
    if (count_pauses(g->result) != (int32_t)json_array_size(pauses))
        golden_fault(&g->r, "%s: %d pauses, not %zu", id, (int)count_pauses(g->result),
                     json_array_size(pauses));
    json_array_foreach(pauses, n, p)
    {
        const char *name = json_string_value(json_object_get(p, "side"));
        int i = name && *name == 'B';
        if (seen[i] == g->result->n_pause[i]) {
            golden_fault(&g->r, "%s: a pause of %s is missing", id, SIDE[i]);
            continue;
        }
        const lode_standoff_pause *got = &g->result->pause[i][seen[i]++];
        near(g, "start of a pause", id, got->start, num(p, "start"), 1, tolerance);
        if (json_is_null(json_object_get(p, "end")))
            near(g, "end of a pause", id, isinf(got->end), 1, 1, tolerance);
        else near(g, "end of a pause", id, got->end, num(p, "end"), 1, tolerance);
        near(g, "kind of a pause", id, got->terminal, json_is_true(json_object_get(p, "terminal")),
             1, tolerance);
    }
}

static void compare_atoms(gold *g, const char *id, const json_t *atoms, double tolerance)
{
    const lode_standoff_equilibrium *e = &g->result->equilibrium[0];
    if (e->n_atom != (int32_t)json_array_size(atoms))
        golden_fault(&g->r, "%s: %d masses, not %zu", id, (int)e->n_atom, json_array_size(atoms));
    for (int32_t n = 0; n < e->n_atom && n < (int32_t)json_array_size(atoms); n++) {
        const json_t *a = json_array_get(atoms, (size_t)n);
        const char *name = json_string_value(json_object_get(a, "side"));
        near(g, "side of a mass", id, e->atom[n].side, name && *name == 'B', 1, tolerance);
        near(g, "day of a mass", id, e->atom[n].day, num(a, "t"), 1, tolerance);
        near(g, "mass", id, e->atom[n].conditional, num(a, "cond_prob"), 1e-3, tolerance);
    }
}

/* The value of a type. Values are compared at the stated tolerance. The reference integrates them with an error of up to
 * 5e-5 of v where there are pauses: it gives 0.0031 of 100 to a side that concedes at once with some probability, whose
 * value therefore is 0, and 9.19103 to the type 120 of A in uniform-negative-window, where a Runge-Kutta integration from
 * its own q and masses gives 9.18586077. Such values are counted and told apart, never passed; further off they fail. */
static void compare_value(gold *g, const char *id, double got, double want, double scale, double tolerance)
{
    enum { PART = 10000 }; /* of v */
    double off = fabs(got - want), size = fabs(want) > scale ? fabs(want) : scale;
    bool disputed = count_pauses(g->result) > 0 && off > tolerance * size && off < size / PART;
    if (disputed) g->r.n_disputed++;
    else near(g, "value", id, got, want, scale, tolerance);
}

static void compare_values(gold *g, const lode_standoff_game *game, const char *id,
                           const json_t *expected, double loose)
{
    for (int i = 0; i < 2; i++) {
        const json_t *flexible = side_of(expected, "value_flexible", i);
        const lode_standoff_values *v = &game->side[i].value;
        const lode_standoff_equilibrium *e = &g->result->equilibrium[0];
        double scale = v->value[v->n - 1], got = lode_standoff_payoff(g->w, e, i, v->value[0]);
        if (json_is_number(flexible))
            compare_value(g, id, got, json_number_value(flexible), scale, loose);
        if (json_is_number(flexible) && e->q[i] > 0 && e->q_day[i] == 0)
            near(g, "value of the weak side", id, got, 0, scale, 1e-9);
        const char *share;
        json_t *value;
        json_object_foreach((json_t *)side_of(expected, "value_at_quantile", i), share, value)
        {
            double x = lode_standoff_value_at(v, atof(share));
            compare_value(g, id, lode_standoff_payoff(g->w, e, i, x), json_number_value(value), scale, loose);
        }
    }
}

/* What P, cost and median are, in the words of statics.json and equilibria.json alike. */
static void compare_shape(gold *g, const char *id, const json_t *x, double tolerance, double n_grid)
{
    const lode_standoff_equilibrium *e = &g->result->equilibrium[0];
    near(g, "T*", id, e->t_star, num(x, "T_star"), 1, tolerance);
    for (int i = 0; i < 2; i++)
        near(g, "q", id, e->q[i], golden_at(json_object_get(x, "q"), (size_t)i), 1e-3, tolerance);
    if (json_object_get(x, "P_never"))
        near(g, "P(never)", id, e->never, num(x, "P_never"), 1e-3, tolerance);
    double median = lode_standoff_end_quantile(g->w, e, 0.5), grid = num(x, "T_star") / n_grid;
    if (json_is_number(json_object_get(x, "median_end"))) {
        /* the reference reads the median off a grid */
        double off = fabs(median - num(x, "median_end"));
        if (off > 1.001 * grid + 1e-9)
            golden_fault(&g->r, "%s: the median is %g, not %g", id, median, num(x, "median_end"));
        g->r.n_value++;
    }
}

static void compare_equilibrium(gold *g, const lode_standoff_problem *p, const json_t *document)
{
    const json_t *x = json_object_get(document, "expected");
    const lode_standoff_equilibrium *e = &g->result->equilibrium[0];
    double tolerance = num(document, "rel_tol"),
           loose = p->game.side[0].value.n + p->game.side[1].value.n > 2 ? 1e-5 : tolerance;
    if (isnan(tolerance)) tolerance = 1e-6;
    if (g->result->n != 1) {
        golden_fault(&g->r, "%s: %s, %d equilibria", p->id,
                     lode_standoff_status_text(g->result->status), (int)g->result->n);
        return;
    }
    if (!(lode_standoff_epsilon(g->result) <= LODE_STANDOFF_EPSILON))
        golden_fault(&g->r, "%s: the certificate is %g", p->id, lode_standoff_epsilon(g->result));
    compare_shape(g, p->id, x, tolerance, 20000);
    near(g, "last exit", p->id, e->loser_out, num(x, "loser_out_by"), 1, tolerance);
    for (int i = 0; i < 2; i++) {
        near(g, "day of the first mass", p->id, e->q_day[i],
             json_number_value(side_of(x, "initial_mass_date", i)), 1, tolerance);
        near(g, "P(first)", p->id, e->first[i], json_number_value(side_of(x, "P_first_concede", i)),
             1e-3, loose);
        double cost = json_number_value(side_of(x, "expected_cost_until_end_or_Tstar", i));
        near(g, "expected cost", p->id, e->cost[i], cost, 1e-3 * p->game.side[i].value.value[0],
             loose);
    }
    compare_pauses(g, p->id, json_object_get(x, "pauses"), tolerance);
    compare_atoms(g, p->id, json_object_get(x, "atoms"), tolerance);
    compare_survival(g, p->id, x, tolerance);
    compare_values(g, &p->game, p->id, x, loose);
}

/* --- postponing ----------------------------------------------------------------------------- */

static void compare_delay(gold *g, const lode_standoff_problem *p, const json_t *document)
{
    const json_t *rows = json_object_get(document, "rows");
    lode_standoff_learning l = {{p->bias[0], p->bias[1]},
                                {p->learning_days[0], p->learning_days[1]}};
    bool points = p->game.side[0].value.n + p->game.side[1].value.n == 2;
    size_t n;
    json_t *row;
    json_array_foreach(rows, n, row)
    {
        lode_standoff_delay d;
        lode_standoff_delay_value(&p->game, &l, num(row, "k"), g->w, &d);
        if (!d.solved) golden_fault(&g->r, "%s: %s", p->id, lode_standoff_status_text(d.status));
        for (int i = 0; i < 2; i++) {
            const char *alone[] = {"value_of_delay_A", "value_of_delay_B"};
            const json_t *want = side_of(row, "value_of_delay", i);
            if (!want) want = json_object_get(row, alone[i]);
            double scale = p->game.side[i].value.value[0];
            near(g, "q", p->id, d.q[i], golden_at(json_object_get(row, "q"), (size_t)i), 1e-3,
                 1e-6);
            if (want)
                near(g, "value of postponing", p->id, d.total[i], json_number_value(want), scale,
                     points ? 1e-6 : 1e-5);
        }
        if (json_object_get(row, "T_star"))
            near(g, "T*", p->id, d.t_star, num(row, "T_star"), 1, 1e-6);
    }
}

/* --- one input changed ---------------------------------------------------------------------- */

/* "cost_A*0.8", "value_B*1.25", "z_A*2", "cost_both*0.8", "base" */
static bool change(lode_standoff_game *g, const char *what, double value[2][64])
{
    if (strcmp(what, "base") == 0) return true;
    const char *star = strchr(what, '*'), *line = strchr(what, '_');
    if (!star || !line) return false;
    double factor = atof(star + 1);
    for (int i = 0; i < 2; i++) {
        lode_standoff_side *s = &g->side[i];
        if (line[1] != 'b' && line[1] != SIDE[i][0]) continue;
        if (*what == 'c') s->cost_scale *= factor;
        else if (*what == 'z') s->committed *= factor;
        else if (*what == 'r') s->discount *= factor;
        else if (*what == 'v') {
            if (s->value.n > 64) return false;
            for (int32_t n = 0; n < s->value.n; n++) value[i][n] = s->value.value[n] * factor;
            s->value.value = value[i];
        } else return false;
    }
    return true;
}

static void compare_statics(gold *g, const lode_standoff_problem *p, const json_t *document)
{
    size_t n;
    json_t *row;
    json_array_foreach(json_object_get(document, "rows"), n, row)
    {
        double value[2][64];
        lode_standoff_game game = p->game;
        const char *what = json_string_value(json_object_get(row, "change"));
        if (!what || !change(&game, what, value)) {
            golden_fault(&g->r, "%s: unknown change '%s'", p->id, what ? what : "");
            return;
        }
        lode_standoff_solve(&game, g->w, g->result);
        if (g->result->n != 1) {
            golden_fault(&g->r, "%s, %s: %s", p->id, what,
                         lode_standoff_status_text(g->result->status));
            continue;
        }
        /* these medians are whole multiples of T* / 8000, not T* / 20000 */
        compare_shape(g, what, row, 1e-6, 8000);
        for (int i = 0; i < 2; i++) {
            double want = golden_at(json_object_get(row, "P_first"), (size_t)i);
            near(g, "P(first)", what, g->result->equilibrium[0].first[i], want, 1e-3, 1e-5);
        }
    }
}

/* --- files ---------------------------------------------------------------------------------- */

static const json_t *first_of(const json_t *document)
{
    return json_is_array(document) ? json_array_get(document, 0) : document;
}

bool golden_is_standoff(const json_t *document)
{
    const json_t *a = json_object_get(first_of(document), "A");
    return json_is_array(json_object_get(a, "cost_knots")) &&
           json_is_object(json_object_get(a, "value"));
}

static void run_game(gold *g, const char *path, int32_t n, const json_t *document)
{
    const lode_standoff_problem *p = &g->file.problem[n];
    const json_t *rows = json_object_get(document, "rows");
    lode_standoff_size size = lode_standoff_size_of(&p->game);
    free(g->memory);
    g->memory = malloc(lode_standoff_bytes(&size));
    if (!g->memory) {
        golden_fault(&g->r, "no memory");
        return;
    }
    g->w = lode_standoff_place(&size, g->memory);
    if (json_object_get(document, "expected")) {
        lode_standoff_solve(&p->game, g->w, g->result);
        compare_equilibrium(g, p, document);
    } else if (json_object_get(json_array_get(rows, 0), "change")) compare_statics(g, p, document);
    else if (json_is_array(rows)) compare_delay(g, p, document);
    else if (json_object_get(document, "solutions"))
        golden_standoff_discretised(&g->r, path, p, g->w, g->result, document);
    else if (json_object_get(document, "equilibria"))
        golden_standoff_deadline(&g->r, path, p, g->w, g->result, document);
    else golden_fault(&g->r, "%s: nothing is expected of it", p->id);
}

golden_result golden_run_standoff(const char *path, const json_t *document)
{
    gold g = {.r = {.status = GOLDEN_PASS, .tolerance = 1e-6}};
    lode_diags diags = {0};
    g.result = malloc(sizeof *g.result);
    if (!g.result || !lode_standoff_read(&g.file, path, &diags))
        golden_fault(&g.r, "%s", diags.n_item > 0 ? diags.item[0].message : "no memory");
    for (int32_t n = 0; g.r.status == GOLDEN_PASS && n < g.file.n; n++)
        run_game(&g, path, n,
                 json_is_array(document) ? json_array_get(document, (size_t)n) : document);
    free(g.memory);
    free(g.result);
    lode_standoff_file_free(&g.file);
    lode_diags_free(&diags);
    return g.r;
}
