/* Saying what later evidence changes: one screen of text, or JSON. */
#ifndef LODE_OUT_EVIDENCE_H
#define LODE_OUT_EVIDENCE_H

#include "base/strings.h"
#include "study/evidence.h"

/* Append the comparison for people: at most LODE_ANSWER_LINES lines of LODE_ANSWER_COLUMNS columns. */
void lode_evidence_put(const lode_evidence *e, bool colour, lode_text *out);

/* Append it as one JSON object. */
void lode_evidence_json(const lode_evidence *e, lode_text *out);

#endif
