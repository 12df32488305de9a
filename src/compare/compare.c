/* Matching two results: scenarios, outputs, actors, readings, inputs. */
#include "compare/compare.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- reading ---------------------------------------------------------------------------------------- */

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

/* A number, or quantiles. */
static lode_cmp_value value_of(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key), *low, *mid, *high;
    if (json_is_number(v)) return (lode_cmp_value){true, json_number_value(v), json_number_value(v), json_number_value(v)};
    low = json_object_get(v, "p05");
    mid = json_object_get(v, "p50");
    high = json_object_get(v, "p95");
    if (!json_is_number(low) || !json_is_number(mid) || !json_is_number(high)) return (lode_cmp_value){0};
    return (lode_cmp_value){true, json_number_value(low), json_number_value(mid), json_number_value(high)};
}

static lode_cmp_day day_of(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    if (!json_is_object(v)) return (lode_cmp_day){0};
    return (lode_cmp_day){true, json_string_value(json_object_get(v, "p05")), json_string_value(json_object_get(v, "p50")),
                          json_string_value(json_object_get(v, "p95")), json_number_value(json_object_get(v, "p_never"))};
}

/* --- a pair of scenarios ---------------------------------------------------------------------------- */

/* What a side says of an output goes into its place in the row. */
static void take_stop(lode_cmp_stop *s, int k, const json_t *o)
{
    s->actor = text_of(o, "actor");
    s->product = text_of(o, "product");
    s->unit = text_of(o, "unit");
    s->end_product = json_is_true(json_object_get(o, "end_product"));
    s->halt[k] = day_of(o, "halt");
    s->shortfall[k] = day_of(o, "first_shortfall");
    s->trough[k] = value_of(o, "trough");
    s->lost_usd[k] = value_of(o, "lost_value_usd");
    s->cause[k] = text_of(o, "cause");
}

static int by_output(const void *left, const void *right)
{
    const lode_cmp_stop *a = left, *b = right;
    if (a->end_product != b->end_product) return a->end_product ? -1 : 1;
    int order = strcmp(a->product, b->product);
    return order ? order : strcmp(a->actor, b->actor);
}

static bool fill_stops(lode_comparison *c, lode_cmp_pair *p, const json_t *scenario[2])
{
    size_t most = 0;
    for (int k = 0; k < 2; k++) most += json_array_size(json_object_get(scenario[k], "run_out"));
    p->stop = LODE_TAKE(&c->arena, most + 1, lode_cmp_stop);
    if (!p->stop) return false;
    for (int k = 0; k < 2; k++) {
        const json_t *list = json_object_get(scenario[k], "run_out");
        int32_t n = p->n_stop;
        for (size_t i = 0; i < json_array_size(list); i++) {
            const json_t *o = json_array_get(list, i);
            int32_t at = 0;
            /* a row of the first side is looked for; one side has each output once */
            while (at < n && !(strcmp(p->stop[at].actor, text_of(o, "actor")) == 0 && strcmp(p->stop[at].product, text_of(o, "product")) == 0))
                at++;
            if (at == n) at = p->n_stop++;
            take_stop(&p->stop[at], k, o);
        }
    }
    qsort(p->stop, (size_t)p->n_stop, sizeof *p->stop, by_output);
    return true;
}

static double size_of(const lode_cmp_loss *l)
{
    return fmax(fabs(l->mean[0].p50), fabs(l->mean[1].p50));
}

static int by_size(const void *left, const void *right)
{
    const lode_cmp_loss *a = left, *b = right;
    if (size_of(a) != size_of(b)) return size_of(a) > size_of(b) ? -1 : 1;
    return strcmp(a->actor, b->actor);
}

static bool fill_losses(lode_comparison *c, lode_cmp_pair *p, const json_t *scenario[2])
{
    size_t most = 0;
    for (int k = 0; k < 2; k++) most += json_object_size(json_object_get(scenario[k], "loss"));
    p->loss = LODE_TAKE(&c->arena, most + 1, lode_cmp_loss);
    if (!p->loss) return false;
    for (int k = 0; k < 2; k++) {
        const char *actor;
        json_t *o;
        json_object_foreach(json_object_get(scenario[k], "loss"), actor, o) {
            int32_t at = 0;
            while (at < p->n_loss && strcmp(p->loss[at].actor, actor) != 0) at++;
            if (at == p->n_loss) p->loss[p->n_loss++].actor = actor;
            p->loss[at].mean[k] = value_of(o, "mean_usd_per_day");
            p->loss[at].peak[k] = value_of(o, "peak_usd_per_day");
            p->loss[at].total[k] = value_of(o, "total_usd");
        }
    }
    qsort(p->loss, (size_t)p->n_loss, sizeof *p->loss, by_size);
    return true;
}

