/* Types and units of functions and their arguments. */
#include "claims/checker.h"
#include "claims/names.h"

/* Wrong arguments of a function. */
static void wrong_arguments(lode_checker *c, lode_term *n)
{
    lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_ARGUMENTS, lode_check_whole(c, n), NULL,
                  lode_check_operator_text(c, n), lode_function_form(n->function));
    lode_check_fail(c, n);
}

/* The arguments of a call but for a window at the end, which becomes n->window. Returns their number. */
static int32_t take_window(lode_checker *c, lode_term *n, int32_t argument[3])
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

static void check_reduction(lode_checker *c, lode_term *n, const lode_term *x)
{
    bool truth = n->function >= LODE_FN_DAYS && n->function <= LODE_FN_LAST;
    if (x->type.kind != (truth ? LODE_CLAIM_TRUTH : LODE_CLAIM_NUMBER) || !x->type.daily) {
        const char *needs = truth ? "a truth of each day" : "a number of each day";
        lode_check_wrong_type(c, n, x, needs,
                              x->type.daily ? NULL : "it has one value for the whole run");
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
    if (!lode_check_window(c, n)) lode_check_fail(c, n);
}

static void check_moving(lode_checker *c, lode_term *n, const lode_term *x, int32_t duration)
{
    if (x->type.kind != LODE_CLAIM_NUMBER || !x->type.daily) {
        lode_check_wrong_type(c, n, x, "a number of each day", NULL);
        return;
    }
    check_reduction(c, n, x);
    if (n->function == LODE_FN_LAG) n->type = x->type;
    n->type.daily = true;
    if (!lode_check_duration(c, duration, n->function == LODE_FN_LAG ? 0 : 1))
        lode_check_fail(c, n);
}

static void check_at(lode_checker *c, lode_term *n, const lode_term *x, int32_t date)
{
    if (x->type.kind == LODE_CLAIM_ERROR || !x->type.daily) {
        lode_check_wrong_type(c, n, x, "a value of each day", NULL);
        return;
    }
    lode_claim_type type = x->type;
    if (!lode_check_date(c, date)) lode_check_fail(c, n);
    else {
        n->type = type;
        n->type.daily = false;
    }
}

/* min(a, b), max(a, b) */
static void check_pair(lode_checker *c, lode_term *n, const lode_term *a, const lode_term *b)
{
    lode_claim_type both = {0};
    if (a->type.kind == LODE_CLAIM_TRUTH || b->type.kind == LODE_CLAIM_TRUTH) {
        lode_check_wrong_type(c, n, a->type.kind == LODE_CLAIM_TRUTH ? a : b, "numbers or dates",
                              NULL);
    } else if (a->type.kind != b->type.kind || (a->type.kind == LODE_CLAIM_NUMBER &&
                                                !lode_check_agree(&a->type, &b->type, &both))) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_COMPARES, lode_check_operator(c, n), NULL,
                      lode_check_describe(c, &a->type), lode_check_describe(c, &b->type));
        lode_check_fail(c, n);
    } else {
        lode_check_combine(c, n, a->type.kind, &a->type, &b->type);
        n->type.unit = both.unit;
        n->type.weak = both.weak;
    }
}

/* P, E, quantile and words of likelihood: from all draws to one value */
static void check_over(lode_checker *c, lode_term *n, lode_term *x, int32_t level)
{
    bool truth = n->function == LODE_FN_P || n->function >= LODE_FN_HEDGE;
    bool date = x->type.kind == LODE_CLAIM_DATE && n->function == LODE_FN_QUANTILE;
    double q = 0.5;
    if (c->over_draws > 0) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_NESTED_DRAWS, lode_check_whole(c, n), NULL,
                      lode_check_operator_text(c, n));
        lode_check_fail(c, n);
    } else if (x->type.kind != (truth ? LODE_CLAIM_TRUTH : LODE_CLAIM_NUMBER) && !date) {
        lode_check_wrong_type(c, n, x, truth ? "a truth" : "a number",
                              n->function == LODE_FN_E ? "a date may be never: use quantile(x, 50%)"
                                                       : NULL);
    } else if (level >= 0 && (!lode_tree_constant(c->t, level, &q) || !(q > 0 && q < 1))) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_ARGUMENTS,
                      lode_check_whole(c, &c->t->node[level]), NULL, lode_check_operator_text(c, n),
                      "a level between 0 and 1");
        lode_check_fail(c, n);
    } else {
        lode_claim_kind kind = n->function >= LODE_FN_HEDGE ? LODE_CLAIM_TRUTH
                               : date                       ? LODE_CLAIM_DATE
                                                            : LODE_CLAIM_NUMBER;
        n->type = (lode_claim_type){.kind = kind, .over_draws = true};
        if (!truth) n->type.unit = x->type.unit;
    }
}

static void check_base(lode_checker *c, lode_term *n, const lode_term *x)
{
    n->type = x->type;
    if (x->type.over_draws) {
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_NESTED_DRAWS, lode_check_whole(c, x),
                      "P(base(f)), not base(P(f))", "base");
        lode_check_fail(c, n);
    }
    /* all signals in it, which stand between its brackets */
    for (int32_t i = 0; i < c->t->n_node; i++) {
        const lode_term *s = &c->t->node[i];
        bool in = s->at >= x->at && s->at + s->length <= x->at + x->length;
        if (!in || s->signal < 0 || c->env->signal[s->signal].has_base) continue;
        lode_text text = {0};
        lode_signal_text(&c->env->signal[s->signal], &text);
        lode_diag_add(c->t->diags, LODE_DIAG_CLAIM_NO_BASE, lode_check_whole(c, s), NULL,
                      lode_text_str(&text));
        lode_text_free(&text);
        lode_check_fail(c, n);
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

void lode_check_function(lode_checker *c, lode_term *n)
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
        } else lode_check_node(c, argument[a]);
        error = error || c->t->node[argument[a]].type.kind == LODE_CLAIM_ERROR;
    }
    c->over_draws -= over;
    if (error) lode_check_fail(c, n);
    else if (over) check_over(c, n, x, n->function == LODE_FN_QUANTILE ? argument[1] : -1);
    else if (n->function == LODE_FN_AT) check_at(c, n, x, argument[1]);
    else if (n->function == LODE_FN_ROLL_SUM || n->function == LODE_FN_LAG)
        check_moving(c, n, x, argument[1]);
    else if (n->function == LODE_FN_BASE) check_base(c, n, x);
    else if (n->function == LODE_FN_ABS && x->type.kind == LODE_CLAIM_NUMBER) n->type = x->type;
    else if (n->function == LODE_FN_ABS) lode_check_wrong_type(c, n, x, "a number", NULL);
    else if (y) check_pair(c, n, x, y);
    else check_reduction(c, n, x);
}
