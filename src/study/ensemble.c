/* The draws of an ensemble: design, memory, threads, and quantiles of what came of them. */
#include "study/ensemble.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/statistics.h"
#include "base/diag.h"
#include "study/block_store.h"

/* ---- begin --------------------------------------------------------------------------------------------------------- */

static lode_draw_input *inputs_of(const lode_case *c, lode_arena *a)
{
    lode_draw_input *input = LODE_TAKE(a, c->n_input + 1, lode_draw_input);
    for (int32_t i = 0; input && i < c->n_input; i++) {
        const lode_input *from = &c->input[i];
        input[i] = (lode_draw_input){from->name, (int32_t)from->dist, from->low, from->central, from->high};
    }
    return input;
}

/* Correlations and shares of one whole, as the case declares them. */
static bool dependences_of(const lode_case *c, lode_arena *a, lode_design_spec *s)
{
    int32_t n = c->table[LODE_T_DEPENDENCES].n_row;
    lode_copula *copula = LODE_TAKE(a, n + 1, lode_copula);
    lode_simplex *simplex = LODE_TAKE(a, n + 1, lode_simplex);
    if (!copula || !simplex) return false;
    for (int32_t r = 0; r < n; r++) {
        int32_t kind = lode_case_int(c, r, LODE_DEPENDENCES_KIND, -1);
        int32_t members = lode_case_cell(c, r, LODE_DEPENDENCES_INPUTS)->n;
        int32_t *input = LODE_TAKE(a, members + 1, int32_t);
        double *matrix = LODE_TAKE(a, kind == LODE_CORRELATION ? (int64_t)members * members + 1 : 1, double);
        double rank = lode_case_number(c, r, LODE_DEPENDENCES_RANK, 0);
        if (!input || !matrix) return false;
        for (int32_t i = 0; i < members; i++)
            input[i] = lode_case_find_input(c, lode_case_name(c, r, LODE_DEPENDENCES_INPUTS, i));
        for (int64_t i = 0; kind == LODE_CORRELATION && i < (int64_t)members * members; i++)
            matrix[i] = i % (members + 1) == 0 ? 1 : rank;
        if (kind == LODE_CORRELATION) copula[s->n_copula++] = (lode_copula){members, input, matrix, true};
        if (kind == LODE_SIMPLEX)
            simplex[s->n_simplex++] = (lode_simplex){members, input, lode_case_number(c, r, LODE_DEPENDENCES_TOTAL, 1)};
    }
    s->copula = copula;
    s->simplex = simplex;
    return true;
}

static bool make_design(lode_ensemble *e, const lode_ensemble_spec *spec, lode_diags *diags)
{
    const lode_case *c = e->plan->b->c;
    lode_place nowhere = {0};
    lode_design_spec s = {.kind = spec->design, .seed = spec->seed, .n_point = spec->draws, .n_input = c->n_input};
    s.input = inputs_of(c, &e->arena);
    bool room = s.input && dependences_of(c, &e->arena, &s);
    void *memory = room ? lode_arena_take(&e->arena, 1, lode_design_bytes(&s)) : NULL;
    if (!memory) {
        lode_diag_no_memory(diags);
        return false;
    }
    lode_design_fault fault = lode_design_place(&s, memory, &e->design);
    if (fault == LODE_DESIGN_FINE) {
        e->n_draw = e->design.n_row;
        if (e->n_draw != spec->draws)
            lode_diag_add(diags, LODE_DIAG_DRAWS_ROUNDED, nowhere, NULL, (long long)spec->draws, (long long)e->n_draw,
                          e->design.n_replicate, (long long)e->design.per_replicate);
        return true;
    }
    if (fault == LODE_DESIGN_TOO_MANY_INPUTS)
        lode_diag_add(diags, LODE_DIAG_TOO_MANY_INPUTS, nowhere, "take --design philox or lhs", e->design.n_uncertain,
                      LODE_SOBOL_DIMENSIONS);
    else lode_diag_add(diags, LODE_DIAG_TOO_MANY_DRAWS, nowhere, "at most 1073741824", (long long)spec->draws);
    return false;
}

/* Which series have bands: those that tell what is made, used, held and earned, and the loss of each actor. */
static bool has_band(lode_series_kind kind)
{
    return kind != LODE_SERIES_TRANSIT && kind != LODE_SERIES_OUTPUT_STOCK;
}

