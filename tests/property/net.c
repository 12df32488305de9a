/* Write down a plain network, and hand eight of them to the engine. */
#include "property/net.h"

#include <string.h>

void net_clear(net *n)
{
    memset(n, 0, sizeof *n);
    n->n_product = 1;
    n->refill = n->output_refill = n->expectation = n->shares = 30;
}

int net_plant(net *n, double base, double capacity)
{
    n->site[n->n_site] = (net_site){.base = base, .capacity = capacity, .overtime = 1};
    return n->n_site++;
}

int net_output_add(net *n, int site, int product, bool driver, double alpha, double cover)
{
    n->output[n->n_output] = (net_output){
        .site = site, .product = product, .driver = driver, .alpha = alpha, .cover = cover, .cap = 365};
    return n->n_output++;
}

int net_maker(net *n, double base, double capacity, double cover)
{
    int i = net_plant(n, base, capacity);
    net_output_add(n, i, 0, true, 1, cover);
    return i;
}

int net_demand(net *n, double per_day)
{
    n->site[n->n_site] = (net_site){.demand = true, .base = per_day, .overtime = 1};
    return n->n_site++;
}

int net_input(net *n, int site, double q, double cover, double psi)
{
    n->group[n->n_group] = (net_group){
        .site = site, .essential = true, .q = q, .cover = cover, .psi = psi, .initial = -1};
    return n->n_group++;
}

int net_link_add(net *n, int output, int group, double flow, double transit)
{
    n->link[n->n_link] = (net_link){
        .output = output, .group = group, .flow = flow, .transit = transit, .qualification = -1};
    n->group[group].product = n->output[output].product;
    return n->n_link++;
}

int net_measure_add(net *n, lode_measure_kind kind, int effective, int until, const int *links)
{
    net_measure *a = &n->measure[n->n_measure];
    *a = (net_measure){.kind = kind, .on = true, .announced = effective, .effective = effective,
                       .until = until, .period = 1};
    for (; *links >= 0; links++) a->covers[*links] = true;
    memset(a->made_from, 1, sizeof a->made_from);
    return n->n_measure++;
}

void net_scale(net *n, double factor)
{
    for (int i = 0; i < n->n_site; i++) {
        n->site[i].base *= factor;
        n->site[i].capacity *= factor;
    }
    for (int l = 0; l < n->n_link; l++) n->link[l].flow *= factor;
    for (int p = 0; p < n->n_project; p++) n->project[p].capacity *= factor;
    for (int r = 0; r < n->n_reserve; r++) {
        n->reserve[r].stock *= factor;
        n->reserve[r].rate *= factor;
    }
}

/* ---- to the engine: every number becomes an input, so that lanes may differ ------------------- */

typedef struct builder {
    net_run *run;
    const net *const *lane;
    lode_lane *x; /* [room] */
    int32_t n, room;
} builder;

/* The slot of a number that stands at the same place in all eight networks. */
static int32_t slot(builder *b, const double *number)
{
    ptrdiff_t offset = (const char *)number - (const char *)b->lane[0];
    LODE_ASSERT(b->n < b->room);
    for (int k = 0; k < LODE_LANES; k++)
        memcpy(&b->x[b->n].v[k], (const char *)b->lane[k] + offset, sizeof(double));
    return b->n++;
}

static int32_t constant(builder *b, double value)
{
    LODE_ASSERT(b->n < b->room);
    b->x[b->n] = lode_lane_all(value);
    return b->n++;
}

/* Rates per year are the engine's way to be told capacities. */
static int32_t per_year(builder *b, const double *number)
{
    int32_t i = slot(b, number);
    for (int k = 0; k < LODE_LANES; k++) b->x[i].v[k] *= 365.0;
    return i;
}

