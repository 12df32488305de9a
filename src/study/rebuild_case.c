/* A case as a rebuild problem: which lines there are and could be, what they cost, when they can come. */
#include "study/rebuild_case.h"

#include <math.h>
#include <string.h>

#include "engine/dist.h"

static const double DAYS_PER_YEAR = 365.0, DAYS_PER_QUARTER = 365.0 / LODE_REBUILD_PER_YEAR;
enum { WORK_QUARTERS = 8, PIECES = 2, ALTERNATIVES = 4 }; /* quarters of work on site of a listed project, where its lead is longer */

/* A problem while it is put together. */
typedef struct draft {
    const lode_rebuild_base *base;
    const lode_rebuild_frame *f;
    const lode_case *c;
    lode_arena *a;
    int32_t need;
    double u;      /* quantile                                  */
    int32_t start; /* day of the decision                       */
    int32_t n_quarter;
    uint8_t *wanted;        /* (products)                       */
    int32_t *number;        /* (products) in the problem, -1    */
    uint8_t *measure_on;    /* (measures) technology, in force  */
    lode_rebuild_flow *flow;
    lode_rebuild_recipe *recipe;
    lode_rebuild_line *line;
    lode_rebuild_line_of *line_of;
    lode_rebuild_piece *piece;
    lode_rebuild_add *add;
    lode_rebuild_use *use;
    lode_rebuild_project *project;
    lode_rebuild_project_of *project_of;
    lode_rebuild_case *out;
    bool failed;
} draft;

int32_t lode_rebuild_start(const lode_case *c)
{
    return lode_case_int(c, 0, LODE_REBUILD_START, lode_case_int(c, 0, LODE_CASE_AS_OF, 0));
}

int32_t lode_rebuild_quarters(const lode_case *c)
{
    return LODE_REBUILD_PER_YEAR * lode_case_int(c, 0, LODE_REBUILD_HORIZON, 20);
}

/* --- values --------------------------------------------------------------------------------- */

/* An input at quantile u; `otherwise` where it is blank. */
static double at(const draft *d, int32_t row, lode_column_id column, double u, double otherwise)
{
    int32_t i = lode_case_qty(d->c, row, column);
    if (i < 0) return otherwise;
    const lode_input *x = &d->c->input[i];
    return lode_dist_quantile((int32_t)x->dist, x->low, x->central, x->high, u);
}

/* What makes plans worse when it is more, and when it is less. */
static double worse(const draft *d, int32_t row, lode_column_id column, double otherwise)
{
    return at(d, row, column, d->u, otherwise);
}

static double better(const draft *d, int32_t row, lode_column_id column, double otherwise)
{
    return at(d, row, column, 1.0 - d->u, otherwise);
}

static double frame_value(const draft *d, lode_column_id column, double otherwise)
{
    return d->c->table[LODE_T_REBUILD].n_row > 0 ? at(d, 0, column, d->u, otherwise) : otherwise;
}

static double lead_factor(const draft *d)
{
    return d->f->lead_factor * frame_value(d, LODE_REBUILD_LEAD, 1.0);
}

static double cost_factor(const draft *d)
{
    return d->f->capex_factor * frame_value(d, LODE_REBUILD_CAPEX, 1.0);
}

/* Whole quarters, up; a day over counts. */
static int32_t quarters(double days)
{
    double q = ceil(days / DAYS_PER_QUARTER - 1e-9);
    return q < 0 ? 0 : q > 4 * LODE_REBUILD_QUARTERS_MOST ? 4 * LODE_REBUILD_QUARTERS_MOST : (int32_t)q;
}

static double *path(draft *d)
{
    double *x = LODE_TAKE(d->a, d->n_quarter, double);
    d->failed = d->failed || !x;
    return x;
}

static bool lists(const lode_case *c, int32_t row, lode_column_id column, int32_t x)
{
    const lode_cell *cell = lode_case_cell(c, row, column);
    for (int32_t i = cell->first; cell->set && i < cell->first + cell->n; i++)
        if (c->list[i] == x) return true;
    return false;
}

/* --- technology measures -------------------------------------------------------------------- */

/* Measures of the scenario and of the counter-move. */
static void find_measures(draft *d)
{
    const lode_built *b = d->base->b;
    int32_t scenario = lode_case_int(d->c, 0, LODE_REBUILD_SCENARIO, lode_case_find(d->c, LODE_T_SCENARIOS, "status-quo"));
    if (d->c->table[LODE_T_REBUILD].n_row == 0) scenario = lode_case_find(d->c, LODE_T_SCENARIOS, "status-quo");
    for (int32_t m = 0; m < b->model->n_measure; m++)
        if (b->measure_part[m] == LODE_PART_LISTED && b->scenario[scenario].measure_on[m]) d->measure_on[b->measure_row[m]] = 1;
    if (d->f->counter < 0) return;
    const lode_cell *more = lode_case_cell(d->c, d->f->counter, LODE_REBUILD_COUNTERS_MEASURES);
    for (int32_t i = more->first; more->set && i < more->first + more->n; i++) d->measure_on[d->c->list[i]] = 1;
}

