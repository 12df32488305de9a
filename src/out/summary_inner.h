/* Members of summary.json for those who write them into objects of their own. */
#ifndef LODE_OUT_SUMMARY_INNER_H
#define LODE_OUT_SUMMARY_INNER_H

#include "out/json.h"
#include "study/study.h"

/* "scenarios": {...} */
void lode_summary_scenarios_put(lode_json *j, const lode_result *r);

#endif
