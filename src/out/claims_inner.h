/* Members of a JSON object that several writers put: the run, its claims. For src/out and src/page. */
#ifndef LODE_OUT_CLAIMS_INNER_H
#define LODE_OUT_CLAIMS_INNER_H

#include "out/json.h"
#include "study/study.h"

/* "claims": [...], "claim_relations": [...]; empty where the run has none. */
void lode_claims_put(lode_json *j, const lode_result *r);

/* "schema_version" to "provenance": which run it is. */
void lode_summary_run_put(lode_json *j, const lode_result *r);

#endif
