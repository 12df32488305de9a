/* What a need counts: use of products in the calibrated base year, or what end products contain of them. */
#include <math.h>
#include <string.h>

#include "base/compat.h"
#include "engine/engine.h"
#include "study/rebuild_case.h"

static const double DAYS_PER_YEAR = 365.0;

bool lode_rebuild_base_make(const lode_built *b, lode_rebuild_base *base)
{
    const lode_engine *e = lode_engine_best();
    *base = (lode_rebuild_base){.b = b};
    void *memory = lode_arena_take(&base->arena, 1, e->values_bytes(b->model));
    base->values = LODE_TAKE(&base->arena, 1, lode_values);
    if (!memory || !base->values) return false;
    e->values_place(b->model, memory, base->values);
    e->calibrate(b->model, b->x, lode_case_int(b->c, 0, LODE_CASE_STEP, 1), base->values);
    return true;
}

void lode_rebuild_base_free(lode_rebuild_base *base)
{
    lode_arena_free(&base->arena);
    memset(base, 0, sizeof *base);
}

static bool lists(const lode_case *c, int32_t row, lode_column_id column, int32_t x)
{
    const lode_cell *cell = lode_case_cell(c, row, column);
    for (int32_t i = cell->first; cell->set && i < cell->first + cell->n; i++)
        if (c->list[i] == x) return true;
    return false;
}

/* A count under way. */
typedef struct count {
    const lode_rebuild_base *base;
    const lode_model *m;
    const lode_case *c;
    int32_t need;
    uint8_t *inside;  /* (products) listed, or something that listed ones are made from */
    double *content;  /* (products) listed product in a unit of each                    */
    double *use, *lost, *value; /* (products) */
} count;

/* Base recipe rows: output row o of recipe `id` that makes `product`. */
static bool makes(const lode_case *c, const char *recipe, int32_t product)
{
    for (int32_t r = 0; r < c->table[LODE_T_RECIPES].n_row; r++)
        if (lode_case_int(c, r, LODE_RECIPES_DIRECTION, 0) == 1 && lode_case_int(c, r, LODE_RECIPES_PRODUCT, -1) == product &&
            strcmp(lode_case_text(c, r, LODE_RECIPES_RECIPE), recipe) == 0)
            return true;
    return false;
}

/* Mark what listed products are made from, to the bottom of the chain. */
static void mark_inside(count *k)
{
    const lode_case *c = k->c;
    const lode_rows *recipes = &c->table[LODE_T_RECIPES];
    for (int32_t p = 0; p < k->m->n_product; p++) k->inside[p] = lists(c, k->need, LODE_REBUILD_NEEDS_PRODUCTS, p);
    for (bool moved = true; moved;) {
        moved = false;
        for (int32_t r = 0; r < recipes->n_row; r++) {
            int32_t in = lode_case_int(c, r, LODE_RECIPES_PRODUCT, -1);
            if (lode_case_int(c, r, LODE_RECIPES_DIRECTION, 0) != 0 || lode_case_int(c, r, LODE_RECIPES_ALTERNATIVE, 0) != 0 || k->inside[in])
                continue;
            for (int32_t p = 0; p < k->m->n_product && !k->inside[in]; p++)
                if (k->inside[p] && makes(c, lode_case_text(c, r, LODE_RECIPES_RECIPE), p)) k->inside[in] = 1;
            moved = moved || k->inside[in];
        }
    }
}

/* Whether users of this end use count: by the words any, civil, defence. */
static bool use_counts(const count *k, int32_t end_use)
{
    int32_t word = lode_case_int(k->c, k->need, LODE_REBUILD_NEEDS_END_USE, 0);
    return word == 0 || word == end_use;
}

/* 1 civil, 2 defence: end use of a site of the model. */
static int32_t end_use_of(const count *k, int32_t site)
{
    int32_t row = k->base->b->site_row[site];
    if (k->base->b->site_table[site] == LODE_T_DEMAND) return lode_case_int(k->c, row, LODE_DEMAND_END_USE, 0) == 1 ? 2 : 1;
    return lode_case_int(k->c, row, LODE_SITES_END_USE, 0) == 2 ? 2 : 1;
}

/* Main product of a site: its first output. */
static int32_t product_of(const count *k, int32_t site)
{
    for (int32_t o = 0; o < k->m->n_output; o++)
        if (k->m->output_site[o] == site) return k->m->output_product[o];
    return -1;
}

/* Base use of a site of each product, unit/year, where `wanted` says so. */
static void add_use_of_site(count *k, int32_t site, double scale)
{
    const lode_model *m = k->m;
    for (int32_t g = 0; g < m->n_group; g++) {
        if (m->group_site[g] != site || !lists(k->c, k->need, LODE_REBUILD_NEEDS_PRODUCTS, m->group_product[g])) continue;
        for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++)
            k->use[m->group_product[g]] += scale * DAYS_PER_YEAR * k->base->values->link_flow[m->group_link[j]].v[0];
    }
}

