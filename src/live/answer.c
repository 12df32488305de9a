/* The answer of a live case, as the page reads it. */
#include "base/date.h"
#include "base/diag.h"
#include "live/live_inner.h"
#include "out/claims_inner.h"
#include "out/inner.h"
#include "out/summary_inner.h"
#include "study/hash.h"

static double p05(const lode_quantity *q) { return q->p05; }
static double p25(const lode_quantity *q) { return q->p25; }
static double p50(const lode_quantity *q) { return q->p50; }
static double p75(const lode_quantity *q) { return q->p75; }
static double p95(const lode_quantity *q) { return q->p95; }

/* One reported series that is drawn: a list by reporting date for each quantile. */
static void put_band(lode_json *j, const lode_result *r, const lode_scenario_result *s, const lode_series *series)
{
    static const struct {
        const char *name;
        double (*of)(const lode_quantity *q);
    } level[] = {{"p05", p05}, {"p25", p25}, {"p50", p50}, {"p75", p75}, {"p95", p95}};
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "scenario", lode_out_scenario(r, s));
    lode_json_text(j, "actor", lode_out_actor(r, series->actor));
    lode_json_text(j, "product", lode_out_product(r, series->product));
    lode_json_text(j, "variable", series->variable);
    lode_json_text(j, "unit", series->unit);
    for (size_t k = 0; k < sizeof level / sizeof *level; k++) {
        lode_json_open(j, level[k].name, '[');
        for (int32_t d = 0; d < r->n_date; d++) lode_json_number(j, NULL, level[k].of(&series->value[d]));
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_bands(lode_json *j, const lode_result *r)
{
    lode_json_open(j, "dates", '[');
    for (int32_t d = 0; d < r->n_date; d++) lode_json_date(j, NULL, r->date[d]);
    lode_json_close(j);
    lode_json_open(j, "bands", '[');
    for (int32_t i = 0; i < r->n_scenario; i++)
        for (int32_t k = 0; k < r->scenario[i].n_series; k++)
            if (lode_out_is_drawn(r, &r->scenario[i].series[k])) put_band(j, r, &r->scenario[i], &r->scenario[i].series[k]);
    lode_json_close(j);
}

static void put_answer(const lode_result *r, lode_text *out)
{
    lode_json j = {.out = out};
    char hash[LODE_SHA256_HEX];
    if (lode_result_has_hash(r)) lode_result_hash(r, hash);
    lode_json_open_line(&j, NULL, '{');
    lode_json_integer(&j, "draws", r->options.draws);
    lode_json_integer(&j, "draws_left_out", r->n_left_out);
    lode_json_text(&j, "hash", lode_result_has_hash(r) ? hash : NULL);
    lode_summary_scenarios_put(&j, r);
    put_bands(&j, r);
    lode_claims_put(&j, r);
    lode_json_close(&j);
}

/* Whether the first `draws` draws are in, and no others where their design allows parts. */
static bool are_in(const lode_live *l, int64_t draws)
{
    const lode_ensemble *e = &l->w->draws;
    int64_t n = (draws + LODE_LANES - 1) / LODE_LANES;
    if (draws < 2) return true;
    if (draws > e->n_draw || (draws < e->n_draw && (draws % LODE_LANES != 0 || !lode_live_partial(l)))) return false;
    for (int64_t i = 0; i < lode_ensemble_blocks(e); i++)
        if (e->have[i] != (i < n)) return false;
    return true;
}

bool lode_live_answer(lode_live *l, int64_t draws, lode_text *json, lode_text *why)
{
    lode_diags diags = {0};
    if (!l->w || !are_in(l, draws)) {
        lode_text_puts(why, "its draws have not all been computed");
        return false;
    }
    lode_arena_mark mark = lode_arena_now(l->w->arena);
    lode_result *r = lode_workshop_conclude(l->w, draws, &diags);
    if (r) put_answer(r, json);
    bool ok = r && !json->failed;
    if (!ok) lode_text_puts(why, "there is no memory");
    lode_result_free(r);
    lode_arena_rewind(l->w->arena, mark);
    lode_diags_free(&diags);
    return ok;
}
