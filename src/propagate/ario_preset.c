/* The preset ario-psi: reads a folder, runs it, and writes each series row by row as the steps are made. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "propagate/ario_inner.h"
#include "propagate/propagate.h"

/* --- reading -------------------------------------------------------------------------------------- */

/* How long stocks of a product last, and how much longer they take to refill: day. */
static double cover_days(const lode_ario_input *in, int32_t s)
{
    const lode_ario_options *o = &in->options;
    return o->stock_days[s] / o->step_days <= 1 ? 2 * o->step_days : o->stock_days[s];
}

/* Stocks that are refilled more slowly than they last feed a shortage (docs/propagate-ario.md 8). */
static void warn_collapse(const lode_ario_input *in, const char *path, lode_diags *d)
{
    const lode_ario_options *o = &in->options;
    char text[500];
    int32_t count = 0, worst = 0;
    for (int32_t s = 0; o->psi_model && s < in->table.n_sector; s++) {
        if (!(o->refill_days[s] > cover_days(in, s))) continue;
        if (count++ == 0 || o->refill_days[s] / cover_days(in, s) > o->refill_days[worst] / cover_days(in, worst)) worst = s;
    }
    if (count == 0) return;
    const double n = cover_days(in, worst), rate = n / o->refill_days[worst];
    snprintf(text, sizeof text,
             "stocks of %d sectors take longer to refill than they last; of '%.80s' %g days against %g: once production is "
             "below about %.0f %% of what is wanted the shortage feeds itself, and everything decays to 0",
             (int)count, in->table.sector[worst], o->refill_days[worst], n, 100 * (1 - rate) / (1 - o->psi * rate));
    lode_diag_add(d, LODE_DIAG_NET_COLLAPSE, ((lode_place){path, 0, 0, 0}),
                  "make inventory_restoration_tau shorter than the inventory", text);
}

/* A step can use 1 / psi times what a stock is meant to hold for one: stocks of fewer steps can fall below 0. */
static void warn_overdraw(const lode_ario_input *in, const char *path, lode_diags *d)
{
    const lode_ario_options *o = &in->options;
    char text[300];
    for (int32_t s = 0; o->psi_model && s < in->table.n_sector; s++) {
        double steps = cover_days(in, s) / o->step_days;
        if (steps * o->psi >= 1) continue;
        snprintf(text, sizeof text, "psi times the inventory of '%.80s', %g steps, is below 1: stocks can fall below 0",
                 in->table.sector[s], steps);
        lode_diag_add(d, LODE_DIAG_NET_COLLAPSE, ((lode_place){path, 0, 0, 0}), "make psi or the inventory larger", text);
    }
}

bool lode_ario_read(lode_ario_input *in, const char *folder, bool repair, const char *const *set, int n_set, lode_diags *d)
{
    char path[4096];
    *in = (lode_ario_input){.options = lode_ario_default()};
    snprintf(path, sizeof path, "%s/case.json", folder);
    bool table = lode_ario_table_read(&in->table, folder, repair, d);
    /* names of a table with errors in its cells are known, and what case.json says of them can be checked */
    bool known = in->table.sector && in->table.region && in->table.category;
    bool ok = known && lode_ario_case_read(in, path, set, n_set, d) && table;
    if (ok) warn_collapse(in, path, d);
    if (ok) warn_overdraw(in, path, d);
    return ok;
}

void lode_ario_input_free(lode_ario_input *in)
{
    lode_ario_table_free(&in->table);
    lode_arena_free(&in->arena);
}

/* --- series ----------------------------------------------------------------------------------------- */

enum { PRODUCTION, CAPACITY, OVERPRODUCTION, ORDERS, LOST, REBUILD, REBUILT, UNDELIVERED, UNMET, STOCKS, TOTALS, N_SERIES };

static const char *const NAME[N_SERIES] = {
    "production.csv",     "capacity.csv",           "overproduction.csv",     "intermediate_demand.csv",
    "capital_lost.csv",   "rebuild_demand.csv",     "rebuild_production.csv", "final_demand_undelivered.csv",
    "final_demand_unmet.csv", "inventories.csv",    "totals.csv"};

/* The files of a folder, open all at once. */
typedef struct files {
    lode_outdir *folder;
    FILE *stream[N_SERIES];
    lode_text row;
    lode_text *why;
} files;

static void put_name(lode_text *out, const char *region, const char *name)
{
    bool quotes = strpbrk(region, ",\"") || strpbrk(name, ",\"");
    lode_text_putc(out, ',');
    if (quotes) lode_text_putc(out, '"');
    lode_text_printf(out, "%s|%s", region, name);
    if (quotes) lode_text_putc(out, '"');
}

