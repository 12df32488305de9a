/* The preset esri: the index of every firm, or of the shocks given. */
#include <stdio.h>
#include <stdlib.h>

#include "propagate/esri_read.h"
#include "propagate/propagate.h"

/* --- files of the original programs --------------------------------------------------------------- */

static void put_index(const lode_esri_source *s, const lode_esri_result *r, lode_text *out)
{
    static const char *const NAME[] = {"ESRI", "ESRI_d", "ESRI_u"};
    lode_text_puts(out, "scenario");
    for (int k = 0; k < 3; k++)
        for (int32_t q = 0; q < r->n_weight; q++) lode_text_printf(out, ",%s_weight_%d", NAME[k], (int)q + 1);
    lode_text_puts(out, ",loss_before_last,loss_last,iterations\n");
    for (int32_t n = 0; n < r->n_scenario; n++) {
        lode_text_printf(out, "%d", (int)n + 1);
        const double *x = r->index + (size_t)n * 3 * (size_t)r->n_weight;
        for (int32_t k = 0; k < 3 * r->n_weight; k++) lode_text_printf(out, ",%.17g", x[k]);
        lode_text_printf(out, ",%.17g,%.17g,%d\n", r->before_last[n], r->last[n], (int)r->iterations[n]);
    }
    (void)s;
}

static void put_levels(const lode_esri_source *s, const lode_esri_result *r, lode_text *out)
{
    lode_text_puts(out, "firm");
    for (int32_t k = 0; k < s->n_level; k++) lode_text_printf(out, ",hd_s%d", (int)s->level[k] + 1);
    for (int32_t k = 0; k < s->n_level; k++) lode_text_printf(out, ",hu_s%d", (int)s->level[k] + 1);
    lode_text_putc(out, '\n');
    for (int32_t i = 0; i < s->ask.n_firm; i++) {
        size_t n = (size_t)s->ask.n_firm;
        lode_text_puts(out, lode_ids_name(&s->net.ids, i));
        for (int32_t k = 0; k < s->n_level; k++) lode_text_printf(out, ",%.17g", r->down[(size_t)k * n + (size_t)i]);
        for (int32_t k = 0; k < s->n_level; k++) lode_text_printf(out, ",%.17g", r->up[(size_t)k * n + (size_t)i]);
        lode_text_putc(out, '\n');
    }
}

static void put_sectors(const lode_esri_source *s, const lode_esri_result *r, lode_text *out)
{
    size_t n = (size_t)s->ask.n_sector;
    lode_text_puts(out, "scenario,sector,down,up,both\n");
    for (int32_t k = 0; k < r->n_scenario; k++)
        for (size_t c = 0; c < n; c++) {
            const double *x = r->sector_loss + (size_t)k * 3 * n + c;
            lode_text_printf(out, "%d,%s,%.17g,%.17g,%.17g\n", (int)k + 1, lode_ids_name(&s->net.sectors, (int32_t)c), x[0],
                             x[n], x[2 * n]);
        }
}

static void put_list(const lode_esri_source *s, const lode_esri_result *r, lode_text *out)
{
    lode_text_puts(out, "company,esri\n");
    for (int32_t i = 0; i < r->n_scenario; i++)
        lode_text_printf(out, "%s,%.17g\n", lode_ids_name(&s->net.ids, i), r->index[3 * (size_t)i]);
}

static bool save(lode_outdir *folder, const char *name, lode_text *text, lode_text *why)
{
    bool ok = !text->failed && lode_outdir_write(folder, name, lode_text_str(text), text->length, why);
    lode_text_clear(text);
    return ok;
}

static bool write_files(const lode_esri_source *s, const lode_esri_result *r, lode_outdir *folder, lode_text *why)
{
    lode_text text = {0};
    bool ok;
    if (*s->list) {
        put_list(s, r, &text);
        ok = save(folder, s->list, &text, why);
    } else {
        put_index(s, r, &text);
        ok = save(folder, "esri.csv", &text, why);
        put_levels(s, r, &text);
        ok = ok && save(folder, "levels.csv", &text, why);
        if (s->ask.n_sector > 0) {
            put_sectors(s, r, &text);
            ok = ok && save(folder, "sector_losses.csv", &text, why);
        }
    }
    lode_text_free(&text);
    return ok;
}

