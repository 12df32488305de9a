/* Who supplies whom: every product used must be made, and every buyer must have a supplier left. */
#include "case/check.h"

enum { INPUT, OUTPUT };             /* recipes.direction              */
enum { DRIVER };                    /* recipes.role                   */
enum { WORLD, HOME };               /* products.market                */
enum { LARGEST = 5 * 1000 * 1000 }; /* inputs and outputs of all sites */
enum { MOST_LINKS = 50 * 1000 * 1000 };

/* A user of a product: an input of a site, or a row of demand. */
typedef struct user {
    lode_table_id table;
    int32_t row; /* of sites or demand                                              */
    int32_t actor, product;
    int32_t end_use; /* 0 mixed or other uses, 1 civil, 2 defence                       */
    int32_t recipe;  /* row of recipes, for a site                                      */
} user;

/* Makers and users of every product. */
typedef struct network {
    lode_check *k;
    int32_t n_product;
    int32_t *maker_first; /* (n_product+1) into maker                     */
    int32_t *maker;       /* sites                                        */
    int32_t *share_site;  /* (n_product) a site with supply_share, or -1  */
    bool *driven;         /* (n_product) the driver of some site          */
    int32_t *n_use;       /* (n_product) */
    user *user;           /* (n_user) */
    int32_t n_user;
} network;

/* --- building ----------------------------------------------------------------------------- */

/* How many inputs and outputs all sites have together; false when there are too many. */
static bool measure_size(lode_check *k, int64_t *n_output, int64_t *n_input)
{
    *n_output = *n_input = 0;
    int32_t n = lode_check_rows(k, LODE_T_RECIPES);
    int32_t *outputs = LODE_TAKE(&k->scratch, n + 1, int32_t); /* among rows 0 .. i-1 */
    if (!outputs) return lode_check_no_memory(k);
    for (int32_t i = 0; i < n; i++)
        outputs[i + 1] =
            outputs[i] + (lode_case_int(k->c, i, LODE_RECIPES_DIRECTION, INPUT) == OUTPUT);
    for (int32_t s = 0; s < lode_check_rows(k, LODE_T_SITES); s++) {
        int32_t out = outputs[k->recipe_end[s]] - outputs[k->recipe_first[s]];
        *n_output += out;
        *n_input += k->recipe_end[s] - k->recipe_first[s] - out;
    }
    if (*n_output + *n_input <= LARGEST) return true;
    lode_diag_add(k->diags, LODE_DIAG_CASE_LARGE, (lode_place){0}, NULL,
                  "inputs and outputs of sites", (double)(*n_output + *n_input), (double)LARGEST);
    return false;
}

/* Note what site s makes: counts in maker_first, or places in maker. */
static void add_maker(network *w, int32_t s, int32_t *next)
{
    lode_check *k = w->k;
    int32_t n_driver = 0, driver = -1;
    for (int32_t i = k->recipe_first[s]; i < k->recipe_end[s]; i++) {
        if (lode_case_int(k->c, i, LODE_RECIPES_DIRECTION, INPUT) != OUTPUT) continue;
        int32_t p = lode_case_int(k->c, i, LODE_RECIPES_PRODUCT, 0);
        if (next) w->maker[next[p]++] = s;
        else w->maker_first[p + 1]++;
        if (lode_case_int(k->c, i, LODE_RECIPES_ROLE, DRIVER) == DRIVER) {
            w->driven[p] = true;
            driver = p;
            n_driver++;
        }
    }
    if (n_driver == 1 && w->share_site[driver] < 0 &&
        lode_check_given(k, s, LODE_SITES_SUPPLY_SHARE))
        w->share_site[driver] = s;
}

