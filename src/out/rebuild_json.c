/* Rebuild plans for programs: JSON and tables. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "out/decimal.h"
#include "out/json.h"
#include "out/rebuild.h"

static const lode_case *case_of(const lode_rebuild_answer *r)
{
    return r->b->c;
}

/* --- JSON ----------------------------------------------------------------------------------- */

static void put_point(lode_json *j, const char *key, const lode_rebuild_point *x)
{
    lode_json_open_line(j, key, '{');
    lode_json_text(j, "status", lode_rebuild_status_text(x->status));
    lode_json_number(j, "years", x->years);
    lode_json_number(j, "capex_usd", x->capex_usd);
    lode_json_number(j, "running_usd_per_year", x->running_usd_per_year);
    lode_json_number(j, "gap", x->gap);
    lode_json_close(j);
}

static void put_built(lode_json *j, const lode_rebuild_answer *r, const lode_rebuild_need_answer *x)
{
    const lode_rebuild_plan *plan = &x->plan[0];
    lode_json_open(j, "projects", '[');
    for (int32_t i = 0; i < plan->n_built; i++) {
        const lode_rebuild_built *b = &plan->built[i];
        const lode_rebuild_project *p = &x->problem.p.project[b->project];
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "project", p->name);
        lode_json_text(j, "stage", x->problem.p.line[x->problem.p.add[p->first_add].line].stage);
        lode_json_date(j, "begun", r->start + (int32_t)lround(b->start * 365.0 / 4));
        lode_json_date(j, "first_output", r->start + (int32_t)lround((b->start + p->permit + p->build) * 365.0 / 4));
        lode_json_number(j, "capacity_per_year", b->capacity);
        lode_json_number(j, "capex_usd", b->capex_usd);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_reliefs(lode_json *j, const lode_rebuild_plan *plan)
{
    lode_json_open(j, "must_give", '[');
    for (int32_t i = 0; i < plan->n_relief; i++) {
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "what", plan->relief[i].what);
        lode_json_text(j, "name", plan->relief[i].name);
        lode_json_number(j, "by", plan->relief[i].by);
        lode_json_number(j, "share_of_need", plan->relief[i].relative);
        lode_json_close(j);
    }
    lode_json_close(j);
}

/* One entry a year, and the year in which it is covered by quarters would tell no more. */
static void put_path(lode_json *j, const lode_rebuild_answer *r, const lode_rebuild_need_answer *x)
{
    lode_json_open(j, "coverage", '[');
    for (int32_t t = 0; x->share && t < r->n_quarter; t++) {
        lode_json_open_line(j, NULL, '{');
        lode_json_number(j, "years", t / 4.0);
        lode_json_number(j, "share", x->share[t]);
        lode_json_text(j, "bottleneck", lode_rebuild_held_by(x, x->held_by[t]));
        lode_json_text(j, "stage", lode_rebuild_held_stage(x, x->held_by[t]));
        lode_json_close(j);
        if (x->n_point > 0 && t >= x->plan[0].deadline) break;
    }
    lode_json_close(j);
}

static void put_others(lode_json *j, const lode_rebuild_answer *r, const lode_rebuild_need_answer *x)
{
    const lode_case *c = case_of(r);
    if (r->options.quantiles) {
        lode_json_open(j, "quantiles", '{');
        for (int q = 0; q < LODE_REBUILD_QUANTILES; q++) {
            char key[16];
            snprintf(key, sizeof key, "p%02d", (int)lround(100 * lode_rebuild_quantiles[q]));
            put_point(j, key, &x->quantile[q]);
        }
        lode_json_close(j);
    }
    if (r->options.counters) {
        lode_json_open(j, "counter_moves", '{');
        for (int32_t i = 0; i < c->table[LODE_T_REBUILD_COUNTERS].n_row; i++) put_point(j, lode_case_key(c, LODE_T_REBUILD_COUNTERS, i), &x->counter[i]);
        lode_json_close(j);
    }
    lode_json_open(j, "stock", '[');
    for (int k = 0; k < LODE_REBUILD_MONTHS && x->n_point > 0; k++) {
        lode_json_open_line(j, NULL, '{');
        lode_json_number(j, "months", lode_rebuild_months[k] > 0 ? lode_rebuild_months[k] : 12 * x->point[0].years);
        lode_json_number(j, "value_usd", x->stock_usd[k]);
        lode_json_close(j);
    }
    lode_json_close(j);
    if (!r->options.loss) return;
    lode_json_open_line(j, "least_loss", '{');
    lode_json_text(j, "status", lode_rebuild_status_text(x->loss.status));
    lode_json_number(j, "years", x->loss.deadline < 0 ? INFINITY : x->loss.deadline / 4.0);
    lode_json_number(j, "capex_usd", x->loss.capex_usd);
    lode_json_number(j, "loss_usd", x->loss.loss_usd);
    lode_json_number(j, "gap", x->loss.gap);
    lode_json_close(j);
}

