/* The one-screen answer: what stops first, what each side loses per day, how far to trust it. */
#include "out/answer.h"

#include <string.h>

#include "base/date.h"
#include "out/decimal.h"

enum {
    FIXED_LINES =
        14, /* title, run, --set; heads and legends of two tables; blank lines; four of trust */
    SCENARIOS_MOST = 8, /* scenarios shown side by side */
    NAMED_MOST = 2, /* scenarios named that are not shown */
    CROWDED = 5 /* beyond which hypothetical ones are left out */
};

/* --- head and foot ------------------------------------------------------------------------- */

static void put_head(const lode_answer *a)
{
    const lode_result *r = a->r;
    char as_of[LODE_DATE_SIZE], start[LODE_DATE_SIZE], end[LODE_DATE_SIZE];
    lode_screen_put(a->s, LODE_INK_STRONG, 0, lode_out_title(r));
    lode_screen_end(a->s);
    lode_screen_printf(a->s, LODE_INK_PLAIN, "As of %s; %s to %s in steps of %d %s, ",
                       lode_date_format(lode_out_as_of(r), as_of),
                       lode_date_format(r->start, start), lode_date_format(r->end, end),
                       r->step_days, r->step_days == 1 ? "day" : "days");
    if (r->options.draws <= 1) lode_screen_put(a->s, LODE_INK_PLAIN, 0, "central values.");
    else lode_screen_printf(a->s, LODE_INK_PLAIN, "%d draws.", r->options.draws);
    lode_screen_end(a->s);
    int32_t n = lode_out_n_changed(r);
    if (n > 0) {
        char room[LODE_OUT_CHANGED];
        lode_screen_printf(a->s, LODE_INK_PLAIN, "%d %s changed: ", n, n == 1 ? "input" : "inputs");
        for (int32_t i = 0; i < n; i++) {
            if (i > 0) lode_screen_put(a->s, LODE_INK_PLAIN, 0, ", ");
            lode_screen_put(a->s, LODE_INK_PLAIN, 0, lode_out_changed(r, i, room));
        }
        lode_screen_end(a->s);
    }
    lode_screen_end(a->s);
}

static void put_foot(const lode_answer *a, const char *folder)
{
    const lode_result *r = a->r;
    char residual[LODE_DECIMAL_SIZE], hash[LODE_SHA256_HEX];
    lode_screen_end(a->s);
    lode_screen_printf(a->s, LODE_INK_PLAIN, "%d of %d inputs are of grade D (judgement); ",
                       r->n_by_grade[3], r->n_input);
    lode_screen_printf(a->s, LODE_INK_PLAIN, "%d more are left to defaults.", r->n_default);
    lode_screen_end(a->s);
    lode_screen_printf(a->s, LODE_INK_PLAIN, "Goods balance to %s (largest relative residual).",
                       lode_humane_small(r->max_relative_residual, residual));
    lode_screen_end(a->s);
    lode_out_input_hash(r, hash);
    lode_screen_printf(a->s, LODE_INK_PLAIN, "Lodestone %s, input %.12s, seed %llu, case %s.",
                       LODE_VERSION, hash, (unsigned long long)r->options.seed, r->c->id);
    lode_screen_end(a->s);
    if (folder)
        lode_screen_printf(a->s, LODE_INK_PLAIN, "Tables: %s (README.md there says what is what)",
                           folder);
    else if (r->options.scenario)
        lode_screen_put(a->s, LODE_INK_PLAIN, 0, "More: -o DIR for all tables.");
    else
        lode_screen_put(a->s, LODE_INK_PLAIN, 0,
                        "More: --scenario ID for one scenario in full, -o DIR for all tables.");
    lode_screen_end(a->s);
}

/* --- the whole ----------------------------------------------------------------------------- */

/* Whether to show a scenario: the one asked for, or all but no-measures, whose difference to status-quo is shown from
 * the other side. */
static bool is_wanted(const lode_result *r, const lode_scenario_result *s)
{
    const char *only = r->options.scenario;
    return only ? strcmp(only, lode_out_scenario(r, s)) == 0 : !lode_out_is_no_measures(r, s);
}

static bool is_hypothetical(const lode_result *r, const lode_scenario_result *s)
{
    return lode_case_int(r->c, s->scenario, LODE_SCENARIOS_HYPOTHETICAL, 0) == 1;
}

/* The scenarios to show, as many as fit; the status quo last. Where there are many, hypothetical ones make room for what
 * was announced. */
static void choose_scenarios(lode_answer *a, const lode_scenario_result *shown[SCENARIOS_MOST])
{
    int32_t wanted = 0;
    a->shown = shown;
    for (int32_t i = 0; i < a->r->n_scenario; i++) wanted += is_wanted(a->r, &a->r->scenario[i]);
    for (int last = 0; last < 2; last++) {
        for (int32_t i = 0; i < a->r->n_scenario; i++) {
            const lode_scenario_result *s = &a->r->scenario[i];
            if (!is_wanted(a->r, s) || lode_out_is_status_quo(a->r, s) != (last == 1)) continue;
            bool makes_room = wanted > CROWDED && is_hypothetical(a->r, s);
            if (a->n_shown < SCENARIOS_MOST && !makes_room) shown[a->n_shown++] = s;
            else a->n_hidden++;
        }
    }
    a->single = a->n_shown == 1 && a->n_hidden == 0;
}

/* What is not shown, by name as far as the line goes. */
static void put_hidden(const lode_answer *a)
{
    int named = 0;
    lode_screen_put(a->s, LODE_INK_FAINT, 0, "Not shown:");
    for (int32_t i = 0; i < a->r->n_scenario; i++) {
        const lode_scenario_result *s = &a->r->scenario[i];
        bool shown = !is_wanted(a->r, s);
        for (int k = 0; k < a->n_shown; k++) shown |= a->shown[k] == s;
        if (shown || named == NAMED_MOST) continue;
        lode_screen_printf(a->s, LODE_INK_FAINT, "%s %.20s", named++ ? "," : "", lode_out_scenario(a->r, s));
    }
    if (a->n_hidden > named) lode_screen_printf(a->s, LODE_INK_FAINT, ", %d more", a->n_hidden - named);
    lode_screen_end(a->s);
}

void lode_answer_put(const lode_result *r, const lode_answer_style *style, lode_text *out)
{
    lode_screen s = {.out = out, .width = LODE_ANSWER_COLUMNS, .colour = style->colour};
    lode_answer a = {.r = r, .s = &s};
    const lode_scenario_result *shown[SCENARIOS_MOST];
    choose_scenarios(&a, shown);

    put_head(&a);
    int losses = lode_answer_loss_lines(&a);
    lode_answer_stops(&a, LODE_ANSWER_LINES - FIXED_LINES - losses - (a.n_hidden > 0));
    lode_screen_end(&s);
    lode_answer_losses(&a);
    if (a.n_hidden > 0) put_hidden(&a);
    put_foot(&a, style->folder);
    LODE_ASSERT(s.n_line <= LODE_ANSWER_LINES);
}
