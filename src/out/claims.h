/* The verdicts on the claims of a case: one screen of text, members of summary.json, ClaimReview, rows of verdicts.csv. */
#ifndef LODE_OUT_CLAIMS_H
#define LODE_OUT_CLAIMS_H

#include "out/out.h"

/* Append the answer of `lodestone claims`: a line for each reading. */
void lode_claims_answer_put(const lode_result *r, bool colour, lode_text *out);

/* Append the answer as JSON: the run, and its claims as in summary.json. */
void lode_claims_json_put(const lode_result *r, lode_text *out);

/* Append an array of schema.org ClaimReview objects (JSON-LD), one for each reading. */
void lode_claims_review_put(const lode_result *r, lode_text *out);


/* --- for other writers of src/out ------------------------------------------------------------- */

/* "supported", "not computed" ...: what stands in verdict columns, also of readings without a formula. */
const char *lode_claims_word(const lode_result *r, int32_t reading);

/* Id of a reading, of its claim. */
const char *lode_claims_id(const lode_result *r, int32_t reading);
const char *lode_claims_claim(const lode_result *r, int32_t reading);

/* Append the reason of a verdict; nothing for those that need none. */
void lode_claims_reason(const lode_result *r, int32_t reading, lode_text *out);

#endif
