/* Links: who may supply whom, over which route, under which measures. */
#include "lower/builder.h"

/* A REFS cell names row `row`; a blank cell names `otherwise`. */
static bool names(const lode_case *c, int32_t record, lode_column_id column, int32_t row, bool otherwise)
{
    const lode_cell *cell = lode_case_cell(c, record, column);
    if (!cell->set || cell->n == 0) return otherwise;
    for (int32_t j = 0; j < cell->n; j++)
        if (c->list[cell->first + j] == row) return true;
    return false;
}

/* `any|civil|defence` covers an end use. */
static bool covers(int32_t word, lode_end_use end_use)
{
    return word == 0 || word - 1 == (int32_t)end_use;
}

/* What one link is between. */
typedef struct relation {
    int32_t from, to, product; /* actors, product */
    int32_t from_owner, to_owner; /* actors whose firms own the sites */
    lode_end_use end_use;
} relation;

/* Does the measure name either of two actors, as where a site stands and as who owns it? */
static bool names_either(const lode_case *c, int32_t row, lode_column_id column, int32_t actor, int32_t owner, bool counts,
                         bool otherwise, bool owner_otherwise)
{
    return names(c, row, column, actor, otherwise) || (counts && names(c, row, column, owner, owner_otherwise));
}

/* A measure acts on links that cross a border, or whose owners' borders they cross where ownership counts. */
static bool record_acts(const lode_case *c, int32_t row, lode_column_id products, relation r)
{
    int32_t issuer = lode_case_int(c, row, LODE_MEASURES_ACTOR, 0);
    int32_t word = lode_case_int(c, row, LODE_MEASURES_OWNERSHIP, 0); /* no, suppliers, customers, both */
    bool suppliers = word == 1 || word == 3, customers = word == 2 || word == 3;
    bool tariff = lode_case_int(c, row, LODE_MEASURES_KIND, 0) == LODE_TARIFF;
    /* de minimis: goods made in third countries */
    bool abroad = tariff || (products == LODE_MEASURES_PRODUCTS && lode_case_qty(c, row, LODE_MEASURES_MINIMIS) >= 0);
    bool crosses = r.from != r.to || (suppliers && r.from_owner != r.to) || (customers && r.from != r.to_owner);
    return crosses && names(c, row, products, r.product, false) &&
           names_either(c, row, LODE_MEASURES_FROM, r.from, r.from_owner, suppliers,
                        abroad ? r.from != issuer : r.from == issuer, r.from_owner == issuer) &&
           names_either(c, row, LODE_MEASURES_TO, r.to, r.to_owner, customers, tariff ? r.to == issuer : r.to != issuer,
                        r.to_owner != issuer) &&
           covers(lode_case_int(c, row, LODE_MEASURES_END_USE, 0), r.end_use);
}

/* Does procurement rule p forbid the link? */
static bool forbids(const lode_case *c, int32_t p, relation r)
{
    return names(c, p, LODE_PROCUREMENT_BUYER, r.to, false) && names(c, p, LODE_PROCUREMENT_PRODUCTS, r.product, false) &&
           names(c, p, LODE_PROCUREMENT_NOT_FROM, r.from, false) &&
           covers(lode_case_int(c, p, LODE_PROCUREMENT_END_USE, 0), r.end_use);
}

static bool measure_acts(const lode_builder *w, int32_t measure, relation r)
{
    int32_t row = w->measure_row[measure];
    if (w->d.measure.item[measure].kind == LODE_TECHNOLOGY) return false; /* acts on projects */
    return w->measure_part[measure] == LODE_PART_PROCUREMENT
               ? forbids(w->c, row, r)
               : record_acts(w->c, row, lode_products_of(w->measure_part[measure]), r);
}

/* Rules that hold in the base year leave the link out altogether. */
static bool may_buy(const lode_builder *w, relation r)
{
    for (int32_t p = 0; p < lode_rows_of(w->c, LODE_T_PROCUREMENT); p++)
        if (lode_builder_day(w, p, LODE_PROCUREMENT_SINCE, 0) <= 0 && forbids(w->c, p, r)) return false;
    return true;
}

/* Input of the transit time: the row of routes that says most; inside an actor only a row that names it twice. */
static int32_t transit(const lode_case *c, relation r)
{
    int32_t best = LODE_NONE, best_said = -1;
    for (int32_t i = 0; i < lode_rows_of(c, LODE_T_ROUTES); i++) {
        int32_t from = lode_case_int(c, i, LODE_ROUTES_FROM, LODE_NONE), to = lode_case_int(c, i, LODE_ROUTES_TO, LODE_NONE);
        int32_t product = lode_case_int(c, i, LODE_ROUTES_PRODUCT, LODE_NONE);
        if (from >= 0 && from != r.from) continue;
        if (to >= 0 && to != r.to) continue;
        if (product >= 0 && product != r.product) continue;
        if (r.from == r.to && (from < 0 || to < 0)) continue;
        int32_t said = (product >= 0 ? 4 : 0) + (from >= 0 && to >= 0 ? 3 : from >= 0 ? 2 : to >= 0 ? 1 : 0);
        if (said > best_said) {
            best = lode_case_qty(c, i, LODE_ROUTES_TRANSIT);
            best_said = said;
        }
    }
    if (best >= 0) return best;
    return lode_case_qty(c, 0, r.from == r.to ? LODE_PARAMETERS_HOME_TRANSIT : LODE_PARAMETERS_TRANSIT);
}

