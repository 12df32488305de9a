/* Stand-off: a war of attrition between two sides in continuous time, with private values, committed types, discounting and
 * costs of waiting that change with time and may be gains. docs/standoff.md has every equation; MODEL section numbers in
 * comments are those of its "model" chapter.
 *
 *     void *memory = malloc(lode_standoff_bytes(&size));
 *     lode_standoff_work *w = lode_standoff_place(&size, memory);
 *     lode_standoff_result r;
 *     lode_standoff_solve(&game, w, &r);               r.status, r.equilibrium[0 .. r.n - 1]
 *     free(memory);
 *
 * Solving takes nothing from the heap, reads and writes no file, starts no thread and calls nothing but libc's exp, log,
 * sqrt, pow and their like: it runs inside every draw of an ensemble and inside a page. Days and one currency throughout. */
#ifndef LODE_STANDOFF_STANDOFF_H
#define LODE_STANDOFF_STANDOFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compat.h"

enum {
    LODE_STANDOFF_MOST = 16,       /* equilibria of one game that are kept                        */
    LODE_STANDOFF_MOST_PAUSES = 64 /* pauses of one side                                          */
};

/* Certificates above this share of the value are errors. */
#define LODE_STANDOFF_EPSILON 1e-6

/* c(t): straight between knots, constant before the first and after the last; two knots on one day make a step. */
typedef struct lode_standoff_curve {
    int32_t n;
    const double
        *day; /* day           (n)  not falling                                             */
    const double
        *rate; /* currency/day  (n)  net loss while nobody has conceded; a gain where negative */
} lode_standoff_curve;

/* What prevailing is worth to a side's types, as a quantile function: straight between (share, value). One node is a point
 * value; two are a uniform distribution; a flat stretch is a type with a probability of its own. */
typedef struct lode_standoff_values {
    int32_t n;
    const double
        *value; /* currency  (n)  above 0, not falling                                       */
    const double
        *share; /* -         (n)  from 0 to 1, not falling; not looked at where n is 1       */
} lode_standoff_values;

typedef struct lode_standoff_side {
    lode_standoff_curve cost;
    double
        cost_added; /* currency/day  added to the curve after scaling; 0                           */
    double cost_scale; /* -         the curve is multiplied by it; 1                         */
    lode_standoff_values value;
    double committed;   /* -         z: probability of never conceding                        */
    double discount;    /* 1/day     r                                                        */
    double at_deadline; /* currency  g: payoff where the deadline passes, against conceding   */
} lode_standoff_side;

/* A game; borrowed arrays. Side 0 is A, 1 is B. */
typedef struct lode_standoff_game {
    lode_standoff_side side[2];
    double start; /* day   the game begins here on the curves; its own dates count from here     */
    double
        deadline; /* day   on the curves' clock; INFINITY: none                                  */
    double
        both_share; /* -     what each gets of its value where both concede on the last day        */
    bool
        zero_is_flow; /* free waiting counts as a cost of +0, not as a pause (MODEL 2)               */
} lode_standoff_game;

/* No costs, no values: start, scale, shares set. */
lode_standoff_game lode_standoff_game_default(void);

/* Sizes of the largest game that a workspace is for. */
typedef struct lode_standoff_size {
    int32_t n_knot; /* of one side */
    int32_t n_node; /* of one side's values */
} lode_standoff_size;

/* The size that holds this game. */
lode_standoff_size lode_standoff_size_of(const lode_standoff_game *g);

typedef struct lode_standoff_work lode_standoff_work;

/* Bytes of memory that lode_standoff_place needs; 0 when they do not fit into size_t. */
size_t lode_standoff_bytes(const lode_standoff_size *size);

/* Lay a workspace out in `memory`, aligned as malloc does. One workspace serves one thread at a time. */
lode_standoff_work *lode_standoff_place(const lode_standoff_size *size, void *memory);

typedef enum lode_standoff_status {
    LODE_STANDOFF_SOLVED, /* every equilibrium listed is certified                              */
    LODE_STANDOFF_UNCERTIFIED, /* a listed one could gain more than LODE_STANDOFF_EPSILON: an error  */
    LODE_STANDOFF_BAD_GAME, /* result.bad says what                                               */
    LODE_STANDOFF_UNDETERMINED, /* nobody is committed: a continuum of equilibria (MODEL 3)           */
    LODE_STANDOFF_NEVER_ENDS, /* free waiting as a flow for ever on both sides: no end is defined   */
    LODE_STANDOFF_NO_CANDIDATE, /* a deadline game in which no candidate was found                    */
    LODE_STANDOFF_TOO_LARGE, /* more steps or pauses than the workspace holds                      */
} lode_standoff_status;

/* What is wrong with a game. */
typedef enum lode_standoff_bad {
    LODE_STANDOFF_FINE,
    LODE_STANDOFF_BAD_KNOTS, /* none, days that fall, more than two on a day, not finite           */
    LODE_STANDOFF_BAD_VALUES, /* none, not above 0, falling, shares not from 0 to 1                 */
    LODE_STANDOFF_BAD_LOW, /* lowest value below 1e-3 of the highest: unbounded hazards          */
    LODE_STANDOFF_BAD_COMMITTED, /* outside 0 .. 1                                                     */
    LODE_STANDOFF_BAD_DISCOUNT, /* negative or not finite                                             */
    LODE_STANDOFF_BAD_DEADLINE, /* not after the start; payoff not finite; share outside 0 .. 1       */
    LODE_STANDOFF_BAD_SCALE, /* cost scale negative or not finite                                  */
} lode_standoff_bad;

