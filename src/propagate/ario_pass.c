/* The ARIO model's one pass over the table: deliveries into inventories, and the orders that follow from them.
 *
 * Orders are never stored. Those of one product by one buyer are a total W split among suppliers in proportion to
 * z x weight, so that O[i,j] = z[i,j] weight[i] u[s,j] with u = W / sum of z weight: what a step needs of last step's orders
 * and of this step's is had from one read of each tile of z (docs/propagate-ario.md 4.5). */
#include <math.h>
#include <string.h>

#include "propagate/ario_inner.h"

enum { WIDE = LODE_ARIO_BLOCK, LANES = 8 };

/* Sums over the suppliers in a tile: what arrives, z weight fill, and what orders are split by, z weight. */
LODE_CLONES static void sum_suppliers(int32_t n, const double *restrict tile, const double *restrict old,
                                      const double *restrict fresh, double *restrict arrive, double *restrict split)
{
    for (int32_t l = 0; l < WIDE; l++) arrive[l] = split[l] = 0;
    for (int32_t k = 0; k < n; k++) {
        const double *z = tile + (size_t)k * WIDE;
        const double a = old[k], b = fresh[k];
        for (int32_t l = 0; l < WIDE; l++) {
            arrive[l] += a * z[l];
            split[l] += b * z[l];
        }
    }
}

/* Sums over the buyers in a tile: z u, added to what each supplier has. */
LODE_CLONES static void sum_buyers(int32_t n, const double *restrict tile, const double *restrict u, double *restrict row)
{
    for (int32_t k = 0; k < n; k++) {
        const double *z = tile + (size_t)k * WIDE;
        double lane[LANES] = {0};
        for (int32_t l = 0; l < WIDE; l += LANES)
            for (int32_t q = 0; q < LANES; q++) lane[q] += z[l + q] * u[l + q];
        row[k] += ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
    }
}

/* What is known of one product and a block of its buyers. */
typedef struct block {
    int32_t n; /* buyers */
    double target, refill;
    const double *recipe, *production, *goal_output, *stock, *unit_order;
    double *stock_next, *unit_order_next;
} block;

static bool near(double x, double y)
{
    return fabs(x - y) <= 1e-8 + 1e-5 * fabs(y);
}

/* 4.2 Inventories: += arrived - used, unless everything in the table is in balance. True where these are. */
static bool settle(const block *b, const double *restrict arrive, bool balanced)
{
    bool in_balance = true;
    for (int32_t l = 0; l < b->n; l++) {
        double add = b->unit_order[l] * arrive[l], use = b->recipe[l] * b->production[l];
        in_balance &= near(add, use);
        b->stock_next[l] = balanced ? b->stock[l] : b->stock[l] + (add - use);
    }
    return in_balance;
}

/* 4.4 Orders per unit of weighted purchases: refill the stock and replace what was used, W = gap + a X. True where stocks are
 * close to their targets. An infinite one is only where its target is, too. */
static bool refill(const block *b, const double *restrict split, bool close)
{
    const bool infinite = isinf(b->target);
    bool is_close = true;
    for (int32_t l = 0; l < b->n; l++) {
        double goal = infinite ? 0 : b->target * b->recipe[l] * b->goal_output[l];
        is_close &= infinite ? b->recipe[l] * b->goal_output[l] != 0 : near(b->stock_next[l], goal);
        double gap = close || infinite ? 0 : b->refill * fmax(0, goal - b->stock_next[l]);
        double wanted = gap + b->recipe[l] * b->production[l];
        b->unit_order_next[l] = split[l] != 0 ? wanted / split[l] : 0;
    }
    return is_close;
}

/* All buyers of product s; `row` gets orders on its suppliers. */
static void pass_product(lode_ario_run *r, int32_t s, bool balanced, bool close, double *restrict next, bool *is_balanced,
                         bool *is_close)
{
    const lode_ario_table *t = r->table;
    const int32_t n = t->n_region;
    const double *fresh = r->weight_next + (size_t)s * (size_t)n;
    double arrive[WIDE], split[WIDE];
    double *row = r->column + (size_t)s * 2 * (size_t)n, *old = row + n;
    for (int32_t k = 0; k < n; k++) {
        row[k] = 0;
        old[k] = r->weight[(size_t)s * (size_t)n + (size_t)k] * r->fill[k * t->n_sector + s];
    }
    for (int32_t j = 0; j < t->n_block; j++) {
        const size_t first = (size_t)s * (size_t)t->n_buyer + (size_t)j * WIDE, buyer = (size_t)j * WIDE;
        const double *tile = t->z + ((size_t)s * (size_t)t->n_block + (size_t)j) * (size_t)n * WIDE;
        const int32_t left = t->n_industry - j * WIDE;
        const block b = {.n = left < WIDE ? left : WIDE,
                         .target = r->target[s],
                         .refill = r->refill[s],
                         .recipe = r->recipe + first,
                         .production = r->production + buyer,
                         .goal_output = r->goal_output + buyer,
                         .stock = r->stock + first,
                         .unit_order = r->unit_order + first,
                         .stock_next = r->stock_next + first,
                         .unit_order_next = r->unit_order_next + first};
        sum_suppliers(n, tile, old, fresh, arrive, split);
        *is_balanced &= settle(&b, arrive, balanced);
        *is_close &= refill(&b, split, close);
        sum_buyers(n, tile, b.unit_order_next, row);
    }
    for (int32_t k = 0; k < n; k++) next[k * t->n_sector + s] = fresh[k] * row[k];
}

void lode_ario_pass(lode_ario_run *r, bool balanced, bool close, double *next, bool *is_balanced, bool *is_close)
{
    bool all_balanced = true, all_close = true;
#pragma omp parallel for num_threads(r->threads) schedule(static) reduction(&& : all_balanced, all_close) if (r->threads > 1)
    for (int32_t s = 0; s < r->table->n_sector; s++) {
        bool b = true, c = true;
        pass_product(r, s, balanced, close, next, &b, &c);
        all_balanced = all_balanced && b;
        all_close = all_close && c;
    }
    *is_balanced = all_balanced;
    *is_close = all_close;
}
