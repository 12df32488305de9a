/* Projects, damages and strategic stocks; the series that a run records; what each scenario switches on. */
#include <string.h>

#include "lower/builder.h"

static void add_projects(lode_builder *w)
{
    const lode_case *c = w->c;
    int32_t n = lode_rows_of(c, LODE_T_PROJECTS), *order = LODE_TAKE(&w->b->arena, n, int32_t);
    if (!order) {
        w->failed = true;
        return;
    }
    lode_canonical_order(c, &w->canonical, LODE_T_PROJECTS, order);
    for (int32_t j = 0; j < n; j++)
        for (int32_t i = 0; i < w->d.site.n; i++) { /* every cohort of the site */
            int32_t r = order[j];
            if (w->site[i].table != LODE_T_SITES || w->site[i].row != lode_case_int(c, r, LODE_PROJECTS_SITE, -1)) continue;
            int32_t p = lode_draft_add_project(&w->d, (lode_draft_project){
                                                          .site = i,
                                                          .start = lode_builder_day(w, r, LODE_PROJECTS_START, 0),
                                                          .slippage = lode_case_qty(c, r, LODE_PROJECTS_SLIPPAGE),
                                                          .ramp = lode_case_qty(c, r, LODE_PROJECTS_RAMP),
                                                          .capacity = lode_case_qty(c, r, LODE_PROJECTS_CAPACITY),
                                                      });
            if (p >= 0) w->project_row[p] = r;
            w->failed |= p < 0;
        }
}

static void add_damages(lode_builder *w)
{
    const lode_case *c = w->c;
    for (int32_t r = 0; r < lode_rows_of(c, LODE_T_DAMAGES); r++)
        for (int32_t i = 0; i < w->d.site.n; i++) {
            if (w->site[i].table != LODE_T_SITES || w->site[i].row != lode_case_int(c, r, LODE_DAMAGES_SITE, -1)) continue;
            int32_t q = lode_draft_add_damage(&w->d, (lode_draft_damage){
                                                         .site = i,
                                                         .from = lode_builder_day(w, r, LODE_DAMAGES_FROM, 0),
                                                         .until = lode_builder_day(w, r, LODE_DAMAGES_UNTIL, INT32_MAX),
                                                         .fraction = lode_case_qty(c, r, LODE_DAMAGES_FRACTION),
                                                     });
            if (q >= 0) w->damage_row[q] = r;
            w->failed |= q < 0;
        }
}

/* A strategic stock serves the base inputs of its product in its actor, of its end use. */
static void add_reserves(lode_builder *w)
{
    const lode_case *c = w->c;
    int32_t *groups = LODE_TAKE(&w->b->arena, w->d.group.n, int32_t);
    if (!groups) {
        w->failed = true;
        return;
    }
    for (int32_t r = 0; r < lode_rows_of(c, LODE_T_STOCKS); r++) {
        int32_t stock = lode_case_qty(c, r, LODE_STOCKS_STRATEGIC), rate = lode_case_qty(c, r, LODE_STOCKS_RELEASE);
        int32_t product = lode_case_int(c, r, LODE_STOCKS_PRODUCT, -1), n = 0;
        if (stock < 0 || rate < 0) continue;
        for (int32_t g = 0; g < w->d.group.n; g++) {
            const lode_draft_group *group = &w->d.group.item[g];
            const lode_draft_site *s = &w->d.site.item[group->site];
            int32_t word = lode_case_int(c, r, LODE_STOCKS_END_USE, 0);
            bool of_use = word == 0 || s->mixed || word - 1 == (int32_t)s->end_use;
            if (group->product == product && s->actor == lode_case_int(c, r, LODE_STOCKS_ACTOR, -1) && of_use)
                groups[n++] = g;
        }
        lode_draft_reserve reserve = {
            .product = product,
            .from = lode_builder_day(w, r, LODE_STOCKS_RELEASE_FROM, 0),
            .until = lode_builder_day(w, r, LODE_STOCKS_RELEASE_UNTIL, INT32_MAX),
            .stock = stock,
            .rate = rate,
            .trigger = lode_case_qty(c, r, LODE_STOCKS_TRIGGER),
        };
        w->failed |= lode_draft_add_reserve(&w->d, reserve, groups, n) < 0;
    }
}

/* Which projects a technology measure delays: those of makers of its products that stand where it points. */
static void slow_projects(lode_builder *w)
{
    const lode_case *c = w->c;
    uint8_t *slowed = LODE_TAKE(&w->b->arena, (int64_t)w->d.project.n * w->d.measure.n, uint8_t);
    if (!slowed) {
        w->failed = true;
        return;
    }
    for (int32_t p = 0; p < w->d.project.n; p++)
        for (int32_t a = 0; a < w->d.measure.n; a++) {
            if (w->d.measure.item[a].kind != LODE_TECHNOLOGY) continue;
            int32_t row = w->measure_row[a], site = w->d.project.item[p].site, actor = w->site[site].actor;
            const lode_cell *to = lode_case_cell(c, row, LODE_MEASURES_TO);
            const lode_cell *products = lode_case_cell(c, row, LODE_MEASURES_PRODUCTS);
            bool there = !to->set && actor != lode_case_int(c, row, LODE_MEASURES_ACTOR, 0), makes = false;
            for (int32_t j = 0; j < to->n; j++) there |= c->list[to->first + j] == actor;
            for (int32_t o = 0; o < w->d.output.n; o++)
                for (int32_t j = 0; j < products->n; j++)
                    makes |= w->d.output.item[o].site == site &&
                             w->d.output.item[o].product == c->list[products->first + j];
            slowed[(int64_t)p * w->d.measure.n + a] = there && makes;
        }
    w->d.project_slowed = slowed;
}