static bool recipe_makes(const draft *d, const char *recipe, int32_t product)
{
    for (int32_t r = 0; r < d->c->table[LODE_T_RECIPES].n_row; r++)
        if (lode_case_int(d->c, r, LODE_RECIPES_DIRECTION, 0) == 1 && lode_case_int(d->c, r, LODE_RECIPES_PRODUCT, -1) == product &&
            strcmp(lode_case_text(d->c, r, LODE_RECIPES_RECIPE), recipe) == 0)
            return true;
    return false;
}

/* Days by which technology measures delay a project that would start on a day: docs/model.md 4; the longest counts. */
static double delay(const draft *d, const char *recipe, int32_t actor, double start_day)
{
    const lode_case *c = d->c;
    const int32_t technology = 5; /* word of measures.kind */
    double most = 0;
    for (int32_t m = 0; m < c->table[LODE_T_MEASURES].n_row; m++) {
        if (!d->measure_on[m] || lode_case_int(c, m, LODE_MEASURES_KIND, -1) != technology) continue;
        const lode_cell *to = lode_case_cell(c, m, LODE_MEASURES_TO), *products = lode_case_cell(c, m, LODE_MEASURES_PRODUCTS);
        bool there = to->set ? lists(c, m, LODE_MEASURES_TO, actor) : actor != lode_case_int(c, m, LODE_MEASURES_ACTOR, -1), its = false;
        for (int32_t i = products->first; i < products->first + products->n; i++) its = its || recipe_makes(d, recipe, c->list[i]);
        double effective = lode_case_int(c, m, LODE_MEASURES_EFFECTIVE, 0), until = lode_case_int(c, m, LODE_MEASURES_UNTIL, INT32_MAX);
        if (there && its && start_day > effective) most = fmax(most, fmin(worse(d, m, LODE_MEASURES_DELAY, 0), until - effective));
    }
    return most;
}

/* --- recipes and lines ---------------------------------------------------------------------- */

static int32_t product_number(draft *d, int32_t row)
{
    return d->number[row];
}

/* Append the ways to run a recipe: the base one and its alternatives, each with all outputs. `site` adds its feed. */
static void add_recipes(draft *d, lode_rebuild_line *l, const char *id, int32_t site)
{
    const lode_case *c = d->c;
    const bool alternatives = d->c->table[LODE_T_REBUILD].n_row == 0 || lode_case_int(c, 0, LODE_REBUILD_ALTERNATIVES, 1);
    l->first_recipe = d->out->p.n_recipe;
    for (int32_t alternative = 0; alternative < (alternatives ? ALTERNATIVES : 1); alternative++) {
        lode_rebuild_recipe x = {.first_input = d->out->p.n_flow};
        double days = 0;
        for (int32_t direction = 0; direction <= 1; direction++) {
            if (direction == 1) x.first_output = d->out->p.n_flow;
            for (int32_t r = 0; r < c->table[LODE_T_RECIPES].n_row; r++) {
                int32_t row = lode_case_int(c, r, LODE_RECIPES_PRODUCT, -1);
                if (strcmp(lode_case_text(c, r, LODE_RECIPES_RECIPE), id) != 0 || lode_case_int(c, r, LODE_RECIPES_DIRECTION, 0) != direction ||
                    (direction == 0 && lode_case_int(c, r, LODE_RECIPES_ALTERNATIVE, 0) != alternative))
                    continue;
                double per_unit = c->input[lode_case_qty(c, r, LODE_RECIPES_PER_UNIT)].central;
                if (per_unit <= 0 || product_number(d, row) < 0) continue;
                d->flow[d->out->p.n_flow++] = (lode_rebuild_flow){product_number(d, row), per_unit};
                if (direction == 0) days = fmax(days, worse(d, r, LODE_RECIPES_QUALIFICATION, 0));
            }
            for (int32_t r = 0; direction == 0 && site >= 0 && r < c->table[LODE_T_REBUILD_FEEDS].n_row; r++) {
                double per_unit = worse(d, r, LODE_REBUILD_FEEDS_PER_UNIT, 0);
                int32_t row = lode_case_int(c, r, LODE_REBUILD_FEEDS_PRODUCT, -1);
                if (lode_case_int(c, r, LODE_REBUILD_FEEDS_SITE, -1) == site && per_unit > 0 && product_number(d, row) >= 0)
                    d->flow[d->out->p.n_flow++] = (lode_rebuild_flow){product_number(d, row), per_unit};
            }
            if (direction == 0) x.n_input = d->out->p.n_flow - x.first_input;
            else x.n_output = d->out->p.n_flow - x.first_output;
        }
        if (alternative > 0 && x.n_input == 0) {
            d->out->p.n_flow = x.first_input;
            continue;
        }
        x.from = alternative > 0 ? quarters(days) : 0;
        d->recipe[d->out->p.n_recipe++] = x;
    }
    l->n_recipe = d->out->p.n_recipe - l->first_recipe;
}

