/* lodestone eval: one formula on one run that is given as a table. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/files.h"
#include "claims/trace.h"
#include "cli/options.h"
#include "cli/output.h"
#include "out/decimal.h"
#include "out/json.h"

enum { MOST_MEMORY = 512, MB = 1024 * 1024 };

/* An evaluation and what it came to. */
typedef struct answer {
    const char *text; /* of the formula */
    const char *path;
    lode_file file;
    lode_trace trace;
    lode_formula *formula;
    bool closed;
    lode_eval_frame frame;
    void *memory;
    lode_eval_value value, scaled;
    lode_witness witness;
} answer;

/* --- reading and evaluating ---------------------------------------------------------------- */

/* Excerpts come from the formula and from the trace. */
static const char *contents(void *user, const char *file, size_t *length)
{
    const answer *a = user;
    bool formula = strcmp(file, a->path) != 0;
    size_t mark =
        !formula && a->file.length >= 3 && memcmp(a->file.data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    *length = formula ? strlen(a->text) : a->file.length - mark;
    return formula ? a->text : a->file.data ? a->file.data + mark : NULL;
}

static bool read_all(answer *a, lode_diags *diags)
{
    enum { LARGEST = 256 * MB };
    lode_text why = {0};
    bool ok = lode_file_read(&a->file, a->path, LARGEST, &why);
    if (!ok)
        lode_diag_add(diags, LODE_DIAG_FILE_UNREADABLE, (lode_place){0}, NULL, lode_text_str(&why));
    lode_text_free(&why);
    if (!ok || !lode_trace_read(&a->trace, a->file.data, a->file.length, a->path, diags))
        return false;
    const lode_trace *t = &a->trace;
    lode_claim_env env = {.signal = t->signal,
                          .n_signal = t->n_signal,
                          .start = t->start,
                          .no_dates = t->no_dates};
    env.origin = (lode_place){"formula", 1, 1, 0};
    a->formula = lode_formula_new(a->text, strlen(a->text), &env, diags);
    if (!a->formula || a->formula->n_over == 0) return a->formula != NULL;
    lode_diag_add(diags, LODE_DIAG_EVAL_DRAWS, env.origin,
                  "evaluate what stands inside P, E or quantile");
    return false;
}

static bool evaluate(answer *a, bool scaled, lode_diags *diags)
{
    const lode_program *p = &a->formula->main;
    size_t bytes = lode_eval_bytes(p, a->trace.n_day, a->closed);
    if (bytes / MB >= MOST_MEMORY) {
        lode_place place = {"formula", 1, 1, 0};
        lode_diag_add(diags, LODE_DIAG_EVAL_LARGE, place, NULL, (long long)(bytes / MB),
                      MOST_MEMORY);
        return false;
    }
    free(a->memory);
    a->memory = malloc(bytes);
    if (!a->memory) {
        lode_diag_no_memory(diags);
        return false;
    }
    lode_eval_run run = {.signal = (const double *const *)a->trace.value,
                         .base = (const double *const *)a->trace.base,
                         .n_day = a->trace.n_day,
                         .closed = a->closed,
                         .scaled = scaled};
    lode_eval(p, &run, a->memory, &a->frame);
    return true;
}

/* First with margins divided by their scales, where units are mixed, then as they are. */
static bool work(answer *a, lode_diags *diags)
{
    if (!read_all(a, diags)) return false;
    const lode_program *p = &a->formula->main;
    a->witness = (lode_witness){.code = -1, .day = -1};
    if (a->formula->mixed) {
        if (!evaluate(a, true, diags)) return false;
        a->scaled = lode_eval_at(p, &a->frame, 0);
        a->witness = lode_eval_witness(p, &a->frame, 0);
    }
    if (!evaluate(a, false, diags)) return false;
    a->value = lode_eval_at(p, &a->frame, 0);
    if (!a->formula->mixed) a->witness = lode_eval_witness(p, &a->frame, 0);
    return true;
}

/* --- values as text ------------------------------------------------------------------------ */

/* A number, a date or a duration; dates count from the first day. */
static void put_value(const answer *a, double x, bool date, lode_text *out)
{
    char number[LODE_DECIMAL_SIZE], day[LODE_DATE_SIZE];
    if (date && x == INFINITY) lode_text_puts(out, "never");
    else if (date && x == -INFINITY) lode_text_puts(out, "never before");
    else if (isinf(x)) lode_text_puts(out, x > 0 ? "inf" : "-inf");
    else if (date && !a->trace.no_dates && fabs(x) < 1e7)
        lode_text_puts(out, lode_date_format(a->trace.start + (int32_t)floor(x), day));
    else {
        lode_decimal(x, number);
        lode_text_printf(out, "%s%s", date ? "day " : "", number);
    }
}

static void put_unit(const answer *a, const lode_unit *unit, lode_text *out)
{
    if (unit->n == 0) return;
    lode_text_putc(out, ' ');
    lode_unit_text(&a->formula->units, unit, out);
}

static void put_range(const answer *a, double lo, double hi, bool date, const lode_unit *unit,
                      lode_text *out)
{
    put_value(a, lo, date, out);
    if (lo != hi) {
        lode_text_puts(out, " .. ");
        put_value(a, hi, date, out);
    }
    if (!date) put_unit(a, unit, out);
}

static const char *truth_name(lode_truth t)
{
    return t == LODE_TRUE ? "true" : t == LODE_FALSE ? "false" : "undecided";
}

/* A value in the witness: what stood on one side of its comparison that day. */
static lode_interval side_of(const answer *a, bool right)
{
    const lode_instruction *i = &a->formula->main.code[a->witness.code];
    const lode_register *r = &a->frame.reg[right != (i->to == 1) ? i->b : i->a];
    int32_t t = r->n == 1 ? 0 : a->witness.day;
    return (lode_interval){r->lo[t], r->hi[t]};
}

/* Whether the witness is a comparison, and its atom; NULL: a signal, or none. */
static const lode_atom *witness_atom(const answer *a)
{
    int32_t code = a->witness.code;
    int32_t atom = code >= 0 ? a->formula->main.code[code].atom : -1;
    return atom >= 0 ? &a->formula->atom[atom] : NULL;
}

/* Whether the witness holds for one day rather than for the whole run. */
static bool has_day(const answer *a)
{
    return a->witness.code >= 0 && a->formula->main.code[a->witness.code].daily;
}

static void put_witness(const answer *a, lode_text *out)
{
    const lode_atom *atom = witness_atom(a);
    if (!atom) return;
    const lode_register *r = &a->frame.reg[a->witness.code];
    int32_t t = r->n == 1 ? 0 : a->witness.day;
    lode_interval left = side_of(a, false), right = side_of(a, true);
    lode_text_puts(out, "because     ");
    lode_formula_atom_text(a->formula, a->formula->main.code[a->witness.code].atom, out);
    if (has_day(a)) {
        lode_text_puts(out, " on ");
        put_value(a, a->witness.day, true, out);
        if (a->witness.day >= a->trace.n_day) lode_text_puts(out, ", after the trace");
    }
    lode_text_puts(out, ": ");
    put_range(a, left.lo, left.hi, atom->date, &atom->unit, out);
    lode_text_puts(out, " against ");
    put_range(a, right.lo, right.hi, atom->date, &atom->unit, out);
    lode_text_puts(out, ", margin ");
    put_range(a, r->lo[t], r->hi[t], false, &atom->unit, out);
    lode_text_putc(out, '\n');
}

static void put_text(const answer *a, lode_text *out)
{
    const lode_claim_type *type = &a->formula->type;
    if (type->kind != LODE_CLAIM_TRUTH) {
        put_range(a, a->value.lo, a->value.hi, type->kind == LODE_CLAIM_DATE, &type->unit, out);
        lode_text_putc(out, '\n');
        return;
    }
    const lode_unit unit = a->formula->margin;
    lode_text_printf(out, "%s\nrobustness  ", truth_name(a->value.truth));
    if (a->formula->mixed) put_range(a, a->scaled.lo, a->scaled.hi, false, &unit, out);
    else put_range(a, a->value.lo, a->value.hi, false, &unit, out);
    if (a->formula->mixed) {
        lode_text_puts(out, " of its scale (in mixed units: ");
        put_range(a, a->value.lo, a->value.hi, false, &unit, out);
        lode_text_putc(out, ')');
    }
    lode_text_putc(out, '\n');
    put_witness(a, out);
}

/* --- JSON ---------------------------------------------------------------------------------- */

/* A number; "inf" and "-inf" where it is not finite. */
static void json_bound(lode_json *j, const char *key, double x)
{
    if (isinf(x)) lode_json_text(j, key, x > 0 ? "inf" : "-inf");
    else lode_json_number(j, key, x);
}

static void json_range(lode_json *j, const char *key, double lo, double hi)
{
    lode_json_open_line(j, key, '[');
    json_bound(j, NULL, lo);
    json_bound(j, NULL, hi);
    lode_json_close(j);
}

static void json_unit(const answer *a, lode_json *j, const lode_unit *unit)
{
    lode_text text = {0};
    lode_unit_text(&a->formula->units, unit, &text);
    lode_json_text(j, "unit", lode_text_str(&text));
    lode_text_free(&text);
}

static void json_date(const answer *a, lode_json *j, const char *key, double day)
{
    if (a->trace.no_dates || !(fabs(day) < 1e7)) lode_json_text(j, key, NULL);
    else lode_json_date(j, key, a->trace.start + (int32_t)floor(day));
}

static void json_witness(const answer *a, lode_json *j)
{
    const lode_atom *atom = witness_atom(a);
    if (!atom) {
        lode_json_text(j, "witness", NULL);
        return;
    }
    const lode_register *r = &a->frame.reg[a->witness.code];
    int32_t t = r->n == 1 ? 0 : a->witness.day;
    lode_interval left = side_of(a, false), right = side_of(a, true);
    lode_text text = {0};
    lode_formula_atom_text(a->formula, a->formula->main.code[a->witness.code].atom, &text);
    lode_json_open(j, "witness", '{');
    lode_json_text(j, "atom", lode_text_str(&text));
    lode_text_free(&text);
    if (has_day(a)) {
        lode_json_integer(j, "day", a->witness.day);
        json_date(a, j, "date", a->witness.day);
    }
    json_range(j, "left", left.lo, left.hi);
    json_range(j, "right", right.lo, right.hi);
    json_range(j, "margin", r->lo[t], r->hi[t]);
    json_unit(a, j, &atom->unit);
    lode_json_close(j);
}

static void put_json(const answer *a, lode_text *out)
{
    const lode_claim_type *type = &a->formula->type;
    bool truth = type->kind == LODE_CLAIM_TRUTH, date = type->kind == LODE_CLAIM_DATE;
    lode_json j = {.out = out};
    lode_unit unit = truth ? a->formula->margin : date ? lode_unit_day() : type->unit;
    lode_json_open(&j, NULL, '{');
    lode_json_integer(&j, "schema_version", 1);
    lode_json_text(&j, "version", LODE_VERSION);
    lode_json_text(&j, "formula", a->text);
    lode_json_text(&j, "reading", a->closed ? "closed" : "open");
    lode_json_integer(&j, "days", a->trace.n_day);
    lode_json_text(&j, "kind", truth ? "truth" : date ? "date" : "number");
    if (truth && a->value.truth == LODE_UNDECIDED) lode_json_text(&j, "truth", NULL);
    else if (truth) lode_json_bool(&j, "truth", a->value.truth == LODE_TRUE);
    json_range(&j, truth ? "robustness" : "value", a->value.lo, a->value.hi);
    if (date) {
        lode_json_open_line(&j, "dates", '[');
        json_date(a, &j, NULL, a->value.lo);
        json_date(a, &j, NULL, a->value.hi);
        lode_json_close(&j);
    }
    if (truth && a->formula->mixed) {
        lode_json_text(&j, "unit", NULL);
        json_range(&j, "scaled", a->scaled.lo, a->scaled.hi);
    } else json_unit(a, &j, &unit);
    if (truth) json_witness(a, &j);
    lode_json_close(&j);
}

/* --- the command --------------------------------------------------------------------------- */

int lode_cmd_eval(const lode_cli *cli)
{
    answer a = {.text = cli->operand[0], .path = cli->operand[1], .closed = cli->closed};
    lode_diags diags = {0};
    lode_text out = {0};
    bool ok = work(&a, &diags);
    if (ok && cli->json) put_json(&a, &out);
    else if (ok) put_text(&a, &out);
    if (ok && out.failed) lode_diag_no_memory(&diags);
    if (diags.n_item > 0 || diags.out_of_memory) {
        const lode_sources sources = {contents, &a};
        lode_diags_sort(&diags);
        char *text = lode_diags_text(&diags, &sources, lode_cli_colour(cli, stderr));
        fputs(text ? text : "lodestone: out of memory\n", stderr);
        free(text);
    }
    ok = ok && !out.failed && lode_print(lode_text_str(&out), out.length);
    lode_text_free(&out);
    lode_diags_free(&diags);
    lode_formula_free(a.formula);
    lode_trace_free(&a.trace);
    lode_file_free(&a.file);
    free(a.memory);
    return ok ? 0 : 1;
}