static bool list_bands(lode_ensemble *e, const lode_ensemble_spec *spec)
{
    const lode_built *b = e->plan->b;
    int32_t n = b->model->n_series + b->model->n_actor;
    double *scale = LODE_TAKE(&e->arena, n, double);
    uint8_t *either = LODE_TAKE(&e->arena, n, uint8_t);
    e->band = LODE_TAKE(&e->arena, n, int32_t);
    if (!scale || !either || !e->band) return false;
    for (int32_t r = 0; r < b->model->n_series; r++) {
        /* what tariffs add to income is below 0, and has its band in the loss */
        if (b->model->series_kind[r] == LODE_SERIES_VALUE_ADDED && b->series_product[r] < 0) continue;
        if (b->series_site[r] >= 0 || !(spec->scale[r] > 0) || !has_band((lode_series_kind)b->model->series_kind[r])) continue;
        scale[e->n_band] = spec->scale[r];
        e->band[e->n_band++] = r;
    }
    for (int32_t actor = 0; actor < b->model->n_actor; actor++) {
        if (!(spec->loss_scale[actor] > 0)) continue;
        scale[e->n_band] = spec->loss_scale[actor];
        either[e->n_band] = 1;
        e->band[e->n_band++] = -1 - actor;
    }
    e->bands = (lode_bands){.n_series = e->n_band, .n_date = e->plan->n_date, .n_scenario = e->n_scenario, .scale = scale,
                            .either = either};
    return lode_bands_make(&e->bands, e->n_draw);
}

bool lode_ensemble_begin(lode_ensemble *e, const lode_ensemble_spec *spec, lode_diags *diags)
{
    if (!make_design(e, spec, diags)) return false;
    e->left_out = LODE_TAKE(&e->arena, e->n_draw, uint8_t);
    e->culprit = LODE_TAKE(&e->arena, e->n_draw, int32_t);
    e->have = LODE_TAKE(&e->arena, lode_ensemble_blocks(e), uint8_t);
    e->claim = LODE_TAKE(&e->arena, e->claims ? e->claims->n * e->n_draw + 1 : 1, double);
    /* not from the arena: many pages of it may never be touched */
    e->value = calloc((size_t)e->n_scenario * (size_t)e->scalars->n * (size_t)e->n_draw + 1, sizeof *e->value);
    if (e->left_out && e->culprit && e->have && e->claim && e->value && (!e->with_bands || list_bands(e, spec))) return true;
    lode_diag_no_memory(diags);
    return false;
}

void lode_ensemble_end(lode_ensemble *e)
{
    lode_bands_free(&e->bands);
    free(e->value);
    lode_arena_free(&e->arena);
    e->value = NULL;
}

int64_t lode_ensemble_blocks(const lode_ensemble *e)
{
    return (e->n_draw + LODE_LANES - 1) / LODE_LANES;
}

/* ---- run ----------------------------------------------------------------------------------------------------------- */

bool lode_ensemble_check(const lode_ensemble *e, lode_diags *diags)
{
    const lode_case *c = e->plan->b->c;
    lode_place nowhere = {0};
    int64_t out = 0, most = 0;
    int32_t worst = -1;
    for (int64_t n = 0; n < e->n_draw; n++) out += e->left_out[n] != 0;
    for (int32_t p = 0; p < e->plan->b->model->n_product && out > 0; p++) {
        int64_t here = 0;
        for (int64_t n = 0; n < e->n_draw; n++) here += e->left_out[n] && e->culprit[n] == p;
        if (here > most) worst = p;
        most = here > most ? here : most;
    }
    const char *where = worst >= 0 ? lode_case_key(c, LODE_T_PRODUCTS, worst) : "";
    /* more than 1 %, and not by the chance of few draws */
    if (lode_wilson(out, e->n_draw, 0.95).low > 0.01)
        lode_diag_add(diags, LODE_DIAG_DRAWS_DO_NOT_CLOSE, nowhere,
                      "narrow the ranges of its makers and users, or declare what it is short of", (long long)out,
                      (long long)e->n_draw, where, (long long)most);
    else if (out > 0)
        lode_diag_add(diags, LODE_DIAG_DRAWS_LEFT_OUT, nowhere, NULL, (long long)out, (long long)e->n_draw, where,
                      (long long)most);
    if (!(e->residual <= 1e-9))
        lode_diag_add(diags, LODE_DIAG_NOT_CONSERVED, nowhere, "this is a fault of the program: please report it",
                      e->residual, "of a draw");
    return diags->n_error == 0;
}

