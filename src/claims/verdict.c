/* Probability intervals and verdicts. */
#include "claims/verdict.h"

#include <math.h>
#include <stddef.h>

#include "analyze/statistics.h"

const char *lode_verdict_name(lode_verdict v)
{
    static const char *const name[] = {"supported",  "refuted",    "undetermined",
                                       "untestable", "ill-formed", "out of scope"};
    return name[v];
}

const char *lode_reason_name(lode_reason r)
{
    static const char *const name[] = {NULL, "period too short", "too few draws",
                                       "open: holds in some draws and not in others",
                                       "vacuous: what it supposes holds in no draw",
                                       "unknown: what it asks for has no value in some draws"};
    return name[r];
}

lode_judging lode_judging_default(void)
{
    return (lode_judging){.confidence = 0.95, .supported = 0.90, .refuted = 0.10};
}

/* --- intervals ----------------------------------------------------------------------------- */

lode_chance lode_chance_of(int64_t n, int64_t yes, int64_t undecided, double confidence)
{
    if (n <= 0) return (lode_chance){0, 1, {0, 1}};
    double draws = (double)n;
    lode_chance c = {(double)yes / draws, (double)(yes + undecided) / draws, {0, 1}};
    c.interval.lo = lode_wilson_share(c.lo, draws, confidence).low;
    c.interval.hi = lode_wilson_share(c.hi, draws, confidence).high;
    return c;
}

lode_chance lode_chance_mean(const double *value, int32_t n, double confidence)
{
    double mean = 0, square = 0;
    for (int32_t i = 0; i < n; i++) mean += value[i];
    mean /= n;
    if (!isfinite(mean)) return (lode_chance){mean, mean, {-INFINITY, INFINITY}};
    for (int32_t i = 0; i < n; i++) square += (value[i] - mean) * (value[i] - mean);
    if (n < 2) return (lode_chance){mean, mean, {-INFINITY, INFINITY}};
    double half = lode_student(n - 1, confidence) * sqrt(square / (n - 1) / n);
    return (lode_chance){mean, mean, {mean - half, mean + half}};
}

double lode_chance_never(int64_t n, double confidence)
{
    return n <= 0 ? 1 : lode_wilson_share(0, (double)n, confidence).high;
}

int64_t lode_draws_needed(double p, double threshold, bool above, double confidence)
{
    if (above ? !(p > threshold) : !(p < threshold)) return 0;
    double low = 0, high = 1;
    for (; high < 1e15; high *= 2) {
        lode_estimate i = lode_wilson_share(p, high, confidence);
        if (above ? i.low >= threshold : i.high <= threshold) break;
        low = high;
    }
    while (high - low > 1) {
        double middle = floor((low + high) / 2);
        lode_estimate i = lode_wilson_share(p, middle, confidence);
        if (above ? i.low >= threshold : i.high <= threshold) high = middle;
        else low = middle;
    }
    return (int64_t)high;
}

/* --- verdict ------------------------------------------------------------------------------- */

lode_judgement lode_judge(const lode_chance *p, const lode_judging *how)
{
    lode_judgement j = {LODE_UNDETERMINED, LODE_REASON_OPEN, 0};
    if (p->interval.lo >= how->supported)
        return (lode_judgement){LODE_SUPPORTED, LODE_REASON_NONE, 0};
    if (p->interval.hi <= how->refuted) return (lode_judgement){LODE_REFUTED, LODE_REASON_NONE, 0};
    bool across = (p->lo < how->supported && p->hi >= how->supported) ||
                  (p->lo <= how->refuted && p->hi > how->refuted);
    bool above = p->lo >= how->supported, below = p->hi <= how->refuted;
    if (p->hi > p->lo && across) j.reason = LODE_REASON_PERIOD;
    else if (above || below) {
        j.reason = LODE_REASON_DRAWS;
        j.draws_needed =
            lode_draws_needed(above ? p->lo : p->hi, above ? how->supported : how->refuted, above,
                              how->confidence);
    }
    return j;
}