/* Whether a recipe makes anything that is wanted. */
static bool helps(const draft *d, const char *recipe)
{
    for (int32_t r = 0; r < d->c->table[LODE_T_RECIPES].n_row; r++)
        if (lode_case_int(d->c, r, LODE_RECIPES_DIRECTION, 0) == 1 && strcmp(lode_case_text(d->c, r, LODE_RECIPES_RECIPE), recipe) == 0 &&
            d->wanted[lode_case_int(d->c, r, LODE_RECIPES_PRODUCT, 0)])
            return true;
    return false;
}

/* What the outputs of a unit are worth, at prices that a counter-move has let fall. */
static double worth(const draft *d, const char *recipe, bool *falls)
{
    double sum = 0;
    for (int32_t r = 0; r < d->c->table[LODE_T_RECIPES].n_row; r++) {
        int32_t p = lode_case_int(d->c, r, LODE_RECIPES_PRODUCT, 0);
        if (lode_case_int(d->c, r, LODE_RECIPES_DIRECTION, 0) != 1 || strcmp(lode_case_text(d->c, r, LODE_RECIPES_RECIPE), recipe) != 0) continue;
        bool falling = d->f->counter >= 0 && lists(d->c, d->f->counter, LODE_REBUILD_COUNTERS_PRODUCTS, p);
        double price = better(d, p, LODE_PRODUCTS_VALUE, 0) * (falling ? 1 - worse(d, d->f->counter, LODE_REBUILD_COUNTERS_DROP, 0) : 1);
        sum += price * d->c->input[lode_case_qty(d->c, r, LODE_RECIPES_PER_UNIT)].central;
        *falls = *falls || falling;
    }
    return sum;
}

/* Support of a line by the unit cost of the plant that runs the same recipe. Where prices fall and nobody pays, it stands idle. */
static void set_support(draft *d, lode_rebuild_line *l, const char *recipe)
{
    for (int32_t r = 0; r < d->c->table[LODE_T_REBUILD_PLANTS].n_row; r++) {
        if (strcmp(lode_case_text(d->c, r, LODE_REBUILD_PLANTS_RECIPE), recipe) != 0) continue;
        bool falls = false;
        double value = worth(d, recipe, &falls), cost = worse(d, r, LODE_REBUILD_PLANTS_COST, 0);
        l->support_usd_per_unit = fmax(0.0, cost - value);
        l->idle = falls && !lode_case_int(d->c, d->f->counter, LODE_REBUILD_COUNTERS_FLOOR, 0);
        return;
    }
}

/* --- what stands and what is committed ------------------------------------------------------ */

static bool is_member_site(const draft *d, int32_t site)
{
    int32_t actor = lode_case_int(d->c, site, LODE_SITES_ACTOR, -1), owner = lode_case_int(d->c, site, LODE_SITES_OWNER, -1);
    return d->f->is_member[actor] || (owner >= 0 && d->f->is_member[owner]);
}

/* Base capacity, unit/year, of all cohorts. */
static double base_capacity(const draft *d, int32_t site)
{
    const lode_built *b = d->base->b;
    double sum = 0;
    for (int32_t s = 0; s < b->model->n_site; s++)
        if (b->site_table[s] == LODE_T_SITES && b->site_row[s] == site) sum += DAYS_PER_YEAR * d->base->values->site_capacity[s].v[0];
    return sum;
}

/* Share of a ramp in the middle of quarter t, for a first output on a day. */
static double ramp_at(const draft *d, int32_t t, double first_output, double ramp_days)
{
    double days = d->start + (t + 0.5) * DAYS_PER_QUARTER - first_output;
    if (days < 0) return 0.0;
    return ramp_days > 0 ? fmin(1.0, days / ramp_days) : 1.0;
}

static double first_output(const draft *d, int32_t project)
{
    int32_t site = lode_case_int(d->c, project, LODE_PROJECTS_SITE, 0);
    double planned = lode_case_int(d->c, project, LODE_PROJECTS_START, 0) + worse(d, project, LODE_PROJECTS_SLIPPAGE, 0);
    return planned + delay(d, lode_case_text(d->c, site, LODE_SITES_RECIPE), lode_case_int(d->c, site, LODE_SITES_ACTOR, 0), planned);
}

/* What committed projects add to a path, `ratio` units for one of theirs. */
static void add_committed(draft *d, double *capacity, int32_t project, double ratio)
{
    double first = first_output(d, project), ramp = worse(d, project, LODE_PROJECTS_RAMP, 0),
           full = better(d, project, LODE_PROJECTS_CAPACITY, 0) * ratio;
    for (int32_t t = 0; t < d->n_quarter; t++) capacity[t] += full * ramp_at(d, t, first, ramp);
}