void lode_build_events(lode_builder *w)
{
    add_projects(w);
    if (!w->failed) slow_projects(w);
    if (!w->failed) add_damages(w);
    if (!w->failed) add_reserves(w);
}

/* What ends by suspension in a scenario: its own, else those of the one it extends. Scenario row by measure row. */
static void suspend(const lode_builder *w, int32_t row, int depth, int32_t *ends)
{
    const lode_case *c = w->c;
    const char *id = lode_case_key(c, LODE_T_SCENARIOS, row);
    if (strcmp(id, "status-quo") != 0 && strcmp(id, "no-measures") != 0 && depth < 1000)
        suspend(w, lode_case_int(c, row, LODE_SCENARIOS_EXTENDS, lode_case_find(c, LODE_T_SCENARIOS, "status-quo")),
                depth + 1, ends);
    const lode_cell *listed = lode_case_cell(c, row, LODE_SCENARIOS_SUSPENDS);
    for (int32_t j = 0; j < listed->n; j++) ends[c->list[listed->first + j]] = row;
}

/* Measures of a scenario: those of the one it extends, more, and without some. */
static void switch_on(const lode_builder *w, int32_t row, int depth, uint8_t *measure, uint8_t *project, uint8_t *damage)
{
    const lode_case *c = w->c;
    const char *id = lode_case_key(c, LODE_T_SCENARIOS, row);
    bool status_quo = strcmp(id, "status-quo") == 0;
    const lode_cell *listed = lode_case_cell(c, row, LODE_SCENARIOS_MEASURES);
    if (status_quo && !listed->given)
        for (int32_t m = 0; m < lode_rows_of(c, LODE_T_MEASURES); m++) measure[m] = lode_case_in_status_quo(c, m);
    else if (!status_quo && strcmp(id, "no-measures") != 0 && depth < 1000) {
        int32_t base = lode_case_find(c, LODE_T_SCENARIOS, "status-quo");
        switch_on(w, lode_case_int(c, row, LODE_SCENARIOS_EXTENDS, base), depth + 1, measure, project, damage);
    }
    const lode_cell *without = lode_case_cell(c, row, LODE_SCENARIOS_WITHOUT);
    const lode_cell *projects = lode_case_cell(c, row, LODE_SCENARIOS_PROJECTS);
    const lode_cell *damages = lode_case_cell(c, row, LODE_SCENARIOS_DAMAGES);
    for (int32_t j = 0; j < listed->n; j++) measure[c->list[listed->first + j]] = 1;
    for (int32_t j = 0; j < without->n; j++) measure[c->list[without->first + j]] = 0;
    for (int32_t j = 0; j < projects->n; j++) project[c->list[projects->first + j]] = 1;
    for (int32_t j = 0; j < damages->n; j++) damage[c->list[damages->first + j]] = 1;
}

void lode_build_scenarios(lode_builder *w)
{
    const lode_case *c = w->c;
    lode_built *b = w->b;
    lode_arena *a = &b->arena;
    int32_t n = lode_rows_of(c, LODE_T_SCENARIOS);
    b->scenario = LODE_TAKE(a, n, lode_switches);
    for (int32_t r = 0; b->scenario && r < n; r++) {
        uint8_t *measure = LODE_TAKE(a, lode_rows_of(c, LODE_T_MEASURES), uint8_t);
        uint8_t *project = LODE_TAKE(a, lode_rows_of(c, LODE_T_PROJECTS), uint8_t);
        uint8_t *damage = LODE_TAKE(a, lode_rows_of(c, LODE_T_DAMAGES), uint8_t);
        uint8_t *measure_on = LODE_TAKE(a, w->d.measure.n, uint8_t), *project_on = LODE_TAKE(a, w->d.project.n, uint8_t);
        uint8_t *damage_on = LODE_TAKE(a, w->d.damage.n, uint8_t);
        int32_t *suspended = LODE_TAKE(a, lode_rows_of(c, LODE_T_MEASURES), int32_t);
        int32_t *ends = LODE_TAKE(a, w->d.measure.n, int32_t);
        if (!suspended || !ends || !measure || !project || !damage || !measure_on || !project_on || !damage_on) {
            w->failed = true;
            return;
        }
        for (int32_t p = 0; p < lode_rows_of(c, LODE_T_PROJECTS); p++)
            project[p] = lode_case_int(c, p, LODE_PROJECTS_STATUS, 0) == 0; /* committed */
        switch_on(w, r, 0, measure, project, damage);
        for (int32_t i = 0; i < lode_rows_of(c, LODE_T_MEASURES); i++) suspended[i] = LODE_NONE;
        suspend(w, r, 0, suspended);
        for (int32_t i = 0; i < w->d.measure.n; i++) {
            bool rule = w->measure_part[i] == LODE_PART_PROCUREMENT; /* law in every scenario */
            measure_on[i] = rule ? 1 : measure[w->measure_row[i]];
            ends[i] = rule ? LODE_NONE : suspended[w->measure_row[i]];
        }
        for (int32_t i = 0; i < w->d.project.n; i++) project_on[i] = project[w->project_row[i]];
        for (int32_t i = 0; i < w->d.damage.n; i++) damage_on[i] = damage[w->damage_row[i]];
        b->scenario[r] = (lode_switches){measure_on, project_on, damage_on, ends};
    }
    w->failed |= !b->scenario;
}
