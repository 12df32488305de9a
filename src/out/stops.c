/* The part of the answer that says what stops first: dates, depth and cause by scenario. */
#include <string.h>

#include "base/date.h"
#include "out/answer.h"
#include "out/decimal.h"

enum { AT_HALT = 38, AT_SHORTFALL = 50, AT_TROUGH = 68, AT_RECOVERED = 70, STOPS_MOST = 64 };

/* Whether outputs fall short, but no end product among them. */
static bool spares_end_products(const lode_answer *a, const lode_scenario_result *s)
{
    return s->n_run_out > 0 && !lode_out_is_end_product(a->r, s->run_out[0].product);
}

static bool is_halt(const lode_run_out *o)
{
    return o->halt.p50 != LODE_NEVER;
}

/* Whether a run-out's cause is to be said: the one before it may have had the same. */
static bool has_new_cause(const lode_scenario_result *s, int32_t i)
{
    const char *cause = s->run_out[i].cause;
    if (!cause || !*cause) return false;
    return i == 0 || !s->run_out[i - 1].cause || strcmp(cause, s->run_out[i - 1].cause) != 0;
}

/* Lines that a scenario would take below its name: for its end products only, or for all that falls short. */
static int lines_wanted(const lode_answer *a, const lode_scenario_result *s, bool all)
{
    int lines = spares_end_products(a, s);
    for (int32_t i = 0; i < s->n_run_out && lines < LODE_ANSWER_LINES; i++) {
        if (!all && lines > 1 && !lode_out_is_end_product(a->r, s->run_out[i].product)) break;
        lines += 1 + has_new_cause(s, i);
    }
    return lines;
}

/* Run-outs that go into `lines` lines, causes included. */
static int32_t fitting(const lode_answer *a, const lode_scenario_result *s, int lines)
{
    int32_t n = 0;
    lines -= spares_end_products(a, s);
    for (; n < s->n_run_out && lines > 0; n++) lines -= 1 + has_new_cause(s, n);
    return n;
}

/* --- rows ---------------------------------------------------------------------------------- */

static void put_date(lode_screen *s, lode_ink ink, int32_t date, const char *never)
{
    char text[LODE_DATE_SIZE];
    lode_screen_put(s, ink, 0, date == LODE_NEVER ? never : lode_date_format(date, text));
}

static void put_row(const lode_answer *a, const lode_run_out *o)
{
    char share[LODE_DECIMAL_SIZE];
    lode_screen *s = a->s;
    const char *actor = lode_out_actor(a->r, o->actor);
    int room = AT_HALT - 2 - lode_screen_columns(actor) - 1;
    lode_screen_to(s, 2);
    lode_screen_put(s, LODE_INK_PLAIN, room > 12 ? room : 12, lode_out_product(a->r, o->product));
    lode_screen_put(s, LODE_INK_PLAIN, AT_HALT - 2, " ");
    lode_screen_put(s, LODE_INK_PLAIN, AT_HALT - 2, actor);
    lode_screen_to(s, AT_HALT);
    put_date(s, is_halt(o) ? LODE_INK_ALARM : LODE_INK_PLAIN, o->halt.p50, "-");
    lode_screen_to(s, AT_SHORTFALL);
    put_date(s, LODE_INK_PLAIN, o->first_shortfall.p50, "-");
    lode_screen_right(s, LODE_INK_PLAIN, AT_TROUGH, lode_humane_share(o->trough.p50, share));
    if (a->r->options.draws > 1) {
        lode_screen_right(s, LODE_INK_PLAIN, AT_RECOVERED + 7, lode_humane_share(1 - o->first_shortfall.p_never, share));
    } else {
        lode_screen_to(s, AT_RECOVERED);
        put_date(s, LODE_INK_PLAIN, o->recovered.p50, lode_out_at_end(a->r, o->trough_date.p50, 7) ? "at its low" : "not by end");
    }
    lode_screen_end(s);
}

static void put_cause(const lode_answer *a, const lode_run_out *o)
{
    lode_screen_to(a->s, 4);
    lode_screen_put(a->s, LODE_INK_FAINT, 0, "for want of ");
    lode_screen_put(a->s, LODE_INK_FAINT, 0, o->cause);
    lode_screen_end(a->s);
}

