/* Golden runs of random numbers, Sobol' points, distributions, copulas and flip values. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/flips.h"
#include "base/rng.h"
#include "draws/copula.h"
#include "draws/draws.h"
#include "draws/family.h"
#include "engine/dist.h"
#include "runner_uncertainty.h"

/* --- Philox -------------------------------------------------------------------------------- */

static uint32_t word(const json_t *list, size_t i)
{
    const char *s = json_string_value(json_array_get(list, i));
    return s ? (uint32_t)strtoul(s, NULL, 16) : 0;
}

static void check_words(golden_result *r, const json_t *v)
{
    const json_t *counter = json_object_get(v, "ctr"), *key = json_object_get(v, "key"),
                 *out = json_object_get(v, "out");
    uint32_t c[4], k[2] = {word(key, 0), word(key, 1)};
    for (size_t i = 0; i < 4; i++) c[i] = word(counter, i);
    lode_philox(c, k, c);
    for (size_t i = 0; i < 4; i++) golden_compare(r, c[i], word(out, i), 1, 1e-16, "word %zu", i);
    for (size_t i = 0; i < json_array_size(json_object_get(v, "u32")); i++)
        golden_compare(r, lode_unit32(c[i]), golden_at(json_object_get(v, "u32"), i), 1, 1e-16,
                       "u32 %zu", i);
    for (size_t i = 0; i < json_array_size(json_object_get(v, "u52")); i++)
        golden_compare(r, lode_unit52(c[2 * i], c[2 * i + 1]),
                       golden_at(json_object_get(v, "u52"), i), 1, 1e-16, "u52 %zu", i);
}

void golden_run_philox(const json_t *document, golden_result *r)
{
    r->tolerance = 1e-16;
    size_t i;
    const json_t *v;
    json_array_foreach(json_object_get(document, "published"), i, v) check_words(r, v);
    json_array_foreach(json_object_get(document, "own"), i, v) check_words(r, v);
}

/* --- Sobol' -------------------------------------------------------------------------------- */

static void check_points(golden_result *r, const json_t *document, uint32_t (*v)[LODE_SOBOL_BITS],
                         bool owen)
{
    const json_t *index = json_object_get(document, "index"), *list;
    const char *about = json_string_value(json_object_get(document, "about")), *key;
    const char *at = about ? strstr(about, "seed ") : NULL;
    uint64_t seed = at ? strtoull(at + 5, NULL, 10) : 0;
    json_object_foreach((json_t *)(uintptr_t)json_object_get(document, "points"), key, list)
    {
        unsigned dimension = 0, replicate = 0;
        int n = sscanf(key, "%u,%u", &dimension, &replicate);
        if (n < 1 || dimension < 1 || dimension > LODE_SOBOL_DIMENSIONS) {
            golden_fault(r, "dimension %s: at most %d", key, LODE_SOBOL_DIMENSIONS);
            return;
        }
        for (size_t i = 0; i < json_array_size(index); i++) {
            uint32_t x[8] = {lode_sobol_point(v[dimension - 1], (uint32_t)golden_at(index, i))},
                     replicates[8] = {replicate};
            if (owen) lode_owen_scramble(seed, dimension, replicates, x);
            golden_compare(r, x[0], golden_at(list, i), 1, 1e-16, "%s point %zu of dimension %s",
                           owen ? "scrambled" : "plain", i, key);
        }
    }
}

void golden_run_sobol_sequence(const json_t *document, golden_result *r)
{
    r->tolerance = 1e-16;
    uint32_t(*v)[LODE_SOBOL_BITS] = malloc(LODE_SOBOL_DIMENSIONS * sizeof *v);
    if (!v) return;
    lode_sobol_directions(LODE_SOBOL_DIMENSIONS, v);
    const char *key;
    const json_t *list;
    json_object_foreach((json_t *)(uintptr_t)json_object_get(document, "directions"), key, list)
    {
        int dimension = atoi(key);
        if (dimension < 1 || dimension > LODE_SOBOL_DIMENSIONS) continue;
        for (size_t k = 0; k < json_array_size(list) && k < LODE_SOBOL_BITS; k++)
            golden_compare(r, v[dimension - 1][k], golden_at(list, k), 1, 1e-16,
                           "direction %zu of %s", k, key);
    }
    check_points(r, document, v, false);
    if (json_object_get(document, "owen"))
        check_points(r, json_object_get(document, "owen"), v, true);
    free(v);
}

