/* What the two halves of the list of signals share. Used inside src/study only. */
#ifndef LODE_STUDY_SIGNAL_INNER_H
#define LODE_STUDY_SIGNAL_INNER_H

#include "study/signals.h"

/* The list while it is written. */
typedef struct lode_signal_writer {
    lode_signals *s;
    lode_arena *a;
    const char **unit, **rate; /* (n_product) unit of the product, and that per day */
    bool no_world;             /* an actor of the case is called WLD                */
    bool failed;               /* no memory                                         */
} lode_signal_writer;

/* Add an item to the signal that is added next. */
void lode_signal_item(lode_signal_writer *w, int32_t item);

/* Add a signal with the items since of.first; argument ends with NULL. */
void lode_signal_add(lode_signal_writer *w, lode_signal of, const char *name, const char *unit, const char *const *argument);

/* A unit as the claim language writes it - letters, digits and _ joined by * and / - and `per` behind it. */
const char *lode_signal_unit(lode_signal_writer *w, const char *unit, const char *per);

/* The name of an actor; -1: WLD. */
const char *lode_signal_actor(const lode_signal_writer *w, int32_t actor);

/* Add inputs, dates and counts. */
void lode_signal_facts(lode_signal_writer *w);

/* Add what may be said of a stand-off, where the case declares one. */
void lode_signal_standoff(lode_signal_writer *w);

/* The value of such a signal; NAN: not known, as with several equilibria. */
double lode_signal_standoff_value(const lode_signals *s, const lode_signal *of, const lode_signal_run *run);

#endif
