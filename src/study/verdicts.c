/* From what claims were in every draw to verdicts. */
#include "study/verdicts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/pawn.h"
#include "engine/real.h"

/* What is kept of a value in a draw: its ends, its truth, the truth of its condition, and its truth without the measure. */
enum { LOW, HIGH, TRUTH, GIVEN, WITHOUT, N_KEPT };
enum { VALUES_MOST = LODE_OVER_MOST };

/* ---- in every draw ------------------------------------------------------------------------------------------------- */

static bool is_evaluated(const lode_reading *r)
{
    return r->status == LODE_READING_OK && r->n_value <= VALUES_MOST;
}

/* Does a reading look at a run, not only at the base year and at dates? */
static bool is_simulated(const lode_readings *r, const lode_reading *reading)
{
    for (int32_t u = 0; u < reading->n_used; u++)
        if (lode_signal_of_run(&r->signals, reading->used[u])) return true;
    return false;
}

/* Does it ask for something of the stand-off? Then it is conditional on what the case declares of it, and there is no stand-off
 * without the measures to compare it with. */
static bool is_standoff(const lode_readings *r, const lode_reading *reading)
{
    for (int32_t u = 0; u < reading->n_used; u++)
        if (r->signals.of[reading->used[u]].kind == LODE_SIGNAL_STANDOFF) return true;
    return false;
}

/* Does it ask for values of the stand-off and of plans alone? A longer period would tell nothing more of them. */
static bool is_of_answers(const lode_readings *r, const lode_reading *reading)
{
    for (int32_t u = 0; u < reading->n_used; u++) {
        lode_signal_kind kind = r->signals.of[reading->used[u]].kind;
        if (kind != LODE_SIGNAL_STANDOFF && kind != LODE_SIGNAL_PLAN) return false;
    }
    return reading->n_used > 0;
}

bool lode_reading_simulated(const lode_readings *r, int32_t reading)
{
    return is_simulated(r, &r->item[reading]);
}

bool lode_claims_need(const lode_readings *r, int32_t scenario)
{
    for (int32_t i = 0; i < r->n; i++)
        if (is_evaluated(&r->item[i]) && is_simulated(r, &r->item[i]) &&
            (r->item[i].scenario == scenario || r->item[i].against == scenario))
            return true;
    return false;
}

static void score(const void *user, int32_t i, const lode_view *run, const lode_view *quo, const lode_values *v,
                  const lode_lane *x, int32_t lane, void *scratch, double *claim)
{
    const lode_claim_study *s = user;
    lode_eval_value value[VALUES_MOST], given[VALUES_MOST], without[VALUES_MOST];
    lode_signal_run r = {.plan = s->plan, .run = run, .quo = quo, .values = v, .x = x, .lane = lane, .scratch = scratch};
    void *memory = (char *)scratch + s->signal_bytes;
    for (int32_t j = 0; j < s->readings->n; j++) {
        const lode_reading *reading = &s->readings->item[j];
        if (s->first[j] < 0 || reading->scenario != s->scenario[i]) continue;
        r.scenario = reading->scenario;
        r.against = reading->against;
        if (!lode_reading_eval(s->readings, j, &r, memory, value, given, without)) continue;
        for (int32_t k = 0; k < reading->n_value; k++) {
            const lode_formula *f = reading->formula;
            bool has_given = f->n_over > 0 ? f->over[k].has_given : f->has_premise;
            double *out = claim + ((int64_t)s->first[j] + (int64_t)k * N_KEPT) * LODE_LANES + lane;
            out[LOW * LODE_LANES] = value[k].lo;
            out[HIGH * LODE_LANES] = value[k].hi;
            out[TRUTH * LODE_LANES] = value[k].truth;
            out[GIVEN * LODE_LANES] = has_given ? given[k].truth : LODE_TRUE;
            out[WITHOUT * LODE_LANES] = without[k].truth;
        }
    }
}