static bool is_committed(const draft *d, int32_t project)
{
    return lode_case_int(d->c, project, LODE_PROJECTS_STATUS, 0) == 0;
}

static void add_site(draft *d, int32_t site)
{
    double *capacity = path(d);
    if (d->failed) return;
    double base = base_capacity(d, site);
    for (int32_t t = 0; t < d->n_quarter; t++) capacity[t] = base;
    for (int32_t r = 0; r < d->c->table[LODE_T_PROJECTS].n_row; r++) {
        if (lode_case_int(d->c, r, LODE_PROJECTS_SITE, -1) != site || !is_committed(d, r)) continue;
        add_committed(d, capacity, r, 1.0);
        d->out->n_committed++;
        d->out->n_committed_without_cost += lode_case_qty(d->c, r, LODE_PROJECTS_CAPEX) < 0;
        d->out->committed_usd += worse(d, r, LODE_PROJECTS_CAPEX, 0) * cost_factor(d);
    }
    int32_t product = -1;
    const char *recipe = lode_case_text(d->c, site, LODE_SITES_RECIPE);
    for (int32_t p = 0; p < d->c->table[LODE_T_PRODUCTS].n_row && product < 0; p++)
        if (recipe_makes(d, recipe, p)) product = p;
    int32_t i = d->out->p.n_line++;
    d->line_of[i] = (lode_rebuild_line_of){site, -1, -1, lode_case_int(d->c, site, LODE_SITES_ACTOR, 0)};
    d->line[i] = (lode_rebuild_line){.name = lode_case_key(d->c, LODE_T_SITES, site),
                                     .stage = product >= 0 ? lode_case_text(d->c, product, LODE_PRODUCTS_STAGE) : "",
                                     .capacity = capacity};
    set_support(d, &d->line[i], recipe);
    add_recipes(d, &d->line[i], recipe, site);
}

/* Text in the memory of the problem: "plant at ACTOR", "plant at ACTOR, 2". */
static const char *name_of(draft *d, const char *what, int32_t actor, int32_t copy)
{
    lode_text text = {0};
    lode_text_printf(&text, "%s@%s", what, lode_case_key(d->c, LODE_T_ACTORS, actor));
    if (copy > 0) lode_text_printf(&text, " %d", (int)copy + 1);
    char *name = LODE_TAKE(d->a, text.length + 1, char);
    if (name && !text.failed) memcpy(name, lode_text_str(&text), text.length);
    d->failed = d->failed || !name || text.failed;
    lode_text_free(&text);
    return name ? name : "";
}

static bool may_stand(const draft *d, int32_t plant, int32_t actor)
{
    return d->f->is_member[actor] &&
           (!lode_case_cell(d->c, plant, LODE_REBUILD_PLANTS_ACTORS)->set || lists(d->c, plant, LODE_REBUILD_PLANTS_ACTORS, actor));
}

static void add_plant(draft *d, int32_t plant, int32_t actor)
{
    const char *recipe = lode_case_text(d->c, plant, LODE_REBUILD_PLANTS_RECIPE);
    int32_t i = d->out->p.n_line++, product = 0;
    while (product + 1 < d->c->table[LODE_T_PRODUCTS].n_row && !recipe_makes(d, recipe, product)) product++;
    d->line_of[i] = (lode_rebuild_line_of){-1, plant, -1, actor};
    d->line[i] = (lode_rebuild_line){.name = name_of(d, lode_case_key(d->c, LODE_T_REBUILD_PLANTS, plant), actor, 0),
                                     .stage = lode_case_text(d->c, product, LODE_PRODUCTS_STAGE),
                                     .capacity = path(d)};
    set_support(d, &d->line[i], recipe);
    add_recipes(d, &d->line[i], recipe, -1);
}

/* Feed that is there, or comes with a project. */
static void add_supply(draft *d, int32_t supply)
{
    double *capacity = path(d);
    if (d->failed) return;
    int32_t project = lode_case_int(d->c, supply, LODE_REBUILD_SUPPLIES_PROJECT, -1),
            product = lode_case_int(d->c, supply, LODE_REBUILD_SUPPLIES_PRODUCT, 0);
    double most = better(d, supply, LODE_REBUILD_SUPPLIES_PER_YEAR, 0), from = lode_case_int(d->c, supply, LODE_REBUILD_SUPPLIES_FROM, 0);
    if (project >= 0 && is_committed(d, project)) add_committed(d, capacity, project, most / better(d, project, LODE_PROJECTS_CAPACITY, 1));
    for (int32_t t = 0; t < d->n_quarter && project < 0; t++) capacity[t] = d->start + (t + 0.5) * DAYS_PER_QUARTER >= from ? most : 0;
    int32_t i = d->out->p.n_line++, actor = lode_case_int(d->c, supply, LODE_REBUILD_SUPPLIES_ACTOR, 0);
    d->line_of[i] = (lode_rebuild_line_of){-1, -1, supply, actor};
    d->line[i] = (lode_rebuild_line){.name = lode_case_key(d->c, LODE_T_REBUILD_SUPPLIES, supply),
                                     .stage = lode_case_text(d->c, product, LODE_PRODUCTS_STAGE),
                                     .first_recipe = d->out->p.n_recipe,
                                     .n_recipe = 1,
                                     .capacity = capacity};
    d->recipe[d->out->p.n_recipe++] = (lode_rebuild_recipe){.first_output = d->out->p.n_flow, .n_output = 1};
    d->flow[d->out->p.n_flow++] = (lode_rebuild_flow){product_number(d, product), 1.0};
}

