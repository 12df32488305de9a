/* Golden values of the stand-off that Gambit checked: payoffs of discretised games, their equilibria, deadlines. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "runner_standoff.h"
#include "standoff/export.h"

/* --- .nfg files ----------------------------------------------------------------------------- */

/* A strategic form as read from a file. */
typedef struct strategic {
    lode_file file;
    int n[2];
    const char *payoffs; /* text after the header */
} strategic;

/* Read NAME beside the golden file at `path`. */
static bool read_nfg(golden_result *r, const char *path, const char *name, strategic *g)
{
    char full[4096];
    const char *slash = strrchr(path, '/');
    snprintf(full, sizeof full, "%.*s%s", slash ? (int)(slash - path) + 1 : 0, path, name);
    lode_text why = {0};
    bool ok = lode_file_read(&g->file, full, 64 << 20, &why);
    if (!ok) golden_fault(r, "%s", lode_text_str(&why));
    lode_text_free(&why);
    if (!ok) return false;
    const char *sizes = strchr(g->file.data, '}');
    sizes = sizes ? strchr(sizes, '{') : NULL;
    ok = sizes && sscanf(sizes, "{ %d %d }", &g->n[0], &g->n[1]) == 2 &&
         (g->payoffs = strchr(sizes, '}')) != NULL;
    if (!ok) golden_fault(r, "%s: no header of a strategic form", name);
    if (ok) g->payoffs++;
    return ok;
}

/* Compare the payoffs of a file with those of our discretised game. */
static void compare_nfg(golden_result *r, const char *path, const char *name,
                        const lode_standoff_game *game, const lode_standoff_grid *grid)
{
    strategic g = {0};
    if (read_nfg(r, path, name, &g)) {
        char *at = (char *)g.payoffs;
        int n[2] = {lode_standoff_strategies(grid, 0), lode_standoff_strategies(grid, 1)};
        if (n[0] != g.n[0] || n[1] != g.n[1])
            golden_fault(r, "%s: %d x %d strategies, not %d x %d", name, n[0], n[1], g.n[0],
                         g.n[1]);
        for (int b = 0; b < g.n[1] && r->status == GOLDEN_PASS; b++)
            for (int a = 0; a < g.n[0]; a++) {
                double pay[2];
                lode_standoff_pair(game, grid, a, b, pay);
                for (int i = 0; i < 2; i++)
                    golden_compare(r, pay[i], strtod(at, &at), 1, 1e-9,
                                   "payoff %d of (%d, %d) in %s", i, a, b, name);
            }
    }
    lode_file_free(&g.file);
}

/* --- equilibria of discretised games -------------------------------------------------------- */

/* The mixture in a file is of the flexible types, adding up to 1, rounded to 1e-12. What either could gain in our game. */
static void compare_mixture(golden_result *r, const char *id, const lode_standoff_game *game,
                            const lode_standoff_grid *grid, const json_t *a, const json_t *b)
{
    const json_t *mix[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        int n = lode_standoff_strategies(grid, i), m = lode_standoff_strategies(grid, 1 - i);
        double best = -INFINITY, mean = 0;
        for (int own = 0; own < n; own++) {
            double pay = 0;
            for (int other = 0; other < m; other++) {
                double x[2];
                lode_standoff_pair(game, grid, i == 0 ? own : other, i == 0 ? other : own, x);
                pay += x[i] * golden_at(mix[1 - i], (size_t)other);
            }
            best = fmax(best, pay);
            mean += pay * golden_at(mix[i], (size_t)own);
        }
        golden_compare(r, mean, best, game->side[i].value.value[0], 1e-9,
                       "payoff of side %d at Gambit's mixture of %s", i, id);
    }
}

/* How far the mixture lies from our continuous equilibrium: largest distance of the cumulative probabilities, half a step of
 * the side's own dates after each. */
static double distance(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                       const lode_standoff_grid *grid, const lode_standoff_game *game,
                       const json_t *mix[2])
{
    double worst = 0;
    for (int i = 0; i < 2; i++) {
        double gone = 0, flexible = 1 - game->side[i].committed;
        for (int n = 0; n + 1 < lode_standoff_strategies(grid, i); n++) {
            double day = lode_standoff_strategy_day(grid, i, n) + grid->horizon / grid->steps;
            gone += golden_at(mix[i], (size_t)n) * flexible;
            worst = fmax(worst, fabs(gone - (1 - lode_standoff_survival(w, e, i, day))));
        }
    }
    return worst;
}

