/* What the parts of the explanation share: stages, the chain, and the rows that numbers rest on. */
#ifndef LODE_STUDY_EXPLAIN_INNER_H
#define LODE_STUDY_EXPLAIN_INNER_H

#include "study/explain.h"
#include "study/history.h"

/* Makers of a product in an actor, in the week around a step. */
typedef struct lode_explain_maker {
    int32_t actor, product, step;
} lode_explain_maker;

typedef struct lode_explainer {
    const lode_built *b;
    lode_history h;
    int32_t run, quo;  /* rows of scenarios                                      */
    lode_arena *arena; /* of the explanation                                     */
    double *lacked;    /* unit/day (n_product) scratch                           */
    double *worst;     /* unit/day (n_actor)   scratch: most missing on one link */
    lode_explain_maker starved; /* last that was looked at and makes less than its base without the scenario, too; actor -1 */
    bool failed;
} lode_explainer;

/* Whether a site makes a product in an actor. */
bool lode_explain_is_maker(const lode_model *m, int32_t site, int32_t actor, int32_t product);

/* Look at one stage: makers of `product` in `actor` in the week around step t. */
void lode_explain_look(lode_explainer *w, int32_t actor, int32_t product, int32_t t, lode_explain_stage *s);

/* The stages of the chain, from where it starts; `stage` has room for LODE_EXPLAIN_STAGES. Returns their number. */
int32_t lode_explain_follow(lode_explainer *w, lode_explain_maker from, lode_explain_stage *stage);

/* Note the rows of an input group: how much is needed per unit, for how long the stock lasts. */
void lode_explain_group(const lode_explainer *w, int32_t g, lode_explain_stage *s);

/* Note the rows of the rest of a stage: what the makers make, the flow from the supplier on which most is missing, the
 * act behind it and its share. */
void lode_explain_refs(const lode_explainer *w, lode_explain_stage *s);

#endif
