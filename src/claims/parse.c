/* From text to a tree, by recursive descent. One function per line of the grammar in docs/claims.md; the first mistake
 * ends the reading. */
#include "claims/lex.h"

#include <string.h>

typedef struct parser {
    lode_tree *t;
    lode_token token; /* the one in hand    */
    int32_t end;      /* byte  end of the one before */
    int32_t depth;
    bool failed;
} parser;

static int32_t parse_expression(parser *p);
static int32_t parse_sum(parser *p);
static int32_t parse_unary(parser *p);

/* --- helpers ------------------------------------------------------------------------------- */

static void advance(parser *p)
{
    p->end = p->token.at + p->token.length;
    p->token = lode_lex(p->t, p->end);
    if (p->token.kind == LODE_TOKEN_BAD) p->failed = true;
}

static bool at_word(const parser *p, const char *word)
{
    return !p->failed && lode_token_is(p->t, &p->token, word);
}

static bool at_sign(const parser *p, char sign)
{
    return !p->failed && p->token.kind == LODE_TOKEN_SIGN && p->token.sign == sign;
}

/* Complain of the token in hand, once. */
static int32_t expected(parser *p, const char *what, const char *hint)
{
    if (p->failed) return -1;
    p->failed = true;
    lode_place place = lode_tree_place(p->t, p->token.at, p->token.length);
    if (p->token.kind == LODE_TOKEN_END)
        lode_diag_add(p->t->diags, LODE_DIAG_CLAIM_ENDS, place, hint, what);
    else
        lode_diag_add(p->t->diags, LODE_DIAG_CLAIM_EXPECTED, place, hint, what,
                      lode_tree_text(p->t, p->token.at, p->token.length));
    const char *near = hint ? NULL : lode_token_nearest(p->t, &p->token);
    if (near) lode_diag_hint(p->t->diags, "did you mean '%s'?", near);
    return -1;
}

static bool take_sign(parser *p, char sign, const char *what, const char *hint)
{
    if (!at_sign(p, sign)) {
        expected(p, what, hint);
        return false;
    }
    advance(p);
    return !p->failed;
}

/* A new node that begins at byte `at`; -1 when there are too many. */
static int32_t add(parser *p, lode_term_kind kind, int32_t at, int32_t a, int32_t b, int32_t c)
{
    if (p->failed) return -1;
    if (p->t->n_node == p->t->n_room) {
        lode_diag_add(p->t->diags, LODE_DIAG_CLAIM_PARTS, lode_tree_place(p->t, at, 1), NULL,
                      LODE_FORMULA_NODES);
        p->failed = true;
        return -1;
    }
    int32_t i = p->t->n_node++;
    p->t->node[i] = (lode_term){.kind = kind,
                                .kid = {a, b, c},
                                .window = -1,
                                .first = -1,
                                .next = -1,
                                .signal = -1,
                                .at = at,
                                .length = p->end - at};
    return i;
}

/* The operator in hand, for messages. */
static void mark(parser *p, int32_t node, const lode_token *op)
{
    if (node < 0) return;
    p->t->node[node].op_at = op->at;
    p->t->node[node].op_length = op->length;
}

static int32_t start_of(const parser *p, int32_t node)
{
    return node >= 0 ? p->t->node[node].at : 0;
}

/* Go one level down; false when that is too deep. */
static bool deeper(parser *p)
{
    if (p->failed) return false;
    if (++p->depth <= LODE_FORMULA_DEPTH) return true;
    p->failed = true;
    lode_diag_add(p->t->diags, LODE_DIAG_CLAIM_DEEP,
                  lode_tree_place(p->t, p->token.at, p->token.length), NULL, LODE_FORMULA_DEPTH);
    return false;
}

/* --- windows ------------------------------------------------------------------------------- */

