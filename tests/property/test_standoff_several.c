/* Deadlines bad for both: are all equilibria listed? The game on a grid of dates is a game in strategic form, whose equilibria
 * the algorithm of Lemke and Howson (1964, J. SIAM 12:413-423) finds one by one, one for each label that it drops first. It knows
 * nothing of pauses, masses or indifference. Each equilibrium that it finds must lie near one of ours: as near as the steps of the
 * grid allow. LODE_GAMES=500 in the environment plays more games. */
#include "lode_test.h"

#include "standoff/export.h"
#include "standoff/standoff.h"

enum { STEPS = 40, N = STEPS + 2, LABELS = 2 * N, KNOTS = 6 };

/* --- Lemke and Howson ----------------------------------------------------------------------- */

/* A tableau: N rows; columns: labels 0 .. 2N-1, then the right hand side. */
typedef struct tableau {
    double a[N][LABELS + 1];
    int basic[N];
} tableau;

/* Bring label `in` into the basis; returns the label that leaves, -1: none (a ray). */
static int pivot(tableau *t, int in)
{
    int row = -1;
    double least = INFINITY;
    for (int i = 0; i < N; i++) {
        if (t->a[i][in] < 1e-11) continue;
        double ratio = t->a[i][LABELS] / t->a[i][in];
        if (ratio < least) {
            least = ratio;
            row = i;
        }
    }
    if (row < 0) return -1;
    int out = t->basic[row];
    double p = t->a[row][in];
    for (int k = 0; k <= LABELS; k++) t->a[row][k] /= p;
    for (int i = 0; i < N; i++) {
        double f = t->a[i][in];
        if (i == row || f == 0) continue;
        for (int k = 0; k <= LABELS; k++) t->a[i][k] -= f * t->a[row][k];
    }
    t->basic[row] = in;
    return out;
}

/* Shares of strategies: label `first` + n is strategy n. */
static void mixture(const tableau *t, int first, double x[N])
{
    double sum = 0;
    for (int n = 0; n < N; n++) x[n] = 0;
    for (int i = 0; i < N; i++)
        if (t->basic[i] >= first && t->basic[i] < first + N) x[t->basic[i] - first] = t->a[i][LABELS];
    for (int n = 0; n < N; n++) sum += x[n];
    for (int n = 0; n < N; n++) x[n] /= sum;
}

/* pay[i][a][b], all above 0. Rows' own strategies have labels 0 .. N-1, columns' N .. 2N-1. Right hand sides are spread by
 * amounts far below what is compared, so that ties do not send it in circles. False: it gave up. */
static bool lemke_howson(double (*pay)[N][N], int drop, double x[2][N])
{
    static tableau t[2]; /* t[0]: columns' shares against rows' payoffs; t[1]: the reverse */
    memset(t, 0, sizeof t);
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < N; k++) {
            t[0].a[i][N + k] = pay[0][i][k];
            t[1].a[i][k] = pay[1][k][i];
        }
        t[0].a[i][i] = 1;
        t[1].a[i][N + i] = 1;
        t[0].basic[i] = i;
        t[1].basic[i] = N + i;
        t[0].a[i][LABELS] = 1 + 1e-9 * (i * 37 % 101);
        t[1].a[i][LABELS] = 1 + 1e-9 * (i * 53 % 103);
    }
    int label = drop, which = drop < N ? 1 : 0;
    for (int n = 0; n < 20000; n++) {
        label = pivot(&t[which], label);
        if (label < 0) return false;
        if (label == drop) {
            mixture(&t[1], 0, x[0]);
            mixture(&t[0], N, x[1]);
            return true;
        }
        which = 1 - which;
    }
    return false;
}

/* --- random games --------------------------------------------------------------------------- */

typedef struct lottery {
    uint64_t state;
} lottery;

