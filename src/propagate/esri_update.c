/* One update of the levels of the systemic risk index, in eight scenarios at once (docs/propagate.md 3.3). */
#include <string.h>

#include "base/compat.h"
#include "propagate/esri_inner.h"

enum { LANES = LODE_ESRI_LANES };
static const double LEAST_MARKET = 1e-10; /* what is still sold in a market, at or below it, counts as 1 */

/* told to be vectors: gcc would unroll them instead */
#define EACH_LANE _Pragma("omp simd") for (int k = 0; k < LANES; k++)

static inline bool differs(const lode_esri_lane *x, const lode_esri_lane *y)
{
    double sum = 0;
    _Pragma("omp simd reduction(+ : sum)") for (int k = 0; k < LANES; k++) sum += x->v[k] != y->v[k] ? 1 : 0;
    return sum != 0;
}

/* a_k: what the firms of each market still sell. */
static inline void sum_markets(const lode_esri_plan *p, lode_esri_state *s)
{
    memset(s->market, 0, (size_t)p->n_market * sizeof *s->market);
    for (int32_t i = 0; i < p->n; i++) {
        lode_esri_lane *a = &s->market[p->market[i]];
        const double out = p->out[i];
        EACH_LANE a->v[k] += s->down[i].v[k] * out;
    }
}

/* What customers feel of supplier i: its loss, as far as its market cannot replace it. */
static inline void loss_of(const lode_esri_plan *p, const lode_esri_state *s, int32_t i, bool least, lode_esri_lane *lost)
{
    static const lode_esri_lane nothing = {{0}};
    EACH_LANE lost->v[k] = 1 - s->down[i].v[k];
    if (!p->market || !differs(lost, &nothing)) return;
    const lode_esri_lane *a = &s->market[p->market[i]];
    const double out = p->out[i];
    EACH_LANE
    {
        double sold = least && a->v[k] <= LEAST_MARKET ? 1 : a->v[k];
        double sigma = out / sold;
        sigma = sigma < 1 ? sigma : 1;
        lost->v[k] *= sigma;
    }
}

/* Work out what others feel, and mark those who must be looked at. Returns whether that is all of them. */
static inline bool feel_down(const lode_esri_plan *p, lode_esri_state *s, bool least)
{
    int64_t links = 0;
    const int64_t few = p->in_ptr[p->n] / 4;
    if (p->market) sum_markets(p, s);
    for (int32_t i = 0; i < p->n; i++) {
        lode_esri_lane lost;
        loss_of(p, s, i, least, &lost);
        if (!differs(&lost, &s->lost[i])) continue;
        s->lost[i] = lost;
        links += p->down_ptr[i + 1] - p->down_ptr[i];
        for (int32_t k = p->down_ptr[i]; links <= few && k < p->down_ptr[i + 1]; k++) s->look_down[p->down_to[k]] = 1;
    }
    return links > few;
}

static inline bool feel_up(const lode_esri_plan *p, lode_esri_state *s)
{
    int64_t links = 0;
    const int64_t few = p->out_ptr[p->n] / 4;
    for (int32_t i = 0; i < p->n; i++) {
        lode_esri_lane missed;
        EACH_LANE missed.v[k] = 1 - s->up[i].v[k];
        if (!differs(&missed, &s->missed[i])) continue;
        s->missed[i] = missed;
        links += p->up_ptr[i + 1] - p->up_ptr[i];
        for (int32_t k = p->up_ptr[i]; links <= few && k < p->up_ptr[i + 1]; k++) s->look_up[p->up_to[k]] = 1;
    }
    return links > few;
}