static void put_number(lode_text *out, double x)
{
    if (x == 0) lode_text_puts(out, ",0.0");
    else if (isinf(x)) lode_text_puts(out, ",inf");
    else lode_text_printf(out, ",%.17g", x);
}

static void put_row(files *f, int which)
{
    fwrite(lode_text_str(&f->row), 1, f->row.length, f->stream[which]);
    lode_text_clear(&f->row);
}

static void put_heads(files *f, const lode_ario_table *t)
{
    for (int k = 0; k < N_SERIES; k++) {
        const bool unmet = k == UNMET;
        lode_text_puts(&f->row, k == STOCKS ? "step,input" : "step");
        if (k == TOTALS)
            lode_text_puts(&f->row, ",production,capacity,final_demand_unmet,intermediate_demand,rebuild_demand,"
                                    "rebuild_production,limiting_inputs");
        for (int32_t r = 0; k != TOTALS && r < t->n_region; r++)
            for (int32_t s = 0; s < (unmet ? t->n_category : t->n_sector); s++)
                put_name(&f->row, t->region[r], unmet ? t->category[s] : t->sector[s]);
        lode_text_putc(&f->row, '\n');
        put_row(f, k);
    }
}

static bool open_files(files *f, const lode_ario_table *t)
{
    for (int k = 0; k < N_SERIES; k++)
        if (!(f->stream[k] = lode_outdir_open(f->folder, NAME[k], f->why))) return false;
    put_heads(f, t);
    return true;
}

static bool close_files(files *f, bool ok)
{
    for (int k = 0; k < N_SERIES; k++)
        if (f->stream[k]) ok = lode_outdir_close(f->folder, f->stream[k], NAME[k], f->why) && ok;
    ok = ok && !f->row.failed;
    lode_text_free(&f->row);
    return ok;
}

static void put_series(files *f, int which, int32_t step, const double *x, int32_t n)
{
    lode_text_printf(&f->row, "%d", (int)step);
    for (int32_t k = 0; k < n; k++) put_number(&f->row, x[k]);
    lode_text_putc(&f->row, '\n');
    put_row(f, which);
}

static void put_stocks(files *f, const lode_ario_table *t, const lode_ario_view *v)
{
    for (int32_t s = 0; s < t->n_sector; s++) {
        bool quotes = strpbrk(t->sector[s], ",\"");
        lode_text_printf(&f->row, quotes ? "%d,\"%s\"" : "%d,%s", (int)v->step, t->sector[s]);
        for (int32_t j = 0; j < t->n_industry; j++) put_number(&f->row, v->stock[(size_t)s * (size_t)t->n_buyer + (size_t)j]);
        lode_text_putc(&f->row, '\n');
        put_row(f, STOCKS);
    }
}

/* --- totals ------------------------------------------------------------------------------------------- */

/* Sums of a step, and what a person wants to know of all of them. */
typedef struct totals {
    double production, capacity, unmet, orders, rebuild, rebuilt;
    double base, least, lost, unmet_all; /* output before any event, its lowest share, what was not made, not met */
    int32_t least_step;
} totals;

static double sum(const double *x, int32_t n)
{
    double s = 0;
    for (int32_t k = 0; k < n; k++) s += x[k];
    return s;
}

static void add_totals(totals *a, const lode_ario_table *t, const lode_ario_view *v)
{
    const int32_t n = t->n_industry;
    a->production = sum(v->production, n);
    a->capacity = sum(v->capacity, n);
    a->unmet = sum(v->unmet, t->n_column);
    a->orders = sum(v->orders, n);
    a->rebuild = sum(v->rebuild_demand, n);
    a->rebuilt = sum(v->rebuilt, n);
    if (v->step == 0 || a->production < a->least) {
        a->least = a->production;
        a->least_step = v->step;
    }
    a->lost += a->base - a->production;
    a->unmet_all += a->unmet;
}

