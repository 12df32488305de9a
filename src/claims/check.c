/* Types and units of a formula, before anything runs. A part with a mistake has type LODE_CLAIM_ERROR, of which nobody
 * complains again. */
#include <math.h>
#include <string.h>

#include "claims/names.h"

typedef struct checker {
    lode_tree *t;
    const lode_claim_env *env;
    bool failed;
    int32_t over_draws; /* > 0: inside P, E, quantile or a hedge */
} checker;

static void check(checker *c, int32_t i);

/* --- saying what is wrong ------------------------------------------------------------------ */

/* "a number in t/d", "a date", in memory of the tree. */
static const char *describe(const checker *c, const lode_claim_type *type)
{
    if (type->kind == LODE_CLAIM_DATE) return "a date";
    if (type->kind == LODE_CLAIM_TRUTH) return "a truth";
    if (type->kind != LODE_CLAIM_NUMBER || type->weak || type->unit.n == 0) return "a number";
    lode_text text = {0};
    lode_text_puts(&text, "a number in ");
    lode_unit_text(c->t->units, &type->unit, &text);
    char *copy = LODE_TAKE(c->t->arena, text.length + 1, char);
    if (copy) memcpy(copy, lode_text_str(&text), text.length);
    lode_text_free(&text);
    return copy ? copy : "a number";
}

static lode_place whole(const checker *c, const lode_term *n)
{
    return lode_tree_place(c->t, n->at, n->length);
}

static lode_place operator_of(const checker *c, const lode_term *n)
{
    return lode_tree_place(c->t, n->op_at, n->op_length);
}

static const char *operator_text(const checker *c, const lode_term *n)
{
    return lode_tree_text(c->t, n->op_at, n->op_length);
}

static void fail(checker *c, lode_term *n)
{
    c->failed = true;
    n->type = (lode_claim_type){.kind = LODE_CLAIM_ERROR};
}

/* The operator of n cannot take this operand. */
static void wrong_type(checker *c, lode_term *n, const lode_term *operand, const char *needs,
                       const char *hint)
{
    if (operand->type.kind != LODE_CLAIM_ERROR)
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_TYPE, operator_of(c, n), hint,
                      operator_text(c, n), describe(c, &operand->type), needs);
    fail(c, n);
}

/* Wrong arguments of a function. */
static void wrong_arguments(checker *c, lode_term *n)
{
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_ARGUMENTS, whole(c, n), NULL, operator_text(c, n),
                  lode_function_form(n->function));
    fail(c, n);
}

/* --- putting together ---------------------------------------------------------------------- */

static lode_term *kid(const checker *c, const lode_term *n, int32_t k)
{
    return &c->t->node[n->kid[k]];
}

/* Give n this kind, depending on all that a and b depend on. */
static void combine(checker *c, lode_term *n, lode_claim_kind kind, const lode_claim_type *a,
                    const lode_claim_type *b)
{
    n->type = (lode_claim_type){.kind = kind,
                                .daily = a->daily || b->daily,
                                .of_run = a->of_run || b->of_run,
                                .over_draws = a->over_draws || b->over_draws};
    if (!n->type.of_run || !n->type.over_draws) return;
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_MIXED_DRAWS, operator_of(c, n),
                  "put the value of one run into P(...), E(...) or quantile(...)");
    fail(c, n);
}

/* The unit of two numbers that must agree; a number without unit takes that of the other. */
static bool agree(const lode_claim_type *a, const lode_claim_type *b, lode_claim_type *out)
{
    out->weak = a->weak && b->weak;
    out->unit = a->weak ? b->unit : a->unit;
    return a->weak || b->weak || lode_unit_equal(&a->unit, &b->unit);
}

static bool is_duration(const lode_claim_type *t)
{
    lode_unit day = lode_unit_day();
    return t->kind == LODE_CLAIM_NUMBER && (t->weak || lode_unit_equal(&t->unit, &day));
}

/* --- arithmetic ---------------------------------------------------------------------------- */

