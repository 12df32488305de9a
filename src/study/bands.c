/* Counting values into bins, and quantiles out of them. */
#include "study/bands.h"

#include <math.h>
#include <stdlib.h>

static const int32_t HALF = LODE_BAND_BINS / 2;

bool lode_bands_make(lode_bands *b, int64_t most)
{
    b->wide = most > UINT16_MAX;
    size_t n = (size_t)b->n_scenario * (size_t)b->n_series * (size_t)b->n_date * LODE_BAND_BINS;
    b->count = calloc(n > 0 ? n : 1, b->wide ? sizeof(uint32_t) : sizeof(uint16_t));
    return b->count != NULL;
}

void lode_bands_free(lode_bands *b)
{
    free(b->count);
    b->count = NULL;
}

uint16_t lode_band_bin(double value, double scale, bool either)
{
    double size = fabs(value), part = size / (size + scale);
    int32_t zero = either ? HALF : 0, bins = either ? HALF - 1 : LODE_BAND_BINS - 1;
    if (!(size > 0) || (value < 0 && !either)) return (uint16_t)zero;
    int32_t bin = 1 + (int32_t)(part * bins);
    if (!(part < 1) || bin > bins) bin = bins;
    return (uint16_t)(value < 0 ? zero - bin : zero + bin);
}

/* The value in the middle of a bin. */
static double middle_of(int32_t bin, double scale, bool either)
{
    int32_t zero = either ? HALF : 0, bins = either ? HALF - 1 : LODE_BAND_BINS - 1;
    if (bin == zero) return 0;
    double part = ((bin > zero ? bin - zero : zero - bin) - 0.5) / bins, size = scale * part / (1 - part);
    return bin < zero ? -size : size;
}

void lode_bands_add(lode_bands *b, int32_t scenario, const uint16_t *bin)
{
    int64_t n = (int64_t)b->n_series * b->n_date, first = (int64_t)scenario * n;
    uint16_t *narrow = b->count;
    uint32_t *wide = b->count;
    for (int64_t i = 0; i < n; i++) {
        int64_t at = (first + i) * LODE_BAND_BINS + bin[i];
        if (!(b->scale[i / b->n_date] > 0)) continue;
        if (b->wide) wide[at]++;
        else narrow[at]++;
    }
}

lode_quantity lode_bands_at(const lode_bands *b, int32_t scenario, int32_t series, int32_t date)
{
    static const double LEVEL[] = {0.05, 0.25, 0.50, 0.75, 0.95};
    double found[5] = {0}, mean = 0;
    int64_t first = (((int64_t)scenario * b->n_series + series) * b->n_date + date) * LODE_BAND_BINS, n = 0, seen = 0;
    const uint16_t *narrow = b->count;
    const uint32_t *wide = b->count;
    for (int32_t i = 0; i < LODE_BAND_BINS; i++) n += b->wide ? wide[first + i] : narrow[first + i];
    for (int32_t i = 0, level = 0; i < LODE_BAND_BINS && n > 0; i++) {
        int64_t here = b->wide ? wide[first + i] : narrow[first + i];
        if (here == 0) continue;
        double value = middle_of(i, b->scale[series], b->either[series]);
        seen += here;
        mean += value * (double)here / (double)n;
        for (; level < 5 && (double)seen >= LEVEL[level] * (double)n; level++) found[level] = value;
    }
    return (lode_quantity){found[0], found[1], found[2], found[3], found[4], mean};
}