void golden_standoff_discretised(golden_result *r, const char *path, const lode_standoff_problem *p,
                                 lode_standoff_work *w, lode_standoff_result *result,
                                 const json_t *document)
{
    size_t n;
    json_t *solution;
    double before = INFINITY;
    lode_standoff_solve(&p->game, w, result);
    json_array_foreach(json_object_get(document, "solutions"), n, solution)
    {
        double horizon = json_number_value(json_object_get(solution, "horizon"));
        lode_standoff_grid grid =
            lode_standoff_grid_of(&p->game,
                                  (int32_t)json_integer_value(json_object_get(solution, "N")),
                                  horizon);
        static const char *const days[] = {"dates_A", "dates_B"};
        for (int i = 0; i < 2; i++)
            for (int k = 0; k + 1 < lode_standoff_strategies(&grid, i); k++)
                golden_compare(r, lode_standoff_strategy_day(&grid, i, k),
                               golden_at(json_object_get(solution, days[i]), (size_t)k), 1, 1e-9,
                               "date %d of %s", k, p->id);
        compare_nfg(r, path, json_string_value(json_object_get(solution, "game")), &p->game, &grid);
        const json_t *mix[2] = {json_object_get(solution, "flexible_A"),
                                json_object_get(solution, "flexible_B")};
        compare_mixture(r, p->id, &p->game, &grid, mix[0], mix[1]);
        /* finer steps come nearer to the continuous game */
        double now = distance(w, &result->equilibrium[0], &grid, &p->game, mix);
        if (!(now < 0.5 * before))
            golden_fault(r, "%s: finer steps are no nearer: %g after %g", p->id, now, before);
        before = now;
        r->n_value++;
    }
}

/* --- deadlines ------------------------------------------------------------------------------ */

static void cells(const lode_standoff_work *w, const lode_standoff_game *g,
                  const lode_standoff_equilibrium *e, int i, double cell[4])
{
    double start = lode_standoff_survival(w, e, i, 0),
           last = e->survival_end[i] / (1 - e->at_deadline[i]);
    cell[0] = 1 - start;
    cell[1] = start - last;
    cell[2] = last - e->survival_end[i];
    cell[3] = e->survival_end[i] - g->side[i].committed;
}

/* How far one of our equilibria is from one of the file's. */
static double apart(const lode_standoff_work *w, const lode_standoff_game *g,
                    const lode_standoff_equilibrium *e, const json_t *want)
{
    static const char *const side[] = {"A", "B"}, *const key[] = {"at_0", "between", "at_T",
                                                                  "hold"};
    double worst = 0;
    for (int i = 0; i < 2; i++) {
        double cell[4];
        cells(w, g, e, i, cell);
        for (int k = 0; k < 4; k++) {
            double x = json_number_value(json_object_get(json_object_get(want, side[i]), key[k]));
            worst = fmax(worst, fabs(cell[k] - x));
        }
    }
    return worst;
}

void golden_standoff_deadline(golden_result *r, const char *path, const lode_standoff_problem *p,
                              lode_standoff_work *w, lode_standoff_result *result,
                              const json_t *document)
{
    const json_t *list = json_object_get(document, "equilibria");
    strategic nfg = {0};
    const char *name = json_string_value(json_object_get(document, "game"));
    if (name && read_nfg(r, path, name, &nfg)) {
        lode_standoff_grid grid = lode_standoff_grid_of(&p->game, nfg.n[0] - 2, 0);
        compare_nfg(r, path, name, &p->game, &grid);
    }
    lode_file_free(&nfg.file);
    lode_standoff_solve(&p->game, w, result);
    size_t n;
    json_t *want;
    json_array_foreach(list, n, want)
    {
        double nearest = INFINITY;
        for (int32_t k = 0; k < result->n; k++)
            nearest = fmin(nearest, apart(w, &p->game, &result->equilibrium[k], want));
        golden_compare(r, nearest, 0, 1, 1e-6, "distance of equilibrium %zu of %s", n, p->id);
    }
    if (result->n != (int32_t)json_array_size(list))
        golden_fault(r, "%s: %d equilibria, not %zu", p->id, (int)result->n, json_array_size(list));
}
