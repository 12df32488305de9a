/* The ARIO model: constants of a table, the state before any event, and the step. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "propagate/ario_inner.h"

lode_ario_options lode_ario_default(void)
{
    return (lode_ario_options){.psi_model = true,
                               .alt = true,
                               .late = true,
                               .steps = 365,
                               .step_days = 1,
                               .year_days = 365,
                               .alpha_base = 1,
                               .alpha_max = 1.25,
                               .alpha_days = 365,
                               .psi = 0.8,
                               .money = 1e6,
                               .rebuild_days = 60};
}

/* --- tables ------------------------------------------------------------------------------------ */

bool lode_ario_table_make(lode_ario_table *t, int32_t n_region, int32_t n_sector, int32_t n_category)
{
    *t = (lode_ario_table){.n_region = n_region, .n_sector = n_sector, .n_category = n_category};
    t->n_industry = n_region * n_sector;
    t->n_column = n_region * n_category;
    t->n_block = (t->n_industry + LODE_ARIO_BLOCK - 1) / LODE_ARIO_BLOCK;
    t->n_buyer = t->n_block * LODE_ARIO_BLOCK;
    t->z = LODE_TAKE(&t->arena, (size_t)t->n_industry * (size_t)t->n_buyer, double);
    t->y = LODE_TAKE(&t->arena, (size_t)t->n_industry * (size_t)t->n_column, double);
    t->x = LODE_TAKE(&t->arena, t->n_industry, double);
    return t->z && t->y && t->x;
}

void lode_ario_table_free(lode_ario_table *t)
{
    lode_arena_free(&t->arena);
    *t = (lode_ario_table){0};
}

/* --- constants (docs/propagate-ario.md 2) --------------------------------------------------------- */

/* Yearly purchases of each product by each buyer, C, into `recipe`. */
static void sum_products(lode_ario_run *r)
{
    const lode_ario_table *t = r->table;
    for (int32_t s = 0; s < t->n_sector; s++)
        for (int32_t b = 0; b < t->n_block; b++) {
            const double *tile = t->z + ((size_t)s * (size_t)t->n_block + (size_t)b) * (size_t)t->n_region * LODE_ARIO_BLOCK;
            double *sum = r->recipe + (size_t)s * (size_t)t->n_buyer + (size_t)b * LODE_ARIO_BLOCK;
            for (int32_t k = 0; k < t->n_region; k++)
                for (int32_t l = 0; l < LODE_ARIO_BLOCK; l++) sum[l] += tile[(size_t)k * LODE_ARIO_BLOCK + (size_t)l];
        }
}

/* Value added and capital (2): K = kappa max(0, x - sum_k Z[k,i]). */
static void value_capital(lode_ario_run *r)
{
    const lode_ario_table *t = r->table;
    for (int32_t i = 0; i < t->n_industry; i++) {
        double bought = 0;
        for (int32_t s = 0; s < t->n_sector; s++) bought += r->recipe[(size_t)s * (size_t)t->n_buyer + (size_t)i];
        double kappa = r->o.capital_ratio ? r->o.capital_ratio[i % t->n_sector] : 4;
        r->capital[i] = r->o.capital ? r->o.capital[i] : kappa * fmax(0, t->x[i] - bought);
    }
}

/* Recipes a = C / x, and which inputs count (2). */
static void make_recipes(lode_ario_run *r)
{
    const lode_ario_table *t = r->table;
    for (int32_t s = 0; s < t->n_sector; s++)
        for (int32_t j = 0; j < t->n_industry; j++) {
            size_t c = (size_t)s * (size_t)t->n_buyer + (size_t)j;
            /* the original's threshold: yearly against per-step flows */
            r->used[c] = r->recipe[c] > 1e-5 * r->base[j];
            r->recipe[c] = t->x[j] != 0 ? r->recipe[c] / t->x[j] : 0;
        }
}

static void make_rates(lode_ario_run *r)
{
    for (int32_t s = 0; s < r->table->n_sector; s++) {
        double n = (r->o.stock_days ? r->o.stock_days[s] : 90) / r->o.step_days;
        r->target[s] = n <= 1 ? 2 : n;
        r->refill[s] = r->o.psi_model ? r->o.step_days / (r->o.refill_days ? r->o.refill_days[s] : 60) : 1;
    }
}

/* --- the state before any event (docs/propagate-ario.md 3) ------------------------------------------ */

static void begin_orders(lode_ario_run *r)
{
    const lode_ario_table *t = r->table;
    for (int32_t s = 0; s < t->n_sector; s++)
        for (int32_t k = 0; k < t->n_region; k++) {
            double sum = 0;
            for (int32_t b = 0; b < t->n_block; b++) {
                size_t tile = (size_t)s * (size_t)t->n_block + (size_t)b;
                const double *row = t->z + (tile * (size_t)t->n_region + (size_t)k) * LODE_ARIO_BLOCK;
                for (int32_t l = 0; l < LODE_ARIO_BLOCK; l++) sum += row[l];
            }
            r->orders[k * t->n_sector + s] = r->flow * sum;
            r->weight[s * t->n_region + k] = 1;
        }
}

