/* The result folder: all its files, and what describes them - datapackage.json and README.md. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "out/claims.h"
#include "out/exposure.h"
#include "out/json.h"
#include "out/store.h"
#include "out/tables.h"

/* A run of the claims alone has fewer files. */
static bool has_table(const lode_result *r, int32_t file)
{
    return !r->options.claims_only || file == LODE_SHEET_VERDICTS || file == LODE_SHEET_INPUTS || file == LODE_SHEET_SOURCES;
}

/* --- datapackage.json --------------------------------------------------------------------- */

static void put_fields(lode_json *j, lode_sheet_id file)
{
    lode_json_open(j, "schema", '{');
    lode_json_open(j, "fields", '[');
    for (int32_t i = 0; i < lode_n_field_spec; i++) {
        const lode_field_spec *field = &lode_field_specs[i];
        if (field->file != file) continue;
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "name", field->name);
        lode_json_text(j, "type", field->type);
        lode_json_text(j, "description", field->meaning);
        lode_json_close(j);
    }
    lode_json_close(j);
    lode_json_open_line(j, "missingValues", '[');
    lode_json_text(j, NULL, "");
    lode_json_close(j);
    lode_json_close(j);
}

static void put_table(lode_json *j, lode_sheet_id file)
{
    char path[64], title[256];
    snprintf(path, sizeof path, "%s.csv", lode_sheet_specs[file].name);
    snprintf(title, sizeof title, "One row: %s", lode_sheet_specs[file].what);
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "name", lode_sheet_specs[file].name);
    lode_json_text(j, "path", path);
    lode_json_text(j, "profile", "tabular-data-resource");
    lode_json_text(j, "description", title);
    lode_json_text(j, "format", "csv");
    lode_json_text(j, "mediatype", "text/csv");
    lode_json_text(j, "encoding", "utf-8");
    put_fields(j, file);
    lode_json_close(j);
}

/* A file that is no table. */
static void put_file(lode_json *j, const char *name, const char *path, const char *format, const char *type, const char *what)
{
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "name", name);
    lode_json_text(j, "path", path);
    lode_json_text(j, "profile", "data-resource");
    lode_json_text(j, "description", what);
    lode_json_text(j, "format", format);
    lode_json_text(j, "mediatype", type);
    if (strcmp(format, "json") == 0 || strcmp(format, "html") == 0) lode_json_text(j, "encoding", "utf-8");
    lode_json_close(j);
}

static void put_others(lode_json *j, const lode_result *r)
{
    if (r->options.claims_only) {
        put_file(j, "claims", "claims.json", "json", "application/json", "The run and the verdict on each reading in one object");
        put_file(j, "claim-review", "claim-review.json", "json", "application/ld+json",
                 "A schema.org ClaimReview for each reading");
        return;
    }
    put_file(j, "summary", "summary.json", "json", "application/json",
             "The results of the run in one object; lodestone schema --json-schema summary");
    put_file(j, "run", "run.sqlite", "sqlite", "application/vnd.sqlite3",
             "Inputs with their provenance, inputs and outcomes of every draw, and bands: tables run, inputs, draws, "
             "input_values, outcomes, outcome_values, bands");
    if (r->page) put_file(j, "report", "report.html", "html", "text/html", "The results as a page for any browser, which needs no network");
}

/* What the files depend on. A folder that says "lodestone" here may be replaced by a later run. */
static void put_origin(lode_json *j, const lode_result *r)
{
    char hash[LODE_SHA256_HEX];
    lode_text command = {0};
    lode_out_input_hash(r, hash);
    lode_out_command(r, &command);
    lode_json_open(j, "lodestone", '{');
    lode_json_text(j, "version", LODE_VERSION);
    lode_json_text(j, "case", r->c->id);
    lode_json_text(j, "case_sha256", r->c->sha256);
    lode_json_text(j, "input_hash", hash);
    lode_json_integer(j, "seed", (int64_t)r->options.seed);
    lode_json_text(j, "command", lode_text_str(&command));
    lode_json_close(j);
    if (command.failed) j->out->failed = true;
    lode_text_free(&command);
}

