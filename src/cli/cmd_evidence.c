/* lodestone evidence: a case run with what was known at as_of, and with what became known later. */
#include <stdio.h>

#include "base/date.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/problems.h"
#include "lower/build.h"
#include "out/evidence.h"
#include "study/study.h"

/* One of the two runs. */
typedef struct side {
    lode_diags diags;
    lode_case *c;
    lode_built *built;
    lode_result *result;
} side;

static int fail(const lode_cli *cli, lode_diags *diags)
{
    lode_problems_show(diags, stderr, true, lode_cli_colour(cli, stderr));
    if (diags->n_error == 0) fputs("lodestone: out of memory\n", stderr);
    return 1;
}

/* Read and run the case with evidence until a day. Returns the exit status. */
static int run(const lode_cli *cli, int32_t until, side *x)
{
    lode_case_options with = {.evidence_given = true, .evidence_until = until};
    x->c = lode_case_read_with(cli->operand[0], &with, &x->diags);
    if (!x->c) return fail(cli, &x->diags);
    for (int i = 0; i < cli->n_set; i++) lode_case_set(x->c, cli->set[i], &x->diags);
    if (x->diags.n_error > 0) return fail(cli, &x->diags), 2;
    x->built = lode_build(x->c, &x->diags);
    if (!x->built) return fail(cli, &x->diags);
    lode_study_options o = lode_study_default();
    o.scenario = cli->scenario;
    o.step_days = cli->step_days;
    o.threads = cli->threads;
    o.set = cli->set;
    o.n_set = cli->n_set;
    x->result = lode_study_run(x->built, &o, &x->diags);
    return x->result ? 0 : fail(cli, &x->diags);
}

static void end(side *x)
{
    lode_result_free(x->result);
    lode_built_free(x->built);
    lode_case_free(x->c);
    lode_diags_free(&x->diags);
}

/* Both ends of the comparison: as_of, and the day asked for, or that of the case, or the last there is. */
static int find_days(const lode_cli *cli, int32_t *strict, int32_t *later)
{
    lode_diags diags = {0};
    lode_case *c = lode_case_read(cli->operand[0], &diags);
    int status = c ? 0 : fail(cli, &diags);
    if (c) {
        char a[LODE_DATE_SIZE];
        *strict = lode_case_int(c, 0, LODE_CASE_AS_OF, 0);
        *later = cli->evidence_text ? cli->evidence_until : lode_case_int(c, 0, LODE_CASE_EVIDENCE, *strict);
        if (!cli->evidence_text && *later <= *strict) *later = lode_date_of(9999, 12, 31);
        if (*later <= *strict) {
            fprintf(stderr, "lodestone: --until must be after as_of (%s)\n", lode_date_format(*strict, a));
            status = 2;
        }
    }
    lode_case_free(c);
    lode_diags_free(&diags);
    return status;
}

static int say(const lode_cli *cli, const side *strict, side *later)
{
    lode_text text = {0};
    lode_evidence *e = lode_evidence_compare(strict->result, later->result, &later->diags);
    if (!e) return fail(cli, &later->diags);
    if (cli->json) lode_evidence_json(e, &text);
    else lode_evidence_put(e, lode_cli_colour(cli, stdout), &text);
    bool ok = !text.failed;
    if (!ok) fputs("lodestone: out of memory\n", stderr);
    ok = ok && lode_print(lode_text_str(&text), text.length);
    lode_text_free(&text);
    lode_evidence_free(e);
    return ok ? 0 : 1;
}

int lode_cmd_evidence(const lode_cli *cli)
{
    side strict = {0}, later = {0};
    int32_t first = 0, last = 0;
    int status = find_days(cli, &first, &last);
    if (status == 0) status = run(cli, first, &strict);
    if (status == 0) status = run(cli, last, &later);
    if (status == 0) status = say(cli, &strict, &later);
    end(&strict);
    end(&later);
    return status;
}
