/* The evaluator against a naive twin: random formulas, each rule of docs/claims.md written down as it stands there, day
 * by day over every day of every window. */
#include "base/rng.h"
#include "claims/window.h"
#include "test_claims_sample.h"

enum { MOST_NODES = 64, MOST_DAYS = 12 };

typedef enum kind {
    ATOM,
    NOT,
    AND,
    OR,
    IMPLIES,
    IFF,
    RISE,
    FALL,
    ALWAYS,
    EVENTUALLY,
    HISTORICALLY,
    ONCE,
    UNTIL,
    SINCE
} kind;

typedef struct node {
    kind kind;
    int a, b;
    bool windowed;
    int from, to;
    int form;    /* of an atom: which term */
    bool strict; /* > rather than >=       */
    double against;
} node;

typedef struct twin {
    node node[MOST_NODES];
    int n, n_day;
    double x[MOST_DAYS], y[MOST_DAYS];
    bool closed;
    uint64_t seed;
    uint32_t used;
} twin;

/* robustness from and to, surely, perhaps */
typedef struct value {
    double lo, hi;
    bool sure, maybe;
} value;

static int pick(twin *w, int n)
{
    uint32_t r[4];
    lode_random(w->seed, 0, w->used++, 0, LODE_RNG_SAMPLING, r);
    return (int)(r[0] % (uint32_t)n);
}

/* --- the formula as text ------------------------------------------------------------------- */

static int grow(twin *w, int depth, lode_text *out)
{
    static const char *const term[] = {"x", "y", "abs(x - y)", "x + y", "x * 2", "min(x, y)"};
    static const char *const word[] = {"",        "not",        "and",          "or",
                                       "implies", "iff",        "rise",         "fall",
                                       "always",  "eventually", "historically", "once",
                                       "until",   "since"};
    int i = w->n++;
    node *n = &w->node[i];
    *n = (node){.kind = depth == 0 || w->n > MOST_NODES - 8 ? ATOM : (kind)pick(w, SINCE + 1),
                .a = -1,
                .b = -1};
    lode_text_putc(out, '(');
    if (n->kind == ATOM) {
        n->form = pick(w, 6);
        n->strict = pick(w, 2);
        n->against = pick(w, 7) - 3;
        lode_text_printf(out, "%s %s %g)", term[n->form], n->strict ? ">" : ">=", n->against);
        return i;
    }
    bool two = (n->kind >= AND && n->kind <= IFF) || n->kind >= UNTIL;
    if (two) n->a = grow(w, depth - 1, out);
    lode_text_printf(out, " %s ", word[n->kind]);
    n->windowed = n->kind >= ALWAYS && pick(w, 3) > 0;
    n->from = pick(w, 4);
    n->to = n->from + pick(w, 5);
    if (n->windowed) lode_text_printf(out, "[%dd,%dd] ", n->from, n->to);
    int last = grow(w, depth - 1, out);
    if (two) n->b = last;
    else n->a = last;
    lode_text_putc(out, ')');
    return i;
}

/* --- the rules ----------------------------------------------------------------------------- */

static value negated(value v)
{
    return (value){-v.hi, -v.lo, !v.maybe, !v.sure};
}

static value least(value a, value b)
{
    return (value){fmin(a.lo, b.lo), fmin(a.hi, b.hi), a.sure && b.sure, a.maybe && b.maybe};
}

static value most(value a, value b)
{
    return negated(least(negated(a), negated(b)));
}

static const value TRUE_VALUE = {INFINITY, INFINITY, true, true};
static const value UNKNOWN = {-INFINITY, INFINITY, false, true};

static value atom(const twin *w, const node *n, int t)
{
    double lo = -INFINITY, hi = INFINITY;
    if (n->form == 2) lo = 0;
    if (t < w->n_day) {
        double x = w->x[t], y = w->y[t];
        double v[] = {x, y, fabs(x - y), x + y, x * 2, fmin(x, y)};
        lo = hi = v[n->form];
    }
    double c = n->against;
    return (value){lo - c, hi - c, n->strict ? lo > c : lo >= c, n->strict ? hi > c : hi >= c};
}

static value at(const twin *w, int i, int t);

