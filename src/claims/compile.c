/* From a checked tree to bytecode. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims/formula.h"

enum { LEAST_CODE = 64, PER_NODE = 6 }; /* instructions that a formula may need */

typedef struct builder {
    lode_tree *t;
    const lode_claim_env *env;
    lode_formula *f;
    lode_instruction *code; /* (n) of the program being written   */
    int32_t n, capacity;
    int32_t last; /* day  see lode_program                       */
    bool base;    /* inside base(...)                            */
    bool inner;   /* inside the scale of another atom            */
    bool failed;
} builder;

static int32_t emit(builder *b, int32_t node);

/* --- instructions -------------------------------------------------------------------------- */

static int32_t put(builder *b, lode_instruction i)
{
    if (b->n == b->capacity) {
        int32_t larger = b->capacity > 0 ? 2 * b->capacity : LEAST_CODE;
        lode_instruction *grown = LODE_TAKE(&b->f->arena, larger, lode_instruction);
        if (!grown) {
            b->failed = true;
            return 0;
        }
        if (b->n > 0) memcpy(grown, b->code, (size_t)b->n * sizeof *grown);
        b->code = grown;
        b->capacity = larger;
    }
    b->code[b->n] = i;
    return b->n++;
}

static lode_instruction plain(lode_opcode op, int32_t a, int32_t second)
{
    return (lode_instruction){
        .op = (uint8_t)op, .a = a, .b = second, .c = -1, .from = -1, .to = -1, .atom = -1};
}

/* An instruction on registers a and, unless -1, second: daily where one of them is. */
static int32_t on(builder *b, lode_opcode op, bool truth, int32_t a, int32_t second)
{
    lode_instruction i = plain(op, a, second);
    i.truth = truth;
    i.daily = b->n > 0 && (b->code[a].daily || (second >= 0 && b->code[second].daily));
    return put(b, i);
}

static int32_t constant(builder *b, double value)
{
    lode_instruction i = plain(LODE_OP_CONSTANT, -1, -1);
    i.value = value;
    return put(b, i);
}

/* The same on every day. */
static int32_t daily(builder *b, int32_t a)
{
    if (b->failed || b->code[a].daily) return a;
    lode_instruction i = plain(LODE_OP_SPREAD, a, -1);
    i.truth = b->code[a].truth;
    i.daily = true;
    return put(b, i);
}

static lode_term *node_of(const builder *b, int32_t i)
{
    return &b->t->node[i];
}

/* --- windows ------------------------------------------------------------------------------- */

/* Whole days, half days up. */
static int32_t whole_days(double days)
{
    return (int32_t)floor(days + 0.5);
}

/* A fixed date in a window or `at`: the run is looked at as far as there. */
static void reach_date(builder *b, int32_t node)
{
    double date = 0;
    if (!lode_tree_constant(b->t, node, &date)) return;
    double day = date - b->env->start;
    if (day > b->last && day < 1e9) b->last = (int32_t)day;
}

static void set_window(builder *b, int32_t window, bool back, lode_instruction *i)
{
    if (window < 0) return;
    const lode_term *w = node_of(b, window);
    if (w->kind == LODE_TERM_BETWEEN) {
        i->window = LODE_WINDOW_BETWEEN;
        i->from = emit(b, w->kid[0]);
        i->to = emit(b, w->kid[1]);
        reach_date(b, w->kid[0]);
        reach_date(b, w->kid[1]);
        return;
    }
    double from = 0, to = 0;
    lode_tree_constant(b->t, w->kid[0], &from);
    lode_tree_constant(b->t, w->kid[1], &to);
    i->window = LODE_WINDOW_AHEAD;
    i->from = back ? -whole_days(to) : whole_days(from);
    i->to = back ? -whole_days(from) : whole_days(to);
}

