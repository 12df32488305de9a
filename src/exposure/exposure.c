/* Shares of content by stage and actor, and concentration: docs/exposure.md 2 and 5. */
#include "exposure/exposure.h"

#include <stdlib.h>

#include "base/diag.h"
#include "exposure/inner.h"

const double LODE_CUT_LEFT = 0.05;
const double LODE_POINT_LEFT = 0.5;
static const double SMALLEST = 1e-9; /* shares below are rounding */

lode_exposure_options lode_exposure_default(void)
{
    return (lode_exposure_options){-1, -1, -1};
}

bool lode_exposed_has(const lode_exposure *e, const lode_exposed *x, int32_t product, int32_t actor)
{
    bool product_counts = x->product < 0 ? e->product_end[product] : x->product == product;
    return product_counts && (x->actor < 0 || x->actor == actor);
}

static bool find_end_products(lode_exposure *e)
{
    uint8_t *end = LODE_TAKE(&e->arena, e->chain.n_product, uint8_t);
    for (int32_t p = 0; end && p < e->chain.n_product; p++)
        end[p] = lode_case_int(e->built->c, p, LODE_PRODUCTS_END_PRODUCT, 0) != 0;
    e->product_end = end;
    return end != NULL;
}

void lode_mark(const lode_chain *c, int32_t actor, uint64_t stages, uint8_t *mark)
{
    for (int32_t o = 0; o < c->n_output; o++) {
        bool at = stages >> c->product_stage[c->output_product[o]] & 1;
        if (at && c->site_actor[c->output_site[o]] == actor) mark[o] = 1;
    }
}

double lode_exposure_share(const lode_exposure *e, int32_t exposed, int32_t root_index, int32_t stage, int32_t through)
{
    const lode_chain *c = &e->chain;
    int64_t n = (int64_t)exposed * e->n_root + root_index;
    return e->share[(n * (c->n_stage + 1) + stage) * c->n_actor + through];
}

/* --- roots --------------------------------------------------------------------------------- */

/* How a product comes about. */
typedef enum lode_origin_rule { FROM_JOINT, FROM_NOTHING } lode_origin_rule;

static bool comes_from(const lode_chain *c, int32_t p, lode_origin_rule rule)
{
    for (int32_t j = c->product_output_ptr[p]; j < c->product_output_ptr[p + 1]; j++) {
        int32_t o = c->product_output[j], i = c->output_site[o];
        bool joint = c->output_ptr[i + 1] - c->output_ptr[i] > 1, fed = c->group_first[i] < c->group_end[i];
        if (c->output_made[o] > 0 && (rule == FROM_JOINT ? joint : !fed)) return true;
    }
    return false;
}

/* Whether the product is in outputs of product `in`; where that is negative, in any of what is exposed and not covered. */
static bool is_held(const lode_exposure *e, int32_t root, int32_t in, const uint8_t *covered, double *content)
{
    const lode_chain *c = &e->chain;
    lode_trace_content(c, root, content);
    for (int32_t o = 0; o < c->n_output; o++) {
        int32_t p = c->output_product[o], actor = c->site_actor[c->output_site[o]];
        if (!(content[o] > 0) || p == root) continue;
        if (in >= 0 && p == in) return true;
        for (int32_t x = 0; in < 0 && !covered[p] && x < e->n_exposed; x++)
            if (lode_exposed_has(e, &e->exposed[x], p, e->exposed[x].used ? e->exposed[x].actor : actor)) return true;
    }
    return false;
}

/* A candidate made from another candidate of an earlier stage is not a root. */
static bool is_first(const lode_exposure *e, const uint8_t *candidate, int32_t p, double *content)
{
    const lode_chain *c = &e->chain;
    for (int32_t q = 0; q < c->n_product; q++)
        if (candidate[q] && c->product_stage[q] < c->product_stage[p] && is_held(e, q, p, NULL, content)) return false;
    return true;
}

/* Products that hold one of the roots so far. */
static void cover(const lode_exposure *e, uint8_t *covered, double *content)
{
    const lode_chain *c = &e->chain;
    for (int32_t r = 0; r < e->n_root; r++) {
        lode_trace_content(c, e->root[r], content);
        for (int32_t o = 0; o < c->n_output; o++) covered[c->output_product[o]] |= content[o] > 0;
    }
}

