/* Types and units of a formula, before anything runs. A part with a mistake has type LODE_CLAIM_ERROR, of which nobody
 * complains again. */
#include <math.h>
#include <string.h>

#include "claims/checker.h"
#include "claims/names.h"

/* --- saying what is wrong ------------------------------------------------------------------ */

/* "a number in t/d", "a date", in memory of the tree. */
const char *lode_check_describe(const lode_checker *c, const lode_claim_type *type)
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

lode_place lode_check_whole(const lode_checker *c, const lode_term *n)
{
    return lode_tree_place(c->t, n->at, n->length);
}

lode_place lode_check_operator(const lode_checker *c, const lode_term *n)
{
    return lode_tree_place(c->t, n->op_at, n->op_length);
}

const char *lode_check_operator_text(const lode_checker *c, const lode_term *n)
{
    return lode_tree_text(c->t, n->op_at, n->op_length);
}

void lode_check_fail(lode_checker *c, lode_term *n)
{
    c->failed = true;
    n->type = (lode_claim_type){.kind = LODE_CLAIM_ERROR};
}

/* The operator of n cannot take this operand. */
void lode_check_wrong_type(lode_checker *c, lode_term *n, const lode_term *operand,
                           const char *needs, const char *hint)
{
    if (operand->type.kind != LODE_CLAIM_ERROR)
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_TYPE, lode_check_operator(c, n), hint,
                      lode_check_operator_text(c, n), lode_check_describe(c, &operand->type),
                      needs);
    lode_check_fail(c, n);
}

/* --- putting together ---------------------------------------------------------------------- */

lode_term *lode_check_kid(const lode_checker *c, const lode_term *n, int32_t k)
{
    return &c->t->node[n->kid[k]];
}

/* Give n this kind, depending on all that a and b depend on. */
void lode_check_combine(lode_checker *c, lode_term *n, lode_claim_kind kind,
                        const lode_claim_type *a, const lode_claim_type *b)
{
    n->type = (lode_claim_type){.kind = kind,
                                .daily = a->daily || b->daily,
                                .of_run = a->of_run || b->of_run,
                                .over_draws = a->over_draws || b->over_draws};
    if (!n->type.of_run || !n->type.over_draws) return;
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_MIXED_DRAWS, lode_check_operator(c, n),
                  "put the value of one run into P(...), E(...) or quantile(...)");
    lode_check_fail(c, n);
}

/* The unit of two numbers that must agree; a number without unit takes that of the other. */
bool lode_check_agree(const lode_claim_type *a, const lode_claim_type *b, lode_claim_type *out)
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

static void check_sum(lode_checker *c, lode_term *n)
{
    const lode_claim_type *a = &lode_check_kid(c, n, 0)->type, *b = &lode_check_kid(c, n, 1)->type;
    bool minus = n->kind == LODE_TERM_SUB;
    if (a->kind == LODE_CLAIM_TRUTH || b->kind == LODE_CLAIM_TRUTH) {
        lode_check_wrong_type(c, n, lode_check_kid(c, n, a->kind == LODE_CLAIM_TRUTH ? 0 : 1),
                              "numbers", NULL);
        return;
    }
    bool date_a = a->kind == LODE_CLAIM_DATE, date_b = b->kind == LODE_CLAIM_DATE;
    lode_check_combine(c, n, LODE_CLAIM_NUMBER, a, b);
    if (n->type.kind == LODE_CLAIM_ERROR) return;
    if (date_a && date_b && minus) n->type.unit = lode_unit_day();
    else if ((date_a && is_duration(b)) || (date_b && !minus && is_duration(a)))
        n->type.kind = LODE_CLAIM_DATE;
    else if (date_a || date_b || !lode_check_agree(a, b, &n->type)) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_ADDS, lode_check_operator(c, n),
                      date_a || date_b ? "dates take durations, as 2025-11-08 + 30d" : NULL,
                      lode_check_describe(c, a), lode_check_describe(c, b));
        lode_check_fail(c, n);
    }
}

static void check_product(lode_checker *c, lode_term *n)
{
    const lode_claim_type *a = &lode_check_kid(c, n, 0)->type, *b = &lode_check_kid(c, n, 1)->type;
    for (int32_t k = 0; k < 2; k++)
        if (lode_check_kid(c, n, k)->type.kind != LODE_CLAIM_NUMBER) {
            lode_check_wrong_type(c, n, lode_check_kid(c, n, k), "numbers", NULL);
            return;
        }
    lode_check_combine(c, n, LODE_CLAIM_NUMBER, a, b);
    if (n->type.kind == LODE_CLAIM_ERROR) return;
    n->type.weak = a->weak && b->weak;
    if (lode_unit_times(&a->unit, &b->unit, n->kind == LODE_TERM_MUL ? 1 : -1, &n->type.unit))
        return;
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_UNIT_POWERS, lode_check_operator(c, n), NULL);
    lode_check_fail(c, n);
}

