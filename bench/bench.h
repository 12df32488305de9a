/* Timing of one scene: warmed up, median of 9 rounds with the fastest and the slowest.
 *
 *     static void scene(void *what) { lode_step(what, ...); }
 *     bench_run("step 1000 sites", "ns/link/draw", 1e9 / (links * draws), scene, &what);
 *
 * Prints one CSV line: scene,unit,median,low,high. */
#ifndef LODE_BENCH_H
#define LODE_BENCH_H

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/compat.h"

enum { BENCH_ROUNDS = 9 };

static int bench_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Seconds that `calls` calls take. */
static double bench_time(void (*scene)(void *what), void *what, long calls)
{
    double start = lode_clock_seconds();
    for (long i = 0; i < calls; i++) scene(what);
    return lode_clock_seconds() - start;
}

/* Time `scene(what)` and print it.
 *
 * scale  what one second per call is in `unit`: 1e3 for ms, 1e9 / n for ns per each of n things */
LODE_UNUSED static void bench_run(const char *name, const char *unit, double scale,
                                  void (*scene)(void *what), void *what)
{
    /* warm up, and find how many calls last 20 ms */
    long calls = 1;
    while (bench_time(scene, what, calls) < 0.02 && calls < 1000000000L) calls *= 2;

    double seconds[BENCH_ROUNDS];
    for (int i = 0; i < BENCH_ROUNDS; i++)
        seconds[i] = bench_time(scene, what, calls) / (double)calls;
    qsort(seconds, BENCH_ROUNDS, sizeof seconds[0], bench_compare);
    printf("%s,%s,%.4g,%.4g,%.4g\n", name, unit, scale * seconds[BENCH_ROUNDS / 2],
           scale * seconds[0], scale * seconds[BENCH_ROUNDS - 1]);
    fflush(stdout);
}

#endif