static bool supply_counts(const draft *d, int32_t supply)
{
    return d->f->is_member[lode_case_int(d->c, supply, LODE_REBUILD_SUPPLIES_ACTOR, 0)] &&
           d->wanted[lode_case_int(d->c, supply, LODE_REBUILD_SUPPLIES_PRODUCT, 0)];
}

/* --- projects ------------------------------------------------------------------------------- */

static void add_to(draft *d, int32_t line, double ratio)
{
    d->add[d->out->p.n_add++] = (lode_rebuild_add){line, ratio};
}

/* What a project takes of the limits while work is under way. */
static void add_uses(draft *d, lode_rebuild_project *j, const char *recipe)
{
    const lode_case *c = d->c;
    j->first_use = d->out->p.n_use;
    for (int32_t i = 0; i < c->table[LODE_T_REBUILD_LIMITS].n_row; i++) {
        bool its = !lode_case_cell(c, i, LODE_REBUILD_LIMITS_STAGES)->set;
        for (int32_t p = 0; p < c->table[LODE_T_PRODUCTS].n_row && !its; p++)
            its = lists(c, i, LODE_REBUILD_LIMITS_STAGES, p) && recipe_makes(d, recipe, p);
        bool orders = lode_case_int(c, i, LODE_REBUILD_LIMITS_KIND, 0) == 1;
        if (its && j->build > 0)
            d->use[d->out->p.n_use++] = (lode_rebuild_use){i, 1.0, j->permit, orders ? j->permit + 1 : j->permit + j->build};
    }
    j->n_use = d->out->p.n_use - j->first_use;
}

/* A row of projects.csv that is not committed. */
static void add_optional(draft *d, int32_t row, int32_t line)
{
    int32_t i = d->out->p.n_project, site = lode_case_int(d->c, row, LODE_PROJECTS_SITE, 0);
    double full = better(d, row, LODE_PROJECTS_CAPACITY, 0), usd = worse(d, row, LODE_PROJECTS_CAPEX, -1) * cost_factor(d);
    int32_t lead = quarters((first_output(d, row) - d->start) * lead_factor(d));
    if (full <= 0 || usd < 0) return; /* what nobody knows the cost of cannot be part of a plan */
    lode_rebuild_project *j = &d->project[d->out->p.n_project++];
    *j = (lode_rebuild_project){.name = lode_case_key(d->c, LODE_T_PROJECTS, row), .first_add = d->out->p.n_add,
                                .first_piece = d->out->p.n_piece, .n_piece = 1, .latest = d->n_quarter - 1, .after = -1};
    j->permit = lead > WORK_QUARTERS ? lead - WORK_QUARTERS : 0;
    j->build = lead - j->permit;
    j->ramp = quarters(worse(d, row, LODE_PROJECTS_RAMP, 0));
    d->project_of[i] = (lode_rebuild_project_of){row, -1, 0, lode_case_int(d->c, site, LODE_SITES_ACTOR, 0)};
    d->piece[d->out->p.n_piece++] = (lode_rebuild_piece){full, full, usd, 0};
    add_to(d, line, 1.0);
    for (int32_t l = 0; l < d->out->p.n_line; l++) {
        int32_t supply = d->line_of[l].supply;
        if (supply >= 0 && lode_case_int(d->c, supply, LODE_REBUILD_SUPPLIES_PROJECT, -1) == row)
            add_to(d, l, better(d, supply, LODE_REBUILD_SUPPLIES_PER_YEAR, 0) / full);
    }
    j->n_add = d->out->p.n_add - j->first_add;
    add_uses(d, j, lode_case_text(d->c, site, LODE_SITES_RECIPE));
}

/* Pieces of the cost curve capex x (q / full)^e between the smallest and the largest plant. */
static void add_pieces(draft *d, lode_rebuild_project *j, int32_t plant, double full, double usd)
{
    double least = lode_case_number(d->c, plant, LODE_REBUILD_PLANTS_LEAST, 1.0), e = at(d, plant, LODE_REBUILD_PLANTS_SCALE, 0.5, 0.7);
    int32_t n = least < 1 ? PIECES : 1;
    j->first_piece = d->out->p.n_piece;
    for (int32_t k = 0; k < n; k++) {
        double low = least < 1 ? pow(least, 1.0 - (double)k / n) : 1, high = least < 1 ? pow(least, 1.0 - (k + 1.0) / n) : 1;
        double below = usd * pow(low, e), above = usd * pow(high, e), slope = high > low ? (above - below) / (high - low) : 0;
        d->piece[d->out->p.n_piece++] = (lode_rebuild_piece){low * full, high * full, below - slope * low, slope / full};
    }
    j->n_piece = n;
}