/* Days that windows look ahead, added up along the deepest path. Instructions come after those they use. */
static bool find_reach(builder *b, lode_program *p)
{
    int64_t *reach = LODE_TAKE(b->t->arena, b->n + 1, int64_t);
    if (!reach) return false;
    int64_t most = 0;
    for (int32_t k = 0; k < b->n; k++) {
        const lode_instruction *i = &b->code[k];
        int64_t below = 0;
        int32_t uses[5] = {i->a, i->b, i->c, -1, -1};
        if (i->op <= LODE_OP_OUTER) uses[0] = uses[1] = -1;
        if (i->window == LODE_WINDOW_BETWEEN || i->op == LODE_OP_NEAR) {
            uses[3] = i->from;
            uses[4] = i->to;
        }
        for (int u = 0; u < 5; u++)
            if (uses[u] >= 0 && uses[u] < k && reach[uses[u]] > below) below = reach[uses[u]];
        bool ahead = i->window == LODE_WINDOW_AHEAD && i->to > 0 && i->op != LODE_OP_SINCE;
        reach[k] = below + (ahead ? i->to : 0);
        most = reach[k] > most ? reach[k] : most;
    }
    if (most > LODE_REACH_DAYS) {
        lode_diag_add(b->t->diags, LODE_DIAG_CLAIM_REACH, lode_tree_place(b->t, 0, 1), NULL,
                      (long long)most, LODE_REACH_DAYS);
        return false;
    }
    p->reach = (int32_t)most;
    return true;
}

/* --- values -------------------------------------------------------------------------------- */

static int32_t emit_signal(builder *b, const lode_term *n)
{
    lode_instruction i = plain(n->type.kind == LODE_CLAIM_TRUTH ? LODE_OP_TRUTH : LODE_OP_SIGNAL,
                               n->signal, b->base);
    i.truth = n->type.kind == LODE_CLAIM_TRUTH;
    i.daily = n->type.daily;
    int32_t r = put(b, i);
    if (i.truth || n->value == 1) return r;
    return on(b, LODE_OP_MUL, false, r, constant(b, n->value));
}

static int32_t emit_sum(builder *b, const lode_term *n)
{
    const lode_term *right = node_of(b, n->kid[1]);
    bool minus = n->kind == LODE_TERM_SUB;
    int32_t a = emit(b, n->kid[0]);
    /* a date and whole years: the same day of the calendar */
    if (node_of(b, n->kid[0])->type.kind == LODE_CLAIM_DATE && right->kind == LODE_TERM_NUMBER &&
        right->years > 0 && right->years == floor(right->years)) {
        int32_t r = on(b, LODE_OP_YEARS, false, a, -1);
        if (!b->failed) b->code[r].value = minus ? -right->years : right->years;
        return r;
    }
    return on(b, minus ? LODE_OP_SUB : LODE_OP_ADD, false, a, emit(b, n->kid[1]));
}

/* --- comparisons --------------------------------------------------------------------------- */

/* What the atom's margin is divided by where units are mixed: 30 d for dates, else |right|, else the left side in the
 * run without the measure. */
static int32_t emit_scale(builder *b, const lode_term *n, bool date)
{
    if (date) return constant(b, 30);
    double right = 0;
    bool zero = lode_tree_constant(b->t, n->kid[1], &right) && right == 0;
    if (!zero || b->n > PER_NODE * b->t->n_node) return constant(b, 0);
    bool base = true;
    for (int32_t i = 0; i < b->t->n_node; i++) {
        const lode_term *s = &b->t->node[i], *left = node_of(b, n->kid[0]);
        bool in = s->at >= left->at && s->at + s->length <= left->at + left->length;
        if (in && s->signal >= 0 && !b->env->signal[s->signal].has_base) base = false;
    }
    bool before = b->base;
    b->base = before || base;
    b->inner = true;
    int32_t r = emit(b, n->kid[0]);
    b->inner = false;
    b->base = before;
    return r;
}

static int32_t add_atom(builder *b, const lode_term *n, bool date)
{
    lode_formula *f = b->f;
    if (!f->atom) f->atom = LODE_TAKE(&f->arena, b->t->n_node, lode_atom);
    if (!f->atom || f->n_atom >= b->t->n_node) return -1;
    f->atom[f->n_atom] =
        (lode_atom){.at = n->at, .length = n->length, .date = date, .unit = n->type.unit};
    return f->n_atom++;
}

