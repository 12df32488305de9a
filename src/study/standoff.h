/* From a simulation to a game: the losses of both sides under a scenario become their costs of waiting, what the case
 * declares under `standoff` and `standoff_sides` the rest.
 *
 *     lode_study_options o = lode_study_default();
 *     lode_standoff_options(c, &o);                                 only the scenario that is needed
 *     lode_result *r = lode_study_run(b, &o, &diags);
 *     if (lode_standoff_of_result(r, 1000, 0, &s, &diags)) lode_standoff_answer_make(&s.model, &s.memory, &answer); */
#ifndef LODE_STUDY_STANDOFF_H
#define LODE_STUDY_STANDOFF_H

#include "standoff/ensemble.h"
#include "study/plan.h"
#include "study/study.h"

/* Days of an interval whose mean loss is a knot. */
enum { LODE_STANDOFF_EVERY = 14 };

/* A stand-off of a case. Free with lode_standoff_case_free. */
typedef struct lode_standoff_case {
    lode_standoff_model model; /* days from `start`; side A is the first by key, B the second */
    int32_t start;             /* days since 1970-01-01                                       */
    const char *name[2];       /* keys of the sides                                           */
    const char *scenario;
    int32_t n_simulated;   /* draws with losses of their own; 0: all have the central ones */
    int32_t n_knot_all[2]; /* knots before those within 1 % of the peak were left out      */
    void *draws;           /* of lode_standoff_simulate */
    lode_arena memory;
} lode_standoff_case;

/* What a case says of the game: all but the costs. Days from `start`. */
typedef struct lode_standoff_declared {
    lode_standoff_game game;
    lode_standoff_learning learning;
    int32_t start;                    /* days since 1970-01-01                                     */
    const lode_standoff_input *input; /* (n_input) in the units of the game                        */
    const int32_t *row;               /* (n_input) of the inputs of the case                       */
    const double *factor;             /* (n_input) what turns the unit of the case into the game's */
    int32_t n_input;
} lode_standoff_declared;

/* Read it; memory from `a`. first_day: of the period. Returns false when memory ran out. */
LODE_NODISCARD bool lode_standoff_declare(const lode_case *c, int32_t first_day, lode_arena *a,
                                          lode_standoff_declared *out);

/* Whether the losses of an actor are costs of a side, by rows. */
bool lode_standoff_bears(const lode_case *c, int32_t side, int32_t actor);

/* Mean loss over LODE_STANDOFF_EVERY days from day d0 of the period: a view's series of value added of the status quo less
 * those of the run. */
double lode_standoff_loss(const lode_plan *p, const lode_view *run, const lode_view *quo, const int32_t *series,
                          int32_t n, int32_t d0);

/* Make knots of a curve from mean losses: what is within 1 % of its peak is none, and knots that close to the line through
 * the others are left out. Returns how many stay. */
int32_t lode_standoff_knots(double *day, double *rate, int32_t n);

/* Postponements that are valued, days. */
extern const double lode_standoff_delays[4];

/* Set the options of a study to what a stand-off needs: its scenario, intervals of 14 days. Returns false, with a problem,
 * where the case has no stand-off. */
LODE_NODISCARD bool lode_standoff_options(const lode_case *c, lode_study_options *o,
                                          lode_diags *diags);

/* The stand-off of a result, with `n_draw` draws. The result must outlive it. Returns false when memory ran out. */
LODE_NODISCARD bool lode_standoff_of_result(const lode_result *r, int32_t n_draw, uint64_t seed,
                                            lode_standoff_case *out, lode_diags *diags);

/* Let the draws of a stand-off be draws of the whole case, each with the losses of its own simulation: of the scenario and
 * the status quo, with the options of the central run. After lode_standoff_of_result. Returns false after a problem. */
LODE_NODISCARD bool lode_standoff_simulate(const lode_built *b, const lode_study_options *o, int32_t n_draw,
                                           lode_standoff_case *s, lode_diags *diags);

void lode_standoff_case_free(lode_standoff_case *s);

#endif
