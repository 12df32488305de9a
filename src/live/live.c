/* A case that is run again and again: the question, the blocks. The answer is in answer.c. */
#include "live/live.h"

#include <string.h>

#include "base/diag.h"
#include "live/image.h"
#include "live/live_inner.h"

/* --- opening ------------------------------------------------------------------------------ */

bool lode_live_image(const lode_result *r, lode_text *out)
{
    const lode_study_options *o = &r->options;
    lode_image_run run = {.scenario = o->scenario, .seed = o->seed, .draws = o->draws > 1 ? o->draws : 1, .design = (int32_t)o->design,
                          .step_days = r->step_days, .report_days = o->report_days, .set = o->set, .n_set = o->n_set};
    return lode_image_write(r->c, &run, out);
}

/* The case as in the image, without what questions changed. */
static bool read_again(lode_live *l, lode_text *why)
{
    lode_image_free(l->image);
    l->image = lode_image_read(l->bytes, l->length, why);
    return l->image != NULL;
}

lode_live *lode_live_open(const void *bytes, size_t length, lode_text *why)
{
    lode_arena arena = {0};
    lode_live *l = LODE_TAKE(&arena, 1, lode_live);
    char *copy = l ? LODE_TAKE(&arena, length + 1, char) : NULL;
    if (!copy) {
        lode_text_puts(why, "there is no memory");
        lode_arena_free(&arena);
        return NULL;
    }
    l->arena = arena;
    l->bytes = memcpy(copy, bytes, length);
    l->length = length;
    if (read_again(l, why)) return l;
    lode_live_close(l);
    return NULL;
}

/* Forget the question. */
static void forget(lode_live *l)
{
    lode_ensemble_desk_free(&l->desk);
    lode_workshop_close(l->w);
    lode_built_free(l->b);
    l->w = NULL;
    l->b = NULL;
    l->has_desk = false;
    lode_text_free(&l->packed);
}

void lode_live_close(lode_live *l)
{
    if (!l) return;
    forget(l);
    lode_image_free(l->image);
    lode_arena arena = l->arena;
    lode_arena_free(&arena);
}

/* --- the question ------------------------------------------------------------------------- */

/* What the first error says. */
static bool tell(const lode_diags *diags, lode_text *why)
{
    for (int32_t i = 0; i < diags->n_item; i++) {
        const lode_diag *d = &diags->item[i];
        if (d->severity != LODE_ERROR) continue;
        lode_text_puts(why, d->message);
        if (d->hint) lode_text_printf(why, "; %s", d->hint);
        return false;
    }
    lode_text_puts(why, "there is no memory");
    return false;
}

/* Take a measure out of all scenarios, as if no list of the case had it. */
static bool switch_off(lode_case *c, const char *id, lode_text *why)
{
    int32_t measure = lode_case_find(c, LODE_T_MEASURES, id);
    if (measure < 0) {
        lode_text_printf(why, "the case has no measure '%s'", id);
        return false;
    }
    const lode_rows *rows = &c->table[LODE_T_SCENARIOS];
    for (int32_t row = 0; row < rows->n_row; row++) {
        int32_t k = LODE_SCENARIOS_MEASURES - lode_schema_table(LODE_T_SCENARIOS)->first_column;
        lode_cell *cell = &rows->cell[(size_t)row * (size_t)rows->n_column + (size_t)k];
        int32_t n = 0;
        for (int32_t i = 0; i < cell->n; i++)
            if (c->list[cell->first + i] != measure) c->list[cell->first + n++] = c->list[cell->first + i];
        cell->n = n;
    }
    return true;
}

static bool change_case(lode_case *c, const lode_live_question *q, lode_diags *diags, lode_text *why)
{
    for (int32_t i = 0; i < q->n_set; i++)
        if (!lode_case_set_number(c, q->set[i].name, q->set[i].value, diags)) return tell(diags, why);
    for (int32_t i = 0; i < q->n_off; i++)
        if (!switch_off(c, q->off[i], why)) return false;
    return true;
}

static bool begin(lode_live *l, const lode_live_question *q, lode_diags *diags)
{
    const lode_image_run *run = &l->image->run;
    lode_study_options o = lode_study_default();
    o.scenario = q->scenario;
    o.seed = q->seed_given ? q->seed : run->seed;
    o.draws = q->draws;
    o.design = (lode_design_kind)run->design;
    o.step_days = run->step_days;
    o.report_days = run->report_days;
    o.threads = 1;
    l->b = lode_build(l->image->c, diags);
    l->w = l->b ? lode_workshop_open(l->b, &o, diags) : NULL;
    return l->w && lode_workshop_begin(l->w, diags);
}

