/* Lodestone as a library: run a case and get its results. A normal program:
 *
 *     lode_diags problems = {0};
 *     lode_run_options options = lode_run_default();
 *     lode_run *run = lode_run_case("my-case", &options, &problems);     read, check, calibrate, simulate
 *     if (run) fputs(lode_run_summary(run, NULL), stdout);               what summary.json holds
 *     lode_run_free(run);
 *     ... lode_diags_text(&problems, NULL, false) says what was wrong ...
 *     lode_diags_free(&problems);
 *
 * Link with `pkg-config --cflags --libs lodestone`; docs/library.md has a whole program. The library never prints, never
 * ends the program and has no state of its own: any number of threads may run cases at once, each with its own lode_diags.
 * The same case, options and version give the same bytes, whatever the number of threads. */
#ifndef LODESTONE_LODESTONE_H
#define LODESTONE_LODESTONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lodestone/diag.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library, such as "0.1.0". */
const char *lode_version(void);

/* What is asked of a run. Take lode_run_default() and change what is to be different. */
typedef struct lode_run_options {
    const char *scenario;      /* id; NULL: all                                                                */
    int32_t draws;             /* up to 1: the central run; more: that many samples of all uncertain inputs    */
    uint64_t seed;             /* of the draws, up to 2^53 - 1                                                 */
    const char *design;        /* how draws are made: "philox", "sobol", "lhs"                                 */
    int32_t step_days;         /* day  0: the case's                                                           */
    int32_t threads;           /* 0: as many as there are cores; changes no result                             */
    const char *const *set;    /* (n_set) "KEY=VALUE": inputs by their names in inputs.csv, a number or
                                  low..central..high                                                           */
    int32_t n_set;
    void (*progress)(void *user, double share); /* or NULL; called from any thread, one at a time              */
    void *user;
    const volatile int *stop;  /* or NULL: becomes non-zero when the run is to end early, with a problem       */
} lode_run_options;

/* All scenarios, central values, the case's own steps, all cores. */
lode_run_options lode_run_default(void);

/* A case that was run, with its results. */
typedef struct lode_run lode_run;

/* Read, check, calibrate and run a case.
 *
 * folder   path of the folder of the case (UTF-8)
 * options  borrowed
 * diags    receives every problem found: errors and warnings
 *
 * Returns the run, owned by the caller (lode_run_free), or NULL when diags->n_error > 0. */
lode_run *lode_run_case(const char *folder, const lode_run_options *options, lode_diags *diags);

/* The results as the text of summary.json; its keys: `lodestone schema --json-schema summary`.
 *
 * length  out, or NULL: bytes
 *
 * Returns text that lives as long as the run; NULL without memory. Not from two threads at once for one run; the same holds
 * for the two functions below. */
const char *lode_run_summary(lode_run *run, size_t *length);

/* The answer of one screen as `lodestone run` prints it, without colours. As lode_run_summary. */
const char *lode_run_answer(lode_run *run, size_t *length);

/* The report: one HTML page for a browser. As lode_run_summary; NULL also where the library was built without the page. */
const char *lode_run_report(lode_run *run, size_t *length);

/* Write all tables into a folder, as `lodestone run -o` does, without the report. The folder appears whole or not at all,
 * and replaces only an earlier result. Returns false after a problem. */
bool lode_run_write(const lode_run *run, const char *folder, lode_diags *diags);

/* Free a run. NULL is allowed. */
void lode_run_free(lode_run *run);

/* Read and check a case without running it. Returns whether it has no errors. */
bool lode_case_check(const char *folder, lode_diags *diags);

#ifdef __cplusplus
}
#endif

#endif
