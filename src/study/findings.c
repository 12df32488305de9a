/* Findings on the claims of a case that need no run. */
#include "study/findings.h"

#include <stdlib.h>
#include <string.h>

typedef struct finder {
    const lode_case *c;
    lode_arena *a;
    lode_claim_findings *out;
    lode_diags *diags;
    bool failed;
} finder;

/* --- putting together ---------------------------------------------------------------------- */

static int32_t rows_of(const lode_case *c, lode_table_id t)
{
    return c->table[t].n_row;
}

static bool is_set(const finder *w, int32_t row, lode_column_id column)
{
    return lode_case_cell(w->c, row, column)->set;
}

static bool make_room(finder *w)
{
    lode_claim_findings *f = w->out;
    if (f->n < f->room) return true;
    int32_t room = f->room > 0 ? 2 * f->room : 64;
    lode_claim_finding *item = LODE_TAKE(w->a, room, lode_claim_finding);
    if (!item) return false;
    if (f->n > 0) memcpy(item, f->item, (size_t)f->n * sizeof *item);
    f->item = item;
    f->room = room;
    return true;
}

/* Add a finding unless it is none; takes the text. */
static void add(finder *w, lode_claim_finding found, lode_text *why)
{
    if (found.kind != LODE_FINDING_NONE) {
        char *copy = LODE_TAKE(w->a, why->length + 1, char);
        if (copy) memcpy(copy, lode_text_str(why), why->length);
        found.why = copy;
        w->failed = w->failed || !copy || why->failed || !make_room(w);
        if (!w->failed) w->out->item[w->out->n++] = found;
    }
    lode_text_free(why);
}

static lode_claim_finding of_claim(lode_finding kind, int32_t claim)
{
    return (lode_claim_finding){.kind = kind, .claim = claim, .other = -1, .reading = -1, .contra = -1, .evidence = -1, .twin = -1};
}

/* --- one claim ----------------------------------------------------------------------------- */

static void find_tense(finder *w, int32_t k)
{
    static const lode_tense tense[] = {LODE_TENSE_PAST, LODE_TENSE_NONE, LODE_TENSE_FUTURE}; /* words of the schema */
    lode_text why = {0};
    if (!is_set(w, k, LODE_CLAIMS_FROM) && !is_set(w, k, LODE_CLAIMS_TO)) return;
    int32_t to = lode_case_int(w->c, k, LODE_CLAIMS_TO, INT32_MIN), from = lode_case_int(w->c, k, LODE_CLAIMS_FROM, to);
    if (to == INT32_MIN) to = from;
    if (to < from) {
        lode_diag_add(w->diags, LODE_DIAG_CLAIM_WINDOW, lode_case_place(w->c, k, LODE_CLAIMS_TO), NULL,
                      lode_case_key(w->c, LODE_T_CLAIMS, k));
        return;
    }
    if (!is_set(w, k, LODE_CLAIMS_TENSE)) return;
    lode_tense said = tense[lode_case_int(w->c, k, LODE_CLAIMS_TENSE, 1)];
    int32_t reported = lode_case_int(w->c, k, LODE_CLAIMS_REPORTED, 0);
    add(w, of_claim(lode_finding_tense(said, reported, from, to, &why), k), &why);
}

static void find_dates(finder *w, int32_t k)
{
    lode_text why = {0}, sum = {0};
    if (is_set(w, k, LODE_CLAIMS_VALID)) {
        int32_t valid = lode_case_int(w->c, k, LODE_CLAIMS_VALID, 0), as_of = lode_case_int(w->c, 0, LODE_CASE_AS_OF, 0);
        add(w, of_claim(lode_finding_stale(as_of, valid, &why), k), &why);
    }
    if (!is_set(w, k, LODE_CLAIMS_ANNOUNCED) || !is_set(w, k, LODE_CLAIMS_LEAD) || !is_set(w, k, LODE_CLAIMS_EFFECTIVE)) return;
    lode_finding kind = lode_finding_dates(lode_case_int(w->c, k, LODE_CLAIMS_ANNOUNCED, 0), lode_case_int(w->c, k, LODE_CLAIMS_LEAD, 0),
                                           lode_case_int(w->c, k, LODE_CLAIMS_EFFECTIVE, 0), &sum);
    add(w, of_claim(kind, k), &sum);
}

