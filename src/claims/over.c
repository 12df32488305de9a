/* A claim over draws: probabilities, means and quantiles, and the verdict on what is said of them. */
#include "claims/over.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/statistics.h"
#include "claims/consistency.h"

/* Counts over the draws first..last-1. */
typedef struct counts {
    int32_t n, yes, undecided;
} counts;

/* Draws whose condition is undecided might count or not: they are undecided draws. */
static counts count(const lode_eval_value *f, const lode_eval_value *g, int32_t first, int32_t last)
{
    counts c = {0, 0, 0};
    for (int32_t d = first; d < last; d++) {
        if (g && g[d].truth == LODE_FALSE) continue;
        bool perhaps = f[d].truth == LODE_UNDECIDED || (g && g[d].truth == LODE_UNDECIDED);
        c.n++;
        c.undecided += perhaps;
        c.yes += !perhaps && f[d].truth == LODE_TRUE;
    }
    return c;
}

/* The mean of a number per replicate, or of n draws. */
static lode_chance over_parts(const double *lo, const double *hi, int32_t n, double confidence)
{
    lode_chance low = lode_chance_mean(lo, n, confidence),
                high = lode_chance_mean(hi, n, confidence);
    return (lode_chance){low.lo, high.hi, {low.interval.lo, high.interval.hi}};
}

static bool judge_chance(const lode_eval_value *f, const lode_eval_value *g, int32_t n_draw,
                         const lode_judging *how, lode_over_result *out)
{
    counts all = count(f, g, 0, n_draw);
    int32_t parts = how->n_replicate;
    *out = (lode_over_result){.n_draw = all.n,
                              .undecided = all.undecided,
                              .few = g && all.n - all.undecided < LODE_FEW_GIVEN};
    out->chance = lode_chance_of(all.n, all.yes, all.undecided, how->confidence);
    if (parts < 2 || parts > n_draw) return true;

    /* t over replicates, unless they agree at 0 or 1, where it has no width */
    double *lo = malloc(sizeof *lo * (size_t)parts * 2), *hi = lo ? lo + parts : NULL;
    if (!lo) return false;
    bool empty = false, same_lo = true, same_hi = true;
    for (int32_t r = 0; r < parts; r++) {
        int32_t first = (int32_t)((int64_t)n_draw * r / parts),
                last = (int32_t)((int64_t)n_draw * (r + 1) / parts);
        counts c = count(f, g, first, last);
        empty = empty || c.n == 0;
        lo[r] = c.n > 0 ? (double)c.yes / c.n : 0;
        hi[r] = c.n > 0 ? (double)(c.yes + c.undecided) / c.n : 1;
        same_lo = same_lo && lo[r] == lo[0];
        same_hi = same_hi && hi[r] == hi[0];
    }
    if (!empty) {
        lode_interval t = over_parts(lo, hi, parts, how->confidence).interval;
        if (!(same_lo && (lo[0] == 0 || lo[0] == 1))) out->chance.interval.lo = fmax(0, t.lo);
        if (!(same_hi && (hi[0] == 0 || hi[0] == 1))) out->chance.interval.hi = fmin(1, t.hi);
    }
    free(lo);
    return true;
}

