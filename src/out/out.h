/* What a run says: the one-screen answer, summary.json, and the folder of tables. Only formats; computes nothing.
 *
 *     lode_text text = {0};
 *     lode_answer_put(r, &(lode_answer_style){0}, &text);          for a terminal
 *     lode_summary_put(r, &text);                                  for machines
 *     lode_tables_write(r, &outdir, &why);                         the folder of -o
 *
 * The same result gives the same bytes: no clock times, no thread counts, no paths of this machine. All functions are
 * thread-safe and only read the result. Texts have `failed` set when memory ran out. */
#ifndef LODE_OUT_OUT_H
#define LODE_OUT_OUT_H

#include "base/files.h"
#include "base/strings.h"
#include "study/study.h"

enum {
    LODE_SUMMARY_VERSION =
        1, /* schema_version of summary.json; rises when a reader would have to change */
    LODE_ANSWER_COLUMNS =
        80, /* most columns of a line of the answer                                      */
    LODE_ANSWER_LINES =
        40 /* most lines of the answer                                                  */
};

typedef struct lode_answer_style {
    bool colour;        /* with ANSI colours; they carry no meaning of their own   */
    const char *folder; /* where the tables are, as the user wrote it; NULL: nowhere */
} lode_answer_style;

/* Append the one-screen answer: what stops first and when, the loss per day of each side, how far to trust it. At most
 * LODE_ANSWER_LINES lines of LODE_ANSWER_COLUMNS columns; what does not fit is left out and counted. */
void lode_answer_put(const lode_result *r, const lode_answer_style *style, lode_text *out);

/* Append the text of summary.json, which is what --json prints. Keys and types: lode_summary_schema_put. */
void lode_summary_put(const lode_result *r, lode_text *out);

/* Append the JSON Schema (draft 2020-12) of summary.json. */
void lode_summary_schema_put(lode_text *out);

/* Write all files of a result into the folder begun as `d`; the caller commits or aborts it.
 * Returns false and appends to `why` when a file cannot be written or an end was asked for. */
LODE_NODISCARD bool lode_tables_write(const lode_result *r, lode_outdir *d, lode_text *why);

#endif
