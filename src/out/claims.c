/* Verdicts on the claims of a case, as one screen of text. */
#include "out/claims.h"

#include <math.h>
#include <string.h>

#include "base/date.h"
#include "out/decimal.h"
#include "out/inner.h"
#include "out/screen.h"
#include "study/verdicts.h"

enum { AT_P = 17, AT_INTERVAL = 19, AT_ID = 29, AT_RESTS = 57, LINES_MOST = 40 };

/* --- words ------------------------------------------------------------------------------------ */

static const lode_reading *reading_of(const lode_result *r, int32_t i)
{
    return &r->readings->item[i];
}

static bool is_judged(const lode_result *r, int32_t i)
{
    return reading_of(r, i)->status == LODE_READING_OK && r->claim[i].n_draw > 0;
}

const char *lode_claims_word(const lode_result *r, int32_t i)
{
    switch (reading_of(r, i)->status) {
    case LODE_READING_OK:
        return is_judged(r, i) ? lode_verdict_name(r->claim[i].judgement.verdict) : "not computed";
    case LODE_READING_NEEDS:
        return "not computed";
    case LODE_READING_UNTESTABLE:
        return lode_verdict_name(LODE_UNTESTABLE);
    case LODE_READING_OUT_OF_SCOPE:
        return lode_verdict_name(LODE_OUT_OF_SCOPE);
    case LODE_READING_ILL_FORMED:
        return lode_verdict_name(LODE_ILL_FORMED);
    }
    return "";
}

const char *lode_claims_claim(const lode_result *r, int32_t i)
{
    return lode_case_key(r->c, LODE_T_CLAIMS, reading_of(r, i)->claim);
}

const char *lode_claims_id(const lode_result *r, int32_t i)
{
    int32_t row = reading_of(r, i)->row;
    return row >= 0 ? lode_case_key(r->c, LODE_T_READINGS, row) : lode_claims_claim(r, i);
}

void lode_claims_reason(const lode_result *r, int32_t i, lode_text *out)
{
    const lode_claim_verdict *v = &r->claim[i];
    const lode_reading *reading = reading_of(r, i);
    if (reading->status == LODE_READING_NEEDS)
        lode_text_printf(out, "needs %s", reading->reason);
    else if (reading->status != LODE_READING_OK) lode_text_puts(out, reading->reason ? reading->reason : "");
    else if (!is_judged(r, i)) lode_text_puts(out, "its scenario was not run");
    else {
        const char *reason = lode_reason_name(v->judgement.reason);
        if (reason) lode_text_puts(out, reason);
        if (v->judgement.reason == LODE_REASON_DRAWS && v->judgement.draws_needed > 0)
            lode_text_printf(out, ": %lld would do at this share", (long long)v->judgement.draws_needed);
    }
}

/* --- the screen ------------------------------------------------------------------------------- */

static void put_head(const lode_result *r, lode_screen *s)
{
    char day[LODE_DATE_SIZE];
    lode_screen_put(s, LODE_INK_STRONG, 0, lode_out_title(r));
    lode_screen_end(s);
    lode_screen_printf(s, LODE_INK_PLAIN, "Claims as of %s; %d draws under the declared ranges, steps of %d %s.",
                       lode_date_format(lode_out_as_of(r), day), r->options.draws - r->n_left_out, r->step_days,
                       r->step_days == 1 ? "day" : "days");
    lode_screen_end(s);
    lode_screen_end(s);
    lode_screen_put(s, LODE_INK_STRONG, 0, "VERDICT");
    lode_screen_right(s, LODE_INK_STRONG, AT_P, "share");
    lode_screen_to(s, AT_INTERVAL);
    lode_screen_put(s, LODE_INK_STRONG, 0, "95 %");
    lode_screen_to(s, AT_ID);
    lode_screen_put(s, LODE_INK_STRONG, 0, "reading");
    lode_screen_to(s, AT_RESTS);
    lode_screen_put(s, LODE_INK_STRONG, 0, "rests on");
    lode_screen_end(s);
}

/* What a verdict rests on most, in few columns. */
static void put_rests(const lode_result *r, const lode_claim_verdict *v, lode_screen *s)
{
    const lode_input *input = v->n_rests_on > 0 ? &r->c->input[v->rests_on[0].input] : NULL;
    lode_screen_to(s, AT_RESTS);
    if (v->not_attributable) lode_screen_put(s, LODE_INK_FAINT, 80, "holds without it too");
    else if (input) {
        lode_screen_printf(s, LODE_INK_PLAIN, "%s ", lode_out_grade(input->grade));
        lode_screen_put(s, LODE_INK_PLAIN, 80, input->name);
    } else if (!v->simulated && v->chance.lo == v->chance.hi && (v->chance.lo == 0 || v->chance.lo == 1))
        lode_screen_put(s, LODE_INK_FAINT, 80, "the same in all draws");
    else lode_screen_put(s, LODE_INK_FAINT, 80, "nothing stands out");
}

