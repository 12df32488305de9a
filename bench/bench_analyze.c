/* Sobol' indices of the Ishigami function with 1,000 resamples on 1.3 million results (130,000 base points, eight inputs). */
#include <math.h>
#include <string.h>

#include "analyze/sobol.h"
#include "base/rng.h"
#include "bench.h"

enum { POINTS = 130000, INPUTS = 8 };

typedef struct sample {
    lode_saltelli s;
    double *y; /* ((INPUTS + 2) x POINTS) */
} sample;

/* Ishigami & Homma 1990, First Int. Symp. Uncertainty Modelling and Analysis, 398-403, on -pi .. pi; five inputs idle. */
static double ishigami(const double x[INPUTS])
{
    double s = sin(x[1]);
    return sin(x[0]) + 7 * s * s + 0.1 * x[2] * x[2] * x[2] * x[2] * sin(x[0]);
}

static void make(sample *m)
{
    for (uint32_t i = 0; i < POINTS; i++) {
        double a[INPUTS], b[INPUTS], mixed[INPUTS];
        for (uint32_t j = 0; j < INPUTS; j++) {
            uint32_t w[4];
            lode_random(1, i, j, 0, LODE_RNG_SAMPLING, w);
            a[j] = (lode_unit32(w[0]) * 2 - 1) * 3.14159265358979323846;
            b[j] = (lode_unit32(w[1]) * 2 - 1) * 3.14159265358979323846;
        }
        m->y[i] = ishigami(a);
        m->y[POINTS + i] = ishigami(b);
        for (int j = 0; j < INPUTS; j++) {
            memcpy(mixed, a, sizeof mixed);
            mixed[j] = b[j];
            m->y[(int64_t)(j + 2) * POINTS + i] = ishigami(mixed);
        }
    }
    m->s = (lode_saltelli){.n_point = POINTS, .n_input = INPUTS, .a = m->y, .b = m->y + POINTS, .ab = m->y + 2 * (int64_t)POINTS};
}

static void analyse(void *what)
{
    const sample *m = what;
    lode_sobol_options o = lode_sobol_options_default();
    lode_sobol out;
    lode_sobol_index index[INPUTS];
    if (!lode_sobol_indices(&m->s, &o, &out, index, NULL)) abort();
}

int main(void)
{
    sample m = {.y = malloc(sizeof(double) * (INPUTS + 2) * POINTS)};
    if (!m.y) return 1;
    make(&m);
    bench_run("sobol 1300000 results 1000 resamples", "s", 1, analyse, &m);
    free(m.y);
    return 0;
}
