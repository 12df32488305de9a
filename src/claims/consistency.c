/* Findings on claims beside their verdicts. */
#include "claims/consistency.h"

#include <math.h>
#include <string.h>

#include "base/date.h"
#include "claims/verdict.h"

const char *lode_finding_name(lode_finding f)
{
    static const char *const name[] = {
        NULL,       "tense",         "stale",   "date_arithmetic",  "range",
        "conflict", "base_mismatch", "vacuous", "not_attributable", "same_origin"};
    return name[f];
}

/* --- dates --------------------------------------------------------------------------------- */

static void put_date(lode_text *out, int32_t date)
{
    char text[LODE_DATE_SIZE];
    lode_text_puts(out, lode_date_format(date, text));
}

lode_finding lode_finding_tense(lode_tense tense, int32_t reported, int32_t from, int32_t to,
                                lode_text *why)
{
    bool future = tense == LODE_TENSE_FUTURE && to < reported,
         past = tense == LODE_TENSE_PAST && to > reported;
    if (!future && !past) return LODE_FINDING_NONE;
    lode_text_puts(why, "speaks of ");
    put_date(why, from);
    lode_text_puts(why, "..");
    put_date(why, to);
    lode_text_printf(why, " as %s, but was reported on ", future ? "future" : "past");
    put_date(why, reported);
    return LODE_FINDING_TENSE;
}

lode_finding lode_finding_stale(int32_t as_of, int32_t valid_until, lode_text *why)
{
    if (as_of <= valid_until) return LODE_FINDING_NONE;
    lode_text_puts(why, "was valid until ");
    put_date(why, valid_until);
    lode_text_puts(why, ", evaluated as of ");
    put_date(why, as_of);
    return LODE_FINDING_STALE;
}

lode_finding lode_finding_dates(int32_t announced, int32_t lead_days, int32_t effective,
                                lode_text *why)
{
    if ((int64_t)announced + lead_days == effective) return LODE_FINDING_NONE;
    put_date(why, announced);
    lode_text_printf(why, " + %d d = ", (int)lead_days);
    put_date(why, announced + lead_days);
    lode_text_puts(why, ", not ");
    put_date(why, effective);
    return LODE_FINDING_DATE_ARITHMETIC;
}

/* --- quantities ---------------------------------------------------------------------------- */

lode_finding lode_finding_range(double quantity, const lode_interval *source, int32_t n,
                                double *excess, lode_text *why)
{
    *excess = 0;
    if (n < 1) return LODE_FINDING_NONE;
    lode_interval hull = source[0];
    for (int32_t i = 1; i < n; i++) {
        hull.lo = fmin(hull.lo, source[i].lo);
        hull.hi = fmax(hull.hi, source[i].hi);
    }
    if (quantity >= hull.lo && quantity <= hull.hi) return LODE_FINDING_NONE;
    bool above = quantity > hull.hi;
    *excess = above ? quantity - hull.hi : hull.lo - quantity;
    lode_text_printf(why, "%.10g lies %s every sourced range (%s %.10g)", quantity,
                     above ? "above" : "below", above ? "highest" : "lowest",
                     above ? hull.hi : hull.lo);
    return LODE_FINDING_RANGE;
}

static const char *word(const char *s)
{
    return s ? s : "";
}

lode_finding lode_finding_shares(const lode_share *a, const lode_share *b, double tolerance,
                                 lode_text *why)
{
    if (strcmp(word(a->of), word(b->of)) != 0 || strcmp(word(a->where), word(b->where)) != 0) {
        lode_text_printf(why, "shares of different wholes: %s, %s", word(a->of), word(b->of));
        return LODE_FINDING_BASE_MISMATCH;
    }
    bool one_holder = a->holder && b->holder && strcmp(a->holder, b->holder) == 0;
    if (one_holder || !(a->share + b->share > 1 + tolerance)) return LODE_FINDING_NONE;
    lode_text_printf(why, "shares of different holders add up to %.10g of %s", a->share + b->share,
                     word(a->of));
    return LODE_FINDING_CONFLICT;
}

/* --- draws --------------------------------------------------------------------------------- */

lode_finding lode_finding_vacuous(int64_t draws, int64_t condition_true)
{
    return draws > 0 && condition_true == 0 ? LODE_FINDING_VACUOUS : LODE_FINDING_NONE;
}

lode_finding lode_finding_attribution(int64_t draws, int64_t with, int64_t both, double tolerance,
                                      double *only)
{
    *only = draws > 0 ? (double)(with - both) / (double)draws : 0;
    bool same = with > 0 && (double)(with - both) <= tolerance * (double)with;
    return same ? LODE_FINDING_NOT_ATTRIBUTABLE : LODE_FINDING_NONE;
}

lode_finding lode_finding_joint(int64_t draws, int64_t a, int64_t b, int64_t both, double *upper)
{
    *upper = both == 0 ? lode_chance_never(draws, 0.95)
                       : lode_chance_of(draws, both, 0, 0.95).interval.hi;
    return a > 0 && b > 0 && both == 0 ? LODE_FINDING_CONFLICT : LODE_FINDING_NONE;
}

lode_relation lode_claims_relation(const lode_truth *a, const lode_truth *b, int64_t n)
{
    lode_relation r = {0};
    for (int64_t i = 0; i < n; i++) {
        if (a[i] == LODE_UNDECIDED || b[i] == LODE_UNDECIDED) r.undecided++;
        else if (a[i] == LODE_TRUE && b[i] == LODE_TRUE) r.both++;
        else if (a[i] == LODE_TRUE) r.only_a++;
        else if (b[i] == LODE_TRUE) r.only_b++;
        else r.neither++;
    }
    bool some_a = r.both + r.only_a > 0, some_b = r.both + r.only_b > 0;
    r.a_implies_b = some_a && r.only_a == 0;
    r.b_implies_a = some_b && r.only_b == 0;
    r.contrary = some_a && some_b && r.both == 0;
    return r;
}

/* The document at the beginning of a chain of citations; a circle ends where it began. */
static int32_t origin(const int32_t *cites, int32_t n, int32_t source)
{
    int32_t at = source;
    for (int32_t step = 0; step < n && cites[at] >= 0 && cites[at] < n; step++) at = cites[at];
    if (cites[at] < 0 || cites[at] >= n) return at;
    /* in a circle: its smallest number stands for all of it */
    int32_t least = at;
    for (int32_t next = cites[at]; next != at; next = cites[next])
        least = next < least ? next : least;
    return least;
}

lode_finding lode_finding_origin(const int32_t *cites, int32_t n, int32_t a, int32_t b)
{
    bool same = a != b && origin(cites, n, a) == origin(cites, n, b);
    return same ? LODE_FINDING_SAME_ORIGIN : LODE_FINDING_NONE;
}