static void begin_state(lode_ario_run *r)
{
    const lode_ario_table *t = r->table;
    for (int32_t i = 0; i < t->n_industry; i++) {
        r->base[i] = r->flow * t->x[i];
        r->production[i] = r->base[i];
        r->overproduction[i] = r->o.alpha_base;
        double sum = 0;
        for (int32_t c = 0; c < t->n_column; c++) sum += t->y[(size_t)i * (size_t)t->n_column + (size_t)c];
        r->final[i] = r->flow * sum;
    }
    sum_products(r);
    value_capital(r);
    make_recipes(r);
    make_rates(r);
    begin_orders(r);
    for (int32_t s = 0; s < t->n_sector; s++)
        for (int32_t j = 0; j < t->n_industry; j++) {
            size_t c = (size_t)s * (size_t)t->n_buyer + (size_t)j;
            r->stock[c] = isinf(r->target[s]) ? INFINITY : r->target[s] * r->recipe[c] * r->base[j];
            r->unit_order[c] = r->flow;
        }
    r->balanced = r->close = true;
}

static bool take(lode_ario_run *r)
{
    const lode_ario_table *t = r->table;
    const size_t n = (size_t)t->n_industry, cells = (size_t)t->n_sector * (size_t)t->n_buyer;
    double **const by_industry[] = {&r->base,     &r->capital,      &r->final, &r->production, &r->overproduction,
                                    &r->capacity, &r->orders,       &r->demand, &r->fill,      &r->goal_output,
                                    &r->loss,     &r->capital_lost, &r->loss_before, &r->rebuild, &r->rebuilt,
                                    &r->undelivered, &r->weight,    &r->weight_next};
    double **const by_input[] = {&r->recipe, &r->stock, &r->stock_next, &r->unit_order, &r->unit_order_next};
    bool ok = true;
    for (size_t k = 0; k < sizeof by_industry / sizeof *by_industry; k++)
        ok = ok && (*by_industry[k] = LODE_TAKE(&r->arena, n, double)) != NULL;
    for (size_t k = 0; k < sizeof by_input / sizeof *by_input; k++)
        ok = ok && (*by_input[k] = LODE_TAKE(&r->arena, cells, double)) != NULL;
    ok = ok && (r->used = LODE_TAKE(&r->arena, cells, bool)) != NULL;
    ok = ok && (r->target = LODE_TAKE(&r->arena, t->n_sector, double)) != NULL;
    ok = ok && (r->refill = LODE_TAKE(&r->arena, t->n_sector, double)) != NULL;
    ok = ok && (r->column = LODE_TAKE(&r->arena, 2 * n, double)) != NULL;
    return ok && (r->unmet = LODE_TAKE(&r->arena, t->n_column, double)) != NULL;
}

lode_ario_run *lode_ario_begin(const lode_ario_table *t, const lode_ario_options *o, const lode_ario_event *event,
                               int32_t n_event, int threads)
{
    lode_ario_run *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    *r = (lode_ario_run){.table = t, .o = *o, .threads = threads, .fault = -1, .flow = o->step_days / o->year_days};
    if (!o->psi_model) r->o.psi = 1;
    if (take(r)) {
        begin_state(r);
        if (lode_ario_events_begin(r, event, n_event)) return r;
    }
    lode_ario_end(r);
    return NULL;
}

void lode_ario_end(lode_ario_run *r)
{
    if (!r) return;
    lode_arena_free(&r->arena);
    free(r);
}

/* --- the step (docs/propagate-ario.md 4) ------------------------------------------------------------ */

/* What is asked of each industry: D. */
static void demand(lode_ario_run *r)
{
    for (int32_t i = 0; i < r->table->n_industry; i++) r->demand[i] = r->orders[i] + r->final[i] + r->rebuild[i];
}

/* 4.0 Overproduction follows scarcity, from the second day on. */
static void overproduce(lode_ario_run *r)
{
    const double theta = r->o.step_days / r->o.alpha_days;
    if (!(r->step * r->o.step_days > 1)) return;
    for (int32_t i = 0; i < r->table->n_industry; i++) {
        double d = r->demand[i], alpha = r->overproduction[i];
        double sigma = d != 0 ? (d - r->production[i]) / d : 0;
        double change = theta * (r->o.alpha_max - alpha) * sigma;
        if (sigma == 0) change += theta * (r->o.alpha_base - alpha);
        r->overproduction[i] = fmax(alpha + change, 1);
    }
}

/* 4.1 Capacity, and what would be made if no input were short; the latter into `production`. */
static void wish(lode_ario_run *r)
{
    for (int32_t i = 0; i < r->table->n_industry; i++) {
        double lost = r->capital[i] != 0 ? fmin(1, r->capital_lost[i] / r->capital[i]) : 0;
        double loss = r->o.late ? r->loss_before[i] : r->loss[i];
        r->capacity[i] = r->base[i] * (1 - fmax(lost, loss)) * r->overproduction[i];
        r->production[i] = fmin(r->demand[i], r->capacity[i]);
        r->fill[i] = 1; /* the scarcest input's share, until shares are known */
    }
}