static void add_users(network *w)
{
    lode_check *k = w->k;
    for (int32_t s = 0; s < lode_check_rows(k, LODE_T_SITES); s++)
        for (int32_t i = k->recipe_first[s]; i < k->recipe_end[s]; i++) {
            if (lode_case_int(k->c, i, LODE_RECIPES_DIRECTION, OUTPUT) != INPUT) continue;
            w->user[w->n_user++] =
                (user){.table = LODE_T_SITES,
                       .row = s,
                       .actor = lode_case_int(k->c, s, LODE_SITES_ACTOR, 0),
                       .product = lode_case_int(k->c, i, LODE_RECIPES_PRODUCT, 0),
                       .end_use = lode_case_int(k->c, s, LODE_SITES_END_USE, 0),
                       .recipe = i};
        }
    for (int32_t d = 0; d < lode_check_rows(k, LODE_T_DEMAND); d++) {
        int32_t end_use = lode_case_int(k->c, d, LODE_DEMAND_END_USE, 2);
        w->user[w->n_user++] = (user){.table = LODE_T_DEMAND,
                                      .row = d,
                                      .actor = lode_case_int(k->c, d, LODE_DEMAND_ACTOR, 0),
                                      .product = lode_case_int(k->c, d, LODE_DEMAND_PRODUCT, 0),
                                      .end_use = end_use == 2 ? 0 : end_use + 1};
    }
    for (int32_t u = 0; u < w->n_user; u++) w->n_use[w->user[u].product]++;
}

static bool build(network *w, lode_check *k)
{
    int64_t n_output, n_input;
    if (!measure_size(k, &n_output, &n_input)) return false;
    int32_t n = lode_check_rows(k, LODE_T_PRODUCTS), n_site = lode_check_rows(k, LODE_T_SITES);
    *w = (network){.k = k, .n_product = n};
    w->maker_first = LODE_TAKE(&k->scratch, n + 1, int32_t);
    w->maker = LODE_TAKE(&k->scratch, n_output, int32_t);
    w->share_site = LODE_TAKE(&k->scratch, n, int32_t);
    w->driven = LODE_TAKE(&k->scratch, n, bool);
    w->n_use = LODE_TAKE(&k->scratch, n, int32_t);
    w->user = LODE_TAKE(&k->scratch, n_input + lode_check_rows(k, LODE_T_DEMAND), user);
    int32_t *next = LODE_TAKE(&k->scratch, n, int32_t);
    if (!w->maker_first || !w->maker || !w->share_site || !w->driven || !w->n_use || !w->user ||
        !next)
        return lode_check_no_memory(k);

    for (int32_t p = 0; p < n; p++) w->share_site[p] = -1;
    for (int32_t s = 0; s < n_site; s++) add_maker(w, s, NULL);
    for (int32_t p = 0; p < n; p++) {
        w->maker_first[p + 1] += w->maker_first[p];
        next[p] = w->maker_first[p];
    }
    for (int32_t s = 0; s < n_site; s++) add_maker(w, s, next);
    add_users(w);

    double links = 0.0;
    for (int32_t p = 0; p < n; p++)
        links += (double)(w->maker_first[p + 1] - w->maker_first[p]) * w->n_use[p];
    if (links > MOST_LINKS)
        lode_diag_add(k->diags, LODE_DIAG_CASE_LARGE, (lode_place){0}, NULL, "links", links,
                      (double)MOST_LINKS);
    return links <= MOST_LINKS;
}

/* --- products ----------------------------------------------------------------------------- */

static int32_t n_maker(const network *w, int32_t p)
{
    return w->maker_first[p + 1] - w->maker_first[p];
}

/* Where a use of a product is written. */
static lode_place place_of(const network *w, const user *u)
{
    return u->table == LODE_T_SITES ? lode_check_place(w->k, u->recipe, LODE_RECIPES_PRODUCT)
                                    : lode_check_place(w->k, u->row, LODE_DEMAND_PRODUCT);
}