static int32_t parse_window(parser *p)
{
    int32_t at = p->token.at;
    bool relative = at_sign(p, '[');
    advance(p);
    int32_t from = parse_sum(p), to = -1;
    if (relative) take_sign(p, ',', "','", "a window is [FROM,TO], as [0d,30d]");
    else if (!at_word(p, "to")) return expected(p, "'to'", "a window is from DATE to DATE");
    else advance(p);
    if (!p->failed) to = parse_sum(p);
    if (relative) take_sign(p, ']', "']'", "a window is [FROM,TO], as [0d,30d]");
    return add(p, relative ? LODE_TERM_WINDOW : LODE_TERM_BETWEEN, at, from, to, -1);
}

static bool at_window(const parser *p)
{
    return at_sign(p, '[') || at_word(p, "from");
}

/* --- factors ------------------------------------------------------------------------------- */

/* A number and the unit that may follow. */
static int32_t parse_number(parser *p)
{
    lode_token number = p->token, unit;
    advance(p);
    unit = p->token;
    bool percent = at_sign(p, '%');
    bool word = !p->failed && unit.kind == LODE_TOKEN_WORD && !lode_token_reserved(p->t, &unit);
    double factor = 1;
    lode_unit of = {0};
    if (word && !lode_unit_parse(p->t->units, p->t->text + unit.at, (size_t)unit.length,
                                 p->t->any_unit, &of, &factor)) {
        const char *name = lode_tree_text(p->t, unit.at, unit.length);
        const char *near = lode_unit_nearest(p->t->units, name);
        if (!near) near = lode_token_nearest(p->t, &unit);
        lode_diag_add(p->t->diags, LODE_DIAG_CLAIM_UNIT,
                      lode_tree_place(p->t, unit.at, unit.length), NULL, name);
        if (near) lode_diag_hint(p->t->diags, "did you mean '%s'?", near);
        p->failed = true;
        return -1;
    }
    if (percent || word) advance(p);
    int32_t i = add(p, LODE_TERM_NUMBER, number.at, -1, -1, -1);
    if (i < 0) return -1;
    lode_term *n = &p->t->node[i];
    n->value = percent ? number.value * 0.01 : number.value * factor;
    n->percent = percent;
    n->type = (lode_claim_type){.kind = LODE_CLAIM_NUMBER, .weak = !word && !percent, .unit = of};
    if (word && factor == 365.25) n->years = number.value;
    return i;
}

static int32_t parse_string(parser *p)
{
    int32_t at = p->token.at;
    advance(p);
    return add(p, LODE_TERM_STRING, at, -1, -1, -1);
}

static int32_t parse_argument(parser *p)
{
    if (at_window(p)) return parse_window(p);
    if (p->token.kind == LODE_TOKEN_STRING) return parse_string(p);
    int32_t first = parse_expression(p);
    if (!at_word(p, "given")) return first;
    lode_token op = p->token;
    advance(p);
    int32_t given = add(p, LODE_TERM_GIVEN, start_of(p, first), first, parse_expression(p), -1);
    if (given >= 0) p->t->node[given].length = p->end - p->t->node[given].at;
    mark(p, given, &op);
    return given;
}

static int32_t parse_name(parser *p)
{
    lode_token name = p->token;
    if (lode_token_reserved(p->t, &name))
        return expected(p, "a value", "that word has a meaning of its own");
    advance(p);
    int32_t node = add(p, LODE_TERM_NAME, name.at, -1, -1, -1), last = -1;
    mark(p, node, &name);
    if (!at_sign(p, '(') || !deeper(p)) return node;
    advance(p);
    p->t->node[node].called = true;
    while (!p->failed && !at_sign(p, ')')) {
        if (last >= 0 && !take_sign(p, ',', "',' or ')'", NULL)) break;
        int32_t argument = parse_argument(p);
        if (argument < 0) break;
        if (last < 0) p->t->node[node].first = argument;
        else p->t->node[last].next = argument;
        last = argument;
    }
    take_sign(p, ')', "')'", NULL);
    p->depth--;
    if (!p->failed) p->t->node[node].length = p->end - name.at;
    return p->failed ? -1 : node;
}

