/* The folder of a result: its tables, what describes them, and that it appears whole or not at all. */
#include "test_out_sample.h"

#include <dirent.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "out/tables.h"
#include "scratch.h"

/* --- help --------------------------------------------------------------------------------- */

static bool write_folder(const sample *s, const char *path, lode_stop *stop, lode_text *why)
{
    lode_outdir d;
    bool ok = lode_outdir_begin(&d, path, stop, why) && lode_tables_write(&s->r, &d, why) &&
              lode_outdir_commit(&d, why);
    lode_outdir_abort(&d);
    return ok;
}

/* A file of the folder; free it. */
static char *contents(lode_t *t, const char *dir, const char *name)
{
    char path[800];
    lode_file f;
    lode_text why = {0};
    snprintf(path, sizeof path, "%s/%s", dir, name);
    if (!lode_file_read(&f, path, 1 << 28, &why)) lode_note(t, "%s", lode_text_str(&why));
    CHECK(t, f.data != NULL);
    lode_text_free(&why);
    return f.data;
}

static void check_file(lode_t *t, const char *dir, const char *name, const char *want)
{
    char *got = contents(t, dir, name);
    lode_note(t, "%s", name);
    CHECK_STR(t, got, want);
    free(got);
}

/* --- tables ------------------------------------------------------------------------------- */

static void tables_are_written_as_documented(lode_t *t)
{
    char dir[200], path[300];
    sample s;
    lode_text why = {0};
    sample_begin(t, &s, &SMALL);
    s.r.n_scenario = 1; /* status-quo */
    s.r.scenario[0].n_series = 2;
    s.r.scenario[0].n_loss = 1;
    s.r.scenario[0].loss[0].n_part = 1;
    scratch_begin(t, dir, sizeof dir);
    snprintf(path, sizeof path, "%s/run", dir);
    CHECK(t, write_folder(&s, path, NULL, &why));
    check_file(t, path, "series.csv",
               "scenario,actor,product,variable,unit,date,p05,p25,p50,p75,p95\n"
               "status-quo,A00,p00,output,t/day,2025-01-07,0,0,0,0,1000\n"
               "status-quo,A00,p00,output,t/day,2025-01-14,0.3333333333,0.3333333333,"
               "0.3333333333,0.3333333333,1001\n"
               "status-quo,A01,,loss,USD/day,2025-01-07,0,0,0,0,1000\n"
               "status-quo,A01,,loss,USD/day,2025-01-14,0.3333333333,0.3333333333,"
               "0.3333333333,0.3333333333,1001\n");
    check_file(t, path, "halts.csv",
               "scenario,against,actor,product,end_product,event,p05,p25,p50,p75,p95,p_never,"
               "cause\n"
               "status-quo,no-measures,A00,,,loss_peak,2026-02-03,2026-02-03,2026-02-03,"
               "2026-02-03,2026-02-03,0,\n");
    check_file(t, path, "losses.csv",
               "scenario,against,actor,product,variable,unit,p05,p25,p50,p75,p95,mean\n"
               "status-quo,no-measures,A00,,loss_mean,USD/day,1234500000,1234500000,1234500000,"
               "1234500000,1234500000,1234500000\n"
               "status-quo,no-measures,A00,,loss_peak,USD/day,2469000000,2469000000,2469000000,"
               "2469000000,2469000000,2469000000\n"
               "status-quo,no-measures,A00,,loss_total,USD,6.1725e+11,6.1725e+11,6.1725e+11,"
               "6.1725e+11,6.1725e+11,6.1725e+11\n"
               "status-quo,no-measures,A00,,gross_output_not_made,USD,3e+12,3e+12,3e+12,3e+12,"
               "3e+12,3e+12\n"
               "status-quo,no-measures,A00,,tariffs_paid,USD,0.1,0.1,0.1,0.1,0.1,0.1\n"
               "status-quo,no-measures,A00,,export_revenue_forgone,USD,-7,-7,-7,-7,-7,-7\n"
               "status-quo,no-measures,A00,p00,loss_part,USD,1234500000,1234500000,1234500000,"
               "1234500000,1234500000,1234500000\n");
    check_file(t, path, "balance.csv",
               "product,unit,given_supply_per_year,supply_per_year,named_use_per_year,other_uses_per_year,"
               "disposed_per_year,observed_share,worst_fit\n"
               "p00,t,800,1000,900,100,0,0.5,1e-12\n"
               "p01,t,800,1000,900,100,0,0.5,1e-12\n");
    check_file(t, path, "sources.csv",
               "source,title,publisher,date,address,note\n"
               "book,\"A \"\"book\"\", printed\",House,,,\n");
    char *inputs = contents(t, path, "inputs.csv");
    CHECK_HAS(t, inputs,
              "\nproducts[p01].value_usd_per_unit,USD/unit,2.5,2.5,2.5,fixed,true,C,book,"
              "products.csv,3\n");
    CHECK_HAS(t, inputs, "\nparameters.psi,-,0.25,0.25,0.25,fixed,false,,,case.yaml,");
    free(inputs);
    scratch_end(dir);
    lode_text_free(&why);
    sample_end(&s);
}