static void put_step(files *f, const lode_ario_input *in, const lode_ario_view *v, const totals *a)
{
    const lode_ario_table *t = &in->table;
    const double all[] = {a->production, a->capacity, a->unmet, a->orders, a->rebuild, a->rebuilt};
    const double *const series[] = {v->production,     v->capacity, v->overproduction, v->orders,
                                    v->capital_lost, v->rebuild_demand, v->rebuilt, v->undelivered, v->unmet};
    lode_text_printf(&f->row, "%d", (int)v->step);
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) put_number(&f->row, all[k]);
    lode_text_printf(&f->row, ",%" PRId64 "\n", v->limiting);
    put_row(f, TOTALS);
    for (int k = PRODUCTION; in->recorded[v->step] && k <= UNMET; k++)
        put_series(f, k, v->step, series[k], k == UNMET ? t->n_column : t->n_industry);
    if (in->recorded_stock[v->step]) put_stocks(f, t, v);
}

/* --- the run ------------------------------------------------------------------------------------------- */

static void say_it(const lode_ario_input *in, const totals *a, bool json, lode_text *say)
{
    const lode_ario_options *o = &in->options;
    const double share = a->base > 0 ? a->least / a->base : 1, end = a->base > 0 ? a->production / a->base : 1;
    if (json) {
        lode_text_printf(say,
                         "{\"schema_version\": 1, \"lodestone\": \"" LODE_VERSION "\", \"preset\": \"ario-psi\", \"regions\": %d, "
                         "\"sectors\": %d, \"steps\": %d, \"output_per_step\": %.17g, \"lowest_production_ratio\": %.17g, "
                         "\"lowest_step\": %d, \"last_production_ratio\": %.17g, \"production_lost\": %.17g, "
                         "\"final_demand_unmet\": %.17g}\n",
                         (int)in->table.n_region, (int)in->table.n_sector, (int)o->steps, a->base, share, (int)a->least_step, end,
                         a->lost, a->unmet_all);
        return;
    }
    lode_text_printf(say, "%s: %d regions x %d sectors, %d events, %d steps of %g days, orders '%s'.\n\n",
                     o->psi_model ? "ARIO-psi" : "ARIO", (int)in->table.n_region, (int)in->table.n_sector, (int)in->n_event,
                     (int)o->steps, o->step_days, o->alt ? "alt" : "noalt");
    lode_text_printf(say, "output before the events   %14.6g a step\n", a->base);
    lode_text_printf(say, "lowest                     %13.2f %%  of it, on step %d\n", 100 * share, (int)a->least_step);
    lode_text_printf(say, "on the last step           %13.2f %%\n", 100 * end);
    lode_text_printf(say, "not made, in all           %14.6g\n", a->lost);
    lode_text_printf(say, "final demand not met       %14.6g\n", a->unmet_all);
}

static void complain_damage(const lode_ario_input *in, const lode_ario_run *r, int32_t step, lode_diags *d)
{
    char name[160];
    double damage, capital;
    int32_t i = lode_ario_fault(r, &damage, &capital);
    if (i < 0) return;
    snprintf(name, sizeof name, "%.70s|%.70s", in->table.region[i / in->table.n_sector], in->table.sector[i % in->table.n_sector]);
    lode_diag_add(d, LODE_DIAG_ARIO_DAMAGE, (lode_place){0}, "capital is value added times productive_capital_to_VA_dict (4)",
                  step * in->options.step_days, name, damage, capital);
}

bool lode_ario_preset(const lode_propagate_ask *ask, lode_outdir *folder, bool json, lode_text *say, lode_diags *d,
                      lode_text *why)
{
    lode_ario_input in;
    files f = {.folder = folder, .why = why};
    totals a = {0};
    if (ask->all_rules || ask->draws > 0) {
        lode_diag_add(d, LODE_DIAG_NET_PRESET, (lode_place){0}, NULL, "ario-psi takes neither --all-rules nor --draws");
        return false;
    }
    bool ok = lode_ario_read(&in, ask->path, ask->how.repair, ask->set, ask->n_set, d);
    lode_ario_run *r = ok ? lode_ario_begin(&in.table, &in.options, in.event, in.n_event, ask->threads) : NULL;
    ok = r && (!folder || open_files(&f, &in.table));
    int32_t step = 0;
    if (ok) a.base = in.options.step_days / in.options.year_days * sum(in.table.x, in.table.n_industry);
    for (; ok && !lode_stopped(ask->stop) && lode_ario_step(r); step++) {
        const lode_ario_view v = lode_ario_now(r);
        add_totals(&a, &in.table, &v);
        if (folder) put_step(&f, &in, &v, &a);
    }
    if (ok) complain_damage(&in, r, step, d);
    ok = (!folder || close_files(&f, ok)) && ok && d->n_error == 0 && !lode_stopped(ask->stop);
    if (ok) say_it(&in, &a, json, say);
    lode_ario_end(r);
    lode_ario_input_free(&in);
    return ok;
}