/* 4.1 The scarcest input decides. */
LODE_CLONES static void make(lode_ario_run *r)
{
    const lode_ario_table *t = r->table;
    int64_t limiting = 0;
    for (int32_t s = 0; s < t->n_sector; s++) {
        const size_t first = (size_t)s * (size_t)t->n_buyer;
        const double *recipe = r->recipe + first, *stock = r->stock + first, *wanted = r->production;
        const bool *used = r->used + first;
        const double cover = r->o.psi * r->target[s];
        double *least = r->fill;
        if (isinf(r->target[s])) continue;
        for (int32_t j = 0; j < t->n_industry; j++) {
            double need = cover * recipe[j] * wanted[j];
            bool counts = used[j] && need != 0;
            double share = counts ? stock[j] / need : 1;
            limiting += used[j] && stock[j] < need;
            least[j] = share < least[j] ? share : least[j];
        }
    }
    if (limiting > 0)
        for (int32_t j = 0; j < t->n_industry; j++) r->production[j] *= r->fill[j];
    r->limiting = limiting;
}

/* 4.2 Everybody is served in the same proportion. */
static void deliver(lode_ario_run *r)
{
    for (int32_t i = 0; i < r->table->n_industry; i++) {
        r->fill[i] = r->demand[i] != 0 ? r->production[i] / r->demand[i] : 0;
        r->rebuilt[i] = r->fill[i] * r->rebuild[i];
        r->undelivered[i] = r->final[i] - r->fill[i] * r->final[i];
    }
}

/* 4.2 Final demand not met, by buyer. */
LODE_CLONES static void count_unmet(lode_ario_run *r)
{
    const lode_ario_table *t = r->table;
    const size_t n = (size_t)t->n_column;
    memset(r->unmet, 0, n * sizeof(double));
    for (int32_t i = 0; i < t->n_industry; i++) {
        const double *y = t->y + (size_t)i * n;
        const double q = r->fill[i], flow = r->flow;
        double *unmet = r->unmet;
        for (size_t c = 0; c < n; c++) unmet[c] += flow * y[c] - q * (flow * y[c]);
    }
}

/* 4.4 What production each industry refills its stocks for, and how suppliers are weighed. */
static void plan(lode_ario_run *r)
{
    const lode_ario_table *t = r->table;
    for (int32_t i = 0; i < t->n_industry; i++) {
        double left = r->orders[i] + r->final[i] + (r->rebuild[i] - r->rebuilt[i]);
        r->goal_output[i] = fmin(left, r->capacity[i]);
        double weight = r->o.alt && r->base[i] != 0 ? r->capacity[i] / r->base[i] : 1;
        r->weight_next[i % t->n_sector * t->n_region + i / t->n_sector] = weight;
    }
}

static void swap(double **a, double **b)
{
    double *keep = *a;
    *a = *b;
    *b = keep;
}

/* 4.2 and 4.4 in one pass over the table. Both gates speak of the whole table, so the pass is made on the guess that they
 * are as in the step before, and again where they are not. */
static void exchange(lode_ario_run *r)
{
    bool balanced, close;
    for (;;) {
        lode_ario_pass(r, r->balanced, r->close, r->demand, &balanced, &close);
        if (balanced == r->balanced && close == r->close) break;
        r->balanced = balanced;
        r->close = close;
    }
    swap(&r->stock, &r->stock_next);
    swap(&r->unit_order, &r->unit_order_next);
    swap(&r->weight, &r->weight_next);
}

bool lode_ario_step(lode_ario_run *r)
{
    if (r->step >= r->o.steps || r->fault >= 0) return false;
    if (r->step > 0) {
        /* the orders of the step before; what is on the books for rebuilding stays there */
        swap(&r->orders, &r->demand);
        for (int32_t i = 0; i < r->table->n_industry; i++) r->rebuild[i] -= r->rebuilt[i];
    }
    if (!lode_ario_events_open(r)) return false; /* E */
    demand(r);
    overproduce(r);  /* 0 */
    wish(r);         /* 1 */
    make(r);         /* 1 */
    deliver(r);      /* 2 */
    count_unmet(r);  /* 2 */
    plan(r);         /* 4 */
    exchange(r);     /* 2 and 4 */
    lode_ario_events_close(r); /* 3 */
    r->step++;
    return true;
}

lode_ario_view lode_ario_now(const lode_ario_run *r)
{
    return (lode_ario_view){.step = r->step - 1,
                            .production = r->production,
                            .capacity = r->capacity,
                            .overproduction = r->overproduction,
                            .orders = r->orders,
                            .capital_lost = r->capital_lost,
                            .rebuild_demand = r->rebuild,
                            .rebuilt = r->rebuilt,
                            .undelivered = r->undelivered,
                            .unmet = r->unmet,
                            .stock = r->stock_next,
                            .limiting = r->limiting};
}

int32_t lode_ario_fault(const lode_ario_run *r, double *damage, double *capital)
{
    if (r->fault < 0) return -1;
    *damage = r->capital_lost[r->fault];
    *capital = r->capital[r->fault];
    return r->fault;
}
