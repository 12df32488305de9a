/* Why an output is short, as one screen of text: the chain, the measures, the rows behind the numbers. */
#include "out/explain.h"

#include <string.h>

#include "base/date.h"
#include "out/decimal.h"
#include "out/inner.h"
#include "out/screen.h"

enum { AT_DATE = 16, AT_BASE = 44, AT_SENT = 52, AT_QUO = 66, AT_PASS = 68, AT_ROLE = 20, AT_GRADE = 40, SUPPLIERS = 3 };

typedef struct page {
    const lode_explanation *e;
    const lode_result *r;
    lode_screen *s;
} page;

/* --- words ---------------------------------------------------------------------------------- */

const char *lode_explain_chain(lode_chain chain)
{
    static const char *const word[] = {"goes-on",   "down",         "measure", "software", "unqualified",
                                       "elsewhere", "fewer-orders", "damage",  "stock",    "before", "too-far"};
    return word[chain];
}

void lode_explain_place(const lode_result *r, const lode_explain_ref *ref, lode_text *out)
{
    bool written = ref->input < 0 || r->c->input[ref->input].given;
    lode_place place = lode_case_place(r->c, ref->row, (lode_column_id)ref->column);
    if (written) lode_text_printf(out, "%s:%d", lode_out_case_file(ref->table), (int)place.line);
    else lode_text_puts(out, "default");
}

static const char *share_of(double part, double whole, char out[LODE_DECIMAL_SIZE])
{
    if (whole > 0) return lode_humane_share(part / whole, out);
    strcpy(out, "-");
    return out;
}

/* 12.3, 0.4: days of cover. */
static const char *days(double x, char out[LODE_DECIMAL_SIZE])
{
    snprintf(out, LODE_DECIMAL_SIZE, x < 9.95 ? "%.1f" : "%.0f", x);
    return out;
}

/* A flow, which may be far below 1. */
static const char *quantity(double x, char out[LODE_DECIMAL_SIZE])
{
    if (x >= 1 || x <= 0) return lode_humane(x, out);
    snprintf(out, LODE_DECIMAL_SIZE, "%.2g", x);
    return out;
}

static const char *day(int32_t date, char out[LODE_DATE_SIZE])
{
    if (date == LODE_NEVER) strcpy(out, "not by end");
    else lode_date_format(date, out);
    return out;
}

/* --- head ----------------------------------------------------------------------------------- */

static void put_head(const page *p)
{
    const lode_explanation *e = p->e;
    const lode_case *c = p->r->c;
    char a[LODE_DECIMAL_SIZE], d[3][LODE_DATE_SIZE];
    const char *title = lode_case_text(c, e->scenario, LODE_SCENARIOS_TITLE);
    const char *against = lode_case_key(c, LODE_T_SCENARIOS, e->against);
    lode_screen_printf(p->s, LODE_INK_STRONG, "%s made in %s: %s of %s in the week around %s",
                       lode_out_product(p->r, e->asked.product), lode_out_actor(p->r, e->asked.actor),
                       lode_humane_share(e->ratio, a), against, day(e->date, d[0]));
    lode_screen_end(p->s);
    lode_screen_printf(p->s, LODE_INK_PLAIN, "Scenario %s%s%s",
                       lode_case_key(c, LODE_T_SCENARIOS, e->scenario), *title ? ": " : "", title);
    lode_screen_end(p->s);
    if (!e->run_out) return;
    const lode_run_out *o = e->run_out;
    lode_screen_printf(p->s, LODE_INK_PLAIN, "Short from %s, lowest %s ", day(o->first_shortfall.p50, d[0]),
                       lode_humane_share(o->trough.p50, a));
    if (lode_out_at_end(p->r, o->trough_date.p50, 7))
        lode_screen_put(p->s, LODE_INK_PLAIN, 0, "at the end of the period.");
    else lode_screen_printf(p->s, LODE_INK_PLAIN, "on %s; recovered: %s.", day(o->trough_date.p50, d[1]), day(o->recovered.p50, d[2]));
    lode_screen_end(p->s);
}

