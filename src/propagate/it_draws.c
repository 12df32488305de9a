/* Draws of the uncertain parameters and shocks of the preset inoue-todo. */
#include "propagate/it_draws.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/statistics.h"
#include "engine/dist.h"

/* What an input stands for, in the order of NAMES. */
enum { TAU, INVENTORY, RECOVERY_DAYS, SHOCK, SHUFFLE, N_WHAT };
static const char *const NAMES[N_WHAT] = {"tau", "inventory", "recovery_days", "shock", "shuffle"};
static const double LEAST[N_WHAT] = {1e-3, 0, 1e-3, 0, 0};

/* --- reading ----------------------------------------------------------------------------------------- */

static int word_of(const lode_plain_cell *c, const char *const *words, int n)
{
    for (int k = 0; k < n; k++)
        if (strlen(words[k]) == c->size && memcmp(words[k], c->text, c->size) == 0) return k;
    return -1;
}

static void complain(const lode_plain *r, int32_t c, const char *what, lode_diags *d)
{
    lode_diag_add(d, LODE_DIAG_NET_EVENT, lode_plain_place(r, c), NULL, what);
}

static void range_row(lode_it_draws *x, const lode_plain *r, const int32_t *column, lode_diags *d)
{
    static const char *const DISTS[] = {"fixed", "uniform", "triangular", "pert", "loguniform", "logtriangular", "lognormal"};
    lode_draw_input v = {.dist = LODE_DIST_PERT};
    int what = word_of(&r->cell[column[0]], NAMES, N_WHAT);
    if (what < 0) {
        complain(r, column[0], "an input is tau, inventory, recovery_days, shock or shuffle", d);
        return;
    }
    if (!lode_plain_number(r, column[1], &v.low, d) || !lode_plain_number(r, column[2], &v.central, d) ||
        !lode_plain_number(r, column[3], &v.high, d))
        return;
    if (column[4] >= 0 && column[4] < r->n_cell && r->cell[column[4]].size > 0) v.dist = word_of(&r->cell[column[4]], DISTS, 7);
    if (v.dist < 0) complain(r, column[4], "a distribution is fixed, uniform, triangular, pert, loguniform, logtriangular or lognormal", d);
    else if (!(v.low <= v.central && v.central <= v.high)) complain(r, column[1], "low, central, high must rise", d);
    else if (v.low < LEAST[what] || (v.dist >= LODE_DIST_LOGUNIFORM && !(v.low > 0))) complain(r, column[1], "low is too low", d);
    else if (x->n_input == LODE_IT_INPUTS) complain(r, column[0], "too many inputs", d);
    else if (what == SHUFFLE) x->shuffle = v.central > 0;
    else {
        v.name = NAMES[what];
        x->what[x->n_input] = what;
        x->input[x->n_input++] = v;
    }
}

static bool place_design(lode_it_draws *x, lode_diags *d)
{
    lode_design_spec spec = {.kind = LODE_DESIGN_PHILOX, .seed = x->seed, .n_point = x->n, .n_input = x->n_input, .input = x->input};
    size_t room = (size_t)x->n * (size_t)(x->n_input + 1);
    x->memory = malloc(lode_design_bytes(&spec));
    x->value = calloc(room, sizeof *x->value);
    x->outcome = calloc((size_t)x->n, sizeof *x->outcome);
    if (!x->memory || !x->value || !x->outcome) {
        lode_diag_no_memory(d);
        return false;
    }
    if (lode_design_place(&spec, x->memory, &x->design) == LODE_DESIGN_FINE) return true;
    lode_diag_add(d, LODE_DIAG_NET_EVENT, ((lode_place){.file = "ranges.csv"}), NULL, "an input stands twice");
    return false;
}

