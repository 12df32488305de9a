/* The claims as members of a JSON object; not for use outside src/out. */
#ifndef LODE_OUT_CLAIMS_INNER_H
#define LODE_OUT_CLAIMS_INNER_H

#include "out/json.h"
#include "study/study.h"

/* "claims": [...], "claim_relations": [...]; empty where the run has none. */
void lode_claims_put(lode_json *j, const lode_result *r);

#endif