static void check_sum(checker *c, lode_term *n)
{
    const lode_claim_type *a = &kid(c, n, 0)->type, *b = &kid(c, n, 1)->type;
    bool minus = n->kind == LODE_TERM_SUB;
    if (a->kind == LODE_CLAIM_TRUTH || b->kind == LODE_CLAIM_TRUTH) {
        wrong_type(c, n, kid(c, n, a->kind == LODE_CLAIM_TRUTH ? 0 : 1), "numbers", NULL);
        return;
    }
    bool date_a = a->kind == LODE_CLAIM_DATE, date_b = b->kind == LODE_CLAIM_DATE;
    combine(c, n, LODE_CLAIM_NUMBER, a, b);
    if (n->type.kind == LODE_CLAIM_ERROR) return;
    if (date_a && date_b && minus) n->type.unit = lode_unit_day();
    else if ((date_a && is_duration(b)) || (date_b && !minus && is_duration(a)))
        n->type.kind = LODE_CLAIM_DATE;
    else if (date_a || date_b || !agree(a, b, &n->type)) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_ADDS, operator_of(c, n),
                      date_a || date_b ? "dates take durations, as 2025-11-08 + 30d" : NULL,
                      describe(c, a), describe(c, b));
        fail(c, n);
    }
}

static void check_product(checker *c, lode_term *n)
{
    const lode_claim_type *a = &kid(c, n, 0)->type, *b = &kid(c, n, 1)->type;
    for (int32_t k = 0; k < 2; k++)
        if (kid(c, n, k)->type.kind != LODE_CLAIM_NUMBER) {
            wrong_type(c, n, kid(c, n, k), "numbers", NULL);
            return;
        }
    combine(c, n, LODE_CLAIM_NUMBER, a, b);
    if (n->type.kind == LODE_CLAIM_ERROR) return;
    n->type.weak = a->weak && b->weak;
    if (lode_unit_times(&a->unit, &b->unit, n->kind == LODE_TERM_MUL ? 1 : -1, &n->type.unit))
        return;
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_UNIT_POWERS, operator_of(c, n), NULL);
    fail(c, n);
}

/* --- comparisons --------------------------------------------------------------------------- */

static void check_comparison(checker *c, lode_term *n)
{
    const lode_claim_type *a = &kid(c, n, 0)->type, *b = &kid(c, n, 1)->type;
    lode_claim_type both = {0};
    for (int32_t k = 0; k < 2; k++)
        if (kid(c, n, k)->type.kind == LODE_CLAIM_TRUTH) {
            wrong_type(c, n, kid(c, n, k), "numbers or dates", "join truths by iff, and, or");
            return;
        }
    if (a->kind != b->kind || (a->kind == LODE_CLAIM_NUMBER && !agree(a, b, &both))) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_COMPARES, operator_of(c, n), NULL,
                      describe(c, a), describe(c, b));
        fail(c, n);
        return;
    }
    combine(c, n, LODE_CLAIM_TRUTH, a, b);
    n->type.unit = a->kind == LODE_CLAIM_DATE ? lode_unit_day() : both.unit;
}

static void check_equality(checker *c, lode_term *n)
{
    lode_claim_kind kind = kid(c, n, 0)->type.kind;
    check_comparison(c, n);
    if (n->type.kind == LODE_CLAIM_ERROR) return;
    if (n->kid[2] < 0) {
        bool date = kind == LODE_CLAIM_DATE;
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_NO_WITHIN, operator_of(c, n),
                      date ? "say how close: within 0d" : "say how close: within 5%, within 0.5",
                      operator_text(c, n), date ? "dates" : "numbers");
        fail(c, n);
        return;
    }
    const lode_term *tolerance = kid(c, n, 2);
    lode_claim_type here = n->type, both = {0},
                    want = {.kind = LODE_CLAIM_NUMBER, .unit = here.unit};
    if (tolerance->type.kind == LODE_CLAIM_ERROR) fail(c, n);
    else if (kind == LODE_CLAIM_NUMBER && tolerance->percent) return;
    else if (tolerance->type.kind != LODE_CLAIM_NUMBER || !agree(&want, &tolerance->type, &both)) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_COMPARES, whole(c, tolerance), NULL,
                      describe(c, &want), describe(c, &tolerance->type));
        fail(c, n);
    } else combine(c, n, LODE_CLAIM_TRUTH, &here, &tolerance->type);
    if (n->type.kind != LODE_CLAIM_ERROR) n->type.unit = here.unit;
}

/* --- windows ------------------------------------------------------------------------------- */