bool lode_claim_study_make(const lode_readings *r, const lode_plan *plan, const int32_t *scenario, int32_t n_scenario,
                           lode_arena *a, lode_claim_study *s)
{
    *s = (lode_claim_study){.readings = r, .plan = plan, .scenario = scenario, .n_scenario = n_scenario};
    s->first = LODE_TAKE(a, r->n + 1, int32_t);
    if (!s->first) return false;
    int32_t n = 0;
    for (int32_t j = 0; j < r->n; j++) {
        bool runs = false;
        for (int32_t i = 0; i < n_scenario; i++) runs = runs || r->item[j].scenario == scenario[i];
        s->first[j] = -1;
        if (!runs || !is_evaluated(&r->item[j])) continue;
        size_t bytes = lode_reading_bytes(r, j, plan);
        if (bytes == SIZE_MAX) continue;
        if (bytes > s->eval_bytes) s->eval_bytes = bytes;
        s->first[j] = n;
        n += r->item[j].n_value * N_KEPT;
    }
    s->signal_bytes = (lode_signals_scratch(&r->signals) + 63) / 64 * 64;
    s->hook = (lode_ensemble_claims){.n = n, .scratch_bytes = s->signal_bytes + s->eval_bytes, .score = score, .user = s};
    return true;
}

/* ---- over the draws ------------------------------------------------------------------------------------------------ */

/* One reading being judged. */
typedef struct judge {
    const lode_claim_study *s;
    const lode_ensemble *e;
    int64_t n;               /* draws that count                                        */
    const int64_t *draw;     /* (n)                                                     */
    const double *x;         /* (n_input x n) inputs of those draws; fixed ones unset   */
    lode_arena *a;           /* scratch                                                 */
    lode_arena *out;         /* of the verdicts                                         */
} judge;

static const double *column(const judge *w, int32_t reading, int32_t value, int32_t kept)
{
    return w->e->claim + ((int64_t)w->s->first[reading] + (int64_t)value * N_KEPT + kept) * w->e->n_draw;
}

/* The values of a reading in the draws that count, as lode_claim_judge takes them. */
static bool gather(const judge *w, int32_t reading, lode_eval_value *value[VALUES_MOST], lode_eval_value *given[VALUES_MOST])
{
    int32_t n_value = w->s->readings->item[reading].n_value;
    for (int32_t k = 0; k < n_value; k++) {
        value[k] = LODE_TAKE(w->a, w->n + 1, lode_eval_value);
        given[k] = LODE_TAKE(w->a, w->n + 1, lode_eval_value);
        if (!value[k] || !given[k]) return false;
        for (int64_t i = 0; i < w->n; i++) {
            int64_t d = w->draw[i];
            value[k][i] = (lode_eval_value){column(w, reading, k, LOW)[d], column(w, reading, k, HIGH)[d],
                                            (lode_truth)(int)column(w, reading, k, TRUTH)[d]};
            given[k][i] = (lode_eval_value){.truth = (lode_truth)(int)column(w, reading, k, GIVEN)[d]};
        }
    }
    return true;
}

/* Distance between a slice of m of n draws and all of them that `tries` slices together reach by chance in 5 % of cases
 * (Kolmogorov's limit law, Bonferroni's bound). */
static double chance_of(double n, double m, double tries)
{
    return sqrt(-0.5 * lode_log(0.05 / (2 * tries))) * sqrt((1 - m / n) / m);
}

/* What the claim rests on: PAWN of its margin, or of its truth where the margin has no number, and beside it the share of
 * draws in which it holds in each slice. */
typedef struct dependence {
    const judge *w;
    lode_pawn_result margin, truth;
    int32_t n_slice;
    double chance;
} dependence;

static void keep_strongest(lode_claim_verdict *v, const lode_rests_on *found)
{
    int32_t j = v->n_rests_on;
    if (j == LODE_RESTS_MOST) {
        if (found->ks <= v->rests_on[j - 1].ks) return;
        j--;
    } else v->n_rests_on++;
    for (; j > 0 && v->rests_on[j - 1].ks < found->ks; j--) v->rests_on[j] = v->rests_on[j - 1];
    v->rests_on[j] = *found;
}

