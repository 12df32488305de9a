/* Golden folders of the presets of `propagate`: input files, an options file, and what the original programs made of them.
 *
 * The preset runs as a user would run it, into a folder of its own; every expected file is then compared, number by
 * number, with the file of the same name. */
#define _GNU_SOURCE
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "propagate/esri_read.h"
#include "propagate/propagate.h"
#include "runner.h"
#include "runner_uncertainty.h"

static bool has(const char *folder, const char *name)
{
    char path[4096];
    return lode_net_has(folder, name, path);
}

/* A file of the folder that is an edge list of variant V. */
static bool has_list(const char *folder)
{
    struct dirent **entry;
    char path[4096];
    bool is = false;
    int n = scandir(folder, &entry, NULL, alphasort);
    for (int k = 0; k < n; k++) {
        if (lode_net_has(folder, entry[k]->d_name, path)) is |= lode_esri_is_list(path);
        free(entry[k]);
    }
    if (n >= 0) free(entry);
    return is;
}

const char *golden_firm_preset(const char *folder)
{
    if (has(folder, "links.txt") && has(folder, "sector.txt")) return "inoue-todo";
    if ((has(folder, "links.csv") && has(folder, "essential.csv")) || has_list(folder)) return "esri";
    return NULL;
}

/* --- comparing ------------------------------------------------------------------------------------- */

static bool blank(char c)
{
    return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r';
}

/* The next word at *at, and whether a line begins with it. */
static bool next_word(const char **at, char word[256], bool *line)
{
    *line = false;
    while (**at && blank(**at)) *line |= *(*at)++ == '\n';
    size_t n = 0;
    while (**at && !blank(**at)) {
        if (n < 255) word[n++] = **at;
        (*at)++;
    }
    word[n] = '\0';
    return n > 0;
}

static int significant_digits(const char *word)
{
    int n = 0;
    for (const char *s = word; *s && *s != 'e'; s++) n += *s >= '0' && *s <= '9';
    return n;
}

/* One number. Written with six digits it is known to half of the last; the tolerance of the rest is of max(|value|, 1e-6 of
 * what the series began with), or absolute. */
static void compare_word(golden_result *r, const char *name, const char *want, const char *got, bool absolute, double start)
{
    char *end, *got_end;
    double x = strtod(want, &end), y = strtod(got, &got_end);
    if (*end || *got_end) {
        r->n_value++;
        if (strcmp(want, got) != 0) golden_fault(r, "%s: '%s' instead of '%s'", name, got, want);
        return;
    }
    if (absolute) {
        golden_compare(r, y - x, 0.0, 1.0, r->tolerance, "%s", name);
        return;
    }
    double scale = fmax(fabs(x), 1e-6 * fabs(start));
    bool short_form = significant_digits(want) <= 6 && strcmp(want, got) != 0 && fabs(y - x) <= 1.01e-5 * fabs(x);
    golden_compare(r, short_form ? 0 : (y - x) / (scale > 0 ? scale : 1), 0.0, 1.0, r->tolerance, "%s", name);
}

static void compare_files(golden_result *r, const char *want_path, const char *got_path, const char *name, bool absolute)
{
    lode_file want = {0}, got = {0};
    lode_text why = {0};
    char a[256], b[256];
    bool line_a, line_b;
    if (!lode_file_read(&want, want_path, 1u << 30, &why) || !lode_file_read(&got, got_path, 1u << 30, &why)) {
        golden_fault(r, "%s", lode_text_str(&why));
    } else {
        const char *x = want.data, *y = got.data;
        int word = 0;
        double start = 0;
        for (;;) {
            bool more_a = next_word(&x, a, &line_a), more_b = next_word(&y, b, &line_b);
            if (more_a != more_b || line_a != line_b) golden_fault(r, "%s has another form", name);
            if (!more_a || more_a != more_b || line_a != line_b) break;
            if (word == 1) start = strtod(a, NULL);
            compare_word(r, name, a, b, absolute, start);
            word++;
        }
    }
    lode_text_free(&why);
    lode_file_free(&want);
    lode_file_free(&got);
}

/* Every expected file: those of the folder `expected`, those called expected_*, or *_esri.csv. */
static void compare_folder(golden_result *r, const char *folder, const char *out, bool absolute, const char *skip)
{
    struct dirent **entry;
    char inner[4096], want[4096], got[4096];
    snprintf(inner, sizeof inner, "%s/expected", folder);
    struct stat st;
    bool below = stat(inner, &st) == 0 && S_ISDIR(st.st_mode);
    const char *from = below ? inner : folder;
    int n = scandir(from, &entry, NULL, alphasort);
    for (int k = 0; k < n; k++) {
        const char *name = entry[k]->d_name, *plain = name;
        bool expected = below && name[0] != '.';
        if (strncmp(name, "expected_", 9) == 0) {
            plain = name + 9;
            expected = true;
        }
        expected |= strcmp(name, skip) == 0;
        if (expected && snprintf(want, sizeof want, "%s/%s", from, name) < (int)sizeof want &&
            snprintf(got, sizeof got, "%s/%s", out, plain) < (int)sizeof got)
            compare_files(r, want, got, plain, absolute);
        free(entry[k]);
    }
    if (n >= 0) free(entry);
}

golden_result golden_run_firm(const char *folder)
{
    const char *preset = golden_firm_preset(folder), *tmp = getenv("TMPDIR");
    golden_result r = {.status = GOLDEN_PASS, .tolerance = strcmp(preset, "esri") == 0 ? 1e-12 : 1e-9};
    bool esri = strcmp(preset, "esri") == 0;
    char where[1024], out[1100], list[256] = "", command[1200];
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
    bool ok = lode_outdir_begin(&dir, out, NULL, &why) &&
              (esri ? lode_esri_preset : lode_it_preset)(&ask, &dir, false, &say, &d, &why) &&
              lode_propagate_package(&ask, preset, &dir, &why) && lode_outdir_commit(&dir, &why);
    if (!ok) golden_fault(&r, "%s", why.length > 0 ? lode_text_str(&why) : d.n_item > 0 ? d.item[0].message : "it does not run");
    if (ok && has_list(folder)) {
        DIR *results = opendir(out);
        for (struct dirent *e; results && (e = readdir(results));)
            if (strstr(e->d_name, "_esri.csv")) snprintf(list, sizeof list, "%s", e->d_name);
        if (results) closedir(results);
    }
    if (ok) compare_folder(&r, folder, out, esri, list);
    if (ok && r.n_value == 0) golden_fault(&r, "nothing to compare with");
    lode_outdir_abort(&dir);
    lode_text_free(&say);
    lode_text_free(&why);
    lode_diags_free(&d);
    snprintf(command, sizeof command, "rm -rf '%s'", where);
    if (system(command) != 0) golden_fault(&r, "could not remove %s", where);
    return r;
}
