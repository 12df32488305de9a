/* Signals that no run changes: inputs, dates, counts of measures. */
#include <math.h>
#include <string.h>

#include "case/schema.h"
#include "study/signal_inner.h"

/* A date: days after the first day. */
static void add_date_of(lode_signal_writer *w, const char *name, const char *const *argument, double day)
{
    lode_signal_add(w, (lode_signal){.kind = LODE_SIGNAL_FIXED, .first = w->s->n_item, .fixed = day}, name, NULL, argument);
    if (!w->failed) w->s->claim[w->s->n - 1].date = true;
}

static void add_date(lode_signal_writer *w, const char *name, const char *argument, double day)
{
    const char *const arguments[] = {argument, NULL};
    add_date_of(w, name, arguments, day);
}

static void add_inputs(lode_signal_writer *w)
{
    const lode_case *c = w->s->b->c;
    for (int32_t i = 0; i < c->n_input && !w->failed; i++) {
        const char *const arguments[] = {c->input[i].name, NULL};
        lode_signal of = {.kind = LODE_SIGNAL_INPUT, .input = i, .first = w->s->n_item};
        lode_signal_add(w, of, "input", lode_signal_unit(w, c->input[i].unit ? c->input[i].unit : "", ""), arguments);
    }
}

/* When what a source says about a claim became known. */
static void add_evidence_date(lode_signal_writer *w, int32_t e)
{
    const lode_case *c = w->s->b->c;
    const lode_cell *known = lode_case_cell(c, e, LODE_CLAIM_EVIDENCE_KNOWN);
    const char *const arguments[] = {lode_case_key(c, LODE_T_CLAIMS, lode_case_int(c, e, LODE_CLAIM_EVIDENCE_CLAIM, 0)),
                                     lode_case_text(c, e, LODE_CLAIM_EVIDENCE_EVIDENCE), NULL};
    add_date_of(w, "evidence_date", arguments, known->set ? (double)known->i - w->s->b->start : NAN);
}

static void add_dates(lode_signal_writer *w)
{
    const lode_built *b = w->s->b;
    const lode_case *c = b->c;
    for (int32_t m = 0; m < c->table[LODE_T_MEASURES].n_row && !w->failed; m++) {
        const char *id = lode_case_key(c, LODE_T_MEASURES, m);
        int32_t until = lode_case_int(c, m, LODE_MEASURES_UNTIL, INT32_MAX);
        add_date(w, "announced_date", id, lode_case_int(c, m, LODE_MEASURES_ANNOUNCED, 0) - b->start);
        add_date(w, "effective_date", id, lode_case_int(c, m, LODE_MEASURES_EFFECTIVE, 0) - b->start);
        add_date(w, "until_date", id, until == INT32_MAX ? INFINITY : (double)until - b->start);
    }
    for (int32_t k = 0; k < c->table[LODE_T_CLAIMS].n_row && !w->failed; k++)
        add_date(w, "reported_date", lode_case_key(c, LODE_T_CLAIMS, k),
                 lode_case_int(c, k, LODE_CLAIMS_REPORTED, 0) - b->start);
    for (int32_t e = 0; e < c->table[LODE_T_CLAIM_EVIDENCE].n_row && !w->failed; e++) add_evidence_date(w, e);
    add_date(w, "as_of", NULL, b->as_of);
}

/* Whether a measure is part of an announced course of events: some scenario that is not hypothetical switches it on. */
static bool is_real(const lode_built *b, int32_t measure)
{
    for (int32_t s = 0; s < b->c->table[LODE_T_SCENARIOS].n_row; s++) {
        if (lode_case_int(b->c, s, LODE_SCENARIOS_HYPOTHETICAL, 0)) continue;
        for (int32_t i = 0; i < b->model->n_measure; i++)
            if (b->measure_part[i] == LODE_PART_LISTED && b->measure_row[i] == measure && b->scenario[s].measure_on[i])
                return true;
    }
    return false;
}

/* Day of announcement of a measure of an actor within the period; -1: none of these. */
static int32_t act_of(const lode_built *b, int32_t measure, int32_t actor)
{
    int32_t day = lode_case_int(b->c, measure, LODE_MEASURES_ANNOUNCED, 0) - b->start;
    bool its = lode_case_int(b->c, measure, LODE_MEASURES_ACTOR, -1) == actor && is_real(b, measure);
    return its && day >= 0 ? day : -1;
}

