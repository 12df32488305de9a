/* The ARIO-psi model on 77 regions x 45 sectors, one thread: a step under a loss of capacity, a step while damage to every
 * industry is rebuilt, each with both order rules, and the most memory. */
#include <math.h>
#include <sys/resource.h>

#include "base/rng.h"
#include "bench.h"
#include "propagate/ario.h"

enum { REGIONS = 77, SECTORS = 45, N = REGIONS * SECTORS, STEPS = 100000 };

static double roll(uint32_t i, uint32_t j)
{
    uint32_t w[4];
    lode_random(1, i, j, 0, LODE_RNG_IN_RUN, w);
    return lode_unit52(w[0], w[1]);
}

/* An invented economy: half of all sales to industries, most of them at home. */
static void fill(lode_ario_table *t)
{
    for (int32_t i = 0; i < N; i++) {
        for (int32_t j = 0; j < N; j++) {
            double u = roll((uint32_t)i, (uint32_t)j), z = u * u * u * (i / SECTORS == j / SECTORS ? 300 : 1);
            t->z[lode_ario_at(t, i, j)] = z;
            t->x[i] += z;
        }
        for (int32_t c = 0; c < REGIONS; c++) {
            double y = roll((uint32_t)i, (uint32_t)(N + c)) * (i / SECTORS == c ? 9000 : 30);
            t->y[(size_t)i * REGIONS + (size_t)c] = y;
            t->x[i] += y;
        }
    }
}

static void step(void *what)
{
    if (!lode_ario_step(what)) exit(1);
}

/* Steps after the event has begun to work. */
static void run(const char *name, const lode_ario_table *t, bool alt, const lode_ario_event *event)
{
    lode_ario_options o = lode_ario_default();
    o.alt = alt;
    o.steps = STEPS;
    lode_ario_run *r = lode_ario_begin(t, &o, event, 1, 1);
    if (!r) exit(1);
    for (int k = 0; k < 12; k++) step(r);
    bench_run(name, "ms/step", 1e3, step, r);
    lode_ario_end(r);
}

int main(void)
{
    static lode_ario_hit loss[SECTORS], damage[N];
    static double share[SECTORS];
    lode_ario_table t;
    if (!lode_ario_table_make(&t, REGIONS, SECTORS, 1)) return 1;
    fill(&t);
    for (int32_t s = 0; s < SECTORS; s++) loss[s] = (lode_ario_hit){s, 0.5};
    for (int32_t i = 0; i < N; i++) damage[i] = (lode_ario_hit){i, 0.01 * t.x[i]};
    share[3] = 0.7;
    share[11] = 0.3;
    const lode_ario_event cut = {.kind = LODE_ARIO_LOSS, .start = 2, .duration = 1e6, .hit = loss, .n_hit = SECTORS, .days = 30};
    const lode_ario_event rebuild = {.kind = LODE_ARIO_REBUILD, .start = 2, .duration = 3, .hit = damage, .n_hit = N,
                                     .days = 120, .share = share, .factor = 1};
    run("ARIO-psi 77x45 alt", &t, true, &cut);
    run("ARIO-psi 77x45 noalt", &t, false, &cut);
    run("ARIO-psi 77x45 alt, rebuilding all", &t, true, &rebuild);
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    double mib = (double)use.ru_maxrss / 1024;
    printf("ARIO-psi 77x45 peak memory,MiB,%.4g,%.4g,%.4g\n", mib, mib, mib);
    lode_ario_table_free(&t);
    return 0;
}
