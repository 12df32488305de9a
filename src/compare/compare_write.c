/* A comparison as a page and as tables. One list of tables feeds both. */
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "compare/compare.h"
#include "out/decimal.h"
#include "out/json.h"

/* --- tables ----------------------------------------------------------------------------------------- */

/* Rows go to a page (for people) or to a file of CSV (for machines). */
typedef struct table {
    lode_text *out;
    bool page, begun;
} table;

static void put_escaped(lode_text *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '&') lode_text_puts(out, "&amp;");
        else if (*s == '<') lode_text_puts(out, "&lt;");
        else if (*s == '>') lode_text_puts(out, "&gt;");
        else if (*s == '"') lode_text_puts(out, "&quot;");
        else lode_text_putc(out, *s);
    }
}

/* A cell of text; `number`: it is one, and stands to the right. */
static void cell(table *t, const char *text, bool number)
{
    if (t->page) {
        lode_text_puts(t->out, number ? "<td class=\"n\">" : "<td>");
        put_escaped(t->out, text);
        return;
    }
    if (t->begun) lode_text_putc(t->out, ',');
    t->begun = true;
    bool quote = text[strcspn(text, ",\"\r\n")] != '\0';
    if (quote) lode_text_putc(t->out, '"');
    for (; *text; text++) {
        if (*text == '"') lode_text_putc(t->out, '"');
        lode_text_putc(t->out, *text);
    }
    if (quote) lode_text_putc(t->out, '"');
}

static void begin_row(table *t)
{
    if (t->page) lode_text_puts(t->out, "<tr>");
    t->begun = false;
}

static void end_row(table *t)
{
    lode_text_putc(t->out, '\n');
}

/* Quantiles in three cells, or on a page "p50 (p05 to p95)". */
static void quantity(table *t, const lode_cmp_value *v)
{
    char a[LODE_DECIMAL_SIZE], b[LODE_DECIMAL_SIZE], d[LODE_DECIMAL_SIZE], text[120] = "";
    const double x[] = {v->p05, v->p50, v->p95};
    for (int i = 0; i < 3 && !t->page; i++) {
        if (v->set) lode_decimal(x[i], a);
        cell(t, v->set ? a : "", true);
    }
    if (!t->page) return;
    if (v->set && v->p05 == v->p95) snprintf(text, sizeof text, "%s", lode_humane(v->p50, a));
    else if (v->set) snprintf(text, sizeof text, "%s (%s to %s)", lode_humane(v->p50, a), lode_humane(v->p05, b), lode_humane(v->p95, d));
    cell(t, v->set ? text : "-", true);
}

static void share(table *t, const lode_cmp_value *v)
{
    char a[LODE_DECIMAL_SIZE];
    if (!t->page) quantity(t, v);
    else cell(t, v->set ? lode_humane_share(v->p50, a) : "-", true);
}

static void day(table *t, const lode_cmp_day *d)
{
    const char *x[] = {d->p05, d->p50, d->p95};
    char never[LODE_DECIMAL_SIZE] = "", text[80] = "-";
    if (!t->page) {
        for (int i = 0; i < 3; i++) cell(t, x[i] ? x[i] : "", false);
        if (d->set) lode_decimal(d->p_never, never);
        cell(t, never, true);
        return;
    }
    if (d->p50) snprintf(text, sizeof text, "%.10s", d->p50);
    else if (d->set) snprintf(text, sizeof text, "not by end");
    if (d->set && d->p_never > 0 && d->p_never < 1)
        snprintf(text + strlen(text), sizeof text - strlen(text), " (never in %.0f %%)", 100 * d->p_never);
    cell(t, text, false);
}

static const char *yes(bool x)
{
    return x ? "true" : "false";
}

static void stops(table *t, const lode_comparison *c)
{
    for (int32_t i = 0; i < c->n_pair; i++)
        for (int32_t k = 0; k < c->pair[i].n_stop; k++) {
            const lode_cmp_stop *x = &c->pair[i].stop[k];
            begin_row(t);
            for (int s = 0; s < 2; s++) cell(t, c->pair[i].scenario[s], false);
            cell(t, x->product, false);
            cell(t, x->actor, false);
            cell(t, yes(lode_cmp_differs(x)), false);
            for (int s = 0; s < 2; s++) day(t, &x->shortfall[s]);
            for (int s = 0; s < 2; s++) day(t, &x->halt[s]);
            for (int s = 0; s < 2; s++) share(t, &x->trough[s]);
            end_row(t);
        }
}

