/* From counts of draws to a probability with its interval, and from that to a verdict with exactly one reason. */
#ifndef LODE_CLAIMS_VERDICT_H
#define LODE_CLAIMS_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "claims/eval.h"

typedef enum lode_verdict {
    LODE_SUPPORTED,
    LODE_REFUTED,
    LODE_UNDETERMINED,
    LODE_UNTESTABLE,  /* no expression can be given                               */
    LODE_ILL_FORMED,  /* the expression has a mistake                             */
    LODE_OUT_OF_SCOPE /* it names something that the case does not contain        */
} lode_verdict;

/* Why a claim is undetermined. */
typedef enum lode_reason {
    LODE_REASON_NONE,
    LODE_REASON_PERIOD, /* undecided draws could carry P across a threshold       */
    LODE_REASON_DRAWS,  /* the estimate is beyond a threshold, its interval not   */
    LODE_REASON_OPEN,   /* it holds in some draws and not in others               */
    LODE_REASON_VACUOUS, /* what it supposes holds in no draw                     */
    LODE_REASON_UNKNOWN /* something that it names has no value in some draws     */
} lode_reason;

/* "supported", "too few draws"; NULL for LODE_REASON_NONE. */
const char *lode_verdict_name(lode_verdict v);
const char *lode_reason_name(lode_reason r);

/* How a verdict is reached; lode_judging_default(). */
typedef struct lode_judging {
    double confidence; /* of intervals: 0.95                                      */
    double supported;  /* lower end of P from which a claim is supported: 0.90    */
    double refuted;    /* upper end of P up to which it is refuted: 0.10          */
    int32_t n_replicate; /* independent scrambles that the draws fall into, equal in size and one after the other;
                          * 0: independent draws                                   */
} lode_judging;

lode_judging lode_judging_default(void);

/* An estimate, a range because some draws are undecided, and the interval around it. */
typedef struct lode_chance {
    double lo, hi;          /* estimate                                            */
    lode_interval interval; /* at the confidence asked for                         */
} lode_chance;

/* P from n independent draws, `yes` true and `undecided` undecided: Wilson's interval of the lower end and of the upper
 * end (E. B. Wilson, JASA 22 (1927) 209-212). n = 0: nothing is known. */
lode_chance lode_chance_of(int64_t n, int64_t yes, int64_t undecided, double confidence);

/* The mean of `n` independent values, at least 2, with Student's interval. */
lode_chance lode_chance_mean(const double *value, int32_t n, double confidence);

/* Upper end of the probability of what was seen in 0 of n draws. */
double lode_chance_never(int64_t n, double confidence);

/* Draws with the same share of true ones that would carry the interval of P across the threshold; 0: no number does,
 * since the estimate is at or before it. */
int64_t lode_draws_needed(double p, double threshold, bool above, double confidence);

typedef struct lode_judgement {
    lode_verdict verdict;
    lode_reason reason;
    int64_t draws_needed; /* with LODE_REASON_DRAWS; 0: no number helps           */
} lode_judgement;

/* The verdict on a claim without a probability of its own. */
lode_judgement lode_judge(const lode_chance *p, const lode_judging *how);

#endif
