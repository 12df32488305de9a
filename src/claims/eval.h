/* Bytecode of the claim language and its evaluator: one formula on the daily signals of one run.
 *
 *     size_t bytes = lode_eval_bytes(p, n_day, false);
 *     lode_eval_run run = {.signal = signal, .n_day = n_day};
 *     lode_eval_frame frame;
 *     lode_eval(p, &run, memory, &frame);               memory: `bytes` bytes, aligned to 8
 *     lode_eval_value v = lode_eval_at(p, &frame, 0);
 *
 * Every value is an interval [lo, hi], since days after the run are unknown; a truth has its robustness (positive: true
 * with that margin) and beside it a three-valued truth. A program is a list of instructions, each of which writes the
 * register of its own number. Needs nothing from the C library. */
#ifndef LODE_CLAIMS_EVAL_H
#define LODE_CLAIMS_EVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LODE_REACH_DAYS = 40000 }; /* day  most that is looked at after the run */

typedef enum lode_opcode {
    LODE_OP_CONSTANT, /* value                                                     */
    LODE_OP_SIGNAL,   /* signal number a; b: 1 in the run without the measure      */
    LODE_OP_TRUTH,    /* the same, a signal that is true where it is not 0         */
    LODE_OP_OUTER,    /* value number a over draws                                 */
    LODE_OP_SPREAD,   /* a, on every day                                           */
    LODE_OP_NEG,
    LODE_OP_ABS,
    LODE_OP_ADD,
    LODE_OP_SUB,
    LODE_OP_MUL,
    LODE_OP_DIV,
    LODE_OP_LEAST,
    LODE_OP_MOST,
    LODE_OP_YEARS,         /* the date a and `value` calendar years                     */
    LODE_OP_GREATER,       /* a > b: an atom; scale in c, -1: none; to: 1 where a stood right */
    LODE_OP_GREATER_EQUAL, /* a >= b                                            */
    LODE_OP_NEAR,          /* |a - b| <= register `from`                        */
    LODE_OP_NOT,
    LODE_OP_AND,
    LODE_OP_OR,
    LODE_OP_RISE,
    LODE_OP_ALWAYS,
    LODE_OP_EVENTUALLY,
    LODE_OP_HISTORICALLY,
    LODE_OP_ONCE,
    LODE_OP_UNTIL,
    LODE_OP_SINCE,
    LODE_OP_SUM,
    LODE_OP_MEAN,
    LODE_OP_MIN,
    LODE_OP_MAX,
    LODE_OP_DAYS,
    LODE_OP_LONGEST,
    LODE_OP_FIRST,
    LODE_OP_LAST,
    LODE_OP_AT, /* a on the date b                                           */
    LODE_OP_LAG /* a `from` days ago, of day 0 where that is before the run  */
} lode_opcode;

typedef enum lode_window_kind {
    LODE_WINDOW_NONE,   /* all days, or from the day in hand on                   */
    LODE_WINDOW_AHEAD,  /* from..to: days after the day in hand (or before it)    */
    LODE_WINDOW_BETWEEN /* from..to: registers that hold dates                    */
} lode_window_kind;

typedef struct lode_instruction {
    uint8_t op;     /* lode_opcode                                               */
    uint8_t window; /* lode_window_kind                                          */
    bool daily;     /* one value per day, else one                               */
    bool truth;     /* a truth, else a number or date                            */
    int32_t a, b, c;
    int32_t from, to;
    int32_t atom; /* number of the comparison, -1: none                        */
    double value;
} lode_instruction;

typedef struct lode_program {
    const lode_instruction *code; /* (n_code); the last one is the result      */
    int32_t n_code;
    int32_t reach; /* day  how far windows look ahead together                  */
    int32_t last;  /* day  last one that a fixed window names, 0 the first day  */
    int32_t start; /* day  date of day 0, since 1970-01-01                      */
} lode_program;

/* One quantity that is known in a range. */
typedef struct lode_interval {
    double lo, hi;
} lode_interval;

typedef enum lode_truth { LODE_FALSE, LODE_TRUE, LODE_UNDECIDED } lode_truth;

/* What a run gives. A NaN in a signal is a day on which it is unknown. A constant signal has one value. */
typedef struct lode_eval_run {
    const double *const *signal; /* (signals of the environment)(n_day)           */
    const double *const *base;   /* the same without the measure, or NULL         */
    const lode_interval *outer;  /* values over draws, or NULL                    */
    int32_t n_day;               /* day  >= 1                                     */
    bool closed;                 /* windows end with the run                      */
    bool scaled;                 /* divide the margin of each atom by its scale   */
} lode_eval_run;

/* One register: arrays of n, 1 where the value is the same every day. */
typedef struct lode_register {
    double *lo, *hi;      /* value; of a truth its robustness             */
    double *sure, *maybe; /* of a truth: 1 where it is surely, perhaps so, else 0 */
    int32_t n;
} lode_register;

typedef struct lode_eval_frame {
    lode_register *reg; /* (n_code)                                    */
    double *scratch;    /* (LODE_EVAL_SCRATCH * n)                     */
    int32_t n, n_day;
    bool closed;
} lode_eval_frame;

enum { LODE_EVAL_SCRATCH = 8 };

/* Memory that lode_eval needs; SIZE_MAX when it cannot be counted. */
size_t lode_eval_bytes(const lode_program *p, int32_t n_day, bool closed);

/* Evaluate; `memory` has lode_eval_bytes bytes and is aligned to 8. O(days) per instruction. */
void lode_eval(const lode_program *p, const lode_eval_run *run, void *memory,
               lode_eval_frame *frame);

/* A result on one day. For truths lo and hi are the robustness. */
typedef struct lode_eval_value {
    double lo, hi;
    lode_truth truth; /* LODE_UNDECIDED for numbers */
} lode_eval_value;

/* The result on `day` (0 <= day < n_day). */
lode_eval_value lode_eval_at(const lode_program *p, const lode_eval_frame *frame, int32_t day);

/* Why: the comparison and day that decided. */
typedef struct lode_witness {
    int32_t code; /* instruction of the comparison or signal, -1: none, as in an empty window */
    int32_t day;
    double lo, hi; /* its margin there; divided by its scale where the run was evaluated so */
} lode_witness;

/* The witness of the result on `day`: of its lower end when it is true, of its upper end when it is false, of the end
 * that is known when it is undecided. O(days) per instruction. */
lode_witness lode_eval_witness(const lode_program *p, const lode_eval_frame *frame, int32_t day);

#endif
