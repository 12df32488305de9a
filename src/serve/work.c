/* A run of the server: the same calls as those of `lodestone run`, on a case that nobody else has. */
#include "serve/work.h"

#include <stdlib.h>

#include "exposure/exposure.h"
#include "lower/build.h"
#include "out/out.h"
#include "serve/page.h"
#include "study/study.h"

/* What a run owns. */
typedef struct bench {
    lode_case *c;
    lode_built *built;
    lode_result *result;
    lode_exposure *exposure;
    lode_diags diags;
} bench;

static bool stopped(const lode_work *w)
{
    return w->stop && *w->stop;
}

static bool read_case(lode_work *w, bench *b)
{
    b->c = lode_shelf_read(w->shelf, w->request->case_id, &b->diags);
    for (int32_t i = 0; b->c && i < w->request->n_set; i++) lode_case_set(b->c, w->request->set[i], &b->diags);
    return b->c && b->diags.n_error == 0 && !stopped(w);
}

static bool simulate(lode_work *w, bench *b)
{
    const lode_run_request *r = w->request;
    lode_study_options o = lode_study_default();
    o.scenario = r->scenario;
    o.draws = r->draws;
    o.seed = r->seed;
    o.design = r->design;
    o.step_days = r->step_days;
    o.set = r->set;
    o.n_set = r->n_set;
    o.threads = w->threads;
    o.stop = w->stop;
    o.progress = w->progress;
    o.user = w->user;
    b->built = lode_build(b->c, &b->diags);
    if (!b->built || stopped(w)) return false;
    b->result = lode_study_run(b->built, &o, &b->diags);
    return b->result && !stopped(w);
}

/* Exposure, as `lodestone run --json` has it. */
static bool expose(lode_work *w, bench *b)
{
    lode_exposure_options o = lode_exposure_default();
    const char *asked = w->request->scenario;
    int32_t scenario = asked ? lode_case_find(b->c, LODE_T_SCENARIOS, asked) : lode_exposure_scenario(b->c);
    b->exposure = lode_exposure_find(b->built, &o, &b->diags);
    if (!b->exposure || !lode_exposure_compare(b->exposure, b->result, scenario)) return false;
    b->result->exposure = b->exposure;
    return !stopped(w);
}

static bool write(lode_work *w, bench *b)
{
    lode_summary_put(b->result, &w->summary);
    bool ok = !w->summary.failed && !stopped(w) && lode_serve_report(b->result, &w->report) && !stopped(w);
    if (!ok && !stopped(w)) lode_diag_no_memory(&b->diags);
    return ok;
}

/* The errors, one a line. */
static void tell(bench *b, lode_text *out)
{
    lode_diags_sort(&b->diags);
    for (int32_t i = 0; i < b->diags.n_item; i++) {
        const lode_diag *d = &b->diags.item[i];
        if (d->severity != LODE_ERROR) continue;
        if (out->length > 0) lode_text_putc(out, '\n');
        if (d->file) lode_text_printf(out, "%s:%d:%d: ", d->file, (int)d->line, (int)d->column);
        lode_text_puts(out, d->message);
        if (d->hint) lode_text_printf(out, " (%s)", d->hint);
    }
    if (out->length == 0) lode_text_puts(out, "out of memory");
}

bool lode_work_do(lode_work *w)
{
    bench b = {0};
    bool ok = read_case(w, &b) && simulate(w, &b) && expose(w, &b) && write(w, &b);
    if (!ok && !stopped(w)) tell(&b, &w->problems);
    lode_result_free(b.result);
    lode_exposure_free(b.exposure);
    lode_built_free(b.built);
    lode_case_free(b.c);
    lode_diags_free(&b.diags);
    return ok;
}

void lode_work_free(lode_work *w)
{
    lode_text_free(&w->summary);
    lode_text_free(&w->report);
    lode_text_free(&w->problems);
}
