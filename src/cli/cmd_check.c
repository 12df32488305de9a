/* lodestone check: report every problem of a case with its place, then supply and use of each product. */
#include "cli/cmd_check.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "case/case.h"
#include "case/schema_text.h"
#include "cli/output.h"
#include "cli/problems.h"
#include "lower/build.h"
#include "out/balance.h"
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

/* What there is of the case: balances only where it could be built. */
typedef struct checked {
    lode_case *c;
    lode_built *built;
    lode_arena arena;
    const lode_balance *balance; /* (n_product) NULL: none */
} checked;

/* One object: how many problems there are, and each of them. */
static bool show_json(lode_diags *d, const options *o, const checked *x)
{
    const lode_case *c = x->c;
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
    lode_text_puts(&out, ",\n\"balance\": ");
    if (x->balance) lode_balance_json(c, x->balance, x->built->model->n_product, &out);
    else lode_text_puts(&out, "null");
    lode_text_puts(&out, "}\n");
    bool ok = !out.failed && lode_print(lode_text_str(&out), out.length);
    lode_text_free(&out);
    return ok;
}

/* Problems on stderr; what the products come to, which is the result, on stdout. */
static bool show_text(lode_diags *d, const options *o, const checked *x)
{
    if (!lode_problems_show(d, stderr, o->quiet, o->colour)) return false;
    if (o->quiet) return true;
    lode_text count = {0}, table = {0};
    lode_problems_count(d, &count);
    fprintf(stderr, "%s: %s\n", o->dir, lode_text_str(&count));
    if (x->balance)
        lode_balance_put(x->c, x->balance, x->built->model->n_product, lode_wants_colour(stdout), &table);
    bool ok = !count.failed && !table.failed && (table.length == 0 || lode_print(lode_text_str(&table), table.length));
    lode_text_free(&count);
    lode_text_free(&table);
    return ok;
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
    checked x = {.c = lode_case_read_with(o.dir, &o.c, &d)};
    if (x.c) x.built = lode_build(x.c, &d); /* balances show when the model is built */
    if (x.c) check_claims(x.c, x.built, &d);
    if (x.built) x.balance = lode_balances(x.built, &x.arena);
    if (x.built && !x.balance) lode_diag_no_memory(&d);
    bool shown = o.json ? show_json(&d, &o, &x) : show_text(&d, &o, &x);
    if (!shown) fputs("lodestone check: cannot show all problems\n", stderr);
    int status = x.c && d.n_error == 0 && shown ? 0 : 1;
    lode_arena_free(&x.arena);
    lode_built_free(x.built);
    lode_case_free(x.c);
    lode_diags_free(&d);
    return status;
}
