/* The schema for people and other programs, generated from schema.def. */
#ifndef LODE_CASE_SCHEMA_TEXT_H
#define LODE_CASE_SCHEMA_TEXT_H

#include "base/strings.h"

/* Dictionary of all columns as CSV: table, column, type, unit, required, default, low, high, meaning. */
void lode_schema_dictionary(lode_text *out);

/* The same as tables in Markdown, for docs/case-format.md. */
void lode_schema_markdown(lode_text *out);

/* JSON Schema (draft 2020-12) of case.yaml. */
void lode_schema_json(lode_text *out);

/* Append a string in quotes, escaped for JSON. Bytes that are not UTF-8 become U+FFFD. */
void lode_json_string(lode_text *out, const char *s);

#endif