/* First what joint recipes make; then, for what holds none of that, what is made from nothing. */
static bool choose_roots(lode_exposure *e, int32_t asked)
{
    const lode_chain *c = &e->chain;
    uint8_t *candidate = LODE_TAKE(&e->arena, c->n_product, uint8_t), *covered = LODE_TAKE(&e->arena, c->n_product, uint8_t);
    double *content = LODE_TAKE(&e->arena, c->n_output, double);
    e->root = LODE_TAKE(&e->arena, c->n_product + 1, int32_t);
    if (!candidate || !covered || !content || !e->root) return false;
    if (asked >= 0) e->root[e->n_root++] = asked;
    for (int rule = FROM_JOINT; asked < 0 && rule <= FROM_NOTHING; rule++) {
        for (int32_t p = 0; p < c->n_product; p++) candidate[p] = comes_from(c, p, (lode_origin_rule)rule);
        cover(e, covered, content);
        for (int32_t p = 0; p < c->n_product; p++)
            if (candidate[p] && is_held(e, p, -1, covered, content) && is_first(e, candidate, p, content))
                e->root[e->n_root++] = p;
    }
    return true;
}

/* --- who is exposed ------------------------------------------------------------------------ */

static bool makes(const lode_exposure *e, const lode_exposed *x)
{
    const lode_chain *c = &e->chain;
    for (int32_t o = 0; o < c->n_output; o++)
        if (c->output_made[o] > 0 && lode_exposed_has(e, x, c->output_product[o], c->site_actor[c->output_site[o]]))
            return true;
    return false;
}

static bool uses(const lode_exposure *e, const lode_exposed *x)
{
    const lode_chain *c = &e->chain;
    for (int32_t l = 0; l < c->n_link; l++) {
        int32_t g = c->link_group[l];
        if (c->link_flow[l] > 0 && lode_exposed_has(e, x, c->group_product[g], c->site_actor[c->group_site[g]]))
            return true;
    }
    return false;
}

static void add_exposed(lode_exposure *e, int32_t product, int32_t actor, bool used, bool listed)
{
    lode_exposed x = {product, actor, used, listed};
    if (used ? uses(e, &x) : makes(e, &x)) e->exposed[e->n_exposed++] = x;
}

/* All end products together, then each; in the world, then in each actor. A product that was asked for and is no end
 * product: both what is made and what is used. */
static bool choose_exposed(lode_exposure *e, const lode_exposure_options *o)
{
    const lode_chain *c = &e->chain;
    e->exposed = LODE_TAKE(&e->arena, (int64_t)(c->n_product + 1) * (c->n_actor + 1) * 2, lode_exposed);
    if (!e->exposed) return false;
    for (int32_t actor = -1; actor < c->n_actor; actor++) {
        if (o->actor >= 0 && actor != o->actor) continue;
        if (o->product < 0) add_exposed(e, -1, actor, false, true);
        for (int32_t p = 0; p < c->n_product; p++) {
            bool wanted = o->product < 0 ? e->product_end[p] : o->product == p;
            if (wanted) add_exposed(e, p, actor, false, true);
            if (wanted && !e->product_end[p]) add_exposed(e, p, actor, true, true);
        }
    }
    return true;
}

/* Unless one product was asked for: what else is made from a root, so that its indices can be compared too. */
static bool add_intermediates(lode_exposure *e, const lode_exposure_options *o)
{
    const lode_chain *c = &e->chain;
    double *content = LODE_TAKE(&e->arena, c->n_output, double);
    for (int32_t p = 0; content && p < c->n_product && o->product < 0; p++) {
        bool root = false, holds = false;
        for (int32_t r = 0; r < e->n_root; r++) {
            root |= e->root[r] == p;
            holds = holds || is_held(e, e->root[r], p, NULL, content);
        }
        if (root || !holds || e->product_end[p]) continue;
        for (int32_t actor = -1; actor < c->n_actor; actor++)
            if (o->actor < 0 || actor == o->actor) add_exposed(e, p, actor, false, false);
    }
    return content != NULL;
}

/* --- shares -------------------------------------------------------------------------------- */

/* One pass of a trace: what it marked. */
typedef struct pass {
    int32_t root_index, stage, through; /* stage n_stage: any                                   */
    int32_t top;                        /* any: stages up to this one were marked               */
    const double *content, *share;      /* (n_output)                                           */
} pass;

