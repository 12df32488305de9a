/* What later evidence changes, as one screen of text and as JSON. */
#include "out/evidence.h"

#include <string.h>

#include "base/date.h"
#include "out/decimal.h"
#include "out/inner.h"
#include "out/json.h"
#include "out/screen.h"

enum { AT_KNOWN = 20, AT_KEY = 31, AT_GRADE = 58, AT_SHORTFALL = 40, AT_LOWEST = 79, ROWS = 10, STOPS = 14, LOSSES = 8 };

static const char *never(const lode_run_out *o, int32_t date, char out[LODE_DATE_SIZE])
{
    if (!o || date == LODE_NEVER) return "never";
    return lode_date_format(date, out);
}


/* --- text ----------------------------------------------------------------------------------- */

static void put_row(const lode_evidence *e, const lode_evidence_row *x, lode_screen *s)
{
    const lode_case *c = e->later->c;
    char place[40], d[LODE_DATE_SIZE];
    snprintf(place, sizeof place, "%s:%d", lode_out_case_file(x->table),
             (int)lode_case_place(c, x->row, (lode_column_id)x->column).line);
    lode_screen_to(s, 2);
    lode_screen_put(s, LODE_INK_PLAIN, AT_KNOWN - 1, place);
    lode_screen_to(s, AT_KNOWN);
    lode_screen_put(s, LODE_INK_PLAIN, 0, lode_date_format(x->known, d));
    lode_screen_to(s, AT_KEY);
    lode_screen_put(s, LODE_INK_PLAIN, AT_GRADE - 1, lode_case_key(c, (lode_table_id)x->table, x->row));
    lode_screen_to(s, AT_GRADE);
    lode_screen_put(s, LODE_INK_PLAIN, 0, lode_out_grade(x->grade));
    lode_screen_to(s, AT_GRADE + 2);
    if (x->source >= 0) lode_screen_put(s, LODE_INK_PLAIN, 0, lode_case_text(c, x->source, LODE_SOURCES_TITLE));
    lode_screen_end(s);
}

static void put_more(int32_t n, int32_t shown, const char *what, lode_screen *s)
{
    if (n <= shown) return;
    lode_screen_to(s, 2);
    lode_screen_printf(s, LODE_INK_FAINT, "and %d more %s; all of them: --json", n - shown, what);
    lode_screen_end(s);
}

static void put_rows(const lode_evidence *e, lode_screen *s)
{
    if (e->n_row == 0) return;
    lode_screen_printf(s, LODE_INK_STRONG, "%d %s", e->n_row, e->n_row == 1 ? "ROW COMES IN" : "ROWS COME IN");
    lode_screen_to(s, AT_KNOWN);
    lode_screen_put(s, LODE_INK_STRONG, 0, "known since");
    lode_screen_to(s, AT_GRADE + 2);
    lode_screen_put(s, LODE_INK_STRONG, 0, "source");
    lode_screen_end(s);
    for (int32_t i = 0; i < e->n_row && i < ROWS; i++) put_row(e, &e->row[i], s);
    put_more(e->n_row, ROWS, "rows", s);
}

/* "17 %", with more digits where `other` would look the same. */
static const char *lowest(const lode_run_out *o, const lode_run_out *other, char out[LODE_DECIMAL_SIZE])
{
    char same[LODE_DECIMAL_SIZE];
    if (!o) return "-";
    lode_humane_share(o->trough.p50, out);
    if (other && o->trough.p50 != other->trough.p50 && strcmp(out, lode_humane_share(other->trough.p50, same)) == 0)
        snprintf(out, LODE_DECIMAL_SIZE, "%.1f %%", 100 * o->trough.p50);
    return out;
}

/* A date that differs, on a line of its own. */
static void put_date(lode_screen *s, lode_ink ink, const char *what, const lode_run_out *old, int32_t x, const lode_run_out *new,
                     int32_t y)
{
    char a[LODE_DATE_SIZE], b[LODE_DATE_SIZE];
    if (x == y) return;
    lode_screen_right(s, ink, AT_SHORTFALL - 1, what);
    lode_screen_to(s, AT_SHORTFALL);
    lode_screen_printf(s, ink, "%s > %s", never(old, x, a), never(new, y, b));
    lode_screen_end(s);
}

