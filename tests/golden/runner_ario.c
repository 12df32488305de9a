/* Golden folders of the preset ario-psi: a table, case.json, and the series that the original program made of them.
 *
 * The preset runs as a user would run it, into a folder of its own. Every row of every series beside the input is then
 * compared with the row of the same step (and input), in units of the largest value of the file. */
#define _GNU_SOURCE
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "propagate/net_read.h"
#include "propagate/propagate.h"
#include "runner.h"
#include "runner_uncertainty.h"

static const char *const INPUT[] = {"Z.csv", "Y.csv", "x.csv", "case.json"};

bool golden_is_ario(const char *folder)
{
    char path[4096];
    for (int k = 0; k < 4; k++)
        if (!lode_net_has(folder, INPUT[k], path)) return false;
    return true;
}

/* The end of the key of a row: its first cell, or the first two where the second is an input's name. */
static size_t key_size(const char *row, bool two)
{
    const char *comma = strchr(row, ',');
    if (comma && two) comma = strchr(comma + 1, ',');
    return comma ? (size_t)(comma - row) : strcspn(row, "\n");
}

/* The line of `text` that begins with the key; lines stand in the same order, so it is sought from *from on. */
static const char *find_row(const char **from, const char *key, size_t size)
{
    for (const char *at = *from; at && *at;) {
        if (strncmp(at, key, size) == 0 && at[size] == ',') {
            *from = at;
            return at;
        }
        at = strchr(at, '\n');
        if (at) at++;
    }
    return NULL;
}

static double largest(const char *text, bool two)
{
    double most = 0;
    for (const char *row = strchr(text, '\n'); row && row[1]; row = strchr(row + 1, '\n')) {
        const char *at = row + 1 + key_size(row + 1, two);
        while (*at == ',') {
            char *end;
            double x = strtod(at + 1, &end);
            if (isfinite(x)) most = fmax(most, fabs(x));
            at = end;
        }
    }
    return most;
}

static void compare_row(golden_result *r, const char *name, const char *want, const char *got, bool two, double scale)
{
    want += key_size(want, two);
    got += key_size(got, two);
    while (*want == ',' && *got == ',') {
        char *end_want, *end_got;
        double x = strtod(want + 1, &end_want), y = strtod(got + 1, &end_got);
        golden_compare(r, x == y ? 0 : (y - x) / scale, 0.0, 1.0, r->tolerance, "%s", name);
        want = end_want;
        got = end_got;
    }
    if (*want != *got) golden_fault(r, "%s has rows of another length", name);
}

static void compare_file(golden_result *r, const char *folder, const char *out, const char *name)
{
    char want_path[4096], got_path[4096];
    lode_file want = {0}, got = {0};
    lode_text why = {0};
    snprintf(want_path, sizeof want_path, "%s/%s", folder, name);
    snprintf(got_path, sizeof got_path, "%s/%s", out, strncmp(name, "expected_", 9) == 0 ? name + 9 : name);
    if (!lode_file_read(&want, want_path, 1u << 30, &why) || !lode_file_read(&got, got_path, 1u << 30, &why)) {
        golden_fault(r, "%s", lode_text_str(&why));
    } else {
        const bool two = strncmp(want.data, "step,input", 10) == 0;
        const double scale = largest(want.data, two);
        const char *from = got.data;
        size_t head = strcspn(want.data, "\r\n");
        if (strncmp(want.data, got.data, head) != 0) golden_fault(r, "%s has other columns", name);
        for (const char *row = strchr(want.data, '\n'); row && row[1]; row = strchr(row + 1, '\n')) {
            const char *mine = find_row(&from, row + 1, key_size(row + 1, two));
            if (mine) compare_row(r, name, row + 1, mine, two, scale > 0 ? scale : 1);
            else golden_fault(r, "%s lacks a step", name);
        }
    }
    lode_text_free(&why);
    lode_file_free(&want);
    lode_file_free(&got);
}

static void compare_folder(golden_result *r, const char *folder, const char *out)
{
    struct dirent **entry;
    int n = scandir(folder, &entry, NULL, alphasort);
    for (int k = 0; k < n; k++) {
        const char *name = entry[k]->d_name;
        size_t size = strlen(name);
        bool series = size > 4 && strcmp(name + size - 4, ".csv") == 0;
        for (int q = 0; q < 4; q++) series &= strcmp(name, INPUT[q]) != 0;
        if (series) compare_file(r, folder, out, name);
        free(entry[k]);
    }
    if (n >= 0) free(entry);
}

golden_result golden_run_ario(const char *folder)
{
    const char *tmp = getenv("TMPDIR");
    golden_result r = {.status = GOLDEN_PASS, .tolerance = 1e-9};
    char where[1024], out[1100], command[1200];
    lode_propagate_ask ask = {.path = folder, .threads = 2};
    lode_outdir dir = {0};
    lode_text say = {0}, why = {0};
    lode_diags d = {0};
    snprintf(where, sizeof where, "%s/lodestone-golden-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(where)) {
        golden_fault(&r, "no folder for results");
        return r;
    }
    snprintf(out, sizeof out, "%s/out", where);
    bool ok = lode_outdir_begin(&dir, out, NULL, &why) && lode_ario_preset(&ask, &dir, false, &say, &d, &why) &&
              lode_propagate_package(&ask, "ario-psi", &dir, &why) && lode_outdir_commit(&dir, &why);
    if (!ok) golden_fault(&r, "%s", why.length > 0 ? lode_text_str(&why) : d.n_item > 0 ? d.item[0].message : "it does not run");
    if (ok) compare_folder(&r, folder, out);
    if (ok && r.n_value == 0) golden_fault(&r, "nothing to compare with");
    lode_outdir_abort(&dir);
    lode_text_free(&say);
    lode_text_free(&why);
    lode_diags_free(&d);
    snprintf(command, sizeof command, "rm -rf '%s'", where);
    if (system(command) != 0) golden_fault(&r, "could not remove %s", where);
    return r;
}