bool lode_it_draws_read(lode_it_draws *x, const lode_propagate_ask *ask, const lode_it_input *in, lode_diags *d)
{
    static const char *const names[] = {"input|name|key", "low", "central", "high", "?dist", NULL};
    int32_t column[5];
    char path[4096];
    lode_plain r;
    lode_file file;
    (void)in;
    *x = (lode_it_draws){.n = ask->draws, .seed = ask->seed};
    if (!lode_net_has(ask->path, "ranges.csv", path)) {
        lode_diag_add(d, LODE_DIAG_NET_NO_FILES, (lode_place){.file = ask->path},
                      "its columns are input,low,central,high,dist; inputs are tau, inventory, recovery_days, shock, shuffle",
                      "--draws needs ranges.csv: what is uncertain");
        return false;
    }
    if (!lode_table_open(&r, &file, path, ',', d)) return false;
    if (lode_plain_next(&r) && lode_plain_header(&r, names, column, d))
        while (lode_plain_next(&r)) {
            if (r.n_cell > column[3]) range_row(x, &r, column, d);
            else lode_diag_add(d, LODE_DIAG_NET_CELLS, lode_plain_place(&r, -1), NULL, (int)r.n_cell, 4);
        }
    lode_file_free(&file);
    if (d->n_error == 0 && x->n_input == 0 && !x->shuffle)
        lode_diag_add(d, LODE_DIAG_NET_EMPTY, (lode_place){.file = path}, "ranges.csv has no rows");
    return d->n_error == 0 && place_design(x, d);
}

/* --- running ----------------------------------------------------------------------------------------- */

/* The shocks of draw k: losses times a factor, at most 1 where they were; on other firms where they are shuffled. */
static bool shocks_of(const lode_it_draws *x, const lode_it_input *in, int32_t k, double factor, lode_arena *a, lode_shocks *out)
{
    const lode_shocks *s = &in->shocks;
    lode_pending *p = LODE_TAKE(a, s->n_pending, lode_pending);
    lode_interval *v = LODE_TAKE(a, s->n_interval, lode_interval);
    lode_event *e = LODE_TAKE(a, s->n_event, lode_event);
    if (!p || !v || !e) return false;
    *out = *s;
#define SCALED(delta) ((delta) * factor < 1 || (delta) > 1 ? (delta) * factor : 1)
    for (int32_t i = 0; i < s->n_pending; i++) {
        p[i] = s->pending[i];
        p[i].delta = SCALED(p[i].delta);
        /* distinct firms stay distinct: a permutation of all firms, its own in each draw */
        if (x->shuffle)
            p[i].firm = (int32_t)lode_permute(x->seed, lode_name_hash("shuffle"), (uint32_t)k, (uint32_t)in->net.n_firm,
                                              (uint32_t)p[i].firm);
    }
    for (int32_t i = 0; i < s->n_interval; i++) {
        v[i] = s->interval[i];
        v[i].delta = SCALED(v[i].delta);
    }
    for (int32_t i = 0; i < s->n_event; i++) {
        e[i] = s->event[i];
        e[i].delta = SCALED(e[i].delta);
    }
#undef SCALED
    out->pending = p;
    out->interval = v;
    out->event = e;
    return true;
}

static bool run_draw(lode_it_draws *x, const lode_propagate_ask *ask, const lode_it_model *m, const lode_it_input *in, int32_t k)
{
    lode_it_options o = in->options;
    lode_arena a = {0};
    lode_shocks shocks;
    lode_it_result r = {0};
    lode_it_request q = {.stop = ask->stop};
    double factor = 1;
    for (int32_t j = 0; j < x->n_input; j++) {
        double v = x->value[(size_t)k * (size_t)x->n_input + (size_t)j];
        if (x->what[j] == TAU) o.tau = v;
        if (x->what[j] == INVENTORY) o.inventory = v;
        if (x->what[j] == RECOVERY_DAYS) o.recovery_days = v;
        if (x->what[j] == SHOCK) factor = v;
    }
    bool ok = shocks_of(x, in, k, factor, &a, &shocks) && lode_it_run(m, &o, &shocks, 1, &q, &r);
    if (ok) x->outcome[k] = lode_it_outcome_of(&r);
    lode_it_result_free(&r);
    lode_arena_free(&a);
    return ok;
}