/* Nothing is short: say so, and what comes nearest to it. */
static void put_nearest(const page *p)
{
    const lode_explanation *e = p->e;
    char a[LODE_DECIMAL_SIZE], b[LODE_DECIMAL_SIZE], d[LODE_DATE_SIZE];
    lode_screen_printf(p->s, LODE_INK_PLAIN, "Nothing is short: never below 95 %% for 7 days in %s scenario.",
                       e->asked.scenario >= 0 ? "this" : "any");
    lode_screen_end(p->s);
    if (e->nearest_input < 0) lode_screen_put(p->s, LODE_INK_PLAIN, 0, "Its makers need no input.");
    else lode_screen_printf(p->s, LODE_INK_PLAIN, "Nearest to short: the stock of %s falls to %s of %s days on %s.",
                       lode_out_product(p->r, e->nearest_input), days(e->nearest_cover, a), days(e->nearest_target, b),
                       day(e->nearest_date, d));
    lode_screen_end(p->s);
}

/* --- stages --------------------------------------------------------------------------------- */

static void put_input(const page *p, const lode_explain_stage *s)
{
    char a[LODE_DECIMAL_SIZE], b[LODE_DECIMAL_SIZE], c[LODE_DECIMAL_SIZE];
    lode_screen_to(p->s, 3);
    lode_screen_printf(p->s, LODE_INK_PLAIN, "stock %s of %s days (%s in %s); ", days(s->cover_days, a),
                       days(s->target_days, b), days(s->quo_cover_days, c),
                       lode_case_key(p->r->c, LODE_T_SCENARIOS, p->e->against));
    lode_screen_printf(p->s, LODE_INK_PLAIN, "arrivals %s of base (%s)", share_of(s->arrived, s->need, a),
                       share_of(s->quo_arrived, s->need, b));
    lode_screen_end(p->s);
}

static void put_supplier_heads(const page *p, const lode_explain_stage *s)
{
    lode_screen_to(p->s, 3);
    lode_screen_put(p->s, LODE_INK_FAINT, 0, "from");
    lode_screen_to(p->s, AT_DATE);
    lode_screen_printf(p->s, LODE_INK_FAINT, "sent in %d days to", s->days);
    lode_screen_right(p->s, LODE_INK_FAINT, AT_BASE, "base/day");
    lode_screen_right(p->s, LODE_INK_FAINT, AT_SENT, "sent");
    lode_screen_right(p->s, LODE_INK_FAINT, AT_QUO, lode_case_key(p->r->c, LODE_T_SCENARIOS, p->e->against));
    lode_screen_to(p->s, AT_PASS);
    lode_screen_put(p->s, LODE_INK_FAINT, 0, "may pass");
    lode_screen_end(p->s);
}

static void put_supplier(const page *p, const lode_explain_stage *s, const lode_explain_supplier *x)
{
    char a[LODE_DECIMAL_SIZE], d[LODE_DATE_SIZE];
    lode_screen_to(p->s, 3);
    lode_screen_put(p->s, LODE_INK_PLAIN, AT_DATE - 1, lode_out_actor(p->r, x->actor));
    lode_screen_to(p->s, AT_DATE);
    lode_screen_put(p->s, LODE_INK_PLAIN, 0, day(x->date, d));
    char base[LODE_DECIMAL_SIZE + 24];
    snprintf(base, sizeof base, "%s %.20s", quantity(x->base, a), lode_out_unit(p->r, s->input));
    lode_screen_right(p->s, LODE_INK_PLAIN, AT_BASE, base);
    lode_screen_right(p->s, LODE_INK_PLAIN, AT_SENT, share_of(x->sent, x->base, a));
    lode_screen_right(p->s, LODE_INK_PLAIN, AT_QUO, share_of(x->quo_sent, x->base, a));
    lode_screen_to(p->s, AT_PASS);
    if (x->measure == -2) lode_screen_put(p->s, LODE_INK_PLAIN, 0, "not qualified");
    else if (x->measure == -1) lode_screen_put(p->s, LODE_INK_PLAIN, 0, "all");
    else lode_screen_put(p->s, LODE_INK_PLAIN, 0, lode_humane_share(x->passes, a));
    lode_screen_end(p->s);
}

static void put_suppliers(const page *p, const lode_explain_stage *s, int32_t most)
{
    put_supplier_heads(p, s);
    for (int32_t i = 0; i < s->n_supplier && i < most; i++) put_supplier(p, s, &s->supplier[i]);
    if (s->n_supplier <= most) return;
    lode_screen_to(p->s, 3);
    lode_screen_printf(p->s, LODE_INK_FAINT, "and %d more", s->n_supplier - most);
    lode_screen_end(p->s);
}