/* Products that are used and not made: one error for each, at its first use. */
static void check_made(network *w)
{
    lode_check *k = w->k;
    bool *said = LODE_TAKE(&k->scratch, w->n_product, bool);
    if (!said) {
        lode_check_no_memory(k);
        return;
    }
    for (int32_t i = 0; i < w->n_user; i++) {
        const user *u = &w->user[i];
        if (n_maker(w, u->product) > 0 || said[u->product]) continue;
        said[u->product] = true;
        lode_diag_add(k->diags, LODE_DIAG_NOBODY_MAKES, place_of(w, u),
                      "add a site whose recipe has it as output",
                      lode_check_key(k, LODE_T_PRODUCTS, u->product));
    }
}

/* Products that are made and not used, or neither. */
static void check_used(network *w)
{
    lode_check *k = w->k;
    for (int32_t p = 0; p < w->n_product; p++) {
        if (w->n_use[p] > 0) continue;
        const char *key = lode_check_key(k, LODE_T_PRODUCTS, p);
        lode_place place = lode_check_place(k, p, LODE_PRODUCTS_PRODUCT);
        bool end_product = lode_case_int(k->c, p, LODE_PRODUCTS_END_PRODUCT, 0) != 0;
        if (n_maker(w, p) == 0) {
            if (lode_check_shows(k, LODE_DIAG_PRODUCT_IDLE))
                lode_diag_add(k->diags, LODE_DIAG_PRODUCT_IDLE, place, NULL, key);
        } else if (end_product) {
            if (lode_check_shows(k, LODE_DIAG_END_NO_DEMAND))
                lode_diag_add(k->diags, LODE_DIAG_END_NO_DEMAND, place, "add it to demand.csv",
                              key);
        } else if (w->driven[p] && lode_check_shows(k, LODE_DIAG_NOBODY_USES))
            lode_diag_add(k->diags, LODE_DIAG_NOBODY_USES, place,
                          "add a row to demand.csv, with end_use other-uses if need be", key);
    }
}

/* A product sold at home only needs a maker in the actor of every user. */
static void check_home(network *w)
{
    lode_check *k = w->k;
    for (int32_t i = 0; i < w->n_user; i++) {
        const user *u = &w->user[i];
        if (lode_case_int(k->c, u->product, LODE_PRODUCTS_MARKET, WORLD) != HOME) continue;
        if (n_maker(w, u->product) == 0 || !lode_check_spend(k, n_maker(w, u->product))) continue;
        bool found = false;
        for (int32_t m = w->maker_first[u->product]; m < w->maker_first[u->product + 1]; m++)
            found |= lode_case_int(k->c, w->maker[m], LODE_SITES_ACTOR, -1) == u->actor;
        if (found) continue;
        lode_diag_add(k->diags, LODE_DIAG_HOME_NO_MAKER,
                      u->table == LODE_T_SITES ? lode_check_place(k, u->row, LODE_SITES_SITE)
                                               : place_of(w, u),
                      "write market = world, or add a maker",
                      lode_check_key(k, LODE_T_ACTORS, u->actor),
                      lode_check_key(k, LODE_T_PRODUCTS, u->product));
    }
}

/* Blank demand takes what supply leaves: supply must not in turn take what demand leaves. */
static void check_demand(network *w)
{
    lode_check *k = w->k;
    for (int32_t d = 0; d < lode_check_rows(k, LODE_T_DEMAND); d++) {
        bool given = lode_check_given(k, d, LODE_DEMAND_PER_YEAR);
        int32_t p = lode_case_int(k->c, d, LODE_DEMAND_PRODUCT, 0);
        if (!given && w->share_site[p] >= 0)
            lode_diag_add(k->diags, LODE_DIAG_DEMAND_BLANK,
                          lode_check_place(k, d, LODE_DEMAND_PER_YEAR),
                          "give per_year here, or activity_per_year there",
                          lode_check_key(k, LODE_T_SITES, w->share_site[p]));
        if (given && lode_check_given(k, d, LODE_DEMAND_RESIDUAL_SHARE) &&
            lode_check_shows(k, LODE_DIAG_RESIDUAL_UNUSED))
            lode_diag_add(k->diags, LODE_DIAG_RESIDUAL_UNUSED,
                          lode_check_place(k, d, LODE_DEMAND_RESIDUAL_SHARE),
                          "leave it blank where per_year is given");
    }
}