/* The case's id as a package name may be: lower case, digits, - _ . */
static void put_name(lode_json *j, const char *id)
{
    char name[128] = "lodestone-";
    size_t n = strlen(name);
    for (; *id && n + 1 < sizeof name; id++) {
        char c = *id >= 'A' && *id <= 'Z' ? (char)(*id - 'A' + 'a') : *id;
        bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c && strchr("-_.", c));
        name[n++] = fine ? c : '-';
    }
    name[n] = '\0';
    lode_json_text(j, "name", name);
}

void lode_out_package(const lode_result *r, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    put_name(&j, r->c->id);
    lode_json_text(&j, "title", lode_out_title(r));
    lode_json_text(&j, "profile", "data-package");
    put_origin(&j, r);
    lode_json_open(&j, "resources", '[');
    put_others(&j, r);
    for (int32_t f = 0; f < LODE_N_SHEET; f++)
        if (has_table(r, f)) put_table(&j, (lode_sheet_id)f);
    lode_json_close(&j);
    lode_json_close(&j);
}

/* --- README.md ---------------------------------------------------------------------------- */

static void put_what(const lode_result *r, lode_text *out)
{
    char as_of[LODE_DATE_SIZE], start[LODE_DATE_SIZE], end[LODE_DATE_SIZE];
    lode_date_format(lode_out_as_of(r), as_of);
    lode_date_format(r->start, start);
    lode_date_format(r->end, end);
    lode_text_printf(out, "# %s\n\n", lode_out_title(r));
    lode_text_printf(out,
                     "Results of a run of Lodestone %s, a simulator of supply-chain leverage.\n"
                     "Case `%s` as of %s, simulated from %s to %s in steps of %d %s, ",
                     LODE_VERSION, r->c->id, as_of, start, end, r->step_days,
                     r->step_days == 1 ? "day" : "days");
    if (r->options.draws <= 1) lode_text_puts(out, "with central values of all inputs.\n");
    else lode_text_printf(out, "with %d draws of the inputs.\n", r->options.draws);
    lode_text_puts(out, "Losses and shortfalls are against `status-quo`, the world as it stands at "
                        "that date; those of `status-quo` itself are against `no-measures`.\n\n");
}

static void put_files(const lode_result *r, lode_text *out)
{
    lode_text_puts(out, "## Files\n\n| file | what |\n|---|---|\n");
    if (r->options.claims_only)
        lode_text_puts(out, "| `claims.json` | the run and all verdicts in one object |\n"
                            "| `claim-review.json` | a schema.org ClaimReview for each reading |\n");
    else
        lode_text_puts(out, "| `summary.json` | the results in one object |\n"
                            "| `run.sqlite` | inputs, what every draw took and gave, and the bands, for SQL |\n");
    if (r->page) lode_text_puts(out, "| `report.html` | the results as a page: open it in a browser; it needs no network |\n");
    for (int32_t f = 0; f < LODE_N_SHEET; f++)
        if (has_table(r, f))
            lode_text_printf(out, "| `%s.csv` | one row: %s |\n", lode_sheet_specs[f].name, lode_sheet_specs[f].what);
    lode_text_puts(out, "| `datapackage.json` | every column of these tables: type and meaning "
                        "(Frictionless Data Package) |\n\n");
}

static void put_limits(const lode_result *r, lode_text *out)
{
    lode_text_printf(out,
                     "## How far to trust it\n\n"
                     "It is a model of logistics and accounting, not of politics. %d of %d inputs "
                     "are of grade D (judgement);\n%d more were left to defaults; `inputs.csv` has "
                     "each with its grade and source. ",
                     r->n_by_grade[3], r->n_input, r->n_default);
    if (r->options.draws <= 1)
        lode_text_puts(out, "One run with central values says nothing\nabout how far the results "
                            "spread: p05 to p95 are equal.\n\n");
    else lode_text_puts(out, "p05 to p95 are\nquantiles over draws under the declared ranges.\n\n");
}

static void put_repeat(const lode_result *r, lode_text *out)
{
    char hash[LODE_SHA256_HEX];
    lode_out_input_hash(r, hash);
    lode_text_puts(out, "## How to repeat it\n\n    ");
    lode_out_command(r, out);
    lode_text_printf(out,
                     " -o DIR\n\n"
                     "with Lodestone %s and, as CASE, the folder `%s` whose content hash is\n\n"
                     "    case   %s\n    input  %s\n\n"
                     "gives the same bytes, on any number of threads.\n\n",
                     LODE_VERSION, r->c->id, r->c->sha256, hash);
}

