/* The trade equilibrium for programs: CSV tables, JSON, and what describes them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/json.h"
#include "out/tariff.h"

/* --- the input's hash ------------------------------------------------------------------------ */

static void hash_names(lode_sha256 *h, char *const *name, int32_t n)
{
    for (int32_t k = 0; k < n; k++) lode_sha256_add(h, name[k], strlen(name[k]) + 1);
}

static void hash_numbers(lode_sha256 *h, const double *x, int64_t n)
{
    lode_sha256_add(h, x, (size_t)n * sizeof *x);
}

void lode_tariff_hash(const lode_trade_table *t, const lode_trade_shock *s,
                      char hex[LODE_SHA256_HEX])
{
    const int64_t n = t->n_country, m = t->n_sector;
    lode_sha256 h;
    lode_sha256_begin(&h);
    hash_names(&h, t->country, t->n_country);
    hash_names(&h, t->sector, t->n_sector);
    hash_numbers(&h, t->share, m * n * n);
    hash_numbers(&h, t->tariff, m * n * n);
    hash_numbers(&h, t->value_share, m * n);
    hash_numbers(&h, t->input, m * m * n);
    hash_numbers(&h, t->final_share, m * n);
    hash_numbers(&h, t->spending, m * n);
    hash_numbers(&h, t->elasticity, m);
    hash_numbers(&h, t->value_added, n);
    hash_numbers(&h, t->deficit, n);
    hash_numbers(&h, s->tariff, m * n * n);
    hash_numbers(&h, s->iceberg, m * n * n);
    hash_numbers(&h, s->productivity, m * n);
    hash_numbers(&h, s->deficit, n);
    hash_numbers(&h, s->elasticity, m);
    lode_sha256_end_hex(&h, hex);
}

/* --- tables ---------------------------------------------------------------------------------- */

typedef struct column {
    const char *name, *type, *meaning;
} column;

#define TEXT(name, meaning) \
    { \
        name, "string", meaning \
    }
#define NUMBER(name, meaning) \
    { \
        name, "number", meaning \
    }

static const column COUNTRIES[] = {TEXT("country", "country or region"),
#define LODE_MEASURE(id, column, meaning) NUMBER(column, meaning),
#include "trade/measures.def"
#undef LODE_MEASURE
                                   {0}};
static const column SECTORS[] = {TEXT("country", "country or region"),
                                 TEXT("sector", "sector or group"),
                                 NUMBER("price_hat",
                                        "price index of what is bought, new over base"),
                                 NUMBER("expenditure",
                                        "new spending, tariffs included, in the table's money"),
                                 {0}};
static const column OUTPUT[] = {TEXT("country", "country or region"),
                                TEXT("sector", "sector or group"),
                                NUMBER("output", "new output, in the table's money"),
                                NUMBER("output_hat",
                                       "its value, new over base; blank where there was none"),
                                NUMBER("volume_hat", "its volume: value over unit cost"),
                                {0}};
static const column FLOWS[] = {TEXT("importer", "who buys"),
                               TEXT("exporter", "who sells"),
                               NUMBER("base",
                                      "trade in all sectors, net of tariffs, in the table's money"),
                               NUMBER("new", "the same after the shock"),
                               NUMBER("flow_hat", "new over base; blank where there was none"),
                               {0}};
static const column GRADIENT[] = {
    TEXT("importer", "who levies the tariff"),
    TEXT("exporter", "on whose goods"),
    TEXT("sector", "sector or group"),
    NUMBER("log_welfare_per_point", "100 times the change of ln welfare by one point of tariff"),
    {0}};

static void put_header(const column *c, lode_text *out)
{
    for (int k = 0; c[k].name; k++) lode_text_printf(out, "%s%s", k ? "," : "", c[k].name);
    lode_text_putc(out, '\n');
}