static void losses(table *t, const lode_comparison *c)
{
    for (int32_t i = 0; i < c->n_pair; i++)
        for (int32_t k = 0; k < c->pair[i].n_loss; k++) {
            const lode_cmp_loss *x = &c->pair[i].loss[k];
            begin_row(t);
            for (int s = 0; s < 2; s++) cell(t, c->pair[i].scenario[s], false);
            cell(t, x->actor, false);
            for (int s = 0; s < 2; s++) quantity(t, &x->mean[s]);
            for (int s = 0; s < 2; s++) quantity(t, &x->peak[s]);
            for (int s = 0; s < 2; s++) quantity(t, &x->total[s]);
            end_row(t);
        }
}

static void verdicts(table *t, const lode_comparison *c)
{
    for (int32_t i = 0; i < c->n_verdict; i++) {
        const lode_cmp_verdict *x = &c->verdict[i];
        begin_row(t);
        cell(t, x->id, false);
        cell(t, yes(x->differs), false);
        for (int s = 0; s < 2; s++) cell(t, x->verdict[s] ? x->verdict[s] : t->page ? "-" : "", false);
        for (int s = 0; s < 2; s++) quantity(t, &x->share[s]);
        end_row(t);
    }
}

static void inputs(table *t, const lode_comparison *c)
{
    for (int32_t i = 0; i < c->n_input; i++) {
        const lode_side_input *const *x = c->input[i].input, *any = x[0] ? x[0] : x[1];
        begin_row(t);
        cell(t, any->name, false);
        cell(t, any->unit, false);
        for (int s = 0; s < 2; s++) cell(t, x[s] ? x[s]->value : "", true);
        for (int s = 0; s < 2; s++) cell(t, x[s] ? x[s]->grade : "", false);
        for (int s = 0; s < 2; s++) cell(t, x[s] ? x[s]->source : "", false);
        end_row(t);
    }
}

/* A column: its head on the page, and for files what kind its name stands for: text, a quantity (_p05 _p50 _p95), a day (the
 * same and _p_never). */
typedef struct column {
    const char *name, *head;
    char kind; /* 't', 'q', 'd' */
} column;

typedef struct spec {
    const char *name, *title, *what;
    void (*rows)(table *t, const lode_comparison *c);
    column column[16]; /* up to a name that is NULL */
} spec;

static const spec SPEC[] = {
    {"halts", "What falls short or stops", "an output that falls short in some draw of a side, by pair of scenarios", stops,
     {{"scenario_a", "Scenario A", 't'}, {"scenario_b", "Scenario B", 't'}, {"product", "Product", 't'}, {"actor", "Actor", 't'},
      {"differs", "Differs", 't'}, {"first_shortfall_a", "Shortfall A", 'd'}, {"first_shortfall_b", "Shortfall B", 'd'},
      {"halt_a", "Halt A", 'd'}, {"halt_b", "Halt B", 'd'}, {"trough_a", "Lowest A", 'q'}, {"trough_b", "Lowest B", 'q'}}},
    {"losses", "Losses, USD", "what an actor loses, by pair of scenarios; negative: it gains", losses,
     {{"scenario_a", "Scenario A", 't'}, {"scenario_b", "Scenario B", 't'}, {"actor", "Actor", 't'},
      {"mean_usd_per_day_a", "Mean per day A", 'q'}, {"mean_usd_per_day_b", "Mean per day B", 'q'},
      {"peak_usd_per_day_a", "Highest day A", 'q'}, {"peak_usd_per_day_b", "Highest day B", 'q'}, {"total_usd_a", "Total A", 'q'},
      {"total_usd_b", "Total B", 'q'}}},
    {"verdicts", "Verdicts", "the verdict on one reading of a claim; p05 and p95 are its interval", verdicts,
     {{"reading", "Reading", 't'}, {"differs", "Differs", 't'}, {"verdict_a", "A", 't'}, {"verdict_b", "B", 't'},
      {"share_a", "Share A", 'q'}, {"share_b", "Share B", 'q'}}},
    {"inputs", "Inputs that differ", "an input that differs in value, grade or source", inputs,
     {{"name", "Input", 't'}, {"unit", "Unit", 't'}, {"value_a", "A", 't'}, {"value_b", "B", 't'}, {"grade_a", "Grade A", 't'},
      {"grade_b", "Grade B", 't'}, {"source_a", "Source A", 't'}, {"source_b", "Source B", 't'}}},
};
enum { N_SPEC = sizeof SPEC / sizeof SPEC[0] };