static bool look_at_input(const dependence *d, int32_t input, lode_claim_verdict *v)
{
    const double *x = d->w->x + (int64_t)input * d->w->n;
    lode_pawn of_margin, of_truth;
    if (!lode_pawn_input(&d->margin, x, d->n_slice, &of_margin)) return false;
    if (!(of_margin.maximum > d->chance)) return true;
    if (!lode_pawn_input(&d->truth, x, d->n_slice, &of_truth)) return false;
    lode_rests_on found = {.input = input, .ks = of_margin.maximum, .p_low = 1, .p_high = 0};
    for (int32_t s = 0; s < of_truth.n_slice; s++) {
        found.p_low = fmin(found.p_low, of_truth.slice[s].share.value);
        found.p_high = fmax(found.p_high, of_truth.slice[s].share.value);
    }
    found.worth_knowing = lode_pawn_value_of_knowing(&d->truth, &of_truth);
    keep_strongest(v, &found);
    return true;
}

/* Values of an input at which the share of draws crosses 90 % or 10 %. */
static bool find_flips(const dependence *d, const lode_judging *how, lode_claim_verdict *v)
{
    const double threshold[] = {how->supported, how->refuted};
    for (int32_t r = 0; r < v->n_rests_on; r++) {
        lode_pawn p;
        double value[LODE_SLICES_MOST];
        if (!lode_pawn_input(&d->truth, d->w->x + (int64_t)v->rests_on[r].input * d->w->n, d->n_slice, &p)) return false;
        for (int t = 0; t < 2; t++) {
            int32_t n = lode_pawn_flips(&p, threshold[t], value);
            for (int32_t i = 0; i < n && v->n_flip < LODE_CLAIM_FLIPS_MOST; i++)
                v->flip[v->n_flip++] = (lode_claim_flip){v->rests_on[r].input, false, value[i], threshold[t]};
        }
    }
    return true;
}

static lode_verdict verdict_at(double p, const lode_judging *how)
{
    return p >= how->supported ? LODE_SUPPORTED : p <= how->refuted ? LODE_REFUTED : LODE_UNDETERMINED;
}

/* Grades of what it rests on, and the guess that changes the verdict over its range. */
static void find_guess(const judge *w, const lode_judging *how, lode_claim_verdict *v)
{
    const lode_case *c = w->e->plan->b->c;
    v->guess = v->weakest = -1;
    for (int32_t r = 0; r < v->n_rests_on; r++) {
        int32_t grade = c->input[v->rests_on[r].input].grade;
        bool changes = verdict_at(v->rests_on[r].p_low, how) != verdict_at(v->rests_on[r].p_high, how);
        if (grade > v->weakest) v->weakest = grade;
        if (grade == 3 && changes && v->guess < 0) v->guess = r;
    }
}

static bool find_dependence(const judge *w, const lode_eval_value *value, const lode_judging *how, lode_claim_verdict *v)
{
    double *y = LODE_TAKE(w->a, w->n + 1, double), *truth = LODE_TAKE(w->a, w->n + 1, double);
    if (!y || !truth) return false;
    bool finite = true;
    for (int64_t i = 0; i < w->n; i++) {
        y[i] = (value[i].lo + value[i].hi) / 2;
        truth[i] = value[i].truth == LODE_TRUE;
        finite = finite && isfinite(y[i]);
    }
    const lode_design *design = &w->e->design;
    dependence d = {.w = w, .n_slice = w->n < 200 ? 4 : 10};
    d.chance = v->chance_ks = chance_of((double)w->n, floor((double)w->n / d.n_slice), (double)design->n_uncertain * d.n_slice);
    bool ok = lode_pawn_prepare(w->n, finite ? y : truth, &d.margin) && lode_pawn_prepare(w->n, truth, &d.truth);
    for (int32_t i = 0; i < design->n_input && ok && !d.margin.constant; i++)
        if (design->place[i] >= 0) ok = look_at_input(&d, i, v);
    ok = ok && find_flips(&d, how, v);
    find_guess(w, how, v);
    lode_pawn_free(&d.margin);
    lode_pawn_free(&d.truth);
    return ok;
}

