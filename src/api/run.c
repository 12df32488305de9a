/* The public functions: a case is read, calibrated and run, and what comes out is written as text. */
#include "api/run.h"

#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "exposure/exposure.h"
#include "lower/build.h"
#include "out/out.h"
#include "page/page.h"

struct lode_run {
    lode_case *c;
    lode_built *built;
    lode_result *result;
    lode_exposure *exposure;
    lode_text summary, answer, report;
};

const char *lode_version(void)
{
    return LODE_VERSION;
}

lode_run_options lode_run_default(void)
{
    return (lode_run_options){.draws = 1, .design = "philox"};
}

bool lode_case_check(const char *folder, lode_diags *diags)
{
    int32_t errors = diags->n_error;
    lode_case *c = lode_case_read(folder, diags);
    lode_built *b = c ? lode_build(c, diags) : NULL;
    bool ok = b && diags->n_error == errors;
    lode_built_free(b);
    lode_case_free(c);
    return ok;
}

/* --- running ---------------------------------------------------------------------------------------- */

static bool stopped(const lode_run_options *o, lode_diags *diags)
{
    lode_place nowhere = {0};
    if (!o->stop || !*o->stop) return false;
    lode_diag_add(diags, LODE_DIAG_STOPPED, nowhere, NULL);
    return true;
}

/* The options as a study takes them; false: there is no such design. */
static bool translate(const lode_run_options *o, lode_study_options *s, lode_diags *diags)
{
    static const char *const name[] = {"philox", "sobol", "lhs"};
    lode_place nowhere = {0};
    *s = lode_study_default();
    s->scenario = o->scenario;
    s->draws = o->draws;
    s->seed = o->seed;
    s->step_days = o->step_days;
    s->threads = o->threads;
    s->set = o->set;
    s->n_set = o->n_set;
    s->progress = o->progress;
    s->user = o->user;
    s->stop = o->stop;
    if (!o->design) return true;
    for (int i = 0; i < 3; i++) {
        if (strcmp(o->design, name[i]) != 0) continue;
        s->design = (lode_design_kind)i;
        return true;
    }
    lode_diag_add(diags, LODE_DIAG_UNKNOWN_WORD, nowhere, "a design is philox, sobol or lhs", o->design);
    return false;
}

/* Who depends on whom, beside the dates of the scenario asked for. */
static bool expose(lode_run *r, const lode_run_options *o, lode_diags *diags)
{
    lode_exposure_options e = lode_exposure_default();
    int32_t scenario = o->scenario ? lode_case_find(r->c, LODE_T_SCENARIOS, o->scenario) : lode_exposure_scenario(r->c);
    r->exposure = lode_exposure_find(r->built, &e, diags);
    if (!r->exposure || !lode_exposure_compare(r->exposure, r->result, scenario)) {
        if (diags->n_error == 0) lode_diag_no_memory(diags);
        return false;
    }
    r->result->exposure = r->exposure;
    return true;
}

static bool work(lode_run *r, const lode_run_options *o, lode_diags *diags)
{
    lode_study_options s;
    int32_t errors = diags->n_error;
    if (!translate(o, &s, diags)) return false;
    for (int32_t i = 0; i < o->n_set; i++) lode_case_set(r->c, o->set[i], diags);
    if (diags->n_error > errors || stopped(o, diags)) return false;
    r->built = lode_build(r->c, diags);
    if (!r->built || stopped(o, diags)) return false;
    r->result = lode_study_run(r->built, &s, diags);
    return r->result && !stopped(o, diags) && expose(r, o, diags) && !stopped(o, diags);
}

lode_run *lode_run_of(lode_case *c, const lode_run_options *options, lode_diags *diags)
{
    lode_run *r = c ? calloc(1, sizeof *r) : NULL;
    if (c && !r) {
        lode_diag_no_memory(diags);
        lode_case_free(c);
    }
    if (!r) return NULL;
    r->c = c;
    if (work(r, options, diags)) return r;
    lode_run_free(r);
    return NULL;
}

lode_run *lode_run_case(const char *folder, const lode_run_options *options, lode_diags *diags)
{
    return lode_run_of(lode_case_read(folder, diags), options, diags);
}

void lode_run_free(lode_run *run)
{
    if (!run) return;
    lode_result_free(run->result);
    lode_exposure_free(run->exposure);
    lode_built_free(run->built);
    lode_case_free(run->c);
    lode_text_free(&run->summary);
    lode_text_free(&run->answer);
    lode_text_free(&run->report);
    free(run);
}

const lode_result *lode_run_result(const lode_run *run)
{
    return run->result;
}

/* --- what comes out ----------------------------------------------------------------------------------- */

/* A text that is complete; else it is forgotten. */
static const char *given(lode_text *t, bool ok, size_t *length)
{
    if (!ok || t->failed) lode_text_free(t);
    if (length) *length = t->length;
    return t->data;
}

const char *lode_run_summary(lode_run *run, size_t *length)
{
    if (!run->summary.data) lode_summary_put(run->result, &run->summary);
    return given(&run->summary, true, length);
}

const char *lode_run_answer(lode_run *run, size_t *length)
{
    if (!run->answer.data) lode_answer_put(run->result, &(lode_answer_style){0}, &run->answer);
    return given(&run->answer, true, length);
}

const char *lode_run_report(lode_run *run, size_t *length)
{
    bool ok = run->report.data || lode_page_write(&(lode_page){.result = run->result}, &run->report);
    return given(&run->report, ok, length);
}

bool lode_run_write(const lode_run *run, const char *folder, lode_diags *diags)
{
    lode_outdir d = {0};
    lode_text why = {0};
    lode_place nowhere = {0};
    bool ok = lode_outdir_begin(&d, folder, NULL, &why) && lode_tables_write(run->result, &d, &why) &&
              lode_outdir_commit(&d, &why);
    lode_outdir_abort(&d);
    if (!ok) lode_diag_add(diags, LODE_DIAG_CANNOT_WRITE, nowhere, NULL, why.length > 0 ? lode_text_str(&why) : "out of memory");
    lode_text_free(&why);
    return ok;
}
