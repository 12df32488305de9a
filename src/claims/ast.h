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

typedef enum lode_node_kind {
    LODE_NODE_NUMBER, /* value, unit                                             */
    LODE_NODE_DATE,   /* value: days since 1970-01-01                            */
    LODE_NODE_STRING,
    LODE_NODE_NAME, /* a signal or function; arguments from `first` on         */
    LODE_NODE_NEG,
    LODE_NODE_ADD,
    LODE_NODE_SUB,
    LODE_NODE_MUL,
    LODE_NODE_DIV,
    LODE_NODE_LT,
    LODE_NODE_LE,
    LODE_NODE_GT,
    LODE_NODE_GE,
    LODE_NODE_EQ, /* kid 2: the tolerance, or none                           */
    LODE_NODE_NE,
    LODE_NODE_NOT,
    LODE_NODE_AND,
    LODE_NODE_OR,
    LODE_NODE_IMPLIES,
    LODE_NODE_IFF,
    LODE_NODE_RISE,
    LODE_NODE_FALL,
    LODE_NODE_ALWAYS,
    LODE_NODE_EVENTUALLY,
    LODE_NODE_HISTORICALLY,
    LODE_NODE_ONCE,
    LODE_NODE_UNTIL,
    LODE_NODE_SINCE,
    LODE_NODE_GIVEN,  /* inside P(f given g)                                     */
    LODE_NODE_WINDOW, /* kids: durations after the day in hand                   */
    LODE_NODE_BETWEEN /* kids: dates, both included                              */
} lode_node_kind;

typedef enum lode_type_kind {
    LODE_TYPE_ERROR,
    LODE_TYPE_NUMBER,
    LODE_TYPE_DATE,
    LODE_TYPE_TRUTH
} lode_type_kind;

/* What an expression is. */
typedef struct lode_type {
    lode_type_kind kind;
    bool daily;      /* one value per day                                          */
    bool weak;       /* number without unit: takes that of its neighbour           */
    bool of_run;     /* depends on one run                                         */
    bool over_draws; /* depends on all draws                                       */
    lode_unit unit;  /* of a number                                                */
} lode_type;

typedef struct lode_node {
    lode_node_kind kind;
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
    lode_type type;
} lode_node;

/* A formula while it is read. */
typedef struct lode_tree {
    const char *text;
    int32_t length;
    lode_place origin; /* of the first byte                                        */
    lode_diags *diags;
    lode_arena *arena;
    lode_units *units;
    lode_node *node; /* (n_node) of LODE_FORMULA_NODES                            */
    int32_t n_node, root;
    bool any_unit; /* words after numbers are units, also unknown ones              */
} lode_tree;

/* The place of a piece of the text. */
lode_place lode_tree_place(const lode_tree *t, int32_t at, int32_t length);

/* A copy of a piece of the text for a message, cut when it is long. */
const char *lode_tree_text(const lode_tree *t, int32_t at, int32_t length);

/* Read t->text into t->node and t->root. Reports the first mistake and returns false. */
bool lode_tree_parse(lode_tree *t);

#endif