static int32_t parse_factor(parser *p)
{
    if (p->failed || !deeper(p)) return -1;
    int32_t node = -1, at = p->token.at;
    if (at_sign(p, '-')) {
        lode_token op = p->token;
        advance(p);
        int32_t kid = parse_factor(p);
        node = add(p, LODE_TERM_NEG, at, kid, -1, -1);
        mark(p, node, &op);
    } else if (at_sign(p, '(')) {
        advance(p);
        node = parse_expression(p);
        take_sign(p, ')', "')'", NULL);
    } else if (p->token.kind == LODE_TOKEN_NUMBER) {
        node = parse_number(p);
    } else if (p->token.kind == LODE_TOKEN_DATE) {
        double date = p->token.value;
        advance(p);
        node = add(p, LODE_TERM_DATE, at, -1, -1, -1);
        if (node >= 0) p->t->node[node].value = date;
    } else if (p->token.kind == LODE_TOKEN_WORD) {
        node = parse_name(p);
    } else {
        expected(p, "a value",
                 p->token.kind == LODE_TOKEN_STRING ? "a string can only be an argument" : NULL);
    }
    p->depth--;
    return p->failed ? -1 : node;
}

/* --- operators ----------------------------------------------------------------------------- */

/* left associative operators of one level; signs and the kinds they make */
static int32_t parse_chain(parser *p, int32_t (*operand)(parser *p), const char *signs,
                           const lode_term_kind *kinds)
{
    int32_t left = operand(p);
    while (!p->failed && p->token.kind == LODE_TOKEN_SIGN && strchr(signs, p->token.sign)) {
        lode_token op = p->token;
        lode_term_kind kind = kinds[strchr(signs, op.sign) - signs];
        advance(p);
        int32_t right = operand(p);
        left = add(p, kind, start_of(p, left), left, right, -1);
        mark(p, left, &op);
    }
    return p->failed ? -1 : left;
}

static int32_t parse_term(parser *p)
{
    static const lode_term_kind kinds[] = {LODE_TERM_MUL, LODE_TERM_DIV};
    return parse_chain(p, parse_factor, "*/", kinds);
}

static int32_t parse_sum(parser *p)
{
    static const lode_term_kind kinds[] = {LODE_TERM_ADD, LODE_TERM_SUB};
    return parse_chain(p, parse_term, "+-", kinds);
}

static int32_t parse_comparison(parser *p)
{
    static const char signs[] = "<L>GEN";
    static const lode_term_kind kinds[] = {LODE_TERM_LT, LODE_TERM_LE, LODE_TERM_GT,
                                           LODE_TERM_GE, LODE_TERM_EQ, LODE_TERM_NE};
    int32_t left = parse_sum(p);
    if (p->failed || p->token.kind != LODE_TOKEN_SIGN || !strchr(signs, p->token.sign)) return left;
    lode_token op = p->token;
    lode_term_kind kind = kinds[strchr(signs, op.sign) - signs];
    advance(p);
    int32_t right = parse_sum(p), tolerance = -1;
    if ((kind == LODE_TERM_EQ || kind == LODE_TERM_NE) && at_word(p, "within")) {
        advance(p);
        tolerance = parse_sum(p);
    }
    int32_t node = add(p, kind, start_of(p, left), left, right, tolerance);
    mark(p, node, &op);
    if (!p->failed && p->token.kind == LODE_TOKEN_SIGN && strchr(signs, p->token.sign))
        return expected(p, "the end of the comparison",
                        "comparisons do not chain: write 'a < b and b < c'");
    return node;
}

