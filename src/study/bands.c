/* Counting values into bins, and quantiles out of them. */
#include "study/bands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 128 }; /* draws whose bins are sorted faster than counted */

static const int32_t HALF = LODE_BAND_BINS / 2;

bool lode_bands_make(lode_bands *b, int64_t most)
{
    b->form = most <= LODE_BAND_BINS ? LODE_BAND_LISTED : most <= UINT16_MAX ? LODE_BAND_COUNTED : LODE_BAND_COUNTED_WIDE;
    b->n_cell = b->form == LODE_BAND_LISTED ? most : LODE_BAND_BINS;
    size_t n = (size_t)b->n_scenario * (size_t)b->n_series * (size_t)b->n_date * (size_t)b->n_cell;
    b->cell = calloc(n + 1, b->form == LODE_BAND_COUNTED_WIDE ? sizeof(uint32_t) : sizeof(uint16_t));
    b->n_seen = calloc((size_t)b->n_scenario + 1, sizeof *b->n_seen);
    return b->cell && b->n_seen;
}

void lode_bands_free(lode_bands *b)
{
    free(b->cell);
    free(b->n_seen);
    b->cell = NULL;
    b->n_seen = NULL;
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
    int64_t n = (int64_t)b->n_series * b->n_date, seen = b->n_seen[scenario]++;
    uint16_t *narrow = (uint16_t *)b->cell + (b->form == LODE_BAND_COUNTED_WIDE ? 0 : scenario * n * b->n_cell);
    uint32_t *wide = (uint32_t *)b->cell + (b->form == LODE_BAND_COUNTED_WIDE ? scenario * n * b->n_cell : 0);
    if (b->form == LODE_BAND_LISTED)
        for (int64_t i = 0; i < n; i++) narrow[i * b->n_cell + seen] = bin[i];
    else if (b->form == LODE_BAND_COUNTED)
        for (int64_t i = 0; i < n; i++) narrow[i * b->n_cell + bin[i]]++;
    else
        for (int64_t i = 0; i < n; i++) wide[i * b->n_cell + bin[i]]++;
}

/* How many draws fell into each bin. */
static void count(const lode_bands *b, int32_t scenario, int32_t series, int32_t date, uint32_t out[LODE_BAND_BINS])
{
    int64_t first = (((int64_t)scenario * b->n_series + series) * b->n_date + date) * b->n_cell;
    const uint16_t *narrow = b->cell;
    const uint32_t *wide = b->cell;
    for (int32_t i = 0; i < LODE_BAND_BINS; i++)
        out[i] = b->form == LODE_BAND_LISTED ? 0 : b->form == LODE_BAND_COUNTED ? narrow[first + i] : wide[first + i];
    for (int64_t i = 0; b->form == LODE_BAND_LISTED && i < b->n_seen[scenario]; i++) out[narrow[first + i]]++;
}

/* Count `here` (LODE_BAND_BINS) into the cells that begin at `first`. */
static void add_counts(lode_bands *b, int64_t first, const uint32_t *here)
{
    uint16_t *narrow = b->cell;
    uint32_t *wide = b->cell;
    for (int32_t i = 0; i < LODE_BAND_BINS && b->form == LODE_BAND_COUNTED; i++)
        narrow[first + i] = (uint16_t)(narrow[first + i] + here[i]);
    for (int32_t i = 0; i < LODE_BAND_BINS && b->form == LODE_BAND_COUNTED_WIDE; i++) wide[first + i] += here[i];
}

void lode_bands_join(lode_bands *b, const lode_bands *other)
{
    uint32_t here[LODE_BAND_BINS];
    int64_t cell = 0; /* of a series on a date */
    for (int32_t c = 0; c < b->n_scenario; c++) {
        for (int32_t r = 0; r < b->n_series; r++)
            for (int32_t d = 0; d < b->n_date; d++, cell++) {
                if (b->form == LODE_BAND_LISTED)
                    memcpy((uint16_t *)b->cell + cell * b->n_cell + b->n_seen[c], (const uint16_t *)other->cell + cell * other->n_cell,
                           (size_t)other->n_seen[c] * sizeof(uint16_t));
                else {
                    count(other, c, r, d, here);
                    add_counts(b, cell * b->n_cell, here);
                }
            }
        b->n_seen[c] += other->n_seen[c];
    }
}

/* Few draws: their bins in order, into `out`. Returns how many there are, 0 where a table of counts is the better way. */
static int32_t sort_few(const lode_bands *b, int32_t scenario, int32_t series, int32_t date, uint16_t out[FEW])
{
    int64_t first = (((int64_t)scenario * b->n_series + series) * b->n_date + date) * b->n_cell, n = b->n_seen[scenario];
    const uint16_t *bin = b->cell;
    if (b->form != LODE_BAND_LISTED || n > FEW) return 0;
    for (int32_t i = 0; i < n; i++) {
        int32_t j = i;
        for (; j > 0 && out[j - 1] > bin[first + i]; j--) out[j] = out[j - 1];
        out[j] = bin[first + i];
    }
    return (int32_t)n;
}

/* A quantity that is put together from bins in rising order. */
typedef struct gathering {
    double found[5], mean, n, scale;
    int64_t seen;
    int level;
    bool either;
} gathering;

static void gather(gathering *g, int32_t bin, uint32_t count)
{
    static const double LEVEL[] = {0.05, 0.25, 0.50, 0.75, 0.95};
    double value = middle_of(bin, g->scale, g->either);
    g->seen += count;
    g->mean += value * count / g->n;
    for (; g->level < 5 && (double)g->seen >= LEVEL[g->level] * g->n; g->level++) g->found[g->level] = value;
}

lode_quantity lode_bands_at(const lode_bands *b, int32_t scenario, int32_t series, int32_t date)
{
    uint16_t few[FEW];
    uint32_t here[LODE_BAND_BINS];
    gathering g = {.n = (double)b->n_seen[scenario], .scale = b->scale[series], .either = b->either[series]};
    int32_t n = sort_few(b, scenario, series, date, few);
    for (int32_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n && few[next] == few[i];) next++;
        gather(&g, few[i], (uint32_t)(next - i));
    }
    if (n == 0) count(b, scenario, series, date, here);
    for (int32_t i = 0; n == 0 && i < LODE_BAND_BINS; i++)
        if (here[i] > 0) gather(&g, i, here[i]);
    return (lode_quantity){g.found[0], g.found[1], g.found[2], g.found[3], g.found[4], g.mean};
}