/* Whether the pass holds for what is exposed: stages before that of the product itself, or with it where it is used. */
static bool pass_counts(const lode_chain *c, const lode_exposed *x, int32_t product, const pass *w)
{
    int32_t last = c->product_stage[product] - (x->used ? 0 : 1);
    return w->stage == c->n_stage ? last == w->top : w->stage <= last;
}

/* Root content in one product of what is exposed, and the part of it that passed. */
static void sum_product(const lode_exposure *e, const lode_exposed *x, int32_t p, const pass *w, double *mass, double *passed)
{
    const lode_chain *c = &e->chain;
    bool counts = pass_counts(c, x, p, w);
    for (int32_t j = c->product_output_ptr[p]; j < c->product_output_ptr[p + 1]; j++) {
        int32_t o = c->product_output[j];
        double held = 0;
        if (!x->used && lode_exposed_has(e, x, p, c->site_actor[c->output_site[o]])) held = c->output_made[o];
        for (int32_t l = c->link_ptr[o]; x->used && l < c->link_ptr[o + 1]; l++)
            if (lode_exposed_has(e, x, p, c->site_actor[c->group_site[c->link_group[l]]])) held += c->link_flow[l];
        *mass += held * w->content[o];
        *passed += counts ? held * w->content[o] * w->share[o] : 0;
    }
}

static void sum_exposed(const lode_exposure *e, const lode_exposed *x, const pass *w, double *mass, double *passed)
{
    for (int32_t p = 0; p < e->chain.n_product; p++)
        if (x->product < 0 ? e->product_end[p] : x->product == p) sum_product(e, x, p, w, mass, passed);
}

static void add_pass(lode_exposure *e, const pass *w)
{
    const lode_chain *c = &e->chain;
    for (int32_t x = 0; x < e->n_exposed; x++) {
        double mass = 0, passed = 0;
        sum_exposed(e, &e->exposed[x], w, &mass, &passed);
        int64_t at = (((int64_t)x * e->n_root + w->root_index) * (c->n_stage + 1) + w->stage) * c->n_actor + w->through;
        if (mass > 0) e->share[at] += passed / mass;
    }
}

/* The last stages that count for any of what is exposed: bits. */
static uint64_t tops(const lode_exposure *e)
{
    const lode_chain *c = &e->chain;
    uint64_t bits = 0;
    for (int32_t x = 0; x < e->n_exposed; x++)
        for (int32_t p = 0; p < c->n_product; p++)
            if (lode_exposed_has(e, &e->exposed[x], p, e->exposed[x].actor)) {
                int32_t last = c->product_stage[p] - (e->exposed[x].used ? 0 : 1);
                if (last >= 0) bits |= UINT64_C(1) << last;
            }
    return bits;
}

/* Stages first..last as bits. */
static uint64_t stages_between(int32_t first, int32_t last)
{
    uint64_t bits = 0;
    for (int32_t s = first; s <= last; s++) bits |= UINT64_C(1) << s;
    return bits;
}

static bool follow_root(lode_exposure *e, int32_t r, lode_arena *scratch)
{
    const lode_chain *c = &e->chain;
    lode_arena_mark start = lode_arena_now(scratch);
    double *content = LODE_TAKE(scratch, c->n_output, double), *share = LODE_TAKE(scratch, c->n_output, double);
    uint8_t *mark = LODE_TAKE(scratch, c->n_output, uint8_t);
    if (!content || !share || !mark) return false;
    lode_trace_content(c, e->root[r], content);
    uint64_t top = tops(e);
    for (int32_t actor = 0; actor < c->n_actor; actor++)
        for (int32_t s = 0; s < 2 * c->n_stage; s++) {
            /* single stages, then any stage up to each that is the last for something */
            bool any = s >= c->n_stage;
            int32_t last = any ? s - c->n_stage : s, first = any ? c->product_stage[e->root[r]] : s;
            if (any && (!(top >> last & 1) || last < first)) continue;
            uint64_t stages = stages_between(first, last);
            for (int32_t o = 0; o < c->n_output; o++) mark[o] = 0;
            lode_mark(c, actor, stages, mark);
            lode_trace_through(c, e->root[r], content, mark, stages, share);
            add_pass(e, &(pass){r, any ? c->n_stage : s, actor, last, content, share});
        }
    lode_arena_rewind(scratch, start);
    return true;
}

