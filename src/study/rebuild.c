/* Plans for coalitions and needs of a case. */
#include "study/rebuild.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/diag.h"

const int32_t lode_rebuild_months[LODE_REBUILD_MONTHS] = {6, 12, 24, 0};

/* Owner of an answer: one arena for each need, so that threads do not share any. */
typedef struct store {
    lode_rebuild_answer answer;
    lode_arena arena;
    lode_arena *of; /* (n) */
    lode_rebuild_base base;
} store;

lode_rebuild_study_options lode_rebuild_study_default(void)
{
    return (lode_rebuild_study_options){.by = INT32_MIN, .budget_usd = INFINITY, .counters = true, .frontier = true, .solve = lode_solve_default()};
}

static bool found(lode_rebuild_status s)
{
    return s == LODE_REBUILD_OPTIMAL || s == LODE_REBUILD_LIMIT;
}

/* --- who ------------------------------------------------------------------------------------ */

static void mark(const lode_case *c, int32_t row, lode_column_id column, uint8_t *is)
{
    const lode_cell *list = lode_case_cell(c, row, column);
    for (int32_t i = list->first; list->set && i < list->first + list->n; i++) is[c->list[i]] = 1;
}

static bool coalition_of_row(const lode_case *c, int32_t row, lode_arena *a, lode_rebuild_coalition *x)
{
    int32_t n = c->table[LODE_T_ACTORS].n_row;
    *x = (lode_rebuild_coalition){.id = lode_case_key(c, LODE_T_REBUILD_COALITIONS, row),
                                  .title = lode_case_text(c, row, LODE_REBUILD_COALITIONS_TITLE),
                                  .is_for = LODE_TAKE(a, n, uint8_t),
                                  .is_member = LODE_TAKE(a, n, uint8_t)};
    if (!x->is_for || !x->is_member) return false;
    mark(c, row, LODE_REBUILD_COALITIONS_FOR, x->is_for);
    mark(c, row, LODE_REBUILD_COALITIONS_FOR, x->is_member);
    mark(c, row, LODE_REBUILD_COALITIONS_WITH, x->is_member);
    return true;
}

/* Mark the actors of "USA,JPN". */
static void mark_names(const lode_case *c, const char *names, uint8_t *is, uint8_t *also, lode_diags *diags)
{
    char word[128];
    for (const char *at = names; at && *at;) {
        size_t n = strcspn(at, ",");
        snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), at);
        int32_t actor = lode_case_find(c, LODE_T_ACTORS, word);
        if (actor < 0) lode_diag_add(diags, LODE_DIAG_REBUILD_UNKNOWN, (lode_place){0}, "name actors of the case, as USA,JPN", "actor", word);
        else {
            is[actor] = 1;
            if (also) also[actor] = 1;
        }
        at += n + (at[n] == ',');
    }
}

/* "USA", "USA with JPN,EUU". */
static const char *title_of(const lode_rebuild_study_options *o, lode_arena *a)
{
    lode_text text = {0};
    lode_text_puts(&text, o->for_actors);
    if (o->with_actors) lode_text_printf(&text, " with %s", o->with_actors);
    char *copy = LODE_TAKE(a, text.length + 1, char);
    if (copy && !text.failed) memcpy(copy, lode_text_str(&text), text.length);
    lode_text_free(&text);
    return copy;
}

static bool find_coalitions(store *s, lode_diags *diags)
{
    lode_rebuild_answer *r = &s->answer;
    const lode_case *c = r->b->c;
    int32_t rows = c->table[LODE_T_REBUILD_COALITIONS].n_row, n = c->table[LODE_T_ACTORS].n_row;
    bool own = r->options.for_actors != NULL;
    r->n_coalition = own ? 1 : rows;
    r->coalition = LODE_TAKE(&s->arena, r->n_coalition + 1, lode_rebuild_coalition);
    if (!r->coalition) return false;
    for (int32_t i = 0; i < rows && !own; i++)
        if (!coalition_of_row(c, i, &s->arena, &r->coalition[i])) return false;
    if (!own) {
        if (rows == 0) lode_diag_add(diags, LODE_DIAG_REBUILD_NO_NEEDS, (lode_place){0}, "say for whom: --for ACTOR, or rebuild_coalitions in case.yaml");
        return true;
    }
    lode_rebuild_coalition *x = &r->coalition[0];
    *x = (lode_rebuild_coalition){.id = title_of(&r->options, &s->arena), .title = "", .is_for = LODE_TAKE(&s->arena, n, uint8_t), .is_member = LODE_TAKE(&s->arena, n, uint8_t)};
    if (!x->id || !x->is_for || !x->is_member) return false;
    mark_names(c, r->options.for_actors, x->is_for, x->is_member, diags);
    mark_names(c, r->options.with_actors, x->is_member, NULL, diags);
    return true;
}

