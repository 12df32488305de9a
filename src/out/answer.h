/* The parts of the one-screen answer; not for use outside src/out. */
#ifndef LODE_OUT_ANSWER_H
#define LODE_OUT_ANSWER_H

#include "out/inner.h"
#include "out/screen.h"

typedef struct lode_answer {
    const lode_result *r;
    lode_screen *s;
    const lode_scenario_result **shown; /* (n_shown) without the reference                     */
    int n_shown, n_hidden;
    bool single; /* one scenario: in full; else several, side by side   */
} lode_answer;

/* What stops first and when, in at most `lines` lines besides heading and legend. */
void lode_answer_stops(const lode_answer *a, int lines);

/* What each side loses per day; lines it takes besides heading and legend. */
void lode_answer_losses(const lode_answer *a);
int lode_answer_loss_lines(const lode_answer *a);

#endif
