/* The list of what formulas of a case may name. */
#include <string.h>

#include "study/signal_inner.h"

static const char WORLD[] = "WLD";
enum { MOST_ARGUMENTS = 4 };

/* --- putting together ---------------------------------------------------------------------- */

/* A larger copy of an array in the arena, or NULL. */
static void *grown(lode_signal_writer *w, const void *old, int32_t n, int32_t *room, size_t size)
{
    int32_t more = *room > 0 ? 2 * *room : 1024;
    void *new = lode_arena_take(w->a, (size_t)more, size);
    if (!new) {
        w->failed = true;
        return NULL;
    }
    if (n > 0) memcpy(new, old, (size_t)n * size);
    *room = more;
    return new;
}

void lode_signal_item(lode_signal_writer *w, int32_t item)
{
    lode_signals *s = w->s;
    if (s->n_item == s->item_room) {
        int32_t *item_grown = grown(w, s->item, s->n_item, &s->item_room, sizeof *item_grown);
        if (!item_grown) return;
        s->item = item_grown;
    }
    s->item[s->n_item++] = item;
}

static bool make_room(lode_signal_writer *w)
{
    lode_signals *s = w->s;
    if (w->failed || s->n < s->room) return !w->failed;
    int32_t room = s->room;
    lode_claim_signal *claim = grown(w, s->claim, s->n, &room, sizeof *claim);
    room = s->room;
    lode_signal *of = grown(w, s->of, s->n, &room, sizeof *of);
    if (!claim || !of) return false;
    s->claim = claim;
    s->of = of;
    s->room = room;
    return true;
}

void lode_signal_add(lode_signal_writer *w, lode_signal of, const char *name, const char *unit, const char *const *argument)
{
    lode_signals *s = w->s;
    int32_t n = 0;
    while (n < MOST_ARGUMENTS && argument && argument[n]) n++;
    const char **copy = n > 0 ? LODE_TAKE(w->a, n, const char *) : NULL;
    if ((n > 0 && !copy) || !make_room(w)) {
        w->failed = true;
        return;
    }
    for (int32_t i = 0; i < n; i++) copy[i] = argument[i];
    of.n = s->n_item - of.first;
    s->claim[s->n] = (lode_claim_signal){.name = name, .argument = copy, .n_argument = n, .unit = unit, .has_base = true,
                                         .constant = of.kind >= LODE_SIGNAL_BASE_OUTPUT};
    s->of[s->n++] = of;
}

/* --- names and units ----------------------------------------------------------------------- */

const char *lode_signal_unit(lode_signal_writer *w, const char *unit, const char *per)
{
    size_t n = strlen(unit), m = strlen(per);
    char *s = LODE_TAKE(w->a, n + m + 2, char);
    if (!s) {
        w->failed = true;
        return "";
    }
    if (strcmp(unit, "-") == 0) n = 0;
    for (size_t i = 0; i < n; i++) {
        bool letter = (unit[i] >= 'a' && unit[i] <= 'z') || (unit[i] >= 'A' && unit[i] <= 'Z') || (unit[i] & 0x80);
        bool other = (unit[i] >= '0' && unit[i] <= '9') || strchr("_*/%", unit[i]);
        s[i] = letter || other ? unit[i] : '_';
    }
    if (n == 0 && m > 0) s[n++] = '1';
    memcpy(s + n, per, m);
    return s;
}

static void name_units(lode_signal_writer *w)
{
    const lode_case *c = w->s->b->c;
    int32_t n = c->table[LODE_T_PRODUCTS].n_row;
    w->unit = LODE_TAKE(w->a, n, const char *);
    w->rate = LODE_TAKE(w->a, n, const char *);
    w->failed = w->failed || !w->unit || !w->rate;
    for (int32_t p = 0; p < n && !w->failed; p++) {
        w->unit[p] = lode_signal_unit(w, lode_case_text(c, p, LODE_PRODUCTS_UNIT), "");
        w->rate[p] = lode_signal_unit(w, lode_case_text(c, p, LODE_PRODUCTS_UNIT), "/d");
    }
}

const char *lode_signal_actor(const lode_signal_writer *w, int32_t actor)
{
    return actor < 0 ? WORLD : lode_case_key(w->s->b->c, LODE_T_ACTORS, actor);
}