bool lode_live_ask(lode_live *l, const lode_live_question *q, lode_text *why)
{
    lode_diags diags = {0};
    forget(l);
    if (q->draws < 2 || q->draws > LODE_LIVE_DRAWS) {
        lode_text_printf(why, "draws must be 2 to %d", LODE_LIVE_DRAWS);
        return false;
    }
    bool ok = read_again(l, why) && change_case(l->image->c, q, &diags, why);
    if (ok && !begin(l, q, &diags)) ok = tell(&diags, why);
    lode_diags_free(&diags);
    if (!ok) forget(l);
    return ok;
}

int64_t lode_live_blocks(const lode_live *l)
{
    return l->w ? lode_ensemble_blocks(&l->w->draws) : 0;
}

int64_t lode_live_draws(const lode_live *l)
{
    return l->w ? l->w->draws.n_draw : 0;
}

bool lode_live_partial(const lode_live *l)
{
    return l->w && l->w->draws.design.kind == LODE_DESIGN_PHILOX;
}

/* --- blocks ------------------------------------------------------------------------------- */

/* Bytes of a packed block: its arrays one behind the other, as they lie in memory. */
static size_t packed_bytes(const lode_ensemble *e)
{
    const lode_block *b = NULL;
    return sizeof b->number + sizeof b->misfit + sizeof b->misfit_product + sizeof b->residual +
           (size_t)lode_block_scores(e) * sizeof *b->score + (size_t)lode_block_claims(e) * sizeof *b->claim +
           (size_t)lode_block_bins(e) * sizeof *b->bin;
}

const void *lode_live_compute(lode_live *l, int64_t block, size_t *length)
{
    if (block < 0 || block >= lode_live_blocks(l)) return NULL;
    const lode_ensemble *e = &l->w->draws;
    if (!l->has_desk && !lode_ensemble_desk_make(e, &l->desk)) return NULL;
    l->has_desk = true;
    if (lode_block_compute(e, block, &l->desk) != LODE_BLOCK_DONE) return NULL;
    const lode_block *b = &l->desk.block;
    lode_text *p = &l->packed;
    lode_text_clear(p);
    lode_text_add(p, (const char *)&b->number, sizeof b->number);
    lode_text_add(p, (const char *)b->misfit, sizeof b->misfit);
    lode_text_add(p, (const char *)b->misfit_product, sizeof b->misfit_product);
    lode_text_add(p, (const char *)b->residual, sizeof b->residual);
    lode_text_add(p, (const char *)b->score, (size_t)lode_block_scores(e) * sizeof *b->score);
    lode_text_add(p, (const char *)b->claim, (size_t)lode_block_claims(e) * sizeof *b->claim);
    lode_text_add(p, (const char *)b->bin, (size_t)lode_block_bins(e) * sizeof *b->bin);
    *length = p->length;
    return p->failed ? NULL : p->data;
}

static const char *unpack(void *to, const char *from, size_t bytes)
{
    if (bytes > 0) memcpy(to, from, bytes);
    return from + bytes;
}

bool lode_live_absorb(lode_live *l, const void *packed, size_t length, lode_text *why)
{
    const char *at = packed;
    lode_ensemble *e = l->w ? &l->w->draws : NULL;
    if (e && !l->has_desk) l->has_desk = lode_ensemble_desk_make(e, &l->desk);
    lode_block *b = &l->desk.block;
    bool ok = e && l->has_desk && length == packed_bytes(e);
    if (ok) {
        at = unpack(&b->number, at, sizeof b->number);
        at = unpack(b->misfit, at, sizeof b->misfit);
        at = unpack(b->misfit_product, at, sizeof b->misfit_product);
        at = unpack(b->residual, at, sizeof b->residual);
        at = unpack(b->score, at, (size_t)lode_block_scores(e) * sizeof *b->score);
        at = unpack(b->claim, at, (size_t)lode_block_claims(e) * sizeof *b->claim);
        unpack(b->bin, at, (size_t)lode_block_bins(e) * sizeof *b->bin);
        ok = b->number >= 0 && b->number < lode_ensemble_blocks(e) && !e->have[b->number];
        for (int64_t i = 0; ok && i < lode_block_bins(e); i++) ok = b->bin[i] < LODE_BAND_BINS;
    }
    if (ok) lode_block_absorb(e, b);
    else lode_text_puts(why, "it is no block of this question");
    return ok;
}
