/* What exposure says: one screen, JSON, and the rows of its tables. Only formats; computes nothing. */
#ifndef LODE_OUT_EXPOSURE_H
#define LODE_OUT_EXPOSURE_H

#include "exposure/exposure.h"
#include "out/json.h"
#include "out/out.h"
#include "out/tables.h"

enum { LODE_EXPOSURE_SHARE = 5 /* %  summary.json leaves out exposure rows with smaller shares */ };

/* Append one screen about r->exposure: shares by stage, concentration, single points, cut sets, and the static indices
 * beside the simulated dates. Nothing where r->exposure is NULL. */
void lode_exposure_put(const lode_result *r, const lode_answer_style *style, lode_text *out);

/* Append all of it as one JSON object: what --json prints. */
void lode_exposure_json(const lode_result *r, lode_text *out);

/* Add the member "exposure" of summary.json. */
void lode_exposure_member(const lode_result *r, lode_json *j);

/* Rows of exposure.csv, hhi.csv, cuts.csv and indices.csv; none where r->exposure is NULL. */
void lode_out_exposure(const lode_result *r, lode_sheet *c);
void lode_out_hhi(const lode_result *r, lode_sheet *c);
void lode_out_cuts(const lode_result *r, lode_sheet *c);
void lode_out_indices(const lode_result *r, lode_sheet *c);

/* "made" or "used"; stage name, "any" for -1; id of a plant. */
const char *lode_out_basis(const lode_exposed *x);
const char *lode_out_stage(const lode_exposure *e, int32_t stage);
const char *lode_out_plant(const lode_result *r, int32_t plant);

#endif