static void put_need(lode_json *j, const lode_rebuild_answer *r, const lode_rebuild_need_answer *x)
{
    const lode_case *c = case_of(r);
    bool some = x->n_point > 0;
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "id", lode_case_key(c, LODE_T_REBUILD_NEEDS, x->need));
    lode_json_text(j, "coalition", r->coalition[x->coalition].id);
    lode_json_text(j, "title", lode_case_text(c, x->need, LODE_REBUILD_NEEDS_TITLE));
    lode_json_text(j, "status", x->problem.nothing ? "nothing needed" : lode_rebuild_status_text(x->status));
    lode_json_number(j, "years", some ? x->point[0].years : INFINITY);
    lode_json_number(j, "capex_usd", some ? x->point[0].capex_usd : NAN);
    lode_json_number(j, "committed_usd", x->problem.committed_usd);
    lode_json_integer(j, "committed_without_known_cost", x->problem.n_committed_without_cost);
    lode_json_open(j, "frontier", '[');
    for (int32_t i = 0; i < x->n_point; i++) put_point(j, NULL, &x->point[i]);
    lode_json_close(j);
    lode_json_text(j, "bottleneck", x->bottleneck);
    lode_json_text(j, "bottleneck_stage", x->bottleneck_stage);
    lode_json_number(j, "gap", some ? x->point[0].gap : NAN);
    put_built(j, r, x);
    put_reliefs(j, &x->plan[0]);
    put_path(j, r, x);
    put_others(j, r, x);
    lode_json_close(j);
}

void lode_rebuild_json(const lode_rebuild_view *v, lode_text *out)
{
    const lode_rebuild_answer *r = v->answer;
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_json_text(&j, "lodestone", LODE_VERSION);
    lode_json_text(&j, "case", case_of(r)->id);
    lode_json_text(&j, "sha256", case_of(r)->sha256);
    lode_json_text(&j, "solver", lode_solve_name());
    lode_json_date(&j, "start", r->start);
    lode_json_number(&j, "horizon_years", r->n_quarter / 4.0);
    lode_json_open(&j, "needs", '[');
    for (int32_t i = 0; i < r->n; i++) put_need(&j, r, &r->item[i]);
    lode_json_close(&j);
    lode_json_close(&j);
}

/* --- tables --------------------------------------------------------------------------------- */

typedef struct column {
    const char *name, *type, *meaning;
} column;

static const column FRONTIER[] = {{"coalition", "string", "who plans"},
                                  {"need", "string", "what is to be covered"},
                                  {"years", "number", "from the decision until it is covered"},
                                  {"capex_usd", "number", "capital of what is decided and committed"},
                                  {"running_usd_per_year", "number", "support, standing costs and purchases in the first year covered"},
                                  {"gap", "number", "how far from the best plan at most, as a share"},
                                  {"status", "string", "optimal: within the gap asked for; limit: time or nodes ran out"},
                                  {0}};
static const column PLANS[] = {{"coalition", "string", "who plans"},
                               {"need", "string", "what is to be covered"},
                               {"project", "string", "what is built under the plan of least time"},
                               {"stage", "string", "stage of the chain"},
                               {"begun", "date", "day of its decision"},
                               {"first_output", "date", "day of its first output"},
                               {"capacity_per_year", "number", "units of activity a year"},
                               {"capex_usd", "number", "capital cost"},
                               {0}};
static const column COVERAGE[] = {{"coalition", "string", "who plans"},
                                  {"need", "string", "what is to be covered"},
                                  {"date", "date", "first day of the quarter"},
                                  {"share", "number", "largest share of all products of the need that is covered at once"},
                                  {"bottleneck", "string", "line with the largest shadow price"},
                                  {"stage", "string", "its stage"},
                                  {0}};
static const struct {
    const char *name;
    const column *column;
} TABLE[] = {{"frontier", FRONTIER}, {"plans", PLANS}, {"coverage", COVERAGE}};
enum { N_TABLE = 3 };

static void put_cell(lode_text *out, const char *s)
{
    bool quote = s[strcspn(s, ",\"\r\n")] != '\0';
    if (quote) lode_text_putc(out, '"');
    for (; *s; s++) {
        if (*s == '"') lode_text_putc(out, '"');
        lode_text_putc(out, *s);
    }
    if (quote) lode_text_putc(out, '"');
}

static void put_number(lode_text *out, double x)
{
    char text[LODE_DECIMAL_SIZE];
    lode_decimal(x, text);
    lode_text_printf(out, ",%s", text);
}

static void put_day(lode_text *out, const lode_rebuild_answer *r, int32_t quarter)
{
    char text[LODE_DATE_SIZE];
    lode_text_printf(out, ",%s", lode_date_format(r->start + (int32_t)lround(quarter * 365.0 / 4), text));
}