/* The line that names a scenario; `n` of its run-outs will follow. */
static void put_name(const lode_answer *a, const lode_scenario_result *s, int32_t n)
{
    const lode_case *c = a->r->c;
    char remark[64] = "";
    if (s->n_run_out == 0) strcpy(remark, "  nothing falls short");
    else if (!spares_end_products(a, s) && n < s->n_run_out)
        snprintf(remark, sizeof remark, "  %d of %d shown", n, s->n_run_out);
    int end = LODE_ANSWER_COLUMNS - (int)strlen(remark);
    const char *title = lode_case_text(c, s->scenario, LODE_SCENARIOS_TITLE);
    lode_screen_put(a->s, LODE_INK_STRONG, end, lode_out_scenario(a->r, s));
    if (lode_case_int(c, s->scenario, LODE_SCENARIOS_HYPOTHETICAL, 0))
        lode_screen_put(a->s, LODE_INK_PLAIN, end, " (hypothetical)");
    if (!a->single && lode_out_is_status_quo(a->r, s)) {
        lode_screen_put(a->s, LODE_INK_PLAIN, end, " against ");
        lode_screen_put(a->s, LODE_INK_PLAIN, end, lode_out_against(a->r, s));
    }
    if (*title) {
        lode_screen_put(a->s, LODE_INK_PLAIN, end, ": ");
        lode_screen_put(a->s, LODE_INK_PLAIN, end, title);
    }
    if (*remark) lode_screen_right(a->s, LODE_INK_PLAIN, LODE_ANSWER_COLUMNS, remark);
    lode_screen_end(a->s);
}

/* A scenario in `lines` lines below its name. */
static void put_scenario(const lode_answer *a, const lode_scenario_result *s, int lines)
{
    int32_t n = fitting(a, s, lines);
    put_name(a, s, n);
    if (lines > 0 && spares_end_products(a, s)) {
        lode_screen_to(a->s, 2);
        lode_screen_printf(a->s, LODE_INK_PLAIN, "No end product falls short; %d other %s%s",
                           s->n_run_out, s->n_run_out == 1 ? "output does" : "outputs do",
                           n == 0             ? "."
                           : n < s->n_run_out ? ", first:"
                                              : ":");
        lode_screen_end(a->s);
        lines--;
    }
    for (int32_t k = 0; k < n; k++) {
        put_row(a, &s->run_out[k]);
        lines--;
        if (lines > 0 && has_new_cause(s, k)) {
            put_cause(a, &s->run_out[k]);
            lines--;
        }
    }
}

/* --- the part ------------------------------------------------------------------------------ */

/* Deal out the lines: one each for the name, then in turn for what stops and why; end products first. */
static void deal(const lode_answer *a, int lines, int got[])
{
    int left = lines - a->n_shown;
    for (int i = 0; i < a->n_shown; i++) got[i] = 0;
    for (int all = 0; all < 2; all++) {
        for (bool any = true; any && left > 0;) {
            any = false;
            for (int i = 0; i < a->n_shown && left > 0; i++) {
                if (got[i] >= lines_wanted(a, a->shown[i], all == 1)) continue;
                got[i]++;
                left--;
                any = true;
            }
        }
    }
}

static void put_heading(const lode_answer *a)
{
    lode_screen_put(a->s, LODE_INK_STRONG, 0, "WHAT FALLS SHORT OR STOPS FIRST");
    lode_screen_to(a->s, AT_HALT);
    lode_screen_put(a->s, LODE_INK_STRONG, 0, "halt");
    lode_screen_to(a->s, AT_SHORTFALL);
    lode_screen_put(a->s, LODE_INK_STRONG, 0, "shortfall");
    lode_screen_right(a->s, LODE_INK_STRONG, AT_TROUGH, "lowest");
    lode_screen_to(a->s, AT_RECOVERED);
    lode_screen_put(a->s, LODE_INK_STRONG, 0, a->r->options.draws > 1 ? "in draws" : "recovered");
    lode_screen_end(a->s);
}

void lode_answer_stops(const lode_answer *a, int lines)
{
    int got[STOPS_MOST];
    LODE_ASSERT(a->n_shown <= STOPS_MOST && lines >= a->n_shown);
    deal(a, lines, got);
    put_heading(a);
    for (int i = 0; i < a->n_shown; i++) put_scenario(a, a->shown[i], got[i]);
    if (a->r->options.draws > 1)
        lode_screen_put(a->s, LODE_INK_FAINT, 0, "Medians; -: in less than half of the draws. Halt: below 10 %, shortfall: 95 %.");
    else
        lode_screen_printf(a->s, LODE_INK_FAINT, "Output for 7 days or more: halt below 10 %%, shortfall below 95 %% of %s.",
                           a->single ? lode_out_against(a->r, a->shown[0]) : "status-quo");
    lode_screen_end(a->s);
}