static int smaller_first(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* One end of all draws, sorted where asked, for free(). */
static double *ends(const lode_eval_value *x, int32_t n, bool upper, bool sorted)
{
    double *e = malloc(sizeof *e * (size_t)(n + 1));
    for (int32_t d = 0; e && d < n; d++) e[d] = upper ? x[d].hi : x[d].lo;
    if (e && sorted) qsort(e, (size_t)n, sizeof *e, smaller_first);
    return e;
}

static int32_t undecided(const lode_eval_value *x, int32_t n)
{
    int32_t k = 0;
    for (int32_t d = 0; d < n; d++) k += x[d].lo < x[d].hi;
    return k;
}

static bool judge_mean(const lode_eval_value *x, int32_t n, const lode_judging *how,
                       lode_over_result *out)
{
    double *lo = ends(x, n, false, false), *hi = ends(x, n, true, false);
    int32_t parts = how->n_replicate > 1 && how->n_replicate <= n ? how->n_replicate : n;
    if (lo && hi && n > 0) {
        /* means of the replicates, in place: part r begins at or after place r */
        for (int32_t r = 0; r < parts && parts < n; r++) {
            int32_t first = (int32_t)((int64_t)n * r / parts),
                    last = (int32_t)((int64_t)n * (r + 1) / parts);
            double low = 0, high = 0;
            for (int32_t d = first; d < last; d++) {
                low += lo[d];
                high += hi[d];
            }
            lo[r] = low / (last - first);
            hi[r] = high / (last - first);
        }
        *out = (lode_over_result){.n_draw = n, .undecided = undecided(x, n)};
        out->chance = over_parts(lo, hi, parts, how->confidence);
    }
    bool ok = lo && hi;
    free(lo);
    free(hi);
    return ok;
}

/* The value that the share q of n sorted ones does not exceed. */
static double at_rank(const double *sorted, int32_t n, double q)
{
    double rank = ceil(q * n) - 1;
    return sorted[rank < 0 ? 0 : rank > n - 1 ? n - 1 : (int32_t)rank];
}

static bool judge_quantile(const lode_eval_value *x, int32_t n, double level,
                           const lode_judging *how, lode_over_result *out)
{
    double *lo = ends(x, n, false, true), *hi = ends(x, n, true, true);
    if (lo && hi && n > 0) {
        /* ranks that the quantile's own rank is between, by the normal approximation */
        double half = lode_normal(how->confidence) * sqrt(level * (1 - level) / n);
        *out = (lode_over_result){.n_draw = n, .undecided = undecided(x, n)};
        out->chance =
            (lode_chance){at_rank(lo, n, level),
                          at_rank(hi, n, level),
                          {at_rank(lo, n, level - half), at_rank(hi, n, level + half + 1.0 / n)}};
    }
    bool ok = lo && hi;
    free(lo);
    free(hi);
    return ok;
}

/* The truth of the main program on these values. */
static bool main_truth(const lode_formula *f, const lode_interval *outer, lode_truth *truth)
{
    lode_eval_run run = {.outer = outer, .n_day = 1};
    lode_eval_frame frame;
    void *memory = malloc(lode_eval_bytes(&f->main, 1, false));
    if (!memory) return false;
    lode_eval(&f->main, &run, memory, &frame);
    *truth = lode_eval_at(&f->main, &frame, 0).truth;
    free(memory);
    return true;
}

/* Supported where it is true for all values in the intervals, refuted where it is false for all. */
static bool judge_main(const lode_formula *f, lode_claim_result *out)
{
    lode_interval point[LODE_OVER_MOST], wide[LODE_OVER_MOST];
    lode_truth surely = LODE_UNDECIDED, estimate = LODE_UNDECIDED;
    for (int32_t i = 0; i < f->n_over; i++) {
        point[i] = (lode_interval){out->over[i].chance.lo, out->over[i].chance.hi};
        wide[i] = out->over[i].chance.interval;
    }
    if (!main_truth(f, wide, &surely) || !main_truth(f, point, &estimate)) return false;
    lode_judgement *j = &out->judgement;
    if (surely == LODE_TRUE) j->verdict = LODE_SUPPORTED;
    else if (surely == LODE_FALSE) j->verdict = LODE_REFUTED;
    else {
        j->verdict = LODE_UNDETERMINED;
        j->reason = estimate == LODE_UNDECIDED ? LODE_REASON_PERIOD : LODE_REASON_DRAWS;
    }
    return true;
}

static bool margins(const lode_eval_value *x, int32_t n, lode_interval margin[3])
{
    static const double level[3] = {0.05, 0.5, 0.95};
    double *lo = ends(x, n, false, true), *hi = ends(x, n, true, true);
    for (int i = 0; i < 3 && lo && hi && n > 0; i++)
        margin[i] = (lode_interval){at_rank(lo, n, level[i]), at_rank(hi, n, level[i])};
    bool ok = lo && hi;
    free(lo);
    free(hi);
    return ok;
}

/* Does the premise hold, or might it hold, in none of the draws? Then nothing is said (claims_spec.md 6). */
static bool is_vacuous(const lode_eval_value *premise, int32_t n)
{
    int64_t met = 0;
    for (int32_t i = 0; i < n; i++) met += premise[i].truth != LODE_FALSE;
    return lode_finding_vacuous(n, met) == LODE_FINDING_VACUOUS;
}

bool lode_claim_judge(const lode_formula *f, const lode_over_values *v, const lode_judging *how,
                      lode_claim_result *out)
{
    memset(out, 0, sizeof *out);
    if (f->type.kind != LODE_CLAIM_TRUTH || f->n_over > LODE_OVER_MOST || v->n_draw < 1)
        return false;
    if (f->n_over == 0) {
        bool ok = judge_chance(v->value[0], NULL, v->n_draw, how, &out->over[0]) &&
                  margins(v->value[0], v->n_draw, out->margin);
        out->judgement = lode_judge(&out->over[0].chance, how);
        if (f->has_premise && is_vacuous(v->given[0], v->n_draw) && out->judgement.verdict == LODE_SUPPORTED)
            out->judgement = (lode_judgement){LODE_UNDETERMINED, LODE_REASON_VACUOUS, 0};
        return ok;
    }
    for (int32_t i = 0; i < f->n_over; i++) {
        const lode_over *o = &f->over[i];
        bool ok = o->kind == LODE_OVER_P
                      ? judge_chance(v->value[i], o->has_given ? v->given[i] : NULL, v->n_draw, how,
                                     &out->over[i])
                  : o->kind == LODE_OVER_E
                      ? judge_mean(v->value[i], v->n_draw, how, &out->over[i])
                      : judge_quantile(v->value[i], v->n_draw, o->level, how, &out->over[i]);
        if (!ok) return false;
    }
    return judge_main(f, out);
}

/* Is the interval around a share clear of both thresholds? */
static bool is_clear(double share, int32_t n, const lode_judging *how)
{
    lode_estimate i = lode_wilson_share(share, n, how->confidence);
    bool near_supported = i.low < how->supported && i.high >= how->supported;
    bool near_refuted = i.low <= how->refuted && i.high > how->refuted;
    return !near_supported && !near_refuted;
}

bool lode_claim_decided(const lode_formula *f, const lode_claim_result *r, const lode_judging *how)
{
    const lode_over_result *o = &r->over[0];
    if (r->judgement.verdict != LODE_UNDETERMINED) return true;
    if (r->judgement.reason == LODE_REASON_DRAWS) return false;
    if (f->n_over > 0) return true; /* undecided draws, not too few, keep a bound open */
    return is_clear(o->chance.lo, o->n_draw, how) && is_clear(o->chance.hi, o->n_draw, how);
}
