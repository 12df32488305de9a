/* A run of the server: a case that nobody else has, run as the library runs it. */
#include "serve/work.h"

#include "api/run.h"
#include "out/out.h"
#include "serve/page.h"

static bool stopped(const lode_work *w)
{
    return w->stop && *w->stop;
}

/* The errors, one a line. */
static void tell(lode_diags *d, lode_text *out)
{
    lode_diags_sort(d);
    for (int32_t i = 0; i < d->n_item; i++) {
        const lode_diag *x = &d->item[i];
        if (x->severity != LODE_ERROR) continue;
        if (out->length > 0) lode_text_putc(out, '\n');
        if (x->file) lode_text_printf(out, "%s:%d:%d: ", x->file, (int)x->line, (int)x->column);
        lode_text_puts(out, x->message);
        if (x->hint) lode_text_printf(out, " (%s)", x->hint);
    }
    if (out->length == 0) lode_text_puts(out, "out of memory");
}

bool lode_work_do(lode_work *w)
{
    const lode_run_request *r = w->request;
    lode_diags diags = {0};
    lode_run_options o = {.scenario = r->scenario, .draws = r->draws, .seed = r->seed, .design = lode_design_names[r->design],
                          .step_days = r->step_days, .threads = w->threads, .set = r->set, .n_set = r->n_set,
                          .progress = w->progress, .user = w->user, .stop = w->stop};
    lode_run *run = lode_run_of(lode_shelf_read(w->shelf, r->case_id, &diags), &o, &diags);
    bool ok = run != NULL;
    if (ok) lode_summary_put(lode_run_result(run), &w->summary);
    ok = ok && !w->summary.failed && !stopped(w) && lode_serve_report(lode_run_result(run), &w->report) && !stopped(w);
    if (!ok && !stopped(w)) tell(&diags, &w->problems);
    lode_run_free(run);
    lode_diags_free(&diags);
    return ok;
}

void lode_work_free(lode_work *w)
{
    lode_text_free(&w->summary);
    lode_text_free(&w->report);
    lode_text_free(&w->problems);
}
