/* lodestone analyze: sensitivity indices, screening and boxes from tables of draws, of Lodestone or of anything else. */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "analyze/method.h"
#include "base/diag.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/problems.h"
#include "out/json.h"

enum { SCREEN_ROWS = 12 }; /* of each output */

typedef struct method {
    const char *name;
    bool (*run)(const lode_study_tables *t, lode_report *r, lode_diags *d);
    bool words; /* inputs may be words */
} method;

static const method METHODS[] = {{"sobol", lode_method_sobol, false},
                                 {"morris", lode_method_morris, false},
                                 {"pawn", lode_method_pawn, true},
                                 {"prim", lode_method_prim, true}};
enum { N_METHOD = sizeof METHODS / sizeof *METHODS };

/* One analysis and all it owns. */
typedef struct analysis {
    const lode_cli *cli;
    const method *method;
    lode_stop *stop;
    lode_study_tables tables;
    lode_report report;
    lode_diags diags;
    lode_outdir folder;
} analysis;

/* --- usage --------------------------------------------------------------------------------- */

static bool find_method(analysis *a)
{
    const char *asked = a->cli->operand[0], *names[N_METHOD];
    for (int i = 0; i < N_METHOD; i++) {
        names[i] = METHODS[i].name;
        if (strcmp(asked, METHODS[i].name) == 0) a->method = &METHODS[i];
    }
    if (a->method) return true;
    int32_t near = lode_nearest(asked, names, N_METHOD);
    fprintf(stderr, "lodestone analyze: unknown method '%s'", asked);
    if (near >= 0) fprintf(stderr, "; did you mean '%s'?", names[near]);
    fputs("\nit is sobol, morris, pawn or prim\n", stderr);
    return false;
}

static bool check_usage(analysis *a)
{
    if (!find_method(a)) return false;
    if (!a->cli->inputs || !a->cli->outputs) {
        fprintf(stderr, "lodestone analyze: --%s is missing: a table in CSV, a row a draw\n",
                a->cli->inputs ? "outputs" : "inputs");
        return false;
    }
    return true;
}

/* --- the work ------------------------------------------------------------------------------ */

static bool fail(analysis *a)
{
    if (a->diags.n_error == 0) lode_diag_no_memory(&a->diags);
    lode_problems_show(&a->diags, stderr, true, lode_cli_colour(a->cli, stderr));
    return false;
}

static bool fail_writing(lode_text *why)
{
    fprintf(stderr, "lodestone: %s\n", why->length > 0 ? lode_text_str(why) : "out of memory");
    lode_text_free(why);
    return false;
}

/* Both tables have the same rows, and the output asked for is there. */
static bool check_tables(analysis *a)
{
    lode_study_tables *t = &a->tables;
    lode_place place = {.file = t->outputs_path};
    if (t->inputs.n_row != t->outputs.n_row)
        lode_diag_add(&a->diags, LODE_DIAG_TABLE_ROWS_DIFFER, place, NULL,
                      (long long)t->outputs.n_row, (long long)t->inputs.n_row);
    if (t->output && !lode_table_find(&t->outputs, t->output)) {
        const char *name[256];
        int32_t n = t->outputs.n_column < 256 ? t->outputs.n_column : 256;
        for (int32_t i = 0; i < n; i++) name[i] = t->outputs.column[i].name;
        int32_t near = lode_nearest(t->output, name, n);
        place.line = 1;
        lode_diag_add(&a->diags, LODE_DIAG_TABLE_NO_COLUMN, place, NULL, t->output);
        if (near >= 0) lode_diag_hint(&a->diags, "did you mean '%s'?", name[near]);
    }
    return a->diags.n_error == 0 || fail(a);
}

static bool read_tables(analysis *a)
{
    lode_study_tables *t = &a->tables;
    t->inputs_path = a->cli->inputs;
    t->outputs_path = a->cli->outputs;
    t->output = a->cli->output;
    t->seed = a->cli->seed;
    t->n_replicate = a->cli->replicates;
    bool ok = lode_table_read(t->inputs_path, a->method->words, &t->inputs, &a->diags);
    ok = lode_table_read(t->outputs_path, false, &t->outputs, &a->diags) && ok;
    return ok ? check_tables(a) : fail(a);
}

static bool begin_folder(analysis *a)
{
    lode_text why = {0};
    if (!a->cli->out) return true;
    a->stop =
        lode_stop_begin(); /* until here a signal just ends the program: nothing is half written */
    return lode_outdir_begin(&a->folder, a->cli->out, a->stop, &why) || fail_writing(&why);
}

static bool analyse(analysis *a)
{
    if (a->cli->threads > 0) omp_set_num_threads(a->cli->threads);
    a->report.method = a->method->name;
    a->report.n_row = a->tables.inputs.n_row;
    bool ok = a->method->run(&a->tables, &a->report, &a->diags) && !a->report.out_of_memory;
    return ok || fail(a);
}

/* --- what comes out ------------------------------------------------------------------------ */

