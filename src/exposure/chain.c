/* From a built case to the plain arrays of its base network. docs/exposure.md 1. */
#include "exposure/chain.h"

#include <string.h>

#include "engine/engine.h"

enum { ROUNDS = 64 }; /* products that are made from each other (recycling) settle long before */

/* --- stages -------------------------------------------------------------------------------- */

static const char *stage_text(const lode_built *b, int32_t product)
{
    return lode_case_text(b->c, product, LODE_PRODUCTS_STAGE);
}

/* How far each product is from the beginning of its chain: 0 for what is made from nothing. Users come before makers in
 * product_order, so that one pass from its end suffices where there are no cycles; cycles are cut after it. */
static void find_depth(const lode_chain *c, int32_t *depth)
{
    for (int32_t n = c->n_product - 1; n >= 0; n--) {
        int32_t p = c->product_order[n];
        for (int32_t j = c->product_output_ptr[p]; j < c->product_output_ptr[p + 1]; j++) {
            int32_t i = c->output_site[c->product_output[j]];
            for (int32_t g = c->group_first[i]; g < c->group_end[i]; g++) {
                int32_t below = depth[c->group_product[g]] + 1;
                if (c->group_product[g] != p && below > depth[p]) depth[p] = below;
            }
        }
    }
}

/* Number the stages by the depth of their deepest product; equal depths by the order of their first products. */
static int32_t number_stages(const lode_built *b, const lode_chain *c, const int32_t *depth, int32_t *stage, lode_arena *a)
{
    int32_t n = 0, *first = LODE_TAKE(a, c->n_product, int32_t), *deepest = LODE_TAKE(a, c->n_product, int32_t);
    int32_t *rank = LODE_TAKE(a, c->n_product, int32_t);
    if (!first || !deepest || !rank) return -1;
    for (int32_t p = 0; p < c->n_product; p++) {
        int32_t s = 0;
        while (s < n && strcmp(stage_text(b, first[s]), stage_text(b, p)) != 0) s++;
        if (s == n && n < LODE_STAGES) first[n++] = p;
        stage[p] = s < n ? s : n - 1;
        if (depth[p] > deepest[stage[p]]) deepest[stage[p]] = depth[p];
    }
    for (int32_t s = 0; s < n; s++)
        for (int32_t u = 0; u < n; u++) rank[s] += deepest[u] < deepest[s] || (deepest[u] == deepest[s] && u < s);
    for (int32_t p = 0; p < c->n_product; p++) stage[p] = rank[stage[p]];
    return n;
}

void lode_chain_find_reach(const lode_chain *c, uint64_t *reach)
{
    for (int32_t p = 0; p < c->n_product; p++) reach[p] |= UINT64_C(1) << c->product_stage[p];
    for (int round = 0; round < ROUNDS; round++) {
        bool changed = false;
        for (int32_t n = c->n_product - 1; n >= 0; n--) {
            int32_t p = c->product_order[n];
            uint64_t was = reach[p];
            for (int32_t j = c->product_output_ptr[p]; j < c->product_output_ptr[p + 1]; j++) {
                int32_t i = c->output_site[c->product_output[j]];
                for (int32_t g = c->group_first[i]; g < c->group_end[i]; g++) reach[p] |= reach[c->group_product[g]];
            }
            changed |= reach[p] != was;
        }
        if (!changed) return;
    }
}

const char *lode_chain_stage(const lode_built *b, const lode_chain *c, int32_t stage)
{
    for (int32_t p = 0; p < c->n_product; p++)
        if (c->product_stage[p] == stage) return stage_text(b, p);
    return "";
}

/* --- numbers ------------------------------------------------------------------------------- */

/* Lane 0 of n lanes. */
static const double *lane0(const lode_lane *from, int32_t n, lode_arena *a)
{
    double *to = LODE_TAKE(a, n, double);
    for (int32_t i = 0; to && i < n; i++) to[i] = from[i].v[0];
    return to;
}

