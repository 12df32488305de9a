/* A run with all it owns, for parts of the program that have a case in hand or want the result itself. */
#ifndef LODE_API_RUN_H
#define LODE_API_RUN_H

#include "lodestone/lodestone.h"
#include "study/study.h"

/* The same as lode_run_case() of a case that was read, which is taken over, also after a problem. NULL: none was read. */
lode_run *lode_run_of(lode_case *c, const lode_run_options *options, lode_diags *diags);

/* The result; lives as long as the run. */
const lode_result *lode_run_result(const lode_run *run);

#endif