/* Listed product `p` in a unit of each product, by the base recipes, to the first listed one on the way. */
static void fill_content(count *k, int32_t p)
{
    const lode_case *c = k->c;
    int32_t n = k->m->n_product;
    for (int32_t q = 0; q < n; q++) k->content[q] = q == p;
    for (int32_t sweep = 0; sweep < n; sweep++) {
        bool moved = false;
        for (int32_t q = 0; q < n; q++) {
            if (lists(c, k->need, LODE_REBUILD_NEEDS_PRODUCTS, q)) continue;
            double sum = 0;
            const char *recipe = NULL;
            for (int32_t r = 0; r < c->table[LODE_T_RECIPES].n_row && !recipe; r++)
                if (lode_case_int(c, r, LODE_RECIPES_DIRECTION, 0) == 1 && lode_case_int(c, r, LODE_RECIPES_PRODUCT, -1) == q)
                    recipe = lode_case_text(c, r, LODE_RECIPES_RECIPE);
            for (int32_t r = 0; recipe && r < c->table[LODE_T_RECIPES].n_row; r++) {
                int32_t per = lode_case_qty(c, r, LODE_RECIPES_PER_UNIT);
                bool base_input = lode_case_int(c, r, LODE_RECIPES_DIRECTION, 0) == 0 && lode_case_int(c, r, LODE_RECIPES_ALTERNATIVE, 0) == 0;
                if (base_input && per >= 0 && strcmp(lode_case_text(c, r, LODE_RECIPES_RECIPE), recipe) == 0)
                    sum += c->input[per].central * k->content[lode_case_int(c, r, LODE_RECIPES_PRODUCT, 0)];
            }
            moved = moved || fabs(sum - k->content[q]) > 1e-15;
            k->content[q] = sum;
        }
        if (!moved) break;
    }
}

/* End products made by the actors: what they contain, and the value added that waits for it. */
static void add_contents(count *k, const uint8_t *is_for)
{
    const lode_model *m = k->m;
    bool some = lode_case_cell(k->c, k->need, LODE_REBUILD_NEEDS_FOR)->set;
    for (int32_t p = 0; p < m->n_product; p++) {
        if (!lists(k->c, k->need, LODE_REBUILD_NEEDS_PRODUCTS, p)) continue;
        fill_content(k, p);
        for (int32_t s = 0; s < m->n_site; s++) {
            int32_t e = product_of(k, s);
            if (m->site_kind[s] == LODE_DEMAND || e < 0 || !is_for[m->site_actor[s]] || k->content[e] <= 0 ||
                !lode_case_int(k->c, e, LODE_PRODUCTS_END_PRODUCT, 0) || !use_counts(k, end_use_of(k, s)) ||
                (some && !lists(k->c, k->need, LODE_REBUILD_NEEDS_FOR, e)))
                continue;
            double made = DAYS_PER_YEAR * k->base->values->site_base[s].v[0];
            k->use[p] += made * k->content[e];
            k->value[p] += made * k->base->values->site_value_added[s].v[0];
        }
    }
}

/* Direct demand: of defence always, of others where nothing is listed or the product itself is. */
static void add_demand(count *k, const uint8_t *is_for)
{
    const lode_model *m = k->m;
    bool some = lode_case_cell(k->c, k->need, LODE_REBUILD_NEEDS_FOR)->set;
    for (int32_t s = 0; s < m->n_site; s++) {
        if (m->site_kind[s] != LODE_DEMAND || !is_for[m->site_actor[s]]) continue;
        int32_t p = lode_case_int(k->c, k->base->b->site_row[s], LODE_DEMAND_PRODUCT, -1), use = end_use_of(k, s);
        if (!use_counts(k, use)) continue;
        if (use == 2 || !some || lists(k->c, k->need, LODE_REBUILD_NEEDS_FOR, p)) add_use_of_site(k, s, 1.0);
    }
}

/* Users that are not part of the chain themselves. */
static void add_users(count *k, const uint8_t *is_for)
{
    const lode_model *m = k->m;
    for (int32_t s = 0; s < m->n_site; s++) {
        if (!is_for[m->site_actor[s]] || !use_counts(k, end_use_of(k, s))) continue;
        int32_t p = m->site_kind[s] == LODE_DEMAND ? -1 : product_of(k, s);
        if (p >= 0 && k->inside[p]) continue;
        add_use_of_site(k, s, 1.0);
    }
}

/* Where an actor buys more of a listed product than its users take of what is made there, that counts. */
static void add_imports(count *k, const uint8_t *is_for)
{
    const lode_case *c = k->c;
    for (int32_t p = 0; p < k->m->n_product; p++) {
        double bought = 0;
        for (int32_t r = 0; r < c->table[LODE_T_CONSUMPTION].n_row; r++) {
            int32_t i = lode_case_qty(c, r, LODE_CONSUMPTION_PER_YEAR);
            if (lode_case_int(c, r, LODE_CONSUMPTION_PRODUCT, -1) == p && is_for[lode_case_int(c, r, LODE_CONSUMPTION_ACTOR, 0)] && i >= 0)
                bought += c->input[i].central;
        }
        if (lists(c, k->need, LODE_REBUILD_NEEDS_PRODUCTS, p)) k->use[p] = fmax(k->use[p], bought);
    }
}

bool lode_rebuild_use_of(const lode_rebuild_base *base, const uint8_t *is_for, int32_t need, double *use, double *lost)
{
    const lode_model *m = base->b->model;
    lode_arena scratch = {0};
    count k = {.base = base, .m = m, .c = base->b->c, .need = need, .use = use, .lost = lost};
    k.inside = LODE_TAKE(&scratch, m->n_product, uint8_t);
    k.content = LODE_TAKE(&scratch, m->n_product, double);
    k.value = LODE_TAKE(&scratch, m->n_product, double);
    bool ok = k.inside && k.content && k.value;
    if (ok) {
        memset(use, 0, (size_t)m->n_product * sizeof *use);
        mark_inside(&k);
        add_contents(&k, is_for);
        for (int32_t p = 0; p < m->n_product; p++) lost[p] = use[p] > 0 ? k.value[p] / use[p] : 0.0;
        if (lode_case_int(k.c, need, LODE_REBUILD_NEEDS_COUNT, 0) == 0) {
            memset(use, 0, (size_t)m->n_product * sizeof *use);
            add_users(&k, is_for);
            add_imports(&k, is_for);
        } else add_demand(&k, is_for);
    }
    lode_arena_free(&scratch);
    return ok;
}
