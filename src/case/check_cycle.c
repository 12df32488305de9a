/* Cycles of recipes in which each needs what the other makes: without a source outside they cannot
 * restart once empty, without any stock they cannot even begin.
 *
 * Nodes of the graph are recipes that a site runs, and products. A recipe leads to the products it
 * cannot do without, a product to the recipes that make it. */
#include "case/check.h"

enum { INPUT, OUTPUT }; /* recipes.direction */

typedef struct graph {
    lode_check *k;
    int32_t n_row, n_product;
    int32_t *end; /* (n_row)  end of the recipe that begins at the row, 0: none begins here */
    bool *run;    /* (n_row)  by first row: a site runs it                                  */
    int32_t
        *maker_first; /* (n_product+1) into maker                                               */
    int32_t *maker;   /* first rows of recipes that make it                                     */
    bool *startable;  /* (n_row)  by first row: all it needs can be had from outside of cycles  */
    bool *available;  /* (n_product)                                                            */

    /* Tarjan's search for strongly connected components; nodes: first rows, then n_row + product */
    int32_t *order, *low, *next, *parent, *stack;
    bool *on_stack;
    int32_t n_order, n_stack;
} graph;

/* Whether a row is an input of the base recipe without which nothing is made. */
static bool is_needed(const graph *g, int32_t row)
{
    const lode_case *c = g->k->c;
    return lode_case_int(c, row, LODE_RECIPES_DIRECTION, OUTPUT) == INPUT &&
           lode_case_int(c, row, LODE_RECIPES_ESSENTIAL, 1) != 0 &&
           lode_case_int(c, row, LODE_RECIPES_ALTERNATIVE, 0) == 0;
}

static int32_t product_of(const graph *g, int32_t row)
{
    return lode_case_int(g->k->c, row, LODE_RECIPES_PRODUCT, 0);
}

static bool is_output(const graph *g, int32_t row)
{
    return lode_case_int(g->k->c, row, LODE_RECIPES_DIRECTION, INPUT) == OUTPUT;
}

/* --- building ----------------------------------------------------------------------------- */

static bool take(graph *g, lode_check *k)
{
    int32_t n = lode_check_rows(k, LODE_T_RECIPES), p = lode_check_rows(k, LODE_T_PRODUCTS);
    *g = (graph){.k = k, .n_row = n, .n_product = p};
    int32_t nodes = n + p;
    g->end = LODE_TAKE(&k->scratch, n, int32_t);
    g->run = LODE_TAKE(&k->scratch, n, bool);
    g->maker_first = LODE_TAKE(&k->scratch, p + 1, int32_t);
    g->maker = LODE_TAKE(&k->scratch, n, int32_t);
    g->startable = LODE_TAKE(&k->scratch, n, bool);
    g->available = LODE_TAKE(&k->scratch, p, bool);
    g->order = LODE_TAKE(&k->scratch, nodes, int32_t);
    g->low = LODE_TAKE(&k->scratch, nodes, int32_t);
    g->next = LODE_TAKE(&k->scratch, nodes, int32_t);
    g->parent = LODE_TAKE(&k->scratch, nodes, int32_t);
    g->stack = LODE_TAKE(&k->scratch, nodes, int32_t);
    g->on_stack = LODE_TAKE(&k->scratch, nodes, bool);
    bool ok = g->end && g->run && g->maker_first && g->maker && g->startable && g->available &&
              g->order && g->low && g->next && g->parent && g->stack && g->on_stack;
    return ok || lode_check_no_memory(k);
}

static void build(graph *g)
{
    lode_check *k = g->k;
    for (int32_t s = 0; s < lode_check_rows(k, LODE_T_SITES); s++) {
        g->run[k->recipe_first[s]] = true;
        g->end[k->recipe_first[s]] = k->recipe_end[s];
    }
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t r = 0; r < g->n_row; r++) {
            if (!g->run[r]) continue;
            for (int32_t i = r; i < g->end[r]; i++) {
                if (!is_output(g, i)) continue;
                if (pass == 0) g->maker_first[product_of(g, i) + 1]++;
                else g->maker[g->next[product_of(g, i)]++] = r;
            }
        }
        if (pass == 1) break;
        for (int32_t p = 0; p < g->n_product; p++) {
            g->maker_first[p + 1] += g->maker_first[p];
            g->next[p] = g->maker_first[p];
        }
    }
    for (int32_t i = 0; i < g->n_row + g->n_product; i++) g->next[i] = 0;
}

/* --- what can be had without the cycle ---------------------------------------------------- */

/* Whether all inputs of one alternative of a recipe are available; an alternative must have some. */
static bool is_fed(const graph *g, int32_t r, int32_t alternative)
{
    const lode_case *c = g->k->c;
    bool any = alternative == 0;
    for (int32_t i = r; i < g->end[r]; i++) {
        if (is_output(g, i)) continue;
        if (lode_case_int(c, i, LODE_RECIPES_ALTERNATIVE, 0) != alternative) continue;
        if (lode_case_int(c, i, LODE_RECIPES_ESSENTIAL, 1) == 0) continue;
        any = true;
        if (!g->available[product_of(g, i)]) return false;
    }
    return any;
}

/* Let spread what needs nothing, until nothing changes. Products that nobody makes are an error of
 * their own and count as available here. */
