/* Names, configuration and sources of a result, as the writers need them. */
#include "out/inner.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"

/* --- names -------------------------------------------------------------------------------- */

const char *lode_out_actor(const lode_result *r, int32_t actor)
{
    return actor < 0 ? "" : lode_case_key(r->c, LODE_T_ACTORS, actor);
}

const char *lode_out_product(const lode_result *r, int32_t product)
{
    return product < 0 ? "" : lode_case_key(r->c, LODE_T_PRODUCTS, product);
}

const char *lode_out_part(const lode_result *r, int32_t product)
{
    return product == LODE_PART_TARIFFS ? "(tariffs)" : lode_out_product(r, product);
}

const char *lode_out_unit(const lode_result *r, int32_t product)
{
    return product < 0 ? "" : lode_case_text(r->c, product, LODE_PRODUCTS_UNIT);
}

const char *lode_out_scenario(const lode_result *r, const lode_scenario_result *s)
{
    return lode_case_key(r->c, LODE_T_SCENARIOS, s->scenario);
}

bool lode_out_is_end_product(const lode_result *r, int32_t product)
{
    return lode_case_int(r->c, product, LODE_PRODUCTS_END_PRODUCT, 0) != 0;
}

const char *lode_out_against(const lode_result *r, const lode_scenario_result *s)
{
    return s->against < 0 ? "" : lode_case_key(r->c, LODE_T_SCENARIOS, s->against);
}

bool lode_out_is_status_quo(const lode_result *r, const lode_scenario_result *s)
{
    return strcmp(lode_out_scenario(r, s), "status-quo") == 0;
}

bool lode_out_is_no_measures(const lode_result *r, const lode_scenario_result *s)
{
    return strcmp(lode_out_scenario(r, s), "no-measures") == 0;
}

const char *lode_out_title(const lode_result *r)
{
    return lode_case_text(r->c, 0, LODE_CASE_TITLE);
}

int32_t lode_out_as_of(const lode_result *r)
{
    return lode_case_int(r->c, 0, LODE_CASE_AS_OF, r->start);
}

bool lode_out_at_end(const lode_result *r, int32_t date, int32_t days)
{
    return date != LODE_NEVER && date + days - 1 > r->end - r->step_days;
}

int32_t lode_out_evidence(const lode_result *r)
{
    return lode_case_int(r->c, 0, LODE_CASE_EVIDENCE, lode_out_as_of(r));
}

const char *lode_out_design(const lode_result *r)
{
    static const char *const NAME[] = {"philox", "sobol", "lhs"};
    return r->options.draws <= 1 ? "central" : NAME[r->options.design];
}

/* --- words -------------------------------------------------------------------------------- */

const char *lode_out_dist(lode_dist dist)
{
    switch (dist) {
    case LODE_DIST_FIXED:
        return "fixed";
    case LODE_DIST_UNIFORM:
        return "uniform";
    case LODE_DIST_TRIANGULAR:
        return "triangular";
    case LODE_DIST_PERT:
        return "pert";
    case LODE_DIST_LOGUNIFORM:
        return "loguniform";
    case LODE_DIST_LOGTRIANGULAR:
        return "logtriangular";
    case LODE_DIST_LOGNORMAL:
        return "lognormal";
    }
    return "";
}

const char *lode_out_grade(int32_t grade)
{
    static const char *const letter[] = {"A", "B", "C", "D"};
    return grade >= 0 && grade < 4 ? letter[grade] : "";
}

const char *lode_out_case_file(int32_t table)
{
    static const char *const csv[] = {
#define LODE_TABLE(id, name, place, need, what) name ".csv",
#define LODE_COLUMN(table, id, name, type, flags, arg, low, high, fallback, what)
#include "case/schema.def"
#undef LODE_TABLE
#undef LODE_COLUMN
    };
    return lode_schema_table((lode_table_id)table)->place == LODE_CSV ? csv[table] : "case.yaml";
}

/* --- configuration ------------------------------------------------------------------------ */

int32_t lode_out_n_changed(const lode_result *r)
{
    return r->options.n_set + r->c->evidence_given;
}

const char *lode_out_changed(const lode_result *r, int32_t i, char room[LODE_OUT_CHANGED])
{
    char day[LODE_DATE_SIZE];
    if (i < r->options.n_set) return r->options.set[i];
    snprintf(room, LODE_OUT_CHANGED, "evidence_until=%s", lode_date_format(lode_out_evidence(r), day));
    return room;
}

void lode_out_input_hash(const lode_result *r, char hex[LODE_SHA256_HEX])
{
    char room[LODE_OUT_CHANGED];
    if (lode_out_n_changed(r) == 0) {
        memcpy(hex, r->c->sha256, LODE_SHA256_HEX);
        return;
    }
    lode_sha256 s;
    lode_sha256_begin(&s);
    lode_sha256_add(&s, r->c->sha256, strlen(r->c->sha256));
    lode_sha256_add(&s, "\n", 1);
    for (int32_t i = 0; i < lode_out_n_changed(r); i++) {
        const char *changed = lode_out_changed(r, i, room);
        lode_sha256_add(&s, changed, strlen(changed));
        lode_sha256_add(&s, "\n", 1);
    }
    lode_sha256_end_hex(&s, hex);
}

/* Append one argument as a shell reads it back: in single quotes where it has to be. */
static void put_argument(const char *s, lode_text *out)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,=@:/+%";
    if (*s && s[strspn(s, plain)] == '\0') {
        lode_text_puts(out, s);
        return;
    }
    lode_text_putc(out, '\'');
    for (; *s; s++) {
        if (*s == '\'') lode_text_puts(out, "'\\''");
        else lode_text_putc(out, *s);
    }
    lode_text_putc(out, '\'');
}

void lode_out_command(const lode_result *r, lode_text *out)
{
    const lode_study_options *o = &r->options;
    lode_text_puts(out, o->claims_only ? "lodestone claims CASE" : "lodestone run CASE");
    if (o->scenario) {
        lode_text_puts(out, " --scenario ");
        put_argument(o->scenario, out);
    }
    lode_text_printf(out, " --draws %d --seed %llu --step %d", o->draws > 0 ? o->draws : 1,
                     (unsigned long long)o->seed, r->step_days);
    if (o->draws > 1) lode_text_printf(out, " --design %s", lode_out_design(r));
    char day[LODE_DATE_SIZE];
    if (r->c->evidence_given)
        lode_text_printf(out, " --evidence-until %s", lode_date_format(lode_out_evidence(r), day));
    for (int32_t i = 0; i < o->n_set; i++) {
        lode_text_puts(out, " --set ");
        put_argument(o->set[i], out);
    }
}

/* --- sources ------------------------------------------------------------------------------ */

void lode_out_used_sources(const lode_case *c, bool *used)
{
    for (int32_t k = 0; k < LODE_N_COLUMN; k++) {
        const lode_column_spec *column = lode_schema_column((lode_column_id)k);
        if (column->type != LODE_REFS || strcmp(column->argument, "sources") != 0) continue;
        for (int32_t row = 0; row < c->table[column->table].n_row; row++) {
            const lode_cell *cell = lode_case_cell(c, row, (lode_column_id)k);
            for (int32_t i = 0; cell->set && i < cell->n; i++)
                if (c->list[cell->first + i] >= 0) used[c->list[cell->first + i]] = true;
        }
    }
    for (int32_t i = 0; i < c->n_input; i++)
        if (c->input[i].source >= 0) used[c->input[i].source] = true;
}
