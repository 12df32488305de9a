/* The rows of the tables of a result folder. */
#include "out/tables.h"

#include <stdlib.h>

#include "base/date.h"

const lode_sheet_spec lode_sheet_specs[LODE_N_SHEET] = {
#define LODE_SHEET(id, name, what) {name, what},
#define LODE_FIELD(file, column, type, meaning)
#include "out/tables.def"
#undef LODE_SHEET
#undef LODE_FIELD
};

#define TYPE_STRING "string"
#define TYPE_NUMBER "number"
#define TYPE_INTEGER "integer"
#define TYPE_BOOLEAN "boolean"
#define TYPE_DATE "date"
const lode_field_spec lode_field_specs[] = {
#define LODE_SHEET(id, name, what)
#define LODE_FIELD(file, column, type, meaning) {LODE_SHEET_##file, column, TYPE_##type, meaning},
#include "out/tables.def"
#undef LODE_SHEET
#undef LODE_FIELD
};
const int32_t lode_n_field_spec = sizeof lode_field_specs / sizeof lode_field_specs[0];

/* --- series ------------------------------------------------------------------------------- */

/* A date as text. */
typedef struct date_text {
    char text[LODE_DATE_SIZE];
} date_text;

/* Rows of one series; `date` (n_date) are the reporting dates as text. */
static void put_series(const lode_result *r, const char *scenario, const lode_series *s,
                       const date_text *date, lode_sheet *c)
{
    const char *actor = lode_out_actor(r, s->actor), *product = lode_out_product(r, s->product);
    for (int32_t k = 0; k < r->n_date; k++) {
        lode_sheet_text(c, scenario);
        lode_sheet_text(c, actor);
        lode_sheet_text(c, product);
        lode_sheet_text(c, s->variable);
        lode_sheet_text(c, s->unit);
        lode_sheet_text(c, date[k].text);
        lode_sheet_quantity(c, &s->value[k]);
        lode_sheet_end_row(c);
    }
}

void lode_out_series(const lode_result *r, lode_sheet *c)
{
    date_text *date = calloc((size_t)r->n_date + 1, sizeof *date);
    c->no_memory = !date;
    for (int32_t k = 0; date && k < r->n_date; k++) lode_date_format(r->date[k], date[k].text);
    for (int32_t i = 0; date && i < r->n_scenario; i++) {
        const lode_scenario_result *s = &r->scenario[i];
        for (int32_t k = 0; k < s->n_series; k++)
            put_series(r, lode_out_scenario(r, s), &s->series[k], date, c);
    }
    free(date);
}

/* --- halts -------------------------------------------------------------------------------- */

static void put_when(lode_sheet *c, const lode_when *w)
{
    lode_sheet_date(c, w->p05);
    lode_sheet_date(c, w->p25);
    lode_sheet_date(c, w->p50);
    lode_sheet_date(c, w->p75);
    lode_sheet_date(c, w->p95);
    lode_sheet_number(c, w->p_never);
}

/* First cells of a row about a scenario. */
static void put_scenario(const lode_result *r, const lode_scenario_result *s, lode_sheet *c)
{
    lode_sheet_text(c, lode_out_scenario(r, s));
    lode_sheet_text(c, lode_out_against(r, s));
}

/* The four events of one output that falls short. */
static void put_run_out_dates(const lode_result *r, const lode_scenario_result *s,
                              const lode_run_out *o, lode_sheet *c)
{
    const struct {
        const char *name;
        const lode_when *when;
    } event[] = {{"first_shortfall", &o->first_shortfall},
                 {"halt", &o->halt},
                 {"trough", &o->trough_date},
                 {"recovered", &o->recovered}};
    for (size_t i = 0; i < sizeof event / sizeof event[0]; i++) {
        put_scenario(r, s, c);
        lode_sheet_text(c, lode_out_actor(r, o->actor));
        lode_sheet_text(c, lode_out_product(r, o->product));
        lode_sheet_bool(c, lode_out_is_end_product(r, o->product));
        lode_sheet_text(c, event[i].name);
        put_when(c, event[i].when);
        bool comes = event[i].when->p_never < 1; /* what never comes has no cause */
        lode_sheet_text(c, comes && o->cause ? o->cause : "");
        lode_sheet_end_row(c);
    }
}

void lode_out_halts(const lode_result *r, lode_sheet *c)
{
    for (int32_t i = 0; i < r->n_scenario; i++) {
        const lode_scenario_result *s = &r->scenario[i];
        for (int32_t k = 0; k < s->n_run_out; k++) put_run_out_dates(r, s, &s->run_out[k], c);
        for (int32_t k = 0; k < s->n_loss; k++) {
            put_scenario(r, s, c);
            lode_sheet_text(c, lode_out_actor(r, s->loss[k].actor));
            lode_sheet_text(c, "");
            lode_sheet_text(c, "");
            lode_sheet_text(c, "loss_peak");
            put_when(c, &s->loss[k].peak_date);
            lode_sheet_text(c, "");
            lode_sheet_end_row(c);
        }
    }
}

/* --- losses ------------------------------------------------------------------------------- */

/* Whose quantities the next rows are. */
typedef struct whose {
    const lode_result *r;
    const lode_scenario_result *s;
    const char *actor, *product;
} whose;