static const json_t *scenarios_of(const lode_side *s)
{
    return json_object_get(s->summary, "scenarios");
}

/* Set two scenarios side by side. */
static bool add_pair(lode_comparison *c, const char *a, const char *b)
{
    const json_t *scenario[2] = {json_object_get(scenarios_of(c->side[0]), a), json_object_get(scenarios_of(c->side[1]), b)};
    lode_cmp_pair *p = &c->pair[c->n_pair++];
    *p = (lode_cmp_pair){.scenario = {a, b}, .against = {text_of(scenario[0], "against"), text_of(scenario[1], "against")}};
    return fill_stops(c, p, scenario) && fill_losses(c, p, scenario);
}

static bool match_scenarios(lode_comparison *c)
{
    const char *asked[2] = {c->side[0]->scenario, c->side[1]->scenario}, *id;
    json_t *ignored;
    size_t most = json_object_size(scenarios_of(c->side[0])) + json_object_size(scenarios_of(c->side[1])) + 1;
    c->pair = LODE_TAKE(&c->arena, most, lode_cmp_pair);
    for (int k = 0; k < 2; k++)
        if (!(c->only[k] = LODE_TAKE(&c->arena, most, const char *))) return false;
    if (!c->pair) return false;
    if (asked[0] || asked[1]) return add_pair(c, asked[0] ? asked[0] : asked[1], asked[1] ? asked[1] : asked[0]);
    for (int k = 0; k < 2; k++)
        json_object_foreach((json_t *)(uintptr_t)scenarios_of(c->side[k]), id, ignored) {
            bool both = json_object_get(scenarios_of(c->side[1 - k]), id) != NULL;
            if (!both) c->only[k][c->n_only[k]++] = id;
            else if (k == 0 && !add_pair(c, id, id)) return false;
        }
    return true;
}

static bool same_day(const lode_cmp_day *a, const lode_cmp_day *b)
{
    const char *x[] = {a->p05, a->p50, a->p95}, *y[] = {b->p05, b->p50, b->p95};
    for (int i = 0; i < 3; i++)
        if ((x[i] == NULL) != (y[i] == NULL) || (x[i] && strcmp(x[i], y[i]) != 0)) return false;
    return true;
}

bool lode_cmp_differs(const lode_cmp_stop *s)
{
    if (!same_day(&s->halt[0], &s->halt[1]) || !same_day(&s->shortfall[0], &s->shortfall[1])) return true;
    return s->trough[0].set != s->trough[1].set || s->trough[0].p05 != s->trough[1].p05 || s->trough[0].p50 != s->trough[1].p50 ||
           s->trough[0].p95 != s->trough[1].p95;
}

/* --- verdicts and inputs ---------------------------------------------------------------------------- */

/* Whether there is a verdict: a run of other scenarios, or of one draw, has none. */
static bool is_computed(const char *verdict)
{
    return verdict && strcmp(verdict, "not computed") != 0;
}

static bool match_verdicts(lode_comparison *c)
{
    const json_t *list[2] = {json_object_get(c->side[0]->summary, "claims"), json_object_get(c->side[1]->summary, "claims")};
    c->verdict = LODE_TAKE(&c->arena, json_array_size(list[0]) + json_array_size(list[1]) + 1, lode_cmp_verdict);
    if (!c->verdict) return false;
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < json_array_size(list[k]); i++) {
            const json_t *o = json_array_get(list[k], i), *interval = json_object_get(o, "interval");
            int32_t at = 0;
            while (at < c->n_verdict && strcmp(c->verdict[at].id, text_of(o, "id")) != 0) at++;
            lode_cmp_verdict *v = &c->verdict[at];
            if (at == c->n_verdict) c->n_verdict++;
            v->id = text_of(o, "id");
            v->scenario = text_of(o, "scenario");
            v->verdict[k] = text_of(o, "verdict");
            v->reason[k] = text_of(o, "reason");
            v->share[k] = value_of(o, "probability");
            if (json_array_size(interval) == 2) {
                v->share[k].p05 = json_number_value(json_array_get(interval, 0));
                v->share[k].p95 = json_number_value(json_array_get(interval, 1));
            }
        }
    for (int32_t i = 0; i < c->n_verdict; i++) {
        lode_cmp_verdict *v = &c->verdict[i];
        v->both = is_computed(v->verdict[0]) && is_computed(v->verdict[1]);
        v->differs = v->both && strcmp(v->verdict[0], v->verdict[1]) != 0;
    }
    return true;
}