static void spread(graph *g)
{
    for (int32_t p = 0; p < g->n_product; p++)
        g->available[p] = g->maker_first[p] == g->maker_first[p + 1];
    bool changed = true;
    while (changed && lode_check_spend(g->k, g->n_row)) {
        changed = false;
        for (int32_t r = 0; r < g->n_row; r++) {
            if (!g->run[r] || g->startable[r]) continue;
            for (int32_t a = 0; a < 4 && !g->startable[r]; a++) g->startable[r] = is_fed(g, r, a);
            if (!g->startable[r]) continue;
            changed = true;
            for (int32_t i = r; i < g->end[r]; i++)
                if (is_output(g, i)) g->available[product_of(g, i)] = true;
        }
    }
}

/* --- strongly connected components -------------------------------------------------------- */

/* The node that the next unused edge of node v leads to, or -1. */
static int32_t follow(graph *g, int32_t v)
{
    if (v >= g->n_row) {
        int32_t p = v - g->n_row, i = g->maker_first[p] + g->next[v];
        if (i == g->maker_first[p + 1]) return -1;
        g->next[v]++;
        return g->maker[i];
    }
    while (v + g->next[v] < g->end[v]) {
        int32_t row = v + g->next[v]++;
        if (is_needed(g, row)) return g->n_row + product_of(g, row);
    }
    return -1;
}

/* Whether some edge of a component of `member`s that stays inside has a stock. */
static bool has_stock(const graph *g, int32_t r)
{
    const lode_input *fallback = lode_check_input(g->k, 0, LODE_PARAMETERS_COVER);
    for (int32_t i = r; i < g->end[r]; i++) {
        if (!is_needed(g, i) || !g->on_stack[g->n_row + product_of(g, i)]) continue;
        const lode_input *cover = lode_check_input(g->k, i, LODE_RECIPES_COVER);
        if (!cover) cover = fallback;
        if (cover && cover->high > 0.0) return true;
        for (int32_t s = 0; s < lode_check_rows(g->k, LODE_T_STOCKS); s++) {
            const lode_input *held = lode_check_input(g->k, s, LODE_STOCKS_COVER);
            if (!lode_check_spend(g->k, 1)) return true;
            if (held && held->high > 0.0 &&
                lode_case_int(g->k->c, s, LODE_STOCKS_PRODUCT, -1) == product_of(g, i))
                return true;
        }
    }
    return false;
}

/* Look at the component stack[first ..]: all its nodes are still marked as on the stack. */
static void check_component(graph *g, int32_t first)
{
    lode_check *k = g->k;
    if (g->n_stack - first < 2) return; /* a cycle has a recipe and a product at least */
    int32_t recipe = -1, product = -1;
    bool source = false, stock = false;
    for (int32_t i = first; i < g->n_stack; i++) {
        int32_t v = g->stack[i];
        if (v >= g->n_row) continue;
        source |= g->startable[v];
        stock |= has_stock(g, v);
        if (recipe < 0 || v < recipe) recipe = v;
    }
    for (int32_t i = recipe; i < g->end[recipe] && product < 0; i++)
        if (is_needed(g, i) && g->on_stack[g->n_row + product_of(g, i)]) product = i;
    if (product < 0 || (source && stock)) return;
    lode_diag_code code = source ? LODE_DIAG_CYCLE_NO_STOCK : LODE_DIAG_CYCLE_NO_SOURCE;
    if (!lode_check_shows(k, code)) return;
    lode_place place = lode_check_place(k, product, LODE_RECIPES_PRODUCT);
    const char *name = lode_case_text(k->c, recipe, LODE_RECIPES_RECIPE);
    const char *key = lode_check_key(k, LODE_T_PRODUCTS, product_of(g, product));
    if (source)
        lode_diag_add(k->diags, LODE_DIAG_CYCLE_NO_STOCK, place, "give cover_days", name, key);
    else
        lode_diag_add(k->diags, LODE_DIAG_CYCLE_NO_SOURCE, place,
                      "once empty it cannot restart: add a source, or make the input non-essential",
                      name, key);
}

/* Node v is done: close its component if it is the root of one. */
static void close_node(graph *g, int32_t v)
{
    if (g->parent[v] >= 0 && g->low[v] < g->low[g->parent[v]]) g->low[g->parent[v]] = g->low[v];
    if (g->low[v] != g->order[v]) return;
    int32_t first = g->n_stack;
    while (g->stack[--first] != v) continue;
    check_component(g, first);
    while (g->n_stack > first) g->on_stack[g->stack[--g->n_stack]] = false;
}

static void open_node(graph *g, int32_t v, int32_t parent)
{
    g->order[v] = g->low[v] = ++g->n_order;
    g->parent[v] = parent;
    g->stack[g->n_stack++] = v;
    g->on_stack[v] = true;
}

/* Tarjan 1972, with parents in place of recursion. */
static void search(graph *g, int32_t root)
{
    open_node(g, root, -1);
    for (int32_t v = root; v >= 0;) {
        int32_t to = follow(g, v);
        if (to < 0) {
            close_node(g, v);
            v = g->parent[v];
        } else if (g->order[to] == 0) {
            open_node(g, to, v);
            v = to;
        } else if (g->on_stack[to] && g->order[to] < g->low[v]) g->low[v] = g->order[to];
    }
}

void lode_check_cycles(lode_check *k)
{
    graph g;
    if (!take(&g, k)) return;
    build(&g);
    spread(&g);
    for (int32_t r = 0; r < g.n_row; r++)
        if (g.run[r] && g.order[r] == 0) search(&g, r);
}