/* --- distributions ------------------------------------------------------------------------- */

static void check_family(golden_result *r, const char *name, const lode_family *f, const json_t *u,
                         const json_t *c)
{
    size_t n = json_array_size(u);
    const json_t *x = json_object_get(c, "x"), *moments = json_object_get(c, "mean_variance");
    for (size_t i = 0; i < n; i++) {
        double p = golden_at(u, i), want = golden_at(x, i);
        bool extreme = p < 1e-11 || p > 1.0 - 1e-11;
        golden_compare(r, lode_family_quantile(f, p), want, 1e-300, extreme ? 1e-7 : 1e-9,
                       "%s at %g", name, p);
    }
    double mean, variance;
    lode_family_moments(f, &mean, &variance);
    if (json_is_number(json_array_get(moments, 0)))
        golden_compare(r, mean, golden_at(moments, 0), 1e-12, 1e-9, "mean of %s", name);
    if (json_is_number(json_array_get(moments, 1)))
        golden_compare(r, variance, golden_at(moments, 1), 1e-12, 1e-9, "variance of %s", name);
}

void golden_run_distributions(const json_t *document, golden_result *r)
{
    size_t i;
    const json_t *c;
    json_array_foreach(json_object_get(document, "cases"), i, c)
    {
        const char *name = json_string_value(json_object_get(c, "distribution"));
        const json_t *p = json_object_get(c, "parameters");
        bool lists = json_is_array(json_array_get(p, 0));
        size_t n, n_b = 0;
        double *a = golden_list(lists ? json_array_get(p, 0) : p, &n),
               *b = golden_list(lists ? json_array_get(p, 1) : NULL, &n_b);
        lode_family f = {.kind = lode_family_find(name ? name : ""),
                         .n = (int32_t)n,
                         .a = a,
                         .b = b};
        if (!name || !lode_family_valid(&f))
            golden_fault(r, "case %zu: no distribution '%s' of these", i, name ? name : "");
        else check_family(r, name, &f, json_object_get(document, "u"), c);
        free(a);
        free(b);
    }
}

/* --- copula -------------------------------------------------------------------------------- */

static void check_dependence(golden_result *r, int32_t n, const double *lower, const json_t *in,
                             const json_t *out)
{
    for (size_t row = 0; row < json_array_size(in); row++)
        for (int32_t i = 0; i < n; i++) {
            double z = 0.0;
            for (int32_t m = 0; m <= i; m++)
                z += lower[i * n + m] * lode_normal_quantile(golden_at2(in, row, (size_t)m));
            golden_compare(r, lode_normal_cdf(z), golden_at2(out, row, (size_t)i), 1e-3, 1e-9,
                           "u of row %zu, %d", row, i);
        }
}

static void check_correlation(golden_result *r, const json_t *c, const json_t *one)
{
    const json_t *correlation = json_object_get(c, "correlation");
    size_t n, m;
    double *given = golden_columns(correlation, &n, &m),
           *normals = calloc(n * n + 1, sizeof *normals);
    double *lower = calloc(n * n + 1, sizeof *lower);
    int32_t size = (int32_t)n;
    lode_correlation_of_normals(size, given, json_is_true(json_object_get(one, "spearman")),
                                normals);
    if (n != m || !lode_cholesky(size, normals, lower))
        golden_fault(r, "the correlations are refused");
    for (size_t i = 0; i < n * n; i++) {
        golden_compare(r, normals[i], golden_at2(json_object_get(one, "pearson"), i / n, i % n), 1,
                       1e-9, "pearson %zu", i);
        golden_compare(r, lower[i], golden_at2(json_object_get(one, "cholesky"), i / n, i % n), 1,
                       1e-9, "factor %zu", i);
    }
    check_dependence(r, size, lower, json_object_get(c, "u_in"), json_object_get(one, "u_out"));
    free(given);
    free(normals);
    free(lower);
}