static int32_t emit_comparison(builder *b, const lode_term *n)
{
    bool less = n->kind == LODE_TERM_LT || n->kind == LODE_TERM_LE;
    bool near = n->kind == LODE_TERM_EQ || n->kind == LODE_TERM_NE;
    bool equal = n->kind == LODE_TERM_LE || n->kind == LODE_TERM_GE;
    bool date = node_of(b, n->kid[0])->type.kind == LODE_CLAIM_DATE;
    int32_t left = emit(b, n->kid[0]), right = emit(b, n->kid[1]), within = -1;
    if (near) {
        within = emit(b, n->kid[2]);
        if (node_of(b, n->kid[2])->percent)
            within = on(b, LODE_OP_MUL, false, within, on(b, LODE_OP_ABS, false, right, -1));
    }
    int32_t scale = b->f->mixed && !b->inner ? emit_scale(b, n, date) : -1;
    lode_opcode op = near ? LODE_OP_NEAR : equal ? LODE_OP_GREATER_EQUAL : LODE_OP_GREATER;
    if (b->failed) return 0;
    lode_instruction i = plain(op, less ? right : left, less ? left : right);
    i.truth = true;
    i.daily = b->code[left].daily || b->code[right].daily || (within >= 0 && b->code[within].daily);
    i.from = within;
    i.c = scale;
    i.to = less; /* the scale is that of the written right side */
    i.value = date ? 30 : 0;
    if (!b->inner) i.atom = add_atom(b, n, date);
    int32_t r = put(b, i);
    return n->kind == LODE_TERM_NE ? on(b, LODE_OP_NOT, true, r, -1) : r;
}

/* --- truths -------------------------------------------------------------------------------- */

static int32_t emit_not(builder *b, int32_t r)
{
    return on(b, LODE_OP_NOT, true, r, -1);
}

static int32_t emit_connective(builder *b, const lode_term *n)
{
    int32_t x = emit(b, n->kid[0]);
    if (n->kind == LODE_TERM_NOT) return emit_not(b, x);
    int32_t y = emit(b, n->kid[1]);
    if (n->kind == LODE_TERM_AND) return on(b, LODE_OP_AND, true, x, y);
    if (n->kind == LODE_TERM_OR) return on(b, LODE_OP_OR, true, x, y);
    int32_t there = on(b, LODE_OP_OR, true, emit_not(b, x), y);
    if (n->kind == LODE_TERM_IMPLIES) return there;
    return on(b, LODE_OP_AND, true, there, on(b, LODE_OP_OR, true, emit_not(b, y), x));
}

static int32_t emit_temporal(builder *b, const lode_term *n)
{
    int32_t x = emit(b, n->kid[0]), y = n->kid[1] >= 0 ? daily(b, emit(b, n->kid[1])) : -1;
    if (n->kind == LODE_TERM_FALL) x = emit_not(b, x);
    x = daily(b, x);
    bool back = n->kind == LODE_TERM_HISTORICALLY || n->kind == LODE_TERM_ONCE;
    static const lode_opcode ops[] = {
        [LODE_TERM_RISE] = LODE_OP_RISE,
        [LODE_TERM_FALL] = LODE_OP_RISE,
        [LODE_TERM_ALWAYS] = LODE_OP_ALWAYS,
        [LODE_TERM_EVENTUALLY] = LODE_OP_EVENTUALLY,
        [LODE_TERM_HISTORICALLY] = LODE_OP_HISTORICALLY,
        [LODE_TERM_ONCE] = LODE_OP_ONCE,
        [LODE_TERM_UNTIL] = LODE_OP_UNTIL,
        [LODE_TERM_SINCE] = LODE_OP_SINCE,
    };
    lode_instruction i = plain(ops[n->kind], x, y);
    i.truth = true;
    i.daily = n->type.daily;
    set_window(b, n->window, back, &i);
    return put(b, i);
}

/* --- functions ----------------------------------------------------------------------------- */

