/* What the parts of the solver share. Nobody outside src/standoff includes this. */
#ifndef LODE_STANDOFF_INNER_H
#define LODE_STANDOFF_INNER_H

#include <math.h>

#include "engine/real.h"
#include "standoff/standoff.h"

/* --- costs: curve.c ------------------------------------------------------------------------- */

/* A stretch on which a cost is straight and keeps its sign. */
typedef struct so_piece {
    double t0,
        t1; /* day           t1 INFINITY: the last                                            */
    double k,
        slope; /* currency/day  at t0; per day                                                   */
    double
        level; /* currency      L(t0): what conceding first at t0 yields (MODEL 1)                */
    int32_t
        sign; /* of the cost inside: -1, 0, 1                                                   */
} so_piece;

typedef struct so_line {
    so_piece *piece; /* (n) */
    int32_t n;
    double r; /* 1/day */
} so_line;

/* Pieces of a side's curve from the start of the game to `horizon` (INFINITY: for ever). Room: 2 n_knot + 2 pieces. */
void so_line_make(const lode_standoff_side *side, double start, double horizon, so_line *line);

/* integral of e^{-r u} (k + slope u) over 0 .. h. */
double so_discounted(double r, double k, double slope, double h);

/* L(t), and its limit for t to INFINITY (may be infinite). */
double so_level(const so_line *line, double t);

/* --- pauses: pause.c ------------------------------------------------------------------------ */

typedef struct so_pause {
    double a, b;  /* day                                                       */
    double level; /* currency  sup of L after any date inside: L(b), or more   */
    bool terminal;
    /* what the end of the pause owes the other side j (MODEL 3.3), set by so_debts */
    double cost;  /* currency  Lbar_j(a) - Lbar_j(b) */
    double later; /* currency  Lbar_j(b) - L_j(b)    */
    double kept;  /* -         e^{-r_j b}            */
} so_pause;

typedef struct so_pauses {
    so_pause pause[LODE_STANDOFF_MOST_PAUSES]; /* by date */
    int32_t n;
    double terminal; /* day at which the terminal pause starts, INFINITY: there is none */
    bool overflow;
} so_pauses;

/* Iron L (MODEL 2). `horizon` and `at_deadline` matter where the horizon is finite. */
void so_pauses_find(const so_line *line, double horizon, double at_deadline, bool zero_is_flow,
                    so_pauses *out);

/* Fill in what the pauses of one side owe the other, with its line and pauses. */
void so_debts(so_pauses *p, const so_line *other, const so_pauses *other_pauses);

/* The pause that holds `t` in [a, b), of a terminal one in [a, b], or NULL. */
const so_pause *so_pause_at(const so_pauses *p, double t);

/* Lbar(t) = sup of L from t on. */
double so_best(const so_line *line, const so_pauses *p, double t);

/* --- types: types.c ------------------------------------------------------------------------- */

/* A stretch of types: X falls straight with S from `from` to `to`. */
typedef struct so_cell {
    double from, to;     /* -         S at its ends, from > to                 */
    double value, slope; /* currency  X at `from`; X = value + slope (from - S) */
} so_cell;

typedef struct so_types {
    so_cell *cell; /* (n), at least one */
    int32_t n;
    double z; /* committed, never 0 */
} so_types;

/* Cells of a distribution; committed > 0, see lode_standoff_solve. Room: max(1, n_node - 1) cells. */
void so_types_make(const lode_standoff_values *v, double committed, so_types *t);

/* The cell at S, looked for from cell `from` on. */
int32_t so_cell_at(const so_types *t, double s, int32_t from);

/* X at S within cell c, extended beyond its ends. */
static inline double so_value(const so_types *t, int32_t c, double s)
{
    const so_cell *cell = &t->cell[c];
    return cell->value + cell->slope * (cell->from - s);
}

/* X of the marginal type at S. */
double so_marginal(const so_types *t, double s);

/* S just before types above `v` would go: probability of committed types and types above v. */
double so_share_above(const so_types *t, double v);

/* --- plan: plan.c --------------------------------------------------------------------------- */

/* A stretch without any event inside. */
typedef struct so_segment {
    double t0, t1;         /* day                                                     */
    double k[2], slope[2]; /* currency/day at t0, per day                              */
    bool paused;           /* a pause of either side                                   */
    int32_t ends[2];       /* number of the pause of each side that ends at t1, or -1  */
} so_segment;

/* --- paths: flow.c -------------------------------------------------------------------------- */

enum { SO_ORDER = 18 };

