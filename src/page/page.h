/* The report page: one HTML file with the results, the engine and the case, for any browser, without a network.
 *
 *     lode_page p = {.result = r};
 *     lode_text html = {0};
 *     if (lode_page_write(&p, &html)) ... write html to report.html ...
 *
 * The page is put together from a bundle of script and style that is part of the program, the data of the result, and the
 * live module with the image of the case (src/live). The same result gives the same bytes. docs/report.md. */
#ifndef LODE_PAGE_PAGE_H
#define LODE_PAGE_PAGE_H

#include <stdbool.h>

#include "base/strings.h"
#include "study/study.h"

typedef struct lode_page {
    const lode_result *result; /* borrowed                                                                    */
    const char *api;           /* NULL: a file of its own; else the URL prefix of the server's API             */
} lode_page;

/* Append the page. Thread-safe; only reads the result, but runs the central draw of its scenarios once more, for the flows.
 * Returns false when memory ran out or the program has no bundle; html->failed is set in the first case. */
LODE_NODISCARD bool lode_page_write(const lode_page *p, lode_text *html);

/* Append the data alone, as one JSON object: what the page reads, unpacked. Returns false when memory ran out. */
LODE_NODISCARD bool lode_page_data(const lode_page *p, lode_text *json);

#endif