/* Days on which `other` announced something, not long after `actor` did. */
static double leads(const lode_built *b, int32_t actor, int32_t other)
{
    int32_t n = b->c->table[LODE_T_MEASURES].n_row, count = 0;
    for (int32_t y = 0; y < n; y++) {
        int32_t day = act_of(b, y, other);
        bool counted = false, answers = false;
        for (int32_t e = 0; e < y && day >= 0; e++) counted = counted || act_of(b, e, other) == day;
        for (int32_t x = 0; x < n && day >= 0; x++) {
            int32_t first = act_of(b, x, actor);
            answers = answers || (first >= 0 && first < day && day - first <= LODE_ANSWER_DAYS);
        }
        count += answers && !counted;
    }
    return count;
}

/* Bans of an actor in force at as_of that reach an end use. */
static double bans(const lode_built *b, int32_t actor, int32_t end_use)
{
    const lode_case *c = b->c;
    int32_t count = 0, as_of = b->start + b->as_of, ban = lode_words_find(lode_schema_column(LODE_MEASURES_KIND)->argument, "ban");
    for (int32_t m = 0; m < c->table[LODE_T_MEASURES].n_row; m++) {
        int32_t use = lode_case_int(c, m, LODE_MEASURES_END_USE, 0);
        bool reaches = use == 0 || use == end_use;
        bool in_force = lode_case_int(c, m, LODE_MEASURES_EFFECTIVE, INT32_MAX) <= as_of &&
                        lode_case_int(c, m, LODE_MEASURES_UNTIL, INT32_MAX) > as_of;
        count += reaches && in_force && lode_case_int(c, m, LODE_MEASURES_KIND, -1) == ban &&
                 lode_case_int(c, m, LODE_MEASURES_ACTOR, -1) == actor && is_real(b, m);
    }
    return count;
}

static void add_counts(lode_signal_writer *w)
{
    const lode_built *b = w->s->b;
    static const char *const use[] = {"any", "civil", "defence"};
    for (int32_t a = 0; a < b->model->n_actor && !w->failed; a++) {
        for (int32_t o = 0; o < b->model->n_actor; o++) {
            const char *const arguments[] = {lode_signal_actor(w, a), lode_signal_actor(w, o), NULL};
            if (o == a) continue;
            lode_signal of = {.kind = LODE_SIGNAL_FIXED, .first = w->s->n_item, .fixed = leads(b, a, o)};
            lode_signal_add(w, of, "leads", NULL, arguments);
        }
        for (int32_t u = 1; u <= 2; u++) {
            const char *const arguments[] = {lode_signal_actor(w, a), use[u], NULL};
            lode_signal of = {.kind = LODE_SIGNAL_FIXED, .first = w->s->n_item, .fixed = bans(b, a, u)};
            lode_signal_add(w, of, "bans_in_force", NULL, arguments);
        }
    }
}

/* Years and capital of the plans of each coalition and need. */
static void add_plans(lode_signal_writer *w)
{
    static const char *const name[] = {"rebuild.years", "rebuild.capex_usd", "rebuild.median_years", "rebuild.median_capex_usd"};
    static const char *const unit[] = {"y", "USD", "y", "USD"};
    const lode_case *c = w->s->b->c;
    for (int32_t k = 0; k < c->table[LODE_T_REBUILD_COALITIONS].n_row; k++)
        for (int32_t need = 0; need < c->table[LODE_T_REBUILD_NEEDS].n_row; need++)
            for (int32_t what = 0; what < 4 && !w->failed; what++) {
                const char *const arguments[] = {lode_case_key(c, LODE_T_REBUILD_COALITIONS, k), lode_case_key(c, LODE_T_REBUILD_NEEDS, need), NULL};
                lode_signal of = {.kind = LODE_SIGNAL_PLAN, .stage = what, .through = k, .product = need, .first = w->s->n_item};
                lode_signal_add(w, of, name[what], unit[what], arguments);
            }
}

void lode_signal_facts(lode_signal_writer *w)
{
    add_inputs(w);
    add_dates(w);
    add_counts(w);
    add_plans(w);
}
