/* The series that a run records: per actor and product, per actor, and per cohort of a maker. */
#include "lower/builder.h"

/* Begin a series and note what it is about. */
static void begin(lode_builder *w, lode_series_kind kind, int32_t actor, int32_t product, int32_t site)
{
    int32_t r = lode_draft_add_series(&w->d, kind);
    if (r < 0) {
        w->failed = true;
        return;
    }
    w->b->series_actor[r] = actor;
    w->b->series_product[r] = product;
    w->b->series_site[r] = site;
}

/* One series of outputs (or of their makers) of a product in an actor, if there are any. */
static void add_outputs(lode_builder *w, lode_series_kind kind, int32_t actor, int32_t product)
{
    bool begun = false;
    int32_t last_site = LODE_NONE;
    for (int32_t o = 0; o < w->d.output.n && !w->failed; o++) {
        int32_t site = w->d.output.item[o].site;
        bool main_output = site != last_site; /* outputs were added site by site, the main one first */
        last_site = site;
        if (w->site[site].actor != actor || w->d.output.item[o].product != product) continue;
        if (kind == LODE_SERIES_VALUE_ADDED && !main_output) continue;
        if (!begun) begin(w, kind, actor, product, LODE_NONE);
        begun = true;
        lode_draft_add_item(&w->d, kind == LODE_SERIES_VALUE_ADDED ? site : o);
    }
}

/* One series of the users of a product in an actor: all of them, or its final demand. */
static void add_users(lode_builder *w, lode_series_kind kind, int32_t actor, int32_t product)
{
    bool final = kind == LODE_SERIES_CONSUMED || kind == LODE_SERIES_BACKLOG, begun = false;
    for (int32_t g = 0; g < w->d.group.n && !w->failed; g++) {
        int32_t site = w->d.group.item[g].site;
        if (w->site[site].actor != actor || w->d.group.item[g].product != product) continue;
        if (final && w->site[site].table != LODE_T_DEMAND) continue;
        if (!begun) begin(w, kind, actor, product, LODE_NONE);
        begun = true;
        lode_draft_add_item(&w->d, final ? site : g);
    }
}

static void add_reserves(lode_builder *w, int32_t actor, int32_t product)
{
    bool begun = false;
    for (int32_t r = 0, n = 0; r < lode_rows_of(w->c, LODE_T_STOCKS) && !w->failed; r++) {
        bool is_reserve = lode_case_qty(w->c, r, LODE_STOCKS_STRATEGIC) >= 0 && lode_case_qty(w->c, r, LODE_STOCKS_RELEASE) >= 0;
        if (!is_reserve) continue;
        int32_t reserve = n++;
        if (lode_case_int(w->c, r, LODE_STOCKS_ACTOR, -1) != actor || lode_case_int(w->c, r, LODE_STOCKS_PRODUCT, -1) != product)
            continue;
        if (!begun) begin(w, LODE_SERIES_RESERVE, actor, product, LODE_NONE);
        begun = true;
        lode_draft_add_item(&w->d, reserve);
    }
}

/* An actor as a whole: value of its output, exports and tariffs on what crosses its border. */
static void add_actor(lode_builder *w, int32_t actor)
{
    begin(w, LODE_SERIES_GROSS, actor, LODE_NONE, LODE_NONE);
    for (int32_t i = 0; i < w->d.site.n; i++)
        if (w->site[i].actor == actor && w->site[i].table == LODE_T_SITES) lode_draft_add_item(&w->d, i);
    for (lode_series_kind kind = LODE_SERIES_EXPORTS; kind <= LODE_SERIES_TARIFFS; kind++) {
        begin(w, kind, actor, LODE_NONE, LODE_NONE);
        for (int32_t l = 0; l < w->d.link.n; l++) {
            int32_t from = w->site[w->d.output.item[w->d.link.item[l].output].site].actor;
            int32_t to = w->site[w->d.group.item[w->d.link.item[l].group].site].actor;
            if (from != to && (kind == LODE_SERIES_EXPORTS ? from : to) == actor) lode_draft_add_item(&w->d, l);
        }
    }
}

/* What tariffs on goods outside the simulation add to and take from the income of an actor that has an economy: no site
 * adds to it; the study writes it (study/tariffs.h). It counts as value added, so that losses hold it. */
static void add_tariffs(lode_builder *w, int32_t actor)
{
    for (int32_t e = 0; e < lode_rows_of(w->c, LODE_T_ECONOMIES); e++)
        if (lode_case_int(w->c, e, LODE_ECONOMIES_ACTOR, -1) == actor)
            begin(w, LODE_SERIES_VALUE_ADDED, actor, LODE_NONE, LODE_NONE);
}

/* Each cohort of a maker on its own, so that the share of cohorts that stand still can be told. */
static void add_cohorts(lode_builder *w)
{
    for (int32_t o = 0; o < w->d.output.n && !w->failed; o++) {
        int32_t site = w->d.output.item[o].site;
        if (w->d.site.item[site].part >= 1) continue;
        begin(w, LODE_SERIES_MADE, w->site[site].actor, w->d.output.item[o].product, site);
        lode_draft_add_item(&w->d, o);
    }
}

void lode_build_series(lode_builder *w)
{
    int32_t actors = w->d.n_actor, products = w->d.n_product;
    int64_t most = (int64_t)actors * products * 9 + (int64_t)actors * 4 + w->d.output.n;
    w->b->series_actor = LODE_TAKE(&w->b->arena, most, int32_t);
    w->b->series_product = LODE_TAKE(&w->b->arena, most, int32_t);
    w->b->series_site = LODE_TAKE(&w->b->arena, most, int32_t);
    /* sums over the products of an actor must not depend on their names */
    int32_t *order = LODE_TAKE(&w->b->arena, products, int32_t);
    if (!w->b->series_actor || !w->b->series_product || !w->b->series_site || !order) {
        w->failed = true;
        return;
    }
    lode_canonical_order(w->c, &w->canonical, LODE_T_PRODUCTS, order);
    for (int32_t a = 0; a < actors && !w->failed; a++) {
        for (int32_t j = 0; j < products; j++) {
            int32_t p = order[j];
            add_outputs(w, LODE_SERIES_MADE, a, p);
            add_outputs(w, LODE_SERIES_OUTPUT_STOCK, a, p);
            add_users(w, LODE_SERIES_STOCK, a, p);
            add_users(w, LODE_SERIES_TRANSIT, a, p);
            add_users(w, LODE_SERIES_CONSUMED, a, p);
            add_users(w, LODE_SERIES_BACKLOG, a, p);
            add_reserves(w, a, p);
            add_outputs(w, LODE_SERIES_VALUE_ADDED, a, p);
        }
        add_actor(w, a);
        add_tariffs(w, a);
    }
    add_cohorts(w);
}