static void put_stop(const lode_evidence_stop *x, lode_screen *s)
{
    char a[LODE_DATE_SIZE], b[LODE_DATE_SIZE], p[LODE_DECIMAL_SIZE], q[LODE_DECIMAL_SIZE], line[96];
    const lode_run_out *old = x->strict, *new = x->later;
    snprintf(line, sizeof line, "%.40s: %.40s %.10s", x->scenario, x->product, x->actor);
    lode_screen_to(s, 2);
    lode_screen_put(s, LODE_INK_PLAIN, AT_SHORTFALL - 1, line);
    lode_screen_to(s, AT_SHORTFALL);
    lode_screen_printf(s, LODE_INK_PLAIN, "%s > %s", never(old, old ? old->first_shortfall.p50 : 0, a),
                       never(new, new ? new->first_shortfall.p50 : 0, b));
    snprintf(line, sizeof line, "%s > %s", lowest(old, new, p), lowest(new, old, q));
    lode_screen_right(s, LODE_INK_PLAIN, AT_LOWEST, line);
    lode_screen_end(s);
    put_date(s, LODE_INK_ALARM, "halt", old, old ? old->halt.p50 : LODE_NEVER, new, new ? new->halt.p50 : LODE_NEVER);
    if (old && new) put_date(s, LODE_INK_PLAIN, "recovered", old, old->recovered.p50, new, new->recovered.p50);
}

/* By how much, in percent: what is printed of the two may look the same. */
static void put_change(const lode_evidence_loss *x, lode_screen *s)
{
    char change[LODE_DECIMAL_SIZE];
    double size = x->strict < 0 ? -x->strict : x->strict;
    if (size > 0) snprintf(change, sizeof change, "%+.1f %%", 100 * (x->later - x->strict) / size);
    lode_screen_right(s, LODE_INK_PLAIN, AT_LOWEST, size > 0 ? change : "from nothing");
}

static void put_changes(const lode_evidence *e, lode_screen *s)
{
    char a[LODE_DECIMAL_SIZE], b[LODE_DECIMAL_SIZE];
    lode_screen_put(s, LODE_INK_STRONG, 0, "WHAT THEY CHANGE");
    lode_screen_to(s, AT_SHORTFALL);
    lode_screen_put(s, LODE_INK_STRONG, 0, "shortfall: strict > later");
    lode_screen_right(s, LODE_INK_STRONG, AT_LOWEST, "lowest");
    lode_screen_end(s);
    int end = s->n_line + STOPS;
    int32_t shown = 0;
    for (; shown < e->n_stop && s->n_line < end; shown++) put_stop(&e->stop[shown], s);
    put_more(e->n_stop, shown, "outputs", s);
    if (e->n_stop == 0) {
        lode_screen_put(s, LODE_INK_PLAIN, 0, "  No shortfall differs.");
        lode_screen_end(s);
    }
    lode_screen_end(s);
    lode_screen_put(s, LODE_INK_STRONG, 0, "MEAN LOSS PER DAY, USD");
    lode_screen_to(s, AT_SHORTFALL);
    lode_screen_put(s, LODE_INK_STRONG, 0, "strict > later");
    lode_screen_right(s, LODE_INK_STRONG, AT_LOWEST, "change");
    lode_screen_end(s);
    for (int32_t i = 0; i < e->n_loss && i < LOSSES; i++) {
        lode_screen_to(s, 2);
        lode_screen_printf(s, LODE_INK_PLAIN, "%.30s: %.10s", e->loss[i].scenario, e->loss[i].actor);
        lode_screen_to(s, AT_SHORTFALL);
        lode_screen_printf(s, LODE_INK_PLAIN, "%s > %s", lode_humane(e->loss[i].strict, a),
                           lode_humane(e->loss[i].later, b));
        put_change(&e->loss[i], s);
        lode_screen_end(s);
    }
    put_more(e->n_loss, LOSSES, "losses", s);
    if (e->n_loss > 0) return;
    lode_screen_put(s, LODE_INK_PLAIN, 0, "  No loss differs by more than 0.5 %.");
    lode_screen_end(s);
}

void lode_evidence_put(const lode_evidence *e, bool colour, lode_text *out)
{
    lode_screen s = {.out = out, .width = LODE_ANSWER_COLUMNS, .colour = colour};
    char a[LODE_DATE_SIZE], b[LODE_DATE_SIZE], hash[LODE_SHA256_HEX], old[LODE_SHA256_HEX];
    lode_screen_put(&s, LODE_INK_STRONG, 0, lode_out_title(e->later));
    lode_screen_end(&s);
    bool all = lode_out_evidence(e->later) == lode_date_of(9999, 12, 31);
    lode_screen_printf(&s, LODE_INK_PLAIN, "Strict: known on %s (as_of). Later: %s%s. Central values.",
                       lode_date_format(lode_out_evidence(e->strict), a), all ? "all there is" : "until ",
                       all ? "" : lode_date_format(lode_out_evidence(e->later), b));
    lode_screen_end(&s);
    lode_screen_end(&s);
    put_rows(e, &s);
    if (e->n_row > 0) lode_screen_end(&s);
    if (e->n_row > 0) put_changes(e, &s);
    if (e->n_row == 0)
        lode_screen_put(&s, LODE_INK_PLAIN, 0, "Nothing in the case became known in between: both runs are the same.");
    lode_screen_end(&s);
    if (e->n_row == 0) lode_screen_end(&s);
    lode_out_input_hash(e->strict, old);
    lode_out_input_hash(e->later, hash);
    lode_screen_printf(&s, LODE_INK_PLAIN, "Lodestone %s, case %s, input %.12s > %.12s.", LODE_VERSION, e->later->c->id,
                       old, hash);
    lode_screen_end(&s);
}