static int32_t block_of(const lode_builder *w, relation r)
{
    for (int32_t i = 0; i < w->d.block_flow.n; i++) {
        int32_t row = w->b->block_row[i];
        if (lode_case_int(w->c, row, LODE_FLOWS_FROM, -1) == r.from && lode_case_int(w->c, row, LODE_FLOWS_TO, -1) == r.to &&
            lode_case_int(w->c, row, LODE_FLOWS_PRODUCT, -1) == r.product)
            return i;
    }
    return LODE_NONE;
}

/* A plant that made nothing in the base year. */
static bool is_new(const lode_builder *w, int32_t site)
{
    int32_t input = w->d.site.item[site].activity;
    return input >= 0 && input < w->c->n_input && w->c->input[input].high == 0;
}

static void add_link(lode_builder *w, int32_t o, int32_t g, relation r, bool split)
{
    const lode_case *c = w->c;
    const lode_draft_group *group = &w->d.group.item[g];
    bool demand = w->site[group->site].table == LODE_T_DEMAND;
    int32_t measures[1024], n = 0;
    for (int32_t i = 0; i < w->d.measure.n && n < 1024; i++)
        if (measure_acts(w, i, r)) measures[n++] = i;
    int32_t row = w->group_row[g], supplier = w->d.output.item[o].site;
    bool base = group->recipe == 0;
    bool unqualified = !demand && (!base || is_new(w, supplier));
    int32_t qualification = unqualified ? lode_case_qty(c, row, LODE_RECIPES_QUALIFICATION) : LODE_NONE;
    if (qualification >= 0 && c->input[qualification].high == 0) qualification = LODE_NONE;
    lode_draft_link l = {
        .output = o,
        .group = g,
        .end_use = r.end_use,
        .split = split,
        .transit = transit(c, r),
        .build = demand ? LODE_NONE : lode_case_qty(c, row, LODE_RECIPES_BUILD),
        .block = base ? block_of(w, r) : LODE_NONE,
        .qualification = qualification,
    };
    w->failed |= lode_draft_add_link(&w->d, l, measures, n) < 0;
}

/* Which products may end in defence use, through any number of mixed makers. */
static void reach_defence(lode_builder *w)
{
    bool more = true;
    while (more) {
        more = false;
        for (int32_t g = 0; g < w->d.group.n; g++) {
            const lode_draft_group *group = &w->d.group.item[g];
            const lode_draft_site *s = &w->d.site.item[group->site];
            bool reaches = !s->mixed && s->end_use == LODE_DEFENCE;
            for (int32_t o = 0; s->mixed && o < w->d.output.n; o++)
                reaches |= w->d.output.item[o].site == group->site && w->product_defence[w->d.output.item[o].product];
            if (reaches && !w->product_defence[group->product]) w->product_defence[group->product] = more = true;
        }
    }
}

static bool serves_defence(const lode_builder *w, int32_t site)
{
    for (int32_t o = 0; o < w->d.output.n; o++)
        if (w->d.output.item[o].site == site && w->product_defence[w->d.output.item[o].product]) return true;
    return false;
}

static int32_t owner_of(const lode_builder *w, int32_t site)
{
    const lode_site_origin *at = &w->site[site];
    return at->table == LODE_T_SITES ? lode_case_int(w->c, at->row, LODE_SITES_OWNER, at->actor) : at->actor;
}

/* All links into group g: one per supplier, two where a mixed customer may serve defence. */
static void link_group(lode_builder *w, int32_t g)
{
    const lode_draft_group *group = &w->d.group.item[g];
    const lode_draft_site *s = &w->d.site.item[group->site];
    bool home = lode_case_int(w->c, group->product, LODE_PRODUCTS_MARKET, 0) == 1;
    bool split = s->mixed && serves_defence(w, group->site);
    for (int32_t o = 0; o < w->d.output.n && !w->failed; o++) {
        if (w->d.output.item[o].product != group->product) continue;
        int32_t supplier = w->d.output.item[o].site;
        relation r = {w->site[supplier].actor, s->actor, group->product, owner_of(w, supplier), owner_of(w, group->site), s->end_use};
        for (int32_t e = LODE_CIVIL; e <= LODE_DEFENCE; e++) {
            if (split ? false : e != (int32_t)s->end_use) continue;
            r.end_use = (lode_end_use)e;
            if ((home && r.from != r.to) || !may_buy(w, r)) w->product_fitted[group->product] = 1;
            else add_link(w, o, g, r, split);
        }
    }
}

/* Observed flows, grouped by product. */
static void add_blocks(lode_builder *w)
{
    const lode_case *c = w->c;
    int32_t n = lode_rows_of(c, LODE_T_FLOWS);
    w->b->block_row = LODE_TAKE(&w->b->arena, n, int32_t);
    if (!w->b->block_row) {
        w->failed = true;
        return;
    }
    for (int32_t p = 0; p < lode_rows_of(c, LODE_T_PRODUCTS); p++)
        for (int32_t r = 0; r < n; r++)
            if (lode_case_int(c, r, LODE_FLOWS_PRODUCT, -1) == p) {
                int32_t i = lode_draft_add_block(&w->d, p, lode_case_qty(c, r, LODE_FLOWS_PER_YEAR));
                if (i >= 0) w->b->block_row[i] = r;
                w->failed |= i < 0;
            }
}

void lode_build_links(lode_builder *w)
{
    add_blocks(w);
    if (w->failed) return;
    reach_defence(w);
    for (int32_t g = 0; g < w->d.group.n && !w->failed; g++) link_group(w, g);
}
