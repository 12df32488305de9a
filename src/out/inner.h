/* What the writers share; not for use outside src/out. */
#ifndef LODE_OUT_INNER_H
#define LODE_OUT_INNER_H

#include "base/sha256.h"
#include "out/out.h"

enum { LODE_OUT_CHANGED = 40 }; /* byte  enough for evidence_until=DATE */

/* Ids of rows of the case; "" for row -1. */
const char *lode_out_actor(const lode_result *r, int32_t actor);
const char *lode_out_product(const lode_result *r, int32_t product);
const char *lode_out_part(const lode_result *r, int32_t product); /* of a loss; "(tariffs)" is no id of a product */
const char *lode_out_unit(const lode_result *r, int32_t product);
const char *lode_out_scenario(const lode_result *r, const lode_scenario_result *s);

/* Whether it is an end product, whose halts the answer names first. */
bool lode_out_is_end_product(const lode_result *r, int32_t product);

/* Whether the page draws a series: end products, stocks of what goes into them, strategic stocks, losses. */
bool lode_out_is_drawn(const lode_result *r, const lode_series *s);

/* Id of the scenario that this one is compared with. */
const char *lode_out_against(const lode_result *r, const lode_scenario_result *s);

/* Whether it is the status quo; the world without measures. */
bool lode_out_is_status_quo(const lode_result *r, const lode_scenario_result *s);
bool lode_out_is_no_measures(const lode_result *r, const lode_scenario_result *s);

/* Title of the case; as_of. */
const char *lode_out_title(const lode_result *r);
int32_t lode_out_as_of(const lode_result *r);

/* Whether what began on a day and lasts `days` days stands at the end of the period: it may go on after it. */
bool lode_out_at_end(const lode_result *r, int32_t date, int32_t days);

/* Day after which nothing that became known is used. */
int32_t lode_out_evidence(const lode_result *r);

/* How the draws were made, as in the configuration. */
const char *lode_out_design(const lode_result *r);

/* The word of a distribution, the letter of a grade. */
const char *lode_out_dist(lode_dist dist);
const char *lode_out_grade(int32_t grade);

/* The file of the case in which a row of the table stands: products.csv, case.yaml. */
const char *lode_out_case_file(int32_t table);

/* What the command line changed of the case: the assignments of --set in their order, then evidence_until=DATE where
 * that was given. Returns assignment `i`, in `room` where it has to be written. */
int32_t lode_out_n_changed(const lode_result *r);
const char *lode_out_changed(const lode_result *r, int32_t i, char room[LODE_OUT_CHANGED]);

/* What tells one set of inputs from another: the case's content hash or, where the command line changed inputs, the
 * SHA-256 of that hash and of what it changed, each followed by a line feed. */
void lode_out_input_hash(const lode_result *r, char hex[LODE_SHA256_HEX]);

/* The command that repeats the run, with CASE for the folder of the case and no -o. */
void lode_out_command(const lode_result *r, lode_text *out);

/* The sources that a case uses, by row: used[row] set for those that an input or any row names. */
void lode_out_used_sources(const lode_case *c, bool *used);

#endif
