/* Regularities of a population of stand-offs, and whether episodes of threatened and imposed sanctions show them too
 * (docs/standoff.md, "Beside episodes"). LODE_VERBOSE=1 prints the figures of that page. */
#include "lode_test.h"

#include "draws/draws.h"
#include "engine/dist.h"
#include "standoff/standoff.h"

enum { N_GAME = 2048, N_DAY = 7, N_LEVEL = 3 };

static const double DAY[N_DAY] = {0, 30, 90, 180, 365, 730, 1825};

/* What the population does. */
typedef struct population {
    double over[N_DAY];           /* share that is over by then                         */
    double first[N_LEVEL];        /* A gives in first, by thirds of A's cost over value */
    double by_half_year[N_LEVEL]; /* over by day 180, by thirds of A's cost over value  */
    double committed[N_LEVEL];    /* A gives in first, by thirds of A's commitment      */
    int n[N_LEVEL], n_committed[N_LEVEL];
} population;

/* Cost over value from 1/2000 to 1/20 a day, commitment from 2 to 50 %, spread of values from 10 to 80 %, either side. */
static const lode_draw_input INPUT[] = {
    {"cost A", LODE_DIST_LOGUNIFORM, 0.05, 0.5, 5},
    {"cost B", LODE_DIST_LOGUNIFORM, 0.05, 0.5, 5},
    {"committed A", LODE_DIST_UNIFORM, 0.02, 0.2, 0.5},
    {"committed B", LODE_DIST_UNIFORM, 0.02, 0.2, 0.5},
    {"spread A", LODE_DIST_UNIFORM, 0.1, 0.4, 0.8},
    {"spread B", LODE_DIST_UNIFORM, 0.1, 0.4, 0.8},
};
enum { N_INPUT = 6 };

static int third(double u)
{
    return u < 1.0 / 3 ? 0 : u < 2.0 / 3 ? 1 : 2;
}

static void play(lode_t *t, population *p)
{
    const lode_design_spec spec = {.kind = LODE_DESIGN_SOBOL,
                                   .seed = 1,
                                   .n_point = N_GAME,
                                   .n_input = N_INPUT,
                                   .input = INPUT};
    void *memory = malloc(lode_design_bytes(&spec));
    lode_design d;
    CHECK(t, memory && lode_design_place(&spec, memory, &d) == LODE_DESIGN_FINE);
    const lode_standoff_size size = {1, 2};
    void *room = malloc(lode_standoff_bytes(&size));
    lode_standoff_work *w = lode_standoff_place(&size, room);
    lode_standoff_result *r = malloc(sizeof *r);
    memset(p, 0, sizeof *p);
    for (int64_t n = 0; n < N_GAME; n += LODE_LANES) {
        lode_lane x[N_INPUT];
        lode_draws_fill(&d, n, x);
        for (int k = 0; k < LODE_LANES; k++) {
            const double zero[] = {0}, share[] = {0, 1};
            double value[2][2], rate[2];
            lode_standoff_game g = lode_standoff_game_default();
            for (int i = 0; i < 2; i++) {
                rate[i] = x[i].v[k];
                value[i][0] = 100 * (1 - x[4 + i].v[k]);
                value[i][1] = 100 * (1 + x[4 + i].v[k]);
                g.side[i].cost = (lode_standoff_curve){1, zero, &rate[i]};
                g.side[i].value = (lode_standoff_values){2, value[i], share};
                g.side[i].committed = x[2 + i].v[k];
            }
            lode_standoff_solve(&g, w, r);
            CHECK_INT(t, r->status, LODE_STANDOFF_SOLVED);
            const lode_standoff_equilibrium *e = &r->equilibrium[0];
            int level = third(log(rate[0] / 0.05) / log(100)),
                held = third((g.side[0].committed - 0.02) / 0.48);
            for (int q = 0; q < N_DAY; q++) {
                double over = 1 - lode_standoff_survival(w, e, 0, DAY[q]) *
                                      lode_standoff_survival(w, e, 1, DAY[q]);
                p->over[q] += over / N_GAME;
                if (DAY[q] == 180) p->by_half_year[level] += over;
            }
            p->first[level] += e->first[0];
            p->committed[held] += e->first[0];
            p->n[level]++;
            p->n_committed[held]++;
        }
    }
    for (int l = 0; l < N_LEVEL; l++) {
        p->first[l] /= p->n[l];
        p->by_half_year[l] /= p->n[l];
        p->committed[l] /= p->n_committed[l];
    }
    free(memory);
    free(room);
    free(r);
}

