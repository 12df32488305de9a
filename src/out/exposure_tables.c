/* Exposure for machines: JSON and the rows of its tables. */
#include "out/exposure.h"

#include <math.h>

const char *lode_out_basis(const lode_exposed *x)
{
    return x->used ? "used" : "made";
}

const char *lode_out_stage(const lode_exposure *e, int32_t stage)
{
    return stage < 0 ? "any" : lode_chain_stage(e->built, &e->chain, stage);
}

const char *lode_out_plant(const lode_result *r, int32_t plant)
{
    return lode_case_key(r->c, LODE_T_SITES, plant);
}

/* "actor:stage + actor:stage", of a cut set. */
static void put_set(const lode_result *r, const lode_exposure_cut *cut, lode_text *out)
{
    lode_text_clear(out);
    for (int32_t i = 0; i < cut->n; i++)
        lode_text_printf(out, "%s%s:%s", i > 0 ? " + " : "", lode_out_actor(r, cut->through[i]),
                         lode_out_stage(r->exposure, cut->stage[i]));
}

/* --- tables -------------------------------------------------------------------------------- */

void lode_out_exposure(const lode_result *r, lode_sheet *c)
{
    const lode_exposure *e = r->exposure;
    for (int32_t i = 0; e && i < e->n_row; i++) {
        const lode_exposure_row *row = &e->row[i];
        const lode_exposed *x = &e->exposed[row->exposed];
        lode_sheet_text(c, lode_out_actor(r, x->actor));
        lode_sheet_text(c, lode_out_product(r, x->product));
        lode_sheet_text(c, lode_out_basis(x));
        lode_sheet_text(c, lode_out_product(r, row->root));
        lode_sheet_text(c, lode_out_stage(e, row->stage));
        lode_sheet_text(c, lode_out_actor(r, row->through));
        lode_sheet_number(c, row->share);
        lode_sheet_end_row(c);
    }
}

void lode_out_hhi(const lode_result *r, lode_sheet *c)
{
    const lode_exposure *e = r->exposure;
    for (int32_t i = 0; e && i < e->n_hhi; i++) {
        const lode_exposure_hhi *h = &e->hhi[i];
        lode_sheet_text(c, lode_out_stage(e, h->stage));
        lode_sheet_text(c, lode_out_product(r, h->product));
        lode_sheet_text(c, lode_out_product(r, h->root));
        lode_sheet_text(c, lode_out_unit(r, h->product));
        lode_sheet_number(c, h->root < 0 ? h->by_actor.total * 365 : (double)NAN);
        lode_sheet_number(c, h->by_actor.hhi);
        lode_sheet_number(c, h->by_actor.effective);
        lode_sheet_text(c, lode_out_actor(r, h->by_actor.largest));
        lode_sheet_number(c, h->by_actor.cr1);
        lode_sheet_number(c, h->by_actor.cr3);
        lode_sheet_end_row(c);
    }
}

/* First cells of a row of cuts.csv. */
static void begin_cut(const lode_result *r, lode_sheet *c, const char *kind, int32_t actor, int32_t product)
{
    lode_sheet_text(c, kind);
    lode_sheet_text(c, lode_out_actor(r, actor));
    lode_sheet_text(c, lode_out_product(r, product));
}

void lode_out_cuts(const lode_result *r, lode_sheet *c)
{
    const lode_exposure *e = r->exposure;
    lode_text set = {0};
    for (int32_t i = 0; e && i < e->n_point; i++) {
        begin_cut(r, c, "plant", e->point[i].actor, e->point[i].product);
        lode_sheet_text(c, "");
        lode_sheet_integer(c, 1);
        lode_sheet_text(c, lode_out_plant(r, e->point[i].plant));
        lode_sheet_number(c, e->point[i].left);
        lode_sheet_end_row(c);
    }
    for (int32_t i = 0; e && i < e->n_cut; i++) {
        put_set(r, &e->cut[i], &set);
        begin_cut(r, c, "stages", e->cut[i].actor, e->cut[i].product);
        lode_sheet_text(c, lode_out_product(r, e->cut[i].root));
        lode_sheet_integer(c, e->cut[i].n);
        lode_sheet_text(c, lode_text_str(&set));
        lode_sheet_number(c, e->cut[i].left);
        lode_sheet_end_row(c);
    }
    c->no_memory |= set.failed;
    lode_text_free(&set);
}

void lode_out_indices(const lode_result *r, lode_sheet *c)
{
    const lode_exposure *e = r->exposure;
    for (int32_t i = 0; e && i < e->n_index; i++) {
        const lode_exposure_index *k = &e->index[i];
        lode_sheet_text(c, lode_out_actor(r, k->actor));
        lode_sheet_text(c, lode_out_product(r, k->product));
        for (int32_t m = 0; m < LODE_N_INDEX; m++) lode_sheet_number(c, k->value[m]);
        lode_sheet_text(c, e->scenario >= 0 ? lode_case_key(r->c, LODE_T_SCENARIOS, e->scenario) : "");
        lode_sheet_date(c, k->halt);
        lode_sheet_date(c, k->shortfall);
        lode_sheet_number(c, e->scenario >= 0 ? k->trough : (double)NAN);
        lode_sheet_end_row(c);
    }
}

/* --- JSON ---------------------------------------------------------------------------------- */

/* An id, or null for all of them. */
static void put_id(lode_json *j, const char *key, const char *id)
{
    lode_json_text(j, key, *id ? id : NULL);
}