/* Cells of the first line, and whether all other lines have as many. */
static int cells(lode_t *t, const char *csv)
{
    int first = 0, n = 1;
    bool quoted = false;
    for (; *csv; csv++) {
        if (*csv == '"') quoted = !quoted;
        if (quoted) continue;
        if (*csv == ',') n++;
        if (*csv != '\n') continue;
        if (first == 0) first = n;
        CHECK_INT(t, n, first);
        n = 1;
    }
    return first;
}

static void the_package_describes_every_column(lode_t *t)
{
    char dir[200], path[300];
    sample s;
    lode_text why = {0};
    json_error_t error;
    sample_begin(t, &s, &SMALL);
    scratch_begin(t, dir, sizeof dir);
    snprintf(path, sizeof path, "%s/run", dir);
    CHECK(t, write_folder(&s, path, NULL, &why));
    char *text = contents(t, path, "datapackage.json");
    json_t *package = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    CHECK(t, package != NULL);
    json_t *resources = json_object_get(package, "resources");
    CHECK_INT(t, json_array_size(resources), LODE_N_SHEET + 2);
    for (size_t i = 0; i < json_array_size(resources); i++) {
        json_t *resource = json_array_get(resources, i);
        const char *name = json_string_value(json_object_get(resource, "path"));
        json_t *fields = json_object_get(json_object_get(resource, "schema"), "fields");
        char *data = contents(t, path, name), header[600] = "";
        lode_note(t, "%s", name);
        if (fields) {
            CHECK_INT(t, cells(t, data), json_array_size(fields));
            for (size_t k = 0; k < json_array_size(fields); k++) {
                json_t *field = json_array_get(fields, k);
                size_t n = strlen(header);
                snprintf(header + n, sizeof header - n, "%s%s", k ? "," : "",
                         json_string_value(json_object_get(field, "name")));
            }
            CHECK(t, strncmp(data, header, strlen(header)) == 0);
            CHECK(t, data[strlen(header)] == '\n');
        }
        free(data);
    }
    json_decref(package);
    free(text);
    scratch_end(dir);
    sample_end(&s);
}

static void the_readme_says_how_to_repeat_the_run(lode_t *t)
{
    static const char *const set[] = {"parameters.psi=0.3", "sites[p00@A00].activity_per_year=1"};
    sample s;
    lode_text text = {0};
    sample_begin(t, &s, &SMALL);
    s.r.options.scenario = "it's";
    s.r.options.seed = 7;
    s.r.options.set = set;
    s.r.options.n_set = 2;
    lode_out_readme(&s.r, &text);
    CHECK_HAS(t, text.data,
              "\n    lodestone run CASE --scenario 'it'\\''s' --draws 1 --seed 7 --step 1 --set "
              "parameters.psi=0.3 --set 'sites[p00@A00].activity_per_year=1' -o DIR\n");
    CHECK_HAS(t, text.data, s.c->sha256);
    CHECK_HAS(t, text.data, "## How to cite it");
    CHECK_HAS(t, text.data, "## Licence");
    CHECK_HAS(t, text.data, "4 of 10 inputs are of grade D");
    lode_text_free(&text);
    sample_end(&s);
}

static void cells_are_quoted_where_they_must_be(lode_t *t)
{
    char *data = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&data, &length);
    lode_sheet *c = calloc(1, sizeof *c);
    char *large = malloc(3 * LODE_SHEET_BUFFER);
    CHECK(t, stream && c && large);
    memset(large, 'x', 3 * LODE_SHEET_BUFFER - 1);
    large[3 * LODE_SHEET_BUFFER - 1] = '\0';
    c->stream = stream;
    lode_sheet_text(c, "a,b");
    lode_sheet_text(c, "say \"so\"");
    lode_sheet_text(c, "two\nlines");
    lode_sheet_text(c, "");
    lode_sheet_date(c, LODE_NEVER);
    lode_sheet_number(c, NAN);
    lode_sheet_integer(c, -5);
    lode_sheet_bool(c, true);
    lode_sheet_end_row(c);
    lode_sheet_text(c, large);
    lode_sheet_end_row(c);
    lode_sheet_end(c);
    fclose(stream);
    const char want[] = "\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",,,,-5,true\n";
    CHECK(t, strncmp(data, want, strlen(want)) == 0);
    CHECK_INT(t, length, strlen(want) + strlen(large) + 1);
    free(large);
    free(c);
    free(data);
}

