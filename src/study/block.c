/* One block of an ensemble: eight draws through all scenarios, and what is kept of them. */
#include <math.h>
#include <string.h>

#include "study/ensemble.h"
#include "study/tariffs.h"

int64_t lode_block_scores(const lode_ensemble *e)
{
    return (int64_t)e->n_scenario * e->scalars->n * LODE_LANES;
}

int64_t lode_block_bins(const lode_ensemble *e)
{
    return e->with_bands ? (int64_t)e->n_scenario * LODE_LANES * e->n_band * e->plan->n_date : 0;
}

int64_t lode_block_claims(const lode_ensemble *e)
{
    return e->claims ? (int64_t)e->claims->n * LODE_LANES : 0;
}

bool lode_ensemble_desk_make(const lode_ensemble *e, lode_ensemble_desk *d)
{
    const lode_built *b = e->plan->b;
    void *values = lode_arena_take(&d->arena, 1, e->engine->values_bytes(b->model));
    d->x = LODE_TAKE(&d->arena, b->model->n_x, lode_lane);
    d->scratch = LODE_TAKE(&d->arena, e->plan->n_step > e->scalars->n ? e->plan->n_step : e->scalars->n, double);
    d->claim_scratch = lode_arena_take(&d->arena, 1, e->claims ? e->claims->scratch_bytes + 8 : 8);
    d->block.score = LODE_TAKE(&d->arena, lode_block_scores(e) + 1, double);
    d->block.bin = LODE_TAKE(&d->arena, lode_block_bins(e) + 1, uint16_t);
    d->block.claim = LODE_TAKE(&d->arena, lode_block_claims(e) + 1, double);
    if (!values || !d->x || !d->scratch || !d->claim_scratch || !d->block.score || !d->block.bin || !d->block.claim)
        return false;
    e->engine->values_place(b->model, values, &d->values);
    memcpy(d->x, b->x, (size_t)b->model->n_x * sizeof *d->x); /* the constants stay */
    return lode_desk_make(b, &d->desk) && lode_track_make(e->plan, &d->arena, &d->quo) &&
           lode_track_make(e->plan, &d->arena, &d->run);
}

void lode_ensemble_desk_free(lode_ensemble_desk *d)
{
    lode_desk_free(&d->desk);
    lode_arena_free(&d->arena);
    *d = (lode_ensemble_desk){0};
}

/* The larger of two residuals; one that is not a number is the worst. */
static double worse(double a, double b)
{
    return isnan(a) || a >= b ? a : b;
}

/* Value of a band on a date in one lane: a reported series, or what an actor loses per day. */
static double band_value(const lode_ensemble *e, const lode_ensemble_desk *d, const lode_track *run, int32_t band,
                         int32_t date, int32_t lane)
{
    int64_t row = (int64_t)date * e->plan->b->model->n_series;
    if (e->band[band] >= 0) return run->report[row + e->band[band]].v[lane];
    int32_t actor = -1 - e->band[band];
    double loss = 0;
    for (int32_t j = 0; j < e->scalars->n_part; j++) {
        int32_t r = e->scalars->part[j];
        if (e->plan->b->series_actor[r] == actor) loss += d->quo.report[row + r].v[lane] - run->report[row + r].v[lane];
    }
    return loss;
}

/* Scalars, bins and claims of scenario i, which has just run into `run`, beside `quo`. */
static void score(const lode_ensemble *e, lode_ensemble_desk *d, int32_t i, const lode_track *run, const lode_track *quo)
{
    int64_t n = e->scalars->n, n_date = e->plan->n_date;
    for (int32_t k = 0; k < LODE_LANES; k++) {
        lode_view a = lode_track_view(e->plan, run, k), b = lode_track_view(e->plan, quo, k);
        double *out = d->block.score + ((int64_t)i * LODE_LANES + k) * n;
        if (n > 0) lode_scalars_score(e->scalars, &a, &b, d->x, k, d->scratch, out);
        if (e->claims)
            e->claims->score(e->claims->user, i, &a, &b, &d->values, d->x, k, d->claim_scratch, d->block.claim);
        if (!e->with_bands) continue;
        uint16_t *bin = d->block.bin + ((int64_t)i * LODE_LANES + k) * e->n_band * n_date;
        for (int32_t j = 0; j < e->n_band; j++)
            for (int32_t t = 0; t < n_date; t++)
                bin[j * n_date + t] = lode_band_bin(band_value(e, d, run, j, t, k), e->bands.scale[j], e->bands.either[j]);
    }
    for (int k = 0; k < LODE_LANES; k++)
        d->block.residual[k] = worse(d->block.residual[k], run->residual.v[k]);
}