/* A cell of text, quoted where it must be. */
static void put_text(lode_text *out, bool first, const char *s)
{
    if (!first) lode_text_putc(out, ',');
    if (!s[strcspn(s, ",\"\r\n")]) {
        lode_text_puts(out, s);
        return;
    }
    lode_text_putc(out, '"');
    for (; *s; s++) {
        if (*s == '"') lode_text_putc(out, '"');
        lode_text_putc(out, *s);
    }
    lode_text_putc(out, '"');
}

/* Twelve digits: a hat is then exact to 1e-12. Blank where there is no number. */
static void put_number(lode_text *out, double x)
{
    lode_text_putc(out, ',');
    if (isfinite(x)) lode_text_printf(out, "%.12g", x + 0.0);
}

static void put_countries(const lode_tariff_answer *a, lode_text *out)
{
    for (int32_t n = 0; n < a->table->n_country; n++) {
        put_text(out, true, a->table->country[n]);
        for (int k = 0; k < LODE_TRADE_N_MEASURE; k++) put_number(out, a->result->of[k][n]);
        lode_text_putc(out, '\n');
    }
}

static void put_sectors(const lode_tariff_answer *a, lode_text *out)
{
    const lode_trade_table *t = a->table;
    for (int32_t n = 0; n < t->n_country; n++)
        for (int32_t j = 0; j < t->n_sector; j++) {
            put_text(out, true, t->country[n]);
            put_text(out, false, t->sector[j]);
            put_number(out, a->result->price[j * t->n_country + n]);
            put_number(out, a->result->spending[j * t->n_country + n]);
            lode_text_putc(out, '\n');
        }
}

static void put_output(const lode_tariff_answer *a, lode_text *out)
{
    const lode_trade_table *t = a->table;
    for (int32_t n = 0; n < t->n_country; n++)
        for (int32_t j = 0; j < t->n_sector; j++) {
            const int32_t at = j * t->n_country + n;
            const double base = a->result->base.output[at], now = a->result->now.output[at],
                         hat = base > 0.0 ? now / base : NAN;
            put_text(out, true, t->country[n]);
            put_text(out, false, t->sector[j]);
            put_number(out, now);
            put_number(out, hat);
            put_number(out, hat / exp(a->result->now.cost[at]));
            lode_text_putc(out, '\n');
        }
}

static void put_flows(const lode_tariff_answer *a, lode_text *out)
{
    const lode_trade_table *t = a->table;
    for (int32_t n = 0; n < t->n_country; n++)
        for (int32_t i = 0; i < t->n_country; i++) {
            double base = 0.0, now = 0.0;
            for (int32_t j = 0; j < t->n_sector; j++) {
                base += a->result->base.flow[lode_trade_at(t, j, i, n)];
                now += a->result->now.flow[lode_trade_at(t, j, i, n)];
            }
            put_text(out, true, t->country[n]);
            put_text(out, false, t->country[i]);
            put_number(out, base);
            put_number(out, now);
            put_number(out, base > 0.0 ? now / base : NAN);
            lode_text_putc(out, '\n');
        }
}

static void put_gradient(const lode_tariff_answer *a, lode_text *out)
{
    const lode_trade_table *t = a->table;
    for (int32_t n = 0; n < t->n_country; n++)
        for (int32_t i = 0; i < t->n_country; i++)
            for (int32_t j = 0; j < t->n_sector; j++) {
                int64_t at = lode_trade_at(t, j, i, n);
                if (i == n || !(t->share[at] > 0.0)) continue;
                put_text(out, true, t->country[n]);
                put_text(out, false, t->country[i]);
                put_text(out, false, t->sector[j]);
                put_number(out, a->gradient->tariff[at]);
                lode_text_putc(out, '\n');
            }
}

static const struct {
    const char *name, *what;
    const column *columns;
    void (*put)(const lode_tariff_answer *a, lode_text *out);
} TABLES[] = {{"countries", "one row is a country", COUNTRIES, put_countries},
              {"sectors", "one row is what a country buys of a sector", SECTORS, put_sectors},
              {"output", "one row is what a country makes of a sector", OUTPUT, put_output},
              {"flows", "one row is what one country sells to another", FLOWS, put_flows},
              {"gradient", "one row is a tariff and what one point of it does to welfare", GRADIENT,
               put_gradient}};
