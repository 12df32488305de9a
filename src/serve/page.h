/* The pages of the server: the list of cases, and the report of a run. */
#ifndef LODE_SERVE_PAGE_H
#define LODE_SERVE_PAGE_H

#include "base/strings.h"
#include "study/study.h"

/* Append the report page of a run; it may ask this server for more. Returns false without memory. */
bool lode_serve_report(const lode_result *r, lode_text *html);

/* Append the page that lists the cases, starts runs and follows them. It asks the API for all it shows, so it is the same
 * for everybody. */
void lode_serve_index(lode_text *html);

/* Append the content security policy of that page. */
void lode_serve_index_policy(lode_text *out);

#endif