bool lode_it_draws_run(lode_it_draws *x, const lode_propagate_ask *ask, const lode_it_model *m, const lode_it_input *in)
{
    bool ok = true;
    lode_lane block[LODE_IT_INPUTS];
    for (int32_t first = 0; first < x->n; first += LODE_LANES) {
        if (x->n_input > 0) lode_draws_fill(&x->design, first, block);
        for (int32_t j = 0; j < x->n_input; j++)
            for (int k = 0; k < LODE_LANES && first + k < x->n; k++)
                x->value[(size_t)(first + k) * (size_t)x->n_input + (size_t)j] = block[j].v[k];
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(ask->threads) reduction(&& : ok)
    for (int32_t k = 0; k < x->n; k++) ok = ok && run_draw(x, ask, m, in, k);
    return ok;
}

/* --- results ----------------------------------------------------------------------------------------- */

bool lode_it_draws_write(const lode_it_draws *x, lode_outdir *folder, lode_text *why)
{
    lode_text out = {0};
    lode_text_puts(&out, "draw");
    for (int32_t j = 0; j < x->n_input; j++) lode_text_printf(&out, ",%s", x->input[j].name);
    lode_text_puts(&out, ",lowest_share,lowest_step,lost_output_days,lost_value_added,end_share\n");
    for (int32_t k = 0; k < x->n; k++) {
        const lode_it_outcome *v = &x->outcome[k];
        lode_text_printf(&out, "%d", (int)k);
        for (int32_t j = 0; j < x->n_input; j++)
            lode_text_printf(&out, ",%.17g", x->value[(size_t)k * (size_t)x->n_input + (size_t)j]);
        lode_text_printf(&out, ",%.17g,%d,%.17g,%.17g,%.17g\n", v->lowest, (int)v->lowest_step, v->lost_days, v->lost_value_added,
                         v->end);
    }
    bool ok = !out.failed && lode_outdir_write(folder, "draws.csv", lode_text_str(&out), out.length, why);
    lode_text_free(&out);
    return ok;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Quantiles of lowest output (0), lost days (1), output in the end (2). */
static bool quantiles(const lode_it_draws *x, int which, double out[5])
{
    static const double P[5] = {0.05, 0.25, 0.5, 0.75, 0.95};
    double *v = malloc((size_t)x->n * sizeof *v);
    if (!v) return false;
    for (int32_t k = 0; k < x->n; k++)
        v[k] = which == 0 ? x->outcome[k].lowest : which == 1 ? x->outcome[k].lost_days : x->outcome[k].end;
    qsort(v, (size_t)x->n, sizeof *v, compare);
    for (int p = 0; p < 5; p++) out[p] = lode_sorted_quantile(x->n, v, P[p]);
    free(v);
    return true;
}

static const char *const OUTCOMES[] = {"lowest_share", "lost_output_days", "end_share"};

void lode_it_draws_put(const lode_it_draws *x, lode_text *out)
{
    double q[5];
    lode_text_printf(out, "\n%-22s %8s %8s %8s %8s %8s   of %d draws\n", "DRAWS", "5 %", "25 %", "50 %", "75 %", "95 %", (int)x->n);
    for (int k = 0; k < 3; k++)
        if (quantiles(x, k, q))
            lode_text_printf(out, "%-22s %8.4g %8.4g %8.4g %8.4g %8.4g\n", OUTCOMES[k], q[0], q[1], q[2], q[3], q[4]);
}

void lode_it_draws_json(const lode_it_draws *x, lode_text *out)
{
    double q[5];
    lode_text_printf(out, ",\n \"draws\": %d, \"seed\": %llu", (int)x->n, (unsigned long long)x->seed);
    for (int k = 0; k < 3; k++)
        if (quantiles(x, k, q))
            lode_text_printf(out, ",\n \"%s_over_draws\": {\"p05\": %.10g, \"p25\": %.10g, \"p50\": %.10g, \"p75\": %.10g, \"p95\": %.10g}",
                             OUTCOMES[k], q[0], q[1], q[2], q[3], q[4]);
}

void lode_it_draws_free(lode_it_draws *x)
{
    free(x->memory);
    free(x->value);
    free(x->outcome);
    *x = (lode_it_draws){0};
}
