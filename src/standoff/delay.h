/* What postponing the game is worth (MODEL 5): to each side, in parts, and what would have to be misjudged for it to pay. */
#ifndef LODE_STANDOFF_DELAY_H
#define LODE_STANDOFF_DELAY_H

#include "standoff/standoff.h"

/* A side that misjudges its own cost: perceived = true (1 - bias e^(-day / days)). The game begun on a day is played with the
 * perceptions of that day as common knowledge: bounded rationality, and labelled so wherever it is shown. */
typedef struct lode_standoff_learning {
    double bias[2]; /* -    0: none                    */
    double days[2]; /* day  INFINITY: it never learns  */
} lode_standoff_learning;

/* Value to each side's middle type, in its currency, seen from the day of the question; total = waiting + strength +
 * misperception. */
typedef struct lode_standoff_delay {
    double days;
    bool solved; /* both games have just one equilibrium, certified                     */
    lode_standoff_status
        status; /* of the game that has not, where not solved                       */
    double total[2];
    double waiting[2];  /* gain while nobody can concede, minus: cost                          */
    double strength[2]; /* the game begun later, perceptions unchanged, against the game now   */
    double
        misperception[2]; /* what changes because perceptions do                                 */
    double q[2], t_star;  /* of the game begun later                                             */
} lode_standoff_delay;

/* Value of postponing by `days`. About three solves. */
void lode_standoff_delay_value(const lode_standoff_game *g, const lode_standoff_learning *learning,
                               double days, lode_standoff_work *w, lode_standoff_delay *out);

/* Whether a value of postponing is above 0 by more than rounding. */
bool lode_standoff_pays(const lode_standoff_game *g, int32_t side, double total);

/* The least share by which `side` would have to underestimate its own cost for the other side's postponement by `days` to
 * pay, with its time constant of learning; INFINITY: none below 0.99; 0: it pays as it is. To 1e-4. About 100 solves. */
double lode_standoff_flip_bias(const lode_standoff_game *g, const lode_standoff_learning *learning,
                               int32_t side, double days, lode_standoff_work *w);

#endif