bool lode_tree_constant(const lode_tree *t, int32_t node, double *value)
{
    const lode_term *n = &t->node[node];
    double a = 0, b = 0;
    *value = n->value;
    if (n->kind == LODE_TERM_NUMBER || n->kind == LODE_TERM_DATE) return true;
    if (n->kind == LODE_TERM_NEG) {
        bool ok = lode_tree_constant(t, n->kid[0], &a);
        *value = -a;
        return ok;
    }
    if (n->kind < LODE_TERM_ADD || n->kind > LODE_TERM_DIV) return false;
    if (!lode_tree_constant(t, n->kid[0], &a) || !lode_tree_constant(t, n->kid[1], &b))
        return false;
    *value = n->kind == LODE_TERM_ADD   ? a + b
             : n->kind == LODE_TERM_SUB ? a - b
             : n->kind == LODE_TERM_MUL ? a * b
                                        : a / b;
    return true;
}

/* A length of time that is known and in bounds. */
static bool check_duration(checker *c, int32_t node, double least)
{
    const lode_term *n = &c->t->node[node];
    double days = 0;
    if (n->type.kind == LODE_CLAIM_ERROR) return false;
    bool ok = is_duration(&n->type) && lode_tree_constant(c->t, node, &days) && days >= least &&
              days <= LODE_WINDOW_DAYS;
    if (ok) return true;
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_WINDOW_BOUND, whole(c, n),
                  least > 0 ? "a duration, as 7d or 1y, of at least one day"
                            : "a duration from 0d to 100y",
                  lode_tree_text(c->t, n->at, n->length));
    c->failed = true;
    return false;
}

/* One date, which may depend on the run. */
static bool check_date(checker *c, int32_t node)
{
    const lode_term *n = &c->t->node[node];
    if (n->type.kind == LODE_CLAIM_ERROR) return false;
    if (n->type.kind == LODE_CLAIM_DATE && !n->type.daily && !n->type.over_draws) return true;
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_WINDOW_BOUND, whole(c, n),
                  "one date, as 2025-11-08 or first_date(f)",
                  lode_tree_text(c->t, n->at, n->length));
    c->failed = true;
    return false;
}

/* The window of an operator; adds to n's type what it depends on. */
static bool check_window(checker *c, lode_term *n)
{
    if (n->window < 0) return true;
    lode_term *w = &c->t->node[n->window];
    check(c, w->kid[0]);
    check(c, w->kid[1]);
    bool between = w->kind == LODE_TERM_BETWEEN;
    bool first = between ? check_date(c, w->kid[0]) : check_duration(c, w->kid[0], 0);
    bool last = between ? check_date(c, w->kid[1]) : check_duration(c, w->kid[1], 0);
    if (!first || !last) return false;
    double from = 0, to = 0;
    if (lode_tree_constant(c->t, w->kid[0], &from) && lode_tree_constant(c->t, w->kid[1], &to) &&
        from > to) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_WINDOW_ORDER, whole(c, w), NULL);
        c->failed = true;
        return false;
    }
    n->type.of_run = n->type.of_run || kid(c, w, 0)->type.of_run || kid(c, w, 1)->type.of_run;
    return true;
}

/* --- truths -------------------------------------------------------------------------------- */

static void check_truths(checker *c, lode_term *n)
{
    const lode_claim_type *a = &kid(c, n, 0)->type, *b = n->kid[1] >= 0 ? &kid(c, n, 1)->type : a;
    for (int32_t k = 0; k < 2 && n->kid[k] >= 0; k++)
        if (kid(c, n, k)->type.kind != LODE_CLAIM_TRUTH) {
            wrong_type(c, n, kid(c, n, k), "a truth", "compare it with something, as x > 0");
            return;
        }
    combine(c, n, LODE_CLAIM_TRUTH, a, b);
    bool temporal = n->kind >= LODE_TERM_RISE && n->kind <= LODE_TERM_SINCE;
    if (!temporal || n->type.kind == LODE_CLAIM_ERROR) return;
    if (n->type.over_draws) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_MIXED_DRAWS, operator_of(c, n),
                      "P(always f), not always P(f)");
        fail(c, n);
        return;
    }
    n->type.daily = true;
    if (!check_window(c, n)) fail(c, n);
    else if (n->window >= 0 && c->t->node[n->window].kind == LODE_TERM_BETWEEN &&
             n->kind <= LODE_TERM_ONCE)
        n->type.daily = false;
}