/* --- one need ------------------------------------------------------------------------------- */

static lode_rebuild_frame frame_of(const lode_rebuild_answer *r, const lode_rebuild_need_answer *x)
{
    const lode_rebuild_coalition *k = &r->coalition[x->coalition];
    return (lode_rebuild_frame){.is_for = k->is_for, .is_member = k->is_member, .quantile = NAN, .counter = -1,
                                .budget_usd = r->options.budget_usd, .lead_factor = 1, .capex_factor = 1, .need_factor = 1};
}

static lode_rebuild_point point_of(const lode_rebuild_case *p, const lode_rebuild_plan *plan)
{
    bool ok = found(plan->status);
    return (lode_rebuild_point){.status = plan->status,
                                .years = ok ? (double)plan->deadline / LODE_REBUILD_PER_YEAR : INFINITY,
                                .capex_usd = ok ? plan->capex_usd + p->committed_usd : NAN,
                                .running_usd_per_year = plan->running_usd_per_year,
                                .gap = plan->gap};
}

/* The plan of least time under a frame, in two numbers. */
static bool least_time(const lode_rebuild_base *base, const lode_rebuild_frame *f, int32_t need, const lode_solve_options *o,
                       lode_rebuild_point *out)
{
    lode_arena scratch = {0};
    lode_rebuild_case p;
    lode_rebuild_plan plan = {.status = LODE_REBUILD_OPTIMAL};
    bool ok = lode_rebuild_problem_of(base, f, need, &scratch, &p);
    if (ok && !p.nothing) lode_rebuild_least_time(&p.p, o, &scratch, &plan);
    if (ok) *out = point_of(&p, &plan);
    lode_arena_free(&scratch);
    return ok;
}

const char *lode_rebuild_held_by(const lode_rebuild_need_answer *x, int32_t at)
{
    const lode_rebuild_problem *p = &x->problem.p;
    return at < 0 ? "" : at < p->n_line ? p->line[at].name : p->purchase[at - p->n_line].name;
}

const char *lode_rebuild_held_stage(const lode_rebuild_need_answer *x, int32_t at)
{
    const lode_rebuild_problem *p = &x->problem.p;
    return at < 0 || at >= p->n_line ? "" : p->line[at].stage;
}

/* Value of what is missing in the first quarters, at base prices. */
static void fill_stock(const lode_rebuild_answer *r, lode_rebuild_need_answer *x)
{
    const lode_rebuild_problem *p = &x->problem.p;
    int32_t until = x->plan[0].deadline;
    for (int k = 0; k < LODE_REBUILD_MONTHS; k++) {
        double sum = 0;
        int32_t last = lode_rebuild_months[k] > 0 ? lode_rebuild_months[k] / 3 : until;
        for (int32_t t = 0; t < last && t < until; t++)
            for (int32_t n = 0; n < p->n_need; n++) {
                int32_t row = x->problem.product_row[p->need[n].product];
                double price = r->b->c->input[lode_case_qty(r->b->c, row, LODE_PRODUCTS_VALUE)].central;
                sum += (1 - x->share[t]) * p->need[n].per_year[t] / LODE_REBUILD_PER_YEAR * price;
            }
        x->stock_usd[k] = sum;
    }
}

/* What held the plan back before it was reached: the bottleneck of the last quarter not covered. Of a need that cannot be
 * covered: of the last quarter. */
static bool fill_path(lode_rebuild_need_answer *x, lode_arena *a)
{
    const lode_rebuild_problem *p = &x->problem.p;
    x->share = LODE_TAKE(a, p->n_quarter, double);
    x->held_by = LODE_TAKE(a, p->n_quarter, int32_t);
    if (!x->share || !x->held_by || !lode_rebuild_path(p, &x->plan[0], p->n_quarter - 1, a, x->share, x->held_by)) return false;
    int32_t last = found(x->plan[0].status) ? x->plan[0].deadline - 1 : p->n_quarter - 1, at = last >= 0 ? x->held_by[last] : -1;
    x->bottleneck = lode_rebuild_held_by(x, at);
    x->bottleneck_stage = lode_rebuild_held_stage(x, at);
    return true;
}