static double uniform(lottery *l)
{
    uint64_t z = l->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

typedef struct random_game {
    lode_standoff_game g;
    double day[2][KNOTS], rate[2][KNOTS], value[2];
} random_game;

/* Point values, costs that are gains in places, a deadline within reach. */
static void draw(uint64_t seed, random_game *x)
{
    lottery l = {seed * 6364136223846793005u + 11};
    x->g = lode_standoff_game_default();
    x->g.deadline = 40 + 60 * uniform(&l);
    for (int i = 0; i < 2; i++) {
        lode_standoff_side *s = &x->g.side[i];
        int n = 1 + (int)(uniform(&l) * (KNOTS - 1));
        double t = 0;
        for (int k = 0; k < n; k++) {
            x->day[i][k] = t;
            x->rate[i][k] = uniform(&l) < 0.3 ? -uniform(&l) : 2 * uniform(&l);
            t += 5 + 30 * uniform(&l);
        }
        x->value[i] = 60 + 60 * uniform(&l);
        s->cost = (lode_standoff_curve){n, x->day[i], x->rate[i]};
        s->value = (lode_standoff_values){1, &x->value[i], NULL};
        s->committed = 0.05 + 0.3 * uniform(&l);
        s->at_deadline = -20 - 200 * uniform(&l);
    }
}

/* --- how near ------------------------------------------------------------------------------- */

/* Least e such that conceded shares differ by e at most, dates shifted by a step and a half at most; the last day apart. */
static double distance(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                       const lode_standoff_game *g, double x[2][N])
{
    double worst = 0, step = g->deadline / STEPS;
    for (int i = 0; i < 2; i++) {
        double gone = 0, flexible = 1 - g->side[i].committed;
        for (int n = 0; n < STEPS; n++) {
            gone += x[i][n] * flexible;
            double early = n == 0 ? 0 : 1 - lode_standoff_survival(w, e, i, fmax(0, (n - 1.5) * step));
            if (n < 2) early = 0;
            double late = 1 - lode_standoff_survival(w, e, i, fmin((n + 1.5) * step, g->deadline * (1 - 1e-9)));
            worst = fmax(worst, fmax(early - gone, gone - late));
        }
        double hold = e->survival_end[i] - g->side[i].committed;
        worst = fmax(worst, fabs(x[i][N - 1] * flexible - hold));
    }
    return worst;
}

static double nearest(const lode_standoff_work *w, const lode_standoff_result *r, const lode_standoff_game *g,
                      double x[2][N])
{
    double best = INFINITY;
    for (int32_t n = 0; n < r->n; n++) best = fmin(best, distance(w, &r->equilibrium[n], g, x));
    return best;
}

static void each_equilibrium_of_the_game_on_a_grid_is_near_one_of_ours(lode_t *t)
{
    const char *wish = getenv("LODE_GAMES");
    int n_game = wish ? atoi(wish) : 60, found = 0, far = 0, several = 0;
    static double pay[2][N][N], x[2][N];
    const lode_standoff_size size = {KNOTS, 1};
    void *memory = malloc(lode_standoff_bytes(&size));
    lode_standoff_result *r = malloc(sizeof *r);
    CHECK(t, memory && r);
    lode_standoff_work *w = lode_standoff_place(&size, memory);
    for (int n = 0; n < n_game; n++) {
        random_game game;
        draw((uint64_t)n, &game);
        lode_standoff_solve(&game.g, w, r);
        CHECK(t, r->status == LODE_STANDOFF_SOLVED || r->deep_pause);
        if (r->deep_pause) continue;
        several += r->n > 1;
        lode_standoff_grid grid = lode_standoff_grid_of(&game.g, STEPS, 0);
        double least = INFINITY;
        for (int a = 0; a < N; a++)
            for (int b = 0; b < N; b++) {
                double both[2];
                lode_standoff_pair(&game.g, &grid, a, b, both);
                for (int i = 0; i < 2; i++) {
                    pay[i][a][b] = both[i];
                    least = fmin(least, both[i]);
                }
            }
        for (int i = 0; i < 2; i++)
            for (int a = 0; a < N; a++)
                for (int b = 0; b < N; b++) pay[i][a][b] = (pay[i][a][b] - least + 1) / 100;
        double worst = 0;
        for (int drop = 0; drop < LABELS; drop++) {
            if (!lemke_howson(pay, drop, x)) continue;
            found++;
            worst = fmax(worst, nearest(w, r, &game.g, x));
        }
        if (worst > 0.06) {
            far++;
            if (getenv("LODE_VERBOSE")) printf("game %d: %d of ours, one on the grid is %.3f away\n", n, r->n, worst);
        }
    }
    printf("%d games, %d with several equilibria; %d found on the grid; %d games with one far from ours\n", n_game,
           several, found, far);
    CHECK(t, found > 0);
    CHECK_INT(t, far, 0);
    free(memory);
    free(r);
}

static const lode_test TESTS[] = {TEST(each_equilibrium_of_the_game_on_a_grid_is_near_one_of_ours)};
LODE_TEST_MAIN(TESTS)