/* --- whole or not at all ------------------------------------------------------------------ */

static void the_same_result_gives_the_same_bytes(lode_t *t)
{
    char dir[200], command[1200];
    sample s;
    lode_text why = {0};
    scratch_begin(t, dir, sizeof dir);
    sample_begin(t, &s, &(shape){4, 6, 2, 20, 5, "", "Twice"});
    for (int i = 0; i < 2; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/run%d", dir, i);
        CHECK(t, write_folder(&s, path, NULL, &why));
    }
    snprintf(command, sizeof command, "diff -r '%s/run0' '%s/run1' >/dev/null", dir, dir);
    CHECK_INT(t, system(command), 0);
    scratch_end(dir);
    sample_end(&s);
}

static void a_stopped_writing_leaves_the_old_result(lode_t *t)
{
    char dir[200], path[300];
    sample s;
    lode_text why = {0};
    volatile sig_atomic_t stop = 1;
    sample_begin(t, &s, &SMALL);
    scratch_begin(t, dir, sizeof dir);
    snprintf(path, sizeof path, "%s/run", dir);
    CHECK(t, write_folder(&s, path, NULL, &why));
    char *before = contents(t, path, "summary.json");
    s.r.n_input = 11;
    CHECK(t, !write_folder(&s, path, &stop, &why));
    CHECK_HAS(t, lode_text_str(&why), "stopped");
    check_file(t, path, "summary.json", before);
    stop = 0;
    CHECK(t, write_folder(&s, path, &stop, &why));
    char *after = contents(t, path, "summary.json");
    CHECK(t, strcmp(before, after) != 0);
    free(before);
    free(after);
    lode_text_free(&why);
    scratch_end(dir);
    sample_end(&s);
}

static int entries(const char *path)
{
    int n = 0;
    DIR *list = opendir(path);
    for (struct dirent *e; list && (e = readdir(list));)
        n += e->d_name[0] != '.' || e->d_name[1] > '.';
    if (list) closedir(list);
    return n;
}

static void writing_survives_each_failing_allocation(lode_t *t)
{
    char dir[200], path[300];
    sample s;
    sample_begin(t, &s, &SMALL);
    scratch_begin(t, dir, sizeof dir);
    snprintf(path, sizeof path, "%s/run", dir);
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_text why = {0};
        lode_note(t, "allocation %d", n);
        lode_alloc_fail_at(n);
        bool ok = write_folder(&s, path, NULL, &why);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, ok || reached);
        CHECK(t, entries(dir) <= 1); /* nothing half-written */
        lode_text_free(&why);
    }
    scratch_end(dir);
    sample_end(&s);
}

static void three_hundred_thousand_rows_take_less_than_a_second(lode_t *t)
{
    sample s;
    sample_begin(t, &s, &(shape){20, 2, 18, 0, 750, "", "Many"}); /* 20 scenarios x 20 x 750 */
    lode_sheet *c = malloc(sizeof *c);
    FILE *stream = fopen("/dev/null", "wb");
    CHECK(t, c && stream);
    double start = lode_clock_seconds();
    lode_sheet_begin(c, stream, LODE_SHEET_SERIES);
    lode_out_series(&s.r, c);
    lode_sheet_end(c);
    double seconds = lode_clock_seconds() - start;
    printf("# %.3f s\n", seconds);
#if !defined(__SANITIZE_ADDRESS__)
    CHECK(t, seconds < 1.0);
#endif
    fclose(stream);
    free(c);
    sample_end(&s);
}

static const lode_test TESTS[] = {
    TEST(tables_are_written_as_documented),
    TEST(the_package_describes_every_column),
    TEST(the_readme_says_how_to_repeat_the_run),
    TEST(cells_are_quoted_where_they_must_be),
    TEST(the_same_result_gives_the_same_bytes),
    TEST(a_stopped_writing_leaves_the_old_result),
    TEST(writing_survives_each_failing_allocation),
    TEST(three_hundred_thousand_rows_take_less_than_a_second),
};

LODE_TEST_MAIN(TESTS)