/* Call `each` with the name and the Frictionless type of every column of the file. */
static void each_field(const spec *s, void (*each)(void *user, const char *name, const char *type), void *user)
{
    static const char *const end[] = {"_p05", "_p50", "_p95", "_p_never"};
    for (const column *k = s->column; k->name; k++) {
        char name[64];
        if (k->kind == 't') each(user, k->name, strcmp(k->name, "differs") == 0 ? "boolean" : "string");
        for (int i = 0; i < (k->kind == 'd' ? 4 : k->kind == 'q' ? 3 : 0); i++) {
            snprintf(name, sizeof name, "%s%s", k->name, end[i]);
            each(user, name, k->kind == 'd' && i < 3 ? "date" : "number");
        }
    }
}

static void put_name(void *user, const char *name, const char *type)
{
    (void)type;
    cell(user, name, false);
}

static void put_csv(const lode_comparison *c, const spec *s, lode_text *out)
{
    table t = {.out = out};
    each_field(s, put_name, &t);
    end_row(&t);
    s->rows(&t, c);
}

/* --- the page --------------------------------------------------------------------------------------- */

static const char STYLE[] =
    ":root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--faint:#595959;--line:#c9c9c9}"
    "@media(prefers-color-scheme:dark){:root{--ink:#eaeaea;--paper:#161616;--faint:#ababab;--line:#454545}}"
    "body{font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0 auto;max-width:80rem;padding:1rem}"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}div{overflow-x:auto}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}"
    "th,td{border-bottom:1px solid var(--line);padding:.25rem .6rem;text-align:left;vertical-align:top}td.n{text-align:right}"
    ".faint{color:var(--faint)}";

static void put_policy(lode_text *out)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char sum[LODE_SHA256_BYTES + 1] = {0};
    lode_sha256 s;
    lode_sha256_begin(&s);
    lode_sha256_add(&s, STYLE, sizeof STYLE - 1);
    lode_sha256_end(&s, sum);
    lode_text_puts(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-");
    for (int i = 0; i < LODE_SHA256_BYTES; i += 3) {
        unsigned group = (unsigned)sum[i] << 16 | (unsigned)sum[i + 1] << 8 | (i + 2 < LODE_SHA256_BYTES ? sum[i + 2] : 0u);
        for (int k = 18; k >= 0; k -= 6) lode_text_putc(out, k == 0 && i + 2 >= LODE_SHA256_BYTES ? '=' : digit[group >> k & 63]);
    }
    lode_text_puts(out, "'\">");
}

