/* Static indices of each end product, and whether they order them as the simulation does. docs/exposure.md 6.6, 7. */
#include "exposure/inner.h"

#include <string.h>

const char *lode_index_name(lode_index i)
{
    static const char *const name[LODE_N_INDEX] = {"hhi_first", "hhi",        "through", "imports",
                                                   "eu_supply", "geopolrisk", "points",  "cut"};
    return name[i];
}

static void raise(double *to, double value)
{
    if (value > *to) *to = value;
}

/* --- from shares of content ---------------------------------------------------------------- */

static int32_t find_exposed(const lode_exposure *e, int32_t product, int32_t actor)
{
    for (int32_t x = 0; x < e->n_exposed; x++)
        if (e->exposed[x].product == product && e->exposed[x].actor == actor && !e->exposed[x].used) return x;
    return -1;
}

/* Concentration of the content of a root by the actors through which it passed at a stage. */
static double content_hhi(const lode_exposure *e, int32_t x, int32_t r, int32_t stage)
{
    double sum = 0;
    for (int32_t a = 0; a < e->chain.n_actor; a++) {
        double share = lode_exposure_share(e, x, r, stage, a);
        sum += share * share;
    }
    return sum;
}

static void from_shares(const lode_exposure *e, lode_exposure_index *k)
{
    int32_t x = find_exposed(e, k->product, k->actor);
    for (int32_t r = 0; r < e->n_root; r++) {
        double first = 0;
        for (int32_t s = 0; s < e->chain.n_stage; s++) {
            double hhi = content_hhi(e, x, r, s);
            if (!(first > 0)) first = hhi;
            raise(&k->value[LODE_INDEX_HHI], hhi);
        }
        raise(&k->value[LODE_INDEX_HHI_FIRST], first);
        for (int32_t a = 0; a < e->chain.n_actor; a++) {
            double share = lode_exposure_share(e, x, r, e->chain.n_stage, a);
            if (a != k->actor) raise(&k->value[LODE_INDEX_THROUGH], share);
        }
    }
}

/* --- from trade ---------------------------------------------------------------------------- */

/* Year of a product in an actor, unit/day, and who sells it there. */
typedef struct trade {
    lode_supply_year year;
    double *world; /* (n_actor) what is used anywhere, by maker's actor */
    double *from;  /* (n_actor) what is used there, by maker's actor    */
    double used;
} trade;

/* Herfindahl index in which the actor's own supply carries no risk. */
static double foreign_hhi(const double *by_actor, int32_t n, int32_t own)
{
    double all = 0, sum = 0;
    for (int32_t a = 0; a < n; a++) all += by_actor[a];
    for (int32_t a = 0; a < n && all > 0; a++) {
        lode_supplier s = {by_actor[a] / all, a == own ? 0 : 1, 1};
        sum += lode_hhi_weighted(&s, 1);
    }
    return sum;
}

static void find_trade(const lode_chain *c, int32_t product, int32_t actor, trade *t)
{
    t->year = (lode_supply_year){0};
    t->used = 0;
    for (int32_t a = 0; a < c->n_actor; a++) t->from[a] = t->world[a] = 0;
    for (int32_t l = 0; l < c->n_link; l++) {
        int32_t g = c->link_group[l];
        if (c->group_product[g] != product) continue;
        int32_t maker = c->site_actor[c->output_site[c->link_output[l]]], user = c->site_actor[c->group_site[g]];
        double flow = c->link_flow[l];
        t->world[maker] += flow;
        if (maker == actor) t->year.production += flow;
        if (maker == actor && user != actor) t->year.exports += flow;
        if (maker != actor && user == actor) t->year.imports += flow;
        if (user == actor) t->from[maker] += flow, t->used += flow;
    }
}

/* The indices of trade for one product that the actor uses. */
static void from_trade(const lode_exposure *e, lode_exposure_index *k, const trade *t, bool direct)
{
    int32_t n = e->chain.n_actor;
    double reliance = lode_net_import_reliance(&t->year).reliance;
    lode_eu_supply eu = {foreign_hhi(t->world, n, k->actor), foreign_hhi(t->from, n, k->actor),
                         lode_eu_import_reliance(t->year.imports, t->year.exports, t->year.production), 0, 1};
    lode_partner all = {t->year.imports, 0, LODE_GEOPOLRISK_MISSING};
    if (direct) raise(&k->value[LODE_INDEX_IMPORTS], reliance);
    raise(&k->value[LODE_INDEX_EU], lode_eu_supply_risk(&eu));
    raise(&k->value[LODE_INDEX_GEOPOLRISK], lode_geopolrisk_of(lode_concentration_of(t->world, n).hhi, t->year.production, &all, 1).score);
}

/* Mark the products that a product is made from: directly (2) or further up (1). */
static void mark_inputs(const lode_chain *c, int32_t product, uint8_t *upstream)
{
    memset(upstream, 0, (size_t)c->n_product);
    for (int32_t n = 0; n < c->n_product; n++) {
        int32_t p = c->product_order[n];
        if (p != product && !upstream[p]) continue;
        for (int32_t j = c->product_output_ptr[p]; j < c->product_output_ptr[p + 1]; j++) {
            int32_t i = c->output_site[c->product_output[j]];
            for (int32_t g = c->group_first[i]; g < c->group_end[i]; g++) {
                int32_t q = c->group_product[g];
                if (p == product) upstream[q] = 2;
                else if (!upstream[q]) upstream[q] = 1;
            }
        }
    }
    upstream[product] = 0;
}