/* --- comparisons --------------------------------------------------------------------------- */

static void check_comparison(lode_checker *c, lode_term *n)
{
    const lode_claim_type *a = &lode_check_kid(c, n, 0)->type, *b = &lode_check_kid(c, n, 1)->type;
    lode_claim_type both = {0};
    for (int32_t k = 0; k < 2; k++)
        if (lode_check_kid(c, n, k)->type.kind == LODE_CLAIM_TRUTH) {
            lode_check_wrong_type(c, n, lode_check_kid(c, n, k), "numbers or dates",
                                  "join truths by iff, and, or");
            return;
        }
    if (a->kind != b->kind || (a->kind == LODE_CLAIM_NUMBER && !lode_check_agree(a, b, &both))) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_COMPARES, lode_check_operator(c, n), NULL,
                      lode_check_describe(c, a), lode_check_describe(c, b));
        lode_check_fail(c, n);
        return;
    }
    lode_check_combine(c, n, LODE_CLAIM_TRUTH, a, b);
    n->type.unit = a->kind == LODE_CLAIM_DATE ? lode_unit_day() : both.unit;
}

static void check_equality(lode_checker *c, lode_term *n)
{
    lode_claim_kind kind = lode_check_kid(c, n, 0)->type.kind;
    check_comparison(c, n);
    if (n->type.kind == LODE_CLAIM_ERROR) return;
    if (n->kid[2] < 0) {
        bool date = kind == LODE_CLAIM_DATE;
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_NO_WITHIN, lode_check_operator(c, n),
                      date ? "say how close: within 0d" : "say how close: within 5%, within 0.5",
                      lode_check_operator_text(c, n), date ? "dates" : "numbers");
        lode_check_fail(c, n);
        return;
    }
    const lode_term *tolerance = lode_check_kid(c, n, 2);
    lode_claim_type here = n->type, both = {0},
                    want = {.kind = LODE_CLAIM_NUMBER, .unit = here.unit};
    if (tolerance->type.kind == LODE_CLAIM_ERROR) lode_check_fail(c, n);
    else if (kind == LODE_CLAIM_NUMBER && tolerance->percent) return;
    else if (tolerance->type.kind != LODE_CLAIM_NUMBER ||
             !lode_check_agree(&want, &tolerance->type, &both)) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_COMPARES, lode_check_whole(c, tolerance), NULL,
                      lode_check_describe(c, &want), lode_check_describe(c, &tolerance->type));
        lode_check_fail(c, n);
    } else lode_check_combine(c, n, LODE_CLAIM_TRUTH, &here, &tolerance->type);
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
bool lode_check_duration(lode_checker *c, int32_t node, double least)
{
    const lode_term *n = &c->t->node[node];
    double days = 0;
    if (n->type.kind == LODE_CLAIM_ERROR) return false;
    bool ok = is_duration(&n->type) && lode_tree_constant(c->t, node, &days) && days >= least &&
              days <= LODE_WINDOW_DAYS;
    if (ok) return true;
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_WINDOW_BOUND, lode_check_whole(c, n),
                  least > 0 ? "a duration, as 7d or 1y, of at least one day"
                            : "a duration from 0d to 100y",
                  lode_tree_text(c->t, n->at, n->length));
    c->failed = true;
    return false;
}

/* One date, which may depend on the run. */
bool lode_check_date(lode_checker *c, int32_t node)
{
    const lode_term *n = &c->t->node[node];
    if (n->type.kind == LODE_CLAIM_ERROR) return false;
    if (n->type.kind == LODE_CLAIM_DATE && !n->type.daily && !n->type.over_draws) return true;
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_WINDOW_BOUND, lode_check_whole(c, n),
                  "one date, as 2025-11-08 or first_date(f)",
                  lode_tree_text(c->t, n->at, n->length));
    c->failed = true;
    return false;
}

