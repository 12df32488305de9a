/* A stand-off of which not everything is known: draws of its inputs, what the equilibria come to over them, and what that
 * rests on. Where a draw has several equilibria none is chosen: results are ranges from the least to the most. */
#ifndef LODE_STANDOFF_ENSEMBLE_H
#define LODE_STANDOFF_ENSEMBLE_H

#include "base/arena.h"
#include "standoff/delay.h"
#include "standoff/standoff.h"

/* What of a side an input sets. */
typedef enum lode_standoff_parameter {
    LODE_STANDOFF_VALUE, /* currency      middle of the values of prevailing                    */
    LODE_STANDOFF_SPREAD, /* -             they are uniform on value (1 - spread) .. value (1 + spread) */
    LODE_STANDOFF_COMMITTED, /* -                                                                   */
    LODE_STANDOFF_DISCOUNT, /* 1/day                                                               */
    LODE_STANDOFF_SCALE,  /* -             of the simulated costs                                */
    LODE_STANDOFF_ADDED,  /* currency/day  cost of waiting that the simulation does not have     */
    LODE_STANDOFF_EXPIRY, /* currency      payoff where the deadline passes                      */
    LODE_STANDOFF_BIAS,   /* -             share by which it underestimates its cost at first    */
    LODE_STANDOFF_LEARNING, /* day           time constant with which that fades                   */
    LODE_STANDOFF_N_PARAMETER
} lode_standoff_parameter;

/* Nodes of both sides' values where they are set by parameters. */
typedef struct lode_standoff_nodes {
    double value[2][2];
} lode_standoff_nodes;

/* Set what parameters say of the sides; NAN: they say nothing. `nodes` must outlive the game. */
void lode_standoff_set(const double parameter[2][LODE_STANDOFF_N_PARAMETER], lode_standoff_nodes *nodes,
                       lode_standoff_game *g, lode_standoff_learning *l);

/* One input of the game. */
typedef struct lode_standoff_input {
    const char *name; /* as in the case                        */
    int32_t side;
    lode_standoff_parameter what;
    int32_t dist;              /* lode_dist                             */
    double low, central, high; /* unit of the parameter                 */
    int32_t grade;             /* 0..3 = A..D; -1: not known            */
} lode_standoff_input;

/* Draws that were made elsewhere, with their own curves. */
typedef struct lode_standoff_drawn {
    /* fill `curve` (2), valid until the next call; false: the draw does not count */
    bool (*curves)(const void *user, int64_t draw, lode_standoff_curve curve[2]);
    const void *user;
    const double *input; /* (n_input x n_draw) in units of the parameters; NULL: drawn here */
    lode_standoff_size size; /* of the largest                        */
} lode_standoff_drawn;

/* A stand-off with its inputs. Borrowed arrays. */
typedef struct lode_standoff_model {
    lode_standoff_game game; /* curves, deadline, reading of zero cost, and what no input sets */
    lode_standoff_learning
        learning; /* the same                                                      */
    const lode_standoff_input
        *input; /* (n_input) a parameter of a side at most once                 */
    int32_t n_input;
    const lode_standoff_drawn
        *drawn; /* NULL: the central curves in all draws                        */
    uint64_t seed;
    int32_t n_draw;      /* 0: none                                                        */
    const double *delay; /* (n_delay) day  postponements to value                          */
    int32_t n_delay;
} lode_standoff_model;

/* The game at central values. `nodes` must outlive it. */
void lode_standoff_central(const lode_standoff_model *m, lode_standoff_nodes *nodes, lode_standoff_game *g,
                           lode_standoff_learning *l);

enum {
    LODE_STANDOFF_DELAYS = 16,  /* most rows of postponements                  */
    LODE_STANDOFF_WEEKS = 208,  /* weekly grid of dates: four years            */
    LODE_STANDOFF_MONTHS = 36,  /* intervals of 30 days of the hazard          */
    LODE_STANDOFF_QUANTILES = 5 /* 5, 25, 50, 75, 95 %                         */
};

/* Who gives in at once with some probability, or what else a draw is. */
typedef enum lode_standoff_regime {
    LODE_STANDOFF_A_WEAK,
    LODE_STANDOFF_B_WEAK,
    LODE_STANDOFF_BALANCED, /* neither has a first mass                              */
    LODE_STANDOFF_NOBODY,   /* nobody ever gives in                                  */
    LODE_STANDOFF_SEVERAL,  /* several equilibria                                    */
    LODE_STANDOFF_UNSOLVED, /* none that is certified                                */
    LODE_STANDOFF_N_REGIME
} lode_standoff_regime;

/* From the equilibrium with least to that with most of it, averaged over draws. */
typedef struct lode_standoff_range {
    double low, high;
} lode_standoff_range;

/* Value of postponing over draws, and what would have to be misjudged. */
typedef struct lode_standoff_delay_row {
    lode_standoff_delay central;
    double p05[2], p50[2], p95[2]; /* currency  total over draws; NAN: no draws           */
    double pays[2];                /* -         share of draws in which it pays           */
    int32_t n;                     /* draws valued                                        */
    double flip[2]; /* -         underestimate of the OTHER side's own cost from which it pays this
                                       side, central; INFINITY: none                       */
} lode_standoff_delay_row;

/* How much the result hangs on an input: PAWN (analyze/pawn.h) of the probability that A concedes first. */
typedef struct lode_standoff_rests {
    int32_t input;
    double median, maximum, chance;
} lode_standoff_rests;

/* All that is said of a stand-off. */
typedef struct lode_standoff_answer {
    lode_standoff_result central; /* at central values                                            */
    lode_standoff_result other;   /* with the other reading of zero cost; only where it matters   */
    bool has_other;
    double central_median,
        other_median;         /* day  end date at 50 %, the earliest of all equilibria      */
    int32_t n_draw, n_solved; /* draws; with certified equilibria                             */
    int32_t n_left_out;       /* draws without curves: they count for nothing                 */
    double
        share[LODE_STANDOFF_N_REGIME]; /* of draws                                                */
    double other_share
        [LODE_STANDOFF_N_REGIME]; /* of draws, with the other reading; where has_other   */
    lode_standoff_range other_first[2], other_never;
    double worst_epsilon; /* over all solved draws and the central game                   */
    int32_t n_above;      /* draws above LODE_STANDOFF_EPSILON                            */
    lode_standoff_range first[2], never;
    lode_standoff_range
        ended[LODE_STANDOFF_WEEKS + 1]; /* by week n: probability that it is over    */
    lode_standoff_range
        end[LODE_STANDOFF_QUANTILES]; /* day  quantiles; INFINITY: not within the grid, or never */
    double
        hazard[2]
              [LODE_STANDOFF_MONTHS]; /* of side, in month n, given that nobody has conceded before;
                                       single equilibria only                                        */
    double
        alive[LODE_STANDOFF_MONTHS]; /* probability that nobody has before month n                */
    lode_standoff_delay_row delay[LODE_STANDOFF_DELAYS];
    int32_t n_delay;
    lode_standoff_rests *rests; /* (n_rests) largest first                                      */
    int32_t n_rests;
} lode_standoff_answer;

/* Solve a stand-off at its central values and in all draws. Memory is taken from `a`; without draws the central game counts
 * as the only draw. One thread; 100 draws of 25 knots take about a tenth of a second with their postponements.
 *
 * Returns false when memory ran out. */
LODE_NODISCARD bool lode_standoff_answer_make(const lode_standoff_model *m, lode_arena *a,
                                              lode_standoff_answer *out);

#endif
