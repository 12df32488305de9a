/* The draws of a study: as many as are asked for, or as the verdicts need. */
#include "study/workshop.h"

#include <math.h>

#include "base/diag.h"
#include "study/block_config.h"

/* Largest value of each series in the central runs, and of what actors earn in the status quo. */
static bool find_scales(const lode_study *s, lode_arena *a, lode_ensemble_spec *spec)
{
    const lode_model *m = s->b->model;
    double *scale = LODE_TAKE(a, m->n_series, double), *loss = LODE_TAKE(a, m->n_actor, double);
    if (!scale || !loss) return false;
    for (int32_t i = 0; i < s->n_run; i++)
        for (int64_t d = 0; d < s->plan.n_date; d++)
            for (int32_t r = 0; r < m->n_series; r++) {
                double value = s->run[i].track->report[d * m->n_series + r].v[s->run[i].lane];
                /* what tariffs take is below 0 */
                if (fabs(value) > scale[r]) scale[r] = fabs(value);
            }
    for (int32_t j = 0; j < s->scalars.n_part; j++)
        loss[s->b->series_actor[s->scalars.part[j]]] += scale[s->scalars.part[j]];
    spec->scale = scale;
    spec->loss_scale = loss;
    return true;
}

/* Scenarios of the ensemble: those of the central run or, for claims alone, those that claims need. */
static int32_t choose_drawn(const lode_study *s, int32_t *scenario, int32_t *none)
{
    int32_t n = 0;
    *none = -1;
    for (int32_t r = 0; r < s->n_run; r++) {
        if (s->options.claims_only && r > 0 && !lode_claims_need(s->readings, s->run[r].scenario)) continue;
        if (r == 1) *none = n;
        scenario[n++] = s->run[r].scenario;
    }
    return n;
}

/* What all ensembles of a study have in common. */
static bool outline(lode_workshop *w, const lode_engine *e, lode_ensemble_spec *spec, lode_ensemble *like)
{
    lode_study *s = &w->s;
    const lode_study_options *o = &s->options;
    int32_t *scenario = LODE_TAKE(w->arena, s->n_run, int32_t);
    *spec = (lode_ensemble_spec){.design = o->design, .seed = o->seed, .draws = o->draws};
    *like = (lode_ensemble){.plan = &s->plan, .scalars = &s->scalars, .engine = e,
                            .scenario = scenario, .none = -1, .with_bands = !o->claims_only, .keep = o->keep,
                            .threads = o->threads,
                            .ticker = {.progress = o->progress, .user = o->user, .stop = o->stop}};
    if (!scenario || (like->with_bands && !find_scales(s, w->arena, spec))) return false;
    like->n_scenario = choose_drawn(s, scenario, &like->none);
    if (!s->readings) return true;
    like->claims = &w->claims.hook;
    return lode_claim_study_make(s->readings, &s->plan, scenario, like->n_scenario, w->arena, &w->claims);
}

/* Draws into w->draws, those of `before` taken over where it is not NULL. */
static bool draw(lode_workshop *w, const lode_ensemble *like, const lode_ensemble_spec *spec, const lode_ensemble *before,
                 lode_diags *diags)
{
    lode_ensemble *d = &w->draws;
    lode_text config = {0};
    *d = *like;
    bool ok = lode_ensemble_begin(d, spec, diags);
    if (ok && before) lode_ensemble_adopt(d, before);
    if (ok && d->keep) {
        lode_study_options o = w->s.options;
        lode_block_shape shape = {lode_block_scores(d), lode_block_bins(d), lode_block_claims(d)};
        o.step_days = w->s.plan.step_days;
        o.draws = (int32_t)d->n_draw;
        lode_block_config_put(w->s.b, &o, &shape, d->keep, &config);
        d->config = &config;
    }
    ok = ok && lode_ensemble_compute(d, diags);
    d->config = NULL;
    lode_text_free(&config);
    return ok;
}

enum { FIRST_DRAWS = 64 /* all of them alike have an interval of 94 to 100 % */ };

/* Twice as many each time, until no verdict is open to more draws or `most` is reached. */
static bool draw_until_decided(lode_workshop *w, const lode_ensemble *like, lode_ensemble_spec *spec, lode_diags *diags)
{
    int64_t most = spec->draws, n_open = -1;
    lode_ensemble before = {0};
    lode_place nowhere = {0};
    bool ok = true;
    spec->draws = most < FIRST_DRAWS ? most : FIRST_DRAWS;
    for (;;) {
        ok = draw(w, like, spec, before.n_draw > 0 ? &before : NULL, diags);
        lode_ensemble_end(&before);
        n_open = ok ? lode_verdicts_open(&w->claims, &w->draws) : 0;
        if (n_open < 0) lode_diag_no_memory(diags);
        if (n_open <= 0 || spec->draws >= most) break;
        before = w->draws;
        w->draws = (lode_ensemble){0};
        spec->draws = 2 * spec->draws < most ? 2 * spec->draws : most;
    }
    if (!ok || n_open < 0) return false;
    if (n_open == 0) lode_diag_add(diags, LODE_DIAG_DRAWS_DECIDE, nowhere, NULL, (long long)spec->draws, w->s.readings->n);
    else
        lode_diag_add(diags, LODE_DIAG_DRAWS_LEAVE_OPEN, nowhere, "--draws sets how many are made at most",
                      (long long)spec->draws, (int32_t)n_open, w->s.readings->n);
    return true;
}

bool lode_workshop_begin(lode_workshop *w, lode_diags *diags)
{
    lode_ensemble_spec spec;
    if (outline(w, w->engine, &spec, &w->draws)) return lode_ensemble_begin(&w->draws, &spec, diags);
    lode_diag_no_memory(diags);
    return false;
}

bool lode_workshop_draw(lode_workshop *w, const lode_engine *e, lode_diags *diags)
{
    lode_ensemble_spec spec;
    lode_ensemble like;
    lode_study_options *o = &w->s.options;
    if (!outline(w, e, &spec, &like)) {
        lode_diag_no_memory(diags);
        return false;
    }
    bool until = o->until_decided && w->s.readings && o->design == LODE_DESIGN_PHILOX;
    bool ok = until ? draw_until_decided(w, &like, &spec, diags) : draw(w, &like, &spec, NULL, diags);
    if (!ok || (o->keep && o->keep->part)) return ok;
    o->draws = (int32_t)w->draws.n_draw;
    if (!o->claims_only) w->s.ensemble = &w->draws;
    return lode_ensemble_check(&w->draws, diags);
}
