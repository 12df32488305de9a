/* lodestone check: read a case and report every problem with its place. */
#include "cli/cmd_check.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "case/case.h"
#include "case/schema_text.h"
#include "cli/problems.h"
#include "lower/build.h"
#include "study/findings.h"
#include "study/readings.h"

typedef struct options {
    const char *dir;
    lode_case_options c;
    bool json, quiet, colour;
} options;

static int usage(const char *wrong, const char *what)
{
    if (wrong) fprintf(stderr, "lodestone check: %s '%s'\n", wrong, what);
    fputs("usage: lodestone check CASE [--json] [--quiet] [--colour] [--evidence-until DATE]\n", stderr);
    return 2;
}

static int parse(int argc, char **argv, options *o)
{
    *o = (options){.colour = lode_wants_colour(stderr)};
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i];
        if (strcmp(a, "--json") == 0) o->json = true;
        else if (strcmp(a, "--quiet") == 0) o->quiet = true;
        else if (strcmp(a, "--colour") == 0) o->colour = true;
        else if (strcmp(a, "--evidence-until") == 0 && i + 1 < argc)
            o->c.evidence_given = lode_date_parse(argv[i + 1], strlen(argv[i + 1]), &o->c.evidence_until), i++;
        else if (a[0] == '-' && a[1] != '\0') return usage("unknown option", a);
        else if (o->dir) return usage("one case at a time, not also", a);
        else o->dir = a;
    }
    return o->dir ? 0 : usage(NULL, NULL);
}

/* One object: how many problems there are, and each of them. */
static bool show_json(lode_diags *d, const options *o, const lode_case *c)
{
    lode_text out = {0};
    lode_text_puts(&out, "{\"schema_version\": 1, \"version\": \"" LODE_VERSION "\", \"case\": ");
    lode_json_string(&out, o->dir);
    lode_text_puts(&out, ", \"input_hash\": ");
    if (c) lode_json_string(&out, c->sha256);
    else lode_text_puts(&out, "null");
    char day[LODE_DATE_SIZE];
    int32_t until = c ? lode_case_int(c, 0, LODE_CASE_EVIDENCE, 0) : o->c.evidence_until;
    bool known = c || o->c.evidence_given;
    lode_text_printf(&out, ", \"evidence_until\": %s%s%s", known ? "\"" : "", known ? lode_date_format(until, day) : "null",
                     known ? "\"" : "");
    lode_text_printf(&out, ", \"errors\": %d, \"warnings\": %d, \"notes\": %d,\n\"problems\": ",
                     (int)d->n_error, (int)d->n_warning, (int)d->n_note);
    lode_problems_json(d, &out);
    lode_text_puts(&out, "}\n");
    bool ok = !out.failed && fputs(lode_text_str(&out), stdout) >= 0 && fflush(stdout) == 0;
    lode_text_free(&out);
    return ok;
}

static bool show_text(lode_diags *d, const options *o)
{
    if (!lode_problems_show(d, stderr, o->quiet, o->colour)) return false;
    if (o->quiet) return true;
    lode_text count = {0};
    lode_problems_count(d, &count);
    fprintf(stderr, "%s: %s\n", o->dir, lode_text_str(&count));
    lode_text_free(&count);
    return true;
}

/* What can be said of the claims before any run: mistakes in their formulas, and findings. */
static void check_claims(const lode_case *c, const lode_built *b, lode_diags *d)
{
    lode_arena scratch = {0};
    lode_claim_findings findings;
    if (b) lode_readings_free(lode_readings_new(b, d));
    if (lode_claim_findings_of(c, &scratch, &findings, d)) lode_claim_findings_report(c, &findings, d);
    else lode_diag_no_memory(d);
    lode_arena_free(&scratch);
}

int lode_cmd_check(int argc, char **argv)
{
    options o;
    int wrong = parse(argc, argv, &o);
    if (wrong) return wrong;
    lode_diags d = {0};
    lode_case *c = lode_case_read_with(o.dir, &o.c, &d);
    lode_built *b = c ? lode_build(c, &d) : NULL; /* balances show when the model is built */
    if (c) check_claims(c, b, &d);
    lode_built_free(b);
    bool shown = o.json ? show_json(&d, &o, c) : show_text(&d, &o);
    if (!shown) fputs("lodestone check: cannot show all problems\n", stderr);
    int status = c && d.n_error == 0 && shown ? 0 : 1;
    lode_case_free(c);
    lode_diags_free(&d);
    return status;
}