static const char *product_name(const lode_signal_writer *w, int32_t product)
{
    return lode_case_key(w->s->b->c, LODE_T_PRODUCTS, product);
}

/* --- by the day, of a product in an actor -------------------------------------------------- */

#define KIND(k) (1u << (k))

static const struct {
    const char *name;
    unsigned kinds; /* of series that are added up */
    lode_signal_kind kind;
    bool rate;
} OF_PRODUCT[] = {
    {"output", KIND(LODE_SERIES_MADE), LODE_SIGNAL_SUM, true},
    {"shortfall", KIND(LODE_SERIES_MADE), LODE_SIGNAL_LOSS, true},
    {"consumption", KIND(LODE_SERIES_CONSUMED), LODE_SIGNAL_SUM, true},
    {"backlog", KIND(LODE_SERIES_BACKLOG), LODE_SIGNAL_SUM, false},
    {"input_stock", KIND(LODE_SERIES_STOCK), LODE_SIGNAL_SUM, false},
    {"output_stock", KIND(LODE_SERIES_OUTPUT_STOCK), LODE_SIGNAL_SUM, false},
    {"strategic_stock", KIND(LODE_SERIES_RESERVE), LODE_SIGNAL_SUM, false},
    {"stock", KIND(LODE_SERIES_STOCK) | KIND(LODE_SERIES_OUTPUT_STOCK) | KIND(LODE_SERIES_RESERVE), LODE_SIGNAL_SUM, false},
    {"in_transit", KIND(LODE_SERIES_TRANSIT), LODE_SIGNAL_SUM, false},
};
enum { N_OF_PRODUCT = sizeof OF_PRODUCT / sizeof OF_PRODUCT[0] };

/* Collect the series of an actor (-1: all) and product (-1: all) that have one of the kinds. */
static void add_series(lode_signal_writer *w, unsigned kinds, int32_t actor, int32_t product)
{
    const lode_built *b = w->s->b;
    for (int32_t r = 0; r < b->model->n_series && !w->failed; r++)
        if (b->series_site[r] < 0 && kinds >> b->model->series_kind[r] & 1 && (actor < 0 || b->series_actor[r] == actor) &&
            (product < 0 || b->series_product[r] == product))
            lode_signal_item(w, r);
}

/* The signals of one product in one actor that are there. */
static void add_of_product(lode_signal_writer *w, int32_t actor, int32_t product)
{
    const char *const arguments[] = {lode_signal_actor(w, actor), product_name(w, product), NULL};
    for (int32_t k = 0; k < N_OF_PRODUCT && !w->failed; k++) {
        int32_t first = w->s->n_item;
        add_series(w, OF_PRODUCT[k].kinds, actor, product);
        if (w->s->n_item == first) continue;
        lode_signal of = {.kind = (uint8_t)OF_PRODUCT[k].kind, .actor = actor, .product = product, .first = first};
        lode_signal_add(w, of, OF_PRODUCT[k].name, OF_PRODUCT[k].rate ? w->rate[product] : w->unit[product], arguments);
    }
}

/* --- by the day, of an actor --------------------------------------------------------------- */

static const struct {
    const char *name;
    lode_series_kind series;
    lode_signal_kind kind;
    const char *unit;
} OF_ACTOR[] = {
    {"value_added", LODE_SERIES_VALUE_ADDED, LODE_SIGNAL_SUM, "USD/d"},
    {"loss_per_day", LODE_SERIES_VALUE_ADDED, LODE_SIGNAL_LOSS, "USD/d"},
    {"cumulative_loss", LODE_SERIES_VALUE_ADDED, LODE_SIGNAL_CUMULATIVE, "USD"},
    {"gross_output", LODE_SERIES_GROSS, LODE_SIGNAL_SUM, "USD/d"},
    {"exports", LODE_SERIES_EXPORTS, LODE_SIGNAL_SUM, "USD/d"},
    {"tariffs", LODE_SERIES_TARIFFS, LODE_SIGNAL_SUM, "USD/d"},
};
enum { N_OF_ACTOR = sizeof OF_ACTOR / sizeof OF_ACTOR[0] };