static int32_t emit_reduction(builder *b, const lode_term *n)
{
    static const lode_opcode ops[] = {
        [LODE_FN_SUM] = LODE_OP_SUM,     [LODE_FN_MEAN] = LODE_OP_MEAN,
        [LODE_FN_MIN] = LODE_OP_MIN,     [LODE_FN_MAX] = LODE_OP_MAX,
        [LODE_FN_DAYS] = LODE_OP_DAYS,   [LODE_FN_LONGEST] = LODE_OP_LONGEST,
        [LODE_FN_FIRST] = LODE_OP_FIRST, [LODE_FN_LAST] = LODE_OP_LAST,
        [LODE_FN_AT] = LODE_OP_AT,       [LODE_FN_ROLL_SUM] = LODE_OP_SUM,
        [LODE_FN_LAG] = LODE_OP_LAG,
    };
    int32_t second = node_of(b, n->first)->next;
    lode_instruction i = plain(ops[n->function], emit(b, n->first), -1);
    i.daily = n->type.daily;
    i.truth = n->type.kind == LODE_CLAIM_TRUTH;
    double days = 0;
    if (n->function == LODE_FN_AT) {
        i.b = emit(b, second);
        reach_date(b, second);
    } else if (n->function == LODE_FN_ROLL_SUM || n->function == LODE_FN_LAG) {
        lode_tree_constant(b->t, second, &days);
        bool lag = n->function == LODE_FN_LAG;
        i.from = lag ? whole_days(days) : 1 - whole_days(days);
        i.to = 0;
        if (!lag) i.window = LODE_WINDOW_AHEAD;
    } else set_window(b, n->window, false, &i);
    return put(b, i);
}

/* The last day in hand of a program: its result. */
static void close_program(builder *b, lode_program *p)
{
    *p = (lode_program){.code = b->code, .n_code = b->n, .last = b->last, .start = b->env->start};
    b->failed = !find_reach(b, p) || b->failed;
}

/* A program of its own for what is evaluated in each draw. */
static void compile_inner(builder *b, int32_t node, lode_program *p)
{
    builder inner = {.t = b->t, .env = b->env, .f = b->f};
    emit(&inner, node);
    close_program(&inner, p);
    b->failed = b->failed || inner.failed;
}

static int32_t emit_over(builder *b, const lode_term *n)
{
    lode_formula *f = b->f;
    if (!f->over) f->over = LODE_TAKE(&f->arena, b->t->n_node, lode_over);
    if (!f->over) {
        b->failed = true;
        return 0;
    }
    lode_over *o = &f->over[f->n_over];
    const lode_term *x = node_of(b, n->first);
    o->kind = n->function == LODE_FN_E          ? LODE_OVER_E
              : n->function == LODE_FN_QUANTILE ? LODE_OVER_QUANTILE
                                                : LODE_OVER_P;
    o->has_given = x->kind == LODE_TERM_GIVEN;
    compile_inner(b, o->has_given ? x->kid[0] : n->first, &o->value);
    if (o->has_given) compile_inner(b, x->kid[1], &o->given);
    if (o->kind == LODE_OVER_QUANTILE) lode_tree_constant(b->t, x->next, &o->level);
    int32_t r = put(b, plain(LODE_OP_OUTER, f->n_over++, -1));
    if (n->function < LODE_FN_HEDGE) return r;

    /* a word of likelihood: P within its bounds */
    lode_interval bounds = lode_hedge_bounds(n->function);
    int32_t above = -1, below = -1;
    if (bounds.lo > 0) above = on(b, LODE_OP_GREATER_EQUAL, true, r, constant(b, bounds.lo));
    if (bounds.hi < 1) below = on(b, LODE_OP_GREATER_EQUAL, true, constant(b, bounds.hi), r);
    if (above < 0 || below < 0) return above < 0 ? below : above;
    return on(b, LODE_OP_AND, true, above, below);
}

static int32_t emit_function(builder *b, const lode_term *n)
{
    int32_t second = node_of(b, n->first)->next, r = 0;
    bool before = b->base;
    switch (n->function) {
    case LODE_FN_ABS:
        return on(b, LODE_OP_ABS, false, emit(b, n->first), -1);
    case LODE_FN_BASE:
        b->base = true;
        r = emit(b, n->first);
        b->base = before;
        return r;
    case LODE_FN_MIN:
    case LODE_FN_MAX:
        if (!lode_term_is_pair(b->t, n)) return emit_reduction(b, n);
        r = emit(b, n->first);
        return on(b, n->function == LODE_FN_MIN ? LODE_OP_LEAST : LODE_OP_MOST, false, r,
                  emit(b, second));
    default:
        return n->function >= LODE_FN_P ? emit_over(b, n) : emit_reduction(b, n);
    }
}