static void put_sheet(lode_json *j, const lode_report_sheet *s)
{
    lode_json_open(j, s->name, '[');
    for (int32_t i = 0; i < s->n_row; i++) {
        lode_json_open_line(j, NULL, '{');
        for (int32_t c = 0; c < s->n_column; c++) {
            lode_report_cell cell = s->cell[i * s->n_column + c];
            if (s->column[c].text) lode_json_text(j, s->column[c].name, cell.text);
            else lode_json_number(j, s->column[c].name, cell.number);
        }
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_json(const analysis *a, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_json_integer(&j, "schema_version", 1);
    lode_json_text(&j, "lodestone", LODE_VERSION);
    lode_json_text(&j, "method", a->report.method);
    lode_json_text(&j, "inputs", a->tables.inputs_path);
    lode_json_text(&j, "outputs", a->tables.outputs_path);
    lode_json_integer(&j, "rows", a->report.n_row);
    lode_json_integer(&j, "seed", (int64_t)a->tables.seed);
    lode_json_integer(&j, "replicates", a->tables.n_replicate);
    lode_json_open(&j, "notes", '[');
    for (int32_t i = 0; i < a->report.n_note; i++) lode_json_text(&j, NULL, a->report.note[i]);
    lode_json_close(&j);
    lode_json_open(&j, "results", '{');
    for (int32_t s = 0; s < a->report.n_sheet; s++) put_sheet(&j, &a->report.sheet[s]);
    lode_json_close(&j);
    lode_json_close(&j);
}

/* Describe the folder, so that it is known for a result of Lodestone. */
static void put_package(const analysis *a, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_json_text(&j, "profile", "data-package");
    lode_json_text(&j, "name", "analysis");
    lode_json_text(&j, "lodestone", LODE_VERSION);
    lode_json_open(&j, "resources", '[');
    for (int32_t s = 0; s < a->report.n_sheet; s++) {
        const lode_report_sheet *sheet = &a->report.sheet[s];
        char path[64];
        snprintf(path, sizeof path, "%s.csv", sheet->name);
        lode_json_open(&j, NULL, '{');
        lode_json_text(&j, "name", sheet->name);
        lode_json_text(&j, "path", path);
        lode_json_open(&j, "schema", '{');
        lode_json_open(&j, "fields", '[');
        for (int32_t c = 0; c < sheet->n_column; c++) {
            lode_json_open_line(&j, NULL, '{');
            lode_json_text(&j, "name", sheet->column[c].name);
            lode_json_text(&j, "type", sheet->column[c].text ? "string" : "number");
            lode_json_close(&j);
        }
        lode_json_close(&j);
        lode_json_close(&j);
        lode_json_close(&j);
    }
    lode_json_close(&j);
    lode_json_close(&j);
}

static bool write_folder(analysis *a)
{
    lode_text why = {0}, text = {0};
    if (!a->cli->out) return true;
    bool ok = true;
    for (int32_t s = 0; ok && s < a->report.n_sheet; s++) {
        char name[64];
        snprintf(name, sizeof name, "%s.csv", a->report.sheet[s].name);
        lode_text_clear(&text);
        lode_report_csv(&a->report, s, &text);
        ok = !text.failed &&
             lode_outdir_write(&a->folder, name, lode_text_str(&text), text.length, &why);
    }
    lode_text_clear(&text);
    if (ok) put_json(a, &text);
    ok = ok && !text.failed &&
         lode_outdir_write(&a->folder, "analysis.json", lode_text_str(&text), text.length, &why);
    lode_text_clear(&text);
    if (ok) put_package(a, &text);
    ok = ok && !text.failed &&
         lode_outdir_write(&a->folder, "datapackage.json", lode_text_str(&text), text.length, &why);
    ok = ok && lode_outdir_commit(&a->folder, &why);
    lode_text_free(&text);
    if (!ok) return fail_writing(&why);
    lode_text_free(&why);
    return true;
}

static bool say_result(const analysis *a)
{
    lode_text text = {0};
    if (a->cli->json) put_json(a, &text);
    else lode_report_screen(&a->report, SCREEN_ROWS, &text);
    if (!a->cli->json && a->cli->out) lode_text_printf(&text, "\nTables: %s\n", a->cli->out);
    bool ok = !text.failed && lode_print(lode_text_str(&text), text.length);
    lode_text_free(&text);
    return ok;
}

int lode_cmd_analyze(const lode_cli *cli)
{
    analysis a = {.cli = cli};
    int status = 2;
    if (check_usage(&a)) {
        bool ok = read_tables(&a) && begin_folder(&a) && analyse(&a) && write_folder(&a) &&
                  say_result(&a);
        status = ok ? 0 : lode_stop_signal() ? 128 + lode_stop_signal() : 1;
    }
    lode_outdir_abort(&a.folder);
    lode_table_free(&a.tables.inputs);
    lode_table_free(&a.tables.outputs);
    lode_report_free(&a.report);
    lode_diags_free(&a.diags);
    return status;
}