/* What is wrong with a side alone: its curve, values, commitment, discount, scale. */
lode_standoff_bad lode_standoff_side_check(const lode_standoff_side *s);

/* Dates at which side waits for free or for gain (MODEL 2). */
typedef struct lode_standoff_pause {
    double start,
        end;       /* day; end INFINITY: never                                                   */
    bool terminal; /* it lasts for ever, or over the deadline                                    */
} lode_standoff_pause;

/* A probability mass on one date. */
typedef struct lode_standoff_atom {
    double day;
    int32_t side;
    double
        conditional; /* probability given that the side has not conceded                           */
} lode_standoff_atom;

/* How a game ends. */
typedef enum lode_standoff_ending {
    LODE_STANDOFF_EXHAUSTED, /* all flexible types of both are gone at t_star                         */
    LODE_STANDOFF_TERMINAL, /* a side enters a pause without end; the other is gone by then          */
    LODE_STANDOFF_OVERSHOOT, /* no concession at the end of a pause could repay the other (MODEL 3.3) */
    LODE_STANDOFF_BOTH_HOLD, /* both hold for ever                                                    */
    LODE_STANDOFF_AT_DEADLINE /* the last concessions are on the last day (MODEL 4)                   */
} lode_standoff_ending;

/* One equilibrium. Probabilities are of the whole side, committed types included. */
typedef struct lode_standoff_equilibrium {
    lode_standoff_ending ending;
    int32_t holder;   /* side that holds or overshoots; -1                                    */
    double t_star;    /* day  common exhaustion, or start of the terminal or overshoot pause  */
    double loser_out; /* day  by which the other side has left                                */
    double q[2];      /* -    initial mass: at most one is above 0                            */
    double q_day[2];  /* day  on which it is delivered: 0, or the end of a first pause at 0   */
    lode_standoff_atom
        atom[2 * LODE_STANDOFF_MOST_PAUSES]; /* later masses, by date                   */
    int32_t n_atom;
    double
        at_deadline[2]; /* -    conditional probability of conceding on the last day            */
    double first[2];   /* -    probability that this side concedes first; both at once: half each */
    double never;      /* -    probability that nobody concedes                                */
    double cost[2];    /* currency  expected cost up to the end or t_star                      */
    double epsilon[2]; /* -    certificate: largest gain by deviating, share of the value      */
    double
        survival_end[2]; /* -    probability of not having conceded when all is over             */
    bool edge;         /* the end of a continuum of equilibria (of several of a deadline)      */
    int32_t first_step,
        n_step; /* its path in the workspace                                           */
    int32_t n_entry,
        first_entry; /* its payoffs there                                                 */
} lode_standoff_equilibrium;

typedef struct lode_standoff_result {
    lode_standoff_status status;
    lode_standoff_bad bad;
    int32_t bad_side;
    int32_t n; /* equilibria                                                           */
    lode_standoff_equilibrium equilibrium[LODE_STANDOFF_MOST];
    bool continuum;    /* the two listed are the ends of a continuum                           */
    bool limit;        /* a side without commitment: the limit of ever less commitment         */
    bool zero_matters; /* a side has days without cost: pause and flow are different games     */
    bool
        deep_pause; /* waiting through a pause may cost a type more than prevailing is worth: MODEL 2 does not
                          hold there, and certificates fail                                            */
    bool not_searched; /* some kinds of candidate were not looked for: see docs                */
    int32_t n_refused; /* candidates that their certificate refuted; not listed                */
    double
        refused_epsilon; /* the smallest of their certificates                                   */
    lode_standoff_pause pause[2][LODE_STANDOFF_MOST_PAUSES];
    int32_t n_pause[2];
    int32_t n_shot; /* paths tried                                                          */
} lode_standoff_result;

/* Solve a game.
 *
 * w  sized for it; holds the paths that the functions below look at, until the next solve
 *
 * Under 5 microseconds for point values, under 100 for distributions, more where pauses overshoot or a deadline is bad
 * for both. */
void lode_standoff_solve(const lode_standoff_game *g, lode_standoff_work *w,
                         lode_standoff_result *r);

/* The larger of both certificates of all equilibria listed. */
double lode_standoff_epsilon(const lode_standoff_result *r);

/* Probability that `side` has not conceded by `day`, that day included. */
double lode_standoff_survival(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                              int32_t side, double day);

/* Probability that nobody has conceded by day 0, step, 2 step, ...: out (n). Faster than asking for each day. */
void lode_standoff_still_on(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                            double step, int32_t n, double *out);

/* The day by which the stand-off has ended with probability `p`; INFINITY: never so likely. */
double lode_standoff_end_quantile(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                                  double p);

/* Probability that `side` concedes first, and does so by `day`. */
double lode_standoff_first_by(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                              int32_t side, double day);

/* Value to `side`, at the start, of playing this equilibrium with value `v` (its own type). */
double lode_standoff_payoff(const lode_standoff_work *w, const lode_standoff_equilibrium *e,
                            int32_t side, double v);

/* The value at share `p` of a side's flexible types. */
double lode_standoff_value_at(const lode_standoff_values *v, double p);

/* Discounted cost that `side` bears between two days, counted from the start of the game, while nobody concedes. O(n_knot)
 * for each knot between. */
double lode_standoff_waiting_cost(const lode_standoff_game *g, int32_t side, double from,
                                  double to);

/* A phrase for a status or a fault: "solved", "no committed types ...". */
const char *lode_standoff_status_text(lode_standoff_status s);
const char *lode_standoff_bad_text(lode_standoff_bad b);

#endif