/* Write the instructions of a node; returns the register of its value. */
static int32_t emit(builder *b, int32_t node)
{
    const lode_term *n = node_of(b, node);
    if (b->failed) return 0;
    int32_t a = 0;
    switch (n->kind) {
    case LODE_TERM_NUMBER:
        return constant(b, n->value);
    case LODE_TERM_DATE:
        return constant(b, n->value - b->env->start);
    case LODE_TERM_NAME:
        return n->signal >= 0 ? emit_signal(b, n) : emit_function(b, n);
    case LODE_TERM_NEG:
        return on(b, LODE_OP_NEG, false, emit(b, n->kid[0]), -1);
    case LODE_TERM_ADD:
    case LODE_TERM_SUB:
        return emit_sum(b, n);
    case LODE_TERM_MUL:
    case LODE_TERM_DIV:
        a = emit(b, n->kid[0]);
        return on(b, n->kind == LODE_TERM_MUL ? LODE_OP_MUL : LODE_OP_DIV, false, a,
                  emit(b, n->kid[1]));
    case LODE_TERM_NOT:
    case LODE_TERM_AND:
    case LODE_TERM_OR:
    case LODE_TERM_IMPLIES:
    case LODE_TERM_IFF:
        return emit_connective(b, n);
    default:
        return n->kind <= LODE_TERM_GE || n->kind == LODE_TERM_EQ || n->kind == LODE_TERM_NE
                   ? emit_comparison(b, n)
                   : emit_temporal(b, n);
    }
}

/* Whether comparisons have margins in different units, so that the smallest of them means nothing by itself. Those
 * inside a reduction do not meet: only its value does. */
static bool mixes(const lode_tree *t, int32_t node, const lode_term **first)
{
    const lode_term *n = &t->node[node];
    if (n->kind >= LODE_TERM_LT && n->kind <= LODE_TERM_NE) {
        const lode_term *before = *first;
        *first = n;
        return before && !lode_unit_equal(&before->type.unit, &n->type.unit);
    }
    if (n->kind == LODE_TERM_NAME) {
        bool over = n->function == LODE_FN_BASE || n->function == LODE_FN_P ||
                    n->function >= LODE_FN_HEDGE || n->function == LODE_FN_AT;
        return over && n->first >= 0 && mixes(t, n->first, first);
    }
    bool mixed = false;
    for (int32_t k = 0; k < 2 && n->kind >= LODE_TERM_NOT && n->kind <= LODE_TERM_GIVEN; k++)
        if (n->kid[k] >= 0) mixed = mixes(t, n->kid[k], first) || mixed;
    return mixed;
}

/* What a conditional formula supposes: a of `a implies b`; of `always (a implies b)`, that a ever holds. Last, since the
 * root is written over. */
static void compile_premise(builder *b, lode_formula *f)
{
    lode_term *root = &b->t->node[b->t->root];
    const lode_term *inner = root->kind == LODE_TERM_ALWAYS ? node_of(b, root->kid[0]) : root;
    f->has_premise = f->n_over == 0 && inner->kind == LODE_TERM_IMPLIES;
    if (!f->has_premise) return;
    int32_t node = inner->kid[0];
    if (root->kind == LODE_TERM_ALWAYS) {
        root->kind = LODE_TERM_EVENTUALLY;
        root->kid[0] = node;
        node = b->t->root;
    }
    compile_inner(b, node, &f->premise);
}

bool lode_tree_compile(lode_tree *t, const lode_claim_env *env, lode_formula *f)
{
    const lode_term *first = NULL;
    builder b = {.t = t, .env = env, .f = f};
    f->type = t->node[t->root].type;
    f->mixed = mixes(t, t->root, &first);
    if (first && !f->mixed) f->margin = first->type.unit;
    emit(&b, t->root);
    close_program(&b, &f->main);
    compile_premise(&b, f);
    if (b.failed && t->diags->n_error == 0) lode_diag_no_memory(t->diags);
    return !b.failed;
}
