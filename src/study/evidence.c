/* What later evidence changes: rows that come in, shortfalls and losses that differ. */
#include "study/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"

static const double VISIBLE = 0.005; /* change of a share, or relative change of a loss, that is told */

/* --- rows ----------------------------------------------------------------------------------- */

/* Column of a table, by name; -1: none. */
static int32_t column_of(int32_t t, const char *name)
{
    const lode_table_spec *table = lode_schema_table((lode_table_id)t);
    for (int32_t k = table->first_column; k < table->first_column + table->n_column; k++)
        if (strcmp(lode_schema_column((lode_column_id)k)->name, name) == 0) return k;
    return -1;
}

static lode_evidence_row row_of(const lode_case *c, int32_t t, int32_t row, int32_t column)
{
    int32_t source = column_of(t, "source"), grade = column_of(t, "grade");
    const lode_cell *from = source >= 0 ? lode_case_cell(c, row, (lode_column_id)source) : NULL;
    return (lode_evidence_row){
        .table = t,
        .row = row,
        .column = column,
        .known = lode_case_int(c, row, (lode_column_id)column, 0),
        .source = from && from->set && from->n > 0 ? c->list[from->first] : -1,
        .grade = grade >= 0 ? lode_case_int(c, row, (lode_column_id)grade, -1) : -1,
    };
}

static int by_day(const void *left, const void *right)
{
    const lode_evidence_row *a = left, *b = right;
    if (a->known != b->known) return a->known < b->known ? -1 : 1;
    return a->table != b->table ? a->table - b->table : a->row - b->row;
}

/* Rows that became known after the strict evidence ends. */
static bool find_rows(lode_evidence *e, lode_arena *a)
{
    const lode_case *c = e->later->c;
    int32_t since = lode_case_int(e->strict->c, 0, LODE_CASE_EVIDENCE, 0);
    for (int pass = 0; pass < 2; pass++) {
        e->n_row = 0;
        for (int32_t t = 0; t < LODE_N_TABLE; t++) {
            int32_t column = column_of(t, "known_since");
            for (int32_t r = 0; column >= 0 && r < c->table[t].n_row; r++) {
                if (lode_case_int(c, r, (lode_column_id)column, since) <= since) continue;
                if (pass == 1) e->row[e->n_row] = row_of(c, t, r, column);
                e->n_row++;
            }
        }
        if (pass == 0) e->row = LODE_TAKE(a, e->n_row, lode_evidence_row);
        if (!e->row) return false;
    }
    qsort(e->row, (size_t)e->n_row, sizeof *e->row, by_day);
    return true;
}

/* --- results -------------------------------------------------------------------------------- */

static const lode_scenario_result *scenario_of(const lode_result *r, const char *id)
{
    for (int32_t i = 0; i < r->n_scenario; i++)
        if (strcmp(lode_case_key(r->c, LODE_T_SCENARIOS, r->scenario[i].scenario), id) == 0) return &r->scenario[i];
    return NULL;
}

/* Shortfall of an output, by ids; NULL: none. */
static const lode_run_out *run_out_of(const lode_result *r, const lode_scenario_result *s, const char *actor,
                                      const char *product)
{
    for (int32_t i = 0; s && i < s->n_run_out; i++)
        if (strcmp(lode_case_key(r->c, LODE_T_ACTORS, s->run_out[i].actor), actor) == 0 &&
            strcmp(lode_case_key(r->c, LODE_T_PRODUCTS, s->run_out[i].product), product) == 0)
            return &s->run_out[i];
    return NULL;
}

static double trough(const lode_run_out *o)
{
    return o ? o->trough.p50 : 1;
}

static bool differ(const lode_run_out *a, const lode_run_out *b)
{
    double deeper = trough(a) - trough(b);
    return !a || !b || a->first_shortfall.p50 != b->first_shortfall.p50 || a->halt.p50 != b->halt.p50 ||
           a->recovered.p50 != b->recovered.p50 || deeper > VISIBLE || deeper < -VISIBLE;
}

static int by_depth(const void *left, const void *right)
{
    const lode_evidence_stop *a = left, *b = right;
    double x = trough(a->strict) - trough(a->later), y = trough(b->strict) - trough(b->later);
    x = x < 0 ? -x : x;
    y = y < 0 ? -y : y;
    if (a->end_product != b->end_product) return a->end_product ? -1 : 1;
    if (x != y) return x > y ? -1 : 1;
    int order = strcmp(a->scenario, b->scenario);
    if (order == 0) order = strcmp(a->product, b->product);
    return order ? order : strcmp(a->actor, b->actor);
}