static bool fill_frontier(const lode_rebuild_answer *r, lode_rebuild_need_answer *x, lode_arena *a)
{
    const lode_rebuild_study_options *o = &r->options;
    const lode_rebuild_problem *p = &x->problem.p;
    if (o->by != INT32_MIN) {
        double days = o->by - r->start;
        int32_t deadline = (int32_t)ceil(days * LODE_REBUILD_PER_YEAR / 365.0);
        deadline = deadline < p->n_quarter ? deadline : p->n_quarter - 1;
        lode_rebuild_least_cost(p, deadline, &o->solve, a, &x->plan[0]);
        x->n_point = found(x->plan[0].status);
    } else if (o->frontier) x->n_point = lode_rebuild_frontier(p, &o->solve, a, x->plan, LODE_REBUILD_POINTS);
    else {
        lode_rebuild_least_time(p, &o->solve, a, &x->plan[0]);
        x->n_point = found(x->plan[0].status);
    }
    x->status = x->plan[0].status;
    for (int32_t i = 0; i < x->n_point; i++) x->point[i] = point_of(&x->problem, &x->plan[i]);
    return x->status != LODE_REBUILD_NO_MEMORY;
}

/* Everything about one need. */
static bool answer_need(const store *s, lode_rebuild_need_answer *x, lode_arena *a)
{
    const lode_rebuild_answer *r = &s->answer;
    const lode_case *c = r->b->c;
    lode_rebuild_frame f = frame_of(r, x);
    int32_t counters = c->table[LODE_T_REBUILD_COUNTERS].n_row;
    x->counter = LODE_TAKE(a, counters + 1, lode_rebuild_point);
    x->bottleneck = x->bottleneck_stage = "";
    if (!x->counter || !lode_rebuild_problem_of(&s->base, &f, x->need, a, &x->problem)) return false;
    if (x->problem.nothing) return true;
    if (!fill_frontier(r, x, a) || !fill_path(x, a)) return false;
    fill_stock(r, x);
    for (int32_t i = 0; r->options.counters && i < counters; i++) {
        f.counter = i;
        if (!least_time(&s->base, &f, x->need, &r->options.solve, &x->counter[i])) return false;
    }
    f.counter = -1;
    for (int32_t q = 0; r->options.quantiles && q < LODE_REBUILD_QUANTILES; q++) {
        f.quantile = lode_rebuild_quantiles[q];
        if (!least_time(&s->base, &f, x->need, &r->options.solve, &x->quantile[q])) return false;
    }
    if (r->options.loss) lode_rebuild_least_loss(&x->problem.p, &r->options.solve, a, &x->loss);
    return true;
}

/* --- all ------------------------------------------------------------------------------------ */

static bool list_needs(store *s, lode_diags *diags)
{
    lode_rebuild_answer *r = &s->answer;
    const lode_case *c = r->b->c;
    int32_t n = c->table[LODE_T_REBUILD_NEEDS].n_row, only = -1;
    if (n == 0) lode_diag_add(diags, LODE_DIAG_REBUILD_NO_NEEDS, (lode_place){0}, "declare them under rebuild_needs in case.yaml (docs/rebuild.md)");
    if (r->options.need) {
        only = lode_case_find(c, LODE_T_REBUILD_NEEDS, r->options.need);
        if (only < 0) lode_diag_add(diags, LODE_DIAG_REBUILD_UNKNOWN, (lode_place){0}, NULL, "need", r->options.need);
        for (int32_t i = 0; only < 0 && i < n; i++) lode_diag_hint(diags, "one that there is: %s", lode_case_key(c, LODE_T_REBUILD_NEEDS, 0));
    }
    r->item = LODE_TAKE(&s->arena, (int64_t)r->n_coalition * n + 1, lode_rebuild_need_answer);
    s->of = LODE_TAKE(&s->arena, (int64_t)r->n_coalition * n + 1, lode_arena);
    if (!r->item || !s->of) return false;
    for (int32_t k = 0; k < r->n_coalition; k++)
        for (int32_t i = 0; i < n; i++)
            if (only < 0 || i == only) r->item[r->n++] = (lode_rebuild_need_answer){.coalition = k, .need = i};
    return true;
}

