/* A stand-off as text for a terminal and as JSON. */
#ifndef LODE_OUT_STANDOFF_H
#define LODE_OUT_STANDOFF_H

#include "base/strings.h"
#include "standoff/ensemble.h"

/* What is shown. Borrowed. */
typedef struct lode_standoff_view {
    const char *title;    /* name of the case or of the game           */
    const char *scenario; /* NULL: not from a simulation               */
    const char *sha256;   /* of the case; NULL                         */
    const char *name[2];  /* of the sides                              */
    const char *currency; /* "USD", or "" where it is not known        */
    bool dated;           /* day 0 is `start`; else days are numbers   */
    int32_t start;        /* days since 1970-01-01                     */
    bool simulated;       /* each draw has the losses of its own simulation */
    const lode_standoff_model *model;
    const lode_standoff_answer *answer;
} lode_standoff_view;

/* Text of at most 80 columns. */
void lode_standoff_put(const lode_standoff_view *v, bool colour, lode_text *out);

/* One JSON object: certificate, regimes, first, end_date, hazard, value_of_delay, rests_on, costs, equilibria. */
void lode_standoff_json(const lode_standoff_view *v, lode_text *out);

/* The same for several games, as {"games": [...]}. */
void lode_standoff_json_list(const lode_standoff_view *v, int32_t n, lode_text *out);

#endif
