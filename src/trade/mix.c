/* Anderson mixing, by normal equations. */
#include "trade/mix.h"

#include <math.h>
#include <string.h>

#include "trade/kernel.h"

enum { MOST = LODE_TRADE_MEMORY };

bool lode_trade_mix_take(lode_arena *a, int64_t n, int32_t memory, lode_trade_mix *m)
{
    *m = (lode_trade_mix){.n = n, .memory = memory < MOST ? memory : MOST};
    m->step = LODE_TAKE(a, n, double);
    m->image = LODE_TAKE(a, n, double);
    m->d_step = LODE_TAKE(a, n * m->memory, double);
    m->d_image = LODE_TAKE(a, n * m->memory, double);
    return m->step && m->image && m->d_step && m->d_image;
}

void lode_trade_mix_restart(lode_trade_mix *m)
{
    m->count = m->next = 0;
    m->begun = false;
}

/* Keep the differences to the point before; the oldest give way. */
LODE_CLONES
static void remember(int64_t n, const double *restrict z, const double *restrict image,
                     double *restrict step, double *restrict old_image, double *restrict d_step,
                     double *restrict d_image)
{
    for (int64_t i = 0; i < n; i++) {
        double f = image[i] - z[i];
        d_step[i] = f - step[i];
        d_image[i] = image[i] - old_image[i];
        step[i] = f;
        old_image[i] = image[i];
    }
}

/* z = image - sum over the differences of weight times d_image */
LODE_CLONES
static void combine(int64_t n, int32_t count, const double *restrict weight,
                    const double *restrict d_image, const double *restrict image,
                    double *restrict z)
{
    memcpy(z, image, (size_t)n * sizeof *z);
    int32_t c = 0;
    for (; c + 4 <= count; c += 4) {
        const double *a = d_image + c * n, *b = a + n, *d = b + n, *e = d + n;
        double wa = weight[c], wb = weight[c + 1], wd = weight[c + 2], we = weight[c + 3];
        for (int64_t i = 0; i < n; i++) z[i] -= (a[i] * wa + b[i] * wb) + (d[i] * wd + e[i] * we);
    }
    for (; c < count; c++)
        for (int64_t i = 0; i < n; i++) z[i] -= d_image[c * n + i] * weight[c];
}

/* Solve gram x = right by Cholesky factors, where the differences are told apart; those that are not get weight 0. */
static void shortest(const lode_trade_mix *m, const double right[MOST], double x[MOST])
{
    double l[MOST][MOST];
    bool kept[MOST];
    for (int32_t r = 0; r < m->count; r++) {
        for (int32_t c = 0; c <= r; c++) {
            double sum = m->gram[r][c];
            for (int32_t k = 0; k < c; k++) sum -= l[r][k] * l[c][k];
            if (c < r) l[r][c] = kept[c] ? sum / l[c][c] : 0.0;
            else {
                /* a difference that lies within the span of the others, but for rounding */
                kept[r] = sum > 1e-14 * m->gram[r][r];
                l[r][r] = kept[r] ? sqrt(sum) : 1.0;
            }
        }
        if (!kept[r])
            for (int32_t c = 0; c < r; c++) l[r][c] = 0.0;
    }
    for (int32_t r = 0; r < m->count; r++) {
        double sum = kept[r] ? right[r] : 0.0;
        for (int32_t k = 0; k < r; k++) sum -= l[r][k] * x[k];
        x[r] = kept[r] ? sum / l[r][r] : 0.0;
    }
    for (int32_t r = m->count - 1; r >= 0; r--) {
        for (int32_t k = r + 1; k < m->count; k++) x[r] -= l[k][r] * x[k];
        x[r] = kept[r] ? x[r] / l[r][r] : 0.0;
    }
}

void lode_trade_mix_next(lode_trade_mix *m, const double *restrict image, double *restrict z)
{
    const int64_t n = m->n;
    if (!m->begun) {
        for (int64_t i = 0; i < n; i++) {
            m->step[i] = image[i] - z[i];
            m->image[i] = image[i];
            z[i] += 0.5 * m->step[i];
        }
        m->begun = true;
        return;
    }
    const int32_t now = m->next;
    double *newest = m->d_step + now * n, right[MOST], weight[MOST];
    remember(n, z, image, m->step, m->image, newest, m->d_image + now * n);
    m->next = (now + 1) % m->memory;
    if (m->count < m->memory) m->count++;
    for (int32_t c = 0; c < m->count; c++) {
        double dots[2];
        lode_trade_two_dots(n, m->d_step + c * n, newest, m->step, dots);
        m->gram[c][now] = m->gram[now][c] = dots[0];
        right[c] = dots[1];
    }
    shortest(m, right, weight);
    combine(n, m->count, weight, m->d_image, image, z);
}