/* --- functions ----------------------------------------------------------------------------- */

/* The arguments of a call but for a window at the end, which becomes n->window. Returns their number. */
static int32_t take_window(checker *c, lode_term *n, int32_t argument[3])
{
    int32_t k = 0, before = -1;
    for (int32_t i = n->first; i >= 0; i = c->t->node[i].next) {
        lode_term_kind kind = c->t->node[i].kind;
        bool window = kind == LODE_TERM_WINDOW || kind == LODE_TERM_BETWEEN;
        if (window && c->t->node[i].next < 0 && before >= 0) n->window = i;
        else if (window || k == 3) return -1;
        else argument[k++] = i;
        before = i;
    }
    return k;
}

bool lode_term_is_pair(const lode_tree *t, const lode_term *n)
{
    return (n->function == LODE_FN_MIN || n->function == LODE_FN_MAX) && n->window < 0 &&
           n->first >= 0 && t->node[n->first].next >= 0;
}

static void check_reduction(checker *c, lode_term *n, const lode_term *x)
{
    bool truth = n->function >= LODE_FN_DAYS && n->function <= LODE_FN_LAST;
    if (x->type.kind != (truth ? LODE_CLAIM_TRUTH : LODE_CLAIM_NUMBER) || !x->type.daily) {
        const char *needs = truth ? "a truth of each day" : "a number of each day";
        wrong_type(c, n, x, needs, x->type.daily ? NULL : "it has one value for the whole run");
        return;
    }
    lode_claim_type type = x->type;
    type.daily = n->window >= 0 && c->t->node[n->window].kind == LODE_TERM_WINDOW;
    if (n->function == LODE_FN_FIRST || n->function == LODE_FN_LAST) type.kind = LODE_CLAIM_DATE;
    else type.kind = LODE_CLAIM_NUMBER;
    if (truth) type.unit = lode_unit_day();
    type.weak = false;
    /* the sum over days of tonnes per day is tonnes */
    if (n->function == LODE_FN_SUM || n->function == LODE_FN_ROLL_SUM) {
        lode_unit day = lode_unit_day(), times = {0};
        for (int32_t i = 0; i < type.unit.n; i++)
            if (type.unit.base[i] == day.base[0] && type.unit.power[i] < 0 &&
                lode_unit_times(&x->type.unit, &day, 1, &times))
                type.unit = times;
    }
    n->type = type;
    if (!check_window(c, n)) fail(c, n);
}

static void check_moving(checker *c, lode_term *n, const lode_term *x, int32_t duration)
{
    if (x->type.kind != LODE_CLAIM_NUMBER || !x->type.daily) {
        wrong_type(c, n, x, "a number of each day", NULL);
        return;
    }
    check_reduction(c, n, x);
    if (n->function == LODE_FN_LAG) n->type = x->type;
    n->type.daily = true;
    if (!check_duration(c, duration, n->function == LODE_FN_LAG ? 0 : 1)) fail(c, n);
}

static void check_at(checker *c, lode_term *n, const lode_term *x, int32_t date)
{
    if (x->type.kind == LODE_CLAIM_ERROR || !x->type.daily) {
        wrong_type(c, n, x, "a value of each day", NULL);
        return;
    }
    lode_claim_type type = x->type;
    if (!check_date(c, date)) fail(c, n);
    else {
        n->type = type;
        n->type.daily = false;
    }
}

/* min(a, b), max(a, b) */
static void check_pair(checker *c, lode_term *n, const lode_term *a, const lode_term *b)
{
    lode_claim_type both = {0};
    if (a->type.kind == LODE_CLAIM_TRUTH || b->type.kind == LODE_CLAIM_TRUTH) {
        wrong_type(c, n, a->type.kind == LODE_CLAIM_TRUTH ? a : b, "numbers or dates", NULL);
    } else if (a->type.kind != b->type.kind ||
               (a->type.kind == LODE_CLAIM_NUMBER && !agree(&a->type, &b->type, &both))) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_COMPARES, operator_of(c, n), NULL,
                      describe(c, &a->type), describe(c, &b->type));
        fail(c, n);
    } else {
        combine(c, n, a->type.kind, &a->type, &b->type);
        n->type.unit = both.unit;
        n->type.weak = both.weak;
    }
}