/* --- for people and programs ------------------------------------------------------------------------ */

/* A scenario with its index. */
typedef struct ranked {
    double index;
    int32_t scenario;
} ranked;

static int compare(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->index != y->index) return x->index < y->index ? 1 : -1;
    return (x->scenario > y->scenario) - (x->scenario < y->scenario);
}

static const char *name_of(const lode_esri_source *s, int32_t scenario, char word[32])
{
    if (s->ask.n_scenario == 0) return lode_ids_name(&s->net.ids, scenario);
    snprintf(word, 32, "scenario %d", (int)scenario + 1);
    return word;
}

static bool say_it(const lode_esri_source *s, const lode_esri_result *r, bool json, lode_text *out)
{
    enum { SHOWN = 10 };
    char word[32];
    ranked *x = malloc(((size_t)r->n_scenario + 1) * sizeof *x);
    if (!x) return false;
    for (int32_t k = 0; k < r->n_scenario; k++) x[k] = (ranked){r->index[(size_t)k * 3 * (size_t)r->n_weight], k};
    qsort(x, (size_t)r->n_scenario, sizeof *x, compare);
    if (json) {
        lode_text_printf(out, "{\"schema_version\": 1, \"lodestone\": \"" LODE_VERSION
                         "\", \"preset\": \"esri\", \"variant\": \"%s\", \"firms\": %d, \"links\": %d, \"scenarios\": [",
                         *s->list ? "V" : "G", (int)s->ask.n_firm, (int)s->ask.n_edge);
        for (int32_t k = 0; k < r->n_scenario; k++) {
            const double *v = r->index + (size_t)k * 3 * (size_t)r->n_weight;
            lode_text_puts(out, k > 0 ? ",\n  {\"scenario\": " : "\n  {\"scenario\": ");
            lode_propagate_string(out, name_of(s, k, word));
            lode_text_printf(out, ", \"esri\": %.17g, \"downstream\": %.17g, \"upstream\": %.17g, \"iterations\": %d}", v[0],
                             v[r->n_weight], v[2 * r->n_weight], (int)r->iterations[k]);
        }
        lode_text_puts(out, "\n]}\n");
    } else {
        lode_text_printf(out, "Economic Systemic Risk Index: %d firms, %d links, %d scenarios.\n\n", (int)s->ask.n_firm,
                         (int)s->ask.n_edge, (int)r->n_scenario);
        lode_text_puts(out, "HIGHEST                            index   downstream     upstream  updates\n");
        for (int32_t k = 0; k < r->n_scenario && k < SHOWN; k++) {
            const double *v = r->index + (size_t)x[k].scenario * 3 * (size_t)r->n_weight;
            lode_text_printf(out, "%-28.28s %11.4f  %11.4f  %11.4f  %7d\n", name_of(s, x[k].scenario, word), v[0], v[r->n_weight],
                             v[2 * r->n_weight], (int)r->iterations[x[k].scenario]);
        }
        lode_text_puts(out, "index: share of all sales between firms that is lost when the firm stops.\n");
    }
    free(x);
    return true;
}

bool lode_esri_preset(const lode_propagate_ask *ask, lode_outdir *folder, bool json, lode_text *say, lode_diags *d,
                      lode_text *why)
{
    lode_esri_source s;
    lode_esri_result r = {0};
    if (ask->all_rules || ask->draws > 0) {
        lode_diag_add(d, LODE_DIAG_NET_PRESET, (lode_place){0}, NULL, "esri takes neither --all-rules nor --draws");
        return false;
    }
    bool ok = lode_esri_read(&s, ask->path, &ask->how, ask->set, ask->n_set, d);
    ok = ok && lode_esri_run(&s.ask, s.level, s.n_level, ask->threads, ask->stop, &r);
    ok = ok && (!folder || write_files(&s, &r, folder, why)) && say_it(&s, &r, json, say);
    lode_esri_result_free(&r);
    lode_esri_source_free(&s);
    return ok;
}
