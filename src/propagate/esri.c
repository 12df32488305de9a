/* The Economic Systemic Risk Index: scenarios in lanes, lanes on threads. */
#include "propagate/esri.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "propagate/esri_inner.h"

enum { LANES = LODE_ESRI_LANES, MOST_UPDATES = 1000000 /* of a scenario: an end that nothing in the rules promises */ };
#define EACH_LANE for (int k = 0; k < LANES; k++)

/* --- eight scenarios ------------------------------------------------------------------------------ */

static bool state_make(const lode_esri_plan *p, const lode_esri_input *in, lode_arena *a, lode_esri_state *s)
{
    const int32_t n = p->n, shocked = in->n_scenario > 0 ? n : LANES;
    s->down = LODE_TAKE(a, n, lode_esri_lane);
    s->up = LODE_TAKE(a, n, lode_esri_lane);
    s->lost = LODE_TAKE(a, n, lode_esri_lane);
    s->missed = LODE_TAKE(a, n, lode_esri_lane);
    s->market = LODE_TAKE(a, p->n_market, lode_esri_lane);
    s->most = LODE_TAKE(a, shocked, lode_esri_lane);
    s->most_up = LODE_TAKE(a, shocked, lode_esri_lane);
    s->shocked = LODE_TAKE(a, n, int32_t);
    s->look_down = LODE_TAKE(a, n, unsigned char);
    s->look_up = LODE_TAKE(a, n, unsigned char);
    return s->down && s->up && s->lost && s->missed && s->market && s->most && s->most_up && s->shocked && s->look_down &&
           s->look_up;
}

/* What scenario `scenario` takes from the firm in a slot. */
static double shock(const lode_esri_plan *p, const lode_esri_input *in, const double *psi, int32_t scenario, int32_t i)
{
    if (in->n_scenario == 0) return p->firm_of[i] == scenario;
    return psi[(size_t)scenario * (size_t)p->n + (size_t)p->firm_of[i]];
}

/* Levels that the shocks of scenarios first..first+7 allow; those beyond `n` repeat the last. */
static void set_shocks(const lode_esri_plan *p, const lode_esri_input *in, int32_t first, int32_t n, lode_esri_state *s)
{
    s->n_shocked = 0;
    for (int32_t i = 0; i < p->n; i++) {
        bool some = in->n_scenario > 0;
        int32_t firm = p->firm_of[i];
        if (!some) some = firm >= first && firm < first + LANES;
        s->shocked[i] = some ? s->n_shocked++ : -1;
        if (!some) continue;
        EACH_LANE
        {
            int32_t scenario = first + k < n ? first + k : n - 1;
            s->most[s->shocked[i]].v[k] = 1 - shock(p, in, in->psi, scenario, i);
            s->most_up[s->shocked[i]].v[k] = 1 - shock(p, in, in->psi_up, scenario, i);
        }
    }
}

static void begin(const lode_esri_plan *p, const lode_esri_input *in, lode_esri_state *s)
{
    for (int32_t i = 0; i < p->n; i++) {
        int32_t at = in->variant_v ? -1 : s->shocked[i];
        EACH_LANE
        {
            s->down[i].v[k] = at >= 0 ? s->most[at].v[k] : 1;
            s->up[i].v[k] = at >= 0 ? s->most_up[at].v[k] : 1;
            s->lost[i].v[k] = s->missed[i].v[k] = 0;
        }
        s->look_down[i] = s->look_up[i] = s->shocked[i] >= 0;
    }
    EACH_LANE s->running.v[k] = 1;
}

/* Whether a scenario stops after an update that changed its loss from `before` to `now`. */
static bool stops(const lode_esri_input *in, double change, double before, double now)
{
    if (in->rule != LODE_ESRI_GROWTH) return change <= in->eps;
    return (before == 0 && now == 0) || !(now / before > 1 + in->eps);
}

static void keep(const lode_esri_plan *p, const lode_esri_state *s, int lane, int32_t at, lode_esri_result *r)
{
    for (int32_t i = 0; i < p->n; i++) {
        size_t to = (size_t)at * (size_t)p->n + (size_t)p->firm_of[i];
        r->down[to] = s->down[i].v[lane];
        r->up[to] = s->up[i].v[lane];
    }
}

/* Indices of scenarios first..first+7, when all have stopped. */
static void record(const lode_esri_plan *p, const lode_esri_state *s, int32_t first, lode_esri_result *r)
{
    for (int32_t q = 0; q < r->n_weight; q++)
        for (int which = 0; which < 3; which++) {
            lode_esri_lane loss;
            lode_esri_loss(p, s, p->weight + (size_t)q * (size_t)p->n, which, &loss);
            for (int k = 0; k < LANES && first + k < r->n_scenario; k++)
                r->index[((size_t)(first + k) * 3 + (size_t)which) * (size_t)r->n_weight + (size_t)q] = loss.v[k];
        }
}