/* P, E, quantile and words of likelihood: from all draws to one value */
static void check_over(checker *c, lode_term *n, lode_term *x, int32_t level)
{
    bool truth = n->function == LODE_FN_P || n->function >= LODE_FN_HEDGE;
    bool date = x->type.kind == LODE_CLAIM_DATE && n->function == LODE_FN_QUANTILE;
    double q = 0.5;
    if (c->over_draws > 0) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_NESTED_DRAWS, whole(c, n), NULL,
                      operator_text(c, n));
        fail(c, n);
    } else if (x->type.kind != (truth ? LODE_CLAIM_TRUTH : LODE_CLAIM_NUMBER) && !date) {
        wrong_type(c, n, x, truth ? "a truth" : "a number",
                   n->function == LODE_FN_E ? "a date may be never: use quantile(x, 50%)" : NULL);
    } else if (level >= 0 && (!lode_tree_constant(c->t, level, &q) || !(q > 0 && q < 1))) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_ARGUMENTS, whole(c, &c->t->node[level]), NULL,
                      operator_text(c, n), "a level between 0 and 1");
        fail(c, n);
    } else {
        lode_claim_kind kind = n->function >= LODE_FN_HEDGE ? LODE_CLAIM_TRUTH
                               : date                       ? LODE_CLAIM_DATE
                                                            : LODE_CLAIM_NUMBER;
        n->type = (lode_claim_type){.kind = kind, .over_draws = true};
        if (!truth) n->type.unit = x->type.unit;
    }
}

static void check_base(checker *c, lode_term *n, const lode_term *x)
{
    n->type = x->type;
    if (x->type.over_draws) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_NESTED_DRAWS, whole(c, x),
                      "P(base(f)), not base(P(f))", "base");
        fail(c, n);
    }
    /* all signals in it, which stand between its brackets */
    for (int32_t i = 0; i < c->t->n_node; i++) {
        const lode_term *s = &c->t->node[i];
        bool in = s->at >= x->at && s->at + s->length <= x->at + x->length;
        if (!in || s->signal < 0 || c->env->signal[s->signal].has_base) continue;
        lode_text text = {0};
        lode_signal_text(&c->env->signal[s->signal], &text);
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_NO_BASE, whole(c, s), NULL,
                      lode_text_str(&text));
        lode_text_free(&text);
        fail(c, n);
        return;
    }
}

/* How many arguments a function takes, besides a window. */
static bool arguments_fit(const lode_term *n, int32_t k)
{
    bool window = n->window >= 0;
    switch (n->function) {
    case LODE_FN_MIN:
    case LODE_FN_MAX:
        return k == 1 || (k == 2 && !window);
    case LODE_FN_SUM:
    case LODE_FN_MEAN:
    case LODE_FN_DAYS:
    case LODE_FN_LONGEST:
    case LODE_FN_FIRST:
    case LODE_FN_LAST:
        return k == 1;
    case LODE_FN_AT:
    case LODE_FN_ROLL_SUM:
    case LODE_FN_LAG:
    case LODE_FN_QUANTILE:
        return k == 2 && !window;
    default:
        return k == 1 && !window;
    }
}

static void check_function(checker *c, lode_term *n)
{
    int32_t argument[3] = {-1, -1, -1}, k = n->called ? take_window(c, n, argument) : -1;
    if (k < 0 || !arguments_fit(n, k)) {
        wrong_arguments(c, n);
        return;
    }
    bool over = n->function >= LODE_FN_P, error = false;
    lode_term *x = &c->t->node[argument[0]], *y = k > 1 ? &c->t->node[argument[1]] : NULL;
    bool given = x->kind == LODE_TERM_GIVEN && n->function == LODE_FN_P;
    c->over_draws += over;
    for (int32_t a = 0; a < k; a++) {
        lode_term_kind kind = c->t->node[argument[a]].kind;
        bool strange = kind == LODE_TERM_STRING || (kind == LODE_TERM_GIVEN && !given);
        if (strange) {
            wrong_arguments(c, n);
            error = true;
        } else check(c, argument[a]);
        error = error || c->t->node[argument[a]].type.kind == LODE_CLAIM_ERROR;
    }
    c->over_draws -= over;
    if (error) fail(c, n);
    else if (over) check_over(c, n, x, n->function == LODE_FN_QUANTILE ? argument[1] : -1);
    else if (n->function == LODE_FN_AT) check_at(c, n, x, argument[1]);
    else if (n->function == LODE_FN_ROLL_SUM || n->function == LODE_FN_LAG)
        check_moving(c, n, x, argument[1]);
    else if (n->function == LODE_FN_BASE) check_base(c, n, x);
    else if (n->function == LODE_FN_ABS && x->type.kind == LODE_CLAIM_NUMBER) n->type = x->type;
    else if (n->function == LODE_FN_ABS) wrong_type(c, n, x, "a number", NULL);
    else if (y) check_pair(c, n, x, y);
    else check_reduction(c, n, x);
}