/* The level of customer j that its suppliers allow. */
static inline void level_down(const lode_esri_plan *p, const lode_esri_state *s, int32_t j, lode_esri_lane *level)
{
    lode_esri_lane worst = {{0}}, sum = {{0}};
    int32_t l = p->in_ptr[j];
    for (int32_t g = p->group_ptr[j]; g < p->group_ptr[j + 1]; g++) {
        lode_esri_lane loss = {{0}};
        for (; l < p->group_end[g]; l++) {
            const lode_esri_lane *lost = &s->lost[p->from[l]];
            const double share = p->share[l];
            EACH_LANE loss.v[k] += share * lost->v[k];
        }
        EACH_LANE worst.v[k] = loss.v[k] > worst.v[k] ? loss.v[k] : worst.v[k];
    }
    for (; l < p->in_ptr[j + 1]; l++) {
        const lode_esri_lane *lost = &s->lost[p->from[l]];
        const double share = p->share[l];
        EACH_LANE sum.v[k] += share * lost->v[k];
    }
    EACH_LANE level->v[k] = 1 - (worst.v[k] > sum.v[k] ? worst.v[k] : sum.v[k]);
}

static inline void level_up(const lode_esri_plan *p, const lode_esri_state *s, int32_t i, lode_esri_lane *level)
{
    lode_esri_lane sum = {{0}};
    for (int32_t l = p->out_ptr[i]; l < p->out_ptr[i + 1]; l++) {
        const lode_esri_lane *missed = &s->missed[p->to[l]];
        const double share = p->up_share[l];
        EACH_LANE sum.v[k] += share * missed->v[k];
    }
    EACH_LANE level->v[k] = 1 - sum.v[k];
}

/* Put a new level in its place where the scenario still runs; `change` grows. most: what a shock allows, or NULL. */
static inline void settle(const lode_esri_state *s, lode_esri_lane *level, const lode_esri_lane *now, const lode_esri_lane *most,
                          bool cut, bool absolute, lode_esri_lane *change)
{
    lode_esri_lane new = *now;
    if (most) EACH_LANE new.v[k] = most->v[k] < new.v[k] ? most->v[k] : new.v[k];
    if (cut) EACH_LANE new.v[k] = new.v[k] > 0 ? new.v[k] : 0;
    EACH_LANE
    {
        double fall = level->v[k] - new.v[k];
        if (absolute) fall = fall < 0 ? -fall : fall;
        fall = s->running.v[k] != 0 ? fall : 0;
        change->v[k] = fall > change->v[k] ? fall : change->v[k];
        level->v[k] = s->running.v[k] != 0 ? new.v[k] : level->v[k];
    }
}

LODE_CLONES void lode_esri_update(const lode_esri_plan *p, const lode_esri_input *in, lode_esri_state *s,
                                  lode_esri_lane *change)
{
    const bool cut = !in->variant_v, absolute = in->rule == LODE_ESRI_CHANGE;
    bool all_down = feel_down(p, s, !in->variant_v), all_up = feel_up(p, s);
    lode_esri_lane level;
    /* who is not looked at stays as it is: a fall of 0 */
    EACH_LANE change->v[k] = s->running.v[k] != 0 ? -1 : 0;
    for (int32_t i = 0; i < p->n; i++) {
        int32_t at = s->shocked[i];
        if (all_down || s->look_down[i]) {
            level_down(p, s, i, &level);
            settle(s, &s->down[i], &level, at >= 0 ? &s->most[at] : NULL, cut, absolute, change);
            s->look_down[i] = 0;
        } else EACH_LANE change->v[k] = change->v[k] > 0 ? change->v[k] : 0;
        if (all_up || s->look_up[i]) {
            level_up(p, s, i, &level);
            settle(s, &s->up[i], &level, at >= 0 ? &s->most_up[at] : NULL, cut, absolute, change);
            s->look_up[i] = 0;
        } else EACH_LANE change->v[k] = change->v[k] > 0 ? change->v[k] : 0;
    }
}

LODE_CLONES void lode_esri_loss(const lode_esri_plan *p, const lode_esri_state *s, const double *weight, lode_esri_lane *loss)
{
    EACH_LANE loss->v[k] = 0;
    for (int32_t i = 0; i < p->n; i++) {
        const double w = weight[i];
        EACH_LANE
        {
            double down = s->down[i].v[k], up = s->up[i].v[k];
            loss->v[k] += w * (1 - (down < up ? down : up));
        }
    }
}
