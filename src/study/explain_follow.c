/* Follow a shortage from stage to stage: upstream to what is missing, downstream to where less is ordered. */
#include "study/explain_inner.h"

/* The stages so far. */
typedef struct chain {
    lode_explain_stage *stage; /* (LODE_EXPLAIN_STAGES) */
    int32_t n;
} chain;

static bool was_seen(const chain *c, int32_t actor, int32_t product)
{
    for (int32_t i = 0; i < c->n; i++)
        if (c->stage[i].actor == actor && c->stage[i].product == product) return true;
    return false;
}

/* Whether a measure holds back what the first supplier sends, more than in status quo. */
static bool is_held_back(const lode_explain_stage *s)
{
    const lode_explain_supplier *x = &s->supplier[0];
    return x->measure >= 0 && x->passes < x->quo_passes - 1e-9;
}

/* Whether the first supplier's own stage is the next one, or why not. A measure ends the chain where the supplier sends
 * all that may pass, or lacks nothing to send more. */
static lode_chain onward(lode_explainer *w, const chain *c, const lode_explain_stage *s, int32_t t)
{
    const lode_explain_supplier *x = &s->supplier[0];
    lode_explain_stage next;
    bool held = is_held_back(s);
    if (held && x->passed > 0.9 * x->passes) return LODE_CHAIN_MEASURE;
    lode_explain_look(w, x->actor, s->input, t, &next);
    bool makes_less = next.made < next.quo_made - 0.01 * next.base;
    if (x->measure >= 0 && (!makes_less || (held && next.input < 0))) return LODE_CHAIN_MEASURE;
    if (!makes_less) return LODE_CHAIN_ELSEWHERE;
    bool too_far = c->n == LODE_EXPLAIN_STAGES || was_seen(c, x->actor, s->input);
    return too_far ? LODE_CHAIN_TOO_FAR : LODE_CHAIN_GOES_ON;
}

/* Go on to the makers who order less, if the chain has not come from upstream. */
static bool goes_down(const chain *c, const lode_explain_stage *s)
{
    bool down = c->n == 1 || c->stage[c->n - 2].chain == LODE_CHAIN_DOWN;
    return down && s->chain == LODE_CHAIN_FEWER_ORDERS && s->measure < 0 && s->customer >= 0 &&
           s->customer_product >= 0 && c->n < LODE_EXPLAIN_STAGES && !was_seen(c, s->customer, s->customer_product);
}

int32_t lode_explain_follow(lode_explainer *w, lode_explain_maker from, lode_explain_stage *stage)
{
    chain c = {stage, 0};
    int32_t actor = from.actor, product = from.product, t = from.step;
    while (!w->failed) {
        lode_explain_stage *s = &c.stage[c.n++];
        lode_explain_look(w, actor, product, t, s);
        if (w->failed) return 0;
        if (goes_down(&c, s)) {
            s->chain = LODE_CHAIN_DOWN;
            actor = s->customer;
            product = s->customer_product;
        }
        if (s->chain == LODE_CHAIN_DOWN) continue;
        if (s->chain != LODE_CHAIN_GOES_ON) return c.n;
        const lode_explain_supplier *x = &s->supplier[0];
        actor = x->actor;
        product = s->input;
        t = (x->ruled - w->b->start) / w->h.step_days;
        s->chain = onward(w, &c, s, t);
        if (s->chain == LODE_CHAIN_GOES_ON) continue;
        if (s->chain != LODE_CHAIN_MEASURE) return c.n;
        s->measure = x->measure;
        s->passes = x->passes;
        s->passes_date = x->ruled;
        return c.n;
    }
    return 0;
}