/* Plants: rows of sites; their cohorts share a number. */
static const int32_t *number_plants(const lode_built *b, lode_chain *c, lode_arena *a)
{
    int32_t *plant = LODE_TAKE(a, c->n_site, int32_t);
    c->n_plant = b->c->table[LODE_T_SITES].n_row;
    for (int32_t i = 0; plant && i < c->n_site; i++) plant[i] = b->site_table[i] == LODE_T_SITES ? b->site_row[i] : -1;
    return plant;
}

/* The groups of each site's first recipe; only that one runs in the base year. */
static bool base_groups(const lode_model *m, lode_chain *c, lode_arena *a)
{
    int32_t *first = LODE_TAKE(a, c->n_site, int32_t), *end = LODE_TAKE(a, c->n_site, int32_t);
    if (!first || !end) return false;
    for (int32_t i = 0; i < c->n_site; i++) {
        int32_t line = m->line_ptr[i];
        if (line == m->line_ptr[i + 1]) continue;
        first[i] = m->group_ptr[line];
        end[i] = m->group_ptr[line + 1];
    }
    c->group_first = first;
    c->group_end = end;
    return true;
}

static bool take_values(const lode_model *m, const lode_values *v, lode_chain *c, lode_arena *a)
{
    double *made = LODE_TAKE(a, c->n_output, double);
    for (int32_t o = 0; made && o < c->n_output; o++)
        made[o] = v->output_per_unit[o].v[0] * v->site_base[m->output_site[o]].v[0];
    c->output_made = made;
    c->site_base = lane0(v->site_base, c->n_site, a);
    c->site_capacity = lane0(v->site_capacity, c->n_site, a);
    c->output_value = lane0(v->output_value, c->n_output, a);
    c->link_flow = lane0(v->link_flow, c->n_link, a);
    return made && c->site_base && c->site_capacity && c->output_value && c->link_flow;
}

static bool describe_products(const lode_built *b, lode_chain *c, lode_arena *a)
{
    int32_t *depth = LODE_TAKE(a, c->n_product, int32_t), *stage = LODE_TAKE(a, c->n_product, int32_t);
    int32_t *unit = LODE_TAKE(a, c->n_product, int32_t);
    uint64_t *reach = LODE_TAKE(a, c->n_product, uint64_t);
    if (!depth || !stage || !unit || !reach) return false;
    for (int32_t p = 0; p < c->n_product; p++) {
        const char *text = lode_case_text(b->c, p, LODE_PRODUCTS_UNIT);
        while (unit[p] < p && strcmp(lode_case_text(b->c, unit[p], LODE_PRODUCTS_UNIT), text) != 0) unit[p]++;
    }
    find_depth(c, depth);
    c->n_stage = number_stages(b, c, depth, stage, a);
    c->product_stage = stage;
    c->product_unit = unit;
    if (c->n_stage >= 0) lode_chain_find_reach(c, reach);
    c->product_reach = reach;
    return c->n_stage >= 0;
}

bool lode_chain_build(const lode_built *b, lode_arena *a, lode_chain *out)
{
    const lode_engine *e = lode_engine_best();
    const lode_model *m = b->model;
    lode_arena scratch = {0};
    lode_values v = {0};
    *out = (lode_chain){
        .n_product = m->n_product, .n_actor = m->n_actor, .n_site = m->n_site, .n_output = m->n_output,
        .n_group = m->n_group, .n_link = m->n_link, .site_actor = m->site_actor, .output_ptr = m->output_ptr,
        .output_site = m->output_site, .output_product = m->output_product, .group_site = m->group_site,
        .group_product = m->group_product, .group_essential = m->group_essential, .group_link_ptr = m->group_link_ptr,
        .group_link = m->group_link, .link_ptr = m->link_ptr, .link_output = m->link_output, .link_group = m->link_group,
        .product_order = m->product_order, .product_output_ptr = m->product_output_ptr,
        .product_output = m->product_output};
    void *memory = e ? lode_arena_take(&scratch, 1, e->values_bytes(m)) : NULL;
    bool ok = memory != NULL;
    if (ok) {
        e->values_place(m, memory, &v);
        e->calibrate(m, b->x, 1, &v);
        out->site_plant = number_plants(b, out, a);
        ok = out->site_plant && base_groups(m, out, a) && take_values(m, &v, out, a) && describe_products(b, out, a);
    }
    lode_arena_free(&scratch);
    return ok;
}
