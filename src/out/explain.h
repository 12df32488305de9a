/* Saying why an output is short: one screen of text, or JSON. */
#ifndef LODE_OUT_EXPLAIN_H
#define LODE_OUT_EXPLAIN_H

#include "base/strings.h"
#include "study/explain.h"

/* Append the explanation for people: at most LODE_ANSWER_LINES lines of LODE_ANSWER_COLUMNS columns. */
void lode_explain_put(const lode_explanation *e, bool colour, lode_text *out);

/* Append it as one JSON object. */
void lode_explain_json(const lode_explanation *e, lode_text *out);

/* The word for how a chain ends: "measure", "fewer-orders" ... */
const char *lode_explain_chain(lode_chain chain);

/* File and line of a row of the case: "recipes.csv:12", "default" where nobody wrote it. */
void lode_explain_place(const lode_result *r, const lode_explain_ref *ref, lode_text *out);

#endif