static void put_citation(const lode_result *r, lode_text *out)
{
    char as_of[LODE_DATE_SIZE];
    char hash[LODE_SHA256_HEX];
    lode_out_input_hash(r, hash);
    lode_text_printf(out,
                     "## How to cite it\n\n"
                     "    %s.\n    Case %s as of %s, input %.12s, seed %llu. Lodestone %s.\n\n"
                     "Cite the sources in `sources.csv` for what they say.\n\n"
                     "## Licence\n\n"
                     "Lodestone claims no rights in these results. Rights in the inputs quoted in "
                     "`inputs.csv` and `sources.csv`\nare those of the case and of its sources.\n",
                     lode_out_title(r), r->c->id, lode_date_format(lode_out_as_of(r), as_of), hash,
                     (unsigned long long)r->options.seed, LODE_VERSION);
}

void lode_out_readme(const lode_result *r, lode_text *out)
{
    put_what(r, out);
    put_files(r, out);
    put_limits(r, out);
    put_repeat(r, out);
    put_citation(r, out);
}

/* --- the folder --------------------------------------------------------------------------- */

typedef void put_text(const lode_result *r, lode_text *out);
typedef void put_rows(const lode_result *r, lode_sheet *c);

static bool write_text(const lode_result *r, lode_outdir *d, const char *name, put_text *put,
                       lode_text *why)
{
    lode_text text = {0};
    put(r, &text);
    bool ok = !text.failed;
    if (ok) ok = lode_outdir_write(d, name, lode_text_str(&text), text.length, why);
    else lode_text_printf(why, "cannot write '%s': out of memory", name);
    lode_text_free(&text);
    return ok;
}

static bool write_table(const lode_result *r, lode_outdir *d, lode_sheet_id file, put_rows *put,
                        lode_sheet *c, lode_text *why)
{
    char name[64];
    snprintf(name, sizeof name, "%s.csv", lode_sheet_specs[file].name);
    FILE *stream = lode_outdir_open(d, name, why);
    if (!stream) return false;
    lode_sheet_begin(c, stream, file);
    put(r, c);
    lode_sheet_end(c);
    bool ok = lode_outdir_close(d, stream, name, why);
    if (ok && c->no_memory) {
        lode_text_printf(why, "cannot write '%s': out of memory", name);
        ok = false;
    }
    return ok;
}

bool lode_tables_write(const lode_result *r, lode_outdir *d, lode_text *why)
{
    static put_rows *const rows[LODE_N_SHEET] = {
        [LODE_SHEET_SERIES] = lode_out_series, [LODE_SHEET_HALTS] = lode_out_halts,
        [LODE_SHEET_EXPOSURE] = lode_out_exposure, [LODE_SHEET_HHI] = lode_out_hhi,
        [LODE_SHEET_CUTS] = lode_out_cuts, [LODE_SHEET_INDICES] = lode_out_indices,
        [LODE_SHEET_LOSSES] = lode_out_losses, [LODE_SHEET_BALANCE] = lode_out_balance,
        [LODE_SHEET_INPUTS] = lode_out_inputs, [LODE_SHEET_SOURCES] = lode_out_sources,
        [LODE_SHEET_VERDICTS] = lode_out_verdicts,
    };
    bool claims = r->options.claims_only;
    lode_sheet *csv = malloc(sizeof *csv);
    if (!csv) lode_text_puts(why, "cannot write the tables: out of memory");
    bool ok = csv != NULL;
    if (ok && claims)
        ok = write_text(r, d, "claims.json", lode_claims_json_put, why) &&
             write_text(r, d, "claim-review.json", lode_claims_review_put, why);
    else if (ok) ok = write_text(r, d, "summary.json", lode_summary_put, why);
    if (ok && r->page) ok = lode_outdir_write(d, "report.html", r->page, strlen(r->page), why);
    for (int32_t f = 0; ok && f < LODE_N_SHEET; f++)
        ok = !has_table(r, f) || write_table(r, d, (lode_sheet_id)f, rows[f], csv, why);
    ok = ok && (claims || lode_store_write(r, d, why)) && write_text(r, d, "README.md", lode_out_readme, why) &&
         write_text(r, d, "datapackage.json", lode_out_package, why);
    free(csv);
    return ok;
}