static void build_sites(builder *b, const net *n)
{
    lode_draft *d = &b->run->draft;
    for (int i = 0; i < n->n_site; i++) {
        const net_site *r = &n->site[i];
        lode_draft_add_site(d, (lode_draft_site){
            .kind = r->demand ? LODE_DEMAND : LODE_SITE,
            .defence_first = r->defence_first,
            .queue = r->queue,
            .part = 1,
            .activity = LODE_NONE,
            .share = LODE_NONE,
            .capacity = r->demand ? LODE_NONE : per_year(b, &r->capacity),
            .utilisation = LODE_NONE,
            .growth = slot(b, &r->growth),
            .overtime = slot(b, &r->overtime),
            .elasticity = slot(b, &r->elasticity),
            .unit_value = LODE_NONE,
            .value_added = LODE_NONE,
            .first_day = r->first_day,
        });
    }
    for (int o = 0; o < n->n_output; o++) {
        const net_output *r = &n->output[o];
        lode_draft_add_output(d, (lode_draft_output){
            .site = r->site,
            .product = r->product,
            .driver = r->driver,
            .per_unit = slot(b, &r->alpha),
            .cover = slot(b, &r->cover),
            .cap = slot(b, &r->cap),
        });
    }
}

static void build_inputs(builder *b, const net *n)
{
    for (int g = 0; g < n->n_group; g++) {
        const net_group *r = &n->group[g];
        lode_draft_add_group(&b->run->draft, (lode_draft_group){
            .site = r->site,
            .recipe = r->recipe,
            .product = r->product,
            .essential = r->essential,
            .queue = r->queue,
            .elapses = r->elapses,
            .per_unit = slot(b, &r->q),
            .cover = slot(b, &r->cover),
            .initial = r->initial < 0 ? LODE_NONE : slot(b, &r->initial),
            .psi = slot(b, &r->psi),
            .weight = slot(b, &r->weight),
            .sigma = slot(b, &r->sigma),
        });
    }
    for (int l = 0; l < n->n_link; l++) {
        const net_link *r = &n->link[l];
        int32_t measures[NET_MEASURES], n_measure = 0;
        for (int j = 0; j < n->n_measure; j++)
            if (n->measure[j].covers[l]) measures[n_measure++] = j;
        lode_draft_add_link(&b->run->draft, (lode_draft_link){
            .output = r->output,
            .group = r->group,
            .end_use = r->defence ? LODE_DEFENCE : LODE_CIVIL,
            .transit = slot(b, &r->transit),
            .build = LODE_NONE,
            .block = LODE_NONE,
            .qualification = r->qualification < 0 ? LODE_NONE : slot(b, &r->qualification),
        }, measures, n_measure);
    }
}

static void build_events(builder *b, const net *n)
{
    lode_draft *d = &b->run->draft;
    for (int j = 0; j < n->n_measure; j++) {
        const net_measure *r = &n->measure[j];
        lode_draft_measure add = {
            .kind = r->kind,
            .announced = r->announced,
            .effective = r->effective,
            .until = r->until,
            .share = slot(b, &r->share),
            .processing = slot(b, &r->processing),
            .period = slot(b, &r->period),
            .leak = slot(b, &r->leak),
            .leak_delay = slot(b, &r->leak_delay),
            .front = slot(b, &r->front),
            .rate = slot(b, &r->rate),
            .fades = r->fades,
            .lapses = r->lapses,
            .fade = slot(b, &r->fade),
            .validity = slot(b, &r->validity),
            .term = slot(b, &r->term),
            .origin = LODE_NONE,
            .first_point = d->path_day.n,
            .n_point = r->n_point,
        };
        for (int i = 0; i < r->n_point; i++) lode_draft_add_point(d, r->point_day[i], slot(b, &r->point_share[i]));
        lode_draft_add_measure(d, add);
    }
    for (int p = 0; p < n->n_project; p++)
        lode_draft_add_project(d, (lode_draft_project){
            .site = n->project[p].site,
            .start = n->project[p].start,
            .slippage = constant(b, 0),
            .ramp = slot(b, &n->project[p].ramp),
            .capacity = per_year(b, &n->project[p].capacity),
        });
    for (int q = 0; q < n->n_damage; q++)
        lode_draft_add_damage(d, (lode_draft_damage){
            .site = n->damage[q].site,
            .from = n->damage[q].from,
            .until = n->damage[q].until,
            .fraction = slot(b, &n->damage[q].fraction),
        });
    for (int i = 0; i < n->n_reserve; i++) {
        const net_reserve *r = &n->reserve[i];
        int32_t groups[NET_GROUPS];
        for (int j = 0; j < r->n_group; j++) groups[j] = r->group[j];
        lode_draft_add_reserve(d, (lode_draft_reserve){
            .product = r->product,
            .from = r->from,
            .until = r->until,
            .stock = slot(b, &r->stock),
            .rate = slot(b, &r->rate),
            .trigger = slot(b, &r->trigger),
        }, groups, r->n_group);
    }
}