static void add_of_actor(lode_signal_writer *w, int32_t actor)
{
    const lode_case *c = w->s->b->c;
    const char *const arguments[] = {lode_signal_actor(w, actor), NULL};
    for (int32_t k = 0; k < N_OF_ACTOR && !w->failed; k++) {
        lode_signal of = {.kind = (uint8_t)OF_ACTOR[k].kind, .actor = actor, .product = -1, .first = w->s->n_item};
        add_series(w, KIND(OF_ACTOR[k].series), actor, -1);
        lode_signal_add(w, of, OF_ACTOR[k].name, OF_ACTOR[k].unit, arguments);
    }
    lode_signal of = {.kind = LODE_SIGNAL_VALUE, .actor = actor, .product = -1, .first = w->s->n_item};
    for (int32_t p = 0; p < c->table[LODE_T_PRODUCTS].n_row && !w->failed; p++)
        if (lode_case_int(c, p, LODE_PRODUCTS_END_PRODUCT, 0)) add_series(w, KIND(LODE_SERIES_MADE), actor, p);
    lode_signal_add(w, of, "end_output_value", "USD/d", arguments);
}

/* --- of the base year ---------------------------------------------------------------------- */

/* Collect the outputs of an actor (-1: all) and product. */
static void add_outputs(lode_signal_writer *w, int32_t actor, int32_t product)
{
    const lode_chain *c = &w->s->chain;
    for (int32_t j = c->product_output_ptr[product]; j < c->product_output_ptr[product + 1] && !w->failed; j++) {
        int32_t o = c->product_output[j];
        if (actor < 0 || c->site_actor[c->output_site[o]] == actor) lode_signal_item(w, o);
    }
}

static void add_makers(lode_signal_writer *w, int32_t actor, int32_t product)
{
    static const struct {
        const char *name;
        lode_signal_kind kind;
    } form[] = {{"capacity", LODE_SIGNAL_CAPACITY}, {"base_output", LODE_SIGNAL_BASE_OUTPUT}, {"supply_share", LODE_SIGNAL_SHARE}};
    const char *const arguments[] = {lode_signal_actor(w, actor), product_name(w, product), NULL};
    for (int k = 0; k < 3 && !w->failed; k++) {
        lode_signal of = {.kind = (uint8_t)form[k].kind, .actor = actor, .product = product, .stage = -1, .first = w->s->n_item};
        add_outputs(w, actor, product);
        if (w->s->n_item == of.first) return;
        lode_signal_add(w, of, form[k].name, of.kind == LODE_SIGNAL_SHARE ? NULL : w->rate[product], arguments);
    }
}

static void add_users(lode_signal_writer *w, int32_t actor, int32_t product)
{
    const lode_chain *c = &w->s->chain;
    const char *const arguments[] = {lode_signal_actor(w, actor), product_name(w, product), NULL};
    lode_signal of = {.kind = LODE_SIGNAL_DEMAND, .actor = actor, .product = product, .first = w->s->n_item};
    for (int32_t g = 0; g < c->n_group && !w->failed; g++)
        if (c->group_product[g] == product && (actor < 0 || c->site_actor[c->group_site[g]] == actor)) lode_signal_item(w, g);
    if (w->s->n_item > of.first) lode_signal_add(w, of, "demand", w->rate[product], arguments);
    of.kind = LODE_SIGNAL_USE;
    of.first = w->s->n_item;
    if (c->product_output_ptr[product] < c->product_output_ptr[product + 1]) lode_signal_add(w, of, "use", w->rate[product], arguments);
}

/* Whether all products of a stage have one unit. */
static bool one_unit(const lode_chain *c, int32_t stage)
{
    int32_t unit = -1;
    for (int32_t p = 0; p < c->n_product; p++) {
        if (c->product_stage[p] != stage) continue;
        if (unit >= 0 && c->product_unit[p] != unit) return false;
        unit = c->product_unit[p];
    }
    return true;
}