enum { N_TABLE = sizeof TABLES / sizeof *TABLES };

static int table_count(const lode_tariff_answer *a)
{
    return a->gradient ? N_TABLE : N_TABLE - 1;
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void put_flip(lode_json *j, const char *key, const lode_trade_flip *f)
{
    lode_json_open_line(j, key, '{');
    lode_json_bool(j, "found", f->found);
    lode_json_number(j, "tariff_points", f->found ? 100.0 * f->tariff : NAN);
    lode_json_number(j, "welfare_a_pct", f->found ? f->welfare_pct[0] : NAN);
    lode_json_number(j, "welfare_b_pct", f->found ? f->welfare_pct[1] : NAN);
    lode_json_close(j);
}

static void put_sides(const lode_tariff_answer *a, lode_json *j)
{
    const lode_trade_sides_result *r = a->sides;
    lode_json_open(j, "sides", '{');
    lode_json_text(j, "a", a->table->country[a->side[0]]);
    lode_json_text(j, "b", a->table->country[a->side[1]]);
    put_flip(j, "without_more", &r->free);
    put_flip(j, "best_a", &r->best[0]);
    put_flip(j, "gain_of_a_ends", &r->turn[0]);
    put_flip(j, "best_b", &r->best[1]);
    put_flip(j, "gain_of_b_ends", &r->turn[1]);
    lode_json_number(j, "measure_of_a_points", 100.0 * r->measure);
    put_flip(j, "retaliation_b_even", &r->retaliation);
    put_flip(j, "retaliation_a_even", &r->spoil);
    lode_json_open_line(j, "nash", '{');
    lode_json_bool(j, "found", r->nash_found);
    lode_json_number(j, "tariff_a_points", r->nash_found ? 100.0 * r->nash[0] : NAN);
    lode_json_number(j, "tariff_b_points", r->nash_found ? 100.0 * r->nash[1] : NAN);
    lode_json_number(j, "welfare_a_pct", r->nash_found ? r->nash_welfare_pct[0] : NAN);
    lode_json_number(j, "welfare_b_pct", r->nash_found ? r->nash_welfare_pct[1] : NAN);
    lode_json_close(j);
    lode_json_integer(j, "solves", r->solves);
    lode_json_close(j);
}

static void put_base(const lode_tariff_answer *a, lode_json *j)
{
    const lode_trade_balance_report *b = a->balance;
    lode_json_open(j, "base", '{');
    lode_json_number(j, "residual", b->residual);
    lode_json_number(j, "residual_value_added", b->markets);
    lode_json_number(j, "residual_spending", b->spending);
    lode_json_bool(j, "balanced", b->balanced);
    lode_json_number(j, "value_added_moved", b->moved);
    lode_json_close(j);
}

static void put_solution(const lode_tariff_answer *a, lode_json *j)
{
    const lode_trade_result *r = a->result;
    lode_json_open(j, "solution", '{');
    lode_json_number(j, "residual", r->residual);
    lode_json_number(j, "world_gap", r->world_gap);
    lode_json_number(j, "path_gap_logpct", r->path_gap);
    lode_json_integer(j, "path_steps", r->path_steps);
    lode_json_integer(j, "passes", r->passes);
    lode_json_integer(j, "newton_steps", r->newton_steps);
    lode_json_close(j);
}

void lode_tariff_json(const lode_tariff_answer *a, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_json_integer(&j, "schema_version", 1);
    lode_json_text(&j, "lodestone", LODE_VERSION);
    lode_json_text(&j, "table", a->table_name);
    lode_json_text(&j, "variant", a->variant);
    lode_json_text(&j, "base_tariffs", a->base_tariffs);
    lode_json_text(&j, "shock", a->shock_name);
    lode_json_text(&j, "input_hash", a->input);
    lode_json_text(&j, "horizon", "static, long run");
    lode_json_integer(&j, "countries", a->table->n_country);
    lode_json_integer(&j, "sectors", a->table->n_sector);
    put_base(a, &j);
    put_solution(a, &j);
    lode_json_open(&j, "results", '{');
    for (int32_t n = 0; n < a->table->n_country; n++) {
        lode_json_open_line(&j, a->table->country[n], '{');
        for (int k = 0; k < LODE_TRADE_N_MEASURE; k++)
            lode_json_number(&j, lode_trade_measure_name((lode_trade_measure_id)k),
                             a->result->of[k][n]);
        lode_json_number(&j, "transfer_path_logpct", a->result->transfer[n]);
        lode_json_close(&j);
    }
    lode_json_close(&j);
    if (a->sides) put_sides(a, &j);
    lode_json_close(&j);
}

/* --- the folder ------------------------------------------------------------------------------ */

static void put_package(const lode_tariff_answer *a, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_json_text(&j, "profile", "data-package");
    lode_json_text(&j, "name", "tariff");
    lode_json_text(&j, "lodestone", LODE_VERSION);
    lode_json_text(&j, "input_hash", a->input);
    lode_json_open(&j, "resources", '[');
    for (int k = 0; k < table_count(a); k++) {
        char path[64];
        snprintf(path, sizeof path, "%s.csv", TABLES[k].name);
        lode_json_open(&j, NULL, '{');
        lode_json_text(&j, "name", TABLES[k].name);
        lode_json_text(&j, "path", path);
        lode_json_text(&j, "description", TABLES[k].what);
        lode_json_open(&j, "schema", '{');
        lode_json_open(&j, "fields", '[');
        for (const column *c = TABLES[k].columns; c->name; c++) {
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

static void put_readme(const lode_tariff_answer *a, lode_text *out)
{
    lode_text_printf(
        out,
        "# Trade equilibrium in changes\n\n"
        "Table `%s`%s%s, shock `%s`; Lodestone " LODE_VERSION ", input %.12s.\n"
        "All figures are static and long-run, against the base year of the table; the unit of "
        "money is the\n"
        "world's value added. `welfare_exact_pct` is for verdicts; the first-order columns are "
        "there to be\n"
        "compared with the literature and are wrong for large changes (docs/trade.md 3).\n\n"
        "The largest relative residual of all conditions of equilibrium is %.2e.\n\n"
        "| file | |\n|---|---|\n",
        a->table_name, a->variant ? ", variant " : "", a->variant ? a->variant : "",
        a->shock_name ? a->shock_name : "none", a->input, a->result->residual);
    for (int k = 0; k < table_count(a); k++)
        lode_text_printf(out, "| `%s.csv` | %s |\n", TABLES[k].name, TABLES[k].what);
    lode_text_puts(
        out,
        "| `tariff.json` | the answer in one object |\n| `datapackage.json` | all columns |\n\n"
        "Cite the source of the table with it.\n");
}

static bool write_text(lode_outdir *folder, const char *name, lode_text *text, lode_text *why)
{
    bool ok =
        !text->failed && lode_outdir_write(folder, name, lode_text_str(text), text->length, why);
    lode_text_clear(text);
    return ok;
}

bool lode_tariff_write(const lode_tariff_answer *a, lode_outdir *folder, lode_text *why)
{
    lode_text text = {0};
    bool ok = true;
    for (int k = 0; ok && k < table_count(a); k++) {
        char name[64];
        snprintf(name, sizeof name, "%s.csv", TABLES[k].name);
        put_header(TABLES[k].columns, &text);
        TABLES[k].put(a, &text);
        ok = write_text(folder, name, &text, why);
    }
    if (ok) lode_tariff_json(a, &text);
    ok = ok && write_text(folder, "tariff.json", &text, why);
    if (ok) put_readme(a, &text);
    ok = ok && write_text(folder, "README.md", &text, why);
    if (ok) put_package(a, &text);
    ok = ok && write_text(folder, "datapackage.json", &text, why);
    lode_text_free(&text);
    return ok;
}