static void put_reading(const lode_result *r, int32_t i, lode_screen *s)
{
    const lode_claim_verdict *v = &r->claim[i];
    lode_verdict verdict = v->judgement.verdict;
    char share[LODE_DECIMAL_SIZE], ends[64];
    lode_ink ink = verdict == LODE_SUPPORTED ? LODE_INK_STRONG : verdict == LODE_REFUTED ? LODE_INK_ALARM : LODE_INK_PLAIN;
    lode_screen_put(s, ink, 13, lode_claims_word(r, i));
    if (v->chance.lo == v->chance.hi) snprintf(share, sizeof share, "%.2f", v->chance.lo);
    else snprintf(share, sizeof share, "?");
    lode_screen_right(s, LODE_INK_PLAIN, AT_P, share);
    lode_screen_to(s, AT_INTERVAL);
    snprintf(ends, sizeof ends, "%.2f-%.2f", v->chance.interval.lo, v->chance.interval.hi);
    lode_screen_put(s, LODE_INK_FAINT, AT_ID - 1, ends);
    lode_screen_to(s, AT_ID);
    lode_screen_put(s, LODE_INK_PLAIN, AT_RESTS - 1, lode_claims_id(r, i));
    put_rests(r, v, s);
    lode_screen_end(s);
}

/* Readings of one status without a verdict, as a list that is cut to the lines there are. */
static void put_unjudged(const lode_result *r, const char *word, const char *what, lode_screen *s)
{
    int column = 0;
    for (int32_t i = 0; i < r->readings->n; i++) {
        if (is_judged(r, i) || strcmp(lode_claims_word(r, i), word) != 0) continue;
        int n = (int)strlen(lode_claims_id(r, i));
        if (column == 0) {
            lode_screen_printf(s, LODE_INK_STRONG, "%s", what);
            column = (int)strlen(what);
        } else if (column + n + 3 > 80) {
            lode_screen_end(s);
            lode_screen_put(s, LODE_INK_PLAIN, 0, " ");
            column = 1;
        }
        lode_screen_printf(s, LODE_INK_PLAIN, " %s", lode_claims_id(r, i));
        column += n + 1;
    }
    if (column > 0) lode_screen_end(s);
}

static void put_foot(const lode_result *r, lode_screen *s)
{
    char hash[LODE_SHA256_HEX];
    int32_t guesses = 0, judged = 0;
    for (int32_t i = 0; i < r->readings->n; i++) {
        judged += is_judged(r, i);
        guesses += is_judged(r, i) && r->claim[i].guess >= 0;
    }
    lode_out_input_hash(r, hash);
    lode_screen_printf(s, LODE_INK_FAINT, "share: of draws in which it holds. %d of %d verdicts hang on a guess (grade D).", guesses,
                       judged);
    lode_screen_end(s);
    lode_screen_printf(s, LODE_INK_FAINT, "%d of %d inputs are of grade D. Input %.12s, seed %llu. All: --json", r->n_by_grade[3],
                       r->n_input, hash, (unsigned long long)r->options.seed);
    lode_screen_end(s);
}

void lode_claims_answer_put(const lode_result *r, bool colour, lode_text *out)
{
    lode_screen s = {.out = out, .width = LODE_ANSWER_COLUMNS, .colour = colour};
    int32_t left = 0, room = LINES_MOST - 13;
    put_head(r, &s);
    for (int32_t i = 0; i < r->readings->n; i++) {
        if (!is_judged(r, i)) continue;
        if (room-- > 0) put_reading(r, i, &s);
        else left++;
    }
    if (left > 0) {
        lode_screen_printf(&s, LODE_INK_FAINT, "and %d more; all of them: --json or --csv", left);
        lode_screen_end(&s);
    }
    lode_screen_end(&s);
    put_unjudged(r, "not computed", "Not computed:", &s);
    put_unjudged(r, lode_verdict_name(LODE_UNTESTABLE), "Untestable:", &s);
    put_unjudged(r, lode_verdict_name(LODE_OUT_OF_SCOPE), "Out of scope:", &s);
    put_foot(r, &s);
}
