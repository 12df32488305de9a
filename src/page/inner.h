/* What the writers of the page share; not for use outside src/page. */
#ifndef LODE_PAGE_INNER_H
#define LODE_PAGE_INNER_H

#include "base/sha256.h"
#include "out/json.h"
#include "page/page.h"

/* --- parts of the program (assets.c) --------------------------------------------------------- */

typedef struct lode_asset {
    const unsigned char *data; /* (length); 0 where this program was built without it */
    size_t length;             /* byte                                                */
} lode_asset;

lode_asset lode_page_script(void);
lode_asset lode_page_style(void);

/* --- packing (pack.c) ------------------------------------------------------------------------ */

/* Append bytes in base64. */
void lode_base64(const unsigned char *bytes, size_t length, lode_text *out);

/* Append bytes deflated (zlib, RFC 1950) and in base64. */
void lode_pack(const unsigned char *bytes, size_t length, lode_text *out);

/* --- members of the data, each a key and its value -------------------------------------------- */

/* A number with `digits` significant digits. */
void lode_page_number(lode_json *j, const char *key, double x, int digits);

/* actors, products, measures, statements, readings, sources; inputs as rows of columns. (data_case.c, data_inputs.c) */
void lode_page_case(lode_json *j, const lode_result *r);
void lode_page_inputs(lode_json *j, const lode_result *r);

/* Scenarios with their shortfalls and losses; the bands that the page draws. (data_runs.c) */
void lode_page_scenarios(lode_json *j, const lode_result *r);
void lode_page_series(lode_json *j, const lode_result *r);

/* Flows of the base year and of each scenario, period by period. False: no memory. (data_flows.c) */
bool lode_page_flows(lode_json *j, const lode_result *r);

/* The stand-off, where the case has one. False: no memory. (data_standoff.c) */
bool lode_page_standoff(lode_json *j, const lode_result *r);

#endif
