/* A comparison as text for a terminal, and as JSON. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "compare/compare.h"
#include "out/decimal.h"
#include "out/json.h"
#include "out/screen.h"

enum { STOPS_MOST = 12, LOSSES_MOST = 6, INPUTS_MOST = 20, AT_A = 32, AT_B = 48, AT_C = 64, WIDTH = 80 };

/* --- text ------------------------------------------------------------------------------------------- */

static const char *member(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static void put_side(lode_screen *s, const lode_comparison *c, int k)
{
    const lode_side *side = c->side[k];
    const json_t *of = json_object_get(side->summary, "case");
    lode_screen_printf(s, LODE_INK_STRONG, "%c  ", k == 0 ? 'A' : 'B');
    lode_screen_put(s, LODE_INK_STRONG, 0, side->label);
    lode_screen_end(s);
    lode_screen_printf(s, LODE_INK_PLAIN, "   %s", member(of, "title"));
    lode_screen_end(s);
    lode_screen_printf(s, LODE_INK_FAINT, "   as of %s, %lld %s, seed %lld, input %.12s", member(of, "as_of"),
                       (long long)json_integer_value(json_object_get(side->summary, "draws")),
                       json_integer_value(json_object_get(side->summary, "draws")) == 1 ? "draw" : "draws",
                       (long long)json_integer_value(json_object_get(side->summary, "seed")), member(side->summary, "input_hash"));
    lode_screen_end(s);
}

/* "ban", or "ban | ban-refinery". */
static void put_names(lode_screen *s, const lode_cmp_pair *p)
{
    lode_screen_put(s, LODE_INK_STRONG, 0, p->scenario[0]);
    if (strcmp(p->scenario[0], p->scenario[1]) != 0) lode_screen_printf(s, LODE_INK_STRONG, " (A), %s (B)", p->scenario[1]);
    lode_screen_end(s);
}

/* Halt if there is one, else the shortfall: "halt 2026-03-01", "short 2026-03-01". */
static void put_event(lode_screen *s, int end, const lode_cmp_stop *x, int k)
{
    char text[40] = "-";
    if (x->halt[k].p50) snprintf(text, sizeof text, "halt %.10s", x->halt[k].p50);
    else if (x->shortfall[k].p50) snprintf(text, sizeof text, "short %.10s", x->shortfall[k].p50);
    else if (x->shortfall[k].set && x->shortfall[k].p_never < 1)
        snprintf(text, sizeof text, "in %.0f %%", 100 * (1 - x->shortfall[k].p_never));
    lode_screen_right(s, k == 0 ? LODE_INK_PLAIN : lode_cmp_differs(x) ? LODE_INK_STRONG : LODE_INK_PLAIN, end, text);
}

static void put_stops(lode_screen *s, const lode_cmp_pair *p)
{
    int32_t shown = 0, differ = 0;
    put_names(s, p);
    for (int32_t i = 0; i < p->n_stop; i++) differ += lode_cmp_differs(&p->stop[i]);
    for (int32_t i = 0; i < p->n_stop && shown < STOPS_MOST; i++) {
        const lode_cmp_stop *x = &p->stop[i];
        /* where some differ, only those */
        if (differ > 0 && !lode_cmp_differs(x)) continue;
        char room[LODE_DECIMAL_SIZE];
        lode_screen_printf(s, LODE_INK_PLAIN, "  %.20s %.8s", x->product, x->actor);
        put_event(s, AT_B - 1, x, 0);
        put_event(s, AT_C, x, 1);
        for (int k = 0; k < 2; k++)
            lode_screen_right(s, LODE_INK_PLAIN, AT_C + 8 * (k + 1),
                              x->trough[k].set ? lode_humane_share(x->trough[k].p50, room) : "-");
        lode_screen_end(s);
        shown++;
    }
    int32_t alike = p->n_stop - differ, more = (differ > 0 ? differ : p->n_stop) - shown;
    if (p->n_stop == 0) lode_screen_put(s, LODE_INK_FAINT, 0, "  nothing falls short in either");
    else if (differ == 0) lode_screen_printf(s, LODE_INK_FAINT, "  the same in both: %d %s", p->n_stop, p->n_stop == 1 ? "output" : "outputs");
    else if (alike > 0) lode_screen_printf(s, LODE_INK_FAINT, "  %d more %s the same in both", alike, alike == 1 ? "is" : "are");
    if (more > 0) lode_screen_printf(s, LODE_INK_FAINT, "; %d not shown", more);
    if (s->column > 0) lode_screen_end(s);
}

static void put_money(lode_screen *s, int end, const lode_cmp_value *v)
{
    char room[LODE_DECIMAL_SIZE];
    lode_screen_right(s, LODE_INK_PLAIN, end, v->set ? lode_humane(v->p50, room) : "-");
}

static void put_losses(lode_screen *s, const lode_cmp_pair *p)
{
    put_names(s, p);
    for (int32_t i = 0; i < p->n_loss && i < LOSSES_MOST; i++) {
        const lode_cmp_loss *l = &p->loss[i];
        lode_cmp_value rise = {l->mean[0].set && l->mean[1].set, 0, l->mean[1].p50 - l->mean[0].p50, 0};
        lode_screen_printf(s, LODE_INK_PLAIN, "  %.28s", l->actor);
        put_money(s, AT_B - 1, &l->mean[0]);
        put_money(s, AT_C, &l->mean[1]);
        put_money(s, WIDTH, &rise);
        lode_screen_end(s);
    }
    if (p->n_loss > LOSSES_MOST) {
        lode_screen_printf(s, LODE_INK_FAINT, "  %d more actors", p->n_loss - LOSSES_MOST);
        lode_screen_end(s);
    }
}

static void put_verdicts(lode_screen *s, const lode_comparison *c)
{
    int32_t differ = 0, both = 0;
    for (int32_t i = 0; i < c->n_verdict; i++) {
        differ += c->verdict[i].differs;
        both += c->verdict[i].both;
    }
    if (c->n_verdict == 0) return;
    lode_screen_end(s);
    lode_screen_printf(s, LODE_INK_STRONG, "VERDICTS THAT DIFFER: %d of %d that both have", differ, both);
    lode_screen_end(s);
    for (int32_t i = 0; i < c->n_verdict; i++) {
        const lode_cmp_verdict *v = &c->verdict[i];
        if (!v->differs) continue;
        lode_screen_printf(s, LODE_INK_PLAIN, "  %.28s", v->id);
        for (int k = 0; k < 2; k++) {
            char text[40] = "-";
            if (v->verdict[k] && v->share[k].set) snprintf(text, sizeof text, "%.14s %.2f", v->verdict[k], v->share[k].p50);
            else if (v->verdict[k]) snprintf(text, sizeof text, "%.20s", v->verdict[k]);
            lode_screen_right(s, LODE_INK_PLAIN, k == 0 ? AT_B + 4 : AT_C + 10, text);
        }
        lode_screen_end(s);
    }
}

static void put_inputs(lode_screen *s, const lode_comparison *c)
{
    lode_screen_end(s);
    lode_screen_printf(s, LODE_INK_STRONG, "INPUTS THAT DIFFER: %d; in both: %d", c->n_input, c->n_shared);
    lode_screen_end(s);
    for (int32_t i = 0; i < c->n_input && i < INPUTS_MOST; i++) {
        const lode_side_input *const *x = c->input[i].input;
        lode_screen_printf(s, LODE_INK_PLAIN, "  %s", (x[0] ? x[0] : x[1])->name);
        lode_screen_end(s);
        for (int k = 0; k < 2; k++) {
            if (!x[k]) lode_screen_printf(s, LODE_INK_PLAIN, "    %c  is not there", 'A' + k);
            else lode_screen_printf(s, LODE_INK_PLAIN, "    %c  %s %s  %s %s", 'A' + k, x[k]->value, x[k]->unit, x[k]->grade, x[k]->source);
            lode_screen_end(s);
        }
    }
    if (c->n_input > INPUTS_MOST) {
        lode_screen_printf(s, LODE_INK_FAINT, "  %d more: --json, or -o DIR", c->n_input - INPUTS_MOST);
        lode_screen_end(s);
    }
}

static void put_only(lode_screen *s, const lode_comparison *c)
{
    for (int k = 0; k < 2; k++) {
        if (c->n_only[k] == 0) continue;
        lode_screen_printf(s, LODE_INK_FAINT, "Scenarios of %c alone:", 'A' + k);
        for (int32_t i = 0; i < c->n_only[k]; i++) lode_screen_printf(s, LODE_INK_FAINT, " %s", c->only[k][i]);
        lode_screen_end(s);
    }
}

void lode_compare_put(const lode_comparison *c, bool colour, lode_text *out)
{
    lode_screen s = {.out = out, .width = WIDTH, .colour = colour};
    put_side(&s, c, 0);
    put_side(&s, c, 1);
    for (int32_t i = 0; i < c->n_note; i++) {
        lode_screen_printf(&s, LODE_INK_ALARM, "Not alike: %s", c->note[i]);
        lode_screen_end(&s);
    }
    lode_screen_end(&s);
    lode_screen_put(&s, LODE_INK_STRONG, 0, "WHAT FALLS SHORT OR STOPS");
    lode_screen_right(&s, LODE_INK_STRONG, AT_B - 1, "A");
    lode_screen_right(&s, LODE_INK_STRONG, AT_C, "B");
    lode_screen_right(&s, LODE_INK_STRONG, AT_C + 8, "low A");
    lode_screen_right(&s, LODE_INK_STRONG, WIDTH, "low B");
    lode_screen_end(&s);
    for (int32_t i = 0; i < c->n_pair; i++) put_stops(&s, &c->pair[i]);
    lode_screen_end(&s);
    lode_screen_put(&s, LODE_INK_STRONG, 0, "LOSS PER DAY, USD, MEAN");
    lode_screen_right(&s, LODE_INK_STRONG, AT_B - 1, "A");
    lode_screen_right(&s, LODE_INK_STRONG, AT_C, "B");
    lode_screen_right(&s, LODE_INK_STRONG, WIDTH, "B - A");
    lode_screen_end(&s);
    for (int32_t i = 0; i < c->n_pair; i++) put_losses(&s, &c->pair[i]);
    put_only(&s, c);
    put_verdicts(&s, c);
    put_inputs(&s, c);
}

/* --- JSON ------------------------------------------------------------------------------------------- */

static const char *const LETTER[2] = {"a", "b"};

static void json_value(lode_json *j, const char *key, const lode_cmp_value *v)
{
    if (!v->set) {
        lode_json_text(j, key, NULL);
        return;
    }
    lode_json_open_line(j, key, '{');
    lode_json_number(j, "p05", v->p05);
    lode_json_number(j, "p50", v->p50);
    lode_json_number(j, "p95", v->p95);
    lode_json_close(j);
}

static void json_day(lode_json *j, const char *key, const lode_cmp_day *d)
{
    if (!d->set) {
        lode_json_text(j, key, NULL);
        return;
    }
    lode_json_open_line(j, key, '{');
    lode_json_text(j, "p05", d->p05);
    lode_json_text(j, "p50", d->p50);
    lode_json_text(j, "p95", d->p95);
    lode_json_number(j, "p_never", d->p_never);
    lode_json_close(j);
}

static void json_side(lode_json *j, const lode_comparison *c, int k)
{
    const lode_side *side = c->side[k];
    const json_t *of = json_object_get(side->summary, "case");
    lode_json_open(j, LETTER[k], '{');
    lode_json_text(j, "label", side->label);
    lode_json_text(j, "case", member(of, "id"));
    lode_json_text(j, "title", member(of, "title"));
    lode_json_text(j, "as_of", member(of, "as_of"));
    lode_json_text(j, "scenario", side->scenario);
    lode_json_text(j, "input_hash", member(side->summary, "input_hash"));
    lode_json_integer(j, "draws", json_integer_value(json_object_get(side->summary, "draws")));
    lode_json_integer(j, "seed", json_integer_value(json_object_get(side->summary, "seed")));
    lode_json_integer(j, "step_days", json_integer_value(json_object_get(side->summary, "step_days")));
    lode_json_open_line(j, "scenarios_alone", '[');
    for (int32_t i = 0; i < c->n_only[k]; i++) lode_json_text(j, NULL, c->only[k][i]);
    lode_json_close(j);
    lode_json_close(j);
}

static void json_stop(lode_json *j, const lode_cmp_stop *x)
{
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "actor", x->actor);
    lode_json_text(j, "product", x->product);
    lode_json_text(j, "unit", x->unit);
    lode_json_bool(j, "end_product", x->end_product);
    lode_json_bool(j, "differs", lode_cmp_differs(x));
    for (int k = 0; k < 2; k++) {
        lode_json_open(j, LETTER[k], '{');
        json_day(j, "first_shortfall", &x->shortfall[k]);
        json_day(j, "halt", &x->halt[k]);
        json_value(j, "trough", &x->trough[k]);
        json_value(j, "lost_value_usd", &x->lost_usd[k]);
        lode_json_text(j, "cause", x->cause[k]);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void json_pair(lode_json *j, const lode_cmp_pair *p)
{
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "a", p->scenario[0]);
    lode_json_text(j, "b", p->scenario[1]);
    lode_json_open(j, "run_out", '[');
    for (int32_t i = 0; i < p->n_stop; i++) json_stop(j, &p->stop[i]);
    lode_json_close(j);
    lode_json_open(j, "loss", '[');
    for (int32_t i = 0; i < p->n_loss; i++) {
        lode_json_open(j, NULL, '{');
        lode_json_text(j, "actor", p->loss[i].actor);
        for (int k = 0; k < 2; k++) {
            lode_json_open(j, LETTER[k], '{');
            json_value(j, "mean_usd_per_day", &p->loss[i].mean[k]);
            json_value(j, "peak_usd_per_day", &p->loss[i].peak[k]);
            json_value(j, "total_usd", &p->loss[i].total[k]);
            lode_json_close(j);
        }
        lode_json_close(j);
    }
    lode_json_close(j);
    lode_json_close(j);
}

static void json_verdict(lode_json *j, const lode_cmp_verdict *v)
{
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "id", v->id);
    lode_json_text(j, "scenario", v->scenario);
    lode_json_bool(j, "differs", v->differs);
    for (int k = 0; k < 2; k++) {
        if (!v->verdict[k]) {
            lode_json_text(j, LETTER[k], NULL);
            continue;
        }
        lode_json_open_line(j, LETTER[k], '{');
        lode_json_text(j, "verdict", v->verdict[k]);
        lode_json_number(j, "probability", v->share[k].set ? v->share[k].p50 : NAN);
        lode_json_number(j, "low", v->share[k].set ? v->share[k].p05 : NAN);
        lode_json_number(j, "high", v->share[k].set ? v->share[k].p95 : NAN);
        lode_json_text(j, "reason", v->reason[k]);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void json_input(lode_json *j, const lode_cmp_input *x)
{
    const lode_side_input *any = x->input[0] ? x->input[0] : x->input[1];
    lode_json_open(j, NULL, '{');
    lode_json_text(j, "name", any->name);
    lode_json_text(j, "unit", any->unit);
    for (int k = 0; k < 2; k++) {
        if (!x->input[k]) {
            lode_json_text(j, LETTER[k], NULL);
            continue;
        }
        lode_json_open_line(j, LETTER[k], '{');
        lode_json_text(j, "value", x->input[k]->value);
        lode_json_text(j, "grade", x->input[k]->grade);
        lode_json_text(j, "source", x->input[k]->source);
        lode_json_close(j);
    }
    lode_json_close(j);
}

void lode_compare_json(const lode_comparison *c, lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_json_integer(&j, "schema_version", 1);
    lode_json_text(&j, "version", LODE_VERSION);
    for (int k = 0; k < 2; k++) json_side(&j, c, k);
    lode_json_open(&j, "not_alike", '[');
    for (int32_t i = 0; i < c->n_note; i++) lode_json_text(&j, NULL, c->note[i]);
    lode_json_close(&j);
    lode_json_open(&j, "pairs", '[');
    for (int32_t i = 0; i < c->n_pair; i++) json_pair(&j, &c->pair[i]);
    lode_json_close(&j);
    lode_json_open(&j, "verdicts", '[');
    for (int32_t i = 0; i < c->n_verdict; i++) json_verdict(&j, &c->verdict[i]);
    lode_json_close(&j);
    lode_json_integer(&j, "inputs_in_both", c->n_shared);
    lode_json_open(&j, "inputs", '[');
    for (int32_t i = 0; i < c->n_input; i++) json_input(&j, &c->input[i]);
    lode_json_close(&j);
    lode_json_close(&j);
}