static const char *member(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static void page_head(const lode_comparison *c, lode_text *out)
{
    lode_text_puts(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    put_policy(out);
    lode_text_puts(out, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    put_escaped(out, c->side[0]->label);
    lode_text_puts(out, " and ");
    put_escaped(out, c->side[1]->label);
    lode_text_printf(out, " - Lodestone</title><style>%s</style></head><body><main>\n<h1>Two results side by side</h1>\n<dl>\n", STYLE);
    for (int k = 0; k < 2; k++) {
        const lode_side *s = c->side[k];
        const json_t *of = json_object_get(s->summary, "case");
        lode_text_printf(out, "<dt><b>%c</b> ", 'A' + k);
        put_escaped(out, s->label);
        lode_text_puts(out, "<dd>");
        put_escaped(out, member(of, "title"));
        lode_text_puts(out, "<br><span class=\"faint\">As of ");
        put_escaped(out, member(of, "as_of"));
        lode_text_printf(out, "; draws: %lld, seed %lld; input ", (long long)json_integer_value(json_object_get(s->summary, "draws")),
                         (long long)json_integer_value(json_object_get(s->summary, "seed")));
        put_escaped(out, member(s->summary, "input_hash"));
        lode_text_puts(out, "</span>\n");
    }
    lode_text_puts(out, "</dl>\n");
    for (int32_t i = 0; i < c->n_note; i++) {
        lode_text_puts(out, "<p><b>Not alike:</b> ");
        put_escaped(out, c->note[i]);
        lode_text_puts(out, "\n");
    }
}

void lode_compare_page(const lode_comparison *c, lode_text *out)
{
    page_head(c, out);
    for (int i = 0; i < N_SPEC; i++) {
        const spec *s = &SPEC[i];
        lode_text rows = {0};
        table t = {.out = &rows, .page = true};
        s->rows(&t, c);
        lode_text_printf(out, "<section><h2>%s</h2>\n", s->title);
        if (rows.length == 0) lode_text_puts(out, "<p class=\"faint\">None.</p>\n");
        else {
            lode_text_printf(out, "<div tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table><caption class=\"faint\">One row is %s.</caption>\n<thead><tr>",
                             s->title, s->what);
            for (const column *k = s->column; k->name; k++) lode_text_printf(out, "<th scope=\"col\">%s", k->head);
            lode_text_puts(out, "</thead><tbody>\n");
            lode_text_add(out, lode_text_str(&rows), rows.length);
            lode_text_puts(out, "</tbody></table></div>\n");
        }
        lode_text_puts(out, "</section>\n");
        out->failed |= rows.failed;
        lode_text_free(&rows);
    }
    lode_text_puts(out, "<p class=\"faint\">Lodestone " LODE_VERSION ". Dates and amounts are medians, in brackets the 5 % and 95 % quantiles. "
                        "A shortfall is output below 95 % of the compared scenario for 7 days or more, a halt below 10 %.</p>\n</main></body></html>\n");
}

/* --- the folder ------------------------------------------------------------------------------------- */

static void put_field(void *user, const char *name, const char *type)
{
    lode_json *j = user;
    lode_json_open_line(j, NULL, '{');
    lode_json_text(j, "name", name);
    lode_json_text(j, "type", type);
    lode_json_close(j);
}

static void put_package(lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_json_text(&j, "profile", "tabular-data-package");
    lode_json_text(&j, "name", "lodestone-comparison");
    lode_json_text(&j, "lodestone", LODE_VERSION);
    lode_json_open(&j, "resources", '[');
    for (int i = 0; i < N_SPEC; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s.csv", SPEC[i].name);
        lode_json_open(&j, NULL, '{');
        lode_json_text(&j, "name", SPEC[i].name);
        lode_json_text(&j, "path", path);
        lode_json_text(&j, "profile", "tabular-data-resource");
        lode_json_text(&j, "description", SPEC[i].what);
        lode_json_open(&j, "schema", '{');
        lode_json_open(&j, "fields", '[');
        each_field(&SPEC[i], put_field, &j);
        lode_json_close(&j);
        lode_json_close(&j);
        lode_json_close(&j);
    }
    lode_json_close(&j);
    lode_json_close(&j);
}

/* Write a text and free it. */
static bool put_file(lode_outdir *d, const char *name, lode_text *t, lode_text *why)
{
    bool ok = !t->failed;
    if (!ok) lode_text_puts(why, "out of memory");
    ok = ok && lode_outdir_write(d, name, lode_text_str(t), t->length, why);
    lode_text_free(t);
    return ok;
}

bool lode_compare_write(const lode_comparison *c, lode_outdir *d, lode_text *why)
{
    lode_text t = {0};
    lode_compare_json(c, &t);
    bool ok = put_file(d, "comparison.json", &t, why);
    lode_compare_page(c, &t);
    ok = put_file(d, "comparison.html", &t, why) && ok;
    for (int i = 0; i < N_SPEC; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.csv", SPEC[i].name);
        put_csv(c, &SPEC[i], &t);
        ok = put_file(d, name, &t, why) && ok;
    }
    put_package(&t);
    return put_file(d, "datapackage.json", &t, why) && ok;
}