/* The window of an operator; adds to n's type what it depends on. */
bool lode_check_window(lode_checker *c, lode_term *n)
{
    if (n->window < 0) return true;
    lode_term *w = &c->t->node[n->window];
    lode_check_node(c, w->kid[0]);
    lode_check_node(c, w->kid[1]);
    bool between = w->kind == LODE_TERM_BETWEEN;
    bool first = between ? lode_check_date(c, w->kid[0]) : lode_check_duration(c, w->kid[0], 0);
    bool last = between ? lode_check_date(c, w->kid[1]) : lode_check_duration(c, w->kid[1], 0);
    if (!first || !last) return false;
    double from = 0, to = 0;
    if (lode_tree_constant(c->t, w->kid[0], &from) && lode_tree_constant(c->t, w->kid[1], &to) &&
        from > to) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_WINDOW_ORDER, lode_check_whole(c, w), NULL);
        c->failed = true;
        return false;
    }
    n->type.of_run = n->type.of_run || lode_check_kid(c, w, 0)->type.of_run ||
                     lode_check_kid(c, w, 1)->type.of_run;
    return true;
}

/* --- truths -------------------------------------------------------------------------------- */

static void check_truths(lode_checker *c, lode_term *n)
{
    const lode_claim_type *a = &lode_check_kid(c, n, 0)->type,
                          *b = n->kid[1] >= 0 ? &lode_check_kid(c, n, 1)->type : a;
    for (int32_t k = 0; k < 2 && n->kid[k] >= 0; k++)
        if (lode_check_kid(c, n, k)->type.kind != LODE_CLAIM_TRUTH) {
            lode_check_wrong_type(c, n, lode_check_kid(c, n, k), "a truth",
                                  "compare it with something, as x > 0");
            return;
        }
    lode_check_combine(c, n, LODE_CLAIM_TRUTH, a, b);
    bool temporal = n->kind >= LODE_TERM_RISE && n->kind <= LODE_TERM_SINCE;
    if (!temporal || n->type.kind == LODE_CLAIM_ERROR) return;
    if (n->type.over_draws) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_MIXED_DRAWS, lode_check_operator(c, n),
                      "P(always f), not always P(f)");
        lode_check_fail(c, n);
        return;
    }
    n->type.daily = true;
    if (!lode_check_window(c, n)) lode_check_fail(c, n);
    else if (n->window >= 0 && c->t->node[n->window].kind == LODE_TERM_BETWEEN &&
             n->kind <= LODE_TERM_ONCE)
        n->type.daily = false;
}

/* --- names ---------------------------------------------------------------------------------- */

static void check_name(lode_checker *c, lode_term *n)
{
    const char *name = lode_tree_text(c->t, n->op_at, n->op_length);
    n->function = lode_function_find(name, c->env->hedges);
    bool signal = false;
    for (int32_t i = 0; i < c->env->n_signal; i++)
        signal = signal || strcmp(c->env->signal[i].name, name) == 0;
    if (n->function && (n->called || !signal)) {
        lode_check_function(c, n);
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
        lode_check_fail(c, n);
        return;
    }
    const lode_claim_signal *s = &c->env->signal[n->signal];
    n->type = (lode_claim_type){.kind = s->truth  ? LODE_CLAIM_TRUTH
                                        : s->date ? LODE_CLAIM_DATE
                                                  : LODE_CLAIM_NUMBER,
                                .daily = !s->constant,
                                .of_run = true};
    const char *text = s->unit ? s->unit : "";
    n->value = 1;
    if (n->type.kind == LODE_CLAIM_NUMBER &&
        !lode_unit_parse(c->t->units, text, strlen(text), true, &n->type.unit, &n->value)) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_UNIT, lode_check_whole(c, n),
                      "a unit is names with * and /, as t/d", text);
        lode_check_fail(c, n);
    }
}

/* --- any node ------------------------------------------------------------------------------ */

static void check_literal_date(lode_checker *c, lode_term *n)
{
    n->type = (lode_claim_type){.kind = LODE_CLAIM_DATE};
    if (!c->env->no_dates) return;
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_NO_DATES, lode_check_whole(c, n),
                  "let its first column be called 'date'");
    lode_check_fail(c, n);
}

void lode_check_node(lode_checker *c, int32_t i)
{
    lode_term *n = &c->t->node[i];
    bool error = false;
    for (int32_t k = 0; k < 3; k++) {
        if (n->kid[k] < 0) continue;
        lode_check_node(c, n->kid[k]);
        error = error || lode_check_kid(c, n, k)->type.kind == LODE_CLAIM_ERROR;
    }
    if (error) {
        lode_check_fail(c, n);
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
        if (lode_check_kid(c, n, 0)->type.kind == LODE_CLAIM_NUMBER)
            n->type = lode_check_kid(c, n, 0)->type;
        else lode_check_wrong_type(c, n, lode_check_kid(c, n, 0), "a number", NULL);
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
    lode_checker c = {.t = t, .env = env};
    lode_check_node(&c, t->root);
    return !c.failed;
}