/* --- JSON ----------------------------------------------------------------------------------- */

static void json_row(lode_json *j, const lode_evidence *e, const lode_evidence_row *x)
{
    const lode_case *c = e->later->c;
    char place[40];
    snprintf(place, sizeof place, "%s:%d", lode_out_case_file(x->table),
             (int)lode_case_place(c, x->row, (lode_column_id)x->column).line);
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "place", place);
    lode_json_text(j, "table", lode_schema_table((lode_table_id)x->table)->name);
    lode_json_text(j, "key", lode_case_key(c, (lode_table_id)x->table, x->row));
    lode_json_date(j, "known_since", x->known);
    lode_json_text(j, "grade", x->grade >= 0 ? lode_out_grade(x->grade) : NULL);
    lode_json_text(j, "source", x->source >= 0 ? lode_case_key(c, LODE_T_SOURCES, x->source) : NULL);
    lode_json_close(j);
}

static void json_run_out(lode_json *j, const char *key, const lode_run_out *o)
{
    if (!o) {
        lode_json_text(j, key, NULL);
        return;
    }
    int32_t date[] = {o->first_shortfall.p50, o->halt.p50, o->recovered.p50};
    static const char *const name[] = {"first_shortfall", "halt", "recovered"};
    lode_json_open_line(j, key, '{');
    for (int i = 0; i < 3; i++) {
        if (date[i] == LODE_NEVER) lode_json_text(j, name[i], NULL);
        else lode_json_date(j, name[i], date[i]);
    }
    lode_json_number(j, "trough", o->trough.p50);
    lode_json_close(j);
}

static void json_head(lode_json *j, const lode_evidence *e)
{
    char hash[LODE_SHA256_HEX];
    const lode_study_options *o = &e->later->options;
    lode_out_input_hash(e->later, hash);
    lode_json_integer(j, "schema_version", 1);
    lode_json_text(j, "version", LODE_VERSION);
    lode_json_text(j, "case", e->later->c->id);
    lode_json_text(j, "input_hash", hash);
    lode_out_input_hash(e->strict, hash);
    lode_json_text(j, "strict_input_hash", hash);
    lode_json_integer(j, "seed", (int64_t)o->seed);
    lode_json_integer(j, "step_days", e->later->step_days);
    lode_json_open(j, "set", '[');
    for (int32_t i = 0; i < o->n_set; i++) lode_json_text(j, NULL, o->set[i]);
    lode_json_close(j);
    lode_json_date(j, "strict_until", lode_out_evidence(e->strict));
    lode_json_date(j, "later_until", lode_out_evidence(e->later));
}

void lode_evidence_json(const lode_evidence *e, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    json_head(&j, e);
    lode_json_open(&j, "rows", '[');
    for (int32_t i = 0; i < e->n_row; i++) json_row(&j, e, &e->row[i]);
    lode_json_close(&j);
    lode_json_open(&j, "run_out", '[');
    for (int32_t i = 0; i < e->n_stop; i++) {
        lode_json_open(&j, NULL, '{');
        lode_json_text(&j, "scenario", e->stop[i].scenario);
        lode_json_text(&j, "actor", e->stop[i].actor);
        lode_json_text(&j, "product", e->stop[i].product);
        json_run_out(&j, "strict", e->stop[i].strict);
        json_run_out(&j, "later", e->stop[i].later);
        lode_json_close(&j);
    }
    lode_json_close(&j);
    lode_json_open(&j, "loss", '[');
    for (int32_t i = 0; i < e->n_loss; i++) {
        lode_json_open(&j, NULL, '{');
        lode_json_text(&j, "scenario", e->loss[i].scenario);
        lode_json_text(&j, "actor", e->loss[i].actor);
        lode_json_number(&j, "strict_mean_usd_per_day", e->loss[i].strict);
        lode_json_number(&j, "later_mean_usd_per_day", e->loss[i].later);
        lode_json_close(&j);
    }
    lode_json_close(&j);
    lode_json_close(&j);
}
