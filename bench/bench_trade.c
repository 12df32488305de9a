/* Trade equilibrium: cold solves to 1e-10 on one thread, in CPU time, and 1,000 draws of elasticities on two threads.
 *
 * The sizes are those of the reference tables; where those are there, they are used with their own shocks. */
#include <omp.h>
#include <sys/stat.h>
#include <time.h>

#include "bench.h"
#include "trade/ensemble.h"
#include "trade/measure.h"
#include "trade/read.h"
#include "unit/trade_world.h"

enum { DRAWS = 1000 };
static const char REFERENCE[] = "../shared/reference/trade";

/* A table, a shock, and what solving needs. */
typedef struct scene {
    lode_trade_table *table;
    lode_trade_shock *shock;
    lode_trade_base base;
    lode_trade_problem problem;
    lode_trade_solver *solver;
    double *elasticity, *welfare;
} scene;

static bool make(scene *s, lode_trade_table *t)
{
    *s = (scene){.table = t};
    if (!t || !lode_trade_base_make(t, &s->base)) return false;
    s->shock = lode_trade_shock_new(t);
    s->solver = lode_trade_solver_new(&s->base);
    return s->shock && s->solver;
}

static void drop(scene *s)
{
    free(s->elasticity);
    free(s->welfare);
    lode_trade_solver_free(s->solver);
    lode_trade_problem_free(&s->problem);
    lode_trade_base_free(&s->base);
    lode_trade_shock_free(s->shock);
    lode_trade_table_free(s->table);
}

/* Lay out the shock and solve it from the base. */
static void cold(void *what)
{
    scene *s = what;
    lode_trade_options o = lode_trade_default();
    o.tolerance = 1e-10;
    if (!lode_trade_problem_make(&s->base, s->shock, &s->problem)) exit(1);
    if (!lode_trade_solve(s->solver, &s->problem, NULL, &o)->converged) exit(1);
}

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* As bench_run, in CPU time: the machine may be busy with other things. */
static void run_cold(const char *name, scene *s)
{
    double ms[BENCH_ROUNDS];
    cold(s);
    for (int r = 0; r < BENCH_ROUNDS; r++) {
        double start = cpu_seconds();
        for (int k = 0; k < 3; k++) cold(s);
        ms[r] = 1e3 * (cpu_seconds() - start) / 3.0;
    }
    qsort(ms, BENCH_ROUNDS, sizeof ms[0], bench_compare);
    printf("%s,ms CPU,%.4g,%.4g,%.4g\n", name, ms[BENCH_ROUNDS / 2], ms[0], ms[BENCH_ROUNDS - 1]);
    fflush(stdout);
}

/* 1,000 draws, elasticities from half to twice the central ones. */
static void run_draws(const char *name, scene *s)
{
    const int32_t m = s->table->n_sector, n = s->table->n_country;
    double seconds[3];
    int32_t failed;
    s->elasticity = malloc((size_t)DRAWS * (size_t)m * sizeof(double));
    s->welfare = malloc((size_t)DRAWS * (size_t)n * sizeof(double));
    if (!s->elasticity || !s->welfare) exit(1);
    for (int32_t k = 0; k < DRAWS * m; k++)
        s->elasticity[k] =
            s->table->elasticity[k % m] * (0.5 + 1.5 * world_unit(1, 10, (uint32_t)k));
    omp_set_num_threads(2);
    for (int r = 0; r < 3; r++) {
        double start = lode_clock_seconds();
        if (!lode_trade_ensemble(&s->base, s->shock, DRAWS, s->elasticity, s->welfare, &failed) ||
            failed > 0)
            exit(1);
        seconds[r] = lode_clock_seconds() - start;
    }
    qsort(seconds, 3, sizeof seconds[0], bench_compare);
    printf("%s,s,%.4g,%.4g,%.4g\n", name, seconds[1], seconds[0], seconds[2]);
    fflush(stdout);
}

/* A reference table with its shock; else an invented one of its size, where one country taxes another. */
static bool reference(scene *s, const char *name, const char *tariffs, const char *shock, int32_t n,
                      int32_t m)
{
    char folder[512], path[512];
    struct stat st;
    lode_diags d = {0};
    lode_trade_read_options o = {.base_tariffs = tariffs};
    snprintf(folder, sizeof folder, "%s/%s", REFERENCE, name);
    snprintf(path, sizeof path, "%s/expected/%s/shock.csv", REFERENCE, shock);
    bool there = stat(folder, &st) == 0;
    bool ok = make(s, there ? lode_trade_read(folder, &o, &d) : world_make(1, n, m, 0.2));
    if (ok && !there) world_tariff(s->table, s->shock, 0, 1, 1.0);
    if (ok && there) ok = lode_trade_shock_read(path, s->table, s->shock, &d);
    lode_diags_free(&d);
    return ok;
}

int main(void)
{
    scene s;
    if (reference(&s, "cp2015", "tariff1993.csv.gz", "cp2015_nafta", 31, 40))
        run_cold("trade cold solve 31x40", &s);
    drop(&s);
    if (reference(&s, "wiod2014", NULL, "wiod2014_us100", 44, 50)) {
        run_cold("trade cold solve 44x50", &s);
        run_draws("trade 1000 draws 44x50 two threads", &s);
    }
    drop(&s);
    if (make(&s, world_make(1, 77, 45, 0.2))) {
        for (int32_t n = 1; n < 77; n++) world_tariff(s.table, s.shock, n, 0, 0.5);
        world_tariff(s.table, s.shock, 0, 1, 1.0);
        run_cold("trade cold solve 77x45 synthetic", &s);
    }
    drop(&s);
    return 0;
}