static void put_rows(const lode_result *r, lode_json *j, double least)
{
    const lode_exposure *e = r->exposure;
    lode_json_open(j, "exposure", '[');
    for (int32_t i = 0; e && i < e->n_row; i++) {
        const lode_exposure_row *row = &e->row[i];
        const lode_exposed *x = &e->exposed[row->exposed];
        if (row->share < least || (least > 0 && !x->listed)) continue;
        lode_json_open_line(j, NULL, '{');
        put_id(j, "actor", lode_out_actor(r, x->actor));
        put_id(j, "product", lode_out_product(r, x->product));
        lode_json_text(j, "basis", lode_out_basis(x));
        lode_json_text(j, "root", lode_out_product(r, row->root));
        lode_json_text(j, "stage", lode_out_stage(e, row->stage));
        lode_json_text(j, "through", lode_out_actor(r, row->through));
        lode_json_number(j, "share", row->share);
        lode_json_close(j);
    }
    lode_json_close(j);
}

void lode_exposure_member(const lode_result *r, lode_json *j)
{
    put_rows(r, j, LODE_EXPOSURE_SHARE / 100.0);
}

static void put_hhi(const lode_result *r, lode_json *j)
{
    const lode_exposure *e = r->exposure;
    lode_json_open(j, "concentration", '[');
    for (int32_t i = 0; i < e->n_hhi; i++) {
        const lode_exposure_hhi *h = &e->hhi[i];
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "stage", lode_out_stage(e, h->stage));
        put_id(j, "product", lode_out_product(r, h->product));
        put_id(j, "root", lode_out_product(r, h->root));
        lode_json_number(j, "hhi", h->by_actor.hhi);
        lode_json_text(j, "largest", lode_out_actor(r, h->by_actor.largest));
        lode_json_number(j, "cr1", h->by_actor.cr1);
        lode_json_number(j, "cr3", h->by_actor.cr3);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_cuts(const lode_result *r, lode_json *j)
{
    const lode_exposure *e = r->exposure;
    lode_json_open(j, "single_points", '[');
    for (int32_t i = 0; i < e->n_point; i++) {
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "site", lode_out_plant(r, e->point[i].plant));
        lode_json_text(j, "actor", lode_out_actor(r, e->point[i].actor));
        lode_json_text(j, "product", lode_out_product(r, e->point[i].product));
        lode_json_number(j, "left", e->point[i].left);
        lode_json_close(j);
    }
    lode_json_close(j);
    lode_json_open(j, "cuts", '[');
    for (int32_t i = 0; i < e->n_cut; i++) {
        const lode_exposure_cut *cut = &e->cut[i];
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "actor", lode_out_actor(r, cut->actor));
        lode_json_text(j, "product", lode_out_product(r, cut->product));
        lode_json_text(j, "root", lode_out_product(r, cut->root));
        lode_json_open(j, "set", '[');
        for (int32_t k = 0; k < cut->n; k++) {
            lode_json_open(j, NULL, '{');
            lode_json_text(j, "through", lode_out_actor(r, cut->through[k]));
            lode_json_text(j, "stage", lode_out_stage(e, cut->stage[k]));
            lode_json_close(j);
        }
        lode_json_close(j);
        lode_json_number(j, "left", cut->left);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_date(lode_json *j, const char *key, int32_t date)
{
    if (date == LODE_NEVER) lode_json_text(j, key, NULL);
    else lode_json_date(j, key, date);
}

static void put_indices(const lode_result *r, lode_json *j)
{
    const lode_exposure *e = r->exposure;
    lode_json_text(j, "scenario", e->scenario >= 0 ? lode_case_key(r->c, LODE_T_SCENARIOS, e->scenario) : NULL);
    lode_json_open(j, "indices", '[');
    for (int32_t i = 0; i < e->n_index; i++) {
        const lode_exposure_index *k = &e->index[i];
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "actor", lode_out_actor(r, k->actor));
        lode_json_text(j, "product", lode_out_product(r, k->product));
        for (int32_t m = 0; m < LODE_N_INDEX; m++) lode_json_number(j, lode_index_name((lode_index)m), k->value[m]);
        put_date(j, "halt", k->halt);
        put_date(j, "first_shortfall", k->shortfall);
        lode_json_number(j, "trough", e->scenario >= 0 ? k->trough : (double)NAN);
        lode_json_close(j);
    }
    lode_json_close(j);
    lode_json_open(j, "agreement", '[');
    for (int32_t m = 0; e->scenario >= 0 && m < LODE_N_INDEX; m++) {
        lode_json_open_line(j, NULL, '{');
        lode_json_text(j, "index", lode_index_name((lode_index)m));
        lode_json_number(j, "spearman", e->agreement[m].rho);
        lode_json_number(j, "kendall", e->agreement[m].tau);
        lode_json_close(j);
    }
    lode_json_close(j);
}

void lode_exposure_json(const lode_result *r, lode_text *out)
{
    char hash[LODE_SHA256_HEX];
    if (!r->exposure) return;
    lode_json j = {.out = out};
    lode_out_input_hash(r, hash);
    lode_json_open(&j, NULL, '{');
    lode_json_text(&j, "lodestone", LODE_VERSION);
    lode_json_text(&j, "case", r->c->id);
    lode_json_text(&j, "input_hash", hash);
    put_rows(r, &j, 0);
    put_hhi(r, &j);
    put_cuts(r, &j);
    put_indices(r, &j);
    lode_json_close(&j);
}