static void put_measure(const page *p, const lode_explain_stage *s)
{
    const lode_built *b = p->r->built;
    static const char *const kind[] = {"ban", "quota", "licence", "tariff", "software", "technology"};
    static const char *const use[] = {"any", "civil", "defence"};
    int32_t a = s->measure, row = b->measure_row[a], part = b->measure_part[a];
    bool rule = part == LODE_PART_PROCUREMENT;
    const char *title = lode_case_text(b->c, row, rule ? LODE_PROCUREMENT_TITLE : LODE_MEASURES_TITLE);
    int32_t end_use = lode_case_int(b->c, row, rule ? LODE_PROCUREMENT_END_USE : LODE_MEASURES_END_USE, 0);
    char share[LODE_DECIMAL_SIZE], d[2][LODE_DATE_SIZE];
    lode_screen_to(p->s, 3);
    lode_screen_printf(p->s, LODE_INK_ALARM, "%s: %s", lode_built_measure(b, a), title);
    lode_screen_end(p->s);
    lode_screen_to(p->s, 3);
    lode_screen_printf(p->s, LODE_INK_PLAIN, "%s%s from %s, end use %s",
                       rule ? "procurement rule" : kind[b->model->measure_kind[a]],
                       part == LODE_PART_SPILLOVER ? " (spillover)" : "",
                       day(b->start + b->model->measure_effective[a], d[0]), use[end_use]);
    if (s->chain != LODE_CHAIN_SOFTWARE)
        lode_screen_printf(p->s, LODE_INK_PLAIN, ": lets %s of base pass on %s", lode_humane_share(s->passes, share),
                           day(s->passes_date, d[1]));
    lode_screen_end(p->s);
}

/* How the chain ends, where it does not end at a measure. */
static void put_end(const page *p, const lode_explain_stage *s)
{
    const char *from = s->n_supplier > 0 ? lode_out_actor(p->r, s->supplier[0].actor) : "";
    char a[LODE_DECIMAL_SIZE], b[LODE_DECIMAL_SIZE];
    lode_screen_to(p->s, 3);
    switch (s->chain) {
    case LODE_CHAIN_UNQUALIFIED:
        lode_screen_printf(p->s, LODE_INK_PLAIN, "%s is not qualified as a supplier on that day.", from);
        break;
    case LODE_CHAIN_ELSEWHERE:
        lode_screen_printf(p->s, LODE_INK_PLAIN, "%s makes as much as before; others get it.", from);
        break;
    case LODE_CHAIN_DOWN:
    case LODE_CHAIN_FEWER_ORDERS:
        lode_screen_put(p->s, LODE_INK_PLAIN, 0, "They lack no input; less is ordered.");
        if (s->customer >= 0)
            lode_screen_printf(p->s, LODE_INK_PLAIN, " To %s goes %s of base (%s).", lode_out_actor(p->r, s->customer),
                               share_of(s->customer_sent, s->customer_base, a),
                               share_of(s->customer_quo, s->customer_base, b));
        break;
    case LODE_CHAIN_DAMAGE:
        lode_screen_printf(p->s, LODE_INK_PLAIN, "Capacity is lost: %s.",
                           lode_case_key(p->r->c, LODE_T_DAMAGES, s->damage));
        break;
    case LODE_CHAIN_STOCK:
        lode_screen_put(p->s, LODE_INK_PLAIN, 0, "Nobody sends less than before: the stock ran down earlier.");
        break;
    case LODE_CHAIN_BEFORE:
        lode_screen_put(p->s, LODE_INK_PLAIN, 0, "What is missing was to leave before the period begins.");
        break;
    default:
        lode_screen_put(p->s, LODE_INK_PLAIN, 0, "The chain goes round in a circle or on; it is not followed further.");
    }
    lode_screen_end(p->s);
}

