/* A formula of the claim language as a tree. The parser builds it, the checker gives each node its type, the compiler
 * turns it into bytecode. Nodes refer to each other by number. */
#ifndef LODE_CLAIMS_AST_H
#define LODE_CLAIMS_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "claims/units.h"

enum {
    LODE_FORMULA_BYTES = 16384, /* byte  longest formula                          */
    LODE_FORMULA_NODES = 2000,  /* -     most nodes                               */
    LODE_FORMULA_DEPTH = 100,   /* -     most levels of brackets and operators    */
    LODE_WINDOW_DAYS = 36525    /* day   longest window                           */
};

typedef enum lode_term_kind {
    LODE_TERM_NUMBER, /* value, unit                                             */
    LODE_TERM_DATE,   /* value: days since 1970-01-01                            */
    LODE_TERM_STRING,
    LODE_TERM_NAME, /* a signal or function; arguments from `first` on         */
    LODE_TERM_NEG,
    LODE_TERM_ADD,
    LODE_TERM_SUB,
    LODE_TERM_MUL,
    LODE_TERM_DIV,
    LODE_TERM_LT,
    LODE_TERM_LE,
    LODE_TERM_GT,
    LODE_TERM_GE,
    LODE_TERM_EQ, /* kid 2: the tolerance, or none                           */
    LODE_TERM_NE,
    LODE_TERM_NOT,
    LODE_TERM_AND,
    LODE_TERM_OR,
    LODE_TERM_IMPLIES,
    LODE_TERM_IFF,
    LODE_TERM_RISE,
    LODE_TERM_FALL,
    LODE_TERM_ALWAYS,
    LODE_TERM_EVENTUALLY,
    LODE_TERM_HISTORICALLY,
    LODE_TERM_ONCE,
    LODE_TERM_UNTIL,
    LODE_TERM_SINCE,
    LODE_TERM_GIVEN,  /* inside P(f given g)                                     */
    LODE_TERM_WINDOW, /* kids: durations after the day in hand                   */
    LODE_TERM_BETWEEN /* kids: dates, both included                              */
} lode_term_kind;

typedef enum lode_claim_kind {
    LODE_CLAIM_ERROR,
    LODE_CLAIM_NUMBER,
    LODE_CLAIM_DATE,
    LODE_CLAIM_TRUTH
} lode_claim_kind;

/* What an expression is. */
typedef struct lode_claim_type {
    lode_claim_kind kind;
    bool daily;      /* one value per day                                          */
    bool weak;       /* number without unit: takes that of its neighbour           */
    bool of_run;     /* depends on one run                                         */
    bool over_draws; /* depends on all draws                                       */
    lode_unit unit;  /* of a number                                                */
} lode_claim_type;

typedef struct lode_term {
    lode_term_kind kind;
    int32_t kid[3];           /* -1: none                                               */
    int32_t window;           /* of a temporal operator or a reduction, -1: none        */
    int32_t first, next;      /* first argument; next argument of the same call; -1     */
    bool called;              /* a name with brackets                                   */
    double value;             /* number in base units; date                             */
    bool percent;             /* a number written with %                                */
    double years;             /* a number written with y: how many; else 0              */
    int32_t at, length;       /* byte  what it was written as                           */
    int32_t op_at, op_length; /* byte  its operator or name                        */
    int32_t signal;           /* of a name: number of the signal, -1: a function        */
    int32_t function;         /* of a name: its lode_function                           */
    lode_claim_type type;
} lode_term;

/* A formula while it is read. */
typedef struct lode_tree {
    const char *text;
    int32_t length;
    lode_place origin; /* of the first byte                                        */
    lode_diags *diags;
    lode_arena *arena;
    lode_units *units;
    lode_term *node; /* (n_room), of which n_node are in use */
    int32_t n_node, n_room, root;
    bool any_unit; /* words after numbers are units, also unknown ones              */
} lode_tree;

/* The place of a piece of the text. */
lode_place lode_tree_place(const lode_tree *t, int32_t at, int32_t length);

/* A copy of a piece of the text for a message, cut when it is long. */
const char *lode_tree_text(const lode_tree *t, int32_t at, int32_t length);

/* Read t->text into t->node and t->root. Reports the first mistake and returns false. */
bool lode_tree_parse(lode_tree *t);

#endif