static void put_who(lode_text *out, const lode_rebuild_answer *r, const lode_rebuild_need_answer *x)
{
    put_cell(out, r->coalition[x->coalition].id);
    lode_text_putc(out, ',');
    put_cell(out, lode_case_key(case_of(r), LODE_T_REBUILD_NEEDS, x->need));
}

static void put_rows(lode_text *out, const lode_rebuild_answer *r, const lode_rebuild_need_answer *x, int table)
{
    for (int32_t i = 0; table == 0 && i < x->n_point; i++) {
        put_who(out, r, x);
        put_number(out, x->point[i].years);
        put_number(out, x->point[i].capex_usd);
        put_number(out, x->point[i].running_usd_per_year);
        put_number(out, x->point[i].gap);
        lode_text_printf(out, ",%s\n", lode_rebuild_status_text(x->point[i].status));
    }
    for (int32_t i = 0; table == 1 && i < x->plan[0].n_built; i++) {
        const lode_rebuild_built *b = &x->plan[0].built[i];
        const lode_rebuild_project *p = &x->problem.p.project[b->project];
        put_who(out, r, x);
        lode_text_putc(out, ',');
        put_cell(out, p->name);
        lode_text_putc(out, ',');
        put_cell(out, x->problem.p.line[x->problem.p.add[p->first_add].line].stage);
        put_day(out, r, b->start);
        put_day(out, r, b->start + p->permit + p->build);
        put_number(out, b->capacity);
        put_number(out, b->capex_usd);
        lode_text_putc(out, '\n');
    }
    for (int32_t t = 0; table == 2 && x->share && t < r->n_quarter; t++) {
        put_who(out, r, x);
        put_day(out, r, t);
        put_number(out, x->share[t]);
        lode_text_putc(out, ',');
        put_cell(out, lode_rebuild_held_by(x, x->held_by[t]));
        lode_text_putc(out, ',');
        put_cell(out, lode_rebuild_held_stage(x, x->held_by[t]));
        lode_text_putc(out, '\n');
    }
}

static bool write_table(const lode_rebuild_answer *r, int table, lode_outdir *folder, lode_text *why)
{
    char name[64];
    lode_text text = {0};
    for (const column *c = TABLE[table].column; c->name; c++) lode_text_printf(&text, "%s%s", c == TABLE[table].column ? "" : ",", c->name);
    lode_text_putc(&text, '\n');
    for (int32_t i = 0; i < r->n; i++) put_rows(&text, r, &r->item[i], table);
    snprintf(name, sizeof name, "%s.csv", TABLE[table].name);
    bool ok = !text.failed && lode_outdir_write(folder, name, lode_text_str(&text), text.length, why);
    lode_text_free(&text);
    return ok;
}

static void put_package(const lode_rebuild_answer *r, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_json_text(&j, "name", "lodestone-rebuild");
    lode_json_text(&j, "case", case_of(r)->id);
    lode_json_text(&j, "sha256", case_of(r)->sha256);
    lode_json_open(&j, "resources", '[');
    for (int k = 0; k < N_TABLE; k++) {
        char path[64];
        snprintf(path, sizeof path, "%s.csv", TABLE[k].name);
        lode_json_open(&j, NULL, '{');
        lode_json_text(&j, "name", TABLE[k].name);
        lode_json_text(&j, "path", path);
        lode_json_open(&j, "schema", '{');
        lode_json_open(&j, "fields", '[');
        for (const column *c = TABLE[k].column; c->name; c++) {
            lode_json_open_line(&j, NULL, '{');
            lode_json_text(&j, "name", c->name);
            lode_json_text(&j, "type", c->type);
            lode_json_text(&j, "description", c->meaning);
            lode_json_close(&j);
        }
        lode_json_close(&j);
        lode_json_close(&j);
        lode_json_close(&j);
    }
    lode_json_close(&j);
    lode_json_close(&j);
}

bool lode_rebuild_write(const lode_rebuild_view *v, lode_outdir *folder, lode_text *why)
{
    static const char README[] = "# Plans\n\nWhat `lodestone rebuild` found: `frontier.csv` (years against money), `plans.csv` (what is built under the plan\n"
                                 "of least time), `coverage.csv` (how much is covered by when, and what holds it back), `rebuild.json` (all of it).\n"
                                 "Columns are described in `datapackage.json`. Equations: docs/rebuild.md of Lodestone.\n";
    lode_text json = {0}, package = {0};
    bool ok = true;
    for (int k = 0; ok && k < N_TABLE; k++) ok = write_table(v->answer, k, folder, why);
    lode_rebuild_json(v, &json);
    put_package(v->answer, &package);
    ok = ok && !json.failed && !package.failed && lode_outdir_write(folder, "rebuild.json", lode_text_str(&json), json.length, why) &&
         lode_outdir_write(folder, "datapackage.json", lode_text_str(&package), package.length, why) &&
         lode_outdir_write(folder, "README.md", README, sizeof README - 1, why);
    lode_text_free(&json);
    lode_text_free(&package);
    return ok;
}