static bool find_shares(lode_exposure *e)
{
    const lode_chain *c = &e->chain;
    lode_arena scratch = {0};
    int64_t n = (int64_t)e->n_exposed * e->n_root * (c->n_stage + 1) * c->n_actor;
    e->share = LODE_TAKE(&e->arena, n, double);
    bool ok = e->share != NULL;
    for (int32_t r = 0; ok && r < e->n_root; r++) ok = follow_root(e, r, &scratch);
    lode_arena_free(&scratch);
    return ok;
}

/* --- rows ---------------------------------------------------------------------------------- */

/* Rows of one exposed, root and stage, largest share first. */
static void put_rows(lode_exposure *e, int32_t x, int32_t r, int32_t stage)
{
    int32_t first = e->n_row;
    for (int32_t a = 0; a < e->chain.n_actor; a++) {
        double share = lode_exposure_share(e, x, r, stage, a);
        if (!(share > SMALLEST)) continue;
        int32_t at = e->n_row++;
        while (at > first && e->row[at - 1].share < share) e->row[at] = e->row[at - 1], at--;
        e->row[at] = (lode_exposure_row){x, e->root[r], stage == e->chain.n_stage ? -1 : stage, a, share > 1 ? 1 : share};
    }
}

static bool list_rows(lode_exposure *e)
{
    const lode_chain *c = &e->chain;
    int64_t cells = (int64_t)e->n_exposed * e->n_root * (c->n_stage + 1) * c->n_actor, n = 0;
    for (int64_t i = 0; i < cells; i++) n += e->share[i] > SMALLEST;
    e->row = LODE_TAKE(&e->arena, n, lode_exposure_row);
    if (!e->row) return false;
    for (int32_t x = 0; x < e->n_exposed; x++)
        for (int32_t r = 0; r < e->n_root; r++)
            for (int32_t s = 0; s <= c->n_stage; s++) put_rows(e, x, r, s);
    return true;
}

/* --- concentration ------------------------------------------------------------------------- */

/* The making of product p. */
static lode_concentration product_hhi(const lode_chain *c, int32_t p, double *by_actor)
{
    for (int32_t a = 0; a < c->n_actor; a++) by_actor[a] = 0;
    for (int32_t j = c->product_output_ptr[p]; j < c->product_output_ptr[p + 1]; j++)
        by_actor[c->site_actor[c->output_site[c->product_output[j]]]] += c->output_made[c->product_output[j]];
    return lode_concentration_of(by_actor, c->n_actor);
}

static bool find_hhi(lode_exposure *e)
{
    const lode_chain *c = &e->chain;
    double *by_actor = LODE_TAKE(&e->arena, c->n_actor, double);
    e->hhi = LODE_TAKE(&e->arena, c->n_product + (int64_t)c->n_stage * e->n_root, lode_exposure_hhi);
    if (!by_actor || !e->hhi) return false;
    for (int32_t s = 0; s < c->n_stage; s++) {
        for (int32_t p = 0; p < c->n_product; p++) {
            if (c->product_stage[p] != s) continue;
            lode_concentration k = product_hhi(c, p, by_actor);
            if (k.total > 0) e->hhi[e->n_hhi++] = (lode_exposure_hhi){p, -1, s, k};
        }
        for (int32_t r = 0; r < e->n_root && e->n_exposed > 0; r++) {
            for (int32_t a = 0; a < c->n_actor; a++) by_actor[a] = lode_exposure_share(e, 0, r, s, a);
            lode_concentration k = lode_concentration_of(by_actor, c->n_actor);
            if (k.total > 0) e->hhi[e->n_hhi++] = (lode_exposure_hhi){-1, e->root[r], s, k};
        }
    }
    return true;
}

/* --- the whole ----------------------------------------------------------------------------- */

lode_exposure *lode_exposure_find(const lode_built *b, const lode_exposure_options *o, lode_diags *diags)
{
    lode_exposure *e = calloc(1, sizeof *e);
    bool ok = e != NULL;
    if (ok) {
        e->built = b;
        e->scenario = -1;
        ok = lode_chain_build(b, &e->arena, &e->chain) && find_end_products(e) && choose_exposed(e, o) && choose_roots(e, o->root) &&
             add_intermediates(e, o) && find_shares(e) && list_rows(e) && find_hhi(e) && lode_points_find(e) && lode_cuts_find(e) &&
             lode_indices_find(e);
    }
    if (ok) return e;
    lode_diag_no_memory(diags);
    lode_exposure_free(e);
    return NULL;
}

void lode_exposure_free(lode_exposure *e)
{
    if (!e) return;
    lode_arena_free(&e->arena);
    free(e);
}