/* S_A, S_B from t0 to t1. */
typedef struct so_step {
    double t0, t1;
    double s[2];           /* at t0, masses on t0 included */
    double k[2], slope[2]; /* costs at t0                  */
    int32_t cell[2];
    bool still; /* nobody concedes              */
} so_step;

/* Coefficients of S_A, S_B in t - t0, or closed form for point values. */
typedef struct so_series {
    int32_t n; /* highest power; -1: closed form */
    double c[2][SO_ORDER + 1];
    double rate[2], bend[2]; /* closed form: S = s exp(-(rate u + bend u^2 / 2)) */
} so_series;

/* The series of a step that is not still, good up to *h, which may come back shorter. */
void so_expand(const so_types types[2], const so_step *step, double *h, so_series *y);

/* S_side at u days after the step's start. */
double so_series_at(const so_series *y, int32_t side, double u);

/* Where S_side falls to `level` within 0 .. h; INFINITY: not within. */
double so_series_reach(const so_series *y, int32_t side, double level, double h);

/* --- shots: shoot.c ------------------------------------------------------------------------- */

typedef enum so_stop {
    SO_EXHAUSTED, /* the clock side ran out of flexible types                      */
    SO_TERMINAL,  /* the clock side entered a terminal pause                       */
    SO_OVERSHOT,  /* the clock side's mass at the end of a pause would not suffice */
    SO_OTHER,     /* the other side stopped so first                               */
    SO_BOTH,      /* both entered terminal pauses on the same day                  */
    SO_DEADLINE,  /* neither was through on the last day                           */
    SO_STUCK,     /* nothing ever happens any more                                 */
    SO_FULL       /* the workspace is full                                         */
} so_stop;

typedef struct so_shot {
    so_stop stop;
    double residual; /* rises with s; 0: the end condition of MODEL 3.5 holds */
    double t_star, out;
    lode_standoff_atom *atom; /* where masses are to be noted, NULL: nowhere */
    int32_t n_atom;
    int32_t n_step; /* written */
    double s[2];    /* so_walk only */
} so_shot;

/* --- payoffs: payoff.c ---------------------------------------------------------------------- */

/* Conceding at a date yields a v - b to a type with value v (MODEL 6). */
typedef struct so_entry {
    double t;
    double s[2];
    double a[2], b[2];
    double cost[2];  /* integral of e^{-rs} k_i S_j, as in b                      */
    double lost[2];  /* integral of e^{-rs} (1 - S_j)                             */
    double first[2]; /* probability that the side conceded first so far           */
    double spent[2]; /* integral of e^{-rs} k_i S_A S_B                           */
    int32_t step;
} so_entry;

struct lode_standoff_work {
    lode_standoff_size size;
    int32_t most_step, most_entry, most_segment;
    so_line line[2];
    so_pauses pauses[2];
    so_types types[2];
    so_segment *segment; /* (n_segment) */
    int32_t n_segment;
    so_step *step; /* (most_step)   paths of all equilibria */
    int32_t n_step;
    so_entry *entry; /* (most_entry)  payoffs of all equilibria */
    int32_t n_entry;
    double *slope[2],
        *base[2]; /* (most_entry)  a and b of one side, for the certificate's inner loop */
    const lode_standoff_game *game; /* of the last solve */
    lode_standoff_game kept;
    double horizon; /* day  deadline counted from the start of the game, or INFINITY */
    double until;   /* day  shots stop here; INFINITY: nowhere */
    int32_t n_shot;
};

/* Events of both sides in one list of segments. False: full. */
bool so_plan(lode_standoff_work *w);

/* Play forward from initial mass s: H_A(0) = s where s > 0, H_B(0) = -s where s < 0.
 *
 * clock  the side whose end is waited for; the other's path is continued beyond its last flexible type, so that the
 *        residual is smooth
 * keep   write the path into the workspace from w->n_step on */
void so_shoot(lode_standoff_work *w, double s, int32_t clock, bool keep, so_shot *out);

/* Play forward until just before the last day, and keep the path from w->n_step on. A is followed until it is through, B also
 * beyond that: parts of the path in which S_B is below z_B are no play. out->s: what is left of both at its end. */
void so_walk(lode_standoff_work *w, double s, so_shot *out);

/* Conditional mass that side i owes at the end of pause p, with the other at S_j (MODEL 3.3). 1 or more: it cannot. */
double so_owed(const lode_standoff_work *w, int32_t i, const so_pause *p, double s_j);

/* The mass of the other side on the last day with which a type x of side i would as soon wait for that day as concede
 * earlier, where waiting costs `d`, seen from that day (MODEL 4). 1 or more: none. */