/* Run scenario i of the ensemble into a track. */
static lode_block_end simulate(const lode_ensemble *e, lode_ensemble_desk *d, int32_t i, lode_track *track)
{
    int32_t scenario[LODE_LANES];
    for (int k = 0; k < LODE_LANES; k++) scenario[k] = e->scenario[i];
    lode_scenario c = lode_study_switch(e->plan->b, scenario, d->x, d->desk.on);
    lode_ticker ticker = {.stop = e->ticker.stop}; /* progress is told block by block */
    if (!lode_simulate(e->plan, e->engine, &d->values, &c, &d->desk, &ticker, track)) return LODE_BLOCK_NO_MEMORY;
    if (track->done && !lode_tariffs_fill(e->plan, &d->values, d->x, &c, track)) return LODE_BLOCK_NO_MEMORY;
    return track->done ? LODE_BLOCK_DONE : LODE_BLOCK_STOPPED;
}

lode_block_end lode_block_compute(const lode_ensemble *e, int64_t number, lode_ensemble_desk *d)
{
    d->block.number = number;
    for (int k = 0; k < LODE_LANES; k++) d->block.residual[k] = 0;
    lode_draws_fill(&e->design, number * LODE_LANES, d->x);
    lode_built_derive(e->plan->b, d->x);
    e->engine->calibrate(e->plan->b->model, d->x, e->plan->step_days, &d->values);
    memcpy(d->block.misfit, d->values.misfit, sizeof d->block.misfit);
    memcpy(d->block.misfit_product, d->values.misfit_product, sizeof d->block.misfit_product);

    lode_block_end end = simulate(e, d, 0, &d->quo);
    for (int32_t i = 1; i < e->n_scenario && end == LODE_BLOCK_DONE; i++) {
        end = simulate(e, d, i, &d->run);
        if (end != LODE_BLOCK_DONE) break;
        score(e, d, i, &d->run, &d->quo);
        if (i == e->none) score(e, d, 0, &d->quo, &d->run);
    }
    if (end == LODE_BLOCK_DONE && e->none < 0) score(e, d, 0, &d->quo, &d->quo);
    return end;
}

void lode_block_absorb(lode_ensemble *e, const lode_block *block)
{
    int64_t n = e->scalars->n;
    int32_t n_claim = e->claims ? e->claims->n : 0;
    for (int32_t k = 0; k < LODE_LANES; k++) {
        int64_t draw = block->number * LODE_LANES + k;
        if (draw >= e->n_draw) break; /* lanes beyond the last draw repeat it */
        e->left_out[draw] = (uint8_t)block->misfit[k];
        e->culprit[draw] = block->misfit_product[k];
        for (int32_t c = 0; c < n_claim; c++) e->claim[c * e->n_draw + draw] = block->claim[c * LODE_LANES + k];
        for (int64_t i = 0; i < e->n_scenario; i++)
            for (int64_t s = 0; s < n; s++)
                e->value[(i * n + s) * e->n_draw + draw] = block->score[(i * LODE_LANES + k) * n + s];
        if (block->misfit[k]) continue;
        e->residual = worse(e->residual, block->residual[k]);
        for (int32_t i = 0; i < e->n_scenario && e->with_bands; i++)
            lode_bands_add(&e->bands, i, block->bin + ((int64_t)i * LODE_LANES + k) * e->n_band * e->plan->n_date);
    }
    e->have[block->number] = 1;
    e->n_done++;
}