/* Title, publisher and date, as much of them as fits. */
static void put_source(const page *p, int32_t row)
{
    const lode_case *c = p->r->c;
    const char *publisher = lode_case_text(c, row, LODE_SOURCES_PUBLISHER);
    const char *date = lode_case_text(c, row, LODE_SOURCES_DATE);
    int tail = lode_screen_columns(publisher) + lode_screen_columns(date) + 5;
    int room = LODE_ANSWER_COLUMNS - (tail < 20 ? tail : 20);
    lode_screen_put(p->s, LODE_INK_FAINT, room, lode_case_text(c, row, LODE_SOURCES_TITLE));
    lode_screen_printf(p->s, LODE_INK_FAINT, " (%s%s%s)", publisher, *publisher && *date ? ", " : "", date);
}

/* A row; `full`: its source on a line of its own. */
static void put_ref(const page *p, const lode_explain_ref *ref, bool full)
{
    const lode_case *c = p->r->c;
    lode_text place = {0};
    char value[LODE_DECIMAL_SIZE] = "", line[96];
    lode_explain_place(p->r, ref, &place);
    if (ref->input >= 0) lode_decimal(c->input[ref->input].central, value);
    const char *unit = ref->input >= 0 ? c->input[ref->input].unit : "";
    if (strncmp(unit, "unit", 4) == 0 || strcmp(unit, "-") == 0) unit = "";
    snprintf(line, sizeof line, "%s %.20s%s%.24s", ref->role, value, *unit ? " " : "", unit);
    lode_screen_to(p->s, 3);
    lode_screen_put(p->s, LODE_INK_FAINT, AT_ROLE - 1, lode_text_str(&place));
    lode_screen_to(p->s, AT_ROLE);
    lode_screen_put(p->s, LODE_INK_FAINT, AT_GRADE - 1, line);
    lode_screen_to(p->s, AT_GRADE);
    lode_screen_put(p->s, LODE_INK_FAINT, 0, lode_out_grade(ref->grade));
    lode_screen_to(p->s, AT_GRADE + 2);
    if (ref->source >= 0 && full) {
        lode_screen_end(p->s);
        lode_screen_to(p->s, 6);
    }
    if (ref->source >= 0) put_source(p, ref->source);
    lode_screen_end(p->s);
    lode_text_free(&place);
}

/* Whether all that is to be said of how the chain goes on is the measure, or the next stage. */
static bool ends_at_measure(const lode_explain_stage *s)
{
    return s->chain == LODE_CHAIN_GOES_ON || s->chain == LODE_CHAIN_MEASURE || s->chain == LODE_CHAIN_SOFTWARE;
}

/* Lines of a stage besides its suppliers and its rows. */
static int fixed_lines(const lode_explain_stage *s)
{
    return 2 + 2 * (s->input >= 0) + 2 * (s->measure >= 0) + !ends_at_measure(s);
}

/* A stage; `lines` are left for the rows that it rests on, two for each if `full`. */
static void put_stage(const page *p, int32_t i, int32_t suppliers, int32_t lines, bool full)
{
    const lode_explain_stage *s = &p->e->stage[i];
    char share[LODE_DECIMAL_SIZE], d[LODE_DATE_SIZE], short_by[LODE_DECIMAL_SIZE];
    lode_screen_printf(p->s, LODE_INK_STRONG, "%d  %s %s", i + 1, lode_out_product(p->r, s->product),
                       lode_out_actor(p->r, s->actor));
    if (s->input >= 0) lode_screen_printf(p->s, LODE_INK_STRONG, " lacks %s", lode_out_product(p->r, s->input));
    lode_screen_end(p->s);
    lode_screen_to(p->s, 3);
    lode_screen_printf(p->s, LODE_INK_PLAIN, "week around %s: makes %s of %s", day(s->date, d),
                       share_of(s->made, s->quo_made, share), lode_case_key(p->r->c, LODE_T_SCENARIOS, p->e->against));
    if (s->input >= 0)
        lode_screen_printf(p->s, LODE_INK_PLAIN, "; %s %s/day lacking", quantity(s->lacked, short_by),
                           lode_out_unit(p->r, s->product));
    lode_screen_end(p->s);
    if (s->input >= 0) {
        put_input(p, s);
        put_suppliers(p, s, suppliers);
    }
    if (!ends_at_measure(s)) put_end(p, s);
    if (s->measure >= 0) put_measure(p, s);
    for (int32_t k = 0; k < s->n_ref && k < lines; k++) put_ref(p, &s->ref[k], full);
}

/* --- why it was short before -------------------------------------------------------------- */

enum { STAGES_BEFORE = 4 };

