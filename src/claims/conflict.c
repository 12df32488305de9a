/* Whether two formulas contradict each other by logic alone: both compare the same term, with ranges that do not meet. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claims/ast.h"
#include "claims/consistency.h"
#include "claims/formula.h"

enum { MOST_CLAUSES = 16 };

/* lo <= term <= hi; the ends belong to it unless open. */
typedef struct clause {
    char *term;
    double lo, hi;
    bool lo_open, hi_open;
} clause;

/* A formula as a conjunction of clauses. */
typedef struct clauses {
    clause item[MOST_CLAUSES];
    int32_t n;
    lode_tree tree;
    lode_units units;
    lode_arena arena;
    lode_diags diags;
} clauses;

/* --- terms as text ------------------------------------------------------------------------- */

static char *join(clauses *c, const char *a, const char *b, const char *d)
{
    size_t la = strlen(a), lb = strlen(b), ld = strlen(d);
    char *s = LODE_TAKE(&c->arena, la + lb + ld + 3, char);
    if (!s) return NULL;
    s[0] = '(';
    memcpy(s + 1, a, la);
    memcpy(s + 1 + la, b, lb);
    memcpy(s + 1 + la + lb, d, ld);
    s[1 + la + lb + ld] = ')';
    return s;
}

static char *term_text(clauses *c, int32_t node);

/* name(argument,argument) */
static char *call_text(clauses *c, const lode_term *n)
{
    char *s = LODE_TAKE(&c->arena, n->op_length + 1, char);
    if (!s) return NULL;
    memcpy(s, c->tree.text + n->op_at, (size_t)n->op_length);
    for (int32_t i = n->first; s && i >= 0; i = c->tree.node[i].next) {
        char *a = term_text(c, i);
        s = a ? join(c, s, ",", a) : NULL;
    }
    return s;
}

/* Two sides, in one order where the order does not matter. */
static char *pair_text(clauses *c, const char *sign, int32_t left, int32_t right, bool commutes)
{
    char *a = term_text(c, left), *b = term_text(c, right);
    if (!a || !b) return NULL;
    return commutes && strcmp(a, b) > 0 ? join(c, b, sign, a) : join(c, a, sign, b);
}

/* The text of a node without spaces and needless brackets; NULL: no memory, or too long to be worth it. */
static char *term_text(clauses *c, int32_t node)
{
    static const char *const sign[] = {
        [LODE_TERM_ADD] = "+",
        [LODE_TERM_SUB] = "-",
        [LODE_TERM_MUL] = "*",
        [LODE_TERM_DIV] = "/",
        [LODE_TERM_LT] = "<",
        [LODE_TERM_LE] = "<=",
        [LODE_TERM_GT] = "<",
        [LODE_TERM_GE] = "<=",
        [LODE_TERM_EQ] = "==",
        [LODE_TERM_NE] = "!=",
        [LODE_TERM_AND] = "&",
        [LODE_TERM_OR] = "|",
        [LODE_TERM_IMPLIES] = "=>",
        [LODE_TERM_IFF] = "<=>",
        [LODE_TERM_UNTIL] = "U",
        [LODE_TERM_SINCE] = "S",
        [LODE_TERM_GIVEN] = "given",
        [LODE_TERM_WINDOW] = "..",
        [LODE_TERM_BETWEEN] = "to",
        [LODE_TERM_NOT] = "not",
        [LODE_TERM_NEG] = "-",
        [LODE_TERM_RISE] = "rise",
        [LODE_TERM_FALL] = "fall",
        [LODE_TERM_ALWAYS] = "always",
        [LODE_TERM_EVENTUALLY] = "eventually",
        [LODE_TERM_ONCE] = "once",
        [LODE_TERM_HISTORICALLY] = "historically",
    };
    const lode_term *n = &c->tree.node[node];
    double value = 0;
    if (c->arena.held > 8u << 20) return NULL;
    if (lode_tree_constant(&c->tree, node, &value)) {
        char number[40];
        int length = snprintf(number, sizeof number, "%.17g", value);
        char *s = LODE_TAKE(&c->arena, length + 1, char);
        if (s) memcpy(s, number, (size_t)length + 1);
        return s;
    }
    if (n->kind == LODE_TERM_NAME) return call_text(c, n);
    if (n->kind == LODE_TERM_STRING)
        return (char *)(uintptr_t)lode_tree_text(&c->tree, n->at, n->length);
    bool swap = n->kind == LODE_TERM_GT || n->kind == LODE_TERM_GE;
    bool commutes = n->kind == LODE_TERM_ADD || n->kind == LODE_TERM_MUL ||
                    n->kind == LODE_TERM_AND || n->kind == LODE_TERM_OR ||
                    n->kind == LODE_TERM_IFF || n->kind == LODE_TERM_EQ || n->kind == LODE_TERM_NE;
    char *s =
        n->kid[1] >= 0 ? pair_text(c, sign[n->kind], n->kid[swap], n->kid[!swap], commutes) : NULL;
    if (n->kid[1] < 0) {
        char *a = term_text(c, n->kid[0]);
        s = a ? join(c, sign[n->kind], " ", a) : NULL;
    }
    for (int32_t extra = 0; s && extra < 2; extra++) {
        int32_t more = extra == 0 ? n->window : n->kid[2];
        char *a = more >= 0 ? term_text(c, more) : NULL;
        if (more >= 0) s = a ? join(c, s, "@", a) : NULL;
    }
    return s;
}