static bool indices_of(const lode_exposure *e, lode_exposure_index *k, lode_arena *scratch)
{
    const lode_chain *c = &e->chain;
    lode_arena_mark start = lode_arena_now(scratch);
    uint8_t *upstream = LODE_TAKE(scratch, c->n_product, uint8_t);
    trade t = {.world = LODE_TAKE(scratch, c->n_actor, double), .from = LODE_TAKE(scratch, c->n_actor, double)};
    if (!upstream || !t.world || !t.from) return false;
    from_shares(e, k);
    mark_inputs(c, k->product, upstream);
    for (int32_t p = 0; p < c->n_product; p++) {
        if (!upstream[p]) continue;
        find_trade(c, p, k->actor, &t);
        if (t.used > 0) from_trade(e, k, &t, upstream[p] == 2);
    }
    for (int32_t i = 0; i < e->n_point; i++)
        k->value[LODE_INDEX_POINTS] += e->point[i].product == k->product && e->point[i].actor == k->actor;
    for (int32_t i = 0; i < e->n_cut; i++)
        if (e->cut[i].product == k->product && e->cut[i].actor == k->actor) raise(&k->value[LODE_INDEX_CUT], 1.0 / e->cut[i].n);
    lode_arena_rewind(scratch, start);
    return true;
}

bool lode_indices_find(lode_exposure *e)
{
    lode_arena scratch = {0};
    e->index = LODE_TAKE(&e->arena, e->n_exposed, lode_exposure_index);
    bool ok = e->index != NULL;
    for (int32_t x = 0; ok && x < e->n_exposed; x++) {
        if (e->exposed[x].product < 0 || e->exposed[x].actor < 0 || e->exposed[x].used) continue;
        lode_exposure_index *k = &e->index[e->n_index++];
        *k = (lode_exposure_index){.product = e->exposed[x].product, .actor = e->exposed[x].actor,
                                   .halt = LODE_NEVER, .shortfall = LODE_NEVER, .trough = 1};
        ok = indices_of(e, k, &scratch);
    }
    lode_arena_free(&scratch);
    return ok;
}

/* --- beside the simulation ----------------------------------------------------------------- */

int32_t lode_exposure_scenario(const lode_case *c)
{
    int32_t standoff = lode_case_find(c, LODE_T_SCENARIOS, "standoff");
    int32_t quo = lode_case_find(c, LODE_T_SCENARIOS, "status-quo");
    int32_t none = lode_case_find(c, LODE_T_SCENARIOS, "no-measures");
    for (int32_t s = 0; standoff < 0 && s < c->table[LODE_T_SCENARIOS].n_row; s++)
        if (s != quo && s != none) return s;
    return standoff >= 0 ? standoff : quo;
}

/* A number that sorts as the dates do: any halt before any shortfall, earlier before later, deeper before shallower. */
static double severity_of(const lode_exposure_index *k, int32_t end)
{
    double depth = k->trough < 0 ? 1 : k->trough > 1 ? 0 : 1 - k->trough;
    double halt = k->halt == LODE_NEVER ? 0 : 1e6 + end - k->halt;
    double shortfall = k->shortfall == LODE_NEVER ? 0 : 0.5 + 4e-6 * (end - k->shortfall);
    return halt + shortfall + 1e-6 * depth;
}

static void take_dates(lode_exposure *e, const lode_result *r, const lode_scenario_result *s)
{
    for (int32_t i = 0; i < e->n_index; i++) {
        lode_exposure_index *k = &e->index[i];
        k->halt = k->shortfall = LODE_NEVER;
        k->trough = 1;
        for (int32_t j = 0; j < s->n_run_out; j++) {
            const lode_run_out *o = &s->run_out[j];
            if (o->product != k->product || o->actor != k->actor) continue;
            k->halt = o->halt.p50;
            k->shortfall = o->first_shortfall.p50;
            k->trough = o->trough.p50;
        }
        k->severity = severity_of(k, r->end);
    }
}

bool lode_exposure_compare(lode_exposure *e, const lode_result *r, int32_t scenario)
{
    const lode_scenario_result *s = NULL;
    for (int32_t i = 0; i < r->n_scenario; i++)
        if (r->scenario[i].scenario == scenario) s = &r->scenario[i];
    if (!s) return true;
    lode_arena scratch = {0};
    int32_t n = e->n_index;
    double *x = LODE_TAKE(&scratch, n, double), *y = LODE_TAKE(&scratch, n, double), *rank = LODE_TAKE(&scratch, 2 * n, double);
    bool ok = x && y && rank;
    if (ok) {
        e->scenario = scenario;
        e->as_of = lode_case_int(r->c, 0, LODE_CASE_AS_OF, r->start);
        take_dates(e, r, s);
    }
    for (int32_t i = 0; ok && i < n; i++) y[i] = e->index[i].severity;
    for (int32_t k = 0; ok && k < LODE_N_INDEX; k++) {
        lode_agreement *a = &e->agreement[k];
        for (int32_t i = 0; i < n; i++) x[i] = e->index[i].value[k];
        a->rho = lode_spearman(x, y, n, rank);
        a->tau = lode_kendall(x, y, n);
        a->n_worst = lode_disagreements(x, y, n, rank, a->worst, 3);
    }
    lode_arena_free(&scratch);
    return ok;
}