static bool same_input(const lode_side_input *a, const lode_side_input *b)
{
    return strcmp(a->value, b->value) == 0 && strcmp(a->grade, b->grade) == 0 && strcmp(a->source, b->source) == 0 &&
           strcmp(a->unit, b->unit) == 0;
}

static bool match_inputs(lode_comparison *c)
{
    const lode_side *a = c->side[0], *b = c->side[1];
    int32_t i = 0, k = 0;
    c->input = LODE_TAKE(&c->arena, a->n_input + b->n_input + 1, lode_cmp_input);
    /* a result folder without its table of inputs tells nothing */
    if (!c->input || a->n_input == 0 || b->n_input == 0) return c->input != NULL;
    while (i < a->n_input || k < b->n_input) {
        int order = i == a->n_input ? 1 : k == b->n_input ? -1 : strcmp(a->input[i].name, b->input[k].name);
        lode_cmp_input row = {{order <= 0 ? &a->input[i] : NULL, order >= 0 ? &b->input[k] : NULL}};
        if (order == 0) c->n_shared++;
        if (order != 0 || !same_input(row.input[0], row.input[1])) c->input[c->n_input++] = row;
        i += order <= 0;
        k += order >= 0;
    }
    return true;
}

/* --- notes ------------------------------------------------------------------------------------------ */

static bool add_note(lode_comparison *c, const char *format, ...) LODE_PRINTF_FORMAT(2, 3);

static bool add_note(lode_comparison *c, const char *format, ...)
{
    char line[300];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    size_t n = strlen(line) + 1;
    char *copy = LODE_TAKE(&c->arena, n, char);
    if (copy) c->note[c->n_note++] = memcpy(copy, line, n);
    return copy != NULL;
}

/* What else tells the runs apart: a difference may come from that. */
static bool write_notes(lode_comparison *c)
{
    static const char *const number[] = {"draws", "seed", "step_days"};
    static const char *const text[] = {"start", "end", "lodestone"};
    const json_t *a = c->side[0]->summary, *b = c->side[1]->summary;
    c->note = LODE_TAKE(&c->arena, 10, const char *);
    bool ok = c->note != NULL;
    for (int i = 0; i < 3 && ok; i++) {
        json_int_t x = json_integer_value(json_object_get(a, number[i])), y = json_integer_value(json_object_get(b, number[i]));
        if (x != y) ok = add_note(c, "%s: %lld in A, %lld in B", number[i], (long long)x, (long long)y);
    }
    for (int i = 0; i < 3 && ok; i++)
        if (strcmp(text_of(a, text[i]), text_of(b, text[i])) != 0)
            ok = add_note(c, "%s: %s in A, %s in B", text[i], text_of(a, text[i]), text_of(b, text[i]));
    const char *x = text_of(json_object_get(a, "case"), "as_of"), *y = text_of(json_object_get(b, "case"), "as_of");
    if (ok && strcmp(x, y) != 0) ok = add_note(c, "as_of: %s in A, %s in B", x, y);
    for (int32_t i = 0; i < c->n_pair && ok; i++)
        if (strcmp(c->pair[i].against[0], c->pair[i].against[1]) != 0) {
            ok = add_note(c, "losses are against %s in A, %s in B", c->pair[i].against[0], c->pair[i].against[1]);
            break;
        }
    if (ok && (c->side[0]->n_input == 0 || c->side[1]->n_input == 0)) ok = add_note(c, "inputs: a result has no inputs.csv, so they are not compared");
    return ok;
}

bool lode_compare(lode_comparison *c, const lode_side *a, const lode_side *b)
{
    *c = (lode_comparison){.side = {a, b}};
    return match_scenarios(c) && match_verdicts(c) && match_inputs(c) && write_notes(c);
}

void lode_comparison_free(lode_comparison *c)
{
    lode_arena_free(&c->arena);
    *c = (lode_comparison){0};
}