static void put_loss_row(lode_sheet *c, const whose *w, const char *variable, const char *unit,
                         const lode_quantity *q)
{
    put_scenario(w->r, w->s, c);
    lode_sheet_text(c, w->actor);
    lode_sheet_text(c, w->product);
    lode_sheet_text(c, variable);
    lode_sheet_text(c, unit);
    lode_sheet_quantity(c, q);
    lode_sheet_number(c, q->mean);
    lode_sheet_end_row(c);
}

static void put_loss(const lode_result *r, const lode_scenario_result *s, const lode_loss *l,
                     lode_sheet *c)
{
    whose w = {r, s, lode_out_actor(r, l->actor), ""};
    put_loss_row(c, &w, "loss_mean", "USD/day", &l->mean_usd_per_day);
    put_loss_row(c, &w, "loss_peak", "USD/day", &l->peak_usd_per_day);
    put_loss_row(c, &w, "loss_total", "USD", &l->total_usd);
    if (r->has_tariffs) {
        put_loss_row(c, &w, "loss_tariffs_mean", "USD/day", &l->tariff_mean_usd_per_day);
        put_loss_row(c, &w, "tariffs_long_run", "USD/year", &l->tariff_long_run_usd_per_year);
    }
    put_loss_row(c, &w, "gross_output_not_made", "USD", &l->gross_output_not_made_usd);
    put_loss_row(c, &w, "tariffs_paid", "USD", &l->tariffs_paid_usd);
    put_loss_row(c, &w, "export_revenue_forgone", "USD", &l->export_revenue_forgone_usd);
    for (int32_t i = 0; i < l->n_part; i++) {
        w.product = lode_out_part(r, l->part[i].product);
        put_loss_row(c, &w, "loss_part", "USD", &l->part[i].total_usd);
    }
}

static void put_run_out(const lode_result *r, const lode_scenario_result *s, const lode_run_out *o,
                        lode_sheet *c)
{
    const char *unit = lode_out_unit(r, o->product);
    whose w = {r, s, lode_out_actor(r, o->actor), lode_out_product(r, o->product)};
    put_loss_row(c, &w, "trough", "1", &o->trough);
    put_loss_row(c, &w, "lost", unit, &o->lost_units);
    put_loss_row(c, &w, "delayed", unit, &o->delayed_units);
    put_loss_row(c, &w, "lost_value", "USD", &o->lost_value_usd);
    put_loss_row(c, &w, "cohorts_halted", "1", &o->cohorts_halted);
}

void lode_out_losses(const lode_result *r, lode_sheet *c)
{
    for (int32_t i = 0; i < r->n_scenario; i++) {
        const lode_scenario_result *s = &r->scenario[i];
        for (int32_t k = 0; k < s->n_loss; k++) put_loss(r, s, &s->loss[k], c);
        for (int32_t k = 0; k < s->n_run_out; k++) put_run_out(r, s, &s->run_out[k], c);
    }
}

/* --- the case: balance, inputs, sources --------------------------------------------------- */

void lode_out_balance(const lode_result *r, lode_sheet *c)
{
    for (int32_t i = 0; i < r->n_balance; i++) {
        const lode_balance *b = &r->balance[i];
        lode_sheet_text(c, lode_out_product(r, b->product));
        lode_sheet_text(c, lode_out_unit(r, b->product));
        lode_sheet_number(c, b->given_supply);
        lode_sheet_number(c, b->supply);
        lode_sheet_number(c, b->named_use);
        lode_sheet_number(c, b->other_uses);
        lode_sheet_number(c, b->disposed);
        lode_sheet_number(c, b->observed_share);
        lode_sheet_number(c, b->worst_fit);
        lode_sheet_end_row(c);
    }
}

void lode_out_inputs(const lode_result *r, lode_sheet *c)
{
    for (int32_t i = 0; i < r->c->n_input; i++) {
        const lode_input *in = &r->c->input[i];
        lode_sheet_text(c, in->name);
        lode_sheet_text(c, in->unit);
        lode_sheet_number(c, in->low);
        lode_sheet_number(c, in->central);
        lode_sheet_number(c, in->high);
        lode_sheet_text(c, lode_out_dist(in->dist));
        lode_sheet_bool(c, in->given);
        lode_sheet_text(c, in->given ? lode_out_grade(in->grade) : "");
        lode_sheet_text(c, in->source >= 0 ? lode_case_key(r->c, LODE_T_SOURCES, in->source) : "");
        lode_sheet_text(c, lode_out_case_file(in->table));
        int32_t line = lode_case_cell(r->c, in->row, (lode_column_id)in->column)->line;
        if (line > 0) lode_sheet_integer(c, line);
        else lode_sheet_text(c, "");
        lode_sheet_end_row(c);
    }
}

void lode_out_sources(const lode_result *r, lode_sheet *c)
{
    static const lode_column_id column[] = {LODE_SOURCES_TITLE, LODE_SOURCES_PUBLISHER,
                                            LODE_SOURCES_DATE, LODE_SOURCES_ADDRESS,
                                            LODE_SOURCES_NOTE};
    int32_t n = r->c->table[LODE_T_SOURCES].n_row;
    bool *used = calloc((size_t)n + 1, sizeof *used);
    c->no_memory = !used;
    if (used) lode_out_used_sources(r->c, used);
    for (int32_t row = 0; used && row < n; row++) {
        if (!used[row]) continue;
        lode_sheet_text(c, lode_case_key(r->c, LODE_T_SOURCES, row));
        for (size_t i = 0; i < sizeof column / sizeof column[0]; i++)
            lode_sheet_text(c, lode_case_text(r->c, row, column[i]));
        lode_sheet_end_row(c);
    }
    free(used);
}