/* --- clauses ------------------------------------------------------------------------------- */

static void turn(clause *x, double factor)
{
    clause y = *x;
    x->lo *= factor;
    x->hi *= factor;
    if (factor > 0) return;
    x->lo = y.hi * factor;
    x->hi = y.lo * factor;
    x->lo_open = y.hi_open;
    x->hi_open = y.lo_open;
}

/* Take fixed summands, factors and signs off the term, and put the clause on what is left. */
static void peel(clauses *c, clause x, int32_t node)
{
    for (;;) {
        const lode_term *n = &c->tree.node[node];
        double a = 0, b = 0;
        bool two = n->kind >= LODE_TERM_ADD && n->kind <= LODE_TERM_DIV;
        bool left = two && lode_tree_constant(&c->tree, n->kid[0], &a);
        bool right = two && lode_tree_constant(&c->tree, n->kid[1], &b);
        double shift = 0, factor = 1;
        if (n->kind == LODE_TERM_NEG) factor = -1;
        else if (n->kind == LODE_TERM_ADD && (left || right)) shift = left ? a : b;
        else if (n->kind == LODE_TERM_SUB && right) shift = -b;
        else if (n->kind == LODE_TERM_SUB && left) {
            shift = a;
            factor = -1;
        } else if (n->kind == LODE_TERM_MUL && (left || right) && (left ? a : b) != 0)
            factor = 1 / (left ? a : b);
        else if (n->kind == LODE_TERM_DIV && right && b != 0) factor = b;
        else break;
        x.lo -= shift;
        x.hi -= shift;
        turn(&x, factor);
        node = n->kid[left ? 1 : 0];
    }
    x.term = term_text(c, node);
    if (x.term && c->n < MOST_CLAUSES) c->item[c->n++] = x;
}

/* A comparison with a fixed side. */
static void add_comparison(clauses *c, const lode_term *n, bool negated)
{
    double a = 0, b = 0, within = 0;
    bool left = lode_tree_constant(&c->tree, n->kid[0], &a),
         right = lode_tree_constant(&c->tree, n->kid[1], &b);
    if (left == right) return;
    double fixed = left ? a : b;
    clause x = {NULL, -INFINITY, INFINITY, false, false};
    if (n->kind == LODE_TERM_EQ) {
        if (negated || n->kid[2] < 0 || !lode_tree_constant(&c->tree, n->kid[2], &within) ||
            within < 0)
            return;
        if (c->tree.node[n->kid[2]].percent) {
            if (left) return;
            within *= fabs(fixed);
        }
        x.lo = fixed - within;
        x.hi = fixed + within;
    } else {
        bool less = n->kind == LODE_TERM_LT || n->kind == LODE_TERM_LE;
        bool strict = n->kind == LODE_TERM_LT || n->kind == LODE_TERM_GT;
        bool upper = (less != left) != negated;
        if (upper) x.hi = fixed;
        else x.lo = fixed;
        x.hi_open = upper && strict != negated;
        x.lo_open = !upper && strict != negated;
    }
    peel(c, x, n->kid[left ? 1 : 0]);
}

static void add_clauses(clauses *c, int32_t node, bool negated)
{
    const lode_term *n = &c->tree.node[node];
    if (n->kind == LODE_TERM_NOT) add_clauses(c, n->kid[0], !negated);
    else if ((n->kind == LODE_TERM_AND && !negated) || (n->kind == LODE_TERM_OR && negated)) {
        add_clauses(c, n->kid[0], negated);
        add_clauses(c, n->kid[1], negated);
    } else if (n->kind >= LODE_TERM_LT && n->kind <= LODE_TERM_EQ) add_comparison(c, n, negated);
}

static void read_clauses(clauses *c, const char *text)
{
    size_t length = strlen(text);
    c->tree = (lode_tree){.text = text,
                          .length = length <= LODE_FORMULA_BYTES ? (int32_t)length
                                                                 : LODE_FORMULA_BYTES + 1,
                          .diags = &c->diags,
                          .arena = &c->arena,
                          .units = &c->units,
                          .any_unit = true};
    if (lode_units_begin(&c->units) && lode_tree_parse(&c->tree))
        add_clauses(c, c->tree.root, false);
}

static void free_clauses(clauses *c)
{
    lode_units_free(&c->units);
    lode_arena_free(&c->arena);
    lode_diags_free(&c->diags);
}

/* Whether a ends before b begins. */
static bool before(const clause *a, const clause *b)
{
    return a->hi < b->lo || (a->hi == b->lo && (a->hi_open || b->lo_open));
}

lode_finding lode_finding_logic(const char *a, const char *b, lode_text *why)
{
    clauses x = {0}, y = {0};
    read_clauses(&x, a);
    read_clauses(&y, b);
    lode_finding found = LODE_FINDING_NONE;
    for (int32_t i = 0; i < x.n; i++)
        for (int32_t k = 0; k < y.n && found == LODE_FINDING_NONE; k++) {
            const clause *p = &x.item[i], *q = &y.item[k];
            if (strcmp(p->term, q->term) != 0 || (!before(p, q) && !before(q, p))) continue;
            lode_text_printf(why, "%s and %s cannot both hold", a, b);
            found = LODE_FINDING_CONFLICT;
        }
    free_clauses(&x);
    free_clauses(&y);
    return found;
}
