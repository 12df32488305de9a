/* Compiling the readings of a case. */
#include "study/readings.h"

#include <stdlib.h>
#include <string.h>

#include "case/schema.h"

/* --- reporting ----------------------------------------------------------------------------- */

/* Where the formula of a reading begins. `exact`: bytes of the formula are bytes of the file. */
static lode_place place_of(const lode_case *c, int32_t row, const char *text, bool *exact)
{
    lode_place place = lode_case_place(c, row, LODE_READINGS_FORMULA);
    int32_t length = (int32_t)strlen(text);
    bool quoted = place.length == length + 2;
    *exact = quoted || place.length == length;
    if (quoted) place.column++;
    return place;
}

/* Whether all mistakes are names of things that the case does not have. */
static bool is_out_of_scope(const lode_diags *found)
{
    bool all = found->n_error > 0 && !found->out_of_memory;
    for (int32_t i = 0; i < found->n_item; i++) all = all && found->item[i].code == LODE_DIAG_CLAIM_SIGNAL;
    return all;
}

/* Hand on what was found in a formula; where the file wraps or escapes it, all at its beginning. */
static void report(const lode_readings *r, lode_reading *x, const lode_diags *found, bool exact, lode_diags *diags)
{
    const char *id = lode_case_key(r->b->c, LODE_T_READINGS, x->row);
    for (int32_t i = 0; i < found->n_item; i++) {
        const lode_diag *d = &found->item[i];
        lode_place place = {d->file, d->line, d->column, d->length};
        if (!exact) place = lode_case_place(r->b->c, x->row, LODE_READINGS_FORMULA);
        if (x->status == LODE_READING_OUT_OF_SCOPE)
            lode_diag_put(diags, LODE_DIAG_READING_OUT_OF_SCOPE, place, LODE_DIAG_READING_OUT_OF_SCOPE_format, d->hint, id,
                          d->message);
        else lode_diag_put(diags, (lode_diag_code)d->code, place, "%s", d->hint, d->message);
    }
    if (found->out_of_memory) lode_diag_no_memory(diags);
}

static const char *keep_text(lode_readings *r, const char *text)
{
    size_t n = strlen(text);
    char *copy = LODE_TAKE(&r->arena, n + 1, char);
    if (copy) memcpy(copy, text, n);
    return copy ? copy : "";
}

/* --- formulas ------------------------------------------------------------------------------ */

/* Note the signals of one program. */
static void note_used(const lode_program *p, lode_reading *x, uint8_t *seen)
{
    for (int32_t k = 0; k < p->n_code; k++) {
        const lode_instruction *i = &p->code[k];
        if (i->op != LODE_OP_SIGNAL && i->op != LODE_OP_TRUTH) continue;
        x->uses_base = x->uses_base || i->b != 0;
        x->n_used += !seen[i->a];
        seen[i->a] = 1;
    }
}

static bool find_used(lode_readings *r, lode_reading *x)
{
    const lode_formula *f = x->formula;
    uint8_t *seen = calloc((size_t)r->signals.n + 1, 1);
    if (!seen) return false;
    if (f->n_over == 0) note_used(&f->main, x, seen);
    if (f->has_premise) note_used(&f->premise, x, seen);
    for (int32_t o = 0; o < f->n_over; o++) {
        note_used(&f->over[o].value, x, seen);
        if (f->over[o].has_given) note_used(&f->over[o].given, x, seen);
    }
    x->used = LODE_TAKE(&r->arena, x->n_used + 1, int32_t);
    int32_t n = 0;
    for (int32_t i = 0; i < r->signals.n && x->used; i++)
        if (seen[i]) x->used[n++] = i;
    free(seen);
    return x->used != NULL;
}

/* Compile the formula of a reading. */
static bool compile(lode_readings *r, lode_reading *x, lode_diags *diags)
{
    const lode_case *c = r->b->c;
    const char *text = lode_case_text(c, x->row, LODE_READINGS_FORMULA);
    lode_diags found = {0};
    bool exact = true, ok = true;
    lode_claim_env env = {.signal = r->signals.claim,
                          .n_signal = r->signals.n,
                          .start = r->b->start,
                          .hedges = (lode_hedges)lode_case_int(c, 0, LODE_CASE_HEDGES, 0),
                          .origin = place_of(c, x->row, text, &exact)};
    x->formula = lode_formula_new(text, strlen(text), &env, &found);
    if (x->formula && x->formula->type.kind != LODE_CLAIM_TRUTH) {
        const char *is = x->formula->type.kind == LODE_CLAIM_DATE ? "a date" : "a number";
        lode_diag_add(&found, LODE_DIAG_READING_NO_TRUTH, env.origin, "compare it with something",
                      lode_case_key(c, LODE_T_READINGS, x->row), is);
        lode_formula_free(x->formula);
        x->formula = NULL;
    }
    if (x->formula) {
        x->n_value = x->formula->n_over > 0 ? x->formula->n_over : 1;
        ok = find_used(r, x);
    } else {
        x->status = is_out_of_scope(&found) ? LODE_READING_OUT_OF_SCOPE : LODE_READING_ILL_FORMED;
        if (found.n_item > 0) x->reason = keep_text(r, found.item[0].message);
        report(r, x, &found, exact, diags);
        ok = !found.out_of_memory;
    }
    lode_diags_free(&found);
    return ok;
}

