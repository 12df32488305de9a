/* The hash of an ensemble: two runs with the same one had the same draws, to the last bit. DESIGN.md 7. */
#ifndef LODE_STUDY_HASH_H
#define LODE_STUDY_HASH_H

#include "base/sha256.h"
#include "study/study.h"

/* Whether a result has draws to hash: scalars and bands. */
bool lode_result_has_hash(const lode_result *r);

/* SHA-256 of the draws and bands of a result, which has them. Hashed are, all of it little-endian:
 *
 *   numbers of draws, scenarios and scalars                              uint64
 *   draw by draw: 1 where it was left out, else 0                        uint8
 *     where it counts, scenario by scenario, its scalars                 double
 *   scenario by scenario, series by series in the order of series.csv, date by date:
 *     p05, p25, p50, p75, p95, mean                                      double
 *
 * A value that is not a number is hashed as 7ff8000000000000, since its sign differs between machines. */
void lode_result_hash(const lode_result *r, char hex[LODE_SHA256_HEX]);

#endif
