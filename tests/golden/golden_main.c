/* lodestone-golden PATH: run every golden file under PATH that this version knows, recognised by content.
 *
 * One line per file: name, values compared, largest error, tolerance, pass or fail; at the end
 * "N passed, M failed, K not supported". Exit 1 if any failed or is not supported, or if none was found. */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runner.h"

typedef struct count {
    int passed, failed, unsupported;
} count;

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), k = strlen(end);
    return n >= k && strcmp(s + n - k, end) == 0;
}

/* what stands beside an input: NAME.check.json */
static bool is_sidecar(const json_t *document)
{
    return json_is_number(json_object_get(document, "max_relative_residual")) &&
           json_is_object(json_object_get(document, "sites"));
}

static void report(const char *path, const golden_result *r, count *total)
{
    static const char *const word[] = {"pass", "FAIL", "not supported"};
    if (r->status == GOLDEN_SIDECAR) return;
    total->passed += r->status == GOLDEN_PASS;
    total->failed += r->status == GOLDEN_FAIL;
    total->unsupported += r->status == GOLDEN_UNSUPPORTED;
    if (r->status == GOLDEN_UNSUPPORTED) printf("%-44s not supported: %s\n", path, r->why);
    else
        printf("%-44s %8lld values, largest error %.2e, tolerance %.0e: %s%s%s", path, (long long)r->n_value, r->worst,
               r->tolerance, word[r->status], *r->why ? ": " : "", r->why);
    if (r->n_disputed > 0) printf(", besides %d that the reference has wrong", (int)r->n_disputed);
    if (r->status != GOLDEN_UNSUPPORTED) putchar('\n');
}

static void run_file(const char *path, count *total)
{
    if (!ends_with(path, ".json")) return;
    json_error_t error;
    json_t *document = json_load_file(path, 0, &error);
    golden_result r = {.status = GOLDEN_UNSUPPORTED};
    if (!document) {
        r.status = GOLDEN_FAIL;
        snprintf(r.why, sizeof r.why, "%d:%d: %s", error.line, error.column, error.text);
    } else if (golden_is_supply(document)) {
        r = golden_run_supply(path, document);
    } else if (golden_is_uncertainty(document)) {
        r = golden_run_uncertainty(path, document);
    } else if (golden_is_metrics(document)) {
        r = golden_run_metrics(path, document);
    } else if (golden_is_stl(document)) {
        r = golden_run_stl(document);
    } else if (golden_is_claims(document)) {
        r = golden_run_claims(document);
    } else if (golden_is_verdicts(document)) {
        r = golden_run_verdicts(document);
    } else if (golden_is_consistency(document)) {
        r = golden_run_consistency(document);
    } else if (golden_is_tariff(document)) {
        r = golden_run_tariff(path, document);
    } else if (golden_is_standoff(document)) {
        r = golden_run_standoff(path, document);
    } else if (is_sidecar(document)) {
        r.status = GOLDEN_SIDECAR;
    } else {
        snprintf(r.why, sizeof r.why, "a form that this version does not run");
    }
    report(path, &r, total);
    json_decref(document);
}

/* Whether `path`/`name` is a file, or a folder of files: a folder of folders holds cases, not results. */
static bool holds_results(const char *path, const char *name)
{
    char below[4096];
    struct dirent **entry;
    struct stat st;
    bool files = false;
    snprintf(below, sizeof below, "%s/%s", path, name);
    if (stat(below, &st) == 0 && !S_ISDIR(st.st_mode)) return true;
    int n = scandir(below, &entry, NULL, NULL);
    for (int i = 0; i < n; i++) {
        files |= entry[i]->d_type != DT_DIR;
        free(entry[i]);
    }
    if (n >= 0) free(entry);
    return files;
}

/* A folder that is one case of another form: it holds expected results and no JSON. */
static bool is_folder_case(const char *path, struct dirent **entry, int n)
{
    bool expected = false, json = false;
    for (int i = 0; i < n; i++) {
        expected |= strncmp(entry[i]->d_name, "expected", 8) == 0 && holds_results(path, entry[i]->d_name);
        json |= ends_with(entry[i]->d_name, ".json");
    }
    return expected && !json;
}

static void walk(const char *path, count *total)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        fprintf(stderr, "%s: cannot be read\n", path);
        total->failed++;
        return;
    }
    if (!S_ISDIR(st.st_mode)) {
        run_file(path, total);
        return;
    }
    struct dirent **entry;
    int n = scandir(path, &entry, NULL, alphasort);
    if (n < 0) return;
    if (golden_firm_preset(path)) {
        golden_result r = golden_run_firm(path);
        report(path, &r, total);
    } else if (golden_is_ario(path)) {
        golden_result r = golden_run_ario(path);
        report(path, &r, total);
    } else if (is_folder_case(path, entry, n)) {
        golden_result r = {.status = GOLDEN_UNSUPPORTED, .why = "a form that this version does not run"};
        report(path, &r, total);
    } else {
        for (int i = 0; i < n; i++) {
            char below[4096];
            if (entry[i]->d_name[0] == '.') continue;
            snprintf(below, sizeof below, "%s/%s", path, entry[i]->d_name);
            walk(below, total);
        }
    }
    for (int i = 0; i < n; i++) free(entry[i]);
    free(entry);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s PATH\n", argv[0]);
        return 2;
    }
    count total = {0, 0, 0};
    walk(argv[1], &total);
    printf("%d passed, %d failed, %d not supported\n", total.passed, total.failed, total.unsupported);
    if (total.passed + total.failed + total.unsupported == 0)
        fprintf(stderr, "%s: no golden file found\n", argv[1]);
    return total.failed || total.unsupported || !total.passed;
}