/* Would it hold without the measure too? */
static void find_attribution(const judge *w, int32_t reading, lode_claim_verdict *v)
{
    int64_t with = 0, both = 0;
    if (!v->simulated || is_standoff(w->s->readings, &w->s->readings->item[reading])) return;
    for (int64_t i = 0; i < w->n; i++) {
        bool holds = column(w, reading, 0, TRUTH)[w->draw[i]] == LODE_TRUE;
        with += holds;
        both += holds && column(w, reading, 0, WITHOUT)[w->draw[i]] == LODE_TRUE;
    }
    v->not_attributable = lode_finding_attribution(w->n, with, both, 0.05, &v->only_with) == LODE_FINDING_NOT_ATTRIBUTABLE;
}

static const char *copy_text(lode_arena *a, lode_text *text)
{
    char *copy = text->failed ? NULL : LODE_TAKE(a, text->length + 1, char);
    if (copy) memcpy(copy, lode_text_str(text), text->length);
    lode_text_free(text);
    return copy;
}

static bool name_margin(const judge *w, const lode_formula *f, lode_claim_verdict *v)
{
    lode_text text = {0};
    v->has_margin = f->n_over == 0;
    v->mixed = f->mixed;
    v->margin_unit = "";
    if (!v->has_margin || f->mixed || f->margin.n == 0) return true;
    lode_unit_text(&f->units, &f->margin, &text);
    v->margin_unit = copy_text(w->out, &text);
    return v->margin_unit != NULL;
}

/* The verdict on a reading, and its values in the draws that count. */
static bool find_verdict(const judge *w, int32_t reading, const lode_judging *how, lode_eval_value *value[VALUES_MOST],
                         lode_claim_result *result)
{
    lode_eval_value *given[VALUES_MOST];
    if (!gather(w, reading, value, given)) return false;
    lode_over_values all = {(const lode_eval_value *const *)value, (const lode_eval_value *const *)given, (int32_t)w->n};
    return lode_claim_judge(w->s->readings->item[reading].formula, &all, how, result);
}

static bool judge_reading(const judge *w, int32_t reading, lode_claim_verdict *v)
{
    const lode_reading *r = &w->s->readings->item[reading];
    lode_eval_value *value[VALUES_MOST];
    lode_judging how = lode_judging_default();
    lode_claim_result result;
    /* replicates that lost a draw are no longer equal in size */
    if (w->e->design.kind == LODE_DESIGN_SOBOL && w->n == w->e->n_draw) how.n_replicate = w->e->design.n_replicate;
    if (!find_verdict(w, reading, &how, value, &result)) return false;
    v->judgement = result.judgement;
    if (v->judgement.reason == LODE_REASON_PERIOD && is_of_answers(w->s->readings, r)) v->judgement.reason = LODE_REASON_UNKNOWN;
    v->chance = result.over[0].chance;
    v->n_draw = result.over[0].n_draw;
    v->n_undecided = result.over[0].undecided;
    v->over = r->formula->n_over > 0;
    memcpy(v->margin, result.margin, sizeof v->margin);
    v->simulated = is_simulated(w->s->readings, r);
    find_attribution(w, reading, v);
    return name_margin(w, r->formula, v) && find_dependence(w, value[0], &how, v) &&
           lode_failing_box_find(value[0], w->n, w->x, v);
}

/* What a verdict on a stand-off is conditional on: the values of prevailing, and the lowest grade of what is declared. */
static void put_condition(const lode_case *c, lode_text *out)
{
    int32_t grade = -1;
    for (int32_t side = 0; side < 2; side++) {
        int32_t i = lode_case_qty(c, side, LODE_STANDOFF_SIDES_VALUE);
        if (i >= 0 && c->input[i].grade > grade) grade = c->input[i].grade;
    }
    lode_text_puts(out, "; conditional on the declared values of prevailing");
    if (grade >= 0) lode_text_printf(out, " (grade %c)", "ABCD"[grade]);
}

/* What the central run says, and why. */
static bool tell_central(const lode_claim_study *s, int32_t reading, lode_central_run *central, void *user, void *memory,
                         lode_arena *a, lode_claim_verdict *v)
{
    const lode_reading *r = &s->readings->item[reading];
    lode_eval_value value[VALUES_MOST];
    lode_signal_run run = {.scratch = memory};
    lode_text why = {0};
    void *rest = (char *)memory + s->signal_bytes;
    v->central = LODE_UNDECIDED;
    v->why = "";
    if (!central(user, r->scenario, &run)) return true;
    run.against = r->against;
    if (!lode_reading_eval(s->readings, reading, &run, rest, value, NULL, NULL)) return true;
    v->central = value[0].truth;
    lode_reading_why(s->readings, reading, &run, rest, &why);
    if (is_standoff(s->readings, r)) put_condition(s->readings->b->c, &why);
    v->why = copy_text(a, &why);
    return v->why != NULL;
}

