/* Words and signs of the claim language. */
#include "claims/lex.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The byte at `at`, NUL after the end. */
static char peek(const lode_tree *t, int32_t at)
{
    return at < t->length ? t->text[at] : '\0';
}

static int32_t skip_digits(const lode_tree *t, int32_t at)
{
    while (is_digit(peek(t, at))) at++;
    return at;
}

lode_place lode_tree_place(const lode_tree *t, int32_t at, int32_t length)
{
    lode_place place = t->origin;
    int32_t start = 0;
    for (int32_t i = 0; i < at && i < t->length; i++)
        if (t->text[i] == '\n') {
            place.line++;
            place.column = 1;
            start = i + 1;
        }
    place.column += at - start;
    place.length = length;
    return place;
}

const char *lode_tree_text(const lode_tree *t, int32_t at, int32_t length)
{
    enum { LONGEST = 60 };
    int32_t n = length < LONGEST ? length : LONGEST;
    char *copy = LODE_TAKE(t->arena, n + 4, char);
    if (!copy) return "";
    memcpy(copy, t->text + at, (size_t)n);
    if (n < length) memcpy(copy + n, "...", 4);
    return copy;
}

/* yyyy-mm-dd */
static bool lex_date(const lode_tree *t, lode_token *k)
{
    static const char shape[] = "dddd-dd-dd";
    for (int32_t i = 0; i < 10; i++) {
        char c = peek(t, k->at + i);
        if (shape[i] == 'd' ? !is_digit(c) : c != '-') return false;
    }
    if (is_digit(peek(t, k->at + 10))) return false;
    k->length = 10;
    k->kind = LODE_TOKEN_DATE;
    int32_t date = 0;
    if (lode_date_parse(t->text + k->at, 10, &date)) {
        k->value = date;
        return true;
    }
    lode_diag_add(t->diags, LODE_DIAG_CLAIM_DATE, lode_tree_place(t, k->at, 10), NULL,
                  lode_tree_text(t, k->at, 10));
    k->kind = LODE_TOKEN_BAD;
    return true;
}

static void lex_number(const lode_tree *t, lode_token *k)
{
    int32_t end = skip_digits(t, k->at);
    if (peek(t, end) == '.' && is_digit(peek(t, end + 1))) end = skip_digits(t, end + 1);
    if (peek(t, end) == 'e' || peek(t, end) == 'E') {
        int32_t sign = peek(t, end + 1) == '-' || peek(t, end + 1) == '+';
        if (is_digit(peek(t, end + 1 + sign))) end = skip_digits(t, end + 1 + sign);
    }
    k->kind = LODE_TOKEN_NUMBER;
    k->length = end - k->at;

    /* strtod needs an end of its own */
    char copy[64];
    if (k->length < (int32_t)sizeof copy) {
        memcpy(copy, t->text + k->at, (size_t)k->length);
        copy[k->length] = '\0';
        k->value = strtod(copy, NULL);
        if (isfinite(k->value)) return;
    }
    lode_diag_add(t->diags, LODE_DIAG_CLAIM_NUMBER, lode_tree_place(t, k->at, k->length), NULL,
                  "too long or too large");
    k->kind = LODE_TOKEN_BAD;
}

static void lex_string(const lode_tree *t, lode_token *k)
{
    int32_t end = k->at + 1;
    while (end < t->length && t->text[end] != '"' && t->text[end] != '\n') end++;
    k->kind = LODE_TOKEN_STRING;
    k->length = end + 1 - k->at;
    if (peek(t, end) == '"') return;
    k->length = end - k->at;
    lode_diag_add(t->diags, LODE_DIAG_CLAIM_STRING, lode_tree_place(t, k->at, k->length),
                  "end it with \"");
    k->kind = LODE_TOKEN_BAD;
}

static void lex_sign(const lode_tree *t, lode_token *k)
{
    char c = t->text[k->at];
    bool equal = peek(t, k->at + 1) == '=';
    k->kind = LODE_TOKEN_SIGN;
    k->sign = c;
    k->length = 1;
    if (equal && strchr("<>=!", c)) {
        k->sign = c == '<' ? 'L' : c == '>' ? 'G' : c == '=' ? 'E' : 'N';
        k->length = 2;
        return;
    }
    if (strchr("<>+-*/(),[]%", c) && c) return;

    /* one whole character, as far as it is one */
    size_t left = (size_t)(t->length - k->at), step = lode_utf8_step(t->text + k->at, left);
    k->length = step > 0 ? (int32_t)step : 1;
    const char *hint = c == '='    ? "write '== X within TOLERANCE', '<=' or '>='"
                       : c == '!'  ? "write 'not'"
                       : c == '&'  ? "write 'and'"
                       : c == '|'  ? "write 'or'"
                       : c == '\'' ? "strings stand in double quotes"
                                   : NULL;
    lode_diag_add(t->diags, LODE_DIAG_CLAIM_CHARACTER, lode_tree_place(t, k->at, k->length), hint,
                  lode_tree_text(t, k->at, k->length));
    k->kind = LODE_TOKEN_BAD;
}

lode_token lode_lex(const lode_tree *t, int32_t at)
{
    while (at < t->length && strchr(" \t\r\n", t->text[at]) && t->text[at]) at++;
    lode_token k = {.kind = LODE_TOKEN_END, .at = at};
    if (at >= t->length) return k;
    char c = t->text[at];
    if (is_digit(c)) {
        if (!lex_date(t, &k)) lex_number(t, &k);
    } else if (is_letter(c)) {
        k.kind = LODE_TOKEN_WORD;
        /* a dot joins words: rebuild.years */
        while (is_letter(peek(t, at)) || is_digit(peek(t, at)) || (peek(t, at) == '.' && is_letter(peek(t, at + 1)))) at++;
        k.length = at - k.at;
    } else if (c == '"') {
        lex_string(t, &k);
    } else {
        lex_sign(t, &k);
    }
    return k;
}

bool lode_token_is(const lode_tree *t, const lode_token *k, const char *word)
{
    return k->kind == LODE_TOKEN_WORD && strlen(word) == (size_t)k->length &&
           memcmp(word, t->text + k->at, (size_t)k->length) == 0;
}

static const char *const RESERVED[] = {"iff",        "implies", "or",           "and",    "until",
                                       "since",      "not",     "rise",         "fall",   "always",
                                       "eventually", "once",    "historically", "within", "from",
                                       "to",         "given"};
enum { N_RESERVED = sizeof RESERVED / sizeof RESERVED[0] };

bool lode_token_reserved(const lode_tree *t, const lode_token *k)
{
    bool found = false;
    for (int32_t i = 0; i < N_RESERVED; i++) found = found || lode_token_is(t, k, RESERVED[i]);
    return found;
}

const char *lode_token_nearest(const lode_tree *t, const lode_token *k)
{
    if (k->kind != LODE_TOKEN_WORD || lode_token_reserved(t, k)) return NULL;
    int32_t near = lode_nearest(lode_tree_text(t, k->at, k->length), RESERVED, N_RESERVED);
    return near >= 0 ? RESERVED[near] : NULL;
}