/* Whether an evidence row gives a range in the unit of its claim; says what is wrong with it. */
static bool range_of(finder *w, int32_t e, int32_t claim, lode_interval *range)
{
    const lode_case *c = w->c;
    if (lode_case_int(c, e, LODE_CLAIM_EVIDENCE_CLAIM, -1) != claim || !is_set(w, e, LODE_CLAIM_EVIDENCE_LOW)) return false;
    range->lo = lode_case_number(c, e, LODE_CLAIM_EVIDENCE_LOW, 0);
    range->hi = lode_case_number(c, e, LODE_CLAIM_EVIDENCE_HIGH, range->lo);
    const char *id = lode_case_key(c, LODE_T_CLAIM_EVIDENCE, e);
    const char *its = lode_case_text(c, e, LODE_CLAIM_EVIDENCE_UNIT), *wanted = lode_case_text(c, claim, LODE_CLAIMS_UNIT);
    if (range->lo > range->hi) {
        lode_diag_add(w->diags, LODE_DIAG_EVIDENCE_RANGE, lode_case_place(c, e, LODE_CLAIM_EVIDENCE_LOW), NULL, id);
        return false;
    }
    if (strcmp(its, wanted) == 0) return true;
    lode_diag_add(w->diags, LODE_DIAG_EVIDENCE_UNIT, lode_case_place(c, e, LODE_CLAIM_EVIDENCE_UNIT), NULL, id, its, wanted);
    return false;
}

static void find_range(finder *w, int32_t k)
{
    int32_t n = 0, rows = rows_of(w->c, LODE_T_CLAIM_EVIDENCE);
    lode_text why = {0};
    if (!is_set(w, k, LODE_CLAIMS_QUANTITY)) return;
    lode_interval *range = calloc((size_t)rows + 1, sizeof *range);
    for (int32_t e = 0; range && e < rows; e++) n += range_of(w, e, k, &range[n]);
    w->failed = w->failed || !range;
    if (range) {
        lode_claim_finding found = of_claim(LODE_FINDING_NONE, k);
        found.kind = lode_finding_range(lode_case_number(w->c, k, LODE_CLAIMS_QUANTITY, 0), range, n, &found.excess, &why);
        add(w, found, &why);
    }
    free(range);
}

/* --- sources ------------------------------------------------------------------------------- */

/* The first source of an evidence row. */
static int32_t source_of(const finder *w, int32_t e)
{
    const lode_cell *cell = lode_case_cell(w->c, e, LODE_CLAIM_EVIDENCE_SOURCE);
    return cell->set && cell->n > 0 ? w->c->list[cell->first] : -1;
}

static void find_origins(finder *w)
{
    int32_t n = rows_of(w->c, LODE_T_SOURCES), rows = rows_of(w->c, LODE_T_CLAIM_EVIDENCE);
    int32_t *cites = calloc((size_t)n + 1, sizeof *cites);
    w->failed = w->failed || !cites;
    for (int32_t s = 0; cites && s < n; s++) cites[s] = -1;
    for (int32_t e = 0; cites && e < rows; e++)
        if (source_of(w, e) >= 0 && is_set(w, e, LODE_CLAIM_EVIDENCE_REPEATS))
            cites[source_of(w, e)] = lode_case_int(w->c, e, LODE_CLAIM_EVIDENCE_REPEATS, -1);
    for (int32_t a = 0; cites && a < rows; a++)
        for (int32_t b = a + 1; b < rows; b++) {
            int32_t claim = lode_case_int(w->c, a, LODE_CLAIM_EVIDENCE_CLAIM, -1), x = source_of(w, a), y = source_of(w, b);
            if (lode_case_int(w->c, b, LODE_CLAIM_EVIDENCE_CLAIM, -2) != claim || x < 0 || y < 0) continue;
            lode_text why = {0};
            lode_claim_finding found = of_claim(lode_finding_origin(cites, n, x, y), claim);
            found.evidence = a;
            found.twin = b;
            add(w, found, &why);
        }
    free(cites);
}

/* --- two claims ---------------------------------------------------------------------------- */

/* The share that a claim names, if it names one. */
static bool share_of(const finder *w, int32_t k, lode_share *out)
{
    const lode_case *c = w->c;
    if (!is_set(w, k, LODE_CLAIMS_SHARE_OF) || !is_set(w, k, LODE_CLAIMS_QUANTITY)) return false;
    bool percent = strcmp(lode_case_text(c, k, LODE_CLAIMS_UNIT), "%") == 0;
    out->share = lode_case_number(c, k, LODE_CLAIMS_QUANTITY, 0) / (percent ? 100 : 1);
    out->of = lode_case_text(c, k, LODE_CLAIMS_SHARE_OF);
    out->where = lode_case_text(c, k, LODE_CLAIMS_SHARE_WHERE);
    out->holder = lode_case_text(c, k, LODE_CLAIMS_SHARE_HOLDER);
    return true;
}

static void find_shares(finder *w)
{
    static const double TOLERANCE = 0.005; /* shares are printed to whole percents */
    int32_t n = rows_of(w->c, LODE_T_CLAIMS);
    for (int32_t a = 0; a < n; a++)
        for (int32_t b = a + 1; b < n; b++) {
            lode_share x, y;
            lode_text why = {0};
            if (!share_of(w, a, &x) || !share_of(w, b, &y)) continue;
            lode_claim_finding found = of_claim(lode_finding_shares(&x, &y, TOLERANCE, &why), a);
            found.other = b;
            add(w, found, &why);
        }
}