double so_needed(const lode_standoff_work *w, int32_t i, double d, double x);

/* E_i: all flexible types gone. */
static inline double so_total(const lode_standoff_work *w, int32_t i)
{
    return -lode_log(w->types[i].z);
}

/* Tabulate the payoffs of the path of `e` (steps first_step ...) and fill what follows from them. False: full. */
bool so_tabulate(lode_standoff_work *w, lode_standoff_equilibrium *e);

/* The certificate (MODEL 6) from the tabulated payoffs, both sides. */
void so_certify(lode_standoff_work *w, lode_standoff_equilibrium *e);

/* --- deadlines: halt.c, deadline.c ---------------------------------------------------------- */

/* A stretch of a path along which concession may halt until the last day: a step of concession, or the mass at the end of a
 * pause, of which any part may be all that is conceded there. */
typedef struct so_stretch {
    int32_t segment, step; /* of the plan; of the workspace                               */
    double t0, t1;         /* day  of the segment                                         */
    so_series y;
    double start, length;  /* day  of the step                                            */
    int32_t side;          /* who concedes the mass; -1: a step                           */
    const so_pause *pause;
    double s[2];           /* before the mass                                             */
    double after;          /* S of the side after the whole of it                         */
} so_stretch;

/* Where concession halts, and what the last day then needs. */
typedef struct so_halt {
    double place; /* 2 segment + share of it; a mass lies in the second half                        */
    double day;
    int32_t side, step;   /* side with a mass there, -1: none; last step                            */
    double mass;          /* conditional                                                            */
    double left[2];       /* S                                                                      */
    double m[2];          /* masses on the last day that repay the other for waiting since its last
                             chance, seen from that day; may be above 1: none does                  */
    double gap[2];        /* what each answers the other's mass with, less that                     */
} so_halt;

/* Halt at share x of a stretch. */
void so_halt_at(const lode_standoff_work *w, const so_stretch *z, double x, so_halt *out);

/* The stretches of a path that so_walk left in the workspace, one after the other: at: zeroed before the first, z: the next.
 * False: no more. */
typedef struct so_stretches {
    int32_t step, segment, turn; /* turn: sides whose masses at the end of the segment were listed */
    double s[2];                 /* at the end of the last step                                    */
} so_stretches;
bool so_next_stretch(const lode_standoff_work *w, const so_shot *walk, double s, so_stretches *at, so_stretch *z);

/* D_i(a): what waiting from day a to the last day T costs, seen from T. */
double so_waiting(const lode_standoff_work *w, int32_t i, double a);

/* What side i with S_i left concedes with on the last day where the other does with m_j: all types v with
 * m_j <= -g / ((1 - share) v - g). */
double so_answer(const lode_standoff_work *w, int32_t i, double s, double m_j);

/* A candidate: initial mass s, where concession halts (step -1: after the first mass), masses on the last day. */
typedef struct so_candidate {
    double s;
    so_halt halt;
    bool edge; /* an end of a continuum */
} so_candidate;

/* Add a candidate that its certificate allows, unless it is known. True: it is an equilibrium. */
bool so_try(lode_standoff_work *w, lode_standoff_result *r, const so_candidate *c);

/* Look for candidates of forms 3 and 4 (deadline.c). */
void so_halts(lode_standoff_work *w, lode_standoff_result *r);

/* Deadline that is bad for both (MODEL 4): add all candidates that pass to the result. */
void so_deadline(lode_standoff_work *w, lode_standoff_result *r);

/* What is wrong with a game; *side: of which side, -1: of none. */
lode_standoff_bad so_check_game(const lode_standoff_game *g, int32_t *side);

/* --- the initial mass: root.c --------------------------------------------------------------- */

/* A bracket of the initial mass. */
typedef struct so_bracket {
    double low, high;
    so_shot at_low, at_high;
    int32_t clock;
    bool ended; /* a shot met no end condition at all: `why` */
    so_shot why;
    double s; /* the root so far */
} so_bracket;

/* Find s, the initial mass (MODEL 3, uniqueness): bracket it by nobody's mass and everybody's of the weak side. Where b->ended
 * is set there is none, and b->why says so. b: zeroed. */
void so_find_root(lode_standoff_work *w, so_bracket *b);

/* Add an equilibrium whose path stands in the workspace: tabulate, certify; `refuse`: leave it out where it fails. */
void so_add(lode_standoff_work *w, lode_standoff_result *r, const lode_standoff_equilibrium *e,
            bool refuse);

#endif