/* no-measures against status-quo is status-quo against no-measures from the other side. */
static bool is_told(const char *scenario)
{
    return strcmp(scenario, "no-measures") != 0;
}

/* Compare the shortfalls that one of the results has; those that both have come from the first. */
static void compare_stops(lode_evidence *e, const lode_result *r, bool first)
{
    const lode_result *other = first ? e->later : e->strict;
    for (int32_t i = 0; i < r->n_scenario; i++) {
        const lode_scenario_result *s = &r->scenario[i];
        const char *id = lode_case_key(r->c, LODE_T_SCENARIOS, s->scenario);
        for (int32_t k = 0; is_told(id) && k < s->n_run_out; k++) {
            const lode_run_out *o = &s->run_out[k];
            lode_evidence_stop stop = {.scenario = id,
                                       .actor = lode_case_key(r->c, LODE_T_ACTORS, o->actor),
                                       .product = lode_case_key(r->c, LODE_T_PRODUCTS, o->product)};
            const lode_run_out *x = run_out_of(other, scenario_of(other, id), stop.actor, stop.product);
            if ((!first && x) || !differ(o, x)) continue;
            stop.strict = first ? o : x;
            stop.later = first ? x : o;
            stop.end_product = lode_case_int(r->c, o->product, LODE_PRODUCTS_END_PRODUCT, 0) == 1;
            e->stop[e->n_stop++] = stop;
        }
    }
}

static int by_loss(const void *left, const void *right)
{
    const lode_evidence_loss *a = left, *b = right;
    double x = a->later - a->strict, y = b->later - b->strict;
    x = x < 0 ? -x : x;
    y = y < 0 ? -y : y;
    if (x != y) return x > y ? -1 : 1;
    int order = strcmp(a->scenario, b->scenario);
    return order ? order : strcmp(a->actor, b->actor);
}

static void compare_losses(lode_evidence *e)
{
    for (int32_t i = 0; i < e->later->n_scenario; i++) {
        const lode_scenario_result *s = &e->later->scenario[i];
        const char *id = lode_case_key(e->later->c, LODE_T_SCENARIOS, s->scenario);
        const lode_scenario_result *old = scenario_of(e->strict, id);
        for (int32_t k = 0; old && is_told(id) && k < s->n_loss; k++) {
            lode_evidence_loss loss = {.scenario = id,
                                       .actor = lode_case_key(e->later->c, LODE_T_ACTORS, s->loss[k].actor),
                                       .later = s->loss[k].mean_usd_per_day.p50};
            for (int32_t j = 0; j < old->n_loss; j++)
                if (strcmp(lode_case_key(e->strict->c, LODE_T_ACTORS, old->loss[j].actor), loss.actor) == 0)
                    loss.strict = old->loss[j].mean_usd_per_day.p50;
            double change = loss.later - loss.strict, size = loss.strict < 0 ? -loss.strict : loss.strict;
            if ((change < 0 ? -change : change) > VISIBLE * size) e->loss[e->n_loss++] = loss;
        }
    }
}

static bool compare(lode_evidence *e, lode_arena *a)
{
    int32_t stops = 0, losses = 0;
    for (int32_t i = 0; i < e->strict->n_scenario; i++) stops += e->strict->scenario[i].n_run_out;
    for (int32_t i = 0; i < e->later->n_scenario; i++) {
        stops += e->later->scenario[i].n_run_out;
        losses += e->later->scenario[i].n_loss;
    }
    e->stop = LODE_TAKE(a, stops, lode_evidence_stop);
    e->loss = LODE_TAKE(a, losses, lode_evidence_loss);
    if (!e->stop || !e->loss || !find_rows(e, a)) return false;
    compare_stops(e, e->strict, true);
    compare_stops(e, e->later, false);
    compare_losses(e);
    qsort(e->stop, (size_t)e->n_stop, sizeof *e->stop, by_depth);
    qsort(e->loss, (size_t)e->n_loss, sizeof *e->loss, by_loss);
    return true;
}

lode_evidence *lode_evidence_compare(const lode_result *strict, const lode_result *later, lode_diags *diags)
{
    lode_arena *a = calloc(1, sizeof *a);
    lode_evidence *e = a ? LODE_TAKE(a, 1, lode_evidence) : NULL;
    if (e) {
        *e = (lode_evidence){.strict = strict, .later = later, .store = a};
        if (compare(e, a)) return e;
    }
    lode_diag_no_memory(diags);
    if (a) lode_arena_free(a);
    free(a);
    return NULL;
}

void lode_evidence_free(lode_evidence *e)
{
    if (!e) return;
    lode_arena *store = e->store;
    lode_arena_free(store);
    free(store);
}