/* The inputs of the draws that count. */
static const double *inputs_of(const judge *w)
{
    const lode_design *design = &w->e->design;
    double *x = LODE_TAKE(w->a, (int64_t)design->n_input * w->n + 1, double);
    lode_lane *row = LODE_TAKE(w->a, design->n_input + 1, lode_lane);
    if (!x || !row) return NULL;
    for (int64_t n = 0, i = 0; n < w->e->n_draw; n += LODE_LANES) {
        lode_draws_fill(design, n, row);
        for (int k = 0; k < LODE_LANES && i < w->n; k++) {
            if (w->draw[i] != n + k) continue;
            for (int32_t j = 0; j < design->n_input; j++) x[j * w->n + i] = row[j].v[k];
            i++;
        }
    }
    return x;
}

/* Number the draws that count. */
static void count_draws(judge *w, int64_t *draw)
{
    for (int64_t n = 0; n < w->e->n_draw; n++)
        if (!w->e->left_out[n]) draw[w->n++] = n;
    w->draw = draw;
}

int32_t lode_verdicts_open(const lode_claim_study *s, const lode_ensemble *e)
{
    lode_arena scratch = {0};
    lode_judging how = lode_judging_default();
    int64_t *draw = LODE_TAKE(&scratch, e->n_draw + 1, int64_t);
    judge w = {.s = s, .e = e, .a = &scratch};
    if (draw) count_draws(&w, draw);
    bool ok = draw != NULL;
    lode_arena_mark mark = lode_arena_now(&scratch);
    int32_t n_open = 0;
    for (int32_t j = 0; ok && j < s->readings->n; j++) {
        lode_eval_value *value[VALUES_MOST];
        lode_claim_result result;
        if (s->first[j] < 0 || w.n == 0) continue;
        ok = find_verdict(&w, j, &how, value, &result);
        n_open += ok && !lode_claim_decided(s->readings->item[j].formula, &result, &how);
        lode_arena_rewind(&scratch, mark);
    }
    lode_arena_free(&scratch);
    return ok ? n_open : -1;
}

const double *lode_claim_truths(const lode_claim_study *s, const lode_ensemble *e, int32_t reading)
{
    if (s->first[reading] < 0 || s->readings->item[reading].formula->n_over > 0) return NULL;
    return e->claim + ((int64_t)s->first[reading] + TRUTH) * e->n_draw;
}

lode_claim_verdict *lode_verdicts_find(const lode_claim_study *s, const lode_ensemble *e, lode_central_run *central, void *user,
                                       lode_arena *a)
{
    lode_arena scratch = {0};
    lode_claim_verdict *v = LODE_TAKE(a, s->readings->n + 1, lode_claim_verdict);
    int64_t *draw = LODE_TAKE(&scratch, e->n_draw + 1, int64_t);
    void *memory = lode_arena_take(&scratch, 1, s->hook.scratch_bytes + 64);
    judge w = {.s = s, .e = e, .a = &scratch, .out = a};
    if (draw) count_draws(&w, draw);
    w.x = draw ? inputs_of(&w) : NULL;
    bool ok = v && memory && w.x;
    lode_arena_mark mark = lode_arena_now(&scratch);
    for (int32_t j = 0; ok && j < s->readings->n; j++) {
        v[j] = (lode_claim_verdict){.reading = j, .guess = -1, .weakest = -1, .margin_unit = "", .why = ""};
        if (s->first[j] < 0 || w.n == 0) continue;
        ok = judge_reading(&w, j, &v[j]);
        ok = ok && tell_central(s, j, central, user, memory, a, &v[j]);
        lode_arena_rewind(&scratch, mark);
    }
    lode_arena_free(&scratch);
    return ok ? v : NULL;
}
