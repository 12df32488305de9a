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

/* What a scenario takes from the firm in a slot. */
static double shock(const lode_esri_plan *p, const double *psi, int32_t scenario, int32_t i)
{
    return psi[(size_t)scenario * (size_t)p->n + (size_t)p->firm_of[i]];
}

/* Begin a scenario in one lane: all levels, and what its shock allows. Lanes that run on are not touched. */
static void begin(const lode_esri_plan *p, const lode_esri_input *in, int32_t scenario, int lane, lode_esri_state *s)
{
    const bool alone = in->n_scenario == 0;
    if (alone) {
        /* one firm is shut; place `lane` among the shocked is this lane's */
        int32_t now = p->slot[scenario];
        if (s->shut[lane] >= 0) s->shocked[s->shut[lane]] = -1;
        s->shut[lane] = now;
        s->shocked[now] = lane;
        EACH_LANE s->most[lane].v[k] = s->most_up[lane].v[k] = k == lane ? 0 : 1;
    }
    for (int32_t i = 0; i < p->n; i++) {
        double down = 1, up = 1;
        if (!alone) {
            s->shocked[i] = i;
            down = s->most[i].v[lane] = 1 - shock(p, in->psi, scenario, i);
            up = s->most_up[i].v[lane] = 1 - shock(p, in->psi_up, scenario, i);
            s->look_down[i] = s->look_up[i] = 1;
        }
        s->down[i].v[lane] = in->variant_v ? 1 : down;
        s->up[i].v[lane] = in->variant_v ? 1 : up;
        s->lost[i].v[lane] = s->missed[i].v[lane] = 0;
    }
    if (alone) {
        int32_t i = s->shut[lane];
        s->look_down[i] = s->look_up[i] = 1;
        if (!in->variant_v) s->down[i].v[lane] = s->up[i].v[lane] = 0;
    }
    s->running.v[lane] = 1;
    s->scenario[lane] = scenario;
    s->updates[lane] = 0;
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

/* The loss of one lane, with one weight: both, downstream, upstream. */
static void losses(const lode_esri_plan *p, const lode_esri_state *s, const double *weight, int lane, double out[3])
{
    out[0] = out[1] = out[2] = 0;
    for (int32_t i = 0; i < p->n; i++) {
        double down = s->down[i].v[lane], up = s->up[i].v[lane];
        out[0] += weight[i] * (1 - (down < up ? down : up));
        out[1] += weight[i] * (1 - down);
        out[2] += weight[i] * (1 - up);
    }
}

/* Indices of the scenario in one lane, which has stopped. */
static void record(const lode_esri_plan *p, const lode_esri_state *s, int lane, lode_esri_result *r)
{
    double out[3];
    for (int32_t q = 0; q < r->n_weight; q++) {
        losses(p, s, p->weight + (size_t)q * (size_t)p->n, lane, out);
        for (int which = 0; which < 3; which++)
            r->index[((size_t)s->scenario[lane] * 3 + (size_t)which) * (size_t)r->n_weight + (size_t)q] = out[which];
    }
}

/* Losses by sector beyond the shock itself (docs/propagate.md 3.4). */
static void record_sectors(const lode_esri_plan *p, const lode_esri_input *in, const lode_esri_state *s, int k,
                           lode_esri_result *r)
{
    const size_t n = (size_t)in->n_sector;
    {
        double *down = r->sector_loss + (size_t)s->scenario[k] * 3 * n, *up = down + n, *both = up + n;
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

/* The scenario of a lane has stopped: keep what is wanted of it. */
static void finish(const lode_esri_plan *p, const lode_esri_input *in, lode_esri_state *s, int lane, const int32_t *level,
                   int32_t n_level, lode_esri_result *r)
{
    r->iterations[s->scenario[lane]] = s->updates[lane];
    record(p, s, lane, r);
    if (in->n_sector > 0) record_sectors(p, in, s, lane, r);
    for (int32_t l = 0; l < n_level; l++)
        if (level[l] == s->scenario[lane]) keep(p, s, lane, l, r);
    s->running.v[lane] = 0;
}

/* The next scenario that nobody has begun, or -1. */
static int32_t next_scenario(int32_t *next, int32_t n)
{
    int32_t mine;
#pragma omp atomic capture
    mine = (*next)++;
    return mine < n ? mine : -1;
}

/* Advance scenarios until none is left; a lane whose scenario has stopped takes the next. Which lane and which thread a
 * scenario runs on changes none of its numbers. */
static bool work_off(const lode_esri_plan *p, const lode_esri_input *in, const int32_t *level, int32_t n_level, int32_t *next,
                     lode_stop *stop, lode_esri_state *s, lode_esri_result *r)
{
    lode_esri_lane change, before = {{0}}, now;
    double out[3];
    bool going = true;
    for (int32_t i = 0; i < p->n; i++) {
        s->shocked[i] = -1;
        EACH_LANE s->down[i].v[k] = s->up[i].v[k] = 1;
    }
    EACH_LANE s->shut[k] = -1;
    while (going) {
        going = false;
        for (int k = 0; k < LANES; k++) {
            int32_t scenario = s->running.v[k] == 0 ? next_scenario(next, r->n_scenario) : -1;
            if (scenario >= 0) {
                begin(p, in, scenario, k, s);
                losses(p, s, p->weight, k, out);
                before.v[k] = out[0];
            }
            going |= s->running.v[k] != 0;
        }
        if (!going) break;
        if (lode_stopped(stop)) return false;
        lode_esri_update(p, in, s, &change);
        lode_esri_loss(p, s, p->weight, &now);
        for (int k = 0; k < LANES; k++) {
            if (s->running.v[k] == 0) continue;
            s->updates[k]++;
            r->before_last[s->scenario[k]] = before.v[k];
            r->last[s->scenario[k]] = now.v[k];
            if (stops(in, change.v[k], before.v[k], now.v[k]) || s->updates[k] == MOST_UPDATES)
                finish(p, in, s, k, level, n_level, r);
            before.v[k] = now.v[k];
        }
    }
    return true;
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
    int32_t next = 0;
    bool fine = ok;
#pragma omp parallel num_threads(threads) reduction(&& : fine) if (ok)
    {
        lode_arena own = {0};
        lode_esri_state s = {0};
        fine = fine && state_make(&p, in, &own, &s) && work_off(&p, in, level, n_level, &next, stop, &s, r);
        lode_arena_free(&own);
    }
    lode_arena_free(&a);
    if (!fine) lode_esri_result_free(r);
    return fine;
}