/* What went wrong, need by need. */
static void report(const lode_rebuild_answer *r, lode_diags *diags)
{
    for (int32_t i = 0; i < r->n; i++) {
        const lode_rebuild_need_answer *x = &r->item[i];
        const char *id = lode_case_key(r->b->c, LODE_T_REBUILD_NEEDS, x->need);
        if (x->problem.nothing) lode_diag_add(diags, LODE_DIAG_REBUILD_NOTHING_NEEDED, (lode_place){0}, NULL, id);
        if (x->status == LODE_REBUILD_FAULT)
            lode_diag_add(diags, LODE_DIAG_REBUILD_FAILED, (lode_place){0}, NULL, id, lode_rebuild_status_text(x->status));
    }
}

static bool check_by(const store *s, lode_diags *diags)
{
    const lode_rebuild_answer *r = &s->answer;
    char day[LODE_DATE_SIZE], start[LODE_DATE_SIZE];
    if (r->options.by == INT32_MIN || r->options.by > r->start) return true;
    lode_diag_add(diags, LODE_DIAG_REBUILD_BY, (lode_place){0}, NULL, lode_date_format(r->options.by, day), lode_date_format(r->start, start));
    return false;
}

static void plan_all(store *s, bool *failed)
{
    lode_rebuild_answer *r = &s->answer;
    int threads = r->options.threads > 0 ? r->options.threads : omp_get_max_threads();
    bool bad = false;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) reduction(|| : bad)
    for (int32_t i = 0; i < r->n; i++) bad = !answer_need(s, &r->item[i], &s->of[i]) || bad;
    *failed = bad;
}

lode_rebuild_answer *lode_rebuild_study(const lode_built *b, const lode_rebuild_study_options *o, lode_diags *diags)
{
    store *s = calloc(1, sizeof *s);
    bool failed = !s;
    int32_t errors = diags->n_error;
    if (!lode_solve_there()) lode_diag_add(diags, LODE_DIAG_REBUILD_NO_SOLVER, (lode_place){0}, "install coinor-libcbc-dev and build again: make");
    if (s) {
        s->answer = (lode_rebuild_answer){.b = b, .options = *o, .start = lode_rebuild_start(b->c), .n_quarter = lode_rebuild_quarters(b->c), .store = s};
        failed = !find_coalitions(s, diags) || !list_needs(s, diags) || !lode_rebuild_base_make(b, &s->base);
        bool go = !failed && check_by(s, diags) && diags->n_error == errors;
        if (go) plan_all(s, &failed);
        if (go && !failed) report(&s->answer, diags);
    }
    if (failed) lode_diag_no_memory(diags);
    if (diags->n_error == errors && !failed) return &s->answer;
    if (s) lode_rebuild_answer_free(&s->answer);
    return NULL;
}

void lode_rebuild_answer_free(lode_rebuild_answer *r)
{
    if (!r) return;
    store *s = r->store;
    for (int32_t i = 0; s->of && i < r->n; i++) lode_arena_free(&s->of[i]);
    lode_rebuild_base_free(&s->base);
    lode_arena_free(&s->arena);
    free(s);
}

/* --- for claims ----------------------------------------------------------------------------- */

const lode_rebuild_table *lode_rebuild_table_make(const lode_built *b, int32_t threads, lode_arena *a, lode_diags *diags)
{
    lode_rebuild_study_options o = lode_rebuild_study_default();
    o.threads = threads;
    o.quantiles = true;
    o.counters = o.frontier = false;
    lode_rebuild_answer *r = lode_rebuild_study(b, &o, diags);
    lode_rebuild_table *t = r ? LODE_TAKE(a, 1, lode_rebuild_table) : NULL;
    if (t) {
        t->n_coalition = r->n_coalition;
        t->n_need = b->c->table[LODE_T_REBUILD_NEEDS].n_row;
        int32_t n = t->n_coalition * t->n_need * LODE_REBUILD_QUANTILES;
        t->years = LODE_TAKE(a, n + 1, double);
        t->capex_usd = LODE_TAKE(a, n + 1, double);
    }
    bool ok = t && t->years && t->capex_usd;
    for (int32_t i = 0; ok && i < r->n; i++)
        for (int32_t q = 0; q < LODE_REBUILD_QUANTILES; q++) {
            t->years[i * LODE_REBUILD_QUANTILES + q] = r->item[i].quantile[q].years;
            t->capex_usd[i * LODE_REBUILD_QUANTILES + q] = r->item[i].quantile[q].capex_usd;
        }
    if (r && !ok) lode_diag_no_memory(diags);
    lode_rebuild_answer_free(r);
    return ok ? t : NULL;
}