/* --- readings ------------------------------------------------------------------------------ */

static const char *needs_word(lode_readings *r, int32_t row)
{
    size_t n = 0;
    const char *word = lode_words_at(lode_schema_column(LODE_READINGS_NEEDS)->argument,
                                     lode_case_int(r->b->c, row, LODE_READINGS_NEEDS, 0), &n);
    char *copy = LODE_TAKE(&r->arena, n + 1, char);
    if (copy) memcpy(copy, word, n);
    return copy ? copy : "";
}

static bool read_one(lode_readings *r, int32_t row, lode_diags *diags)
{
    const lode_case *c = r->b->c;
    int32_t quo = lode_case_find(c, LODE_T_SCENARIOS, "status-quo"), none = lode_case_find(c, LODE_T_SCENARIOS, "no-measures");
    lode_reading *x = &r->item[r->n++];
    *x = (lode_reading){.row = row, .claim = lode_case_int(c, row, LODE_READINGS_CLAIM, -1),
                        .scenario = lode_case_int(c, row, LODE_READINGS_SCENARIO, quo)};
    x->against = x->scenario == quo ? none : quo;
    bool formula = lode_case_cell(c, row, LODE_READINGS_FORMULA)->given, needs = lode_case_cell(c, row, LODE_READINGS_NEEDS)->given;
    const char *id = lode_case_key(c, LODE_T_READINGS, row), *untestable = lode_case_text(c, x->claim, LODE_CLAIMS_UNTESTABLE);
    if (formula && needs)
        lode_diag_add(diags, LODE_DIAG_READING_BOTH, lode_case_place(c, row, LODE_READINGS_NEEDS), "leave out one of them", id);
    if (formula) return compile(r, x, diags);
    if (needs) {
        x->status = LODE_READING_NEEDS;
        x->reason = needs_word(r, row);
    } else if (untestable[0]) {
        x->status = LODE_READING_UNTESTABLE;
        x->reason = untestable;
    } else {
        x->status = LODE_READING_ILL_FORMED;
        lode_diag_add(diags, LODE_DIAG_READING_EMPTY, lode_case_place(c, row, LODE_READINGS_READING),
                      "give formula, or needs: rebuild, standoff, trade or evidence", id);
    }
    return true;
}

/* Claims without a reading: untestable, or forgotten. */
static void add_unread(lode_readings *r, lode_diags *diags)
{
    const lode_case *c = r->b->c;
    int32_t n = c->table[LODE_T_READINGS].n_row;
    for (int32_t k = 0; k < c->table[LODE_T_CLAIMS].n_row; k++) {
        bool read = false;
        for (int32_t i = 0; i < n; i++) read = read || r->item[i].claim == k;
        const char *untestable = lode_case_text(c, k, LODE_CLAIMS_UNTESTABLE);
        if (read) continue;
        if (untestable[0])
            r->item[r->n++] = (lode_reading){.status = LODE_READING_UNTESTABLE, .claim = k, .row = -1, .scenario = -1,
                                             .against = -1, .reason = untestable};
        else
            lode_diag_add(diags, LODE_DIAG_CLAIM_NO_READING, lode_case_place(c, k, LODE_CLAIMS_CLAIM),
                          "add one under 'readings:', or say in 'untestable' what would make it testable",
                          lode_case_key(c, LODE_T_CLAIMS, k));
    }
}

lode_readings *lode_readings_new(const lode_built *b, lode_diags *diags)
{
    int32_t n = b->c->table[LODE_T_READINGS].n_row, claims = b->c->table[LODE_T_CLAIMS].n_row;
    lode_readings *r = calloc(1, sizeof *r);
    bool ok = r != NULL;
    if (ok) {
        r->b = b;
        r->item = LODE_TAKE(&r->arena, n + claims + 1, lode_reading);
        /* a case without claims need not list what they could name */
        ok = r->item && (n + claims == 0 || lode_signals_of(b, &r->arena, &r->signals));
    }
    for (int32_t i = 0; ok && i < n; i++) ok = read_one(r, i, diags);
    if (ok) {
        add_unread(r, diags);
        return r;
    }
    lode_diag_no_memory(diags);
    lode_readings_free(r);
    return NULL;
}

void lode_readings_free(lode_readings *r)
{
    if (!r) return;
    for (int32_t i = 0; i < r->n; i++) lode_formula_free(r->item[i].formula);
    lode_arena_free(&r->arena);
    free(r);
}

void lode_readings_keep(const lode_readings *r, lode_plan *plan)
{
    for (int32_t i = 0; i < r->n; i++)
        for (int32_t u = 0; u < r->item[i].n_used; u++) {
            const int32_t *series = NULL;
            int32_t n = lode_signal_series(&r->signals, r->item[i].used[u], &series);
            for (int32_t k = 0; k < n; k++) lode_plan_keep(plan, series[k]);
        }
}