static void add_copies(draft *d, int32_t plant, int32_t actor, int32_t line)
{
    const char *recipe = lode_case_text(d->c, plant, LODE_REBUILD_PLANTS_RECIPE), *id = lode_case_key(d->c, LODE_T_REBUILD_PLANTS, plant);
    double full = at(d, plant, LODE_REBUILD_PLANTS_CAPACITY, 0.5, 0), usd = worse(d, plant, LODE_REBUILD_PLANTS_CAPEX, 0) * cost_factor(d),
           learning = better(d, plant, LODE_REBUILD_PLANTS_LEARNING, 0), lead = lead_factor(d),
           permit = worse(d, plant, LODE_REBUILD_PLANTS_PERMIT, 0) * lead, build = worse(d, plant, LODE_REBUILD_PLANTS_BUILD, 0) * lead;
    if (full <= 0) return;
    build += delay(d, recipe, actor, d->start + permit + build);
    for (int32_t copy = 0; copy < lode_case_int(d->c, plant, LODE_REBUILD_PLANTS_COPIES, 1); copy++) {
        double price = usd * pow(1 - learning, log2(copy + 1.0));
        int32_t i = d->out->p.n_project++;
        lode_rebuild_project *j = &d->project[i];
        *j = (lode_rebuild_project){.name = name_of(d, id, actor, copy), .first_add = d->out->p.n_add, .n_add = 1,
                                    .latest = d->n_quarter - 1, .after = copy > 0 ? i - 1 : -1};
        j->permit = quarters(permit);
        j->build = quarters(permit + build) - j->permit;
        j->ramp = quarters(worse(d, plant, LODE_REBUILD_PLANTS_RAMP, 0));
        j->qualification = quarters(worse(d, plant, LODE_REBUILD_PLANTS_QUALIFICATION, 0));
        j->standing_usd_per_year = price * worse(d, plant, LODE_REBUILD_PLANTS_STANDING, 0);
        d->project_of[i] = (lode_rebuild_project_of){-1, plant, copy, actor};
        add_pieces(d, j, plant, full, price);
        add_to(d, line, 1.0);
        add_uses(d, j, recipe);
    }
}

static void add_projects(draft *d)
{
    for (int32_t l = 0; l < d->out->p.n_line && !d->failed; l++) {
        const lode_rebuild_line_of *x = &d->line_of[l];
        for (int32_t r = 0; x->site >= 0 && r < d->c->table[LODE_T_PROJECTS].n_row; r++)
            if (lode_case_int(d->c, r, LODE_PROJECTS_SITE, -1) == x->site && !is_committed(d, r)) add_optional(d, r, l);
        if (x->plant >= 0) add_copies(d, x->plant, x->actor, l);
    }
}

static void add_limits(draft *d)
{
    const lode_case *c = d->c;
    int32_t n = c->table[LODE_T_REBUILD_LIMITS].n_row, members = 0;
    lode_rebuild_limit *limit = LODE_TAKE(d->a, n + 1, lode_rebuild_limit);
    for (int32_t i = 0; i < c->table[LODE_T_ACTORS].n_row; i++) members += d->f->is_member[i];
    d->failed = d->failed || !limit;
    for (int32_t i = 0; i < n && !d->failed; i++) {
        double *most = path(d);
        for (int32_t t = 0; most && t < d->n_quarter; t++) most[t] = floor(members * better(d, i, LODE_REBUILD_LIMITS_MOST, 0) + 1e-9);
        limit[i] = (lode_rebuild_limit){lode_case_key(c, LODE_T_REBUILD_LIMITS, i), most};
    }
    d->out->p.limit = limit;
    d->out->p.n_limit = n;
}

/* --- the chain ------------------------------------------------------------------------------ */

/* Want what a recipe or a site's feed takes. */
static bool want_inputs(draft *d, const char *recipe, int32_t site)
{
    const lode_case *c = d->c;
    bool moved = false;
    for (int32_t r = 0; r < c->table[LODE_T_RECIPES].n_row; r++) {
        int32_t p = lode_case_int(c, r, LODE_RECIPES_PRODUCT, 0);
        if (lode_case_int(c, r, LODE_RECIPES_DIRECTION, 0) != 0 || d->wanted[p] || strcmp(lode_case_text(c, r, LODE_RECIPES_RECIPE), recipe) != 0)
            continue;
        d->wanted[p] = 1;
        moved = true;
    }
    for (int32_t r = 0; site >= 0 && r < c->table[LODE_T_REBUILD_FEEDS].n_row; r++) {
        int32_t p = lode_case_int(c, r, LODE_REBUILD_FEEDS_PRODUCT, 0);
        if (lode_case_int(c, r, LODE_REBUILD_FEEDS_SITE, -1) != site || d->wanted[p]) continue;
        d->wanted[p] = 1;
        moved = true;
    }
    return moved;
}