static int lines_before(const lode_explanation *e)
{
    int32_t n = e->n_quo_stage < STAGES_BEFORE ? e->n_quo_stage : STAGES_BEFORE;
    if (n == 0) return 0;
    const lode_explain_stage *last = &e->quo_stage[e->n_quo_stage - 1];
    return 1 + n + (e->n_quo_stage > n) + 1 + (last->measure >= 0 && !ends_at_measure(last)) + (last->measure >= 0);
}

/* The chain of the scenario compared with, a line a stage, and where it ends. */
static void put_before(const page *p)
{
    const lode_explanation *e = p->e;
    const lode_explain_stage *first = e->quo_stage;
    char share[LODE_DECIMAL_SIZE];
    if (e->n_quo_stage == 0) return;
    lode_screen_printf(p->s, LODE_INK_STRONG, "ALREADY SHORT IN %s: %s %s at %s of %s", lode_case_key(p->r->c, LODE_T_SCENARIOS, e->against),
                       lode_out_product(p->r, first->product), lode_out_actor(p->r, first->actor),
                       share_of(first->made, first->quo_made, share), lode_case_key(p->r->c, LODE_T_SCENARIOS, e->quo_against));
    lode_screen_end(p->s);
    for (int32_t i = 0; i < e->n_quo_stage; i++) {
        const lode_explain_stage *s = &e->quo_stage[i];
        char d[LODE_DATE_SIZE];
        if (i >= STAGES_BEFORE) {
            lode_screen_to(p->s, 3);
            lode_screen_printf(p->s, LODE_INK_FAINT, "and %d more stages: --json", e->n_quo_stage - STAGES_BEFORE);
            lode_screen_end(p->s);
            break;
        }
        lode_screen_to(p->s, 3);
        lode_screen_printf(p->s, LODE_INK_PLAIN, "%s: %s %s", day(s->date, d), lode_out_product(p->r, s->product),
                           lode_out_actor(p->r, s->actor));
        if (s->input >= 0) lode_screen_printf(p->s, LODE_INK_PLAIN, " lacks %s", lode_out_product(p->r, s->input));
        if (s->n_supplier > 0) lode_screen_printf(p->s, LODE_INK_PLAIN, " from %s", lode_out_actor(p->r, s->supplier[0].actor));
        lode_screen_end(p->s);
    }
    const lode_explain_stage *last = &e->quo_stage[e->n_quo_stage - 1];
    if (!ends_at_measure(last)) put_end(p, last);
    if (last->measure >= 0) put_measure(p, last);
}

/* --- the whole ------------------------------------------------------------------------------ */

static void put_stages(const page *p)
{
    const lode_explanation *e = p->e;
    int32_t before = lines_before(e), stages = e->n_stage + before / 4;
    int32_t suppliers = stages > 4 ? 1 : stages > 2 ? 2 : SUPPLIERS, left = LODE_ANSWER_LINES - 8 - before;
    for (int32_t i = 0; i < e->n_stage; i++) {
        const lode_explain_stage *s = &e->stage[i];
        left -= fixed_lines(s) + (s->n_supplier <= suppliers ? s->n_supplier : suppliers + 1);
    }
    int32_t rows = left > 0 ? left / e->n_stage : 0;
    bool full = true;
    for (int32_t i = 0; i < e->n_stage; i++) full = full && 2 * e->stage[i].n_ref <= rows;
    for (int32_t i = 0; i < e->n_stage && p->s->n_line < LODE_ANSWER_LINES - 7 - before; i++)
        put_stage(p, i, suppliers, rows, full);
}

void lode_explain_put(const lode_explanation *e, bool colour, lode_text *out)
{
    lode_screen s = {.out = out, .width = LODE_ANSWER_COLUMNS, .colour = colour};
    page p = {e, e->r, &s};
    char hash[LODE_SHA256_HEX];
    put_head(&p);
    bool tells = e->run_out || e->ratio < 0.95;
    if (!tells) put_nearest(&p);
    lode_screen_end(&s);
    if (tells) put_stages(&p);
    if (tells) put_before(&p);
    if (tells) lode_screen_end(&s);
    lode_out_input_hash(e->r, hash);
    lode_screen_printf(&s, LODE_INK_PLAIN, "Central values. Lodestone %s, case %s, input %.12s.", LODE_VERSION, e->r->c->id, hash);
    lode_screen_end(&s);
}
