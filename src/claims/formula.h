/* Formulas of the claim language: read, checked against the signals of a case, and compiled.
 *
 *     lode_formula *f = lode_formula_new("always (stock > 0)", 18, &env, &diags);
 *     ... lode_eval(&f->main, ...) ...
 *     lode_formula_free(f);
 *
 * A formula over draws, as `P(stock > 0) >= 90%`, has one program per value over draws, to be evaluated in each draw, and
 * a main program on those values (claims/draws.h). */
#ifndef LODE_CLAIMS_FORMULA_H
#define LODE_CLAIMS_FORMULA_H

#include "claims/ast.h"
#include "claims/eval.h"

/* One result of a run that formulas may name: stock("USA","dy-oxide"). It has a value per day, unless `constant`: then
 * its array holds the one value of the run. Dates are days after the run's first day; +inf is never. */
typedef struct lode_claim_signal {
    const char *name;
    const char *const *argument; /* (n_argument)                                     */
    int32_t n_argument;
    const char *unit; /* "t", "USD/d"; NULL or "": a plain number                    */
    bool truth;       /* true on the days on which it is not 0                       */
    bool has_base;    /* there is one of the run without the measure too             */
    bool constant;    /* one value for the whole run                                 */
    bool date;        /* that value is a date; constant only                         */
} lode_claim_signal;

/* What words of likelihood mean. */
typedef enum lode_hedges {
    LODE_HEDGES_IPCC,  /* IPCC AR5 guidance note (2010), table 1                     */
    LODE_HEDGES_ICD203 /* US Intelligence Community Directive 203 (2015)             */
} lode_hedges;

/* What formulas may speak of. Strings are borrowed. */
typedef struct lode_claim_env {
    const lode_claim_signal *signal; /* (n_signal)                                   */
    int32_t n_signal;
    int32_t start; /* day  of the run's first day, since 1970-01-01                  */
    bool no_dates; /* the run has day numbers only                                   */
    lode_hedges hedges;
    lode_place origin; /* of the formula's first byte, for messages                  */
} lode_claim_env;

typedef enum lode_over_kind { LODE_OVER_P, LODE_OVER_E, LODE_OVER_QUANTILE } lode_over_kind;

/* One value over draws: what to evaluate in each draw. */
typedef struct lode_over {
    lode_over_kind kind;
    lode_program value; /* P: a truth; E, quantile: a number or date                */
    lode_program given; /* of P(f given g): a truth                                 */
    bool has_given;
    double level; /* of quantile(x, level)                                    */
} lode_over;

/* A comparison in the formula, for the report. */
typedef struct lode_atom {
    int32_t at, length; /* byte  what it was written as                              */
    bool date;          /* of dates: its margin is in days                           */
    lode_unit unit;     /* of its margin                                             */
} lode_atom;

typedef struct lode_formula {
    lode_arena arena;
    lode_units units;
    char *text; /* (length) and a NUL: a copy                                    */
    int32_t length;
    lode_claim_type type; /* of the result                                                 */
    lode_program main;
    lode_over *over; /* (n_over)                                                     */
    int32_t n_over;
    lode_program premise; /* a of a formula `a implies b`, or that it ever holds of `always (a implies b)` */
    bool has_premise;
    lode_atom *atom; /* (n_atom)                                                     */
    int32_t n_atom;
    bool mixed;       /* its margin is the least of several in different units       */
    lode_unit margin; /* of its robustness, where not mixed                          */
} lode_formula;

/* Read, check and compile.
 *
 * text, length  bytes; copied
 * env           signals, calendar; borrowed during the call
 * diags         receives every mistake, each once
 *
 * Returns the formula, owned by the caller, or NULL when there is a mistake or no memory. */
lode_formula *lode_formula_new(const char *text, size_t length, const lode_claim_env *env,
                               lode_diags *diags);
void lode_formula_free(lode_formula *f);

/* Append the text of an atom. */
void lode_formula_atom_text(const lode_formula *f, int32_t atom, lode_text *out);

/* --- steps of lode_formula_new, for tests and other readers of formulas -------------------- */

/* Functions of the language. */
typedef enum lode_function {
    LODE_FN_NONE,
    LODE_FN_SUM,
    LODE_FN_MEAN,
    LODE_FN_MIN,
    LODE_FN_MAX,
    LODE_FN_DAYS,
    LODE_FN_LONGEST,
    LODE_FN_FIRST,
    LODE_FN_LAST,
    LODE_FN_AT,
    LODE_FN_ROLL_SUM,
    LODE_FN_LAG,
    LODE_FN_ABS,
    LODE_FN_BASE,
    LODE_FN_P,
    LODE_FN_E,
    LODE_FN_QUANTILE,
    LODE_FN_HEDGE /* first word of likelihood; the others follow                     */
} lode_function;

/* Whether a function is min(a, b) or max(a, b), of two values on one day. */
bool lode_term_is_pair(const lode_tree *t, const lode_term *n);

/* Give each node its type; false when there was a mistake. */
bool lode_tree_check(lode_tree *t, const lode_claim_env *env);

/* The value of an expression of numbers and dates only. */
bool lode_tree_constant(const lode_tree *t, int32_t node, double *value);

/* The bounds of a word of likelihood: P in [lo, hi]. */
lode_interval lode_hedge_bounds(int32_t function);

/* Compile a checked tree into f. */
bool lode_tree_compile(lode_tree *t, const lode_claim_env *env, lode_formula *f);

#endif