static void find_chain(draft *d)
{
    const lode_case *c = d->c;
    for (bool moved = true; moved;) {
        moved = false;
        for (int32_t s = 0; s < c->table[LODE_T_SITES].n_row; s++)
            if (is_member_site(d, s) && helps(d, lode_case_text(c, s, LODE_SITES_RECIPE)))
                moved = want_inputs(d, lode_case_text(c, s, LODE_SITES_RECIPE), s) || moved;
        for (int32_t r = 0; r < c->table[LODE_T_REBUILD_PLANTS].n_row; r++)
            if (helps(d, lode_case_text(c, r, LODE_REBUILD_PLANTS_RECIPE)))
                moved = want_inputs(d, lode_case_text(c, r, LODE_REBUILD_PLANTS_RECIPE), -1) || moved;
    }
}

static void add_lines(draft *d)
{
    const lode_case *c = d->c;
    for (int32_t r = 0; r < c->table[LODE_T_REBUILD_SUPPLIES].n_row && !d->failed; r++)
        if (supply_counts(d, r)) add_supply(d, r);
    for (int32_t s = 0; s < c->table[LODE_T_SITES].n_row && !d->failed; s++)
        if (is_member_site(d, s) && helps(d, lode_case_text(c, s, LODE_SITES_RECIPE))) add_site(d, s);
    for (int32_t r = 0; r < c->table[LODE_T_REBUILD_PLANTS].n_row; r++)
        for (int32_t a = 0; a < c->table[LODE_T_ACTORS].n_row && !d->failed; a++)
            if (may_stand(d, r, a) && helps(d, lode_case_text(c, r, LODE_REBUILD_PLANTS_RECIPE))) add_plant(d, r, a);
}

/* A product that nobody makes or could make is bought from nobody: so an infeasible plan can name it. */
static void add_nobody(draft *d)
{
    lode_rebuild_problem *p = &d->out->p;
    lode_rebuild_purchase *x = LODE_TAKE(d->a, p->n_product + 1, lode_rebuild_purchase);
    d->failed = d->failed || !x;
    for (int32_t k = 0; k < p->n_product && !d->failed; k++) {
        bool made = false;
        for (int32_t r = 0; r < p->n_recipe; r++)
            for (int32_t o = p->recipe[r].first_output; o < p->recipe[r].first_output + p->recipe[r].n_output; o++) made = made || p->flow[o].product == k;
        if (!made) x[p->n_purchase++] = (lode_rebuild_purchase){p->product[k], k, path(d), 0};
    }
    p->purchase = x;
}

/* --- needs ---------------------------------------------------------------------------------- */

static void add_needs(draft *d, const double *use, const double *lost)
{
    lode_rebuild_problem *p = &d->out->p;
    int32_t n = d->c->table[LODE_T_PRODUCTS].n_row;
    lode_rebuild_need *need = LODE_TAKE(d->a, n + 1, lode_rebuild_need);
    double growth = frame_value(d, LODE_REBUILD_GROWTH, 0),
           factor = worse(d, d->need, LODE_REBUILD_NEEDS_FACTOR, 1) * frame_value(d, LODE_REBUILD_NEED, 1) * d->f->need_factor;
    d->failed = d->failed || !need;
    for (int32_t k = 0; k < n && !d->failed; k++) {
        if (use[k] <= 0 || d->number[k] < 0) continue;
        double *per_year = path(d);
        for (int32_t t = 0; per_year && t < d->n_quarter; t++)
            per_year[t] = use[k] * factor * pow(1 + growth, (t + 0.5) / LODE_REBUILD_PER_YEAR);
        double value = d->c->input[lode_case_qty(d->c, k, LODE_PRODUCTS_VALUE)].central;
        need[p->n_need++] = (lode_rebuild_need){d->number[k], per_year, fmax(lost[k], value)};
    }
    p->need = need;
    d->out->nothing = p->n_need == 0;
}

/* --- all ------------------------------------------------------------------------------------ */

