/* What the two halves of the explanation share: the chain, and the rows that its numbers rest on. */
#ifndef LODE_STUDY_EXPLAIN_INNER_H
#define LODE_STUDY_EXPLAIN_INNER_H

#include "study/explain.h"
#include "study/history.h"

typedef struct lode_explainer {
    const lode_built *b;
    lode_history h;
    int32_t run, quo;  /* rows of scenarios                                      */
    lode_arena *arena; /* of the explanation                                     */
    double *lacked;    /* unit/day (n_product) scratch                           */
    double *worst;     /* unit/day (n_actor)   scratch: most missing on one link */
    bool failed;
} lode_explainer;

/* Whether a site makes a product in an actor. */
bool lode_explain_is_maker(const lode_model *m, int32_t site, int32_t actor, int32_t product);

/* The stages, from the output asked for in the week around step t. */
void lode_explain_follow(lode_explainer *w, lode_explanation *e, int32_t t);

/* Note the rows of an input group: how much is needed per unit, for how long the stock lasts. */
void lode_explain_group(const lode_explainer *w, int32_t g, lode_explain_stage *s);

/* Note the rows of the rest of a stage: what the makers make, the flow from the supplier on which most is missing, the
 * act behind it and its share. */
void lode_explain_refs(const lode_explainer *w, lode_explain_stage *s);

#endif