void lode_ensemble_adopt(lode_ensemble *e, const lode_ensemble *from)
{
    int64_t n = from->n_draw, n_column = (int64_t)e->n_scenario * e->scalars->n;
    LODE_ASSERT(n % LODE_LANES == 0 && n <= e->n_draw && e->n_done == 0);
    memcpy(e->left_out, from->left_out, (size_t)n * sizeof *e->left_out);
    memcpy(e->culprit, from->culprit, (size_t)n * sizeof *e->culprit);
    for (int64_t i = 0; i < n_column; i++)
        memcpy(e->value + i * e->n_draw, from->value + i * n, (size_t)n * sizeof *e->value);
    for (int64_t i = 0; e->claims && i < e->claims->n; i++)
        memcpy(e->claim + i * e->n_draw, from->claim + i * n, (size_t)n * sizeof *e->claim);
    if (e->with_bands) lode_bands_join(&e->bands, &from->bands);
    memset(e->have, 1, (size_t)lode_ensemble_blocks(from));
    e->n_done = lode_ensemble_blocks(from);
    e->residual = from->residual;
}

bool lode_ensemble_first(const lode_ensemble *e, int64_t n, lode_arena *a, lode_ensemble *out)
{
    int64_t n_column = (int64_t)e->n_scenario * e->scalars->n, n_claim = e->claims ? e->claims->n : 0;
    LODE_ASSERT(n <= e->n_draw && (n % LODE_LANES == 0 || n == e->n_draw));
    *out = *e;
    out->arena = (lode_arena){0};
    out->n_draw = n;
    if (n == e->n_draw) return true;
    out->value = LODE_TAKE(a, n_column * n + 1, double);
    out->claim = LODE_TAKE(a, n_claim * n + 1, double);
    if (!out->value || !out->claim) return false;
    for (int64_t i = 0; i < n_column; i++) memcpy(out->value + i * n, e->value + i * e->n_draw, (size_t)n * sizeof *e->value);
    for (int64_t i = 0; i < n_claim; i++) memcpy(out->claim + i * n, e->claim + i * e->n_draw, (size_t)n * sizeof *e->claim);
    return true;
}

/* Whether a block is to be computed here. */
static bool is_due(const lode_ensemble *e, int64_t block)
{
    const lode_block_keep *k = e->keep;
    return !e->have[block] && !(k && k->merge) && !(k && k->n_shard > 0 && block % k->n_shard != k->shard);
}

/* Count what is there and what is to come. */
static void count_blocks(lode_ensemble *e)
{
    lode_block_tally t = {.n_draw = e->n_draw, .n_block = lode_ensemble_blocks(e)};
    for (int64_t i = 0; i < t.n_block; i++) {
        bool mine = !e->keep || e->keep->n_shard == 0 || i % e->keep->n_shard == e->keep->shard;
        t.n_mine += mine;
        t.n_found += mine && e->have[i];
        t.n_made += is_due(e, i);
    }
    e->n_due = e->n_done + t.n_made;
    if (e->keep && e->keep->tally) *e->keep->tally = t;
}

/* A block is in: say so. */
static void tell(lode_ensemble *e)
{
    if (e->ticker.progress) e->ticker.progress(e->ticker.user, (double)e->n_done / (double)e->n_due);
}

/* Keep a block and take it in; one thread at a time. */
static lode_block_end settle(lode_ensemble *e, lode_block_store *store, const lode_block *block)
{
    if (!lode_block_store_add(store, block)) return LODE_BLOCK_NOT_KEPT;
    lode_block_absorb(e, block);
    tell(e);
    return LODE_BLOCK_DONE;
}