static void find_logic(finder *w)
{
    const lode_case *c = w->c;
    int32_t n = rows_of(c, LODE_T_READINGS);
    for (int32_t a = 0; a < n && n <= LODE_FINDING_READINGS; a++)
        for (int32_t b = a + 1; b < n; b++) {
            lode_text why = {0};
            int32_t claim = lode_case_int(c, a, LODE_READINGS_CLAIM, -1), other = lode_case_int(c, b, LODE_READINGS_CLAIM, -1);
            bool same = lode_case_int(c, a, LODE_READINGS_SCENARIO, -1) == lode_case_int(c, b, LODE_READINGS_SCENARIO, -1);
            if (claim == other || !same || !is_set(w, a, LODE_READINGS_FORMULA) || !is_set(w, b, LODE_READINGS_FORMULA)) continue;
            lode_claim_finding found = of_claim(LODE_FINDING_NONE, claim);
            found.kind = lode_finding_logic(lode_case_text(c, a, LODE_READINGS_FORMULA), lode_case_text(c, b, LODE_READINGS_FORMULA), &why);
            found.other = other;
            found.reading = a;
            found.contra = b;
            add(w, found, &why);
        }
}

bool lode_claim_findings_of(const lode_case *c, lode_arena *a, lode_claim_findings *out, lode_diags *diags)
{
    *out = (lode_claim_findings){0};
    finder w = {.c = c, .a = a, .out = out, .diags = diags};
    for (int32_t k = 0; k < rows_of(c, LODE_T_CLAIMS); k++) {
        find_tense(&w, k);
        find_dates(&w, k);
        find_range(&w, k);
    }
    find_origins(&w);
    find_shares(&w);
    find_logic(&w);
    return !w.failed;
}

/* --- as problems --------------------------------------------------------------------------- */

static void report_one(const lode_case *c, const lode_claim_finding *f, lode_diags *diags)
{
    const char *claim = lode_case_key(c, LODE_T_CLAIMS, f->claim);
    const char *other = f->other >= 0 ? lode_case_key(c, LODE_T_CLAIMS, f->other) : "";
    lode_column_id column = f->kind == LODE_FINDING_TENSE   ? LODE_CLAIMS_REPORTED
                            : f->kind == LODE_FINDING_STALE ? LODE_CLAIMS_VALID
                            : f->kind == LODE_FINDING_DATE_ARITHMETIC ? LODE_CLAIMS_EFFECTIVE
                            : f->kind == LODE_FINDING_SAME_ORIGIN     ? LODE_CLAIMS_CLAIM
                                                                      : LODE_CLAIMS_QUANTITY;
    lode_place place = lode_case_place(c, f->claim, column);
    switch (f->kind) {
    case LODE_FINDING_TENSE: lode_diag_add(diags, LODE_DIAG_FINDING_TENSE, place, NULL, claim, f->why); break;
    case LODE_FINDING_STALE: lode_diag_add(diags, LODE_DIAG_FINDING_STALE, place, NULL, claim, f->why); break;
    case LODE_FINDING_DATE_ARITHMETIC: lode_diag_add(diags, LODE_DIAG_FINDING_DATES, place, NULL, claim, f->why); break;
    case LODE_FINDING_RANGE: lode_diag_add(diags, LODE_DIAG_FINDING_RANGE, place, NULL, claim, f->why); break;
    case LODE_FINDING_BASE_MISMATCH: lode_diag_add(diags, LODE_DIAG_FINDING_BASE, place, NULL, claim, other, f->why); break;
    case LODE_FINDING_CONFLICT:
        if (f->reading < 0) lode_diag_add(diags, LODE_DIAG_FINDING_CONFLICT, place, NULL, "claims", claim, other, f->why);
        else
            lode_diag_add(diags, LODE_DIAG_FINDING_CONFLICT, lode_case_place(c, f->reading, LODE_READINGS_FORMULA), NULL,
                          "readings", lode_case_key(c, LODE_T_READINGS, f->reading), lode_case_key(c, LODE_T_READINGS, f->contra),
                          f->why);
        break;
    case LODE_FINDING_SAME_ORIGIN:
        lode_diag_add(diags, LODE_DIAG_FINDING_ORIGIN, place, NULL, claim, lode_case_key(c, LODE_T_CLAIM_EVIDENCE, f->evidence),
                      lode_case_key(c, LODE_T_CLAIM_EVIDENCE, f->twin));
        break;
    default: break;
    }
}

void lode_claim_findings_report(const lode_case *c, const lode_claim_findings *f, lode_diags *diags)
{
    for (int32_t i = 0; i < f->n; i++) report_one(c, &f->item[i], diags);
}
