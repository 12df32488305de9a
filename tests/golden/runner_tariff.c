/* Golden run of a trade equilibrium: case.json names table, variant, base tariffs, shock and expected countries.csv. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runner.h"
#include "runner_uncertainty.h"
#include "trade/balance.h"
#include "trade/measure.h"
#include "trade/read.h"

enum { PATH_STEPS = 64 };

static const char *word(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

bool golden_is_tariff(const json_t *document)
{
    const char *kind = word(document, "kind");
    return kind && strcmp(kind, "tariff") == 0 && word(document, "table") &&
           word(document, "shock");
}

/* The table's folder: beside the case, or above it. */
static bool find_table(const char *folder, const char *name, char path[4096])
{
    static const char *const up[] = {"", "/..", "/../.."};
    struct stat st;
    for (int k = 0; k < 3; k++) {
        snprintf(path, 4096, "%s%s/%s", folder, up[k], name);
        if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return true;
    }
    return false;
}

/* Which tolerance a column has. */
static double tolerance_of(const json_t *document, const char *column)
{
    const json_t *t = json_object_get(document, "tolerance");
    const char *key = strstr(column, "_path_") ? "path_abs"
                      : strstr(column, "_hat") ? "hat_abs"
                                               : "pct_abs";
    return json_number_value(json_object_get(t, key));
}

static int find_measure(const char *column)
{
    for (int k = 0; k < LODE_TRADE_N_MEASURE; k++)
        if (strcmp(lode_trade_measure_name((lode_trade_measure_id)k), column) == 0) return k;
    return -1;
}

/* Cut a line at its commas, in place; returns how many cells. */
static int cut(char *line, char *cell[], int most)
{
    int n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    while (line && n < most) {
        cell[n++] = line;
        line = strchr(line, ',');
        if (line) *line++ = '\0';
    }
    return n;
}

static void compare_row(const json_t *document, const lode_trade_table *t,
                        const lode_trade_result *x, char *const *column, char *const *cell, int n,
                        golden_result *r)
{
    int32_t country = lode_trade_country(t, cell[0]);
    if (country < 0) golden_fault(r, "no country %s", cell[0]);
    for (int c = 1; country >= 0 && c < n; c++) {
        int k = find_measure(column[c]);
        /* absolute errors: the difference against 0 */
        if (k < 0) golden_fault(r, "no column %s", column[c]);
        else
            golden_compare(r, x->of[k][country] - strtod(cell[c], NULL), 0.0, 1.0,
                           tolerance_of(document, column[c]), "%s of %s", column[c], cell[0]);
    }
}

static void compare(const char *path, const json_t *document, const lode_trade_table *t,
                    const lode_trade_result *x, golden_result *r)
{
    static char head[4096], line[4096];
    char *column[64], *cell[64];
    FILE *f = fopen(path, "r");
    int rows = 0, n = f && fgets(head, sizeof head, f) ? cut(head, column, 64) : 0;
    while (n > 0 && fgets(line, sizeof line, f)) {
        compare_row(document, t, x, column, cell, cut(line, cell, n), r);
        rows++;
    }
    if (rows != t->n_country) golden_fault(r, "%d rows of %d countries", rows, (int)t->n_country);
    if (f) fclose(f);
}

static void run(const char *folder, const json_t *document, golden_result *r)
{
    char table[4096], shock[4096], expected[4096];
    lode_diags d = {0};
    lode_trade_read_options o = {.variant = word(document, "variant"),
                                 .base_tariffs = word(document, "base_tariffs")};
    lode_trade_balance_report balance;
    lode_trade_result x = {0};
    double change;
    if (!find_table(folder, word(document, "table"), table)) {
        golden_fault(r, "no table %s", word(document, "table"));
        return;
    }
    snprintf(shock, sizeof shock, "%s/%s", folder, word(document, "shock"));
    snprintf(expected, sizeof expected, "%s/%s", folder, word(document, "expected"));
    lode_trade_table *t = lode_trade_read(table, &o, &d);
    bool ok = t && lode_trade_balance(t, table, &balance, &d);
    lode_trade_shock *s = ok ? lode_trade_shock_new(t) : NULL;
    ok = s && lode_trade_shock_read(shock, t, s, &d) &&
         lode_trade_run(t, s, PATH_STEPS, &x, &change);
    if (ok) compare(expected, document, t, &x, r);
    else golden_fault(r, "%s", d.n_item > 0 ? d.item[0].message : "no equilibrium");
    if (ok) golden_compare(r, x.residual, 0.0, 1.0, 1e-9, "residual");
    lode_trade_result_free(&x);
    lode_trade_shock_free(s);
    lode_trade_table_free(t);
    lode_diags_free(&d);
}

golden_result golden_run_tariff(const char *path, const json_t *document)
{
    char folder[2048];
    const char *slash = strrchr(path, '/');
    golden_result r = {.status = GOLDEN_PASS};
    r.tolerance =
        json_number_value(json_object_get(json_object_get(document, "tolerance"), "hat_abs"));
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    run(folder, document, &r);
    return r;
}
