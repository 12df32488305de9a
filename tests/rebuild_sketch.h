/* Rebuild problems written down line by line, for tests. Sizes are fixed; nothing is checked but by lode_rebuild_fault(). */
#ifndef LODE_TEST_REBUILD_SKETCH_H
#define LODE_TEST_REBUILD_SKETCH_H

#include <math.h>
#include <string.h>

#include "rebuild/frontier.h"

enum { SKETCH_MOST = 64, SKETCH_QUARTERS = 24 };

typedef struct sketch {
    lode_rebuild_problem p;
    const char *product[SKETCH_MOST];
    lode_rebuild_flow flow[SKETCH_MOST];
    lode_rebuild_recipe recipe[SKETCH_MOST];
    lode_rebuild_line line[SKETCH_MOST];
    lode_rebuild_piece piece[SKETCH_MOST];
    lode_rebuild_add add[SKETCH_MOST];
    lode_rebuild_use use[SKETCH_MOST];
    lode_rebuild_project project[SKETCH_MOST];
    lode_rebuild_limit limit[SKETCH_MOST];
    lode_rebuild_purchase purchase[SKETCH_MOST];
    lode_rebuild_need need[SKETCH_MOST];
    double path[SKETCH_MOST][SKETCH_QUARTERS];
    int n_path;
    lode_arena arena;
} sketch;

static inline sketch *sketch_begin(sketch *s, int32_t quarters)
{
    memset(s, 0, sizeof *s);
    s->p = (lode_rebuild_problem){.n_quarter = quarters, .product = s->product, .flow = s->flow, .recipe = s->recipe,
                                  .line = s->line, .piece = s->piece, .add = s->add, .use = s->use, .project = s->project,
                                  .limit = s->limit, .purchase = s->purchase, .need = s->need, .target = 1, .hold = 1,
                                  .budget_usd = INFINITY};
    return s;
}

/* The same number in every quarter. */
static inline const double *sketch_flat(sketch *s, double x)
{
    double *path = s->path[s->n_path++];
    for (int t = 0; t < SKETCH_QUARTERS; t++) path[t] = x;
    return path;
}

static inline int32_t sketch_product(sketch *s, const char *name)
{
    s->product[s->p.n_product] = name;
    return s->p.n_product++;
}

static inline void sketch_flow(sketch *s, int32_t product, double per_unit)
{
    s->flow[s->p.n_flow++] = (lode_rebuild_flow){product, per_unit};
}

/* A line that makes one unit of `out` from `per_unit` of `in` (-1: of nothing). */
static inline int32_t sketch_line(sketch *s, const char *name, int32_t out, int32_t in, double per_unit, double capacity)
{
    lode_rebuild_recipe *r = &s->recipe[s->p.n_recipe];
    *r = (lode_rebuild_recipe){s->p.n_flow, in >= 0, s->p.n_flow + (in >= 0), 1, 0};
    if (in >= 0) sketch_flow(s, in, per_unit);
    sketch_flow(s, out, 1);
    s->line[s->p.n_line] = (lode_rebuild_line){.name = name, .stage = name, .first_recipe = s->p.n_recipe++, .n_recipe = 1,
                                               .capacity = sketch_flat(s, capacity)};
    return s->p.n_line++;
}

/* A plant of one size. */
static inline lode_rebuild_project *sketch_plant(sketch *s, const char *name, int32_t line, double capacity, double usd,
                                                 int32_t build)
{
    lode_rebuild_project *j = &s->project[s->p.n_project++];
    s->piece[s->p.n_piece] = (lode_rebuild_piece){capacity, capacity, usd, 0};
    s->add[s->p.n_add] = (lode_rebuild_add){line, 1};
    *j = (lode_rebuild_project){.name = name, .first_add = s->p.n_add++, .n_add = 1, .first_piece = s->p.n_piece++, .n_piece = 1,
                                .latest = s->p.n_quarter, .build = build, .after = -1};
    return j;
}

static inline int32_t sketch_limit(sketch *s, const char *name, double per_quarter)
{
    s->limit[s->p.n_limit] = (lode_rebuild_limit){name, sketch_flat(s, per_quarter)};
    return s->p.n_limit++;
}

static inline void sketch_use(sketch *s, lode_rebuild_project *j, int32_t limit, double amount, int32_t from, int32_t until)
{
    if (j->n_use == 0) j->first_use = s->p.n_use;
    s->use[s->p.n_use++] = (lode_rebuild_use){limit, amount, from, until};
    j->n_use++;
}

static inline void sketch_purchase(sketch *s, const char *name, int32_t product, double per_year, double usd)
{
    s->purchase[s->p.n_purchase++] = (lode_rebuild_purchase){name, product, sketch_flat(s, per_year), usd};
}

static inline void sketch_need(sketch *s, int32_t product, double per_year, double loss)
{
    s->need[s->p.n_need++] = (lode_rebuild_need){product, sketch_flat(s, per_year), loss};
}

/* Within a millionth of the best, within a minute. */
static inline lode_solve_options sketch_exact(void)
{
    return (lode_solve_options){.gap = 1e-9, .seconds = 60, .nodes = 1000000};
}

#endif
