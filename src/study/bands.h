/* Quantile bands of reported series over draws, from counts in 2,048 bins per series and reporting date (DESIGN.md 6).
 *
 * Adding to a count commutes, so draws may come in any order and from anywhere; memory does not grow with them. A value v
 * falls into the bin of v / (|v| + m), m being the largest value of the series in the central run: no value is too large
 * for a bin, and the bins are 0.05 % of m wide near 0, 0.2 % of m near m, 0.6 % of v at ten times m. */
#ifndef LODE_STUDY_BANDS_H
#define LODE_STUDY_BANDS_H

#include "base/arena.h"
#include "study/study.h"

enum { LODE_BAND_BINS = 2048 };

/* Up to as many draws as a table of counts has bins, the bins themselves are the smaller table. */
typedef enum lode_band_form { LODE_BAND_LISTED, LODE_BAND_COUNTED, LODE_BAND_COUNTED_WIDE } lode_band_form;

typedef struct lode_bands {
    int32_t n_series, n_date, n_scenario;
    const double *scale;   /* (n_series) m, > 0                                                          */
    const uint8_t *either; /* (n_series) values may be below 0                                           */
    lode_band_form form;
    int64_t n_cell;        /* numbers per series and date: draws, or LODE_BAND_BINS                      */
    void *cell;            /* (n_scenario x n_series x n_date x n_cell) of 2 bytes; wide: of 4           */
    int64_t *n_seen;       /* (n_scenario) draws                                                         */
} lode_bands;

/* Room for `most` draws. Returns false when memory ran out. Free with lode_bands_free(). */
bool lode_bands_make(lode_bands *b, int64_t most);
void lode_bands_free(lode_bands *b);

/* The bin of a value. Zero has a bin of its own. */
uint16_t lode_band_bin(double value, double scale, bool either);

/* Count one draw: bin (n_series x n_date). */
void lode_bands_add(lode_bands *b, int32_t scenario, const uint16_t *bin);

/* Count all draws of another table of the same scenarios, series and dates. */
void lode_bands_join(lode_bands *b, const lode_bands *other);

/* Quantiles (inverse of the empirical distribution, the middle of the bin) and mean of a series on a date. */
lode_quantity lode_bands_at(const lode_bands *b, int32_t scenario, int32_t series, int32_t date);

#endif