static bool take_room(draft *d)
{
    const lode_case *c = d->c;
    int64_t actors = c->table[LODE_T_ACTORS].n_row, plants = c->table[LODE_T_REBUILD_PLANTS].n_row, copies = 0;
    int64_t supplies = c->table[LODE_T_REBUILD_SUPPLIES].n_row, recipes = c->table[LODE_T_RECIPES].n_row;
    for (int32_t r = 0; r < plants; r++) copies += lode_case_int(c, r, LODE_REBUILD_PLANTS_COPIES, 1);
    int64_t lines = c->table[LODE_T_SITES].n_row + plants * actors + supplies + 1,
            projects = c->table[LODE_T_PROJECTS].n_row + copies * actors + 1;
    d->line = LODE_TAKE(d->a, lines, lode_rebuild_line);
    d->line_of = LODE_TAKE(d->a, lines, lode_rebuild_line_of);
    d->recipe = LODE_TAKE(d->a, lines * ALTERNATIVES, lode_rebuild_recipe);
    /* a recipe has no more rows than there are, but nearly all have few: room grows with what is used */
    int64_t rows = 0;
    for (int32_t r = 0; r < recipes; r++) {
        int64_t same = 0;
        for (int32_t q = 0; q < recipes; q++)
            same += strcmp(lode_case_text(c, r, LODE_RECIPES_RECIPE), lode_case_text(c, q, LODE_RECIPES_RECIPE)) == 0;
        rows = same > rows ? same : rows;
    }
    d->flow = LODE_TAKE(d->a, lines * ALTERNATIVES * (rows + c->table[LODE_T_REBUILD_FEEDS].n_row + 1), lode_rebuild_flow);
    d->project = LODE_TAKE(d->a, projects, lode_rebuild_project);
    d->project_of = LODE_TAKE(d->a, projects, lode_rebuild_project_of);
    d->piece = LODE_TAKE(d->a, projects * PIECES, lode_rebuild_piece);
    d->add = LODE_TAKE(d->a, projects * (1 + supplies), lode_rebuild_add);
    d->use = LODE_TAKE(d->a, projects * (c->table[LODE_T_REBUILD_LIMITS].n_row + 1), lode_rebuild_use);
    d->measure_on = LODE_TAKE(d->a, c->table[LODE_T_MEASURES].n_row + 1, uint8_t);
    return d->line && d->line_of && d->recipe && d->flow && d->project && d->project_of && d->piece && d->add && d->use && d->measure_on;
}

static bool number_products(draft *d)
{
    int32_t n = d->c->table[LODE_T_PRODUCTS].n_row;
    const char **name = LODE_TAKE(d->a, n + 1, const char *);
    int32_t *row = LODE_TAKE(d->a, n + 1, int32_t);
    if (!name || !row) return false;
    for (int32_t k = 0; k < n; k++) {
        d->number[k] = d->wanted[k] ? d->out->p.n_product : -1;
        if (!d->wanted[k]) continue;
        row[d->out->p.n_product] = k;
        name[d->out->p.n_product++] = lode_case_key(d->c, LODE_T_PRODUCTS, k);
    }
    d->out->p.product = name;
    d->out->product_row = row;
    return true;
}

/* The problem borrows the draft's arrays, which stay where they are. */
static void hand_over(draft *d)
{
    lode_rebuild_problem *p = &d->out->p;
    p->flow = d->flow;
    p->recipe = d->recipe;
    p->line = d->line;
    p->piece = d->piece;
    p->add = d->add;
    p->use = d->use;
    p->project = d->project;
    d->out->line_of = d->line_of;
    d->out->project_of = d->project_of;
}

bool lode_rebuild_problem_of(const lode_rebuild_base *base, const lode_rebuild_frame *f, int32_t need, lode_arena *a,
                             lode_rebuild_case *out)
{
    const lode_case *c = base->b->c;
    draft d = {.base = base, .f = f, .c = c, .a = a, .need = need, .out = out, .start = lode_rebuild_start(c),
               .n_quarter = lode_rebuild_quarters(c)};
    int32_t n = c->table[LODE_T_PRODUCTS].n_row;
    memset(out, 0, sizeof *out);
    double *use = LODE_TAKE(a, n + 1, double), *lost = LODE_TAKE(a, n + 1, double);
    d.wanted = LODE_TAKE(a, n + 1, uint8_t);
    d.number = LODE_TAKE(a, n + 1, int32_t);
    if (!use || !lost || !d.wanted || !d.number || !take_room(&d) || !lode_rebuild_use_of(base, f->is_for, need, use, lost)) return false;
    hand_over(&d);
    d.u = 0.5;
    d.u = isnan(f->quantile) ? frame_value(&d, LODE_REBUILD_QUANTILE, 0.5) : f->quantile;
    find_measures(&d);
    for (int32_t k = 0; k < n; k++) d.wanted[k] = use[k] > 0;
    find_chain(&d);
    if (!number_products(&d)) return false;
    const bool framed = c->table[LODE_T_REBUILD].n_row > 0;
    out->p.n_quarter = d.n_quarter;
    out->p.target = framed ? lode_case_number(c, 0, LODE_REBUILD_TARGET, 1.0) : 1.0;
    out->p.hold = framed ? lode_case_int(c, 0, LODE_REBUILD_HOLD, 4) : 4;
    out->p.discount_per_year = frame_value(&d, LODE_REBUILD_DISCOUNT, 0.0);
    out->p.budget_usd = f->budget_usd;
    add_lines(&d);
    add_projects(&d);
    add_limits(&d);
    add_needs(&d, use, lost);
    add_nobody(&d);
    LODE_ASSERT(d.failed || out->nothing || !lode_rebuild_fault(&out->p));
    return !d.failed;
}
