/* Screening by elementary effects. */
#include "analyze/morris.h"

#include <math.h>
#include <stdlib.h>

#include "base/rng.h"

enum { RESAMPLES = 1000 };

/* The input in which two rows differ, -1: none or several. */
static int32_t changed(int64_t n_row, int32_t n_input, const double *x, int64_t row)
{
    int32_t found = -1;
    for (int32_t j = 0; j < n_input; j++) {
        double before = x[j * n_row + row - 1], after = x[j * n_row + row];
        if (!(before < after || before > after)) continue;
        if (found >= 0) return -1;
        found = j;
    }
    return found;
}

/* Mean size of the effects in resamples of the trajectories. sizes: (n); work: (RESAMPLES) */
static void bootstrap(int32_t n, const double *size, uint64_t seed, int32_t input, double *work,
                      lode_effects *e)
{
    for (int32_t r = 0; r < RESAMPLES; r++) {
        double sum = 0.0;
        for (int32_t i = 0; i < n; i++) {
            uint32_t w[4];
            lode_random(seed, (uint32_t)i, (uint32_t)input, (uint32_t)r, LODE_RNG_BOOTSTRAP, w);
            sum += size[((uint64_t)w[0] * (uint64_t)n) >> 32];
        }
        work[r] = sum / (double)n;
    }
    lode_sort(RESAMPLES, work);
    e->mu_star_interval = (lode_estimate){e->mu_star, lode_sorted_quantile(RESAMPLES, work, 0.025),
                                          lode_sorted_quantile(RESAMPLES, work, 0.975)};
}

static void summarise(int32_t n, double *effect, uint64_t seed, int32_t input, double *work,
                      lode_effects *e)
{
    *e = (lode_effects){.n = n};
    for (int32_t i = 0; i < n; i++) {
        e->mu += effect[i] / (double)n;
        e->mu_star += fabs(effect[i]) / (double)n;
    }
    double square = 0.0;
    for (int32_t i = 0; i < n; i++) square += (effect[i] - e->mu) * (effect[i] - e->mu);
    e->sigma = n > 1 ? sqrt(square / (double)(n - 1)) : 0.0;
    for (int32_t i = 0; i < n; i++) effect[i] = fabs(effect[i]);
    bootstrap(n, effect, seed, input, work, e);
}

int64_t lode_morris(int64_t n_row, int32_t n_input, const double *x, const double *y,
                    const double *low, const double *high, uint64_t seed, lode_effects *effects)
{
    int64_t length = n_input + 1, n = n_row / length, wrong = -1;
    if (n * length != n_row) return n * length;
    size_t size = (size_t)n_input * (size_t)(n > 0 ? n : 1);
    double *effect = malloc(size * sizeof *effect), *work = malloc(RESAMPLES * sizeof *work);
    unsigned char *seen = calloc(size, 1);
    if (!effect || !work || !seen) wrong = -2;
    for (int64_t i = 0; i < n && wrong == -1; i++)
        for (int64_t row = i * length + 1; row < (i + 1) * length && wrong == -1; row++) {
            int32_t j = changed(n_row, n_input, x, row);
            if (j < 0 || seen[j * n + i]) {
                wrong = row;
                break;
            }
            seen[j * n + i] = 1;
            double step = (x[j * n_row + row] - x[j * n_row + row - 1]) / (high[j] - low[j]);
            effect[j * n + i] = (y[row] - y[row - 1]) / step;
        }
    for (int32_t j = 0; j < n_input && wrong == -1 && n > 0; j++)
        summarise((int32_t)n, effect + j * n, seed, j, work, &effects[j]);
    free(effect);
    free(work);
    free(seen);
    return wrong;
}