/* phi until psi: on some day of the window psi, and phi on all days from t to the one before */
static value until(const twin *w, const node *n, int t, int first, int last)
{
    value best = negated(TRUE_VALUE);
    int step = n->kind == UNTIL ? 1 : -1;
    for (int u = first; u <= last; u++) {
        value here = at(w, n->b, u);
        for (int s = t; s != u; s += step) here = least(here, at(w, n->a, s));
        best = most(best, here);
    }
    return best;
}

static value temporal(const twin *w, const node *n, int t)
{
    bool back = n->kind == HISTORICALLY || n->kind == ONCE || n->kind == SINCE;
    int first = back ? t - n->to : t + n->from, last = back ? t - n->from : t + n->to;
    if (!n->windowed) {
        first = back ? 0 : t;
        last = back ? t : w->n_day - 1;
        if (!back && t >= w->n_day) return UNKNOWN;
    }
    if (first < 0) first = 0;
    if (w->closed && last >= w->n_day) last = w->n_day - 1;
    if (n->kind >= UNTIL) return until(w, n, t, first, last);
    bool minimum = n->kind == ALWAYS || n->kind == HISTORICALLY;
    value v = minimum ? TRUE_VALUE : negated(TRUE_VALUE);
    for (int u = first; u <= last; u++)
        v = minimum ? least(v, at(w, n->a, u)) : most(v, at(w, n->a, u));
    return v;
}

static value at(const twin *w, int i, int t)
{
    const node *n = &w->node[i];
    if (n->kind == ATOM) return atom(w, n, t);
    if (n->kind >= ALWAYS) return temporal(w, n, t);
    value a = at(w, n->a, t);
    value b = n->b >= 0 ? at(w, n->b, t) : a;
    switch (n->kind) {
    case NOT:
        return negated(a);
    case AND:
        return least(a, b);
    case OR:
        return most(a, b);
    case IMPLIES:
        return most(negated(a), b);
    case IFF:
        return least(most(negated(a), b), most(negated(b), a));
    case RISE:
        return t == 0 ? a : least(a, negated(at(w, n->a, t - 1)));
    default:
        return t == 0 ? negated(a) : least(negated(a), at(w, n->a, t - 1));
    }
}

/* --- comparison ---------------------------------------------------------------------------- */

static void check_day(lode_t *t, const twin *w, const lode_formula *f, const lode_eval_frame *frame,
                      int day)
{
    lode_eval_value got = lode_eval_at(&f->main, frame, day);
    value want = at(w, 0, day);
    CHECK(t, got.lo == want.lo && got.hi == want.hi);
    CHECK_INT(t, got.truth, want.sure ? LODE_TRUE : want.maybe ? LODE_UNDECIDED : LODE_FALSE);

    /* sound: a margin above 0 is true, one below 0 is false */
    if (got.lo > 0) CHECK_INT(t, got.truth, LODE_TRUE);
    if (got.hi < 0) CHECK_INT(t, got.truth, LODE_FALSE);

    /* the witness is a comparison with the same margin, or its opposite */
    lode_witness why = lode_eval_witness(&f->main, frame, day);
    if (got.truth == LODE_UNDECIDED || why.code < 0) return;
    double end = fabs(got.truth == LODE_TRUE ? got.lo : got.hi);
    CHECK(t, fabs(why.lo) == end || fabs(why.hi) == end);
}

static void compare(lode_t *t, uint64_t seed, bool closed)
{
    twin w = {.seed = seed, .closed = closed};
    lode_text text = {0};
    w.n_day = 1 + pick(&w, MOST_DAYS);
    for (int i = 0; i < MOST_DAYS; i++) {
        w.x[i] = pick(&w, 13) - 6;
        w.y[i] = pick(&w, 9) - 2.5;
    }
    grow(&w, 1 + pick(&w, 3), &text);
    lode_note(t, "seed %d, %d days, %s: %s", (int)seed, w.n_day, closed ? "closed" : "open",
              lode_text_str(&text));

    static const lode_claim_signal signals[] = {{.name = "x"}, {.name = "y"}};
    const double *const values[] = {w.x, w.y};
    lode_claim_env env = {.signal = signals, .n_signal = 2};
    lode_diags d = {0};
    lode_formula *f = lode_formula_new(lode_text_str(&text), text.length, &env, &d);
    CHECK(t, f != NULL);
    lode_eval_run run = {.signal = values, .n_day = w.n_day, .closed = closed};
    lode_eval_frame frame;
    void *memory = malloc(lode_eval_bytes(&f->main, w.n_day, closed));
    lode_eval(&f->main, &run, memory, &frame);
    for (int day = 0; day < w.n_day; day++) check_day(t, &w, f, &frame, day);
    free(memory);
    lode_formula_free(f);
    lode_diags_free(&d);
    lode_text_free(&text);
}

