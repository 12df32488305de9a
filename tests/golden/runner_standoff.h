/* What the golden runners of the stand-off share. */
#ifndef LODE_TESTS_RUNNER_STANDOFF_H
#define LODE_TESTS_RUNNER_STANDOFF_H

#include "runner_uncertainty.h"
#include "standoff/read.h"

/* A game, Gambit's mixtures of its discretised forms, and those forms as .nfg beside the file. */
void golden_standoff_discretised(golden_result *r, const char *path, const lode_standoff_problem *p,
                                 lode_standoff_work *w, lode_standoff_result *result,
                                 const json_t *document);

/* A deadline game with all equilibria that Gambit found of its discretised form. */
void golden_standoff_deadline(golden_result *r, const char *path, const lode_standoff_problem *p,
                              lode_standoff_work *w, lode_standoff_result *result,
                              const json_t *document);

#endif