/* The operator of one operand that the token in hand is, or -1. */
static int prefix_kind(const parser *p)
{
    static const struct {
        const char *word;
        lode_term_kind kind;
    } words[] = {{"not", LODE_TERM_NOT},
                 {"rise", LODE_TERM_RISE},
                 {"fall", LODE_TERM_FALL},
                 {"always", LODE_TERM_ALWAYS},
                 {"once", LODE_TERM_ONCE},
                 {"eventually", LODE_TERM_EVENTUALLY},
                 {"historically", LODE_TERM_HISTORICALLY}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (at_word(p, words[i].word)) return (int)words[i].kind;
    return -1;
}

static int32_t parse_unary(parser *p)
{
    int kind = prefix_kind(p);
    if (kind < 0) return parse_comparison(p);
    if (!deeper(p)) return -1;
    lode_token op = p->token;
    advance(p);
    int32_t window = -1;
    if (kind >= (int)LODE_TERM_ALWAYS && at_window(p)) window = parse_window(p);
    int32_t kid = parse_unary(p);
    int32_t node = add(p, (lode_term_kind)kind, op.at, kid, -1, -1);
    mark(p, node, &op);
    if (node >= 0) p->t->node[node].window = window;
    p->depth--;
    return node;
}

static int32_t parse_until(parser *p)
{
    int32_t left = parse_unary(p);
    bool until = at_word(p, "until");
    if (!until && !at_word(p, "since")) return left;
    lode_token op = p->token;
    advance(p);
    int32_t window = at_window(p) ? parse_window(p) : -1, right = parse_unary(p);
    int32_t node =
        add(p, until ? LODE_TERM_UNTIL : LODE_TERM_SINCE, start_of(p, left), left, right, -1);
    mark(p, node, &op);
    if (node >= 0) p->t->node[node].window = window;
    return node;
}

static int32_t parse_words(parser *p, int32_t (*operand)(parser *p), const char *word,
                           lode_term_kind kind)
{
    int32_t left = operand(p);
    while (at_word(p, word)) {
        lode_token op = p->token;
        advance(p);
        int32_t right = operand(p);
        left = add(p, kind, start_of(p, left), left, right, -1);
        mark(p, left, &op);
    }
    return p->failed ? -1 : left;
}

static int32_t parse_and(parser *p)
{
    return parse_words(p, parse_until, "and", LODE_TERM_AND);
}

static int32_t parse_or(parser *p)
{
    return parse_words(p, parse_and, "or", LODE_TERM_OR);
}

/* to the right: a implies (b implies c) */
static int32_t parse_implies(parser *p)
{
    int32_t left = parse_or(p);
    if (!at_word(p, "implies") || !deeper(p)) return left;
    lode_token op = p->token;
    advance(p);
    int32_t right = parse_implies(p);
    int32_t node = add(p, LODE_TERM_IMPLIES, start_of(p, left), left, right, -1);
    mark(p, node, &op);
    p->depth--;
    return node;
}

static int32_t parse_expression(parser *p)
{
    if (!deeper(p)) return -1;
    int32_t node = parse_words(p, parse_implies, "iff", LODE_TERM_IFF);
    p->depth--;
    return node;
}

bool lode_tree_parse(lode_tree *t)
{
    parser p = {.t = t};
    t->n_node = 0;
    if (t->length > LODE_FORMULA_BYTES) {
        lode_diag_add(t->diags, LODE_DIAG_CLAIM_LONG, lode_tree_place(t, 0, 1), NULL,
                      LODE_FORMULA_BYTES);
        return false;
    }
    /* every node has a byte of its own: its operator, or where it begins */
    t->n_room = t->length + 1 < LODE_FORMULA_NODES ? t->length + 1 : LODE_FORMULA_NODES;
    t->node = LODE_TAKE(t->arena, t->n_room, lode_term);
    if (!t->node) {
        lode_diag_no_memory(t->diags);
        return false;
    }
    advance(&p);
    t->root = parse_expression(&p);
    if (!p.failed && p.token.kind != LODE_TOKEN_END)
        expected(&p, "an operator or the end",
                 p.token.kind == LODE_TOKEN_DATE ? "a date on its own is a value" : NULL);
    return !p.failed && t->root >= 0;
}
