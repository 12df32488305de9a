/* Writing JSON: one member a line, two spaces a level, keys in the order they are written.
 *
 *     lode_json j = {.out = &text};
 *     lode_json_open(&j, NULL, '{');
 *     lode_json_text(&j, "title", "Gallium");
 *     lode_json_close(&j);
 *
 * The key is NULL inside a list and at the top. */
#ifndef LODE_OUT_JSON_H
#define LODE_OUT_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strings.h"

enum { LODE_JSON_DEPTH = 24 }; /* most objects and lists inside each other */

typedef struct lode_json {
    lode_text *out;
    int depth;                  /* open objects and lists                             */
    int line_depth;             /* depth from which all is on one line; 0: none       */
    char end[LODE_JSON_DEPTH];  /* (depth) what closes each                           */
    bool some[LODE_JSON_DEPTH]; /* (depth) whether each has a member already          */
} lode_json;

/* Begin an object ('{') or a list ('['). */
void lode_json_open(lode_json *j, const char *key, char bracket);

/* The same, with all its members on one line. */
void lode_json_open_line(lode_json *j, const char *key, char bracket);

/* End the innermost object or list; after the outermost one comes a line feed. */
void lode_json_close(lode_json *j);

/* A string; bytes that are not UTF-8 become U+FFFD. NULL is null. */
void lode_json_text(lode_json *j, const char *key, const char *value);

/* A whole number. */
void lode_json_integer(lode_json *j, const char *key, int64_t value);

/* A number with 10 significant digits; null where it is not finite. */
void lode_json_number(lode_json *j, const char *key, double value);

/* true or false. */
void lode_json_bool(lode_json *j, const char *key, bool value);

/* A value that is JSON already, such as another writer's whole object; marks the output as failed where `value` is. */
void lode_json_ready(lode_json *j, const char *key, const lode_text *value);

/* A date as YYYY-MM-DD. */
void lode_json_date(lode_json *j, const char *key, int32_t date);

#endif