/* --- procurement -------------------------------------------------------------------------- */

/* Whether rule r binds a user: any 0, civil 1, defence 2. Rules with a date bind later only. */
static bool binds(const lode_check *k, int32_t r, const user *u, bool later)
{
    int32_t end_use = lode_case_int(k->c, r, LODE_PROCUREMENT_END_USE, 0);
    return (later || !lode_check_given(k, r, LODE_PROCUREMENT_SINCE)) &&
           (end_use == 0 || end_use == u->end_use) &&
           lode_check_lists(k, r, LODE_PROCUREMENT_BUYER, u->actor) &&
           lode_check_lists(k, r, LODE_PROCUREMENT_PRODUCTS, u->product);
}

/* Whether a site makes anything in the base year. */
static bool is_running(const lode_check *k, int32_t s)
{
    const lode_input *activity = lode_check_input(k, s, LODE_SITES_ACTIVITY);
    const lode_input *share = lode_check_input(k, s, LODE_SITES_SUPPLY_SHARE);
    return (activity && activity->high > 0.0) || (share && share->high > 0.0);
}

/* Whether rules forbid a user to buy from an actor. */
static bool is_forbidden(const lode_check *k, const user *u, int32_t actor, bool later)
{
    for (int32_t r = 0; r < lode_check_rows(k, LODE_T_PROCUREMENT); r++)
        if (binds(k, r, u, later) && lode_check_lists(k, r, LODE_PROCUREMENT_NOT_FROM, actor))
            return true;
    return false;
}

/* Whether a user has suppliers and rules leave it none of them. Later on every site may be one. */
static bool has_none_left(network *w, const user *u, bool later)
{
    lode_check *k = w->k;
    int32_t n_supplier = 0;
    for (int32_t m = w->maker_first[u->product]; m < w->maker_first[u->product + 1]; m++) {
        if (!lode_check_spend(k, lode_check_rows(k, LODE_T_PROCUREMENT))) return false;
        if (!later && !is_running(k, w->maker[m])) continue;
        n_supplier++;
        if (!is_forbidden(k, u, lode_case_int(k->c, w->maker[m], LODE_SITES_ACTOR, -1), later))
            return false;
    }
    return n_supplier > 0;
}

static void check_buyer(network *w, const user *u)
{
    lode_check *k = w->k;
    int32_t now = -1, then = -1; /* rules that bind */
    for (int32_t r = 0; r < lode_check_rows(k, LODE_T_PROCUREMENT); r++) {
        if (now < 0 && binds(k, r, u, false)) now = r;
        if (lode_check_given(k, r, LODE_PROCUREMENT_SINCE) && binds(k, r, u, true)) then = r;
    }
    const char *key = lode_check_key(k, u->table, u->row);
    const char *product = lode_check_key(k, LODE_T_PRODUCTS, u->product);
    if (now >= 0 && has_none_left(w, u, false))
        lode_diag_add(k->diags, LODE_DIAG_NO_SUPPLIER_LEFT,
                      lode_check_place(k, now, LODE_PROCUREMENT_NOT_FROM),
                      "narrow the rule, or add a site that may supply it", key, product);
    else if (then >= 0 && has_none_left(w, u, true) &&
             lode_check_shows(k, LODE_DIAG_NO_SUPPLIER_LATER))
        lode_diag_add(k->diags, LODE_DIAG_NO_SUPPLIER_LATER,
                      lode_check_place(k, then, LODE_PROCUREMENT_NOT_FROM), NULL, key, product);
}

bool lode_check_network(lode_check *k)
{
    network w;
    if (!build(&w, k)) return false;
    check_made(&w);
    check_used(&w);
    check_home(&w);
    check_demand(&w);
    if (lode_check_rows(k, LODE_T_PROCUREMENT) == 0) return true;
    for (int32_t u = 0; u < w.n_user && lode_check_spend(k, 1); u++) check_buyer(&w, &w.user[u]);
    return true;
}