static double hazard(const population *p, int from)
{
    return -100 * log((1 - p->over[from + 1]) / (1 - p->over[from])) / (DAY[from + 1] - DAY[from]);
}

static void hazards_fall_with_time_and_costs_decide_who(lode_t *t)
{
    population p;
    play(t, &p);
    if (getenv("LODE_VERBOSE"))
        for (int q = 0; q + 1 < N_DAY; q++)
            printf("# day %g: over %.3f, hazard per 100 days %.3f\n", DAY[q], p.over[q],
                   hazard(&p, q));
    if (getenv("LODE_VERBOSE"))
        for (int l = 0; l < N_LEVEL; l++)
            printf("# third %d: A first %.3f, over by day 180 %.3f; commitment: A first %.3f\n",
                   l + 1, p.first[l], p.by_half_year[l], p.committed[l]);
    for (int q = 0; q + 2 < N_DAY; q++) CHECK(t, hazard(&p, q + 1) < hazard(&p, q));
    CHECK(t, p.first[0] < p.first[1] && p.first[1] < p.first[2]);
    CHECK(t, p.by_half_year[0] < p.by_half_year[2]);
    CHECK(t, p.committed[0] > p.committed[1] && p.committed[1] > p.committed[2]);
}

/* --- beside episodes ------------------------------------------------------------------------ */

/* Whether column `column` of rows that begin with `stage` falls from its first row to its third last: later rows rest on a
 * handful of episodes. Returns -1 where the file is not there. */
static int falls(const char *path, const char *stage, int column)
{
    FILE *f = fopen(path, "r");
    char line[512];
    double first = -1, last = -1, rows[32];
    int n = 0;
    if (!f) return -1;
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, stage, strlen(stage)) != 0) continue;
        char *at = line;
        for (int c = 0; at && c < column; c++) at = strchr(at + 1, ',');
        if (at && n < 32) rows[n++] = atof(at + 1);
    }
    fclose(f);
    if (n >= 3) {
        first = rows[0];
        last = rows[n - 3];
    }
    return last < first;
}

static void episodes_show_falling_hazards_too(lode_t *t)
{
    const char *path = "../shared/reference/standoff/ties_hazard_by_interval_a.csv";
    int threat = falls(path, "threat", 5), imposed = falls(path, "imposed", 5);
    if (threat < 0) SKIP(t, "there is no ../shared");
    CHECK_INT(t, threat, 1);
    CHECK_INT(t, imposed, 1);
}

/* Share of episodes that the target ended, by its class of cost. */
static bool read_costs(const char *path, const char *stage, double target[3])
{
    FILE *f = fopen(path, "r");
    char line[512], of[32], name[32];
    if (!f) return false;
    while (fgets(line, sizeof line, f)) {
        int level, n;
        double share;
        if (sscanf(line, "%31[^,],%31[^,],%d,%d,%lf", name, of, &level, &n, &share) == 5 &&
            strcmp(name, stage) == 0 && strcmp(of, "target") == 0 && level >= 1 && level <= 3)
            target[level - 1] = share;
    }
    fclose(f);
    return true;
}

static void episodes_show_targets_giving_in_where_it_costs_them_more(lode_t *t)
{
    static const char *const stage[] = {"threat", "imposed"};
    for (int s = 0; s < 2; s++) {
        double target[3] = {0, 0, 0};
        if (!read_costs("../shared/reference/standoff/ties_outcome_by_cost_a.csv", stage[s],
                        target))
            SKIP(t, "there is no ../shared");
        CHECK(t, target[0] < target[1] && target[1] < target[2]);
    }
}

static const lode_test TESTS[] = {
    TEST(hazards_fall_with_time_and_costs_decide_who),
    TEST(episodes_show_falling_hazards_too),
    TEST(episodes_show_targets_giving_in_where_it_costs_them_more),
};
LODE_TEST_MAIN(TESTS)
