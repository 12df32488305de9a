/* What the claims of a case say against their own dates, against sources, and against each other, without any run.
 * Rules: docs/claims.md 6. */
#ifndef LODE_STUDY_FINDINGS_H
#define LODE_STUDY_FINDINGS_H

#include "base/arena.h"
#include "base/diag.h"
#include "case/case.h"
#include "claims/consistency.h"

enum { LODE_FINDING_READINGS = 300 }; /* most readings whose formulas are compared with each other */

typedef struct lode_claim_finding {
    lode_finding kind;
    int32_t claim, other;     /* rows of claims; other -1: of one claim                              */
    int32_t reading, contra;  /* rows of readings whose formulas contradict each other, else -1      */
    int32_t evidence, twin;   /* rows of claim_evidence with the same origin, else -1                */
    double excess;            /* of LODE_FINDING_RANGE: distance to the nearest sourced value        */
    const char *why;
} lode_claim_finding;

typedef struct lode_claim_findings {
    lode_claim_finding *item; /* (n) claim by claim, then pairs */
    int32_t n, room;
} lode_claim_findings;

/* Find. Memory comes from `a`. Windows that end before they start and ranges upside down are errors, evidence in another
 * unit than its claim a warning, in diags. Returns false without memory. O(claims^2 + readings^2 x length). */
LODE_NODISCARD bool lode_claim_findings_of(const lode_case *c, lode_arena *a, lode_claim_findings *out, lode_diags *diags);

/* The same as problems: conflicts, wrong dates and tenses are warnings, the rest notes. */
void lode_claim_findings_report(const lode_case *c, const lode_claim_findings *f, lode_diags *diags);

#endif