static void check_name(checker *c, lode_term *n)
{
    const char *name = lode_tree_text(c->t, n->op_at, n->op_length);
    n->function = lode_function_find(name, c->env->hedges);
    bool signal = false;
    for (int32_t i = 0; i < c->env->n_signal; i++)
        signal = signal || strcmp(c->env->signal[i].name, name) == 0;
    if (n->function && (n->called || !signal)) {
        check_function(c, n);
        return;
    }
    /* a unit on its own is one of it: 3 USD/d */
    double factor = 1;
    lode_unit unit = {0};
    n->function = LODE_FN_NONE;
    if (!signal && !n->called &&
        lode_unit_parse(c->t->units, name, strlen(name), false, &unit, &factor)) {
        n->kind = LODE_TERM_NUMBER;
        n->value = factor;
        n->type = (lode_claim_type){.kind = LODE_CLAIM_NUMBER, .unit = unit};
        return;
    }
    n->signal = lode_signal_find(c->t, c->env, n);
    if (n->signal < 0) {
        fail(c, n);
        return;
    }
    const lode_claim_signal *s = &c->env->signal[n->signal];
    n->type = (lode_claim_type){.kind = s->truth ? LODE_CLAIM_TRUTH : LODE_CLAIM_NUMBER,
                                .daily = true,
                                .of_run = true};
    const char *text = s->unit ? s->unit : "";
    if (!s->truth &&
        !lode_unit_parse(c->t->units, text, strlen(text), true, &n->type.unit, &n->value)) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_UNIT, whole(c, n),
                      "a unit is names with * and /, as t/d", text);
        fail(c, n);
    }
}

/* --- any node ------------------------------------------------------------------------------ */

static void check_literal_date(checker *c, lode_term *n)
{
    n->type = (lode_claim_type){.kind = LODE_CLAIM_DATE};
    if (!c->env->no_dates) return;
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_NO_DATES, whole(c, n),
                  "let its first column be called 'date'");
    fail(c, n);
}

static void check(checker *c, int32_t i)
{
    lode_term *n = &c->t->node[i];
    bool error = false;
    for (int32_t k = 0; k < 3; k++) {
        if (n->kid[k] < 0) continue;
        check(c, n->kid[k]);
        error = error || kid(c, n, k)->type.kind == LODE_CLAIM_ERROR;
    }
    if (error) {
        fail(c, n);
        return;
    }
    switch (n->kind) {
    case LODE_TERM_NUMBER:
        break;
    case LODE_TERM_DATE:
        check_literal_date(c, n);
        break;
    case LODE_TERM_NAME:
        check_name(c, n);
        break;
    case LODE_TERM_NEG:
        if (kid(c, n, 0)->type.kind == LODE_CLAIM_NUMBER) n->type = kid(c, n, 0)->type;
        else wrong_type(c, n, kid(c, n, 0), "a number", NULL);
        break;
    case LODE_TERM_ADD:
    case LODE_TERM_SUB:
        check_sum(c, n);
        break;
    case LODE_TERM_MUL:
    case LODE_TERM_DIV:
        check_product(c, n);
        break;
    case LODE_TERM_EQ:
    case LODE_TERM_NE:
        check_equality(c, n);
        break;
    case LODE_TERM_LT:
    case LODE_TERM_LE:
    case LODE_TERM_GT:
    case LODE_TERM_GE:
        check_comparison(c, n);
        break;
    default:
        check_truths(c, n);
        break;
    }
}

bool lode_tree_check(lode_tree *t, const lode_claim_env *env)
{
    checker c = {.t = t, .env = env};
    check(&c, t->root);
    return !c.failed;
}
