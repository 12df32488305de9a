/* run.sqlite: inputs with their provenance, what every draw took and gave, and the bands, for SQL, Python and R. */
#ifndef LODE_OUT_STORE_H
#define LODE_OUT_STORE_H

#include "base/files.h"
#include "study/study.h"

/* Write run.sqlite into the folder. The same result gives the same bytes. Returns false and appends why. */
bool lode_store_write(const lode_result *r, lode_outdir *d, lode_text *why);

#endif
