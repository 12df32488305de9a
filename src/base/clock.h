/* Seconds that pass: for progress and benchmarks, never for results. */
#ifndef LODE_BASE_CLOCK_H
#define LODE_BASE_CLOCK_H

/* Seconds since some fixed moment; never goes back (CLOCK_MONOTONIC). */
double lode_clock_seconds(void);

#endif