static void random_formulas_agree_with_the_rules_day_by_day(lode_t *t)
{
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        compare(t, seed, false);
        compare(t, seed, true);
    }
}

static void sliding_windows_agree_with_a_loop(lode_t *t)
{
    enum { MOST = 20 };
    for (uint64_t seed = 1; seed <= 400; seed++) {
        twin w = {.seed = seed};
        int n = 1 + pick(&w, MOST), from = pick(&w, 30) - 15, to = from + pick(&w, 30);
        double x[MOST], out[MOST], scratch[6 * MOST];
        for (int i = 0; i < n; i++) x[i] = pick(&w, 100);
        lode_note(t, "seed %d: %d days, %d..%d", (int)seed, n, from, to);
        for (int fold = 0; fold < 3; fold++) {
            lode_window_slide((lode_fold)fold, x, n, from, to, 0, out, scratch);
            for (int i = 0; i < n; i++) {
                double want = fold == LODE_FOLD_MIN   ? INFINITY
                              : fold == LODE_FOLD_MAX ? -INFINITY
                                                      : 0;
                for (int k = i + from; k <= i + to; k++)
                    if (k >= 0 && k < n) want = lode_fold_two((lode_fold)fold, want, x[k], 0);
                CHECK(t, out[i] == want);
            }
        }
    }
}

/* first_date, last_date, longest and days over a moving window, closed */
static void moving_counts_agree_with_a_loop(lode_t *t)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        twin w = {.seed = seed, .n_day = 1};
        w.n_day = 1 + pick(&w, MOST_DAYS);
        for (int i = 0; i < MOST_DAYS; i++) w.x[i] = pick(&w, 2);
        int from = pick(&w, 4), to = from + pick(&w, 8);
        static const char *const name[] = {"days", "longest", "first_date", "last_date"};
        for (int k = 0; k < 4; k++) {
            char text[64];
            snprintf(text, sizeof text, "%s(x > 0, [%dd,%dd])", name[k], from, to);
            lode_note(t, "seed %d: %s", (int)seed, text);
            static const lode_claim_signal signals[] = {{.name = "x"}};
            const double *const values[] = {w.x};
            lode_claim_env env = {.signal = signals, .n_signal = 1};
            lode_diags d = {0};
            lode_formula *f = lode_formula_new(text, strlen(text), &env, &d);
            CHECK(t, f != NULL);
            lode_eval_run run = {.signal = values, .n_day = w.n_day, .closed = true};
            lode_eval_frame frame;
            void *memory = malloc(lode_eval_bytes(&f->main, w.n_day, true));
            lode_eval(&f->main, &run, memory, &frame);
            for (int day = 0; day < w.n_day; day++) {
                double n = 0, row = 0, longest = 0, first = INFINITY, last = -INFINITY;
                for (int u = day + from; u <= day + to && u < w.n_day; u++) {
                    row = w.x[u] > 0 ? row + 1 : 0;
                    longest = fmax(longest, row);
                    if (!(w.x[u] > 0)) continue;
                    n++;
                    first = fmin(first, u);
                    last = u;
                }
                double want[] = {n, longest, first, last};
                lode_eval_value v = lode_eval_at(&f->main, &frame, day);
                CHECK(t, v.lo == want[k] && v.hi == want[k]);
            }
            free(memory);
            lode_formula_free(f);
            lode_diags_free(&d);
        }
    }
}

static const lode_test TESTS[] = {
    TEST(random_formulas_agree_with_the_rules_day_by_day),
    TEST(sliding_windows_agree_with_a_loop),
    TEST(moving_counts_agree_with_a_loop),
};
LODE_TEST_MAIN(TESTS)