static void add_stage_shares(lode_signal_writer *w, int32_t actor)
{
    const lode_chain *c = &w->s->chain;
    for (int32_t stage = 0; stage < c->n_stage && !w->failed; stage++) {
        const char *const arguments[] = {lode_signal_actor(w, actor), lode_chain_stage(w->s->b, c, stage), NULL};
        if (!one_unit(c, stage)) continue;
        lode_signal of = {.kind = LODE_SIGNAL_SHARE, .actor = actor, .product = -1, .stage = stage, .first = w->s->n_item};
        for (int32_t p = 0; p < c->n_product; p++)
            if (c->product_stage[p] == stage) add_outputs(w, actor, p);
        lode_signal_add(w, of, "stage_share", NULL, arguments);
    }
}

/* --- of the way through the network -------------------------------------------------------- */

static void add_origins(lode_signal_writer *w, int32_t product)
{
    const lode_chain *c = &w->s->chain;
    for (int32_t stage = 0; stage < c->product_stage[product]; stage++)
        for (int32_t actor = 0; actor < c->n_actor && c->product_reach[product] >> stage & 1 && !w->failed; actor++) {
            const char *const arguments[] = {product_name(w, product), lode_chain_stage(w->s->b, c, stage),
                                             lode_signal_actor(w, actor), NULL};
            lode_signal of = {.kind = LODE_SIGNAL_ORIGIN, .actor = -1, .product = product, .stage = stage, .through = actor,
                              .first = w->s->n_item};
            lode_signal_add(w, of, "origin_share", NULL, arguments);
        }
}

/* Of what is made of an end product in an actor (-1: anywhere). */
static void add_passages(lode_signal_writer *w, int32_t product, int32_t maker)
{
    const lode_chain *c = &w->s->chain;
    for (int32_t stage = 0; stage < c->product_stage[product]; stage++)
        for (int32_t actor = 0; actor < c->n_actor && c->product_reach[product] >> stage & 1 && !w->failed; actor++) {
            const char *const arguments[] = {product_name(w, product), lode_signal_actor(w, maker),
                                             lode_chain_stage(w->s->b, c, stage), lode_signal_actor(w, actor), NULL};
            lode_signal of = {.kind = LODE_SIGNAL_THROUGH, .actor = maker, .product = product, .stage = stage,
                              .through = actor, .first = w->s->n_item};
            add_outputs(w, maker, product);
            if (w->s->n_item > of.first) lode_signal_add(w, of, "through", NULL, arguments);
        }
}

static void add_network(lode_signal_writer *w)
{
    const lode_case *c = w->s->b->c;
    for (int32_t p = 0; p < w->s->chain.n_product && !w->failed; p++) {
        add_origins(w, p);
        bool end = lode_case_int(c, p, LODE_PRODUCTS_END_PRODUCT, 0);
        for (int32_t a = w->no_world ? 0 : -1; end && a < w->s->chain.n_actor; a++) add_passages(w, p, a);
    }
}

/* --- the whole ----------------------------------------------------------------------------- */

bool lode_signals_of(const lode_built *b, lode_arena *a, lode_signals *out)
{
    *out = (lode_signals){.b = b};
    lode_signal_writer w = {.s = out, .a = a, .no_world = lode_case_find(b->c, LODE_T_ACTORS, WORLD) >= 0};
    if (!lode_chain_build(b, a, &out->chain)) return false;
    name_units(&w);
    for (int32_t actor = w.no_world ? 0 : -1; actor < b->model->n_actor && !w.failed; actor++) {
        for (int32_t p = 0; p < b->model->n_product && !w.failed; p++) {
            add_of_product(&w, actor, p);
            add_makers(&w, actor, p);
            add_users(&w, actor, p);
        }
        add_of_actor(&w, actor);
        add_stage_shares(&w, actor);
    }
    add_network(&w);
    lode_signal_facts(&w);
    lode_signal_standoff(&w);
    return !w.failed;
}

int32_t lode_signal_series(const lode_signals *s, int32_t i, const int32_t **series)
{
    const lode_signal *of = &s->of[i];
    *series = s->item + of->first;
    return of->kind <= LODE_SIGNAL_CUMULATIVE || of->kind == LODE_SIGNAL_STANDOFF ? of->n : 0;
}

bool lode_signal_of_run(const lode_signals *s, int32_t i)
{
    return !s->claim[i].constant || s->of[i].kind == LODE_SIGNAL_STANDOFF;
}