/* Compute what is missing; after a failure nothing more is begun. *error: errno of one that could not be kept. */
static lode_block_end compute(lode_ensemble *e, lode_block_store *store, int *error)
{
    int64_t n_block = lode_ensemble_blocks(e);
    lode_block_end end = LODE_BLOCK_DONE;
#pragma omp parallel num_threads(e->threads)
    {
        lode_ensemble_desk desk = {0};
        bool room = lode_ensemble_desk_make(e, &desk), go = true;
#pragma omp for schedule(dynamic, 1)
        for (int64_t i = 0; i < n_block; i++) {
            if (!go || !is_due(e, i)) continue; /* only this thread settles block i */
            lode_block_end mine = room ? lode_block_compute(e, i, &desk) : LODE_BLOCK_NO_MEMORY;
#pragma omp critical(lode_absorb)
            {
                if (mine == LODE_BLOCK_DONE && end == LODE_BLOCK_DONE) {
                    mine = settle(e, store, &desk.block);
                    if (mine == LODE_BLOCK_NOT_KEPT) *error = errno;
                }
                if (end == LODE_BLOCK_DONE) end = mine;
                go = end == LODE_BLOCK_DONE;
            }
        }
        lode_ensemble_desk_free(&desk);
    }
    return end;
}

static bool say_end(const lode_ensemble *e, lode_block_end end, int error, lode_diags *diags)
{
    lode_place nowhere = {0};
    lode_text why = {0};
    if (end == LODE_BLOCK_NO_MEMORY) lode_diag_no_memory(diags);
    if (end == LODE_BLOCK_STOPPED) lode_diag_add(diags, LODE_DIAG_STOPPED, nowhere, NULL);
    if (end == LODE_BLOCK_NOT_KEPT) {
        lode_text_printf(&why, "'%s': %s", e->keep->write, strerror(error));
        lode_diag_add(diags, LODE_DIAG_CANNOT_WRITE, nowhere, NULL, lode_text_str(&why));
    }
    lode_text_free(&why);
    return end == LODE_BLOCK_DONE;
}

bool lode_ensemble_compute(lode_ensemble *e, lode_diags *diags)
{
    lode_block_store store = {0};
    int error = 0;
    bool ok = !e->keep || lode_block_store_open(&store, e, e->config, diags);
    if (ok) {
        count_blocks(e);
        ok = e->n_due == e->n_done || say_end(e, compute(e, &store, &error), error, diags);
    }
    lode_block_store_close(&store);
    return ok;
}

/* ---- quantiles ----------------------------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The draws that count, sorted, into `room`; their number. Adds up their mean in the order of draws. */
static int64_t sort_column(const lode_ensemble *e, int32_t scenario, int32_t scalar, double *room, double *mean)
{
    const double *column = lode_ensemble_column(e, scenario, scalar);
    int64_t n = 0;
    *mean = 0;
    for (int64_t i = 0; i < e->n_draw; i++) {
        if (e->left_out[i]) continue;
        *mean += column[i];
        room[n++] = column[i];
    }
    if (n > 0) *mean /= (double)n;
    qsort(room, (size_t)n, sizeof *room, ascending);
    return n;
}

/* Inverse of the empirical distribution: the least value that a share p of the draws does not exceed. */
static double quantile(const double *sorted, int64_t n, double p)
{
    int64_t i = (int64_t)ceil(p * (double)n - 1e-9) - 1;
    return n == 0 ? NAN : sorted[i < 0 ? 0 : i];
}

lode_quantity lode_ensemble_quantity(const lode_ensemble *e, int32_t scenario, int32_t scalar, double *room)
{
    double mean;
    int64_t n = sort_column(e, scenario, scalar, room, &mean);
    return (lode_quantity){quantile(room, n, 0.05), quantile(room, n, 0.25), quantile(room, n, 0.50),
                           quantile(room, n, 0.75), quantile(room, n, 0.95), mean};
}

static int32_t day_of(double date)
{
    return isfinite(date) ? (int32_t)date : LODE_NEVER;
}

lode_when lode_ensemble_when(const lode_ensemble *e, int32_t scenario, int32_t scalar, double *room)
{
    double mean;
    int64_t n = sort_column(e, scenario, scalar, room, &mean), never = 0;
    for (int64_t i = 0; i < n; i++) never += !isfinite(room[i]);
    return (lode_when){day_of(quantile(room, n, 0.05)), day_of(quantile(room, n, 0.25)), day_of(quantile(room, n, 0.50)),
                       day_of(quantile(room, n, 0.75)), day_of(quantile(room, n, 0.95)),
                       n > 0 ? (double)never / (double)n : 0};
}