void golden_run_copula(const json_t *document, golden_result *r)
{
    const json_t *c = json_object_get(document, "case"), *one;
    size_t i;
    json_array_foreach(json_object_get(c, "cases"), i, one) check_correlation(r, c, one);

    /* what cannot be is refused, and the nearest that can is offered */
    const json_t *bad = json_object_get(document, "not_positive_definite");
    if (!bad) return;
    size_t n, m;
    double *a = golden_columns(bad, &n, &m), *work = calloc(6 * n * n + 1, sizeof *work);
    int32_t size = (int32_t)n;
    r->n_value++;
    if (lode_cholesky(size, a, work) || lode_smallest_eigenvalue(size, a, work) > 0.0)
        golden_fault(r, "a matrix that is not positive definite passes");
    lode_nearest_correlation(size, a, 1e-8, work + 5 * n * n, work);
    if (!lode_cholesky(size, work + 5 * n * n, work))
        golden_fault(r, "the nearest correlation matrix is none");
    free(a);
    free(work);
}

/* --- flips --------------------------------------------------------------------------------- */

enum { MOST_NAMES = 32, GRID = 513, MOST_FLIPS = 64 };

typedef struct margin {
    const char *formula;
    golden_name name[MOST_NAMES];
    size_t n_name, varied;
    bool ok;
} margin;

static double margin_at(void *user, double x)
{
    margin *m = user;
    double kept = m->name[m->varied].value;
    m->name[m->varied].value = x;
    double g = golden_formula(m->formula, m->name, m->n_name, &m->ok);
    m->name[m->varied].value = kept;
    return g;
}

static void check_flips(golden_result *r, const json_t *c, margin *m)
{
    const char *about = json_string_value(json_object_get(c, "about"));
    bool whole = about && (strstr(about, "integer") || strstr(about, "whole"));
    const json_t *range = json_object_get(json_object_get(c, "inputs"), m->name[m->varied].name);
    const json_t *want = json_object_get(json_object_get(c, "flips"), m->name[m->varied].name);
    double grid[GRID], low = golden_at(range, 0), high = golden_at(range, 2);
    for (int i = 0; i < GRID; i++) grid[i] = low + (high - low) * i / (GRID - 1);
    for (int i = 0; whole && i < GRID; i++) grid[i] = round(grid[i]);
    lode_flip flip[MOST_FLIPS];
    int32_t n =
        lode_flips_find(margin_at, m, grid, GRID, 1e-12 * (high - low), whole, flip, MOST_FLIPS);
    r->n_value++;
    if ((size_t)n != json_array_size(want) || n > MOST_FLIPS) {
        golden_fault(r, "%s: %d flips of %s, not %zu",
                     json_string_value(json_object_get(c, "name")), n, m->name[m->varied].name,
                     json_array_size(want));
        return;
    }
    for (int32_t i = 0; i < n; i++)
        golden_compare(r, flip[i].value, golden_at(want, (size_t)i), 1e-9 * (high - low), 1e-9,
                       "flip %d of %s", i, m->name[m->varied].name);
}

void golden_run_flips(const json_t *document, golden_result *r)
{
    size_t i;
    const json_t *c, *range;
    json_array_foreach(json_object_get(document, "cases"), i, c)
    {
        margin m = {.formula = json_string_value(json_object_get(c, "margin")), .ok = true};
        const char *key;
        json_object_foreach((json_t *)(uintptr_t)json_object_get(c, "inputs"), key, range)
        {
            if (m.n_name < MOST_NAMES) m.name[m.n_name++] = (golden_name){key, golden_at(range, 1)};
        }
        for (m.varied = 0; m.varied < m.n_name; m.varied++) check_flips(r, c, &m);
        if (!m.ok) golden_fault(r, "the margin '%s' cannot be read", m.formula ? m.formula : "");
    }
}
