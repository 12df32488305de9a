/* Draws of a real case - weekly, one scenario with its status quo, two threads - and claims judged on draws. */
#include <string.h>

#include "base/diag.h"
#include "bench.h"
#include "claims/over.h"
#include "study/study.h"

/* --- an ensemble ------------------------------------------------------------------------------ */

typedef struct ensemble {
    const lode_built *b;
    lode_study_options options;
} ensemble;

static void run_ensemble(void *what)
{
    const ensemble *e = what;
    lode_diags diags = {0};
    lode_result_free(lode_study_run(e->b, &e->options, &diags));
    lode_diags_free(&diags);
}

static void time_case(const char *path, const char *scenario)
{
    enum { DRAWS = 16 };
    lode_diags diags = {0};
    lode_case *c = lode_case_read(path, &diags);
    lode_built *b = c ? lode_build(c, &diags) : NULL;
    if (b) {
        char name[120];
        ensemble e = {b, lode_study_default()};
        e.options.scenario = scenario;
        e.options.step_days = 7;
        e.options.threads = 2;
        snprintf(name, sizeof name, "%s weekly central %d links", c->id, b->model->n_link);
        bench_run(name, "ms", 1e3, run_ensemble, &e);
        e.options.draws = DRAWS;
        snprintf(name, sizeof name, "%s weekly %d draws of 3 scenarios", c->id, DRAWS);
        bench_run(name, "ms/draw", 1e3 / DRAWS, run_ensemble, &e);
    }
    lode_built_free(b);
    lode_case_free(c);
    lode_diags_free(&diags);
}

/* --- claims ----------------------------------------------------------------------------------- */

enum { CLAIMS = 50, DRAWS = 10000, DAYS = 157 };

typedef struct claims {
    lode_formula *f;
    void *memory;
    double signal[DAYS];
    lode_eval_value *value; /* (DRAWS) */
} claims;

/* One claim in every draw, then judged; CLAIMS of them are a scene. */
static void judge(void *what)
{
    claims *c = what;
    const double *signal[] = {c->signal};
    lode_eval_run run = {.signal = signal, .n_day = DAYS};
    lode_judging how = lode_judging_default();
    for (int k = 0; k < CLAIMS; k++) {
        for (int d = 0; d < DRAWS; d++) {
            lode_eval_frame frame;
            c->signal[d % DAYS] += 1e-9;
            lode_eval(&c->f->main, &run, c->memory, &frame);
            c->value[d] = lode_eval_at(&c->f->main, &frame, 0);
        }
        const lode_eval_value *value[] = {c->value};
        lode_over_values v = {.value = value, .n_draw = DRAWS};
        lode_claim_result out;
        if (!lode_claim_judge(c->f, &v, &how, &out)) return;
    }
}

static void time_claims(void)
{
    static const char FORMULA[] = "first_date(x < 5) <= 2025-06-01";
    static claims c;
    lode_claim_signal signal = {.name = "x"};
    lode_claim_env env = {.signal = &signal, .n_signal = 1, .start = 20089};
    lode_diags diags = {0};
    c.f = lode_formula_new(FORMULA, strlen(FORMULA), &env, &diags);
    if (c.f) {
        for (int t = 0; t < DAYS; t++) c.signal[t] = 20 - 0.1 * t;
        c.memory = malloc(lode_eval_bytes(&c.f->main, DAYS, false));
        c.value = malloc(DRAWS * sizeof *c.value);
        if (c.memory && c.value) bench_run("50 claims of 157 steps in 10000 draws", "ms", 1e3, judge, &c);
        free(c.memory);
        free(c.value);
    }
    lode_formula_free(c.f);
    lode_diags_free(&diags);
}

int main(void)
{
    time_case("cases/rare-earths-2025", "standoff");
    time_claims();
    return 0;
}
