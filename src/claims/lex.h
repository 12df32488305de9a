/* Words and signs of the claim language. */
#ifndef LODE_CLAIMS_LEX_H
#define LODE_CLAIMS_LEX_H

#include "claims/ast.h"

typedef enum lode_token_kind {
    LODE_TOKEN_END,
    LODE_TOKEN_NUMBER, /* value                                        */
    LODE_TOKEN_DATE,   /* value: days since 1970-01-01                 */
    LODE_TOKEN_WORD,
    LODE_TOKEN_STRING, /* the span includes the quotes                 */
    LODE_TOKEN_SIGN,   /* sign: its first byte; 'L' <=, 'G' >=, 'E' ==, 'N' != */
    LODE_TOKEN_BAD     /* already reported                             */
} lode_token_kind;

typedef struct lode_token {
    lode_token_kind kind;
    char sign;
    double value;
    int32_t at, length; /* byte */
} lode_token;

/* The token at byte `at` or after the blanks there. Reports what is none and returns LODE_TOKEN_BAD. */
lode_token lode_lex(const lode_tree *t, int32_t at);

/* Whether a token is this word. */
bool lode_token_is(const lode_tree *t, const lode_token *k, const char *word);

/* Whether a token is a word that the language keeps for itself. */
bool lode_token_reserved(const lode_tree *t, const lode_token *k);

/* The word of the language that may have been meant by a token, or NULL. */
const char *lode_token_nearest(const lode_tree *t, const lode_token *k);

#endif