/* Base outputs, flows and declared shares, which no calibration gives here. */
static void load_base(builder *b)
{
    net_run *r = b->run;
    for (int k = 0; k < LODE_LANES; k++) {
        const net *n = b->lane[k];
        for (int i = 0; i < n->n_site; i++) r->v.site_base[i].v[k] = n->site[i].base;
        for (int l = 0; l < n->n_link; l++) {
            r->v.link_flow[r->layout.link[l]].v[k] = n->link[l].flow;
            r->v.link_declared[r->layout.link[l]].v[k] = n->link[l].share;
        }
        for (int o = 0; o < n->n_output; o++) {
            double made = n->output[o].alpha * n->site[n->output[o].site].base, sold = 0;
            for (int l = 0; l < n->n_link; l++)
                if (n->link[l].output == o) sold += n->link[l].flow;
            r->v.output_disposed[r->layout.output[o]].v[k] = made - sold > 1e-9 * made ? made - sold : 0;
        }
    }
}

bool net_start(net_run *r, const lode_engine *e, const net *const lane[LODE_LANES], int h)
{
    *r = (net_run){.engine = e};
    const net *filled[LODE_LANES], *n = lane[0];
    for (int k = 0; k < LODE_LANES; k++) filled[k] = lane[k] ? lane[k] : n;
    int32_t room = 64 + 8 * n->n_site + 4 * n->n_output + 8 * n->n_group + 4 * n->n_link + 400;
    builder b = {.run = r, .lane = filled, .x = LODE_TAKE(&r->arena, room, lode_lane), .room = room};
    uint8_t *made_from = LODE_TAKE(&r->arena, n->n_measure * n->n_product + 1, uint8_t);
    r->on = LODE_TAKE(&r->arena, NET_MEASURES + NET_EVENTS, lode_lane);
    if (!b.x || !made_from || !r->on) return false;

    constant(&b, 0); /* value of every product */
    build_sites(&b, n);
    build_inputs(&b, n);
    build_events(&b, n);
    r->draft.refill = slot(&b, &n->refill);
    r->draft.output_refill = slot(&b, &n->output_refill);
    r->draft.expectation = slot(&b, &n->expectation);
    r->draft.shares = slot(&b, &n->shares);
    r->draft.n_input = b.n;
    r->draft.n_product = n->n_product;
    r->draft.n_actor = 1;
    for (int j = 0; j < n->n_measure; j++)
        for (int p = 0; p < n->n_product; p++)
            made_from[j * n->n_product + p] = n->measure[j].made_from[p];
    r->draft.measure_made_from = made_from;
    r->model = lode_draft_assemble(&r->draft, &r->arena, &r->layout);
    if (!r->model) return false;

    void *memory = lode_arena_take(&r->arena, 1, e->values_bytes(r->model));
    if (!memory) return false;
    e->values_place(r->model, memory, &r->v);
    e->values_load(r->model, b.x, &r->v);
    load_base(&b);
    e->values_finish(r->model, b.x, h, &r->v);
    memory = lode_arena_take(&r->arena, 1, e->state_bytes(r->model, &r->v));
    if (!memory) return false;
    e->state_place(r->model, &r->v, memory, &r->s);
    for (int j = 0; j < n->n_measure; j++)
        for (int k = 0; k < LODE_LANES; k++) r->on[j].v[k] = filled[k]->measure[j].on;
    for (int j = 0; j < NET_EVENTS; j++) r->on[NET_MEASURES + j] = lode_lane_all(1);
    r->scenario = (lode_scenario){.measure_on = r->on, .project_on = r->on + NET_MEASURES, .damage_on = r->on + NET_MEASURES};
    e->state_start(r->model, &r->v, &r->scenario, &r->s);
    return true;
}

bool net_start_one(net_run *r, const net *n, int h)
{
    const net *const lane[LODE_LANES] = {n};
    return net_start(r, lode_engine_best(), lane, h);
}

void net_step(net_run *r)
{
    r->engine->step(r->model, &r->v, &r->scenario, &r->s);
}

void net_end(net_run *r)
{
    lode_draft_free(&r->draft);
    lode_arena_free(&r->arena);
}