/* Losses by sector beyond the shock itself (docs/propagate.md 3.4). */
static void record_sectors(const lode_esri_plan *p, const lode_esri_input *in, const lode_esri_state *s, int32_t first,
                           lode_esri_result *r)
{
    const size_t n = (size_t)in->n_sector;
    for (int k = 0; k < LANES && first + k < r->n_scenario; k++) {
        double *down = r->sector_loss + (size_t)(first + k) * 3 * n, *up = down + n, *both = up + n;
        double *shock_down = r->scratch + (size_t)omp_get_thread_num() * 4 * n, *shock_up = shock_down + n;
        double *x = shock_up + n, *y = x + n;
        memset(shock_down, 0, 4 * n * sizeof(double));
        for (int32_t f = 0; f < p->n; f++) {
            int32_t i = p->slot[f], c = in->sector[f], at = s->shocked[i];
            double d = s->down[i].v[k], u = s->up[i].v[k], least = d < u ? d : u;
            double lost_down = at >= 0 ? 1 - s->most[at].v[k] : 0, lost_up = at >= 0 ? 1 - s->most_up[at].v[k] : 0;
            x[c] += in->sector_down[f];
            y[c] += in->sector_up[f];
            down[c] += in->sector_down[f] * (1 - d);
            up[c] += in->sector_up[f] * (1 - u);
            both[c] += in->sector_down[f] * (1 - least);
            shock_down[c] += in->sector_down[f] * lost_down;
            shock_up[c] += in->sector_down[f] * lost_up;
        }
        for (size_t c = 0; c < n; c++) {
            double of_x = x[c] > 0 ? x[c] : 1, of_y = y[c] > 0 ? y[c] : 1;
            double most = shock_down[c] > shock_up[c] ? shock_down[c] : shock_up[c];
            down[c] = (down[c] - shock_down[c]) / of_x;
            both[c] = (both[c] - most) / of_x;
            up[c] = up[c] / of_y;
        }
        /* upstream: the shock itself in its own weights */
        for (int32_t f = 0; f < p->n; f++) {
            int32_t at = s->shocked[p->slot[f]];
            double of_y = y[in->sector[f]] > 0 ? y[in->sector[f]] : 1;
            if (at >= 0) up[in->sector[f]] -= in->sector_up[f] * (1 - s->most_up[at].v[k]) / of_y;
        }
    }
}

/* Scenarios first..first+7 from the shock to the end. */
static void cascade(const lode_esri_plan *p, const lode_esri_input *in, int32_t first, lode_esri_state *s,
                    lode_esri_result *r)
{
    lode_esri_lane change, before, now;
    bool going = true;
    set_shocks(p, in, first, r->n_scenario, s);
    begin(p, in, s);
    lode_esri_loss(p, s, p->weight, 0, &before);
    for (int32_t t = 1; going && t <= MOST_UPDATES; t++) {
        going = false;
        lode_esri_update(p, in, s, &change);
        lode_esri_loss(p, s, p->weight, 0, &now);
        EACH_LANE
        {
            if (s->running.v[k] == 0) continue;
            if (stops(in, change.v[k], before.v[k], now.v[k]) || t == MOST_UPDATES) {
                s->running.v[k] = 0;
                if (first + k < r->n_scenario) {
                    r->before_last[first + k] = before.v[k];
                    r->last[first + k] = now.v[k];
                    r->iterations[first + k] = t;
                }
            } else going = true;
        }
        before = now;
    }
    record(p, s, first, r);
    if (in->n_sector > 0) record_sectors(p, in, s, first, r);
}

/* --- all of them ---------------------------------------------------------------------------------- */

void lode_esri_result_free(lode_esri_result *r)
{
    free(r->index);
    free(r->before_last);
    free(r->last);
    free(r->iterations);
    free(r->down);
    free(r->up);
    free(r->sector_loss);
    free(r->scratch);
    *r = (lode_esri_result){0};
}

static bool result_make(const lode_esri_input *in, int32_t n_level, int threads, lode_esri_result *r)
{
    size_t n = (size_t)(in->n_scenario > 0 ? in->n_scenario : in->n_firm), levels = (size_t)n_level * (size_t)in->n_firm;
    *r = (lode_esri_result){.n_scenario = (int32_t)n, .n_weight = in->n_weight, .n_level = n_level};
    r->index = calloc(n * 3 * (size_t)in->n_weight + 1, sizeof(double));
    r->before_last = calloc(n + 1, sizeof(double));
    r->last = calloc(n + 1, sizeof(double));
    r->iterations = calloc(n + 1, sizeof(int32_t));
    r->down = calloc(levels + 1, sizeof(double));
    r->up = calloc(levels + 1, sizeof(double));
    r->sector_loss = calloc(n * 3 * (size_t)in->n_sector + 1, sizeof(double));
    r->scratch = calloc((size_t)threads * 4 * (size_t)in->n_sector + 1, sizeof(double));
    return r->sector_loss && r->scratch && r->index && r->before_last && r->last && r->iterations && r->down && r->up;
}

bool lode_esri_run(const lode_esri_input *in, const int32_t *level, int32_t n_level, int threads, lode_stop *stop,
                   lode_esri_result *r)
{
    lode_arena a = {0};
    lode_esri_plan p;
    if (threads < 1) threads = 1;
    bool ok = result_make(in, n_level, threads, r) && lode_esri_plan_make(in, &a, &p);
    const int32_t n_block = ok ? (r->n_scenario + LANES - 1) / LANES : 0;
    bool fine = ok;
#pragma omp parallel num_threads(threads) reduction(&& : fine) if (ok)
    {
        lode_arena own = {0};
        lode_esri_state s = {0};
        fine = fine && (n_block == 0 || state_make(&p, in, &own, &s));
#pragma omp for schedule(dynamic, 1)
        for (int32_t b = 0; b < n_block; b++) {
            fine = fine && !lode_stopped(stop);
            if (!fine) continue;
            cascade(&p, in, b * LANES, &s, r);
            for (int32_t l = 0; l < n_level; l++)
                if (level[l] / LANES == b) keep(&p, &s, level[l] % LANES, l, r);
        }
        lode_arena_free(&own);
    }
    lode_arena_free(&a);
    if (!fine) lode_esri_result_free(r);
    return fine;
}
